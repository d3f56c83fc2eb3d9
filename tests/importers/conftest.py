"""An empty site to import into, and what an import did there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from recapgen.build import build
from recapgen.config import Config, Options
from recapgen.importers import Imported, Report, import_sources
from recapgen.importers.writing import STATE, Memory


@dataclass
class Kitchen:
    """A site's folder, with sources beside it."""

    root: Path
    runs: list[Report] = field(default_factory=list)

    @property
    def content(self) -> Path:
        return self.root / "content"

    def source(self, name: str, data: str | bytes) -> Path:
        path = self.root / "sources" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def run(self, *sources: Path, **options: Any) -> Report:
        report = import_sources(sources, self.content, Memory(self.root / ".recapgen" / STATE), **options)
        self.runs.append(report)
        return report

    def one(self, *sources: Path, **options: Any) -> Imported:
        report = self.run(*sources, **options)
        assert not report.errors, report.errors
        assert len(report.imported) == 1, report.imported
        return report.imported[0]

    def text(self, path: str) -> str:
        return (self.content / path).read_text("utf-8")

    def files(self) -> dict[str, bytes]:
        files = (
            p for p in self.root.rglob("*") if p.is_file() and "sources" not in p.parts and "output" not in p.parts
        )
        return {p.relative_to(self.root).as_posix(): p.read_bytes() for p in files}

    def build(self) -> Any:
        return build(self.root, Config(), Options(drafts=True))


@pytest.fixture
def kitchen(tmp_path: Path) -> Kitchen:
    """A site without posts."""
    (tmp_path / "content").mkdir()
    (tmp_path / "recapgen.toml").write_text('title = "Soups"\n')
    return Kitchen(tmp_path)


@pytest.fixture
def even() -> Callable[[Report], None]:
    """Checks that every paragraph and link of every source is in the result or listed with a reason."""

    def check(report: Report) -> None:
        for one in report.imported:
            assert one.account.even, one.title
            assert not one.account.lost, one.account.lost
            assert all(r.reason for r in one.account.dropped)

    return check

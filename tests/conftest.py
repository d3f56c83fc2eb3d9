"""What all tests share: a fixed environment, how much Hypothesis tries, and how golden files are renewed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, settings

from kit import EPOCH, REPOSITORY, Built, SiteKit, site

settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "proof", max_examples=2500, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile(os.environ.get("RECAPGEN_PROFILE", "quick"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="Write what the golden tests expect anew; then read it."
    )


def pytest_configure(config: pytest.Config) -> None:
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers have the environment of the process that began them
        kept = TemporaryDirectory(prefix="recapgen-tests-")
        config.add_cleanup(kept.cleanup)
        os.environ["XDG_CACHE_HOME"] = kept.name
    config.addinivalue_line("markers", "proof: takes minutes; `make proof` runs it, `make test` does not")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("-m") or os.environ.get("RECAPGEN_PROFILE") == "proof":
        return
    for item in items:
        if "proof" in item.keywords:
            item.add_marker(pytest.mark.skip(reason="a long proof: `make proof`"))


@pytest.fixture(autouse=True)
def _fixed_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's settings do not reach a test: neither RECAPGEN_... nor colours nor the clock."""
    for name in [name for name in os.environ if name.startswith("RECAPGEN_") and name != "RECAPGEN_PROFILE"]:
        monkeypatch.delenv(name)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", EPOCH)


@pytest.fixture
def new_site(tmp_path: Path) -> SiteKit:
    """An empty site in a folder of its own."""
    return site(tmp_path / "site")


def _own_site(folder: Path) -> SiteKit:
    return site(folder).copied(REPOSITORY / "content", "content").copied(REPOSITORY / "recapgen.toml")


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The repository's own content/, built as its recapgen.toml says."""
    return _own_site(tmp_path_factory.mktemp("published")).build()


@pytest.fixture(scope="session")
def published_below(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The same, to live below https://host.example/sub/."""
    return _own_site(tmp_path_factory.mktemp("below")).build(base_url="https://host.example/sub/")


Golden = Callable[[Path, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with the file that holds what is expected; `--update-golden` writes it instead."""

    def compare(file: Path, found: str) -> None:
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(found, "utf-8")
            return
        assert file.is_file(), f"there is no {file}; run pytest --update-golden, then read what it wrote"
        assert found == file.read_text("utf-8"), f"{file} expects something else; if it is outdated: --update-golden"

    return compare

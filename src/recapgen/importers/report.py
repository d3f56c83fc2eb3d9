"""An import's report as text: what was written, why something is a draft, and each paragraph that was left out.

>>> print(tally([Residue("a", "navigation"), Residue("b", "navigation")]))
navigation 2
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import to_builtins
from msgspec.structs import asdict

from recapgen.importers import Imported, Report
from recapgen.importers.foreign import Residue
from recapgen.importers.writing import WORDS

LONGEST = 300
"""Characters of one paragraph in the report."""


def tally(residue: Iterable[Residue]) -> str:
    """Reasons with their counts, most frequent first."""
    counted = Counter(r.reason for r in residue)
    return ", ".join(f"{why} {count}" for why, count in sorted(counted.items(), key=lambda p: (-p[1], p[0])))


TITLE = "# Import report\n"


def as_text(report: Report, before: str = "") -> str:
    """The whole report, as Markdown, a section for each source; the same for the same import.

    `before` is the report that there was: its sections about other sources follow.
    """
    sections = {source: "\n".join(_section(source, report)).strip("\n") for source in report.sources}
    for old in re.split(r"^(?=## )", before, flags=re.MULTILINE)[1:]:
        sections.setdefault(old.partition("\n")[0].removeprefix("## "), old.strip("\n"))
    return "\n\n".join([TITLE.rstrip("\n"), *sections.values()]) + "\n"


def _section(source: str, report: Report) -> Iterator[str]:
    yield f"## {source}\n"
    yield from (f"- {path}: {name}" for path, name in report.formats.items() if _is_of(path, source, report))
    for one in report.imported:
        if _is_of(one.place, source, report):
            yield from _post(one)
    if left_out := [x for x in report.left_out if _is_of(x.place, source, report)]:
        yield "\n### Left out\n"
        yield from (f"- {_short(x.name)}: {x.reason}" for x in left_out)
    if errors := [d for d in report.errors if _is_of(d.path, source, report)]:
        yield "\n### Could not be read\n"
        yield from (f"- {d.place}: {d.message}. {d.hint}" for d in errors)


def _is_of(place: str, source: str, report: Report) -> bool:
    """Whether a place is in this source: that which names the most of it, the first where none does."""
    inside = [one for one in report.sources if re.match(rf"{re.escape(one)}(?:[/:#]|$)", place)]
    return source == max(inside, key=len, default=report.sources[0])


def _post(one: Imported) -> Iterator[str]:
    account = one.account
    yield f"\n### {one.title}\n"
    yield f"- from: {one.place}"
    yield f"- file: {one.outcome.path}{', a draft' if one.draft else ''}"
    if one.conferences:
        yield f"- conference: {'; '.join(one.conferences)}, {one.sessions} sessions"
    inside = account.kept + len(account.rewritten)
    left = f"left out {len(account.dropped)}, lost {len(account.lost)}"
    yield f"- paragraphs and links: {account.total}; in the result {inside}, {left}"
    yield from (f"- picture: {f.path}" for f in one.files)
    yield from (f"- doubt: {d}" for d in one.doubts)
    yield from (f"- note: {n}" for n in one.notes)
    if account.rewritten:
        yield "\nIn another form:\n"
        yield from (f"- `{_short(r.before, 120)}` is `{_short(r.after, 120)}`" for r in account.rewritten)
    if account.dropped or account.lost:
        yield "\nNot in the result:\n"
        yield from (
            f"- {r.reason}{f' ({r.place})' if r.place else ''}: {_short(r.text)}"
            for r in (*account.lost, *account.dropped)
        )


def _short(text: str, most: int = LONGEST) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def as_values(report: Report) -> dict[str, Any]:
    """The report for machines, nothing shortened."""
    return {
        "ok": not report.errors,
        "formats": dict(report.formats),
        "imported": [to_builtins(one) | {"what": WORDS[one.outcome.what]} for one in report.imported],
        "left_out": [to_builtins(x) for x in report.left_out],
        "findings": [asdict(d) for d in report.errors],
    }

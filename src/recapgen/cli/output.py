"""How findings and reports look on a terminal: to stderr, with colours where they are wanted."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from recapgen.errors import Diagnostic, RecapgenError
from recapgen.events import Event, Listener, Progressed, StageStarted, StageTimed
from recapgen.regex import regex

if TYPE_CHECKING:
    from rich.progress import Progress

    from recapgen.cli import Settings

_colour: bool | None = None
MANY = 40
"""Findings shown of one kind; the rest is counted."""
SEVERAL = 4
"""From so many findings in the same words on, one of them is shown for all."""
NAMED = 3
"""Of warnings of one file that differ in a name alone: so many names are shown besides the first."""


def choose_colour(wanted: str) -> None:
    """`always` and `never` win; `auto` obeys NO_COLOR, FORCE_COLOR and TERM=dumb, then asks the terminal."""
    global _colour  # noqa: PLW0603
    if wanted != "auto":
        _colour = wanted == "always"
    elif os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        _colour = False
    elif os.environ.get("FORCE_COLOR"):
        _colour = True
    else:
        _colour = None


def say(text: str, **style: Any) -> None:
    """A line for people, on stderr."""
    click.echo(click.style(text, **style) if style else text, err=True, color=_colour)


_settings: Callable[[], Settings] | None = None


def choose_settings(settings: Callable[[], Settings]) -> None:
    """How to find the site's folder, from which lines of sources are shown, and whether all is to be said."""
    global _settings  # noqa: PLW0603
    _settings = settings


def print_diagnostics(found: Iterable[Diagnostic], most: int | None = MANY, more: str = "") -> None:
    """Findings, each with the line that it is about: the first ones, those that are alike as one; with `most` None,
    all. `more` says how the others are to be seen."""
    all_found = list(found)
    found = all_found if most is None else gathered(all_found)
    shown, others = first_of_each_kind(found, len(found) if most is None else most)
    for diagnostic in shown:
        head, *rest = str(_with_its_line(diagnostic)).split("\n")
        place, mark, message = head.partition(f"{diagnostic.severity}[{diagnostic.code}]")
        hue = "red" if diagnostic.severity == "error" else "yellow"
        say(f"{place}{click.style(mark, fg=hue, bold=True)}{message}")
        for line in rest:
            say(line, dim=not line.startswith("  hint"))
    if others:
        kinds = ", ".join(f"{count:,} {code}" for code, count in others.items())
        say(f"... and {plural(others.total(), f'more {found[0].severity}')} ({kinds}){more}")
    elif more and len(found) < len(all_found):
        say(f"... and {len(all_found) - len(found):,} more like these{more}")


def _with_its_line(one: Diagnostic) -> Diagnostic:
    """A finding with a column whose line nobody had at hand, with that line."""
    if one.source_line or one.column == 1 or not one.path:
        return one
    try:
        lines = ((_settings().root if _settings else Path()) / one.path).read_text("utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return one
    return replace(one, source_line=lines[one.line - 1].replace("\0", "")) if one.line <= len(lines) else one


def first_of_each_kind(found: Sequence[Diagnostic], most: int) -> tuple[list[Diagnostic], Counter[str]]:
    """At most so many findings, the kinds by turns, lest a hundred dead links hide one slip; and by their codes how
    many others there are."""
    turns: Counter[str] = Counter()
    turn = []
    for one in found:
        turn.append(turns[one.code])
        turns[one.code] += 1
    kept = sorted(sorted(range(len(found)), key=turn.__getitem__)[:most])
    shown = [found[n] for n in kept]
    return shown, turns - Counter(one.code for one in shown)


def gathered(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    """What is said of many files in the same words is said of the first of them, with the number of the others; so are
    warnings of one file that differ in a name alone, with some of the names."""
    found = _by_names(found)
    alike: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for one in found:
        alike.setdefault((one.code, one.message, one.severity), []).append(one)
    shown = []
    for several in alike.values():
        if len(several) < SEVERAL:
            shown += several
            continue
        others = len({one.path for one in several}) - 1
        where = f" in {plural(others, 'other file')}" if others else ""
        shown.append(replace(several[0], message=f"{several[0].message} (and {len(several) - 1:,} more{where})"))
    return sorted(shown, key=lambda one: one.reading_order) if len(shown) < len(found) else found


_QUOTED = regex("'([^']*)'")


def _by_names(found: Sequence[Diagnostic]) -> list[Diagnostic]:
    alike: dict[object, list[Diagnostic]] = {}
    for one in found:
        words = _QUOTED.sub("''", one.message) if one.severity == "warning" else one
        alike.setdefault((one.path, one.code, words, one.hint), []).append(one)
    shown = []
    for several in alike.values():
        names = [_QUOTED.findall(one.message) for one in several]
        if len(several) < SEVERAL or len(names[0]) != 1:
            shown += several
            continue
        named = [f"'{name}' in line {one.line}" for (name,), one in zip(names, several, strict=True)][1 : NAMED + 1]
        dots = ", ..." if len(several) > NAMED + 1 else ""
        fact = f"{several[0].message} (and {len(several) - 1:,} more: {', '.join(named)}{dots})"
        shown.append(replace(several[0], message=fact))
    return sorted(shown, key=lambda one: one.reading_order) if len(shown) < len(found) else list(found)


def print_error(error: RecapgenError) -> None:
    print_diagnostics(
        error.diagnostics, most=None if _settings and _settings().verbose else 200, more=": `-v` shows all"
    )
    count = len(error.diagnostics)
    kind = "warning" if all(d.severity == "warning" for d in error.diagnostics) else "error"
    wanted = ", and --strict wants none" if kind == "warning" else ""
    say(f"{count} {kind}{'s' if count != 1 else ''}{wanted}; nothing was written", fg="red", bold=True)


def plural(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def took(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"


@contextmanager
def progress(wanted: bool, other: Listener) -> Iterator[Listener]:
    """A listener that shows a bar on a terminal once a build has taken a second, and passes every event on."""
    shown: Progress | None = None
    tasks: dict[str, Any] = {}
    start = time.perf_counter()

    def listen(event: Event) -> None:
        nonlocal shown
        other(event)
        if not wanted or not sys.stderr.isatty() or not isinstance(event, Progressed | StageStarted | StageTimed):
            return
        if shown is None:
            if time.perf_counter() - start < 1:
                return
            from rich.console import Console
            from rich.progress import Progress as Bar

            shown = Bar(console=Console(stderr=True), transient=True)
            shown.start()
        if isinstance(event, StageStarted):
            tasks[event.stage] = shown.add_task(event.stage, total=event.total or None)
        elif isinstance(event, Progressed) and event.stage in tasks:
            shown.update(tasks[event.stage], completed=event.done)
        elif isinstance(event, StageTimed) and event.stage in tasks:
            shown.remove_task(tasks.pop(event.stage))

    try:
        yield listen
    finally:
        if shown is not None:
            shown.stop()

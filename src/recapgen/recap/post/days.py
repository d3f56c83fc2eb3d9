"""On which day of a conference its sessions were, where no line above them says so or says only the weekday."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from msgspec.structs import replace

from recapgen.model import Claim
from recapgen.recap.conference.dates import date_named, names_date
from recapgen.recap.conference.parts import Region
from recapgen.recap.context import Context
from recapgen.recap.line.days import DayMark, day_of, day_opening, day_within
from recapgen.recap.reading import Doubt, Evidence, Found


def with_day_of_post(found: list[Found], title: str, path: str, ctx: Context) -> list[Found]:
    """Sessions of a post about one day: the day may stand in the post's title or path only."""
    if all(f.day is not None for f in found):
        return found
    mark = day_of_post(title, path, ctx)
    if mark is None:
        return found
    evidence = Evidence("title or path", (1, 1), 0.7)
    return [
        f
        if f.day is not None
        else replace(f, day=mark.day, day_label=mark.label, evidence={**f.evidence, "day": evidence})
        for f in found
    ]


def day_of_post(title: str, path: str, ctx: Context) -> DayMark | None:
    """The one day of a conference that a post's title or path says it is about."""
    if mark := day_within(title, ctx.lexicon):
        return mark
    mark = day_within(re.sub(r"[-_/.]+", " ", path), ctx.lexicon)
    return mark and replace(mark, label="")


def with_days_told(found: list[Found], ctx: Context) -> list[Found]:
    """Sessions of a post without headings for its days, where paragraphs begin with them: `Day two started with`.

    Each such paragraph begins a day, which ends where the next one begins, in their order; what stands above the second
    day is of the first.
    """
    if not found or any(f.day is not None for f in found):
        return found
    paragraphs = [block for block in ctx.outline if block.shape == "para"]
    told = [(b.lines[0], mark) for b in paragraphs if (mark := day_opening(b.flat, ctx.lexicon))]
    marks = [(line, mark) for n, (line, mark) in enumerate(told) if not n or mark.label != told[n - 1][1].label]
    if marks and marks[0][1].day == 2:
        marks.insert(0, (paragraphs[0].lines[0], DayMark(1, "", "")))
    order = [mark.day or mark.weekday or 0 for _, mark in marks]
    if len(marks) < 2 or any(a >= b for a, b in pairwise(order)):
        return found
    firsts = [line for line, _ in marks]
    return [_on_day(one, bisect_right(firsts, one.lines[0]), marks) for one in found]


def _on_day(one: Found, count: int, marks: Sequence[tuple[int, DayMark]]) -> Found:
    """A session that stands below so many of the days that paragraphs begin with."""
    if not count:
        return one
    line, mark = marks[count - 1]
    evidence = {**one.evidence, "day": Evidence("first words of a paragraph", (line, line), 0.6)}
    return replace(one, day=mark.day or count, day_label=mark.label, evidence=evidence)


def with_days_counted(found: list[Found], regions: Sequence[Region], ctx: Context) -> list[Found]:
    """Weekdays and dates are counted from the conference's first day, where that is known; else from the first of which
    a talk is told: on the one before, people arrived.
    """
    days = sorted({f.day for f in found if f.day is not None})
    marks = [day_of(label, ctx.lexicon) for label in {f.day_label for f in found if f.day is not None}]
    if not days or any(mark is None or mark.day is not None for mark in marks):
        return found
    dated = [_counted_from_start(f, regions, ctx) for f in found]
    if all(day is not None for f, day in zip(found, dated, strict=True) if f.day is not None):
        return [f if f.day is None else replace(f, day=day) for f, day in zip(found, dated, strict=True)]
    return [f if f.day is None else replace(f, day=days.index(f.day) + 1) for f in found]


def _counted_from_start(one: Found, regions: Sequence[Region], ctx: Context) -> int | None:
    """Which day of the conference the heading above a session names by weekday or date."""
    claim = _claim_of(one, regions)
    named = date_named(one.day_label, claim, ctx.lexicon) if claim else None
    return (named - claim.start).days + 1 if claim and claim.start and named else None


def _claim_of(one: Found, regions: Sequence[Region]) -> Claim | None:
    return regions[one.claim or 0].claim if regions else None


def misdated(found: Sequence[Found], regions: Sequence[Region], ctx: Context) -> Iterator[Doubt]:
    """Days by whose weekday or date the conference's first day is another than its dates say, each once."""
    seen: set[str] = set()
    for one in found:
        claim = _claim_of(one, regions)
        if claim is None or claim.start is None or not one.day or one.day_label in seen:
            continue
        seen.add(one.day_label)
        day, named = claim.start + timedelta(days=one.day - 1), date_named(one.day_label, claim, ctx.lexicon)
        dated = names_date(one.day_label, ctx.lexicon)
        if dated and named != day:
            last = f" to {claim.end}" if claim.end else ""
            why = f"counted as day {one.day} of {claim.name}, which is {day} by its dates ({claim.start}{last})"
            yield Doubt(
                one.lines[0], one.day_label, why, "correct `start` and `end` below `conference`, or the heading"
            )

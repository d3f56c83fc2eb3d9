"""Under which line each line stands, and on which day.

>>> from recapgen.recap.outline.blocks import Block
>>> heading, item = Block("heading", "Talks", 2), Block("item", "Spoons", 1)
>>> entries = [Entry(0, heading, "talks", 20, []), Entry(1, item, "title", 91, [])]
>>> nest(entries)
>>> entries[1].parent
0
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from recapgen.recap.levels.entries import Entry
from recapgen.recap.line.days import DayMark


def nest(entries: Sequence[Entry]) -> None:
    """Each line stands under the last one before it of a higher rank."""
    open_ones: list[int] = []
    for i, entry in enumerate(entries):
        while open_ones and entries[open_ones[-1]].rank >= entry.rank:
            open_ones.pop()
        entry.parent = open_ones[-1] if open_ones else -1
        open_ones.append(i)


def give_days(entries: Sequence[Entry]) -> None:
    """Gives each line its day; weekdays and dates are counted in the order in which they come.

    The day that an item names beside a title ends at the next heading: `- Friday: On Spoons`.
    """
    current: DayMark | None = None
    outside: DayMark | None = None
    labels: list[str] = []
    heading = {entry.parent for entry in entries}
    for n, entry in enumerate(entries):
        if entry.block.shape == "heading":
            current = outside
        above = entries[entry.parent] if entry.parent >= 0 else None
        fact = entry.block.shape == "item" and n not in heading and above is not None and above.role == "title"
        fact = fact and not (entry.role == "title" and entry.day and entry.day.rest)
        if entry.day and entry.role in ("day", "title", "kind") and not fact:
            mark = entry.day
            if mark.day is None:
                key = str(mark.weekday) if mark.weekday is not None else mark.label
                if key not in labels:
                    labels.append(key)
                mark = replace(mark, day=labels.index(key) + 1)
            current = mark
            if entry.block.shape != "item" or entry.role == "day":
                outside = mark
        entry.current_day = current

"""Headings that count: `4.1 Spoons`, `4.2 Lids`, as reports have them; the figures are no part of what they head.

>>> from recapgen.recap.outline.blocks import Block
>>> heads = [Block("heading", text, (), (n, n), 2) for n, text in enumerate(("4.1 Spoons", "4.2 Lids", "2.0 is here"))]
>>> section_numbers(heads)
{0: 4, 1: 4}
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from recapgen.recap.outline.blocks import Block
from recapgen.regex import regex


def section_numbers(outline: Sequence[Block]) -> dict[int, int]:
    """By the place of a heading: how many of its first characters count it, where others of its level go on counting.

    Parts of a part, `4.1` and `4.2`, count from two on; `1 Spoons` and `2 Lids`, which may be amounts, from
    three; so do letters, `A. Spoons`, which may begin anew each day, and stand before bold lines, too.
    """
    families: dict[tuple[str, int, str], list[_Count]] = defaultdict(list)
    for at, block in enumerate(outline):
        if block.shape == "heading" and (match := _COUNTED.match(block.flat)):
            count = _Count(at, int(match["number"]), match.end())
            families[block.shape, block.level, match["part"] or ""].append(count)
        elif block.shape in ("heading", "bold") and (match := _LETTERED.match(block.flat)):
            count = _Count(at, 1 + ord(match["letter"]) - ord("A"), match.end())
            families[block.shape, block.level, _LETTERS].append(count)
    found: dict[int, int] = {}
    for (_, _, part), family in families.items():
        runs = _rising(family)
        fewest = _FEWEST_PARTS if part[:1].isdigit() else _FEWEST
        counted = [run for run in runs if run[0].number <= _FIRST and len(run) >= fewest]
        if len(counted) == len(runs) or (counted and part == _LETTERS):
            found |= {count.at: count.end for count in family}
    return dict(sorted(found.items()))


class _Count(NamedTuple):
    """What counts a heading: its place in the outline, its figure, and where that ends."""

    at: int
    number: int
    end: int


def _rising(family: Sequence[_Count]) -> list[list[_Count]]:
    """Parts of a family in which each counts on from the one before."""
    runs = [[family[0]]]
    for one, other in pairwise(family):
        if other.number <= one.number:
            runs.append([])
        runs[-1].append(other)
    return runs


_LETTERS = "A"
"""The family of those that letters count."""
_COUNTED = regex(
    r"(?P<part>(?:\d{1,2}\.)+)?(?P<number>\d{1,2})(?:[.)]?\s+|(?<=\d\.\d)(?=[\u3040-\u9fff\uac00-\ud7a3]))(?=\S)"
)
"""`4.1 Spoons`, `4.1. Spoons`, `4.1匙`; and `4 Spoons`."""
_LETTERED = regex(r"(?P<letter>[A-Z])[.)]\s+(?=\S)")
_FIRST, _FEWEST_PARTS, _FEWEST = 2, 2, 3
"""The figure with which they begin, at most; headings that count, at least, within a part and as wholes."""

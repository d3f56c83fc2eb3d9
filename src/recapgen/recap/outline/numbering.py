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

from recapgen.recap.outline.blocks import Block
from recapgen.regex import regex


def section_numbers(outline: Sequence[Block]) -> dict[int, int]:
    """By the place of a heading: how many of its first characters count it, where others of its level go on counting.

    Parts of a part, `4.1` and `4.2`, count from two on; `1 Spoons` and `2 Lids`, which may be amounts, from
    three; so do letters, `A. Spoons`.
    """
    families: dict[tuple[int, str], list[tuple[int, int, int]]] = defaultdict(list)
    for at, block in enumerate(outline):
        if block.shape != "heading":
            continue
        if match := _COUNTED.match(block.flat):
            families[block.level, match["part"] or ""].append((at, int(match["number"]), match.end()))
        elif match := _LETTERED.match(block.flat):
            families[block.level, "A"].append((at, 1 + ord(match["letter"]) - ord("A"), match.end()))
    found: dict[int, int] = {}
    for (_, part), family in families.items():
        numbers = [number for _, number, _ in family]
        rising = all(one < other for one, other in pairwise(numbers))
        if rising and numbers[0] <= _FIRST and len(family) >= (_FEWEST_PARTS if part[:1].isdigit() else _FEWEST):
            found |= {at: end for at, _, end in family}
    return dict(sorted(found.items()))


_COUNTED = regex(
    r"(?P<part>(?:\d{1,2}\.)+)?(?P<number>\d{1,2})(?:[.)]?\s+|(?<=\d\.\d)(?=[\u3040-\u9fff\uac00-\ud7a3]))(?=\S)"
)
"""`4.1 Spoons`, `4.1. Spoons`, `4.1匙`; and `4 Spoons`."""
_LETTERED = regex(r"(?P<letter>[A-Z])[.)]\s+(?=\S)")
_FIRST, _FEWEST_PARTS, _FEWEST = 2, 2, 3
"""The figure with which they begin, at most; headings that count, at least, within a part and as wholes."""

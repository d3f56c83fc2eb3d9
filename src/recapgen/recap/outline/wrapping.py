"""Line ends that only an editor has set, since the next word would not have fit.

In Markdown such an end is a space. The line alone does not tell it from an end that the author meant (a title, and the
speaker below it); but an editor breaks all lines of a text at one width, and none sooner than it must.

>>> lines = ["a talk about wooden spoons and how one of them stirs", "the soup", "Ida Quill"]
>>> width_of([lines[:2]] * 4)
52
>>> wrapped(lines, 52)
[True, False]
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

_WIDTHS = range(48, 131)
"""Characters of a line at which an editor may wrap a text."""
_LEAST, _MANY = 4, 12
"""Line ends from which a width can be told, if all but one agree; and from which most will do."""


def width_of(paragraphs: Iterable[Sequence[str]]) -> int:
    """The width at which paragraphs (each its lines as written, with their indents) are wrapped; 0: they are not."""
    ends = [end for lines in paragraphs for end in _ends(lines)]
    if len(ends) < _LEAST:
        return 0
    lengths, longer = sorted(length for length, _ in ends), sorted(longer for _, longer in ends)
    count = len(ends)

    def proof(width: int) -> int:
        """How many ends the width has forced, less twice the lines that are longer."""
        return (count - bisect_right(longer, width)) - 2 * (count - bisect_right(lengths, width))

    best = max(_WIDTHS, key=proof)
    return best if proof(best) >= (0.5 * count if count >= _MANY else count - 1) else 0


def wrapped(lines: Sequence[str], width: int) -> list[bool]:
    """For each line but the last, whether it ends only because the next word would have gone beyond the width; in such
    a text a line goes on behind its comma, too."""
    ends = zip(lines, _ends(lines), strict=False)
    return [length <= width and (width < longer or line.endswith(",")) for line, (length, longer) in ends]


def _ends(lines: Sequence[str]) -> list[tuple[int, int]]:
    """For each line but the last, its length, and what it would be with the next word."""
    return [
        (len(line), len(line) + 1 + len(after.split(maxsplit=1)[0] if after.strip() else ""))
        for line, after in pairwise(lines)
    ]

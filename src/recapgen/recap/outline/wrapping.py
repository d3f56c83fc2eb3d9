"""Line ends that only an editor has set, since the next word would not have fit.

In Markdown such an end is a space. The line alone does not tell it from an end that the author meant (a title, and the
speaker below it); but an editor breaks all lines of a text at one width, and none sooner than it must. Some editors
never break a link.

>>> lines = ["a talk about wooden spoons and how one of them stirs", "the soup", "Ida Quill"]
>>> wrap = wrap_of([lines[:2]] * 4)
>>> wrap
Wrap(width=52, whole_links=True)
>>> wrapped(lines, wrap)
[True, False]
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from recapgen.regex import regex


class Wrap(NamedTuple):
    """How an editor has wrapped a text."""

    width: int
    """In characters of a line."""
    whole_links: bool = False
    """Whether no link was broken, whatever spaces it has."""


_WIDTHS = range(48, 131)
"""Characters of a line at which an editor may wrap a text."""
_LEAST, _MANY = 4, 12
"""Line ends from which a width can be told, if all but one agree; and from which most will do."""


def wrap_of(paragraphs: Iterable[Sequence[str]]) -> Wrap | None:
    """How paragraphs (each its lines as written, with their indents) are wrapped; None: they are not."""
    written = list(paragraphs)
    broken = any(_BROKEN_LINK.search(line) for lines in written for line in lines[:-1])
    found = ((_width_of(written, whole), whole) for whole in ((False,) if broken else (True, False)))
    return next((Wrap(width, whole) for width, whole in found if width), None)


_BROKEN_LINK = regex(r"\[[^\[\]]*$")
"""A link's text that goes on in the next line."""


def _width_of(paragraphs: Sequence[Sequence[str]], whole_links: bool) -> int:
    ends = [end for lines in paragraphs for end in _ends(lines, whole_links)]
    if len(ends) < _LEAST:
        return 0
    lengths, longer = sorted(length for length, _ in ends), sorted(longer for _, longer in ends)
    count = len(ends)

    def proof(width: int) -> int:
        """How many ends the width has forced, less twice the lines that are longer."""
        return (count - bisect_right(longer, width)) - 2 * (count - bisect_right(lengths, width))

    best = max(_WIDTHS, key=proof)
    return best if proof(best) >= (0.5 * count if count >= _MANY else count - 1) else 0


def wrapped(lines: Sequence[str], wrap: Wrap) -> list[bool]:
    """For each line but the last, whether it ends only because the next word would have gone beyond the width; in such
    a text a line goes on behind its comma, too."""
    ends = zip(lines, _ends(lines, wrap.whole_links), strict=False)
    return [length <= wrap.width and (wrap.width < longer or line.endswith(",")) for line, (length, longer) in ends]


def _ends(lines: Sequence[str], whole_links: bool) -> list[tuple[int, int]]:
    """For each line but the last, its length, and what it would be with the next word."""
    return [(len(line), len(line) + 1 + len(_first(after, whole_links))) for line, after in pairwise(lines)]


def _first(line: str, whole_link: bool) -> str:
    """The first word of a line; with `whole_link`, the whole link with which it begins."""
    link = _LINK.match(line) if whole_link else None
    return link[0] if link else line.split(maxsplit=1)[0] if line.strip() else ""


_LINK = regex(r"\s*!?\[[^\[\]]*\]\([^()\s]*\)\S*")

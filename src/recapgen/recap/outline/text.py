"""The plain text of a block, and what is set apart in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import accumulate
from typing import Literal

from markdown_it.token import Token
from msgspec import Struct

from recapgen.recap.outline.wrapping import Wrap, wrapped
from recapgen.regex import regex

MarkKind = Literal["strong", "em", "link", "code", "image", "s"]


class Mark(Struct, frozen=True):
    """A stretch of a block's text that is set apart."""

    kind: MarkKind
    start: int
    end: int
    href: str = ""

    def moved(self, by: int) -> Mark:
        """The same in a text in which it stands so many characters further on."""
        return Mark(self.kind, self.start + by, self.end + by, self.href)


NARROWEST = 48
"""Characters of a line at which an editor may wrap a text."""


def flowing(text: str, marks: Sequence[Mark] = ()) -> str:
    """A paragraph with plain spaces, without the line ends of an editor's wrapping, no character more or less.

    `marks` are its own: a line is as long as it was written, addresses included.

    >>> flowing("Then Ida Quill came, and she showed us how a pot\\nis stirred with two of her spoons.\\nSo.")
    'Then Ida Quill came, and she showed us how a pot is stirred with two of her spoons.\\nSo.'
    >>> flowing("Ida Quill\\nLadle Ltd")
    'Ida Quill\\nLadle Ltd'
    """
    text = text.translate(_PLAIN_SPACES)
    if "\n" not in text:
        return text
    lines = text.split("\n")
    lengths = [len(line) for line in lines]
    short = [max(lengths) > _UNWRAPPED and length < _SHORT for length in lengths]
    for mark in marks:
        if mark.href:
            lengths[text.count("\n", 0, mark.end)] += len(mark.href) + 4
    width = max(lengths)
    room = min(width, _WIDEST)
    wrapped = [length > 0.6 * room and not own for length, own in zip(lengths[:-1], short, strict=False)]
    for n, first in _linked_starts(lines, marks):
        wrapped[n - 1] |= lines[n][:1].islower() and lengths[n - 1] + first > room
    if width < NARROWEST or sum(wrapped) < 0.6 * len(wrapped):
        return text
    made = lines[:1]
    for full, line, following in zip(wrapped, lines[:-1], lines[1:], strict=True):
        goes_on = full and line[-1:] not in ".!?:。！？" and (following[:1].isalnum() or following[:1] in _INSIDE)
        made += [" " if goes_on else "\n", following]
    return "".join(made)


def _linked_starts(lines: Sequence[str], marks: Sequence[Mark]) -> Iterator[tuple[int, int]]:
    """The lines after the first that begin with a link, and how many characters it was written with: an editor breaks
    a line early before one that is long."""
    starts = {at: n for n, at in enumerate(accumulate((len(line) + 1 for line in lines), initial=0)) if n}
    links = ((starts.get(mark.start, len(lines)), mark) for mark in marks if mark.href)
    yield from ((n, mark.end - mark.start + len(mark.href) + 4) for n, mark in links if n < len(lines))


_PLAIN_SPACES = str.maketrans("\t\u00a0\u202f", "   ")


_INSIDE = "\"“„«‘'([@–—-"
"""What a line that goes on may begin with, beside letters and figures."""


_WIDEST = 100
"""Characters of a line beyond which an editor wraps it, unless an address is longer."""


_UNWRAPPED, _SHORT = 160, 40
"""Characters of a line, without its addresses, beyond which nobody has wrapped a text; and up to which a line of such
a text ends where it was meant to.
"""


class Text(Struct):
    """Plain text with its marks and the alternative texts of its images."""

    text: str = ""
    marks: Sequence[Mark] = ()
    images: tuple[str, ...] = ()
    cuts: tuple[tuple[int, int], ...] = ()
    """Where tags were taken out, and how many characters."""
    tagged: str = ""
    """The text with its tags."""


_STRAY = regex(r"(?:\s*</?(?:li|ul|ol|p|div|span|br)\s*/?>)+\s*$")
"""Tags that were left over at the end of a line."""
_MARKS: dict[str, MarkKind] = {"strong": "strong", "em": "em", "link": "link", "s": "s"}
_TAG = regex(
    r"<sup>\W?\d{1,2}\W?</sup>|\{:[^{}\n]{1,120}\}"
    r"|<(?P<end>/)?(?P<name>a|em|i|cite|strong|b|span|font|sup|u|small|acronym|abbr)(?=[\s>])"
    r"(?:[^<>]{0,300}?\shref\s*=\s*[\"']?(?P<href>[^\"'\s<>]*))?[^<>]{0,300}>"
    r"|<(?:div|iframe|img|image|video|audio|embed|object)\s+[\w:-]+\s*=[^<>]{0,500}>|</(?:div|iframe|video|audio|object)>"
    r"|(?<!\S)(?P<stars>\*\*)",
    re.IGNORECASE,
)
"""Tags within a text, footnote marks, attributes as kramdown writes them: `{:target="_blank"}`, and what was to be bold
and for the space inside is not: `**Spoons - **a fine talk`."""
_MARKING_TAGS: dict[str, MarkKind] = {
    "a": "link",
    "em": "em",
    "i": "em",
    "cite": "em",
    "strong": "strong",
    "b": "strong",
}


def inline_text(token: Token, wrap: Wrap | None = None, indent: int = 0) -> Text:
    """Plain text and marks of an inline token, without the space around it; a softbreak counts one character.

    `wrap` is how the text is wrapped, `indent` how far in this token's lines are written.
    """
    parts: list[str] = []
    spaces = _wrapped_ends(token, wrap, indent) if wrap else None
    size = 0
    marks: list[Mark] = []
    images: list[str] = []
    opened: list[tuple[str, int, str]] = []
    for child in token.children or ():
        kind = child.type
        if kind in ("text", "text_special"):
            parts.append(child.content)
            size += len(child.content)
        elif kind in ("softbreak", "hardbreak") or (kind == "html_inline" and child.content[:3].lower() == "<br"):
            parts.append(" " if kind == "softbreak" and spaces and next(spaces, False) else "\n")
            size += 1
        elif kind == "code_inline":
            parts.append(child.content)
            marks.append(Mark("code", size, size + len(child.content)))
            size += len(child.content)
        elif kind == "image":
            images.append(child.content)
            marks.append(Mark("image", size, size, str(child.attrGet("src") or "")))
        elif child.nesting > 0:
            opened.append((kind[:-5], size, str(child.attrs.get("href") or "")))
        elif child.nesting < 0 and opened:
            name, start, href = opened.pop()
            if name in _MARKS:
                marks.append(Mark(_MARKS[name], start, size, href))
    text = "".join(parts)
    if text.rstrip().endswith(">"):
        text = _STRAY.sub("", text)
    bare = text.strip()
    if marks and len(bare) < size:
        cut, end = len(text) - len(text.lstrip()), len(bare)
        marks = [Mark(m.kind, *_clamped(m, cut, end), m.href) for m in marks]
    if ("<" in bare or "{:" in bare or "**" in bare) and _TAG.search(bare):
        return _untagged(bare, marks, tuple(images))
    return Text(bare, marks, tuple(images), tagged=bare)


def _wrapped_ends(token: Token, wrap: Wrap, indent: int) -> Iterator[bool] | None:
    """For each softbreak, whether only wrapping has set it; None where lines and softbreaks are not the same."""
    lines = token.content.split("\n")
    breaks = sum(child.type == "softbreak" for child in token.children or ())
    if not breaks or breaks != len(lines) - 1:
        return None
    return iter(wrapped([" " * indent + line for line in lines], wrap))


def _clamped(mark: Mark, cut: int, end: int) -> tuple[int, int]:
    """A mark's places in a text from which the space around it was taken."""
    return min(end, max(0, mark.start - cut)), min(end, max(0, mark.end - cut))


def _untagged(text: str, marks: Sequence[Mark], images: tuple[str, ...]) -> Text:
    """A text without its HTML tags; those that set words apart become marks."""
    parts: list[str] = []
    cuts: list[tuple[int, int]] = []
    made: list[Mark] = []
    opened: list[tuple[str, int, str]] = []
    at = size = 0
    for tag in _TAG.finditer(text):
        parts.append(text[at : tag.start()])
        size += tag.start() - at
        at = tag.end()
        cuts.append((size, at - tag.start()))
        name = (tag["name"] or "").lower()
        if tag["stars"]:
            name = "b"
        shut = tag["end"] or (tag["stars"] and opened and opened[-1][0] == name)
        if name in _MARKING_TAGS and not shut:
            opened.append((name, size, unescape(tag["href"] or "")))
        elif opened and opened[-1][0] == name:
            _, start, href = opened.pop()
            made.append(Mark(_MARKING_TAGS[name], start, size, href))
    parts.append(text[at:])

    def moved(place: int) -> int:
        gone = 0
        for cut, length in cuts:
            if cut + gone >= place:
                break
            if cut + gone + length > place:
                return cut
            gone += length
        return place - gone

    kept = [Mark(m.kind, moved(m.start), moved(m.end), m.href) for m in marks]
    made += [m for m in kept if m.end > m.start or m.kind == "image"]
    made.sort(key=lambda m: m.end)
    return Text("".join(parts), made, images, tuple(cuts), text)

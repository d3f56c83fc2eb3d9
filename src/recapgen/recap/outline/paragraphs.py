"""What a paragraph is: one block as a rule, but several where somebody has left out the empty lines between.

>>> lines = "Spoons" + chr(10) + "Ida Quill showed how many of them a soup kitchen needs."
>>> paragraph = Paragraph(Text(lines, [Mark("strong", 0, 6)]), (1, 2), (0, 3), 1)
>>> [(block.shape, block.lines) for block in blocks_of_paragraph(paragraph)]
[('bold', (1, 1)), ('para', (2, 2))]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from recapgen.recap.outline.blocks import Block, Shape, runs_in, shape_of_words, wholly
from recapgen.recap.outline.text import Mark, Text
from recapgen.regex import regex

Stated = Mapping[int, Mapping[str, str]]
"""Attributes at the ends of a paragraph's lines, which are counted from 0."""


class Paragraph(Struct, frozen=True):
    """A paragraph as it was written."""

    words: Text
    lines: tuple[int, int]
    """First and last line, from 1."""
    tokens: tuple[int, int]
    """Indices of the tokens that it covers, start and end."""
    group: int
    """Which list it is, if it is one after all."""
    stated: Stated = {}
    quoted: bool = False
    depth: int = 0
    """How many lists it is within."""

    @property
    def text(self) -> str:
        return self.words.text

    @property
    def attributes(self) -> Mapping[str, str]:
        """What stands in braces behind any of its lines."""
        return {key: value for attributes in self.stated.values() for key, value in attributes.items()}

    def within(self, start: int, end: int) -> tuple[Mark, ...]:
        """The marks that begin between two places of the text, counted from the first."""
        return tuple(m.moved(-start) for m in self.words.marks if start <= m.start < end)

    def behind(self, start: int, line: int) -> Paragraph:
        """What stands behind a place of it, on this line."""
        text = self.text[start:]
        kept = [mark.moved(-start) for mark in self.words.marks if mark.start >= start]
        words = Text(text, kept, self.words.images, tagged=text)
        return replace(self, words=words, lines=(line, self.lines[1]), stated={})


def blocks_of_paragraph(paragraph: Paragraph) -> Iterator[Block]:
    """What a paragraph holds, by the first form that it has."""
    inner = paragraph.quoted or paragraph.depth > 0
    for form in _FORMS_WITHIN if inner else _FORMS:
        if (blocks := form(paragraph)) is not None:
            yield from blocks
            return
    yield _block(paragraph)


def _block(paragraph: Paragraph) -> Block:
    """A paragraph that is one block."""
    text, depth, words = paragraph.text, paragraph.depth, paragraph.words
    marks, attributes = tuple(words.marks), _component(text)
    shape: Shape
    if paragraph.quoted:
        shape = "quote"
    elif attributes:
        shape = "component"
    elif not text and words.images:
        shape = "image"
    elif text.startswith(("{%", "{{")) or (text[:1] == "<" and text[1:2].isalpha() and text.endswith((">", "%}"))):
        shape = "html"
    else:
        shape, depth = shape_of_words(text, marks, depth)
    attributes = attributes or paragraph.attributes
    lines, tokens = paragraph.lines, paragraph.tokens
    return Block(shape, text, depth, lines, tokens, marks, attributes=attributes, images=words.images, cuts=words.cuts)


_TAGGED = ("<", "{", ":", "[")
"""What tags, components and directives begin with."""


def _component(text: str) -> Mapping[str, str]:
    if text[:1] not in _TAGGED:
        return {}
    from recapgen.recap.outline.markup import component  # with the parser of HTML, which most posts need not

    return component(text)


def _tags(paragraph: Paragraph) -> Iterator[Block] | None:
    """HTML as a whole."""
    if paragraph.text[:1] not in _TAGGED:
        return None
    from recapgen.recap.outline.markup import is_html

    if not is_html(paragraph.text):
        return None
    return blocks_of_tags(paragraph.words.tagged, paragraph.lines[0], paragraph.tokens, paragraph.group * 1000)


def blocks_of_tags(html: str, line: int, tokens: tuple[int, int], group: int) -> Iterator[Block]:
    """The blocks of HTML that stands in Markdown, from this line on."""
    from recapgen.recap.outline.markup import blocks_of_html

    yield from blocks_of_html(html, line, tokens, group)


def _list_between(paragraph: Paragraph) -> Iterator[Block] | None:
    """A list in HTML with words above or below it that no empty line parts from it."""
    glued = _GLUED_LIST.search(paragraph.text)
    return _around_list(paragraph, glued) if glued else None


_GLUED_LIST = regex(r"(?<=\n)<(?P<tag>ul|ol)\b[^>]{0,200}>(?:.*</(?P=tag)>|.*)", re.DOTALL | re.IGNORECASE)
"""A list in HTML whose first tag begins a line of a paragraph; its last tag may be lost at the end."""


def _around_list(paragraph: Paragraph, glued: re.Match[str]) -> Iterator[Block]:
    """The words above a list in HTML, the list, and the words below it."""
    text, words = paragraph.text, paragraph.words
    first, last = (paragraph.lines[0] + text.count("\n", 0, at) for at in glued.span())
    marks = [mark for mark in words.marks if mark.end <= glued.start()]
    above = Text(text[: glued.start()].rstrip(), marks, tagged=text[: glued.start()])
    yield from blocks_of_paragraph(replace(paragraph, words=above, lines=(paragraph.lines[0], first - 1)))
    tagged = _GLUED_LIST.search(words.tagged)
    html = tagged.group() if tagged else glued.group()
    yield from blocks_of_tags(html, first, paragraph.tokens, paragraph.group * 1000)
    if below := text[glued.end() :].lstrip():
        yield from blocks_of_paragraph(paragraph.behind(len(text) - len(below), last + 1))


def _other_heading(paragraph: Paragraph) -> Iterator[Block] | None:
    """A heading that is none in Markdown, and what stands right below it."""
    text, first = paragraph.text, paragraph.lines[0]
    match = _OTHER_HEADING.match(text)
    if match is None:
        return None
    title, level = match["title"].strip(" #"), len(match["level"].strip())
    own = paragraph.stated.get(0, {})
    heading = Block("heading", title, level, (first, first), paragraph.tokens, attributes=own)
    if not text[match.end() :].strip():
        return iter((heading,))
    stated = {line - 1: attributes for line, attributes in paragraph.stated.items() if line}
    below = replace(paragraph.behind(match.end(), first + 1), stated=stated)
    return chain((heading,), blocks_of_paragraph(below))


_OTHER_HEADING = regex(
    r"(?P<level>#{2,6}|#(?=[A-Z][^\s#]*\s+[^\s#])|(?:={1,6}|\*{2,6})\s)"
    r"(?P<title>[^\s#=*][^\n]{0,110}(?<![.,;]))(?:\n|$)"
)
"""A heading whose sign no space follows, as some renderers take it, and no hashtag; or one of AsciiDoc, `== Spoons`, or
of Org, `** Spoons`."""


def _title_and_speaker(paragraph: Paragraph) -> Iterator[Block] | None:
    """Two or three lines, each bold as a whole: a title, and who gave it.

    What has no letter is no line: some put a dash before each talk.
    """
    text, first = paragraph.text, paragraph.lines[0]
    if "\n" not in text or len(text) > _LONGEST_LINES:
        return None
    found = [match.span() for match in _WITH_LETTERS.finditer(text)]
    bold = all(wholly(paragraph.within(a, b), ("strong",), text[a:b]) for a, b in found)
    if not 1 < len(found) < _MANY_LINES or not bold:
        return None
    title, *names = (text[start:end].strip() for start, end in found)
    above, below = (first + text.count("\n", 0, start) for start, _ in found[:2])
    own, attributes = paragraph.within(*found[0]), paragraph.attributes
    return iter(
        (
            Block("bold", title, 0, (above, above), paragraph.tokens, own, attributes=attributes),
            Block("para", "\n".join(names), 0, (below, paragraph.lines[1]), paragraph.tokens),
        )
    )


_LONGEST_LINES, _MANY_LINES = 300, 4
_WITH_LETTERS = regex(r"[^\n]*[^\W\d_][^\n]*")


def _title_above(paragraph: Paragraph) -> Iterator[Block] | None:
    """A first line that is bold as a whole, with a sentence or more below it."""
    text, first = paragraph.text, paragraph.lines[0]
    line, _, below = text.partition("\n")
    end = len(line)
    own = tuple(mark for mark in paragraph.words.marks if mark.end <= end)
    short = len(below.split()) < _SENTENCE or _MAY_BE_TITLE.fullmatch(below) is not None
    if short or not own or not 2 < end < 200 or not wholly(own, ("strong",), line):
        return None
    title = Block("bold", line, 0, (first, first), paragraph.tokens, own, attributes=paragraph.attributes)
    return chain((title,), blocks_of_paragraph(paragraph.behind(end + 1, first + 1)))


_MAY_BE_TITLE = regex(r"[^\n]{1,100}[^\n.!?:;,…]|[^\W\d_]{3,12}: [^\n]{1,100}")
"""A line that is neither a sentence nor long, or begins with a label."""
_SENTENCE = 9
"""Words from which on a line below a bold one is no by-line."""


def _broken_title(paragraph: Paragraph) -> Iterator[Block] | None:
    """One bold title on two lines, broken before a small letter as all of a text may be, and no sentence."""
    text, marks = paragraph.text, tuple(paragraph.words.marks)
    _, _, second = text.partition("\n")
    if len(text) >= _LONGEST_BROKEN or text.endswith((".", "!", ":", ";")):
        return None
    if not second[:1].islower() or "\n" in second:
        return None
    if not any(m.kind == "strong" and not m.start and m.end == len(text) for m in marks):
        return None
    title, lines, attributes = text.replace("\n", " "), paragraph.lines, paragraph.attributes
    return iter((Block("bold", title, 0, lines, paragraph.tokens, marks, attributes=attributes),))


_LONGEST_BROKEN = 160


def _items(paragraph: Paragraph) -> Iterator[Block] | None:
    """A list without bullets."""
    if paragraph.quoted:
        return None
    rows = _rows(paragraph.text, paragraph.words.marks)
    return (_item(paragraph, n, start, end) for n, (start, end) in enumerate(rows)) if rows else None


def _item(paragraph: Paragraph, n: int, start: int, end: int) -> Block:
    text, lines = paragraph.text[start:end], (paragraph.lines[0] + n, paragraph.lines[0] + n)
    marks = tuple(m.moved(-start) for m in paragraph.words.marks if start <= m.start and m.end <= end)
    stated = paragraph.stated.get(paragraph.text.count("\n", 0, start), {})
    return Block("item", text, 1, lines, paragraph.tokens, marks, paragraph.group, attributes=stated)


def _rows(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """The lines of a paragraph that is a list without bullets: most begin with a link, bold words or a bullet."""
    if "\n" not in text or len(text) > 20_000:
        return []
    starts = {m.start for m in marks if m.kind in ("link", "strong") and m.end - m.start > 4}
    dashed = [m.start() for m in _DASHED_ROW.finditer(text)]
    starts.update(dashed if len(dashed) >= _MANY_DASHED else ())
    if not starts and text.isascii():
        return []
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append((at, at + len(line)))
        at += len(line) + 1
    begun = [s in starts or s + 1 in starts for s, _ in spans]
    if not text.isascii():
        begun = [
            known or text[s : s + 2].strip()[:1] in tuple("•◦▪‣●・") for known, (s, _) in zip(begun, spans, strict=True)
        ]
    if not begun[0] and text[: spans[0][1]].rstrip()[-1:] not in tuple(":："):
        return []
    rows = [(s, e) for s, e in spans if text[s:e].strip()]
    listed = {span for span, begins in zip(spans, begun, strict=True) if begins}
    beside = all(row not in listed or _only_link(row, marks) for row in rows[1:])
    if beside and runs_in(text, marks) and not _only_link(rows[0], marks):
        words = text[max(m.end for m in marks if m.start <= 1) : rows[0][1]]
        if len(words.split()) >= _SENTENCE:
            return []  # what was said, and below it `[Slides](url)`
    return rows if sum(begun) >= 2 and sum(begun) >= 0.6 * len(spans) else []


_DASHED_ROW, _MANY_DASHED = regex(r"^[A-ZÀ-Þ]\S*(?: (?:& )?[A-ZÀ-Þ]\S*){0,2} [–—-] (?=\S)", re.MULTILINE), 3
"""`Ida - Spoons for all`: a name of up to three words before a dash, and how many make a list of such lines."""


def _only_link(row: tuple[int, int], marks: Sequence[Mark]) -> bool:
    return any(m.kind == "link" and m.start <= row[0] and m.end >= row[1] for m in marks)


Form = Callable[[Paragraph], Iterator[Block] | None]
"""What a paragraph holds, if it has this form; else None."""
_FORMS: tuple[Form, ...] = (
    _tags,
    _list_between,
    _other_heading,
    _title_and_speaker,
    _title_above,
    _broken_title,
    _items,
)
_FORMS_WITHIN: tuple[Form, ...] = (_tags, _items)
"""Those of paragraphs that are quoted, or within lists."""

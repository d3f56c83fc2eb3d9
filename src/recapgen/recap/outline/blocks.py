"""A post as an outline: headings, list items, paragraphs, table rows, one after the other, each with its place.

The same `Block`s come from Markdown tokens (here), from the bare text of a web page (`plain.py`) and from HTML
(`markup.py`), so that whatever reads an outline does not ask where it came from.

>>> Block("heading", "Spoons – Ida Quill", level=2).shape
'heading'
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise
from typing import Literal

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from recapgen.recap.outline.text import Mark, MarkKind, Text, inline_text
from recapgen.recap.outline.wrapping import Wrap, wrap_of
from recapgen.regex import regex

Shape = Literal[
    "heading",
    "bold",
    "lone",
    "run-in",
    "item",
    "para",
    "row",
    "quote",
    "code",
    "rule",
    "image",
    "html",
    "component",
    "comment",
]


class Block(Struct, frozen=True):
    """One line of the outline."""

    shape: Shape
    text: str
    """Plain text; a line break inside is a newline."""
    level: int = 0
    """A heading's level, a list item's depth (from 1)."""
    lines: tuple[int, int] = (1, 1)
    """First and last line, from 1."""
    tokens: tuple[int, int] = (0, 0)
    """Indices of the tokens that it covers, start and end."""
    marks: tuple[Mark, ...] = ()
    group: int = 0
    """Which list or table it is in; 0: none."""
    attributes: Mapping[str, str] = {}
    """Of a component, or what stands in braces behind the words."""
    cells: tuple[str, ...] = ()
    """Of a table row; of the table's head where `level` is 0."""
    heads: tuple[str, ...] = ()
    """Of a table row: the columns' names."""
    images: tuple[str, ...] = ()
    """Alternative texts of its images."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Where tags were taken out of the text, and how many characters."""

    def written(self, at: int) -> int:
        """The place in the text as it was written, tags included."""
        return at + sum(size for place, size in self.cuts if place <= at)

    @property
    def first_line(self) -> str:
        return self.text.split("\n", 1)[0]

    @property
    def flat(self) -> str:
        """The text on one line."""
        return self.text.replace("\n", " ")

    def links(self) -> tuple[tuple[str, str], ...]:
        """(text, href) of each link."""
        return tuple((self.text[m.start : m.end], m.href) for m in self.marks if m.kind == "link" and m.href)


Outline = tuple[Block, ...]


def outline_of(tokens: Sequence[Token]) -> Outline:
    """The outline of a Markdown post."""
    return without_headings(_with_single_items(tuple(_blocks(tokens, wrap_of(_written_lines(tokens))))))


def _with_single_items(outline: Outline) -> Outline:
    """The same where lists of one short item each have paragraphs between: what is set apart as a whole heads them, as
    bold lines do."""
    sizes = Counter(block.group for block in outline if block.shape == "item")
    heads = {
        at
        for at, (block, below) in enumerate(pairwise(outline))
        if block.shape == "item"
        and sizes[block.group] == 1
        and below.shape in ("para", "run-in")
        and len(block.text) < _LONGEST_HEAD
        and "\n" not in block.text
        and not _HOST.fullmatch(block.text)
        and wholly(block.marks, ("strong", "em"), block.text)
    }
    if len(heads) < _SEVERAL_HEADS:
        return outline
    return tuple(replace(b, shape="bold", level=0, group=0) if at in heads else b for at, b in enumerate(outline))


_LONGEST_HEAD, _SEVERAL_HEADS = 160, 3
_HOST = regex(r"[\w.-]+\.\w{2,}")
"""`slides.example`, which stands for an embedded page."""


def without_headings(outline: Outline) -> Outline:
    """The same where a post has no headings and no bold lines: short lines with empty ones around may be them."""
    if any(block.shape in ("heading", "bold") for block in outline):
        return outline
    return tuple(replace(b, level=_APART) if b.shape == "lone" and b.level == _LONE else b for b in outline)


def _written_lines(tokens: Sequence[Token]) -> Iterator[list[str]]:
    """The lines of each paragraph that has several, about as far in as they were written."""
    depth = 0
    for token in tokens:
        if token.type == "inline":
            if "\n" in token.content:
                yield [" " * _INDENT * depth + line for line in token.content.split("\n")]
        elif token.type in ("list_item_open", "list_item_close"):
            depth += token.nesting


_INDENT = 2
"""Characters that each level of a list takes up."""


def closing(tokens: Sequence[Token]) -> dict[int, int]:
    """Index of an opening token -> index of the one that closes it."""
    found: dict[int, int] = {}
    stack: list[int] = []
    for i, token in enumerate(tokens):
        if token.nesting > 0:
            stack.append(i)
        elif token.nesting < 0 and stack:
            found[stack.pop()] = i
    for i in stack:
        found[i] = len(tokens) - 1
    return found


def _lines(token: Token | None) -> tuple[int, int]:
    if token is None or not token.map:
        return 1, 1
    first, end = token.map
    return first + 1, end if end > first else first + 1


_NO_MATTER = frozenset(
    ("paragraph_open", "paragraph_close", "heading_close", "th_close", "td_close", "tbody_open", "tbody_close")
)
"""Tokens that say nothing that the others do not say."""


def _blocks(tokens: Sequence[Token], wrap: Wrap | None) -> Iterator[Block]:
    close = closing(tokens)
    lists: list[int] = []
    """Groups of the lists that are open."""
    groups = 0
    items: list[int] = []
    """Opening tokens of the items that are open and whose first paragraph has not been seen."""
    quotes = 0
    placed: Token | None = None
    """The last token that says where it stands."""
    heads: tuple[str, ...] = ()
    row: list[str] = []
    row_marks: list[Mark] = []
    row_start = 0
    in_head = False
    i = 0
    while i < len(tokens):
        token = tokens[i]
        kind = token.type
        if token.map:
            placed = token
        if kind in _NO_MATTER:
            i += 1
            continue
        seen = _lines(placed)
        if kind == "inline":
            if not i or tokens[i - 1].type not in ("th_open", "td_open"):
                inline = inline_text(token, wrap, _INDENT * len(lists))
                opener = items[-1] if items else -1
                if opener >= 0:
                    items[-1] = -1
                    yield Block(
                        "item",
                        inline.text,
                        len(lists) or 1,
                        _lines(tokens[opener]) if tokens[opener].map else seen,
                        (opener, close.get(opener, i) + 1),
                        tuple(inline.marks),
                        lists[-1] if lists else 0,
                        attributes=tokens[i - 1].meta.get("attributes", {}),
                        images=inline.images,
                        cuts=inline.cuts,
                    )
                else:
                    groups += 1
                    start = i - 1 if i and tokens[i - 1].nesting > 0 else i
                    place = (start, close.get(start, i) + 1)
                    stated = tokens[start].meta.get("stated", {})
                    parts = [] if quotes or lists or stated else _between_gaps(token)
                    for first, part in parts:
                        below = (seen[0] + first, seen[0] + first + part.content.count("\n"))
                        yield from _paragraph(inline_text(part, wrap), below, place, False, 0, groups, {})
                    if not parts:
                        yield from _paragraph(inline, seen, place, quotes > 0, len(lists), groups, stated)
        elif kind == "heading_open":
            if _sets_slide(i, tokens):
                i = close.get(i, i) + 1
                continue
            inline = inline_text(tokens[i + 1]) if i + 1 < len(tokens) else Text()
            yield Block(
                "heading",
                inline.text,
                int(token.tag[1:] or 1),
                seen,
                (i, close.get(i, i) + 1),
                tuple(inline.marks),
                attributes=token.meta.get("attributes", {}),
                images=inline.images,
            )
            i = close.get(i, i) + 1
            continue
        elif kind in ("bullet_list_open", "ordered_list_open", "dl_open"):
            groups += 1
            lists.append(groups)
        elif kind in ("bullet_list_close", "ordered_list_close", "dl_close"):
            if lists:
                lists.pop()
        elif kind in ("list_item_open", "dt_open", "dd_open"):
            items.append(i)
        elif kind in ("list_item_close", "dt_close", "dd_close"):
            if items:
                items.pop()
        elif kind in ("blockquote_open", "footnote_block_open"):
            quotes += 1
        elif kind in ("blockquote_close", "footnote_block_close"):
            quotes = max(0, quotes - 1)
        elif kind == "table_open":
            groups += 1
            heads = ()
        elif kind == "thead_open":
            in_head = True
        elif kind == "thead_close":
            in_head = False
        elif kind == "tr_open":
            row, row_marks, row_start = [], [], i
        elif kind == "tr_close":
            if in_head:
                heads = tuple(row)
            else:
                yield Block(
                    "row",
                    " | ".join(row),
                    1,
                    seen,
                    (row_start, i + 1),
                    tuple(row_marks),
                    groups,
                    cells=tuple(row),
                    heads=heads,
                )
        elif kind in ("th_open", "td_open"):
            inline = inline_text(tokens[i + 1]) if i + 1 < len(tokens) and tokens[i + 1].type == "inline" else Text()
            before = len(" | ".join(row)) + (3 if row else 0)
            row_marks.extend(Mark(m.kind, m.start + before, m.end + before, m.href) for m in inline.marks)
            row.append(inline.text)
        elif kind in ("fence", "code_block"):
            words = (
                kind == "code_block" and i > 0 and tokens[i - 1].type == "heading_close" and _is_line_of_words(token)
            )
            text = token.content.strip() if words else token.content
            yield Block("para" if words else "code", text, 0, seen, (i, i + 1))
        elif kind == "comment":
            yield Block("comment", token.content.strip(), 0, seen, (i, i + 1))
        elif kind == "hr":
            yield Block("rule", "", 0, seen, (i, i + 1))
        elif kind == "html_block":
            from recapgen.recap.outline.markup import blocks_of_html

            yield from blocks_of_html(token.content, seen[0], (i, i + 1), groups * 1000 + 500)
            groups += 1
        i += 1


def _sets_slide(at: int, tokens: Sequence[Token]) -> bool:
    """Whether a heading between two rules only says how the next slide of a deck is shown: `layout: iframe-left`, and
    on the next line `url: https://slides.example`."""
    ruled = 0 < at < len(tokens) - 1 and tokens[at].markup == "-" and tokens[at - 1].type == "hr"
    return ruled and _SLIDE_SETTINGS.fullmatch(tokens[at + 1].content) is not None


_SLIDE_SETTINGS = regex(
    r"(?=(?:.*\n)*(?:layout|src|class|background|transition|image): )[a-z]\w*:(?: .*)?(?:\n\s*[a-z]\w*:(?: .*)?)*"
)
"""Lines with a key in small letters each, of which one says what slides alone have."""


def _between_gaps(token: Token) -> list[tuple[int, Token]]:
    """The paragraphs of one token that holds several, with the line of it where each begins: `<br/><br/>` parts them as
    an empty line does. None where nothing does, or where a line of the token is no line as it was written.
    """
    if token.content.lower().count("<br") < _GAP:
        return []
    lines, line = token.content.split("\n"), 0
    parts: list[tuple[int, int, list[Token]]] = []
    for is_gap, group in groupby(token.children or (), _may_be_gap):
        children = list(group)
        first, line = line, line + sum(child.type == "softbreak" for child in children)
        if is_gap and sum(child.type == "hardbreak" for child in children) >= _GAP:
            parts.append((line, line, []))
        else:
            start, _, before = parts.pop() if parts else (first, first, [])
            parts.append((start, line, [*before, *children]))
    if line != len(lines) - 1:
        return []
    made = [
        (first, Token("inline", "", 0, content="\n".join(lines[first : last + 1]), children=children))
        for first, last, children in parts
        if children
    ]
    return made if len(made) > 1 else []


def _may_be_gap(token: Token) -> bool:
    """Whether a token only ends a line, as `<br>` does."""
    return token.type in ("softbreak", "hardbreak") or (token.type == "text" and not token.content.strip())


_GAP = 2
"""Tags for a line's end, one after the other, that leave a line empty."""


def _is_line_of_words(token: Token) -> bool:
    """Whether an indented text is one line of words, as some set off who spoke, and no code."""
    line = token.content.strip()
    return "\n" not in line and _OF_CODE.search(line) is None


_OF_CODE = regex(r"[=;{}<>$%#|`\[\]\\]|--|^[a-z]+ [a-z]+(?: |$)|^\S+$")


Stated = Mapping[int, Mapping[str, str]]
"""Attributes at the ends of a paragraph's lines, which are counted from 0."""


def _below_first(stated: Stated) -> Stated:
    return {line - 1: attributes for line, attributes in stated.items() if line}


def _paragraph(
    inline: Text, lines: tuple[int, int], tokens: tuple[int, int], quoted: bool, depth: int, group: int, stated: Stated
) -> Iterator[Block]:
    text = inline.text
    marks = tuple(inline.marks)
    attributes: Mapping[str, str] = {}
    own_line = stated.get(0, {})
    if text[:1] in ("<", "{", ":", "["):
        from recapgen.recap.outline.markup import blocks_of_html, component, is_html

        if is_html(text):
            yield from blocks_of_html(inline.tagged, lines[0], tokens, group * 1000)
            return
        attributes = component(text)
    if not quoted and depth == 0 and (glued := _GLUED_LIST.search(text)):
        yield from _around_list(inline, glued, lines, tokens, group, stated)
        return
    if not quoted and depth == 0 and (hashes := _OTHER_HEADING.match(text)):
        title, level = hashes["title"].strip(" #"), len(hashes["level"].strip())
        yield Block("heading", title, level, (lines[0], lines[0]), tokens, attributes=own_line)
        if text[hashes.end() :].strip():
            below, rest = _from(hashes.end(), inline), (lines[0] + 1, lines[1])
            yield from _paragraph(below, rest, tokens, quoted, depth, group, _below_first(stated))
        return
    if not quoted and depth == 0 and (bold := _bold_lines(text, marks)):
        title, *names = (text[start:end].strip() for start, end in bold)
        first, second = (lines[0] + text.count("\n", 0, start) for start, _ in bold[:2])
        start, end = bold[0]
        own = tuple(Mark(m.kind, m.start - start, m.end - start, m.href) for m in marks if start <= m.start < end)
        yield Block("bold", title, 0, (first, first), tokens, own, attributes=_all(stated))
        yield Block("para", "\n".join(names), 0, (second, lines[1]), tokens)
        return
    if not quoted and depth == 0 and (end := _bold_line(text, marks)):
        own = tuple(m for m in marks if m.end <= end)
        yield Block("bold", text[:end], 0, (lines[0], lines[0]), tokens, own, attributes=_all(stated))
        below, rest = _from(end + 1, inline), (lines[0] + 1, lines[1])
        yield from _paragraph(below, rest, tokens, quoted, depth, group, {})
        return
    if not quoted and depth == 0 and _is_bold_on_two_lines(text, marks):
        yield Block("bold", text.replace("\n", " "), 0, lines, tokens, marks, attributes=_all(stated))
        return
    if not quoted and (rows := _rows(text, marks)):
        for n, (start, end) in enumerate(rows):
            own = tuple(
                Mark(m.kind, m.start - start, m.end - start, m.href) for m in marks if start <= m.start and m.end <= end
            )
            line = text.count("\n", 0, start)
            place = (lines[0] + n, lines[0] + n)
            yield Block("item", text[start:end], 1, place, tokens, own, group, attributes=stated.get(line, {}))
        return
    shape: Shape = "para"
    if quoted:
        shape = "quote"
    elif attributes:
        shape = "component"
    elif not text and inline.images:
        shape = "image"
    elif text.startswith(("{%", "{{")) or (text[:1] == "<" and text[1:2].isalpha() and text.endswith((">", "%}"))):
        shape = "html"
    else:
        shape, depth = shape_of_words(text, marks, depth)
    attributes = attributes or _all(stated)
    yield Block(shape, text, depth, lines, tokens, marks, attributes=attributes, images=inline.images, cuts=inline.cuts)


def shape_of_words(text: str, marks: Sequence[Mark], depth: int = 0) -> tuple[Shape, int]:
    """What a paragraph is by its length and marks, `depth` lists deep: a bold line, one that begins with a title set
    apart, a short one that may head others, or words; and its level.
    """
    one_line = "\n" not in text
    if marks and one_line and len(text) < 200 and wholly(marks, ("strong",), text):
        return "bold", depth
    if depth == 0 and marks and _runs_in(text, marks):
        return "run-in", depth
    ends = "。" in text or text.endswith((".", ",", ";", ":", "!", "！"))
    if depth == 0 and text and one_line and len(text) < 150 and not ends:
        return "lone", _LONE
    return "para", depth


_LONE, _APART = 4, 2
"""The level of a short line in Markdown, and of one that has empty lines around it where there are no headings."""


def _all(stated: Stated) -> Mapping[str, str]:
    return {key: value for attributes in stated.values() for key, value in attributes.items()}


_OTHER_HEADING = regex(
    r"(?P<level>#{2,6}|#(?=[A-Z][^\s#]*\s+[^\s#])|(?:={1,6}|\*{2,6})\s)"
    r"(?P<title>[^\s#=*][^\n]{0,110}(?<![.,;]))(?:\n|$)"
)
"""A heading whose sign no space follows, as some renderers take it, and no hashtag; or one of AsciiDoc, `== Spoons`, or
of Org, `** Spoons`."""


_GLUED_LIST = regex(r"(?<=\n)<(?P<tag>ul|ol)\b[^>]{0,200}>(?:.*</(?P=tag)>|.*)", re.DOTALL | re.IGNORECASE)
"""A list in HTML whose first tag begins a line of a paragraph; its last tag may be lost at the end."""


def _around_list(
    inline: Text, glued: re.Match[str], lines: tuple[int, int], tokens: tuple[int, int], group: int, stated: Stated
) -> Iterator[Block]:
    """The words above a list in HTML, the list, and the words below it, where no empty line parts them."""
    from recapgen.recap.outline.markup import blocks_of_html

    text, tagged = inline.text, _GLUED_LIST.search(inline.tagged)
    first, last = (lines[0] + text.count("\n", 0, at) for at in glued.span())
    marks = [m for m in inline.marks if m.end <= glued.start()]
    above = Text(text[: glued.start()].rstrip(), marks, tagged=text[: glued.start()])
    yield from _paragraph(above, (lines[0], first - 1), tokens, False, 0, group, stated)
    yield from blocks_of_html(tagged.group() if tagged else glued.group(), first, tokens, group * 1000)
    if text[glued.end() :].strip():
        below = _from(glued.end() + len(text[glued.end() :]) - len(text[glued.end() :].lstrip()), inline)
        yield from _paragraph(below, (last + 1, lines[1]), tokens, False, 0, group, {})


def _from(start: int, inline: Text) -> Text:
    """What stands behind a place of a paragraph."""
    kept = [Mark(m.kind, m.start - start, m.end - start, m.href) for m in inline.marks if m.start >= start]
    return Text(inline.text[start:], kept, inline.images, tagged=inline.text[start:])


def _bold_lines(text: str, marks: Sequence[Mark]) -> list[tuple[int, int]]:
    """Where the lines of a paragraph are, if there are two or three, each bold as a whole: a title, and who gave it.

    What has no letter is no line: some put a dash before each talk.
    """
    if "\n" not in text or len(text) > _LONGEST_LINES:
        return []
    found = [match.span() for match in _WITH_LETTERS.finditer(text)]
    own = [[Mark(m.kind, m.start - a, m.end - a, m.href) for m in marks if a <= m.start < b] for a, b in found]
    bold = all(wholly(mine, ("strong",), text[a:b]) for mine, (a, b) in zip(own, found, strict=True))
    return found if 1 < len(found) < _MANY_LINES and bold else []


_LONGEST_LINES, _MANY_LINES = 300, 4
_WITH_LETTERS = regex(r"[^\n]*[^\W\d_][^\n]*")


def _bold_line(text: str, marks: Sequence[Mark]) -> int:
    """Where a first line ends that is bold as a whole, with a sentence or more below it; 0: there is none."""
    line, _, below = text.partition("\n")
    own = [m for m in marks if m.end <= len(line)]
    short = len(below.split()) < _SENTENCE or _MAY_BE_TITLE.fullmatch(below) is not None
    if short or not own or not 2 < len(line) < 200 or not wholly(own, ("strong",), line):
        return 0
    return len(line)


def _is_bold_on_two_lines(text: str, marks: Sequence[Mark]) -> bool:
    """Whether one bold title is a whole paragraph, broken before a small letter as all of a text may be, and no
    sentence."""
    _, _, second = text.partition("\n")
    broken = (
        len(text) < _LONGEST_BROKEN
        and not text.endswith((".", "!", ":", ";"))
        and second[:1].islower()
        and "\n" not in second
    )
    return broken and any(m.kind == "strong" and not m.start and m.end == len(text) for m in marks)


_LONGEST_BROKEN = 160


_MAY_BE_TITLE = regex(r"[^\n]{1,100}[^\n.!?:;,…]|[^\W\d_]{3,12}: [^\n]{1,100}")
"""A line that is neither a sentence nor long, or begins with a label."""


_SENTENCE = 9
"""Words from which on a line below a bold one is no by-line."""


def _runs_in(text: str, marks: Sequence[Mark]) -> bool:
    """Whether a paragraph begins with a bold, italic or linked title: `**Spoons** - Ida Quill showed ...`"""
    first = min((m for m in marks if m.kind in ("strong", "em", "link")), key=lambda m: (m.start, -m.end), default=None)
    return (
        first is not None
        and first.start <= 1
        and 3 <= first.end - first.start <= 160
        and "\n" not in text[first.start : first.end]
    )


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
    if beside and _runs_in(text, marks) and not _only_link(rows[0], marks):
        words = text[max(m.end for m in marks if m.start <= 1) : rows[0][1]]
        if len(words.split()) >= _SENTENCE:
            return []  # what was said, and below it `[Slides](url)`
    return rows if sum(begun) >= 2 and sum(begun) >= 0.6 * len(spans) else []


_DASHED_ROW, _MANY_DASHED = regex(r"^[A-ZÀ-Þ]\S*(?: (?:& )?[A-ZÀ-Þ]\S*){0,2} [–—-] (?=\S)", re.MULTILINE), 3
"""`Ida - Spoons for all`: a name of up to three words before a dash, and how many make a list of such lines."""


def _only_link(row: tuple[int, int], marks: Sequence[Mark]) -> bool:
    return any(m.kind == "link" and m.start <= row[0] and m.end >= row[1] for m in marks)


def wholly(marks: Sequence[Mark], kinds: tuple[MarkKind, ...], text: str) -> bool:
    """Whether marks of these kinds cover all of the text but spaces and closing punctuation."""
    at = 0
    for mark in sorted((m for m in marks if m.kind in kinds), key=lambda m: m.start):
        if text[at : mark.start].strip(" .:,;\n"):
            return False
        at = max(at, mark.end)
    return at > 0 and not text[at:].strip(" .:,;\n")

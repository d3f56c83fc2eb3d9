"""The outline of a Markdown post, from its tokens.

>>> from recapgen.markdown import tokenise
>>> [(b.shape, b.text, b.lines) for b in outline_of(tokenise("## Spoons" + 2 * chr(10) + "- for all"))]
[('heading', 'Spoons', (1, 1)), ('item', 'for all', (3, 3))]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from recapgen.recap.outline.blocks import LEVEL_APART, LEVEL_LONE, Block, Outline, wholly
from recapgen.recap.outline.paragraphs import Paragraph, blocks_of_paragraph, blocks_of_tags
from recapgen.recap.outline.text import Mark, Text, inline_text
from recapgen.recap.outline.wrapping import Wrap, wrap_of
from recapgen.regex import regex


def outline_of(tokens: Sequence[Token]) -> Outline:
    """The outline of a Markdown post."""
    blocks = tuple(_blocks(tokens, wrap_of(_written_lines(tokens))))
    return _without_headings(_with_single_items(blocks))


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


class _Place(Struct):
    """What is open at a place of a post, whose tokens have been read to there."""

    lists: list[int] = []
    """Groups of the lists."""
    items: list[int] = []
    """Opening tokens of the items; -1 where the first paragraph has been seen."""
    quotes: int = 0
    groups: int = 0
    """How many lists, tables and paragraphs there were."""
    lines: tuple[int, int] = (1, 1)
    """First and last line of the last token that says where it stands."""


def _blocks(tokens: Sequence[Token], wrap: Wrap | None) -> Iterator[Block]:
    """One block after the other; of a heading and of a table, all tokens at once."""
    close = closing(tokens)
    here = _Place()
    i = 0
    while i < len(tokens):
        token = tokens[i]
        if token.map:
            here.lines = _lines(token.map)
        if token.type == "inline":
            yield from _words(i, tokens, close, wrap, here)
        elif token.type == "heading_open":
            end = close.get(i, i)
            if not _sets_slide(i, tokens):
                yield _heading(i, end, tokens, here)
            i = end
        elif token.type == "table_open":
            end = close.get(i, i)
            yield from _table(i, end, tokens, here)
            i = end
        elif token.type in _NESTING:
            _nest(i, token.type, here)
        elif token.type in _LEAVES:
            yield from _leaf(i, tokens, here)
        i += 1


def _lines(place: Sequence[int]) -> tuple[int, int]:
    """First and last line, from 1."""
    first, end = place
    return first + 1, end if end > first else first + 1


_LISTS = ("bullet_list", "ordered_list", "dl")
_ITEMS = ("list_item", "dt", "dd")
_QUOTES = ("blockquote", "footnote_block")
_NESTING = frozenset(f"{kind}_{end}" for kind in (*_LISTS, *_ITEMS, *_QUOTES) for end in ("open", "close"))


def _nest(i: int, token: str, here: _Place) -> None:
    """A list, an item or a quotation begins or ends with the token at a place."""
    kind, _, end = token.rpartition("_")
    if end == "open":
        if kind in _LISTS:
            here.groups += 1
            here.lists.append(here.groups)
        elif kind in _ITEMS:
            here.items.append(i)
        else:
            here.quotes += 1
    elif kind in _QUOTES:
        here.quotes = max(0, here.quotes - 1)
    elif open_ones := here.lists if kind in _LISTS else here.items:
        open_ones.pop()


def _heading(i: int, end: int, tokens: Sequence[Token], here: _Place) -> Block:
    token = tokens[i]
    inline = inline_text(tokens[i + 1]) if i + 1 < len(tokens) else Text()
    return Block(
        "heading",
        inline.text,
        int(token.tag[1:] or 1),
        here.lines,
        (i, end + 1),
        tuple(inline.marks),
        attributes=token.meta.get("attributes", {}),
        images=inline.images,
    )


def _sets_slide(at: int, tokens: Sequence[Token]) -> bool:
    """Whether a heading between two rules only says how the next slide of a deck is shown: `layout: iframe-left`, and
    on the next line `url: https://slides.example`."""
    ruled = 0 < at < len(tokens) - 1 and tokens[at].markup == "-" and tokens[at - 1].type == "hr"
    return ruled and _SLIDE_SETTINGS.fullmatch(tokens[at + 1].content) is not None


_SLIDE_SETTINGS = regex(
    r"(?=(?:.*\n)*(?:layout|src|class|background|transition|image): )[a-z]\w*:(?: .*)?(?:\n\s*[a-z]\w*:(?: .*)?)*"
)
"""Lines with a key in small letters each, of which one says what slides alone have."""


def _words(
    i: int, tokens: Sequence[Token], close: Mapping[int, int], wrap: Wrap | None, here: _Place
) -> Iterator[Block]:
    """The first words of a list item, or a paragraph."""
    depth = len(here.lists)
    inline = inline_text(tokens[i], wrap, _INDENT * depth)
    opener = here.items[-1] if here.items else -1
    if opener >= 0:
        here.items[-1] = -1
        place = (opener, close.get(opener, i) + 1)
        yield _item(inline, tokens[opener].map, place, tokens[i - 1].meta.get("attributes", {}), here)
        return
    here.groups += 1
    start = i - 1 if i and tokens[i - 1].nesting > 0 else i
    place = (start, close.get(start, i) + 1)
    stated = tokens[start].meta.get("stated", {})
    parts = [] if here.quotes or here.lists or stated else _between_gaps(tokens[i])
    for first, part in parts:
        below = (here.lines[0] + first, here.lines[0] + first + part.content.count("\n"))
        yield from blocks_of_paragraph(Paragraph(inline_text(part, wrap), below, place, here.groups))
    if not parts:
        yield from blocks_of_paragraph(
            Paragraph(inline, here.lines, place, here.groups, stated, here.quotes > 0, depth)
        )


def _item(
    inline: Text, written: Sequence[int] | None, tokens: tuple[int, int], attributes: Mapping[str, str], here: _Place
) -> Block:
    return Block(
        "item",
        inline.text,
        len(here.lists) or 1,
        _lines(written) if written else here.lines,
        tokens,
        tuple(inline.marks),
        here.lists[-1] if here.lists else 0,
        attributes=attributes,
        images=inline.images,
        cuts=inline.cuts,
    )


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


def _table(start: int, end: int, tokens: Sequence[Token], here: _Place) -> Iterator[Block]:
    """The rows of a table but its head, whose cells say what the columns are called."""
    here.groups += 1
    heads: tuple[str, ...] = ()
    cells: list[str] = []
    marks: list[Mark] = []
    first, in_head = start, False
    for i in range(start + 1, end + 1):
        token = tokens[i]
        if token.map:
            here.lines = _lines(token.map)
        if token.type in ("thead_open", "thead_close"):
            in_head = token.type == "thead_open"
        elif token.type == "tr_open":
            cells, marks, first = [], [], i
        elif token.type in ("th_open", "td_open"):
            inline = inline_text(tokens[i + 1]) if i + 1 < len(tokens) and tokens[i + 1].type == "inline" else Text()
            before = len(" | ".join(cells)) + (3 if cells else 0)
            marks.extend(mark.moved(before) for mark in inline.marks)
            cells.append(inline.text)
        elif token.type == "tr_close" and in_head:
            heads = tuple(cells)
        elif token.type == "tr_close":
            row, place = tuple(cells), (first, i + 1)
            yield Block("row", " | ".join(row), 1, here.lines, place, tuple(marks), here.groups, cells=row, heads=heads)


_LEAVES = frozenset(("fence", "code_block", "comment", "hr", "html_block"))


def _leaf(i: int, tokens: Sequence[Token], here: _Place) -> Iterator[Block]:
    """What is one token only: code, a comment, a rule, tags."""
    token, place = tokens[i], (i, i + 1)
    if token.type == "html_block":
        yield from blocks_of_tags(token.content, here.lines[0], place, here.groups * 1000 + 500)
        here.groups += 1
    elif token.type == "comment":
        yield Block("comment", token.content.strip(), 0, here.lines, place)
    elif token.type == "hr":
        yield Block("rule", "", 0, here.lines, place)
    elif token.type == "code_block" and i and tokens[i - 1].type == "heading_close" and _is_line_of_words(token):
        yield Block("para", token.content.strip(), 0, here.lines, place)
    else:
        yield Block("code", token.content, 0, here.lines, place)


def _is_line_of_words(token: Token) -> bool:
    """Whether an indented text is one line of words, as some set off who spoke, and no code."""
    line = token.content.strip()
    return "\n" not in line and _OF_CODE.search(line) is None


_OF_CODE = regex(r"[=;{}<>$%#|`\[\]\\]|--|^[a-z]+ [a-z]+(?: |$)|^\S+$")


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


def _without_headings(outline: Outline) -> Outline:
    """The same where a post has no headings and no bold lines: short lines with empty ones around may be them."""
    if any(block.shape in ("heading", "bold") for block in outline):
        return outline
    return tuple(replace(b, level=LEVEL_APART) if b.shape == "lone" and b.level == LEVEL_LONE else b for b in outline)

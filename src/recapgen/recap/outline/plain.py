"""The outline of bare text, as a web page leaves it when it is copied: no Markdown, short lone lines, `•` bullets.

>>> [(b.shape, b.text) for b in outline_of_text("SoupConf 2019\\n\\nIt was good. I had soup.\\n  • one\\n  • two")]
[('lone', 'SoupConf 2019'), ('para', 'It was good. I had soup.'), ('item', 'one'), ('item', 'two')]
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from markdown_it.token import Token
from msgspec.structs import replace

from recapgen.recap.outline.asciidoc import of_asciidoc
from recapgen.recap.outline.blocks import Block, Outline, outline_of
from recapgen.recap.outline.headed import headed
from recapgen.regex import regex

_MARKUP = {"heading_open", "dl_open", "fence"}
_INLINE_MARKUP = {"strong_open", "em_open", "image", "code_inline", "html_inline"}
_TAG = regex(r"<(?:strong|em|b|i|a)(?:\s[^<>]*)?>")
"""A tag that sets words apart, or makes them a link."""
_BULLET = regex(
    r"^(?P<indent>[ \t\u00a0]*)(?:[•◦▪‣●○■□∙·⁃・]|[*+-](?=\s)|\d{1,2}[.)](?=\s\S))[ \t\u00a0]*(?P<text>\S.*)$"
)
_ENTITY = regex(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,8});")
LONGEST_LONE = 150
"""Characters that a line may have and still be a heading."""


def is_bare(tokens: Sequence[Token]) -> bool:
    """Whether the tokens show no Markdown to speak of, so that the lines say more than they do."""
    inline = underlined = ended = 0
    for n, token in enumerate(tokens):
        if token.type == "table_open" and token.map and (token.map[0] > ended or not n):
            return False  # other than right below words, as a page's table stands that was extracted
        ended = token.map[1] if token.type == "inline" and token.map else ended
        if token.type == "heading_open" and token.markup in ("-", "=") and n + 1 < len(tokens):
            title = tokens[n + 1].content
            underlined += "\n" not in title and len(title) < 100 and not title.endswith((".", ",", ";"))
            if underlined >= 3:
                return False
        if token.type in _MARKUP and not (token.type == "heading_open" and token.markup in ("-", "=", "")):
            return False
        if token.type == "html_block":
            return False
        inline += token.type == "blockquote_open"
        if token.type == "inline":
            if token.content[:2] in ("{{", "{%", ":::") or (token.content[:1] == "<" and token.content[1:2].isalpha()):
                return False
            inline += token.content.startswith("**")
            for child in token.children or ():
                inline += child.type == "text" and _TAG.search(child.content) is not None
                if child.type in _INLINE_MARKUP or (
                    child.type == "link_open" and child.info != "auto" and child.markup not in {"linkify", "autolink"}
                ):
                    inline += 1
    paragraphs = sum(t.type == "inline" for t in tokens)
    return inline * 12 <= paragraphs


def outline_of_post(text: str, tokens: Sequence[Token]) -> Outline:
    """The outline of a post, by its tokens, or by its lines where these say more than the tokens do."""
    return outline_of_text(text, tokens) if is_bare(tokens) else of_asciidoc(outline_of(tokens))


def outline_of_text(text: str, tokens: Sequence[Token] = ()) -> Outline:
    """The outline of the lines of a text; `tokens` of the same text give each block its place among them."""
    lines = [_ICON_NAMES.sub("", line) if line[:1] == ":" else line for line in text.split("\n")]
    stated = _stated(tokens)
    for number in stated:
        lines[number] = _BRACES.sub("", lines[number])
    width = _wrapped_at(lines)
    dense = not width and _dense(lines)
    heads = _bulleted_heads(lines)
    counted = _counted_heads(lines)
    tables = _tables(lines)
    blocks: list[Block] = []
    group = 0
    indents: list[int] = []
    """How far the open list and its sub-lists are indented."""
    at = 0
    after = "start"
    """What stood before: start, blank, separator, item or text."""
    while at < len(lines):
        line = lines[at]
        bare = line.strip(" \t\u00a0\u200b\u3000\r\ufeff")
        if not bare:
            separator = "\u00a0" in line or "\u3000" in line
            after = "separator" if separator or after == "separator" else "blank" if after != "start" else "start"
            if separator:
                blocks.append(Block("rule", "", lines=(at + 1, at + 1)))
            at += 1
            continue
        if re.fullmatch(r"[-=_*~#·•.\s]{3,}", bare):
            blocks.append(Block("rule", "", lines=(at + 1, at + 1)))
            after = "separator"
            at += 1
            continue
        if at in tables:
            group += 1
            end = tables[at]
            blocks.extend(_rows(lines[at:end], at + 1, group))
            at, after = end, "text"
            continue
        if bare.startswith("> "):
            blocks.append(Block("quote", _unescaped(bare[2:]), lines=(at + 1, at + 1)))
            at, after = at + 1, "text"
            continue
        bullet = _BULLET.match(line)
        numbered = at in counted or (after in ("blank", "separator") and (at in heads or _heads_numbered(lines, at)))
        if bullet and not numbered and not (after == "start" and bare[0] in "23456789"):
            end = _item_end(lines, at)
            apart = not width and bare[0] == "•"  # a page's own line, and none that somebody has wrapped
            words = ("\n" if apart else " ").join([bullet.group("text"), *(x.strip() for x in lines[at + 1 : end])])
            if not _continues_list(blocks, at, lines):
                group += 1
                indents.clear()
            indent = len(bullet.group("indent").expandtabs(4))
            while indents and indent < indents[-1]:
                indents.pop()
            if not indents or indent > indents[-1]:
                indents.append(indent)
            depth = len(indents)
            if apart and end == at + 2 and not _long(lines[at]) and not _long(lines[at + 1]):
                own, below = bullet.group("text"), lines[at + 1].strip()
                blocks.append(Block("item", _unescaped(own), depth, (at + 1, at + 1), group=group))
                blocks.append(Block("item", _unescaped(below), depth + 1, (end, end), group=group))
            else:
                blocks.append(Block("item", _unescaped(words), depth, (at + 1, end), group=group))
            at, after = end, "item"
            continue
        if not width and after in ("blank", "separator") and (end := _listed_to(lines, at, blocks, dense)):
            group += 1
            indents.clear()
            for n in range(at, end):
                blocks.append(Block("item", _unescaped(lines[n].strip(" \t\u00a0\r")), 1, (n + 1, n + 1), group=group))
            at, after = end, "item"
            continue
        end = at + 1 if numbered else _paragraph_end(lines, at, width)
        words = _unescaped(" ".join(x.strip(" \t\u00a0\r") for x in lines[at:end]))
        words = _NUMBER.sub("", words.lstrip(_BULLETS)) if numbered else words
        followed = "blank" if end >= len(lines) or not lines[end].strip() else "text"
        if dense and blocks and _long(blocks[-1].text) and end < len(lines) and _long(lines[end]):
            after = followed = "blank"
        level = {"separator": 1, "start": 1}.get(
            after, 2 if after == "blank" and followed == "blank" else 3 if after == "blank" else 4
        )
        titled = after == "start" and followed == "blank" and "。" in words and len(words) <= _LONGEST_TITLE
        lone = end == at + 1 and (titled or _short(words))
        words = _STARS.sub("", words) if lone else words
        if at in counted:
            blocks.append(Block("heading", words, _COUNTED, (at + 1, end)))
        else:
            blocks.append(Block("lone" if lone else "para", words, level, (at + 1, end)))
        at, after = end, "text"
    made = blocks if width else headed(blocks)
    return _placed([_with_attributes(block, stated) for block in made] if stated else made, tokens)


_ICON_NAMES = regex(r"^(?::[a-z][a-z_]+:\s*)+(?=\S)")
"""The names of icons before a line's words: `:man: Speaker: Ida Quill`."""
_STARS = regex(r"^\*{2,6}\s+(?=[^\s*])(?!.*\*)")
"""The sign of a heading of Org: `** Spoons`."""
_BRACES = regex(r"\s*\{[^{}]*\}\s*$")


def _stated(tokens: Sequence[Token]) -> dict[int, Mapping[str, str]]:
    """By line, from 0: the attributes in braces at its end."""
    found: dict[int, Mapping[str, str]] = {}
    for token in tokens:
        if token.map and "attributes" in token.meta:
            own = token.meta.get("stated", {0: token.meta["attributes"]})
            found |= {token.map[0] + line: attributes for line, attributes in own.items()}
    return found


def _with_attributes(block: Block, stated: Mapping[int, Mapping[str, str]]) -> Block:
    own = [stated.get(line - 1, {}) for line in range(block.lines[0], block.lines[1] + 1)]
    attributes = {key: value for one in own for key, value in one.items()}
    return replace(block, attributes=attributes) if attributes else block


_LONGEST_TITLE = 60
"""Characters of a first line that is the title though it ends as a sentence does, in languages without spaces."""


def _dense(lines: Sequence[str]) -> bool:
    """Whether a text has lost the empty lines between its paragraphs: each line is one, and a short one a heading."""
    full = [n for n, line in enumerate(lines) if line.strip()]
    long = sum(_long(lines[n]) for n in full)
    empty = full[-1] - full[0] + 1 - len(full) if full else 0
    return empty <= _FEW_EMPTY * len(full) and long >= _LEAST_LONG


def _long(line: str) -> bool:
    return len(line) > LONGEST_LONE


_FEW_EMPTY, _LEAST_LONG = 0.05, 2
"""Empty lines a full one, at most, of such a text, and its paragraphs, at least."""


def _unescaped(text: str) -> str:
    if "&" in text and _ENTITY.search(text):
        from html import unescape

        return unescape(text)
    return text


def _short(text: str) -> bool:
    return len(text) <= LONGEST_LONE and not re.search(r"(?:[^.]\.|[,;])$|。", text) and len(text.split()) <= 24


def _wrapped_at(lines: Sequence[str]) -> int:
    """The width at which a text is hard-wrapped; 0 if it is not."""
    pairs = fits = 0
    widths: list[int] = []
    for line, following in itertools.pairwise(lines):
        if not line.strip() or not following.strip() or _BULLET.match(following):
            continue
        widths.append(len(line.rstrip()))
    if len(widths) < 4:
        return 0
    widths.sort()
    width = widths[int(len(widths) * 0.98)] if len(widths) > 50 else widths[-1]
    if not 48 <= width <= 110:
        return 0
    for line, following in itertools.pairwise(lines):
        if not line.strip() or not following.strip() or _BULLET.match(following):
            continue
        pairs += 1
        first = following.split()[0]
        fits += len(line.rstrip()) + 1 + len(first) > width - 6
    return width if fits >= 0.7 * pairs else 0


_NUMBERED, _NUMBER = regex(r"(\d{1,2})[.)]\s+\S"), regex(r"^\d{1,2}[.)]\s+")


def _bulleted_heads(lines: Sequence[str]) -> frozenset[int]:
    """The lines with a bullet that each stand apart, above a paragraph or above `Video` and then one, as headings do.

    None where one of the text's bullets does not: then they are a list.
    """
    full = [n for n, line in enumerate(lines) if line.strip()]
    heads = set()
    for place, n in enumerate(full):
        bare = lines[n].strip()
        if bare[0] != "•":
            continue
        below = [lines[k].strip() for k in full[place + 1 : place + 3]]
        text = below[-1] if below and len(below[0]) < _LEAST_LABEL else below[0] if below else ""
        apart = not lines[n - 1].strip() and not "".join(lines[n + 1 : n + 2]).strip() if n else False
        if not apart or not _short(bare) or len(text) < _LEAST_BELOW or _BULLET.match(text):
            return frozenset()
        heads.add(n)
    return frozenset(heads) if len(heads) >= _FEWEST_HEADS else frozenset()


def _counted_heads(lines: Sequence[str]) -> frozenset[int]:
    """The numbered lines that each stand apart, above words of their own, and count from 1 to 4 or further."""
    counted = []
    for n in range(1, len(lines)):
        number = _NUMBERED.match(lines[n])
        below = [line.strip() for line in lines[n + 1 : n + 4]]
        if number and _short(lines[n].strip()) and not lines[n - 1].strip() and _heads_one(below):
            counted.append((n, int(number[1])))
    if len(counted) < _FEWEST_COUNTED or [number for _, number in counted] != [*range(1, len(counted) + 1)]:
        return frozenset()
    return frozenset(n for n, _ in counted)


def _heads_one(below: Sequence[str]) -> bool:
    """Whether lines begin with an empty one and a paragraph, which is no item nor one of several without a gap."""
    return not any(below[0:3:2]) and bool("".join(below[1:2])) and not _BULLET.match(below[1])


_COUNTED, _FEWEST_COUNTED = 3, 4
"""The level of such a heading, and how many there are at least."""
_BULLETS = "• \t\u00a0"
_LEAST_LABEL, _FEWEST_HEADS = 20, 3
"""Characters of a line that is more than `Video`; such lines of a text, at least."""


def _heads_numbered(lines: Sequence[str], at: int) -> bool:
    """Whether a numbered line stands apart and above words of its own, or lines without a gap, as a heading does."""
    line = lines[at].strip()
    if not _NUMBERED.match(line) or not _short(line) or (at + 1 < len(lines) and lines[at + 1].strip()):
        return False
    first = next((n for n in range(at + 1, len(lines)) if lines[n].strip()), len(lines))
    below = "".join(lines[first : first + 1]).strip()
    row = [x for x in lines[first : first + _FEWEST_ITEMS] if x.strip() and not _BULLET.match(x)]
    return (len(below) >= _LEAST_BELOW or len(row) == _FEWEST_ITEMS) and not _BULLET.match(below)


_LEAST_BELOW = 60
"""Characters of what a numbered line heads."""


def _paragraph_end(lines: Sequence[str], at: int, width: int) -> int:
    """The line after a paragraph that starts here; without hard wrapping each line is one."""
    end = at + 1
    while width and end < len(lines) and lines[end].strip() and not _BULLET.match(lines[end]):
        if len(lines[end - 1].rstrip()) + 1 + len(lines[end].split()[0]) <= width * 0.6:
            break
        end += 1
    return end


def _listed_to(lines: Sequence[str], at: int, blocks: Sequence[Block], dense: bool) -> int:
    """The line after a list that lost its bullets: lines without a gap below one that ends in a colon, or several of
    one kind; 0 if none."""
    if not blocks or blocks[-1].shape not in ("para", "lone"):
        return 0
    end = at
    while end < len(lines) and lines[end].strip() and not _BULLET.match(lines[end]):
        end += 1
    if blocks[-1].text[-1:] in (":", "："):
        return end if end - at > 1 else 0
    apart = not dense and end - at >= _FEWEST_ITEMS and not "".join(lines[end : end + 1]).strip()
    return end if apart and _of_one_kind(lines[at:end]) else 0


def _of_one_kind(lines: Sequence[str]) -> bool:
    """Whether lines may be items of one list: short, neither sentences in signs nor with a label: `登壇者 : 鍋子`,
    nor some of them, but not all, what somebody said; nor a short line above a sentence."""
    if lines[-1].rstrip()[-1:] in _STOPS and lines[0].rstrip()[-1:] not in _STOPS:
        return False
    if any(line.rstrip().endswith("。") for line in lines) or all(map(_LABELLED.match, lines[:2])):
        return False
    quoted = sum(line.lstrip()[:1] in _QUOTES for line in lines)
    return quoted in (0, len(lines)) and all(len(line) <= LONGEST_LONE for line in lines)


_STOPS = (".", "!")
_QUOTES = ("“", '"', "„", "«")


_LABELLED = regex(r"[^\W\d][^\s:：]{0,11}\s?[:：](?!/)")
"""`Speaker: `, with which a line begins."""


_FEWEST_ITEMS = 3
"""Lines without a gap that make a list."""


# -- tables ------------------------------------------------------------------------------------------------------------


def _tables(lines: Sequence[str]) -> dict[int, int]:
    """The lines at which tables begin, with those after their ends: two rows or more of cells that tabs part, or
    that stand between upright lines, `| Spoons | Ida Quill |`."""
    found = {}
    at = 0
    while at < len(lines):
        end = at
        row = _PIPED if lines[at].startswith("|") else _ROW
        while end < len(lines) and row.match(lines[end]):
            end += 1
        if end - at >= _FEWEST_ROWS:
            found[at] = end
        at = end + 1
    return found


def _rows(lines: Sequence[str], first: int, group: int) -> Iterator[Block]:
    """The rows of a table, below the names of its columns.

    >>> [b.cells for b in _rows(["Talk\\tWho", "Spoons\\tIda Quill"], 1, 1)]
    [('Spoons', 'Ida Quill')]
    """
    piped = lines[0].startswith("|")
    sign = "|" if piped else "\t\t" if all("\t\t" in line for line in lines) else "\t"
    bare = [line.strip()[1:-1] if piped else line.strip("\r\n") for line in lines]
    rows = [tuple(_unescaped(cell.strip()) for cell in line.split(sign)) for line in bare]
    headed = not rows[0][0][:1].isdigit()
    for number, cells in enumerate(rows[headed:], first + headed):
        heads = rows[0] if headed else ()
        if not all(_RULED.fullmatch(cell) for cell in cells):
            yield Block("row", " | ".join(cells), 1, (number, number), group=group, cells=cells, heads=heads)


_ROW, _FEWEST_ROWS = regex(r"[^\t]*[^\s•◦▪‣●]\t+[ ]*\S"), 2
"""A line with a tab between words, which follows no bullet."""
_PIPED, _RULED = regex(r"\|.*\|\s*$"), regex(r":?-*:?")
"""A line between upright lines, and a cell of the line below a table's heads."""


def _item_end(lines: Sequence[str], at: int) -> int:
    end = at + 1
    indent = len(lines[at]) - len(lines[at].lstrip())
    while end < len(lines) and end - at < 40 and lines[end].strip() and not _BULLET.match(lines[end]):
        if len(lines[end]) - len(lines[end].lstrip(" \t")) <= indent:
            break
        end += 1
    return end


def _continues_list(blocks: Sequence[Block], at: int, lines: Sequence[str]) -> bool:
    return bool(blocks) and blocks[-1].shape == "item" and not any(x.strip() for x in lines[blocks[-1].lines[1] : at])


# -- places among the tokens -------------------------------------------------------------------------------------------

_OPENERS = ("paragraph_open", "heading_open", "list_item_open", "code_block", "fence", "html_block", "hr")


def _placed(blocks: Sequence[Block], tokens: Sequence[Token]) -> Outline:
    """The blocks with the token range that covers each; a range may hold several blocks."""
    if not tokens:
        return tuple(blocks)
    from recapgen.recap.outline.blocks import closing

    close = closing(tokens)
    starts: list[int] = []
    spans: list[tuple[int, int, str]] = []
    for i, token in enumerate(tokens):
        if token.map and token.type in _OPENERS and (not starts or token.map[0] >= starts[-1]):
            starts.append(token.map[0])
            spans.append((i, close.get(i, i) + 1, token.type))
    placed = []
    for block in blocks:
        line = block.lines[0] - 1
        n = bisect_left(starts, line + 1) - 1
        if n < 0:
            placed.append(block)
            continue
        while n > 0 and starts[n - 1] == starts[n] and (block.shape == "item") != (spans[n][2] != "list_item_open"):
            n -= 1
        if (
            block.shape != "item"
            and spans[n][2] == "list_item_open"
            and n + 1 < len(starts)
            and starts[n + 1] == starts[n]
        ):
            n += 1
        placed.append(replace(block, tokens=spans[n][:2]))
    return tuple(placed)

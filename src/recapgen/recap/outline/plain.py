"""The outline of bare text, as a web page leaves it when it is copied: no Markdown, short lone lines, `•` bullets.

>>> [(b.shape, b.text) for b in outline_of_text("SoupConf 2019\\n\\nIt was good. I had soup.\\n  • one\\n  • two")]
[('lone', 'SoupConf 2019'), ('para', 'It was good. I had soup.'), ('item', 'one'), ('item', 'two')]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Literal

from markdown_it.token import Token
from msgspec.structs import replace

from recapgen.recap.outline.asciidoc import of_asciidoc
from recapgen.recap.outline.blocks import Block, Outline
from recapgen.recap.outline.headed import headed
from recapgen.recap.outline.lines import (
    BULLET,
    NUMBER,
    bulleted_heads,
    continues_list,
    counted_heads,
    heads_numbered,
    is_long,
    is_short,
    item_end,
    listed_to,
    lost_gaps,
    paragraph_end,
    rows_of,
    tables_in,
    unescaped,
    wrapped_at,
)
from recapgen.recap.outline.tokens import closing, outline_of
from recapgen.regex import regex

_MARKUP = {"heading_open", "dl_open", "fence"}
_INLINE_MARKUP = {"strong_open", "em_open", "image", "code_inline", "html_inline"}
_TAG = regex(r"<(?:strong|em|b|i|a)(?:\s[^<>]*)?>")
"""A tag that sets words apart, or makes them a link."""


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
    bare = is_bare(tokens) and not _DEFINED.search(text)
    return outline_of_text(text, tokens) if bare else of_asciidoc(outline_of(tokens))


_DEFINED = regex(r"^ {0,3}\[[^\[\]^\n]+\]:[ \t]+\S+://", re.MULTILINE)
"""`[soupconf]: https://soupconf.example`: where links lead whose words stand further up."""


def outline_of_text(text: str, tokens: Sequence[Token] = ()) -> Outline:
    """The outline of the lines of a text; `tokens` of the same text give each block its place among them."""
    lines = [_ICON_NAMES.sub("", line) if line[:1] == ":" else line for line in text.split("\n")]
    stated = _stated(tokens)
    for number in stated:
        lines[number] = _BRACES.sub("", lines[number])
    made = _Walk(lines).blocks()
    return _placed([_with_attributes(block, stated) for block in made] if stated else made, tokens)


class _Walk:
    """The lines of a text, one after the other, as they become blocks."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.width = wrapped_at(lines)
        self.dense = not self.width and lost_gaps(lines)
        self.heads = bulleted_heads(lines)
        self.counted = counted_heads(lines)
        self.tables = tables_in(lines)
        self.made: list[Block] = []
        self.group = 0
        self.indents: list[int] = []
        """How far the open list and its sub-lists are indented."""
        self.after: Literal["start", "blank", "separator", "item", "text"] = "start"
        """What stood before."""

    def blocks(self) -> Sequence[Block]:
        """The blocks of all lines; lone lines that head others are headings, unless lines are only wrapped."""
        kinds = (self._gap, self._rule, self._table, self._quote, self._item, self._bare_list, self._paragraph)
        at = 0
        while at < len(self.lines):
            at = next(end for kind in kinds if (end := kind(at)) > at)
        return self.made if self.width else headed(self.made)

    # Each of these takes the lines of its kind that begin at a place, and gives the place behind them; the same place
    # where none begin there. The last one takes any line.

    def _gap(self, at: int) -> int:
        line = self.lines[at]
        if _bare(line):
            return at
        if self.after == "separator" or "\u00a0" in line or "\u3000" in line:
            self.after = "separator"
        elif self.after != "start":
            self.after = "blank"
        if "\u00a0" in line or "\u3000" in line:
            self.made.append(Block("rule", "", lines=(at + 1, at + 1)))
        return at + 1

    def _rule(self, at: int) -> int:
        if not _RULE.fullmatch(_bare(self.lines[at])):
            return at
        self.made.append(Block("rule", "", lines=(at + 1, at + 1)))
        self.after = "separator"
        return at + 1

    def _table(self, at: int) -> int:
        if at not in self.tables:
            return at
        self.group += 1
        end = self.tables[at]
        self.made.extend(rows_of(self.lines[at:end], at + 1, self.group))
        self.after = "text"
        return end

    def _quote(self, at: int) -> int:
        bare = _bare(self.lines[at])
        if not bare.startswith("> "):
            return at
        self.made.append(Block("quote", unescaped(bare[2:]), lines=(at + 1, at + 1)))
        self.after = "text"
        return at + 1

    def _item(self, at: int) -> int:
        lines, bare, bullet = self.lines, _bare(self.lines[at]), BULLET.match(self.lines[at])
        dated = self.after == "start" and bare[0] in "23456789"  # `5. Soup Day`, the title
        if not bullet or dated or self._heads_by_number(at):
            return at
        end = item_end(lines, at)
        apart = not self.width and bare[0] == "•"  # a page's own line, and none that somebody has wrapped
        depth = self._depth(bullet, at)
        if apart and end == at + 2 and not is_long(lines[at]) and not is_long(lines[at + 1]):
            own, below = bullet.group("text"), lines[at + 1].strip()
            self.made.append(Block("item", unescaped(own), depth, (at + 1, at + 1), group=self.group))
            self.made.append(Block("item", unescaped(below), depth + 1, (end, end), group=self.group))
        else:
            words = ("\n" if apart else " ").join([bullet.group("text"), *(x.strip() for x in lines[at + 1 : end])])
            self.made.append(Block("item", unescaped(words), depth, (at + 1, end), group=self.group))
        self.after = "item"
        return end

    def _depth(self, bullet: re.Match[str], at: int) -> int:
        """How many lists deep an item is, by its indent among those of the open list; a new list opens if need be."""
        if not continues_list(self.made, at, self.lines):
            self.group += 1
            self.indents.clear()
        indent = len(bullet.group("indent").expandtabs(4))
        while self.indents and indent < self.indents[-1]:
            self.indents.pop()
        if not self.indents or indent > self.indents[-1]:
            self.indents.append(indent)
        return len(self.indents)

    def _bare_list(self, at: int) -> int:
        apart = not self.width and self.after in ("blank", "separator")
        end = listed_to(self.lines, at, self.made, self.dense) if apart else 0
        if not end:
            return at
        self.group += 1
        self.indents.clear()
        for n in range(at, end):
            words = unescaped(self.lines[n].strip(" \t\u00a0\r"))
            self.made.append(Block("item", words, 1, (n + 1, n + 1), group=self.group))
        self.after = "item"
        return end

    def _paragraph(self, at: int) -> int:
        lines, numbered = self.lines, self._heads_by_number(at)
        end = at + 1 if numbered else paragraph_end(lines, at, self.width)
        words = unescaped(" ".join(x.strip(" \t\u00a0\r") for x in lines[at:end]))
        words = NUMBER.sub("", words.lstrip(_BULLETS)) if numbered else words
        before = self.after
        ends = end >= len(lines) or not lines[end].strip()
        if self.dense and self.made and is_long(self.made[-1].text) and end < len(lines) and is_long(lines[end]):
            before, ends = "blank", True
        titled = before == "start" and ends and "。" in words and len(words) <= _LONGEST_TITLE
        lone = end == at + 1 and (titled or is_short(words))
        words = _STARS.sub("", words) if lone else words
        if at in self.counted:
            self.made.append(Block("heading", words, _COUNTED, (at + 1, end)))
        else:
            level = _LEVELS.get(before, 4) if before != "blank" or ends else 3
            self.made.append(Block("lone" if lone else "para", words, level, (at + 1, end)))
        self.after = "text"
        return end

    def _heads_by_number(self, at: int) -> bool:
        """Whether a line is numbered, or has a bullet, and heads what stands below it."""
        apart = self.after in ("blank", "separator")
        return at in self.counted or (apart and (at in self.heads or heads_numbered(self.lines, at)))


def _bare(line: str) -> str:
    """A line without the space around it, of whatever kind."""
    return line.strip(" \t\u00a0\u200b\u3000\r\ufeff")


_RULE = regex(r"[-=_*~#·•.\s]{3,}")
_LEVELS = {"start": 1, "separator": 1, "blank": 2}
"""The level of a line by what stands before it; 3 behind an empty line where none follows, 4 behind others."""
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


_COUNTED = 3
"""The level of a heading that counts."""
_BULLETS = "• \t\u00a0"


_OPENERS = ("paragraph_open", "heading_open", "list_item_open", "code_block", "fence", "html_block", "hr")


def _placed(blocks: Sequence[Block], tokens: Sequence[Token]) -> Outline:
    """The blocks with the token range that covers each; a range may hold several blocks."""
    if not tokens:
        return tuple(blocks)
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

"""Lines and words that only say what one can look at: slides, a recording."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recapgen.recap.line.names import Names
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import Mark
from recapgen.recap.words import (
    Lexicon,
    Worded,
    fold,
    languages,
    lexicon,
    unspaced,
)
from recapgen.regex import regex


def without_linked_asides(text: str, marks: Sequence[Mark], names: Names) -> str:
    """`Spoons [(programme)](url) by Ida Quill`: what is a link and in parentheses is no part of it, unless a name; of
    `Spoons ([details](url))`, unless it is anything but a word for what one can look at.
    """
    for mark in marks:
        start, end = mark.start, mark.end
        if mark.kind != "link" or start <= _LEAST_BEFORE or end > len(text):
            continue
        inside = text[start:end]
        if text[start - 1] in "(（[" and text[end : end + 1] in (")", "）", "]"):
            aside = _names_resources(inside, names.lexicon)
            start, end = start - 1, end + 1
        else:
            aside = inside[:1] == "(" and inside[-1:] == ")" and names.score(inside[1:-1]) < 0.6
        if aside:
            text = text[:start] + " " * (end - start) + text[end:]
    return text


_LEAST_BEFORE = 3
"""Characters that stand before what is an aside, at least."""


def _names_resources(text: str, lex: Lexicon) -> bool:
    """Whether words only say what one can look at, perhaps counted, or end so in signs: `slides 2`, `讲座资料下载1`."""
    bare = fold(text).rstrip("0123456789 ")
    named = lex.words("resources", "and")
    return set(bare.split()) <= named or (unspaced(bare) and bare.endswith(tuple(filter(unspaced, named))))


def without_resources(text: str) -> str:
    """`Spoons by Ida Quill - Video, Slides`, `Spoons: Slides`, `Spoons - Ida Quill https://...`: what one can look at
    is no part."""
    text = _ADDRESSES_BEHIND.sub("", text) if "://" in text else text
    last = _BEHIND_DASH.search(text)
    named = last is not None and all(is_resource(part) for part in _PARTED.pattern.split(last[1]))
    return text[: last.start()] if last and named else text


_ADDRESSES_BEHIND = regex(r"(?<=\S)(?:\s+[(<]?https?://[^\s()]+[)>]?)+\s*$")
_BEHIND_DASH = regex(r"(?:\s+[–—|-]|(?<=[\w)!?'\"”])[:：])\s+([^–—:：\n]{3,80})$")
_PARTED = Worded(r"\s*[,/&|+]\s*|\s<and>\s", re.IGNORECASE)


def end_before_resources(text: str, marks: Sequence[Mark]) -> int:
    """Where a title ends that has nothing behind but links to what one can look at, and that say so: `Nine Spoons:
    [Slides](url) & [Video](url)`; the length of the text where there is none."""
    links = [mark for mark in marks if mark.kind == "link"]
    stop = len(text.partition("\n")[0].rstrip(" )]."))
    if links and links[0].start and links[-1].end >= stop and all(is_resource(text[m.start : m.end]) for m in links):
        titled = _BEFORE_LINKS.match(text, 0, links[0].start)
        return titled.end("title") if titled else len(text)
    return len(text)


_BEFORE_LINKS = regex(r"(?P<title>\S+\s+\S.*?)\s*(?:[:：(（\[]|\s[–—|-])\s*$", re.DOTALL)


def is_resource(text: str) -> bool:
    """Whether a line is only what one can look at, perhaps with a word before: `Video`, `[Her slides]`."""
    bare = _OF_WORDS.fullmatch(text.strip(" []():"))
    words = fold(bare[0]).removesuffix(" examples").removesuffix(" code") or "code" if bare else ""
    known = lexicon(languages()).words("resources")
    return words in known or words.partition(" ")[2] in known or _EMBEDDED.fullmatch(text.strip()) is not None


_OF_WORDS = regex(r"[\w'’ -]+")


_EMBEDDED = regex(
    r"@(?:speakerdeck|slideshare|docswell|youtube|video|card|tweet|gist|figma|codepen|codesandbox|stackblitz|jsfiddle)"
)
"""What is left of `@[speakerdeck](id)`, as some platforms show slides."""


def is_row_of_resources(block: Block, lex: Lexicon) -> bool:
    """Whether all cells of a line say what one can look at, or how it was: `[Slides](url) | Rating: ★`."""
    if len(block.text) > _LONGEST_ROW or "\n" in block.text or _CELL.fullmatch(block.text):
        return False
    cells = [(match.start(), match.group()) for match in _CELL.finditer(block.text)]
    named = sum(_names_resource(cell, lex) for _, cell in cells)
    linked = {mark.start for mark in block.marks if mark.kind == "link"}
    others = [cell for start, cell in cells if not _names_resource(cell, lex)]
    apart = all(not any(c.isalnum() for c in cell) for cell in others)
    links = sum(start + len(cell) - len(cell.lstrip()) in linked for start, cell in cells)
    return named > 1 and (apart or (len(others) == 1 and links == len(cells)))


def _names_resource(cell: str, lex: Lexicon) -> bool:
    """Whether a cell of a line begins or ends with a word such as `slides`, beside two others at most."""
    words = fold(_BEHIND_LABEL.sub("", cell)).split()
    return 0 < len(words) <= _WORDS_OF_CELL and not lex.words("resources").isdisjoint((words[0], words[-1]))


_CELL = regex(r"[^|·•/]+")
_BEHIND_LABEL = regex(r"\s*[:：(\[].*$")
"""What says more of a resource: `Video (18m)`, `Rating: 5`."""
_LONGEST_ROW, _WORDS_OF_CELL = 200, 3

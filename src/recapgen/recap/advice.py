"""What to write where the reader was not sure: the braces or the line of front matter that settle it.

>>> braces({"title": "Spoons", "speakers": ["Ida Quill (Ladle)", "Bo Lind"]})
'{title="Spoons" speakers="Ida Quill (Ladle); Bo Lind"}'
>>> header_line({"title": "Spoons", "session": False})
'sessions: [auto, {"title": "Spoons", "session": false}]'
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from markdown_it.token import Token

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry
from recapgen.recap.outline.blocks import Block
from recapgen.recap.reading import Found
from recapgen.recap.words import fold
from recapgen.regex import regex

Stated = Mapping[str, str | list[str] | bool]
"""What attributes or the front matter say of a session: `title`, `speakers`, `session`."""

TITLE, SPEAKERS = "title of the talk", "Name (Organization)"
"""Where nothing can be proposed: what to put there."""

_OPENERS = ("heading_open", "paragraph_open", "list_item_open", "dt_open")


def takes_braces(block: Block, tokens: Sequence[Token]) -> bool:
    """Whether attributes at the end of a block's first line are read: in Markdown they are, in HTML and tables not,
    nor in a list in HTML within a paragraph."""
    start, end = block.tokens
    if not end or block.shape in ("row", "component", "html", "code", "image") or start >= len(tokens):
        return False
    opener = tokens[start]
    if opener.type == "list_item_open" and tokens[start + 1].type != "paragraph_open":
        return False
    if opener.type == "paragraph_open" and _IN_HTML.search(tokens[start + 1].content):
        return False
    return opener.type in _OPENERS and "bad_attributes" not in opener.meta


_IN_HTML = regex(r"<(?:h[1-6]|li|dt|dd)\b", re.IGNORECASE)


def braces(stated: Stated) -> str:
    """`{title="Spoons" speakers="Ida Quill; Bo Lind"}`"""
    return "{" + " ".join(f"{key}={_value(value)}" for key, value in stated.items()) + "}"


def _value(value: str | list[str] | bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    words = value if isinstance(value, str) else "; ".join(value)
    return '"' + words.replace('"', '\\"') + '"'


def header_line(stated: Stated, *, toml: bool = False) -> str:
    """The line of front matter that adds a session to those that are read, or takes one out."""
    if toml:
        pairs = ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in stated.items())
        return f'sessions = ["auto", {{{pairs}}}]'
    return f"sessions: [auto, {json.dumps(stated, ensure_ascii=False)}]"


def to_take(entry: Entry, ctx: Context, *, marked: bool) -> Stated:
    """What says that a line is a session; with the words for what is to be filled in, where they can't be proposed.

    `marked`: in attributes behind the line, where what was read of it rightly need not be said again.
    """
    title, names = proposed_title(entry, ctx), proposed_names(entry, ctx)
    read = (entry.best.credits if entry.best else ()) or entry.signed
    if marked and entry.block.shape == "heading" and (names or not read) and title:
        return {"speakers": names} if names else {"session": True}
    named: Stated = {"speakers": names} if names else {"speakers": [SPEAKERS]} if read or not title else {}
    return {"title": title or TITLE, **named}


def to_refuse(found: Found, *, marked: bool) -> Stated:
    """What says that a session that was read is none."""
    if marked:
        return {"session": False}
    known: Stated = {"title": found.title} if found.title else {"speakers": [c.name for c in found.credits]}
    return {**known, "session": False}


# -- what can be proposed ----------------------------------------------------------------------------------------------

_SURE, _NAMED = 0.9, 0.6
"""From these scores on a name is somebody's: with nothing beside it, and where a by-line has it."""
_BY_LINES = ("by", "by-weak", "paren", "dash", "comma", "pipe")
_MARKUP = regex(r"[<>{}|]|\]\(|https?://")
_BETWEEN = regex(r"\w[.!?]\s+\w")
"""The end of a sentence, within a text."""
_WORD = regex(r"[^\W\d_]{2}")
_LONGEST_LOWER = 8
"""Words of a title of which most begin with no capital; more are a sentence."""


def proposed_names(entry: Entry, ctx: Context) -> list[str]:
    """Who speaks, as far as a line or the one below it surely names people; none if one of them may be no person."""
    best = entry.best
    credits = (best.credits if best else ()) or entry.signed
    least = _NAMED if best and (best.form in _BY_LINES or entry.signed) else _SURE
    if not credits or any(ctx.names.score(c.name) < least for c in credits) or _is_name(entry):
        return []
    return [_written(credit) for credit in credits]


def _is_name(entry: Entry) -> bool:
    """Whether a line is nothing but a name, which may be that of a sight."""
    return entry.best is not None and not entry.best.title and not entry.best.form.startswith("handle")


def _written(credit: Credit) -> str:
    return f"{credit.name} ({', '.join(credit.organizations)})" if credit.organizations else credit.name


def proposed_title(entry: Entry, ctx: Context) -> str:
    """The title of a line, where it has one and not just some words of a sentence; else empty."""
    best, block = entry.best, entry.block
    title = " ".join((best.title if best else block.flat).split())
    if not title or not _WORD.search(title) or _MARKUP.search(title) or len(title) > _LONGEST:
        return ""
    if _BETWEEN.search(title) or ctx.names.score(title) >= _NAMED or _by_somebody(title, ctx):
        return ""
    if title[0].islower() and fold(title.split()[0]) in ctx.lexicon.words("function_words"):
        return ""
    return "" if _is_cut(title, block) or _is_sentence(title) else title


_LONGEST = 160
"""Characters of a title, at most."""


def _by_somebody(title: str, ctx: Context) -> bool:
    """Whether a title holds a by-line of which nobody was made a speaker: `Keynote by Ida! recording`."""
    found = ctx.lexicon.pattern("by").search(title)
    return found is not None and title[found.end() :].lstrip()[:1].isupper()


def _is_cut(title: str, block: Block) -> bool:
    """Whether a line goes on behind a title as the same sentence would, or the title takes in half of a link."""
    at = block.flat.find(title)
    if at < 0:
        return False
    end = at + len(title)
    apart = any(m.kind in ("link", "strong", "em") and m.start <= at and end <= m.end + 1 for m in block.marks)
    if not apart and any(m.kind == "link" and at < m.end and m.start < end for m in block.marks):
        return True
    return not apart and block.flat[end:].lstrip(" ")[:1].isalnum()


def _is_sentence(title: str) -> bool:
    words = title.split()
    small = sum(word[:1].islower() for word in words)
    return len(words) > _LONGEST_LOWER and small > 0.6 * len(words)

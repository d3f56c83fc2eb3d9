"""Lines of talks that the writer missed, has still to see, or only names for others: no talks that are told of.

>>> from recapgen.recap.outline.blocks import Block
>>> outline = (Block("para", "Talks that I still want to watch:"), Block("item", "On Spoons", 1, group=1))
>>> entry = Entry(1, outline[1], "title", 91, [])
>>> set_missed_aside([entry], Context.of("", outline, "en"))
>>> entry.role
'to come'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry, heading_above, intro_of
from recapgen.recap.prose.sentences import sentences
from recapgen.regex import regex


def set_missed_aside(entries: Sequence[Entry], ctx: Context) -> None:
    """Items of a list that is announced as what one has missed, is still to see, or what others have written, are no
    talks that are told of.
    """
    to_come: dict[int, bool] = {}
    for entry in entries:
        if entry.role == "title" and _no_talk_here(entry, entries, ctx):
            entry.role = "to come"
        if entry.block.shape != "item" or entry.role != "title":
            continue
        group = entry.block.group
        if group not in to_come:
            intro = intro_of(entry, ctx)
            to_come[group] = _of_what_is_missed(intro, ctx) or _of_others(intro, entry, entries, ctx)
        if to_come[group]:
            entry.role = "to come"


def _no_talk_here(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether a heading above says of what stands below that it was missed, is still to come, or is a book."""
    shape = entry.block.shape
    if shape in ("item", "run-in"):
        return _below_talks_to_come(entry, entries, ctx)
    return shape in ("lone", "bold") and _of_books(entry, entries, ctx)


def _below_talks_to_come(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """`## Talks I'm looking forward to`, the next heading above."""
    above, lex = heading_above(entry, entries), ctx.lexicon
    return lex.pattern("to_come").search(above) is not None and lex.pattern("talk_words").search(above) is not None


def _of_what_is_missed(intro: str, ctx: Context) -> bool:
    """`Talks that I still want to watch:`, or of what one had to choose from: `I was torn between these workshops:`"""
    last = sentences(intro)[-1]
    match = ctx.lexicon.pattern("to_come", "considered").search(last) if last.rstrip()[-1:] in (":", "：") else None
    return match is not None and not _ADVICE.search(last, 0, match.start())


_ADVICE = regex(r"(?<!\w)you(?:['’]\w+)?\s(?:\w+\s){0,2}$", re.IGNORECASE)
"""`Some highlights that you may` want to watch: the writer has seen them."""


def _of_others(intro: str, entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """`Other bloggers` or `Recommended books` above a list, or `See what others wrote about it.`"""
    said = " ".join((heading_above(entry, entries), *sentences(intro)[-2:]))
    return ctx.lexicon.pattern("of_others", "of_books").search(said) is not None


def _of_books(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether the nearest heading above says that books stand there: `Recommended books`."""
    return ctx.lexicon.pattern("of_books").search(heading_above(entry, entries)) is not None

"""What the words above lines say of them: that the talks which somebody heard follow."""

from __future__ import annotations

from collections.abc import Sequence

from recapgen.recap.context import Context
from recapgen.recap.levels.entries import MOST, Entry
from recapgen.recap.levels.items import last_said
from recapgen.recap.levels.weights import FIRST_PERSON, is_titled, may_be_title
from recapgen.recap.line.days import day_of
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.outline.blocks import Block
from recapgen.recap.prose.persons import persons
from recapgen.recap.prose.sentences import sentences
from recapgen.recap.words import Worded, fold, unspaced


def titles_announced(items: Sequence[Entry], ctx: Context, intro: str = "") -> bool:
    """Whether a list of plain titles follows a sentence such as `The talks I saw were:`; `intro` is what stands above
    their first sibling.
    """
    head = _head_of_heard(items[0], ctx)
    above = "" if head else _above_parts(items[0], ctx)
    intro = head or last_said(above or intro or items[0].intro)
    if len(items) < 2 - bool(above) or not (head or _announces_titles(intro, ctx)):
        return False
    looks = [
        e.best.title if e.best and e.best.form == "title" and not e.block.marks else e.block.first_line for e in items
    ]
    begin = (next(iter(persons(e.block.first_line[:80], ctx, SURE_NAME)), None) for e in items)
    if sum(who is not None and who.start == 0 for who in begin) >= 0.5 * len(items):
        return False
    parted = bool(head) and _heads_day(ctx.outline[items[0].at - 1], ctx)
    heard = _heard(intro, ctx) and (parted or len(items) > 2)
    titled = sum(_is_title_item(x, heard, ctx) for x in looks)
    return titled >= (0.8 if heard else 0.6) * len(items)


def _announces_titles(intro: str, ctx: Context) -> bool:
    """Whether a sentence says that talks follow which somebody heard: `The talks I saw were:`."""
    lex = ctx.lexicon
    if not (intro[-1:] in (":", "：") or _THE_FOLLOWING.pattern.search(intro)):
        return False
    heard = FIRST_PERSON.search(intro) or lex.pattern("past", "seen", "heard").search(intro)
    return heard is not None and _of_talks(intro, ctx)


def _head_of_heard(item: Entry, ctx: Context) -> str:
    """The heading, or the bold or lone line, right above a list that says which talks somebody heard: `Talks I
    attended`, `聞いた発表`; empty where it is anything else. The list may be in parts, each below its day.
    """
    at, first = item.at - 1, max(0, item.at - _LONGEST_PARTED)
    while at > first and _heads_day(ctx.outline[at], ctx):
        at -= 1
        while at > first and ctx.outline[at].shape == "item":
            at -= 1
    above = ctx.outline[at] if item.block.shape == "item" and item.at else None
    if above is None or above.shape not in ("heading", "bold", "lone"):
        return ""
    return above.flat if _heard(above.flat, ctx) and _of_talks(above.flat, ctx) else ""


def _heads_day(block: Block, ctx: Context) -> bool:
    """Whether it is a short line of its own that is only a day: `Day 1`, `第一天：`."""
    if block.shape not in ("lone", "bold", "heading") or len(block.flat) > _LONGEST_PART:
        return False
    day = day_of(block.flat.rstrip(" :："), ctx.lexicon)
    return day is not None and not day.rest


def _heard(text: str, ctx: Context) -> bool:
    return ctx.lexicon.pattern("seen", "heard").search(text) is not None


def _of_talks(text: str, ctx: Context) -> bool:
    """Whether words speak of talks, and not of what one learned there."""
    lex = ctx.lexicon
    return lex.pattern("talk_words").search(text) is not None and lex.pattern("learned").search(text) is None


def _above_parts(item: Entry, ctx: Context) -> str:
    """The words above a list in parts, each below a line such as `Day 1`.

    Empty where no such line is above the item, or the list is the contents: a line further down begins as it does.
    """
    at = item.at - 1
    if item.block.shape != "item" or at < 1 or not _heads_part(ctx.outline[at]):
        return ""
    own, first = fold(item.block.flat), max(0, item.at - _LONGEST_PARTED)
    below = ctx.outline[item.at : item.at + _LONGEST_PARTED]
    if any(b.shape in ("lone", "heading") and fold(b.flat).startswith(own) for b in below):
        return ""
    while at > first and (ctx.outline[at].shape == "item" or _heads_part(ctx.outline[at])):
        at -= 1
    return ctx.outline[at].flat[-400:]


def _heads_part(block: Block) -> bool:
    """Whether it is a short line of its own."""
    return (
        block.shape in ("lone", "bold", "heading")
        and len(block.flat) < _LONGEST_PART
        and block.flat[-1:] not in ":：。."
    )


_LONGEST_PART = 30
_LONGEST_PARTED = 200
"""Blocks of the outline that a list in parts has at most, and that stand between contents and what they lead to."""


_THE_FOLLOWING = Worded(r"<following>")


def mostly_titles(lines: Sequence[Entry], ctx: Context) -> bool:
    """Whether most lines may be titles, and most are no mere catchwords, as the heads of a talk's parts are."""
    least = MOST * len(lines)
    long = sum(len(e.block.flat.split()) > 2 or (unspaced(e.block.flat) and len(e.block.flat) > 5) for e in lines)
    return long >= least and sum(may_be_title(e, ctx) for e in lines) >= least


def announces_notes(entry: Entry, ctx: Context, several: bool = False) -> bool:
    """Whether the last sentences above a line say that notes on talks which somebody heard follow; perhaps on
    `several`, as their words say."""
    lex = ctx.lexicon
    if not entry.intro or not lex.pattern("follows").search(entry.intro):
        return False
    for said in sentences(entry.intro)[-2:]:
        if several and lex.several_talks.isdisjoint(said.lower().split()):
            continue
        heard = FIRST_PERSON.search(said) or lex.pattern("seen", "past").search(said)
        if heard and lex.pattern("follows").search(said) and lex.pattern("talk_words", "talk_nouns").search(said):
            return not lex.pattern("learned", "future").search(said)
    return False


def _is_title_item(line: str, heard: bool, ctx: Context) -> bool:
    """Whether an item may be a title: written with capitals, or short where the words before say that it was heard."""
    if line.rstrip().endswith((".", "!", ":", ";")):
        return False
    words = line.split()
    if unspaced(line):
        return heard and _SHORT < len(line) < _LONG and not line.endswith(ctx.lexicon.lists.get("said_ends", ()))
    return (is_titled(words) and len(line) < 120) or (heard and line[:1].isupper() and 1 < len(words) < 13)


_SHORT, _LONG = 5, 80
"""Characters of an item without spaces that may be a title."""

"""The title of a talk that stands beside who gave it, though the words between say little: the two are one talk.

`Last came Ida Quill, who won a prize for her talk. It was a joy to hear her about 'Nine Spoons in a Row'.`
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from msgspec.structs import replace

from recapgen.recap.context import Context
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import flowing
from recapgen.recap.prose.persons import persons
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.telling import LEAST, Told, told_in
from recapgen.recap.words import Lexicon, fold, of_languages
from recapgen.regex import regex


def with_title_beside(one: Told, block: Block, taken: Set[str], ctx: Context) -> Told:
    """A talk with the title that is set apart behind its speaker; else as it is.

    Only if it has none, or one that the words gave and that runs into what is set apart, `Lids: *Pots for All*`;
    `taken` are the titles of other talks.
    """
    names = [credit.name for credit in one.credits]
    text, _ = _set_apart(block, ctx)
    at = max((text.find(name) + len(name) for name in names if name in text), default=0)
    title = title_behind_name(block, at, names, ctx) if at else ""
    title = title or ("" if one.title else _title_of(names, block, ctx))
    if not title or fold(title) in taken:
        return one
    start, own = text.find(title, at), text.find(one.title, at)
    if one.title and not own < start < own + len(one.title):
        return one
    return replace(one, title=title)


def _title_of(names: Sequence[str], block: Block, ctx: Context) -> str:
    """The one title set apart that is likely of those who spoke: `The topic was “Soup for All”`, and then their names;
    `Ida Quill, who knows all pots, began with “Soup for All”`."""
    text, found = _set_apart(block, ctx)
    first = min((text.find(name) for name in names if name in text), default=0)
    reaches = _reaches(ctx.lexicon)
    theirs = [
        told.title
        for told in found
        if told.score >= _THEIRS
        and (at := text.find(told.title)) >= 0
        and (at < first or reaches.search(text, 0, at))
        and told.look.startswith(("quote", "em", "strong"))
        and _looks_titled(told.title)
        and {credit.name for credit in told.credits} == set(names)
        and not _of_others(text[:at], names)
    ]
    return theirs[0] if len(theirs) == 1 else ""


@of_languages
def _reaches(lex: Lexicon) -> re.Pattern[str]:
    """` began with “`, ` explained how pots are made in “`, ` (“`, right before a title."""
    return re.compile(rf"\s(?:{lex.either('with', 'in_talk')}\s|\()[“\"„«‘'*_]*$", re.IGNORECASE)


def _of_others(before: str, names: Sequence[str]) -> bool:
    """Whether the words before a title say that somebody else owns it: `and Bo's discussion of “`."""
    owner = _OWNER.search(before)
    return owner is not None and not any(name.endswith(owner["who"]) for name in names)


_OWNER = regex(r"(?<!\w)(?P<who>[A-ZÀ-Þ][\w.-]+)['’]s?\s(?:[\w-]+\s){0,4}[“\"„«‘'*_]*$")


def title_behind_name(block: Block, at: int, names: Sequence[str], ctx: Context) -> str:
    """The first title set apart behind a place of a block where somebody of these names is named; empty if none is."""
    text, found = _set_apart(block, ctx)
    for told in found:
        start = text.find(told.title, at)
        if start < 0:
            continue
        theirs = not told.credits or any(credit.name in names for credit in told.credits)
        apart = told.look.startswith(("quote", "em", "strong")) or destinations.shown(told.look)
        return told.title if theirs and _belongs(told.title, apart, text[at:start], names, ctx) else ""
    return ""


def _set_apart(block: Block, ctx: Context) -> tuple[str, list[Told]]:
    """A block's text as it flows, and the titles set apart in it, made once however many talks it tells of."""
    key = block.lines, block.text
    if key not in ctx.apart:
        ctx.apart[key] = flowing(block.text, block.marks), list(told_in(0, block, "", ctx, LEAST))
    return ctx.apart[key]


def _belongs(title: str, apart: bool, between: str, names: Sequence[str], ctx: Context) -> bool:
    """Whether the words between a speaker and a title lead from one to the other.

    A link that nothing else sets `apart`, and that leads to no slides or recording, is what somebody spoke about,
    behind `about`, and no title.
    """
    if len(between) > _FAR or not _looks_titled(title):
        return False
    if any(" " in p.name and p.name not in names for p in persons(between, ctx, SURE_NAME)):
        return False
    if _NOTHING.fullmatch(between):
        return True
    lex = ctx.lexicon
    *earlier, last = SENTENCE.split(between)
    if lex.pattern("media", "quoting").search(last):
        return False
    if earlier and not lex.pattern("talk_nouns", "talk_words", "presenting", "seen").search(between):
        return False
    about = apart and _about_at_end(lex).search(last)
    return bool(about) or _leads(lex).search(last) is not None or _in_apposition(lex).search(last) is not None


def _looks_titled(title: str) -> bool:
    """Whether it begins with a capital, and is three words or more, or two with capitals."""
    words = title.split()
    large = title.lstrip("¿¡")[:1].isupper()
    return large and (len(words) > 2 or (len(words) > 1 and all(word[0].isupper() for word in words)))


@of_languages
def _leads(lex: Lexicon) -> re.Pattern[str]:
    """`:`, ` called`, ` her`, ` talk`, right before a title."""
    lead = lex.either("titled", "their")
    noun = lex.pattern("talk_nouns").pattern
    return re.compile(rf"(?::|\s{lead}|{noun},?)[\s“\"„«‘'*_(\[]*$", re.IGNORECASE)


@of_languages
def _about_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s{lex.either('on', 'speaks_of')}[\s“\"„«‘'*_(\[]*$", re.IGNORECASE)


@of_languages
def _in_apposition(lex: Lexicon) -> re.Pattern[str]:
    """` gave the first keynote of the day, `, ` had a talk – `, right before a title."""
    noun, about = lex.pattern("talk_nouns").pattern, lex.either("on", "speaks_of")
    return re.compile(rf"{noun}(?:\s(?!{about})\w+){{0,6}}\s?[,(–—-][\s“\"„«‘'*_(\[]*$", re.IGNORECASE)


_FAR, _THEIRS = 260, 0.3
_NOTHING = regex(r"[\s.,:;–—“\"„«‘'*_()\[\]-]*")
"""Nothing but what parts a name from a title."""

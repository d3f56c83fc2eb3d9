"""What an item of a list says for itself as the title of a talk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recapgen.recap.context import Context
from recapgen.recap.levels.entries import AMONG_SIGNED, Entry, ancestors
from recapgen.recap.levels.roles import surrounds_talks
from recapgen.recap.levels.signing import says_who
from recapgen.recap.levels.weights import (
    FIRST_PERSON,
    OPENING_MARKS,
    PRAISED,
    QUOTATION,
    SAYS,
    by_line,
    by_lines_above,
    is_titled,
    leads_to_talk,
    long_enough,
    refers,
    tells_of_writer,
    this_talk,
)
from recapgen.recap.line.days import day_of
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import end_before_resources
from recapgen.recap.line.titles import praise
from recapgen.recap.outline import destinations
from recapgen.recap.prose.sentences import sentences
from recapgen.recap.words import (
    Lexicon,
    fold,
    has_word,
    unspaced,
    words_of,
)
from recapgen.regex import regex


def of_item(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What a list item says for itself."""
    best = entry.best
    assert best is not None
    score = by_line(entry) - 0.05
    said = len(best.title.split()) > _LONGEST_SAID and SAYS.match(best.title)
    if best.credits and (said or tells_of_writer(best.title, ctx) or _runs_on(entry, ctx)):
        return 0.0  # a sentence: prose is asked
    if entry.block.text[:1] in OPENING_MARKS and QUOTATION.fullmatch(entry.block.flat):
        return 0.0  # what somebody said once
    if refers(entry.block.flat, ctx):
        return 0.0
    if best.credits and _thanked(entry, ctx):
        return 0.0
    if any(destinations.sold(href) and best.credits for text, href in entry.block.links() if text in best.title):
        return 0.0
    if entry.block.marks and any(destinations.pictured(m.href) for m in entry.block.marks if m.start <= 1):
        return 0.0
    if best.credits and best.form == "name":
        near = next((a for a in ancestors(entry, entries)), None)
        keynote = best.kind == "keynote" or (near is not None and near.kind == "keynote")
        beside = entry.rule == AMONG_SIGNED and near is not None and near.role in ("talks", "kind", "day")
        return 0.55 if keynote or beside else 0.0
    if best.credits:
        score += 0.4 * max(0.0, by_lines_above(entry, entries, 0.5)) + (0.12 if _talks_above(entry, ctx) else 0.0)
        score += 0.5 * _title_linked(entry)
        if by_lines_above(entry, entries, 0.5) < 0 and not (entry.signed or says_who(entry, ctx)):
            score -= 0.3
    elif _kind_and_day(entry, ctx.lexicon):
        return _LABELLED
    else:
        score += _unsigned_item(entry, entries, ctx)
        score += PRAISED if praise(ctx.lexicon).match(entry.block.text) else 0.0
    if (
        entry.block.shape == "item"
        and entry.block.level > 1
        and any(
            a.block.shape == "item" and a.role == "title" and not _opens_talks(a, ctx)
            for a in ancestors(entry, entries)
        )
    ):
        score -= 0.4
    return max(0.0, min(1.0, score))


def _thanked(entry: Entry, ctx: Context) -> bool:
    """Whether an item stands in a list of those whom somebody thanks, and not for their talks: `I want to thank:`."""
    said, lex = last_said(entry.intro) if entry.block.shape == "item" else "", ctx.lexicon
    return lex.pattern("thanking").search(said) is not None and not lex.pattern("talk_words").search(said)


def _runs_on(entry: Entry, ctx: Context) -> bool:
    """Whether what stands before and behind a by-line is one sentence: `I cooked with Ida Quill about lids`, `The words
    are by Ida Quill`.
    """
    best = entry.best
    assert best is not None
    words = best.title.split()
    if not words or best.form not in ("by", "by-weak"):
        return False
    last = words[-1]
    if len(words) > 1 and last.islower() and fold(last) in ctx.lexicon.words("was"):
        return True
    rest = entry.block.text[best.lead :]
    named = ctx.lexicon.pattern("talk_nouns").search(best.title) is not None
    return best.form == "by-weak" and not named and not is_titled(words) and _SMALL_LETTER.match(rest) is not None


_SMALL_LETTER = regex(r"\s*[a-zà-öø-ÿ]")


def _opens_talks(entry: Entry, ctx: Context) -> bool:
    """Whether an item announces the talks below it: `Some that I enjoyed:`."""
    last = sentences(entry.block.text)[-1].rstrip()
    return last[-1:] in (":", "：") and ctx.lexicon.pattern("talk_words", "seen").search(last) is not None


def _talks_above(entry: Entry, ctx: Context) -> bool:
    return ctx.lexicon.pattern("talk_words").search(entry.intro[-200:]) is not None


def _talks_remembered(entry: Entry, ctx: Context) -> bool:
    """Whether the words before a list are of talks that somebody heard, not of what talks there are about, and the last
    of them not of what was learned there or is to come: `The next steps will be:`."""
    intro = entry.intro[-200:]
    heard = FIRST_PERSON.search(intro) or ctx.lexicon.pattern("past", "seen").search(intro)
    other = entry.block.shape == "item" and ctx.lexicon.pattern("learned", "future").search(last_said(entry.intro))
    return (heard is not None or entry.block.shape != "item") and not other and _talks_above(entry, ctx)


def _was_said(entry: Entry, ctx: Context) -> bool:
    """Whether a line in quotation marks stands in a list of what was said: `What touched me was:`."""
    intro = last_said(entry.intro)
    quoted = entry.block.shape == "item" and entry.block.text[:1] in OPENING_MARKS
    return quoted and intro[-1:] in (":", "：") and not ctx.lexicon.pattern("talk_words", "seen").search(intro)


def last_said(words: str) -> str:
    """The last sentence, with the one before it where it is as short as `Among them were:`."""
    said = [sentence.rstrip() for sentence in sentences(words.rstrip()) if sentence.strip()]
    short = len(said) > 1 and len(said[-1].split()) < _SHORT_SENTENCE
    return " ".join(said[-2:]) if short else said[-1] if said else ""


_SHORT_SENTENCE = 6


def _unsigned_item(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What speaks for a list item that names no speaker: a title set apart, under a day or `Talks`."""
    text, marks = entry.block.text, entry.block.marks
    if text.startswith(("http://", "https://", "www.")):
        return -0.3
    if _was_said(entry, ctx) or (text[:1] == "@" and marks and (marks[0].kind, marks[0].start) == ("link", 1)):
        return -0.3  # what somebody said; a film that is shown: `@[video](url)`
    shown = _ADDRESS_BEHIND.search(text)
    if shown and destinations.shown(shown[1]) and len(text[: shown.start()].split()) > 2 and not text[0].islower():
        return _SHOWN_BEHIND
    behind = [m.href for m in marks if m.kind == "link" and m.start >= end_before_resources(text, marks)]
    if any(map(destinations.shown, behind)) and not text[0].islower():
        return _SHOWN_BEHIND
    opening = [m for m in marks if m.start <= 1 and m.kind in ("link", "strong", "em") and m.end - m.start >= 5]
    first = max(opening, key=lambda m: m.end, default=None)
    apart = first is not None or text[:1] in '"“„«「『' or in_capitals(entry)
    if first and surrounds_talks(text[first.start : first.end], ctx.lexicon):
        return -0.3
    above = [a.role for a in ancestors(entry, entries)]
    near = above[0] if above else ""
    own = first is not None and first.kind == "link" and _OWN_FILE.match(first.href) is not None
    told = _talks_above(entry, ctx) or (near == "section" and entries[entry.parent].vague)
    listed = near == "section" and told and leads_to_talk(entry.block)
    if near in ("section", "break", "closing") and not (own or listed):
        return -0.3
    if leads_aside(entry, ctx):
        return -0.3
    score = 0.0
    best = entry.best
    if apart or (best and best.kind):
        said = text[first.end :] if first else text
        if best and best.kind and entry.block.shape == "run-in" and first and _linked(first.href) > 0:
            return _LABELLED
        if entry.block.shape == "run-in" and first and first.kind != "strong":
            to_talk = first.kind == "link" and said[:1] == ":" and _linked(first.href) > 0
            return 0.55 if to_talk and len(text[first.start : first.end].split()) > 1 else 0.0
        if entry.block.shape == "run-in" and first and _writer_tells(text, first.end, ctx.lexicon):
            return 0.0
        if first and re.match(r"\s[a-zà-öø-ÿ]", said):
            if ctx.names.score(text[first.start : first.end]) >= 0.6:
                return 0.0
            score -= 0.0 if first.kind == "link" or _talk_told(said, ctx) else 0.3
        if not (best and best.kind) and any(c and has_word(fold(text[:120]), c) for c in ctx.conferences):
            score -= 0.3
        if entry.current_day or near in ("talks", "kind", "day") or _talks_remembered(entry, ctx):
            score += 0.58
        if _talk_told(said, ctx):
            score += 0.2
        if first and first.kind == "link":
            score += _linked(first.href)
        if first and (
            (len(text[first.start : first.end].split()) < 2 and not long_enough(text[first.start : first.end]))
            or text[first.start : first.end].rstrip().endswith((":", "."))
            or (entry.block.shape == "run-in" and said[:1] == ".")
        ):
            score -= 0.3
    elif (
        near in ("talks", "kind")
        and len(text) < 120
        and not links_within(entry)
        and not text.rstrip().endswith((".", "!", ":", ";"))
        and (len(text.split()) > 1 or long_enough(text))
        and not _is_somebody(text, ctx)
    ):
        score += 0.5
    return score


_SHOWN_BEHIND = 0.55
"""What a title is worth that has an address or links behind, where its slides or its recording lie."""


def _writer_tells(text: str, end: int, lex: Lexicon) -> bool:
    """Whether words set apart begin with who writes, and the sentence goes on behind: `**I gave a talk**, you know`."""
    goes_on = re.match(r",?\s[a-zà-öø-ÿ]", text[end:]) is not None
    return goes_on and fold(text[:end].strip().partition(" ")[0]) in lex.words("we")


def _kind_and_day(entry: Entry, lex: Lexicon) -> bool:
    """Whether what stands behind a title set apart says what it was, and when: `[Spoons](url) (Tutorial, Dec 9)`."""
    title = next((m for m in entry.block.marks if m.start <= 1 and m.kind in ("link", "strong", "em")), None)
    aside = _KIND_AND_DAY.fullmatch(entry.block.text, title.end) if title else None
    return aside is not None and lex.kind_of(aside["kind"]) is not None and day_of(aside["day"], lex) is not None


_KIND_AND_DAY = regex(r"\s*\((?P<kind>[^\W\d_][^(),]{2,30}),\s(?P<day>[^(),]*\d[^()]{0,20})\)")


_LABELLED = 0.6
"""What an item with such an aside is worth, or a paragraph that begins with a link to slides or a recording which says
what it is: `[Talk: Pots](url)`."""


def leads_aside(entry: Entry, ctx: Context) -> bool:
    """Whether an item begins with a link to pictures, or to what surrounds the talks: `[Registration](url)`; or to all
    the recordings of the conference that it names: `[SoupConf 2019 - YouTube](playlist)`."""
    first = next((m for m in entry.block.marks if m.kind == "link" and m.start <= 1), None)
    if first is None:
        return False
    said = entry.block.text[first.start : first.end]
    all_of_them = destinations.of_track(first.href) and any(c and has_word(fold(said), c) for c in ctx.conferences)
    return all_of_them or destinations.pictured(first.href) or surrounds_talks(said, ctx.lexicon)


def links_within(entry: Entry) -> bool:
    """Whether an item is words around links to talks: `Went from [Nine Spoons](url) to [Ten Pots](url)`."""
    title = entry.best.title if entry.best else ""
    told = [entry.block.text[m.start : m.end] for m in entry.block.marks if m.kind == "link" and _linked(m.href) > 0]
    return bool(told) and not any(title.startswith(text) or text.startswith(title) for text in told)


def _is_somebody(text: str, ctx: Context) -> bool:
    """Whether an item says who somebody is, and of no talk: `Ida Quill - Head Cook, Ladle Ltd`."""
    who, sure = people(text, ctx.names)
    return len(who) == 1 and sure >= _SURE_NAME and bool(who[0].role) and " " in who[0].name


_SURE_NAME = 0.6
_ADDRESS_BEHIND = regex(r"\s(https?://\S+)$")
"""`Nine Spoons: https://slides.example/spoons`, in a text without markup."""


def in_capitals(entry: Entry) -> bool:
    """Whether an item begins with words in capitals and a colon, and then says something: `SPOONS : a talk.`"""
    best, text = entry.best, entry.block.text
    title = best.title if best and best.form == "title" else ""
    shouted = title.isupper() and not unspaced(title)
    return shouted and len(title.split()) > 1 and len(title) + 10 < len(text)


def _linked(href: str) -> float:
    """How much an item's link says that it is a talk: a page of the programme, a recording, notes in a file beside; and
    that it is none, but pictures."""
    if destinations.pictured(href):
        return -0.6
    if destinations.of_talk(href):
        return 0.4 if destinations.shown(href) else 0.6
    return 0.6 if _OWN_FILE.match(href) else 0.0


def _title_linked(entry: Entry) -> float:
    """The same of the link that an item begins with, where that is the title."""
    first = next((mark for mark in entry.block.marks if mark.start <= 1 and mark.kind == "link"), None)
    whole = first is not None and entry.best is not None and first.end >= len(entry.best.title)
    return _linked(first.href) if first and whole else 0.0


_OWN_FILE = regex(r"(?!https?:|//|#|mailto:)[^?#]+\.(?:md|markdown|txt|org|rst|adoc|html?)$", re.IGNORECASE)


def _talk_told(text: str, ctx: Context) -> bool:
    return this_talk(ctx.lexicon).stands_in(text[:250], words_of(text[:250]))


_LONGEST_SAID = 12
"""Words of a title that begins as a sentence does: `This is not a pot`."""

"""What lone lines say together: that they stand above what somebody told of a talk."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recapgen.recap.context import Context
from recapgen.recap.levels.announcing import announces_notes, mostly_titles
from recapgen.recap.levels.beside import heads_lone
from recapgen.recap.levels.entries import LIKE_TITLES, MOST, SEVERAL, Entry
from recapgen.recap.levels.weights import (
    by_opening,
    by_words,
    is_sentence,
    is_titled,
    may_be_title,
)
from recapgen.recap.line.resources import is_resource
from recapgen.recap.outline.blocks import LEVEL_APART
from recapgen.recap.prose.persons import persons
from recapgen.recap.words import Lexicon, of_languages
from recapgen.regex import regex


def of_lone_lines(
    own: list[tuple[Entry, float]], entries: Sequence[Entry], ctx: Context
) -> list[list[tuple[Entry, float]]]:
    """Lone lines with what each is worth, beside the others; where those that open a day's paragraphs tell of talks,
    these and the others apart.
    """
    own = _beside_labelled(_of_one_look(_without_sayings(own)))
    heads = {id(e) for e, _ in own if _heads_talk(e, ctx)}
    if len(heads) > 1:
        own = [(e, min(1.0, s + 0.25 + by_words(e, ctx)[0]) if id(e) in heads else s) for e, s in own]
        own = _beside_heads(own, heads, ctx)
        own = [(e, s if (e.best and e.best.credits) or not heads_lone(e, entries) else s - 0.4) for e, s in own]
    own = _beneath_announcement(own, ctx)
    if titles := _before_dashes([e for e, _ in own], ctx):
        pieces = [(e, s if e.block.flat[:1].isupper() else 0.0) for e, s in own if id(e) not in titles]
        return [[(e, max(s, LIKE_TITLES)) for e, s in own if id(e) in titles], pieces]
    opening = [(e, s) for e, s in own if e.opens and e.current_day]
    if sum(bool(by_words(e, ctx)[1]) for e, _ in opening) < max(SEVERAL, MOST * len(opening)):
        if alike := _signed_alike(own):
            return [[(e, s) for e, s in own if (id(e) in alike) == own_form] for own_form in (True, False)]
        return [_beside_contents(_beside_signed(own, ctx), ctx)]
    others = [(e, s) for e, s in own if not (e.opens and e.current_day)]
    opening = [(e, min(1.0, s + by_opening(e, ctx))) for e, s in opening]
    return [others, _beside_contents(_beside_signed(opening, ctx), ctx)]


def _heads_talk(entry: Entry, ctx: Context) -> bool:
    """Whether a lone line stands above a paragraph that says who spoke, or tells of one talk: `This talk was`."""
    if not entry.opens or entry.block.level > _RIGHT_ABOVE or persons(entry.block.flat, ctx, 0.8):
        return False
    return bool(entry.rule) or (by_words(entry, ctx)[1] >= 0.3 and may_be_title(entry, ctx))


_RIGHT_ABOVE = 3
"""Up to this level a lone line has an empty one above."""


def _beside_labelled(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Lone lines among titles with `Speaker: Ida Quill` below are what stands under these."""
    labelled = sum(e.rule in ("speaker-label", "speaker-line") and bool(e.signed or s >= 0.5) for e, s in own)
    if labelled < SEVERAL:
        return own
    return [(e, s if not _unsigned(e) else 0.5 * s) for e, s in own]


def _beside_signed(own: list[tuple[Entry, float]], ctx: Context) -> list[tuple[Entry, float]]:
    """Lone lines that say nothing of a talk, among likely ones of which most have a by-line of their own."""
    likely = [e for e, s in own if s >= 0.5]
    signed = sum(_by_line_of_its_own(e) for e in likely)
    if signed < _ENOUGH_SIGNED or signed < 0.6 * len(likely):
        return own
    alone = {id(e) for e in likely if not _by_line_of_its_own(e) and by_words(e, ctx)[1] < 0.2}
    below = sum(bool(e.signed) for e in likely) >= 0.6 * len(likely)
    shown = {id(e) for e in likely if below and _by_handle_alone(e)}
    return [(e, 0.0 if id(e) in shown else s - 0.35 if id(e) in alone else s) for e, s in own]


def _beside_contents(own: list[tuple[Entry, float]], ctx: Context) -> list[tuple[Entry, float]]:
    """Where lone lines come from the contents above, and half of these tell of talks, the others head none."""
    listed = [e for e, _ in own if e.listed]
    told = sum(bool(by_words(e, ctx)[0] or (e.best and e.best.credits)) for e in listed)
    if len(listed) < SEVERAL or told < 0.5 * len(listed):
        return own
    return [(e, min(1.0, s + by_words(e, ctx)[0])) for e, s in own if e.listed or _by_line_of_its_own(e)]


def _signed_alike(own: Sequence[tuple[Entry, float]]) -> set[int]:
    """The lines that end in who spoke in parentheses, `Nine Spoons (Ida Quill, Ladle Ltd)`, among many others of which
    none does, and that may well be talks: what the others say of their own parts is nothing against these."""
    ends = [(e, s) for e, s in own if e.best and e.best.form == "paren" and e.best.credits and not e.rule]
    likely = {id(e) for e, s in ends if s >= _LIKELY}
    return likely if len(likely) >= max(_ENOUGH_SIGNED, MOST * len(ends)) else set()


_LIKELY = 0.5


def _by_line_of_its_own(entry: Entry) -> bool:
    return bool(entry.signed) or bool(entry.best and entry.best.credits and not entry.rule)


def _by_handle_alone(entry: Entry) -> bool:
    """Whether only handles sign it, as a message that is shown: `Stir it. - @ida`."""
    credits = entry.best.credits if entry.best and entry.best.form == "dash" and not entry.signed else ()
    return bool(credits) and all(credit.name[:1] == "@" for credit in credits)


def _unsigned(entry: Entry) -> bool:
    """Whether neither its own line nor one below says who spoke."""
    return entry.rule == "speaker-below" or not (entry.best and entry.best.credits)


def _beside_heads(own: list[tuple[Entry, float]], heads: set[int], ctx: Context) -> list[tuple[Entry, float]]:
    """Lone lines that open a paragraph as their siblings do, most of whom have their speaker in it."""
    alike = {
        id(e)
        for e, _ in own
        if id(e) not in heads
        and e.opens
        and e.block.level <= 2
        and 3 < len(e.block.flat.split()) <= 18
        and e.block.flat[-1:] not in ".:!"
        and not is_sentence(e.block.flat, ctx, False)
        and may_be_title(e, ctx)
    }
    enough = len(heads) >= _MANY_HEADS and len(heads) >= len(alike)
    return [(e, max(s, 0.6) if enough and id(e) in alike else s) for e, s in own]


_MANY_HEADS = 4


def _beneath_announcement(own: list[tuple[Entry, float]], ctx: Context) -> list[tuple[Entry, float]]:
    """The same of lone lines that stand above words of their own, where most of these may be titles."""
    apart = [e for e, _ in own if e.block.level <= LEVEL_APART and _stands_above_words(e, ctx)]
    first = next((n for n, e in enumerate(apart) if announces_notes(e, ctx)), len(apart))
    opening = apart[first:]
    alike = {id(e) for e in opening if not is_sentence(e.block.flat, ctx, False) and e.block.flat[-1:] not in ".:"}
    enough = SEVERAL <= len(opening) <= _MANY and mostly_titles(opening, ctx)
    return [(e, max(s, LIKE_TITLES) if enough and id(e) in alike else s) for e, s in own]


def _before_dashes(lines: Sequence[Entry], ctx: Context) -> set[int]:
    """Lone lines below which a dash and `a panel by` or the like go on, where several do: titles, beside which pieces
    of sentences are none."""
    goes_on = _goes_on_as_talk(ctx.lexicon)
    likely = (e for e in lines if _by_line_of_its_own(e) or may_be_title(e, ctx))
    told = {id(e) for e in likely if goes_on.match(e.body[:_FIRST_WORDS])}
    return told if len(told) >= SEVERAL else set()


@of_languages
def _goes_on_as_talk(lex: Lexicon) -> re.Pattern[str]:
    """`-- a quick session by`, with which the words below a title begin."""
    a, nouns = lex.either("a"), lex.pattern("talk_nouns").pattern
    return re.compile(rf"[–—-]{{1,2}}\s+{a}\s(?:[\w'’-]+\s){{0,3}}?{nouns}", re.IGNORECASE)


_FIRST_WORDS = 100


def _stands_above_words(entry: Entry, ctx: Context) -> bool:
    """Whether a paragraph or a list follows a lone line, or `Video` and then one."""
    below = next((b for b in ctx.outline[entry.at + 1 : entry.at + 3] if not is_resource(b.flat)), None)
    return below is not None and below.shape in ("para", "item", "run-in")


def _of_one_look(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Lone lines without a by-line count only if several of them look alike: capitals, and a place of their own."""
    bare = [e for e, s in own if s >= 0.5 and not (e.best and e.best.credits and not e.rule)]
    enough = len(bare) >= 3
    enough = enough or sum(e.shows for e, _ in own) > 2
    return [(e, s if enough or e.listed or (e.best and e.best.credits) else s * 0.5) for e, s in own]


def _without_sayings(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Without one or two lone lines in quotation marks with a name behind, `“Nobody here ever stirs” - Ida Quill`:
    where talks stand so, there are more of them, or they are written as titles are."""
    said = {id(e) for e, _ in own if e.best and e.best.form in _SAID and _SAYING.match(e.block.flat)}
    few = len(said) < SEVERAL
    plain = {id(e) for e, _ in own if id(e) in said and e.best and not is_titled(e.best.title.split())}
    return [(e, 0.0 if few and id(e) in plain else s) for e, s in own]


_SAID = ("dash", "marked")
_SAYING = regex(r"[“\"„«](?:[^\s“”\"„«»]+\s+){3,}[^“”\"„«»]+[”\"“»]")
"""Four words or more in quotation marks."""


_MANY, _ENOUGH_SIGNED = 24, 4
"""Lone lines that are no titles any more; and by-lines that speak for others."""

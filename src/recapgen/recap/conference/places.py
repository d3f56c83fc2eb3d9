"""Where a conference took place, as its recap states it.

>>> from recapgen.recap.context import Context
>>> from recapgen.recap.outline.blocks import Block
>>> ctx = Context.of("SoupConf took place in Turin, Italy.", (), "en")
>>> place_of(Told("SoupConf", 2019, "SoupConf 2019", [Block("para", ctx.text)], ctx))[:2]
('Turin', 'Italy')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from msgspec import Struct

from recapgen.recap.conference.events import is_event, is_plain
from recapgen.recap.context import Context
from recapgen.recap.line.days import day_of
from recapgen.recap.outline.blocks import Block
from recapgen.recap.reading import Evidence
from recapgen.recap.words import Lexicon, Worded, fold, lexicon, of_languages
from recapgen.regex import regex


class Told(Struct, frozen=True):
    """What is told of one conference."""

    name: str
    year: int | None
    head: str
    """The title of the part of the post that is about it."""
    blocks: Sequence[Block]
    """That part."""
    ctx: Context
    tags: Sequence[str] = ()
    """What the post is filed under."""


class Place(NamedTuple):
    """City, country (as written; empty where nothing says so) and from where."""

    city: str
    country: str
    evidence: Evidence


_NOWHERE = Place("", "", Evidence("", (1, 1), 0.0))
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’.-]+"
_PLACE = rf"(?P<place>{_WORD}(?:[ -](?:de |of |am |la |del )?{_WORD}){{0,2}})"
_FIRST_LINES = 20
"""Blocks at whose beginning a post says where it was."""
_FIRST_PARAGRAPHS = 6
_LEAST_SENTENCE = 40
"""Characters of a line that may be a sentence."""


def place_of(told: Told) -> Place:
    """Where a conference was: by the first of all rules that finds something, the surest ones before the others."""
    for rule in (
        _named,
        _at_end_of_title,
        _in_field,
        _beside_name,
        _on_its_own_line,
        _in_sentences,
        _held,
        _tagged,
        _headed,
        _only_city,
    ):
        for place in rule(told):
            return place
    return _NOWHERE


# -- rules ------------------------------------------------------------------------------------------------------------


def _named(told: Told) -> Iterator[Place]:
    """A city in the name, or where a place stands in the title."""
    for text, rule in ((told.name, "name"), (told.head, "title")):
        for match in told.ctx.lexicon.city_pattern.finditer(text):
            if rule == "name" or _beside(told.name, text, match, told.ctx.lexicon):
                yield _known(match, told.ctx, Evidence(rule, (1, 1), 0.9))


def _at_end_of_title(told: Told) -> Iterator[Place]:
    """`ForkDays 2019, Cork`: any capitalised words will do there."""
    at = told.head.find(told.name)
    tail = _END.match(told.head, at + len(told.name)) if at >= 0 else None
    if tail is None or re.search(r"\d|[A-Z]{2}", tail["place"]) or len(tail["place"].split()) > 2:
        return
    lex, place = told.ctx.lexicon, tail["place"]
    if _DASH_ONLY.match(tail.group()) and not lex.city_pattern.fullmatch(place):
        return  # `Soup Night – Spicy Evening`
    if not day_of(place, lex) and not lex.pattern("months", "weekdays", "recap_words").search(tail.group()):
        is_country = place in set(lex.cities.values())
        yield Place("" if is_country else place, place if is_country else "", Evidence("title", (1, 1), 0.7))


_END = regex(rf"\s*(?:(?:19|20)\d\d|['’]\d\d)?\s*(?:,|\bin\b|–|-|@)\s*{_PLACE}\s*$")
_DASH_ONLY = regex(r"\s*[–-]")


def _in_field(told: Told) -> Iterator[Place]:
    """`Where: Ghent, Belgium`, as a line or as a row."""
    for block in told.blocks[:_FIRST_LINES]:
        written = f"{block.cells[0]}: {' '.join(block.cells[1:])}" if block.cells else block.flat
        if value := _label(told.ctx.lexicon).match(written):
            evidence = Evidence("field", block.lines, 0.85)
            if known := told.ctx.lexicon.city_pattern.search(written, value.end()):
                yield _known(known, told.ctx, evidence)
            elif phrase := re.compile(_PLACE).match(written, value.end()):
                yield from _phrase(phrase, told.ctx, evidence)


@of_languages
def _label(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\W*📍\W*|\W*{lex.either('place_labels')}\s*[:：|]\W*", re.IGNORECASE)


def _beside_name(told: Told) -> Iterator[Place]:
    """`SoupConf 2019 in Ghent`, `SoupConf Ghent`, `Ghent SoupConf` somewhere in the text, no place of another edition:
    after `SoupConf Turin 2018 was my first` the Turin of `since SoupConf Turin` is none."""
    of_others: set[str] = set()
    close = _close(told.name, told.ctx.lexicon.languages)
    for at, block in enumerate(told.blocks[:60]):
        for match in close.finditer(block.flat[:3000]):
            known = at < _FIRST_LINES and told.ctx.lexicon.city_pattern.match(match.string, match.start("place"))
            if not (match["apart"] or known):
                continue
            place = known.group() if known else match["place"]
            if _elsewhere(match, told.ctx, told.year):
                of_others.add(place)
            elif place not in of_others:
                yield from _phrase(match, told.ctx, Evidence("beside the name", block.lines, 0.85))
        for known in told.ctx.lexicon.city_pattern.finditer(block.flat[:3000]):
            if known.string[known.end() :].lstrip().startswith(told.name) and not _elsewhere(
                known, told.ctx, told.year
            ):
                yield _known(known, told.ctx, Evidence("beside the name", block.lines, 0.8))


@lru_cache(maxsize=512)
def _close(name: str, languages: tuple[str, ...]) -> re.Pattern[str]:
    lex = lexicon(languages)
    ins = lex.either("in")
    was = rf"(?:which\s+)?(?:(?:was|is|took\s+place|held)\s+)*(?:in|{ins})\s+"
    return re.compile(
        rf"(?i:{re.escape(name)})['’]?\d*\s*(?:20\d\d)?\s*"
        rf"(?:(?P<apart>,\s*(?:{ins}\s+)?|\(\s*{ins}?\s*|{was})|(?<=\s)(?:{lex.either('of')}\s+)?)"
        rf"(?:{lex.either('place_praise')}\s+)?{_PLACE}"
    )


def _on_its_own_line(told: Told) -> Iterator[Place]:
    """`Ghent, Belgium, 3 May 2019` as a line, also below that of a date, or before a paragraph's first words."""
    for block in told.blocks[:_FIRST_LINES]:
        for line in (block.flat, *block.text.split("\n")[1:_FEW_LINES]):
            match = _LINE.match(line)
            if match and _is_date(line[match.end() :], told.ctx.lexicon):
                yield from _phrase(match, told.ctx, Evidence("line", block.lines, 0.8))


_FEW_LINES = 4
_LINE = regex(rf"\W*{_PLACE},\s*[A-Z][\w.]*(?:\s[A-Z]\w+)?(?:,\s*USA?)?(?!\w)")


def _is_date(text: str, lex: Lexicon) -> bool:
    """Whether a text's first sentence has no words but those of a date; also where it has none at all."""
    dated = lex.words("months", "months_short", "weekdays", "the", "to", "in") | {"of", "th", "st", "nd", "rd", "and"}
    return dated.issuperset(fold(word) for word in re.findall(r"[^\W\d_]+", text.split(". ", maxsplit=1)[0]))


def _in_sentences(told: Told) -> Iterator[Place]:
    """A city in a sentence of the first paragraphs that names the conference, `to Ghent for Ladle Days`, or else the
    one city in a sentence that speaks of an event."""
    wanted, event = fold(told.name), told.ctx.lexicon.pattern("event_nouns")
    of_events: list[Place] = []
    for block in _first_paragraphs(told):
        for sentence in re.split(r"(?<=[.!?。！])\s*", block.flat[:1200]):
            if wanted in fold(sentence):
                yield from _went_to(sentence, block, told, 0.7, named=True)
            elif event.search(sentence):
                of_events += _only_one(_went_to(sentence, block, told, 0.6))
    yield from of_events


def _held(told: Told) -> Iterator[Place]:
    """`took place in Ghent`, `flew to Ghent`, `held in Sint-Martens, Belgium`."""
    held = _holding(told.ctx.lexicon)
    for n, block in enumerate(told.blocks[:8]):
        if block.shape == "item" and n > 3:
            continue
        for match in held.finditer(block.flat[:1200]):
            there = match.start("place")
            if not _elsewhere(match, told.ctx, told.year) and not _of_another(match.string, there, told):
                yield from _phrase(match, told.ctx, Evidence("text", block.lines, 0.75))


@of_languages
def _holding(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){lex.either('place_verbs')}\s+(?:{lex.either('place_praise')}\s+)?{_PLACE}")


def _tagged(told: Told) -> Iterator[Place]:
    """The one city among the post's tags to which the first paragraphs say that somebody went."""
    tags = {fold(tag) for tag in told.tags}
    for block in _first_paragraphs(told) if tags else ():
        went = _went_to(block.flat[:1500], block, told, 0.6)
        yield from (place for place in went if fold(place.city) in tags)


def _headed(told: Told) -> Iterator[Place]:
    """The one heading that is nothing but a city: what stands there is of the journey."""
    cities = told.ctx.lexicon.cities
    heads = [block for block in told.blocks if block.shape == "heading" and block.flat in cities]
    if len(heads) == 1:
        yield Place(heads[0].flat, "", Evidence("heading", heads[0].lines, 0.6))


def _only_city(told: Told) -> Iterator[Place]:
    """The one city to which the first paragraphs say that somebody went, or in which something was."""
    paragraphs = _first_paragraphs(told)
    return iter(_only_one(place for block in paragraphs for place in _went_to(block.flat[:1500], block, told, 0.5)))


# -- what they have in common -----------------------------------------------------------------------------------------


def _first_paragraphs(told: Told) -> Iterator[Block]:
    spoken = (
        block
        for block in told.blocks[:_FIRST_LINES]
        if block.shape == "para" or (block.shape == "lone" and len(block.text) > _LEAST_SENTENCE)
    )
    return islice(spoken, _FIRST_PARAGRAPHS)


def _known(match: re.Match[str], ctx: Context, evidence: Evidence) -> Place:
    return Place(match.group(), _country(match.string[match.end() :], ctx), evidence)


def _only_one(places: Iterable[Place]) -> list[Place]:
    """The place, where all are the same city."""
    found = list(places)
    return found[:1] if len({place.city for place in found}) == 1 else []


def _went_to(text: str, block: Block, told: Told, sure: float, *, named: bool = False) -> Iterator[Place]:
    """Cities in which something was, or to which somebody went: `in sunny Ghent`, `zum Treffen nach Gent`.

    The way back home is none, unless the text has `named` the conference: that may be back home too.
    """
    lex = told.ctx.lexicon
    for match in lex.city_pattern.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()].rstrip()
        there = _there(lex).search(before) and (named or not _back(lex).search(before))
        where = there or _behind(lex).match(text, match.end())
        if (
            where
            and not _one_of_row(match, lex)
            and not _elsewhere(match, told.ctx, told.year)
            and not _of_another(text, match.start(), told)
        ):
            yield _known(match, told.ctx, Evidence("text", block.lines, sure))


def _one_of_row(match: re.Match[str], lex: Lexicon) -> bool:
    """Whether another city stands beside a city: of `groups in Ghent and Turin` neither is where the conference was."""
    joined = _AND.pattern.match(match.string, match.end())
    return joined is not None and lex.city_pattern.match(match.string, joined.end()) is not None


_AND = Worded(r"\s<and>\s")


def _of_another(text: str, at: int, told: Told) -> bool:
    """Whether a city is where something else is: a firm that is `based in` it, `a talk at LidConf in` it."""
    lex, before = told.ctx.lexicon, text[max(0, at - 80) : at]
    if _seated(lex).search(before):
        return True
    named = _NAMED_THERE.search(before)
    ours = fold(told.name)
    name = named["name"] if named else ""
    if not named or _is_short(fold(name), ours) or _HOUSE.pattern.search(name) or is_plain(name, told.ctx):
        return False
    return is_event(name, told.ctx) or fold(named["what"] or "") in lex.words("event_nouns")


def _is_short(name: str, full: str) -> bool:
    """Whether a name has a word of the full one, or is its beginning: `soup` or `soupconf` for `soupconf ghent`."""
    return full.replace(" ", "").startswith(name.replace(" ", "")) or not set(full.split()).isdisjoint(name.split())


@of_languages
def _seated(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){lex.either('seated')}(?:\s\w+){{0,3}}\s*$", re.IGNORECASE)


_NAMED_THERE = regex(
    r"(?<=\S[ (\[])\[?(?P<name>[A-ZÀ-Þ][\w+:-]*(?:\s[A-ZÀ-Þ\d][\w+:-]*)*)\]?,?"
    r"(?:\s(?P<what>[a-zà-ÿ]+))?\s[a-zà-ÿ]{1,3}\s+$"
)
"""`at LidConf in`, `the LidConf conference in`, right before a city."""


@of_languages
def _there(lex: Lexicon) -> re.Pattern[str]:
    """What stands before a city: `in`, `to sunny`, `in the busy city of`, `in Ladle Hall,`."""
    to, city, the = lex.either("in", "to"), lex.either("city_of"), lex.either("the")
    praised = rf"(?:{the}\s)?{lex.either('place_praise')}"
    loosely = (
        rf"\b(?:{lex.either('to')}\s(?:{the}|{praised})"
        rf"|{lex.either('in', 'of', 'from_alone')}\s(?:{the}|{praised}|(?:{the}\s)?(?-i:[a-zà-ÿ])\w*))"
    )
    venue = rf"\b{lex.either('in')}\s(?:{the}\s)?(?-i:(?:[A-ZÀ-Þ]\w*\s?){{1,4}})(?:,|\s?{lex.either('of', 'in')})"
    return re.compile(rf"(?:(?<!\w){to}|(?<!\w){city}|{loosely}|{venue})$", re.IGNORECASE)


@of_languages
def _behind(lex: Lexicon) -> re.Pattern[str]:
    """What stands behind a city, where a language says so there that something was in it."""
    return re.compile(lex.either("in_behind"))


@of_languages
def _back(lex: Lexicon) -> re.Pattern[str]:
    """`back to` before a city."""
    return re.compile(rf"\b{lex.either('back_home')}\s\w+$", re.IGNORECASE)


def _beside(name: str, text: str, match: re.Match[str], lex: Lexicon) -> bool:
    """Whether a city in the title stands where a place does: after a comma, `in`, or next to name and year."""
    before = text[: match.start()]
    return (
        bool(re.search(rf"(?:[,(@–—-]|(?<!\w){lex.either('in')}|\d{{4}}|['’]\d\d)\s*$", before))
        or before.strip().endswith(name)
        or (not before.strip() and _DATE_BEHIND.match(text, match.end()) is not None)
        or fold(name) in fold(text[match.end() : match.end() + len(name) + 6])
        or _behind(lex).match(text, match.end()) is not None
    )


_DATE_BEHIND = regex(r",[^:|–—]{0,16}\d[^:|]{0,20}[:|]")
"""`, 3 May 2019:`, right behind a city with which a heading begins."""


def _phrase(match: re.Match[str], ctx: Context, evidence: Evidence) -> Iterator[Place]:
    """What a match's capitalised phrase (`place`) names: a known city, or any with its country or state behind it."""
    if known := ctx.lexicon.city_pattern.match(match.string, match.start("place")):
        yield _known(known, ctx, evidence)
        return
    phrase, after = match["place"], match.string[match.end("place") :]
    words = phrase.split()
    calendar = ctx.lexicon.words("months", "weekdays", "months_short")
    countries = {fold(country) for country in ctx.lexicon.cities.values()}
    if any(fold(w) in calendar or w.isdigit() for w in words) or fold(phrase) in countries or len(words) > 2:
        return
    follows = re.match(r",\s*([A-Z][\w-]+(?:\s[A-Z][\w-]+)?)", after)
    if follows and (fold(follows.group(1)) in countries or follows.group(1) in ctx.lexicon.lists["states"]):
        yield Place(phrase.rstrip("."), _country(after, ctx), evidence)


def _country(after: str, ctx: Context) -> str:
    match = re.match(r"\s*[,(]\s*(?:[A-Z]{2},\s*)?([A-ZÀ-ÖØ-Þ][\w-]+(?:\s[A-Z][\w-]+)?)", after)
    if not match:
        return ""
    countries = set(ctx.lexicon.cities.values())
    found = match.group(1)
    first = found.split()[0]
    return (
        found
        if found in countries
        else first
        if first in countries
        else {"UK": "United Kingdom", "USA": "United States"}.get(first, "")
    )


def _elsewhere(match: re.Match[str], ctx: Context, year: int | None) -> bool:
    """Whether the sentence around a match speaks of another time: next year, the last edition, another than `year`."""
    text, at = match.string, match.start()
    start = max(text.rfind(". ", 0, at), text.rfind("! ", 0, at), 0)
    stop = min((x for x in (text.find(". ", at), text.find("! ", at)) if x > 0), default=len(text))
    sentence = text[start:stop]
    years = {int(one) for one in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", sentence)}
    if year and years and year not in years:
        return True
    sentence = ctx.lexicon.pattern("as_before").sub("", sentence)
    return ctx.lexicon.pattern("future", "elsewhere").search(sentence) is not None


def venue_in(name: str, blocks: Sequence[Block]) -> str:
    """The venue, where a sentence says that it was held there."""
    for block in blocks[:14]:
        if match := _VENUE.pattern.search(block.flat[:1500]):
            return match.group(1).strip()
    return ""


_HOUSE = Worded(r"<houses>(?!\w)")
_VENUE = Worded(r"<held_at> (?:<the> )?((?:[A-ZÀ-Þ][\w'’&-]+ ?){1,5}<houses>(?!\w))")
"""`held at the Ladle Hall`."""

"""Where and when a conference took place, as its recap states it.

>>> from recapgen.recap.context import Context
>>> from recapgen.recap.outline import Block
>>> ctx = Context.of("SoupConf took place in Turin, Italy.", (), "en")
>>> place_of("SoupConf", "SoupConf 2019", [Block("para", ctx.text)], ctx)[:2]
('Turin', 'Italy')
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from recapgen.recap.context import Context
from recapgen.recap.days import day_of
from recapgen.recap.outline import Block
from recapgen.recap.reading import Evidence
from recapgen.recap.words import Lexicon, fold, lexicon, of_languages

_NOWHERE = Evidence("", (1, 1), 0.0)
_STATE = re.compile(r"^,?\s*(?:[A-Z]{2}\b|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)")
_PLACE = r"([A-ZÀ-ÖØ-Þ][\w'’.-]+(?:[ -](?:de |of |am |la |del )?[A-ZÀ-ÖØ-Þ][\w'’.-]+){0,2})"

_PLACE_AT_END = re.compile(rf"\s*(?:(?:19|20)\d\d|['’]\d\d)?\s*(?:,|\bin\b|–|-|@)\s*{_PLACE}\s*$")

_DASH_ONLY = re.compile(r"\s*[–-]")


def place_of(name: str, head: str, blocks: Sequence[Block], ctx: Context) -> tuple[str, str, Evidence]:
    """City, country (as written; empty where nothing says so) and from where."""
    lex = ctx.lexicon
    for text, rule in ((name, "name"), (head, "title")):
        for match in lex.city_pattern.finditer(text):
            if rule == "title" and not _beside(name, text, match):
                continue
            return match.group(), _country(text[match.end() :], ctx), Evidence(rule, (1, 1), 0.9)
    if found := _after_name(name, head, ctx):
        return found
    close = _close(name, lex.languages)
    for block in blocks[:60]:
        for match in close.finditer(block.flat[:3000]):
            place = _city(match.group(1), ctx, block.flat[match.end(1) :])
            if place and not _elsewhere(block.flat, match.start(), ctx):
                return place, _country(block.flat[match.end(1) :], ctx), Evidence("beside the name", block.lines, 0.85)
    if found := _in_sentence(name, blocks, ctx):
        return found
    happened = _happened(lex)
    for n, block in enumerate(blocks[:8]):
        if block.shape == "item" and n > 3:
            continue
        for match in happened.finditer(block.flat[:1200]):
            place = match.group(1)
            known = lex.city_pattern.match(place)
            if known and not _elsewhere(block.flat, match.start(), ctx):
                return (
                    known.group(),
                    _country(block.flat[match.start(1) + known.end() :], ctx),
                    Evidence("text", block.lines, 0.75),
                )
    return _only_city(blocks, ctx) or ("", "", _NOWHERE)


def _only_city(blocks: Sequence[Block], ctx: Context) -> tuple[str, str, Evidence] | None:
    """The one city to which the first paragraphs say that somebody went, or in which something was."""
    found: dict[str, tuple[str, str, Evidence]] = {}
    for block in [b for b in blocks[:20] if b.shape == "para"][:_FIRST_PARAGRAPHS]:
        text = block.flat[:1500]
        for match in ctx.lexicon.city_pattern.finditer(text):
            before = text[max(0, match.start() - 40) : match.start()].rstrip()
            if _INTO.search(before) and not _BACK.search(before) and not _elsewhere(text, match.start(), ctx):
                place = match.group(), _country(text[match.end() :], ctx), Evidence("text", block.lines, 0.5)
                found.setdefault(match.group(), place)
    return next(iter(found.values())) if len(found) == 1 else None


_FIRST_PARAGRAPHS = 6
_INTO = re.compile(
    r"(?:\b(?:in|to|at|à|en|a|em|nach|naar|ad)|\b(?:in|to|of)\s(?:the\s)?\w+(?:\s(?:city|centre|center))?(?:\sof)?)$",
    re.IGNORECASE,
)
"""`to sunny`, `the city centre of`, right before a city."""
_BACK = re.compile(r"\b(?:back|home|zurück|retour|terug)\s\w+$", re.IGNORECASE)


def _after_name(name: str, head: str, ctx: Context) -> tuple[str, str, Evidence] | None:
    """A place at the end of the title: `ForkDays 2019, Cork`; any capitalised words will do there."""
    at = head.find(name)
    tail = _PLACE_AT_END.match(head, at + len(name)) if at >= 0 else None
    if tail is None or re.search(r"\d|[A-Z]{2}", tail.group(1)) or len(tail.group(1).split()) > 2:
        return None
    if _DASH_ONLY.match(tail.group()) and not ctx.lexicon.city_pattern.fullmatch(tail.group(1)):
        return None  # `Soup Night – Spicy Evening`
    lex, place = ctx.lexicon, tail.group(1)
    if day_of(place, lex) or lex.pattern("months", "weekdays", "recap_words").search(tail.group()):
        return None
    known = place in set(lex.cities.values())
    return ("" if known else place, place if known else "", Evidence("title", (1, 1), 0.7))


def _in_sentence(name: str, blocks: Sequence[Block], ctx: Context) -> tuple[str, str, Evidence] | None:
    """A city in a sentence of the first paragraphs that names the conference: `to Ghent for Ladle Days`."""
    wanted = name.casefold()
    told = (b for b in blocks[:20] if b.shape == "para" or (b.shape == "lone" and len(b.text) > _LEAST_SENTENCE))
    for block in itertools.islice(told, _FIRST_PARAGRAPHS):
        for sentence in re.split(r"(?<=[.!?。])\s*", block.flat[:1200]):
            if wanted not in sentence.casefold() or ctx.lexicon.pattern("future", "elsewhere").search(sentence):
                continue
            for match in ctx.lexicon.city_pattern.finditer(sentence):
                before = sentence[: match.start()].rstrip()
                if re.search(
                    r"(?:\b(?:in|to|at|à|en|a|em|nach|naar|the|sunny|beautiful))$", before, re.IGNORECASE
                ) or re.match(r"[でに]", sentence[match.end() :]):
                    return match.group(), _country(sentence[match.end() :], ctx), Evidence("text", block.lines, 0.7)
    return None


_LEAST_SENTENCE = 40
"""Characters of a line that may be a sentence."""


def _beside(name: str, text: str, match: re.Match[str]) -> bool:
    """Whether a city in the title stands where a place does: after a comma, `in`, or next to name and year."""
    before = text[: match.start()]
    return (
        bool(re.search(r"(?:,|\(|\bin|\bà|\ben|\ba|\bem|@|\d{4}|['’]\d\d|[–—|-])\s*$", before))
        or before.strip().endswith(name)
        or fold(name) in fold(text[match.end() : match.end() + len(name) + 6])
    )


@lru_cache(maxsize=512)
def _close(name: str, languages: tuple[str, ...]) -> re.Pattern[str]:
    ins = "|".join(re.escape(w) for w in lexicon(languages).lists.get("in", ("in",)))
    return re.compile(
        rf"{re.escape(name)}['’]?\d*\s*(?:20\d\d)?\s*(?:,\s*(?:(?:{ins})\s+)?|\(\s*(?:{ins})?\s*|(?:which\s+)?(?:was\s+|is\s+|took\s+place\s+|held\s+)*(?:in|{ins})\s+)(?:(?:beautiful|sunny|lovely|rainy|downtown|central|nearby)\s+)?{_PLACE}",
        re.IGNORECASE if name.islower() else 0,
    )


@of_languages
def _happened(lex: Lexicon) -> re.Pattern[str]:
    verbs = "|".join(re.escape(w) for w in sorted(lex.lists.get("place_verbs", ()), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:{verbs})\s+(?:(?:beautiful|sunny|lovely|rainy|downtown|central|the heart of)\s+)?{_PLACE}"
        if verbs
        else r"(?!)"
    )


def _city(text: str, ctx: Context, after: str) -> str:
    """The city that a capitalised phrase names, if it is one."""
    if known := ctx.lexicon.city_pattern.match(text):
        return known.group()
    words = text.split()
    calendar = ctx.lexicon.words("months") | ctx.lexicon.words("weekdays") | ctx.lexicon.words("months_short")
    countries = {fold(c) for c in ctx.lexicon.cities.values()}
    if any(fold(w) in calendar or w.isdigit() for w in words) or fold(text) in countries or len(words) > 2:
        return ""
    follows = re.match(r",\s*([A-Z][\w-]+(?:\s[A-Z][\w-]+)?)", after)
    return (
        text.rstrip(".")
        if follows and (fold(follows.group(1)) in countries or re.fullmatch(r"[A-Z]{2}", follows.group(1)))
        else ""
    )


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


def _elsewhere(text: str, at: int, ctx: Context) -> bool:
    """Whether the sentence speaks of another time: next year, the last edition."""
    start = max(text.rfind(". ", 0, at), text.rfind("! ", 0, at), 0)
    stop = min((x for x in (text.find(". ", at), text.find("! ", at)) if x > 0), default=len(text))
    sentence = text[start:stop]
    return bool(ctx.lexicon.pattern("future", "elsewhere").search(sentence))


_DASH = r"\s*(?:[–—-]|to|bis|au|al|and|&|through|und|et|y|e)\s*(?:the\s+)?"
_TH = r"(?:st|nd|rd|th|\.|er|º)?"


@of_languages
def _dates(lex: Lexicon) -> re.Pattern[str]:
    months = "|".join(
        re.escape(w) for k in ("months", "months_short") for w in sorted(lex.lists.get(k, ()), key=len, reverse=True)
    )
    return re.compile(
        rf"(?<!\w)(?:(?P<m1>{months})\.?\s+(?P<a1>\d{{1,2}}){_TH}(?:{_DASH}(?:(?P<m1b>{months})\.?\s+)?(?P<b1>\d{{1,2}}){_TH})?"
        rf"|(?P<a2>\d{{1,2}}){_TH}(?:{_DASH}(?P<b2>\d{{1,2}}){_TH})?\s*(?:de |of )?"
        rf"(?P<m2>{months}))(?!\w)(?:\s*(?:,|de|of)?\s*(?P<year>(?:19|20)\d\d)(?!\d))?",
        re.IGNORECASE,
    )


def dates_in(head: str, blocks: Sequence[Block], ctx: Context, year: int | None) -> tuple[date | None, date | None]:
    """First and last day, if the title or the first paragraphs give them together with a year or the year is known."""
    from recapgen.recap.days import months

    pattern = _dates(ctx.lexicon)
    for text in (head, *(b.flat[:700] for b in blocks[:4])):
        for match in pattern.finditer(text):
            before = text[max(0, match.start() - 40) : match.start()].lower()
            if any(
                w in before
                for w in (
                    "posted",
                    "published",
                    "updated",
                    "written",
                    "born",
                    "since",
                    "until",
                    "next",
                    "veröffentlicht",
                    "publié",
                )
            ):
                continue
            own = int(match.group("year")) if match.group("year") else year
            month = months(ctx.lexicon).get(fold(match.group("m1") or match.group("m2") or ""))
            if not own or not month or (year and own != year):
                continue
            last_month = months(ctx.lexicon).get(fold(match.group("m1b") or "")) or month
            first, last = int(match.group("a1") or match.group("a2")), match.group("b1") or match.group("b2")
            try:
                start = date(own, month, first)
                end = date(own, last_month, int(last)) if last else None
            except ValueError:
                continue
            if end and not 0 < (end - start).days < 15:
                continue
            return start, end
    return None, None


def venue_in(name: str, blocks: Sequence[Block]) -> str:
    """The venue, where a sentence says that it was held there."""
    pattern = re.compile(
        r"(?:held|hosted|took place|located|place) (?:at|in) (?:the )?((?:[A-Z][\w'’&-]+ ?){1,5}"
        r"(?:Center|Centre|Theatre|Theater|Hall|Hotel|Museum|University|Campus|House"
        r"|Palace|Arena|Building|Institute|Forum|Library|School|Kino|Cinema|Halle"
        r"|Zentrum|Palais|Pavilion|Club|Church))(?!\w)"
    )
    for block in blocks[:14]:
        if match := pattern.search(block.flat[:1500]):
            return match.group(1).strip()
    return ""

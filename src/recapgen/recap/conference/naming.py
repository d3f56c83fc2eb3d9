"""The names of conferences that a line holds: `QCon London 2017`, `!!Con`, `Strata + Hadoop World`, `#soupconf19`.

>>> from recapgen.recap.context import Context
>>> [(n.name, n.year) for n in names_in("Recap of SoupConf '17 in photos", Context.of("", (), "en"))]
[('SoupConf', 2017)]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from recapgen.recap.conference import shapes
from recapgen.recap.conference.events import DAYS, is_duration, is_event, is_plain
from recapgen.recap.conference.shapes import JOINING, YEAR, year_of
from recapgen.recap.conference.trimming import DAY_AND_MORE, trimmed, unled
from recapgen.recap.context import Context
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.words import fold
from recapgen.regex import regex


class Named(Struct, frozen=True):
    """A conference's name as some line has it."""

    name: str
    year: int | None
    event: bool
    """Whether the name itself says that it is an event: `SoupConf`, `Spoon Summit`."""
    start: int = 0
    end: int = 0


class _Search(Struct, frozen=True):
    """A text in which names are looked for."""

    text: str
    ctx: Context
    known: tuple[Named, ...]
    """Names that need no year and no ending to be sure; no other is taken out of one of them."""
    found: list[Named]
    """All that were found so far."""


def names_in(text: str, ctx: Context) -> list[Named]:
    """The names of conferences that a short text holds, surest first."""
    known = (*_well_known(text, ctx), *_of_subjects(text, ctx))
    if not known and not _in_signs(text, ctx) and not shapes.MAY_NAME.search(text):
        return []
    search = _Search(text, ctx, known, [*known])
    for names in _WAYS:
        for name in names(search):
            search.found.append(name)
    return search.found


def _in_signs(text: str, ctx: Context) -> bool:
    """Whether a text is in a script whose words no spaces part from names."""
    return ctx.lang in ("ja", "ko", "zh") and not text.isascii()


def _well_known(text: str, ctx: Context) -> list[Named]:
    """The conferences in a text that are widely known by a name of their own, with the place and year behind them."""
    found = []
    for match in shapes.listed(ctx.lexicon).finditer(text):
        year = shapes.YEAR_BEHIND.match(text, match.end())
        end = year.end() if year else match.end()
        found.append(Named(match["name"], year_of(year["year"]) if year else None, True, match.start(), end))
    return found


def _of_subjects(text: str, ctx: Context) -> list[Named]:
    """The names that begin with the word for an event: `XV Congreso Nacional de Sopa`, `Symposium on Ladles`."""
    found = []
    for match in shapes.event_of(ctx.lexicon).finditer(text):
        lead = shapes.CAPITALS_AT_END.search(text[: match.start()])
        named = DAY_AND_MORE.sub("", match.group())
        name = " ".join(unled((lead.group().split() if lead else []) + named.split(), ctx.lexicon))
        subject = match["subject"]
        if is_plain(name, ctx) or ctx.names.score(subject) >= SURE_NAME or subject in ctx.lexicon.cities:
            continue
        year = shapes.YEAR_BEHIND.match(text, match.end())
        start, end = match.start() + len(named) - len(name), year.end() if year else match.end()
        found.append(Named(name, year_of(year["year"]) if year else None, True, start, end))
    return found


def _days_with_date(search: _Search) -> Iterator[Named]:
    """`Löffel-Tag am 12.11.2019`."""
    if search.ctx.lang == "de":
        for match in shapes.day_and_its_date(search.ctx.lexicon).finditer(search.text):
            yield from _named(match, year_of(match["year"]), search)


def _bracketed(search: _Search) -> Iterator[Named]:
    """`stir(soupAI) 2019`."""
    for match in shapes.BRACKETED.finditer(search.text):
        yield Named(match["name"], int(match["year"]), True, match.start(), match.end())


def _before_years(search: _Search) -> Iterator[Named]:
    """`SoupConf 2019`, `SoupConf2019`."""
    for match in shapes.WITH_YEAR.finditer(search.text):
        yield from _named(match, year_of(match["year"]), search, with_country=True)
    for match in shapes.GLUED.finditer(search.text):
        yield from _named(match, year_of(match["year"]), search, lettered=True)


def _behind_years(search: _Search) -> Iterator[Named]:
    """`2019 SoupConf`."""
    for match in shapes.YEAR_FIRST.finditer(search.text):
        if not any(n.year and n.start < match.start() < n.end for n in search.found):  # `SoupConf 2019 With Ladle`
            yield from _named(match, year_of(match["year"]), search)


def _around_years(search: _Search) -> Iterator[Named]:
    """`PieCon19Narnia`."""
    for match in shapes.YEAR_INSIDE.finditer(search.text):
        yield Named(f"{match['name']} {match['where']}", year_of(match["year"]), True, match.start(), match.end())


def _before_two_figures(search: _Search) -> Iterator[Named]:
    """`Mix06`, in a text that speaks of an event; `spoonjam:22`, in a post that begins so."""
    lex = search.ctx.lexicon
    if lex.pattern("recap_words", "event_nouns").search(search.text):
        called = lex.pattern("event_nouns").search(search.ctx.text[:_FIRST_WORDS]) is not None
        for match in shapes.TWO_FIGURES.finditer(search.text):
            if called or not match["name"].islower():
                yield from _named(match, year_of(match["year"]), search)


def _before_zero(search: _Search) -> Iterator[Named]:
    """`SoupConf Ghent 07`."""
    text, ctx = search.text, search.ctx
    for match in shapes.ZERO_YEAR.finditer(text):
        last = fold(match["name"].rpartition(" ")[2])
        if last in _COUNTED_WORDS | ctx.lexicon.words("event_nouns", "talk_words"):
            continue
        if is_event(match["name"], ctx) or (match.start() == 0 and _had_again(match.group(), text, ctx)):
            yield from _named(match, year_of(match["year"]), search)


_COUNTED_WORDS = frozenset(("day", "tag", "jour", "part", "episode", "week", "woche"))


def _had_again(name: str, text: str, ctx: Context) -> bool:
    """Whether words with which a text begins stand elsewhere in the post, which speaks of an event or of its writer's
    having been there."""
    times = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", ctx.text))
    spoken = ctx.lexicon.pattern("event_nouns", "was_there").search(ctx.text[:_FIRST_WORDS])
    return times > (text in ctx.text) and spoken is not None


_FIRST_WORDS = 1500
"""Characters of a text that say what it is of."""


def _without_year(search: _Search) -> Iterator[Named]:
    """Names that nothing but their own words tell from others: `SoupConf`, `Spoon Summit`, `30C3`."""
    text, lex = search.text, search.ctx.lexicon
    hangul = (shapes.in_hangul(lex),) if search.ctx.lang == "ko" else ()
    for pattern in (shapes.PHRASE, shapes.camel(lex), shapes.DOTTED, shapes.COUNTED, *hangul):
        sure = pattern in (shapes.DOTTED, shapes.COUNTED)
        for match in pattern.finditer(text):
            if not any(n.start <= match.start("name") < n.end for n in search.found):
                yield from _named(match, None, search, sure=sure)


def _beside_signs(search: _Search) -> Iterator[Named]:
    """`SoupConf2019に参加`, in languages without spaces."""
    for match in shapes.CJK_NAME.finditer(search.text) if _in_signs(search.text, search.ctx) else ():
        if match["year"] or is_event(match["name"], search.ctx):
            yield from _named(match, year_of(match["year"]) if match["year"] else None, search)


_WAYS: tuple[Callable[[_Search], Iterator[Named]], ...] = (
    _days_with_date,
    _bracketed,
    _before_years,
    _behind_years,
    _around_years,
    _before_two_figures,
    _before_zero,
    _without_year,
    _beside_signs,
)
"""All that find names, the surest first: a later one passes by what an earlier one has found."""


def _named(
    match: re.Match[str],
    year: int | None,
    search: _Search,
    *,
    lettered: bool = False,
    sure: bool = False,
    with_country: bool = False,
) -> Iterator[Named]:
    """The conference that a match names, or the two that it joins, if that is a name, and is not known already.

    `lettered`: two letters are enough; `sure`: it need not end as events do; `with_country`: one may stand behind.
    """
    text, ctx = search.text, search.ctx
    written, year = _without_own_year(_from_slash(match, text), year)
    if year is None and _COUNTED_DAY.match(text, match.end("name")):
        written = _without_day(written, ctx)
    name = trimmed(written, ctx)
    if _is_no_name(name) or (is_plain(name, ctx) and not (lettered and shapes.TWO_CAPITALS.fullmatch(name))):
        return
    offset = match.start("name") + max(0, match["name"].find(name))
    if text.startswith(name, offset) and text[max(0, offset - 2) : offset].lstrip() == ".":
        name, offset = f".{name}", offset - 1  # `.SOUP Conf`
    if any(n.start < offset + len(name) and offset < n.end and len(n.name) >= len(name) for n in search.known):
        return
    sure = sure or is_event(name, ctx)
    if sure and with_country and (country := shapes.country_behind(ctx.lexicon).match(text, match.end())):
        name = f"{name} {country['country']}"
    both = JOINING.pattern.split(name)
    for part in both if len(both) == 2 and all(is_event(one, ctx) for one in both) else (name,):
        if not any(fold(n.name) == fold(part) and (n.year or not year) for n in search.found):
            yield Named(part, year, sure, offset + name.find(part), match.end())


def _from_slash(match: re.Match[str], text: str) -> str:
    """The name of a match, with what stands before it and a slash: `Soup/Bread Conference`."""
    before = _SLASHED.search(text, 0, match.start("name"))
    return (before.group() if before else "") + match["name"]


_SLASHED = regex(r"(?<![\w/:.@-])[A-ZÀ-Þ][\w.+#]{1,15}/$")
"""`Soup/`, before the rest of a name: `Soup/Bread Conference`."""


def _without_own_year(written: str, year: int | None) -> tuple[str, int | None]:
    """A name without a year that was taken for a part of it, and that year, if none is known."""
    if first := _YEAR_BEFORE.match(written):
        written, year = written[first.end() :], year or int(first["year"])
    if year is None and (within := _YEAR_BETWEEN.search(written)):
        written, year = written[: within.start()], int(within["year"])
    if within := _YEAR_BEFORE_CJK.search(written):
        written, year = written[: within.start()] + written[within.end() :], int(within.group())
    if within := _YEAR_WITHIN.search(written):
        written, year = written[: within.start()], int(within.group())
    return written, year


_YEAR_BEFORE = regex(rf"(?P<year>{YEAR})\s+")
_YEAR_BETWEEN = regex(rf"\s(?P<year>{YEAR})(?:\s|$)")
_YEAR_BEFORE_CJK = regex(rf"(?<=[A-Za-z]){YEAR}(?=\s?[\u3040-\u9fff\uac00-\ud7a3])")
"""`so:up2014 事前勉強会`"""
_YEAR_WITHIN = regex(rf"(?<=[\u3040-\u9fff\uac00-\ud7a3]){YEAR}(?!\d)")
"""`QCon上海2014大会`"""


def _without_day(written: str, ctx: Context) -> str:
    """A name without the word that stands before a figure: `Spoon Summit Day`, `Spoon Summit Days`."""
    written = _DAY_AT_END.sub("", written)
    whole = _SEVERAL_DAYS.sub("", written)
    return whole if is_event(whole, ctx) else written


_COUNTED_DAY = regex(r"\s+(?:\d{1,2}(?!\d)|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our)\b")
_DAY_AT_END = regex(r"\s+(?:[Dd]ay|[Tt]ag|[Jj]our|[Pp]art|[Ww]eek|[Ww]oche)$")
_SEVERAL_DAYS = regex(rf"(?<=\w)\s+{DAYS}$")
"""`Spoon Summit Days`, before figures."""


def _is_no_name(name: str) -> bool:
    """Whether it is empty, a sentence, a word such as `birthday`, a site, a version or a number of days."""
    if not 0 < len(name) <= _LONGEST_NAME or _ORDINARY.fullmatch(name) or _HOST.search(name):
        return True
    return bool(_VERSION.search(name) or is_duration(name))


_LONGEST_NAME = 70
_ORDINARY = regex(
    r"[a-z]+(?:days?|weeks?|world|connect)|(?:[Ff]av|[Ee]mot|[Ll]ex)?[Ii]con|(?:[Bb]a|i?[Bb]ea|[Dd]ea|[Ff]al|[Ss]ili)con"
    r"|(?:[Mm]ani|[Ii]n)fest|d?e?s?camp"
)
"""`birthday`, `reconnect`: words that end as names of events do."""
_HOST = regex(r"(?<!\w)[\w-]+\.[\w-]+\.(?:io|com|org|net|dev)(?!\w)")
"""`soup.github.io`: a site, and no conference."""
_VERSION = regex(r"(?<![\w.])v?\d+\.\d+\.\d+")
"""`1.17.1`, `Ladle 5.1.0-beta.6`"""

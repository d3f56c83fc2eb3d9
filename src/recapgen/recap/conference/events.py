"""Whether words are the name of an event, `SoupConf`, `Spoon Summit`, or no conference's: a month, a kind of talk.

>>> from recapgen.recap.context import Context
>>> ctx = Context.of("", (), "en")
>>> [is_event(name, ctx) for name in ("SoupConf", "SoupConf US", "Ladle")], is_plain("Keynote", ctx)
([True, True, False], True)
"""

from __future__ import annotations

import re
from functools import lru_cache

from recapgen.recap.context import Context
from recapgen.recap.words import Lexicon, fold, known_conferences, may_be_cjk, plain_case
from recapgen.regex import regex

EVENT_END = (
    r"(?:[Cc]on|CON|[Cc]onf|CONF|[Dd]ays?|DAYS|[Ss]ummit|[Cc]amp|[Ff]est|[Ww]orld"
    r"|[Ff]orum|[Cc]onference|[Mm]eetup|[Ee]xpo|[Cc]onnect|[Ww]eek|[Jj]am|[Ff]estival"
    r"|[Kk]onferenz|tage?|dag(?:en)?|[Tt]reffen|[Cc]ongress|[Kk]ongress|[Cc]onvention"
    r"|[Ss]ymposium|[Cc]ongres|[Tt]agung|DC|XX|xx|콘)"
)
"""How names of events end: `SoupConf`, `Spoon Summit`."""
DAYS = r"(?:[Dd]ays|[Tt]age|[Jj]ours|[Dd]agen|[Dd]agar|[Dd][ií]as|[Gg]iorni|[Pp]arts)"
"""What names of events end with, or are counted by: `3 Days`."""


def is_event(name: str, ctx: Context) -> bool:
    """Whether the name is that of an event by its own words, or a known one's; `SoupConf US` as `SoupConf` is."""
    head = without_place(name, ctx)
    if head != name:
        return is_event(head, ctx)
    last = name.rsplit(maxsplit=1)[-1] if name.split() else ""
    if is_listed(name) or fold(name) in ctx.known.conferences or _LAST_WORD.search(last):
        return True
    words = fold(_DOTTED_WORD.sub("", name)).split()
    events = ctx.lexicon.words("event_words")
    return any(w in events for w in words) or any(
        e in name for e in ctx.lexicon.lists.get("event_words", ()) if not e.isascii()
    )


_LAST_WORD = regex(rf"{EVENT_END}(?:[A-Z]{{2,4}}|(?<=[a-z])\d)?$")
_DOTTED_WORD = regex(r"(?<!\S)\w+\.\w\S*")
"""`Next.js`, which has no word of an event."""


def without_place(name: str, ctx: Context) -> str:
    """A name without the place behind it.

    >>> from recapgen.recap.context import Context
    >>> without_place("SoupConf US", Context.of("", (), "en"))
    'SoupConf'
    """
    head, _, place = name.rpartition(" ")
    cities = ctx.lexicon.cities
    return head if head and (place in REGIONS or place in cities or place in cities.values()) else name


REGIONS = (
    "Europe",
    "EU",
    "US",
    "USA",
    "UK",
    "NA",
    "North America",
    "Asia",
    "Nordic",
    "Nordics",
    "Africa",
    "Latin America",
    "APAC",
    "EMEA",
    "LATAM",
    "SF",
    "NYC",
    "LA",
    "DC",
)


def is_listed(name: str) -> bool:
    """Whether the conference is widely known by this name."""
    return fold(name) in _listed_names()


@lru_cache(maxsize=1)
def _listed_names() -> frozenset[str]:
    return frozenset(fold(name) for name in known_conferences())


def is_plain(name: str, ctx: Context) -> bool:
    """Whether the name is no conference's: a month, a day, a figure, a kind of talk."""
    lex = ctx.lexicon
    folded = fold(name)
    calendar = lex.words("months", "months_short", "weekdays", "weekdays_short")
    words = plain_case(name).split()
    if not folded or not words or all(w in calendar or w.isdigit() or w in lex.words("function_words") for w in words):
        return True
    if (
        words[0] in calendar
        or words[-1] in lex.words("months")
        or _ENDS_SO.fullmatch(folded)
        or _SAID_IN_JAPANESE.search(name)
    ):
        return True
    if _INNER_CAPITAL.match(name):
        return False
    if (
        _around_event(words, lex)
        or lex.has("sections", name)
        or lex.kind_of(name)
        or lex.has("breaks", name)
        or (folded if may_be_cjk(name) else plain_case(name)) in lex.words("event_words")
        or all(w in lex.words("event_nouns") | lex.words("recap_words") or w.isdigit() for w in words)
        or folded in lex.words("not_conferences")
    ):
        return True
    return (
        name in lex.cities
        or (len(folded) < 3 and name.isalnum())
        or re.fullmatch(r"(?:day|tag|jour|dia|giorno|dag) \w+", folded) is not None
    )


_INNER_CAPITAL = regex(r"[a-z]{2,8}[A-Z]+!?$")
"""`useR`, `dotJS`: written so, a word is a name."""
_ENDS_SO = regex(
    r"(?:(?:on|back|off|up|down)?s|heri|par|mon|ad?van|vin|(?:pour|per)cen|foo|vol|cot|shor|hos|pos|repor|sabo)tage|hash?tag|(?:mon|frei|sonn)tag"
)
"""`heritage`: words that end as `Tage` and `Tag` do."""
_SAID_IN_JAPANESE = regex(r"[\u3040-\u30ff\u4e00-\u9fff](?:した|する|って)$")
"""`鍋を洗いまくって皿も拭いたりした`, before a year: what was done in it."""


def _around_event(words: list[str], lex: Lexicon) -> bool:
    """Whether words name a time around an event: `avant-SoupConf`, `post conference`."""
    beside, nouns = lex.words("beside_event"), lex.words("event_nouns", "event_words")
    prefix, hyphen, _ = words[0].rpartition("'")[2].partition("-")
    return fold(prefix) in beside and (bool(hyphen) or (len(words) > 1 and all(fold(w) in nouns for w in words[1:])))


def is_duration(text: str) -> bool:
    """Whether it begins with how long something took: `30-Day Soup Challenge`, `503 days of stirring`."""
    return _DURATION.match(text) is not None


_DURATION = regex(rf"\d+[\s-](?:[Dd]ay(?=\s)|{DAYS})(?!\w)")

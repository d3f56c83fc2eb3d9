"""When a conference took place, as its recap states it, and which of its days a line names.

>>> from recapgen.recap.outline.blocks import Block
>>> said = Block("para", "SoupConf was held on 3 and 4 May. Bring a spoon before 9 June.")
>>> dates_in("SoupConf", "", [said], Context.of("", (), "en"), 2019, None)
(datetime.date(2019, 5, 3), datetime.date(2019, 5, 4))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from recapgen.model import Claim
from recapgen.recap.context import Context
from recapgen.recap.line.days import months, weekday_in
from recapgen.recap.outline.blocks import Block
from recapgen.recap.words import Lexicon, Worded, alternatives, anywhere, fold, of_languages
from recapgen.regex import regex

_TH = r"(?:st|nd|rd|th|\.|er|º)?"
_FIRST_BLOCKS, _FIRST_CHARACTERS, _LONGEST = 4, 700, 14
"""How far into a text its dates are looked for, and how many days a conference lasts at most."""


@of_languages
def _dates(lex: Lexicon) -> re.Pattern[str]:
    """`May 3rd`, `3-5 May 2019`, `Saturday 30 April and Sunday 1 May`."""
    months = alternatives(word for key in ("months", "months_short") for word in lex.lists.get(key, ()))
    weekday = rf"(?:{lex.either('weekdays', 'weekdays_short')}\.?,?\s+(?:the\s+)?)?"
    to = rf"\s*(?:[–—-]|&|{lex.either('until')}|{anywhere('and_alone')})\s*(?:the\s+)?{weekday}"
    of = r"\s*(?:de |of )?"
    return re.compile(
        rf"(?<!\w)(?:(?P<m1>{months})\.?\s+(?P<a1>\d{{1,2}}){_TH}(?:{to}(?:(?P<m1b>{months})\.?\s+)?(?P<b1>\d{{1,2}}){_TH})?"
        rf"|(?P<a2>\d{{1,2}}){_TH}(?:(?:{of}(?P<m2a>{months})\.?)?{to}(?P<b2>\d{{1,2}}){_TH})?{of}(?P<m2>{months}))(?!\w)"
        r"(?:\s*(?:,|de|of)?\s*(?P<year>(?:19|20)\d\d)(?!\d))?",
        re.IGNORECASE,
    )


def dates_in(
    name: str, head: str, blocks: Sequence[Block], ctx: Context, year: int | None, written: date | None
) -> tuple[date | None, date | None]:
    """First and last day, if the title or the first paragraphs give them together with a year, or the year is known.

    A sentence of a paragraph has to speak of the conference, but for days still to come when it was `written`.
    """
    for text, titled in ((head, True), *((b.flat[:_FIRST_CHARACTERS], False) for b in blocks[:_FIRST_BLOCKS])):
        for match in _dates(ctx.lexicon).finditer(text):
            if _WRITTEN.pattern.search(text[max(0, match.start() - 40) : match.start()]):
                continue
            for first, last in _days(match, ctx.lexicon, year):
                if titled or (written and first > written) or _of_conference(match, name, ctx):
                    return first, last
    return None, None


_WRITTEN = Worded(r"(?<!\w)<other_dates>(?!\w)", re.IGNORECASE)
"""What stands before a date that is another's."""


def _of_conference(match: re.Match[str], name: str, ctx: Context) -> bool:
    """Whether the sentence of a date names the conference or speaks of an event, and of no other; of several days, it
    may say nothing else: `November 13-15, 2017 — Ghent`.
    """
    text, lex = match.string, ctx.lexicon
    start = max(text.rfind(stop, 0, match.start()) for stop in (". ", "! ", "? ")) + 1
    stop = min((at for sign in (". ", "! ", "? ") if (at := text.find(sign, match.end())) > 0), default=len(text))
    sentence = text[start:stop]
    if lex.pattern("elsewhere").search(sentence):
        return False
    first, said = name.split(maxsplit=1)[0], fold(sentence)
    called = fold(name) in said or (first not in lex.cities and fold(first) not in lex.plain and first in sentence)
    return bool(match["b1"] or match["b2"] or called or lex.pattern("event_nouns", "place_verbs").search(sentence))


def _days(match: re.Match[str], lex: Lexicon, year: int | None) -> Iterator[tuple[date, date | None]]:
    """The first and the last day of a date, if there were such days, of `year` where that is known."""
    own = int(match["year"]) if match["year"] else year
    first_month = months(lex).get(fold(match["m1"] or match["m2a"] or match["m2"]))
    last_month = months(lex).get(fold(match["m1b"] or match["m2"] or match["m1"]))
    if not own or not first_month or not last_month or (year and own != year):
        return
    last = match["b1"] or match["b2"]
    for start in _dated_so(own, first_month, int(match["a1"] or match["a2"])):
        for end in _dated_so(own, last_month, int(last)) if last else (None,):
            if end is None or 0 < (end - start).days <= _LONGEST:
                yield start, end


def _dated_so(year: int, month: int, day: int) -> list[date]:
    """That day; none where there was no such one."""
    try:
        return [date(year, month, day)]
    except ValueError:
        return []


def date_named(label: str, claim: Claim, lex: Lexicon) -> date | None:
    """The day of a conference whose first day is known that a line names by its date or weekday: `Wednesday`.

    None where it names none, or one that the conference does not have.
    """
    start = claim.start
    if start is None:
        return None
    last = claim.end or start + timedelta(days=_WEEK - 1)
    dates = [first for match in _dates(lex).finditer(label) for first, _ in _days(match, lex, start.year)]
    if iso := _ISO.search(label):
        dates += _dated_so(*map(int, iso.groups()))
    if dates:
        return dates[0] if start <= dates[0] <= last else None
    weekday = weekday_in(label, lex)
    if weekday is None:
        return None
    day = start + timedelta(days=(weekday - start.weekday()) % _WEEK)
    return day if day <= last else None


def names_date(label: str, lex: Lexicon) -> bool:
    """Whether a line names a weekday or a date."""
    return weekday_in(label, lex) is not None or _ISO.search(label) is not None or bool(_dates(lex).search(label))


def dates_of(label: str, lex: Lexicon, year: int) -> list[date]:
    """The days that a line names by their dates, of `year` where it has none: `Tuesday, 15.11.2011`, `4 May`."""
    said = [
        first
        for match in _dates(lex).finditer(label)
        for first, _ in _days(match, lex, None if match["year"] else year)
    ]
    numbers = (match.groupdict(default="0") for match in _IN_NUMBERS.finditer(label))
    return said + [day for m in numbers for day in _dated_so(*(int(m[f"{k}1"]) or int(m[f"{k}2"]) for k in "ymd"))]


_IN_NUMBERS = regex(
    r"(?<!\d)(?:(?P<y1>20\d\d)\s?[-/.年]\s?(?P<m1>\d{1,2})\s?[-/.月]\s?(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\.\s?(?P<m2>\d{1,2})\.\s?(?P<y2>20\d\d))(?!\d)"
)
_WEEK = 7
_ISO = regex(r"(?<!\d)(20[0-4]\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])(?!\d)")

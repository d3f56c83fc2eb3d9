"""When a conference took place, as its recap states it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from recapgen.recap.context import Context
from recapgen.recap.days import months
from recapgen.recap.outline import Block
from recapgen.recap.words import Lexicon, anywhere, fold, of_languages

_TH = r"(?:st|nd|rd|th|\.|er|º)?"


@of_languages
def _dates(lex: Lexicon) -> re.Pattern[str]:
    months = "|".join(
        re.escape(w) for k in ("months", "months_short") for w in sorted(lex.lists.get(k, ()), key=len, reverse=True)
    )
    to = rf"\s*(?:[–—-]|to|bis|au|al|&|through|{anywhere('and_alone')})\s*(?:the\s+)?"
    return re.compile(
        rf"(?<!\w)(?:(?P<m1>{months})\.?\s+(?P<a1>\d{{1,2}}){_TH}(?:{to}(?:(?P<m1b>{months})\.?\s+)?(?P<b1>\d{{1,2}}){_TH})?"
        rf"|(?P<a2>\d{{1,2}}){_TH}(?:{to}(?P<b2>\d{{1,2}}){_TH})?\s*(?:de |of )?"
        rf"(?P<m2>{months}))(?!\w)(?:\s*(?:,|de|of)?\s*(?P<year>(?:19|20)\d\d)(?!\d))?",
        re.IGNORECASE,
    )


def dates_in(head: str, blocks: Sequence[Block], ctx: Context, year: int | None) -> tuple[date | None, date | None]:
    """First and last day, if the title or the first paragraphs give them together with a year or the year is known."""
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

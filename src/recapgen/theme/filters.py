"""Facts as a reader sees them: dates as a language writes them, places, hosts.

format_date(date(2017, 3, 6))  # "6 March 2017"
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from recapgen.model import When
from recapgen.routes import Route


class Calendar(Struct, frozen=True):
    """How a language writes dates: the names of months, and patterns that hold `{day}`, `{month}`, `{year}`.

    `{month_number}` counts the month; what ends a range is `{last_day}`, `{last_month}`, `{last_month_number}`,
    `{last_year}`.
    """

    months: Sequence[str]
    months_short: Sequence[str]
    patterns: Mapping[str, str]
    first_day: str = "1"
    """The first of a month: `1er`."""

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Calendar:
        """Of a theme's words in one language; where patterns are missing, the English order of things."""
        months = tuple(str(name) for name in words["months"])
        short = words.get("months_short", ())
        patterns = {key: str(words.get(key, pattern)) for key, pattern in _PATTERNS.items()}
        whole = tuple(map(str, short)) if len(short) == 12 else tuple(name[:3] for name in months)
        return cls(months, whole, patterns, str(words.get("first_day", "1")))

    def written(self, pattern: str, start: Any, end: Any = None, short: bool = False) -> str:
        """One date, or two, by the name of a pattern."""
        months = self.months_short if short else self.months
        last = end or start
        return self.patterns[pattern].format(
            day=self._day(start.day),
            month=months[start.month - 1],
            month_number=start.month,
            year=start.year,
            last_day=self._day(last.day),
            last_month=months[last.month - 1],
            last_month_number=last.month,
            last_year=last.year,
        )

    def _day(self, day: int) -> str:
        return self.first_day if day == 1 else str(day)


_PATTERNS = {
    "date_day": "{day} {month} {year}",
    "date_day_short": "{day} {month} {year}",
    "date_month": "{month} {year}",
    "date_month_short": "{month} {year}",
    "date_year": "{year}",
    "dates_in_month": "{day}–{last_day} {last_month} {last_year}",
    "dates_in_year": "{day} {month} – {last_day} {last_month} {last_year}",
    "dates": "{day} {month} {year} – {last_day} {last_month} {last_year}",
}
"""English; a theme's i18n/ has them as messages of the same names."""
ENGLISH = Calendar.of(
    {
        "months": (
            "January February March April May June July August September October November December".split()  # noqa: SIM905
        )
    }
)


def format_date(value: Any, form: str = "long", calendar: Calendar = ENGLISH) -> str:
    """A date as precisely as it is known: `6 March 2017`, `March 2017`, `2017`; `iso` gives `2017-03-06`."""
    if value is None:
        return ""
    moment = value.moment if isinstance(value, When) else value
    precision = value.precision if isinstance(value, When) else "day"
    if form == "iso":
        shapes = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M:%S%z"}
        text: str = moment.strftime(shapes[precision])
        return f"{text[:-2]}:{text[-2:]}" if precision == "minute" and len(text) > 5 and text[-5] in "+-" else text
    if precision == "year":
        return calendar.written("date_year", moment)
    pattern = "date_month" if precision == "month" else "date_day"
    return calendar.written(pattern if form == "long" else f"{pattern}_short", moment, short=form != "long")


def format_dates(edition: Any, calendar: Calendar = ENGLISH) -> str:
    """When an edition took place: `6–8 March 2017`, `30 April – 2 May 2018`, `2017`, or nothing."""
    start, end = edition.start, edition.end
    if not start:
        return calendar.patterns["date_year"].format(year=edition.year) if edition.year else ""
    if not end or end == start:
        return calendar.written("date_day", start)
    if start.year != end.year:
        return calendar.written("dates", start, end)
    return calendar.written("dates_in_month" if start.month == end.month else "dates_in_year", start, end)


def format_place(edition: Any) -> str:
    return ", ".join(part for part in (edition.city, edition.country) if part)


def host(url: str) -> str:
    """The host of an address without `www.`, for people."""
    match = re.match(r"[a-z]+://(?:www\.)?([^/:?#]+)", url)
    return match[1] if match else url


def route_of(target: Any) -> Route | None:
    """The route of a route, a reference, or any record that has one."""
    return target if isinstance(target, Route) else getattr(target, "route", None)

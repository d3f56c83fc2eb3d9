"""Dates of exports, as front matter has them, and never more precise than they were.

>>> date_of("Mon, 12 Jun 2017 10:00:05 +0200"), date_of("2017-06"), date_of("last week")
('2017-06-12T10:00:05+02:00', '2017-06', '')
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from recapgen.regex import regex
from recapgen.schema import zone_of

_ISO = regex(
    r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT"
    r"|[-+]\d{2}:?\d{2})?)?)?)?"
)


def date_of(text: str) -> str:
    """A date in the form of front matter; empty where the text is none, or no day that there is."""
    text = text.strip()
    if match := _ISO.fullmatch(text):
        year, month, day, hour, minute, second, zone = match.groups()
        try:
            moment = datetime(
                int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0)
            )
            moment = moment.replace(tzinfo=zone_of(zone))
        except ValueError:
            return ""
        if not 1900 <= moment.year <= 2200:
            return ""
        return moment.isoformat() if hour else f"{moment:%Y-%m-%d}" if day else f"{moment:%Y-%m}" if month else year
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""
    return moment.replace(microsecond=0).isoformat() if 1900 <= moment.year <= 2200 else ""


def from_local_and_utc(here: str, there: str) -> str:
    """WordPress gives a time twice, in the blog's zone and in UTC: together they say which zone that is."""
    try:
        local_time = datetime.strptime(here.strip(), "%Y-%m-%d %H:%M:%S")
        utc_time = datetime.strptime(there.strip(), "%Y-%m-%d %H:%M:%S")
    except ValueError:
        return date_of(here) if not here.startswith("0000") else ""
    if local_time.year < 1900:
        return ""
    shift = local_time - utc_time
    if utc_time.year < 1900 or abs(shift) > timedelta(hours=14) or shift.total_seconds() % 60:
        return local_time.isoformat()
    return local_time.replace(tzinfo=timezone(shift) if shift else UTC).isoformat()


def from_seconds(value: object) -> str:
    """Seconds since 1970, as APIs give them."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 7_000_000_000:
        return ""
    return datetime.fromtimestamp(int(value), UTC).isoformat()

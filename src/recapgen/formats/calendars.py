r"""iCalendar (RFC 5545): the editions whose dates are known, each a stretch of whole days.

>>> folded("SUMMARY:" + "Soup " * 16).count("\r\n ")
1
>>> escaped("Bern; Switzerland, Europe")
'Bern\\; Switzerland\\, Europe'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from msgspec import Struct

from recapgen.formats.common import instant, last_day
from recapgen.model import Edition, Ref, When
from recapgen.regex import regex

_CONTROLS = regex(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_OCTETS = 75
"""The longest line that RFC 5545, 3.1, allows, its end not counted."""


class Happening(Struct, frozen=True):
    """An edition, and what else its entry in a calendar says."""

    edition: Edition
    changed: When | None = None
    """The latest date of a post that tells of it."""
    topics: tuple[Ref, ...] = ()


def calendar(name: str, happenings: Sequence[Happening], *, host: str, base: str) -> bytes:
    """One VEVENT for each edition with a first day; the same bytes whenever it is made.

    `host` makes the UIDs those of this site; `base` is what stands before the address of each page.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//recapgen//recapgen//EN", "CALSCALE:GREGORIAN"]
    lines += [f"NAME:{escaped(name)}", f"X-WR-CALNAME:{escaped(name)}"]
    for one in happenings:
        lines += _event(one, host, base)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines).encode()


def dated(editions: Iterable[Edition]) -> tuple[Edition, ...]:
    """The editions that a calendar can hold."""
    return tuple(edition for edition in editions if edition.start)


def _event(one: Happening, host: str, base: str) -> Iterator[str]:
    edition = one.edition
    first, last = edition.start, last_day(edition)
    assert first is not None
    assert last is not None
    stamp = instant(one.changed) or datetime(first.year, first.month, first.day, tzinfo=UTC)
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped('/'.join(edition.route.names))}@{host}"
    yield f"DTSTAMP:{_day(stamp)}T{stamp.hour:02}{stamp.minute:02}{stamp.second:02}Z"
    yield f"DTSTART;VALUE=DATE:{_day(first)}"
    if last < date.max:
        yield f"DTEND;VALUE=DATE:{_day(last + timedelta(days=1))}"
    yield f"SUMMARY:{escaped(edition.name)}"
    if edition.description:
        yield f"DESCRIPTION:{escaped(edition.description)}"
    if place := ", ".join(filter(None, (edition.venue, edition.city, edition.country))):
        yield f"LOCATION:{escaped(place)}"
    if base.startswith("http"):
        yield f"URL:{base}{edition.route.url}"
    yield f"CATEGORIES:{','.join(escaped(name) for name in (edition.conference.name, *(t.name for t in one.topics)))}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day.year:04}{day.month:02}{day.day:02}"


def escaped(text: str) -> str:
    """A value of type TEXT (RFC 5545, 3.3.11)."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets, never inside a character."""
    if len(line) <= _OCTETS and len(line.encode()) <= _OCTETS:
        return line
    pieces, piece, size = [], "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > _OCTETS:
            pieces.append(piece)
            piece, size = "", 1
        piece += char
        size += octets
    return "\r\n ".join([*pieces, piece])

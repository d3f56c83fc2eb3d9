"""What the formats share: JSON as bytes, dates as text, references as dictionaries.

>>> dumps({"title": "Soup", "year": None})
b'{"title":"Soup","year":null}\\n'
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from recapgen.model import Edition, Link, Post, Ref, When

_SHAPES = {"year": 4, "month": 7, "day": 10}
_LONGEST = 400
"""Days that a conference can be long; a greater day number is a slip."""


def dumps(value: Any) -> bytes:
    """JSON in one line; keys in the order in which they were put in."""
    return (json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8", "replace")


def iso(when: When | date | None) -> str | None:
    """ISO 8601, as precisely as it is known: `2017`, `2017-03`, `2017-03-06`, `2017-03-06T09:00:00+01:00`."""
    if when is None:
        return None
    if not isinstance(when, When):
        return when.isoformat()
    text = when.moment.isoformat(timespec="seconds")
    return text[: _SHAPES[when.precision]] if when.precision in _SHAPES else text


def instant(when: When | None) -> datetime | None:
    """The moment in UTC; the first one of the day, month or year where no more is known."""
    if when is None:
        return None
    try:
        return when.moment.astimezone(UTC)
    except OverflowError:  # the first hours of the year 1, the last ones of 9999
        return when.moment.replace(tzinfo=UTC)


def day_of(edition: Edition, number: int | None) -> date | None:
    """The calendar day of an edition's day, from 1; the only day there is where nobody says which; else None."""
    if not edition.start:
        return None
    if not number:
        return edition.start if edition.end == edition.start else None
    if number > _LONGEST or number > (date.max - edition.start).days:
        return None
    day = edition.start + timedelta(days=number - 1)
    return None if edition.end and day > edition.end else day


def last_day(edition: Edition) -> date | None:
    """The last day of an edition, never before its first."""
    return max(edition.start, edition.end) if edition.start and edition.end else edition.start


def ref(record: Any, base: str) -> dict[str, Any]:
    """The name and the address of a reference, or of any record that has both."""
    return {"name": record.name, "url": base + record.route.url}


def refs(records: Iterable[Any], base: str) -> list[dict[str, Any]]:
    return [{"name": one.name, "url": base + one.route.url} for one in records]


def maybe(one: Ref | None, base: str) -> dict[str, Any] | None:
    return ref(one, base) if one else None


def links(given: Iterable[Link]) -> list[dict[str, Any]]:
    return [{"kind": one.kind, "url": one.url, "label": one.label} for one in given]


def without_addresses(value: Any, left_out: Callable[[str], bool]) -> Any:
    """A JSON value without those of its addresses that `left_out` names; names stay.

    >>> without_addresses({"name": "Ida", "url": "/speakers/ida/"}, lambda url: url.startswith("/speakers/"))
    {'name': 'Ida'}
    """
    if isinstance(value, dict):
        kept = {key: one for key, one in value.items() if not (isinstance(one, str) and left_out(one))}
        return {key: without_addresses(one, left_out) for key, one in kept.items()}
    if isinstance(value, list):
        return [without_addresses(one, left_out) for one in value]
    return value


def picture(post: Post, base: str) -> str:
    """The address of a post's picture; empty where it has none."""
    if not post.image or "://" in post.image:
        return post.image
    return base + post.image if post.image.startswith("/") else base + post.route.url + post.image


def tellers(post: Post) -> tuple[str, ...]:
    """Whose words a post gives: the origin's author where there is one, else the post's."""
    return (post.origin.author,) if post.origin and post.origin.author else post.authors

"""schedule.json as frab and the tools of c3voc know it: the sessions of one edition, the recaps among their links.

Recaps seldom say at what time and in which room a session was: what nobody says is null, and all sessions are in one
room, "All sessions".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from recapgen import __version__
from recapgen.formats.common import day_of, dumps, iso, last_day
from recapgen.model import Conference, Day, Edition, Session, Telling
from recapgen.routes import Route

ROOM = "All sessions"
SCHEMA = "https://c3voc.de/schedule/schema.json"


def schedule(
    edition: Edition,
    conference: Conference,
    days: Sequence[Day],
    tellings: Mapping[Route, Sequence[Telling]],
    *,
    base: str,
    time_zone: str,
) -> bytes:
    """The programme as the recaps tell it; `tellings` are those of each session."""
    first, last = edition.start, last_day(edition)
    told = {
        "acronym": "-".join(edition.route.names),
        "title": edition.name,
        "description": edition.description or conference.description,
        "start": iso(first),
        "end": iso(last),
        "daysCount": (last - first).days + 1 if first and last else max(1, *(d.number or 0 for d in days), 0),
        "time_zone_name": time_zone,
        "url": edition.url or base + edition.route.url,
        "rooms": [{"name": ROOM}],
        "days": [_day(edition, day, tellings, base) for day in days],
    }
    version = blake2b(dumps(told), digest_size=6).hexdigest()
    whole = {
        "$schema": SCHEMA,
        "generator": {"name": "recapgen", "version": __version__},
        "schedule": {
            "version": version,
            "base_url": base + edition.route.url,
            "conference": told,
        },
    }
    return dumps(whole)


def _day(edition: Edition, day: Day, tellings: Mapping[Route, Sequence[Telling]], base: str) -> dict[str, Any]:
    on = day_of(edition, day.number)
    events = [_event(session, on, tellings.get(session.route, ()), base) for session in day.sessions]
    return {"index": day.number or 0, "date": iso(on), "rooms": {ROOM: events}}


def _event(session: Session, on: date | None, tellings: Sequence[Telling], base: str) -> dict[str, Any]:
    path = session.route.url
    links = [{"title": one.label or one.kind.capitalize(), "url": one.url, "type": one.kind} for one in session.links]
    for telling in tellings:
        fragment = f"#{telling.anchor}" if telling.anchor else ""
        links.append(
            {"title": telling.post.name, "url": base + telling.post.route.url + fragment, "type": "recap"},
        )
    return {
        "id": _number(path),
        "guid": str(uuid5(NAMESPACE_URL, base + path)),
        "date": iso(on),
        "start": None,
        "duration": None,
        "room": ROOM,
        "slug": session.route.names[-1],
        "url": base + path,
        "title": session.title,
        "subtitle": "",
        "track": session.topics[0].name if session.topics else None,
        "type": session.kind,
        "language": None,
        "abstract": session.excerpt,
        "description": "",
        "persons": [
            {
                "id": _number(appearance.speaker.route.url),
                "public_name": appearance.speaker.name,
                "name": appearance.speaker.name,
                "url": base + appearance.speaker.route.url,
            }
            for appearance in session.speakers
        ],
        "links": links,
    }


def _number(path: str) -> int:
    """A number that stays the same as long as the address does: frab's ids are integers of a database."""
    return int.from_bytes(blake2b(path.encode(), digest_size=4).digest()) >> 1

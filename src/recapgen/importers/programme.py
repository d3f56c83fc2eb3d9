"""Programmes: frab and pretalx `schedule.xml` and `schedule.json`, and Sessionize's JSON: an edition's sessions.

Formats: https://github.com/voc/schedule, https://docs.pretalx.org, https://sessionize.com/playbook/api
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from recapgen.importers.account import stock_of_html
from recapgen.importers.foreign import Piece, Programme, Residue, Slot, Stock
from recapgen.importers.guard import Limits, clean, local, parse_json, read_bytes, trouble, xml_elements
from recapgen.markdown import unsafe_url
from recapgen.model import Claim, Credit, Kind, Link
from recapgen.regex import regex

NAME = "conference programme"
ABSTRACT = "abstract: a programme gives an edition its sessions, not what was said in them"
BREAK = "break or service, no session"


def sniff(path: Path, head: bytes) -> bool:
    """A schedule's XML or JSON, or Sessionize's JSON."""
    if re.search(rb"<schedule[\s>]", head):
        return True
    start = head.lstrip()[:1]
    return (
        start in (b"{", b"[")
        and any(
            k in head
            for k in (
                b'"schedule"',
                b'"isServiceSession"',
                b'"categoryItems"',
                b'"startsAt"',
                b'"groupName"',
                b'"speakers"',
            )
        )
        and b'"note_count"' not in head
    )


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """The one programme of a file."""
    data = read_bytes(path, limits.file)
    if data.lstrip()[:1] == b"<":
        yield _frab_xml(data, path, limits)
        return
    value = parse_json(data, str(path))
    if isinstance(value, dict) and isinstance(value.get("schedule"), dict):
        yield _frab(value["schedule"], path)
        return
    programme = _sessionize(value, path)
    if programme is None:
        raise trouble(
            "RG703",
            "the JSON is neither a schedule nor Sessionize's",
            str(path),
            "export the 'All Data' endpoint of Sessionize as JSON",
        )
    yield programme


# -- common ------------------------------------------------------------------------------------------------------------

_KINDS: tuple[tuple[str, Kind], ...] = (
    ("keynote", "keynote"),
    ("lightning", "lightning"),
    ("workshop", "workshop"),
    ("tutorial", "tutorial"),
    ("panel", "panel"),
    ("podium", "panel"),
    ("training", "workshop"),
)
_BREAKS = regex(
    r"(?i)(?:(?:coffee|tea|lunch|short|long|morning|afternoon)\s+)?(?:break|pause)s?|lunch|registration|check-?in"
    r"|doors open|welcome coffee|"
    r"(?:after)?party|dinner|breakfast|social event|mittagspause|kaffeepause|einlass|networking(?: \w+)?"
)


def kind_of(*words: str) -> Kind | None:
    """The kind that a type or a track's name says.

    >>> kind_of("Lightning Talk (5 min)"), kind_of("lecture")
    ('lightning', None)
    """
    text = " ".join(words).casefold()
    return next((kind for word, kind in _KINDS if word in text), None)


def _say(value: Any) -> str:
    return (
        " ".join(clean(value).split())
        if isinstance(value, str)
        else str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else ""
    )


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


_YEAR = regex(r"^(.+?)[\s,-]+(?:['’]?(\d\d)|((?:19|20)\d\d))$")


def claim_of(title: str, start: date | None, end: date | None, city: str = "", venue: str = "", url: str = "") -> Claim:
    """A conference from its full title.

    >>> claim_of("SoupConf 2019", None, None).year
    2019
    """
    match = _YEAR.match(title.strip())
    name, year = title.strip(), start.year if start else None
    if match and (match[3] or (start and int(match[2]) == start.year % 100)):
        name, year = match[1], int(match[3]) if match[3] else year
    return Claim(name, year, "", city, "", venue, "" if unsafe_url(url) else url, start, end)


def _link(url: str, label: str = "") -> Link | None:
    if not url.startswith(("http://", "https://")) or unsafe_url(url):
        return None
    words = f"{label} {url}".casefold()
    kinds = (
        ("slides", ("slide", "folien", ".pdf", "speakerdeck", ".ppt")),
        ("video", ("video", "recording", "youtu", "vimeo", "media.ccc")),
        ("code", ("github.com", "gitlab.com", "source code")),
    )
    return Link(url, next((kind for kind, marks in kinds if any(m in words for m in marks)), "link"), label)


def _dropped(texts: Iterable[str], why: str) -> list[Residue]:
    found: list[Residue] = []
    for text in texts:
        stock = stock_of_html(clean(text))
        found += [Residue(p, why) for p in stock.paragraphs]
        found += [Residue(u, why, what="link") for u in stock.links]
    return found


# -- frab, pretalx -----------------------------------------------------------------------------------------------------


def _frab_xml(data: bytes, path: Path, limits: Limits) -> Programme:
    """The XML form is turned into the JSON form, event by event."""
    schedule: dict[str, Any] = {"conference": {"days": []}}
    days: list[dict[str, Any]] = schedule["conference"]["days"]
    room = ""
    for event, element in xml_elements(data, str(path), limits):
        name = local(element)
        if event == "start" and name == "day":
            days.append(
                {"index": _number(element.get("index")) or len(days) + 1, "date": element.get("date"), "rooms": {}}
            )
        elif event == "start" and name == "room" and element.get("name") is not None:
            room = element.get("name") or ""
        elif event == "end" and name == "conference":
            schedule["conference"] |= {local(c): c.text or "" for c in element if not len(c) and local(c) != "days"}
        elif event == "end" and name == "event" and days:
            days[-1]["rooms"].setdefault(room, []).append(_event(element))
            element.clear()
    return _frab(schedule, path)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 5 else None


def _event(element: Element) -> dict[str, Any]:
    made: dict[str, Any] = {local(c): c.text or "" for c in element if not len(c)}
    made["guid"] = element.get("guid")
    made["persons"] = [{"public_name": p.text or ""} for c in element if local(c) == "persons" for p in c]
    made["links"] = [
        {"url": a.get("href") or "", "title": a.text or ""}
        for c in element
        if local(c) in ("links", "attachments")
        for a in c
    ]
    return made


def _frab(schedule: dict[str, Any], path: Path) -> Programme:
    conference = schedule.get("conference")
    conference = conference if isinstance(conference, dict) else {}
    slots: list[Slot] = []
    residue: list[Residue] = []
    paragraphs: list[str] = []
    links: list[str] = []
    lang = ""
    given = conference.get("days")
    days = [d for d in given if isinstance(d, dict)] if isinstance(given, list) else []
    first = min((d["index"] for d in days if isinstance(d.get("index"), int)), default=1)
    for number, day in enumerate(days, 1):
        index = day["index"] - first + 1 if isinstance(day.get("index"), int) else number
        for event in _events_of(day):
            lang = lang or _say(event.get("language"))
            _take(event, index, slots, residue, paragraphs, links)
    title = _say(conference.get("title")) or _say(conference.get("acronym")) or path.stem
    doubts = () if _say(conference.get("title")) else ("the file does not name the conference",)
    claim = claim_of(
        title,
        _day(conference.get("start")),
        _day(conference.get("end")),
        _say(conference.get("city")),
        _say(conference.get("venue")),
        _say(conference.get("url") or schedule.get("base_url")),
    )
    return Programme(
        f"programme:{title}",
        str(path),
        claim,
        tuple(slots),
        Stock(tuple(paragraphs), tuple(links)),
        tuple(residue),
        doubts,
        lang[:2].lower(),
    )


def _events_of(day: dict[str, Any]) -> list[dict[str, Any]]:
    """A day's events of all rooms, by time."""
    rooms = day.get("rooms")
    listed = [events for events in rooms.values() if isinstance(events, list)] if isinstance(rooms, dict) else []
    events = [e for room in listed for e in room if isinstance(e, dict)]
    return sorted(events, key=lambda e: (_say(e.get("date")), _say(e.get("start"))))


def _take(
    event: dict[str, Any], day: int, slots: list[Slot], residue: list[Residue], paragraphs: list[str], links: list[str]
) -> None:
    """One event, into a slot or onto the list of what is left out."""
    title = _say(event.get("title"))
    given = event.get("persons")
    names = [
        _say(p.get("public_name") or p.get("name") or p.get("full_public_name"))
        for p in (given if isinstance(given, list) else [])
        if isinstance(p, dict)
    ]
    names = [n for n in names if n]
    urls = [
        (_say(x.get("url")), _say(x.get("title")))
        for key in ("links", "attachments")
        for x in (event.get(key) or [])
        if isinstance(x, dict)
    ]
    texts = [
        event[k] for k in ("subtitle", "abstract", "description") if isinstance(event.get(k), str) and event[k].strip()
    ]
    dropped = _dropped(texts, ABSTRACT)
    if title and (_BREAKS.fullmatch(title) and not names):
        residue += [Residue(title, BREAK), *dropped]
        paragraphs += [title, *(r.text for r in dropped if r.what == "paragraph")]
        links += [r.text for r in dropped if r.what == "link"]
        return
    if not title:
        residue += dropped
        paragraphs += [r.text for r in dropped if r.what == "paragraph"]
        return
    own = _link(_say(event.get("url")))
    made = [x for x in [*(_link(u, t) for u, t in urls), own] if x]
    chosen = {x.kind: x for x in reversed(made)}
    paragraphs += [title, *names, *(r.text for r in dropped if r.what == "paragraph")]
    for url, _ in urls:
        links.append(url)
        if not any(c.url == url for c in chosen.values()):
            residue.append(Residue(url, "another link of one kind: a session has one of each", what="link"))
    links += [r.text for r in dropped if r.what == "link"]
    residue += dropped
    track = _say(event.get("track"))
    slots.append(
        Slot(
            title,
            tuple(Credit(n) for n in dict.fromkeys(names)),
            kind_of(_say(event.get("type")), track if "keynote" in track.casefold() else ""),
            day,
            tuple(chosen.values()),
        )
    )


# -- Sessionize --------------------------------------------------------------------------------------------------------


def _sessionize(value: Any, path: Path) -> Programme | None:
    """`All Data`, `Sessions` or `Schedule Grid`, whichever endpoint was saved."""
    people: dict[str, dict[str, Any]] = {}
    items: dict[str, str] = {}
    if isinstance(value, dict) and isinstance(value.get("sessions"), list):
        people = {str(p.get("id")): p for p in value.get("speakers") or [] if isinstance(p, dict)}
        for category in value.get("categories") or []:
            items |= {
                str(i.get("id")): _say(i.get("name"))
                for i in (category.get("items") or [] if isinstance(category, dict) else [])
                if isinstance(i, dict)
            }
        sessions = value["sessions"]
    elif isinstance(value, list):
        groups = [g for g in value if isinstance(g, dict)]
        sessions = [s for g in groups for s in g.get("sessions") or []]
        sessions += [
            s for g in groups for r in g.get("rooms") or [] if isinstance(r, dict) for s in r.get("sessions") or []
        ]
    else:
        return None
    sessions = [s for s in sessions if isinstance(s, dict)]
    if not sessions:
        return None
    dates = sorted({d for s in sessions if (d := _day(s.get("startsAt")))})
    slots: list[Slot] = []
    residue: list[Residue] = []
    paragraphs: list[str] = []
    links: list[str] = []
    seen: set[str] = set()
    for session in sorted(sessions, key=lambda s: (_say(s.get("startsAt")), _say(s.get("title")))):
        name = str(session.get("id") or session.get("title"))
        if name in seen:
            continue
        seen.add(name)
        _slot(session, people, items, dates, slots, residue, paragraphs, links)
    for person in people.values():
        told = _dropped(
            [str(person.get(k) or "") for k in ("bio", "tagLine")], "about a speaker: write it in content/speakers/"
        )
        residue += told
        paragraphs += [r.text for r in told if r.what == "paragraph"]
    stem = " ".join(re.split(r"[-_\s]+", path.stem)).strip()
    doubts = (f"the file does not name its conference: it is called '{stem}' after the file; see --conference",)
    claim = claim_of(stem, dates[0] if dates else None, dates[-1] if dates else None)
    return Programme(
        f"programme:{path.name}",
        str(path),
        claim,
        tuple(slots),
        Stock(tuple(paragraphs), tuple(links)),
        tuple(residue),
        doubts,
    )


_AT = regex(r"^(.{2,60}?)\s+(?:at|@|bei|chez)\s+([^,;|]{2,60})$")


def _slot(
    session: dict[str, Any],
    people: dict[str, dict[str, Any]],
    items: dict[str, str],
    dates: list[date],
    slots: list[Slot],
    residue: list[Residue],
    paragraphs: list[str],
    links: list[str],
) -> None:
    title = _say(session.get("title"))
    dropped = _dropped([session["description"]] if isinstance(session.get("description"), str) else [], ABSTRACT)
    paragraphs += (
        [title, *(r.text for r in dropped if r.what == "paragraph")]
        if title
        else [r.text for r in dropped if r.what == "paragraph"]
    )
    links += [r.text for r in dropped if r.what == "link"]
    residue += dropped
    if session.get("isServiceSession") or not title:
        if title:
            residue.append(Residue(title, BREAK))
        return
    credits = []
    for one in session.get("speakers") or []:
        person = people.get(str(one)) if not isinstance(one, dict) else one
        if isinstance(person, dict):
            name = _say(person.get("fullName") or person.get("name")) or " ".join(
                filter(None, (_say(person.get("firstName")), _say(person.get("lastName"))))
            )
            match = _AT.match(_say(person.get("tagLine")))
            if name:
                credits.append(
                    Credit(name, (match.group(2).strip(),) if match else (), match.group(1).strip() if match else "")
                )
                paragraphs.append(name)
    kinds = [items.get(str(i), "") for i in session.get("categoryItems") or []]
    for category in session.get("categories") or []:
        if isinstance(category, dict):
            kinds += [_say(i.get("name")) for i in category.get("categoryItems") or [] if isinstance(i, dict)]
    day = _day(session.get("startsAt"))
    made = [_link(_say(session.get(k)), label) for k, label in (("recordingUrl", "recording"), ("liveUrl", "video"))]
    chosen = {x.kind: x for x in reversed([m for m in made if m])}
    links += [x.url for x in chosen.values()]
    number = dates.index(day) + 1 if day in dates and day else None
    slots.append(
        Slot(title, tuple(credits), kind_of(*kinds), number if len(dates) > 1 else None, tuple(chosen.values()))
    )

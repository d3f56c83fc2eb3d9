"""The JSON file beside a page: the records that the page shows, with absolute addresses and without the posts' words.

What each kind holds is written down in docs/formats.md; keys are added, never renamed. A key whose value nobody knows
is there all the same: null, or empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from recapgen.formats.common import day_of, dumps, iso, links, maybe, picture, ref, refs, tellers
from recapgen.model import Counts, Edition, Page, Post, Session, YearGroup
from recapgen.routes import Route

FORMAT = "recapgen/1"
Record = dict[str, Any]


def kind_of(page: Page) -> str:
    """A key of `KINDS`; empty for a page that has no record beside it."""
    post = page.records.get("post")
    kind = post.kind if isinstance(post, Post) else page.route.kind
    return kind if page.listed and kind in KINDS else ""


def record(kind: str, route: Route, given: Mapping[str, Any], base: str) -> bytes:
    """The record of the page at a route, made of what it shows; `base` is what stands before each address."""
    about = {"format": FORMAT, "kind": kind, "url": base + route.url}
    return dumps(about | KINDS[kind](given, base))


# -- one for each kind of page -----------------------------------------------------------------------------------------


def _conference(given: Mapping[str, Any], base: str) -> Record:
    conference = given["conference"]
    return {
        **_described(conference),
        "counts": _counts(conference.counts, "editions", "sessions", "recaps", "speakers", "topics"),
        "editions": [_edition_line(edition, base) for edition in given["editions"]],
        "topics": refs(given["topics"], base),
        "speakers": refs(given["speakers"], base),
    }


def _edition(given: Mapping[str, Any], base: str) -> Record:
    edition = given["edition"]
    return {
        "name": edition.name,
        "label": edition.label,
        "conference": ref(edition.conference, base),
        "description": edition.description,
        "website": edition.url,
        **_when_and_where(edition),
        "counts": _counts(edition.counts, "sessions", "recaps", "speakers", "topics"),
        "days": [
            {
                "number": day.number,
                "label": day.label,
                "date": iso(day_of(edition, day.number)),
                "sessions": [_session_line(session, base) for session in day.sessions],
            }
            for day in given["days"]
        ],
        "recaps": [_post_line(post, base) for post in given["recaps"]],
        "topics": refs(given["topics"], base),
        "previous": maybe(given["previous"], base),
        "next": maybe(given["next"], base),
    }


def _session(given: Mapping[str, Any], base: str) -> Record:
    session, edition = given["session"], given["edition"]
    return {
        "title": session.title,
        "title_given": session.named,
        "type": session.kind,
        "conference": ref(session.conference, base),
        "edition": ref(session.edition, base),
        **_when_and_where(edition),
        "day": session.day,
        "day_label": session.day_label,
        "date": iso(day_of(edition, session.day)),
        "speakers": [
            {**ref(a.speaker, base), "role": a.role, "organizations": refs(a.organizations, base)}
            for a in session.speakers
        ],
        "topics": refs(session.topics, base),
        "links": links(session.links),
        "language": session.lang,
        "excerpt": session.excerpt,
        "takes": [
            {
                "recap": ref(view.telling.post, base),
                "url": base + view.telling.post.route.url + (f"#{view.telling.anchor}" if view.telling.anchor else ""),
                "authors": view.telling.authors,
                "language": view.telling.lang,
                "date": iso(view.post.date),
            }
            for view in given["takes"]
        ],
        "more_by_speakers": [_title(other, base) for other in given["more_by_speakers"]],
        "related": [_title(other, base) for other in given["related"]],
        "previous": maybe(given["previous"], base),
        "next": maybe(given["next"], base),
    }


def _speaker(given: Mapping[str, Any], base: str) -> Record:
    speaker = given["speaker"]
    return {
        **_described(speaker),
        "organizations": refs(speaker.organizations, base),
        "counts": _counts(speaker.counts, "sessions", "conferences", "editions", "topics"),
        "topics": refs(given["topics"], base),
        "sessions": _sessions(given["years"], base),
    }


def _organization(given: Mapping[str, Any], base: str) -> Record:
    organization = given["organization"]
    return {
        **_described(organization),
        "counts": _counts(organization.counts, "sessions", "conferences", "editions", "topics"),
        "speakers": refs(given["speakers"], base),
        "sessions": _sessions(given["years"], base),
    }


def _topic(given: Mapping[str, Any], base: str) -> Record:
    topic, pager = given["topic"], given["pager"]
    return {
        **_named(topic),
        "years": topic.years,
        "counts": _counts(topic.counts, "sessions", "articles", "speakers", "conferences", "editions"),
        "by_year": [{"year": year, "sessions": count} for year, count in given["by_year"]],
        "related": refs(given["related"], base),
        "sessions": _sessions(given["years"], base),
        "articles": [_post_line(post, base) for group in given["years"] for post in group.posts],
        "pages": {
            "number": pager.number,
            "total": pager.total,
            "previous": base + pager.previous.record.url if pager.previous else None,
            "next": base + pager.next.record.url if pager.next else None,
        },
    }


def _post(given: Mapping[str, Any], base: str) -> Record:
    post: Post = given["post"]
    origin = post.origin
    return {
        "title": post.title,
        "subtitle": post.subtitle,
        "description": post.description,
        "language": post.lang,
        "date": iso(post.date),
        "updated": iso(post.updated),
        "authors": post.authors,
        "origin": {
            "author": origin.author,
            "publication": origin.publication,
            "title": origin.title,
            "url": origin.url,
        }
        if origin
        else None,
        "image": picture(post, base),
        "words": given["words"],
        "topics": refs(given["topics"], base),
        "translations": [
            {"title": version.name, "url": base + version.route.url, "language": version.lang}
            for version in given["translations"]
            if version.route != post.route
        ],
        "newer": maybe(given["newer"], base),
        "older": maybe(given["older"], base),
    }


def _recap(given: Mapping[str, Any], base: str) -> Record:
    url = base + given["post"].route.url
    return _post(given, base) | {
        "editions": [_edition_line(edition, base) for edition in given["editions"]],
        "sessions": [
            _session_line(entry.session, base) | {"told_at": f"{url}#{entry.anchor}" if entry.anchor else url}
            for entry in given["sessions"]
        ],
        "others": [_post_line(post, base) for post in given["others"]],
    }


KINDS: Mapping[str, Callable[[Mapping[str, Any], str], Record]] = {
    "conference": _conference,
    "edition": _edition,
    "session": _session,
    "speaker": _speaker,
    "organization": _organization,
    "topic": _topic,
    "recap": _recap,
    "article": _post,
}
"""The kinds of pages that have a record beside them, and what makes it."""


# -- pieces ------------------------------------------------------------------------------------------------------------


def _named(thing: Any) -> Record:
    return {"name": thing.name, "description": thing.description, "aliases": thing.aliases}


def _described(thing: Any) -> Record:
    """Of a conference, a speaker or an organization."""
    return {**_named(thing), "website": thing.url, "links": links(thing.links), "years": thing.years}


def _counts(counts: Counts, *names: str) -> Record:
    return {name: getattr(counts, name) for name in names}


def _when_and_where(edition: Edition) -> Record:
    return {
        "year": edition.year,
        "start": iso(edition.start),
        "end": iso(edition.end),
        "venue": edition.venue,
        "city": edition.city,
        "country": edition.country,
    }


def _edition_line(edition: Edition, base: str) -> Record:
    counts = _counts(edition.counts, "sessions", "recaps")
    return {**ref(edition, base), "label": edition.label, **_when_and_where(edition), "counts": counts}


def _title(session: Session, base: str) -> Record:
    return {"title": session.title, "url": base + session.route.url}


def _session_line(session: Session, base: str) -> Record:
    return {
        "title": session.title,
        "url": base + session.route.url,
        "type": session.kind,
        "edition": ref(session.edition, base),
        "year": session.year,
        "day": session.day,
        "speakers": [
            {
                "name": a.speaker.name,
                "url": base + a.speaker.route.url,
                "organizations": [organization.name for organization in a.organizations],
            }
            for a in session.speakers
        ],
        "topics": [topic.name for topic in session.topics],
        "language": session.lang,
    }


def _sessions(years: Iterable[YearGroup], base: str) -> list[Record]:
    return [_session_line(session, base) for group in years for session in group.sessions]


def _post_line(post: Post, base: str) -> Record:
    return {
        "title": post.title,
        "url": base + post.route.url,
        "language": post.lang,
        "date": iso(post.date),
        "authors": tellers(post),
        "description": post.description,
    }

"""The pages of conferences, editions, sessions, topics, speakers and organizations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from recapgen.config import Config
from recapgen.model import Conference, Day, Edition, Page, Ref, Session, Site, TakeView
from recapgen.plan.lists import (
    Pages,
    cells_of,
    items_of,
    most_common,
    most_named,
    neighbours,
    paged,
    register,
    sources_of,
    years_of,
)
from recapgen.routes import Route


def conferences(site: Site, config: Config) -> Pages:
    index = Ref("Conferences", Route("conferences"))
    for pager, shown in paged(index.route, site.conferences, config.page_size * 3):
        yield Page(pager.route, "conferences.html", index.name, {"conferences": tuple(shown), "pager": pager})
    for conference in site.conferences:
        editions = site.editions_of.get(conference.route, ())
        sessions = site.sessions_of.get(conference.route, ())
        yield Page(
            conference.route,
            "conference.html",
            conference.name,
            {
                "conference": conference,
                "editions": editions,
                "topics": most_named(site, (ref.route for s in sessions for ref in s.topics), 20),
                "speakers": most_named(site, (a.speaker.route for s in sessions for a in s.speakers), 24),
            },
            conference.description,
            crumbs=(index,),
            sources=sources_of(site, conference.route),
        )
        for newer, edition, older in neighbours(editions):
            if config.makes("edition"):
                yield _edition_page(site, conference, edition, older, newer, index)
            if config.makes("session"):
                yield from _session_pages(site, edition, index)


def _edition_page(
    site: Site,
    conference: Conference,
    edition: Edition,
    previous: Edition | None,
    following: Edition | None,
    index: Ref,
) -> Page:
    sessions = site.sessions_of.get(edition.route, ())
    return Page(
        edition.route,
        "edition.html",
        edition.name,
        {
            "edition": edition,
            "conference": conference,
            "days": _days(sessions),
            "recaps": site.posts_of.get(edition.route, ()),
            "topics": most_common(site, sessions, 20),
            "previous": previous.ref if previous else None,
            "next": following.ref if following else None,
        },
        edition.description,
        crumbs=(index, conference.ref),
        sources=tuple(p.path for p in site.posts_of.get(edition.route, ())),
    )


def _days(sessions: Sequence[Session]) -> tuple[Day, ...]:
    days: dict[int | None, list[Session]] = {}
    for session in sessions:
        days.setdefault(session.day, []).append(session)
    return tuple(
        Day(number, next((s.day_label for s in listed if s.day_label), ""), tuple(listed))
        for number, listed in sorted(days.items(), key=lambda pair: (pair[0] is None, pair[0] or 0))
    )


def _session_pages(site: Site, edition: Edition, index: Ref) -> Pages:
    by_path = {p.path: p for p in site.posts_of.get(edition.route, ())}
    for previous, session, following in neighbours(site.sessions_of.get(edition.route, ())):
        tellings = site.tellings[session.route]
        others = [
            other
            for appearance in session.speakers
            for other in site.sessions_of.get(appearance.speaker.route, ())
            if other.route != session.route
        ]
        yield Page(
            session.route,
            "session.html",
            session.title,
            {
                "session": session,
                "edition": edition,
                "takes": tuple(TakeView(telling, by_path[telling.source]) for telling in tellings),
                "more_by_speakers": tuple(_unique(others))[:12],
                "related": _related(site, session),
                "previous": previous.ref if previous else None,
                "next": following.ref if following else None,
            },
            session.excerpt,
            lang=tellings[0].lang if len({t.lang for t in tellings}) == 1 else "",
            crumbs=(index, session.conference, edition.ref),
            sources=tuple(t.source for t in tellings),
        )


def _unique(sessions: Iterable[Session]) -> list[Session]:
    return list({session.route: session for session in sessions}.values())


def _related(site: Site, session: Session, most: int = 6) -> tuple[Session, ...]:
    """Sessions of other editions and this one that share the most topics, rare topics counting more."""
    worth: Counter[Route] = Counter()
    found: dict[Route, Session] = {}
    for topic in session.topics:
        listed = site.sessions_of.get(topic.route, ())
        if len(listed) > 200:
            continue
        for other in listed:
            if other.route != session.route:
                worth[other.route] += max(1, 1000 // len(listed))
                found[other.route] = other
    speakers = {a.speaker.route for a in session.speakers}
    ranked = sorted(worth, key=lambda route: (-worth[route], -(found[route].year or 0), route))
    return tuple(found[route] for route in ranked if not speakers & {a.speaker.route for a in found[route].speakers})[
        :most
    ]


def topics(site: Site, config: Config) -> Pages:
    index = Ref("Topics", Route("topics"))
    yield from register(index, "topics", site.topics, config)
    for topic in site.topics:
        sessions = site.sessions_of.get(topic.route, ())
        by_year = tuple(sorted(Counter(s.year for s in sessions if s.year).items()))
        records: dict[str, Any] = {
            "topic": topic,
            "related": tuple(t for t in most_common(site, sessions, 13) if t.route != topic.route)[:12],
            "by_year": by_year,
            "cells": cells_of(site, topic.route, config),
        }
        items = items_of(site, topic.route)
        for page, shown in paged(topic.route, items, config.page_size * 3):
            yield Page(
                page.route,
                "topic.html",
                topic.name,
                {**records, "years": years_of(shown), "pager": page},
                topic.description,
                crumbs=(index,),
                sources=sources_of(site, topic.route),
            )


def speakers(site: Site, config: Config) -> Pages:
    index = Ref("Speakers", Route("speakers"))
    yield from register(index, "speakers", site.speakers, config)
    for speaker in site.speakers:
        sessions = site.sessions_of.get(speaker.route, ())
        yield Page(
            speaker.route,
            "speaker.html",
            speaker.name,
            {"speaker": speaker, "years": years_of(sessions), "topics": most_common(site, sessions, 20)},
            speaker.description,
            crumbs=(index,),
            sources=sources_of(site, speaker.route),
        )


def organizations(site: Site, config: Config) -> Pages:
    index = Ref("Organizations", Route("organizations"))
    yield from register(index, "organizations", site.organizations, config)
    for organization in site.organizations:
        sessions = site.sessions_of.get(organization.route, ())
        theirs = [
            a.speaker.route
            for s in sessions
            for a in s.speakers
            if any(o.route == organization.route for o in a.organizations)
        ]
        yield Page(
            organization.route,
            "organization.html",
            organization.name,
            {
                "organization": organization,
                "speakers": tuple(site.records[route] for route in sorted(set(theirs))),
                "years": years_of(sessions),
            },
            organization.description,
            crumbs=(index,),
            sources=sources_of(site, organization.route),
        )

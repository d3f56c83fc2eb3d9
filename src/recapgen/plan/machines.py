"""Pages that programs read: feeds, records, schedules, calendars, the sitemap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from recapgen.config import Config
from recapgen.formats import calendars
from recapgen.formats.records import kind_of
from recapgen.languages import primary
from recapgen.model import Edition, Page, Ref, Site
from recapgen.plan.lists import Pages
from recapgen.plan.pages import languages_of
from recapgen.routes import Route


def machine_pages(site: Site, config: Config, pages: Sequence[Page]) -> Pages:
    newest = site.posts[: config.feed_size]
    yield from _feeds("", (), config.title, {"posts": newest, "about": Ref(config.title, Route("home"))}, config)
    for conference in site.conferences:
        posts = site.posts_of.get(conference.route, ())[: config.feed_size]
        about = {"posts": posts, "about": conference.ref}
        yield from _feeds("conference-", conference.route.names, conference.name, about, config)
    for language in languages_of(site):
        theirs = [post for post in site.posts if primary(post.lang) == language.code][: config.feed_size]
        about = {"posts": tuple(theirs), "about": Ref(language.name, language.route)}
        for feed in _feeds("language-", language.route.names, language.name, about, config):
            yield replace(feed, lang=language.code)
    by_route = {post.route: post for post in site.posts}
    position = {route: index for index, route in enumerate(by_route)}
    for topic in site.topics:
        told = {ref.route for s in site.sessions_of.get(topic.route, ()) for ref in s.recaps}
        told |= {post.route for post in site.posts_of.get(topic.route, ())}
        posts = tuple(by_route[route] for route in sorted(told, key=position.__getitem__)[: config.feed_size])
        yield from _feeds("topic-", topic.route.names, topic.name, {"posts": posts, "about": topic.ref}, config)
    for speaker in site.speakers:
        talks = [
            (session, by_route[min((ref.route for ref in session.recaps), key=position.__getitem__)])
            for session in site.sessions_of.get(speaker.route, ())
            if session.recaps
        ]
        talks.sort(key=lambda talk: (position[talk[1].route], talk[0].route))
        told_of = {"talks": tuple(talks[: config.feed_size]), "about": speaker.ref}
        yield Page(Route("speaker-feed", speaker.route.names), "atom-talks", speaker.name, told_of, listed=False)
    for one in tuple(pages):
        kind = kind_of(one)
        if kind and "records" in config.formats:
            shown = {**one.records, "kind": kind, "page": one.route}
            yield replace(one, route=one.route.record, template="record", records=shown, listed=False)
        if kind == "edition" and "schedule" in config.formats:
            yield _schedule_page(site, one)
    if "calendar" in config.formats:
        yield from _calendars(site, config, pages)
    if "headers" in config.formats:
        yield Page(Route("headers"), "headers", "", {}, listed=False)
    listed = tuple((p.route, p.updated) for p in pages if p.listed)
    yield Page(Route("sitemap"), "sitemap", "", {"entries": listed}, listed=False)
    yield Page(Route("robots"), "robots", "", {}, listed=False)


def _feeds(kind: str, names: tuple[str, ...], title: str, about: Mapping[str, Any], config: Config) -> Pages:
    """The feeds of one thing in each format; `kind` stands before the routes' kinds."""
    yield Page(Route(f"{kind}feed", names), "atom", title, about, listed=False)
    if "json-feed" in config.formats:
        yield Page(Route(f"{kind}json-feed", names), "json-feed", title, about, listed=False)


def _schedule_page(site: Site, edition_page: Page) -> Page:
    shown = {key: edition_page.records[key] for key in ("edition", "conference", "days")}
    sessions = [session for day in shown["days"] for session in day.sessions]
    shown["tellings"] = tuple((s.route, site.tellings.get(s.route, ())) for s in sessions)
    return Page(Route("schedule", edition_page.route.names), "schedule", edition_page.title, shown, listed=False)


def _calendars(site: Site, config: Config, pages: Sequence[Page]) -> Pages:
    """One for the site and one for each conference, where there is an edition with dates."""
    topics = {page.route: page.records["topics"] for page in pages if page.template == "edition.html"}

    def happening(edition: Edition) -> calendars.Happening:
        dates = [post.updated or post.date for post in site.posts_of.get(edition.route, ())]
        changed = max((when for when in dates if when), default=None)
        subjects = tuple(topic.ref for topic in topics.get(edition.route, ())[:5])
        return calendars.Happening(edition, changed, subjects)

    dated = {edition.route: happening(edition) for edition in calendars.dated(site.editions)}
    if dated:
        yield Page(Route("calendar"), "calendar", config.title, {"happenings": tuple(dated.values())}, listed=False)
    for conference in site.conferences:
        theirs = tuple(dated[e.route] for e in site.editions_of.get(conference.route, ()) if e.route in dated)
        if theirs:
            route = Route("conference-calendar", conference.route.names)
            yield Page(route, "calendar", conference.name, {"happenings": theirs}, listed=False)

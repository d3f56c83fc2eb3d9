"""Site to pages: every route is known, and claimed by one page only, before anything is rendered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from recapgen import charts
from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic, did_you_mean
from recapgen.formats import calendars
from recapgen.formats.records import kind_of
from recapgen.languages import autonym, primary
from recapgen.links import Targets
from recapgen.model import (
    Body,
    Conference,
    Counts,
    Day,
    Edition,
    Entry,
    File,
    Language,
    Page,
    Pager,
    Post,
    Ref,
    Session,
    Site,
    TakeView,
    YearGroup,
)
from recapgen.routes import Route, claim_key, slugify, unsafe
from recapgen.search import initial, records_of, shards_of

Pages = Iterator[Page]


def plan(site: Site, config: Config, layouts: frozenset[str] = frozenset()) -> tuple[Page, ...]:
    """All pages, in a fixed order. Raises `ContentError` naming both sources where two pages claim one path.

    `layouts` are the names of the theme's templates, for posts that ask for one of their own.
    """
    planned = [page for kind, planner in PLANNERS.items() if config.makes(kind) for page in planner(site, config)]
    pages = [_laid_out(page, layouts - OWN_TEMPLATES) for page in _giving_way(planned, site)]
    claims = _claims(pages, {})
    machine_pages = [page for page in _machine_pages(site, config, pages) if config.makes(page.route.kind)]
    _claims(machine_pages, claims)
    return (*pages, *machine_pages)


# -- home and posts ---------------------------------------------------------------------------------------------------


def home(site: Site, config: Config) -> Pages:
    recaps = [p for p in site.posts if p.kind == "recap"]
    articles = [p for p in site.posts if p.kind == "article"]
    yield Page(
        Route("home"),
        "home.html",
        config.title,
        {
            "recent": tuple(recaps[:6]),
            "articles": tuple(articles[:5]),
            "editions": site.editions[:12],
            "topics": _top(site.topics, 30),
            "speakers": _top(site.speakers, 12),
            "counts": Counts(
                sessions=len(site.sessions),
                recaps=len(recaps),
                articles=len(articles),
                editions=len(site.editions),
                conferences=len(site.conferences),
                speakers=len(site.speakers),
                organizations=len(site.organizations),
                topics=len(site.topics),
            ),
        },
        config.description,
    )


def posts(site: Site, config: Config) -> Pages:
    for kind, plural, title in (("recap", "recaps", "Recaps"), ("article", "articles", "Articles")):
        listed = tuple(p for p in site.posts if p.kind == kind)
        lists = languages_of(site)
        for pager, shown in _pages(Route(plural), listed, config.page_size):
            records = {"posts": tuple(shown), "pager": pager, "languages": lists}
            yield Page(pager.route, f"{plural}.html", title, records)
        for index, post in enumerate(listed):
            newer = listed[index - 1].ref if index else None
            older = listed[index + 1].ref if index + 1 < len(listed) else None
            yield _post_page(site, post, newer, older)


def _post_page(site: Site, post: Post, newer: Ref | None, older: Ref | None) -> Page:
    editions = site.editions_of.get(post.route, ())
    contents = site.contents.get(post.route, ())
    records: dict[str, Any] = {
        "post": post,
        "topics": site.topics_of.get(post.route, ()),
        "newer": newer,
        "older": older,
    }
    crumbs = [Ref("Articles", Route("articles"))]
    if post.kind == "recap":
        same = {post.route, *(version.route for version in site.translations.get(post.route, ()))}
        others = {p.path: p for e in editions for p in site.posts_of.get(e.route, ()) if p.route not in same}
        records |= {"editions": editions, "sessions": contents, "others": tuple(others.values())}
        crumbs = [Ref("Recaps", Route("recaps"))]
    return Page(
        post.route,
        f"{post.kind}.html",
        post.title,
        records,
        post.description,
        post.lang,
        tuple(crumbs),
        (post.path,),
        updated=post.updated or post.date,
        translations=site.translations.get(post.route, ()),
    )


def free_pages(site: Site, config: Config) -> Pages:
    for post in site.pages:
        yield Page(
            post.route,
            "page.html",
            post.title,
            {"post": post},
            post.description,
            post.lang,
            sources=(post.path,),
            translations=site.translations.get(post.route, ()),
        )


# -- conferences ------------------------------------------------------------------------------------------------------


def conferences(site: Site, config: Config) -> Pages:
    index = Ref("Conferences", Route("conferences"))
    for pager, shown in _pages(index.route, site.conferences, config.page_size * 3):
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
                "topics": _here(site, (ref.route for s in sessions for ref in s.topics), 20),
                "speakers": _here(site, (a.speaker.route for s in sessions for a in s.speakers), 24),
            },
            conference.description,
            crumbs=(index,),
            sources=_sources(site, conference.route),
        )
        for newer, edition, older in _neighbours(editions):
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
            "topics": _most_common(site, sessions, 20),
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
    for previous, session, following in _neighbours(site.sessions_of.get(edition.route, ())):
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


# -- topics, speakers, organizations -----------------------------------------------------------------------------------


def topics(site: Site, config: Config) -> Pages:
    index = Ref("Topics", Route("topics"))
    yield from _register(index, "topics", site.topics, config)
    for topic in site.topics:
        sessions = site.sessions_of.get(topic.route, ())
        by_year = tuple(sorted(Counter(s.year for s in sessions if s.year).items()))
        records: dict[str, Any] = {
            "topic": topic,
            "related": tuple(t for t in _most_common(site, sessions, 13) if t.route != topic.route)[:12],
            "by_year": by_year,
            "cells": _cells(site, topic.route, config),
        }
        items = _of_topic(site, topic.route)
        for page, shown in _pages(topic.route, items, config.page_size * 3):
            yield Page(
                page.route,
                "topic.html",
                topic.name,
                {**records, "years": _years(shown), "pager": page},
                topic.description,
                crumbs=(index,),
                sources=_sources(site, topic.route),
            )


def _of_topic(site: Site, route: Route) -> list[Session | Post]:
    items: list[Session | Post] = [*site.sessions_of.get(route, ()), *site.posts_of.get(route, ())]
    return sorted(items, key=lambda item: -(_year_of(item) or 0))


def _cells(site: Site, route: Route, config: Config) -> tuple[charts.Cell, ...]:
    """A topic's sessions by year, each year with the page of the topic's list on which it begins."""
    begins: dict[int, int] = {}
    for index, item in enumerate(_of_topic(site, route)):
        begins.setdefault(_year_of(item) or 0, index // (config.page_size * 3) + 1)
    return charts.cells(site.sessions_of.get(route, ()), route, begins)


def speakers(site: Site, config: Config) -> Pages:
    index = Ref("Speakers", Route("speakers"))
    yield from _register(index, "speakers", site.speakers, config)
    for speaker in site.speakers:
        sessions = site.sessions_of.get(speaker.route, ())
        yield Page(
            speaker.route,
            "speaker.html",
            speaker.name,
            {"speaker": speaker, "years": _years(sessions), "topics": _most_common(site, sessions, 20)},
            speaker.description,
            crumbs=(index,),
            sources=_sources(site, speaker.route),
        )


def organizations(site: Site, config: Config) -> Pages:
    index = Ref("Organizations", Route("organizations"))
    yield from _register(index, "organizations", site.organizations, config)
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
                "years": _years(sessions),
            },
            organization.description,
            crumbs=(index,),
            sources=_sources(site, organization.route),
        )


# -- archive and the rest ---------------------------------------------------------------------------------------------


def archive(site: Site, config: Config) -> Pages:
    index = Ref("Archive", Route("archive"))
    editions: dict[int, list[Edition]] = {}
    dated: dict[int, list[Post]] = {}
    for edition in site.editions:
        if edition.year:
            editions.setdefault(edition.year, []).append(edition)
    for post in site.posts:
        if post.date:
            dated.setdefault(post.date.year, []).append(post)
    years = sorted({*editions, *dated}, reverse=True)
    counts = tuple(
        (
            year,
            Counts(
                editions=len(editions.get(year, ())),
                sessions=sum(e.counts.sessions for e in editions.get(year, ())),
                recaps=sum(p.kind == "recap" for p in dated.get(year, ())),
                articles=sum(p.kind == "article" for p in dated.get(year, ())),
            ),
        )
        for year in years
    )
    yield Page(index.route, "archive.html", index.name, {"years": counts, "editions": site.editions})
    refs = [Ref(str(year), Route("archive-year", (str(year),))) for year in years]
    for newer, ref, older in _neighbours(refs):
        year = int(ref.name)
        for pager, shown in _pages(ref.route, dated.get(year, ()), config.page_size * 3):
            records = {
                "year": year,
                "editions": tuple(editions.get(year, ())) if pager.number == 1 else (),
                "posts": tuple(shown),
                "pager": pager,
                "previous": older,
                "next": newer,
            }
            yield Page(pager.route, "archive-year.html", ref.name, records, crumbs=(index,))


def languages_of(site: Site) -> tuple[Language, ...]:
    """The languages in which recaps and articles are written, most frequent first; none where all are in one."""
    counted: dict[str, Counter[str]] = {}
    for post in site.posts:
        counted.setdefault(primary(post.lang), Counter())[post.kind] += 1
    if len(counted) < 2:
        return ()
    ordered = sorted(counted, key=lambda code: (-counted[code].total(), code))
    return tuple(
        Language(
            code,
            autonym(code),
            Route("language", (slugify(code),)),
            Counts(recaps=counted[code]["recap"], articles=counted[code]["article"]),
        )
        for code in ordered
    )


def languages(site: Site, config: Config) -> Pages:
    """What there is to read in each language, in that language where the theme speaks it."""
    listed = languages_of(site)
    if not listed:
        return
    index = Ref("Languages", Route("languages"))
    yield Page(index.route, "languages.html", index.name, {"languages": listed})
    for language in listed:
        theirs = [post for post in site.posts if primary(post.lang) == language.code]
        for pager, shown in _pages(language.route, theirs, config.page_size):
            records = {"language": language, "languages": listed, "posts": tuple(shown), "pager": pager}
            yield Page(pager.route, "language.html", language.name, records, lang=language.code, crumbs=(index,))


# -- ways in ----------------------------------------------------------------------------------------------------------


def explore(site: Site, config: Config) -> Pages:
    """Everything as pictures: topics by year, editions on a time line, sessions per year."""
    topics = _top(site.topics, 20)
    per_year: Counter[int] = Counter()
    for edition in site.editions:
        if edition.year:
            per_year[edition.year] += edition.counts.sessions
    series = []
    for conference in _top(site.conferences, 20):
        if dated := [e for e in site.editions_of.get(conference.route, ()) if e.year]:
            dated.sort(key=lambda e: (e.year or 0, e.route))
            series.append(charts.SeriesYears(conference.ref, tuple(dated)))
    yield Page(
        Route("explore"),
        "explore.html",
        "Explore",
        {
            "topics": charts.topic_years(topics, {t.route: _cells(site, t.route, config) for t in topics}),
            "series": tuple(sorted(series, key=lambda one: (one.editions[0].year or 0, one.conference.route))),
            "years": tuple(
                charts.Cell(year, count, Route("archive-year", (str(year),)))
                for year, count in sorted(per_year.items())
            ),
        },
    )


def search(site: Site, config: Config) -> Pages:
    """The page that the search field leads to, and the files that its script reads."""
    years = {e.year for e in site.editions if e.year} | {p.date.year for p in site.posts if p.date}
    yield Page(
        Route("search"),
        "search.html",
        "Search",
        {
            "topics": _top(site.topics, 40),
            "conferences": tuple(sorted(_top(site.conferences, 60), key=lambda c: (c.name.casefold(), c.route))),
            "letters": _letters(Route("speakers"), site.speakers, config),
            "years": tuple(sorted(years, reverse=True)),
            "languages": languages_of(site),
        },
    )
    shards = shards_of([record for record in records_of(site) if config.makes(record.kind)])
    names = {
        "whole": tuple(shard.key for shard in shards if shard.whole),
        "best": tuple(shard.key for shard in shards if not shard.whole),
    }
    yield Page(Route("search-manifest"), "search-manifest", "", names, listed=False)
    for shard in shards:
        yield Page(shard.route, "search-records", "", {"records": shard.records}, listed=False)


def missing(site: Site, config: Config) -> Pages:
    yield Page(
        Route("missing"),
        "404.html",
        "Page not found",
        {"topics": _top(site.topics, 12), "editions": site.editions[:6]},
        listed=False,
    )


def redirects(site: Site, config: Config) -> Pages:
    for old, (target, path) in sorted(site.redirects.items()):
        route = Route.of_url(old)
        if not config.makes(target.kind):
            continue
        if why := unsafe(route.path):
            hint = "write it as /talks/soup/"
            raise ContentError(Diagnostic("RG122", f"the old address {old} can't be a page: {why}", path, hint=hint))
        yield Page(route, "redirect.html", "Moved", {"target": target}, sources=(path,), listed=False)


PLANNERS: Mapping[str, Callable[[Site, Config], Pages]] = {
    "home": home,
    "posts": posts,
    "pages": free_pages,
    "conferences": conferences,
    "topics": topics,
    "speakers": speakers,
    "organizations": organizations,
    "archive": archive,
    "languages": languages,
    "explore": explore,
    "search": search,
    "missing": missing,
    "redirects": redirects,
}
"""By what they plan."""


# -- pages for machines -----------------------------------------------------------------------------------------------


def _machine_pages(site: Site, config: Config, pages: Sequence[Page]) -> Pages:
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


# -- checks -----------------------------------------------------------------------------------------------------------


_PLURALS = ("recaps", "articles", "conferences", "topics", "speakers", "organizations", "archive", "languages")
_SINGULARS = (
    "recap",
    "article",
    "conference",
    "edition",
    "session",
    "topic",
    "speaker",
    "organization",
    "archive-year",
    "language",
)
OWN_TEMPLATES = frozenset(
    f"{name}.html" for name in (*_PLURALS, *_SINGULARS, "base", "home", "page", "explore", "search", "404", "redirect")
)
"""Those of our own kinds of pages: `layout: home` of another generator does not mean ours."""


def _laid_out(page: Page, layouts: frozenset[str]) -> Page:
    """The page with the template that its post asks for, where the theme has it."""
    post = page.records.get("post")
    if not isinstance(post, Post) or not post.layout or page.template == "redirect.html":
        return page
    wanted = post.layout if post.layout.endswith(".html") else f"{post.layout}.html"
    if wanted not in layouts:
        return page
    return replace(page, template=wanted)


def _giving_way(pages: Iterable[Page], site: Site) -> Iterator[Page]:
    """Without our own lists where a writer has put a page in their place."""
    theirs = {post.route for post in (*site.posts, *site.pages)}
    for page in pages:
        if page.route not in theirs or page.sources:
            yield page


def _claims(pages: Sequence[Page], claims: dict[str, Page]) -> dict[str, Page]:
    """Who claims which path, with those who did before. Raises `ContentError` where two claim one."""
    wrong = []
    for page in pages:
        first = claims.setdefault(claim_key(page.route.path), page)
        if first is page:
            continue
        theirs = first.sources[0] if first.sources else f"the page '{first.title}'"
        fact = f"the address {page.route.url} is also claimed by {theirs}"
        path = page.sources[0] if page.sources else ""
        hint = "give one of them another 'slug' or 'permalink'"
        if page.template == "redirect.html" or first.template == "redirect.html":
            hint = "take the address out of 'aliases'"
        wrong.append(Diagnostic("RG401", fact, path, hint=hint))
    if wrong:
        raise ContentError(*sorted(set(wrong)))
    return claims


def check_files(pages: Sequence[Page], files: Mapping[str, File], assets: Iterable[str] = ()) -> None:
    """Raises `ContentError` where a file would be copied over a page, or to a path that can't be."""
    claims = {claim_key(page.route.path): page for page in pages}
    folders = {folder for path in (*claims, *files, *assets) for folder in _above(claim_key(path))}
    seen: dict[str, File] = {}
    wrong = []
    for page in pages:
        if claim_key(page.route.path) in folders:
            fact = f"the address {page.route.url} is a file's, and also the folder of other pages"
            wrong.append(Diagnostic("RG401", fact, page.sources[0] if page.sources else "", hint="choose another one"))
    for target, file in files.items():
        if why := unsafe(target):
            wrong.append(Diagnostic("RG402", f"the file can't be copied: {why}", file.path, hint="rename it"))
        elif clash := claims.get(claim_key(target)):
            fact = f"the file would be written over the page {clash.route.url}"
            hint = "rename or move the file"
            if clash.route.kind == "headers":
                hint = "take 'headers' out of 'formats' in recapgen.toml to use your own"
            wrong.append(Diagnostic("RG401", fact, file.path, hint=hint))
        elif claim_key(target) in folders:
            inside = next((p.sources[0] for k, p in claims.items() if target in _above(k) and p.sources), "other pages")
            fact = f"the file would stand where the folder of {inside} must be"
            wrong.append(Diagnostic("RG401", fact, file.path, hint="rename or move the file"))
        elif (other := seen.setdefault(claim_key(target), file)) is not file:
            fact = f"the file would be written over the one from {other.path}"
            wrong.append(Diagnostic("RG401", fact, file.path, hint="rename one of them"))
    if wrong:
        raise ContentError(*sorted(wrong))


def _above(path: str) -> Iterator[str]:
    """Every folder above a path."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def targets(site: Site, pages: Sequence[Page], files: Mapping[str, File], config: Config) -> Targets:
    sources = {post.path: post.route for post in (*site.posts, *site.pages)}
    sources |= {entry.path: route for route, entry in site.entries.items() if config.makes(route.kind)}
    return Targets(sources, frozenset({page.route.path for page in pages} | set(files)), config.content)


def dead_links(bodies: Mapping[str, Body], found: Targets) -> tuple[Diagnostic, ...]:
    """A warning for each link of these posts and registry files, by path, that leads nowhere."""
    written = [(path, target) for path, body in bodies.items() for target in body.targets]
    dead: list[Diagnostic] = []
    hints: dict[str, str] = {}
    for path, target in written:
        if found.resolve(target.url, path) is None:
            if target.url not in hints:
                near = did_you_mean(target.url, found.alike(target.url))
                hints[target.url] = near or "correct it, or add the file"
            hint = hints[target.url]
            fact = f"the link '{target.url}' leads to nothing in the site"
            dead.append(Diagnostic("RG410", fact, path, target.line, target.column, hint, "warning"))
    return tuple(sorted(set(dead)))


def bundled(files: Sequence[File], site: Site, left_out: frozenset[str]) -> dict[str, File]:
    """Every file by the path that it is copied to; those of a page bundle go beside its page."""
    routes = {post.path: post.route for post in (*site.posts, *site.pages)}
    placed: dict[str, File] = {}
    wrong = []
    for file in files:
        target = file.target
        if file.bundle:
            if file.bundle in left_out or file.bundle not in routes:
                continue
            target = routes[file.bundle].path.removesuffix("index.html") + file.target
        if (other := placed.setdefault(target, file)) is not file:
            fact = f"the file would be written over the one from {other.path}"
            wrong.append(Diagnostic("RG401", fact, file.path, hint="rename one of them"))
    if wrong:
        raise ContentError(*sorted(wrong))
    return placed


# -- tools ------------------------------------------------------------------------------------------------------------


def _neighbours(items: Sequence[Any]) -> Iterator[tuple[Any, Any, Any]]:
    for index, item in enumerate(items):
        yield items[index - 1] if index else None, item, items[index + 1] if index + 1 < len(items) else None


def _pages(route: Route, items: Sequence[Any], size: int) -> Iterator[tuple[Pager, Sequence[Any]]]:
    total = max(1, -(-len(items) // size))
    for number in range(1, total + 1):
        yield Pager(route.at(number), total, len(items)), items[(number - 1) * size : number * size]


REGISTER = 12
"""Names in a register take so much less room than items of other lists."""


def _register(index: Ref, name: str, items: Sequence[Any], config: Config) -> Pages:
    """A list of names from A to Z, with the way from each page of it to every letter."""
    letters = _letters(index.route, items, config)
    for pager, shown in _pages(index.route, items, config.page_size * REGISTER):
        records = {name: tuple(shown), "letters": letters, "pager": pager}
        yield Page(pager.route, f"{name}.html", index.name, records)


def _letters(route: Route, items: Sequence[Any], config: Config) -> tuple[Ref, ...]:
    """Each letter that names of a register begin with, and on which page it begins; others than letters come last."""
    found: dict[str, Ref] = {}
    for pager, shown in _pages(route, items, config.page_size * REGISTER):
        for item in shown:
            letter = initial(item.name)
            found.setdefault(letter, Ref(letter, pager.route))
    return tuple(found[letter] for letter in sorted(found, key=lambda letter: (not letter, letter)))


def _year_of(item: Session | Post) -> int | None:
    if isinstance(item, Session):
        return item.year
    years = [c.year for c in item.claims if c.year]
    return years[0] if years else item.date.year if item.date else None


def _years(items: Iterable[Session | Post]) -> tuple[YearGroup, ...]:
    groups: dict[int | None, tuple[list[Session], list[Post]]] = {}
    for item in items:
        sessions, posts = groups.setdefault(_year_of(item), ([], []))
        if isinstance(item, Session):
            sessions.append(item)
        else:
            posts.append(item)
    ordered = sorted(groups, key=lambda year: -(year or 0))
    return tuple(YearGroup(year, tuple(groups[year][0]), tuple(groups[year][1])) for year in ordered)


def _top(records: Sequence[Any], most: int) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda r: (-r.counts.sessions - r.counts.articles, r.route))[:most])


def _most_common(site: Site, sessions: Iterable[Session], most: int) -> tuple[Any, ...]:
    counted = Counter(ref.route for session in sessions for ref in session.topics)
    return tuple(site.records[route] for route in sorted(counted, key=lambda r: (-counted[r], r))[:most])


def _here(site: Site, named: Iterable[Route], most: int) -> tuple[Any, ...]:
    """The records that are named most often; as their counts, how often that is."""
    counted = Counter(named)
    ordered = sorted(counted, key=lambda route: (-counted[route], route))[:most]
    return tuple(replace(site.records[route], counts=Counts(sessions=counted[route])) for route in ordered)


def _sources(site: Site, route: Route) -> tuple[str, ...]:
    entry: Entry | None = site.entries.get(route)
    return (entry.path,) if entry else ()

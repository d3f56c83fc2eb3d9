"""Sessions and posts to the whole site: by edition, conference, speaker, organization and topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from recapgen.assemble.editions import Group
from recapgen.assemble.names import Names, Topics
from recapgen.errors import ContentError, Diagnostic
from recapgen.identity import Identity
from recapgen.model import (
    Account,
    Conference,
    Counts,
    Edition,
    Entry,
    Organization,
    Post,
    Ref,
    Session,
    Site,
    Speaker,
    Telling,
    TocEntry,
    Topic,
)
from recapgen.recap.words import fold
from recapgen.routes import Route


def indexed(
    posts: Sequence[Post],
    accounts: Sequence[Account],
    groups: Sequence[Group],
    sessions: Sequence[Session],
    tellings: Mapping[Route, tuple[Telling, ...]],
    places: Mapping[tuple[str, int], Session],
    names: Names,
    topics: Topics,
    registry: Sequence[Entry],
    translations: Mapping[Route, tuple[Ref, ...]],
) -> Site:
    index = _Index()
    for session in sessions:
        for route in _subjects(session):
            index.sessions.setdefault(route, []).append(session)
    told = [post for post in posts if post.kind != "page"]
    for group in groups:
        for post in group.posts.values():
            for route in (group.edition.route, group.edition.conference.route):
                index.posts.setdefault(route, []).append(post)
    for post in told:
        for ref in topics.refs(m.name for m in post.topics):
            index.posts.setdefault(ref.route, []).append(post)
    index.sort()
    entries = {Route(entry.kind, (entry.slug,)): entry for entry in registry}
    editions = sorted(
        (replace(g.edition, counts=index.counts(g.edition.route)) for g in groups),
        key=lambda e: (-(e.year or 0), _ordinal(e), e.name, e.route),
    )
    editions_of: dict[Route, list[Edition]] = {}
    by_route = {e.route: e for e in editions}
    for edition in editions:
        editions_of.setdefault(edition.conference.route, []).append(edition)
    for group in groups:
        for post in group.posts.values():
            editions_of.setdefault(post.route, []).append(by_route[group.edition.route])
    listed = (_conferences(editions_of, names, index), _speakers(names, index), _organizations(names, index))
    conferences, speakers, organizations = listed
    subjects = _topics(topics, index)
    records: dict[Route, Conference | Speaker | Organization | Topic] = {c.route: c for c in conferences}
    records |= {s.route: s for s in speakers}
    records |= {o.route: o for o in organizations}
    records |= {t.route: t for t in subjects}
    return Site(
        posts=tuple(told),
        pages=tuple(sorted((p for p in posts if p.kind == "page"), key=lambda p: (p.weight, p.route))),
        conferences=conferences,
        editions=tuple(editions),
        sessions=tuple(sessions),
        speakers=speakers,
        organizations=organizations,
        topics=subjects,
        tellings=tellings,
        contents={
            one.post.route: tuple(
                TocEntry(places[one.post.path, number], take.anchor)
                for number, take in enumerate(one.takes)
                if (one.post.path, number) in places
            )
            for one in accounts
            if one.takes
        },
        sessions_of={route: tuple(listed) for route, listed in index.sessions.items()},
        posts_of={route: tuple(listed) for route, listed in index.posts.items()},
        topics_of={post.route: topics.refs(m.name for m in post.topics) for post in told if post.topics},
        records=records,
        editions_of={route: tuple(dict.fromkeys(listed)) for route, listed in editions_of.items()},
        entries=entries,
        translations=translations,
        redirects=_redirects(posts, registry),
    )


def _ordinal(edition: Edition) -> int:
    return -edition.start.toordinal() if edition.start else 0


def _subjects(session: Session) -> list[Route]:
    """Every record on whose page a session is listed."""
    routes = [session.edition.route, session.conference.route, *(ref.route for ref in session.topics)]
    for appearance in session.speakers:
        routes.append(appearance.speaker.route)
        routes += [ref.route for ref in appearance.organizations]
    return list(dict.fromkeys(routes))


@dataclass
class _Index:
    """Which sessions and posts belong to which record."""

    sessions: dict[Route, list[Session]] = field(default_factory=dict)
    posts: dict[Route, list[Post]] = field(default_factory=dict)

    def sort(self) -> None:
        for route, listed in self.sessions.items():
            if route.kind not in ("edition",):
                listed.sort(key=lambda s: -(s.year or 0))
        for route, posts in self.posts.items():
            self.posts[route] = sorted({p.path: p for p in posts}.values(), key=newest_first)

    def counts(self, route: Route) -> Counts:
        listed, posts = self.sessions.get(route, ()), self.posts.get(route, ())
        recaps = {post.path for post in posts if post.kind == "recap"}
        return Counts(
            sessions=len(listed),
            recaps=len(recaps),
            articles=len(posts) - len(recaps),
            editions=len({s.edition.route for s in listed}),
            conferences=len({s.conference.route for s in listed}),
            speakers=len({a.speaker.route for s in listed for a in s.speakers}),
            organizations=len({o.route for s in listed for a in s.speakers for o in a.organizations}),
            topics=len({t.route for s in listed for t in s.topics}),
        )

    def years(self, route: Route) -> tuple[int, ...]:
        years = {s.year for s in self.sessions.get(route, ())} | {
            p.date.year for p in self.posts.get(route, ()) if p.date
        }
        return tuple(sorted((y for y in years if y), reverse=True))


def _conferences(editions_of: Mapping[Route, Sequence[Edition]], names: Names, index: _Index) -> tuple[Conference, ...]:
    made = []
    for identity in names.series.identities:
        route = Route("conference", (identity.slug,))
        entry = identity.entry
        editions = editions_of.get(route, ())
        made.append(
            Conference(
                name=identity.name,
                route=route,
                description=entry.description if entry else "",
                url=entry.url if entry else "",
                links=entry.links if entry else (),
                aliases=_aliases(identity),
                years=tuple(sorted({e.year for e in editions if e.year}, reverse=True)),
                counts=index.counts(route)._replace(editions=len(editions)),
            )
        )
    return tuple(sorted(made, key=lambda c: (fold(c.name), c.route)))


def _aliases(identity: Identity) -> tuple[str, ...]:
    stated = identity.entry.aliases if identity.entry else ()
    return tuple(dict.fromkeys((*stated, *identity.spellings)))


def _speakers(names: Names, index: _Index) -> tuple[Speaker, ...]:
    made = []
    for identity in names.people.identities:
        route = Route("speaker", (identity.slug,))
        sessions = index.sessions.get(route, ())
        if not sessions:
            continue
        entry = identity.entry
        organizations = dict.fromkeys(
            o for s in sessions for a in s.speakers if a.speaker.route == route for o in a.organizations
        )
        made.append(
            Speaker(
                name=identity.name,
                route=route,
                description=entry.description if entry else "",
                url=entry.url if entry else "",
                links=entry.links if entry else (),
                aliases=_aliases(identity),
                organizations=tuple(organizations),
                years=index.years(route),
                counts=index.counts(route),
            )
        )
    return tuple(sorted(made, key=lambda s: (fold(s.name), s.route)))


def _organizations(names: Names, index: _Index) -> tuple[Organization, ...]:
    made = []
    for identity in names.organizations.identities:
        route = Route("organization", (identity.slug,))
        if route not in index.sessions:
            continue
        entry = identity.entry
        made.append(
            Organization(
                name=identity.name,
                route=route,
                description=entry.description if entry else "",
                url=entry.url if entry else "",
                links=entry.links if entry else (),
                aliases=_aliases(identity),
                years=index.years(route),
                counts=index.counts(route),
            )
        )
    return tuple(sorted(made, key=lambda o: (fold(o.name), o.route)))


def _topics(topics: Topics, index: _Index) -> tuple[Topic, ...]:
    made = []
    for key, name in topics.names.items():
        route = Route("topic", (topics.slugs[key],))
        if route not in index.sessions and route not in index.posts:
            continue
        entry = topics.entries.get(key)
        made.append(
            Topic(
                name=name,
                route=route,
                description=entry.description if entry else "",
                aliases=entry.aliases if entry else (),
                years=index.years(route),
                counts=index.counts(route),
            )
        )
    return tuple(sorted(made, key=lambda t: (fold(t.name), t.route)))


def _redirects(posts: Sequence[Post], registry: Sequence[Entry]) -> dict[str, tuple[Route, str]]:
    wrong = []
    found: dict[str, tuple[Route, str]] = {}
    olds = [(alias, post.route, post.path) for post in posts for alias in post.aliases]
    olds += [(old, Route(entry.kind, (entry.slug,)), entry.path) for entry in registry for old in entry.redirects]
    for old, route, path in sorted(olds):
        if Route.of_url(old) == route:  # it is the new one too
            continue
        if old in found and found[old][0] != route:
            fact = f"the old address {old} is claimed by {found[old][1]} too"
            wrong.append(Diagnostic("RG311", fact, path, hint="leave it in one of them"))
        found.setdefault(old, (route, path))
    if wrong:
        raise ContentError(*wrong)
    return found


def newest_first(post: Post) -> tuple[float, int, str]:
    return (-post.date.moment.timestamp() if post.date else float("inf"), -post.weight, post.path)

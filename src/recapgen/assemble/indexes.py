"""Sessions and posts to the whole site: by edition, conference, speaker, organization and topic."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

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

Named = TypeVar("Named", Conference, Speaker, Organization, Topic)


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


class _Index(Struct):
    """Which sessions and posts belong to which record."""

    sessions: dict[Route, list[Session]] = {}
    posts: dict[Route, list[Post]] = {}

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

    def of(self, route: Route) -> dict[str, Any]:
        """What a record is listed for: its address, years and counts."""
        return {"route": route, "years": self.years(route), "counts": self.counts(route)}

    def years(self, route: Route) -> tuple[int, ...]:
        years = {s.year for s in self.sessions.get(route, ())} | {
            p.date.year for p in self.posts.get(route, ()) if p.date
        }
        return tuple(sorted((y for y in years if y), reverse=True))


def _conferences(editions_of: Mapping[Route, Sequence[Edition]], names: Names, index: _Index) -> tuple[Conference, ...]:
    made = []
    for identity in names.series.identities:
        route = Route("conference", (identity.slug,))
        editions = editions_of.get(route, ())
        years = tuple(sorted({e.year for e in editions if e.year}, reverse=True))
        counts = index.counts(route)._replace(editions=len(editions))
        made.append(Conference(**_known_of(identity), route=route, years=years, counts=counts))
    return _by_name(made)


def _speakers(names: Names, index: _Index) -> tuple[Speaker, ...]:
    made = []
    for identity in names.people.identities:
        route = Route("speaker", (identity.slug,))
        sessions = index.sessions.get(route, ())
        if sessions:
            theirs = (o for s in sessions for a in s.speakers if a.speaker.route == route for o in a.organizations)
            organizations = tuple(dict.fromkeys(theirs))
            made.append(Speaker(**_known_of(identity), organizations=organizations, **index.of(route)))
    return _by_name(made)


def _organizations(names: Names, index: _Index) -> tuple[Organization, ...]:
    identities = ((Route("organization", (one.slug,)), one) for one in names.organizations.identities)
    return _by_name(
        Organization(**_known_of(identity), **index.of(route))
        for route, identity in identities
        if route in index.sessions
    )


def _topics(topics: Topics, index: _Index) -> tuple[Topic, ...]:
    made = []
    for key, name in topics.names.items():
        route = Route("topic", (topics.slugs[key],))
        entry = topics.entries.get(key)
        if route in index.sessions or route in index.posts:
            description, aliases = (entry.description, entry.aliases) if entry else ("", ())
            made.append(Topic(name=name, description=description, aliases=aliases, **index.of(route)))
    return _by_name(made)


def _known_of(identity: Identity) -> dict[str, Any]:
    """What names and the registry say of one."""
    entry = identity.entry
    aliases = tuple(dict.fromkeys((*(entry.aliases if entry else ()), *identity.spellings)))
    if entry is None:
        return {"name": identity.name, "aliases": aliases}
    stated = {"description": entry.description, "url": entry.url, "links": entry.links}
    return {"name": identity.name, "aliases": aliases, **stated}


def _by_name(made: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(made, key=lambda one: (fold(one.name), one.route)))


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

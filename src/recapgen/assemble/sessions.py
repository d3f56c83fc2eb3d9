"""An edition's takes to its sessions; what an earlier time has put together still holds where nothing changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recapgen.assemble.editions import Group
from recapgen.assemble.names import Names, Topics, topic_key
from recapgen.errors import Diagnostic
from recapgen.identity import Identity, organization_key, person_key
from recapgen.merge import Told, merged
from recapgen.model import Appearance, Entry, Kind, Post, Ref, Session, Telling
from recapgen.routes import Route, slugify


class _Programme(Struct, frozen=True, dict=True):
    """The sessions of one edition, in order, each with its takes and with who tells of it; and what they came from."""

    group: Group
    sessions: Sequence[tuple[Session, Sequence[Told], tuple[Telling, ...]]]
    doubts: Sequence[Diagnostic]

    @classmethod
    def of(cls, group: Group, names: Names, topics: Topics) -> _Programme:
        doubts: list[Diagnostic] = []
        sessions = [
            (session, takes, tuple(_telling(group.posts[t.path], t) for t in takes))
            for session, takes in _sessions(group, names, topics, doubts)
        ]
        return cls(group, sessions, doubts)

    @cached_property
    def used(self) -> _Used:
        """Asked only where names have changed since."""
        return _Used.by(self.group.told)

    def holds_for(self, group: Group) -> bool:
        """Doubts name lines, which two takes that say the same need not share."""
        if self.doubts and not all(a.take is b.take for a, b in zip(self.group.told, group.told, strict=False)):
            return False
        return self.group == group


class _Used(Struct, frozen=True):
    """Keys of names, by which is known whether a name that changes is one of these."""

    people: frozenset[str]
    organizations: frozenset[str]
    topics: frozenset[str]

    @classmethod
    def by(cls, told: Iterable[Told]) -> _Used:
        takes = [one.take for one in told]
        credits = [credit for take in takes for credit in take.credits]
        return cls(
            frozenset(name for credit in credits for name in (person_key(credit.name), credit.name)),
            frozenset(organization_key(name) for credit in credits for name in credit.organizations),
            frozenset(topic_key(mention.name) for take in takes for mention in take.topics),
        )

    def __bool__(self) -> bool:
        """Whether there is any key."""
        return bool(self.people or self.organizations or self.topics)

    def is_apart_from(self, other: _Used) -> bool:
        return (
            self.people.isdisjoint(other.people)
            and self.organizations.isdisjoint(other.organizations)
            and self.topics.isdisjoint(other.topics)
        )


class Programmes:
    """The sessions of editions from the last time: where neither a post nor a name has changed they still hold."""

    def __init__(self) -> None:
        self._known: Mapping[Route, _Programme] = {}
        self._registry: Sequence[Entry] | None = None
        self._called: Mapping[str, Mapping[str, tuple[str, str]]] = {}
        """For people, organizations and topics: key -> name and slug."""

    def of(self, groups: Sequence[Group], names: Names, topics: Topics, registry: Sequence[Entry]) -> list[_Programme]:
        called = {"people": names.people.called, "organizations": names.organizations.called, "topics": topics.called}
        before = self._known if registry == self._registry else {}
        other = _Used(**{kind: _differing(self._called.get(kind, {}), now) for kind, now in called.items()})
        found = []
        for group in groups:
            programme = before.get(group.edition.route)
            if programme is not None and other and not programme.used.is_apart_from(other):
                programme = None
            if programme is None or not programme.holds_for(group):
                programme = _Programme.of(group, names, topics)
            found.append(programme)
        self._known = {one.group.edition.route: one for one in found}
        self._registry, self._called = registry, called
        return found


def _differing(before: Mapping[str, tuple[str, str]], now: Mapping[str, tuple[str, str]]) -> frozenset[str]:
    """The keys, and the slugs, by which posts may mean what is called otherwise now."""
    keys = [key for key in before.keys() | now.keys() if before.get(key) != now.get(key)]
    slugs = [called[key][1] for called in (before, now) for key in keys if key in called]
    return frozenset((*keys, *slugs))


_KIND_NAMES: dict[Kind, str] = {"talk": "Talk", "keynote": "Keynote", "workshop": "Workshop"}
_KIND_NAMES |= {"tutorial": "Tutorial", "lightning": "Lightning talk", "panel": "Panel"}


def _sessions(group: Group, names: Names, topics: Topics, doubts: list[Diagnostic]) -> list[tuple[Session, list[Told]]]:
    grouped, unsure = merged(group.told, group.apart)
    for doubt in unsure:
        fact = (
            f"'{doubt.other.take.title}' may be '{doubt.one.take.title or 'the untitled session'}' "
            f"of {doubt.one.place}: {doubt.why}"
        )
        hint = "if they are one session, give both the same title and speakers"
        if doubt.one.take.title:
            titles = json.dumps([doubt.one.take.title, doubt.other.take.title], ensure_ascii=False)
            file = f"content/conferences/{group.edition.conference.route.names[0]}.md"
            hint += f"; if they are two, write 'apart: [{titles}]' in {file}"
        doubts.append(
            Diagnostic("RG320", fact, doubt.other.path, doubt.other.take.lines[0], hint=hint, severity="warning")
        )
    made = []
    taken: dict[str, int] = {}
    for takes in grouped:
        session = _session(group, takes, names, topics, doubts)
        slug = session.route.names[2]
        if slug in taken and session.speakers:
            slug = slugify(f"{session.title} {session.speakers[0].speaker.name}")
        if slug in taken:
            taken[slug] += 1
            slug = f"{slug}-{taken[slug]}"
        taken.setdefault(slug, 1)
        if slug != session.route.names[2]:
            session = replace(session, route=Route("session", (*group.edition.route.names, slug)))
        made.append((session, takes))
    return sorted(made, key=lambda pair: pair[0].day or 99)


def _session(group: Group, told: Sequence[Told], names: Names, topics: Topics, doubts: list[Diagnostic]) -> Session:
    """What the takes of one session agree upon; where they differ, the most frequent, then the first."""
    edition = group.edition
    takes = [one.take for one in told]
    kind: Kind = _most([t.kind for t in takes if t.kind != "talk"]) or "talk"
    speakers = _appearances(told, names, doubts)
    title = _most([t.title for t in takes if t.title]) or ""
    if not title:
        by = " & ".join(a.speaker.name for a in speakers[:3])
        made_up = f"{_KIND_NAMES[kind]} by {by}" if by else f"{_KIND_NAMES[kind]} at {edition.name}"
    lang = next(group.posts[one.path].lang for one in told if one.take.title == title)
    days = [t for t in takes if t.day is not None]
    return Session(
        title=title or made_up,
        route=Route("session", (*edition.route.names, slugify(title or made_up))),
        edition=edition.ref,
        conference=edition.conference,
        kind=kind,
        named=bool(title),
        year=edition.year,
        day=days[0].day if days else None,
        day_label=next((t.day_label for t in days if t.day_label), ""),
        speakers=speakers,
        topics=topics.refs(m.name for t in takes for m in t.topics),
        links=tuple({link.url: link for t in reversed(takes) for link in reversed(t.links)}.values())[::-1],
        excerpt=max((one.take.excerpt for one in told if group.posts[one.path].lang == lang), key=len),
        recaps=tuple(dict.fromkeys(group.posts[one.path].ref for one in told)),
        lang=lang,
    )


def _most(values: Sequence[Any]) -> Any:
    if len(values) < 2:
        return values[0] if values else None
    counted = Counter(values)
    return max(values, key=lambda v: (counted[v], -values.index(v)))


def _appearances(told: Sequence[Told], names: Names, doubts: list[Diagnostic]) -> tuple[Appearance, ...]:
    found: dict[str, tuple[Identity, dict[str, Ref], str]] = {}
    for one in told:
        for credit in one.take.credits:
            stated = names.people.of_slug(credit.name) if credit.name.islower() and "-" in credit.name else None
            identity = stated or names.people.identify(credit.name, credit.organizations)
            if not stated and names.people.is_ambiguous(credit.name, credit.organizations):
                fact = f"more than one '{credit.name}' is known, and nothing here says which"
                hint = "name the organization, or write the speaker's slug instead of the name"
                doubts.append(Diagnostic("RG305", fact, one.path, one.take.lines[0], hint=hint, severity="warning"))
            _, organizations, role = found.setdefault(identity.slug, (identity, {}, credit.role))
            for organization in credit.organizations:
                known = names.organizations.identify(organization)
                organizations[known.slug] = Ref(known.name, Route("organization", (known.slug,)))
            found[identity.slug] = (identity, organizations, role or credit.role)
    full = [identity for identity, _, _ in found.values()]
    return tuple(
        Appearance(Ref(identity.name, Route("speaker", (slug,))), tuple(organizations.values()), role)
        for slug, (identity, organizations, role) in found.items()
        if len(told) == 1 or not _is_part_of_other(identity, full)
    )


def _is_part_of_other(identity: Identity, others: Sequence[Identity]) -> bool:
    """A first name alone, where another take gives the whole name."""
    words = set(person_key(identity.name).split())
    return any(words < set(person_key(other.name).split()) for other in others)


def _telling(post: Post, told: Told) -> Telling:
    authors = (post.origin.author,) if post.origin and post.origin.author else post.authors
    return Telling(post.ref, authors, told.take.anchor, post.path, told.number, post.lang)

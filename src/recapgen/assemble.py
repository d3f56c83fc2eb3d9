"""Posts to a site: editions, sessions, speakers, organizations and topics, each known from all that tell of it.

Works by group: sessions merge inside their edition only, and people, organizations and topics are indexes over the
sessions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from recapgen.addresses import told_apart, without_frames
from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic
from recapgen.identity import Identity, Roster, misspellings, organization_key, person_key, series_key
from recapgen.merge import Told, merged
from recapgen.model import (
    Account,
    Appearance,
    Claim,
    Conference,
    Counts,
    Edition,
    EditionNote,
    Entry,
    Kind,
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
from recapgen.routes import Route, slugify
from recapgen.translations import translations_of

Doubts = Iterator[Diagnostic]


def assemble(
    accounts: Sequence[Account], registry: Sequence[Entry], config: Config, kept: Programmes | None = None
) -> tuple[Site, tuple[Diagnostic, ...]]:
    """The site, and what is doubtful. Raises `ContentError` where registry files contradict each other.

    The order of `accounts` and `registry` does not matter. What an earlier call has `kept` only saves time.
    """
    accounts, notes = without_frames(sorted(accounts, key=lambda one: _newest_first(one.post)))
    accounts, moves = told_apart(accounts, config.language)
    ordered = [one.post for one in accounts]
    told = [one for one in accounts if one.post.kind != "page"]
    names = _Names.of(told, registry)
    doubts = list(names.doubts)
    groups = _editions(told, names, doubts)
    topics = _Topics.of(told, registry)
    sessions: list[Session] = []
    tellings: dict[Route, tuple[Telling, ...]] = {}
    places: dict[tuple[str, int], Session] = {}
    for programme in (kept or Programmes()).of(groups, names, topics, registry):
        doubts += programme.doubts
        for session, takes, told_by in programme.sessions:
            sessions.append(session)
            tellings[session.route] = told_by
            places |= {(t.path, t.number): session for t in takes}
    versions, unsure = translations_of(ordered)
    site = _indexed(ordered, told, groups, sessions, tellings, places, names, topics, registry, versions)
    return site, _sorted([*notes, *moves, *doubts, *unsure])


def _newest_first(post: Post) -> tuple[float, int, str]:
    return (-post.date.moment.timestamp() if post.date else float("inf"), -post.weight, post.path)


def _sorted(doubts: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(sorted(set(doubts), key=lambda d: (d.path, d.line, d.column, d.code, d.message)))


def moved(doubts: Sequence[Diagnostic], accounts: Iterable[tuple[Account, Account]]) -> tuple[Diagnostic, ...]:
    """Doubts about takes that say the same and stand elsewhere now; the accounts are the old ones with the new."""
    for old, new in accounts:
        lines = {one.lines[0]: other.lines[0] for one, other in zip(old.takes, new.takes, strict=True)}
        if any(line != other for line, other in lines.items()):
            doubts = [doubt.moved(new.post.path, lines) for doubt in doubts]
    return tuple(doubts)


# -- names ------------------------------------------------------------------------------------------------------------


@dataclass
class _Names:
    """The identities of all series, people and organizations."""

    series: Roster
    people: Roster
    organizations: Roster
    doubts: list[Diagnostic] = field(default_factory=list)

    @classmethod
    def of(cls, accounts: Sequence[Account], registry: Sequence[Entry]) -> _Names:
        entries: dict[str, list[Entry]] = {"conference": [], "speaker": [], "organization": [], "topic": []}
        for entry in sorted(registry, key=lambda e: e.path):
            entries[entry.kind].append(entry)
        names = cls(
            Roster("conference", tuple(entries["conference"]), series_key),
            Roster("speaker", tuple(entries["speaker"]), person_key),
            Roster("organization", tuple(entries["organization"]), organization_key),
        )
        names._check(entries)
        for one in accounts:
            for claim in one.post.claims:
                names.series.see(names.split(claim)[0])
            for take in one.takes:
                for credit in take.credits:
                    names.people.see(credit.name)
                    for organization in credit.organizations:
                        names.organizations.see(organization)
        for roster in (names.series, names.people, names.organizations):
            roster.settle()
        names._warn_of_near(accounts)
        return names

    def split(self, claim: Claim) -> tuple[str, str]:
        """A claim's series and label: `Serverlessconf Austin` is Serverlessconf's where the registry knows that series
        and Austin is its city or one of its editions."""
        if self.series.knows(claim.name):
            return claim.name, claim.label
        for entry in self.series.entries:
            for name in (entry.name, *entry.aliases):
                if fold(claim.name).startswith(f"{fold(name)} "):
                    rest = claim.name[len(name) :].strip(" ,-–")
                    places = {fold(claim.city), *(fold(p) for e in entry.editions for p in (e.city, e.name, e.country))}
                    if any(fold(rest) and (fold(rest) == p or p.startswith(f"{fold(rest)} ")) for p in places):
                        return name, claim.label or rest
        return claim.name, claim.label

    def _check(self, entries: Mapping[str, list[Entry]]) -> None:
        wrong = []
        for kind, listed in entries.items():
            slugs: dict[str, Entry] = {}
            for entry in listed:
                if (first := slugs.setdefault(entry.slug, entry)) is not entry:
                    fact = f"the address '{entry.slug}' is also that of {first.path}"
                    wrong.append(Diagnostic("RG301", fact, entry.path, hint="give one of them another 'slug'"))
            for entry in listed:
                for other in entry.not_same_as:
                    if other not in slugs and slugify(other) not in slugs:
                        fact = f"'not_same_as' names {other!r}, and there is no content/{kind}s/{other}.md"
                        self.doubts.append(
                            Diagnostic("RG302", fact, entry.path, hint="add that file", severity="warning")
                        )
        if wrong:
            raise ContentError(*wrong)
        for roster in (self.series, self.people, self.organizations):
            for claimed in roster.claimed.values():
                first = claimed[0]
                for entry in claimed[1:]:
                    if not (
                        {first.slug, first.name} & set(entry.not_same_as)
                        or {entry.slug, entry.name} & set(first.not_same_as)
                    ):
                        fact = f"'{entry.name}' is also described by {first.path}"
                        hint = f"make it one file, or write 'not_same_as: [{first.slug}]'"
                        self.doubts.append(Diagnostic("RG303", fact, entry.path, hint=hint, severity="warning"))

    def _warn_of_near(self, accounts: Sequence[Account]) -> None:
        """One letter's difference between two names: perhaps one person."""
        first_seen: dict[str, tuple[str, int, str]] = {}
        for one in sorted(accounts, key=lambda one: one.post.path):
            for take in one.takes:
                for credit in take.credits:
                    first_seen.setdefault(person_key(credit.name), (one.post.path, take.lines[0], credit.name))
        alike: dict[str, list[str]] = {}
        for key in sorted(first_seen):
            for sign in misspellings(key):
                alike.setdefault(sign, []).append(key)
        for key, other in sorted({pair for keys in alike.values() for pair in combinations(keys, 2)}):
            a, b = self.people.identify(first_seen[key][2]), self.people.identify(first_seen[other][2])
            apart = {b.slug, b.name} & set(a.entry.not_same_as if a.entry else ())
            apart |= {a.slug, a.name} & set(b.entry.not_same_as if b.entry else ())
            if a.slug != b.slug and not apart:
                path, line, name = first_seen[other]
                first_path, first_line, first_name = first_seen[key]
                fact = f"'{name}' and '{first_name}' ({first_path}:{first_line}) may be one person"
                file = f"content/speakers/{a.slug}.md"
                hint = f"add {file} with 'aliases: [{name}]', or with 'not_same_as: [{b.slug}]'"
                self.doubts.append(Diagnostic("RG304", fact, path, line, hint=hint, severity="warning"))


# -- topics -----------------------------------------------------------------------------------------------------------


@dataclass
class _Topics:
    """Topics by folded name; posts have resolved aliases already."""

    names: dict[str, str]
    slugs: dict[str, str]
    entries: dict[str, Entry]

    @classmethod
    def of(cls, accounts: Sequence[Account], registry: Sequence[Entry]) -> _Topics:
        spelt: dict[str, Counter[str]] = {}
        for one in accounts:
            for mention in (*one.post.topics, *(m for t in one.takes for m in t.topics)):
                spelt.setdefault(_topic_key(mention.name), Counter())[mention.name] += 1
        entries = {_topic_key(e.name): e for e in registry if e.kind == "topic"}
        names: dict[str, str] = {}
        slugs: dict[str, str] = {}
        taken = {entry.slug for entry in entries.values()}
        for key in sorted({*spelt, *entries}):
            if key in entries:
                names[key], slugs[key] = entries[key].name, entries[key].slug
                continue
            names[key] = min(spelt[key], key=lambda n: (-spelt[key][n], n.islower(), n))
            slug = slugify(names[key])
            number = 2
            while slug in taken:
                slug = f"{slugify(names[key])}-{number}"
                number += 1
            taken.add(slug)
            slugs[key] = slug
        return cls(names, slugs, entries)

    @property
    def called(self) -> Mapping[str, tuple[str, str]]:
        """Key -> name and slug."""
        return {key: (name, self.slugs[key]) for key, name in self.names.items()}

    def ref(self, name: str) -> Ref:
        key = _topic_key(name)
        return Ref(self.names[key], Route("topic", (self.slugs[key],)))

    def refs(self, names: Iterable[str]) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys(self.ref(name) for name in names))


def _topic_key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())


# -- editions ---------------------------------------------------------------------------------------------------------


@dataclass
class _Group:
    """One edition, and all that posts tell of it."""

    edition: Edition
    posts: dict[str, Post]
    told: list[Told]


def _editions(accounts: Sequence[Account], names: _Names, doubts: list[Diagnostic]) -> list[_Group]:
    """Group claims by series and edition; with them the takes that belong to each."""
    claimed: dict[str, list[tuple[Account, int, Claim, str]]] = {}
    for one in reversed(accounts):
        for index, claim in enumerate(one.post.claims):
            series, label = names.split(claim)
            claimed.setdefault(names.series.identify(series).slug, []).append((one, index, claim, label))
    groups = []
    for slug in sorted({*claimed, *(e.slug for e in names.series.entries)}):
        identity = names.series.of_slug(slug)
        assert identity is not None
        notes = list(identity.entry.editions) if identity.entry else []
        parts: dict[str, list[tuple[Account, int, Claim]]] = {}
        for one, index, claim, label in claimed.get(slug, ()):
            parts.setdefault(_label(claim, label, notes, claimed[slug]), []).append((one, index, claim))
        for note in notes:
            label = _note_label(note)
            if label not in parts and not any(
                _is_of(note, key, [c for _, _, c in told]) for key, told in parts.items()
            ):
                parts[label] = []
        doubts += _apart(identity, claimed.get(slug, ()), {note.year for note in notes})
        for label in sorted(parts):
            groups.append(_group(identity, label, parts[label], notes, doubts))
    return groups


def _label(
    claim: Claim, label: str, notes: Sequence[EditionNote], others: Sequence[tuple[Account, int, Claim, str]]
) -> str:
    """What tells an edition from its sisters: the author's word, else the year, with the city where there are two."""
    year = str(claim.year) if claim.year else ""
    for note in notes:
        if note.name and note.year == claim.year and fold(label or claim.city) in (fold(note.name), fold(note.city)):
            return _note_label(note)
    if label:
        return label if not year or year in label else f"{label} {year}"
    cities = {_town(c.city) for _, _, c, stated in others if c.year == claim.year and c.city and not stated}
    if len(cities) > 1 and claim.city:
        return f"{claim.city} {year}".strip()
    only = [note for note in notes if note.year == claim.year]
    if len(only) == 1 and only[0].name and (not claim.city or fold(claim.city) == fold(only[0].city)):
        return _note_label(only[0])
    return year or "undated"


def _town(city: str) -> str:
    """A city without what may stand behind it: `Cleveland, Ohio` is Cleveland."""
    return fold(city.partition(",")[0])


def _apart(series: Identity, told: Sequence[tuple[Account, int, Claim, str]], years: Collection[int | None]) -> Doubts:
    """Editions of one year that only their cities tell apart, where the registry knows none of these `years`."""
    towns: dict[tuple[int, str], tuple[Post, str]] = {}
    for one, _, claim, stated in told:
        if claim.year and claim.city and not stated and claim.year not in years:
            towns.setdefault((claim.year, _town(claim.city)), (one.post, claim.city))
    firsts: dict[int, tuple[Post, str]] = {}
    for (year, _), (post, city) in towns.items():
        first, its_city = firsts.setdefault(year, (post, city))
        if first is not post:
            fact = f"{series.name} {year} is in '{city}' here, but in '{its_city}' in {first.path}: two editions"
            hint = f"correct the city, or list the editions in content/conferences/{series.slug}.md"
            yield Diagnostic("RG312", fact, post.path, hint=hint, severity="warning")


def _note_label(note: EditionNote) -> str:
    return note.name or (str(note.year) if note.year else "undated")


def _is_of(note: EditionNote, label: str, claims: Sequence[Claim]) -> bool:
    """Whether a registry's note is about the edition that claims describe."""
    if _note_label(note) == label:
        return True
    if note.year is None or not any(c.year == note.year for c in claims):
        return False
    return not note.city or any(not c.city or _town(c.city) == _town(note.city) for c in claims)


def _group(
    series: Identity,
    label: str,
    claimed: Sequence[tuple[Account, int, Claim]],
    notes: Sequence[EditionNote],
    doubts: list[Diagnostic],
) -> _Group:
    claims = [claim for _, _, claim in claimed]
    note = next((n for n in notes if _is_of(n, label, claims)), EditionNote())
    for name in ("city", "country", "start", "end"):
        same = _town if name == "city" else fold
        said = {same(str(getattr(c, name))): (one.post, getattr(c, name)) for one, _, c in claimed if getattr(c, name)}
        if len(said) > 1 and not getattr(note, name):
            (one, first), (other, second) = list(said.values())[:2]
            fact = f"{series.name} {label}: {name} is '{second}' here, but '{first}' in {one.path}"
            hint = f"say which in content/conferences/{series.slug}.md"
            doubts.append(Diagnostic("RG310", fact, other.path, hint=hint, severity="warning"))

    def known(name: str) -> object:
        return getattr(note, name) or next((getattr(c, name) for c in claims if getattr(c, name)), getattr(note, name))

    conference = Ref(series.name, Route("conference", (series.slug,)))
    full = label if fold(series.name) in fold(label) else f"{series.name} {label}".removesuffix(" undated")
    edition = Edition(
        name=full,
        label=label,
        route=Route("edition", (series.slug, slugify(label))),
        conference=conference,
        year=known("year"),  # type: ignore[arg-type]
        city=known("city"),  # type: ignore[arg-type]
        country=known("country"),  # type: ignore[arg-type]
        venue=known("venue"),  # type: ignore[arg-type]
        url=known("url"),  # type: ignore[arg-type]
        start=known("start"),  # type: ignore[arg-type]
        end=known("end"),  # type: ignore[arg-type]
        description=note.description,
    )
    posts = {one.post.path: one.post for one, _, _ in claimed}
    told = [
        Told(one.post.path, number, take)
        for one, index, _ in claimed
        for number, take in enumerate(one.takes)
        if (take.claim or 0) == index
    ]
    return _Group(edition, posts, told)


# -- sessions ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Programme:
    """The sessions of one edition, in order, each with its takes and with who tells of it; and what they came from."""

    group: _Group
    sessions: Sequence[tuple[Session, Sequence[Told], tuple[Telling, ...]]]
    doubts: Sequence[Diagnostic]
    used: _Used

    @classmethod
    def of(cls, group: _Group, names: _Names, topics: _Topics) -> _Programme:
        doubts: list[Diagnostic] = []
        sessions = [
            (session, takes, tuple(_telling(group.posts[t.path], t) for t in takes))
            for session, takes in _sessions(group, names, topics, doubts)
        ]
        return cls(group, sessions, doubts, _Used.by(group.told))

    def holds_for(self, group: _Group) -> bool:
        """Doubts name lines, which two takes that say the same need not share."""
        if self.doubts and not all(a.take is b.take for a, b in zip(self.group.told, group.told, strict=False)):
            return False
        return self.group == group


@dataclass(frozen=True)
class _Used:
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
            frozenset(_topic_key(mention.name) for take in takes for mention in take.topics),
        )

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

    def of(
        self, groups: Sequence[_Group], names: _Names, topics: _Topics, registry: Sequence[Entry]
    ) -> list[_Programme]:
        called = {"people": names.people.called, "organizations": names.organizations.called, "topics": topics.called}
        before = self._known if registry == self._registry else {}
        other = _Used(**{kind: _differing(self._called.get(kind, {}), now) for kind, now in called.items()})
        found = []
        for group in groups:
            programme = before.get(group.edition.route)
            if programme is None or not programme.holds_for(group) or not programme.used.is_apart_from(other):
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


def _sessions(
    group: _Group, names: _Names, topics: _Topics, doubts: list[Diagnostic]
) -> list[tuple[Session, list[Told]]]:
    grouped, unsure = merged(group.told)
    for doubt in unsure:
        fact = (
            f"'{doubt.other.take.title}' may be '{doubt.one.take.title or 'the untitled session'}' "
            f"of {doubt.one.place}: {doubt.why}"
        )
        hint = "if they are one session, give both the same title and speakers"
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


def _session(group: _Group, told: Sequence[Told], names: _Names, topics: _Topics, doubts: list[Diagnostic]) -> Session:
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
    counted = Counter(values)
    return max(values, key=lambda v: (counted[v], -values.index(v))) if values else None


def _appearances(told: Sequence[Told], names: _Names, doubts: list[Diagnostic]) -> tuple[Appearance, ...]:
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


# -- indexes ----------------------------------------------------------------------------------------------------------


def _indexed(
    posts: Sequence[Post],
    accounts: Sequence[Account],
    groups: Sequence[_Group],
    sessions: Sequence[Session],
    tellings: Mapping[Route, tuple[Telling, ...]],
    places: Mapping[tuple[str, int], Session],
    names: _Names,
    topics: _Topics,
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
            self.posts[route] = sorted({p.path: p for p in posts}.values(), key=_newest_first)

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


def _conferences(
    editions_of: Mapping[Route, Sequence[Edition]], names: _Names, index: _Index
) -> tuple[Conference, ...]:
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


def _speakers(names: _Names, index: _Index) -> tuple[Speaker, ...]:
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


def _organizations(names: _Names, index: _Index) -> tuple[Organization, ...]:
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


def _topics(topics: _Topics, index: _Index) -> tuple[Topic, ...]:
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

"""Who is who: the names of series, people, organizations and topics, over all posts and the registry."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations

from msgspec import Struct

from recapgen.errors import ContentError, Diagnostic
from recapgen.identity import Identity, Roster, misspellings, organization_key, person_key, series_key
from recapgen.model import Account, Claim, Entry, Ref
from recapgen.recap.words import fold
from recapgen.routes import Route, slugify
from recapgen.syntax import yaml_list, yaml_value


class Names(Struct):
    """The identities of all series, people and organizations."""

    series: Roster
    people: Roster
    organizations: Roster
    doubts: list[Diagnostic] = []

    @classmethod
    def of(cls, accounts: Sequence[Account], registry: Sequence[Entry]) -> Names:
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
                        hint = f"make it one file, or write `not_same_as: {yaml_list([first.slug])}`"
                        self.doubts.append(Diagnostic("RG303", fact, entry.path, hint=hint, severity="warning"))

    def _warn_of_near(self, accounts: Sequence[Account]) -> None:
        """One letter's difference between two names: perhaps one person."""
        first_seen: dict[str, tuple[str, int, str]] = {}
        posts: Counter[str] = Counter()
        for one in sorted(accounts, key=lambda one: one.post.path):
            for take in one.takes:
                for credit in take.credits:
                    first_seen.setdefault(person_key(credit.name), (one.post.path, take.lines[0], credit.name))
            posts.update({person_key(credit.name) for take in one.takes for credit in take.credits})
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
                hint = _which_name(a, b, posts[key] - posts[other])
                self.doubts.append(Diagnostic("RG304", fact, path, line, hint=hint, severity="warning"))


def _which_name(a: Identity, b: Identity, more: int) -> str:
    """How to settle whether two are one person, `a` being named in so many more posts: under the usual spelling."""
    if bool(a.entry) != bool(b.entry):
        more = 1 if a.entry else -1
    if more < 0:
        a, b = b, a
    ways = [_as_one(a, b)] if more else [_as_one(a, b), _as_one(b, a)]
    file = a.entry.path if a.entry else f"content/speakers/{a.slug}.md"
    return f"add {', or '.join(ways)}; if they are two people, `not_same_as: {yaml_list([b.slug])}` in {file}"


def _as_one(kept: Identity, other: Identity) -> str:
    """The registry file that makes two people one."""
    aliases = f"`aliases: {yaml_list([other.name])}`"
    if kept.entry:
        return f"{aliases} to {kept.entry.path}"
    name = "" if kept.slug.replace("-", " ").title() == kept.name else f"`name: {yaml_value(kept.name)}` and "
    return f"content/speakers/{kept.slug}.md with {name}{aliases}"


class Topics(Struct):
    """Topics by folded name; posts have resolved aliases already."""

    names: dict[str, str]
    slugs: dict[str, str]
    entries: dict[str, Entry]

    @classmethod
    def of(cls, accounts: Sequence[Account], registry: Sequence[Entry]) -> Topics:
        spelt: dict[str, Counter[str]] = defaultdict(Counter)
        for one in accounts:
            for mention in (*one.post.topics, *(m for t in one.takes for m in t.topics)):
                spelt[topic_key(mention.name)][mention.name] += 1
        entries = {topic_key(e.name): e for e in registry if e.kind == "topic"}
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
        key = topic_key(name)
        return Ref(self.names[key], Route("topic", (self.slugs[key],)))

    def refs(self, names: Iterable[str]) -> tuple[Ref, ...]:
        return tuple(dict.fromkeys(self.ref(name) for name in names))


@lru_cache(maxsize=65_536)
def topic_key(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").split())

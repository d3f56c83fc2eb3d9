"""Who is who: many spellings of a name lead to one identity, and namesakes are kept apart.

>>> people = Roster("speaker", (), person_key)
>>> people.see("José Peña"); people.see("Jose Pena"); people.see("Jose Pena")
>>> people.settle()
>>> people.identify("JOSÉ PEÑA").name
'José Peña'
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import lru_cache

from msgspec import Struct, field

from recapgen.model import Entry
from recapgen.recap.words import fold
from recapgen.routes import slugify

_HONORIFICS = {"dr", "prof", "professor", "mr", "mrs", "ms", "sir", "ing", "phd"}
_LEGAL = {
    "ag",
    "gmbh",
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "llc",
    "corp",
    "co",
    "kg",
    "plc",
    "bv",
    "sarl",
    "oy",
    "ab",
    "aps",
}


@lru_cache(maxsize=65_536)
def person_key(name: str) -> str:
    """Two spellings with one key are one person: case, accents, punctuation and honorifics do not count.

    >>> person_key("Dr. Ida  Quíll")
    'ida quill'
    """
    words = fold(name).split()
    return " ".join(w for w in words if w not in _HONORIFICS) or fold(name)


@lru_cache(maxsize=65_536)
def organization_key(name: str) -> str:
    """Two spellings with one key are one organization: legal forms, spaces and `the` do not count either.

    >>> organization_key("The Ladle GmbH") == organization_key("Ladle")
    True
    """
    words = fold(name).split()
    kept = [w for w in words if w not in _LEGAL and w != "the"]
    return "".join(kept or words)


def series_key(name: str) -> str:
    """Two spellings with one key are one conference series.

    >>> series_key("CloudConf") == series_key("cloud conf")
    True
    """
    return fold(name).replace(" ", "")


class Identity(Struct, frozen=True):
    """One person, organization or series."""

    name: str
    slug: str
    entry: Entry | None = None
    spellings: tuple[str, ...] = ()
    """Other ways in which posts write the name."""


class Roster(Struct):
    """All identities of one kind, learnt in two steps: `see` every spelling, `settle`, then `identify`."""

    kind: str
    entries: tuple[Entry, ...]
    key_of: Callable[[str], str]
    _seen: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _by_key: dict[str, Identity] = {}
    _by_slug: dict[str, Identity] = {}
    claimed: dict[str, list[Entry]] = {}
    """Registry files by the keys of their names and aliases."""

    def __post_init__(self) -> None:
        for entry in self.entries:
            for name in (entry.name, *entry.aliases):
                entries = self.claimed.setdefault(self.key_of(name), [])
                if entry not in entries:
                    entries.append(entry)

    def see(self, name: str) -> None:
        self._seen[self.key_of(name)][name] += 1

    def settle(self) -> None:
        """Give every identity its name and its slug, whatever the order in which names were seen."""
        spelt: dict[str, Counter[str]] = {}
        for key, names in self._seen.items():
            for entry in self.claimed.get(key, ()):
                spelt.setdefault(entry.slug, Counter()).update(names)
        for entry in self.entries:
            others = tuple(sorted(n for n in spelt.get(entry.slug, ()) if n != entry.name))
            self._by_slug[entry.slug] = Identity(entry.name, entry.slug, entry, others)
        for key in sorted(self._seen):
            if key in self.claimed:
                continue
            names = self._seen[key]
            name = best_spelling(names)
            slug = slugify(name)
            number = 2
            while slug in self._by_slug:
                slug = f"{slugify(name)}-{number}"
                number += 1
            others = tuple(sorted(n for n in names if n != name))
            self._by_key[key] = self._by_slug[slug] = Identity(name, slug, None, others)

    def identify(self, name: str, organizations: Iterable[str] = ()) -> Identity:
        """The identity that a name means; of namesakes the one whose organization fits, else the first."""
        entries = self.claimed.get(self.key_of(name))
        if not entries:
            return self._by_key[self.key_of(name)]
        return self._by_slug[self._fitting(entries, organizations).slug]

    def is_ambiguous(self, name: str, organizations: Iterable[str]) -> bool:
        """Whether a name is borne by several entries, and the organizations given settle nothing."""
        entries = self.claimed.get(self.key_of(name), [])
        return len(entries) > 1 and sum(_fits(e, set(organizations)) for e in entries) != 1

    def knows(self, name: str) -> bool:
        """Whether the registry has the name."""
        return self.key_of(name) in self.claimed

    @property
    def called(self) -> dict[str, tuple[str, str]]:
        """Key -> name and slug, of all that the registry does not know."""
        return {key: (one.name, one.slug) for key, one in self._by_key.items()}

    @property
    def identities(self) -> tuple[Identity, ...]:
        return tuple(self._by_slug.values())

    def of_slug(self, slug: str) -> Identity | None:
        return self._by_slug.get(slug)

    @staticmethod
    def _fitting(entries: list[Entry], organizations: Iterable[str]) -> Entry:
        wanted = set(organizations)
        ordered = sorted(entries, key=lambda e: (not _fits(e, wanted), len(e.slug), e.slug))
        return ordered[0]


def _fits(entry: Entry, organizations: set[str]) -> bool:
    keys = {organization_key(o) for o in entry.organizations}
    return bool(keys & {organization_key(o) for o in organizations})


def best_spelling(names: Counter[str]) -> str:
    """The spelling to show: mixed case, then with accents, then the most frequent, then the first in order.

    >>> best_spelling(Counter({"BO LIND": 5, "Bo Lind": 1}))
    'Bo Lind'
    """

    def worth(name: str) -> tuple[bool, bool, int, str]:
        flat = name.isupper() or name.islower()
        return (flat and len(names) > 1, name.isascii(), -names[name], name)

    return min(names, key=worth)


def misspellings(key: str) -> set[str]:
    """Signs, of which two keys of people share one just where they differ by one letter more, less or other.

    >>> misspellings("ida quill").isdisjoint(misspellings("ida quil"))
    False
    >>> misspellings("ida quill").isdisjoint(misspellings("ada quil"))
    True

    Short names have none: too many are one letter apart.
    """
    if len(key) < 8:
        return set()
    blank = {f"{key[:i]}\0{key[i + 1 :]}" for i in range(len(key))}
    return blank | {f"{key[:i]}\0{key[i:]}" for i in range(len(key) + 1)}

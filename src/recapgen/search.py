"""What the published site's search reads: short records, in files by how their words begin.

A browser that looks for "kub" fetches the one file in which every record with a word that begins so stands, and no
other: the first answer costs about the same on a site of a hundred sessions and of ten thousand. Nothing in a file
refers to another file, and a file's name says nothing of what stands in it, so that an edited title changes just the
files of its own words.

>>> words_of("Café-Driven Node.js")
('cafe', 'driven', 'cafedriven', 'node', 'js', 'nodejs')
>>> key_of("kub"), key_of("分散")
('kub', '-g-d')
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache

from msgspec import Struct

from recapgen.languages import primary
from recapgen.model import Edition, Page, Post, Session, Site
from recapgen.regex import regex
from recapgen.routes import Route

KINDS = ("topic", "speaker", "conference", "edition", "organization", "session", "recap", "article")
"""What can be found, in the order in which equals are listed."""

MOST = 500
"""A file with more records than this is divided by the next letter of their words."""
COMMON = 25
"""A word in more than one of so many records, such as "the", finds just the best of them; other words beside it do."""
BEST = 30
"""Of each kind so many stand in the file of a beginning that was divided."""

VERSION = 1
"""Of the files' form; assets/search.js reads just this one."""


class Record(Struct, frozen=True):
    """One thing that can be found."""

    kind: str
    """One of `KINDS`."""
    title: str
    route: Route
    years: tuple[int, ...] = ()
    """To which it belongs: a session's one, a speaker's many."""
    by: str = ""
    """Who speaks or writes; what a reader may look for."""
    at: str = ""
    """Where it belongs: an edition, a place, organizations. It is shown, and narrows a search that found its words."""
    weight: int = 0
    """How many sessions it has."""
    also: str = ""
    """Other names, not shown."""
    topics: str = ""
    """What it is about; by these names it is found, too."""
    lang: str = ""
    """Of a session or a post, without region; empty where a site is in one language."""

    @property
    def beginnings(self) -> frozenset[str]:
        """What somebody may type to find it."""
        text = f"{self.title} {self.by} {self.also} {self.topics}"
        return _beginnings(f"{text} {self.at}" if self.kind == "recap" else text)


class Shard(Struct, frozen=True):
    """One file of records."""

    key: str
    """How the words begin, by `key_of`."""
    whole: bool
    """Whether every record with such a word is in it; else those that have it as a whole word, and the best."""
    records: tuple[Record, ...]

    @property
    def route(self) -> Route:
        return Route("search-records", (f"w-{self.key}.json",))

    @property
    def page(self) -> Page:
        return Page(self.route, "search-records", "", {"records": self.records}, listed=False)


# -- words: assets/search.js does the very same -----------------------------------------------------------------------

_PLAIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "ς": "σ"}
)
_APOSTROPHES = str.maketrans("", "", "'’‘ʼ")
_UNSPACED = regex("([\u0e00-\u0eff\u3005-\u30ff\u3400-\u9fff]+)")
"""Scripts that are written without spaces: their words may begin anywhere."""
_LONGEST = 6
"""So many characters of such a beginning are kept: enough to tell files apart."""


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Letters and digits without case and accents, with single spaces.

    >>> fold("  Søren’s  “Ünïcode” ")
    'sorens unicode'
    """
    if not text.isascii():
        flat = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES)).lower().translate(_PLAIN)
        kept = ((c, unicodedata.category(c)[0]) for c in flat)
        text = "".join(c if category in "LN" else " " for c, category in kept if category != "M")
        return " ".join(_UNSPACED.sub(r" \1 ", text).split())
    return " ".join(_ODD.sub(" ", text.replace("'", "").lower()).split())


_ODD = regex("[^a-z0-9]+")


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded; one that holds signs also without them: `Node.js` is `nodejs` as well."""
    found: list[str] = []
    for chunk in text.split():
        parts = fold(chunk).split()
        found += parts
        if len(parts) > 1 and not any(_UNSPACED.match(part) for part in parts):
            found.append("".join(parts))
    return tuple(found)


@lru_cache(maxsize=65_536)
def _beginnings(text: str) -> frozenset[str]:
    """The words of a text, and where else in them somebody may begin to type."""
    found = set(words_of(text))
    for word in [word for word in found if _UNSPACED.match(word)]:
        found.discard(word)
        found |= {word[start : start + _LONGEST] for start in range(len(word))}
    return frozenset(found)


def key_of(beginning: str) -> str:
    """A beginning as a file's name: a-z and digits stay, what else there is becomes one of 32 signs."""
    return "".join(c if c in _ASCII else f"-{_SIGNS[ord(c) % 32]}" for c in beginning)


_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
_SIGNS = "abcdefghijklmnopqrstuvwxyz234567"


# -- records ----------------------------------------------------------------------------------------------------------


def records_of(site: Site, makes: Callable[[str], bool]) -> tuple[Record, ...]:
    """Everything that can be found; `makes` says of which kinds there are pages."""
    several = len({primary(post.lang) for post in site.posts}) > 1
    found: list[Record] = []
    for topic in site.topics:
        weight = topic.counts.sessions or topic.counts.articles
        found.append(Record("topic", topic.name, topic.route, topic.years, weight=weight, also=_names(topic.aliases)))
    for speaker in site.speakers:
        at = ", ".join(o.name for o in speaker.organizations[:3])
        also = _names(speaker.aliases)
        found.append(
            Record("speaker", speaker.name, speaker.route, speaker.years, "", at, speaker.counts.sessions, also)
        )
    for conference in site.conferences:
        also = _names(conference.aliases)
        weight = conference.counts.sessions
        found.append(Record("conference", conference.name, conference.route, conference.years, "", "", weight, also))
    found += map(_of_edition, site.editions)
    for organization in site.organizations:
        also = _names(organization.aliases)
        weight = organization.counts.sessions
        years = organization.years
        found.append(Record("organization", organization.name, organization.route, years, "", "", weight, also))
    found += [_of_session(session, several) for session in site.sessions]
    found += [_of_post(post, site, several) for post in site.posts]
    return tuple([record for record in found if makes(record.kind)])


def _of_edition(edition: Edition) -> Record:
    years = (edition.year,) if edition.year else ()
    at = ", ".join(filter(None, (edition.city, edition.country)))
    return Record("edition", edition.name, edition.route, years, "", at, edition.counts.sessions)


def _of_session(session: Session, several: bool) -> Record:
    years = (session.year,) if session.year else ()
    by = ", ".join(a.speaker.name for a in session.speakers[:8])
    also = ", ".join(a.speaker.name for a in session.speakers[8:])
    topics, lang = _names(topic.name for topic in session.topics), primary(session.lang) if several else ""
    return Record("session", session.title, session.route, years, by, session.edition.name, 0, also, topics, lang)


def _of_post(post: Post, site: Site, several: bool) -> Record:
    """A recap is at the editions that it is of, by their own names; by those that it gives them it is found, too."""
    editions = site.editions_of.get(post.route, ())
    years = {e.year for e in editions if e.year} or ({post.date.year} if post.date else set())
    at = _names(e.name for e in editions)
    also = _names(claim.name for claim in post.claims if fold(claim.name) not in fold(at))
    authors = (post.origin.author,) if post.origin and post.origin.author else post.authors
    by, topics = _names(authors), _names(topic.name for topic in site.topics_of.get(post.route, ()))
    lang = primary(post.lang) if several else ""
    return Record(post.kind, post.title, post.route, tuple(sorted(years)), by, at, 0, also, topics, lang)


def _names(names: Iterable[str]) -> str:
    return ", ".join(names)


# -- files ------------------------------------------------------------------------------------------------------------


def shards_of(records: Sequence[Record]) -> tuple[Shard, ...]:
    """The files, by key. A record stands in the file of each of its words, and whole in each."""
    ordered = sorted(records, key=lambda r: (KINDS.index(r.kind), -r.weight, -max(r.years, default=0), r.route))
    places: dict[str, dict[int, None]] = {}
    for number, record in enumerate(ordered):
        for beginning in record.beginnings:
            places.setdefault(beginning, {})[number] = None
    found: list[Shard] = []
    firsts: dict[str, _Group] = {}
    for beginning, numbers in places.items():
        signs = tuple(beginning) if beginning.isascii() else tuple(map(key_of, beginning))
        firsts.setdefault(signs[0], []).append((signs, numbers))
    for group in firsts.values():
        _divide(group, 1, ordered, found)
    return tuple(sorted(found, key=lambda shard: shard.key))


_Group = list[tuple[tuple[str, ...], Mapping[int, None]]]
"""Beginnings by their signs, and the numbers of the records that have each."""


def _divide(group: _Group, depth: int, ordered: Sequence[Record], found: list[Shard]) -> None:
    """Files for words that have their first `depth` signs in common."""
    key = "".join(group[0][0][:depth])
    numbers = sorted(set().union(*(listed for _, listed in group)))
    longer = [(signs, listed) for signs, listed in group if len(signs) > depth]
    exact = set().union(*(listed for signs, listed in group if len(signs) == depth))
    common = len(exact) > max(MOST, len(ordered) // COMMON)
    if len(numbers) <= MOST or not (longer or common):
        found.append(Shard(key, True, tuple(ordered[n] for n in numbers)))
        return
    room = dict.fromkeys(KINDS, BEST)
    kept = []
    for number in numbers:
        kind = ordered[number].kind
        if (number in exact and not common) or room[kind] > 0:
            room[kind] -= 1
            kept.append(ordered[number])
    found.append(Shard(key, False, tuple(kept)))
    further: dict[str, _Group] = {}
    for signs, listed in longer:
        further.setdefault(signs[depth], []).append((signs, listed))
    for below in further.values():
        _divide(below, depth + 1, ordered, found)


def records_json(records: Iterable[Record]) -> bytes:
    """One file: by kind its records, as docs/search.md has them, what is empty at the end left out.

    >>> records_json([Record("session", "Soup", Route("page", ("soup",)), (2017,), "Ida Quill")])
    b'{"session":[["Soup","/soup/",2017,"Ida Quill"]]}\\n'
    """
    kinds: dict[str, list[list[object]]] = {}
    for record in records:
        years: object = record.years[0] if len(record.years) == 1 else record.years or 0
        row = [record.title, record.route.url, years, record.by, record.at, record.weight, record.also]
        row += [record.topics, record.lang]
        while not row[-1]:
            row.pop()
        kinds.setdefault(record.kind, []).append(row)
    return _json(kinds)


def manifest_json(whole: Sequence[str], best: Sequence[str], words: Mapping[str, object]) -> bytes:
    """Which files there are, and the words that the script says, in the site's language."""
    return _json({"version": VERSION, "whole": " ".join(whole), "best": " ".join(best), "words": words})


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


# -- A to Z -----------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65_536)
def initial(name: str) -> str:
    """The letter under which a name stands in a register: without accents; empty for digits and unspaced scripts.

    >>> initial("Ólafur"), initial("“Zed”"), initial("3M"), initial("山田")
    ('O', 'Z', '', '')
    """
    first = next((c for c in name if c.isalnum()), "")
    flat = unicodedata.normalize("NFKD", first)[:1].lower().translate(_PLAIN)[:1].upper()
    return flat if flat.lower() != flat else ""

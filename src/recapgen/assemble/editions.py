"""Claims of posts to editions: which posts and takes belong to which."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from recapgen.assemble.names import Names
from recapgen.errors import Diagnostic
from recapgen.identity import Identity
from recapgen.merge import Apart, Told, apart_of
from recapgen.model import Account, Claim, Edition, EditionNote, Post, Ref
from recapgen.recap.words import fold
from recapgen.routes import Route, slugify

Doubts = Iterator[Diagnostic]


class Group(Struct):
    """One edition, and all that posts tell of it."""

    edition: Edition
    posts: dict[str, Post]
    told: list[Told]
    apart: Apart = frozenset()
    """Titles of the registry that are of sessions of their own."""


def grouped(accounts: Sequence[Account], names: Names, doubts: list[Diagnostic]) -> list[Group]:
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
) -> Group:
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
    return Group(edition, posts, told, apart_of(series.entry.apart if series.entry else ()))

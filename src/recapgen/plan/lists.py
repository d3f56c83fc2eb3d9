"""What planners share: lists cut into pages, neighbours, groups by year, the most frequent of a kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec.structs import replace

from recapgen import charts
from recapgen.config import Config
from recapgen.model import Counts, Entry, Page, Pager, Post, Ref, Session, Site, YearGroup
from recapgen.routes import Route
from recapgen.search import initial

Pages = Iterator[Page]


def neighbours(items: Sequence[Any]) -> Iterator[tuple[Any, Any, Any]]:
    for index, item in enumerate(items):
        yield items[index - 1] if index else None, item, items[index + 1] if index + 1 < len(items) else None


def paged(route: Route, items: Sequence[Any], size: int) -> Iterator[tuple[Pager, Sequence[Any]]]:
    total = max(1, -(-len(items) // size))
    for number in range(1, total + 1):
        yield Pager(route.at(number), total, len(items)), items[(number - 1) * size : number * size]


REGISTER = 12
"""Names in a register take so much less room than items of other lists."""


def register(index: Ref, name: str, items: Sequence[Any], config: Config) -> Pages:
    """A list of names from A to Z, with the way from each page of it to every letter."""
    letters = letters_of(index.route, items, config)
    for pager, shown in paged(index.route, items, config.page_size * REGISTER):
        records = {name: tuple(shown), "letters": letters, "pager": pager}
        yield Page(pager.route, f"{name}.html", index.name, records)


def letters_of(route: Route, items: Sequence[Any], config: Config) -> tuple[Ref, ...]:
    """Each letter that names of a register begin with, and on which page it begins; others than letters come last."""
    found: dict[str, Ref] = {}
    for pager, shown in paged(route, items, config.page_size * REGISTER):
        for item in shown:
            letter = initial(item.name)
            found.setdefault(letter, Ref(letter, pager.route))
    return tuple(found[letter] for letter in sorted(found, key=lambda letter: (not letter, letter)))


def year_of(item: Session | Post) -> int | None:
    if isinstance(item, Session):
        return item.year
    years = [c.year for c in item.claims if c.year]
    return years[0] if years else item.date.year if item.date else None


def years_of(items: Iterable[Session | Post]) -> tuple[YearGroup, ...]:
    groups: dict[int | None, tuple[list[Session], list[Post]]] = {}
    for item in items:
        sessions, posts = groups.setdefault(year_of(item), ([], []))
        if isinstance(item, Session):
            sessions.append(item)
        else:
            posts.append(item)
    ordered = sorted(groups, key=lambda year: -(year or 0))
    return tuple(YearGroup(year, tuple(groups[year][0]), tuple(groups[year][1])) for year in ordered)


def top(records: Sequence[Any], most: int) -> tuple[Any, ...]:
    return tuple(sorted(records, key=lambda r: (-r.counts.sessions - r.counts.articles, r.route))[:most])


def most_common(site: Site, sessions: Iterable[Session], most: int) -> tuple[Any, ...]:
    counted = Counter(ref.route for session in sessions for ref in session.topics)
    return tuple(site.records[route] for route in sorted(counted, key=lambda r: (-counted[r], r))[:most])


def most_named(site: Site, named: Iterable[Route], most: int) -> tuple[Any, ...]:
    """The records that are named most often; as their counts, how often that is."""
    counted = Counter(named)
    ordered = sorted(counted, key=lambda route: (-counted[route], route))[:most]
    return tuple(replace(site.records[route], counts=Counts(sessions=counted[route])) for route in ordered)


def sources_of(site: Site, route: Route) -> tuple[str, ...]:
    entry: Entry | None = site.entries.get(route)
    return (entry.path,) if entry else ()


def items_of(site: Site, route: Route) -> list[Session | Post]:
    items: list[Session | Post] = [*site.sessions_of.get(route, ()), *site.posts_of.get(route, ())]
    return sorted(items, key=lambda item: -(year_of(item) or 0))


def cells_of(site: Site, route: Route, config: Config) -> tuple[charts.Cell, ...]:
    """A topic's sessions by year, each year with the page of the topic's list on which it begins."""
    begins: dict[int, int] = {}
    for index, item in enumerate(items_of(site, route)):
        begins.setdefault(year_of(item) or 0, index // (config.page_size * 3) + 1)
    return charts.cells(site.sessions_of.get(route, ()), route, begins)

"""Where the marks of a picture stand: counts to geometry, so that a template only has to draw.

Across, places are in per cent of the picture's width, so that a picture fits any screen and its words keep their
size; down, and for circles, they are in pixels.

>>> [(bar.label, bar.count, bar.x, bar.height) for bar in bars(((2016, 2, None), (2018, 4, None)), height=40).bars]
[('2016', 2, '16.67%', 20), ('2017', 0, '50%', 0), ('2018', 4, '83.33%', 40)]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import sqrt

from msgspec import Struct

from recapgen.model import Edition, Ref, Session, Topic
from recapgen.routes import Route

MOST_YEARS = 12
"""So many years stand side by side on a telephone and can still be hit by a thumb."""
SMALLEST, LARGEST = 3, 11
"""The radius of a circle that stands for one, and for the most."""
HIGHEST = 5
"""So many marks stand on top of each other before the rest goes into one."""


# -- what the pictures show -------------------------------------------------------------------------------------------


class Cell(Struct, frozen=True):
    """How much there is in one year, and where the list of it is."""

    year: int
    count: int
    route: Route
    """Of the page that lists it."""
    anchor: str = ""
    """The list's place in that page."""


class TopicYears(Struct, frozen=True):
    """How much a topic was talked about, year by year."""

    topic: Ref
    cells: tuple[Cell, ...]
    """By year; only years in which it was."""
    total: int


class SeriesYears(Struct, frozen=True):
    """A conference and its editions that have a year, oldest first."""

    conference: Ref
    editions: tuple[Edition, ...]


def cells(sessions: Iterable[Session], route: Route, pages: Mapping[int, int] | None = None) -> tuple[Cell, ...]:
    """Sessions counted by year; `pages` says on which page of the list a year begins, where there are several."""
    counted = Counter(s.year for s in sessions if s.year)
    return tuple(
        Cell(year, count, route.at((pages or {}).get(year, 1)), f"y{year}") for year, count in sorted(counted.items())
    )


def topic_years(topics: Sequence[Topic], cells_of: Mapping[Route, tuple[Cell, ...]]) -> tuple[TopicYears, ...]:
    """The topics' rows, in the order given; topics without a session that has a year are left out."""
    rows = (TopicYears(t.ref, cells_of.get(t.route, ()), t.counts.sessions) for t in topics)
    return tuple(row for row in rows if row.cells)


# -- bars -------------------------------------------------------------------------------------------------------------


class Bar(Struct, frozen=True):
    label: str
    count: int
    target: object
    """Where it leads: anything that has an address; None: nowhere."""
    anchor: str
    x: str
    """The middle, in per cent."""
    left: str
    width: str
    height: int
    top: int


class Bars(Struct, frozen=True):
    bars: tuple[Bar, ...]
    height: int
    """Of the highest bar."""


def bars(counts: Iterable[tuple[int, int, object]] | Iterable[Cell], height: int = 96) -> Bars:
    """One bar a year, from `(year, count, target)` or from cells; years between that have nothing get their gap."""
    given: dict[int, tuple[int, object, str]] = {}
    for one in counts:
        if isinstance(one, Cell):
            given[one.year] = one.count, one.route, one.anchor
        else:
            year, count, target = one
            given[year] = count, target, ""
    if not given:
        return Bars((), height)
    years = _span(given)
    most = max(count for count, _, _ in given.values()) or 1
    step = 100 / len(years)
    wide = min(step * 0.72, 14)
    drawn = []
    for index, year in enumerate(years):
        count, target, anchor = given.get(year, (0, None, ""))
        middle = step * (index + 0.5)
        tall = max(2, round(height * count / most)) if count else 0
        at = _percent(middle), _percent(middle - wide / 2), _percent(wide)
        drawn.append(Bar(str(year), count, target, anchor, *at, tall, height - tall))
    return Bars(tuple(drawn), height)


def editions(listed: Iterable[Edition]) -> Bars:
    """One bar an edition, as high as it has sessions; those of one year must not be several."""
    return bars([(e.year, e.counts.sessions, e) for e in listed if e.year], 72)


# -- rows of marks ----------------------------------------------------------------------------------------------------


class Column(Struct, frozen=True):
    label: str
    x: str
    short: str
    """`’17`, for narrow pictures."""


class Mark(Struct, frozen=True):
    x: str
    y: int
    radius: int
    count: int
    target: object
    anchor: str
    label: str
    year: int


class Row(Struct, frozen=True):
    head: Ref
    marks: tuple[Mark, ...]
    height: int
    total: int


class Rows(Struct, frozen=True):
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    cut: bool = False
    """Whether there are earlier years that the picture leaves out."""


def matrix(topics: Sequence[TopicYears], height: int = 30) -> Rows:
    """Topics by years: the area of a circle is how much; at most the last `MOST_YEARS` years."""
    every = _span([cell.year for row in topics for cell in row.cells])
    years = every[-MOST_YEARS:]
    most = max((cell.count for row in topics for cell in row.cells if cell.year in years), default=1)
    rows = []
    for row in topics:
        marks = [
            Mark(
                _middle(cell.year, years),
                height // 2,
                _radius(cell.count, most),
                cell.count,
                cell.route,
                cell.anchor,
                "",
                cell.year,
            )
            for cell in row.cells
            if cell.year in years
        ]
        rows.append(Row(row.topic, tuple(marks), height, row.total))
    return Rows(_columns(years), tuple(rows), len(every) > len(years))


def timeline(series: Sequence[SeriesYears], height: int = 30) -> Rows:
    """Conferences by time: each edition where it stands in its year, its area the number of its sessions."""
    every = _span([e.year for one in series for e in one.editions if e.year])
    years = every[-MOST_YEARS:]
    most = max((e.counts.sessions for one in series for e in one.editions), default=1)
    rows = []
    for one in series:
        marks = []
        for edition in one.editions:
            if edition.year is None or edition.year not in years:
                continue
            within = (edition.start.timetuple().tm_yday / 366) if edition.start else 0.5
            at = (years.index(edition.year) + within) * 100 / len(years)
            count = edition.counts.sessions
            radius = _radius(count, most)
            marks.append(Mark(_percent(at), height // 2, radius, count, edition, "", edition.name, edition.year))
        if marks:
            rows.append(Row(one.conference, tuple(marks), height, len(marks)))
    return Rows(_columns(years), tuple(rows), len(every) > len(years))


class Entry(Struct, frozen=True):
    """A count in a table, with where it leads."""

    year: int
    count: int
    target: object
    anchor: str = ""


class TableRow(Struct, frozen=True):
    head: Ref
    links: tuple[Entry, ...]


def table(rows: Sequence[TopicYears] | Sequence[SeriesYears]) -> tuple[TableRow, ...]:
    """What `matrix` and `timeline` draw, every year of it."""
    found = []
    for row in rows:
        if isinstance(row, TopicYears):
            links = tuple(Entry(cell.year, cell.count, cell.route, cell.anchor) for cell in row.cells)
            found.append(TableRow(row.topic, links))
        else:
            links = tuple(Entry(e.year, e.counts.sessions, e) for e in row.editions if e.year)
            found.append(TableRow(row.conference, links))
    return tuple(found)


def talks(sessions: Sequence[Session], route: Route) -> Rows:
    """A speaker's talks, one row a conference, one mark a talk, those of a year on top of each other."""
    dated = [s for s in sessions if s.year]
    every = _span([s.year for s in dated if s.year])
    years = every[-MOST_YEARS:]
    by_series: dict[Route, dict[int, list[Session]]] = {}
    names: dict[Route, Ref] = {}
    for session in sorted(dated, key=lambda s: s.year or 0):
        if session.year is not None and session.year in years:
            names.setdefault(session.conference.route, session.conference)
            by_series.setdefault(session.conference.route, {}).setdefault(session.year, []).append(session)
    rows = []
    for series, by_year in by_series.items():
        tallest = min(HIGHEST, max(map(len, by_year.values())))
        height = 14 + 16 * tallest
        marks = []
        for year, listed in by_year.items():
            alone = listed if len(listed) <= HIGHEST else listed[: HIGHEST - 1]
            for index, session in enumerate(alone):
                y = height - 15 - 16 * index
                marks.append(Mark(_middle(year, years), y, 6, 1, session, "", session.title, year))
            if rest := len(listed) - len(alone):
                y = height - 15 - 16 * (HIGHEST - 1)
                marks.append(Mark(_middle(year, years), y, 7, rest, route, f"y{year}", "", year))
        rows.append(Row(names[series], tuple(marks), height, sum(m.count for m in marks)))
    return Rows(_columns(years), tuple(rows), len(every) > len(years))


# -- tools ------------------------------------------------------------------------------------------------------------


def _span(years: Iterable[int]) -> Sequence[int]:
    """Every year from the first to the last; only those given where that would be a century."""
    given = sorted(set(years))
    if not given:
        return ()
    return given if given[-1] - given[0] > 40 else range(given[0], given[-1] + 1)


def _columns(years: Sequence[int]) -> tuple[Column, ...]:
    return tuple(Column(str(year), _middle(year, years), f"’{year % 100:02}") for year in years)


def _middle(year: int, years: Sequence[int]) -> str:
    return _percent((years.index(year) + 0.5) * 100 / len(years))


def _radius(count: int, most: int) -> int:
    """The area grows with the count; what is there can be seen."""
    return max(SMALLEST, round(LARGEST * sqrt(count / most))) if most else SMALLEST


def _percent(value: float) -> str:
    return f"{round(value, 2):g}%"

"""Pictures: every mark stands for what the model counts, leads to its list, and is said in words beside it."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from html import unescape
from xml.etree import ElementTree

import pytest

from kit import Built, elements
from recapgen import charts
from recapgen.model import Counts, Edition, Ref, Session
from recapgen.routes import Route

NUMBER = re.compile(r"(\d+) sessions?$")


def edition(year: int, sessions: int = 1, start: date | None = None) -> Edition:
    route = Route("edition", ("soup", str(year)))
    series = Ref("Soup", Route("conference", ("soup",)))
    return Edition(f"Soup {year}", str(year), route, series, year, start=start, counts=Counts(sessions=sessions))


def session(title: str, year: int | None, series: str = "soup") -> Session:
    route = Route("session", (series, str(year), title.lower()))
    whole = Ref(series, Route("conference", (series,)))
    return Session(title, route, Ref(f"{series} {year}", Route("edition", (series, str(year)))), whole, year=year)


def topic_row(counts: dict[int, int]) -> charts.TopicYears:
    route = Route("topic", ("kafka",))
    cells = tuple(charts.Cell(year, count, route, f"y{year}") for year, count in sorted(counts.items()))
    return charts.TopicYears(Ref("Kafka", route), cells, sum(counts.values()))


# -- geometry ---------------------------------------------------------------------------------------------------------


def test_the_highest_bar_is_the_most_and_one_can_be_seen() -> None:
    drawn = charts.bars([(2016, 1, None), (2017, 500, None)], 100).bars
    assert [(bar.height, bar.top) for bar in drawn] == [(2, 98), (100, 0)]


def test_years_without_anything_keep_their_place() -> None:
    drawn = charts.bars([(2014, 1, None), (2017, 1, None)]).bars
    assert [bar.label for bar in drawn] == ["2014", "2015", "2016", "2017"]
    assert [bar.height > 0 for bar in drawn] == [True, False, False, True]


def test_nothing_gives_an_empty_picture() -> None:
    assert charts.bars([]).bars == ()
    assert charts.matrix([]).rows == charts.timeline([]).rows == charts.talks([], Route("home")).rows == ()


def test_a_wrong_year_does_not_stretch_the_picture() -> None:
    """A conference of the year 217 is a slip of the pen, and no reason for 1,800 empty columns."""
    assert len(charts.matrix([topic_row({217: 1, 2017: 2, 2018: 1})]).columns) == 3


def test_the_area_of_a_circle_is_the_count() -> None:
    drawn = charts.matrix([topic_row({2016: 25, 2017: 100})]).rows[0].marks
    assert [mark.radius for mark in drawn] == [round(charts.LARGEST / 2), charts.LARGEST]


def test_earlier_years_are_cut_and_it_is_said() -> None:
    picture = charts.matrix([topic_row(dict.fromkeys(range(2000, 2020), 1))])
    assert len(picture.columns) == charts.MOST_YEARS
    assert picture.cut
    assert picture.columns[-1].label == "2019"


def test_an_edition_stands_where_it_is_in_its_year() -> None:
    series = charts.SeriesYears(Ref("Soup", Route("home")), (edition(2016, start=date(2016, 1, 1)), edition(2017)))
    early, middle = charts.timeline([series]).rows[0].marks
    assert float(early.x[:-1]) < 1
    assert middle.x == "75%"


def test_talks_of_a_year_stand_on_each_other_and_too_many_become_one() -> None:
    listed = [session(f"T{number}", 2016) for number in range(9)]
    marks = charts.talks(listed, Route("speaker", ("ida",))).rows[0].marks
    assert len({mark.y for mark in marks}) == len(marks) == charts.HIGHEST
    assert sum(mark.count for mark in marks) == 9
    assert marks[-1].anchor == "y2016"


def test_talks_without_a_year_are_not_drawn() -> None:
    assert charts.talks([session("T", None)], Route("home")).rows == ()


# -- in the published site --------------------------------------------------------------------------------------------


def marks(html: str, section: str = "") -> list[tuple[str, str]]:
    """`(title, href)` of each mark in the pictures of a page, or of the section with that heading."""
    if section:
        html = html[html.index(f"<h2>{section}</h2>") :]
        html = html[: html.index("</section>\n</div>") if "</section>\n</div>" in html else len(html)].split("<h2>")[1]
    found = []
    for svg in re.findall(r"<svg\b.*?</svg>", html, re.S):
        for link in ElementTree.fromstring(svg).iter("a"):
            found.append((link.findtext("title") or "", link.get("href") or ""))
    return found


def counted(title: str) -> int:
    match = NUMBER.search(title)
    assert match, title
    return int(match[1])


def test_topics_by_year_are_the_sessions_of_the_model(published: Built) -> None:
    """Each circle's number is how many sessions of that year have the topic; none is missing, none is more."""
    understood = published.site
    expected = Counter(
        (topic.name, session.year) for session in understood.sessions for topic in session.topics if session.year
    )
    drawn = {}
    for title, href in marks(published.page("explore/index.html"), "Topics by year"):
        name, year = re.sub(r": \d+ sessions?$", "", title).rsplit(" ", 1)
        drawn[name, int(year)] = counted(title)
        route = next(t.route for t in understood.topics if t.name == name)
        assert href == f"{route.url}#y{year}"
        assert f'id="y{year}"' in published.page(route.path)
    shown = {name for name, _ in drawn}
    assert drawn == {key: count for key, count in expected.items() if key[0] in shown}
    assert len(shown) >= 10


def test_editions_on_the_time_line_are_those_of_the_model(published: Built) -> None:
    drawn = {href: counted(title) for title, href in marks(published.page("explore/index.html"), "Editions")}
    assert drawn == {e.route.url: e.counts.sessions for e in published.site.editions if e.year}


def test_sessions_by_year_add_up(published: Built) -> None:
    drawn = {href: counted(title) for title, href in marks(published.page("explore/index.html"), "Sessions by year")}
    expected = Counter(s.year for s in published.site.sessions if s.year)
    assert drawn == {f"/archive/{year}/": count for year, count in expected.items()}


def test_a_topics_bars_are_its_sessions(published: Built) -> None:
    """On every topic with several years, with the same numbers and links in the table."""
    seen = 0
    for topic in published.site.topics:
        expected = Counter(s.year for s in published.site.sessions_of.get(topic.route, ()) if s.year)
        html = published.page(topic.route.path)
        drawn = {title.partition(":")[0]: (counted(title), href) for title, href in marks(html) if title}
        assert len(drawn) == (len(expected) if len(expected) > 1 else 0), topic.name
        for year, count in expected.items():
            if drawn:
                assert drawn[str(year)] == (count, f"#y{year}")
        table = re.findall(r'<tr><th scope="row"><a href="([^"]+)">(\d+)</a></th><td>(\d+)</td></tr>', html)
        assert {year: (int(count), href) for href, year, count in table} == drawn
        seen += bool(drawn)
    assert seen >= 3


def test_a_picture_is_for_eyes_and_its_table_for_everybody(published: Built) -> None:
    """Every picture is hidden from screen readers and out of the tab order, and has a table with as many links."""
    for path, data in published.files.items():
        html = data.decode() if path.endswith(".html") else ""
        for figure in re.findall(r'<figure class="chart.*?</figure>', html, re.S):
            assert all('aria-hidden="true"' in svg for svg in re.findall(r"<svg[^>]*>", figure)), path
            inside = [a for a in re.findall(r"<a [^>]*>", re.sub(r"<ul>|</ul>", "", figure)) if "tabindex" in a]
            table = re.findall(r"<a [^>]*href=\"([^\"]+)\"", figure[figure.index("<table") :])
            targets = {re.findall(r'href="([^"]+)"', a)[0] for a in inside}
            assert targets <= set(table), path
            assert "style=" not in figure, path


def test_the_words_of_a_page_have_no_stray_markup(published: Built) -> None:
    headings = elements(published.page("explore/index.html"), "h2")
    assert [unescape(h.text) for h in headings] == ["Topics by year", "Editions", "Sessions by year"]


@pytest.mark.parametrize("name", ["search.css", "charts.css", "site.css"])
def test_no_style_is_inline(published: Built, name: str) -> None:
    """The policy `default-src 'self'` would leave it out."""
    stem, ending = name.split(".")
    assert any(re.fullmatch(rf"assets/{stem}\.\w+\.{ending}", path) for path in published.files)
    for path in ("explore/index.html", "search/index.html", "index.html"):
        assert not re.search(r"<style\b|\sstyle=", published.page(path))

"""What the site says to programs: each format against its own rules, and against what the model knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from msgspec.structs import replace

from kit import Built, SiteKit, elements, examples, fingerprint, site, soup_site
from recapgen.formats.calendars import Happening, calendar, escaped, folded
from recapgen.formats.common import day_of, last_day
from recapgen.formats.hosting import headers
from recapgen.formats.records import FORMAT, KINDS
from recapgen.model import Edition, Ref, When
from recapgen.routes import Route

BASE = "https://soup.example/talks"
HOSTILE = '</script><script>alert("&amp;\u2028")</script><!-- Soup & <b>Salt</b>'


@pytest.fixture(scope="module")
def soup(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return soup_site(tmp_path_factory.mktemp("soup")).build()


def data(built: Built, path: str) -> Any:
    return json.loads(built.files[path])


def graph(html: str) -> list[dict[str, Any]]:
    """Every thing in the page's JSON-LD."""
    blocks = [e for e in elements(html, "script") if e.attributes.get("type") == "application/ld+json"]
    assert len(blocks) <= 1
    things: list[dict[str, Any]] = []
    for block in blocks:
        whole = json.loads(block.text)
        assert whole["@context"] == "https://schema.org"
        things += whole["@graph"]
    return things


def thing(built: Built, path: str, kind: str) -> dict[str, Any]:
    found = [one for one in graph(built.page(path)) if one["@type"] == kind]
    assert len(found) == 1, f"{path}: {found}"
    return found[0]


def hostile(root: Path) -> SiteKit:
    """A site in which every name tries to be markup."""
    quoted = json.dumps(HOSTILE)
    return (
        site(root)
        .file("recapgen.toml", f"title = {quoted}\nbase_url = 'https://soup.example/'\n")
        .post(
            "recaps/soup.md",
            f"---\ntitle: {quoted}\ndate: 2019-05-04\nauthors: [{quoted}]\ndescription: {quoted}\ntopics: [{quoted}]\n"
            f"conference: {{name: {quoted}, year: 2019, city: {quoted}, venue: {quoted}, start: 2019-05-02}}\n"
            f"source: {{author: {quoted}, publication: {quoted}, title: {quoted}}}\n"
            f"sessions: [{{title: {quoted}, speakers: [{{name: {quoted}, organization: {quoted}}}], day: 1}}]\n"
            "---\n\nHot.\n",
        )
    )


def events_of(calendar_file: bytes) -> list[Any]:
    """The VEVENTs, as the icalendar package reads them."""
    return list(Calendar.from_ical(calendar_file).walk("VEVENT"))


# -- JSON-LD ----------------------------------------------------------------------------------------------------------

TERMS = {
    "conference": ("EventSeries", {"name", "url", "subEvent"}),
    "edition": ("Event", {"name", "url", "startDate", "superEvent", "subEvent", "subjectOf"}),
    "session": ("Event", {"name", "url", "superEvent", "subjectOf"}),
    "speaker": ("Person", {"name", "url", "performerIn"}),
    "organization": ("Organization", {"name", "url"}),
    "topic": ("CollectionPage", {"name", "url", "about"}),
    "recap": ("BlogPosting", {"headline", "url", "author", "inLanguage"}),
    "article": ("BlogPosting", {"headline", "url", "author", "inLanguage"}),
}


def test_every_page_says_what_it_is_about(published: Built) -> None:
    """JSON that parses, the kind and the terms of schema.org for the kind of page, breadcrumbs that end at the page."""
    seen = set()
    for page in published.ran().understood.pages:
        if not page.template.endswith(".html") or not page.listed:
            continue
        things = graph(published.page(page.route.path))
        if page.route.kind != "home":
            crumbs = next(one for one in things if one["@type"] == "BreadcrumbList")["itemListElement"]
            assert [crumb["position"] for crumb in crumbs] == list(range(1, len(crumbs) + 1))
            assert crumbs[0]["item"] == "https://recaps.example/"
            assert (crumbs[-1]["item"], crumbs[-1]["name"]) == (f"https://recaps.example{page.route.url}", page.title)
        if expected := TERMS.get(page.route.kind):
            kind, terms = expected
            about = next(one for one in things if one["@type"] == kind)
            assert terms <= about.keys(), f"{page.route.path}: {terms - about.keys()}"
            assert all(about.values()), "what nobody knows is left out"
            seen.add(page.route.kind)
    assert seen == set(TERMS)


def test_a_session_names_its_edition_its_day_and_whom_its_speakers_spoke_for(soup: Built) -> None:
    """`superEvent`, `startDate` by the day's number, `performer` with `affiliation`."""
    event = thing(soup, "conferences/ladleconf/2019/soup-at-scale/", "Event")
    assert event["superEvent"]["name"] == "LadleConf 2019"
    assert event["superEvent"]["startDate"] == "2019-05-02"
    assert event["startDate"] == "2019-05-02"
    assert event["location"]["name"] == "The Kitchen"
    assert event["location"]["address"]["addressLocality"] == "Bern"
    assert event["performer"][0]["name"] == "Bo Lind"
    assert event["performer"][0]["affiliation"][0]["@type"] == "Organization"
    assert {recap["@type"] for recap in event["subjectOf"]} == {"BlogPosting"}
    edition = thing(soup, "conferences/ladleconf/2019/", "Event")
    assert event["url"] in {sub["url"] for sub in edition["subEvent"]}
    assert edition["superEvent"]["@type"] == "EventSeries"


def test_a_retelling_says_what_it_is_based_on(soup: Built) -> None:
    """The origin, with its author and where it appeared; the post's own author stays its author."""
    post = thing(soup, "recaps/2019/ladle-2019-again/", "BlogPosting")
    assert post["isBasedOn"] == {
        "@type": "Article",
        "url": "https://tureen.example/ladle",
        "author": {"@type": "Person", "name": "Dora Finch"},
        "publisher": {"@type": "Organization", "name": "The Tureen"},
    }
    assert post["about"][0]["name"] == "LadleConf 2019"
    assert "isBasedOn" not in thing(soup, "recaps/2019/ladle-2019/", "BlogPosting")


def test_an_edition_of_which_only_the_year_is_known_says_the_year(soup: Built) -> None:
    """No day is made up; ISO 8601 has years, too."""
    assert thing(soup, "conferences/tureen-days/2020/", "Event")["startDate"] == "2020"


def test_no_name_breaks_out_of_its_script(tmp_path: Path) -> None:
    """A title that ends the element stays inside it, and comes back as it was."""
    built = hostile(tmp_path).build()
    built.ran()
    kinds = set()
    for page in built.ran().understood.pages:
        if page.template.endswith(".html") and page.listed:
            html = built.page(page.route.path)
            scripts = elements(html, "script")
            assert not [e for e in scripts if "alert" in e.text and e.attributes.get("type") != "application/ld+json"]
            kinds |= {one["@type"] for one in graph(html)}
    assert {"EventSeries", "Event", "Person", "BlogPosting", "BreadcrumbList"} <= kinds
    recap = next(p for p in built.site.posts)
    assert thing(built, recap.route.path, "BlogPosting")["headline"] == recap.title
    assert "</script>" in recap.title


def test_breadcrumbs_speak_the_language_of_their_page(soup: Built) -> None:
    """As the ones that readers see."""
    crumbs = thing(soup, "articles/2021/arger-mit-salz/", "BreadcrumbList")["itemListElement"]
    assert [crumb["name"] for crumb in crumbs] == ["Soup Talks", "Artikel", "Ärger mit Salz"]


# -- feeds ------------------------------------------------------------------------------------------------------------


def test_every_json_feed_has_what_version_1_1_wants(published: Built) -> None:
    """Required keys, its own address, dates with a zone, and the posts of the Atom feed beside it."""
    paths = [path for path in published.files if path.endswith("feed.json")]
    assert "feed.json" in paths
    assert len(paths) == 1 + len(published.site.conferences) + len(published.site.topics)
    for path in paths:
        feed = data(published, path)
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert feed["feed_url"] == f"https://recaps.example{Route.parse(path).url}"
        assert Route.of_url(feed["home_page_url"].removeprefix("https://recaps.example")).path in published.files
        atom = feedparser.parse(published.files[path.replace("feed.json", "feed.xml")])
        assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
        for item in feed["items"]:
            assert item["url"] == item["id"]
            assert item["title"]
            assert item["language"]
            assert isinstance(item.get("content_html", item.get("content_text")), str)
            assert ("content_html" in item) == (not path.startswith("topics/"))
            for key in ("date_published", "date_modified"):
                assert datetime.fromisoformat(item[key]).tzinfo is not None
            assert item["summary"]
            assert all(author["name"] for author in item.get("authors", ()))


def test_addresses_inside_a_json_feed_are_absolute(soup: Built) -> None:
    """A feed reader shows the words far from the page."""
    item = next(i for i in data(soup, "feed.json")["items"] if i["id"].endswith("/ladle-2019/"))
    assert f'href="{BASE}/menu.pdf"' in item["content_html"]
    again = next(i for i in data(soup, "feed.json")["items"] if i["id"].endswith("/ladle-2019-again/"))
    assert again["external_url"] == "https://tureen.example/ladle"


def test_every_speaker_has_an_atom_feed_of_talks(published: Built) -> None:
    """Each talk once, with its page, its edition, and a date that the recap gave it."""
    for speaker in published.site.speakers:
        path = Route("speaker-feed", speaker.route.names).path
        read = feedparser.parse(published.files[path])
        assert not read.bozo, f"{path}: {read.get('bozo_exception')}"
        sessions = published.site.sessions_of[speaker.route]
        assert {entry.id for entry in read.entries} == {f"https://recaps.example{s.route.url}" for s in sessions}
        assert speaker.name in read.feed.title
        root = ElementTree.fromstring(published.files[path])
        assert root.findtext("{http://www.w3.org/2005/Atom}updated")
        assert all(entry.updated and entry.authors for entry in read.entries)


# -- calendars --------------------------------------------------------------------------------------------------------


def test_a_calendar_holds_the_editions_whose_dates_are_known(soup: Built) -> None:
    """Whole days, an end that is the day after, a UID that stays; the two editions of 2020 have a year only."""
    for path in ("calendar.ics", "conferences/ladleconf/calendar.ics"):
        events = events_of(soup.files[path])
        assert len(events) == 1
        event = events[0]
        assert event["UID"] == "ladleconf/2019@soup.example"
        assert event["SUMMARY"] == "LadleConf 2019"
        assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2019, 5, 2), date(2019, 5, 3))
        assert event["DTSTAMP"].dt == datetime(2019, 5, 4, 22, 30, tzinfo=UTC), "the newest post that tells of it"
        assert event["LOCATION"] == "The Kitchen, Bern, Switzerland"
        assert event["URL"] == f"{BASE}/conferences/ladleconf/2019/"
        assert event["CATEGORIES"].cats[0] == "LadleConf"
    soup.lacks("conferences/tureen-days/calendar.ics")


def test_a_site_without_dates_has_no_calendar(tmp_path: Path) -> None:
    """RFC 5545 knows no empty one; and no page speaks of it."""
    built = site(tmp_path).post("recaps/a.md", "---\ntitle: A\nconference: SoupConf 2019\n---\n\nHot.\n").build()
    built.ran()
    assert not [path for path in built.files if path.endswith(".ics")]
    assert "text/calendar" not in built.page("")


EDITION = Edition(
    name="LadleConf 2019",
    label="2019",
    route=Route("edition", ("ladleconf", "2019")),
    conference=Ref("LadleConf", Route("conference", ("ladleconf",))),
    start=date(2019, 12, 30),
    end=date(2020, 1, 2),
)
words = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200)


@examples(100)
@given(words, words, words)
def test_any_words_come_back_out_of_a_calendar(name: str, city: str, description: str) -> None:
    """As the icalendar package reads them; no line is longer than 75 octets; no character is torn."""
    edition = replace(EDITION, name=name, city=city, description=description)
    made = calendar(name, [Happening(edition, When(datetime(2020, 2, 1, tzinfo=UTC)))], host="x.example", base="")
    lines = made.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert all(line.decode() is not None for line in lines)
    (event,) = events_of(made)
    assert str(event["SUMMARY"]) == name
    assert str(event.get("LOCATION", "")) == city
    assert str(event.get("DESCRIPTION", "")) == description
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (date(2019, 12, 30), date(2020, 1, 3))


@examples(100)
@given(st.text(max_size=400))
def test_folding_can_be_undone(text: str) -> None:
    """And escaping leaves no line break and no control character."""
    line = escaped(text)
    assert folded(line).replace("\r\n ", "") == line
    assert not [c for c in line if c < " " and c != "\t"]


def test_dates_at_the_ends_of_the_calendar_do_no_harm() -> None:
    """An end before the start, the last day that Python knows, days beyond the end."""
    assert last_day(replace(EDITION, end=date(2019, 12, 1))) == date(2019, 12, 30)
    late = replace(EDITION, start=date.max, end=None)
    assert b"DTEND" not in calendar("x", [Happening(late)], host="x", base="")
    assert day_of(late, 2) is None
    assert day_of(EDITION, 4) == date(2020, 1, 2)
    assert day_of(EDITION, 5) is None
    assert day_of(EDITION, None) is None
    assert day_of(replace(EDITION, end=EDITION.start), None) == EDITION.start


# -- schedule.json ----------------------------------------------------------------------------------------------------


def test_every_edition_has_a_schedule_with_all_its_sessions(soup: Built) -> None:
    """frab's keys; ids and guids of which none comes twice; the recaps among the links."""
    guids = set()
    for edition in soup.site.editions:
        told = data(soup, Route("schedule", edition.route.names).path)["schedule"]
        assert {"version", "base_url", "conference"} <= told.keys()
        conference = told["conference"]
        assert {"acronym", "title", "start", "end", "daysCount", "time_zone_name", "rooms", "days"} <= conference.keys()
        rooms = [room["name"] for room in conference["rooms"]]
        events = []
        for day in conference["days"]:
            assert {"index", "date", "rooms"} == day.keys()
            assert list(day["rooms"]) == rooms
            events += [event for listed in day["rooms"].values() for event in listed]
        sessions = soup.site.sessions_of.get(edition.route, ())
        assert [event["title"] for event in events] == [session.title for session in sessions]
        for event, session in zip(events, sessions, strict=True):
            assert {"id", "guid", "date", "start", "duration", "room", "slug", "title", "subtitle"} <= event.keys()
            assert {"type", "language", "abstract", "description", "persons", "links"} <= event.keys()
            assert [p["public_name"] for p in event["persons"]] == [a.speaker.name for a in session.speakers]
            recaps = [link["url"] for link in event["links"] if link["type"] == "recap"]
            assert len(recaps) == len(soup.site.tellings[session.route])
            assert all(url.startswith(f"{BASE}/recaps/") for url in recaps)
            assert isinstance(event["id"], int)
            guids.add(event["guid"])
    assert len(guids) == len(soup.site.sessions)


def test_a_schedule_tells_days_where_they_can_be_told(soup: Built) -> None:
    """The first day of LadleConf is a date; what was on no known day is on day 0, without one."""
    days = data(soup, "conferences/ladleconf/2019/schedule.json")["schedule"]["conference"]["days"]
    assert (days[0]["index"], days[0]["date"]) == (1, "2019-05-02")
    days = data(soup, "conferences/tureen-days/2020/schedule.json")["schedule"]["conference"]["days"]
    assert [(day["index"], day["date"]) for day in days] == [(1, None), (0, None)]


# -- a record beside each page ----------------------------------------------------------------------------------------


def record_pages(built: Built) -> Iterator[tuple[str, Any, Any]]:
    for page in built.ran().understood.pages:
        post = page.records.get("post")
        kind = post.kind if post else page.route.kind
        if page.template.endswith(".html") and page.listed and kind in KINDS:
            yield kind, page, data(built, page.route.record.path)


def test_every_page_of_a_record_has_its_record_beside_it(soup: Built) -> None:
    """Kind, address and name; and there is none without its page."""
    paths = set()
    for kind, page, record in record_pages(soup):
        assert (record["format"], record["kind"], record["url"]) == (FORMAT, kind, f"{BASE}{page.route.url}")
        assert page.title in (record.get("name"), record.get("title"))
        paths.add(page.route.record.path)
    assert {path for path in soup.files if path.endswith("index.json")} == paths
    assert len(paths) > 20


def test_records_count_what_the_model_counts(published: Built) -> None:
    """Counts and lists agree with the model, and with each other."""
    understood = published.site
    for conference in understood.conferences:
        record = data(published, conference.route.record.path)
        assert (
            record["counts"]["sessions"] == conference.counts.sessions == len(understood.sessions_of[conference.route])
        )
        assert record["counts"]["editions"] == len(record["editions"])
    for edition in understood.editions:
        record = data(published, edition.route.record.path)
        listed = [session for day in record["days"] for session in day["sessions"]]
        assert record["counts"]["sessions"] == edition.counts.sessions == len(listed)
        assert record["counts"]["recaps"] == len(record["recaps"])
    for speaker in understood.speakers:
        record = data(published, speaker.route.record.path)
        assert record["counts"]["sessions"] == len(record["sessions"]) == speaker.counts.sessions
        assert len(record["organizations"]) == len(speaker.organizations)
    for topic in understood.topics:
        pages = [topic.route]
        pages += [topic.route.at(n) for n in range(2, data(published, topic.route.record.path)["pages"]["total"] + 1)]
        records = [data(published, route.record.path) for route in pages]
        assert sum(len(record["sessions"]) for record in records) == topic.counts.sessions
        assert sum(len(record["articles"]) for record in records) == len(understood.posts_of.get(topic.route, ()))
        assert sum(year["sessions"] for year in records[0]["by_year"]) <= topic.counts.sessions
    for session in understood.sessions:
        record = data(published, session.route.record.path)
        assert len(record["takes"]) == len(understood.tellings[session.route])


def test_all_records_of_a_kind_have_the_same_keys(soup: Built) -> None:
    """A reader need not ask whether a key is there."""
    keys: dict[str, set[str]] = {}
    for kind, _, record in record_pages(soup):
        assert keys.setdefault(kind, set(record)) == set(record), kind
    assert keys.keys() == KINDS.keys()


def addresses(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from addresses(one)
    elif isinstance(value, list):
        for one in value:
            yield from addresses(one)
    elif isinstance(value, str) and value.startswith(f"{BASE}/"):
        yield value.removeprefix(BASE)


def test_every_address_for_programs_leads_to_a_file(soup: Built) -> None:
    """In records, schedules, feeds and JSON-LD; fragments are those of the page."""
    found = set()
    for path, content in soup.files.items():
        if path.endswith(".json"):
            found |= set(addresses(json.loads(content)))
        elif path.endswith(".html"):
            found |= set(addresses(graph(content.decode())))
    assert len(found) > 40
    for address in found:
        path, _, fragment = address.partition("#")
        target = unquote(path).lstrip("/")
        target += "index.html" if target.endswith("/") or not target else ""
        assert target in soup.files, address
        if fragment:
            assert f' id="{unquote(fragment)}"' in soup.files[target].decode(), address


def test_records_hold_no_words_of_posts(soup: Built) -> None:
    """They are on the page already; an excerpt is plain text."""
    for _, _, record in record_pages(soup):
        assert "<p>" not in json.dumps(record)


def test_a_post_with_an_address_of_its_own_has_its_record_there(tmp_path: Path) -> None:
    """Beside `/talks/soup.html` lies `talks/soup.json`."""
    kit = site(tmp_path)
    kit.post("articles/a.md", "---\ntitle: A\npermalink: /talks/soup.html\n---\n\nHot.\n")
    kit.post("articles/b.md", "---\ntitle: B\npermalink: /b/\n---\n\nHot.\n")
    built = kit.build()
    assert data(built, "talks/soup.json")["kind"] == "article"
    assert data(built, "b/index.json")["title"] == "B"


# -- what all have in common ------------------------------------------------------------------------------------------


def test_each_page_leads_to_its_files_for_programs(soup: Built) -> None:
    """Every `<link rel="alternate">` to a file that is there; those that the page should have are there."""
    wanted = {
        "": ["feed.xml", "feed.json", "calendar.ics"],
        "conferences/ladleconf/": ["conferences/ladleconf/" + n for n in ("feed.xml", "index.json", "feed.json")],
        "conferences/ladleconf/2019/": [
            "conferences/ladleconf/2019/index.json",
            "conferences/ladleconf/2019/schedule.json",
            "conferences/ladleconf/calendar.ics",
        ],
        "speakers/bo-lind/": ["speakers/bo-lind/feed.xml", "speakers/bo-lind/index.json"],
        "topics/soup/": ["topics/soup/feed.json", "topics/soup/index.json"],
    }
    for path, text in soup.files.items():
        if not path.endswith(".html"):
            continue
        found = [e.attributes for e in elements(text.decode(), "link") if e.attributes.get("rel") == "alternate"]
        paths = [unquote(one["href"]).removeprefix("/talks/") for one in found if "type" in one]
        assert all(target in soup.files for target in paths), (path, paths)
        assert len(set(paths)) == len(paths)
        assert all(one["title"] for one in found if "type" in one)
        assert set(wanted.pop(path.removesuffix("index.html"), ())) <= set(paths), path
    assert not wanted


def test_the_sitemap_lists_pages_only(soup: Built) -> None:
    """Nothing that is for programs alone."""
    places = [e.text or "" for e in ElementTree.fromstring(soup.files["sitemap.xml"]).iter() if e.tag.endswith("}loc")]
    assert places
    assert all(place.endswith("/") for place in places)


def test_every_route_for_programs_comes_back(soup: Built) -> None:
    """Route -> path -> Route, for each page of the plan."""
    for page in soup.ran().understood.pages:
        assert Route.parse(page.route.path) == page.route


def test_the_same_bytes_on_another_machine(tmp_path: Path) -> None:
    """Another hash seed, another time zone."""
    kit = soup_site(tmp_path)
    prints = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Kathmandu")):
        said = kit.run("build", "--output", f"out/{seed}", PYTHONHASHSEED=seed, TZ=zone)
        assert said.code == 0, said.err
        prints.append(fingerprint(kit.root / "out" / seed))
    assert prints[0] == prints[1]


def test_headers_are_strict_and_assets_are_kept_for_ever(soup: Built) -> None:
    """One policy for all; only what carries a digest never expires."""
    text = soup.page("_headers")
    assert text.startswith("/talks/*\n")
    assert "Content-Security-Policy: default-src 'self'; img-src 'self' https:; frame-src https://www.you" in text
    assert "; object-src 'none'; base-uri 'none';" in text
    assert "unsafe" not in text
    assert text.endswith("/talks/assets/*\n  Cache-Control: public, max-age=31536000, immutable\n")
    assert text.count("Cache-Control") == 1


def test_files_of_the_site_in_assets_may_change() -> None:
    """Then the theme's own are named one by one."""
    text = headers(["assets/site.12.css", "assets/icon.34.svg"], ["assets/logo.png"], "").decode()
    assert "/assets/*" not in text
    assert text.count("immutable") == 2
    assert "logo" not in text


def test_a_site_can_bring_its_own_headers(tmp_path: Path) -> None:
    """The error says how."""
    kit = site(tmp_path).file("static/_headers", "/*\n  X-Soup: hot\n").post("a.md", "Hot.\n")
    kit.build().fails("RG401", "static/_headers", "take 'headers' out of 'formats'")
    kit.file("recapgen.toml", 'formats = ["calendar", "records"]\n')
    assert kit.build().files["_headers"] == b"/*\n  X-Soup: hot\n"


def test_formats_can_be_left_out(tmp_path: Path) -> None:
    """Then neither the files nor any word of them is there; Atom, sitemap and robots.txt stay."""
    kit = soup_site(tmp_path)
    text = (kit.root / "recapgen.toml").read_text()
    built = kit.file("recapgen.toml", text + "formats = []\n").build()
    built.ran()
    made = [path for path in built.files if not path.startswith("search/")]
    assert not [path for path in made if path.endswith((".json", ".ics")) or path == "_headers"]
    html = built.page("conferences/ladleconf/2019/")
    assert "ld+json" not in html
    assert "application/json" not in html
    assert {"feed.xml", "sitemap.xml", "robots.txt", "speakers/bo-lind/feed.xml"} <= set(built.files)


def test_an_unknown_format_is_an_error(tmp_path: Path) -> None:
    """With the ones that there are."""
    kit = site(tmp_path).file("recapgen.toml", 'formats = ["calender"]\n').post("a.md", "Hot.\n")
    kit.build().fails("recapgen.toml:1", "calender", "calendar")


def test_a_post_that_claims_a_file_for_programs_is_an_error(tmp_path: Path) -> None:
    """It would be overwritten in silence otherwise."""
    kit = site(tmp_path).post("a.md", "---\ntitle: A\npermalink: /feed.json\n---\n\nHot.\n")
    kit.build().fails("RG401", "/feed.json")

"""The site that stands in this repository: what issue by issue was promised of it, looked up in output/."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree

import feedparser
import pytest

from kit import Built, Element, elements, site, soup_site
from recapgen.routes import Route

ATOM = "{http://www.w3.org/2005/Atom}"
SCRIPTS = re.compile(r"<script\b.*?</script>", re.S)


def pages(built: Built) -> dict[str, str]:
    return {path: data.decode() for path, data in built.files.items() if path.endswith(".html")}


def is_redirect(html: str) -> bool:
    return 'http-equiv="refresh"' in html


@pytest.fixture(scope="module")
def parsed_pages(published: Built) -> Mapping[str, list[Element]]:
    return {path: elements(html) for path, html in pages(published).items()}


def linked(built: Built, route: Route) -> set[str]:
    """The kinds of pages to which the main part of a page leads."""
    main = elements(built.page(route.path), "main")
    assert main, f"{route.path} has no main part"
    html = built.page(route.path)
    inside = html[html.index("<main") : html.index("</main>")]
    hrefs = [urljoin(route.url, e.attributes.get("href", "")) for e in elements(inside, "a")]
    return {Route.of_url(unquote(href.partition("#")[0])).kind for href in hrefs if href.startswith("/")}


# -- what there is -----------------------------------------------------------------------------------------------------


def test_it_builds_without_a_warning(published: Built) -> None:
    """Our own posts are clean: no unknown key, no dead link, no doubt left open."""
    published.ran()
    assert [str(warning) for warning in published.warnings] == []


def test_it_has_six_conferences_of_one_edition_each(published: Built) -> None:
    """And not a seventh by a misspelt name."""
    assert sorted(edition.name for edition in published.site.editions) == [
        "CloudConf 2016",
        "ContainerDays 2016",
        "ITNEXT Summit 2019",
        "QCon London 2017",
        "Serverlessconf Austin 2017",
        "Strata + Hadoop World London 2016",
    ]
    assert len(published.site.conferences) == 6


def test_it_has_many_sessions_and_speakers(published: Built) -> None:
    """At least 80 sessions and 70 speakers, six recaps, fifteen articles."""
    understood = published.site
    assert len(understood.sessions) >= 80
    assert len(understood.speakers) >= 70
    assert sum(post.kind == "recap" for post in understood.posts) == 6
    assert sum(post.kind == "article" for post in understood.posts) == 15


def test_every_conference_edition_session_and_speaker_has_a_page_that_links_on(published: Built) -> None:
    """A conference leads to editions, an edition to sessions and recaps, a session to its recap, a speaker to talks."""
    understood = published.site
    for conference in understood.conferences:
        assert linked(published, conference.route) >= {"edition"}, conference.name
    for edition in understood.editions:
        assert linked(published, edition.route) >= {"session", "recap", "conference"}, edition.name
    for session in understood.sessions:
        wanted = {"edition", "recap"} | ({"speaker"} if session.speakers else set())
        assert linked(published, session.route) >= wanted, session.title
    for speaker in understood.speakers:
        assert linked(published, speaker.route) >= {"session"}, speaker.name
    for organization in understood.organizations:
        assert linked(published, organization.route) >= {"session", "speaker"}, organization.name
    for topic in understood.topics:
        assert linked(published, topic.route) & {"session", "article", "recap"}, topic.name


def test_every_session_says_something(published: Built) -> None:
    """No session of ours is a title alone: its page holds the words of a recap."""
    silent = [s.title for s in published.site.sessions if "says no more about it" in published.page(s.route.path)]
    assert silent == []


def test_holden_karau_is_one_person_with_talks_at_two_conferences(published: Built) -> None:
    """Named in two recaps, found under one address."""
    sessions = published.site.sessions_of[Route("speaker", ("holden-karau",))]
    assert {session.conference.name for session in sessions} == {"ITNEXT Summit", "Strata + Hadoop World"}
    published.has("speakers/holden-karau/", *(session.title for session in sessions))
    assert [s.name for s in published.site.speakers if "karau" in s.name.casefold()] == ["Holden Karau"]


def test_the_two_chris_andersons_are_two(published: Built) -> None:
    """One of Microsoft, one of FaunaDB; each has his own talk only."""
    both = [s for s in published.site.speakers if s.name == "Chris Anderson"]
    assert [s.route.names[0] for s in both] == ["chris-anderson", "chris-anderson-faunadb"]
    of = {s.route.names[0]: {x.route for x in published.site.sessions_of[s.route]} for s in both}
    assert not of["chris-anderson"] & of["chris-anderson-faunadb"]
    published.has("speakers/", "Chris Anderson (Microsoft)", "Chris Anderson (FaunaDB)")
    assert [o.name for o in both[1].organizations] == ["FaunaDB"]


def test_every_recap_names_whom_its_facts_are_due_to(published: Built) -> None:
    """The original's author or publication stands on the page."""
    for post in published.site.posts:
        assert post.origin is not None, post.path
        assert post.origin.author or post.origin.publication, post.path
        published.has(post.route.path, post.origin.author or post.origin.publication)


# -- feeds and maps ----------------------------------------------------------------------------------------------------


def feeds(built: Built) -> dict[str, bytes]:
    return {path: data for path, data in built.files.items() if path.endswith("feed.xml")}


def test_there_is_a_feed_for_the_site_each_conference_topic_and_speaker(published: Built) -> None:
    """Every one under the address of what it is about."""
    understood = published.site
    wanted = {Route("feed").path}
    wanted |= {Route("conference-feed", conference.route.names).path for conference in understood.conferences}
    wanted |= {Route("topic-feed", topic.route.names).path for topic in understood.topics}
    wanted |= {Route("speaker-feed", speaker.route.names).path for speaker in understood.speakers}
    assert set(feeds(published)) == wanted


def test_every_feed_is_well_formed(published: Built) -> None:
    """feedparser finds nothing odd; each entry has what RFC 4287 wants, once; ids are addresses of our pages."""
    known = {f"https://recaps.example{Route.parse(path).url}" for path in published.files}
    for path, data in feeds(published).items():
        root = ElementTree.fromstring(data)
        read = feedparser.parse(data)
        assert not read.bozo, f"{path}: {read.get('bozo_exception')}"
        assert read.version == "atom10"
        assert root.findtext(f"{ATOM}title"), path
        entries = root.findall(f"{ATOM}entry")
        assert entries, path
        ids = [entry.findtext(f"{ATOM}id", "") for entry in entries]
        assert set(ids) <= known
        assert len(set(ids)) == len(ids)
        for entry in entries:
            for name in ("title", "updated", *(() if path.startswith("speakers/") else ("content",))):
                assert len(entry.findall(f"{ATOM}{name}")) == 1, f"{path}: {name}"
            assert entry.find(f"{ATOM}author/{ATOM}name") is not None, path


def test_a_feed_has_whole_posts_with_absolute_links(published_below: Built) -> None:
    """Read elsewhere, its links still lead here."""
    for path, data in feeds(published_below).items():
        for entry in () if path.startswith("speakers/") else feedparser.parse(data).entries:
            hrefs = re.findall(r'(?:href|src)="([^"]*)"', entry.content[0].value)
            inward = [href for href in hrefs if not re.match(r"https?:|mailto:|#", href)]
            assert inward == [], path


def test_robots_names_the_sitemap(published_below: Built) -> None:
    """With the whole address, as the protocol wants it."""
    published_below.has("robots.txt", "Sitemap: https://host.example/sub/sitemap.xml")


# -- every page --------------------------------------------------------------------------------------------------------


def test_every_page_has_one_heading_a_title_and_a_language(parsed_pages: Mapping[str, list[Element]]) -> None:
    """One h1 with words, one title with words, at most one description with words, a language."""
    for path, found in parsed_pages.items():
        tags = [element.tag for element in found]
        headings = [e.text.strip() for e in found if e.tag == "h1"]
        assert len(headings) == 1, f"{path}: {headings}"
        assert headings[0], path
        titles = [e.text.strip() for e in found[: tags.index("body")] if e.tag == "title"]
        assert len([t for t in titles if t]) == 1, path
        described = [e.attributes.get("content") for e in found if e.attributes.get("name") == "description"]
        assert len(described) <= 1, path
        assert all(described), path
        assert found[0].tag == "html", path
        assert found[0].attributes["lang"] == "en", path
        assert tags.count("main") == 1, path


def test_every_title_is_of_one_page_of_its_kind(parsed_pages: Mapping[str, list[Element]]) -> None:
    """People tell tabs and search results apart by their titles; only namesakes share one."""
    titles: dict[tuple[str, str], list[str]] = {}
    for path, found in parsed_pages.items():
        title = next(e.text.strip() for e in found if e.tag == "title")
        titles.setdefault((Route.parse(path).kind, title), []).append(path)
    shared = {key: sorted(paths) for key, paths in titles.items() if len(paths) > 1}
    assert shared == {
        ("speaker", "Chris Anderson – Heard at Conferences"): [
            "speakers/chris-anderson-faunadb/index.html",
            "speakers/chris-anderson/index.html",
        ]
    }


def test_every_page_names_its_canonical_address(parsed_pages: Mapping[str, list[Element]]) -> None:
    """Its own, in full."""
    for path, found in parsed_pages.items():
        canonical = [e.attributes["href"] for e in found if e.attributes.get("rel") == "canonical"]
        assert canonical == [f"https://recaps.example{Route.parse(path).url}"], path


def test_headings_leave_no_level_out(parsed_pages: Mapping[str, list[Element]]) -> None:
    """An h3 stands below an h2: those who jump from heading to heading miss nothing."""
    for path, found in parsed_pages.items():
        levels = [int(e.tag[1]) for e in found if re.fullmatch("h[1-6]", e.tag)]
        steps = [(a, b) for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]
        assert steps == [], path


def test_no_id_stands_twice_on_a_page(parsed_pages: Mapping[str, list[Element]]) -> None:
    """Also where several takes with headings of their own meet."""
    for path, found in parsed_pages.items():
        ids = [e.attributes["id"] for e in found if "id" in e.attributes]
        assert len(set(ids)) == len(ids), f"{path}: {sorted(i for i in ids if ids.count(i) > 1)}"


def test_no_page_asks_a_third_party_for_anything(parsed_pages: Mapping[str, list[Element]]) -> None:
    """Scripts, styles, pictures, frames and fonts come from the site itself."""
    loading = ("script", "img", "iframe", "source", "video", "audio", "embed", "object", "image", "use")
    for path, found in parsed_pages.items():
        for e in found:
            addresses = [e.attributes.get(name, "") for name in ("src", "srcset", "data", "poster")]
            if e.tag == "link" and e.attributes.get("rel") != "canonical":
                addresses.append(e.attributes.get("href", ""))
            if e.tag in (*loading, "link"):
                assert not [a for a in addresses if re.match(r"(https?:)?//", a)], f"{path}: {e}"


def test_no_page_has_inline_style_or_an_event_handler(parsed_pages: Mapping[str, list[Element]]) -> None:
    """So that a strict Content-Security-Policy can be set."""
    for path, found in parsed_pages.items():
        for e in found:
            assert e.tag != "style", path
            assert not [name for name in e.attributes if name == "style" or name.startswith("on")], f"{path}: {e}"


def test_no_link_leads_to_a_scheme_that_runs_code(parsed_pages: Mapping[str, list[Element]]) -> None:
    """http, https, mailto or an address of the site."""
    for path, found in parsed_pages.items():
        for e in found:
            href = e.attributes.get("href", "")
            assert re.match(r"(https?:|mailto:|/|#|\.|[\w-]+(/|$))", href) or not href, f"{path}: {href}"


# -- below a path ------------------------------------------------------------------------------------------------------


def test_below_a_path_every_address_begins_with_it(published_below: Built) -> None:
    """In pages, in style sheets, in redirects; and canonical addresses are whole."""
    published_below.ran()
    for path, html in pages(published_below).items():
        for e in elements(html):
            for name in ("href", "src", "action"):
                address = e.attributes.get(name, "")
                if address.startswith("/"):
                    assert address.startswith("/sub/"), f"{path}: {address}"
            if e.attributes.get("rel") == "canonical":
                assert e.attributes["href"].startswith("https://host.example/sub/"), path
            if e.attributes.get("http-equiv") == "refresh":
                assert "url=/sub/" in e.attributes["content"], path
    for path, data in published_below.files.items():
        if path.endswith(".css"):
            assert not re.findall(rb"url\(\s*['\"]?/", data), path


# -- aliases -----------------------------------------------------------------------------------------------------------


def test_an_alias_becomes_a_page_that_leads_on(tmp_path: Path) -> None:
    """Old addresses, with a slash or a file's name, redirect at once, are not indexed, and say where to go."""
    built = soup_site(tmp_path).build()
    for old in ("old/ladle/index.html", "ladle.html"):
        found = elements(built.page(old))
        refresh = [e.attributes["content"] for e in found if e.attributes.get("http-equiv") == "refresh"]
        assert refresh == ["0; url=/talks/recaps/2019/ladle-2019/"]
        canonical = [e.attributes["href"] for e in found if e.attributes.get("rel") == "canonical"]
        assert canonical == ["https://soup.example/talks/recaps/2019/ladle-2019/"]
        assert [e.attributes["content"] for e in found if e.attributes.get("name") == "robots"] == ["noindex"]
        assert "/talks/recaps/2019/ladle-2019/" in [e.attributes.get("href") for e in found if e.tag == "a"]


def test_a_registry_entry_keeps_old_addresses_too(tmp_path: Path) -> None:
    """`redirects` of a speaker lead to the speaker's page."""
    kit = site(tmp_path).post("a.md", "---\nconference: LadleConf 2019\n---\n\n## Lids {speakers='Bo Lind'}\n\nShut.\n")
    kit.post("speakers/bo-lind.md", "---\nname: Bo Lind\nredirects: [/people/bo/]\n---\n")
    kit.build().has("people/bo/index.html", 'content="0; url=/speakers/bo-lind/"')

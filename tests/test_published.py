"""What the published site promises to its readers and their programs, as far as it can be told without a browser."""

from __future__ import annotations

import gzip
import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

import mf2py
import pytest

from kit import Built, Element, elements
from recapgen.model import Edition, Post, Session, Speaker
from recapgen.routes import Route

BASE = "https://recaps.example"
KB = 1024


@pytest.fixture(scope="module")
def heads(published: Built) -> Mapping[str, list[Element]]:
    """What stands in the head of every page that is no redirect."""
    html = {path: data.decode() for path, data in published.files.items() if path.endswith(".html")}
    return {
        path: elements(text[: text.index("</head>")])
        for path, text in html.items()
        if 'http-equiv="refresh"' not in text
    }


def meta(head: Sequence[Element], name: str) -> list[str]:
    return [e.attributes["content"] for e in head if name in (e.attributes.get("property"), e.attributes.get("name"))]


# -- for those who pass a link on --------------------------------------------------------------------------------------


def test_every_page_has_an_open_graph_and_twitter_card(heads: Mapping[str, list[Element]]) -> None:
    """Title, address, kind, site and description once each; the address is the canonical one."""
    for path, head in heads.items():
        canonical = [e.attributes["href"] for e in head if e.attributes.get("rel") == "canonical"]
        assert meta(head, "og:url") == canonical == [BASE + Route.parse(path).url], path
        assert meta(head, "og:type")[0] in ("website", "article", "profile"), path
        assert meta(head, "twitter:card") == ["summary"], path
        assert meta(head, "og:description") == meta(head, "description"), path
        for name in ("og:title", "og:site_name", "og:description"):
            found = meta(head, name)
            assert len(found) == 1, f"{path}: {name}"
            assert found[0].strip(), f"{path}: {name}"


def test_every_page_leads_to_a_feed_that_is_there(published: Built, heads: Mapping[str, list[Element]]) -> None:
    """Feed readers find Atom wherever one is, and JSON beside it on the home page."""
    offered = {}
    for path, head in heads.items():
        links = [e.attributes for e in head if e.attributes.get("rel") == "alternate"]
        offered[path] = {link["type"] for link in links}
        assert "application/atom+xml" in offered[path], path
        missing = [link["href"] for link in links if unquote(link["href"]).removeprefix("/") not in published.files]
        assert missing == [], path
    assert "application/feed+json" in offered["index.html"]


# -- weight ------------------------------------------------------------------------------------------------------------


def test_pages_and_what_they_load_are_light(published: Built) -> None:
    """HTML 50 KB a page; style sheets 15 KB and scripts 10 KB as they are sent; a first search 300 KB."""

    def sent(pattern: str) -> list[int]:
        return [len(gzip.compress(data)) for path, data in published.files.items() if re.fullmatch(pattern, path)]

    heavy = {p: len(d) for p, d in published.files.items() if p.endswith(".html") and len(d) > 50 * KB}
    assert heavy == {}
    assert 0 < sum(sent(r"assets/.*\.css")) <= 15 * KB
    assert 0 < sum(sent(r"assets/.*\.js")) <= 10 * KB
    assert max(sent(r"search/records/.*")) + sum(sent(r"search/files\.json")) <= 300 * KB


# -- microformats ------------------------------------------------------------------------------------------------------


def things(built: Built, route: Route, kind: str) -> list[dict[str, Any]]:
    """The properties of each thing of a kind that stands on a page by itself."""
    read = mf2py.parse(doc=built.page(route.path), url=BASE + route.url)
    return [item["properties"] for item in read["items"] if kind in item["type"]]


def named(values: Sequence[Any]) -> list[str]:
    """The names of cards and plain values alike."""
    return [one if isinstance(one, str) else one["properties"]["name"][0] for one in values]


def entry(built: Built, post: Post) -> None:
    (found,) = things(built, post.route, "h-entry")
    assert found["name"] == [post.title]
    assert found["url"] == [BASE + post.route.url]
    assert found["content"][0]["value"].strip(), post.path
    if post.date:
        assert found["published"][0].startswith(f"{post.date.year:04}"), post.path
    wanted = ", ".join(post.authors) or (post.origin.author if post.origin else "")
    assert named(found.get("author", [])) == ([wanted] if wanted else []), post.path


def edition_event(built: Built, edition: Edition) -> None:
    (found,) = things(built, edition.route, "h-event")
    assert found["name"] == [edition.name]
    assert found["url"] == [BASE + edition.route.url]
    if edition.start:
        assert found["start"] == [edition.start.isoformat()], edition.name
    if edition.end and edition.end != edition.start:
        assert found["end"] == [edition.end.isoformat()], edition.name
    if edition.city:
        assert edition.city in found["location"][0], edition.name


def session_event(built: Built, session: Session) -> None:
    found = things(built, session.route, "h-event")[0]
    assert found["name"] == [session.title]
    assert found["url"] == [BASE + session.route.url]
    assert found["start"][0].startswith(str(session.year)), session.title
    assert found.get("category", []) == [topic.name for topic in session.topics], session.title


def card(built: Built, speaker: Speaker) -> None:
    (found,) = things(built, speaker.route, "h-card")
    assert found["name"] == [speaker.name]
    assert BASE + speaker.route.url in found["url"]
    assert found.get("org", []) == [organization.name for organization in speaker.organizations], speaker.name


def test_every_post_is_an_h_entry_with_its_title_author_date_and_words(published: Built) -> None:
    """One a page, with the address of the page."""
    for post in published.site.posts:
        if post.kind != "page":
            entry(published, post)


def test_every_edition_and_session_is_an_h_event_with_its_name_date_and_place(published: Built) -> None:
    """Dates as programs write them."""
    for edition in published.site.editions:
        edition_event(published, edition)
    for session in published.site.sessions:
        session_event(published, session)


def test_every_speaker_is_an_h_card_with_name_and_organizations(published: Built) -> None:
    """And the speakers on a session's page are cards that lead to theirs."""
    for speaker in published.site.speakers:
        card(published, speaker)
    for session in published.site.sessions:
        read = mf2py.parse(doc=published.page(session.route.path), url=BASE + session.route.url)
        event = next(item for item in read["items"] if "h-event" in item["type"])
        cards = [item["properties"] for item in event.get("children", []) if "h-card" in item["type"]]
        assert [one["name"][0] for one in cards] == [a.speaker.name for a in session.speakers], session.title
        assert [one["url"][0] for one in cards] == [BASE + a.speaker.route.url for a in session.speakers]

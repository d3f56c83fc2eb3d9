"""Sources to posts: what a post's path, header and words make of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import NOW, examples, site, text_of, visible
from recapgen.assemble import assemble
from recapgen.config import Config, Options
from recapgen.errors import ContentError
from recapgen.files import Source, digest_of
from recapgen.markdown import to_html, tokenise
from recapgen.model import Post
from recapgen.parse import Parsed, left_out, parse, parse_entry, shortened
from recapgen.plan import plan
from recapgen.vocabulary import Vocabulary, shipped

CONFIG = Config(timezone="Europe/Zurich")
VOCABULARY = Vocabulary(shipped())


def parsed(text: str | bytes, path: str = "content/a.md", config: Config = CONFIG) -> Parsed:
    data = text if isinstance(text, bytes) else text_of(text).encode()
    return parse(Source(path, data, digest_of(data)), config, VOCABULARY)


def post(text: str, path: str = "content/a.md", config: Config = CONFIG) -> Post:
    return parsed(text, path, config).post


# -- where a post lives -----------------------------------------------------------------------------------------------

ADDRESSES: list[tuple[str, str, str]] = [
    ("content/soup.md", "", "/articles/undated/soup/"),
    ("content/articles/Hot Soup.md", "", "/articles/undated/hot-soup/"),
    ("content/soup.md", "date: 2019-05-02", "/articles/2019/soup/"),
    ("content/soup.md", "conference: LadleConf 2018", "/recaps/2018/soup/"),
    ("content/soup.md", "{conference: LadleConf 2018, date: 2019-05-02}", "/recaps/2019/soup/"),
    ("content/_posts/2017-03-06-hot-soup.md", "", "/articles/2017/hot-soup/"),
    ("content/_posts/2017-03-06-hot-soup.md", "date: 2018-01-01", "/articles/2018/hot-soup/"),
    ("content/2017-03-06.md", "", "/articles/2017/2017-03-06/"),
    ("content/2017-02-31-soup.md", "", "/articles/undated/2017-02-31-soup/"),
    ("content/posts/hot-soup/index.md", "", "/articles/undated/hot-soup/"),
    ("content/posts/hot-soup/README.md", "", "/articles/undated/hot-soup/"),
    ("content/posts/2017-03-06-soup/index.md", "", "/articles/2017/soup/"),
    ("content/soup.markdown", "", "/articles/undated/soup/"),
    ("content/soup.md", "slug: Hot & Good", "/articles/undated/hot-and-good/"),
    ("content/soup.md", "slug: ../../etc", "/articles/undated/etc/"),
    ("content/soup.md", "permalink: /hot/soup/", "/hot/soup/"),
    ("content/soup.md", "url: hot.html", "/hot.html"),
    ("content/soup.md", "save_as: hot/index.html", "/hot/"),
    ("content/soup.md", "permalink: /hot", "/hot/"),
    ("content/soup.md", "permalink: /:year/:i_month/:day/:title.html\ndate: 2019-06-05", "/2019/6/05/soup.html"),
    ("content/soup.md", "permalink: pretty\ndate: 2019-06-05", "/articles/2019/soup/"),
    ("content/soup.md", "permalink: https://elsewhere.example/soup/", "/articles/undated/soup/"),
    ("content/pages/about.md", "", "/about/"),
    ("content/pages/we/Ida Quill.md", "", "/we/ida-quill/"),
    ("content/pages/we/index.md", "", "/we/"),
    ("content/about.md", "layout: page", "/about/"),
    ("content/about.md", "type: page", "/about/"),
    ("content/スープ.md", "", "/articles/undated/%E3%82%B9%E3%83%BC%E3%83%97/"),
    ("content/C++.md", "", "/articles/undated/cpp/"),
    ("content/page.md", "", "/articles/undated/x-page/"),
    ("content/con.md", "", "/articles/undated/x-con/"),
]


@pytest.mark.parametrize(("path", "header", "url"), ADDRESSES)
def test_a_posts_address(path: str, header: str, url: str) -> None:
    """From its header, else its date and its file's or folder's name."""
    found = post(f"---\n{header}\n---\n\nHot.\n", path)
    assert found.route.url == url
    assert (found.kind == "page") == ("/pages/" in path or "page" in header)


TITLES: list[tuple[str, str, str]] = [
    ("---\ntitle: Soup\n---\n\n# Spoons\n", "content/a.md", "Soup"),
    ("# Spoons\n\nHot.\n", "content/a.md", "Spoons"),
    ("Hot.\n", "content/hot-soup.md", "Hot soup"),
    ("", "content/_posts/2017-03-06-hot-soup.md", "Hot soup"),
    ("", "content/hot-soup/index.md", "Hot soup"),
    ("---\ntitle: 2019\n---\n", "content/a.md", "2019"),
]


@pytest.mark.parametrize(("text", "path", "title"), TITLES)
def test_a_posts_title(text: str, path: str, title: str) -> None:
    """Stated, else the first heading, else the file's name."""
    assert post(text, path).title == title


def test_a_heading_that_repeats_the_title_is_shown_once() -> None:
    """The page has its own; another first heading stays, one level lower."""
    assert "<h1" not in parsed("---\ntitle: Hot Soup!\n---\n\n# Hot soup\n\nWords.\n").body.html
    assert parsed("---\ntitle: Hot Soup!\n---\n\n# Hot soup\n\nWords.\n").body.html == "<p>Words.</p>\n"
    kept = parsed("---\ntitle: Soup\n---\n\n# Spoons\n\n## Wood\n").body.html
    assert kept == '<h2 id="spoons">Spoons</h2>\n<h3 id="wood">Wood</h3>\n'


def test_a_date_without_a_zone_is_the_sites() -> None:
    """Neither the machine's nor UTC; a zone that is given stays."""
    zone = ZoneInfo("Europe/Zurich")
    found = post("---\ndate: 2019-05-02\nupdated: 2019-05-03 10:00\nexpires: 2020-01-01T00:00Z\n---\n")
    assert found.date
    assert found.updated
    assert found.expires
    assert found.date.moment == datetime(2019, 5, 2, tzinfo=zone)
    assert found.updated.moment == datetime(2019, 5, 3, 10, tzinfo=zone)
    assert found.expires.moment == datetime(2020, 1, 1, tzinfo=UTC)


ODD_DATES: list[tuple[str, str, str, str]] = [
    ("date: 05/12/2019", "content/a.md", "2019 year", "only the year 2019 is taken"),
    ("date: 2019-02-30", "content/a.md", "2019 year", "only the year 2019 is taken"),
    ("created: 2019-13-01", "content/a.md", "2019 year", "only the year 2019 is taken"),
    ("Date: last spring", "content/a.md", "", "it is left out"),
    ("date: 2018 or 2019", "content/a.md", "", "it is left out"),
    ("date: 05/12/2019", "content/2019-05-12-a.md", "2019-05-12 day", "it is left out"),
]


@pytest.mark.parametrize(("header", "path", "date", "taken"), ODD_DATES)
def test_a_date_that_cannot_be_read_stops_nothing(header: str, path: str, date: str, taken: str) -> None:
    """A warning says what is taken of it; the day in the file's name is more."""
    found = parsed(f"---\ntitle: Soup\n{header}\n---\n\nHot.\n", path)
    (warning,) = found.warnings
    assert (warning.code, warning.severity, warning.line) == ("RG124", "warning", 3)
    assert warning.message.endswith(taken)
    when = found.post.date
    shown = "" if when is None else f"{when.moment:%Y-%m-%d}"[: {"year": 4, "day": 10}[when.precision]]
    assert (f"{shown} {when.precision}" if when else "") == date


SUGGESTED: dict[str, str] = {
    "auhtor": "did you mean 'author'?",
    "Catagories": "did you mean 'categories'?",
    "confrence": "did you mean 'conference'?",
    "talks": "",
    "venues_seen": "",
    "height": "",
}
"""What is suggested for a key that is none; otherwise, where it may be put."""


@pytest.mark.parametrize("key", SUGGESTED)
def test_only_a_slip_gets_a_suggestion(key: str) -> None:
    """A word of its own that looks a little like a key is not sent to that."""
    (warning,) = parsed(f"---\n{key}: x\n---\n\nHot.\n").warnings
    assert warning.code == "RG121"
    assert warning.hint == (SUGGESTED[key] or "put free values under 'params'")


@pytest.mark.parametrize("key", ["syndication", "inReplyTo", "og-title", "_mine"])
def test_keys_of_other_generators_are_passed_over(key: str) -> None:
    assert parsed(f"---\n{key}: x\n---\n\nHot.\n").warnings == ()


SPARED: list[tuple[str, str]] = [
    ("weight: heavy", "must be a whole number"),
    ("toc: {depth: 2}", "must be true or false"),
    ("image: 'data:image/gif;base64,R0'", "'data:' links are not allowed"),
    ("year: 2nd", "must be a whole number"),
    ("status: ':seedling:'", "must be true or false"),
    ("layout: [post, wide]", "must be text"),
    ("tags: {keyword: [soup]}", "must be text"),
]


@pytest.mark.parametrize(("header", "why"), SPARED)
def test_a_value_without_which_a_post_is_shown_stops_nothing(header: str, why: str) -> None:
    """It is left out with a warning: it may mean something to another generator."""
    found = parsed(f"---\ntitle: Soup\n{header}\n---\n\nHot.\n")
    (warning,) = found.warnings
    assert (warning.code, warning.line) == ("RG124", 3)
    assert why in warning.message
    assert warning.message.endswith("; it is left out")
    assert not found.post.draft


@pytest.mark.parametrize("header", ["draft: perhaps", "status: pbulished", "{conference: LadleConf, year: 2nd}"])
def test_a_value_on_which_it_hangs_what_is_shown_is_an_error(header: str) -> None:
    with pytest.raises(ContentError):
        parsed(f"---\n{header}\n---\n\nHot.\n")


EMPTY: dict[str, str] = {
    "": "the post is empty",
    "\n \n": "the post is empty",
    "---\ntitle: Soup\n---\n": "there is no text below the front matter",
    "---\ntitle: Soup\n---\n\n<!-- later -->\n": "there is no text below the front matter",
    "---\ntitle: Soup\n---\n\n# Soup\n": "the text is only the title again",
    "---\ntitle: Soup\ndraft: true\n---\n": "",
    "---\ntitle: Soup\nsessions: [Lids]\nconference: LadleConf\n---\n": "",
    "---\ntitle: Soup\nlayout: menu\n---\n": "",
    "---\ntitle: Soup\n---\n\n![a pot](pot.png)\n": "",
}


@pytest.mark.parametrize("text", EMPTY, ids=repr)
def test_a_post_without_text_is_told(text: str) -> None:
    """Unless it waits as a draft, lists sessions, or asks for a layout that shows something by itself."""
    found = parsed(text).warnings
    assert [one.message for one in found] == ([EMPTY[text]] if EMPTY[text] else [])


LEFT_OUT: list[tuple[str, str, str]] = [
    ("date: 2023-11-14", "content/a.md", ""),
    ("date: 2023-11-15", "content/a.md", "future"),
    ("draft: true", "content/a.md", "draft"),
    ("status: draft", "content/a.md", "draft"),
    ("{draft: true, date: 2030}", "content/a.md", "draft"),
    ("title: A", "content/_drafts/a.md", "draft"),
    ("expires: 2023-11-14", "content/a.md", "expired"),
    ("expiryDate: 2023-11-15", "content/a.md", ""),
    ("{date: 2023-11-14 23:13, draft: false}", "content/a.md", ""),
    ("{date: 2023-11-14 23:14, draft: false}", "content/a.md", "future"),
]


@pytest.mark.parametrize(("header", "path", "reason"), LEFT_OUT)
def test_a_post_is_left_out_for_a_reason(header: str, path: str, reason: str) -> None:
    """At 14 November 2023, 22:13 UTC, which is 23:13 in Zurich."""
    found = post(f"---\n{header}\n---\n", path)
    assert left_out(found, NOW, drafts=False, future=False) == reason
    assert left_out(found, NOW, drafts=True, future=True) in ("", "expired")


@pytest.mark.parametrize(("word", "draft"), [("false", True), ("true", False)])
def test_jekylls_published_says_whether_it_is_a_draft(word: str, draft: bool) -> None:
    """`published: false` is how Jekyll's writers keep a post back."""
    assert post(f"---\npublished: {word}\n---\n").draft is draft


@pytest.mark.parametrize("layout", ["home", "redirect", "session"])
def test_a_layout_of_another_generator_breaks_nothing(tmp_path: Path, layout: str) -> None:
    """Jekyll's own theme has `layout: home`; ours has a home.html that shows other records."""
    site(tmp_path).post("a.md", f"---\nlayout: {layout}\n---\n\nHot.\n").build().ran()


# -- what a header says of conferences and sessions -------------------------------------------------------------------

CLAIMS: list[tuple[str, list[tuple[str, int | None, str, str]]]] = [
    ("conference: LadleConf", [("LadleConf", None, "", "")]),
    ("conference: LadleConf 2019", [("LadleConf", 2019, "", "")]),
    ("conference: LadleConf, 2019", [("LadleConf", 2019, "", "")]),
    ("conference: LadleConf ’19", [("LadleConf", 2019, "", "")]),
    ("conference: LadleConf '19", [("LadleConf", 2019, "", "")]),
    ("conference: LadleConf 19", [("LadleConf 19", None, "", "")]),
    ("conference: 2019", [("2019", None, "", "")]),
    ("conference: {name: LadleConf 2018, year: 2019}", [("LadleConf", 2019, "", "")]),
    ("conference: {name: LadleConf, edition: 2019}", [("LadleConf", 2019, "", "")]),
    ("conference: {name: LadleConf, edition: Spring}", [("LadleConf", None, "Spring", "")]),
    ("conference: {name: LadleConf, start: 2019-05-02}", [("LadleConf", 2019, "", "")]),
    ("{conference: LadleConf, year: 2019, city: Bern}", [("LadleConf", 2019, "", "Bern")]),
    ("{conference: LadleConf, edition: 2019}", [("LadleConf", 2019, "", "")]),
    ("{conference: [A 2019, B 2020], city: Bern}", [("A", 2019, "", ""), ("B", 2020, "", "")]),
]


@pytest.mark.parametrize(("header", "claims"), CLAIMS)
def test_what_a_header_says_of_conferences(header: str, claims: list[tuple[str, int | None, str, str]]) -> None:
    """A year behind the name is the edition's; keys beside a lone conference complete it."""
    found = post(f"---\n{header}\n---\n\nHot.\n")
    assert [(c.name, c.year, c.label, c.city) for c in found.claims] == claims
    assert found.kind == "recap"


STATED = """
---
conference: LadleConf 2019
sessions:
  - title: Lids
    speakers: ["Bo Lind (Ladle, Tureen)", {name: Cleo Marsh, organization: Spoonworks, role: chair}]
    kind: panel
    day: 2
    slides: https://soup.example/lids.pdf
    url: https://soup.example/lids/
    topics: [Docker]
  - Handles
---

## Lids

Shut.

## Knobs {speakers="Ida Quill"}

Not stated, so no session.
"""


def test_sessions_that_a_header_states_are_the_sessions() -> None:
    """With all that is stated of them; words from under the heading of the same title, if there is one."""
    lids, handles = parsed(STATED).account.takes
    assert (lids.title, lids.kind, lids.day, lids.claim, lids.anchor) == ("Lids", "panel", 2, 0, "lids")
    assert [(c.name, c.organizations, c.role) for c in lids.credits] == [
        ("Bo Lind", ("Ladle", "Tureen"), ""),
        ("Cleo Marsh", ("Spoonworks",), "chair"),
    ]
    assert [(link.kind, link.url) for link in lids.links] == [
        ("slides", "https://soup.example/lids.pdf"),
        ("link", "https://soup.example/lids/"),
    ]
    assert lids.excerpt == "Shut."
    assert (handles.title, handles.anchor, handles.excerpt) == ("Handles", "", "")


def test_topics_of_a_stated_session_are_its_topics() -> None:
    """What the schema takes is not lost."""
    assert "Docker" in [mention.name for mention in parsed(STATED).account.takes[0].topics]


def test_a_stated_session_without_words_has_its_line_in_the_header() -> None:
    """So that a warning about it leads there."""
    assert parsed(STATED).account.takes[1].lines == (11, 11)


def test_a_stated_session_may_have_no_title() -> None:
    """Its words are those that first name its speaker; with `auto` it is the one that is read of that speaker."""
    header = "---\nconference: LadleConf 2019\nsessions:\n{}  - speakers: Bo Lind (Ladle)\n    kind: keynote\n---\n\n"
    body = "It rained.\n\nThen Bo Lind spoke of lids, and I laughed.\n"
    (take,) = parsed(header.format("") + body).account.takes
    assert (take.title, take.kind, take.credits[0].organizations) == ("", "keynote", ("Ladle",))
    assert take.excerpt == "Then Bo Lind spoke of lids, and I laughed."
    (same,) = parsed(header.format("  - auto\n") + body).account.takes
    assert (same.kind, same.credits[0].organizations) == ("keynote", ("Ladle",))


AMENDED = """
---
conference: LadleConf 2019
sessions:
  - auto
  - title: Lids
    speakers: [Bo Lind (Ladle), Cleo Marsh]
    slides: https://soup.example/lids.pdf
  - title: In the hallway
    speakers: [Mika Ost]
  - title: Steam
    kind: keynote
---

## Lids by Bo Lind

Shut. [Slides](https://soup.example/old.pdf), [film](https://soup.example/lids.mp4)

## Knobs by Ida Quill (Tureen)

Round.

## In the hallway

We talked.
"""


def test_sessions_with_auto_among_them_add_to_those_that_are_read() -> None:
    """One of a title that is read corrects it, in what it says; one without a place in the text comes last."""
    takes = parsed(AMENDED).account.takes
    assert [(t.title, t.kind, [(c.name, *c.organizations) for c in t.credits]) for t in takes] == [
        ("Lids", "talk", [("Bo Lind", "Ladle"), ("Cleo Marsh",)]),
        ("Knobs", "talk", [("Ida Quill", "Tureen")]),
        ("In the hallway", "talk", [("Mika Ost",)]),
        ("Steam", "keynote", []),
    ]
    assert "https://soup.example/lids.pdf" in [link.url for link in takes[0].links]
    assert (takes[0].excerpt[:5], takes[2].excerpt, takes[3].excerpt) == ("Shut.", "We talked.", "")


READ = """
## After a short break, lids by Bo Lind

Shut.

## Knobs by Ida Quill (Tureen)

Round.

## Steam by Mika Ost

Hot.

## More steam by Mika Ost

Hotter.
"""
AMENDMENTS = [
    ('[auto, {title: Knobs, session: no}]', ["After a short break, lids", "Steam", "More steam"]),
    ('[{title: Knobs, session: no}]', ["After a short break, lids", "Steam", "More steam"]),
    ('[auto, {title: knobs!, session: false}, {title: Pans, session: no}]',
     ["After a short break, lids", "Steam", "More steam"]),
    ('[auto, {title: Lids, speakers: [Bo Lind]}]', ["Lids", "Knobs", "Steam", "More steam"]),
    ('[auto, {title: Lids, speakers: [Bo Lind, Una Root]}]',
     ["After a short break, lids", "Knobs", "Steam", "More steam", "Lids"]),
    ('[auto, {title: Knobs, speakers: [Ida Quill]}, {title: Rims, speakers: [Ida Quill]}]',
     ["After a short break, lids", "Knobs", "Steam", "More steam", "Rims"]),
    ('[auto, {title: Fog, speakers: [Mika Ost]}]',
     ["After a short break, lids", "Knobs", "Steam", "More steam", "Fog"]),
    ('[auto, {title: Lids, speakers: [Bo Lind]}, {title: Rims, speakers: [Bo Lind]}]',
     ["After a short break, lids", "Knobs", "Steam", "More steam", "Lids", "Rims"]),
]  # fmt: skip


@pytest.mark.parametrize(("sessions", "titles"), AMENDMENTS)
def test_sessions_that_are_read_are_refused_by_title_and_corrected_by_speaker(sessions: str, titles: list[str]) -> None:
    """By speaker only where one session is theirs, and one is stated."""
    takes = parsed(f"---\nconference: LadleConf 2019\nsessions: {sessions}\n---\n{READ}").account.takes
    assert [t.title for t in takes] == titles


def test_a_session_corrected_by_its_speaker_keeps_its_words() -> None:
    """And where it stands; those that were taken for its title are its words then."""
    body = "I saw:\n\n- After a coffee-break by Bo Lind (Ladle): shut\n- Knobs by Ida Quill: round\n"
    header = "---\nconference: LadleConf 2019\nsessions: [auto, {title: Lids, speakers: [Bo Lind]}]\n---\n"
    lids, knobs = parsed(header + body).account.takes
    assert (lids.title, lids.excerpt, knobs.title) == ("Lids", "After a coffee-break by Bo Lind (Ladle): shut", "Knobs")


STATED_IN_WORDS = [
    ("- **Lids** - what to shut {speakers='Bo Lind (Ladle)'}", "Lids", "what to shut"),
    ("- Lids by Bo Lind (Ladle): shut {kind=talk}", "Lids", "shut"),
    ("It was said that pots are round. {title=Pots speakers='Bo Lind (Ladle)'}", "Pots", "It was said"),
]


@pytest.mark.parametrize(("line", "title", "words"), STATED_IN_WORDS)
def test_attributes_at_the_end_of_a_line_state_a_session(line: str, title: str, words: str) -> None:
    """They are not shown; whom they alone name is."""
    found = parsed(f"---\nconference: LadleConf 2019\n---\n\nI was there:\n\n{line}\n")
    (take,) = found.account.takes
    assert (take.title, [(c.name, *c.organizations) for c in take.credits]) == (title, [("Bo Lind", "Ladle")])
    assert words in take.excerpt
    assert "{" not in found.body.html
    assert found.body.html.count("Bo Lind (Ladle)") == 1


def test_braces_that_state_nothing_of_a_session_stay_in_the_text() -> None:
    """What cannot be understood is told; code is left alone."""
    found = parsed(
        "---\ntitle: Signs\nconference: LadleConf 2019\n---\n\nA {x}\n\nA {a=b}\n\n`{session=no}`\n\nIt {day=1 2=}\n"
    )
    assert all(words in found.body.html for words in ("{x}", "{a=b}", "{session=no}", "{day=1 2=}"))
    assert [w.code for w in found.warnings] == ["RG201"]


@pytest.mark.parametrize("sessions", ["[auto]", "[Auto]", "auto", "[auto, auto]"])
def test_auto_alone_changes_nothing(sessions: str) -> None:
    """As without the key."""
    body = AMENDED.partition("---\n\n")[2]
    with_key = parsed(f"---\nconference: LadleConf 2019\nsessions: {sessions}\n---\n\n{body}").account.takes
    without = parsed(f"---\nconference: LadleConf 2019\nlang:\n---\n\n{body}").account.takes
    assert with_key == without
    assert [t.title for t in without] == ["Lids", "Knobs"]


NAMED_APART = [
    ('## Lids {speakers="Bo Lind (Ladle)"}', '<p class="who">Bo Lind (Ladle)</p>\n'),
    ('## Lids {speakers="Bo Lind; Cleo Marsh (Pan, Pot)"}', '<p class="who">Bo Lind, Cleo Marsh (Pan, Pot)</p>\n'),
    ('## Lids by Bo Lind {speakers="Bo Lind; Cleo Marsh"}', '<p class="who">Cleo Marsh</p>\n'),
    ('## Lids {speakers="Bo Lind (R&D)"}', '<p class="who">Bo Lind (R&amp;D)</p>\n'),
    ('## Lids by BO LIND {speakers="Bo Lind"}', ""),
    ('## Lids {speakers="bo-lind-ladle"}', ""),
    ("## Lids by Bo Lind {kind=keynote}", ""),
    ("## Lids by Bo Lind", ""),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "line"), NAMED_APART)
def test_speakers_whom_only_attributes_name_stand_below_the_heading(heading: str, line: str) -> None:
    """In the running text; the words of the session begin behind them."""
    found = parsed(f"---\nconference: LadleConf 2019\n---\n\n# A week\n\n{heading}\n\nShut.\n")
    assert f"</h2>\n{line}<p>Shut.</p>" in found.body.html
    assert ("who" in found.body.html) == bool(line)
    (span,) = found.body.spans
    assert found.body.html[span.start : span.end] == "<p>Shut.</p>\n"
    assert found.account.takes[0].excerpt == "Shut."


def test_sessions_none_means_none() -> None:
    """Whatever the body looks like."""
    found = post("---\nconference: LadleConf 2019\nsessions: none\n---\n\n## Lids {speakers='Bo Lind'}\n\nShut.\n")
    assert found.sessions == 0
    assert found.kind == "recap"


# -- takes and their words --------------------------------------------------------------------------------------------

RECAP = """
---
title: LadleConf
conference: LadleConf 2019
---

Before.

## Day 1

### Lids {speakers="Bo Lind (Ladle)" day=1}

Shut, *always*.

- one
- two

### Handles {speakers="Cleo Marsh" kind=keynote topics="Docker; cast iron"}

Hot.[^1]

[^1]: Very.
"""


def test_a_take_is_the_words_below_its_heading() -> None:
    """Its span in the HTML, its lines in the file, its anchor, its first words."""
    whole = parsed(RECAP)
    lids, handles = whole.account.takes
    first, second = (whole.body.html[span.start : span.end] for span in whole.body.spans)
    assert first == ("<p>Shut, <em>always</em>.</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n")
    assert visible(second).startswith("Hot.")
    assert "Very" not in second, "footnotes stand below the whole post"
    assert (lids.anchor, handles.anchor) == ("lids", "handles")
    assert (lids.lines[0], handles.lines[0]) == (10, 17)
    assert lids.excerpt == "Shut, always. one two"
    assert [(t.name, t.why) for t in handles.topics] == [("Docker", "attribute"), ("cast iron", "attribute")]
    assert (handles.kind, lids.kind) == ("keynote", "talk")


class _Balance(HTMLParser):
    """Whether every element that is opened is closed, in its order."""

    VOID = frozenset({"br", "hr", "img", "input"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


def balanced(html: str) -> bool:
    reader = _Balance()
    reader.feed(html)
    reader.close()
    return not reader.open and not reader.wrong


LEADS = [
    "Lids by Bo Lind (Ladle)",
    "**Lids** by Bo Lind",
    "*Lids by Bo Lind (Ladle)*",
    "[Lids](https://a.example) by Bo Lind",
]
LEADS += [
    "**Lids by Bo Lind (Ladle) and words",
    "**Lids**, Bo Lind",
    "`Lids` by Bo Lind",
    '"Lids" by [Bo Lind](b.md) (*Ladle*)',
]
LEADS += [
    "Bo Lind: Lids",
    "**Lids – Bo Lind (Ladle)**",
    "Lids <!-- x --> by Bo Lind",
    "Lids\\* by Bo Lind",
    "Lids &amp; Pots by Bo Lind",
]
GAPS = [": ", " – ", ". ", ":** ", "\n  ", "\n\n  ", "  \n  ", " "]
WORDS = [
    "Shut *and* hot.",
    "a `code` b",
    "**all *of* it**",
    "x\n  y",
    "[link](b.md)",
    "![pic](c.png)",
    "é🍲",
    "<br>z",
    "[^1]",
    "",
]
WORDS += [
    "\n\n  - one\n  - two",
    "\n\n  A second paragraph.",
    "\n\n      code\n",
    "~~no~~",
    "https://soup.example",
    "a & b < c",
]


@st.composite
def lists_of_takes(draw: st.DrawFn) -> str:
    items = []
    for _ in range(draw(st.integers(1, 5))):
        words = "".join(draw(st.lists(st.sampled_from(WORDS), max_size=3)))
        items.append(f"- {draw(st.sampled_from(LEADS))}{draw(st.sampled_from(GAPS))}{words}\n")
    return "\n".join(items) if draw(st.booleans()) else "".join(items)


@examples(120)
@given(lists_of_takes())
def test_splitting_list_items_into_takes_loses_no_character(text: str) -> None:
    """The page reads as it would without sessions; what is cut out for a session's page is whole HTML."""
    whole = parsed(f"---\nconference: LadleConf 2019\n---\n\n# LadleConf\n\n{text}\n[^1]: x\n")
    unsplit = to_html(tokenise(f"# LadleConf\n\n{text}\n[^1]: x\n")).html
    assert "".join(visible(whole.body.html).split()) == "".join(visible(unsplit).replace("LadleConf", "", 1).split())
    assert balanced(whole.body.html)
    for span in whole.body.spans:
        start, end = span.start, span.end
        assert 0 <= start <= end <= len(whole.body.html)
        assert balanced(span.of(whole.body.html)), whole.body.html[start:end]


def test_a_tight_list_stays_tight() -> None:
    """With items that are sessions, some with lists of their own, and others."""
    found = parsed(f"---\nconference: LadleConf 2019\n---\n{TIGHT}")
    assert "<p>" not in found.body.html
    assert '<li id="lids"><strong>Lids</strong> by Bo Lind: shut\n<ul>\n<li>and hot</li>' in found.body.html
    assert [span.of(found.body.html) for span in found.body.spans] == [
        "<p>shut</p>\n<ul>\n<li>and hot</li>\n</ul>\n",
        "<p>round</p>\n",
    ]


TIGHT = """
- **Lids** by Bo Lind: shut
  - and hot
- That was all before lunch
- **Pots** by Ida Quill (Ladle): round
"""


SUMMARIES: list[tuple[str, str]] = [
    ("---\ndescription: Hot.\nsummary: Cold.\n---\n\nWords.\n", "Hot."),
    ("---\nexcerpt: Cold.\n---\n\nWords.\n", "Cold."),
    ("One *word*.\n\nTwo.\n\n<!--more-->\n\nThree.\n", "One word. Two."),
    (
        "One.\n\nThis paragraph is one that is long enough to stand for what the post is about.\n",
        "This paragraph is one",
    ),
    ("One.\n\nTwo.\n", "One."),
    ("# Only a heading\n", ""),
    ("", ""),
]


@pytest.mark.parametrize(("text", "begins"), SUMMARIES)
def test_a_posts_description(text: str, begins: str) -> None:
    """Stated, else what stands above `<!--more-->`, else the first paragraph that says something."""
    found = post(text).description
    assert found.startswith(begins)
    assert bool(found) == bool(begins)


def test_a_first_line_that_repeats_the_title_is_shown_once() -> None:
    """Above the text it stands already; a summary says something else."""
    title = "Three days of soup, and what I learnt about spoons in the great hall of Ghent"
    found = parsed(f"---\ntitle: '{title}'\n---\n\n{title}\n\nHot.\n")
    assert found.body.html == "<p>Hot.</p>\n"
    assert found.account.post.description == "Hot."
    linked = parsed("---\ntitle: Soup\n---\n\n[Soup](https://soup.example/)\n\nHot.\n")
    assert "https://soup.example/" in linked.body.html


@examples(100)
@given(st.text(), st.integers(2, 60))
def test_a_shortened_text_is_short_and_flat(text: str, limit: int) -> None:
    """At most so many characters, one line, and all of it where it fits."""
    found = shortened(text, limit)
    flat = " ".join(text.split())
    assert len(found) <= limit + 1
    assert "\n" not in found
    assert found == flat if len(flat) <= limit else found.endswith("…")


def test_an_article_says_why_it_is_about_a_topic() -> None:
    """The header's word, the title's, or the line where the words decide."""
    found = post("---\ntitle: On Docker\ntags: k8s\n---\n\nRust.\n\nRust.\n\nRust, and Go.\n")
    assert [(t.name, t.why) for t in found.topics] == [
        ("Kubernetes", "front matter"),
        ("Docker", "'Docker' in its title"),
        ("Rust", "'Rust' in line 10"),
    ]


def test_what_an_item_of_an_html_list_says_is_of_its_session_alone() -> None:
    """Though Markdown takes such a list as one piece."""
    items = (
        "<li>Spoons by Ida Quill: Kubernetes in a pot, and more Kubernetes</li>\n"
        "<li>Lids by Bo Lind: Rust, and nothing but Rust</li>"
    )
    for gap in ("\n", " "):
        listed = items.replace("\n", gap)
        takes = parsed(f"---\nconference: SoupConf 2019\n---\nTalks:\n\n<ul>\n{listed}\n</ul>\n").account.takes
        assert [[topic.name for topic in take.topics] for take in takes] == [["Kubernetes"], ["Rust"]]
        assert [take.excerpt[:10] for take in takes] == ["Kubernetes", "Rust, and "]


# -- registry files ---------------------------------------------------------------------------------------------------


def test_a_registry_file_describes_what_its_folder_is_for() -> None:
    """Its name from the header, else from the file; its words as HTML."""
    data = b"---\naliases: [Bob Lind]\nlinks: {Blog: https://bo.example}\n---\n\nCooks at [home](/about/).\n"
    entry, warnings = parse_entry(Source("content/speakers/bo-lind.md", data, "d"), CONFIG)
    assert (entry.kind, entry.name, entry.slug, entry.aliases) == ("speaker", "Bo Lind", "bo-lind", ("Bob Lind",))
    assert [(link.label, link.url) for link in entry.links] == [("Blog", "https://bo.example")]
    assert [(target.url, target.line) for target in entry.about.targets] == [("/about/", 6)]
    assert visible(entry.about.html).strip() == "Cooks at home."
    assert warnings == ()


# -- whatever it is ---------------------------------------------------------------------------------------------------

SCRAPS = [
    "---\n",
    "+++\n",
    "Title: ",
    "title: ",
    "conference: ",
    "sessions:",
    "  - ",
    "- ",
    "# ",
    "## ",
    "\n",
    "\n\n",
    " by ",
    " – ",
]
SCRAPS += [
    "Bo Lind",
    "(Ladle)",
    "Lids",
    "LadleConf 2019",
    "{speakers=",
    '"',
    "}",
    "{",
    "[",
    "](",
    ")",
    "|",
    "|--|\n",
    "> ",
    "**",
    "*",
]
SCRAPS += [
    "`",
    "```\n",
    "<!--",
    "-->",
    "<br>",
    "[^1]",
    "[^1]: ",
    ": ",
    ":",
    "\t",
    "\\",
    "&amp;",
    "\0",
    "\ufeff",
    "🍲",
    "é",
    "Day 1",
    "1. ",
]
SCRAPS += [
    "Keynote",
    "k8s",
    "2019-05-02",
    "===\n",
    "\u2028",
    "\x0b",
    "\x1f",
    "![",
    "javascript:x",
    "~~",
    "http://a.example",
]
WHATEVER = st.lists(st.sampled_from(SCRAPS), max_size=40).map("".join) | st.text(max_size=200)


def survives(data: bytes, path: str) -> None:
    """Parsed and planned, or refused with places in the file."""
    try:
        whole = parse(Source(path, data, digest_of(data)), CONFIG, VOCABULARY)
    except ContentError as error:
        for found in error.diagnostics:
            assert found.path == path
            assert 1 <= found.line <= data.count(b"\n") + data.count(b"\r") + 2
            assert found.column >= 1
        return
    assert isinstance(whole, Parsed)
    assert whole.post.title
    for span in whole.body.spans:
        assert 0 <= span.start <= span.end <= len(whole.body.html)
    try:
        understood, _ = assemble([whole.account], [], CONFIG)
        plan(understood, CONFIG)
    except ContentError as error:
        assert error.diagnostics[0].path == path


@examples(300)
@given(st.binary(max_size=200) | WHATEVER.map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_whatever_a_file_holds_it_is_parsed_or_refused(data: bytes) -> None:
    """Bytes, scraps of Markdown, text of any script: never another exception."""
    survives(data, "content/a.md")


scalars: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        "",
        0,
        -1,
        2019,
        10**30,
        True,
        False,
        1.5,
        "2019-05-02",
        "2019-02-30",
        "auto",
        "none",
        "javascript:x",
        "/a/",
        "../a",
    ]
) | st.text(max_size=12)
values: st.SearchStrategy[Any] = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "title", "year", "url", "speakers", "kind", "x", "start"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)
KEYS = [
    "title",
    "date",
    "draft",
    "slug",
    "permalink",
    "url",
    "aliases",
    "tags",
    "topics",
    "authors",
    "summary",
    "image",
    "lang",
]
KEYS += [
    "weight",
    "layout",
    "toc",
    "params",
    "conference",
    "edition",
    "year",
    "city",
    "sessions",
    "source",
    "updated",
    "expires",
]
headers = st.dictionaries(st.sampled_from(KEYS), values, max_size=5)


@examples(300)
@given(
    headers,
    WHATEVER,
    st.sampled_from(["content/a.md", "content/pages/a.md", "content/2019-05-02-a.md", "content/a/index.md"]),
)
def test_whatever_a_header_holds_it_is_parsed_or_refused(header: dict[str, Any], body: str, path: str) -> None:
    """Any value under any key, any body, at any path."""
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in header.items())
    survives(f"---\n{lines}---\n{body}".encode("utf-8", "replace"), path)


def test_a_moment_at_the_end_of_time_is_no_traceback(tmp_path: Path) -> None:
    """Year 9999 west of Greenwich can't be told in UTC."""
    kit = site(tmp_path).post("a.md", "---\ndate: 9999-12-31T23:59:59-14:00\n---\n\nHot.\n")
    kit.build(Options(future=True, now=NOW))


def test_an_empty_post_is_a_post(tmp_path: Path) -> None:
    """A file without a byte gets a page with the title of its name."""
    site(tmp_path).post("hot-soup.md", "").build().has("articles/undated/hot-soup/", "Hot soup")


# -- its language -----------------------------------------------------------------------------------------------------

GERMAN = "Wir waren auf der Konferenz, und es war nicht schlecht: was man dort von den anderen gehört hat, steht hier."


@pytest.mark.parametrize(
    ("header", "body", "path", "language"),
    [
        ("lang: fr", GERMAN, "content/a.md", "fr"),
        ("title: A", GERMAN, "content/a.fr.md", "fr"),
        ("title: A", GERMAN, "content/a.md", "de"),
        ("title: A", "Only me was said.", "content/a.md", "nl"),
        ("title: A", "分散システムにおける信頼性について。", "content/a.md", "ja"),
    ],
)
def test_a_language_is_stated_or_read_off_enough_words_or_that_of_the_site(
    header: str, body: str, path: str, language: str
) -> None:
    """Three words that are common in Spanish do not make a post Spanish."""
    assert post(f"---\n{header}\n---\n\n{body}\n", path, Config(language="nl")).lang == language


JEKYLLS = [
    ("content/_posts/soup.md", "tags: soup pots", ["soup", "pots"]),
    ("content/articles/2019-05-06-soup.md", "{layout: post, tags: soup pots}", ["soup", "pots"]),
    ("content/_posts/soup.md", "tags: 'soup, hot pots'", ["soup", "hot pots"]),
    ("content/articles/2019-05-06-soup.md", "tags: hot pots", ["hot pots"]),
    ("content/articles/soup.md", "{layout: post, tags: hot pots}", ["hot pots"]),
    ("content/_posts/soup.md", "tag: hot pots", ["hot pots"]),
]


@pytest.mark.parametrize(("path", "header", "topics"), JEKYLLS)
def test_spaces_part_tags_in_jekylls_posts_alone(path: str, header: str, topics: list[str]) -> None:
    """By their folder, or by a day in the name and a layout."""
    body = header if not header.startswith("{") else header[1:-1].replace(", tags", "\ntags")
    found = post(f"---\ntitle: A\n{body}\n---\n\nHot.\n", path)
    assert [one.name for one in found.topics if one.name in ("soup", "pots", "hot pots", "soup pots")] == topics

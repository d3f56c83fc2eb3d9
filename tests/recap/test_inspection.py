"""What `recapgen inspect` tells of lines that may be sessions."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recapgen.cli.inspect import _header, command
from recapgen.markdown import tokenise
from recapgen.recap.advice import TITLE, Stated, braces, header_line, proposed_names, to_take
from recapgen.recap.context import Context
from recapgen.recap.inspection import inspect_text
from recapgen.recap.levels.apart import take_apart
from recapgen.recap.levels.choices import choose
from recapgen.recap.levels.gathering import entries_of
from recapgen.recap.outline.archive import split
from recapgen.recap.outline.tokens import outline_of

from .cases import Case, cases

HEADER = "---\ntitle: SoupConf 2019 recap\nconference: SoupConf 2019\n---\n"
BODY = """
I was there.

## Spoons by Ida Quill (Ladle Ltd)

Ida showed us nine of them.

## Lids

Nothing was said of any talk.

## Steam

[Slides](https://speakerdeck.com/x/steam)

## Salt {session=no}

There was a talk.
"""


def inspected(text: str) -> dict[str, Any]:
    (post,) = inspect_text(text, "a.md", tokenise, _header)["posts"]
    assert isinstance(post, dict)
    return post


def test_lines_that_were_not_taken_are_told_the_likeliest_first() -> None:
    """With what speaks for each; what is refused is none."""
    post = inspected(HEADER + BODY)
    assert [s["title"] for s in post["sessions"]] == ["Spoons"]
    told = {one["text"]: one["why"] for one in post["candidates"]}
    assert list(told) == ["Steam", "Lids"]
    assert "slides or a recording stand below it" in told["Steam"]
    assert "the words below it speak of a talk" in told["Lids"]
    assert [one["line"] for one in post["candidates"]] == [16, 12]


def test_what_is_said_to_settle_it_settles_it() -> None:
    """Either way."""
    (steam, _) = inspected(HEADER + BODY)["candidates"]
    assert "add {session=yes} to the heading if it is one, {session=no} if not" in steam["remedy"]
    for mark, sessions, candidates in (("yes", ["Spoons", "Steam"], 1), ("no", ["Spoons"], 1)):
        post = inspected(HEADER + BODY.replace("## Steam", f"## Steam {{session={mark}}}"))
        assert [s["title"] for s in post["sessions"]] == sessions
        assert len(post["candidates"]) == candidates


@pytest.mark.parametrize("text", ["---\ntitle: On soup\n---\n\n## Lids\n\nThere was a talk.\n", HEADER + "\nSoup.\n"])
def test_a_post_without_such_lines_has_none(text: str) -> None:
    """An article, and a recap without headings."""
    assert inspected(text)["candidates"] == []


@pytest.mark.parametrize("most", [10, 2])
def test_a_post_with_many_such_lines_does_not_flood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Some are shown, all others counted; what speaks for all of them is said once."""
    monkeypatch.setattr("recapgen.cli.inspect.MOST_DOUBTS", most)
    sections = "".join(f"\n## Lids number {n}\n\nNothing was said of any talk.\n" for n in range(3))
    file = tmp_path / "a.md"
    file.write_text(HEADER + BODY.partition("## Lids")[0] + sections, "utf-8")
    said = CliRunner().invoke(command, [str(file)]).output
    assert said.count("  ? line ") == min(3, most)
    assert said.count("3 lines, each may be a session: ") == 1
    assert ("and 1 more; --json lists them all" in said) == (most == 2)


PAGE = """<html><head><title>SoupConf 2019, a recap | Kitchen notes</title></head><body>
<header><h1>Kitchen notes</h1><nav><a href="/">Start</a></nav></header>
<article>
<h2>SoupConf 2019, a recap</h2>
<p>I attended SoupConf 2019 in Ghent.</p>
<h3>Spoons by Ida Quill (Ladle)</h3>
<p>Ida showed nine of them.</p>
</article>
<footer><h3>Spices by Una Root</h3></footer></body></html>
"""


def test_of_a_page_only_the_post_is_read() -> None:
    """By `<article>` or `<main>`, where there is one; with the lines of the page."""
    (post,) = inspect_text(PAGE, "a.html", tokenise, _header)["posts"]
    assert (post["title"], [s["title"] for s in post["sessions"]]) == ("SoupConf 2019, a recap", ["Spoons"])
    assert post["sessions"][0]["lines"] == [6, 7]


def applied(text: str, one: dict[str, Any], braces: str) -> str:
    """A text with braces at the end of the line of a doubt, or else with the line of front matter that it names."""
    if braces:
        lines = text.split("\n")
        lines[one["line"] - 1] = f"{lines[one['line'] - 1].rstrip()} {braces}"
        return "\n".join(lines)
    (line,) = re.findall(r"sessions: \[auto, .*\]", one["remedy"])
    return text.replace("\n---\n", f"\n{line}\n---\n", 1)


def titles(post: dict[str, Any]) -> list[str]:
    return [session["title"] or session["speakers"][0]["name"] for session in post["sessions"]]


def at_line(post: dict[str, Any], line: int) -> list[str]:
    return [s["title"] or s["speakers"][0]["name"] for s in post["sessions"] if s["lines"][0] == line]


def headed(case: Case) -> str:
    title = json.dumps(case.given.get("title", ""))
    return f"---\ntitle: {title}\nconference: SoupConf 2019\n---\n{case.text}\n"


FIXTURES = [case for case in cases("fixtures") if not case.text.startswith("---") and len(split(case.text)) == 1]
EACH = pytest.mark.parametrize("case", [pytest.param(c, id=f"{c.file}: {c.name}") for c in FIXTURES])
BRACES = re.compile(r"\{\w+=[^{}]*\}")


@EACH
def test_of_a_line_that_may_be_a_session_the_advice_makes_one_or_none(case: Case) -> None:
    """Followed to the letter, for each such line of each fixture: with the title that was proposed."""
    text = headed(case)
    post = inspected(text)
    for one in post["candidates"]:
        yes, no = BRACES.findall(one["remedy"]) or ("", "")
        now = inspected(applied(text, one, yes))
        assert len(titles(now)) > len(set(titles(post)) & set(titles(now))), one
        assert one["line"] + (not yes) not in [again["line"] for again in now["candidates"]]
        if title := re.search(r'title"?[=:] ?("(?:[^"\\]|\\.)*")', one["remedy"]):
            assert json.loads(title[1]) in titles(now)
        if no:
            now = inspected(applied(text, one, no))
            assert at_line(now, one["line"]) == []
            assert one["line"] not in [again["line"] for again in now["candidates"]]


@EACH
def test_of_a_session_that_may_be_none_the_advice_makes_none_or_a_sure_one(case: Case) -> None:
    """The same; what else is read stays."""
    text = headed(case)
    post = inspected(text)
    for one in post["doubts"]:
        no, yes = BRACES.findall(one["remedy"]) or ("", "")
        now = inspected(applied(text, one, no))
        assert len(titles(now)) < len(titles(post))
        if yes:
            now = inspected(applied(text, one, yes))
            assert at_line(now, one["line"])
            assert one["line"] not in [again["line"] for again in now["doubts"]]


NOTHING_TO_PROPOSE = [
    "- [Honza Král](https://x.example) gave an overview of soups, if there were still some people left",
    "- Keynote by Matz! [recording](https://youtu.be/x)",
    "- ..",
    '- <img src="x.png" alt="the hall"> of the first evening',
    "- In case you did not know the way to the hall, which is what we all hoped for, it was short",
    "- Lids! I was there for all of the two hours. Highlights:",
]


@pytest.mark.parametrize("line", NOTHING_TO_PROPOSE)
def test_what_is_no_title_is_not_proposed_as_one(line: str) -> None:
    """A person, a part of a sentence, markup: then it is said in words what to write."""
    ctx = Context.of(line, outline_of(tokenise(line)), "en")
    (entry,) = entries_of(ctx)
    take_apart([entry], ctx)
    choose(entry, {}, ctx)
    assert to_take(entry, ctx, marked=True)["title"] == TITLE


SIGHTS = [("## Dublin Castle", []), ("## Ida Quill", []), ("## On lids - Bo Lind (Pan Inc)", ["Bo Lind (Pan Inc)"])]


@pytest.mark.parametrize(("heading", "names"), SIGHTS)
def test_a_line_that_is_but_a_name_is_not_proposed_as_a_speaker(heading: str, names: list[str]) -> None:
    """It may be that of a house."""
    ctx = Context.of(heading, outline_of(tokenise(heading)), "en")
    (entry,) = entries_of(ctx)
    take_apart([entry], ctx)
    choose(entry, {}, ctx)
    assert proposed_names(entry, ctx) == names


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ('The "real" lids', '{title="The \\"real\\" lids" speakers="Bo Lind"}'),
        ("Lids", '{title="Lids" speakers="Bo Lind"}'),
    ],
)
def test_braces_are_read_as_they_were_written(title: str, line: str) -> None:
    assert braces({"title": title, "speakers": ["Bo Lind"]}) == line
    post = inspected(f"{HEADER}\nIt was said that soup is good. {line}\n")
    assert titles(post) == [title]


def test_toml_gets_a_line_of_toml() -> None:
    stated: Stated = {"title": 'The "real" lids', "speakers": ["Bo Lind"], "session": False}
    header = tomllib.loads(header_line(stated, toml=True))
    assert header == {"sessions": ["auto", {"title": 'The "real" lids', "speakers": ["Bo Lind"], "session": False}]}


def test_why_a_post_is_no_recap_and_what_would_make_it_one(tmp_path: Path) -> None:
    """By the line that it names, which works."""
    text = "---\ntitle: Two days of soup\n---\n\n## Spoons by Ida Quill (Ladle)\n\nShe showed nine.\n"
    post = inspected(text)
    assert post["no_recap"] == {
        "why": "it names no conference",
        "remedy": "write conference: NAME YEAR in the front matter",
        "sessions": 1,
    }
    file = tmp_path / "a.md"
    file.write_text(text, "utf-8")
    said = CliRunner().invoke(command, [str(file)]).output
    assert "it names no conference; if it is a recap, write conference: NAME YEAR in the front matter" in said
    assert "with one session" in said
    now = inspected(text.replace("title: Two", "conference: SoupConf 2019\ntitle: Two"))
    assert (now["no_recap"], len(now["sessions"])) == (None, 1)


RESTRUCTURED = """\
SoupConf 2019
#############

:date: 2019-05-06 10:20
:tags: soup, conferences

I was at `SoupConf 2019
<https://soupconf.example/>`_ in Ghent. The first talk was "`Lids for
Everybody <https://soupconf.example/talks/3>`_," by Mara Reed.

Nine Spoons by Ida Quill
========================

.. image:: /images/spoons.jpg
   :alt: spoons

Ida showed `her spoons`_ and ``stir --all``.

~~~~~~~~~~~~~~~~~~~~~~~~~
Ladles at Scale - Bo Lind
~~~~~~~~~~~~~~~~~~~~~~~~~

Bo showed all of them.

.. _her spoons: https://spoons.example/
"""


def test_restructured_text_has_headings_links_and_fields() -> None:
    """Titles with a line below, links in backticks and the fields above are read in a file of that kind."""
    post = inspect_text(RESTRUCTURED, "soupconf.rst", tokenise, _header)["posts"][0]
    assert post["title"] == "SoupConf 2019"
    assert [(s["title"], s["speakers"][0]["name"], s["lines"][0]) for s in post["sessions"]] == [
        ("Lids for Everybody", "Mara Reed", 7),
        ("Nine Spoons", "Ida Quill", 11),
        ("Ladles at Scale", "Bo Lind", 20),
    ]
    assert [(c["name"], c["year"], c["city"]) for c in post["conferences"]] == [("SoupConf", 2019, "Ghent")]

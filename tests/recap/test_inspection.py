"""What `recapgen inspect` tells of lines that may be sessions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recapgen.cli.inspect import _header, command
from recapgen.markdown import tokenise
from recapgen.recap.inspection import inspect_text

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
    """Some are shown, all others counted."""
    monkeypatch.setattr("recapgen.cli.inspect.MOST_DOUBTS", most)
    sections = "".join(f"\n## Lids number {n}\n\nNothing was said of any talk.\n" for n in range(3))
    file = tmp_path / "a.md"
    file.write_text(HEADER + BODY.partition("## Lids")[0] + sections, "utf-8")
    said = CliRunner().invoke(command, [str(file)]).output
    assert said.count("may be a session: ") == min(3, most)
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

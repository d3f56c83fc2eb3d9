"""The text of web pages."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable

import pytest

from recapgen.importers import Report
from recapgen.importers.dateline import Dateline, dateline

from .conftest import Kitchen

RECAP = """SoupConf 2019: three pots and a spoon

Last week I attended SoupConf 2019 in Ghent. It was great, and I met many cooks.

Spoons and Where to Find Them – Ida Quill (Ladle Ltd)

Ida showed us wooden spoons. They were long. https://ladle.example/spoons

  • one is round
  • one is flat

Steam Under Pressure – Bo Lind (Pan Inc)

Bo explained why steam rises. He also talked about lids & pots * 2.

The end

We all went home.

About Nora Field

I cook since 1999.

Leave a Comment

Your email address will not be published.
"""


def test_lines_with_by_lines_become_headings(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """A recap without any markup has its sessions under headings, and its conference in the front matter."""
    one = kitchen.one(kitchen.source("soup.txt", RECAP))
    text = kitchen.text(one.outcome.path)
    assert "## Spoons and Where to Find Them – Ida Quill (Ladle Ltd)\n\nIda showed us wooden spoons." in text
    assert "- one is round\n- one is flat\n" in text
    assert "title: 'SoupConf 2019: three pots and a spoon'\n" in text
    assert "name: SoupConf\n  year: 2019\n" in text
    assert "draft" not in text
    assert one.sessions == 2
    even(kitchen.runs[0])


def test_what_a_platform_left_is_listed(kitchen: Kitchen) -> None:
    """Comment forms and author boxes are in the report, not in the post."""
    one = kitchen.one(kitchen.source("soup.txt", RECAP))
    listed = {r.text: r.reason for r in one.account.dropped}
    assert listed["About Nora Field"] == listed["I cook since 1999."] == "author box"
    assert listed["Leave a Comment"].startswith("comment form")
    assert "Leave a Comment" not in kitchen.text(one.outcome.path)


def test_the_site_builds_with_the_sessions(kitchen: Kitchen) -> None:
    """What is imported is read at the build as it was at the import."""
    kitchen.run(kitchen.source("soup.txt", RECAP))
    site = kitchen.build().understood.site
    assert [s.title for s in site.sessions] == ["Spoons and Where to Find Them", "Steam Under Pressure"]
    assert [e.name for e in site.editions] == ["SoupConf 2019"]


def test_items_with_by_lines_become_headings(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """`• Title by Speaker (Org): words` is a heading and a paragraph, and all its words are there."""
    recap = """SoupConf 2019, Ghent

I attended SoupConf 2019 in Ghent. Some notes about the talks I attended.
  • Spoons for Everyone by Ida Quill (Ladle Ltd): She showed spoons and explained why wood is best.
  • Steam: Theory and Practice by Bo Lind (Pan Inc) & Jan Roth (Pot AG): They demonstrated steam.
  • Salt Without Fear by Mia Berg (Brine Ltd): A talk about salt, and how much of it is too much.
"""
    one = kitchen.one(kitchen.source("soup.txt", recap))
    text = kitchen.text(one.outcome.path)
    assert "## Steam: Theory and Practice – Bo Lind (Pan Inc) & Jan Roth (Pot AG)" in text
    assert "\n\nThey demonstrated steam.\n" in text
    assert len(one.account.rewritten) == 3
    even(kitchen.runs[0])


TUMBLR = """Tumgik
soupfan · 7 years
Link
via Twitter https://twitter.example/soupfan
0 notes
soupfan · 7 years
Text
On Wooden Spoons
Wooden spoons are kind to pots and to those who stir them for hours.
Why wood
It does not scratch.
On Wooden Spoons was originally published in Soup Weekly on Medium, where people are continuing the conversation.
from Soup Weekly - Medium http://ift.example/1
0 notes
soupfan · 7 years
Text
On Lids
Lids keep the steam in, and the cat out. That is all that they do.
from Soup Weekly - Medium http://ift.example/2
2 notes
"""


def test_an_archive_is_split_and_each_line_accounted_for(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """A pasted Tumblr archive: posts with their origin; users, types and notes are listed."""
    report = kitchen.run(kitchen.source("blog.txt", TUMBLR))
    assert [i.title for i in report.imported if i.outcome.path] == ["On Wooden Spoons", "On Lids"]
    assert [i.outcome.what for i in report.imported] == ["empty", "new", "new"]
    text = kitchen.text("articles/on-wooden-spoons.md")
    assert "publication: Soup Weekly\n  url: http://ift.example/1\n" in text
    assert "notes" not in text
    even(report)
    lines = sum(1 for line in TUMBLR.split("\n") if line.strip())
    paragraphs = sum(i.account.total for i in report.imported) - 3
    assert paragraphs == lines, "each line is counted once, and the three addresses"


def test_words_that_look_like_markdown_stay_words(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Stars, hashes, brackets and angle brackets of a bare text are no markup."""
    words = "Plain soup is plain, and nothing is to be said against it.\n\n"
    body = f"A note on soup\n\n{words * 9}#1 is hot [sic] * 2 <soup> says snake_case & co.\n\n1986. A good year for soup.\n"
    one = kitchen.one(kitchen.source("note.txt", body))
    even(kitchen.runs[0])
    assert one.account.kept == 12


DATELINES = {
    "April 3, 2025 · Ida Quill": ("2025-04-03", "Ida Quill"),
    "Feb 23, 2016 · 8 min read": ("2016-02-23", ""),
    "Posted by Ida Quill on May 6th, 2019": ("2019-05-06", "Ida Quill"),
    "By Ida Quill, May 6, 2019": ("2019-05-06", "Ida Quill"),
    "6. Mai 2019 von Ida Quill": ("2019-05-06", "Ida Quill"),
    "publié le 12 mai 2015 par Ida Quill": ("2015-05-12", "Ida Quill"),
    "Tuesday, 12 May 2015 at 10:30 by Ida Quill": ("2015-05-12", "Ida Quill"),
    "Published: 2019-05-06 | 3 comments": ("2019-05-06", ""),
}
NO_DATELINES = (
    "May 6, 2019",
    "May 6, 2019 · San Francisco",
    "May 6-8, 2019 · Ida Quill",
    "May 6, 2019 · Web Summit",
    "2019-05-06 - 2019-05-08 by Ida Quill",
    "05/12/2019 · 5 min read",
    "I was there on May 6, 2019 by train",
    "SoupConf 2019 by Ida Quill",
)


@pytest.mark.parametrize("line", DATELINES)
def test_a_line_that_says_when_a_post_was_written_is_its_date(line: str) -> None:
    """And its author, where one stands in it."""
    assert dateline(line) == Dateline(*DATELINES[line])


@pytest.mark.parametrize("line", NO_DATELINES)
def test_a_line_that_may_say_when_a_conference_was_is_no_dateline(line: str) -> None:
    """Nor is one that holds anything else, or may mean two days."""
    assert dateline(line) is None


def test_the_date_of_a_pasted_post_is_not_its_conferences(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """The line leaves the body for the front matter, and is listed."""
    body = "I attended SoupConf 2019 in Ghent. It was great.\n\nSpoons, by Bo Lind, Ladle Ltd\n\nBo showed us wooden spoons."
    one = kitchen.run(kitchen.source("soup.txt", f"SoupConf 2019: three pots\n\nMay 20, 2019 · Ida Quill\n\n{body}\n"))
    text = kitchen.text(one.imported[0].outcome.path)
    assert "\ndate: 2019-05-20\n" in text and "authors: [Ida Quill]\n" in text
    assert "start:" not in text and "May 20" not in text
    listed = [(r.text, r.reason, r.place) for r in one.imported[0].account.dropped]
    assert listed == [("May 20, 2019 · Ida Quill", "when the post was written: its `date`", "line 3")]
    even(one)

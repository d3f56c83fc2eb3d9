"""Importing again: what a person wrote is never overwritten."""

# ruff: noqa: E501

from __future__ import annotations

import pytest

from .conftest import Kitchen

FIRST = "On Soup\n\nSoup is good, and I say so to everybody who wants to hear it.\n\nBread is good too.\n"
SECOND = FIRST.replace("Bread", "Cheese")


def test_importing_again_changes_nothing(kitchen: Kitchen) -> None:
    """The same files, byte for byte, state included."""
    source = kitchen.source("soup.txt", FIRST)
    kitchen.run(source)
    before = kitchen.files()
    assert kitchen.one(source).outcome.what == "unchanged"
    assert kitchen.files() == before


def test_a_changed_source_changes_a_file_that_nobody_edited(kitchen: Kitchen) -> None:
    """Changed by us."""
    path = kitchen.one(kitchen.source("soup.txt", FIRST)).outcome.path
    assert kitchen.one(kitchen.source("soup.txt", SECOND)).outcome.what == "changed"
    assert "Cheese" in kitchen.text(path)


@pytest.mark.parametrize(("source", "behind"), [(FIRST, False), (SECOND, True)])
def test_a_file_that_a_person_edited_is_kept(kitchen: Kitchen, source: str, behind: bool) -> None:
    """Changed by you, whether or not the source changed too."""
    path = kitchen.one(kitchen.source("soup.txt", FIRST)).outcome.path
    (kitchen.content / path).write_text("mine")
    outcome = kitchen.one(kitchen.source("soup.txt", source)).outcome
    assert (outcome.what, outcome.behind) == ("kept", behind)
    assert kitchen.text(path) == "mine"


def test_a_file_that_a_person_removed_stays_away(kitchen: Kitchen) -> None:
    """And the report says so."""
    source = kitchen.source("soup.txt", FIRST)
    path = kitchen.one(source).outcome.path
    (kitchen.content / path).unlink()
    assert kitchen.one(source).outcome.what == "removed"
    assert not (kitchen.content / path).exists()


def test_a_file_that_no_import_wrote_is_not_touched(kitchen: Kitchen) -> None:
    """Also where the state was lost and the file edited."""
    (kitchen.content / "articles").mkdir()
    (kitchen.content / "articles/on-soup.md").write_text("mine")
    assert kitchen.one(kitchen.source("soup.txt", FIRST)).outcome.what == "in the way"
    assert kitchen.text("articles/on-soup.md") == "mine"


def test_a_lost_or_broken_state_does_no_harm(kitchen: Kitchen) -> None:
    """The files are as they would be written: they are taken for ours again."""
    source = kitchen.source("soup.txt", FIRST)
    kitchen.run(source)
    (kitchen.root / ".recapgen/imports.json").write_text('{"paths": 3')
    assert kitchen.one(source).outcome.what == "unchanged"


def test_a_symbolic_link_in_content_is_not_followed(kitchen: Kitchen) -> None:
    """An import writes below content/ only."""
    elsewhere = kitchen.root / "elsewhere"
    elsewhere.mkdir()
    (kitchen.content / "articles").symlink_to(elsewhere)
    assert kitchen.one(kitchen.source("soup.txt", FIRST)).outcome.what == "in the way"
    assert not list(elsewhere.iterdir())


def test_a_dry_run_writes_nothing(kitchen: Kitchen) -> None:
    """Neither content nor state."""
    before = kitchen.files()
    assert kitchen.one(kitchen.source("soup.txt", FIRST), dry=True).outcome.what == "new"
    assert kitchen.files() == before


def test_a_post_whose_title_changes_keeps_its_file(kitchen: Kitchen) -> None:
    """It is known by its address, not by its title."""
    feed = "<rss version='2.0'><channel><item><title>{}</title><guid>g1</guid><description>Words.</description></item></channel></rss>"
    path = kitchen.one(kitchen.source("f.xml", feed.format("One"))).outcome.path
    again = kitchen.one(kitchen.source("f.xml", feed.format("Two"))).outcome
    assert (again.path, again.what) == (path, "changed")

"""`recapgen why`: what a page shows, and what of it has changed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kit import SiteKit

RECAP = """
---
title: LadleConf
date: 2017-03-06
conference: LadleConf 2017
---

## Soup {speakers="Bo Lind"}

Hot.

## Stew {speakers="Ida Quill"}

Thick.
"""


@pytest.fixture
def kit(new_site: SiteKit) -> SiteKit:
    new_site.config(title="Soup Talks", base_url="https://soup.example/talks/")
    kit = new_site.post("recaps/ladle.md", RECAP)
    assert kit.run("build", "-q").code == 0
    return kit


def reasons(kit: SiteKit, target: str) -> dict[str, dict[str, Any]]:
    said = kit.run("why", target, "--json")
    assert said.code == 0, said.err
    return {one["path"]: one for one in json.loads(said.out)}


def test_nothing_changed(kit: SiteKit) -> None:
    (page,) = reasons(kit, "/conferences/ladleconf/2017/soup/").values()
    assert (page["state"], page["other"], page["template"]) == ("same", [], "session.html")
    assert page["sources"] == ["content/recaps/ladle.md"]
    assert {"session", "takes", "words of content/recaps/ladle.md"} <= {*page["shows"]}


@pytest.mark.parametrize(
    "target",
    ["https://soup.example/talks/speakers/bo-lind/", "/talks/speakers/bo-lind/", "speakers/bo-lind/index.html"],
)
def test_a_page_by_any_of_its_names(kit: SiteKit, target: str) -> None:
    assert [*reasons(kit, target)] == ["speakers/bo-lind/index.html"]


def test_another_speaker(kit: SiteKit) -> None:
    """The pages of a file, each with what is other on it; what does not show it is left alone."""
    kit.post("recaps/ladle.md", RECAP.replace("Bo Lind", "Bo Lund"))
    found = reasons(kit, "content/recaps/ladle.md")
    assert found["conferences/ladleconf/2017/soup/index.html"]["state"] == "other"
    assert "session" in found["conferences/ladleconf/2017/soup/index.html"]["other"]
    assert reasons(kit, "/speakers/bo-lund/")["speakers/bo-lund/index.html"]["state"] == "new"
    assert reasons(kit, "/speakers/ida-quill/")["speakers/ida-quill/index.html"]["state"] == "same"


def test_other_words(kit: SiteKit) -> None:
    kit.post("recaps/ladle.md", RECAP.replace("Thick.", "Very thick."))
    (page,) = reasons(kit, "/conferences/ladleconf/2017/stew/").values()
    assert "words of content/recaps/ladle.md" in page["other"]


def test_a_lost_file_a_new_theme_and_no_memory(kit: SiteKit) -> None:
    path = "speakers/bo-lind/index.html"
    (kit.root / "output" / path).unlink()
    assert reasons(kit, path)[path]["state"] == "lost"
    kit.file("themes/programme/assets/more.css", "a { color: red }")
    assert reasons(kit, path)[path]["state"] == "theme"
    (kit.root / ".recapgen/cache.db").unlink()
    assert reasons(kit, path)[path]["state"] == "first"


def test_asking_writes_nothing_into_the_output(kit: SiteKit) -> None:
    kit.post("recaps/ladle.md", RECAP.replace("Thick.", "Very thick."))
    reasons(kit, "/")
    assert b"Very thick." not in (kit.root / "output/conferences/ladleconf/2017/stew/index.html").read_bytes()
    kit.run("build", "-q")
    assert b"Very thick." in (kit.root / "output/conferences/ladleconf/2017/stew/index.html").read_bytes()


def test_for_people(kit: SiteKit) -> None:
    said = kit.run("why", "/speakers/bo-lind/")
    assert said.err.splitlines()[0] == "speakers/bo-lind/index.html"
    assert "left alone: it shows what it showed at the last build" in said.err


def test_no_such_page(kit: SiteKit) -> None:
    said = kit.run("why", "/speakers/bo-lint/")
    assert said.code == 1
    assert "error[RG720]: there is no page and no source '/speakers/bo-lint/'" in said.err
    assert "did you mean '/speakers/bo-lind/'?" in said.err


def test_a_file_without_its_folder_is_suggested(kit: SiteKit) -> None:
    """By the last part of its name."""
    assert "did you mean 'content/recaps/ladle.md'?" in kit.run("why", "ladel.md").err


def test_parts_are_called_as_readers_call_them(kit: SiteKit) -> None:
    said = kit.run("why", "/conferences/ladleconf/2017/soup/").err
    assert "text of content/recaps/ladle.md" in said and "links to its feed and calendar" in said
    assert "words of" not in said and "ways" not in said

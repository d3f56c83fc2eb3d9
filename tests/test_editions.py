"""Which posts tell of one edition."""

from __future__ import annotations

import json
import re

import pytest

from kit import SiteKit

RECAP = """
---
title: {title}
date: 2019-05-0{day}
conference:
  name: PotConf
  year: 2019
{city}---

## {talk} {{speakers="Bo Lind"}}

Hot.
"""


def recap(kit: SiteKit, title: str, day: int, city: str = "") -> None:
    given = f"  city: '{city}'\n" if city else ""
    kit.post(f"recaps/{title}.md", RECAP.format(title=title, day=day, city=given, talk=f"Soup {title}"))


@pytest.fixture
def kit(new_site: SiteKit) -> SiteKit:
    return new_site.config(title="Soup", base_url="https://soup.example/")


def editions(kit: SiteKit) -> list[str]:
    return [edition.route.names[1] for edition in kit.build().site.editions]


def test_a_city_is_the_same_with_its_state_and_without_any(kit: SiteKit) -> None:
    """Nor is there a contradiction."""
    recap(kit, "one", 1, "Cleveland")
    recap(kit, "two", 2, "Cleveland, Ohio")
    recap(kit, "three", 3)
    assert editions(kit) == ["2019"]
    assert not [warning for warning in kit.build().warnings if warning.code in ("RG310", "RG312")]


def test_two_cities_are_two_editions_and_that_is_said(kit: SiteKit) -> None:
    """Unless the registry knows both."""
    recap(kit, "one", 1, "Cleveland")
    recap(kit, "two", 2, "Rome")
    assert sorted(editions(kit)) == ["cleveland-2019", "rome-2019"]
    kit.build().warns(
        "RG312", "content/recaps/two.md", "is in 'Rome' here, but in 'Cleveland' in content/recaps/one.md"
    )
    kit.post(
        "conferences/potconf.md",
        "---\nname: PotConf\neditions:\n  - {year: 2019, city: Cleveland, name: Cleveland 2019}\n"
        "  - {year: 2019, city: Rome, name: Rome 2019}\n---\n",
    )
    assert not [warning for warning in kit.build().warnings if warning.code == "RG312"]
    assert sorted(editions(kit)) == ["cleveland-2019", "rome-2019"]


def test_attributes_that_say_nothing_are_told(kit: SiteKit) -> None:
    """What is nothing like ours is somebody else's."""
    kit.post(
        "recaps/one.md",
        """
        ---
        title: One
        conference: PotConf 2019
        ---

        ## Soup {speakes="Bo Lind" kind=foo}

        ## Stew {speakers="Bo Lind" day=two mine=yes}
        """,
    )
    built = kit.build().warns(
        "RG202", "unknown attribute 'speakes'", "did you mean 'speakers'?", "'kind' is 'foo'", "'two'"
    )
    assert [warning.line for warning in built.warnings if warning.code == "RG202"] == [6, 6, 8]


def test_a_folder_without_a_site_is_left_alone(kit: SiteKit) -> None:
    (kit.root / "recapgen.toml").unlink()
    said = kit.run("build")
    assert said.code == 2
    assert "error[RG115]: there is no site in" in said.err
    assert not list(kit.root.iterdir())


def test_inspect_tells_what_the_header_states_and_what_the_registry_knows(kit: SiteKit) -> None:
    """As a build takes it; a value that is wrong does not hide the others."""
    kit.post("conferences/potconf.md", "---\nname: PotConf International\naliases: [PotConf]\n---\n")
    kit.post(
        "recaps/one.md",
        "---\ntitle: PotConf 2019 recap\ndate: soon\nsessions:\n"
        "  - {title: Soup, speakers: [Bo Lind (Pots Ltd)], kind: keynote, day: 2}\n---\n\nI was at PotConf 2019.\n",
    )
    (post,) = json.loads(kit.run("inspect", "content/recaps/one.md", "--json").out)["posts"]
    (session,) = post["sessions"]
    assert session["speakers"] == [{"name": "Bo Lind", "orgs": ["Pots Ltd"], "role": None}]
    assert (session["kind"], session["day"]) == ("keynote", 2)
    assert [c["name"] for c in post["conferences"]] == ["PotConf International"]


SENTENCE = """
---
title: One
conference: PotConf 2019
sessions:
  - auto
  - title: Handles
---

I saw talks on spoons (Ida Quill) and on lids (Bo Lind).
"""


def test_two_talks_of_one_sentence_show_it_once(kit: SiteKit) -> None:
    """In the list of an edition; each page has it."""
    built = kit.post("recaps/one.md", SENTENCE).build()
    sessions = [s for s in built.site.sessions if s.speakers]
    assert len({s.excerpt for s in sessions}) == 1
    assert len(sessions) == 2
    assert built.page("conferences/potconf/2019/").count(f'<p class="excerpt">{sessions[0].excerpt}') == 1
    for session in sessions:
        built.has(session.route.path, sessions[0].excerpt)


def test_a_session_that_a_recap_only_names_does_not_ask_to_be_read_there(kit: SiteKit) -> None:
    """The link says what it leads to."""
    built = kit.post("recaps/one.md", SENTENCE).build()
    built.has("conferences/potconf/2019/handles/", "says no more about it", "See the recap")
    built.lacks("conferences/potconf/2019/handles/", "Read it in the recap")


def test_titles_that_the_registry_knows_apart_are_asked_about_no_more(kit: SiteKit) -> None:
    """As the warning itself says; what it says is read."""
    recap(kit, "one", 1)
    recap(kit, "two", 2)
    (doubt,) = kit.build().warnings
    assert doubt.code == "RG320"
    line, file = re.findall(r"write '(.*)' in (\S+)", doubt.hint)[0]
    kit.file(file, f"---\nname: PotConf\n{line}\n---\n")
    built = kit.build()
    assert built.warnings == ()
    assert len(built.site.sessions) == 2


def test_titles_apart_come_two_by_two(kit: SiteKit) -> None:
    kit.file("content/conferences/potconf.md", "---\nname: PotConf\napart: [[Soup one]]\n---\n")
    kit.build().fails("must list titles, two or more together", "write it as [[Lids, Pots]]")

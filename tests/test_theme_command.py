"""`recapgen theme list` and `recapgen theme new`."""

from __future__ import annotations

import json

import pytest

from kit import SiteKit, tree


@pytest.fixture
def kit(new_site: SiteKit) -> SiteKit:
    new_site.config(title="Soup Talks", base_url="https://soup.example/")
    return new_site.post(
        "recaps/ladle.md",
        """
        ---
        title: LadleConf
        date: 2017-03-06
        conference: LadleConf 2017
        ---

        ## Soup {speakers="Bo Lind"}

        Hot.
        """,
    )


def test_the_list_marks_the_theme_in_use(kit: SiteKit) -> None:
    """Name, where it lies, what it extends, what it says of itself."""
    kit.file("themes/slate/theme.toml", 'extends = "programme"\ndescription = "Dark and plain."\n')
    kit.config(title="Soup Talks", theme="slate")
    said = kit.run("theme", "list")
    assert said.code == 0
    lines = said.out.splitlines()
    assert "* slate      (themes/slate/, extends programme) Dark and plain." in lines
    assert any(line.startswith("  programme  (recapgen) A well-set programme book") for line in lines)
    assert sum(line.startswith("*") for line in lines) == 1


def test_a_shipped_theme_with_files_of_the_site_lies_in_both(kit: SiteKit) -> None:
    kit.file("themes/programme/templates/page.html", "")
    assert "(themes/programme/ over recapgen) A well-set" in kit.run("theme", "list").out


def test_the_list_for_machines(kit: SiteKit) -> None:
    for arguments in (("theme", "list", "--json"), ("--json", "theme", "list"), ("theme", "--json", "list")):
        said = kit.run(*arguments)
        assert said.code == 0
        found = {theme["name"]: theme for theme in json.loads(said.out)}
        assert found["programme"]["active"] is True
        assert found["programme"]["folders"] == ["recapgen/themes/programme"]
        assert found["leaflet"]["extends"] == "programme"


def test_a_theme_that_is_not_there_is_told_below_the_list(kit: SiteKit) -> None:
    kit.config(title="Soup Talks", theme="slate")
    said = kit.run("theme", "list")
    assert (said.code, said.err) == (0, "the site asks for a theme 'slate', which is not there\n")


def test_a_broken_theme_toml_is_told_with_its_place(kit: SiteKit) -> None:
    kit.file("themes/slate/theme.toml", "extend = 'programme'\n")
    said = kit.run("theme", "list")
    assert said.code == 1
    assert said.err.startswith("themes/slate/theme.toml:1:1: error[RG111]: unknown key 'extend'")
    assert "did you mean 'extends'?" in said.err


@pytest.mark.parametrize("extends", ["programme", "leaflet"])
def test_a_new_theme_builds_at_once_and_changes_something(kit: SiteKit, extends: str) -> None:
    said = kit.run("theme", "new", "slate", "--extends", extends)
    assert said.code == 0
    written = said.out.splitlines()
    assert written == sorted(path for path in tree(kit.root) if path.startswith("themes/"))
    assert {"themes/slate/theme.toml", "themes/slate/README.md", "themes/slate/assets/slate.css"} <= {*written}
    assert not [path for path in written if "@" in path or "@" in (kit.root / path).read_text("utf-8")]
    assert 'theme = "slate"' in said.err
    kit.config(title="Soup Talks", base_url="https://soup.example/", theme="slate")
    built = kit.build()
    built.has("recaps/2017/ladle/", "/assets/slate.", "/assets/site.", "Hot.")
    assert f'extends = "{extends}"' in (kit.root / "themes/slate/theme.toml").read_text("utf-8")
    kit.file("themes/slate/theme.toml", f'extends = "{extends}"\n[options]\nclosing = "Write to us."\n')
    kit.build().has("recaps/2017/ladle/", "Write to us.")


def test_a_new_theme_overwrites_nothing(kit: SiteKit) -> None:
    kit.file("themes/slate/notes.txt", "mine")
    before = tree(kit.root / "themes")
    said = kit.run("theme", "new", "slate")
    assert said.code == 2
    assert "themes/slate exists already" in said.err
    assert tree(kit.root / "themes") == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["programme"], "a theme 'programme' comes with recapgen"),
        (["slate", "--extends", "programm"], "did you mean 'programme'?"),
        (["../slate"], "'../slate' is no name for a theme"),
        (["Slate"], "use small letters, digits and hyphens"),
    ],
)
def test_what_can_be_no_new_theme_is_told_and_nothing_written(kit: SiteKit, arguments: list[str], words: str) -> None:
    said = kit.run("theme", "new", *arguments)
    assert said.code == 2
    assert words in said.err
    assert not (kit.root / "themes").exists()


def test_quiet_names_the_files_only(kit: SiteKit) -> None:
    said = kit.run("-q", "theme", "new", "slate")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("themes/slate/")


def test_the_theme_command_is_in_the_help(kit: SiteKit) -> None:
    assert "List themes, or begin one." in kit.run("--help").out
    assert "new" in kit.run("theme", "--help").out


def test_a_folder_without_files_is_no_theme(kit: SiteKit) -> None:
    """No copy of the site would have it."""
    (kit.root / "themes/slate/templates").mkdir(parents=True)
    kit.config(title="Soup Talks", theme="slate")
    assert [error.message for error in kit.build().errors] == ["there is no theme 'slate'"]
    assert "slate" not in kit.run("theme", "list").out

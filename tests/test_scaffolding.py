"""What `recapgen init` writes is what a newcomer reads first: it builds, and says what it shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit import SiteKit, site, tree
from recapgen.errors import ConfigError
from recapgen.scaffolding import init_site


def test_the_first_site_has_the_talks_that_its_recap_promises(tmp_path: Path) -> None:
    """Four, in four shapes, and nothing to be warned of."""
    init_site(tmp_path / "site")
    built = SiteKit(tmp_path / "site").build()
    assert built.warnings == ()
    talks = ("beyond-shuffling", "floating-elephants", "why-is-my-hadoop-job-slow", "anomaly-detection")
    for talk in talks:
        assert any(talk in path for path in tree(built.output)), talk


def test_a_site_is_made_once(tmp_path: Path) -> None:
    """In one sentence, however many files lie there."""
    init_site(tmp_path)
    with pytest.raises(ConfigError) as refused:
        init_site(tmp_path)
    (only,) = refused.value.diagnostics
    assert only.message == f"{tmp_path} is a site already"


@pytest.mark.parametrize("begun", [("new", "recap", "Soup"), ("new", "page", "Soup"), ("theme", "new", "mine")])
def test_nothing_is_begun_where_there_is_no_site(tmp_path: Path, begun: tuple[str, ...]) -> None:
    """As a build does, it sends those who stand in the wrong folder to the right one; then it writes."""
    kit = site(tmp_path)
    said = kit.run(*begun)
    assert said.code == 2
    assert said.err.startswith("error[RG115]: there is no site in ")
    assert "begin one with `recapgen init`" in said.err
    assert not tree(tmp_path)
    kit.config(title="Soup")
    assert kit.run(*begun).code == 0


def test_an_empty_site_says_which_folder_has_the_posts(tmp_path: Path) -> None:
    """A blog of another generator keeps them elsewhere; only the folder's name has to be written."""
    kit = site(tmp_path).config(title="Soup").file("_posts/2019-05-04-soup.md", "# Soup\n\nGood soup.\n")
    (warned,) = kit.build().warnings
    assert warned.code == "RG109"
    assert warned.hint == '_posts/ holds Markdown: write `content = "_posts"` in recapgen.toml'

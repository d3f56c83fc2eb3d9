"""The benchmarks measure what they say: the same posts for every tool, and figures that are counted right."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest
from benchmarks import corpus, reading, table
from benchmarks.corpus import FOLDERS, Layout, posts, write
from benchmarks.measure import Run
from benchmarks.table import Cell, figures, growth
from benchmarks.tools import TOOLS, Site

from kit import site, tree

LAYOUTS: tuple[Layout, ...] = tuple(FOLDERS)


def test_the_same_seed_gives_the_same_posts() -> None:
    """And another seed gives others."""
    assert list(posts(5)) == list(posts(5))
    assert list(posts(5)) != list(posts(5, seed=2))


def test_every_post_has_a_name_of_its_own() -> None:
    """No file overwrites another."""
    assert len({post.slug for post in posts(120)}) == 120


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_tool_gets_the_same_posts(layout: Layout, tmp_path: Path) -> None:
    """Title and body of each are in the file that the tool reads, and there is no other post."""
    made = write(layout, tmp_path / "site", 5)
    files = tree(tmp_path / "site" / FOLDERS[layout])
    assert [post.body for post in made] == [post.body for post in posts(5)]
    assert {name for name in files if name.endswith(".md")} == {f"{post.slug}.md" for post in made}
    for post in made:
        text = files[f"{post.slug}.md"].decode()
        assert post.title in text
        assert text.endswith(f"\n\n{post.body}")


def test_recapgen_reads_every_talk_of_the_corpus(tmp_path: Path) -> None:
    """Without a warning, each with its speaker, on the page where the benchmark looks for it."""
    made = write("recapgen", tmp_path, 5)
    built = site(tmp_path).build()
    assert built.warnings == ()
    assert sum(post.sessions for post in built.site.posts) == sum(
        post.body.count("\n## ") + post.body.count("\n### ") for post in made
    )
    for post in made:
        built.has(corpus.page_of(post, "recapgen"), post.title)


def test_an_edit_shows_in_the_source(tmp_path: Path) -> None:
    """A body's at its end, a title's in the front matter."""
    edited = Site(TOOLS["pelican"], tmp_path, tuple(write("pelican", tmp_path, 1)))
    post = edited.posts[0]
    edited.edit_body(post, "stop1")
    edited.edit_title(post, "stop2")
    text = edited.source(post).read_text("utf-8")
    assert text.startswith(f"Title: {post.title} stop2\n")
    assert text.endswith("\nThe needle stopped at stop1.\n")


RUNS = {
    ("recapgen", 200): Cell(200, "cold", "recapgen", (Run(1.0, 2.0), Run(3.0, 4.0), Run(2.0, 3.0)), 50_000_000),
    ("hugo", 200): Cell(200, "cold", "hugo", (Run(0.5, 1.0), Run(0.5, 1.0, 0.9)), 100_000_000),
    ("recapgen", 2000): Cell(2000, "cold", "recapgen", (Run(20.0, 30.0),), 50_000_000),
}


def test_the_table_compares_medians() -> None:
    """Ratios stand in the peer's row, and what speaks against a figure behind it."""
    assert figures([RUNS["recapgen", 200], RUNS["hugo", 200]]).split("\n")[2:] == [
        "| 200 | cold | recapgen | 2 s | 3 s | 50 MB |  |  |  | ±50% |",
        "| 200 | cold | hugo | 500 ms | 1 s | 100 MB | 4.00 | 3.00 | 0.50 | 1 of 2 disturbed |",
    ]


def test_growth_is_an_exponent_between_sizes() -> None:
    """Ten times the posts in ten times the seconds is 1, in the same memory 0."""
    assert growth([RUNS["recapgen", 200], RUNS["recapgen", 2000]]).endswith("| cold | recapgen | 1.00 | 0.00 |")
    assert growth([RUNS["recapgen", 200]]) == ""


def test_spliced_texts_are_long() -> None:
    """100 KB each, of every kind, the same each time."""
    spliced = [text.words for text in reading.splices(4)]
    assert {len(text) for text in spliced} == {reading.LONG}
    assert spliced == [text.words for text in reading.splices(4)]


@pytest.mark.parametrize("module", [corpus, table])
def test_examples_are_true(module: object) -> None:
    """Those in the docstrings."""
    found = doctest.testmod(module)  # type: ignore[arg-type]
    assert found.attempted > 0
    assert found.failed == 0

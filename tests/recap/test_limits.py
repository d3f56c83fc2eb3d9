"""The reader never fails and never runs long, whatever it is given."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recapgen.markdown import tokenise
from recapgen.model import Claim
from recapgen.recap import read
from recapgen.recap.inspection import inspect_text
from recapgen.recap.outline.archive import split
from recapgen.recap.reading import Facts

from .cases import cases

LINES = [line for case in (*cases("fixtures"), *cases("heldout")) for line in case.text.split("\n")]
FACTS = Facts(claims=(Claim("SoupConf", 2019),))
ANYTHING = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


@ANYTHING
@given(st.text(max_size=400))
def test_any_text_is_read(text: str) -> None:
    """All of Unicode, in any order."""
    read(text, tokenise(text), FACTS)


@ANYTHING
@given(st.lists(st.sampled_from(LINES), max_size=40), st.booleans())
def test_any_splice_of_recaps_is_read(lines: list[str], claimed: bool) -> None:
    """Lines of the fixtures in any order; every session's tokens lie within the post."""
    text = "\n".join(lines)
    tokens = tokenise(text)
    for found in read(text, tokens, FACTS if claimed else Facts()).sessions:
        assert 0 <= found.words[0] <= found.words[1] <= len(tokens)
        assert 1 <= found.lines[0] <= found.lines[1] <= text.count("\n") + 1
        assert found.head is None or 0 <= found.head < len(tokens)
        assert 0 <= found.confidence <= 1


@ANYTHING
@given(st.lists(st.sampled_from(LINES), max_size=60))
def test_splitting_an_archive_loses_no_line(lines: list[str]) -> None:
    """Each line that says something is in a part or among the residue."""
    text = "\n".join(lines)
    parts = split(text)
    kept = sorted(x.strip() for p in parts for x in p.text.split("\n") if x.strip())
    left = sorted(r.text.strip() for p in parts for r in p.residue if r.text.strip())
    assert sorted(kept + left) == sorted(x.strip() for x in lines if x.strip())


HOSTILE = {
    "brackets": "(" * 50_000,
    "commas": "Ida Quill, " * 9_000,
    "by": "by " * 33_000,
    "dashes": "A - " * 25_000,
    "quotes": '"a ' * 33_000,
    "one list": "- Spoons by Ida Quill (Ladle): words\n" * 2_700,
    "headings": "## Spoons – Ida Quill\n\nIda spoke.\n\n" * 2_800,
    "spaces": "Ida" + " " * 100_000 + "Quill",
    "one word": "a" * 100_000,
    "names": "Ida Quill " * 10_000,
    "bold": "**Spoons** – Ida\n\n" * 5_500,
    "stars": "*" * 40_000,
    "lone lines": "Spoons and Forks\n\n" * 5_500,
    "no-break": "Ida\u00a0Quill \u00a0\n" * 9_000,
    "dots": "I. D. A. " * 11_000,
    "apostrophes": "Ida's " * 16_000,
    "html": "<ul><li>a by Ida" * 6_000,
    "digits": "2019 " * 20_000,
    "entities": "&amp;" * 20_000,
    "wide": "茶の話、" * 25_000,
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_text_is_read_in_time(name: str) -> None:
    """Twice 100 KB of the worst kind. That takes about a second each (`python -m benchmarks.reading`); what is refused
    here, however busy the machine is, is what grows with the square of the text."""
    text = "# SoupConf 2019 recap\n\nI attended SoupConf.\n\n" + HOSTILE[name][:100_000]
    tokens = tokenise(text)
    read("x", tokenise("x"))
    start = time.process_time()
    read(text, tokens, FACTS)
    read(text, tokens)
    assert time.process_time() - start < 20


def test_any_file_can_be_inspected() -> None:
    """Whatever its kind, the result is plain values."""
    for path in ("a.md", "a.txt", "a.html"):
        assert inspect_text("<h1>SoupConf 2019</h1>\n<p>I was there.", path, tokenise)["posts"]

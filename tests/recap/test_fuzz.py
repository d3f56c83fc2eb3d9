"""Whatever is cut out of recaps and mixed with any letters of the world is read, and what is found lies in the text."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recapgen.markdown import tokenise
from recapgen.recap import read
from recapgen.recap.inspection import inspect_text
from recapgen.recap.outline.tokens import outline_of
from recapgen.recap.reading import Facts

from .cases import cases

TEXTS = tuple(case.text for case in (*cases("fixtures"), *cases("heldout")))
LONGEST = 400
"""Characters of one piece."""


@st.composite
def pieces(draw: st.DrawFn) -> str:
    """A stretch of a fixture, from anywhere to anywhere."""
    text = draw(st.sampled_from(TEXTS))
    start = draw(st.integers(0, max(0, len(text) - 1)))
    return text[start : start + draw(st.integers(1, LONGEST))]


SPLICES = st.lists(
    st.one_of(pieces(), st.text(max_size=60), st.sampled_from(("\n", "\n\n", "\n- ", "\n## ", " – ", "](")))
).map("".join)


def check(text: str, lang: str = "") -> None:
    """It is read; every session's lines, tokens and figures are of the text; the report is plain values."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    tokens = tokenise(text)
    reading = read(text, tokens, Facts(path="a/2019-soupconf.md", lang=lang))
    last = text.count("\n") + 1
    for found in reading.sessions:
        assert found.title or found.credits
        assert 1 <= found.lines[0] <= found.lines[1] <= last
        assert 0 <= found.words[0] <= found.words[1] <= len(tokens)
        assert 0 <= found.confidence <= 1
        assert found.lead >= 0
        assert found.claim is None or 0 <= found.claim < len(reading.claims)
    for block in outline_of(tokens):
        assert all(0 <= mark.start <= mark.end <= len(block.text) for mark in block.marks)
    json.dumps(inspect_text(text, "a.md", tokenise))


FUZZ = settings(deadline=None, suppress_health_check=list(HealthCheck))


@settings(FUZZ, max_examples=60)
@given(SPLICES, st.sampled_from(("", "de", "ja", "pt")))
def test_any_splice_is_read(text: str, lang: str) -> None:
    """A few splices, in several languages."""
    check(text, lang)


@pytest.mark.proof
@settings(FUZZ, max_examples=10_000)
@given(SPLICES, st.sampled_from(("", "de", "fr", "ja", "ko", "pt", "zh")))
def test_ten_thousand_splices_are_read(text: str, lang: str) -> None:
    """Many of them."""
    check(text, lang)

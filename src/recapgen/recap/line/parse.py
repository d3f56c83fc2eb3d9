"""A line that may head a talk, and one way to read it."""

from __future__ import annotations

import re

from msgspec import Struct

from recapgen.model import Credit, Kind
from recapgen.recap.outline.text import Mark
from recapgen.recap.words import (
    Lexicon,
    of_languages,
)
from recapgen.regex import regex


class Line(Struct, frozen=True):
    """A candidate for a title line."""

    text: str
    marks: tuple[Mark, ...] = ()
    run_in: bool = False
    """Whether prose may follow on the same line (a list item, a paragraph)."""


class Parse(Struct, frozen=True):
    """One way to read a title line."""

    title: str
    credits: tuple[Credit, ...]
    form: str
    """`by`, `dash`, `dash-before`, `comma`, `paren`, `colon-before`, ..., `title`."""
    score: float
    kind: Kind | None = None
    lead: int = 0
    """How many characters of the line it takes, with the separator that follows."""
    day: int | None = None


AFTER = regex(r"[\s:.–—|-]*")


BY_END = regex(r"(?<=\s)by$", re.IGNORECASE)
SENTENCES, MOST_TITLE_WORDS = regex(r"[^\W\d_]{2}[.!]\s+[A-ZÀ-Þ]"), 14
"""What stands before a by-word that is no title: more than one sentence."""


HANDLE, PLAIN_HANDLE = 0.62, 0.4
"""How sure one with an underscore is; any other may be a tool, and needs siblings who are people."""


QUESTION = regex(r"\s?[A-ZÀ-Þ][^.!?\n]{8,100}\?\s*")


@of_languages
def by_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`, de`, before a name whose link leads nowhere, and so stands in brackets; ` with`, before a handle."""
    return re.compile(rf"(?:,\s*|\s){lex.either('by', 'by_weak')}$", re.IGNORECASE)


IN_QUOTES = regex(r"[“\"„«「『《][^“”\"„«»「」『』《》\n]{2,160}[”\"“»」』》]")


BEHIND = regex(r"[\s:.,–—|-]*")


def is_said(rest: str) -> bool:
    """Whether what follows a hyphen is a sentence, and no part of the title."""
    return rest.rstrip()[-1:] in (".", "!", "?") or len(rest) > _LONGEST_SUBTITLE


_LONGEST_SUBTITLE = 120

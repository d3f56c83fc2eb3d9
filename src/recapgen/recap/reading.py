"""What goes into reading a recap, and what comes out: each field with the lines and the rule that it came from.

>>> Evidence("heading-dash", (4, 4), 0.9).rule
'heading-dash'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from msgspec import Struct

from recapgen.model import Claim, Credit, Kind, Link
from recapgen.recap.words import fold

UNSURE = 0.6
"""Sessions that are read with less confidence are reported."""


class Stated(Struct, frozen=True):
    """A session that the author spells out in the front matter (`sessions:`)."""

    title: str
    """Empty where only the speakers are known."""
    credits: tuple[Credit, ...] = ()
    kind: Kind | None = None
    day: int | None = None
    links: tuple[Link, ...] = ()
    topics: tuple[str, ...] = ()
    line: int = 1
    """Counted as the body's lines are: those of the front matter are 0 and below."""
    refused: bool = False
    """Whether it says that what was read as this session is none (`session: no`)."""

    def is_of(self, title: str, credits: Sequence[Credit]) -> bool:
        """Whether a session of this title, by these speakers, is meant."""
        if self.title or title:
            return fold(self.title) == fold(title)
        return fold(self.credits[0].name) in {fold(credit.name) for credit in credits}


class Known(Struct, frozen=True):
    """What the site knows already; helps to tell a speaker from a title. All lower-cased and folded by `words.fold`."""

    people: frozenset[str] = frozenset()
    organizations: frozenset[str] = frozenset()
    conferences: Mapping[str, str] = {}
    """Any spelling -> the series' own name."""


class Facts(Struct, frozen=True):
    """What is known of a post before its body is read: explicit beats inferred, everywhere."""

    path: str = ""
    """Relative, with `/`; the conference or the year may stand only here."""
    title: str = ""
    """Of the front matter; empty: to be read from the body."""
    subtitle: str = ""
    """What the front matter says below the title: its subtitle or its description."""
    lang: str = ""
    """Of the front matter; empty: to be guessed."""
    year: int | None = None
    """Of the post's date; a hint for the edition, no proof."""
    written: date | None = None
    """The post's date, where it is known to the day."""
    claims: tuple[Claim, ...] = ()
    """Conferences that the front matter names."""
    sessions: tuple[Stated, ...] | None = None
    """None: find them (`sessions: auto`); empty: there are none (`sessions: none`); else these are they."""
    amends: bool = False
    """Whether these add to the sessions that are found, correct them or refuse them: `auto` or `session: no` is among
    them.
    """
    topics: tuple[str, ...] = ()
    toml: bool = False
    """Whether the front matter is TOML."""


class Evidence(Struct, frozen=True):
    """Why a field has the value that it has."""

    rule: str
    lines: tuple[int, int] = (1, 1)
    """First and last line, from 1, in the text given (the caller adds the front matter's length)."""
    confidence: float = 1.0
    """0 to 1."""


class Found(Struct, frozen=True):
    """A session that the post tells of."""

    title: str
    """As plain text; empty where the post names none."""
    credits: tuple[Credit, ...]
    kind: Kind | None
    """None where nothing says what it was."""
    day: int | None
    day_label: str
    claim: int | None
    """Index into `Reading.claims`."""
    links: tuple[Link, ...]
    topics: tuple[str, ...]
    """Those that the session's own attributes state."""
    lines: tuple[int, int]
    """First and last line of everything that belongs to it."""
    head: int | None
    """Index of the token that opens its heading or list item; None if the body lacks it (front matter only)."""
    words: tuple[int, int]
    """Token indices, start and end (exclusive), of what is said about it, without its heading: whole blocks."""
    rule: str
    confidence: float
    evidence: Mapping[str, Evidence] = {}
    """By field: title, speakers, kind, day, claim."""
    lead: int = 0
    """How many characters of the first inline text in `words` are its title and by-line (`- Title by A (O): ...`)."""
    said: str | None = None
    """What is said about it where its `words` hold others, too, as the items of a list in HTML do."""


class Doubt(Struct, frozen=True):
    """Something that may be a session but was not taken, or was taken with little confidence, or is on a day that the
    conference does not have.
    """

    line: int
    text: str
    why: str
    remedy: str = ""
    """What to write to settle it, where that is no matter of attributes."""


class Reading(Struct, frozen=True):
    """One post, read."""

    title: str
    lang: str
    is_recap: bool
    claims: tuple[Claim, ...]
    sessions: tuple[Found, ...]
    doubts: tuple[Doubt, ...] = ()
    evidence: Mapping[str, Evidence] = {}
    """By field: title, lang, is_recap; and `claims.0.year` and so on."""

"""A line of the outline that could head a session: what it is, what is known of it, and what stands around it.

>>> from recapgen.recap.outline.blocks import Block
>>> Entry(0, Block("heading", "Spoons", 2), "title", 20, []).level
('heading', 20, 0)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from recapgen.model import Credit, Kind
from recapgen.recap.context import Context
from recapgen.recap.line.days import DayMark
from recapgen.recap.line.parse import Parse
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import flowing
from recapgen.recap.words import words_in

TAKEN = 0.5
"""From this score on a line is a session."""
DOUBTED = 0.33
"""From this score on it is reported."""
SEVERAL, MOST = 3, 0.6
"""Lines that are enough to say something together; and the share of a level that is most of it."""
LIKE_TITLES = 0.65
"""What a line is worth that is as its siblings are, and these are titles."""
AMONG_SIGNED = "among-signed"
"""The rule of items that are but somebody, beside others that say what was told, too."""
LONGEST_LABEL = 120
"""Characters of a line that says who spoke."""

Level = tuple[str, int, int]
"""Shape, rank and group: lines of one level are judged together."""


class Entry(Struct):
    """A line of the outline that could head a session, and what speaks for it."""

    at: int
    """Index into the outline."""
    block: Block
    role: str
    """`title`, `label`, `to come`; of lines above others: `day`, `kind`, `talks`, `section`, `break`, `closing`."""
    rank: int
    """Lower stands over higher: headings 10 to 60, bold lines from 70, lone lines from 80, then list items."""
    parses: list[Parse]
    day: DayMark | None = None
    """The day that it names."""
    kind: Kind | None = None
    """The kind that it names."""
    best: Parse | None = None
    score: float = 0.0
    parent: int = -1
    """Index into the entries of the line that it stands under; -1: none."""
    rule: str = ""
    """By which rule its speakers were found, if not by its own line."""
    current_day: DayMark | None = None
    """The day on which it stands."""
    vague: bool = False
    """Whether it is a section by its first words only: `What is stock?` may be a talk among talks."""
    shows: bool = False
    """Whether slides or a recording are shown or linked below it, before the next line of its kind."""
    opens: bool = False
    """Whether a lone line stands right above a paragraph, as headings do, and no menu's line or line of code."""
    listed: bool = False
    """Whether a lone line stands among the contents above, too."""
    signed: tuple[Credit, ...] = ()
    """Who spoke, as a line of its own says below it and below most of its siblings."""
    frame: int = 0
    """How many characters before its title only say at which conference, or count: `SoupConf 2019 - On Spoons`."""
    framed: bool = False
    """Whether it said behind its title at which conference, as pages are called: `On Spoons | SoupConf 2019`."""
    told: tuple[float, float] | None = None
    """How much its first words speak of a talk, and of one; None until somebody asks."""
    around: Around | None = None
    """The words around it, since it was taken apart."""

    @property
    def body(self) -> str:
        """The first words under it."""
        return self.around.body if self.around else ""

    @property
    def prose(self) -> str:
        """The same, up to the first list or heading."""
        return self.around.prose if self.around else ""

    @property
    def intro(self) -> str:
        """What stands right before it, or before its list."""
        return self.around.intro if self.around else ""

    @property
    def words(self) -> frozenset[str]:
        """The words of the first 600 characters of its body, and of the first 350 and 500, where one is cut short."""
        return self.around.words if self.around else frozenset()

    @property
    def level(self) -> Level:
        """What it shares with its siblings."""
        if self.block.shape == "item":
            return ("item", self.rank, self.block.group)
        return (self.block.shape, self.rank if self.block.shape == "heading" else 0, 0)


def take_as(role: str, entry: Entry) -> None:
    """The line is this, and stands among others as such lines do.

    >>> day = Entry(0, Block("lone", "2019-05-01"), "day", 82, [])
    >>> take_as("label", day)
    >>> day.role, day.rank
    ('label', 88)
    """
    entry.role, entry.rank = role, rank_of(entry.block, role)


def rank_of(block: Block, role: str) -> int:
    """How high a line of this role stands: lower figures stand over higher ones.

    >>> rank_of(Block("heading", "Talks", 2), "talks"), rank_of(Block("item", "On Spoons", 1), "title")
    (20, 91)
    """
    if block.shape == "heading":
        return block.level * 10
    if block.shape == "run-in":
        return 89
    if block.shape == "item":
        return 90 + min(block.level, 9)
    order = {"day": 2, "kind": 4, "talks": 4}.get(role, 8)
    return (70 if block.shape == "bold" else 80) + order


_LONE = 88
"""The rank of lone lines that may be titles."""


def ancestors(entry: Entry, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The lines that it stands under, nearest first."""
    at = entry.parent
    while at >= 0:
        yield entries[at]
        at = entries[at].parent


def heading_above(entry: Entry, entries: Sequence[Entry]) -> str:
    """The words of the heading below which a line stands; empty where it stands below none."""
    return next((above.block.flat for above in ancestors(entry, entries) if above.block.shape == "heading"), "")


class Around:
    """The words around an entry, for whoever asks: of many lines nobody does."""

    def __init__(self, i: int, entries: Sequence[Entry], ctx: Context) -> None:
        self.i, self.entries, self.ctx = i, entries, ctx

    @cached_property
    def _below(self) -> tuple[str, str]:
        return _below(self.i, self.entries, self.ctx)

    @property
    def body(self) -> str:
        return self._below[0]

    @property
    def prose(self) -> str:
        return self._below[1]

    @cached_property
    def intro(self) -> str:
        return intro_of(self.entries[self.i], self.ctx)

    @cached_property
    def words(self) -> frozenset[str]:
        return words_in(f"{self.body[:600]}\n{self.body[310:350]}\n{self.body[460:500]}")


def _below(i: int, entries: Sequence[Entry], ctx: Context) -> tuple[str, str]:
    """The first words under a line, and those of them that stand before the first list or heading."""
    entry = entries[i]
    labels = {e.at for e in entries[i + 1 : i + 4] if e.role == "label"}
    following = (e for e in entries[i + 1 : i + 60] if e.rank <= entry.rank)
    end = next((e.at for e in following if e.rank != _LONE or (entry.opens and e.opens)), len(ctx.outline))
    parts: list[str] = []
    prose: list[str] = []
    size, running = 0, True
    for at in range(entry.at + 1, min(end, entry.at + 16)):
        block = ctx.outline[at]
        if block.shape in ("code", "rule", "html") or (block.shape == "comment" and ":" not in block.text):
            continue
        parts.append(flowing(block.text, block.marks)[: 2 * BODY])
        running = running and (block.shape not in ("item", "row", "heading", "component") or at in labels)
        if running:
            prose.append(parts[-1])
        size += len(block.text)
        if size > BODY:
            break
    return "\n".join(parts)[: 2 * BODY], "\n".join(prose)[: 2 * BODY]


BODY = 700
"""Characters of what stands under a line that are looked at."""


def intro_of(entry: Entry, ctx: Context) -> str:
    """What stands right before a line, or before the list that it is in.

    >>> outline = (Block("para", "I saw:"), Block("item", "On Spoons", 1, group=1), Block("item", "Lids", 1, group=1))
    >>> intro_of(Entry(2, outline[2], "title", 91, []), Context.of("", outline, "en"))
    'I saw:'
    """
    at = _above_list(entry.at - 1, entry.block.group, ctx) if entry.block.shape == "item" else entry.at - 1
    while entry.at - at < _LONGEST_LIST and _list_goes_on(at, ctx):
        at = _above_list(at - 1, ctx.outline[at - 1].group, ctx)
    while at >= 0 and ctx.outline[at].shape in ("rule", "image") and entry.at - at < 80:
        at -= 1
    return ctx.outline[at].flat[-400:] if at >= 0 else ""


def _list_goes_on(at: int, ctx: Context) -> bool:
    """Whether a line below a list only says of which kind the next items are: `Also seen:`."""
    if at < 1 or ctx.outline[at - 1].shape != "item" or ctx.outline[at].shape not in ("para", "lone"):
        return False
    return ctx.lexicon.has("talk_sections", ctx.outline[at].flat)


def _above_list(last: int, group: int, ctx: Context) -> int:
    """The place of the words above a list, of which an item or what is within one stands at `last`."""
    at = last
    above = range(at, max(-1, at - _LONGEST_LIST), -1)
    first = min((n for n in above if ctx.outline[n].group == group), default=at)
    while at >= max(0, last - _LONGEST_LIST + 2):
        block = ctx.outline[at]
        within = block.shape == "para" and block.level > 0 and at > first
        if block.shape != "item" and not within:
            break
        at -= 1
    return at


_LONGEST_LIST = 80
"""Blocks of the outline that stand between an item and the words above its list, at most."""

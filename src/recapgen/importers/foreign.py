"""What an import reads: posts, programmes and what is left out, as their platforms hold them.

>>> ForeignPost("guid-1", "blog.xml", "<p>Soup.</p>", "html", title="On Soup").title
'On Soup'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, Protocol

from msgspec import Struct

from recapgen.importers.guard import Limits
from recapgen.model import Claim, Credit, Kind, Link, Origin

Form = Literal["html", "markdown", "text"]


class Residue(Struct, frozen=True):
    """One paragraph or link of a source that is not in the result, and why."""

    text: str
    """As plain text; of a link its address."""
    reason: str
    """`navigation`, `comment form`, `number of notes`, ...; never empty."""
    place: str = ""
    """Where it stood: `line 12`, or empty."""
    what: Literal["paragraph", "link"] = "paragraph"


class Stock(Struct, frozen=True):
    """Everything that a piece of a source holds."""

    paragraphs: tuple[str, ...] = ()
    links: tuple[str, ...] = ()

    def __add__(self, other: Stock) -> Stock:
        return Stock(self.paragraphs + other.paragraphs, self.links + other.links)


class ForeignPost(Struct, frozen=True):
    """One post of another platform or generator, before it is made a source post."""

    key: str
    """What tells it from the other posts of its source, the same at every import: a guid, an address, a file's path."""
    place: str
    """The file that it is from, for people; with a line where that helps."""
    body: str
    form: Form
    """What `body` is written in."""
    title: str = ""
    subtitle: str = ""
    description: str = ""
    date: str = ""
    """As precisely as the source gives it, in a form that front matter takes; empty: not known."""
    updated: str = ""
    lang: str = ""
    authors: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    image: str = ""
    slug: str = ""
    aliases: tuple[str, ...] = ()
    file: str = ""
    """Its file's path below the source's folder, with `/`; empty where several posts share a file."""
    addresses: tuple[str, ...] = ()
    """Where it was to be found on its old site, as paths from the root: other posts may link to it there."""
    draft: bool = False
    url: str = ""
    """Where it was published, whole; of somebody else's post, or one that stays there, `origin` says it."""
    origin: Origin | None = None
    """The original, where the post is not the blog's own: its front matter will name it."""
    claims: tuple[Claim, ...] = ()
    """Conferences that the source states outright."""
    more: Mapping[str, Any] = {}
    """Other keys of our front matter that the source has, as they are (`sessions`, `params`, ...)."""
    stock: Stock | None = None
    """All that its piece of the source holds, residue included; None: the stock of `body`."""
    residue: tuple[Residue, ...] = ()
    """What the format's reader left out."""
    pictures: Mapping[str, Callable[[], bytes]] = {}
    """Pictures that the export holds: the address under which `body` shows one -> its bytes."""
    doubts: tuple[str, ...] = ()
    """Reasons for which a person should look at it before it is published."""

    @property
    def old(self) -> str:
        """The whole address that it had; empty where it is not known."""
        return self.url or (self.origin.url if self.origin else "")


class Slot(Struct, frozen=True):
    """One session of a programme."""

    title: str
    credits: tuple[Credit, ...] = ()
    kind: Kind | None = None
    day: int | None = None
    links: tuple[Link, ...] = ()
    topics: tuple[str, ...] = ()


class Programme(Struct, frozen=True):
    """The sessions of an edition as its organisers announce them."""

    key: str
    place: str
    claim: Claim
    slots: tuple[Slot, ...]
    stock: Stock = Stock()
    residue: tuple[Residue, ...] = ()
    doubts: tuple[str, ...] = ()
    lang: str = ""


class LeftOut(Struct, frozen=True):
    """Something of a source that is no post: a page, a menu, an attachment, a file of another kind."""

    name: str
    reason: str
    place: str = ""


Piece = ForeignPost | Programme | LeftOut


class Format(Protocol):
    """What a module of this package offers to read one format."""

    @property
    def NAME(self) -> str:
        """What to call it: `WordPress export (WXR)`."""

    def sniff(self, path: Path, head: bytes) -> bool:
        """Whether a file or folder is of this format, by its name and first bytes (none of a folder)."""

    def read(self, path: Path, limits: Limits) -> Iterator[Piece]:
        """All that it holds. Raises `ContentError` where it can't be read or must not be."""

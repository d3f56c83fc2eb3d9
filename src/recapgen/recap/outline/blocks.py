"""A post as an outline: headings, list items, paragraphs, table rows, one after the other, each with its place.

The same `Block`s come from Markdown (`tokens`), from the bare text of a web page (`plain`) and from HTML (`markup`), so
that whatever reads an outline does not ask where it came from.

>>> Block("heading", "Spoons – Ida Quill", level=2).shape
'heading'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from msgspec import Struct

from recapgen.recap.outline.text import Mark, MarkKind

Shape = Literal[
    "heading",
    "bold",
    "lone",
    "run-in",
    "item",
    "para",
    "row",
    "quote",
    "code",
    "rule",
    "image",
    "html",
    "component",
    "comment",
]


class Block(Struct, frozen=True):
    """One line of the outline."""

    shape: Shape
    text: str
    """Plain text; a line break inside is a newline."""
    level: int = 0
    """A heading's level, a list item's depth (from 1)."""
    lines: tuple[int, int] = (1, 1)
    """First and last line, from 1."""
    tokens: tuple[int, int] = (0, 0)
    """Indices of the tokens that it covers, start and end."""
    marks: tuple[Mark, ...] = ()
    group: int = 0
    """Which list or table it is in; 0: none."""
    attributes: Mapping[str, str] = {}
    """Of a component, or what stands in braces behind the words."""
    cells: tuple[str, ...] = ()
    """Of a table row; of the table's head where `level` is 0."""
    heads: tuple[str, ...] = ()
    """Of a table row: the columns' names."""
    images: tuple[str, ...] = ()
    """Alternative texts of its images."""
    cuts: tuple[tuple[int, int], ...] = ()
    """Where tags were taken out of the text, and how many characters."""

    def written(self, at: int) -> int:
        """The place in the text as it was written, tags included."""
        return at + sum(size for place, size in self.cuts if place <= at)

    @property
    def first_line(self) -> str:
        return self.text.split("\n", 1)[0]

    @property
    def flat(self) -> str:
        """The text on one line."""
        return self.text.replace("\n", " ")

    def links(self) -> tuple[tuple[str, str], ...]:
        """(text, href) of each link."""
        return tuple((self.text[m.start : m.end], m.href) for m in self.marks if m.kind == "link" and m.href)


Outline = tuple[Block, ...]


def shape_of_words(text: str, marks: Sequence[Mark], depth: int = 0) -> tuple[Shape, int]:
    """What a paragraph is by its length and marks, `depth` lists deep: a bold line, one that begins with a title set
    apart, a short one that may head others, or words; and its level.

    >>> shape_of_words("On Spoons", ()), shape_of_words("It was good.", ())
    (('lone', 4), ('para', 0))
    """
    one_line = "\n" not in text
    if marks and one_line and len(text) < 200 and wholly(marks, ("strong",), text):
        return "bold", depth
    if depth == 0 and marks and runs_in(text, marks):
        return "run-in", depth
    ends = "。" in text or text.endswith((".", ",", ";", ":", "!", "！"))
    if depth == 0 and text and one_line and len(text) < 150 and not ends:
        return "lone", LEVEL_LONE
    return "para", depth


LEVEL_LONE, LEVEL_APART = 4, 2
"""The level of a short line in Markdown, and of one that has empty lines around it where there are no headings."""


def runs_in(text: str, marks: Sequence[Mark]) -> bool:
    """Whether a paragraph begins with a bold, italic or linked title: `**Spoons** - Ida Quill showed ...`"""
    first = min((m for m in marks if m.kind in ("strong", "em", "link")), key=lambda m: (m.start, -m.end), default=None)
    return (
        first is not None
        and first.start <= 1
        and 3 <= first.end - first.start <= 160
        and "\n" not in text[first.start : first.end]
    )


def wholly(marks: Sequence[Mark], kinds: tuple[MarkKind, ...], text: str) -> bool:
    """Whether marks of these kinds cover all of the text but spaces and closing punctuation.

    >>> wholly((Mark("strong", 0, 6),), ("strong",), "Spoons:")
    True
    """
    at = 0
    for mark in sorted((m for m in marks if m.kind in kinds), key=lambda m: m.start):
        if text[at : mark.start].strip(" .:,;\n"):
            return False
        at = max(at, mark.end)
    return at > 0 and not text[at:].strip(" .:,;\n")

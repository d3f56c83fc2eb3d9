"""Talks told field by field: `Presenter: Ida Quill` and `Topic: On Spoons`, each on a line of its own.

>>> from recapgen.recap.context import Context
>>> field_of("Topic: On Spoons", Context.of("", (), "en"))
('title', 'On Spoons')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry
from recapgen.recap.levels.weights import FIELDS, may_be_title
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline.blocks import Block
from recapgen.regex import regex

_NAMES = ("title", "speaker", "notes")
_FIELD = regex(r"[\s*_]*([^\W\d_][^:：\n]{0,24}?)[\s*_]*[:：][\s*_]*(\S.{1,200})$")


class Talk(NamedTuple):
    """What the fields of one talk say."""

    title: str
    credits: tuple[Credit, ...]
    at: int
    """Where in the outline its title stands."""


def field_of(line: str, ctx: Context) -> tuple[str, str] | None:
    """Which field of a talk a line is, `title`, `speaker` or `notes`, and what it says."""
    match = _FIELD.match(line)
    name = next((n for n in _NAMES if ctx.lexicon.has(f"{n}_labels", match[1])), "") if match else ""
    return (name, match[2].strip()) if match and name else None


def read_fields(entries: Sequence[Entry], ctx: Context) -> None:
    """Reads talks field by field: below a heading that is no title, `First session`, or several below each other."""
    lines = {e.at: e for e in entries}
    heads = [e.at for e in entries if e.block.shape == "heading" or _stands_over_field(e, ctx)]
    untold: list[tuple[Entry, Talk]] = []
    for start, end in pairwise([-1, *heads, len(ctx.outline)]):
        head = lines.get(start)
        if head is not None and (head.role in ("break", "closing") or may_be_title(head, ctx)):
            continue
        fields = {at: found for at in range(start + 1, end) if (found := _fields_in(ctx.outline[at], ctx))}
        talks = [*_talks(fields, ctx)]
        if not talks and head is not None and head.role == "kind" and (titled := _title_alone(start, fields, ctx)):
            untold.append((head, titled))
        for at in fields if talks else ():
            _label(lines.get(at))
        for talk in talks:
            _head(head if head is not None and len(talks) == 1 else lines.get(talk.at), talk)

    for head, talk in untold if len(untold) >= _SEVERAL else ():
        _label(lines.get(talk.at))
        _head(head, talk)


_SEVERAL, _FIRST_LINES = 2, 2


def _stands_over_field(entry: Entry, ctx: Context) -> bool:
    """Whether a lone line that is no field itself stands right above one: `First session`, `Presenter: Ida Quill`."""
    below = ctx.outline[entry.at + 1 : entry.at + 2]
    over = entry.block.shape == "lone" and bool(below) and bool(_fields_in(below[0], ctx))
    return over and field_of(entry.block.flat, ctx) is None


def _title_alone(start: int, fields: Mapping[int, Sequence[tuple[str, str]]], ctx: Context) -> Talk | None:
    """The title in the first lines below a heading that says only the kind, `Talk 1`, where nobody is named."""
    said = [(at, text) for at, found in fields.items() for name, text in found if name == "title"]
    if len(said) != 1 or said[0][0] > start + _FIRST_LINES:
        return None
    at, text = said[0]
    return Talk(tidy(text, ctx.lexicon)[0], (), at)


def _label(entry: Entry | None) -> None:
    """Lets a line be a field of the talk that another one heads."""
    if entry is not None:
        entry.role, entry.best = "label", None


def _fields_in(block: Block, ctx: Context) -> list[tuple[str, str]]:
    """The fields that the lines of a block are."""
    if block.shape == "code":
        return []
    return [field for line in block.text.split("\n") if (field := field_of(line, ctx))]


def _talks(fields: Mapping[int, Sequence[tuple[str, str]]], ctx: Context) -> Iterator[Talk]:
    """The talks whose title and speaker stand right beside each other, in any order."""
    title: tuple[str, int] = ("", -1)
    credits: tuple[tuple[Credit, ...], int] = ((), -1)
    for at, found in fields.items():
        for name, said in found:
            if name == "title":
                title = tidy(said, ctx.lexicon)[0], at
            elif name == "speaker" and (named := people(said, ctx.names))[1] >= _LIKELY:
                credits = named[0], at
            if title[0] and credits[0] and abs(title[1] - credits[1]) <= 1:
                yield Talk(title[0], credits[0], title[1])
                title, credits = ("", -1), ((), -1)


def _head(entry: Entry | None, talk: Talk) -> None:
    """Lets a line head a talk."""
    if entry is not None and entry.parses:
        kind = entry.parses[-1].kind or entry.kind
        named = replace(entry.parses[-1], title=talk.title, credits=talk.credits, kind=kind)
        entry.best = replace(named, form="title", score=_SURE)
        entry.role, entry.rule, entry.signed = "title", FIELDS, talk.credits


_LIKELY, _SURE = 0.3, 0.95

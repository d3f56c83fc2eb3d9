"""Titles whose speakers are named by a line below them, as most of their siblings' are.

>>> from recapgen.recap.outline.blocks import Block
>>> item = Block("item", "1. Nine Spoons" + chr(10) + "Speaker: Ida Quill", 1)
>>> says_who(Entry(0, item, "title", 91, []), Context.of("", (item,), "en"))
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels import signatures
from recapgen.recap.levels.entries import LONGEST_LABEL, Entry, take_as
from recapgen.recap.line.titles import without_slot
from recapgen.recap.prose.labels import speaker_label
from recapgen.recap.words import fold


def sign(entries: Sequence[Entry], ctx: Context) -> None:
    """Gives the titles of a level their speakers, where most of them have a line of names below."""
    named = {entry.at: entry for entry in entries if entry.block.shape in ("lone", "item")}
    for level in _levels(entries):
        _sign_level(level, named, ctx)
    _sign_items(entries, ctx)
    _sign_lone([entry for entry in entries if entry.block.shape == "lone"], named, ctx)


def _levels(entries: Sequence[Entry]) -> list[list[Entry]]:
    """The headings and bold lines that may be talks, by level."""
    levels: dict[tuple[str, int], list[Entry]] = {}
    for entry in entries:
        if entry.block.shape in ("heading", "bold") and entry.role in ("title", "kind"):
            levels.setdefault((entry.block.shape, entry.block.level), []).append(entry)
    return list(levels.values())


def _sign_level(level: Sequence[Entry], named: Mapping[int, Entry], ctx: Context) -> None:
    """Most titles have a line of names below: then the others have whatever looks like one there."""
    titles = [entry for entry in level if entry.role == "title"]
    found = [(e, s) for e in titles if (s := signatures.below_heading(e.at, ctx))]
    if not signatures.agree([s for _, s in found], len(titles)):
        return
    known = {e.at for e, _ in found}
    found += [(e, s) for e in titles if e.at not in known and (s := signatures.among_signed(e.at, ctx))]
    for entry, signature in found:
        _name_speakers(entry, signature, named)
    _sign_kinds([entry for entry in level if entry.role == "kind"], named, ctx)


def _sign_kinds(entries: Sequence[Entry], named: Mapping[int, Entry], ctx: Context) -> None:
    """`Opening Keynote`, with a line of names below as its siblings have, is a talk of that title."""
    for entry in entries:
        if not fold(entry.block.flat).endswith("s") and (signature := signatures.below_heading(entry.at, ctx)):
            take_as("title", entry)
            _name_speakers(entry, signature, named)


def _sign_items(entries: Sequence[Entry], ctx: Context) -> None:
    """Gives the items of lists their speakers, where two or more have a line such as `by Ida Quill (44 min)` below."""
    found: list[tuple[Entry, tuple[Credit, ...]]] = []
    for entry in entries:
        block, below = entry.block, ctx.outline[entry.at + 1 : entry.at + 2]
        short = below and below[0].shape in ("lone", "para") and len(below[0].text) < LONGEST_LABEL
        own = block.shape == "item" and short and (block.level == below[0].level or below[0].shape == "lone")
        if own and (credits := speaker_label(below[0].flat, ctx)):
            found.append((entry, credits))
    for entry, credits in found if len(found) > 1 else ():
        entry.signed = credits


def _sign_lone(lone: Sequence[Entry], named: Mapping[int, Entry], ctx: Context) -> None:
    """Lone lines are titles where there is a line of names below, and all such lines agree."""
    found = _lone_signatures(lone, ctx)
    if signatures.agree([s for _, s in found], len(found)):
        for entry, signature in found:
            take_as("title", entry)
            entry.day, entry.vague, entry.opens = None, False, True
            _name_speakers(entry, signature, named)


def _lone_signatures(lone: Sequence[Entry], ctx: Context) -> list[tuple[Entry, signatures.Signature]]:
    """The lone titles that have a line of names below: no line is both."""
    found: list[tuple[Entry, signatures.Signature]] = []
    taken = 0
    above: Entry | None = None
    turns = _by_turns(lone, ctx)
    for entry in lone:
        if signed := turns.get(entry.at):
            found.append((entry, signed))
            taken = signed.ends
        free = entry.at >= taken and (entry.role in ("title", "kind") or entry.vague)
        if free and (signature := signatures.below_lone(entry.at, ctx)):
            found.append((above if above and _subtitle(entry, above) else entry, signature))
            taken = signature.ends
        above = entry
    return found


def _subtitle(entry: Entry, above: Entry) -> bool:
    """Whether a line stands between a title with its time, `Spoons (10:15 - 10:30)`, and who spoke."""
    timed = without_slot(above.block.flat) != above.block.flat and without_slot(entry.block.flat) == entry.block.flat
    return timed and above.at == entry.at - 1 and above.role == "title"


def _by_turns(lone: Sequence[Entry], ctx: Context) -> dict[int, signatures.Signature]:
    """By the place of the title: who spoke, in runs of short lines that are title and speaker by turns."""
    runs: list[list[int]] = []
    for entry in lone:
        if entry.role not in ("title", "kind") and not entry.vague:
            continue
        if runs and runs[-1][-1] == entry.at - 1:
            runs[-1].append(entry.at)
        else:
            runs.append([entry.at])
    return {one.ends - 2: one for run in runs for one in signatures.by_turns(run[0], run[-1], ctx)}


def _name_speakers(entry: Entry, signature: signatures.Signature, named: Mapping[int, Entry]) -> None:
    """The title has its speakers; the line of names, or the item, is no title of its own."""
    entry.signed = signature.credits
    for at in range(entry.at + 1, signature.ends):
        if at in named:
            take_as("label", named[at])


def says_who(entry: Entry, ctx: Context) -> bool:
    """Whether a line of an item says who gave a talk: `1. Nine Spoons`, and within it `Speaker: Ida Quill`."""
    if entry.role == "label":
        return bool(entry.block.shape == "lone" and speaker_label(entry.block.flat, ctx))
    _, *inner = entry.block.text.split("\n") if entry.block.shape == "item" else [""]
    return any(speaker_label(line, ctx) for line in inner[:_FIELDS_OF_ITEM])


_FIELDS_OF_ITEM = 4
"""Lines of an item of which one may say who spoke, at most."""

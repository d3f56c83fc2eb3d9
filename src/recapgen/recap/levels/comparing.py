"""What lines are by the other lines of the post: its contents, its date, a heading that comes again and again.

>>> from recapgen.recap.outline.blocks import Block
>>> said = ("Spoons", "Impression", "Pots", "Impression", "Lids", "Impression")
>>> lines = [Block("heading", words, 3 if words == "Impression" else 2) for words in said]
>>> entries = [Entry(n, line, "title", 10 * line.level, []) for n, line in enumerate(lines)]
>>> take_refrains_as_sections(entries, Context.of("", tuple(lines), "en"))
>>> [entry.role for entry in entries][:2]
['title', 'section']
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from recapgen.recap.context import Context
from recapgen.recap.levels.entries import SEVERAL, Entry, take_as
from recapgen.recap.levels.signing import says_who
from recapgen.recap.line.days import holds_date
from recapgen.recap.outline.blocks import LEVEL_APART
from recapgen.recap.prose.labels import speaker_label
from recapgen.recap.words import fold


def set_date_of_post_aside(entries: Sequence[Entry], ctx: Context) -> None:
    """The only whole date of a page, below its title, says when the post was written: it is no day of talks."""
    dated = [e for e in entries if e.role == "day" and holds_date(e.block.flat, ctx.lexicon)]
    if len(dated) == 1 and dated[0].at < _HEAD_LINES:
        take_as("label", dated[0])
        dated[0].day = None


_HEAD_LINES = 8
"""Lines of a page down to the date of its post, at most."""


def take_presented_as_titles(entries: Sequence[Entry], ctx: Context) -> None:
    """A heading that begins as a section does is a title where a line right below says who spoke: `The social life of
    spoons`, and then `Presenter: Ida Quill`."""
    for entry, below in pairwise(entries):
        right_below = below.at == entry.at + 1 and below.block.shape == "lone" and below.role == "label"
        if entry.vague and entry.block.shape == "heading" and right_below and speaker_label(below.block.flat, ctx):
            entry.role, entry.vague = "title", False


def set_contents_aside(entries: Sequence[Entry]) -> None:
    """Of lone lines that come twice, first close to others and then over a paragraph, the first are the contents."""
    above: dict[str, Entry] = {}
    lists = _listed_above(entries)
    for entry in entries:
        if entry.block.shape != "lone" or entry.role != "title":
            continue
        entry.listed = fold(entry.block.flat) in lists
        key = fold(entry.block.flat)
        if entry.block.level <= LEVEL_APART and key in above and len(key) > _LEAST_LISTED:
            entry.listed = True
            take_as("label", above[key])
        elif entry.block.level > LEVEL_APART:
            above.setdefault(key, entry)


_LEAST_LISTED = 7
"""Characters that a line of the contents has at least."""


def _listed_above(entries: Sequence[Entry]) -> set[str]:
    """What the items of a page's contents say: a list of which most items come again as lines of their own."""
    lone = {fold(e.block.flat): e.at for e in entries if e.block.shape == "lone" and e.role == "title"}
    lists: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.block.shape == "item":
            lists.setdefault(entry.block.group, []).append(entry)
    found: set[str] = set()
    for items in lists.values():
        again = {fold(e.block.flat) for e in items if lone.get(fold(e.block.flat), -1) > e.at}
        if len(again) >= max(SEVERAL, 0.5 * len(items)):
            found |= again
    return found


def take_refrains_as_sections(entries: Sequence[Entry], ctx: Context) -> None:
    """A heading that comes again and again, such as `Impression` under each talk, is a part of what stands above."""
    same: dict[str, list[Entry]] = {}
    below: set[int] = set()
    for n, entry in enumerate(entries):
        if entry.block.shape in ("heading", "bold", "lone") and entry.role in ("title", "kind", "talks", "closing"):
            same.setdefault(fold(entry.block.flat), []).append(entry)
            if (entry.parent >= 0 and entries[entry.parent].role == "title") or (n and says_who(entries[n - 1], ctx)):
                below.add(id(entry))
    for times in same.values():
        inner = sum(id(e) in below for e in times)
        if len(times) > 2 and (times[0].role == "title" or inner > 0.5 * len(times)):
            for entry in times:
                entry.role, entry.kind, entry.day = "section", None, None


def open_summaries(entries: Sequence[Entry]) -> None:
    """A `Summary` below which most of a post's titles stand is what the post is, and closes nothing."""
    titles = [e for e in entries if e.block.shape == "heading" and e.role == "title"]
    for n, entry in enumerate(entries):
        if entry.role == "closing" and entry.block.shape == "heading":
            below = sum(e.parent == n for e in titles)
            entry.role = "label" if below >= max(_SEVERAL_TITLES, 0.6 * len(titles)) else entry.role


_SEVERAL_TITLES = 4
"""Titles below a summary of several talks, at least."""

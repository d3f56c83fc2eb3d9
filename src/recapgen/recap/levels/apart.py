"""Lines taken apart: each without the name of the conference around it, in all ways to read it.

>>> from recapgen.recap.outline.blocks import Block
>>> ctx = Context.of("", (Block("heading", "On Spoons by Ida Quill", 2),), "en")
>>> entry = Entry(0, ctx.outline[0], "title", 20, [])
>>> take_apart([entry], ctx)
>>> max(entry.parses, key=lambda parse: parse.score).title
'On Spoons'
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from recapgen.recap.context import Context
from recapgen.recap.levels.entries import SEVERAL, Around, Entry
from recapgen.recap.line.byline import parses
from recapgen.recap.line.parse import Line
from recapgen.recap.outline.blocks import LEVEL_APART, Block
from recapgen.recap.outline.destinations import SHOWN
from recapgen.recap.words import fold
from recapgen.regex import regex


def take_apart(entries: Sequence[Entry], ctx: Context) -> None:
    """Adds to each entry the ways to read its line and the words around it: all that judging needs."""
    _mark_shown(entries, ctx)
    _frame_line_ends(entries)
    if ctx.conferences:
        _frame_with_conference(entries, ctx)
    for i, entry in enumerate(entries):
        entry.parses = parses(_line(entry), ctx.names)
        entry.around = Around(i, entries, ctx)


def _line(entry: Entry) -> Line:
    """What there is to read of an entry: all that stands behind its frame, where it may be a title."""
    block = entry.block
    run_in = block.shape in ("item", "run-in")
    whole = entry.role in ("title", "break", "post") or entry.vague or bool(block.attributes)
    if not whole:
        return Line(block.flat[:_LONGEST_OTHER])
    return Line(" " * entry.frame + (block.text if run_in else block.flat)[entry.frame :], block.marks, run_in)


_LONGEST_OTHER = 80
"""Characters of a line that is no title that are looked at."""


def _mark_shown(entries: Sequence[Entry], ctx: Context) -> None:
    """Notes below which lines slides or recordings are shown or linked, before the next line of their kind."""
    low = ctx.low
    shown = sorted({low.count("\n", 0, at) + 1 for place in SHOWN for at in _places(low, place)})
    heads = [
        e for e in entries if e.block.shape in ("heading", "bold") or (e.block.shape == "lone" and _stands_apart(e))
    ]
    for n, entry in enumerate(heads if shown else ()):
        end = heads[n + 1].block.lines[0] if n + 1 < len(heads) else shown[-1] + 1
        at = bisect_right(shown, entry.block.lines[1])
        entry.shows = at < len(shown) and shown[at] < end


def _stands_apart(entry: Entry) -> bool:
    """Whether a lone line has empty lines around it, and is no address."""
    return entry.block.level <= LEVEL_APART and entry.role != "label"


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _frame_line_ends(entries: Sequence[Entry]) -> None:
    """A sentence before the link with which a line ends is no part of a title: `It was fun. [On Spoons - Ida
    Quill](url)`."""
    for entry in entries:
        last = entry.block.marks[-1] if entry.block.shape == "lone" and entry.block.marks else None
        ends = last is not None and last.kind == "link" and last.end == len(entry.block.text.rstrip())
        if last is not None and ends and entry.block.text[: last.start].endswith((". ", "! ", "? ", "… ")):
            entry.frame = last.start


def _frame_with_conference(entries: Sequence[Entry], ctx: Context) -> None:
    """`SoupConf 2019 - On Spoons by Ida Quill`, as recordings are called, and `On Spoons | SoupConf 2019`, as pages
    are: where several lines begin or end so, that is no part of their titles."""
    framed = [(entry, end) for entry in entries if entry.role == "title" and (end := _framed(entry.block.text, ctx))]
    if len(framed) >= SEVERAL:
        for entry, end in framed:
            entry.frame = end
    titles = [entry for entry in entries if entry.role == "title" or entry.vague]
    behind = [(entry, at) for entry in titles if (at := _framed_behind(entry.block, ctx))]
    if len(behind) >= SEVERAL:
        for entry, at in behind:
            marks = tuple(replace(mark, end=min(mark.end, at)) for mark in entry.block.marks if mark.start < at)
            entry.block = replace(entry.block, text=entry.block.text[:at], marks=marks)
            entry.framed = True


def _framed(text: str, ctx: Context) -> int:
    """Where the name of the conference ends with which a line begins, its year and what parts them from the rest."""
    match = _FRAME.match(text)
    return match.end() if match and _is_conference(match[1], ctx) else 0


_FRAME = regex(r"([^\n:|•]{3,60}?)\s*(?:\s[-–—|•]\s|[:|•]\s)\s*(?=\S+\s\S)")


def _framed_behind(block: Block, ctx: Context) -> int:
    """Where `| SoupConf 2019` begins, with which a line ends, as pages are called: `On Spoons | SoupConf 2019`."""
    match = _FRAME_BEHIND.search(block.text) if "\n" not in block.text else None
    return match.start() if match and match.start() and _is_conference(match[1], ctx) else 0


_FRAME_BEHIND = regex(r"\s+[-–—|｜•]\s+((?:(?!\s[-–—])[^\n:|｜•]|::(?=\w)){3,60})$")


def _is_conference(text: str, ctx: Context) -> bool:
    """Whether words are the name of the conference, perhaps with a city and the year."""
    words = fold(text)
    left = {words.replace(name, "", 1).strip() for name in ctx.conferences if name and words.startswith(name)}
    return any(not rest or _FIGURES.fullmatch(rest) for rest in left)


_FIGURES = regex(r"(?:\w+ )?(?:(?:19|20)?\d\d)")
"""`2019`, and a city before it."""

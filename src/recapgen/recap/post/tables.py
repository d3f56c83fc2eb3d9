"""Talks in the rows of a table, by its columns' names or, without any, by what the columns hold.

>>> from recapgen.recap.context import Context
>>> from recapgen.recap.outline.blocks import Block
>>> row = Block("row", "", cells=("9:00", "On Spoons", "Ida Quill (Ladle)"), heads=("Time", "Talk", "Who"))
>>> rows_told([(0, row)], Context.of("", (), "en"))[0].title
'On Spoons'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.byline import parses
from recapgen.recap.line.days import holds_date, months
from recapgen.recap.line.parse import Line
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import prefix, tidy
from recapgen.recap.outline.blocks import Block
from recapgen.recap.prose.telling import Told
from recapgen.recap.words import Lexicon, fold, lexicon, unspaced
from recapgen.regex import regex

_COLUMNS = ("title", "speaker", "org", "kind")


def rows_told(rows: Sequence[tuple[int, Block]], ctx: Context, announced: bool = False) -> list[Told]:
    """The sessions of one table: (index in the outline, row); `announced` if the heading above it speaks of talks, as a
    column's name may do, too."""
    if _tells_of_event(rows, ctx) or _lists_events(rows, ctx):
        return []
    columns = _columns(rows, ctx)
    if "title" not in columns or columns["title"] == columns.get("speaker"):
        return _timetable(rows, ctx)
    announced = announced or any(ctx.lexicon.pattern("talk_words").fullmatch(head) for head in rows[0][1].heads)
    mixed = "speaker" not in columns and _mixed(rows, columns["title"], ctx)
    if "speaker" not in columns and not announced and not mixed:
        return []
    return [told for at, row in rows if (told := _row(at, row, columns, ctx, mixed))]


def _tells_of_event(rows: Sequence[tuple[int, Block]], ctx: Context) -> bool:
    """Whether rows say what was when and where, a label and a value each: `Name | SoupConf`, `Venue | Old Dairy`."""
    labels = ["".join(_ALNUM.findall(row.cells[0])) for _, row in rows if len(row.cells) == _LABEL_AND_VALUE]
    return len(labels) == len(rows) > 1 and any(ctx.lexicon.has("place_labels", label) for label in labels)


def _lists_events(rows: Sequence[tuple[int, Block]], ctx: Context) -> bool:
    """Whether rows are events, no talks of one: half a column or more is dates, of three months or more, `Aug 3`."""
    columns = zip(*(row.cells for _, row in rows), strict=False)
    return any(_in_several_months(column, ctx.lexicon) for column in columns)


def _in_several_months(cells: Sequence[str], lex: Lexicon) -> bool:
    """Whether half of some cells are dates, of three months or more: `~Aug`, `02/15/2019`."""
    known = months(lexicon((*lex.languages, "en")))
    short = [cell for cell in cells if len(cell) < _LONGEST_DATE]
    named = [known[word] for cell in short for word in fold(cell).split() if word in known]
    dated = [_FIGURES.findall(cell) for cell in short if holds_date(cell, lex)]
    numbered = [figures for figures in dated if len(figures) == _DAY_AND_MONTH]
    if 2 * (len(named) + len(numbered)) < len(cells):
        return False
    changes = min((len(set(figures)) for figures in zip(*numbered, strict=True)), default=0)
    return max(len(set(named)), changes) >= _SEVERAL_MONTHS


_FIGURES = regex(r"(?<!\d)\d\d?(?!\d)")
"""Day and month, in either order: where both change, the month does."""
_LONGEST_DATE, _DAY_AND_MONTH, _SEVERAL_MONTHS = 30, 2, 3
_LABEL_AND_VALUE = 2
_ALNUM = regex(r"[^\W_ㆍ·•]+")
"""The words of a label, which in Korean may be spaced out: `ㆍ장 소`."""


def _columns(rows: Sequence[tuple[int, Block]], ctx: Context) -> dict[str, int]:
    """Columns by their names, or by what they hold where the names don't tell, or call people talks."""
    named = _named(rows[0][1], ctx)
    guessed = {} if {"title", "speaker"} <= named.keys() else _guessed(rows, ctx)
    if guessed and "speaker" not in named and named.get("title") == guessed["speaker"]:
        return guessed
    return guessed | named if named.keys() <= {"speaker"} else named


def _named(row: Block, ctx: Context) -> dict[str, int]:
    found: dict[str, int] = {}
    for n, head in enumerate(_OR_MORE.sub("", head) for head in row.heads):
        column = _column_of(head, ctx.lexicon) if head else ""
        if column in _COLUMNS and column not in found:
            found[column] = n
    return found


def _column_of(head: str, lex: Lexicon) -> str:
    """What a column's name says that it holds, as a whole or by its last word in signs: `発表タイトル`, `講者姓名`."""
    columns = ("notes", *_COLUMNS)
    bare = _NAMED.sub("", head) or head
    said = (head, bare, *_PARTS.split(bare))
    whole = next((column for column in columns for text in said if lex.has(f"{column}_labels", text)), "")
    if whole or not unspaced(head):
        return whole
    labels = ((label, column) for column in columns for label in lex.lists.get(f"{column}_labels", ()))
    return max(((len(label), column) for label, column in labels if bare.endswith(label)), default=(0, ""))[1]


_OR_MORE = regex(r"\s?\(\w{1,3}\)$")
"""`Author(s)`, `Sprecher(in)`"""
_PARTS = regex(r"\s*[/&]\s*")
"""`Author/Speaker`"""
_NAMED = regex(r"(?:姓名|名前|名称|名稱|名|명)$")
"""`登壇者名`, `세션명`: what a column's name may end with that says nothing more."""


def _guessed(rows: Sequence[tuple[int, Block]], ctx: Context) -> dict[str, int]:
    """Columns by what they hold: people in most cells of one, longer texts in another."""
    width = max(len(r.cells) for _, r in rows)
    best, best_share = -1, 0.5
    lengths = []
    for n in range(width):
        cells = [r.cells[n] for _, r in rows if n < len(r.cells) and r.cells[n].strip()]
        share = sum(people(c, ctx.names)[1] >= 0.55 for c in cells) / max(1, len(cells))
        lengths.append(
            sum(len(c) for c in cells) / max(1, len(cells))
            if not all(re.match(r"[\d:.\s–-]+$", c) for c in cells)
            else 0
        )
        if cells and share > best_share:
            best, best_share = n, share
    if best < 0 or len(rows) < 2:
        return {}
    near = [n for n in range(width) if n != best and lengths[n] >= 8]
    if not near:
        return {}
    title = min(near, key=lambda n: (abs(n - best), n))
    return {"title": title, "speaker": best}


def _mixed(rows: Sequence[tuple[int, Block]], column: int, ctx: Context) -> bool:
    cells = [r.cells[column] for _, r in rows if column < len(r.cells)]
    return sum(any(p.score > 0.6 for p in parses(Line(c), ctx.names)) for c in cells) >= 0.5 * len(cells)


def _timetable(rows: Sequence[tuple[int, Block]], ctx: Context) -> list[Told]:
    """Talks of a grid whose first column is the time and whose other columns are rooms: where most cells have a title
    and speakers, in lines of one order or in one line."""
    slots = [(at, cell.strip()) for at, row in rows if _TIME.match(row.cells[0]) for cell in row.cells[1:]]
    cells = [(at, cell) for at, cell in slots if not _no_title(cell, ctx.lexicon)]
    orders = ([told for at, cell in cells if (told := _cell(at, cell, first, ctx))] for first in (True, False))
    best = max(orders, key=len)
    return best if len(best) >= max(3, 0.5 * len(cells)) else []


_TIME = regex(r"\W*\d{1,2}\s*(?:[.:h]\s*\d\d|[ap]\.?m\b|uhr\b|h\b|時)", re.IGNORECASE)


def _cell(at: int, cell: str, speaker_first: bool, ctx: Context) -> Told | None:
    """The talk of a timetable's cell."""
    if "\n" not in cell:
        best = max(parses(Line(cell), ctx.names), key=lambda p: p.score)
        if not best.title or not best.credits or best.score <= 0.6:
            return None
        return Told(best.title, best.credits, best.kind, at, "timetable", 0.8)
    title, who = cell.split("\n", 1)[::-1] if speaker_first else cell.rsplit("\n", 1)
    start, kind = prefix(title, ctx.lexicon)
    title, own = tidy(" ".join(title[start:].split()), ctx.lexicon)
    credits, sure = people(who, ctx.names)
    if not title or sure < 0.55 or people(title, ctx.names)[1] >= sure:
        return None
    return Told(title, credits, kind or own, at, "timetable", 0.8)


def _no_title(text: str, lex: Lexicon) -> bool:
    named = any(lex.has(kind, text) for kind in ("breaks", "closings", "sections"))
    return not text or named or fold(text) in ("", "-", "tba", "n a")


def _row(at: int, row: Block, columns: dict[str, int], ctx: Context, mixed: bool) -> Told | None:
    def cell(column: str) -> str:
        n = columns.get(column, -1)
        return row.cells[n].strip() if 0 <= n < len(row.cells) else ""

    lex = ctx.lexicon
    text = cell("title")
    if _no_title(text, lex):
        return None
    start, kind = prefix(text, lex)
    title, own = tidy(text[start:], lex)
    credits: tuple[Credit, ...] = ()
    if cell("speaker"):
        credits, _ = people(cell("speaker"), ctx.names)
        credits = credits or (Credit(cell("speaker")),) if len(cell("speaker")) < 60 else credits
    elif mixed:
        best = max(parses(Line(text), ctx.names), key=lambda p: p.score)
        title, credits, kind = best.title, best.credits, kind or best.kind
    if not credits and "speaker" not in columns:
        owned = (p for p in parses(Line(text), ctx.names) if p.form == "possessive" and p.score > 0.6)
        credits = next((p.credits for p in owned), ())
    if not credits and (lex.pattern("breaks").search(text) or lex.kind_of(title)):
        return None
    if cell("org") and credits and not credits[-1].organizations:
        credits = tuple(replace(c, organizations=(cell("org"),)) for c in credits)
    return Told(title, credits, kind or own or lex.kind_of(cell("kind")), at, "table", 0.85 if credits else 0.6)

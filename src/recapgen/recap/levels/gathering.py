"""The lines of an outline that could head a session, and what each is by its own words: a day, a break, a title.

>>> outline = (Block("heading", "Friday", 2), Block("heading", "Spoons for all", 3))
>>> [(entry.role, entry.parent) for entry in entries_of(Context.of("", outline, "en"))]
[('day', -1), ('title', 0)]
"""

from __future__ import annotations

from msgspec.structs import replace

from recapgen.model import Kind
from recapgen.recap.context import Context
from recapgen.recap.levels.comparing import (
    open_summaries,
    set_contents_aside,
    set_date_of_post_aside,
    take_presented_as_titles,
    take_refrains_as_sections,
)
from recapgen.recap.levels.entries import LONGEST_LABEL, Entry, rank_of
from recapgen.recap.levels.linking import leads_elsewhere, leads_to_part, leads_to_talk
from recapgen.recap.levels.missed import set_missed_aside
from recapgen.recap.levels.nesting import give_days, nest
from recapgen.recap.levels.roles import only_begins, role_of, without_punctuation
from recapgen.recap.levels.signing import sign
from recapgen.recap.line.byline import parses
from recapgen.recap.line.days import GOES_ON, DayMark, day_before_title
from recapgen.recap.line.parse import Line
from recapgen.recap.line.resources import is_resource, is_row_of_resources
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.numbering import section_numbers
from recapgen.recap.prose.labels import speaker_label


def entries_of(ctx: Context) -> list[Entry]:
    """Every line of the outline that could head something, with the line that it stands under; not yet taken apart."""
    numbers = section_numbers(ctx.outline)
    lines = [(at, block) for at, block in enumerate(ctx.outline) if block.shape in _MAY_HEAD and block.text.strip()]
    entries = [_entry(at, block, numbers.get(at, 0), ctx) for at, block in lines]
    set_date_of_post_aside(entries, ctx)
    take_presented_as_titles(entries, ctx)
    set_contents_aside(entries)
    sign(entries, ctx)
    nest(entries)
    take_refrains_as_sections(entries, ctx)
    open_summaries(entries)
    set_missed_aside(entries, ctx)
    give_days(entries)
    return entries


_MAY_HEAD = ("heading", "bold", "lone", "run-in", "item")


def _entry(at: int, block: Block, frame: int, ctx: Context) -> Entry:
    """What a line is by its own words, behind the `frame` of characters that only count it."""
    if _is_label(block, ctx):
        return Entry(at, block, "label", rank_of(block, "label"), [])
    role, day, kind = _own_role(at, frame, ctx)
    vague = role == "section" and only_begins(without_punctuation(block.flat[frame:]), ctx)
    opens = block.shape == "lone" and _opens_paragraph(at, ctx)
    return Entry(at, block, role, rank_of(block, role), [], day, kind, vague=vague, opens=opens, frame=frame)


def _is_label(block: Block, ctx: Context) -> bool:
    """Whether a line only says who spoke, what one can look at, or what stands behind it: `Speaker: Ida Quill`."""
    if block.shape in ("item", "run-in"):
        labelled = _is_labelled(block, ctx)
    else:
        quoted = block.shape == "lone" and block.text[:1] in "—–―"
        labelled = len(block.text) < LONGEST_LABEL and (quoted or bool(speaker_label(block.flat, ctx)))
    resource = block.shape in ("lone", "item") and is_resource(block.flat)
    return labelled or resource or is_row_of_resources(block, ctx.lexicon)


def _is_labelled(block: Block, ctx: Context) -> bool:
    """Whether a line begins with a bold word that heads sections, and goes on: `**Team:** Ida Quill, Bo Lind`."""
    first = next((m for m in block.marks if m.kind == "strong" and m.start == 0), None)
    label = block.text[: first.end].rstrip(" :：") if first and first.end < len(block.text) else ""
    return bool(label) and ctx.lexicon.has("sections", label)


def _own_role(at: int, frame: int, ctx: Context) -> tuple[str, DayMark | None, Kind | None]:
    """What a line is that is no label, with the day and the kind that it names."""
    block = ctx.outline[at]
    may_be_other = block.shape not in ("item", "run-in") or len(block.text) < _SHORT_ITEM
    role, day, kind = role_of(block.flat[frame:], ctx) if may_be_other else ("title", None, None)
    if role == "day" and day and day.rest and not kind:
        role = "title" if any(p.score > 0.6 for p in parses(Line(day.rest), ctx.names)) else role
    if role == "section" and _introduces_list(at, ctx):
        role = "label"
    if role == "break" and leads_to_talk(block, ctx.lexicon):
        role = "title"
    if (role == "day" and leads_elsewhere(block)) or leads_to_part(block, ctx):
        role, day = "label", None
    if day and block.shape == "bold" and block.level == GOES_ON:
        day = replace(day, goes_on=True)
    elif role == "title" and day is None:
        day = day_before_title(block.text, ctx.lexicon)
    return role, day, kind


_SHORT_ITEM = 40
"""Characters of an item that may be a day or a break, at most."""


def _introduces_list(at: int, ctx: Context) -> bool:
    """Whether a lone line is the beginning of a sentence that a list completes: `My favourites were:`."""
    block, below = ctx.outline[at], ctx.outline[at + 1 : at + 2]
    opens = block.shape == "lone" and block.text[-1:] in (":", "：") and len(block.text.split()) >= _FEWEST_OPENING
    return opens and bool(below) and below[0].shape == "item"


_FEWEST_OPENING = 3
"""Words of such a beginning; `Thoughts:` heads a list."""


def _opens_paragraph(at: int, ctx: Context) -> bool:
    """Whether a paragraph follows, or the line of its speaker and then one."""
    for block in ctx.outline[at + 1 : at + 3]:
        if block.shape == "para":
            return len(block.text) >= _LEAST_PARAGRAPH
        if block.shape != "lone" or not (is_resource(block.flat) or speaker_label(block.flat, ctx)):
            return False
    return False


_LEAST_PARAGRAPH = 100
"""Characters of what a lone line may head."""

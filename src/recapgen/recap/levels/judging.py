"""Which level of the outline holds the talks: its lines judged as wholes, and each line by what its siblings share.

Every line that could head a talk brings evidence: a by-line, its speaker in the words below, a day or `Talks` above,
talk words. What the lines of one level share is added to each of them, so that a weak line among strong ones is taken
and a strong one among strangers has to stand for itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from recapgen.recap.context import Context
from recapgen.recap.levels.below import (
    find_keynote,
    named_on_subject,
    only_people_named,
    retitled_below,
    section_of_titled,
    tells_of_several,
    title_told_below,
)
from recapgen.recap.levels.beside import (
    AMONG_PEOPLE,
    by_own_line,
    speaker_first,
    speaker_from_words,
    speaker_within,
    title_as_a_whole,
    without_parts_of_signed,
    without_speakers_of_next,
)
from recapgen.recap.levels.choices import choose, forms_of, forms_of_items
from recapgen.recap.levels.entries import TAKEN, Entry, Level
from recapgen.recap.levels.fields import read_fields
from recapgen.recap.levels.headings import (
    among_signed,
    apart_in_capitals,
    apart_over_links,
    as_siblings,
    complete,
    take_vague,
)
from recapgen.recap.levels.items import of_item
from recapgen.recap.levels.lists import of_items, of_run_ins
from recapgen.recap.levels.lone import of_lone_lines
from recapgen.recap.levels.named import (
    headings_that_are_people,
    names_as_siblings,
    speakers_by_words,
    speakers_in_first_items,
    speakers_of_profiles,
    titles_below_names,
    titles_in_first_items,
    titles_on_second_lines,
)
from recapgen.recap.levels.settled import beside_heading_of_talks, settle
from recapgen.recap.levels.siblings import (
    glued_as_siblings,
    named_before_handles,
    named_beside_handles,
    names_among_signed,
    names_of_lightning,
    nicknames_behind_by,
    nicknames_behind_titles,
    nicknames_in_last_cell,
    organizations_before_colons,
    organizations_behind_commas,
    organizations_between,
    parted_as_in_list,
    parted_as_siblings,
    parted_by_shape,
    parted_in_row,
    rooms_behind_titles,
    signed_weakly_as_siblings,
    surnames_behind_colons,
    titles_behind_bold_names,
)
from recapgen.recap.levels.weights import (
    by_what_is_shown,
    by_words,
    names_conference,
    of_heading,
    of_lone_line,
    tells_itself,
)


def judge(entries: list[Entry], ctx: Context, recap: float) -> None:
    """Gives each entry its best parse and a score; `recap` (0 to 1) says how sure it is that the post is a recap."""
    levels: dict[Level, list[Entry]] = defaultdict(list)
    for entry in entries:
        levels[entry.level].append(entry)
    shared = forms_of_items(levels)
    for level, members in levels.items():
        forms = shared if level[0] == "item" and len(members) < 3 else forms_of(members)
        for entry in members:
            choose(entry, forms, ctx)
        if level[0] in ("item", "heading", "bold"):
            parted_as_siblings(members, ctx)
            parted_by_shape(members, ctx)
            if level[0] == "heading":
                parted_in_row(members, ctx)
            signed_weakly_as_siblings(members, ctx)
            glued_as_siblings(members, ctx)
            nicknames_in_last_cell(members, ctx)
            nicknames_behind_titles(members, ctx)
            nicknames_behind_by(members, ctx)
            named_beside_handles(members)
        if level[0] == "item":
            names_among_signed(members, ctx)
            rooms_behind_titles(members, ctx)
            titles_behind_bold_names(members, ctx)
        if level[0] in ("item", "heading", "bold", "lone"):
            named_before_handles(members, ctx)
            surnames_behind_colons(members, ctx)
            organizations_before_colons(members, ctx)
    parted_as_in_list(entries)
    organizations_between(entries, ctx)
    organizations_behind_commas(entries, ctx)
    names_of_lightning(entries, ctx)
    read_fields(entries, ctx)
    for entry in entries:
        speaker_from_words(entry, entries, ctx)
    without_parts_of_signed(entries)
    without_speakers_of_next(entries, ctx)
    for level, members in levels.items():
        if level[0] == "heading":
            apart_in_capitals(members)
            apart_over_links(members, ctx)
            names_as_siblings(members, ctx)
            titles_below_names(members, entries, ctx)
        if level[0] in ("heading", "bold"):
            headings_that_are_people(members, ctx)
        elif level[0] == "run-in":
            titles_on_second_lines(members, ctx)
        if level[0] == "heading":
            speakers_of_profiles(members, ctx)
    for above, entry in pairwise(entries):
        if above.rule == AMONG_PEOPLE and above.best and above.best.title and entry.at == above.at + 1:
            entry.role = "label"  # the title of the talk above
    for entry in entries:
        if tells_itself(entry, ctx):
            entry.role = "label"
    first_below = {above.parent: above for above in reversed(entries) if above.block.shape == "item"}
    place = {id(e): n for n, e in enumerate(entries)}
    for level, members in levels.items():
        if level[0] == "item":
            beneath = [(e, first_below.get(place[id(e)])) for e in members]
            speakers_in_first_items(beneath, ctx)
            titles_in_first_items(beneath, ctx)
    for level, members in levels.items():
        _weigh(level, members, entries, ctx, recap)
    for entry in entries:
        if entry.block.shape == "heading" and entry.score >= TAKEN and not by_own_line(entry):
            section_of_titled(entry, ctx)
        elif entry.role == "kind" and entry.block.shape == "heading" and recap >= 0.5:
            find_keynote(entry, entries, ctx)
        if entry.score >= TAKEN and entry.block.shape in ("heading", "bold"):
            title_told_below(entry, ctx)
    for level, members in levels.items():
        if level[0] == "heading":
            heads = [e for e in members if e.score >= TAKEN]
            retitled_below(heads, ctx)
            named_on_subject(heads, ctx)
            speakers_by_words(heads, ctx)
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "run-in" and tells_of_several(entry, ctx):
            entry.score = 0.0
    beside_heading_of_talks(entries)
    settle(entries)
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "item" and entry.best and not entry.best.credits:
            speaker_within(entry, ctx)
            if not entry.best.credits:
                speaker_first(entry, ctx)
            title_as_a_whole(entry)
        elif entry.score >= TAKEN and entry.block.shape == "heading" and entry.best and not entry.best.credits:
            only_people_named(entry, ctx)


def _weigh(level: Level, members: list[Entry], entries: list[Entry], ctx: Context, recap: float) -> None:
    """Gives the lines of a level their scores: each for itself, then beside its siblings."""
    shape = level[0]
    judged = [e for e in members if e.role == "title" or _may_be_talk_anyway(e, ctx)]
    if not judged:
        return
    weigh = {"item": of_item, "run-in": of_item, "lone": of_lone_line}.get(shape, of_heading)
    own = [(e, weigh(e, entries, ctx)) for e in judged]
    if shape == "lone":
        parts = of_lone_lines(own, entries, ctx)
    elif shape == "item":
        parts = [of_items(own, entries, ctx)]
    elif shape == "run-in":
        parts = [of_run_ins(own, entries, ctx)]
    else:
        parts = [as_siblings(own, members, entries, ctx)]
    for part in parts:
        _level_weighed(level, part, ctx, recap)
    if shape in ("heading", "bold"):
        complete(members)
        among_signed(judged)
    take_vague(members, entries, ctx)


def _may_be_talk_anyway(entry: Entry, ctx: Context) -> bool:
    """Whether a line that was taken for something else has so sure a by-line that it may be a talk's."""
    if not (entry.best and entry.best.credits and entry.best.score > 0.7):
        return False
    return entry.role not in ("kind", "talks", "label", "to come", "post" if names_conference(entry, ctx) else "")


def _level_weighed(level: Level, own: Sequence[tuple[Entry, float]], ctx: Context, recap: float) -> None:
    """Gives the lines of a level their scores: what each says for itself, and what it shares with the others."""
    mean = sum(s for _, s in own) / max(1, len(own))
    bar = 0.5 if level[0] in ("item", "run-in") else 0.6
    strong = sum(s >= bar for _, s in own) / max(1, len(own))
    with_people = sum(bool(e.best and e.best.credits) for e, _ in own)
    signed = with_people > 2 and with_people >= 0.6 * len(own)
    regular = len(own) > 5 and with_people >= 0.7 * len(own)
    for entry, score in own:
        crowd = 0.35 * min(1.0, len(own) / 3)
        total = score if score >= bar and strong >= 0.25 else (1 - crowd) * score + crowd * mean
        if score >= 0.8:
            total = max(total, score)
        alone = level[0] == "heading" and signed and not (entry.best and entry.best.credits)
        if alone and (regular or by_what_is_shown(entry, ctx) < 0.3):
            total = min(total, score)
        elif level[0] == "heading" and strong >= 0.5 and len(own) >= 4 and by_words(entry, ctx)[0]:
            total += 0.12
        entry.score = max(0.0, min(1.0, total)) * min(1.0, 0.7 + 0.5 * recap)

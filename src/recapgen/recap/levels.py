"""Which level of the outline holds the talks: its lines judged as wholes, and each line by what its siblings share.

Every line that could head a talk brings evidence: a by-line, its speaker in the words below, a day or `Talks` above,
talk words. What the lines of one level share is added to each of them, so that a weak line among strong ones is taken
and a strong one among strangers has to stand for itself.

>>> TAKEN > DOUBTED
True
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from recapgen.model import Credit
from recapgen.recap.beside import (
    AMONG_PEOPLE,
    by_own_line,
    find_keynote,
    headings_that_are_people,
    heads_lone,
    only_people_named,
    retitled_below,
    section_of_titled,
    speaker_first,
    speaker_from_words,
    speaker_within,
    speakers_in_first_items,
    speakers_of_profiles,
    speaks_below,
    tells_of_several,
    title_as_a_whole,
    title_told_below,
    titles_below_names,
    titles_in_first_items,
    without_parts_of_signed,
)
from recapgen.recap.byline import Line, is_resource, parses
from recapgen.recap.choices import (
    choose,
    forms_of,
    forms_of_items,
    names_of_lightning,
    organizations_behind_commas,
    organizations_between,
    parted_as_siblings,
)
from recapgen.recap.context import Context
from recapgen.recap.entries import DOUBTED, TAKEN, Entry, Level, ancestors
from recapgen.recap.fields import read_fields
from recapgen.recap.outline import Block
from recapgen.recap.prose import persons, sentences
from recapgen.recap.weights import (
    FIRST_PERSON,
    by_lines_above,
    by_opening,
    by_what_is_shown,
    by_words,
    in_capitals,
    is_sentence,
    is_titled,
    leads_aside,
    links_within,
    may_be_title,
    names_conference,
    of_heading,
    of_item,
    of_lone_line,
    other_recap,
)
from recapgen.recap.words import Worded, fold, unspaced
from recapgen.regex import regex


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
        if level[0] in ("item", "heading"):
            parted_as_siblings(members, ctx)
    organizations_between(entries, ctx)
    organizations_behind_commas(entries, ctx)
    names_of_lightning(entries, ctx)
    read_fields(entries, ctx)
    for entry in entries:
        speaker_from_words(entry, entries, ctx)
    without_parts_of_signed(entries)
    for level, members in levels.items():
        if level[0] == "heading":
            titles_below_names(members, entries, ctx)
        if level[0] in ("heading", "bold"):
            headings_that_are_people(members, ctx)
        if level[0] == "heading":
            speakers_of_profiles(members, ctx)
    for above, entry in pairwise(entries):
        if above.rule == AMONG_PEOPLE and above.best and above.best.title and entry.at == above.at + 1:
            entry.role = "label"  # the title of the talk above
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
            section_of_titled(entry, entries, ctx)
        elif entry.role == "kind" and entry.block.shape == "heading" and recap >= 0.5:
            find_keynote(entry, entries, ctx)
        if entry.score >= TAKEN and entry.block.shape in ("heading", "bold"):
            title_told_below(entry, ctx)
    for level, members in levels.items():
        if level[0] == "heading":
            retitled_below([e for e in members if e.score >= TAKEN], ctx)
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "run-in" and tells_of_several(entry, ctx):
            entry.score = 0.0
    _beside_heading_of_talks(entries, ctx)
    _settle(entries, ctx)
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "item" and entry.best and not entry.best.credits:
            speaker_within(entry, ctx)
            if not entry.best.credits:
                speaker_first(entry, ctx)
            title_as_a_whole(entry)
        elif entry.score >= TAKEN and entry.block.shape == "heading" and entry.best and not entry.best.credits:
            only_people_named(entry, ctx)


def _weigh(level: Level, members: list[Entry], entries: list[Entry], ctx: Context, recap: float) -> None:
    judged = [e for e in members if e.role == "title" or _may_be_talk_anyway(e, ctx)]
    if not judged:
        return
    weigh = {"item": of_item, "run-in": of_item, "lone": of_lone_line}.get(level[0], of_heading)
    own = [(e, weigh(e, entries, ctx)) for e in judged]
    if level[0] == "lone":
        own = _beside_labelled(_of_one_look(_without_sayings(own)))
        heads = {id(e) for e, _ in own if _heads_talk(e, ctx)}
        if len(heads) > 1:
            own = [(e, min(1.0, s + 0.25 + by_words(e, ctx)[0]) if id(e) in heads else s) for e, s in own]
            own = _beside_heads(own, heads, ctx)
            own = [(e, s if (e.best and e.best.credits) or not heads_lone(e, entries) else s - 0.4) for e, s in own]
        own = _beneath_announcement(own, ctx)
        opening = [(e, s) for e, s in own if e.opens and e.current_day]
        if sum(bool(by_words(e, ctx)[1]) for e, _ in opening) >= max(3, 0.6 * len(opening)):
            _level_weighed(level, [(e, s) for e, s in own if not (e.opens and e.current_day)], ctx, recap)
            own = [(e, min(1.0, s + by_opening(e, ctx))) for e, s in opening]
        own = _beside_contents(_beside_signed(own, ctx), ctx)
    elif level[0] in ("heading", "bold"):
        own = _as_siblings(own, members, ctx)
    elif level[0] == "item" and _capitals_told(judged, ctx):
        own = [(e, max(s, 0.6) if in_capitals(e) else s) for e, s in own]
    elif level[0] == "item" and _notes_below(judged, ctx):
        own = [(e, max(s, _LIKE_TITLES) if _short(e) else s) for e, s in own]
        for entry in filter(_short, judged):
            if entry.best and not entry.best.credits:
                entry.best = parses(Line(entry.block.first_line), ctx.names)[-1]
    elif level[0] == "item" and _lightning_titles(judged, entries):
        own = [(e, max(s, 0.6) if s >= _LIKELY_TITLE and e.best and " " in e.best.title else s) for e, s in own]
    elif level[0] == "item" and _titles_announced(judged, ctx):
        kept = {id(e) for e, _ in own if (e.best and e.best.credits) or links_within(e) or leads_aside(e, ctx)}
        own = [(e, s if id(e) in kept else max(s, 0.55)) for e, s in own]
    elif level[0] == "run-in" and (_run_ins_announced(judged, ctx) or _run_ins_tell(judged, ctx)):
        own = [(e, s if e.best and e.best.title[-1:] == ")" else max(s, _LIKE_TITLES)) for e, s in own]
    elif level[0] == "run-in":
        titles = _titles_below_talks(judged, entries, ctx)
        own = [(e, max(s, _LIKE_TITLES) if id(e) in titles else s) for e, s in own]
        for entry in (e for e in judged if id(e) in titles):
            _end_with_bold(entry, ctx)
    if level[0] == "item":
        shown = _titles_above_slides(judged, entries, ctx)
        own = [(e, max(s, _LIKE_TITLES) if id(e) in shown else s) for e, s in own]
    if level[0] == "item" and len(own) > 1 and sum(names_conference(e, ctx) for e, _ in own) >= 0.5 * len(own):
        own = [(e, s - 0.9) for e, s in own]
    elif level[0] == "item" and _are_tasks([e for e, _ in own]):
        own = [(e, s - 0.6) for e, s in own]
    elif level[0] == "item":
        own = [(e, s - 0.6 if other_recap(e, ctx) else s) for e, s in own]
    _level_weighed(level, own, ctx, recap)
    if level[0] in ("heading", "bold"):
        _complete(members, ctx)
        _among_signed(judged, ctx)
    _take_vague(members, entries, ctx)


def _heads_talk(entry: Entry, ctx: Context) -> bool:
    """Whether a lone line stands above a paragraph that says who spoke, or tells of one talk: `This talk was`."""
    if not entry.opens or entry.block.level > _RIGHT_ABOVE or persons(entry.block.flat, ctx, 0.8):
        return False
    return bool(entry.rule) or (by_words(entry, ctx)[1] >= 0.3 and may_be_title(entry, ctx))


_RIGHT_ABOVE = 3
"""Up to this level a lone line has an empty one above."""


def _may_be_talk_anyway(entry: Entry, ctx: Context) -> bool:
    """Whether a line that was taken for something else has so sure a by-line that it may be a talk's."""
    if not (entry.best and entry.best.credits and entry.best.score > 0.7):
        return False
    return entry.role not in ("kind", "talks", "label", "to come", "post" if names_conference(entry, ctx) else "")


def _are_tasks(items: Sequence[Entry]) -> bool:
    """Whether most items with people have one word for what they did: `Logo: Ida Quill`, `Catering: Bo Lind`."""
    signed = [e.best.title for e in items if e.best and e.best.credits and e.best.title]
    single = sum(" " not in title and not unspaced(title) for title in signed)
    return len(signed) >= _MANY_LABELLED and single >= 0.6 * len(signed)


def _capitals_told(items: Sequence[Entry], ctx: Context) -> bool:
    """Whether most items begin with words in capitals, and what they say then is of talks."""
    apart = [e for e in items if in_capitals(e)]
    told = sum(ctx.lexicon.pattern("talk_nouns", "speaker_nouns").search(e.block.text) is not None for e in apart)
    return len(apart) >= max(_MANY_LABELLED, 0.6 * len(items)) and told >= 0.3 * len(apart)


def _lightning_titles(items: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    """Whether a list stands below `Lightning talks`, of which few items name anybody or have a dash or a comma, behind
    which somebody may stand whom nobody knows.
    """
    above = entries[items[0].parent] if items[0].parent >= 0 else None
    if above is None or above.kind != "lightning" or above.block.shape == "item" or len(items) < _MANY_LABELLED:
        return False
    parted = sum(bool(e.best and e.best.credits) or _PARTED.search(e.block.text) is not None for e in items)
    return parted <= 0.3 * len(items)


_PARTED = regex(r"\s[–—~-]{1,2}\s|,\s[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,2}$|[\u3400-\u9fff](?:\s[-–—]|：)")
_LIKELY_TITLE = 0.4
"""From this score on an item may be a title below a heading of talks."""


def _beside_labelled(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Lone lines among titles with `Speaker: Ida Quill` below are what stands under these."""
    labelled = sum(e.rule in ("speaker-label", "speaker-line") and bool(e.signed or s >= 0.5) for e, s in own)
    if labelled < _MANY_LABELLED:
        return own
    return [(e, s if not _unsigned(e) else 0.5 * s) for e, s in own]


def _beside_signed(own: list[tuple[Entry, float]], ctx: Context) -> list[tuple[Entry, float]]:
    """Lone lines that say nothing of a talk, among likely ones of which most have a by-line of their own."""
    likely = [e for e, s in own if s >= 0.5]
    signed = sum(_by_line_of_its_own(e) for e in likely)
    if signed < _MANY_SIGNED or signed < 0.6 * len(likely):
        return own
    alone = {id(e) for e in likely if not _by_line_of_its_own(e) and by_words(e, ctx)[1] < 0.2}
    below = sum(bool(e.signed) for e in likely) >= 0.6 * len(likely)
    shown = {id(e) for e in likely if below and _by_handle_alone(e)}
    return [(e, 0.0 if id(e) in shown else s - 0.35 if id(e) in alone else s) for e, s in own]


def _beside_contents(own: list[tuple[Entry, float]], ctx: Context) -> list[tuple[Entry, float]]:
    """Where lone lines come from the contents above, and half of these tell of talks, the others head none."""
    listed = [e for e, _ in own if e.listed]
    told = sum(bool(by_words(e, ctx)[0] or (e.best and e.best.credits)) for e in listed)
    if len(listed) < _MANY_LABELLED or told < 0.5 * len(listed):
        return own
    return [(e, min(1.0, s + by_words(e, ctx)[0])) for e, s in own if e.listed or _by_line_of_its_own(e)]


def _by_line_of_its_own(entry: Entry) -> bool:
    return bool(entry.signed) or bool(entry.best and entry.best.credits and not entry.rule)


def _by_handle_alone(entry: Entry) -> bool:
    """Whether only handles sign it, as a message that is shown: `Stir it. - @ida`."""
    credits = entry.best.credits if entry.best and entry.best.form == "dash" and not entry.signed else ()
    return bool(credits) and all(credit.name[:1] == "@" for credit in credits)


_MANY_LABELLED, _MANY_SIGNED = 3, 4


def _unsigned(entry: Entry) -> bool:
    """Whether neither its own line nor one below says who spoke."""
    return entry.rule == "speaker-below" or not (entry.best and entry.best.credits)


def _beside_heads(own: list[tuple[Entry, float]], heads: set[int], ctx: Context) -> list[tuple[Entry, float]]:
    """Lone lines that open a paragraph as their siblings do, most of whom have their speaker in it."""
    alike = {
        id(e)
        for e, _ in own
        if id(e) not in heads
        and e.opens
        and e.block.level <= 2
        and 3 < len(e.block.flat.split()) <= 18
        and e.block.flat[-1:] not in ".:!"
        and not is_sentence(e.block.flat, ctx, False)
        and may_be_title(e, ctx)
    }
    enough = len(heads) >= _MANY_HEADS and len(heads) >= len(alike)
    return [(e, max(s, 0.6) if enough and id(e) in alike else s) for e, s in own]


_MANY_HEADS = 4


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


def _complete(members: Sequence[Entry], ctx: Context) -> None:
    """Takes titles without a by-line where half of their family are talks, and nothing in it is anything else; and
    those that stand between two of which most are talks.
    """
    families: dict[int, list[Entry]] = defaultdict(list)
    for entry in members:
        families[entry.parent].append(entry)
    for family in families.values():
        titles = [e for e in family if e.role == "title"]
        taken = [e for e in titles if e.score >= TAKEN]
        if len(taken) < max(2, 0.5 * len(titles)):
            continue
        signed = sum(bool(e.best and e.best.credits) for e in taken)
        pure = 2 * signed <= len(taken) and len(titles) == len(family)
        inner = range(taken[0].at, taken[-1].at) if len(taken) >= _MOST * len(titles) else range(0)
        for entry in titles:
            least = _BETWEEN if entry.at in inner else DOUBTED if pure else TAKEN
            long = len(entry.block.flat.split()) > (1 if entry.at in inner else 2)
            if least <= entry.score < TAKEN and long and may_be_title(entry, ctx):
                entry.score = TAKEN


_BETWEEN = 0.2
"""From this score on a heading may be a title between others that are."""


def _among_signed(titles: Sequence[Entry], ctx: Context) -> None:
    """Takes titles without a by-line where most of their level have one, if much is told below them."""
    signed = [e for e in titles if e.best and e.best.credits and e.score >= TAKEN]
    if len(signed) < _MANY_LABELLED or 2 * len(signed) <= len(titles):
        return
    for entry in titles:
        words, told = entry.block.flat.split(), len(entry.body) >= _MUCH
        if 0 < entry.score < TAKEN and told and len(words) > 1 and is_titled(words) and not _unlike_title(entry, ctx):
            entry.score = TAKEN


_MUCH = 300
"""Characters below a title that tell what was heard."""


def _unlike_title(entry: Entry, ctx: Context) -> bool:
    return (
        bool(entry.best and entry.best.credits)
        or FIRST_PERSON.search(entry.block.flat) is not None
        or names_conference(entry, ctx)
    )


def _take_vague(members: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> None:
    """`What is stock?` and the like are talks where most of their siblings are, under a day or `Talks`."""
    for entry in members:
        if not entry.vague or entry.score or entry.role != "section" or entry.best is None:
            continue
        family = [e for e in members if e.parent == entry.parent and e.role == "title" and not e.vague]
        taken = sum(e.score >= TAKEN for e in family)
        if (
            taken
            and taken >= 0.7 * len(family)
            and (_told_of_talk(entry, entries, ctx) or by_lines_above(entry, entries, 1.0) >= 0.3)
        ):
            entry.role, entry.score = "title", 0.55


def _told_of_talk(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether the words below a line that only looks like a section's heading tell of a talk, or who gave it."""
    if unspaced(entry.block.flat):
        entry.role = "title"
        speaker_from_words(entry, entries, ctx)
        entry.role = "section"
    return by_what_is_shown(entry, ctx) >= 0.3


def _as_siblings(own: list[tuple[Entry, float]], members: Sequence[Entry], ctx: Context) -> list[tuple[Entry, float]]:
    """Titles without a by-line gain from their siblings: sections that tell of talks, or show slides."""
    families: dict[int, list[tuple[Entry, float]]] = defaultdict(list)
    for entry, score in own:
        families[entry.parent].append((entry, score))
    others: dict[int, int] = defaultdict(int)
    for entry in members:
        others[entry.parent] += entry.role in ("section", "break", "talks", "kind")
    made: dict[int, float] = {}
    for parent, family in families.items():
        told = sum(min(1.0, by_what_is_shown(e, ctx) / 0.3) for e, _ in family)
        share = told / (len(family) + 0.5 * others[parent])
        gain = 0.0
        if len(family) > 1 and told >= 1.5:
            gain = 0.4 * share + 0.05 * min(2, len(family) - 2)
        first = next(e for e in members if e.parent == parent)
        if len(family) > 1 and _titles_announced([e for e, _ in family], ctx, first.intro):
            gain = max(gain, 0.6)
        elif len(family) > 2 and not others[parent] and not gain and _all_titled([e for e, _ in family], ctx):
            gain = 0.45
        likely = {id(e) for e in _below_announcement([e for e, _ in family], ctx)}
        likely |= {id(e) for e in _called_talks([e for e, _ in family], ctx)}
        if _people_told_of(family, ctx):
            likely |= {id(e) for e, _ in family if e.rule == AMONG_PEOPLE}
        for entry, score in family:
            unsigned = not (entry.best and entry.best.credits)
            score = max(score, _LIKE_TITLES) if id(entry) in likely else score
            if unsigned and len(family) == 1 and entry.block.shape == "bold" and not by_what_is_shown(entry, ctx):
                score -= 0.15
            if gain and unsigned and may_be_title(entry, ctx):
                score += gain * (1.0 if by_what_is_shown(entry, ctx) else 0.75)
            made[id(entry)] = score
    return [(e, max(0.0, min(1.0, made[id(e)]))) for e, _ in own]


def _called_talks(family: Sequence[Entry], ctx: Context) -> Sequence[Entry]:
    """The sibling headings that say themselves that they are a talk's, `Nine Spoons session`, `Ida Quill's workshop`,
    `Talk about lids`, where several do; of one that is a name and such a word, that is who spoke.
    """
    called = [e for e in family if e.best and _called_talk(e.best.title, ctx)]
    if len(called) < max(_SEVERAL, 0.3 * len(family)):
        return ()
    for entry in called:
        who = entry.block.flat.rpartition(" ")[0]
        if entry.best and not entry.best.credits and " " in who and ctx.names.score(who) >= _SURELY_NAMED:
            kind = entry.best.kind or ctx.lexicon.kind_of(entry.block.flat.split()[-1])
            entry.best = replace(entry.best, title="", credits=(Credit(who),), form="name", score=0.9, kind=kind)
    return called


def _called_talk(title: str, ctx: Context) -> bool:
    """Whether a title is a word for one talk, and others that are not of what surrounds talks.

    >>> from recapgen.recap.context import Context
    >>> [_called_talk(title, Context.of("", (), "en")) for title in ("Nine Spoons session", "The last session")]
    [True, False]
    """
    lex = ctx.lexicon
    words, nouns = fold(title).split(), lex.words("talk_nouns")
    begins = len(words) > 2 and words[0] in nouns and words[1] in lex.words("on", "speaks_of")
    if not begins and not (words and words[-1] in nouns):
        return False
    if (words[0] if begins else words[-1]) in lex.several_talks or lex.kind_of(title):
        return False
    return not lex.words(*_AROUND_TALK).issuperset(words)


_AROUND_TALK = (
    *("around_talks", "breaks", "talk_words", "function_words", "which_one", "ordinals", "weekdays"),
    *("time_of_day", "event_nouns", "edition", "opened"),
)
"""Lists of words that say nothing of a talk's subject."""


_SURELY_NAMED = 0.9


def _all_titled(family: Sequence[Entry], ctx: Context) -> bool:
    """Whether all lines are written as titles are, in a post that is called notes or a report, not what one learned."""
    lex = ctx.lexicon
    if not lex.pattern("recap_words").search(ctx.title) or lex.pattern("learned").search(ctx.title):
        return False
    if any(not lex.several_talks.isdisjoint(fold(e.block.flat).split()) for e in family):
        return False  # beside `The Talks by Subject`, others are no talks
    good = sum(3 <= len(e.block.flat.split()) <= 18 and is_titled(e.block.flat.split()) for e in family)
    return good >= 0.8 * len(family)


def _titles_announced(items: Sequence[Entry], ctx: Context, intro: str = "") -> bool:
    """Whether a list of plain titles follows a sentence such as `The talks I saw were:`; `intro` is what stands above
    their first sibling.
    """
    head = _head_of_heard(items[0], ctx)
    above = "" if head else _above_parts(items[0], ctx)
    intro = head or _last_said(above or intro or items[0].intro)
    if len(items) < 2 - bool(above) or not (head or _announces_titles(intro, ctx)):
        return False
    looks = [
        e.best.title if e.best and e.best.form == "title" and not e.block.marks else e.block.first_line for e in items
    ]
    begin = (next(iter(persons(e.block.first_line[:80], ctx, 0.85)), None) for e in items)
    if sum(who is not None and who.start == 0 for who in begin) >= 0.5 * len(items):
        return False
    heard = _heard(intro, ctx) and len(items) > 2
    titled = sum(_is_title_item(x, heard, ctx) for x in looks)
    return titled >= (0.8 if heard else 0.6) * len(items)


def _announces_titles(intro: str, ctx: Context) -> bool:
    """Whether a sentence says that talks follow which somebody heard: `The talks I saw were:`."""
    lex = ctx.lexicon
    if not (intro[-1:] in (":", "：") or _THE_FOLLOWING.pattern.search(intro)):
        return False
    heard = FIRST_PERSON.search(intro) or lex.pattern("past", "seen", "heard").search(intro)
    return heard is not None and _of_talks(intro, ctx)


def _head_of_heard(item: Entry, ctx: Context) -> str:
    """The heading, or the bold or lone line, right above a list that says which talks somebody heard: `Talks I
    attended`, `聞いた発表`; empty where it is anything else.
    """
    above = ctx.outline[item.at - 1] if item.block.shape == "item" and item.at else None
    if above is None or above.shape not in ("heading", "bold", "lone"):
        return ""
    return above.flat if _heard(above.flat, ctx) and _of_talks(above.flat, ctx) else ""


def _heard(text: str, ctx: Context) -> bool:
    return ctx.lexicon.pattern("seen", "heard").search(text) is not None


def _of_talks(text: str, ctx: Context) -> bool:
    """Whether words speak of talks, and not of what one learned there."""
    lex = ctx.lexicon
    return lex.pattern("talk_words").search(text) is not None and lex.pattern("learned").search(text) is None


def _last_said(words: str) -> str:
    """The last sentence, with the one before it where it is as short as `Among them were:`."""
    said = [sentence.rstrip() for sentence in sentences(words.rstrip()) if sentence.strip()]
    short = len(said) > 1 and len(said[-1].split()) < _SHORT_SENTENCE
    return " ".join(said[-2:]) if short else said[-1] if said else ""


_SHORT_SENTENCE = 6


def _above_parts(item: Entry, ctx: Context) -> str:
    """The words above a list in parts, each below a line such as `Day 1`.

    Empty where no such line is above the item, or the list is the contents: a line further down begins as it does.
    """
    at = item.at - 1
    if item.block.shape != "item" or at < 1 or not _heads_part(ctx.outline[at]):
        return ""
    own = fold(item.block.flat)
    if any(b.shape in ("lone", "heading") and fold(b.flat).startswith(own) for b in ctx.outline[item.at :]):
        return ""
    while at > 0 and (ctx.outline[at].shape == "item" or _heads_part(ctx.outline[at])):
        at -= 1
    return ctx.outline[at].flat[-400:]


def _heads_part(block: Block) -> bool:
    """Whether it is a short line of its own."""
    return (
        block.shape in ("lone", "bold", "heading")
        and len(block.flat) < _LONGEST_PART
        and block.flat[-1:] not in ":：。."
    )


_LONGEST_PART = 30


_THE_FOLLOWING = Worded(r"<following>")


def _below_announcement(family: Sequence[Entry], ctx: Context) -> Sequence[Entry]:
    """The sibling headings that follow a sentence such as `Here are my notes on the talks I saw.`, where most of them
    may be titles. Unless it names several talks it stands above the first of them, and there are three or more."""
    several = next((n for n, e in enumerate(family) if _announces_notes(e, ctx, several=True)), None)
    if several is None and not _announces_notes(family[0], ctx):
        return ()
    below = family[several or 0 :]
    return below if len(below) >= _SEVERAL - (several is not None) and _mostly_titles(below, ctx) else ()


def _run_ins_announced(lines: Sequence[Entry], ctx: Context) -> bool:
    """The same of paragraphs that begin with words in bold."""
    titles = [e.best.title for e in lines if e.best and e.block.marks and e.block.marks[0].kind == "strong"]
    long = sum(len(title.split()) > 2 and title[0].isupper() and title[-1] not in ".:" for title in titles)
    return long >= _SEVERAL and long >= _MOST * len(lines) and _announces_notes(lines[0], ctx)


def _notes_below(items: Sequence[Entry], ctx: Context) -> bool:
    """Whether most items of a list are short, and have paragraphs of their own below that tell of a talk."""
    told = sum(_short(e) and by_words(e, ctx)[0] > 0 and _own_paragraph(e, ctx) for e in items)
    return told >= max(_MANY_SIGNED, _MOST * len(items))


def _titles_above_slides(items: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> set[int]:
    """Short items with an item of their own that leads to slides or a recording, `- [Slides](url)`, of a list of talks,
    or in which several have one."""
    titles = [e for e in items if _short(e) and ctx.names.score(e.block.flat) < _LIKELY_NAME]
    titles = [e for e in titles if not _SLIDES_FIRST.pattern.match(e.block.flat)]
    shown = [e for e in titles if _slides_within(e, ctx)]
    below_talks = items[0].parent >= 0 and entries[items[0].parent].role == "talks"
    enough = below_talks or len(shown) >= max(_SEVERAL - 1, 0.3 * len(items))
    return {id(e) for e in shown} if enough else set()


def _slides_within(item: Entry, ctx: Context) -> bool:
    """Whether one of the items right below another one leads to slides or a recording."""
    level = item.block.level
    within = takewhile(
        lambda b: b.shape == "item" and b.level > level, ctx.outline[item.at + 1 : item.at + _FIRST_WITHIN]
    )
    for block in within:
        leads = any(mark.kind == "link" for mark in block.marks)
        if block.level == level + 1 and leads and _SLIDES_FIRST.pattern.match(block.flat):
            return True
    return False


_LIKELY_NAME = 0.6
_FIRST_WITHIN = 6
"""Lines within an item of which the first may lead to slides, at most."""
_SLIDES_FIRST = Worded(r"\W*(?:<slides>|<video>)s?(?!\w)", re.IGNORECASE)


def _own_paragraph(item: Entry, ctx: Context) -> bool:
    below = ctx.outline[item.at + 1] if item.at + 1 < len(ctx.outline) else None
    return below is not None and below.shape in ("para", "run-in")


def _short(item: Entry) -> bool:
    """Whether an item is as long as titles are, and no sentence."""
    return len(item.block.flat.split()) <= _LONGEST_ITEM and item.block.flat[-1:] not in ".!:;,"


_LONGEST_ITEM = 15


def _run_ins_tell(lines: Sequence[Entry], ctx: Context) -> bool:
    """Whether most paragraphs that begin with words in bold go on about a talk: `**Spoons** – this talk was`."""
    begun = [(e.block.text, e.block.marks[0]) for e in lines if e.block.marks and not e.block.marks[0].start]
    bold = [(text, m.end) for text, m in begun if m.kind == "strong" and ctx.names.score(text[: m.end]) < _IS_NAME]
    nouns = ctx.lexicon.pattern("talk_nouns")
    told = sum(nouns.search(text[end : end + _SAID_FIRST]) is not None for text, end in bold)
    return len(bold) >= max(_MANY_SIGNED, _MOST * len(lines)) and told >= _MOST * len(bold)


def _titles_below_talks(lines: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> set[int]:
    """Paragraphs that begin with words in bold, `**Nine Spoons in a Row.** It was`, of which several stand below a
    heading of talks or, where they are long, below none, and most are written as titles are."""
    families: dict[int, list[Entry]] = defaultdict(list)
    for entry in lines:
        role = entries[entry.parent].role if entry.parent >= 0 else "post"
        bold = bool(entry.block.marks) and entry.block.marks[0].kind == "strong"
        if role in ("talks", "kind") or (role == "post" and bold):
            families[entry.parent].append(entry)
    found: set[int] = set()
    for parent, family in families.items():
        begun = {id(e): e.block.text[: m.end].rstrip(".: ") for e in family for m in e.block.marks[:1] if not m.start}
        titled = [n for n, text in begun.items() if len(text.split()) > 2 and ctx.names.score(text) < _IS_NAME]
        capitals = sum(is_titled(begun[n].split()) for n in titled)
        enough = len(titled) >= max(_SEVERAL, _MOST * len(family)) and capitals >= _MOST * len(titled)
        below_talks = parent >= 0 and entries[parent].role != "post"
        tell = below_talks and _some_tell_of_talks(family, ctx)
        if enough and (tell or _long_titles([begun[n] for n in titled])):
            found.update(titled)
    return found


def _end_with_bold(entry: Entry, ctx: Context) -> None:
    """The title of a paragraph is its first words in bold, no more and no less, `**Soup with Old Spoons.** A paper by
    Ida Quill`, unless these name who surely spoke."""
    best, first = entry.best, entry.block.marks[0]
    bold = entry.block.text[: first.end].rstrip(".: ")
    if best is None or first.kind != "strong" or len(best.title) in (len(bold), len(bold) + 1):
        return
    if len(best.title) > len(bold) or any(ctx.names.score(credit.name) < _IS_NAME for credit in best.credits):
        entry.best = replace(best, title=bold, credits=())


def _long_titles(titles: Sequence[str]) -> bool:
    """Whether titles are longer than what one says about talks: `The Not So Good`."""
    return sum(len(title.split()) for title in titles) >= _LONG_TITLE * len(titles)


def _some_tell_of_talks(lines: Sequence[Entry], ctx: Context) -> bool:
    nouns = ctx.lexicon.pattern("talk_nouns")
    return sum(nouns.search(e.block.text[:_SAID_OF_IT]) is not None for e in lines) >= 0.3 * len(lines)


_LONG_TITLE, _SAID_OF_IT = 5, 250
_IS_NAME = 0.85
_SAID_FIRST = 80
"""Characters of what is said of a talk first."""


def _people_told_of(family: Sequence[tuple[Entry, float]], ctx: Context) -> bool:
    """Whether sibling headings are people, and the words above or below them tell of talks."""
    named = [e for e, _ in family if e.rule == AMONG_PEOPLE]
    if len(named) < max(_SEVERAL, _MOST * len(family)):
        return False
    told = sum(by_words(e, ctx)[0] > 0 or speaks_below(e, ctx) for e in named)
    return _announces_notes(family[0][0], ctx) or told >= 0.4 * len(named)


def _beneath_announcement(own: list[tuple[Entry, float]], ctx: Context) -> list[tuple[Entry, float]]:
    """The same of lone lines that stand above words of their own, where most of these may be titles."""
    apart = [e for e, _ in own if e.block.level <= _APART and _stands_above_words(e, ctx)]
    first = next((n for n, e in enumerate(apart) if _announces_notes(e, ctx)), len(apart))
    opening = apart[first:]
    alike = {id(e) for e in opening if not is_sentence(e.block.flat, ctx, False) and e.block.flat[-1:] not in ".:"}
    enough = _SEVERAL <= len(opening) <= _MANY and _mostly_titles(opening, ctx)
    return [(e, max(s, _LIKE_TITLES) if enough and id(e) in alike else s) for e, s in own]


def _mostly_titles(lines: Sequence[Entry], ctx: Context) -> bool:
    """Whether most lines may be titles, and most are no mere catchwords, as the heads of a talk's parts are."""
    least = _MOST * len(lines)
    long = sum(len(e.block.flat.split()) > 2 or (unspaced(e.block.flat) and len(e.block.flat) > 5) for e in lines)
    return long >= least and sum(may_be_title(e, ctx) for e in lines) >= least


def _stands_above_words(entry: Entry, ctx: Context) -> bool:
    """Whether a paragraph or a list follows a lone line, or `Video` and then one."""
    below = next((b for b in ctx.outline[entry.at + 1 : entry.at + 3] if not is_resource(b.flat)), None)
    return below is not None and below.shape in ("para", "item", "run-in")


_SEVERAL, _MANY, _MOST, _APART, _LIKE_TITLES = 3, 24, 0.6, 2, 0.65


def _announces_notes(entry: Entry, ctx: Context, several: bool = False) -> bool:
    """Whether the last sentences above a line say that notes on talks which somebody heard follow; perhaps on
    `several`, as their words say."""
    lex = ctx.lexicon
    if not entry.intro or not lex.pattern("follows").search(entry.intro):
        return False
    for said in sentences(entry.intro)[-2:]:
        if several and lex.several_talks.isdisjoint(said.lower().split()):
            continue
        heard = FIRST_PERSON.search(said) or lex.pattern("seen", "past").search(said)
        if heard and lex.pattern("follows").search(said) and lex.pattern("talk_words", "talk_nouns").search(said):
            return not lex.pattern("learned", "future").search(said)
    return False


def _is_title_item(line: str, heard: bool, ctx: Context) -> bool:
    """Whether an item may be a title: written with capitals, or short where the words before say that it was heard."""
    if line.rstrip().endswith((".", "!", ":", ";")):
        return False
    words = line.split()
    if unspaced(line):
        return heard and _SHORT < len(line) < _LONG and not line.endswith(ctx.lexicon.lists.get("said_ends", ()))
    return (is_titled(words) and len(line) < 120) or (heard and line[:1].isupper() and 1 < len(words) < 13)


_SHORT, _LONG = 5, 80
"""Characters of an item without spaces that may be a title."""


def _of_one_look(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Lone lines without a by-line count only if several of them look alike: capitals, and a place of their own."""
    bare = [e for e, s in own if s >= 0.5 and not (e.best and e.best.credits and not e.rule)]
    enough = len(bare) >= 3
    enough = enough or sum(e.shows for e, _ in own) > 2
    return [(e, s if enough or e.listed or (e.best and e.best.credits) else s * 0.5) for e, s in own]


def _beside_heading_of_talks(entries: Sequence[Entry], ctx: Context) -> None:
    """Few headings without a by-line, beside one that has talks with their speakers below, are parts of the post as
    that is: `The talks that I liked`, `What I liked less`; and more of them, beside `The talks`, if few tell of one.
    """
    signed: dict[int, int] = defaultdict(int)
    for entry in entries:
        if entry.score >= TAKEN and by_own_line(entry) and entry.parent >= 0:
            signed[_heading_over(entry, entries)] += entry.block.shape != "heading"
    families: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.block.shape == "heading" and entry.role in ("title", "section"):
            families[entry.parent, entry.rank].append(entry)
    heads = [n for n, count in signed.items() if count >= _MANY_LABELLED]
    for n in heads:
        family = families[entries[n].parent, entries[n].rank]
        taken = [e for e in family if e.score >= TAKEN and all(e is not entries[head] for head in heads)]
        told = sum(by_words(e, ctx)[1] >= 0.3 or e.shows for e in taken)
        few = 2 * len(taken) < len(family) or (entries[n].role in ("talks", "kind") and 2 * told < len(taken))
        below = any(e.rule in ("speaker-line", "speaker-label") for e in taken)
        if len(taken) < signed[n] and few and not below and not any(map(by_own_line, taken)):
            for entry in taken:
                entry.score = 0.0


def _heading_over(entry: Entry, entries: Sequence[Entry]) -> int:
    """Where the line stands under which another one stands; a day within a list is none: `- Friday`."""
    above = entry.parent
    while entries[above].block.shape == "item" and entries[above].role == "day" and entries[above].parent >= 0:
        above = entries[above].parent
    return above


def _without_sayings(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Without one or two lone lines in quotation marks with a name behind, `“Nobody here ever stirs” - Ida Quill`:
    where talks stand so, there are more of them, or they are written as titles are."""
    said = {id(e) for e, _ in own if e.best and e.best.form == "dash" and _SAYING.match(e.block.flat)}
    few = len(said) < _MANY_LABELLED
    plain = {id(e) for e, _ in own if id(e) in said and e.best and not is_titled(e.best.title.split())}
    return [(e, 0.0 if few and id(e) in plain else s) for e, s in own]


_SAYING = regex(r"[“\"„«](?:[^\s“”\"„«»]+\s+){3,}[^“”\"„«»]+[”\"“»]\s*[–—-]")
"""Four words or more in quotation marks, and a dash."""


def _settle(entries: list[Entry], ctx: Context) -> None:
    """A line inside a session is a part of it; a line with several sessions below is their heading."""
    below: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.score >= TAKEN:
            for above in ancestors(entry, entries):
                below[id(above)].append(entry)
    for entry in entries:
        inner = [e for e in below.get(id(entry), []) if e.score >= TAKEN]
        if entry.score < TAKEN or not inner or entry.best is None:
            continue
        credited = [e for e in inner if e.best and e.best.credits and not e.rule and e.best.score >= 0.7]
        credited = [e for e in credited if not _names_again(e, entry)]
        own = bool(entry.best.credits) and (not entry.rule or len(credited) < 2)
        heads = [e for e in inner if e.block.shape == "heading"]
        if not entry.best.credits and len(heads) > 1 and sum(e.score for e in heads) >= entry.score * len(heads) - 0.1:
            entry.score, entry.role = 0.0, "talks"
            continue
        if credited and not own:
            entry.score, entry.role = 0.0, "talks"
            forms = {e.best.form for e in credited if e.best}
            for e in inner:
                alike = e.best is not None and bool(e.best.credits) and e.best.form in forms
                if e not in credited and not alike and e.block.shape in ("item", "run-in"):
                    e.score = 0.0
        else:
            for e in inner:
                part = e.block.shape in ("item", "run-in", "bold", "lone") and not _of_one_form(e, entry)
                if (e not in credited or part or not own) and not _on_later_day(e, entry, entries):
                    e.score = 0.0
    _without_echoes(entries)


def _on_later_day(inner: Entry, outer: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a day stands between a line and the one that it stands under: no talk goes on for days."""
    between = takewhile(lambda above: above is not outer, ancestors(inner, entries))
    return any(above.role == "day" and above.block.shape != "item" for above in between)


def _names_again(inner: Entry, outer: Entry) -> bool:
    """Whether a line inside a session only names who gave it: `### Ida Quill` below `## Spoons`, which is hers."""
    ours, theirs = inner.best, outer.best
    if ours is None or theirs is None or ours.form != "name" or not theirs.title:
        return False
    return {c.name for c in ours.credits} <= {c.name for c in theirs.credits}


def _of_one_form(inner: Entry, outer: Entry) -> bool:
    """Whether a bold or lone line inside a session is so sure and so like its heading that it is a talk itself."""
    ours, theirs = inner.best, outer.best
    begins_bold = inner.block.shape == "run-in" and any(m.kind == "strong" and not m.start for m in inner.block.marks)
    alike = inner.block.shape in ("bold", "lone") or (begins_bold and outer.block.shape == "bold")
    if ours is None or theirs is None or not alike:
        return False
    return ours.form == theirs.form == "by" and ours.score >= 0.9 and bool(ours.title)


def _without_echoes(entries: Sequence[Entry]) -> None:
    """A caption that repeats its heading, or the same line twice, counts once; so does a heading that quotes one."""
    whole = {fold(e.best.title) for e in entries if e.score >= TAKEN and e.best and len(e.best.title) > 14}
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "heading" and not by_own_line(entry):
            quoted = re.search(r"[“\"„«‘]([^“”\"„«»]{12,})[”\"“»’]", entry.block.flat)
            if quoted and fold(quoted.group(1)) in whole and fold(quoted.group(1)) != fold(entry.block.flat):
                entry.score = 0.0
    _without_shortened(entries)
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.score < TAKEN or entry.best is None or not entry.best.title:
            continue
        key = fold(entry.best.title)
        first = seen.get(key)
        if first is not None and (
            first.block.shape == "lone"
            or not entry.best.credits
            or entry.best.credits == (first.best.credits if first.best else ())
        ):
            if entry.best.credits and first.best and not first.best.credits:
                first.best = replace(first.best, credits=entry.best.credits)
            entry.score = 0.0
            continue
        seen.setdefault(key, entry)


def _without_shortened(entries: Sequence[Entry]) -> None:
    """Headings that say again, in fewer words, what a list above names with its speakers: `- Nine Spoons in a Row (Ida
    Quill)`, and further down `## Nine spoons`, where several siblings do.
    """
    titles = [
        (e, _stems(e.best.title))
        for e in entries
        if e.score >= TAKEN and e.block.shape == "item" and e.best and e.best.title
    ]
    having: dict[str, list[int]] = defaultdict(list)
    for number, (_, stems) in enumerate(titles):
        for stem in {*stems}:
            having[stem].append(number)
    families: dict[int, list[tuple[Entry, Entry]]] = defaultdict(list)
    for entry in entries:
        if not having or entry.block.shape not in ("heading", "bold") or entry.best is None or by_own_line(entry):
            continue
        own = _stems(entry.block.flat)
        same = Counter(number for stem in own for number in having.get(stem, ()))
        likely = sorted(n for n, many in same.items() if many >= _MOST * len(own) and len(own) <= len(titles[n][1]))
        if first := next((titles[n][0] for n in likely if titles[n][0].at < entry.at), None):
            families[entry.parent].append((entry, first))
    for pairs in families.values():
        if len({id(first) for _, first in pairs}) < _MANY_LABELLED:
            continue
        for entry, first in pairs:
            if entry.score >= TAKEN and first.best and entry.best and not first.best.credits:
                first.best = replace(first.best, credits=entry.best.credits)
            entry.score = 0.0


def _stems(text: str) -> list[str]:
    """The beginnings of the words of a line that matter.

    >>> _stems("Cooking for Kids"), _stems("Cooks: What Kids Eat")
    (['cook', 'kids'], ['cook', 'what', 'kids'])
    """
    return [word[:_STEM] for word in re.findall(r"\w{4,}|\d+", fold(text))]


_STEM = 4
"""Letters that two forms of a word have in common at least: `cooks`, `cooking`."""

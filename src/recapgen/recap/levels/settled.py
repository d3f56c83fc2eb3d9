"""What is left of the talks that lines head: none within another, none told twice, none that is a part of the post."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import takewhile

from msgspec.structs import replace

from recapgen.recap.levels.beside import (
    by_own_line,
)
from recapgen.recap.levels.entries import MOST, SEVERAL, TAKEN, Entry, ancestors
from recapgen.recap.levels.weights import (
    begins_with_recording,
    leads_to_talk,
)
from recapgen.recap.words import fold
from recapgen.regex import regex


def beside_heading_of_talks(entries: Sequence[Entry]) -> None:
    """Headings without a by-line, beside one that has more talks with their speakers below, are parts of the post as
    that is: `The talks that I liked`, `What I liked less`.
    """
    signed: dict[int, int] = defaultdict(int)
    for entry in entries:
        if entry.score >= TAKEN and by_own_line(entry) and entry.parent >= 0:
            signed[_heading_over(entry, entries)] += entry.block.shape != "heading"
    families: dict[tuple[int, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.block.shape == "heading" and entry.role in ("title", "section"):
            families[entry.parent, entry.rank].append(entry)
    heads = [n for n, count in signed.items() if count >= SEVERAL]
    for n in heads:
        family = families[entries[n].parent, entries[n].rank]
        taken = [e for e in family if e.score >= TAKEN and all(e is not entries[head] for head in heads)]
        below = any(e.rule in ("speaker-line", "speaker-label") for e in taken)
        if len(taken) < signed[n] and not below and not any(map(by_own_line, taken)):
            for entry in taken:
                entry.score = 0.0


def _heading_over(entry: Entry, entries: Sequence[Entry]) -> int:
    """Where the line stands under which another one stands; a day within a list is none: `- Friday`."""
    above = entry.parent
    while entries[above].block.shape == "item" and entries[above].role == "day" and entries[above].parent >= 0:
        above = entries[above].parent
    return above


def settle(entries: list[Entry]) -> None:
    """A line inside a session is a part of it; a line with several sessions below is their heading."""
    below: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.score >= TAKEN:
            for above in ancestors(entry, entries):
                below[id(above)].append(entry)
    over_talks = {_family(entry) for entry in entries if entry.role == "talks" and entry.block.shape == "heading"}
    over_shown = _families_over_recordings(entries)
    for entry in entries:
        inner = [e for e in below.get(id(entry), []) if e.score >= TAKEN]
        if entry.score < TAKEN or not inner or entry.best is None:
            continue
        credited = [e for e in inner if e.best and e.best.credits and e.rule in _SIGNED and e.best.score >= 0.7]
        credited = [e for e in credited if not _names_again(e, entry)]
        beside = [e for e in credited if not _in_section(e, entry, entries)]
        listed = leads_to_talk(entry.block)
        several = len(beside) > 1 or (bool(beside) and _family(entry) in over_talks)
        own = listed or (bool(entry.best.credits) and not (entry.rule and several))
        alone = credited[0].best if len(credited) == 1 and not (own and entry.best.credits) else None
        if alone is not None and (listed or _tells_whose(credited[0], entry, entries)):
            entry.best, entry.rule, own = replace(entry.best, credits=alone.credits), "speaker-below", True
        heads = [e for e in inner if e.block.shape == "heading"]
        if not entry.best.credits and len(heads) > 1 and sum(e.score for e in heads) >= entry.score * len(heads) - 0.1:
            entry.score, entry.role = 0.0, "talks"
            over_talks.add(_family(entry))
            continue
        if not own and _family(entry) in over_shown and any(_shown_below(e, entries) for e in inner):
            entry.score, entry.role = 0.0, "talks"
        elif not own and (credited or (any(map(_is_labelled, heads)) and _family(entry) in over_talks)):
            entry.score, entry.role = 0.0, "talks"
            over_talks.add(_family(entry))
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


_SIGNED = ("", "speaker-label", "speaker-line")
"""The rules of those that are signed in their own line, or in one below that says so."""


def _is_labelled(entry: Entry) -> bool:
    """Whether a line right below a heading says who spoke: `Presenter: Ida Quill`."""
    return entry.rule == "speaker-label"


def _family(entry: Entry) -> tuple[str, int, int]:
    """What a heading shares with those beside it: where one heads several talks, `Workshop 1: Soup`, another may head
    the only one of its own: `Workshop 2: Pots`."""
    return (entry.block.shape, entry.rank, entry.parent)


def _families_over_recordings(entries: Sequence[Entry]) -> set[tuple[str, int, int]]:
    """The headings of which one, of few words, is no talk or has two below that are, `[Nine spoons in a row](url)`:
    `Worth a look`."""
    shown = Counter(e.parent for e in entries if e.score >= TAKEN and _shown_below(e, entries))
    several = (entries[at] for at, count in shown.items() if count > 1 or entries[at].score < TAKEN)
    return {_family(above) for above in several if len(above.block.flat.split()) <= _FEW_WORDS}


def _shown_below(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a paragraph below a heading begins with a recording."""
    below = entry.block.shape == "run-in" and entry.parent >= 0 and entries[entry.parent].block.shape == "heading"
    return below and begins_with_recording(entry.block)


_FEW_WORDS = 4


def _tells_whose(inner: Entry, outer: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a paragraph only says who gave the talk above: `Ida speaks of pots and of [lids](url)`, below a heading
    most of whose siblings are talks."""
    beside = [e for e in entries if (e.block.shape, e.rank, e.parent) == (outer.block.shape, outer.rank, outer.parent)]
    taken = sum(e.score >= TAKEN for e in beside if e is not outer)
    short = inner.best is not None and " " not in inner.best.title
    return inner.block.shape == "run-in" and short and taken >= max(SEVERAL, MOST * (len(beside) - 1))


def _on_later_day(inner: Entry, outer: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a day stands between a line and the one that it stands under: no talk goes on for days."""
    between = takewhile(lambda above: above is not outer, ancestors(inner, entries))
    return any(above.role == "day" and above.block.shape != "item" for above in between)


def _in_section(inner: Entry, outer: Entry, entries: Sequence[Entry]) -> bool:
    """Whether a heading such as `### Links` stands between a line and the one that it stands under."""
    between = takewhile(lambda above: above is not outer, ancestors(inner, entries))
    return any(above.role == "section" and above.block.shape == "heading" for above in between)


def _names_again(inner: Entry, outer: Entry) -> bool:
    """Whether a line inside a session only names who gave it: `### Ida Quill` below `## Spoons`, which is hers, or
    `- speaker: Ida Quill`."""
    ours, theirs = inner.best, outer.best
    if ours is None or theirs is None or (ours.form != "name" and ours.title) or not theirs.title:
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
            own = {fold(entry.block.flat), fold(entry.best.title) if entry.best else ""}
            quoted = re.search(r"[“\"„«‘]([^“”\"„«»]{12,})[”\"“»’]", entry.block.flat)
            if quoted and fold(quoted.group(1)) in whole - own:
                entry.score = 0.0
    _without_continued(entries)
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


def _without_continued(entries: Sequence[Entry]) -> None:
    """`Nine Spoons - the lids`, `Nine Spoons (continued)`: a heading that begins with all of the talk's above it, and
    names nobody, goes on with that."""
    above: dict[int, Entry] = {}
    for entry in entries:
        if entry.block.shape != "heading" or entry.score < TAKEN:
            continue
        last = above.get(entry.block.level)
        signed = entry.best is not None and bool(entry.best.credits) and not entry.rule
        if last is not None and not signed and _goes_on(entry.block.flat, last.block.flat):
            entry.score = 0.0
            continue
        above[entry.block.level] = entry


def _goes_on(text: str, title: str) -> bool:
    """Whether a text is a title of several words, and a sign that parts it from more.

    >>> _goes_on("Nine Spoons - the lids", "Nine Spoons"), _goes_on("Nine Spoons and a Pot", "Nine Spoons")
    (True, False)
    """
    return " " in title and text.startswith(title) and _BEHIND_TITLE.match(text, len(title)) is not None


_BEHIND_TITLE = regex(r"\s*[–—:：(（\[|-]")


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
        likely = sorted(n for n, many in same.items() if many >= MOST * len(own) and len(own) <= len(titles[n][1]))
        if first := next((titles[n][0] for n in likely if titles[n][0].at < entry.at), None):
            families[entry.parent].append((entry, first))
    for pairs in families.values():
        if len({id(first) for _, first in pairs}) < SEVERAL:
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

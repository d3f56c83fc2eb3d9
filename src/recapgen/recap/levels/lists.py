"""What the items of a list, or paragraphs that begin alike, say together: that they are titles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from msgspec.structs import replace

from recapgen.recap.context import Context
from recapgen.recap.levels.announcing import announces_notes, titles_announced
from recapgen.recap.levels.entries import LIKE_TITLES, MOST, SEVERAL, TAKEN, Entry
from recapgen.recap.levels.items import in_capitals, leads_aside, links_within
from recapgen.recap.levels.weights import (
    FIRST_PERSON,
    begins_with_recording,
    by_words,
    is_titled,
    names_conference,
    other_recap,
)
from recapgen.recap.line.byline import parses
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.parse import Line
from recapgen.recap.line.resources import is_resource
from recapgen.recap.outline.blocks import Block, wholly
from recapgen.recap.prose.telling import ASKED
from recapgen.recap.words import Worded, fold, unspaced
from recapgen.regex import regex


def of_items(own: list[tuple[Entry, float]], entries: Sequence[Entry], ctx: Context) -> list[tuple[Entry, float]]:
    """The items of a level with what each is worth, beside the others."""
    items = [e for e, _ in own]
    if _capitals_told(items, ctx):
        own = [(e, max(s, 0.6) if in_capitals(e) else s) for e, s in own]
    elif _notes_below(items, entries, ctx):
        own = [(e, max(s, LIKE_TITLES) if _short(e) else s) for e, s in own]
        tail = _shared_tail([e.block.first_line for e in items])
        for entry in filter(_short, items):
            if entry.best and not entry.best.credits:
                entry.best = parses(Line(entry.block.first_line.removesuffix(tail)), ctx.names)[-1]
    elif _lightning_titles(items, entries):
        own = [(e, max(s, 0.6) if s >= _LIKELY_TITLE and e.best and " " in e.best.title else s) for e, s in own]
    elif titles := _titled_below_talks(items, entries, ctx):
        own = [(e, max(s, LIKE_TITLES) if id(e) in titles else s) for e, s in own]
    elif titles_announced(items, ctx):
        kept = {id(e) for e in items if (e.best and e.best.credits) or links_within(e) or leads_aside(e, ctx)}
        own = [(e, s if id(e) in kept else max(s, 0.55)) for e, s in own]
    if _signed_alike(own):
        own = [(e, max(s, LIKE_TITLES) if s and _surely_signed(e) else s) for e, s in own]
    own = [(e, max(s, LIKE_TITLES) if e.framed and s >= _LIKELY_TITLE else s) for e, s in own]
    shown = _titles_above_slides(items, entries, ctx)
    own = [(e, max(s, LIKE_TITLES) if id(e) in shown else s) for e, s in own]
    own = _without_sayings(own)
    if _are_asked(items) or (len(own) > 1 and sum(names_conference(e, ctx) for e in items) >= 0.5 * len(own)):
        return [(e, s - 0.9) for e, s in own]
    if _are_tasks(items):
        return [(e, s - 0.6) for e, s in own]
    return [(e, s - 0.6 if other_recap(e, ctx) else s) for e, s in own]


def _without_sayings(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Without items in quotation marks, `“Stir it, always.”`, or `“Stir it, always.” Ida Quill`, where most items have
    none and are no titles: all are what somebody noted down."""
    quoted = {id(e) for e, _ in own if e.block.text[:1] in _QUOTES and _may_be_said(e)}
    others = [s for e, s in own if id(e) not in quoted]
    if not quoted or len(others) <= max(SEVERAL, len(quoted)) or max(others) >= _LIKELY_TITLE:
        return own
    return [(e, 0.0 if id(e) in quoted else s) for e, s in own]


def _may_be_said(entry: Entry) -> bool:
    """Whether an item that begins with a quotation mark has no by-line, or is not written as titles are."""
    best = entry.best
    return not (best and best.credits) or (best.form == "marked" and not is_titled(best.title.split()))


_QUOTES = ("“", '"', "„", "«")


def _signed_alike(own: Sequence[tuple[Entry, float]]) -> bool:
    """Whether most items of a list surely have a by-line, `Nine Spoons by Ida Quill - I laughed`, and one of them
    something else besides, as a link to what was shown."""
    signed = [s for e, s in own if _surely_signed(e)]
    return len(signed) >= max(SEVERAL, MOST * len(own)) and max(signed) >= TAKEN


def _surely_signed(entry: Entry) -> bool:
    return entry.best is not None and bool(entry.best.credits) and entry.best.form == "by" and entry.best.score >= _SURE


_SURE = 0.9


def of_run_ins(own: list[tuple[Entry, float]], entries: Sequence[Entry], ctx: Context) -> list[tuple[Entry, float]]:
    """The same of paragraphs that begin with a line of their own, or with words in bold."""
    lines = [e for e, _ in own]
    if _run_ins_announced(lines, ctx) or _run_ins_tell(lines, ctx):
        return [(e, s if e.best and e.best.title[-1:] == ")" else max(s, LIKE_TITLES)) for e, s in own]
    titles = _titles_below_talks(lines, entries, ctx)
    for entry in (e for e in lines if id(e) in titles):
        _end_with_bold(entry, ctx)
    titles |= _titles_shown(lines)
    return [(e, max(s, LIKE_TITLES) if id(e) in titles else s) for e, s in own]


def _are_tasks(items: Sequence[Entry]) -> bool:
    """Whether most items with people have one word for what they did: `Logo: Ida Quill`, `Catering: Bo Lind`."""
    signed = [e.best.title for e in items if e.best and e.best.credits and e.best.title]
    single = sum(" " not in title and not unspaced(title) for title in signed)
    return len(signed) >= SEVERAL and single >= 0.6 * len(signed)


def _are_asked(items: Sequence[Entry]) -> bool:
    """Whether most items are questions in quotation marks, `“How hot was the soup?”`: what people wanted to know."""
    return sum(ASKED.fullmatch(e.block.first_line) is not None for e in items) >= max(SEVERAL, MOST * len(items))


def _capitals_told(items: Sequence[Entry], ctx: Context) -> bool:
    """Whether most items begin with words in capitals, and what they say then is of talks."""
    apart = [e for e in items if in_capitals(e)]
    told = sum(ctx.lexicon.pattern("talk_nouns", "speaker_nouns").search(e.block.text) is not None for e in apart)
    return len(apart) >= max(SEVERAL, 0.6 * len(items)) and told >= 0.3 * len(apart)


def _titled_below_talks(items: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> set[int]:
    """The items of a list right below a heading of talks, or of a day, that are written as titles are, where nearly all
    are and none is a sentence or names anybody: `## Talks`, `- Nine Spoons in a Row`."""
    above = entries[items[0].parent] if items[0].parent >= 0 else None
    if above is None or above.role not in ("talks", "kind", "day") or above.block.shape == "item":
        return set()
    if above.role == "kind" and ctx.lexicon.several_talks.isdisjoint(fold(above.block.flat).split()):
        return set()  # `## Keynote`, and what was said there
    titled = {id(e) for e in items if _reads_as_title(e)}
    return titled if len(titled) >= max(SEVERAL, _NEARLY_ALL_TITLED * len(items)) else set()


_NEARLY_ALL_TITLED = 0.8


def _reads_as_title(entry: Entry) -> bool:
    line, best = entry.block.first_line.rstrip(), entry.best
    words = line.split()
    plain = best is not None and not best.credits and not entry.block.marks and line[-1:] not in ".!;:,"
    return plain and 2 < len(words) < _MOST_WORDS and is_titled(words) and not FIRST_PERSON.search(line)


_MOST_WORDS = 16
"""Words of such a title."""


def _lightning_titles(items: Sequence[Entry], entries: Sequence[Entry]) -> bool:
    """Whether a list stands below `Lightning talks`, of which few items name anybody or have a dash or a comma, behind
    which somebody may stand whom nobody knows.
    """
    above = entries[items[0].parent] if items[0].parent >= 0 else None
    if above is None or above.kind != "lightning" or above.block.shape == "item" or len(items) < SEVERAL:
        return False
    parted = sum(bool(e.best and e.best.credits) or _PARTED.search(e.block.text) is not None for e in items)
    return parted <= 0.3 * len(items)


_PARTED = regex(r"\s[–—~-]{1,2}\s|,\s[A-ZÀ-Þ][\w.'’-]+(?:\s[A-ZÀ-Þ][\w.'’-]+){1,2}$|[\u3400-\u9fff](?:\s[-–—]|：)")


_LIKELY_TITLE = 0.4
"""From this score on an item may be a title below a heading of talks."""


def _run_ins_announced(lines: Sequence[Entry], ctx: Context) -> bool:
    """The same of paragraphs that begin with words in bold."""
    titles = [e.best.title for e in lines if e.best and e.block.marks and e.block.marks[0].kind == "strong"]
    long = sum(len(title.split()) > 2 and title[0].isupper() and title[-1] not in ".:" for title in titles)
    return long >= SEVERAL and long >= MOST * len(lines) and announces_notes(lines[0], ctx)


def _notes_below(items: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether most items of a list are short, and have paragraphs of their own below that tell of a talk; or items of
    their own, right below a day or where a list above has named them already, of which several tell of one."""
    told = [e for e in items if _short(e) and by_words(e, ctx)[0] > 0]
    enough = max(_MANY, MOST * len(items))
    if sum(_own_paragraph(e, ctx) for e in told) >= enough:
        return True
    named = {block.flat for block in ctx.outline[: items[0].at] if block.shape == "item"} if told else set()
    known = [e for e in items if e.block.flat in named or (e.parent >= 0 and entries[e.parent].role == "day")]
    noted = sum(_short(e) and _own_items(e, ctx) for e in known)
    return noted >= enough and len(told) >= max(SEVERAL, 0.3 * len(items))


def _shared_tail(lines: Sequence[str]) -> str:
    """What all lines have behind a slash or a bar, as a track: ` / Pots`; empty where they have not."""
    tails = {match.group() if (match := _TAIL.search(line)) else "" for line in lines}
    return tails.pop() if len(tails) == 1 and len(lines) > 1 else ""


_TAIL = regex(r"\s[/|]\s[^/|]{1,20}$")


def _own_items(item: Entry, ctx: Context) -> bool:
    below = ctx.outline[item.at + 1] if item.at + 1 < len(ctx.outline) else None
    return below is not None and below.shape == "item" and below.level > item.block.level


def _titles_above_slides(items: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> set[int]:
    """Short items with an item of their own that leads to slides or a recording, `- [Slides](url)`, of a list of talks,
    or in which several have one."""
    titles = [e for e in items if _short(e) and ctx.names.score(e.block.flat) < _LIKELY_NAME]
    titles = [e for e in titles if not _SLIDES_FIRST.pattern.match(e.block.flat)]
    shown = [e for e in titles if _slides_within(e, ctx)]
    below_talks = items[0].parent >= 0 and entries[items[0].parent].role == "talks"
    enough = below_talks or len(shown) >= max(SEVERAL - 1, 0.3 * len(items))
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
    """Whether an item is as long as titles are, and no sentence; a colon may end what is set apart as a whole."""
    ends = ".!;," if _set_apart(item.block) else ".!:;,"
    return len(item.block.flat.split()) <= _LONGEST_ITEM and item.block.flat[-1:] not in ends


def _set_apart(block: Block) -> bool:
    return wholly(block.marks, ("strong", "em"), block.text)


_LONGEST_ITEM, _MANY = 15, 4
"""Words of an item that is short, and lines that speak for all."""


def _run_ins_tell(lines: Sequence[Entry], ctx: Context) -> bool:
    """Whether most paragraphs that begin with words in bold go on about a talk: `**Spoons** – this talk was`."""
    begun = [(e.block.text, e.block.marks[0]) for e in lines if e.block.marks and not e.block.marks[0].start]
    bold = [(text, m.end) for text, m in begun if m.kind == "strong" and ctx.names.score(text[: m.end]) < SURE_NAME]
    nouns = ctx.lexicon.pattern("talk_nouns")
    told = sum(nouns.search(text[end : end + _SAID_FIRST]) is not None for text, end in bold)
    return len(bold) >= max(_MANY, MOST * len(lines)) and told >= MOST * len(bold)


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
        titled = [n for n, text in begun.items() if len(text.split()) > 2 and ctx.names.score(text) < SURE_NAME]
        capitals = sum(is_titled(begun[n].split()) for n in titled)
        enough = len(titled) >= max(SEVERAL, MOST * len(family)) and capitals >= MOST * len(titled)
        below_talks = parent >= 0 and entries[parent].role != "post"
        tell = below_talks and _some_tell_of_talks(family, ctx)
        if enough and (tell or _long_titles([begun[n] for n in titled])):
            found.update(titled)
    return found


def _titles_shown(lines: Sequence[Entry]) -> set[int]:
    """Paragraphs of which the first line is but a link to a recording or slides, of three words or more, where several
    are so: `[Nine spoons in a row](url)`."""
    shown = {id(e) for e in lines if begins_with_recording(e.block) and _may_be_called(e.block.first_line)}
    return shown if len(shown) >= SEVERAL else set()


def _may_be_called(line: str) -> bool:
    """Whether a talk may be called so: no `Watch it!`, `The slides of her talk`."""
    return sum(any(map(str.isalnum, word)) for word in line.split()) > 2 and not is_resource(line)


def _end_with_bold(entry: Entry, ctx: Context) -> None:
    """The title of a paragraph is its first words in bold, no more and no less, `**Soup with Old Spoons.** A paper by
    Ida Quill`, unless these name who surely spoke."""
    best, first = entry.best, entry.block.marks[0]
    bold = entry.block.text[: first.end].rstrip(".: ")
    if best is None or first.kind != "strong" or len(best.title) in (len(bold), len(bold) + 1):
        return
    if len(best.title) > len(bold) or any(ctx.names.score(credit.name) < SURE_NAME for credit in best.credits):
        entry.best = replace(best, title=bold, credits=())


def _long_titles(titles: Sequence[str]) -> bool:
    """Whether titles are longer than what one says about talks: `The Not So Good`."""
    return sum(len(title.split()) for title in titles) >= _LONG_TITLE * len(titles)


def _some_tell_of_talks(lines: Sequence[Entry], ctx: Context) -> bool:
    nouns = ctx.lexicon.pattern("talk_nouns")
    return sum(nouns.search(e.block.text[:_SAID_OF_IT]) is not None for e in lines) >= 0.3 * len(lines)


_LONG_TITLE, _SAID_OF_IT = 5, 250


_SAID_FIRST = 80
"""Characters of what is said of a talk first."""

"""The lines of an outline that could head a session, and what each is by its own words: a day, a break, a title.

>>> from recapgen.recap.context import Context
>>> role_of("Coffee break", Context.of("", (), "en"))[0]
'break'
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from recapgen.model import Credit, Kind
from recapgen.recap.context import Context
from recapgen.recap.levels import signatures
from recapgen.recap.levels.roles import only_begins, role_of, without_punctuation
from recapgen.recap.line.byline import parses
from recapgen.recap.line.days import GOES_ON, DayMark, day_of, holds_date
from recapgen.recap.line.parse import Line, Parse
from recapgen.recap.line.resources import is_resource
from recapgen.recap.line.titles import without_slot
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.destinations import SHOWN, in_programme, of_track
from recapgen.recap.outline.numbering import section_numbers
from recapgen.recap.outline.text import flowing
from recapgen.recap.prose.labels import speaker_label
from recapgen.recap.prose.sentences import sentences
from recapgen.recap.words import Lexicon, fold, words_in
from recapgen.regex import regex

BODY = 700
"""Characters of what stands under a line that are looked at."""
TAKEN = 0.5
"""From this score on a line is a session."""
DOUBTED = 0.33
"""From this score on it is reported."""
SEVERAL, MOST = 3, 0.6
"""Lines that are enough to say something together; and the share of a level that is most of it."""
LIKE_TITLES = 0.65
"""What a line is worth that is as its siblings are, and these are titles."""
AMONG_SIGNED = "among-signed"
"""The rule of items that are but somebody, beside others that say what was told, too."""


Level = tuple[str, int, int]
"""Shape, rank and group: lines of one level are judged together."""


class Entry(Struct):
    """A line of the outline that could head a session, and what speaks for it."""

    at: int
    """Index into the outline."""
    block: Block
    role: str
    """`title`, `label`, `to come`; of lines above others: `day`, `kind`, `talks`, `section`, `break`, `closing`."""
    rank: int
    """Lower stands over higher: headings 10 to 60, bold lines from 70, lone lines from 80, then list items."""
    parses: list[Parse]
    day: DayMark | None = None
    """The day that it names."""
    kind: Kind | None = None
    """The kind that it names."""
    best: Parse | None = None
    score: float = 0.0
    parent: int = -1
    """Index into the entries of the line that it stands under; -1: none."""
    rule: str = ""
    """By which rule its speakers were found, if not by its own line."""
    current_day: DayMark | None = None
    """The day on which it stands."""
    vague: bool = False
    """Whether it is a section by its first words only: `What is stock?` may be a talk among talks."""
    shows: bool = False
    """Whether slides or a recording are shown or linked below it, before the next line of its kind."""
    opens: bool = False
    """Whether a lone line stands right above a paragraph, as headings do, and no menu's line or line of code."""
    listed: bool = False
    """Whether a lone line stands among the contents above, too."""
    signed: tuple[Credit, ...] = ()
    """Who spoke, as a line of its own says below it and below most of its siblings."""
    frame: int = 0
    """How many characters before its title only say at which conference, or count: `SoupConf 2019 - On Spoons`."""
    framed: bool = False
    """Whether it said behind its title at which conference, as pages are called: `On Spoons | SoupConf 2019`."""
    told: tuple[float, float] | None = None
    """How much its first words speak of a talk, and of one; None until somebody asks."""

    around: Around | None = None

    @property
    def body(self) -> str:
        """The first words under it."""
        return self.around.body if self.around else ""

    @property
    def prose(self) -> str:
        """The same, up to the first list or heading."""
        return self.around.prose if self.around else ""

    @property
    def intro(self) -> str:
        """What stands right before it, or before its list."""
        return self.around.intro if self.around else ""

    @property
    def words(self) -> frozenset[str]:
        """The words of the first 600 characters of its body, and of the first 350 and 500, where one is cut short."""
        return self.around.words if self.around else frozenset()

    @property
    def level(self) -> tuple[str, int, int]:
        """What it shares with its siblings."""
        if self.block.shape == "item":
            return ("item", self.rank, self.block.group)
        return (self.block.shape, self.rank if self.block.shape == "heading" else 0, 0)


class Around:
    """The words around an entry, for whoever asks: of many lines nobody does."""

    def __init__(self, i: int, entries: Sequence[Entry], ctx: Context) -> None:
        self.i, self.entries, self.ctx = i, entries, ctx

    @cached_property
    def _below(self) -> tuple[str, str]:
        return _body(self.i, self.entries, self.ctx)

    @property
    def body(self) -> str:
        return self._below[0]

    @property
    def prose(self) -> str:
        return self._below[1]

    @cached_property
    def intro(self) -> str:
        return _intro(self.entries[self.i], self.ctx)

    @cached_property
    def words(self) -> frozenset[str]:
        return words_in(f"{self.body[:600]}\n{self.body[310:350]}\n{self.body[460:500]}")


def entries_of(ctx: Context) -> list[Entry]:
    """Every line of the outline that could head something, with the line that it stands under; not yet taken apart."""
    found: list[Entry] = []
    numbers = section_numbers(ctx.outline)
    for at, block in enumerate(ctx.outline):
        if block.shape not in ("heading", "bold", "lone", "run-in", "item") or not block.text.strip():
            continue
        run_in = block.shape in ("item", "run-in")
        quoted = block.shape == "lone" and block.text[:1] in "—–―"
        short = not run_in and len(block.text) < _LABEL
        labelled = speaker_label(block.flat, ctx) if short else _labelled(block, ctx) if run_in else None
        resource = block.shape in ("lone", "item") and is_resource(block.flat)
        if labelled or (short and quoted) or resource or is_row_of_resources(block, ctx.lexicon):
            found.append(Entry(at, block, "label", _rank(block, "label"), []))
            continue
        frame = numbers.get(at, 0)
        may_be_other = not run_in or len(block.text) < _SHORT_ITEM
        role, day, kind = role_of(block.flat[frame:], ctx) if may_be_other else ("title", None, None)
        if role == "day" and day and day.rest and not kind:
            role = "title" if any(p.score > 0.6 for p in parses(Line(day.rest), ctx.names)) else role
        if role == "section" and _introduces_list(at, ctx):
            role = "label"
        if role == "break" and _leads_to_talk(block, ctx.lexicon):
            role = "title"
        if (role == "day" and _leads_elsewhere(block)) or leads_to_part(block, ctx):
            role, day = "label", None
        if day and block.shape == "bold" and block.level == GOES_ON:
            day = replace(day, goes_on=True)
        elif role == "title" and day is None:
            day = _day_before(block.text, ctx.lexicon)[0]
        vague = role == "section" and only_begins(without_punctuation(block.flat[frame:]), ctx)
        opens = block.shape == "lone" and _opens_paragraph(at, ctx)
        rank = _rank(block, role)
        found.append(Entry(at, block, role, rank, [], day, kind, vague=vague, opens=opens, frame=frame))
    _published(found, ctx)
    _presented(found, ctx)
    _contents(found)
    _sign(found, ctx)
    _nest(found)
    _refrains(found, ctx)
    _summaries(found)
    _announced(found, ctx)
    _days(found)
    return found


_SHORT_ITEM = 40
"""Characters of an item that may be a day or a break, at most."""


def is_row_of_resources(block: Block, lex: Lexicon) -> bool:
    """Whether all cells of a line say what one can look at, or how it was: `[Slides](url) | Rating: ★`."""
    if len(block.text) > _LONGEST_ROW or "\n" in block.text or _CELL.fullmatch(block.text):
        return False
    cells = [(match.start(), match.group()) for match in _CELL.finditer(block.text)]
    named = sum(_names_resource(cell, lex) for _, cell in cells)
    linked = {mark.start for mark in block.marks if mark.kind == "link"}
    others = [cell for start, cell in cells if not _names_resource(cell, lex)]
    apart = all(not any(c.isalnum() for c in cell) for cell in others)
    links = sum(start + len(cell) - len(cell.lstrip()) in linked for start, cell in cells)
    return named > 1 and (apart or (len(others) == 1 and links == len(cells)))


def _names_resource(cell: str, lex: Lexicon) -> bool:
    """Whether a cell of a line begins or ends with a word such as `slides`, beside two others at most."""
    words = fold(_BEHIND_LABEL.sub("", cell)).split()
    return 0 < len(words) <= _WORDS_OF_CELL and not lex.words("resources").isdisjoint((words[0], words[-1]))


_CELL = regex(r"[^|·•/]+")
_BEHIND_LABEL = regex(r"\s*[:：(\[].*$")
"""What says more of a resource: `Video (18m)`, `Rating: 5`."""
_LONGEST_ROW, _WORDS_OF_CELL = 200, 3


def _leads_to_talk(block: Block, lex: Lexicon) -> bool:
    """Whether all of a heading, with a word that is of no break, is a link to a talk of a programme: `## [Soup with
    Lunch](/2019/sessions/soup-lunch)`."""
    if lex.words("breaks", "function_words", "around_talks", "weekdays").issuperset(fold(block.flat).split()):
        return False
    whole = [href for text, href in block.links() if len(text) >= len(block.flat) - 1]
    return block.shape == "heading" and any(in_programme(href) and not of_track(href) for href in whole)


def _leads_elsewhere(block: Block) -> bool:
    """Whether a list item is a link as a whole: to the post of another day."""
    return bool(_link_of_item(block))


def leads_to_part(block: Block, ctx: Context) -> bool:
    """Whether a list item is a link to a part of the same post: a line of its contents, `[On Spoons](#on-spoons)`.

    The address of a page before the `#` is the post's own where a heading says the same as the link.
    """
    page, _, anchor = _link_of_item(block).partition("#")
    if not anchor:
        return False
    if fold(block.flat) in ctx.heads:
        return True
    words = fold(anchor.replace("-", " ").replace("_", " "))
    return not page and (words in ctx.heads or anchor.lower() in ctx.anchors)


def _link_of_item(block: Block) -> str:
    """Where a list item leads that is a link as a whole; empty where it is none."""
    if block.shape != "item":
        return ""
    whole = (mark for mark in block.marks if mark.kind == "link" and mark.start == 0 and mark.end == len(block.text))
    return next((mark.href for mark in whole), "")


def _labelled(block: Block, ctx: Context) -> bool:
    """Whether a line begins with a bold word that heads sections, and goes on: `**Team:** Ida Quill, Bo Lind`."""
    first = next((m for m in block.marks if m.kind == "strong" and m.start == 0), None)
    label = block.text[: first.end].rstrip(" :：") if first and first.end < len(block.text) else ""
    return bool(label) and ctx.lexicon.has("sections", label)


def _introduces_list(at: int, ctx: Context) -> bool:
    """Whether a lone line is the beginning of a sentence that a list completes: `My favourites were:`."""
    block, below = ctx.outline[at], ctx.outline[at + 1 : at + 2]
    opens = block.shape == "lone" and block.text[-1:] in (":", "：") and len(block.text.split()) >= _FEWEST_OPENING
    return opens and bool(below) and below[0].shape == "item"


_FEWEST_OPENING = 3
"""Words of such a beginning; `Thoughts:` heads a list."""


def _published(entries: Sequence[Entry], ctx: Context) -> None:
    """The only whole date of a page, below its title, says when the post was written: it is no day of talks."""
    dated = [e for e in entries if e.role == "day" and holds_date(e.block.flat, ctx.lexicon)]
    if len(dated) == 1 and dated[0].at < _HEAD_LINES:
        dated[0].role, dated[0].day, dated[0].rank = "label", None, _rank(dated[0].block, "label")


def _presented(entries: Sequence[Entry], ctx: Context) -> None:
    """A heading that begins as a section does is a title where a line right below says who spoke: `The social life of
    spoons`, and then `Presenter: Ida Quill`."""
    for entry, below in pairwise(entries):
        right_below = below.at == entry.at + 1 and below.block.shape == "lone" and below.role == "label"
        if entry.vague and entry.block.shape == "heading" and right_below and speaker_label(below.block.flat, ctx):
            entry.role, entry.vague = "title", False


_HEAD_LINES = 8
"""Lines of a page down to the date of its post, at most."""


def _opens_paragraph(at: int, ctx: Context) -> bool:
    """Whether a paragraph follows, or the line of its speaker and then one."""
    for block in ctx.outline[at + 1 : at + 3]:
        if block.shape == "para":
            return len(block.text) >= _LEAST_PARAGRAPH
        if block.shape != "lone" or not (is_resource(block.flat) or speaker_label(block.flat, ctx)):
            return False
    return False


def _contents(entries: Sequence[Entry]) -> None:
    """Of lone lines that come twice, first close to others and then over a paragraph, the first are the contents."""
    above: dict[str, Entry] = {}
    lists = _listed_above(entries)
    for entry in entries:
        if entry.block.shape != "lone" or entry.role != "title":
            continue
        entry.listed = fold(entry.block.flat) in lists
        key = fold(entry.block.flat)
        if entry.block.level <= _APART and key in above and len(key) > _LEAST_LISTED:
            entry.listed = True
            above[key].role, above[key].rank = "label", _rank(above[key].block, "label")
        elif entry.block.level > _APART:
            above.setdefault(key, entry)


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
        if len(again) >= max(_FEWEST_LISTED, 0.5 * len(items)):
            found |= again
    return found


_FEWEST_LISTED = 3
_APART = 2
"""Lone lines up to this level have empty lines above and below."""
_LEAST_LISTED = 7
"""Characters that a line of the contents has at least."""


def _sign(entries: Sequence[Entry], ctx: Context) -> None:
    """Gives the titles of a level their speakers, where most of them have a line of names below."""
    levels: dict[tuple[str, int], list[Entry]] = {}
    lone: list[Entry] = []
    for entry in entries:
        if entry.block.shape == "lone":
            lone.append(entry)
        elif entry.block.shape in ("heading", "bold") and entry.role in ("title", "kind"):
            levels.setdefault((entry.block.shape, entry.block.level), []).append(entry)
    named = {entry.at: entry for entry in entries if entry.block.shape in ("lone", "item")}
    for level in levels.values():
        members = [entry for entry in level if entry.role == "title"]
        found = [(e, s) for e in members if (s := signatures.below_heading(e.at, ctx))]
        if signatures.agree([s for _, s in found], len(members)):
            known = {e.at for e, _ in found}
            others = [e for e in members if e.at not in known]
            found += [(e, s) for e in others if (s := signatures.among_signed(e.at, ctx))]
            for entry, signature in found:
                _signed(entry, signature, named)
            _sign_kinds([entry for entry in level if entry.role == "kind"], named, ctx)
    _sign_items(entries, ctx)
    found = _lone_signatures(lone, ctx)
    if signatures.agree([s for _, s in found], len(found)):
        for entry, signature in found:
            entry.role, entry.day, entry.vague, entry.opens = "title", None, False, True
            entry.rank = _rank(entry.block, entry.role)
            _signed(entry, signature, named)


def _sign_kinds(entries: Sequence[Entry], named: Mapping[int, Entry], ctx: Context) -> None:
    """`Opening Keynote`, with a line of names below as its siblings have, is a talk of that title."""
    for entry in entries:
        if not fold(entry.block.flat).endswith("s") and (signature := signatures.below_heading(entry.at, ctx)):
            entry.role = "title"
            entry.rank = _rank(entry.block, entry.role)
            _signed(entry, signature, named)


def _sign_items(entries: Sequence[Entry], ctx: Context) -> None:
    """Gives the items of lists their speakers, where two or more have a line such as `by Ida Quill (44 min)` below."""
    found: list[tuple[Entry, tuple[Credit, ...]]] = []
    for entry in entries:
        block, below = entry.block, ctx.outline[entry.at + 1 : entry.at + 2]
        inside = block.shape == "item" and below and below[0].shape in ("lone", "para") and len(below[0].text) < _LABEL
        own = inside and (block.level == below[0].level or below[0].shape == "lone")
        if own and (credits := speaker_label(below[0].flat, ctx)):
            found.append((entry, credits))
    for entry, credits in found if len(found) > 1 else ():
        entry.signed = credits


_LABEL = 120
"""Characters of a line that says who spoke."""


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


def _signed(entry: Entry, signature: signatures.Signature, named: Mapping[int, Entry]) -> None:
    """The line of names, or the item, is no title of its own."""
    entry.signed = signature.credits
    for at in range(entry.at + 1, signature.ends):
        if at in named:
            named[at].role, named[at].rank = "label", _rank(named[at].block, "label")


def _announced(entries: Sequence[Entry], ctx: Context) -> None:
    """Items of a list that is announced as what one has missed, is still to see, or what others have written, are no
    talks that are told of.
    """
    to_come: dict[int, bool] = {}
    for entry in entries:
        if entry.role == "title" and _no_talk_here(entry, entries, ctx):
            entry.role = "to come"
        if entry.block.shape != "item" or entry.role != "title":
            continue
        group = entry.block.group
        if group not in to_come:
            intro = _intro(entry, ctx)
            to_come[group] = _of_what_is_missed(intro, ctx) or _of_others(intro, entry, entries, ctx)
        if to_come[group]:
            entry.role = "to come"


def _no_talk_here(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether a heading above says of what stands below that it was missed, is still to come, or is a book."""
    shape = entry.block.shape
    if shape in ("item", "run-in"):
        return _below_talks_to_come(entry, entries, ctx)
    return shape in ("lone", "bold") and _of_books(entry, entries, ctx)


def _below_talks_to_come(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """`## Talks I'm looking forward to`, the next heading above."""
    above, lex = _heading_above(entry, entries), ctx.lexicon
    return lex.pattern("to_come").search(above) is not None and lex.pattern("talk_words").search(above) is not None


def _of_what_is_missed(intro: str, ctx: Context) -> bool:
    """`Talks that I still want to watch:`, or of what one had to choose from: `I was torn between these workshops:`"""
    last = sentences(intro)[-1]
    match = ctx.lexicon.pattern("to_come", "considered").search(last) if last.rstrip()[-1:] in (":", "：") else None
    return match is not None and not _ADVICE.search(last, 0, match.start())


def _of_others(intro: str, entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """`Other bloggers` or `Recommended books` above a list, or `See what others wrote about it.`"""
    said = " ".join((_heading_above(entry, entries), *sentences(intro)[-2:]))
    return ctx.lexicon.pattern("of_others", "of_books").search(said) is not None


def _of_books(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether the nearest heading above says that books stand there: `Recommended books`."""
    return ctx.lexicon.pattern("of_books").search(_heading_above(entry, entries)) is not None


def _heading_above(entry: Entry, entries: Sequence[Entry]) -> str:
    """The words of the heading below which a line stands; empty where it stands below none."""
    return next((above.block.flat for above in ancestors(entry, entries) if above.block.shape == "heading"), "")


_ADVICE = regex(r"(?<!\w)you(?:['’]\w+)?\s(?:\w+\s){0,2}$", re.IGNORECASE)
"""`Some highlights that you may` want to watch: the writer has seen them."""
_LEAST_PARAGRAPH = 100
"""Characters of what a lone line may head."""


def _refrains(entries: Sequence[Entry], ctx: Context) -> None:
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


def says_who(entry: Entry, ctx: Context) -> bool:
    """Whether a line of an item says who gave a talk: `1. Nine Spoons`, and within it `Speaker: Ida Quill`."""
    if entry.role == "label":
        return bool(entry.block.shape == "lone" and speaker_label(entry.block.flat, ctx))
    _, *inner = entry.block.text.split("\n") if entry.block.shape == "item" else [""]
    return any(speaker_label(line, ctx) for line in inner[:_FIELDS_OF_ITEM])


_FIELDS_OF_ITEM = 4
"""Lines of an item of which one may say who spoke, at most."""


def _summaries(entries: Sequence[Entry]) -> None:
    """A `Summary` below which most of a post's titles stand is what the post is, and closes nothing."""
    titles = [e for e in entries if e.block.shape == "heading" and e.role == "title"]
    for n, entry in enumerate(entries):
        if entry.role == "closing" and entry.block.shape == "heading":
            below = sum(e.parent == n for e in titles)
            entry.role = "label" if below >= max(_SEVERAL, 0.6 * len(titles)) else entry.role


_SEVERAL = 4
"""Titles below a summary of several talks, at least."""


def take_apart(entries: Sequence[Entry], ctx: Context) -> None:
    """Adds to each entry the ways to read its line and the words around it: all that judging needs."""
    low = ctx.low
    shown = sorted({low.count("\n", 0, at) + 1 for place in SHOWN for at in _places(low, place)})
    heads = [e for e in entries if e.block.shape in ("heading", "bold") or (e.block.shape == "lone" and _apart(e))]
    for n, entry in enumerate(heads if shown else ()):
        end = heads[n + 1].block.lines[0] if n + 1 < len(heads) else shown[-1] + 1
        at = bisect_right(shown, entry.block.lines[1])
        entry.shows = at < len(shown) and shown[at] < end
    _frame(entries, ctx)
    for i, entry in enumerate(entries):
        block = entry.block
        run_in = block.shape in ("item", "run-in")
        whole = entry.role in ("title", "break", "post") or entry.vague or bool(block.attributes)
        text = " " * entry.frame + (block.text if run_in else block.flat)[entry.frame :]
        line = Line(text, block.marks, run_in) if whole else Line(block.flat[:80])
        entry.parses = parses(line, ctx.names)
        entry.around = Around(i, entries, ctx)


def _frame(entries: Sequence[Entry], ctx: Context) -> None:
    """`SoupConf 2019 - On Spoons by Ida Quill`, as recordings are called: where several lines begin so, that is no part
    of their titles; nor is a sentence before the link with which a line ends: `It was fun. [On Spoons - Ida
    Quill](url)`."""
    for entry in entries:
        last = entry.block.marks[-1] if entry.block.shape == "lone" and entry.block.marks else None
        ends = last is not None and last.kind == "link" and last.end == len(entry.block.text.rstrip())
        if last is not None and ends and entry.block.text[: last.start].endswith((". ", "! ", "? ", "… ")):
            entry.frame = last.start
    if not ctx.conferences:
        return
    framed = [(entry, end) for entry in entries if entry.role == "title" and (end := _framed(entry.block.text, ctx))]
    if len(framed) >= _FEWEST_LISTED:
        for entry, end in framed:
            entry.frame = end
    titles = [entry for entry in entries if entry.role == "title" or entry.vague]
    behind = [(entry, at) for entry in titles if (at := _framed_behind(entry.block, ctx))]
    if len(behind) >= _FEWEST_LISTED:
        for entry, at in behind:
            marks = tuple(replace(mark, end=min(mark.end, at)) for mark in entry.block.marks if mark.start < at)
            entry.block = replace(entry.block, text=entry.block.text[:at], marks=marks)
            entry.framed = True


def _framed(text: str, ctx: Context) -> int:
    """Where the name of the conference ends with which a line begins, its year and what parts them from the rest."""
    match = _FRAME.match(text)
    return match.end() if match and _is_conference(match[1], ctx) else 0


def _framed_behind(block: Block, ctx: Context) -> int:
    """Where `| SoupConf 2019` begins, with which a line ends, as pages are called: `On Spoons | SoupConf 2019`."""
    match = _FRAME_BEHIND.search(block.text) if "\n" not in block.text else None
    return match.start() if match and match.start() and _is_conference(match[1], ctx) else 0


def _is_conference(text: str, ctx: Context) -> bool:
    """Whether words are the name of the conference, perhaps with a city and the year."""
    words = fold(text)
    left = {words.replace(name, "", 1).strip() for name in ctx.conferences if name and words.startswith(name)}
    return any(not rest or _FIGURES.fullmatch(rest) for rest in left)


def _day_before(text: str, lex: Lexicon) -> tuple[DayMark | None, int]:
    """The day with which a line begins, and where its hour ends and what parts them from the rest."""
    match = _DAY_AND_HOUR.match(text)
    mark = day_of(match["day"], lex) if match else None
    if match is None or mark is None or mark.rest:
        return None, 0
    return replace(mark, rest=text[match.end() :]), match.end()


_DAY_AND_HOUR = regex(
    r"(?P<day>[^\W\d_][^\n:|–—-]{2,24}?),?(?:\s+(?:at\s)?\d{1,2}(?:[:.h]\d\d)?\s*(?:[ap]m|uhr|h)?)?\s*(?:[:|]|\s[–—-])\s+(?=\S+\s\S)",
    re.IGNORECASE,
)
_FRAME = regex(r"([^\n:|•]{3,60}?)\s*(?:\s[-–—|•]\s|[:|•]\s)\s*(?=\S+\s\S)")
_FRAME_BEHIND = regex(r"\s+[-–—|｜•]\s+((?:(?!\s[-–—])[^\n:|｜•]|::(?=\w)){3,60})$")
_FIGURES = regex(r"(?:\w+ )?(?:(?:19|20)?\d\d)")
"""`2019`, and a city before it."""


def _apart(entry: Entry) -> bool:
    """Whether a lone line has empty lines around it, and is no address."""
    return entry.block.level <= _APART and entry.role != "label"


def _places(text: str, word: str) -> Iterator[int]:
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def _rank(block: Block, role: str) -> int:
    if block.shape == "heading":
        return block.level * 10
    if block.shape == "run-in":
        return 89
    if block.shape == "item":
        return 90 + min(block.level, 9)
    order = {"day": 2, "kind": 4, "talks": 4}.get(role, 8)
    return (70 if block.shape == "bold" else 80) + order


def _nest(entries: Sequence[Entry]) -> None:
    open_ones: list[int] = []
    for i, entry in enumerate(entries):
        while open_ones and entries[open_ones[-1]].rank >= entry.rank:
            open_ones.pop()
        entry.parent = open_ones[-1] if open_ones else -1
        open_ones.append(i)


def _days(entries: Sequence[Entry]) -> None:
    """Gives each line its day; weekdays and dates are counted in the order in which they come.

    The day that an item names beside a title ends at the next heading: `- Friday: On Spoons`.
    """
    current: DayMark | None = None
    outside: DayMark | None = None
    labels: list[str] = []
    heading = {entry.parent for entry in entries}
    for n, entry in enumerate(entries):
        if entry.block.shape == "heading":
            current = outside
        above = entries[entry.parent] if entry.parent >= 0 else None
        fact = entry.block.shape == "item" and n not in heading and above is not None and above.role == "title"
        fact = fact and not (entry.role == "title" and entry.day and entry.day.rest)
        if entry.day and entry.role in ("day", "title", "kind") and not fact:
            mark = entry.day
            if mark.day is None:
                key = str(mark.weekday) if mark.weekday is not None else mark.label
                if key not in labels:
                    labels.append(key)
                mark = replace(mark, day=labels.index(key) + 1)
            current = mark
            if entry.block.shape != "item" or entry.role == "day":
                outside = mark
        entry.current_day = current


def _body(i: int, entries: Sequence[Entry], ctx: Context) -> tuple[str, str]:
    entry = entries[i]
    labels = {e.at for e in entries[i + 1 : i + 4] if e.role == "label"}
    following = (e for e in entries[i + 1 : i + 60] if e.rank <= entry.rank)
    end = next((e.at for e in following if e.rank != 88 or (entry.opens and e.opens)), len(ctx.outline))
    parts: list[str] = []
    prose: list[str] = []
    size, running = 0, True
    for at in range(entry.at + 1, min(end, entry.at + 16)):
        block = ctx.outline[at]
        if block.shape in ("code", "rule", "html") or (block.shape == "comment" and ":" not in block.text):
            continue
        parts.append(flowing(block.text, block.marks)[: 2 * BODY])
        running = running and (block.shape not in ("item", "row", "heading", "component") or at in labels)
        if running:
            prose.append(parts[-1])
        size += len(block.text)
        if size > BODY:
            break
    return "\n".join(parts)[: 2 * BODY], "\n".join(prose)[: 2 * BODY]


def _intro(entry: Entry, ctx: Context) -> str:
    at = _above_list(entry.at - 1, entry.block.group, ctx) if entry.block.shape == "item" else entry.at - 1
    while entry.at - at < _LONGEST_LIST and _list_goes_on(at, ctx):
        at = _above_list(at - 1, ctx.outline[at - 1].group, ctx)
    while at >= 0 and ctx.outline[at].shape in ("rule", "image") and entry.at - at < 80:
        at -= 1
    return ctx.outline[at].flat[-400:] if at >= 0 else ""


def _list_goes_on(at: int, ctx: Context) -> bool:
    """Whether a line below a list only says of which kind the next items are: `Also seen:`."""
    if at < 1 or ctx.outline[at - 1].shape != "item" or ctx.outline[at].shape not in ("para", "lone"):
        return False
    return ctx.lexicon.has("talk_sections", ctx.outline[at].flat)


def _above_list(last: int, group: int, ctx: Context) -> int:
    """The place of the words above a list, of which an item or what is within one stands at `last`."""
    at = last
    above = range(at, max(-1, at - _LONGEST_LIST), -1)
    first = min((n for n in above if ctx.outline[n].group == group), default=at)
    while at >= max(0, last - _LONGEST_LIST + 2):
        block = ctx.outline[at]
        within = block.shape == "para" and block.level > 0 and at > first
        if block.shape != "item" and not within:
            break
        at -= 1
    return at


_LONGEST_LIST = 80
"""Blocks of the outline that stand between an item and the words above its list, at most."""


def ancestors(entry: Entry, entries: Sequence[Entry]) -> Iterator[Entry]:
    """The lines that it stands under, nearest first."""
    at = entry.parent
    while at >= 0:
        yield entries[at]
        at = entries[at].parent

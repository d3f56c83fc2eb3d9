"""What sibling headings, or lines in bold, say together: that they head talks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.announcing import announces_notes, mostly_titles, titles_announced
from recapgen.recap.levels.beside import (
    AMONG_PEOPLE,
    by_own_line,
    speaker_from_words,
    speaks_below,
)
from recapgen.recap.levels.entries import DOUBTED, LIKE_TITLES, MOST, SEVERAL, TAKEN, Entry
from recapgen.recap.levels.noted import titles_of_notes
from recapgen.recap.levels.weights import (
    by_lines_above,
    by_what_is_shown,
    by_words,
    is_titled,
    may_be_title,
)
from recapgen.recap.outline import destinations
from recapgen.recap.words import fold, may_be_cjk, unspaced
from recapgen.regex import regex


def as_siblings(
    own: list[tuple[Entry, float]], members: Sequence[Entry], entries: Sequence[Entry], ctx: Context
) -> list[tuple[Entry, float]]:
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
        if len(family) > 1 and titles_announced([e for e, _ in family], ctx, first.intro):
            gain = max(gain, 0.6)
        elif len(family) > 2 and not others[parent] and not gain and _all_titled([e for e, _ in family], ctx):
            gain = 0.45
        likely = {id(e) for e in _below_announcement([e for e, _ in family], ctx)}
        likely |= {id(e) for e in _called_talks([e for e, _ in family], ctx)}
        likely |= {id(e) for e in titles_of_notes([e for e, _ in family], entries, ctx)}
        likely |= {id(e) for e in _in_letters([e for e, _ in family], ctx)}
        if _people_told_of(family, ctx):
            likely |= {id(e) for e, _ in family if e.rule == AMONG_PEOPLE}
        if _few_labelled(family):
            gain, likely = 0.0, set()
        labelled = _mostly_labelled(family)
        for entry, score in family:
            unsigned = not (entry.best and entry.best.credits)
            if labelled and unsigned and not entry.shows:
                made[id(entry)] = 0.0
                continue
            score = max(score, LIKE_TITLES) if id(entry) in likely else score
            if unsigned and len(family) == 1 and entry.block.shape == "bold" and not by_what_is_shown(entry, ctx):
                score -= 0.15
            if gain and unsigned and may_be_title(entry, ctx):
                score += gain * (1.0 if by_what_is_shown(entry, ctx) else 0.75)
            made[id(entry)] = score
    return [(e, max(0.0, min(1.0, made[id(e)]))) for e, _ in own]


def _few_labelled(family: Sequence[tuple[Entry, float]]) -> bool:
    """Whether several of a family, but not most, have a line that says who spoke, `Speaker: Ida Quill`: the others are
    parts of the post."""
    labelled = sum(e.rule == "speaker-label" for e, _ in family)
    return 1 < labelled < MOST * len(family)


def _mostly_labelled(family: Sequence[tuple[Entry, float]]) -> bool:
    """Whether most of a family have a line that says who spoke, `Speaker: Ida Quill`: what has none is no talk."""
    return sum(e.rule == "speaker-label" for e, _ in family) >= max(SEVERAL, _NEARLY_ALL * len(family))


_NEARLY_ALL = 0.8


def apart_in_capitals(members: Sequence[Entry]) -> None:
    """Headings in capitals are parts of the post, beside three or more with their speakers of which none is in them:
    `NEW POTS`, beside `Ida Quill: Nine Spoons`."""
    signed = [e for e in members if e.role == "title" and by_own_line(e)]
    if len(signed) < SEVERAL or any(_in_capitals(e.block.flat) for e in signed):
        return
    for entry in members:
        if entry.role == "title" and _in_capitals(entry.block.flat) and not by_own_line(entry):
            entry.role, entry.best = "section", None


def apart_over_links(members: Sequence[Entry], ctx: Context) -> None:
    """Headings without a by-line are parts of the post where three or more of them, and as good as half, stand right
    over a list that is nothing but links to what is no talk, `### Pots`, `- [Panworks](https://pan.example)`, or say so
    themselves: `### Pots - Links`."""
    titles = [e for e in members if e.role == "title" and not (e.best and e.best.credits)]
    over = sum(_of_links(e, ctx) or _stands_over_links(e, ctx) for e in titles)
    if over < max(SEVERAL, _AS_GOOD_AS_HALF * len(titles)):
        return
    for entry in titles:
        if by_what_is_shown(entry, ctx) < 0.3:
            entry.role, entry.best = "section", None


_AS_GOOD_AS_HALF = 0.4


def _of_links(entry: Entry, ctx: Context) -> bool:
    """Whether a heading's last cell heads a section: `Pots - Links`."""
    _, dash, last = entry.block.flat.replace("–", "-").rpartition(" - ")
    return bool(dash) and ctx.lexicon.has("sections", last)


def _stands_over_links(entry: Entry, ctx: Context) -> bool:
    """Whether a list of bare links stands right below, none of them to a talk, or to what was shown in one."""
    items = [*takewhile(lambda block: block.shape == "item", ctx.outline[entry.at + 1 : entry.at + 1 + _FEW_ITEMS])]
    links = [link for block in items for link in block.links() if len(link[0]) >= len(block.flat) - 1]
    other = ctx.lexicon.words("resources")
    told = any(destinations.of_talk(href) or not other.isdisjoint(fold(text).split()) for text, href in links)
    return bool(items) and len(links) == len(items) and not told


_FEW_ITEMS = 8


def _in_capitals(text: str) -> bool:
    """Whether all letters are capitals.

    >>> _in_capitals("NEW POTS!"), _in_capitals("IDA 아홉 개의 숟가락")
    (True, False)
    """
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and all(c.isupper() for c in letters)


def _called_talks(family: Sequence[Entry], ctx: Context) -> Sequence[Entry]:
    """The sibling headings that say themselves that they are a talk's, `Nine Spoons session`, `Ida Quill's workshop`,
    `Talk about lids`, where several do; of one that is a name and such a word, that is who spoke.
    """
    called = [e for e in family if e.best and _called_talk(e.best.title, ctx)]
    if len(called) < max(SEVERAL, 0.3 * len(family)):
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


def _in_letters(family: Sequence[Entry], ctx: Context) -> Sequence[Entry]:
    """The sibling headings in English in a post that is in signs, where most are, and three or more are no catchwords:
    what the writer tells is in the writer's own language."""
    lines = [e for e in family if not may_be_cjk(e.block.flat) and not (e.best and e.best.credits)]
    long = sum(len(e.block.flat.split()) >= _NO_CATCHWORD for e in lines)
    if ctx.lang not in _OF_SIGNS or long < SEVERAL or len(lines) < MOST * len(family):
        return ()
    return [e for e in lines if may_be_title(e, ctx)]


_OF_SIGNS, _NO_CATCHWORD = ("ja", "ko", "zh"), 4


def _below_announcement(family: Sequence[Entry], ctx: Context) -> Sequence[Entry]:
    """The sibling headings that follow a sentence such as `Here are my notes on the talks I saw.`, where most of them
    may be titles. Unless it names several talks it stands above the first of them, and there are three or more."""
    several = next((n for n, e in enumerate(family) if announces_notes(e, ctx, several=True)), None)
    if several is None and not announces_notes(family[0], ctx):
        return ()
    below = family[several or 0 :]
    return below if len(below) >= SEVERAL - (several is not None) and mostly_titles(below, ctx) else ()


def _people_told_of(family: Sequence[tuple[Entry, float]], ctx: Context) -> bool:
    """Whether sibling headings are people, and the words above or below them tell of talks."""
    named = [e for e, _ in family if e.rule == AMONG_PEOPLE]
    if len(named) < max(SEVERAL, MOST * len(family)):
        return False
    told = sum(by_words(e, ctx)[0] > 0 or speaks_below(e, ctx) for e in named)
    return announces_notes(family[0][0], ctx) or told >= 0.4 * len(named)


def complete(members: Sequence[Entry]) -> None:
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
        inner = range(taken[0].at, taken[-1].at) if len(taken) >= MOST * len(titles) else range(0)
        for entry in titles:
            least = _BETWEEN if entry.at in inner else DOUBTED if pure else TAKEN
            long = len(entry.block.flat.split()) > (1 if entry.at in inner else 2)
            if least <= entry.score < TAKEN and long:
                entry.score = TAKEN


_BETWEEN = 0.2
"""From this score on a heading may be a title between others that are."""


def among_signed(titles: Sequence[Entry]) -> None:
    """Takes titles where most of their level have a by-line, if much is told below them."""
    signed = [e for e in titles if e.best and e.best.credits and e.score >= TAKEN]
    if len(signed) < SEVERAL or 2 * len(signed) <= len(titles):
        return
    for entry in titles:
        words, told = entry.block.flat.split(), len(entry.body) >= _MUCH
        if 0 < entry.score < TAKEN and told and len(words) > 1 and is_titled(words):
            entry.score = TAKEN


_MUCH = 300
"""Characters below a title that tell what was heard."""


def take_vague(members: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> None:
    """`What is stock?` and the like are talks where most of their siblings are, under a day or `Talks`."""
    for entry in members:
        if not entry.vague or entry.score or entry.role != "section" or entry.best is None:
            continue
        if _SEVERAL_TIMES.search(entry.block.flat):
            continue
        family = [e for e in members if e.parent == entry.parent and e.role == "title" and not e.vague]
        taken = sum(e.score >= TAKEN for e in family)
        if (
            taken
            and taken >= 0.7 * len(family)
            and (_told_of_talk(entry, entries, ctx) or by_lines_above(entry, entries, 1.0) >= 0.3)
        ):
            entry.role, entry.score = "title", 0.55
            speaker_from_words(entry, entries, ctx)


_SEVERAL_TIMES = regex(r"[\sA-Z][x×]\s?\d{1,2}(?!\w)")
"""`Sponsor LT x 12`"""


def _told_of_talk(entry: Entry, entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether the words below a line that only looks like a section's heading tell of a talk, or who gave it."""
    if unspaced(entry.block.flat):
        entry.role = "title"
        speaker_from_words(entry, entries, ctx)
        entry.role = "section"
    return by_what_is_shown(entry, ctx) >= 0.3

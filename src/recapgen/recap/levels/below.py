"""Titles that the first words below a heading tell of."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence, Set

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.around import speaker_below
from recapgen.recap.levels.beside import AMONG_PEOPLE, SEVERAL, by_own_line
from recapgen.recap.levels.entries import DOUBTED, Entry, ancestors
from recapgen.recap.levels.weights import leads_to_talk
from recapgen.recap.line.casting import cast
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import flowing
from recapgen.recap.prose.joined import title_behind_name
from recapgen.recap.prose.persons import BETWEEN_NAMES, persons
from recapgen.recap.prose.runs import runs_of
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.spoken import spoken_in
from recapgen.recap.prose.telling import ENOUGH, SURE, Told, told_in
from recapgen.recap.words import Lexicon, fold, has_word, of_languages
from recapgen.regex import regex


def tells_of_several(entry: Entry, ctx: Context) -> bool:
    """Whether the sentences of a line tell of several sessions, each with its speakers."""
    block = entry.block
    if len(runs_of(flowing(block.text, block.marks), block)) < 2:
        return False
    return sum(bool(t.credits) for t in told_in(entry.at, block, "", ctx, SURE)) > 1


def section_of_titled(entry: Entry, ctx: Context) -> None:
    """A heading under which sentences tell of several titled talks is none itself, but their heading."""
    if leads_to_talk(entry.block):
        return
    if speaks_of_several(entry, ctx):
        entry.score, entry.role = 0.0, "talks"
        return
    told, alone = [], 0
    for at in range(entry.at + 1, min(entry.at + 9, len(ctx.outline))):
        block = ctx.outline[at]
        if block.shape == "heading":
            break
        if block.shape in ("para", "run-in") and block.marks:
            found = list(told_in(at, block, "", ctx))
            told += [t for t in found if t.credits and t.score >= 0.7]
            alone += sum(len(t.title.split()) > 1 and fold(t.title) not in fold(entry.block.flat) for t in found)
    own = {c.name for c in entry.best.credits} if entry.best else set()
    if alone and not own and not entry.current_day and (not entry.shows or alone > 1):
        entry.score, entry.role = 0.0, "talks"
        return
    asks = entry.block.flat[-1:] == "?"
    others = [t for t in told if (asks or t.score >= 0.8) and own.isdisjoint(c.name for c in t.credits)]
    if asks and any(t.score >= 0.8 and own == {c.name for c in t.credits} for t in told):
        entry.score, entry.role = 0.0, "talks"
        return
    speakers = {c.name for t in told for c in t.credits}
    if ((len(told) > 1 and len(speakers) > 1) or (own and others)) and fold(entry.block.flat) not in {
        fold(t.title) for t in told
    }:
        entry.score, entry.role = 0.0, "talks"


def title_told_below(entry: Entry, ctx: Context) -> None:
    """`The keynote by Ida Quill` or her name alone, whose title the first words below give: `Ida's “Nine Spoons”`; or
    `The one that I liked best`, if they give a title at all."""
    best = entry.best
    if best is None or (entry.signed and entry.signed == best.credits):
        return
    if _says_which(ctx.lexicon).match(best.title) and not by_own_line(entry):
        _retitle_which(entry, ctx)
        return
    named = entry.rule == AMONG_PEOPLE or (best.form == "name" and not best.title)
    if not best.credits or (named and best.title) or not (named or ctx.lexicon.kind_of(best.title)):
        return
    own = {credit.name for credit in best.credits}
    own |= {word for name in own for word in name.split()} if named else set()
    told = list(_titles_below(entry, ctx, _LOOSELY))
    theirs = sorted((t for t in told if not own.isdisjoint(c.name for c in t.credits)), key=lambda t: -t.score)
    others = (t for t in told if named and not t.credits and t.score >= ENOUGH)
    title = next((one.title for one in itertools.chain(theirs, others)), "")
    title = title or (_title_beside_name(entry, own, ctx) if named else "")
    if title and not ctx.lexicon.kind_of(title):
        entry.best = replace(best, title=title, kind=best.kind or ctx.lexicon.kind_of(best.title))


def _retitle_which(entry: Entry, ctx: Context) -> None:
    """Gives a heading that only says which of the talks it is the one title that the words below tell of."""
    told = list(_titles_below(entry, ctx))
    if len(told) == 1 and entry.best:
        entry.best = replace(entry.best, title=told[0].title, credits=told[0].credits or entry.best.credits)


@of_languages
def _says_which(lex: Lexicon) -> re.Pattern[str]:
    """`The surprising one`, `The one that I liked best`, `The entertaining talk`: no title, but which talk it is."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"{lex.either('the')}\s(?:[\w-]+\s)?(?:{lex.either('the_one')}(?!\w)|{nouns}$)", re.IGNORECASE)


def named_on_subject(heads: Sequence[Entry], ctx: Context) -> None:
    """Headings of which three or more say who spoke, by one name, and on what, `Ida, on spoons`, where no title is
    told below."""
    rows = [(e, match) for e in heads if e.best and (match := _on_subject(ctx.lexicon).fullmatch(e.block.flat))]
    if len(rows) < max(SEVERAL, 0.5 * len(heads)):
        return
    for entry, row in rows:
        assert entry.best is not None
        if entry.best.title != row.group():
            continue
        credits = entry.best.credits or (Credit(row["who"]),)
        entry.best = replace(entry.best, title=tidy(row["what"], ctx.lexicon)[0], credits=credits)


@of_languages
def _on_subject(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?P<who>[A-ZÀ-Þ][\w'’-]+),\s{lex.either('on', 'speaks_of')}\s(?P<what>\S.*)")


def retitled_below(heads: Sequence[Entry], ctx: Context) -> None:
    """Headings in a writer's own words, below most of which the title itself is told: `Ida, on spoons`, and then `Ida
    Quill of Ladle gave a talk entitled “Nine Spoons in a Row”.`"""
    unsigned = [entry for entry in heads if entry.best and entry.best.title and not by_own_line(entry)]
    told = [(entry, _told_below(entry, ctx)) for entry in unsigned]
    given = [(entry, one) for entry, one in told if one]
    if len(given) < max(_SEVERAL_TOLD, 0.5 * len(heads)):
        return
    for entry, one in given:
        assert entry.best is not None
        entry.best = replace(entry.best, title=one.title, credits=entry.best.credits or one.credits)


def _told_below(entry: Entry, ctx: Context) -> Told | None:
    """The one title that the first words below a heading surely tell of, with its speaker, if the heading has no part
    of it."""
    assert entry.best is not None
    said, own = fold(entry.best.title), {credit.name for credit in entry.best.credits}
    told = [one for one in _titles_below(entry, ctx, _SURELY_TOLD) if one.credits]
    if len(told) != 1 or (own and own.isdisjoint(credit.name for credit in told[0].credits)):
        return None
    title = fold(told[0].title)
    return None if title in said or said in title else told[0]


_SEVERAL_TOLD, _SURELY_TOLD = 3, 0.8
_LOOSELY = 0.3
"""What speaks for a title at least where a heading has its speaker, and nothing else is missing."""


def _titles_below(entry: Entry, ctx: Context, least: float = ENOUGH) -> Iterator[Told]:
    """The titles that are told of in the first words below a heading."""
    return (
        one for block in _blocks_below(entry, ctx) if _sets_apart(block) for one in told_in(0, block, "", ctx, least)
    )


def _title_beside_name(entry: Entry, own: Set[str], ctx: Context) -> str:
    """The title behind the name that opens the words below a heading: `Ida gave the first talk, “Nine Spoons”.`"""
    block = next((block for block in _blocks_below(entry, ctx) if block.shape in ("para", "run-in")), None)
    name = next((n for n in sorted(own, key=len, reverse=True) if block and block.flat.startswith(n)), "")
    return title_behind_name(block, len(name), list(own), ctx) if block and name else ""


def _blocks_below(entry: Entry, ctx: Context) -> Iterator[Block]:
    """The first blocks below a heading."""
    near = ctx.outline[entry.at + 1 : entry.at + 4]
    return itertools.takewhile(lambda block: block.shape != "heading", near)


def _sets_apart(block: Block) -> bool:
    """Whether a block may set a title apart: by a mark, or by quotation marks."""
    return bool(block.marks) or '"' in block.text or not block.text.isascii()


def only_people_named(entry: Entry, ctx: Context) -> None:
    """A talk's heading without a speaker, below which one person is named, or one row of people: `If somebody knows
    spoons it is Ida Quill.`"""
    below = itertools.takewhile(lambda block: block.shape != "heading", ctx.outline[entry.at + 1 : entry.at + _BELOW])
    blocks = [block for block in below if block.shape in ("para", "run-in", "lone")]
    said = [sentence for block in blocks for sentence in SENTENCE.split(flowing(block.text, block.marks))]
    apart = {block.text[m.start : m.end] for block in blocks for m in block.marks if m.kind in ("strong", "link")}
    found = [
        (sentence, person)
        for sentence in said
        for person in persons(sentence, ctx, 0.6)
        if person.name in apart or (person.score >= SURE_NAME and _whole_name(person.name, ctx))
    ]
    if not found or found[0][0] not in said[:_EARLY] or entry.best is None:
        return
    first, row = found[0][0], [found[0][1]]
    for sentence, person in found[1:]:
        if sentence is first and BETWEEN_NAMES.pattern.fullmatch(sentence, row[-1].end, person.start):
            row.append(person)
    names = [person.name for person in row]
    linked = {text for block in blocks for text, href in block.links() if not destinations.of_talk(href)}
    if _POSTED.search(first, 0, row[0].start) or any(
        not _stands_for_person(name, linked, ctx) or has_word(fold(entry.block.flat), fold(name)) for name in names
    ):
        return
    if {person.name for _, person in found} != set(names) or _OWNED.match(first, row[-1].end):
        return
    credits, _, _ = cast(first[row[0].start :], ctx.names, True)
    if [credit.name for credit in credits] != names:
        credits = tuple(map(Credit, names))
    entry.best, entry.rule = replace(entry.best, credits=credits, score=0.6), "speaker-below"


def _stands_for_person(name: str, linked: Set[str], ctx: Context) -> bool:
    """Whether somebody is named in full, or by a given name that is a link."""
    return " " in name or (name in linked and fold(name) in ctx.lexicon.given)


def _whole_name(name: str, ctx: Context) -> bool:
    """Whether it is two or three words, the first a given name, and no firm: `Ida Quill`, no `Ida Quill Labs`."""
    words = fold(name).split()
    return 1 < len(words) < 4 and words[0] in ctx.lexicon.given and words[-1] not in ctx.lexicon.words("org_words")


_BELOW, _EARLY = 5, 2
_POSTED = regex(r"—\s$")
"""`— Ida Quill (@ida)`: who posted what is shown."""
_OWNED = regex(r"['’]s?\s")
"""`Ida Quill's book`: what is somebody's."""


def speaks_of_several(entry: Entry, ctx: Context) -> bool:
    """Whether the sentences below a heading say of several people that they gave a talk each, alone or with others."""
    own = {c.name for c in entry.best.credits} if entry.best else set()
    others: list[set[str]] = []
    for at in range(entry.at + 1, min(entry.at + _SECTION, len(ctx.outline))):
        block = ctx.outline[at]
        if block.shape == "heading":
            break
        if block.shape in ("para", "run-in", "item"):
            for one in spoken_in(at, block, ctx):
                names = {c.name for c in one.credits}
                whole = one.score >= _SURELY_SPOKEN and all(" " in name for name in names)
                if whole and all(names.isdisjoint(known) for known in (own, *others)):
                    others.append(names)
    return len(others) >= _SEVERAL_SPEAK


_SECTION, _SURELY_SPOKEN, _SEVERAL_SPEAK = 16, 0.9, 2


def find_keynote(entry: Entry, entries: Sequence[Entry], ctx: Context) -> None:
    """`The Keynote` with a speaker or its title in the words below, and no talk under it."""
    if ctx.lexicon.kind_of(entry.block.flat) != "keynote" or fold(entry.block.flat).endswith("s"):
        return
    if any(e.score >= DOUBTED and any(a is entry for a in ancestors(e, entries)) for e in entries):
        return
    credits, score, rule = speaker_below(entry, ctx)
    title = next((p for p in entry.parses if p.form == "title"), None)
    if title is None:
        return
    if credits and score >= 0.6:
        entry.best, entry.rule, entry.score = replace(title, credits=credits, score=score), rule, 0.6
    elif told := next(_titles_below(entry, ctx), None):
        named = replace(title, title=told.title, credits=told.credits, kind="keynote")
        entry.best, entry.score = replace(named, score=told.score), 0.6

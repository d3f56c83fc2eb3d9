"""Who gave a talk, where the line that heads it does not say so: the words, names and lists beside it do."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.around import leading_in, speaker_below
from recapgen.recap.levels.entries import Entry
from recapgen.recap.levels.weights import is_titled
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import prefix, tidy
from recapgen.recap.outline.blocks import Block
from recapgen.recap.prose.actors import actor_in
from recapgen.recap.prose.announced import announced_in
from recapgen.recap.prose.persons import persons
from recapgen.recap.prose.sentences import sentences
from recapgen.recap.prose.signed import opening_signed
from recapgen.recap.prose.spoken import spoken_in, title_behind
from recapgen.recap.prose.telling import SURE, told_in
from recapgen.recap.words import Lexicon, Worded, fold, has_word, of_languages
from recapgen.regex import regex


def speaker_from_words(entry: Entry, entries: Sequence[Entry], ctx: Context) -> None:
    """A title without a by-line: its speaker may stand in the first words below, or in a lead-in above."""
    best = entry.best
    if best is None or best.credits or entry.role != "title":
        return
    if entry.block.shape == "item":
        if entry.signed:
            line = entry.block.first_line
            title = tidy(line[prefix(line, ctx.lexicon)[0] :], ctx.lexicon)[0]
            entry.best, entry.rule = replace(best, title=title, credits=entry.signed, score=0.95), "speaker-line"
        return
    if entry.block.shape == "run-in":
        first = entry.block.marks[0]
        title = entry.block.text[first.start : first.end]
        if first.kind == "strong" and len(title.split()) > 1 and title[0].isupper() and entry.intro != title:
            speaker_within(entry, ctx)
        return
    if entry.signed and entry.block.shape == "lone":
        title = best.title or entry.block.flat
        entry.best, entry.rule = replace(best, title=title, credits=entry.signed, score=0.95), "speaker-line"
        return
    goes_on = entry.block.shape in ("lone", "bold") or entry.intro.rstrip().endswith(("...", "…"))
    announced = goes_on and ctx.names.score(best.title) < 0.9
    if announced and (found := leading_in(entry, ctx)):
        entry.best, entry.rule = replace(best, credits=found, score=0.85), "lead-in"
        return
    if entry.block.shape == "lone" and heads_lone(entry, entries):
        return
    credits, score, rule = speaker_below(entry, ctx)
    if entry.signed and rule != "speaker-label":
        credits, score, rule = entry.signed, 0.9, "speaker-line"
    if credits and any(c and has_word(fold(credits[0].name), c) for c in ctx.conferences):
        return
    if credits and rule == "speaker-below" and _of_conference(entry.block.flat, ctx):
        return
    if (
        rule == "speaker-below"
        and fold(credits[0].name) == fold(best.title)
        and ctx.names.score(best.title) < SURE_NAME
    ):
        return  # a group, and what it held: `Ladle Friends`
    if credits and (entry.block.shape == "lone" or rule == "speaker-below") and _place(credits[0].name, ctx.lexicon):
        return
    lone = entry.block.shape == "lone"
    if lone and rule == "speaker-line" and score < _LEAST_LONE:
        return
    named, sure = people(best.title, ctx.names) if credits else ((), 0.0)
    named = named if sure >= 0.9 and not any(c.organizations for c in named) else ()
    if credits and all(c.name[:1] == "@" for c in credits) and named:
        entry.best, entry.rule = replace(best, title="", credits=named, form="name", score=0.9), "name-above-handle"
    elif lone and (named or (rule == "speaker-below" and _quotes_another(entry.body, best.title, ctx))):
        return
    elif credits:
        entry.best, entry.rule = replace(best, title=_unsigned(best.title, credits), credits=credits, score=score), rule


def _unsigned(title: str, credits: Sequence[Credit]) -> str:
    """A title without the name behind its dash, if the words below say that who is called so gave it:
    `On Spoons - otama`."""
    own, dash, name = title.rpartition(" - ")
    return own if dash and len(credits) == 1 and fold(name) == fold(credits[0].name) else title


def _of_conference(title: str, ctx: Context) -> bool:
    """Whether a heading says that the conference is told of: `SoupConf summary`, `Impressions of SoupConf`."""
    named = any(c and has_word(fold(title), c) for c in ctx.conferences)
    return named and ctx.lexicon.pattern("recap_words").search(title) is not None


def _quotes_another(body: str, title: str, ctx: Context) -> bool:
    """Whether the first words below a line tell of a title of their own: `Ida presented "Lids at Scale"`."""
    first = body.split("\n", 1)[0][:900]
    block = Block("para", first)
    signed = opening_signed(0, block, ctx)
    if signed and signed.score >= SURE:
        return fold(signed.title) != fold(title)
    opening = " ".join(sentences(first)[:_FIRST_SENTENCES])
    own = set(fold(title).split()) - ctx.lexicon.words("function_words")
    others = [t.title for t in announced_in(0, Block("para", opening), ctx) if t.credits]
    told = [t for t in told_in(0, block, "", ctx, _TOLD) if t.credits and t.title[0].isupper()]
    others += [t.title for t in told if 0 <= first.find(t.title) < _OPENING]
    others += [t.title for t in spoken_in(0, Block("para", sentences(first)[0]), ctx) if t.title and t.credits]
    if quoted := _QUOTED.search(sentences(first)[0]):
        others.append(quoted.group(1))
    return any(
        len(other.split()) >= _WORDS_OF_TITLE and 2 * len(own.intersection(fold(other).split())) < max(1, len(own))
        for other in others
    )


_FIRST_SENTENCES, _OPENING, _TOLD = 2, 200, 0.6
"""Sentences and characters of the words below a line in which another title may be told of, and how surely."""
_QUOTED = regex(r"[“\"„«]([A-ZÀ-Þ][^“”\"„«»]{8,160})[”\"“»]")
_WORDS_OF_TITLE = 3


def _place(name: str, lex: Lexicon) -> bool:
    """Whether a name is that of a house in a city: `Messe Ghent`."""
    first, _, last = name.rpartition(" ")
    return last in lex.cities and bool(first) and fold(first.split()[0]) not in lex.given


def without_parts_of_signed(entries: Sequence[Entry]) -> None:
    """A lone line below which speaks, by first name, who is named by the line of the talk above is a part of that."""
    speaking: set[str] = set()
    for entry in entries:
        best = entry.best
        if best is None or not best.credits or entry.block.shape != "lone" or best.form == "name":
            continue
        if not entry.rule:
            speaking = {word for c in best.credits for word in c.name.split()} if best.score >= _SIGNED else speaking
        elif all(c.name in speaking for c in best.credits):
            entry.best, entry.rule = replace(best, credits=(), score=0.0), ""


def without_speakers_of_next(entries: Sequence[Entry], ctx: Context) -> None:
    """Nobody gave the talk of a lone line who is only named below the next one, whose speaker that is."""
    lone = [entry for entry in entries if entry.block.shape == "lone" and entry.role == "title" and entry.best]
    spelled = [entry for entry in lone if any(map(str.isalnum, entry.block.flat))]
    for entry, below in itertools.pairwise(spelled):
        if entry.rule != "speaker-below" or below.rule != entry.rule or entry.best is None or below.best is None:
            continue
        own = " ".join(block.flat for block in ctx.outline[entry.at : below.at + 1])
        if entry.best.credits == below.best.credits and not any(has_word(own, c.name) for c in entry.best.credits):
            entry.best, entry.rule = replace(entry.best, credits=(), score=0.0), ""


_SIGNED = 0.6
"""From this score on a line's own by-line says who gives the talk that it heads."""


def heads_lone(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether the next line of the outline is a lone one that opens a paragraph: what stands there is told of that."""
    n = bisect_right(entries, entry.at, key=lambda e: e.at)
    below = entries[n] if n < len(entries) else None
    return below is not None and below.at == entry.at + 1 and below.opens and below.role == "title"


_LEAST_LONE = 0.8
"""How sure a line of names has to be below a lone line: there, any two short lines follow each other."""


AMONG_PEOPLE = "among-people"
"""The rule of headings that are people, as their siblings are."""


def speaks_below(entry: Entry, ctx: Context) -> bool:
    """Whether the first sentences below a heading say that who it names speaks: `Ida showed us her spoons.`"""
    own = fold(entry.block.flat).split()
    acting = (actor_in(sentence, ctx)[0] for sentence in sentences(entry.prose)[:_FIRST_SENTENCES])
    return any(fold(credit.name).split()[0] in own for credits in acting for credit in credits)


SEVERAL, MOST, LIKELY = 3, 0.7, 0.6


LONGEST_ITEM = 120
"""Characters of an item that may be a title as a whole."""


def by_own_line(entry: Entry) -> bool:
    return entry.best is not None and bool(entry.best.credits) and not entry.rule


def speaker_within(entry: Entry, ctx: Context) -> None:
    """A list item that is a title set apart: its speaker may stand in the sentence that follows."""
    best, text = entry.best, entry.block.text
    opening = (m for m in entry.block.marks if m.start <= 1 or not text[: m.start].strip(' "“„«'))
    ends = [m.end for m in opening if m.kind in ("link", "strong", "em")]
    if best is None or not ends:
        return
    said = re.sub(r"^(?:\s*\([^()\n]*\)|[\s:.,–—”\"»-])+", "", text[max(ends) :])[:300]
    if len(said) < 20 and entry.at + 1 < len(ctx.outline) and ctx.outline[entry.at + 1].level >= entry.block.level:
        said = ctx.outline[entry.at + 1].text[:300]
    first = sentences(said)[0] if said else ""
    credits, score = actor_in(first, ctx) if first else ((), 0.0)
    if credits and score >= 0.6:
        entry.best, entry.rule = replace(best, credits=credits, score=score), "speaker-below"
    elif pair := _first_names(first, ctx):
        entry.best, entry.rule = replace(best, credits=pair, score=LIKELY), "speaker-below"


def _first_names(sentence: str, ctx: Context) -> tuple[Credit, ...]:
    """The two known by their given names with whom a sentence on a talk begins: `Ida und Bo rührten im Talk`."""
    pair = _PAIR.pattern.match(sentence)
    if pair is None or not ctx.lexicon.given.issuperset((fold(pair["one"]), fold(pair["other"]))):
        return ()
    told = ctx.lexicon.pattern("talk_nouns").search(sentence, pair.end())
    return (Credit(pair["one"]), Credit(pair["other"])) if told else ()


_PAIR = Worded(r"(?P<one>[A-ZÀ-Þ]\w+)\s(?:<and>|&)\s(?P<other>[A-ZÀ-Þ]\w+)(?=\s(?-i:[a-zà-ÿ]))")


def title_as_a_whole(entry: Entry) -> None:
    """A list item that names nobody and is its title from end to end: `Full-time cooks: a myth?`, `Soup: The Musical`.

    What stands behind a colon is else what one says of a talk.
    """
    best, text = entry.best, entry.block.text
    if best is None or best.form != "title" or entry.block.marks or len(text) > LONGEST_ITEM or not best.title:
        return
    start = text.find(best.title)
    cut = _AND_MORE.match(text, start + len(best.title)) if start >= 0 else None
    if cut and (cut[1][-1] == "?" or is_titled(cut[1].split())):
        entry.best = replace(best, title=text[start:].strip())


_AND_MORE = regex(r":\s+([^:.!\n]+)$")


def speaker_first(entry: Entry, ctx: Context) -> None:
    """A list item that says who spoke before it says on what: `Ida Quill on spoons`, `Ida Quill's Nine Spoons`."""
    best, line = entry.best, entry.block.first_line
    first = next(iter(persons(line[:80], ctx, SURE_NAME)), None)
    if best is None or first is None or first.start or " " not in first.name:
        return
    if own := _OWN.match(line, first.end):
        title = line[own.end() :].strip(" .")
    elif _goes_on_to_say(ctx.lexicon).match(line, first.end):
        title = title_behind(line, first.end, ctx)
    else:
        return
    entry.best, entry.rule = replace(best, title=title, credits=(Credit(first.name),)), "speaker-first"


_OWN = regex(r"['’]s\s(?=[A-ZÀ-Þ\d“\"])")


@of_languages
def _goes_on_to_say(lex: Lexicon) -> re.Pattern[str]:
    """` from Ladle on`, `'s talk on`, ` talking about`, right behind a name."""
    nouns, on = lex.pattern("talk_nouns").pattern, lex.either("on", "speaks_of")
    return re.compile(
        rf"['’]s\s(?:\w+\s){{0,3}}?{nouns}(?!\w)"
        rf"|(?:\s{lex.either('from')}\s(?:[A-Z]\S*\s?){{1,3}}?)?\s(?:{on}|talking|speaking|covering|presenting|showing)\s"
    )

"""Who gave a talk, where the line that heads it does not say so: the words, names and lists beside it do."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence, Set

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.around import leading_in, speaker_below
from recapgen.recap.levels.entries import DOUBTED, Entry, ancestors
from recapgen.recap.levels.weights import FIRST_PERSON, is_titled, leads_to_talk
from recapgen.recap.line.byline import Parse
from recapgen.recap.line.casting import cast
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.line.titles import prefix, tidy
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block, flowing, wholly
from recapgen.recap.prose.actors import actor_in
from recapgen.recap.prose.announced import announced_in
from recapgen.recap.prose.joined import title_behind_name
from recapgen.recap.prose.persons import BETWEEN_NAMES, persons
from recapgen.recap.prose.runs import runs_of
from recapgen.recap.prose.sentences import SENTENCE, sentences
from recapgen.recap.prose.signed import opening_signed
from recapgen.recap.prose.spoken import spoken_in, title_behind
from recapgen.recap.prose.telling import ENOUGH, SURE, Told, told_in
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


def titles_below_names(members: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> None:
    """Headings that are people, and right below each the title: `## Ida Quill`, `### On Spoons`; or the other way."""
    following = {e.at: e for e in entries}
    above: list[tuple[Entry, str, tuple[Credit, ...]]] = []
    unknown: list[tuple[Entry, str, tuple[Credit, ...]]] = []
    for entry in members:
        below = following.get(entry.at + 1)
        if below is None or below.block.shape != "heading" or below.rank <= entry.rank:
            continue
        if entry.best is None or below.best is None or below.role != "title":
            continue
        if entry.best.form in ("name", "handle") and _only_handles(below.best.credits):
            own = (Credit(entry.best.title),) if entry.best.title else entry.best.credits
            above.append((entry, below.best.title, own))
        elif not (entry.role == "title" or entry.vague) or entry.best.credits:
            continue
        elif named := _named_in(below, ctx):
            above.append((entry, entry.best.title, named))
        elif named := _maybe_named_in(below, ctx):
            unknown.append((entry, entry.best.title, named))
    if len(above) < 2:
        return
    above += unknown if len(above) >= max(_SEVERAL, len(unknown)) else []
    for entry, title, credits in above:
        assert entry.best is not None
        entry.best, entry.rule = replace(entry.best, title=title, credits=credits, form="dash-before", score=0.9), ""
        below = following[entry.at + 1]
        entry.role, below.role, below.best = "title", "section", None


def _maybe_named_in(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """Who a heading may be whose siblings are people, though nobody knows the name."""
    credits, likely = people(entry.block.flat, ctx.names)
    return credits if likely >= _LIKELY and all(" " in c.name for c in credits) else ()


AMONG_PEOPLE = "among-people"
"""The rule of headings that are people, as their siblings are."""


def headings_that_are_people(members: Sequence[Entry], ctx: Context) -> None:
    """Headings of which most are nothing but people are talks without a title, under who gave them."""
    titles = [e for e in members if e.role == "title"]
    named = [(e, *people(_unnumbered(e, ctx), ctx.names)) for e in titles if _maybe_named_only(e, ctx)]
    likely = [
        (e, credits)
        for e, credits, sure in named
        if sure >= _LIKELY and all(" " in c.name and not c.organizations for c in credits)
    ]
    surely = sum(ctx.names.score(credits[0].name) >= SURE_NAME for _, credits in likely)
    known = {id(e) for e, _ in likely}
    others = [e for e, *_ in named if id(e) not in known and _opens_by_first_name(e, ctx)]
    most = len(likely) + len(others) >= _MOST * len(titles)
    if not most or len(likely) < max(_SEVERAL, len(others)) or surely < 0.5 * len(likely):
        return
    if sum(_tells_of_others(e, {c.name for c in credits}, ctx) for e, credits in likely) > 0.2 * len(likely):
        for entry, _ in likely:
            entry.role, entry.best = "talks", None
        return
    titles_below: dict[int, str] = {}
    for title_of in (_title_with_slides, _title_line):
        found = {id(e): title for e, _ in likely if (title := title_of(e, ctx))}
        if not titles_below and len(found) >= max(_SEVERAL, _MOST * len(likely)):
            titles_below = found
    for entry, credits in (*likely, *((e, (Credit(e.block.flat),)) for e in others)):
        assert entry.best is not None
        title = titles_below.get(id(entry), "")
        entry.best = replace(entry.best, title=title, credits=credits, form="name", score=0.9)
        entry.rule = AMONG_PEOPLE
    for entry in titles:
        if entry.rule != AMONG_PEOPLE and not by_own_line(entry) and entry.block.flat.rstrip()[-1:] in "?:":
            entry.role = "section"  # what is told of each of them


def _title_with_slides(entry: Entry, ctx: Context) -> str:
    """The words before a link to slides or a recording, `Nine Spoons ([Slides](url))`, in the first line below."""
    below = ctx.outline[entry.at + 1] if entry.at + 1 < len(ctx.outline) else None
    if below is None or below.shape not in ("para", "lone", "run-in"):
        return ""
    links = [m for m in below.marks if m.kind == "link" and m.end <= len(below.first_line)]
    shown = min((m.start for m in links if is_resource(below.text[m.start : m.end])), default=0)
    title, _ = tidy(below.text[:shown].rstrip(" ([,–—-"), ctx.lexicon)
    return title if 0 < len(title.split()) <= _LONGEST_BELOW and title[-1] not in ".:" else ""


_LONGEST_BELOW = 20
"""Words of a title."""


def _title_line(entry: Entry, ctx: Context) -> str:
    """The line right below, where it is a title and stands alone: `Nine Spoons in a Row`, `Topic: Nine Spoons`."""
    below = ctx.outline[entry.at + 1] if entry.at + 1 < len(ctx.outline) else None
    return _as_title(below.flat, ctx) if below is not None and below.shape == "lone" else ""


def _as_title(line: str, ctx: Context) -> str:
    """A short line as a title, without its label; empty where it is a sentence or a label."""
    title, _ = tidy(line[prefix(line, ctx.lexicon)[0] :], ctx.lexicon)
    ends = line.rstrip()[-1:] in (".", ":", ";", ",")
    said = ends or FIRST_PERSON.match(title) or not is_titled(title.split())
    return title if 0 < len(title.split()) <= _LONGEST_BELOW and (title != line.strip() or not said) else ""


def titles_on_second_lines(members: Sequence[Entry], ctx: Context) -> None:
    """Paragraphs of two lines, of which the first is a name in bold, and the second the title: `**Ida Quill**` and
    right below it `Nine Spoons in a Row`."""
    pairs = [e for e in members if e.block.text.count("\n") == 1 and e.parses and _begins_with_bold_line(e.block)]
    found: list[tuple[Entry, Parse]] = []
    for entry in pairs:
        name, second = entry.block.text.split("\n")
        within, kind = prefix(name, ctx.lexicon)
        credits, likely = people(name[within:], ctx.names)
        title = _as_title(second, ctx)
        if title and credits and likely >= _LIKELY:
            found.append((entry, replace(entry.parses[-1], title=title, credits=credits, kind=kind or entry.kind)))
    surely = sum(ctx.names.score(parse.credits[0].name) >= SURE_NAME for _, parse in found)
    if len(found) < max(_SEVERAL, _MOST * len(pairs)) or surely < 0.5 * len(found):
        return
    for entry, parse in found:
        entry.best, entry.role, entry.signed = replace(parse, form="dash-before", score=0.9), "title", parse.credits


def _begins_with_bold_line(block: Block) -> bool:
    return wholly([m for m in block.marks if m.end <= len(block.first_line)], ("strong",), block.first_line)


def speakers_of_profiles(members: Sequence[Entry], ctx: Context) -> None:
    """Headings without a by-line below which a link leads to the profile of who spoke, `[Follow Ida
    Quill](https://twitter.com/ida)`, where three or more have one.
    """
    titles = [e for e in members if e.role == "title" and e.best and not e.best.credits]
    found = [(e, who) for e in titles if (who := _profile_below(e, ctx))]
    if len(found) < _SEVERAL or 2 * len(found) < len(titles):
        return
    known = {id(e) for e, _ in found}
    others = [(e, who) for e in titles if id(e) not in known and (who := _followed_below(e, ctx))]
    for entry, who in (*found, *others):
        assert entry.best is not None
        entry.best, entry.rule = replace(entry.best, credits=(Credit(who),), score=0.85), "speaker-line"


def _profile_below(entry: Entry, ctx: Context) -> str:
    """The name in a line below that is but a link to a profile; empty where there is none, or several."""
    named = [persons(_FOLLOW.pattern.sub("", text), ctx, _LIKELY) for text in _links_to_profiles(entry, ctx)]
    names = {one[0].name for one in named if len(one) == 1 and " " in one[0].name}
    return names.pop() if len(names) == 1 else ""


def _followed_below(entry: Entry, ctx: Context) -> str:
    """Whom such a line says to follow, though nobody know the name: `[Follow Zork on Twitter](url)`."""
    links = [(text, _FOLLOW.pattern.match(text)) for text in _links_to_profiles(entry, ctx)]
    names = {name[0] for text, follow in links if follow and (name := _WRITTEN.match(text, follow.end()))}
    return names.pop() if len(names) == 1 else ""


_WRITTEN = regex(r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,2}(?=$| [a-zà-ÿ])")


def _links_to_profiles(entry: Entry, ctx: Context) -> list[str]:
    """What the lines of a section say that are but a link to a profile."""
    section = (ctx.outline[at] for at in range(entry.at + 1, len(ctx.outline)))
    below = itertools.takewhile(lambda block: block.shape != "heading", section)
    alone = (b for b in below if len(b.marks) == 1 and b.marks[0].end - b.marks[0].start >= len(b.text) - 1)
    return [block.flat for block in alone if destinations.handle(block.marks[0].href)]


def _opens_by_first_name(entry: Entry, ctx: Context) -> bool:
    """Whether a heading may be somebody whose name nobody knows: the words below begin with the first part of it."""
    first, _, rest = entry.block.flat.partition(" ")
    written = _TWO_OR_THREE.fullmatch(entry.block.flat) is not None and fold(first) not in ctx.lexicon.plain
    return (
        written
        and bool(rest)
        and entry.body.startswith(first)
        and not has_word(entry.body[: len(entry.block.flat) + 1], rest)
    )


_TWO_OR_THREE = regex(r"[A-ZÀ-Þ][^\W\d_]+(?:[ -][^\W\d_]{2,}){1,2}")


def speaks_below(entry: Entry, ctx: Context) -> bool:
    """Whether the first sentences below a heading say that who it names speaks: `Ida showed us her spoons.`"""
    own = fold(entry.block.flat).split()
    acting = (actor_in(sentence, ctx)[0] for sentence in sentences(entry.prose)[:_FIRST_SENTENCES])
    return any(fold(credit.name).split()[0] in own for credits in acting for credit in credits)


def _tells_of_others(entry: Entry, own: set[str], ctx: Context) -> bool:
    """Whether the words below a heading name other people and not who it names: these are who picked the talks."""
    words = {word for name in own for word in name.split()}
    others = any(" " in p.name and p.name not in own for p in persons(entry.body, ctx, SURE_NAME))
    return others and not any(has_word(entry.body, word) for word in words)


_SEVERAL, _MOST, _LIKELY = 3, 0.7, 0.6


def _unnumbered(entry: Entry, ctx: Context) -> str:
    """`1. Ida Quill`, without its number."""
    return entry.block.flat[prefix(entry.block.flat, ctx.lexicon)[0] :]


def _maybe_named_only(entry: Entry, ctx: Context) -> bool:
    """Whether a line has nobody beside what may be its title, but people whom it is itself."""
    best = entry.best
    if best is None or not best.credits or best.form == "name":
        return best is not None
    same = {fold(credit.name) for credit in best.credits} == {fold(_unnumbered(entry, ctx))}
    return bool(entry.rule) and (same or ctx.names.score(best.title) >= SURE_NAME)


def _only_handles(credits: Sequence[Credit]) -> bool:
    """Whether nobody is named, but by a handle at most."""
    return all(c.name[:1] == "@" for c in credits)


def _named_in(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """Who a heading is, where it is nothing but people: likely names, if handles stand below them."""
    best = entry.best
    if best is None or best.form in ("name", "handle"):
        return best.credits if best and not best.title else ()
    credits, sure = people(entry.block.flat, ctx.names)
    handles = bool(best.credits) and _only_handles(best.credits)
    return credits if sure >= (0.6 if handles else 0.9) and all(" " in c.name for c in credits) else ()


def speakers_in_first_items(members: Sequence[tuple[Entry, Entry | None]], ctx: Context) -> None:
    """Items of a list whose own first item is a person each: `- On Spoons` and below it `- Ida Quill, Ladle Ltd`."""
    found: list[tuple[Entry, tuple[Credit, ...]]] = []
    for entry, below in members:
        if entry.best is None or entry.best.credits or below is None:
            continue
        line = re.sub(r"\s+~\s+", ", ", below.block.first_line[:120])
        by = ctx.lexicon.pattern("by").match(line)
        credits, score = people(line[by.end() :].strip() if by else line, ctx.names)
        if line.rstrip().endswith(("…", "...")):
            continue  # `鍋、蓋、おたま...`: things, of which there are more
        if credits and score >= 0.65 and (score >= 0.9 or not line.isascii()):
            found.append((entry, credits))
    if len(found) > 1:
        for entry, credits in found:
            assert entry.best is not None
            title = _whole_title(entry)
            entry.best, entry.rule = replace(entry.best, title=title, credits=credits, score=1.0), "speaker-item"


def names_as_siblings(members: Sequence[Entry], ctx: Context) -> None:
    """Headings below which a line of its own, wholly set apart, is who spoke, be it an unusual name, where three
    headings or more have one, and most of these lines are known as names: `## Nine Spoons`, `**Zork LaPan**`."""
    lines = [(e, line) for e in members if e.role == "title" and e.best and (line := _name_line(e, ctx))]
    named = sum(bool(e.best and e.best.credits) and e.rule == "speaker-line" for e, _ in lines)
    if len(lines) < _MANY_NAMED or named < _MOSTLY_NAMED * len(lines):
        return
    for entry, line in lines:
        if entry.best and not entry.best.credits:
            entry.best, entry.rule = replace(entry.best, credits=(Credit(line),), score=_LIKELY), "speaker-line"


def _name_line(entry: Entry, ctx: Context) -> str:
    """The line right below a title if it is bold as a whole and two or three words as names are; else empty."""
    below = next(iter(ctx.outline[entry.at + 1 : entry.at + 2]), None)
    words = below.flat.split() if below and below.shape in ("bold", "lone", "para") else []
    if below is None or not 1 < len(words) < _LONG_NAME or not all(map(_NAME_WORD.fullmatch, words)):
        return ""
    lex, folded = ctx.lexicon, [fold(word) for word in words]
    other = not lex.plain.isdisjoint(folded) or lex.has("sections", below.flat) or lex.kind_of(below.flat)
    return "" if other or not wholly(below.marks, ("em", "strong"), below.text) else below.flat


_NAME_WORD = regex(r"[A-ZÀ-Þ][\w.'’-]+")
_MANY_NAMED, _MOSTLY_NAMED, _LONG_NAME = 4, 0.6, 4


def titles_in_first_items(members: Sequence[tuple[Entry, Entry | None]], ctx: Context) -> None:
    """Items of a list that are people, with the title set apart, or behind its label, as their own first item: `- Ida
    Quill` and below it `- *On Spoons*` or `- Topic: On Spoons`, where most of these have one."""
    named: list[tuple[Entry, Entry, tuple[Credit, ...]]] = []
    for entry, below in members:
        credits, sure = people(entry.block.flat, ctx.names) if below else ((), 0.0)
        if below and entry.best and sure >= _LIKELY and all(" " in credit.name for credit in credits):
            named.append((entry, below, credits))
    found = [
        (entry, below, credits)
        for entry, below, credits in named
        if _set_apart(below.block) or prefix(below.block.flat, ctx.lexicon)[0]
    ]
    if len(found) < _SEVERAL or len(found) < 0.6 * len(named):
        return
    for entry, below, credits in found:
        assert entry.best is not None
        line = below.block.flat[prefix(below.block.flat, ctx.lexicon)[0] :]
        quoted = _IN_QUOTES.match(line)
        title = tidy(quoted.group() if quoted else line, ctx.lexicon)[0]
        entry.best = replace(entry.best, title=title, credits=credits, form="title", score=1.0)
        entry.rule, below.role = "title-item", "label"


def _set_apart(block: Block) -> bool:
    """Whether a line is as a whole in quotation marks, bold or italic, and no sentence."""
    text = block.flat
    quoted = _IN_QUOTES.fullmatch(text) is not None
    return (
        len(text) < _LONGEST_ITEM and "\n" not in block.text and (quoted or wholly(block.marks, ("em", "strong"), text))
    )


_IN_QUOTES = regex(r"[“\"„«「『《][^“”\"„«»「」『』《》]{3,}[”\"“»」』》]")


def _whole_title(entry: Entry) -> str:
    """The title of an item that has its speaker below: all of a short line, with what stands behind its colon."""
    assert entry.best is not None
    line, title = entry.block.flat, entry.best.title
    whole = not entry.block.marks and len(line) < _LONGEST_ITEM and line[-1:] not in ".!" and title in line
    return line[line.index(title) :] if whole else title


_LONGEST_ITEM = 120
"""Characters of an item that may be a title as a whole."""


def tells_of_several(entry: Entry, ctx: Context) -> bool:
    """Whether the sentences of a line tell of several sessions, each with its speakers."""
    block = entry.block
    if len(runs_of(flowing(block.text, block.marks), block)) < 2:
        return False
    return sum(bool(t.credits) for t in told_in(entry.at, block, "", ctx, SURE)) > 1


def by_own_line(entry: Entry) -> bool:
    return entry.best is not None and bool(entry.best.credits) and not entry.rule


def section_of_titled(entry: Entry, entries: Sequence[Entry], ctx: Context) -> None:
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


_FOLLOW = Worded(r"^<follow>\s")


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
    if len(rows) < max(_SEVERAL, 0.5 * len(heads)):
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
        entry.best, entry.rule = replace(best, credits=pair, score=_LIKELY), "speaker-below"


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
    if best is None or best.form != "title" or entry.block.marks or len(text) > _LONGEST_ITEM or not best.title:
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

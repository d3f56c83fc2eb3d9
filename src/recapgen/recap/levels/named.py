"""Headings and items that are people: who spoke, with the title of the talk below."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.beside import AMONG_PEOPLE, LIKELY, LONGEST_ITEM, MOST, SEVERAL, by_own_line
from recapgen.recap.levels.entries import Entry
from recapgen.recap.levels.weights import FIRST_PERSON, is_titled
from recapgen.recap.line.names import SURE_NAME, is_plain_word
from recapgen.recap.line.parse import Parse
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.line.titles import prefix, tidy
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block, wholly
from recapgen.recap.prose.persons import persons
from recapgen.recap.words import Lexicon, Worded, fold, has_word, of_languages
from recapgen.regex import regex


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
        elif not below.best.credits and (whole := _name_with_more(entry, ctx)):
            above.append((entry, below.best.title, whole))
        elif not (entry.role == "title" or entry.vague) or entry.best.credits:
            continue
        elif named := _named_in(below, ctx):
            above.append((entry, entry.best.title, named))
        elif named := _maybe_named_in(below, ctx):
            unknown.append((entry, entry.best.title, named))
    if len(above) < 2:
        return
    above += unknown if len(above) >= max(SEVERAL, len(unknown)) else []
    for entry, title, credits in above:
        assert entry.best is not None
        entry.best, entry.rule = replace(entry.best, title=title, credits=credits, form="dash-before", score=0.9), ""
        below = following[entry.at + 1]
        entry.role, below.role, below.best = "title", "section", None


def _name_with_more(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """Whom a heading names that is one with an organization or a role: `Ida Quill (Ladle Ltd)`."""
    credits, sure = people(_unnumbered(entry, ctx), ctx.names)
    one = len(credits) == 1 and bool(credits[0].organizations or credits[0].role)
    return credits if one and sure >= SURE_NAME and " " in credits[0].name else ()


def _maybe_named_in(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """Who a heading may be whose siblings are people, though nobody knows the name."""
    credits, likely = people(entry.block.flat, ctx.names)
    return credits if likely >= LIKELY and all(" " in c.name for c in credits) else ()


def headings_that_are_people(members: Sequence[Entry], ctx: Context) -> None:
    """Headings of which most are nothing but people are talks without a title, under who gave them."""
    titles = [e for e in members if e.role == "title"]
    named = [(e, *people(_unnumbered(e, ctx), ctx.names)) for e in titles if _maybe_named_only(e, ctx)]
    likely = [
        (e, credits)
        for e, credits, sure in named
        if sure >= LIKELY and all(" " in c.name and not c.organizations for c in credits)
    ]
    surely = sum(ctx.names.score(credits[0].name) >= SURE_NAME for _, credits in likely)
    known = {id(e) for e, _ in likely}
    others = [e for e, *_ in named if id(e) not in known and _opens_by_first_name(e, ctx)]
    most = len(likely) + len(others) >= MOST * len(titles)
    if not most or len(likely) < max(SEVERAL, len(others)) or surely < 0.5 * len(likely):
        return
    if sum(_tells_of_others(e, {c.name for c in credits}, ctx) for e, credits in likely) > 0.2 * len(likely):
        for entry, _ in likely:
            entry.role, entry.best = "talks", None
        return
    titles_below: dict[int, str] = {}
    for title_of in (_title_with_slides, _title_line):
        found = {id(e): title for e, _ in likely if (title := title_of(e, ctx))}
        if not titles_below and len(found) >= max(SEVERAL, MOST * len(likely)):
            titles_below = found
    for entry, credits in (*likely, *((e, (Credit(e.block.flat),)) for e in others)):
        assert entry.best is not None
        title = titles_below.get(id(entry), "")
        form = "dash-before" if title else "name"
        entry.best = replace(entry.best, title=title, credits=credits, form=form, score=0.9)
        entry.rule = AMONG_PEOPLE
    for entry in titles:
        if entry.rule != AMONG_PEOPLE and not by_own_line(entry) and entry.block.flat.rstrip()[-1:] in "?:":
            entry.role = "section"  # what is told of each of them


def _title_with_slides(entry: Entry, ctx: Context) -> str:
    """The words before a link to slides or a recording, `Nine Spoons ([Slides](url))`, `Nine Spoons: [slides of
    mine](url)`, in the first line below.
    """
    below = ctx.outline[entry.at + 1] if entry.at + 1 < len(ctx.outline) else None
    if below is None or below.shape not in ("para", "lone", "run-in"):
        return ""
    links = [m for m in below.marks if m.kind == "link" and m.end <= len(below.first_line)]
    shown = min((m.start for m in links if _is_shown(below.text[m.start : m.end])), default=0)
    before = below.text[:shown].rstrip(" ([,–—-")
    title, _ = tidy(before.rstrip(":"), ctx.lexicon)
    if before.endswith(":") and _speaks_of_talk(title, entry, ctx):
        return ""
    return title if 0 < len(title.split()) <= _LONGEST_BELOW and title[-1] not in ".:" else ""


def _speaks_of_talk(words: str, entry: Entry, ctx: Context) -> bool:
    """Whether words before a colon only say whose talk one can look at: `Her talk is online: [Slides](url)`."""
    lex, folded = ctx.lexicon, fold(words).split() or [""]
    about = lex.words("resources", "talk_nouns") | set(fold(entry.block.flat).split())
    return not about.isdisjoint(folded) or folded[0] in lex.words("they")


def _is_shown(text: str) -> bool:
    """Whether a link is what one can look at, perhaps said which: `Slides`, `slides original`."""
    first, _, which = text.partition(" ")
    return is_resource(text) or (is_resource(first) and " " not in which)


_LONGEST_BELOW = 20
"""Words of a title."""


def _title_line(entry: Entry, ctx: Context) -> str:
    """The line right below, where it is a title and stands alone: `Nine Spoons in a Row`, `Topic: Nine Spoons`,
    `**Spoons**`."""
    below = ctx.outline[entry.at + 1] if entry.at + 1 < len(ctx.outline) else None
    if below is None or below.shape not in ("lone", "bold", "para", "run-in"):
        return ""
    apart = wholly(below.marks, ("em", "strong"), below.text) and below.flat[-1:] not in ".:;,"
    if below.shape in ("para", "run-in") and not apart:
        return ""
    return tidy(below.flat, ctx.lexicon)[0] if apart else _as_title(below.flat, ctx)


def _as_title(line: str, ctx: Context) -> str:
    """A short line as a title, without its label; empty where it is a sentence or a label."""
    title, _ = tidy(line[prefix(line, ctx.lexicon)[0] :], ctx.lexicon)
    ends = line.rstrip()[-1:] in (".", ":", ";", ",")
    said = ends or FIRST_PERSON.match(title) or not is_titled(title.split())
    return title if 0 < len(title.split()) <= _LONGEST_BELOW and (title != line.strip() or not said) else ""


def titles_on_second_lines(members: Sequence[Entry], ctx: Context) -> None:
    """Paragraphs of two lines, of which the first is a name, and the second the title: `**Ida Quill**` and right
    below it `Nine Spoons in a Row`."""
    pairs = [e for e in members if e.block.text.count("\n") == 1 and e.parses]
    found: list[tuple[Entry, Parse]] = []
    for entry in pairs:
        name, second = entry.block.text.split("\n")
        within, kind = prefix(name, ctx.lexicon)
        credits, likely = people(name[within:], ctx.names)
        title = _as_title(second, ctx)
        if title and credits and likely >= LIKELY:
            found.append((entry, replace(entry.parses[-1], title=title, credits=credits, kind=kind or entry.kind)))
    surely = sum(ctx.names.score(parse.credits[0].name) >= SURE_NAME for _, parse in found)
    if len(found) < max(SEVERAL, MOST * len(pairs)) or surely < 0.5 * len(found):
        return
    for entry, parse in found:
        entry.best, entry.role, entry.signed = replace(parse, form="dash-before", score=0.9), "title", parse.credits


def speakers_of_profiles(members: Sequence[Entry], ctx: Context) -> None:
    """Headings without a by-line below which a link leads to the profile of who spoke, `[Follow Ida
    Quill](https://twitter.com/ida)`, where three or more have one.
    """
    titles = [e for e in members if e.role == "title" and e.best and not e.best.credits]
    found = [(e, who) for e in titles if (who := _profile_below(e, ctx))]
    if len(found) < SEVERAL or 2 * len(found) < len(titles):
        return
    known = {id(e) for e, _ in found}
    others = [(e, who) for e in titles if id(e) not in known and (who := _followed_below(e, ctx))]
    for entry, who in (*found, *others):
        assert entry.best is not None
        entry.best, entry.rule = replace(entry.best, credits=(Credit(who),), score=0.85), "speaker-line"


def _profile_below(entry: Entry, ctx: Context) -> str:
    """The name in a line below that is but a link to a profile; empty where there is none, or several."""
    named = [persons(_FOLLOW.pattern.sub("", text), ctx, LIKELY) for text in _links_to_profiles(entry, ctx)]
    names = {one[0].name for one in named if len(one) == 1 and " " in one[0].name}
    return names.pop() if len(names) == 1 else ""


def _followed_below(entry: Entry, ctx: Context) -> str:
    """Whom such a line says to follow, though nobody know the name: `[Follow Zork on Twitter](url)`."""
    links = [(text, _FOLLOW.pattern.match(text)) for text in _links_to_profiles(entry, ctx)]
    names = {name[0] for text, follow in links if follow and (name := _WRITTEN.match(text, follow.end()))}
    return names.pop() if len(names) == 1 else ""


_WRITTEN = regex(r"[A-ZÀ-Þ][\w.'’-]+(?: [A-ZÀ-Þ][\w.'’-]+){0,2}(?=$| [a-zà-ÿ])")


def speakers_by_words(members: Sequence[Entry], ctx: Context) -> None:
    """Headings below which words say who gave the talk, though nobody know the names: `The talk by Zork was`, where two
    or more do, each of somebody else; or of several people: `The panel was led by Zork, Otama and Bo`."""
    titles = [e for e in members if e.role == "title" and e.best and e.best.title and not e.best.credits]
    found = [(e, who) for e in titles if (who := _given_by_words(e, ctx))]
    names = {name for _, who in found for name in who}
    for entry, who in found:
        others = names.difference(who)
        if entry.best and (len(who) > 1 or others):
            credits = tuple(map(Credit, who))
            entry.best, entry.rule = replace(entry.best, credits=credits, score=_BY_WORDS), "speaker-below"


def _given_by_words(entry: Entry, ctx: Context) -> list[str]:
    """Who gave the talk by the first words below its title, by names that are no words and of no firm."""
    match = _talk_by(ctx.lexicon).search(entry.body[:_FIRST_WORDS])
    names = [m.group() for m in _WRITTEN_NAME.finditer(match["names"])] if match else []
    odd = any(
        is_plain_word(fold(word), ctx.lexicon) or fold(word) in ctx.lexicon.words("org_words")
        for name in names
        for word in name.split()
    )
    firms = any(fold(name) in ctx.names.organizations or has_word(ctx.low, f"at {name.lower()}") for name in names)
    return [] if odd or firms or any(fold(name) in ctx.conferences for name in names) else names


@of_languages
def _talk_by(lex: Lexicon) -> re.Pattern[str]:
    """`This talk by Zork and Otama`, `the panel was taken by Zork, Otama and Bo`."""
    name = _WRITTEN_NAME.pattern
    said, by, joined = lex.pattern("talk_nouns").pattern, lex.either("by_alone"), lex.either("and_alone")
    return re.compile(
        rf"(?i:{said})(?:\s{lex.either('was')}\s(?:[a-z]+\s){{1,2}}|\s)(?i:{by})\s"
        rf"(?P<names>{name}(?:(?:,\s(?:{joined}\s)?|\s{joined}\s){name}){{0,7}})(?!\w|\s[A-ZÀ-Þ])"
    )


_WRITTEN_NAME = regex(r"[A-ZÀ-Þ][\w’'-]{2,}(?:\s[A-ZÀ-Þ][\w’'-]+){0,2}")
_FIRST_WORDS = 300
"""Characters below a title within which it is said who gave the talk."""
_BY_WORDS = 0.75


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


def _tells_of_others(entry: Entry, own: set[str], ctx: Context) -> bool:
    """Whether the words below a heading name other people and not who it names: these are who picked the talks."""
    words = {word for name in own for word in name.split()}
    others = any(" " in p.name and p.name not in own for p in persons(entry.body, ctx, SURE_NAME))
    return others and not any(has_word(entry.body, word) for word in words)


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
            entry.best, entry.rule = replace(entry.best, credits=(Credit(line),), score=LIKELY), "speaker-line"


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
        if below and entry.best and sure >= LIKELY and all(" " in credit.name for credit in credits):
            named.append((entry, below, credits))
    found = [
        (entry, below, credits)
        for entry, below, credits in named
        if _set_apart(below.block) or prefix(below.block.flat, ctx.lexicon)[0]
    ]
    if len(found) < SEVERAL or len(found) < 0.6 * len(named):
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
        len(text) < LONGEST_ITEM and "\n" not in block.text and (quoted or wholly(block.marks, ("em", "strong"), text))
    )


_IN_QUOTES = regex(r"[“\"„«「『《][^“”\"„«»「」『』《》]{3,}[”\"“»」』》]")


def _whole_title(entry: Entry) -> str:
    """The title of an item that has its speaker below: all of a short line, with what stands behind its colon."""
    assert entry.best is not None
    line, title = entry.block.flat, entry.best.title
    whole = not entry.block.marks and len(line) < LONGEST_ITEM and line[-1:] not in ".!" and title in line
    return line[line.index(title) :] if whole else title


_FOLLOW = Worded(r"^<follow>\s")

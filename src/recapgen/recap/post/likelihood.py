"""Whether a post is a recap: it tells of a conference that is over, and of talks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from recapgen.recap.conference.editions import CALLED, GUESS, HEADED
from recapgen.recap.conference.events import is_event, is_listed
from recapgen.recap.conference.naming import names_in
from recapgen.recap.conference.parts import Region
from recapgen.recap.conference.paths import of_notes
from recapgen.recap.conference.shapes import YEAR
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry, ancestors
from recapgen.recap.line.days import day_of, day_within
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.post.days import day_of_post
from recapgen.recap.post.title import SIGNED
from recapgen.recap.post.to_come import (
    LONGEST_OPENING,
    SOME_OVER,
    before_event,
    days_to_come,
    is_plan,
    is_preview,
    is_to_come,
    recordings_in,
    without_addresses,
)
from recapgen.recap.prose.labels import speaker_label
from recapgen.recap.prose.sentences import sentences
from recapgen.recap.reading import UNSURE, Facts, Found
from recapgen.recap.words import Lexicon, fold, of_languages
from recapgen.regex import regex

SURELY_RECAP = 0.65
"""From this likelihood on a post is a recap though no session was found."""


_ROUND_UP = 0.3
"""The likelihood of what only lists, plans or instructs."""


_LEAST_TALKS = 3
"""Talks with a speaker that a post has to tell of, if its conference's name is a guess."""


_LEAST_WHERE_UNNAMED = 4
"""And if it names none, unless its title calls it an event."""


def tells_of_conference(regions: Sequence[Region], found: Sequence[Found], likely: float, ctx: Context) -> bool:
    """Whether a post is a recap; it has to tell of several talks if its conference's name is only a guess, and of one
    if nothing says surely that it is a conference.
    """
    if not regions:
        signed = [f for f in found if _is_by_somebody(f, ctx) and f.title and f.confidence >= UNSURE]
        of_days = any(f.day is not None for f in signed)
        least = _LEAST_TALKS if _is_of_event(ctx.title, ctx) else _LEAST_WHERE_UNNAMED
        return likely >= 0.5 and len(signed) >= least and (of_days or _begins_with_event(ctx)) and not _collects(ctx)
    if (
        len(regions) < _SEVERAL_EVENTS
        and _is_on_events(ctx.title, ctx)
        and sum(bool(f.credits) for f in found) < _LEAST_TALKS
    ):
        return False
    if regions[0].evidence["name"].rule == GUESS:
        in_programme = ctx.programmes and _says_so(ctx.title, ctx)
        surely = in_programme or _is_of_event(ctx.title, ctx)
        told = [f for f in found if in_programme or (f.credits if surely else _is_by_somebody(f, ctx))]
        return likely >= 0.5 and len(told) >= _LEAST_TALKS and _of_talks(ctx)
    if len(found) < _LEAST_TALKS and not _heads(regions[0]) and not _says_so(ctx.title, ctx) and _is_mostly_code(ctx):
        return False
    if len(found) < _TALKS_BESIDE_OWN and not _heads(regions[0]) and not _says_so(ctx.title, ctx) and _on_own_talk(ctx):
        return False
    if len(found) < _TALKS_BESIDE_OWN and not _says_so(ctx.title, ctx) and _on_own_paper(ctx):
        return False
    if not any(f.credits for f in found) and len(found) < _LEAST_TALKS and not _tells_of_one(regions, bool(found), ctx):
        return False
    return likely >= SURELY_RECAP or (likely >= 0.5 and bool(found))


def _is_by_somebody(talk: Found, ctx: Context) -> bool:
    """Whether one who gave a talk surely is a person: behind the colon of `Fast lids: less waiting`, nobody is."""
    return any(
        ctx.names.score(credit.name) >= (_KOREAN_NAME if _HANGUL.match(credit.name) else SURE_NAME)
        for credit in talk.credits
    )


_HANGUL = regex(r"[\uac00-\ud7a3]{2}")
_KOREAN_NAME = 0.7
"""From this score on a word of Hangul is a name: it begins with a surname, and is as long as names are."""


def _begins_with_event(ctx: Context) -> bool:
    """Whether a title or what a text begins with speaks of an event, or the title of a recap."""
    spoken = ctx.lexicon.pattern("event_nouns").search(f"{ctx.title}\n{ctx.text[:LONGEST_OPENING]}")
    return spoken is not None or _says_so(ctx.title, ctx)


def _tells_of_one(regions: Sequence[Region], talks: bool, ctx: Context) -> bool:
    """Whether a post with hardly any talks is of a conference that surely is one: one without any says in its title
    that it tells of something, or has the conference's name there, or begins with its writer's having been there."""
    if _opens_at_event(ctx):
        return True
    lex, opening = ctx.lexicon, ctx.text[:LONGEST_OPENING]
    says_so = _says_so(ctx.title, ctx)
    called = says_so or lex.pattern("event_nouns", "talk_words").search(opening) is not None
    named = [r for r in regions if _is_an_event(r, ctx) or (called and _with_year(r, ctx.title))]
    if not (talks or called or _of_talks(ctx) or lex.pattern("was_there").search(opening)):
        return False
    return bool(named) and (talks or says_so or any(_is_in_title(r, ctx.title) for r in named))


def _opens_at_event(ctx: Context) -> bool:
    """Whether a text begins with its writer's having been at an event: `I attended a conference`, `Today was the first
    day`."""
    lex, opening = ctx.lexicon, ctx.text[:LONGEST_OPENING]
    day = day_within(ctx.title, lex) or day_within(sentences(opening)[0], lex)
    there = day or lex.pattern("was_there").search(opening)
    return bool(there) and lex.pattern("event_nouns").search(opening) is not None


_SEVERAL_EVENTS = 2


_TALKS_BESIDE_OWN = 2
"""Talks of others from which on a text that begins with the writer's own is a recap all the same."""


def _on_own_talk(ctx: Context) -> bool:
    """Whether a text begins with the talk that its writer gave, as one with its slides does: `I spoke on lids`."""
    first = next((block.flat for block in ctx.outline if block.shape in ("para", "run-in")), "")
    return _we_spoke(ctx.lexicon).search(sentences(first)[0]) is not None


@of_languages
def _we_spoke(lex: Lexicon) -> re.Pattern[str]:
    """`I gave a talk`, `I spoke on`."""
    gave, on = lex.pattern("presenting").pattern, lex.either("on", "speaks_of", "at_org")
    noun = lex.pattern("talk_nouns").pattern
    return re.compile(
        rf"(?<!\w){lex.either('we')}\s(?:\w+\s)?{gave}\s(?:(?:[\w-]+\s){{0,4}}?{noun}|{on}(?!\w))", re.IGNORECASE
    )


def _on_own_paper(ctx: Context) -> bool:
    """Whether a text begins with what its writer's people wrote and showed: `Our paper on lids was presented at`."""
    first = next((block.flat for block in ctx.outline if block.shape in ("para", "run-in")), "")
    said = sentences(first)[0] if first else ""
    return ctx.lexicon.pattern("own_papers").search(said) is not None and not _opens_at_event(ctx)


def _is_mostly_code(ctx: Context) -> bool:
    """Whether a text is code for its greater part, as one is that shows how something is done."""
    code = sum(len(block.text) for block in ctx.outline if block.shape == "code")
    return code > sum(len(block.text) for block in ctx.outline if block.shape != "code")


def _collects(ctx: Context) -> bool:
    """Whether a title speaks of the talks of a year, whichever conference they were given at: `My talks of 2016`."""
    several = not ctx.lexicon.several_talks.isdisjoint(fold(ctx.title).split())
    return several and _YEAR_IN_TITLE.search(ctx.title) is not None


_YEAR_IN_TITLE = regex(rf"(?<!\d){YEAR}(?!\d)")


def _says_so(title: str, ctx: Context) -> bool:
    """Whether a title says that something is told of: `impressions of`, `day 2`."""
    lex = ctx.lexicon
    days = lex.pattern("recap_words").search(title) or day_within(title, lex) or _several_days(lex).search(title)
    return days is not None


@of_languages
def _several_days(lex: Lexicon) -> re.Pattern[str]:
    """`Days 1 and 2`"""
    return re.compile(rf"\b{lex.either('several_days')}\s+(?:\d|{lex.either('numbers')})", re.IGNORECASE)


def recap_likely(ctx: Context, title: str, facts: Facts, regions: Sequence[Region]) -> float:
    """0 to 1: how sure it is that a post tells of a conference that is over."""
    if _is_round_up(ctx) or is_plan(ctx) or _instructs(title, ctx):
        return _ROUND_UP
    lex = ctx.lexicon
    if not regions and not _of_several_talks(ctx):
        return 0.0
    if regions and of_notes(facts.path, ctx):
        return _AMONG_NOTES
    head = title + "\n" + ctx.text[:2500]
    past = len({m.group().lower() for m in lex.pattern("past").finditer(head)})
    future = len(lex.pattern("future").findall(without_addresses(head[: len(title) + 900])))
    talked = sum(1 for _ in islice(lex.pattern("presenting").finditer(ctx.text[:20_000]), 6))
    day = day_of_post(title, facts.path, ctx)
    named = bool(lex.pattern("recap_words").search(title)) or day is not None
    score = 0.45 + 0.12 * min(3, past) + 0.05 * talked + (0.25 if named else 0.0)
    score += 0.1 if regions and _heads(regions[0]) else 0.0
    if future > past:  # a diary begins before the first day
        past = len({m.group().lower() for m in lex.pattern("past").finditer(ctx.text[:20_000])}) + recordings_in(ctx)
    score -= 0.2 * min(4, future - 1) if future > past else 0.05 * min(3, future)
    to_come = regions and not named and past <= SOME_OVER and is_to_come(regions[0].claim, facts)
    previewed = (is_preview(title, lex) or lex.pattern("previews").search(_first_line(ctx))) and not _just_over(ctx)
    if to_come or previewed:
        score -= 0.8
    elif lex.pattern("future").search(title) and not _just_over(ctx):
        score -= 0.4
    elif day is None and day_of(title, lex) is None and before_event(ctx, named, past):
        score -= 0.6
    if day is None and regions:
        score -= _not_of_an_event(title, head, regions, ctx)
    return max(0.0, min(1.0 if past or _of_talks(ctx) else _WITHOUT_TALKS, score))


def _just_over(ctx: Context) -> bool:
    """Whether a text begins with talks of an event that was over: `There are talks from last weekend's SoupConf that I
    look forward to seeing again`."""
    first = next((block.flat for block in ctx.outline if block.shape in ("para", "run-in", "lone")), "")
    said = sentences(first)[0] if first else ""
    over = ctx.lexicon.pattern("just_over").search(said)
    return over is not None and ctx.lexicon.pattern("talk_words").search(said) is not None


def _instructs(title: str, ctx: Context) -> bool:
    """Whether a title is about how something is done, and on no edition: `How to carve a Spoon Camp badge`."""
    done = ctx.lexicon.pattern("instructs").match(title.lstrip(" \"“'"))
    return done is not None and not any(named.year for named in names_in(title, ctx)) and not _says_so(title, ctx)


def _is_on_events(title: str, ctx: Context) -> bool:
    """Whether a title is about conferences as such, neither of one nor of a year: `Why we go to conferences`."""
    lex = ctx.lexicon
    several = lex.pattern("events").search(title) is not None and not names_in(title, ctx)
    return several and _YEAR_IN_TITLE.search(title) is None and not _says_so(title, ctx)


def _is_of_event(title: str, ctx: Context) -> bool:
    """Whether a title says that it tells of an event: `Recap of our meetup in May`."""
    lex = ctx.lexicon
    return lex.pattern("event_nouns").search(title) is not None and lex.pattern("recap_words").search(title) is not None


def _heads(region: Region) -> bool:
    """Whether a conference stands in the title, or with its year in a line of its own."""
    rule = region.evidence["name"].rule
    with_year = "year" in region.evidence and region.evidence["year"].rule == "beside the name"
    return rule == "title" or (rule in HEADED and with_year)


def _is_round_up(ctx: Context) -> bool:
    """Whether the first paragraph says `a roundup of some videos`, and nothing that its writer was there."""
    paragraphs = (block.flat for block in ctx.outline if block.shape == "para")
    opening = next(paragraphs, "")[:LONGEST_OPENING]
    return bool(_round_up(ctx.lexicon).search(opening)) and not ctx.lexicon.pattern("was_there").search(ctx.text)


@of_languages
def _round_up(lex: Lexicon) -> re.Pattern[str]:
    lists, videos = lex.pattern("round_ups").pattern, lex.pattern("recordings").pattern
    return re.compile(rf"{lists}\s(?:[^\s.!?]+\s){{1,4}}?\W*{videos}", re.IGNORECASE)


def _first_line(ctx: Context) -> str:
    """The first line of a text, if it stands alone and is short; else empty."""
    first = ctx.outline[0] if ctx.outline else None
    short = first is not None and first.shape in ("lone", "heading") and len(first.flat) < _LONGEST_FIRST
    return first.flat if first is not None and short else ""


_LONGEST_FIRST = 100
"""Characters of a line above a text that says what the text is."""


def _of_talks(ctx: Context) -> bool:
    """Whether a text has any word for a talk or an event."""
    return ctx.lexicon.pattern("talk_words", "event_nouns").search(ctx.text[:20_000]) is not None


def _of_several_talks(ctx: Context) -> bool:
    """Whether a text has several words for talks."""
    words = (m.group().lower() for m in ctx.lexicon.pattern("talk_words").finditer(ctx.text[:20_000]))
    first = next(words, None)
    return first is not None and any(word != first for word in words)


_AMONG_NOTES = 0.8
"""How likely a text is a recap that stands in a folder for notes on conferences, and names one."""
_WITHOUT_TALKS = 0.6
"""How likely a text without such a word, or one for what is over, is a recap at most: it must tell of a session."""


def _not_of_an_event(title: str, head: str, regions: Sequence[Region], ctx: Context) -> float:
    """How much is missing in a text that would be there if it were of an event: that it is called one, and talks."""
    lex, text = ctx.lexicon, ctx.text[:20_000]
    words = {m.group().lower() for m in lex.pattern("talk_words").finditer(text)}
    nouns = lex.pattern("event_nouns")
    called = _is_of_event(title, ctx) or nouns.search(text) is not None
    if any(_with_year(r, title) or r.evidence["name"].rule == CALLED or is_listed(r.claim.name) for r in regions):
        return 0.0
    if any(_surely_an_event(r, title, ctx) for r in regions):
        return 0.0 if called or len(words) > 1 else 0.35
    early = lex.pattern("event_nouns").search(head) is not None
    guessed = regions[0].evidence["name"].rule == GUESS  # that asks for several talks anyway
    return 0.2 * max(0, 3 - len(words)) + (0.0 if early else 0.25 if guessed else 0.5)


def with_lines(likely: float, entries: Sequence[Entry], regions: Sequence[Region], facts: Facts, ctx: Context) -> float:
    """How likely a post is a recap, once its lines are taken apart: talks of many years speak against it, and days that
    were still to come; where it seemed doubtful, notes on talks speak for it."""
    if (len(regions) < 2 and _of_many_years(entries)) or days_to_come(entries, facts, ctx):
        return min(likely, _ROUND_UP)
    return likely + _NOTED if _UNSURE < likely < 0.5 and _has_notes(entries, ctx) else likely


def _has_notes(entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether titles have notes below, with their speakers beside them or first of all (`Speaker: Ida Quill`), and
    nothing in the text is still to come."""
    titles = [e for e in entries if e.block.shape == "heading" and e.role == "title" and e.body]
    signed = [e for e in titles if _names_speaker(e) or speaker_label(e.body.split("\n", maxsplit=1)[0], ctx)]
    return len(signed) > _LEAST_TALKS and not ctx.lexicon.pattern("future").search(without_addresses(ctx.text[:20_000]))


def _of_many_years(entries: Sequence[Entry]) -> bool:
    """Whether most titles with speakers have a year of their own beside them, in their line or in the heading above, as
    those of a collection have: `[2015, SoupConf] On Spoons: Ida Quill` and `[2012, ForkDays] On Lids: Bo Lind`.
    """
    signed = [e for e in entries if e.role in ("title", "post") and e.block.shape != "lone" and _names_speaker(e)]
    years = [year for one in signed if (year := _own_year(one, entries))]
    several = len(set(years)) >= _SEVERAL_YEARS and len(years) >= _SEVERAL_DATED
    return several and len(years) > _MOST_DATED * len(signed)


_SEVERAL_YEARS, _SEVERAL_DATED, _MOST_DATED = 3, 5, 0.6


def _own_year(entry: Entry, entries: Sequence[Entry]) -> str:
    """The one year beside the title of a line, else of the nearest line above that has any; empty where none has."""
    beside = [match.group() for match in _YEAR_BESIDE.finditer(entry.block.flat)]
    for said in (*beside, *(one.block.flat for one in ancestors(entry, entries))):
        if years := set(_YEAR_IN_TITLE.findall(said)):
            return years.pop() if len(years) == 1 else ""
    return ""


_YEAR_BESIDE = regex(
    rf"[(\[][^()\[\]]*{YEAR}[^()\[\]]*[)\]]|^\W{{0,3}}{YEAR}\s?[:,–—-]|[,–—-]\s(?:[A-Z]\w+\s){{0,4}}{YEAR}$"
)
"""`[2015, SoupConf]`, `2015: `, `, SoupConf 2015`; but no year within a title, `The Spoons of 2010`."""


def _names_speaker(entry: Entry) -> bool:
    return bool(entry.signed) or any(p.credits and p.title and p.score >= SIGNED for p in entry.parses)


_UNSURE = 0.3


_NOTED = 0.15
"""How much likelier notes below signed titles make it that a post is a recap."""


def _surely_an_event(region: Region, title: str, ctx: Context) -> bool:
    """Whether the name itself says that it is a conference, or has its year beside it, or the site knows it."""
    return _is_an_event(region, ctx) or _with_year(region, title + "\n" + ctx.text[:20_000])


def _is_an_event(region: Region, ctx: Context) -> bool:
    """Whether the name itself says that it is a conference, or the text calls it one, or the site knows it."""
    named = region.claim.name
    return region.evidence["name"].rule == CALLED or is_event(named, ctx) or named in ctx.known.conferences.values()


def _is_in_title(region: Region, title: str) -> bool:
    """Whether a post's title has the name of its conference."""
    return region.evidence["name"].rule == "title" or fold(region.claim.name) in fold(title)


def _with_year(region: Region, text: str) -> bool:
    """Whether a text has a conference's name with its year beside it."""
    named, year = re.escape(region.claim.name), region.claim.year or 0
    short = rf"['’]{year % 100:02}" + (rf"|(?<=\s){year % 100:02}" if year % 100 < _TWO_FIGURES else "")
    near = rf"{named}\W{{0,4}}(?:{year}|{short})(?!\d)|(?<!\d){year}\W{{1,4}}{named}"
    return bool(year) and re.search(near, text, re.IGNORECASE) is not None


_TWO_FIGURES = 10
"""A year's last two figures that nothing else is written with: `SoupConf 08`."""

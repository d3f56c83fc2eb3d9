"""The reader: from the tokens of a post to its sessions and conferences.

    outline -> conferences -> levels judged -> title lines taken apart, prose and tables asked -> a `Reading`

>>> read("", ()).is_recap
False
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from html import unescape
from itertools import islice, pairwise, takewhile

from markdown_it.token import Token

from recapgen.model import Claim, Credit, Link
from recapgen.recap.announced import SIGNED_LINE
from recapgen.recap.byline import Line, parses
from recapgen.recap.context import Context
from recapgen.recap.dates import date_named, names_date
from recapgen.recap.days import DayMark, day_of, day_opening, day_within, days_apart, holds_date, months
from recapgen.recap.editions import CALLED, GUESS, Region, regions_of
from recapgen.recap.entries import DOUBTED, TAKEN, Entry, entries_of, take_apart
from recapgen.recap.levels import judge
from recapgen.recap.naming import YEAR, is_event, is_listed, names_in
from recapgen.recap.outline import Outline, outline_of
from recapgen.recap.people import people
from recapgen.recap.plain import is_bare, outline_of_text
from recapgen.recap.prose import sentences
from recapgen.recap.reading import Doubt, Evidence, Facts, Found, Known, Reading, Stated
from recapgen.recap.sessions import Post, attributed, found_by_entry, found_in_words, from_front_matter, is_stated
from recapgen.recap.words import Lexicon, fold, has_word, lexicon, of_languages
from recapgen.regex import regex

UNSURE = 0.6
"""Sessions that are read with less confidence are reported."""
SURELY_RECAP = 0.65
"""From this likelihood on a post is a recap though no session was found."""


def read(text: str, tokens: Sequence[Token], facts: Facts | None = None, known: Known | None = None) -> Reading:
    """Reads one post: `text` is its body without front matter, `tokens` are the block tokens of that text."""
    outline = outline_of_text(text, tokens) if is_bare(tokens) else outline_of(tokens)
    return read_outline(text, outline, len(tokens), facts, known)


def read_outline(
    text: str, outline: Outline, size: int = 0, facts: Facts | None = None, known: Known | None = None
) -> Reading:
    """Reads a post whose outline is made already; `size` is the number of its tokens."""
    reading, entries, _ = understand(text, outline, size, facts, known)
    for entry in entries:
        entry.around = None  # which leads back to the entry: a circle that would be left for the garbage collector
    return reading


def understand(
    text: str, outline: Outline, size: int, facts: Facts | None = None, known: Known | None = None
) -> tuple[Reading, list[Entry], Context]:
    """The reading, and what each line was taken for."""
    facts = facts or Facts()
    facts = replace(facts, title=unescape(facts.title)) if "&" in facts.title else facts
    facts = replace(facts, title=_without_site(facts.title, outline)) if _SITE.search(facts.title) else facts
    ctx = Context.of(text, outline, facts.lang, known)
    outline = days_apart(outline, ctx.lexicon)
    ctx = replace(ctx, outline=outline)
    entries = entries_of(ctx)
    title, title_evidence, title_entry = title_of(facts, entries, ctx)
    regions = [Region(c, 0, {"name": Evidence("front matter")}) for c in facts.claims] or regions_of(
        ctx, facts, title, title_evidence.lines[0]
    )
    ctx = replace(ctx, conferences=frozenset(fold(r.claim.name) for r in regions), title=title)
    stated = any(not one.refused for one in facts.sessions or ())
    likely = 1.0 if facts.claims or stated else recap_likely(ctx, title, facts, regions)
    if title_entry is not None and _is_title_of_post(title_entry, entries, facts, ctx):
        title_entry.role = "post"
        for entry in entries:
            above = entry.at < title_entry.at and entry.block.shape == "lone"
            again = entry.block.shape == title_entry.block.shape and fold(entry.block.flat) == fold(title)
            entry.role = "post" if above or again else entry.role
    for entry in entries:
        if (
            entry.role == "title"
            and not facts.claims
            and any(r.start == entry.at and r.evidence["name"].rule in ("heading", "bold", "lone") for r in regions)
        ):
            entry.role = "post"
    if likely > 0 or any(block.attributes for block in outline):
        take_apart(entries, ctx)
        likely += _NOTED if _UNSURE < likely < 0.5 and _noted(entries, ctx) else 0.0
        judge(entries, ctx, likely)
    post = Post(ctx, entries, regions, facts, size)
    found: list[Found] = []
    if facts.amends:
        found = amended(post)
    elif facts.sessions:
        found = [from_front_matter(s, post) for s in facts.sessions]
    elif facts.sessions is None and (likely >= 0.5 or any(is_stated(block) for block in outline)):
        found = sessions_of(post)
    found = _with_day_of_post([_of_people(f, ctx) for f in found], title, facts.path, ctx)
    found = _with_days_told(found, ctx)
    found = _with_days_counted([f for f in found if f.title or f.credits], regions, ctx)
    is_recap = bool(facts.claims) or stated or _tells_of_conference(regions, found, likely, ctx)
    if not is_recap and not any(f.rule == "attributes" for f in found):
        found = []
    claims = _claims(regions, facts, ctx, is_recap)
    if not claims:
        found = [replace(f, claim=None) for f in found]
    elif not facts.claims:
        kept, found = _told_once(claims, found)
        claims, regions = tuple(claims[n] for n in kept), [regions[n] for n in kept]
    evidence = {
        "title": title_evidence,
        "lang": Evidence("front matter" if facts.lang else "function words"),
        "is_recap": Evidence(
            "front matter" if facts.claims or stated else "conference and past tense", confidence=round(likely, 2)
        ),
    }
    for n, region in enumerate(regions if claims else []):
        evidence |= {f"claims.{n}.{key}": value for key, value in region.evidence.items()}
    doubts = _doubts(post, found) if is_recap and (facts.amends or facts.sessions is None) else ()
    doubts += tuple(_misdated(found, regions, ctx)) if claims else ()
    lang = facts.lang or ctx.lang
    return Reading(title, lang, is_recap, claims, tuple(found), doubts, evidence), entries, ctx


def _without_site(title: str, outline: Outline) -> str:
    """`Panworks | SoupConf 2019`: of a page's title, what a heading of the page repeats, without the site's name."""
    heads = {fold(block.flat) for block in outline if block.shape == "heading"}
    again = [part for part in _SITE.split(title) if fold(part) in heads and len(part.split()) > 1]
    return again[0].strip() if len(again) == 1 and fold(title) not in heads else title


_SITE = regex(r"\s+[|»·]\s+")
_LEAST_TALKS = 3
"""Talks with a speaker that a post has to tell of, if its conference's name is a guess."""


_LEAST_WHERE_UNNAMED = 4
"""And if it names none."""


def _tells_of_conference(regions: Sequence[Region], found: Sequence[Found], likely: float, ctx: Context) -> bool:
    """Whether a post is a recap; it has to tell of several talks if its conference's name is only a guess, and of one
    if nothing says surely that it is a conference.
    """
    if not regions:
        named = [f for f in found if any(not c.name.startswith("@") for c in f.credits)]
        signed = [f for f in named if f.title and f.confidence >= UNSURE]
        of_days = any(f.day is not None for f in signed)
        of_event = of_days or ctx.lexicon.pattern("event_nouns").search(ctx.text[:20_000]) is not None
        of_one = not _collects(ctx)
        return likely >= 0.5 and len(signed) >= _LEAST_WHERE_UNNAMED and of_event and of_one
    if regions[0].evidence["name"].rule == GUESS:
        in_programme = ctx.programmes and _says_so(ctx.title, ctx)
        told = found if in_programme else [f for f in found if f.credits]
        return likely >= 0.5 and len(told) >= _LEAST_TALKS
    if not found and not _says_so(ctx.title, ctx) and not any(_surely_an_event(r, ctx.title, ctx) for r in regions):
        return False
    return likely >= SURELY_RECAP or (likely >= 0.5 and bool(found))


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


def sessions_of(post: Post) -> list[Found]:
    """The sessions of all sources, in the order of the text, none twice."""
    found = [
        found_by_entry(i, post)
        for i, e in enumerate(post.entries)
        if e.at not in post.silent and e.best and (_stated(e) or e.score >= TAKEN)
    ]
    told = found_in_words(post, found)
    signed = [f for f in told if f.rule == SIGNED_LINE]
    found = [f for f in found if not any(_signs_off(one, f) for one in signed)] + told
    found.sort(key=lambda f: f.lines)
    found = [f for n, f in enumerate(found) if not n or not _names_speaker_of(found[n - 1], f)]
    kept: list[Found] = []
    seen: dict[tuple[str, int | None], int] = {}
    for session in found:
        key = (fold(session.title), session.claim)
        if session.title and key in seen and not _other_speakers(session, kept[seen[key]]):
            kept[seen[key]] = _of_both(kept[seen[key]], session)
            continue
        seen[key] = len(kept)
        kept.append(session)
    return sorted(kept, key=lambda f: f.lines)


def _of_both(first: Found, again: Found) -> Found:
    """A session that a post names twice: where it is named first, but of a table's row and a place of its own the
    latter, which has the notes; with the speakers of the fuller names."""
    fuller = max((first.credits, again.credits), key=lambda credits: sum(len(c.name.split()) for c in credits))
    kept = again if first.rule in _IN_TABLES and again.rule not in _IN_TABLES else first
    return kept if fuller == kept.credits else replace(kept, credits=fuller)


_IN_TABLES = ("table", "timetable")


def _stated(entry: Entry) -> bool:
    """Whether a line's attributes say that it is a session, and it is not the beginning of more words."""
    return attributed(entry.block.attributes) and entry.block.shape not in ("item", "run-in")


def _signs_off(signed: Found, found: Found) -> bool:
    """Whether a line that is title and speaker stands at the end of what another line heads: that is no title then."""
    within = found.lines[0] < signed.lines[0] <= found.lines[1]
    own = "-title" not in found.rule and not _other_speakers(found, signed)
    return within and not own and found.rule.startswith("heading")


def _names_speaker_of(above: Found, found: Found) -> bool:
    """Whether a heading is but the name of who gives the talk above it: `## Spoons`, `### Ida Quill`."""
    named = found.rule.startswith("heading-name") and not found.title and bool(above.title)
    return named and above.rule.startswith("heading") and _names(found.credits) <= _names(above.credits)


def amended(post: Post) -> list[Found]:
    """The sessions that are read, with what the front matter adds to them; one without a place in the text comes last.

    Who is stated to speak replaces who was read, and so do title, kind, day and topics; links add up.
    """
    given = post.facts.sessions or ()
    stated = [(one, from_front_matter(one, post)) for one in given if not one.refused]
    found = [f for f in sessions_of(post) if not any(one.refused and one.is_of(f.title, f.credits) for one in given)]
    meant = {n: at for n, (one, made) in enumerate(stated) if (at := _place_of(one, made, found)) is not None}
    for n, (one, made) in enumerate(stated):
        others = [other for other, _ in stated if other is not one]
        if n not in meant and (at := _misread(one, made, others, found)) is not None and at not in meant.values():
            meant[n] = at
    for n, at in meant.items():
        found[at] = _corrected(found[at], stated[n][1], stated[n][0])
    added = [made for n, (_, made) in enumerate(stated) if n not in meant]
    placed = [one for one in added if one.head is not None]
    return sorted([*found, *placed], key=lambda f: f.lines) + [one for one in added if one.head is None]


def _place_of(one: Stated, made: Found, found: Sequence[Found]) -> int | None:
    """Which of the sessions that are read is meant: the one of that title, or the one in that place."""
    at = next((i for i, f in enumerate(found) if one.is_of(f.title, f.credits)), None)
    if at is None and made.head is not None:
        at = next((i for i, f in enumerate(found) if f.lines[0] == made.lines[0]), None)
    return at


def _misread(one: Stated, made: Found, others: Sequence[Stated], found: Sequence[Found]) -> int | None:
    """The session that was read under a wrong title: the only one of its speakers, of whom nothing else is stated; a
    title that the text has in a place of its own is another's.
    """
    speakers = _names(one.credits)
    if not speakers or made.head is not None or any(_names(other.credits) == speakers for other in others):
        return None
    theirs = [i for i, f in enumerate(found) if _names(f.credits) == speakers]
    return theirs[0] if len(theirs) == 1 else None


def _names(credits: Sequence[Credit]) -> frozenset[str]:
    return frozenset(fold(credit.name) for credit in credits)


def _corrected(read: Found, one: Found, given: Stated) -> Found:
    """A session as it was read, with all that the front matter says of it."""
    urls, kinds = {link.url for link in given.links}, {link.kind for link in given.links} - {Link("").kind}
    others = [link for link in read.links if link.url not in urls and link.kind not in kinds]
    return replace(
        read,
        title=one.title,
        credits=one.credits or read.credits,
        kind=one.kind or read.kind,
        day=given.day or read.day,
        day_label="" if given.day else read.day_label,
        links=(*given.links, *others),
        topics=one.topics or read.topics,
        rule=one.rule,
        confidence=one.confidence,
        evidence={**read.evidence, **one.evidence},
        lead=read.lead if fold(one.title) == fold(read.title) else one.lead,
    )


def _other_speakers(one: Found, other: Found) -> bool:
    """Whether two sessions of one title have nobody in common, as `Opening` and `Opening` of two days; `Quill` may be
    `Ida Quill`."""
    if not one.credits or not other.credits:
        return False
    ours, theirs = ([set(name.split()) for name in _names(found.credits)] for found in (one, other))
    return not any(a <= b or b <= a for a in ours for b in theirs)


def _of_people(found: Found, ctx: Context) -> Found:
    """A session without the speakers who are no people: the conference itself, of whose edition nobody is; and without
    the end of `Ida Quill's`.
    """
    if found.rule in ("attributes", "front matter"):
        return found
    kept = tuple(
        replace(
            c,
            name=_without_what_is_theirs(c.name, ctx),
            organizations=tuple(o for o in c.organizations if not _edition(o, ctx)),
        )
        for c in found.credits
        if not any(n and has_word(fold(c.name), n) for n in ctx.conferences)
    )
    return _without_name_as_title(found if kept == found.credits else replace(found, credits=kept), ctx)


def _without_what_is_theirs(name: str, ctx: Context) -> str:
    """`Ida Quill's`, `Ida Quill's Announcement` -> `Ida Quill`."""
    owner, owns, rest = name.replace("’s", "'s").partition("'s")
    ends = owns and (not rest or (rest[0] == " " and ctx.names.score(owner) >= _SURE_NAME > ctx.names.score(rest[1:])))
    return name[: len(owner)] if ends else name


def _without_name_as_title(found: Found, ctx: Context) -> Found:
    """A session whose title is somebody's name is that speaker's; what was taken for the speaker is its title."""
    if ctx.names.score(found.title) < _SURE_NAME or found.title.isupper() or len(found.credits) > 1:
        return found
    title = found.credits[0].name if found.credits else ""
    if title and ctx.names.score(title) >= _SURE_NAME:
        return found
    evidence = {**found.evidence, "speakers": found.evidence["title"]}
    return replace(found, title=title, credits=(Credit(found.title),), evidence=evidence)


_SURE_NAME = 0.9


def _edition(text: str, ctx: Context) -> bool:
    """Whether a text is the conference's name, as at the end of its pages' titles, or has it with a year."""
    if fold(text) in ctx.conferences:
        return True
    return _YEAR_AT_END.search(text) is not None and any(n and has_word(fold(text), n) for n in ctx.conferences)


_YEAR_AT_END = regex(r"\s['’]?(?:(?:19|20)\d\d|\d\d)$")


def _with_day_of_post(found: list[Found], title: str, path: str, ctx: Context) -> list[Found]:
    """Sessions of a post about one day: the day may stand in the post's title or path only."""
    if all(f.day is not None for f in found):
        return found
    mark = _day_of_post(title, path, ctx)
    if mark is None:
        return found
    evidence = Evidence("title or path", (1, 1), 0.7)
    return [
        f
        if f.day is not None
        else replace(f, day=mark.day, day_label=mark.label, evidence={**f.evidence, "day": evidence})
        for f in found
    ]


def _day_of_post(title: str, path: str, ctx: Context) -> DayMark | None:
    """The one day of a conference that a post's title or path says it is about."""
    if mark := day_within(title, ctx.lexicon):
        return mark
    mark = day_within(re.sub(r"[-_/.]+", " ", path), ctx.lexicon)
    return mark and replace(mark, label="")


def _with_days_told(found: list[Found], ctx: Context) -> list[Found]:
    """Sessions of a post without headings for its days, where paragraphs begin with them: `Day two started with`.

    Each such paragraph begins a day, which ends where the next one begins, in their order; what stands above the second
    day is of the first.
    """
    if not found or any(f.day is not None for f in found):
        return found
    paragraphs = [block for block in ctx.outline if block.shape == "para"]
    told = [(b.lines[0], mark) for b in paragraphs if (mark := day_opening(b.flat, ctx.lexicon))]
    marks = [(line, mark) for n, (line, mark) in enumerate(told) if not n or mark.label != told[n - 1][1].label]
    if marks and marks[0][1].day == 2:
        marks.insert(0, (paragraphs[0].lines[0], DayMark(1, "", "")))
    order = [mark.day or mark.weekday or 0 for _, mark in marks]
    if len(marks) < 2 or any(a >= b for a, b in pairwise(order)):
        return found
    firsts = [line for line, _ in marks]
    return [_on_day(one, bisect_right(firsts, one.lines[0]), marks) for one in found]


def _on_day(one: Found, count: int, marks: Sequence[tuple[int, DayMark]]) -> Found:
    """A session that stands below so many of the days that paragraphs begin with."""
    if not count:
        return one
    line, mark = marks[count - 1]
    evidence = {**one.evidence, "day": Evidence("first words of a paragraph", (line, line), 0.6)}
    return replace(one, day=mark.day or count, day_label=mark.label, evidence=evidence)


def _with_days_counted(found: list[Found], regions: Sequence[Region], ctx: Context) -> list[Found]:
    """Weekdays and dates are counted from the conference's first day, where that is known; else from the first of which
    a talk is told: on the one before, people arrived.
    """
    days = sorted({f.day for f in found if f.day is not None})
    marks = [day_of(label, ctx.lexicon) for label in {f.day_label for f in found if f.day is not None}]
    if not days or any(mark is None or mark.day is not None for mark in marks):
        return found
    dated = [_counted_from_start(f, regions, ctx) for f in found]
    if all(day is not None for f, day in zip(found, dated, strict=True) if f.day is not None):
        return [f if f.day is None else replace(f, day=day) for f, day in zip(found, dated, strict=True)]
    return [f if f.day is None else replace(f, day=days.index(f.day) + 1) for f in found]


def _counted_from_start(one: Found, regions: Sequence[Region], ctx: Context) -> int | None:
    """Which day of the conference the heading above a session names by weekday or date."""
    claim = _claim_of(one, regions)
    named = date_named(one.day_label, claim, ctx.lexicon) if claim else None
    return (named - claim.start).days + 1 if claim and claim.start and named else None


def _claim_of(one: Found, regions: Sequence[Region]) -> Claim | None:
    return regions[one.claim or 0].claim if regions else None


def _misdated(found: Sequence[Found], regions: Sequence[Region], ctx: Context) -> Iterator[Doubt]:
    """Days by whose weekday or date the conference's first day is another than its dates say, each once."""
    seen: set[str] = set()
    for one in found:
        claim = _claim_of(one, regions)
        if claim is None or claim.start is None or not one.day or one.day_label in seen:
            continue
        seen.add(one.day_label)
        day, named = claim.start + timedelta(days=one.day - 1), date_named(one.day_label, claim, ctx.lexicon)
        dated = names_date(one.day_label, ctx.lexicon)
        if dated and named != day:
            last = f" to {claim.end}" if claim.end else ""
            why = f"counted as day {one.day} of {claim.name}, which is {day} by its dates ({claim.start}{last})"
            yield Doubt(
                one.lines[0], one.day_label, why, "correct `start` and `end` below `conference`, or the heading"
            )


# -- the post as a whole -----------------------------------------------------------------------------------------------


def title_of(facts: Facts, entries: Sequence[Entry], ctx: Context) -> tuple[str, Evidence, Entry | None]:
    """The post's title, where it is from, and the line of the outline that has it."""
    heads = [e for e in entries if e.block.shape == "heading"]
    if heads and (mark := day_of(heads[0].block.flat, ctx.lexicon)) and not mark.rest:
        heads = []
    first = entries[0] if entries else None
    top: Entry | None = None
    if heads:
        lowest = min(e.rank for e in heads)
        tops = [e for e in heads if e.rank == lowest]
        if len(tops) == 1 or tops[0] is heads[0]:
            top = tops[0] if (len(tops) == 1 and lowest == 10) or tops[0] is heads[0] else heads[0]
        else:
            top = heads[0]
        if not facts.title and len(tops) > _LEAST_TALKS and top is tops[0] and _all_signed(tops, ctx):
            return "", Evidence("none", confidence=0.0), None
        if first is not None and first.at == 0 and top.at > 3 and first.block.shape in ("bold", "lone"):
            top = first if first.block.shape == "bold" or names_in(first.block.flat, ctx) else top
    else:
        top = _lone_title(entries, ctx)
    if facts.title:
        same = top if top is not None and fold(top.block.flat) == fold(facts.title) else None
        return facts.title, Evidence("front matter"), same
    if top is None:
        return "", Evidence("none", confidence=0.0), None
    return top.block.flat, Evidence(top.block.shape, top.block.lines, 0.9), top


def _all_signed(tops: Sequence[Entry], ctx: Context) -> bool:
    """Whether the highest headings of a post are talks, the first of them too: the post has no title then."""
    lines = [parses(Line(entry.block.flat), ctx.names) for entry in tops]
    signed = [max((p.score for p in ways if p.credits and p.title), default=0.0) >= _SIGNED for ways in lines]
    first = signed[0] or any(p.kind for p in lines[0])
    return first and sum(signed) >= 0.6 * len(tops) and not names_in(tops[0].block.flat, ctx)


_SIGNED = 0.6
"""From this score on a by-line speaks for a heading to be a talk."""


def _lone_title(entries: Sequence[Entry], ctx: Context) -> Entry | None:
    """The title of a post without headings: its first line, or below a site's menu the one that names a conference,
    says that it is a recap, or stands last above the text.
    """
    entries = _above_text(entries, ctx)
    if dated := _above_its_date(entries[:_LONGEST_HEAD], ctx):
        return dated
    skipped = sum(1 for _ in takewhile(lambda entry: _before_title(entry, ctx), entries[:_LONGEST_HEAD]))
    entries = entries[skipped:]
    first = entries[0] if entries else None
    if first is not None and (first.at > skipped + 1 or first.block.shape not in ("lone", "bold")):
        first = None
    if first is not None and (names_in(first.block.flat, ctx) or first.block.shape == "bold"):
        return first
    recap = ctx.lexicon.pattern("recap_words")
    lone = [e for e in entries[:_LONGEST_MENU] if e.block.shape == "lone" and len(e.block.flat) < 90]
    for entry in lone:
        text = entry.block.flat
        if any(
            n.event or (n.year and recap.search(text)) or (n.year and text.strip().endswith(str(n.year)))
            for n in names_in(text, ctx)
        ):
            return entry
    return first if first is None else _below_menu(first, lone, ctx) or first


def _above_text(entries: Sequence[Entry], ctx: Context) -> Sequence[Entry]:
    """The lines above the first paragraph: below it a line is the heading of a part. All, where there is none."""
    text = _first_paragraph(ctx)
    return entries if text is None else [entry for entry in entries if entry.at < text]


def _first_paragraph(ctx: Context) -> int | None:
    """Where in the outline the first paragraph of some length stands."""
    return next((at for at, block in enumerate(ctx.outline) if block.shape == "para" and len(block.text) > 99), None)


def _before_title(entry: Entry, ctx: Context) -> bool:
    """Whether a line above a post's title is a way back, or says when it was written and how long it is."""
    text = entry.block.flat
    return text.startswith(("←", "«", "‹")) or (len(text) < _LONGEST_DATE and _only_date(text, ctx))


def _only_date(text: str, ctx: Context) -> bool:
    """A date, perhaps with the minutes that reading takes."""
    if not holds_date(text, ctx.lexicon):
        return False
    known = months(lexicon((*ctx.lexicon.languages, "en")))
    words = [word for word in re.findall(r"[^\W\d_]{3,}", _READING_TIME.sub("", text)) if fold(word) not in known]
    return not words


_READING_TIME = regex(r"[·•|,–—-]?\s*\d+\s*min\w*\b.*", re.IGNORECASE)


def _above_its_date(entries: Sequence[Entry], ctx: Context) -> Entry | None:
    """The line right above the date of a post, or above its authors, where a page begins with the name of its site."""
    above: Entry | None = None
    for entry, below in pairwise(entries):
        dated = below.at == entry.at + 1 and len(below.block.flat) < _LONGEST_DATE
        if dated and holds_date(below.block.flat, ctx.lexicon):
            if above and above.at == entry.at - 1 and people(entry.block.flat, ctx.names)[1] >= _SURE_NAMES:
                entry = above
            title = entry.block.shape in ("lone", "bold") and not holds_date(entry.block.flat, ctx.lexicon)
            return entry if title and not _before_title(entry, ctx) else None
        above = entry
    return None


_SURE_NAMES = 0.9
_LONGEST_HEAD = 6
"""Lines of a page down to the date of its post."""
_LONGEST_DATE = 60
"""Characters of a date with an author's name."""


def _below_menu(first: Entry, lone: Sequence[Entry], ctx: Context) -> Entry | None:
    """The title below the name of a site and its menu; None if the first line is no site's name."""
    start = _first_paragraph(ctx) or 0
    above = [e for e in lone if first.at < e.at < start and not (e.day and not e.day.rest)]
    words = ctx.lexicon.pattern("recap_words")
    for entry in above:
        text = entry.block.flat
        if len(text.split()) > 2 and text[:1].isupper() and (words.search(text) or day_within(text, ctx.lexicon)):
            return entry
    site = re.fullmatch(r"[\w-]+(?:\.[\w-]+)+", first.block.flat) or ctx.names.score(first.block.flat) >= 0.6
    return above[-1] if above and site else None


_LONGEST_MENU = 24
"""Lines above a title that may be a site's menu."""


def _is_title_of_post(entry: Entry, entries: Sequence[Entry], facts: Facts, ctx: Context) -> bool:
    """Whether the line is the post's title and no talk's: it stands alone on its level, or names the conference."""
    if facts.title and fold(facts.title) == fold(entry.block.flat):
        return True
    if any(c and has_word(fold(entry.block.flat), c) for c in ctx.conferences):
        return True
    if attributed(entry.block.attributes):
        return False
    alike = [e for e in entries if e.block.shape == entry.block.shape and e.rank == entry.rank]
    if entry.block.shape != "heading":
        return entry.at == 0
    return len(alike) == 1 and not facts.title


def recap_likely(ctx: Context, title: str, facts: Facts, regions: Sequence[Region]) -> float:
    """0 to 1: how sure it is that a post tells of a conference that is over."""
    if _is_round_up(ctx):
        return _ROUND_UP
    lex = ctx.lexicon
    if not regions and not _of_several_talks(ctx):
        return 0.0
    head = title + "\n" + ctx.text[:2500]
    past = len({m.group().lower() for m in lex.pattern("past").finditer(head)})
    future = len(lex.pattern("future").findall(head[: len(title) + 900]))
    talked = sum(1 for _ in islice(lex.pattern("presenting").finditer(ctx.text[:20_000]), 6))
    day = _day_of_post(title, facts.path, ctx)
    named = bool(lex.pattern("recap_words").search(title)) or day is not None
    score = 0.45 + 0.12 * min(3, past) + 0.05 * talked + (0.25 if named else 0.0)
    score += 0.1 if regions and _heads(regions[0]) else 0.0
    if future > past:  # a diary begins before the first day
        past = len({m.group().lower() for m in lex.pattern("past").finditer(ctx.text[:20_000])})
    score -= 0.2 * min(4, future - 1) if future > past else 0.05 * min(3, future)
    to_come = regions and not named and _is_to_come(regions[0].claim, facts)
    if to_come or _previews(title, lex) or lex.pattern("previews").search(_first_line(ctx)):
        score -= 0.8
    elif lex.pattern("future").search(title):
        score -= 0.4
    elif day_of(title, lex) is None and _before_event(ctx, named, past):
        score -= 0.6
    if day is None and regions:
        score -= _not_of_an_event(title, head, regions, ctx)
    return max(0.0, min(1.0 if past or _of_talks(ctx) else _WITHOUT_TALKS, score))


def _previews(title: str, lex: Lexicon) -> bool:
    """Whether a title says that something is to come: `My picks`, but not `My picks from SoupConf`."""
    told = [match.span() for match in lex.pattern("recap_words").finditer(title)]
    previews = lex.pattern("previews").finditer(title)
    return any(not any(first <= m.start() and m.end() < last for first, last in told) for m in previews)


def _heads(region: Region) -> bool:
    """Whether a conference stands in the title, or with its year in a line of its own."""
    rule = region.evidence["name"].rule
    with_year = "year" in region.evidence and region.evidence["year"].rule == "beside the name"
    return rule == "title" or (rule in _HEADED and with_year)


def _is_round_up(ctx: Context) -> bool:
    """Whether the first paragraph says `a roundup of some videos`, and nothing that its writer was there."""
    paragraphs = (block.flat for block in ctx.outline if block.shape == "para")
    opening = next(paragraphs, "")[:_LONGEST_OPENING]
    return bool(_round_up(ctx.lexicon).search(opening)) and not ctx.lexicon.pattern("was_there").search(ctx.text)


@of_languages
def _round_up(lex: Lexicon) -> re.Pattern[str]:
    lists, videos = lex.pattern("round_ups").pattern, lex.pattern("recordings").pattern
    return re.compile(rf"{lists}\s(?:[^\s.!?]+\s){{1,4}}?\W*{videos}", re.IGNORECASE)


_ROUND_UP, _LONGEST_OPENING = 0.3, 700


def _before_event(ctx: Context, named: bool, past: int) -> bool:
    """Whether a text was written before its event; where its title is `named` as a recap's is, nothing in it must be
    over, and where it has several words for what is, `past`, no hour and place make it an invitation.
    """
    if named and past:
        return False
    future, over = _ahead_and_over(ctx)
    if named:
        return future >= _OFTEN and not over
    ahead = future >= _OFTEN and future > 2 * over
    return ahead or _opens_with_plans(ctx) or (past < _SOME_OVER and _invites(ctx))


def _ahead_and_over(ctx: Context) -> tuple[int, int]:
    """How often the words of a text, without its addresses, say that something will be, and that it was."""
    text, lex = "\n".join(block.text for block in ctx.outline)[:20_000], ctx.lexicon
    return len(lex.pattern("future").findall(text)), len(lex.pattern("past").findall(text))


def _invites(ctx: Context) -> bool:
    """Whether a text begins with an invitation, `Please RSVP`, or one line gives the hours of an event, and one beside
    it the place: `Hora: 10:00`, `Lugar: Gante`."""
    if ctx.lexicon.pattern("invites").search(ctx.text[:_LONGEST_OPENING]):
        return True
    labelled = [_LABELLED.match(block.first_line) for block in ctx.outline if block.shape not in ("row", "code")]
    for one, other in (pair for near in (1, 2) for pair in zip(labelled, labelled[near:], strict=False)):
        for hour, place in ((one, other), (other, one)):
            timed = hour is not None and _HOURS.search(hour["value"])
            if timed and place is not None and ctx.lexicon.has("place_labels", place["label"].strip()):
                return True
    return False


_SOME_OVER = 3
"""Words for what is over from which on a text is no invitation."""
_LABELLED = regex(r"[\W_]*(?P<label>[^\W\d][^\n:：]{0,24}?)\s*[:：]\s*(?P<value>\S[^\n]*)")
_HOURS = regex(r"(?<!\d)(?:[01]?\d|2[0-3])(?:[:.h]\d\d|\s?[ap]m|\s?uhr|[:.]\d\d\s?[ap]m)(?!\w)", re.IGNORECASE)


def _opens_with_plans(ctx: Context) -> bool:
    """Whether the first line above a text's first list that speaks of talks says that they are to come."""
    lex, first = ctx.lexicon, next((at for at, block in enumerate(ctx.outline) if block.shape == "item"), 0)
    leads = (sentences(block.flat)[-1] for block in ctx.outline[:first] if block.flat[-1:] in (":", "："))
    said = next((lead for lead in leads if lex.pattern("talk_words").search(lead)), "")
    return lex.pattern("to_come").search(said) is not None


_OFTEN = 5
_HEADED = ("heading", "bold", "lone")


def _is_to_come(claim: Claim, facts: Facts) -> bool:
    """Whether a conference began only after the post was written."""
    return claim.start is not None and facts.written is not None and claim.start > facts.written


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


_WITHOUT_TALKS = 0.6
"""How likely a text without such a word, or one for what is over, is a recap at most: it must tell of a session."""


def _not_of_an_event(title: str, head: str, regions: Sequence[Region], ctx: Context) -> float:
    """How much is missing in a text that would be there if it were of an event: that it is called one, and talks."""
    lex, text = ctx.lexicon, ctx.text[:20_000]
    words = {m.group().lower() for m in lex.pattern("talk_words").finditer(text)}
    called = lex.pattern("event_nouns").search(text) is not None
    if any(_with_year(r, title) or r.evidence["name"].rule == CALLED or is_listed(r.claim.name) for r in regions):
        return 0.0
    if any(_surely_an_event(r, title, ctx) for r in regions):
        return 0.0 if called or len(words) > 1 else 0.35
    early = lex.pattern("event_nouns").search(head) is not None
    guessed = regions[0].evidence["name"].rule == GUESS  # that asks for several talks anyway
    return 0.2 * max(0, 3 - len(words)) + (0.0 if early else 0.25 if guessed else 0.5)


def _noted(entries: Sequence[Entry], ctx: Context) -> bool:
    """Whether titles with their speakers have notes below, and nothing in the text is still to come."""
    signed = [e for e in entries if e.block.shape == "heading" and e.role == "title" and _names_speaker(e) and e.body]
    return len(signed) > _LEAST_TALKS and not ctx.lexicon.pattern("future").search(ctx.text[:20_000])


def _names_speaker(entry: Entry) -> bool:
    return bool(entry.signed) or any(p.credits and p.title and p.score >= _SIGNED for p in entry.parses)


_UNSURE = 0.3
_NOTED = 0.15
"""How much likelier notes below signed titles make it that a post is a recap."""


def _surely_an_event(region: Region, title: str, ctx: Context) -> bool:
    """Whether the name itself says that it is a conference, or has its year beside it, or the site knows it."""
    named = region.claim.name
    if region.evidence["name"].rule == CALLED or is_event(named, ctx) or named in ctx.known.conferences.values():
        return True
    return _with_year(region, title + "\n" + ctx.text[:20_000])


def _with_year(region: Region, text: str) -> bool:
    """Whether a text has a conference's name with its year beside it."""
    named, year = re.escape(region.claim.name), region.claim.year or 0
    near = rf"{named}\W{{0,4}}(?:{year}|['’]{year % 100:02})(?!\d)|(?<!\d){year}\W{{1,4}}{named}"
    return bool(year) and re.search(near, text, re.IGNORECASE) is not None


def _claims(regions: Sequence[Region], facts: Facts, ctx: Context, is_recap: bool) -> tuple[Claim, ...]:
    return tuple(r.claim for r in regions) if is_recap or facts.claims else ()


def _told_once(claims: Sequence[Claim], found: Sequence[Found]) -> tuple[list[int], list[Found]]:
    """Which claims name an edition for the first time, where a post speaks of it in several places; and the sessions
    as of these.
    """
    first = {(fold(c.name), c.year): n for n, c in reversed(list(enumerate(claims)))}
    kept = sorted(first.values())
    places = [kept.index(first[fold(c.name), c.year]) for c in claims]
    return kept, [f if f.claim is None else replace(f, claim=places[f.claim]) for f in found]


def _doubts(post: Post, found: Sequence[Found]) -> tuple[Doubt, ...]:
    heads = {f.lines[0] for f in found}
    made = []
    for entry in post.entries:
        if (
            DOUBTED <= entry.score < TAKEN
            and entry.block.lines[0] not in heads
            and entry.block.shape != "item"
            and entry.at not in post.silent
        ):
            made.append(
                Doubt(
                    entry.block.lines[0],
                    entry.block.flat[:160],
                    "it may be a session, but too little speaks for it",
                )
            )
    for session in found:
        if session.confidence < UNSURE:
            made.append(
                Doubt(
                    session.lines[0],
                    session.title or "(no title)",
                    f"taken as a session by the rule {session.rule}, with little confidence",
                )
            )
    return tuple(sorted(made, key=lambda d: d.line))

"""The reader: from the tokens of a post to its sessions and conferences.

    outline -> conferences -> levels judged -> title lines taken apart, prose and tables asked -> a `Reading`

>>> read("", ()).is_recap
False
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markdown_it.token import Token
from msgspec.structs import replace

from recapgen.recap.conference.editions import regions_of
from recapgen.recap.conference.parts import Region
from recapgen.recap.context import Context
from recapgen.recap.levels.apart import take_apart
from recapgen.recap.levels.entries import DOUBTED, TAKEN, Entry
from recapgen.recap.levels.gathering import entries_of
from recapgen.recap.levels.judging import judge
from recapgen.recap.line.days import days_apart
from recapgen.recap.outline.blocks import Outline
from recapgen.recap.outline.plain import outline_of_post
from recapgen.recap.outline.stops import with_japanese_stops
from recapgen.recap.post.attributes import is_stated
from recapgen.recap.post.days import misdated, with_day_of_post, with_days_counted, with_days_told
from recapgen.recap.post.likelihood import recap_likely, tells_of_conference, with_lines
from recapgen.recap.post.post import Post
from recapgen.recap.post.sessions import of_people, organizations_told, sessions_of
from recapgen.recap.post.stated import amended, from_front_matter
from recapgen.recap.post.title import mark_titles_of_post, title_of, with_plain_title
from recapgen.recap.reading import UNSURE, Doubt, Evidence, Facts, Found, Known, Reading
from recapgen.recap.words import fold


def read(text: str, tokens: Sequence[Token], facts: Facts | None = None, known: Known | None = None) -> Reading:
    """Reads one post: `text` is its body without front matter, `tokens` are the block tokens of that text."""
    outline = outline_of_post(text, tokens)
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
    facts = with_plain_title(facts or Facts(), outline)
    ctx = Context.of(text, outline, facts.lang, known)
    if ctx.lang == "ja" and (stopped := with_japanese_stops(outline)) is not outline:
        ctx = Context.of(text, stopped, facts.lang, known)
    ctx = replace(ctx, outline=days_apart(ctx.outline, ctx.lexicon))
    entries = entries_of(ctx)
    title, title_evidence, title_entry = title_of(facts, entries, ctx)
    regions = _stated_regions(facts) or regions_of(ctx, facts, title, title_evidence.lines[0])
    ctx = replace(ctx, conferences=frozenset(fold(r.claim.name) for r in regions), title=title)
    mark_titles_of_post(entries, title_entry, regions, facts, ctx)
    likely = _judged(entries, regions, facts, ctx)
    post = Post(ctx, entries, regions, facts, size)
    firms = organizations_told(ctx)
    found = _with_days([of_people(f, ctx, firms) for f in _found(post, likely)], post)
    is_recap = _is_stated_recap(facts) or tells_of_conference(regions, found, likely, ctx)
    if not is_recap and not any(f.rule == "attributes" for f in found):
        found = []
    regions, found = _told_once(regions if is_recap else [], found, facts)
    reading = Reading(
        title,
        facts.lang or ctx.lang,
        is_recap,
        tuple(region.claim for region in regions),
        tuple(found),
        (*_doubts(post, found, is_recap), *misdated(found, regions, ctx)),
        _evidence(title_evidence, regions, likely, facts),
    )
    return reading, entries, ctx


def _is_stated_recap(facts: Facts) -> bool:
    """Whether the front matter says that a post is a recap: by its conference or its sessions."""
    return bool(facts.claims) or any(not one.refused for one in facts.sessions or ())


def _stated_regions(facts: Facts) -> list[Region]:
    return [Region(claim, 0, {"name": Evidence("front matter")}) for claim in facts.claims]


def _judged(entries: list[Entry], regions: Sequence[Region], facts: Facts, ctx: Context) -> float:
    """Which of the lines are talks is written into them; how likely the post is a recap is what comes back."""
    stated = _is_stated_recap(facts)
    likely = 1.0 if stated else recap_likely(ctx, ctx.title, facts, regions)
    if likely > 0 or any(block.attributes for block in ctx.outline):
        take_apart(entries, ctx)
        likely = likely if stated else with_lines(likely, entries, regions, facts, ctx)
        judge(entries, ctx, likely)
    return likely


def _found(post: Post, likely: float) -> list[Found]:
    """The sessions that the front matter states, that the text tells of, or both."""
    facts = post.facts
    if facts.amends:
        return amended(post)
    if facts.sessions:
        return [from_front_matter(stated, post) for stated in facts.sessions]
    told = likely >= 0.5 or any(is_stated(block) for block in post.context.outline)
    return sessions_of(post) if told and facts.sessions is None else []


def _with_days(found: list[Found], post: Post) -> list[Found]:
    """Sessions on their days, without such as have neither title nor speaker."""
    ctx = post.context
    found = with_days_told(with_day_of_post(found, ctx.title, post.facts.path, ctx), ctx)
    return with_days_counted([f for f in found if f.title or f.credits], post.regions, ctx)


def _told_once(regions: list[Region], found: list[Found], facts: Facts) -> tuple[list[Region], list[Found]]:
    """The editions that a post tells of, each once where it speaks of it in several places; their sessions."""
    if facts.claims:
        return regions, found
    if not regions:
        return [], [replace(f, claim=None) for f in found]
    keys = [(fold(region.claim.name), region.claim.year) for region in regions]
    kept = sorted({keys.index(key) for key in keys})
    places = [kept.index(keys.index(key)) for key in keys]
    return [regions[n] for n in kept], [f if f.claim is None else replace(f, claim=places[f.claim]) for f in found]


def _evidence(title: Evidence, regions: Sequence[Region], likely: float, facts: Facts) -> dict[str, Evidence]:
    """Where each fact of the post itself is from."""
    whether = "front matter" if _is_stated_recap(facts) else "conference and past tense"
    return {
        "title": title,
        "lang": Evidence("front matter" if facts.lang else "function words"),
        "is_recap": Evidence(whether, confidence=round(likely, 2)),
        **{f"claims.{n}.{key}": value for n, one in enumerate(regions) for key, value in one.evidence.items()},
    }


def _doubts(post: Post, found: Sequence[Found], is_recap: bool) -> Iterator[Doubt]:
    """The lines that may be sessions and were not taken, and the sessions that were taken with little confidence."""
    if not is_recap or not (post.facts.amends or post.facts.sessions is None):
        return
    heads = {f.lines[0] for f in found}
    maybe = "it may be a session, but too little speaks for it"
    doubtful = [
        Doubt(entry.block.lines[0], entry.block.flat[:160], maybe)
        for entry in post.entries
        if DOUBTED <= entry.score < TAKEN
        and entry.block.lines[0] not in heads
        and entry.block.shape != "item"
        and entry.at not in post.silent
    ]
    for one in found:
        if one.confidence < UNSURE:
            why = f"taken as a session by the rule {one.rule}, with little confidence"
            doubtful.append(Doubt(one.lines[0], one.title or "(no title)", why))
    yield from sorted(doubtful, key=lambda doubt: doubt.line)

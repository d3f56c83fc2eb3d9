"""Sessions that the front matter states, alone or on top of those that are read."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from recapgen.model import Link
from recapgen.recap.post.heads import day_of_entry, extent
from recapgen.recap.post.post import Post
from recapgen.recap.post.sessions import names_of, sessions_of
from recapgen.recap.post.told import of_told
from recapgen.recap.prose.telling import Told
from recapgen.recap.reading import Evidence, Found, Stated
from recapgen.recap.words import fold, has_word


def from_front_matter(stated: Stated, post: Post) -> Found:
    """A session that the front matter states, with its place in the body: the line that has its title, or of one
    without a title the first paragraph that names the speaker."""
    wanted = fold(stated.title)
    claim = 0 if post.regions else None
    evidence = {"title": Evidence("front matter", (stated.line, stated.line))}
    for i, entry in enumerate(post.entries):
        names = {fold(p.title) for p in entry.parses} | {fold(entry.block.flat)}
        if wanted and (wanted in names or (len(wanted) > 12 and any(n.startswith(wanted) for n in names))):
            entry.score = 1.0
            lines, words = extent(i, post)
            day, label = day_of_entry(entry)
            lead = (
                next((p.lead for p in entry.parses if fold(p.title) == wanted), 0) if entry.block.shape == "item" else 0
            )
            claim = post.claim_at(entry.at)
            return Found(
                stated.title,
                stated.credits,
                stated.kind,
                stated.day or day,
                "" if stated.day else label,
                claim,
                stated.links,
                stated.topics,
                lines,
                entry.block.tokens[0],
                words,
                "front matter",
                1.0,
                evidence,
                lead,
            )
    if not wanted and (at := _first_named(stated, post)) is not None:
        told = of_told(Told("", stated.credits, stated.kind, at, "front matter", 1.0), post)
        day, label = (stated.day, "") if stated.day else (told.day, told.day_label)
        return replace(told, day=day, day_label=label, links=stated.links, topics=stated.topics, evidence=evidence)
    return Found(
        stated.title,
        stated.credits,
        stated.kind,
        stated.day,
        "",
        claim,
        stated.links,
        stated.topics,
        (stated.line, stated.line),
        None,
        (0, 0),
        "front matter",
        1.0,
        evidence,
    )


def _first_named(stated: Stated, post: Post) -> int | None:
    """The first block that holds the name of the first speaker."""
    name = fold(stated.credits[0].name)
    return next((at for at, block in enumerate(post.context.outline) if has_word(fold(block.flat), name)), None)


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
    speakers = names_of(one.credits)
    if not speakers or made.head is not None or any(names_of(other.credits) == speakers for other in others):
        return None
    theirs = [i for i, f in enumerate(found) if names_of(f.credits) == speakers]
    return theirs[0] if len(theirs) == 1 else None


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

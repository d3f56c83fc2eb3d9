"""The title of a post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from itertools import pairwise, takewhile

from msgspec.structs import replace

from recapgen.recap.conference.editions import HEADED
from recapgen.recap.conference.naming import names_in
from recapgen.recap.conference.parts import Region
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry
from recapgen.recap.line.byline import parses
from recapgen.recap.line.days import day_of, day_within, holds_date
from recapgen.recap.line.parse import Line
from recapgen.recap.line.people import people
from recapgen.recap.outline.blocks import Outline
from recapgen.recap.post.attributes import attributed
from recapgen.recap.reading import Evidence, Facts
from recapgen.recap.words import fold, has_word
from recapgen.regex import regex


def with_plain_title(facts: Facts, outline: Outline) -> Facts:
    """The title that stands above a text, without `&amp;` and without the site's name; or in a comment, where alone."""
    title = _without_site(unescape(facts.title or _in_comment(outline)), outline)
    return facts if title == facts.title else replace(facts, title=title)


def _in_comment(outline: Outline) -> str:
    """What `<!-- title: Panworks -->` says with which a text opens; empty where none does."""
    match = _COMMENT.fullmatch(outline[0].text) if outline and outline[0].shape == "comment" else None
    return match[1] if match else ""


_COMMENT = regex(r"(?:<!--)?\s*[Tt]itle:[ \t]*(\S[^\n]*?)\s*(?:-->)?")


def _without_site(title: str, outline: Outline) -> str:
    """`Panworks | SoupConf 2019`: of a page's title, what a heading of the page repeats, without the site's name."""
    if not _SITE.search(title):
        return title
    heads = {fold(block.flat) for block in outline if block.shape == "heading"}
    again = [part for part in _SITE.split(title) if fold(part) in heads and len(part.split()) > 1]
    return again[0].strip() if len(again) == 1 and fold(title) not in heads else title


_SITE = regex(r"\s+[|»·]\s+")


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
        top = tops[0] if len(tops) == 1 and lowest == 10 else heads[0]
        if not facts.title and len(tops) > _FEW_TALKS and top is tops[0] and _all_signed(tops, ctx):
            return "", Evidence("none", confidence=0.0), None
        if first is not None and first.at == 0 and top.at > 3 and first.block.shape in ("bold", "lone"):
            top = first if first.block.shape == "bold" or names_in(first.block.flat, ctx) else top
    else:
        top = _lone_title(entries, ctx)
    if facts.title:
        again = top is not None and (fold(top.block.flat) == fold(facts.title) or _is_over_all(top, heads))
        return facts.title, Evidence("front matter"), top if again else None
    if top is None:
        return "", Evidence("none", confidence=0.0), None
    return top.block.flat, Evidence(top.block.shape, top.block.lines, 0.9), top


def _is_over_all(top: Entry, heads: Sequence[Entry]) -> bool:
    """Whether a heading is the first of a text, and all others stand below it."""
    return len(heads) > 1 and top is heads[0] and all(e.rank > top.rank for e in heads[1:])


def _all_signed(tops: Sequence[Entry], ctx: Context) -> bool:
    """Whether the highest headings of a post are talks, the first of them too: the post has no title then."""
    lines = [parses(Line(entry.block.flat), ctx.names) for entry in tops]
    signed = [max((p.score for p in ways if p.credits and p.title), default=0.0) >= SIGNED for ways in lines]
    first = signed[0] or any(p.kind for p in lines[0])
    return first and sum(signed) >= 0.6 * len(tops) and not names_in(tops[0].block.flat, ctx)


_FEW_TALKS = 3


SIGNED = 0.6
"""From this score on a by-line speaks for a heading to be a talk."""


def _lone_title(entries: Sequence[Entry], ctx: Context) -> Entry | None:
    """The title of a post without headings: its first line, or below a site's menu the one that names a conference,
    says that it is a recap, or stands last above the text.
    """
    entries = _above_text(entries, ctx)
    if dated := _above_its_date(entries[:_LONGEST_HEAD], ctx):
        return dated
    skipped = sum(1 for _ in takewhile(_before_title, entries[:_LONGEST_HEAD]))
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


def _before_title(entry: Entry) -> bool:
    """Whether a line above a post's title is a way back."""
    return entry.block.flat.startswith(("←", "«", "‹"))


def _above_its_date(entries: Sequence[Entry], ctx: Context) -> Entry | None:
    """The line right above the date of a post, or above its authors, where a page begins with the name of its site."""
    above: Entry | None = None
    for entry, below in pairwise(entries):
        dated = below.at == entry.at + 1 and len(below.block.flat) < _LONGEST_DATE
        if dated and holds_date(below.block.flat, ctx.lexicon):
            if above and above.at == entry.at - 1 and people(entry.block.flat, ctx.names)[1] >= _SURE_NAMES:
                entry = above
            title = entry.block.shape in ("lone", "bold") and not holds_date(entry.block.flat, ctx.lexicon)
            return entry if title and not _before_title(entry) else None
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


def mark_titles_of_post(
    entries: Sequence[Entry], title: Entry | None, regions: Sequence[Region], facts: Facts, ctx: Context
) -> None:
    """Marks the lines that are no talk's, since they are the title of the post: the one that it was taken from, those
    above and those that repeat it, and headings that name a conference.
    """
    if title is not None and _is_title_of_post(title, entries, facts, ctx):
        title.role = "post"
        for entry in entries:
            above = entry.at < title.at and entry.block.shape == "lone"
            again = entry.block.shape == title.block.shape and fold(entry.block.flat) == fold(ctx.title)
            entry.role = "post" if above or again else entry.role
    naming = {region.start for region in regions if region.evidence["name"].rule in HEADED and not facts.claims}
    for entry in entries:
        entry.role = "post" if entry.role == "title" and entry.at in naming else entry.role

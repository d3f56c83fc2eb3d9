"""The sessions that lines head: headings, lone and bold lines, list items."""

from __future__ import annotations

import re

from msgspec.structs import replace

from recapgen.model import Credit, Kind, Link
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import TAKEN, Entry, ancestors
from recapgen.recap.levels.weights import kind_beside
from recapgen.recap.line.days import DayMark, day_of, may_count
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.post.attributes import attributed, kind_named, links_of, speakers_of, topics_of
from recapgen.recap.post.post import Post
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.reading import Evidence, Found
from recapgen.recap.words import Lexicon, Worded, fold, of_languages, words_in
from recapgen.regex import regex


def extent(i: int, post: Post) -> tuple[tuple[int, int], tuple[int, int]]:
    """Lines and words (token range) of what belongs to an entry."""
    entry, outline = post.entries[i], post.context.outline
    start, end = entry.block.tokens
    if entry.block.shape == "item":
        return entry.block.lines, (start + 1, max(start + 1, end - 1)) if end > start + 2 else (start, end)
    bare = entry.block.shape in ("lone", "bold", "run-in")
    stop = next(
        (
            e.block
            for e in (post.entries[k] for k in range(i + 1, len(post.entries)))
            if e.score >= TAKEN
            or attributed(e.block.attributes)
            or (
                e.rank <= entry.rank
                and not (bare and e.role in ("title", "label") and e.block.shape == entry.block.shape)
            )
            or (e.role == "day" and e.block.shape in ("bold", "lone"))
            or (bare and e.role in ("day", "closing", "talks", "kind"))
        ),
        None,
    )
    last = entry.block.lines[1]
    last_token = end
    for block in (outline[k] for k in range(entry.at + 1, len(outline))):
        if block is stop:
            break
        if block.shape != "rule":
            last = max(last, block.lines[1])
            last_token = max(last_token, block.tokens[1])
    limit = stop.tokens[0] if stop and stop.tokens[1] else post.size
    limit = max(limit, end)
    if entry.block.shape == "run-in":
        end = start
    return (entry.block.lines[0], last), (
        end,
        limit if entry.block.shape != "lone" else min(limit, max(last_token, end)),
    )


def all_found_by_entry(i: int, post: Post) -> list[Found]:
    """The sessions that a line heads: one, or as many as it links behind who gave each."""
    found = found_by_entry(i, post)
    joined = _joined(post.entries[i].block, post.context) if found.rule.startswith("heading") else []
    return [
        replace(found, title=title, credits=credits, links=tuple(link for link in found.links if link.url == url))
        for title, credits, url in joined
    ] or [found]


def _joined(block: Block, ctx: Context) -> list[tuple[str, tuple[Credit, ...], str]]:
    """Title, speakers and address of two talks or more: `Ida Quill: [Spoons](talks/9) + Bo Lind: [Lids](talks/4)`."""
    talks = [mark for mark in block.marks if mark.kind == "link" and destinations.of_talk(mark.href)]
    found, start = [], 0
    for talk in talks if len(talks) > 1 else ():
        named = _BEFORE_TALK.fullmatch(block.text, start, talk.start)
        credits, sure = people(named["who"], ctx.names) if named else ((), 0.0)
        if sure < _LIKELY_NAME:
            return []
        title = tidy(block.text[talk.start : talk.end], ctx.lexicon)[0]
        found.append((title, credits, talk.href))
        start = talk.end
    return found if not block.text[start:].strip() else []


_BEFORE_TALK = regex(r"\W*(?:[a-z]{1,3}\.?\s+)?(?P<who>\w[^:\n]{3,80}?)\s*(?::|\s[–—-])\s*")
"""` + Bo Lind: `, ` vs. Bo Lind: `, between two links."""
_LIKELY_NAME = 0.6


def found_by_entry(i: int, post: Post) -> Found:
    """The session that a line heads."""
    entry = post.entries[i]
    best = entry.best
    assert best is not None
    ctx, attributes = post.context, entry.block.attributes
    lines, words = extent(i, post)
    title, credits, kind = best.title, best.credits, best.kind
    shape = entry.block.shape
    rule = f"{shape}-{best.form}" + (f"+{entry.rule}" if entry.rule else "")
    confidence = round(min(1.0, entry.score), 2)
    if attributed(attributes):
        rule, confidence = "attributes", 1.0
        stated = speakers_of(attributes, ctx)
        if stated and best.form != "by" and {c.name for c in stated} != {c.name for c in credits}:
            title = _title_without_names(entry, ctx)
        credits = stated or credits
        title = attributes.get("title", title)
        kind = kind_named(attributes.get("kind", "")) or kind
    day, label = _day_below(entry.body, ctx) if shape == "heading" else (None, "")
    if day is None:
        day, label = day_of_entry(entry)
    if day is None and (mark := _day_before(entry, ctx)):
        day, label = mark.day, mark.label
    if attributes.get("day", "").isdigit():
        day, label = int(attributes["day"]), ""
    if kind is None:
        kind = next((a.kind for a in ancestors(entry, post.entries) if a.kind), None)
    if kind is None and (beside := kind_beside(entry, post.entries)):
        kind = beside.kind
    if kind is None and shape not in ("item", "run-in"):
        kind = _kind_below(entry.body, entry.words, ctx)
    elif kind is None:
        said = entry.block.text[best.lead :][:300]
        kind = _kind_below(said, words_in(said), ctx)
    kind = kind or kind_of_title(title, ctx) or _kind_of_link(entry, ctx)
    if title and ctx.lexicon.kind_of(title) and credits and rule != "attributes" and credits != entry.signed:
        kind, title = kind or ctx.lexicon.kind_of(title), ""
    at = (entry.block.lines[0], entry.block.lines[0])
    evidence = {"title": Evidence(rule, at, confidence)}
    if credits:
        evidence["speakers"] = Evidence(
            entry.rule or rule, at if not entry.rule else lines, round(best.score or confidence, 2)
        )
    if kind:
        evidence["kind"] = Evidence("kind", at, 0.8)
    if day:
        evidence["day"] = Evidence("day heading", at, 0.95)
    links = links_of(attributes) or _links_in(entry)
    claim = post.claim_at(entry.at)
    lead = (
        entry.block.written(best.lead)
        if shape in ("item", "run-in") and (shape == "run-in" or words[0] != entry.block.tokens[0])
        else 0
    )
    return Found(
        title,
        credits,
        kind,
        day,
        label,
        claim,
        links,
        topics_of(attributes),
        lines,
        entry.block.tokens[0] if entry.block.tokens[1] else None,
        words,
        rule,
        confidence,
        evidence,
        lead,
        f"{entry.block.text[best.lead :]}\n{entry.body}" if entry.block.tokens in post.shared else None,
    )


def _title_without_names(entry: Entry, ctx: Context) -> str:
    """The title of a line that names nobody: of an item, without what it goes on to say."""
    if entry.block.shape in ("item", "run-in"):
        ways = [p for p in entry.parses if not p.credits and p.title]
        return max(ways, key=lambda p: p.score).title if ways else ""
    return tidy(entry.block.flat, ctx.lexicon)[0]


def day_of_entry(entry: Entry) -> tuple[int | None, str]:
    return (entry.current_day.day, entry.current_day.label) if entry.current_day else (None, "")


def _day_before(entry: Entry, ctx: Context) -> DayMark | None:
    """The counted day that stands before a title in a list: `Day 2: Spoons`."""
    before, colon, _ = entry.block.first_line[:_LONGEST_FACT].partition(":")
    counted = entry.block.shape == "item" and colon and may_count(before, ctx.lexicon)
    mark = day_of(before, ctx.lexicon) if counted else None
    return mark if mark and mark.day and not mark.rest else None


def day_of_table(block: Block, ctx: Context) -> tuple[int, str] | None:
    """The day that the name of a column has, in a table that is of one day: `| Day two | |`."""
    marks = [mark for head in block.heads if (mark := day_of(head, ctx.lexicon)) and not mark.rest]
    return (marks[0].day, marks[0].label) if len(marks) == 1 and marks[0].day else None


def _day_below(body: str, ctx: Context) -> tuple[int | None, str]:
    """The day that a line of facts below a heading names: `Day 2 – 14:30 – Room 1`."""
    if not may_count(body[: 4 * _LONGEST_FACT], ctx.lexicon):
        return None, ""
    for line in body.split("\n")[:4]:
        mark = day_of(line.strip(" *-–—"), ctx.lexicon) if len(line) < _LONGEST_FACT else None
        if mark and mark.day is not None and line.strip(" *-–—").startswith(mark.label):
            return mark.day, mark.label
    return None, ""


_LONGEST_FACT = 160
"""Characters of a line that names a talk's day or room."""


@of_languages
def _kinds_told(lex: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """`In her keynote`, `a keynote`, `the last keynote`, and a line that begins with `Keynote:` or is but `Keynote`."""
    kinds = lex.kind_pattern.pattern
    within = rf"(?<!\w)(?:opening|closing|the first|{lex.either('this', 'their')})\s+(?:\w+\s+)?({kinds})(?!\w)"
    one = rf"(?<!\w)(?:{lex.either('a')}\s+(?:\w+\s+)?|{lex.either('which_one')}\s+)({kinds})(?!\w)"
    said, alone, first = (re.compile(x, re.IGNORECASE) for x in (within, one, rf"({kinds})\s*(?:[:–—]\s|$)"))
    return said, alone, first


def _kind_below(said: str, words: frozenset[str], ctx: Context) -> Kind | None:
    """`In her keynote, ...`; `words` are those of what is said."""
    if not ctx.lexicon.kind_phrases.may_stand_in(words):
        return None
    body = said[:600]
    within, one, first = _kinds_told(ctx.lexicon)
    if match := within.search(body) or one.search(SENTENCE.split(body, maxsplit=1)[0]):
        kind = ctx.lexicon.kind_of(match.group(1))
        if kind and kind != "talk":
            return kind
    for line in body.split("\n")[:3]:
        if match := first.match(line):
            return ctx.lexicon.kind_of(match.group(1))
    return None


def kind_of_title(title: str, ctx: Context) -> Kind | None:
    """`Soup Panel`: the kind that a title's last word names."""
    words = title.split()
    kind = ctx.lexicon.kind_of(words[-1]) if len(words) > 1 else None
    return kind if kind in ("panel", "workshop", "keynote", "tutorial") else None


def _kind_of_link(entry: Entry, ctx: Context) -> Kind | None:
    """The kind that a folder names in the address of the line's first link: `/keynote/on-spoons`."""
    href = next((href for _, href in entry.block.links()), "")
    kinds = (ctx.lexicon.kind_of(folder) for folder in href.partition("?")[0].split("/")[:-1] if folder)
    return next((kind for kind in kinds if kind and kind != "talk"), None)


_LINK_KINDS = (
    ("slides", Worded(r"<slides>", re.IGNORECASE)),
    ("video", Worded(r"<video>|youtube|youtu\.be|vimeo", re.IGNORECASE)),
    ("code", Worded(r"\b<code>\b|github\.com|gitlab\.com", re.IGNORECASE)),
)


def _links_in(entry: Entry) -> tuple[Link, ...]:
    """Links of the title line itself, by what they say."""
    found = []
    for text, href in entry.block.links()[:6]:
        if not href.startswith(("http://", "https://")):
            continue
        kind = next(
            (
                k
                for k, said in _LINK_KINDS
                if said.pattern.search(text) or (said.pattern.search(href) and len(text) < 20)
            ),
            "",
        )
        whole = entry.best is not None and fold(text) == fold(entry.best.title)
        if kind or whole:
            found.append(Link(href, kind or "link"))
    return tuple(found)

"""From judged lines, told sentences and table rows to the `Found` sessions of a reading.

>>> attributed({"speakers": "Ida Quill"}), refused({"session": "no"})
(True, True)
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from recapgen.model import KINDS, Credit, Kind, Link
from recapgen.recap.announced import SIGNED_LINE, announced_in, opening_signed, signed_line
from recapgen.recap.captions import caption
from recapgen.recap.context import Context
from recapgen.recap.days import day_of, may_count
from recapgen.recap.editions import Region
from recapgen.recap.entries import TAKEN, Entry, ancestors, leads_to_part
from recapgen.recap.joined import with_title_beside
from recapgen.recap.outline import Block, Outline
from recapgen.recap.people import people
from recapgen.recap.prose import SENTENCE
from recapgen.recap.reading import Evidence, Facts, Found, Stated
from recapgen.recap.spoken import (
    above_notes,
    in_a_row,
    left_of_list,
    left_of_row,
    listed_in,
    opening_in,
    opens_with_actor,
    spoken_in,
)
from recapgen.recap.tables import rows_told
from recapgen.recap.telling import ENOUGH, IN_ROW, LEAST, SURE, Run, Told, as_siblings, leading_to_talks, told_in
from recapgen.recap.titles import tidy
from recapgen.recap.words import Lexicon, Worded, fold, has_word, of_languages, words_in

SPEAKER_KEYS = ("speakers", "speaker", "by", "presenter", "presenters", "author", "authors", "who")
TITLE_KEYS = ("title", "talk", "session", "name")
LINK_KEYS = ("slides", "video", "code", "schedule", "url")


@dataclass(frozen=True)
class Post:
    """A post on its way to a reading."""

    context: Context
    entries: Sequence[Entry]
    regions: Sequence[Region]
    facts: Facts
    size: int
    """How many tokens it has."""

    def last_before(self, at: int) -> Entry | None:
        """The last line above a place in the outline."""
        return _last_before(at, self.entries)

    def head_before(self, at: int) -> Entry | None:
        """The last line above it that has a place of its own: no list item, and no paragraph."""
        return _last_before(at, self._heads)

    @cached_property
    def silent(self) -> frozenset[int]:
        """Places in the outline at which nothing is a session."""
        return silent(self.context.outline)

    @cached_property
    def shared(self) -> frozenset[tuple[int, int]]:
        """Tokens that are several list items: HTML."""
        times = Counter(block.tokens for block in self.context.outline if block.shape == "item")
        return frozenset(tokens for tokens, count in times.items() if count > 1 and tokens[1])

    @cached_property
    def _heads(self) -> Sequence[Entry]:
        return [e for e in self.entries if e.block.shape in ("heading", "bold", "lone")]

    def claim_at(self, at: int) -> int | None:
        """Which conference the outline's line belongs to."""
        if not self.regions:
            return None
        found = 0
        for n, region in enumerate(self.regions):
            if region.start <= at:
                found = n
        return found if not self.facts.claims or len(self.facts.claims) == 1 else self._claim_named(at)

    def _claim_named(self, at: int) -> int:
        """Of several claims of the front matter: the one that a line above names last."""
        for entry in reversed([e for e in self.entries if e.at <= at][-400:]):
            for n, claim in enumerate(self.facts.claims):
                if fold(claim.name) in fold(entry.block.flat) or (
                    claim.label and fold(claim.label) in fold(entry.block.flat)
                ):
                    return n
        return 0


def _last_before(at: int, entries: Sequence[Entry]) -> Entry | None:
    n = bisect_left(entries, at, key=lambda e: e.at)
    return entries[n - 1] if n else None


def attributed(attributes: Mapping[str, str]) -> bool:
    """Whether attributes say that something is a session."""
    if not attributes or refused(attributes):
        return False
    return any(
        k in attributes for k in ("title", "kind", "day", "slides", "video", "topics", "speakers", "speaker")
    ) or attributes.get("session", "").lower() in ("yes", "true")


def refused(attributes: Mapping[str, str]) -> bool:
    """Whether attributes say that something is none."""
    return attributes.get("session", "").lower() in ("no", "none", "false")


def silent(outline: Outline) -> frozenset[int]:
    """The places at which nothing is a session, as attributes say: of a heading for all below it up to the next one,
    of an item for those within it, and of any other line for that line; what is stated to be a session is one.
    """
    found: set[int] = set()
    heading = False
    item = 0
    for at, block in enumerate(outline):
        no = block.shape != "component" and refused(block.attributes)
        if block.shape == "heading":
            heading, item = no, 0
        elif item and block.level <= (item if block.shape == "item" else 0):
            item = 0
        if no and block.shape == "item":
            item = block.level
        if no or ((heading or item) and not is_stated(block)):
            found.add(at)
    return frozenset(found)


def is_stated(block: Block) -> bool:
    """Whether a block's attributes say that it is a session."""
    return block.shape != "component" and attributed(block.attributes)


# -- headings, lone lines, list items ----------------------------------------------------------------------------------


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
        day, label = _day(entry)
    if attributes.get("day", "").isdigit():
        day, label = int(attributes["day"]), ""
    if kind is None:
        kind = next((a.kind for a in ancestors(entry, post.entries) if a.kind), None)
    if kind is None and shape not in ("item", "run-in"):
        kind = _kind_below(entry.body, entry.words, ctx)
    elif kind is None:
        said = entry.block.text[best.lead :][:300]
        kind = _kind_below(said, words_in(said), ctx)
    kind = kind or _kind_of_title(title, ctx)
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


def _day(entry: Entry) -> tuple[int | None, str]:
    return (entry.current_day.day, entry.current_day.label) if entry.current_day else (None, "")


def _day_of_table(block: Block, ctx: Context) -> tuple[int, str] | None:
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
    """`In her keynote`, `a keynote`, and a line that begins with `Keynote:`."""
    kinds = lex.kind_pattern.pattern
    within = rf"(?<!\w)(?:opening|closing|the first|{lex.either('this', 'their')})\s+(?:\w+\s+)?({kinds})(?!\w)"
    one = rf"(?<!\w){lex.either('a')}\s+(?:\w+\s+)?({kinds})(?!\w)"
    said, alone, first = (re.compile(x, re.IGNORECASE) for x in (within, one, rf"({kinds})\s*[:–—]\s"))
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


def _kind_of_title(title: str, ctx: Context) -> Kind | None:
    """`Soup Panel`: the kind that a title's last word names."""
    words = title.split()
    kind = ctx.lexicon.kind_of(words[-1]) if len(words) > 1 else None
    return kind if kind in ("panel", "workshop", "keynote", "tutorial") else None


def speakers_of(attributes: Mapping[str, str], ctx: Context) -> tuple[Credit, ...]:
    """The speakers that attributes state; several are divided by semicolons."""
    for key in SPEAKER_KEYS:
        if value := attributes.get(key):
            parts = [p.strip() for p in value.split(";") if p.strip()]
            found: list[Credit] = []
            for part in parts:
                credits, score = people(part, ctx.names)
                read = credits if credits and (score >= 0.3 or "(" in part) else (Credit(part),)
                found.extend(_as_stated(part) if len(read) == 1 and read[0] == Credit(read[0].name) else read)
            org = next(
                (
                    attributes[k]
                    for k in ("org", "organization", "organisation", "company", "affiliation")
                    if attributes.get(k)
                ),
                "",
            )
            if org and not any(c.organizations for c in found):
                found = [Credit(c.name, (org,), c.role) for c in found]
            return tuple(found)
    return ()


def _as_stated(part: str) -> tuple[Credit, ...]:
    """`Ida Quill (The Ladle Ltd)` word for word, for what an author writes out, however long it is."""
    name, opened, rest = part.partition("(")
    organization = rest.strip().removesuffix(")").strip()
    return (Credit(name.strip(), (organization,)),) if opened and name.strip() and organization else (Credit(part),)


def kind_named(text: str) -> Kind | None:
    return next((k for k in KINDS if k == text.strip().lower()), None)


def topics_of(attributes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(t.strip() for t in re.split(r"[,;]", attributes.get("topics", "")) if t.strip())


def links_of(attributes: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(Link(attributes[key], {"url": "link"}.get(key, key)) for key in LINK_KEYS if attributes.get(key))


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


# -- prose, captions, tables, components -------------------------------------------------------------------------------


def found_in_words(post: Post, found: Sequence[Found]) -> list[Found]:
    """Sessions that no line heads: of components, table rows, sentences and captions, outside those found already."""
    ctx, outline = post.context, post.context.outline
    alone = _alone(found, outline)
    taken = {line for f in found for line in range(f.lines[0], alone.get(f.lines[0], f.lines[1]) + 1)}
    heads = {f.lines[0] for f in found}
    within = {
        line: f for f in found if f.rule.startswith(("run-in", "lone")) for line in range(f.lines[0], f.lines[1] + 1)
    }
    looks = _looks(found, outline)
    free = [
        (at, b)
        for at, b in enumerate(outline)
        if at not in post.silent
        and (
            b.lines[0] not in taken or (b.lines[0] not in heads and _of_another(b, within.get(b.lines[0]), looks, ctx))
        )
    ]
    made = [_of_component(at, b, post) for at, b in _components(free)]
    for rows in _tables(free).values():
        above = post.head_before(rows[0][0])
        announced = above is not None and ctx.lexicon.pattern("talk_words").search(above.block.flat) is not None
        made += [_of_told(t, post) for t in rows_told(rows, ctx, announced)]
    told: list[Told] = []
    many = len(found) + len(made) >= 3
    to_come = {e.at for e in post.entries if e.role == "to come"}
    only = ("item",) if many else ("para", "lone", "run-in", "image", "quote", "item")
    for at, block in free:
        if block.shape in (*only, "para", "run-in") and at not in to_come and not leads_to_part(block, ctx):
            before = outline[at - 1].flat[-300:] if at else ""
            apart = told_in(at, block, before, ctx, LEAST)
            if not _beside_talk(at, post):
                told += [*apart, *announced_in(at, block, ctx)]
            else:
                told += [t for t in apart if t.credits and t.look in ctx.programmes]
    told += _signed_openings(free, told, ctx)
    signed = _signed_lines(heads, ctx)
    told += signed
    outnumber = len(signed) > len(found) + len(made)
    linked = Counter(looks.values())
    programme = leading_to_talks(told)
    told = [
        t
        for t in _without_quotations(as_siblings(told, linked), ctx)
        if outline[t.block].shape in only
        or (t.score >= 0.75 and t.credits)
        or t.rule in ("prose-seen", IN_ROW)
        or t.look in programme
        or (t.rule == SIGNED_LINE and outnumber)
    ]
    sure = 0.6 if found or made else 0.5
    told = [t for t in told if t.score >= sure or t.rule == "prose-seen"]
    told = _without_links_to_others(told, heads, outline)
    captions = [
        c
        for at, b in free
        if len(only) > 1
        and b.shape in ("para", "lone", "image", "run-in", "item")
        and (c := caption(at, b, ctx))
        and c.score >= 0.5
    ]
    titled = {t.block for t in told if t.score >= SURE}
    others = [t.credits for t in told] + [f.credits for f in found]
    captions = [with_title_beside(c, outline[c.block], {fold(t.title) for t in told}, ctx) for c in captions]
    captions = _without_first_names([c for c in captions if c.title or c.block not in titled], others)
    if len(captions) < 3:
        captions = [c for c in captions if c.score >= 0.6]
    if len(captions) >= 2 and len(captions) > max(len(told), 2 * (len(found) + len(made))):
        titled = {t.block for t in captions if t.title}
        told = captions + [t for t in told if t.block not in titled and t.block not in {c.block for c in captions}]
    lists = {b.group for b in outline if b.shape == "item" and b.lines[0] in heads} | _lists_of_speakers(free, ctx)
    speaking = [
        (at, b)
        for at, b in free
        if b.shape in ("para", "run-in")
        or (b.shape == "item" and at not in to_come and (not many or (b.level == 1 and b.group in lists)))
    ]
    told += _spoken(speaking, told, found, many, post)
    return made + _stated_in_words([_of_told(t, post) for t in _once(told) if t.block not in post.silent], heads, post)


def _alone(found: Sequence[Found], outline: Outline) -> dict[int, int]:
    """First and last line of the paragraphs that begin with a title, where so few do that the ones after them need not
    tell of the same."""
    begun = {f.lines[0] for f in found if f.rule.startswith("run-in")}
    few = len(begun) < _ALIKE_OPENINGS
    return {b.lines[0]: b.lines[1] for b in outline if b.lines[0] in begun} if few else {}


def _stated_in_words(told: Sequence[Found], heads: Set[int], post: Post) -> list[Found]:
    """What was told in blocks whose attributes say that they are sessions, corrected by them; and what was not."""
    made = list(told)
    for at, block in enumerate(post.context.outline):
        if block.lines[0] in heads or not is_stated(block):
            continue
        here = [f for f in made if f.lines == block.lines]
        title = fold(block.attributes.get("title", ""))
        read = next((f for f in here if fold(f.title) == title), here[0] if len(here) == 1 else None)
        if read is not None:
            made = [f for f in made if f is not read]
        else:
            read = _of_told(_untitled(at), post) if here else _likeliest(at, block, post)
        made.append(with_attributes(read, block.attributes, post.context))
    return made


def _likeliest(at: int, block: Block, post: Post) -> Found:
    """What a block that is said to tell of a session most likely tells, however little speaks for it."""
    ctx = post.context
    if told := [*told_in(at, block, "", ctx, LEAST), *announced_in(at, block, ctx), *spoken_in(at, block, ctx)]:
        return _of_told(max(told, key=lambda t: t.score), post)
    entry = next((i for i, e in enumerate(post.entries) if e.at == at and e.best), None)
    return found_by_entry(entry, post) if entry is not None else _of_told(_untitled(at), post)


def _untitled(at: int) -> Told:
    return Told("", (), None, at, "attributes", 1.0)


def with_attributes(found: Found, attributes: Mapping[str, str], ctx: Context) -> Found:
    """A session as it was read, with all that attributes say of it."""
    day = int(attributes["day"]) if attributes.get("day", "").isdigit() else None
    return replace(
        found,
        title=attributes.get("title", found.title),
        credits=speakers_of(attributes, ctx) or found.credits,
        kind=kind_named(attributes.get("kind", "")) or found.kind,
        day=day or found.day,
        day_label="" if day else found.day_label,
        links=links_of(attributes) or found.links,
        topics=topics_of(attributes),
        rule="attributes",
        confidence=1.0,
    )


def _without_first_names(told: Sequence[Told], others: Sequence[tuple[Credit, ...]]) -> list[Told]:
    """Without those of somebody who has a talk already, with the whole name: `Ida`, beside `Ida Quill`."""
    credits = [c for row in (*(t.credits for t in told), *others) for c in row]
    whole = {word for c in credits if " " in c.name for word in c.name.split()}
    return [t for t in told if t.title or not whole.issuperset(c.name for c in t.credits)]


def _signed_lines(heads: Set[int], ctx: Context) -> list[Told]:
    """Paragraphs that are but title and speaker, where three or more lines are."""
    short = ((at, b) for at, b in enumerate(ctx.outline) if b.shape in ("para", "lone", "run-in"))
    lines = [line for at, block in short if (line := signed_line(at, block, ctx))]
    return [t for t in lines if ctx.outline[t.block].lines[0] not in heads] if len(lines) > 2 else []


def _signed_openings(free: Sequence[tuple[int, Block]], told: list[Told], ctx: Context) -> list[Told]:
    """Paragraphs that begin with a title and its by-line, where several do; what else they say is no title."""
    paragraphs = [(at, b) for at, b in free if b.shape == "para"]
    found = [one for at, block in paragraphs if (one := opening_signed(at, block, ctx))]
    if sum(2 if len(one.credits) >= _AUTHORS else 1 for one in found if one.score >= SURE) < _ALIKE_OPENINGS:
        return []
    told[:] = [t for t in told if not any(t.block == one.block and _shares(t, one) for one in found)]
    return found


def _without_quotations(told: Sequence[Told], ctx: Context) -> list[Told]:
    """Without what is quoted in paragraphs that begin with a title and who spoke, or with who spoke, where several do:
    `“Spoons” by Ida Quill. The best line was “stir or be stirred”.`"""
    outline = ctx.outline
    signed = {t.block for t in told if t.credits and fold(outline[t.block].flat).startswith(fold(t.title))}
    opened = [t for t in told if t.credits and outline[t.block].flat.startswith(t.credits[0].name)]
    kept = list(told)
    if len({t.block for t in opened}) >= _ALIKE_OPENINGS:
        kept = [t for t in kept if t.credits or t.score >= SURE or not opens_with_actor(outline[t.block], ctx)]
        kept = [t for t in kept if not any(_later_words_of(t, one, outline) for one in opened)]
    if len(signed) < _ALIKE_OPENINGS:
        return kept
    return [t for t in kept if t.credits or t.block not in signed]


def _later_words_of(told: Told, first: Told, outline: Outline) -> bool:
    """Whether it stands in a later sentence than a surer title of those with whom its paragraph begins."""
    if told.block != first.block or told.credits != first.credits or told.score >= first.score:
        return False
    text = outline[told.block].flat
    start, at = text.find(first.title), text.find(told.title)
    return 0 <= start < at and len(SENTENCE.split(text[start:at])) > 1


def _without_links_to_others(told: Sequence[Told], heads: Set[int], outline: Outline) -> list[Told]:
    """Without links that lead to what another line tells of, with its speaker: `[Spoons](talks/1.md) is great`."""
    signed = {t.block for t in told if t.credits} | {at for at, b in enumerate(outline) if b.lines[0] in heads}
    given = {href: at for at in signed for _, href in outline[at].links()}

    def leads_elsewhere(one: Told) -> bool:
        own = [href for text, href in outline[one.block].links() if fold(text) == fold(one.title)]
        return any(given.get(href, one.block) != one.block for href in own)

    return [t for t in told if t.credits or not leads_elsewhere(t)]


def _shares(told: Told, other: Told) -> bool:
    """Whether two that one paragraph tells of have somebody in common, or nobody is known to give the one."""
    return not told.credits or not {c.name for c in told.credits}.isdisjoint(c.name for c in other.credits)


_ALIKE_OPENINGS, _AUTHORS = 3, 3
"""Such paragraphs, at least; one that names as many people as a paper has says as much as two."""


def _looks(found: Sequence[Found], outline: Outline) -> dict[int, str]:
    """How the titles of the sessions found by their lines look, where they are links; by the first line."""
    titles = {f.lines[0]: fold(f.title) for f in found}
    return {
        block.lines[0]: Run(0, 0, "link", href).look
        for block in outline
        if block.lines[0] in titles
        for text, href in block.links()[:1]
        if fold(text) == titles[block.lines[0]]
    }


def _spoken(
    blocks: Sequence[tuple[int, Block]], told: Sequence[Told], found: Sequence[Found], many: bool, post: Post
) -> list[Told]:
    """Talks without a title, one a speaker, of those who have no other.

    Beside `many` talks that lines head, only those of which a paragraph says who gave them.
    """
    known = {fold(c.name) for t in told for c in t.credits} | {fold(c.name) for f in found for c in f.credits}
    titles = {fold(one.title) for one in told} | {fold(one.title) for one in found}
    made: list[Told] = []
    free = [(at, block) for at, block in blocks if not _beside_talk(at, post)]
    opening = [one for at, block in free if (one := opening_in(at, block, post.context))]
    alike = {one.block: one for one in opening} if len(opening) >= _ALIKE else {}
    alike |= {one.block: one for one in _listed(free, {t.block for t in told if t.credits}, post.context)}
    alike |= {one.block: one for one in in_a_row(free, post.context)}
    noted = {one.block: one for one in above_notes(free, post.context)}
    alike |= noted
    for at, block in free:
        for one in (*spoken_in(at, block, post.context), *filter(None, [alike.get(at)])):
            names = {fold(c.name) for c in one.credits}
            parts = (word for name in known for word in name.split())
            given = one.score >= (_GIVEN if one.rule == "prose-speaker-by" else _SURELY_GIVEN)
            sure = not many or block.shape == "item" or given or at in noted
            if one.score >= ENOUGH and known.isdisjoint(names) and names.isdisjoint(parts):
                titled = with_title_beside(one, block, titles, post.context)
                if sure or (titled.title and titled.title != one.title):
                    known |= names
                    made.append(titled)
    talks = [*((t.block, t.credits) for t in (*told, *made)), *_at_blocks(found, post)]
    return made + [
        one for one in left_of_row(free, talks, post.context) if known.isdisjoint({fold(c.name) for c in one.credits})
    ]


def _at_blocks(found: Sequence[Found], post: Post) -> Iterator[tuple[int, tuple[Credit, ...]]]:
    """The talks that paragraphs head, each with its place in the outline."""
    lines = {f.lines[0]: f.credits for f in found}
    yield from ((at, lines[b.lines[0]]) for at, b in enumerate(post.context.outline) if b.lines[0] in lines)


def _lists_of_speakers(blocks: Sequence[tuple[int, Block]], ctx: Context) -> set[int]:
    """The lists most of whose items begin with somebody who spoke: `Ida Quill (Ladle) talked about lids.`"""
    lists: dict[int, list[bool]] = defaultdict(list)
    for at, block in blocks:
        if block.shape == "item" and block.level == 1:
            lists[block.group].append(opening_in(at, block, ctx) is not None)
    return {
        group for group, spoke in lists.items() if len(spoke) >= _ALIKE_OPENINGS and sum(spoke) >= 0.75 * len(spoke)
    }


def _listed(blocks: Sequence[tuple[int, Block]], told: Set[int], ctx: Context) -> Iterator[Told]:
    """The talks of lists that give but their speakers and subjects; `told` are the blocks that tell of one anyway."""
    lists: dict[int, list[tuple[int, Block]]] = defaultdict(list)
    for at, block in blocks:
        if block.shape == "item" and block.level == 1:
            lists[block.group].append((at, block))
    for items in lists.values():
        first = items[0][0]
        yield from listed_in(items, ctx.outline[first - 1].flat if first else "", ctx)
        yield from left_of_list(items, told, ctx)


_GIVEN, _SURELY_GIVEN = 0.8, 0.8
_ALIKE = 4
"""From so many lines on that begin with who spoke, each tells of a talk."""


def _of_another(block: Block, inside: Found | None, looks: Mapping[int, str], ctx: Context) -> bool:
    """Whether a paragraph after one that tells of a talk tells of another: with a sure by-line, a link of the same
    look, or a name set apart.
    """
    if inside is None or block.shape not in ("run-in", "para"):
        return False
    own = {c.name for c in inside.credits}
    look = looks.get(inside.lines[0])
    opening = opening_signed(0, block, ctx)
    if opening and opening.score >= SURE and own.isdisjoint(c.name for c in opening.credits):
        return True
    if not inside.rule.startswith(_OPENS_WORDS):
        return False
    if (speaks := opening_in(0, block, ctx)) and own.isdisjoint(c.name for c in speaks.credits):
        return True
    for told in told_in(0, block, "", ctx, LEAST):
        others = told.score >= SURE and told.credits and own.isdisjoint(c.name for c in told.credits)
        if others or told.look == look:
            return True
    mark = block.marks[0] if block.shape == "run-in" and block.marks else None
    if mark is None or mark.start > 1:
        return False
    name = block.text[mark.start : mark.end]
    return ctx.names.score(name) >= 0.6 and name not in own


_OPENS_WORDS = ("run-in", "lone-title")
"""The rules of lines below which paragraphs may tell of other talks, as they are no surer than these."""


def _beside_talk(at: int, post: Post) -> bool:
    """Whether the block stands under a closing, or is a list item in a section that tells of no talks."""
    above = post.head_before(at)
    if above is None or above.block.shape != "heading":
        return False
    return above.role in ("break", "closing") or (above.role == "section" and post.context.outline[at].shape == "item")


def _once(told: Sequence[Told]) -> list[Told]:
    """Without those that are told of again; of one title there may be two, by other people."""
    kept: list[Told] = []
    for one in told:
        same = (t for t in kept if one.title and fold(t.title) == fold(one.title))
        if not any(_shares(t, one) or not one.credits for t in same):
            kept.append(one)
    beside: dict[int, list[Told]] = defaultdict(list)
    for one in kept:
        beside[one.block].append(one)
    return [one for one in kept if not any(_misses_start_of(one, other) for other in beside[one.block])]


def _misses_start_of(one: Told, other: Told) -> bool:
    """Whether a title begins too early or too late: `Lids and Nine Spoons`, or `Spoons`, where `Nine Spoons` is set
    apart.
    """
    if not one.title or not other.title or not _shares(one, other):
        return False
    if one.title.endswith(" " + other.title):
        return bool(other.look) or not one.look
    return other.title.endswith(" " + one.title) and bool(other.look) and not one.look


def _tables(free: Sequence[tuple[int, Block]]) -> dict[int, list[tuple[int, Block]]]:
    tables: dict[int, list[tuple[int, Block]]] = defaultdict(list)
    for at, block in free:
        if block.shape == "row":
            tables[block.group].append((at, block))
    return tables


def _of_told(told: Told, post: Post) -> Found:
    block = post.context.outline[told.block]
    near = post.last_before(told.block + 1)
    day, label = _day_of_table(block, post.context) or (_day(near) if near else (None, ""))
    kind = told.kind or _kind_of_title(told.title, post.context)
    if kind is None and near is not None and near.role == "kind":
        kind = near.kind
    confidence = round(told.score, 2)
    evidence = {"title": Evidence(told.rule, block.lines, confidence)}
    if told.credits:
        evidence["speakers"] = Evidence(told.rule, block.lines, confidence)
    return Found(
        _whole_link(told.title, block, post.context),
        told.credits,
        kind,
        day,
        label,
        post.claim_at(told.block),
        (),
        (),
        block.lines,
        block.tokens[0] if block.tokens[1] else None,
        block.tokens,
        told.rule,
        confidence,
        evidence,
    )


def _whole_link(title: str, block: Block, ctx: Context) -> str:
    """A title with the rest of the link within which it was cut: `[Still Stirring after All These Years](url)`.

    A rest that says who spoke is none: `[Nine Spoons by Ida Quill](url)`.
    """
    if len(title.split()) < _LEAST_CUT:
        return title
    rests = (text[len(title) :] for text, _ in block.links() if text.startswith(title + " "))
    rest = next((rest for rest in rests if rest[1:2].isalpha()), "")
    return title if ctx.lexicon.pattern("by", "with").search(rest) else title + rest


_LEAST_CUT = 3


def _components(free: Sequence[tuple[int, Block]]) -> list[tuple[int, Block]]:
    """The components that are talks; such as only lead to a page of a programme, where there are several."""
    found = [(at, block) for at, block in free if block.shape == "component"]
    signed = [(at, block) for at, block in found if not block.attributes.keys().isdisjoint(SPEAKER_KEYS)]
    return found if len(found) - len(signed) >= _SEVERAL_COMPONENTS else signed


_SEVERAL_COMPONENTS = 3


def _of_component(at: int, block: Block, post: Post) -> Found:
    attributes = block.attributes
    title = next((attributes[k] for k in TITLE_KEYS if attributes.get(k)), "")
    told = Told(
        title, speakers_of(attributes, post.context), kind_named(attributes.get("kind", "")), at, "component", 0.95
    )
    found = _of_told(told, post)
    day = int(attributes["day"]) if attributes.get("day", "").isdigit() else found.day
    return Found(
        found.title,
        found.credits,
        found.kind,
        day,
        found.day_label,
        found.claim,
        links_of(attributes),
        topics_of(attributes),
        found.lines,
        found.head,
        found.words,
        found.rule,
        found.confidence,
        found.evidence,
    )


# -- the front matter --------------------------------------------------------------------------------------------------


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
            day, label = _day(entry)
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
        told = _of_told(Told("", stated.credits, stated.kind, at, "front matter", 1.0), post)
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

"""The sessions that no line heads: of told sentences, captions, table rows and components."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.linking import leads_to_part
from recapgen.recap.levels.weights import leads_to_talk, refers
from recapgen.recap.outline.blocks import Block, Outline
from recapgen.recap.post.attributes import (
    SPEAKER_KEYS,
    TITLE_KEYS,
    is_stated,
    kind_named,
    links_of,
    speakers_of,
    topics_of,
    with_attributes,
)
from recapgen.recap.post.heads import day_of_entry, day_of_table, found_by_entry, kind_of_title
from recapgen.recap.post.post import Post
from recapgen.recap.post.tables import rows_told
from recapgen.recap.prose.announced import announced_in
from recapgen.recap.prose.captions import caption
from recapgen.recap.prose.joined import with_title_beside
from recapgen.recap.prose.rows import (
    above_notes,
    in_a_row,
    left_of_list,
    left_of_row,
    linked_in_list,
    listed_in,
    opening_in,
    opens_with_actor,
)
from recapgen.recap.prose.runs import Run
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.signed import SIGNED_LINE, opening_signed, signed_line
from recapgen.recap.prose.spoken import spoken_in
from recapgen.recap.prose.telling import (
    ENOUGH,
    IN_ROW,
    LEAST,
    SIGNED_LINK,
    SURE,
    Told,
    as_siblings,
    leading_to_talks,
    told_in,
)
from recapgen.recap.reading import Evidence, Found
from recapgen.recap.words import fold


def found_in_words(post: Post, found: Sequence[Found]) -> list[Found]:
    """Sessions that no line heads: of components, table rows, sentences and captions, outside those found already."""
    ctx, outline = post.context, post.context.outline
    alone = _alone(found, outline)
    taken = {line for f in found for line in range(f.lines[0], alone.get(f.lines[0], f.lines[1]) + 1)}
    heads = {f.lines[0] for f in found}
    within = {
        line: f for f in found if f.rule.startswith(("run-in", "lone")) for line in range(f.lines[0], f.lines[1] + 1)
    }
    looks, signed_looks = _looks(found, outline), _looks(found, outline, signed=True)
    free = [
        (at, b)
        for at, b in enumerate(outline)
        if at not in post.silent
        and not (b.shape == "lone" and refers(b.flat, ctx))
        and (
            b.lines[0] not in taken
            or (b.lines[0] not in heads and _of_another(b, within.get(b.lines[0]), signed_looks, ctx))
        )
    ]
    made = [_of_component(at, b, post) for at, b in _components(free)]
    for rows in _tables(free).values():
        above = post.head_before(rows[0][0])
        announced = above is not None and ctx.lexicon.pattern("talk_words").search(above.block.flat) is not None
        made += [of_told(t, post) for t in rows_told(rows, ctx, announced)]
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
                told += [t for t in apart if t.credits and (t.look in ctx.programmes or _surely_told(t, post))]
    told += _signed_openings(free, told, ctx)
    signed = _signed_lines(heads, ctx)
    told += signed
    outnumber = len(signed) > len(found) + len(made)
    linked = Counter(looks.values())
    programme = leading_to_talks(told) | _leading_from_lines(found, looks)
    told = [
        t
        for t in _without_quotations(as_siblings(told, linked), ctx)
        if outline[t.block].shape in only
        or (t.credits and t.score >= (_BELOW_TALKS if _below_talks(t.block, post) else 0.75))
        or t.rule in ("prose-seen", IN_ROW)
        or t.look in programme
        or (t.rule == SIGNED_LINE and outnumber)
    ]
    sure = 0.6 if found or made else 0.5
    told = [t for t in told if t.score >= sure or t.rule == "prose-seen" or leads_to_talk(outline[t.block])]
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
    return made + _stated_in_words([of_told(t, post) for t in _once(told) if t.block not in post.silent], heads, post)


def _surely_told(told: Told, post: Post) -> bool:
    """Whether an item of a section says by itself that it tells of a talk: `The talk “Nine Spoons” by Ida Quill`."""
    above = post.head_before(told.block)
    in_section = above is not None and above.role == "section"
    return in_section and told.rule == "prose-by" and told.score >= _SURE_IN_SECTION


_SURE_IN_SECTION = 0.9


def _leading_from_lines(found: Sequence[Found], looks: Mapping[int, str]) -> set[str]:
    """The looks of links with which lines lead to talks whose speakers are known, quoted or not."""
    signed = Counter(looks[f.lines[0]] for f in found if f.credits and "/" in looks.get(f.lines[0], ""))
    often = {look for look, times in signed.items() if times > _ALIKE_OPENINGS}
    return often | {f"quote {look}" for look in often}


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
            read = of_told(_untitled(at), post) if here else _likeliest(at, block, post)
        made.append(with_attributes(read, block.attributes, post.context))
    return made


def _likeliest(at: int, block: Block, post: Post) -> Found:
    """What a block that is said to tell of a session most likely tells, however little speaks for it."""
    ctx = post.context
    if told := [*told_in(at, block, "", ctx, LEAST), *announced_in(at, block, ctx), *spoken_in(at, block, ctx)]:
        return of_told(max(told, key=lambda t: t.score), post)
    entry = next((i for i, e in enumerate(post.entries) if e.at == at and e.best), None)
    return found_by_entry(entry, post) if entry is not None else of_told(_untitled(at), post)


def _untitled(at: int) -> Told:
    return Told("", (), None, at, "attributes", 1.0)


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


def _looks(found: Sequence[Found], outline: Outline, signed: bool = False) -> dict[int, str]:
    """How the titles of the sessions found by their lines look, where they are links, perhaps `signed` ones that hold
    the speaker, too; by the first line."""
    titles = {f.lines[0]: fold(f.title) for f in found}
    return {
        block.lines[0]: Run(0, 0, "link", href).look
        for block in outline
        if block.lines[0] in titles
        for text, href in block.links()[:1]
        if fold(text) == titles[block.lines[0]] or (signed and titles[block.lines[0]] in fold(text))
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
    begun = {one.block for one in opening}
    alike |= {one.block: one for one in _listed(free, {t.block for t in told if t.credits}, begun, post.context)}
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


def _listed(blocks: Sequence[tuple[int, Block]], told: Set[int], opening: Set[int], ctx: Context) -> Iterator[Told]:
    """The talks of lists that give but their speakers and subjects; `told` are the blocks that tell of one anyway, and
    `opening` those that begin with who spoke.
    """
    lists: dict[int, list[tuple[int, Block]]] = defaultdict(list)
    for at, block in blocks:
        if block.shape == "item" and block.level == 1:
            lists[block.group].append((at, block))
    for items in lists.values():
        first = items[0][0]
        yield from listed_in(items, ctx.outline[first - 1].flat if first else "", ctx)
        yield from left_of_list(items, told, ctx)
        yield from linked_in_list(items, opening, ctx)


_GIVEN, _SURELY_GIVEN = 0.8, 0.8


_ALIKE = 4
"""From so many lines on that begin with who spoke, each tells of a talk."""


def _below_talks(at: int, post: Post) -> bool:
    """Whether the heading above a paragraph says that talks follow: `Keynotes`."""
    above = post.head_before(at)
    return above is not None and above.role in ("talks", "kind") and above.block.shape == "heading"


_BELOW_TALKS = 0.6
"""How sure a title with its speaker has to be there, where other lines head talks."""


def _of_another(block: Block, inside: Found | None, looks: Mapping[int, str], ctx: Context) -> bool:
    """Whether a paragraph after one that tells of a talk tells of another: with a sure by-line, a link of the same
    look, or a name set apart; `[Spoons - Ida Quill](url)` within it does so below any line that is such a link.
    """
    if inside is None or block.shape not in ("run-in", "para"):
        return False
    own = {c.name for c in inside.credits}
    look = looks.get(inside.lines[0])
    opening = opening_signed(0, block, ctx)
    if opening and opening.score >= SURE and own.isdisjoint(c.name for c in opening.credits):
        return True
    apart = list(told_in(0, block, "", ctx, LEAST))
    alike = [t for t in apart if t.rule == SIGNED_LINK and t.look == look and t.score >= SURE]
    if any(own.isdisjoint(c.name for c in t.credits) for t in alike):
        return True
    if not inside.rule.startswith(_OPENS_WORDS):
        return False
    if (speaks := opening_in(0, block, ctx)) and own.isdisjoint(c.name for c in speaks.credits):
        return True
    for told in apart:
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
        same = [t for t in kept if one.title and fold(t.title) == fold(one.title)]
        unsigned = next((t for t in same if t.block == one.block and not t.credits), None) if one.credits else None
        if unsigned:
            kept[kept.index(unsigned)] = replace(unsigned, credits=one.credits)
        elif not any(_shares(t, one) or not one.credits for t in same):
            kept.append(one)
    beside: dict[int, list[Told]] = defaultdict(list)
    for one in kept:
        beside[one.block].append(one)
    return [one for one in kept if not any(_misses_words_of(one, other) for other in beside[one.block])]


def _misses_words_of(one: Told, other: Told) -> bool:
    """Whether a title begins too early or too late: `Lids and Nine Spoons`, or `Spoons`, where `Nine Spoons` is set
    apart; or ends too late: `Nine Spoons and stirred`.
    """
    if not one.title or not other.title or not _shares(one, other):
        return False
    if other.look and not one.look and one.title.startswith(other.title + " "):
        return True
    if one.title.rstrip(_CLOSING).endswith((" " + other.title, *(mark + other.title for mark in _OPENING))):
        return bool(other.look) or not one.look
    return other.title.endswith(" " + one.title) and bool(other.look) and not one.look


_OPENING, _CLOSING = '“"„«', '”"“»'
"""Quotation marks."""


def _tables(free: Sequence[tuple[int, Block]]) -> dict[int, list[tuple[int, Block]]]:
    tables: dict[int, list[tuple[int, Block]]] = defaultdict(list)
    for at, block in free:
        if block.shape == "row":
            tables[block.group].append((at, block))
    return tables


def of_told(told: Told, post: Post) -> Found:
    block = post.context.outline[told.block]
    near = post.last_before(told.block + 1)
    day, label = day_of_table(block, post.context) or (day_of_entry(near) if near else (None, ""))
    kind = told.kind or kind_of_title(told.title, post.context)
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
    found = of_told(told, post)
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

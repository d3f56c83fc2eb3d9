"""Paragraphs and items one after the other, each of which begins with who gave a talk."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence, Set

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.casting import cast
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import flowing
from recapgen.recap.prose.actors import actor_in
from recapgen.recap.prose.persons import BETWEEN_NAMES, Person, persons
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.spoken import LIKELY, NEAR, VERB, opens_sentence
from recapgen.recap.prose.telling import ENOUGH, Told, kind_in
from recapgen.recap.prose.verbs import (
    acting,
)
from recapgen.recap.words import Worded, fold
from recapgen.regex import regex


def opening_in(at: int, block: Block, ctx: Context) -> Told | None:
    """Who opens a paragraph or an item and speaks in it: `Ida Quill walked us through nine spoons.`

    It says little where it stands alone; where several lines of a post begin so, they tell of a talk each.
    """
    sentence = SENTENCE.split(_DECORATION.sub("", flowing(block.text, block.marks)), maxsplit=1)[0]
    known = persons(sentence[:160], ctx, 0.6) if 20 < len(sentence) < 400 else []
    if known and ctx.lexicon.pattern("future", "elsewhere").search(sentence[: known[0].end + 30]):
        return None
    if not known or known[0].start > 1 or not (" " in known[0].name or known[0].name[0] == "@"):
        return None
    beside = not ctx.lexicon.words("breaks").isdisjoint(fold(sentence).split())
    if beside:
        return None
    if not acting(ctx.lexicon).match(sentence, known[0].end):
        talks = ctx.lexicon.pattern("talk_nouns", "talk_words").search(sentence, known[0].end)
        if known[0].score < SURE_NAME or not talks or not VERB.match(sentence, known[0].end):
            return None
        credits, sure, _ = cast(sentence, ctx.names, True)
        credits = credits if sure >= 0.6 else (Credit(known[0].name),)
        return Told("", credits, kind_in(sentence, ctx.lexicon), at, "prose-opening", ENOUGH)
    credits, sure = actor_in(sentence, ctx)
    if not credits or sure < 0.6 or credits[0].name != known[0].name:
        return None
    return Told("", credits, kind_in(sentence, ctx.lexicon), at, "prose-opening", ENOUGH)


_DECORATION = regex(r"^[^\w@(“\"«„‘'#]+")
"""What a writer puts before each paragraph of a row: `:: `, `→ `."""


def in_a_row(blocks: Sequence[tuple[int, Block]], ctx: Context) -> list[Told]:
    """The talks of paragraphs one after the other, each of which begins with somebody else's name.

    Either with a colon, `Ida Quill: she stirs as nobody does`, below words about talks or speakers; or all behind the
    same sign, `:: Ida Quill stirs`, where half of them say that somebody spoke.
    """
    rows: list[list[tuple[int, Block, str, tuple[Credit, ...]]]] = []
    for at, block in blocks:
        sign = _DECORATION.match(block.flat)
        line = block.flat[sign.end() :] if sign else block.flat
        known = persons(line[:80], ctx, LIKELY) if len(line) > _LEAST_REMARK else ()
        if not known or known[0].start or " " not in known[0].name:
            continue
        colon = _REMARKS.match(line, known[0].end)
        verb = sign and _VERB_BEHIND_ROW.pattern.match(line, known[0].end)
        how = ":" if colon else sign.group().strip() if sign and verb else ""
        if not how:
            continue
        row = people(_REMARKS.split(line, maxsplit=1)[0], ctx.names)[0] if colon else cast(line, ctx.names, True)[0]
        one = (at, block, how, row or (Credit(known[0].name),))
        if rows and rows[-1][-1][0] == at - 1 and rows[-1][-1][2] == how:
            rows[-1].append(one)
        else:
            rows.append([one])
    return [
        Told("", credits, kind_in(block.flat[:200], ctx.lexicon), at, "prose-opening", ENOUGH)
        for row in rows
        if _are_talks(row, ctx)
        for at, block, _, credits in row
    ]


def _are_talks(row: Sequence[tuple[int, Block, str, tuple[Credit, ...]]], ctx: Context) -> bool:
    """Whether the paragraphs of such a row tell of a talk each."""
    first, _, how, _ = row[0]
    names = [credits[0].name for *_, credits in row]
    sure = sum(ctx.names.score(name) >= SURE_NAME for name in names)
    if len(row) < _LEAST_LISTED + 1 or len(set(names)) < len(names) or sure < 0.5 * len(row):
        return False
    if how != ":":
        return sum(opening_in(at, block, ctx) is not None for at, block, *_ in row) >= 0.5 * len(row)
    above = ctx.outline[first - 1].flat[-NEAR:] if first else ""
    return ctx.lexicon.pattern("talk_words", "speaker_nouns").search(above) is not None


_LEAST_REMARK = 40
"""Characters of a paragraph of such a row."""
_REMARKS = regex(r"(?:\s?\([^()]*\))?\s?[:：]\s")
_VERB_BEHIND_ROW = Worded(r"(?:,[^.]{2,60},|(?:\s(?:<and>|&)\s[A-ZÀ-Þ]\S*(?:\s[A-ZÀ-Þ]\S*)*))?\s[a-zà-öø-ÿ]{2,}")


def above_notes(blocks: Sequence[tuple[int, Block]], ctx: Context) -> list[Told]:
    """The talks of lines that have but a speaker, `[Ida Quill, Ladle Ltd](url)`, each above what was said, where three
    or more do without a heading each, and half of the notes are of a talk.
    """
    found: list[tuple[int, tuple[Credit, ...], str]] = []
    for at, block in blocks:
        below = ctx.outline[at + 1] if at + 1 < len(ctx.outline) else None
        alone = len(block.flat) <= _LONGEST_ALONE and block.flat[-1:] not in (".", "!", "?", ":")
        if not alone or below is None or below.shape not in ("para", "quote"):
            continue
        credits, sure = people(block.flat, ctx.names)
        if credits and sure >= LIKELY and all(" " in credit.name for credit in credits):
            found.append((at, credits, below.flat))
    of_talks = sum(ctx.lexicon.pattern("talk_words").search(notes) is not None for _, _, notes in found)
    if len(found) < _LEAST_ALONE or 2 * of_talks < len(found):
        return []
    heads = [n for n, b in enumerate(ctx.outline) if b.shape == "heading"]
    if 2 * len({bisect_right(heads, at) for at, *_ in found}) > len(found):
        return []
    return [Told("", credits, kind_in(notes, ctx.lexicon), at, "prose-opening", ENOUGH) for at, credits, notes in found]


_LONGEST_ALONE, _LEAST_ALONE = 80, 3


def opens_with_actor(block: Block, ctx: Context) -> bool:
    """Whether a paragraph begins with somebody who did something: `Ida Quill from Ladle stated that soup is old.`"""
    return bool(_opens_paragraph(block, ctx))


def _opens_paragraph(block: Block, ctx: Context) -> tuple[Credit, ...]:
    """Those with whom a paragraph begins, before a verb, with their organization."""
    sentence = _ASIDE_BEHIND.sub("", SENTENCE.split(flowing(block.text, block.marks), maxsplit=1)[0], count=1)
    last = _end_of_first_names(persons(sentence[:120], ctx, SURE_NAME), sentence)
    if not last or not ctx.lexicon.words("breaks").isdisjoint(fold(sentence).split()):
        return ()
    of = _WHO_IS.pattern.match(sentence, last)
    verb = VERB.match(sentence, of.end() if of else last)
    if verb is None or verb.group().strip() in ctx.lexicon.words("function_words", "and", "with", "by_weak"):
        return ()
    credits, sure, _ = cast(sentence[: verb.start()], ctx.names, True)
    return credits if sure >= LIKELY else ()


def _end_of_first_names(known: Sequence[Person], sentence: str) -> int:
    """Where the names end with which a sentence begins, `Ida Quill and Bo Lind`; 0 where it begins with none."""
    if not known or known[0].start or " " not in known[0].name:
        return 0
    end = known[0].end
    for other in known[1:]:
        if not BETWEEN_NAMES.pattern.fullmatch(sentence, end, other.start):
            break
        end = other.end
    return end


_WHO_IS = Worded(r"(?:\s<from>\s(?:[A-ZÀ-Þ][\w.&-]*)(?:\s[A-ZÀ-Þ][\w.&-]*){0,3}|,\s[^,.;:]{2,60},)")
"""` from Ladle Ltd`, `, head cook at Ladle,`, right behind the name of who opens a paragraph."""


def left_of_row(
    blocks: Sequence[tuple[int, Block]], talks: Sequence[tuple[int, tuple[Credit, ...]]], ctx: Context
) -> list[Told]:
    """The paragraphs left of a post that begin with somebody who did something, where the most that begin so tell of
    a talk of whom they begin with: `Ida Quill from Ladle stated the importance of spoons.`
    """
    given = {at: credits for at, credits in talks if credits}
    paragraphs = {at for at, b in enumerate(ctx.outline) if b.shape in ("para", "run-in")}
    if len(paragraphs & given.keys()) < _LEAST_OPENING:
        return []
    opening = [
        (at, b, who) for at, b in enumerate(ctx.outline) if at in paragraphs and (who := _opens_paragraph(b, ctx))
    ]
    telling = [at for at, _, who in opening if any(c.name == who[0].name for c in given.get(at, ()))]
    if len(telling) < _LEAST_OPENING or len(telling) < _SHARE_OPENING * len(opening):
        return []
    free = {at for at, _ in blocks} - set(given)
    return [
        Told("", who, kind_in(block.flat[:200], ctx.lexicon), at, "prose-opening", ENOUGH)
        for at, block, who in opening
        if at in free
        and not ctx.lexicon.pattern("future", "elsewhere").search(SENTENCE.split(block.flat, maxsplit=1)[0])
    ]


_LEAST_OPENING, _SHARE_OPENING = 4, 0.6
"""Paragraphs of such a row that tell of a talk anyway, at least, and their share of all that begin so."""


def left_of_list(items: Sequence[tuple[int, Block]], told: Set[int], ctx: Context) -> list[Told]:
    """The items left of a list, most of which tell of a talk each, that begin with somebody who did something, too:
    `Ida Quill (Ladle) mentioned that soup is old`."""
    left = [(at, block) for at, block in items if at not in told]
    if len(items) - len(left) < max(_LEAST_LISTED, _LISTED * len(items)):
        return []
    asides = [(at, _ASIDE_BEHIND.sub("", block.flat, count=1)) for at, block in left]
    return [
        Told("", who, None, at, "prose-opening", ENOUGH) for at, line in asides if (who := opens_sentence(line, ctx))
    ]


def linked_in_list(items: Sequence[tuple[int, Block]], opening: Set[int], ctx: Context) -> list[Told]:
    """The items of a list that begin with somebody's page, where most of them are `opening` with who spoke."""
    left = [(at, block) for at, block in items if at not in opening]
    if len(items) - len(left) < max(_LEAST_LISTED, _LISTED * len(items)):
        return []
    return [
        Told("", who, None, at, "prose-opening", ENOUGH) for at, block in left if (who := _linked_actor(block, ctx))
    ]


def _linked_actor(block: Block, ctx: Context) -> tuple[Credit, ...]:
    """The one whose page an item begins with, by whatever name, where a verb of speaking follows: `[Quill](url) gave a
    talk on pots`."""
    first = next(
        (m for m in block.marks if m.kind == "link" and not m.start and not destinations.of_talk(m.href)), None
    )
    if first is None:
        return ()
    name = block.text[: first.end].strip()
    return (Credit(name),) if _NAMED.fullmatch(name) and acting(ctx.lexicon).match(block.flat, first.end) else ()


_NAMED = regex(r"[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+){0,2}")


_ASIDE_BEHIND = regex(r"(?<=\w)\s\([^()]{2,60}\)(?=\s)")


def listed_in(items: Sequence[tuple[int, Block]], above: str, ctx: Context) -> list[Told]:
    """The talks of a list whose items begin with who gave them: `Ida Quill, slides on nine spoons`.

    None where the words `above` the list tell of no talks that somebody heard.
    """
    lex = ctx.lexicon
    last = SENTENCE.split(above.strip())[-1]
    heard = lex.pattern("talk_words").search(last) and lex.pattern("seen").search(last)
    if len(items) < _LEAST_LISTED or not (heard or lex.has("talk_sections", above)):
        return []
    found = []
    links = [link for _, block in items for link in block.links()]
    places = {destinations.place(href) for text, href in links if is_resource(text)} - {""}
    for at, block in items:
        line = block.first_line
        known = persons(line[:80], ctx, 0.6)
        first = known[0] if known and known[0].start == 0 and " " in known[0].name else None
        said = _AFTER_NAME.pattern.match(line, first.end) if first else None
        if first and said and len(line[said.end() :].split()) > 1:
            row = people(line[: said.end("others")], ctx.names)[0] or (Credit(first.name),)
            title = _linked_title(block, said.end(), places, ctx)
            found.append(Told(title, row, kind_in(line, lex), at, "prose-opening", ENOUGH))
    return found if len(found) >= _LISTED * len(items) else []


def _linked_title(block: Block, end: int, places: Set[str], ctx: Context) -> str:
    """The title of such an item, as the first link behind its name that is no `[video](url)`: one to where the list's
    slides or recordings lie, or with a word for a talk behind it."""
    for mark in sorted((m for m in block.marks if m.kind == "link" and m.start >= end), key=lambda m: m.start):
        text = block.text[mark.start : mark.end].replace("\n", " ")
        if not is_resource(text):
            behind = ctx.lexicon.pattern("talk_nouns").match(block.text, mark.end + 1)
            return tidy(text, ctx.lexicon)[0] if behind or destinations.place(mark.href) in places else ""
    return ""


_LEAST_LISTED, _LISTED = 3, 0.7
"""Items of such a list, at least, and the share of them that begin so."""
_AFTER_NAME = Worded(
    r"(?P<others>(?:\s(?:<and>|&)\s[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+)*)?(?:\s*\([^()]*\))?)(?:,|:|\s[–—-])\s"
)
"""What follows the first name of such an item: who spoke with her or him, and a comma."""

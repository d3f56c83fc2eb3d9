"""Captions of pictures that name a talk."""

from __future__ import annotations

import re

from recapgen.recap.context import Context
from recapgen.recap.line.casting import cast
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline.blocks import Block
from recapgen.recap.prose.persons import BETWEEN_NAMES, persons
from recapgen.recap.prose.runs import QUOTED
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.spoken import names_ended, title_behind
from recapgen.recap.prose.telling import Told, kind_in
from recapgen.recap.prose.verbs import acting, introduces_others
from recapgen.recap.prose.wording import talk_by_at_end
from recapgen.recap.words import Worded

LONGEST_CAPTION = 330


def caption(at: int, block: Block, ctx: Context) -> Told | None:
    """A caption or short paragraph that says who spoke, and for whom: `Ida Quill, Ladle Ltd, spoke about spoons.`"""
    text = block.flat
    if not 20 < len(text) <= LONGEST_CAPTION:
        return None
    lex = ctx.lexicon
    text = names_ended(text, block.marks, ctx) if len(text) == len(block.text) else text
    first = SENTENCE.split(text, maxsplit=1)[0]
    known = persons(first[:220], ctx)
    if not known or lex.pattern("elsewhere").search(first):
        return None
    person = known[0]
    lead = first[: person.start]
    noun = talk_by_at_end(lex).search(lead)
    if len(lead.split()) > 4 and not noun:
        return None
    last = person
    for other in known[1:]:
        if not BETWEEN_NAMES.pattern.fullmatch(first, last.end, other.start):
            break
        last = other
    presenting = lex.pattern("presenting").search(first, last.end)
    speaks = acting(lex).match(first, last.end)
    if noun:
        credits, score, _ = cast(first[person.start :], ctx.names, True)
        title = title_behind(first, last.end, ctx)
        return Told(title, credits, kind_in(first, lex), at, "caption", 0.8) if credits and score >= 0.5 else None
    if (not presenting and not speaks) or introduces_others(lex).match(first, last.end):
        return None
    aside = first[last.end : speaks.start() if speaks and not speaks.groupdict().get("aside") else last.end]
    if speaks and speaks.groupdict().get("aside"):
        aside = speaks.group("aside")
    elif presenting and presenting.start() - last.end < 90:
        aside = first[last.end : presenting.start()]
    clean = aside.strip()
    by_comma = clean.startswith((",", "(")) or _FROM.pattern.match(clean)
    stretch = first[person.start : last.end] + (aside if by_comma else "")
    credits, score = people(stretch.rstrip(" ,"), ctx.names)
    if not credits:
        return None
    affiliated = bool(credits[-1].organizations or credits[-1].role)
    talks = lex.pattern("talk_nouns").search(first, last.end) is not None
    sure = (
        0.35
        + (0.3 if affiliated else 0.0)
        + (0.2 if presenting and presenting.start() - last.end < 60 else 0.0)
        + (0.15 if talks else 0.0)
    )
    if re.match(r"\s*(?:and|,)\s*$", aside):
        sure -= 0.2
    if any(m.kind in ("link", "strong") and m.start <= person.start and person.end <= m.end for m in block.marks):
        sure += 0.15
    title = ""
    for match in QUOTED.finditer(first):
        if lex.pattern("titled", "talk_nouns").search(first[: match.start()]):
            title = tidy(match.group(), lex)[0]
    title = title or title_behind(first, last.end, ctx)
    return Told(title, credits, kind_in(first, lex), at, "caption", min(0.9, sure * min(1.0, score + 0.3)))


_FROM = Worded(r"<from>\s")

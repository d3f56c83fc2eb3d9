"""The parts of a post that tell of a conference each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from recapgen.model import Claim
from recapgen.recap.conference.events import EVENT_END, is_event, is_listed, is_plain, without_place
from recapgen.recap.conference.naming import names_in
from recapgen.recap.conference.opening import NO_VENUE
from recapgen.recap.conference.shapes import YEAR
from recapgen.recap.conference.trimming import EDGE, trimmed
from recapgen.recap.context import Context
from recapgen.recap.line.days import day_of, holds_date
from recapgen.recap.reading import Evidence
from recapgen.recap.words import Lexicon, Worded, fold, of_languages
from recapgen.regex import regex


class Region(Struct):
    """A stretch of the outline that tells of one conference."""

    claim: Claim
    start: int
    """Index into the outline."""
    evidence: dict[str, Evidence] = {}


_BY = Worded(r"\b<by>\b")


def parts_of_two(claims: Sequence[Claim], evidence: Mapping[str, Evidence], ctx: Context) -> list[Region]:
    """The parts of a post on two conferences, the likelier given first: each begins at the first heading with its
    name; what stands above them is of the other, all of the likelier where there is no such heading.
    """
    heads = [at for at, block in enumerate(ctx.outline) if at and block.shape in ("heading", "bold", "lone")]
    own = [next((at for at in heads if fold(c.name) in fold(ctx.outline[at].flat)), None) for c in claims]
    first = 1 if own[0] is not None and (own[1] is None or own[1] < own[0]) else 0
    later = own[1 - first]
    starts = (0, len(ctx.outline) if later is None else later)
    return [Region(claims[n], at, dict(evidence)) for n, at in zip((first, 1 - first), starts, strict=True)]


@of_languages
def event_behind(lex: Lexicon) -> re.Pattern[str]:
    nouns = lex.pattern("event_nouns").pattern
    return re.compile(
        rf"[”\"»*_)]*(?:\s+{nouns}{NO_VENUE}|(?:,|\s+{lex.either('was')})\s+(?:\w+\s+){{0,3}}?{nouns})",
        re.IGNORECASE,
    )


_COPYRIGHT = regex(r"©|\(c\)|copyright", re.IGNORECASE)


def _beside_main(name: str, main: str) -> bool:
    """Whether a name is that of something around the post's conference: `Soup Night at SoupConf`."""
    return bool(main) and fold(name) != fold(main) and fold(name).endswith(" " + fold(main))


def parts_headed(ctx: Context, main: str) -> list[Region]:
    """Parts of a post whose headings name a conference each."""
    found: list[Region] = []
    for at, block in enumerate(ctx.outline):
        if block.shape not in ("heading", "bold", "lone") or len(block.text) > 90 or not block.text.strip():
            continue
        if block.shape == "lone" and block.level > 3:
            continue
        if (mark := day_of(block.flat, ctx.lexicon)) and not mark.rest:
            continue
        names = [n for n in names_in(block.flat, ctx) if n.event or n.year]
        if mark and names and fold(names[0].name) in fold(mark.label):
            continue
        if not names or ctx.lexicon.pattern("future").search(block.flat):
            continue
        named = names[0]
        if not is_event(named.name, ctx) and _OF_SOMEBODY.search(block.flat):
            continue
        if ctx.names.score(named.name) >= 0.9 or _COPYRIGHT.search(block.flat) or _beside_main(named.name, main):
            continue
        rest = (block.flat[: named.start] + " " + block.flat[named.end :]).strip(EDGE)
        if not named.year and (_leads_to(named.name, ctx) or _signed_below(at, ctx)):
            continue
        around = ctx.lexicon.words("function_words", "recap_words", "months", "weekdays")
        small = [w for w in re.findall(r"[^\W\d_]{2,}", rest) if w not in ctx.lexicon.cities and fold(w) not in around]
        if (
            len(small) > (4 if named.year else 2)
            or not (named.year or named.event)
            or (not named.year and block.shape == "lone")
        ):
            continue
        if _BY.pattern.search(rest) or (
            not named.year
            and not re.search(rf"{EVENT_END}$", without_place(named.name, ctx))
            and not _listed_alone(named.name, rest, ctx)
        ):
            continue
        if found and fold(found[-1].claim.name) == fold(named.name):
            continue
        if len(found) == 1 and found[0].start == 0 and is_longer(named.name, found[0].claim.name):
            found.pop()  # the post's title, and the same in full
        found.append(Region(Claim(named.name, named.year), at, {"name": Evidence(f"{block.shape}", block.lines, 0.85)}))
    found = _without_parts(_beside_dated(_beside_called(found, ctx), ctx), ctx)
    keys = {fold(r.claim.name) for r in found}
    if len(keys) < 2 and main:
        return [r for r in found if fold(r.claim.name) != fold(main) and r.claim.year]
    if main and fold(main) not in keys and not any(r.claim.year for r in found):
        return []  # `Training Days`, of the `Soup Conference`
    if found and main and fold(found[0].claim.name) == fold(main) and found[0].start == 0:
        levels = [ctx.outline[r.start].level for r in found[1:]]
        if len(found) == 2 or len(set(levels)) > 1:
            return []
        return found[1:]
    return found


def _leads_to(name: str, ctx: Context) -> bool:
    """Whether a name is of what leads somewhere, and of no conference: `Introduction to Pot Connect`."""
    return not (ctx.lexicon.words("to") - ctx.lexicon.words("at_org")).isdisjoint(name.split()[1:])


def _signed_below(at: int, ctx: Context) -> bool:
    """Whether the line right below a heading begins with who spoke, so that it heads a talk: `By Ida Quill`."""
    below = next(iter(ctx.outline[at + 1 : at + 2]), None)
    return below is not None and ctx.lexicon.pattern("by").match(below.flat) is not None


def is_longer(name: str, shorter: str) -> bool:
    """Whether a name is another one with more words: `PieCon Narnia` and `PieCon`."""
    return fold(name).startswith(fold(shorter) + " ")


_OF_SOMEBODY = regex(rf"\w['’]s\s{YEAR}")
"""`Ida’s 2019 Ladle`: what somebody made in that year."""


def _listed_alone(name: str, rest: str, ctx: Context) -> bool:
    """Whether it is a well-known conference, and the heading says no more: `Spoon Loop Conference (SLConf)`."""
    around = ctx.lexicon.words("event_nouns", "function_words", "recap_words")
    return is_listed(name) and around.issuperset(fold(re.sub(r"\([^()]*\)?", " ", rest)).split())


def _beside_called(found: Sequence[Region], ctx: Context) -> list[Region]:
    """With the headings of the same level below which the first words say that it is an event: `Spoon Loop` and below
    it `Spoon Loop is an annual conference`."""
    levels = {ctx.outline[r.start].level for r in found if ctx.outline[r.start].shape == "heading"}
    known = {r.start for r in found}
    behind = event_behind(ctx.lexicon)
    more = list(found)
    for (at, block), below in zip(enumerate(ctx.outline), ctx.outline[1:], strict=False):
        if block.shape != "heading" or block.level not in levels or at in known or len(block.flat.split()) > 5:
            continue
        name, text = trimmed(block.flat, ctx), below.flat
        starts = [m.end() for m in re.finditer(re.escape(name), text)] if name and not is_plain(name, ctx) else []
        if any(behind.match(text, start) for start in starts):
            more.append(Region(Claim(name), at, {"name": Evidence("heading", block.lines, 0.7)}))
    return sorted(more, key=lambda r: r.start)


def _beside_dated(found: Sequence[Region], ctx: Context) -> list[Region]:
    """With the headings of the same level that have a whole date and a name, as theirs have: `Ghent, May 3, 2019: Spoon
    Loop`, beside `Cork, May 9, 2019: ForkDays`."""
    lex = ctx.lexicon
    levels = {b.level for r in found if (b := ctx.outline[r.start]).shape == "heading" and holds_date(b.flat, lex)}
    known = {r.start for r in found}
    more = list(found)
    for at, block in enumerate(ctx.outline):
        if block.shape != "heading" or block.level not in levels or at in known or not holds_date(block.flat, lex):
            continue
        parts = [part.strip(EDGE) for part in _APART.split(block.flat)]
        left = [part for part in parts if part and not holds_date(part, lex) and part not in lex.cities]
        name = trimmed(left[0], ctx) if len(left) == 1 else ""
        if 0 < len(name.split()) <= _SHORT_NAME and name[0].isupper() and not is_plain(name, ctx):
            year = re.search(YEAR, block.flat)
            claim = Claim(name, int(year.group()) if year else None)
            more.append(Region(claim, at, {"name": Evidence("heading", block.lines, 0.7)}))
    return sorted(more, key=lambda r: r.start)


_APART = regex(r"\s*[:|()]\s*|\s[–—-]\s|\s@\s")
_SHORT_NAME = 3
"""Words of such a name."""


def _without_parts(found: Sequence[Region], ctx: Context) -> list[Region]:
    """Without what stands below a conference's heading, and has no year: `Contributor Summit`, below `SoupConf`."""
    kept: list[Region] = []
    for region in found:
        block, above = ctx.outline[region.start], kept[-1].start if kept else 0
        heads = [b.level for b in ctx.outline[above : region.start] if b.shape == "heading"]
        headed = above > 0 and ctx.outline[above].shape == block.shape == "heading"
        if not headed or region.claim.year or min((*heads[1:], block.level)) <= heads[0]:
            kept.append(region)
    return kept

"""Lines of their own that name who spoke, right below a title: what siblings share tells them from other short lines.

A name that nobody has heard of looks like any two capitalised words. Where most titles of one level are followed by a
line of names, all such lines are by-lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.days import holds_date
from recapgen.recap.line.people import people
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import LEVEL_APART, Block
from recapgen.recap.words import Lexicon, Worded, alternatives, of_languages, unspaced
from recapgen.regex import regex

FEWEST = 3
"""Titles with a line of names below, from which on they speak for each other."""
_LONGEST = 240
"""Characters of a line of names, and of the line that it runs on to."""
_SURE = 0.9
_LIKELY = 0.6
_RUNS_ON = 4
"""The level of a line right below another one."""


class Signature(Struct, frozen=True):
    """Who spoke, as a line of its own says."""

    credits: tuple[Credit, ...]
    sure: bool
    """Whether it says so by itself: a known given name, or a profile or a recording beside the name."""
    ends: int
    """Index into the outline of what follows it."""


def below_heading(at: int, ctx: Context) -> Signature | None:
    """The line of names right below the heading at a place of the outline: names, and nothing but links behind them."""
    block = _line_below(at, ctx)
    if block is None:
        return _names_below(at, ctx) or _first_item_below(at, ctx)
    text, linked = _without_links(block)
    credits, score = _named(text, ctx)
    return Signature(credits, linked or score >= _SURE, at + 2) if credits else None


def _names_below(at: int, ctx: Context) -> Signature | None:
    """A few lines right below a heading, each of them somebody: `Ida Quill - @ida`, and below it `Bo Lind - @bo`."""
    block = _at(at + 1, ctx)
    if block is None or block.shape not in ("para", "run-in") or not 1 <= block.text.count("\n") < _MANY_LINES:
        return None
    lines = [line.strip() for line in block.text.split("\n")]
    found = [_named(line, ctx) if len(line) <= _LONGEST_ITEM else ((), 0.0) for line in lines]
    if not all(credits for credits, _ in found):
        return None
    credits = tuple(credit for own, _ in found for credit in own)
    return Signature(credits, all(score >= _SURE for _, score in found), at + 2)


_MANY_LINES = 4


def _first_item_below(at: int, ctx: Context) -> Signature | None:
    """`- Ida Quill (Ladle Ltd)`, the first item below a heading; in signs, `- 정하늘 (국자회사)`, surnames tell."""
    block = _at(at + 1, ctx)
    if block is None or block.shape != "item":
        return None
    if introduced := _introduced_below(at, ctx):
        return introduced
    if len(block.flat) > _LONGEST_ITEM or "\n" in block.text:
        return None
    if block.flat.isascii() or ctx.lang not in ("ko", "zh", "ja"):
        credits, score = _named(_without_links(block)[0], ctx)
        return Signature(credits, score >= _SURE, at + 1) if credits else None
    credits, score = people(block.flat, ctx.names) if ctx.lang != "ja" else ((), 0.0)
    signs = bool(credits) and all(not credit.name.isascii() and len(credit.name) == _SYLLABLES for credit in credits)
    return Signature(credits, True, at + 1) if signs and score >= _SURNAME else None


_LONGEST_ITEM, _SYLLABLES, _SURNAME = 90, 3, 0.65


def _introduced_below(at: int, ctx: Context) -> Signature | None:
    """`- 陈小盖，知名汤勺专家、茶社厨房工程师`, in Chinese: who somebody is and what, in one of the first items."""
    for place in range(at + 1, at + 1 + _FEW_ITEMS if ctx.lang == "zh" else 0):
        block = _at(place, ctx)
        if block is None or block.shape != "item":
            return None
        who = _name_and_post(ctx.lexicon).match(block.first_line)
        if who and not ctx.lexicon.has("not_names", who["name"]):
            return Signature((Credit(who["name"]),), ctx.names.score(who["name"]) >= _SURNAME, place + 1)
    return None


_FEW_ITEMS = 3


@of_languages
def _name_and_post(lex: Lexicon) -> re.Pattern[str]:
    """`陈小盖，知名汤勺专家`, `Bo Lind 汤勺厨房工程师、`: a clause, or the line, ends with what somebody is."""
    posts = alternatives(filter(unspaced, (*lex.lists.get("roles", ()), *lex.lists.get("role_ends", ()))))
    name = r"[\u4e00-\u9fff]{2,4}|[A-Z][\w'-]+(?: [A-Z][\w'-]+){1,2}"
    return re.compile(rf"(?P<name>{name})(?:[，,、]\s?|\s)(?!的)[^。；;:：]{{0,60}}?{posts}(?:之一)?(?=[，,、。.\s]|$)")


def among_signed(at: int, ctx: Context) -> Signature | None:
    """The line right below a heading most of whose siblings have a line of names there: nobody need know these, and
    above an address a nickname is enough."""
    block, after = _line_below(at, ctx), _at(at + 2, ctx)
    credits = _as_written(_without_links(block)[0]) if block is not None else ()
    shown = after is not None and _ADDRESS.fullmatch(after.flat) is not None
    if block is not None and shown and _NICKNAME.fullmatch(block.flat):
        credits = (Credit(block.flat),)
    return Signature(credits, False, at + 2) if credits else None


def _line_below(at: int, ctx: Context) -> Block | None:
    """The one line right below the heading at a place of the outline."""
    block = _at(at + 1, ctx)
    if block is None or block.shape not in ("lone", "para", "run-in"):
        return None
    return None if len(block.text) > _LONGEST or "\n" in block.text else block


def below_lone(at: int, ctx: Context) -> Signature | None:
    """The line of names below a lone title in a text without markup, if something other than a date follows."""
    title = ctx.outline[at]
    if title.level > LEVEL_APART + 1 or not _may_be_title(title.flat, ctx):
        return None
    found, end = _lines(at + 1, ctx) if title.level <= LEVEL_APART else _right_below(at + 1, ctx)
    after = _at(end, ctx)
    shown = after is not None and _ADDRESS.fullmatch(after.flat) is not None
    text = _at(end + shown, ctx)
    if not found or text is None or _dates(text, ctx):
        return None
    credits, score = _named(found, ctx)
    if not credits and shown and _NICKNAME.fullmatch(found):
        credits = (Credit(found),)
    apart = found[0] in "(@" or _WITH_ASIDE.fullmatch(found) is not None
    sure = shown or score >= _SURE or apart
    return Signature(credits, sure, end) if credits else None


def by_turns(first: int, last: int, ctx: Context) -> list[Signature]:
    """Those of a list that has a title and who spoke by turns, from one place of the outline to another; empty: it has
    not. What most of every second line says tells the others: nobody need know these names."""
    titles, lines = range(first, last, 2), range(first + 1, last + 1, 2)
    if len(titles) != len(lines) or len(lines) < FEWEST:
        return []
    named = [_named(ctx.outline[at].flat, ctx) for at in lines]
    known = sum(bool(credits) for credits, _ in named)
    sure = sum(score >= _SURE for _, score in named)
    if known < max(FEWEST, 0.5 * len(lines)) or sure < 0.3 * len(lines):
        return []
    if any(_named(ctx.outline[at].flat, ctx)[1] >= _SURE for at in titles):
        return []
    credits = [own or _as_written(ctx.outline[at].flat) for at, (own, _) in zip(lines, named, strict=True)]
    return [Signature(one, True, at + 1) for one, at in zip(credits, lines, strict=True)] if all(credits) else []


def _as_written(text: str) -> tuple[Credit, ...]:
    """People whom nobody knows: two to four words with capitals each."""
    parts = [part.strip() for part in _BETWEEN.pattern.split(text)]
    return tuple(Credit(part) for part in parts) if all(_CAPITALS.pattern.fullmatch(part) for part in parts) else ()


_BETWEEN = Worded(r"\s+(?:&|<and>)\s+|,\s*")
_CAPITALS = Worded(r"(?:[\"“(]?[A-ZÀ-Þ][\w.'’-]*[\"”)]?(?:\s+<particles>(?=\s))*\s*){2,4}")

_WITH_ASIDE = regex(r"[^()（）]{2,60}[(（][^()（）]{3,90}[)）]")
"""`Ida Quill (Cook, Ladle Ltd)`."""


def agree(found: Sequence[Signature], titles: int) -> bool:
    """Whether so many titles of a level have such a line, and enough of these are sure, that all are by-lines."""
    names = {credit.name for one in found for credit in one.credits}
    several = len(found) >= max(FEWEST, 0.6 * titles) and len(names) > 1
    return several and sum(s.sure for s in found) >= 0.3 * len(found)


_ADDRESS = regex(r"<?(?:https?://|www\.)\S+")
_NICKNAME = regex(r"@?(?=\w*[^\W\d_])[\w-]{3,30}")
_EMPTY = regex(r"[(\[]\s*[)\]]")


def _at(at: int, ctx: Context) -> Block | None:
    return ctx.outline[at] if at < len(ctx.outline) else None


def _without_links(block: Block) -> tuple[str, bool]:
    """A line without its addresses and links to recordings, slides and profiles, unless they are somebody's name;
    and whether it had any."""
    text, linked = block.text, False
    for mark in sorted((m for m in block.marks if m.kind == "link" and m.start > 1), key=lambda m: -m.start):
        said = block.text[mark.start : mark.end].strip()
        profile = destinations.handle(mark.href) and not (" " in said and _CAPITALS.pattern.fullmatch(said))
        if profile or destinations.shown(mark.href):
            text, linked = text[: mark.start] + text[mark.end :], True
    bare = _EMPTY.sub("", _ADDRESS.sub("", text))
    return bare.strip(" \t*_~|/–—-"), linked or len(bare) < len(text)


def _named(text: str, ctx: Context) -> tuple[tuple[Credit, ...], float]:
    """The people of a line, if it is likely that it names people and nothing else."""
    text = _with_first(ctx.lexicon).sub("", _ET_AL.sub("", _bare(text)))
    if not text or text[-1] in "!?:" or ctx.lexicon.has_any(("closings", "breaks", "sections"), text):
        return (), 0.0
    if row := _row(text, ctx) or _with_initials(text):
        return row, 1.0
    credits, score = people(text, ctx.names)
    whole = all(" " in c.name or c.name.startswith("@") or not c.name.isascii() for c in credits)
    return (credits, score) if score >= _LIKELY and whole else ((), 0.0)


def _bare(text: str) -> str:
    """`(A. Quill, B. Lind)` without the parentheses."""
    return text[1:-1] if text[:1] == "(" and text[-1:] == ")" and "(" not in text[1:] else text


@of_languages
def _with_first(lex: Lexicon) -> re.Pattern[str]:
    """`with Ida Quill`"""
    return re.compile(rf"^{lex.either('with')}\s+", re.IGNORECASE)


_ET_AL = regex(r",?\s+et al\.?$")


def _with_initials(text: str) -> tuple[Credit, ...]:
    """The authors of a paper: `A. Quill, B. C. Lind and D. Roth`."""
    parts = _BETWEEN_AUTHORS.pattern.split(text)
    return tuple(Credit(part) for part in parts) if all(_INITIALS.pattern.fullmatch(part) for part in parts) else ()


_BETWEEN_AUTHORS = Worded(r",\s*(?:<and>\s+)?|\s+(?:<and>|&)\s+")
_INITIALS = Worded(r"(?:[A-ZÀ-Þ]\.[ -]?){1,3}(?:<particles> )*[A-ZÀ-Þ][\w'’-]+")


def _row(text: str, ctx: Context) -> tuple[Credit, ...]:
    """The people of a row of four or more likely names, half of them sure: nobody has as many organizations."""
    parts = [part.strip() for part in text.rstrip(".").split(",")]
    if len(parts) < _FEWEST_IN_ROW:
        return ()
    scores = [ctx.names.score(part) if " " in part else 0.0 for part in parts]
    if min(scores) < _LIKELY or sum(s >= _SURE for s in scores) < 0.5 * len(parts):
        return ()
    return tuple(Credit(part) for part in parts)


_FEWEST_IN_ROW = 4


def _may_be_title(text: str, ctx: Context) -> bool:
    if len(text) > 120 or text[-1:] in ".:,;" or "://" in text:
        return False
    return people(text, ctx.names)[1] < _SURE


def _lines(at: int, ctx: Context) -> tuple[str, int]:
    """A lone line, with the one that it runs on to after a comma's list of names; and what comes behind."""
    block, following = _at(at, ctx), _at(at + 1, ctx)
    if block is None:
        return "", at
    if block.level <= LEVEL_APART:
        return block.text.strip(), at + 1
    if "," in block.text and following is not None and following.level == _RUNS_ON and not _dates(following, ctx):
        last = _at(at + 2, ctx)
        if last is None or last.level != _RUNS_ON:
            return f"{block.text} {following.text}".strip(), at + 2
    return "", at


def _right_below(at: int, ctx: Context) -> tuple[str, int]:
    """The one line that stands right below another one, with an empty line behind it; and what comes then."""
    block, after = _at(at, ctx), _at(at + 1, ctx)
    alone = block is not None and block.shape == "lone" and block.level == _RUNS_ON
    if block is None or not alone or (after is not None and after.level >= _RUNS_ON):
        return "", at
    return block.text.strip(), at + 1


def _dates(block: Block, ctx: Context) -> bool:
    """Whether a short line has a date: above it stand a post's title and author."""
    return len(block.flat) < _LONGEST_DATE and holds_date(block.flat, ctx.lexicon)


_LONGEST_DATE = 60
"""Characters of a date with what may stand beside it."""

"""A title line taken apart: all ways in which it may be title, speakers and kind, each with a score.

>>> from recapgen.recap.words import lexicon
>>> line = Line("Soup: Theory and Practice by Ida Quill (Ladle Ltd)")
>>> best = max(parses(line, Names(lexicon(("en",)))), key=lambda p: p.score)
>>> best.title, best.credits[0].name, best.form
('Soup: Theory and Practice', 'Ida Quill', 'by')
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from recapgen.model import Credit, Kind
from recapgen.recap.line.casting import LEAST_NAME, cast, in_parentheses
from recapgen.recap.line.marked import on_within, profiled, set_apart
from recapgen.recap.line.names import SURE_NAME, Names
from recapgen.recap.line.parse import (
    AFTER,
    BEHIND,
    BY_END,
    HANDLE,
    IN_QUOTES,
    MOST_TITLE_WORDS,
    SENTENCES,
    Line,
    Parse,
    by_at_end,
    is_said,
)
from recapgen.recap.line.parted import bracketed, dashed, handle_behind, marked_to, parted_by_commas
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import end_before_resources, without_linked_asides, without_resources
from recapgen.recap.line.signs import in_signs, underscored
from recapgen.recap.line.titles import prefix, tidy, without_slot
from recapgen.recap.outline.text import Mark
from recapgen.recap.words import (
    Lexicon,
    Worded,
    fold,
    of_languages,
    whole_words,
    words_in,
)
from recapgen.regex import regex

LONGEST = 320
"""Characters of a line that are looked at: a by-line stands early."""


_MAY_NAME = regex(r"[A-Z@b](?:(?<=\W[A-Z@])|(?<=\bb)y\b)")
"""What a line of plain letters without any name has not: a capital after its first word, a handle, a by-word."""


_WRAPPED = Worded(r"(?:[&,(+]|\s<and>)[ \t]*\n|\n(?=[ \t]*(?:[(&+]|<and>\s))")
"""A line's end at which a by-line plainly goes on."""


def unwrapped(text: str) -> str:
    """A by-line broken by an editor's wrapping, on one line, no character more or less.

    >>> unwrapped("Soup – Ida Quill &\\nBo Lind (Pan Inc)")
    'Soup – Ida Quill & Bo Lind (Pan Inc)'
    """
    if "\n" not in text[:LONGEST]:
        return text
    return _WRAPPED.pattern.sub(lambda match: match.group().replace("\n", " "), text[:LONGEST]) + text[LONGEST:]


_STRUCK = regex(r"</?(?:s|del|strike)>")
"""What strikes a talk out."""
_EMOJI = regex(r"\((?::[a-z][a-z_+-]\w*:){1,9}\)$|(?<![\w:])(?::[a-z][a-z_+-]\w*:){1,9}(?![\w:])|:\+1:")
"""`:soup:`, `(:star::star:)`, as pictures are written for some generators."""
_NOTE_WITHIN = regex(r"\^\[[^\[\]\n]*\]")
"""`^[The link is dead by now.]`: a note at the foot of the page, written where it belongs."""
_POSSESSIVE = regex(r"^\S+['’]s? ")


def parses(line: Line, names: Names) -> list[Parse]:
    """Every way to read the line, in no order; always at least one (`title`)."""
    whole = unwrapped(line.text)
    if "</" in whole:
        whole = _STRUCK.sub(lambda match: " " * len(match.group()), whole)
    if "^[" in whole:
        whole = _NOTE_WITHIN.sub(lambda match: " " * len(match.group()), whole)
    if whole.count(":") > 1:
        whole = _EMOJI.sub(lambda match: " " * len(match.group()), whole)
    start, kind = prefix(whole, names.lexicon)
    text, marks = (
        whole[start : start + LONGEST],
        line.marks
        if not start
        else tuple(Mark(m.kind, max(0, m.start - start), m.end - start, m.href) for m in line.marks if m.end > start),
    )
    before = end_before_resources(text, marks) if marks else len(text)
    run_in, text, marks = (
        line.run_in and before == len(text),
        text[:before],
        tuple(m for m in marks if m.start < before),
    )
    text = without_slot(without_linked_asides(text, marks, names))
    if not run_in:
        text = without_resources(text)
    found: list[Parse] = []
    if (
        marks
        or not text.isascii()
        or _MAY_NAME.search(text)
        or (not run_in and _POSSESSIVE.search(text))
        or not names.lexicon.given.isdisjoint(text.casefold().split())
    ):
        signs = set(text)
        for needed, way in WAYS:
            if not needed or not needed.isdisjoint(signs) or (marks and way is set_apart):
                found.extend(way(text, marks, run_in, names))
    found.append(_title_only(text, marks, run_in))
    return [_finished(p, start, kind, names) for p in found]


def _finished(parse: Parse, start: int, kind: Kind | None, names: Names) -> Parse:
    known = names.titles.get(parse.title)
    if known is None:
        known = names.titles[parse.title] = tidy(parse.title, names.lexicon)
    title, told = known
    if parse.form == "possessive" or parse.form.endswith("-before"):
        title = _on_first(names.lexicon).sub("", title)
        within, own = prefix(title, names.lexicon)
        title, told = (title[within:], told or own) if own else (title, told)
    behind = _kind_behind(parse.credits, names.lexicon)
    if behind:
        parse = replace(parse, credits=(*parse.credits[:-1], replace(parse.credits[-1], organizations=())))
    return replace(parse, title=title, kind=kind or parse.kind or behind or told, lead=parse.lead + start)


@of_languages
def _on_first(lex: Lexicon) -> re.Pattern[str]:
    """`on `, between who spoke and a title with a capital: `Ida Quill - on Nine Spoons`."""
    return re.compile(rf"^{lex.either('on', 'speaks_of')}\s(?=[A-ZÀ-Þ])")


def _kind_behind(credits: Sequence[Credit], lex: Lexicon) -> Kind | None:
    """`Spoons – Ida Quill (Keynote)`: the kind in the parentheses behind the last name, which is no organization's."""
    behind = credits[-1].organizations if credits else ()
    return lex.kind_of(behind[0]) if len(behind) == 1 else None


_ALONE = regex(r"\s*([A-ZÀ-Þ][\w'’-]+)[!.]?\s*")
"""One name behind `Keynote by`, which nobody need know."""


_QUOTED_END = regex(r"(?:[“\"„«]([^“”\"„«»]{3,160})[”\"“»]|(?<=\s)['‘]([A-ZÀ-Þ\d][^'‘’]{2,160})['’])[,.]?$")


def _before_marked(title: str, marks: Sequence[Mark]) -> str:
    """What stands before the marked words that a title ends in: `I liked the talk _On Spoons_`."""
    return next((title[: m.start].rstrip() for m in marks if m.start > 0 and m.end == len(title)), title)


@of_languages
def _talk_alone(lex: Lexicon) -> re.Pattern[str]:
    """The end of a sentence's beginning that is no title: `Sadly the talk`, `I liked the first keynote of`."""
    nouns, the = whole_words(lex.lists.get("talk_nouns", ())).pattern, lex.either("the", "this", "a")
    return re.compile(rf"\w\W+{the}\s+(?:[a-zà-ÿ-]+\s+)?{nouns}(?:\s{lex.either('of', 'on')})?$", re.IGNORECASE)


def _by(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Title by A (O)`, `Title, presented by A & B`, `Title (by A, O)`, `Title von A`."""
    lex, words = names.lexicon, words_in(text)
    spans = [m.span() for m in lex.pattern("by").finditer(text)] if lex.may_hold(words, "by") else []
    for n, (start, end) in enumerate(spans[:8]):
        opened = text[:start].rstrip()
        inside = opened.endswith(("(", "[", "（"))
        if text[start:end].lower().startswith("by") and text[start - 1 : start] in "-/.":
            continue
        shut = min((m.end for m in marks if m.kind == "link" and m.start <= start and end < m.end), default=len(text))
        rest = text[end:shut]
        if inside:
            shut = rest.find(")")
            shut = len(rest) if shut < 0 else shut
            credits, score = people(rest[:shut], names)
            if not rest[:shut].strip(" ?!-"):
                yield Parse(opened[:-1], (), "by", 0.75, lead=end + shut + 1)
                continue
            lead = end + shut + 1
            skip = AFTER.match(text, lead)
            lead = skip.end() if skip else lead
            yield Parse(opened[:-1], credits, "by", min(1.0, score + 0.1), lead=lead)
            continue
        offset = len(rest) - len(rest.lstrip(" :"))
        own = lex.kind_of(opened)
        if own and (quoted := IN_QUOTES.search(rest)):
            credits, score = people(rest[offset : quoted.start()].rstrip(" ,:–—-"), names)
            if credits and score > LEAST_NAME:
                yield Parse(quoted.group(), credits, "by", score, own, lead=end + quoted.end())
                continue
        credits, score, after = cast(rest[offset:], names, run_in)
        if not credits and (handle := handle_behind(opened, rest)):
            credits, score, after = (Credit(handle),), HANDLE, len(rest)
        if not credits or credits[-1].name.endswith(("'s", "’s")):
            continue
        if own and not run_in and (alone := _ALONE.fullmatch(rest)):
            yield Parse("", (Credit(alone[1]),), "by", LEAST_NAME + 0.1, own, lead=len(text))
            continue
        title = BY_END.sub("", opened).rstrip(" ,;–—-|")
        quoted = _QUOTED_END.search(title) if run_in else None
        if quoted and quoted.start() > 0 and not marked_to(marks, quoted.start()):
            title = quoted[1] or quoted[2]
        if run_in and marks and marks[0].kind == "strong" and not marks[0].start and marks[0].end <= start:
            title = text[: marks[0].end].rstrip(" ,;–—-|:")
        elif run_in and (remark := _remark_behind(lex).search(text[:end].rpartition(" ")[0])):
            title = text[: remark.start()]
        if run_in and SENTENCES.search(title) and len(title.split()) > MOST_TITLE_WORDS:
            continue
        if run_in and _talk_alone(lex).search(_before_marked(title, marks)):
            continue
        if not title:
            score *= 0.8
        labelled = 0.12 if text[end - 1] in ":：" else 0.0
        yield Parse(title, credits, "by", min(1.0, score + 0.08 + labelled + 0.01 * n), lead=end + offset + after)
    for match in list(lex.pattern("by_weak").finditer(text))[:4] if lex.may_hold(words, "by_weak") else ():
        if not match.start() or (text[:1] == "(" and in_parentheses(text, match.start())):
            continue
        offset = match.end() + len(text[match.end() :]) - len(text[match.end() :].lstrip())
        credits, score, after = cast(text[offset:], names, run_in)
        if credits and score > 0.5:
            title = _remark_behind(lex).sub("", text[: match.start()].rstrip(" ,;–—-|"))
            if run_in and _talk_alone(lex).search(_before_marked(title, marks)):
                continue
            yield Parse(title, credits, "by-weak", score - 0.22, lead=offset + after)


@of_languages
def _remark_behind(lex: Lexicon) -> re.Pattern[str]:
    """What is said of a talk between its title and who gave it: `Spoons, a talk`, `Spoons. Very useful talk`."""
    nouns, articles = whole_words(lex.lists.get("talk_nouns", ())).pattern, lex.either("a")
    said = r"(?:[\w-]+\s){0,5}?"
    return re.compile(rf"(?<=\w)(?:,\s(?:{articles})\s{said}|[.!]\s(?=[A-ZÀ-Þ]){said}){nouns}$", re.IGNORECASE)


_AFTER_END = regex(r"[?!…]\s+")
_HANDLES = regex(r"\s(@[\w.-]{2,40}(?:[,&\s]+@[\w.-]{2,40})*)\s*$")


def _trailing(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Why stir ? Bo LIND`: a name after the title's own end; `Spoons with @idaquill`: a handle at the line's."""
    for match in list(_AFTER_END.finditer(text))[:3]:
        credits, score, lead = cast(text[match.end() :], names, run_in)
        if credits and lead >= len(text) - match.end():
            yield Parse(text[: match.start() + 1], credits, "trailing", score - 0.1, lead=len(text))
    handles = _HANDLES.search(text.split("\n", 1)[0]) if "@" in text else None
    if handles:
        if slash := _SLASH_NAME.search(text[: handles.start()].rstrip()):
            yield Parse(text[: slash.start()], (Credit(slash["name"]),), "slash", 0.75, lead=handles.end())
        credits, score = people(handles.group(1), names)
        who, sure = people(text[: handles.start()].strip(" ,–—|-"), names)
        if not run_in and len(who) == 1 and " " in who[0].name and sure >= SURE_NAME:
            yield Parse("", who, "name", sure, lead=handles.end())
        else:
            title = by_at_end(names.lexicon).sub("", text[: handles.start()].rstrip(" /／"))
            yield Parse(title, credits, "handle", score, lead=handles.end())


_SLASH_NAME = regex(r"\s/\s+(?P<name>[^\s/]+(?:\s[^\s/]+){0,2})$")
"""`Spoons / ida @idaquill`: a name before a handle, however it is written."""


def _below(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """A list item's second line: `Spoons`, and below it `Ida Quill, Ladle Ltd`."""
    title, _, rest = text.partition("\n")
    second = rest.partition("\n")[0].rstrip()
    if run_in and title.strip() and second.strip():
        credits, score, lead = cast(second, names, False)
        if credits and lead >= len(second):
            yield Parse(title.rstrip(" :,"), credits, "below", score - 0.1, lead=len(title) + 1 + lead)


_OWN = regex(r"^([^'’\n]{2,50})['’]s?\s+(.+)$")


_CAPITAL = regex(r"[A-ZÀ-Þ][\w-]+")


def _possessive(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Lind's Keynote`, `Ida's talk`, `Ida Quill's Spoons`."""
    match = _OWN.match(text.split("\n", 1)[0]) if "'" in text or "’" in text else None
    if not match:
        return
    who, sure = people(match.group(1), names)
    kind = names.lexicon.kind_of(match.group(2))
    talk = kind or fold(match.group(2)) in names.lexicon.words("talk_nouns")
    if talk and not who and not run_in and _CAPITAL.fullmatch(match.group(1)):
        who = (Credit(match.group(1)),)
    if who and len(who) == 1:
        if talk:
            yield Parse("", who, "possessive", max(sure, 0.6), kind, lead=match.end())
        elif sure >= 0.8 and not run_in:
            yield Parse(match.group(2), who, "possessive", sure - 0.45, lead=match.end())


def _on(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Ida Quill on the Future of Soup`, in a heading, or as all of an item."""
    goes_on = run_in and (len(text) > _LONGEST_ITEM or "\n" in text or text.rstrip()[-1:] in ".:;!")
    match = None if goes_on else on_within(names.lexicon).search(text)
    if match:
        who, sure = people(text[: match.start()], names)
        titled = not run_in or text[match.end() : match.end() + 1].isupper()
        if len(who) == 1 and sure >= 0.9 and " " in who[0].name and titled:
            yield Parse(text[match.end() :], who, "on-before", sure - 0.2, lead=len(text))


_LONGEST_ITEM = 110
"""Characters of an item that says nothing else."""


def _kind_of_somebody(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Keynote Ida Quill`: what kind of talk and who gave it, with nothing between."""
    first, _, rest = text.strip().partition(" ")
    kind = names.lexicon.kind_of(first) if 1 <= rest.count(" ") <= 2 and not run_in else None
    if kind and names.score(rest) >= SURE_NAME and fold(rest.split()[0]) in names.lexicon.given:
        yield Parse("", (Credit(rest),), "name", SURE_NAME, kind, lead=len(text))


WAYS: tuple[tuple[frozenset[str], Callable[[str, Sequence[Mark], bool, Names], Iterator[Parse]]], ...] = (
    (frozenset(), _by),
    (frozenset("–—―−~|/｜／:·•>»：\t-"), dashed),
    (frozenset("([（"), bracketed),
    (frozenset(",、，"), parted_by_commas),
    (frozenset('"“„«「『《'), set_apart),
    (frozenset("?!…@"), _trailing),
    (frozenset("\n"), _below),
    (frozenset("_"), underscored),
    (frozenset(" "), profiled),
    (frozenset(" "), _kind_of_somebody),
    (frozenset("'’"), _possessive),
    (frozenset(), _on),
    (frozenset("さ氏先様님老 "), in_signs),
)
"""The ways to read a line, each with the signs of which the line has one at least; none: any line may have it."""


_FIRST_END = regex(r":\s|\s[–—]\s|\.\s|\s-\s(?=(?:\S+\s+){4}\S)")
"""A title's end in a list: a hyphen if a sentence follows it."""


_ADDRESS_BEHIND = regex(r"\s*:?\s+https?://\S+$")
_REMARK_IN_PARENTHESES = regex(r"([^()\n.]{8,120}?)\s\((?=(?:[^()\s]+\s+){5}[^\n]*\)\.?$)")
"""`Nine Spoons (which was a rant on everything but spoons)`: a title, and more words on it than a subtitle has."""
_SHOUTED = regex(r"((?=[^a-z]{0,12}[A-ZÀ-Þ]{3})[^a-zà-öø-ÿ\u0100-\uffff]{8,140}?)\s?:\s+(?=\S*[a-zß-ÿ.]|[A-Z]\s)")
"""`SPOONS: A HISTORY : a good talk`: all that is written in capitals."""


def _title_only(text: str, marks: Sequence[Mark], run_in: bool) -> Parse:
    title = text.split("\n", 1)[0] if run_in else text.replace("\n", " ")
    lead = len(text)
    if run_in:
        near = [m for m in marks if m.start <= 2 and m.end > 3 and m.kind in ("strong", "em", "link")]
        first = min(near, key=lambda m: (m.start, -m.end)) if near else None
        if first:
            title = text[first.start : first.end]
            gap = BEHIND.match(text, first.end)
            lead = gap.end() if gap else first.end
        elif address := _ADDRESS_BEHIND.search(title):
            title, lead = title[: address.start()], len(text)
        elif shouted := _SHOUTED.match(title):
            title, lead = shouted[1], shouted.end()
        elif remark := _REMARK_IN_PARENTHESES.match(title):
            title, lead = remark[1], remark.end()
        elif (colon := _FIRST_END.search(title)) and ("-" not in colon.group() or is_said(title[colon.end() :])):
            lead = colon.end()
            title = title[: colon.start()]
    return Parse(title, (), "title", 0.0, lead=lead)

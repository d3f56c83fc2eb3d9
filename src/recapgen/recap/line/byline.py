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

from msgspec import Struct
from msgspec.structs import replace

from recapgen.model import Credit, Kind
from recapgen.recap.line.casting import LEAST_NAME, cast, in_parentheses
from recapgen.recap.line.names import SURE_NAME, Names
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource, without_linked_asides, without_resources
from recapgen.recap.line.titles import prefix, tidy, without_slot
from recapgen.recap.outline import destinations
from recapgen.recap.outline.text import Mark
from recapgen.recap.words import (
    Lexicon,
    Worded,
    fold,
    may_be_cjk,
    of_languages,
    unspaced,
    whole_words,
    words_in,
)
from recapgen.regex import regex

LONGEST = 320
"""Characters of a line that are looked at: a by-line stands early."""


class Line(Struct, frozen=True):
    """A candidate for a title line."""

    text: str
    marks: tuple[Mark, ...] = ()
    run_in: bool = False
    """Whether prose may follow on the same line (a list item, a paragraph)."""


class Parse(Struct, frozen=True):
    """One way to read a title line."""

    title: str
    credits: tuple[Credit, ...]
    form: str
    """`by`, `dash`, `dash-before`, `comma`, `paren`, `colon-before`, ..., `title`."""
    score: float
    kind: Kind | None = None
    lead: int = 0
    """How many characters of the line it takes, with the separator that follows."""
    day: int | None = None


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
_EMOJI = regex(r"(?<![\w:]):[a-z][a-z_+-]\w*:(?![\w:])|:\+1:")
"""`:soup:`, as a picture is written for some generators."""
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
    text = without_slot(without_linked_asides(text, marks, names))
    if not line.run_in:
        text = without_resources(text)
    found: list[Parse] = []
    if (
        marks
        or not text.isascii()
        or _MAY_NAME.search(text)
        or (not line.run_in and _POSSESSIVE.search(text))
        or not names.lexicon.given.isdisjoint(text.casefold().split())
    ):
        signs = set(text)
        for needed, way in WAYS:
            if not needed or not needed.isdisjoint(signs) or (marks and way is _marked):
                found.extend(way(text, marks, line.run_in, names))
    found.append(_title_only(text, marks, line.run_in))
    return [_finished(p, start, kind, names) for p in found]


def _finished(parse: Parse, start: int, kind: Kind | None, names: Names) -> Parse:
    known = names.titles.get(parse.title)
    if known is None:
        known = names.titles[parse.title] = tidy(parse.title, names.lexicon)
    title, told = known
    if parse.form.endswith("-before"):
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


_AFTER = regex(r"[\s:.–—|-]*")
_ALONE = regex(r"\s*([A-ZÀ-Þ][\w'’-]+)[!.]?\s*")
"""One name behind `Keynote by`, which nobody need know."""
_BY_END = regex(r"(?<=\s)by$", re.IGNORECASE)
_SENTENCES, _MOST_TITLE_WORDS = regex(r"[^\W\d_]{2}[.!]\s+[A-ZÀ-Þ]"), 14
"""What stands before a by-word that is no title: more than one sentence."""
_QUOTED_END = regex(r"(?:[“\"„«]([^“”\"„«»]{3,160})[”\"“»]|(?<=\s)['‘]([A-ZÀ-Þ\d][^'‘’]{2,160})['’])[,.]?$")


def _is_city(credits: Sequence[Credit], lex: Lexicon) -> bool:
    """Whether all that follows a word for `by` is a city: `Le cucine del Comune di Milano`."""
    name = credits[0].name
    return len(credits) == 1 and name in lex.cities and fold(name) not in lex.given


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
            skip = _AFTER.match(text, lead)
            lead = skip.end() if skip else lead
            yield Parse(opened[:-1], credits, "by", min(1.0, score + 0.1), lead=lead)
            continue
        offset = len(rest) - len(rest.lstrip(" :"))
        own = lex.kind_of(opened)
        if own and (quoted := _IN_QUOTES.search(rest)):
            credits, score = people(rest[offset : quoted.start()].rstrip(" ,:–—-"), names)
            if credits and score > LEAST_NAME:
                yield Parse(quoted.group(), credits, "by", score, own, lead=end + quoted.end())
                continue
        credits, score, after = cast(rest[offset:], names, run_in)
        if not credits and (handle := _handle_behind(opened, rest)):
            credits, score, after = (Credit(handle),), _HANDLE, len(rest)
        if not credits or credits[-1].name.endswith(("'s", "’s")) or _is_city(credits, lex):
            continue
        if own and not run_in and (alone := _ALONE.fullmatch(rest)):
            yield Parse("", (Credit(alone[1]),), "by", LEAST_NAME + 0.1, own, lead=len(text))
            continue
        title = _BY_END.sub("", opened).rstrip(" ,;–—-|")
        quoted = _QUOTED_END.search(title) if run_in else None
        if quoted and quoted.start() > 0 and not _marked_to(marks, quoted.start()):
            title = quoted[1] or quoted[2]
        if run_in and marks and marks[0].kind == "strong" and not marks[0].start and marks[0].end <= start:
            title = text[: marks[0].end].rstrip(" ,;–—-|:")
        elif run_in and (remark := _remark_behind(lex).search(text[:end].rpartition(" ")[0])):
            title = text[: remark.start()]
        if run_in and _SENTENCES.search(title) and len(title.split()) > _MOST_TITLE_WORDS:
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


_DASH = regex(
    r"(?=[\s–—―|｜／:：-])(?:\s+[–—―−-]{1,3}\s+|(?<=\w[^\W\d_])-\s+(?=[^\W\d_a-zà-öø-ÿ])|\s*[–—―]\s*|\s+[-~]\s*(?=\S)|\s*(?:\|\|?|｜)\s*|\s*／\s*|\s+//\s+|\s+::\s+|\s+[·•~>»]\s+|\s+/\s+|:\s+|：|\t+)"
)


_FORMS = {":": "colon", "：": "colon", "|": "pipe", "｜": "pipe", "/": "slash", "／": "slash"}
"""What a separator is called that is no dash, by its first sign."""
_HANDLE_BETWEEN = regex(r"(?<=\w)\s+[–—|-]\s+@[\w.-]{2,40}(?=\s+[–—|-]\s)")
"""`Ida Quill - @ida - Spoons`: the handle is the person's, and says nothing new."""


def _dash(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Title – A (O)` and `A – Title`, with any separator."""
    first = text.split("\n", 1)[0]
    if "@" in first:
        first = _HANDLE_BETWEEN.sub(lambda match: " " * len(match.group()), first)
    spots = [m for m in _DASH.finditer(first) if not in_parentheses(first, m.start()) and m.start()][:8]
    if hyphen := _behind_link(first, marks):
        spots.insert(0, hyphen)
    yield from _dash_then_colon(first, marks, spots, names)
    if first.count("|") > 1 and not run_in:
        yield from _fields(first, names)
    for n, match in enumerate(spots):
        symbol = match.group().strip() or "tab"
        form = "dash" if symbol == "::" else _FORMS.get(symbol[0], "dash")
        tight = match.group() == symbol and form == "dash"
        before, after = first[: match.start()], first[match.end() :]
        credits, score, lead = cast(after, names, run_in)
        if credits and not (
            form == "slash" and n and names.score(first[spots[n - 1].end() : match.start()]) >= SURE_NAME
        ):
            spread = 0.03 * (len(spots) - n - 1) if not run_in else 0.05 * n
            penalty = 0.3 if form == "colon" else 0.2 if tight else 0.0
            rest_ok = run_in or lead >= len(after.rstrip())
            if rest_ok or _only_extras(after[lead:]):
                credits = credits if run_in else _with_organization_behind(credits, after, lead, names)
                yield Parse(before, credits, form, score - penalty - spread, lead=match.end() + lead)
        elif (handle := _handle_behind(before, after)) and match is spots[-1]:
            sure = _HANDLE if "_" in handle else _PLAIN_HANDLE
            yield Parse(before, (Credit(handle),), form, sure, lead=len(first))
        kind, cast_first = _kind_with(before, names.lexicon)
        who, sure = people(cast_first, names) if n < 3 and after.strip() else ((), 0.0)
        if who and not _is_role(after, names):
            penalty = (0.08 if form == "colon" else 0.2 if tight else 0.03) + 0.1 * n
            stop = _title_end(after, _marked_to(marks, match.end()) - match.end()) if run_in else len(after)
            yield Parse(after[:stop], who, form + "-before", sure - penalty, kind, lead=match.end() + stop)


def _behind_link(first: str, marks: Sequence[Mark]) -> re.Match[str] | None:
    """The hyphen of `[idaq](https://twitter.com/idaq)- stir before you taste`, right behind who opens the line."""
    opens = next((m for m in marks if m.kind == "link" and not m.start and destinations.handle(m.href)), None)
    return _HYPHEN.match(first, opens.end) if opens else None


_HYPHEN = regex(r"[-–—:]\s+(?=\S)")


def _kind_with(text: str, lex: Lexicon) -> tuple[Kind | None, str]:
    """`Panel with Ida Quill, Bo Lind`: the kind, and who; no kind where it does not begin so."""
    kind, _, rest = text.partition(" ")
    led, _, who = rest.partition(" ")
    named = lex.kind_of(kind) if who and fold(led) in lex.words("by", "by_weak") else None
    return (named, who) if named else (None, text)


def _handle_behind(before: str, after: str) -> str:
    """Who is named by a word in small letters behind a title in another script: `鍋の話 / otama_pp`; else empty."""
    handle = after.strip()
    return handle if unspaced(before) and _LATIN_HANDLE.fullmatch(handle) else ""


_LATIN_HANDLE = regex(r"(?=.{3,20}$)[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*_?")
_HANDLE, _PLAIN_HANDLE = 0.62, 0.4
"""How sure one with an underscore is; any other may be a tool, and needs siblings who are people."""


def _dash_then_colon(
    first: str, marks: Sequence[Mark], spots: Sequence[re.Match[str]], names: Names
) -> Iterator[Parse]:
    """`A - Org: Title`: sure if the organization is a link of its own or says what it is; else siblings decide."""
    if len(spots) < 2 or spots[0].group().strip() in (":", "：") or spots[1].group().strip() not in (":", "："):
        return
    start, end = spots[0].end(), spots[1].start()
    who, sure = people(first[: spots[0].start()], names)
    org = first[start:end].strip(" ,")
    if len(who) != 1 or who[0].organizations or not org or len(org.split()) > 5:
        return
    linked = any(m.kind == "link" and abs(m.start - start) < 2 and abs(m.end - end) < 3 for m in marks)
    told = linked or fold(org) in names.organizations or fold(org.split()[-1]) in names.lexicon.words("org_words")
    credit = replace(who[0], organizations=(org,))
    yield Parse(first[spots[1].end() :], (credit,), "dash-org-before", sure + (0.25 if told else -0.1), lead=len(first))


def _fields(first: str, names: Names) -> Iterator[Parse]:
    """`A | @handle | Org | Title`: the title comes last, a word in small letters is a handle."""
    who, *rest = (field.strip() for field in first.split("|"))
    credits, sure = people(who, names)
    between = [field for field in rest[:-1] if field and field[0] != "@" and not _HANDLE_FIELD.fullmatch(field)]
    if len(credits) == 1 and sure >= LEAST_NAME and " " in who and rest[-1] and len(between) < _MOST_FIELDS:
        organizations = credits[0].organizations or tuple(between)
        yield Parse(rest[-1], (replace(credits[0], organizations=organizations),), "pipe-before", sure, lead=len(first))


_HANDLE_FIELD = regex(r"[a-z0-9_]+")


_MOST_FIELDS = 3


def _with_organization_behind(credits: tuple[Credit, ...], text: str, end: int, names: Names) -> tuple[Credit, ...]:
    """`Ida Quill - Ladle Ltd`: the last part, unless it says what, when or where the talk was, or who else."""
    part = _LAST_PART.fullmatch(text, end) if text[:end].rstrip()[-1:] in ("-", "–", "—") else None
    if part is None or len(credits) != 1 or credits[0].organizations:
        return credits
    lex, said = names.lexicon, part.group().strip()
    words = set(fold(said).split())
    other = words & lex.words("tracks", "resources", "notes_labels", "weekdays", "months", "not_names", "talk_words")
    if other or said in lex.cities or lex.kind_of(said) or names.score(said) >= SURE_NAME:
        return credits
    return (replace(credits[0], organizations=(said,)),)


_LAST_PART = regex(r"[A-ZÀ-Þ][^\W\d][\w.&’'-]+(?:\s[A-ZÀ-Þ&][\w.&’'-]*){0,3}\s*")


def _only_extras(text: str) -> bool:
    return len(text) < 60 and not any(
        len(w) > 3 and w.islower() and w not in ("slides", "video", "link", "code", "links", "recording", "notes")
        for w in re.findall(r"\w+", text)
    )


_TITLE_END = regex(r"[.!?](?=\s)|:\s|\n|\s[–—-]\s")


def _is_role(text: str, names: Names) -> bool:
    """Whether a line goes on with what somebody is: `Ida Quill - Cook, first time here`, `Bo - VP Soups, Ladle`."""
    first, comma, _ = text.partition(",")
    words, roles = first.split(), names.lexicon.words("roles")
    if not comma or not words:
        return False
    return (len(words) < 3 and fold(words[-1]) in roles) or (words[0].isupper() and fold(words[0]) in roles)


def _title_end(text: str, marked: int) -> int:
    """Where a title that stands after its speaker ends, when prose follows; surely where what is set apart does."""
    if marked > 0:
        return marked
    ends = (m for m in _TITLE_END.finditer(text) if m.group()[0] != ":" or _is_remark(text[m.end() :]))
    return next((m.end() for m in ends), len(text))


def _is_remark(rest: str) -> bool:
    """Whether what follows a colon is said of the talk, and no subtitle: `Typed, Distributed Stirring. It was …`, or
    `What is in it for cooks?`, alone.
    """
    return _is_said(rest) and not _SUBTITLE.match(rest) and not _QUESTION.fullmatch(rest)


_CAPITAL_WORD = r"[A-ZÀ-Þ\d][\w'’&-]*,?"
_QUESTION = regex(r"\s?[A-ZÀ-Þ][^.!?\n]{8,100}\?\s*")
_SUBTITLE = regex(
    rf"\s?{_CAPITAL_WORD}(?:\s(?:{_CAPITAL_WORD}|and|or|of|the|with|for|in|to|an?|on|&)){{0,8}}\s{_CAPITAL_WORD}\.\s"
)


def _marked_to(marks: Sequence[Mark], at: int) -> int:
    """The end of what is set apart from the line's start on beyond this place; 0 if nothing is."""
    return max((m.end for m in marks if m.kind in ("link", "strong", "em") and m.start <= 1 and m.end > at), default=0)


_PARENTHESES = regex(r"\s*[(\[（]([^()\[\]（）]{2,160})[)\]）]")
_ENDED = regex(r"\s*(?:$|[:.–—|-])")


def _paren(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Title (A, O)`, `Title [A]`."""
    for match in list(_PARENTHESES.finditer(text))[:5]:
        if not match.start():
            continue
        inside = _by_first(names.lexicon).sub("", match.group(1))
        credits, score = people(inside, names)
        if not credits:
            continue
        rest = text[match.end() :]
        ends = _ENDED.match(rest)
        if not ends and not run_in and not _only_extras(rest):
            continue
        skip = _AFTER.match(rest)
        lead = match.end() + (skip.end() if skip else 0)
        if "|" in inside and all(c.organizations for c in credits):
            score += 0.15
        title = text[: match.start()]
        if text[match.start() :].lstrip()[0] == "[":
            title = _by_at_end(names.lexicon).sub("", title)
        if len(credits) == 1 and inside.isascii() and (twice := _NAME_TWICE.search(title)):
            title, credits = title[: twice.start()], (Credit(twice[1]),)
        yield Parse(title, credits, "paren", score - (0.12 if ends else 0.35), lead=lead)
    if not run_in and (before := _paren_before(text, names)):
        yield before


@of_languages
def _by_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`, de`, before a name whose link leads nowhere, and so stands in brackets; ` with`, before a handle."""
    return re.compile(rf"(?:,\s*|\s){lex.either('by', 'by_weak')}$", re.IGNORECASE)


def _paren_before(text: str, names: Names) -> Parse | None:
    """`A (Org) Title`, with nothing between the parentheses and the title."""
    match = _SPEAKER_AND_ORG.match(text)
    title = text[match.end() :].replace("\n", " ") if match else ""
    if not match or len(title.split()) < 2 or people(title, names)[1] >= LEAST_NAME:
        return None
    who, sure = people(match.group().strip(), names)
    if len(who) != 1 or " " not in who[0].name or sure < SURE_NAME:
        return None
    return Parse(title, who, "paren-before", sure - 0.1, lead=len(text))


_SPEAKER_AND_ORG = regex(r"[A-ZÀ-Þ][^()\n]{3,40} \([A-ZÀ-Þ@][^()\n]{1,40}\)\s+(?=[A-ZÀ-Þ“\"])")


_NAME_TWICE = regex(r"\s*[:：/／|｜]\s*([\u4e00-\u9fff\uac00-\ud7a3々 ]{2,9})$")
"""`茶の話 : 山田太郎 (Taro Yamada)`: the same name in two scripts."""
_COMMA = regex(r"\s*[,、，]\s*")


def _comma(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Title, A, O`; and `"Title" A`."""
    first = text.split("\n", 1)[0]
    spots = [m for m in _COMMA.finditer(first) if not in_parentheses(first, m.start()) and m.start()][:6]
    for n, match in enumerate(spots):
        before = first[: match.start()]
        if not n and " " in before and names.score(before) >= SURE_NAME:
            continue  # `Ida Quill, Bo Lind`
        credits, score, lead = cast(first[match.end() :], names, run_in)
        if credits and (lead >= len(first) - match.end() or run_in):
            yield Parse(before, credits, "comma", score - 0.25 - 0.04 * n, lead=match.end() + lead)
    if spots:
        yield from _comma_before(first, spots[0], marks, names)


def _comma_before(first: str, comma: re.Match[str], marks: Sequence[Mark], names: Names) -> Iterator[Parse]:
    """`A, Title` and `A and B, Title`, but no `A, B`, no `A, Org` and no `A, a cook`; links behind are no part."""
    who, sure = people(first[: comma.start()], names)
    if not 1 <= len(who) <= 3 or sure < 0.6 or any(" " not in one.name for one in who):
        return
    ends = [m.end if m.start == comma.end() else m.start for m in marks if m.kind == "link" and m.start >= comma.end()]
    title = first[comma.end() : min(ends, default=len(first))].rstrip(" ,")
    if " " in (other := title.partition(",")[0]) and names.score(other) >= SURE_NAME:
        return
    if _is_apposition(title, names.lexicon):
        return
    post = _POST_AT.pattern.match(title)
    if post and not names.lexicon.words("roles").isdisjoint(fold(word) for word in post.group().split()):
        return
    words = [fold(word) for word in title.split()]
    if (
        sum(word.isalpha() for word in words) > 1
        and not title.split()[0].islower()
        and (len(words) > _LONGEST_ORG or names.lexicon.words("org_words", "roles").isdisjoint(words))
        and names.lexicon.words("roles").isdisjoint(words[:3])
    ):
        yield Parse(title, who, "comma-before", sure - (0.3 if len(words) > 2 else 0.45), lead=len(first))


def _is_apposition(text: str, lex: Lexicon) -> bool:
    """Whether what follows a name says what its owner is, and then what he or she did: `Ladle Ltd Evangelist for
    Europe, showed spoons`."""
    what, comma, rest = text.partition(", ")
    return bool(comma) and rest[:1].islower() and not lex.words("roles").isdisjoint(fold(what).split())


_POST_AT = Worded(r"(?:\S+\s){1,4}?<from>\s(?=[A-ZÀ-Þ])")
"""`Chief Cook at Ladle`, which follows a name."""
_LONGEST_ORG = 4
"""Words of an organization or a role behind a name."""
_IN_QUOTES = regex(r"[“\"„«「『《][^“”\"„«»「」『』《》\n]{2,160}[”\"“»」』》]")
_GLUE = regex(r"[\s,:–—|/·*_\"”-]*(?:\((?=[^)]*\)))?")
_PLAIN_NAMES = Worded(r"\s*[\w-]{2,20}(?:\s+(?:<and>|&)\s+[\w-]{2,20})?(?=\s*(?:[:.,–(]|$))")
"""Who may be meant right behind a title and a by-word: a nickname in small letters."""
_AND = Worded("<and>|&")
_GLUED_END = regex(r"\s*[:：,–—|｜-]\s*$|['’]s?\s*$|\s*[-–—:]\s*$")
_NICKNAMED = regex(
    r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)? ([“\"‘'])[\w'’-]+(?: [\w'’-]+){0,3}[”\"’'] [A-ZÀ-Þ][\w'’-]+(?!\w)"
)
"""`Michael “Mo” Reed`, `Ida “Spoon of Ghent” Quill`, `Ana Maria “Mo” Ruiz`."""
_BEHIND = regex(r"[\s:.,–—|-]*")


@of_languages
def _by_first(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"^{lex.either('by', 'with')}\s+", re.IGNORECASE)


@of_languages
def _by_after(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[\s,–—(]*{lex.either('by')}(?!\w)", re.IGNORECASE)


@of_languages
def _about_last(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{lex.either('on', 'speaks_of', 'with')}|の)$")


@of_languages
def _of_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`Ida Quill from the`, right before a firm that is set apart."""
    return re.compile(rf"(?<=\w)\s{lex.either('from_alone')}(?:\s{lex.either('the')})?\s[\[“\"«*_]*$")


def _marked(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """A title that is bold, italic, a link or in quotation marks, and the people beside it."""
    spans = [
        (m.start, min(m.end, len(text)))
        for m in marks
        if m.kind in ("strong", "em", "link") and m.end - m.start > 2 and m.start >= 0
    ]
    if '"' in text or not text.isascii():
        spans += [m.span() for m in _IN_QUOTES.finditer(text)]
    if not spans:
        return
    for n, (start, end) in enumerate(sorted(spans)[:6]):
        if start >= len(text) or end - start > 200:
            continue
        before, title, after = text[:start], text[start:end], text[end:]
        if title[-2:-1] == "," and title[-1] in '”"“»':
            continue  # `“Stir it,” said Ida Quill.`
        if title[-1] in "」』" and after[:1] in _PARTICLES:
            continue  # `「茶」の話`: the title goes on
        if after[:1] in _PARTICLES and before and unspaced(before[-2:]) and not _HONOURED.search(before):
            continue  # `相変わらず茶が旨い`: a sentence
        if title[-1] in '”"“»' and after[:1] == ":" and _QUESTION.fullmatch(after, 1):
            continue  # `"On Lids": What is in it for cooks?`
        if (nicknamed := _NICKNAMED.match(text)) and start == nicknamed.start(1):
            continue
        if before and is_resource(title):
            continue
        if run_in and len(before) > _LONG_BEFORE and not _SPACE.search(title.strip()) and title.isascii():
            continue  # `Ida Quill, who is one of the cooks of the projects _Ladle_ and _Pan_`
        opened = before.strip(' ([*_:–—-|,.“"')
        if not opened:
            glue = _GLUE.match(after)
            offset = glue.end() if glue else 0
            credits, score, lead = cast(after[offset:], names, run_in)
            by = _by_after(names.lexicon).match(after)
            if not credits and by and run_in and (plain := _PLAIN_NAMES.pattern.match(after, by.end())):
                credits = tuple(Credit(name) for name in plain.group().split() if not _AND.pattern.fullmatch(name))
                score, lead, offset = 0.6, 0, plain.end()
            if credits:
                yield Parse(title, credits, "marked", score + (0.05 if by else -0.05), lead=end + offset + lead)
            continue
        credits, score = _signed_before(before, names)
        if credits:
            yield Parse(title, credits, "marked-after", score, lead=end)
            continue
        speaking = names.lexicon.pattern("presenting", "speaking", "talk_nouns").search(before)
        if speaking and run_in and _ELSEWHERE.search(before, speaking.end()):
            continue
        glued = before[: speaking.start()].rstrip(" '’") if speaking and speaking.start() > 3 and run_in else before
        glued = _by_first(names.lexicon).sub("", _about_last(names.lexicon).sub("", _GLUED_END.sub("", glued.rstrip())))
        who, sure = people(glued, names)
        if who and sure > 0.3 and title.strip() and not (run_in and _of_at_end(names.lexicon).search(before)):
            gap = _BEHIND.match(text, end)
            rest = text[end:].strip(' .,:;!?)”"*_')
            tail = 0.0 if not rest or run_in else 0.2
            yield Parse(title, who, "marked-after", sure - 0.02 - tail - 0.05 * n, lead=gap.end() if gap else end)


def _signed_before(before: str, names: Names) -> tuple[tuple[Credit, ...], float]:
    """Who stands between a by-word and a colon, right before a title: `It began with a talk by I. Quill: `."""
    before = before.replace("_", " ")
    last = max(names.lexicon.pattern("by").finditer(before), key=lambda m: m.end(), default=None)
    said = before[last.end() :].strip(" *_") if last and last.start() else ""
    who, sure = people(said[:-1], names) if said[-1:] == ":" else ((), 0.0)
    return (who, sure) if sure >= LEAST_NAME else ((), 0.0)


_HONOURED = regex(r"(?:さん|氏|先生|様)[\s:：のがは、]*$")
_LONG_BEFORE = 60
"""Characters before a word set apart, from which on it stands in a sentence."""
_SPACE = regex(r"\s")
_ELSEWHERE = regex(r"\w{3}[.!?]\s|\([^)]*$")
"""What begins after a verb of speaking: another sentence, or an aside. No title stands there."""
_PARTICLES = tuple("のでにをがはも")


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
            title = _by_at_end(names.lexicon).sub("", text[: handles.start()].rstrip(" /／"))
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


def _underscore(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`국자의 역사_정하늘 팀장(국자회사)`, as files are called; in Latin letters only before a full name."""
    title, sign, who = text.rpartition("_")
    if run_in or not sign or not title.strip() or "_" in title:
        return
    kind = names.lexicon.kind_of(title)
    credits, score = people(who, names)
    full = all(" " in credit.name for credit in credits) and score >= SURE_NAME
    if credits and (full if title.isascii() else may_be_cjk(who)):
        score = max(score, LEAST_NAME) if credits[0].role else score
        yield Parse("" if kind else title, credits, "underscore", score - 0.1, kind, lead=len(text))


def _profile(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Nine Spoons [Ida Quill](https://twitter.com/ida)`: nothing parts a title from the link to who gave it."""
    first = next((m for m in marks if m.kind == "link" and m.start > 0 and destinations.handle(m.href)), None)
    if first is None or first.end > len(text) or text[first.start - 1] != " ":
        return
    title, who = text[: first.start].rstrip(), _PICTURES_LAST.sub("", text[first.start :])
    words = fold(title).split()
    led = names.lexicon.words("function_words", "by", "from", "and")
    if len(words) < _LEAST_GLUED or words[-1] in led or title[-1] in _PARTING or _SENTENCES.search(title):
        return
    credits, score = people(who, names)
    if credits and score >= SURE_NAME and " " in credits[0].name and not names.score(title) >= LEAST_NAME:
        yield Parse(title, credits, "profile", score - 0.1, lead=len(text))


_LEAST_GLUED, _PARTING = 2, "-–—―|:,;(&/@+·•~"
"""Words of a title before a name that nothing parts from it; and what would part them."""
_PICTURES_LAST = regex(r"[\s\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+$")


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
    """`Ida Quill on the Future of Soup`, in a heading."""
    match = None if run_in else _on_within(names.lexicon).search(text)
    if match:
        who, sure = people(text[: match.start()], names)
        if len(who) == 1 and sure >= 0.9 and " " in who[0].name:
            yield Parse(text[match.end() :], who, "on-before", sure - 0.2, lead=len(text))


@of_languages
def _on_within(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<=\w)\s+{lex.either('on')}\s+(?=\w+\s\w)")


def _cjk(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`「茶の話」山田太郎さん（茶社）`, `茶社の山田さん`, `Title / 山田さん`."""
    if text.isascii():
        return
    chinese = names.lexicon.languages[0] == "zh"
    if chinese and (first := _NAME_FIRST.match(text)) and names.score(first["name"]) >= _KNOWN_SURNAME:
        yield Parse(text[first.end() :], (Credit(first["name"]),), "cjk-before", _KNOWN_SURNAME, lead=len(text))
    match = re.search(
        r"(?:^|[\s/／|｜:：「」『』（）()、–—-])([^\s/／|｜:：「」『』（）()、]{1,30}?の)?"
        r"((?:[A-Z][\w.'-]+ [A-Z][\w'-]+|[\u4e00-\u9fff々]{1,3} [\u4e00-\u9fff々]{1,3})(?=\s)"
        r"|(?<=[/／|｜:：(（–—-] )[\u4e00-\u9fff々]{1,3} [\u4e00-\u9fff々]{1,3}"
        r"|[A-Z][\w.'-]+ [A-Z][\w'-]+|[^\s/／|｜:：「」『』（）()、の]{1,20})"
        r"(?:(?<=\S)|\s)(?:さん|氏|先生|様|님|老师)",
        text,
    )
    if not match:
        return
    org = (match.group(1) or "").removesuffix("の")
    name = match.group(2)
    if names.score(name + "さん") < 0.4 and not name.isascii():
        return
    start = match.start()
    if name.isascii() and " " not in name and (firsts := _FIRST_NAMES.search(text, 0, match.start(2))):
        name, start = (firsts.group() + name).replace("+", ""), firsts.start()
    credit = Credit(name, (org,) if org else ())
    row = _NEXT_OF_ROW.match(text, match.end())
    others = people(row[1], names)[0] if row else ()
    quoted = re.search(r"[「『《“\"]([^「」『』《》“”\"]{2,120})[」』》”\"]", text)
    if quoted:
        yield Parse(quoted.group(1), (credit, *others), "cjk", 0.85, lead=max(match.end(), quoted.end()))
        return
    end = row.end() if row else match.end()
    before, after = text[:start].strip(" /／|｜:：–—-"), text[end:].strip(" /／|｜:：–—-()（）")
    if before.count("（") + before.count("(") > before.count("）") + before.count(")") or _is_employer(before, names):
        return
    has = not before and after.startswith("の")
    if not before and text[match.end() : match.end() + 1].isalnum() and not _OF_SAN.match(text, match.end()):
        return
    if has and name.isascii() and name.isupper():
        return  # `ACMEさんの鍋`: a firm
    title = _BY_END.sub("", before).rstrip() or after.removeprefix("による").removeprefix("の").strip()
    if title:
        sure = _HAS_SOMETHING if has else 0.75
        yield Parse(title, (credit, *others), "cjk", sure, lead=len(text) if not run_in else end)


_NEXT_OF_ROW = regex(r"[、・]\s*((?:[^\s、・()（）「」のとが]{1,20}\s?(?:さん|氏|様)[、・]?)+)(?=\s*(?:[)）]|$))")
"""`、山田さん`, right behind somebody else who is honoured, at the end of a line or of parentheses."""


def _is_employer(text: str, names: Names) -> bool:
    """Whether what stands before somebody who is honoured is a firm by its last word, and no title: `茶株式会社`."""
    return text.endswith(tuple(filter(unspaced, names.lexicon.lists.get("org_words", ()))))


_FIRST_NAMES = regex(r"(?:(?<=[/／|｜:：(（–—-] )|^)\+?(?:[A-Z][\w.'-]* \+?){1,3}$")
"""`Ida Mara `, right before `Quillさん`."""
_HAS_SOMETHING = 0.55
"""`山田さんの鍋`: it need not be a talk that somebody has."""
_NAME_FIRST = regex(r"(?P<name>[\u4e00-\u9fff]{2,4})[ \u3000]+(?=\S{2})")
_KNOWN_SURNAME = 0.7
"""`李雷  汤勺的历史`: a name that begins as names do, set apart from a title behind it."""
_OF_SAN = regex(r"の|による|[가-힣]")
"""What may follow a name with さん in front of a title."""


def _kind_of_somebody(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Keynote Ida Quill`: what kind of talk and who gave it, with nothing between."""
    first, _, rest = text.strip().partition(" ")
    kind = names.lexicon.kind_of(first) if 1 <= rest.count(" ") <= 2 and not run_in else None
    if kind and names.score(rest) >= SURE_NAME and fold(rest.split()[0]) in names.lexicon.given:
        yield Parse("", (Credit(rest),), "name", SURE_NAME, kind, lead=len(text))


WAYS: tuple[tuple[frozenset[str], Callable[[str, Sequence[Mark], bool, Names], Iterator[Parse]]], ...] = (
    (frozenset(), _by),
    (frozenset("–—―−~|/｜／:·•>»：\t-"), _dash),
    (frozenset("([（"), _paren),
    (frozenset(",、，"), _comma),
    (frozenset('"“„«「『《'), _marked),
    (frozenset("?!…@"), _trailing),
    (frozenset("\n"), _below),
    (frozenset("_"), _underscore),
    (frozenset(" "), _profile),
    (frozenset(" "), _kind_of_somebody),
    (frozenset("'’"), _possessive),
    (frozenset(), _on),
    (frozenset("さ氏先様님老 "), _cjk),
)
"""The ways to read a line, each with the signs of which the line has one at least; none: any line may have it."""


_FIRST_END = regex(r":\s|\s[–—]\s|\.\s|\s-\s(?=(?:\S+\s+){4}\S)")
"""A title's end in a list: a hyphen if a sentence follows it."""


_ADDRESS_BEHIND = regex(r"\s*:?\s+https?://\S+$")
_REMARK_IN_PARENTHESES = regex(r"([^()\n.]{8,120}?)\s\((?=(?:[^()\s]+\s+){5}[^\n]*\)\.?$)")
"""`Nine Spoons (which was a rant on everything but spoons)`: a title, and more words on it than a subtitle has."""
_SHOUTED = regex(r"((?=[^a-z]{0,12}[A-ZÀ-Þ]{3})[^a-zà-öø-ÿ\u0100-\uffff]{8,140}?)\s?:\s+(?=\S*[a-zß-ÿ.]|[A-Z]\s)")
"""`SPOONS: A HISTORY : a good talk`: all that is written in capitals."""


def _is_said(rest: str) -> bool:
    """Whether what follows a hyphen is a sentence, and no part of the title."""
    return rest.rstrip()[-1:] in (".", "!", "?") or len(rest) > _LONGEST_SUBTITLE


_LONGEST_SUBTITLE = 120


def _title_only(text: str, marks: Sequence[Mark], run_in: bool) -> Parse:
    title = text.split("\n", 1)[0] if run_in else text.replace("\n", " ")
    lead = len(text)
    if run_in:
        near = [m for m in marks if m.start <= 2 and m.end > 3 and m.kind in ("strong", "em", "link")]
        first = min(near, key=lambda m: (m.start, -m.end)) if near else None
        if first:
            title = text[first.start : first.end]
            gap = _BEHIND.match(text, first.end)
            lead = gap.end() if gap else first.end
        elif address := _ADDRESS_BEHIND.search(title):
            title, lead = title[: address.start()], len(text)
        elif shouted := _SHOUTED.match(title):
            title, lead = shouted[1], shouted.end()
        elif remark := _REMARK_IN_PARENTHESES.match(title):
            title, lead = remark[1], remark.end()
        elif (colon := _FIRST_END.search(title)) and ("-" not in colon.group() or _is_said(title[colon.end() :])):
            lead = colon.end()
            title = title[: colon.start()]
    return Parse(title, (), "title", 0.0, lead=lead)

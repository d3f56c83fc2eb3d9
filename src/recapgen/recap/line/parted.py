"""Title lines in whose parts signs divide title and people: dashes, bars, commas, parentheses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from recapgen.model import Credit, Kind
from recapgen.recap.line.casting import LEAST_NAME, cast, in_parentheses
from recapgen.recap.line.marked import by_first
from recapgen.recap.line.names import SURE_NAME, Names
from recapgen.recap.line.parse import AFTER, HANDLE, PLAIN_HANDLE, QUESTION, Parse, by_at_end, is_said
from recapgen.recap.line.people import people
from recapgen.recap.outline import destinations
from recapgen.recap.outline.text import Mark
from recapgen.recap.words import (
    Lexicon,
    Worded,
    fold,
    unspaced,
)
from recapgen.regex import regex

_DASH = regex(
    r"(?=[\s–—―|｜／:：-])(?:\s+[–—―−-]{1,3}\s+|(?<=\w[^\W\d_])-\s+(?=[^\W\d_a-zà-öø-ÿ])|\s*[–—―]\s*|\s+[-~]\s*(?=\S)|\s*(?:\|\|?|｜)\s*|\s*／\s*|\s+//\s+|\s+::\s+|\s+[·•~>»]\s+|\s+/\s+|:\s+|：|\t+)"
)


_FORMS = {":": "colon", "：": "colon", "|": "pipe", "｜": "pipe", "/": "slash", "／": "slash"}
"""What a separator is called that is no dash, by its first sign."""
_HANDLE_BETWEEN = regex(r"(?<=\w)\s+[–—|-]\s+@[\w.-]{2,40}(?=\s+[–—|-]\s)")
"""`Ida Quill - @ida - Spoons`: the handle is the person's, and says nothing new."""


def dashed(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
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
        elif (handle := handle_behind(before, after)) and match is spots[-1]:
            sure = HANDLE if "_" in handle else PLAIN_HANDLE
            yield Parse(before, (Credit(handle),), form, sure, lead=len(first))
        kind, cast_first = _kind_with(before, names.lexicon)
        who, sure = people(cast_first, names) if n < 3 and after.strip() else ((), 0.0)
        if who and not _is_role(after, names):
            penalty = (0.08 if form == "colon" else 0.2 if tight else 0.03) + 0.1 * n
            stop = _title_end(after, marked_to(marks, match.end()) - match.end()) if run_in else len(after)
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


def handle_behind(before: str, after: str) -> str:
    """Who is named by a word in small letters behind a title in another script: `鍋の話 / otama_pp`; else empty."""
    handle = after.strip()
    return handle if unspaced(before) and _LATIN_HANDLE.fullmatch(handle) else ""


_LATIN_HANDLE = regex(r"(?=.{3,20}$)[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*_?")


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
    return is_said(rest) and not _SUBTITLE.match(rest) and not QUESTION.fullmatch(rest)


_CAPITAL_WORD = r"[A-ZÀ-Þ\d][\w'’&-]*,?"


_SUBTITLE = regex(
    rf"\s?{_CAPITAL_WORD}(?:\s(?:{_CAPITAL_WORD}|and|or|of|the|with|for|in|to|an?|on|&)){{0,8}}\s{_CAPITAL_WORD}\.\s"
)


def marked_to(marks: Sequence[Mark], at: int) -> int:
    """The end of what is set apart from the line's start on beyond this place; 0 if nothing is."""
    return max((m.end for m in marks if m.kind in ("link", "strong", "em") and m.start <= 1 and m.end > at), default=0)


_PARENTHESES = regex(r"\s*[(\[（]([^()\[\]（）]{2,160})[)\]）]")
_ENDED = regex(r"\s*(?:$|[:.–—|-])")


def bracketed(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Title (A, O)`, `Title [A]`."""
    for match in list(_PARENTHESES.finditer(text))[:5]:
        if not match.start():
            continue
        inside = by_first(names.lexicon).sub("", match.group(1))
        credits, score = people(inside, names)
        if not credits:
            continue
        rest = text[match.end() :]
        ends = _ENDED.match(rest)
        if not ends and not run_in and not _only_extras(rest):
            continue
        skip = AFTER.match(rest)
        lead = match.end() + (skip.end() if skip else 0)
        if "|" in inside and all(c.organizations for c in credits):
            score += 0.15
        title = text[: match.start()]
        if text[match.start() :].lstrip()[0] == "[":
            title = by_at_end(names.lexicon).sub("", title)
        if len(credits) == 1 and inside.isascii() and (twice := _NAME_TWICE.search(title)):
            title, credits = title[: twice.start()], (Credit(twice[1]),)
        yield Parse(title, credits, "paren", score - (0.12 if ends else 0.35), lead=lead)
    if not run_in and (before := _paren_before(text, names)):
        yield before


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


def parted_by_commas(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
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

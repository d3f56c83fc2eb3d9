"""Who is named at the start of a text, and where what follows them begins."""

from __future__ import annotations

import re

from recapgen.model import Credit
from recapgen.recap.line.names import Names
from recapgen.recap.line.people import hopeless, people
from recapgen.recap.words import (
    Lexicon,
    Worded,
    fold,
    of_languages,
)
from recapgen.regex import regex

_STOP = Worded(
    r"(?=[:：.!?\s。,]|$)(?::\s|：|\n|(?<=[^\W\d_]{3})[.!?](?:\s(?!&)|$)|(?<=\))[.!?]?(?:\s|$)"
    r"\s*(?!<and>\s)(?=[^\s,;&/|)(\-–—+])"
    r"|\s[–—-]{1,2}\s|(?<=\))\s[–—-](?=[^\W\d_])|\s\|\s|$|:$|。|(?<=\w),\s+(?=<behind_comma>\s))"
    r"|\s(?=<they>\s[a-z])"
)
_LAST_CELL = regex(r"[A-ZÀ-Þ\u3040-\uffdc][^|.!?:\n]{1,40}(?=\n|$)")
"""What may be an organization after a bar: `Ida Quill | Ladle Ltd`."""
_LOWER = regex(r"(?<!\S)[a-zà-öø-ÿ][\w'’-]*")


_SMALL_END = regex(r"(?:\s+[a-zà-öø-ÿ]{1,4})+\s*$")
"""`Ida Quill è`, `Ida Quill de`: small words before others that run on are part of no name."""


_GAP = regex(r"[\s:：.,–—|-]*")
_NICKNAME = regex(
    r"[A-Z][a-z]+(?:\([A-Z]\w{1,11}\) [A-Z][\w'-]+| \([A-Z]\w{1,11}\) [A-Z][\w'-]+(?=\s*(?:$|[,;:.&(–-])))"
)


def cast(text: str, names: Names, run_in: bool) -> tuple[tuple[Credit, ...], float, int]:
    """People at the start of a text: who, how sure, and where what follows them begins."""
    if text[:1].islower() and (praised := _before_name(names.lexicon).match(text)):
        who, sure, end = cast(text[praised.end() :], names, run_in)
        return who, sure, praised.end() + end
    known = names.casts.get((text, run_in))
    if known is None:
        known = ((), 0.0, 0) if not names.people and hopeless(text, names) else _cast(text, names, run_in)
        names.casts[text, run_in] = known
    return known


@of_languages
def _before_name(lex: Lexicon) -> re.Pattern[str]:
    """`our very own `, before somebody's name."""
    return re.compile(rf"{lex.either('before_names')}\s+(?=[A-ZÀ-Þ])", re.IGNORECASE)


def _cast(text: str, names: Names, run_in: bool) -> tuple[tuple[Credit, ...], float, int]:
    if run_in and (closed := _APPOSITION.pattern.match(text)):
        who, sure = people(closed.group(), names)
        if len(who) == 1 and who[0].role and who[0].organizations and sure >= LEAST_NAME:
            return who, sure - 0.12, closed.end()
    ends: list[int] = []
    for match in _STOP.pattern.finditer(text):
        if in_parentheses(text, match.start()) or _in_nickname(text, match.start()):
            continue
        if match.group().strip() == "|" and _LAST_CELL.match(text, match.end()):
            continue
        ends.append(match.start())
        if len(ends) == 3 or not match.group().strip(" -–—|"):
            break
    best: tuple[tuple[Credit, ...], float, int] = ((), 0.0, 0)
    for n, end in enumerate(ends):
        part = text[:end]
        cut = _run_on(part, names.lexicon) if run_in else len(part)
        cut = cut if cut == len(part) else len(_SMALL_END.sub("", part[:cut]))
        found, score = people(part[:cut], names)
        if cut < len(part):
            score -= 0.12
        if n and best[1] >= 0.4:
            break
        if n and end != len(text):
            score -= 0.05 * n
        if score > best[1] + (0.1 if n else 0.0):
            after = _GAP.match(text, cut if cut < len(part) else end)
            best = (found, score, after.end() if after and cut >= len(part) else cut)
    return best


_APPOSITION = Worded(
    r"[A-ZÀ-Þ][^,;:.!?()\n]{3,40}, [^,;:.!?()\n]{3,80}?\s<at_org>\s[A-ZÀ-Þ][^,;:.!?()\n]{1,40}(?=,\s[a-zà-ÿ])"
)
"""`Ida Quill, cook and head of spoons at Ladle`, before a comma and what she did."""


def _in_nickname(text: str, at: int) -> bool:
    """`Michael (Mo) Reed`, `Michael(Mo) Reed on`: the name goes on after the parentheses."""
    found = _NICKNAME.search(text, max(0, at - 40), at + 30) if text[:at].endswith(")") else None
    return found is not None and found.start() < at < found.end()


def in_parentheses(text: str, at: int) -> bool:
    round_ones, square_ones = text.count("(", 0, at), text.count("[", 0, at)
    return (round_ones > 0 and round_ones > text.count(")", 0, at)) or (
        square_ones > 0 and square_ones > text.count("]", 0, at)
    )


def _run_on(text: str, lex: Lexicon) -> int:
    """Where prose begins that runs on after the names: `Ida Quill (Ladle) giving an overview`."""
    allowed = _within_by_line(lex)
    for match in _LOWER.finditer(text):
        if match.start() == 0 or in_parentheses(text, match.start()) or fold(match.group()) in allowed:
            continue
        verb = _VERB_BEFORE_WRITER.pattern.search(text, 0, match.end())
        return verb.start() if verb and " " in text[: verb.start()].strip() else match.start()
    return len(text)


_VERB_BEFORE_WRITER = Worded(r"(?<=\S\s)(?<!^)[A-ZÀ-Þ][a-zß-ÿ]+\s<we>$")
"""`Fand ich`, with which a sentence begins behind a name: `Ida Quill Fand ich gut`."""


@of_languages
def _within_by_line(lex: Lexicon) -> frozenset[str]:
    """Lower-case words that may stand between names."""
    return lex.words("particles") | lex.words("and") | lex.words("from") | lex.words("roles") | {"the", "of"}


LEAST_NAME = 0.6

"""A by-line cut at its commas, other signs and words such as `and`: what stands between is a name, a role or a firm.

>>> from recapgen.recap.words import lexicon
>>> [(p.joint, p.text, p.asides) for p in pieces_of("Ida Quill (Ladle) and Bo Lind, Pan, Inc.", lexicon(("en",)))]
[('', 'Ida Quill', ('Ladle',)), ('&', 'Bo Lind', ()), (',', 'Pan, Inc.', ())]
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from recapgen.recap.words import Lexicon, alternatives, anywhere, of_languages
from recapgen.regex import regex

LONGEST = 400
"""Characters of a by-line that are looked at."""


class Piece(Struct, frozen=True):
    """A part of a by-line between two separators."""

    joint: str
    """What stood before it: `` (the start), `,`, `;`, `&`, `/` or `|`."""
    text: str
    asides: tuple[str, ...]
    """What stood in its parentheses."""


def pieces_of(text: str, lex: Lexicon) -> list[Piece]:
    """The pieces of a by-line, in the order in which they stand there."""
    text = _AND_OTHERS.sub("", text)
    if (one := _ONE_ASIDE.fullmatch(text)) and lex.joining.isdisjoint(one[1].lower().split()):
        return [Piece("", " ".join(one[1].split()), () if _MARK.fullmatch(one[2]) else (one[2],))]
    both, places = _and(lex), _places(lex)
    made: list[Piece] = []
    joint, start, at = "", 0, 0
    asides: list[str] = []
    kept: list[str] = []
    while spot := places.search(text, at):
        at = spot.start()
        if text[at] in "([（【":
            end = _closing(text, at)
            kept.append(text[start:at] + " ")
            if _says_more(text, at, end):
                asides.append(text[at + 1 : end])
            at = start = end + 1
        elif divided := _divided(text, at, both):
            made += _piece(joint, [*kept, text[start:at]], asides)
            joint, at = divided
            start, kept, asides = at, [], []
        else:
            at += 1
    return [*made, *_piece(joint, [*kept, text[start:]], asides)]


def _piece(joint: str, kept: Sequence[str], asides: Sequence[str]) -> list[Piece]:
    """One piece of what was kept between two joints, if anything was."""
    words = " ".join("".join(kept).split())
    return [Piece(joint, words, tuple(asides))] if words or asides else []


def _says_more(text: str, start: int, end: int) -> bool:
    """Whether parentheses say more of somebody than a nickname does, `Ida (Mo) Quill`, or a mark: `Ida Quill (M)`."""
    rest, inside = text[end + 1 : end + 3].strip(), text[start + 1 : end]
    nickname = bool(rest) and rest[0].isupper() and " " not in inside.strip()
    return not nickname and not _MARK.fullmatch(inside)


def _divided(text: str, at: int, both: re.Pattern[str]) -> tuple[str, int] | None:
    """The joint at a place of a by-line, and where it ends; None where there is none."""
    char = text[at]
    if char in " ,;/|、，；・\n\t" and (sign := _SPLIT.match(text, at)):
        joined = both.match(text, sign.end())
        return ("&", joined.end()) if joined else (_JOINTS.get(sign.group().strip(), sign.group().strip()), sign.end())
    joined = both.match(text, at) if char.isspace() or char in "&+" else None
    return ("&", joined.end()) if joined else None


_JOINTS = {"，": ",", "、": ",", "；": ";", "・": ",", "-": ",", "–": ",", "—": ","}
"""Signs that mean what others do."""
_FIRM = r"(?:Inc|Ltd|LLC|LLP|GmbH|Corp|Co)\.?(?=\s*(?:[,;&)]|$))"
"""What follows a firm's name behind a comma, and is no name of its own."""
_SPLIT = regex(
    rf"\s*,(?!\s*{_FIRM})\s*|\s*[;/|]\s*|\s+[–—]\s+|\s+-\s+|、|，|；|・(?=@)|(?:(?<=さん)|(?<=[氏様님씨]))・"
)
_ONE_ASIDE = regex(r"((?:[^\W_]|[ .'’])+) \(([^()\[\]（）【】]+)\)")
"""`Ida Quill (Ladle Ltd)`."""
_MARK = regex(r"[A-Z]|(?:\w{1,12}\s)?#\d{1,2}")
"""`Ida Quill (M)`, who moderates; `Ida Quill (#2)`: a sign that the writer tells apart, and no organization."""
_AND_OTHERS = regex(r",?\s+(?:et\.?\s+al(?:ii|ia)?|u\.\s?a)\.?\s*$")
"""`Ida Quill et al.`"""


def _closing(text: str, start: int) -> int:
    """Where the parentheses end that open at a place; the length of the text if nowhere."""
    depth = 0
    for i in range(start, min(len(text), start + LONGEST)):
        if text[i] in "([（【":
            depth += 1
        elif text[i] in ")]）】":
            depth -= 1
            if not depth:
                return i
    return len(text)


@of_languages
def _and(lex: Lexicon) -> re.Pattern[str]:
    """`&`, `and`, and what may follow: `and by`."""
    words = "|".join(
        re.escape(w) for w in sorted(lex.lists.get("and", ("and",)), key=len, reverse=True) if w[0].isalpha()
    )
    return re.compile(
        rf"\s*[&＆]\s*|\s+\+\s+|\s*(?<!\w)(?:{words})(?!\w)\s+(?:(?:d[aoe]l?|{anywhere('by_alone')})\s+(?=(?-i:[A-Z@])))?(?=\S)",
        re.IGNORECASE,
    )


@of_languages
def _places(lex: Lexicon) -> re.Pattern[str]:
    """Where a by-line may be divided: at signs, and at spaces before signs and words such as `and`."""
    words = alternatives((w for w in lex.lists.get("and", ("and",)) if w[0].isalpha()), any_case=True)
    return re.compile(rf"[(\[（【,;/|、，；・&+]|\s(?=\s*(?:[^\w\s]|{words}(?!\w)))")

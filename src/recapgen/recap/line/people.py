"""Who spoke, and for whom: by-lines such as `Ida Quill (Ladle Ltd), Bo Lind & Mo Reed, Chef, Pan Inc`.

>>> from recapgen.recap.words import lexicon
>>> credits, sure = people("Ida Quill (Ladle Ltd) & Bo Lind, Chef, Pan Inc", Names(lexicon(("en",))))
>>> [(c.name, c.role, c.organizations) for c in credits]
[('Ida Quill', '', ('Ladle Ltd',)), ('Bo Lind', 'Chef', ('Pan Inc',))]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.line.names import CJK_TITLE, LIKELY, OF_SIGNS, STRIP, Names, is_plain_word, looked_up
from recapgen.recap.words import (
    Lexicon,
    Worded,
    alternatives,
    anywhere,
    fold,
    lexicon,
    may_be_cjk,
    of_languages,
    unspaced,
)
from recapgen.regex import regex

MOST_PEOPLE = 12
LONGEST = 400
"""Characters of a by-line that are looked at."""


_STRIP_BUT_STOP = STRIP.replace(".", "")


_HANDLE_BEFORE_TITLE = regex(r"\s*[(（]\s*@[\w.-]{2,30}\s*[)）]\s*(?=(?:さん|氏|様|님|씨)(?:$|[、,/&・]))")
"""`ida（@idaquill）さん`: the handle stands between the name and what honours it."""


class _Piece(Struct, frozen=True):
    """A part of a by-line between two separators."""

    joint: str
    """What stood before it: `` (the start), `,`, `;`, `&`, `/` or `|`."""
    text: str
    asides: tuple[str, ...]
    """What stood in its parentheses."""


def people(text: str, names: Names) -> tuple[tuple[Credit, ...], float]:
    """The people of a by-line and how sure it is that it is one (0 to 1); nobody and 0 if it is none."""
    text = text[:LONGEST].strip(" \t\n")
    if may_be_cjk(text):
        text = _APART.sub("", _HANDLE_BEFORE_TITLE.sub("", text) if "@" in text else text)
    if "+" in text:
        text = _PROFILE_SIGN.sub("", text)
    if "@" in text:
        text = _HANDLE_BEHIND_NAME.sub("", text)
    known = names.by_lines.get(text)
    if known is None:
        known = names.by_lines[text] = (
            ((), 0.0)
            if hopeless(text, names)
            else _alone(text, names) or _by_turns(text, names) or _people(text, names)
        )
    return known


_APART = regex(r"(?<=[^\s、,（(]) (?=(?:さん|氏|様|님|씨)(?:$|[\s、,/・（(]))")
"""The space in `山田 さん`."""
_PROFILE_SIGN = regex(r"(?<!\S)\+(?=[A-Z][\w-]+ )")
"""`+Ida Quill`, as a network wrote the names of its members."""


_HANDLE_BEHIND_NAME = regex(r"(?<=\w)\s+[/|]\s+@[\w.-]{2,40}(?=$|\s*[,&(])")
"""The handle of `Ida Quill / @ida`: nobody else's."""


def _by_turns(text: str, names: Names) -> tuple[tuple[Credit, ...], float] | None:
    """`Ida Quill and Bo Lind, Ladle and Pan Inc`: two people, and whom each of them works for."""
    match = _TWO_AND_TWO.pattern.fullmatch(text)
    if match is None:
        return None
    persons, firms = (match[1], match[2]), (match[3], match[4])
    sure = min(map(names.score, persons))
    if sure < LIKELY or max(map(names.score, firms)) >= LIKELY:
        return None
    if any(_role_or_organization(firm, names.lexicon.languages) != ("", firm) for firm in firms):
        return None
    return tuple(Credit(who, (firm,)) for who, firm in zip(persons, firms, strict=True)), sure


_TWO_AND_TWO = Worded(
    r"([^,;()&]{3,40}?)\s(?:<and>|&)\s([^,;()&]{3,40}?)(?:,\s|\s[–—-]\s)([^,;()&]{2,40}?)\s(?:<and>|&)\s([^,;()&]{2,40})"
)


def _alone(text: str, names: Names) -> tuple[tuple[Credit, ...], float] | None:
    """A text of nothing but letters is one name, or none, and names no organization."""
    if (nickname := _WITH_HANDLE.fullmatch(text)) and names.score(nickname[1]) < LIKELY:
        return (Credit(nickname[1]),), _NICKNAMED
    if employed := _OF_FIRM.fullmatch(text):
        return (Credit(_clean(employed["name"]), (employed["firm"],)),), names.score(employed["name"])
    words = text.split()
    if _role_behind(words, names) or _before_role(words, names.lexicon) or _honoured_behind(words, names):
        return None
    if not "".join(words).isalpha() or not names.lexicon.joining.isdisjoint([w.lower() for w in words]):
        return None
    name = _clean(text)
    return (Credit(name),), names.score(" ".join(words))


_WITH_HANDLE = regex(r"([a-z][\w.-]{1,19}) ?[(（]@[\w.-]{2,40}[)）]")
"""`otama (@otama_pp)`"""
_NICKNAMED = 0.7
_OF_FIRM = regex(r"(?P<firm>[^\s、。（(]{2,20})の(?P<name>[^\s、。（(の]{2,9}(?:さん|氏|様|先生))")
"""`茶株式会社の山田さん`"""


_FIRST_WORD = regex(r"[^\w@(]*([\w@'’.-]+)")
_AND_THE_LIKE = regex(r"[\u30a0-\u30ff\u4e00-\u9fff](?:など|とか)$")
"""`鍋、蓋、オタマなど`: things, and others like them."""


def hopeless(text: str, names: Names) -> bool:
    """Whether the first word shows that no name begins here."""
    match = _FIRST_WORD.match(text)
    if not match or _AND_THE_LIKE.search(text):
        return True
    first = match.group(1)
    if first[0].isdigit():
        return True
    if first.isascii() and may_be_cjk(text) and _honoured_behind(text.split(), names):
        return False
    if _WITH_HANDLE.fullmatch(text):
        return False
    word = looked_up(first, names.lexicon.languages)
    if word.given or (len(first) > 1 and word.initial):
        return False
    lower = first[0].islower() and first.isascii() and not word.particle
    if word.honorific if lower else not word.plain:
        return False
    return not names.people or fold(text[:60]) not in names.people


def _people(text: str, names: Names) -> tuple[tuple[Credit, ...], float]:
    pieces = _pieces(text, names.lexicon)
    if not pieces or len(pieces) > 3 * MOST_PEOPLE:
        return (), 0.0
    made: list[Credit] = []
    scores: list[float] = []
    odd = 0
    """Pieces that are neither a person nor anything of theirs."""
    comma_start = 0
    """From which person on an organization may be shared."""
    mostly = _mostly_names(pieces, names)
    for i, piece in enumerate(pieces):
        name, tail = (piece.text, "") if mostly else _split_from(piece.text, names)
        score = max(names.score(name), LIKELY if mostly or _is_short_korean(name, tail, names.lexicon) else 0.0)
        if not made or mostly or _is_new_person(piece, name, score, made, scores, names, pieces, i):
            if score < 0.2 and made:
                return (), 0.0
            if made and piece.joint == "," and score < 0.9:
                score = max(score, 0.9 if _in_row_of_names(pieces, i, names) else 0.0)
            made.append(_with_asides(Credit(_clean(name)), piece, names))
            scores.append(score)
            if tail:
                made[-1] = _affiliated(made[-1], tail, names)
        else:
            before = made[-1]
            made[-1] = _with_asides(_affiliated(before, piece.text, names), piece, names)
            if made[-1] == before and not _NO_ORG.search(piece.text) and len(piece.text) > 3:
                odd += 1
        if piece.joint == ";":
            comma_start = len(made) - 1
    if len(made) > MOST_PEOPLE or not made[0].name:
        return (), 0.0
    made = _shared(made, comma_start)
    if len(made) == 1 and _BEFORE_HANDLE.fullmatch(text):
        scores = [max(scores[0], _BESIDE_HANDLE if scores[0] >= LIKELY else 0.0)]
    return tuple(c for c in made if c.name), max(0.0, min(scores) * 0.5 + sum(scores) / len(scores) * 0.5 - 0.3 * odd)


_BEFORE_HANDLE = regex(r"(?:[^\W\d_][\w'’.-]* ){2,3}\(?@[\w.-]{2,40}\)?")
_BESIDE_HANDLE = 0.85
"""How sure an unknown name is that a handle follows: `Zork Vandal @zork`."""


def _is_new_person(
    piece: _Piece,
    name: str,
    score: float,
    made: list[Credit],
    scores: list[float],
    names: Names,
    pieces: list[_Piece],
    i: int,
) -> bool:
    if piece.joint == ";":
        return score >= 0.4
    if piece.joint == "|":
        return score >= (0.5 if piece.asides else 0.75)
    korean = piece.joint == "," and _both_korean(made[-1], name, piece, names)
    if _role(piece.text, names.lexicon) and score < 0.9 and not (korean and name != piece.text):
        return False
    if piece.joint == "," and all(CJK_TITLE.search(p.text) for p in pieces[i - 1 : i + 1]):
        return True  # `おたまさん、山田さん`
    if piece.joint == "&":
        return score >= (0.5 if made[-1].role else 0.2)
    first = name.split()[:1]
    has_given = bool(first) and fold(first[0]) in names.lexicon.given and len(name.split()) > 1
    if score >= 0.9 and (has_given or score == 1.0):
        return True
    among = names.paired or _are_names(pieces, names)
    if piece.joint == "," and (korean or _known_person(name, score, among, names)):
        return True
    if piece.joint == "/":
        return score >= 0.6
    if made[-1].organizations or piece.asides:
        return score >= 0.5 or (score >= 0.2 and any(p.joint == "&" for p in pieces[i + 1 : i + 2]))
    if piece.joint == "," and score >= 0.6 and _in_row_of_names(pieces, i, names):
        return True
    row = [p for p in pieces if p.joint in (",", "&", "")]
    alike = len(row) == len(pieces) >= 3 and pieces[-1].joint == "&"
    if alike and not any(p.asides for p in pieces):
        rest = [names.score(p.text) for p in pieces]
        return min(rest) >= 0.5
    return False


def _both_korean(before: Credit, name: str, piece: _Piece, names: Names) -> bool:
    """Whether both names are of three syllables and begin with surnames: `정하늘, 박바다`, no `정하늘, 카카오`; behind
    somebody's role, only if one follows that name, too: no `정하늘 팀장, 인국자`."""
    surnames = names.lexicon.lists.get("surnames", ())
    alike = bool(piece.asides or name != piece.text) or not before.role
    return alike and all(_KOREAN_NAME.fullmatch(one) and one.startswith(surnames) for one in (before.name, name))


def _known_person(name: str, score: float, among: bool, names: Names) -> bool:
    """Whether a name that nobody has heard of is a person's by the rest of the post: they speak there, or stand `among`
    other speakers, joined by commas.
    """
    words = [fold(word) for word in name.split()]
    if not 2 <= len(words) <= 3 or score < LIKELY or not names.lexicon.words("org_words", "roles").isdisjoint(words):
        return False
    return among or names.actors.issuperset(words)


def _are_names(pieces: Sequence[_Piece], names: Names) -> bool:
    """Whether commas join three or more, with nothing else, and two or more of them, and most, are surely people."""
    if any(_tells_firm(p, names) or (n and p.joint != ",") for n, p in enumerate(pieces)):
        return False
    sure = sum(names.score(p.text) >= _SURELY and " " in p.text for p in pieces)
    return len(pieces) > 2 and sure > 1 and 2 * sure > len(pieces)


def _tells_firm(piece: _Piece, names: Names) -> bool:
    """Whether something but a role stands beside a name, `(Ladle)`, but not `(moderator)`."""
    return not all(_role(aside, names.lexicon) for aside in piece.asides)


def _mostly_names(pieces: Sequence[_Piece], names: Names) -> bool:
    """Whether it is a row such as `Ida Quill, Mara Battle, Bo Lind and Jo Reed`: four or more of two words each, few
    of which are other words; with commas alone, `Zork Vandal, Bo Lind, Nim Obol, Jo Reed`, only if all may be names and
    a sure one stands where else an organization would."""
    if len(pieces) < _FEWEST_IN_ROW or any(p.joint != "," for p in pieces[1:-1]) or pieces[-1].joint not in ("&", ","):
        return False
    joined = pieces[-1].joint == "&"
    words = [p.text.split() for p in pieces]
    firms = names.lexicon.words("org_words", "roles")
    if any(_tells_firm(p, names) for p in pieces) or any(not 1 < len(w) < 5 or fold(w[-1]) in firms for w in words):
        return False
    scores = [names.score(p.text) for p in pieces]
    if not joined:
        return min(scores) >= LIKELY and max(scores[1::2]) >= _SURELY
    return min(scores) > 0.0 and sum(s >= LIKELY for s in scores) >= 0.75 * len(pieces)


_FEWEST_IN_ROW, _SURELY = 4, 0.9


def _in_row_of_names(pieces: list[_Piece], i: int, names: Names) -> bool:
    """`Ida Quill, Zork Vandal, Bo Lind, Mara Reed`: a likely name between sure ones, two of which are neighbours."""
    if pieces[i].asides or not 2 <= len(pieces[i].text.split()) <= 3 or i + 1 >= len(pieces):
        return False
    sure = [names.score(p.text) >= 0.9 and " " in p.text for p in pieces]
    return sure[i - 1] and sure[i + 1] and any(a and b for a, b in pairwise(sure))


def _shared(made: list[Credit], start: int) -> list[Credit]:
    """`A & B, Org`: the organization of the last is that of all before it who have none, if nobody else has one."""
    group = made[start:]
    if len(group) > 1 and group[-1].organizations and not any(c.organizations or c.role for c in group[:-1]):
        group = [replace(c, organizations=group[-1].organizations) for c in group]
    return made[:start] + group


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


def _pieces(text: str, lex: Lexicon) -> list[_Piece]:
    text = _AND_OTHERS.sub("", text)
    if (one := _ONE_ASIDE.fullmatch(text)) and lex.joining.isdisjoint(one[1].lower().split()):
        return [_Piece("", " ".join(one[1].split()), () if _MARK.fullmatch(one[2]) else (one[2],))]
    both, joints = _and(lex), _joints(lex)
    made: list[_Piece] = []
    joint, start, at, _depth = "", 0, 0, 0
    asides: list[str] = []
    kept: list[str] = []

    def close(end: int, following: str) -> None:
        nonlocal joint, start, asides, kept
        kept.append(text[start:end])
        words = " ".join("".join(kept).split())
        if words or asides:
            made.append(_Piece(joint, words, tuple(asides)))
        joint, asides, kept = following, [], []

    while spot := joints.search(text, at):
        at = spot.start()
        char = text[at]
        if char in "([（【":
            end = _closing(text, at)
            kept.append(text[start:at] + " ")
            rest = text[end + 1 : end + 3].strip()
            nickname = bool(rest) and rest[0].isupper() and " " not in text[at + 1 : end].strip()
            if not nickname and not _MARK.fullmatch(text[at + 1 : end]):
                asides.append(text[at + 1 : end])
            at = start = end + 1
            continue
        match = _SPLIT.match(text, at) if char in " ,;/|、，；・\n\t" else None
        if match and match.end() > at:
            symbol = match.group().strip()
            close(at, {"，": ",", "、": ",", "；": ";", "・": ",", "-": ",", "–": ",", "—": ","}.get(symbol, symbol))
            at = start = match.end()
            if joined := both.match(text, at):
                joint = "&"
                at = start = joined.end()
            continue
        if char.isspace() or char in "&+":
            joined = both.match(text, at)
            if joined:
                close(at, "&")
                at = start = joined.end()
                continue
        at += 1
    close(len(text), "")
    return made


def _closing(text: str, start: int) -> int:
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
    words = "|".join(
        re.escape(w) for w in sorted(lex.lists.get("and", ("and",)), key=len, reverse=True) if w[0].isalpha()
    )
    return re.compile(
        rf"\s*[&＆]\s*|\s+\+\s+|\s*(?<!\w)(?:{words})(?!\w)\s+(?:(?:d[aoe]l?|{anywhere('by_alone')})\s+(?=(?-i:[A-Z@])))?(?=\S)",
        re.IGNORECASE,
    )


@of_languages
def _joints(lex: Lexicon) -> re.Pattern[str]:
    """Where a by-line may be divided: at signs, and at spaces before signs and words such as `and`."""
    words = alternatives((w for w in lex.lists.get("and", ("and",)) if w[0].isalpha()), any_case=True)
    return re.compile(rf"[(\[（【,;/|、，；・&+]|\s(?=\s*(?:[^\w\s]|{words}(?!\w)))")


_GLUED = regex(r"([^@.]{2,50}[^@\s.])@([^@.\s][^@.]{1,40})$")
"""`Ida Quill@Ladle`, but no address."""


def _split_from(text: str, names: Names) -> tuple[str, str]:
    """`Emil Stone from Ladle` -> name and organization; the second is empty where there is none."""
    words = text.split()
    if _before_role(words, names.lexicon):
        return words[0], " ".join(words[1:])
    if at := _honoured_behind(words, names):
        return " ".join(words[at:]), " ".join(words[:at])
    if text.count(" ") < 2 and text.replace(" ", "").isalpha():
        return text, ""
    if at := _role_behind(words, names):
        return " ".join(words[:at]), " ".join(words[at:])
    for match in names.lexicon.pattern("from").finditer(text):
        before, after = text[: match.start()].strip(), text[match.end() :].strip()
        if not before or not after:
            continue
        particle = names.lexicon.words("particles").issuperset(fold(match.group()).split())
        firm = of_organization(before, names.lexicon) or _is_firm(after, names.lexicon)
        if particle and not (match.group().strip().islower() and firm):
            continue
        if names.score(before) >= 0.2 and (after[0].isupper() or not after[0].islower() or after.startswith("the ")):
            return before, after
    if (glued := _GLUED.match(text)) and names.score(glued.group(1)) >= 0.4:
        return glued.group(1), glued.group(2)
    at = text.find(" @")
    if at > 0 and names.score(text[:at]) >= 0.2:
        rest = text[at + 2 :].strip()
        return (text[:at], rest) if text[at + 2 : at + 3] == " " else (text[:at], "")
    return text, ""


def _before_role(words: list[str], lex: Lexicon) -> bool:
    """Whether a name stands before what its owner is, or works for, in signs: `山田 Ladle工程师`."""
    if len(words) < 2 or not may_be_cjk(words[0]):
        return False
    return words[-1].endswith((*filter(unspaced, lex.lists.get("org_words", ())),)) or _of_post(words[-1], lex)


def _of_post(word: str, lex: Lexicon) -> bool:
    """Whether a word ends as one that says what somebody is: `工程师`, `CTO`."""
    return word.endswith(lex.lists.get("role_ends", ())) or _CHIEF.fullmatch(word) is not None


_CHIEF = regex(r"C[A-Z]O|VP")
"""`정하늘 CEO`"""


def _honoured_behind(words: list[str], names: Names) -> int:
    """Where a name begins that whom its owner works for stands before: `Ladle 山田さん`, `국자회사 정하늘`; or 0."""
    if len(words) < 2 or not may_be_cjk(words[-1]):
        return 0
    bare, before = CJK_TITLE.sub("", words[-1]), words[:-1]
    said = names.lexicon.words("speaker_nouns", "speaker_labels", "roles")
    if bare.isascii() or not said.isdisjoint(before) or (bare == words[-1] and not _KOREAN_NAME.fullmatch(bare)):
        return 0
    latin = all(word.isascii() and word[0].isupper() for word in before) and fold(before[0]) not in names.lexicon.given
    firms = before[:-1] if len(before) > 1 and _of_post(before[-1], names.lexicon) else before
    korean = _KOREAN_NAME.fullmatch(bare) is not None and len(firms) == 1 and len(firms[0]) > 1
    surnames = names.lexicon.lists.get("surnames", ())
    firm = names.lexicon.languages[0] == "ja" and len(bare) > 2 and not before[0].startswith(surnames)
    known = bare.startswith(surnames) and len(bare) > 1
    return len(before) if known and (latin or korean or firm) else 0


def _is_short_korean(name: str, role: str, lex: Lexicon) -> bool:
    """Whether a name of two syllables is somebody's, by the surname and by the role behind it: `정솔 전무`."""
    known = _SHORT_KOREAN_NAME.fullmatch(name) is not None and name.startswith(lex.lists.get("surnames", ()))
    return known and role.endswith(lex.lists.get("role_ends", ()))


_SHORT_KOREAN_NAME = regex(r"[\uac00-\ud7a3]{2}")
_KOREAN_NAME = regex(r"[\uac00-\ud7a3]{3}")


def _role_behind(words: list[str], names: Names) -> int:
    """Where a role begins that nothing divides from the name: `Ida Quill Senior Cook`; 0 where there is none."""
    roles = names.lexicon.words("roles")
    for at in range(2, min(4, len(words) - 1)):
        senior = words[at] in _SENIOR and not roles.isdisjoint(map(fold, words[at + 1 : at + 3]))
        sure = fold(words[at]) in roles or senior
        if sure and words[at][0].isupper() and names.score(" ".join(words[:at])) >= LIKELY:
            return at
    return 0


_SENIOR = ("Sr.", "Sr", "Jr.", "Jr")


_OF = ("de", "es", "fr", "it", "nl")
"""Languages whose names seldom go on with a particle behind a surname, as `Ana Souza da Silva` does."""


def of_organization(before: str, lex: Lexicon) -> bool:
    """Whether `von` or `di` behind a name leads to whom they work for: `Ida Quill von Ladle`, no `Ida von Quill`."""
    words = before.split()
    return lex.languages[0] in _OF and len(words) == 2 and fold(words[1]) not in lex.given


def _is_firm(text: str, lex: Lexicon) -> bool:
    """Whether words behind a particle are plainly a firm: `PANELA Consultoria`."""
    words = text.split()
    return bool(words) and (fold(words[-1]) in lex.words("org_words") or (len(words[0]) > 2 and words[0].isupper()))


_NO_ORG = regex(
    r"^\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?$|^(?:she/|he/|they/|https?:|www\.|@\w|slides?\b|videos?\b|recording|link"
    r"|here|blog|twitter|github|web ?site\b|\d+ ?min|photo|pdf|CC[ -]BY)"
    r"|^[\d/.,★☆*+ -]+$|^(?-i:[a-z]+\d+)$|[。！？]|(?:です|ます|した|たい|さん|氏|님|씨)$"
    r"|https?://|(?:slides|video|recording|version)\b",
    re.IGNORECASE,
)
_ARTICLE = Worded(r"^(?:the|with|<by>|<from>)\s+", re.IGNORECASE)


def _with_asides(credit: Credit, piece: _Piece, names: Names) -> Credit:
    for aside in piece.asides:
        for part in [aside] if _DIVIDING.isdisjoint(aside) else _IN_ASIDE.split(aside):
            credit = _affiliated(credit, part, names)
    return credit


_DIVIDING = frozenset(",;|、/")
_IN_ASIDE = regex(r"\s*(?:,(?!\s*(?:Inc|Ltd|LLC|GmbH|Co|Corp|S\.?A)\b)|[;|、])\s*|\s+/\s+")


def _affiliated(credit: Credit, text: str, names: Names) -> Credit:
    """The credit with a role or an organization more."""
    role, organization = _role_or_organization(text, names.lexicon.languages)
    if not role and not organization and credit.role and not credit.organizations and _SMALL.fullmatch(text):
        organization = "" if is_plain_word(text, names.lexicon) or _NO_ORG.search(text) else text
    if role:
        role = f"{credit.role}, {role}" if credit.role else role
    elif not organization or organization in credit.organizations or fold(organization) == fold(credit.name):
        return credit
    organizations = (*credit.organizations, organization) if organization else credit.organizations
    return Credit(credit.name, organizations, role or credit.role)


_SMALL = regex(r"[a-z]{3,20}")
"""A firm that writes itself so, behind a role: `Ida Quill, Head Cook, ladle`."""


@lru_cache(maxsize=8192)
def _role_or_organization(text: str, languages: tuple[str, ...]) -> tuple[str, str]:
    """What stands beside a name: a role, perhaps with an organization, or that alone; or neither."""
    written = text.strip(_STRIP_BUT_STOP).strip()
    text = _ARTICLE.pattern.sub("", written).strip(_STRIP_BUT_STOP)
    led = written[:1].islower() and len(text) < len(written)  # `the soup clowns`: what they are
    if text.count(")") > text.count("("):
        text = text.rstrip(")").strip(_STRIP_BUT_STOP)
    lex = lexicon(languages)
    if (
        len(text) < 2
        or _NO_ORG.search(text)
        or len(text) > 70
        or fold(text) in lex.words("function_words")
        or fold(text) in lex.words("and")
    ):
        return "", ""
    if lex.languages[0] == "zh" and (glued := _glued_to_role(text, lex)):
        return glued
    if _role(text, lex):
        return _role_and_org(text, lex)
    words = text.split()
    if len(words) == 1 and text.islower() and (text.isalpha() or _SURELY_HANDLE.fullmatch(text)):
        return "", ""
    if len(words) > 7 or (not any(c.isupper() for c in text) and text.isascii() and (len(words) > 1 or len(text) < 2)):
        return "", ""
    if (
        words[0][0].islower()
        and len(words) > 1
        and words[0].isascii()
        and fold(words[-1]) not in lex.words("org_words")
    ):
        return "", ""
    if text.endswith("!") or (led and len(words) > 1 and words[-1].islower() and words[-1].isalpha()):
        return "", ""
    return "", text if _ABBREVIATED.search(text) else text.rstrip(".")


_SURELY_HANDLE = regex(r"[a-z]+_[a-z0-9_]+")
"""`ida_77`, beside a name: nobody's employer."""
_ABBREVIATED = regex(r"(?:\b(?:inc|ltd|co|corp)|\w\.\s?\w)\.$", re.IGNORECASE)
"""`Ladle Ltd.`, `Ladle S.A.`, `Ladle sp. z o.o.`: the stop belongs to the name."""


def _role(text: str, lex: Lexicon) -> bool:
    roles = lex.words("roles")
    words = [fold(w) for w in text.replace("/", " ").split()]
    if may_be_cjk(text) and text.endswith(lex.lists.get("role_ends", ())):
        return True
    if " @ " in text:
        return True  # `Smith @ Pan Inc`, whatever a smith is
    if "@" not in text and roles.isdisjoint(words):
        return False
    text = _AT.pattern.split(text, maxsplit=1)[0]
    text = re.split(r"\s+from\s+", text, maxsplit=1)[0]
    words = [fold(w) for w in text.replace("/", " ").split()]
    firm = bool(words) and words[-1] in lex.words("org_words") and not _POST_OF.pattern.match(text)
    return not firm and not roles.isdisjoint(words)


def _glued_to_role(text: str, lex: Lexicon) -> tuple[str, str] | None:
    """Role and organization of a text such as `汤勺公司资深工程师`, in which nothing divides them."""
    ends = [role for role in lex.lists.get("role_ends", ()) if text.endswith(role)]
    if not ends:
        return None
    firm = max((text.rfind(word) + len(word) for word in lex.lists.get("org_words", ()) if word in text), default=0)
    if 0 < firm < len(text):
        return text[firm:].strip().removeprefix("的"), text[:firm].strip()
    organization = _RANK.sub("", text.removesuffix(max(ends, key=len)))
    return (text.removeprefix(organization), organization.strip()) if len(organization) > 1 else None


_RANK = regex(
    r"(?:高级|资深|首席|联合|副|技术|研发|产品|软件|高級|資深|首席|技術|研發|產品|軟體|硬件|硬體|信息|个人|個人|独立|獨立|全栈|前端|后端|後端|算法|执行|執行|项目|運營|运营)+$"
)
_AT = Worded(r"\s+<at_org>\s+(?:the\s+(?=[A-ZÀ-Þ]))?|\s*@\s*|\s+\|\s+")
"""What stands between a post and where somebody has it: `Director of Pots at the Soup Museum`."""


def _role_and_org(text: str, lex: Lexicon) -> tuple[str, str]:
    parts = _AT.pattern.split(text, maxsplit=1)
    if len(parts) == 2 and parts[1].strip() and not parts[1].strip()[0].islower():
        return parts[0].strip(), parts[1].strip()
    if match := re.match(r"^(.{2,50}?)\s+from\s+(?:the\s+)?([A-Z].*)$", text):
        return match.group(1), match.group(2)
    signs = lex.languages[0] in OF_SIGNS
    if behind := (_LATIN_FIRM if signs else _ROLE_LAST).fullmatch(text) or _ROLE_BEHIND_FIRM.fullmatch(text):
        return behind[2], behind[1]
    if firm := _firm_before_role(text, lex):
        return text.removeprefix(firm).strip(), firm
    match = _POST_OF.pattern.match(text) or _post_of(lex).match(text)
    if match is None or match[2] in lex.cities or match[2] in lex.cities.values():
        return text, ""
    return match[1], match[2]


def _firm_before_role(text: str, lex: Lexicon) -> str:
    """The first word of a role in signs, if that is whom somebody works for: `국자회사 서버 개발자`; or nothing."""
    first, _, role = text.partition(" ")
    leads = lex.lists.get("role_leads", ())
    named = bool(leads) and unspaced(first) and first not in leads and not _role(first, lex)
    return first if named and role.endswith(lex.lists.get("role_ends", ())) else ""


@of_languages
def _post_of(lex: Lexicon) -> re.Pattern[str]:
    """`engenheiro de software da Ladle`: words in small letters between a post and the firm."""
    of, small = lexicon(lex.languages[:1]).either("post_of"), r"(?:[a-zà-ÿ]{1,3}\s|[A-ZÀ-Þ\d&]\S*\s?)"
    post = rf"(?:\S.{{0,40}}?\s)?{lex.pattern('roles').pattern}(?:\s[a-zà-ÿ]\S*){{0,4}}?"
    return re.compile(rf"({post})\s(?i:{of})\s?(?<=[\s'’])([A-ZÀ-Þ]\S*(?:\s{small}{{0,8}})?)$")


_ROLE_LAST = regex(r"(\S*[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]\S*)\s((?:co-?)?(?:C[A-Z]O|VP|founder))", re.I)
"""`汤勺公司 CTO`"""
_LATIN_FIRM = regex(r"(\S*[^\W\d_]\S*)\s((?:co-?)?(?:C[A-Z]O|VP|founder))", re.I)
"""The same and `Ladle CTO`, in a text in signs."""
_ROLE_BEHIND_FIRM = regex(r"(\S+(?:株式会社|有限会社|合同会社))(\S+)")
"""`おたま株式会社業務執行役員`"""
_POST_OF = Worded(
    r"^((?:\S+\s){0,3}?(?:CEO|CTO|CIO|COO|CFO|(?:[Cc]o-?)?[Ff]ounder|[Pp]resident|[Dd]irector))\s+<from>\s+(?:the\s+)?([A-Z].*)$"
)
"""`Founder of Ladle`"""


def _clean(name: str) -> str:
    bare = " ".join(name.strip(STRIP).split())
    if bare[-1:] == ")" and "(" not in bare:
        bare = bare[:-1]
    return CJK_TITLE.sub("", bare) if may_be_cjk(bare) else bare

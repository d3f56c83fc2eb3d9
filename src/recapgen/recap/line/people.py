"""Who spoke, and for whom: by-lines such as `Ida Quill (Ladle Ltd), Bo Lind & Mo Reed, Chef, Pan Inc`.

>>> from recapgen.recap.words import lexicon
>>> credits, sure = people("Ida Quill (Ladle Ltd) & Bo Lind, Chef, Pan Inc", Names(lexicon(("en",))))
>>> [(c.name, c.role, c.organizations) for c in credits]
[('Ida Quill', '', ('Ladle Ltd',)), ('Bo Lind', 'Chef', ('Pan Inc',))]
"""

from __future__ import annotations

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.line.another import is_another, is_between_names, is_row_of_names
from recapgen.recap.line.employed import NO_ORGANIZATION, affiliated, role_or_organization, with_asides
from recapgen.recap.line.glued import employer_before, ends_with_role, is_short_korean, name_and_rest, role_behind
from recapgen.recap.line.names import CJK_TITLE, LIKELY, STRIP, Names, looked_up
from recapgen.recap.line.pieces import LONGEST, pieces_of
from recapgen.recap.words import Worded, fold, may_be_cjk
from recapgen.regex import regex

MOST_PEOPLE = 12


def people(text: str, names: Names) -> tuple[tuple[Credit, ...], float]:
    """The people of a by-line and how sure it is that it is one (0 to 1); nobody and 0 if it is none."""
    text = _without_signs(text[:LONGEST].strip(" \t\n"))
    known = names.by_lines.get(text)
    if known is None:
        known = names.by_lines[text] = (
            ((), 0.0)
            if hopeless(text, names)
            else _alone(text, names) or _by_turns(text, names) or _in_pieces(text, names)
        )
    return known


def _without_signs(text: str) -> str:
    """A by-line without what networks and writers put around names: `+Ida Quill`, `Ida Quill / @ida`, `山田 さん`."""
    if may_be_cjk(text):
        text = _APART.sub("", _HANDLE_BEFORE_TITLE.sub("", text) if "@" in text else text)
    if "+" in text:
        text = _PROFILE_SIGN.sub("", text)
    return _HANDLE_BEHIND_NAME.sub("", text) if "@" in text else text


_APART = regex(r"(?<=[^\s、,（(]) (?=(?:さん|氏|様|님|씨)(?:$|[\s、,/・（(]))")
"""The space in `山田 さん`."""
_HANDLE_BEFORE_TITLE = regex(r"\s*[(（]\s*@[\w.-]{2,30}\s*[)）]\s*(?=(?:さん|氏|様|님|씨)(?:$|[、,/&・]))")
"""`ida（@idaquill）さん`: the handle stands between the name and what honours it."""
_PROFILE_SIGN = regex(r"(?<!\S)\+(?=[A-Z][\w-]+ )")
"""`+Ida Quill`, as a network wrote the names of its members."""
_HANDLE_BEHIND_NAME = regex(r"(?<=\w)\s+[/|]\s+@[\w.-]{2,40}(?=$|\s*[,&(])")
"""The handle of `Ida Quill / @ida`: nobody else's."""


def hopeless(text: str, names: Names) -> bool:
    """Whether the first word shows that no name begins here."""
    match = _FIRST_WORD.match(text)
    if not match or _AND_THE_LIKE.search(text):
        return True
    first = match.group(1)
    if first[0].isdigit():
        return True
    if first.isascii() and may_be_cjk(text) and employer_before(text.split(), names):
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


_FIRST_WORD = regex(r"[^\w@(]*([\w@'’.-]+)")
_AND_THE_LIKE = regex(r"[\u30a0-\u30ff\u4e00-\u9fff](?:など|とか)$")
"""`鍋、蓋、オタマなど`: things, and others like them."""


def _alone(text: str, names: Names) -> tuple[tuple[Credit, ...], float] | None:
    """A text of nothing but letters is one name, or none, and names no organization."""
    if (nickname := _WITH_HANDLE.fullmatch(text)) and names.score(nickname[1]) < LIKELY:
        return (Credit(nickname[1]),), _NICKNAMED
    if employed := _OF_FIRM.fullmatch(text):
        return (Credit(_clean(employed["name"]), (employed["firm"],)),), names.score(employed["name"])
    words = text.split()
    if role_behind(words, names) or ends_with_role(words, names.lexicon) or employer_before(words, names):
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


def _by_turns(text: str, names: Names) -> tuple[tuple[Credit, ...], float] | None:
    """`Ida Quill and Bo Lind, Ladle and Pan Inc`: two people, and whom each of them works for."""
    match = _TWO_AND_TWO.pattern.fullmatch(text)
    if match is None:
        return None
    persons, firms = (match[1], match[2]), (match[3], match[4])
    sure = min(map(names.score, persons))
    if sure < LIKELY or max(map(names.score, firms)) >= LIKELY:
        return None
    if any(role_or_organization(firm, names.lexicon.languages) != ("", firm) for firm in firms):
        return None
    return tuple(Credit(who, (firm,)) for who, firm in zip(persons, firms, strict=True)), sure


_TWO_AND_TWO = Worded(
    r"([^,;()&]{3,40}?)\s(?:<and>|&)\s([^,;()&]{3,40}?)(?:,\s|\s[–—-]\s)([^,;()&]{2,40}?)\s(?:<and>|&)\s([^,;()&]{2,40})"
)


def _in_pieces(text: str, names: Names) -> tuple[tuple[Credit, ...], float]:
    """The people of a by-line of several pieces, each of which is somebody, or says more of who stands before."""
    pieces = pieces_of(text, names.lexicon)
    if not pieces or len(pieces) > 3 * MOST_PEOPLE:
        return (), 0.0
    made: list[Credit] = []
    scores: list[float] = []
    odd = 0
    """Pieces that are neither a person nor anything of theirs."""
    comma_start = 0
    """From which person on an organization may be shared."""
    row = is_row_of_names(pieces, names)
    for i, piece in enumerate(pieces):
        name, tail = (piece.text, "") if row else name_and_rest(piece.text, names)
        score = max(names.score(name), LIKELY if row or is_short_korean(name, tail, names.lexicon) else 0.0)
        if not made or row or is_another(i, pieces, name, score, made[-1], names):
            if score < 0.2 and made:
                return (), 0.0
            if made and piece.joint == "," and score < 0.9 and is_between_names(i, pieces, names):
                score = 0.9
            person = with_asides(Credit(_clean(name)), piece.asides, names)
            made.append(affiliated(person, tail, names) if tail else person)
            scores.append(score)
        else:
            before = made[-1]
            made[-1] = with_asides(affiliated(before, piece.text, names), piece.asides, names)
            odd += made[-1] == before and not NO_ORGANIZATION.search(piece.text) and len(piece.text) > 3
        if piece.joint == ";":
            comma_start = len(made) - 1
    if len(made) > MOST_PEOPLE or not made[0].name:
        return (), 0.0
    if len(made) == 1 and _BEFORE_HANDLE.fullmatch(text):
        scores = [max(scores[0], _BESIDE_HANDLE if scores[0] >= LIKELY else 0.0)]
    sure = max(0.0, min(scores) * 0.5 + sum(scores) / len(scores) * 0.5 - 0.3 * odd)
    return tuple(c for c in _shared(made, comma_start) if c.name), sure


_BEFORE_HANDLE = regex(r"(?:[^\W\d_][\w'’.-]* ){2,3}\(?@[\w.-]{2,40}\)?")
_BESIDE_HANDLE = 0.85
"""How sure an unknown name is that a handle follows: `Zork Vandal @zork`."""


def _shared(made: list[Credit], start: int) -> list[Credit]:
    """`A & B, Org`: the organization of the last is that of all before it who have none, if nobody else has one."""
    group = made[start:]
    if len(group) > 1 and group[-1].organizations and not any(c.organizations or c.role for c in group[:-1]):
        group = [replace(c, organizations=group[-1].organizations) for c in group]
    return made[:start] + group


def _clean(name: str) -> str:
    """A name without signs around it and what honours its owner: `山田さん`."""
    bare = " ".join(name.strip(STRIP).split())
    if bare[-1:] == ")" and "(" not in bare:
        bare = bare[:-1]
    return CJK_TITLE.sub("", bare) if may_be_cjk(bare) else bare

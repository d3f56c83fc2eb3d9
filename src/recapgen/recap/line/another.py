"""Which piece of a by-line is another person, and which says more of the one before.

>>> from recapgen.recap.line.pieces import pieces_of
>>> from recapgen.recap.words import lexicon
>>> names = Names(lexicon(("en",)))
>>> is_row_of_names(pieces_of("Ida Quill, Zork Vandal, Bo Lind and Jo Reed", names.lexicon), names)
True
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from recapgen.model import Credit
from recapgen.recap.line.employed import is_role
from recapgen.recap.line.glued import KOREAN_NAME
from recapgen.recap.line.names import CJK_TITLE, LIKELY, Names
from recapgen.recap.line.pieces import Piece
from recapgen.recap.words import fold


def is_another(i: int, pieces: Sequence[Piece], name: str, score: float, before: Credit, names: Names) -> bool:
    """Whether a piece is another person than the one before, by the `name` in it and how likely that is one."""
    piece = pieces[i]
    if piece.joint == ";":
        return score >= 0.4
    if piece.joint == "|":
        return score >= (0.5 if piece.asides else 0.75)
    korean = piece.joint == "," and _both_korean(before, name, piece, names)
    if is_role(piece.text, names.lexicon) and score < 0.9 and not (korean and name != piece.text):
        return False
    if piece.joint == "," and all(CJK_TITLE.search(p.text) for p in pieces[i - 1 : i + 1]):
        return True  # `おたまさん、山田さん`
    if piece.joint == "&":
        return score >= (0.5 if before.role else 0.2)
    if score >= 0.9 and (score == 1.0 or _begins_as_name(name, names)):
        return True
    if piece.joint == "," and (korean or _known_person(name, score, pieces, names)):
        return True
    if piece.joint == "/":
        return score >= 0.6
    if before.organizations or piece.asides:
        return score >= 0.5 or (score >= 0.2 and any(p.joint == "&" for p in pieces[i + 1 : i + 2]))
    if piece.joint == "," and score >= 0.6 and is_between_names(i, pieces, names):
        return True
    return _are_alike(pieces) and min(names.score(p.text) for p in pieces) >= 0.5


def _begins_as_name(name: str, names: Names) -> bool:
    """Whether words begin with a given name that is known, and go on."""
    words = name.split()
    return len(words) > 1 and fold(words[0]) in names.lexicon.given


def _are_alike(pieces: Sequence[Piece]) -> bool:
    """Whether commas join three or more, and `and` the last, without a word on any of them."""
    listed = all(p.joint in (",", "&", "") and not p.asides for p in pieces)
    return listed and len(pieces) >= 3 and pieces[-1].joint == "&"


def _both_korean(before: Credit, name: str, piece: Piece, names: Names) -> bool:
    """Whether both names are of three syllables and begin with surnames: `정하늘, 박바다`, no `정하늘, 카카오`; behind
    somebody's role, only if one follows that name, too: no `정하늘 팀장, 인국자`."""
    surnames = names.lexicon.lists.get("surnames", ())
    alike = bool(piece.asides or name != piece.text) or not before.role
    return alike and all(KOREAN_NAME.fullmatch(one) and one.startswith(surnames) for one in (before.name, name))


def _known_person(name: str, score: float, pieces: Sequence[Piece], names: Names) -> bool:
    """Whether a name that nobody has heard of is a person's by the rest of the post: they speak there, or stand among
    other speakers, joined by commas.
    """
    words = [fold(word) for word in name.split()]
    if not 2 <= len(words) <= 3 or score < LIKELY or not names.lexicon.words("org_words", "roles").isdisjoint(words):
        return False
    return names.paired or names.actors.issuperset(words) or _are_names(pieces, names)


def _are_names(pieces: Sequence[Piece], names: Names) -> bool:
    """Whether commas join three or more, with nothing else, and two or more of them, and most, are surely people."""
    if any(_tells_firm(p, names) or (n and p.joint != ",") for n, p in enumerate(pieces)):
        return False
    sure = sum(names.score(p.text) >= _SURELY and " " in p.text for p in pieces)
    return len(pieces) > 2 and sure > 1 and 2 * sure > len(pieces)


def _tells_firm(piece: Piece, names: Names) -> bool:
    """Whether something but a role stands beside a name, `(Ladle)`, but not `(moderator)`."""
    return not all(is_role(aside, names.lexicon) for aside in piece.asides)


def is_row_of_names(pieces: Sequence[Piece], names: Names) -> bool:
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


def is_between_names(i: int, pieces: Sequence[Piece], names: Names) -> bool:
    """`Ida Quill, Zork Vandal, Bo Lind, Mara Reed`: a likely name between sure ones, two of which are neighbours."""
    if pieces[i].asides or not 2 <= len(pieces[i].text.split()) <= 3 or i + 1 >= len(pieces):
        return False
    sure = [names.score(p.text) >= 0.9 and " " in p.text for p in pieces]
    return sure[i - 1] and sure[i + 1] and any(a and b for a, b in pairwise(sure))

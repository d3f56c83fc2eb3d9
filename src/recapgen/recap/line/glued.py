"""A name and what its owner is, or works for, with no sign between: `Ida Quill Senior Cook`, `Emil Stone from Ladle`.

>>> from recapgen.recap.words import lexicon
>>> name_and_rest("Emil Stone from Ladle", Names(lexicon(("en",))))
('Emil Stone', 'Ladle')
"""

from __future__ import annotations

from recapgen.recap.line.names import CJK_TITLE, LIKELY, Names
from recapgen.recap.words import Lexicon, fold, may_be_cjk, unspaced
from recapgen.regex import regex


def name_and_rest(text: str, names: Names) -> tuple[str, str]:
    """`Emil Stone from Ladle` -> name and organization; the second is empty where there is none."""
    words = text.split()
    if ends_with_role(words, names.lexicon):
        return words[0], " ".join(words[1:])
    if at := employer_before(words, names):
        return " ".join(words[at:]), " ".join(words[:at])
    if text.count(" ") < 2 and text.replace(" ", "").isalpha():
        return text, ""
    if at := role_behind(words, names):
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


_GLUED = regex(r"([^@.]{2,50}[^@\s.])@([^@.\s][^@.]{1,40})$")
"""`Ida Quill@Ladle`, but no address."""


def ends_with_role(words: list[str], lex: Lexicon) -> bool:
    """Whether a name stands before what its owner is, or works for, in signs: `山田 Ladle工程师`."""
    if len(words) < 2 or not may_be_cjk(words[0]):
        return False
    return words[-1].endswith((*filter(unspaced, lex.lists.get("org_words", ())),)) or _of_post(words[-1], lex)


def _of_post(word: str, lex: Lexicon) -> bool:
    """Whether a word ends as one that says what somebody is: `工程师`, `CTO`."""
    return word.endswith(lex.lists.get("role_ends", ())) or _CHIEF.fullmatch(word) is not None


_CHIEF = regex(r"C[A-Z]O|VP")
"""`정하늘 CEO`"""


def employer_before(words: list[str], names: Names) -> int:
    """Where a name begins that whom its owner works for stands before: `Ladle 山田さん`, `국자회사 정하늘`; or 0."""
    if len(words) < 2 or not may_be_cjk(words[-1]):
        return 0
    bare, before = CJK_TITLE.sub("", words[-1]), words[:-1]
    said = names.lexicon.words("speaker_nouns", "speaker_labels", "roles")
    if bare.isascii() or not said.isdisjoint(before) or (bare == words[-1] and not KOREAN_NAME.fullmatch(bare)):
        return 0
    latin = all(word.isascii() and word[0].isupper() for word in before) and fold(before[0]) not in names.lexicon.given
    firms = before[:-1] if len(before) > 1 and _of_post(before[-1], names.lexicon) else before
    korean = KOREAN_NAME.fullmatch(bare) is not None and len(firms) == 1 and len(firms[0]) > 1
    surnames = names.lexicon.lists.get("surnames", ())
    firm = names.lexicon.languages[0] == "ja" and len(bare) > 2 and not before[0].startswith(surnames)
    known = bare.startswith(surnames) and len(bare) > 1
    return len(before) if known and (latin or korean or firm) else 0


def is_short_korean(name: str, role: str, lex: Lexicon) -> bool:
    """Whether a name of two syllables is somebody's, by the surname and by the role behind it: `정솔 전무`."""
    known = _SHORT_KOREAN_NAME.fullmatch(name) is not None and name.startswith(lex.lists.get("surnames", ()))
    return known and role.endswith(lex.lists.get("role_ends", ()))


_SHORT_KOREAN_NAME = regex(r"[\uac00-\ud7a3]{2}")
KOREAN_NAME = regex(r"[\uac00-\ud7a3]{3}")


def role_behind(words: list[str], names: Names) -> int:
    """Where a role begins that nothing divides from the name; 0 where there is none.

    >>> from recapgen.recap.words import lexicon
    >>> role_behind("Ida Quill Senior Engineer".split(), Names(lexicon(("en",))))
    2
    """
    roles = names.lexicon.words("roles")
    for at in range(2, min(4, len(words) - 1)):
        senior = words[at] in _SENIOR and not roles.isdisjoint(map(fold, words[at + 1 : at + 3]))
        sure = fold(words[at]) in roles or senior
        if sure and words[at][0].isupper() and names.score(" ".join(words[:at])) >= LIKELY:
            return at
    return 0


_SENIOR = ("Sr.", "Sr", "Jr.", "Jr")


def of_organization(before: str, lex: Lexicon) -> bool:
    """Whether `von` or `di` behind a name leads to whom they work for: `Ida Quill von Ladle`, no `Ida von Quill`."""
    words = before.split()
    return lex.languages[0] in _OF and len(words) == 2 and fold(words[1]) not in lex.given


_OF = ("de", "es", "fr", "it", "nl")
"""Languages whose names seldom go on with a particle behind a surname, as `Ana Souza da Silva` does."""


def _is_firm(text: str, lex: Lexicon) -> bool:
    """Whether words behind a particle are plainly a firm: `PANELA Consultoria`."""
    words = text.split()
    return bool(words) and (fold(words[-1]) in lex.words("org_words") or (len(words[0]) > 2 and words[0].isupper()))

"""What stands beside a name: what somebody is, `Head Cook`, whom they work for, `Ladle Ltd`, or both.

>>> role_or_organization("Director of Pots at the Soup Museum", ("en",))
('Director of Pots', 'Soup Museum')
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from recapgen.model import Credit
from recapgen.recap.line.names import OF_SIGNS, STRIP, Names, is_plain_word
from recapgen.recap.words import Lexicon, Worded, fold, lexicon, may_be_cjk, of_languages, unspaced
from recapgen.regex import regex


def with_asides(credit: Credit, asides: Sequence[str], names: Names) -> Credit:
    """The credit with what stands in parentheses behind the name: `Ida Quill (Head Cook, Ladle)`.

    >>> with_asides(Credit("Ida Quill"), ["Head Cook, Ladle"], Names(lexicon(("en",))))
    Credit(name='Ida Quill', organizations=('Ladle',), role='Head Cook')
    """
    for aside in asides:
        for part in [aside] if _DIVIDING.isdisjoint(aside) else _IN_ASIDE.split(aside):
            credit = affiliated(credit, part, names)
    return credit


_DIVIDING = frozenset(",;|、/")
_IN_ASIDE = regex(r"\s*(?:,(?!\s*(?:Inc|Ltd|LLC|GmbH|Co|Corp|S\.?A)\b)|[;|、])\s*|\s+/\s+")


def affiliated(credit: Credit, text: str, names: Names) -> Credit:
    """The credit with a role or an organization more.

    >>> affiliated(Credit("Ida Quill"), "Ladle Ltd.", Names(lexicon(("en",)))).organizations
    ('Ladle Ltd.',)
    """
    role, organization = role_or_organization(text, names.lexicon.languages)
    if not role and not organization and credit.role and not credit.organizations and _SMALL.fullmatch(text):
        organization = "" if is_plain_word(text, names.lexicon) or NO_ORGANIZATION.search(text) else text
    if role:
        role = f"{credit.role}, {role}" if credit.role else role
    elif not organization or organization in credit.organizations or fold(organization) == fold(credit.name):
        return credit
    organizations = (*credit.organizations, organization) if organization else credit.organizations
    return Credit(credit.name, organizations, role or credit.role)


_SMALL = regex(r"[a-z]{3,20}")
"""A firm that writes itself so, behind a role: `Ida Quill, Head Cook, ladle`."""


@lru_cache(maxsize=8192)
def role_or_organization(text: str, languages: tuple[str, ...]) -> tuple[str, str]:
    """What stands beside a name: a role, perhaps with an organization, or that alone; or neither."""
    written = text.strip(_STRIP_BUT_STOP).strip()
    text = _ARTICLE.pattern.sub("", written).strip(_STRIP_BUT_STOP)
    led = written[:1].islower() and len(text) < len(written)  # `the soup clowns`: what they are
    if text.count(")") > text.count("("):
        text = text.rstrip(")").strip(_STRIP_BUT_STOP)
    lex = lexicon(languages)
    if (
        not 2 <= len(text) <= _LONGEST
        or NO_ORGANIZATION.search(text)
        or fold(text) in lex.words("function_words", "and")
    ):
        return "", ""
    if lex.languages[0] == "zh" and (glued := _glued_to_role(text, lex)):
        return glued
    if is_role(text, lex):
        return _role_and_organization(text, lex)
    if _are_other_words(text, led, lex):
        return "", ""
    return "", text if _ABBREVIATED.search(text) else text.rstrip(".")


def _are_other_words(text: str, led: bool, lex: Lexicon) -> bool:
    """Whether words that are no role are no organization either; `led`: an article in small letters is before them."""
    words = text.split()
    if len(words) > _MOST_WORDS or text.endswith("!"):
        return True
    if len(words) == 1:
        handle = text.isalpha() or _SURELY_HANDLE.fullmatch(text) is not None
        return text.islower() and handle
    small = text.isascii() and not any(c.isupper() for c in text)
    begins_small = words[0][0].islower() and words[0].isascii() and fold(words[-1]) not in lex.words("org_words")
    return small or begins_small or (led and words[-1].islower() and words[-1].isalpha())


_LONGEST, _MOST_WORDS = 70, 7
"""Characters and words of a role or an organization, at most."""
_STRIP_BUT_STOP = STRIP.replace(".", "")
NO_ORGANIZATION = regex(
    r"^\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?)?$|^(?:she/|he/|they/|https?:|www\.|@\w|slides?\b|videos?\b|recording|link"
    r"|here|blog|twitter|github|web ?site\b|\d+ ?min|photo|pdf|CC[ -]BY)"
    r"|^[\d/.,★☆*+ -]+$|^(?-i:[a-z]+\d+)$|[。！？]|(?:です|ます|した|たい|さん|氏|님|씨)$"
    r"|https?://|(?:slides|video|recording|version)\b",
    re.IGNORECASE,
)
_ARTICLE = Worded(r"^(?:the|with|<by>|<from>)\s+", re.IGNORECASE)
_SURELY_HANDLE = regex(r"[a-z]+_[a-z0-9_]+")
"""`ida_77`, beside a name: nobody's employer."""
_ABBREVIATED = regex(r"(?:\b(?:inc|ltd|co|corp)|\w\.\s?\w)\.$", re.IGNORECASE)
"""`Ladle Ltd.`, `Ladle S.A.`, `Ladle sp. z o.o.`: the stop belongs to the name."""


def is_role(text: str, lex: Lexicon) -> bool:
    """Whether words say what somebody is, perhaps with where.

    >>> is_role("Head Cook at Ladle", lexicon(("en",))), is_role("Ladle Ltd", lexicon(("en",)))
    (True, False)
    """
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


def _role_and_organization(text: str, lex: Lexicon) -> tuple[str, str]:
    """The role of a text that has one, and where somebody has it: `Founder of Ladle`, `Ladle CTO`."""
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
    named = bool(leads) and unspaced(first) and first not in leads and not is_role(first, lex)
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

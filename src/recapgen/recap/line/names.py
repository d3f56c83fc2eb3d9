"""What tells the name of a person from other words."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from operator import attrgetter

from msgspec import Struct

from recapgen.model import Credit, Kind
from recapgen.recap.words import (
    Lexicon,
    fold,
    lexicon,
    may_be_cjk,
    of_languages,
)
from recapgen.regex import regex

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3々ー"


@lru_cache(maxsize=1)
def _cjk_name() -> re.Pattern[str]:
    return re.compile(rf"^[{_CJK}]{{1,8}}(?:[ \u3000・／][{_CJK}]{{1,8}})?$")


@lru_cache(maxsize=1)
def _cjk_words() -> re.Pattern[str]:
    """Not in a name that stands beside others: a run of these scripts too long for one, or their punctuation."""
    return re.compile(rf"[{_CJK}]{{6}}|[。、：！？「」（）]|[{_CJK}]{{2}}.*\s[{_CJK}]{{5}}")


_CJK_PARTICLE = regex(
    r"[をがはでへ]|[\u30a0-\u30ff\u4e00-\u9fff]の|の[\u30a0-\u30ff\u4e00-\u9fff]|[んっ][だた]|[\u4e00-\u9fff][もに]$|のか$|(?:ため|こと|する|[たて]|ます|から|まで|など|この|その)$"
)
_HANDLE = regex(r"^@[A-Za-z0-9_.-]{2,40}$")
_INITIAL = regex(r"^(?:[^\W\d_]\.){1,3}-?(?:[^\W\d_]\.)?$|^[^\W\d_]$")
_CAMEL = regex(r"(?!Mc|Mac|Di|De|La|Le|Van|O'|Fitz)[A-Z][a-z]+[A-Z][a-z]+")
"""`SocialEvent`, which is no surname."""
_NOT_IN_NAMES = regex(r"[\d²³¹()\[\]{}<>?!#$%^*=+/\\|:\"“”„&…]")
_ABBREVIATIONS = frozenset(
    [
        "AI",
        "AM",
        "API",
        "AWS",
        "CLI",
        "CMS",
        "CSS",
        "DB",
        "GC",
        "HTML",
        "HTTP",
        "IDE",
        "JIT",
        "JS",
        "JVM",
        "ORM",
        "PM",
        "SDK",
        "SQL",
        "UI",
        "UX",
        "VM",
    ]
)
"""What things and times of day end with, and no name: `Ruby VM`, `Fri AM`."""
STRIP = " \t\n\u00a0,;:.–—-|/·•*_~\"“”„«»'"


CJK_TITLE = regex(r"\s*(?:さん|氏|先生|様|さま|くん|ちゃん|님|씨|教授|老师|老師|先生|女士|博士)$")
_CASE_BEFORE = regex(r"(?:から|まで|より)[\u4e00-\u9fff]")
"""`から混ぜさん`, of `鍋から混ぜさんでほしい`: a word goes on."""
_NO_TITLE = regex(r"(?:たく|みな|皆|お客)さん$")
"""What ends as titles of respect do, and is none: `鍋がたくさん`."""
_NICKNAME = regex(r"@?[A-Za-z][\w.-]{1,29}")
_LATIN = r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,2}"
_SIGNS = r"[\u4e00-\u9fff々]{2,5}|[\uac00-\ud7a3]{3}"
_TWO_SCRIPTS = regex(rf"(?P<first>{_LATIN}) ?(?P<second>{_SIGNS})|(?P<fourth>{_SIGNS}) ?(?P<third>{_LATIN})")
"""`Bo Lin 林大勺`, `山田太郎 Taro Yamada`."""


def _without_nickname(words: list[str]) -> list[str]:
    """The words of a name without one in quotation marks between them: `Ida “Mo” Quill`."""
    return words if len(words) < 3 else [words[0], *(w for w in words[1:-1] if not _QUOTED.fullmatch(w)), words[-1]]


_QUOTED = regex(r"[“\"„«‘'][\w.-]{2,}[”\"“»’']")
_LONG_NICKNAME = regex(r"(?<=\w)\s[“\"„«‘][\w.-]+(?:\s[\w.-]+){1,3}[”\"“»’](?=\s[A-ZÀ-Þ])")
"""The one of `Ida “Spoon of Ghent” Quill`, of several words."""


SURE_NAME = 0.85
"""From this score on words are surely a person's name."""


class Names(Struct, frozen=True, dict=True):
    """What tells a person's name from other words."""

    lexicon: Lexicon
    people: frozenset[str] = frozenset()
    """Folded names of people whom the site knows."""
    organizations: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    """Folded words of the post that speak, show or have a talk: `Lind showed`."""
    paired: bool = False
    """Whether commas join speakers in this post: `Ida Quill, Bo Lind`."""
    memo: dict[str, float] = {}

    titles: dict[str, tuple[str, Kind | None]] = {}
    by_lines: dict[str, tuple[tuple[Credit, ...], float]] = {}
    casts: dict[tuple[str, bool], tuple[tuple[Credit, ...], float, int]] = {}

    def score(self, text: str) -> float:
        """0 to 1: how much the text as a whole looks like one person's name."""
        known = self.memo.get(text)
        if known is None:
            known = self.memo[text] = self._score(text.strip(STRIP))
        return known

    def _score(self, text: str) -> float:
        if not text or len(text) > 60:
            return 0.0
        folded = fold(text)
        if folded in self.people:
            return 1.0
        if folded in self.organizations or (" " in text and text in self.lexicon.cities):
            return 0.05
        if text[0] == "@" and _HANDLE.match(text):
            return 0.7
        if may_be_cjk(text):
            if score := self._cjk(text):
                return score
            if any(part.isascii() and part.isalpha() for part in text.split()):
                return 0.1
        languages = self.lexicon.languages
        parts = _without_nickname(_LONG_NICKNAME.sub("", text).split())
        words = [looked_up(w, languages) for part in parts if (w := part.strip(",;"))]
        if any(map(_HONORIFIC, words)):
            words = [word for word in words if not word.honorific]
        if len(words) > 2 and words[0].folded in self._by_words:
            return 0.0  # `Par Ida Quill`
        return self._latin(words) if 1 <= len(words) <= 6 else 0.0

    def _cjk(self, text: str) -> float:
        """The same, if the text is in Chinese, Japanese or Korean; else 0."""
        bare = CJK_TITLE.sub("", text)
        if bare != text and (fold(text) in self.lexicon.words("not_names") or _NO_TITLE.search(text)):
            return 0.1
        if bare != text and _NICKNAME.fullmatch(bare):
            return 0.85
        if bare != text and bare.isascii() and self.score(bare) >= LIKELY:
            return max(0.85, self.score(bare))
        if (both := _TWO_SCRIPTS.fullmatch(bare)) and self._in_both(both):
            return 0.85
        if _cjk_name().match(bare):
            if (bare == text or len(bare) > 5) and _CJK_PARTICLE.search(bare):
                return 0.1
            if "／" in bare:
                return 0.1 if bare == text else 0.85  # `おたま／山田太郎さん`: a nickname and a name
            if _CASE_BEFORE.match(bare) or (bare == text and fold(bare) in self.lexicon.words("notes_labels")):
                return 0.1
            if bare == text and not self._may_be_cjk(bare):
                return 0.3
            known = 3 <= len(bare) <= 6 and bare.startswith(self._japanese_surnames)
            return (0.9 if known else 0.85 if bare != text else 0.7) if 2 <= len(bare) <= 9 else 0.3
        spaced = text.split()
        sentence = len(spaced) > 2 and all(map(may_be_cjk, spaced))
        return 0.1 if sentence or _cjk_words().search(text) else 0.0

    def _in_both(self, both: re.Match[str]) -> bool:
        """Whether somebody is named in two scripts, `Bo Lin 林大勺`: with a surname that the second shows."""
        latin, signs = (both["first"], both["second"]) if both["first"] else (both["third"], both["fourth"])
        surnames = tuple(lexicon(OF_SIGNS).lists["surnames"])
        return signs.startswith(surnames) and self.lexicon.words("talk_words").isdisjoint(fold(latin).split())

    @cached_property
    def _by_words(self) -> frozenset[str]:
        return self.lexicon.words("by_alone") - self.lexicon.words("particles")

    @property
    def _japanese_surnames(self) -> tuple[str, ...]:
        return self.lexicon.lists.get("surnames", ()) if self.lexicon.languages[0] == "ja" else ()

    def _may_be_cjk(self, text: str) -> bool:
        """Whether a word without さん or 님 begins as a name does: in Korean and Chinese, with a known surname."""
        if "\uac00" <= text[0] <= "\ud7a3":
            known = text[0] in self.lexicon.lists.get("surnames", ()) and (len(text) == 3 or text[1:2] == " ")
            return 3 <= len(text) <= 4 and known
        if self.lexicon.languages[0] == "zh" and " " not in text:
            known = text[0] in self.lexicon.lists.get("surnames", ()) and text[0] != text[1:2]
            return 2 <= len(text) <= 4 and (known or "・" in text)
        return True

    def _latin(self, words: list[_Word]) -> float:
        lex, first = self.lexicon, words[0]
        if any(map(_SIGN, words)):
            return 0.0
        folded = [word.folded for word in words]
        capital = any(map(_CAPITAL, words))
        if not all(map(_FITS, words)):
            if capital or not first.given or len(words) > 3 or any(map(_PLAIN, words[1:])):
                return 0.0
            joined = " ".join(folded)
            if joined in lex.words("not_names") or lex.kind_of(joined):
                return 0.0
            return 0.6 if len(words) > 1 else 0.4
        joined = " ".join(folded)
        if (
            (len(words) > 1 and words[-1].text in _ABBREVIATIONS)
            or not capital
            or joined in lex.words("not_names")
            or lex.kind_of(joined)
        ):
            return 0.0
        if len(words) == 1:
            return self._single(first)
        given = (
            first.given or first.folded.split(" ")[0] in lex.given or _TWO_INITIALS.fullmatch(first.text) is not None
        )
        odd = sum([word.plain for word in words if not word.initial][given:])
        base = 0.95 if given else 0.62
        if not self.actors.isdisjoint(folded) and any(f in self.actors for f in folded if len(f) > 2):
            base = min(1.0, base + 0.25)
        if not given:
            if first.particle and first.folded in lex.words("function_words"):
                base -= 0.35
            odd += any(_CAMEL.match(word.text) for word in words)
            odd += any(word.particle for word in words[1:-1]) and first.folded.endswith(lex.lists.get("noun_ends", ()))
            odd += not lex.words("org_words").isdisjoint(folded[1:]) or words[-1].text in _countries(lex)
            odd += words[-1].text in lex.cities and len(words) == 2 and _LETTERS.fullmatch(first.text) is not None
            if first.text.isupper() and all(word.text.isupper() and len(word.text) > 1 for word in words):
                base -= 0.15
        if len(words) > 4:
            base -= 0.3
        if given and len(words) > 2 and folded[-1] in lex.words("org_words") and not any(w.particle for w in words):
            base -= 0.5
        if any(map(_OWNS, words[:-1])):
            base -= 0.5
        both = given and len(words) == 3 and folded[1] == folded[2]  # of father and mother: `Ana Ruiz Ruiz`
        if len(words) > 2 and folded[-1] in folded[:-1] and not both:
            base -= 0.5
        acts = given and len(words) == 2 and folded[1] in self.actors
        return max(0.0, base - (0.1 if acts else 0.3 if given else 0.45) * odd)

    def _single(self, word: _Word) -> float:
        if word.plain or len(word.folded) < 2:
            return 0.05
        if word.given:
            return 0.75 if word.folded in self.actors else 0.6
        inner = any(c.isupper() for c in word.text[1:])
        return 0.5 if word.folded in self.actors and not inner else 0.2


_TWO_INITIALS = regex(r"[A-ZÀ-Þ]\.-?[A-ZÀ-Þ]\.")
"""`J.R.`, before a surname."""
_LETTERS = regex(r"[A-ZÀ-Þ]{3,}")
"""`ACME`, before a city: a branch of it, and nobody."""


class _Word(Struct, frozen=True):
    """What the lexicon says of a word, in whichever name it stands."""

    text: str
    folded: str
    capital: bool
    """Whether it begins with a capital, or with a letter of a script that has none."""
    particle: bool
    initial: bool
    fits: bool
    """Whether it may stand in a name that has capitals."""
    sign: bool
    """Whether it holds a sign that no name has."""
    owns: bool
    """Whether it ends with a possessive."""
    given: bool
    honorific: bool
    plain: bool
    """Whether it is no part of any name."""


_CAPITAL, _FITS, _SIGN, _OWNS, _HONORIFIC, _PLAIN = map(
    attrgetter, ("capital", "fits", "sign", "owns", "honorific", "plain")
)


@of_languages
def _countries(lex: Lexicon) -> frozenset[str]:
    """What a branch's name ends with, and no person's: `Ladle Philippines`."""
    return frozenset(lex.cities.values())


@lru_cache(maxsize=32_768)
def looked_up(text: str, languages: tuple[str, ...]) -> _Word:
    lex, folded = lexicon(languages), fold(text)
    capital = text[0].isupper() or (not text[0].islower() and text[0].isalpha())
    particle, initial = folded in lex.words("particles"), _INITIAL.match(text) is not None
    return _Word(
        text,
        folded,
        capital,
        particle,
        initial,
        capital or particle or initial or text[:2] in ("d'", "d’", "l'") or _JOINED.match(text) is not None,
        _NOT_IN_NAMES.search(text) is not None,
        text.endswith(("'s", "’s")),
        folded in lex.given,
        folded in lex.words("honorifics", "degrees"),
        is_plain_word(folded, lex),
    )


_JOINED = regex(r"(?:de|di|da|du|la|le|van|von)(?=[A-ZÀ-Þ][a-zß-ÿ])")
"""`deGraaf`"""


def is_plain_word(folded: str, lex: Lexicon) -> bool:
    """Whether a folded word is no part of any name."""
    return folded in lex.plain or (len(folded) > 6 and folded.endswith(_NO_NAMES))


_NO_NAMES = ("ing", "tion", "ments", "ness", "ability", "ibility", "ivity", "ality", "ology", "ologies", "ities")
"""How longer words end that are no names."""


LIKELY = 0.6
OF_SIGNS = ("zh", "ja", "ko")

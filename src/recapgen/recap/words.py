"""The words of languages by which a recap is read, from `data/languages/*.toml`, and small tools for text.

>>> fold("  Café-Driven  “Soup” ")
'cafe driven soup'
>>> lexicon(("en",)).kind_of("Opening Keynote")
'keynote'
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache, wraps
from importlib.resources import files
from itertools import chain
from typing import Any, TypeVar, cast

import tomli
from msgspec import Struct

from recapgen.languages import primary
from recapgen.model import KINDS, Kind
from recapgen.regex import kept, regex

Made = TypeVar("Made")

_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "´": "'", "`": "'"})
_FOLDED = bytes(code if chr(code).isalnum() else 32 for code in range(256))
_WORDS = bytes(code if chr(code).isalnum() or chr(code) == "_" else 32 for code in range(256))
"""How ASCII is translated, which is far quicker than to search it: what is no part of a word becomes a space."""


@lru_cache(maxsize=32_768)
def fold(text: str) -> str:
    """Lower case, no accents, no punctuation, single spaces; what is all punctuation stays as it is."""
    if text.isascii():
        return b" ".join(text.lower().encode().translate(_FOLDED, b"'").split()).decode() or text.strip()
    flat = unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).replace("'", "")).casefold()
    kept = "".join(c if c.isalnum() else " " for c in flat if not unicodedata.combining(c))
    return " ".join(kept.split()) or text.strip()


def plain_case(text: str) -> str:
    """Lower case with plain apostrophes and single spaces; punctuation stays."""
    text = text.replace("`", "'") if text.isascii() else text.translate(_APOSTROPHES)
    return " ".join(text.casefold().split())


_WORD = regex(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, in order, as `\\w+` finds them."""
    low = text.lower()
    return low.encode().translate(_WORDS).decode().split() if low.isascii() else _WORD.findall(low)


def words_in(text: str) -> frozenset[str]:
    """The words of a text in lower case."""
    return frozenset(words_of(text))


def has_word(text: str, word: str) -> bool:
    """Whether the word stands in the text, not inside another one; as `re.search` would say, without compiling.

    >>> has_word("hot soup", "soup"), has_word("hot soups", "soup"), has_word("hot", "")
    (True, False, False)
    """
    at = text.find(word) if word else -1
    while at >= 0:
        end = at + len(word)
        if not (at and (text[at - 1].isalnum() or text[at - 1] == "_")) and not (text[end : end + 1].isalnum()):
            return True
        at = text.find(word, end)
    return False


def alternatives(words: Iterable[str], any_case: bool = False) -> str:
    """A regular expression that matches any of the words, longest first; never matches if there are none.

    It is a tree of characters, so that a text is compared with each beginning once and not with every word.

    >>> alternatives(["talk", "talks", "tea"])
    't(?:alks?|ea)'
    """
    tree: dict[str, Any] = {}
    for word in sorted(set(words)):
        branch = tree
        for part in _CHARACTER.findall(word):
            branch = branch.setdefault(_matching(part, any_case), {})
        branch[""] = {}
    return _joined(tree) if tree else r"(?!)"


_CHARACTER = regex(r"\s+|[\s\S]")
_ATOM = regex(r"\\?.|\[[^\]]+\]")


def _matching(part: str, any_case: bool) -> str:
    if part.isspace():
        return r"\s+"
    if part in "'’":
        return "['’]"
    low, high = part.lower(), part.upper()
    return f"[{low}{high}]" if any_case and low != high and len(low) == len(high) == 1 else re.escape(part)


def _joined(tree: Mapping[str, Any]) -> str:
    ways = [part + _joined(rest) for part, rest in tree.items() if part]
    if not ways:
        return ""
    if "" in tree:
        return f"{ways[0]}?" if len(ways) == 1 and _ATOM.fullmatch(ways[0]) else f"(?:{'|'.join(ways)})?"
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def may_be_cjk(text: str) -> bool:
    """Whether a text may be Chinese, Japanese or Korean; the patterns for these take long to compile."""
    return not text.isascii() and max(text) >= "\u3000"


def unspaced(text: str) -> bool:
    """Whether it holds words of scripts that have no space between them."""
    return may_be_cjk(text) and _unspaced().search(text) is not None


@lru_cache(maxsize=1)
def _unspaced() -> re.Pattern[str]:
    return re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2}")


def whole_words(words: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the words in any case, not inside other words: but a plain one beside signs, as in `LTでした`."""
    spaced: list[str] = []
    others: list[str] = []
    for word in words:
        (others if unspaced(word) else spaced).append(word)
    if not others:
        return re.compile(rf"(?<!\w){alternatives(spaced, any_case=True)}(?!\w)")
    plain = rf"(?<!{_LETTER}){alternatives(filter(str.isascii, spaced), any_case=True)}(?!{_LETTER})"
    signs = rf"(?<!\w){alternatives(word for word in spaced if not word.isascii())}(?!\w)"
    return re.compile(rf"(?:{plain}|{signs}|{alternatives(others)})")


_LETTER = r"[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
"""A letter or figure of a script that has spaces between words."""


class Phrases:
    """Says quickly that a text can't hold any of some phrases: it lacks one of the words of each."""

    def __init__(self, phrases: Collection[str]) -> None:
        self.by_first: dict[str, list[frozenset[str]]] = {}
        self.anywhere = False
        """Whether one of them may stand within other words."""
        for phrase in phrases:
            if (parts := _WORD.findall(phrase.lower())) and not unspaced(phrase):
                self.by_first.setdefault(parts[0], []).append(frozenset(parts))
            else:
                self.anywhere = True
        self.firsts = frozenset(self.by_first)
        self.single = frozenset(phrase.lower() for phrase in phrases if _WORD.fullmatch(phrase))
        """Those that are one word."""

    def stand_in(self, words: frozenset[str]) -> bool:
        """Whether one of them surely stands in a text with these words."""
        return not self.single.isdisjoint(words)

    def may_stand_in(self, words: frozenset[str]) -> bool:
        """`words` are those of the text, of `words_in`."""
        if self.anywhere or not self.single.isdisjoint(words):
            return True
        firsts = self.firsts.intersection(words)
        return bool(firsts) and any(parts <= words for first in firsts for parts in self.by_first[first])


class Led(Struct, frozen=True):
    """A pattern of some phrases that certain words lead to: `this talk`, `her keynote`."""

    pattern: re.Pattern[str]
    phrases: Phrases
    leads: tuple[str, ...]
    """What the words that lead to a phrase begin with, at least."""
    reach: int
    """How many words before the phrase one of them stands at most."""

    def stands_in(self, text: str, words: Sequence[str]) -> bool:
        """As a search would say; the text's words, of `words_of`, are asked first whether it is worth it."""
        return self._may_stand(words) and self.pattern.search(text) is not None

    def _may_stand(self, words: Sequence[str]) -> bool:
        firsts, reach = self.phrases.firsts, self.reach
        if self.phrases.anywhere or firsts.isdisjoint(words):
            return self.phrases.anywhere
        places = [at for at, word in enumerate(words) if word in firsts]
        return any(lead.startswith(self.leads) for at in places for lead in words[max(0, at - reach) : at])


class Lexicon(Struct, frozen=True, dict=True):
    """The words of one or several languages together."""

    languages: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]
    """By the key of the data file, languages joined."""
    kinds: Mapping[str, Kind]
    """Any word for a kind, as in the file -> the kind."""
    given: frozenset[str]
    """Given names, folded."""
    cities: Mapping[str, str]
    """City -> country."""
    places: Mapping[str, Mapping[str, int]] = {}
    """Of lists whose order counts: folded word -> its place, from 1. `third` is 3 of `ordinals`."""
    sets: dict[tuple[str, ...], frozenset[str]] = {}

    @property
    def group(self) -> str:
        """Under what patterns of these languages are kept."""
        return "-".join(self.languages)

    def words(self, *keys: str) -> frozenset[str]:
        """The lists of these keys as one set of folded words."""
        known = self.sets.get(keys)
        if known is None:
            known = self.sets[keys] = frozenset(fold(w) for key in keys for w in self.lists.get(key, ()))
        return known

    def pattern(self, *keys: str) -> re.Pattern[str]:
        """Matches any word of these lists as a whole word."""
        return _pattern(self.languages, keys)

    def either(self, *keys: str) -> str:
        """A regular expression for any word of these lists, whatever stands beside it; never matches without words."""
        return f"(?:{alternatives(word for key in keys for word in self.lists.get(key, ()))})"

    def may_hold(self, words: frozenset[str], *keys: str) -> bool:
        """Whether `pattern(*keys)` could match a text with these words (of `words_in`); far cheaper than the search."""
        return _phrases(self.languages, keys).may_stand_in(words)

    def holds(self, text: str, words: frozenset[str], key: str) -> bool:
        """Whether `pattern(key)` matches in a text with these words."""
        phrases = _phrases(self.languages, (key,))
        return phrases.stand_in(words) or (phrases.may_stand_in(words) and self.pattern(key).search(text) is not None)

    def has(self, key: str, text: str) -> bool:
        """Whether the text as a whole is one of the words (an article, a colon and figures do not matter)."""
        return self.has_any((key,), text)

    def has_any(self, keys: tuple[str, ...], text: str) -> bool:
        """Whether it is one of the words of several lists."""
        return not self.words(*keys).isdisjoint(_with_and_without_article(text))

    @cached_property
    def several_talks(self) -> frozenset[str]:
        """The words for several talks: `sessions`, beside `session`."""
        known = set(self.lists.get("talk_words", ()))
        return frozenset(w for w in known if w[-1:] == "s" and (w[:-1] in known or w[:-2] in known))

    def starts(self, key: str, text: str) -> bool:
        return plain_case(text).startswith(self.lists.get(key, ("\0",)))

    def kind_of(self, text: str) -> Kind | None:
        """The kind that the text as a whole names: `Opening Keynote`, `Lightning Talks`, `Workshop 3`."""
        bare = _with_and_without_article(text)[1]
        return self._kinds_folded.get(_COUNTED.sub("", bare) if bare[-1:].isdigit() else bare)

    @cached_property
    def _kinds_folded(self) -> dict[str, Kind]:
        return {fold(word): kind for word, kind in self.kinds.items()}

    @cached_property
    def joining(self) -> frozenset[str]:
        """Words that begin what may stand between names, or between a name and an organization."""
        words = (w for key in ("and", "from") for w in self.lists.get(key, ()))
        return frozenset(w.lower().split()[0] for w in words if w.split())

    @cached_property
    def plain(self) -> frozenset[str]:
        """Folded words that are no part of any name."""
        return self.words("not_names", "talk_words") | (self.words("function_words") - self.words("particles"))

    @cached_property
    def kind_phrases(self) -> Phrases:
        return Phrases(self.kinds)

    @cached_property
    def kind_pattern(self) -> re.Pattern[str]:
        return kept(self.group, "kind_pattern", lambda: re.compile(alternatives(self.kinds, any_case=True)))

    @cached_property
    def city_pattern(self) -> re.Pattern[str]:
        """Any city; one that is written without spaces around it may stand between other characters. `Porto` is none in
        `Porto de Colheres`."""
        return kept(self.group, "city_pattern", self._cities)

    def _cities(self) -> re.Pattern[str]:
        apart, joined = (alternatives(city for city in self.cities if unspaced(city) is one) for one in (False, True))
        return re.compile(rf"(?<!\w){apart}(?!\w)(?!\s(?:de|do|da|del)\s[A-ZÀ-Þ])|{joined}")


def of_languages(make: Callable[[Lexicon], Made]) -> Callable[[Lexicon], Made]:
    """For what is made of the words of some languages: it is made once, however often it is asked for."""
    known: dict[tuple[str, ...], Made] = {}

    @wraps(make)
    def made(lex: Lexicon) -> Made:
        if lex.languages not in known:
            known[lex.languages] = kept(lex.group, f"{make.__module__}.{make.__qualname__}", lambda: make(lex))
        return known[lex.languages]

    return made


_COUNTED = regex(r" (?:n(?:o|r)? )?\d{1,2}$")


@lru_cache(maxsize=8192)
def _with_and_without_article(text: str) -> tuple[str, str]:
    folded = fold(text)
    article = _article().match(folded)
    return folded, folded[article.end() :] if article else folded


@lru_cache(maxsize=1)
def _article() -> re.Pattern[str]:
    return kept("", "article", _any_article)


def _any_article() -> re.Pattern[str]:
    lists = lexicon(languages()).lists
    articles = (fold(word) for word in lists["the"] + lists["a"])
    return re.compile(rf"(?:{alternatives(articles)}|my|our) ")


@lru_cache(maxsize=2048)
def _pattern(languages: tuple[str, ...], keys: tuple[str, ...]) -> re.Pattern[str]:
    lex = lexicon(languages)
    words = (word for key in keys for word in lex.lists.get(key, ()))
    return kept(lex.group, " ".join(keys), lambda: whole_words(words))


@lru_cache(maxsize=2048)
def _phrases(languages: tuple[str, ...], keys: tuple[str, ...]) -> Phrases:
    lists = lexicon(languages).lists
    return Phrases([phrase for key in keys for phrase in lists.get(key, ())])


@lru_cache(maxsize=1)
def languages() -> tuple[str, ...]:
    """The codes of all languages that have a file."""
    folder = files("recapgen").joinpath("data", "languages")
    return tuple(sorted(f.name[:-5] for f in folder.iterdir() if f.name.endswith(".toml")))


def code_of(lang: str) -> str:
    """The code of the file with a language's words: `de` of `de-AT`, `nb` of `no`; itself where there is none."""
    code = primary(lang)
    return _other_codes().get(code, code)


@lru_cache(maxsize=1)
def _other_codes() -> dict[str, str]:
    return kept("", "other codes", _all_other_codes)


def _all_other_codes() -> dict[str, str]:
    return {other: code for code in languages() for other in _file(code).get("also", ())}


@lru_cache(maxsize=64)
def _file(code: str) -> Mapping[str, Any]:
    text = files("recapgen").joinpath("data", "languages", f"{code}.toml").read_text("utf-8")
    return tomli.loads(text)


@lru_cache(maxsize=64)
def lexicon(codes: tuple[str, ...]) -> Lexicon:
    """The words of these languages; codes without a file add nothing."""
    lists, kinds, cities, ordered = kept("-".join(codes), "lexicon", lambda: _gathered(codes))
    return Lexicon(codes, lists, kinds, _given(), cities, ordered)


Gathered = tuple[
    dict[str, tuple[str, ...]],
    dict[str, Kind],
    dict[str, str],
    dict[str, dict[str, int]],
]
"""The lists, the words for kinds, the cities, the places in lists whose order counts."""


def _gathered(codes: Sequence[str]) -> Gathered:
    """What the files of these languages say."""
    lists: dict[str, list[str]] = {}
    kinds: dict[str, Kind] = {}
    cities: dict[str, str] = {}
    ordered: dict[str, dict[str, int]] = {key: {} for key in _IN_ORDER}
    for code in codes:
        if code not in languages():
            continue
        data = _file(code)
        for key, value in data.items():
            if isinstance(value, list):
                lists.setdefault(key, []).extend(_written(code, chain.from_iterable(map(_forms, value))))
        for key, known in ordered.items():
            for place, word in enumerate(data.get(key, ()), 1):
                known |= {fold(form): place for form in _written(code, _forms(word)) if fold(form) not in known}
        for kind, names in data.get("kinds", {}).items():
            if kind in KINDS:
                kinds.update({name: cast(Kind, kind) for name in _written(code, names) if name not in kinds})
        for country, places in data.get("cities", {}).items():
            for city in _written(code, places):
                cities.setdefault(city, country)
    return {key: tuple(words) for key, words in lists.items()}, kinds, cities, ordered


_IN_ORDER = ("numbers", "ordinals", "weekdays", "weekdays_short", "months", "months_short")


def _forms(word: str | list[str]) -> list[str]:
    """The forms of a word, which stand in a list of their own where it has several: `["second", "seconde"]`."""
    return [word] if isinstance(word, str) else word


def _written(code: str, words: Iterable[str]) -> Iterator[str]:
    """Words, each also as it is written without the letters that not all keyboards have, `Rückblick`, `Rueckblick`, or
    in the other script of a language that has two: `演讲`, `演講`."""
    spelled = _spelled(code)
    for word in words:
        yield word
        if spelled and (plain := word.translate(spelled)) != word:
            yield plain


@lru_cache(maxsize=64)
def _spelled(code: str) -> Mapping[int, Any]:
    """What stands for the letters of a language where it is written otherwise."""
    pairs = _file(code).get("in_two_scripts", "").split()
    both = {one: other for pair in pairs for one, other in (pair, pair[::-1])}
    return str.maketrans(both | _file(code).get("spelled_out", {}))


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    """The given names of all languages: people travel."""
    return kept("", "given names", _all_given)


def _all_given() -> frozenset[str]:
    names = {code: _file(code).get("names", {}).get("given", ()) for code in languages()}
    return frozenset(fold(name) for code, given in names.items() for name in _written(code, given))


@lru_cache(maxsize=1)
def known_conferences() -> tuple[str, ...]:
    """Names of conferences that do not say that they are any, from `data/conferences.toml`."""
    text = files("recapgen").joinpath("data", "conferences.toml").read_text("utf-8")
    return tuple(name for names in tomli.loads(text).values() for name in names)


@lru_cache(maxsize=64)
def anywhere(key: str) -> str:
    """A regular expression for any word of a list in any language: people write `und` into English."""
    return lexicon(languages()).either(key)


class Worded:
    """A pattern in which the key of a list stands for its words in all languages, as `<houses>` does for all kinds of
    houses; `<and>`, `<by>` and `<from>` for those of them that stand alone. It is made when it is first used.

    >>> Worded(r"\\w+ <and> \\w+").pattern.fullmatch("Topf und Deckel") is not None
    True
    """

    def __init__(self, template: str, flags: int = 0) -> None:
        self._template = template
        self._flags = flags

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return kept("", f"{self._flags} {self._template}", self._filled)

    def _filled(self) -> re.Pattern[str]:
        filled = _LIST.sub(lambda match: anywhere(_ALONE.get(match[1], match[1])), self._template)
        return re.compile(filled, self._flags)


_LIST = regex(r"(?<!\?P)<([a-z_]+)>")
_ALONE = {"and": "and_alone", "by": "by_alone", "from": "from_alone"}


# -- which language ----------------------------------------------------------------------------------------------------

_SAMPLE = 2500
_PLAIN_LETTERS = 6
"""What speaks for English in a text of plain letters, as one of its words does: the others would show an accent."""
_SIGNS = "0123456789_.,;:!?'’‘“”\"«»„()[]{}<>*#/|&+=-–—…@`~"
_ADDRESSES = regex(r"(?:https?://|www\.)[^\s()<>\"'\u3000-\uffff]+|\.[a-z]{2,3}\b")
"""Addresses, and the ends of hosts: the `com` of each would be a word of Portuguese."""
_NO_LETTERS = dict.fromkeys(map(ord, _SIGNS), " ")
_NO_LETTER_BYTES = bytes.maketrans(_SIGNS.encode("cp1252"), b" " * len(_SIGNS))
_SCRIPTS = (("ja", r"[\u3040-\u30ff]"), ("ko", r"[\uac00-\ud7a3]"), ("zh", r"[\u4e00-\u9fff]"))


_NOT_SAID = regex(r"<[/!a-zA-Z][^<>]*>|\s{2,}")
"""Tags and empty space, which are of no language."""


@lru_cache(maxsize=1)
def _function_words() -> dict[str, tuple[str, ...]]:
    """Word -> the languages in which it is one of the commonest."""
    return kept("", "function words", _all_function_words)


def _all_function_words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for code in languages():
        for word in _file(code).get("function_words", ()):
            found.setdefault(word, []).append(code)
    return {word: tuple(codes) for word, codes in found.items()}


def _without_signs(text: str) -> str:
    """Bytes are translated ten times as fast; most of Western Europe's letters fit into one."""
    try:
        return text.encode("cp1252").translate(_NO_LETTER_BYTES).decode("cp1252")
    except UnicodeEncodeError:
        return text.translate(_NO_LETTERS)


def language_shares(text: str) -> dict[str, float]:
    """How much of a text is in which language, best first; empty for a text without words that tell.

    >>> next(iter(language_shares("Wir waren auf der Konferenz und es war nicht schlecht")))
    'de'
    """
    sample = text if len(text) <= 2 * _SAMPLE else text[:_SAMPLE] + text[len(text) // 2 : len(text) // 2 + _SAMPLE]
    sample = _ADDRESSES.sub(" ", sample)
    if may_be_cjk(sample):
        said = _NOT_SAID.sub("", sample)
        for code, script in _SCRIPTS:
            if code in languages() and len(re.findall(script, said)) * 12 > len(said):
                return {code: 1.0}
    known = _function_words()
    votes: dict[str, int] = {}
    for word, times in Counter(filter(known.__contains__, _without_signs(sample.lower()).split())).items():
        codes = known[word]
        for code in codes:
            votes[code] = votes.get(code, 0) + 6 // len(codes) * times
    if votes and sample.isascii():
        votes["en"] = votes.get("en", 0) + _PLAIN_LETTERS
    total = sum(votes.values())
    ordered = sorted(votes.items(), key=lambda vote: -vote[1])
    return {code: count / total for code, count in ordered} if total else {}

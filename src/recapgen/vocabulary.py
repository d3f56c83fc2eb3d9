"""Which topics a text is about: whole words from a vocabulary, each with the reason.

>>> v = Vocabulary((Term("Kubernetes", ("k8s",)), Term("Go", ("golang",), match=("golang",))))
>>> [(m.name, m.words) for m in v.mentions("Ready to go: running k8s at home")]
[('Kubernetes', 'k8s')]
>>> v.name_of("GOLANG")
'Go'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from importlib import resources

import tomli
from msgspec import Struct

from recapgen.regex import regex


class Term(Struct, frozen=True):
    """One topic and the words that stand for it."""

    name: str
    aliases: tuple[str, ...] = ()
    match: tuple[str, ...] | None = None
    """The only words to look for in texts; None: the name and its aliases."""
    case: bool = False
    """Whether capitals must be as written."""
    broader: str = ""


class Mention(Struct, frozen=True):
    name: str
    words: str
    """As they stand in the text."""
    at: int
    """Offset of the first character."""


_SHORT = 2
"""Letters of an abbreviation that is looked for as it is written only: `AI`, and not `j'ai`."""
_WORD = regex(r"\w+")
_GAP = regex(r"[\s\-‐‑–_\xa0]+")


def _fold(text: str) -> str:
    return _GAP.sub(" ", text.casefold()).strip()


class Vocabulary:
    """All terms of a site; later ones win over earlier ones of the same name or alias."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self.terms: dict[str, Term] = {}
        self._names: dict[str, str] = {}
        by_first: dict[str, list[_Phrase]] = {}
        for term in terms:
            if (older := self.terms.get(term.name)) is not None:
                term = Term(
                    term.name,
                    tuple(dict.fromkeys((*older.aliases, *term.aliases))),
                    older.match if term.match is None else term.match,
                    older.case and term.case,
                    term.broader or older.broader,
                )
            self.terms[term.name] = term
            for word in (term.name, *term.aliases):
                self._names[_fold(word)] = term.name
        for term in self.terms.values():
            for words in term.match if term.match is not None else (term.name, *term.aliases):
                parts = _words(words)
                if (first := _WORD.search(words)) and self._names.get(_fold(words), term.name) == term.name:
                    as_written = term.case or (len(words) <= _SHORT and words.isupper())
                    phrase = _Phrase(parts[1:], words, as_written, term.name, first.start())
                    by_first.setdefault(parts[0], []).append(phrase)
        self._by_first = by_first
        self._firsts = frozenset(by_first)

    def name_of(self, word: str) -> str:
        """The topic that a tag means: its own name where the vocabulary knows it, else the tag as it is."""
        return self._names.get(_fold(word), word.strip())

    def mentions(self, text: str) -> list[Mention]:
        """Every place where a text names a topic, in order; of overlapping ones the longest."""
        words = _words(text)
        known = set(words)
        likely = self._firsts & known
        if not any(known.issuperset(phrase.rest) for first in likely for phrase in self._by_first[first]):
            return []
        near = [
            (number, phrase)
            for number, word in enumerate(words)
            if word in likely
            for phrase in self._by_first[word]
            if not phrase.rest or phrase.rest == words[number + 1 : number + 1 + len(phrase.rest)]
        ]
        if not near:
            return []
        starts = [match.start() for match in _WORD.finditer(text)]
        found = []
        for number, phrase in near:
            before = starts[number] - phrase.lead
            if before >= 0 and (match := _pattern(phrase.words, phrase.case).match(text, before)):
                found.append(Mention(phrase.name, match.group(), before))
        found.sort(key=lambda m: (m.at, -len(m.words), m.name))
        kept: list[Mention] = []
        end = -1
        for mention in found:
            if mention.at >= end:
                kept.append(mention)
                end = mention.at + len(mention.words)
        return kept


class _Phrase(Struct, frozen=True):
    """Words to look for: split as texts are split, and as they are spelt."""

    rest: list[str]
    """Its words in lower case, without the first."""
    words: str
    case: bool
    name: str
    lead: int
    """How many characters stand before the first letter: one in `.NET`."""


def _words(text: str) -> list[str]:
    if text.isascii():
        return text.lower().translate(_NO_WORD).split()
    return [word.lower() for word in _WORD.findall(text)]


_NO_WORD = {code: " " for code in range(128) if not _WORD.match(chr(code))}


@cache
def _pattern(words: str, case: bool) -> re.Pattern[str]:
    """The words as a whole, whatever stands between them: a space, a hyphen or a line's end."""
    parts = [re.escape(part) for part in _GAP.split(words.strip()) if part]
    body = r"[\s\-‐‑–_\xa0]+".join(parts)
    before = r"(?<![\w.#@&+-])" if words[0].isalnum() else r"(?<![\w])"
    after = r"(?![\w+#])" if words[-1].isalnum() else r"(?![\w])"
    return re.compile(before + body + after, 0 if case else re.IGNORECASE)


@cache
def shipped() -> tuple[Term, ...]:
    """The terms that come with recapgen."""
    text = resources.files("recapgen").joinpath("data/topics.toml").read_text("utf-8")
    return tuple(
        Term(
            entry["name"],
            tuple(entry.get("aliases", ())),
            tuple(entry["match"]) if "match" in entry else None,
            bool(entry.get("case", False)),
            entry.get("broader", ""),
        )
        for entry in tomli.loads(text)["topic"]
    )


def subjects(vocabulary: Vocabulary, title: str, text: str, needed: int = 2) -> Sequence[tuple[str, Mention, bool]]:
    """Topics that a text is really about: named in its title, or `needed` times in its words.

    Each with the mention that decided, and whether that was in the title.
    """
    found: dict[str, tuple[str, Mention, bool]] = {}
    for mention in vocabulary.mentions(title):
        found.setdefault(mention.name, (mention.name, mention, True))
    counts: dict[str, int] = {}
    for mention in vocabulary.mentions(text):
        counts[mention.name] = counts.get(mention.name, 0) + 1
        if counts[mention.name] >= needed:
            found.setdefault(mention.name, (mention.name, mention, False))
    return tuple(found.values())

"""What the whole of a post says about each line of it: its languages, its names, who speaks in it.

>>> from recapgen.markdown import tokenise
>>> from recapgen.recap.outline.tokens import outline_of
>>> text = "Bo Lind showed us soup."
>>> sorted(Context.of(text, outline_of(tokenise(text)), "en").names.actors)
['bo', 'lind']
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct

from recapgen.recap.line.names import Names
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Outline
from recapgen.recap.reading import Known
from recapgen.recap.words import Lexicon, Worded, alternatives, code_of, fold, language_shares, lexicon, of_languages
from recapgen.regex import regex

if TYPE_CHECKING:
    from recapgen.model import Credit
    from recapgen.recap.prose.persons import Person
    from recapgen.recap.prose.telling import Told


class Context(Struct, frozen=True, dict=True):
    """One post, as far as every rule may look at it."""

    text: str
    outline: Outline
    lang: str
    lexicon: Lexicon
    names: Names
    known: Known
    conferences: frozenset[str] = frozenset()
    """Folded names of the conferences of this post, once they are known."""
    title: str = ""
    """The post's title, once it is known."""
    persons: dict[tuple[str, float], tuple[Person, ...]] = {}
    """Who is named in a stretch of text, as far as somebody has asked; several rules look at each sentence."""
    actors: dict[str, tuple[tuple[Credit, ...], float]] = {}
    """Who speaks in a sentence, as far as somebody has asked."""
    apart: dict[tuple[tuple[int, int], str], tuple[str, list[Told]]] = {}
    """Of a block, by its lines and text: the text as it flows and the titles set apart in it."""

    @cached_property
    def low(self) -> str:
        """The text in lower case."""
        return self.text.lower()

    @cached_property
    def heads(self) -> frozenset[str]:
        """What headings, bold and lone lines say, folded."""
        return frozenset(fold(block.flat) for block in self.outline if block.shape in ("heading", "bold", "lone"))

    @cached_property
    def slots(self) -> tuple[str, ...]:
        """What rows, items and lone lines say that begin with an hour, as those of a programme do, folded."""
        lines = (block for block in self.outline if block.shape in ("row", "item", "lone"))
        return tuple(fold(block.flat) for block in lines if any(map(_HOUR.match, (block.flat, *block.cells))))

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The names of places in the text, in lower case: `{#on-spoons}`, `<a name="on-spoons">`."""
        return frozenset(_ANCHOR.findall(self.low))

    @cached_property
    def programmes(self) -> frozenset[str]:
        """The places, of `destinations.programme`, where several pages of talks lie to which the post leads."""
        links = {href for block in self.outline for _, href in block.links()}
        places = Counter(destinations.programme(href) for href in links if destinations.in_programme(href))
        return frozenset(place for place, times in places.items() if times >= _SEVERAL)

    @classmethod
    def of(cls, text: str, outline: Outline, lang: str = "", known: Known | None = None) -> Context:
        known = known or Known()
        shares = language_shares(text)
        main = code_of(lang or next(iter(shares), "en"))
        others = [code for code, share in shares.items() if share >= _LEAST_SHARE][:_MOST_LANGUAGES]
        lex = lexicon(tuple(dict.fromkeys([main, *others, "en"])))
        people = known.people | _linked_people(outline, lex) | _listed_people(outline, lex)
        people |= _honoured_people(outline, lex) if main == "zh" else frozenset()
        names = Names(lex, people, known.organizations, _actors(outline, lex), _paired(outline, lex))
        return cls(text, outline, main, lex, names, known)


_LEAST_SHARE, _MOST_LANGUAGES = 0.12, 3
"""Of a text's words, from which share on a language is asked; and how many: each makes the patterns longer."""
_SEVERAL = 3
"""Pages of one place that make it a programme."""
_HOUR = regex(r"\W{0,3}\d{1,2}[:.h]\d\d(?!\d)")
"""`10:30 – 11:00`, with which a line begins."""
_ANCHOR = regex(r"(?:\b(?:id|name)\s*=\s*[\"']?|\{#)([\w%.:-]+)")
_EVENT = regex(r"(?:[Cc]onf?|CONF?|[Dd]ays?|[Cc]amp|[Ff]est)\b")


def _linked_people(outline: Outline, lex: Lexicon) -> frozenset[str]:
    """Folded texts of the links to a person's profile, where they are a name or the handle itself."""
    found: set[str] = set()
    for block in outline:
        for text, href in block.links():
            if not (handle := destinations.handle(href)) or len(text) > 40 or text[:1] == "@" or _EVENT.search(text):
                continue
            words = text.split()
            own = fold(text).replace(" ", "") == fold(handle).replace(" ", "")
            full = 2 <= len(words) <= 4 and all(w[:1].isupper() or fold(w) in lex.words("particles") for w in words)
            if (own and len(words) == 1 and "github" not in href) or (
                full
                and lex.plain.isdisjoint(fold(w) for w in words)
                and lex.words("org_words").isdisjoint(map(fold, words))
            ):
                found.add(fold(text))
    return frozenset(found)


def _listed_people(outline: Outline, lex: Lexicon) -> frozenset[str]:
    """Folded names that stand beside each other in a post's contents: `[Ida Quill & Zork Vandal — Spoons](#spoons)`."""
    links = (link for block in outline if block.shape == "item" for link in block.links())
    found: set[str] = set()
    for part in (part for text, href in links if href.startswith("#") for part in _PARTS.split(text)):
        names = [name.split() for name in _JOINED.pattern.split(part)]
        full = len(names) > 1 and all(1 < len(name) < 4 and all(word[0].isupper() for word in name) for name in names)
        if full and any(fold(name[0]) in lex.given for name in names):
            found.update(fold(" ".join(name)) for name in names)
    return frozenset(found)


_PARTS = regex(r"\s[–—|-]\s|:\s")
_JOINED = Worded(r"\s*&\s*|,\s+|\s<and>\s")


def _honoured_people(outline: Outline, lex: Lexicon) -> frozenset[str]:
    """Names before a colon with which a heading or an item begins, whom a title follows elsewhere: `3. 谷勺：汤锅`, and
    in what is said below `谷勺老师`. Not all surnames are known, and some are words."""
    lines = (block.text for block in outline if block.shape in ("heading", "bold", "item"))
    begin = {match[1] for line in lines if (match := _BEFORE_COLON.match(line))}
    titles = lex.pattern("honorifics") if begin else None
    said = "\n".join(block.text for block in outline if block.shape == "para")
    ends = [match.start() for match in titles.finditer(said)] if titles else []
    honoured = {said[max(0, end - size) : end] for end in ends for size in _SIGNS_OF_NAME}
    return frozenset(map(fold, begin & honoured)) - lex.words(*_NO_NAMES)


_BEFORE_COLON = regex(r"(?:\d{1,2}[.、]?\s*)?([\u4e00-\u9fff]{2,3})\s?[:：]")
_SIGNS_OF_NAME = (2, 3)
_NO_NAMES = ("speaker_labels", "speaker_nouns", "talk_words", "roles", "role_ends", "not_names", "sections", "closings")
"""Lists of words that a title may follow, too, and nobody's name: `主讲老师`."""


def _paired(outline: Outline, lex: Lexicon) -> bool:
    """Whether most commas behind a full name in titles and items lead to another one: `Spoons - Ida Quill, Bo Lind`."""
    lines = (b.flat[:_LONGEST_LINE] for b in outline if b.shape in ("heading", "item", "bold", "lone"))
    pairs = [match for line in lines if "," in line for match in _TWO_NAMES.finditer(line)]
    told = [fold(pair["other"]) in lex.given for pair in pairs if fold(pair["one"]) in lex.given]
    return sum(told) > 1 and 2 * sum(told) >= len(told)


_LONGEST_LINE = 200
_TWO_NAMES = regex(
    r"(?P<one>[A-ZÀ-Þ][\w'’-]+)\s[A-ZÀ-Þ][\w'’-]+,\s(?P<other>[A-ZÀ-Þ][\w'’-]+)\s[A-ZÀ-Þ][\w'’-]+(?=\s*(?:$|[,&)\]|:–-]|\w+\s))"
)


def _actors(outline: Outline, lex: Lexicon) -> frozenset[str]:
    """The words of names that something is done by, in all that is said."""
    found: set[str] = set()
    text = "\n".join(block.text for block in outline if block.shape != "code")
    acting, given, verb_first = _acting(lex)
    nouns = lex.pattern("talk_nouns")
    names = [m for m in acting.finditer(text) if not m["aside"] or " " in m[1]]
    names += [m for m in given.finditer(text) if nouns.search(text, max(0, m.start() - _NEAR), m.start())]
    for match in (*names, *(verb_first.finditer(text) if verb_first else ())):
        words = [fold(w) for w in match[1].split()]
        found.update(words if lex.words("org_words").isdisjoint(words) else ())
    return frozenset(found - lex.words("function_words") - lex.words("talk_words") - lex.words("not_names"))


_NEAR = 60
"""Characters before a by-word in which stands what somebody gave."""
_VERB_FIRST = ("da", "de", "nb", "nl", "sv")
"""Languages that say `Danach zeigte Ida Quill`."""


@of_languages
def _acting(lex: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str] | None]:
    """`Ida Quill (Ladle) showed`, `Ida Quill's first talk`; `by Ida Quill`; `zeigte Ida Quill`."""
    verbs, nouns, by, froms = (alternatives(lex.lists.get(key, ())) for key in ("speaking", "talk_nouns", "by", "from"))
    word = r"[A-ZÀ-ÖØ-ÞŁŠŽČĆĐŚŻŹ][\w'-]+"
    name, full = rf"({word}(?: {word}){{0,2}})", rf"({word}(?: {word}){{1,2}})"
    adverb = r"(?: (?:also|then|really|again|first|even|kindly|briefly))?"
    aside = rf"(?P<aside> \([^()\n]{{2,60}}\)|,? {froms} [A-Z]\w+,?)?"
    return (
        re.compile(rf"{name}(?:['’]s? (?:\w+ ){{0,2}}?{nouns}(?!\w)|{aside}{adverb} {verbs}(?!\w))"),
        re.compile(rf"{by} {full}"),
        re.compile(rf"{verbs} {full}") if lex.languages[0] in _VERB_FIRST else None,
    )

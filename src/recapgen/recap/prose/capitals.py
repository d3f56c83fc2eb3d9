"""Where a title begins and ends that nothing in its sentence sets apart but its capitals."""

from __future__ import annotations

import re

from recapgen.recap.context import Context
from recapgen.recap.line.titles import tidy
from recapgen.recap.words import Lexicon, Worded, anywhere, fold, of_languages
from recapgen.regex import regex


def title_at(sentence: str, start: int, ctx: Context) -> str:
    """The words with capitals that begin there, if they are written as a title is, and end as one does."""
    match = _CAPITALS_FROM.match(sentence, start)
    aside = _SMALL_ASIDE.match(sentence, match.end()) if match else None
    title = tidy(match.group(), ctx.lexicon)[0] if match else ""
    if aside and title and match and match.group().endswith(title):
        return title + aside.group()
    words = title.split()
    while len(words) > 1 and (
        words[-1].islower() or words[-1] in "–—-&+" or (words[-1] == "I" and words[-2].islower())
    ):
        words = words[:-1]
    while len(words) > 1 and ctx.lexicon.kind_of(words[-1]):
        words = words[:-1]
    title = " ".join(words)
    return title if len(words) > 1 and written_as_title(title, False) else ""


def title_from(sentence: str, start: int, ctx: Context, sure: bool = False) -> str:
    """The title that begins there, though not all of its words have capitals: `a talk called Why we stir`.

    Where nothing says that it is one (`sure`), only if its first word has a capital that it has nowhere but there, or a
    colon divides it: `She spoke about Making soup in a row`.
    """
    strict = title_at(sentence, start, ctx)
    if strict and ctx.lang != "en" and (end := _LAST_WORDS.fullmatch(sentence, start + len(strict))):
        return strict + end["words"]
    stop = _title_stops(ctx.lexicon).search(sentence, start + 1)
    whole = _small_end(ctx.lexicon).sub("", sentence[start : stop.start() if stop else len(sentence)].rstrip(" .,;:"))
    words = whole.split()
    if ctx.lang == "de" or not words or not (2 - sure < len(words) <= MOST_WORDS):
        return strict
    if not sure and not (_opens_title(words[0], ctx) or _TWO_PARTS.search(whole)):
        return strict
    rest = whole[len(strict) :].lstrip(" ,:–—-") if whole.startswith(strict) else ""
    longer = not strict or rest[:1].isupper() or whole[-1] == "?" or ":" in rest
    if rest and ctx.lang != "en" and fold(rest.split()[0]) in ctx.lexicon.words("function_words"):
        longer = longer or any(word[0].isupper() for word in rest.split())
    if rest and stop is None and (len(strict.split()) < _CUT_SHORT or len(rest.split()) < _CUT_SHORT):
        longer = longer or fold(rest.split()[0]) not in ctx.lexicon.words("function_words")
    return tidy(whole, ctx.lexicon)[0] if longer else strict


def _opens_title(word: str, ctx: Context) -> bool:
    """Whether a word with a capital within a sentence is no name: `How`, `Making`, `Restrições`."""
    folded = fold(word)
    noun = folded.endswith(ctx.lexicon.lists.get("noun_ends", ())) and len(folded) > len("sting")
    return noun or (len(word) > 1 and folded in ctx.lexicon.words("function_words", "about"))


MOST_WORDS, _CUT_SHORT = 18, 3


@of_languages
def _title_stops(lex: Lexicon) -> re.Pattern[str]:
    """Where a title within a sentence ends at last."""
    joined, by = rf"(?:{anywhere('and_alone')}|or|&)", rf"(?:{anywhere('by_alone')})"
    somebody = rf"(?:[A-ZÀ-Þ@]|{lex.either('a', 'the', 'my', 'their')}\s)"
    stops = rf"\s{by}\s(?={somebody})|\s{lex.either('title_stops')}\s"
    return re.compile(rf"[,;]\s(?!(?:{joined}\s)?[A-ZÀ-Þ\d])|[“”\"«»]|\s[–—-]\s|\s\((?=[A-ZÀ-Þ@\d])|[.!]\s|{stops}")


_LAST_WORDS = regex(r"(?P<words>(?:\s[\w'’-]+){1,3})[.!?\s]*")
"""What is left of a sentence behind the words with capitals of a title: `Spoons - Amor` and ` e ódio.`"""


@of_languages
def _small_end(lex: Lexicon) -> re.Pattern[str]:
    """Words with which no title ends: ` of the`."""
    return re.compile(
        rf"(?:\s{lex.either('a', 'the', 'in', 'on', 'at_org', 'part_of', 'and', 'with', 'from_alone')})+$"
    )


_TWO_PARTS = regex(r"^[A-ZÀ-Þ][\w.+#-]*(?:\s[\w.+#-]+){0,3}:\s(?:[A-ZÀ-Þ]|an?\s|the\s)")
"""`Spoonpack: a ladle for everybody`"""


_SMALL_ASIDE = regex(r"\s\([a-z]+(?:\s[\w'’.-]+){1,4}\)(?=\s[a-z]|,)")
"""`(without Salt)`, within a sentence."""


NEXT_PART = regex(r",\s+(?=[A-ZÀ-Þ])")


LONGEST_TITLE = 120


_SMALL = (
    r"(?:a|an|the|of|in|on|for|to|and|or|with|from|as|at|vs\.?|is|are|it|its|your|you|our|my|we|into|using|without"
    r"|through|via|than|not|be|me|no|all|&|[-–—]|\+|=|d[aei]|do|del|du|des)(?!\w)"
)


CAPITALS_BEFORE = regex(
    rf"(?<![\w'’-])(?:[A-ZÀ-Þ\d][\w'’.+#/&-]*[:,?!]?|(?<=\s){_SMALL})"
    rf"(?:\s+(?:[(]?[A-ZÀ-Þ\d#.][\w'’.+#/&-]*[)]?[:,?!]?|{_SMALL}))+,?\s*$"
)
"""The words with capitals, and the small ones between them, at the end of a text."""


_CAPITALS_FROM = regex(rf"[A-ZÀ-Þ\d][\w'’.+#/&-]*[:?!]?(?:\s+(?:[(]?[A-ZÀ-Þ\d#][\w'’.+#/&-]*[)]?[:?!]?|{_SMALL}))+")
"""The same at a place."""


QUOTE_ENDS = Worded(r"['’]\s(?:<and>|<was>|<relative>)(?!\w)")


def written_as_title(title: str, announced: bool) -> bool:
    """Whether the words are those of a title: with capitals, all but the small ones if nothing else announces it."""
    if QUOTE_ENDS.pattern.search(title):
        return False
    words = [w for w in title.split() if w[0].isalpha()]
    long = [w for w in words if len(w) > 3]
    capitals = sum(w[0].isupper() for w in long)
    begins = words and (words[0][0].isupper() or (announced and "_" in words[0]))
    if len(words) < 2 or not long or not begins or sum(w[0].isupper() for w in words) < 2 - announced:
        return False
    return capitals >= (0.3 if announced else 0.65) * len(long)

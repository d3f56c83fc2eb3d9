"""Title lines in which marks say what the title is: bold, italic, a link, quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recapgen.model import Credit
from recapgen.recap.line.casting import LEAST_NAME, cast
from recapgen.recap.line.names import SURE_NAME, Names
from recapgen.recap.line.parse import BEHIND, IN_QUOTES, QUESTION, SENTENCES, Parse
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.outline import destinations
from recapgen.recap.outline.text import Mark
from recapgen.recap.words import (
    Lexicon,
    Worded,
    fold,
    of_languages,
    unspaced,
)
from recapgen.regex import regex

_GLUE = regex(r"[\s,:–—|/·*_\"”-]*(?:\((?=[^)]*\)))?")
_PLAIN_NAMES = Worded(r"\s*[\w-]{2,20}(?:\s+(?:<and>|&)\s+[\w-]{2,20})?(?=\s*(?:[:.,–(]|$))")
"""Who may be meant right behind a title and a by-word: a nickname in small letters."""
_AND = Worded("<and>|&")
_GLUED_END = regex(r"\s*[:：,–—|｜-]\s*$|['’]s?\s*$|\s*[-–—:]\s*$")
_NICKNAMED = regex(
    r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)? ([“\"‘'])[\w'’-]+(?: [\w'’-]+){0,3}[”\"’'] [A-ZÀ-Þ][\w'’-]+(?!\w)"
)
"""`Michael “Mo” Reed`, `Ida “Spoon of Ghent” Quill`, `Ana Maria “Mo” Ruiz`."""


@of_languages
def by_first(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"^{lex.either('by', 'with')}\s+", re.IGNORECASE)


@of_languages
def _by_after(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[\s,–—(]*{lex.either('by')}(?!\w)", re.IGNORECASE)


@of_languages
def _about_last(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{lex.either('on', 'speaks_of', 'with')}|の)$")


@of_languages
def _of_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`Ida Quill from the`, right before a firm that is set apart."""
    return re.compile(rf"(?<=\w)\s{lex.either('from_alone')}(?:\s{lex.either('the')})?\s[\[“\"«*_]*$")


def set_apart(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """A title that is bold, italic, a link or in quotation marks, and the people beside it."""
    spans = [
        (m.start, min(m.end, len(text)))
        for m in marks
        if m.kind in ("strong", "em", "link") and m.end - m.start > 2 and m.start >= 0 and not _in_row(m, text)
    ]
    if '"' in text or not text.isascii():
        spans += [m.span() for m in IN_QUOTES.finditer(text)]
    if not spans:
        return
    for n, (start, end) in enumerate(sorted(spans)[:6]):
        if start >= len(text) or end - start > 200:
            continue
        before, title, after = text[:start], text[start:end], text[end:]
        if title[-2:-1] == "," and title[-1] in '”"“»':
            continue  # `“Stir it,” said Ida Quill.`
        if title[-1] in "」』" and after[:1] in _PARTICLES:
            continue  # `「茶」の話`: the title goes on
        if after[:1] in _PARTICLES and before and unspaced(before[-2:]) and not _HONOURED.search(before):
            continue  # `相変わらず茶が旨い`: a sentence
        if title[-1] in '”"“»' and after[:1] == ":" and QUESTION.fullmatch(after, 1):
            continue  # `"On Lids": What is in it for cooks?`
        if (nicknamed := _NICKNAMED.match(text)) and start == nicknamed.start(1):
            continue
        if before and is_resource(title):
            continue
        if run_in and len(before) > _LONG_BEFORE and not _SPACE.search(title.strip()) and title.isascii():
            continue  # `Ida Quill, who is one of the cooks of the projects _Ladle_ and _Pan_`
        opened = before.strip(' ([*_:–—-|,.“"')
        if not opened:
            glue = _GLUE.match(after)
            offset = glue.end() if glue else 0
            credits, score, lead = cast(after[offset:], names, run_in)
            by = _by_after(names.lexicon).match(after)
            if not credits and by and run_in and (plain := _PLAIN_NAMES.pattern.match(after, by.end())):
                credits = tuple(Credit(name) for name in plain.group().split() if not _AND.pattern.fullmatch(name))
                score, lead, offset = 0.6, 0, plain.end()
            if credits:
                yield Parse(title, credits, "marked", score + (0.05 if by else -0.05), lead=end + offset + lead)
            continue
        credits, score = _signed_before(before, names)
        if credits:
            yield Parse(title, credits, "marked-after", score, lead=end)
            continue
        speaking = names.lexicon.pattern("presenting", "speaking", "talk_nouns").search(before)
        if speaking and run_in and _ELSEWHERE.search(before, speaking.end()):
            continue
        glued = before[: speaking.start()].rstrip(" '’") if speaking and speaking.start() > 3 and run_in else before
        glued = by_first(names.lexicon).sub("", _about_last(names.lexicon).sub("", _GLUED_END.sub("", glued.rstrip())))
        who, sure = people(glued, names)
        if who and sure > 0.3 and title.strip() and not (run_in and _of_at_end(names.lexicon).search(before)):
            gap = BEHIND.match(text, end)
            rest = text[end:].strip(' .,:;!?)”"*_')
            tail = 0.0 if not rest or run_in else 0.2
            yield Parse(title, who, "marked-after", sure - 0.02 - tail - 0.05 * n, lead=gap.end() if gap else end)


def _in_row(mark: Mark, text: str) -> bool:
    """Whether a link is one word behind others of a row: `[Bo](url), [Zork](url) and [Ida](url)`, who are friends."""
    alone = mark.kind == "link" and text[mark.start : mark.end].isalpha()
    return alone and _ROW.pattern.fullmatch(text, 0, mark.start) is not None


_ROW = Worded(r"(?:[A-ZÀ-Þ]\w+,\s)*[A-ZÀ-Þ]\w+(?:,\s|,?\s<and>\s)")


def _signed_before(before: str, names: Names) -> tuple[tuple[Credit, ...], float]:
    """Who stands between a by-word and a colon, right before a title: `It began with a talk by I. Quill: `."""
    before = before.replace("_", " ")
    last = max(names.lexicon.pattern("by").finditer(before), key=lambda m: m.end(), default=None)
    said = before[last.end() :].strip(" *_") if last and last.start() else ""
    who, sure = people(said[:-1], names) if said[-1:] == ":" else ((), 0.0)
    return (who, sure) if sure >= LEAST_NAME else ((), 0.0)


_HONOURED = regex(r"(?:さん|氏|先生|様)[\s:：のがは、]*$")
_LONG_BEFORE = 60
"""Characters before a word set apart, from which on it stands in a sentence."""
_SPACE = regex(r"\s")
_ELSEWHERE = regex(r"\w{3}[.!?]\s|\([^)]*$")
"""What begins after a verb of speaking: another sentence, or an aside. No title stands there."""
_PARTICLES = tuple("のでにをがはも")


def profiled(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`Nine Spoons [Ida Quill](https://twitter.com/ida)`: nothing parts a title from the link to who gave it."""
    first = next((m for m in marks if m.kind == "link" and m.start > 0 and destinations.handle(m.href)), None)
    if first is None or first.end > len(text) or text[first.start - 1] != " ":
        return
    title, who = text[: first.start].rstrip(), _PICTURES_LAST.sub("", text[first.start :])
    words = fold(title).split()
    led = names.lexicon.words("function_words", "by", "from", "and")
    if len(words) < _LEAST_GLUED or words[-1] in led or title[-1] in _PARTING or SENTENCES.search(title):
        return
    credits, score = people(who, names)
    if credits and score >= SURE_NAME and " " in credits[0].name and not names.score(title) >= LEAST_NAME:
        yield Parse(title, credits, "profile", score - 0.1, lead=len(text))


_LEAST_GLUED, _PARTING = 2, "-–—―|:,;(&/@+·•~"
"""Words of a title before a name that nothing parts from it; and what would part them."""
_PICTURES_LAST = regex(r"[\s\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+$")


@of_languages
def on_within(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<=\w)\s+{lex.either('on')}\s+(?=\w+\s\w)")

"""The line below a post's title that says when it was written, and often by whom: `April 3, 2025 · Ida Quill`.

>>> dateline("Posted on April 3, 2025 by Ida Quill")
Dateline(date='2025-04-03', author='Ida Quill')
>>> dateline("April 3, 2025 · Ghent") is None
True
"""

from __future__ import annotations

import re

from msgspec import Struct

from recapgen.importers.dates import date_of
from recapgen.recap.line.days import months
from recapgen.recap.line.names import Names
from recapgen.recap.words import fold, languages, lexicon
from recapgen.regex import regex
from recapgen.schema import dates_meant


class Dateline(Struct, frozen=True):
    """What such a line says."""

    date: str
    """As front matter has it."""
    author: str = ""


LONGEST = 120
"""Characters of a line that may be one."""
_BY = r"by|von|par|por|di|door|av"
_POSTED = regex(
    r"(?:(?:first |originally )?(?:posted|published|written)|veröffentlicht|publié|publicado|pubblicato|geplaatst)"
    r"(?:\s*:|\s+(?:on|am|le|el|em|il|op)\b)?\s*",
    re.IGNORECASE,
)
_FIELDS = regex(
    rf"\s*[·•∙|]\s*|\s+[–—-]\s+|[\s,]+(?=(?:{_BY})\s)|,\s+(?=[^\W\d]{{3,}}\.?\s+\d{{1,2}},?\s+\d{{4}})|(?<=\w)\s+on\s+(?=\w)",
    re.IGNORECASE,
)
_AUTHOR = regex(rf"(?:{_BY})\s+(\S.*)", re.IGNORECASE)
_LENGTH = regex(
    r"(?:~\s*|about\s+)?\d{1,3}[\s-]*(?:min\.?|mins|minutes?|minuten|minuti|minutos)(?:\s+(?:read|to read|de lecture"
    r"|lesezeit|lectura|de leitura|di lettura))?|[\d,.]+ words|(?:no|\d+) comments?",
    re.IGNORECASE,
)


def dateline(line: str) -> Dateline | None:
    """What a line says of when its post was written; None if it holds anything else, or only a day.

    A day alone may be the conference's: a word like 'posted', a reading time or an author must stand beside it.
    """
    line = line.strip()
    if len(line) > LONGEST or not re.search(r"(?:19|20)\d\d", line):
        return None
    rest = _POSTED.sub("", line, count=1)
    said, date, author = rest != line, "", ""
    for part in filter(None, _FIELDS.split(rest)):
        if not date and (when := _date(part)):
            date = when
        elif _LENGTH.fullmatch(part):
            said = True
        elif not author and (name := _author(part)):
            author = name
        else:
            return None
    return Dateline(date, author) if date and (said or author) else None


_ORDINAL = regex(r"(?<=\d)(?:st|nd|rd|th|er|º)\b", re.IGNORECASE)
_TIME = regex(r"(?:\s+at)?[\s,]+\d{1,2}:\d{2}(?:\s*[ap]m)?\s*$", re.IGNORECASE)


def _date(text: str) -> str:
    """The one day that a text is; empty where it says more, or may mean several."""
    text = _TIME.sub("", text).strip(" ,.")
    if whole := date_of(text):
        return whole if len(whole) >= 10 else ""
    lex = lexicon(languages())
    words = {fold(word) for word in re.findall(r"[^\W\d_]+", _ORDINAL.sub("", text))}
    weekdays = {fold(w) for w in lex.lists.get("weekdays", ())} | {"mon", "tue", "wed", "thu", "fri", "sat", "sun"}
    if words - set(months(lex)) - weekdays - {"de", "of", "the"} or len(re.findall(r"\d+", text)) > 3:
        return ""
    found = dates_meant(text)
    return found[0] if len(found) == 1 and len(found[0]) == 10 and not _RANGE.search(text) else ""


_RANGE = regex(r"\d\s*[–—-]\s*\d{1,2}\b(?![-/.]\d)|\b(?:to|bis|au)\b")


def _author(text: str) -> str:
    """The person whom a part of the line names: behind 'by', or where it can hardly be anything else."""
    behind = _AUTHOR.fullmatch(text)
    name = " ".join((behind[1] if behind else text).split())
    lex = lexicon(("en",))
    sure = Names(lex).score(name) if 1 < len(name.split()) < 5 else 0.0
    return name if sure >= 0.6 and (behind or name not in lex.cities) else ""

"""Days of a conference, as headings name them: `Day 2`, `Tuesday 11th`, `Mardi 24 mai - 1ère journée`, `1日目`.

>>> from recapgen.recap.words import lexicon
>>> day_of("Day Two: SoupConf", lexicon(("en",)))
DayMark(day=2, label='Day Two', rest='SoupConf', weekday=None, goes_on=False)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from recapgen.recap.outline.blocks import Block, Outline, shape_of_words
from recapgen.recap.words import Lexicon, Worded, alternatives, fold, lexicon, of_languages
from recapgen.regex import regex


class DayMark(Struct, frozen=True):
    """A line that names a day."""

    day: int | None
    """As counted in the line; None where it names a weekday or a date only."""
    label: str
    rest: str
    """What else the line says."""
    weekday: int | None = None
    """0 for Monday."""
    goes_on: bool = False
    """Whether words stand right behind it, as in a diary: `**Day 2** We cooked.`"""


def day_of(text: str, lex: Lexicon) -> DayMark | None:
    """The day that a heading names, or None."""
    flat = " ".join(text.split())
    if not flat or len(flat) > 140:
        return None
    if may_count(flat, lex) and (match := _counted(lex).search(flat)):
        return _counted_day(flat, match, lex)
    return _calendar_day(flat, lex)


def days_apart(outline: Outline, lex: Lexicon) -> Outline:
    """The same with lines of their own for bold days that paragraphs begin with: `**Monday** Spoons (Ida Quill)`."""
    return tuple(part for block in outline for part in _day_apart(block, lex))


def _day_apart(block: Block, lex: Lexicon) -> tuple[Block, ...]:
    first = block.marks[0] if block.shape == "run-in" and block.marks else None
    if first is None or first.kind != "strong" or first.start or first.end > _LONGEST_DAY:
        return (block,)
    day = day_of(block.text[: first.end].rstrip(_STOPS), lex)
    text = block.text[first.end :].lstrip(_STOPS)
    if day is None or day.rest or not text:
        return (block,)
    gone = len(block.text) - len(text)
    marks = tuple(mark.moved(-gone) for mark in block.marks if mark.start >= gone)
    shape, level = shape_of_words(text, marks)
    cuts = ((0, gone), *((max(0, at - gone), size) for at, size in block.cuts))
    above = Block("bold", block.text[: first.end], GOES_ON, block.lines, block.tokens, (first,))
    return above, replace(block, shape=shape, text=text, level=level, marks=marks, cuts=cuts)


GOES_ON = 1
"""The level of a bold day that words stand right behind."""
_LONGEST_DAY, _STOPS = 40, " \t\n\u00a0:.,–—-"
"""Characters of a day, and what parts it from what is said."""


def holds_date(text: str, lex: Lexicon) -> bool:
    """Whether a text holds a whole date: day, month and year."""
    if _NUMERIC_DATE.search(text):
        return True
    if not _YEAR.search(text) or not _DAY_OF_MONTH.search(text):
        return False
    known = months(lexicon((*lex.languages, "en")))
    return any(fold(word) in known for word in re.findall(r"[^\W\d_]+", text))


_NUMERIC_DATE = regex(
    r"(?<!\d)(?:(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2(?:19|20)\d\d)(?!\d)|年.*月.*日"
)
_YEAR = regex(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DAY_OF_MONTH = regex(r"(?<!\d)[0-3]?\d(?!\d)")


def may_count(text: str, lex: Lexicon) -> bool:
    """Whether a text may hold a counted day, far cheaper than to look for it."""
    low = text.lower()
    words, lettered = _hints(lex)
    return any(word in low for word in words) or lettered.search(low) is not None


def day_within(text: str, lex: Lexicon) -> DayMark | None:
    """The one counted day that a post's title or path holds; None where it holds none, or several."""
    if not may_count(text[:300], lex):
        return None
    found = list(_counted(lex).finditer(text[:300]))
    if len(found) != 1 or _NEXT_COUNTED.pattern.match(text, found[0].end()):
        return None
    day = _number(next(g for g in found[0].groups() if g), lex)
    return DayMark(day, found[0].group().strip(), "") if day and day < 15 else None


_NEXT_COUNTED = Worded(r"\s*(?:&|<and>|\+|-|–)\s*\d")
"""Behind a counted day: `Days 1 and 2`."""


def day_opening(text: str, lex: Lexicon) -> DayMark | None:
    """The day that the first words of a sentence name: `Day two started with`, `On Friday`, `Am zweiten Tag`."""
    head = text[:_OPENING]
    for match in counted_days(head, lex):
        if match.start() <= _FIRST_WORDS and (day := _number(next(g for g in match.groups() if g), lex)):
            return DayMark(day, match.group().strip(), "")
    lead = _before_day(lex).match(head)
    named = _calendar_words(lex).match(head, lead.end() if lead else 0)
    weekday = _weekdays(lex).get(fold(named.group())) if named else None
    return None if named is None or weekday is None else DayMark(None, named.group(), "", weekday)


_OPENING, _FIRST_WORDS = 60, 14
"""Characters in which a sentence names its day, and before which that begins."""


def day_before_title(text: str, lex: Lexicon) -> DayMark | None:
    """The day with which a line begins, perhaps with its hour, and which a sign parts from the title: `Friday, 10:30 -
    Spoons for all`.

    >>> from recapgen.recap.words import lexicon
    >>> day_before_title("Friday, 10:30 - Spoons for all", lexicon(("en",))).rest
    'Spoons for all'
    """
    match = _DAY_AND_HOUR.match(text)
    mark = day_of(match["day"], lex) if match else None
    return replace(mark, rest=text[match.end() :]) if match and mark and not mark.rest else None


_DAY_AND_HOUR = regex(
    r"(?P<day>[^\W\d_][^\n:|–—-]{2,24}?),?(?:\s+(?:at\s)?\d{1,2}(?:[:.h]\d\d)?\s*(?:[ap]m|uhr|h)?)?\s*(?:[:|]|\s[–—-])\s+(?=\S+\s\S)",
    re.IGNORECASE,
)


def counted_days(text: str, lex: Lexicon) -> Iterator[re.Match[str]]:
    """Where a text counts days: `the first day of`."""
    return _counted(lex).finditer(text) if may_count(text, lex) else iter(())


def _counted_day(flat: str, match: re.Match[str], lex: Lexicon) -> DayMark | None:
    groups = [g for g in match.groups() if g]
    day = _number(groups[0], lex) if groups else None
    if day is None or day > 14:
        return None
    before = flat[: match.start()].strip(" -–—:|/,.(*#")
    after = flat[match.end() :]
    opened = re.match(r"\s*(?:$|[-–—:|/,()!（【\[\]&+]|\.(?!\w)|の|は)", after) is not None
    if not opened and (not before or lex.has_any(("the", "before_day"), before)):
        opened = _goes_on(lex).match(after) is not None
    if not opened and not _calendar_words(lex).match(after.strip()):
        return None
    rest = after.strip(" -–—:|/,.()!")
    leftover = _calendar_words(lex).sub(" ", rest)
    leftover = " ".join(re.sub(r"\b\d{1,4}(?:st|nd|rd|th|er|º|ª|\.)?\b|[^\w\s&+']", " ", leftover).split())
    rest = rest if leftover else ""
    if before and not (_is_calendar(before, lex) or len(before.split()) <= 6):
        return None
    if before and not rest and not _is_calendar(before, lex):
        rest = before
    label = flat if not rest else match.group().strip()
    return DayMark(day, label, rest)


@of_languages
def _goes_on(lex: Lexicon) -> re.Pattern[str]:
    """What may follow a counted day: ` of SoupConf`."""
    return re.compile(rf"\s{lex.either('of', 'at_org', 'with', 'in', 'was', 'whose', 'event_of')}\s|[\u3040-\u9fff]")


@of_languages
def _talks_on(lex: Lexicon) -> re.Pattern[str]:
    """`Talks on` before a weekday."""
    return re.compile(
        rf"{lex.either('talk_words', 'around_talks')}\s+(?:{lex.either('before_day')}\s+)?", re.IGNORECASE
    )


@of_languages
def _before_day(lex: Lexicon) -> re.Pattern[str]:
    """`On ` before a weekday."""
    return re.compile(rf"{lex.either('before_day')}\s+", re.IGNORECASE)


_FIGURE = regex(r"\d{1,2}(?:st|nd|rd|th|\.)?\s+")


_WHOLE_DATE = regex(r"20[0-4]\d(-?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])")
"""`20190506`, `2019-05-06`"""
_SHORT_WEEKDAY = regex(r"[(（]\w{1,3}\.?[)）]")
"""`(월)`, behind a date"""
_WHOLE_DATES = regex(rf"{_WHOLE_DATE.pattern}(?=\W|$)(?:.{{0,12}}?\W(?P<last>20[0-4]\d-?\d\d-?\d\d)(?!\d))?")
"""`2019-05-06 (Mon)`, and `2019-05-06 – 2019-05-08`"""


def _calendar_day(flat: str, lex: Lexicon) -> DayMark | None:
    if dates := _WHOLE_DATES.match(flat):
        left = _calendar_words(lex).sub(" ", _SHORT_WEEKDAY.sub(" ", _WHOLE_DATE.sub(" ", flat)))
        if not re.search(r"\w", left):
            return DayMark(None, flat, "", None if dates["last"] else weekday_in(flat, lex))
    words = _calendar_words(lex)
    for lead in (_talks_on(lex).match(flat), _before_day(lex).match(flat)):
        flat = flat[lead.end() :] if lead and words.match(flat, lead.end()) else flat
    if not words.match(flat) and not (flat[0].isdigit() and _FIGURE.match(flat)):
        return None
    weekday = weekday_in(flat, lex)
    head, _sep, rest = flat, "", ""
    if split := re.search(r"\s*(?::|\s[–—-]\s|\|)\s*", flat):
        head, _sep, rest = flat[: split.start()], split.group(), flat[split.end() :]
    elif not _is_calendar(flat, lex):
        head, rest = _date_and_rest(flat, lex)
    if not _is_calendar(head, lex):
        return None
    has_month = any(fold(w) in months(lex) for w in re.findall(r"[^\W\d_]+", head))
    if weekday is None and not (has_month and re.search(r"\d", head)):
        return None
    if rest and _is_calendar(rest, lex):
        head, rest = flat, ""
    return DayMark(None, head.strip(" -–—:|,("), rest.strip(" ()"), weekday)


def weekday_in(text: str, lex: Lexicon) -> int | None:
    """The first weekday that a text names, 0 for Monday."""
    known = _weekdays(lex)
    return next((known[word] for word in map(fold, re.findall(r"[^\W\d_]+", text)) if word in known), None)


def _date_and_rest(flat: str, lex: Lexicon) -> tuple[str, str]:
    """`October 28 Tutorial Sessions`: the date, and the rest if it is in parentheses or speaks of talks only."""
    words = flat.split()
    count = max((n for n in range(len(words)) if _is_calendar(" ".join(words[:n]), lex)), default=0)
    head, rest = " ".join(words[:count]), " ".join(words[count:])
    known = lex.words("talk_words", "around_talks")
    if count and (rest[0] in "(（" or all(fold(w) in known or lex.kind_of(w) for w in words[count:])):
        return head, rest.strip("()（）")
    return flat, ""


def _is_calendar(text: str, lex: Lexicon) -> bool:
    """Whether the text is all weekdays, months, figures, times of day and their small words."""
    left = _calendar_words(lex).sub(" ", text)
    return not _dated(lex).sub(" ", left).strip()


@of_languages
def _dated(lex: Lexicon) -> re.Pattern[str]:
    """What stands in dates beside the calendar's own words: figures, and small words before them."""
    small = lex.either("the", "before_day", "of")
    return re.compile(
        rf"\b\d{{1,4}}(?:st|nd|rd|th|er|ère|º|ª|de|\.|日|月|年)?\b|\b(?:{small}|st|nd|rd|th)\b|\W",
        re.IGNORECASE,
    )


@of_languages
def _counted(lex: Lexicon) -> re.Pattern[str]:
    roman = r"(?-i:I{2,3}|I?V|I(?=\s*(?:$|[:–—,.)|-])))"  # but not `the day I went`
    numbers = rf"(?:\d{{1,2}}|{alternatives(lex.lists.get('numbers', ()))}|{roman})"
    words = alternatives(lex.lists.get("ordinals", ()))
    ordinals = rf"(?:\d{{1,2}}(?:st|nd|rd|th|er|ère|ere|re|ème|eme|e|º|ª|°|\.|de|ste|o|a)?|{words})"
    ways = []
    for template in sorted(lex.lists.get("days", ()), key=len, reverse=True):
        counted = r"(\d{1,2})" if re.search(r"[a-z]\{n\}", template) else f"({numbers})"
        escaped = re.escape(template).replace(r"\ ", r"\s+").replace(r"\{n\}", counted)
        escaped = escaped.replace(r"\{o\}", f"({ordinals})").replace(r"\{w\}", f"({words})")
        edge = r"(?<!\w)" if template[:1].isascii() else ""
        tail = r"(?!\w)" if template[-1:].isascii() else ""
        ways.append(edge + escaped + tail)
    return re.compile("|".join(ways) or r"(?!)", re.IGNORECASE)


@of_languages
def _hints(lex: Lexicon) -> tuple[list[str], re.Pattern[str]]:
    """Words one of which each counted day holds, in lower case, and the pattern of single letters before a figure."""
    hints = {max(re.split(r"\{[now]\}|\s+", t.lower()), key=len) for t in lex.lists.get("days", ())}
    letters = {hint for hint in hints if len(hint) == 1 and hint.isascii()}
    words = [hint for hint in hints - letters if not any(other in hint for other in hints - letters - {hint})]
    return words, re.compile(rf"[{''.join(sorted(letters))}]\d" if letters else r"(?!)")


def _number(text: str, lex: Lexicon) -> int | None:
    digits, word = re.match(r"\d+", text), fold(text)
    if text in _ROMAN:
        return _ROMAN.index(text) + 1
    return int(digits.group()) if digits else lex.places["numbers"].get(word) or lex.places["ordinals"].get(word)


_ROMAN = ("I", "II", "III", "IV", "V")


@of_languages
def _calendar_words(lex: Lexicon) -> re.Pattern[str]:
    keys = ("weekdays", "weekdays_short", "months", "months_short", "time_of_day")
    return re.compile(
        rf"(?<!\w)(?:{alternatives(w for k in keys for w in lex.lists.get(k, ()))})(?!\w)\.?", re.IGNORECASE
    )


@of_languages
def _weekdays(lex: Lexicon) -> dict[str, int]:
    """Folded name -> 0 to 6."""
    named = {**lexicon(("en",)).places["weekdays_short"], **lex.places["weekdays_short"], **lex.places["weekdays"]}
    return {name: place - 1 for name, place in named.items()}


@of_languages
def months(lex: Lexicon) -> dict[str, int]:
    """Folded name -> 1 to 12."""
    return {**lex.places["months_short"], **lex.places["months"]}

"""A title without what is no part of it: numbers, times, codes and kinds before it, `[slides]` and stars around it.

>>> from recapgen.recap.words import lexicon
>>> prefix("3. Workshop: Stirring", lexicon(("en",)))
(13, 'workshop')
"""

from __future__ import annotations

import re
from functools import lru_cache

from recapgen.model import Kind
from recapgen.recap.line.days import counted_days
from recapgen.recap.words import Lexicon, Worded, alternatives, anywhere, of_languages, unspaced
from recapgen.regex import regex

_NUMBER = regex(
    r"^\s*(?:"
    r"(?:#|no\.?\s?|nr\.?\s?)\d{1,3}\s*[:.)–—-]?\s+"
    r"|\(?\d{1,3}[.)]\s+|\d{1,2}\s[–—-]\s+(?=[^\W\d])"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,2})、\s*|[(（][一二三四五六七八九十]{1,3}[)）]\s*"
    r"|[(（]?\d{1,2}[.．)）]\s*(?=[\u3040-\u9fff\uac00-\ud7a3])"
    r"|[A-Z]{2,5}(?:\d{2,4}|-\d{3,4})(?:-[A-Z0-9]{1,3})?\s*[:|–—-]\s*"
    r"|[A-H][.)]\s+|\d{1,2}-[A-Z]-\d{1,2}\s+|\[[A-Z]{1,2}-?\d{1,3}\]\s*"
    r"|[>»›•◦‣➤→\u2013\u2014*~-]\s+|[\u25a0-\u25ff]\s*"
    r"|[\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+\s*"
    r")",
    re.IGNORECASE,
)
_NUMBERED = regex(r"[A-Za-z](?:[.)]|r|o|[A-Za-z]{1,4}-?\d)|[一二三四五六七八九十]{1,3}、")
"""Of what begins with a letter: `B)`, `No. 3`, `DEV301`, `三、`."""
_LETTERED = regex(r"\s*[A-Za-z][.)]\s")
"""`B. `, which after a kind or a number is somebody's initial."""
_CODE = regex(r"^[A-Z]{2,5}-?\d{2,4}")
_KIND_END = regex(r"\s*(?:[:：|]\s*|\s[–—-]{1,2}\s+|\]\s*[:–—-]?\s*|\)\s*[:–—-]?\s*)")
_KIND_GLUED = regex(r"-\s+(?=[A-ZÀ-Þ])|,\s+(?=[\"“]?[A-ZÀ-Þ]\S*\s+[A-ZÀ-Þ])")
"""`Keynote- Spoons`, `Keynote, Ida Quill`: as loosely only behind kinds that stand for one talk."""
_KIND_NUMBER = regex(r"\s*(?:#\s*|no\.?\s*|nr\.?\s*)?(?:\d{1,2}|[IVX]{1,4})?(?=\s*[:：|)\]]|\s+[–—-])", re.IGNORECASE)


def prefix(text: str, lex: Lexicon) -> tuple[int, Kind | None]:
    """How many characters before the title are languages, number, day, time, code or kind; and the kind.

    >>> from recapgen.recap.words import lexicon
    >>> prefix("3. Workshop: Stirring", lexicon(("en",)))
    (13, 'workshop')
    """
    if text[:1] == " ":
        blanks = len(text) - len(text.lstrip(" "))
        end, kind = prefix(text[blanks:], lex)
        return end and end + blanks, kind
    tongues = _TONGUES.match(text)
    at, kind = tongues.end() if tongues else 0, None
    for lead in (_chapter(lex), _weekday(lex), _label(lex), _counted_slot(lex)):
        if before := lead.match(text, at):
            kind = kind or lex.kind_of(before.group().rstrip(" :："))
            at = before.end()
    at = at or _day_end(text, lex)
    if praised := praise(lex).match(text, at):
        return praised.end(), lex.kind_of(praised["noun"] or praised["counted"] or "")
    for _ in range(4):
        if slot := _slot_before(lex).match(text, at) if _DIGIT.search(text, at, at + _EARLY_DIGIT) else None:
            at = slot.end()
            continue
        first = text[at : at + 1]
        match = None if first.isalpha() and not _NUMBERED.match(text, at) else _NUMBER.match(text[at : at + 40])
        if (
            match
            and not (at and _LETTERED.match(match.group()))
            and match.end() < len(text) - at
            and not (_CODE.match(match.group().strip()) and match.group().strip()[:1].islower())
        ):
            at += match.end()
            if labelled := _label(lex).match(text, at):
                at = labelled.end()
            continue
        found, length = _kind_prefix(text[at : at + 60], lex)
        if not length or at + length >= len(text):
            break
        at, kind = at + length, kind or found
    return at, kind


def _day_end(text: str, lex: Lexicon) -> int:
    """How many characters of `Day 1: Spoons` only say on which day it was; 0 for none."""
    day = next(counted_days(text[:_LONGEST_DAY], lex), None)
    colon = _COLON.match(text, day.end()) if day and not day.start() else None
    return colon.end() if colon else 0


_LONGEST_DAY, _COLON = 20, regex(r"\s?(?::\s+|：\s*)(?=\S)")


@of_languages
def _chapter(lex: Lexicon) -> re.Pattern[str]:
    """`Chapter 3: Spoons`, `Room B: Spoons`"""
    room = rf"{lex.either('tracks')}\s(?:\d{{1,2}}|[A-H])\s?:"
    return re.compile(rf"(?:{lex.either('chapters')}\s\d{{1,2}}\s?(?:[:.]|[–—-])|{room})\s+(?=\S)", re.IGNORECASE)


@of_languages
def _weekday(lex: Lexicon) -> re.Pattern[str]:
    """`Monday: Spoons`, `Fri, 2 pm – Spoons`: on which day it was."""
    time = rf",?\s(?:at\s)?(?:{_CLOCK}|\d{{1,2}}\s(?:uhr|h)|(?<=at\s)\d{{1,2}})"
    full, short = lex.either("weekdays"), lex.either("weekdays_short")
    named = rf"(?:{full}|{short}\.?(?={time}))(?:{time})?"
    return re.compile(rf"{named}(?:\s?:\s+|\s*：\s*|\s+[|–—-]{{1,3}}\s+)(?=\S)", re.IGNORECASE)


@of_languages
def _slot_before(lex: Lexicon) -> re.Pattern[str]:
    """`9h – 9h45 Spoons`, `às 14h: Spoons`, `[10.00 bis 10.45 Uhr] Spoons`, `2pm Spoons`, `~11:00 – Spoons`."""
    half, hour = r"[ap]\.?m\.?(?!\w)", rf"{lex.either('hours')}\.?(?!\w)"
    minutes = rf"\d{{1,2}}[:.h]\d\d(?!\d)(?:\s?(?:{half}|{hour}))?"
    clock = rf"(?:{minutes}|\d{{1,2}}\s?(?:{half}|{hour}))"
    several = rf"(?:{clock}|\d{{1,2}})\s*(?:[–—~〜～-]|{lex.either('until_hour')})\s*{clock}"
    plain = rf"(?:{several}|{minutes}|\d{{1,2}}\s?{half})[\])]?\s*[:：|·,–—-]?\s+"
    parted = rf"(?:{lex.either('at_hour')}\s+)?(?:{several}|{clock})[\])]?(?:\s?[:：|·]|\s[–—-])\s+"
    return re.compile(rf"\s*[\[(]?[~≈]?(?:{parted}|{plain})(?=\S)", re.IGNORECASE)


def without_slot_before(text: str, lex: Lexicon) -> str:
    """A line without the time with which it begins: `12h30 – 14h : Lunch`."""
    slot = _slot_before(lex).match(text) if _DIGIT.search(text, 0, _EARLY_DIGIT) else None
    return text[slot.end() :] if slot else text


_EARLY_DIGIT = 12
"""Characters of a line up to the first figure of its time, at most."""


@of_languages
def praise(lex: Lexicon) -> re.Pattern[str]:
    """`Best talk: Spoons`, `La charla más útil: Cucharas`, `가장 좋았던 세션 : 숟가락`, `Second talk: Spoons`: what a
    writer says before.
    """
    nouns, praised = {*lex.lists.get("talk_nouns", ())} - lex.several_talks, lex.lists.get("praised", ())
    noun = alternatives([word for word in nouns if not unspaced(word)], any_case=True)
    best = alternatives([word for word in praised if not unspaced(word)], any_case=True)
    before = rf"(?:\w+\s)?{best}(?:(?:\s\w+){{0,2}}?\s)?(?P<noun>{noun})"
    behind = rf"(?:\w+\s)?{noun}\s{best}(?:\s\w+)?"
    counted = rf"(?:{lex.either('the')}\s)?(?:{lex.either('ordinals')}|{_FIGURE})\s(?P<counted>{noun})"
    sign = alternatives(word for word in nouns if unspaced(word))
    signs = rf"[^\n:：]{{0,12}}{alternatives(word for word in praised if unspaced(word))}[^\n:：]{{0,12}}?{sign}"
    return re.compile(rf"(?:{before}|{behind}|{counted}|{signs})\s?[:：]\s*(?=\S)", re.IGNORECASE)


_FIGURE = r"\d{1,2}(?:st|nd|rd|th|er|ère|ème|º|ª|°|\.|ste|de)"
"""`2nd`, `2.`, `2ª`, before the word for a talk."""


@of_languages
def _label(lex: Lexicon) -> re.Pattern[str]:
    """`Topic: Spoons`, `主題：鍋の話`, `제목: 냄비`, `Honourable mention: Spoons`"""
    words = (*lex.lists.get("title_labels", ()), *lex.lists.get("singled_out", ()))
    labels = alternatives(word for word in words if lex.kind_of(word) is None)
    return re.compile(rf"{labels}\s?(?:[:：]\s+|：|:(?=[^\x00-\x7f]))(?=\S)", re.IGNORECASE)


@of_languages
def _counted_slot(lex: Lexicon) -> re.Pattern[str]:
    """`2コマ目「鍋の話」`, `第三场：汤勺`: which of the talks it was, before a title in quotation marks or a colon."""
    count = rf"第?(?:\d{{1,2}}|[一二三四五六七八九十]{{1,2}})\s?{lex.either('counters')}"
    return re.compile(rf"{count}\s*(?:[:：]\s*(?=\S)|(?=[「『《“]))")


_TONGUES = regex(r"(?:\[[A-Z]{2}\]\s*)+(?=\S)")
"""`[EN][JA] Spoons`: the languages in which a talk was given."""


def _kind_prefix(text: str, lex: Lexicon) -> tuple[Kind | None, int]:
    skip = 1 if text[:1] in "[(【" else 0
    article = None if skip else _article(lex).match(text)
    match = lex.kind_pattern.match(text, article.end() if article else skip)
    if not match or (article and lex.kind_of(match.group()) == "talk"):
        return None, 0
    after = match.end()
    if number := _KIND_NUMBER.match(text, after) or _kind_counted(lex).match(text, after):
        after = number.end()
    kind = lex.kind_of(match.group())
    end = _KIND_END.match(text, after) or (_KIND_GLUED.match(text, after) if kind in _LOOSE else None)
    if not end or (skip and end.group().strip()[:1] not in "])】"):
        return None, 0
    return kind, end.end()


@of_languages
def _kind_counted(lex: Lexicon) -> re.Pattern[str]:
    """` one`, of `Tutorial one: Spoons`."""
    return re.compile(rf"\s{lex.either('numbers')}(?=\s?:)", re.IGNORECASE)


@of_languages
def _article(lex: Lexicon) -> re.Pattern[str]:
    """`The `, `La première `, `Friday Evening `, before a kind."""
    first = rf"{lex.either('the')}(?:\s+|(?<=['’])){lex.either('ordinals')}?\s*"
    when = rf"{lex.either('weekdays')}\s(?:{lex.either('time_of_day')}\s)?"
    return re.compile(rf"{first}|{when}", re.IGNORECASE)


_LOOSE = ("keynote", "panel", "tutorial", "workshop")


_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff"))
_WIKI_LINK = regex(r"\[\[(?:[^\[\]|]*(?:\||\]\[))?([^\[\]]*)\]\]")
"""`[[Spoons]]`, `[[page|Spoons]]`, `[[https://soup.example/spoons][Spoons]]`."""
_LEFT_OVER = regex(r"\s*(?:[(\[]TODO[^()\[\]]*[)\]]|\{%[^%]*%\})\s*|</?(?:s|del|strike)>|~~")
"""What a writer has to do yet, what a template would have filled in, and what strikes a title out."""
_EMOJI = regex(r"[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff\ufe0f\u200d]+")
_SHOWN = r"[\[(]\s*(?:other |older |the )?(?:<resources>|talk|watch|info|schedule|\d+\s*min(?:utes|s)?\.?)(?!\w)"
_TAIL = Worded(rf"\s*(?:[–—|-]\s*)?(?:{_SHOWN}(?:\s*[,/&|]\s*\w+)*\s*[\])]|-\s*TB[AD]|\(TB[AD]\))\s*$", re.IGNORECASE)
_MAY_BE_TAIL = Worded(rf"{_SHOWN}|\(TB[AD]\)", re.IGNORECASE)
_TO_COME = regex(r"-\s*TB[AD]$", re.IGNORECASE)
_FOOTNOTE = regex(r"(?<=\w)\s*\[\^?\d{1,2}\]$")
_ALNUM = regex(r"[^\W_]")
_WORDS_AND_STOP = regex(r"\w.*\.$")
_ASIDE = regex(r"\s*[(\[]([^()\[\]]{3,30})[)\]]\s*$")
_WHEN = regex(r",\s[^,]*\d[^,]*$")
"""`, Dec 9`, behind a kind."""
_KIND_BEHIND = regex(r"(?:\s+[–—-]|(?<=[”\"»]))\s+([^\W\d_]+(?:\s[^\W\d_]+)?)$")
"""`Spoons – Keynote`, `“Spoons” Keynote`."""
_SLOT = regex(r"\s*[(\[（]\d{1,2}[:.]\d\d\s*[–—~〜-]\s*\d{1,2}[:.]\d\d[)\]）]$")
"""`Spoons (10:15 - 10:30)`: when it was."""
_CLOCK = r"(?:\d{1,2}[:.h]\d\d(?:\s*(?:[ap]\.?m\.?|uhr|h)(?!\w))?|\d{1,2}\s*[ap]\.?m\.?|noon|midi|mittag)"
_SPOKEN_IN = regex(
    r"\s+[(\[](?:[Ii]n )?(?:EN|JA|JP|DE|FR|ES|PT|NL|IT|KO|ZH|en|ja|jp|de|fr|es|pt|nl|it|ko|zh"
    r"|[Ee]nglish|[Gg]erman|[Ff]rench|[Ss]panish"
    r"|英語版?|日本語版?)[)\]]$"
)
"""`Spoons (EN)`, `Spoons (it)`, `Spoons (In English)`: in which language."""
_LONGEST_LANGUAGE = len(" (In Spanish)")
_TIDY = regex(r"[A-Za-z0-9À-ɏ](?:[A-Za-z0-9À-ɏ ,&?!'’]*[A-Za-z0-9À-ɏ?!])?")
"""A title that has nothing around it."""
_QUOTES = {
    "“": "”",
    '"': '"',
    "„": "“",
    "«": "»",
    "‘": "’",
    "「": "」",
    "『": "』",
    "'": "'",
    "”": "”",
    "‚": "‘",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "《": "》",
    "[": "]",
}


def without_slot(title: str) -> str:
    """The title without the time behind it: `Spoons (10:15 - 10:30)`, `Spoons (duration: 45 min)`."""
    opened = max(map(title.rfind, "([（")) if title[-1:] in ")]）" else -1
    if opened < 0 or not _DIGIT.search(title, opened, opened + _LABELLED_DIGIT):
        return title
    return _length().sub("", _SLOT.sub("", title))


@lru_cache(maxsize=1)
def _length() -> re.Pattern[str]:
    """`Spoons (45 min)`, `Löffel (Dauer: 1 Stunde)`, `匙 (20分)`, `Lids [25:30]`: how long it was, in any language."""
    label = rf"(?:{anywhere('length_labels')}\s*[:：]?\s*)?[~≈]?\s?"
    counted = rf"\d{{1,3}}(?:[.,]\d)?[\s’'-]*{anywhere('lengths')}\.?"
    played = rf"(?:\d{{1,2}}:)?\d{{1,3}}:\d\d(?:\s?{anywhere('lengths')})?"
    return re.compile(rf"\s*[(\[（]{label}(?:{counted}|{played})[)\]）]$", re.IGNORECASE)


_LABELLED_DIGIT = 20
"""Characters of an aside up to the first figure of a length, at most."""


@of_languages
def _their_talk(lex: Lexicon) -> re.Pattern[str]:
    """`her talk on `, before what it is called or about."""
    nouns, on = lex.pattern("talk_nouns").pattern, lex.either("on", "about", "titled")
    return re.compile(rf"{lex.either('their')}\s(?:\w+\s)?{nouns}\s{on}\s", re.IGNORECASE)


def _without_bare_slot(title: str, lex: Lexicon) -> str:
    """The title without the time behind it, where nothing encloses that: `Spoons 10:15 - 10:30`."""
    return _bare_slot(lex).sub("", title) if _DIGIT.search(title, max(0, len(title) - _LONGEST_SLOT)) else title


@of_languages
def _bare_slot(lex: Lexicon) -> re.Pattern[str]:
    """`Spoons - Friday 10:15 a.m.–noon`"""
    weekday = lex.either("weekdays", "weekdays_short")
    slot = rf"(?:{weekday}\.?,?\s+)?{_CLOCK}\s*[–—~〜-]\s*{_CLOCK}"
    return re.compile(rf"(?<=[^\s–—@|-])(?:\s+[|@–—-]|,)?\s+{slot}$", re.IGNORECASE)


_LONGEST_SLOT = 24
_DIGIT = regex(r"\d")


_CLOSERS = ')]」』”"）*_'
_WRAPPED = regex(
    r"(?P<lead>[^「『“\"(\[（]{2,40}?)[\s*_:：]*[「『“\"(\[（](?P<title>.{3,160}?)[*_\s]*[」』”\")\]）]+[*_\s]*"
)


def _wrapped(title: str, lex: Lexicon) -> tuple[str, Kind | None] | None:
    """`Closing Keynote (On Spoons)`, `1日目基調講演「茶の話」`: what stands before the title is its kind."""
    match = _WRAPPED.fullmatch(title)
    if not match:
        return None
    lead = match.group("lead")
    kind = lex.kind_of(lead)
    if kind is None and not lead.isascii():
        ends = [word for word in lex.kinds if not word.isascii() and lead.endswith(word)]
        kind = lex.kinds[max(ends, key=len)] if ends else None
    return (match.group("title"), kind) if kind else None


def tidy(title: str, lex: Lexicon) -> tuple[str, Kind | None]:
    """The title without quotation marks, decoration and `[slides]`; and the kind that it names in parentheses.

    >>> from recapgen.recap.words import lexicon
    >>> tidy("-Spoons (workshop)- ⭐", lexicon(("en",)))
    ('Spoons', 'workshop')
    """
    title = " ".join(title.translate(_UNSEEN).split())
    if "[[" in title or "TODO" in title or "{%" in title or "</" in title or "~~" in title:
        title = _LEFT_OVER.sub("", _WIKI_LINK.sub(r"\1", title)).strip()
    title = _without_bare_slot(title, lex)
    if title[:1].islower() and (theirs := _their_talk(lex).match(title)):
        title = title[theirs.end() :]
    if title.isascii() and title[:1].isalnum():
        last = title[-1]
        if last == ".":
            return title[:-1] if " " in title and title.count(".") == 1 else title, None
        if last in "?!" or (last.isalnum() and not (last in "DdAa" and _TO_COME.search(title))):
            return title, None
    if _TIDY.fullmatch(title):
        return title, None
    kind: Kind | None = None
    if title[-1:] in _CLOSERS and (wrapped := _wrapped(title, lex)):
        title, kind = wrapped
    for _ in range(4):
        before = title
        title = title.strip(" \t\u00a0")
        if not title.isascii():
            without = _EMOJI.sub("", title).strip()
            if _ALNUM.search(without):
                title = without
        if title[-1:] == "]":
            title = _FOOTNOTE.sub("", title)
        if title[-1:] in ")]）":
            title = without_slot(title)
            title = title[:-_LONGEST_LANGUAGE] + _SPOKEN_IN.sub("", title[-_LONGEST_LANGUAGE:])
        opened = max(title.rfind("("), title.rfind("[")) if title[-1:] in ")]" else -1
        if (opened >= 0 and _MAY_BE_TAIL.pattern.match(title, opened)) or (
            title[-1:] in "DdAa" and _TO_COME.search(title)
        ):
            title = _TAIL.pattern.sub("", title)
            opened = max(title.rfind("("), title.rfind("[")) if title[-1:] in ")]" else -1
        behind = _KIND_BEHIND.search(title) if title[-1:].isalnum() else None
        if behind and (named := lex.kind_of(behind[1])) and named != "talk":
            kind, title = kind or named, title[: behind.start()]
            continue
        match = _ASIDE.match(title, len(title[:opened].rstrip())) if opened > 0 else None
        if match and match.start() and (named := lex.kind_of(_WHEN.sub("", match.group(1)))):
            kind, title = kind or named, title[: match.start()]
        if _ALNUM.search(title):
            title = title.rstrip(" :：–—-|,;·*_~").lstrip(" :：–—-|,;·~")
            if title.startswith("*") and title.endswith("*"):
                title = title.strip("*")
        close = _QUOTES.get(title[:1])
        if close and len(title) > 2 and title.find(close, 1) in (len(title) - 1, -1):
            title = title[1:].removesuffix(close)
        elif title[-1:] in "”»“" and not any(q in title[:-1] for q in "“„«»"):
            title = title[:-1]
        if title == before:
            break
    if title[-1:] == "." and title.count(".") == 1 and _WORDS_AND_STOP.match(title) and len(title.split()) > 1:
        title = title[:-1]
    return title, kind

"""The shapes that names of conferences have: before a year, glued to one, with the word for an event in them.

>>> [match["name"] for match in WITH_YEAR.finditer("At Spoon Summit 2019 we ate")]
['At Spoon Summit']
"""

from __future__ import annotations

import re

from recapgen.recap.conference.events import EVENT_END, REGIONS
from recapgen.recap.words import Lexicon, Worded, alternatives, anywhere, known_conferences, of_languages
from recapgen.regex import regex

YEAR = r"(?:19[89]\d|20[0-4]\d)"


def year_of(text: str) -> int:
    """The year that figures mean, whole or the last two of them.

    >>> year_of("'19"), year_of("2019")
    (2019, 2019)
    """
    digits = text.lstrip("'’")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


_TOKEN = (
    r"(?:!![A-Z]\w*|[a-z]{2,8}!|[A-Z0-9À-ÖØ-Þ][\w'’.!:+#-]*[\w!+#]|[A-Z]\b|[a-z]{1,8}[A-Z][\w!]*"
    r"|[a-z]{1,5}-[A-Z]{2,}\w*|[a-z]{2,8}:[a-z]\w+|X\b|\+\+?|&)"
)
_JOIN = (
    r"(?:of|the|for|in|on|and|de|du|des|di|do|da|dos|das|del|della|dei|delle|per|em|e|y|et|für|der|to|la|le|las|los)"
)
WITH_YEAR = regex(
    rf"(?P<name>(?:{_TOKEN}\s+(?:{_JOIN}\s+){{0,2}}){{0,6}}?{_TOKEN}(?:\s+days?(?=\s+{YEAR}))?)"
    rf"(?:\s+(?:conference|summit|conf|event|meetup))?(?:\s*[-–—,:/(]?[\s\u200b]*|\s+)(?P<year>['’]\d\d(?!\w)|(?<!\d){YEAR}(?!\d))"
)
GLUED = regex(rf"(?P<name>[A-Za-z!][A-Za-z!+.&-]*[A-Za-z!+])(?P<year>{YEAR})(?!\d)")
TWO_CAPITALS = regex(r"[A-Z]{2}")
"""`PH`, of `PH2017`: too short for a name, but for the year that it is glued to."""
YEAR_FIRST = regex(
    rf"(?<!\d)(?P<year>{YEAR})(?:['’]s)?\s+(?:edition\s+of\s+)?(?:the\s+)?(?P<name>{_TOKEN}(?:\s+(?:{_JOIN}\s+)?{_TOKEN}){{0,6}})"
)
YEAR_BEHIND = regex(rf"[\s\u200b,:(–-]{{0,3}}(?P<year>['’]\d\d(?!\w)|(?<!\d){YEAR}(?![\d-]))")
YEAR_INSIDE = regex(
    r"(?<![\w@/])(?P<name>[A-Z]\w{0,12}[a-z][Cc]on(?:f)?)(?P<year>(?:20)?[012]\d)(?P<where>[A-Z][a-z]{2,12})"
    r"(?![A-Za-z0-9/])"
)
"""`PieCon19Narnia` is `PieCon Narnia` of 2019."""
TWO_FIGURES = regex(r"(?<![\w@/#])(?P<name>[A-Z][A-Za-z]{2,}|[a-z]{4,}(?=:?\d)):?(?P<year>0[0-9]|1\d|2\d)(?![\w.:])")
"""`Mix06`, `spoonjam:22`: a conference only where the words beside it say so."""
ZERO_YEAR = regex(rf"(?P<name>(?:{_TOKEN}\s+){{0,4}}?{_TOKEN})\s(?P<year>0\d)(?!\w|[.:/-]\d)")
"""`SoupConf Ghent 07`: a conference only if the name says so, or the text that begins so has it again and speaks of
one."""
BRACKETED = regex(rf"(?<!\S)(?P<name>[\w.:+!-]*\w\((?=\w*[A-Z])\w{{2,}}\)[\w.:+!-]*)(?:\s|:)\s?(?P<year>{YEAR})(?!\d)")
"""`pot(LID):con 2019`, `stir(soupAI) 2019`: a name with capitals in brackets within, right before its year; no
`Köch(innen) 2019`."""
DOTTED = regex(r"(?<![\w/.@])(?P<name>[a-z]{3,20}\.conf\.[a-z]{2,3})(?![\w/])")
COUNTED = regex(r"(?<![\w@/])#?(?P<name>\d{2}[cC]3)(?!\w)")
"""`30C3`: the thirtieth congress, whose name is its figure."""
PHRASE = regex(
    rf"(?P<name>(?:{_TOKEN}\s+(?:{_JOIN}\s+)?){{1,5}}(?:Conference|Summit|Days?"
    rf"|Camp|Forum|World|Fest|Festival|Congress|Convention|Symposium|Meetup|Unconference"
    rf"|Week|Expo|Connect|Con|Conf|Connection|Workshop|Retreat|Gathering|Jam|Colloquium"
    rf"|(?:Annual|Regional|National|International|General|Joint|Plenary|Spring|Fall|Midwinter) Meeting)(?:\s+"
    rf"(?:Europe|EU|US|USA|UK|NA|Asia|India|Japan|Nordic|North America|[A-Z]{{2,3}}))?)"
    rf"(?!\w)"
)
MAY_NAME = regex(
    rf"\d\d|{EVENT_END}(?:[A-Z]{{2,4}}|\d)?(?!\w)|[a-zA-Z](?:Conf?|Fest|Camp|Days)[A-Z]"
    r"|Connection|Workshop|Retreat|Gathering|\.conf\.|Colloquium| Meeting"
)
"""What a text without any name has not, but in Chinese, Japanese and Korean: far cheaper to look for than names are."""
CAPITALS_AT_END = regex(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*\s+){1,5}$")
JOINING = Worded(r"\s+(?:<and>|&|\+)\s+")
"""`SoupConf and ForkDays`"""
CJK_NAME = regex(
    r"(?<![A-Za-z\d:])(?P<name>[A-Za-z\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
    r"(?:[\w.+!&・\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3 ]|(?<=[a-z]):(?=[A-Za-z])){1,30}?)\s*"
    r"(?P<year>20\d\d)?\s*(?:年)?\s*(?P<tail>[にへで]|参加|レポート|の|후기|에|참가|정리|참석|다녀|参会|心得|记录|記錄|笔记|見聞|回顾|總結|总结"
    r"|まとめ|行って|感想|聴講|を|参戦|참여|참관|방문|를|을|회고|參加|參與|筆記|纪要|紀要|小記|小记|游记|遊記|有感|$|[（(「」』【\]：!！]|:(?![A-Za-z])"
    r"|[-–—|~〜～]\s|[｜、。，])"
)


@of_languages
def day_and_its_date(lex: Lexicon) -> re.Pattern[str]:
    """`Löffel-Tag am 12.11.2019`: by itself, an `HTML-Tag` is no day."""
    date = rf"[\d. –-]{{2,14}}(?:(?i:{lex.either('months')})\s)?"
    return re.compile(
        rf"(?P<name>(?:[A-ZÀ-Þ][\w.]*-)+Tage?)\s+{lex.either('before_day')}\s{date}(?<!\d)(?P<year>{YEAR})(?!\d)"
    )


@of_languages
def event_of(lex: Lexicon) -> re.Pattern[str]:
    """`Symposium on Ladles`: the word for an event, and of what it is.

    >>> from recapgen.recap.words import lexicon
    >>> event_of(lexicon(("en",))).search("at the Symposium on Ladles")["subject"]
    'Ladles'
    """
    word, of = r"(?:[A-ZÀ-ÖØ-Þ][\w'’.&-]*\w|[A-Z]\b|[a-z]{1,5}[A-Z]\w+)", lex.either("event_of")
    rest = rf"{word}(?:\s+(?:(?:{of}|{anywhere('and_alone')}|of|&)\s+){{0,2}}{word}){{0,7}}"
    kind = r"[a-zà-ÿ]*(?:nal|nale|ual|uale|uel|uelle|dial|opeo|opea|opéen|peu)"
    return re.compile(
        rf"(?<!\w){lex.either('event_heads')}(?:\s+{kind}){{0,2}}\s+(?:{of}\s*){{0,2}}(?<!\w)(?P<subject>{rest})(?!\w)"
    )


@of_languages
def country_behind(lex: Lexicon) -> re.Pattern[str]:
    """`SoupConf 2019 Brazil`: the country behind the year is part of the name."""
    return re.compile(rf"\s(?P<country>{alternatives([*lex.cities.values(), *REGIONS])})(?!\w)")


@of_languages
def listed(lex: Lexicon) -> re.Pattern[str]:
    """`QCon London`, `QCon上海`."""
    return re.compile(rf"(?<![\w@/.])(?P<name>{alternatives(known_conferences())}(?:\s*{_places(lex)})?){_LATIN_END}")


_LATIN_END = r"(?![A-Za-z\d_À-ɏ])"
"""Where a word ends, whatever character of a script without spaces follows."""


@of_languages
def camel(lex: Lexicon) -> re.Pattern[str]:
    """`SoupConf`, `SoupConf Ghent`, `ForkDays US`, `Bowlday Spooncon`."""
    return re.compile(rf"{_CAMEL}(?:\s{_SHORT_EVENT})?(?:\s+{_places(lex)}(?!\w))?)")


_CAMEL = (
    rf"(?<![\w@/])(?P<name>(?:(?:[!\w+.&-]*[A-Za-z!]|[A-Z]\w+-(?=[A-Z])){EVENT_END}(?:[A-Z]{{2,4}})?"
    r"|[A-Z]\w*[a-zA-Z](?:Conf?|Fest|Camp|Days)[A-Z][a-z]{2,10}|[A-Z]\w*(?:Conf|Camp|Fest)\d)(?![\w/])"
)
_SHORT_EVENT = r"[A-Z][a-z]+(?:[Cc]onf?|[Ff]est)(?!\w)"
"""Right behind a word that ends as names of events do, but that is a house: `Spooncon`."""


@of_languages
def in_hangul(lex: Lexicon) -> re.Pattern[str]:
    """`국자콘 발표부터`: before a word for a talk, or for a recap."""
    return re.compile(rf"(?<!\w)(?P<name>[가-힣]{{2,6}}콘)(?=\s{lex.either('talk_nouns', 'recap_words')})")


@of_languages
def _places(lex: Lexicon) -> str:
    return alternatives([*lex.cities, *lex.cities.values(), *REGIONS])

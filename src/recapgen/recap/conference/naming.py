"""The names of conferences that a line holds: `QCon London 2017`, `!!Con`, `Strata + Hadoop World`, `#soupconf19`.

>>> from recapgen.recap.context import Context
>>> [(n.name, n.year) for n in names_in("Recap of SoupConf '17 in photos", Context.of("", (), "en"))]
[('SoupConf', 2017)]
"""

from __future__ import annotations

import itertools
import re
from functools import lru_cache

from msgspec import Struct

from recapgen.recap.context import Context
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.words import (
    Lexicon,
    Worded,
    alternatives,
    anywhere,
    fold,
    known_conferences,
    may_be_cjk,
    of_languages,
    plain_case,
    unspaced,
)
from recapgen.regex import regex


class Named(Struct, frozen=True):
    """A conference's name as some line has it."""

    name: str
    year: int | None
    event: bool
    """Whether the name itself says that it is an event: `SoupConf`, `Spoon Summit`."""
    start: int = 0
    end: int = 0


YEAR = r"(?:19[89]\d|20[0-4]\d)"
_TOKEN = (
    r"(?:!![A-Z]\w*|[a-z]{2,8}!|[A-Z0-9À-ÖØ-Þ][\w'’.!:+#-]*[\w!+#]|[A-Z]\b|[a-z]{1,8}[A-Z][\w!]*"
    r"|[a-z]{1,5}-[A-Z]{2,}\w*|[a-z]{2,8}:[a-z]\w+|X\b|\+\+?|&)"
)
_JOIN = (
    r"(?:of|the|for|in|on|and|de|du|des|di|do|da|dos|das|del|della|dei|delle|per|em|e|y|et|für|der|to|la|le|las|los)"
)
_WITH_YEAR = regex(
    rf"(?P<name>(?:{_TOKEN}\s+(?:{_JOIN}\s+){{0,2}}){{0,6}}?{_TOKEN}(?:\s+days?(?=\s+{YEAR}))?)"
    rf"(?:\s+(?:conference|summit|conf|event|meetup))?(?:\s*[-–—,:/(]?[\s\u200b]*|\s+)(?P<year>['’]\d\d(?!\w)|(?<!\d){YEAR}(?!\d))"
)
_GLUED = regex(rf"(?P<name>[A-Za-z!][A-Za-z!+.&-]*[A-Za-z!+])(?P<year>{YEAR})(?!\d)")
_TWO_CAPITALS = regex(r"[A-Z]{2}")
"""`PH`, of `PH2017`: too short for a name, but for the year that it is glued to."""
_YEAR_FIRST = regex(
    rf"(?<!\d)(?P<year>{YEAR})(?:['’]s)?\s+(?:edition\s+of\s+)?(?:the\s+)?(?P<name>{_TOKEN}(?:\s+(?:{_JOIN}\s+)?{_TOKEN}){{0,6}})"
)
EVENT_END = (
    r"(?:[Cc]on|CON|[Cc]onf|CONF|[Dd]ays?|DAYS|[Ss]ummit|[Cc]amp|[Ff]est|[Ww]orld"
    r"|[Ff]orum|[Cc]onference|[Mm]eetup|[Ee]xpo|[Cc]onnect|[Ww]eek|[Jj]am|[Ff]estival"
    r"|[Kk]onferenz|tage?|dag(?:en)?|[Tt]reffen|[Cc]ongress|[Kk]ongress|[Cc]onvention"
    r"|[Ss]ymposium|[Cc]ongres|[Tt]agung|DC|XX|xx|콘)"
)
_CAMEL = (
    rf"(?<![\w@/])(?P<name>(?:(?:[!\w+.&-]*[A-Za-z!]|[A-Z]\w+-(?=[A-Z])){EVENT_END}(?:[A-Z]{{2,4}})?"
    r"|[A-Z]\w*[a-zA-Z](?:Conf?|Fest|Camp|Days)[A-Z][a-z]{2,10}|[A-Z]\w*(?:Conf|Camp|Fest)\d)(?![\w/])"
)
_PHRASE = regex(
    rf"(?P<name>(?:{_TOKEN}\s+(?:{_JOIN}\s+)?){{1,5}}(?:Conference|Summit|Days?"
    rf"|Camp|Forum|World|Fest|Festival|Congress|Convention|Symposium|Meetup|Unconference"
    rf"|Week|Expo|Connect|Con|Conf|Connection|Workshop|Retreat|Gathering|Jam|Colloquium"
    rf"|(?:Annual|Regional|National|International|General|Joint|Plenary|Spring|Fall|Midwinter) Meeting)(?:\s+"
    rf"(?:Europe|EU|US|USA|UK|NA|Asia|India|Japan|Nordic|North America|[A-Z]{{2,3}}))?)"
    rf"(?!\w)"
)
_BRACKETED = regex(rf"(?<!\S)(?P<name>[\w.:+!-]*\w\((?=\w*[A-Z])\w{{2,}}\)[\w.:+!-]*)(?:\s|:)\s?(?P<year>{YEAR})(?!\d)")
"""`pot(LID):con 2019`, `stir(soupAI) 2019`: a name with capitals in brackets within, right before its year; no
`Köch(innen) 2019`."""
_DOTTED = regex(r"(?<![\w/.@])(?P<name>[a-z]{3,20}\.conf\.[a-z]{2,3})(?![\w/])")
_YEAR_INSIDE = regex(
    r"(?<![\w@/])(?P<name>[A-Z]\w{0,12}[a-z][Cc]on(?:f)?)(?P<year>(?:20)?[012]\d)(?P<where>[A-Z][a-z]{2,12})"
    r"(?![A-Za-z0-9/])"
)
"""`PieCon19Narnia` is `PieCon Narnia` of 2019."""
_TWO_FIGURES = regex(r"(?<![\w@/#])(?P<name>[A-Z][A-Za-z]{2,}|[a-z]{4,}(?=:?\d)):?(?P<year>0[0-9]|1\d|2\d)(?![\w.:])")
"""`Mix06`, `spoonjam:22`: a conference only where the words beside it say so."""
_FIRST_WORDS = 1500
"""Characters of a text that say what it is of."""
_ZERO_YEAR = regex(rf"(?P<name>(?:{_TOKEN}\s+){{0,4}}?{_TOKEN})\s(?P<year>0\d)(?!\w|[.:/-]\d)")
"""`SoupConf Ghent 07`: a conference only if the name says so, or the text that begins so has it again and speaks of
one."""
_COUNTED_WORDS = frozenset(("day", "tag", "jour", "part", "episode", "week", "woche"))
_COUNTED = regex(r"(?<![\w@/])#?(?P<name>\d{2}[cC]3)(?!\w)")
"""`30C3`: the thirtieth congress, whose name is its figure."""
_CJK_NAME = (
    r"(?<![A-Za-z\d:])(?P<name>[A-Za-z\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]"
    r"(?:[\w.+!&・\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3 ]|(?<=[a-z]):(?=[A-Za-z])){1,30}?)\s*"
    r"(?P<year>20\d\d)?\s*(?:年)?\s*(?P<tail>[にへで]|参加|レポート|の|후기|에|참가|정리|참석|다녀|参会|心得|记录|記錄|笔记|見聞|回顾|總結|总结"
    r"|まとめ|行って|感想|聴講|を|参戦|참여|참관|방문|를|을|회고|參加|參與|筆記|纪要|紀要|小記|小记|游记|遊記|有感|$|[（(「」』【\]：!！]|:(?![A-Za-z])"
    r"|[-–—|~〜～]\s|[｜、。，])"
)


_DAYS = r"(?:[Dd]ays|[Tt]age|[Jj]ours|[Dd]agen|[Dd]agar|[Dd][ií]as|[Gg]iorni|[Pp]arts)"
_SLASHED = regex(r"(?<![\w/:.@-])[A-ZÀ-Þ][\w.+#]{1,15}/$")
"""`Soup/`, before the rest of a name: `Soup/Bread Conference`."""
_ORDINARY = regex(
    r"[a-z]+(?:days?|weeks?|world|connect)|(?:[Ff]av|[Ee]mot|[Ll]ex)?[Ii]con|(?:[Bb]a|i?[Bb]ea|[Dd]ea|[Ff]al|[Ss]ili)con"
    r"|(?:[Mm]ani|[Ii]n)fest|d?e?s?camp"
)
"""`birthday`, `reconnect`: words that end as names of events do."""
_YEAR_WITHIN = regex(rf"(?<=[\u3040-\u9fff\uac00-\ud7a3]){YEAR}(?!\d)")
"""`QCon上海2014大会`"""
_YEAR_BEFORE_CJK = regex(rf"(?<=[A-Za-z]){YEAR}(?=\s?[\u3040-\u9fff\uac00-\ud7a3])")
"""`so:up2014 事前勉強会`"""
_COUNTED_DAY = regex(r"\s+(?:\d{1,2}(?!\d)|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our)\b")
_SEVERAL_DAYS = regex(rf"(?<=\w)\s+{_DAYS}$")
"""`Spoon Summit Days`, before figures."""
_MAY_NAME = regex(
    rf"\d\d|{EVENT_END}(?:[A-Z]{{2,4}}|\d)?(?!\w)|[a-zA-Z](?:Conf?|Fest|Camp|Days)[A-Z]"
    r"|Connection|Workshop|Retreat|Gathering|\.conf\.|Colloquium| Meeting"
)
"""What a text without any name has not, but in Chinese, Japanese and Korean: far cheaper to look for than names are."""


_HOST = regex(r"(?<!\w)[\w-]+\.[\w-]+\.(?:io|com|org|net|dev)(?!\w)")
"""`soup.github.io`: a site, and no conference."""


def names_in(text: str, ctx: Context) -> list[Named]:
    """The names of conferences that a short text holds, surest first."""
    cjk = ctx.lang in ("ja", "ko", "zh") and not text.isascii()
    found = _well_known(text, ctx) + _of_subjects(text, ctx)
    if not cjk and not found and not _MAY_NAME.search(text):
        return []

    well_known = tuple(found)

    def add(match: re.Match[str], year: int | None) -> None:
        written = match.group("name")
        if before := _SLASHED.search(text, 0, match.start("name")):
            written = before.group() + written
        if first := re.match(rf"(?P<year>{YEAR})\s+", written):
            written, year = written[first.end() :], year or int(first["year"])
        if year is None and (within := re.search(rf"\s(?P<year>{YEAR})(?:\s|$)", written)):
            written, year = written[: within.start()], int(within["year"])
        if within := _YEAR_BEFORE_CJK.search(written):
            written, year = written[: within.start()] + written[within.end() :], int(within.group())
        if within := _YEAR_WITHIN.search(written):
            written, year = written[: within.start()], int(within.group())
        if year is None and _COUNTED_DAY.match(text, match.end("name")):
            written = re.sub(r"\s+(?:[Dd]ay|[Tt]ag|[Jj]our|[Pp]art|[Ww]eek|[Ww]oche)$", "", written)
            whole = _SEVERAL_DAYS.sub("", written)
            written = whole if is_event(whole, ctx) else written
        name = trimmed(written, ctx)
        lettered = match.re.pattern == _GLUED.pattern and _TWO_CAPITALS.fullmatch(name) is not None
        if _is_no_name(name) or (is_plain(name, ctx) and not lettered):
            return
        offset = match.start("name") + max(0, match.group("name").find(name))
        if text.startswith(name, offset) and text[max(0, offset - 2) : offset].lstrip() == ".":
            name, offset = f".{name}", offset - 1  # `.SOUP Conf`
        if any(n.start < offset + len(name) and offset < n.end and len(n.name) >= len(name) for n in well_known):
            return
        sure = match.re.pattern in (_DOTTED.pattern, _COUNTED.pattern) or is_event(name, ctx)
        if (
            sure
            and match.re.pattern == _WITH_YEAR.pattern
            and (country := _country_behind(ctx.lexicon).match(text, match.end()))
        ):
            name = f"{name} {country['country']}"
        both = JOINING.pattern.split(name)
        for part in both if len(both) == 2 and all(is_event(one, ctx) for one in both) else (name,):
            if not any(fold(n.name) == fold(part) and (n.year or not year) for n in found):
                found.append(Named(part, year, sure, offset + name.find(part), match.end()))

    inside = list(_YEAR_INSIDE.finditer(text))
    for match in _day_and_its_date(ctx.lexicon).finditer(text) if ctx.lang == "de" else ():
        add(match, year_of(match["year"]))
    for match in _BRACKETED.finditer(text):
        found.append(Named(match["name"], int(match["year"]), True, match.start(), match.end()))
    for match in (*_WITH_YEAR.finditer(text), *_GLUED.finditer(text)):
        add(match, year_of(match.group("year")))
    for match in _YEAR_FIRST.finditer(text):
        if not any(n.year and n.start < match.start() < n.end for n in found):  # `SoupConf 2019 With Ladle`
            add(match, year_of(match.group("year")))
    for match in inside:
        name = f"{match.group('name')} {match.group('where')}"
        found.append(Named(name, year_of(match.group("year")), True, match.start(), match.end()))
    if ctx.lexicon.pattern("recap_words", "event_nouns").search(text):
        called = ctx.lexicon.pattern("event_nouns").search(ctx.text[:_FIRST_WORDS]) is not None
        for match in _TWO_FIGURES.finditer(text):
            if called or not match["name"].islower():
                add(match, year_of(match.group("year")))
    for match in _ZERO_YEAR.finditer(text):
        last = fold(match["name"].rpartition(" ")[2])
        if last in _COUNTED_WORDS | ctx.lexicon.words("event_nouns", "talk_words"):
            continue
        if is_event(match["name"], ctx) or (match.start() == 0 and _had_again(match.group(), text, ctx)):
            add(match, year_of(match["year"]))
    hangul = (_in_hangul(ctx.lexicon),) if ctx.lang == "ko" else ()
    patterns = (_PHRASE, _camel(ctx.lexicon), _DOTTED, _COUNTED, *hangul)
    unnumbered = (pattern.finditer(text) for pattern in patterns)
    for match in itertools.chain.from_iterable(unnumbered):
        if not any(n.start <= match.start("name") < n.end for n in found):
            add(match, None)
    if cjk:
        for match in re.finditer(_CJK_NAME, text):
            if match.group("year") or is_event(match.group("name"), ctx):
                add(match, year_of(match.group("year")) if match.group("year") else None)
    return found


def _had_again(name: str, text: str, ctx: Context) -> bool:
    """Whether words with which a text begins stand elsewhere in the post, which speaks of an event or of its writer's
    having been there."""
    times = len(re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", ctx.text))
    spoken = ctx.lexicon.pattern("event_nouns", "was_there").search(ctx.text[:_FIRST_WORDS])
    return times > (text in ctx.text) and spoken is not None


@of_languages
def _day_and_its_date(lex: Lexicon) -> re.Pattern[str]:
    """`Löffel-Tag am 12.11.2019`: by itself, an `HTML-Tag` is no day."""
    date = rf"[\d. –-]{{2,14}}(?:(?i:{lex.either('months')})\s)?"
    return re.compile(
        rf"(?P<name>(?:[A-ZÀ-Þ][\w.]*-)+Tage?)\s+{lex.either('before_day')}\s{date}(?<!\d)(?P<year>{YEAR})(?!\d)"
    )


def _is_no_name(name: str) -> bool:
    """Whether it is empty, a sentence, a word such as `birthday`, a site, a version or a number of days."""
    if not 0 < len(name) <= _LONGEST_NAME or _ORDINARY.fullmatch(name) or _HOST.search(name):
        return True
    return bool(_VERSION.search(name) or is_duration(name))


def is_duration(text: str) -> bool:
    """Whether it begins with how long something took: `30-Day Soup Challenge`, `503 days of stirring`."""
    return _DURATION.match(text) is not None


_VERSION = regex(r"(?<![\w.])v?\d+\.\d+\.\d+")
"""`1.17.1`, `Ladle 5.1.0-beta.6`"""
_DURATION = regex(rf"\d+[\s-](?:[Dd]ay(?=\s)|{_DAYS})(?!\w)")


_LONGEST_NAME = 70


def _well_known(text: str, ctx: Context) -> list[Named]:
    """The conferences in a text that are widely known by a name of their own, with the place and year behind them."""
    found = []
    for match in _listed(ctx.lexicon).finditer(text):
        year = _YEAR_BEHIND.match(text, match.end())
        end = year.end() if year else match.end()
        found.append(Named(match["name"], year_of(year["year"]) if year else None, True, match.start(), end))
    return found


def _of_subjects(text: str, ctx: Context) -> list[Named]:
    """The names that begin with the word for an event: `XV Congreso Nacional de Sopa`, `Symposium on Ladles`."""
    found = []
    for match in _event_of(ctx.lexicon).finditer(text):
        lead = _CAPITALS_AT_END.search(text[: match.start()])
        named = _DAY_AND_MORE.sub("", match.group())
        name = " ".join(_unled((lead.group().split() if lead else []) + named.split(), ctx.lexicon))
        subject = match["subject"]
        if is_plain(name, ctx) or ctx.names.score(subject) >= SURE_NAME or subject in ctx.lexicon.cities:
            continue
        year = _YEAR_BEHIND.match(text, match.end())
        start, end = match.start() + len(named) - len(name), year.end() if year else match.end()
        found.append(Named(name, year_of(year["year"]) if year else None, True, start, end))
    return found


_CAPITALS_AT_END = regex(r"(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*\s+){1,5}$")


@of_languages
def _event_of(lex: Lexicon) -> re.Pattern[str]:
    word, of = r"(?:[A-ZÀ-ÖØ-Þ][\w'’.&-]*\w|[A-Z]\b|[a-z]{1,5}[A-Z]\w+)", lex.either("event_of")
    rest = rf"{word}(?:\s+(?:(?:{of}|{anywhere('and_alone')}|of|&)\s+){{0,2}}{word}){{0,7}}"
    kind = r"[a-zà-ÿ]*(?:nal|nale|ual|uale|uel|uelle|dial|opeo|opea|opéen|peu)"
    return re.compile(
        rf"(?<!\w){lex.either('event_heads')}(?:\s+{kind}){{0,2}}\s+(?:{of}\s*){{0,2}}(?<!\w)(?P<subject>{rest})(?!\w)"
    )


_YEAR_BEHIND = regex(rf"[\s\u200b,:(–-]{{0,3}}(?P<year>['’]\d\d(?!\w)|(?<!\d){YEAR}(?![\d-]))")


@of_languages
def _country_behind(lex: Lexicon) -> re.Pattern[str]:
    """`SoupConf 2019 Brazil`: the country behind the year is part of the name."""
    return re.compile(rf"\s(?P<country>{alternatives([*lex.cities.values(), *_REGIONS])})(?!\w)")


@of_languages
def _listed(lex: Lexicon) -> re.Pattern[str]:
    """`QCon London`, `QCon上海`."""
    return re.compile(rf"(?<![\w@/.])(?P<name>{alternatives(known_conferences())}(?:\s*{_places(lex)})?){_LATIN_END}")


_LATIN_END = r"(?![A-Za-z\d_À-ɏ])"
"""Where a word ends, whatever character of a script without spaces follows."""


@of_languages
def _camel(lex: Lexicon) -> re.Pattern[str]:
    """`SoupConf`, `SoupConf Ghent`, `ForkDays US`, `Bowlday Spooncon`."""
    return re.compile(rf"{_CAMEL}(?:\s{_SHORT_EVENT})?(?:\s+{_places(lex)}(?!\w))?)")


_SHORT_EVENT = r"[A-Z][a-z]+(?:[Cc]onf?|[Ff]est)(?!\w)"
"""Right behind a word that ends as names of events do, but that is a house: `Spooncon`."""


@of_languages
def _in_hangul(lex: Lexicon) -> re.Pattern[str]:
    """`국자콘 발표부터`: before a word for a talk, or for a recap."""
    return re.compile(rf"(?<!\w)(?P<name>[가-힣]{{2,6}}콘)(?=\s{lex.either('talk_nouns', 'recap_words')})")


@of_languages
def _places(lex: Lexicon) -> str:
    return alternatives([*lex.cities, *lex.cities.values(), *_REGIONS])


_REGIONS = (
    "Europe",
    "EU",
    "US",
    "USA",
    "UK",
    "NA",
    "North America",
    "Asia",
    "Nordic",
    "Nordics",
    "Africa",
    "Latin America",
    "APAC",
    "EMEA",
    "LATAM",
    "SF",
    "NYC",
    "LA",
    "DC",
)


@lru_cache(maxsize=1)
def _listed_names() -> frozenset[str]:
    return frozenset(fold(name) for name in known_conferences())


def is_listed(name: str) -> bool:
    """Whether the conference is widely known by this name."""
    return fold(name) in _listed_names()


JOINING = Worded(r"\s+(?:<and>|&|\+)\s+")
"""`SoupConf and ForkDays`"""


def year_of(text: str) -> int:
    digits = text.lstrip("'’")
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


EDGE = " \t\u00a0:–—-,.;/|()[]\"“”„«»'’?*_"


def trimmed(name: str, ctx: Context) -> str:
    """The name without the words of a recap around it.

    >>> from recapgen.recap.context import Context
    >>> [trimmed(name, Context.of("", (), "en")) for name in ("Recap of SoupConf", "Barcamp Chicago at Pot House")]
    ['SoupConf', 'Barcamp Chicago']
    """
    lex = ctx.lexicon
    if is_listed(name):
        return name
    name = re.split(r"[:|–—(\[]\s", name)[-1].strip(EDGE) or name.strip(EDGE)
    name = _COUNTED_CJK.split(name)[-1] or name
    name = _HELD_CJK.sub("", _CALLED_CJK.split(name)[0] or name)
    name = _recap_at_end(lex).sub("", name) or name
    words = _without_its_talks(_unled(_DAY_AND_MORE.sub("", name).split(), lex), lex)
    recap, small = lex.words("recap_words"), lex.words("function_words") | lex.words("attended")
    while words and (
        _among(words[-1], recap)
        or (fold(words[-1]) in small and words[-1].islower())
        or words[-1] in ("&", "+", "-", "@")
    ):
        words = words[:-1]
    if len(words) > 1 and words[-1].islower() and plain_case(words[-1]) in lex.words("event_words"):
        own = words[-1] in ("day", "days") and not is_event(" ".join(words[:-1]), ctx)
        words = words if own else words[:-1]
    whole = len(words) > 1 and fold(words[-2]) in lex.words("event_words") - lex.words("event_nouns")
    counted = len(words) > 2 and not whole and words[-1].lower() in ("day", "tag", "jour", "part")
    if counted and is_event(" ".join(words[:-1]), ctx):  # but a `Community Day` is one
        words = words[:-1]
    if len(words) > 1 and "\uac00" <= words[-1][-1] <= "\ud7a3":
        bare = _KOREAN_PARTICLE.sub("", words[-1])
        apart = words[-2].isascii() and bare != words[-1] and fold(bare) in lex.words("event_nouns")
        words = words[:-1] if apart else [*words[:-1], bare]
    if words and words[-1].lower().endswith(lex.lists.get("event_datives", ("\0",))):
        words = [*words[:-1], words[-1][:-1]]
    joined = _ELIDED.sub("", " ".join(words))
    if match := _attended(lex).search(joined):
        before, rest = joined[: match.start()].strip(), joined[match.end() :]
        went = match.group().strip().lower() in ("at", "from", "attended", "attending", "of")
        if went and not _JOINED.search(before) and not _event_of_place(before, lex):
            joined = rest
        elif went and _event_of_place(before, lex):
            joined = before
    return re.sub(r"['’]s$", "", joined.strip(EDGE.replace("!", "")))


def _without_its_talks(words: list[str], lex: Lexicon) -> list[str]:
    """`SoupConf Conference Lightning Talks` without what was given there."""
    nouns, talks = lex.words("event_nouns"), lex.words("talk_words", "talk_nouns")
    at = next((n for n, word in enumerate(words) if n and fold(word) in nouns), len(words))
    return words[: at + 1] if any(fold(word) in talks for word in words[at + 1 :]) else words


def _unled(words: list[str], lex: Lexicon) -> list[str]:
    """The words of a name without those of a recap, `Key Learnings SoupConf`, and without figures before it."""
    recap, small = lex.words("recap_words"), lex.words("function_words", "attended")
    while words and (
        (both := fold(" ".join(words[:2])) in recap)
        or _among(words[0], recap)
        or plain_case(words[0]) in ("conference", "event")
        or _among(words[0], small)
        or _ORDINAL.match(words[0])
        or fold(words[0]) in lex.words("ordinals", "ways_held")
        or words[0] in ("&", "+", "-", "I", "We")
        or (fold(words[0]) in lex.several_talks and fold(words[1] if words[1:] else "") in small)
        or (fold(words[0]) in lex.words("my") and _ENDS_AS_EVENT.search(words[-1]) is not None)
        or (fold(words[0]) in lex.words("months") and len(words) > _MONTHLY and _ENDS_AS_EVENT.search(words[-1]))
        or (_ROMAN.fullmatch(words[0]) and any(fold(w) in lex.words("event_words") for w in words[1:3]))
    ):
        words = words[2 if both else 1 :]
    return words


_MONTHLY = 2
"""Words of a meeting's name and the month before it, `July Soup Meetup`, are more."""
_ENDS_AS_EVENT = regex(rf"{EVENT_END}$")
_COUNTED_CJK = regex(
    r"^[记記]?\d{1,3}(?:st|nd|rd|th)(?=[A-Z])|^[记記](?=[A-Z])|^.*暨(?=\S{3})|第[一二三四五六七八九十百\d]+[届屆回]\s*"
    r"|第[一二三四五六七八九十\d]+[天日]$|^年\s*|^[년기]\s+|^在(?=[A-Z])"
)
"""`第二届`, `第2回`, the second of its kind; `第一天`, its first day; beside which event it was, `茶会暨`; what is left
of `2019年`, `1기`."""
_CALLED_CJK = regex(r"という|(?:이)?라는")
"""`SoupConfという勉強会`, a meeting called SoupConf."""


@of_languages
def _recap_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`SoupConf有感`, `汤勺大会纪要`: words of a recap right behind a name."""
    return re.compile(rf"{alternatives(filter(unspaced, lex.lists.get('recap_words', ())))}$")


_HELD_CJK = regex(r"(?<=[A-Za-z\d])\s?(?:大会|大會|年会|年會|峰会|峰會)?[在于於].*$")
"""`SoupConf大会在上海举行`: where and when it was held."""
_ROMAN = regex(r"[IVXL]{1,7}[.ºª]?")
"""`XV`, before the word for an event."""


def _event_of_place(text: str, lex: Lexicon) -> bool:
    """`Barcamp Ghent`, which may be at some house."""
    words = text.split()
    return len(words) > 1 and words[-1] in lex.cities and any(fold(w) in lex.words("event_nouns") for w in words)


_ELIDED = regex(r"^(?:[LlDd]|[Dd]ell|[Aa]ll|[Qq]u)['’](?=[A-ZÀ-Þ])")
"""`l'EclipseCon`"""
_DAY_AND_MORE = regex(
    r"(?<=\w)\s+(?:(?:[Dd]ay|[Tt]ag|[Jj]our|[Dd]ag|[Dd]ia|[Gg]iorno)\s*\d{1,2}(?!\d)"
    rf"|{_DAYS}\s+(?:\d|[Oo]ne)\s*(?:-|–|&|,|\+|\w{{1,3}}\s)\s*(?:\d|\w+)(?!\w)"
    r"|(?:[Pp]art[ei]?|[Pp]artie|[Tt]eil|[Dd]eel)\s+(?:\d{1,2}|[IVX]{1,4})(?!\w)).*$"
)
"""` Day 2`, ` Parte II`, and what follows."""
_KOREAN_PARTICLE = regex(r"(?<=[\uac00-\ud7a3]{2})(?:를|을|에서|에|의|은|는|까지)$")


@of_languages
def _attended(lex: Lexicon) -> re.Pattern[str]:
    words = alternatives(lex.lists.get("attended", ()))
    return re.compile(rf"(?<!\w){words}(?!\w)\s+(?:the\s+)?(?=[A-Z!])")


def _among(word: str, words: frozenset[str]) -> bool:
    """Whether a word is in a set of folded ones; `!!Con` is not `con`."""
    return (fold(word) if word.isalpha() else plain_case(word)) in words


_ORDINAL = regex(r"^제?\d{1,3}(?:st|nd|rd|th|\.|º|ª|e|er|ère|ème|(?:er|r|d|t|m|v|n)?[ao]s?|회|차|기|回)?\.?$")
"""`2nd`, `3as` and `4tas` as Spanish has them, `제2회`."""
_JOINED = regex(
    r"(?:Conf|Con|Days|Summit|World|Festival|Symposium|University|Women|House|State|Museum|Association|Society"
    r"|Federation|Institute|Academy|Union|Friends)$"
)


_INNER_CAPITAL = regex(r"[a-z]{2,8}[A-Z]+!?$")
"""`useR`, `dotJS`: written so, a word is a name."""


def is_plain(name: str, ctx: Context) -> bool:
    """Whether the name is no conference's: a month, a day, a figure, a kind of talk."""
    lex = ctx.lexicon
    folded = fold(name)
    calendar = lex.words("months", "months_short", "weekdays", "weekdays_short")
    words = plain_case(name).split()
    if not folded or not words or all(w in calendar or w.isdigit() or w in lex.words("function_words") for w in words):
        return True
    if (
        words[0] in calendar
        or words[-1] in lex.words("months")
        or _ENDS_SO.fullmatch(folded)
        or _SAID_IN_JAPANESE.search(name)
    ):
        return True
    if _INNER_CAPITAL.match(name):
        return False
    if (
        _around_event(words, lex)
        or lex.has("sections", name)
        or lex.kind_of(name)
        or lex.has("breaks", name)
        or (folded if may_be_cjk(name) else plain_case(name)) in lex.words("event_words")
        or all(w in lex.words("event_nouns") | lex.words("recap_words") or w.isdigit() for w in words)
        or folded in lex.words("not_conferences")
    ):
        return True
    return (
        name in lex.cities
        or (len(folded) < 3 and name.isalnum())
        or re.fullmatch(r"(?:day|tag|jour|dia|giorno|dag) \w+", folded) is not None
    )


def _around_event(words: list[str], lex: Lexicon) -> bool:
    """Whether words name a time around an event: `avant-SoupConf`, `post conference`."""
    beside, nouns = lex.words("beside_event"), lex.words("event_nouns", "event_words")
    prefix, hyphen, _ = words[0].rpartition("'")[2].partition("-")
    return fold(prefix) in beside and (bool(hyphen) or (len(words) > 1 and all(fold(w) in nouns for w in words[1:])))


_ENDS_SO = regex(
    r"(?:(?:on|back|off|up|down)?s|heri|par|mon|ad?van|vin|(?:pour|per)cen|foo|vol|cot|shor|hos|pos|repor|sabo)tage|hash?tag|(?:mon|frei|sonn)tag"
)
"""`heritage`: words that end as `Tage` and `Tag` do."""
_SAID_IN_JAPANESE = regex(r"[\u3040-\u30ff\u4e00-\u9fff](?:した|する|って)$")
"""`鍋を洗いまくって皿も拭いたりした`, before a year: what was done in it."""


def is_event(name: str, ctx: Context) -> bool:
    """Whether the name is that of an event by its own words, or a known one's; `SoupConf US` as `SoupConf` is."""
    head = without_place(name, ctx)
    if head != name:
        return is_event(head, ctx)
    if (
        is_listed(name)
        or fold(name) in ctx.known.conferences
        or re.search(
            rf"{EVENT_END}(?:[A-Z]{{2,4}}|(?<=[a-z])\d)?$", name.rsplit(maxsplit=1)[-1] if name.split() else ""
        )
    ):
        return True
    words = fold(_DOTTED_WORD.sub("", name)).split()
    events = ctx.lexicon.words("event_words")
    return any(w in events for w in words) or any(
        e in name for e in ctx.lexicon.lists.get("event_words", ()) if not e.isascii()
    )


_DOTTED_WORD = regex(r"(?<!\S)\w+\.\w\S*")
"""`Next.js`, which has no word of an event."""


def without_place(name: str, ctx: Context) -> str:
    """`SoupConf US` without the place behind it."""
    head, _, place = name.rpartition(" ")
    cities = ctx.lexicon.cities
    return head if head and (place in _REGIONS or place in cities or place in cities.values()) else name

"""A conference's name without the words of a recap around it, without its talks, its days and its house.

>>> [trimmed(name, Context.of("", (), "en")) for name in ("Recap of SoupConf", "Barcamp Chicago at Pot House")]
['SoupConf', 'Barcamp Chicago']
"""

from __future__ import annotations

import re

from recapgen.recap.conference.events import DAYS, EVENT_END, is_event, is_listed
from recapgen.recap.context import Context
from recapgen.recap.words import Lexicon, alternatives, fold, of_languages, plain_case, unspaced
from recapgen.regex import regex

EDGE = " \t\u00a0:–—-,.;/|()[]\"“”„«»'’?*_"


def trimmed(name: str, ctx: Context) -> str:
    """The name without the words of a recap around it.

    >>> trimmed("Key Learnings SoupConf Day 2", Context.of("", (), "en"))
    'SoupConf'
    """
    lex = ctx.lexicon
    if is_listed(name):
        return name
    name = _without_count(re.split(r"[:|–—(\[]\s", name)[-1].strip(EDGE) or name.strip(EDGE), lex)
    words = _without_its_talks(unled(DAY_AND_MORE.sub("", name).split(), lex), lex)
    joined = _without_house(_ELIDED.sub("", " ".join(_unfollowed(words, ctx))), lex)
    return re.sub(r"['’]s$", "", joined.strip(EDGE.replace("!", "")))


def _without_count(name: str, lex: Lexicon) -> str:
    """A name in signs without what counts it, where it was held, and words of a recap right behind it."""
    name = _COUNTED_CJK.split(name)[-1] or name
    name = _HELD_CJK.sub("", _CALLED_CJK.split(name)[0] or name)
    return _recap_at_end(lex).sub("", name) or name


_COUNTED_CJK = regex(
    r"^[记記]?\d{1,3}(?:st|nd|rd|th)(?=[A-Z])|^[记記](?=[A-Z])|^.*暨(?=\S{3})|第[一二三四五六七八九十百\d]+[届屆回]\s*"
    r"|第[一二三四五六七八九十\d]+[天日]$|^年\s*|^[년기]\s+|^在(?=[A-Z])"
)
"""`第二届`, `第2回`, the second of its kind; `第一天`, its first day; beside which event it was, `茶会暨`; what is left
of `2019年`, `1기`."""
_CALLED_CJK = regex(r"という|(?:이)?라는")
"""`SoupConfという勉強会`, a meeting called SoupConf."""
_HELD_CJK = regex(r"(?<=[A-Za-z\d])\s?(?:大会|大會|年会|年會|峰会|峰會)?[在于於].*$")
"""`SoupConf大会在上海举行`: where and when it was held."""


@of_languages
def _recap_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`SoupConf有感`, `汤勺大会纪要`: words of a recap right behind a name."""
    return re.compile(rf"{alternatives(filter(unspaced, lex.lists.get('recap_words', ())))}$")


DAY_AND_MORE = regex(
    r"(?<=\w)\s+(?:(?:[Dd]ay|[Tt]ag|[Jj]our|[Dd]ag|[Dd]ia|[Gg]iorno)\s*\d{1,2}(?!\d)"
    rf"|{DAYS}\s+(?:\d|[Oo]ne)\s*(?:-|–|&|,|\+|\w{{1,3}}\s)\s*(?:\d|\w+)(?!\w)"
    r"|(?:[Pp]art[ei]?|[Pp]artie|[Tt]eil|[Dd]eel)\s+(?:\d{1,2}|[IVX]{1,4})(?!\w)).*$"
)
"""` Day 2`, ` Parte II`, and what follows."""


def unled(words: list[str], lex: Lexicon) -> list[str]:
    """The words of a name without those of a recap, and without figures before it.

    >>> unled("Key Learnings 3rd SoupConf".split(), Context.of("", (), "en").lexicon)
    ['SoupConf']
    """
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
_ROMAN = regex(r"[IVXL]{1,7}[.ºª]?")
"""`XV`, before the word for an event."""
_ORDINAL = regex(r"^제?\d{1,3}(?:st|nd|rd|th|\.|º|ª|e|er|ère|ème|(?:er|r|d|t|m|v|n)?[ao]s?|회|차|기|回)?\.?$")
"""`2nd`, `3as` and `4tas` as Spanish has them, `제2회`."""


def _among(word: str, words: frozenset[str]) -> bool:
    """Whether a word is in a set of folded ones; `!!Con` is not `con`."""
    return (fold(word) if word.isalpha() else plain_case(word)) in words


def _without_its_talks(words: list[str], lex: Lexicon) -> list[str]:
    """`SoupConf Conference Lightning Talks` without what was given there."""
    nouns, talks = lex.words("event_nouns"), lex.words("talk_words", "talk_nouns")
    at = next((n for n, word in enumerate(words) if n and fold(word) in nouns), len(words))
    return words[: at + 1] if any(fold(word) in talks for word in words[at + 1 :]) else words


def _unfollowed(words: list[str], ctx: Context) -> list[str]:
    """The words of a name without those of a recap, a day or a sentence behind it: `SoupConf recap`."""
    lex = ctx.lexicon
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
    return _without_case(words, lex)


def _without_case(words: list[str], lex: Lexicon) -> list[str]:
    """The words of a name without what Korean and German put to the last for their grammar."""
    if len(words) > 1 and "\uac00" <= words[-1][-1] <= "\ud7a3":
        bare = _KOREAN_PARTICLE.sub("", words[-1])
        apart = words[-2].isascii() and bare != words[-1] and fold(bare) in lex.words("event_nouns")
        words = words[:-1] if apart else [*words[:-1], bare]
    if words and words[-1].lower().endswith(lex.lists.get("event_datives", ("\0",))):
        words = [*words[:-1], words[-1][:-1]]
    return words


_KOREAN_PARTICLE = regex(r"(?<=[\uac00-\ud7a3]{2})(?:를|을|에서|에|의|은|는|까지)$")
_ELIDED = regex(r"^(?:[LlDd]|[Dd]ell|[Aa]ll|[Qq]u)['’](?=[A-ZÀ-Þ])")
"""`l'EclipseCon`"""


def _without_house(joined: str, lex: Lexicon) -> str:
    """What somebody went to, `We attended SoupConf`, but not where that was: `Barcamp Ghent at Pot House`."""
    match = _attended(lex).search(joined)
    if match is None or match.group().strip().lower() not in ("at", "from", "attended", "attending", "of"):
        return joined
    before, rest = joined[: match.start()].strip(), joined[match.end() :]
    if _event_of_place(before, lex):
        return before
    return joined if _JOINED.search(before) else rest


@of_languages
def _attended(lex: Lexicon) -> re.Pattern[str]:
    words = alternatives(lex.lists.get("attended", ()))
    return re.compile(rf"(?<!\w){words}(?!\w)\s+(?:the\s+)?(?=[A-Z!])")


def _event_of_place(text: str, lex: Lexicon) -> bool:
    """`Barcamp Ghent`, which may be at some house."""
    words = text.split()
    return len(words) > 1 and words[-1] in lex.cities and any(fold(w) in lex.words("event_nouns") for w in words)


_JOINED = regex(
    r"(?:Conf|Con|Days|Summit|World|Festival|Symposium|University|Women|House|State|Museum|Association|Society"
    r"|Federation|Institute|Academy|Union|Friends)$"
)

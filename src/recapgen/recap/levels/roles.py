"""What a line is by its words alone: a title, or what surrounds the talks."""

from __future__ import annotations

import re
from collections.abc import Set

from recapgen.model import Kind
from recapgen.recap.context import Context
from recapgen.recap.line.days import DayMark, day_of
from recapgen.recap.line.titles import praise, without_slot, without_slot_before
from recapgen.recap.words import Lexicon, fold, of_languages, unspaced
from recapgen.regex import regex

_DECORATION = regex(
    r"^(?:[\W_]|\d{1,2}[:.h]\d{2}(?:\s*(?:[ap]m|uhr|h)\b)?|\d{1,2}[.):]|[一二三四五六七八九十]{1,3}、)+(?=[^\W\d_]{2})",
    re.I,
)


def without_punctuation(text: str) -> str:
    return _DECORATION.sub("", text.strip()).strip(" :：.!…*#–—-\u00a0") or text.strip()


def only_begins(bare: str, ctx: Context) -> bool:
    """Whether a line is a section by its first or last words alone: `What is stock?`, `鍋について`."""
    lex = ctx.lexicon
    return (lex.starts("section_starts", bare) or _ends_section(bare, lex)) and not lex.has("sections", bare)


def _ends_section(bare: str, lex: Lexicon) -> bool:
    return not bare.isascii() and bare.endswith(lex.lists.get("section_ends", ()))


_PLACEHOLDER = regex(r"\{\{[^{}]*\}\}")
"""`{{ title }}`, which another generator would have put something in for."""
_SURROUNDING = ("sections", "breaks", "closings", "around_talks", "event_nouns", "beside_event")
_TIME_ONLY = regex(
    r"(?:\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?|uhr|h)?\s*(?:[–—~-]|to|bis|à)?\s*){1,2}[:：]?\s*", re.IGNORECASE
)
"""A slot of the programme: `09:20 ~ 09:50`."""
_OF_PAGE = regex(
    r"(?:(?:Posted|Published|Submitted|Contributed) (?:by|on)|Publication date:"
    r"|Gepostet von|Veröffentlicht (?:von|am)|Publié (?:par|le)"
    r"|Publicado (?:por|em|el)|Pubblicato (?:da|il)|Geplaatst (?:door|op))\s|Here(?:['’]s| is| are) .*\bby @\w",
    re.IGNORECASE,
)
"""Who wrote the page, or whose pictures it shows: `Posted by Ida Quill`, `Here’s a collection of photos by @ida`."""
_ADDRESS_ONLY = regex(
    r"<?(?:https?://|www\.)\S+|(?:[\w-]+\.){1,3}(?:be|com|org|net|io|dev|tv|jp|de|fr|ly)"
    r"(?:\s+(?:[\w-]+\.){1,3}(?:be|com|org|net|io|dev|tv|jp|de|fr|ly))*"
)
"""An address, or the hosts that are left of links on a page."""


_ROLES = (
    ("talks", "talk_sections"),
    ("break", "breaks"),
    ("talks", "time_of_day"),
    ("closing", "closings"),
    ("section", "sections"),
)
"""What a line is that is one of the words of a list."""
_ROLE_KEYS = tuple(key for _, key in _ROLES)


def _role_of_words(words: Set[str], lex: Lexicon) -> str:
    """What a line is whose words, but for the small ones, are all of talks, or of what surrounds them; else empty."""
    if words.isdisjoint(lex.words("talk_words", "sections", "breaks", "closings")):
        return ""
    if len(words) > 1 and words & lex.words("talk_words") and words <= lex.words("talk_words", "around_talks"):
        return "talks"
    if len(words) > 1 and words <= lex.words("sections", "breaks", "closings"):
        return "section"
    if len(words) > 1 and words & lex.words("sections", "breaks") and words <= lex.words(*_SURROUNDING):
        return "section"
    return "break" if len(words) < 3 and words & lex.words("breaks") else ""


def surrounds_talks(text: str, lex: Lexicon) -> bool:
    """Whether all words of a text are of what surrounds the talks, or say of several when they were: `Conference
    Registration`, `2008 Lightning Talks`."""
    words = [word for word in fold(text).split() if not word.isdigit()]
    several = words[-1:] != [] and words[-1] in lex.several_talks and lex.kind_of(" ".join(words)) is not None
    return several or _role_of_words(set(words) - lex.words("function_words"), lex) in ("section", "break")


@of_languages
def _numbered_track(lex: Lexicon) -> re.Pattern[str]:
    """`Track 2`, `Saal 1`, `Room A`."""
    return re.compile(rf"{lex.either('tracks')}\s*#?(?:\d{{1,2}}|[A-H])", re.IGNORECASE)


@of_languages
def _heading_of_talks(lex: Lexicon) -> re.Pattern[str]:
    """`発表資料まとめ`, `聞いたセッション`, `参加的一些Session`, in languages without spaces between such words."""
    talks, nouns, heard, lists = (lex.either(key) for key in ("talk_words", "talk_nouns", "heard", "list_ends"))
    return re.compile(rf"{talks}.{{0,3}}{lists}$|{heard}.{{0,4}}?{nouns}(?:たち|들|s)?(?:\s?{lists})?$", re.IGNORECASE)


_LONGEST_OF_TALKS = 25
"""Characters of a heading below which talks stand."""


def _of_talks_heard(text: str, lex: Lexicon) -> bool:
    """Whether a short line is of several talks that somebody heard: `Some of the talks I went to`."""
    words = fold(text).split()
    first = next((n for n, word in enumerate(words) if word in lex.several_talks), len(words))
    small = lex.words("function_words", "around_talks")
    if len(words) > _LONGEST_OF_HEARD or first == len(words) or not small.issuperset(words[:first]):
        return False
    heard = lex.pattern("seen", "heard").search(text)
    return heard is not None and lex.pattern("to_come", "future", "learned").search(text) is None


def _asks_of_talks(text: str, lex: Lexicon) -> bool:
    """Whether a line says nothing but that it is about the talks: `So how were the talks?`, `Und die Vorträge?`."""
    small = lex.words("function_words", "asking", "was", "and")
    left = [word for word in fold(text).split() if word not in small]
    return len(left) == 1 and left[0] in lex.words("talk_words") and lex.has("talk_sections", left[0])


_LONGEST_OF_HEARD = 9
"""Words of such a line."""


def role_of(text: str, ctx: Context) -> tuple[str, DayMark | None, Kind | None]:
    """What a line is by its words alone."""
    lex = ctx.lexicon
    alone = (_PLACEHOLDER, _TIME_ONLY, _ADDRESS_ONLY)
    if any(pattern.fullmatch(text.strip()) for pattern in alone) or _OF_PAGE.match(text):
        return "label", None, None
    whole = without_slot(text)
    bare = without_punctuation(without_slot_before(whole, lex))
    day = day_of(bare, lex) or (day_of(whole, lex) if whole[:1].isdigit() else None) if len(bare) < 141 else None
    if day and (not day.rest or lex.has("talk_sections", day.rest) or lex.has("recap_words", day.rest)):
        return "day", day, None
    if kind := lex.kind_of(bare):
        return "kind", day, kind
    if day:
        return "day", day, lex.kind_of(day.rest)
    if praise(lex).match(bare):
        return "title", None, None
    bare = bare.rstrip("?") if len(bare) < 40 else bare
    if lex.has_any(_ROLE_KEYS, bare):
        return next(role for role, key in _ROLES if lex.has(key, bare)), None, None
    if _numbered_track(lex).fullmatch(bare):
        return "talks", None, None
    if role := _role_of_words(set(fold(bare).split()) - lex.words("function_words"), lex):
        return role, None, None
    if unspaced(bare) and len(bare) < _LONGEST_OF_TALKS and _heading_of_talks(lex).search(bare):
        return "talks", None, None
    if _of_talks_heard(bare, lex) or _asks_of_talks(bare, lex):
        return "talks", None, None
    if lex.starts("section_starts", bare) or _ends_section(bare, lex):
        return "section", None, None
    aside = _ASIDE.search(whole)
    role, _, kind = role_of(whole[: aside.start()], ctx) if aside else ("", None, None)
    if role in ("kind", "talks"):
        return role, None, kind
    return "title", None, None


_ASIDE = regex(r"(?<=\w)\s*[(\[（][^()\[\]]{2,40}[)\]）]\s*$")
"""`Lightning talks (5 minutes each)`, `Workshops (Sunday)`."""

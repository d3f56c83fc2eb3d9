"""What the title of a post leaves of a conference's name."""

from __future__ import annotations

import re
from itertools import pairwise

from recapgen.model import Claim
from recapgen.recap.conference.events import is_duration, is_event, is_plain
from recapgen.recap.conference.naming import Named, names_in
from recapgen.recap.conference.opening import LIKELY_NAME
from recapgen.recap.conference.parts import Region, event_behind, is_longer, parts_of_two
from recapgen.recap.conference.shapes import JOINING, YEAR
from recapgen.recap.conference.trimming import EDGE, trimmed
from recapgen.recap.context import Context
from recapgen.recap.line.days import day_within
from recapgen.recap.words import Lexicon, Worded, fold, has_word, of_languages
from recapgen.regex import regex


def both_of_title(main: Region, title: str, ctx: Context) -> list[Region]:
    """The two conferences that a title joins, one of them the likeliest: `SoupConf 2019 and ForkDays`; else none."""
    named = sorted((n for n in names_in(title, ctx) if n.event), key=lambda n: n.start)
    for one, other in pairwise(named):
        ours = fold(main.claim.name) in (fold(one.name), fold(other.name))
        joined = _BETWEEN_TWO.pattern.fullmatch(title[one.start + len(one.name) : other.start])
        same = is_longer(other.name, one.name) or fold(one.name) == fold(other.name)
        if ours and joined and not same:
            claims = [Claim(n.name, n.year or main.claim.year) for n in (one, other)]
            return parts_of_two(sorted(claims, key=lambda c: fold(c.name) != fold(main.claim.name)), main.evidence, ctx)
    return []


_BETWEEN_TWO = Worded(rf"(?:\s+(?:{YEAR}|['’]\d\d|\d{{1,2}}))?\s*(?:,|/|&|\+|\b<and>\b)\s*(?:the\s+|#)?")
"""What stands between the names of two conferences; a figure may belong to the first."""


def above_title(title_line: int, ctx: Context) -> str:
    """The smaller heading with which a post begins, right above its title: `### 9th Annual Soup Symposium`."""
    if len(ctx.outline) < 2:
        return ""
    first, second = ctx.outline[:2]
    over = first.shape == second.shape == "heading" and first.level > second.level
    return first.flat if over and second.lines[0] == title_line and len(first.flat) <= _LONGEST_ABOVE else ""


def behind_label(title: str, ctx: Context) -> Named | None:
    """What a title names behind a label that ends in the word for an event, and a year, if the text goes on to call it
    so: `[숟가락 컨퍼런스] 2019 국자 모임`.
    """
    label = _LABELLED.match(title)
    if label is None or fold(label["label"].split()[-1]) not in ctx.lexicon.words("event_nouns"):
        return None
    name = trimmed(label["name"], ctx)
    often = bool(name) and ctx.text.count(name) >= _OFTEN and not is_plain(name, ctx)
    return Named(name, int(label["year"]), True) if often else None


_LABELLED = regex(rf"[\[【](?P<label>[^\]】]*\w)[\]】]\s*(?P<year>{YEAR})\s+(?P<name>\S.{{2,60}})$")
_LONGEST_ABOVE = 90


def left_of_title(title: str, ctx: Context) -> Named | None:
    """A title's first part without the words of a recap, if that is a name of few words; or before a city."""
    lex = ctx.lexicon
    part, *others = re.split(r"\s*[:|–—(]\s*|\s-\s|,\s", title)
    year = re.search(rf"(?<!\d){YEAR}(?!\d)", title)
    bare = " ".join(lex.pattern("recap_words").sub(" ", re.sub(rf"(?<!\d){YEAR}(?!\d)", " ", part)).split())
    name = _from_capital(trimmed(bare.strip(EDGE), ctx))
    words = name.split()
    proper = 0 < len(words) < 5 and all(w[:1].isupper() or fold(w) in lex.words("function_words") for w in words)
    if not proper or is_plain(name, ctx) or ctx.names.score(name) >= LIKELY_NAME or _SPOKEN.match(name):
        return None
    behind = re.sub(rf"(?<!\d){YEAR}(?!\d)|[\W\d]+$", "", others[0]).strip() if others else ""
    in_city = len(words) > 1 and behind in lex.cities
    return Named(name, int(year.group()) if year else None, False) if bare != part or in_city else None


def ending_in_noun(title: str, ctx: Context) -> Named | None:
    """A whole title that is a name and the small word for an event, where the first words say that somebody was at
    such a one: `Ghent Soup and Bread mini-conference`, and `I went to this mini-conference`."""
    *words, noun = title.split() or [""]
    opening = ctx.text[: ctx.text.find(". ") + 1][:_LONGEST_OPENING]
    called = noun.islower() and has_word(opening, noun) and ctx.lexicon.pattern("was_there").search(opening)
    proper = [word for word in words if word[:1].isupper()]
    others = ctx.lexicon.words("and", "of") | {"&"}
    whole = len(proper) > 1 and all(word in proper or fold(word) in others for word in words)
    named = whole and noun.rpartition("-")[2] in ctx.lexicon.words("event_nouns") and not is_plain(title, ctx)
    return Named(title, None, True) if called and named else None


_LONGEST_OPENING = 300
"""Characters of a first sentence."""
_WEAKLY_BEFORE = regex(r"\b(?:from|of|to|the)\s+$", re.IGNORECASE)
"""`From Soup to Bowl`: in a title, nobody was there by these words."""
_FEW_WORDS = regex(r"\s+(?:\w+\s+){0,3}?\[?")


def _attended_before(name: str, title: str, ctx: Context) -> bool:
    """Whether the first words say that somebody was there: `I went to this year's Spoon Summit`."""
    text, wanted = ctx.text[:6000], name.lower()
    if _WEAKLY_BEFORE.search(title[: max(0, title.find(name))]):
        text = text.replace(title, " ", 1)
    text = text.lower()
    going = ctx.lexicon.pattern("attended")
    at = text.find(wanted)
    while at >= 0:
        near = text[max(0, at - 50) : at]
        if any(_FEW_WORDS.fullmatch(near, m.end()) for m in going.finditer(near)):
            return True
        at = text.find(wanted, at + 1)
    return False


def _called_event(name: str, ctx: Context) -> bool:
    """Whether the first words say what it is: `the Spoon Things conference`, `Spoon Things is an event`."""
    around = event_behind(ctx.lexicon)
    at = ctx.text[:6000].find(name)
    while at >= 0:
        if around.match(ctx.text, at + len(name)):
            return True
        at = ctx.text[:6000].find(name, at + 1)
    return False


_SPOKEN = regex(r"(?:I|[Ww]e|[Ii]ch|[Ww]ir|[Jj]e)(?:\s|['’])")
"""What somebody says of himself, and no name."""
_DOING = regex(r"[A-Z][a-z]{3,}ing\s+(?=[A-Z])")
"""`Digesting Spoon Summit`."""


def _whole(written: str, ctx: Context) -> str:
    """The name without the words of a recap around it, unless the text has it with them, and little is left else."""
    name = trimmed(written, ctx)
    gone = len(written.split()) - len(name.split())
    kept = gone > 1 and " " not in name and written[:1].isupper() and ctx.text.count(written) >= _OFTEN
    return written if kept else name


_OFTEN = 3
"""Times that a text has a name whose first words are small, so that they are its own: `A Spoon Apart`."""


def _from_capital(name: str) -> str:
    """The name without small words before it: `highly subjective Spoon Summit`."""
    words = name.split()
    small = next((n for n, w in enumerate(words) if not (w.isalpha() and w.islower() and w.isascii())), 0)
    return " ".join(words[small:]) if small < len(words) and words[small][:1].isupper() else name


def _times(name: str, title: str, ctx: Context) -> int:
    """How often a text has a name; 0 for a word that it mostly writes small below its title: `planning`."""
    if name.lower() not in ctx.low:
        return 0
    whole = re.compile(rf"(?<![\w/-]){re.escape(name)}(?![\w/-])", re.IGNORECASE)
    found = [match.group() for match in whole.finditer(ctx.text[:40_000])]
    small = sum(1 for written in found if written.islower())
    capital = len(found) - small - len(whole.findall(title))
    return 0 if name.istitle() and name.isalpha() and small > capital else len(found)


def stripped_title(title: str, ctx: Context) -> tuple[Named, float] | None:
    """What is left of a title without its recap words, year and day, and how much speaks for it as a name."""
    lex = ctx.lexicon
    year = re.search(rf"(?<!\d){YEAR}(?!\d)", title)
    short = re.search(r"['’](\d\d)(?!\w)", title)
    left = re.sub(rf"['’]\d\d(?!\w)|(?<!\d){YEAR}(?!\d)|(?<=[^\W\d_]) 0\d{{1,2}}(?!\w|[.:/-]\d)|[\u200b]", " ", title)
    cue = bool(year or short)
    if counted := _NUMBERED_EVENT.search(left):
        left, cue = left[: counted.start()] + left[counted.end() :], True
    if mark := day_within(left, lex):
        left, cue = re.sub(re.escape(mark.label), " ", left, count=1), True
    parts = [p for p in _PARTS.split(left) if p.strip(" -")]
    if parts and any(named.event for named in names_in(parts[0], ctx)):
        parts = parts[:1]
    best: tuple[Named, float] | None = None
    for part in parts[:4]:
        bare = lex.pattern("recap_words").sub(" ", part)
        told = (
            cue
            or " ".join(bare.split()) != " ".join(part.split())
            or lex.pattern("recap_words").search(title) is not None
        )
        name = _without_owner(_from_capital(_whole(" ".join(bare.split()).strip(EDGE), ctx)), ctx)
        name = _without_city(name, lex)
        if (doing := _DOING.match(name)) and _written(name, ctx) < 2 < 1 + ctx.text.count(name[doing.end() :]):
            if re.search(rf"(?<!\w){re.escape(name[doing.end() :].lower())}(?!\w)", ctx.text):
                continue  # `Mending Pots`, of a text that has `pots`, too
            name, told = name[doing.end() :], True
        nth = _NTH.match(part.strip()) is not None
        if (
            len(name) < 3
            or _SPOKEN.match(name)
            or _ASKED.search(name)
            or is_duration(name)
            or is_duration(part.strip())
            or len(name.split()) > 5
            or is_plain(name, ctx)
            or name in lex.cities
        ):
            continue
        if len(both := JOINING.pattern.split(name)) == 2 and all(is_event(one, ctx) for one in both):
            continue
        if name.islower() and not (year and told and title.islower()):
            continue
        again = _times(name, title, ctx)
        attended = _attended_before(name, title, ctx)
        recapped = bool(year) and lex.pattern("recap_words").search(title) is not None
        about = lex.pattern("event_words").search(ctx.text[:1500]) is not None
        of_days = mark and part == parts[0] and (nth or (about and len(name.split()) > 1))
        if not again and not recapped and not of_days:
            continue
        score = (
            0.6
            + (1.5 if mark else 1.0 if told else 0.0)
            + (0.3 if about else 0.0)
            + (1.3 if attended else 0.0)
            + (1.2 if _called_event(name, ctx) else 0.0)
            + (0.5 if mark and not again else 0.0)
            + (0.5 if mark and nth else 0.0)
            + min(1.0, 0.35 * again)
            + (1.6 if recapped and re.search(rf"{re.escape(name)}\W{{0,4}}{YEAR}", title) else 0.0)
        )
        number = int(year.group()) if year else 2000 + int(short.group(1)) if short else None
        if best is None or score > best[1]:
            best = Named(name, number, is_event(name, ctx)), score
    return best


def _written(name: str, ctx: Context) -> int:
    """How often a text has a name, whose first word may be small: `stirring Soup`."""
    return ctx.text.count(name) + ctx.text.count(name[0].lower() + name[1:])


def _without_owner(name: str, ctx: Context) -> str:
    """`Ida Q's PotFair`, whose report it is, without her, if the text has the rest by itself."""
    owner = _OWNER.match(name)
    if owner is None or fold(owner["first"]) not in ctx.lexicon.given:
        return name
    own = name[owner.end() :]
    return own if ctx.text.count(own) > ctx.text.count(name) else name


def _without_city(name: str, lex: Lexicon) -> str:
    """`SoupConf in Ghent` without where it was."""
    place = _in_place(lex).search(name)
    return name[: place.start()].strip(EDGE) if place and place["city"] in lex.cities else name


@of_languages
def _in_place(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s{lex.either('in')}\s(?P<city>[A-ZÀ-Þ].*)$")


_OWNER = regex(r"(?P<first>[A-ZÀ-Þ]\w+)(?: [A-ZÀ-Þ][\w.]*){0,2}['’]s (?=[A-ZÀ-Þ])")
_NTH = regex(r"\d{1,3}(?:st|nd|rd|th)\s+(?=[A-ZÀ-Þ])")
"""`10th Reboot`"""
_NUMBERED_EVENT = regex(r"\s(?:[Vv]ol(?:\.|ume)?\s?|#\s?|[Nn][or]\.\s?|№\s?)\d{1,3}(?!\w)")
"""`Soup Night vol. 8`, `Soup Night #8`: which one of a row of events."""
_PARTS = regex(r"\s*(?:(?<![a-z]):|:(?![a-z])|[–—(])\s*|\s\||\|\s|\s-\s|,\s|\sby\s")
"""What parts a title; in `soup:fest`, nothing does."""
_ASKED = regex(r"[a-z]\?(?:\s|$)")
"""`all about? Part 3`: what is asked is no name."""

"""The names of conferences that a path holds: `_posts/2019-06-01-soupconf.md`, `SoupConf2019/notes.md`.

>>> from recapgen.recap.context import Context
>>> [(n.name, n.year) for n in names_in_path("SoupConf2019/notes.md", Context.of("", (), "en"))]
[('SoupConf', 2019)]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from recapgen.recap.conference.events import EVENT_END, is_event, is_plain, without_place
from recapgen.recap.conference.naming import Named
from recapgen.recap.conference.shapes import YEAR
from recapgen.recap.conference.trimming import trimmed
from recapgen.recap.context import Context
from recapgen.recap.line.days import day_within
from recapgen.recap.words import Lexicon, fold, has_word, of_languages
from recapgen.regex import regex


def names_in_path(path: str, ctx: Context, title: str = "") -> list[Named]:
    """Names of conferences in a path: `_posts/2019-06-01-soupconf.md`, `SoupConf2019/notes.md`."""
    found: list[Named] = []
    year = None
    parts = re.split(r"[/\\]", path.rsplit(".", 1)[0]) if path else []
    noted = _below_notes(parts, ctx)
    for at in reversed(range(len(parts))):
        part = parts[at]
        part = _with_year_of_month(_SHORT_YEAR.sub("", _NUMBER.sub("", part)), ctx)
        date = re.match(r"^(20\d\d)-?(\d\d)?-?(\d\d)?(?:[-_ ]|$)", part)
        if date:
            year = year or int(date.group(1))
            part = part[date.end() :]
        if alone := re.fullmatch(r"(20\d\d)(?:\d{4})?", part):
            year = year or int(alone.group(1))
            continue
        raw = re.sub(r"[-_ ]+", "-", part)
        match = re.search(rf"[-_ ]?({YEAR})[-_ ]?", part)
        if match:
            year = int(match.group(1)) if date else year or int(match.group(1))
            part = (part[: match.start()] + " " + part[match.end() :]).strip()
        spaced = re.sub(r"[-_ ]+", " ", re.sub(r"^\d{1,4}[-_. ]+(?=\D)", "", part))
        mark = day_within(spaced, ctx.lexicon)
        words = spaced.replace(mark.label, " ").split() if mark else spaced.split()
        words = _behind_at(words, ctx) if match else words
        words = [
            w
            for w in words
            if fold(w) not in ctx.lexicon.words("recap_words")
            and (fold(w) not in ctx.lexicon.words("function_words") or _is_acronym(w, title))
            and not _DAY_WORD.match(w)
        ]
        name = " ".join(words)
        if not name or len(words) > 4 or is_plain(name, ctx) or fold(name) in _FOLDERS:
            continue
        if fold(words[0]) in ctx.lexicon.words("event_nouns"):
            continue
        own = ctx.known.conferences.get(fold(name)) or _spelled(name, ctx)
        own = own or trimmed(_same_letters(name, title, ctx), ctx)
        if own in ctx.lexicon.cities:
            continue  # `florence-trip.md`
        if own and (is_event(own, ctx) or own in title or len(re.findall(re.escape(own), ctx.text)) > 1):
            found.append(Named(own, None, is_event(own, ctx)))
        elif len(words) == 1 and is_event(name, ctx) and re.search(rf"(?i){EVENT_END}$", name):
            found.append(Named(name, None, True))
        elif own := _called_in(raw, words, at == noted, ctx):
            found.append(Named(own, None, True))
    if not any(n.event for n in found) and (glued := _glued_to_year(parts, ctx)):
        return [glued]
    once = {fold(n.name): n for n in reversed(found)}
    return [Named(n.name, year, n.event) for n in reversed(once.values())]


def _glued_to_year(parts: Sequence[str], ctx: Context) -> Named | None:
    """What a folder has right before a year: `soupx2019-blog/volunteers/ida.md`."""
    for part in parts[:-1]:
        match = _GLUED_FOLDER.match(part)
        if match and not is_plain(match["name"], ctx) and fold(match["name"]) not in ctx.lexicon.plain | _FOLDERS:
            name = _spelled(match["name"], ctx) or match["name"].upper()
            return Named(name, int(match["year"]), is_event(name, ctx))
    return None


_GLUED_FOLDER = regex(rf"(?P<name>[a-zA-Z]{{3,6}})(?P<year>{YEAR})(?=$|[-_.])")


def _with_year_of_month(part: str, ctx: Context) -> str:
    """`soupconf-may19` as `soupconf-2019`, if the text has that year somewhere; else it may be a day of May, and is
    left out."""
    month = _month_of_year(ctx.lexicon).search(part)
    if month is None:
        return part
    dated = re.search(rf"(?<!\d)20{month['year']}(?!\d)", ctx.text)
    return f"{part[: month.start()]}20{month['year']}" if dated else part[: month.start() - 1]


@of_languages
def _month_of_year(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<=[-_ ]){lex.either('months', 'months_short')}[-_']?(?P<year>\d\d)$", re.IGNORECASE)


def _called_in(raw: str, words: Sequence[str], noted: bool, ctx: Context) -> str:
    """The name of a conference that a part of a path is by its words, or as it is `noted` below a folder for them."""
    event = _EVENT_IN_PATH.search(raw)
    own = trimmed(_capitalised(event[1].split("-")), ctx) if event else ""
    if own or not noted:
        return own
    own = without_place(_capitalised(words), ctx)
    return "" if own in ctx.lexicon.cities else own


def of_notes(path: str, ctx: Context) -> bool:
    """Whether a folder of a path is for what somebody heard at conferences: `conference-notes/2019/soupconf.md`,
    `talk-notes/soupconf.md`."""
    heard = ctx.lexicon.words("event_nouns", "short_events", "heard_in_folders")
    return any(_for_notes(folder, heard, ctx) for folder in re.split(r"[/\\]", path)[:-1])


def _below_notes(parts: Sequence[str], ctx: Context) -> int:
    """Which part of a path names a conference: what stands below a folder for notes, perhaps with one of a year
    between; -1 where none does."""
    events = ctx.lexicon.words("event_nouns", "short_events")
    above = next((n for n, part in enumerate(parts[:-1]) if _for_notes(part, events, ctx)), len(parts))
    below = (n for n in range(above + 1, len(parts)) if re.search(r"[^\W\d_]", parts[n]))
    return next((n for n in below if parts[n].lower().lstrip("_") not in _FOLDERS), -1)


def _for_notes(folder: str, heard: AbstractSet[str], ctx: Context) -> bool:
    """Whether a folder's name is of words for what somebody heard and for what one tells of it: `conference-notes`,
    `ConferenceNotes`, `confNotes`, `conference-and-meetup-notes`."""
    words, lex = _WORD_OF_FOLDER.sub(" ", folder).lower().split(), ctx.lexicon
    told = lex.words("recap_words") - lex.words("heard_in_folders")
    only = told | heard | lex.words("function_words")
    few = 1 < len(words) < _MANY_WORDS or only.issuperset(words)
    return few and not told.isdisjoint(words) and not heard.isdisjoint(words)


_WORD_OF_FOLDER = regex(r"[-_ ]+|(?<=[a-z])(?=[A-Z])")
_MANY_WORDS = 4
"""Words of a folder's name from which on all of them have to be such."""


def _is_acronym(word: str, title: str) -> bool:
    """Whether a title writes a small word in capitals, beside others: `it` of `IT Kochtage`.

    >>> _is_acronym("it", "IT Kochtage 2019"), _is_acronym("a", "A Soup Day"), _is_acronym("it", "HOW IT WAS")
    (True, False, False)
    """
    return len(word) > 1 and not title.isupper() and word.upper() in re.split(r"\W", title)


_NUMBER = regex(r"^\d{1,4}_(?=20\d\d-)")
"""`017_2019-06-01-soupconf`: a number before the date."""
_SHORT_YEAR = regex(r"[-_ ]['’]\d\d$")
"""`soup-meetup-'19`"""


def _behind_at(words: list[str], ctx: Context) -> list[str]:
    """What stands behind the last word that says that somebody was there: `ladle ltd at soupconf`."""
    there = [n for n, word in enumerate(words[:-1]) if fold(word) in ctx.lexicon.words("attended")]
    return words[there[-1] + 1 :] if there else words


_EVENT_IN_PATH = regex(
    rf"(?:^|-)((?:[a-z]+-){{1,2}}(?:conf|con|conference|summit|days|camp|fest))(?:-[a-z]{{2}})?-{YEAR}(?!\d)",
    re.IGNORECASE,
)
"""`spoon-world-conf-us-2019`"""


def _capitalised(words: Sequence[str]) -> str:
    """Words of a path as those of a name."""
    return " ".join(w if any(map(str.isupper, w)) else w.capitalize() for w in words)


_DAY_WORD = regex(r"^(?:day|tag|jour)?\d{0,2}$|^index$|^readme$", re.IGNORECASE)
_FOLDERS = frozenset(
    [
        "posts",
        "content",
        "blog",
        "recaps",
        "articles",
        "src",
        "docs",
        "notes",
        "talks",
        "conferences",
        "events",
        "index",
        "readme",
        "pages",
        "post",
        "conference",
        "tmp",
        "work",
        "home",
        "main",
    ]
)


def _spelled(name: str, ctx: Context) -> str:
    """How the text writes a name of the path: `soupconf` -> `SoupConf`."""
    if not all(word.lower() in ctx.low for word in name.split()):
        return ""
    loose = r"[\s-]?".join(re.escape(w) for w in name.split())
    written = re.finditer(rf"(?<!\w){loose}(?!\w)", ctx.text[:60_000], re.IGNORECASE)
    return next((match.group() for match in written if any(c.isupper() for c in match.group())), "")


def _same_letters(name: str, title: str, ctx: Context) -> str:
    """A title that is the name itself, with other signs or gaps, and perhaps words of a recap behind it: `SoupConf`,
    `Soup Conf`, `Soup Conf Notes`; none of several parts."""
    words = title.split()
    while len(words) > 1 and name.isalpha() and fold(words[-1]) in ctx.lexicon.words("recap_words"):
        words.pop()
    called = " ".join(words)
    same = fold(name).replace(" ", "") == fold(called).replace(" ", "") and not _PARTED.search(called)
    return called.rstrip("!?. ") if same else ""


def of_site(ctx: Context) -> Named | None:
    """The one edition whose own site the first links of a text lead to, `https://2019.soupconf.example`, if the text
    has its name, too."""
    links = (href for block in ctx.outline[:_FIRST_BLOCKS] for _, href in block.links())
    sites = {(m["name"], int(m["year"])) for href in links if (m := _SITE_OF_YEAR.match(href))}
    name, year = sites.pop() if len(sites) == 1 else ("", 0)
    own = _spelled(name.replace("-", " "), ctx) or (name if has_word(ctx.low, name) else "")
    return Named(own, year, True) if own and not is_plain(own, ctx) else None


_FIRST_BLOCKS = 40
_SITE_OF_YEAR = regex(rf"https?://(?P<year>{YEAR})\.(?P<name>[a-z][a-z0-9-]{{3,}})\.[a-z.]+(?:/|$)")


_PARTED = regex(r":\s|\s[–—-]\s")


def left_of_path(path: str, ctx: Context) -> Named | None:
    """The file's name without its date, if what is left has a year or a day (`spoon-world-day-two.md`), or is written
    as names are: `SpoonWorld.md`; else what its folder says with a year, if it or the text has that
    too: `spoonworld-2021/spoonworld.md`."""
    *folders, file = re.split(r"[/\\]", path)
    stem = file.rsplit(".", 1)[0]
    folder = folders[-1] if folders and re.search(rf"(?<!\d){YEAR}(?!\d)", folders[-1]) else ""
    if (named := _left_of_stem(stem, ctx)) or not folder:
        return named
    above = _left_of_stem(folder, ctx)
    again = above is not None and (fold(above.name) in fold(stem) or has_word(ctx.low, above.name.lower()))
    return above if again else None


def _left_of_stem(stem: str, ctx: Context) -> Named | None:
    stem = re.sub(r"^(?:20\d\d[-_]\d\d[-_]\d\d|\d{1,4})[-_ ]+", "", stem)
    year = re.search(rf"(?<!\d){YEAR}(?!\d)", stem)
    spaced = re.sub(r"[-_ .]+", " ", stem)
    mark = day_within(spaced, ctx.lexicon)
    words = [w for w in spaced.replace(mark.label if mark else "\n", " ").split() if not w.isdigit()]
    around = ctx.lexicon.words("recap_words", "function_words")
    words = [w for w in words if fold(w) not in around and not _DAY_WORD.match(w)]
    name = without_place(_capitalised(words), ctx)
    if " ".join(words) not in spaced:
        return None
    camel = len(words) == 1 and re.search(r"[a-z][A-Z]", name) is not None
    if not 0 < len(words) < 4 or not (year or camel or mark) or is_plain(name, ctx) or fold(name) in _FOLDERS:
        return None
    return Named(name, int(year.group()) if year else None, False)

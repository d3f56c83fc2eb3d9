"""Where every page lives: a `Route` is a value, and turns into a path and back without loss.

>>> Route("speaker", ("holden-karau",)).url
'/speakers/holden-karau/'
>>> Route.parse("topics/rust/page/2/index.html")
Route(kind='topic', names=('rust',), number=2)
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote

PAGES: dict[str, tuple[str, ...]] = {
    "home": (),
    "recaps": ("recaps",),
    "recap": ("recaps", "*", "*"),
    "articles": ("articles",),
    "article": ("articles", "*", "*"),
    "conferences": ("conferences",),
    "conference": ("conferences", "*"),
    "edition": ("conferences", "*", "*"),
    "session": ("conferences", "*", "*", "*"),
    "topics": ("topics",),
    "topic": ("topics", "*"),
    "speakers": ("speakers",),
    "speaker": ("speakers", "*"),
    "organizations": ("organizations",),
    "organization": ("organizations", "*"),
    "archive": ("archive",),
    "archive-year": ("archive", "*"),
    "languages": ("languages",),
    "language": ("languages", "*"),
    "explore": ("explore",),
    "search": ("search",),
}
"""Pages that are written as `<segments>/index.html`; `*` takes a name. Whatever fits none is a free page."""

FILES: dict[str, tuple[str, ...]] = {
    "feed": ("feed.xml",),
    "conference-feed": ("conferences", "*", "feed.xml"),
    "topic-feed": ("topics", "*", "feed.xml"),
    "search-manifest": ("search", "files.json"),
    "search-records": ("search", "records", "*"),
    "speaker-feed": ("speakers", "*", "feed.xml"),
    "language-feed": ("languages", "*", "feed.xml"),
    "json-feed": ("feed.json",),
    "conference-json-feed": ("conferences", "*", "feed.json"),
    "topic-json-feed": ("topics", "*", "feed.json"),
    "language-json-feed": ("languages", "*", "feed.json"),
    "calendar": ("calendar.ics",),
    "conference-calendar": ("conferences", "*", "calendar.ics"),
    "schedule": ("conferences", "*", "*", "schedule.json"),
    "headers": ("_headers",),
    "sitemap": ("sitemap.xml",),
    "robots": ("robots.txt",),
    "missing": ("404.html",),
}
"""Single files; whatever fits none is a `file` with its path as its one name."""

PAGINATION = "page"
"""The segment before a page's number; no name may be this word."""


class Route(NamedTuple):
    """The address of one page or file of the site."""

    kind: str
    """A key of `PAGES` or `FILES`, or `page` (a free page) or `file` (any other file)."""
    names: tuple[str, ...] = ()
    """What fills the stars, in order; of a free page all its segments; of a file its path."""
    number: int = 1
    """Which page of a paginated list, from 1."""

    @property
    def path(self) -> str:
        """Below output/, with `/`, ending in a file's name."""
        return _path(self)

    @property
    def url(self) -> str:
        """From the site's root, percent-encoded, without the base path; a page's ends in `/`."""
        return _url(self)

    @property
    def is_page(self) -> bool:
        return self.kind in PAGES or self.kind == "page"

    @property
    def record(self) -> Route:
        """The JSON file beside a page: `index.json` beside `index.html`."""
        return Route("file", (self.path.removesuffix(".html") + ".json",))

    def at(self, number: int) -> Route:
        """The same list, another page of it."""
        return Route(self.kind, self.names, number)

    @classmethod
    def parse(cls, path: str) -> Route:
        """The route of a path below output/: the inverse of `path`, for every path that `path` can give."""
        segments = path.split("/")
        if segments[-1] != "index.html":
            for kind, pattern in FILES.items():
                if (names := _matched(pattern, segments)) is not None:
                    return cls(kind, names)
            return cls("file", (path,))
        segments.pop()
        number = 1
        if len(segments) >= 2 and segments[-2] == PAGINATION and _is_page_number(segments[-1]):
            number = int(segments[-1])
            del segments[-2:]
        for kind, pattern in PAGES.items():
            if (names := _matched(pattern, segments)) is not None:
                return cls(kind, names, number)
        return cls("page", tuple(segments), number)

    @classmethod
    def of_url(cls, url: str) -> Route:
        """The route of a permalink as written, such as `/about/` or `talks/2019.html` (not percent-encoded)."""
        path = url.strip().lstrip("/")
        if not path or path.endswith("/"):
            path += "index.html"
        elif "." not in path.rsplit("/", 1)[-1]:
            path += "/index.html"
        return cls.parse(path)


def fill_in(permalink: str, slug: str, day: date | None) -> str:
    """A permalink with the parts that Jekyll fills in, `:year`, `:month`, `:day`, `:title` and their like; others, and
    those of a day that nobody knows, stay as they are.

    >>> fill_in("/:year/:i_month/:title.html", "nine-spoons", date(2019, 6, 5))
    '/2019/6/nine-spoons.html'
    """
    parts = {"title": slug, "slug": slug}
    if day:
        parts |= {"year": f"{day:%Y}", "short_year": f"{day:%y}", "month": f"{day:%m}", "i_month": str(day.month)}
        parts |= {"day": f"{day:%d}", "i_day": str(day.day), "y_day": f"{day:%j}"}
    return _FILLED_IN.sub(lambda match: parts.get(match[1], match[0]), permalink)


STYLES = frozenset({"pretty", "date", "ordinal", "weekdate", "none", "false"})
"""Permalinks that are no address, but Jekyll's names for usual ones."""
_FILLED_IN = re.compile(r":([a-z]+(?:_[a-z]+)?)")


@lru_cache(maxsize=262_144)
def _path(route: Route) -> str:
    if route.kind == "file":
        return route.names[0]
    if route.kind in FILES:
        return "/".join(_filled(FILES[route.kind], route.names))
    parts = list(route.names if route.kind == "page" else _filled(PAGES[route.kind], route.names))
    if route.number > 1:
        parts += [PAGINATION, str(route.number)]
    return "/".join([*parts, "index.html"])


@lru_cache(maxsize=262_144)
def _url(route: Route) -> str:
    return "/" + quote(route.path.removesuffix("index.html") if route.is_page else route.path)


def _is_page_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and text[0] != "0" and int(text) > 1


def _filled(pattern: tuple[str, ...], names: tuple[str, ...]) -> list[str]:
    left = iter(names)
    return [next(left) if part == "*" else part for part in pattern]


def _matched(pattern: tuple[str, ...], segments: list[str]) -> tuple[str, ...] | None:
    if len(pattern) != len(segments) or any(p not in ("*", s) for p, s in zip(pattern, segments, strict=True)):
        return None
    return tuple(s for p, s in zip(pattern, segments, strict=True) if p == "*")


_DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def unsafe(path: str) -> str:
    """Why a path must not be written below output/, or the empty string if it may.

    >>> unsafe("a/../b")
    "a segment is '..'"
    """
    if not path:
        return "it is empty"
    if path.startswith("/") or "\\" in path:
        return "it is absolute or holds a backslash"
    if unicodedata.normalize("NFC", path) != path:
        return "it is not in Unicode form NFC"
    for part in path.split("/"):
        if part in ("", ".", ".."):
            return f"a segment is '{part}'"
        if any(unicodedata.category(c) in ("Cc", "Cs") for c in part):
            return "it holds a control character"
        if part[-1] in ". ":
            return f"the segment '{part}' ends in a dot or a space"
        if part.split(".")[0].casefold() in _DEVICES:
            return f"'{part}' is a device's name on Windows"
        if any(c in part for c in '<>:"|?*'):
            return f"'{part}' holds a character that Windows forbids"
        if len(part.encode()) > 255:
            return "a segment is longer than 255 bytes"
    return ""


def claim_key(path: str) -> str:
    """Two paths with one key can't both be written: some disks hold them for one."""
    return unicodedata.normalize("NFC", path).casefold()


_SPELLED = {
    "c++": "cpp",
    "c#": "csharp",
    "f#": "fsharp",
    ".net": "dotnet",
    "&": " and ",
    "@": " at ",
    "'": "",
    "’": "",
}
_BANGS = re.compile(r"(?<![^\W_])!!(?=\w)")
"""At the beginning of a word they are read aloud, as in `!!Con`; at its end they are but loud."""
_LONGEST = 80


@lru_cache(maxsize=65_536)
def slugify(text: str) -> str:
    """One segment of a URL for a title or a name: Latin letters without accents, other scripts as they are.

    Never empty and never `page`; what is long is cut at a word and told apart by a digest.

    >>> slugify("Café-Driven C++"), slugify("山田 太郎"), slugify("?!...")[:2]
    ('cafe-driven-cpp', '山田-太郎', 'x-')
    >>> slugify("!!Con"), slugify("Wat!!!")
    ('bangbang-con', 'wat')
    """
    lowered = _BANGS.sub("bangbang-", unicodedata.normalize("NFC", text).casefold())
    for symbol, word in _SPELLED.items():
        lowered = lowered.replace(symbol, word)
    plain = lowered.isascii() and not _GROUPED.search(lowered)
    slug = "-".join(_ASCII_WORD.findall(lowered)) if plain else _of_words(lowered)
    if not slug or slug == PAGINATION or slug in _DEVICES:
        return f"x-{slug or _digest(text)}"
    if len(slug) > _LONGEST or len(slug.encode()) > 200:
        cut = slug[:_LONGEST]
        while len(cut.encode()) > 180:
            cut = cut[:-1]
        return f"{cut.rsplit('-', 1)[0]}-{_digest(text)}"
    return slug


_ASCII_WORD = re.compile("[a-z0-9]+")
_GROUPED = re.compile(r"\d,\d")
"""Of a figure such as `10,000`, which stays one word."""


def _of_words(lowered: str) -> str:
    """What `slugify` makes of any script; of plain words the same comes out, at a hundredth of the cost."""
    from slugify import slugify as words_of

    return unicodedata.normalize("NFC", words_of("".join(_latin(c) for c in lowered), allow_unicode=True))


def _latin(char: str) -> str:
    if char.isascii() or not unicodedata.name(char, "").startswith("LATIN"):
        return char
    from text_unidecode import unidecode

    return str(unidecode(char)).casefold()


def _digest(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()

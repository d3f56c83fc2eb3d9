"""What may stand in the front matter of a post or a registry file, whichever generator it was written for.

>>> canonical({"tags": "a, b", "lastmod": "2020"}, POST_ALIASES)[0]
{'topics': 'a, b', 'updated': '2020'}
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, TypeAdapter

from recapgen.markdown import unsafe_url
from recapgen.model import When
from recapgen.recap.line.days import months
from recapgen.recap.words import fold, languages, lexicon
from recapgen.regex import regex
from recapgen.syntax import KeyPath
from recapgen.tags import without_tags

_STRICT = ConfigDict(extra="forbid", defer_build=True)  # most builds check no header of one of the two kinds

POST_ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("post_title",),
    "subtitle": (),
    "description": ("meta_description", "desc"),
    "date": (
        *("publishdate", "pubdate", "pubdatetime", "published", "created", "post_date"),
        *("published_at", "created_at", "date_published"),
    ),
    "updated": (
        *("lastmod", "modified", "last_modified_at", "updateddate", "moddatetime"),
        *("last_modified", "last_updated", "updated_at", "date_modified", "date_updated", "modified_time"),
    ),
    "expires": ("expirydate",),
    "draft": ("status",),
    "slug": (),
    "permalink": ("url", "save_as"),
    "aliases": ("redirect_from", "alias"),
    "topics": ("tags", "tag", "categories", "category", "keywords"),
    "authors": ("author",),
    "summary": ("excerpt", "post_excerpt"),
    "image": (
        *("images", "cover", "featured_image", "thumbnail", "heroimage", "ogimage", "previewimage"),
        *("cover.image", "cover_image", "feature_image", "header_image", "social_image", "share_image", "teaser_image"),
        *("img", "header_img", "thumb", "banner"),
    ),
    "lang": ("language", "locale", "languagecode"),
    "translation_of": (),
    "translation_key": (),
    "translation": (),
    "weight": (),
    "layout": ("type", "template"),
    "toc": (),
    "math": (),
    "params": (),
    "conference": ("conferences",),
    "edition": (),
    "year": (),
    "city": (),
    "country": (),
    "venue": (),
    "sessions": (),
    "source": (),
}
"""Our keys, and what other generators call them, in one of their spellings (see `as_key`).

`edition`, `city`, ... complete a lone `conference`.
"""

OFTEN_OTHERWISE = frozenset(["date", "updated", "expires", "image", "draft"])
"""Of our keys those whose other names (`created`, `thumbnail`, `status`) have values of many forms."""

DATES_OF_POSTS = ("date", "updated")
SPARED = frozenset([*DATES_OF_POSTS, "image", "layout", "math", "toc", "topics", "weight"])
"""Of our keys those without whose values a post is shown all the same."""

OF_A_CONFERENCE = frozenset(["edition", "year", "city", "country", "venue"])
"""Keys that mean something beside `conference` alone."""

FOREIGN = frozenset(
    [
        "archetype",
        "author_avatar",
        "author_email",
        "author_login",
        "author_profile",
        "author_url",
        "bibliography",
        "bookmark_of",
        "build",
        "canonical",
        "canonicalurl",
        "cascade",
        "categories_weight",
        "category_id",
        "classes",
        "comment_id",
        "comments",
        "computed",
        "created_by",
        "cuid",
        "date_gmt",
        "disqus",
        "draft_reason",
        "dsq_thread_id",
        "editor",
        "eleventycomputed",
        "eleventyexcludefromcollections",
        "eleventyimport",
        "eleventynavigation",
        "enclosure",
        "entries_layout",
        "excerpt_separator",
        "featured",
        "gallery",
        "guid",
        "has_math",
        "header",
        "headless",
        "hidden",
        "hidemeta",
        "hidetitle",
        "id",
        "image_alt",
        "image_caption",
        "in_reply_to",
        "iscjklanguage",
        "issue_id",
        "katex",
        "layout_type",
        "license",
        "lightgallery",
        "like_of",
        "link",
        "linktitle",
        "location",
        "markup",
        "mathjax",
        "medium_url",
        "menu",
        "menus",
        "mermaid",
        "meta_title",
        "nav_order",
        "navigation",
        "nocomments",
        "noindex",
        "og_description",
        "og_title",
        "original_url",
        "outputs",
        "override",
        "pagination",
        "password",
        "permalink_bypass",
        "pin",
        "pinned",
        "post_id",
        "post_views_count",
        "pretty_url",
        "print",
        "read_time",
        "reading_time",
        "redirect_to",
        "related",
        "repost_of",
        "resources",
        "robots",
        "search",
        "seo_title",
        "series",
        "series_order",
        "share",
        "show_date",
        "show_excerpts",
        "show_full_content",
        "showtoc",
        "sidebar",
        "sitemap",
        "speaker",
        "speakers",
        "sticky",
        "syndication",
        "tagline",
        "tags_weight",
        "taxonomies",
        "templateengineoverride",
        "toc_icon",
        "toc_label",
        "toc_sticky",
        "tocopen",
        "translations",
        "translator",
        "uuid",
        "webmentions",
        "word_count",
        "wordpress_id",
        "wordpress_url",
    ]
)
"""Keys that other generators, or well-known themes of theirs, define: ignored without a word."""

_MERGED = ("topics", "aliases", "authors")
"""Keys whose several names add up."""


def as_key(written: str) -> str:
    """A key without what tells spellings apart: `RedirectFrom`, `redirect_from` and `redirect-from` are one."""
    return re.sub("[_-]", "", written.casefold())


def is_foreign(key: str) -> bool:
    """Whether a key that is none of ours is known to be another generator's, or begins with `_`, for private use."""
    return key.startswith("_") or as_key(key) in _FOREIGN


_FOREIGN = frozenset(map(as_key, FOREIGN))


def is_of_posts(key: str) -> bool:
    """Whether a key of a post's header means something to us.

    >>> is_of_posts("Tags"), is_of_posts("comments")
    (True, False)
    """
    return not canonical({key: None}, POST_ALIASES)[2]


def canonical(
    values: Mapping[str, Any], aliases: Mapping[str, tuple[str, ...]]
) -> tuple[dict[str, Any], dict[str, str], list[str]]:
    """Values under our names, which written name each came from, and the written names that mean nothing to us."""
    own = {as_key(other): name for name, others in aliases.items() for other in (name, *others)}
    found: dict[str, Any] = {}
    written: dict[str, str] = {}
    unknown = []
    ordered = sorted(values, key=lambda key: key.casefold() not in aliases)
    for key in ordered:
        name = own.get(as_key(key))
        if key.casefold() == "published" and str(values[key]).strip().casefold() in ("true", "false", "yes", "no"):
            if "draft" not in found:
                found["draft"], written["draft"] = not _flag(values[key]), key
        elif name is None:
            unknown.append(key)
        elif name in found and name in _MERGED:
            found[name] = [*_as_list(found[name]), *_as_list(values[key])]
        elif name not in found:
            found[name], written[name] = values[key], key
    return found, written, unknown


_DATED_FILE = regex(r"\d{4}-\d{2}-\d{2}-[^/]+\.\w+$")
_SPLIT_BY_JEKYLL = ("tags", "categories")


def as_jekyll_means(values: Mapping[str, Any], path: str) -> Mapping[str, Any]:
    """The values of a header, where it is one of Jekyll's, with `tags: soup pots` as the two that Jekyll takes it for.

    Of Jekyll is what lies in `_posts` or `_drafts`, or has a day in its file's name and a `layout` in its header.

    >>> as_jekyll_means({"tags": "soup pots"}, "blog/_posts/soup.md")
    {'tags': ['soup', 'pots']}
    """
    parts = path.split("/")
    if not {"_posts", "_drafts"} & set(parts) and not ("layout" in values and _DATED_FILE.match(parts[-1])):
        return values
    listed = {key: value.split() for key, value in values.items() if key in _SPLIT_BY_JEKYLL and _is_spaced(value)}
    return {**values, **listed}


def _is_spaced(value: Any) -> bool:
    return isinstance(value, str) and not re.search(r"[,;\[\]]", value)


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str):
        return [part.strip() for part in re.split(r"[,;]", value) if part.strip()]
    return [value]


# -- kinds of values --------------------------------------------------------------------------------------------------
# A validator raises ValueError("fact || hint"); validation.py puts the key before the fact.


def _text(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float | date):
        return str(value).strip()
    kind = "a list" if isinstance(value, list) else "a table"
    hint = "write the words themselves" if kind == "a table" else "put quotes around it"
    raise ValueError(f"must be text, not {kind} || {hint}")


def _texts(value: Any) -> Any:
    """A list of texts; of a table with a name, as some systems export their tags, that name."""
    return tuple(filter(None, (_text(_name_of(part)) for part in _as_list(value))))


def _name_of(value: Any) -> Any:
    names = (value[key] for key in ("name", "title", "label") if value.get(key)) if isinstance(value, Mapping) else ()
    return next(iter(names), value)


_FLAGS = {"true": True, "yes": True, "on": True, "1": True}
_FLAGS |= {"false": False, "no": False, "off": False, "0": False, "none": False, "": False}


def _flag(value: Any) -> Any:
    word = str(value).strip().casefold()
    if word in _FLAGS:
        return _FLAGS[word]
    raise ValueError(f"must be true or false, not {value!r}")


def _maybe_flag(value: Any) -> Any:
    return None if value is None else _flag(value)


def _number(value: Any) -> Any:
    if value in (None, ""):
        return None
    if isinstance(value, str) and re.fullmatch(r"[-+]?[0-9]{1,18}", value.strip()):
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"must be a whole number, not {value!r}")
    return value


def _year(value: Any) -> Any:
    number = _number(value)
    if number is not None and not 1900 <= number <= 2200:
        raise ValueError(f"is {number}, which is no year || write it with four digits")
    return number


def _url(value: Any) -> Any:
    text = _text(value)
    if why := unsafe_url(text):
        raise ValueError(f"can't be a link: {why} || use https://...")
    return text


def _image(value: Any) -> Any:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, Mapping):
        value = value.get("url") or value.get("src") or value.get("image") or value.get("path")
    return _url(value)


def names_said(value: Any) -> tuple[str, ...]:
    """The names of people in a text, which may be HTML, a list or a table: `Ida Quill, Bo Lind` are two."""
    parts = value if isinstance(value, list | tuple) else [value]
    names: list[str] = []
    for part in parts:
        if isinstance(part, Mapping):
            part = part.get("name") or part.get("display_name") or part.get("nick") or ""
        names += [n.strip() for n in re.split(r"[,;]|\s+&\s+|\s+and\s+", without_tags(_text(part))) if n.strip()]
    return tuple(names)


_ZONES = {"Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "JST": 9} | {
    **{"EDT": -4, "EST": -5, "CDT": -5, "CST": -6, "MDT": -6, "MST": -7, "PDT": -7, "PST": -8}  # RFC 822
}
"""Hours from UTC."""
_DATE = regex(
    r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2})"
    rf"(?:[T ]+(\d{{1,2}}):(\d{{2}})(?::(\d{{2}})(?:[.,]\d+)?)?\s*({'|'.join(_ZONES)}|[-+]\d{{2}}:?\d{{2}})?)?)?)?"
)
_SECONDS = regex(r"[1-9]\d{8,9}")
"""Since 1970, as Drupal exports them; from 1973 on."""
_DATE_HINT = "write it as 2017-03-06, 2017-03 or 2017"


def _when(value: Any) -> Any:
    """A date as precisely as written; without a zone it is naive, and the site's time zone is added later."""
    if value in (None, ""):
        return None
    if isinstance(value, datetime):
        return When(value, "minute")
    if isinstance(value, date):
        return When(datetime(value.year, value.month, value.day), "day")
    match = _DATE.fullmatch(str(value).strip())
    if not match and _SECONDS.fullmatch(str(value).strip()):
        return When(datetime.fromtimestamp(int(value), UTC), "minute")
    if not match and len(meant := dates_meant(str(value))) == 1:
        match = _DATE.fullmatch(meant[0])
    if not match:
        raise ValueError(f"is {str(value)[:40]!r}, which is no date || {_date_hint(str(value))}")
    year, month, day, hour, minute, second, zone = match.groups()
    try:
        moment = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
        moment = moment.replace(tzinfo=zone_of(zone))
    except ValueError:
        raise ValueError(f"is {str(value)[:40]!r}, and there is no such day or time || {_DATE_HINT}") from None
    precision = "minute" if hour else "day" if day else "month" if month else "year"
    if moment.year < 1900:
        raise ValueError(f"is {str(value)[:40]!r}, before 1900 || {_DATE_HINT}")
    return When(moment, precision)  # type: ignore[arg-type]


def _date_hint(text: str) -> str:
    """How to write a date that is written as people do: each way to read it, if there is any.

    >>> _date_hint("05/12/2019")
    'write it as 2019-05-12 if it is in May, as 2019-12-05 if it is in December'
    """
    ways = [f"as {one} if it is in {_MONTHS[int(one[5:7]) - 1]}" for one in dates_meant(text)]
    return f"write it {', '.join(ways)}" if ways else _DATE_HINT


_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_FIGURES = regex(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_RUN = regex(r"(\d{4})\.?(\d{2})\.?(\d{2})(?!\d)")


def dates_meant(text: str) -> list[str]:
    """The dates that a text may mean, as ISO dates or months; those that there never were left out."""
    if found := _FIGURES.match(text.strip()):
        first, last, year = int(found[1]), int(found[3]), int(found[4])
        year += 0 if year > 99 else 2000 if year < 70 else 1900
        ways = [(year, last, first)] if found[2] == "." else [(year, first, last), (year, last, first)]
    elif found := _RUN.match(text.strip()):
        ways = [(int(found[1]), int(found[2]), int(found[3]))]
    else:
        ways = [_in_words(text)]
    found_days = []
    for year, month, day in ways:
        try:
            moment = date(year, month, day or 1)
        except ValueError:
            continue
        if moment.year >= 1900:
            found_days.append(f"{moment:%Y-%m-%d}" if day else f"{moment:%Y-%m}")
    return list(dict.fromkeys(found_days))


_YEARS = regex(r"(?<![\d+-])(?:19|20)\d{2}(?!\d)")


def year_said(value: Any) -> int | None:
    """The one year that a value names that is no date.

    >>> year_said("05/12/2019"), year_said("2019 or 2020")
    (2019, None)
    """
    years = _YEARS.findall(str(value))
    return int(years[0]) if len(years) == 1 else None


def _in_words(text: str) -> tuple[int, int, int]:
    """Year, month and day of a date with a month's name in any language; 0 for what it does not have."""
    names = months(lexicon(languages()))
    named = {names[word] for word in map(fold, re.findall(r"[^\W\d_]+", text)) if word in names}
    years = _YEARS.findall(text)
    days = re.findall(r"(?<![\d:.])\d{1,2}(?![\d:])", text)
    if len(named) != 1 or len(years) != 1:
        return 0, 0, 0
    return int(years[0]), named.pop(), int(days[0]) if days else 0


def zone_of(text: str | None) -> tzinfo | None:
    """`Z`, `CET`, `+02:00` or `-0730`. Raises `ValueError` where no place on earth is so far off."""
    if not text:
        return None
    if text in _ZONES:
        return timezone(timedelta(hours=_ZONES[text])) if _ZONES[text] else UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    if minutes > 14 * 60 or int(text[-2:]) > 59:
        raise ValueError
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _day_date(value: Any) -> Any:
    when = _when(value)
    if when is not None and when.precision not in ("day", "minute"):
        raise ValueError(f"is {value}, but a whole day is needed || write it as 2017-03-06")
    return when.moment.date() if when else None


LAST_DAY = 31
"""The highest day of a conference that a session may be on: more is a slip."""


def _session_day(value: Any) -> Any:
    day = _number(value)
    if isinstance(day, int) and not 1 <= day <= LAST_DAY:
        raise ValueError(f"is {day}, and no conference has such a day || count its days from 1")
    return day


def day_said(value: Any) -> date | None:
    """The day that a value of front matter is; None where it is none."""
    try:
        day = _day_date(value)
    except ValueError:
        return None
    return day if isinstance(day, date) else None


STATES = ("draft", "hidden", "private", "published", "publish", "public")
"""What Pelican's and WordPress' `status` may be."""


def _draft(value: Any) -> Any:
    """`draft: true`, and Pelican's `status: draft`."""
    word = str(value).strip().casefold()
    if word in STATES:
        return word in STATES[:3]
    return _flag(value)


_KIND_WORDS = {"lightning talk": "lightning", "lightning_talk": "lightning", "presentation": "talk", "lab": "workshop"}
_KIND_WORDS |= {"session": "talk", "training": "workshop", "panel discussion": "panel", "hands-on": "workshop"}


def _kind(value: Any) -> Any:
    if value in (None, ""):
        return None
    word = str(value).strip().casefold()
    return _KIND_WORDS.get(word, word)


def _links(value: Any) -> Any:
    """A list of addresses, or a table of names and addresses, as (name, address) pairs."""
    if value in (None, ""):
        return ()
    if isinstance(value, str):
        value = [value]
    if isinstance(value, Mapping):
        return tuple((_text(k), _url(v)) for k, v in value.items())
    pairs = []
    for part in value:
        if isinstance(part, Mapping) and "url" in part:
            pairs.append((_text(part.get("name") or part.get("label") or part.get("title") or ""), _url(part["url"])))
        elif isinstance(part, Mapping):
            pairs += [(_text(k), _url(v)) for k, v in part.items()]
        else:
            pairs.append(("", _url(part)))
    return tuple(pairs)


Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_texts)]
Names = Annotated[tuple[str, ...], BeforeValidator(names_said)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Number = Annotated[int | None, BeforeValidator(_number)]
Year = Annotated[int | None, BeforeValidator(_year)]
Url = Annotated[str, BeforeValidator(_url)]
Moment = Annotated[Any, BeforeValidator(_when)]
Day = Annotated[date | None, BeforeValidator(_day_date)]
KindWord = Annotated[
    Literal["talk", "keynote", "workshop", "tutorial", "lightning", "panel"] | None, BeforeValidator(_kind)
]
Links = Annotated[tuple[tuple[str, str], ...], BeforeValidator(_links)]


# -- posts ------------------------------------------------------------------------------------------------------------


def _named(value: Any) -> Any:
    """A bare name stands for a table with just that name."""
    return value if isinstance(value, Mapping) else {"name": _text(value)}


@dataclass(frozen=True, slots=True)
class ConferenceIn:
    __pydantic_config__ = _STRICT
    name: Text
    year: Year = None
    edition: Text = ""
    city: Text = ""
    country: Text = ""
    venue: Text = ""
    url: Url = ""
    start: Day = None
    end: Day = None


@dataclass(frozen=True, slots=True)
class SpeakerIn:
    __pydantic_config__ = _STRICT
    name: Text
    organization: Texts = ()
    role: Text = ""


def _speakers(value: Any) -> Any:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(";") if part.strip())
    if isinstance(value, Mapping):
        return (value,)
    return value or ()


@dataclass(frozen=True, slots=True)
class SessionIn:
    __pydantic_config__ = _STRICT
    title: Text = ""
    speakers: Annotated[tuple[Annotated[SpeakerIn, BeforeValidator(_named)], ...], BeforeValidator(_speakers)] = ()
    kind: KindWord = None
    day: Annotated[int | None, BeforeValidator(_session_day)] = None
    slides: Url = ""
    video: Url = ""
    code: Url = ""
    url: Url = ""
    topics: Texts = ()
    session: Flag = True
    """Whether it is one: `no` takes it out of those that are read."""


AUTO = SessionIn("auto")
"""In a list of sessions: those that are read from the text, besides the others of the list."""


@dataclass(frozen=True, slots=True)
class OriginIn:
    __pydantic_config__ = _STRICT
    author: Text = ""
    publication: Text = ""
    url: Url = ""
    title: Text = ""


def _origin(value: Any) -> Any:
    if value in (None, ""):
        return None
    if isinstance(value, str):
        return {"url": value} if re.match(r"https?://", value) else {"publication": value}
    return value


def _conferences(value: Any) -> Any:
    """One, or several; `true` is how some themes mark a kind of page, and names none."""
    if value in (None, "", []) or isinstance(value, bool):
        return ()
    return value if isinstance(value, list) else [value]


def _sessions(value: Any) -> Any:
    """`auto`, `none`, or a list, which may hold `auto` too."""
    if isinstance(value, str):
        word = value.strip().casefold()
        if word not in ("auto", "none"):
            raise ValueError(f"is {value!r}, but must be auto, none, or a list of sessions")
        return None if word == "auto" else []
    if value is None or value is True:
        return None
    if value is False:
        return []
    if not isinstance(value, list):
        raise ValueError("must be auto, none, or a list of sessions || begin each with '- title: ...'")
    return [_titled(one) for one in value]


def _titled(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    return {"title": "auto" if value.strip().casefold() == "auto" else value}


def _known_by_something(value: Any) -> Any:
    if isinstance(value, Mapping) and not value.get("title") and not value.get("speakers"):
        hint = "add 'title: ...', or 'speakers: ...' where it had no title"
        raise ValueError(f"has neither a title nor speakers || {hint}")
    return value


@dataclass(frozen=True, slots=True)
class PostIn:
    """The front matter of a post, each value of its type."""

    __pydantic_config__ = _STRICT
    title: Text = ""
    subtitle: Text = ""
    description: Text = ""
    date: Moment = None
    updated: Moment = None
    expires: Moment = None
    draft: Annotated[bool, BeforeValidator(_draft)] = False
    slug: Text = ""
    permalink: Text = ""
    aliases: Texts = ()
    topics: Texts = ()
    authors: Names = ()
    summary: Text = ""
    image: Annotated[str, BeforeValidator(_image)] = ""
    lang: Text = ""
    translation_of: Text = ""
    translation_key: Text = ""
    translation: Flag = False
    weight: Number = None
    layout: Text = ""
    toc: Annotated[bool | None, BeforeValidator(_maybe_flag)] = None
    math: Flag = False
    params: Mapping[str, Any] = field(default_factory=dict)
    conference: Annotated[
        tuple[Annotated[ConferenceIn, BeforeValidator(_named)], ...], BeforeValidator(_conferences)
    ] = ()
    edition: Text = ""
    year: Year = None
    city: Text = ""
    country: Text = ""
    venue: Text = ""
    sessions: Annotated[
        list[Annotated[SessionIn, BeforeValidator(_known_by_something)]] | None, BeforeValidator(_sessions)
    ] = None
    source: Annotated[OriginIn | None, BeforeValidator(_origin)] = None


# -- registry ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EditionIn:
    __pydantic_config__ = _STRICT
    year: Year = None
    name: Text = ""
    city: Text = ""
    country: Text = ""
    venue: Text = ""
    url: Url = ""
    start: Day = None
    end: Day = None
    description: Text = ""


def _editions(value: Any) -> Any:
    """A list of tables, or of bare years."""
    if value is None:
        return ()
    return [{"year": v} if isinstance(v, int | str) else v for v in (value if isinstance(value, list) else [value])]


def _apart(value: Any) -> Any:
    """A list of lists of titles; of one such list, too."""
    listed = value if isinstance(value, list) else []
    groups = [listed] if listed and not any(isinstance(one, list) for one in listed) else listed
    if value not in (None, "") and not all(isinstance(one, list) and len(one) > 1 for one in groups or [()]):
        raise ValueError("must list titles, two or more together || write it as [[Lids, Pots]]")
    return groups


@dataclass(frozen=True, slots=True)
class EntryIn:
    """The front matter of a registry file."""

    __pydantic_config__ = _STRICT
    name: Text = ""
    slug: Text = ""
    aliases: Texts = ()
    redirects: Texts = ()
    description: Text = ""
    url: Url = ""
    links: Links = ()
    organizations: Texts = ()
    not_same_as: Texts = ()
    editions: Annotated[tuple[EditionIn, ...], BeforeValidator(_editions)] = ()
    apart: Annotated[tuple[tuple[Text, ...], ...], BeforeValidator(_apart)] = ()
    broader: Text = ""


ENTRY_ALIASES: dict[str, tuple[str, ...]] = {
    "name": ("title",),
    "slug": (),
    "aliases": ("alias",),
    "redirects": ("redirect_from",),
    "description": ("summary",),
    "url": ("website",),
    "links": (),
    "organizations": ("organization", "organisations", "organisation"),
    "not_same_as": (),
    "editions": (),
    "apart": (),
    "broader": ("parent",),
}

KNOWN_KEYS: dict[KeyPath, tuple[str, ...]] = {
    (): tuple(POST_ALIASES),
    ("conference",): tuple(ConferenceIn.__dataclass_fields__),
    ("conference", "*"): tuple(ConferenceIn.__dataclass_fields__),
    ("sessions", "*"): tuple(SessionIn.__dataclass_fields__),
    ("sessions", "*", "speakers", "*"): tuple(SpeakerIn.__dataclass_fields__),
    ("source",): tuple(OriginIn.__dataclass_fields__),
    ("editions", "*"): tuple(EditionIn.__dataclass_fields__),
}


POST = TypeAdapter(PostIn)
ENTRY = TypeAdapter(EntryIn)
"""pydantic's checkers."""

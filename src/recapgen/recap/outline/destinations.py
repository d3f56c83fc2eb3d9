"""What a link's address says of a talk: a page of a programme, a recording, slides.

>>> of_talk("https://soupconf.example/2019/talks/on-spoons"), of_talk("https://soupconf.example/venue")
(True, False)
"""

from __future__ import annotations

import re

from recapgen.regex import regex

SHOWN = (
    "youtube",
    "youtu.be",
    "vimeo.com",
    "slideshare",
    "speakerdeck",
    "slides.com",
    "slid.es.com",
    "noti.st",
    "confreaks",
    "infoq.com/presentations",
    "media.ccc.de",
    "channel9",
    "docs.google.com/presentation",
    "logmi",
    "pyvideo.org/",
    "media.libreplanet.org",
    "video.fosdem.org",
    "ftp.fau.de/fosdem",
    "air.mozilla.org",
    "blip.tv",
    "bilibili.com/video",
    "nicovideo.jp/watch",
    "tv.naver.com",
    "docswell.com",
    "prezi.com",
    "gdcvault.com/play",
    "skillsmatter.com/skillscasts",
    "ted.com/talks",
    "zenodo.org/record",
    "figshare.com",
    "f1000research.com/slides",
)
"""Where slides and recordings lie."""

_SHOWN = regex("|".join(re.escape(place) for place in SHOWN), re.IGNORECASE)
_PROGRAMME = regex(
    r"(?:[/#?&._-]|^)(?:talks?|sessions?|sessioni|presentations?|keynotes?|workshops?|schedules?|program(?:me|m|ma|a)?"
    r"|fahrplan|timetable|agenda|lectures?|vortr(?:ag|aege)|palestras?|charlas?|ponencias?|ponentes?|palestrantes?|conferences?/\d+|proposals?"
    r"|speakers?|abstracts?|panels?|e_sess)(?:-?\d{1,2}\b|[/#?=&._-]+(?!$|index\.)[\w%-]|_detail)|\bsched\.(?:co|org|com)\b|\bcfp\.\w|pretalx",
    re.IGNORECASE,
)


def of_talk(href: str) -> bool:
    """Whether an address is that of one talk: below `talks` or the like, or where recordings and slides lie."""
    return in_programme(href) or shown(href)


def in_programme(href: str) -> bool:
    """Whether an address is below `talks` or the like."""
    return _PROGRAMME.search(href) is not None


_OF_SEVERAL = regex(
    r"/track|/devroom|/byday/|/(?:schedule|agenda|programme?|timetable|fahrplan)/?$|youtube\.com/(?:playlist|channel/|user/|c/)"
    r"|//vimeo\.com/(?:album/|channels/)?(?!\d)[\w-]+/?$",
    re.IGNORECASE,
)


def of_track(href: str) -> bool:
    """Whether an address is that of a room, a track, a day, a whole programme or a channel: several talks are there.

    >>> of_track("https://soupconf.example/agenda/"), of_track("https://soupconf.example/agenda/spoons")
    (True, False)
    >>> of_track("https://www.youtube.com/playlist?list=a1"), of_track("https://www.youtube.com/watch?v=a1&list=b2")
    (True, False)
    """
    return _OF_SEVERAL.search(href) is not None


def shown(href: str) -> bool:
    """Whether slides or a recording lie there."""
    return _SHOWN.search(href) is not None


_SOLD = regex(
    r"//(?:www\.|smile\.)?(?:amazon\.[a-z.]{2,6}/(?:.*/)?(?:dp|gp/product|exec/obidos)/|amzn\.|goodreads\.com/book|leanpub\.com/\w"
    r"|manning\.com/books|pragprog\.com/(?:titles|book)|(?:shop|store)\.|packtpub\.com/|nostarch\.com/\w|bookshop\.org)",
    re.IGNORECASE,
)


def sold(href: str) -> bool:
    """Whether a book or another ware is sold there.

    >>> sold("https://www.amazon.com/Spoons-Ida-Quill/dp/0123456789"), sold("https://soupconf.example/talks/spoons")
    (True, False)
    """
    return _SOLD.search(href) is not None


def of_ted(href: str) -> bool:
    """Whether a talk lies there that was given at TED.

    >>> of_ted("https://www.ted.com/talks/ida_quill_on_spoons"), of_ted("https://soupconf.example/talks/ted")
    (True, False)
    """
    return _TED.search(href) is not None


_TED = regex(r"//(?:[\w-]+\.)?ted\.com/talks/", re.IGNORECASE)


_PICTURES = regex(
    r"//(?:[\w-]+\.)*(?:flickr\.com|flic\.kr|photos\.google\.com|photos\.app\.goo\.gl|picasaweb\.google\.com|instagram\.com"
    r"|500px\.com|imgur\.com|smugmug\.com|pbase\.com|photobucket\.com|yfrog\.com|twitpic\.com)(?=/)",
    re.IGNORECASE,
)


def pictured(href: str) -> bool:
    """Whether pictures are shown there.

    >>> pictured("https://www.flickr.com/photos/ida/sets/1"), pictured("https://soupconf.example/talks/photos")
    (True, False)
    """
    return _PICTURES.search(href) is not None


_PERSON = regex(
    r"(?:twitter\.com|(?:^|[/.])x\.com|bsky\.app/profile|linkedin\.com/in|github\.com|threads\.net|instagram\.com)"
    r"/(?:#!/)?@?(?P<handle>[\w.-]{2,40})/?(?:\?.*)?$|https?://[\w.-]+/(?:@|users/|~)(?P<name>[\w.-]{2,40})/?$",
    re.IGNORECASE,
)
_NO_PERSON = frozenset(
    ("hashtag", "search", "home", "share", "intent", "status", "i", "about", "orgs", "explore", "features", "topics")
)


def handle(href: str) -> str:
    """The person's own name where an address is that of a profile; empty for any other.

    >>> handle("https://twitter.com/idaquill"), handle("https://mastodon.example/@ida"), handle("https://twitter.com/")
    ('idaquill', 'ida', '')
    """
    match = _PERSON.search(href)
    found = (match["handle"] or match["name"]) if match else ""
    return "" if found.lower() in _NO_PERSON else found


def place(href: str) -> str:
    """What the addresses of one programme share: the host, and the path without figures and its last part.

    >>> place("https://soupconf.example/2019/lind.html")
    'soupconf.example/'
    """
    match = re.match(r"(?:https?:)?//(?:www\.)?([^/?#]+)([^?#]*)", href)
    if not match:
        return ""
    path = re.sub(r"\d+", "", match.group(2)).rsplit("/", 1)[0]
    return match.group(1).lower() + re.sub(r"/+", "/", path + "/")


def programme(href: str) -> str:
    """The same of a page of talks, whether or not its address ends in a slash.

    >>> programme("https://soupconf.example/talks/spoons/"), programme("https://soupconf.example/talks/lids")
    ('soupconf.example/talks/', 'soupconf.example/talks/')
    """
    return place(href.rstrip("/"))

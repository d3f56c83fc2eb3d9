"""Videos and slides on other sites, told by their addresses alone: nothing is ever asked of those sites.

>>> embed_of("https://youtu.be/dQw4w9WgXcQ?t=1m5s").frame
'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?start=65'
>>> embed_of("https://example.org/talk") is None
True
"""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from msgspec import Struct

FRAMES = (
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://speakerdeck.com",
    "https://www.slideshare.net",
)
"""All that a page may show in a frame; the policy in `_headers` says the same."""


class Embed(Struct, frozen=True):
    """A video or slides that stand on another site."""

    url: str
    """Where a reader goes without a script."""
    host: str
    """What the site calls itself."""
    frame: str = ""
    """What may be shown in the page once a reader asks for it; empty: the address does not tell."""


def embed_of(url: str) -> Embed | None:
    """None for every other address."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or port or parts.username is not None:
        return None
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    finder = _HOSTS.get(host)
    return finder(url.strip(), parts.path, parse_qs(parts.query)) if finder else None


Query = dict[str, list[str]]
_VIDEO = re.compile(r"[\w-]{11}", re.ASCII)
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{11})/?", re.ASCII)
_VIMEO_PATH = re.compile(
    r"/(?:(?:channels|groups)/[\w-]+/(?:videos/)?|video/)?([0-9]{5,12})(?:/([0-9a-f]{6,16}))?/?", re.ASCII
)
_TIME = re.compile(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", re.ASCII)


def _youtube(url: str, path: str, query: Query) -> Embed | None:
    if path == "/watch":
        video = query.get("v", [""])[0]
    else:
        match = _YOUTUBE_PATH.fullmatch(path)
        video = match[1] if match else ""
    return _video(url, video, query)


def _short(url: str, path: str, query: Query) -> Embed | None:
    return _video(url, path.strip("/"), query)


def _video(url: str, video: str, query: Query) -> Embed | None:
    if not _VIDEO.fullmatch(video):
        return None
    said = (query.get("t") or query.get("start") or [""])[0]
    match = _TIME.fullmatch(said)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    start = hours * 3600 + minutes * 60 + seconds
    tail = f"?start={start}" if start else ""
    return Embed(url, "YouTube", f"{FRAMES[0]}/embed/{video}{tail}")


def _vimeo(url: str, path: str, query: Query) -> Embed | None:
    match = _VIMEO_PATH.fullmatch(path)
    if not match:
        return None
    said = match[2] or query.get("h", [""])[0]
    unlisted = f"&h={said}" if re.fullmatch(r"[0-9a-f]{6,16}", said) else ""
    return Embed(url, "Vimeo", f"{FRAMES[1]}/video/{match[1]}?dnt=1{unlisted}")


def _speakerdeck(url: str, path: str, query: Query) -> Embed | None:
    if match := re.fullmatch(r"/player/([0-9a-f]{16,40})/?", path):
        return Embed(url, "Speaker Deck", f"{FRAMES[2]}/player/{match[1]}")
    return Embed(url, "Speaker Deck") if re.fullmatch(r"/[\w.-]+/[\w.%-]+/?", path) else None


def _slideshare(url: str, path: str, query: Query) -> Embed | None:
    if match := re.fullmatch(r"/slideshow/embed_code/((?:key/)?\w{4,20})/?", path, re.ASCII):
        return Embed(url, "SlideShare", f"{FRAMES[3]}/slideshow/embed_code/{match[1]}")
    if match := re.fullmatch(r"/(?:slideshow|presentation)/[\w.%-]+/([0-9]{5,12})/?", path):
        return Embed(url, "SlideShare", f"{FRAMES[3]}/slideshow/embed_code/{match[1]}")
    return Embed(url, "SlideShare") if re.fullmatch(r"/[\w.-]+/[\w.%-]+/?", path) else None


_HOSTS = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _short,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "speakerdeck.com": _speakerdeck,
    "slideshare.net": _slideshare,
}

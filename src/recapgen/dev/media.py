"""What a file is, by its name: content types that do not depend on the machine, and byte ranges.

>>> content_type("recaps/feed.xml", "atom"), content_type("a/site.css"), content_type("a.bin")
('application/atom+xml; charset=utf-8', 'text/css; charset=utf-8', 'application/octet-stream')
>>> stretch("bytes=-5", 100)
range(95, 100)
"""

from __future__ import annotations

from mimetypes import MimeTypes

from recapgen.regex import regex

_TYPES = {
    ".css": "text/css",
    ".csv": "text/csv",
    ".htm": "text/html",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".js": "text/javascript",
    ".json": "application/json",
    ".map": "application/json",
    ".md": "text/markdown",
    ".mjs": "text/javascript",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".vtt": "text/vtt",
    ".webmanifest": "application/manifest+json",
    ".xml": "application/xml",
    ".xsl": "application/xslt+xml",
    ".avif": "image/avif",
    ".gz": "application/gzip",
    ".ico": "image/vnd.microsoft.icon",
    ".jxl": "image/jxl",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".opus": "audio/ogg",
    ".otf": "font/otf",
    ".ttf": "font/ttf",
    ".wasm": "application/wasm",
    ".webm": "video/webm",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".zip": "application/zip",
}
_BY_TEMPLATE = {"atom": "application/atom+xml"}
_TEXT = ("text/", "application/json", "application/xml", "application/atom+xml", "application/manifest+json")
_OTHERS = MimeTypes(filenames=())
_RANGE = regex(r"bytes=(\d{0,18})-(\d{0,18})")


def content_type(path: str, template: str = "") -> str:
    """The type to send, with its character set where it is text; never guessed from what is inside."""
    name = path.rsplit("/", 1)[-1].lower()
    ending = "." + name.rpartition(".")[2] if "." in name else ""
    found = _BY_TEMPLATE.get(template) or _TYPES.get(ending) or _OTHERS.guess_type("x" + ending)[0]
    if found is None:
        return "application/octet-stream"
    is_text = found.startswith(_TEXT) or found.endswith(("+xml", "+json"))
    return f"{found}; charset=utf-8" if is_text else found


def stretch(header: str, size: int) -> range | None:
    """The bytes that a Range header asks for: empty where it can't be met, None where it is to be ignored.

    One range only (RFC 9110, 14.2): a list of them is answered with the whole.
    """
    match = _RANGE.fullmatch(header.strip())
    if not match or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1 if last else size))


def matches(header: str, tag: str) -> bool:
    """Whether an If-None-Match header names an entity tag (weak comparison, RFC 9110, 13.1.2)."""
    tags = {one.strip().removeprefix("W/") for one in header.split(",")}
    return "*" in tags or tag in tags

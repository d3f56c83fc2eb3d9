"""What a browser asks: the head of a request, read strictly, and the path in the site that it means.

>>> request = parse(b"GET /sub/a%20b/?q=1 HTTP/1.1\\r\\nHost: localhost:8000\\r\\n\\r\\n")
>>> located(request.target, "/sub")
Place(path='a b/', query='q=1')
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, unquote_to_bytes

from msgspec import Struct

from recapgen.regex import regex

LONGEST_HEAD = 16_384
"""In bytes: the request line and all headers."""
LONGEST_TARGET = 4_096
MOST_HEADERS = 64

_LINE = regex(r"([A-Za-z]{1,24}) ([!-~]+) HTTP/([0-9])\.([0-9])")
_NAME = regex(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = regex(r"[\t -~\x80-\xff]*")
_BAD_PERCENT = regex(r"%(?![0-9A-Fa-f]{2})")
_TWICE_ENCODED = regex(r"%(?:2e|2f|5c|00|25)", re.IGNORECASE)


class Refused(Exception):
    """A request that gets no page: a status, and why in a few words."""

    def __init__(self, status: int, reason: str) -> None:
        self.status = status
        self.reason = reason
        super().__init__(reason)


class Request(Struct, frozen=True):
    """The head of one request."""

    method: str
    target: str
    """As it came: in visible ASCII, beginning with one `/`."""
    headers: Mapping[str, tuple[str, ...]]
    """By name in small letters; every value that came, in order."""
    keeps_open: bool = True
    """Whether the connection may serve another request."""

    @property
    def has_body(self) -> bool:
        """Whether more than the head was sent, or may have been."""
        lengths = self.headers.get("content-length", ())
        return "transfer-encoding" in self.headers or any(value != "0" for value in lengths)

    def one(self, name: str) -> str:
        """A header's value; empty where it is missing. Raises `Refused` where it came twice."""
        values = self.headers.get(name, ())
        if len(values) > 1:
            raise Refused(400, f"{name} came twice")
        return values[0] if values else ""


class Place(Struct, frozen=True):
    """What a target means below the site's base path."""

    path: str
    """Decoded, without a leading `/`; empty for the home page."""
    query: str
    """As it came, without the `?`."""


def parse(head: bytes) -> Request:
    """The head of a request, up to and with its empty line. Raises `Refused` for whatever is not plain HTTP/1."""
    lines = head.decode("latin-1").removesuffix("\r\n\r\n").split("\r\n")
    match = _LINE.fullmatch(lines[0])
    if not match:
        raise Refused(400, "no request line of HTTP/1")
    method, target, major, minor = match.groups()
    if major != "1" or minor not in "01":
        raise Refused(505, "no HTTP/1.1")
    if len(target) > LONGEST_TARGET:
        raise Refused(414, "the address is too long")
    headers = _headers(lines[1:])
    wish = ",".join(headers.get("connection", ())).lower()
    return Request(method, target, headers, minor == "1" and "close" not in wish)


def _headers(lines: list[str]) -> dict[str, tuple[str, ...]]:
    if len(lines) > MOST_HEADERS:
        raise Refused(431, "too many headers")
    headers: dict[str, tuple[str, ...]] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if not colon or not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
            raise Refused(400, "a header can't be read")
        key = name.lower()
        headers[key] = (*headers.get(key, ()), value.strip(" \t"))
    return headers


def located(target: str, base_path: str) -> Place:
    """Where a target leads, decoded once. Raises `Refused`: 400 for tricks, 404 outside the base path."""
    if not target.startswith("/") or "#" in target:
        raise Refused(400, "no address of this server")
    raw, _, query = target.partition("?")
    path = decoded(raw)
    base = unquote(base_path) + "/"
    if not path.startswith(base):
        raise Refused(404, "outside the site")
    return Place(path[len(base) :], query)


def decoded(raw: str) -> str:
    """A path, percent-decoded once. Raises `Refused` for what no honest address holds."""
    if _BAD_PERCENT.search(raw):
        raise Refused(400, "a percent sign that encodes nothing")
    try:
        path = unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        raise Refused(400, "the address is not UTF-8") from None
    if any(ord(char) < 32 or ord(char) == 127 for char in path) or "\\" in path:
        raise Refused(400, "a control character or a backslash in the address")
    if any(segment in (".", "..") for segment in path.split("/")) or _TWICE_ENCODED.search(path):
        raise Refused(400, "the address leads upward or is encoded twice")
    return path

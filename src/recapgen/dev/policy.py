"""Who may ask: the Host, Origin and Sec-Fetch rules that keep other websites away from a server on this machine.

>>> policy = Policy(8000)
>>> policy.check(Request("GET", "/", {"host": ("localhost:8000",)}))
>>> policy.check(Request("GET", "/", {"host": ("evil.example",)}))
Traceback (most recent call last):
recapgen.dev.request.Refused: this server does not answer to that host
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from msgspec import Struct

from recapgen.dev.request import Refused, Request
from recapgen.regex import regex

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
METHODS = ("GET", "HEAD")

_HOST = regex(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE)


class Policy(Struct, frozen=True):
    """The rules of one running server."""

    port: int
    also: tuple[str, ...] = ()
    """Further hosts: a bare name is allowed with every port, `name:port` with that one only."""

    def check(self, request: Request) -> None:
        """Raises `Refused`: 403 for strangers, on whatever route; then 405 for methods that change things,
        and 400 for a body."""
        hosts = request.headers.get("host", ())
        if len(hosts) != 1 or not self.knows(hosts[0]):
            raise Refused(403, "this server does not answer to that host")
        origins = request.headers.get("origin", ())
        if origins and (len(origins) > 1 or not _same(origins[0], hosts[0])):
            raise Refused(403, "this server does not answer to other sites")
        if not _from_here(request):
            raise Refused(403, "this server does not answer to other sites")
        if request.method not in METHODS:
            raise Refused(405, "only GET and HEAD")
        if request.has_body:
            raise Refused(400, "a body is not wanted")

    def knows(self, host: str) -> bool:
        """Whether a Host header is one of ours."""
        match = _HOST.fullmatch(host)
        if not match:
            return False
        name, port = match[1].lower(), match[2]
        here = port == str(self.port) or (port is None and self.port == 80)
        if name in LOOPBACK and here:
            return True
        return any(other.lower() in (name, f"{name}:{port}") for other in self.also)


def _same(origin: str, host: str) -> bool:
    """Whether an Origin header names the very host that is asked."""
    parts = urlsplit(origin)
    if parts.scheme not in ("http", "https") or origin != f"{parts.scheme}://{parts.netloc}":
        return False
    usual = ":80" if parts.scheme == "http" else ":443"
    return parts.netloc.lower().removesuffix(usual) == host.lower().removesuffix(usual)


def _from_here(request: Request) -> bool:
    """Whether the browser says that a page of ours asks, or that a person goes to a page of ours."""
    told = {name: request.headers.get(f"sec-fetch-{name}", ()) for name in ("site", "mode", "dest")}
    if any(len(values) > 1 for values in told.values()):
        return False
    if told["site"] in ((), ("same-origin",), ("none",)):
        return True
    return told["mode"] == ("navigate",) and told["dest"] == ("document",) and request.method in METHODS

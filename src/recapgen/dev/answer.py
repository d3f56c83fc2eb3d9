"""A request and a site to an answer: what is sent, apart from how.

>>> not_found = Answer(404, (("Content-Type", "text/plain"),), b"no")
>>> not_found.length
2
"""

from __future__ import annotations

import json
import os
import re
import stat
from hmac import compare_digest
from pathlib import Path
from typing import BinaryIO
from urllib.parse import parse_qs, quote, unquote

from msgspec import Struct
from msgspec.structs import replace

from recapgen.dev import overlay
from recapgen.dev.media import content_type, matches, stretch
from recapgen.dev.request import Place, Refused, Request, decoded, located
from recapgen.dev.site import LiveSite, Response, Standing, digest
from recapgen.errors import RecapgenError
from recapgen.routes import Route

Headers = tuple[tuple[str, str], ...]
ALWAYS: Headers = (
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "same-origin"),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "SAMEORIGIN"),
)
"""On every answer, whatever it is."""
_TEXT = ("Content-Type", "text/plain; charset=utf-8")
_HTML = ("Content-Type", "text/html; charset=utf-8")


class Answer(Struct, frozen=True):
    """A status, headers and a body: bytes, or a stretch of an open file."""

    status: int
    headers: Headers
    body: bytes = b""
    file: BinaryIO | None = None
    """Open and at the first byte to send; whoever sends it closes it."""
    size: int = 0
    """How many bytes of the file to send."""
    listens_at: str = ""
    """Not empty: the event stream follows, for a browser that shows this address."""

    @property
    def length(self) -> int:
        return self.size if self.file else len(self.body)


class Answers:
    """Answers for one site. With `watch`, pages listen for news with the token of this run."""

    def __init__(self, live: LiveSite, token: str, watch: bool) -> None:
        self.live = live
        self.token = token
        self.watch = watch

    def answer(self, request: Request) -> Answer:
        """Raises `Refused` for what is no address at all; every other trouble is an answer."""
        path = decoded(request.target.partition("?")[0])
        if path.startswith(f"/{overlay.RESERVED}"):
            return self._own(request, path.removeprefix(f"/{overlay.RESERVED}"))
        standing = self.live.standing
        if standing is None:
            return self._broken(request, self.live.problem)
        base = standing.config.base_path
        if base and path in ("/", unquote(base)):
            return _redirect(f"{base}/")
        try:
            place = located(request.target, base)
        except Refused as refused:
            if refused.status != 404:
                raise
            return self._missing(request, standing)
        try:
            return self._found(request, standing, place)
        except RecapgenError as error:
            return self._broken(request, error)

    # -- the site

    def _found(self, request: Request, standing: Standing, place: Place) -> Answer:
        path = place.path
        wanted = f"{path}index.html" if not path or path.endswith("/") else path
        if found := standing.respond(wanted):
            return self._sent(request, found, 200)
        if path and standing.knows(f"{path}/index.html"):
            address = standing.config.base_path + Route.parse(f"{path}/index.html").url
            return _redirect(address + (f"?{place.query}" if place.query else ""))
        return self._missing(request, standing)

    def _sent(self, request: Request, found: Response, status: int) -> Answer:
        kind = ("Content-Type", content_type(found.path, found.template))
        if found.file is not None:
            return _file(request, found.file, self.live.root, kind)
        return _bytes(request, self._dressed(found), kind, status)

    def _dressed(self, found: Response) -> bytes:
        if found.kind != "page" or not found.path.endswith((".html", ".htm")):
            return found.data
        script = self._script(digest(found.data), found.outline)
        return overlay.dressed(found.data, script=script, banner=overlay.banner(found.mark))

    def _script(self, page: str = "", outline: str = "") -> str:
        return overlay.script(self.token, self.live.number, page, outline) if self.watch else ""

    def _missing(self, request: Request, standing: Standing) -> Answer:
        try:
            found = standing.respond(Route("missing").path)
        except RecapgenError as error:
            return self._broken(request, error)
        if found and found.kind == "page":
            return replace(self._sent(_unconditional(request), found, 404), status=404)
        return Answer(404, (_HTML,), overlay.plain_page("Page not found", script=self._script()))

    def _broken(self, request: Request, error: RecapgenError | None) -> Answer:
        if error is None:
            page = overlay.plain_page(
                "The site is being read", ["This page shows it as soon as it is."], self._script()
            )
            return Answer(503, (_HTML, ("Retry-After", "1")), page)
        return Answer(500, (_HTML,), overlay.error_page(error, self._script()))

    # -- the server's own

    def _own(self, request: Request, name: str) -> Answer:
        if name in overlay.CLIENT:
            return _bytes(request, overlay.client_file(name), ("Content-Type", content_type(name)), 200)
        if not self.watch or name not in ("events", "news"):
            return Answer(404, (_TEXT,), b"not found\n")
        asked = parse_qs(request.target.partition("?")[2], max_num_fields=8)
        if not compare_digest(asked.get("token", [""])[0].encode(), self.token.encode()):
            return Answer(403, (_TEXT,), b"the token is of another run\n")
        at = asked.get("at", ["/"])[0]
        if name == "events":
            kind = ("Content-Type", "text/event-stream; charset=utf-8")
            return Answer(200, (kind,), listens_at=at)
        since = asked.get("since", [""])[0]
        return self._news(at, int(since) if re.fullmatch(r"[0-9]{1,15}", since) else 0)

    def _news(self, at: str, since: int) -> Answer:
        """What a page has to know: its digests by now, the copied files that changed, and what is broken."""
        live, standing = self.live, self.live.standing
        news: dict[str, object] = {"number": live.number, "page": "", "outline": "", "files": [], "problem": ""}
        error = live.problem
        if standing is not None:
            files = live.files_since(since)
            base = standing.config.base_path
            news["files"] = None if files is None else sorted(base + Route.parse(path).url for path in files)
            try:
                if found := self.shown_at(standing, at):
                    news |= {"page": digest(found.data), "outline": found.outline}
            except RecapgenError as wrong:
                error = error or wrong
        if error is not None:
            news["problem"] = overlay.report(error)
        return Answer(200, (("Content-Type", "application/json; charset=utf-8"),), json.dumps(news).encode())

    def shown_at(self, standing: Standing, at: str) -> Response | None:
        """The page that a browser shows at an address: the site's own, or its page for what is missing."""
        path = self.path_at(standing, at)
        return standing.respond(path if path in standing.pages else Route("missing").path)

    def path_at(self, standing: Standing, at: str) -> str:
        """The path below output/ of an address; of whatever is none, that of the home page."""
        try:
            path = located(at, standing.config.base_path).path
        except Refused:
            return Route("missing").path
        return f"{path}index.html" if not path or path.endswith("/") else path


def _redirect(address: str) -> Answer:
    """To an address of our own making: it begins with one slash, so it can't lead away."""
    address = "/" + quote(address.lstrip("/"), safe="/%?=&;:@!$'()*+,-._~")
    return Answer(302, (("Location", address), _TEXT), f"see {address}\n".encode())


def _unconditional(request: Request) -> Request:
    kept = {k: v for k, v in request.headers.items() if k not in ("if-none-match", "range", "if-range")}
    return replace(request, headers=kept)


def _bytes(request: Request, data: bytes, kind: tuple[str, str], status: int) -> Answer:
    tag = f'"{digest(data)}"'
    headers: Headers = (kind, ("ETag", tag), ("Accept-Ranges", "bytes"))
    if _known(request, tag):
        return Answer(304, headers)
    part = _part(request, tag, len(data))
    if part is None:
        return Answer(status, headers, data)
    if not part:
        return _unmet(len(data))
    return Answer(206, (*headers, _of(part, len(data))), data[part.start : part.stop])


def _file(request: Request, path: Path, root: Path, kind: tuple[str, str]) -> Answer:
    """A copied file, straight from the disk; what has become something else since, or leaves the site, is not there."""
    try:
        stream = _opened(path, root)
    except OSError as error:
        gone = isinstance(error, FileNotFoundError | NotADirectoryError)
        return Answer(404 if gone else 403, (_TEXT,), b"the file can't be read\n")
    about = os.fstat(stream.fileno())
    size = about.st_size
    tag = f'"{about.st_mtime_ns:x}-{size:x}-{about.st_ino:x}"'
    headers: Headers = (kind, ("ETag", tag), ("Accept-Ranges", "bytes"))
    part = _part(request, tag, size)
    if _known(request, tag) or (part is not None and not part):
        stream.close()
        return Answer(304, headers) if _known(request, tag) else _unmet(size)
    if part is None:
        return Answer(200, headers, file=stream, size=size)
    stream.seek(part.start)
    return Answer(206, (*headers, _of(part, size)), file=stream, size=len(part))


def _opened(path: Path, root: Path) -> BinaryIO:
    """Raises `OSError` for all but a plain file inside the site."""
    real = path.resolve()
    if not real.is_relative_to(root.resolve()):
        raise PermissionError("the link leaves the site")
    descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise PermissionError("no plain file")
    return os.fdopen(descriptor, "rb")


def _known(request: Request, tag: str) -> bool:
    given = request.headers.get("if-none-match", ())
    return bool(given) and matches(",".join(given), tag)


def _part(request: Request, tag: str, size: int) -> range | None:
    wanted = request.headers.get("range", ())
    if request.method != "GET" or len(wanted) != 1 or request.headers.get("if-range", (tag,)) != (tag,):
        return None
    return stretch(wanted[0], size)


def _of(part: range, size: int) -> tuple[str, str]:
    return ("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}")


def _unmet(size: int) -> Answer:
    return Answer(416, (_TEXT, ("Content-Range", f"bytes */{size}")), b"no such range\n")

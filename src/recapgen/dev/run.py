"""A running development server: site, sockets and watcher, joined.

>>> running = Running(Path("my-site"), Config, Wishes(watch=True), print)  # doctest: +SKIP
>>> running.open(); running.serve()  # doctest: +SKIP
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from recapgen.build import Options
from recapgen.config import Config
from recapgen.dev.answer import Answers
from recapgen.dev.policy import Policy
from recapgen.dev.server import Server, listening
from recapgen.dev.site import Broken, LiveSite, Refreshed
from recapgen.dev.stream import Hub

USUAL_PORT = 8000


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line asks for."""

    watch: bool = False
    drafts: bool = False
    future: bool = False
    bind: str = "127.0.0.1"
    port: int | None = None
    """None: the usual one, or the next that is free."""
    hosts: tuple[str, ...] = ()
    """Further Host headers to answer to."""
    poll: bool = False


@dataclass(frozen=True, slots=True)
class Listening:
    """The server is up."""

    url: str
    watch: bool
    loopback: bool
    """False: other machines can reach it."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A request met a fault of recapgen; the server goes on."""

    error: Exception


News = Listening | Refreshed | Broken | Failed
Teller = Callable[[News], None]


class Running:
    """One run of the server. `tell` hears of all that happens, from several threads."""

    def __init__(self, root: Path, configure: Callable[[], Config], wishes: Wishes, tell: Teller) -> None:
        self.wishes = wishes
        self.tell = tell
        self.token = secrets.token_urlsafe(16)
        options = Options(drafts=wishes.drafts or wishes.watch, future=wishes.future)
        self.site = LiveSite(root, configure, options)
        self.hub = Hub()
        self.answers = Answers(self.site, self.token, wishes.watch)
        self.site.open_pages = self._open_pages
        self.server: Server | None = None

    def read(self) -> Refreshed | Broken:
        """Read the site anew, and tell everybody who should know."""
        result = self.site.refresh()
        if isinstance(result, Broken) or result.changed:
            self.hub.announce(self.site.number)
        self.tell(result)
        return result

    def open(self) -> str:
        """Begin to listen; the address of the site. Raises `ConfigError` where that can't be."""
        wishes = self.wishes
        host = wishes.bind.strip("[]")
        self.server = listening(host, wishes.port, USUAL_PORT, self._server)
        name = f"[{host}]" if ":" in host else host
        if host in ("0.0.0.0", "::"):
            name = "localhost"
        base = self.site.standing.config.base_path if self.site.standing else ""
        url = f"http://{name}:{self.server.port}{base}/"
        self.tell(Listening(url, wishes.watch, is_loopback(host)))
        return url

    def serve(self) -> None:
        """Answer until `close`, or until Ctrl-C."""
        assert self.server is not None
        self.server.serve_forever(poll_interval=0.5)

    def close(self) -> None:
        """End at once: streams are cut, threads are left to die with the process."""
        self.hub.close()
        if self.server is not None:
            self.server.server_close()

    def _server(self, address: tuple[str, int]) -> Server:
        server = Server(address, self.answers.answer, Policy(0), self.hub, lambda error: self.tell(Failed(error)))
        server.policy = Policy(server.port, (*self.wishes.hosts, *_asked_for(address[0])))
        return server

    def _open_pages(self) -> Iterable[str]:
        standing = self.site.standing
        return [self.answers.path_at(standing, at) for at in self.hub.addresses()] if standing else []


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach an address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _asked_for(host: str) -> tuple[str, ...]:
    """An address that somebody bound on purpose is a host that we answer to; 'all addresses' is none."""
    try:
        address = ip_address(host)
    except ValueError:
        return (host,)
    if address.is_unspecified:
        return ()
    return (f"[{address}]" if address.version == 6 else str(address),)

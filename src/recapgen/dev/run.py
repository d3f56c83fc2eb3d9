"""A running development server: site, sockets and watcher, joined.

>>> running = Running(Path("my-site"), Config, Wishes(watch=True), print)  # doctest: +SKIP
>>> running.open(); running.read(); running.serve()  # doctest: +SKIP
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Collection, Iterable
from ipaddress import ip_address
from pathlib import Path

from msgspec import Struct

from recapgen.config import Config, Options
from recapgen.dev.answer import Answers
from recapgen.dev.policy import Policy
from recapgen.dev.server import Server, listening
from recapgen.dev.site import Broken, LiveSite, Refreshed
from recapgen.dev.stream import Hub
from recapgen.dev.watch import Watcher
from recapgen.events import Listener, silence
from recapgen.parallel import cores

USUAL_PORT = 8000


class Wishes(Struct, frozen=True):
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


class Listening(Struct, frozen=True):
    """The server is up."""

    url: str
    watch: bool
    loopback: bool
    """False: other machines can reach it."""


class Polling(Struct, frozen=True):
    """The system tells of no changes; they are looked for instead."""

    reason: str


class Failed(Struct, frozen=True):
    """A request met a fault of recapgen; the server goes on."""

    error: Exception


News = Listening | Refreshed | Broken | Polling | Failed
Teller = Callable[[News], None]


class Running:
    """One run of the server. `tell` hears of all that happens, from several threads."""

    def __init__(
        self,
        root: Path,
        configure: Callable[[], Config],
        wishes: Wishes,
        tell: Teller,
        settings_file: Path | None = None,
    ) -> None:
        self.wishes = wishes
        self._tell = tell
        self.token = secrets.token_urlsafe(16)
        options = Options(drafts=wishes.drafts or wishes.watch, future=wishes.future)
        self.site = LiveSite(root, configure, options)
        self.hub = Hub()
        self.answers = Answers(self.site, self.token, wishes.watch)
        self.site.open_pages = self._open_pages
        self.site.announce = self.hub.announce
        self.site.settings_files = (settings_file,) if settings_file else ()
        self.server: Server | None = None
        self.watcher: Watcher | None = None

    def tell(self, news: News) -> None:
        """Pass news on; that nobody can hear them any more stops nothing."""
        try:
            self._tell(news)
        except (OSError, ValueError):
            return

    def open(self) -> None:
        """Take the port; who asks now is answered once the site is read. Raises `ConfigError` where that can't be."""
        host = self.wishes.bind.strip("[]")
        self.server = listening(host, self.wishes.port, USUAL_PORT, self._server)

    def read(self, listener: Listener = silence, jobs: int | None = None) -> Refreshed | Broken:
        """Read the site for the first time; with `watch`, no change from now on goes unnoticed.

        `jobs` are as many as there are cores; one where other threads are at work already.
        """
        if self.wishes.watch:
            self.watcher = Watcher(self.site.places, self.read_again, self.wishes.poll, lambda r: self.tell(Polling(r)))
            self.watcher.look()
        result = self.site.refresh(listener, jobs or cores())
        if self.watcher is not None:
            self.site.hurry = lambda: self.watcher is not None and self.watcher.hinted
            self.watcher.start()  # only now: its threads would stand in the way of forking
            threading.Thread(target=self.site.get_ready, name="recapgen-ready", daemon=True).start()
        self.tell(result)
        return result

    def read_again(self, paths: Collection[str] | None = None) -> None:
        """Read the site anew, and tell everybody who should know. `paths`: where something has happened, if known."""
        self.tell(self.site.refresh(paths=paths))

    @property
    def url(self) -> str:
        """The address of the home page."""
        assert self.server is not None
        host = self.wishes.bind.strip("[]")
        name = f"[{host}]" if ":" in host else host
        if host in ("0.0.0.0", "::"):
            name = "localhost"
        base = self.site.standing.config.base_path if self.site.standing else ""
        return f"http://{name}:{self.server.port}{base}/"

    def serve(self) -> None:
        """Answer until `close`, or until Ctrl-C."""
        assert self.server is not None
        self.tell(Listening(self.url, self.wishes.watch, is_loopback(self.wishes.bind.strip("[]"))))
        self.server.serve_forever(poll_interval=0.5)

    def close(self) -> None:
        """End at once: streams are cut, threads are left to die with the process."""
        if self.watcher is not None:
            self.watcher.stop()
        self.hub.close()
        if self.server is not None:
            self.server.server_close()

    def _server(self, address: tuple[str, int]) -> Server:
        server = Server(address, self.answers.answer, Policy(0), self.hub, lambda error: self.tell(Failed(error)))
        server.policy = Policy(server.port, (*self.wishes.hosts, *_asked_for(address[0], server.port)))
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


def _asked_for(host: str, port: int) -> tuple[str, ...]:
    """An address that somebody bound on purpose is a host that we answer to; 'all addresses' is none."""
    try:
        address = ip_address(host)
    except ValueError:
        return (f"{host}:{port}",)
    if address.is_unspecified:
        return ()
    return (f"[{address}]:{port}" if address.version == 6 else f"{address}:{port}",)

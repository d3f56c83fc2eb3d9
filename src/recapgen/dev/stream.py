"""The event stream: tells every listening browser that there is something new, by a number.

>>> hub = Hub()
>>> hub.announce(3)
>>> hub.number
3
"""

from __future__ import annotations

import selectors
import socket
import threading

MOST_CLIENTS = 100
HEARTBEAT = 15.0
"""In seconds: a sign of life, by which browsers and we notice that the other is gone."""


class Hub:
    """All streams of one server; each is held by its own thread."""

    def __init__(self, number: int = 0) -> None:
        self.number = number
        self._lock = threading.Lock()
        self._bells: dict[socket.socket, str] = {}
        self._closed = False

    def announce(self, number: int) -> None:
        """Wake every stream; each then sends the newest number."""
        if number != self.number:
            self.number = number
            self._ring()

    def close(self) -> None:
        """End every stream."""
        self._closed = True
        self._ring()

    def addresses(self) -> tuple[str, ...]:
        """The addresses that browsers show right now."""
        with self._lock:
            return tuple(dict.fromkeys(self._bells.values()))

    def _ring(self) -> None:
        with self._lock:
            for bell in self._bells:
                try:
                    bell.send(b"!")
                except OSError:
                    continue

    def seat(self, at: str) -> Seat | None:
        """A place for one more browser, which shows the address `at`; None where all are taken."""
        with self._lock:
            if self._closed or len(self._bells) >= MOST_CLIENTS:
                return None
            ours, bell = socket.socketpair()
            bell.setblocking(False)
            self._bells[bell] = at
        return Seat(self, ours, bell)

    def leave(self, bell: socket.socket) -> None:
        with self._lock:
            self._bells.pop(bell, None)

    @property
    def closed(self) -> bool:
        return self._closed


class Seat:
    """One browser's place at the hub."""

    def __init__(self, hub: Hub, ours: socket.socket, bell: socket.socket) -> None:
        self.hub = hub
        self._ours = ours
        self._bell = bell

    def stream(self, browser: socket.socket) -> None:
        """Send numbers and heartbeats until either side ends it. Raises `OSError` where the browser is gone."""
        with selectors.DefaultSelector() as either:
            either.register(self._ours, selectors.EVENT_READ)
            either.register(browser, selectors.EVENT_READ)
            browser.sendall(b"retry: 1000\n\n")
            sent = -1
            while not self.hub.closed:
                if sent != (number := self.hub.number):
                    browser.sendall(b"event: built\ndata: %d\n\n" % number)
                    sent = number
                ready = {key.fileobj for key, _ in either.select(HEARTBEAT)}
                if browser in ready and not browser.recv(1024):
                    return
                if self._ours in ready:
                    self._ours.recv(1024)
                elif not ready:
                    browser.sendall(b": still here\n\n")

    def close(self) -> None:
        self.hub.leave(self._bell)
        self._ours.close()
        self._bell.close()

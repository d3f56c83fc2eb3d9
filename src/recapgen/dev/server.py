"""HTTP over sockets: one thread a connection, with limits on everything that a stranger could draw out.

>>> server = Server(("127.0.0.1", 0), lambda request: Answer(200, (), b"hi"), Policy(0), Hub())
>>> server.server_close()
"""

from __future__ import annotations

import errno
import re
import socket
import socketserver
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from typing import Any

from recapgen import __version__
from recapgen.dev.answer import ALWAYS, Answer
from recapgen.dev.policy import Policy
from recapgen.dev.request import LONGEST_HEAD, Refused, Request, parse
from recapgen.dev.stream import Hub
from recapgen.errors import ConfigError, Diagnostic

HEAD_SECONDS = 10.0
"""So long a browser may take to send the head of a request, or to leave an open connection unused."""
SEND_SECONDS = 20.0
"""So long it may take to accept the next block of an answer."""
MOST_CONNECTIONS = 256
BLOCK = 256 * 1024
TRIED_PORTS = 100
"""So many ports are tried upward where none was asked for."""

_NO_HTTP = re.compile(rb"\A[^A-Za-z\r\n]|(?<!\r)\n|\r(?!\n|\Z)")
"""A head that can't become one: it begins with no letter (as TLS does), or breaks its lines in another way."""
_PLAIN = ("Content-Type", "text/plain; charset=utf-8")


class Server(socketserver.ThreadingTCPServer):
    """Listens, and hands each connection to a thread of its own."""

    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        address: tuple[str, int],
        answer: Callable[[Request], Answer],
        policy: Policy,
        hub: Hub,
        failed: Callable[[Exception], None] = lambda error: None,
    ) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.answer = answer
        self.policy = policy
        self.hub = hub
        self.failed = failed
        self._free = threading.BoundedSemaphore(MOST_CONNECTIONS)
        super().__init__(address, Connection)

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return self._free.acquire(blocking=False)

    def process_request(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request(request, client_address)
        except RuntimeError:
            self._free.release()
            raise

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that broke is no news."""


class Connection(socketserver.BaseRequestHandler):
    """One connection: requests, one after the other."""

    request: socket.socket
    server: Server

    def handle(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        left = b""
        try:
            while True:
                head, left = self._head(left)
                if not head or not self._one(head):
                    return
        except Refused as refused:
            self._refuse(refused)
        except OSError:
            return

    def _head(self, begun: bytes) -> tuple[bytes, bytes]:
        """The next head, and what came behind it; empty where the browser has no more. Raises `Refused`."""
        deadline = time.monotonic() + HEAD_SECONDS
        while (end := begun.find(b"\r\n\r\n")) < 0:
            if len(begun) > LONGEST_HEAD:
                raise Refused(431, "the request is too long")
            if _NO_HTTP.search(begun):
                raise Refused(400, "no request of HTTP/1")
            left = deadline - time.monotonic()
            if left <= 0:
                if begun:
                    raise Refused(408, "the request took too long")
                return b"", b""
            self.request.settimeout(left)
            try:
                block = self.request.recv(8192)
            except TimeoutError:
                continue
            if not block:
                return b"", b""
            begun = (begun + block).lstrip(b"\r\n") if not begun else begun + block
        if end > LONGEST_HEAD:
            raise Refused(431, "the request is too long")
        return begun[: end + 4], begun[end + 4 :]

    def _one(self, head: bytes) -> bool:
        """Answer one request; whether the connection may go on. Raises `Refused`."""
        request = parse(head)
        self.server.policy.check(request)
        try:
            answer = self.server.answer(request)
        except (Refused, OSError):
            raise
        except Exception as error:
            self.server.failed(error)
            answer = Answer(500, (_PLAIN,), b"recapgen failed on this page; its terminal says more\n")
        if answer.listens_at:
            self._stream(request, answer)
            return False
        self._send(answer, with_body=request.method != "HEAD", goes_on=request.keeps_open)
        return request.keeps_open

    def _stream(self, request: Request, answer: Answer) -> None:
        seat = self.server.hub.seat(answer.listens_at) if request.method == "GET" else None
        if request.method == "GET" and seat is None:
            busy = Answer(503, (_PLAIN, ("Retry-After", "10")), b"too many pages are open\n")
            self._send(busy, with_body=True, goes_on=False)
            return
        self.request.settimeout(SEND_SECONDS)
        self.request.sendall(_head_of(answer.status, answer.headers, None, goes_on=False))
        if seat is not None:
            try:
                seat.stream(self.request)
            finally:
                seat.close()

    def _send(self, answer: Answer, *, with_body: bool, goes_on: bool) -> None:
        length = None if answer.status == HTTPStatus.NOT_MODIFIED else answer.length
        head = _head_of(answer.status, answer.headers, length, goes_on=goes_on)
        self.request.settimeout(SEND_SECONDS)
        if answer.file is None:
            self.request.sendall(head + (answer.body if with_body else b""))
            return
        with answer.file as file:
            self.request.sendall(head)
            left = answer.size if with_body else 0
            while left:
                block = file.read(min(BLOCK, left))
                if not block:
                    raise OSError("the file became shorter")
                self.request.sendall(block)
                left -= len(block)

    def _refuse(self, refused: Refused) -> None:
        allow = (("Allow", "GET, HEAD"),) if refused.status == HTTPStatus.METHOD_NOT_ALLOWED else ()
        answer = Answer(refused.status, (_PLAIN, *allow), f"{refused.reason}\n".encode())
        try:
            self._send(answer, with_body=True, goes_on=False)
            self._drain()
        except OSError:
            return

    def _drain(self) -> None:
        """Take in a little of what is still being sent: else the other side may never see the answer."""
        self.request.shutdown(socket.SHUT_WR)
        self.request.settimeout(0.3)
        for _ in range(32):
            if not self.request.recv(8192):
                return


def _head_of(status: int, headers: tuple[tuple[str, str], ...], length: int | None, *, goes_on: bool) -> bytes:
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", f"Server: recapgen/{__version__}"]
    lines.append(f"Date: {formatdate(usegmt=True)}")
    lines += [f"{name}: {value}" for name, value in (*headers, *ALWAYS)]
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines.append(f"Connection: {'keep-alive' if goes_on else 'close'}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def listening(host: str, port: int | None, usual: int, make: Callable[[tuple[str, int]], Server]) -> Server:
    """A server on the port asked for, or on the first free one from the usual one up. Raises `ConfigError`."""
    tries = [port] if port is not None else range(usual, usual + TRIED_PORTS)
    for number in tries:
        try:
            return make((host, number))
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                fact = f"the server can't listen on {host}: {error.strerror or error}"
                hint = "give --bind an address of this machine"
                raise ConfigError(Diagnostic("RG802", fact, hint=hint)) from None
            if port is not None:
                taken = "is taken" if error.errno == errno.EADDRINUSE else "may not be used"
                hint = "choose another, or leave --port out to get the next free one"
                raise ConfigError(Diagnostic("RG801", f"port {port} {taken}", hint=hint)) from None
    raise ConfigError(Diagnostic("RG801", f"no port from {usual} to {usual + TRIED_PORTS - 1} is free"))

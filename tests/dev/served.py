"""A running server for tests: the real one, in this process, with raw bytes or plain requests to ask it.

>>> with served(kit.root) as server:                      # doctest: +SKIP
...     assert server.get("/").status == 200
"""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from kit import EPOCH, NO_IMAGES, clean_environment
from recapgen.config import load_config
from recapgen.dev.run import News, Running, Wishes
from recapgen.dev.site import Broken, Refreshed

COMMAND = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from recapgen.cli import main; main()"
)
"""`python -m recapgen`, but hearing Ctrl-C also where a shell's background job would not."""
SECONDS = 30.0
"""So long a test waits for what should happen at once: the machine may be busy."""


@dataclass(frozen=True)
class Reply:
    """What came back over the wire."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def __getitem__(self, name: str) -> str:
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def all_replied(data: bytes, with_bodies: bool = True) -> list[Reply]:
    """Every response that came over one connection, one behind the other."""
    found = []
    while data:
        one = replied(data)
        length = int(one["Content-Length"] or 0) if with_bodies else 0
        found.append(replace(one, body=one.body[:length]))
        data = one.body[length:]
    return found


def replied(data: bytes) -> Reply:
    """One response, taken apart, with all that followed its head; status 0 for nothing."""
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    match = re.fullmatch(r"HTTP/1\.1 (\d{3}) .*", lines[0])
    headers = tuple((n, v.strip()) for n, _, v in (line.partition(":") for line in lines[1:]))
    return Reply(int(match[1]) if match else 0, headers, body)


@dataclass
class Asking:
    """Ways to ask a server on a port."""

    port: int

    def raw(self, data: bytes, seconds: float = SECONDS) -> bytes:
        """Send bytes and nothing more; all that comes back until the server closes."""
        found = b""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            try:
                connection.sendall(data)
                connection.shutdown(socket.SHUT_WR)
                while block := connection.recv(65536):
                    found += block
            except (ConnectionError, BrokenPipeError):
                pass
        return found

    def ask(self, method: str, target: str, *headers: tuple[str, str]) -> Reply:
        given = {name.lower() for name, _ in headers}
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
        if "host" not in given:
            lines.append(f"Host: 127.0.0.1:{self.port}")
        lines.append("Connection: close")
        return replied(self.raw(("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")))

    def get(self, target: str, *headers: tuple[str, str]) -> Reply:
        return self.ask("GET", target, *headers)

    def head(self, target: str, *headers: tuple[str, str]) -> Reply:
        return self.ask("HEAD", target, *headers)


@dataclass
class Served(Asking):
    """A server in this process."""

    running: Running
    news: list[News] = field(default_factory=list)

    @property
    def token(self) -> str:
        return self.running.token

    @property
    def broken(self) -> list[Broken]:
        return [one for one in self.news if isinstance(one, Broken) and one.new]

    @property
    def refreshed(self) -> list[Refreshed]:
        return [one for one in self.news if isinstance(one, Refreshed) and one.changed]


def until(true: Callable[[], object], what: str, seconds: float = SECONDS) -> float:
    """Wait for something that should happen; how long it took, in seconds."""
    start = time.monotonic()
    while time.monotonic() - start < seconds:
        if true():
            return time.monotonic() - start
        time.sleep(0.01)
    raise AssertionError(f"it never happened: {what}")


@contextmanager
def served(
    root: Path,
    *,
    watch: bool = False,
    drafts: bool = False,
    future: bool = False,
    poll: bool = False,
    hosts: tuple[str, ...] = (),
    bind: str = "127.0.0.1",
) -> Iterator[Served]:
    """The site in `root`, on a free port; it is read and listens."""
    news: list[News] = []
    wishes = Wishes(watch, drafts, future, bind, 0, hosts, poll)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        running = Running(root, lambda: load_config(root, environ=NO_IMAGES), wishes, news.append)
        running.open()
        running.read(jobs=1)
        assert running.server is not None
        thread = threading.Thread(target=running.server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield Served(running.server.port, running, news)
        finally:
            running.server.shutdown()
            running.close()
            thread.join()


@dataclass
class Process(Asking):
    """`recapgen serve` as a process of its own."""

    child: subprocess.Popen[str]
    lines: list[str]

    def interrupt(self) -> tuple[int, float]:
        """Ctrl-C; the exit code, and how many seconds it took."""
        start = time.monotonic()
        self.child.send_signal(signal.SIGINT)
        code = self.child.wait(SECONDS)
        return code, time.monotonic() - start

    def cpu(self) -> float:
        """Seconds of processor time so far, of all threads."""
        fields = Path(f"/proc/{self.child.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def process(root: Path, *arguments: str) -> Iterator[Process]:
    """The command line's server in `root`; it says that it serves."""
    child = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "serve", *arguments],
        cwd=root,
        env=clean_environment(PYTHONUNBUFFERED="1"),
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
    )
    lines: list[str] = []
    assert child.stderr is not None
    reader = threading.Thread(target=lambda: lines.extend(iter(child.stderr.readline, "")), daemon=True)  # type: ignore[union-attr]
    reader.start()
    try:
        until(lambda: child.poll() is not None or any("serving http" in line for line in lines), "it serves")
        said = re.search(r"serving http://[^/]+:(\d+)/", "".join(lines))
        assert said, "".join(lines)
        yield Process(int(said[1]), child, lines)
    finally:
        child.kill()
        child.wait()
        reader.join()
        child.stderr.close()

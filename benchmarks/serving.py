"""From saving an edit to having the new page, at each tool's own server for writing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException

from benchmarks.corpus import page_of
from benchmarks.measure import CommandFailed, Run, memory_of, surroundings, waited
from benchmarks.table import Cell
from benchmarks.tools import Site

POLLED = 0.003
"""Seconds between an answer and the next question."""
PATIENCE = 600.0
SETTLED = 1.0
"""Seconds of rest after the page is there: no tool is asked while it still works off the edit before."""


def serving(site: Site, runs: int) -> list[Cell]:
    """The first page after the start, and `runs` edits of a body; the memory is what the server has in the end."""
    post = site.posts[len(site.posts) // 2]
    address = "/" + page_of(post, site.tool.layout).removesuffix("index.html")
    first: list[Run] = []
    edits: list[Run] = []
    with _served(site) as (process, connection):
        with waited(process.pid, first):
            _look_for("<html", address, process, connection)
        for number in range(runs):
            time.sleep(SETTLED)
            word = f"stop{number:04}serve"
            with waited(process.pid, edits):
                site.edit_body(post, word)
                _look_for(word, address, process, connection)
        memory = memory_of(process.pid)
    size, name = len(site.posts), site.tool.name
    cases = (("serve: first page", first), ("serve: body", edits))
    return [Cell(size, case, name, tuple(found), memory) for case, found in cases]


def _look_for(word: str, address: str, process: subprocess.Popen[bytes], connection: HTTPConnection) -> None:
    """Returns as soon as the page holds the word."""
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until and process.poll() is None:
        try:
            connection.request("GET", address)
            answer = connection.getresponse()
            if word.encode() in answer.read() and answer.status == 200:
                return
        except (OSError, HTTPException):
            connection.close()  # not yet there, or closed meanwhile: the next request opens it anew
        time.sleep(POLLED)
    raise CommandFailed(f"{address} never held {word!r}; {process.args!r} ended with {process.returncode}")


@contextmanager
def _served(site: Site) -> Iterator[tuple[subprocess.Popen[bytes], HTTPConnection]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [part.format(port=port) for part in site.tool.serve]
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with subprocess.Popen(
        command,
        cwd=site.folder,
        env=surroundings(site.tool.environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            yield process, connection
        finally:
            connection.close()
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)

"""Hostile requests over a raw socket: nothing leaks, nothing breaks, and the server is alive afterwards."""

from __future__ import annotations

import random
import re
from pathlib import Path
from urllib.parse import quote

import pytest

from kit import site
from recapgen.dev.site import Refreshed

from .hostile import HEADERS, requests
from .served import Reply, Served, all_replied, replied, served, until

CANARY = "CANARY-7f3a91"
MAY_BE_SHOWN = (200, 206, 302, 304)
REFUSALS = (400, 403, 404, 405, 408, 414, 416, 431, 505)


@pytest.fixture
def guarded(tmp_path: Path) -> Path:
    """A site with secrets in it, beside it and above it."""
    for name in (
        "secret.txt",
        "site/secret.txt",
        "outside/secret.txt",
        "etc/passwd",
        "site/.env",
        "site/.recapgen/state",
    ):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(CANARY)
    kit = site(tmp_path / "site").config(title="Soup", description="x")
    (kit.root / "recapgen.toml").write_text(f'title = "Soup"\n[params]\nsecret = "{CANARY}"\n')
    kit.post("articles/a.md", f"---\ntitle: A\ndate: 2019\nparams: {{secret: {CANARY}}}\ntopics: [Soup]\n---\n\nHi.\n")
    kit.file("content/.hidden", CANARY).file("static/menu.pdf", b"%PDF-1.4\n").file("output/index.html", CANARY)
    kit.file("themes/programme/templates/page.html", f'{{# {CANARY} #}}{{% extends "programme/page.html" %}}')
    return kit.root


def to_be_seen(server: Served) -> set[bytes]:
    """All that anybody may be shown: each page, asset and file of the plan, and the server's own two files."""
    standing = server.running.site.standing
    assert standing is not None
    paths = [
        *standing.pages,
        *standing.assets,
        *standing.understood.files,
        "__recapgen/reload.js",
        "__recapgen/dev.css",
    ]
    return {server.get("/" + quote(path)).body for path in paths} | {b""}


def wrong_with(server: Served, data: bytes, seen: set[bytes]) -> list[str]:
    """What an answer to a hostile request should not have been."""
    answer = server.raw(data)
    found = []
    if CANARY.encode() in answer or b"root:x:0" in answer:
        found.append("a secret")
    if b"Traceback" in answer or b'File "' in answer:
        found.append("a traceback")
    for reply in all_replied(answer, with_bodies=not data.startswith(b"HEAD")):
        found += wrong_in(reply, seen)
    return found


def wrong_in(reply: Reply, seen: set[bytes]) -> list[str]:
    """What one reply of it should not have been."""
    found = []
    names = [name.lower() for name, _ in reply.headers]
    if reply.status not in (*MAY_BE_SHOWN, *REFUSALS):
        found.append(f"status {reply.status}")
    if reply.status == 200 and reply.body not in seen:
        found.append("a page that the plan does not know")
    if "x-injected" in names or any(name.startswith("access-control-") for name in names):
        found.append("a header that must not be")
    if reply["Location"] and not re.fullmatch(r"/(?!/)[!-~]*", reply["Location"]):
        found.append(f"a way out: {reply['Location']}")
    if reply["Cache-Control"] != "no-store" or reply["X-Content-Type-Options"] != "nosniff":
        found.append("no protecting headers")
    return found


def escapes(server: Served, all_of_them: list[bytes]) -> list[tuple[bytes, list[str]]]:
    seen = to_be_seen(server)
    return [(data[:200], wrong) for data in all_of_them if (wrong := wrong_with(server, data, seen))]


def test_no_hostile_request_gets_anything(guarded: Path) -> None:
    """More than 500 of them: 0 escapes, 0 tracebacks, 0 open doors; no fault is told, and the server is alive."""
    with served(guarded, watch=True) as server:
        hostile = requests(server.port)
        assert len(hostile) >= 500
        assert escapes(server, hostile) == []
        assert {type(one) for one in server.news} == {Refreshed}
        assert server.get("/").status == 200
        until(lambda: server.running.server and server.running.server._free._value == 256, "all connections are over")


def test_what_strangers_send_is_refused_whatever_it_asks_for(guarded: Path) -> None:
    """No head of the list of refused ones is answered with a page."""
    with served(guarded, watch=True) as server:
        host = f"127.0.0.1:{server.port}"
        for header in HEADERS:
            filled = header.replace("{h}", host).replace("{p}", str(server.port))
            reply = replied(server.raw(f"GET / HTTP/1.1\r\n{filled}\r\n\r\n".encode("latin-1")))
            assert reply.status in (400, 403), header


@pytest.mark.proof
def test_no_mutated_request_gets_anything(guarded: Path) -> None:
    """20,000 requests made from the list by chance: bytes changed, taken out, doubled, two heads joined."""
    with served(guarded, watch=True) as server:
        chance = random.Random(7)
        seeds, seen = requests(server.port), to_be_seen(server)
        for _ in range(20_000):
            data = bytearray(chance.choice(seeds)[:3000])
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(data) + 1)
                what = chance.randrange(4)
                if what == 0 and at < len(data):
                    data[at] = chance.randrange(256)
                elif what == 1:
                    del data[at : at + chance.randint(1, 4)]
                elif what == 2:
                    data[at:at] = chance.choice([b"..", b"/", b"%2e", b"\\", b"%", b"\r\n", b"\x00", b"//", b"%5c"])
                else:
                    data[at:at] = data[max(0, at - 8) : at]
            assert wrong_with(server, bytes(data), seen) == [], bytes(data)
        assert {type(one) for one in server.news} == {Refreshed}
        assert server.get("/").status == 200

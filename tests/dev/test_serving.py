"""What the server answers: pages as a build writes them, types, ranges, redirects, marks, streams, limits."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from urllib.parse import quote

import pytest

from kit import REPOSITORY, SiteKit, site, soup_site
from recapgen.dev import server as sockets
from recapgen.dev import site as live
from recapgen.dev import stream
from recapgen.errors import ConfigError, ContentError, Diagnostic
from recapgen.understand import Understood, understand

from .served import Served, process, served, until

SCRIPT = re.compile(rb'<script src="/__recapgen/reload\.js\?[^"]*" defer></script>')


@pytest.fixture(scope="module")
def soup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The soup site, with --watch; its base path is /talks."""
    with served(soup_site(tmp_path_factory.mktemp("soup")).root, watch=True) as server:
        yield server


def address(path: str, base: str = "") -> str:
    """Of a file below output/."""
    return f"{base}/{quote(path.removesuffix('index.html') if path.endswith('/index.html') else path)}"


# -- law 6


def test_serve_shows_what_build_writes(tmp_path: Path) -> None:
    """Law 6, over every file of the soup site: the same bytes; with --watch, but for one script in each page."""
    kit = soup_site(tmp_path / "site").without("content/articles/unready.md")
    files = kit.build().files
    shutil.rmtree(kit.output)
    shutil.rmtree(kit.root / ".recapgen")
    with served(kit.root) as plain, served(kit.root, watch=True) as watching:
        for path, data in files.items():
            reply = plain.get(address(path, "/talks"))
            assert (reply.status, reply.body) == (200, data), path
            body, found = SCRIPT.subn(b"", watching.get(address(path, "/talks")).body)
            assert (body, found) == (data, path.endswith(".html")), path
    assert not kit.output.exists()
    assert not (kit.root / ".recapgen").exists()


def test_law_six_over_the_whole_content_of_the_repository(tmp_path: Path) -> None:
    """Every page, asset and file of the content that comes with recapgen, byte for byte."""
    kit = site(tmp_path / "site")
    for name in ("content", "themes"):
        kit.file(f"{name}/.here", "").root.joinpath(name, ".here").unlink()
        SiteKit(kit.root / name).copied(REPOSITORY / name)
    kit.file("recapgen.toml", (REPOSITORY / "recapgen.toml").read_bytes())
    files = kit.build(output="elsewhere").files
    assert len(files) > 300
    with served(kit.root) as server:
        found = {path: server.get(address(path)) for path in files}
    differing = [path for path, data in files.items() if (found[path].status, found[path].body) != (200, data)]
    assert differing == []


# -- addresses


def test_the_base_path_is_served_and_the_root_leads_there(soup: Served) -> None:
    """A site with base_url https://host/talks/ lives at /talks/."""
    assert soup.get("/")["Location"] == "/talks/"
    assert soup.get("/talks")["Location"] == "/talks/"
    assert soup.get("/talks/").status == 200
    assert soup.get("/topics/").status == 404


@pytest.mark.parametrize(
    ("target", "location"),
    [
        ("/talks/topics", "/talks/topics/"),
        ("/talks/topics?x=1", "/talks/topics/?x=1"),
        ("/talks/topics/soup", "/talks/topics/soup/"),
        ("/talks/articles/2021/%C3%A4rger-mit-salz", ""),
    ],
)
def test_a_missing_slash_is_added(soup: Served, target: str, location: str) -> None:
    """The address is made from the page that was found, not from what was asked."""
    reply = soup.get(target)
    assert (reply.status, reply["Location"]) == ((302, location) if location else (404, ""))


def test_what_is_missing_gets_the_sites_own_page(soup: Served) -> None:
    """With status 404, also outside the base path."""
    for target in ("/talks/nothing/", "/nothing", "/talks/content/articles/stock.md", "/talks/recapgen.toml"):
        reply = soup.get(target)
        assert reply.status == 404
        assert "Page not found" in reply.text


def test_head_is_get_without_a_body(soup: Served) -> None:
    """The same headers, length included."""
    whole, head = soup.get("/talks/"), soup.head("/talks/")
    assert (head.status, head.body) == (200, b"")
    assert {k: v for k, v in head.headers if k != "Date"} == {k: v for k, v in whole.headers if k != "Date"}
    assert int(head["Content-Length"]) == len(whole.body)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT", "PROPFIND"])
def test_only_get_and_head(soup: Served, method: str) -> None:
    """The rest is 405 and says what there is."""
    reply = soup.ask(method, "/talks/")
    assert (reply.status, reply["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "target", ["/talks/", "/nothing", "/talks/menu.pdf", "/__recapgen/reload.js", "/__recapgen/events", "/\\", "/talks"]
)
def test_every_answer_carries_the_protecting_headers(soup: Served, target: str) -> None:
    """Never stored, never sniffed, never for other origins, and nothing that opens a door to them."""
    reply = soup.get(target)
    assert reply["Cache-Control"] == "no-store"
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"
    assert not [name for name, _ in reply.headers if name.lower().startswith("access-control-")]


ROUTES = ("/talks/", "/", "/nothing", "/talks/menu.pdf", "/__recapgen/reload.js", "/__recapgen/events", "/%zz", "*")


@pytest.mark.parametrize("target", ROUTES)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_strangers_are_refused_on_every_route(soup: Served, target: str, method: str) -> None:
    """A wrong host, two hosts, another origin, a cross-site request: 403, before anything else is looked at."""
    here = ("Host", f"localhost:{soup.port}")
    strange = [
        [("Host", "evil.example")],
        [here, ("HOST", f"localhost:{soup.port}")],
        [here, ("Origin", "https://evil.example")],
        [here, ("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "script")],
    ]
    for headers in strange:
        assert soup.ask(method, target, *headers).status == 403, headers


def test_a_person_may_follow_a_link_from_another_site(soup: Served) -> None:
    """Top-level navigation is fine; the same page in a frame is not."""
    fetch = (("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"))
    assert soup.get("/talks/", *fetch, ("Sec-Fetch-Dest", "document")).status == 200
    assert soup.get("/talks/", *fetch, ("Sec-Fetch-Dest", "iframe")).status == 403


# -- conditional and range requests


@pytest.mark.parametrize("target", ["/talks/", "/talks/menu.pdf", "/talks/feed.xml", "/__recapgen/dev.css"])
def test_a_known_version_is_not_sent_again(soup: Served, target: str) -> None:
    """304 without a body for its own tag, the whole for another."""
    tag = soup.get(target)["ETag"]
    reply = soup.get(target, ("If-None-Match", f'"other", W/{tag}'))
    assert (reply.status, reply.body, reply["ETag"]) == (304, b"", tag)
    assert soup.get(target, ("If-None-Match", '"other"')).status == 200


@pytest.mark.parametrize("target", ["/talks/", "/talks/menu.pdf", "/talks/assets"])
def test_a_range_is_a_part_of_the_whole(soup: Served, target: str) -> None:
    """Of pages, assets and files alike."""
    if target.endswith("assets"):
        target = "/talks/" + next(path for path in soup.running.site.standing.assets)  # type: ignore[union-attr]
    whole = soup.get(target)
    size = len(whole.body)
    part = soup.get(target, ("Range", "bytes=1-4"))
    assert (part.status, part.body, part["Content-Range"]) == (206, whole.body[1:5], f"bytes 1-4/{size}")
    assert soup.get(target, ("Range", "bytes=-3")).body == whole.body[-3:]
    assert soup.get(target, ("Range", "bytes=0-")).body == whole.body
    assert soup.get(target, ("Range", "bytes=0-0,2-3")).status == 200
    unmet = soup.get(target, ("Range", f"bytes={size}-"))
    assert (unmet.status, unmet["Content-Range"]) == (416, f"bytes */{size}")


def test_a_range_of_another_version_is_the_whole(soup: Served) -> None:
    """If-Range names the version that the rest belongs to."""
    tag = soup.get("/talks/menu.pdf")["ETag"]
    assert soup.get("/talks/menu.pdf", ("Range", "bytes=0-1"), ("If-Range", tag)).status == 206
    assert soup.get("/talks/menu.pdf", ("Range", "bytes=0-1"), ("If-Range", '"old"')).status == 200


def test_one_connection_serves_many_requests(soup: Served) -> None:
    """Also where they come in one block."""
    head = f"HEAD /talks/ HTTP/1.1\r\nHost: localhost:{soup.port}\r\n\r\n".encode()
    assert soup.raw(head * 5).count(b"HTTP/1.1 200 OK") == 5


@pytest.mark.parametrize(
    ("target", "kind"),
    [
        ("/talks/", "text/html; charset=utf-8"),
        ("/talks/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/talks/sitemap.xml", "application/xml; charset=utf-8"),
        ("/talks/robots.txt", "text/plain; charset=utf-8"),
        ("/talks/menu.pdf", "application/pdf"),
        ("/talks/.well-known/security.txt", "text/plain; charset=utf-8"),
        ("/__recapgen/reload.js", "text/javascript; charset=utf-8"),
    ],
)
def test_everything_says_what_it_is(soup: Served, target: str, kind: str) -> None:
    """With its character set where it is text."""
    assert soup.get(target)["Content-Type"] == kind


# -- copied files


def test_a_file_that_changed_its_nature_is_not_followed(tmp_path: Path) -> None:
    """Replaced by a link out of the site, a folder, a pipe, or gone: refused, and the server goes on."""
    film = bytes(range(256)) * 8192
    kit = site(tmp_path / "site").file("static/a.txt", "inside\n").file("static/film.bin", film)
    (tmp_path / "secret").write_text("CANARY")
    file = kit.root / "static/a.txt"
    with served(kit.root) as server:
        assert server.get("/film.bin").body == film, "a big one comes in pieces"
        assert server.get("/film.bin", ("Range", "bytes=1000000-1999999")).body == film[1000000:2000000]
        assert server.get("/a.txt").text == "inside\n"
        file.unlink()
        assert server.get("/a.txt").status == 404
        file.symlink_to(tmp_path / "secret")
        assert server.get("/a.txt").status == 403
        file.unlink()
        file.mkdir()
        assert server.get("/a.txt").status == 403
        file.rmdir()
        os.mkfifo(file)
        assert server.get("/a.txt").status == 403
        file.unlink()
        file.write_text("back\n")
        assert server.get("/a.txt").text == "back\n"
        assert server.get(f"/__recapgen/events?token={server.token}").status == 404, "no stream without --watch"
        assert b"__recapgen" not in server.get("/").body


# -- drafts


def test_drafts_are_shown_with_a_mark_and_never_built(tmp_path: Path) -> None:
    """With --drafts or --watch; the mark is added on the wire, and a page of nothing but a draft's session has it."""
    kit = site(tmp_path / "site").post("articles/a.md", "---\ntitle: A\ndate: 2019-01-01\ndraft: true\n---\n\nHalf.\n")
    kit.post(
        "recaps/r.md",
        """
        ---
        title: R
        date: 2019-01-01
        draft: true
        conference: LadleConf 2019
        ---

        ## Lids {speakers="Bo Lind"}

        Closed.
        """,
    )
    kit.post("articles/f.md", "---\ntitle: F\ndate: 2099-01-01\n---\n\nSoon.\n")
    pages = ("/articles/2019/a/", "/recaps/2019/r/", "/conferences/ladleconf/2019/lids/")
    with served(kit.root) as server:
        assert [server.get(page).status for page in (*pages, "/articles/2099/f/")] == [404] * 4
    with served(kit.root, watch=True) as server:
        assert all('class="recapgen-mark"' in server.get(page).text for page in pages)
        assert server.get("/articles/2099/f/").status == 404
    with served(kit.root, drafts=True, future=True) as server:
        assert all('class="recapgen-mark"' in server.get(page).text for page in pages)
        assert "recapgen-mark" not in server.get("/").text
        assert "Dated in the future" in server.get("/articles/2099/f/").text


# -- the event stream


def opened(server: Served, target: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), timeout=10)
    connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
    return connection


def read_until(connection: socket.socket, wanted: bytes) -> bytes:
    found = b""
    while wanted not in found:
        block = connection.recv(4096)
        assert block, f"the stream ended after {found!r}"
        found += block
    return found


@pytest.mark.parametrize("query", ["", "?token=", "?token=guess", "?token=%00", "?token=é".encode().decode("latin-1")])
def test_the_stream_wants_the_token_of_this_run(soup: Served, query: str) -> None:
    """403 without it, 400 for what is no address."""
    assert soup.get(f"/__recapgen/events{query}").status in (400, 403)
    assert soup.get(f"/__recapgen/news{query}").status in (400, 403)


def test_the_stream_tells_numbers_and_nothing_else(soup: Served) -> None:
    """The number of the site's state, at once."""
    with opened(soup, f"/__recapgen/events?token={soup.token}&at=/talks/") as connection:
        found = read_until(connection, b"data: 1\n\n")
        assert b"Content-Type: text/event-stream" in found
        assert found.endswith(b"\r\n\r\nretry: 1000\n\nevent: built\ndata: 1\n\n")
        until(lambda: soup.running.hub.addresses() == ("/talks/",), "the stream is known")
    until(lambda: not soup.running.hub.addresses(), "the stream is forgotten as soon as the browser is gone")


def test_the_stream_shows_that_it_is_alive(soup: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment now and then."""
    monkeypatch.setattr(stream, "HEARTBEAT", 0.05)
    with opened(soup, f"/__recapgen/events?token={soup.token}") as connection:
        assert read_until(connection, b": still here\n\n: still here\n\n")


def test_at_most_a_hundred_listen(soup: Served) -> None:
    """The next is sent away, until one leaves."""
    target = f"/__recapgen/events?token={soup.token}"
    with ExitStack() as stack:
        streams = [stack.enter_context(opened(soup, target)) for _ in range(stream.MOST_CLIENTS)]
        for one in streams:
            read_until(one, b"data:")
        assert soup.get(target).status == 503
        assert soup.get("/talks/").status == 200
        streams.pop().close()
        until(lambda: len(soup.running.hub._bells) < stream.MOST_CLIENTS, "a seat is free")
        with opened(soup, target) as another:
            read_until(another, b"data:")
    until(lambda: not soup.running.hub._bells, "all seats are free")


def test_a_page_learns_what_it_missed(soup: Served) -> None:
    """Its digests by now are those in its script's address."""
    src = re.search(r"page=([0-9a-f]+)&amp;outline=([0-9a-f]+)", soup.get("/talks/topics/").text)
    assert src
    news = json.loads(soup.get(f"/__recapgen/news?token={soup.token}&at=/talks/topics/&since=1").body)
    assert news == {"number": 1, "page": src[1], "outline": src[2], "files": [], "problem": ""}
    for odd in ("at=..%2F..%2F", "at=", "since=-1", "since=9e9", "since=" + "9" * 400, "at=http://evil.example/"):
        assert soup.get(f"/__recapgen/news?token={soup.token}&{odd}").status == 200


# -- limits


def test_a_slow_head_is_cut_off(soup: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a whole: a byte now and then does not help."""
    monkeypatch.setattr(sockets, "HEAD_SECONDS", 0.3)
    with socket.create_connection(("127.0.0.1", soup.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        assert b" 408 " in read_until(connection, b"\r\n\r\n")


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", b"414"),
        (b"GET / HTTP/1.1\r\nA: " + b"a" * 20000, b"431"),
        (b"GET / HTTP/1.1\r\n" + b"A: a\r\n" * 100 + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\nHost: x\n\n", b"400"),
        (b"\x16\x03\x01\x02\x00\x01\x00", b"400"),
        (b"GET / HTTP/0.9\r\n\r\n", b"505"),
    ],
)
def test_heads_have_limits(soup: Served, head: bytes, status: bytes) -> None:
    """On the address, the whole and the number of headers; what can't become HTTP/1 is refused at once."""
    assert soup.raw(head).startswith(b"HTTP/1.1 " + status)


def test_connections_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those above it are closed, and the server goes on when others leave."""
    monkeypatch.setattr(sockets, "MOST_CONNECTIONS", 4)
    with served(site(tmp_path / "site").root) as server:
        idle = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(4)]
        until(lambda: server.running.server and server.running.server._free._value == 0, "all are taken")
        with socket.create_connection(("127.0.0.1", server.port), timeout=10) as one_more:
            assert one_more.recv(100) == b""
        for connection in idle:
            connection.close()
        until(lambda: server.running.server and server.running.server._free._value == 4, "all are free again")
        assert server.get("/").status == 200


def test_a_fault_is_an_answer_and_not_a_traceback(soup: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """500 in a few words; the terminal hears of it."""
    monkeypatch.setattr(live.Standing, "respond", Mock(side_effect=RuntimeError("secret detail")))
    reply = soup.get("/talks/")
    assert reply.status == 500
    assert "secret" not in reply.text
    assert "Traceback" not in reply.text
    monkeypatch.undo()
    assert soup.get("/talks/").status == 200


# -- while the site is made anew


def test_who_asks_during_a_rebuild_waits_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last good site answers; once the new one is announced, every page is new."""
    kit = site(tmp_path / "site").post("articles/a.md", "---\ntitle: A\ndate: 2019\n---\n\nOld.\n")
    with served(kit.root) as server:
        kit.post("articles/a.md", "---\ntitle: A\ndate: 2019\n---\n\nNew.\n")
        begun, go_on = threading.Event(), threading.Event()

        def slowly(*arguments: Any, **named: Any) -> Understood:
            begun.set()
            assert go_on.wait(30)
            return understand(*arguments, **named)

        monkeypatch.setattr(live, "understand", slowly)
        rebuild = threading.Thread(target=server.running.read_again)
        rebuild.start()
        assert begun.wait(10)
        assert "Old." in server.get("/articles/2019/a/").text
        assert server.running.hub.number == 1
        go_on.set()
        until(lambda: server.running.hub.number == 2, "it is announced")
        assert "New." in server.get("/articles/2019/a/").text
        rebuild.join()


def test_many_ask_while_it_changes_and_nobody_sees_a_mixture(tmp_path: Path) -> None:
    """Each page that is read names one state only, and states never go back."""
    kit = site(tmp_path / "site").post("articles/a.md", "---\ntitle: A0\ndate: 2019\n---\n\nState 0.\n")
    seen: list[tuple[str, str]] = []
    with served(kit.root) as server:
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                text = server.get("/articles/2019/a/").text
                title, state = re.search(r"<h1[^>]*>A(\d+)<", text), re.search(r"State (\d+)\.", text)
                assert title
                assert state
                seen.append((title[1], state[1]))

        threads = [threading.Thread(target=look) for _ in range(3)]
        for thread in threads:
            thread.start()
        for number in range(1, 8):
            kit.post("articles/a.md", f"---\ntitle: A{number}\ndate: 2019\n---\n\nState {number}.\n")
            server.running.read_again()
        done.set()
        for thread in threads:
            thread.join()
        assert "State 7." in server.get("/articles/2019/a/").text
    assert seen
    assert all(title == state for title, state in seen)


TROUBLES = [
    PermissionError(13, "Permission denied", "/somewhere/else/secret"),
    FileNotFoundError(2, "No such file or directory", "content/a.md"),
    OSError(40, "Too many levels of symbolic links", "content/loop"),
    RecursionError("maximum recursion depth exceeded"),
    MemoryError(),
    KeyError("x"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
]


def test_no_trouble_with_the_tree_ends_the_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the reading raises becomes a report; the last good site stays up, and mending mends."""
    kit = site(tmp_path / "site").post("articles/a.md", "---\ntitle: A\ndate: 2019\n---\n\nFine.\n")
    with served(kit.root, watch=True) as server:
        for number, trouble in enumerate(TROUBLES, 1):
            with monkeypatch.context() as patch:
                patch.setattr(live, "understand", Mock(side_effect=trouble))
                server.running.read_again()
            assert len(server.broken) == number
            assert "Fine." in server.get("/articles/2019/a/").text
            problem = json.loads(server.get(f"/__recapgen/news?token={server.token}&at=/").body)["problem"]
            assert "1 error" in problem
            assert "Traceback" not in problem
            assert "/somewhere" not in problem
            server.running.read_again()
            assert server.refreshed[-1].mended
            assert json.loads(server.get(f"/__recapgen/news?token={server.token}&at=/").body)["problem"] == ""


def test_the_report_is_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths, facts, source lines and hints are a stranger's words."""
    evil = "<img src=x onerror=alert(1)>&\"'"
    error = ContentError(Diagnostic("RG1", evil, f"content/{evil}.md", 3, 7, evil, source_line=f"  {evil}"))
    monkeypatch.setattr(live, "understand", Mock(side_effect=error))
    with served(site(tmp_path / "site").root, watch=True) as server:
        reply = server.get("/")
        assert reply.status == 500
        assert "<img" not in reply.text
        assert reply.text.count("&lt;img src=x onerror=alert(1)&gt;") == 4
        assert reply.text.count("<script") == 1


def test_before_there_is_a_good_site_the_report_is_the_page(tmp_path: Path) -> None:
    """With --watch the server starts all the same; the page is mended by itself."""
    kit = site(tmp_path / "site").post("articles/a.md", "---\ntitle: [A\n---\n")
    with served(kit.root, watch=True) as server:
        reply = server.get("/anything/")
        assert reply.status == 500
        assert "content/articles/a.md:" in reply.text
        assert "hint: " in reply.text
        assert SCRIPT.search(reply.body)
        kit.post("articles/a.md", "---\ntitle: A\ndate: 2019\n---\n")
        until(lambda: server.get("/articles/2019/a/").status == 200, "it is mended")


def test_a_template_that_fails_on_a_page_names_the_place(tmp_path: Path) -> None:
    """Without --watch nobody tries the pages before; the one that fails says so, the others are fine."""
    kit = site(tmp_path / "site").post("articles/a.md", "---\ntitle: A\ndate: 2019\n---\n")
    kit.post("articles/b.md", "---\ntitle: B\ndate: 2019\n---\n")
    own = '{% extends "programme/article.html" %}{% block main %}{{ post.title == "A" and no.such }}{% endblock %}'
    kit.file("themes/programme/templates/article.html", own)
    with served(kit.root) as server:
        replies = [server.get(f"/articles/2019/{name}/") for name in "ab"]
        assert sorted(reply.status for reply in replies) in ([200, 500], [500, 500])
        assert any("themes/programme/templates/article.html:1" in reply.text for reply in replies)


# -- the command line


def test_a_port_that_is_taken_is_passed_over(tmp_path: Path) -> None:
    """The next free one is used; asked for by number, it is an error that says what to do."""
    root = site(tmp_path / "site").root
    with process(root) as first, process(root) as second:
        assert second.port > first.port
        assert second.get("/").status == 200
        said = site(tmp_path / "site").run("serve", "--port", str(first.port))
        assert said.code == 2
        assert f"port {first.port} is taken" in said.err
        assert "hint: " in said.err


def test_ctrl_c_ends_at_once_even_with_open_streams(tmp_path: Path) -> None:
    """Within a second, with the exit code of an interruption, and without a traceback."""
    kit = site(tmp_path / "site")
    with process(kit.root, "--watch", "--port", "0") as server, ExitStack() as stack:
        token = re.search(r"token=([^&]+)", server.get("/").text)
        assert token
        for _ in range(5):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            target = f"/__recapgen/events?token={token[1]}"
            connection.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
            read_until(connection, b"data:")
        code, seconds = server.interrupt()
        assert code == 130
        assert seconds < 1
        assert "Traceback" not in "".join(server.lines)


def test_a_broken_site_is_not_served_without_watch(tmp_path: Path) -> None:
    """The errors are printed, and the exit code is that of a build."""
    kit = site(tmp_path / "site").post("articles/a.md", "---\ntitle: [A\n---\n")
    said = kit.run("serve", "--port", "0")
    assert said.code == 1
    assert said.err.count("content/articles/a.md:") == 1
    assert "stays up" not in said.err
    assert kit.config(titel="x").run("serve", "--watch").code == 2


def test_other_machines_get_a_warning(tmp_path: Path) -> None:
    """And still only hosts that are allowed are answered."""
    with process(site(tmp_path / "site").root, "--bind", "0.0.0.0", "--port", "0", "--allow-host", "box.lan") as server:
        assert any("other machines can reach this server" in line for line in server.lines)
        assert server.get("/", ("Host", "box.lan")).status == 200
        assert server.get("/", ("Host", "other.lan")).status == 403


def test_an_address_that_is_none_is_an_error(tmp_path: Path) -> None:
    """Not a traceback."""
    with pytest.raises(ConfigError, match="can't listen on"), served(site(tmp_path / "site").root, bind="192.0.2.1"):
        pass

"""Heads of requests and addresses: what is read, and what is refused before any route is looked at."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import examples
from recapgen.dev.media import content_type, matches, stretch
from recapgen.dev.policy import Policy
from recapgen.dev.request import Place, Refused, Request, decoded, located, parse


def refusal(head: bytes) -> int:
    with pytest.raises(Refused) as caught:
        parse(head)
    return caught.value.status


def test_a_plain_request_is_read() -> None:
    """Names in small letters, values without outer blanks, in order."""
    request = parse(b"GET /a?b HTTP/1.1\r\nHost: x\r\nAccept:  y \r\naccept: z\r\n\r\n")
    assert request == Request("GET", "/a?b", {"host": ("x",), "accept": ("y", "z")}, True)


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET / HTTP/2.0\r\n\r\n", 505),
        (b"GET /\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n folded\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nnocolon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: b\x00\r\n\r\n", 400),
        (b"GET /\x80 HTTP/1.1\r\n\r\n", 400),
        (b"GET /" + b"a" * 5000 + b" HTTP/1.1\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 65 + b"\r\n", 431),
    ],
)
def test_what_is_no_plain_http_is_refused(head: bytes, status: int) -> None:
    """Each with the status that says why."""
    assert refusal(head) == status


@pytest.mark.parametrize(
    ("target", "place"),
    [
        ("/", Place("", "")),
        ("/a/b/?x=1&y", Place("a/b/", "x=1&y")),
        ("/%E5%B1%B1/", Place("山/", "")),
        ("/a%20b", Place("a b", "")),
        ("/100%25/", Place("100%/", "")),
    ],
)
def test_an_address_is_decoded_once(target: str, place: Place) -> None:
    """Percent signs are undone once, the query is left alone."""
    assert located(target, "") == place


@pytest.mark.parametrize(
    "target",
    [
        *("/../x", "/%2e%2e/x", "/a/..", "/..%2fx", "/a%5cb", "/a\\b", "/%00", "/a%0d%0ab", "/%252e%252e/", "/%c0%ae"),
        *("/%zz", "/%", "*", "x", "http://localhost/", "/a#b", "/./a", "/%ff", "/%25%32%65"),
    ],
)
def test_a_trick_is_refused(target: str) -> None:
    """Upward, twice encoded, control characters, backslashes, not UTF-8: 400."""
    with pytest.raises(Refused) as caught:
        located(target, "")
    assert caught.value.status == 400


def test_outside_the_base_path_is_nothing() -> None:
    """A site at /sub/ has nothing at /, nor at /subway/."""
    assert located("/sub/a", "/sub") == Place("a", "")
    for target in ("/", "/sub", "/subway/", "/a/sub/"):
        with pytest.raises(Refused) as caught:
            located(target, "/sub")
        assert caught.value.status == 404


@examples(100)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    """Whatever comes, it is a request or it is refused."""
    try:
        request = parse(b"GET /" + data + b" HTTP/1.1\r\n\r\n")
        path = located(request.target, "").path
    except Refused:
        return
    assert "\0" not in path
    assert "\\" not in path
    assert ".." not in path.split("/")


@examples(100)
@given(st.text(alphabet="%.2eEfF5cC/\\0dDaA", max_size=30))
def test_no_mixture_of_tricks_leads_upward(raw: str) -> None:
    """Whatever is left after decoding stays below the root, decoded again or not."""
    try:
        path = decoded("/" + raw)
    except Refused:
        return
    assert not {"..", "."} & set(path.split("/"))
    assert "\\" not in path


# -- who may ask

OURS = ("localhost:8000", "127.0.0.1:8000", "[::1]:8000", "LOCALHOST:8000")
THEIRS = (
    *("", "localhost", "localhost:80", "localhost:8001", "evil.example", "evil.example:8000", "localhost.:8000"),
    *("127.0.0.2:8000", "localhost:8000:8000", "localhost:8000 ", "localhost:08000", "a@localhost:8000", "[::1]"),
    *("localhost:8000, evil.example", "localhost:8000/x", "127.1:8000", "2130706433:8000", "0.0.0.0:8000"),
    *("localhost.evil.example:8000", "127.0.0.1.evil.example:8000", "[::ffff:127.0.0.1]:8000", "*", "null"),
)
SITES = {
    (): True,
    (("sec-fetch-site", "same-origin"),): True,
    (("sec-fetch-site", "none"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")): True,
    (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")): True,
    (("sec-fetch-site", "same-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")): True,
    (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")): False,
    (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")): False,
    (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "script")): False,
    (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")): False,
    (("sec-fetch-site", "same-site"), ("sec-fetch-mode", "cors"), ("sec-fetch-dest", "empty")): False,
    (("sec-fetch-site", "cross-site"),): False,
    (("sec-fetch-site", "anything"),): False,
    (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "websocket"), ("sec-fetch-dest", "websocket")): False,
    (("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "embed")): False,
}
ORIGINS = {
    "": True,
    "http://localhost:8000": True,
    "http://127.0.0.1:8000": False,
    "null": False,
    "http://evil.example": False,
    "http://localhost:8001": False,
    "http://localhost": False,
    "http://localhost:8000/": False,
    "http://localhost:8000.evil.example": False,
    "http://a@localhost:8000": False,
    "file://": False,
}


def allowed(policy: Policy, headers: Mapping[str, tuple[str, ...]], method: str = "GET") -> int:
    """200, or the status of the refusal."""
    try:
        policy.check(Request(method, "/", headers))
    except Refused as refused:
        return refused.status
    return 200


@pytest.mark.parametrize("host", OURS)
def test_our_own_hosts_are_answered(host: str) -> None:
    """The three names of this machine, with the port."""
    assert allowed(Policy(8000), {"host": (host,)}) == 200


@pytest.mark.parametrize("host", THEIRS)
def test_other_hosts_are_refused(host: str) -> None:
    """Names that a rebinding attacker could hold, and spellings that only look like ours."""
    assert allowed(Policy(8000), {"host": (host,)}) == 403


def test_exactly_one_host_is_wanted() -> None:
    """None, or two, even twice the same: refused."""
    assert allowed(Policy(8000), {}) == 403
    assert allowed(Policy(8000), {"host": ("localhost:8000", "localhost:8000")}) == 403


def test_an_allowed_host_is_answered() -> None:
    """A bare name with every port, a name with a port with that one only."""
    policy = Policy(8000, ("box.lan", "other.lan:9000"))
    ours = ("box.lan", "BOX.lan:8000", "box.lan:443", "other.lan:9000", "localhost:8000")
    assert [allowed(policy, {"host": (host,)}) for host in ours] == [200] * 5
    assert [allowed(policy, {"host": (host,)}) for host in ("other.lan", "x.box.lan", "box.lan.x")] == [403] * 3


def test_on_port_80_the_port_may_be_missing() -> None:
    """Browsers leave it out there."""
    assert allowed(Policy(80), {"host": ("localhost",)}) == 200


def test_the_whole_matrix_of_host_origin_and_sec_fetch() -> None:
    """Allowed is what all three allow; everything else is 403, before the method is looked at."""
    seen = 0
    for host in ("localhost:8000", "evil.example:8000"):
        for origin, origin_fine in ORIGINS.items():
            for fetch, fetch_fine in SITES.items():
                headers: dict[str, tuple[str, ...]] = {"host": (host,)}
                headers |= {"origin": (origin,)} if origin else {}
                headers |= {name: (value,) for name, value in fetch}
                fine = host == "localhost:8000" and origin_fine and fetch_fine
                assert allowed(Policy(8000), headers) == (200 if fine else 403), (host, origin, fetch)
                navigates = ("sec-fetch-mode", "navigate") in fetch and ("sec-fetch-site", "none") not in fetch
                posted = 405 if fine and not navigates else 403
                assert allowed(Policy(8000), headers, "POST") == posted, (host, origin, fetch)
                seen += 2
    assert seen == 2 * 2 * len(ORIGINS) * len(SITES)


def test_a_doubled_fetch_header_is_refused() -> None:
    """Nobody honest sends two."""
    assert allowed(Policy(8000), {"host": ("localhost:8000",), "sec-fetch-site": ("none", "same-origin")}) == 403
    assert allowed(Policy(8000), {"host": ("localhost:8000",), "origin": ("http://localhost:8000",) * 2}) == 403


def test_a_body_is_not_wanted() -> None:
    """With GET it would only serve to smuggle something."""
    assert allowed(Policy(8000), {"host": ("localhost:8000",), "content-length": ("5",)}) == 400
    assert allowed(Policy(8000), {"host": ("localhost:8000",), "transfer-encoding": ("chunked",)}) == 400
    assert allowed(Policy(8000), {"host": ("localhost:8000",), "content-length": ("0",)}) == 200


# -- types, ranges, tags


@pytest.mark.parametrize(
    ("path", "template", "found"),
    [
        ("a/index.html", "home.html", "text/html; charset=utf-8"),
        ("feed.xml", "atom", "application/atom+xml; charset=utf-8"),
        ("sitemap.xml", "sitemap", "application/xml; charset=utf-8"),
        ("robots.txt", "robots", "text/plain; charset=utf-8"),
        ("a.css", "", "text/css; charset=utf-8"),
        ("a.JS", "", "text/javascript; charset=utf-8"),
        ("a.svg", "", "image/svg+xml; charset=utf-8"),
        ("a.png", "", "image/png"),
        ("a.woff2", "", "font/woff2"),
        ("a.tar.gz", "", "application/gzip"),
        ("menu.pdf", "", "application/pdf"),
        (".nojekyll", "", "application/octet-stream"),
        ("LICENSE", "", "application/octet-stream"),
    ],
)
def test_a_files_type_comes_from_its_name(path: str, template: str, found: str) -> None:
    """On every machine the same; text says that it is UTF-8."""
    assert content_type(path, template) == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("bytes=0-9", range(10)),
        ("bytes=90-", range(90, 100)),
        ("bytes=90-1000", range(90, 100)),
        ("bytes=-10", range(90, 100)),
        ("bytes=-1000", range(100)),
        ("bytes=100-", range(100, 100)),
        ("bytes=-0", range(100, 100)),
        ("bytes=5-2", None),
        ("bytes=0-1,3-4", None),
        ("bytes=-", None),
        ("bytes=a-b", None),
        ("lines=0-1", None),
        ("bytes=" + "9" * 30 + "-", None),
    ],
)
def test_a_range_is_met_refused_or_ignored(header: str, found: range | None) -> None:
    """As RFC 9110, section 14, has it for one range."""
    assert stretch(header, 100) == found


def test_a_tag_matches_weakly() -> None:
    """In a list, with W/ or not, or by a star."""
    assert matches('"a", W/"b"', '"b"')
    assert matches("*", '"b"')
    assert not matches('"a"', '"b"')

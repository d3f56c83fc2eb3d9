"""What the server adds to pages on the wire: the reload script, the mark of a draft, the report of what is broken.

>>> dressed(b"<p>Hi</p></body>", script="<script src=x></script>")
b'<p>Hi</p><script src=x></script></body>'
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib import resources
from urllib.parse import urlencode

from recapgen.errors import Diagnostic, RecapgenError

RESERVED = "__recapgen/"
"""All that the server itself answers lives below this, at the root of the host."""
CLIENT = {"reload.js": "text/javascript", "dev.css": "text/css"}
MOST_SHOWN = 20
"""Findings in one report; the rest is counted."""

_MARKS = {
    "draft": "Draft. Only this server shows it; a build leaves it out.",
    "future": "Dated in the future. Only this server shows it; a build leaves it out until then.",
    "expired": "Expired. Only this server shows it; a build leaves it out.",
}
_STYLE = f'<link rel="stylesheet" href="/{RESERVED}dev.css">'


def client_file(name: str) -> bytes:
    """The reload script, or the style of what is added."""
    return resources.files("recapgen.dev").joinpath("client", name).read_bytes()


def script(token: str, number: int, page: str, outline: str) -> str:
    """The element that keeps a page fresh; all that it needs to know stands in its address: no inline script."""
    known = urlencode({"token": token, "since": number, "page": page, "outline": outline})
    return f'<script src="/{RESERVED}reload.js?{escape(known)}" defer></script>'


def banner(mark: str) -> str:
    """What a page says that a build would leave out; empty where it would not."""
    if mark not in _MARKS:
        return ""
    return f'{_STYLE}<div class="recapgen-mark" role="note">{_MARKS[mark]}</div>'


def dressed(page: bytes, *, script: str = "", banner: str = "") -> bytes:
    """A page with what is added, before its last `</body>`; nothing else of it is touched."""
    added = (banner + script).encode()
    if not added:
        return page
    end = page.lower().rfind(b"</body>")
    end = len(page) if end < 0 else end
    return page[:end] + added + page[end:]


def report(error: RecapgenError) -> str:
    """All that is wrong, as HTML: path, line, caret and hint, every word of it escaped."""
    found = list(error.diagnostics)
    parts = [_finding(one) for one in found[:MOST_SHOWN]]
    if len(found) > MOST_SHOWN:
        parts.append(f"<p>… and {len(found) - MOST_SHOWN} more.</p>")
    count = "1 error" if len(found) == 1 else f"{len(found)} errors"
    return f"<h1>{count}</h1>{''.join(parts)}"


def _finding(one: Diagnostic) -> str:
    place = f"<p class=place>{escape(one.place)}</p>" if one.path else ""
    hint = f"<p class=hint>hint: {escape(one.hint)}</p>" if one.hint else ""
    return (
        f"<section>{place}<p class=fact>{escape(one.message)} <span>{escape(one.code)}</span></p>"
        f"{_excerpt(one)}{hint}</section>"
    )


def _excerpt(one: Diagnostic) -> str:
    if not one.source_line.strip():
        return ""
    shown = one.source_line.replace("\t", " ").rstrip()[:200]
    caret = " " * min(one.column - 1, len(shown)) + "^"
    return f"<pre>{escape(shown)}\n<b>{caret}</b></pre>"


def error_page(error: RecapgenError, script: str = "") -> bytes:
    """A whole page for when there is no good one to show."""
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Broken – recapgen</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'{_STYLE}</head><body class="recapgen-problem">{report(error)}{script}</body></html>\n'
    ).encode("utf-8", "replace")


def plain_page(title: str, lines: Iterable[str] = (), script: str = "") -> bytes:
    """A page for what is not there, where the site has none of its own."""
    words = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{words}{script}</body></html>\n"
    ).encode("utf-8", "replace")

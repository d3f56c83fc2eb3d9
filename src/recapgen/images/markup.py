"""Images in HTML: their sizes, so that nothing jumps while a page loads, and their smaller versions.

>>> shown = {"a.png": Picture(Size(40, 30, "png"))}
>>> dress('<img src="a.png" alt="">', shown, lambda url: url, lambda path: "/" + path)
'<img src="a.png" alt="" width="40" height="30" loading="lazy" decoding="async">'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape

from msgspec import Struct

from recapgen.images.measure import Size
from recapgen.markdown import SITE
from recapgen.regex import regex

Candidates = tuple[tuple[str, int], ...]
"""Paths below output/, each with its width in pixels; the narrowest first."""


class Picture(Struct, frozen=True):
    """An image of the site."""

    size: Size
    sources: tuple[tuple[str, Candidates], ...] = ()
    """By content type, the best first."""
    own: Candidates = ()
    """In the original's own format, with the original."""


_IMG = regex(r"""<img\b(?:[^<>"']|"[^"]*"|'[^']*')*>""", re.IGNORECASE)
_SRC = regex(r"""\ssrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_OUTWARD = regex(rf"(?!{SITE})[a-zA-Z][a-zA-Z0-9+.-]*:|//")
_ATTRIBUTE = r"\s{}\s*="


def images_in(html: str) -> Iterator[tuple[str, str]]:
    """Each image's tag, and its address as written where that leads into the site; else the empty string."""
    if "<img" not in html and "<IMG" not in html:
        return
    for match in _IMG.finditer(html):
        yield match.group(), _inward(match.group())


def _inward(tag: str) -> str:
    match = _SRC.search(tag)
    url = unescape(next((part for part in match.groups() if part is not None), "")) if match else ""
    return "" if _OUTWARD.match(url) else url.removeprefix(SITE)


def dress(
    html: str,
    shown: Mapping[str, Picture],
    path_of: Callable[[str], str | None],
    address: Callable[[str], str],
    sizes: str = "100vw",
    *,
    plain: bool = False,
) -> str:
    """HTML whose images say how large they are, wait until somebody comes near them, and offer their other versions.

    `path_of` tells where below output/ an address leads; `plain` leaves out all but the size, for feeds.
    """
    if "<img" not in html and "<IMG" not in html:
        return html

    def dressed(match: re.Match[str]) -> str:
        tag = match.group()
        url = _inward(tag)
        picture = shown.get(path_of(url) or "") if url else None
        more = ""
        if picture and not _has(tag, "width") and not _has(tag, "height"):
            more = f' width="{picture.size.width}" height="{picture.size.height}"'
        if plain:
            return _with(tag, more)
        if picture and picture.own and not _has(tag, "srcset"):
            more += f' srcset="{_set(picture.own, address)}" sizes="{escape(sizes)}"'
        more += "".join(f' {k}="{v}"' for k, v in (("loading", "lazy"), ("decoding", "async")) if not _has(tag, k))
        tag = _with(tag, more)
        if not picture or not picture.sources:
            return tag
        sources = "".join(
            f'<source type="{type}" srcset="{_set(found, address)}" sizes="{escape(sizes)}">'
            for type, found in picture.sources
        )
        return f"<picture>{sources}{tag}</picture>"

    return _IMG.sub(dressed, html)


def _has(tag: str, attribute: str) -> bool:
    return re.search(_ATTRIBUTE.format(attribute), tag, re.IGNORECASE) is not None


def _with(tag: str, more: str) -> str:
    end = "/>" if tag.endswith("/>") else ">"
    return f"{tag.removesuffix(end).rstrip()}{more}{' ' if end == '/>' else ''}{end}" if more else tag


def _set(candidates: Candidates, address: Callable[[str], str]) -> str:
    return escape(", ".join(f"{address(path)} {width}w" for path, width in candidates))


_LATER = regex(r' (?:loading="lazy"|decoding="async")')


def first_at_once(page: str) -> str:
    """A whole page, whose first image does not wait: it is likely to be in sight."""
    match = _IMG.search(page) if "<img" in page else None
    return page[: match.start()] + _LATER.sub("", match.group()) + page[match.end() :] if match else page

"""Where the links inside a site lead: sources, addresses and files, whichever of them an author wrote.

>>> links = Targets({"content/a.md": Route("page", ("a",))}, frozenset({"a/index.html"}), "content")
>>> links.resolve("a.md#x", "content/b.md")
('a/index.html', '#x')
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from functools import cached_property
from posixpath import dirname, join, normpath, splitext
from urllib.parse import unquote

from msgspec import Struct

from recapgen.regex import regex
from recapgen.routes import Route


class Targets(Struct, frozen=True, dict=True):
    """Where links inside the site lead: sources, addresses and files."""

    by_source: Mapping[str, Route]
    """Path of a post or registry file -> its page."""
    routes: frozenset[str]
    """Paths below output/ of all pages and files."""
    content: str
    """The folder of the content, such as `content`."""

    def resolve(self, url: str, source: str) -> tuple[str, str] | None:
        """The path below output/ and the fragment (with `#`) that a link in a source means, or None."""
        path, mark, fragment = url.partition("#")
        path = unquote(path.partition("?")[0])
        named = _OF_A_FILE.match(path)
        found = self._lying_at(path[named.end() :] if named else path, source)
        if found is None and named:
            found = self._called(path[named.end() :])
        return (found, mark + fragment) if found else None

    def _lying_at(self, path: str, source: str) -> str | None:
        if path.startswith("/"):
            candidates = [self.content + path, path.lstrip("/")]
        else:
            folder = dirname(source)
            here = self.by_source.get(source)
            candidates = [normpath(join(folder, path))]
            if here:
                candidates.append(normpath(join(here.path.removesuffix("index.html") or ".", path)))
            candidates.append(normpath(join(folder.removeprefix(self.content).lstrip("/") or ".", path)))
        for candidate in candidates:
            if route := self.by_source.get(candidate):
                return route.path
            for guess in (
                candidate,
                f"{candidate.rstrip('/')}/index.html".lstrip("/"),
                "index.html" if candidate in ("", ".") else "",
            ):
                if guess in self.routes:
                    return guess
        return None

    def _called(self, path: str) -> str | None:
        """The page of the one post of that name, wherever its file lies."""
        parts = [part for part in _without_suffix(path).split("/") if part not in ("", ".", "..")]
        for wanted in (parts, parts[-1:]):
            ends = f"/{'/'.join(wanted)}"
            near = {route.path for one, route in self._by_name.get(ends.rpartition("/")[2], ()) if one.endswith(ends)}
            if wanted and len(near) == 1:
                return near.pop()
        return None

    @cached_property
    def _by_name(self) -> Mapping[str, list[tuple[str, Route]]]:
        """Sources without their suffixes, by what their files, or the folders of bundles, are called."""
        found: dict[str, list[tuple[str, Route]]] = {}
        for source, route in self.by_source.items():
            path = f"/{_without_suffix(source)}"
            found.setdefault(path.rpartition("/")[2], []).append((path, route))
        return found

    def alike(self, url: str) -> list[str]:
        """Some addresses whose last part begins as a link's does, of files of its kind where it names a file."""
        at = bisect(self._by_last_part, (_last_part(url), ""))
        near = [found for _, found in self._by_last_part[max(0, at - NEAR) : at + NEAR]]
        kind = splitext(_last_part(url.partition("#")[0].partition("?")[0]))[1]
        return near if kind in ("", ".md", ".html") else [one for one in near if splitext(one)[1].casefold() == kind]

    @cached_property
    def _by_last_part(self) -> list[tuple[str, str]]:
        urls = (f"/{path.removesuffix('index.html')}" for path in self.routes)
        return sorted((_last_part(url), url) for url in urls)


_OF_A_FILE = regex(r"\{(?:ref|filename|static|attach)\}|\|(?:filename|static|attach)\|")
"""What links begin with that name a source: those of Pelican, and what `recapgen.shortcodes` makes of others."""


def as_said(url: str) -> str:
    """A link without what says that it names a source.

    >>> as_said("%7Bfilename%7D../soup.md"), as_said("/100%25/")
    ('../soup.md', '/100%25/')
    """
    said = unquote(url)
    named = _OF_A_FILE.match(said)
    return said[named.end() :] if named else url


def _without_suffix(path: str) -> str:
    return re.sub(r"(?:/index)?\.(?:md|markdown|mkd|mdown|rst|html?)$", "", path, flags=re.IGNORECASE).rstrip("/")


NEAR = 25
"""So many neighbours on each side, in the order of their last parts, may be what a link means."""


def _last_part(url: str) -> str:
    return url.strip("/").rpartition("/")[2].casefold()

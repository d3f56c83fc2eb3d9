"""Where the links inside a site lead: sources, addresses and files, whichever of them an author wrote.

>>> links = Targets({"content/a.md": Route("page", ("a",))}, frozenset({"a/index.html"}), "content")
>>> links.resolve("a.md#x", "content/b.md")
('a/index.html', '#x')
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath, splitext
from urllib.parse import unquote

from recapgen.routes import Route


@dataclass(frozen=True)
class Targets:
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
        tail = mark + fragment
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
                return route.path, tail
            for guess in (
                candidate,
                f"{candidate.rstrip('/')}/index.html".lstrip("/"),
                "index.html" if candidate in ("", ".") else "",
            ):
                if guess in self.routes:
                    return guess, tail
        return None

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


NEAR = 25
"""So many neighbours on each side, in the order of their last parts, may be what a link means."""


def _last_part(url: str) -> str:
    return url.strip("/").rpartition("/")[2].casefold()

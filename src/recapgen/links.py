"""Where the links inside a site lead: sources, addresses and files, whichever of them an author wrote.

>>> links = Targets({"content/a.md": Route("page", ("a",))}, frozenset({"a/index.html"}), "content")
>>> links.resolve("a.md#x", "content/b.md")
('a/index.html', '#x')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from posixpath import dirname, join, normpath
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
        """Addresses whose last part begins as a link's does."""
        return self._by_beginning.get(_beginning(url), [])

    @cached_property
    def _by_beginning(self) -> Mapping[str, list[str]]:
        found: dict[str, list[str]] = {}
        for path in sorted(self.routes):
            url = f"/{path.removesuffix('index.html')}"
            found.setdefault(_beginning(url), []).append(url)
        return found


def _beginning(url: str) -> str:
    return url.strip("/").rpartition("/")[2][:2].casefold()

"""Links from one imported post to another: by its file, or by the address that it had.

>>> old = ForeignPost("file:posts/a.md", "old/posts/a.md", "", "markdown", file="posts/a.md", addresses=("/2019/a/",))
>>> Places([(old, "articles/a.md")]).new("../posts/a.md#lids", "old/posts/b.md", "posts/b.md")
'/articles/a.md#lids'
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote, urljoin, urlsplit

from recapgen.importers.account import stock_of_html, stock_of_markdown
from recapgen.importers.foreign import ForeignPost
from recapgen.regex import regex
from recapgen.routes import STYLES, Route, unsafe

ROOTS = ("", "content/", "source/", "src/", "_posts/", "posts/")
"""Folders that generators count a file's path from, below the one that is imported."""


class Places:
    """Where the posts of an import were, and where they are."""

    def __init__(self, posts: Iterable[tuple[ForeignPost, str]]) -> None:
        self._files: dict[str, str] = {}
        self._addresses: dict[str, set[str]] = {}
        for post, path in posts:
            if path and post.file:
                self._files[_without_suffix(post.place)] = path
            for url in post.addresses if path else ():
                self._addresses.setdefault(_address(url), set()).add(path)

    def moved(self, post: ForeignPost) -> dict[str, str]:
        """The links of a post that lead to others, as they are written, with their new addresses."""
        if not post.file:
            return {}
        found = {url: self.new(url, post.place, post.file, post.addresses) for url in _links(post)}
        return {url: new for url, new in found.items() if new}

    def new(self, url: str, place: str, file: str, addresses: Iterable[str] = ()) -> str:
        """Where a link leads now that stands in the file at `place`; empty where it leads to no imported post."""
        parts = urlsplit(url)
        path = unquote(parts.path)
        if parts.scheme or parts.netloc or not path:
            return ""
        root = place.removesuffix(file)
        wanted = [posixpath.join(posixpath.dirname(place), path)] if not path.startswith("/") else []
        wanted += [f"{root}{folder}{path.lstrip('/')}" for folder in ROOTS]
        found = next(filter(None, (self._files.get(_without_suffix(posixpath.normpath(one))) for one in wanted)), "")
        if not found:
            bases = ["/", *addresses]
            ways = {_address(urljoin(base, path)) for base in bases}
            known = set().union(*(self._addresses.get(way, ()) for way in ways))
            found = known.pop() if len(known) == 1 else ""
        return f"/{quote(found)}{'#' + parts.fragment if parts.fragment else ''}" if found else ""


def _links(post: ForeignPost) -> set[str]:
    """Addresses as a post writes them, and as a parser understands them."""
    if post.form == "html":
        return set(stock_of_html(post.body).links)
    written = re.findall(r"\]\(\s*<?([^\s<>)]+)|^\s*\[[^\]]+\]:\s*<?([^\s<>]+)", post.body, re.MULTILINE)
    return {a or b for a, b in written} | set(stock_of_markdown(post.body).links)


def _without_suffix(path: str) -> str:
    """A file's path without suffix: Jekyll's `post_url` names none, and a bundle is its folder."""
    return re.sub(r"(?:/index)?\.(?:md|markdown|mkd|mdown|mdx|x?html?)$", "", path, flags=re.IGNORECASE).rstrip("/")


def _address(url: str) -> str:
    return f"/{_without_suffix(urlsplit(url).path.strip('/')).removesuffix('index').strip('/')}"


_PLAIN = regex(r"[^\s{}:*]+")


def old_address(permalink: str) -> str:
    """A permalink as the address that it stands for, from the site's root.

    Empty where it is a pattern or a name, and where recapgen has a page of its own.

    >>> old_address("2017/soup.html"), old_address("/:year/:title/"), old_address("pretty")
    ('/2017/soup.html', '', '')
    """
    if not _PLAIN.fullmatch(permalink) or permalink in STYLES:
        return ""
    path = f"/{permalink.strip('/')}{'/' if permalink.endswith('/') else ''}"
    route = Route.of_url(path)
    return path if route.kind in ("page", "file", "recap", "article") and not unsafe(route.path) else ""


def address_on_blog(url: str, blog: str) -> str:
    """A whole address as a path from the root of its blog's host; empty where it is on no page of that blog.

    >>> address_on_blog("https://ida.example/2019/soup/", "https://ida.example")
    '/2019/soup/'
    >>> address_on_blog("https://ida.example/?p=4", ""), address_on_blog("https://bo.example/a/", "https://ida.example")
    ('', '')
    """
    try:
        parts, home = urlsplit(url), urlsplit(blog)
    except ValueError:
        return ""
    if parts.query or (blog and not f"{parts.netloc}{parts.path}".startswith(f"{home.netloc}{home.path}".rstrip("/"))):
        return ""
    return old_address(parts.path) if parts.path.strip("/") else ""


def usual_addresses(file: str, slug: str, date: str, categories: Iterable[str]) -> Mapping[str, None]:
    """Where generators put a post that does not say where: Hugo by its path, Jekyll by its day, Pelican by its slug."""
    stem = re.sub(r"^(?:content|source|src)/", "", file)
    found = [f"/{_without_suffix(stem)}", posixpath.join("/", posixpath.dirname(stem), slug)]
    if "/" not in stem or "content/" in file:
        found.append(f"/{slug}")
    year, _, rest = date[:10].partition("-")
    month, _, day = rest.partition("-")
    if day:
        dated = (f"/{year}/{month}/{day}/{slug}", f"/{year}/{month}/{slug}")
        found += [*dated, f"/{'/'.join(categories)}{dated[0]}"]
    return dict.fromkeys(found)

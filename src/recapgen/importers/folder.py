"""A folder of another generator's posts: Hugo, Jekyll, Pelican, Eleventy, or plain files; also one file alone.

A post is Markdown, or HTML below front matter, as Jekyll and Hugo take it.
Nikola's reStructuredText is out of reach, and is listed as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from msgspec.structs import replace

from recapgen.errors import ContentError
from recapgen.header import read as read_header
from recapgen.importers.account import stock_of_html, stock_of_markdown
from recapgen.importers.dates import date_of
from recapgen.importers.dialects import plain_html, plain_markdown
from recapgen.importers.foreign import ForeignPost, Form, LeftOut, Piece, Residue, Stock
from recapgen.importers.guard import Limits, OnDisk, decode, head_of, inside, read_bytes, walk
from recapgen.importers.html import SUFFIXES as PAGES
from recapgen.importers.html import picture_name
from recapgen.importers.moved import old_address, usual_addresses
from recapgen.load import OTHER_FORMATS
from recapgen.markdown import unsafe_url
from recapgen.regex import regex
from recapgen.schema import POST_ALIASES, as_jekyll_means, canonical, is_of_posts, names_said

NAME = "posts of a site generator"
SUFFIXES = (".md", ".markdown", ".mkd", ".mdown", ".mdx")
NOT_POSTS = frozenset(
    [
        "themes",
        "layouts",
        "_layouts",
        "_includes",
        "_sass",
        "_data",
        "archetypes",
        "public",
        "_site",
        "site",
        "vendor",
        "bin",
        "output",
        "exampleSite",
        "node_modules",
        "i18n",
        "templates",
    ]
)
"""Folders of generators that hold no posts."""
OUT_OF_REACH = {
    suffix: f"{what} is not read: turn it into Markdown first"
    + (f", `pandoc -f {called} -t gfm a{suffix} -o a.md`" if called else "")
    for suffix, (what, called) in OTHER_FORMATS.items()
}
_NO_POST = (
    "readme.md",
    "license.md",
    "changelog.md",
    "contributing.md",
    "code_of_conduct.md",
    "404.md",
    "search.md",
    "archives.md",
)


_OPENING = re.compile(rb"(?:\xef\xbb\xbf)?(?:---|\+\+\+)[ \t]*\r?\n")


def sniff(path: Path, head: bytes) -> bool:
    """A post, or a folder with one in it (or with posts in a format that is out of reach, to say so)."""
    if path.is_file():
        return _is_written_here(path, head)
    return path.is_dir() and any(_is_post(p, path) or p.suffix.lower() in OUT_OF_REACH for p in walk(path, Limits()))


def _is_written_here(file: Path, head: bytes) -> bool:
    """Whether a file is Markdown, or HTML below front matter."""
    suffix = file.suffix.lower()
    return suffix in SUFFIXES or (suffix in PAGES and _OPENING.match(head) is not None)


def _is_post(file: Path, root: Path) -> bool:
    return not generators_own(file, root) and _is_written_here(file, head_of(file))


def generators_own(file: Path, root: Path) -> str:
    """The folder of a generator's own in which a file lies, below the root; empty: in none."""
    parts = file.relative_to(root).parts[:-1]
    return next(("/".join(parts[: n + 1]) for n, part in enumerate(parts) if part in NOT_POSTS), "")


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """Every post below the folder."""
    if path.is_file():
        yield _post(path, path.parent, path.name, limits)
        return
    for file in walk(path, limits):
        name = file.relative_to(path).as_posix()
        if file.suffix.lower() in OUT_OF_REACH and not generators_own(file, path):
            yield LeftOut(name, OUT_OF_REACH[file.suffix.lower()], str(file))
        elif not _is_post(file, path):
            continue
        elif file.stem == "_index" or file.name.lower() in _NO_POST or _is_list(file, path):
            yield LeftOut(name, "a page of the generator's own, no post", str(file))
        else:
            try:
                yield _post(file, path, name, limits)
            except ContentError as error:
                why = "; ".join(f"{d.message} (line {d.line})" for d in error.diagnostics)
                yield LeftOut(name, f"it can't be read: {why}", str(file))


_LOOP = re.compile(rb"\{%-?\s*for\s")


def _is_list(file: Path, root: Path) -> bool:
    """Whether a file is a page of HTML that lists posts, or one at the top of a Jekyll site: its feed, its 404."""
    if file.suffix.lower() not in PAGES:
        return False
    return (file.parent == root and (root / "_posts").is_dir()) or _LOOP.search(head_of(file)) is not None


_DATED = regex(r"(\d{4}-\d{2}-\d{2})[-_ ]?(.*)$")
_KEPT = ("conference", "edition", "year", "city", "country", "venue", "sessions", "source", "params")
_LISTS = ("topics", "aliases", "authors")
_TEXTS = ("title", "subtitle", "description", "summary", "lang", "slug")
_IGNORED = frozenset({"layout", "toc", "math", "weight", "permalink", "expires"})


def _post(file: Path, root: Path, name: str, limits: Limits) -> ForeignPost:
    text = decode(read_bytes(file, limits.post), str(file))
    stem = file.parent.name if file.stem.lower() == "index" and file.parent != root else file.stem
    post = post_of(text, name, stem, str(file))
    return replace(post, pictures=_pictures(post, file, root, limits))


def post_of(text: str, name: str, stem: str, place: str) -> ForeignPost:
    """The post of a text with its header, HTML if its name says so; `stem`, its file's name, may hold a date."""
    header = read_header(text, place, is_of_posts)
    values = as_jekyll_means(header.values, place.replace("\\", "/"))
    given, _, unknown = canonical(values, POST_ALIASES)
    said, left = _facts(given)
    left += [Residue(f"{k}: {_shown(header.values[k])}", "front matter that recapgen has no use for") for k in unknown]
    left += [Residue(one.source_line, "a key that stands once more below") for one in header.odd if one.code == "RG105"]
    form: Form = "html" if name.lower().endswith(PAGES) else "markdown"
    body, tags = (plain_html if form == "html" else plain_markdown)(header.body)
    dated = _DATED.match(stem)
    residue = [*left, *tags]
    stock = _stock(body, form) + Stock(tuple(r.text for r in residue))
    more = {k: given[k] for k in _KEPT if k in given}
    slug = said.get("slug") or (dated.group(2) if dated else stem)
    date = said.get("date") or (date_of(dated.group(1)) if dated else "")
    own = old_address(_shown(given.get("permalink")))
    aliases = [a for a in (own, *_list(given, "aliases")) if a.startswith("/")]
    categories = _list(values, "categories")
    return ForeignPost(
        key=f"file:{name}",
        place=place,
        body=body,
        form=form,
        title=said.get("title", ""),
        subtitle=said.get("subtitle", ""),
        description=said.get("description") or said.get("summary", ""),
        date=date,
        updated=said.get("updated", ""),
        lang=said.get("lang", ""),
        authors=_authors(given.get("authors")),
        topics=_list(given, "topics"),
        aliases=tuple(dict.fromkeys(aliases)),
        file=name,
        addresses=tuple(dict.fromkeys([*aliases, *(() if own else usual_addresses(name, slug, date, categories))])),
        image=_image(given.get("image")),
        slug=slug,
        draft=_is_draft(given, name),
        origin=None,
        more=more,
        stock=stock,
        residue=tuple(residue),
    )


def _stock(body: str, form: Form) -> Stock:
    return stock_of_html(body) if form == "html" else stock_of_markdown(body)


def _facts(given: Mapping[str, Any]) -> tuple[dict[str, str], list[Residue]]:
    """Simple values that our front matter takes, and those that it would refuse."""
    said: dict[str, str] = {}
    left: list[Residue] = []
    for name, value in given.items():
        shown = _shown(value)
        if name in ("date", "updated"):
            said[name] = date_of(shown)
            if not said[name] and shown:
                left.append(Residue(f"{name}: {shown}", "date that can't be read"))
        elif name in _TEXTS and not isinstance(value, list | dict):
            said[name] = shown
        elif (name in _IGNORED or name in _TEXTS) and not (name == "permalink" and old_address(shown)):
            left.append(Residue(f"{name}: {shown}", "front matter that has to do with the old site's looks"))
    return said, left


def _shown(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    return str(value if value is not None else "").strip()


def _list(given: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = given.get(name)
    if isinstance(value, str):
        value = re.split(r"[,;]", value.strip("[]"))
    parts = value if isinstance(value, list) else [value] if value else []
    names = [p.get("name") or p.get("nick") or "" if isinstance(p, dict) else p for p in parts]
    return tuple(dict.fromkeys(filter(None, (_shown(n) for n in names if not isinstance(n, list)))))


def _authors(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else [value]
    return tuple(dict.fromkeys(names_said([p for p in parts if isinstance(p, str | dict)])))


def _image(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("url") or value.get("src") or value.get("image") or value.get("path") or ""
    text = _shown(value)
    return "" if unsafe_url(text) else text


def _is_draft(given: Mapping[str, Any], name: str) -> bool:
    word = _shown(given.get("draft", "")).casefold()
    return (
        word in ("true", "draft", "hidden", "private", "yes", "1")
        or "_drafts" in name.split("/")
        or _shown(given.get("date")) == "false"
    )


def _pictures(post: ForeignPost, file: Path, root: Path, limits: Limits) -> dict[str, Callable[[], bytes]]:
    """Pictures that the post shows and the folder holds."""
    found: dict[str, Callable[[], bytes]] = {}
    for url in filter(None, [*_stock(post.body, post.form).links, post.image]):
        name = unquote(url.split("?")[0].split("#")[0])
        if "://" in name or not picture_name(name):
            continue
        beside = _beside(file.parent, root, name) if not name.startswith("/") else None
        places = ("", "static/", "assets/", "content/", "source/", "src/", "public/")
        picture = beside or next(filter(None, (inside(root, f"{p}{name.lstrip('/')}") for p in places)), None)
        if picture:
            found[url] = OnDisk(picture, limits.picture)
    return found


def _beside(folder: Path, root: Path, name: str) -> Path | None:
    try:
        real = (folder / name).resolve()
        return real if real.is_relative_to(root.resolve()) and real.is_file() else None
    except (OSError, ValueError):
        return None

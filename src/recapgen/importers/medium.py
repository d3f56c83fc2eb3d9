"""Medium exports: a zip (or its folder) with one page for each post in posts/; all other data is left out.

One such page alone is read as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from recapgen.importers.account import key, silenced_in, stock_of_html
from recapgen.importers.dates import date_of
from recapgen.importers.foreign import ForeignPost, LeftOut, Piece, Residue, Stock
from recapgen.importers.guard import Archive, Limits, decode_html, pictures_of, read_bytes, walk
from recapgen.importers.html import picture_name
from recapgen.importers.tomarkdown import sanitised, shallow
from recapgen.model import Origin
from recapgen.regex import regex

NAME = "Medium export"
_POST = regex(r"(?:^|/)posts/[^/]+\.html$")
_ENTRY = re.compile(rb"<article\s[^>]{0,200}class=[\"']?h-entry")
_FIELD = re.compile(rb"<section\s[^>]{0,200}data-field=[\"']?(?:subtitle|description|body)")
"""What a page of an export holds, and few other pages: where it begins, and the fields of the post."""


def sniff(path: Path, head: bytes) -> bool:
    """A zip or folder with Medium's folders, or one of the pages in it."""
    if path.suffix.lower() in (".html", ".htm"):
        return _ENTRY.search(head) is not None and _FIELD.search(head) is not None
    if path.is_dir():
        return (path / "posts").is_dir() and any(
            (path / n).exists() for n in ("README.html", "profile", "claps", "bookmarks")
        )
    return head.startswith(b"PK\x03\x04") and path.suffix.lower() == ".zip"


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """Every post of the export, drafts as drafts."""
    if path.is_file() and path.suffix.lower() in (".html", ".htm"):
        yield _post(decode_html(read_bytes(path, limits.post)), path.name, str(path), {})
        return
    if path.is_dir():
        names: dict[str, Callable[[], bytes]] = {
            p.relative_to(path).as_posix(): partial(read_bytes, p, limits.picture) for p in walk(path, limits)
        }
        yield from _posts(path, names)
        return
    archive = Archive(path, limits)
    for name, why in archive.refused:
        yield LeftOut(name, why, str(path))
    yield from _posts(
        path,
        {
            name: partial(archive.read, name, limits.picture if picture_name(name) else limits.post)
            for name in archive.names
        },
    )


def _posts(path: Path, files: dict[str, Callable[[], bytes]]) -> Iterator[Piece]:
    pages = [name for name in files if _POST.search(name)]
    if not pages:
        yield LeftOut(path.name, "no posts/*.html in it: this is no Medium export", str(path))
    for name, load in files.items():
        if name in pages:
            yield _post(decode_html(load()), name, f"{path}: {name}", files)
        elif not picture_name(name):
            yield LeftOut(name, "no post: part of the account's other data", str(path))


def _post(html: str, name: str, place: str, files: dict[str, Callable[[], bytes]]) -> ForeignPost:
    whole = stock_of_html(html)
    scripts = silenced_in(html)
    soup = BeautifulSoup(shallow(sanitised(html)), "html.parser")
    residue: list[Residue] = list(scripts)
    title = _text(soup.find(class_="p-name"))
    subtitle = _text(soup.find(class_="p-summary"))
    time = soup.find(class_="dt-published")
    link = soup.find(class_="p-canonical")
    url = str(link.get("href") or "") if isinstance(link, Tag) else ""
    author = _text(soup.find(class_="p-author"))
    body = soup.find(class_="e-content")
    if not isinstance(body, Tag):
        body = soup
    for tag in soup.find_all(["footer", "header"]):
        if not any(p is body for p in tag.parents):
            stock = stock_of_html(str(tag))
            residue += [Residue(p, "Medium's footer") for p in stock.paragraphs if key(p) != key(title)]
            residue += [Residue(u, "Medium's footer", what="link") for u in stock.links]
    body = body.extract()
    for tag in body.find_all(["h1", "h2", "h3", "h4"], limit=3):
        if tag.name in ("h1", "h3") and key(tag.get_text()) == key(title):
            residue.append(Residue(title, "title, said again"))
            tag.decompose()
        elif key(tag.get_text()) == key(subtitle) and subtitle:
            residue.append(Residue(subtitle, "subtitle, said again"))
            tag.decompose()
    repeated = subtitle and subtitle.rstrip("…") and key(subtitle.rstrip("…")) in key(body.get_text())
    stem = name.rsplit("/", 1)[-1].removesuffix(".html")
    slug = re.sub(r"^(?:\d{4}-\d{2}-\d{2}|draft)_|-{1,2}[0-9a-f]{8,14}$", "", stem).replace("_", "-")
    doubts = () if len(key(body.get_text())) > 280 else ("it is short: it may be an answer to somebody else's post",)
    if repeated:
        residue.append(Residue(subtitle, "first words, said again"))
    return ForeignPost(
        key=f"medium:{stem.rsplit('-', 1)[-1]}",
        place=place,
        body=body.decode_contents(),
        form="html",
        title=title,
        subtitle="" if repeated else subtitle,
        date=date_of(str(time.get("datetime") or "")) if isinstance(time, Tag) else "",
        slug=slug.strip("-"),
        draft=stem.startswith("draft"),
        origin=Origin(author, "Medium", url) if url or author else None,
        stock=whole + Stock(tuple(s.text for s in scripts)),
        residue=tuple(residue),
        pictures=pictures_of(whole.links, {name: load for name, load in files.items() if picture_name(name)}),
        doubts=doubts,
    )


def _text(tag: object) -> str:
    return " ".join(tag.get_text().split()) if isinstance(tag, Tag) else ""

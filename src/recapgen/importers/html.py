"""Web pages as files, alone or in a folder: the article is taken, all around it is listed.

Pictures that lie beside the page (as browsers save them) are copied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import unquote

from recapgen.importers.account import address_key, key, silenced_in, stock_of_html
from recapgen.importers.foreign import ForeignPost, Piece, Stock
from recapgen.importers.guard import Limits, OnDisk, decode_html, inside, read_bytes, walk
from recapgen.importers.page import Article, articles, meta_of
from recapgen.model import Origin

NAME = "web page"
SUFFIXES = (".html", ".htm", ".xhtml")


def sniff(path: Path, head: bytes) -> bool:
    """A page, or a folder with pages in it."""
    if path.is_dir():
        return any(p.suffix.lower() in SUFFIXES for p in _some(path))
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return path.suffix.lower() in SUFFIXES or start.startswith((b"<!doctype html", b"<html"))


def _some(folder: Path) -> Iterator[Path]:
    yield from walk(folder, Limits())


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """The posts of one page, or of all pages below a folder."""
    if path.is_file():
        yield from _page(path, path.parent, path.name, limits)
        return
    for file in walk(path, limits):
        if file.suffix.lower() in SUFFIXES:
            yield from _page(file, path, file.relative_to(path).as_posix(), limits)


def _page(file: Path, root: Path, name: str, limits: Limits) -> Iterator[ForeignPost]:
    html = decode_html(read_bytes(file, limits.post))
    yield from posts_of(html, name, str(file), pictures_beside(html, file.parent, root, limits))


def posts_of(html: str, name: str, place: str, pictures: dict[str, Callable[[], bytes]]) -> Iterator[ForeignPost]:
    """The posts of a page's text."""
    meta = meta_of(html)
    found = articles(html)
    missed = _missed(stock_of_html(html), found)
    site = meta.names.get("og:site_name", "")
    for number, article in enumerate(found):
        stock = Stock(article.paragraphs, article.links)
        residue = list(article.residue)
        if number == 0:
            stock += missed
            scripts = silenced_in(html)
            residue += scripts
            stock += Stock(tuple(s.text for s in scripts))
        origin = (
            Origin(author=article.author, publication=site, url=article.url)
            if article.author or site or article.url
            else None
        )
        doubts = () if article.sure else ("nothing in the page says which part is the article: all of it was taken",)
        yield ForeignPost(
            key=f"html:{article.url or name}" + (f"#{number + 1}" if number and not article.url else ""),
            place=place,
            body=article.html,
            form="html",
            title=article.title,
            date=article.date,
            lang=meta.lang.split("-")[0].split("_")[0].lower() if meta.lang else "",
            topics=article.topics,
            description=meta.names.get("description", "") if len(found) == 1 else "",
            origin=origin,
            file=name if len(found) == 1 else "",
            stock=stock,
            residue=tuple(residue),
            pictures=pictures,
            doubts=doubts,
        )


def _missed(whole: Stock, found: tuple[Article, ...]) -> Stock:
    """What the page's own text has and no article answers for: said, so that it is accounted for."""
    have = Counter(key(p) for a in found for p in a.paragraphs)
    words = "".join(key(p) for a in found for p in a.paragraphs)
    paragraphs = []
    for paragraph in whole.paragraphs:
        name = key(paragraph)
        if have[name]:
            have[name] -= 1
        elif name not in words:
            paragraphs.append(paragraph)
    links = {address_key(u) for a in found for u in a.links}
    return Stock(tuple(paragraphs), tuple(u for u in whole.links if address_key(u) not in links))


def pictures_beside(html: str, folder: Path, root: Path, limits: Limits) -> dict[str, Callable[[], bytes]]:
    """Pictures of a page that lie in its folder or below the import's root."""
    found: dict[str, Callable[[], bytes]] = {}
    for url in stock_of_html(html).links:
        name = unquote(url.split("?")[0].split("#")[0])
        file = None
        if "://" not in name and not name.startswith("//"):
            file = inside(root, name.lstrip("/")) if name.startswith("/") else _relative(folder, root, name)
        if file and picture_name(file.name):
            found[url] = OnDisk(file, limits.picture)
    return found


def _relative(folder: Path, root: Path, name: str) -> Path | None:
    try:
        real = (folder / name).resolve()
        return real if real.is_relative_to(root.resolve()) and real.is_file() else None
    except (OSError, ValueError):
        return None


PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif")


def picture_name(name: str) -> bool:
    """Whether a file's name is one of a picture that a page may show (not SVG: it may hold scripts)."""
    return name.lower().endswith(PICTURES)


_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


def is_picture(data: bytes) -> bool:
    """Whether bytes are of a picture, whatever their name says."""
    return data.startswith(_MAGIC) or data[4:12] in (b"ftypavif", b"ftypavis")

"""Blogger exports: one Atom file with posts, pages, comments, settings and templates; only the posts are posts.

Format: entries say what they are by a category of the scheme `http://schemas.google.com/g/2005#kind`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from msgspec.structs import replace

from recapgen.importers.feed import authors_of, items, link_of, post_of, text_of
from recapgen.importers.foreign import LeftOut, Piece
from recapgen.importers.guard import Limits, local, read_bytes
from recapgen.importers.moved import address_on_blog, old_address

NAME = "Blogger export"
_KIND = "http://schemas.google.com/g/2005#kind"


def sniff(path: Path, head: bytes) -> bool:
    """An Atom file that Blogger made, in its old form or that of Google Takeout."""
    return b"<feed" in head and (b"blogger.com" in head or b"schemas.google.com/blogger" in head)


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """Every post; all other entries are left out and counted by kind."""
    for item, channel in items(read_bytes(path, limits.file), str(path), limits):
        kind = _kind(item)
        if kind != "post":
            yield LeftOut(text_of(item, "title") or kind, f"a {kind} of the blog, no post", str(path))
            continue
        post = post_of(item, channel, str(path))
        topics = tuple(
            c.get("term", "") for c in item if local(c) == "category" and c.get("scheme") != _KIND and c.get("term")
        )
        filename = text_of(item, "filename")
        alias = old_address(filename) if filename else address_on_blog(post.old, "")
        yield replace(
            post,
            topics=tuple(dict.fromkeys(topics)),
            draft=_is_draft(item),
            authors=authors_of(item),
            aliases=(alias,) if alias and not _is_draft(item) else (),
            url=post.old,
            origin=None,
            key=f"blogger:{text_of(item, 'id') or link_of(item) or filename}",
            slug=filename.rsplit("/", 1)[-1].removesuffix(".html"),
        )


def _kind(item: Element) -> str:
    given = next((c.get("term", "") for c in item if local(c) == "category" and c.get("scheme") == _KIND), "")
    word = given.rpartition("#")[2] or text_of(item, "type").lower()
    return word or "post"


def _is_draft(item: Element) -> bool:
    control = next((c for c in item if local(c) == "control"), None)
    status = text_of(item, "status").upper()
    return (control is not None and text_of(control, "draft").lower() == "yes") or status in ("DRAFT", "SOFT_TRASHED")

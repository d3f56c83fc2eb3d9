"""RSS 0.9x to 2.0, RSS 1.0 (RDF) and Atom files as they were saved.

>>> is_feed(b'<?xml version="1.0"?><rss version="2.0">')
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from recapgen.importers.dates import date_of
from recapgen.importers.foreign import ForeignPost, Piece
from recapgen.importers.guard import Limits, clean, local, read_bytes, xml_elements
from recapgen.model import Origin

NAME = "RSS or Atom feed"


def is_feed(head: bytes) -> bool:
    return bool(re.search(rb"<(?:\w+:)?(?:rss|feed|RDF)[\s>]", head))


def sniff(path: Path, head: bytes) -> bool:
    """An XML file whose root is a feed's."""
    return is_feed(head)


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """Every entry."""
    for item, channel in items(read_bytes(path, limits.file), str(path), limits):
        yield post_of(item, channel, str(path))


def items(data: bytes, path: str, limits: Limits) -> Iterator[tuple[Element, dict[str, str]]]:
    """Each entry with what the feed says of itself up to there; memory is given back entry by entry."""
    channel: dict[str, str] = {}
    within = ""
    root: Element | None = None
    for event, element in xml_elements(data, path, limits):
        name = local(element)
        if event == "start":
            root = root if root is not None else element
            within = within or (name if name in ("item", "entry") else "")
        elif name == within and within:
            yield element, channel
            element.clear()
            within = ""
        elif not within and name == "author" and (login := text_of(element, "author_login")):
            channel[f"author {login}"] = text_of(element, "author_display_name") or login
        elif not within and name in ("title", "link", "language", "author", "name", "id", "base_blog_url"):
            text = (element.text or element.get("href") or "").strip()
            if element.get("rel", "alternate") == "alternate" and text:
                channel.setdefault(name, text)
    if root is not None and (lang := root.get("{http://www.w3.org/XML/1998/namespace}lang")):
        channel.setdefault("language", lang)


def text_of(item: Element, *names: str) -> str:
    """The text of the first child with one of these names (without namespace) that has any."""
    for name in names:
        for child in item:
            if local(child) == name and (child.text or "").strip():
                return clean(child.text or "").strip()
    return ""


def html_of(element: Element) -> str:
    """An Atom text as HTML, whichever of the three types it has."""
    kind = element.get("type", "text")
    if kind == "xhtml" or (kind.endswith("xml") and len(element)):
        for inner in element.iter():
            inner.tag = local(inner)
        return clean("".join(tostring(child, "unicode", method="html") for child in element))
    text = clean(element.text or "")
    return text if kind in ("html", "text/html") else f"<p>{escape(text)}</p>" if text.strip() else ""


def body_of(item: Element) -> tuple[str, str]:
    """The entry's words as HTML, and its summary where it has both."""
    encoded = next(
        (c.text or "" for c in item if c.tag.endswith("}encoded") and "content" in c.tag and (c.text or "").strip()), ""
    )
    content = next((html_of(c) for c in item if local(c) == "content" and ((c.text or "").strip() or len(c))), "")
    summary = next((html_of(c) for c in item if local(c) == "summary" and ((c.text or "").strip() or len(c))), "")
    description = next(
        (c.text or "" for c in item if local(c) == "description" and "media" not in c.tag and (c.text or "").strip()),
        "",
    )
    full = clean(encoded) or content
    return (full, summary or clean(description)) if full else (clean(description) or summary, "")


def link_of(item: Element) -> str:
    """The page that an entry is of."""
    for child in item:
        if local(child) == "link":
            url = child.get("href") or child.text or ""
            if child.get("rel", "alternate") == "alternate" and url.strip().startswith(("http://", "https://")):
                return url.strip()
    guid = text_of(item, "guid")
    return guid if guid.startswith(("http://", "https://")) else ""


def authors_of(item: Element) -> tuple[str, ...]:
    """Names of those who wrote an entry, without addresses."""
    found = []
    for child in item:
        if local(child) in ("creator", "author"):
            name = next((c.text or "" for c in child if local(c) == "name"), child.text or "")
            match = re.fullmatch(r"\S+@\S+\s+\((.*)\)", name.strip())
            name = match.group(1) if match else name.strip()
            if name and "@" not in name:
                found.append(clean(name))
    return tuple(dict.fromkeys(found))


def topics_of(item: Element) -> tuple[str, ...]:
    names = [clean(c.get("term") or c.text or "").strip() for c in item if local(c) in ("category", "subject")]
    return tuple(
        dict.fromkeys(
            n for n in names if n and n.casefold() not in ("uncategorized", "allgemein", "general") and "://" not in n
        )
    )


def post_of(item: Element, channel: dict[str, str], place: str) -> ForeignPost:
    """An entry as a foreign post."""
    body, summary = body_of(item)
    link = link_of(item)
    title = text_of(item, "title")
    authors = authors_of(item)
    return ForeignPost(
        key=f"feed:{text_of(item, 'guid', 'id') or link or title}",
        place=place,
        body=body,
        form="html",
        title=_unmarked(title),
        date=date_of(text_of(item, "pubDate", "published", "date", "issued") or text_of(item, "updated")),
        lang=channel.get("language", "").split("-")[0].split("_")[0].lower(),
        topics=topics_of(item),
        description=_unmarked(summary) if len(_unmarked(summary)) < 400 else "",
        origin=Origin(", ".join(authors), clean(channel.get("title", "")), link) if link or authors else None,
    )


def _unmarked(text: str) -> str:
    """A title or summary without markup."""
    from recapgen.importers.account import stock_of_html

    return (
        " ".join(" ".join(stock_of_html(text).paragraphs).split())
        if "<" in text or "&" in text
        else " ".join(text.split())
    )

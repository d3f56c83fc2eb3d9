"""Atom, the sitemap and robots.txt: XML from a tree, never from a text template."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree

from recapgen.model import Post, Ref, Session, When
from recapgen.regex import regex
from recapgen.routes import Route

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FORBIDDEN = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def atom(
    route: Route,
    title: str,
    about: Ref,
    posts: Sequence[Post],
    *,
    author: str,
    language: str,
    absolute: Callable[[Route], str],
    html: Callable[[Post], str],
) -> bytes:
    """RFC 4287: the posts given, with their whole text. `html` gives it with absolute links."""
    feed = _feed(route, title, about, posts, author, language, absolute)
    for post in posts:
        entry = _entry(feed, post.ref, post, (topic.name for topic in post.topics), post.description, author, absolute)
        _text(entry, "content", html(post)).set("type", "html")
    return _bytes(feed)


def atom_of_talks(
    route: Route,
    title: str,
    about: Ref,
    talks: Sequence[tuple[Session, Post]],
    *,
    author: str,
    language: str,
    absolute: Callable[[Route], str],
) -> bytes:
    """RFC 4287: sessions, each with the newest post that tells of it, from which it has its dates and its authors."""
    feed = _feed(route, title, about, [post for _, post in talks], author, language, absolute)
    for session, post in talks:
        what = session.ref._replace(name=f"{session.title} – {session.edition.name}")
        topics = (topic.name for topic in session.topics)
        entry = _entry(feed, what, post, topics, session.excerpt, author, absolute)
        _link(entry, "related", absolute(post.route), "text/html")
    return _bytes(feed)


def _entry(
    feed: ElementTree.Element,
    what: Ref,
    post: Post,
    topics: Iterable[str],
    summary: str,
    author: str,
    absolute: Callable[[Route], str],
) -> ElementTree.Element:
    """An entry with the dates and authors of a post, in the language of what it is about."""
    entry = ElementTree.SubElement(feed, f"{{{ATOM}}}entry")
    if what.lang != feed.get(LANG):
        entry.set(LANG, what.lang)
    _text(entry, "title", what.name)
    _text(entry, "id", absolute(what.route))
    _link(entry, "alternate", absolute(what.route), "text/html")
    _dates(entry, post)
    _authors(entry, post, author)
    for topic in topics:
        ElementTree.SubElement(entry, f"{{{ATOM}}}category", {"term": _clean(topic)})
    if summary:
        _text(entry, "summary", summary)
    return entry


def _feed(
    route: Route,
    title: str,
    about: Ref,
    posts: Sequence[Post],
    author: str,
    language: str,
    absolute: Callable[[Route], str],
) -> ElementTree.Element:
    ElementTree.register_namespace("", ATOM)
    feed = ElementTree.Element(f"{{{ATOM}}}feed", {LANG: language})
    _text(feed, "title", title)
    _text(feed, "id", absolute(about.route))
    _link(feed, "alternate", absolute(about.route), "text/html")
    _link(feed, "self", absolute(route), "application/atom+xml")
    dates = [_instant(post.updated or post.date) for post in posts]
    _text(feed, "updated", max(dates, default=_instant(None)))
    if author:
        _text(ElementTree.SubElement(feed, f"{{{ATOM}}}author"), "name", author)
    return feed


def _dates(entry: ElementTree.Element, post: Post) -> None:
    if post.date:
        _text(entry, "published", _instant(post.date))
    _text(entry, "updated", _instant(post.updated or post.date))


def _authors(entry: ElementTree.Element, post: Post, author: str) -> None:
    for name in post.authors or (() if author else ("Unknown",)):
        _text(ElementTree.SubElement(entry, f"{{{ATOM}}}author"), "name", name)


def sitemap(entries: Sequence[tuple[Route, When | None]], absolute: Callable[[Route], str]) -> bytes:
    """The protocol of sitemaps.org, version 0.9."""
    ElementTree.register_namespace("", SITEMAP)
    root = ElementTree.Element(f"{{{SITEMAP}}}urlset")
    for route, updated in entries:
        url = ElementTree.SubElement(root, f"{{{SITEMAP}}}url")
        ElementTree.SubElement(url, f"{{{SITEMAP}}}loc").text = absolute(route)
        if updated and updated.precision in ("day", "minute"):
            ElementTree.SubElement(url, f"{{{SITEMAP}}}lastmod").text = updated.moment.strftime("%Y-%m-%d")
    return _bytes(root)


def robots(sitemap_url: str) -> bytes:
    """Everything may be read; the sitemap is named where the site has an address."""
    lines = ["User-agent: *", "Allow: /"]
    if sitemap_url.startswith("http"):
        lines += ["", f"Sitemap: {sitemap_url}"]
    return ("\n".join(lines) + "\n").encode()


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, f"{{{ATOM}}}{name}")
    element.text = _clean(text)
    return element


def _link(parent: ElementTree.Element, rel: str, href: str, kind: str) -> None:
    ElementTree.SubElement(parent, f"{{{ATOM}}}link", {"rel": rel, "href": href, "type": kind})


def _clean(text: str) -> str:
    """Without the characters that XML 1.0 forbids."""
    return _FORBIDDEN.sub("", text)


def _instant(when: When | None) -> str:
    moment = when.moment if when else datetime(1970, 1, 1, tzinfo=UTC)
    try:
        moment = moment.astimezone(UTC)
    except OverflowError:  # the last hours of the year 9999
        moment = moment.replace(tzinfo=UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _bytes(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    text: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return text + b"\n"

"""The post in a whole web page: which part is the article, who wrote it and when, and what stands around it.

>>> page = articles('<nav><a href="/">Home</a></nav><article><h1>On Soup</h1><p>Good.</p></article>')[0]
>>> page.title, [r.reason for r in page.residue]
('On Soup', ['navigation', 'navigation'])
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Any, Literal
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from msgspec import Struct

from recapgen.importers.account import key, read_html
from recapgen.importers.dates import date_of
from recapgen.importers.foreign import Residue
from recapgen.importers.residue import reason_for, reason_for_names
from recapgen.importers.tomarkdown import BLOCKS, sanitised, shallow
from recapgen.recap.outline.markup import begins_title
from recapgen.regex import regex


class Meta(Struct):
    """What the head of a page says."""

    title: str = ""
    names: dict[str, str] = {}
    """`<meta>` by its name or property, lower case."""
    tags: list[str] = []
    canonical: str = ""
    lang: str = ""
    linked: list[Any] = []
    """Values of JSON-LD."""

    @property
    def date(self) -> str:
        given = [
            self.names.get(n, "")
            for n in ("article:published_time", "datepublished", "date", "dc.date", "dcterms.created")
        ]
        given += [str(one.get("datePublished", "")) for one in self.linked if isinstance(one, dict)]
        return next(filter(None, map(date_of, given)), "")

    @property
    def author(self) -> str:
        for one in self.linked:
            author = one.get("author") if isinstance(one, dict) else None
            author = author[0] if isinstance(author, list) and author else author
            if isinstance(author, dict) and isinstance(author.get("name"), str):
                return str(author["name"]).strip()
        name = self.names.get("author") or self.names.get("article:author") or self.names.get("dc.creator") or ""
        return "" if name.startswith("http") else name


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.meta = Meta()
        self._in = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {k: v or "" for k, v in attrs}
        if tag == "html":
            self.meta.lang = given.get("lang", given.get("xml:lang", ""))
        elif tag == "meta":
            name = (given.get("property") or given.get("name") or given.get("itemprop") or "").lower()
            if name == "article:tag":
                self.meta.tags.append(given.get("content", ""))
            elif name:
                self.meta.names.setdefault(name, given.get("content", "").strip())
        elif tag == "link" and "canonical" in given.get("rel", "").lower().split():
            self.meta.canonical = self.meta.canonical or given.get("href", "").strip()
        elif tag == "title" and not self.meta.title:
            self._in, self._text = "title", []
        elif tag == "script" and "ld+json" in given.get("type", ""):
            self._in, self._text = "ld", []

    def handle_endtag(self, tag: str) -> None:
        text = "".join(self._text)
        if tag == "title" and self._in == "title":
            self.meta.title = " ".join(text.split())
        elif tag == "script" and self._in == "ld":
            self._linked(text)
        if tag in ("title", "script"):
            self._in = ""

    def _linked(self, text: str) -> None:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            return
        for one in value if isinstance(value, list) else [value]:
            graph = one.get("@graph") if isinstance(one, dict) else None
            self.meta.linked += [x for x in graph if isinstance(x, dict)] if isinstance(graph, list) else [one]

    def handle_data(self, data: str) -> None:
        if self._in:
            self._text.append(data)


def meta_of(html: str) -> Meta:
    """What the head of a page says of it."""
    head = _Head()
    head.feed(html)
    head.close()
    return head.meta


class Article(Struct, frozen=True):
    """One post of a page."""

    title: str
    html: str
    """Sanitised; residue is taken out."""
    date: str
    author: str
    url: str
    topics: tuple[str, ...]
    residue: tuple[Residue, ...]
    paragraphs: tuple[str, ...] = ()
    """All that the part of the page had which this article answers for, residue included."""
    links: tuple[str, ...] = ()
    sure: bool = True
    """False: nothing in the page says what is its article; all of the body was taken."""


_BODIES = (
    ("itemprop", regex(r"articleBody|blogPost")),
    (
        "class",
        regex(
            r"^(?:entry-content|post-content|article-content|article-body|post-body|e-content|entry-body"
            r"|post__content|article__body|"
            r"blog-post-content|story-body|single-content|post-entry|markdown-body|postContent|section-content"
            r"|body-text)$"
        ),
    ),
)
_MAINS = ("content", "main", "primary", "post", "article", "main-content", "page-content")


def articles(html: str) -> tuple[Article, ...]:
    """The posts of a page, in their order; one that is all of the body where nothing says more."""
    soup = BeautifulSoup(shallow(sanitised(html)), "html.parser")
    meta = meta_of(html)
    parts, sure = _parts(soup)
    made = []
    alone = len(parts) == 1
    inside = [_article(part, meta, alone, sure) for part in parts]
    for part, _ in inside:
        part.extract()
    rest = tuple(_outside(soup))
    for n, (_, article) in enumerate(inside):
        made.append(_with(article, rest) if n == 0 else article)
    return tuple(made)


def _with(article: Article, rest: tuple[Residue, ...]) -> Article:
    """The article that also answers for all that stands around the articles."""
    paragraphs = tuple(r.text for r in rest if r.what == "paragraph")
    links = tuple(r.text for r in rest if r.what == "link")
    return Article(
        article.title,
        article.html,
        article.date,
        article.author,
        article.url,
        article.topics,
        (*rest, *article.residue),
        (*paragraphs, *article.paragraphs),
        (*links, *article.links),
        article.sure,
    )


def _parts(soup: BeautifulSoup) -> tuple[list[Tag], bool]:
    whole = [a for a in soup.find_all("article") if a.find_parent("article") is None and not _is_residue(a)]
    rich = [a for a in whole if len(a.get_text()) > 200 or a.find(["h1", "h2"])]
    if (
        len(rich) > 1
        and sum(1 for a in rich if a.find(["h1", "h2", "h3"])) == len(rich)
        and min(len(a.get_text()) for a in rich) > 150
    ):
        return rich, True
    if rich:
        return [max(rich, key=lambda a: len(a.get_text()))], True
    for name, pattern in _BODIES:
        bodies = [t for t in soup.find_all(None, {name: pattern}) if key(t.get_text())]
        outer = [t for t in bodies if not any(p in bodies for p in t.parents)]
        posts = [_with_heading(t) for t in outer]
        if len(posts) > 1 and len({id(p) for p in posts}) == len(posts):
            return posts, True
        if outer:
            best = max(outer, key=lambda t: len(t.get_text()))
            return [_with_heading(best)], True
    for tag in (soup.find("main"), soup.find(None, {"role": "main"}), *(soup.find(id=name) for name in _MAINS)):
        if isinstance(tag, Tag) and len(key(tag.get_text())) > 100:
            return [tag], True
    return [soup.find("body") if isinstance(soup.find("body"), Tag) else soup], False  # type: ignore[list-item]


def _with_heading(body: Tag) -> Tag:
    """The element around a post's body that also holds its heading, if there is one that holds no other body."""
    node = body
    for _ in range(3):
        parent = node.parent
        if parent is None or parent.name in ("body", "[document]", "html"):
            break
        if (
            parent.find_all(None, {"class": " ".join(str(c) for c in body.get_attribute_list("class") if c)})
            and len(parent.find_all(class_=" ".join(_names(body).split()[:1]))) > 1
        ):
            break
        node = parent
        if node.find(["h1", "h2"]) and not body.find("h1"):
            return node
    return body


def _names(tag: Tag) -> str:
    classes: Any = tag.get("class") or []
    listed = classes if isinstance(classes, list) else str(classes).split()
    return " ".join([*map(str, listed), str(tag.get("id") or ""), str(tag.get("role") or "")])


def _is_residue(tag: Tag) -> str:
    """Why an element is not the author's, by its kind and names."""
    by_tag = {
        "nav": "navigation",
        "form": "form",
        "button": "form",
        "select": "form",
        "textarea": "form",
        "input": "form",
        "dialog": "form",
    }
    if tag.name in by_tag:
        names = reason_for_names(_names(tag))
        return names or by_tag[tag.name]
    if tag.name in ("article", "main", "body", "html", "h1", "h2"):
        return ""
    return reason_for_names(_names(tag))


def _listed(tag: Tag, why: str) -> Iterator[Residue]:
    read = read_html(str(tag))
    yield from (Residue(p, why) for p in read.paragraphs)
    yield from (Residue(a, why, what="link") for a in read.links)


def _article(part: Tag, meta: Meta, alone: bool, sure: bool) -> tuple[Tag, Article]:
    whole = read_html(str(part))
    date = meta.date if alone else ""
    author, topics = (meta.author if alone else ""), list(meta.tags if alone else [])
    for tag in part.find_all("time"):
        date = date or date_of(str(tag.get("datetime") or ""))
    for tag in part.find_all(None, {"itemprop": "datePublished"}):
        date = date or date_of(str(tag.get("datetime") or tag.get_text()))
    for tag in part.find_all(None, {"rel": re.compile("tag")}):
        topics.append(" ".join(tag.get_text().split()))
    named = part.find(class_=re.compile(r"^(?:p-author|h-card|fn|author-name|author)$"))
    author = author or (" ".join(named.get_text().split()) if isinstance(named, Tag) else "")
    url = (meta.canonical or meta.names.get("og:url", "")) if alone else ""
    heading = _titling(part, meta.title) if alone else None
    heading = heading or part.find("h1") or part.find(class_=re.compile(r"^(?:entry-title|post-title|p-name)$"))
    if not alone and heading is None:
        heading = part.find(["h2", "h3"])
    link = heading.find("a") if isinstance(heading, Tag) else None
    if not url and isinstance(link, Tag) and urlsplit_ok(str(link.get("href"))):
        url = str(link.get("href"))
    residue = list(_pruned(part))
    title = ""
    if isinstance(heading, Tag) and heading.get_text().strip():
        title = " ".join(heading.get_text().split())
        residue += [Residue(a, "address of the post itself", what="link") for a in read_html(str(heading)).links]
        heading.decompose()
    title = title or meta.names.get("og:title", "") or (meta.title if alone else "")
    residue += _edges(part)
    html = part.decode_contents()
    article = Article(
        title,
        html,
        date,
        author[:120],
        url if url.startswith("http") else "",
        tuple(dict.fromkeys(filter(None, topics))),
        tuple(residue),
        tuple(whole.paragraphs),
        tuple(whole.links),
        sure,
    )
    return part, article


def _titling(part: Tag, title: str) -> Tag | None:
    """The first heading that is what the page's title begins with, before the name of its site."""
    for heading in part.find_all(["h1", "h2", "h3"]):
        if begins_title(" ".join(heading.get_text().split()), title):
            return heading
    return None


def urlsplit_ok(url: str) -> bool:
    """Whether an address can be read and is a whole one."""
    try:
        return bool(urlsplit(url).netloc)
    except ValueError:
        return False


def _pruned(part: Tag) -> Iterator[Residue]:
    """Takes out what is not the author's, by names; a large piece of plain prose is left in."""
    for tag in part.find_all(True):
        if tag.parent is None or tag.decomposed:
            continue
        if why := _is_residue(tag):
            if _amid_words(tag) or _holds_the_post(tag, part):
                continue
            yield from _listed(tag, why)
            tag.decompose()


def _amid_words(tag: Tag) -> bool:
    """Whether an inline element stands in a sentence: taking it out would break a paragraph."""
    if tag.name in BLOCKS or tag.name in ("button", "select", "textarea", "input"):
        return False
    block = next((p for p in tag.parents if p.name in BLOCKS), None)
    return block is not None and key(block.get_text()) != key(tag.get_text())


def _holds_the_post(tag: Tag, part: Tag) -> bool:
    """A theme may call the very post a widget."""
    return len(tag.get_text()) * 2 > len(part.get_text()) or tag.find(["h1", "article"]) is not None


_EDGE = ("p", "h2", "h3", "h4", "div", "span", "ul", "footer", "header", "section", "aside", "small")


def _edges(part: Tag) -> list[Residue]:
    """Paragraphs of platforms at the end of the post, by their words, from the last upward."""
    found: list[Residue] = []
    for _ in range(60):
        last = _last_block(part)
        if last is None:
            break
        text = last.get_text(" ")
        why = reason_for(text) if key(text) else "empty"
        if not why:
            break
        if why != "empty":
            found += _listed(last, why)
        elif last.find(["img", "a", "iframe"]) or last.name in ("img", "hr"):
            break
        last.decompose()
    return found


def _last_block(part: Tag) -> Tag | None:
    node: Tag = part
    while True:
        children: Sequence[Any] = [c for c in node.children if not (isinstance(c, NavigableString) and not c.strip())]
        if not children or not isinstance(children[-1], Tag) or children[-1].name not in _EDGE:
            return node if node is not part and node.name in _EDGE else None
        if len(children) == 1 and node is not part and node.name in ("p", "h2", "h3", "h4", "span"):
            return node
        node = children[-1]


_AROUND: dict[str, Literal["navigation", "footer", "sidebar", "site header"]] = {
    "nav": "navigation",
    "footer": "footer",
    "aside": "sidebar",
    "header": "site header",
}


def _outside(soup: BeautifulSoup) -> Iterator[Residue]:
    """All that is left of a page once its articles are taken out, each by the kind of the element that it stands in."""
    for tag in [*soup.find_all("nav"), *soup.find_all(True)]:
        if tag.parent is None or tag.decomposed:
            continue
        why = _is_residue(tag) or _AROUND.get(tag.name, "")
        if why:
            yield from _listed(tag, why)
            tag.decompose()
    yield from _listed(soup, "outside the article")

"""HTML in or instead of Markdown, and components with attributes, as blocks of the outline.

>>> dict(component('{{< talk title="On Spoons" speaker="Ida Quill" >}}'))
{'title': 'On Spoons', 'speaker': 'Ida Quill'}
>>> [b.text for b in blocks_of_html("<ul><li>Soup by Ida</li><li>Tea</li></ul>", 1, (0, 1), 1)]
['Soup by Ida', 'Tea']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block, Shape, shape_of_words
from recapgen.recap.outline.text import Mark, MarkKind
from recapgen.regex import regex

_COMPONENT = regex(
    r"^\s*(?:\{\{-?\s*[<%]?\s*[\w/.-]+|\{%-?\s*[\w/-]+|<[A-Za-z][\w.-]*|:::?\s*\{?\s*[\w-]+|\[[a-z][\w-]*)\s+(?P<rest>.*)$",
    re.DOTALL,
)
_ATTRIBUTE = regex(r"([A-Za-z_][\w-]*)\s*[=:]\s*\{?\s*(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”)\s*\}?")
_ATTRIBUTE_LIST = regex(r"([A-Za-z_][\w-]*)\s*[=:]\s*\{?\s*\[([^\][]*)\]")
_QUOTED = regex(r"[\"'“]([^\"'“”]+)[\"'”]")
_SPEAKERS = ("speaker", "by", "presenter", "author", "who")
_TITLES = ("title", "talk", "session", "name")
_LINKS = ("link", "url", "href")
_END_OF_TAG = regex(r"/?[>%]\}\}|-?%\}")


def component(text: str) -> Mapping[str, str]:
    """The attributes of a shortcode, component or directive; empty if it is none, or has no title and speaker, nor a
    link to a programme's page.
    """
    if text[:1] not in "{<:[" or ("=" not in text and ":" not in text):
        return {}
    match = _COMPONENT.match(text[:4000])
    if not match:
        return {}
    rest = _END_OF_TAG.split(match.group("rest"), maxsplit=1)[0] if text[0] == "{" else match.group("rest")
    found = {m.group(1).lower(): next(g for g in m.groups()[1:] if g is not None) for m in _ATTRIBUTE.finditer(rest)}
    for several in _ATTRIBUTE_LIST.finditer(rest):
        found[several.group(1).lower()] = "; ".join(_QUOTED.findall(several.group(2)))
    if not any(k in found for k in _TITLES):
        return {}
    signed = any(key.startswith(_SPEAKERS) for key in found)
    return found if signed or (text[0] == "{" and _leads_to_talk(found)) else {}


def _leads_to_talk(attributes: Mapping[str, str]) -> bool:
    """Whether a component leads to a page of a programme: `{{< quote title="Spoons" link="/schedule/spoons/" >}}`."""
    links = [attributes[key] for key in _LINKS if key in attributes]
    return any(destinations.in_programme(link) and not destinations.of_track(link) for link in links)


_BLOCK_TAG = regex(
    r"^<(?:ul|ol|li|dl|dt|dd|h[1-6]|table|tr|p|div|section|article|figure|blockquote|details|main|center)\b[^>]{0,400}>",
    re.IGNORECASE,
)


def is_html(text: str) -> bool:
    """Whether a paragraph is really a block of HTML."""
    return text.startswith("<") and _BLOCK_TAG.match(text) is not None


_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BREAKERS = {
    "p",
    "div",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "figure",
    "figcaption",
    "blockquote",
    "pre",
    "ul",
    "ol",
    "table",
    "tr",
    "td",
    "th",
    "li",
    "dt",
    "dd",
    "dl",
    "tbody",
    "thead",
    "form",
    "summary",
    "details",
    *_HEADINGS,
}
_CAPTION = regex(r"caption|credit|meta|byline|date|tags", re.IGNORECASE)
"""What paragraphs are called that belong to a picture or to the page."""
_CARD = regex(r"\b(?:card|embed|tweet|media|toot|post)", re.IGNORECASE)
"""What quotations are called that show another page: `embedly-card`, `twitter-tweet`, `instagram-media`."""
_SILENT = {"script", "style", "template", "noscript", "svg", "head", "iframe", "button", "select", "textarea"}
_MARKED: dict[str, MarkKind] = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "a": "link", "cite": "em"}


class _Reader(HTMLParser):
    """Gathers blocks while the fragment is parsed."""

    def __init__(self, line: int, tokens: tuple[int, int], group: int) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[Block] = []
        self.base, self.tokens, self.group = line, tokens, group
        self.shape: Shape = "para"
        self.level = 0
        self.depth = 0
        self.paragraph = False
        self.figures = 0
        self.cards = 0
        """How many open quotations are inside a card of another page, the outermost one included."""
        self.silent = 0
        self.text: list[str] = []
        self.size = 0
        self.marks: list[Mark] = []
        self.opened: list[tuple[str, int, str]] = []
        self.images: list[str] = []
        self.row: list[str] | None = None
        self.heads: tuple[str, ...] = ()
        self.head_row = False
        self.start = line
        self.title = ""
        self.in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "title":
            self.in_title = True
        if tag in _SILENT:
            self.silent += 1
            return
        if self.silent:
            return
        values = {k: v or "" for k, v in attrs}
        found = (
            component(self.get_starttag_text() or "")
            if tag not in _MARKED and tag not in ("img", "meta", "link", "input")
            else {}
        )
        if found:
            self.flush()
            self.made.append(Block("component", "", 0, (self._line(), self._line()), self.tokens, attributes=found))
            return
        if tag in _BREAKERS:
            self.flush()
            self.figures += tag == "figure"
            self.paragraph = tag == "p" and not self.figures and not _CAPTION.search(values.get("class", ""))
            if tag in _HEADINGS:
                self.shape, self.level = "heading", _HEADINGS[tag]
            elif tag in ("li", "dt", "dd"):
                self.shape, self.level = "item", max(1, self.depth)
            elif tag in ("ul", "ol", "dl"):
                self.depth += 1
                self.group += 1
            elif tag == "table":
                self.group += 1
                self.heads = ()
            elif tag == "tr":
                self.row, self.head_row = [], False
            elif tag == "th":
                self.head_row = True
            elif tag == "blockquote":
                self.shape = "quote"
                self.cards += self.cards > 0 or _CARD.search(values.get("class", "")) is not None
            elif tag == "pre":
                self.shape = "code"
        elif tag == "br":
            self._add("\n")
        elif tag == "hr":
            self.flush()
            self.made.append(Block("rule", "", 0, (self._line(), self._line()), self.tokens))
        elif tag == "img":
            self.images.append(values.get("alt", ""))
        elif tag in _MARKED:
            self.opened.append((tag, self.size, values.get("href", "")))

    def handle_comment(self, data: str) -> None:
        if not self.silent:
            self.flush()
            self.made.append(Block("comment", data.strip(), 0, (self._line(), self._line()), self.tokens))

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.in_title = False
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
            return
        if self.silent:
            return
        if tag in _MARKED:
            for n in range(len(self.opened) - 1, -1, -1):
                if self.opened[n][0] == tag:
                    _, start, href = self.opened.pop(n)
                    self.marks.append(Mark(_MARKED[tag], start, self.size, href))
                    break
        elif tag in _BREAKERS:
            self.flush(cell=tag in ("td", "th"))
            if tag in ("ul", "ol", "dl"):
                self.depth = max(0, self.depth - 1)
            elif tag == "tr" and self.row is not None:
                self._close_row()
            elif tag == "figure":
                self.figures = max(0, self.figures - 1)
            elif tag == "blockquote":
                self.cards = max(0, self.cards - 1)
            self.shape = "para" if not (self.depth and tag in ("p", "div")) else self.shape

    def handle_data(self, data: str) -> None:
        if self.in_title and not self.title:
            self.title = " ".join(data.split())
        if not self.silent and not self.in_title:
            if not self.text:
                self.start = self._line()
                data = data.lstrip()
            self._add(re.sub(r"[ \t\r\n\f]+", " ", data) if self.shape != "code" else data)

    def _add(self, data: str) -> None:
        if data:
            self.text.append(data)
            self.size += len(data)

    def _line(self) -> int:
        return self.base + self.getpos()[0] - 1

    def flush(self, cell: bool = False) -> None:
        """Ends the block that is open."""
        text = "".join(self.text).rstrip()
        if self.row is not None:
            if cell:
                self.row.append(text.strip())
            elif text:
                return
        elif text.strip() or self.images:
            marks = tuple(Mark(m.kind, m.start, min(m.end, len(text)), m.href) for m in self.marks)
            shape = "quote" if text and self.cards else self.shape if text else "image"
            level = self.level
            if shape == "para" and self.paragraph:
                shape, level = shape_of_words(text, marks, self.depth)
            self.made.append(
                Block(
                    shape,
                    text,
                    level,
                    (self.start, self._line()),
                    self.tokens,
                    marks,
                    self.group if shape == "item" else 0,
                    images=tuple(self.images),
                )
            )
            if self.shape == "heading":
                self.shape, self.level = "para", 0
            elif self.shape == "item":
                self.shape = "para"
        self.text, self.size, self.marks, self.opened, self.images = [], 0, [], [], []

    def _close_row(self) -> None:
        row, self.row = self.row or [], None
        if self.head_row and not self.heads and all(len(c) < 40 for c in row):
            self.heads = tuple(row)
        elif any(row):
            self.made.append(
                Block(
                    "row",
                    " | ".join(row),
                    1,
                    (self._line(), self._line()),
                    self.tokens,
                    group=self.group,
                    cells=tuple(row),
                    heads=self.heads,
                )
            )
        self.head_row = False


def blocks_of_html(html: str, line: int, tokens: tuple[int, int], group: int) -> Iterator[Block]:
    """The blocks of an HTML fragment or page that starts in the given line."""
    reader = _Reader(line, tokens, group)
    try:
        reader.feed(_UNSEEN.sub("", html))
        reader.close()
        reader.flush()
    except (AssertionError, ValueError):  # html.parser gives up on some malformed declarations
        pass
    yield from reader.made


_UNSEEN = regex(
    r"\s?<span\s[^<>\n]{0,80}(?:screen-reader-text|sr-only|visually-?hidden)[^<>\n]{0,80}>[^<>\n]{0,80}</span>"
)
"""What only readers of screens say: `(external link)`."""


def post_of_html(html: str) -> tuple[str, int]:
    """The part of a page that holds its post, where the page marks one, and the line in which that begins."""
    for element in ("article", "main"):
        opened = [*re.finditer(rf"<{element}[\s>]", html, re.IGNORECASE)]
        closed = [*re.finditer(rf"</{element}\s*>", html, re.IGNORECASE)]
        if len(opened) == len(closed) == 1 and opened[0].start() < closed[0].start():
            start = opened[0].start()
            return html[start : closed[0].end()], html.count("\n", 0, start) + 1
    return html, 1


def begins_title(heading: str, title: str) -> bool:
    """Whether a heading is what a page's title says before the name of the site.

    >>> begins_title("Soup days", "Soup days | A blog"), begins_title("Soup", "Soup days | A blog")
    (True, False)
    """
    return bool(heading) and title.startswith(heading) and _BEFORE_SITE.match(title, len(heading)) is not None


_BEFORE_SITE = regex(r"\s*(?:$|[|·•»:]|\s[-–—]\s)")


def title_of_html(html: str) -> str:
    """What stands in `<title>`; empty if nothing does."""
    match = re.search(r"<title[^>]{0,200}>([^<]{0,300})</title>", html, re.IGNORECASE)
    if not match:
        return ""
    from html import unescape

    return " ".join(unescape(match.group(1)).split())

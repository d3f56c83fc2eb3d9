"""HTML that people write into Markdown, as tokens that no one can do harm with.

Of a post whose HTML is not trusted, `recapgen.markdown` takes tags for text. Here those that only set words apart,
link or show a picture become what Markdown has for it, made anew from their name and a few checked attributes; tags
that only arrange a page go, with their words kept; all others (`<script>`, `vector<int>`) stay text.

>>> from recapgen.markdown import to_html, tokenise
>>> tokens = tokenise('<b>Soup</b> is <a href="https://soup.example" onclick="x()">here</a>, not in vector<int>.')
>>> as_tokens(tokens)
>>> to_html(tokens).html
'<p><strong>Soup</strong> is <a href="https://soup.example">here</a>, not in vector&lt;int&gt;.</p>\\n'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import unescape

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.token import Token

from recapgen.markdown import unsafe_url
from recapgen.regex import regex

_TAG = regex(
    r"<(?P<end>/)?(?P<name>[A-Za-z][A-Za-z0-9]*)"
    r"(?P<attributes>(?:\s+[A-Za-z_:][\w:.-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'=<>`]+))?)*)\s*/?>"
)
_ATTRIBUTE = regex(r"([A-Za-z_:][\w:.-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+))")
_LONGEST = 200_000
"""Characters of a text beyond which no tag is looked for."""
_DEEPEST = 40
"""How many tags may be open at once; a further one goes."""

_INLINE = {
    **{name: name for name in ("em", "strong", "u", "s", "del", "ins", "sub", "sup", "small", "mark", "kbd", "code")},
    **{name: name for name in ("cite", "q", "abbr", "var", "samp", "dfn")},
    **{"b": "strong", "i": "em", "strike": "s", "tt": "code", "big": "strong"},
}
"""Tags that set words apart, and what they become."""
_BLOCK = {
    **{name: name for name in ("p", "div", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "figure", "figcaption")},
    **{
        name: name for name in ("table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "h3", "h4", "h5", "h6")
    },
    **{"h1": "h2", "h2": "h2", "center": "div", "section": "div", "article": "div"},
}
_WITHIN = {
    **{"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",), "figcaption": ("figure",), "caption": ("table",)},
    **dict.fromkeys(("thead", "tbody", "tfoot"), ("table",)),
    **{"tr": ("table", "thead", "tbody", "tfoot"), "th": ("tr",), "td": ("tr",)},
}
"""Where a block may stand, if not anywhere."""
_HOLDING_BLOCKS = frozenset(_BLOCK.values()) - {"p", "dt", "caption", *(f"h{n}" for n in range(1, 7))}
_ARRANGING = frozenset([*_BLOCK, "span", "font", "header", "footer", "main", "aside", "nav", "col", "colgroup", "o"])
"""Tags that go, where they can't stay."""
_FRAMES = ("iframe", "video", "audio", "embed", "source")
"""What shows something from elsewhere: its address becomes a link."""


def as_tokens(tokens: Sequence[Token]) -> None:
    """Replace the tags in the texts of tokens, in place."""
    for number, token in enumerate(tokens):
        if token.type != "inline" or not holds_tags(token.content) or len(token.content) > _LONGEST:
            continue
        paragraph = number and tokens[number - 1].type == "paragraph_open"
        whole = bool(paragraph) and _is_block(token)
        token.children = list(_Tags(whole).replaced(token.children or []))
        if paragraph and (whole or not any(map(_is_shown, token.children))):
            tokens[number - 1].hidden = tokens[number + 1].hidden = True


def holds_tags(text: str) -> bool:
    return "<" in text and _TAG.search(text) is not None


def without_tags(text: str) -> str:
    """The words of a text in which there may be HTML.

    >>> without_tags("<p>Salt &amp; <b>soup</b></p>")
    'Salt & soup'
    """
    return " ".join(unescape(_TAG.sub(" ", text)).split()) if holds_tags(text) else text


def _is_shown(token: Token) -> bool:
    return token.type not in ("softbreak", "text") or bool(token.content.strip())


def _is_block(token: Token) -> bool:
    """Whether a paragraph is blocks of HTML, each closed and where it may stand."""
    text = token.content
    first = _TAG.match(text.lstrip())
    if not first or first["name"].lower() not in _BLOCK:
        return False
    if any(
        child.type not in ("text", "softbreak", "hardbreak", "html_inline") and child.block
        for child in token.children or ()
    ):
        return False
    opened: list[str] = []
    for tag in _TAG.finditer(text):
        name = _BLOCK.get(tag["name"].lower())
        if name is None:
            continue
        if tag["end"]:
            if not opened or opened.pop() != name:
                return False
            continue
        parent = opened[-1] if opened else ""
        misplaced = (parent and parent not in _HOLDING_BLOCKS) or (name in _WITHIN and parent not in _WITHIN[name])
        if misplaced or len(opened) >= _DEEPEST:
            return False
        opened.append(name)
    return not opened


class _Tags:
    """What is open while the children of one inline token are gone through."""

    def __init__(self, whole: bool) -> None:
        self._whole = whole
        """Whether blocks stay."""
        self._open: list[str] = []
        """Names of tags; of Markdown's own tokens, the empty string."""

    def replaced(self, children: Sequence[Token]) -> Iterator[Token]:
        text = ""
        for child in children:
            if child.type in ("text", "softbreak"):
                text += child.content if child.type == "text" else "\n"
                continue
            yield from self._of_text(text)
            text = ""
            if child.nesting < 0:
                yield from self._closed_to("")
            yield child
            if child.nesting > 0:
                self._open.append("")
        yield from self._of_text(text)
        while self._open:
            yield from _closing(self._open.pop())

    def _of_text(self, text: str) -> Iterator[Token]:
        at = 0
        for tag in _TAG.finditer(text):
            made = self._made(tag)
            if made is None:
                continue
            yield from _texts(text[at : tag.start()])
            yield from made
            at = tag.end()
        yield from _texts(text[at:])

    def _made(self, tag: re.Match[str]) -> list[Token] | None:
        """What a tag becomes; None where it is text."""
        name = tag["name"].lower()
        given = (
            {}
            if tag["end"]
            else {k.lower(): unescape(a or b or c) for k, a, b, c in _ATTRIBUTE.findall(tag["attributes"])}
        )
        if name in _INLINE or (self._whole and name in _BLOCK):
            return self._paired(_INLINE.get(name) or _BLOCK[name], bool(tag["end"]))
        if name == "a":
            return self._link(given, bool(tag["end"]), bool(tag["attributes"]))
        if name in ("br", "hr"):
            return [Token("hardbreak", "br", 0)]
        if name == "img":
            return _image(given)
        if name in _FRAMES:
            return self._address(given.get("src", "")) if given or tag["end"] else None
        return [] if name in _ARRANGING else None

    def _paired(self, name: str, ends: bool) -> list[Token]:
        if ends:
            return list(self._closed_to(name))
        if len(self._open) >= _DEEPEST:
            return []
        self._open.append(name)
        return [_raw(f"<{name}>")]

    def _link(self, given: dict[str, str], ends: bool, attributes: bool) -> list[Token] | None:
        if ends:
            return list(self._closed_to("a"))
        href = normalizeLink(given.get("href", "").strip())
        if not href:
            return [] if attributes else None
        if not _may_lead(href):
            return None
        if "a" in self._open or "" in self._open or len(self._open) >= _DEEPEST:
            return []
        self._open.append("a")
        return [Token("link_open", "a", 1, {"href": href})]

    def _address(self, address: str) -> list[Token] | None:
        address = f"https:{address}" if address.startswith("//") else address
        opened = self._link({"href": address}, False, True)
        return [*opened, *_texts(address), *self._closed_to("a")] if opened else opened

    def _closed_to(self, name: str) -> Iterator[Token]:
        """Close what is open down to the last of that name; nothing where none is, or Markdown's own is in between."""
        own = len(self._open) - self._open[::-1].index("") if "" in self._open else 0
        since = self._open[own:]
        if name == "":
            for one in reversed(since):
                yield from _closing(one)
            del self._open[max(0, own - 1) :]
        elif name in since:
            while (one := self._open.pop()) != name:
                yield from _closing(one)
            yield from _closing(name)


def _closing(name: str) -> list[Token]:
    if not name:
        return []
    return [Token("link_close", "a", -1)] if name == "a" else [_raw(f"</{name}>")]


def _may_lead(address: str) -> bool:
    return validateLink(address) and not unsafe_url(address)


def _image(given: dict[str, str]) -> list[Token] | None:
    src = normalizeLink(given.get("src", "").strip())
    if not src or not _may_lead(src):
        return None
    alt = " ".join(given.get("alt", "").split())
    attributes: dict[str, str | int | float] = {"src": src, "alt": ""}
    if title := given.get("title"):
        attributes["title"] = title
    return [Token("image", "img", 0, attributes, content=alt, children=[*_texts(alt)])]


def _raw(html: str) -> Token:
    return Token("html_inline", "", 0, content=html)


def _texts(text: str) -> Iterator[Token]:
    for number, line in enumerate(text.split("\n")):
        if number:
            yield Token("softbreak", "br", 0)
        if line:
            yield Token("text", "", 0, content=line)

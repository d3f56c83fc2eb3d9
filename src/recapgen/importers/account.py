"""Double entry: every paragraph and every link of a source is in the result, or in the report with the reason.

What a source holds is counted by readers of its own (the standard library's for HTML), not by those that convert it, so
that a conversion can't hide what it lost.

>>> stock = Stock(("Soup is good.", "0 notes"))
>>> account = settle(stock, "Soup is *good*.\\n", (), [Residue("0 notes", "number of notes")])
>>> account.kept, len(account.dropped), account.lost
(1, 1, ())
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec import Struct

from recapgen.importers.foreign import Residue, Stock
from recapgen.importers.guard import clean
from recapgen.markdown import tokenise
from recapgen.recap.words import fold
from recapgen.regex import regex


class Rewritten(Struct, frozen=True):
    """A line of the source that stands in the result in another form: a by-line that became a heading."""

    before: str
    after: str


class Account(Struct, frozen=True):
    """Where the paragraphs and links of one post went."""

    total: int
    kept: int
    dropped: tuple[Residue, ...]
    rewritten: tuple[Rewritten, ...]
    lost: tuple[Residue, ...]
    """What is in neither: a fault of the importer, said as one."""

    @property
    def even(self) -> bool:
        return self.total == self.kept + len(self.dropped) + len(self.rewritten) + len(self.lost)


def settle(
    stock: Stock, markdown: str, said: Iterable[str], residue: Sequence[Residue], rewritten: Sequence[Rewritten] = ()
) -> Account:
    """The account of one post: `said` is what its front matter says, `residue` what was left out on purpose."""
    words, addresses = contents_of(markdown)
    said = list(said)
    whole = "".join(map(key, [words, *said]))
    known = {address_key(a) for a in [*addresses, *said, *urls_in(" ".join(said))]}
    reasons: dict[tuple[str, str], list[Residue]] = {}
    for one in residue:
        reasons.setdefault((one.what, _key_of(one)), []).append(one)
    changed: dict[str, list[Rewritten]] = {}
    for change in rewritten:
        changed.setdefault(key(change.before), []).append(change)
    kept = 0
    dropped: list[Residue] = []
    turned: list[Rewritten] = []
    lost: list[Residue] = []
    for paragraph, count in _counted(stock.paragraphs, key).values():
        name = key(paragraph)
        listed = reasons.pop(("paragraph", name), [])[:count]
        moved = [c for c in changed.pop(name, []) if key(c.after) in whole and not unsaid(c.before, c.after)]
        moved = moved[: count - len(listed)]
        left = count - len(listed) - len(moved)
        here = min(left, whole.count(name)) if left else 0
        dropped += listed
        turned += moved
        kept += here
        lost += [Residue(paragraph, "lost by the importer")] * (left - here)
    for address, count in _counted(stock.links, address_key).values():
        name = address_key(address)
        listed = reasons.pop(("link", name), [])[:count]
        left = count - len(listed)
        dropped += listed
        if left and name in known:
            kept += left
        elif left:
            lost += [Residue(address, "lost by the importer", what="link")] * left
    total = sum(1 for p in stock.paragraphs if key(p)) + sum(1 for a in stock.links if address_key(a))
    return Account(total, kept, tuple(dropped), tuple(turned), tuple(lost))


GLUE = frozenset(
    [
        "a",
        "an",
        "and",
        "the",
        "by",
        "from",
        "of",
        "at",
        "with",
        "von",
        "und",
        "mit",
        "de",
        "par",
        "et",
        "avec",
        "por",
        "y",
        "con",
        "di",
        "e",
        "da",
        "door",
        "en",
        "talk",
        "session",
        "speaker",
        "speakers",
        "presented",
        "presenter",
        "vortrag",
        "keynote",
        "workshop",
        "tutorial",
        "lightning",
        "panel",
    ]
)
"""Words that a by-line may lose when it becomes a heading: they say who is who, which its shape says then."""
_WORD = regex(r"\w[\w'’.+#-]*")


def unsaid(before: str, after: str) -> list[str]:
    """Words of a line that its new form lacks and that say something.

    >>> unsaid("Spoons, by Ida Quill from Ladle (live)", "Spoons – Ida Quill (Ladle)")
    ['live']
    """
    have = Counter(fold(w) for w in _WORD.findall(after))
    left = []
    for word in _WORD.findall(before):
        name = fold(word)
        if have[name] > 0:
            have[name] -= 1
        elif name not in GLUE:
            left.append(word)
    return left


def _key_of(one: Residue) -> str:
    return address_key(one.text) if one.what == "link" else key(one.text)


def _counted(values: Iterable[str], key_of: object) -> dict[str, tuple[str, int]]:
    made: dict[str, tuple[str, int]] = {}
    for value in values:
        name = key_of(value)  # type: ignore[operator]
        if name:
            first, count = made.get(name, (value, 0))
            made[name] = (first, count + 1)
    return made


# -- what is one and the same ------------------------------------------------------------------------------------------

_INVISIBLE = regex(
    "[\\s\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufe0e\ufe0f\ufeff\x00-\x1f\x7f-\x9f\ufffe\uffff]+"
)


SUPERSCRIPT, SUBSCRIPT = "⁰¹²³⁴⁵⁶⁷⁸⁹", "₀₁₂₃₄₅₆₇₈₉"
_FIGURES = str.maketrans(SUPERSCRIPT + SUBSCRIPT, "0123456789" * 2)


def key(text: str) -> str:
    """What two spellings of one paragraph have in common: all its visible characters, in their order.

    Raised and lowered figures count as figures: HTML has tags for them, and Markdown none.
    """
    return _INVISIBLE.sub("", unicodedata.normalize("NFC", clean(text))).translate(_FIGURES)


def address_key(url: str) -> str:
    """What two spellings of one address have in common."""
    text = unquote(clean(unescape(url)), errors="replace")
    return "".join(text.split()).rstrip("/").replace("\\", "/")


_URL = regex(r"(?:https?|ftp)://[^\s<>\"'()\[\]{}|\\^`]+", re.IGNORECASE)


def urls_in(text: str) -> list[str]:
    """Addresses that stand in a text as they are."""
    return [m.group().rstrip(".,;:!?…*_~”’»") for m in _URL.finditer(text)]


# -- what a text holds -------------------------------------------------------------------------------------------------

_BULLET = regex(r"^[ \t\u00a0]*(?:[•◦▪‣●○■□∙·⁃]|[*+–-](?=\s)|\d{1,3}[.)](?=\s\S))[ \t\u00a0]*")
_RULE = regex(r"[-=_*~#·•.\s]{3,}")


def stock_of_text(text: str) -> Stock:
    """Each line of a plain text without its bullet, and each address in it."""
    lines = [_BULLET.sub("", line) for line in text.split("\n") if not _RULE.fullmatch(line)]
    return Stock(tuple(line.strip() for line in lines if key(line)), tuple(urls_in(text)))


def stock_of_markdown(text: str) -> Stock:
    """Each block of a Markdown text, with the HTML inside it, and each link."""
    paragraphs: list[str] = []
    links: list[str] = []
    for token in tokenise(text, unsafe_html=True):
        if token.type == "inline":
            shown, found = _inline(token)
            html = any(c.type == "html_inline" for c in token.children or ())
            inner = stock_of_html(shown) if html else Stock((shown,), ())
            paragraphs += inner.paragraphs
            links += [*found, *inner.links]
        elif token.type in ("fence", "code_block"):
            paragraphs.append(token.content)
        elif token.type == "html_block":
            inner = stock_of_html(token.content)
            paragraphs += inner.paragraphs
            links += inner.links
    return Stock(tuple(p for p in paragraphs if key(p)), tuple(links))


def contents_of(markdown: str) -> tuple[str, list[str]]:
    """All words of a Markdown text in their order, and all its addresses."""
    words: list[str] = []
    links: list[str] = []
    for token in tokenise(markdown):
        if token.type == "inline":
            shown, found = _inline(token)
            words.append(shown)
            links += found
        elif token.type in ("fence", "code_block", "html_block"):
            words.append(token.content)
        for value in token.meta.get("attributes", {}).values() if token.type == "heading_open" else ():
            words.append(str(value))
    text = "\n".join(words)
    return text, links + urls_in(text)


def _inline(token: Token) -> tuple[str, list[str]]:
    parts: list[str] = []
    links: list[str] = []
    for child in token.children or ():
        if child.type == "image":
            parts.append(_inline(child)[0])
            links.append(str(child.attrGet("src") or ""))
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "link_open":
            links.append(str(child.attrGet("href") or ""))
        elif child.nesting == 0 and child.type != "comment":
            parts.append(child.content)
    return "".join(parts), links


# -- what a web page holds ---------------------------------------------------------------------------------------------

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "math",
        "nobr",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
"""Elements that don't end a paragraph; all others do."""
SILENT = {"script": "script", "style": "style sheet", "template": "script", "title": "title of the page"}
"""Elements whose text is no paragraph of the page."""
ADDRESSES = {
    "a": ("href",),
    "area": ("href",),
    "img": ("src",),
    "iframe": ("src",),
    "embed": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "source": ("src",),
    "object": ("data",),
    "track": ("src",),
}
"""Attributes that lead somewhere, by element."""


class _Pages(HTMLParser):
    """Collects paragraphs and addresses; knows nothing of what is content and what is not."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.links: list[str] = []
        self.silenced: list[tuple[str, str]] = []
        self._text: list[str] = []
        self._silent = ""

    def end_paragraph(self) -> None:
        text = "".join(self._text)
        self._text = []
        if key(text):
            self.paragraphs.append(text.strip())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ADDRESSES.get(tag, ()):
            if (url := given.get(name)) and url.strip():
                self.links.append(url)
        if tag == "img" and given.get("alt"):
            self._text.append(given["alt"] or "")
        if tag == "q":
            self._text.append('"')
        if tag in SILENT:
            self._silent = tag
        if tag not in _INLINE and tag not in ("br", "img"):
            self.end_paragraph()

    def handle_endtag(self, tag: str) -> None:
        if tag == self._silent:
            self._silent = ""
        if tag == "q":
            self._text.append('"')
        if tag not in _INLINE and tag not in ("br", "img"):
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)
        elif data.strip():
            self.silenced.append((SILENT[self._silent], data.strip()))


def stock_of_html(html: str) -> Stock:
    """Each paragraph, list item, cell, heading and caption of a piece of HTML, and each address that it leads to."""
    pages = read_html(html)
    return Stock(tuple(pages.paragraphs), tuple(pages.links))


def silenced_in(html: str) -> list[Residue]:
    """Scripts and style sheets, said once each."""
    return [Residue(text[:200], what) for what, text in read_html(html).silenced if what != "title of the page"]


def read_html(html: str) -> _Pages:
    pages = _Pages()
    pages.feed(html)
    pages.close()
    pages.end_paragraph()
    return pages

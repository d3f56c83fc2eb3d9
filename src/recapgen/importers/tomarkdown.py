"""HTML to the Markdown that a person would write: sanitised first, and without loss of words.

>>> to_markdown("<h2>Spoons</h2><p>Bo &amp; Ida <b>cooked</b><script>alert(1)</script></p>")[0]
'## Spoons\\n\\nBo & Ida **cooked**\\n'
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from markdownify import MarkdownConverter

from recapgen.importers.account import ADDRESSES, SUBSCRIPT, SUPERSCRIPT, key
from recapgen.importers.addresses import Addresses
from recapgen.importers.foreign import Residue
from recapgen.regex import regex

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_INLINES = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "iframe",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "noscript",
        "picture",
        "q",
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
        "audio",
        "video",
        "source",
        "embed",
        "object",
        "map",
        "area",
        "button",
        "input",
        "select",
        "option",
        "optgroup",
        "textarea",
    ]
)
_SILENT = frozenset(["script", "style", "template", "title", "svg", "math", "head", "applet", "frameset"])
DEEPEST = 60
"""Elements inside one another that the converter follows; deeper ones are flattened."""


def sanitised(html: str) -> str:
    """The HTML without scripts, styles, comments, handlers and unsafe schemes; structure and class names stay."""
    import nh3

    return nh3.clean(
        html,
        tags=set(BLOCKS | _INLINES),
        clean_content_tags=set(_SILENT),
        attributes={
            "*": {"class", "id", "role", "itemprop", "datetime", "start", "colspan", "lang", "aria-label"},
            **{
                tag: {*names, "alt", "title", "rel"} - ({"rel"} if tag == "a" else set())
                for tag, names in ADDRESSES.items()
            },
        },
        url_schemes={
            "http",
            "https",
            "mailto",
            "tel",
            "ftp",
            "xmpp",
            "irc",
            "geo",
            "webcal",
            "javascript",
            "data",
            "vbscript",
            "feed",
            "about",
            "blob",
            "file",
        },
        link_rel=None,
        strip_comments=True,
    )


def to_markdown(html: str, addresses: Addresses | None = None, *, marks: bool = True) -> tuple[str, list[Residue]]:
    """The Markdown of a piece of HTML, and what could not come along: unsafe and empty links, mostly.

    Schemes pass the sanitiser so that a link that is refused can be listed; `Addresses` refuses them. Without `marks`,
    bold and italics are dropped: for HTML so odd that Markdown could not say where they end.
    """
    soup = BeautifulSoup(shallow(sanitised(html)), "html.parser")
    addresses = addresses or Addresses()
    residue: list[Residue] = []
    for tag in soup.find_all(["b", "strong", "em", "i", "s", "del", "strike"]) if not marks else ():
        tag.unwrap()
    _embeds(soup)
    _links(soup, addresses, residue)
    _layout(soup)
    made = _Converter().convert_soup(soup)
    made = re.sub(r"[ \t]+\n(?=\n|$)", "\n", made)
    made = re.sub(r"\n{3,}", "\n\n", made)
    return made.strip("\n") + "\n" if made.strip() else "", residue


# -- before the conversion ---------------------------------------------------------------------------------------------


_VOID = frozenset(["area", "br", "embed", "hr", "img", "input", "source", "track", "wbr"])


class _Shallow(HTMLParser):
    """Writes HTML again without the tags that stand too deep; the HTML is well-formed, as a sanitiser leaves it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.made: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.made.append(self.get_starttag_text() or "")
            return
        self._depth += 1
        self.made.append((self.get_starttag_text() or "") if self._depth <= DEEPEST else " ")

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            self.made.append(f"</{tag}>" if self._depth <= DEEPEST else " ")
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        self.made.append(data)

    def handle_entityref(self, name: str) -> None:
        self.made.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.made.append(f"&#{name};")


def shallow(html: str) -> str:
    """Sanitised HTML in which no element stands deeper than `DEEPEST`: the converter works by recursion."""
    if html.count("<") < DEEPEST:
        return html
    writer = _Shallow()
    writer.feed(html)
    writer.close()
    return "".join(writer.made)


def _new(tag: Tag, name: str, **attributes: str) -> Tag:
    return Tag(name=name, attrs=dict(attributes), builder=None, parser=None) if tag else tag


def _embeds(soup: Tag) -> None:
    """A film, a sound or a frame becomes a link to it."""
    for tag in soup.find_all(["iframe", "embed", "object", "video", "audio"]):
        urls = [str(tag.get(n)) for n in ADDRESSES.get(tag.name, ()) if tag.get(n)]
        urls += [str(s.get("src")) for s in tag.find_all(["source", "embed"]) if s.get("src")]
        for one in tag.find_all(["source", "embed"]):
            one.decompose()
        block = _new(tag, "p")
        for url in dict.fromkeys(urls):
            link = _new(tag, "a", href=url)
            link.append(NavigableString(url))
            block.append(link)
            block.append(NavigableString(" "))
        if urls:
            tag.insert_before(block)
        tag.name = "div"
        tag.attrs = {}
    for tag in soup.find_all(["source", "picture", "map", "noscript", "wbr"]):
        if tag.name == "source" and tag.get("src"):
            tag.name, tag.attrs = "img", {"src": tag["src"]}
        else:
            tag.unwrap()
    for tag in soup.find_all("area"):
        url = str(tag.get("href") or "")
        tag.name, tag.attrs = "a", {"href": url}
        tag.append(NavigableString(str(tag.get("alt") or url)))


def _links(soup: Tag, addresses: Addresses, residue: list[Residue]) -> None:
    """New addresses for old; what has none, or shows nothing to click on, is listed."""
    for tag in soup.find_all("img"):
        url = str(tag.get("src") or "")
        new, why = addresses.new(url)
        if not why and tag.find_parent(["pre", "code", "kbd", "samp", "tt"]):
            why = "picture inside code"
        if not url.strip() or why:
            if url.strip():
                residue.append(Residue(url, why, what="link"))
            tag.replace_with(NavigableString(str(tag.get("alt") or "")))
        else:
            tag["src"] = new
    for tag in soup.find_all("a"):
        url = str(tag.get("href") or "")
        new, why = addresses.new(url)
        if not why and not key(tag.get_text()) and tag.find("img") is None:
            why = "link without words"
        elif not why and tag.find_parent(["pre", "code", "kbd", "samp", "tt"]):
            why = "link inside code"
        if url.strip() and why:
            residue.append(Residue(url, why, what="link"))
        if why or not url.strip():
            tag.unwrap()
            continue
        tag["href"] = new
        if tag.find(list(BLOCKS)):
            _inward(tag, new)


def _inward(link: Tag, url: str) -> None:
    """A link around blocks becomes a link around the words and pictures of each."""
    for leaf in [*link.find_all(string=True), *link.find_all("img")]:
        if isinstance(leaf, NavigableString) and not key(str(leaf)):
            continue
        inner = _new(link, "a", href=url)
        leaf.wrap(inner)
    link.unwrap()


def _layout(soup: Tag) -> None:
    """Tables that only arrange things become plain blocks; so do headings that hold more than a line."""
    for table in soup.find_all("table"):
        rows = list(table.find_all("tr"))
        widest = max((len(r.find_all(["td", "th"], recursive=False)) for r in rows), default=0)
        rich = table.find(["table", "ul", "ol", "pre", "blockquote", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "hr"])
        if table.find_parent("table") or rich or widest < 2 or len(rows) < 2 or table.find_parent(["td", "li", "dd"]):
            for tag in [table, *table.find_all(["tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup"])]:
                tag.name = "div"
    for heading in soup.find_all(re.compile("^h[1-6]$")):
        if heading.find(["table", "ul", "ol", "pre", "blockquote", "dl", "hr", "h1", "h2", "h3", "h4", "h5", "h6"]):
            heading.name = "div"
        elif heading.find_parent(["td", "th", "dt", "a"]):
            heading.name = "strong" if heading.find_parent(["td", "th"]) else "div"
    for stray in soup.find_all(["td", "th"]):
        if stray.find_parent("table") is None:
            stray.name = "div"
    for tag in list(soup.find_all(["b", "strong", "em", "i", "s", "del"])):
        following = tag.next_sibling
        while isinstance(following, Tag) and following.name == tag.name:
            for child in list(following.contents):
                tag.append(child)
            following.decompose()
            following = tag.next_sibling
    soup.smooth()


# -- the conversion ----------------------------------------------------------------------------------------------------

_CELL, _ROW = "\x1f", "\x1e"
"""Marks of cells and rows until their table puts them together."""
_BARE_URL = regex(r"(?:https?://|www\.)[^\s<>\"'`*\\|\[\]]+")
_LANGUAGE = regex(r"(?:language|lang|highlight-source|brush:?)-?\s*([\w+#.-]{1,20})")


class _Converter(MarkdownConverter):
    """markdownify, with fewer escapes in plain prose, and none of its silent losses."""

    class Options:
        heading_style = "atx"
        bullets = "-"
        wrap = True
        wrap_width = None
        autolinks = True

    def process_text(self, el: NavigableString, parent_tags: Any = None) -> str:
        text: str = super().process_text(el, parent_tags=parent_tags)  # type: ignore[misc]
        tags = parent_tags or set()
        if "_noformat" in tags or not text:
            return text
        if any(t in tags for t in ("h1", "h2", "h3", "h4", "h5", "h6")):
            text = text.replace("{", "&#123;")
        elif text.startswith("{"):
            text = f"\\{text}"
        if text.endswith("!") and el.next_element is not None:
            text = f"{text[:-1]}\\!"
        return escape_line_start(text) if "_inline" not in tags and _begins_line(el) else text

    def escape(self, text: str, parent_tags: Any) -> str:
        return escape(text, brackets="a" in parent_tags)

    def convert_a(self, el: Tag, text: str, parent_tags: Any) -> str:
        before, words, after = _chomped(text)
        url = str(el.get("href") or "")
        if not words or not url or "_noformat" in parent_tags:
            return text
        if "\n\n" in words:
            words = re.sub(r"\s*\n\s*", " ", words)
        if el.get_text().strip() == url and re.match(r"(?:https?|ftp|mailto):[^\s<>]+$", url):
            return f"{before}<{url}>{after}"
        return f"{before}[{words}]({url or '<>'}){after}"

    def _marked(self, el: Tag, text: str, parent_tags: Any, mark: str) -> str:
        before, words, after = _chomped(text)
        if not words or "_noformat" in parent_tags or "\n\n" in words or _CELL in words:
            return text
        if "\n" in words and re.search(r"\n\s*(?:[-+*>#]|\d+[.)])", words):
            return text
        if not _flanks(before or _edge(el, back=True), words[0]) or not _flanks(
            after or _edge(el, back=False), words[-1]
        ):
            return text
        return f"{before}{mark}{words}{mark}{after}"

    def convert_b(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self._marked(el, text, parent_tags, "**") if not el.find_parent(["b", "strong"]) else text

    convert_strong = convert_b

    def convert_em(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self._marked(el, text, parent_tags, "*") if not el.find_parent(["i", "em"]) else text

    convert_i = convert_em

    def convert_del(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self._marked(el, text, parent_tags, "~~") if not el.find_parent(["s", "del", "strike"]) else text

    convert_s = convert_strike = convert_del

    def convert_sup(self, el: Tag, text: str, parent_tags: Any) -> str:
        return raised(text, el.name)

    convert_sub = convert_sup

    def convert_code(self, el: Tag, text: str, parent_tags: Any) -> str:
        if "_noformat" in parent_tags:
            return text
        words = " ".join(el.get_text().split())
        if not words:
            return text
        fence = "`" * (max((len(r) for r in re.findall(r"`+", words)), default=0) + 1)
        pad = " " if words[0] == "`" or words[-1] == "`" else ""
        ahead = "\\{" if str(el.next_sibling or "").startswith("{") else ""
        return f"{fence}{pad}{words}{pad}{fence}" if not ahead else words

    convert_kbd = convert_samp = convert_tt = convert_code

    def convert_q(self, el: Tag, text: str, parent_tags: Any) -> str:
        return f'"{text}"'

    def convert_br(self, el: Tag, text: str, parent_tags: Any) -> str:
        if "pre" in parent_tags:
            return f"\n{text}"
        return f" {text}" if "_inline" in parent_tags else f"  \n{text}"

    def convert_img(self, el: Tag, text: str, parent_tags: Any) -> str:
        alt = " ".join(str(el.get("alt") or "").split())
        if "_noformat" in parent_tags:
            return alt
        return f"![{escape(alt, brackets=True)}]({el.get('src')})"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: Any) -> str:
        if "_inline" in parent_tags:
            return text
        words = " ".join(text.split())
        if words.rstrip().endswith("#"):
            words = f"{words.rstrip()[:-1]}\\#"
        return f"\n\n{'#' * max(1, min(6, n))} {words}\n\n" if words else ""

    def convert_pre(self, el: Tag, text: str, parent_tags: Any) -> str:
        if not key(text):
            return ""
        if "_inline" in parent_tags:
            return f" {' '.join(text.split())} "
        text = text.strip("\n").expandtabs(4)
        fence = "`" * max(3, max((len(r) for r in re.findall(r"`+", text)), default=0) + 1)
        return f"\n\n{fence}{_language(el)}\n{text}\n{fence}\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: Any) -> str:
        text = text.strip()
        if not text:
            return "\n"
        bullet = "- "
        if el.parent is not None and el.parent.name == "ol":
            bullet = f"{self._number(el)}. "
        indent = " " * len(bullet)
        lines = [f"{indent}{line}" if line.strip() else "" for line in text.split("\n")]
        return f"{bullet}{lines[0][len(bullet) :]}\n" + "".join(f"{line}\n" for line in lines[1:])

    def _number(self, el: Tag) -> int:
        """An item's number; counted once for each list."""
        counted: dict[int, int] = self.__dict__.setdefault("_counted", {})
        if id(el) not in counted:
            start = str(el.parent.get("start") or "1") if el.parent else "1"
            first = int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1
            for at, item in enumerate(el.parent.find_all("li", recursive=False) if el.parent else []):
                counted[id(item)] = first + at
        return counted.get(id(el), 1)

    def convert_div(self, el: Tag, text: str, parent_tags: Any) -> str:
        text = text.strip()
        if "_inline" in parent_tags:
            return f" {text} "
        return f"\n\n{text}\n\n" if text else ""

    convert_p = convert_article = convert_section = convert_main = convert_header = convert_footer = convert_aside = (
        convert_div
    )
    convert_nav = convert_figcaption = convert_caption = convert_details = convert_summary = convert_div

    def convert_figure(self, el: Tag, text: str, parent_tags: Any) -> str:
        blocks = re.split(r"\s*\n{2,}", text.strip())
        if len(blocks) > 1 and _ends_in_caption(el) and _PICTURE.fullmatch(blocks[-2]) and "_inline" not in parent_tags:
            blocks[-2:] = [captioned(blocks[-2], blocks[-1])]
        return self.convert_div(el, "\n\n".join(blocks), parent_tags)

    convert_address = convert_center = convert_fieldset = convert_legend = convert_form = convert_hgroup = (
        convert_dialog
    ) = convert_div
    convert_menu = convert_search = convert_body = convert_div

    def convert_dl(self, el: Tag, text: str, parent_tags: Any) -> str:
        return self.convert_div(el, text, parent_tags)

    def convert_dt(self, el: Tag, text: str, parent_tags: Any) -> str:
        words = " ".join(text.split())
        return f" {words} " if "_inline" in parent_tags else f"\n\n{words}\n\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: Any) -> str:
        text = text.strip()
        if "_inline" in parent_tags or not text:
            return f" {text} "
        term = el.find_previous_sibling(["dt", "dd"])
        if term is None or term.name != "dt" or not key(term.get_text()):
            return f"\n\n{text}\n\n"
        lines = text.split("\n")
        return "\n\n: " + "\n".join([lines[0], *(f"  {line}" if line.strip() else "" for line in lines[1:])]) + "\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: Any) -> str:
        span = str(el.get("colspan") or "1")
        more = min(20, int(span)) - 1 if span.isascii() and span.isdigit() and len(span) < 4 else 0
        return _CELL + " ".join(text.split()) + _CELL * max(0, more)

    convert_th = convert_td

    def convert_tr(self, el: Tag, text: str, parent_tags: Any) -> str:
        return f"{_ROW}{'!' if el.find('td') is None else ''}{text}{_ROW}"

    def convert_table(self, el: Tag, text: str, parent_tags: Any) -> str:
        rows: list[list[str]] = []
        aside: list[str] = []
        heads = 0
        for part in text.split(_ROW):
            before, mark, cells = part.partition(_CELL)
            if not mark:
                aside.append(part.strip())
                continue
            heads += before.strip() == "!" and not rows
            rows.append([re.sub(r"(?<!\\)\|", r"\\|", c.strip()) for c in cells.split(_CELL)])
        return "\n\n" + "\n\n".join([*filter(None, aside), _table(rows, bool(heads))]) + "\n\n"


_RAISED = {"sup": str.maketrans("0123456789", SUPERSCRIPT), "sub": str.maketrans("0123456789", SUBSCRIPT)}


def raised(text: str, tag: str) -> str:
    """The words of a `sup` or `sub` element: figures raised or lowered, so that they stay apart from what they follow.

    >>> raised("1", "sup"), raised("th", "sup"), raised("2", "sub")
    ('¹', 'th', '₂')
    """
    return text.translate(_RAISED[tag]) if re.fullmatch(r"[\d\s,]+", text) else text


_PICTURE = regex(r"(?:!\[[^\]]*\]\([^()\s]*\)|\[!\[[^\]]*\]\([^()\s]*\)\]\([^()\s]*\))")


def _ends_in_caption(figure: Tag) -> bool:
    elements = figure.find_all(True, recursive=False)
    return bool(elements) and elements[-1].name == "figcaption"


def captioned(picture: str, caption: str) -> str:
    """A picture with its caption below, in one paragraph, so that the caption is no line of the text.

    >>> captioned("![pot](pot.jpg)", "A pot")
    '![pot](pot.jpg)\\\\\\n*A pot*'
    """
    words = " ".join(caption.split())
    return f"{picture}\\\n{words if re.search(r'[*_]', words) else f'*{words}*'}"


def _table(rows: list[list[str]], headed: bool) -> str:
    width = max((len(r) for r in rows), default=0)
    if not headed:
        rows = [[""] * width, *rows]
    padded = [[*r, *[""] * (width - len(r))] for r in rows]
    lines = ["| " + " | ".join(r) + " |" for r in padded]
    lines.insert(1, "| " + " | ".join(["---"] * width) + " |")
    return "\n".join(lines)


def _language(el: Tag) -> str:
    for tag in [el, *el.find_all("code", limit=1), *([el.parent] if el.parent else [])]:
        classes: Any = tag.get("class") or []
        if found := _LANGUAGE.search(" ".join(classes if isinstance(classes, list) else [str(classes)])):
            return found.group(1).lower()
    return ""


def _chomped(text: str) -> tuple[str, str, str]:
    """White space before, the words, white space after."""
    words = text.strip()
    at = text.find(words) if words else len(text)
    before, after = text[:at], text[at + len(words) :]
    return (" " if before and "\n" not in before else before), words, (" " if after and "\n" not in after else after)


def _begins_line(el: NavigableString) -> bool:
    """Whether nothing stands before a text in its block."""
    node: Any = el
    while node is not None:
        before = node.previous_sibling
        while isinstance(before, NavigableString) and not before.strip():
            before = before.previous_sibling
        if isinstance(before, Tag):
            return (
                before.name in BLOCKS
                or before.name == "br"
                or (before.name not in ("img", "a") and not key(before.get_text()))
            )
        if before is not None:
            return False
        node = node.parent
        if node is None or node.name in BLOCKS or node.name == "[document]":
            return True
    return True


def _edge(el: Tag, *, back: bool) -> str:
    """The character next to an element, as far as its siblings tell."""
    node: Any = el
    while node is not None and node.name not in BLOCKS:
        beside = node.previous_sibling if back else node.next_sibling
        if isinstance(beside, NavigableString) and str(beside):
            return str(beside)[-1 if back else 0]
        if isinstance(beside, Tag):
            text = beside.get_text()
            return "" if beside.name in BLOCKS or beside.name in ("br", "img") or not text else text[-1 if back else 0]
        node = node.parent
    return ""


def _flanks(outside: str, inside: str) -> bool:
    """Whether an emphasis mark between two characters is one to Markdown."""
    if not outside or outside[-1].isspace():
        return True
    return not _punctuation(inside) or _punctuation(outside[-1])


def _punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


# -- escapes -----------------------------------------------------------------------------------------------------------


def escape(text: str, *, brackets: bool = False) -> str:
    """A text in which Markdown sees no markup; what can't be mistaken stays as it is.

    >>> escape("snake_case * 2 [sic] <b>")
    'snake_case * 2 [sic] \\\\<b>'
    """
    brackets = (
        brackets or bool(re.search(r"\]\s?[(\[:]|\[\^|\[[ xX]?\]|\]$", text)) or text.count("[") != text.count("]")
    )
    return "".join(part if bare else _escaped(part, brackets) for part, bare in _parts(text))


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    at = 0
    for match in _BARE_URL.finditer(text):
        yield text[at : match.start()], False
        url = match.group()
        safe = not re.search(r"[_~&(){}!]", url)
        yield url, safe
        at = match.end()
    yield text[at:], False


def _escaped(text: str, brackets: bool) -> str:
    text = re.sub(r"\\(?=[!-/:-@\[-`{-~]|$)", r"\\\\", text)
    text = re.sub(r"[`~]", r"\\\g<0>", text)
    text = re.sub(r"\*(?!(?<=\s\*)\s)", r"\\*", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"<(?=[A-Za-z/!?])", r"\\<", text)
    text = re.sub(r"&(?=#?\w{1,40};)", r"\\&", text)
    text = re.sub(r"\$(?=\S)", r"\\$", text) if text.count("$") > 1 else text
    return re.sub(r"[\[\]]", r"\\\g<0>", text) if brackets else text


def escape_line_start(text: str) -> str:
    """The text with its first characters escaped where Markdown would take them for a heading, a list or a rule.

    >>> escape_line_start("1. Soup"), escape_line_start("# 3"), escape_line_start("-5 degrees")
    ('1\\\\. Soup', '\\\\# 3', '-5 degrees')
    """
    lead = text[: len(text) - len(text.lstrip())]
    rest = text[len(lead) :]
    if match := re.match(r"(\d{1,9})([.)])(?=\s|$)", rest):
        return f"{lead}{match.group(1)}\\{rest[match.end(1) :]}"
    if re.match(r"(?:#{1,6}|[-+*:~])(?=\s|$)|>|[-=_*+]{2,}\s*$|[-|:+ ]+$|={1,}\s*$|\|", rest) and rest[0] != "\\":
        return f"{lead}\\{rest}"
    if re.match(r"(?:[-_*]\s*){3,}$|!?\[[^\]]*\]:", rest):
        return f"{lead}\\{rest}"
    return text

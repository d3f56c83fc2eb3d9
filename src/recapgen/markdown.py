"""Markdown to tokens, once a post, and tokens to HTML.

>>> to_html(tokenise("# Soup & *spoons*")).html
'<h1 id="soup-and-spoons">Soup &amp; <em>spoons</em></h1>\\n'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from io import StringIO
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.ruler import Ruler
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.attrs.parse import ParseError, parse
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.gfm import gfm_plugin
from msgspec import Struct

from recapgen.embeds import Embed, embed_of
from recapgen.regex import regex
from recapgen.routes import slugify

SITE = "recapgen:"
"""The scheme of links into the site until the page that shows them resolves them."""

HTML_ATTRIBUTES = ("id", "class")
"""Attributes that an author may set; all others are facts for the reader (`speakers`, `kind`, ...)."""

ATTRIBUTES = ("title", "speakers", "kind", "day", "slides", "video", "code", "schedule", "url", "topics", "session")
"""What attributes may say of a session: behind a heading, and at the end of a line of a paragraph or list item."""

HIGHLIGHT_LIMIT = 50_000
"""Characters of a code block beyond which it is shown without colours."""


def tokenise(text: str, *, unsafe_html: bool = False) -> list[Token]:
    """The block tokens of a post's body.

    A heading's trailing `{speakers="Ida Quill" kind=keynote #id}` stands in its `meta["attributes"]` and no more in its
    text; one that can't be understood stays in the text, and `meta["bad_attributes"]` says so. The same holds for each
    line of a paragraph, also of a list item's, that ends in some of `ATTRIBUTES`; `meta["stated"]` has them by line,
    counted from 0.
    """
    return _parser(unsafe_html).parse(text)


class Rendered(Struct, frozen=True):
    html: str
    cuts: tuple[int, ...]
    """Where the `cut()` tokens stood, in order, as offsets into `html`."""


def cut() -> Token:
    """A token that leaves nothing in the HTML but its position in `Rendered.cuts`."""
    return Token("cut", "", 0)


def to_html(tokens: Sequence[Token], *, unsafe_html: bool = False) -> Rendered:
    parser = _parser(unsafe_html)
    marked = parser.renderer.render(_with_embeds(tokens), parser.options, {})
    pieces = marked.split("\0")
    cuts, at = [], 0
    for piece in pieces[:-1]:
        at += len(piece)
        cuts.append(at)
    return Rendered("".join(pieces), tuple(cuts))


def plain(tokens: Sequence[Token]) -> str:
    """The words of tokens without any markup; lines stay lines."""
    return "\n".join(inline_text(t, "\n") for t in tokens if t.type == "inline")


def line_at(tokens: Sequence[Token], offset: int) -> int:
    """The line, from 0, on which the character at `offset` of `plain(tokens)` stands in the text."""
    for token in tokens:
        if token.type != "inline":
            continue
        text = inline_text(token, "\n")
        if offset <= len(text):
            return (token.map[0] if token.map else 0) + text.count("\n", 0, offset)
        offset -= len(text) + 1
    return 0


def inline_text(token: Token, line_end: str = " ") -> str:
    """The text of one inline token."""
    parts = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append(line_end)
    return "".join(parts)


@cache
def _parser(unsafe_html: bool) -> MarkdownIt:
    md = with_all_rules(unsafe_html)
    _spare_plain_lines(md)
    _spare_plain_texts(md)
    return md


def with_all_rules(unsafe_html: bool) -> MarkdownIt:
    """A parser that asks every rule everywhere: it finds what the one that is used finds, but takes longer."""
    md = _Markdown("commonmark", {"html": unsafe_html, "xhtmlOut": False, "maxNesting": 40}, renderer_cls=Renderer)
    md.use(gfm_plugin)
    md.use(deflist_plugin)
    md.use(attrs_plugin, after=("image", "code_inline", "link_close"), allowed=HTML_ATTRIBUTES)
    md.core.ruler.push("heading_ids", _heading_ids)
    renderer = md.renderer
    assert isinstance(renderer, Renderer)
    rules: dict[str, Any] = renderer.rules
    rules |= {
        "footnote_block_open": lambda *_: '<div class="footnotes" role="doc-endnotes">\n<ol class="footnotes-list">\n',
        "footnote_block_close": lambda *_: "</ol>\n</div>\n",
    }
    md.core.ruler.before("inline", "session_attributes", _session_attributes)
    md.block.ruler.before("html_block", "comment", _block_comment, {"alt": ["paragraph", "reference", "blockquote"]})
    md.inline.ruler.before("html_inline", "comment", _inline_comment)
    return md


# -- additions to the parser ------------------------------------------------------------------------------------------

_BRACES = regex(r"\{[^{}]*\}[ \t]*$")
_FACTS = regex(rf"[ \t]*(\{{[ \t]*(?:{'|'.join(ATTRIBUTES)}|speaker)[ \t]*=[^{{}}\n]*\}})[ \t]*$", re.MULTILINE)
"""Attributes of a session at the end of a line."""
_OTHER_QUOTES = regex(r"""(?<==)(?:'([^'"{}]*)'|[“„”]([^“”"{}]*)[“”])""")
"""Around a value: such as other dialects have, or as word processors write them."""


def _session_attributes(state: StateCore) -> None:
    for opening, inline in zip(state.tokens, state.tokens[1:], strict=False):
        if inline.type != "inline" or "}" not in inline.content:
            continue
        if opening.type == "heading_open":
            _behind_heading(opening, inline)
        elif opening.type in ("paragraph_open", "dt_open"):
            _behind_lines(opening, inline)


def _attributes(written: str) -> dict[str, str]:
    """Raises `ParseError` where they can't be understood."""
    _, attributes = parse(_OTHER_QUOTES.sub(r'"\1\2"', written.rstrip()))
    return {key: value.replace('\\"', '"') for key, value in attributes.items()}


def _behind_heading(opening: Token, inline: Token) -> None:
    """Several braces are as one: `{#id} {session=no}`."""
    while match := _BRACES.search(inline.content):
        try:
            attributes = _attributes(match.group())
        except ParseError:
            opening.meta["bad_attributes"] = match.group().strip()
            return
        opening.attrs |= {k: v for k, v in attributes.items() if k in HTML_ATTRIBUTES}
        facts = {k: v for k, v in attributes.items() if k not in HTML_ATTRIBUTES}
        opening.meta["attributes"] = facts | opening.meta.get("attributes", {})
        inline.content = inline.content[: match.start()].rstrip()


def _behind_lines(opening: Token, inline: Token) -> None:
    stated: dict[int, dict[str, str]] = {}

    def taken(match: re.Match[str]) -> str:
        try:
            attributes = _attributes(match[1])
        except ParseError:
            opening.meta["bad_attributes"] = match[1]
            return match[0]
        stated[inline.content.count("\n", 0, match.start())] = attributes
        return ""

    text = _FACTS.sub(taken, inline.content)
    if stated:
        inline.content = text.rstrip()
        opening.meta["stated"] = stated
        opening.meta["attributes"] = {key: value for one in stated.values() for key, value in one.items()}


def _heading_ids(state: StateCore) -> None:
    """Each heading without an id gets one of its words, and a number where that is taken."""
    headings = [(t, state.tokens[n + 1]) for n, t in enumerate(state.tokens) if t.type == "heading_open"]
    taken = {str(opening.attrs["id"]) for opening, _ in headings if opening.attrs.get("id")}
    last: dict[str, int] = {}
    for opening, inline in headings:
        if opening.attrs.get("id"):
            continue
        words = "".join(c.content for c in inline.children or () if c.type in ("text", "code_inline"))
        slug = unique = slugify(words)
        number = last.get(slug, 0)
        while unique in taken:
            number += 1
            unique = f"{slug}-{number}"
        last[slug] = number
        taken.add(unique)
        opening.attrs["id"] = unique


def _block_comment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    if state.is_code_block(start_line) or not state.src.startswith("<!--", begin):
        return False
    for line in range(start_line, end_line):
        text = state.src[state.bMarks[line] : state.eMarks[line]]
        at = text.find("-->", (begin - state.bMarks[line] + 4) if line == start_line else 0)
        if at < 0:
            continue
        if text[at + 3 :].strip():
            return False
        if not silent:
            token = state.push("comment", "", 0)
            token.map = [start_line, line + 1]
            token.content = state.src[begin + 4 : state.bMarks[line] + at].strip()
            state.line = line + 1
        return True
    return False


def _inline_comment(state: StateInline, silent: bool) -> bool:
    if state.src.startswith("<!--", state.pos):
        end = state.src.find("-->", state.pos + 4)
        if end < 0:
            return False
        if not silent:
            state.push("comment", "", 0).content = state.src[state.pos + 4 : end].strip()
        state.pos = end + 3
        return True
    if match := _BR.match(state.src, state.pos):
        if not silent:
            state.push("hardbreak", "br", 0)
        state.pos = match.end()
        return True
    return False


_BR = regex(r"<br ?/?>", re.IGNORECASE)


# -- what need not be looked at ---------------------------------------------------------------------------------------


class _Markdown(MarkdownIt):
    """The parser, which takes plain addresses as they are."""

    def normalizeLink(self, url: str) -> str:
        return url if _PLAIN_URL.fullmatch(url) else super().normalizeLink(url)


_PLAIN_URL = regex(r"https?://[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,3}(?:/[\w./-]*)?", re.ASCII)
"""An address in which nothing has to be encoded."""


def _spare_plain_texts(md: MarkdownIt) -> None:
    """Only the inline rules are asked that begin with the sign that comes next; lines without any sign are texts.

    Text does not end at each `w` for the sake of `www.`, nor at signs with which no rule begins.
    """
    rules = dict(zip(md.inline.ruler.get_active_rules(), md.inline.ruler.getRules(""), strict=True))
    text = rules.pop("text")
    at_sign = _by_sign(rules, _INLINE_SIGNS)
    at_sign["w"].insert(0, text)
    at_sign["]"] = []

    def by_sign(state: StateInline, silent: bool) -> bool:
        for rule in at_sign.get(state.src[state.pos], (text,)):  # noqa: SIM110 (a generator costs as much as a rule)
            if rule(state, silent):
                return True
        return False

    md.inline.ruler = Ruler()
    md.inline.ruler.push("by_sign", by_sign)
    signs = re.escape("".join(at_sign))
    md.inline.terminator_re = re.compile(rf"[{signs}](?:(?<!w)|(?=ww\.))")
    marked = re.compile(rf"[{signs}](?:(?<![w\n])|(?<=w)(?=ww\.)|(?<=\n)(?=[ \t])|(?<=[ \t]\n))")

    def inline(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and marked.search(token.content):
                token.children = []
                md.inline.parse(token.content, md, state.env, token.children)
            elif token.type == "inline":
                token.children = _plain_lines(token.content)

    md.core.ruler.at("inline", inline)


def _plain_lines(text: str) -> list[Token]:
    """The tokens of a text in which nothing but line ends means anything."""
    children: list[Token] = []
    for number, line in enumerate(text.split("\n")):
        if number:
            children.append(Token("softbreak", "br", 0))
        if line:
            children.append(_text(line))
    return children


_INLINE_SIGNS = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "footnote_ref": "[",
    "autolink": "<",
    "comment": "<",
    "html_inline": "<",
    "entity": "&",
    "gfm_autolink_www": "w",
    "gfm_autolink_protocol": ":",
    "gfm_autolink_email": "@",
    "attr": "{",
}
"""The signs with which the inline rules begin."""


def _by_sign(rules: Mapping[str, Any], signs: Mapping[str, str]) -> dict[str, list[Any]]:
    """By sign, the rules of which something may begin there; under the empty string those that need no sign."""
    found = {
        sign: [r for name, r in rules.items() if sign in signs.get(name, sign)] for sign in "".join(signs.values())
    }
    return found | {"": [rule for name, rule in rules.items() if name not in signs]}


def _spare_plain_lines(md: MarkdownIt) -> None:
    """Only the block rules are asked that begin with a line's first sign, or with no sign of their own.

    Lines that begin with a letter are taken for paragraphs at once: a table and a list of definitions need a sign at
    the beginning of the next line, or of the one after.
    """
    ruler = md.block.ruler
    rules = dict(zip(ruler.get_active_rules(), ruler.getRules(), strict=True))
    chains = {chain: ruler.getRules(chain) for chain in ("paragraph", "reference", "blockquote", "list")}
    interrupting = chains.pop("paragraph")
    beginning_at = _by_sign(rules, _BLOCK_SIGNS)
    interrupting_at = _by_sign({name: rule for name, rule in rules.items() if rule in interrupting}, _BLOCK_SIGNS)

    def begins_plainly(state: StateBlock, line: int, end: int) -> bool:
        src, begins, shifts = state.src, state.bMarks, state.tShift
        if not src[begins[line] + shifts[line]].isalpha():
            return False
        for following in range(line + 1, min(line + 3, end)):
            at = begins[following] + shifts[following]
            if src[at : at + 1] in _BELOW:
                return False
        return True

    def asked(at_sign: Mapping[str, Sequence[Any]], state: StateBlock, line: int, end: int, silent: bool) -> bool:
        sign = state.src[state.bMarks[line] + state.tShift[line]]
        for rule in at_sign.get(sign, at_sign[""]):  # noqa: SIM110 (a generator costs as much as a rule)
            if rule(state, line, end, silent):
                return True
        return False

    def interrupts(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        return silent and not begins_plainly(state, line, end) and asked(interrupting_at, state, line, end, True)

    def begins(state: StateBlock, line: int, end: int, silent: bool) -> bool:
        if silent or state.is_code_block(line):
            return False
        if begins_plainly(state, line, end):
            return rules["lheading"](state, line, end, False) or rules["paragraph"](state, line, end, False)
        return asked(beginning_at, state, line, end, False)

    for name, rule in rules.items():
        if rule in interrupting:
            ruler.at(name, rule, {"alt": [chain for chain, members in chains.items() if rule in members]})
    ruler.before("paragraph", "interrupting", interrupts, {"alt": ["paragraph"]})
    ruler.before("table", "begins", begins)


_BELOW = frozenset("|-:~")
_BLOCK_SIGNS = {
    "fence": "`~",
    "blockquote": ">",
    "hr": "*-_",
    "list": "*-+0123456789",
    "footnote_def": "[",
    "reference": "[",
    "comment": "<",
    "html_block": "<",
    "heading": "#",
}
"""The signs with which the block rules begin; those that are not listed begin with any."""


# -- rendering --------------------------------------------------------------------------------------------------------


class Renderer(RendererHTML):
    """HTML that is valid, needs no inline style, and can be reached by keyboard where it scrolls."""

    def renderToken(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if token.nesting < 0 and not token.hidden and not token.attrs:
            return f"</{token.tag}>\n" if token.block else f"</{token.tag}>"
        return super().renderToken(tokens, idx, options, env)

    def cut(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "\0"

    def comment(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return ""

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        language = token.info.strip().split(maxsplit=1)[0] if token.info.strip() else ""
        return highlight(token.content, re.sub(r"[^\w+#.-]", "", language))

    def code_block(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return highlight(tokens[idx].content, "")

    def table_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<div class="scroll" tabindex="0">\n<table>\n'

    def table_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</table>\n</div>\n"

    def th_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        style = str(tokens[idx].attrs.get("style", ""))
        aligned = f' class="align-{style.removeprefix("text-align:")}"' if style else ""
        if tokens[idx].tag == "td" or not tokens[idx + 1].content.strip():
            return f"<td{aligned}>"
        return f'<th scope="col"{aligned}>'

    td_open = th_open

    def th_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """An empty header is no header: a table's corner is a plain cell."""
        return "</th>\n" if tokens[idx - 1].content.strip() else "</td>\n"

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        html = self.renderToken(tokens, idx, options, env)
        done = tokens[idx].meta.get("checked")
        if done is None:
            return html
        mark, label = (" checked", "done") if done else ("", "to do")
        return f'{html}<input class="task-list-item-checkbox" type="checkbox" aria-label="{label}" disabled{mark}> '

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        tokens[idx].attrSet("loading", "lazy")
        return super().image(tokens, idx, options, env)


def _with_embeds(tokens: Sequence[Token]) -> Sequence[Token]:
    """Paragraphs that are nothing but a link to a video or to slides become figures; see `recapgen.embeds`."""
    woven: list[Token] | None = None
    title = ""
    for number, token in enumerate(tokens):
        if token.type == "heading_open":
            title = inline_text(tokens[number + 1])
        if token.type != "paragraph_open" or token.hidden or len(tokens) < number + 3:
            continue
        inline = tokens[number + 1]
        embed = _lone_link(inline)
        if embed is None or tokens[number + 2].type != "paragraph_close":
            continue
        woven = woven or list(tokens)
        attributes = {**token.attrs, "class": "embed"} | ({"data-embed": embed.frame} if embed.frame else {})
        woven[number] = Token("figure_open", "figure", 1, attributes, block=True, level=token.level)
        woven[number + 1] = inline.copy(children=_poster(inline.children or [], embed, title))
        woven[number + 2] = Token("figure_close", "figure", -1, block=True, level=token.level)
    return tokens if woven is None else woven


def _poster(children: Sequence[Token], embed: Embed, title: str) -> list[Token]:
    """A lone link with its host's name; a bare address gives way to the heading above it."""
    link = [child for child in children if child.type != "text" or child.content.strip()]
    words = "".join(child.content for child in link)
    shown = link[1:-1]
    if not words.strip() or embed_of(words) or "//" + words == embed.url.partition(":")[2]:
        shown = [_text(title or embed.url.partition("//")[2])]
    host = [Token("span_open", "span", 1, {"class": "embed-host"}), _text(embed.host), Token("span_close", "span", -1)]
    return [link[0], *shown, _text(" "), *host, link[-1]]


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)


def _lone_link(inline: Token) -> Embed | None:
    """What a line of text embeds, if it is one link and nothing else."""
    children = [c for c in inline.children or () if c.type != "text" or c.content.strip()]
    if len(children) < 2 or (children[0].type, children[-1].type) != ("link_open", "link_close"):
        return None
    if any(c.type in ("link_close", "image", "cut") for c in children[1:-1]):
        return None
    return embed_of(str(children[0].attrs.get("href", "")))


_RUN = regex(r"([^\w\s])\1{24}")
"""A run of one punctuation mark; some lexers take seconds over one (measured: 36 backslashes, 8.9 s)."""


def highlight(code: str, language: str) -> str:
    """A code block with Pygments' classes; plain where the language is unknown or the text is too much for a lexer."""
    from markupsafe import escape

    coloured = None
    runs = (m for m in _RUN.finditer(code) if m.group(1) not in "-=#*_~.")
    if language and len(code) <= HIGHLIGHT_LIMIT and not any(runs) and (lexer := _lexer(language)):
        coloured = _coloured(lexer, code)
    mark = f' class="language-{escape(language)}"' if language else ""
    return f'<div class="highlight"><pre tabindex="0"><code{mark}>{coloured or escape(code)}</code></pre></div>\n'


def _coloured(lexer: Any, code: str) -> str:
    shown = StringIO()
    _formatter().format(lexer.get_tokens(code), shown)
    return shown.getvalue()


@cache
def _formatter() -> Any:
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True)


@cache
def _lexer(language: str) -> Any:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


# -- links ------------------------------------------------------------------------------------------------------------

_OUTWARD = regex(rf"(?!{SITE})[a-zA-Z][a-zA-Z0-9+.-]*:|//|#")
"""Our own scheme is no way out: an author's `recapgen:javascript:x` must not lose its first half on the page."""


def inward_links(tokens: Sequence[Token]) -> Iterator[tuple[Token, str, str, int]]:
    """Every link and image that points into the site: its token, its attribute, its URL, its line (from 0)."""
    for block in tokens:
        if block.type != "inline" or not block.children:
            continue
        line = block.map[0] if block.map else 0
        for child in block.children:
            if child.type in ("softbreak", "hardbreak"):
                line += 1
            name = {"link_open": "href", "image": "src"}.get(child.type)
            if name and (url := str(child.attrs.get(name, ""))) and not _OUTWARD.match(url):
                yield child, name, url, line


SAFE_SCHEMES = ("http", "https", "mailto", "tel", "ftp", "xmpp", "irc", "geo", "webcal")


def unsafe_url(url: str) -> str:
    """Why a URL from front matter must not become a link, or the empty string if it may.

    >>> unsafe_url("javascript:alert(1)")
    "'javascript:' links are not allowed"
    """
    cleaned = re.sub(r"[\x00-\x20]", "", url)
    match = re.match(r"([a-zA-Z][a-zA-Z0-9+.-]*):", cleaned)
    if match and match.group(1).lower() not in SAFE_SCHEMES:
        return f"'{match.group(1).lower()}:' links are not allowed"
    if re.search(r"[\x00-\x20\x7f<>\"]", url.strip()):
        return "it holds a space, a control character, a quotation mark or an angle bracket"
    return ""

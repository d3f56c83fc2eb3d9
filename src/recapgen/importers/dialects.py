"""Markdown of Hugo, Jekyll and Pelican as plain Markdown: shortcodes, Liquid tags, Kramdown attributes, raw HTML.

>>> plain_markdown('{{< figure src="/pot.png" alt="A pot" >}}')[0]
'![A pot](/pot.png)'
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from recapgen.importers.account import key
from recapgen.importers.addresses import Addresses
from recapgen.importers.foreign import Residue
from recapgen.importers.tomarkdown import captioned, raised, to_markdown
from recapgen.markdown import to_html, tokenise
from recapgen.regex import regex
from recapgen.shortcodes import (
    HUGO,
    LIQUID,
    NAMED,
    ROOTS,
    VARIABLE,
    arguments,
    by_fences,
    linked,
    outside_code,
    shown,
    tidy,
)


def plain_markdown(text: str) -> tuple[str, list[Residue]]:
    """The text in recapgen's Markdown, and the tags that have no meaning there."""
    residue: list[Residue] = []
    text = _highlighted(text)
    pieces = []
    for piece, code in by_fences(text):
        pieces.append(piece if code else _without_tags(piece, residue))
    return _without_html("\n".join(pieces)), residue


def plain_html(text: str) -> tuple[str, list[Residue]]:
    """The HTML of a post without its generator's tags; those that show code, pictures or films are HTML now."""
    residue: list[Residue] = []
    pieces, at = [], 0
    for match in _LIQUID_CODE.finditer(text):
        code = escape(match.group(3), quote=False)
        language = match.group(1) or match.group(2)
        pieces.append(_without_tags(text[at : match.start()], residue, as_html=True))
        pieces.append(f'<pre><code class="language-{language}">{code}</code></pre>')
        at = match.end()
    return "".join([*pieces, _without_tags(text[at:], residue, as_html=True)]), residue


_LIQUID_CODE = regex(
    r"^[ \t]*(?:\{%-?\s*highlight\s+(\S+).*?%\}|\{\{[<%]\s*highlight\s+\"?([\w+#.-]+)\"?.*?[>%]\}\})\n?(.*?)\n?[ "
    r"\t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})[ \t]*$",
    re.DOTALL | re.MULTILINE,
)


def _highlighted(text: str) -> str:
    def fenced(match: re.Match[str]) -> str:
        code = match.group(3)
        fence = "`" * max(3, max((len(r) for r in re.findall(r"`+", code)), default=0) + 1)
        return f"\n{fence}{match.group(1) or match.group(2)}\n{code}\n{fence}\n"

    return _LIQUID_CODE.sub(fenced, text)


_COMMENT = regex(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
_KRAMDOWN = regex(r"\{:[^{}\n]*\}")
_PELICAN = regex(r"[{|](?:static|filename|attach|photo|image)[}|]/?")
_TOC = regex(r"^\s*(?:\[TOC\]|\[\[_TOC_\]\])\s*$", re.MULTILINE | re.IGNORECASE)


_GAP = "\x1f"
"""Stands where a tag was, until the space around it is closed."""
_GAPS = regex(r"[ \t]*\x1f(?=[,.;:!?)\]}]|[ \t]|$)|\x1f", re.MULTILINE)


def _without_tags(text: str, residue: list[Residue], *, as_html: bool = False) -> str:
    """The text without tags and shortcodes; what they show is Markdown, or HTML. No gap is left where one was."""
    return _GAPS.sub("", _with_gaps(text.replace(_GAP, ""), residue, as_html))


def _with_gaps(text: str, residue: list[Residue], as_html: bool) -> str:

    def in_form(markdown: str) -> str:
        return to_html(tokenise(markdown)).html if as_html and markdown[:1] in ("!", "<") else markdown

    def dropped(why: str) -> Callable[[re.Match[str]], str]:
        def drop(match: re.Match[str]) -> str:
            residue.append(Residue(match.group(), why))
            return _GAP

        return drop

    text = _COMMENT.sub(dropped("comment in a template"), text)
    text = _TOC.sub(dropped("table of contents"), text)
    text = HUGO.sub(lambda m: in_form(_shortcode(m, residue)), text)
    text = LIQUID.sub(lambda m: in_form(_liquid(m, residue)), text)
    text = VARIABLE.sub(lambda m: _variable(m, residue), text)
    text = _KRAMDOWN.sub(dropped("Kramdown attributes"), text)
    return _PELICAN.sub("/", text)


def _shortcode(match: re.Match[str], residue: list[Residue]) -> str:
    closing, name, rest = match.groups()
    named, bare = arguments(rest)
    if name in ("ref", "relref"):
        return tidy(bare[0]) if bare else ""
    if not closing and (made := _shown(name.lower(), named, bare)):
        return made
    residue.append(Residue(match.group(), "shortcode"))
    return _GAP


def _shown(name: str, named: dict[str, str], bare: list[str]) -> str:
    """A shortcode or tag that shows a picture or a film, as Markdown; empty if it is another."""
    return shown(name, named, bare, lambda picture, caption: f"{captioned(picture, caption)}\n")


def _liquid(match: re.Match[str], residue: list[Residue]) -> str:
    name, rest = match.groups()
    words = rest.split()
    if name == "link" and (made := linked(rest)):
        return made
    if name in ("post_url", "link") and words and words[0][0] not in "\"'":
        return tidy(words[0])
    if name == "include" and words:
        if made := _shown(re.sub(r"\.\w+$", "", words[0].split("/")[-1]).lower(), arguments(rest)[0], []):
            return made
    elif made := _shown(name.lower(), {}, [w.strip("\"'") for w in words]):
        return made
    why = "Liquid tag: what it included is not in the post" if name == "include" else "Liquid tag"
    residue.append(Residue(match.group(), why))
    return _GAP


def _variable(match: re.Match[str], residue: list[Residue]) -> str:
    inside = match.group(1).strip()
    if literal := re.match(r"[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend.*|append.*)$", inside):
        return tidy(literal.group(1))
    if inside in ROOTS:
        return ""
    residue.append(Residue(match.group(), "Liquid variable"))
    return _GAP


# -- raw HTML ----------------------------------------------------------------------------------------------------------


def _without_html(text: str) -> str:
    """Raw HTML as Markdown: recapgen shows none that a post brings along."""
    lines = text.split("\n")
    keep = Addresses(kept=True)
    made: list[str] = []
    at = 0
    for token in tokenise(text, unsafe_html=True):
        if not token.map or token.map[0] < at:
            continue
        start, end = token.map
        if token.type == "html_block":
            made += lines[at:start]
            indent = " " * (len(lines[start]) - len(lines[start].lstrip()))
            inner = to_markdown("\n".join(lines[start:end]), keep)[0].strip("\n")
            made += [indent + line if line else "" for line in inner.split("\n")] if key(inner) else [""]
            at = end
            if end < len(lines) and lines[end].strip():
                made.append("")
        elif token.type == "inline" and any(c.type == "html_inline" for c in token.children or ()):
            made += lines[at:start]
            made += "\n".join(map(_inline_html, ["\n".join(lines[start:end])])).split("\n")
            at = end
    return "\n".join([*made, *lines[at:]])


_MARKS = {"b": "**", "strong": "**", "i": "*", "em": "*", "code": "`", "kbd": "`", "del": "~~", "s": "~~"}
_TAG = regex(r"</?([a-zA-Z][\w-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?)*)\s*/?>")


def _inline_html(text: str) -> str:
    """Tags inside a paragraph as Markdown; those that only style are dropped. Code spans stay as they are."""
    return outside_code(text, _retagged)


def _retagged(text: str) -> str:
    text = re.sub(
        r"<a\s[^<>]*?href\s*=\s*[\"']([^\"'<>]*)[\"'][^<>]*>(.*?)</a>", _link, text, flags=re.DOTALL | re.IGNORECASE
    )

    text = _RAISED.sub(lambda m: raised(m[2], m[1].lower()), text)

    def tag(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        if name == "br":
            return "<br>"
        if name == "img":
            given = {m.group(1).lower(): next(filter(None, m.groups()[1:]), "") for m in NAMED.finditer(match.group(2))}
            return f"![{given.get('alt', '')}]({tidy(given['src'])})" if given.get("src") else given.get("alt", "")
        return _MARKS.get(name, "")

    return _TAG.sub(tag, text)


_RAISED = regex(r"<(sup|sub)\b[^<>]*>([^<>]*)</\1>", re.IGNORECASE)


def _link(match: re.Match[str]) -> str:
    return f"[{match.group(2)}]({tidy(match.group(1))})" if key(match.group(2)) else ""

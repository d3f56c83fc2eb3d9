"""Tags of other generators in a post's text: Liquid of Jekyll, shortcodes of Hugo, and what Pelican's links begin with.

Where it is certain what one stands for, Markdown takes its place, and every line stays where it is.

>>> replaced('See [it]({{ site.url }}/about/) and [the day]({% post_url 2019-05-06-soup %}).')
'See [it](/about/) and [the day]({ref}2019-05-06-soup).'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from recapgen.regex import regex

REF = "{ref}"
"""What a link begins with that names a post's file, wherever that lies."""

HUGO = regex(r"\{\{[<%]\s{0,9}(/?)\s{0,9}([\w./-]{1,80})((?:[^{}]|\{(?!\{)){0,2000}?)/?[>%]\}\}")
LIQUID = regex(r"\{%-?\s{0,9}(\w{1,80})((?:[^{}]|[{}](?![{%}])){0,2000}?)-?%\}")
VARIABLE = regex(r"\{\{-?\s{0,9}(?![<%])([^{}\n]{0,300}?)-?\}\}")
"""Tags; bounded, so that a text of nothing but their beginnings is read as fast as any."""
_VALUE = r"""(?:[.#][\w-]+|[\w-]+=(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'|[^\s"'}]{1,300}))"""
_KRAMDOWN = regex(rf"\{{:\s{{0,9}}(?:toc|{_VALUE})(?:\s{{1,9}}{_VALUE}){{0,20}}\s{{0,9}}\}}")
NAMED = regex(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^\s\"'`]+))")
ROOTS = ("site.baseurl", "site.url", "site.BaseURL", "SITEURL")
"""Variables for the site's own address."""

_ANY = regex(r"\{[{%:]")
_ROOT = regex(rf"(?:\{{\{{-?\s*(?:{'|'.join(map(re.escape, ROOTS))})\s*-?\}}\}})+(?=/)")
_LITERAL = regex(r"[\"']([^\"']*)[\"']\s*\|\s*(?:relative_url|absolute_url|prepend\b.*|append\b.*)$")
_FILMS = {
    "youtube": "https://www.youtube.com/watch?v=",
    "vimeo": "https://vimeo.com/",
    "gist": "https://gist.github.com/",
    "speakerdeck": "https://speakerdeck.com/player/",
    "slideshare": "https://www.slideshare.net/slideshow/embed_code/",
}
_OPENS = regex(
    r"[ \t]*(?:\{%-?\s*highlight\s+([\w+#.-]+)[^\n{}]*%\}"
    r"|\{\{[<%]\s*highlight\s+\"?([\w+#.-]+)\"?[^\n{}]*[>%]\}\})[ \t]*"
)
_CLOSES = regex(r"[ \t]*(?:\{%-?\s*endhighlight\s*-?%\}|\{\{[<%]\s*/\s*highlight\s*[>%]\}\})[ \t]*")


def replaced(text: str) -> str:
    """The text of a post with as many lines, and Markdown for the tags of which it is certain what they stand for."""
    if not _ANY.search(text):
        return text
    return outside_code(_fenced(text), _replaced)


def _fenced(text: str) -> str:
    """The text with code between fences that stood between tags for highlighting, each on a line of its own."""
    lines = text.split("\n")
    start, language = -1, ""
    for number, line in enumerate(lines):
        if start < 0 and (opening := _OPENS.fullmatch(line)):
            start, language = number, opening[1] or opening[2]
        elif start >= 0 and _CLOSES.fullmatch(line):
            fence = "~" * max(3, 1 + max(len(run) for run in re.findall("~*", "\n".join(lines[start:number]))))
            lines[start], lines[number] = fence + language, fence
            start = -1
    return "\n".join(lines)


def _replaced(text: str) -> str:
    text = _ROOT.sub("", text)
    text = HUGO.sub(_on_its_lines(_shortcode), text)
    text = LIQUID.sub(_on_its_lines(_liquid), text)
    text = VARIABLE.sub(lambda m: tidy(found[1]) if (found := _LITERAL.match(m[1].strip())) else m[0], text)
    return _KRAMDOWN.sub("", text)


def _on_its_lines(made: Callable[[re.Match[str]], str]) -> Callable[[re.Match[str]], str]:
    """With as many lines as the tag has."""
    return lambda m: new if (new := made(m)) == m[0] else new + "\n" * m[0].count("\n")


def left_over(text: str) -> list[str]:
    """The tags in a text, outside of code, that nothing took the place of; of variables those of Jekyll's.

    >>> left_over("A {% include pot.html %}, `{% if %}`, {{ page.title }} and {{ your.own }}")
    ['{% include pot.html %}', '{{ page.title }}']
    """
    found: list[str] = []

    def collect(prose: str) -> str:
        variables = (m for m in VARIABLE.finditer(prose) if re.match(r"(?:site|page|post|layout)\.\w", m[1].strip()))
        tags = [*HUGO.finditer(prose), *LIQUID.finditer(prose), *variables]
        found.extend(m[0] for m in sorted(tags, key=lambda m: m.start()))
        return prose

    if _ANY.search(text):
        outside_code(text, collect)
    return found


def _shortcode(match: re.Match[str]) -> str:
    closing, name, rest = match.groups()
    named, bare = arguments(rest)
    if name in ("ref", "relref") and (wanted := named.get("path") or next(iter(bare), "")):
        return REF + tidy(wanted)
    made = "" if closing else shown(name.lower(), named, bare, _captioned)
    return made or match[0]


def _liquid(match: re.Match[str]) -> str:
    name, rest = match.groups()
    words = rest.split()
    if name in ("raw", "endraw"):
        return ""
    if name == "link" and (made := linked(rest)):
        return made
    if name in ("post_url", "link") and words and words[0][0] not in "\"'":
        return REF + tidy(words[0])
    if name == "include" and words:
        name, words = re.sub(r"\.\w+$", "", words[0].split("/")[-1]), []
    named, _ = arguments(rest)
    return shown(name.lower(), named, [w.strip("\"'") for w in words], _captioned) or match[0]


def linked(rest: str) -> str:
    """A link whose tag gives its words and where it leads, as Markdown; empty for Jekyll's, which gives a file.

    >>> linked(' "Soup (video)", "https://soup.example/v" '), linked(" _posts/2019-05-06-soup.md ")
    ('[Soup (video)](https://soup.example/v)', '')
    """
    both = _WORDS_AND_ADDRESS.fullmatch(rest)
    return f"[{' '.join(both['words'].split())}]({tidy(both['address'])})" if both else ""


_WORDS_AND_ADDRESS = regex(
    r"""\s*(?P<q>["'])(?P<words>[^"\n\[\]]{1,300})(?P=q)\s*,?"""
    r"""\s*(?P<r>["'])(?P<address>[^"'\s]{1,2000})(?P=r)\s*,?\s*"""
)


def arguments(rest: str) -> tuple[dict[str, str], list[str]]:
    """The arguments of a tag: those with names, and the others.

    >>> arguments('"a b.png" alt="A pot" wide')
    ({'alt': 'A pot'}, ['a b.png', 'wide'])
    """
    named = {m[1].lower(): next(filter(None, m.groups()[1:]), "") for m in NAMED.finditer(rest)}
    return named, [a or b for a, b in re.findall(r"\"([^\"]*)\"|(\S+)", NAMED.sub("", rest))]


def shown(name: str, named: Mapping[str, str], bare: list[str], captioned: Callable[[str, str], str]) -> str:
    """A tag that shows a picture or a film, as Markdown; empty if it is another. `captioned` puts a caption to one."""
    src = named.get("src") or named.get("image_path") or named.get("url") or ""
    if name in ("figure", "image", "img") and (src or bare):
        caption = named.get("caption") or named.get("title") or ""
        alt = named.get("alt") or ("" if caption else " ".join(bare[1:]))
        picture = f"![{alt}]({tidy(src or bare[0])})"
        return captioned(picture, caption) if caption else picture
    if name in _FILMS and (bare or named.get("id")):
        return f"<{_FILMS[name]}{tidy(named.get('id') or '/'.join(bare[:2] if name == 'gist' else bare[:1]))}>"
    return ""


def _captioned(picture: str, caption: str) -> str:
    words = " ".join(caption.split())
    return f"{picture}<br>{words if re.search(r'[*_]', words) else f'*{words}*'}"


def tidy(url: str) -> str:
    """An address that can stand in Markdown's parentheses."""
    return re.sub(r"[\s()<>\"\\`^{|}\[\]*_~]", _encoded, url.strip())


def _encoded(match: re.Match[str]) -> str:
    char = match.group()
    return char if char in "_~" else quote(char, safe="")


# -- code --------------------------------------------------------------------------------------------------------------

_FENCE = regex(r"^ {0,3}(`{3,}|~{3,})")
_CODE = regex(r"(?<!`)(`+)(?!`).{0,2000}?(?<!`)\1(?!`)", re.DOTALL)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text with its prose changed; fenced code and code spans stay as they are."""

    def prose(piece: str) -> str:
        parts, at = [], 0
        for code in _CODE.finditer(piece):
            parts += [change(piece[at : code.start()]), code.group()]
            at = code.end()
        return "".join([*parts, change(piece[at:])])

    return "\n".join(piece if code else prose(piece) for piece, code in by_fences(text))


def by_fences(text: str) -> list[tuple[str, bool]]:
    """The text in pieces: prose, and fenced code."""
    pieces: list[tuple[list[str], bool]] = [([], False)]
    fence = ""
    for line in text.split("\n"):
        match = _FENCE.match(line)
        if not fence and match:
            fence = match.group(1)
            pieces.append(([line], True))
        elif fence:
            pieces[-1][0].append(line)
            if (
                match
                and match.group(1)[0] == fence[0]
                and len(match.group(1)) >= len(fence)
                and not line.strip().strip(fence[0])
            ):
                fence = ""
                pieces.append(([], False))
        else:
            pieces[-1][0].append(line)
    return [("\n".join(lines), code) for lines, code in pieces if lines or code]

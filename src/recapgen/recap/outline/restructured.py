"""reStructuredText as Markdown, as far as a recap needs it; every line stays where it is.

>>> as_markdown("Soup\\n####\\n\\nI saw `Nine Spoons <https://soupconf.example/9>`_ by Ida.")
'# Soup\\n\\n\\nI saw [Nine Spoons](https://soupconf.example/9) by Ida.'
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from recapgen.regex import regex

SUFFIXES = (".rst", ".rest")
"""Of files that hold nothing else."""


def is_restructured(text: str, path: str) -> bool:
    """Whether a text is written so, as its file's name or its links say."""
    return path.lower().endswith(SUFFIXES) or _LINK.search(text) is not None


def as_markdown(text: str) -> str:
    """The text with Markdown's headings, links and pictures."""
    lines = _without_directives(_with_headings(_header_first(text.split("\n"))))
    targets = {" ".join(m["name"].strip("`").lower().split()): m["url"] for m in _TARGET.finditer(text)}
    body = _TARGET.sub("", "\n".join(lines))
    body = _LINK.sub(_as_link, body)
    body = _REFERENCE.sub(lambda m: _linked(m, targets), body)
    return _ROLE.sub(r"\1", body)


_LINK = regex(r"(?<![`\w])`(?P<text>[^`<>]{1,300}?)\s*<(?P<url>(?:https?:|mailto:|/)[^<>`\s]{1,500})>`__?(?![\w`])")
"""`` `Nine Spoons <https://soupconf.example/9>`_ ``"""
_TARGET = regex(r"^\.\. _(?P<name>`[^`\n]+`|[^:\n`]+):[ \t]+(?P<url>\S+)[ \t]*$", re.MULTILINE)
"""`.. _Nine Spoons: https://soupconf.example/9`"""


def _as_link(match: re.Match[str]) -> str:
    """With as many line ends as it has."""
    words = match["text"]
    return f"[{words}]({match['url']})" + "\n" * (match[0].count("\n") - words.count("\n"))


_REFERENCE = regex(r"(?<![`\w])(?:`(?P<text>[^`<>]{1,300}?)`|(?P<word>[A-Za-z][\w.+-]{0,60}?))__?(?![\w`])")
"""`` `Nine Spoons`_ `` or `Spoons_`"""
_ROLE = regex(r"(?<![`\w]):[a-z][\w:+.-]{1,40}:`([^`\n]{1,200})`")
"""`` :doc:`spoons` ``"""


def _linked(match: re.Match[str], targets: Mapping[str, str]) -> str:
    words = match["text"] or match["word"]
    url = targets.get(" ".join(words.lower().split()))
    return f"[{words}]({url})" if url else words if match["text"] else match[0]


_RULE = regex(r"([!-/:-@\[-`{-~])\1{2,}\s*")
"""What stands below a heading, and perhaps above it."""


def _with_headings(lines: list[str]) -> list[str]:
    """With `#` for what is underlined; a new look is a level deeper than those that came before it."""
    made, looks = list(lines), list[str]()
    for at in range(1, len(lines)):
        title, under = lines[at - 1], _RULE.fullmatch(lines[at])
        if not under or not title.strip() or title[0].isspace() or _RULE.fullmatch(title):
            continue
        over = at > 1 and lines[at - 2].rstrip() == lines[at].rstrip()
        if len(lines[at].rstrip()) < min(len(title.strip()), _SHORTEST) or (
            at > 1 and lines[at - 2].strip() and not over
        ):
            continue
        look = under[1] * (1 + over)
        looks += [] if look in looks else [look]
        made[at - 1 - over : at + 1] = [*[""] * over, "#" * min(6, looks.index(look) + 1) + " " + title.strip(), ""]
    return made


_SHORTEST = 4
"""Characters of a line below a heading, at least, however long that is."""
_DIRECTIVE = regex(r"\.\. (?P<name>[\w-]+)::[ \t]*(?P<said>.*)")
_FILMS = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}


def _without_directives(lines: list[str]) -> list[str]:
    """With pictures and films as Markdown has them, and without what else directives and comments begin with."""
    made: list[str] = []
    below = False
    for line in lines:
        below = below and bool(re.match(r"\s+:[\w-]+:(?:\s|$)", line))
        if directive := _DIRECTIVE.match(line):
            made.append(_shown(directive["name"], directive["said"].strip()))
            below = True
        elif below or (line.startswith(".. ") and not _TARGET.match(line)):
            made.append("")
        else:
            made.append(re.sub(r"^(\s*)#\. ", r"\g<1>1. ", line))
    return made


def _shown(name: str, said: str) -> str:
    if name in ("image", "figure"):
        return f"![]({said})"
    return f"<{_FILMS[name]}{said}>" if name in _FILMS and said else ""


_KEY = regex(r"(?:\.\. |:)(?P<key>[A-Za-z][\w-]*):[ \t]*(?P<value>.*)")
"""`.. title: Soup`, as Nikola writes it; `:date: 2019-05-06`, as Pelican does."""


def _header_first(lines: list[str]) -> list[str]:
    """With `Key: value` for the fields that a post begins with, above or below its title, and that among them."""
    at = 2 if len(lines) > 2 and _RULE.fullmatch(lines[1]) and lines[0].strip() else 0
    first = next((n for n in range(at, len(lines)) if lines[n].strip()), len(lines))
    keys = [*_fields(lines[first:])]
    if not keys:
        return lines
    titled = [f"title: {lines[0].strip()}"] if at else []
    header = [*titled, *keys]
    end = first + len(keys)
    return [*header, *[""] * (end - len(header)), *lines[end:]]


def _fields(lines: list[str]) -> Iterator[str]:
    for line in lines:
        match = _KEY.match(line)
        if match is None or line[match.end("key") : match.end("key") + 2] == "::":
            return
        yield f"{match['key']}: {match['value'].strip()}"

"""Files that hold several posts, and what a platform leaves around them: reblog lines, `0 notes`, comment forms.

Every line of the text is either in one of the parts or among their residue, with the reason.

>>> post = "ida · 7 years\\nText\\nOn Spoons\\nWords.\\n0 notes\\n"
>>> [p.title for p in split(post + post.replace("Spoons", "Soup"))]
['On Spoons', 'On Soup']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from recapgen.recap.outline.lines import LONGEST_LONE
from recapgen.recap.words import language_shares
from recapgen.regex import regex


class Residue(Struct, frozen=True):
    """A line that is no part of any post."""

    line: int
    """From 1."""
    text: str
    why: str


class Part(Struct, frozen=True):
    """One post of an archive."""

    title: str
    """Empty where the archive gives none."""
    text: str
    """Its lines, platform residue left out; a line left out of the midst leaves an empty one."""
    first_line: int
    """Where its text begins, from 1."""
    residue: tuple[Residue, ...] = ()
    publication: str = ""
    """Where it was originally published, if a line says so."""
    url: str = ""
    """The original's address, if a line gives it."""


def split(text: str) -> tuple[Part, ...]:
    """The posts of a file; one part that holds all where the file is no archive."""
    lines = text.split("\n")
    for way in (_tumblr, _front_matters, _loose):
        parts = tuple(way(lines))
        if len(parts) > 1:
            return parts
    return (_whole(lines),)


# -- Tumblr ------------------------------------------------------------------------------------------------------------

_HEADER = regex(
    r"^\s*([\w.-]{2,40})\s+[·•|]\s+\d{1,3}\s+(?:years?|months?|weeks?|days?|hours?|minutes?|seconds?)(?:\s+ago)?\s*$"
)
_TYPE = regex(r"^\s*(?:Text|Link|Photo|Photoset|Quote|Chat|Audio|Video|Answer|Ask|Reblog)\s*$")
_NOTES = regex(r"^\s*[\d,.]+\s+notes?\s*$")
_ORIGIN = regex(
    r"^.{0,300}\bwas originally published in (?P<where>.{2,120}?)(?: on (?P<site>\w+))?, where people are continuing\b"
)
_FROM = regex(r"^\s*(?:from|via)\s+(?P<where>.{2,80}?)\s+(?P<url>https?://\S+)\s*$")


def _tumblr(lines: Sequence[str]) -> Iterator[Part]:
    starts = [i for i in range(len(lines) - 1) if _HEADER.match(lines[i]) and _TYPE.match(lines[i + 1])]
    if len(starts) < 2:
        return
    for n, start in enumerate(starts):
        end = starts[n + 1] if n + 1 < len(starts) else len(lines)
        before = (
            [Residue(i + 1, lines[i], "outside any post") for i in range(starts[0]) if lines[i].strip()]
            if n == 0
            else []
        )
        yield _tumblr_part(lines, start, end, before)


def _tumblr_part(lines: Sequence[str], start: int, end: int, before: list[Residue]) -> Part:
    residue = [
        *before,
        Residue(start + 1, lines[start], "user and age"),
        Residue(start + 2, lines[start + 1], "type of the post"),
    ]
    kept: list[str] = []
    first = start + 2
    publication = url = title = ""
    has_title = lines[start + 1].strip() == "Text"
    for i in range(first, end):
        line = lines[i]
        why = ""
        if _NOTES.match(line):
            why = "number of notes"
        elif origin := _ORIGIN.match(line[:600]):
            why, publication = "note on the original", origin.group("where")
        elif (source := _FROM.match(line)) and i >= end - 5:
            why, url = "source link", source.group("url")
            publication = publication or source.group("where")
        elif _residue_of_web(line):
            why = _residue_of_web(line)
        if why:
            residue.append(Residue(i + 1, line, why))
            kept.append("")
            continue
        if has_title and not title and line.strip():
            title = line.strip()
        kept.append(line)
    return Part(title, "\n".join(kept).rstrip("\n"), first + 1, tuple(residue), publication, url)


_SCRIPT = regex(r"^\s*(?:!?function\s*\(|\(function|var\s+\w+\s*=|window\.|document\.|<script|</script)")
_WEB = regex(
    r"^\s*(?:leave a reply|leave a comment|your email address will not be published\b.*"
    r"|required fields are marked.*|post comment|cancel reply|"
    r"this site uses akismet\b.*|share this:?|like this:?|loading\.\.\.|click to share on .*"
    r"|bookmark the permalink\.?|notify me of .*)\s*$",
    re.IGNORECASE,
)
_WEB_ANYWHERE = regex(r"^This entry was posted in .{0,400}(?:Bookmark the permalink\.?)?\s*$", re.IGNORECASE)


def _residue_of_web(line: str) -> str:
    """Why a line is left over from a web page; empty if it is not."""
    short = line[:500]
    if _SCRIPT.match(short):
        return "script"
    if _WEB.match(short):
        return "comment form or share buttons"
    if _WEB_ANYWHERE.match(short):
        return "filed under"
    return ""


# -- several front matters ---------------------------------------------------------------------------------------------

_KEY = regex(r"^[A-Za-z_][\w-]*\s*:")


def _front_matters(lines: Sequence[str]) -> Iterator[Part]:
    """Posts one after the other in one file, each with its own `---` header."""
    starts = []
    i = 0
    while i < len(lines):
        if lines[i].strip() == "---" and i + 1 < len(lines) and _KEY.match(lines[i + 1]):
            stop = next((j for j in range(i + 1, min(i + 200, len(lines))) if lines[j].strip() == "---"), None)
            if stop and any(re.match(r"^title\s*:", x) for x in lines[i:stop]):
                starts.append((i, stop))
                i = stop
        i += 1
    if len(starts) < 2:
        return
    for n, (start, stop) in enumerate(starts):
        end = starts[n + 1][0] if n + 1 < len(starts) else len(lines)
        head = next(x for x in lines[start:stop] if re.match(r"^title\s*:", x))
        title = head.split(":", 1)[1].strip().strip("\"'")
        residue = (
            [Residue(j + 1, lines[j], "outside any post") for j in range(start) if lines[j].strip()] if n == 0 else []
        )
        yield Part(title, "\n".join(lines[start:end]).rstrip("\n"), start + 1, tuple(residue))


# -- a page of short posts ---------------------------------------------------------------------------------------------


def _loose(lines: Sequence[str]) -> Iterator[Part]:
    """Posts of a blog's page, divided by two or more empty lines, most of them begun by a title on its own line.

    A picture or a recording leaves such a gap, too: behind a colon, or around its caption. What begins with a header
    of its own is one post, however loosely it is set.
    """
    if _HEADED.match(_first(lines)):
        return
    gaps = [
        i
        for i in range(2, len(lines))
        if lines[i].strip() and not _blank_free(lines[i - 1]) and not _blank_free(lines[i - 2])
    ]
    if any(_last_above(lines, i).endswith(":") for i in gaps):
        return
    if not 2 <= len(gaps) <= 60 or any(line.startswith(("#", "- [", "```", "<h")) for line in lines):
        return
    titled = [i for i in gaps if _is_title(lines, i) and any(line.strip() for line in lines[i + 1 : i + 3])]
    if len(titled) * 5 < len(gaps) * 3 or any(re.match(r"(?i)\s*(?:day|tag|jour) \w+\s*$", lines[i]) for i in gaps):
        return
    starts = sorted({0, *gaps, *_tongues(lines)})
    starts = [s for s in starts if any(x.strip() for x in lines[s:])]
    for n, start in enumerate(starts):
        end = starts[n + 1] if n + 1 < len(starts) else len(lines)
        body = lines[start:end]
        lead = next((k for k, x in enumerate(body) if x.strip()), 0)
        title = body[lead].strip() if body and _is_title(lines, start + lead) else ""
        yield Part(title, "\n".join(body).rstrip("\n"), start + 1)


_HEADED = regex(r"(?:---|\+\+\+)\s*$|(?:\.\.\s|:|#\+)?(?:title|date|slug|layout)\s?:\s?\S", re.IGNORECASE)
"""The first line of a header: `---`, `+++`, `Title: Soup`, `.. title: Soup`, `#+TITLE: Soup`."""


def _first(lines: Sequence[str]) -> str:
    """The first line that is not empty, without the space around it."""
    return next((line.strip() for line in lines if line.strip()), "")


def _last_above(lines: Sequence[str], i: int) -> str:
    """The last line above one that is not empty, without the space around it."""
    return next((line.strip() for line in reversed(lines[:i]) if line.strip()), "")


def _blank_free(line: str) -> bool:
    """Whether a line has something on it; a line of no-break spaces has: it divides on purpose."""
    return bool(line.strip(" \t\r")) or "\u00a0" in line


def _is_title(lines: Sequence[str], i: int) -> bool:
    text = lines[i].strip()
    followed = i + 1 >= len(lines) or not lines[i + 1].strip()
    return (
        bool(text)
        and followed
        and len(text) <= LONGEST_LONE
        and not text.endswith((".", ":", ","))
        and not text.startswith(("•", "-", "*"))
    )


def _tongues(lines: Sequence[str]) -> list[int]:
    """Title lines after which the language changes."""
    found = []
    for i in range(3, len(lines) - 2):
        if not _is_title(lines, i) or lines[i - 1].strip():
            continue
        above = " ".join(x for x in lines[max(0, i - 12) : i])[-1500:]
        below = " ".join(x for x in lines[i + 1 : i + 8])[:900]
        if len(below) < 60 or len(above) < 200:
            continue
        before, after = next(iter(language_shares(above)), ""), next(iter(language_shares(below)), "")
        if before and after and before != after:
            found.append(i)
    return found


def _whole(lines: Sequence[str]) -> Part:
    """The file as one post, without what a web page leaves at its end."""
    residue: list[Residue] = []
    kept = []
    for i, line in enumerate(lines):
        why = _residue_of_web(line)
        if why:
            residue.append(Residue(i + 1, line, why))
        kept.append("" if why else line)
    return Part("", "\n".join(kept), 1, tuple(residue))

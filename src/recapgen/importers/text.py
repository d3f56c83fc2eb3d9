"""The text of a web page as somebody copied it, or a `.txt` of one's own; archives of several posts are split.

A pasted Tumblr archive is one of these: its posts are told apart by their user-and-age lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec.structs import replace

from recapgen.importers.account import stock_of_text, urls_in
from recapgen.importers.dateline import Dateline, dateline
from recapgen.importers.folder import post_of
from recapgen.importers.foreign import ForeignPost, Piece, Residue, Stock
from recapgen.importers.guard import Limits, decode, read_bytes
from recapgen.importers.residue import reason_for
from recapgen.markdown import tokenise
from recapgen.model import Origin
from recapgen.recap.outline.archive import Part, split
from recapgen.recap.outline.plain import is_bare

NAME = "text of a web page"


def sniff(path: Path, head: bytes) -> bool:
    """A file that is called text."""
    return path.is_file() and path.suffix.lower() in (".txt", ".text")


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """Its posts, one after the other."""
    text = decode(read_bytes(path, limits.post), str(path))
    lines = text.split("\n")
    parts = split(text)
    for number, part in enumerate(parts):
        stop = parts[number + 1].first_line - 1 if number + 1 < len(parts) else len(lines)
        yield _post(path, part, number, len(parts), lines[_starts(part) - 1 : stop])


def _starts(part: Part) -> int:
    """The first line of all that a part answers for, its residue included."""
    return min([part.first_line, *(r.line for r in part.residue)])


def _post(path: Path, part: Part, number: int, count: int, lines: list[str]) -> ForeignPost:
    name = path.name if count == 1 else f"{path.name}#{number + 1}"
    if not is_bare(tokenise(part.text)):
        return _markdown(path, part, name)
    body, trimmed = without_tail(part.text, part.first_line)
    body, written, dated = without_dateline(body, part.first_line)
    residue = [*_listed((r.line, r.text, r.why) for r in part.residue), *_listed([*dated, *trimmed])]
    whole = stock_of_text(part.text)
    for one in part.residue:
        whole += stock_of_text(one.text)
    origin = Origin(publication=part.publication, url=part.url) if part.publication or part.url else None
    return ForeignPost(
        key=f"text:{name}",
        place=f"{path}:{part.first_line}",
        body=body,
        form="text",
        title=part.title,
        date=written.date,
        authors=(written.author,) if written.author else (),
        origin=origin,
        stock=whole,
        residue=tuple(residue),
    )


def _markdown(path: Path, part: Part, name: str) -> ForeignPost:
    """A text that turns out to be Markdown, perhaps with a header."""
    post = post_of(part.text, name, path.stem, f"{path}:{part.first_line}")
    residue = list(_listed((r.line, r.text, r.why) for r in part.residue))
    words = Stock(
        tuple(r.text for r in residue if r.what == "paragraph"), tuple(r.text for r in residue if r.what == "link")
    )
    origin = Origin(publication=part.publication, url=part.url) if part.publication or part.url else None
    title = post.title or part.title
    return replace(
        post,
        key=f"text:{name}",
        title=title,
        slug="" if title else post.slug,
        origin=origin,
        stock=(post.stock or Stock()) + words,
        residue=(*post.residue, *residue),
    )


def _listed(found: Iterator[tuple[int, str, str]] | list[tuple[int, str, str]]) -> Iterator[Residue]:
    for line, text, why in found:
        stock: Stock = stock_of_text(text)
        yield from (Residue(p, why, f"line {line}") for p in stock.paragraphs)
        yield from (Residue(u, why, f"line {line}", "link") for u in urls_in(text))


_FIRST_LINES = 5
"""Lines with words in which a text may say when it was written."""


def without_dateline(text: str, first_line: int) -> tuple[str, Dateline, list[tuple[int, str, str]]]:
    """A text without the line that says when it was written; what it says; and that line as it is listed."""
    lines = text.split("\n")
    for at in [n for n, line in enumerate(lines) if line.strip()][:_FIRST_LINES]:
        if found := dateline(lines[at]):
            left = [(first_line + at, lines[at], "when the post was written: its `date`")]
            return "\n".join([*lines[:at], "", *lines[at + 1 :]]), found, left
    return text, Dateline(""), []


def without_tail(text: str, first_line: int) -> tuple[str, list[tuple[int, str, str]]]:
    """A text without the lines of a platform at its end: comment forms, share buttons, an author box."""
    lines = text.split("\n")
    found: list[tuple[int, str, str]] = []
    end = len(lines)
    while end > 1:
        line = lines[end - 1]
        why = reason_for(line) if line.strip() else ""
        if line.strip() and not why:
            break
        if why:
            found.append((first_line + end - 1, line, why))
        end -= 1
    start = _author_box(lines, end)
    for at in range(start, end):
        if lines[at].strip():
            found.append((first_line + at, lines[at], "author box"))
    return "\n".join(lines[:start]), found


def _author_box(lines: list[str], end: int) -> int:
    """Where an `About Ida Quill` box at the end of a text begins; `end` if there is none."""
    for at in range(max(1, end - 8), end):
        words = lines[at].split()
        name = words[1:] if words[:2] != ["About", "the"] else words[2:]
        alone = not lines[at - 1].strip() and at < end - 1
        if (
            words[:1] == ["About"]
            and alone
            and 1 <= len(name) <= 5
            and (name in (["author"], ["me"]) or all(w[:1].isupper() for w in name))
        ):
            return at
    return end

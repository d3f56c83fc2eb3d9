"""Source posts to files: front matter that a person would write, and never over what a person has changed.

    no file, or ours and untouched -> written      changed by you -> kept      removed by you -> stays away

>>> print(front_matter({"title": "On Soup", "date": "2017-06", "topics": ["soup"], "draft": False}))
---
title: On Soup
date: 2017-06
topics: [soup]
---
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

import yaml
from msgspec import Struct

from recapgen.errors import Diagnostic, OutputError
from recapgen.files import digest_of
from recapgen.header import MAX_HEADER
from recapgen.model import Claim, Credit, Origin
from recapgen.recap.reading import Found
from recapgen.regex import regex
from recapgen.routes import unsafe

ORDER = (
    "title",
    "subtitle",
    "description",
    "name",
    "date",
    "updated",
    "draft",
    "lang",
    "authors",
    "conference",
    "topics",
    "image",
    "slug",
    "url",
    "aliases",
    "editions",
    "source",
    "sessions",
    "params",
)
"""Keys in the order in which they are written; others follow."""


class _Flow(list[Any]):
    """A list on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


_Dumper.add_representer(_Flow, lambda d, v: d.represent_sequence("tag:yaml.org,2002:seq", v, flow_style=True))


def front_matter(values: Mapping[str, Any]) -> str:
    """A header between `---` lines; what is empty or false is left out."""
    ordered = sorted(values, key=lambda k: ORDER.index(k) if k in ORDER else len(ORDER))
    kept = {
        k: _plain(values[k])
        for k in ordered
        if values[k] not in (None, "", False, (), [], {}) or (k == "sessions" and values[k] == "none")
    }
    text = yaml.dump(kept, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=False)
    return f"---\n{text}---"


_DAY = regex(r"\d{4}-\d{2}-\d{2}")


def _plain(value: Any) -> Any:
    """Values as YAML writes them best: days as days, short lists on one line."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, str) and re.fullmatch(rf"{_DAY.pattern}T[\d:+-]+", value):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and re.fullmatch(r"\d{4}", value):
        return int(value)
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items() if v not in (None, "", (), [], {})}
    if isinstance(value, list | tuple):
        flat = all(isinstance(v, str | int) for v in value) and sum(len(str(v)) for v in value) < 200
        return _Flow(map(str, value)) if flat else [_plain(v) if not isinstance(v, str) else v for v in value]
    return value


def claim_value(claim: Claim) -> dict[str, Any]:
    """A conference as front matter names it."""
    return {
        "name": claim.name,
        "year": claim.year,
        "edition": claim.label,
        "city": claim.city,
        "country": claim.country,
        "venue": claim.venue,
        "start": claim.start,
        "end": claim.end,
        "url": claim.url,
    }


def origin_value(origin: Origin) -> dict[str, Any]:
    return {"author": origin.author, "publication": origin.publication, "title": origin.title, "url": origin.url}


def credit_value(credit: Credit) -> Any:
    """`Ida Quill (Ladle Ltd)`; a table where that could not be read back."""
    simple = not any(c in credit.name + "".join(credit.organizations) for c in "();,")
    if simple and not credit.role:
        return f"{credit.name} ({', '.join(credit.organizations)})" if credit.organizations else credit.name
    return {"name": credit.name, "organization": list(credit.organizations), "role": credit.role}


def session_value(found: Found) -> dict[str, Any]:
    """A session as `sessions:` in front matter states it."""
    value: dict[str, Any] = {"title": found.title, "speakers": [credit_value(c) for c in found.credits]}
    value |= {"kind": found.kind if found.kind != "talk" else None, "day": found.day}
    for link in found.links:
        value.setdefault(link.kind if link.kind in ("slides", "video", "code") else "url", link.url)
    return value | {"topics": list(found.topics)}


def too_long(header: str) -> bool:
    """Whether a header would be refused when it is read."""
    return len(header.encode()) > MAX_HEADER - 2048


# -- three ways --------------------------------------------------------------------------------------------------------

STATE = "imports.json"
What = Literal["new", "changed", "unchanged", "kept", "in the way", "removed", "empty"]
WORDS: Mapping[str, str] = {
    "new": "written for the first time",
    "changed": "the source has changed, and the file had not been edited: written anew",
    "unchanged": "as it was",
    "kept": "edited by you: kept as it is",
    "in the way": "a file that no import wrote stands there: kept as it is",
    "removed": "removed by you: not written again",
    "empty": "nothing of an author's in it: not written",
}


class Outcome(Struct, frozen=True):
    """What became of one file."""

    path: str
    """Relative to the folder of content, with `/`."""
    what: What
    behind: bool = False
    """Whether the source says something new that the file, kept as you edited it, lacks."""


class Memory:
    """What earlier imports wrote: `.recapgen/imports.json`, by the folder that they wrote to."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.paths: dict[str, str] = {}
        """Key of a foreign post -> its path."""
        self.digests: dict[str, str] = {}
        """Path -> digest of what was written."""
        try:
            kept = json.loads(file.read_text("utf-8"))
            self.paths = {str(k): str(v) for k, v in kept["paths"].items() if not unsafe(str(v))}
            self.digests = {str(k): str(v) for k, v in kept["digests"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            self.paths, self.digests = {}, {}

    def save(self) -> None:
        """Writes itself, if it says something new. Raises `OutputError`."""
        text = (
            json.dumps(
                {"version": 1, "paths": self.paths, "digests": self.digests},
                indent=1,
                sort_keys=True,
                ensure_ascii=False,
            )
            + "\n"
        )
        try:
            if self.file.is_file() and self.file.read_text("utf-8") == text:
                return
            self.file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.file.with_suffix(f".{os.getpid()}.tmp")
            fresh.write_text(text, "utf-8")
            fresh.replace(self.file)
        except OSError as error:
            raise _unwritable(self.file, error) from None


def place(folder: Path, path: str, data: bytes, memory: Memory, *, dry: bool = False) -> Outcome:
    """Writes one file below the folder unless somebody else's words stand there. Raises `OutputError`."""
    if why := unsafe(path):
        raise OutputError(
            Diagnostic("RG711", f"no file can be called {path!r}: {why}", hint="give the post another title")
        )
    target = folder / path
    ours, base = digest_of(data), memory.digests.get(path)
    try:
        theirs = _on_disk(folder, target)
        what = _decide(ours, base, theirs)
        if what in ("new", "changed") and not dry:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh = target.with_name(f".{os.getpid()}.import.tmp")
            fresh.write_bytes(data)
            fresh.replace(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    if what in ("new", "changed", "unchanged"):
        memory.digests[path] = ours
    return Outcome(path, what, behind=what == "kept" and ours != base)


def _on_disk(folder: Path, target: Path) -> str:
    """The digest of what stands there; empty where nothing does."""
    root = folder.resolve()
    if target.is_symlink() or not target.parent.resolve().is_relative_to(root):
        return "a symbolic link"
    if target.is_dir():
        return "a folder"
    return digest_of(target.read_bytes()) if target.is_file() else ""


def _decide(ours: str, base: str | None, theirs: str) -> What:
    """The three-way rule, by digests alone.

    >>> _decide("b", "a", "a"), _decide("b", "a", "x"), _decide("a", "a", ""), _decide("a", None, "x")
    ('changed', 'kept', 'removed', 'in the way')
    """
    if not theirs:
        return "removed" if base else "new"
    if theirs == ours:
        return "unchanged"
    if base is None:
        return "in the way"
    return "changed" if theirs == base else "kept"


def _unwritable(path: Path, error: OSError) -> OutputError:
    fact = f"the file can't be written: {error.strerror or error}"
    return OutputError(
        Diagnostic("RG710", fact, str(path), hint="check the disk's free space and the folder's permissions")
    )


def free_path(wanted: str, taken: Iterable[str], suffix: str) -> str:
    """The path, or the path with a number where another post of this import has it.

    >>> free_path("recaps/soup", ["recaps/soup.md"], ".md")
    'recaps/soup-2.md'
    """
    have = {t.casefold() for t in taken}
    number, path = 1, f"{wanted}{suffix}"
    while path.casefold() in have:
        number += 1
        path = f"{wanted}-{number}{suffix}"
    return path

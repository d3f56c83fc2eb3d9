"""Where in a header the fact stands that a finding about the whole site is of.

Such findings arise where no file is open any more: their files are read again, which costs only what goes wrong.

>>> late = Diagnostic("RG401", "the address /soup/ is also claimed by b.md", "a.md")
>>> located(late, "---\\ntitle: Soup\\npermalink: /soup/\\n---\\n").place
'a.md:3:12'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from recapgen.errors import ContentError, Diagnostic
from recapgen.files import Source
from recapgen.header import decode, read
from recapgen.load import reread
from recapgen.routes import Route
from recapgen.schema import ENTRY_ALIASES, POST_ALIASES
from recapgen.syntax import KeyPath

_OF_AN_EDITION = ("conference", "city", "country", "venue")
_KEYS: dict[str, tuple[str, ...]] = {
    "RG122": ("aliases", "redirects"),
    "RG310": _OF_AN_EDITION,
    "RG311": ("aliases", "redirects"),
    "RG312": _OF_AN_EDITION,
    "RG330": ("translation_of",),
    "RG401": ("permalink", "aliases", "redirects", "slug"),
    "RG514": ("layout",),
}
"""The keys that may be to blame for a finding."""


def all_located(root: Path, findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The findings, each at its place in the header of its file, as far as it has one there."""
    return tuple(
        _in_its_file(root, one) if one.path and one.code in _KEYS and one.line == 1 else one for one in findings
    )


def _in_its_file(root: Path, finding: Diagnostic) -> Diagnostic:
    try:
        return located(finding, decode(reread(root, Source(finding.path, b"", "")).data, finding.path))
    except ContentError:
        return finding


def located(finding: Diagnostic, text: str) -> Diagnostic:
    """The finding at the value in its file's header that it speaks of, else at the first key that may be to blame.

    Raises `ContentError` where the header can't be read.
    """
    header = read(text, finding.path)
    wanted = [word for name in _KEYS[finding.code] for word in (name, *_spellings(name))]
    given = sorted(
        (path for path in header.places if path[0] in wanted), key=lambda p: (wanted.index(str(p[0])), len(p))
    )
    if not given:
        return finding
    said = next((path for path in given if _speaks_of(finding.message, _value(header.values, path))), given[0])
    line, column = header.places[said]
    return replace(finding, line=line, column=column, source_line=text.split("\n")[line - 1])


def _spellings(name: str) -> Iterator[str]:
    for aliases in (POST_ALIASES, ENTRY_ALIASES):
        yield from aliases.get(name, ())


def _value(values: Any, path: KeyPath) -> Any:
    for part in path:
        values = values[part]
    return values


def _speaks_of(message: str, value: Any) -> bool:
    """Whether a message names a value, as it is or as the address that it stands for."""
    if isinstance(value, dict | list) or value in (None, ""):
        return False
    word = str(value)
    return f"'{word}'" in message or f" {word} " in f"{message} " or f" {Route.of_url(word).url} " in message

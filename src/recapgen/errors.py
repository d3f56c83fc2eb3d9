"""What is wrong, where, and what to do about it.

>>> Diagnostic("RG101", "unknown key 'speker'", path="content/a.md", line=4, hint="did you mean 'speakers'?").place
'content/a.md:4:1'
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

Severity = Literal["error", "warning"]


class Diagnostic(Struct, frozen=True, order=True):
    """One finding about one place in a file that a person wrote."""

    code: str
    """`RG` and three digits; docs/diagnostics.md lists them."""
    message: str
    """The fact, one sentence without a full stop."""
    path: str = ""
    """Relative to the site's folder, with `/`; empty where no file is to blame."""
    line: int = 1
    """Counted from 1, in the file as it is on disk (front matter included)."""
    column: int = 1
    """Counted from 1, in characters."""
    hint: str = ""
    """What to do about it; may be empty."""
    severity: Severity = "error"
    source_line: str = ""
    """The line that it is about, for the caret; empty where there is none to show."""

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.path else ""

    @property
    def reading_order(self) -> tuple[str, int, int, str]:
        return (self.path, self.line, self.column, self.code)

    def moved(self, path: str, lines: Mapping[int, int]) -> Diagnostic:
        """The same, where lines of a file stand elsewhere now: old line -> new one.

        >>> Diagnostic("RG320", "may be that of a.md:7", "a.md", 3).moved("a.md", {3: 4, 7: 9}).message
        'may be that of a.md:9'
        """

        def new(match: re.Match[str]) -> str:
            return f"{path}:{lines.get(int(match[1]), int(match[1]))}"

        line = lines.get(self.line, self.line) if self.path == path else self.line
        message = (
            re.sub(rf"(?<![^\s(]){re.escape(path)}:(\d+)", new, self.message) if path in self.message else self.message
        )
        return replace(self, line=line, message=message)

    def __str__(self) -> str:
        head = f"{self.place}: " if self.path else ""
        text = f"{head}{self.severity}[{self.code}]: {self.message}"
        if self.source_line.strip():
            shown = self.source_line.replace("\t", " ").rstrip()[:200]
            text += f"\n    {shown}\n    {' ' * min(self.column - 1, len(shown))}^"
        if self.hint:
            text += f"\n  hint: {self.hint}"
        return text


class RecapgenError(Exception):
    """Something that the user can mend; carries every finding, not only the first."""

    exit_code = 1

    def __init__(self, *diagnostics: Diagnostic) -> None:
        self.diagnostics = diagnostics
        super().__init__("\n".join(map(str, diagnostics)))

    def __reduce__(self) -> tuple[type[RecapgenError], tuple[Diagnostic, ...]]:
        return type(self), self.diagnostics


class ContentError(RecapgenError):
    """A source file can't be understood, or two of them contradict each other."""


class ThemeError(RecapgenError):
    """A template or a theme's configuration is wrong."""


class ConfigError(RecapgenError):
    """recapgen.toml, an option or the environment is wrong."""

    exit_code = 2


class OutputError(RecapgenError):
    """The site can't be written where it should go."""


class StrictError(RecapgenError):
    """Warnings, where none are wanted."""

    exit_code = 3


def with_extra(name: str) -> str:
    """A hint how to install recapgen with what some of it needs; it is in no registry of packages.

    >>> with_extra("images")
    "install recapgen with [images] behind it: `pip install '.[images]'` in its folder"
    """
    return f"install recapgen with [{name}] behind it: `pip install '.[{name}]'` in its folder"


def did_you_mean(word: str, known: Iterable[str], least: float = 0.6) -> str:
    """A hint naming the nearest known word, or the empty string; `least`: how alike they must be, from 0 to 1.

    >>> did_you_mean("speker", ["speakers", "title"])
    "did you mean 'speakers'?"
    """
    near = get_close_matches(word, list(known), n=1, cutoff=least)
    return f"did you mean '{near[0]}'?" if near else ""

"""Regular expressions that are compiled when they are first asked.

A build in which one post has changed asks a third of them; compiling the others would take a tenth of a second of it.
"""

from __future__ import annotations

import re
from typing import Any, cast

_ASKED = (
    "search",
    "match",
    "fullmatch",
    "finditer",
    "findall",
    "sub",
    "subn",
    "split",
    "flags",
    "groups",
    "groupindex",
)


class _Uncompiled:
    """Stands for a pattern, and has its methods as its own from the first that is asked for."""

    def __init__(self, pattern: str, flags: int) -> None:
        self.pattern = pattern
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        if name not in _ASKED:
            raise AttributeError(name)
        compiled = re.compile(self.pattern, self._flags)
        self.__dict__.update({asked: getattr(compiled, asked) for asked in _ASKED})
        return self.__dict__[name]

    def __repr__(self) -> str:
        return f"regex({self.pattern!r}, {self._flags!r})"


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, for the names of a module.

    An error in the pattern is raised where it is first asked; a test asks them all.
    """
    return cast("re.Pattern[str]", _Uncompiled(pattern, flags))

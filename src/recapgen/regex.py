"""Regular expressions that are compiled when they are first asked, and by the next process not again.

A build in which one post has changed asks a third of them, and making these takes a third of it; what `re` has compiled
can be kept, and taken up again in a fiftieth of the time.
"""

from __future__ import annotations

import marshal
import re
from array import array
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any, TypeVar, cast

Made = TypeVar("Made")

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
        compiled = kept("", f"{self._flags} {self.pattern}", lambda: re.compile(self.pattern, self._flags))
        self.__dict__.update({asked: getattr(compiled, asked) for asked in _ASKED})
        return self.__dict__[name]

    def __repr__(self) -> str:
        return f"regex({self.pattern!r}, {self._flags!r})"


def regex(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, for the names of a module.

    An error in the pattern is raised where it is first asked; a test asks them all.
    """
    return cast("re.Pattern[str]", _Uncompiled(pattern, flags))


# -- from one process to the next --------------------------------------------------------------------------------------


class Shelf:
    """Patterns that earlier processes compiled, and the words in them, in groups that are loaded whole; and those that
    this one did.
    """

    def __init__(self, load: Callable[[str], bytes]) -> None:
        """`load` gives what `written` gave for a group; no bytes: nothing is kept of it."""
        self._load = load
        self._groups: dict[str, dict[str, Any]] = {}
        self._made: dict[str, dict[str, Any]] = {}

    def take(self, group: str, name: str) -> Any:
        """What is kept under a name; None where nothing is, or nothing that this Python takes."""
        if group not in self._groups:
            self._groups[group] = {}
            with suppress(ValueError, EOFError, TypeError):
                self._groups[group] = dict(marshal.loads(self._load(group)))
        with suppress(RuntimeError, TypeError, ValueError, KeyError):
            return _from_code(self._groups[group].get(name))
        return None

    def put(self, group: str, name: str, value: object) -> None:
        self._made.setdefault(group, {})[name] = value

    def written(self) -> Iterator[tuple[str, bytes]]:
        """The groups to which this process has added something, each whole."""
        for group, made in self._made.items():
            added = {name: code for name, value in made.items() if (code := _as_code(value)) is not None}
            if added:
                yield group, marshal.dumps({**self._groups.get(group, {}), **added})


_shelf: Shelf | None = None


@contextmanager
def shelved(shelf: Shelf) -> Iterator[None]:
    """Patterns that are first asked inside come from this shelf, or are put on it."""
    global _shelf  # noqa: PLW0603
    before, _shelf = _shelf, shelf
    try:
        yield
    finally:
        _shelf = before


def kept(group: str, name: str, make: Callable[[], Made]) -> Made:
    """What `make` makes: patterns, or what they are made of; from the shelf, if one is there and has it."""
    if _shelf is None:
        return make()
    found = _shelf.take(group, name)
    if found is None:
        found = make()
        _shelf.put(group, name, found)
    return cast("Made", found)


def _as_code(value: object) -> Any:
    """Patterns, what patterns are made of, and tuples of both, as values that `marshal` writes; None for anything else.

    `re` has no public way to keep what it compiles. Its own steps are called here; where another Python has others,
    nothing is kept.
    """
    if isinstance(value, tuple):
        parts = [None if part is None else _as_code(part) for part in value]
        whole = all(code is not None or part is None for code, part in zip(parts, value, strict=True))
        return tuple(parts) if whole else None
    if isinstance(value, dict | frozenset):
        return {"value": value}
    if not isinstance(value, re.Pattern):
        return None
    with suppress(ImportError, AttributeError, TypeError):
        parsed = import_module("re._parser").parse(value.pattern, value.flags)
        code = import_module("re._compiler")._code(parsed, value.flags)
        words = array("I", map(int, code)).tobytes()
        return {
            "code": words,
            "flags": int(value.flags),
            "groups": value.groups,
            "names": dict(value.groupindex),
            "pattern": value.pattern,
        }
    return None


def _from_code(code: Any) -> Any:
    """What `_as_code` was given. `re` looks the code through, and raises `RuntimeError` where it can't be right."""
    if code is None:
        return None
    if isinstance(code, tuple):
        return tuple(map(_from_code, code))
    if "value" in code:
        return code["value"]
    words = array("I")
    words.frombytes(code["code"])
    names: Mapping[str, int] = code["names"]
    by_group: list[str | None] = [None] * (code["groups"] + 1)
    for name, group in names.items():
        by_group[group] = name
    made: Callable[..., re.Pattern[str]] = import_module("_sre").compile
    return made(code["pattern"], code["flags"], words.tolist(), code["groups"], names, tuple(by_group))

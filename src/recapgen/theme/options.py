"""What may be decided about a theme: options as theme.toml declares them, and the site's choice.

options: dict[str, Option] = {}
declare(options, theme_file(layer))  # the findings; `options` then holds {"hue": Option("integer", 30)}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from recapgen.errors import Diagnostic, did_you_mean
from recapgen.theme.files import ThemeFile, setting, told

GIVEN = "theme_options"
"""The table of recapgen.toml with the site's values of the theme's options."""
_OPTION_KEYS = ("type", "default", "choices", "help")
_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "text"),
    "boolean": ((bool,), "true or false"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "list": ((list,), "a list"),
}
"""By the name that theme.toml gives them: what a value may be, and how a message says so."""


class Option(Struct, frozen=True):
    """One thing about a theme that a site decides."""

    type: str
    """`string`, `boolean`, `integer`, `number` or `list`."""
    default: Any
    choices: tuple[Any, ...] = ()
    """All that it may be; empty: whatever has the type. Of a list: what may be in it."""
    help: str = ""

    def refuses(self, name: str, value: Any) -> tuple[str, str] | None:
        """What is wrong with a value, and the remedy; None where nothing is."""
        if not _is(value, self.type):
            return f"'{name}' must be {_TYPES[self.type][1]}, not {told(value)}", self.help
        for one in value if self.type == "list" else (value,):
            if self.choices and one not in self.choices:
                allowed = [str(choice) for choice in self.choices]
                fact = f"'{name}' is {told(one)}, but must be one of {', '.join(allowed)}"
                return fact, did_you_mean(str(one), allowed) or self.help
        return None


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind][0]) and (kind == "boolean" or not isinstance(value, bool))


def _kind_of(value: Any) -> str:
    return next((kind for kind in _TYPES if _is(value, kind)), "")


def declare(options: dict[str, Option], file: ThemeFile) -> list[Diagnostic]:
    """Add a theme.toml's options to those of the themes that it extends; what is wrong with them.

    A table declares an option; a plain value sets one that is known, or declares one of the value's type.
    """
    wrong = []
    for name, value in file.values.get("options", {}).items():
        at = ("options", name)
        if isinstance(value, Mapping):
            if findings := _misdeclared(name, value, file):
                wrong += findings
                continue
            default = value["default"]
            kind = value.get("type") or _kind_of(default)
            options[name] = Option(kind, default, tuple(value.get("choices", ())), value.get("help", ""))
        elif name in options:
            known = options[name]
            if refused := known.refuses(f"options.{name}", value):
                wrong.append(file.finding("RG110", refused[0], at, refused[1]))
            options[name] = Option(known.type, value, known.choices, known.help)
        elif kind := _kind_of(value):
            options[name] = Option(kind, value)
        else:
            hint = "give it a text, a number, true or false, or a list"
            wrong.append(file.finding("RG110", f"'options.{name}' is of no type that an option can have", at, hint))
    return wrong


def _misdeclared(name: str, table: Mapping[str, Any], file: ThemeFile) -> list[Diagnostic]:
    """What is wrong with an option's declaration."""
    at = ("options", name)
    wrong = []
    for key in table:
        if key not in _OPTION_KEYS:
            hint = did_you_mean(key, _OPTION_KEYS) or f"known here: {', '.join(_OPTION_KEYS)}"
            wrong.append(file.finding("RG111", f"unknown key 'options.{name}.{key}'", (*at, key), hint, key=True))
    kind = table.get("type", _kind_of(table.get("default")))
    if "default" not in table:
        wrong.append(file.finding("RG110", f"'options.{name}.default' is missing", at, "add it", key=True))
    elif kind not in _TYPES:
        fact = f"'options.{name}.type' is {told(kind)}, but must be one of {', '.join(_TYPES)}"
        wrong.append(file.finding("RG110", fact, (*at, "type"), did_you_mean(str(kind), _TYPES)))
    elif not isinstance(table.get("choices", []), list):
        wrong.append(file.finding("RG110", f"'options.{name}.choices' must be a list", (*at, "choices")))
    elif not isinstance(table.get("help", ""), str):
        wrong.append(file.finding("RG110", f"'options.{name}.help' must be text", (*at, "help")))
    elif refused := Option(kind, None, tuple(table.get("choices", ()))).refuses(
        f"options.{name}.default", table["default"]
    ):
        wrong.append(file.finding("RG110", refused[0], (*at, "default"), refused[1]))
    return wrong


def misfits(options: Mapping[str, Option], given: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
    """What is wrong with the site's values of options: code, name, fact and remedy."""
    wrong = []
    for name, value in given.items():
        shown = f"{GIVEN}.{name}"
        if name not in options:
            hint = did_you_mean(name, options) or f"the theme has: {', '.join(sorted(options)) or 'none'}"
            wrong.append(("RG111", name, f"unknown key '{shown}'", hint))
        elif refused := options[name].refuses(shown, value):
            wrong.append(("RG110", name, *refused))
    return wrong


def placed(root: Path, found: Sequence[tuple[str, str, str, str]]) -> list[Diagnostic]:
    """Findings where they stand in the site's configuration; without a line where another file was named."""
    where = setting(root, GIVEN)
    if where is None:
        return [Diagnostic(code, fact, hint=hint) for code, _, fact, hint in found]
    file, at, _ = where
    diagnostics = [file.finding(code, fact, (*at, name), hint, key=code == "RG111") for code, name, fact, hint in found]
    return sorted(diagnostics, key=lambda d: (d.line, d.column))

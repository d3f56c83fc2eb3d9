"""Files of settings, a layer's theme.toml among them, and where what is wrong in it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recapgen.errors import Diagnostic, ThemeError, did_you_mean
from recapgen.syntax import KeyPath, Place, SyntaxTrouble, load_toml

FILE = "theme.toml"
_KEYS = ("name", "description", "extends", "options")


class Layer(Struct, frozen=True):
    """One folder of a theme's chain."""

    name: str
    folder: Path
    shown: str
    """The folder as messages name it."""


class TomlFile(Struct, frozen=True):
    """A file of settings, as far as it could be read."""

    path: str
    """As messages name it."""
    values: Mapping[str, Any]
    places: Mapping[KeyPath, Place]
    keys: Mapping[KeyPath, Place]
    lines: Sequence[str]

    def finding(self, code: str, fact: str, at: KeyPath, hint: str = "", key: bool = False) -> Diagnostic:
        """What is wrong with a key's value, or with the key; where that has no place, the table around it."""
        places = self.keys if key else self.places
        while at and at not in places:
            at = at[:-1]
        line, column = places.get(at, (1, 1))
        shown = self.lines[line - 1] if line <= len(self.lines) else ""
        return Diagnostic(code, fact, self.path, line, column, hint, source_line=shown)


class ThemeFile(TomlFile, frozen=True):
    """A layer's theme.toml."""

    layer: Layer
    findings: tuple[Diagnostic, ...] = ()


def theme_file(layer: Layer) -> ThemeFile:
    path, shown = layer.folder / FILE, f"{layer.shown}/{FILE}"
    if not path.is_file():
        return ThemeFile(shown, {}, {}, {}, (), layer)
    values, places, keys, lines = read_toml(path, shown)
    good: dict[str, Any] = {}
    file = ThemeFile(shown, good, places, keys, lines, layer)
    wrong = []
    for key, value in values.items():
        kind: type = dict if key == "options" else str
        if key not in _KEYS:
            hint = did_you_mean(key, _KEYS) or f"known here: {', '.join(_KEYS)}"
            wrong.append(file.finding("RG111", f"unknown key '{key}'", (key,), hint, key=True))
        elif isinstance(value, kind):
            good[key] = value
        else:
            wanted = "a table of keys and values" if kind is dict else "text"
            wrong.append(file.finding("RG110", f"'{key}' must be {wanted}, not {told(value)}", (key,)))
    return replace(file, findings=tuple(wrong))


def setting(root: Path, key: str) -> tuple[TomlFile, KeyPath, Any] | None:
    """The file in which the site sets a key, where in it, and to what; None where another file was named."""
    for name, within in (("recapgen.toml", ()), ("pyproject.toml", ("tool", "recapgen"))):
        if (root / name).is_file():
            file = TomlFile(name, *read_toml(root / name, name))
            table: Any = file.values
            for part in within:
                table = table.get(part, {})
            if key in table:
                return file, (*within, key), table[key]
    return None


def read_toml(
    path: Path, shown: str
) -> tuple[dict[str, Any], Mapping[KeyPath, Place], Mapping[KeyPath, Place], list[str]]:
    """A TOML file, where its values and keys stand, its lines. Raises `ThemeError` naming the file as `shown`."""
    try:
        text = path.read_text("utf-8-sig")
        values, places, keys = load_toml(text)
    except UnicodeDecodeError:
        raise ThemeError(Diagnostic("RG101", "the file is not UTF-8", shown, hint="save it as UTF-8")) from None
    except SyntaxTrouble as trouble:
        code, message, line, column, hint = trouble.finding
        lines = text.split("\n")
        source = lines[line - 1] if line <= len(lines) else ""
        raise ThemeError(Diagnostic(code, message, shown, line, column, hint, source_line=source)) from None
    return values, places, keys, text.split("\n")


def told(value: object) -> str:
    """A value of a TOML file, as a message shows it."""
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    return str(value).lower() if isinstance(value, bool) else repr(str(value)[:60])

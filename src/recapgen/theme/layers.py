"""Which folders a theme is made of, nearest first, and which themes there are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec import Struct

from recapgen.config import shipped_themes
from recapgen.errors import Diagnostic, ThemeError, did_you_mean
from recapgen.theme.files import Layer, ThemeFile, read_toml, setting, theme_file
from recapgen.theme.options import Option, declare


def chain_of(root: Path, name: str) -> tuple[tuple[Layer, ...], dict[str, Option]]:
    """A theme's layers along `extends`, the nearest first, and its options. Raises `ThemeError`."""
    chain: list[str] = []
    layers: list[Layer] = []
    files: list[ThemeFile] = []
    wanted: str | None = name
    asked_by: ThemeFile | None = None
    while wanted:
        if wanted in chain and asked_by:
            fact = f"themes extend each other in a circle: {' -> '.join([*chain, wanted])}"
            raise ThemeError(asked_by.finding("RG502", fact, ("extends",), "take one 'extends' away"))
        chain.append(wanted)
        found = folders(root, wanted)
        if not found:
            raise ThemeError(_missing(root, wanted, asked_by))
        layers += found
        read = [theme_file(layer) for layer in found]
        files += read
        asked_by = next((file for file in read if file.values.get("extends")), None)
        wanted = asked_by.values["extends"] if asked_by else None
    options: dict[str, Option] = {}
    wrong = [finding for file in files for finding in file.findings]
    for file in reversed(files):
        wrong += declare(options, file)
    if wrong:
        raise ThemeError(*sorted(wrong, key=lambda d: (d.path, d.line, d.column)))
    return tuple(layers), options


def _missing(root: Path, name: str, asked_by: ThemeFile | None) -> Diagnostic:
    """There is no such theme; `asked_by` is the theme.toml that extends it, none where the site chose it."""
    fact, hint = (
        f"there is no theme '{name}'",
        did_you_mean(name, themes(root)) or f"there are: {', '.join(themes(root))}",
    )
    if asked_by:
        return asked_by.finding("RG501", fact, ("extends",), hint)
    where = setting(root, "theme")
    if where and where[2] == name:
        file, at, _ = where
        return file.finding("RG501", fact, at, hint)
    return Diagnostic("RG501", fact, hint=hint)


def folders(root: Path, name: str) -> list[Layer]:
    """The site's folder of that name, then the shipped one, if it is another."""
    found: list[Layer] = []
    shipped = shipped_themes() / name
    for folder, shown in ((root / "themes" / name, f"themes/{name}"), (shipped, f"recapgen/themes/{name}")):
        if _holds_files(folder) and not any(folder.samefile(layer.folder) for layer in found):
            found.append(Layer(name, folder, shown))
    return found


def themes(root: Path) -> list[str]:
    """The names of all themes that the site can use."""
    names = set()
    for folder in (root / "themes", shipped_themes()):
        if folder.is_dir():
            names |= {p.name for p in folder.iterdir() if _holds_files(p) and not p.name.startswith(".")}
    return sorted(names)


def _holds_files(folder: Path) -> bool:
    """Whether there is a file anywhere below; an empty folder is no theme, and no copy of the site would have it."""
    return folder.is_dir() and any(path.is_file() for path in folder.rglob("*"))


class Listed(Struct, frozen=True):
    """What can be said of a theme without loading it."""

    name: str
    description: str
    extends: str
    folders: tuple[str, ...]
    """Where it lies: a folder of the site, one of recapgen's (`recapgen/themes/...`), or both."""


def listed_themes(root: Path) -> list[Listed]:
    """All themes that the site can use. Raises `ThemeError` where a theme.toml is wrong."""
    found = []
    wrong: list[Diagnostic] = []
    for name in themes(root):
        files = [theme_file(layer) for layer in folders(root, name)]
        wrong += [finding for file in files for finding in file.findings]

        def first(key: str, files: list[ThemeFile] = files) -> str:
            return str(next((file.values[key] for file in files if key in file.values), ""))

        found.append(Listed(name, first("description"), first("extends"), tuple(f.layer.shown for f in files)))
    if wrong:
        raise ThemeError(*wrong)
    return found


def words_of(layers: tuple[Layer, ...]) -> dict[str, dict[str, Any]]:
    """The words of all layers, by language and key; the nearest layer's win. Raises `ThemeError`."""
    words: dict[str, dict[str, Any]] = {}
    for layer in reversed(layers):
        for path in sorted((layer.folder / "i18n").glob("*.toml")):
            words.setdefault(path.stem, {}).update(read_toml(path, f"{layer.shown}/i18n/{path.name}")[0])
    return words

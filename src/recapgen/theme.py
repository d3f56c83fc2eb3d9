"""A theme: templates, assets, words and options, found in the site, in recapgen, or in the theme that it extends.

A template is looked for in the site's `themes/NAME/`, then in the theme NAME that ships with recapgen, then in the
theme that it extends, and so on; `NAME/base.html` names the one of a certain theme.
"""

from __future__ import annotations

import marshal
import posixpath
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import MethodType
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    Environment,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
    pass_context,
)
from jinja2 import __version__ as jinja_version
from jinja2 import nodes as jinja_nodes
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

from recapgen import __version__ as version
from recapgen import model
from recapgen.config import shipped_themes
from recapgen.errors import ConfigError, Diagnostic, ThemeError, did_you_mean
from recapgen.model import Artifact, When
from recapgen.routes import Route
from recapgen.syntax import KeyPath, Place, SyntaxTrouble, load_toml

FILE = "theme.toml"
_KEYS = ("name", "description", "extends", "options")
_CALENDAR = "(calendar)"
"""No message's key: under it a language's calendar is remembered."""
GIVEN = "theme_options"
"""The table of recapgen.toml with the site's values of the theme's options."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder of a theme's chain."""

    name: str
    folder: Path
    shown: str
    """The folder as messages name it."""


@dataclass(frozen=True)
class Theme:
    """All layers of a theme, the nearest first."""

    layers: tuple[Layer, ...]
    options: Mapping[str, Any]
    words: Mapping[str, Mapping[str, Any]]
    """The theme's own words by language, then by key."""
    assets: Mapping[str, Artifact]
    """By the name under which templates know them; the paths carry digests."""
    environment: Environment

    @property
    def templates(self) -> frozenset[str]:
        return frozenset(name for name in self.environment.list_templates() if "/" not in name)

    _said: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)
    """What was looked up before, by language and key."""

    def months(self, language: str) -> Calendar:
        """How a language writes dates; English where the theme has no words in it."""
        for code in (language, language.partition("-")[0]):
            if (code, _CALENDAR) in self._said:
                found: Calendar = self._said[code, _CALENDAR]
                return found
            if len(self.words.get(code, {}).get("months", ())) == 12:
                self._said[code, _CALENDAR] = calendar = Calendar.of(self.words[code])
                return calendar
        return ENGLISH

    def message(self, language: str, key: str, **values: object) -> str:
        """The theme's word for a key; a plural's form is chosen by `count`, which gets its thousands parted.

        HTML where one of the values is (`Markup`): all else is then escaped. Raises `KeyError` for an unknown key.
        """
        text = self._found(language, key)
        if not isinstance(text, str):
            singular = self._found(language, "singular", [1])
            text = str(text.get("one" if values.get("count") in singular else "other", text.get("other", "")))
        if not values:
            return text.format_map(values)
        count = values.get("count")
        if isinstance(count, int) and count >= 1000:
            values["count"] = self.number(language, count)
        for value in values.values():
            if isinstance(value, Markup):
                return escape(text).format(**values)
        return text.format_map(values)

    def number(self, language: str, number: int) -> str:
        """A whole number with its thousands parted as the language does; from as many digits on as it begins to."""
        if number < self._found(language, "thousands_from", 1000):
            return str(number)
        return f"{number:,}".replace(",", self._found(language, "thousands", ","))

    def _found(self, language: str, key: str, otherwise: Any = None) -> Any:
        """A message: text, or its forms by name. Raises `KeyError` where nobody has it and there is no other."""
        if (known := self._said.get((language, key))) is not None:
            return known
        for code in (language, language.split("-", maxsplit=1)[0], "en"):
            if (text := self.words.get(code, {}).get(key)) is not None:
                break
        else:
            if otherwise is None:
                raise KeyError(key)
            return otherwise
        plain = isinstance(text, Mapping | list | int)
        self._said[language, key] = text if plain else str(text)
        return self._said[language, key]


def load_theme(root: Path, name: str, given: Mapping[str, Any] = {}, compiled: Path | None = None) -> Theme:
    """`given` are the site's own values of the theme's options; `compiled` is a folder to keep compiled templates in.

    Raises `ThemeError` with all that is wrong in a theme's configuration or where one is missing, and `ConfigError`
    where the site gives an option that is not there, or a wrong value.
    """
    layers, options = _layers(root, name)
    found = _choose(options, given)
    if found:
        raise ConfigError(*_placed(root, found))
    environment = _environment(layers, compiled)
    values = {key: option.default for key, option in options.items()} | dict(given)
    theme = Theme(layers, values, _words(layers), _assets(layers), environment)

    @pass_context
    def number(context: Context, value: int) -> str:
        return theme.number(context["lang"], value)

    environment.filters["number"] = number
    return theme


# -- layers -----------------------------------------------------------------------------------------------------------


def _layers(root: Path, name: str) -> tuple[tuple[Layer, ...], dict[str, Option]]:
    chain: list[str] = []
    layers: list[Layer] = []
    files: list[_ThemeFile] = []
    wanted: str | None = name
    asked_by = Diagnostic("RG501", "", "recapgen.toml")
    while wanted:
        if wanted in chain:
            fact = f"themes extend each other in a circle: {' -> '.join([*chain, wanted])}"
            raise ThemeError(Diagnostic("RG502", fact, asked_by.path, hint="take one 'extends' away"))
        chain.append(wanted)
        found = _folders(root, wanted)
        if not found:
            hint = did_you_mean(wanted, themes(root)) or f"there are: {', '.join(themes(root))}"
            raise ThemeError(Diagnostic("RG501", f"there is no theme '{wanted}'", asked_by.path, hint=hint))
        layers += found
        following = None
        for layer in found:
            file = _theme_file(layer)
            files.append(file)
            following = following or file.values.get("extends")
        asked_by = Diagnostic("RG501", "", f"{found[0].shown}/{FILE}")
        wanted = following
    options: dict[str, Option] = {}
    wrong = [finding for file in files for finding in file.findings]
    for file in reversed(files):
        wrong += _declare(options, file)
    if wrong:
        raise ThemeError(*sorted(wrong, key=lambda d: (d.path, d.line, d.column)))
    return tuple(layers), options


def _folders(root: Path, name: str) -> list[Layer]:
    """The site's folder of that name, then the shipped one, if it is another."""
    found: list[Layer] = []
    shipped = shipped_themes() / name
    for folder, shown in ((root / "themes" / name, f"themes/{name}"), (shipped, f"recapgen/themes/{name}")):
        if folder.is_dir() and not any(folder.samefile(layer.folder) for layer in found):
            found.append(Layer(name, folder, shown))
    return found


def themes(root: Path) -> list[str]:
    """The names of all themes that the site can use."""
    names = set()
    for folder in (root / "themes", shipped_themes()):
        if folder.is_dir():
            names |= {p.name for p in folder.iterdir() if p.is_dir() and not p.name.startswith(".")}
    return sorted(names)


@dataclass(frozen=True, slots=True)
class Listed:
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
        files = [_theme_file(layer) for layer in _folders(root, name)]
        wrong += [finding for file in files for finding in file.findings]

        def first(key: str, files: list[_ThemeFile] = files) -> str:
            return str(next((file.values[key] for file in files if key in file.values), ""))

        found.append(Listed(name, first("description"), first("extends"), tuple(f.layer.shown for f in files)))
    if wrong:
        raise ThemeError(*wrong)
    return found


@dataclass(frozen=True, slots=True)
class _ThemeFile:
    """A layer's theme.toml, as far as it could be read."""

    layer: Layer
    values: Mapping[str, Any]
    places: Mapping[KeyPath, Place]
    keys: Mapping[KeyPath, Place]
    lines: Sequence[str]
    findings: tuple[Diagnostic, ...]

    def finding(self, code: str, fact: str, at: KeyPath, hint: str = "", key: bool = False) -> Diagnostic:
        """What is wrong with a key, or with its value."""
        return _finding(
            code, fact, f"{self.layer.shown}/{FILE}", self.lines, self.keys if key else self.places, at, hint
        )


def _finding(
    code: str, fact: str, path: str, lines: Sequence[str], places: Mapping[KeyPath, Place], at: KeyPath, hint: str
) -> Diagnostic:
    while at and at not in places:
        at = at[:-1]
    line, column = places.get(at, (1, 1))
    shown = lines[line - 1] if line <= len(lines) else ""
    return Diagnostic(code, fact, path, line, column, hint, source_line=shown)


def _theme_file(layer: Layer) -> _ThemeFile:
    path = layer.folder / FILE
    if not path.is_file():
        return _ThemeFile(layer, {}, {}, {}, (), ())
    values, places, keys, lines = _toml(path, f"{layer.shown}/{FILE}")
    good: dict[str, Any] = {}
    file = _ThemeFile(layer, good, places, keys, lines, ())
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
            wrong.append(file.finding("RG110", f"'{key}' must be {wanted}, not {_told(value)}", (key,)))
    return _ThemeFile(layer, good, places, keys, lines, tuple(wrong))


def _toml(path: Path, shown: str) -> tuple[dict[str, Any], Mapping[KeyPath, Place], Mapping[KeyPath, Place], list[str]]:
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


def _words(layers: tuple[Layer, ...]) -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = {}
    for layer in reversed(layers):
        for path in sorted((layer.folder / "i18n").glob("*.toml")):
            words.setdefault(path.stem, {}).update(_toml(path, f"{layer.shown}/i18n/{path.name}")[0])
    return words


# -- options ----------------------------------------------------------------------------------------------------------

_OPTION_KEYS = ("type", "default", "choices", "help")
_TYPES: dict[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "text"),
    "boolean": ((bool,), "true or false"),
    "integer": ((int,), "a whole number"),
    "number": ((int, float), "a number"),
    "list": ((list,), "a list"),
}
"""By the name that theme.toml gives them: what a value may be, and how a message says so."""


@dataclass(frozen=True, slots=True)
class Option:
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
            return f"'{name}' must be {_TYPES[self.type][1]}, not {_told(value)}", self.help
        for one in value if self.type == "list" else (value,):
            if self.choices and one not in self.choices:
                allowed = [str(choice) for choice in self.choices]
                fact = f"'{name}' is {_told(one)}, but must be one of {', '.join(allowed)}"
                return fact, did_you_mean(str(one), allowed) or self.help
        return None


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, _TYPES[kind][0]) and (kind == "boolean" or not isinstance(value, bool))


def _told(value: object) -> str:
    """A value of a TOML file, as a message shows it."""
    if isinstance(value, Mapping | list):
        return "a table" if isinstance(value, Mapping) else "a list"
    return str(value).lower() if isinstance(value, bool) else repr(str(value)[:60])


def _declare(options: dict[str, Option], file: _ThemeFile) -> list[Diagnostic]:
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


def _kind_of(value: Any) -> str:
    return next((kind for kind in _TYPES if _is(value, kind)), "")


def _misdeclared(name: str, table: Mapping[str, Any], file: _ThemeFile) -> list[Diagnostic]:
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
        fact = f"'options.{name}.type' is {_told(kind)}, but must be one of {', '.join(_TYPES)}"
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


def _choose(options: Mapping[str, Option], given: Mapping[str, Any]) -> list[tuple[str, str, str, str]]:
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


def _placed(root: Path, found: Sequence[tuple[str, str, str, str]]) -> list[Diagnostic]:
    """Findings where they stand in the site's configuration; without a line where another file was named."""
    for file, within in (("recapgen.toml", ()), ("pyproject.toml", ("tool", "recapgen"))):
        path = root / file
        if path.is_file():
            _, places, keys, lines = _toml(path, file)
            at: KeyPath = (*within, GIVEN)
            if at in keys or any(key[: len(at)] == at for key in keys):
                diagnostics = [
                    _finding(code, fact, file, lines, keys if code == "RG111" else places, (*at, name), hint)
                    for code, name, fact, hint in found
                ]
                return sorted(diagnostics, key=lambda d: (d.line, d.column))
    return [Diagnostic(code, fact, hint=hint) for code, _, fact, hint in found]


# -- assets -----------------------------------------------------------------------------------------------------------

_CSS_URL = re.compile(r"""url\(\s*(["']?)(?![a-z]+:|/|#)([^"')]+)\1\s*\)""")


def _assets(layers: tuple[Layer, ...]) -> dict[str, Artifact]:
    """Every file of the layers' `assets/`, its name with a digest, style sheets pointing to the names with digests."""
    files: dict[str, Path] = {}
    for layer in reversed(layers):
        for path in sorted((layer.folder / "assets").rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                files[path.relative_to(layer.folder / "assets").as_posix()] = path
    assets: dict[str, Artifact] = {}

    def add(name: str, chain: tuple[str, ...] = ()) -> Artifact:
        if name in assets:
            return assets[name]
        data = files[name].read_bytes()
        if name.endswith(".css"):

            def pointed(match: re.Match[str]) -> str:
                target = posixpath.normpath(posixpath.join(posixpath.dirname(name), match[2]))
                if target not in files or target in (*chain, name):
                    return match.group()
                return (
                    f'url("{posixpath.relpath(add(target, (*chain, name)).path, posixpath.dirname(f"assets/{name}"))}")'
                )

            data = _CSS_URL.sub(pointed, data.decode()).encode()
        stem, dot, ending = name.rpartition(".")
        mark = blake2b(data, digest_size=5).hexdigest()
        named = f"assets/{stem}.{mark}.{ending}" if dot else f"assets/{name}.{mark}"
        assets[name] = Artifact(named, data)
        return assets[name]

    for name in sorted(files):
        add(name)
    return assets


# -- templates --------------------------------------------------------------------------------------------------------


class MissingAsset(LookupError):
    """A template asks for an asset that no layer has."""


class _Loader(BaseLoader):
    """Templates of the nearest layer; `NAME/x.html` is that of the theme NAME, behind the layer that asks."""

    def __init__(self, layers: tuple[Layer, ...]) -> None:
        self.layers = layers

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        for layer, name in self._candidates(template):
            path = layer.folder / "templates" / name
            if path.is_file() and ".." not in name.split("/"):
                try:
                    text = path.read_text("utf-8-sig")
                except UnicodeDecodeError:
                    raise ThemeError(
                        Diagnostic("RG101", "the template is not UTF-8", _shown(layer, name), hint="save it as UTF-8")
                    ) from None
                return text, str(path), lambda: True
        raise TemplateNotFound(template)

    def _candidates(self, template: str) -> Iterator[tuple[Layer, str]]:
        for layer in self.layers:
            yield layer, template
        theme, _, rest = template.partition("/")
        of_theme = [index for index, layer in enumerate(self.layers) if layer.name == theme]
        if of_theme:
            for layer in self.layers[of_theme[1] if len(of_theme) > 1 else of_theme[0] :]:
                yield layer, rest

    def list_templates(self) -> list[str]:
        return sorted(
            {
                path.relative_to(layer.folder / "templates").as_posix()
                for layer in self.layers
                for path in (layer.folder / "templates").rglob("*.html")
            }
        )

    def shown(self, filename: str) -> str:
        """A template's file as messages name it."""
        for layer in self.layers:
            if Path(filename).is_relative_to(layer.folder):
                return _shown(layer, Path(filename).relative_to(layer.folder / "templates").as_posix())
        return filename


def _shown(layer: Layer, name: str) -> str:
    return f"{layer.shown}/templates/{name}"


class _Compiled(BytecodeCache):
    """Compiled templates in a folder, for other processes and later runs; without them all is just slower."""

    SEAL = 16

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_cache_key(self, name: str, filename: str | None = None) -> str:
        """Compiled code is right for one Python, one Jinja, and the template's own place only."""
        what = f"{name}\0{filename}\0{sys.implementation.cache_tag}\0{jinja_version}\0{version}"
        return blake2b(what.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            data = (self.folder / f"{bucket.key}.bin").read_bytes()
        except OSError:
            return
        if data[: self.SEAL] == self._seal(bucket, data[self.SEAL :]):
            bucket.code = marshal.loads(data[self.SEAL :])

    def dump_bytecode(self, bucket: Bucket) -> None:
        code = marshal.dumps(bucket.code)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(self._seal(bucket, code) + code)
            Path(file.name).replace(self.folder / f"{bucket.key}.bin")
        except OSError:
            return

    def _seal(self, bucket: Bucket, code: bytes) -> bytes:
        """Says that the code is whole, and of this very source."""
        return blake2b(f"{bucket.checksum}\0".encode() + code, digest_size=self.SEAL).digest()


class _Once:
    """`{% call once("menu", lang) %}...{% endcall %}`: worked out for the first page, repeated on the others.

    What stands inside must depend on the site and the key alone, never on the page. A record in the key is this very
    record, not one that is like it; so nothing outlives the site that it was made for.
    """

    MOST = 10_000

    def __init__(self) -> None:
        self.made: tuple[object, dict[tuple[Any, ...], tuple[Any, tuple[Any, ...]]]] = (None, {})
        """For which site, and what came out with its whole key: a record that is kept keeps its identity."""

    @pass_context
    def __call__(self, context: Context, *key: Any, caller: Callable[[], Any]) -> Any:
        made = self.made
        if made[0] is not context["site"] or len(made[1]) > self.MOST:
            made = self.made = (context["site"], {})
        kept = made[1]
        named = tuple([part if isinstance(part, str) else id(part) for part in key])
        if named in kept:
            return kept[named][0]
        found = caller()
        kept[named] = (found, key)
        return found


class _Context(Context):
    """Calls what templates call most, macros, `t` and methods, without asking each time if it wants the context."""

    def call(self, obj: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        kind = type(obj)
        if kind is Macro:
            args = (self.eval_ctx, *args)
        elif kind is not partial and (kind is not MethodType or hasattr(obj, "jinja_pass_arg")):
            return super().call(obj, *args, **kwargs)
        kwargs.pop("_block_vars", None)
        kwargs.pop("_loop_vars", None)
        return obj(*args, **kwargs)


class _Template(Template):
    """A template. One that says `{% set PER_LANGUAGE = true %}` and is imported with context is made once a language.

    It then has the page's `t` and `lang` and what every page has, and nothing else of the page.
    """

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        if not shared or not vars or "t" not in vars:
            return super().make_module(vars, shared, locals)
        site, language = vars["site"], vars["lang"]
        kept: tuple[object, dict[str, TemplateModule]] = self.__dict__.get("per_language", (None, {}))
        if kept[0] is not site:
            kept = self.__dict__["per_language"] = (site, {})
        if language in kept[1]:
            return kept[1][language]
        made = super().make_module(vars, shared, locals)
        if getattr(made, "PER_LANGUAGE", False):
            made = kept[1][language] = super().make_module({"t": vars["t"], "lang": language})
        return made


def _environment(layers: tuple[Layer, ...], compiled: Path | None) -> Environment:
    environment = Environment(
        loader=_Loader(layers),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=_Compiled(compiled) if compiled else None,
    )
    environment.template_class = _Template
    environment.context_class = _Context
    environment.globals["once"] = _Once()
    environment.policies["json.dumps_kwargs"] = {"sort_keys": True, "ensure_ascii": False}
    return environment


def template_error(error: Exception, theme: Theme, page: str) -> ThemeError:
    """What went wrong in a template, where it stands, and on which page."""
    loader = theme.environment.loader
    assert isinstance(loader, _Loader)
    on = f" (on the page {page})" if page else ""
    if isinstance(error, RecursionError) and (circle := _circle(theme)):
        fact = f"templates extend or include each other in a circle: {' -> '.join(circle)}"
        path = loader.shown(loader.get_source(theme.environment, circle[0])[1])
        return ThemeError(Diagnostic("RG512", fact, path, hint="break the circle"))
    if isinstance(error, TemplateSyntaxError):
        path = loader.shown(error.filename) if error.filename else ""
        shown = _line(error.filename, error.lineno)
        message = (error.message or "").rstrip(".")
        return ThemeError(
            Diagnostic(
                "RG510", f"{message}{on}", path, error.lineno, hint=_syntax_hint(message, theme), source_line=shown
            )
        )
    filename, line = _place(error)
    path = loader.shown(filename) if filename else ""
    if isinstance(error, TemplateNotFound):
        hint = did_you_mean(str(error.name), loader.list_templates())
        fact = f"there is no template '{error.name}'"
        return ThemeError(Diagnostic("RG511", fact + on, path, line, hint=hint, source_line=_line(filename, line)))
    message, hint = _worded(error, theme)
    return ThemeError(
        Diagnostic("RG510", f"{message.rstrip('.')}{on}", path, line, hint=hint, source_line=_line(filename, line))
    )


def _worded(error: Exception, theme: Theme) -> tuple[str, str]:
    """What a template's line can't do, and the remedy."""
    message = str(error) or type(error).__name__
    if isinstance(error, MissingAsset):
        hint = did_you_mean(message, theme.assets) or "put the file into the theme's assets/"
        return f"the theme has no asset '{message}'", hint
    if isinstance(error, KeyError):
        return f"the theme has no words for {message}", "add them to i18n/en.toml"
    if match := re.search(r"'(?:[\w.]+\.)?(\w+) object' has no attribute '(\w+)'", message):
        fields = getattr(getattr(model, match[1], None), "__dataclass_fields__", {})
        hint = did_you_mean(match[2], fields) or "see docs/theming.md for the records of each page"
        return f"a {match[1].lower()} has no '{match[2]}'", hint
    if isinstance(error, UndefinedError):
        return message, "see docs/theming.md for the records of each page"
    return message, "the expression on this line can't be worked out"


def _syntax_hint(message: str, theme: Theme) -> str:
    if match := re.match(r"No (filter|test) named '(\w+)'", message):
        known = theme.environment.filters if match[1] == "filter" else theme.environment.tests
        return did_you_mean(match[2], known) or f"see docs/theming.md for the {match[1]}s"
    if "Encountered unknown tag" in message:
        return "check the tag's spelling, and that its block was opened"
    if "Unexpected end of template" in message:
        return "close the block that is still open"
    return ""


def _place(error: BaseException) -> tuple[str, int]:
    """The innermost line of a template in a traceback: Jinja's errors do not carry it themselves."""
    filename, line = "", 1
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.endswith(".html"):
            filename, line = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return filename, line


def _line(filename: str | None, number: int) -> str:
    if not filename or not Path(filename).is_file():
        return ""
    lines = Path(filename).read_text("utf-8", "replace").split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""


def _circle(theme: Theme) -> list[str]:
    """Templates that refer to each other in a circle, if there are any."""
    environment = theme.environment

    def referred(name: str) -> list[str]:
        assert environment.loader is not None
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
        kinds = (jinja_nodes.Extends, jinja_nodes.Include, jinja_nodes.Import, jinja_nodes.FromImport)
        found = []
        for kind in kinds:
            for node in tree.find_all(kind):
                target = getattr(node, "template", None)
                if isinstance(target, jinja_nodes.Const) and isinstance(target.value, str):
                    found.append(target.value)
        return found

    def walk(name: str, chain: list[str]) -> list[str]:
        if name in chain:
            return [*chain[chain.index(name) :], name]
        for other in referred(name):
            if circle := walk(other, [*chain, name]):
                return circle
        return []

    for name in environment.list_templates():
        try:
            if circle := walk(name, []):
                return circle
        except (TemplateNotFound, TemplateSyntaxError):
            continue
    return []


# -- filters ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calendar:
    """How a language writes dates: the names of months, and patterns that hold `{day}`, `{month}`, `{year}`.

    `{month_number}` counts the month; what ends a range is `{last_day}`, `{last_month}`, `{last_month_number}`,
    `{last_year}`.
    """

    months: Sequence[str]
    months_short: Sequence[str]
    patterns: Mapping[str, str]
    first_day: str = "1"
    """The first of a month: `1er`."""

    @classmethod
    def of(cls, words: Mapping[str, Any]) -> Calendar:
        """Of a theme's words in one language; where patterns are missing, the English order of things."""
        months = tuple(str(name) for name in words["months"])
        short = words.get("months_short", ())
        patterns = {key: str(words.get(key, pattern)) for key, pattern in _PATTERNS.items()}
        whole = tuple(map(str, short)) if len(short) == 12 else tuple(name[:3] for name in months)
        return cls(months, whole, patterns, str(words.get("first_day", "1")))

    def written(self, pattern: str, start: Any, end: Any = None, short: bool = False) -> str:
        """One date, or two, by the name of a pattern."""
        months = self.months_short if short else self.months
        last = end or start
        return self.patterns[pattern].format(
            day=self._day(start.day),
            month=months[start.month - 1],
            month_number=start.month,
            year=start.year,
            last_day=self._day(last.day),
            last_month=months[last.month - 1],
            last_month_number=last.month,
            last_year=last.year,
        )

    def _day(self, day: int) -> str:
        return self.first_day if day == 1 else str(day)


_PATTERNS = {
    "date_day": "{day} {month} {year}",
    "date_day_short": "{day} {month} {year}",
    "date_month": "{month} {year}",
    "date_month_short": "{month} {year}",
    "date_year": "{year}",
    "dates_in_month": "{day}–{last_day} {last_month} {last_year}",
    "dates_in_year": "{day} {month} – {last_day} {last_month} {last_year}",
    "dates": "{day} {month} {year} – {last_day} {last_month} {last_year}",
}
"""English; a theme's i18n/ has them as messages of the same names."""

ENGLISH = Calendar.of(
    {
        "months": (
            "January February March April May June July August September October November December".split()  # noqa: SIM905
        )
    }
)


def format_date(value: Any, form: str = "long", calendar: Calendar = ENGLISH) -> str:
    """A date as precisely as it is known: `6 March 2017`, `March 2017`, `2017`; `iso` gives `2017-03-06`."""
    if value is None:
        return ""
    moment = value.moment if isinstance(value, When) else value
    precision = value.precision if isinstance(value, When) else "day"
    if form == "iso":
        shapes = {"year": "%Y", "month": "%Y-%m", "day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M:%S%z"}
        text: str = moment.strftime(shapes[precision])
        return f"{text[:-2]}:{text[-2:]}" if precision == "minute" and len(text) > 5 and text[-5] in "+-" else text
    if precision == "year":
        return calendar.written("date_year", moment)
    pattern = "date_month" if precision == "month" else "date_day"
    return calendar.written(pattern if form == "long" else f"{pattern}_short", moment, short=form != "long")


def format_dates(edition: Any, calendar: Calendar = ENGLISH) -> str:
    """When an edition took place: `6–8 March 2017`, `30 April – 2 May 2018`, `2017`, or nothing."""
    start, end = edition.start, edition.end
    if not start:
        return calendar.patterns["date_year"].format(year=edition.year) if edition.year else ""
    if not end or end == start:
        return calendar.written("date_day", start)
    if start.year != end.year:
        return calendar.written("dates", start, end)
    return calendar.written("dates_in_month" if start.month == end.month else "dates_in_year", start, end)


def format_place(edition: Any) -> str:
    return ", ".join(part for part in (edition.city, edition.country) if part)


def host(url: str) -> str:
    """The host of an address without `www.`, for people."""
    match = re.match(r"[a-z]+://(?:www\.)?([^/:?#]+)", url)
    return match[1] if match else url


def route_of(target: Any) -> Route | None:
    """The route of a route, a reference, or any record that has one."""
    return target if isinstance(target, Route) else getattr(target, "route", None)

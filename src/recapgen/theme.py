"""A theme: templates, assets, words and options, found in the site, in recapgen, or in the theme that it extends.

A template is looked for in the site's `themes/NAME/`, then in the theme NAME that ships with recapgen, then in the
theme that it extends, and so on; `NAME/base.html` names the one of a certain theme.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib import resources
from pathlib import Path
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2 import nodes as jinja_nodes

from recapgen import model
from recapgen.errors import Diagnostic, ThemeError, did_you_mean
from recapgen.model import Artifact, When
from recapgen.routes import Route
from recapgen.syntax import KeyPath, Place, SyntaxTrouble, load_toml

FILE = "theme.toml"
_KEYS = ("name", "description", "extends", "options")


def shipped_themes() -> Path:
    """The folder of the themes that come with recapgen."""
    installed = Path(str(resources.files("recapgen"))) / "themes"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "themes"


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

    def months(self, language: str) -> Sequence[str]:
        """The twelve months' names: the word `months` of the language, else the English ones."""
        for code in (language, language.partition("-")[0]):
            if len(names := self.words.get(code, {}).get("months", ())) == 12:
                return tuple(names)
        return _MONTHS

    def message(self, language: str, key: str, **values: object) -> str:
        """The theme's word for a key; a plural's form is chosen by `count`. Raises `KeyError` for an unknown key."""
        for code in (language, language.split("-", maxsplit=1)[0], "en"):
            if (text := self.words.get(code, {}).get(key)) is not None:
                break
        else:
            raise KeyError(key)
        if isinstance(text, Mapping):
            text = text.get("one" if values.get("count") == 1 else "other", text.get("other", ""))
        return str(text).format_map(values)


def load_theme(root: Path, name: str) -> Theme:
    """Raises `ThemeError` where a theme, its configuration or one that it extends is missing or wrong."""
    layers, options = _layers(root, name)
    return Theme(layers, options, _words(layers), _assets(layers), _environment(layers))


# -- layers -----------------------------------------------------------------------------------------------------------


def _layers(root: Path, name: str) -> tuple[tuple[Layer, ...], dict[str, Any]]:
    chain: list[str] = []
    layers: list[Layer] = []
    options: dict[str, Any] = {}
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
            values = _theme_toml(layer)
            for key, value in values.get("options", {}).items():
                options.setdefault(key, value)
            following = following or values.get("extends")
        asked_by = Diagnostic("RG501", "", f"{found[0].shown}/{FILE}")
        wanted = following
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


def _theme_toml(layer: Layer) -> dict[str, Any]:
    path = layer.folder / FILE
    if not path.is_file():
        return {}
    shown = f"{layer.shown}/{FILE}"
    values, keys = _toml(path, shown)
    for key in values:
        if key not in _KEYS:
            line, column = keys.get((key,), (1, 1))
            hint = did_you_mean(key, _KEYS) or f"known here: {', '.join(_KEYS)}"
            raise ThemeError(Diagnostic("RG111", f"unknown key '{key}'", shown, line, column, hint))
    return values


def _toml(path: Path, shown: str) -> tuple[dict[str, Any], Mapping[KeyPath, Place]]:
    """A TOML file and where its keys stand. Raises `ThemeError` naming the file as `shown`."""
    try:
        text = path.read_text("utf-8-sig")
        values, _, keys = load_toml(text)
    except UnicodeDecodeError:
        raise ThemeError(Diagnostic("RG101", "the file is not UTF-8", shown, hint="save it as UTF-8")) from None
    except SyntaxTrouble as trouble:
        code, message, line, column, hint = trouble.finding
        lines = text.split("\n")
        source = lines[line - 1] if line <= len(lines) else ""
        raise ThemeError(Diagnostic(code, message, shown, line, column, hint, source_line=source)) from None
    return values, keys


def _words(layers: tuple[Layer, ...]) -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = {}
    for layer in reversed(layers):
        for path in sorted((layer.folder / "i18n").glob("*.toml")):
            words.setdefault(path.stem, {}).update(_toml(path, f"{layer.shown}/i18n/{path.name}")[0])
    return words


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
    """Templates of the nearest layer; `NAME/x.html` those of the theme NAME, behind the layer that asks."""

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
        of_theme = [layer for layer in self.layers if layer.name == theme]
        for layer in of_theme[1:] if len(of_theme) > 1 else of_theme:
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


def _environment(layers: tuple[Layer, ...]) -> Environment:
    environment = Environment(
        loader=_Loader(layers),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
    )
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

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def format_date(value: Any, form: str = "long", months: Sequence[str] = _MONTHS) -> str:
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
        return str(moment.year)
    month = months[moment.month - 1] if form == "long" else months[moment.month - 1][:3]
    return f"{month} {moment.year}" if precision == "month" else f"{moment.day} {month} {moment.year}"


def format_dates(edition: Any, months: Sequence[str] = _MONTHS) -> str:
    """When an edition took place: `6–8 March 2017`, `30 April – 2 May 2018`, `2017`, or nothing."""
    start, end = edition.start, edition.end
    if not start:
        return str(edition.year or "")
    last = f"{(end or start).day} {months[(end or start).month - 1]} {(end or start).year}"
    if not end or end == start:
        return last
    if start.year != end.year:
        return f"{start.day} {months[start.month - 1]} {start.year} – {last}"
    return f"{start.day}–{last}" if start.month == end.month else f"{start.day} {months[start.month - 1]} – {last}"


def format_place(edition: Any) -> str:
    return ", ".join(part for part in (edition.city, edition.country) if part)


def host(url: str) -> str:
    """The host of an address without `www.`, for people."""
    match = re.match(r"[a-z]+://(?:www\.)?([^/:?#]+)", url)
    return match[1] if match else url


def route_of(target: Any) -> Route | None:
    """The route of a route, a reference, or any record that has one."""
    return target if isinstance(target, Route) else getattr(target, "route", None)

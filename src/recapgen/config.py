"""recapgen.toml, checked, as one frozen value.

>>> read_config('title = "Soups"\\nbase_url = "https://soup.example/talks/"\\n').base_path
'/talks'
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit

from msgspec import Struct, structs

from recapgen.errors import ConfigError, Diagnostic
from recapgen.syntax import KeyPath, Place, SyntaxTrouble, load_toml

if TYPE_CHECKING:
    from pydantic import TypeAdapter

FILE = "recapgen.toml"
_STRICT = {"extra": "forbid"}


Format = Literal["json-feed", "calendar", "json-ld", "schedule", "records", "headers"]
FORMATS: tuple[Format, ...] = get_args(Format)
Kind = Literal["session", "edition", "speaker", "organization", "topic", "archive", "language", "explore", "search"]
"""Kinds of pages that a site may do without."""


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry of the site's menu."""

    __pydantic_config__ = _STRICT

    name: str
    url: str
    """From the site's root (`/about/`) or a whole address."""


PictureFormat = Literal["avif", "webp", "jpeg", "png"]


@dataclass(frozen=True, slots=True)
class Quality:
    """Of each format that loses something, from 1 to 100; the scales of formats differ."""

    __pydantic_config__ = _STRICT

    avif: int = 55
    webp: int = 78
    jpeg: int = 80


@dataclass(frozen=True, slots=True)
class Images:
    """What is made of images; see docs/images.md."""

    __pydantic_config__ = _STRICT

    enabled: bool | None = None
    """None: where Pillow is installed."""
    widths: tuple[int, ...] = (480, 800, 1216)
    """Of the smaller versions, in pixels."""
    formats: tuple[PictureFormat, ...] = ("avif", "webp")
    """Besides the original's own."""
    quality: Quality = Quality()
    sizes: str = "(min-width: 43rem) 38rem, 90vw"
    """How wide the theme shows an image, as in HTML's `sizes`."""
    cards: bool = True
    """Whether recaps, editions and conferences get a card for those who pass a link on."""
    card_font: str = ""
    """A font file, from the site's folder; empty: the plain one inside Pillow."""


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that a site's owner decides; every field has a default that works."""

    __pydantic_config__ = _STRICT

    title: str = "Conference recaps"
    description: str = ""
    base_url: str = ""
    """`https://host/` or `https://host/sub/`; empty while there is none: addresses in feeds are then relative."""
    language: str = "en"
    """BCP 47 tag of the theme's own words, and of posts that name none."""
    timezone: str = "UTC"
    """IANA name, for dates without a zone; never the machine's."""
    author: str = ""
    theme: str = "programme"
    """A folder in the site's themes/, or one that ships with recapgen."""
    theme_options: Mapping[str, Any] = field(default_factory=dict)
    """What the site chooses of the theme's options; `theme/` checks it against the theme."""
    content: str = "content"
    output: str = "output"
    page_size: int = 20
    """Items on one page of a paginated list."""
    feed_size: int = 30
    """Entries of a feed."""
    formats: tuple[Format, ...] = FORMATS
    """What there is for machines besides Atom, the sitemap and robots.txt; see docs/formats.md."""
    disable_kinds: tuple[Kind, ...] = ()
    """Kinds of pages that are not made, with their lists and feeds; names that would lead there stay plain text."""
    menu: tuple[MenuItem, ...] = ()
    """Empty: the theme's own."""
    unsafe_html: tuple[str, ...] = ()
    """Folders below content/ whose posts may hold raw HTML, because you trust all who write there."""
    max_post_bytes: int = 1_000_000
    images: Images = Images()
    full_text: bool = False
    """Whether readers can search in the words of posts, too; needs Pagefind. See docs/search.md."""
    params: Mapping[str, Any] = field(default_factory=dict)
    """Free values for templates: `site.params.x`."""

    @property
    def base_path(self) -> str:
        """What stands before every address of the site: empty, or `/sub`."""
        return urlsplit(self.base_url).path.rstrip("/")

    @property
    def origin(self) -> str:
        """`https://host`, or empty."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def makes(self, kind: str) -> bool:
        """Whether there are pages or files of a kind of `Route`."""
        return not any(kind in (one, f"{one}s") or kind.startswith(f"{one}-") for one in self.disable_kinds)

    def trusts(self, path: str) -> bool:
        """Whether a source may hold raw HTML."""
        inside = path.removeprefix(f"{self.content}/")
        return any(inside.startswith(f"{folder.strip('/')}/") or folder in (".", "/") for folder in self.unsafe_html)


class Options(Struct, frozen=True):
    """What one run decides, beyond the configuration."""

    drafts: bool = False
    future: bool = False
    strict: bool = False
    """Warnings stop the build."""
    now: datetime | None = None
    """What counts as future or expired; None: `SOURCE_DATE_EPOCH`, else the clock."""
    jobs: int = 1
    """Processes that parse and render."""
    cache: bool = True
    """Whether to use, and to keep, what earlier builds knew."""


PLAIN = Options()


def shipped_themes() -> Path:
    """The folder of the themes that come with recapgen."""
    installed = Path(__file__).parent / "themes"
    return installed if installed.is_dir() else Path(__file__).resolve().parents[2] / "themes"


def find_root(start: Path) -> Path:
    """The nearest folder, from `start` upward, that holds a configuration; `start` itself where none does."""
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            return folder
        pyproject = folder / "pyproject.toml"
        if pyproject.is_file() and "[tool.recapgen" in pyproject.read_text("utf-8", "replace"):
            return folder
    return start


Reader = Callable[[str, str], "Config"]
"""What makes a configuration of a file's text and its path."""


def load_config(
    root: Path, file: Path | None = None, environ: Mapping[str, str] = os.environ, read: Reader | None = None
) -> Config:
    """The configuration of the site in `root`: file, then `RECAPGEN_*` from the environment. Raises `ConfigError`.

    `read` may stand for `read_config` where somebody remembers what that made of the same text.
    """
    path = file or root / FILE
    if path.is_file():
        config = (read or read_config)(_text(path), path.name if path.parent == root else str(path))
    elif file:
        raise ConfigError(Diagnostic("RG001", f"there is no file {file}", hint="leave --config out, or name the file"))
    elif (root / "pyproject.toml").is_file():
        config = read_config(_text(root / "pyproject.toml"), "pyproject.toml", within=("tool", "recapgen"))
    else:
        config = Config()
    return _from_environment(config, environ)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigError(Diagnostic("RG101", "the file is not UTF-8", path.name, hint="save it as UTF-8")) from None


def read_config(text: str, path: str = FILE, within: KeyPath = ()) -> Config:
    """Check the text of a configuration file. Raises `ConfigError` with every finding."""
    lines = text.split("\n")
    try:
        values, places, keys = load_toml(text)
    except SyntaxTrouble as trouble:
        code, message, line, column, hint = trouble.finding
        shown = lines[line - 1] if line <= len(lines) else ""
        raise ConfigError(Diagnostic(code, message, path, line, column, hint, source_line=shown)) from None
    for part in within:
        values = values.get(str(part), {})
    cut = len(within)
    config, found = _checked(
        values,
        path,
        lines,
        {k[cut:]: v for k, v in places.items() if k[:cut] == within},
        {k[cut:]: v for k, v in keys.items() if k[:cut] == within},
    )
    if found:
        raise ConfigError(*found)
    return config


def override(config: Config, **changes: Any) -> Config:
    """The configuration with what the command line says instead; None changes nothing."""
    wanted = {k: v for k, v in changes.items() if v is not None}
    changed = replace(config, **wanted)
    if found := _senseless(changed, "", [], {}):
        raise ConfigError(*found)
    return changed


_NOT_FROM_ENVIRONMENT = ("menu", "formats", "disable_kinds", "unsafe_html", "images", "params", "theme_options")
"""Lists and tables stand in the file only."""


def _from_environment(config: Config, environ: Mapping[str, str]) -> Config:
    changes: dict[str, Any] = {}
    for one in fields(Config):
        value = environ.get(f"RECAPGEN_{one.name.upper()}")
        if one.name == "full_text" and value in ("0", "1"):
            changes["full_text"] = value == "1"
            continue
        if one.name == "images" and value in ("0", "1"):
            changes["images"] = replace(config.images, enabled=value == "1")
            continue
        if value is None or one.name in _NOT_FROM_ENVIRONMENT:
            continue
        if isinstance(getattr(config, one.name), int):
            if not value.isdigit():
                fact = f"RECAPGEN_{one.name.upper()} must be a whole number, not {value!r}"
                raise ConfigError(Diagnostic("RG110", fact, hint="set it to a number, or unset it"))
            changes[one.name] = int(value)
        else:
            changes[one.name] = value
    return override(config, **changes) if changes else config


@cache
def _adapter() -> TypeAdapter[Config]:
    from pydantic import TypeAdapter

    return TypeAdapter(Config)


def _checked(
    values: Mapping[str, Any],
    path: str,
    lines: list[str],
    places: Mapping[KeyPath, Place],
    keys: Mapping[KeyPath, Place],
) -> tuple[Config, list[Diagnostic]]:
    from recapgen.validation import findings

    config, found = findings(
        _adapter(),
        values,
        path=path,
        lines=lines,
        places=places,
        keys=keys,
        known={
            (): [f.name for f in fields(Config)],
            ("menu", "*"): ["name", "url"],
            ("images",): [f.name for f in fields(Images)],
            ("images", "quality"): [f.name for f in fields(Quality)],
        },
    )
    if config is not None:
        found = _senseless(config, path, lines, places)
    return config, [_as_called_here(one) for one in found]


def _as_called_here(one: Diagnostic) -> Diagnostic:
    """What is wrong, with our name for a setting of another generator."""
    key = one.message.removeprefix("unknown key '").removesuffix("'")
    ours = _CALLED_ELSEWHERE.get(key.casefold().replace("_", "")) if one.code == "RG111" else None
    return structs.replace(one, hint=f"did you mean '{ours}'?") if ours else one


_CALLED_ELSEWHERE = {
    **dict.fromkeys(("url", "baseurl", "siteurl", "site"), "base_url"),
    **dict.fromkeys(("sitename", "sitetitle", "blogtitle", "name"), "title"),
    **dict.fromkeys(("lang", "languagecode", "defaultlang", "defaultcontentlanguage", "locale"), "language"),
    **dict.fromkeys(("contentdir", "source", "path", "input"), "content"),
    **dict.fromkeys(("publishdir", "destination", "outputpath", "dir"), "output"),
    **dict.fromkeys(("paginate", "defaultpagination", "pagersize", "pagination"), "page_size"),
    **dict.fromkeys(("tagline", "subtitle", "sitesubtitle", "blogdescription"), "description"),
}
"""What Hugo, Jekyll, Eleventy, Pelican and Nikola call our settings, folded and without underscores."""


def _senseless(config: Config, path: str, lines: list[str], places: Mapping[KeyPath, Place]) -> list[Diagnostic]:
    """What has the right type, but can't be meant."""
    from zoneinfo import ZoneInfo

    found = []

    def wrong(key: str, fact: str, hint: str) -> None:
        line, column = places.get(tuple(key.split(".")), (1, 1))
        shown = lines[line - 1] if path and line <= len(lines) else ""
        found.append(Diagnostic("RG110", f"'{key}' {fact}", path, line, column, hint, source_line=shown))

    try:
        ZoneInfo(config.timezone)
    except (KeyError, ValueError, OSError):
        wrong("timezone", f"is {config.timezone!r}, which is no time zone", "use a name such as Europe/Berlin or UTC")
    parts = urlsplit(config.base_url)
    if config.base_url and (parts.scheme not in ("http", "https") or not parts.netloc):
        wrong("base_url", f"is {config.base_url!r}, which is no web address", "write it as https://example.org/")
    elif parts.query or parts.fragment:
        wrong("base_url", "holds a '?' or a '#'", "write it as https://example.org/")
    for key in ("page_size", "feed_size", "max_post_bytes"):
        if getattr(config, key) < 1:
            wrong(key, f"is {getattr(config, key)}, but must be at least 1", "")
    images = config.images
    if any(not 16 <= width <= 8192 for width in images.widths):
        wrong("images.widths", "holds a width that is not between 16 and 8192", "give widths in pixels: [480, 800]")
    for name in (f.name for f in fields(Quality)):
        if not 1 <= getattr(images.quality, name) <= 100:
            wrong(f"images.quality.{name}", f"is {getattr(images.quality, name)}, but must be from 1 to 100", "")
    for key in ("content", "output"):
        folder = Path(getattr(config, key))
        if not folder.parts or ".." in folder.parts or (key == "content" and folder.is_absolute()):
            wrong(key, f"is {getattr(config, key)!r}, which is no folder of the site", f"write it as {key!r}")
    if not config.theme or config.theme != Path(config.theme).name:
        wrong("theme", f"is {config.theme!r}, which is no folder's name", "name a folder in themes/")
    return found

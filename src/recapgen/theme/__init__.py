"""A theme: templates, assets, words and options, found in the site, in recapgen, or in the theme that it extends.

A template is looked for in the site's `themes/NAME/`, then in the theme NAME that ships with recapgen, then in the
theme that it extends, and so on; `NAME/base.html` names the one of a certain theme.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape
from msgspec import Struct

from recapgen.errors import ConfigError
from recapgen.files import Artifact
from recapgen.theme.assets import MissingAsset, assets_of
from recapgen.theme.environment import environment_of
from recapgen.theme.files import FILE, Layer
from recapgen.theme.filters import ENGLISH, Calendar, format_date, format_dates, format_place, host, route_of
from recapgen.theme.layers import Listed, chain_of, listed_themes, themes, words_of
from recapgen.theme.options import GIVEN, Option, misfits, placed
from recapgen.theme.trouble import misnamed, template_error

__all__ = [
    "ENGLISH",
    "FILE",
    "GIVEN",
    "Calendar",
    "Layer",
    "Listed",
    "MissingAsset",
    "Option",
    "Theme",
    "format_date",
    "format_dates",
    "format_place",
    "host",
    "listed_themes",
    "load_theme",
    "misnamed",
    "route_of",
    "template_error",
    "themes",
]


_CALENDAR = "(calendar)"
"""No message's key: under it a language's calendar is remembered."""


class Theme(Struct, frozen=True, eq=False):
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

    _said: dict[tuple[str, str], Any] = {}
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
    layers, options = chain_of(root, name)
    found = misfits(options, given)
    if found:
        raise ConfigError(*placed(root, found))
    environment = environment_of(layers, compiled)
    values = {key: option.default for key, option in options.items()} | dict(given)
    theme = Theme(layers, values, words_of(layers), assets_of(layers), environment)

    @pass_context
    def number(context: Context, value: int) -> str:
        return theme.number(context["lang"], value)

    environment.filters["number"] = number
    return theme

"""What went wrong in a template, in its writer's words."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2 import nodes as jinja_nodes

from recapgen import model
from recapgen.errors import Diagnostic, ThemeError, did_you_mean
from recapgen.regex import regex
from recapgen.theme.assets import MissingAsset
from recapgen.theme.environment import Loader

if TYPE_CHECKING:
    from recapgen.theme import Theme

_TEMPLATE = regex(r"(?P<stem>[^_.][^.]*)\.(?:x?html?(?:\.j2|\.jinja2?)?|j2|jinja2?)", re.I)
"""The name of a file that is meant to be a template of its own, and no piece of others."""


def misnamed(theme: Theme, own: Collection[str], asked_for: Collection[str]) -> list[Diagnostic]:
    """A warning for each template that nothing uses and whose name is near that of a page's.

    `own` are the templates that recapgen asks for by itself, `asked_for` the layouts that posts ask for.
    """
    stems = [name.removesuffix(".html") for name in own]
    found = []
    for layer in theme.layers:
        for path in sorted((layer.folder / "templates").glob("*")):
            match = _TEMPLATE.fullmatch(path.name)
            if not match or path.name in own or {match["stem"], path.name} & {*asked_for}:
                continue
            if near := get_close_matches(match["stem"].lower(), stems, n=1, cutoff=0.8):
                fact, hint = f"nothing uses the template '{path.name}'", f"did you mean '{near[0]}.html'?"
                where = f"{layer.shown}/templates/{path.name}"
                found.append((path.name, Diagnostic("RG513", fact, where, hint=hint, severity="warning")))
    used = _used(theme) if found else set()
    return [warning for name, warning in found if not {name, SOME} & used]


def _used(theme: Theme) -> set[str]:
    """The names of all templates that others refer to, without that of the theme."""
    return {other.rpartition("/")[2] for name in theme.environment.list_templates() for other in _referred(name, theme)}


def template_error(error: Exception, theme: Theme, page: str) -> ThemeError:
    """What went wrong in a template, where it stands, and on which page."""
    loader = theme.environment.loader
    assert isinstance(loader, Loader)
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
        fields = getattr(getattr(model, match[1], None), "__struct_fields__", ())
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

    def walk(name: str, chain: list[str]) -> list[str]:
        if name in chain:
            return [*chain[chain.index(name) :], name]
        for other in _referred(name, theme):
            if circle := walk(other, [*chain, name]):
                return circle
        return []

    for name in theme.environment.list_templates():
        if circle := walk(name, []):
            return circle
    return []


SOME = "(some template)"
"""Stands for those whose names are worked out while a page is rendered."""


def _referred(name: str, theme: Theme) -> list[str]:
    """The templates that a template extends, includes or imports; none where it can't be read."""
    environment = theme.environment
    assert environment.loader is not None
    try:
        tree = environment.parse(environment.loader.get_source(environment, name)[0])
    except (TemplateNotFound, TemplateSyntaxError, ThemeError):
        return []
    kinds = (jinja_nodes.Extends, jinja_nodes.Include, jinja_nodes.Import, jinja_nodes.FromImport)
    targets = [getattr(node, "template", None) for kind in kinds for node in tree.find_all(kind)]
    lists = (jinja_nodes.List, jinja_nodes.Tuple)
    each = [one for target in targets for one in (target.items if isinstance(target, lists) else [target])]
    return [str(one.value) if isinstance(one, jinja_nodes.Const) else SOME for one in each]

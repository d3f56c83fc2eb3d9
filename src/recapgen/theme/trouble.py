"""What went wrong in a template, in its writer's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import TemplateNotFound, TemplateSyntaxError, UndefinedError
from jinja2 import nodes as jinja_nodes

from recapgen import model
from recapgen.errors import Diagnostic, ThemeError, did_you_mean
from recapgen.theme.assets import MissingAsset
from recapgen.theme.environment import Loader

if TYPE_CHECKING:
    from recapgen.theme import Theme


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

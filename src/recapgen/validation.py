"""Checks what a person wrote against a dataclass and words each finding with its place.

pydantic does the checking; this says it in the words of somebody who has the file open.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from recapgen.errors import Diagnostic, did_you_mean
from recapgen.syntax import KeyPath, Place

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError

_KINDS = {
    "string": "text",
    "int": "a whole number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "a table of keys and values",
    "mapping": "a table of keys and values",
    "dataclass": "a table of keys and values",
    "float": "a number",
}


def findings(
    adapter: TypeAdapter[Any],
    values: Any,
    *,
    path: str,
    lines: Sequence[str],
    places: Mapping[KeyPath, Place],
    keys: Mapping[KeyPath, Place],
    known: Mapping[KeyPath, Iterable[str]],
    codes: tuple[str, str] = ("RG110", "RG111"),
) -> tuple[Any, list[Diagnostic]]:
    """The checked value, or None and one `Diagnostic` for each thing that is wrong.

    `places` and `keys` say where values and keys stand in the file whose `lines` are given; `known` lists the keys of
    each table, numbers in its path replaced by `*`; `codes` are those for a wrong value and for an unknown key.
    """
    from pydantic import ValidationError

    try:
        return adapter.validate_python(values), []
    except ValidationError as error:
        return None, _worded(error, path, lines, places, keys, known, codes)


def _worded(
    error: ValidationError,
    path: str,
    lines: Sequence[str],
    places: Mapping[KeyPath, Place],
    keys: Mapping[KeyPath, Place],
    known: Mapping[KeyPath, Iterable[str]],
    codes: tuple[str, str],
) -> list[Diagnostic]:
    found: dict[tuple[Place, str], Diagnostic] = {}
    for item in error.errors(include_url=False):
        loc = _written(item["loc"], places, keys)
        unknown = item["type"] in ("unexpected_keyword_argument", "extra_forbidden")
        line, column = _place(loc, keys if unknown else places)
        name = ".".join(str(part) for part in loc)
        shown = lines[line - 1] if line <= len(lines) else ""
        if unknown:
            names = known.get(tuple("*" if isinstance(p, int) else p for p in loc[:-1]), ())
            hint = did_you_mean(str(loc[-1]), names) or f"known here: {', '.join(sorted(names))}"
            message = f"unknown key '{name}'"
        else:
            message, hint = _words_for(item, name)
        code = codes[1] if unknown else codes[0]
        found[(line, column), message] = Diagnostic(code, message, path, line, column, hint, source_line=shown)
    return sorted(found.values(), key=lambda d: (d.line, d.column))


def _written(loc: tuple[str | int, ...], places: Mapping[KeyPath, Place], keys: Mapping[KeyPath, Place]) -> KeyPath:
    """pydantic names the branch of a union in its path; only what stands in the file is left."""
    kept: KeyPath = ()
    for index, part in enumerate(loc):
        last = index == len(loc) - 1
        if (*kept, part) in places or (*kept, part) in keys or (last and not kept):
            kept = (*kept, part)
    return kept


def _place(loc: KeyPath, places: Mapping[KeyPath, Place]) -> Place:
    while loc:
        if loc in places:
            return places[loc]
        loc = loc[:-1]
    return (1, 1)


def _words_for(item: Any, name: str) -> tuple[str, str]:
    kind, context, got = item["type"], item.get("ctx") or {}, item["input"]
    if kind == "value_error":
        message, _, hint = str(context["error"]).partition(" || ")
        return f"'{name}' {message}", hint
    if kind == "literal_error":
        allowed = str(context["expected"]).replace("'", "").replace(" or ", ", ")
        return f"'{name}' is {_shown(got)}, but must be one of {allowed}", did_you_mean(str(got), allowed.split(", "))
    if kind in ("missing", "missing_argument"):
        return f"'{name}' is missing", "add it"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = context.get("ge", context.get("le"))
        return f"'{name}' is {_shown(got)}, but must be {'at least' if 'ge' in context else 'at most'} {bound}", ""
    wanted = next((words for key, words in _KINDS.items() if kind.startswith(key)), "")
    if wanted:
        return f"'{name}' must be {wanted}, not {_shown(got)}", ""
    return f"'{name}': {item['msg'][:1].lower() + item['msg'][1:]}", ""


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(str(value)[:60])

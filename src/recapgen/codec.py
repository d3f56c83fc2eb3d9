"""The nouns of the model as JSON, and back: lists in the order of a class's fields, made from its type hints.

>>> from recapgen.model import Ref
>>> from recapgen.routes import Route
>>> write, read = codec(Ref)
>>> write(Ref("QCon London", Route("conference", ("qcon-london",))))
'["QCon London",["conference",["qcon-london"],1],""]'
>>> read(_).route.url
'/conferences/qcon-london/'

JSON because it can't do harm when read, whoever wrote it. What has no form here raises `TypeError` when written.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

Turn = Callable[[Any], Any]


@cache
def codec(kind: Any) -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    """How values of a type are written as JSON, and how they are read again; `read` raises `ValueError` or `TypeError`
    for what `write` did not write."""
    pack, unpack = _turns(kind)
    encode = json.JSONEncoder(separators=(",", ":"), check_circular=False).encode
    return (
        (lambda value: encode(pack(value))) if pack else encode,
        (lambda text: unpack(json.loads(text))) if unpack else json.loads,
    )


@cache
def _turns(kind: Any) -> tuple[Turn | None, Turn | None]:
    """To what JSON has, and back; None: it is what JSON has already."""
    if kind in (str, int, float, bool, type(None)) or get_origin(kind) is Literal:
        return None, None
    if kind is date:
        return date.isoformat, date.fromisoformat
    if kind is datetime:
        return datetime.isoformat, datetime.fromisoformat
    if get_origin(kind) is tuple:
        return _of_tuple(get_args(kind))
    if get_origin(kind) in (Union, types.UnionType):
        (inner,) = (part for part in get_args(kind) if part is not type(None))
        pack, unpack = _turns(inner)
        return _maybe(pack), _maybe(unpack)
    if is_record(kind):
        return _of_class(kind)
    if get_origin(kind) in (Mapping, dict, types.MappingProxyType) or kind is Any:
        return _free, _freed
    raise TypeError(f"{kind} has no form in JSON")


def _maybe(turn: Turn | None) -> Turn | None:
    return (lambda value: None if value is None else turn(value)) if turn else None


def _of_tuple(parts: tuple[Any, ...]) -> tuple[Turn | None, Turn | None]:
    if len(parts) == 2 and parts[1] is ...:
        pack, unpack = _turns(parts[0])
        return (
            (lambda values: [pack(v) for v in values]) if pack else None,
            (lambda values: tuple([unpack(v) for v in values])) if unpack else tuple,
        )
    turns = [_turns(part) for part in parts]
    return (
        (lambda values: [p(v) if p else v for (p, _), v in zip(turns, values, strict=True)])
        if any(pack for pack, _ in turns)
        else None,
        lambda values: tuple([u(v) if u else v for (_, u), v in zip(turns, values, strict=True)]),
    )


def _of_class(kind: Any) -> tuple[Turn | None, Turn]:
    """Compiled from the class's fields: most of a cache's time is spent here. A named tuple is a list already."""
    hints = get_type_hints(kind)
    names = {"kind": kind}
    packed, unpacked = [], []
    for number, name in enumerate(names_of(kind)):
        pack, unpack = _turns(hints[name])
        names |= {f"p{number}": pack, f"u{number}": unpack}
        packed.append(f"p{number}(x.{name})" if pack else f"x.{name}")
        unpacked.append(f"u{number}(v{number})" if unpack else f"v{number}")
    given = "".join(f"v{number}, " for number in range(len(packed)))
    source = f"def pack(x): return [{', '.join(packed)}]\ndef unpack(v):\n    {given}= v\n"
    exec(f"{source}    return kind({', '.join(unpacked)})\n", names)
    plain = issubclass(kind, tuple) and not any("(" in part for part in packed)
    return None if plain else names["pack"], names["unpack"]


def is_record(kind: Any) -> bool:
    """Whether it has fields: a `Struct`, a named tuple, a dataclass, or a value of one."""
    return hasattr(kind, "__struct_fields__") or hasattr(kind, "_fields") or is_dataclass(kind)


@cache
def names_of(kind: Any) -> tuple[str, ...]:
    """The fields of a record."""
    if is_dataclass(kind):
        return tuple(one.name for one in fields(kind))
    found: tuple[str, ...] = kind._fields if issubclass(kind, tuple) else kind.__struct_fields__
    return found


_DATE, _MOMENT = "\0date", "\0moment"


def _free(value: Any) -> Any:
    """Whatever a header may hold: dates get a mark."""
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        return {_MOMENT: value.isoformat()}
    if isinstance(value, date):
        return {_DATE: value.isoformat()}
    if isinstance(value, (list, tuple)):
        return [_free(item) for item in value]
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return {key: _free(item) for key, item in value.items()}
    raise TypeError(f"{type(value).__name__} has no form in JSON")


def _freed(value: Any) -> Any:
    if isinstance(value, list):
        return [_freed(item) for item in value]
    if isinstance(value, dict):
        if _MOMENT in value:
            return datetime.fromisoformat(value[_MOMENT])
        if _DATE in value:
            return date.fromisoformat(value[_DATE])
        return {key: _freed(item) for key, item in value.items()}
    return value

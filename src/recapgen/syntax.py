"""Where each key of a file stands: the common ground of front matter and configuration.

>>> values, places, keys = load_toml("title = 'Soup'\\n")
>>> values, places["title",]
({'title': 'Soup'}, (1, 9))
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

KeyPath = tuple[str | int, ...]
Place = tuple[int, int]
"""Line and column, both from 1."""


class SyntaxTrouble(Exception):
    """One thing that is wrong in a file whose name the caller knows."""

    def __init__(self, code: str, message: str, line: int = 1, column: int = 1, hint: str = "") -> None:
        self.finding = (code, message, line, column, hint)


def load_toml(text: str) -> tuple[dict[str, Any], dict[KeyPath, Place], dict[KeyPath, Place]]:
    """TOML with the places of its keys (found by their lines: the standard library's reader gives none)."""
    import tomllib  # not needed where settings that were found right before are remembered

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        match = re.search(r"\(at line (\d+), column (\d+)\)", message)
        line, column = (int(match.group(1)), int(match.group(2))) if match else (text.count("\n") or 1, 1)
        fact = re.sub(r" ?\(at .*\)$", "", message)
        code = "RG105" if "overwrite" in fact or "twice" in fact else "RG103"
        hint = "keep one of the two" if code == "RG105" else "strings need quotes in TOML"
        raise SyntaxTrouble(code, f"the TOML is wrong: {fact[:1].lower() + fact[1:]}", line, column, hint) from None
    except (RecursionError, ValueError) as error:
        raise SyntaxTrouble("RG106", f"the TOML can't be read: {error}") from None
    places: dict[KeyPath, Place] = {}
    keys: dict[KeyPath, Place] = {}
    table: KeyPath = ()
    counts: dict[KeyPath, int] = {}
    for number, row in enumerate(text.split("\n"), 1):
        if match := re.match(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]", row):
            table = tuple(p.strip().strip("\"'") for p in match.group(2).split("."))
            keys[table] = places[table] = (number, match.start(2) + 1)
            if match.group(1):
                counts[table] = counts.get(table, -1) + 1
                table = (*table, counts[table])
                keys[table] = places[table] = (number, match.start(2) + 1)
        elif match := re.match(r"\s*([\w.-]+|\"[^\"]*\"|'[^']*')\s*=\s*", row):
            path = (*table, *(p.strip().strip("\"'") for p in match.group(1).split(".")))
            keys.setdefault(path, (number, match.start(1) + 1))
            places.setdefault(path, (number, match.end() + 1))
    return values, places, keys


def yaml_list(values: Iterable[str]) -> str:
    """A list of words as YAML has it on one line, each quoted where it must be.

    >>> yaml_list(["@ida", "Ida Quill", "Pots: all"])
    "['@ida', Ida Quill, 'Pots: all']"
    """
    import yaml  # for messages alone: a build without any must not pay for it

    return yaml.safe_dump(list(values), default_flow_style=True, allow_unicode=True, width=10**6).strip()


def yaml_value(value: str) -> str:
    """A word as YAML has it behind a key, quoted where it must be.

    >>> yaml_value("Bo: a life")
    "'Bo: a life'"
    """
    return yaml_list([value])[1:-1]

"""What was made of images before, in `.recapgen/images/`: to be thrown away at any time, and trusted only as far as it
can be checked.

`index.json` says for each key (a digest of a source and of all that decides what is made of it) which files there are,
each with the digest of its bytes.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct

from recapgen.files import digest_of
from recapgen.state import FOLDER

IMAGES = "images"
INDEX = "index.json"
_VERSION = 1
_SPARE = 500
"""So many entries that this build does not need are kept for the next: drafts come and go."""


class Kept(Struct, frozen=True):
    """One file of the store."""

    format: str
    width: int
    name: str
    """Of the file in the store."""
    digest: str
    size: int
    """In bytes."""


class Store:
    """Files by key. Raises `OSError` where its folder can't be written."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / FOLDER / IMAGES
        self._entries = self._read()
        self._used: set[str] = set()
        self._fresh = False

    def _read(self) -> dict[str, tuple[Kept, ...]]:
        try:
            found = json.loads((self.folder / INDEX).read_text("utf-8"))
            if found["version"] != _VERSION:
                return {}
            return {
                str(key): tuple(Kept(str(f), int(w), str(n), str(d), int(s)) for f, w, n, d, s in rows)
                for key, rows in found["entries"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def path(self, kept: Kept) -> str:
        """Relative to the site's folder."""
        return f"{FOLDER}/{IMAGES}/{kept.name}"

    def find(self, key: str) -> tuple[Kept, ...] | None:
        """None where there is nothing, or where a file is not any more what it was."""
        rows = self._entries.get(key)
        if rows is None or not all(self._whole(row) for row in rows):
            return None
        self._used.add(key)
        return rows

    def _whole(self, kept: Kept) -> bool:
        try:
            return (
                kept.name == Path(kept.name).name and digest_of((self.folder / kept.name).read_bytes()) == kept.digest
            )
        except OSError:
            return False

    def keep(self, key: str, rows: tuple[Kept, ...]) -> tuple[Kept, ...]:
        self._entries[key] = rows
        self._used.add(key)
        self._fresh = True
        return rows

    def save(self, *, of_all: bool = True) -> None:
        """Write the index, and drop what has not been needed for long; only where all that the site shows was asked for
        (`of_all`) is it known what is needed."""
        spare = [key for key in self._entries if of_all and key not in self._used]
        if len(spare) > _SPARE:
            for key in spare:
                del self._entries[key]
            needed = {row.name for rows in self._entries.values() for row in rows} | {INDEX}
            for path in self.folder.iterdir():
                if path.name not in needed:
                    path.unlink(missing_ok=True)
            self._fresh = True
        if self._fresh:
            rows = {
                key: [[k.format, k.width, k.name, k.digest, k.size] for k in kept]
                for key, kept in sorted(self._entries.items())
            }
            put(self.folder / INDEX, json.dumps({"version": _VERSION, "entries": rows}).encode())


def key_of(*parts: object) -> str:
    """What stands for all that decides what is made."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def put(path: Path, data: bytes) -> None:
    """A file whole or not at all, also where another build writes the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        fresh.write_bytes(data)
        fresh.replace(path)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise

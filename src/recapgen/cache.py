"""What earlier builds knew: `.recapgen/cache.db`, an SQLite file that may be thrown away at any time.

Everything in it is held under a mark of all that it depends on, each row with a checksum: what is damaged, or of
another version, is as if it were not there.
"""

from __future__ import annotations

import os
import re
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from msgspec import Struct

from recapgen.regex import Shelf, shelved
from recapgen.state import CACHE, FOLDER

YOUNG = 2_000_000_000
"""Nanoseconds: a file changed so shortly before it was read may change again without a new time."""
_NEEDED = ("markdown_it", "mdit_py_plugins", "jinja2", "markupsafe", "pygments", "yaml", "slugify", "pydantic", "PIL")
_LAYOUT = 2
"""Of the tables: a file laid out otherwise is thrown away."""
_TABLES = """
create table if not exists kept (name text primary key, mark text, data text, sum blob);
create table if not exists post (path text primary key, mark text, digest text, account text, body text, odd text,
    sum blob);
create table if not exists page (path text primary key, parts text, digest text, sum blob);
create table if not exists whole (path text primary key, data text, sum blob);
create table if not exists shows (source text, path text, primary key (source, path)) without rowid;
create index if not exists shown on shows (path);
create table if not exists record (mark text primary key, kind text, data text);
"""


class Stat(NamedTuple):
    """How a file lies on disk, without a look into it."""

    size: int
    modified: int
    """In nanoseconds."""
    changed: int
    """When its entry last changed, in nanoseconds: nobody can set that back."""
    node: int

    @classmethod
    def of(cls, path: str | Path) -> Stat:
        found = os.stat(path)  # noqa: PTH116 (a Path takes four times as long)
        return cls(found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino)

    def is_young(self, now: int) -> bool:
        """Whether it may change after `now` (nanoseconds) without a trace in these figures."""
        return max(self.modified, self.changed) > now - YOUNG


class Kept(Struct, frozen=True):
    """A parsed post as JSON."""

    digest: str
    account: str
    body: str
    odd: str
    """Its warnings."""


class KeptPage(Struct, frozen=True):
    """A page of the last build."""

    parts: str
    """JSON: what it shows, each with a digest."""
    digest: str
    """Of its bytes."""
    data: str
    """The page itself as JSON; empty where it is not kept."""
    sources: frozenset[str]
    """The posts whose words stand on it, by path."""


@cache
def version() -> str:
    """A mark of the code that makes what is kept: recapgen's own files, Python, and the libraries."""
    mark = blake2b(sys.version.encode(), digest_size=16)
    for name in ("recapgen", *_NEEDED):
        spec = find_spec(name)
        for place in spec.submodule_search_locations or () if spec else ():
            folders = [place] if name != "recapgen" else [f for f, _, _ in os.walk(place) if "__pycache__" not in f]
            for folder in sorted(folders):
                for one in sorted(os.scandir(folder), key=lambda e: e.name):
                    if one.is_file() and not one.name.endswith(".pyc"):
                        about = one.stat()
                        mark.update(f"{one.path}\0{about.st_size}\0{about.st_mtime_ns}\0".encode())
    return mark.hexdigest()


def own_folder(name: str) -> Path | None:
    """Where what is not a site's own is kept for this user; None where there is no home."""
    try:
        return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "recapgen" / name
    except RuntimeError:
        return None


@contextmanager
def patterns_kept() -> Iterator[None]:
    """Regular expressions that are compiled inside are kept for this user's next process, under the mark of the code.

    They lie in a folder of the user's own, since `re` runs what stands there: no site brings its own.
    """
    folder = own_folder("patterns")
    if folder is None:
        yield
        return

    def load(group: str) -> bytes:
        with suppress(OSError):
            data = (folder / f"{version()}.{group}").read_bytes()
            if data[:_SUM] == blake2b(data[_SUM:], digest_size=_SUM).digest():
                return data[_SUM:]
        return b""

    shelf = Shelf(load)
    with shelved(shelf):
        yield
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for old in folder.iterdir():
            if not old.name.startswith(version()):
                old.unlink()
        for group, data in shelf.written():
            new = folder / f"{version()}.{group}.{os.getpid()}"
            new.write_bytes(blake2b(data, digest_size=_SUM).digest() + data)
            new.replace(folder / f"{version()}.{group}")


_SUM = 16
"""Bytes of a checksum."""


class Cache:
    """One site's memory of earlier builds. Nothing here raises: a cache that can't be used is an empty one."""

    def __init__(self, root: Path | None, *, only_read: bool = False) -> None:
        """`root` is the site's folder; None: nothing is remembered."""
        self._path = root / FOLDER / CACHE if root else None
        self._only_read = only_read
        self.templates = own_folder("templates") if root else None
        """A folder for compiled templates; None: they are not kept."""
        self._base: sqlite3.Connection | None = None
        if self._path and self._path.is_file():
            self._base = self._opened()

    def close(self) -> None:
        if self._base:
            with suppress(sqlite3.Error):
                self._base.close()
            self._base = None

    # -- values by name

    def kept(self, name: str, mark: str) -> str | None:
        """What was kept under a name, if it was under this very mark."""
        for data, total in self._rows("select data, sum from kept where name = ? and mark = ?", (name, mark)):
            if total == _sum(data):
                return str(data)
        return None

    def keep(self, name: str, mark: str, data: str) -> None:
        self._write("insert or replace into kept values (?, ?, ?, ?)", [(name, mark, data, _sum(data))])

    # -- parsed posts

    def posts(self, mark: str, paths: Iterable[str] | None = None) -> Iterator[tuple[str, Kept]]:
        """Those parsed under a mark: all, or the ones named."""
        what = "select path, digest, account, body, odd, sum from post where mark = ?"
        rows = (
            self._rows(what, (mark,))
            if paths is None
            else (row for path in paths for row in self._rows(f"{what} and path = ?", (mark, path)))
        )
        for path, digest, account, body, odd, total in rows:
            if total == _sum(account, body, odd):
                yield path, Kept(digest, account, body, odd)

    def keep_posts(self, mark: str, posts: Mapping[str, Kept], gone: Iterable[str] = ()) -> None:
        """Remember posts under a mark; those under another one are forgotten."""
        self._write("delete from post where mark <> ? or path = ?", [(mark, "")])
        self._write("delete from post where path = ?", [(path,) for path in gone])
        rows = (
            (path, mark, one.digest, one.account, one.body, one.odd, _sum(one.account, one.body, one.odd))
            for path, one in posts.items()
        )
        self._write("insert or replace into post values (?, ?, ?, ?, ?, ?, ?)", rows)

    # -- pages and the records on them

    def keep_pages(
        self, pages: Mapping[str, KeptPage], records: Mapping[str, tuple[str, str]], *, all_of_them: bool = False
    ) -> None:
        """Pages by path, and records by their digest; with `all_of_them` every other one goes."""
        sums = {path: _sum(one.parts, one.digest) for path, one in pages.items()}
        known = self._among("page", "path, sum", None if all_of_them else pages)
        there = self._among("record", "mark, null", None if all_of_them else records)
        other = [path for path in pages if known.get(path) != sums[path]]
        if all_of_them:
            gone = known.keys() - pages.keys()
            for table in ("page", "whole", "shows"):
                self._write(f"delete from {table} where path = ?", [(path,) for path in (*gone, *other)])
            self._write("delete from record where mark = ?", [(mark,) for mark in there.keys() - records.keys()])
        rows = ((path, pages[path].parts, pages[path].digest, sums[path]) for path in other)
        self._write("insert or replace into page values (?, ?, ?, ?)", rows)
        wholes = ((path, pages[path].data, _sum(pages[path].data)) for path in other if pages[path].data)
        self._write("insert or replace into whole values (?, ?, ?)", wholes)
        shows = ((source, path) for path in other for source in pages[path].sources)
        self._write("insert or ignore into shows values (?, ?)", shows)
        new = ((mark, *record) for mark, record in records.items() if mark not in there)
        self._write("insert into record values (?, ?, ?)", new)

    def _among(self, table: str, columns: str, keys: Iterable[str] | None) -> dict[str, Any]:
        """Two columns of these rows, or of all; the first is the table's key."""
        what = f"select {columns} from {table}"
        if keys is None:
            return dict(self._rows(what, ()))
        where = f"{what} where {columns.partition(',')[0]} = ?"
        return dict(row for key in keys for row in self._rows(where, (key,)))

    def forget_pages(self) -> None:
        for table in ("page", "whole", "shows", "record"):
            self._write(f"delete from {table}", [()])

    def parts(self) -> Iterator[tuple[str, str, str]]:
        """The path of each page, what it shows, and the digest of its bytes."""
        for path, parts, digest, total in self._rows("select path, parts, digest, sum from page", ()):
            if total == _sum(parts, digest):
                yield path, parts, digest

    def showing(self, sources: Iterable[str]) -> set[str]:
        """The paths of the pages that show words of these posts."""
        return {row[0] for one in sources for row in self._rows("select path from shows where source = ?", (one,))}

    def mentioning(self, texts: Iterable[str]) -> set[str]:
        """The paths of the pages in whose JSON one of these texts stands, or in a record on them."""
        wanted = [*texts]
        for one in tuple(wanted):
            wanted += [row[0] for row in self._rows("select mark from record where instr(data, ?)", (one,))]
        pattern = re.compile("|".join(map(re.escape, wanted)))
        return {path for path, data in self._rows("select path, data from whole", ()) if pattern.search(data)}

    def pages(self, paths: Iterable[str]) -> list[str]:
        """Pages by path. Raises `ValueError` where one is damaged."""
        found = []
        for path in sorted(paths):
            rows = self._rows("select data, sum from whole where path = ?", (path,))
            if not rows or rows[0][1] != _sum(rows[0][0]):
                raise ValueError(path)
            found.append(str(rows[0][0]))
        return found

    def record(self, mark: str) -> tuple[str, str]:
        """The class and the JSON of a record. Raises `LookupError` where it is gone."""
        for kind, data in self._rows("select kind, data from record where mark = ?", (mark,)):
            return kind, data
        raise LookupError(mark)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """All or nothing of what is kept inside."""
        if self._path and self._base is None and not self._only_read:
            with suppress(OSError):
                self._path.parent.mkdir(exist_ok=True)
                self._base = self._opened()
        self._run("begin")
        try:
            yield
        except BaseException:
            self._run("rollback")
            raise
        self._run("commit")

    # -- inside

    def _opened(self) -> sqlite3.Connection | None:
        assert self._path is not None
        if self._only_read:
            return self._opened_to_read()
        for _ in range(2):
            try:
                base = sqlite3.connect(self._path, timeout=10, isolation_level=None, check_same_thread=False)
                base.execute("pragma synchronous = off")
                if base.execute("pragma user_version").fetchone()[0] != _LAYOUT:
                    if base.execute("select name from sqlite_master").fetchone():
                        raise sqlite3.DatabaseError("of another version")
                    base.executescript(f"{_TABLES} pragma user_version = {_LAYOUT}")
                base.execute("select name from kept limit 1")
                return base
            except sqlite3.Error:
                for path in (self._path, self._path.with_name(f"{CACHE}-journal")):
                    with suppress(OSError):
                        path.unlink()
        return None

    def _opened_to_read(self) -> sqlite3.Connection | None:
        assert self._path is not None
        with suppress(sqlite3.Error):
            address = f"file:{quote(str(self._path))}?mode=ro"
            base = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
            if base.execute("pragma user_version").fetchone()[0] == _LAYOUT:
                return base
        return None

    def _run(self, what: str) -> None:
        if self._base and not self._only_read:
            try:
                self._base.execute(what)
            except sqlite3.Error:
                self.close()

    def _write(self, what: str, rows: Iterable[tuple[object, ...]]) -> None:
        if self._base and not self._only_read:
            try:
                self._base.executemany(what, rows)
            except sqlite3.Error:
                self.close()

    def _rows(self, what: str, given: tuple[object, ...]) -> list[tuple[Any, ...]]:
        if self._base:
            try:
                return self._base.execute(what, given).fetchall()
            except sqlite3.Error:
                self.close()
        return []


def _sum(*texts: str) -> bytes:
    """A checksum."""
    mark = blake2b(digest_size=8)
    for text in texts:
        mark.update(f"{len(text)}\0{text}".encode("utf-8", "surrogatepass"))
    return mark.digest()

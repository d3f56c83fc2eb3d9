"""What recapgen keeps in `.recapgen/`: a lock, the manifest of what it wrote, and the journal of a commit under way.

The journal makes a commit all or nothing: once it stands, an interrupted build is rolled forward by the next one.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from msgspec import Struct

from recapgen.errors import Diagnostic, OutputError
from recapgen.files import digest_of

FOLDER = ".recapgen"
"""The folder of the site in which recapgen keeps what it knows of earlier builds."""
MANIFEST = "manifest.json"
JOURNAL = "journal.json"
LOCK = "lock"
CACHE = "cache.db"
PATIENCE = 60.0
"""Seconds for which a second build waits for the first."""


class Journal(Struct, frozen=True):
    """A commit: what moves where, what goes, and what the manifest says afterwards."""

    output: str
    """The output folder, relative to the site where it lies inside."""
    stage: str
    """The folder that holds the staged files."""
    puts: tuple[tuple[str, str], ...]
    """Staged name and path below the output folder, in the order of the commit."""
    deletes: tuple[str, ...]
    manifest: Mapping[str, str]
    """Path -> digest of everything that recapgen wrote."""
    whole: bool = False
    """Whether all that lies in the stage moves as it lies there."""


@contextmanager
def locked(root: Path, patience: float = PATIENCE) -> Iterator[None]:
    """One build of a site at a time; a second one waits, then gives up with an `OutputError`."""
    try:
        import fcntl
    except ImportError:  # no flock on this system: builds are not kept apart
        yield
        return
    folder = root / FOLDER
    folder.mkdir(exist_ok=True)
    with (folder / LOCK).open("w") as lock, _kept_from_forks(lock):
        until = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > until:
                    hint = "wait for it to end, or stop it"
                    raise OutputError(Diagnostic("RG604", "another build of this site is running", hint=hint)) from None
                time.sleep(0.05)
        yield


_held: set[IO[str]] = set()


@contextmanager
def _kept_from_forks(file: IO[str]) -> Iterator[None]:
    """A process that is forked meanwhile does not hold this file: if it outlives this one, the lock is free."""
    _held.add(file)
    try:
        yield
    finally:
        _held.discard(file)


def _let_go() -> None:
    for file in _held:
        file.close()
    _held.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def read_manifest(root: Path, output: Path) -> dict[str, str]:
    """Path -> digest of every file that recapgen wrote into this output folder; empty where it never did."""
    found = _outputs(root).get(key_of(root, output), {})
    return {str(path): str(digest) for path, digest in found.items()} if isinstance(found, dict) else {}


def write_manifest(root: Path, key: str, digests: Mapping[str, str]) -> None:
    outputs = _outputs(root) | {key: dict(digests)}
    _write(root / FOLDER / MANIFEST, json.dumps({"version": 1, "outputs": outputs}), durable=False)


def write_journal(root: Path, journal: Journal) -> None:
    """Once this returns, the commit will be completed, by this build or by the next."""
    body = json.dumps({name: getattr(journal, name) for name in Journal.__struct_fields__})
    _write(root / FOLDER / JOURNAL, json.dumps({"digest": digest_of(body.encode()), "body": body}), durable=True)


def read_journal(root: Path) -> Journal | None:
    """The journal of an interrupted build; None where there is none that is whole."""
    try:
        kept = json.loads((root / FOLDER / JOURNAL).read_text("utf-8"))
        if digest_of(kept["body"].encode()) != kept["digest"]:
            return None
        body: dict[str, Any] = json.loads(kept["body"])
        puts = tuple((str(name), str(path)) for name, path in body["puts"])
        deletes, manifest = tuple(body["deletes"]), dict(body["manifest"])
        return Journal(body["output"], body["stage"], puts, deletes, manifest, bool(body["whole"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def drop_journal(root: Path) -> None:
    (root / FOLDER / JOURNAL).unlink(missing_ok=True)


def forget(root: Path) -> None:
    """Drop all that a build can make again; what `import` wrote down stays."""
    for name in (MANIFEST, JOURNAL, LOCK, CACHE, f"{CACHE}-journal"):
        (root / FOLDER / name).unlink(missing_ok=True)
    for name in ("images", "text"):
        shutil.rmtree(root / FOLDER / name, ignore_errors=True)
    with suppress(OSError):
        (root / FOLDER).rmdir()


def key_of(root: Path, output: Path) -> str:
    """How the manifest names an output folder."""
    inside = output.is_relative_to(root.resolve())
    return output.relative_to(root.resolve()).as_posix() if inside else str(output)


def _outputs(root: Path) -> dict[str, Any]:
    try:
        outputs = json.loads((root / FOLDER / MANIFEST).read_text("utf-8"))["outputs"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return dict(outputs) if isinstance(outputs, dict) else {}


def _write(path: Path, text: str, *, durable: bool) -> None:
    """A file whole or not at all."""
    fresh = path.with_suffix(".tmp")
    with fresh.open("w", encoding="utf-8") as stream:
        stream.write(text)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    fresh.replace(path)

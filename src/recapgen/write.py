"""Artifacts to output/: the one door through which files go out.

Same bytes are left alone, what changed is staged beside and then moved into place, what no page claims any more is
removed, and nothing that recapgen did not write is ever touched. Killed at any instant, no file is torn, and the next
build completes what this one began.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from recapgen import state
from recapgen.config import Config
from recapgen.errors import Diagnostic, OutputError
from recapgen.events import FileRemoved, Listener, PageWritten, silence
from recapgen.files import Artifact, File, digest_of
from recapgen.state import Journal

STAGE = "stage"


class Written(Struct, frozen=True):
    """What a build did to output/, in files."""

    changed: int
    unchanged: int
    removed: int


class Staged(Struct, frozen=True):
    """A file that is ready to be moved into place."""

    path: str
    """Below output/."""
    digest: str
    size: int
    """In bytes."""
    name: str
    """Of the staged file; empty where nothing has to be moved."""
    foreign: bool = False
    """Whether somebody else's file stands in its place."""


class Stage(Struct):
    """A folder beside output/ in which one build gets its files ready, in several processes if need be."""

    root: Path
    config: Config
    output: Path
    folder: Path
    known: Mapping[str, str]
    """What recapgen wrote before: path -> digest."""
    whole: bool
    """Whether there is nothing in output/ yet: files are then staged as they will lie, and moved as a whole."""
    _count: int = 0
    _made: set[Path] = set()

    def put(self, artifact: Artifact) -> Staged:
        size, digest = len(artifact.data), artifact.digest
        differs, foreign = self._compared(artifact.path, digest)
        if not differs or foreign:
            return Staged(artifact.path, digest, size, "", foreign)
        name = self._name(artifact.path)
        (self.folder / name).write_bytes(artifact.data)
        return Staged(artifact.path, digest, size, name)

    def copy(self, path: str, file: File) -> Staged:
        source = self.root / file.path
        size = source.stat().st_size
        differs, foreign = self._compared(path, file.digest)
        if not differs or foreign:
            return Staged(path, file.digest, size, "", foreign)
        name = self._name(path)
        shutil.copyfile(source, self.folder / name)
        return Staged(path, file.digest, size, name)

    def commit(
        self,
        staged: Iterable[Staged],
        files: Mapping[str, File],
        listener: Listener = silence,
        standing: Mapping[str, str] = MappingProxyType({}),
    ) -> Written:
        """Move everything into place, with these files to be copied by path; remove what no page claims any more.

        `standing` are files of the last build that are right as they lie there, by path, with their digests.
        """
        ready = [*staged, *(self.copy(path, file) for path, file in sorted(files.items()))]
        if foreign := sorted(one.path for one in ready if one.foreign):
            raise OutputError(*(_not_ours(self.config, path) for path in foreign))
        digests = {**standing, **{one.path: one.digest for one in ready}}
        puts = sorted(((one.name, one.path) for one in ready if one.name), key=lambda put: (_rank(put[1]), put[1]))
        deletes = tuple(sorted(path for path in self.known if path not in digests))
        for one in ready:
            listener(PageWritten(one.path, one.size, bool(one.name)))
        if puts or deletes or self.known != digests:
            key = state.key_of(self.root, self.output)
            moved = () if self.whole else tuple(puts)
            journal = Journal(key, str(self.folder), moved, deletes, digests, self.whole)
            state.write_journal(self.root, journal)
            _commit(self.root, journal)
        for path in deletes:
            listener(FileRemoved(path))
        return Written(len(puts), len(digests) - len(puts), len(deletes))

    def _name(self, path: str) -> str:
        """Where to stage a file: no two of them share a place, whichever process asks."""
        if not self.whole:
            self._count += 1
            return f"{os.getpid()}-{self._count}"
        folder = (self.folder / path).parent
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return path

    def _compared(self, path: str, digest: str) -> tuple[bool, bool]:
        """Whether a file must be written, and whether somebody else's stands in its place."""
        if self.whole:
            return True, False
        target = self.output / path
        if target.is_symlink():
            return False, True
        if target.is_dir():
            inside = [f for f in target.rglob("*") if f.is_symlink() or not f.is_dir()]
            ours = inside and all(f.relative_to(self.output).as_posix() in self.known for f in inside)
            return True, not ours
        try:
            same = digest_of(target.read_bytes()) == digest
        except FileNotFoundError:
            return True, False
        except NotADirectoryError:
            return True, not any(folder in self.known for folder in _above(path))
        return not same, not same and path not in self.known


@contextmanager
def staging(root: Path, config: Config) -> Iterator[Stage]:
    """A stage for one build, while no other build of the site runs. Raises `OutputError` where the site can't or must
    not be written; up to the journal nothing has then changed."""
    output = output_folder(root, config)
    try:
        with state.locked(root):
            recover(root)
            known = state.read_manifest(root, output)
            folder = _fresh_stage(root, output)
            try:
                yield Stage(root, config, output, folder, known, whole=not any(output.iterdir()))
            finally:
                if state.read_journal(root) is None:
                    shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise _unwritable(error) from None


def write(
    root: Path,
    config: Config,
    artifacts: Iterable[Artifact],
    files: Mapping[str, File],
    listener: Listener = silence,
    standing: Mapping[str, str] = MappingProxyType({}),
) -> Written:
    """All at once. Raises `OutputError`."""
    with staging(root, config) as stage:
        return stage.commit([stage.put(artifact) for artifact in artifacts], files, listener, standing)


def _rank(path: str) -> int:
    """Assets before the pages that need them, pages before the lists that lead to them."""
    if path.startswith("assets/"):
        return 0
    return 1 if path.endswith("/index.html") and path.count("/") > 1 else 2


def recover(root: Path) -> bool:
    """Roll an interrupted build forward, then sweep its stage; whether there was one."""
    journal = state.read_journal(root)
    if journal is not None:
        try:
            _commit(root, journal)
        except FileNotFoundError:  # somebody has thrown output/ or the stage away: what is left of it is still ours
            kept = state.read_manifest(root, root / journal.output)
            state.write_manifest(root, journal.output, {**kept, **journal.manifest})
        shutil.rmtree(journal.stage, ignore_errors=True)
    state.drop_journal(root)
    return journal is not None


def _commit(root: Path, journal: Journal) -> None:
    """Carry out a journal; doing it again, or the rest of it, has the same result."""
    output = root / journal.output
    made: set[Path] = set()
    _prune(output, _in_the_way(journal))
    if journal.whole:
        _move(Path(journal.stage), output)
    for name, path in journal.puts:
        staged, target = Path(journal.stage) / name, output / path
        if target.parent not in made:
            target.parent.mkdir(parents=True, exist_ok=True)
            made.add(target.parent)
        try:
            staged.replace(target)
        except FileNotFoundError:
            if not target.is_file():
                raise
    _prune(output, journal.deletes)
    state.write_manifest(root, journal.output, journal.manifest)
    state.drop_journal(root)


def _move(source: Path, target: Path) -> None:
    """All that lies in a folder, into another one: whole folders where there are none of that name yet."""
    if not source.is_dir():
        return
    entries = sorted(source.iterdir(), key=lambda entry: (entry.name != "assets", entry.is_file(), entry.name))
    for entry in entries:
        place = target / entry.name
        if entry.is_dir() and place.is_dir():
            _move(entry, place)
        else:
            entry.replace(place)


def _in_the_way(journal: Journal) -> tuple[str, ...]:
    """Old files that stand where a new folder must be, or in a folder where a new file must be."""
    puts = {path for _, path in journal.puts}
    folders = {folder for path in puts for folder in _above(path)}
    return tuple(path for path in journal.deletes if path in folders or any(above in puts for above in _above(path)))


def _above(path: str) -> list[str]:
    """Every folder above a path, the nearest first."""
    parts = path.split("/")
    return ["/".join(parts[:n]) for n in range(len(parts) - 1, 0, -1)]


def clean(root: Path, config: Config) -> int:
    """Remove all that recapgen wrote, and nothing else; the number of files removed."""
    output = output_folder(root, config)
    if not (root / state.FOLDER).is_dir():
        return 0
    try:
        with state.locked(root):
            recover(root)
            removed = _prune(output, tuple(state.read_manifest(root, output)))
        state.forget(root)
    except OSError as error:
        raise _unwritable(error) from None
    return removed


def output_folder(root: Path, config: Config) -> Path:
    """Raises `OutputError` for a folder that holds the sources, the site itself or somebody's home."""
    output = (root / config.output).resolve()
    guarded = {root.resolve(): "the site itself", Path.home().resolve(): "your home folder"}
    for name in (config.content, "themes", "static"):
        guarded[(root / name).resolve()] = f"{name}/"
    hint = "name a folder of its own, such as 'output'"
    for folder, what in guarded.items():
        if output == folder or output in folder.parents:
            raise OutputError(Diagnostic("RG602", f"the output folder {config.output} holds {what}", hint=hint))
    for name in (config.content, "themes", "static"):
        if output.is_relative_to((root / name).resolve()):
            raise OutputError(Diagnostic("RG602", f"the output folder {config.output} lies in {name}/", hint=hint))
    return output


def _not_ours(config: Config, path: str) -> Diagnostic:
    hint = "move it away, or delete the whole folder if nothing in it is needed"
    fact = "a file that recapgen did not write stands in the way"
    return Diagnostic("RG603", fact, f"{config.output}/{path}", hint=hint)


def _unwritable(error: OSError) -> OutputError:
    fact = f"output can't be written: {error.strerror or error}"
    hint = "check the disk's free space and the folder's permissions"
    return OutputError(Diagnostic("RG601", fact, str(error.filename or ""), hint=hint))


def _prune(output: Path, paths: tuple[str, ...]) -> int:
    """Remove files that recapgen wrote, and the folders that become empty."""
    removed = 0
    folders = set()
    for path in paths:
        target = output / path
        if target.is_file() and not target.is_symlink():
            target.unlink()
            removed += 1
        folders |= {f for f in target.parents if f.is_relative_to(output) and f != output}
    for folder in sorted(folders, key=lambda f: len(f.parts), reverse=True):
        try:
            folder.rmdir()
        except OSError:
            continue
    return removed


def _fresh_stage(root: Path, output: Path) -> Path:
    """An empty folder on the disk of output/, with a name that no killed build has used; what such left is swept."""
    folder = root / state.FOLDER
    output.mkdir(parents=True, exist_ok=True)
    same_disk = folder.stat().st_dev == output.stat().st_dev
    above, name = (folder, STAGE) if same_disk else (output.parent, f".{output.name}-{STAGE}")
    for left in above.glob(f"{name}*"):
        shutil.rmtree(left, ignore_errors=True)
    stage = above / f"{name}-{os.getpid()}-{time.time_ns():x}"
    stage.mkdir(parents=True)
    return stage.resolve()

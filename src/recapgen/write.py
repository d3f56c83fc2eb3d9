"""Artifacts to output/: the one door through which files go out.

Same bytes are left alone, what changed is staged beside and then moved into place, what no page claims any more is
removed, and nothing that recapgen did not write is ever touched. Killed at any instant, no file is torn, and the next
build completes what this one began.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from recapgen import state
from recapgen.config import Config
from recapgen.errors import Diagnostic, OutputError
from recapgen.events import FileRemoved, Listener, PageWritten, silence
from recapgen.model import Artifact, File, digest_of
from recapgen.state import Journal

STAGE = "stage"


@dataclass(frozen=True, slots=True)
class Written:
    """What a build did to output/, in files."""

    changed: int
    unchanged: int
    removed: int


def write(
    root: Path,
    config: Config,
    artifacts: Iterable[Artifact],
    files: Mapping[str, File],
    listener: Listener = silence,
    standing: Mapping[str, str] = MappingProxyType({}),
) -> Written:
    """Raises `OutputError` where the site can't or must not be written; up to the journal nothing has then changed.

    `standing` are files of the last build that are right as they lie there, by path, with their digests.
    """
    output = output_folder(root, config)
    try:
        with state.locked(root):
            recover(root)
            return _write(root, config, output, artifacts, files, listener, standing)
    except OSError as error:
        raise _unwritable(error) from None


def _write(
    root: Path,
    config: Config,
    output: Path,
    artifacts: Iterable[Artifact],
    files: Mapping[str, File],
    listener: Listener,
    standing: Mapping[str, str],
) -> Written:
    known = state.read_manifest(root, output)
    stage = _fresh_stage(root, output)
    digests = dict(standing)
    puts: list[tuple[str, str]] = []
    foreign: list[str] = []
    try:
        for artifact in artifacts:
            digests[artifact.path] = digest = artifact.digest
            changed = _differs(output, artifact.path, digest, known, foreign)
            if changed:
                puts.append((str(len(puts)), artifact.path))
                (stage / puts[-1][0]).write_bytes(artifact.data)
            listener(PageWritten(artifact.path, len(artifact.data), changed))
        for path, file in sorted(files.items()):
            digests[path] = file.digest
            changed = _differs(output, path, file.digest, known, foreign)
            if changed:
                puts.append((str(len(puts)), path))
                shutil.copyfile(root / file.path, stage / puts[-1][0])
            listener(PageWritten(path, (root / file.path).stat().st_size, changed))
        if foreign:
            raise OutputError(*(_not_ours(config, path) for path in sorted(foreign)))
        deletes = tuple(sorted(path for path in known if path not in digests))
        if puts or deletes or known != digests:
            ordered = tuple(sorted(puts, key=lambda put: (_rank(put[1]), put[1])))
            journal = Journal(state.key_of(root, output), str(stage), ordered, deletes, digests)
            state.write_journal(root, journal)
            _commit(root, journal)
    except BaseException:
        if state.read_journal(root) is None:
            shutil.rmtree(stage, ignore_errors=True)
        raise
    shutil.rmtree(stage, ignore_errors=True)
    for path in deletes:
        listener(FileRemoved(path))
    return Written(len(puts), len(digests) - len(puts), len(deletes))


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


def _differs(output: Path, path: str, digest: str, known: Mapping[str, str], foreign: list[str]) -> bool:
    """Whether a file must be written; a file of somebody else's in its place goes to `foreign`."""
    target = output / path
    if target.is_symlink():
        foreign.append(path)
        return False
    if target.is_dir():
        inside = [f.relative_to(output).as_posix() for f in target.rglob("*") if f.is_symlink() or not f.is_dir()]
        if not inside or any(name not in known for name in inside):
            foreign.append(path)
        return True
    try:
        same = digest_of(target.read_bytes()) == digest
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        if not any(folder in known for folder in _above(path)):
            foreign.append(path)
        return True
    if not same and path not in known:
        foreign.append(path)
    return not same


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
    """An empty folder on the disk of output/."""
    folder = root / state.FOLDER
    output.mkdir(parents=True, exist_ok=True)
    same_disk = folder.stat().st_dev == output.stat().st_dev
    stage = folder / STAGE if same_disk else output.parent / f".{output.name}-{STAGE}"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    return stage.resolve()

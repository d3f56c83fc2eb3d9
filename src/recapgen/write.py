"""Artifacts to output/: the one door through which files go out.

Same bytes are left alone, what changed is staged beside and then moved into place, what no page claims any more is
removed, and nothing that recapgen did not write is ever touched.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from recapgen.config import Config
from recapgen.errors import Diagnostic, OutputError
from recapgen.events import FileRemoved, Listener, PageWritten, silence
from recapgen.load import digest_of
from recapgen.model import Artifact, File

STATE = ".recapgen"
"""The folder of the site in which recapgen keeps what it knows of earlier builds."""
MANIFEST = "manifest.json"


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
) -> Written:
    """Raises `OutputError`, and has changed nothing, where the site can't or must not be written."""
    output = output_folder(root, config)
    known = read_manifest(root, output)
    stage = _fresh_stage(root, output)
    digests: dict[str, str] = {}
    moves: list[tuple[Path, str]] = []
    foreign: list[str] = []
    try:
        for artifact in artifacts:
            digests[artifact.path] = digest = digest_of(artifact.data)
            changed = _differs(output, artifact.path, digest, known, foreign)
            if changed:
                staged = stage / str(len(moves))
                staged.write_bytes(artifact.data)
                moves.append((staged, artifact.path))
            listener(PageWritten(artifact.path, len(artifact.data), changed))
        for path, file in sorted(files.items()):
            digests[path] = file.digest
            changed = _differs(output, path, file.digest, known, foreign)
            if changed:
                staged = stage / str(len(moves))
                shutil.copyfile(root / file.path, staged)
                moves.append((staged, path))
            listener(PageWritten(path, 0, changed))
        if foreign:
            raise OutputError(*(_not_ours(config, path) for path in sorted(foreign)))
        for staged, path in moves:
            target = output / path
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.replace(target)
        removed = _prune(output, [path for path in known if path not in digests], listener)
        _write_manifest(root, output, digests)
    except OSError as error:
        fact = f"output can't be written: {error.strerror or error}"
        hint = "check the disk's free space and the folder's permissions"
        raise OutputError(Diagnostic("RG601", fact, str(error.filename or ""), hint=hint)) from None
    finally:
        shutil.rmtree(stage, ignore_errors=True)
    return Written(len(moves), len(digests) - len(moves), removed)


def clean(root: Path, config: Config) -> int:
    """Remove all that recapgen wrote, and nothing else; the number of files removed."""
    output = output_folder(root, config)
    removed = _prune(output, list(read_manifest(root, output)), silence)
    shutil.rmtree(root / STATE, ignore_errors=True)
    return removed


def output_folder(root: Path, config: Config) -> Path:
    """Raises `OutputError` for a folder that holds the sources, the site itself or somebody's home."""
    output = (root / config.output).resolve()
    guarded = {root.resolve(): "the site itself", Path.home().resolve(): "your home folder"}
    for name in (config.content, "themes", "static"):
        guarded[(root / name).resolve()] = f"{name}/"
    for folder, what in guarded.items():
        if output == folder or output in folder.parents:
            hint = "name a folder of its own, such as 'output'"
            raise OutputError(Diagnostic("RG602", f"the output folder {config.output} holds {what}", hint=hint))
    for name in (config.content, "themes", "static"):
        if output.is_relative_to((root / name).resolve()):
            hint = "name a folder of its own, such as 'output'"
            raise OutputError(Diagnostic("RG602", f"the output folder {config.output} lies in {name}/", hint=hint))
    return output


def _differs(output: Path, path: str, digest: str, known: Mapping[str, str], foreign: list[str]) -> bool:
    """Whether a file must be written; a file of somebody else's in its place goes to `foreign`."""
    target = output / path
    if target.is_symlink() or target.is_dir():
        foreign.append(path)
        return False
    try:
        same = digest_of(target.read_bytes()) == digest
    except FileNotFoundError:
        return True
    except NotADirectoryError:
        foreign.append(path)
        return False
    if not same and path not in known:
        foreign.append(path)
    return not same


def _not_ours(config: Config, path: str) -> Diagnostic:
    hint = "move it away, or delete the whole folder if nothing in it is needed"
    return Diagnostic(
        "RG603", "a file that recapgen did not write stands in the way", f"{config.output}/{path}", hint=hint
    )


def _prune(output: Path, paths: list[str], listener: Listener) -> int:
    removed = 0
    folders = set()
    for path in sorted(paths):
        target = output / path
        if target.is_file() and not target.is_symlink():
            target.unlink()
            removed += 1
            listener(FileRemoved(path))
        folders |= {f for f in target.parents if f.is_relative_to(output) and f != output}
    for folder in sorted(folders, key=lambda f: len(f.parts), reverse=True):
        try:
            folder.rmdir()
        except OSError:
            continue
    return removed


def _fresh_stage(root: Path, output: Path) -> Path:
    """An empty folder on the disk of output/."""
    state = root / STATE
    try:
        state.mkdir(exist_ok=True)
        output.mkdir(parents=True, exist_ok=True)
        same_disk = state.stat().st_dev == output.stat().st_dev
        stage = (state if same_disk else output) / f"stage-{os.getpid()}"
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir()
    except OSError as error:
        fact = f"output can't be written: {error.strerror or error}"
        raise OutputError(Diagnostic("RG601", fact, str(error.filename or ""), hint="check permissions")) from None
    return stage


def read_manifest(root: Path, output: Path) -> dict[str, str]:
    """Path -> digest of every file that recapgen wrote into this output folder; empty where it never did."""
    try:
        kept = json.loads((root / STATE / MANIFEST).read_text("utf-8"))
        return dict(kept["outputs"].get(str(_relative(output, root)), {}))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _write_manifest(root: Path, output: Path, digests: Mapping[str, str]) -> None:
    path = root / STATE / MANIFEST
    try:
        kept = json.loads(path.read_text("utf-8"))
        outputs = dict(kept["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        outputs = {}
    outputs[str(_relative(output, root))] = dict(digests)
    text = json.dumps({"version": 1, "outputs": outputs})
    fresh = path.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)


def _relative(output: Path, root: Path) -> Path:
    return output.relative_to(root.resolve()) if output.is_relative_to(root.resolve()) else output

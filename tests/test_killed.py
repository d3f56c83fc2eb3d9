"""A build that is killed, or whose disk is full, at any instant: no torn file, and the next build equals a clean one.

strace kills the real command at its Nth system call of a kind, or lets that call fail.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kit import SiteKit, site

STRACE = shutil.which("strace")
pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")

CALLS = ("rename", "write", "mkdir", "unlink", "rmdir", "openat")
QUICK = [
    *(("rename", "signal=SIGKILL", n) for n in (1, 2, 4, 9)),
    *(("mkdir", "signal=SIGKILL", n) for n in (2, 5)),
    *(("unlink", "signal=SIGKILL", n) for n in (1, 2)),
    ("write", "error=ENOSPC", 3),
    ("rename", "error=EACCES", 3),
]
LONG = [
    *((call, "signal=SIGKILL", n) for call in CALLS[:5] for n in range(1, 60)),
    *(("openat", "signal=SIGKILL", n) for n in range(400, 3000, 50)),
    *((call, f"error={fault}", n) for call in CALLS[:4] for fault in ("ENOSPC", "EACCES", "EIO") for n in range(1, 25)),
]


def before(kit: SiteKit) -> None:
    kit.post("recaps/a.md", "---\nconference: SoupConf 2019\n---\n\n## Lids – Ida Quill (Ladle Ltd)\n\nShut.\n")
    kit.post("recaps/b.md", "---\nconference: SoupConf 2019\n---\n\n## Lids – Ida Quill\n\nTight.\n")
    kit.post("articles/c.md", "---\ntitle: On stock\n---\n\nSlowly.\n")


def after(kit: SiteKit) -> None:
    """An edit, a new post, and one that goes: files change, come and go in one build."""
    kit.post("recaps/a.md", "---\nconference: SoupConf 2019\n---\n\n## Lids – Ida Quill (Ladle Ltd)\n\nWide open.\n")
    kit.post("recaps/d.md", "---\nconference: PanConf 2020\n---\n\n## Handles – Bo Lind (Pan Inc)\n\nLong.\n")
    (kit.root / "content/articles/c.md").unlink()


def build(root: Path, *wrapped: str) -> subprocess.CompletedProcess[bytes]:
    command = [*wrapped, sys.executable, "-m", "recapgen", "-C", str(root), "-q", "build", "--jobs", "1"]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, env=environ, capture_output=True, check=False)


def files(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """output/ as clean builds make it, before and after the changes."""
    found = []
    for steps in ((before,), (before, after)):
        kit = site(tmp_path_factory.mktemp("clean"))
        for step in steps:
            step(kit)
        assert build(kit.root).returncode == 0
        found.append(files(kit.root / "output"))
    return found[0], found[1]


def check(
    tmp_path: Path,
    states: tuple[dict[str, bytes], dict[str, bytes]],
    stop: tuple[str, str, int],
    *,
    certain: bool,
) -> None:
    """`certain`: the call is known to come that often, so that the build must have been stopped."""
    call, fault, when = stop
    kit = site(tmp_path / "site")
    before(kit)
    assert build(kit.root).returncode == 0
    foreign = kit.root / "output/mine.txt"
    foreign.write_text("Not recapgen's.\n")
    after(kit)
    assert STRACE is not None
    injected = ["-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={when}"]
    stopped = build(kit.root, STRACE, "-f", "-qq", "-o", os.devnull, *injected)
    assert stopped.returncode != 0 or not certain, "the build was not stopped at all"
    old, new = states
    for path, data in files(kit.root / "output").items():
        if path != "mine.txt":
            assert data in (old.get(path), new.get(path)), f"{path} is torn"
    assert foreign.read_text() == "Not recapgen's.\n"
    mended = build(kit.root)
    assert mended.returncode == 0, mended.stderr.decode()
    found = files(kit.root / "output")
    assert found.pop("mine.txt")
    assert found == new
    assert sorted(p.name for p in (kit.root / ".recapgen").iterdir()) == ["lock", "manifest.json"]


@pytest.mark.parametrize(("call", "fault", "when"), QUICK)
def test_whenever_a_build_is_stopped_the_next_one_is_whole(
    tmp_path: Path, states: tuple[dict[str, bytes], dict[str, bytes]], call: str, fault: str, when: int
) -> None:
    """Files are as before or as after, never in between; what others put there stays."""
    check(tmp_path, states, (call, fault, when), certain=True)


@pytest.mark.proof
@pytest.mark.parametrize(("call", "fault", "when"), LONG)
def test_at_any_instant_at_all(
    tmp_path: Path, states: tuple[dict[str, bytes], dict[str, bytes]], call: str, fault: str, when: int
) -> None:
    """The same, at hundreds of instants."""
    check(tmp_path, states, (call, fault, when), certain=False)

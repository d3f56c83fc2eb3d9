"""Law 4: a build that is killed, or that the disk fails, at any instant: no torn file, and the next equals a clean one.

strace kills the real command at its Nth system call of a kind, or lets that call fail.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest

from kit import SiteKit, difference, site, tree

STRACE = shutil.which("strace") or ""
pytestmark = pytest.mark.skipif(not STRACE, reason="strace is not installed")

KILL, FULL, FORBIDDEN, FAULTY = "signal=SIGKILL", "error=ENOSPC", "error=EACCES", "error=EIO"
Files = dict[str, bytes]


@dataclass(frozen=True)
class Stop:
    """A fault at the Nth call of a kind, counted from 1 among those that concern the site's own folder."""

    call: str
    fault: str
    when: int

    def __str__(self) -> str:
        return f"{self.call} {self.when} {self.fault.partition('=')[2]}"


QUICK = [
    *(Stop("rename", KILL, 2), Stop("rename", KILL, 9), Stop("mkdir", KILL, 5), Stop("unlink", KILL, 1)),
    *(Stop("write", KILL, 3), Stop("fsync", KILL, 1), Stop("write", FULL, 3), Stop("rename", FORBIDDEN, 3)),
    *(Stop("openat", FAULTY, 40),),
]
TWICE = [(Stop("rename", KILL, 12), Stop("rename", KILL, 5))]
CALLS = ("rename", "write", "mkdir", "unlink", "rmdir", "openat", "fsync", "read")
LONG = [(call, fault) for call in CALLS for fault in (KILL, FULL, FORBIDDEN, FAULTY) if (call, fault) != ("read", FULL)]
PARTS = 3
"""So many tests share the steps of one kind of call: several processes can then work on them."""


# -- the site, before and after ---------------------------------------------------------------------------------------


def before(kit: SiteKit) -> None:
    kit.post("recaps/a.md", "---\nconference: SoupConf 2019\n---\n\n## Lids – Ida Quill (Ladle Ltd)\n\nShut.\n")
    kit.post("recaps/b.md", "---\nconference: SoupConf 2019\n---\n\n## Lids – Ida Quill\n\nTight.\n")
    kit.post("articles/c.md", "---\ntitle: On stock\n---\n\nSlowly.\n")
    kit.file("static/menu.txt", "Soup\n")


def after(kit: SiteKit) -> None:
    """An edit, a new post, one that goes, another file: files change, come and go in one build."""
    kit.post("recaps/a.md", "---\nconference: SoupConf 2019\n---\n\n## Lids – Ida Quill (Ladle Ltd)\n\nWide open.\n")
    kit.post("recaps/d.md", "---\nconference: PanConf 2020\n---\n\n## Handles – Bo Lind (Pan Inc)\n\nLong.\n")
    kit.file("static/menu.txt", "Stew\n").without("content/articles/c.md")


def later(kit: SiteKit) -> None:
    """One more change, made before anybody builds again."""
    kit.post("recaps/d.md", "---\nconference: PanConf 2021\n---\n\n## Grips – Bo Lind (Pan Inc)\n\nShort.\n")
    kit.post("articles/e.md", "---\ntitle: On salt\n---\n\nA pinch.\n").without("content/recaps/b.md")


@dataclass(frozen=True)
class Worlds:
    """What clean builds make of the site."""

    built_before: Path
    """The site's folder, built before the changes."""
    old: Files
    new: Files
    newest: Files
    own: dict[str, list[int]]
    """By system call: which ones of the whole process concern the site, counted from 1."""


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Worlds:
    old, new, newest = (
        clean(tmp_path_factory.mktemp("clean") / "site", *steps)
        for steps in ((before,), (before, after), (before, after, later))
    )
    kit = site(tmp_path_factory.mktemp("built") / "site")
    before(kit)
    succeeds(build(kit.root))
    return Worlds(kit.root, old, new, newest, own_calls(copied(kit.root, tmp_path_factory.mktemp("traced"))))


def clean(root: Path, *steps: Callable[[SiteKit], None]) -> Files:
    kit = site(root)
    for step in steps:
        step(kit)
    succeeds(build(kit.root))
    return tree(kit.output)


def copied(root: Path, folder: Path) -> SiteKit:
    """The built site, changed and with a stranger's files in output/; not built again yet."""
    kit = SiteKit(Path(shutil.copytree(root, folder / "site")))
    after(kit)
    for path in STRANGERS:
        kit.file(path, "Not recapgen's.\n")
    return kit


STRANGERS = ("output/mine.txt", "output/articles/undated/mine.txt", "output/.git/HEAD")


def own_calls(kit: SiteKit) -> dict[str, list[int]]:
    """From a run that nothing happens to."""
    log = kit.root.parent / "log"
    succeeds(
        build(kit.root, STRACE, "-f", "--seccomp-bpf", "-qq", "-y", "-e", f"trace={','.join(CALLS)}", "-o", str(log))
    )
    own: dict[str, list[int]] = {call: [] for call in CALLS}
    seen = dict.fromkeys(CALLS, 0)
    for match in re.finditer(r"^\d+ +(\w+)\((.*)$", log.read_text("utf-8", "replace"), re.M):
        if match[1] in seen:
            seen[match[1]] += 1
            if str(kit.root) in match[2] or match[1] in ("unlink", "rmdir"):
                own[match[1]].append(seen[match[1]])
    return own


def build(root: Path, *wrapped: str, command: str = "build") -> subprocess.CompletedProcess[bytes]:
    jobs = ("--jobs", "1") if command == "build" else ()
    line = [*wrapped, sys.executable, "-m", "recapgen", "-C", str(root), "-q", command, *jobs]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    return subprocess.run(line, env=environ, capture_output=True, check=False)


def succeeds(done: subprocess.CompletedProcess[bytes]) -> None:
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")


# -- stopping ---------------------------------------------------------------------------------------------------------


def stopped(kit: SiteKit, stop: Stop, worlds: Worlds) -> bool:
    """Build with a fault; whether the build came to it. Where it says that all is well, all must be."""
    own, log = worlds.own[stop.call], kit.root.parent / "stopped.log"
    if stop.when > len(own):
        return False
    injected = ["-e", f"trace={stop.call}", "-e", f"inject={stop.call}:{stop.fault}:when={own[stop.when - 1]}"]
    faster = () if stop.fault == KILL else ("--seccomp-bpf",)  # with it, strace's signals come to nothing
    done = build(kit.root, STRACE, "-f", *faster, "-qq", "-o", str(log), *injected)
    said = done.stderr.decode("utf-8", "replace")
    if done.returncode == 0:
        assert not difference(ours(kit), worlds.new), f"{stop}: it said that all is well"
    elif stop.fault != KILL:
        assert "Traceback" not in said, f"{stop}: {said}"
    return "(INJECTED)" in log.read_text("utf-8", "replace") or done.returncode != 0


def ours(kit: SiteKit) -> Files:
    return {path: data for path, data in tree(kit.output).items() if f"output/{path}" not in STRANGERS}


def untorn(kit: SiteKit, states: Iterable[Files], what: str) -> None:
    """Each file is whole, of one of these states; strangers' files are as they were."""
    for path, data in ours(kit).items():
        assert data in [state.get(path) for state in states], f"{what}: {path} is torn"
    for path in STRANGERS:
        assert (kit.root / path).read_text() == "Not recapgen's.\n", f"{what}: {path} was touched"


def whole(kit: SiteKit, wanted: Files, what: str) -> None:
    """The next build succeeds, equals a clean one, and leaves nothing behind."""
    done = build(kit.root)
    assert done.returncode == 0, f"{what}: {done.stderr.decode('utf-8', 'replace')}"
    assert not (wrong := difference(ours(kit), wanted)), f"{what}: {wrong}"
    untorn(kit, [wanted], what)
    left = [path.name for path in (kit.root / ".recapgen").rglob("*")]
    assert not {"journal.json", "stage"} & set(left), f"{what}: {left}"
    assert not [name for name in left if name.endswith(".tmp")], f"{what}: {left}"


def check(folder: Path, worlds: Worlds, *stops: Stop) -> bool:
    """One fault after the other, then a build that nothing happens to; whether it came to the first fault."""
    kit = copied(worlds.built_before, folder)
    came = [stopped(kit, stop, worlds) for stop in stops]
    untorn(kit, [worlds.old, worlds.new], str(stops))
    whole(kit, worlds.new, str(stops))
    return came[0]


@pytest.mark.parametrize("stop", QUICK, ids=str)
def test_whenever_a_build_is_stopped_the_next_one_is_whole(tmp_path: Path, worlds: Worlds, stop: Stop) -> None:
    """Files are as before or as after, never in between; what others put there stays."""
    assert check(tmp_path, worlds, stop), "the build never came to it"


@pytest.mark.parametrize("stops", TWICE, ids=lambda stops: f"{stops[0]}, {stops[1]}")
def test_the_build_that_rolls_forward_may_be_stopped_too(
    tmp_path: Path, worlds: Worlds, stops: tuple[Stop, Stop]
) -> None:
    """In the middle of completing what the one before it began."""
    assert check(tmp_path, worlds, *stops)


@pytest.mark.parametrize("stop", [Stop("rename", KILL, 12)], ids=str)
def test_sources_may_change_before_the_next_build(tmp_path: Path, worlds: Worlds, stop: Stop) -> None:
    """What the killed build began is completed first, and then is old."""
    kit = copied(worlds.built_before, tmp_path)
    assert stopped(kit, stop, worlds)
    later(kit)
    whole(kit, worlds.newest, str(stop))


def lose_output(kit: SiteKit) -> None:
    for path in ours(kit):
        (kit.output / path).unlink()


def lose_all_but_the_strangers(kit: SiteKit) -> None:
    lose_output(kit)
    shutil.rmtree(kit.root / ".recapgen")


def clean_up(kit: SiteKit) -> None:
    succeeds(build(kit.root, command="clean"))
    assert ours(kit) == {}


@pytest.mark.parametrize("between", [lose_output, lose_all_but_the_strangers, clean_up])
def test_somebody_may_tidy_up_after_a_killed_build(
    tmp_path: Path, worlds: Worlds, between: Callable[[SiteKit], None]
) -> None:
    """By hand or by `clean`: the next build is whole."""
    kit = copied(worlds.built_before, tmp_path)
    assert stopped(kit, Stop("rename", KILL, 12), worlds)
    between(kit)
    whole(kit, worlds.new, between.__name__)


# -- everywhere -------------------------------------------------------------------------------------------------------


@pytest.mark.proof
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize(("call", "fault"), LONG)
def test_at_every_step_of_a_build(tmp_path: Path, worlds: Worlds, call: str, fault: str, part: int) -> None:
    """Every call that concerns the site, killed or failing: over a thousand instants in all."""
    for when in range(1 + part, len(worlds.own[call]) + 1, PARTS):
        folder = tmp_path / str(when)
        folder.mkdir()
        check(folder, worlds, Stop(call, fault, when))
        shutil.rmtree(folder)


@pytest.mark.proof
@pytest.mark.parametrize("second", [KILL, FULL, FORBIDDEN])
@pytest.mark.parametrize("call", ["rename", "unlink", "mkdir", "write"])
def test_at_every_step_of_a_recovery(tmp_path: Path, worlds: Worlds, call: str, second: str) -> None:
    """A build killed in the middle of its commit, then the one that completes it stopped at any of its steps."""
    for when in range(1, min(40, len(worlds.own[call])) + 1):
        folder = tmp_path / str(when)
        folder.mkdir()
        check(folder, worlds, Stop("rename", KILL, 3 + when), Stop(call, second, when))
        shutil.rmtree(folder)


def test_the_check_sees_a_torn_file(tmp_path: Path, worlds: Worlds) -> None:
    """The laws above would hold of a check that sees nothing."""
    kit = copied(worlds.built_before, tmp_path)
    file = kit.output / "index.html"
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(AssertionError, match=r"index\.html is torn"):
        untorn(kit, [worlds.old, worlds.new], "here")

"""The door out: what is written, what is left alone, and what an interrupted build leaves behind."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import examples, site, tree
from recapgen import state
from recapgen.config import Config
from recapgen.errors import OutputError
from recapgen.events import Event, FileRemoved, PageWritten
from recapgen.files import Artifact, File, digest_of
from recapgen.write import Written, clean, staging, write

CONFIG = Config()


class Folder:
    """A site's folder into which pages are written without being rendered first."""

    def __init__(self, root: Path, config: Config = CONFIG) -> None:
        self.root, self.config = root, config
        self.events: list[Event] = []

    def write(self, pages: dict[str, str], files: dict[str, bytes] | None = None) -> Written:
        self.events.clear()
        copied = {}
        for path, data in (files or {}).items():
            source = self.root / "static" / path
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_bytes(data)
            copied[path] = File(f"static/{path}", path, digest_of(data))
        artifacts = [Artifact(path, text.encode()) for path, text in pages.items()]
        return write(self.root, self.config, artifacts, copied, self.events.append)

    @property
    def output(self) -> Path:
        return (self.root / self.config.output).resolve()

    @property
    def files(self) -> dict[str, str]:
        return {path: data.decode() for path, data in tree(self.output).items()}


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def codes(error: OutputError) -> list[tuple[str, str]]:
    return [(found.code, found.path) for found in error.diagnostics]


# -- what is written ---------------------------------------------------------------------------------------------------


def test_pages_and_files_are_written(folder: Folder) -> None:
    """With their folders, and counted."""
    assert folder.write({"index.html": "home", "a/b/index.html": "b"}, {"c/d.txt": b"d"}) == Written(3, 0, 0)
    assert folder.files == {"index.html": "home", "a/b/index.html": "b", "c/d.txt": "d"}


def test_the_same_bytes_are_left_alone(folder: Folder) -> None:
    """Not replaced by their like: the file on disk is the very same."""
    folder.write({"a.html": "a", "b.html": "b"})
    before = (folder.output / "a.html").stat()
    assert folder.write({"a.html": "a", "b.html": "changed"}) == Written(1, 1, 0)
    after = (folder.output / "a.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert [(e.path, e.size, e.changed) for e in folder.events if isinstance(e, PageWritten)] == [
        ("a.html", 1, False),
        ("b.html", 7, True),
    ]


def test_what_no_page_claims_any_more_is_removed_with_its_empty_folders(folder: Folder) -> None:
    """And said so."""
    folder.write({"a/b/c.html": "c", "a/d.html": "d"}, {"e/f.txt": b"f"})
    assert folder.write({"a/d.html": "d"}) == Written(0, 1, 2)
    assert folder.files == {"a/d.html": "d"}
    assert not (folder.output / "a/b").exists()
    assert not (folder.output / "e").exists()
    assert [e.path for e in folder.events if isinstance(e, FileRemoved)] == ["a/b/c.html", "e/f.txt"]


def test_a_file_that_was_deleted_by_hand_comes_back(folder: Folder) -> None:
    """output/ is what the build says, not what the manifest remembers."""
    folder.write({"a.html": "a"})
    (folder.output / "a.html").unlink()
    assert folder.write({"a.html": "a"}) == Written(1, 0, 0)
    (folder.output / "a.html").write_text("edited by hand")
    folder.write({"a.html": "a"})
    assert folder.files == {"a.html": "a"}


def test_each_output_folder_has_a_memory_of_its_own(tmp_path: Path) -> None:
    """Building into another folder neither prunes nor forgets the first."""
    one, other = Folder(tmp_path, Config(output="one")), Folder(tmp_path, Config(output="deep/other"))
    one.write({"a.html": "a"})
    other.write({"b.html": "b"})
    assert one.write({}) == Written(0, 0, 1)
    assert other.files == {"b.html": "b"}
    assert other.write({}) == Written(0, 0, 1)


def test_an_output_folder_may_lie_outside_of_the_site(tmp_path: Path) -> None:
    """Where a web server looks."""
    (tmp_path / "site").mkdir()
    away = Folder(tmp_path / "site", Config(output=str(tmp_path / "www")))
    away.write({"a.html": "a"})
    assert away.write({"b.html": "b"}) == Written(1, 0, 1)
    assert away.files == {"b.html": "b"}


# -- what is not ours --------------------------------------------------------------------------------------------------


def test_foreign_files_stay_where_they_are(folder: Folder) -> None:
    """Beside ours, in our folders, also when ours go."""
    folder.write({"a/index.html": "a"})
    (folder.output / "a/.htaccess").write_text("theirs")
    (folder.output / ".git").mkdir()
    (folder.output / ".git/config").write_text("theirs")
    folder.write({})
    assert folder.files == {"a/.htaccess": "theirs", ".git/config": "theirs"}
    clean(folder.root, CONFIG)
    assert folder.files == {"a/.htaccess": "theirs", ".git/config": "theirs"}


@contextmanager
def nothing_changes(output: Path) -> Iterator[None]:
    before = tree(output)
    yield
    assert tree(output) == before


def in_the_way(kind: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind == "a file":
        target.write_text("theirs")
    elif kind == "a folder":
        target.mkdir()
    elif kind == "a link":
        target.symlink_to("/etc/hostname")
    elif kind == "a link to nothing":
        target.symlink_to("nowhere")


@pytest.mark.parametrize("kind", ["a file", "a folder", "a link", "a link to nothing"])
def test_whatever_stands_in_a_pages_way_is_an_error(folder: Folder, kind: str) -> None:
    """All of them are named, none is touched, and no other page is written."""
    folder.write({"index.html": "home"})
    for path in ("a/index.html", "b.html"):
        in_the_way(kind, folder.output / path)
    with nothing_changes(folder.output), pytest.raises(OutputError) as raised:
        folder.write({"index.html": "changed", "a/index.html": "a", "b.html": "b"})
    assert codes(raised.value) == [("RG603", "output/a/index.html"), ("RG603", "output/b.html")]


def test_a_file_where_a_folder_must_be_is_an_error(folder: Folder) -> None:
    """Somebody's file `a` and our page `a/index.html`."""
    in_the_way("a file", folder.output / "a")
    with nothing_changes(folder.output), pytest.raises(OutputError) as raised:
        folder.write({"a/index.html": "a", "b.html": "b"})
    assert codes(raised.value) == [("RG603", "output/a/index.html")]


def test_a_foreign_file_of_the_same_bytes_is_no_error(folder: Folder) -> None:
    """As after a fresh clone of a published site, when the manifest is not there."""
    in_the_way("a file", folder.output / "a.html")
    assert folder.write({"a.html": "theirs"}) == Written(0, 1, 0)


@pytest.mark.parametrize(("first", "then"), [("a", "a/index.html"), ("a/index.html", "a")])
def test_a_file_of_ours_makes_room_for_a_folder_of_ours(folder: Folder, first: str, then: str) -> None:
    """A page becomes a file of the same name, or the other way round: incremental equals clean."""
    folder.write({first: "first"})
    folder.write({then: "then"})
    assert folder.files == {then: "then"}


# -- cleaning ----------------------------------------------------------------------------------------------------------


def test_clean_removes_all_that_was_written_and_nothing_else(folder: Folder) -> None:
    """Files, empty folders, the cache; a second time there is nothing to do."""
    folder.write({"a/index.html": "a", "b.html": "b"})
    (folder.output / "theirs.txt").write_text("theirs")
    (folder.output / "b.html").unlink()
    assert clean(folder.root, CONFIG) == 1
    assert folder.files == {"theirs.txt": "theirs"}
    assert not (folder.output / "a").exists()
    assert not (folder.root / state.FOLDER).exists()
    assert clean(folder.root, CONFIG) == 0


# -- folders that are none of ours -------------------------------------------------------------------------------------

REFUSED = {
    ".": "holds the site itself",
    "content": "holds content/",
    "content/public": "lies in content/",
    "themes/mine": "lies in themes/",
    "static": "holds static/",
}


@pytest.mark.parametrize("output", REFUSED)
def test_an_output_folder_among_the_sources_is_refused(tmp_path: Path, output: str) -> None:
    """Before anything is read or written."""
    with pytest.raises(OutputError) as raised:
        Folder(tmp_path, Config(output=output)).write({"a.html": "a"})
    (only,) = raised.value.diagnostics
    assert only.code == "RG602"
    assert only.message == f"the output folder {output} {REFUSED[output]}"
    assert list(tmp_path.iterdir()) == []


def test_an_output_folder_above_the_site_or_the_home_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by way of a symbolic link."""
    root = tmp_path / "home" / "site"
    root.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (root / "away").symlink_to("..")
    for output in (str(tmp_path), str(tmp_path / "home"), "away"):
        with pytest.raises(OutputError) as raised:
            Folder(root, Config(output=output)).write({"a.html": "a"})
        assert codes(raised.value) == [("RG602", "")]


# -- trouble -----------------------------------------------------------------------------------------------------------


def failing(real: Callable[..., object], at: int, error: BaseException) -> Callable[..., object]:
    """The same function, but its call number `at` (from 0) raises."""
    calls = iter(range(10**6))

    def function(*arguments: object, **more: object) -> object:
        if next(calls) == at:
            raise error
        return real(*arguments, **more)

    return function


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_full_disk_shows_before_anything_is_changed(folder: Folder, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    """Staging fails: output/ stays as it was, no stage is left, and the next build is as if nothing had been."""
    folder.write({"a.html": "a", "b.html": "b", "c.html": "c"})
    with monkeypatch.context() as patch, nothing_changes(folder.output):
        patch.setattr(Path, "write_bytes", failing(Path.write_bytes, at, FULL))
        with pytest.raises(OutputError) as raised:
            folder.write({"a.html": "A", "b.html": "B", "c.html": "C"})
        assert codes(raised.value)[0][0] == "RG601"
        assert "No space left on device" in str(raised.value)
    assert sorted(p.name for p in (folder.root / state.FOLDER).iterdir()) == [state.LOCK, state.MANIFEST]
    assert folder.write({"a.html": "A", "b.html": "B", "c.html": "C"}) == Written(3, 0, 0)


def test_a_second_build_waits_for_the_first_and_then_says_so(folder: Folder) -> None:
    """Two builds of one site at a time would undo each other."""
    with state.locked(folder.root), pytest.raises(OutputError) as raised, state.locked(folder.root, patience=0.1):
        pass
    assert codes(raised.value) == [("RG604", "")]
    folder.write({"a.html": "a"})


BEFORE = {"a.html": "a", "b/index.html": "b", "c/index.html": "c", "gone/index.html": "gone"}
AFTER = {"a.html": "A", "b/index.html": "B", "new/deep/index.html": "new", "c/index.html": "c"}


@pytest.mark.parametrize("step", ["replace", "unlink", "rmdir", "mkdir"])
@pytest.mark.parametrize("at", range(8))
def test_a_build_interrupted_anywhere_is_completed_by_the_next(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, step: str, at: int
) -> None:
    """Every file is the old or the new one, none is torn or lost to us; then all is as after a clean build."""
    folder.write(BEFORE)
    with monkeypatch.context() as patch:
        patch.setattr(Path, step, failing(getattr(Path, step), at, KeyboardInterrupt()))
        try:
            folder.write(AFTER)
        except KeyboardInterrupt:
            pass
        else:
            assert folder.files == AFTER
    for path, text in folder.files.items():
        assert text in (BEFORE.get(path), AFTER.get(path))
    folder.write({**AFTER, "a.html": "later"})
    assert folder.files == {**AFTER, "a.html": "later"}
    assert not (folder.output / "gone").exists()
    assert not (folder.root / state.FOLDER / state.JOURNAL).exists()


@pytest.mark.parametrize("at", range(7))
def test_a_first_build_interrupted_anywhere_is_completed_by_the_next(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """Whole folders move into an empty output/: each of them is there with all that is in it, or not at all."""
    pages = {**AFTER, "new/second/index.html": "second", "assets/site.css": "css"}
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing(Path.replace, at, KeyboardInterrupt()))
        with suppress(KeyboardInterrupt):
            folder.write(pages)
    for top in folder.output.iterdir():
        inside = {path: text for path, text in pages.items() if path.split("/")[0] == top.name}
        assert {path: text for path, text in folder.files.items() if path.split("/")[0] == top.name} == inside
    folder.write({**pages, "a.html": "later"})
    assert folder.files == {**pages, "a.html": "later"}
    assert sorted(p.name for p in (folder.root / state.FOLDER).iterdir()) == [state.LOCK, state.MANIFEST]


def test_what_comes_into_an_empty_output_meanwhile_stays(folder: Folder) -> None:
    """A file of somebody else's, in a folder that we have too, put there while the pages were being made."""
    folder.output.mkdir()
    with staging(folder.root, folder.config) as stage:
        staged = [stage.put(Artifact(path, text.encode())) for path, text in AFTER.items()]
        assert not any(folder.output.iterdir())
        (folder.output / "b").mkdir()
        (folder.output / "b/own.txt").write_text("own")
        stage.commit(staged, {})
    assert folder.files == {**AFTER, "b/own.txt": "own"}


def test_a_process_that_outlives_the_build_does_not_hold_its_lock(folder: Folder) -> None:
    """One that was forked to render pages, where the build itself was killed."""
    (living, alive), (told, tell) = os.pipe(), os.pipe()
    if (child := os.fork()) == 0:
        with state.locked(folder.root):
            if os.fork() == 0:
                os.close(alive)
                os.write(tell, b"!")
                os.read(living, 1)  # until the test ends
            os._exit(0)
    os.waitpid(child, 0)
    os.read(told, 1)
    with state.locked(folder.root, patience=0.1):
        pass
    for end in (living, alive, told, tell):
        os.close(end)


def test_output_may_be_deleted_after_an_interrupted_build(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Throwing output/ away is what people do when something looks odd."""
    folder.write(BEFORE)
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing(Path.replace, 2, KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            folder.write(AFTER)
    assert state.read_journal(folder.root)
    for path in sorted(folder.output.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.write(AFTER)
    assert folder.files == AFTER


def test_a_site_that_was_mended_builds_again(tmp_path: Path) -> None:
    """A file that stood where a folder had to be is gone: nothing of it is left to fail."""
    kit = site(tmp_path).post("a.md", "A.\n").file("static/menu.txt", "a\n")
    kit.post("b.md", "---\npermalink: /menu.txt/\n---\n\nB.\n").build().fails("menu.txt")
    kit.without("content/b.md").build().has("menu.txt", "a")


DAMAGE = [
    "",
    "{",
    "[]",
    "null",
    '{"outputs": []}',
    '{"outputs": {"output": 3}}',
    '{"outputs": {"output": {"a.html": 1}}}',
    "\udcff",
]


@pytest.mark.parametrize("text", DAMAGE, ids=repr)
def test_a_damaged_manifest_is_no_traceback(folder: Folder, text: str) -> None:
    """What is the same is adopted, what differs is somebody else's as far as we know."""
    folder.write({"a.html": "a"})
    (folder.root / state.FOLDER / state.MANIFEST).write_text(text, "utf-8", "surrogateescape")
    assert folder.write({"a.html": "a"}) == Written(0, 1, 0)
    assert folder.write({}) == Written(0, 0, 1)


@pytest.mark.parametrize(
    "text", [*DAMAGE, '{"digest": "x", "body": "{}"}', json.dumps({"digest": 1, "body": {}})], ids=repr
)
def test_a_torn_journal_is_as_none(folder: Folder, text: str) -> None:
    """A build that was killed before its journal stood had changed nothing yet."""
    folder.write({"a.html": "a"})
    (folder.root / state.FOLDER / state.JOURNAL).write_text(text, "utf-8", "surrogateescape")
    assert folder.write({"a.html": "b"}) == Written(1, 0, 0)
    assert folder.files == {"a.html": "b"}


def _hold(root: Path, ready: object, done: object) -> None:
    with state.locked(root):
        ready.set()  # type: ignore[attr-defined]
        done.wait(20)  # type: ignore[attr-defined]


def test_the_lock_holds_between_processes_and_goes_with_them(folder: Folder) -> None:
    """A build that was killed leaves no lock behind."""
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(folder.root, ready, done))
    other.start()
    assert ready.wait(20)
    with pytest.raises(OutputError), state.locked(folder.root, patience=0.1):
        pass
    other.kill()
    other.join()
    with state.locked(folder.root, patience=0.1):
        pass


# -- any history -------------------------------------------------------------------------------------------------------

paths = st.sampled_from(["index.html", "a/index.html", "a/b/index.html", "a/b/c.txt", "d.xml", "e/index.html"])
sites = st.dictionaries(paths, st.sampled_from(["one", "two", ""]), max_size=5)


@examples(60)
@given(history=st.lists(sites, max_size=5), last=sites)
def test_whatever_was_built_before_output_is_as_after_a_clean_build(
    tmp_path_factory: pytest.TempPathFactory, history: list[dict[str, str]], last: dict[str, str]
) -> None:
    """Files and folders, whatever the edits; and building once more changes nothing."""
    folder = Folder(tmp_path_factory.mktemp("history"))
    for pages in (*history, last):
        folder.write(pages)
    assert folder.files == last
    folders = {parent for path in last for parent in (folder.output / path).parents}
    assert {p for p in folder.output.rglob("*") if p.is_dir()} <= folders
    assert folder.write(last) == Written(0, len(last), 0)

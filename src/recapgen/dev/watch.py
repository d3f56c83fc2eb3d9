"""Watching the tree: says that something changed, and where, as far as that is known.

Events of the system are hints, and may be lost; so there is a second look now and then, by size and time of change,
which is also all there is where the system tells nothing (`poll`). What it finds has happened anywhere.

>>> places = Places((Path("/site/content"),), (Path("/site/recapgen.toml"),), (Path("/site/output"),))
>>> places.matter("/site/content/recaps/a.md"), places.matter("/site/content/recaps/.a.md.swp")
(True, False)
"""

from __future__ import annotations

import os
import threading
import time
import warnings
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from msgspec import Struct

from recapgen.load import KEPT_DOTFILES, NOT_CONTENT

QUIET = 0.1
"""In seconds: so long nothing more may happen before a change counts as finished."""
CLOSED = 0.015
"""In seconds: the same, where a file or two were changed and the system has told that they are whole."""
PATIENCE = 1.0
"""In seconds: so long a change may go on before it is looked at all the same."""
POLL_EVERY = 1.0
GLANCE_EVERY = 5.0
"""In seconds: between second looks, where the system tells of changes too."""
SHARE = 200
"""A look at the tree takes at most a 200th of the time, as long as that is no more than a few usual pauses."""

Snapshot = dict[str, tuple[int, int, int]]


class Places(Struct, frozen=True):
    """What is watched, and what is not."""

    folders: tuple[Path, ...]
    """With all that is in them; they need not exist."""
    files: tuple[Path, ...] = ()
    ignored: tuple[Path, ...] = ()
    """Folders inside of which nothing matters."""

    def matter(self, path: str) -> bool:
        """Whether something that happened to a path may change the site."""
        if any(path == str(file) for file in self.files):
            return True
        if any(_inside(path, str(folder)) is not None for folder in self.ignored):
            return False
        for folder in self.folders:
            inside = _inside(path, str(folder))
            if inside is not None:
                return not any(map(_passed_over, Path(inside).parts))
        return False


class Watcher:
    """Calls `changed` in a thread of its own, after each change has come to rest: with the paths where something has
    happened, or with None where that may be more than is known.

    `places` is asked anew after every change: another configuration may name other folders. `told` hears why the
    system's events can't be had, once.
    """

    def __init__(
        self,
        places: Callable[[], Places],
        changed: Callable[[Collection[str] | None], object],
        poll: bool = False,
        told: Callable[[str], None] = lambda reason: None,
    ) -> None:
        self.places = places
        self.changed = changed
        self.poll = poll
        self.told = told
        self.now = places()
        self._wake = threading.Event()
        self._stop = False
        self._started = False
        self._seen: Snapshot | None = None
        self._lock = threading.Lock()
        self._last = 0.0
        self._unfinished: set[str] = set()
        """Paths of files that are perhaps still being written."""
        self._hinted: set[str] = set()
        self._touched: set[str] = set()
        """Paths of hints that nobody has heard of yet."""
        self._anywhere = False
        """Whether something may have happened elsewhere too."""
        self._observer: Any = None
        self._watches: dict[tuple[str, bool, int], Any] = {}
        """Path, recursive, inode -> the system's watch: a folder that was replaced is another one."""

    def look(self) -> None:
        """From here on no change is missed, but nobody is told before `start`."""
        self._seen = snapshot(self.now)

    def start(self) -> None:
        """Watch; what has changed since `look` is a change too."""
        seen, places = self._seen, self.now
        self.arrange()
        if seen is not None and snapshot(places) != seen:
            self._wake_for_all()
        self._seen = snapshot(self.now)
        self._started = True
        threading.Thread(target=self._run, name="recapgen-watch", daemon=True).start()

    def stop(self) -> None:
        self._stop = True
        self._wake.set()
        if self._observer is not None:
            self._observer.stop()

    @property
    def hinted(self) -> bool:
        """Whether something has happened that nobody has looked at yet."""
        return self._wake.is_set()

    # -- the thread

    def _run(self) -> None:
        pause = self._pause(0.0)
        while not self._stop:
            paths: Collection[str] | None = None
            if self._wake.wait(pause):
                paths = self._settled()
            else:
                start = time.thread_time()
                missed = self._missed()
                pause = self._pause(time.thread_time() - start)
                if not missed:
                    continue
                if self.poll:
                    self._come_to_rest()
            if self._stop:
                return
            self.arrange()
            self.changed(paths)
            self.arrange()

    def _pause(self, cost: float) -> float:
        """How long to wait for hints before looking, when a look costs so many seconds of processor time."""
        usual, most = (POLL_EVERY, 5 * POLL_EVERY) if self.poll else (GLANCE_EVERY, 12 * GLANCE_EVERY)
        return min(max(usual, SHARE * cost), most)

    def _settled(self) -> Collection[str] | None:
        """Wait until the hints have been quiet for a while; where something has happened, if that is known."""
        end = time.monotonic() + PATIENCE
        while not self._stop:
            now = time.monotonic()
            left = min(self._last + self._quiet(), end) - now
            if left <= 0:
                break
            time.sleep(left)
        self._wake.clear()
        self._unfinished.clear()
        paths, self._touched = self._touched, set()
        anywhere, self._anywhere = self._anywhere, False
        return None if anywhere or not paths else paths

    def _quiet(self) -> float:
        return QUIET if self._unfinished or self._anywhere or len(self._touched) > 2 else CLOSED

    def _wake_for_all(self) -> None:
        self._anywhere = True
        self._wake.set()

    def _missed(self) -> bool:
        """Whether the tree differs from the last look in a way that no hint told of."""
        seen = snapshot(self.now)
        then = self._seen or {}
        differs = {path for path in seen.keys() | then.keys() if seen.get(path) != then.get(path)}
        hinted, self._hinted, self._seen = self._hinted, set(), seen
        return bool(differs - hinted)

    def _come_to_rest(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            time.sleep(QUIET)
            seen = snapshot(self.now)
            if seen == self._seen:
                return
            self._seen = seen

    # -- the system's events

    def dispatch(self, event: Any) -> None:
        """Take a hint; called by the observer's thread, and so as short as can be."""
        if event.event_type in ("opened", "closed_no_write") or (event.is_directory and event.event_type == "modified"):
            return
        for path in (event.src_path, event.dest_path):
            path = os.fsdecode(path)
            if path and self.now.matter(path):
                if event.event_type in ("created", "modified"):
                    self._unfinished.add(path)
                else:
                    self._unfinished.discard(path)
                self._hinted.add(path)
                self._touched.add(path)
                self._last = time.monotonic()
                self._wake.set()

    def arrange(self) -> None:
        """Watch what is to be watched now; fall back to looking where the system can't."""
        with self._lock:
            self.now = self.places()
            if self.poll:
                return
            try:
                self._observer = self._observer or _observer()
                more = self._schedule(_wanted(self.now))
            except Exception as error:
                self.poll = True
                self.told(getattr(error, "strerror", None) or str(error) or type(error).__name__)
                self._let_go()
                return
        if more and self._started:
            self._wake_for_all()  # what happened there before it was watched has told nobody

    def _schedule(self, wanted: set[tuple[str, bool, int]]) -> bool:
        """Whether there are new watches."""
        known = len(wanted & self._watches.keys())
        for key in self._watches.keys() - wanted:
            watch = self._watches.pop(key)
            try:
                self._observer.unschedule(watch)
            except (KeyError, OSError):
                continue
        for path, recursive, inode in sorted(wanted - self._watches.keys()):
            try:
                watch = self._observer.schedule(self, path, recursive=recursive, event_filter=_told_of())
            except FileNotFoundError:
                continue
            self._watches[path, recursive, inode] = watch
        return len(self._watches) > known

    def _let_go(self) -> None:
        observer, self._observer = self._observer, None
        self._watches.clear()
        if observer is not None:
            observer.stop()


def snapshot(places: Places) -> Snapshot:
    """Time of change, size and inode of every file that matters; what can't be looked at is left out."""
    found: Snapshot = {}
    ignored = {str(folder) for folder in places.ignored}
    visited: set[tuple[int, int]] = set()
    folders = [str(folder) for folder in places.folders]
    for file in places.files:
        _note(file, str(file), found)
    while folders:
        try:
            entries = _entries(folders.pop(), visited)
        except OSError:
            continue
        for entry in entries:
            if _passed_over(entry.name) or entry.path in ignored:
                continue
            if _is_folder(entry):
                folders.append(entry.path)
            else:
                _note(entry, entry.path, found)
    return found


def _entries(folder: str, visited: set[tuple[int, int]]) -> list[os.DirEntry[str]]:
    about = Path(folder).stat()
    if (about.st_dev, about.st_ino) in visited:
        return []
    visited.add((about.st_dev, about.st_ino))
    with os.scandir(folder) as entries:
        return list(entries)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _note(file: Path | os.DirEntry[str], path: str, found: Snapshot) -> None:
    try:
        about = file.stat()
    except OSError:
        return
    found[path] = (about.st_mtime_ns, about.st_size, about.st_ino)


def _passed_over(name: str) -> bool:
    """Editors' scratch files and what no build reads."""
    hidden = name.startswith(".") and name not in KEPT_DOTFILES
    scratch = name.endswith("~") or name == "4913" or (name.startswith("#") and name.endswith("#"))
    return hidden or scratch or name in NOT_CONTENT


def _inside(path: str, folder: str) -> str | None:
    """The rest of a path below a folder; empty for the folder itself, None for what is elsewhere."""
    if path == folder:
        return ""
    return path[len(folder) + 1 :] if path.startswith(folder + os.sep) else None


def _wanted(places: Places) -> set[tuple[str, bool, int]]:
    """The watches that cover all places: folders as they are, and the folders that hold them or single files."""
    wanted = set()
    above = {folder.parent for folder in places.folders} | {file.parent for file in places.files}
    for path, recursive in [(f, True) for f in places.folders] + [(f, False) for f in above]:
        inside_another = any(path != f and path.is_relative_to(f) for f in places.folders)
        if path.is_dir() and not inside_another and (recursive or path not in places.folders):
            wanted.add((str(path), recursive, path.stat().st_ino))
    return wanted


def _observer() -> Any:
    from watchdog.observers import Observer

    warnings.filterwarnings("ignore", category=RuntimeWarning, module="watchdog")
    observer = Observer()
    observer.daemon = True
    observer.start()
    return observer


def _told_of() -> list[Any]:
    """The kinds of events that we ask for: reading a file must not be one of them, or we would wake ourselves."""
    from watchdog import events as e

    return [
        *(e.FileCreatedEvent, e.FileModifiedEvent, e.FileClosedEvent, e.FileMovedEvent, e.FileDeletedEvent),
        *(e.DirCreatedEvent, e.DirMovedEvent, e.DirDeletedEvent),
    ]

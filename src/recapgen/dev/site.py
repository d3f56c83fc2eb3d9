"""The site in memory: read anew when asked to, each page rendered when somebody looks at it.

The one module of the server that calls the pipeline. The last good site stays up while a new one is being made, and
when it turns out to be broken.

>>> live = LiveSite(Path("my-site"), lambda: Config(), Options(drafts=True))  # doctest: +SKIP
>>> live.refresh().stale, live.standing.respond("index.html").data[:15]  # doctest: +SKIP
(378, b'<!DOCTYPE html>')
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from recapgen.cache import Cache
from recapgen.config import FILE as CONFIG_FILE
from recapgen.config import Config, Options, shipped_themes
from recapgen.dev.watch import Places
from recapgen.errors import ContentError, Diagnostic, RecapgenError
from recapgen.events import Listener, silence
from recapgen.fresh import current
from recapgen.garbage import collecting_nothing
from recapgen.load import STATIC
from recapgen.memory import Memory, parsed_alone
from recapgen.model import Page, Post
from recapgen.parse import Parsed, left_out
from recapgen.render import Renderer
from recapgen.restated import Restated, only_restated, restated
from recapgen.state import FOLDER as STATE
from recapgen.theme import Theme
from recapgen.understand import Understood, read_again, renderer_of, understand, with_new_words

MOST_REMEMBERED = 2_000
"""So many rendered pages are kept at most."""
KEPT_CHANGES = 50
"""So many changes back a page that was away is told what it missed."""


class InternalError(RecapgenError):
    """Recapgen itself failed; the cause is a fault, not somebody's text."""


class Response(Struct, frozen=True):
    """What stands at one path."""

    path: str
    kind: str
    """`page`, `asset` or `file`."""
    data: bytes = b""
    """Of a page or an asset."""
    file: Path | None = None
    """Of a copied file: where it lies."""
    template: str = ""
    """Of a page."""
    mark: str = ""
    """Why a build leaves the page out: `draft`, `future` or `expired`; empty: it doesn't."""
    outline: str = ""
    """Of a page: a digest of all but the addresses of its style sheets."""


class Standing(Struct, frozen=True, dict=True):
    """One state of the site: all that it takes to answer for each of its paths."""

    root: Path
    config: Config
    understood: Understood
    renderer: Renderer
    theme_digests: tuple[str, str]
    door: threading.Lock
    """One page is rendered at a time: states with one theme and one configuration share its environment."""
    memory: dict[str, Response] = {}
    """Pages that somebody has looked at."""
    soon: dict[str, Standing] = {}
    """By page: the next state, as far as it is known while it is being made."""
    said: Restated | None = None
    """What its pages say otherwise than they were planned to."""
    reworded: frozenset[str] | None = None
    """The posts in which nothing but words is other than in the state before; None: that is not known."""

    @property
    def pages(self) -> Mapping[str, Page]:
        return self.understood.planned.by_path

    @cached_property
    def assets(self) -> Mapping[str, bytes]:
        return {asset.path: asset.data for asset in self.understood.theme.assets.values()}

    def knows(self, path: str) -> bool:
        return path in self.pages or path in self.understood.files or path in self.assets

    def respond(self, path: str) -> Response | None:
        """What stands at a path below output/; None where nothing does. Raises `ThemeError`."""
        if page := self.pages.get(path):
            if soon := self.soon.get(path):
                with suppress(RecapgenError):  # whether the page fails in the new state is not known yet
                    return soon.respond(path)
            return self.memory.get(path) or self._rendered(path, self.said.page(page) if self.said else page)
        if (data := self.assets.get(path)) is not None:
            return Response(path, "asset", data)
        if file := self.understood.files.get(path):
            return Response(path, "file", file=self.root / file.path)
        return None

    def _rendered(self, path: str, page: Page) -> Response:
        with self.door:
            data = self.renderer.render(page).data
        found = Response(path, "page", data, None, page.template, self._mark(page), self._outline(data))
        if len(self.memory) >= MOST_REMEMBERED:
            self.memory.clear()
        self.memory[path] = found
        return found

    def _mark(self, page: Page) -> str:
        """A page is marked where each post that it tells is left out by a plain build."""
        post = page.records.get("post")
        posts = [post] if isinstance(post, Post) else [view.post for view in page.records.get("takes", ())]
        now = current()
        reasons = [left_out(post, now, drafts=False, future=False) for post in posts]
        return reasons[0] if reasons and all(reasons) else ""

    def _outline(self, data: bytes) -> str:
        for name, asset in self.understood.theme.assets.items():
            if name.endswith(".css"):
                data = data.replace(asset.path.encode(), name.encode())
        return digest(data)


class Refreshed(Struct, frozen=True):
    """How the site differs from before."""

    number: int
    """Of this state of the site, from 1."""
    seconds: float
    read: int = 0
    """Posts and registry files that are new or changed."""
    gone: int = 0
    stale: int = 0
    """Pages that are new, changed or gone; all of them when theme or settings changed."""
    skipped: bool = False
    """Whether other files are left out than before."""
    files: int = 0
    """Copied files that are new, changed or gone."""
    theme: bool = False
    settings: bool = False
    warnings: tuple[Diagnostic, ...] = ()
    """Those that were not there before."""
    mended: bool = False
    """Whether something had been broken."""

    @property
    def changed(self) -> bool:
        seen = (self.read, self.gone, self.skipped, self.files, self.theme, self.settings, self.mended)
        return any(seen)


class Broken(Struct, frozen=True):
    """Why there is no new site; the last good one stays up."""

    number: int
    error: RecapgenError
    seconds: float
    new: bool
    """False: the same was wrong before."""
    kept: bool
    """Whether there is a last good site."""


class LiveSite:
    """A site that can be looked at from many threads while one of them makes it anew."""

    def __init__(self, root: Path, configure: Callable[[], Config], options: Options) -> None:
        self.root = root
        self.configure = configure
        self.options = options
        self.settings_files: tuple[Path, ...] = ()
        """Configuration files beside the usual ones."""
        self.number = 0
        """Goes up with everything that a browser should hear of."""
        self.standing: Standing | None = None
        """The last good state; None until there is one."""
        self.problem: RecapgenError | None = None
        """Why the state is not the newest; None: it is."""
        self.open_pages: Callable[[], Iterable[str]] = lambda: ()
        """Paths that browsers show right now: they are tried before a new state counts as good."""
        self.announce: Callable[[int], None] = lambda number: None
        """Hears every new number as soon as pages are new."""
        self.hurry: Callable[[], bool] = lambda: False
        """Whether the tree has changed again already, so that nobody should wait for mere figures."""
        self._files: list[tuple[int, frozenset[str]]] = []
        self._memory = Memory(cache=Cache(root, only_read=True))
        self._door = threading.Lock()
        self._one_at_a_time = threading.Lock()

    def refresh(
        self, listener: Listener = silence, jobs: int = 1, paths: Collection[str] | None = None
    ) -> Refreshed | Broken:
        """Look at the tree anew. Never raises: what is wrong becomes `problem`.

        `paths` are where something has happened, if nothing has anywhere else; None: that is not known.
        More `jobs` are for the first time: processes may be forked only while there are no other threads.
        """
        with self._one_at_a_time:
            start = time.perf_counter()
            with self._nothing_half_done():
                try:
                    with collecting_nothing():
                        fresh = (self._reworded(paths) if paths else None) or self._made(listener, jobs)
                except RecapgenError as error:
                    return self._broken(error, time.perf_counter() - start)
                except OSError as error:
                    return self._broken(_unreadable(error, self.root), time.perf_counter() - start)
                except Exception as error:
                    return self._broken(_fault(error), time.perf_counter() - start)
                return self._good(fresh, time.perf_counter() - start)

    @contextmanager
    def _nothing_half_done(self) -> Iterator[None]:
        """Afterwards no page of a state that was being made is shown any more, and who saw one hears of it."""
        before = self.standing
        yield
        if before is not None and before.soon:
            before.soon.clear()
            if self.standing is before and self.problem is None:
                self._news()

    def get_ready(self) -> None:
        """Load what the first edit needs beyond what has been read, so that it is as quick as those after it."""
        with self._one_at_a_time:
            if self.standing is not None:
                config, understood = self.standing.config, self.standing.understood
                paths = [*understood.bodies][:1]
                parsed_alone(self.root, config, understood.planned.given.entries, paths)
                _pages_with(understood, paths)

    def places(self) -> Places:
        """What to watch for this site: content, copied files, themes and settings, wherever they lie now."""
        standing, root = self.standing, self.root
        config = standing.config if standing else self._config_or_default()
        folders = [root / config.content, root / STATIC, root / "themes"]
        layers = [layer.folder for layer in standing.understood.theme.layers] if standing else []
        for folder in (*layers, shipped_themes() / config.theme):
            if folder.is_dir() and not any(folder.is_relative_to(other) for other in folders):
                folders.append(folder)
        files = (root / CONFIG_FILE, root / "pyproject.toml", *self.settings_files)
        return Places(tuple(folders), files, (root / config.output, root / STATE))

    def _config_or_default(self) -> Config:
        try:
            return self.configure()
        except RecapgenError:
            return Config()

    def files_since(self, number: int) -> frozenset[str] | None:
        """Copied files that changed after a state; None where that is too long ago to know."""
        listed = self._files
        if number >= self.number:
            return frozenset()
        if not listed or listed[0][0] > number + 1:
            return None
        return frozenset(path for when, paths in listed if when > number for path in paths)

    def _reworded(self, paths: Collection[str]) -> Standing | None:
        """The last state with other words in these posts; None where something else has changed.

        Where facts have, what is known of them is shown at once, and the rest later.
        """
        before, config = self.standing, self.configure()
        if before is None or self.problem is not None or config != before.config:
            return None
        content = self.root / config.content
        if not all(Path(path).is_relative_to(content) for path in paths):
            return None
        inside = {Path(path).relative_to(self.root).as_posix() for path in paths}
        known = inside & before.understood.bodies.keys()
        others = inside - known  # may be what an editor needs while it saves
        if not known or any(path in before.understood.digests or (self.root / path).exists() for path in others):
            return None
        parsed = read_again(before.understood, self.root, config, self.options, self._memory, known)
        understood = with_new_words(before.understood, self._memory, parsed) if parsed else None
        if understood is None:
            self._show_soon(before, parsed or ())
            return None
        other = _pages_with(understood, known)
        remembered = {path: page for path, page in list(before.memory.items()) if path not in other}
        renderer = renderer_of(understood, config)
        words = frozenset(known)
        fresh = replace(before, understood=understood, renderer=renderer, memory=remembered, soon={}, reworded=words)
        self._try(fresh)
        return fresh

    def _show_soon(self, before: Standing, parsed: Sequence[Parsed]) -> None:
        """What is known before the site is made anew: other titles and excerpts on all pages; where more has changed,
        the words of these posts on their own pages, as far as they are on screens."""
        bodies = {**before.understood.bodies, **{one.post.path: one.body for one in parsed}}
        understood = replace(before.understood, bodies=bodies)
        said = _said_otherwise(before, parsed)
        renderer = renderer_of(understood, before.config)
        next_one = replace(before, understood=understood, renderer=renderer, memory={}, soon={}, said=said)
        sources = before.understood.targets.by_source
        on_screen = before.pages.keys() & {*self.open_pages()}
        own = {sources[one.post.path].path for one in parsed}
        before.soon.update(dict.fromkeys(before.pages if said else own & on_screen, next_one))
        if before.soon.keys() & on_screen:
            self._news()

    def _made(self, listener: Listener, jobs: int) -> Standing:
        config = self.configure()
        before = self.standing
        options, planned = replace(self.options, jobs=jobs), before.understood.planned if before else None
        understood = understand(self.root, config, options, listener, self._memory, planned=planned)
        same = before is not None and before.understood.theme is understood.theme
        marks = before.theme_digests if before and same else theme_digests(understood.theme)
        remembered = _still_right(before, understood) if before and same and before.config == config else {}
        fresh = Standing(self.root, config, understood, renderer_of(understood, config), marks, self._door, remembered)
        self._try(fresh)
        return fresh

    def _try(self, fresh: Standing) -> None:
        """Render what is on screens, and one page of each template where those are not the ones that last worked."""
        before = self.standing
        paths = [path for path in self.open_pages() if path in fresh.pages]
        if before is None or before.theme_digests[0] != fresh.theme_digests[0] or before.config != fresh.config:
            paths += {page.template: path for path, page in fresh.pages.items()}.values()
        for path in dict.fromkeys(paths):
            fresh.respond(path)

    def _good(self, fresh: Standing, seconds: float) -> Refreshed:
        before, mended = self.standing, self.problem is not None
        files = _changed_files(before, fresh)
        report = _compared(before, fresh, self.number + 1, seconds, len(files), mended)
        if before is not None and not report.changed:
            return replace(report, number=self.number)
        self.standing, self.problem = fresh, None
        self._news(files)
        return replace(report, stale=_stale(before, fresh, report.theme or report.settings, self.hurry))

    def _broken(self, error: RecapgenError, seconds: float) -> Broken:
        new = self.problem is None or self.problem.diagnostics != error.diagnostics
        if new:
            self.problem = error
            self._news()
        return Broken(self.number, error, seconds, new, self.standing is not None)

    def _news(self, files: frozenset[str] = frozenset()) -> None:
        """Another number, with the copied files that changed."""
        self._files = [*self._files, (self.number + 1, files)][-KEPT_CHANGES:]
        self.number += 1
        self.announce(self.number)


def _said_otherwise(before: Standing, parsed: Iterable[Parsed]) -> Restated | None:
    """What these posts say in other words than the plan has; None where something hangs on it."""
    sources, were = before.understood.targets.by_source, before.understood.planned.accounts
    accounts = [(were[one.post.path], one.account) for one in parsed]
    if not accounts or not all(old == now or only_restated(old, now) for old, now in accounts):
        return None
    contents = {}
    for old, _ in accounts:
        page = before.pages.get(sources[old.post.path].path)
        contents[old.post.path] = page.records.get("sessions", ()) if page else ()
    return restated(accounts, sources, contents)


def digest(data: bytes) -> str:
    return blake2b(data, digest_size=8).hexdigest()


def theme_digests(theme: Theme) -> tuple[str, str]:
    """Of what can make a template fail (templates, words, options, the assets' names), and of the assets themselves."""
    logic, looks = blake2b(digest_size=16), blake2b(digest_size=16)
    for layer in theme.layers:
        for path in sorted(layer.folder.rglob("*")):
            if path.is_file():
                logic.update(f"{path}\0".encode("utf-8", "surrogateescape"))
                inside = path.relative_to(layer.folder).parts
                (looks if inside[0] == "assets" else logic).update(digest(path.read_bytes()).encode())
    return logic.hexdigest(), looks.hexdigest()


def _compared(
    before: Standing | None, after: Standing, number: int, seconds: float, files: int, mended: bool
) -> Refreshed:
    then, now = _digests(before, after.reworded), _digests(after, after.reworded)
    known = frozenset(before.understood.warnings) if before else frozenset()
    return Refreshed(
        number,
        seconds,
        read=sum(then.get(path) != mark for path, mark in now.items()),
        gone=len(then.keys() - now.keys()),
        skipped=before is not None and before.understood.skipped != after.understood.skipped,
        files=files,
        theme=before is not None and before.theme_digests != after.theme_digests,
        settings=before is not None and before.config != after.config,
        warnings=tuple(w for w in after.understood.warnings if w not in known),
        mended=mended,
    )


def _digests(standing: Standing | None, paths: Collection[str] | None) -> dict[str, str]:
    """Of posts and registry files, or of these posts only."""
    if standing is None:
        return {}
    if paths is not None:
        return {path: standing.understood.digests[path] for path in paths}
    copied = {file.path for file in standing.understood.planned.files.values()}
    return {path: mark for path, mark in standing.understood.digests.items() if path not in copied}


def _reworded(before: Standing, after: Understood) -> set[str]:
    """Pages of the same plan that show words which are other now."""
    then = before.understood.bodies
    return _pages_with(after, (path for path, body in after.bodies.items() if then.get(path) is not body))


def _pages_with(site: Understood, posts: Iterable[str]) -> set[str]:
    """Pages on which words of these posts stand."""
    return {page for path in posts for page in site.planned.shown_on.get(path, ())}


def _still_right(before: Standing, after: Understood) -> dict[str, Response]:
    """Rendered pages that are the same in the new state."""
    if before.understood.planned is not after.planned:
        return {}
    other = _reworded(before, after)
    return {path: page for path, page in list(before.memory.items()) if path not in other}


def _stale(before: Standing | None, after: Standing, everything: bool, hurry: Callable[[], bool]) -> int:
    """How many pages show something else than before; counted when the new state is up already, while there is time."""
    if before is None or everything:
        return len(after.pages)
    if after.reworded is not None:
        return len(_pages_with(after.understood, after.reworded))
    if before.understood.planned is after.understood.planned:
        return len(_reworded(before, after.understood))
    then = before.pages
    differing = len(then.keys() - after.pages.keys())
    for path, page in after.pages.items():
        if hurry():
            break
        old = then.get(path)
        differing += old is not page and old != page
    return differing


def _changed_files(before: Standing | None, after: Standing) -> frozenset[str]:
    if after.reworded is not None:
        return frozenset()
    then = before.understood.files if before else {}
    now = after.understood.files
    return frozenset(path for path in then.keys() | now.keys() if then.get(path) != now.get(path))


def _unreadable(error: OSError, root: Path) -> ContentError:
    path = Path(str(error.filename or root))
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    fact = f"it can't be read: {error.strerror or error}"
    failed = ContentError(Diagnostic("RG100", fact, shown, hint="check that it exists and may be read"))
    failed.__cause__ = error
    return failed


def _fault(error: Exception) -> InternalError:
    fact = f"recapgen failed: {type(error).__name__}: {error}"
    failed = InternalError(Diagnostic("RG900", fact[:300], hint="this is a fault of recapgen; -v shows where"))
    failed.__cause__ = error
    return failed

"""Joins the stages: load -> parse -> assemble -> plan -> render -> write."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from functools import cached_property
from pathlib import Path

from recapgen import fresh, shown, state
from recapgen.cache import Cache, patterns_kept
from recapgen.config import PLAIN, Config, Options
from recapgen.errors import StrictError
from recapgen.events import Listener, Progressed, silence, timed
from recapgen.load import check_memory, kind_of
from recapgen.memory import Memory
from recapgen.model import Page
from recapgen.parallel import spread
from recapgen.render import Renderer
from recapgen.reworded import reworded
from recapgen.search import records_of
from recapgen.shown import Shown, stale
from recapgen.understand import Understood, renderer_of, understand
from recapgen.write import Stage, Staged, output_folder, staging


class Report(fresh.Report, frozen=True, dict=True):
    """What a build did, with the site itself."""

    again: Callable[[], Understood]

    @cached_property
    def understood(self) -> Understood:
        """The site; where nothing had changed it is read only now."""
        return self.again()


def build(root: Path, config: Config, options: Options = PLAIN, listener: Listener = silence) -> Report:
    """The whole site, into output/. Raises a `RecapgenError` with all that is wrong, and has then written nothing."""
    start = time.perf_counter()
    output_folder(root, config)
    with closing(Cache(root if options.cache else None)) as cache:
        seen = fresh.look(root, config, options, cache)
        if same := fresh.unchanged(seen, listener):
            return Report(same.totals, same.written, same.seconds, lambda: understand(root, config, options))
        return made(seen, listener, start)


def made(seen: fresh.Look, listener: Listener, start: float) -> Report:
    """The site where something changed."""
    root, config, options = seen.root, seen.config, seen.options

    def again() -> Understood:
        return understand(root, config, options)

    with patterns_kept() if options.cache else nullcontext():
        done = reworded(seen, listener)
    if done:
        return Report(*done, time.perf_counter() - start, again)
    check_memory(sum(stat.size for path, stat in seen.stats.items() if kind_of(path, config) == "post"))
    understood = understand(root, config, options, listener, Memory(cache=seen.cache), seen.digests)
    if options.strict and understood.warnings:
        raise StrictError(*understood.warnings)
    renderer = renderer_of(understood, config)
    now = Shown.of(understood.pages, renderer.beside) if options.cache else Shown()
    right = still_right(seen, now)
    pages = [page for page in understood.pages if page.route.path not in right]
    with staging(root, config) as stage:
        staged = render(renderer, pages, stage, listener, options.jobs)
        staged += [stage.put(asset) for asset in understood.theme.assets.values()]
        with timed("write", listener, len(staged)):
            written = stage.commit(staged, understood.files, listener, right)
    found = records_of(understood.site, config.makes) if options.cache and config.makes("search") else ()
    shown.keep(seen.cache, seen.mark, understood.kept, now, found, state.read_manifest(root, seen.output))
    fresh.remember(seen, understood.totals, understood.digests, understood.until, right)
    return Report(understood.totals, written, time.perf_counter() - start, lambda: understood)


def still_right(seen: fresh.Look, now: Shown) -> dict[str, str]:
    """The pages that the last build wrote, that lie as it wrote them, and that would be the same: path -> digest."""
    if not seen.same_look:
        return {}
    other = stale(shown.parts_kept(seen.cache, seen.mark, seen.written), now.parts)
    return {path: seen.written[path] for path in now.parts.keys() - other.keys()}


def render(renderer: Renderer, pages: Sequence[Page], stage: Stage, listener: Listener, jobs: int) -> list[Staged]:
    """Each page, made and staged where it differs. Raises `ThemeError`."""
    with timed("render", listener, len(pages)):
        return spread(
            lambda some: [stage.put(renderer.render(page)) for page in some],
            pages,
            jobs,
            lambda done: listener(Progressed("render", done)),
        )

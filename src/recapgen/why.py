"""Why a page was, or would be, made: what it shows, and what of that is other than in the last build."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from difflib import get_close_matches
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from recapgen import fresh, shown
from recapgen.cache import Cache
from recapgen.config import PLAIN, Config, Options
from recapgen.errors import ContentError, Diagnostic, did_you_mean
from recapgen.memory import Memory
from recapgen.model import Page
from recapgen.routes import Route
from recapgen.shown import Shown, stale
from recapgen.understand import renderer_of, understand

State = Literal["same", "other", "new", "theme", "lost", "first"]


class Reason(Struct, frozen=True):
    """What the next build does with one page, and why."""

    path: str
    """Below output/."""
    template: str
    sources: tuple[str, ...]
    """Files that it mainly comes from."""
    shows: tuple[str, ...]
    """The parts of it, by name."""
    state: State
    """`same`: it is left alone. Else it is made, because a part of it is `other`, it is `new`, the `theme` has changed,
    its file is `lost` or not as it was written, or because this would be the `first` build that is remembered."""
    other: tuple[str, ...] = ()
    """Parts that are other than in the last build."""


def why(root: Path, config: Config, target: str, options: Options = PLAIN) -> tuple[Reason, ...]:
    """Of the page at an address or path, or of all pages that tell of a source. Writes nothing into output/.

    Raises `ContentError` where there is no such page or source, and what a build raises for bad sources.
    """
    with closing(Cache(root)) as cache:
        seen = fresh.look(root, config, options, cache)
        understood = understand(root, config, options, memory=Memory(cache=cache), unread=seen.digests)
        now = Shown.of(understood.pages, renderer_of(understood, config).beside)
        before = shown.parts_kept(cache, seen.mark, seen.written)
        known = {path for path, _, _ in cache.parts()}
        differing = stale(before, now.parts)
    pages = [page for page in understood.pages if _is_meant(page, target, config)]
    if not pages:
        raise ContentError(_nothing(understood.pages, target))

    def reason(page: Page) -> Reason:
        path = page.route.path
        state, other = _state(path), tuple(sorted(differing.get(path, ()))) if path in before else ()
        return Reason(path, page.template, page.sources, tuple(sorted(json.loads(now.parts[path]))), state, other)

    def _state(path: str) -> State:
        if not before:
            return "first"
        if not seen.same_look:
            return "theme"
        if path not in known:
            return "new"
        if path not in before:
            return "lost"
        return "other" if path in differing else "same"

    return tuple(reason(page) for page in pages)


def _is_meant(page: Page, target: str, config: Config) -> bool:
    path = page.route.path
    if target in (path, *page.sources, *page.shows):
        return True
    url = unquote(urlsplit(target).path).removeprefix(config.base_path)
    return target.startswith(("/", "http")) and path == Route.of_url(url).path


def _nothing(pages: Sequence[Page], target: str) -> Diagnostic:
    names = sorted({name for page in pages for name in (page.route.url, *page.sources)})
    ends = {name.strip("/").rpartition("/")[2]: name for name in names}
    end = get_close_matches(target.strip("/").rpartition("/")[2], ends, n=1, cutoff=0.6)
    hint = did_you_mean(target, names) or (f"did you mean '{ends[end[0]]}'?" if end else "")
    hint = hint or "name a page as in the browser (/topics/), or a file (content/a.md)"
    return Diagnostic("RG720", f"there is no page and no source '{target}'", hint=hint)

"""Pages as the last build planned them, kept so that new words find the pages on which they stand.

Only pages that show a post's words are kept, each with the records that it shows; a record that many pages show is kept
once, under its digest. Where the facts of all posts are the same, these pages are all that a build has to render.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any

from recapgen import model
from recapgen.cache import Cache
from recapgen.codec import codec
from recapgen.errors import Diagnostic
from recapgen.images.markup import Picture
from recapgen.model import Page, Ref, When, digest_of
from recapgen.routes import Route

_CLASSES: Mapping[str, Any] = {
    name: value for name, value in vars(model).items() if isinstance(value, type) and is_dataclass(value)
}
_SMALL = (Ref, Route, When)
"""Written where they are shown: a reference to them would be as long."""
_PLAN = "plan"


@dataclass(frozen=True, slots=True)
class Plan:
    """What rendering needs besides pages, records and words."""

    by_source: tuple[tuple[str, Route], ...]
    """Path of a post or registry file, and its page."""
    names: tuple[tuple[Route, str], ...]
    """What feeds are called."""
    doubts: tuple[Diagnostic, ...]
    pictures: tuple[tuple[str, Picture], ...] = ()
    cards: tuple[tuple[Route, str], ...] = ()


_WRITE, _READ = codec(Plan)


def keep(cache: Cache, mark: str, plan: Plan, pages: Iterable[Page]) -> None:
    """Remember the pages of a build, instead of those of the one before."""
    packer = _Packer()
    try:
        rows = [(page.route.path, packer.page(page), sorted(page.shows)) for page in pages if page.shows]
        text = _WRITE(plan)
    except (TypeError, ValueError):  # something in a header that has no form here: nothing can be taken from it
        rows, text = [], ""
    with cache.writing():
        cache.keep_pages(rows, packer.records)
        cache.keep(_PLAN, mark, text)


def keep_plan(cache: Cache, mark: str, plan: Plan) -> None:
    """Another plan for the same pages. To be called while the cache is being written."""
    cache.keep(_PLAN, mark, _WRITE(plan))


def plan_of(cache: Cache, mark: str) -> Plan | None:
    """What was kept under this mark; None where that is not all there."""
    text = cache.kept(_PLAN, mark)
    try:
        return _READ(text) if text else None
    except (TypeError, ValueError):
        return None


def pages_of(cache: Cache, sources: Sequence[str]) -> list[Page] | None:
    """The pages on which words of these posts stand; None where one of them is damaged."""
    unpacker = _Unpacker(cache)
    try:
        return [unpacker.page(text) for text in cache.pages(sources)]
    except (TypeError, ValueError, LookupError):
        return None


class _Packer:
    def __init__(self) -> None:
        self.records: dict[str, tuple[str, str]] = {}
        """By digest: the class and the JSON of a record."""
        self._known: dict[int, tuple[Any, str]] = {}
        """By identity; the record itself is held so that its identity stays its own."""

    def page(self, page: Page) -> str:
        head = [page.template, page.title, page.description, page.lang, page.sources, page.listed]
        more = [page.route, page.crumbs, page.updated, page.translations]
        records = [(name, self._packed(value)) for name, value in page.records.items()]
        return json.dumps([head, [self._packed(one) for one in more], records], separators=(",", ":"))

    def _packed(self, value: Any) -> Any:
        if value is None or isinstance(value, (str, int, float)):
            return value
        if isinstance(value, (tuple, list)):
            return [self._packed(one) for one in value]
        kind: Any = type(value)
        if kind in _SMALL:
            return {"~": [kind.__name__, codec(kind)[0](value)]}
        if kind.__name__ not in _CLASSES:
            raise TypeError(f"{kind.__name__} is no record")
        known = self._known.get(id(value))
        if known is None:
            text = codec(kind)[0](value)
            mark = digest_of(f"{kind.__name__}{text}".encode("utf-8", "surrogatepass"))
            self.records[mark] = (kind.__name__, text)
            known = self._known[id(value)] = (value, mark)
        return {"=": known[1]}


class _Unpacker:
    def __init__(self, cache: Cache) -> None:
        self._cache = cache
        self._known: dict[str, Any] = {}

    def page(self, text: str) -> Page:
        head, more, records = json.loads(text)
        template, title, description, lang, sources, listed = head
        route, crumbs, updated, versions = (self._unpacked(one) for one in more)
        shown = {name: self._unpacked(value) for name, value in records}
        return Page(route, template, title, shown, description, lang, crumbs, tuple(sources), listed, updated, versions)

    def _unpacked(self, value: Any) -> Any:
        if isinstance(value, list):
            return tuple([self._unpacked(one) for one in value])
        if not isinstance(value, dict):
            return value
        if "~" in value:
            name, text = value["~"]
            return codec(_CLASSES[name] if name != "Route" else Route)[1](text)
        mark = value["="]
        if mark not in self._known:
            name, text = self._cache.record(mark)
            if mark != digest_of(f"{name}{text}".encode("utf-8", "surrogatepass")):
                raise ValueError(mark)
            self._known[mark] = codec(_CLASSES[name])[1](text)
        return self._known[mark]

"""What each page of the last build showed, kept so that the next build renders only pages that show something else.

A page is known by its parts: a digest of each record that it shows, of the words on it, of the ways to and from it.
Pages are kept whole too, a record that many of them show once, under its digest: where a post only says otherwise what
it said, the pages that show it are all that a build has to make.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import blake2b
from json.encoder import encode_basestring_ascii as quoted
from typing import Any

from msgspec import Struct

from recapgen import charts, model
from recapgen.cache import Cache, KeptPage
from recapgen.codec import codec, is_record, names_of
from recapgen.errors import Diagnostic
from recapgen.formats.calendars import Happening
from recapgen.garbage import collecting_nothing
from recapgen.images.markup import Picture
from recapgen.model import (
    Appearance,
    Conference,
    Counts,
    Edition,
    Link,
    Organization,
    Page,
    Post,
    Ref,
    Session,
    Speaker,
    Telling,
    Topic,
    When,
)
from recapgen.routes import Route
from recapgen.search import Record

_RECORDS = (Session, Edition, Conference, Speaker, Organization, Topic, Post)
"""Kept once, under their digest."""
_SMALL = (Ref, Route, When, Link, Counts, Appearance, Telling)
"""Written as they are where they are shown, with their own short form."""
_CLASSES: Mapping[str, Any] = {
    "Route": Route,
    "Happening": Happening,
    **{name: value for module in (model, charts) for name, value in vars(module).items() if is_record(value)},
}
_NOT_WHOLE = frozenset({"search-records", "search-manifest", "sitemap", "headers", "robots", "redirect.html"})
"""Templates of pages that show no post, but perhaps where it is."""
_PLAN, _FOUND = "plan", "found by search"
SHORT = 20
"""Characters up to which a part is its own digest."""
LONG = 200
"""Characters from which on it costs more to write a value again than to remember it."""

Parts = str
"""What a page shows: JSON that maps the name of each part to a digest of it. Alike only where all parts are."""


class Plan(Struct, frozen=True):
    """What rendering needs besides pages, records and words."""

    by_source: tuple[tuple[str, Route], ...]
    """Path of a post or registry file, and its page."""
    names: tuple[tuple[Route, str], ...]
    """What feeds are called."""
    doubts: tuple[Diagnostic, ...]
    pictures: tuple[tuple[str, Picture], ...] = ()
    cards: tuple[tuple[Route, str], ...] = ()


_WRITE, _READ = codec(Plan)
_WRITE_FOUND, _READ_FOUND = codec(tuple[Record, ...])
_WRITE_ROUTE = codec(Route)[0]
_COMPACT = json.JSONEncoder(separators=(",", ":"), sort_keys=True).encode


class Shown(Struct):
    """Pages, taken apart."""

    parts: dict[str, Parts] = {}
    """By path below output/."""
    texts: dict[str, str] = {}
    """By path: the JSON of each page."""
    sources: dict[str, frozenset[str]] = {}
    """By path: the posts whose words stand there."""
    records: dict[str, tuple[str, str]] = {}
    """By digest: the class and the JSON of each record on those pages."""

    @classmethod
    def of(cls, pages: Iterable[Page], beside: Callable[[Page], Mapping[str, str]]) -> Shown:
        """`beside` gives the parts of a page that are not among its records.

        Empty where a page shows something that has no form here: then nothing can be said of any.
        """
        shown, packer = cls(), _Packer()
        try:
            with collecting_nothing():
                for page in pages:
                    path = page.route.path
                    shown.parts[path] = _COMPACT({**packer.parts(page), **beside(page)})
                    if page.template not in _NOT_WHOLE:
                        shown.texts[path], shown.sources[path] = packer.page(page), page.shows
        except (TypeError, ValueError):
            return cls()
        shown.records = packer.records
        return shown


def stale(before: Mapping[str, Parts], now: Mapping[str, Parts]) -> dict[str, frozenset[str]]:
    """The pages that must be made, by path, each with the names of the parts that are other than before.

    >>> sorted(stale({"a": '{"session": "1", "takes": "2"}'}, {"a": '{"session": "1", "takes": "3"}'})["a"])
    ['takes']
    """
    found = {}
    for path, parts in now.items():
        known = before.get(path)
        if known != parts:
            then, those = json.loads(known or "{}"), json.loads(parts)
            found[path] = frozenset(name for name in {*then, *those} if then.get(name) != those.get(name))
    return found


def parts_kept(kept: Cache, mark: str, digests: Mapping[str, str]) -> dict[str, Parts]:
    """The parts of the last build's pages that were kept under this mark and came out with these digests, by path."""
    if kept.kept(_PLAN, mark) is None:
        return {}
    return {path: text for path, text, digest in kept.parts() if digests.get(path) == digest}


def keep(
    cache: Cache, mark: str, plan: Plan, shown: Shown, found: Sequence[Record], digests: Mapping[str, str]
) -> None:
    """Remember the pages of a build with the digests of what came of them, and what its search `found`, instead of
    those of the one before."""
    try:
        text = _WRITE(plan)
    except (TypeError, ValueError):
        text, shown = "", Shown()
    rows = _rows(shown, digests)
    with cache.writing():
        if cache.kept(_PLAN, mark) is None:
            cache.forget_pages()
        cache.keep_pages(rows, shown.records, all_of_them=True)
        cache.keep(_PLAN, mark, text)
        keep_found(cache, mark, found)


def keep_some(cache: Cache, mark: str, plan: Plan, shown: Shown, digests: Mapping[str, str]) -> None:
    """Remember some pages anew, and another plan for the same pages. To be called while the cache is being written."""
    cache.keep_pages(_rows(shown, digests), shown.records)
    cache.keep(_PLAN, mark, _WRITE(plan))


def _rows(shown: Shown, digests: Mapping[str, str]) -> dict[str, KeptPage]:
    return {
        path: KeptPage(parts, digests[path], shown.texts.get(path, ""), shown.sources.get(path, frozenset()))
        for path, parts in shown.parts.items()
        if path in digests
    }


def keep_found(cache: Cache, mark: str, found: Sequence[Record]) -> None:
    """Remember what the site's search finds. To be called while the cache is being written."""
    cache.keep(_FOUND, mark, _WRITE_FOUND(found))


def found_of(cache: Cache, mark: str) -> tuple[Record, ...] | None:
    """What was kept under this mark; None where that is not all there."""
    text = cache.kept(_FOUND, mark)
    try:
        return _READ_FOUND(text) if text else None
    except (TypeError, ValueError):
        return None


def plan_of(cache: Cache, mark: str) -> Plan | None:
    """What was kept under this mark; None where that is not all there."""
    text = cache.kept(_PLAN, mark)
    try:
        return _READ(text) if text else None
    except (TypeError, ValueError):
        return None


def pages_of(cache: Cache, sources: Sequence[str], refs: Sequence[Ref] = ()) -> list[Page] | None:
    """The pages on which words of these posts stand, or links to the posts of `refs`, or anything that has such links;
    None where one of them is damaged."""
    unpacker = _Unpacker(cache)
    paths = cache.showing(sources)
    if refs:
        paths |= cache.mentioning([f"{quoted(ref.name)},{_WRITE_ROUTE(ref.route)}" for ref in refs])
    try:
        return [unpacker.page(text) for text in cache.pages(paths)]
    except (TypeError, ValueError, LookupError):
        return None


def digest_of(text: str) -> str:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()


# -- pages as JSON ----------------------------------------------------------------------------------------------------


class _Packer:
    """Writes pages as JSON; what several pages show is written once."""

    def __init__(self) -> None:
        self.records: dict[str, tuple[str, str]] = {}
        self._texts: dict[int, tuple[Any, str]] = {}
        """By identity: a value (held, so that its identity stays its own), and its JSON."""
        self._digests: dict[int, str] = {}
        """By identity: a digest of the JSON."""

    def parts(self, page: Page) -> dict[str, str]:
        found = {name: self._part(value) for name, value in page.records.items()}
        found["page"] = digest_of(self._head(page))
        return found

    def page(self, page: Page) -> str:
        records = ",".join([f"[{quoted(name)},{self._text(value)}]" for name, value in page.records.items()])
        return f"[{self._head(page)},[{records}]]"

    def _head(self, page: Page) -> str:
        head = (page.template, page.title, page.description, page.lang, page.sources, page.listed)
        more = (page.route, page.crumbs, page.updated, page.translations)
        return ",".join([f"[{','.join([self._text(one) for one in some])}]" for some in (head, more)])

    def _part(self, value: Any) -> str:
        """What tells a value from others: itself where it is short, else a digest."""
        if (mark := self._digests.get(id(value))) is None:
            text = self._text(value)
            if len(text) <= SHORT:
                return text
            mark = digest_of(text)
            if id(value) in self._texts:
                self._digests[id(value)] = mark
        return mark

    def _text(self, value: Any) -> str:
        kind: Any = type(value)
        if kind is str:
            return quoted(value)
        if value is None or kind in (int, bool, float):
            return json.dumps(value)
        known = self._texts.get(id(value))
        if known is not None:
            return known[1]
        text = self._written(value, kind)
        if kind in _RECORDS or len(text) > LONG:
            self._texts[id(value)] = (value, text)
        return text

    def _written(self, value: Any, kind: Any) -> str:
        if kind in (tuple, list):
            return f"[{','.join([self._text(one) for one in value])}]"
        if kind in _SMALL:
            return f'{{"{kind.__name__}":{codec(kind)[0](value)}}}'
        if kind in _RECORDS:
            text = codec(kind)[0](value)
            mark = digest_of(f"{kind.__name__}{text}")
            self.records[mark] = (kind.__name__, text)
            return f'{{"=":"{mark}"}}'
        if not is_record(kind):
            raise TypeError(f"{kind.__name__} is no record")
        inside = ",".join([self._text(getattr(value, name)) for name in names_of(kind)])
        return f'{{"{kind.__name__}":[{inside}]}}'


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
        ((name, inside),) = value.items()
        if name == "=":
            return self._record(inside)
        kind = _CLASSES[name]
        if kind in _SMALL:
            return codec(kind)[1](json.dumps(inside))
        return kind(*(self._unpacked(one) for one in inside))

    def _record(self, mark: str) -> Any:
        if mark not in self._known:
            name, text = self._cache.record(mark)
            if mark != digest_of(f"{name}{text}"):
                raise ValueError(mark)
            self._known[mark] = codec(_CLASSES[name])[1](text)
        return self._known[mark]

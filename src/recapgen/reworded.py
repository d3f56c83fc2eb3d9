"""A build where words have changed and no facts, or none on which anything hangs: just the pages that show them are
made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recapgen import fresh, shown
from recapgen import write as door
from recapgen.assemble import moved
from recapgen.errors import ContentError, Diagnostic, StrictError
from recapgen.events import Listener, Skipped, Warned, timed
from recapgen.fresh import Last, Look, Totals
from recapgen.images import Pictures, redrawn
from recapgen.links import Targets
from recapgen.load import kind_of, registry
from recapgen.memory import Memory, parsed_alone, shows_the_same, surroundings_of
from recapgen.model import Account, Body, Entry, Page, Ref
from recapgen.parse import Parsed, parse_entry
from recapgen.plan import dead_links
from recapgen.render import Renderer, accent
from recapgen.restated import only_restated, restated
from recapgen.routes import Route
from recapgen.search import Record
from recapgen.shown import Plan
from recapgen.theme import load_theme
from recapgen.write import Written

IMAGE_FINDINGS = ("RG420", "RG421", "RG422")
MOST_REWORDED = 50
"""From so many changed posts on, the whole site is read."""


def reworded(seen: Look, listener: Listener) -> tuple[Totals, Written] | None:
    """The pages with the words of posts whose facts are as they were; None where more than words has changed.

    Raises `StrictError` as a whole build does.
    """
    last, standing = seen.last, seen.standing
    if last is None or standing is None or not _only_posts(seen, last):
        return None
    plan = shown.plan_of(seen.cache, seen.mark)
    new = _new_words(seen, last, listener) if plan else None
    anew = _pages(seen, plan, new) if plan and new else None
    bodies = _bodies(seen, new, anew.pages) if new and anew else None
    if plan is None or new is None or anew is None or bodies is None:
        return None
    pages = anew.pages
    theme = load_theme(seen.root, seen.config.theme, seen.config.theme_options, seen.cache.templates)
    pictures = anew.pictures
    gone = Pictures.of(plan.pictures, plan.cards).made - pictures.made
    there = standing.keys() - gone - {asset.path for asset in theme.assets.values()} - pictures.made
    targets = Targets(dict(plan.by_source), frozenset(there), seen.config.content)
    doubts = moved(plan.doubts, ((new.before[one.post.path].account, one.account) for one in new.now))
    warnings = _warnings(new, last, plan.doubts, doubts, targets)
    if seen.options.strict and warnings:
        raise StrictError(*warnings)
    for path, reason in last.totals.skipped.items():
        listener(Skipped(path, reason))
    for warning in warnings:
        listener(Warned(warning))
    by_route = {Route(entry.kind, (entry.slug,)): entry for entry in new.entries}
    renderer = Renderer(seen.config, theme, targets, bodies, by_route, dict(plan.names), pictures)
    with timed("render", listener, len(pages)):
        artifacts = [renderer.render(page) for page in pages]
    with timed("write", listener, len(artifacts)):
        kept = {path: digest for path, digest in standing.items() if path not in gone}
        written = door.write(seen.root, seen.config, artifacts, pictures.files, listener, kept)
    digests = {artifact.path: artifact.digest for artifact in artifacts}
    with seen.cache.writing():
        new.memory.put({one.post.path: one for one in new.now})
        now = shown.Shown.of(pages, renderer.beside)
        shown.keep_some(seen.cache, seen.mark, replace(plan, doubts=doubts, cards=pictures.kept[1]), now, digests)
        if anew.found is not None:
            shown.keep_found(seen.cache, seen.mark, anew.found)
    totals = replace(last.totals, warnings=warnings)
    untouched = standing.keys() - digests.keys()
    fresh.remember(seen, totals, {one.post.path: one.digest for one in new.now}, last.until, untouched)
    return totals, written


def _only_posts(seen: Look, last: Last) -> bool:
    """Whether some posts have changed, and nothing else depends on them but pages: full text needs all words."""
    return (
        not seen.config.full_text
        and len(seen.changed) < MOST_REWORDED
        and all(
            path in seen.stats and path in last.sources and kind_of(path, seen.config) == "post"
            for path in seen.changed
        )
    )


class _New(Struct, frozen=True):
    """New words."""

    entries: Sequence[Entry]
    memory: Memory
    before: Mapping[str, Parsed]
    """By path: the posts as they were."""
    now: Sequence[Parsed]

    @property
    def restated(self) -> list[tuple[Account, Account]]:
        """What posts say otherwise: as it was, as it is."""
        pairs = [(self.before[one.post.path].account, one.account) for one in self.now]
        return [(old, now) for old, now in pairs if old != now]


def _new_words(seen: Look, last: Last, listener: Listener) -> _New | None:
    """None where a post is wrong, or says something else than before, or shows other images."""
    root, config, paths = seen.root, seen.config, sorted(seen.changed)
    with timed("parse", listener, len(paths)):
        try:
            entries = [parse_entry(source, config)[0] for source in registry(root, config, seen.stats)]
        except ContentError:  # it is told with all else that is wrong
            return None
        now = parsed_alone(root, config, entries, paths)
    if now is None:
        return None
    memory = Memory(surroundings=surroundings_of(config, entries), cache=seen.cache)
    new = _New(entries, memory, memory.recalled(paths), now)
    if not _only_words(new, last):
        with seen.cache.writing():  # so that the whole build need not parse them again
            memory.put({one.post.path: one for one in now})
        return None
    return new


def _only_words(new: _New, last: Last) -> bool:
    """Whether words are all that differs from the last build."""
    for one in new.now:
        path = one.post.path
        old = new.before.get(path)
        if old is None or old.digest != last.sources[path][1] or path in last.totals.skipped:
            return False
        if not shows_the_same(old, one) or not (old.account == one.account or only_restated(old.account, one.account)):
            return False
    return not any(one.path in new.before and one.code in IMAGE_FINDINGS for one in last.totals.warnings)


class _Anew(Struct, frozen=True):
    """What has to be made."""

    pages: Sequence[Page]
    pictures: Pictures
    found: Sequence[Record] | None = None
    """What search finds, where that is other than before."""


def _pages(seen: Look, plan: Plan, new: _New) -> _Anew | None:
    """None where more than these pages would be other, or what they were is not known."""
    routes, changed = dict(plan.by_source), new.restated
    pictures = Pictures.of(plan.pictures, plan.cards)
    own = {routes[old.post.path]: old.post for old, _ in changed}
    pages = shown.pages_of(seen.cache, sorted(seen.changed), [Ref(post.title, route) for route, post in own.items()])
    if pages is None or not changed:
        return None if pages is None else _Anew(pages, pictures)
    contents = {own[page.route].path: page.records.get("sessions", ()) for page in pages if page.route in own}
    said = restated(changed, routes, contents)
    if said is None:
        return None
    pages = [said.page(page) for page in pages]
    drawn = redrawn(seen.root, seen.config, pictures, [page for page in pages if page.route in own], accent)
    if drawn is None:
        return None
    if not seen.config.makes("search"):
        return _Anew(pages, drawn)
    before = shown.found_of(seen.cache, seen.mark)
    searched = said.search_pages(before) if before is not None else None
    return _Anew([*pages, *searched[1]], drawn, searched[0]) if searched else None


def _bodies(seen: Look, new: _New, pages: Sequence[Page]) -> dict[str, Body] | None:
    """The words of all posts that have some on these pages; None where one can't be had as it lies on disk."""
    beside = frozenset().union(*(page.shows for page in pages)) - seen.changed
    others = new.memory.recalled(sorted(beside))
    if any(path not in others or others[path].digest != seen.digests.get(path) for path in beside):
        return None
    return {one.post.path: one.body for one in (*others.values(), *new.now)}


def _warnings(
    new: _New, last: Last, doubts: Sequence[Diagnostic], doubts_now: Sequence[Diagnostic], targets: Targets
) -> tuple[Diagnostic, ...]:
    doubtful = frozenset(doubts)
    told = [one for one in last.totals.warnings if one.path not in new.before and one not in doubtful]
    told += doubts_now
    told += [warning for one in new.now for warning in one.warnings]
    told += dead_links({one.post.path: one.body for one in new.now}, targets)
    return tuple(sorted({*told}, key=lambda one: one.reading_order))

"""The first half of the pipeline: load -> parse -> assemble -> plan."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from recapgen.assemble import Programmes, assemble, moved
from recapgen.config import PLAIN, Config, Options
from recapgen.errors import ContentError, Diagnostic
from recapgen.events import Listener, Skipped, Warned, silence, timed
from recapgen.files import File
from recapgen.fresh import Totals, current
from recapgen.fulltext import text_files
from recapgen.garbage import collecting_nothing
from recapgen.images import Pictures, Use, prepare
from recapgen.links import Targets
from recapgen.load import load, posts_elsewhere, unread_source
from recapgen.located import all_located
from recapgen.memory import Memory, parse_all, parsed_alone, published, says_the_same
from recapgen.model import Account, Body, Entry, Page, Site
from recapgen.parse import Parsed
from recapgen.plan import OWN_TEMPLATES, bundled, check_files, dead_links, missing_layouts, plan, targets
from recapgen.render import Renderer, accent
from recapgen.routes import Route
from recapgen.shown import Plan
from recapgen.theme import Theme, misnamed


class Understood(Struct, frozen=True):
    """A site, read and planned; nothing is rendered yet."""

    planned: Planned
    bodies: Mapping[str, Body]
    theme: Theme
    warnings: tuple[Diagnostic, ...]
    skipped: Mapping[str, str]
    """Path of a source -> why it was left out."""
    digests: Mapping[str, str]
    """Path of each file that was read -> digest of its bytes."""
    until: float
    """When the next post comes or goes by its date, in seconds since 1970; `NEVER` of `fresh`: never."""
    pictures: Pictures
    files: Mapping[str, File]
    """Everything that is copied, by where it goes."""
    doubts: tuple[Diagnostic, ...]
    """Those of the warnings that name lines of takes."""

    @property
    def site(self) -> Site:
        return self.planned.site

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.planned.pages

    @property
    def targets(self) -> Targets:
        return self.planned.targets

    @property
    def totals(self) -> Totals:
        nouns = ("posts", "pages", "sessions", "editions", "conferences", "speakers", "organizations", "topics")
        read = {noun: len(getattr(self.site, noun)) for noun in nouns}
        return Totals(read, self.warnings, self.skipped, self.pictures.lacking)

    @property
    def kept(self) -> Plan:
        """What another build needs to render pages of this plan."""
        planned = self.planned
        by_source, names = tuple(planned.targets.by_source.items()), tuple(planned.feeds.items())
        return Plan(by_source, names, planned.doubts, *self.pictures.kept)


def understand(
    root: Path,
    config: Config,
    options: Options = PLAIN,
    listener: Listener = silence,
    memory: Memory | None = None,
    unread: Mapping[str, str] = MappingProxyType({}),
    planned: Planned | None = None,
) -> Understood:
    """Everything up to the plan. Raises `ContentError` or `ThemeError` with all that is wrong.

    `unread` are files that need not be read while `memory` knows them, by path, with their digests. `planned` is an
    earlier plan, to be used where it still holds.
    """
    memory = memory or Memory()
    with timed("load", listener):
        skipped: dict[str, str] = {}

        def noting(event: object) -> None:
            if isinstance(event, Skipped):
                skipped[event.path] = event.reason

        since = time.time_ns()
        loaded = load(root, config, noting, {**memory.unread(root), **unread})
        memory.see(root, {one.path: one.digest for one in loaded.posts if one.path not in loaded.unread}, since)
        theme = memory.theme_of(root, config)
    with timed("parse", listener, len(loaded.posts)):
        parsed, entries, warnings = parse_all(root, loaded, config, listener, memory, options.jobs)
        kept, until = published(parsed, options, skipped)
    for path, reason in skipped.items():
        listener(Skipped(path, reason))
    warnings += filter(None, (unread_source(path, reason) for path, reason in skipped.items()))
    if not loaded.posts:
        fact = f"there is no post in {config.content}/"
        other = posts_elsewhere(root)
        elsewhere = f'{other}/ holds Markdown: write `content = "{other}"` in recapgen.toml'
        hint = elsewhere if other else "put a Markdown file there, or begin with `recapgen init`"
        warnings.append(Diagnostic("RG109", fact, hint=hint, severity="warning"))
    accounts = [one.account for one in kept]
    given = Given(config, accounts, entries, loaded.files, frozenset(skipped), theme)
    if planned is None or not planned.holds_for(given):
        planned = _planned(root, given, listener, memory.programmes)
    bodies = {one.post.path: one.body for one in kept}
    with timed("images", listener):
        uses = [Use(path, body.html, body.targets) for path, body in bodies.items()]
        uses += [Use(entry.path, entry.about.html, entry.about.targets) for entry in entries]
        pictures = prepare(root, config, planned.pages, uses, planned.files, planned.targets, accent, options.jobs)
    files = dict(pictures.files)
    if config.full_text:
        with timed("full text", listener):
            files |= text_files(root, config.language, (*planned.site.posts, *planned.site.pages), bodies)
    if planned.checked != files.keys():
        check_files(planned.pages, files, _paths(theme))
        planned.checked.clear()
        planned.checked.update(files)
    doubts = planned.doubts_now(accounts)
    layouts = {one.post.layout for one in parsed}
    warnings += misnamed(theme, OWN_TEMPLATES, layouts)
    found = {*warnings, *doubts, *planned.dead_links(bodies), *pictures.warnings}
    warnings = sorted(found, key=lambda one: one.reading_order)
    for warning in warnings:
        listener(Warned(warning))
    digests = {one.post.path: one.digest for one in parsed} | {entry.path: entry.digest for entry in entries}
    digests |= {file.path: file.digest for file in loaded.files}
    return Understood(planned, bodies, theme, tuple(warnings), skipped, digests, until, pictures, files, doubts)


def read_again(
    before: Understood, root: Path, config: Config, options: Options, memory: Memory, paths: Collection[str]
) -> list[Parsed] | None:
    """These posts as they lie on disk now; None where one is wrong, or where more than they may be other by now.

    `memory` is that of the site before.
    """
    now = (options.now or current()).timestamp()
    if now >= before.until or config.full_text or not all(path in before.bodies for path in paths):
        return None
    since = time.time_ns()
    parsed = parsed_alone(root, config, before.planned.given.entries, paths)
    memory.see(root, {one.post.path: one.digest for one in parsed or ()}, since)
    return parsed


def with_new_words(before: Understood, memory: Memory, parsed: Sequence[Parsed]) -> Understood | None:
    """The site where nothing has changed but the words of these posts, read again; None where facts have.

    The work is in proportion to the posts, not to the site.
    """
    paths = {one.post.path for one in parsed}
    were = [memory.parsed[one.post.path] for one in parsed]
    memory.parsed |= {one.post.path: one for one in parsed}
    if not all(says_the_same(old, new) for old, new in zip(were, parsed, strict=True)):
        return None
    if any(one.path in paths for one in before.pictures.warnings):
        return None
    bodies = {one.post.path: one.body for one in parsed}
    doubts = moved(before.doubts, ((old.account, new.account) for old, new in zip(were, parsed, strict=True)))
    doubtful = frozenset(before.doubts)
    told = [one for one in before.warnings if one.path not in paths and one not in doubtful]
    told += [*doubts, *(warning for one in parsed for warning in one.warnings)]
    told += dead_links(bodies, before.targets)
    return replace(
        before,
        bodies={**before.bodies, **bodies},
        warnings=tuple(sorted({*told}, key=lambda one: one.reading_order)),
        digests={**before.digests, **{one.post.path: one.digest for one in parsed}},
        doubts=doubts,
    )


class Given(Struct, frozen=True):
    """All that assembling and planning depend on."""

    config: Config
    accounts: Sequence[Account]
    entries: Sequence[Entry]
    files: tuple[File, ...]
    left_out: frozenset[str]
    theme: Theme


class Planned(Struct, frozen=True, dict=True):
    """What came of it: it holds for other words too, as long as the facts are the same."""

    given: Given
    site: Site
    pages: tuple[Page, ...]
    files: Mapping[str, File]
    targets: Targets
    doubts: tuple[Diagnostic, ...]
    dead: dict[str, tuple[Body, tuple[Diagnostic, ...]]] = {}
    """By path: a body, and what its links warn of."""
    checked: set[str] = set()
    """Paths of files, those made of images included, that are known to stand in nobody's way."""

    def holds_for(self, now: Given) -> bool:
        """Whether a plan from these facts would be the same, but for the lines of its doubts."""
        before = self.given
        if (now.config, now.files, now.left_out) != (before.config, before.files, before.left_out):
            return False
        if now.theme is not before.theme and (now.theme.templates, _paths(now.theme)) != (
            before.theme.templates,
            _paths(before.theme),
        ):
            return False
        return bool(now.entries == before.entries and now.accounts == before.accounts)

    def doubts_now(self, accounts: Sequence[Account]) -> tuple[Diagnostic, ...]:
        """The doubts, where takes that say the same stand elsewhere by now."""
        pairs = zip(self.given.accounts, accounts, strict=True)
        return moved(self.doubts, (pair for pair in pairs if pair[0] is not pair[1]))

    @cached_property
    def accounts(self) -> Mapping[str, Account]:
        """What it is a plan of, by path."""
        return {one.post.path: one for one in self.given.accounts}

    @cached_property
    def feeds(self) -> Mapping[Route, str]:
        """What feeds are called."""
        names = {Route("conference-feed", one.route.names): one.name for one in self.site.conferences}
        return names | {Route("topic-feed", one.route.names): one.name for one in self.site.topics}

    @cached_property
    def by_path(self) -> Mapping[str, Page]:
        return {page.route.path: page for page in self.pages}

    @cached_property
    def shown_on(self) -> Mapping[str, Sequence[str]]:
        """By the path of a post: the pages that show words of it."""
        found: dict[str, list[str]] = {}
        for path, page in self.by_path.items():
            for source in page.shows:
                found.setdefault(source, []).append(path)
        return found

    def dead_links(self, bodies: Mapping[str, Body]) -> list[Diagnostic]:
        """Links that lead nowhere; those of a body that was looked at before are not looked at again."""
        found: list[Diagnostic] = []
        for path, body in {**bodies, **{entry.path: entry.about for entry in self.given.entries}}.items():
            if body.targets and (path not in self.dead or self.dead[path][0] is not body):
                self.dead[path] = (body, dead_links({path: body}, self.targets))
            found += self.dead[path][1] if body.targets else ()
        return found


def _paths(theme: Theme) -> list[str]:
    return [asset.path for asset in theme.assets.values()]


def _planned(root: Path, given: Given, listener: Listener, kept: Programmes) -> Planned:
    """Raises `ContentError` with all that is wrong."""
    try:
        with timed("assemble", listener), collecting_nothing():
            site, doubts = assemble(given.accounts, given.entries, given.config, kept)
        with timed("plan", listener), collecting_nothing():
            pages = plan(site, given.config, given.theme.templates)
            files = bundled(given.files, site, given.left_out)
            check_files(pages, files, _paths(given.theme))
            found = targets(site, pages, files, given.config)
    except ContentError as error:
        raise ContentError(*all_located(root, error.diagnostics)) from None
    doubts = (*doubts, *missing_layouts(site, given.theme.templates))
    return Planned(given, site, pages, files, found, all_located(root, doubts), checked=set(files))


def renderer_of(understood: Understood, config: Config) -> Renderer:
    site = understood.site
    feeds = understood.planned.feeds
    pictures = understood.pictures
    return Renderer(config, understood.theme, understood.targets, understood.bodies, site.entries, feeds, pictures)

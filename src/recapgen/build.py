"""Joins the stages: load -> parse -> assemble -> plan -> render -> write."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from recapgen import fresh, shown
from recapgen import write as door
from recapgen.assemble import assemble
from recapgen.cache import Cache, Kept, Stat, version
from recapgen.codec import codec
from recapgen.config import PLAIN, Config, Options
from recapgen.errors import ContentError, Diagnostic, RecapgenError
from recapgen.events import Listener, Progressed, Skipped, StageStarted, StageTimed, Warned, silence
from recapgen.fresh import Totals, current
from recapgen.images import Pictures, Use, prepare
from recapgen.images.markup import images_in
from recapgen.links import Targets
from recapgen.load import Loaded, kind_of, load, posts_at, registry, reread
from recapgen.model import Account, Artifact, Body, Entry, File, Page, Site, Source, digest_of
from recapgen.parallel import spread
from recapgen.parse import Parsed, left_out, parse, parse_entry
from recapgen.plan import bundled, check_files, dead_links, plan, targets
from recapgen.recap.reading import Known
from recapgen.recap.words import fold
from recapgen.render import Renderer, accent
from recapgen.routes import Route
from recapgen.theme import Theme, load_theme
from recapgen.vocabulary import Term, Vocabulary, shipped


@dataclass
class Memory:
    """What earlier runs parsed; what is the same is not parsed again."""

    surroundings: str = ""
    """A mark of all that parsing depends on besides the post's own bytes."""
    parsed: dict[str, Parsed] = field(default_factory=dict)
    """By path."""
    cache: Cache = field(default_factory=lambda: Cache(None))
    """What other processes parsed."""
    planned: Planned | None = None
    """The last plan."""
    seen: dict[str, tuple[Stat, str]] = field(default_factory=dict)
    """How each post lay on disk when it was last read, and its digest."""
    theme: tuple[object, Theme] | None = None
    """The last theme, and all that it depends on."""

    def unread(self, root: Path) -> dict[str, str]:
        """The posts that lie on disk as they did, by path, with their digests."""
        return {path: digest for path, (stat, digest) in self.seen.items() if fresh.stat_of(root, path) == stat}

    def see(self, root: Path, sources: Iterable[Source], since: int) -> None:
        """Remember how posts that were read after `since` (nanoseconds) lie on disk."""
        stats = {source.path: (fresh.stat_of(root, source.path), source.digest) for source in sources}
        self.seen |= {
            path: (stat, digest) for path, (stat, digest) in stats.items() if stat and not stat.is_young(since)
        }

    def theme_of(self, root: Path, config: Config) -> Theme:
        """The site's theme; the last one while no file of any theme has changed. Raises `ThemeError`."""
        given = (config.theme, config.theme_options, {path: fresh.stat_of(root, path) for path in fresh.themes(root)})
        if self.theme is None or self.theme[0] != given:
            self.theme = (given, load_theme(root, config.theme, config.theme_options))
        return self.theme[1]

    def under(self, surroundings: str) -> None:
        """From now on posts are parsed in these surroundings."""
        if self.surroundings == surroundings:
            return
        self.surroundings = surroundings
        self.parsed = self.recalled()

    def recalled(self, paths: Iterable[str] | None = None) -> dict[str, Parsed]:
        """What other processes parsed in these surroundings: everything, or the posts at these paths."""
        kept = self.cache.posts(self.surroundings, paths)
        return {path: known for path, one in kept if (known := _parsed(one))}

    def keep(self, parsed: Mapping[str, Parsed], new: Collection[str]) -> None:
        """Remember these posts and no others; those at the paths of `new` for other processes too."""
        gone = self.parsed.keys() - parsed.keys()
        self.parsed = dict(parsed)
        new_ones = {path: parsed[path] for path in new if path in parsed}
        if new_ones or gone:
            with self.cache.writing():
                self.put(new_ones, gone)

    def put(self, parsed: Mapping[str, Parsed], gone: Collection[str] = ()) -> None:
        """Remember posts for other processes."""
        rows = {path: row for path, one in parsed.items() if (row := _kept_as(one))}
        self.cache.keep_posts(self.surroundings, rows, gone)


_ACCOUNT, _BODY, _ODD = (codec(kind) for kind in (Account, Body, tuple[Diagnostic, ...]))


def _kept_as(parsed: Parsed) -> Kept | None:
    """None where a header holds something that can't be kept."""
    try:
        return Kept(parsed.digest, _ACCOUNT[0](parsed.account), _BODY[0](parsed.body), _ODD[0](parsed.warnings))
    except (TypeError, ValueError):
        return None


def _parsed(kept: Kept) -> Parsed | None:
    try:
        return Parsed(_ACCOUNT[1](kept.account), _BODY[1](kept.body), kept.digest, _ODD[1](kept.odd))
    except (TypeError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Understood:
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
    """When the next post comes or goes by its date, in seconds since 1970; infinite: never."""
    pictures: Pictures

    @property
    def site(self) -> Site:
        return self.planned.site

    @property
    def pages(self) -> tuple[Page, ...]:
        return self.planned.pages

    @property
    def files(self) -> Mapping[str, File]:
        return self.pictures.files

    @property
    def targets(self) -> Targets:
        return self.planned.targets


@dataclass(frozen=True)
class Report(fresh.Report):
    """What a build did, with the site itself."""

    again: Callable[[], Understood]

    @cached_property
    def understood(self) -> Understood:
        """The site; where nothing had changed it is read only now."""
        return self.again()


class StrictError(RecapgenError):
    """Warnings, where none are wanted."""

    exit_code = 3


def build(root: Path, config: Config, options: Options = PLAIN, listener: Listener = silence) -> Report:
    """The whole site, into output/. Raises a `RecapgenError` with all that is wrong, and has then written nothing."""
    start = time.perf_counter()
    door.output_folder(root, config)
    with closing(Cache(root if options.cache else None)) as cache:
        seen = fresh.look(root, config, options, cache)
        if same := fresh.unchanged(seen, listener):
            return Report(same.totals, same.written, same.seconds, lambda: understand(root, config, options))
        return made(seen, listener, start)


def made(seen: fresh.Look, listener: Listener, start: float) -> Report:
    """The site where something changed."""
    root, config, options = seen.root, seen.config, seen.options
    if report := reworded(seen, listener, start):
        return report
    understood = understand(root, config, options, listener, Memory(cache=seen.cache), seen.digests)
    if options.strict and understood.warnings:
        raise StrictError(*understood.warnings)
    artifacts = render(understood, config, listener, options.jobs)
    with _timed("write", listener, len(artifacts)):
        written = door.write(root, config, artifacts, understood.files, listener)
    totals = totals_of(understood)
    planned = understood.planned
    plan = shown.Plan(
        tuple(planned.targets.by_source.items()),
        tuple(planned.feeds.items()),
        planned.doubts,
        *understood.pictures.kept,
    )
    shown.keep(seen.cache, seen.mark, plan, planned.pages)
    fresh.remember(seen, totals, understood.digests, understood.until)
    return Report(totals, written, time.perf_counter() - start, lambda: understood)


IMAGE_FINDINGS = ("RG420", "RG421", "RG422")
MOST_REWORDED = 50
"""From so many changed posts on, the whole site is read."""


def reworded(seen: fresh.Look, listener: Listener, start: float) -> Report | None:
    """The pages with the words of posts whose facts are as they were; None where more than words has changed."""
    root, config, last, digests = seen.root, seen.config, seen.last, seen.standing
    paths = sorted(seen.changed)
    if last is None or digests is None or len(paths) >= MOST_REWORDED:
        return None
    if not all(path in seen.stats and path in last.sources and kind_of(path, config) == "post" for path in paths):
        return None
    plan = shown.plan_of(seen.cache, seen.mark)
    if plan is None:
        return None
    now: list[Parsed] = []
    with _timed("parse", listener, len(paths)), suppress(ContentError):
        entries = [parse_entry(source, config)[0] for source in registry(root, config, seen.stats)]
        vocabulary, known = vocabulary_of(entries), known_of(entries)
        memory = Memory(surroundings=surroundings_of(config, entries), cache=seen.cache)
        now = [parse(source, config, vocabulary, known) for source in posts_at(root, paths)]
    if len(now) < len(paths):  # one of them is wrong: that is told with all else that is wrong
        return None
    before = memory.recalled(paths)
    for one in now:
        path = one.post.path
        old = before.get(path)
        same = old and old.digest == last.sources[path][1] and old.account == one.account
        if not same or path in last.totals.skipped:
            return None
        if old and [*images_in(old.body.html)] != [*images_in(one.body.html)]:
            return None
    if any(one.path in paths and one.code in IMAGE_FINDINGS for one in last.totals.warnings):
        return None
    pages = shown.pages_of(seen.cache, paths)
    if pages is None:
        return None
    beside = frozenset().union(*(page.shows for page in pages)) - set(paths)
    others = memory.recalled(sorted(beside))
    if any(path not in others or others[path].digest != seen.digests.get(path) for path in beside):
        return None
    bodies = {one.post.path: one.body for one in (*others.values(), *now)}
    theme = load_theme(root, config.theme, config.theme_options)
    pictures = Pictures.of(plan.pictures, plan.cards)
    copied = digests.keys() - {asset.path for asset in theme.assets.values()} - pictures.made
    found = Targets(dict(plan.by_source), frozenset(copied), config.content)
    doubts = _moved(plan.doubts, ((before[one.post.path].account, one.account) for one in now))
    told = [one for one in last.totals.warnings if one.path not in paths and one not in plan.doubts] + list(doubts)
    told += [warning for one in now for warning in one.warnings]
    told += dead_links({path: bodies[path] for path in paths}, found)
    warnings = tuple(sorted({*told}, key=_reading_order))
    if seen.options.strict and warnings:
        raise StrictError(*warnings)
    for path, reason in last.totals.skipped.items():
        listener(Skipped(path, reason))
    for warning in warnings:
        listener(Warned(warning))
    with _timed("render", listener, len(pages)):
        by_route = {Route(entry.kind, (entry.slug,)): entry for entry in entries}
        renderer = Renderer(config, theme, found, bodies, by_route, dict(plan.names), pictures)
        artifacts = [renderer.render(page) for page in pages]
    with _timed("write", listener, len(artifacts)):
        written = door.write(root, config, artifacts, {}, listener, digests)
    with seen.cache.writing():
        memory.put({one.post.path: one for one in now})
        shown.keep_plan(seen.cache, seen.mark, replace(plan, doubts=doubts))
    totals = replace(last.totals, warnings=warnings)
    fresh.remember(seen, totals, {one.post.path: one.digest for one in now}, last.until)
    return Report(totals, written, time.perf_counter() - start, lambda: understand(root, config, seen.options))


def _moved(doubts: Sequence[Diagnostic], accounts: Iterable[tuple[Account, Account]]) -> tuple[Diagnostic, ...]:
    """Doubts about takes that say the same and stand elsewhere now; the accounts are the old ones with the new."""
    for old, new in accounts:
        lines = {one.lines[0]: other.lines[0] for one, other in zip(old.takes, new.takes, strict=True)}
        if any(line != other for line, other in lines.items()):
            doubts = [doubt.moved(new.post.path, lines) for doubt in doubts]
    return tuple(doubts)


def _reading_order(finding: Diagnostic) -> tuple[str, int, int, str]:
    return (finding.path, finding.line, finding.column, finding.code)


def totals_of(understood: Understood) -> Totals:
    site = understood.site
    nouns = ("posts", "pages", "sessions", "editions", "conferences", "speakers", "organizations", "topics")
    read = {noun: len(getattr(site, noun)) for noun in nouns}
    return Totals(read, understood.warnings, understood.skipped, understood.pictures.lacking)


def understand(
    root: Path,
    config: Config,
    options: Options = PLAIN,
    listener: Listener = silence,
    memory: Memory | None = None,
    unread: Mapping[str, str] = MappingProxyType({}),
) -> Understood:
    """Everything up to the plan. Raises `ContentError` or `ThemeError` with all that is wrong.

    `unread` are files that need not be read while `memory` knows them, by path, with their digests.
    """
    memory = memory or Memory()
    with _timed("load", listener):
        skipped: dict[str, str] = {}

        def noting(event: object) -> None:
            if isinstance(event, Skipped):
                skipped[event.path] = event.reason

        since = time.time_ns()
        loaded = load(root, config, noting, {**memory.unread(root), **unread})
        memory.see(root, (source for source in loaded.posts if source.path not in loaded.unread), since)
        theme = memory.theme_of(root, config)
    with _timed("parse", listener, len(loaded.posts)):
        parsed, entries, warnings = _parse(root, loaded, config, listener, memory, options.jobs)
        kept, until = _kept(parsed, options, skipped)
    for path, reason in skipped.items():
        listener(Skipped(path, reason))
    if not loaded.posts:
        fact = f"there is no post in {config.content}/"
        hint = "put a Markdown file there, or begin with `recapgen init`"
        warnings.append(Diagnostic("RG109", fact, hint=hint, severity="warning"))
    accounts = [one.account for one in kept]
    given = Given(config, accounts, entries, loaded.files, frozenset(skipped), theme)
    planned = memory.planned
    if planned is None or not planned.holds_for(given):
        planned = memory.planned = _planned(given, listener)
    bodies = {one.post.path: one.body for one in kept}
    with _timed("images", listener):
        uses = [Use(path, body.html, body.targets) for path, body in bodies.items()]
        uses += [Use(entry.path, entry.about.html, entry.about.targets) for entry in entries]
        pictures = prepare(root, config, planned.pages, uses, planned.files, planned.targets, accent, options.jobs)
        if planned.checked != pictures.files.keys():
            check_files(planned.pages, pictures.files, _paths(theme))
            planned.checked.clear()
            planned.checked.update(pictures.files)
    warnings = sorted(
        {*warnings, *planned.doubts_now(accounts), *planned.dead_links(bodies), *pictures.warnings}, key=_reading_order
    )
    for warning in warnings:
        listener(Warned(warning))
    digests = {one.post.path: one.digest for one in parsed} | {entry.path: entry.digest for entry in entries}
    digests |= {file.path: file.digest for file in loaded.files}
    return Understood(planned, bodies, theme, tuple(warnings), skipped, digests, until, pictures)


@dataclass(frozen=True)
class Given:
    """All that assembling and planning depend on."""

    config: Config
    accounts: Sequence[Account]
    entries: Sequence[Entry]
    files: tuple[File, ...]
    left_out: frozenset[str]
    theme: Theme


@dataclass(frozen=True)
class Planned:
    """What came of it: it holds for other words too, as long as the facts are the same."""

    given: Given
    site: Site
    pages: tuple[Page, ...]
    files: Mapping[str, File]
    targets: Targets
    doubts: tuple[Diagnostic, ...]
    dead: dict[str, tuple[Body, tuple[Diagnostic, ...]]] = field(default_factory=dict)
    """By path: a body, and what its links warn of."""
    checked: set[str] = field(default_factory=set)
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
        return _moved(self.doubts, (pair for pair in pairs if pair[0] is not pair[1]))

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


def _planned(given: Given, listener: Listener) -> Planned:
    """Raises `ContentError` with all that is wrong."""
    with _timed("assemble", listener):
        site, doubts = assemble(given.accounts, given.entries, given.config)
    with _timed("plan", listener):
        pages = plan(site, given.config, given.theme.templates)
        files = bundled(given.files, site, given.left_out)
        check_files(pages, files, _paths(given.theme))
        found = targets(site, pages, files, given.config)
        return Planned(given, site, pages, files, found, doubts, checked=set(files))


def render(understood: Understood, config: Config, listener: Listener = silence, jobs: int = 1) -> list[Artifact]:
    """Every page and every asset of the theme. Raises `ThemeError`."""
    with _timed("render", listener, len(understood.pages)):
        renderer = renderer_of(understood, config)
        artifacts = spread(
            lambda pages: [renderer.render(page) for page in pages],
            understood.pages,
            jobs,
            lambda done: listener(Progressed("render", done)),
        )
        return [*artifacts, *understood.theme.assets.values()]


def renderer_of(understood: Understood, config: Config) -> Renderer:
    site = understood.site
    feeds = understood.planned.feeds
    pictures = understood.pictures
    return Renderer(config, understood.theme, understood.targets, understood.bodies, site.entries, feeds, pictures)


# -- parsing ----------------------------------------------------------------------------------------------------------


def _parse(
    root: Path, loaded: Loaded, config: Config, listener: Listener, memory: Memory, jobs: int
) -> tuple[list[Parsed], list[Entry], list[Diagnostic]]:
    """All sources, or a `ContentError` with what is wrong in any of them."""
    wrong: list[Diagnostic] = []
    warnings: list[Diagnostic] = []
    entries: list[Entry] = []
    for source in loaded.registry:
        try:
            entry, odd = parse_entry(source, config)
        except ContentError as error:
            wrong += error.diagnostics
        else:
            entries.append(entry)
            warnings += odd
    vocabulary = vocabulary_of(entries)
    known = known_of(entries)
    memory.under(surroundings_of(config, entries))
    remembered = memory.parsed
    changed = [s for s in loaded.posts if s.path not in remembered or remembered[s.path].digest != s.digest]

    def understood(sources: Sequence[Source]) -> list[Parsed | ContentError]:
        """Parsed posts, or what is wrong with them, in order."""
        results: list[Parsed | ContentError] = []
        for source in sources:
            try:
                whole = reread(root, source) if source.path in loaded.unread else source
                results.append(parse(whole, config, vocabulary, known))
            except ContentError as error:
                results.append(error)
        return results

    made = spread(understood, changed, jobs, lambda done: listener(Progressed("parse", done)))
    results = dict(zip((source.path for source in changed), made, strict=True))
    parsed: dict[str, Parsed] = {}
    for source in loaded.posts:
        result = results.get(source.path) or remembered[source.path]
        if isinstance(result, ContentError):
            wrong += result.diagnostics
        else:
            parsed[source.path] = result
            warnings += result.warnings
    memory.keep(parsed, results.keys())
    if wrong:
        raise ContentError(*sorted(wrong, key=lambda d: (d.path, d.line, d.column)))
    return list(parsed.values()), entries, warnings


def _kept(parsed: Sequence[Parsed], options: Options, skipped: dict[str, str]) -> tuple[list[Parsed], float]:
    """Without drafts, future and expired posts, which are noted with the reason; and when that will be other."""
    now = options.now or current()
    kept = []
    turns = []
    for one in parsed:
        reason = left_out(one.post, now, drafts=options.drafts, future=options.future)
        if reason:
            skipped[one.post.path] = reason
        else:
            kept.append(one)
        turns += [when.moment for when in (one.post.date, one.post.expires) if when and when.moment > now]
    return kept, min((moment.timestamp() for moment in turns), default=math.inf)


def surroundings_of(config: Config, entries: Sequence[Entry]) -> str:
    """A mark of all that parsing depends on besides a post's own bytes."""
    names = [(entry.kind, entry.name, entry.aliases, entry.broader) for entry in entries]
    return digest_of(repr((version(), config, names)).encode())


def vocabulary_of(entries: Sequence[Entry]) -> Vocabulary:
    """The shipped topics and the site's own."""
    return _vocabulary(tuple(Term(e.name, e.aliases, broader=e.broader) for e in entries if e.kind == "topic"))


@lru_cache(maxsize=2)
def _vocabulary(own: tuple[Term, ...]) -> Vocabulary:
    return Vocabulary((*shipped(), *own))


def known_of(entries: Sequence[Entry]) -> Known:
    """What the registry tells the reader of recaps."""

    def folded(kind: str) -> frozenset[str]:
        return frozenset(fold(name) for e in entries if e.kind == kind for name in (e.name, *e.aliases))

    return Known(
        folded("speaker"),
        folded("organization"),
        {fold(name): e.name for e in entries if e.kind == "conference" for name in (e.name, *e.aliases)},
    )


@contextmanager
def _timed(stage: str, listener: Listener, total: int = 0) -> Iterator[None]:
    listener(StageStarted(stage, total))
    start = time.perf_counter()
    yield
    listener(StageTimed(stage, time.perf_counter() - start))

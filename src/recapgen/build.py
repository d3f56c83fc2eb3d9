"""Joins the stages: load -> parse -> assemble -> plan -> render -> write."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from recapgen import write as door
from recapgen.assemble import assemble
from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic, RecapgenError
from recapgen.events import Listener, Progressed, Skipped, StageStarted, StageTimed, Warned, silence
from recapgen.images import Pictures, Use, prepare
from recapgen.links import Targets
from recapgen.load import Loaded, load
from recapgen.model import Artifact, Body, Entry, File, Page, Site, Source
from recapgen.parallel import WORTHWHILE, spread
from recapgen.parse import Parsed, left_out, parse, parse_entry
from recapgen.plan import bundled, check_files, dead_links, plan, targets
from recapgen.recap.reading import Known
from recapgen.recap.words import fold
from recapgen.render import Renderer, accent
from recapgen.routes import Route
from recapgen.theme import Theme, load_theme
from recapgen.vocabulary import Term, Vocabulary, shipped
from recapgen.write import Written


@dataclass(frozen=True, slots=True)
class Options:
    """What one run decides, beyond the configuration."""

    drafts: bool = False
    future: bool = False
    strict: bool = False
    """Warnings stop the build."""
    now: datetime | None = None
    """What counts as future or expired; None: `SOURCE_DATE_EPOCH`, else the clock."""
    jobs: int = 1
    """Processes that parse and render."""


@dataclass
class Memory:
    """What earlier runs of this process parsed; what is the same is not parsed again."""

    surroundings: object = None
    """All that parsing depends on besides the post's own bytes."""
    parsed: dict[str, Parsed] = field(default_factory=dict)
    """By path."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A site, read and planned; nothing is rendered yet."""

    site: Site
    pages: tuple[Page, ...]
    bodies: Mapping[str, Body]
    files: Mapping[str, File]
    targets: Targets
    theme: Theme
    warnings: tuple[Diagnostic, ...]
    skipped: Mapping[str, str]
    """Path of a source -> why it was left out."""
    pictures: Pictures = Pictures()  # noqa: RUF009


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did."""

    understood: Understood
    written: Written
    seconds: float


class StrictError(RecapgenError):
    """Warnings, where none are wanted."""

    exit_code = 3


def build(root: Path, config: Config, options: Options = Options(), listener: Listener = silence) -> Report:
    """The whole site, into output/. Raises a `RecapgenError` with all that is wrong, and has then written nothing."""
    start = time.perf_counter()
    door.output_folder(root, config)
    understood = understand(root, config, options, listener)
    if options.strict and understood.warnings:
        raise StrictError(*understood.warnings)
    artifacts = render(understood, config, listener, options.jobs)
    with _timed("write", listener, len(artifacts)):
        written = door.write(root, config, artifacts, understood.files, listener)
    return Report(understood, written, time.perf_counter() - start)


def understand(
    root: Path,
    config: Config,
    options: Options = Options(),
    listener: Listener = silence,
    memory: Memory | None = None,
) -> Understood:
    """Everything up to the plan. Raises `ContentError` or `ThemeError` with all that is wrong."""
    with _timed("load", listener):
        skipped: dict[str, str] = {}

        def noting(event: object) -> None:
            if isinstance(event, Skipped):
                skipped[event.path] = event.reason

        loaded = load(root, config, noting)
        theme = load_theme(root, config.theme)
    with _timed("parse", listener, len(loaded.posts)):
        parsed, entries, warnings = _parse(loaded, config, listener, memory or Memory(), options.jobs)
        kept = _kept(parsed, options, skipped)
    for path, reason in skipped.items():
        listener(Skipped(path, reason))
    if not loaded.posts:
        fact = f"there is no post in {config.content}/"
        hint = "put a Markdown file there, or begin with `recapgen init`"
        warnings.append(Diagnostic("RG109", fact, hint=hint, severity="warning"))
    with _timed("assemble", listener):
        site, doubts = assemble([one.post for one in kept], entries, config)
    with _timed("plan", listener):
        pages = plan(site, config, theme.templates)
        files = bundled(loaded.files, site, frozenset(skipped))
        check_files(pages, files, [asset.path for asset in theme.assets.values()])
        found = targets(site, pages, files, config)
    with _timed("images", listener):
        uses = [Use(one.post.path, one.body.html, one.post.targets) for one in kept]
        uses += [Use(entry.path, entry.about.html, entry.targets) for entry in entries]
        pictures = prepare(root, config, pages, uses, files, found, accent, options.jobs)
        if pictures.files is not files:
            check_files(pages, pictures.files, [asset.path for asset in theme.assets.values()])
        warnings = sorted(
            {*warnings, *doubts, *dead_links(site, found), *pictures.warnings},
            key=lambda d: (d.path, d.line, d.column, d.code),
        )
    for warning in warnings:
        listener(Warned(warning))
    bodies = {one.post.path: one.body for one in kept}
    return Understood(site, pages, bodies, pictures.files, found, theme, tuple(warnings), skipped, pictures)


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
    names = {Route("conference-feed", c.route.names): c.name for c in site.conferences}
    names |= {Route("topic-feed", t.route.names): t.name for t in site.topics}
    return Renderer(
        config, understood.theme, understood.targets, understood.bodies, site.entries, names, understood.pictures
    )


# -- parsing ----------------------------------------------------------------------------------------------------------


def _parse(
    loaded: Loaded, config: Config, listener: Listener, memory: Memory, jobs: int
) -> tuple[list[Parsed], list[Entry], list[Diagnostic]]:
    """All sources, or a `ContentError` with what is wrong in any of them."""
    wrong: list[Diagnostic] = []
    warnings: list[Diagnostic] = []
    entries: list[Entry] = []
    parsed: list[Parsed] = []
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
    surroundings = (config, tuple((e.kind, e.name, e.aliases) for e in entries))
    if memory.surroundings != surroundings:
        memory.surroundings, memory.parsed = surroundings, {}
    remembered, memory.parsed = memory.parsed, {}

    def understood(sources: Sequence[Source]) -> list[Parsed | ContentError]:
        """Parsed posts, or what is wrong with them, in order."""
        results: list[Parsed | ContentError] = []
        for source in sources:
            one = remembered.get(source.path)
            try:
                same = one is not None and one.post.digest == source.digest
                results.append(one if one and same else parse(source, config, vocabulary, known))
            except ContentError as error:
                results.append(error)
        return results

    changed = sum(s.path not in remembered or remembered[s.path].post.digest != s.digest for s in loaded.posts)
    results = spread(
        understood,
        loaded.posts,
        jobs if changed >= WORTHWHILE else 1,
        lambda done: listener(Progressed("parse", done)),
    )
    for source, result in zip(loaded.posts, results, strict=True):
        if isinstance(result, ContentError):
            wrong += result.diagnostics
        else:
            parsed.append(result)
            memory.parsed[source.path] = result
            warnings += result.warnings
    if wrong:
        raise ContentError(*sorted(wrong, key=lambda d: (d.path, d.line, d.column)))
    return parsed, entries, warnings


def _kept(parsed: Sequence[Parsed], options: Options, skipped: dict[str, str]) -> list[Parsed]:
    """Without drafts, future and expired posts; what is left out is noted with its reason."""
    now = options.now or _now()
    kept = []
    for one in parsed:
        reason = left_out(one.post, now, drafts=options.drafts, future=options.future)
        if reason:
            skipped[one.post.path] = reason
        else:
            kept.append(one)
    return kept


def _now() -> datetime:
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def vocabulary_of(entries: Sequence[Entry]) -> Vocabulary:
    """The shipped topics and the site's own."""
    own = [Term(e.name, e.aliases, broader=e.broader) for e in entries if e.kind == "topic"]
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

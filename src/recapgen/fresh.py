"""What has changed on disk since the last build: asked before anything else, and answered without the pipeline.

Nothing here imports Markdown, templates or the theme: where nothing changed, nobody needs them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

import msgspec.json
from msgspec import Struct

from recapgen import state
from recapgen.cache import Cache, Stat, version
from recapgen.codec import codec
from recapgen.config import Config, Options, Reader, read_config, shipped_themes
from recapgen.errors import Diagnostic
from recapgen.events import Listener, Skipped, Warned
from recapgen.files import digest_of
from recapgen.load import ON_SIGHT, digest_of_file, survey
from recapgen.write import Written

NEVER = 253_402_300_800.0
"""In seconds: the end of the year 9999, when no post comes or goes any more."""
_CONFIG = "configuration"
_LAST = "last build"
_MANIFEST = f"{state.FOLDER}/{state.MANIFEST}"


class Totals(Struct, frozen=True):
    """What a build read and wrote, for people and programs."""

    read: Mapping[str, int]
    """`posts`, `pages`, `sessions` and the other nouns: how many there are."""
    warnings: tuple[Diagnostic, ...]
    skipped: Mapping[str, str]
    """Path of a source -> why it was left out."""
    lacking: bool = False
    """Whether Pillow would make smaller versions of images."""


class Last(Struct, frozen=True):
    """The last build that succeeded, and how everything lay on disk then."""

    sources: Mapping[str, tuple[Stat, str]]
    """By path: figures and digest of everything that was read."""
    outputs: Mapping[str, Stat]
    """By path below output/."""
    totals: Totals
    since: float
    """When it was; an earlier now may hide other posts."""
    until: float
    """When the next post comes or goes by its date, in seconds; `NEVER`: never."""
    manifest: Stat | None
    """How the list of written files lay on disk."""


class Look(Struct, frozen=True, dict=True):
    """The site's folder now, beside the last build."""

    root: Path
    config: Config
    options: Options
    cache: Cache
    mark: str
    """Of all that a build depends on besides files: settings, options, recapgen itself."""
    now: datetime
    read_at: int
    """When the figures were taken, in nanoseconds."""
    stats: Mapping[str, Stat]
    last: Last | None
    digests: Mapping[str, str]
    """Of each source that is as it was at the last build."""
    changed: frozenset[str] = frozenset()
    """Sources that are new, other or gone."""
    ignored: Mapping[str, str] = {}
    """What lies in content/ and is none, with the reason."""
    looked_into: set[str] = set()
    """Sources and written files whose figures alone did not tell whether they are the same."""

    @cached_property
    def output(self) -> Path:
        return (self.root / self.config.output).resolve()

    @property
    def same_day(self) -> bool:
        """Whether just the posts of the last build are on the site by their dates."""
        return self.last is not None and self.last.since <= self.now.timestamp() < self.last.until

    @cached_property
    def written(self) -> Mapping[str, str]:
        """The files of the last build that lie in output/ as it left them, with their digests."""
        if self.last is None or state.read_journal(self.root) is not None:
            return {}
        digests, known, output = state.read_manifest(self.root, self.output), self.last.outputs, f"{self.output}/"
        return {path: one for path, one in digests.items() if self._stands(output, path, one, known.get(path))}

    @cached_property
    def standing(self) -> Mapping[str, str] | None:
        """The files of the last build with their digests; None where not just these lie in output/ as it left them, or
        other posts would be on the site by now."""
        last = self.last
        if last is None or not self.same_day:
            return None
        if self.ignored.items() != {one for one in last.totals.skipped.items() if one[1] in ON_SIGHT}:
            return None
        if last.manifest is None or stat_of(self.root, _MANIFEST) != last.manifest:
            return None
        return self.written if self.written.keys() == last.outputs.keys() else None

    @property
    def same_look(self) -> bool:
        """Whether no theme has changed, so that what shows the same is the same."""
        return self.last is not None and not any(path.startswith(("/", "themes/")) for path in self.changed)

    def _stands(self, output: str, path: str, digest: str, known: Stat | None) -> bool:
        """Whether a file in output/ is what the last build wrote there, which left it with these figures."""
        place = output + path
        if known is not None and stat_of(self.root, place) == known and not known.is_young(self.read_at):
            return True
        self.looked_into.add(path)
        return not Path(place).is_symlink() and _same(Path(place), digest)


class Report(Struct, frozen=True):
    """What a build did."""

    totals: Totals
    written: Written
    seconds: float


def remembered(cache: Cache) -> Reader:
    """`read_config`, which need not check again what it found right."""
    write, read = codec(Config)

    def config(text: str, path: str) -> Config:
        mark = digest_of(f"{version()}\0{path}\0{text}".encode("utf-8", "surrogatepass"))
        if known := cache.kept(_CONFIG, mark):
            with suppress(TypeError, ValueError):
                kept: Config = read(known)
                return kept
        made = read_config(text, path)
        with suppress(TypeError, ValueError):
            cache.keep(_CONFIG, mark, write(made))
        return made

    return config


def look(root: Path, config: Config, options: Options, cache: Cache) -> Look:
    """What can't be read counts as changed: loading says what is wrong with it."""
    now = options.now or current()
    mark = digest_of(repr((version(), config, options.drafts, options.future)).encode())
    last = _read(cache.kept(_LAST, mark))
    read_at = time.time_ns()
    errors: list[Diagnostic] = []
    ignored: dict[str, str] = {}

    def noting(event: object) -> None:
        if isinstance(event, Skipped):
            ignored[event.path] = event.reason

    paths = [*survey(root, config, errors, noting), *themes(root), *filter(None, (config.images.card_font,))]
    stats: dict[str, Stat] = {}
    changed = {error.path for error in errors}
    for path in paths:
        if stat := stat_of(root, path):
            stats[path] = stat
        else:
            changed.add(path)
    digests: dict[str, str] = {}
    looked_into: set[str] = set()
    changed |= last.sources.keys() - stats.keys() if last else stats.keys()
    for path, stat in stats.items() if last else ():
        before = last.sources.get(path) if last else None
        if before and before[0] != stat:
            looked_into.add(path)
        if before and (before[0] == stat or _same(root / path, before[1])):
            digests[path] = before[1]
        else:
            changed.add(path)
    changes = frozenset(changed)
    return Look(root, config, options, cache, mark, now, read_at, stats, last, digests, changes, ignored, looked_into)


def unchanged(seen: Look, listener: Listener) -> Report | None:
    """What the last build told, told again, if this one would tell and write the very same."""
    start = time.perf_counter()
    last = seen.last
    if last is None or seen.changed or seen.standing is None or (seen.options.strict and last.totals.warnings):
        return None
    if seen.looked_into:
        remember(seen, last.totals, seen.digests, last.until, last.outputs.keys() - seen.looked_into)
    for path, reason in last.totals.skipped.items():
        listener(Skipped(path, reason))
    for warning in last.totals.warnings:
        listener(Warned(warning))
    return Report(last.totals, Written(0, len(last.outputs), 0), time.perf_counter() - start)


def remember(
    seen: Look, totals: Totals, digests: Mapping[str, str], until: float, untouched: Collection[str] = ()
) -> None:
    """Write down how everything lies on disk now that a build has succeeded.

    `digests` are those of sources that were read anew, `untouched` files in output/ that the build left alone.
    """
    paths = state.read_manifest(seen.root, seen.output)
    outputs: dict[str, Stat] = {}
    before = seen.last.outputs if seen.last else {}
    for path in paths:
        known = before.get(path) if path in untouched else None
        stat = known or stat_of(seen.root, f"{seen.output}/{path}")
        if stat is None:
            return
        outputs[path] = stat
    known_sources = seen.last.sources if seen.last else {}
    sources = {
        path: one if (one := known_sources.get(path)) and one[0] == stat else _seen_as(seen, path, stat, digests)
        for path, stat in seen.stats.items()
    }
    since = seen.last.since if seen.last and seen.same_day and not seen.changed else seen.now.timestamp()
    last = Last(sources, outputs, totals, since, until, stat_of(seen.root, _MANIFEST))
    if last == seen.last:
        return
    with seen.cache.writing():
        seen.cache.keep(_LAST, seen.mark, msgspec.json.encode(last).decode())


def stat_of(root: Path, path: str) -> Stat | None:
    """Of a source; None where it can't be had."""
    try:
        return Stat.of(path if path.startswith("/") else f"{root}/{path}")
    except OSError:
        return None


def current() -> datetime:
    """What a build takes for now: `SOURCE_DATE_EPOCH`, else the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def _same(path: Path, digest: str) -> bool:
    try:
        return digest_of_file(path) == digest
    except OSError:
        return False


def _seen_as(seen: Look, path: str, stat: Stat, digests: Mapping[str, str]) -> tuple[Stat, str]:
    """A source as it lay when it was read; what may have changed again within the moment is no longer trusted."""
    young = stat.is_young(seen.read_at)
    digest = digests.get(path) or seen.digests.get(path) or digest_of_file(seen.root / path)
    return Stat(-1, 0, 0, 0) if young else stat, digest


def _read(text: str | None) -> Last | None:
    with suppress(ValueError):
        return msgspec.json.decode(text, type=Last) if text else None
    return None


def themes(root: Path) -> Iterator[str]:
    """Every file of every theme that the site may use: relative to the site, or with its whole path."""
    for base, folder in ((root, "themes"), (shipped_themes(), "")):
        folders = [folder] if (base / folder).is_dir() else []
        while folders:
            above = folders.pop()
            for entry in sorted(os.scandir(base / above), key=lambda e: e.name):
                path = f"{above}/{entry.name}".lstrip("/")
                if entry.name.startswith("."):
                    continue
                if entry.is_dir():
                    folders.append(path)
                elif entry.is_file():
                    yield path if base is root else f"{base}/{path}"

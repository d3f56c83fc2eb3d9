"""What earlier runs parsed: posts that are the same are not parsed again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from msgspec import Struct, field

from recapgen import fresh
from recapgen.assemble import Programmes
from recapgen.cache import Cache, Kept, Stat, version
from recapgen.codec import codec
from recapgen.config import Config, Options
from recapgen.errors import ContentError, Diagnostic
from recapgen.events import Listener, Progressed
from recapgen.files import Source, digest_of
from recapgen.garbage import collecting_nothing
from recapgen.images.markup import images_in
from recapgen.load import Loaded, posts_at, reread
from recapgen.model import Account, Body, Entry
from recapgen.parallel import spread
from recapgen.parse import Parsed, left_out, parse, parse_entry
from recapgen.recap.reading import Known
from recapgen.recap.words import fold
from recapgen.theme import Theme, load_theme
from recapgen.vocabulary import Term, Vocabulary, shipped


class Memory(Struct):
    """What earlier runs parsed; what is the same is not parsed again."""

    surroundings: str = ""
    """A mark of all that parsing depends on besides the post's own bytes."""
    parsed: dict[str, Parsed] = {}
    """By path."""
    cache: Cache = field(default_factory=lambda: Cache(None))
    """What other processes parsed."""
    seen: dict[str, tuple[Stat, str]] = {}
    """How each post lay on disk when it was last read, and its digest."""
    programmes: Programmes = field(default_factory=Programmes)
    """The sessions of editions, as they were last put together."""
    theme: tuple[object, Theme] | None = None
    """The last theme, and all that it depends on."""

    def unread(self, root: Path) -> dict[str, str]:
        """The posts that lie on disk as they did, by path, with their digests."""
        return {path: digest for path, (stat, digest) in self.seen.items() if fresh.stat_of(root, path) == stat}

    def see(self, root: Path, digests: Mapping[str, str], since: int) -> None:
        """Remember how posts that were read after `since` (nanoseconds) lie on disk; `digests` by path."""
        stats = {path: (fresh.stat_of(root, path), digest) for path, digest in digests.items()}
        self.seen |= {
            path: (stat, digest) for path, (stat, digest) in stats.items() if stat and not stat.is_young(since)
        }

    def theme_of(self, root: Path, config: Config) -> Theme:
        """The site's theme; the last one while no file of any theme has changed. Raises `ThemeError`."""
        given = (config.theme, config.theme_options, {path: fresh.stat_of(root, path) for path in fresh.themes(root)})
        if self.theme is None or self.theme[0] != given:
            self.theme = (given, load_theme(root, config.theme, config.theme_options, self.cache.templates))
        return self.theme[1]

    def under(self, surroundings: str) -> None:
        """From now on posts are parsed in these surroundings."""
        if self.surroundings == surroundings:
            return
        self.surroundings = surroundings
        self.parsed = self.recalled()

    def recalled(self, paths: Iterable[str] | None = None) -> dict[str, Parsed]:
        """What other processes parsed in these surroundings: everything, or the posts at these paths."""
        with collecting_nothing():
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


def parse_all(
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
        raise ContentError(*sorted(wrong, key=lambda one: one.reading_order))
    return list(parsed.values()), entries, warnings


def parsed_alone(root: Path, config: Config, entries: Sequence[Entry], paths: Iterable[str]) -> list[Parsed] | None:
    """These posts as they lie on disk; None where one is wrong or too large: that is told with all else."""
    vocabulary, known = vocabulary_of(entries), known_of(entries)
    try:
        sources = posts_at(root, sorted(paths))
        if any(len(source.data) > config.max_post_bytes for source in sources):
            return None
        return [parse(source, config, vocabulary, known) for source in sources]
    except ContentError:
        return None


def says_the_same(old: Parsed, new: Parsed) -> bool:
    """Whether two states of a post differ in nothing but words."""
    return old.account == new.account and shows_the_same(old, new)


def shows_the_same(old: Parsed, new: Parsed) -> bool:
    """Whether two states of a post have the same images in their words."""
    return [*images_in(old.body.html)] == [*images_in(new.body.html)]


def published(parsed: Sequence[Parsed], options: Options, skipped: dict[str, str]) -> tuple[list[Parsed], float]:
    """Without drafts, future and expired posts, which are noted with the reason; and when that will be other."""
    now = options.now or fresh.current()
    kept = []
    turns = []
    for one in parsed:
        reason = left_out(one.post, now, drafts=options.drafts, future=options.future)
        if reason:
            skipped[one.post.path] = reason
        else:
            kept.append(one)
        turns += [when.moment for when in (one.post.date, one.post.expires) if when and when.moment > now]
    return kept, min((moment.timestamp() for moment in turns), default=fresh.NEVER)


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

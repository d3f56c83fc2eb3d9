"""The images of a site: how large they are, their smaller versions, and cards for those who pass a link on.

Sizes need nothing but Python. All else needs Pillow (the extra `images`) and is made once, into `.recapgen/images/`;
from there it goes the way of every other copied file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from recapgen.config import Config, Images
from recapgen.errors import ConfigError, Diagnostic, with_extra
from recapgen.files import File, digest_of
from recapgen.images import cards, derive, measure
from recapgen.images.cards import Card
from recapgen.images.markup import Candidates, Picture, dress, first_at_once, images_in
from recapgen.images.store import Kept, Store, key_of, put
from recapgen.links import Targets
from recapgen.model import Conference, Edition, Page, Post, Target
from recapgen.parallel import spread
from recapgen.routes import Route, slugify

__all__ = ["Pictures", "Use", "dress", "first_at_once", "library", "prepare"]

library = derive.library

RASTER = ("jpeg", "png", "webp", "avif")
"""Kinds of which versions are made, and in which cameras leave word of where they were."""
FEW = 3
"""Images from which on a second process is worth its cost."""
_RECIPE = 1
"""Goes up when the same input shall give something else."""


class Use(Struct, frozen=True):
    """A text that may show images."""

    path: str
    """Of its source."""
    html: str
    targets: Sequence[Target] = ()
    """Where its links and images stand."""


class Pictures(Struct, frozen=True):
    """All that pages need to know of images."""

    files: Mapping[str, File] = {}
    """Everything that is copied, by where it goes: the site's own files, and what was made of them."""
    shown: Mapping[str, Picture] = {}
    """By their path below output/."""
    cards: Mapping[Route, str] = {}
    """By page: the path of its card below output/."""
    warnings: tuple[Diagnostic, ...] = ()
    lacking: bool = False
    """Whether there would be more if Pillow were installed."""

    @property
    def kept(self) -> tuple[tuple[tuple[str, Picture], ...], tuple[tuple[Route, str], ...]]:
        """What rendering needs of it."""
        return tuple(self.shown.items()), tuple(self.cards.items())

    @classmethod
    def of(cls, shown: Iterable[tuple[str, Picture]], cards: Iterable[tuple[Route, str]]) -> Pictures:
        """What rendering needs, from what was kept."""
        return cls(shown=dict(shown), cards=dict(cards))

    @property
    def made(self) -> frozenset[str]:
        """Paths below output/ of all versions of images that pages show, and of all cards."""
        found = {path for one in self.shown.values() for _, some in (*one.sources, ("", one.own)) for path, _ in some}
        return frozenset((found - self.shown.keys()) | set(self.cards.values()))


def prepare(
    root: Path,
    config: Config,
    pages: Iterable[Page],
    uses: Iterable[Use],
    files: Mapping[str, File],
    links: Targets,
    accent: Callable[[Page], int | None] = lambda page: None,
    jobs: int = 1,
) -> Pictures:
    """Raises `ConfigError` where Pillow is wanted and missing, or a font is named that can't be read."""
    sizes, where, odd = _measured(root, uses, files, links)
    plain = Pictures(files, {path: Picture(size) for path, size in sizes.items()}, {}, tuple(odd))
    settings, version = config.images, derive.library()
    if settings.enabled is False:
        return plain
    if not version:
        if settings.enabled:
            hint = with_extra("images")
            raise ConfigError(Diagnostic("RG112", "'images.enabled' is true, but Pillow is not installed", hint=hint))
        return replace(plain, lacking=bool(sizes))
    wanted = _cards(pages, config, accent)
    font = _font(root, settings) if wanted else b""
    try:
        store = Store(root)
        made, broken = _made(root, settings, version, store, sizes, files, jobs)
        drawn = _drawn(version, store, wanted, font, jobs)
        store.save()
    except OSError as error:
        fact = f"no versions of images are kept or published: {error.strerror or error}"
        hint = "check the disk's free space and the folder's permissions"
        odd.append(Diagnostic("RG422", fact, error.filename or store.folder.name, hint=hint, severity="warning"))
        return replace(plain, warnings=tuple(odd))
    odd += [Diagnostic(d.code, d.message, *where[p], hint=d.hint, severity="warning") for p, d in broken.items()]
    return _published(root, store, replace(plain, warnings=tuple(odd)), made, drawn)


def redrawn(
    root: Path, config: Config, before: Pictures, pages: Iterable[Page], accent: Callable[[Page], int | None]
) -> Pictures | None:
    """The pictures with new cards of these pages, which are then all of the `files`; None where that can't be done, or
    another number of pages would have one."""
    version = "" if config.images.enabled is False else derive.library()
    wanted = _cards(pages, config, accent) if version else {}
    if not wanted:
        return before
    if not wanted.keys() <= before.cards.keys():
        return None
    try:
        store = Store(root)
        drawn = _drawn(version, store, wanted, _font(root, config.images), 1)
        store.save(of_all=False)
    except OSError:
        return None
    now = _published(root, store, Pictures(), {}, drawn)
    return (
        replace(before, files=now.files, cards={**before.cards, **now.cards}) if len(now.cards) == len(wanted) else None
    )


# -- what is there -----------------------------------------------------------------------------------------------------


Place = tuple[str, int, int]
"""A source, and a line and a column in it."""


def _measured(
    root: Path, uses: Iterable[Use], files: Mapping[str, File], links: Targets
) -> tuple[dict[str, measure.Size], dict[str, Place], list[Diagnostic]]:
    """The sizes of all images that texts show, where each is shown first, and what is wrong with some."""
    sizes: dict[str, measure.Size] = {}
    where: dict[str, Place] = {}
    odd = []
    for use in uses:
        for _, url in images_in(use.html):
            found = links.resolve(url, use.path) if url else None
            if found is None or found[0] in where or found[0] not in files or not measure.kind_of(found[0]):
                continue
            place = next(((target.line, target.column) for target in use.targets if target.url == url), (1, 1))
            where[found[0]] = (use.path, *place)
            head = _head(root / files[found[0]].path)
            if size := measure.measure(head):
                sizes[found[0]] = size
            elif not measure.has_no_size(head):
                odd.append(_broken(url, "its first bytes are of no format that browsers show", use.path, *place))
    return sizes, where, odd


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(measure.HEAD)
    except OSError:
        return b""


def _broken(url: str, why: str, path: str = "", line: int = 1, column: int = 1) -> Diagnostic:
    hint = "export the image anew, or take it out"
    return Diagnostic("RG420", f"the image '{url}' is broken: {why}", path, line, column, hint, "warning")


# -- what is made of it ------------------------------------------------------------------------------------------------


class _Task(Struct, frozen=True):
    """An image of which versions are to be made."""

    path: str
    """Below output/."""
    file: File
    key: str
    widths: tuple[int, ...]
    """None of them where no text shows it: then it is cleaned only."""


def _made(
    root: Path,
    settings: Images,
    version: str,
    store: Store,
    sizes: Mapping[str, measure.Size],
    files: Mapping[str, File],
    jobs: int,
) -> tuple[dict[str, tuple[Kept, ...]], dict[str, Diagnostic]]:
    """By path below output/: what was made, from the store where it is there; and what is wrong with images shown."""
    made: dict[str, tuple[Kept, ...]] = {}
    wrong: dict[str, Diagnostic] = {}
    tasks = []
    able = derive.writable()
    for path, file in files.items():
        if measure.kind_of(path) not in RASTER:
            continue
        widths = settings.widths if path in sizes else ()
        if path in sizes and sizes[path].width * sizes[path].height > derive.MOST_PIXELS:
            many = f"{sizes[path].width:,} by {sizes[path].height:,} pixels"
            fact = f"the image '{posixpath.basename(path)}' has {many}: no smaller versions are made of it"
            wrong[path] = Diagnostic("RG421", fact, hint=f"scale it down to {derive.MOST_PIXELS:,} pixels or fewer")
            widths = ()
        decisive = (settings.formats, settings.quality, able) if widths else ()
        key = key_of("image", _RECIPE, version, file.digest, widths, decisive)
        if (rows := store.find(key)) is None:
            tasks.append(_Task(path, file, key, widths))
        else:
            made[path] = rows
    for task, rows_or_why in zip(
        tasks, spread(partial(_make, root, store, settings), tasks, jobs, worthwhile=FEW), strict=True
    ):
        if not isinstance(rows_or_why, str):
            made[task.path] = store.keep(task.key, rows_or_why)
        elif task.path in sizes:
            wrong[task.path] = _broken(posixpath.basename(task.path), rows_or_why)
    return made, wrong


def _make(root: Path, store: Store, settings: Images, tasks: Sequence[_Task]) -> list[tuple[Kept, ...] | str]:
    """What was made of each image, in the store; or why nothing could be."""
    results: list[tuple[Kept, ...] | str] = []
    for task in tasks:
        try:
            data = (root / task.file.path).read_bytes()
        except OSError as error:
            results.append(error.strerror or str(error))
            continue
        size = measure.measure(data)
        if size is None or size.kind not in RASTER:
            results.append(())
            continue
        try:
            made = derive.derive(data, size, task.widths, settings.formats, settings.quality)
        except derive.Broken as error:
            results.append(str(error))
            continue
        rows = []
        for one in made:
            ending = derive.ENDINGS.get(one.format, derive.ENDINGS[size.kind])
            name = f"{task.key}-{one.format}-{one.width}.{ending}"
            put(store.folder / name, one.data)
            rows.append(Kept(one.format, one.width, name, digest_of(one.data), len(one.data)))
        results.append(tuple(rows))
    return results


# -- cards -------------------------------------------------------------------------------------------------------------


def _cards(pages: Iterable[Page], config: Config, accent: Callable[[Page], int | None]) -> dict[Route, Card]:
    """For recaps without an image of their own, editions and conferences; none where no address could be given."""
    if not config.images.cards or not config.origin:
        return {}
    found = {}
    for page in pages:
        given = page.records
        post, edition, conference = given.get("post"), given.get("edition"), given.get("conference")
        if isinstance(post, Post) and page.listed and post.kind == "recap" and not post.image:
            card = Card(post.title, ", ".join(e.name for e in given.get("editions", ())[:3]))
        elif page.route.kind == "edition" and page.listed and isinstance(edition, Edition):
            card = Card(edition.name, ", ".join(filter(None, (edition.city, edition.country))))
        elif page.route.kind == "conference" and page.listed and isinstance(conference, Conference):
            years = conference.years
            span = f"{min(years)} - {max(years)}" if len(years) > 1 else str(years[0]) if years else ""
            card = Card(conference.name, span)
        else:
            continue
        hue = accent(page)
        found[page.route] = replace(card, below=config.title, hue=30 if hue is None else hue).simple
    return found


def _font(root: Path, settings: Images) -> bytes:
    if not settings.card_font:
        return b""
    try:
        return (root / settings.card_font).read_bytes()
    except OSError as error:
        fact = f"'images.card_font' is {settings.card_font!r}, which can't be read: {error.strerror or error}"
        raise ConfigError(Diagnostic("RG110", fact, hint="name a .ttf or .otf file, from the site's folder")) from None


def _drawn(
    version: str, store: Store, wanted: Mapping[Route, Card], font: bytes, jobs: int
) -> dict[Route, tuple[Kept, ...]]:
    """By page; empty where the font can't write what the card would say."""
    mark = digest_of(font) if font else ""
    keys = {route: key_of("card", _RECIPE, version, card, mark) for route, card in wanted.items()}
    drawn = {route: store.find(key) for route, key in keys.items()}
    missing = list({keys[route]: wanted[route] for route, rows in drawn.items() if rows is None}.items())
    results = spread(partial(_draw, store, font), missing, jobs, worthwhile=20)
    fresh = {key: store.keep(key, rows) for (key, _), rows in zip(missing, results, strict=True)}
    return {route: fresh[keys[route]] if rows is None else rows for route, rows in drawn.items()}


def _draw(store: Store, font: bytes, missing: Sequence[tuple[str, Card]]) -> list[tuple[Kept, ...]]:
    results: list[tuple[Kept, ...]] = []
    for key, card in missing:
        if not card.title or not cards.can_write(card.title + card.above + card.below, font):
            results.append(())
            continue
        data = cards.draw(card, font)
        put(store.folder / f"{key}.png", data)
        results.append((Kept("card", cards.WIDTH, f"{key}.png", digest_of(data), len(data)),))
    return results


# -- what is published -------------------------------------------------------------------------------------------------


def _published(
    root: Path,
    store: Store,
    plain: Pictures,
    made: Mapping[str, tuple[Kept, ...]],
    drawn: Mapping[Route, tuple[Kept, ...]],
) -> Pictures:
    files, shown = dict(plain.files), dict(plain.shown)
    for path, rows in made.items():
        versions: dict[str, Candidates] = {}
        for kept in rows:
            if kept.format == "original":
                files[path] = replace(files[path], path=store.path(kept), digest=kept.digest)
                continue
            target = _placed(files, store, "images", posixpath.splitext(path)[0], kept, f"-{kept.width}")
            versions[kept.format] = (*versions.get(kept.format, ()), (target, kept.width))
        if path in shown:
            size = measure.measure(_head(root / files[path].path)) or shown[path].size
            own = versions.pop(size.kind, ())
            sources = tuple((derive.TYPES[format], found) for format, found in versions.items())
            shown[path] = Picture(size, sources, (*own, (path, size.width)) if own else ())
    found = {}
    for route, rows in drawn.items():
        for kept in rows:
            found[route] = _placed(files, store, "cards", route.names[-1] if route.names else "card", kept)
    return replace(plain, files=files, shown=shown, cards=found)


def _placed(files: dict[str, File], store: Store, folder: str, name: str, kept: Kept, tail: str = "") -> str:
    """Where something made is published: under a name that changes with its bytes, so that it may be kept for ever."""
    ending = kept.name.rpartition(".")[2]
    stem = slugify(posixpath.basename(name))[:60]
    target = f"assets/{folder}/{stem}{tail}.{kept.digest[:10]}.{ending}"
    files.setdefault(target, File(store.path(kept), target, kept.digest))
    return target

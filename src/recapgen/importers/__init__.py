"""Foreign posts to source posts: `recapgen import`.

    sources -> a format's reader -> foreign posts -> source posts -> files, and a report that accounts for everything

>>> detect(Path("notes.txt"), b"I was at SoupConf.") is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urljoin

from msgspec import Struct
from msgspec.structs import replace

from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic, did_you_mean
from recapgen.events import Listener, PageWritten, Progressed, StageStarted, silence
from recapgen.importers import blogger, feed, folder, html, medium, programme, text, tumblr, wordpress
from recapgen.importers.account import Account, stock_of_html
from recapgen.importers.foreign import ForeignPost, Format, LeftOut, Piece, Programme, Residue, Stock
from recapgen.importers.guard import Limits, OnDisk, head_of, trouble, walk
from recapgen.importers.making import Made, make
from recapgen.importers.moved import Places
from recapgen.importers.registry import programme_files
from recapgen.importers.writing import Memory, Outcome, free_path, place
from recapgen.routes import Route

FORMATS: tuple[Format, ...] = (programme, tumblr, wordpress, blogger, feed, medium, folder, html, text)
"""Every format, asked in this order; a new one is a module with `NAME`, `sniff` and `read`."""


class Imported(Struct, frozen=True):
    """What became of one foreign post or programme."""

    outcome: Outcome
    title: str
    place: str
    """Where in the source it was."""
    account: Account
    sessions: int = 0
    conferences: tuple[str, ...] = ()
    draft: bool = False
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    files: tuple[Outcome, ...] = ()
    """Its pictures; of a programme its registry file."""


class Report(Struct, frozen=True):
    """Everything that an import did, left out, or could not do."""

    imported: tuple[Imported, ...]
    left_out: tuple[LeftOut, ...]
    errors: tuple[Diagnostic, ...]
    formats: Mapping[str, str]
    """Source -> what it was taken for."""
    sources: tuple[str, ...] = ()
    """As they were named."""


def import_sources(
    sources: Sequence[Path],
    into: Path,
    memory: Memory,
    *,
    form: str = "",
    conference: str = "",
    dry: bool = False,
    config: Config | None = None,
    limits: Limits | None = None,
    listener: Listener = silence,
) -> Report:
    """Writes the posts of all sources below `into`; a source that can't be read is an error of the report.

    `form` names a format by its module (`wordpress`) where guessing fails; `conference` names that of a programme whose
    file does not. Raises `OutputError` where a file can't be written.
    """
    limits = limits or Limits()
    pieces, errors, formats = _read_all(sources, form, limits, listener)
    posts = _told_apart(p for p in pieces if isinstance(p, ForeignPost))
    made, failed = _made_all(posts, memory, listener)
    errors += failed
    most = (config or Config()).max_post_bytes
    imported: list[Imported] = []
    for one, path in made:
        if one.empty:
            imported.append(Imported(Outcome("", "empty"), one.title, one.place, one.account))
            continue
        if len(one.text.encode()) > most:
            fact = f"'{one.title}' has more than the {most:,} bytes that a post may have"
            errors.append(
                Diagnostic("RG704", fact, one.place, hint="split it, or raise max_post_bytes in recapgen.toml")
            )
            continue
        imported.append(_written(one, path, into, memory, dry, listener))
    for piece in pieces:
        if isinstance(piece, Programme):
            imported += _programme(piece, conference, into, memory, dry, listener)
    if not dry:
        memory.save()
    left_out = tuple(p for p in pieces if isinstance(p, LeftOut))
    return Report(tuple(imported), left_out, tuple(errors), formats, tuple(dict.fromkeys(map(str, sources))))


# -- reading -----------------------------------------------------------------------------------------------------------


def detect(path: Path, head: bytes) -> Format | None:
    """The format of a file or folder; None where none fits."""
    return next((f for f in FORMATS if f.sniff(path, head)), None)


def name_of(form: Format) -> str:
    """The short name by which `--format` knows a format."""
    return str(getattr(form, "__name__", "")).rpartition(".")[2]


def _read_all(
    sources: Sequence[Path], form: str, limits: Limits, listener: Listener
) -> tuple[list[Piece], list[Diagnostic], dict[str, str]]:
    pieces: list[Piece] = []
    errors: list[Diagnostic] = []
    formats: dict[str, str] = {}
    listener(StageStarted("read", len(sources)))
    for number, source in enumerate(sources):
        found: list[Piece] = []
        readers: list[tuple[Path, Format]] = []
        try:
            readers = _readers(source, form, limits)
        except ContentError as error:
            errors += error.diagnostics
        for path, reader in readers:
            formats[str(path)] = reader.NAME
            try:
                found += list(reader.read(path, limits))
            except ContentError as error:
                errors += error.diagnostics
        if source.is_dir() and readers and medium not in (reader for _, reader in readers):
            known = {str(path) for path, _ in readers} if readers[0][0] != source else set()
            found += _passed_over(source, found, known, limits)
        pieces += found
        listener(Progressed("read", number + 1))
    return pieces, errors, formats


def _readers(source: Path, form: str, limits: Limits) -> list[tuple[Path, Format]]:
    """The source with its reader; a folder that is of no format is taken file by file."""
    if not source.exists():
        beside = [one.name for one in source.parent.iterdir()] if source.parent.is_dir() else []
        hint = did_you_mean(source.name, sorted(beside)) or "check the path"
        raise ContentError(Diagnostic("RG701", f"there is no file or folder '{source}'", hint=hint))
    if form:
        chosen = next((f for f in FORMATS if name_of(f) == form), None)
        if chosen is None:
            raise trouble(
                "RG706", f"there is no format '{form}'", str(source), f"one of: {', '.join(map(name_of, FORMATS))}"
            )
        return [(source, chosen)]
    if found := detect(source, head_of(source)):
        return [(source, found)]
    files = [(f, d) for f in walk(source, limits) if (d := detect(f, head_of(f)))] if source.is_dir() else []
    if not files:
        known = f"known are: {'; '.join(f.NAME for f in FORMATS)}. Name one with --format"
        hint = folder.OUT_OF_REACH.get(source.suffix.lower(), known)
        raise trouble("RG706", "it is of no format that recapgen knows", str(source), hint)
    return files


def _passed_over(source: Path, found: Sequence[Piece], known: set[str], limits: Limits) -> Iterator[LeftOut]:
    """Each file of a folder that no piece is from, nor is in `known`; a generator's own folder is named once."""
    places = known | {re.sub(r":\d+$", "", piece.place) for piece in found}
    shown = {
        load.path.resolve()
        for piece in found
        if isinstance(piece, ForeignPost)
        for load in piece.pictures.values()
        if isinstance(load, OnDisk)
    }
    named: set[str] = set()
    for file in walk(source, limits):
        if str(file) in places or file.resolve() in shown:
            continue
        own = folder.generators_own(file, source)
        if own and own not in named:
            named.add(own)
            yield LeftOut(f"{own}/", "a folder of the generator's own", str(source / own))
        elif not own:
            yield LeftOut(file.relative_to(source).as_posix(), _why_passed_over(file), str(file))


def _why_passed_over(file: Path) -> str:
    if html.picture_name(file.name):
        return "a picture that no post shows"
    if form := detect(file, head_of(file)):
        return f"{form.NAME}, beside posts of another format: import it by its name if it is a post"
    return "of no format that posts have"


def _told_apart(posts: Iterable[ForeignPost]) -> list[ForeignPost]:
    """The posts, each with a key and old addresses of its own: one that two claim stays with the first, no draft."""
    seen: dict[str, int] = {}
    told = []
    for post in posts:
        seen[post.key] = seen.get(post.key, 0) + 1
        told.append(post if seen[post.key] == 1 else replace(post, key=f"{post.key}~{seen[post.key]}"))
    claimed: dict[Route, ForeignPost] = {}
    for post in sorted(told, key=lambda one: one.draft):
        for alias in post.aliases:
            claimed.setdefault(Route.of_url(alias), post)
    return [_with_own_addresses(post, claimed) for post in told]


def _with_own_addresses(post: ForeignPost, claimed: Mapping[Route, ForeignPost]) -> ForeignPost:
    """The post without the old addresses that are another one's; what is left out is said."""
    own = tuple(alias for alias in post.aliases if claimed[Route.of_url(alias)] is post)
    if own == post.aliases:
        return post
    others = [alias for alias in post.aliases if alias not in own]
    left = tuple(
        Residue(f"aliases: {alias}", f"the old address of {claimed[Route.of_url(alias)].place} too") for alias in others
    )
    stock = post.stock and post.stock + Stock(tuple(one.text for one in left))
    addresses = tuple(one for one in post.addresses if one not in others)
    return replace(post, aliases=own, addresses=addresses, stock=stock, residue=(*post.residue, *left))


# -- making ------------------------------------------------------------------------------------------------------------


def _made_all(
    posts: Sequence[ForeignPost], memory: Memory, listener: Listener
) -> tuple[list[tuple[Made, str]], list[Diagnostic]]:
    """Every source post with its path; links between the posts lead to their new places."""
    listener(StageStarted("import", len(posts)))
    errors: list[Diagnostic] = []
    made: list[tuple[ForeignPost, Made, str]] = []
    taken = set(memory.paths.values())
    for number, post in enumerate(posts):
        try:
            one = make(post)
        except ContentError as error:
            errors += error.diagnostics
            continue
        if one.empty:
            made.append((post, one, ""))
            continue
        path = memory.paths.get(post.key) or free_path(
            one.stem, taken | {_bundle(t) for t in taken}, "/index.md" if one.pictures else ".md"
        )
        taken.add(path)
        memory.paths[post.key] = path
        made.append((post, one, path))
        listener(Progressed("import", number + 1))
    places = Places((post, path) for post, _, path in made)
    whole = {url: f"/{path}" for _, one, path in made if one.old and path for url in _spellings(one.old)}
    return [(_linked(post, one, whole, places), path) for post, one, path in made], errors


def _bundle(path: str) -> str:
    return (
        f"{path.removesuffix('.md')}/index.md"
        if not path.endswith("/index.md")
        else f"{path.removesuffix('/index.md')}.md"
    )


def _spellings(url: str) -> list[str]:
    """One page's address with and without its last slash, by either scheme."""
    bare = url.partition("://")[2].rstrip("/")
    return [f"{scheme}://{bare}{end}" for scheme in ("http", "https") for end in ("", "/")] if bare else []


def _linked(post: ForeignPost, one: Made, whole: Mapping[str, str], places: Places) -> Made:
    """The post once more if it links to another one that was imported with it; `whole` are whole old addresses."""
    if one.empty:
        return one
    moved = places.moved(post)
    if post.form == "html":
        others = {old: new for old, new in whole.items() if old not in _spellings(one.old)}
        joined = {url: urljoin(one.old, url) for url in stock_of_html(post.body).links if one.old}
        moved |= {old: new for old, new in others.items() if old in post.body}
        moved |= {url: others[old] for url, old in joined.items() if old in others}
    again = make(post, moved) if moved else one
    return one if len(again.account.lost) > len(one.account.lost) else again


# -- writing -----------------------------------------------------------------------------------------------------------


def _written(one: Made, path: str, into: Path, memory: Memory, dry: bool, listener: Listener) -> Imported:
    outcome = place(into, path, one.text.encode(), memory, dry=dry)
    listener(PageWritten(path, len(one.text.encode()), outcome.what in ("new", "changed")))
    files = []
    if outcome.what in ("new", "changed", "unchanged", "kept"):
        folder_path = path.removesuffix("index.md") if path.endswith("/index.md") else f"{path.rpartition('/')[0]}/"
        files = [
            place(into, f"{folder_path}{name}", data, memory, dry=dry) for name, data in sorted(one.pictures.items())
        ]
    return Imported(
        outcome,
        one.title,
        one.place,
        one.account,
        one.sessions,
        one.conferences,
        one.draft,
        one.doubts,
        one.notes,
        tuple(files),
    )


def _programme(
    piece: Programme, conference: str, into: Path, memory: Memory, dry: bool, listener: Listener
) -> Iterator[Imported]:
    for made in programme_files(piece, conference, into, memory):
        outcome = place(into, made.path, made.data, memory, dry=dry)
        listener(PageWritten(made.path, len(made.data), outcome.what in ("new", "changed")))
        yield Imported(
            outcome,
            made.title,
            piece.place,
            made.account,
            made.sessions,
            made.conferences,
            made.draft,
            made.doubts,
            made.notes,
        )

"""Disk to sources: the one door through which content comes in.

>>> from pathlib import Path
>>> load(Path("/nowhere"), Config()).posts
()
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from posixpath import splitext
from types import MappingProxyType
from typing import Literal

from msgspec import Struct

from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic
from recapgen.events import Listener, Skipped, silence
from recapgen.files import REGISTRY, File, Source, digest_of

MARKDOWN = (".md", ".markdown", ".mkd", ".mdown")
BUNDLES = ("index.md", "index.markdown")
"""Posts whose folders hold what they show."""
STATIC = "static"
"""Folder of content/, or of the site, whose files are copied to the root of output/."""
OTHER_FORMATS = {
    ".rst": ("reStructuredText", "rst"),
    ".org": ("Org mode", "org"),
    ".adoc": ("AsciiDoc", ""),
    ".asciidoc": ("AsciiDoc", ""),
    ".textile": ("Textile", "textile"),
    ".ipynb": ("a notebook", "ipynb"),
}
"""Suffixes of texts that other generators read: what each is called, and what pandoc, if it reads it, calls it."""
NOT_CONTENT = {"node_modules", "_site", "_includes", "_layouts", "_sass", "_data", "__pycache__"}
ON_SIGHT = ("ignored", "format")
"""Why a file is passed over whose name is all that is looked at."""
KEPT_DOTFILES = {".well-known", ".nojekyll", ".htaccess"}


class Loaded(Struct, frozen=True):
    """Everything that lies in the site's folder."""

    posts: tuple[Source, ...]
    registry: tuple[Source, ...]
    files: tuple[File, ...]
    unread: frozenset[str] = frozenset()
    """Posts whose bytes were not read, because they are known: just their digests are right."""


def load(
    root: Path, config: Config, listener: Listener = silence, unread: Mapping[str, str] = MappingProxyType({})
) -> Loaded:
    """Read all content. Raises `ContentError` naming every file that can't be read or leads out of the site.

    `unread` are files whose bytes nobody needs, by path, with their digests.
    """
    errors: list[Diagnostic] = []
    paths = list(survey(root, config, errors, listener))
    bundles = {path.rsplit("/", 1)[0]: path for path in paths if path.rsplit("/", 1)[-1].lower() in BUNDLES}
    posts: list[Source] = []
    registry: list[Source] = []
    files: list[File] = []
    left: set[str] = set()
    for path in paths:
        try:
            kind = kind_of(path, config)
            if kind == "file" and _is_headed_html(root, path, config):
                listener(Skipped(path, "header"))
            elif kind == "file":
                files.append(_file(path, unread.get(path) or digest_of_file(root / path), config, bundles))
            if kind == "file":
                continue
            if kind == "post" and path in unread:
                posts.append(Source(path, b"", unread[path]))
                left.add(path)
                continue
            data = (root / path).read_bytes()
            if len(data) > config.max_post_bytes:
                size = f"{len(data):,} bytes, more than the {config.max_post_bytes:,} that a post may have"
                hint = "split the post, or raise max_post_bytes in recapgen.toml"
                errors.append(Diagnostic("RG107", f"the file has {size}", path, hint=hint))
                continue
            (posts if kind == "post" else registry).append(Source(path, data, digest_of(data)))
        except OSError as error:
            fact = f"the file can't be read: {error.strerror or error}"
            errors.append(Diagnostic("RG100", fact, path, hint="check that it exists and may be read"))
    if errors:
        raise ContentError(*errors)
    return Loaded(tuple(posts), tuple(registry), tuple(files), frozenset(left))


def _is_headed_html(root: Path, path: str, config: Config) -> bool:
    """Whether a file is HTML below front matter: a post or a template of another generator."""
    if not path.lower().endswith((".html", ".htm")) or path.startswith((f"{STATIC}/", f"{config.content}/{STATIC}/")):
        return False
    with (root / path).open("rb") as stream:
        return stream.readline(9).rstrip() in (b"---", b"+++")


def unread_source(path: str, reason: str) -> Diagnostic | None:
    """What to do about a text that is passed over, for it is none that is read here.

    >>> print(unread_source("content/soup.rst", "format"))
    content/soup.rst:1:1: warning[RG116]: reStructuredText is not read: the file is left out
      hint: turn it into Markdown, `pandoc -f rst -t gfm soup.rst -o soup.md`, or move it to content/static/
    """
    folder, name = path.partition("/")[0], path.rpartition("/")[2]
    stem, suffix = splitext(name)
    if reason == "header":
        fact = "HTML below front matter is not read: the file is left out"
        hint = "bring it along with `recapgen import`; without the front matter it is copied as it is"
    elif reason == "format":
        what, called = OTHER_FORMATS[suffix.lower()]
        fact = f"{what} is not read: the file is left out"
        pandoc = f", `pandoc -f {called} -t gfm {name} -o {stem}.md`" if called else ""
        hint = f"turn it into Markdown{pandoc}, or move it to {folder}/{STATIC}/"
    else:
        return None
    return Diagnostic("RG116", fact, path, hint=hint, severity="warning")


LEAST_MEMORY = 10
"""Bytes of memory that a build takes for each byte of its posts, at the least; many short talks take three times it."""


def posts_elsewhere(root: Path) -> str:
    """The folder in which other generators keep posts, if it holds any here: `_posts`; else empty."""
    holds = (name for name in _FOLDERS_OF_OTHERS if any(path.suffix in MARKDOWN for path in (root / name).rglob("*")))
    return next(holds, "")


_FOLDERS_OF_OTHERS = ("_posts", "source/_posts", "posts", "post", "src/posts", "src/content", "blog", "articles")


def check_memory(bytes_of_posts: int) -> None:
    """Raises `ContentError` where so much can't be built in the memory that is free: the system would end the build
    somewhere in the middle."""
    free, needed = free_memory(), LEAST_MEMORY * bytes_of_posts
    if free is not None and needed > free:
        takes = f"to build them takes {_gigabytes(needed)} of memory or more, and {_gigabytes(free)} are free"
        hint = "use a machine with more memory, or make several sites of them"
        raise ContentError(Diagnostic("RG605", f"the posts hold {_gigabytes(bytes_of_posts)}: {takes}", hint=hint))


def free_memory() -> int | None:
    """Bytes that this process may still take; None where the system does not say."""
    found = []
    with suppress(OSError, ValueError, StopIteration):
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        found.append(int(next(line for line in lines if line.startswith("MemAvailable:")).split()[1]) * 1024)
    with suppress(OSError, ValueError):
        found.append(int(Path("/sys/fs/cgroup/memory.max").read_text("ascii")))
    return min(found, default=None)


def _gigabytes(count: int) -> str:
    return f"{count / 1e9:.1f} GB"


def posts_at(root: Path, paths: Iterable[str]) -> list[Source]:
    """Raises `ContentError` naming the first that can't be read."""
    return [reread(root, Source(path, b"", "")) for path in paths]


def registry(root: Path, config: Config, paths: Iterable[str]) -> list[Source]:
    """The registry files among all sources, in their order. Raises `ContentError` for the first that can't be read."""
    return posts_at(root, (path for path in paths if kind_of(path, config) == "registry"))


def reread(root: Path, source: Source) -> Source:
    """A source with its bytes. Raises `ContentError` where it can't be read any more."""
    try:
        data = (root / source.path).read_bytes()
    except OSError as error:
        fact = f"the file can't be read: {error.strerror or error}"
        hint = "check that it exists and may be read"
        raise ContentError(Diagnostic("RG100", fact, source.path, hint=hint)) from None
    return Source(source.path, data, digest_of(data))


def kind_of(path: str, config: Config) -> Literal["post", "registry", "file"]:
    """What a file is, by its path alone."""
    inside = path.removeprefix(f"{config.content}/")
    if not path.startswith(f"{config.content}/") or inside.startswith(f"{STATIC}/"):
        return "file"
    if not inside.lower().endswith(MARKDOWN):
        return "file"
    return "registry" if inside.split("/")[0] in REGISTRY and "/" in inside else "post"


def digest_of_file(path: Path) -> str:
    """As `digest_of`, of a file of any size."""
    digest = blake2b(digest_size=20)
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def _file(path: str, digest: str, config: Config, bundles: dict[str, str]) -> File:
    for prefix in (f"{STATIC}/", f"{config.content}/{STATIC}/"):
        if path.startswith(prefix):
            return File(path, path.removeprefix(prefix), digest)
    folder = path.rsplit("/", 1)[0]
    while folder and folder != config.content:
        if folder in bundles:
            return File(path, path.removeprefix(f"{folder}/"), digest, bundles[folder])
        folder = folder.rpartition("/")[0]
    return File(path, path.removeprefix(f"{config.content}/"), digest)


def survey(root: Path, config: Config, errors: list[Diagnostic], listener: Listener = silence) -> Iterator[str]:
    """Every file of content/ and static/, sorted, relative to the site's folder; what is wrong goes to `errors`."""
    output = (root / config.output).resolve()
    real_root = root.resolve()
    for top in (config.content, STATIC):
        folders = [(top, top == STATIC)] if (root / top).is_dir() else []
        while folders:
            folder, copied = folders.pop()
            deeper = []
            try:
                entries = sorted(os.scandir(root / folder), key=lambda e: e.name)
            except OSError as error:
                fact = f"the folder can't be read: {error.strerror or error}"
                errors.append(Diagnostic("RG100", fact, folder, hint="check that it may be read"))
                continue
            bundle = folder != top and any(entry.name.lower() in BUNDLES for entry in entries)
            copied = copied or bundle or folder == f"{config.content}/{STATIC}"
            for entry in entries:
                path = f"{folder}/{entry.name}"
                if entry.name.startswith(".") and entry.name not in KEPT_DOTFILES:
                    continue
                if entry.name in NOT_CONTENT or entry.name.endswith("~"):
                    listener(Skipped(path, "ignored"))
                    continue
                if entry.is_symlink() and not (target := Path(entry.path).resolve()).is_relative_to(real_root):
                    hint = "copy the file into the site, or remove the link"
                    fact = "the symbolic link is broken" if not target.exists() else "the symbolic link leaves the site"
                    errors.append(Diagnostic("RG108", fact, path, hint=hint))
                elif entry.is_dir():
                    if Path(entry.path).resolve() != output:
                        deeper.append((path, copied))
                elif entry.name.startswith("_index.") and top == config.content:
                    listener(Skipped(path, "ignored"))
                elif not copied and splitext(entry.name)[1].lower() in OTHER_FORMATS:
                    listener(Skipped(path, "format"))
                else:
                    yield path
            folders.extend(reversed(deeper))

"""Untrusted files: caps on size, depth and ratio, no path out of a folder, no entities, no special files.

>>> why_unsafe("../../etc/passwd")
"a segment is '..'"
>>> parse_json(b'[1, 2', "a.json")
Traceback (most recent call last):
    ...
recapgen.errors.ContentError: a.json:1:6: error[RG703]: the JSON is wrong: expecting ',' delimiter
  hint: export it again, or check that the download is whole
"""

from __future__ import annotations

import io
import json
import os
import re
import stat
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.parsers import expat

from msgspec import Struct

from recapgen.errors import ContentError, Diagnostic
from recapgen.regex import regex


class Limits(Struct, frozen=True):
    """What one source may have; more is an attack or a mistake."""

    file: int = 256 * 1024 * 1024
    """Bytes of one file on disk."""
    post: int = 8 * 1024 * 1024
    """Bytes of one post, unpacked."""
    picture: int = 32 * 1024 * 1024
    total: int = 1024 * 1024 * 1024
    """Bytes of all that comes out of one archive."""
    ratio: int = 200
    """How many times larger than packed a file of more than a megabyte may be."""
    entries: int = 50_000
    """Files of an archive or a folder."""
    depth: int = 200
    """Elements inside one another."""


def trouble(code: str, fact: str, path: str, hint: str, line: int = 1, column: int = 1) -> ContentError:
    """One finding about a source, to be raised."""
    return ContentError(Diagnostic(code, fact, path, line, column, hint))


# -- files and folders -------------------------------------------------------------------------------------------------


def read_bytes(path: Path, most: int) -> bytes:
    """A plain file's bytes. Raises `ContentError` for what is no file, can't be read or is too large."""
    try:
        with path.open("rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise trouble("RG701", "this is no plain file", str(path), "name a file or a folder")
            data = stream.read(most + 1)
    except OSError as error:
        fact = f"the file can't be read: {error.strerror or error}"
        raise trouble("RG701", fact, str(path), "check that it exists and may be read") from None
    if len(data) > most:
        raise too_large(str(path), most)
    return data


class OnDisk(Struct, frozen=True):
    """A file that is read when somebody asks for its bytes."""

    path: Path
    most: int
    """Bytes that it may have."""

    def __call__(self) -> bytes:
        return read_bytes(self.path, self.most)


def head_of(path: Path) -> bytes:
    """The first bytes of a file, to tell what it is; empty for a folder."""
    try:
        if not path.is_file():
            return b""
        with path.open("rb") as stream:
            return stream.read(4096)
    except OSError:
        return b""


def too_large(path: str, most: int) -> ContentError:
    return trouble("RG704", f"it has more than {most:,} bytes", path, "import it in smaller parts")


def walk(folder: Path, limits: Limits) -> Iterator[Path]:
    """Every plain file below a folder, sorted. A symbolic link is followed only where it stays inside."""
    root = folder.resolve()
    folders, count = [folder], 0
    seen = {root}
    while folders:
        here = folders.pop()
        deeper = []
        try:
            entries = sorted(here.iterdir())
        except OSError as error:
            fact = f"the folder can't be read: {error.strerror or error}"
            raise trouble("RG701", fact, str(here), "check that it exists and may be read") from None
        for entry in entries:
            count += 1
            if count > limits.entries:
                fact = f"it holds more than {limits.entries:,} files"
                raise trouble("RG704", fact, str(folder), "import one folder of it at a time")
            if entry.name in (".git", ".hg", ".svn", "node_modules", "__pycache__"):
                continue
            real = entry.resolve()
            if entry.is_symlink() and not real.is_relative_to(root):
                continue
            if entry.is_dir():
                if real not in seen:
                    seen.add(real)
                    deeper.append(entry)
            elif entry.is_file():
                yield entry
        folders.extend(reversed(deeper))


def inside(folder: Path, reference: str) -> Path | None:
    """The file that a reference names inside a folder; None where it leads out of it or nowhere."""
    if why_unsafe(reference):
        return None
    try:
        real = (folder / reference).resolve()
        return real if real.is_relative_to(folder.resolve()) and real.is_file() else None
    except (OSError, ValueError):
        return None


def why_unsafe(name: str) -> str:
    """Why the name of an archive's file must not be trusted, or the empty string."""
    if not name or "\0" in name:
        return "it is empty or holds a NUL"
    if name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
        return "it is absolute"
    if ".." in re.split(r"[/\\]", name):
        return "a segment is '..'"
    return ""


# -- text --------------------------------------------------------------------------------------------------------------

_FORBIDDEN = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")


def clean(text: str) -> str:
    """A text without characters that no file should hold; all line ends are newlines."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")
    return _FORBIDDEN.sub("", lines)


_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_TEXT_CODECS = regex(
    r"(?i)utf-?8|iso-?8859-?\d+|windows-?125\d|cp125\d|latin-?1|us-ascii|shift_?jis|euc-(?:jp|kr)|gbk?|gb2312"
    r"|gb18030|big5|koi8-[ru]|macintosh"
)


def decode(data: bytes, path: str) -> str:
    """UTF-8, or UTF-16 with its mark; anything else is a `ContentError`."""
    try:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return clean(data.decode("utf-16"))
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise trouble("RG702", "the text is not UTF-8", path, "save it as UTF-8", line) from None


def decode_html(data: bytes) -> str:
    """A web page's text: UTF-8, else what the page declares, else Windows-1252 as browsers do."""
    for name in ("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", *_declared(data)):
        try:
            return clean(data.decode(name))
        except (UnicodeDecodeError, LookupError):
            continue
    return clean(data.decode("cp1252", "replace"))


def _declared(data: bytes) -> list[str]:
    found = _CHARSET.search(data[:4096])
    name = found.group(1).decode("ascii") if found else ""
    return [name] if _TEXT_CODECS.fullmatch(name) else []


# -- JSON and XML ------------------------------------------------------------------------------------------------------


def parse_json(data: bytes, path: str) -> Any:
    """The value of a JSON file, or a `ContentError` with the place."""
    try:
        return json.loads(decode(data, path))
    except json.JSONDecodeError as error:
        fact = f"the JSON is wrong: {error.msg[:1].lower() + error.msg[1:]}"
        hint = "export it again, or check that the download is whole"
        raise trouble("RG703", fact, path, hint, error.lineno, error.colno) from None
    except (RecursionError, ValueError) as error:
        fact = "the JSON is nested too deeply" if isinstance(error, RecursionError) else f"the JSON is wrong: {error}"
        raise trouble("RG703", fact, path, "export it again") from None


class _Doctype(Exception):
    pass


class _Root(Exception):
    pass


def _refuse_doctype(data: bytes, path: str) -> None:
    parser = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise _Doctype

    def root(*_: object) -> None:
        raise _Root

    parser.StartDoctypeDeclHandler = doctype
    parser.EntityDeclHandler = doctype
    parser.StartElementHandler = root
    try:
        parser.Parse(data, True)
    except _Doctype:
        fact = "it declares a document type or entities (<!DOCTYPE>), which an export has no need of"
        hint = "remove the <!DOCTYPE ...> if you trust the file"
        raise trouble("RG705", fact, path, hint, parser.CurrentLineNumber) from None
    except (_Root, expat.ExpatError):
        return


def xml_elements(data: bytes, path: str, limits: Limits) -> Iterator[tuple[str, Element]]:
    """`("start" | "end", element)` of an XML file without document type, in order.

    Raises `ContentError` with the line where the file is not well-formed, declares entities or nests too deeply.
    """
    _refuse_doctype(data, path)
    depth = 0
    try:
        for event, element in iterparse(io.BytesIO(data), events=("start", "end")):
            depth += 1 if event == "start" else -1
            if depth > limits.depth:
                fact = f"elements stand more than {limits.depth} deep"
                raise trouble("RG704", fact, path, "no export does that; check where the file is from")
            yield event, element
    except ParseError as error:
        line, column = error.position
        fact = f"the XML is not well-formed: {str(error).split(':')[0]}"
        raise trouble("RG703", fact, path, "export it again, or mend that line", line, column + 1) from None
    except (ValueError, LookupError) as error:
        raise trouble("RG703", f"the XML can't be read: {error}", path, "save it as UTF-8") from None


def local(element: Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


# -- archives ----------------------------------------------------------------------------------------------------------


class Archive:
    """A zip file that is read entry by entry, in memory, within limits; nothing of it is ever unpacked to disk."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = str(path)
        self.limits = limits
        self._spent = 0
        self.refused: list[tuple[str, str]] = []
        """Entries that are left alone, and why."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(read_bytes(path, limits.file)))
            infos = self._zip.infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError) as error:
            raise trouble("RG703", f"the archive can't be read: {error}", self.path, "download it again") from None
        if len(infos) > limits.entries:
            fact = f"it holds more than {limits.entries:,} files"
            raise trouble("RG704", fact, self.path, "import it in smaller parts")
        self._infos = {}
        for info in infos:
            if info.is_dir():
                continue
            if why := _why_refused(info, limits):
                self.refused.append((info.filename, why))
            else:
                self._infos[info.filename] = info

    @property
    def names(self) -> list[str]:
        """The files that may be read, sorted."""
        return sorted(self._infos)

    def read(self, name: str, most: int) -> bytes:
        """One file's bytes, counted while they come out: what the archive says of its size is not believed."""
        data = self._first(name, most + 1)
        self._spent += len(data)
        if len(data) > most:
            raise too_large(f"{self.path}: {name}", most)
        if self._spent > self.limits.total:
            raise too_large(self.path, self.limits.total)
        return data

    def head(self, name: str) -> bytes:
        """One file's first bytes, to tell what it is."""
        return self._first(name, 4096)

    def _first(self, name: str, count: int) -> bytes:
        try:
            with self._zip.open(self._infos[name]) as stream:
                return stream.read(count)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, EOFError, ValueError) as error:
            raise trouble("RG703", f"'{name}' can't be unpacked: {error}", self.path, "download it again") from None
        except Exception as error:  # zlib.error, lzma.LZMAError: no common base
            raise trouble("RG703", f"'{name}' can't be unpacked: {error}", self.path, "download it again") from None


def pictures_of(links: Iterable[str], files: Mapping[str, Callable[[], bytes]]) -> dict[str, Callable[[], bytes]]:
    """The links to what an export has among its files: it lies there under the last part of its address."""
    by_name = {name.rsplit("/", 1)[-1]: load for name, load in files.items()}
    return {url: by_name[url.rsplit("/", 1)[-1]] for url in links if url.rsplit("/", 1)[-1] in by_name}


def _why_refused(info: zipfile.ZipInfo, limits: Limits) -> str:
    if why := why_unsafe(info.filename):
        return f"its path is unsafe: {why}"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a symbolic link"
    if info.flag_bits & 1:
        return "it is encrypted"
    if info.file_size > 1_000_000 and info.file_size > limits.ratio * max(1, info.compress_size):
        return f"it would become more than {limits.ratio} times larger"
    return ""

"""A post's header and its body: YAML, TOML or Pelican lines, with the place of every key.

Three handlers for python-frontmatter, stricter than its own: nothing is lost silently, no plain word turns into
something else (`no`, `3.10`, `9:30` and `007` stay what they are), and every failure has a line and a column.

>>> header = read("---\\ntitle: Soup\\ndraft: no\\n---\\n\\nWords\\n", "a.md")
>>> header.values, header.body_line, header.places["draft",]
({'title': 'Soup', 'draft': 'no'}, 5, (3, 8))
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import yaml
from frontmatter.default_handlers import BaseHandler
from msgspec import Struct

from recapgen.errors import ContentError, Diagnostic
from recapgen.regex import regex
from recapgen.syntax import KeyPath, Place, SyntaxTrouble, load_toml

MAX_HEADER = 64 * 1024
"""Bytes of front matter; more is an attack or a mistake."""
MAX_DEPTH = 32
MAX_ALIASES = 100
MAX_VALUES = 20_000
MAX_SLIPS = 20
"""Lines of a header that are taken as they were meant; with more it is something else."""


class Header(Struct, frozen=True):
    """What stands above a post's body."""

    values: Mapping[str, Any]
    """Mappings, lists, strings, integers, booleans, None; dates only where TOML has them."""
    places: Mapping[KeyPath, Place]
    """Where each value stands in the file."""
    keys: Mapping[KeyPath, Place]
    """Where each key stands in the file."""
    body: str
    """All that follows, untouched."""
    body_line: int
    """The line in the file on which the body begins, from 1."""
    format: str
    """`yaml`, `toml`, `pelican` or the empty string."""
    odd: tuple[Diagnostic, ...] = ()
    """What was guessed."""


def decode(data: bytes, path: str) -> str:
    """A file's text; a byte-order mark is dropped, anything but UTF-8 without NUL is a `ContentError`."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise ContentError(Diagnostic("RG101", "the file is UTF-16", path, hint="save it as UTF-8"))
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise ContentError(
            Diagnostic("RG101", f"byte 0x{data[error.start]:02x} is not UTF-8", path, line, column, "save it as UTF-8")
        ) from None
    if "\0" in text:
        at = text.index("\0")
        place = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        raise ContentError(Diagnostic("RG101", "the file holds a NUL character", path, *place, hint="remove it"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(text: str, path: str, counts: Callable[[str], bool] = lambda key: True) -> Header:
    """Split and check a post. Raises `ContentError` with every finding about its header.

    A key that stands twice is one of them, if it `counts`; of any other the last value is taken.
    """
    for handler in HANDLERS:
        if handler.detect(text):
            break
    else:
        return Header({}, {}, {}, text, 1, "")
    try:
        raw, body = handler.split(text)
        if len(raw.encode()) > MAX_HEADER:
            raise SyntaxTrouble("RG106", f"the front matter is longer than {MAX_HEADER // 1024} KB", hint="shorten it")
        (values, places, keys), slips = _read(handler, raw, counts)
    except SyntaxTrouble as trouble:
        code, message, line, column, hint = trouble.finding
        lines = text.split("\n")
        shown = lines[line - 1] if line <= len(lines) else ""
        raise ContentError(Diagnostic(code, message, path, line, column, hint, source_line=shown)) from None
    body_line = text.count("\n", 0, len(text) - len(body)) + 1
    odd: tuple[Diagnostic, ...] = ()
    if handler.is_open(text):
        fact = f"the front matter is never closed: it is taken to end above line {body_line}"
        shown = text[: text.index("\n")]
        odd = (Diagnostic("RG102", fact, path, hint=handler.CLOSE, severity="warning", source_line=shown),)
    lines = text.split("\n") if slips else []
    for line, column, meant in slips:
        shown = lines[line - 1]
        if meant:
            fact, hint = "the value is not quoted as YAML wants it: it is taken as text", f"write {meant.strip()}"
            odd += (Diagnostic("RG103", fact, path, line, column, hint, "warning", shown),)
        else:
            fact = f"the key '{_key_of(shown)}' stands once more below: the last value is taken"
            odd += (Diagnostic("RG105", fact, path, line, column, "keep one", "warning", shown),)
    return Header(values, places, keys, body, body_line, handler.name, odd)


Slip = tuple[int, int, str]
"""Line and column at which a header is wrong, and the line as it was meant; empty where one below says it anew."""


def _read(handler: _Handler, raw: str, counts: Callable[[str], bool]) -> tuple[Placed, list[Slip]]:
    """A header's values; and its lines that are wrong, where each has one reading. Raises `SyntaxTrouble`."""
    slips: list[Slip] = []
    while True:
        try:
            return handler.placed(raw), slips
        except SyntaxTrouble as trouble:
            code, _, line, column, _ = trouble.finding
            lines = raw.split("\n")
            if len(slips) == MAX_SLIPS:
                raise
            meant = handler.meant(lines, line)
            if code == "RG105" and (first := _said_before(lines, line, counts)):
                line, column, meant = first, 1, ""
            elif not meant:
                raise
            lines[line - 1] = meant
            raw = "\n".join(lines)
            slips.append((line, column, meant))


def _said_before(lines: list[str], number: int, counts: Callable[[str], bool]) -> int:
    """The line above one that says the same key, in one line and at the left edge; 0 where there is none, or it counts.

    >>> _said_before(["---", "comments: yes", "title: Soup", "comments: no"], 4, lambda key: key == "title")
    2
    """
    key = _key_of(lines[number - 1])
    if counts(key) or not _ONE_LINE.match(lines[number - 1]):
        return 0
    above = (n for n, line in enumerate(lines[: number - 1], 1) if _ONE_LINE.match(line) and _key_of(line) == key)
    return next((n for n in above if lines[n][:1] not in (" ", "\t", "-")), 0)


_ONE_LINE = regex(r"[^\s#\[{-][^:]*:\s+(?![|>])\S")


def _key_of(line: str) -> str:
    return line.split(":", 1)[0].strip().strip("\"'")


# -- handlers ---------------------------------------------------------------------------------------------------------


Placed = tuple[dict[str, Any], dict[KeyPath, Place], dict[KeyPath, Place]]
"""Values, the places of values, the places of keys."""


class _Handler(BaseHandler):
    """python-frontmatter's interface (`frontmatter.loads(text, handler=YamlHandler())`), and places beside values."""

    name = ""
    BEGIN: re.Pattern[str]
    END: re.Pattern[str]
    CLOSE = "put a line '---' below the last key"
    """What to do where the end is missing."""

    def detect(self, text: str) -> bool:
        return bool(self.BEGIN.match(text))

    def split(self, text: str) -> tuple[str, str]:
        """The header's lines with as many lines above them as in the file, and the body."""
        opening = self.BEGIN.match(text)
        assert opening is not None
        closing = self.END.search(text, opening.end() - 1)
        if not closing:
            raise SyntaxTrouble(
                "RG102",
                f"the front matter is never closed: no second line '{self.START_DELIMITER}'",
                hint=f"put a line '{self.START_DELIMITER}' below the last key",
            )
        above = "\n" * opening.group().count("\n")
        return above + text[opening.end() : closing.start() + 1], text[closing.end() :]

    def is_open(self, text: str) -> bool:
        """Whether the header has no end of its own, and where it ends is clear all the same."""
        return False

    def placed(self, fm: str) -> Placed:
        raise NotImplementedError

    def meant(self, lines: list[str], number: int) -> str:
        """A line in which something is wrong, as it was meant; empty where that is not clear."""
        return ""

    def load(self, fm: str) -> dict[str, Any]:
        return self.placed(fm)[0]


class YamlHandler(_Handler):
    """`---` lines around YAML, read from its events: nothing is resolved but null, true, false and integers."""

    name = "yaml"
    FM_BOUNDARY = BEGIN = regex(r"---(?:yaml)?[ \t]*(?:\n|$)|(?:[ \t]*\n)*[ \t]*---[ \t]*\n(?=[A-Za-z_][\w-]*:)")
    END = regex(r"\n(?:---|\.\.\.)[ \t]*(?:\n|$)")
    START_DELIMITER = END_DELIMITER = "---"
    OPEN = regex(r"---[ \t]*\n(?:[A-Za-z_][\w-]*:(?:[ \t][^\n]*)?\n)+(?=[ \t]*\n\s*\S)")
    """As Pelican, too, takes it: lines of keys up to an empty one, and a text below."""

    def is_open(self, text: str) -> bool:
        return not self.END.search(text, 2) and bool(self.OPEN.match(text))

    def split(self, text: str) -> tuple[str, str]:
        if not self.is_open(text):
            return super().split(text)
        match = self.OPEN.match(text)
        assert match is not None
        return "\n" + text[text.index("\n") + 1 : match.end()], text[match.end() :]

    def placed(self, fm: str) -> Placed:
        if match := _CONTROL.search(fm):
            line, column = fm.count("\n", 0, match.start()) + 1, match.start() - fm.rfind("\n", 0, match.start())
            fact = f"the YAML holds the control character U+{ord(match.group()):04X}"
            raise SyntaxTrouble("RG103", fact, line, column, "remove it")
        fm = fm.translate(_HIDDEN)
        builder = _YamlBuilder()
        try:
            loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            for event in yaml.parse(fm, Loader=loader):
                builder.take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            if str(error.context).startswith("while scanning a quoted scalar"):
                mark = error.context_mark or mark
                error.problem = "quotes that open here are never closed"
            line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
            problem = (error.problem or "it can't be read").strip()
            raise SyntaxTrouble(
                "RG103", f"the YAML is wrong: {problem}", line, column, _yaml_hint(fm, line, problem)
            ) from None
        except yaml.YAMLError as error:
            line = int(getattr(error, "position", 0)) and fm.count("\n", 0, getattr(error, "position", 0)) + 1
            raise SyntaxTrouble("RG103", f"the YAML is wrong: {error}".split("\n")[0], line or 1) from None
        values = builder.result
        if values is None:
            values = {}
        if not isinstance(values, dict):
            kind = "a list" if isinstance(values, list) else "one value"
            raise SyntaxTrouble(
                "RG104",
                f"the front matter is {kind}, not `key: value` lines",
                2,
                hint="write `title: ...`, or remove the '---' line at the top if this is a rule",
            )
        return values, builder.places, builder.keys

    LINE = regex(r"(?P<key>[ \t]*(?:- +)?[A-Za-z_][\w-]*:[ \t]+)(?P<value>[^\s|>].*?)(?P<rest>[ \t]+#.*|[ \t]*)")

    def meant(self, lines: list[str], number: int) -> str:
        """A line `key: value` whose value is no YAML can but mean it as text, unless it goes on below or is a table's.

        >>> YamlHandler().meant(["title: Soup: a tale", "tags: [@ida]"], 1)
        "title: 'Soup: a tale'"
        >>> YamlHandler().meant(["title: Soup: a tale", "tags: [@ida]"], 2)
        ''
        """
        match = self.LINE.fullmatch(lines[number - 1]) if number <= len(lines) else None
        if match is None or _OF_TABLES.match(match["value"]) or _is_open(match["value"]) or _is_yaml(match["value"]):
            return ""
        indent = len(match["key"]) - len(match["key"].lstrip(" \t-"))
        below = next((line for line in lines[number:] if line.strip()), "")
        if len(below) - len(below.lstrip()) > indent:
            return ""
        quoted = _bare(match["value"]).replace("'", "''")
        return f"{match['key']}'{quoted}'{match['rest']}"

    def export(self, metadata: dict[str, object], **_: object) -> str:
        return str(yaml.dump(metadata, Dumper=yaml.SafeDumper, allow_unicode=True, sort_keys=False, width=1000)).rstrip(
            "\n"
        )


def _is_yaml(value: str) -> bool:
    """Whether a value that stands behind a key on one line is YAML, and no tag of a template: `{{ date }}`."""
    if value.startswith("{{"):
        return False
    try:
        list(yaml.parse(f"key: {value}", Loader=yaml.SafeLoader))
    except yaml.YAMLError:
        return False
    return True


_OF_TABLES = regex(r"(?:name|title|url|src|path|year):\s")
"""How a table begins that stands behind its key, where it can't: `conference: name: SoupConf`."""


def _is_open(value: str) -> bool:
    """Whether a value is a list, a table or a quotation that goes on, not text with one in it: `[Talk] Soup`.

    >>> _is_open("[@ida]"), _is_open('"Soup'), _is_open("'Ida's soup'"), _is_open("{{ title }}")
    (True, True, False, False)
    """
    if value[0] in "\"'":
        return value[0] not in value[1:]
    end = {"[": "]", "{": "}"}.get(value[0], "")
    return bool(end) and not value.startswith(("{{", "{%")) and (end not in value[1:] or value.endswith(end))


def _bare(value: str) -> str:
    """A quotation that holds its own quotation marks, without those around it; any other value as it is.

    >>> _bare("'Ida's soup'"), _bare('"The "best" soup"'), _bare('"Soup" and "lids"')
    ("Ida's soup", 'The "best" soup', '"Soup" and "lids"')
    """
    mark, inner = value[0], value[1:-1]
    if mark not in "\"'" or not value.endswith(mark):
        return value
    within = re.search(rf"{mark}", inner)
    around = inner[: within.start()][-1:] if within else ""
    whole = around.isspace() or not around if mark == '"' else not re.search(r"(?<!\w)'|'(?!\w)", inner)
    return inner if whole else value


def _yaml_hint(text: str, line: int, problem: str) -> str:
    lines = text.split("\n")
    shown = lines[line - 1] if line <= len(lines) else ""
    if "\t" in shown:
        return "indent with spaces, not tabs"
    if "never closed" in problem:
        return "close them, or leave both out"
    if "mapping values are not allowed" in problem:
        return "put quotes around a value that holds ': '"
    if "found character" in problem or "alias" in problem or "anchor" in problem:
        return "put quotes around a value that begins with a special character"
    return "put quotes around the value, or look one line further up"


class _YamlBuilder:
    """Values and places from YAML events, within limits."""

    def __init__(self) -> None:
        self.result: Any = None
        self.places: dict[KeyPath, Place] = {}
        self.keys: dict[KeyPath, Place] = {}
        self._open: list[tuple[Any, KeyPath, str | None]] = []
        """Containers being filled, their path, and the anchor that names them."""
        self._key: list[str | None] = []
        self._anchors: dict[str, Any] = {}
        self._aliases = self._values = self._documents = 0

    def take(self, event: yaml.Event) -> None:
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        tag = getattr(event, "tag", None)
        if tag and str(tag) not in (*_PLAIN_TAGS, *_BINARY):
            raise SyntaxTrouble("RG103", f"YAML tags such as {tag} are not supported", line, column, "remove the tag")
        match event:
            case yaml.DocumentStartEvent():
                self._documents += 1
                if self._documents > 1:
                    raise SyntaxTrouble("RG103", "a second YAML document begins here", line, column, "keep one")
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                new: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
                path = self._put(new, line, column, None)
                if len(self._open) >= MAX_DEPTH:
                    raise SyntaxTrouble("RG106", f"more than {MAX_DEPTH} levels deep", line, column, "flatten it")
                self._open.append((new, path, event.anchor))
                self._key.append(None)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                ended, _, anchor = self._open.pop()
                if anchor:
                    self._anchors[anchor] = ended
                self._key.pop()
            case yaml.AliasEvent():
                self._aliases += 1
                if self._aliases > MAX_ALIASES:
                    raise SyntaxTrouble(
                        "RG106", f"more than {MAX_ALIASES} aliases", line, column, "write the values out"
                    )
                if event.anchor not in self._anchors:
                    raise SyntaxTrouble(
                        "RG103", f"the alias *{event.anchor} names nothing", line, column, "define it above"
                    )
                value = self._anchors[event.anchor]
                self._count(_size(value, MAX_VALUES), line, column)
                self._put(value, line, column, None)
            case yaml.ScalarEvent():
                self._put(_scalar(event), line, column, event.anchor)

    def _count(self, more: int, line: int, column: int) -> None:
        self._values += more
        if self._values > MAX_VALUES:
            raise SyntaxTrouble("RG106", f"more than {MAX_VALUES} values", line, column, "shorten it")

    def _put(self, value: Any, line: int, column: int, anchor: str | None) -> KeyPath:
        self._count(1, line, column)
        if anchor:
            self._anchors[anchor] = value
        if not self._open:
            self.result = value
            return ()
        container, path, _ = self._open[-1]
        if isinstance(container, list):
            container.append(value)
            path = (*path, len(container) - 1)
            self.places[path] = (line, column)
            return path
        if self._key[-1] is None:
            self._begin(value, container, path, line, column)
            return path
        key = self._key[-1]
        self._key[-1] = None
        container[key] = value
        path = (*path, key)
        self.places[path] = (line, column)
        return path

    def _begin(self, key: Any, mapping: dict[str, Any], path: KeyPath, line: int, column: int) -> None:
        if isinstance(key, dict | list):
            raise SyntaxTrouble("RG103", "a key must be a word", line, column, "put quotes around it")
        key = "null" if key is None else str(key).lower() if isinstance(key, bool) else str(key)
        if key == "<<":
            raise SyntaxTrouble("RG106", "merge keys (<<) are not supported", line, column, "write the values out")
        if mapping.get(key, self) is None:
            del mapping[key]  # `modified:`, left empty, and once more
        elif key in mapping:
            first = self.keys[*path, key][0]
            raise SyntaxTrouble(
                "RG105", f"the key '{key}' stands twice, first in line {first}", line, column, "keep one"
            )
        self.keys[*path, key] = (line, column)
        self._key[-1] = key


def _size(value: Any, limit: int) -> int:
    """How many values an alias repeats, counted no further than `limit`."""
    left, count = [value], 0
    while left and count <= limit:
        one = left.pop()
        count += 1
        if isinstance(one, dict | list):
            left.extend(one.values() if isinstance(one, dict) else one)
    return count


_PLAIN_TAGS = {"!"} | {
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "seq", "map", "timestamp")
}
_BINARY = ("tag:yaml.org,2002:binary", "!binary")
"""Base64, in which importers of Jekyll write texts that they took for bytes; what is no text stays as it stands."""
_CONTROL = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_HIDDEN = {0x85: 0xF0085, 0x2028: 0xF2028, 0x2029: 0xF2029}
"""Line ends of YAML that are none of ours: they would move every place below them."""
_SHOWN = {hidden: shown for shown, hidden in _HIDDEN.items()}
_INTEGER = regex(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_WORDS: dict[str, Any] = {"": None, "~": None, "null": None, "Null": None, "NULL": None}
_WORDS |= {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}


def _scalar(event: yaml.ScalarEvent) -> Any:
    text = str(event.value).translate(_SHOWN)
    if event.tag in _BINARY:
        with suppress(ValueError):
            return b64decode(text).decode()
    if not event.implicit[0] or event.style:
        return text
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text


class TomlHandler(_Handler):
    """`+++` lines around TOML, as Hugo writes it."""

    name = "toml"
    FM_BOUNDARY = BEGIN = regex(r"\+\+\+[ \t]*(?:\n|$)")
    END = regex(r"\n\+\+\+[ \t]*(?:\n|$)")
    START_DELIMITER = END_DELIMITER = "+++"

    def placed(self, fm: str) -> Placed:
        return load_toml(fm)

    def export(self, metadata: dict[str, object], **_: object) -> str:
        raise NotImplementedError("recapgen writes YAML")


_PELICAN_KEYS = (
    "title|date|modified|author|authors|tags|category|slug|summary|status|lang|translation|save_as|url|template|"
    "keywords|subtitle|description|image|cover|conference|source|aliases|edition|city|year|country"
)


class HexoHandler(YamlHandler):
    """YAML that no line opens but a line `---` closes, as Hexo's posts may begin."""

    FM_BOUNDARY = BEGIN = regex(
        rf"(?i)(?=(?:{_PELICAN_KEYS}|layout|comments|permalink)[ \t]*:[^\n]*\n(?:[ \t]*\S[^\n]*\n){{0,60}}?"
        r"---[ \t]*(?:\n|$))"
    )

    def split(self, text: str) -> tuple[str, str]:
        closing = self.END.search(text)
        assert closing is not None
        return text[: closing.start() + 1], text[closing.end() :]


class PelicanHandler(_Handler):
    """`Key: value` lines up to the first empty line, as Pelican's Markdown posts begin; all may be indented alike."""

    name = "pelican"
    FM_BOUNDARY = BEGIN = regex(
        rf"(?i)(?:{_PELICAN_KEYS}):[ \t]+\S|([ \t]+)(?:{_PELICAN_KEYS}):[^\n]+\n\1(?:{_PELICAN_KEYS}):[ \t]+\S"
    )
    START_DELIMITER = END_DELIMITER = ""
    CLOSING = regex(r"\n(?=[ \t]*(?:\n|<|#|!\[))")
    LINE = regex(rf"([A-Za-z][\w -]*?):(?:\s+|$)(.*)|((?i:{_PELICAN_KEYS})):(.*)")
    ITEM = regex(r"[ \t]*- +(\S.*)")
    """One of the values of a key with nothing behind it, as in YAML: such a header has only lost its `---`."""
    KEY = regex(rf"(?im)^(?:{_PELICAN_KEYS}):")
    """Before an empty line, HTML, a heading or an image."""

    CLOSE = "put an empty line below the last key"

    def is_open(self, text: str) -> bool:
        return self._text_at(text) > 0

    def split(self, text: str) -> tuple[str, str]:
        if at := self._text_at(text):
            return text[:at], text[at:]
        closing = self.CLOSING.search(text)
        return (text[: closing.end()], text[closing.end() :]) if closing else (text, "")

    def _text_at(self, text: str) -> int:
        """Where, as Pelican takes it, a text begins right below the keys; 0 where none does, or keys follow that count.

        >>> text_at = PelicanHandler()._text_at
        >>> text_at("Title: Soup\\nHot.\\n"), text_at("Title: Soup\\nHot.\\nTags: a\\n")
        (12, 0)
        """
        closing = self.CLOSING.search(text)
        end = closing.start() if closing else len(text)
        at, listed = 0, False
        for line in text[:end].split("\n"):
            listed = listed and self.ITEM.match(line) is not None
            if at and line and line[0] not in " \t" and not listed and not self.LINE.match(line):
                return 0 if self.KEY.search(text, at, end) else at
            at += len(line) + 1
            listed = listed or line.endswith(":")
        return 0

    def placed(self, fm: str) -> Placed:
        values: dict[str, Any] = {}
        places: dict[KeyPath, Place] = {}
        keys: dict[KeyPath, Place] = {}
        key, indent = "", fm[: len(fm) - len(fm.lstrip())]
        for number, line in enumerate(fm.split("\n"), 1):
            line = line.removeprefix(indent)
            if match := self.LINE.match(line):
                key = (match[1] or match[3]).strip().lower().replace("-", "_")
                value = 2 if match[1] else 4
                if key in values:
                    raise SyntaxTrouble("RG105", f"the key '{key}' stands twice", number, 1, "keep one")
                values[key] = match[value].strip()
                keys[key,] = (number, 1)
                places[key,] = (number, len(indent) + match.start(value) + 1)
            elif (item := self.ITEM.match(line)) and key and isinstance(values[key] or [], list):
                values[key] = [*(values[key] or []), item[1]]
                places[key, len(values[key]) - 1] = (number, len(indent) + item.start(1) + 1)
            elif line[:1] in " \t" and line.strip() and key:
                values[key] = f"{values[key]} {line.strip()}".strip()
            elif line.strip():
                raise SyntaxTrouble(
                    "RG103",
                    "the header's lines are `Key: value`, this one is not",
                    number,
                    1,
                    "put an empty line between the header and the text",
                )
        return values, places, keys

    def export(self, metadata: dict[str, object], **_: object) -> str:
        raise NotImplementedError("recapgen writes YAML")


class NikolaHandler(_Handler):
    """`.. key: value` lines, alone or within an HTML comment, as Nikola's Markdown posts begin."""

    name = "nikola"
    FM_BOUNDARY = BEGIN = regex(
        r"(?P<open><!--[ \t]*\n)?(?=\.\. (?:title|slug|date):)(?P<lines>(?:\.\. [\w-]+:(?!:)[^\n]*(?:\n|$))+)"
        r"(?(open)\s*-->[ \t]*(?:\n|$))"
    )
    START_DELIMITER = END_DELIMITER = ""
    LINE = regex(r"\.\. ([\w-]+):[ \t]*(.*)")

    def split(self, text: str) -> tuple[str, str]:
        header = self.BEGIN.match(text)
        assert header is not None
        return ("\n" if header["open"] else "") + header["lines"], text[header.end() :]

    def placed(self, fm: str) -> Placed:
        values: dict[str, Any] = {}
        places: dict[KeyPath, Place] = {}
        keys: dict[KeyPath, Place] = {}
        for number, line in enumerate(fm.split("\n"), 1):
            if match := self.LINE.match(line):
                key = match[1].lower()
                if key in values:
                    raise SyntaxTrouble("RG105", f"the key '{key}' stands twice", number, 4, "keep one")
                values[key], keys[key,], places[key,] = match[2].strip(), (number, 4), (number, match.start(2) + 1)
        return values, places, keys

    def export(self, metadata: dict[str, object], **_: object) -> str:
        raise NotImplementedError("recapgen writes YAML")


HANDLERS: tuple[_Handler, ...] = (YamlHandler(), TomlHandler(), HexoHandler(), PelicanHandler(), NikolaHandler())

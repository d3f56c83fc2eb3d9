"""Bodies in a regular shape: `## Title – Speaker (Org)`, with attributes where the words alone would not say it.

What is made is read again by the reader: a session that it would not find, or would take for another, is given
attributes until both readings agree. Words of the author are never changed but in the lines that head a session.

>>> lines = ["SoupConf 2019", "I attended SoupConf 2019.", "Spoons by Ida Quill (Ladle)", "Ida showed us spoons."]
>>> shaped = from_text("\\n\\n".join(lines), Facts())
>>> shaped.markdown.split("\\n")[2], shaped.title
('## Spoons – Ida Quill (Ladle)', 'SoupConf 2019')
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from recapgen.importers.account import Rewritten, key, unsaid
from recapgen.importers.tomarkdown import escape, escape_line_start
from recapgen.markdown import tokenise
from recapgen.model import Credit
from recapgen.recap.levels.entries import Entry
from recapgen.recap.outline.blocks import Block, Outline
from recapgen.recap.outline.plain import outline_of_post, outline_of_text
from recapgen.recap.reader import read, understand
from recapgen.recap.reading import Facts, Found, Reading
from recapgen.recap.words import fold
from recapgen.regex import regex


class Shaped(Struct, frozen=True):
    """A body in its regular shape, and what was read in it."""

    markdown: str
    title: str
    reading: Reading
    """Of the body as it was."""
    rewritten: tuple[Rewritten, ...] = ()
    stated: tuple[Found, ...] = ()
    """Sessions for the front matter, where no shape of the body would say them; empty: the body says all."""
    doubts: tuple[str, ...] = ()


class Piece(Struct, frozen=True):
    """A stretch of the body."""

    kind: Literal["heading", "para", "item", "rule", "raw"]
    text: str
    """As Markdown."""
    level: int = 2
    session: int | None = None
    """Index into the reading's sessions."""
    before: str = ""
    """The line of the source that this, and what follows, rewrites; empty: it stands there unchanged."""
    after: str = ""
    """Its words now."""


ROUNDS = 4
"""How often a body is read again before its sessions go into the front matter."""


def from_text(text: str, facts: Facts) -> Shaped:
    """The Markdown of bare text: the lines of a web page as they were copied, nothing in them taken for markup."""
    tokens = tokenise(text)
    outline = outline_of_text(text, tokens)
    reading, entries, _ = understand(text, outline, len(tokens), facts)
    pieces = list(_pieces_of_text(outline, reading, entries, facts))
    return _settled(pieces, [], reading, facts)


def from_markdown(text: str, facts: Facts) -> Shaped:
    """Markdown whose lone and bold lines that head sessions have become headings; all else as it is."""
    tokens = tokenise(text)
    outline = outline_of_post(text, tokens)
    reading = understand(text, outline, len(tokens), facts)[0]
    as_it_is = [Piece("raw", text)]
    if not reading.is_recap:
        return Shaped(text, facts.title or usable_title(reading.title), reading)
    pieces = list(_pieces_of_markdown(text, tokens, reading, facts))
    return _settled(pieces, as_it_is, reading, facts)


def usable_title(title: str) -> str:
    """A post's title as the reader found it, unless it is but the first sentence of the text."""
    return (
        ""
        if len(title) > 120
        or title.rstrip().endswith((":", ",", ";"))
        or (title.endswith(".") and len(title.split()) > 6)
        else title
    )


# -- reading again -----------------------------------------------------------------------------------------------------


def _settled(pieces: Sequence[Piece], plan_b: Sequence[Piece], reading: Reading, facts: Facts) -> Shaped:
    """The pieces with just the attributes that make both readings agree."""
    rewritten = tuple(Rewritten(p.before, p.after) for p in pieces if p.before)
    if not reading.is_recap:
        return Shaped(_rendered(pieces, {})[0], facts.title or usable_title(reading.title), reading, rewritten)
    title = facts.title or usable_title(reading.title)
    asked = replace(facts, title=title, lang=facts.lang or reading.lang, claims=facts.claims or reading.claims)
    attributes: dict[int, dict[str, str]] = {}
    for _ in range(ROUNDS):
        markdown, lines = _rendered(pieces, attributes)
        again = read(markdown, tokenise(markdown), asked)
        if not _improved(attributes, pieces, lines, reading.sessions, again):
            break
    if not differences(reading.sessions, again.sessions):
        return Shaped(markdown, title, reading, rewritten)
    if plan_b:
        markdown = _rendered(plan_b, {})[0]
        if not differences(reading.sessions, read(markdown, tokenise(markdown), asked).sessions):
            return Shaped(markdown, title, reading)
        rewritten = ()
    else:
        markdown = _rendered(pieces, {})[0]
    return Shaped(markdown, title, reading, rewritten, reading.sessions)


def differences(wanted: Sequence[Found], got: Sequence[Found]) -> list[str]:
    """What two readings disagree about, in words; empty where they agree."""
    left = list(got)
    missing = []
    for one in wanted:
        same = next((f for f in left if _same(one, f)), None)
        if same is None:
            missing.append(f"'{one.title}' is not read as it was")
        else:
            left.remove(same)
    return missing + [f"'{f.title}' is read, and was not" for f in left]


def _same(wanted: Found, got: Found) -> bool:
    """Whether two readings are of one session; one without a title may be called by its kind."""
    untitled = not wanted.title and _facts_of(wanted)[0] == _facts_of(got)[0]
    return _identity(wanted) == _identity(got) or untitled


def _identity(found: Found) -> tuple[object, ...]:
    return (fold(found.title), *_facts_of(found))


def _facts_of(found: Found) -> tuple[object, ...]:
    people = tuple((fold(c.name), tuple(map(fold, c.organizations))) for c in found.credits)
    return people, found.kind or "talk", found.day


def _improved(
    attributes: dict[int, dict[str, str]],
    pieces: Sequence[Piece],
    lines: Mapping[int, int],
    wanted: Sequence[Found],
    again: Reading,
) -> bool:
    """Adds what the last reading lacked; False where nothing could be added."""
    got = {f.lines[0]: f for f in again.sessions}
    changed = False
    for at, piece in enumerate(pieces):
        if piece.kind != "heading":
            continue
        now, have = got.get(lines[at]), attributes.get(at, {})
        need = (
            _needed(wanted[piece.session], now, have)
            if piece.session is not None
            else {"session": "no"}
            if now
            else have
        )
        if need != have:
            attributes[at] = need
            changed = True
    return changed


def _needed(wanted: Found, now: Found | None, have: dict[str, str]) -> dict[str, str]:
    need = dict(have)
    if now is None:
        need |= {"speakers": _speakers(wanted.credits)} if wanted.credits else {"session": "yes"}
    elif _same(wanted, now):
        return have
    if now is not None and wanted.title and fold(now.title) != fold(wanted.title):
        need["title"] = wanted.title
    if now is not None and _facts_of(now)[0] != _facts_of(wanted)[0] and wanted.credits:
        need["speakers"] = _speakers(wanted.credits)
    if now is not None and (now.kind or "talk") != (wanted.kind or "talk"):
        need["kind"] = wanted.kind or "talk"
    if now is not None and now.day != wanted.day and wanted.day:
        need["day"] = str(wanted.day)
    return need


def _speakers(credits: Sequence[Credit]) -> str:
    return "; ".join(f"{c.name} ({', '.join(c.organizations)})" if c.organizations else c.name for c in credits)


def _rendered(pieces: Sequence[Piece], attributes: Mapping[int, Mapping[str, str]]) -> tuple[str, dict[int, int]]:
    """The Markdown of the pieces, and on which line, from 1, each begins."""
    text, starts = "", {}
    before = ""
    for at, piece in enumerate(pieces):
        if text and not (piece.kind == "item" and before == "item"):
            text = text.rstrip("\n") + "\n\n" if piece.kind != "raw" or before != "raw" else text
        starts[at] = text.count("\n") + 1
        if piece.kind == "heading":
            text += f"{'#' * piece.level} {piece.text}{_braces(attributes.get(at, {}))}\n"
        elif piece.kind == "item":
            text += f"{'  ' * (piece.level - 1)}- {piece.text}\n"
        elif piece.kind == "rule":
            text += "---\n"
        else:
            text += f"{piece.text}\n"
        before = piece.kind
    return text.rstrip("\n") + "\n" if text.strip() else "", starts


def _braces(attributes: Mapping[str, str]) -> str:
    if not attributes:
        return ""
    parts = []
    for name, value in attributes.items():
        value = " ".join(value.translate({ord("{"): "(", ord("}"): ")", ord("\\"): None}).split())
        parts.append(
            f"{name}={value}"
            if re.fullmatch(r"[\w-]+", value)
            else f'{name}="{value.replace(chr(34), chr(92) + chr(34))}"'
        )
    return f" {{{' '.join(parts)}}}"


# -- from bare text ----------------------------------------------------------------------------------------------------


def _pieces_of_text(outline: Outline, reading: Reading, entries: Sequence[Entry], facts: Facts) -> Iterator[Piece]:
    roles = {e.at: e.role for e in entries}
    heads = _heads(outline, reading.sessions)
    grouped = any(roles.get(at) in ("day", "kind") and b.shape == "lone" for at, b in enumerate(outline)) and bool(
        heads
    )
    level = 3 if grouped else 2
    wanted = fold(facts.title or usable_title(reading.title))
    first_head = min(heads, default=len(outline))
    titled = False
    for at, block in enumerate(outline):
        if (
            not titled
            and wanted
            and at < 4
            and block.shape in ("lone", "para")
            and fold(block.flat) == wanted
            and at not in heads
        ):
            titled = True
            continue
        if at in heads:
            yield from _session_of_text(block, heads[at], reading.sessions[heads[at]], level)
        elif (
            block.shape == "lone"
            and roles.get(at) in ("day", "kind")
            and heads
            and not block.text.rstrip().endswith(":")
        ) or (block.shape == "lone" and at > first_head and _closes(at, block, roles, reading.sessions)):
            yield Piece("heading", _heading_text(block.flat), 2)
        elif block.shape == "item":
            yield Piece("item", escape_line_start(escape(block.flat)), max(1, block.level))
        elif block.shape == "rule":
            continue
        else:
            yield Piece("para", escape_line_start(escape(block.flat)))


def _heads(outline: Outline, sessions: Sequence[Found]) -> dict[int, int]:
    """Which block heads which session; sentences that tell of talks head none."""
    found: dict[int, int] = {}
    for n, session in enumerate(sessions):
        if not session.rule.startswith(("lone", "item", "attributes", "front matter")):
            continue
        for at, block in enumerate(outline):
            if (
                block.lines[0] <= session.lines[0] <= block.lines[1]
                and block.shape in ("lone", "item")
                and at not in found
            ):
                if block.shape == "item" or key(session.title) in key(block.text) or session.credits:
                    found[at] = n
                break
    return found


def _closes(at: int, block: Block, roles: Mapping[int, str], sessions: Sequence[Found]) -> bool:
    """Whether a lone line begins something that is no session any more."""
    if any(f.lines[0] <= block.lines[0] <= f.lines[1] for f in sessions) or block.text.rstrip().endswith(
        (":", ",", ".")
    ):
        return False
    return roles.get(at) in ("closing", "section", "talks", "break")


def _session_of_text(block: Block, number: int, found: Found, level: int) -> Iterator[Piece]:
    lead = found.lead if block.shape == "item" else 0
    if block.shape == "item" and not lead:
        lead = len(block.text) if len(block.text) < 200 else 0
    heading = headline(found)
    if block.shape == "item" and lead and unsaid(block.text[:lead], heading):
        lead = _said_at(block.text[:lead], found) or lead
    head = block.text[:lead].strip() if lead else "" if block.shape == "item" else block.text
    rest = block.text[lead:].lstrip(" :.–—-\u00a0\n") if lead else block.text if block.shape == "item" else ""
    if head and (not heading or unsaid(head, heading)):
        yield Piece("heading", _heading_text(" ".join(head.split())), level, number)
    elif head:
        whole = " ".join(block.text.split())
        after = f"{heading} {rest}".strip()
        yield Piece("heading", _heading_text(heading), level, number, "" if key(whole) == key(after) else whole, after)
    else:
        yield Piece("heading", _heading_text(heading or rest[:60]), level, number)
    if rest:
        yield Piece("para", escape_line_start(escape(" ".join(rest.split()))))


def _said_at(head: str, found: Found) -> int:
    """Where title and by-line end in the words before an item's text: behind the last speaker or organization."""
    names = [n for c in found.credits for n in (c.name, *c.organizations)]
    ends = [head.rfind(n) + len(n) for n in names if n in head]
    end = max(ends, default=0)
    return end + 1 if head[end : end + 1] == ")" else end


def headline(found: Found) -> str:
    """`Title – Speaker (Org) & Speaker (Org)`; a session without a title is called by its kind."""
    credits = " & ".join(
        f"{c.name} ({', '.join(c.organizations)})" if c.organizations else c.name for c in found.credits
    )
    title = found.title or {"lightning": "Lightning talk"}.get(
        found.kind or "talk", (found.kind or "talk").capitalize()
    )
    if credits and not found.title:
        return f"{title} by {credits}"
    return f"{title} – {credits}" if credits else found.title


def _heading_text(text: str) -> str:
    words = escape(text).replace("{", "&#123;")
    return f"{words[:-1]}\\#" if words.endswith("#") else words


# -- from Markdown -----------------------------------------------------------------------------------------------------


def _pieces_of_markdown(text: str, tokens: Sequence[Token], reading: Reading, facts: Facts) -> Iterator[Piece]:
    """Headings one by one, and what stands between them; lone and bold lines that head sessions become headings."""
    lines = text.split("\n")
    heads = {f.head: n for n, f in reversed(list(enumerate(reading.sessions))) if f.head is not None}
    level = 1
    at = 0
    for index, token in enumerate(tokens):
        if token.level or not token.map or token.type not in ("heading_open", "paragraph_open"):
            continue
        start, end = token.map
        source = tokens[index + 1].content
        if token.type == "heading_open":
            level = int(token.tag[1])
            if token.markup not in ("-", "=") and not _BRACED.search(lines[start]):
                yield from _raw(lines, at, start)
                yield Piece(
                    "heading", re.sub(r"^\s*#{1,6}\s+|\s+#+\s*$", "", lines[start]).strip(), level, heads.get(index)
                )
                at = end
        elif (
            index in heads
            and source.count("\n") < 2
            and len(source) < 220
            and (line := _lone(source, reading.sessions[heads[index]]))
        ):
            yield from _raw(lines, at, start)
            yield Piece("heading", line.replace("{", "&#123;"), min(6, level + 1), heads[index])
            at = end
    yield from _raw(lines, at, len(lines))


_BRACED = regex(r"\{[^{}]*\}\s*$")


def _lone(source: str, found: Found) -> str:
    """A paragraph as a heading, without bold, if it is one: the title, its speakers, and hardly anything else."""
    if found.title and fold(found.title) not in fold(re.sub(r"[*_`\\]", "", source)):
        return ""
    words = " ".join(source.replace("\\\n", "\n").split())
    if "`" not in words:
        words = re.sub(r"(\*\*|__)(?![\s*_])(.+?)(?<!\s)\1(?![*_])", r"\2", words)
    plain = re.sub(r"\]\([^)]*\)|[*_`\\\[\]]", " ", words)
    return words if len(unsaid(plain, headline(found))) <= 1 else ""


def _raw(lines: Sequence[str], start: int, end: int) -> Iterator[Piece]:
    text = "\n".join(lines[start:end]).strip("\n")
    if text.strip():
        yield Piece("raw", text)

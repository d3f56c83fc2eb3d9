"""How files are read, as plain values: what `recapgen inspect` prints.

>>> from markdown_it import MarkdownIt
>>> text = "# SoupConf 2019 recap\\n\\nI attended SoupConf.\\n\\n## Spoons by Ida Quill (Ladle)\\n\\nIda showed spoons."
>>> inspect_text(text, "a.md", MarkdownIt("commonmark").parse)["posts"][0]["sessions"][0]["title"]
'Spoons'
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import asdict, replace

from recapgen.model import Claim
from recapgen.recap import advice
from recapgen.recap.conference.editions import regions_of
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import DOUBTED, TAKEN, Entry
from recapgen.recap.outline.archive import Part, split
from recapgen.recap.outline.blocks import Block, Outline
from recapgen.recap.outline.markup import begins_title, blocks_of_html, post_of_html, title_of_html
from recapgen.recap.outline.plain import outline_of_post
from recapgen.recap.outline.restructured import as_markdown, is_restructured
from recapgen.recap.post.attributes import silent
from recapgen.recap.reader import understand
from recapgen.recap.reading import UNSURE, Evidence, Facts, Found, Known, Reading
from recapgen.regex import regex

Tokenise = Callable[[str], Sequence[Token]]
Header = Callable[[str, str], tuple[Facts, str, int]]
"""From a file's text and path: what its front matter states, its body, and how many lines stand before the body."""


def no_header(text: str, path: str) -> tuple[Facts, str, int]:
    """For texts without a front matter."""
    return Facts(path), text, 0


def inspect_text(
    text: str,
    path: str,
    tokenise: Tokenise,
    header: Header = no_header,
    known: Known = Known(),  # noqa: B008
) -> dict[str, Any]:
    """How a file's text is read: `{"path": ..., "posts": [...]}`; several posts where the file is an archive."""
    if path.lower().endswith((".html", ".htm")):
        return {"path": path, "posts": [_html(text, path, header, known)]}
    if is_restructured(text, path):
        text = as_markdown(text)
    return {"path": path, "posts": [_post(part, path, tokenise, header, known) for part in split(text)]}


def _html(text: str, path: str, header: Header, known: Known) -> dict[str, Any]:
    facts, body, before = header(text, path) if text.startswith(("---\n", "+++\n")) else (Facts(path), text, 0)
    part, line = post_of_html(body)
    outline = tuple(blocks_of_html(part, line, (0, 0), 1))
    headings = [block for block in outline if block.shape == "heading"]
    if not facts.title and all(heading.level > 1 for heading in headings):
        title = title_of_html(body)
        facts = replace(facts, title=next((h.flat for h in headings if begins_title(h.flat, title)), title))
    return _read("\n\n".join(b.text for b in outline), outline, (), facts, known).plain(before, Part("", text, 1))


def _post(part: Part, path: str, tokenise: Tokenise, header: Header, known: Known) -> dict[str, Any]:
    facts, body, before = header(part.text, path)
    if part.title and not facts.title:
        facts = replace(facts, title=part.title)
    tokens = tokenise(body)
    outline = outline_of_post(body, tokens)
    return _read(body, outline, tokens, facts, known).plain(part.first_line - 1 + before, part)


# -- plain values ------------------------------------------------------------------------------------------------------


class _Read(Struct, frozen=True):
    """A post that was read, with all that its reading was made of."""

    text: str
    outline: Outline
    tokens: Sequence[Token]
    """None, where the post is HTML."""
    facts: Facts
    known: Known
    reading: Reading
    entries: Sequence[Entry]
    context: Context

    def plain(self, shift: int, part: Part) -> dict[str, Any]:
        return _plain(self, shift, part)


def _read(text: str, outline: Outline, tokens: Sequence[Token], facts: Facts, known: Known) -> _Read:
    reading, entries, ctx = understand(text, outline, len(tokens), facts, known)
    return _Read(text, ctx.outline, tokens, facts, known, reading, entries, ctx)


def _plain(post: _Read, shift: int, part: Part) -> dict[str, Any]:
    reading, entries = post.reading, post.entries
    return {
        "title": reading.title or None,
        "is_recap": reading.is_recap,
        "language": reading.lang,
        "lines": [part.first_line, part.first_line + part.text.count("\n")],
        "conferences": [
            {
                "id": f"c{n + 1}",
                "name": c.name,
                "year": c.year,
                "edition": c.label or None,
                "city": c.city or None,
                "country": c.country or None,
                "venue": c.venue or None,
                "start": c.start.isoformat() if c.start else None,
                "end": c.end.isoformat() if c.end else None,
            }
            for n, c in enumerate(reading.claims)
        ],
        "sessions": [_session(f, shift) for f in reading.sessions],
        "no_recap": None if reading.is_recap else _no_recap(post),
        "candidates": _candidates(post, shift),
        "doubts": [
            *(_doubt(found, post, shift) for found in reading.sessions if found.confidence < UNSURE),
            *({**asdict(d), "line": d.line + shift} for d in reading.doubts if d.remedy),
        ],
        "outline": [_line(e, shift, reading) for e in entries if e.block.shape != "item" or e.score >= DOUBTED],
        "evidence": {key: _evidence(e, shift) for key, e in reading.evidence.items()},
        "residue": [{"line": r.line, "text": r.text[:200], "why": r.why} for r in part.residue],
    }


FAINT = 0.1
"""From this score on something speaks for a line, though it was not taken."""


def _no_recap(post: _Read) -> dict[str, Any]:
    """Why a post is no recap, what would make it one, and how many sessions it would then have."""
    title, line = post.reading.title, post.reading.evidence["title"].lines[0]
    claims = [region.claim for region in regions_of(post.context, post.facts, title, line)][:1]
    named = " ".join(str(part) for claim in claims for part in (claim.name, claim.year) if part)
    why = f"it names {named}, but too little says that somebody was there" if named else "it names no conference"
    facts = replace(post.facts, claims=tuple(claims) or (Claim("?"),))
    as_recap = understand(post.text, post.outline, len(post.tokens), facts, post.known)[0]
    line_of_header = f"conference{' =' if post.facts.toml else ':'} {_quoted(named or 'NAME YEAR', post.facts.toml)}"
    return {"why": why, "remedy": f"write {line_of_header} in the front matter", "sessions": len(as_recap.sessions)}


def _quoted(name: str, toml: bool) -> str:
    plain = not toml and _PLAIN_YAML.fullmatch(name)
    return name if plain else json.dumps(name, ensure_ascii=False)


_PLAIN_YAML = regex(r"[^\W_](?:[\w .'’+&!/-]*[\w.'’+!])?")


def _candidates(post: _Read, shift: int) -> list[dict[str, Any]]:
    """Lines that may head a session and were not taken, the likeliest first, each with what would settle it."""
    if not post.reading.is_recap:
        return []
    heads = {found.lines[0] for found in post.reading.sessions}
    refused = silent(post.outline)
    likely = [
        e
        for e in post.entries
        if e.role in ("title", "label")
        and FAINT <= e.score < TAKEN
        and e.block.lines[0] not in heads
        and e.at not in refused
    ]
    return [
        {
            "line": e.block.lines[0] + shift,
            "text": e.block.flat[:160],
            "score": round(e.score, 2),
            "why": f"may be a session: {_because(e)}",
            "remedy": _settling(e, post, shift),
        }
        for e in sorted(likely, key=lambda e: (-e.score, e.block.lines))
    ]


def _because(entry: Entry) -> str:
    """What speaks for a line, in words."""
    named = ", ".join(credit.name for credit in (entry.best.credits if entry.best else ()) or entry.signed)
    spoken = max(entry.told or (0.0,))
    reasons = [f"it names {named}" if named else "", "it stands below a day" if entry.current_day else ""]
    reasons += ["slides or a recording stand below it" if entry.shows else ""]
    reasons += ["the words below it speak of a talk" if spoken > 0 else ""]
    return " and ".join(filter(None, reasons)) or "it looks like its neighbours that are some"


def _settling(entry: Entry, post: _Read, shift: int) -> str:
    """What to write where a line is a session, and where it is none."""
    marked = advice.takes_braces(entry.block, post.tokens)
    said = advice.to_take(entry, post.context, marked=marked)
    if marked:
        where = _where(entry.block, shift)
        return f"add {advice.braces(said)} {where} if it is one, {{session=no}} if not"
    return f"if it is one, {_in_header(said, post)}"


def _where(block: Block, shift: int) -> str:
    return "to the heading" if block.shape == "heading" else f"to the end of line {block.lines[0] + shift}"


def _in_header(said: advice.Stated, post: _Read) -> str:
    line = advice.header_line(said, toml=post.facts.toml)
    if post.facts.sessions:
        return f"add it to the sessions in the front matter, as in {line}"
    return f"write {line} in the front matter"


def _doubt(found: Found, post: _Read, shift: int) -> dict[str, Any]:
    """A session that was taken with little confidence: its line, and what would settle it."""
    block = next((b for b in post.outline if b.lines[0] == found.lines[0]), None)
    alone = sum(other.lines[0] == found.lines[0] for other in post.reading.sessions) == 1
    marked = alone and block is not None and advice.takes_braces(block, post.tokens)
    who = ", ".join(credit.name for credit in found.credits)
    named = (f"‘{found.title}’" if found.title else "one without a title") + (f", by {who}" if who else "")
    no = advice.to_refuse(found, marked=marked)
    if marked and block is not None:
        yes = advice.braces({"session": True} if found.title else {"title": advice.TITLE})
        remedy = f"add {advice.braces(no)} {_where(block, shift)} if it is none, {yes} if it is one"
    else:
        remedy = f"if it is none, {_in_header(no, post)}"
    return {
        "line": found.lines[0] + shift,
        "text": block.flat[:160] if block else found.title,
        "why": f"taken as a session, {named}, with little confidence (rule {found.rule})",
        "remedy": remedy,
    }


def _session(found: Found, shift: int) -> dict[str, Any]:
    return {
        "title": found.title or None,
        "speakers": [{"name": c.name, "orgs": list(c.organizations), "role": c.role or None} for c in found.credits],
        "day": found.day_label or found.day,
        "day_number": found.day,
        "kind": found.kind,
        "conference": f"c{found.claim + 1}" if found.claim is not None else None,
        "links": [{"url": x.url, "type": x.kind} for x in found.links],
        "topics": list(found.topics),
        "lines": [found.lines[0] + shift, found.lines[1] + shift],
        "rule": found.rule,
        "confidence": found.confidence,
        "evidence": {key: _evidence(e, shift) for key, e in found.evidence.items()},
    }


def _evidence(evidence: Evidence, shift: int) -> dict[str, Any]:
    return {
        "rule": evidence.rule,
        "lines": [evidence.lines[0] + shift, evidence.lines[1] + shift],
        "confidence": evidence.confidence,
    }


def _line(entry: Entry, shift: int, reading: Reading) -> dict[str, Any]:
    """What a line of the outline was taken for."""
    heads = {f.lines[0] for f in reading.sessions}
    taken = "session" if entry.block.lines[0] in heads else "post title" if entry.role == "post" else entry.role
    if taken == "title":
        taken = "doubtful" if DOUBTED <= entry.score < TAKEN and reading.is_recap else "part"
    return {
        "line": entry.block.lines[0] + shift,
        "text": entry.block.flat[:160],
        "shape": entry.block.shape,
        "level": entry.block.level,
        "taken_for": taken,
        "score": round(entry.score, 2),
    }

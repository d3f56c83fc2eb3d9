"""How files are read, as plain values: what `recapgen inspect` prints.

>>> from markdown_it import MarkdownIt
>>> text = "# SoupConf 2019 recap\\n\\nI attended SoupConf.\\n\\n## Spoons by Ida Quill (Ladle)\\n\\nIda showed spoons."
>>> inspect_text(text, "a.md", MarkdownIt("commonmark").parse)["posts"][0]["sessions"][0]["title"]
'Spoons'
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from markdown_it.token import Token

from recapgen.model import Claim
from recapgen.recap.archive import Part, split
from recapgen.recap.context import Context
from recapgen.recap.entries import Entry
from recapgen.recap.levels import DOUBTED, TAKEN
from recapgen.recap.markup import blocks_of_html, title_of_html
from recapgen.recap.outline import outline_of
from recapgen.recap.plain import is_bare, outline_of_text
from recapgen.recap.reader import understand
from recapgen.recap.reading import Evidence, Facts, Found, Reading, Stated

Tokenise = Callable[[str], Sequence[Token]]
Header = Callable[[str, str], tuple[Mapping[str, Any], str, int]]
"""From a file's text and path: the values of its front matter, its body, and how many lines stand before the body."""


def no_header(text: str, path: str) -> tuple[Mapping[str, Any], str, int]:
    """For texts without a front matter."""
    return {}, text, 0


def inspect_text(text: str, path: str, tokenise: Tokenise, header: Header = no_header) -> dict[str, Any]:
    """How a file's text is read: `{"path": ..., "posts": [...]}`; several posts where the file is an archive."""
    if path.lower().endswith((".html", ".htm")):
        return {"path": path, "posts": [_html(text, path)]}
    return {"path": path, "posts": [_post(part, path, tokenise, header) for part in split(text)]}


def facts_from(values: Mapping[str, Any], path: str) -> Facts:
    """The facts in a front matter's values, as far as any generator writes them.

    >>> facts_from({"Title": "A", "conference": {"name": "SoupConf", "year": 2019}}, "a.md").claims[0].year
    2019
    """
    known = {str(k).lower(): v for k, v in values.items()}
    date = str(known.get("date") or known.get("published") or known.get("pubdate") or "")
    topics = next((known[k] for k in ("topics", "tags", "categories") if known.get(k)), ())
    stated = known.get("sessions")
    sessions: tuple[Stated, ...] | None = None
    if stated == "none":
        sessions = ()
    elif isinstance(stated, list):
        sessions = tuple(Stated(str(s.get("title", ""))) for s in stated if isinstance(s, dict))
    return Facts(
        path,
        str(known.get("title") or ""),
        str(known.get("lang") or known.get("language") or ""),
        int(date[:4]) if date[:4].isdigit() else None,
        tuple(_claim(c) for c in _listed(known.get("conference")) if c),
        sessions,
        tuple(str(t) for t in _listed(topics)),
    )


def _listed(value: Any) -> list[Any]:
    return (
        value
        if isinstance(value, list)
        else list(value)
        if isinstance(value, tuple)
        else []
        if value is None
        else [value]
    )


def _claim(value: Any) -> Claim:
    if not isinstance(value, dict):
        year = re.search(r"(?:19|20)\d\d", str(value))
        return Claim(str(value), int(year.group()) if year else None)
    number = str(value.get("year") or "")
    return Claim(
        str(value.get("name") or ""),
        int(number) if number.isdigit() else None,
        city=str(value.get("city") or ""),
        country=str(value.get("country") or ""),
    )


def _html(text: str, path: str) -> dict[str, Any]:
    outline = tuple(blocks_of_html(text, 1, (0, 0), 1))
    facts = Facts(path)
    if not any(b.shape == "heading" and b.level == 1 for b in outline):
        facts = Facts(path, title_of_html(text))
    reading, entries, ctx = understand("\n\n".join(b.text for b in outline), outline, 0, facts)
    return _plain(reading, entries, ctx, 0, Part("", text, 1))


def _post(part: Part, path: str, tokenise: Tokenise, header: Header) -> dict[str, Any]:
    values, body, before = header(part.text, path)
    facts = facts_from(values, path)
    if part.title and not facts.title:
        facts = Facts(facts.path, part.title, facts.lang, facts.year, facts.claims, facts.sessions, facts.topics)
    tokens = tokenise(body)
    outline = outline_of_text(body, tokens) if is_bare(tokens) else outline_of(tokens)
    reading, entries, ctx = understand(body, outline, len(tokens), facts)
    return _plain(reading, entries, ctx, part.first_line - 1 + before, part)


# -- plain values ------------------------------------------------------------------------------------------------------


def _plain(reading: Reading, entries: Sequence[Entry], ctx: Context, shift: int, part: Part) -> dict[str, Any]:
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
        "doubts": [{"line": d.line + shift, "text": d.text, "why": d.why, "remedy": d.remedy} for d in reading.doubts],
        "outline": [_line(e, shift, reading) for e in entries if e.block.shape != "item" or e.score >= DOUBTED],
        "evidence": {key: _evidence(e, shift) for key, e in reading.evidence.items()},
        "residue": [{"line": r.line, "text": r.text[:200], "why": r.why} for r in part.residue],
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

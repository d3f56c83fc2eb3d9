"""How files are read, as plain values: what `recapgen inspect` prints.

>>> from markdown_it import MarkdownIt
>>> text = "# SoupConf 2019 recap\\n\\nI attended SoupConf.\\n\\n## Spoons by Ida Quill (Ladle)\\n\\nIda showed spoons."
>>> inspect_text(text, "a.md", MarkdownIt("commonmark").parse)["posts"][0]["sessions"][0]["title"]
'Spoons'
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from markdown_it.token import Token

from recapgen.model import Credit
from recapgen.recap.archive import Part, split
from recapgen.recap.context import Context
from recapgen.recap.entries import DOUBTED, TAKEN, Entry
from recapgen.recap.markup import begins_title, blocks_of_html, post_of_html, title_of_html
from recapgen.recap.outline import outline_of
from recapgen.recap.plain import is_bare, outline_of_text
from recapgen.recap.reader import understand
from recapgen.recap.reading import Evidence, Facts, Found, Known, Reading
from recapgen.recap.sessions import silent

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
    return {"path": path, "posts": [_post(part, path, tokenise, header, known) for part in split(text)]}


def _html(text: str, path: str, header: Header, known: Known) -> dict[str, Any]:
    facts, body, before = header(text, path) if text.startswith(("---\n", "+++\n")) else (Facts(path), text, 0)
    part, line = post_of_html(body)
    outline = tuple(blocks_of_html(part, line, (0, 0), 1))
    headings = [block for block in outline if block.shape == "heading"]
    if not facts.title and all(heading.level > 1 for heading in headings):
        title = title_of_html(body)
        facts = replace(facts, title=next((h.flat for h in headings if begins_title(h.flat, title)), title))
    reading, entries, ctx = understand("\n\n".join(b.text for b in outline), outline, 0, facts, known)
    return _plain(reading, entries, ctx, before, Part("", text, 1))


def _post(part: Part, path: str, tokenise: Tokenise, header: Header, known: Known) -> dict[str, Any]:
    facts, body, before = header(part.text, path)
    if part.title and not facts.title:
        facts = replace(facts, title=part.title)
    tokens = tokenise(body)
    outline = outline_of_text(body, tokens) if is_bare(tokens) else outline_of(tokens)
    reading, entries, ctx = understand(body, outline, len(tokens), facts, known)
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
        "candidates": _candidates(reading, entries, ctx, shift),
        "doubts": [{"line": d.line + shift, "text": d.text, "why": d.why, "remedy": d.remedy} for d in reading.doubts],
        "outline": [_line(e, shift, reading) for e in entries if e.block.shape != "item" or e.score >= DOUBTED],
        "evidence": {key: _evidence(e, shift) for key, e in reading.evidence.items()},
        "residue": [{"line": r.line, "text": r.text[:200], "why": r.why} for r in part.residue],
    }


FAINT = 0.1
"""From this score on something speaks for a line, though it was not taken."""


def _candidates(reading: Reading, entries: Sequence[Entry], ctx: Context, shift: int) -> list[dict[str, Any]]:
    """Lines that may head a session and were not taken, the likeliest first, each with what would settle it."""
    if not reading.is_recap:
        return []
    heads = {found.lines[0] for found in reading.sessions}
    refused = silent(ctx.outline)
    likely = [
        e
        for e in entries
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
            "remedy": _settling(e),
        }
        for e in sorted(likely, key=lambda e: (-e.score, e.block.lines))
    ]


def _because(entry: Entry) -> str:
    """What speaks for a line, in words."""
    named = ", ".join(credit.name for credit in _credits(entry))
    spoken = max(entry.told or (0.0,))
    reasons = [f"it names {named}" if named else "", "it stands below a day" if entry.current_day else ""]
    reasons += ["slides or a recording stand below it" if entry.shows else ""]
    reasons += ["the words below it speak of a talk" if spoken > 0 else ""]
    return " and ".join(filter(None, reasons)) or "it looks like its neighbours that are some"


def _credits(entry: Entry) -> Sequence[Credit]:
    return (entry.best.credits if entry.best else ()) or entry.signed


def _settling(entry: Entry) -> str:
    """What to write where a line is a session, and where it is none."""
    names = [credit.name for credit in _credits(entry)]
    if entry.block.shape == "heading":
        said = f'{{speakers="{"; ".join(names)}"}}' if names else "{session=yes}"
        return f"add {said} to the heading if it is one, {{session=no}} if not"
    title = entry.best.title if entry.best else entry.block.flat[:80]
    stated = {"title": title} | ({"speakers": names} if names else {})
    return f"if it is one, write sessions: [auto, {json.dumps(stated, ensure_ascii=False)}] in the front matter"


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

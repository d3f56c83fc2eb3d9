"""How files are read, as plain values: what `recapgen inspect` prints.

>>> inspect_text("# SoupConf 2019 recap\\n\\nI attended SoupConf.\\n\\n## Spoons by Ida Quill (Ladle)\\n\\nIda showed spoons.", "a.md")["posts"][0]["sessions"][0]["title"]
'Spoons'
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from recapgen.recap.archive import Part, split
from recapgen.recap.context import Context
from recapgen.recap.entries import Entry
from recapgen.recap.levels import DOUBTED, TAKEN
from recapgen.recap.markup import blocks_of_html, title_of_html
from recapgen.recap.outline import Outline, outline_of
from recapgen.recap.plain import is_bare, outline_of_text
from recapgen.recap.reader import understand
from recapgen.recap.reading import Evidence, Facts, Found, Reading

SUFFIXES = (".md", ".markdown", ".mdown", ".txt", ".text", ".html", ".htm", ".mdx")
Tokenise = Callable[[str], Sequence[Token]]
FactsOf = Callable[[str, str], tuple[Facts, str, int]]
"""From a text and its path: its facts, its body, and how many lines stand before the body."""


def paths_in(path: Path) -> Iterator[Path]:
    """The file, or all files below the folder that may hold posts, in order."""
    if path.is_dir():
        yield from sorted(
            p
            for p in path.rglob("*")
            if p.suffix.lower() in SUFFIXES
            and p.is_file()
            and not any(x.startswith(".") for x in p.relative_to(path).parts)
        )
    else:
        yield path


def inspect_text(text: str, path: str, facts_of: FactsOf | None = None) -> dict[str, Any]:
    """How a file's text is read: `{"path": ..., "posts": [...]}`; several posts where the file is an archive."""
    if path.lower().endswith((".html", ".htm")):
        return {"path": path, "posts": [_html(text, path)]}
    posts = []
    for part in split(text):
        posts.append(_post(part, path, facts_of or plain_facts))
    return {"path": path, "posts": posts}


def plain_facts(text: str, path: str) -> tuple[Facts, str, int]:
    """Facts without a front matter's rules: only its title and date, if there is one."""
    if not text.startswith("---\n"):
        return Facts(path), text, 0
    end = text.find("\n---", 3)
    if end < 0:
        return Facts(path), text, 0
    head, body = text[4:end], text[end + 4 :].partition("\n")[2]
    title = lang = ""
    year = None
    for line in head.split("\n"):
        key, _, value = line.partition(":")
        value = value.strip().strip("\"'")
        if key == "title":
            title = value
        elif key in ("lang", "language"):
            lang = value
        elif key == "date" and value[:4].isdigit():
            year = int(value[:4])
    return Facts(path, title, lang, year), body, head.count("\n") + 3


def _html(text: str, path: str) -> dict[str, Any]:
    outline = tuple(blocks_of_html(text, 1, (0, 0), 1))
    facts = Facts(path)
    if not any(b.shape == "heading" and b.level == 1 for b in outline):
        facts = Facts(path, title_of_html(text))
    reading, entries, ctx = understand("\n\n".join(b.text for b in outline), outline, 0, facts)
    return _plain(reading, entries, ctx, 0, Part("", text, 1))


def _post(part: Part, path: str, facts_of: FactsOf) -> dict[str, Any]:
    facts, body, before = facts_of(part.text, path)
    if part.title and not facts.title:
        facts = Facts(facts.path, part.title, facts.lang, facts.year, facts.claims, facts.sessions, facts.topics)
    outline, size = outline_from(body)
    reading, entries, ctx = understand(body, outline, size, facts)
    return _plain(reading, entries, ctx, part.first_line - 1 + before, part)


def outline_from(body: str) -> tuple[Outline, int]:
    from recapgen.markdown import tokenise

    tokens = tokenise(body)
    return (outline_of_text(body, tokens) if is_bare(tokens) else outline_of(tokens)), len(tokens)


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

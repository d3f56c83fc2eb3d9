"""The reader: from the tokens of a post to its sessions and conferences.

    outline -> levels judged -> title lines taken apart -> a `Reading`

>>> read("", ()).is_recap
False
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from markdown_it.token import Token

from recapgen.model import KINDS, Claim, Credit, Kind, Link
from recapgen.recap.byline import tidy
from recapgen.recap.context import Context
from recapgen.recap.levels import DOUBTED, TAKEN, Entry, ancestors, entries_of, judge
from recapgen.recap.outline import outline_of
from recapgen.recap.people import people
from recapgen.recap.reading import Doubt, Evidence, Facts, Found, Known, Reading, Stated
from recapgen.recap.words import fold


def read(text: str, tokens: Sequence[Token], facts: Facts | None = None, known: Known | None = None) -> Reading:
    """Reads one post: `text` is its body without front matter, `tokens` are the block tokens of that text."""
    facts = facts or Facts()
    ctx = Context.of(text, outline_of(tokens), facts.lang, known)
    entries = entries_of(ctx)
    title = facts.title or next((e.block.flat for e in entries if e.block.shape == "heading" and e.rank == 1), "")
    claims = facts.claims
    stated = facts.sessions is not None and bool(facts.sessions)
    recap = bool(claims) or stated
    judge(entries, ctx, 1.0 if recap else 0.0)
    sessions: list[Found] = []
    doubts: list[Doubt] = []
    if facts.sessions is None:
        sessions = [_found(i, entries, ctx, claims, tokens) for i, e in enumerate(entries) if _taken(e, recap)]
        doubts = [_doubt(e) for e in entries if recap and DOUBTED <= e.score < TAKEN and not _attributed(e)]
    elif facts.sessions:
        sessions = [_stated(s, entries, ctx, claims, tokens) for s in facts.sessions]
    evidence = {"title": Evidence("front matter" if facts.title else "heading"), "is_recap": Evidence("claims")}
    return Reading(title, ctx.lang, recap or bool(sessions), claims, tuple(sessions), tuple(doubts), evidence)


_SPEAKER_KEYS = ("speakers", "speaker", "by", "presenter", "presenters")


def _attributed(entry: Entry) -> bool:
    a = entry.block.attributes
    return any(k in a for k in ("title", "kind", "day", "slides", "video", "topics", *_SPEAKER_KEYS)) and a.get("session", "") != "no"


def _taken(entry: Entry, recap: bool) -> bool:
    if entry.block.attributes.get("session", "").lower() in ("no", "none", "false"):
        return False
    if entry.block.attributes.get("session", "").lower() in ("yes", "true") or _attributed(entry):
        return True
    return recap and entry.score >= TAKEN


def _extent(i: int, entries: Sequence[Entry], ctx: Context, tokens: Sequence[Token]) -> tuple[tuple[int, int], tuple[int, int]]:
    """Lines and words (token range) of what belongs to an entry."""
    entry = entries[i]
    start, end = entry.block.tokens
    if entry.block.shape == "item":
        return entry.block.lines, (start + 1, max(start + 1, end - 1))
    stop = next((e.block for e in entries[i + 1 :] if e.rank <= entry.rank or e.score >= TAKEN), None)
    last_token = stop.tokens[0] if stop else len(tokens)
    last = entry.block.lines[1]
    for block in ctx.outline[entry.at + 1 :]:
        if stop is not None and block is stop:
            break
        last = max(last, block.lines[1])
    return (entry.block.lines[0], last), (end, max(end, last_token))


def _found(i: int, entries: Sequence[Entry], ctx: Context, claims: tuple[Claim, ...], tokens: Sequence[Token]) -> Found:
    entry = entries[i]
    best = entry.best
    assert best is not None
    attributes = entry.block.attributes
    lines, words = _extent(i, entries, ctx, tokens)
    title, credits, kind = best.title, best.credits, best.kind
    rule = f"{entry.block.shape}-{best.form}"
    confidence = round(min(1.0, entry.score), 2)
    if _attributed(entry):
        rule, confidence = "attributes", 1.0
        if stated := _speakers(attributes, ctx):
            credits = stated
            title = tidy(entry.block.flat, ctx.lexicon)[0] if best.form == "title" else best.title
        title = attributes.get("title", title)
        kind = kind_named(attributes.get("kind", "")) or kind
    day, label = _day(entry, entries)
    if attributes.get("day", "").isdigit():
        day, label = int(attributes["day"]), ""
    if kind is None:
        kind = next((a.kind for a in ancestors(entry, entries) if a.kind and a.role in ("kind", "day")), None)
    at = entry.block.lines
    evidence = {"title": Evidence(rule, at, confidence)}
    if credits:
        evidence["speakers"] = Evidence(rule, at, round(best.score or confidence, 2))
    if kind:
        evidence["kind"] = Evidence("kind", at, 0.9)
    if day:
        evidence["day"] = Evidence("day heading", at, 0.95)
    return Found(title, credits, kind, day, label, 0 if claims else None, links_of(attributes, entry), _topics(attributes), lines,
                 entry.block.tokens[0], words, rule, confidence, evidence, best.lead if entry.block.shape == "item" else 0)


def _day(entry: Entry, entries: Sequence[Entry]) -> tuple[int | None, str]:
    for above in ancestors(entry, entries):
        if above.day:
            return above.day.day, above.day.label
    return None, ""


def _speakers(attributes: Mapping[str, str], ctx: Context) -> tuple[Credit, ...]:
    for key in _SPEAKER_KEYS:
        if attributes.get(key):
            return tuple(c for part in attributes[key].split(";") if part.strip() for c in _one(part, ctx))
    return ()


def _one(part: str, ctx: Context) -> tuple[Credit, ...]:
    found, _ = people(part.strip(), ctx.names)
    return found or (Credit(part.strip()),)


def kind_named(text: str) -> Kind | None:
    return next((k for k in KINDS if k == text.strip().lower()), None)


def _topics(attributes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(t.strip() for t in re.split(r"[,;]", attributes.get("topics", "")) if t.strip())


def links_of(attributes: Mapping[str, str], entry: Entry) -> tuple[Link, ...]:
    return tuple(Link(attributes[key], {"url": "link"}.get(key, key)) for key in ("slides", "video", "code", "url") if attributes.get(key))


def _doubt(entry: Entry) -> Doubt:
    return Doubt(entry.block.lines[0], entry.block.flat[:120], "it may be a session, but too little says so",
                 '{speakers="..."} after the heading if it is one, {session=no} if not')


def _stated(stated: Stated, entries: Sequence[Entry], ctx: Context, claims: tuple[Claim, ...], tokens: Sequence[Token]) -> Found:
    wanted = fold(stated.title)
    for i, entry in enumerate(entries):
        names = {fold(p.title) for p in entry.parses} | {fold(entry.block.flat)}
        if wanted in names or (len(wanted) > 12 and any(n.startswith(wanted) for n in names)):
            lines, words = _extent(i, entries, ctx, tokens)
            day, label = _day(entry, entries)
            lead = next((p.lead for p in entry.parses if fold(p.title) == wanted), 0) if entry.block.shape == "item" else 0
            return Found(stated.title, stated.credits, stated.kind, stated.day or day, "" if stated.day else label, 0 if claims else None,
                         stated.links, (), lines, entry.block.tokens[0], words, "front matter", 1.0,
                         {"title": Evidence("front matter", (stated.line, stated.line))}, lead)
    return Found(stated.title, stated.credits, stated.kind, stated.day, "", 0 if claims else None, stated.links, (),
                 (stated.line, stated.line), None, (0, 0), "front matter", 1.0, {"title": Evidence("front matter", (stated.line, stated.line))})

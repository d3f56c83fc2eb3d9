"""A programme as files: a registry file for the conference with its edition, and a post that only lists sessions.

The post has `sessions:` in its front matter, no words of its own, and `params: {programme: true}` for themes that want
to show it as what it is. Long programmes go over several posts, since a header has at most 64 KB.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recapgen.errors import ContentError
from recapgen.files import digest_of
from recapgen.header import read as read_header
from recapgen.importers.account import Account, settle
from recapgen.importers.foreign import Programme, Slot
from recapgen.importers.programme import claim_of
from recapgen.importers.writing import Memory, claim_value, credit_value, front_matter, too_long
from recapgen.model import Claim
from recapgen.routes import slugify


class ProgrammeFile(Struct, frozen=True):
    """One file of a programme."""

    path: str
    data: bytes
    title: str
    sessions: int
    conferences: tuple[str, ...]
    account: Account
    draft: bool = False
    doubts: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def programme_files(piece: Programme, conference: str, into: Path, memory: Memory) -> Iterator[ProgrammeFile]:
    """The registry file, unless a person has one, and the posts."""
    claim, doubts = piece.claim, piece.doubts
    if conference:
        named = claim_of(conference, claim.start, claim.end, claim.city, claim.venue, claim.url)
        claim, doubts = replace(named, year=named.year or claim.year), ()
    full = " ".join(filter(None, (claim.name, str(claim.year or claim.label or ""))))
    path = f"conferences/{slugify(claim.name)}.md"
    before = _ours(into / path, path, memory)
    posts = list(_posts(piece, claim, bool(doubts)))
    every = [word for _, values, _ in posts for word in _words(values)]
    account = settle(piece.stock, "", every, piece.residue)
    if before is not None and not doubts:
        text = front_matter(_with_edition(before, claim))
        yield ProgrammeFile(path, f"{text}\n".encode(), claim.name, 0, (full,), _empty())
    notes = (
        ()
        if before is not None or doubts
        else (f"content/{path} is yours: add the edition {claim.year or claim.label} to it if it lacks it",)
    )
    for number, (text, _, count) in enumerate(posts):
        suffix = "" if number == 0 else f"-{number + 1}"
        title = f"Programme of {full}" + (f", part {number + 1}" if number else "")
        yield ProgrammeFile(
            f"recaps/{slugify(full)}-programme{suffix}.md",
            text.encode(),
            title,
            count,
            (full,),
            account if number == 0 else _empty(),
            bool(doubts),
            doubts,
            notes if number == 0 else (),
        )


def _empty() -> Account:
    return Account(0, 0, (), (), ())


def _posts(piece: Programme, claim: Claim, draft: bool) -> Iterator[tuple[str, dict[str, Any], int]]:
    """Text, values and number of sessions of each post, as few as the length of a header allows."""
    slots = list(piece.slots)
    number = 0
    while slots or number == 0:
        count = len(slots)
        while True:
            values = _values(piece, claim, slots[:count], number, draft)
            text = front_matter(values)
            if count <= 1 or not too_long(text):
                break
            count = max(1, count * 2 // 3)
        yield f"{text}\n", values, count
        slots = slots[count:]
        number += 1


def _values(piece: Programme, claim: Claim, slots: Sequence[Slot], number: int, draft: bool) -> dict[str, Any]:
    full = " ".join(filter(None, (claim.name, str(claim.year or claim.label or ""))))
    return {
        "title": f"Programme of {full}" + (f", part {number + 1}" if number else ""),
        "description": f"The sessions of {full}, as its organisers announced them.",
        "date": claim.start.isoformat() if claim.start else "",
        "draft": draft,
        "lang": piece.lang,
        "conference": claim_value(claim),
        "sessions": [_slot_value(s) for s in slots] or "none",
        "params": {"programme": True},
    }


def _slot_value(slot: Slot) -> dict[str, Any]:
    value: dict[str, Any] = {
        "title": slot.title,
        "speakers": [credit_value(c) for c in slot.credits],
        "kind": slot.kind,
        "day": slot.day,
    }
    for link in slot.links:
        value.setdefault(link.kind if link.kind in ("slides", "video", "code") else "url", link.url)
    return value | {"topics": list(slot.topics)}


def _words(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [w for v in value.values() for w in _words(v)]
    if isinstance(value, list):
        return [w for v in value for w in _words(v)]
    return [str(value)] if value is not None else []


def _ours(file: Path, path: str, memory: Memory) -> dict[str, Any] | None:
    """The registry file's values if it is absent (then none) or as an import wrote it; None where a person has one."""
    if not file.is_file() or file.is_symlink():
        return None if memory.digests.get(path) or file.is_symlink() else {}
    data = file.read_bytes()
    if memory.digests.get(path) != digest_of(data):
        return None
    try:
        return dict(read_header(data.decode("utf-8"), path).values)
    except (ContentError, UnicodeDecodeError):
        return None


def _with_edition(before: dict[str, Any], claim: Claim) -> dict[str, Any]:
    """The registry's values with one more edition, or with what it says now of one that is there."""
    edition = {k: v for k, v in claim_value(claim).items() if k not in ("name", "edition") and v}
    if claim.label:
        edition["name"] = claim.label
    editions = [
        e
        for e in before.get("editions") or []
        if isinstance(e, dict) and (e.get("year"), e.get("name")) != (edition.get("year"), edition.get("name"))
    ]
    editions = sorted([*editions, edition], key=lambda e: (str(e.get("year") or ""), str(e.get("name") or "")))
    return {"name": claim.name, "url": before.get("url") or "", "editions": editions}

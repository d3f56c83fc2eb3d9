"""What braces and components state of a session: `{speakers="Ida Quill" kind=keynote}`, `<Talk by="Ida Quill">`.

>>> attributed({"speakers": "Ida Quill"}), refused({"session": "no"})
(True, True)
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msgspec.structs import replace

from recapgen.model import KINDS, Credit, Kind, Link
from recapgen.recap.context import Context
from recapgen.recap.line.people import people
from recapgen.recap.outline.blocks import Block, Outline
from recapgen.recap.reading import Found

SPEAKER_KEYS = ("speakers", "speaker", "by", "presenter", "presenters", "author", "authors", "who")


TITLE_KEYS = ("title", "talk", "session", "name")


LINK_KEYS = ("slides", "video", "code", "schedule", "url")


def attributed(attributes: Mapping[str, str]) -> bool:
    """Whether attributes say that something is a session."""
    if not attributes or refused(attributes):
        return False
    return any(
        k in attributes for k in ("title", "kind", "day", "slides", "video", "topics", "speakers", "speaker")
    ) or attributes.get("session", "").lower() in ("yes", "true")


def refused(attributes: Mapping[str, str]) -> bool:
    """Whether attributes say that something is none."""
    return attributes.get("session", "").lower() in ("no", "none", "false")


def silent(outline: Outline) -> frozenset[int]:
    """The places at which nothing is a session, as attributes say: of a heading for all below it up to the next one,
    of an item for those within it, and of any other line for that line; what is stated to be a session is one.
    """
    found: set[int] = set()
    heading = False
    item = 0
    for at, block in enumerate(outline):
        no = block.shape != "component" and refused(block.attributes)
        if block.shape == "heading":
            heading, item = no, 0
        elif item and block.level <= (item if block.shape == "item" else 0):
            item = 0
        if no and block.shape == "item":
            item = block.level
        if no or ((heading or item) and not is_stated(block)):
            found.add(at)
    return frozenset(found)


def is_stated(block: Block) -> bool:
    """Whether a block's attributes say that it is a session."""
    return block.shape != "component" and attributed(block.attributes)


def speakers_of(attributes: Mapping[str, str], ctx: Context) -> tuple[Credit, ...]:
    """The speakers that attributes state; several are divided by semicolons."""
    for key in SPEAKER_KEYS:
        if value := attributes.get(key):
            parts = [p.strip() for p in value.split(";") if p.strip()]
            found: list[Credit] = []
            for part in parts:
                credits, score = people(part, ctx.names)
                read = credits if credits and (score >= 0.3 or "(" in part) else (Credit(part),)
                found.extend(_as_stated(part) if len(read) == 1 and read[0] == Credit(read[0].name) else read)
            org = next(
                (
                    attributes[k]
                    for k in ("org", "organization", "organisation", "company", "affiliation")
                    if attributes.get(k)
                ),
                "",
            )
            if org and not any(c.organizations for c in found):
                found = [Credit(c.name, (org,), c.role) for c in found]
            return tuple(found)
    return ()


def _as_stated(part: str) -> tuple[Credit, ...]:
    """`Ida Quill (The Ladle Ltd)` word for word, for what an author writes out, however long it is."""
    name, opened, rest = part.partition("(")
    organization = rest.strip().removesuffix(")").strip()
    return (Credit(name.strip(), (organization,)),) if opened and name.strip() and organization else (Credit(part),)


def kind_named(text: str) -> Kind | None:
    return next((k for k in KINDS if k == text.strip().lower()), None)


def topics_of(attributes: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(t.strip() for t in re.split(r"[,;]", attributes.get("topics", "")) if t.strip())


def links_of(attributes: Mapping[str, str]) -> tuple[Link, ...]:
    return tuple(Link(attributes[key], {"url": "link"}.get(key, key)) for key in LINK_KEYS if attributes.get(key))


def with_attributes(found: Found, attributes: Mapping[str, str], ctx: Context) -> Found:
    """A session as it was read, with all that attributes say of it."""
    day = int(attributes["day"]) if attributes.get("day", "").isdigit() else None
    return replace(
        found,
        title=attributes.get("title", found.title),
        credits=speakers_of(attributes, ctx) or found.credits,
        kind=kind_named(attributes.get("kind", "")) or found.kind,
        day=day or found.day,
        day_label="" if day else found.day_label,
        links=links_of(attributes) or found.links,
        topics=topics_of(attributes),
        rule="attributes",
        confidence=1.0,
    )

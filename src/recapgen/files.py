"""What comes from disk and goes to it: bytes with a path, and the digests by which they are known."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from typing import Literal

from msgspec import Struct

RegistryKind = Literal["conference", "speaker", "organization", "topic"]
REGISTRY: Mapping[str, RegistryKind] = {
    "conferences": "conference",
    "speakers": "speaker",
    "organizations": "organization",
    "topics": "topic",
}
"""Folders of content/ that say more about the site's nouns."""


def digest_of(data: bytes) -> str:
    """BLAKE2b of 20 bytes, hexadecimal: what stands for content wherever content is compared."""
    return blake2b(data, digest_size=20).hexdigest()


class Source(Struct, frozen=True):
    """A file as it lies on disk."""

    path: str
    """Relative to the site's folder, with `/`: `content/recaps/qcon.md`."""
    data: bytes
    digest: str
    """BLAKE2b of the bytes, hexadecimal."""


class File(Struct, frozen=True):
    """A file that is copied as it is."""

    path: str
    """Relative to the site's folder."""
    target: str
    """Where it goes, below output/; of a page bundle's file: below its page (see `bundle`)."""
    digest: str
    bundle: str = ""
    """The path of the post whose folder it lies in; empty: `target` is final."""


class Artifact(Struct, frozen=True):
    """A file to be written below output/."""

    path: str
    data: bytes

    @property
    def digest(self) -> str:
        return digest_of(self.data)

"""A post on its way to a reading: its outline, its lines, its conferences."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property

from msgspec import Struct

from recapgen.recap.conference.parts import Region
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry
from recapgen.recap.post.attributes import silent
from recapgen.recap.reading import Facts
from recapgen.recap.words import fold


class Post(Struct, frozen=True, dict=True):
    """A post on its way to a reading."""

    context: Context
    entries: Sequence[Entry]
    regions: Sequence[Region]
    facts: Facts
    size: int
    """How many tokens it has."""

    def last_before(self, at: int) -> Entry | None:
        """The last line above a place in the outline."""
        return _last_before(at, self.entries)

    def head_before(self, at: int) -> Entry | None:
        """The last line above it that has a place of its own: no list item, and no paragraph."""
        return _last_before(at, self._heads)

    @cached_property
    def silent(self) -> frozenset[int]:
        """Places in the outline at which nothing is a session."""
        return silent(self.context.outline)

    @cached_property
    def shared(self) -> frozenset[tuple[int, int]]:
        """Tokens that are several list items: HTML."""
        times = Counter(block.tokens for block in self.context.outline if block.shape == "item")
        return frozenset(tokens for tokens, count in times.items() if count > 1 and tokens[1])

    @cached_property
    def _heads(self) -> Sequence[Entry]:
        return [e for e in self.entries if e.block.shape in ("heading", "bold", "lone")]

    def claim_at(self, at: int) -> int | None:
        """Which conference the outline's line belongs to."""
        if not self.regions:
            return None
        found = 0
        for n, region in enumerate(self.regions):
            if region.start <= at:
                found = n
        return found if not self.facts.claims or len(self.facts.claims) == 1 else self._claim_named(at)

    def _claim_named(self, at: int) -> int:
        """Of several claims of the front matter: the one that a line above names last."""
        for entry in reversed([e for e in self.entries if e.at <= at][-400:]):
            for n, claim in enumerate(self.facts.claims):
                if fold(claim.name) in fold(entry.block.flat) or (
                    claim.label and fold(claim.label) in fold(entry.block.flat)
                ):
                    return n
        return 0


def _last_before(at: int, entries: Sequence[Entry]) -> Entry | None:
    n = bisect_left(entries, at, key=lambda e: e.at)
    return entries[n - 1] if n else None

"""Takes of one edition become sessions: what several posts say of one talk meets, what is doubtful stays apart.

>>> told = [Told("a.md", 0, Take("Soup at Scale", (Credit("Ida Quill"),))), Told("b.md", 0, Take("Soup at scale!"))]
>>> [len(group) for group in merged(told)[0]]
[2]
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from recapgen.identity import person_key
from recapgen.model import Credit, Take  # noqa: F401  (Credit: for the example above)
from recapgen.recap.words import fold

ALIKE = 0.88
"""Share of equal letters from which two titles may be one."""


@dataclass(frozen=True, slots=True)
class Told:
    """A take and where it stands."""

    path: str
    """Of its post."""
    number: int
    """Its place among the takes of its post, from 0."""
    take: Take

    @property
    def place(self) -> str:
        return f"{self.path}:{self.take.lines[0]}"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two takes that may be of one session, and are kept apart."""

    one: Told
    other: Told
    why: str


def merged(told: Sequence[Told]) -> tuple[list[list[Told]], list[Doubt]]:
    """Groups of takes, each one session, in the order of their first take; and what was left in doubt.

    Takes of one post are never merged. `told` is in the order in which sessions are to be listed.
    """
    groups: list[list[Told]] = []
    doubts: list[Doubt] = []
    by_title: dict[str, list[list[Told]]] = {}
    by_speaker: dict[str, list[list[Told]]] = {}
    by_post: dict[str, int] = {}
    for one in told:
        by_post[one.path] = by_post.get(one.path, 0) + 1
    several = len(by_post) > 1
    for one in told:
        home = None
        if several:
            home = _home(one, by_title, by_speaker, groups, doubts)
        if home is None:
            home = []
            groups.append(home)
        home.append(one)
        if several:
            titles = by_title.setdefault(title_key(one.take.title), [])
            if not any(g is home for g in titles):
                titles.append(home)
            for name in _speakers(one.take):
                shared = by_speaker.setdefault(name, [])
                if not any(g is home for g in shared):
                    shared.append(home)
    return groups, doubts


def _home(
    one: Told,
    by_title: dict[str, list[list[Told]]],
    by_speaker: dict[str, list[list[Told]]],
    groups: list[list[Told]],
    doubts: list[Doubt],
) -> list[Told] | None:
    """The group that a take belongs to, or None; every near miss becomes a doubt."""
    speakers = _speakers(one.take)
    key = title_key(one.take.title)
    same = [g for g in by_title.get(key, ()) if key and not _tells(g, one.path)]
    for group in same:
        theirs = _speakers_of(group)
        if not speakers or not theirs or speakers & theirs or _one_name_in_other(speakers, theirs):
            return group
    if same:
        doubts.append(Doubt(same[0][0], one, "the titles are the same, the speakers are not"))
        return None
    shared = [g for name in sorted(speakers) for g in by_speaker.get(name, ()) if not _tells(g, one.path)]
    for group in shared:
        if not one.take.title or not group[0].take.title:
            if len(shared) == 1:
                return group
        elif alike(one.take.title, group[0].take.title):
            return group
    if shared and one.take.title:
        doubts.append(Doubt(shared[0][0], one, "a speaker is the same, the titles are not"))
        return None
    if one.take.title:
        for group in groups:
            title = group[0].take.title
            if not title or (speakers and any(told.take.credits for told in group)):
                continue
            if not _tells(group, one.path) and alike(one.take.title, title):
                doubts.append(Doubt(group[0], one, "the titles are almost the same"))
                return None
    return None


def _tells(group: Sequence[Told], path: str) -> bool:
    return any(told.path == path for told in group)


def _speakers(take: Take) -> frozenset[str]:
    return frozenset(person_key(credit.name) for credit in take.credits)


def _speakers_of(group: Sequence[Told]) -> frozenset[str]:
    return frozenset().union(*(_speakers(told.take) for told in group))


def _one_name_in_other(ours: frozenset[str], theirs: frozenset[str]) -> bool:
    """A first name alone, or a surname alone, of somebody in the other by-line."""
    return any(
        set(a.split()) <= set(b.split()) or set(b.split()) <= set(a.split()) for a in ours for b in theirs if a and b
    )


@lru_cache(maxsize=65_536)
def title_key(title: str) -> str:
    """Titles with one key are the same title."""
    words = fold(title.replace("&", " and ")).split()
    if len(words) > 2 and words[0] in ("a", "an", "the"):
        words = words[1:]
    return " ".join(words)


def alike(one: str, other: str) -> bool:
    """Whether two titles may be of one talk: almost the same letters, or one is the other without its subtitle.

    >>> alike("Soup: Theory and Practice", "Soup, theory & practise"), alike("Soup", "Spoons")
    (True, False)
    """
    a, b = title_key(one), title_key(other)
    if a == b:
        return True
    if not a or not b:
        return False
    short, long = sorted((a, b), key=len)
    if len(short) >= 12 and (long.startswith(f"{short} ") or long.endswith(f" {short}")):
        return True
    ours, theirs = set(a.split()), set(b.split())
    if len(ours & theirs) * 2 < min(len(ours), len(theirs)) or len(short) < len(long) * 0.75:
        return False
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE

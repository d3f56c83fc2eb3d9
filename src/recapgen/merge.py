"""Takes of one edition become sessions: what several posts say of one talk meets, what is doubtful stays apart.

>>> told = [Told("a.md", 0, Take("Soup at Scale", (Credit("Ida Quill"),))), Told("b.md", 0, Take("Soup at scale!"))]
>>> [len(group) for group in merged(told)[0]]
[2]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations

from msgspec import Struct

from recapgen.identity import person_key
from recapgen.model import Credit, Take  # noqa: F401  (Credit: for the example above)
from recapgen.recap.words import fold

ALIKE = 0.88
"""Share of equal letters from which two titles may be one."""


class Told(Struct, frozen=True):
    """A take and where it stands."""

    path: str
    """Of its post."""
    number: int
    """Its place among the takes of its post, from 0."""
    take: Take

    @property
    def place(self) -> str:
        return f"{self.path}:{self.take.lines[0]}"


class Doubt(Struct, frozen=True):
    """Two takes that may be of one session, and are kept apart."""

    one: Told
    other: Told
    why: str


Apart = frozenset[frozenset[str]]
"""Keys of titles, two each time, or the one that both have: what is known to be two sessions."""


def apart_of(titles: Iterable[Sequence[str]]) -> Apart:
    """Of lists of titles, each two of a list.

    >>> sorted(map(sorted, apart_of([["The Lids", "Pots!"], ["Soup", "Soup"]])))
    [['pots', 'the lids'], ['soup']]
    """
    return frozenset(frozenset(map(title_key, pair)) for group in titles for pair in combinations(group, 2))


def merged(told: Sequence[Told], apart: Apart = frozenset()) -> tuple[list[list[Told]], list[Doubt]]:
    """Groups of takes, each one session, in the order of their first take; and what was left in doubt.

    Takes of one post are never merged, nor are those whose titles are known to be `apart`; of these, and of takes of
    different days, there is no doubt. `told` is in the order in which sessions are to be listed.
    """
    if len({one.path for one in told}) < 2:
        return [[one] for one in told], []
    groups: list[_Group] = []
    doubts: list[Doubt] = []
    by_title: dict[str, list[_Group]] = defaultdict(list)
    by_speaker: dict[str, list[_Group]] = defaultdict(list)
    for one in told:
        home = _home(one, by_title, by_speaker, groups, doubts, apart)
        if home is None:
            home = _Group()
            groups.append(home)
        home.take(one)
        for known in (by_title[title_key(one.take.title)], *(by_speaker[name] for name in _speakers(one.take))):
            if home not in known:
                known.append(home)
    return [group.told for group in groups], doubts


def _unsure(groups: Sequence[_Group], one: Told, why: str, apart: Apart) -> list[Doubt]:
    """The doubt whether a take is of the first of these groups that it may be of by title and day, if there is one."""
    may_be = (g.told[0] for g in groups if not _other_day(g.told[0].take, one.take))
    keys = ((first, frozenset((title_key(first.take.title), title_key(one.take.title)))) for first in may_be)
    return [Doubt(first, one, why) for first, pair in keys if pair not in apart][:1]


def _other_day(take: Take, other: Take) -> bool:
    return take.day is not None and other.day is not None and take.day != other.day


class _Group(Struct, eq=False):
    """Takes of one session."""

    told: list[Told] = []
    paths: set[str] = set()
    """Of their posts."""
    speakers: set[str] = set()
    """Keys of all whom they name."""

    def take(self, one: Told) -> None:
        self.told.append(one)
        self.paths.add(one.path)
        self.speakers |= _speakers(one.take)

    @property
    def title(self) -> str:
        """Of the first take; empty where it has none."""
        return self.told[0].take.title


def _home(
    one: Told,
    by_title: Mapping[str, Sequence[_Group]],
    by_speaker: Mapping[str, Sequence[_Group]],
    groups: Sequence[_Group],
    doubts: list[Doubt],
    apart: Apart,
) -> _Group | None:
    """The group that a take belongs to, or None; every near miss becomes a doubt."""
    speakers = _speakers(one.take)
    key = title_key(one.take.title)
    same = [g for g in by_title.get(key, ()) if key and one.path not in g.paths]
    for group in same:
        theirs = group.speakers
        if not speakers or not theirs or speakers & theirs or _one_name_in_other(speakers, theirs):
            return group
    if same:
        doubts += _unsure(same, one, "the titles are the same, the speakers are not", apart)
        return None
    shared = [g for name in sorted(speakers) for g in by_speaker.get(name, ()) if one.path not in g.paths]
    for group in shared:
        if not one.take.title or not group.title:
            if len(shared) == 1:
                return group
        elif alike(one.take.title, group.title) and frozenset((key, title_key(group.title))) not in apart:
            return group
    if shared and one.take.title:
        doubts += _unsure(shared, one, "a speaker is the same, the titles are not", apart)
        return None
    if one.take.title:
        for group in groups:
            if not group.title or (speakers and group.speakers) or one.path in group.paths:
                continue
            if alike(one.take.title, group.title):
                doubts += _unsure([group], one, "the titles are almost the same", apart)
                return None
    return None


def _speakers(take: Take) -> frozenset[str]:
    return frozenset(person_key(credit.name) for credit in take.credits)


def _one_name_in_other(ours: Set[str], theirs: Set[str]) -> bool:
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

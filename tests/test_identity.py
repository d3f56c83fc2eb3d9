"""Who is who: which spellings are one name, and which bearer of a name is meant."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import examples
from recapgen.identity import Roster, best_spelling, misspellings, organization_key, person_key, series_key
from recapgen.model import Entry

PEOPLE = [
    ("Ida Quill", "IDA QUILL", True),
    ("Ida Quill", "ida  quill", True),
    ("José Peña", "Jose Pena", True),
    ("Mika Öst", "Mika Ost", True),
    ("Dr. Ida Quill", "Ida Quill", True),
    ("Prof. Dr. Ida Quill, PhD", "Ida Quill", True),
    ("Ida O'Quill", "Ida OQuill", True),
    ("Ida O’Quill", "Ida O'Quill", True),
    ("Ida-Marie Quill", "Ida Marie Quill", True),
    ("Ida Quill", "Ida Quilt", False),
    ("Ida Quill", "Quill Ida", False),
    ("Ida Quill", "I. Quill", False),
    ("Ida Quill", "Ida", False),
    ("山田 太郎", "山田太郎", False),
    ("Dr", "Mr", False),
]


@pytest.mark.parametrize(("one", "other", "same"), PEOPLE)
def test_spellings_of_a_person(one: str, other: str, same: bool) -> None:
    """Case, accents, punctuation and honorifics do not count; every other letter does."""
    assert (person_key(one) == person_key(other)) is same


ORGANIZATIONS = [
    ("Ladle", "Ladle GmbH", True),
    ("Ladle", "The Ladle Co.", True),
    ("Spoon Works", "Spoonworks", True),
    ("Spoon-Works, Inc.", "spoonworks", True),
    ("Ladle", "Ladles", False),
    ("The", "Co", False),
    ("GmbH", "AG", False),
]


@pytest.mark.parametrize(("one", "other", "same"), ORGANIZATIONS)
def test_spellings_of_an_organization(one: str, other: str, same: bool) -> None:
    """Legal forms, spaces and `the` do not count either; a name of nothing else keeps it."""
    assert (organization_key(one) == organization_key(other)) is same


def test_spellings_of_a_series() -> None:
    """Spaces and case do not count; `The` does."""
    assert series_key("LadleConf") == series_key("Ladle Conf") == series_key("LADLECONF")
    assert series_key("Ladle Days") != series_key("The Ladle Days")


SPELLINGS: list[tuple[dict[str, int], str]] = [
    ({"BO LIND": 5, "Bo Lind": 1}, "Bo Lind"),
    ({"bo lind": 5, "Bo Lind": 1}, "Bo Lind"),
    ({"Jose Pena": 9, "José Peña": 1}, "José Peña"),
    ({"Bo Lind": 2, "Bo LIND": 3}, "Bo LIND"),
    ({"Bo-Lind": 1, "Bo Lind": 1}, "Bo Lind"),
    ({"BO LIND": 1}, "BO LIND"),
    ({"JOSÉ PEÑA": 3, "Jose Pena": 1}, "Jose Pena"),
]


@pytest.mark.parametrize(("names", "best"), SPELLINGS)
def test_the_best_spelling_is_shown(names: dict[str, int], best: str) -> None:
    """Mixed case first, then accents, then the most frequent, then the first in order."""
    assert best_spelling(Counter(names)) == best


NEAR = [
    ("Ida Quill", "Ida Quil", True),
    ("Ida Quill", "Ida Quilll", True),
    ("Ida Quill", "Ida Qvill", True),
    ("Ida Quill", "IDA QUIL", True),
    ("Ida Quill", "Ida Quill", False),
    ("Ida Quill", "Ada Qvill", False),
    ("Bo Lind", "Bo Lund", False),
    ("Ida Quill", "Ida Quillan", False),
    ("Ida Quill", "Ida Qulil", False),
]


@pytest.mark.parametrize(("one", "other", "alike"), NEAR)
def test_names_one_letter_apart(one: str, other: str, alike: bool) -> None:
    """One letter more, less or other, in names long enough."""
    signs, others = (misspellings(person_key(name)) for name in (one, other))
    assert bool(signs & others and person_key(one) != person_key(other)) is alike


# -- rosters -----------------------------------------------------------------------------------------------------------


def entry(slug: str, name: str = "Bo Lind", **more: tuple[str, ...]) -> Entry:
    return Entry("speaker", f"content/speakers/{slug}.md", "", name, slug, **more)  # type: ignore[arg-type]


def settled(seen: list[str], *entries: Entry) -> Roster:
    roster = Roster("speaker", entries, person_key)
    for name in seen:
        roster.see(name)
    roster.settle()
    return roster


def test_spellings_meet_in_one_identity() -> None:
    """With its best spelling, a slug of that, and the others."""
    roster = settled(["Jose Pena", "José Peña", "JOSÉ PEÑA"])
    (only,) = roster.identities
    assert (only.name, only.slug, only.spellings) == ("José Peña", "jose-pena", ("JOSÉ PEÑA", "Jose Pena"))
    assert roster.identify("jose pena") is only
    assert not roster.knows("José Peña")


def test_an_entry_gives_name_and_slug() -> None:
    """The registry's word counts more than any number of posts; aliases lead to it."""
    roster = settled(["Bob Lind", "BO LIND"], entry("bo", aliases=("Bob Lind",)))
    assert roster.identify("Bob Lind").slug == roster.identify("bo lind").slug == "bo"
    assert roster.identify("Bo Lind").spellings == ("BO LIND", "Bob Lind")
    assert len(roster.identities) == 1
    assert roster.knows("Bob  LIND")


def test_namesakes_are_told_apart_by_their_organization() -> None:
    """By any of its spellings; where nothing fits, the shorter address, and it is said to be a guess."""
    roster = settled(
        ["Bo Lind"], entry("bo-lind-2", organizations=("Ladle",)), entry("bo-lind", organizations=("Tureen",))
    )
    assert roster.identify("Bo Lind", ["Ladle GmbH"]).slug == "bo-lind-2"
    assert roster.identify("Bo Lind", ["Tureen"]).slug == "bo-lind"
    assert roster.identify("Bo Lind").slug == "bo-lind"
    assert roster.is_ambiguous("Bo Lind", [])
    assert roster.is_ambiguous("Bo Lind", ["Spoonworks"])
    assert roster.is_ambiguous("Bo Lind", ["Ladle", "Tureen"])
    assert not roster.is_ambiguous("Bo Lind", ["Ladle"])
    assert not roster.is_ambiguous("Cleo Marsh", [])


def test_two_names_with_one_slug_get_two_addresses() -> None:
    """Neither is lost; the entry keeps its own."""
    roster = settled(["Bo! Lind", "Bo Lind", "Bo Lind II"], entry("bo-lind-ii", "Somebody Else"))
    slugs = sorted(identity.slug for identity in roster.identities)
    assert slugs == ["bo-lind", "bo-lind-ii", "bo-lind-ii-2"]


@examples(100)
@given(
    st.lists(st.sampled_from(["Bo Lind", "bo lind", "BO LIND", "Bo  Lind", "Cleo Marsh", "Cléo Marsh", "!!!", "Dr"])),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_names_are_seen_does_not_matter(seen: list[str], chance: random.Random) -> None:
    """The same identities with the same names and slugs; every name leads to one; no two share a slug."""
    first = settled(seen, entry("bo"))
    second = settled(chance.sample(seen, len(seen)), entry("bo"))
    assert first.identities == second.identities
    assert len({i.slug for i in first.identities}) == len(first.identities)
    assert {first.identify(name).slug for name in seen} <= {i.slug for i in first.identities}

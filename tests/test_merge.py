"""Takes meet: which of two posts' takes are one session, which stay apart, and of which somebody should be asked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from kit import examples
from recapgen.merge import Told, alike, apart_of, merged, title_key
from recapgen.model import Credit, Take


def told(path: str, *takes: tuple[str, str]) -> list[Told]:
    """The takes of one post, each a title and speakers with commas."""
    return [
        Told(path, number, Take(title, tuple(Credit(name.strip()) for name in speakers.split(",") if name.strip())))
        for number, (title, speakers) in enumerate(takes)
    ]


PAIRS: list[tuple[str, tuple[str, str], tuple[str, str], str]] = [
    ("one title, one speaker", ("Lids", "Bo Lind"), ("Lids", "Bo Lind"), "meet"),
    ("titles by case and signs", ("Lids & Pots!", "Bo Lind"), ("lids and pots", "Bo Lind"), "meet"),
    ("an article before the title", ("The Art of Lids", "Bo Lind"), ("Art of Lids", "Bo Lind"), "meet"),
    ("a speaker in one only", ("Lids", "Bo Lind"), ("Lids", ""), "meet"),
    ("no speaker in either", ("Lids", ""), ("Lids", ""), "meet"),
    ("one of two speakers", ("Lids", "Bo Lind, Cleo Marsh"), ("Lids", "Cleo Marsh"), "meet"),
    ("speakers by accents and titles", ("Lids", "José Peña"), ("Lids", "Dr. Jose Pena"), "meet"),
    ("a first name alone", ("Lids", "Bo Lind"), ("Lids", "Bo"), "meet"),
    ("a surname alone", ("Lids", "Bo Lind"), ("Lids", "Lind"), "meet"),
    ("a subtitle in one", ("Keeping Pots Shut", "Bo Lind"), ("Keeping pots shut: a tale", "Bo Lind"), "meet"),
    (
        "a letter's difference in a long title",
        ("Keeping Pots Shut", "Bo Lind"),
        ("Keeping Pots Shutt", "Bo Lind"),
        "meet",
    ),
    ("no title in one", ("Lids", "Bo Lind"), ("", "Bo Lind"), "meet"),
    ("no title in either", ("", "Bo Lind"), ("", "Bo Lind"), "meet"),
    ("other speakers", ("Lids", "Bo Lind"), ("Lids", "Cleo Marsh"), "doubt"),
    ("another title", ("Lids", "Bo Lind"), ("Handles", "Bo Lind"), "doubt"),
    ("almost one title, no speaker", ("Keeping Pots Shut", ""), ("Keeping Pots Shutt", ""), "doubt"),
    ("almost one title, a speaker in one", ("Keeping Pots Shut", "Bo Lind"), ("Keeping Pots Shutt", ""), "doubt"),
    (
        "almost one title, other speakers",
        ("Keeping Pots Shut", "Bo Lind"),
        ("Keeping Pots Shutt", "Cleo Marsh"),
        "part",
    ),
    ("nothing in common", ("Lids", "Bo Lind"), ("Handles", "Cleo Marsh"), "part"),
    ("short titles that begin alike", ("Soup", ""), ("Soup spoons", ""), "part"),
]


@pytest.mark.parametrize(("one", "other", "wanted"), [p[1:] for p in PAIRS], ids=[p[0] for p in PAIRS])
def test_two_takes(one: tuple[str, str], other: tuple[str, str], wanted: str) -> None:
    """They meet, or stay apart with a doubt that names both, or stay apart without a word; whichever comes first."""
    for first, second in ((one, other), (other, one)):
        groups, doubts = merged([*told("a.md", first), *told("b.md", second)])
        assert len(groups) == (1 if wanted == "meet" else 2)
        assert len(doubts) == (1 if wanted == "doubt" else 0)
        for doubt in doubts:
            assert {doubt.one.path, doubt.other.path} == {"a.md", "b.md"}
            assert doubt.why


def test_takes_of_one_post_are_never_one_session() -> None:
    """The author knows what he tells twice."""
    groups, doubts = merged(told("a.md", ("Lids", "Bo Lind"), ("Lids", "Bo Lind")))
    assert (len(groups), doubts) == (2, [])
    groups, _ = merged([*told("a.md", ("Lids", "Bo Lind"), ("Lids", "Bo Lind")), *told("b.md", ("Lids", "Bo Lind"))])
    assert [len(group) for group in groups] == [2, 1]


def test_three_posts_meet_in_one_session() -> None:
    """Also where only the middle one has both title and speaker."""
    takes = [*told("a.md", ("Lids", "")), *told("b.md", ("Lids", "Bo Lind")), *told("c.md", ("", "Bo Lind"))]
    groups, doubts = merged(takes)
    assert [[one.path for one in group] for group in groups] == [["a.md", "b.md", "c.md"]]
    assert doubts == []


def test_a_take_without_a_title_does_not_choose_between_two() -> None:
    """Bo Lind spoke twice: which talk the third post means, nobody can tell."""
    takes = [*told("a.md", ("Lids", "Bo Lind"), ("Handles", "Bo Lind")), *told("b.md", ("", "Bo Lind"))]
    groups, _ = merged(takes)
    assert [len(group) for group in groups] == [1, 1, 1]


def test_sessions_stay_in_the_order_in_which_they_were_told() -> None:
    """The first post's order, then what only later posts tell of."""
    takes = [
        *told("a.md", ("C", "Bo Lind"), ("A", "Cleo Marsh")),
        *told("b.md", ("B", "Ida Quill"), ("A", "Cleo Marsh")),
    ]
    groups, _ = merged(takes)
    assert [group[0].take.title for group in groups] == ["C", "A", "B"]


def of_day(one: Told, day: int | None) -> Told:
    return replace(one, take=replace(one.take, day=day))


@pytest.mark.parametrize("other", [("Handles", "Bo Lind"), ("Lids", "Cleo Marsh")])
@pytest.mark.parametrize(("days", "unsure"), [((1, 2), 0), ((1, 1), 1), ((1, None), 1)])
def test_takes_of_two_days_are_in_no_doubt(other: tuple[str, str], days: tuple[int, int | None], unsure: int) -> None:
    """Where both posts say when it was."""
    (one,), (two,) = told("a.md", ("Lids", "Bo Lind")), told("b.md", other)
    groups, doubts = merged([of_day(one, days[0]), of_day(two, days[1])])
    assert (len(groups), len(doubts)) == (2, unsure)


def test_titles_that_are_known_to_be_of_two_sessions_stay_apart_without_a_word() -> None:
    """Even where they are almost one; another title of the same speaker is still in doubt."""
    takes = [*told("a.md", ("Keeping Pots Shut", "Bo Lind")), *told("b.md", ("Keeping pots shut: part two", "Bo Lind"))]
    apart = apart_of([["Keeping pots shut", "Keeping Pots Shut: Part Two"]])
    assert [len(merged(takes, known)[0]) for known in (frozenset(), apart)] == [1, 2]
    assert merged(takes, apart)[1] == []
    (doubt,) = merged(
        [*takes, *told("c.md", ("Handles", "Bo Lind"))], apart | apart_of([["Handles", takes[0].take.title]])
    )[1]
    assert doubt.one == takes[1]


def test_one_title_of_two_sessions_is_stated_twice() -> None:
    """Takes with a speaker in common still meet."""
    takes = [*told("a.md", ("Opening", "Bo Lind")), *told("b.md", ("Opening", "Cleo Marsh"))]
    takes += told("c.md", ("Opening", "Bo Lind"))
    groups, doubts = merged(takes, apart_of([["Opening", "Opening"]]))
    assert ([len(group) for group in groups], doubts) == ([2, 1], [])


titles = st.sampled_from(["", "Lids", "lids!", "Handles", "Keeping Pots Shut", "Keeping pots shut: a tale"])
people = st.sampled_from(["", "Bo Lind", "BO LIND", "Bo", "Cleo Marsh", "Bo Lind, Cleo Marsh"])
posts = st.lists(st.lists(st.tuples(titles, people), max_size=4), max_size=4)


@examples(300)
@given(posts)
def test_no_take_is_lost_and_none_stands_twice(takes: list[list[tuple[str, str]]]) -> None:
    """Every take is in just one session, and no session has two of one post."""
    listed = [one for number, post in enumerate(takes) for one in told(f"{number}.md", *post)]
    groups, doubts = merged(listed)
    assert sorted((one.path, one.number) for group in groups for one in group) == sorted(
        (one.path, one.number) for one in listed
    )
    for group in groups:
        assert group
        assert len({one.path for one in group}) == len(group)
    for doubt in doubts:
        assert doubt.one.path != doubt.other.path


KEYS = [
    ("Soup & Spoons", "soup and spoons", True),
    ("The Soup Kitchen", "Soup Kitchen", True),
    ("The Soup", "Soup", False),
    ("A Soup a Day", "Soup a Day", True),
    ("Über Suppe", "Uber Suppe", True),
    ("C++", "C", True),
    ("Soup 1", "Soup 2", False),
]


@pytest.mark.parametrize(("one", "other", "same"), KEYS)
def test_titles_with_one_key(one: str, other: str, same: bool) -> None:
    """Signs, case, accents and a first article do not count."""
    assert (title_key(one) == title_key(other)) is same


def test_alike_is_the_same_both_ways() -> None:
    """And a title is like itself."""
    listed = ["Keeping Pots Shut", "Keeping Pots Shutt", "Keeping Pots Shut: a Tale", "Soup", "Soup Spoons", ""]
    for one in listed:
        assert alike(one, one)
        for other in listed:
            assert alike(one, other) is alike(other, one)

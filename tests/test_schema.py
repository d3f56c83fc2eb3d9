"""What a key of the front matter may hold, and what becomes of it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from kit import examples
from recapgen.model import When
from recapgen.schema import ENTRY_ALIASES, FOREIGN, KNOWN_KEYS, POST_ALIASES, EntryIn, PostIn, as_key, canonical

POST = TypeAdapter(PostIn)
ENTRY = TypeAdapter(EntryIn)


def value_of(**given: Any) -> Any:
    """What one key of a post becomes."""
    (name,) = given
    return getattr(POST.validate_python(given), name)


def refusal_of(**given: Any) -> str:
    """Why one key of a post is refused."""
    with pytest.raises(ValidationError) as raised:
        POST.validate_python(given)
    return str(raised.value.errors()[0].get("ctx", {}).get("error") or raised.value.errors()[0]["msg"])


# -- dates -------------------------------------------------------------------------------------------------------------


def minute(hour: int = 0, zone: Any = None) -> When:
    return When(datetime(2017, 3, 6, hour, 5, tzinfo=zone), "minute")


DATES: dict[Any, When | None] = {
    "2017-03-06": When(datetime(2017, 3, 6), "day"),
    "2017/3/6": When(datetime(2017, 3, 6), "day"),
    "2017-03": When(datetime(2017, 3, 1), "month"),
    "2017": When(datetime(2017, 1, 1), "year"),
    2017: When(datetime(2017, 1, 1), "year"),
    "2017-03-06 09:05": minute(9),
    "2017-03-06T09:05": minute(9),
    "2017-03-06T09:05:59.123": When(datetime(2017, 3, 6, 9, 5, 59), "minute"),
    "2017-03-06T09:05Z": minute(9, UTC),
    "2017-03-06 09:05:00 UTC": minute(9, UTC),
    "2017-03-06T09:05:00+01:00": minute(9, timezone(timedelta(hours=1))),
    "2017-03-06T09:05:00-0330": minute(9, timezone(-timedelta(hours=3, minutes=30))),
    "2017-03-06 9:05 CET": minute(9, timezone(timedelta(hours=1))),
    "2017-03-06 9:05:00 EST": minute(9, timezone(-timedelta(hours=5))),
    "2017-03-06 9:05 +0530": minute(9, timezone(timedelta(hours=5, minutes=30))),
    " 2017-03-06 ": When(datetime(2017, 3, 6), "day"),
    date(2017, 3, 6): When(datetime(2017, 3, 6), "day"),
    datetime(2017, 3, 6, 9, 5): minute(9),
    "2016-02-29": When(datetime(2016, 2, 29), "day"),
    None: None,
    "": None,
}


@pytest.mark.parametrize("written", DATES, ids=repr)
def test_a_date_is_as_precise_as_it_is_written(written: Any) -> None:
    """A year stays a year; what has no zone gets the site's later, so it has none here."""
    assert value_of(date=written) == DATES[written]


NO_DATES: dict[Any, str] = {
    "2017-02-29": "there is no such day",
    "2017-13-01": "there is no such day",
    "2017-00-10": "there is no such day",
    "0000-00-00": "there is no such day",
    "2017-03-06T25:00": "there is no such day",
    "2017-03-06T10:60": "there is no such day",
    "2017-03-06T10:00+99:00": "there is no such day",
    "2017-03-06T10:00+14:01": "there is no such day",
    "2017-03-06T10:00+01:75": "there is no such day",
    "1789-07-14": "before 1900",
    "2017-3-6-1": "which is no date",
    "now": "which is no date",
    False: "which is no date",
    3.10: "which is no date",
}


@pytest.mark.parametrize("written", NO_DATES, ids=repr)
def test_what_is_no_date_is_refused_and_shown_how_it_is_written(written: Any) -> None:
    """Never an exception of datetime's own, never another day."""
    refused = refusal_of(date=written)
    assert NO_DATES[written] in refused
    assert refused.endswith("|| write it as 2017-03-06, 2017-03 or 2017")


AS_PEOPLE_WRITE_THEM: dict[str, str] = {
    "13/05/2019": "2019-05-13 day",
    "05/05/2019": "2019-05-05 day",
    "06.03.2017": "2017-03-06 day",
    "20170306": "2017-03-06 day",
    "2017.03.06": "2017-03-06 day",
    "May 12th 2019": "2019-05-12 day",
    "2nd of May, 2019": "2019-05-02 day",
    "Sunday, May 12, 2019 at 10:30 PM": "2019-05-12 day",
    "Mon, 12 Jun 2017 10:00:05 +0200": "2017-06-12 day",
    "May 2019": "2019-05-01 month",
    "12. März 2019": "2019-03-12 day",
    "1557133200": "2019-05-06 minute",
}


@pytest.mark.parametrize("written", AS_PEOPLE_WRITE_THEM)
def test_a_date_with_one_reading_is_read(written: str) -> None:
    when = value_of(date=written)
    assert f"{when.moment:%Y-%m-%d} {when.precision}" == AS_PEOPLE_WRITE_THEM[written]


UNSURE_DATES: dict[str, str] = {
    "05/12/2019": "write it as 2019-05-12 if it is in May, as 2019-12-05 if it is in December",
    "5-12-19": "write it as 2019-05-12 if it is in May, as 2019-12-05 if it is in December",
    "31/31/2019": "write it as 2017-03-06, 2017-03 or 2017",
    "February 30th 2019": "write it as 2017-03-06, 2017-03 or 2017",
    "12 May or June 2019": "write it as 2017-03-06, 2017-03 or 2017",
}


@pytest.mark.parametrize("written", UNSURE_DATES)
def test_a_date_with_several_readings_or_none_is_shown_as_front_matter_has_it(written: str) -> None:
    """Each way to read it, where there are two; what there is no day for is never suggested."""
    fact, _, remedy = refusal_of(date=written).partition(" || ")
    assert fact.endswith("which is no date")
    assert remedy == UNSURE_DATES[written]


@examples(200)
@given(st.text(max_size=30) | st.from_regex(r"\d{1,5}[-/]\d{1,3}[-/]\d{1,3}([T ]\d\d:\d\d(:\d\d)?([+-]\d\d:?\d\d)?)?"))
def test_whatever_is_written_as_a_date_is_a_moment_or_refused(text: str) -> None:
    """With a year from 1900 to 9999 that can be told in UTC too."""
    try:
        when = value_of(date=text)
    except ValidationError:
        return
    if when is not None:
        assert 1900 <= when.year <= 9999
        assert when.moment.isoformat()


# -- texts, lists, names -----------------------------------------------------------------------------------------------

VALUES: list[tuple[str, Any, Any]] = [
    ("title", "  Soup ", "Soup"),
    ("title", 2019, "2019"),
    ("title", True, "true"),
    ("title", None, ""),
    ("title", date(2017, 3, 6), "2017-03-06"),
    ("topics", "soup, spoons; lids", ("soup", "spoons", "lids")),
    ("topics", ["soup", " spoons ", "", None, 3], ("soup", "spoons", "3")),
    ("topics", ["soup, hot"], ("soup, hot",)),
    ("topics", None, ()),
    ("topics", 42, ("42",)),
    ("authors", "Ida Quill", ("Ida Quill",)),
    ("authors", "Ida Quill and Bo Lind, Cleo Marsh & Dora Finch", ("Ida Quill", "Bo Lind", "Cleo Marsh", "Dora Finch")),
    ("authors", ["Ida Quill", {"name": "Bo Lind", "email": "bo@soup.example"}], ("Ida Quill", "Bo Lind")),
    ("authors", {"display_name": "Ida Quill"}, ("Ida Quill",)),
    ("authors", "Sandra Anderson", ("Sandra Anderson",)),
    ("authors", '<a href="https://ida.example/a,b">Ida <b>Quill</b></a> and Bo Lind', ("Ida Quill", "Bo Lind")),
    ("authors", [{"name": "<span>Ida Quill</span>"}], ("Ida Quill",)),
    ("draft", "yes", True),
    ("draft", "off", False),
    ("draft", "draft", True),
    ("draft", "Published", False),
    ("draft", None, False),
    ("weight", "-3", -3),
    ("weight", "", None),
    ("toc", None, None),
    ("toc", "no", False),
    ("year", 2017, 2017),
    ("year", "2017", 2017),
    ("image", ["a.png", "b.png"], "a.png"),
    ("image", {"src": "a.png", "alt": "A"}, "a.png"),
    ("image", [], ""),
    ("sessions", "auto", None),
    ("sessions", True, None),
    ("sessions", None, None),
    ("sessions", "None", []),
    ("sessions", False, []),
    ("source", "https://soup.example/a", ("", "", "https://soup.example/a", "")),
    ("source", "The Tureen", ("", "The Tureen", "", "")),
    ("source", "", None),
    ("conference", [], ()),
    ("permalink", "/a/", "/a/"),
]


@pytest.mark.parametrize(("key", "written", "wanted"), VALUES, ids=lambda value: repr(value)[:40])
def test_a_value_becomes_what_its_key_holds(key: str, written: Any, wanted: Any) -> None:
    """Bare words stand for lists of one, lists for the first, tables for their name."""
    found = value_of(**{key: written})
    if key == "source" and found is not None:
        found = (found.author, found.publication, found.url, found.title)
    assert found == wanted


REFUSED: list[tuple[str, Any, str]] = [
    ("title", ["Soup"], "must be text, not a list || put quotes around it"),
    ("title", {"a": 1}, "must be text, not a table || write the words themselves"),
    ("draft", "perhaps", "must be true or false"),
    ("draft", 2, "must be true or false"),
    ("weight", "heavy", "must be a whole number"),
    ("weight", True, "must be a whole number"),
    ("weight", "9" * 30, "must be a whole number"),
    ("weight", 1.5, "must be a whole number"),
    ("year", 17, "is 17, which is no year || write it with four digits"),
    ("image", "javascript:alert(1)", "'javascript:' links are not allowed"),
    ("image", "JaVa\tScript:alert(1)", "'javascript:' links are not allowed"),
    ("image", "data:image/svg+xml,x", "'data:' links are not allowed"),
    ("image", 'x" onerror="y', "it holds a space"),
    ("source", {"url": "vbscript:x"}, "'vbscript:' links are not allowed"),
    ("source", {"url": " \x01javascript:x"}, "'javascript:' links are not allowed"),
    ("conference", {"name": "LadleConf", "url": "file:///etc/passwd"}, "'file:' links are not allowed"),
    ("conference", {"name": "LadleConf", "start": "2019"}, "but a whole day is needed || write it as 2017-03-06"),
    ("sessions", 3, "must be auto, none, or a list of sessions"),
    ("sessions", "some", "is 'some', but must be auto, none, or a list of sessions"),
    ("topics", [{"a": 1}], "must be text, not a table"),
    ("topics", [["a"]], "must be text, not a list"),
]


@pytest.mark.parametrize(("key", "written", "why"), REFUSED, ids=lambda value: repr(value)[:40])
def test_a_value_of_another_sort_is_refused_with_a_reason(key: str, written: Any, why: str) -> None:
    """In words that can follow the key's name."""
    assert why in refusal_of(**{key: written})


def test_a_conference_is_a_name_a_table_or_a_list_of_both() -> None:
    """All end as the same record."""
    one = value_of(conference="LadleConf 2019")
    both = value_of(conference=["LadleConf 2019", {"name": "Tureen Days", "year": "2020", "start": "2020-01-02"}])
    assert [c.name for c in one] == ["LadleConf 2019"]
    assert [(c.name, c.year, c.start) for c in both] == [
        ("LadleConf 2019", None, None),
        ("Tureen Days", 2020, date(2020, 1, 2)),
    ]


def test_a_session_is_a_title_or_a_table() -> None:
    """Speakers are a text with semicolons, a list of names, a table or a list of tables; kinds have other names too."""
    titles: list[dict[str, Any]] = []
    titles += [{"title": "Lids", "speakers": "Bo Lind; Cleo Marsh (Ladle)", "kind": "Lightning Talk", "day": "2"}]
    titles += [{"title": "Pots", "speakers": {"name": "Bo Lind", "organization": "Ladle, Tureen"}, "kind": ""}]
    titles += [{"title": "Pans", "speakers": ["Bo Lind", {"name": "Cleo Marsh", "role": "chair"}], "kind": "keynote"}]
    found = value_of(sessions=["Soup", *titles])
    assert [s.title for s in found] == ["Soup", "Lids", "Pots", "Pans"]
    assert [s.kind for s in found] == [None, "lightning", None, "keynote"]
    assert [[p.name for p in s.speakers] for s in found] == [
        [],
        ["Bo Lind", "Cleo Marsh (Ladle)"],
        ["Bo Lind"],
        ["Bo Lind", "Cleo Marsh"],
    ]
    assert found[1].day == 2
    assert found[2].speakers[0].organization == ("Ladle", "Tureen")
    assert found[3].speakers[1].role == "chair"


LINKS: list[tuple[Any, tuple[tuple[str, str], ...]]] = [
    ("https://a.example", (("", "https://a.example"),)),
    (["https://a.example", "/b/"], (("", "https://a.example"), ("", "/b/"))),
    ({"Blog": "https://a.example"}, (("Blog", "https://a.example"),)),
    ([{"Blog": "https://a.example"}], (("Blog", "https://a.example"),)),
    ([{"name": "Blog", "url": "https://a.example"}], (("Blog", "https://a.example"),)),
    (None, ()),
]


@pytest.mark.parametrize(("written", "wanted"), LINKS, ids=repr)
def test_links_are_addresses_with_or_without_a_name(written: Any, wanted: object) -> None:
    """A text, a list, a table, or a list of tables."""
    assert ENTRY.validate_python({"links": written}).links == wanted


def test_editions_are_years_or_tables() -> None:
    """A bare number is a year."""
    entry = ENTRY.validate_python({"editions": [2019, "2020", {"year": 2021, "city": "Bern"}]})
    assert [(e.year, e.city) for e in entry.editions] == [(2019, ""), (2020, ""), (2021, "Bern")]


# -- names of keys -----------------------------------------------------------------------------------------------------

CANONICAL: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({"tags": "a", "categories": ["b"], "topics": ["c", "d"]}, {"topics": ["c", "d", "a", "b"]}, []),
    ({"tags": "a, b"}, {"topics": "a, b"}, []),
    ({"lastmod": "2020", "updated": "2021"}, {"updated": "2021"}, []),
    ({"Title": "Soup", "DATE": "2019"}, {"title": "Soup", "date": "2019"}, []),
    ({"author": "Ida", "authors": ["Bo"]}, {"authors": ["Bo", "Ida"]}, []),
    ({"redirect_from": "/a/", "aliases": ["/b/"]}, {"aliases": ["/b/", "/a/"]}, []),
    ({"speker": 1, "comments": True}, {}, ["speker", "comments"]),
    ({"type": "post", "layout": "page"}, {"layout": "page"}, []),
    ({"RedirectFrom": "/a/", "redirect-from": "/b/"}, {"aliases": ["/a/", "/b/"]}, []),
    ({"featuredImage": "a.png"}, {"image": "a.png"}, []),
    ({"cover.image": "a.png"}, {"image": "a.png"}, []),
    ({"translationKey": "a", "translation_key": "b"}, {"translation_key": "b"}, []),
]


@pytest.mark.parametrize(("written", "wanted", "unknown"), CANONICAL, ids=lambda value: repr(value)[:50])
def test_other_generators_names_of_a_key_lead_to_ours(
    written: dict[str, Any], wanted: dict[str, Any], unknown: list[str]
) -> None:
    """Ours wins where both are given; lists add up; capitals and underscores do not count; the rest is told."""
    values, _, others = canonical(written, POST_ALIASES)
    assert (values, others) == (wanted, unknown)


def test_every_key_of_a_record_has_a_name_in_the_front_matter() -> None:
    """No field that nobody can set, no name that leads to no field, no name with two meanings."""
    assert set(POST_ALIASES) == set(PostIn.__dataclass_fields__)
    assert set(ENTRY_ALIASES) == set(EntryIn.__dataclass_fields__)
    for aliases in (POST_ALIASES, ENTRY_ALIASES):
        listed = [*aliases, *(other for others in aliases.values() for other in others)]
        assert len(set(map(as_key, listed))) == len(listed)
        assert all(name == name.casefold() for name in listed)


def test_foreign_keys_are_none_of_ours() -> None:
    """A key can't both mean something and be passed over."""
    ours = {*POST_ALIASES, *(other for others in POST_ALIASES.values() for other in others)}
    assert not {*map(as_key, FOREIGN)} & {*map(as_key, ours)}
    assert all(key == key.casefold() for key in FOREIGN)


def test_suggestions_know_every_key_of_a_table() -> None:
    """`did you mean` draws on the same names that the records have."""
    assert set(KNOWN_KEYS[()]) == set(PostIn.__dataclass_fields__)
    assert {"name", "year", "city"} <= set(KNOWN_KEYS["conference",])
    assert set(KNOWN_KEYS["conference",]) == set(KNOWN_KEYS["conference", "*"])
    assert {"title", "speakers", "slides"} <= set(KNOWN_KEYS["sessions", "*"])

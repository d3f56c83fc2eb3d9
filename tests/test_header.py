"""A post's header: what is read, where each key stands, and what is refused instead of lost."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import frontmatter
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import examples
from recapgen.errors import ContentError
from recapgen.header import MAX_HEADER, YamlHandler, decode, read


def finding(text: str) -> str:
    """What is said of a text, as `line:column code message`."""
    with pytest.raises(ContentError) as raised:
        read(text, "a.md")
    (only,) = raised.value.diagnostics
    return f"{only.line}:{only.column} {only.code} {only.message}"


# -- what is read ------------------------------------------------------------------------------------------------------

READ: dict[str, tuple[str, dict[str, Any], str, int]] = {
    "YAML": ("---\ntitle: Soup\n---\nHot.\n", {"title": "Soup"}, "Hot.\n", 4),
    "YAML that ends in dots": ("---\ntitle: Soup\n...\nHot.\n", {"title": "Soup"}, "Hot.\n", 4),
    "YAML with spaces behind the rules": ("--- \ntitle: Soup\n---\t\nHot.\n", {"title": "Soup"}, "Hot.\n", 4),
    "YAML that is never closed": ("---\ntitle: Soup\ntags:\n\nHot.\n", {"title": "Soup", "tags": None}, "\nHot.\n", 4),
    "texts in Base64, as importers leave them": (
        "---\ntitle: !binary |-\n  U291cA==\nslug: !!binary c291cA==\nmore: !binary gICA\n---\n",
        {"title": "Soup", "slug": "soup", "more": "gICA"},
        "",
        7,
    ),
    "an empty header": ("---\n---\nHot.\n", {}, "Hot.\n", 3),
    "a header of comments": ("---\n# later\n---\nHot.\n", {}, "Hot.\n", 4),
    "a header without a body": ("---\ntitle: Soup\n---", {"title": "Soup"}, "", 3),
    "a rule in the body": (
        "---\ntitle: Soup\n---\nHot.\n\n---\n\nCold.\n",
        {"title": "Soup"},
        "Hot.\n\n---\n\nCold.\n",
        4,
    ),
    "TOML": ('+++\ntitle = "Soup"\n+++\n\nHot.\n', {"title": "Soup"}, "\nHot.\n", 4),
    "TOML with a table": ("+++\n[params]\npot = 'big'\n+++\n", {"params": {"pot": "big"}}, "", 5),
    "Pelican's lines": ("Title: Soup\nTags: a, b\n\nHot.\n", {"title": "Soup", "tags": "a, b"}, "\nHot.\n", 3),
    "Pelican's lines with a wide space": (
        "Title: Soup\nSummary:\u3000Hot\n\n",
        {"title": "Soup", "summary": "Hot"},
        "\n",
        3,
    ),
    "Pelican's lines that go on": (
        "Title: Soup\nSummary: Hot\n  and good\n\n",
        {"title": "Soup", "summary": "Hot and good"},
        "\n",
        4,
    ),
    "Pelican's lines above a comment": (
        "Title: Soup\nTags: a\n<!--more-->\nHot.\n",
        {"title": "Soup", "tags": "a"},
        "<!--more-->\nHot.\n",
        3,
    ),
    "Pelican's lines without a body": ("Title: Soup\nDate: 2019", {"title": "Soup", "date": "2019"}, "", 2),
    "Pelican's lines, indented": (
        "\tTitle: Soup\n\tTags: a, b\n\nHot.\n",
        {"title": "Soup", "tags": "a, b"},
        "\nHot.\n",
        3,
    ),
    "code, not Pelican's lines": ("    title: Soup\n\nHot.\n", {}, "    title: Soup\n\nHot.\n", 1),
    "Hexo's YAML, which nothing opens": (
        "title: Soup\ntags:\n- a\n- b\n---\nHot.\n",
        {"title": "Soup", "tags": ["a", "b"]},
        "Hot.\n",
        6,
    ),
    "Pelican's lines above a rule": (
        "Title: Soup\n\nHot.\n\n---\n\nCold.\n",
        {"title": "Soup"},
        "\nHot.\n\n---\n\nCold.\n",
        2,
    ),
    "Nikola's lines": (
        ".. title: Soup: a tale\n.. date: 2019-05-02 10:00:00 UTC\n.. tags:\n\nHot.\n",
        {"title": "Soup: a tale", "date": "2019-05-02 10:00:00 UTC", "tags": ""},
        "\nHot.\n",
        4,
    ),
    "Nikola's lines in a comment": (
        "<!--\n.. title: Soup\n.. slug: soup\n-->\n\nHot.\n",
        {"title": "Soup", "slug": "soup"},
        "\nHot.\n",
        5,
    ),
    "a comment, not Nikola's": ("<!--\n.. title: Soup\n\nHot.\n", {}, "<!--\n.. title: Soup\n\nHot.\n", 1),
    "a directive, not Nikola's": (".. image:: soup.png\n\nHot.\n", {}, ".. image:: soup.png\n\nHot.\n", 1),
    "no header": ("Hot.\n\n---\n\nCold.\n", {}, "Hot.\n\n---\n\nCold.\n", 1),
    "nothing": ("", {}, "", 1),
    "YAML's mark of a text": ("---\ntitle: ! 'Soup: a tale'\n---\n", {"title": "Soup: a tale"}, "", 4),
    "Pelican's lines above a line of spaces, and a rule in the body": (
        "Title: Soup  \nSlug:soup  \n  \nHot.\n---\n",
        {"title": "Soup", "slug": "soup"},
        "  \nHot.\n---\n",
        3,
    ),
    "a rule of four": ("----\ntitle: Soup\n----\n", {}, "----\ntitle: Soup\n----\n", 1),
    "a heading, not Pelican's lines": ("# Title: Soup\n\nHot.\n", {}, "# Title: Soup\n\nHot.\n", 1),
    "prose with a colon": ("Bern: a town of soup.\n", {}, "Bern: a town of soup.\n", 1),
}


@pytest.mark.parametrize("name", READ)
def test_a_header_is_read_and_the_body_left_as_it_is(name: str) -> None:
    """Values, body and the body's first line."""
    text, values, body, line = READ[name]
    header = read(text, "a.md")
    assert (header.values, header.body, header.body_line) == (values, body, line)


PLAIN: dict[str, Any] = {
    "no": "no",
    "yes": "yes",
    "on": "on",
    "3.10": "3.10",
    "9:30": "9:30",
    "007": "007",
    "0x10": "0x10",
    "1_000": "1_000",
    "1e3": "1e3",
    ".inf": ".inf",
    "2017-03-06": "2017-03-06",
    "2024-13-45": "2024-13-45",
    "9" * 5000: "9" * 5000,
    "=": "=",
    "42": 42,
    "-1": -1,
    "true": True,
    "False": False,
    "null": None,
    "~": None,
    "": None,
    "'42'": "42",
    '"true"': "true",
    "'null'": "null",
}


@pytest.mark.parametrize("written", PLAIN, ids=lambda text: text[:12] or "nothing")
def test_a_plain_word_stays_what_it_is(written: str) -> None:
    """Only integers, true, false and null are more than text; YAML's other guesses are off."""
    value = read(f"---\nkey: {written}\n---\n", "a.md").values["key"]
    assert value == PLAIN[written]
    assert type(value) is type(PLAIN[written])


def test_keys_are_words_too() -> None:
    """`on:`, `null:`, `2019:` are keys by their spelling."""
    assert dict(read("---\non: 1\nnull: 2\ntrue: 3\n2019: 4\n---\n", "a.md").values) == {
        "on": 1,
        "null": 2,
        "true": 3,
        "2019": 4,
    }


def test_an_alias_repeats_what_its_anchor_names() -> None:
    """Lists, tables and words; each in its own place."""
    header = read("---\na: &a [x, y]\nb: *a\nc: &c z\nd: *c\n---\n", "a.md")
    assert header.values == {"a": ["x", "y"], "b": ["x", "y"], "c": "z", "d": "z"}
    assert header.places["b",] == (3, 4)


def test_python_frontmatter_can_use_the_handler() -> None:
    """The handler is one of python-frontmatter's, so that others can read our posts as we do."""
    post = frontmatter.loads("---\ntitle: Soup\ndraft: no\n---\nHot.\n", handler=YamlHandler())
    assert (post.metadata, post.content) == ({"title": "Soup", "draft": "no"}, "Hot.")


# -- where it stands ---------------------------------------------------------------------------------------------------

YAML_PLACES = """---
title: Soup
tags:
  - hot
  - "cold"
conference: {name: LadleConf, year: 2019}
sessions:
  - title: Lids
    speakers:
      - name: Bo Lind
---
"""


def test_every_value_and_key_of_yaml_has_its_place() -> None:
    """Line and column in the file, from 1, at any depth."""
    header = read(YAML_PLACES, "a.md")
    lines = YAML_PLACES.split("\n")
    wanted = {
        ("title",): "Soup",
        ("tags", 0): "hot",
        ("tags", 1): '"cold"',
        ("conference", "name"): "LadleConf",
        ("conference", "year"): "2019",
        ("sessions", 0, "title"): "Lids",
        ("sessions", 0, "speakers", 0, "name"): "Bo Lind",
    }
    for path, text in wanted.items():
        line, column = header.places[path]
        assert lines[line - 1][column - 1 :].startswith(text), path
    for path, (line, column) in header.keys.items():
        assert lines[line - 1][column - 1 :].startswith(f"{path[-1]}:"), path


def test_every_value_of_toml_has_its_place() -> None:
    """Keys, dotted keys, tables and lists of tables."""
    text = "+++\ntitle = 'Soup'\n[params]\npot = 'big'\n"
    text += "[[sessions]]\ntitle = 'Lids'\n[[sessions]]\ntitle = 'Handles'\n+++\n"
    header = read(text, "a.md")
    assert header.places["title",] == (2, 9)
    assert header.places["params", "pot"] == (4, 7)
    assert header.places["sessions", 0, "title"] == (6, 9)
    assert header.places["sessions", 1, "title"] == (8, 9)
    assert header.keys["sessions", 1, "title"] == (8, 1)


def test_places_count_characters_not_bytes() -> None:
    """Umlauts and pictures before a value do not move its column."""
    assert read("---\n{söß🍲: 1, b: 2}\n---\n", "a.md").places["b",] == (2, 14)


def test_places_are_the_same_whatever_ends_the_lines() -> None:
    """Windows' and old Macs' line ends."""
    for end in ("\r\n", "\r"):
        text = decode("---\ntitle: Soup\ntags: [a]\n---\nHot.\n".replace("\n", end).encode(), "a.md")
        header = read(text, "a.md")
        assert header.places["tags", 0] == (3, 8)
        assert (header.body, header.body_line) == ("Hot.\n", 5)


def test_where_a_header_ends_that_nothing_closes_is_a_guess_and_said() -> None:
    """Only where each line is a key's, and a text stands below."""
    (odd,) = read("---\ntitle: Soup\n\nHot.\n", "a.md").odd
    assert str(odd).startswith(
        "a.md:1:1: warning[RG102]: the front matter is never closed: it is taken to end above line 3"
    )
    assert not read("---\ntitle: Soup\n---\n\nHot.\n", "a.md").odd
    header = read("Title: Soup\nTags: a\nHot.\n\nCold.\n", "a.md")
    assert (header.body, header.body_line, header.values["tags"]) == ("Hot.\n\nCold.\n", 3, "a")
    assert header.odd[0].message == "the front matter is never closed: it is taken to end above line 3"
    assert header.odd[0].hint == "put an empty line below the last key"
    for text in ("---\ntitle: Soup\n\n", "---\ntags:\n- a\n\nHot.\n", "---\ntitle: Soup\nHot.\n\nCold.\n"):
        assert finding(text).startswith("1:1 RG102")


def test_a_key_that_means_nothing_may_stand_twice() -> None:
    text = "---\ncomments: true\ntitle: Soup\ncomments: false\n---\n"
    header = read(text, "a.md", lambda key: key == "title")
    assert header.values == {"title": "Soup", "comments": False}
    assert [str(odd) for odd in header.odd] == [
        "a.md:2:1: warning[RG105]: the key 'comments' stands once more below: the last value is taken"
        "\n    comments: true\n    ^\n  hint: keep one"
    ]
    with pytest.raises(ContentError, match="RG105"):
        read(text, "a.md", lambda key: key == "comments")
    again = "a: 1\n" * 5000
    with pytest.raises(ContentError, match="RG105"):  # a few are slips, thousands something else
        read(f"---\n{again}---\n", "a.md", lambda key: False)


def test_values_below_a_key_without_lines_around_the_header() -> None:
    """As a header of YAML is that has lost its `---`; a list below the empty line is the text's."""
    header = read("title: Soup\ntags:\n- hot\n- two words\n\n- Stir.\n", "a.md")
    assert (header.values, header.body_line) == ({"title": "Soup", "tags": ["hot", "two words"]}, 5)
    assert header.body.strip() == "- Stir."
    assert header.places["tags", 1] == (4, 3)
    assert read("Title: Soup\nTags: a\n- Stir.\n\nHot.\n", "a.md").values["tags"] == "a"


SLIPS = {
    "title: Soup: a tale": "Soup: a tale",
    "title: Soup: 'a' tale": "Soup: 'a' tale",
    "title: Soup:": "Soup:",
    "title: Soup: a tale # hot": "Soup: a tale",
    "title: @ida on soup": "@ida on soup",
    "title: `soup` for all": "`soup` for all",
    "title: *Soup* for all": "*Soup* for all",
    "title: [Talk] Soup": "[Talk] Soup",
    'title: "Soup" again': '"Soup" again',
    'title: "Soup" and "lids"': '"Soup" and "lids"',
    'title: "The "best" soup"': 'The "best" soup',
    "title: 'Ida's soup'": "Ida's soup",
    "title: {{ page.title }}": "{{ page.title }}",
    "title: 50% soup: a tale": "50% soup: a tale",
    "sessions:\n  - title: Soup: a tale\n    kind: talk": "Soup: a tale",
}


@pytest.mark.parametrize("lines", SLIPS)
def test_a_value_that_lacks_its_quotes_is_read_as_the_text_that_it_can_only_be(lines: str) -> None:
    """With a warning that has the line as YAML wants it, which then reads the same."""
    header = read(f"---\n{lines}\ntags: [a]\n---\nHot.\n", "a.md")
    value = header.values.get("title") or header.values["sessions"][0]["title"]
    assert value == SLIPS[lines]
    (odd,) = header.odd
    assert (odd.code, odd.severity) == ("RG103", "warning")
    wrong, right = odd.source_line.strip(), odd.hint.removeprefix("write ")
    again = read(f"---\n{lines.replace(wrong, right)}\ntags: [a]\n---\nHot.\n", "a.md")
    assert (again.values, again.places, again.odd) == (header.values, header.places, ())


def test_a_key_that_was_left_empty_may_stand_once_more() -> None:
    """Nothing is lost with the empty one; the value and its place are those of the last."""
    header = read("---\ntitle: Soup\nmodified:\ntags: [a]\nmodified: 2019\n---\nHot.\n", "a.md")
    assert (header.values, header.keys["modified",]) == ({"title": "Soup", "tags": ["a"], "modified": 2019}, (5, 1))


# -- what is refused ---------------------------------------------------------------------------------------------------

REFUSED = {
    "---\ntitle: Soup\n": "1:1 RG102 the front matter is never closed",
    "---": "1:1 RG102 the front matter is never closed",
    "+++\ntitle = 1\n---\n": "1:1 RG102 the front matter is never closed: no second line '+++'",
    "---\n- a\n---\n": "2:1 RG104 the front matter is a list",
    "---\nwords\n---\n": "2:1 RG104 the front matter is one value",
    "---\na: 1\nb: 2\na: 3\n---\n": "4:1 RG105 the key 'a' stands twice, first in line 2",
    "---\nc: {a: 1, a: 2}\n---\n": "2:11 RG105 the key 'a' stands twice, first in line 2",
    "---\na: 1\n'a': 2\n---\n": "3:1 RG105 the key 'a' stands twice",
    "---\ntrue: 1\n'true': 2\n---\n": "3:1 RG105 the key 'true' stands twice",
    "---\na: b: c\n   d\n---\n": "2:5 RG103 the YAML is wrong: mapping values are not allowed",
    "---\na: name: c\n---\n": "2:8 RG103 the YAML is wrong: mapping values are not allowed",
    "---\na: [@b]\n---\n": "2:5 RG103 the YAML is wrong: found character that cannot start any token",
    "---\n"
    + "".join(f"a{n}: b: c\n" for n in range(21))
    + "---\n": "22:7 RG103 the YAML is wrong: mapping values are not allowed",
    "---\na:\n\tb: c\n---\n": "3:1 RG103 the YAML is wrong: found character that cannot start any token",
    "---\na: *b\n---\n": "2:4 RG103 the alias *b names nothing",
    "---\na: &a [*a]\n---\n": "2:8 RG103 the alias *a names nothing",
    "---\n? [a]\n: b\n---\n": "2:3 RG103 a key must be a word",
    "---\n? {a: 1}\n: b\n---\n": "2:3 RG103 a key must be a word",
    "---\na: !!python/object:os.system x\n---\n": "2:4 RG103 YAML tags such as",
    "---\na: !mine x\n---\n": "2:4 RG103 YAML tags such as !mine",
    "---\nb: {<<: {x: 1}}\n---\n": "2:5 RG106 merge keys (<<) are not supported",
    "---\na: " + "[" * 33 + "]" * 33 + "\n---\n": "2:35 RG106 more than 32 levels deep",
    "---\nb: &b x\na: [" + "*b, " * 101 + "]\n---\n": "3:405 RG106 more than 100 aliases",
    "---\na: '" + "x" * MAX_HEADER + "'\n---\n": "1:1 RG106 the front matter is longer than 64 KB",
    "+++\ntitle = Soup\n+++\n": "2:9 RG103 the TOML is wrong: invalid value",
    "+++\na = 1\na = 2\n+++\n": "3:6 RG105 the TOML is wrong: cannot overwrite a value",
    "+++\na = " + "[" * 5000 + "]" * 5000 + "\n+++\n": "1:1 RG106 the TOML can't be read",
    "+++\na = " + "9" * 5000 + "\n+++\n": "1:1 RG106 the TOML can't be read",
    "Title: Soup\nTitle: Spoons\n\n": "2:1 RG105 the key 'title' stands twice",
    "Title: Soup\nwords\nStatus: draft\n\n": "2:1 RG103 the header's lines are `Key: value`, this one is not",
}


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text)[:40])
def test_a_header_that_cannot_be_read_is_an_error_with_its_place(text: str) -> None:
    """Nothing is lost silently: neither a key nor a whole header."""
    assert finding(text).startswith(REFUSED[text])


LATE = ["\n---\ndraft: true\n---\n", " ---\ndraft: true\n---\n", "---yaml\ndraft: true\n---\n"]


@pytest.mark.parametrize("text", LATE)
def test_a_header_that_begins_a_little_late_is_not_lost(text: str) -> None:
    """Read or refused, but never published as text."""
    with suppress(ContentError):
        assert read(text, "a.md").values == {"draft": True}


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x85"])
def test_a_line_separator_inside_a_line_moves_no_place(sign: str) -> None:
    """As it comes with text copied from a web page."""
    assert finding(f"---\na: 'x{sign}y'\nb: 1\nb: 2\n---\n").startswith("4:1 RG105 the key 'b' stands twice")


def test_a_control_character_is_found_in_its_line() -> None:
    """Umlauts above it do not move it."""
    assert finding("---\na: ééééé\nb: c\x07d\ne: f\n---\n").startswith("3:")


def test_a_bomb_of_aliases_is_refused_quickly() -> None:
    """Nine times nine times nine: each alias is counted with all that it repeats."""
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert "RG106 more than 20000 values" in finding("---\n" + "\n".join(lines) + "\n---\n")


DECODED = {
    b"\xff\xfeS\x00": "1:1 the file is UTF-16",
    b"\xfe\xff\x00S": "1:1 the file is UTF-16",
    b"a\nb\xe9": "2:2 byte 0xe9 is not UTF-8",
    b"\xef\xbb\xbfa\xff": "1:2 byte 0xff is not UTF-8",
    b"\xc3": "1:1 byte 0xc3 is not UTF-8",
    b"\xed\xa0\x80": "1:1 byte 0xed is not UTF-8",
    b"a\r\nb\0": "2:2 the file holds a NUL character",
}


@pytest.mark.parametrize("data", DECODED, ids=repr)
def test_what_is_not_utf8_is_refused_with_its_place(data: bytes) -> None:
    """Line and column in characters, a byte-order mark not counted."""
    with pytest.raises(ContentError) as raised:
        decode(data, "a.md")
    (only,) = raised.value.diagnostics
    assert f"{only.line}:{only.column} {only.message}" == DECODED[data]


def test_a_byte_order_mark_is_dropped() -> None:
    """So that the header behind it is seen."""
    text = decode(b"\xef\xbb\xbf---\ndraft: true\n---\n", "a.md")
    assert read(text, "a.md").values == {"draft": True}


# -- whatever it is ----------------------------------------------------------------------------------------------------

FRAMES = ["---\n{}\n---\nend", "+++\n{}\n+++\nend", "Title: {}", "{}"]
SCRAPS = """--- +++ ... title : - [ ] { } &a *a << !!int ' " | > # ? = é 🍲 \x07 \ufeff Soup 2019-05-02 %YAML"""
scraps = st.sampled_from([*SCRAPS.split(" "), ": ", " ", "\n", "\n\n", "\t", "- "])


@examples(300)
@given(st.lists(scraps, max_size=30).map("".join), st.sampled_from(FRAMES))
def test_whatever_the_header_it_is_read_or_refused_with_a_place_in_the_file(scrap: str, frame: str) -> None:
    """No other exception; and the line that is named exists."""
    text = frame.replace("{}", scrap)
    try:
        header = read(text, "a.md")
    except ContentError as error:
        for found in error.diagnostics:
            assert 1 <= found.line <= text.count("\n") + 1
            assert found.column >= 1
    else:
        assert text.endswith(header.body)
        assert header.body_line == text.count("\n", 0, len(text) - len(header.body)) + 1

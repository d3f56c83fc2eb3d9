"""Search: what is found under which letters, in how many bytes, and what an edit changes."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import REPOSITORY, Built, elements, examples, site, soup_site
from recapgen import search
from recapgen.routes import Route, unsafe
from recapgen.search import Record, Shard, fold, initial, key_of, records_json, records_of, shards_of, words_of


def record(title: str, **more: Any) -> Record:
    kind = more.pop("kind", "session")
    return Record(kind, title, Route("page", ("x", search.fold(title).replace(" ", "-") or "x")), **more)


def files_with(shards: tuple[Shard, ...], title: str) -> list[str]:
    return [shard.key for shard in shards if any(r.title == title for r in shard.records)]


def found(shards: tuple[Shard, ...], word: str) -> set[str]:
    """The titles in the file that a browser fetches for a word, as assets/search.js chooses it."""
    by_key = {shard.key: shard for shard in shards}
    letters = fold(word)
    for length in range(len(letters), 0, -1):
        if shard := by_key.get(key_of(letters[:length])):
            if not shard.whole and length < len(letters):
                return set()
            return {r.title for r in shard.records if any(w.startswith(letters) for w in words_of(f"{r.title} {r.by}"))}
    return set()


# -- words ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "case", json.loads((REPOSITORY / "tests/browser/words.json").read_text()), ids=lambda c: c["text"]
)
def test_words_are_those_that_the_script_makes(case: dict[str, Any]) -> None:
    """The same table is held against assets/search.js by tests/browser/site.mjs."""
    words = words_of(case["text"])
    assert (list(words), key_of(words[-1] if words else "")) == (case["words"], case["key"])


@given(st.text(max_size=40))
@examples(50)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1, max_size=12))
@examples(50)
def test_whatever_is_typed_gives_a_file_name_that_every_disk_takes(text: str) -> None:
    for word in words_of(text):
        route = Shard(key_of(word[:6]), True, ()).route
        assert unsafe(route.path) == ""
        assert Route.parse(route.path) == route


def test_initials() -> None:
    names = ["Ólafur", "Ðorđe", "Łukasz", "“Quoted”", "3M", "山田", "Æsir", "яна", "???"]
    assert [initial(name) for name in names] == ["O", "D", "L", "Q", "", "", "A", "Я", ""]


# -- files ------------------------------------------------------------------------------------------------------------


def many(count: int) -> list[Record]:
    """Sessions with titles of five words, of which a few are frequent as in real titles, and three topics of forty."""
    chance = random.Random(7)
    letters = "abcdefghijklmnopqrstuvwxyz"
    vocabulary = ["".join(chance.choices(letters, k=chance.randint(3, 9))) for _ in range(4000)]
    weights = [1 / (rank + 1) for rank in range(4000)]
    subjects = [f"{one.capitalize()} {other}" for one, other in zip(vocabulary[50:90], vocabulary[90:130], strict=True)]
    ranks = [1 / (rank + 1) for rank in range(40)]
    records = []
    for number in range(count):
        title = " ".join(chance.choices(vocabulary, weights, k=5)).capitalize()
        speaker = f"{chance.choice(vocabulary)} {chance.choice(vocabulary)}".title()
        year = chance.randint(2008, 2024)
        route = Route("session", (f"series-{number % 40}", str(year), f"{title.replace(' ', '-').lower()}-{number}"))
        topics = ", ".join(chance.choices(subjects, ranks, k=3))
        at = f"Series {number % 40} {year}"
        records.append(Record("session", f"{title} {number}", route, (year,), speaker, at, topics=topics))
    return records


@pytest.fixture(scope="module")
def ten_thousand() -> tuple[list[Record], tuple[Shard, ...]]:
    records = many(10_000)
    return records, shards_of(records)


def test_ten_thousand_records_answer_a_first_query_within_300_kb(
    ten_thousand: tuple[list[Record], tuple[Shard, ...]],
) -> None:
    """The file of names and the heaviest file of records, gzipped as any host sends them; unzipped, too."""
    _, shards = ten_thousand
    manifest = search.manifest_json([s.key for s in shards if s.whole], [s.key for s in shards if not s.whole], {})
    files = [records_json(shard.records) for shard in shards]
    assert len(gzip.compress(manifest)) + max(len(gzip.compress(data)) for data in files) < 60_000
    assert len(manifest) + max(map(len, files)) < 300_000
    assert len(files) < 2_000


def test_every_record_is_found_by_each_of_its_rarer_words(
    ten_thousand: tuple[list[Record], tuple[Shard, ...]],
) -> None:
    """Where a file has just the best, the word is a common one, and the record has others."""
    records, shards = ten_thousand
    best = {shard.key for shard in shards if not shard.whole}
    for one in records[::97]:
        words = words_of(one.title)
        telling = [word for word in words if key_of(word) not in best]
        assert telling, one.title
        for word in telling:
            assert one.title in found(shards, word), (one.title, word)


def test_an_edited_title_changes_only_the_files_of_its_words() -> None:
    before = [record("Soup for all"), record("Bread at night"), record("Nothing else")]
    after = [record("Soup for many"), *before[1:]]
    old = {shard.key: records_json(shard.records) for shard in shards_of(before)}
    new = {shard.key: records_json(shard.records) for shard in shards_of(after)}
    changed = {key for key in old | new if old.get(key) != new.get(key)}
    assert changed == {"s", "f", "a", "m"}


def test_a_file_that_grows_is_divided_by_the_next_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST", 2)
    monkeypatch.setattr(search, "BEST", 1)
    records = [record(title) for title in ("Kafka", "Kubernetes", "Kudu", "Kotlin", "K")]
    shards = shards_of(records)
    assert {(s.key, s.whole) for s in shards} == {("k", False), ("ka", True), ("ku", True), ("ko", True)}
    assert "K" in {r.title for s in shards if s.key == "k" for r in s.records}
    assert found(shards, "kub") == {"Kubernetes"}
    assert found(shards, "kx") == set()


def test_order_of_records_does_not_matter() -> None:
    records = many(300)
    assert shards_of(records) == shards_of(records[::-1])


def test_scripts_without_spaces_are_found_from_within() -> None:
    shards = shards_of([record("分散システム入門")])
    assert files_with(shards, "分散システム入門") == sorted({key_of(c) for c in fold("分散システム入門")})


# -- in a site --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def soup(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return soup_site(tmp_path_factory.mktemp("soup")).build()


def rows(built: Built) -> dict[str, set[str]]:
    """Addresses in the files, by kind."""
    kinds: dict[str, set[str]] = {}
    for path, data in built.files.items():
        if path.startswith("search/records/"):
            for kind, listed in json.loads(data).items():
                kinds.setdefault(kind, set()).update(row[1] for row in listed)
    return kinds


def test_everything_can_be_found(soup: Built) -> None:
    """Each session, speaker, conference, edition, organization, topic, recap and article, by its address."""
    known = rows(soup)
    understood = soup.site
    assert known["session"] == {s.route.url for s in understood.sessions}
    assert known["speaker"] == {s.route.url for s in understood.speakers}
    assert known["conference"] == {c.route.url for c in understood.conferences}
    assert known["edition"] == {e.route.url for e in understood.editions}
    assert known.get("topic", set()) == {t.route.url for t in understood.topics}
    assert known.get("organization", set()) == {o.route.url for o in understood.organizations}
    assert known["recap"] | known.get("article", set()) == {p.route.url for p in understood.posts}


def test_a_session_is_found_by_its_topic_and_filtered_by_its_language(tmp_path: Path) -> None:
    """Where no title says so; a site in one language has no languages in its files."""

    def row(built: Built, word: str) -> list[object]:
        listed = json.loads(built.files[f"search/records/w-{word}.json"])["session"]
        (found,) = [row for row in listed if row[0] == "Hot things"]
        return list(found)

    kit = site(tmp_path).config(title="Soup", base_url="https://soup.example/")
    body = 'conference: SoupConf 2017\n---\n\n## Hot things {speakers="Ida Quill" topics="Ladles"}\n\nVery hot.\n'
    kit.post("recaps/en.md", f"---\ntitle: Soup\nlang: en\n{body}")
    assert row(kit.build(), "l")[7:] == ["Ladles"]
    kit.post("articles/de.md", "---\ntitle: Brot\nlang: de-AT\n---\n\nBrot.\n")
    built = kit.build().has("search/", '<select name="lang">')
    assert row(built, "l")[7:] == ["Ladles", "en"]
    assert json.loads(built.files["search/records/w-b.json"])["article"][0][8] == "de"


def test_a_recap_is_at_the_edition_by_its_own_name_and_found_by_an_alias(tmp_path: Path) -> None:
    """So that a list of what was found does not show two names of one conference."""
    kit = site(tmp_path).post("conferences/soupconf.md", "---\nname: SoupConf\naliases: [Potmeet]\n---\n")
    kit.post("recaps/a.md", "---\ntitle: Hot\nconference: Potmeet 2019\n---\n\nIt was good.\n")
    (found,) = (one for one in records_of(kit.build().site, bool) if one.kind == "recap")
    assert (found.at, found.years) == ("SoupConf 2019", (2019,))
    assert {"soupconf", "potmeet"} <= found.beginnings


def test_the_list_of_files_lists_just_the_files(soup: Built) -> None:
    manifest = json.loads(soup.files["search/files.json"])
    keys = {f"search/records/w-{key}.json" for key in f"{manifest['whole']} {manifest['best']}".split()}
    assert keys == {path for path in soup.files if path.startswith("search/records/")}
    assert set(manifest["words"]["kinds"]) == set(search.KINDS)


def test_without_javascript_the_field_leads_to_a_page_of_ways_in(soup: Built) -> None:
    home = soup.page("index.html")
    forms = [e for e in elements(home, "form") if e.attributes.get("role") == "search"]
    assert [f.attributes["action"] for f in forms] == ["/talks/search/"]
    assert all(f.attributes.get("method", "get") == "get" for f in forms)
    hrefs = {e.attributes["href"].removeprefix("/talks") for e in elements(soup.page("search/index.html"), "a")}
    understood = soup.site
    assert {c.route.url for c in understood.conferences} <= hrefs
    assert {t.route.url for t in understood.topics[:40]} <= hrefs
    assert {f"/speakers/#initial-{initial(s.name).lower() or 'other'}" for s in understood.speakers} <= hrefs


def test_a_site_of_nothing_has_a_search_page_too(tmp_path: Path) -> None:
    built = site(tmp_path).build()
    built.ran()
    assert json.loads(built.files["search/files.json"])["whole"] == ""
    assert "search/index.html" in built.files
    assert "explore/index.html" in built.files


def test_a_register_leads_from_each_page_to_every_letter(tmp_path: Path) -> None:
    """Twelve times as many names as items of other lists stand on a page."""
    names = [f"{letter}da Quill" for letter in "ABCDEFGHIJKLMN"]
    listed = "".join(f"  - title: Of {name}\n    speakers: [{name}]\n" for name in names)
    kit = site(tmp_path).config(title="Soup", base_url="https://soup.example/", page_size=1)
    kit.post("recaps/a.md", f"---\ntitle: A\nconference: SoupConf 2017\nsessions:\n{listed}---\n\nHot.\n")
    built = kit.build()
    for page, number in (("speakers/", 1), ("speakers/page/2/", 2)):
        ways = [e.attributes["href"] for e in elements(built.page(page), "a") if "#initial-" in e.attributes["href"]]
        assert ways == [
            *(f"/speakers/#initial-{letter}" for letter in "abcdefghijkl"),
            "/speakers/page/2/#initial-m",
            "/speakers/page/2/#initial-n",
        ], number
    built.has("speakers/page/2/", 'id="initial-m"').lacks("speakers/", 'id="initial-m"')

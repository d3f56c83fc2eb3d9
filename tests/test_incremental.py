"""Law 3: incremental equals clean, byte for byte and warning for warning, after any sequence of changes.

A machine writes, edits, moves, deletes, breaks and builds at random, in one folder that keeps its memory; after each
few steps the same sources are built in an empty folder. `RECAPGEN_STEPS=20000 make proof` takes as many steps.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatch
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec import structs

from kit import EPOCH, NO_IMAGES, NOW, Built, SiteKit, difference, site, tree
from recapgen.cli.build import as_json
from recapgen.config import Options, load_config
from recapgen.dev.site import LiveSite, Refreshed
from recapgen.events import StageTimed

STEPS = int(os.environ.get("RECAPGEN_STEPS", "3000"))
"""Steps of the long proof."""


@pytest.fixture(autouse=True, scope="module")
def _templates_are_compiled_once() -> Iterator[None]:
    """What Jinja makes of a template's text depends on that text alone; most of a small build's time goes into it."""
    compiled: dict[tuple[object, ...], CodeType] = {}
    plainly = jinja2.Environment.compile

    def once(self: jinja2.Environment, source: Any, name: Any = None, filename: Any = None, *more: Any) -> Any:
        key = (type(self), source, name, filename, more)
        if not isinstance(source, str):
            return plainly(self, source, name, filename, *more)
        if key not in compiled:
            compiled[key] = plainly(self, source, name, filename, *more)
        return compiled[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "compile", once)
        yield


# -- what can be written ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """One session in a recap."""

    title: str
    by: str
    words: str = "Said."

    def text(self) -> str:
        return f"## {self.title}{f' – {self.by}' if self.by else ''}\n\n{self.words}\n"


@dataclass(frozen=True)
class Writing:
    """One post: its header as YAML values, its words, its sessions."""

    header: Mapping[str, str]
    words: str = "Words."
    told: tuple[Told, ...] = ()

    def text(self) -> str:
        header = "".join(f"{key}: {value}\n" for key, value in self.header.items())
        return f"---\n{header}---\n\n{self.words}\n\n" + "\n".join(one.text() for one in self.told)

    def having(self, key: str, value: str | None) -> Writing:
        kept = {k: v for k, v in self.header.items() if k != key}
        return replace(self, header=kept if value is None else {**kept, key: value})


NAMES = ("pan", "pot", "2020-03-01-lid", "ladle", "deep/sieve", "kettle")
FOLDERS = ("recaps", "articles", "pages")
WORDS = (
    "Slowly.",
    "Kubernetes stirs the pot, and Docker holds it.",
    "See [a pan](../recaps/pan.md), [a pot](/articles/2019/pot/), [Bo](/speakers/bo-lind/), [the menu](/menu.txt).",
    "With `code`, a note[^1] and a table.\n\n| a | b |\n| - | - |\n| 1 | 2 |\n\n[^1]: Salt.",
    "![A picture](picture.svg) <b>raw</b> and [nowhere](gone.md#soup).",
    "One\n\n# A heading\n\nTwo\n\n```python\nprint('soup')\n```\n\n# Another\n\nThree",
)
LONG = "Whoever was in the room could tell after an hour that the lid was what kept the heat where it belongs. " * 4
"""More than any excerpt shows: what comes after it is words, and no fact."""
TAILS = ("Slowly.", "See [Bo](/speakers/bo-lind/) and [nobody](/speakers/nobody/).", "`code`, and *much* of it.", "")
TITLES = ("Soup at Scale", "Soup at scale", "Spoons", "Kubernetes Lids", "Handles", "Broth without Tears")
BYLINES = (
    *("Bo Lind (Ladle GmbH)", "Bo Lind (Spoonworks)", "Bo Lind", "Cleo Marsh (Spoonworks)", "Mika Öst (Tureen AG)"),
    *("Ida Quill & Bo Lind (Ladle GmbH)", "Cleo Marsh", ""),
)
CONFERENCES = (
    *("LadleConf 2019", "LadleConf 2020", "Ladle-Conf 2019", "[LadleConf 2019, Tureen Days 2020]"),
    *("{name: Tureen Days, year: 2020, city: Ulm, start: 2020-05-02}", "{name: LadleConf, edition: Bern, city: Bern}"),
)
HEADERS: dict[str, tuple[str, ...]] = {
    "title": ("On Soup", "On Pots", "Ärger mit Salz", "'<Soup> & \"Salt\"'"),
    "date": ("2019-05-04", "2019-05-05T00:30:00+02:00", "2020-02", "2018", "2024-06-01"),
    "updated": ("2021-01-01", "2022-02-02"),
    "expires": ("2024-01-01", "2019-01-01"),
    "tags": ("[Soup]", "[k8s, Docker]", "Spoons", "[Broth, Soup]"),
    "conference": CONFERENCES,
    "slug": ("soup", "lids"),
    "permalink": ("/own/place/", "/topics/soup/"),
    "aliases": ("[/old/soup/]", "[/old/lids/, /older.html]"),
    "draft": ("true", "false"),
    "lang": ("de", "en", "he"),
    "authors": ("[Ida Quill]", "[Bo Lind, Ida Quill]"),
    "source": ("{author: Dora Finch, publication: The Tureen, url: 'https://tureen.example/x'}",),
    "layout": ("wide",),
    "weight": ("1", "-1"),
    "description": ("In short.", "In a few words."),
    "image": ("picture.svg", "https://pot.example/a.png"),
    "toc": ("false",),
    "sessions": (
        "none",
        "[{title: Spoons, speakers: [Cleo Marsh], day: 2}]",
        "[auto, {title: Spoons, speakers: [Cleo Marsh]}, {title: Nowhere, kind: panel}]",
    ),
    "spelling": ("wrong",),
}
ENTRIES: dict[str, tuple[str, ...]] = {
    "speakers/bo-lind": (
        "name: Bo Lind\naliases: [Cleo Marsh]",
        "name: Bo Lind\norganizations: [Ladle GmbH]\nredirects: [/bo/]",
        "name: Bo Lind\nnot_same_as: [bo-lind-2]\norganizations: [Ladle GmbH]",
    ),
    "speakers/bo-lind-2": ("name: Bo Lind\norganizations: [Spoonworks]\nnot_same_as: [bo-lind]",),
    "speakers/cleo-marsh": ("name: Cleo Marsh\nurl: https://cleo.example/", "name: Cleo Marsh\nnot_same_as: [bo-lind]"),
    "conferences/ladleconf": (
        "name: LadleConf\neditions: [{year: 2019, venue: The Kitchen, start: 2019-05-02}]",
        "name: LadleConf\naliases: [Tureen Days]",
        "name: The LadleConf\nurl: https://ladle.example/\neditions: [2019, {year: 2021, city: Bern}]",
    ),
    "topics/soup": ("name: Soup\naliases: [broth, handles]", "name: Soup\nbroader: Kubernetes", "name: Hot Soup"),
    "topics/spoons": ("name: Spoons\nbroader: Soup", "name: Spoons\naliases: [tears]"),
    "organizations/ladle": ("name: Ladle GmbH\naliases: [Spoonworks]", "name: Ladle GmbH\ndescription: Ladles."),
}
COPIED: dict[str, tuple[bytes, ...]] = {
    "static/menu.txt": (b"Soup\n", b"Stew\n"),
    "static/.well-known/security.txt": (b"Contact: mailto:ida@soup.example\n",),
    "static/articles/2019/note.txt": (b"Beside a page.\n",),
    "static/topics/soup/index.html": (b"In a page's place.\n",),
    "content/static/menu2.txt": (b"Soup\n",),
    "content/recaps/picture.svg": (b"<svg/>\n", b"<svg xmlns='http://www.w3.org/2000/svg'/>\n"),
    "content/recaps/pan/picture.svg": (b"<svg/>\n", b"<svg id='a'/>\n"),
    "content/articles/pot/picture.svg": (b"<svg id='b'/>\n",),
}
THEME: dict[str, tuple[str, ...]] = {
    "templates/article.html": (
        '{% extends "programme/article.html" %}{% block more %}<p>{% include "_note.html" %}</p>{% endblock %}',
        '{% extends "programme/article.html" %}{% block more %}{{ site.author }} {{ words }}{% endblock %}',
    ),
    "templates/recap.html": (
        '{% extends "programme/recap.html" %}{% from "_bits.html" import bit %}'
        "{% block more %}{{ bit(post.title) }}{% endblock %}",
    ),
    "templates/topic.html": ('{% extends "programme/topic.html" %}{% block lead %}{{ options.hue }}{% endblock %}',),
    "templates/wide.html": ('{% extends "article.html" %}', '{% extends "page.html" %}'),
    "templates/_note.html": ("A note.", "Another note of {{ site.params.mood or 'no mood' }}."),
    "templates/_bits.html": (
        "{% macro bit(x) %}<b>{{ x }}</b>{% endmacro %}",
        "{% macro bit(x) %}<i>{{ x }}</i>{% endmacro %}",
    ),
    "templates/404.html": ('{% extends "programme/404.html" %}{% block title %}Gone{% endblock %}', "{% if %}"),
    "i18n/en.toml": ('all_recaps = "More"\n', 'topics = "Subjects"\nsessions = "Talks"\n'),
    "assets/site.css": ("body { color: teal }\n", "body { background: url(dot.svg) }\n"),
    "assets/dot.svg": ("<svg/>\n", "<svg id='dot'/>\n"),
    "theme.toml": ("[options]\nhue = 120\n", "[options]\nhue = 240\n"),
}
SETTINGS: dict[str, tuple[str, ...]] = {
    "title": ('"Soup Talks"', '"Stew Talks"'),
    "description": ('"All about soup."',),
    "base_url": ('"https://soup.example/"', '"https://soup.example/talks/"'),
    "language": ('"de"',),
    "timezone": ('"Pacific/Kiritimati"', '"America/Los_Angeles"'),
    "author": ('"Ida Quill"', '"Dora Finch"'),
    "theme": ('"mine"',),
    "output": ('"public"',),
    "page_size": ("1", "2"),
    "feed_size": ("1", "2"),
    "formats": ("[]", '["json-ld", "headers"]', '["calendar", "schedule", "records"]'),
    "disable_kinds": ('["session", "archive"]', '["speaker", "topic", "search"]'),
    "menu": ('[{name = "Soup", url = "/topics/soup/"}]',),
    "unsafe_html": ('["articles"]', '["."]'),
    "params": ('{mood = "good"}', '{mood = "bad"}'),
}
TIMES = (NOW, datetime(2023, 12, 31, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC))
BROKEN = ("---\ntitle: Soup\n", "---\ntitle: A\ntitle: B\n---\n", "---\ndate: 2017-02-30\n---\n", "Soup\0\n")
OTHERWISE = ("in this process", "in this process", "in two processes")
"""How it is built most of the time."""
CACHELESS = ("without the cache",) if "cache" in Options.__struct_fields__ else ()
HOWS = ("in this process", "in two processes", "by command", *CACHELESS, "with all memory lost")
KEPT = ("output", "public", ".recapgen")
"""Folders that builds write to."""
NO_PAGE = "notes-of-mine.txt"
"""Somebody else's file in output/."""


def among(choices: Mapping[str, tuple[Any, ...]]) -> st.SearchStrategy[tuple[str, Any]]:
    """A key and one of its values."""
    return st.sampled_from([(key, value) for key, values in choices.items() for value in values])


def first_writings() -> dict[str, Writing]:
    """What every run begins with: takes that meet, namesakes, an article, a page."""
    return {
        "content/recaps/pan.md": Writing(
            {"title": "LadleConf in two days", "date": "2019-05-04", "conference": "LadleConf 2019", "tags": "[Soup]"},
            WORDS[1],
            (Told(TITLES[0], BYLINES[0], "He cooked for forty."), Told(TITLES[2], BYLINES[3], "- wood\n- steel")),
        ),
        "content/recaps/pot.md": Writing(
            {"title": "What stayed", "date": "2019-05-06", "conference": "LadleConf 2019"},
            WORDS[0],
            (Told(TITLES[1], BYLINES[2], "Hot."), Told(TITLES[4], BYLINES[4], "Long.")),
        ),
        "content/articles/pot.md": Writing({"title": "On Pots", "date": "2019-01-01", "tags": "[Docker]"}, WORDS[2]),
        "content/pages/about.md": Writing({"title": "About"}, "Who cooks: [Bo](/speakers/bo-lind/)."),
    }


class Change(RuleBasedStateMachine):
    """One folder that is changed and built over and over, and what is known of it."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="recapgen-"))
        self.kit = site(self.folder / "kept")
        self.posts: dict[str, Writing] = {}
        self.sources: dict[str, bytes] = {}
        """Every file of the site but output/ and .recapgen/."""
        self.settings: dict[str, str] = {}
        self.options = Options(now=NOW)
        self.done: list[str] = []
        """What was done since the last build."""
        self.since = 0
        self.patience = 1
        self.turn = 0
        self.houses = 0
        self.good = (dict(self.posts), dict(self.sources), dict(self.settings), self.options)
        self.live: LiveSite | None = None

    @initialize(patience=st.integers(1, 3))
    def begin(self, patience: int) -> None:
        self.patience = patience
        for path, writing in first_writings().items():
            self.write(path, writing)
        self.set_settings({})
        self.compare("begun")

    def teardown(self) -> None:
        try:
            if self.done:
                self.compare("at the end")
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    # -- tools

    def did(self, what: str) -> None:
        self.done.append(what)
        self.since += 1

    def put(self, path: str, data: bytes) -> None:
        self.sources[path] = data
        self.kit.file(path, data)

    def write(self, path: str, writing: Writing) -> None:
        self.posts[path] = writing
        self.put(path, writing.text().encode())

    def drop(self, path: str) -> None:
        del self.sources[path]
        self.posts.pop(path, None)
        (self.kit.root / path).unlink()

    def set_settings(self, values: Mapping[str, str]) -> None:
        self.settings = dict(values)
        text = "".join(f"{key} = {value}\n" for key, value in self.settings.items())
        self.put("recapgen.toml", text.encode())

    def a_post(self, which: int, *, recap: bool = False) -> str:
        paths = sorted(path for path, post in self.posts.items() if post.told or not recap)
        return paths[which % len(paths)] if paths else ""

    @property
    def output(self) -> Path:
        return self.kit.root / self.settings.get("output", "output").strip('"')

    def an_output(self, which: int) -> Path | None:
        files = [path for path in sorted(tree(self.output)) if path != NO_PAGE]
        return self.output / files[which % len(files)] if files else None

    # -- posts

    @rule(folder=st.sampled_from(FOLDERS[1:]), name=st.sampled_from(NAMES), words=st.sampled_from(WORDS))
    def write_an_article_or_a_page(self, folder: str, name: str, words: str) -> None:
        path = f"content/{folder}/{name}.md"
        self.write(path, Writing({"title": f"Of the {name.rpartition('/')[2]}", "date": "2019-03-01"}, words))
        self.did(f"wrote {path}")

    @rule(
        name=st.sampled_from(NAMES),
        bundle=st.booleans(),
        conference=st.sampled_from(CONFERENCES),
        titles=st.lists(st.sampled_from(TITLES), min_size=1, max_size=3, unique_by=str.casefold),
        by=st.sampled_from(BYLINES),
        words=st.sampled_from(WORDS),
    )
    def write_a_recap(self, name: str, bundle: bool, conference: str, titles: list[str], by: str, words: str) -> None:
        path = f"content/recaps/{name}{'/index' if bundle else ''}.md"
        header = {"title": f"From the {name.rpartition('/')[2]}", "date": "2020-06-01", "conference": conference}
        self.write(path, Writing(header, words, tuple(Told(title, by, f"{title}!") for title in titles)))
        self.did(f"wrote {path} on {conference}")

    @rule(which=st.integers(0, 20), words=st.sampled_from(WORDS))
    def edit_the_words(self, which: int, words: str) -> None:
        if path := self.a_post(which):
            self.write(path, replace(self.posts[path], words=words))
            self.did(f"edited {path}")

    @rule(which=st.integers(0, 20), at=st.integers(0, 5), words=st.sampled_from(WORDS))
    def edit_what_is_told_of_one_session(self, which: int, at: int, words: str) -> None:
        self.change_one(which, at, lambda one: replace(one, words=words), "edited a session of")

    @rule(which=st.integers(0, 3), at=st.integers(0, 1), tail=st.sampled_from(TAILS))
    def end_what_is_told_of_one_session(self, which: int, at: int, tail: str) -> None:
        self.change_one(which, at, lambda one: replace(one, words=f"{LONG}\n\n{tail}"), f"ended with {tail!r} in")

    @rule(which=st.integers(0, 20), at=st.integers(0, 5), title=st.sampled_from(TITLES))
    def retitle_a_session(self, which: int, at: int, title: str) -> None:
        self.change_one(which, at, lambda one: replace(one, title=title), f"called a session {title!r} in")

    @rule(which=st.integers(0, 20), at=st.integers(0, 5), by=st.sampled_from(BYLINES))
    def change_who_spoke(self, which: int, at: int, by: str) -> None:
        self.change_one(which, at, lambda one: replace(one, by=by), f"had {by!r} speak in")

    def change_one(self, which: int, at: int, change: Callable[[Told], Told], what: str) -> None:
        if path := self.a_post(which, recap=True):
            post = self.posts[path]
            told = list(post.told)
            told[at % len(told)] = change(told[at % len(told)])
            self.write(path, replace(post, told=tuple(told)))
            self.did(f"{what} {path}")

    @rule(which=st.integers(0, 20), title=st.sampled_from(TITLES), by=st.sampled_from(BYLINES))
    def tell_of_one_more_session(self, which: int, title: str, by: str) -> None:
        if path := self.a_post(which, recap=True):
            post = self.posts[path]
            self.write(path, replace(post, told=(*post.told, Told(title, by))))
            self.did(f"told of {title!r} in {path}")

    @rule(which=st.integers(0, 20), backwards=st.booleans())
    def take_a_session_out_or_turn_them_round(self, which: int, backwards: bool) -> None:
        if path := self.a_post(which, recap=True):
            post = self.posts[path]
            self.write(path, replace(post, told=post.told[::-1] if backwards else post.told[1:]))
            self.did(f"took a session out of {path}" if not backwards else f"turned {path} round")

    @rule(which=st.integers(0, 20), header=among(HEADERS))
    def set_a_header(self, which: int, header: tuple[str, str]) -> None:
        if path := self.a_post(which):
            self.write(path, self.posts[path].having(*header))
            self.did(f"set {header[0]}: {header[1]} in {path}")

    @rule(which=st.integers(0, 20), key=st.sampled_from(sorted(HEADERS)))
    def take_a_header_out(self, which: int, key: str) -> None:
        if path := self.a_post(which):
            self.write(path, self.posts[path].having(key, None))
            self.did(f"took {key} out of {path}")

    @rule(which=st.integers(0, 20), conference=st.sampled_from(CONFERENCES))
    def move_a_post_to_another_conference(self, which: int, conference: str) -> None:
        if path := self.a_post(which, recap=True):
            self.write(path, self.posts[path].having("conference", conference))
            self.did(f"moved {path} to {conference}")

    @rule(which=st.integers(0, 20), name=st.sampled_from(NAMES), folder=st.sampled_from(FOLDERS))
    def move_a_file(self, which: int, name: str, folder: str) -> None:
        path, target = self.a_post(which), f"content/{folder}/{name}.md"
        if path and target not in self.sources:
            self.posts[target], self.sources[target] = self.posts.pop(path), self.sources.pop(path)
            (self.kit.root / target).parent.mkdir(parents=True, exist_ok=True)
            (self.kit.root / path).rename(self.kit.root / target)
            self.did(f"moved {path} to {target}")

    @rule(first=st.integers(0, 20), second=st.integers(0, 20))
    def exchange_two_files(self, first: int, second: int) -> None:
        one, other = self.a_post(first), self.a_post(second)
        if one != other:
            mine, theirs = self.posts[one], self.posts[other]
            self.write(one, theirs)
            self.write(other, mine)
            self.did(f"exchanged {one} and {other}")

    @rule(which=st.integers(0, 20))
    def delete_a_post(self, which: int) -> None:
        if path := self.a_post(which):
            self.drop(path)
            self.did(f"deleted {path}")

    @rule(which=st.integers(0, 40))
    def touch_a_file(self, which: int) -> None:
        path = sorted(self.sources)[which % len(self.sources)]
        os.utime(self.kit.root / path, (1_000_000_000 + which, 1_000_000_000 + which))
        self.did(f"touched {path}")

    @rule(which=st.integers(0, 20), letter=st.sampled_from("xyz"))
    def edit_a_post_without_a_new_date_or_size(self, which: int, letter: str) -> None:
        if path := self.a_post(which):
            post, about = self.posts[path], (self.kit.root / path).stat()
            self.write(path, replace(post, words=post.words[:-1] + letter))
            os.utime(self.kit.root / path, ns=(about.st_atime_ns, about.st_mtime_ns))
            self.did(f"edited the last letter of {path}")

    @rule(which=st.integers(0, 20), text=st.sampled_from(BROKEN))
    def break_a_post(self, which: int, text: str) -> None:
        if path := self.a_post(which):
            self.put(path, text.encode())
            self.did(f"broke {path}")

    # -- what stands beside posts

    @rule(entry=among(ENTRIES), about=st.sampled_from(("", "", *WORDS[:3])))
    def write_an_entry(self, entry: tuple[str, str], about: str) -> None:
        self.put(f"content/{entry[0]}.md", f"---\n{entry[1]}\n---\n\n{about}\n".encode())
        self.did(f"wrote content/{entry[0]}.md: {entry[1]!r}")

    @rule(chosen=among(COPIED))
    def put_a_file(self, chosen: tuple[str, bytes]) -> None:
        self.put(*chosen)
        self.did(f"put {chosen[0]}")

    @rule(chosen=among(THEME), name=st.sampled_from(("programme", "programme", "mine")))
    def change_the_theme(self, chosen: tuple[str, str], name: str) -> None:
        text = chosen[1]
        if name == "mine" and chosen[0] == "theme.toml":
            text = f'extends = "programme"\n{text}'
        self.put(f"themes/{name}/{chosen[0]}", text.encode())
        self.put("themes/mine/theme.toml", self.sources.get("themes/mine/theme.toml", b'extends = "programme"\n'))
        self.did(f"set themes/{name}/{chosen[0]}: {text!r}")

    @rule(which=st.integers(0, 40))
    def delete_what_is_no_post(self, which: int) -> None:
        if paths := sorted(self.sources.keys() - self.posts.keys() - {"recapgen.toml"}):
            self.drop(paths[which % len(paths)])
            self.did(f"deleted {paths[which % len(paths)]}")

    @rule(setting=among(SETTINGS))
    def change_a_setting(self, setting: tuple[str, str]) -> None:
        self.set_settings({**self.settings, setting[0]: setting[1]})
        self.did(f"set {setting[0]} = {setting[1]}")

    @precondition(lambda self: self.settings)
    @rule(which=st.integers(0, 20))
    def take_a_setting_back(self, which: int) -> None:
        key = sorted(self.settings)[which % len(self.settings)]
        self.set_settings({k: v for k, v in self.settings.items() if k != key})
        self.did(f"took {key} out of the settings")

    @rule(drafts=st.booleans(), future=st.booleans(), now=st.sampled_from(TIMES))
    def build_with_other_options_from_now_on(self, drafts: bool, future: bool, now: datetime) -> None:
        self.options = Options(drafts=drafts, future=future, now=now)
        self.did(f"drafts {drafts}, future {future}, on {now:%Y-%m-%d}")

    # -- what happens to output/ and to our memory

    @rule(which=st.integers(0, 500))
    def lose_a_file_of_output(self, which: int) -> None:
        if file := self.an_output(which):
            file.unlink()
            self.did(f"deleted {file.relative_to(self.kit.root)}")

    @rule(which=st.integers(0, 500), longer=st.booleans(), dated=st.booleans())
    def scribble_in_output(self, which: int, longer: bool, dated: bool) -> None:
        if file := self.an_output(which):
            data, about = file.read_bytes(), file.stat()
            file.write_bytes(data + b"!" if longer else data[:-1] + b"!")
            if not dated:
                os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
            self.did(f"scribbled in {file.relative_to(self.kit.root)}")

    @rule()
    def lose_output(self) -> None:
        shutil.rmtree(self.output, ignore_errors=True)
        self.did("deleted output")

    @rule()
    def lose_output_and_all_memory(self) -> None:
        for name in KEPT:
            shutil.rmtree(self.kit.root / name, ignore_errors=True)
        self.did("deleted output and .recapgen")

    @rule(dated=st.booleans())
    def move_house(self, dated: bool) -> None:
        """Everything lies elsewhere from now on: as after a checkout, or after copying with all dates."""
        before, self.houses = self.kit.root, self.houses + 1
        self.kit = SiteKit(self.folder / f"kept-{self.houses}")
        shutil.copytree(before, self.kit.root, copy_function=shutil.copy2 if dated else shutil.copyfile)
        shutil.rmtree(before)
        self.live = None
        self.did(f"moved house, {'with all dates' if dated else 'every file is new'}")

    @precondition(lambda self: not self.done)
    @rule()
    def keep_a_backup(self) -> None:
        """Of output and memory, as continuous integration does."""
        shutil.rmtree(self.folder / "backup", ignore_errors=True)
        for name in KEPT:
            if (self.kit.root / name).is_dir():
                shutil.copytree(self.kit.root / name, self.folder / "backup" / name)

    @rule(dated=st.booleans())
    def go_back_to_the_backup(self, dated: bool) -> None:
        if (self.folder / "backup").is_dir():
            for name in KEPT:
                shutil.rmtree(self.kit.root / name, ignore_errors=True)
            copy = shutil.copy2 if dated else shutil.copyfile
            shutil.copytree(self.folder / "backup", self.kit.root, copy_function=copy, dirs_exist_ok=True)
            self.did("went back to older output and memory")

    @rule(which=st.integers(0, 50), damage=st.sampled_from(("cut", "flip", "empty", "delete", "garbage", "folder")))
    def damage_the_cache(self, which: int, damage: str) -> None:
        memory = self.kit.root / ".recapgen"
        files = [p for p in sorted(memory.rglob("*")) if p.is_file() and p.name not in ("manifest.json", "lock")]
        if files:
            file = files[which % len(files)]
            data = file.read_bytes()
            file.unlink()
            middle = len(data) // 2
            flipped = data[:middle] + bytes([(data[middle] ^ 64) if data else 0]) + data[middle + 1 :]
            if damage == "folder":
                file.mkdir()
            elif damage != "delete":
                cut = {"cut": data[:middle], "flip": flipped, "empty": b"", "garbage": b"garbage" * 9}
                file.write_bytes(cut[damage])
            self.did(f"damaged {file.relative_to(self.kit.root)}: {damage}")

    # -- building

    @invariant()
    def enough_was_done(self) -> None:
        if self.since >= self.patience:
            self.turn += 1
            self.compare("by command" if self.turn % 10 == 9 else OTHERWISE[self.turn % len(OTHERWISE)])

    @rule(
        how=st.sampled_from(("in this process", "in two processes", "by command", *CACHELESS, "with all memory lost"))
    )
    def build(self, how: str) -> None:
        if how == "with all memory lost":
            if self.done:
                self.compare("before all memory is lost")  # what we wrote and no longer know is a stranger's
            shutil.rmtree(self.kit.root / ".recapgen", ignore_errors=True)
        self.compare(how)

    def look(self, clean: Mapping[str, bytes], story: str) -> None:
        """What serve shows is what the clean build wrote."""
        if self.live is None:
            self.live = LiveSite(self.kit.root, lambda: load_config(self.kit.root, environ=NO_IMAGES), Options(now=NOW))
        seen = self.live.refresh()
        assert isinstance(seen, Refreshed), f"serve finds it broken: {seen.error}\nafter:{story}"
        assert self.live.standing is not None
        shown = {}
        for path in clean:
            if response := self.live.standing.respond(path):
                shown[path] = response.file.read_bytes() if response.file else response.data
        if wrong := difference(shown, clean):
            raise AssertionError(f"serve shows what a clean build does not write: {wrong}\nafter:{story}")

    def compare(self, how: str) -> None:
        """Build here and in an empty folder: the same in all."""
        done, self.done, self.since = self.done, [], 0
        story = "\n  ".join(["", *done, how])
        before = tree(self.output)
        self.output.mkdir(exist_ok=True)
        before[NO_PAGE] = b"mine\n"
        (self.output / NO_PAGE).write_bytes(b"mine\n")
        ours = self.built(how)
        clean = self.cleanly()
        found = tree(self.output)
        assert found.get(NO_PAGE) == b"mine\n", f"a stranger's file was touched, after:{story}"
        if clean.error is not None:
            assert ours[1], f"it should have failed:\n{clean.error}\nafter:{story}"
            assert ours[0] == [] or ours[0] == said(clean.errors), f"{ours[0]} and {said(clean.errors)}, after:{story}"
            if wrong := difference(found, before):
                raise AssertionError(f"a build that failed changed output/: {wrong}\nafter:{story}")
            self.mend()
            if self.done:
                self.compare(f"mended after {clean.errors[0].code}")
            return
        del found[NO_PAGE]
        if wrong := difference(found, clean.files):
            raise AssertionError(f"incremental is not clean: {wrong}\nafter:{story}")
        assert ours == (said(clean.heard), False), f"other words than a clean build's, after:{story}"
        self.good = (dict(self.posts), dict(self.sources), dict(self.settings), self.options)
        if self.options == Options(now=NOW):
            self.look(clean.files, story)

    def built(self, how: str) -> tuple[list[str], bool]:
        """What the build in the kept folder says, and whether it failed."""
        if how == "by command":
            flags = [f for f, wanted in (("-D", self.options.drafts), ("-F", self.options.future)) if wanted]
            assert self.options.now is not None
            epoch = str(int(self.options.now.timestamp()))
            done = self.kit.run("--json", "build", *flags, SOURCE_DATE_EPOCH=epoch)
            findings = json.loads(done.out)["findings"] if done.code in (0, 1) else []
            return sorted(json.dumps(one) for one in findings), done.code != 0
        options = structs.replace(self.options, jobs=2 if how == "in two processes" else 1)
        if how in CACHELESS:
            without: dict[str, Any] = {"cache": False}
            options = structs.replace(options, **without)
        built = self.kit.build(options)
        return said(built.errors or built.heard), built.error is not None

    def cleanly(self) -> Built:
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        kit = site(self.folder / "clean")
        for path, data in self.sources.items():
            kit.file(path, data)
        return kit.build(self.options)

    def mend(self) -> None:
        """Take back all that was done since the last good build; the next one says whether that is enough."""
        posts, sources, values, self.options = self.good
        for path in [path for path in self.sources if path not in sources]:
            self.drop(path)
        for path, data in sources.items():
            if self.sources.get(path) != data:
                self.put(path, data)
        self.posts, self.settings = dict(posts), dict(values)
        if sources:
            self.done.append("took it all back")


def said(diagnostics: Any) -> list[str]:
    """Findings as one can compare them, whoever tells them in which order."""
    return sorted(json.dumps(as_json(one)) for one in diagnostics)


# -- what one change rewrites, a line a case --------------------------------------------------------------------------


def far_and_wide(root: Path) -> SiteKit:
    """Two conferences that share nothing but a topic, two articles, an own theme, a file."""
    kit = site(root).config(title="Soup Talks", base_url="https://soup.example/", page_size=20)
    for name, day, conference, told in (
        (
            "ladle",
            "04",
            "LadleConf 2019",
            (Told("Soup at Scale", "Bo Lind (Ladle GmbH)", "Docker."), Told("Lids", "Ida Quill")),
        ),
        ("ladle-too", "05", "LadleConf 2019", (Told("Soup at Scale", "Bo Lind", "Hot."),)),
        ("tureen", "06", "Tureen Days 2020", (Told("Spoons", "Cleo Marsh (Spoonworks)", "Docker too."),)),
    ):
        header = {
            "title": f"From {name}",
            "date": f"2019-05-{day}",
            "conference": conference,
            "tags": "[Docker]",
            "description": "Told.",
        }
        kit.file(f"content/recaps/{name}.md", Writing(header, "Two days.", told).text())
    for name, day in (("pots", "01"), ("stock", "02")):
        header = {"title": f"On {name}", "date": f"2018-01-{day}", "tags": "[Stock]", "description": "In short."}
        kit.file(f"content/articles/{name}.md", Writing(header, "Slowly.").text())
    for name, key in (("soon", "date: 2024-06-01"), ("gone", "date: 2018-02-01\nexpires: 2024-01-01")):
        kit.file(f"content/articles/{name}.md", f"---\ntitle: Of the {name}\n{key}\n---\n\nIn time.\n")
    kit.file("content/topics/stock.md", "---\nname: Stock\n---\n\nBones.\n")
    kit.file("themes/programme/templates/article.html", '{% extends "programme/article.html" %}')
    return kit.file("static/menu.txt", "Soup\n")


def sub(path: str, old: str, new: str) -> Callable[[SiteKit], object]:
    """An edit: some words of a file are others now."""

    def edit(kit: SiteKit) -> None:
        text = (kit.root / path).read_text("utf-8")
        assert old in text
        kit.file(path, text.replace(old, new))

    return edit


def put(path: str, text: str) -> Callable[[SiteKit], object]:
    return lambda kit: kit.file(path, text)


def on(when: datetime, **more: bool) -> Callable[[SiteKit], object]:
    def edit(kit: SiteKit) -> None:
        kit.options = Options(now=when, **more)

    return edit


def gone(path: str) -> Callable[[SiteKit], object]:
    return lambda kit: kit.without(path)


@dataclass(frozen=True)
class Reach:
    """What a change must rewrite or remove, and what it must leave alone; `*` stands for anything."""

    edit: Callable[[SiteKit], object]
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    most: int = 10_000
    """Files that may be rewritten."""
    removed: tuple[str, ...] = ()


LADLE, STOCK = "content/recaps/ladle.md", "content/articles/stock.md"
ARTICLE, SESSION = "articles/2018/stock/index.html", "conferences/ladleconf/2019/soup-at-scale/index.html"
REACHES: dict[str, Reach] = {
    "nothing": Reach(lambda kit: None, (), ("*",), 0),
    "a touched file": Reach(lambda kit: os.utime(kit.root / STOCK, (1, 1)), (), ("*",), 0),
    "an article's words": Reach(
        sub(STOCK, "Slowly.", "Gently."), (ARTICLE, "feed.xml"), ("conferences/*", "speakers/*", "topics/docker/*"), 9
    ),
    "an article's title": Reach(
        sub(STOCK, "On stock", "On bones"), (ARTICLE, "articles/index.html", "topics/stock/index.html"), ("speakers/*",)
    ),
    "what a recap says outside of its sessions": Reach(
        sub(LADLE, "Two days.", "Two long days."), ("recaps/2019/ladle/index.html",), ("speakers/*.html", "articles/*")
    ),
    "what a recap says of one session": Reach(
        sub(LADLE, "Docker.", "Docker, twice."),
        ("recaps/2019/ladle/index.html", SESSION, "feed.xml"),
        ("conferences/tureen-days/*", "articles/*", "conferences/ladleconf/2019/lids/*", "organizations/*.html"),
    ),
    "the title of a session that two tell": Reach(
        lambda kit: [
            sub(f"content/recaps/{n}.md", "Soup at Scale", "Soup at Last")(kit) for n in ("ladle", "ladle-too")
        ],
        ("conferences/ladleconf/2019/soup-at-last/index.html", "speakers/bo-lind/index.html", "sitemap.xml"),
        ("conferences/tureen-days/*", "articles/*", "speakers/cleo-marsh/*"),
        removed=(SESSION,),
    ),
    "for whom somebody speaks": Reach(
        sub(LADLE, "Ladle GmbH", "Pot AG"),
        ("organizations/pot-ag/index.html", SESSION, "speakers/bo-lind/index.html"),
        ("articles/*", "speakers/cleo-marsh/*"),
        removed=("organizations/ladle-gmbh/index.html",),
    ),
    "a new post": Reach(
        put("content/articles/new.md", "---\ntitle: New\ndate: 2018-01-03\n---\n\nNew.\n"),
        ("articles/2018/new/index.html", "articles/index.html", ARTICLE, "sitemap.xml", "archive/2018/index.html"),
        ("conferences/*", "speakers/*", "articles/2018/pots/*"),
    ),
    "a post less": Reach(
        gone(STOCK),
        ("articles/index.html", "topics/stock/index.html", "articles/2018/pots/index.html", "sitemap.xml"),
        ("conferences/*", "speakers/*"),
        removed=(ARTICLE,),
    ),
    "the only recap of a conference less": Reach(
        gone("content/recaps/tureen.md"),
        ("conferences/index.html", "speakers/index.html", "topics/docker/index.html"),
        ("conferences/ladleconf/2019/lids/*", "articles/*"),
        removed=(
            "conferences/tureen-days/index.html",
            "speakers/cleo-marsh/index.html",
            "recaps/2019/tureen/index.html",
        ),
    ),
    "a draft": Reach(sub(STOCK, "---\n\n", "draft: true\n---\n\n"), ("articles/index.html",), (), removed=(ARTICLE,)),
    "another slug": Reach(
        sub(STOCK, "---\n\n", "slug: bones\n---\n\n"), ("articles/2018/bones/index.html",), (), removed=(ARTICLE,)
    ),
    "an old address": Reach(
        sub(STOCK, "---\n\n", "aliases: [/old/]\n---\n\n"), ("old/index.html",), ("conferences/*", "articles/*"), 3
    ),
    "a speaker's entry": Reach(
        put("content/speakers/cleo-marsh.md", "---\nname: Cleo Marsh\nurl: https://cleo.example/\n---\n"),
        ("speakers/cleo-marsh/index.html",),
        ("articles/*", "speakers/bo-lind/*"),
    ),
    "two people who are one": Reach(
        put("content/speakers/bo-lind.md", "---\nname: Bo Lind\naliases: [Cleo Marsh]\n---\n"),
        ("speakers/bo-lind/index.html", "conferences/tureen-days/2020/spoons/index.html", "speakers/index.html"),
        ("articles/*",),
        removed=("speakers/cleo-marsh/index.html",),
    ),
    "a topic's words": Reach(
        sub("content/topics/stock.md", "Bones.", "Roots."),
        ("topics/stock/index.html",),
        ("articles/*", "speakers/*"),
        3,
    ),
    "a topic's other name": Reach(
        put("content/topics/covers.md", "---\nname: Covers\naliases: [lids]\n---\n"),
        ("topics/covers/index.html", "conferences/ladleconf/2019/lids/index.html"),
        ("articles/*",),
    ),
    "another name of a topic that is there": Reach(
        put("content/topics/stock.md", "---\nname: Stock\naliases: [lids]\n---\n\nBones.\n"),
        ("topics/stock/index.html", "conferences/ladleconf/2019/lids/index.html"),
        ("articles/2018/*",),
    ),
    "a day comes": Reach(
        on(datetime(2024, 6, 2, tzinfo=UTC)),
        ("articles/2024/soon/index.html", "articles/index.html", "feed.xml"),
        ("conferences/*",),
        removed=("articles/2018/gone/index.html",),
    ),
    "a day that does not matter": Reach(on(datetime(2023, 12, 24, tzinfo=UTC)), (), ("*",), 0),
    "years go back": Reach(
        on(datetime(2019, 1, 1, tzinfo=UTC)), ("recaps/index.html",), (), removed=("recaps/2019/ladle/index.html",)
    ),
    "the future, too": Reach(on(NOW, future=True), ("articles/2024/soon/index.html",), ("conferences/*",)),
    "an edition's place": Reach(
        put("content/conferences/ladleconf.md", "---\nname: LadleConf\neditions: [{year: 2019, city: Bern}]\n---\n"),
        ("conferences/ladleconf/2019/index.html",),
        ("articles/*", "conferences/tureen-days/*.html"),
    ),
    "a template": Reach(
        put(
            "themes/programme/templates/article.html",
            '{% extends "programme/article.html" %}{% block more %}<p>Mail me.</p>{% endblock %}',
        ),
        (ARTICLE, "articles/2018/pots/index.html"),
        ("conferences/*", "feed.xml", "articles/index.html"),
        3,
    ),
    "a style sheet": Reach(
        put("themes/programme/assets/site.css", "body { color: teal }\n"),
        (ARTICLE, "index.html"),
        ("feed.xml", "*.json"),
    ),
    "one word of the theme": Reach(
        put("themes/programme/i18n/en.toml", 'all_recaps = "Every recap"\n'),
        ("index.html",),
        ("feed.xml", "articles/*"),
    ),
    "the site's title": Reach(
        lambda kit: kit.config(title="Stew Talks", base_url="https://soup.example/", page_size=20),
        ("*.html", "feed.xml"),
    ),
    "the size of pages": Reach(
        lambda kit: kit.config(title="Soup Talks", base_url="https://soup.example/", page_size=1),
        ("recaps/page/2/index.html", "recaps/index.html"),
        ("articles/2018/*", SESSION, "feed.xml"),
    ),
    "fewer formats": Reach(
        lambda kit: kit.file(
            "recapgen.toml", 'title = "Soup Talks"\nbase_url = "https://soup.example/"\npage_size = 20\nformats = []\n'
        ),
        ("index.html",),
        ("feed.xml",),
        removed=("feed.json",),
    ),
    "a file": Reach(put("static/menu.txt", "Stew\n"), ("menu.txt",), ("*.html",), 1),
    "a new file": Reach(put("static/new.txt", "New\n"), ("new.txt",), ("*.html",), 1),
    "a lost file of output": Reach(lambda kit: (kit.output / ARTICLE).unlink(), (ARTICLE,), (), 1),
    "a scribble in output": Reach(lambda kit: (kit.output / ARTICLE).write_text("x"), (ARTICLE,), (), 1),
}


@pytest.fixture(scope="module")
def wide_and_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kit = far_and_wide(tmp_path_factory.mktemp("wide"))
    kit.build().ran()
    return kit.root


def states(folder: Path) -> dict[str, tuple[int, int, int]]:
    """What tells that a file was written anew, even with the same bytes."""
    about = {p.relative_to(folder).as_posix(): p.stat() for p in folder.rglob("*") if p.is_file()}
    return {path: (one.st_ino, one.st_mtime_ns, one.st_size) for path, one in about.items()}


@pytest.mark.parametrize("name", REACHES)
def test_a_change_rewrites_what_shows_it_and_nothing_else(tmp_path: Path, wide_and_built: Path, name: str) -> None:
    """Every rewritten file differs, the report counts them, and the whole equals a clean build."""
    reach = REACHES[name]
    kit = SiteKit(Path(shutil.copytree(wide_and_built, tmp_path / "site")))
    reach.edit(kit)
    bytes_before, before = tree(kit.output), states(kit.output)
    built = kit.build()
    bytes_after, after = tree(kit.output), states(kit.output)
    rewritten = {path for path, state in after.items() if before.get(path) != state}
    removed = before.keys() - after.keys()
    for pattern in reach.must:
        assert [path for path in rewritten if fnmatch(path, pattern)], f"{pattern} was not rewritten, but {rewritten}"
    for pattern in reach.never:
        assert not [path for path in rewritten if fnmatch(path, pattern)], pattern
    assert set(reach.removed) <= removed, sorted(removed)
    assert len(rewritten) <= reach.most, sorted(rewritten)
    assert not [path for path in rewritten if bytes_before.get(path) == bytes_after[path]]
    written = built.ran().written
    assert (written.changed, written.removed) == (len(rewritten), len(removed))
    clean = SiteKit(tmp_path / "clean", kit.options)
    shutil.copytree(kit.root, clean.root, ignore=shutil.ignore_patterns("output", ".recapgen"))
    assert not difference(bytes_after, clean.build().files)


# -- at random --------------------------------------------------------------------------------------------------------


def run(steps: int, at_once: int, *, shrink: bool) -> None:
    assert os.environ["SOURCE_DATE_EPOCH"] == EPOCH
    profile = settings(
        max_examples=max(1, steps // at_once),
        stateful_step_count=at_once,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, *([Phase.shrink] if shrink else [])],
    )
    run_state_machine_as_test(Change, settings=profile)


def test_incremental_equals_clean() -> None:
    """After any few dozen changes."""
    run(60, 15, shrink=False)


@pytest.mark.proof
def test_incremental_equals_clean_after_thousands_of_changes() -> None:
    """The same, far longer."""
    run(STEPS, 50, shrink=True)


def test_words_that_were_taken_back_show_on_no_page(tmp_path: Path) -> None:
    """A failed build has parsed them already; the session's page shows another post's new words beside the old ones."""
    header = (
        "---\ntitle: {0}\nconference: LadleConf 2019\ndate: 2019-05-0{1}\n---\n\n## Lids {{speakers='Bo Lind'}}\n\n"
    )
    long = "A lid keeps the heat where it belongs, as everybody in the room could tell after an hour of slow soup. " * 4
    first, second = header.format("One", 1) + long, header.format("Two", 2) + long
    kit = site(tmp_path / "edited").post("recaps/one.md", first).post("recaps/two.md", second)
    kit.build().ran()
    kit.post("recaps/two.md", f"{second}Taken back.\n").post("recaps/bad.md", "---\ntitle: [\n---\n\nX.\n")
    assert kit.build().report is None
    (kit.root / "content/recaps/bad.md").unlink()
    kit.post("recaps/two.md", second).post("recaps/one.md", f"{first}Added.\n")
    built = kit.build()
    clean = site(tmp_path / "clean").post("recaps/one.md", f"{first}Added.\n").post("recaps/two.md", second).build()
    assert not difference(built.files, clean.files)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (STOCK, "On stock", "On pots"),
        (STOCK, "In short.", "In <short>."),
        (LADLE, "From ladle", "From 'Tureen'"),
        (LADLE, "Said.", "Said at length."),
        (LADLE, "Docker.", "Docker, which is longer than what the other recap says."),
    ],
)
def test_what_is_said_otherwise_is_neither_assembled_nor_planned(
    tmp_path: Path, wide_and_built: Path, path: str, old: str, new: str
) -> None:
    """A title, a description, what is said of a session: just the pages that show it are made, as from nothing."""
    kit = SiteKit(Path(shutil.copytree(wide_and_built, tmp_path / "site")))
    kit.build().ran()
    sub(path, old, new)(kit)
    built = kit.build()
    stages = {event.stage for event in built.events if isinstance(event, StageTimed)}
    assert not stages & {"assemble", "plan"}
    clean = SiteKit(tmp_path / "clean", kit.options)
    shutil.copytree(kit.root, clean.root, ignore=shutil.ignore_patterns("output", ".recapgen"))
    assert not difference(built.files, clean.build().files)


def test_new_words_alone_are_neither_assembled_nor_planned(tmp_path: Path) -> None:
    """And every page comes out as from nothing, those of machines too."""
    long = "A lid keeps the heat where it belongs, as everybody in the room could tell after an hour of slow soup. " * 4
    text = f"---\ntitle: One\nconference: LadleConf 2019\ntopics: [Rust]\n---\n\n## Lids by Bo Lind\n\n{long}\n"
    kit = site(tmp_path / "edited").post("recaps/one.md", text).config(base_url="https://soup.example/")
    kit.build().ran()
    built = kit.post("recaps/one.md", f"{text}Added.\n").build()
    stages = {event.stage for event in built.events if isinstance(event, StageTimed)}
    assert not stages & {"assemble", "plan"}
    clean = site(tmp_path / "clean").post("recaps/one.md", f"{text}Added.\n").config(base_url="https://soup.example/")
    assert not difference(built.files, clean.build().files)
    assert built.has("conferences/ladleconf/2019/lids/index.html", "Added.")

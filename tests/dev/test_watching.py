"""Watching: every way in which editors save is noticed, what does not matter is not, and what breaks can be mended."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from kit import SiteKit, site
from recapgen.dev import watch
from recapgen.dev.run import Polling
from recapgen.dev.site import Refreshed
from recapgen.dev.watch import Places, snapshot

from .served import Served, process, served, until

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:watchdog")
PAGE = "/articles/2019/a/"
FILE = "content/articles/a.md"


def words(text: str) -> str:
    """A post with these words."""
    return f"---\ntitle: A\ndate: 2019-01-01\ntopics: [Soup]\n---\n\n{text}\n"


def writing_site(root: Path) -> SiteKit:
    kit = site(root).config(title="Soup").post("articles/a.md", words("First."))
    kit.post("articles/b.md", "---\ntitle: B\ndate: 2019-01-02\n---\n\nOther.\n")
    return kit.post("topics/soup.md", "---\nname: Soup\n---\n\nWet.\n").file("static/menu.txt", "soup\n")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SiteKit, Served]]:
    """A site that is watched while the tests of this module write in it."""
    kit = writing_site(tmp_path_factory.mktemp("desk") / "site")
    with served(kit.root, watch=True) as server:
        yield kit, server


def shows(server: Served, text: str, target: str = PAGE) -> float:
    """Wait until a page shows a text; the seconds that it took."""
    return until(lambda: text in server.get(target).text, f"{text} on {target}")


def looks(server: Served) -> int:
    """How often the tree was looked at anew."""
    return len([one for one in server.news if isinstance(one, Refreshed)])


# -- saves


def in_place(file: Path, text: str) -> None:
    file.write_text(text)


def in_small_pieces(file: Path, text: str) -> None:
    with file.open("w") as stream:
        for char in text:
            stream.write(char)
            stream.flush()


def by_atomic_replacement(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.tmp123")
    fresh.write_text(text)
    fresh.replace(file)


def by_a_visible_scratch_file(file: Path, text: str) -> None:
    fresh = file.with_name(f"{file.name}~")
    fresh.write_text(text)
    fresh.replace(file)


def by_backup_and_rename(file: Path, text: str) -> None:
    file.rename(file.with_name(f"{file.name}~"))
    file.write_text(text)
    file.with_name(f"{file.name}~").unlink()


def by_deletion_and_creation(file: Path, text: str) -> None:
    file.unlink()
    file.write_text(text)


def moved_in_from_outside(file: Path, text: str) -> None:
    outside = file.parents[3] / "outside.md"
    outside.write_text(text)
    outside.replace(file)


def with_an_old_date(file: Path, text: str) -> None:
    file.write_text(text)
    os.utime(file, (1_000_000_000, 1_000_000_000))


def without_a_new_date(file: Path, text: str) -> None:
    about = file.stat()
    file.write_text(text)
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))


def by_a_hard_link(file: Path, text: str) -> None:
    other = file.parents[3] / f"linked-{abs(hash(text))}.md"
    other.write_text(text)
    file.unlink()
    os.link(other, file)


def by_sed(file: Path, text: str) -> None:
    word = text.rsplit(maxsplit=1)[-1]
    subprocess.run(["sed", "-i", f"$ s/.*/{word}/", file], check=True)


def by_ed(file: Path, text: str) -> None:
    subprocess.run(["ed", "-s", file], input=f"$\nc\n{text.rsplit(maxsplit=1)[-1]}\n.\nw\nq\n", text=True, check=True)


def by_vim(*settings: str) -> Callable[[Path, str], None]:
    def save(file: Path, text: str) -> None:
        commands = [f"set {setting}" for setting in settings] + [f"$ s/.*/{text.rsplit(maxsplit=1)[-1]}/", "w", "q"]
        arguments = [part for command in commands for part in ("-c", command)]
        subprocess.run(["vim", "-es", "-u", "NONE", "-i", "NONE", *arguments, file], check=True, timeout=30)

    save.__name__ = f"by_vim_{'_'.join(settings)}"
    return save


def by_perl(file: Path, text: str) -> None:
    subprocess.run(["perl", "-i", "-pe", f"s/.*/{text.rsplit(maxsplit=1)[-1]}/ if eof", file], check=True)


def by_cp(file: Path, text: str) -> None:
    other = file.parents[3] / "copied.md"
    other.write_text(text)
    subprocess.run(["cp", "-p", other, file], check=True)


def by_rsync(file: Path, text: str) -> None:
    other = file.parents[3] / "synced" / file.name
    other.parent.mkdir(exist_ok=True)
    other.write_text(text)
    subprocess.run(["rsync", "-a", "--checksum", f"{other.parent}/", file.parent], check=True)


def by_git(file: Path, text: str) -> None:
    """A branch with the new words is checked out."""
    top = file.parents[2]

    def git(*arguments: str) -> None:
        who = ["-c", "user.name=Ida", "-c", "user.email=ida@soup.example", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", top, *who, *arguments], check=True, capture_output=True)

    before = file.read_text()
    git("init", "-q", "-b", "new")
    file.write_text(text)
    git("add", "content")
    git("commit", "-q", "-m", "New")
    git("checkout", "-q", "-b", "old")
    file.write_text(before)
    git("commit", "-q", "-a", "-m", "Old")
    git("checkout", "-q", "new")
    shutil.rmtree(top / ".git")


SAVES: list[Callable[[Path, str], None]] = [
    *(in_place, in_small_pieces, by_atomic_replacement, by_a_visible_scratch_file, by_backup_and_rename),
    *(by_deletion_and_creation, moved_in_from_outside, with_an_old_date, without_a_new_date, by_a_hard_link),
    *(by_perl, by_cp, by_rsync, by_git),
    *(by_sed, by_ed, by_vim("backupcopy=auto"), by_vim("backupcopy=yes"), by_vim("backupcopy=no", "writebackup")),
]


@pytest.mark.parametrize("save", SAVES, ids=lambda save: save.__name__)
def test_a_save_is_noticed(desk: tuple[SiteKit, Served], save: Callable[[Path, str], None]) -> None:
    """However the editor does it; the page is new, and the site was not broken in between."""
    for tool in ("vim", "ed", "sed", "perl", "rsync", "git"):
        if f"by_{tool}" in save.__name__ and not shutil.which(tool):
            pytest.skip(f"there is no {tool}")
    kit, server = desk
    broken = len(server.broken)
    text = f"saved-{save.__name__.replace('=', '-')}"
    save(kit.root / FILE, words(text))
    shows(server, text)
    assert len(server.broken) == broken


def test_new_moved_and_deleted_posts_are_noticed(desk: tuple[SiteKit, Served]) -> None:
    """Also in folders that did not exist, and folders that come or go as a whole."""
    kit, server = desk
    kit.post("articles/deep/deeper/c.md", "---\ntitle: C\ndate: 2018\n---\n\nDeep.\n")
    shows(server, "Deep.", "/articles/2018/c/")
    outside = kit.root.parent / "crate"
    (kit.root / "content/articles/deep").rename(outside)
    until(lambda: server.get("/articles/2018/c/").status == 404, "it is gone with its folder")
    outside.rename(kit.root / "content/articles/back")
    shows(server, "Deep.", "/articles/2018/c/")
    file = kit.root / "content/articles/back/deeper/c.md"
    file.write_text("---\ntitle: C\ndate: 2018\n---\n\nIn the moved folder.\n")
    shows(server, "In the moved folder.", "/articles/2018/c/")
    file.unlink()
    until(lambda: server.get("/articles/2018/c/").status == 404, "it is deleted")
    assert "/articles/2018/c/" not in server.get("/articles/").text


def test_files_theme_words_and_settings_are_noticed(desk: tuple[SiteKit, Served]) -> None:
    """Everything that a page is made of."""
    kit, server = desk
    kit.file("static/menu.txt", "stew\n").file("static/new/deep.txt", "deep\n")
    shows(server, "stew", "/menu.txt")
    shows(server, "deep", "/new/deep.txt")
    kit.file("themes/programme/templates/page.html", '{% extends "programme/page.html" %}')
    kit.file("themes/programme/assets/site.css", "body { color: teal }\n")
    until(lambda: any(b"teal" in data for data in server.running.site.standing.assets.values()), "the style sheet")  # type: ignore[union-attr]
    kit.config(title="Stew")
    shows(server, "Stew", "/")
    kit.post("topics/soup.md", "---\nname: Soup\n---\n\nHot and wet.\n")
    shows(server, "Hot and wet.", "/topics/soup/")
    shutil.rmtree(kit.root / "themes")
    until(lambda: not any(b"teal" in d for d in server.running.site.standing.assets.values()), "the own theme is gone")  # type: ignore[union-attr]
    kit.config(title="Soup")
    shows(server, "Soup", "/")


def test_what_does_not_matter_wakes_nobody(desk: tuple[SiteKit, Served]) -> None:
    """Editors' scratch files, output/, our own folder, reading; and after a change there is silence."""
    kit, server = desk
    kit.post("articles/a.md", words("before-the-silence"))
    shows(server, "before-the-silence")
    time.sleep(0.3)
    before = looks(server)
    for path in (".a.md.swp", "4913", "a.md~", ".#a.md", "#a.md#"):
        kit.file(f"content/articles/{path}", "scratch")
        (kit.root / "content/articles" / path).unlink()
    kit.file("output/index.html", "x").file(".recapgen/lock", "x").file("README.md", "x").file("notes/x.md", "x")
    for file in kit.root.rglob("*.md"):
        file.read_bytes()
    server.get(PAGE)
    time.sleep(0.6)
    assert looks(server) == before


def test_many_changes_are_one(desk: tuple[SiteKit, Served]) -> None:
    """While a change goes on nothing is made anew, but never for longer than a second or so.

    A busy machine sleeps longer than it was told to: each pause in which a change may be taken for ended counts.
    """
    kit, server = desk
    before, saved = looks(server), []
    for number in range(20):
        kit.post("articles/a.md", words(f"burst-{number}."))
        saved.append(time.monotonic())
        time.sleep(0.01)
    shows(server, "burst-19.")
    pauses = sum(later - earlier > watch.CLOSED for earlier, later in pairwise(saved))
    assert looks(server) - before <= 3 + pauses
    end, before = time.monotonic() + 10, looks(server)
    while time.monotonic() < end and looks(server) == before:
        by_atomic_replacement(kit.root / FILE, words(f"endless-{time.monotonic()}"))
        time.sleep(0.03)
    assert looks(server) > before
    shows(server, "endless-")


def test_another_content_folder_is_watched_from_then_on(tmp_path: Path) -> None:
    """Named by a changed configuration, or made only later."""
    kit = writing_site(tmp_path / "site")
    with served(kit.root, watch=True) as server:
        kit.file("texts/articles/a.md", words("In texts."))
        kit.config(title="Soup", content="texts")
        shows(server, "In texts.")
        kit.file("texts/articles/a.md", words("In texts again."))
        shows(server, "In texts again.")
        shutil.rmtree(kit.root / "texts")
        until(lambda: server.get(PAGE).status == 404, "all is gone")
        kit.file("texts/articles/a.md", words("Back."))
        shows(server, "Back.")
        kit.file("texts/articles/a.md", words("Back for good."))
        shows(server, "Back for good.")


def test_polling_notices_too(tmp_path: Path) -> None:
    """With --poll, for disks that tell of no changes."""
    kit = writing_site(tmp_path / "site")
    with served(kit.root, watch=True, poll=True) as server:
        kit.post("articles/a.md", words("polled"))
        shows(server, "polled")
        kit.config(title="Polled too")
        shows(server, "Polled too", "/")
        (kit.root / FILE).unlink()
        until(lambda: server.get(PAGE).status == 404, "it is deleted")
        assert server.running.watcher is not None
        assert server.running.watcher._observer is None


def test_a_system_without_watches_left_is_polled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ENOSPC is what inotify says at its limit: it is told once, and changes are noticed all the same."""

    class Full:
        daemon = True

        def start(self) -> None: ...
        def stop(self) -> None: ...
        def schedule(self, *_: object, **__: object) -> None:
            raise OSError(28, "inotify watch limit reached")

    monkeypatch.setattr("watchdog.observers.Observer", Full)
    monkeypatch.setattr(watch, "POLL_EVERY", 0.1)
    kit = writing_site(tmp_path / "site")
    with served(kit.root, watch=True) as server:
        assert [one for one in server.news if isinstance(one, Polling)] == [Polling("inotify watch limit reached")]
        kit.post("articles/a.md", words("noticed all the same"))
        shows(server, "noticed all the same")


def test_a_lost_event_is_made_up_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no event comes through, the second look finds the change; a change that was told is not found again."""
    monkeypatch.setattr(watch, "GLANCE_EVERY", 0.2)
    kit = writing_site(tmp_path / "site")
    with served(kit.root, watch=True) as server:
        kit.post("articles/a.md", words("told"))
        shows(server, "told")
        time.sleep(0.5)
        before = looks(server)
        time.sleep(0.5)
        assert looks(server) == before
        monkeypatch.setattr(watch.Watcher, "dispatch", lambda *_: None)
        kit.post("articles/a.md", words("lost and found"))
        shows(server, "lost and found")


# -- what matters


@pytest.mark.parametrize(
    ("path", "matters"),
    [
        ("content/a.md", True),
        ("content", True),
        ("content/.well-known/x", True),
        ("content/deep/er/a.md", True),
        ("recapgen.toml", True),
        ("content/.git/index", False),
        ("content/.a.md.swp", False),
        ("content/a.md~", False),
        ("content/node_modules/x/a.md", False),
        ("content/out/index.html", False),
        ("contents/a.md", False),
        ("other.toml", False),
        ("", False),
    ],
)
def test_only_what_a_build_reads_matters(path: str, matters: bool) -> None:
    """By the path alone, for the events' own thread has no time."""
    root = Path("/site")
    places = Places((root / "content",), (root / "recapgen.toml",), (root / "content/out",))
    assert places.matter(str(root / path)) is matters


def test_a_look_at_the_tree_ends_and_never_fails(tmp_path: Path) -> None:
    """Links in circles, broken links, folders that are missing or may not be read."""
    content = tmp_path / "content"
    (content / "deep").mkdir(parents=True)
    (content / "a.md").write_text("x")
    (content / "deep/loop").symlink_to(content)
    (content / "deep/broken").symlink_to(tmp_path / "nothing")
    (content / "out").mkdir()
    (content / "out/b.md").write_text("x")
    places = Places((content, tmp_path / "missing"), (tmp_path / "none.toml",), (content / "out",))
    assert set(snapshot(places)) == {str(content / "a.md")}


# -- break and mend

Break = Callable[[SiteKit], object]


def _post(text: str | bytes) -> Break:
    return _file(FILE, text)


def _file(path: str, text: str | bytes) -> Break:
    return lambda kit: kit.file(path, text)


def _link(kit: SiteKit) -> None:
    (kit.root / "content/leak.md").symlink_to("/etc/hostname")


OWN = "themes/programme/templates/article.html"
NO_VALUE = '{% extends "programme/article.html" %}{% block main %}{{ no.such }}{% endblock %}'
BREAKS: dict[str, Break] = {
    "YAML": _post("---\ntitle: [A\n---\n\nx\n"),
    "an open header": _post("---\ntags:\n- a\n\nx\n"),
    "a template's syntax": _file(OWN, '{% extends "programme/article.html" %}{% block main %}{% if %}'),
    "settings": _file("recapgen.toml", 'title = "Soup\n'),
    "a link out of the site": _link,
    "an undefined value": _file(
        OWN, '{% extends "programme/article.html" %}{% block main %}{{ no.such }}{% endblock %}'
    ),
    "a missing template": _file(OWN, '{% extends "nowhere.html" %}'),
    "a circle of templates": _file(OWN, '{% include "article.html" %}'),
    "not UTF-8": _post(b"---\ntitle: A\n---\n\n\xff\xfe\n"),
    "a NUL": _post(b"---\ntitle: A\n---\n\n\x00\n"),
    "an unknown setting": _file("recapgen.toml", 'titel = "Soup"\n'),
    "an unknown theme": _file("recapgen.toml", 'theme = "nowhere"\n'),
    "a date": _post("---\ntitle: A\ndate: 2019-13-45\n---\n\nx\n"),
    "an entry": _file("content/topics/soup.md", "---\nname: [\n---\n"),
    "a theme's settings": _file("themes/programme/theme.toml", "nosuch = 1\n"),
    "a theme's words": _file("themes/programme/i18n/en.toml", "x = \n"),
    "an address twice": _file("content/articles/c.md", "---\ntitle: C\npermalink: /articles/2019/a/\n---\n"),
    "a file over a page": _file("static/articles/2019/a/index.html", "x"),
    "a huge post": _post("x" * 1_100_000),
}
"""Ways to break a site; the first five are tried in `make test`."""


def mend(kit: SiteKit, text: str) -> None:
    for path in ("content/leak.md", "content/articles/c.md"):
        (kit.root / path).unlink(missing_ok=True)
    for folder in ("themes", "static/articles"):
        shutil.rmtree(kit.root / folder, ignore_errors=True)
    writing_site(kit.root).post("articles/a.md", words(text))


def a_round(kit: SiteKit, server: Served, name: str, number: int) -> None:
    """Break it, look at the last good site and the report, mend it."""
    good, broken = server.get(PAGE).body, len(server.broken)
    BREAKS[name](kit)
    until(lambda: len(server.broken) > broken, f"{name} is reported")
    assert server.get(PAGE).body.split(b"<script src=")[0] == good.split(b"<script src=")[0], name
    assert server.get("/articles/2019/b/").status == 200
    problem = json.loads(server.get(f"/__recapgen/news?token={server.token}&at={PAGE}").body)["problem"]
    assert "error" in problem
    assert str(kit.root) not in problem
    assert "Traceback" not in problem
    assert "<script" not in problem
    mended = len([one for one in server.refreshed if one.mended])
    mend(kit, f"mended-{number}.")
    until(lambda: len([one for one in server.refreshed if one.mended]) > mended, f"{name} is mended")
    shows(server, f"mended-{number}.")
    assert json.loads(server.get(f"/__recapgen/news?token={server.token}&at={PAGE}").body)["problem"] == ""


def test_what_breaks_is_reported_and_can_be_mended(tmp_path: Path) -> None:
    """Five rounds; the server is up after each, and the last good site is there all the time."""
    kit = writing_site(tmp_path / "site")
    with served(kit.root, watch=True) as server:
        for number, name in enumerate(list(BREAKS)[:5]):
            a_round(kit, server, name, number)


@pytest.mark.proof
def test_fifty_rounds_of_break_and_mend(tmp_path: Path) -> None:
    """Every way at least twice, in an order left to chance: 50 of 50 with the server still up."""
    kit = writing_site(tmp_path / "site")
    order = [*BREAKS, *BREAKS, *BREAKS][:50]
    random.Random(3).shuffle(order)
    with served(kit.root, watch=True) as server:
        for number, name in enumerate(order):
            a_round(kit, server, name, number)
        assert server.get("/").status == 200


@pytest.mark.proof
def test_the_command_line_survives_every_break(tmp_path: Path) -> None:
    """The same as a process: one report and one line for each, no traceback, and Ctrl-C ends it."""
    kit = writing_site(tmp_path / "site")
    with process(kit.root, "--watch", "--port", "0") as server:
        for number, name in enumerate(BREAKS):
            BREAKS[name](kit)
            until(lambda: sum("stays up" in line for line in server.lines) > number, f"{name} is reported")  # noqa: B023
            mend(kit, f"mended-{number}.")
            until(lambda: f"mended-{number}." in server.get(PAGE).text, f"{name} is mended")  # noqa: B023
        assert server.child.poll() is None
        assert server.interrupt()[0] == 130
        assert "Traceback" not in "".join(server.lines)


# -- long proofs


def many(folder: Path, count: int) -> None:
    folder.mkdir(parents=True)
    for number in range(count):
        text = f"---\ntitle: Post {number}\ndate: 2018-01-01\n---\n\nNumber {number}.\n"
        (folder / f"post-{number}.md").write_text(text)


@pytest.mark.proof
@pytest.mark.parametrize("way", ["written", "moved", "copied"])
def test_a_thousand_files_at_once(tmp_path: Path, way: str) -> None:
    """Written one by one, moved in as a folder, copied: all are there in the end, and all are gone when deleted."""
    kit = writing_site(tmp_path / "site")
    with served(kit.root, watch=True) as server:
        target = kit.root / "content/articles/many"
        if way == "written":
            many(target, 1000)
        else:
            many(tmp_path / "many", 1000)
            (shutil.move if way == "moved" else shutil.copytree)(tmp_path / "many", target)

        def known() -> int:
            standing = server.running.site.standing
            assert standing
            return len([post for post in standing.understood.site.posts if "/many/" in post.path])

        until(lambda: known() == 1000, "all are there", 300)
        assert server.get("/articles/2018/post-999/").status == 200
        time.sleep(watch.GLANCE_EVERY + 2)
        before = looks(server)
        for number in range(0, 1000, 2):
            (target / f"post-{number}.md").unlink()
        until(lambda: known() == 500, "half of them is gone", 300)
        shutil.rmtree(target)
        until(lambda: known() == 0, "all are gone", 300)
        assert looks(server) - before < 20
        assert server.broken == []


@pytest.mark.proof
@pytest.mark.parametrize("arguments", [("--watch",), ("--watch", "--poll")], ids=["events", "polling"])
def test_idle_it_uses_less_than_one_percent(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    """Of one core, over 30 seconds, with 1,000 posts and an open stream."""
    kit = writing_site(tmp_path / "site")
    many(kit.root / "content/articles/many", 1000)
    with process(kit.root, *arguments, "--port", "0") as server:
        time.sleep(5)
        before = server.cpu()
        time.sleep(30)
        used = (server.cpu() - before) / 30
        assert used < 0.01, f"{used:.2%}"

"""A site that is changed while it is served: only what changed is read, only what is asked for is made, over the wire.

What each single answer looks like is in test_serving.py; which saves are noticed, in test_watching.py.
"""

from __future__ import annotations

import json
import re
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kit import NO_IMAGES, NOW, SiteKit, difference, site, soup_site, tree
from recapgen.config import Options, load_config
from recapgen.dev.run import Running, Wishes
from recapgen.dev.site import Broken, LiveSite, Refreshed, Standing
from recapgen.events import StageStarted
from recapgen.parallel import WORTHWHILE

from .served import Reply, Served, served, until
from .test_requests import ORIGINS, OURS, SITES, THEIRS
from .test_watching import FILE, PAGE, many, shows, words, writing_site

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:watchdog")


# -- only what changed, only what is asked for ------------------------------------------------------------------------


@pytest.fixture
def soup(tmp_path: Path) -> tuple[SiteKit, LiveSite]:
    """The soup site, read once."""
    kit = soup_site(tmp_path / "site")
    live = LiveSite(kit.root, lambda: load_config(kit.root, environ=NO_IMAGES), Options(now=NOW))
    assert isinstance(live.refresh(), Refreshed)
    return kit, live


def standing(live: LiveSite) -> Standing:
    assert live.standing is not None
    return live.standing


def parsed_anew(live: LiveSite, before: Standing) -> set[str]:
    """Posts whose words are not the very ones of the state before."""
    then, now = before.understood.bodies, standing(live).understood.bodies
    return {path for path in now if now[path] is not then.get(path)}


def test_only_the_changed_post_is_parsed(soup: tuple[SiteKit, LiveSite]) -> None:
    """And a touched one is not; a topic's other name makes everything new, for every text is searched for it."""
    kit, live = soup
    before = standing(live)
    path = "content/articles/stock.md"
    kit.file(path, "---\ntitle: On stock\ndate: 2018\n---\n\nRoots.\n")
    seen = live.refresh()
    assert isinstance(seen, Refreshed)
    assert (seen.number, seen.read, seen.gone) == (2, 1, 0)
    assert 1 <= seen.stale < len(before.pages)
    assert parsed_anew(live, before) == {path}
    before = standing(live)
    (kit.root / path).touch()
    seen = live.refresh()
    assert isinstance(seen, Refreshed)
    assert not seen.changed
    assert standing(live) is before
    kit.file("content/topics/pots.md", "---\nname: Pots\naliases: [lids]\n---\n")
    live.refresh()
    assert parsed_anew(live, before) == set(before.understood.bodies)


def test_only_what_is_asked_for_is_rendered(soup: tuple[SiteKit, LiveSite]) -> None:
    """At first a page of each template, then what somebody looks at; after an edit nothing until it is asked for."""
    kit, live = soup
    kit.post("articles/stock.md", "---\ntitle: On stock\ndate: 2018\n---\n\nRoots.\n")
    live.refresh()
    assert standing(live).memory == {}
    live.open_pages = lambda: ["articles/2018/stock/index.html"]
    kit.post("articles/stock.md", "---\ntitle: On stock\ndate: 2018\n---\n\nBones.\n")
    live.refresh()
    assert set(standing(live).memory) == {"articles/2018/stock/index.html"}


def shown_like_a_build(kit: SiteKit, live: LiveSite) -> None:
    """What the live site shows and warns of is what a build from nothing writes and warns of."""
    built = site(kit.root.parent / "clean")
    built = built.copied(kit.root / "content", "content").copied(kit.root / "recapgen.toml")
    for folder in ("static", "themes"):
        if (kit.root / folder).is_dir():
            built.copied(kit.root / folder, folder)
    wanted = built.build(Options(now=NOW))
    shown = {path: standing(live).respond(path) for path in wanted.files}
    data = {p: r.file.read_bytes() if r.file else r.data for p, r in shown.items() if r is not None}
    assert not difference(data, wanted.files)
    assert wanted.report
    assert standing(live).understood.warnings == wanted.report.totals.warnings
    shutil.rmtree(built.root)


SOUP = (
    """---
title: SoupConf, {title}
date: 2017-03-06
description: What was cooked.
conference: SoupConf 2017
---
{words}
## {talk} {{speakers={by}}}

"""
    + "It was about pots and what is in them. " * 8
    + "\n\n{more}\n"
)


def test_where_only_words_are_other_the_site_is_not_looked_through(soup: tuple[SiteKit, LiveSite]) -> None:
    """Posts are edited one after the other, takes move, doubts that name their lines move with them, links die."""
    kit, live = soup

    def save(name: str, **change: str) -> Refreshed:
        given = {"title": name, "words": "", "talk": "Soup for many", "by": '"Bo Lind"', "more": "Hot."} | change
        kit.post(f"recaps/{name}.md", SOUP.format(**given))
        seen = live.refresh(paths=[str(kit.root / f"content/recaps/{name}.md")])
        assert isinstance(seen, Refreshed)
        return seen

    save("one")
    save("two", talk="Soup for more", by='"Bo Lund"')
    shown_like_a_build(kit, live)
    plan = standing(live).understood.planned
    changes = ({"words": "\n\nA line.\n"}, {"more": "Cold, see [it](gone.md)."}, {"words": "\n\nTwo.\n\nLines.\n"})
    for change in changes:
        for name, by, talk in (("one", '"Bo Lind"', "Soup for many"), ("two", '"Bo Lund"', "Soup for more")):
            seen = save(name, talk=talk, by=by, **change)
            assert (seen.read, standing(live).reworded) == (1, frozenset({f"content/recaps/{name}.md"}))
            assert seen.stale >= 2
        assert standing(live).understood.planned is plan
        shown_like_a_build(kit, live)
    save("one", by='"Ida Quill"')
    assert standing(live).understood.planned is not plan
    shown_like_a_build(kit, live)


ONE = "recaps/2017/one/index.html"


def edited_while_it_is_on_screen(kit: SiteKit, live: LiveSite, then: Callable[[], object] = lambda: None) -> list[str]:
    """What the page of a post showed at each news, after its words and its facts have changed; `then` happens at the
    first."""
    heard: list[str] = []

    def announce(number: int) -> None:
        found = standing(live).respond(ONE)
        assert found
        heard.append(found.data.decode())
        if len(heard) == 1:
            then()

    live.open_pages = lambda: [ONE]
    kit.post("recaps/one.md", SOUP.format(title="one", words="", talk="Soup", by='"Bo Lind"', more="Hot."))
    live.refresh()
    live.announce = announce
    kit.post("recaps/one.md", SOUP.format(title="1", words="", talk="Soup", by='"Ida Quill"', more="Cold."))
    live.refresh(paths=[str(kit.root / "content/recaps/one.md")])
    return heard


def test_words_are_shown_before_the_facts_that_changed_with_them(soup: tuple[SiteKit, LiveSite]) -> None:
    """A page on a screen need not wait until the whole site is made anew."""
    kit, live = soup
    soon, done = edited_while_it_is_on_screen(kit, live)
    assert "Cold." in soon and "<title>SoupConf, one" in soon
    assert "Cold." in done and "<title>SoupConf, 1" in done
    shown_like_a_build(kit, live)


def test_a_title_is_shown_everywhere_before_the_site_is_made_anew(soup: tuple[SiteKit, LiveSite]) -> None:
    """On pages that somebody looks at, and on those that are asked for while the new state is being made."""
    kit, live = soup
    places = (ONE, "index.html", "conferences/soupconf/2017/index.html")

    def save(title: str) -> None:
        kit.post("recaps/one.md", SOUP.format(title=title, words="", talk="Soup", by='"Bo Lind"', more="Hot."))

    def shown() -> list[bool]:
        return [b"SoupConf, second helping" in one.data for path in places if (one := standing(live).respond(path))]

    save("one")
    live.refresh()
    assert shown() == [False] * 3
    heard: list[tuple[bool, list[bool]]] = []
    plan, live.open_pages = standing(live).understood.planned, lambda: places[1:2]
    live.announce = lambda number: heard.append((standing(live).understood.planned is plan, shown()))
    save("second helping")
    live.refresh(paths=[str(kit.root / "content/recaps/one.md")])
    assert heard == [(True, [True] * 3), (False, [True] * 3)]
    shown_like_a_build(kit, live)


def test_what_was_shown_soon_goes_where_the_new_state_is_broken(soup: tuple[SiteKit, LiveSite]) -> None:
    kit, live = soup
    soon, _ = edited_while_it_is_on_screen(kit, live, lambda: kit.post("articles/stock.md", "---\ntitle: [\n---\n"))
    found = standing(live).respond(ONE)
    assert live.problem and found
    assert "Cold." in soon and b"Hot." in found.data


def test_what_was_shown_soon_goes_where_nothing_has_changed_after_all(soup: tuple[SiteKit, LiveSite]) -> None:
    """Saved, and undone while the new state was being made: who saw the words hears of it."""
    kit, live = soup
    old = SOUP.format(title="one", words="", talk="Soup", by='"Bo Lind"', more="Hot.")
    soon, done = edited_while_it_is_on_screen(kit, live, lambda: kit.post("recaps/one.md", old))
    assert "Cold." in soon and "Hot." in done and "<title>SoupConf, one" in done
    shown_like_a_build(kit, live)


@pytest.mark.parametrize("gone", [True, False])
@pytest.mark.parametrize("other", ["static/menu.txt", "content/recaps/pot.svg", "content/speakers/bo-lind.md"])
def test_words_beside_something_else_are_not_all(soup: tuple[SiteKit, LiveSite], other: str, gone: bool) -> None:
    """What is no post changes with it, or goes: the whole tree is looked at."""
    kit, live = soup
    text = "---\nname: Bo Lind\n---\n" if other.endswith(".md") else "<svg/>"
    kit.file(other, text)
    kit.post("recaps/one.md", SOUP.format(title="one", words="", talk="Soup", by='"Bo Lind"', more="Hot."))
    live.refresh()
    kit.post("recaps/one.md", SOUP.format(title="one", words="", talk="Soup", by='"Bo Lind"', more="Hotter."))
    if gone:
        (kit.root / other).unlink()
    else:
        kit.file(other, text + "\n<!-- more -->\n")
    live.refresh(paths=[str(kit.root / "content/recaps/one.md"), str(kit.root / other)])
    shown_like_a_build(kit, live)


def test_what_an_editor_needs_while_it_saves_is_nothing_else(soup: tuple[SiteKit, LiveSite]) -> None:
    kit, live = soup
    kit.post("recaps/one.md", SOUP.format(title="one", words="", talk="Soup", by='"Bo Lind"', more="Hot."))
    live.refresh()
    kit.post("recaps/one.md", SOUP.format(title="one", words="", talk="Soup", by='"Bo Lind"', more="Hotter."))
    live.refresh(paths=[str(kit.root / f"content/recaps/{name}") for name in ("one.md", "one.md.x7Kq", "tmp1")])
    assert standing(live).reworded == frozenset({"content/recaps/one.md"})


def test_getting_ready_changes_nothing(soup: tuple[SiteKit, LiveSite]) -> None:
    """Nor does it fail where the post that it would read is broken or gone by now."""
    kit, live = soup
    before, first = standing(live), next(iter(standing(live).understood.bodies))
    live.get_ready()
    assert "shown_on" in vars(before.understood.planned)
    for spoil in (lambda: kit.file(first, "---\ntitle: [\n---\n"), (kit.root / first).unlink):
        spoil()
        live.get_ready()
    assert (standing(live), live.number, live.problem) == (before, 1, None)


def test_after_a_broken_state_nothing_good_is_parsed_again(soup: tuple[SiteKit, LiveSite]) -> None:
    """Mending one post costs one post."""
    kit, live = soup
    before = standing(live)
    kit.post("articles/stock.md", "---\ntitle: [\n---\n")
    assert isinstance(live.refresh(), Broken)
    kit.post("articles/stock.md", "---\ntitle: On stock\ndate: 2018\n---\n\nMended.\n")
    assert isinstance(live.refresh(), Refreshed)
    assert parsed_anew(live, before) == {"content/articles/stock.md"}


def test_stale_pages_are_counted_only_while_there_is_time(soup: tuple[SiteKit, LiveSite]) -> None:
    """Where the next change waits already, the figure is not worth the time; the state is the same."""
    kit, live = soup
    kit.post("articles/stock.md", "---\ntitle: On stock\ndate: 2018\n---\n\nRoots.\n")
    live.hurry = lambda: True
    seen = live.refresh()
    assert isinstance(seen, Refreshed)
    assert (seen.read, seen.stale) == (1, 0)
    found = standing(live).respond("articles/2018/stock/index.html")
    assert found
    assert b"Roots." in found.data


def test_serve_and_build_may_take_turns(soup: tuple[SiteKit, LiveSite]) -> None:
    """In one folder: neither disturbs what the other remembers."""
    kit, live = soup
    for number in range(3):
        kit.post("articles/stock.md", f"---\ntitle: On stock {number}\ndate: 2018\n---\n\nRoots.\n")
        if number % 2:
            live.refresh()
        files = kit.build(Options(now=NOW)).files
        live.refresh()
        shown = {path: standing(live).respond(path) for path in files}
        data = {p: r.file.read_bytes() if r.file else r.data for p, r in shown.items() if r is not None}
        assert not difference(data, files)


# -- what a writer does while it is watched ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SiteKit, Served]]:
    kit = writing_site(tmp_path_factory.mktemp("desk") / "site")
    with served(kit.root, watch=True) as server:
        yield kit, server


def test_a_draft_gets_its_mark_and_loses_it(desk: tuple[SiteKit, Served]) -> None:
    """As its header says, without a new start; the built site never has it."""
    kit, server = desk
    assert "recapgen-mark" not in server.get(PAGE).text
    kit.file(FILE, words("Unready.").replace("title: A", "title: A\ndraft: true"))
    shows(server, "Unready.")
    assert 'class="recapgen-mark"' in server.get(PAGE).text
    built = kit.build(output="elsewhere")
    built.lacks("articles/2019/a/index.html")
    assert not [path for path, data in built.files.items() if b"Unready." in data or b"recapgen-mark" in data]
    kit.file(FILE, words("Ready."))
    shows(server, "Ready.")
    assert "recapgen-mark" not in server.get(PAGE).text


def test_a_hundred_files_moved_in_are_one_change(desk: tuple[SiteKit, Served], tmp_path: Path) -> None:
    """All are there soon, and all are gone soon."""
    kit, server = desk
    many(tmp_path / "many", 100)
    shutil.copytree(tmp_path / "many", kit.root / "content/articles/many")
    until(lambda: all(server.get(f"/articles/2018/post-{n}/").status == 200 for n in range(0, 100, 9)), "all are there")
    shutil.rmtree(kit.root / "content/articles/many")
    until(lambda: all(server.get(f"/articles/2018/post-{n}/").status == 404 for n in range(0, 100, 9)), "all are gone")


def test_settings_in_pyproject_are_noticed(tmp_path: Path) -> None:
    """Where there is no recapgen.toml; and one that appears wins."""
    kit = writing_site(tmp_path / "site").without("recapgen.toml")
    kit.file("pyproject.toml", '[tool.recapgen]\ntitle = "Ladles"\n')
    with served(kit.root, watch=True) as server:
        assert "Ladles" in server.get("/").text
        kit.file("pyproject.toml", '[tool.recapgen]\ntitle = "Spoons"\n')
        shows(server, "Spoons", "/")
        kit.config(title="Pots")
        shows(server, "Pots", "/")


def test_a_theme_of_ones_own_can_be_made_while_watching(desk: tuple[SiteKit, Served]) -> None:
    """A folder, a template, a piece that it includes, an option, then another theme altogether."""
    kit, server = desk
    own = '{% extends "programme/article.html" %}{% block more %}<p>{% include "_note.html" %}</p>{% endblock %}'
    kit.file("themes/programme/templates/_note.html", "A note.").file("themes/programme/templates/article.html", own)
    shows(server, "A note.")
    kit.file("themes/programme/templates/_note.html", "Another note.")
    shows(server, "Another note.")
    kit.file("themes/mine/theme.toml", 'extends = "programme"\n')
    kit.file("themes/mine/templates/_note.html", "A note of mine.")
    kit.config(title="Soup", theme="mine")
    shows(server, "A note of mine.")
    (kit.root / "themes/mine/templates/_note.html").unlink()
    shows(server, "Another note.")
    kit.config(title="Soup")
    shutil.rmtree(kit.root / "themes")
    until(lambda: "note" not in server.get(PAGE).text, "the own themes are gone")


# -- the stream tells of what breaks and of what is mended ------------------------------------------------------------


def test_the_stream_tells_of_every_change_of_state(desk: tuple[SiteKit, Served]) -> None:
    """A number when it breaks, another when it is mended; the same fault again is no news."""
    kit, server = desk
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as stream:
        target = f"/__recapgen/events?token={server.token}&at={PAGE}"
        stream.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost:{server.port}\r\n\r\n".encode())
        heard = ""

        def number() -> int:
            return int(["-1", *re.findall(r"^data: (\d+)\n", heard, re.M)][-1])

        def hears(more: int) -> None:
            nonlocal heard
            while number() < more:
                heard += stream.recv(4096).decode()

        hears(0)
        start = number()
        kit.file(FILE, "---\ntitle: [\n---\n")
        hears(start + 1)
        assert "content/articles/a.md:" in news(server)["problem"]
        kit.file(FILE, "---\ntitle: [\n---\n\n\n")
        kit.file("content/articles/b.md", "---\ntitle: B\ndate: 2019-01-02\n---\n\nOther words.\n")
        until(lambda: [one for one in server.news if isinstance(one, Broken) and not one.new], "it is looked at again")
        assert server.running.site.number == start + 1
        kit.file(FILE, words("Mended."))
        hears(start + 2)
        assert news(server)["problem"] == ""
        shows(server, "Mended.")
        shows(server, "Other words.", "/articles/2019/b/")


def news(server: Served) -> dict[str, str]:
    found: dict[str, str] = json.loads(server.get(f"/__recapgen/news?token={server.token}&at={PAGE}").body)
    return found


# -- who may ask, over the wire ---------------------------------------------------------------------------------------


def closed(reply: Reply) -> None:
    """No answer ever opens a door to other origins."""
    names = {name.lower() for name, _ in reply.headers}
    assert not [name for name in names if name.startswith("access-control-") or name == "timing-allow-origin"]
    assert reply["Cross-Origin-Resource-Policy"] == "same-origin"


def test_the_whole_matrix_over_the_wire(desk: tuple[SiteKit, Served]) -> None:
    """Hosts x origins x Sec-Fetch: a page, or 403 and nothing of the site."""
    _, server = desk
    port = str(server.port)
    hosts = [(host.replace("8000", port), fine) for group, fine in ((OURS, True), (THEIRS, False)) for host in group]
    hosts = [one for one in hosts if one[0] == one[0].strip()]  # on the wire, outer blanks are no part of a value
    seen = {200: 0, 403: 0}
    for host, host_fine in hosts:
        for origin, origin_fine in ORIGINS.items():
            for fetch, fetch_fine in SITES.items():
                if not host_fine and (origin or fetch):
                    continue
                asked = origin.replace("localhost", host.rpartition(":")[0]).replace("8000", port)
                headers = [("Host", host), *([("Origin", asked)] if origin else []), *fetch]
                reply = server.get("/", *headers)
                same = "127.0.0.1" in host and origin == "http://127.0.0.1:8000"
                assert reply.status in (200, 403), headers
                if not same:
                    assert reply.status == (200 if host_fine and origin_fine and fetch_fine else 403), headers
                closed(reply)
                assert reply.status == 200 or "Soup" not in reply.text
                seen[reply.status] += 1
    assert seen[200] > 20
    assert seen[403] > 500


@pytest.mark.parametrize("target", ["/", "/menu.txt", "/nothing", "/__recapgen/events", "/__recapgen/news"])
def test_no_preflight_is_ever_granted(desk: tuple[SiteKit, Served], target: str) -> None:
    """Whatever a page elsewhere asks to be allowed."""
    _, server = desk
    asking = (("Access-Control-Request-Method", "GET"), ("Access-Control-Request-Private-Network", "true"))
    for origin in ("https://evil.example", "null", f"http://127.0.0.1:{server.port}"):
        reply = server.ask("OPTIONS", target, ("Origin", origin), *asking)
        assert reply.status in (403, 405)
        closed(reply)


def test_nothing_is_written_while_serving(tmp_path: Path) -> None:
    """Not in output/, not in .recapgen/, not in the sources: whatever is asked and changed."""
    kit = site(tmp_path / "site").copied(writing_site(tmp_path / "template").root)
    with served(kit.root, watch=True) as server:
        for target in ("/", PAGE, "/feed.xml", "/nothing"):
            server.get(target)
        kit.file(FILE, words("Changed."))
        shows(server, "Changed.")
        before = {path: data for path, data in tree(kit.root).items() if path != FILE}
    template = {path: data for path, data in tree(tmp_path / "template").items() if path != FILE}
    assert not difference(before, template)


def test_what_changes_during_the_first_reading_is_noticed(tmp_path: Path) -> None:
    """The watcher starts behind it, but has looked at the tree before."""
    kit = writing_site(tmp_path / "site")
    changed: list[str] = []

    def while_reading(event: object) -> None:
        if isinstance(event, StageStarted) and event.stage == "plan" and not changed:
            kit.file(FILE, words("Changed meanwhile."))
            changed.append(FILE)

    running = Running(
        kit.root, lambda: load_config(kit.root, environ=NO_IMAGES), Wishes(watch=True, port=0), lambda news: None
    )
    try:
        first = running.read(while_reading, jobs=1)
        assert isinstance(first, Refreshed)
        until(lambda: running.site.number > first.number, "it is noticed")
        found = standing(running.site).respond("articles/2019/a/index.html")
        assert found
        assert b"Changed meanwhile." in found.data
    finally:
        running.close()


def test_the_first_reading_may_use_more_processes(tmp_path: Path) -> None:
    """And finds the same."""
    kit = writing_site(tmp_path / "site")
    many(kit.root / "content/articles/many", WORTHWHILE)
    found = []
    for jobs in (1, 2):
        live = LiveSite(kit.root, lambda: load_config(kit.root, environ=NO_IMAGES), Options(now=NOW))
        assert isinstance(live.refresh(jobs=jobs), Refreshed)
        found.append((standing(live).understood.site, standing(live).understood.bodies))
    assert found[0] == found[1]

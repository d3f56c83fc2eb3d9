"""The laws of the house, each held against the real build (3, 4 and 6 need rooms that are not built yet)."""

from __future__ import annotations

import errno
import os
import random
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import (
    NOW,
    PACKAGE,
    Built,
    SiteKit,
    clean_environment,
    elements,
    examples,
    fingerprint,
    site,
    soup_site,
    tree,
)
from recapgen.assemble import assemble
from recapgen.config import Config, Options, load_config
from recapgen.events import PageWritten
from recapgen.load import load
from recapgen.memory import vocabulary_of
from recapgen.model import Account, Entry
from recapgen.parse import parse, parse_entry
from recapgen.plan import plan
from recapgen.routes import _ASCII_WORD, FILES, PAGES, PAGINATION, Route, _of_words, claim_key, slugify, unsafe
from test_layers import MODULES

# -- 1: build twice, and the second writes nothing --------------------------------------------------------------------


def test_a_second_build_writes_nothing(tmp_path: Path) -> None:
    """Not a byte, not a time of change, not a new or a lost file; and it says so itself."""
    kit = soup_site(tmp_path)
    first = kit.build()
    before = {path: (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes()) for path in below(kit.output)}
    second = kit.build()
    after = {path: (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes()) for path in below(kit.output)}
    assert first.ran().written.changed == len(before) > 50
    assert after == before
    assert (second.ran().written.changed, second.ran().written.removed) == (0, 0)
    assert not [event for event in second.events if isinstance(event, PageWritten) and event.changed]


def test_one_edit_writes_only_what_it_reaches(tmp_path: Path) -> None:
    """A word in one article: its page and the feeds, not the pages of conferences."""
    kit = soup_site(tmp_path)
    kit.build()
    kit.post("articles/stock.md", "---\ntitle: On stock\ndate: 2018\ntags: soup, Docker\n---\n\nBones, and *hours*.\n")
    written = {event.path for event in kit.build().events if isinstance(event, PageWritten) and event.changed}
    assert "articles/2018/stock/index.html" in written
    assert not [path for path in written if path.startswith(("conferences/", "speakers/", "organizations/"))]


def below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


# -- 2: neither order nor machine changes a byte ----------------------------------------------------------------------


def sources_of(kit: SiteKit) -> tuple[list[Account], list[Entry], Config]:
    config = load_config(kit.root, environ={})
    loaded = load(kit.root, config)
    entries = [parse_entry(source, config)[0] for source in loaded.registry]
    vocabulary = vocabulary_of(entries)
    return [parse(source, config, vocabulary).account for source in loaded.posts], entries, config


@pytest.fixture(scope="module")
def soup(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Account], list[Entry], Config]:
    return sources_of(soup_site(tmp_path_factory.mktemp("soup")))


@examples(40)
@given(chance=st.randoms(use_true_random=False))
def test_the_order_of_posts_changes_no_page(
    soup: tuple[list[Account], list[Entry], Config], chance: random.Random
) -> None:
    """However posts and registry files are shuffled: the same pages with the same records, the same warnings."""
    posts, entries, config = soup
    site_before, doubts_before = assemble(posts, entries, config)
    posts, entries = chance.sample(posts, len(posts)), chance.sample(entries, len(entries))
    site_now, doubts_now = assemble(posts, entries, config)
    assert plan(site_now, config) == plan(site_before, config)
    assert doubts_now == doubts_before


def test_the_order_of_files_on_disk_changes_no_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some disks list files by name, others by age."""
    kit = soup_site(tmp_path)
    kit.build(output="out/a").ran()
    listed = os.scandir

    class Backwards:
        def __init__(self, folder: str = ".") -> None:
            with listed(folder) as entries:
                self.entries = sorted(entries, key=lambda entry: entry.name, reverse=True)

        def __iter__(self) -> Iterator[os.DirEntry[str]]:
            return iter(self.entries)

        def __enter__(self) -> Backwards:
            return self

        def __exit__(self, *_: object) -> None:
            self.entries = []

    monkeypatch.setattr(os, "scandir", Backwards)
    kit.build(output="out/b").ran()
    assert fingerprint(kit.root / "out/a") == fingerprint(kit.root / "out/b")


MACHINES = {
    "here": {},
    "an island": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "LANG": "C", "PYTHONHASHSEED": "1"},
    "los angeles": {"TZ": "America/Los_Angeles", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "4242"},
    "a deep folder": {"TZ": "Asia/Kathmandu", "LANGUAGE": "tr_TR", "PYTHONHASHSEED": "77", "PYTHONOPTIMIZE": "1"},
}


def test_the_machine_changes_no_byte(tmp_path: Path) -> None:
    """Time zone, locale, hash seed and the folder's own path: one sha256 over all of output/."""
    found = {}
    for name, environment in MACHINES.items():
        kit = soup_site(tmp_path / "/".join(name.split()))
        said = kit.run("build", **environment)
        assert said.code == 0, said.err
        found[name] = fingerprint(kit.output)
    assert set(found.values()) == {found["here"]}


def test_the_clock_is_source_date_epoch(tmp_path: Path) -> None:
    """What counts as future is decided by SOURCE_DATE_EPOCH (0 included), not by the day of the build."""
    kit = site(tmp_path).post("articles/a.md", "---\ntitle: Old\ndate: 2001-01-01\n---\n\nOld.\n")
    assert "1 in the future" in kit.run("build", SOURCE_DATE_EPOCH="0").err
    assert "in the future" not in kit.run("build", SOURCE_DATE_EPOCH="1000000000").err


# -- 5: a build that fails changes nothing ----------------------------------------------------------------------------


def break_header(kit: SiteKit) -> None:
    kit.post("articles/stock.md", "---\ntitle: On stock\n")


def break_two_posts_into_one_address(kit: SiteKit) -> None:
    kit.post("articles/stock2.md", "---\ntitle: Twice\nslug: stock\ndate: 2018\n---\n\nAgain.\n")


def break_template(kit: SiteKit) -> None:
    kit.file("themes/programme/templates/404.html", "{{ nothing.at_all }}")


def break_template_syntax(kit: SiteKit) -> None:
    kit.file("themes/programme/templates/404.html", "{% if %}")


def break_theme(kit: SiteKit) -> None:
    kit.file("themes/programme/theme.toml", "name = ")


def break_config(kit: SiteKit) -> None:
    kit.file("recapgen.toml", 'titel = "x"\n')


def break_with_a_foreign_file(kit: SiteKit) -> None:
    kit.post("articles/new.md", "---\ntitle: New\ndate: 2018\n---\n\nNew.\n")
    kit.file("output/articles/2018/new/index.html", "somebody else's\n")


def break_with_a_symbolic_link(kit: SiteKit) -> None:
    (kit.root / "static/passwords").symlink_to("/etc/hostname")


BREAKS: list[Callable[[SiteKit], None]] = [
    break_header,
    break_two_posts_into_one_address,
    break_template,
    break_template_syntax,
    break_theme,
    break_config,
    break_with_a_foreign_file,
    break_with_a_symbolic_link,
]


@pytest.fixture(scope="module")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kit = soup_site(tmp_path_factory.mktemp("built"))
    kit.build().ran()
    return kit.root


@pytest.fixture
def built_soup(tmp_path: Path, built_once: Path) -> SiteKit:
    """A site of this test's own that was built before."""
    return site(tmp_path / "site").copied(built_once)


@pytest.mark.parametrize("broken", BREAKS)
def test_a_build_that_fails_changes_nothing_in_output(built_soup: SiteKit, broken: Callable[[SiteKit], None]) -> None:
    """Whichever stage finds the fault, every file keeps its bytes and its time of change."""
    kit = built_soup
    kit.post("articles/ärger-mit-salz.md", "---\ntitle: Changed\ndate: 2021-01-01\n---\n\nChanged.\n")
    broken(kit)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in below(kit.output)}
    assert kit.build().error is not None
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in below(kit.output)} == before


def test_strict_with_a_warning_changes_nothing(built_soup: SiteKit) -> None:
    """--strict is one more way to fail."""
    before = tree(built_soup.output)
    built_soup.post("articles/stock.md", "---\ntitle: Changed\nspeling: 1\n---\n\nChanged.\n")
    assert built_soup.build(Options(strict=True, now=NOW)).fails("unknown key 'speling'").files == before


@pytest.mark.parametrize("failing", ["write_bytes", "mkdir"])
def test_a_full_disk_while_staging_changes_nothing(
    built_soup: SiteKit, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """Everything is staged before anything is moved: where the disk is full it shows there."""
    kit = built_soup
    before = tree(kit.output)
    for name in ("a", "b", "c"):
        kit.post(f"articles/{name}.md", f"---\ntitle: {name}\ndate: 2018\n---\n\nNew.\n")
    real = getattr(Path, failing)
    left = iter([True, True]) if failing == "write_bytes" else iter([])

    def until_full(self: Path, *arguments: object, **more: object) -> object:
        if "stage" in str(self) and not next(left, False):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))
        return real(self, *arguments, **more)

    monkeypatch.setattr(Path, failing, until_full)
    failed = kit.build().fails("RG601", "No space left on device")
    assert failed.files == before


def test_an_output_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    """A file stands where the folder should go."""
    kit = site(tmp_path).post("articles/a.md", "A.\n").file("public", "a file\n").config(output="public/site")
    kit.build().fails("RG601", "Not a directory")
    assert (kit.root / "public").read_text() == "a file\n"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_without_permission_is_an_error(tmp_path: Path) -> None:
    """The message says so, without a traceback."""
    kit = site(tmp_path).post("articles/a.md", "A.\n")
    kit.output.mkdir(mode=0o555)
    kit.build().fails("RG601", "Permission denied")


# -- 7: routes --------------------------------------------------------------------------------------------------------


def is_legal(name: str) -> bool:
    return "/" not in name and name != PAGINATION and not unsafe(name)


slugs = st.text(max_size=60).map(slugify)
names = slugs | st.text(min_size=1, max_size=20).map(lambda t: unicodedata.normalize("NFC", t)).filter(is_legal)
numbers = st.just(1) | st.integers(2, 10**6)


@st.composite
def routes(draw: st.DrawFn) -> Route:
    """Any route that the site can have: of each kind, with any names, and numbers where lists go over several pages."""
    kind = draw(st.sampled_from(sorted({*PAGES, *FILES, "page", "file"})))
    if kind in FILES:
        return Route(kind, tuple(draw(names) for part in FILES[kind] if part == "*"))
    if kind in PAGES:
        return Route(kind, tuple(draw(names) for part in PAGES[kind] if part == "*"), draw(numbers))
    path = "/".join(draw(st.lists(names, min_size=1, max_size=5)))
    return Route.parse(path if kind == "file" else f"{path}/index.html")


@examples(400)
@given(routes())
def test_a_route_survives_the_way_to_its_path_and_back(route: Route) -> None:
    """Route -> path -> Route, for every kind, with slugs and with any legal names."""
    assert Route.parse(route.path) == route


@examples(400)
@given(routes())
def test_a_path_survives_the_way_to_its_route_and_back(route: Route) -> None:
    """And so does the address: what a server is asked for is what was written."""
    assert Route.parse(route.path).path == route.path
    asked = unquote(route.url).lstrip("/")
    assert (asked + "index.html" if asked.endswith("/") or not asked else asked) == route.path


@examples(200)
@given(routes().filter(lambda route: route.is_page))
def test_a_permalink_leads_to_the_page_whose_address_it_is(route: Route) -> None:
    """`Route.of_url` understands the address of every page."""
    assert Route.of_url(unquote(route.url)) == route


@examples(400)
@given(st.text(max_size=300))
def test_a_slug_is_a_safe_name_whatever_it_is_made_of(text: str) -> None:
    """Not empty, no path, no device, not `page`, not too long; and a slug's slug is itself."""
    slug = slugify(text)
    assert slug
    assert is_legal(slug)
    assert len(slug.encode()) <= 200
    assert claim_key(slug) == slug
    assert slugify(slug) == slug


@examples(200)
@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_a_slug_of_plain_words_is_the_librarys(text: str) -> None:
    """The short way for ASCII leads to where the long one does."""
    lowered = re.sub(r"(?<=\d),(?=\d)", "", text.casefold().replace("&", " ").replace("'", ""))
    assert "-".join(_ASCII_WORD.findall(lowered)) == _of_words(lowered)


@pytest.mark.parametrize("kind", sorted({*PAGES, *FILES}))
def test_every_kind_of_route_comes_back(kind: str) -> None:
    """One of each, so that no kind is left to chance."""
    stars = (PAGES.get(kind) or FILES.get(kind, ())).count("*")
    route = Route(kind, ("2017", "soup", "lids")[:stars])
    assert Route.parse(route.path) == route


CLASHES: dict[str, tuple[dict[str, str], tuple[str, ...]]] = {
    "two posts": (
        {"content/recaps/a/soup.md": "Soup.\n", "content/articles/soup.md": "Soup again.\n"},
        ("content/articles/soup.md", "content/recaps/a/soup.md", "/articles/undated/soup/"),
    ),
    "two pages that differ in capitals": (
        {"content/a.md": "---\npermalink: /Soup/\n---\n\nA.\n", "content/b.md": "---\npermalink: /soup/\n---\n\nB.\n"},
        ("content/a.md", "content/b.md", "/soup/"),
    ),
    "an alias and a page": (
        {"content/a.md": "---\naliases: [/topics/]\n---\n\nA.\n"},
        ("content/a.md", "the page 'Topics'", "/topics/"),
    ),
    "an alias and a post": (
        {"content/a.md": "---\naliases: [/articles/undated/b/]\n---\n\nA.\n", "content/b.md": "B.\n"},
        ("content/a.md", "content/b.md"),
    ),
    "two aliases": (
        {"content/a.md": "---\naliases: [/old/]\n---\n\nA.\n", "content/b.md": "---\naliases: [/old/]\n---\n\nB.\n"},
        ("content/a.md", "content/b.md", "/old/"),
    ),
    "two aliases that differ in a slash": (
        {"content/a.md": "---\naliases: [/old]\n---\n\nA.\n", "content/b.md": "---\naliases: [/old/]\n---\n\nB.\n"},
        ("content/a.md", "content/b.md", "/old/"),
    ),
    "a file and a page": (
        {"content/pages/menu.md": "Menu.\n", "static/menu/index.html": "<p>Menu\n"},
        ("static/menu/index.html", "/menu/"),
    ),
    "two files that differ in capitals": (
        {"static/Menu.txt": "a\n", "static/menu.txt": "b\n"},
        ("static/Menu.txt", "static/menu.txt"),
    ),
    "two files": (
        {"static/menu.txt": "a\n", "content/static/menu.txt": "b\n"},
        ("static/menu.txt", "content/static/menu.txt"),
    ),
    "a file and the folder of a page": (
        {"content/a.md": "---\npermalink: /menu.txt/\n---\n\nA.\n", "static/menu.txt": "b\n"},
        ("content/a.md", "static/menu.txt"),
    ),
    "a file and the theme's folder of assets": (
        {"content/a.md": "A.\n", "static/assets": "b\n"},
        ("static/assets",),
    ),
    "a post and the feed": (
        {"content/a.md": "---\npermalink: /feed.xml\n---\n\nA.\n"},
        ("content/a.md", "/feed.xml"),
    ),
    "an alias and the sitemap": (
        {"content/a.md": "---\naliases: [/sitemap.xml]\n---\n\nA.\n"},
        ("content/a.md", "/sitemap.xml"),
    ),
}
OPEN_CLASHES: dict[str, str] = {}


def clashes() -> list[object]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=OPEN_CLASHES[name]))
        if name in OPEN_CLASHES
        else name
        for name in CLASHES
    ]


@pytest.mark.parametrize("clash", clashes())
def test_two_sources_that_claim_one_path_are_an_error_that_names_both(tmp_path: Path, clash: str) -> None:
    """And nothing is written."""
    files, fragments = CLASHES[clash]
    kit = site(tmp_path)
    for path, text in files.items():
        kit.file(path, text)
    assert kit.build().fails(*fragments).files == {}


# -- 8: links and the sitemap -----------------------------------------------------------------------------------------


def dead(built: Built, base: str = "") -> list[str]:
    """Every internal link or anchor of the built pages that leads nowhere, as `page -> target`."""
    files = built.files
    pages = {path: elements(data.decode()) for path, data in files.items() if path.endswith(".html")}
    anchors = {path: {e.attributes.get("id", "") for e in found} for path, found in pages.items()}
    wrong = []
    for path, found in pages.items():
        here = f"https://host{base}/{path.removesuffix('index.html')}"
        for element in found:
            for name in ("href", "src", "srcset", "action"):
                if name not in element.attributes:
                    continue
                target, fragment = urldefrag(urljoin(here, element.attributes[name]))
                parts = urlsplit(target)
                if parts.netloc != "host" or element.attributes.get("rel") == "canonical":
                    continue
                goal = unquote(parts.path)
                if not goal.startswith(f"{base}/"):
                    wrong.append(f"{path} -> {element.attributes[name]} (outside of {base}/)")
                    continue
                goal = goal.removeprefix(f"{base}/")
                goal += "index.html" if not goal or goal.endswith("/") else ""
                if goal not in files:
                    wrong.append(f"{path} -> {element.attributes[name]}")
                elif fragment and unquote(fragment) not in anchors.get(goal, ()):
                    wrong.append(f"{path} -> {element.attributes[name]} (no such anchor)")
    return wrong


def in_sitemap(built: Built, base: str) -> set[str]:
    return {unquote(loc).removeprefix(base) for loc in re.findall(r"<loc>(.*?)</loc>", built.page("sitemap.xml"))}


def pages_to_list(built: Built) -> set[str]:
    """Every page but redirects and the 404."""
    return {
        "/" + path.removesuffix("index.html")
        for path, data in built.files.items()
        if path.endswith(".html") and path != "404.html" and b'http-equiv="refresh"' not in data
    }


def test_every_link_and_anchor_of_our_own_site_leads_somewhere(published: Built) -> None:
    """Pages, style sheets, feeds, and every `#place`."""
    published.ran()
    assert dead(published) == []


def test_the_sitemap_lists_just_the_pages_of_our_own_site(published: Built) -> None:
    """Every page, and no redirect, no 404, no page that is not there."""
    assert in_sitemap(published, "https://recaps.example") == pages_to_list(published)


def test_every_link_of_a_site_in_a_sub_folder_leads_somewhere(tmp_path: Path) -> None:
    """With links between posts, to bundles, to static files, in takes on other pages."""
    built = soup_site(tmp_path).build()
    built.has("menu.pdf").has("recaps/2020/two-at-once/lids.png").has(".well-known/security.txt")
    assert dead(built, "/talks") == []
    assert in_sitemap(built, "https://soup.example/talks") == pages_to_list(built)


def test_a_free_page_at_the_address_of_a_topic_has_no_dead_links(tmp_path: Path) -> None:
    """Its route looks like a topic's, but no topic is behind it."""
    assert dead(site(tmp_path).post("pages/topics/rust.md", "Red.\n").build()) == []


def test_the_link_checker_sees_dead_links_and_anchors(tmp_path: Path) -> None:
    """The laws above would hold of a checker that finds nothing: this one finds what is wrong."""
    built = site(tmp_path).post("a.md", "[x](/gone/) [y](#nowhere) [z](https://elsewhere.example/)\n").build()
    page = "articles/undated/a/index.html"
    assert dead(built) == [f"{page} -> /gone/", f"{page} -> #nowhere (no such anchor)"]


# -- 9: ten bad posts, ten errors -------------------------------------------------------------------------------------

BAD_POSTS: dict[str, tuple[str, tuple[str, str, str]]] = {
    "1-open.md": ("---\ntitle: Soup\n", ("1:1", "never closed", "put a line '---'")),
    "2-twice.md": ("---\ntitle: A\ntitle: B\n---\n", ("3:1", "'title' stands twice, first in line 2", "keep one")),
    "3-colon.md": ("---\ntags: {Soup: hot: a}\n---\n", ("2:17", "the YAML is wrong", "put quotes")),
    "4-date.md": ("---\ntitle: A\nexpires: 2017-02-30\n---\n", ("3:10", "no such day", "write it as 2017-03-06")),
    "5-list.md": ("---\n- soup\n---\n", ("2:1", "is a list", "write `title: ...`")),
    "6-link.md": ("---\nsource: {url: 'javascript:x'}\n---\n", ("2:15", "'javascript:' links", "use https://")),
    "7-kind.md": ("---\nsessions: [{title: A, kind: speech}]\n---\n", ("2:29", "'speech'", "one of talk, keynote")),
    "8-key.md": ("---\nconference: {nam: LadleConf}\n---\n", ("2:14", "unknown key", "did you mean 'name'?")),
    "9-path.md": ("---\npermalink: /../soup/\n---\n", ("2:12", "no page can be", "write it as /talks/soup/")),
    "x-toml.md": ("+++\ntitle = Soup\n+++\n", ("2:9", "the TOML is wrong", "strings need quotes")),
}


def test_ten_bad_posts_give_ten_errors_at_once(tmp_path: Path) -> None:
    """Each with path, line, column, fact and remedy; exit 1; no traceback; nothing written."""
    kit = site(tmp_path)
    for name, (text, _) in BAD_POSTS.items():
        kit.file(f"content/recaps/{name}", text)
    said = kit.run("build")
    assert said.code == 1
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.endswith("errors; nothing was written\n")
    assert not kit.output.exists()
    for name, (_, (place, fact, remedy)) in BAD_POSTS.items():
        told = [one for one in re.split(r"\n(?=content/)", said.err) if one.startswith(f"content/recaps/{name}:")]
        there = [one for one in told if re.match(rf"[^:]+:{place}: error\[RG\d\d\d\]: ", one)]
        assert there, f"nothing is said of {name}:{place}, but: {told}"
        assert fact in there[0]
        assert remedy in there[0]


# -- 10: importing is quiet -------------------------------------------------------------------------------------------

WATCHED = """
import os, sys
{preload}
touched = []
def watch(event, arguments):
    if event == "open":
        path, _, flags = arguments
        if isinstance(path, int):
            return
        path = os.fsdecode(path)
        if flags & (os.O_WRONLY | os.O_RDWR) and "__pycache__" not in path:
            touched.append(f"writes {{path}}")
        elif path.startswith({package!r}) and not path.endswith((".py", ".pyc")) and ".pyc." not in path:
            touched.append(f"reads {{path}}")
    elif event in ("os.remove", "os.rmdir", "shutil.rmtree", "subprocess.Popen", "socket.connect", "os.chdir"):
        touched.append(f"{{event}} {{arguments}}")
    elif event == "os.mkdir" and "__pycache__" not in str(arguments[0]):
        touched.append(f"makes {{arguments[0]}}")
def look(name):
    os.write(1, f"# {{name}}\\n".encode())
    if child := os.fork():
        if os.waitpid(child, 0)[1]:
            os.write(1, b"it can't be imported alone\\n")
        return
    touched.clear()
    try:
        __import__(name)
    except BaseException as error:
        os.write(1, f"{{error!r}}\\n".encode())
        os._exit(1)
    found = list(touched)
    sys.stdout.flush()
    os.write(1, "".join(f"{{one}}\\n" for one in found).encode())
    for inside in sys.argv[1:]:
        if inside.rpartition(".")[0] == name:
            look(inside)
    os._exit(0)
os.dup2(1, 2)
sys.addaudithook(watch)
for name in sys.argv[1:]:
    if name.rpartition(".")[0] not in sys.argv[1:]:
        look(name)
"""
LIBRARIES = [
    "click",
    "jinja2",
    "markdown_it",
    "mdit_py_plugins.gfm",
    "pydantic",
    "yaml",
    "frontmatter",
    "importlib.resources",
]


def alone(folder: Path, modules: Sequence[str], preload: Sequence[str] = LIBRARIES) -> dict[str, list[str]]:
    """What each module says and does when it is imported into a process of its own that knows only libraries.

    A module's package is imported before it, as Python does; so a package is imported once, and forked for its modules.
    """
    imports = "\n".join(f"import {name}" for name in preload)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", WATCHED.format(preload=imports, package=str(PACKAGE)), *modules],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    parts = re.split(r"^# (.*)\n", done.stdout, flags=re.M)[1:]
    return {name: said.splitlines() for name, said in zip(parts[::2], parts[1::2], strict=True)}


def test_each_module_imports_alone_and_quietly(tmp_path: Path) -> None:
    """Each in a process of its own: nothing is printed, nothing written, nothing read but code."""
    names = ["recapgen", *(f"recapgen.{module}" for module in MODULES if not module.startswith("__"))]
    assert alone(tmp_path, names) == {name: [] for name in names}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("module", ["recapgen", "recapgen.cli", "recapgen.build"])
def test_a_module_imports_without_any_library_before_it(tmp_path: Path, module: str) -> None:
    """As the command line and other people's programs do."""
    assert alone(tmp_path, [module], preload=()) == {module: []}


def test_the_watch_over_imports_sees_a_module_that_is_not_quiet(tmp_path: Path) -> None:
    """The law above would hold of a watch that sees nothing."""
    (tmp_path / "loud.py").write_text("import os\nprint('here I am')\nos.mkdir('mine')\nopen('mine/a', 'w').close()\n")
    (tmp_path / "lost.py").write_text("import nowhere\n")
    found = alone(tmp_path, ["loud", "lost"], preload=())
    assert found["loud"] == ["here I am", "makes mine", "writes mine/a"]
    assert found["lost"][-1] == "it can't be imported alone"


def test_help_imports_no_heavy_library(tmp_path: Path) -> None:
    """`recapgen --help` is quick because it loads neither pydantic nor Jinja, Markdown, YAML or Pygments."""
    code = "import sys, recapgen.cli as c\nsys.argv = ['recapgen', '--help']\n"
    code += "try: c.main()\nfinally: print(sorted(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=clean_environment(), capture_output=True, text=True, check=False
    )
    loaded = set(re.findall(r"'(\w+)'", done.stdout.splitlines()[-1]))
    assert {"click", "recapgen"} <= loaded
    assert not loaded & {"pydantic", "jinja2", "markdown_it", "yaml", "pygments", "rich"}


def test_a_site_that_is_too_large_for_the_machine_is_refused(
    built_soup: SiteKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Plainly and before any work, not by the system somewhere in the middle."""
    kit = built_soup
    kit.post("articles/stock.md", "---\ntitle: Changed\ndate: 2018\n---\n\nChanged.\n")
    before = {path: path.read_bytes() for path in below(kit.output)}
    monkeypatch.setattr("recapgen.load.free_memory", lambda: 1_000)
    kit.build().fails("RG605", "GB of memory or more")
    assert {path: path.read_bytes() for path in below(kit.output)} == before
    monkeypatch.setattr("recapgen.load.free_memory", lambda: None)
    kit.build().ran()


def test_a_post_that_grows_too_large_is_refused_whatever_else_is_the_same(new_site: SiteKit) -> None:
    """Its facts are the same, and only its words have grown."""
    new_site.config(title="Soup", max_post_bytes=2_000)
    head = "---\ntitle: Stock\ndate: 2018\ndescription: Roots.\n---\n\n"
    new_site.post("articles/stock.md", head + "Roots.\n\n" + "Soup.\n\n").build().ran()
    new_site.post("articles/stock.md", head + "Roots.\n\n" + "Soup.\n\n" * 400)
    new_site.build().fails("RG107", "content/articles/stock.md")

"""A site in a few lines: files go in, the real build runs, and what came out can be asked for.

>>> built = site(tmp_path).post("recaps/soup.md", "---\\ntitle: Soup\\n---\\n\\nHot.\\n").build()   # doctest: +SKIP
>>> built.has("articles/undated/soup/index.html", "Hot.")                                          # doctest: +SKIP
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import unified_diff
from hashlib import sha256
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from textwrap import dedent

from hypothesis import settings

import recapgen
from recapgen.build import Report, build
from recapgen.config import Options, load_config, override
from recapgen.errors import Diagnostic, RecapgenError
from recapgen.events import Event, Warned
from recapgen.model import Site

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGE = Path(recapgen.__file__).resolve().parent
EPOCH = "1700000000"
"""`SOURCE_DATE_EPOCH` of every build in the tests: 14 November 2023, 22:13:20 UTC."""
NOW = datetime.fromtimestamp(int(EPOCH), UTC)


IMAGES: dict[str, str] = {}
NO_IMAGES = {"RECAPGEN_IMAGES": "0"}


def examples(quick: int) -> settings:
    """How many examples Hypothesis tries in `make test`; in `make proof` a hundred times as many."""
    profile = settings.default
    assert profile is not None
    return settings(max_examples=quick * profile.max_examples // 25)


def clean_environment(**more: str) -> dict[str, str]:
    """The environment for a child process: nothing of recapgen's, a fixed clock, no colours, this very package."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("RECAPGEN_", "PYTEST_", "COV_"))}
    kept.pop("FORCE_COLOR", None)
    return {
        **kept,
        "PYTHONPATH": str(PACKAGE.parent),
        "SOURCE_DATE_EPOCH": EPOCH,
        "NO_COLOR": "1",
        "RECAPGEN_IMAGES": "0",
        **more,
    }


def text_of(text: str) -> str:
    """A test's indented text as it would stand in a file: no common indentation, no first empty line."""
    return dedent(text.removeprefix("\n"))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by its path with `/`; empty for a folder that is not there."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def fingerprint(folder: Path) -> str:
    """One sha256 over the paths and bytes of a folder."""
    digest = sha256()
    for path, data in tree(folder).items():
        digest.update(f"{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def difference(found: Mapping[str, bytes], wanted: Mapping[str, bytes]) -> str:
    """What tells two folders apart: the first path that differs, with a short diff; empty where nothing does."""
    paths = [path for path in sorted(found.keys() | wanted.keys()) if found.get(path) != wanted.get(path)]
    if not paths:
        return ""
    path = paths[0]
    others = f" (and {len(paths) - 1} more: {', '.join(paths[1:6])})" if paths[1:] else ""
    if path not in wanted:
        return f"{path} should not be there{others}"
    if path not in found:
        return f"{path} is missing{others}"
    then, now = (one[path].decode("utf-8", "backslashreplace").splitlines() for one in (wanted, found))
    lines = [line[:300] for line in unified_diff(then, now, "wanted", "found", lineterm="", n=1)]
    return "\n".join([f"{path} differs{others}", *lines[:25]])


@contextmanager
def standing_in(folder: Path) -> Iterator[None]:
    """With a folder as the working directory."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@dataclass(frozen=True)
class Said:
    """What a command line printed, and how it ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Built:
    """One run of the build: the report where it ran through, the error where it did not, and output/ as it is now."""

    root: Path
    output: Path
    report: Report | None
    error: RecapgenError | None
    events: tuple[Event, ...]
    heard: tuple[Diagnostic, ...]
    """The warnings that were told while it ran, also where it failed later."""

    # -- findings

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return self.error.diagnostics if self.error else ()

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return self.report.understood.warnings if self.report else self.heard

    def fails(self, *fragments: str) -> Built:
        """It failed, and what it said holds each fragment."""
        assert self.error is not None, f"the build ran through, but should have said: {fragments}"
        for fragment in fragments:
            assert fragment in str(self.error), f"{fragment!r} is not in:\n{self.error}"
        return self

    def warns(self, *fragments: str) -> Built:
        """It ran through, and for each fragment there is a warning that holds it."""
        self.ran()
        said = [str(warning) for warning in self.warnings]
        for fragment in fragments:
            assert any(fragment in one for one in said), f"{fragment!r} is in none of:\n" + "\n".join(said)
        return self

    def ran(self) -> Report:
        """The report; fails with the build's own words where there is none."""
        assert self.report is not None, f"the build failed:\n{self.error}"
        return self.report

    # -- what was understood

    @property
    def site(self) -> Site:
        return self.ran().understood.site

    # -- what was written

    @property
    def files(self) -> dict[str, bytes]:
        return tree(self.output)

    def page(self, path: str) -> str:
        """The text of a file below output/; `topics/rust/` stands for its index.html."""
        if path == "" or path.endswith("/"):
            path += "index.html"
        file = self.output / path
        if not file.is_file():
            near = "\n".join(sorted(p for p in self.files if not p.startswith("assets/")))
            raise AssertionError(f"there is no {path} in output/; there are:\n{near}\nerror: {self.error}")
        return file.read_text("utf-8")

    def has(self, path: str, *fragments: str) -> Built:
        """The build ran through, the file is there, and it holds each fragment (as HTML or as a reader sees it)."""
        self.ran()
        if not fragments and path in self.files:
            return self
        text = self.page(path)
        seen = " ".join(visible(text).split()) if path.endswith(("/", ".html")) or not path else ""
        for fragment in fragments:
            assert fragment in text or fragment in seen, f"{fragment!r} is not in {path}:\n{seen or text}"
        return self

    def lacks(self, path: str, *fragments: str) -> Built:
        """The file is not there; or, with fragments, it is there and holds none of them."""
        if not fragments:
            assert path not in self.files, f"{path} is there, and should not be"
            return self
        text = self.page(path)
        for fragment in fragments:
            assert fragment not in text, f"{fragment!r} is in {path}, and should not be"
        return self


@dataclass
class SiteKit:
    """A site's folder to be filled, built, changed and built again. Every step gives the kit back."""

    root: Path
    options: Options = field(default=Options(now=NOW))
    images: bool = False
    """Whether versions of images and cards are made, as far as Pillow is installed; most tests are not about these."""

    def post(self, path: str, text: str) -> SiteKit:
        """A file of content/; the text may be indented as a whole."""
        return self.file(f"content/{path}", text)

    def file(self, path: str, data: str | bytes) -> SiteKit:
        """Any file of the site; bytes are written as they are."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data if isinstance(data, bytes) else text_of(data).encode())
        return self

    def config(self, **values: str | int) -> SiteKit:
        """recapgen.toml with these keys and no other."""
        lines = [
            f"{key} = {value!r}" if isinstance(value, int) else f'{key} = "{value}"' for key, value in values.items()
        ]
        return self.file("recapgen.toml", "\n".join(lines) + "\n")

    def copied(self, source: Path, to: str = "") -> SiteKit:
        """A file, or everything that lies in a folder."""
        if source.is_dir():
            shutil.copytree(source, self.root / to, dirs_exist_ok=True)
        else:
            shutil.copy(source, self.root / to)
        return self

    def without(self, path: str) -> SiteKit:
        (self.root / path).unlink()
        return self

    @property
    def output(self) -> Path:
        return self.root / "output"

    def build(self, options: Options | None = None, **overrides: str) -> Built:
        """The real build, in this process; `overrides` are settings that the command line would give."""
        events: list[Event] = []
        report, error, output = None, None, self.output
        try:
            config = override(load_config(self.root, environ=IMAGES if self.images else NO_IMAGES), **overrides)
            output = (self.root / config.output).resolve()
            report = build(self.root, config, options or self.options, events.append)
        except RecapgenError as raised:
            error = raised
        heard = tuple(e.diagnostic for e in events if isinstance(e, Warned))
        return Built(self.root, output, report, error, tuple(events), heard)

    def run(self, *arguments: str, **environment: str) -> Said:
        """`python -m recapgen ...` in the site's folder, as a process of its own."""
        done = subprocess.run(
            [sys.executable, "-m", "recapgen", *arguments],
            cwd=self.root,
            env=clean_environment(**environment),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)


def site(root: Path) -> SiteKit:
    """A new, empty site in a folder of a test."""
    root.mkdir(parents=True, exist_ok=True)
    return SiteKit(root)


# -- looking at pages -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Element:
    """A start tag with its attributes, and the text inside it (that of elements without an end tag is empty)."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""


class _Reader(HTMLParser):
    VOID = frozenset(
        {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str], list[str]]] = []
        self._open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text: list[str] = []
        self.found.append((tag, {k: v or "" for k, v in attrs}, text))
        if tag not in self.VOID:
            self._open.append((tag, text))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {k: v or "" for k, v in attrs}, []))

    def handle_endtag(self, tag: str) -> None:
        for index in range(len(self._open) - 1, -1, -1):
            if self._open[index][0] == tag:
                del self._open[index:]
                return

    def handle_data(self, data: str) -> None:
        for _, text in self._open:
            text.append(data)


def elements(html: str, *tags: str) -> list[Element]:
    """Every element of a page (or only those of some tags), in order, as a lenient browser would find them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return [
        Element(tag, attributes, "".join(text)) for tag, attributes, text in reader.found if not tags or tag in tags
    ]


def visible(html: str) -> str:
    """The words of a page, without its markup."""
    body = elements(html, "body")
    if body:
        return body[0].text
    reader = _Reader()
    reader.feed(f"<div>{html}</div>")
    reader.close()
    return unescape("".join(reader.found[0][2]))


# -- a site that has a bit of everything -------------------------------------------------------------------------------


def soup_site(root: Path) -> SiteKit:
    """Three conferences, takes that meet, namesakes, aliases, a bundle, a static file, pages, dates at midnight."""
    kit = site(root).config(title="Soup Talks", base_url="https://soup.example/talks/", author="Ida Quill", page_size=2)
    kit.post(
        "recaps/ladle-2019.md",
        """
        ---
        title: LadleConf 2019 in two days
        date: 2019-05-04
        conference: {name: LadleConf, year: 2019, city: Bern, country: Switzerland, start: 2019-05-02}
        authors: [Ida Quill]
        topics: [Soup, k8s]
        aliases: [/old/ladle/, /ladle.html]
        ---

        Two days of soup. See [the other one](ladle-2019-again.md#soup-at-scale) and [the menu](/menu.pdf).

        ## Day 1

        ### Soup at Scale {speakers="Bo Lind (Ladle GmbH)" kind=keynote slides="https://soup.example/slides.pdf"}

        Kubernetes stirs, and Kubernetes serves.[^1]

        ### Spoons – Cleo Marsh (Spoonworks)

        - wood
        - steel

        ## Day 2

        ### Broth without Tears by Ida Quill

        | pot | litres |
        | :-- | --: |
        | big | 40 |

        [^1]: With salt.
        """,
    )
    kit.post(
        "recaps/ladle-2019-again.md",
        """
        ---
        title: What stayed of LadleConf
        date: 2019-05-05T00:30:00+02:00
        conference: LadleConf 2019
        source: {author: Dora Finch, publication: The Tureen, url: "https://tureen.example/ladle"}
        ---

        # What stayed of LadleConf

        ## Soup at scale {speakers="Bo Lind"}

        He cooked for forty.

        ## Spoons {speakers="Cleo Marsh"}

        Wood it is. ![A spoon](spoon.svg)
        """,
    )
    kit.file("content/recaps/spoon.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
    kit.post(
        "recaps/2020-02-29-two-at-once/index.md",
        """
        ---
        title: Two conferences, one trip
        conference:
          - {name: Tureen Days, year: 2020, city: Ulm}
          - {name: LadleConf, year: 2020}
        sessions:
          - {title: Lids, speakers: [Bo Lind], kind: workshop, day: 1}
          - {title: Handles, speakers: "Mika Öst (Tureen AG)", topics: [Docker]}
        ---

        ![Lids](lids.png)

        ## Lids

        Closed.

        ## Handles

        Hot.
        """,
    )
    kit.file("content/recaps/2020-02-29-two-at-once/lids.png", b"\x89PNG\r\n")
    kit.post("articles/stock.md", "---\ntitle: On stock\ndate: 2018\ntags: soup, Docker\n---\n\nBones, and *time*.\n")
    kit.post("articles/ärger-mit-salz.md", "---\ntitle: Ärger mit Salz\nlang: de\ndate: 2021-01-01\n---\n\nZu viel.\n")
    kit.post("articles/later.md", "---\ntitle: Later\ndate: 2030-01-01\n---\n\nNot yet.\n")
    kit.post("articles/unready.md", "---\ntitle: Unready\ndraft: true\n---\n\nHalf.\n")
    kit.post("pages/about.md", "---\ntitle: About\n---\n\nWho cooks: [Bo](/speakers/bo-lind/).\n")
    kit.post("speakers/bo-lind.md", "---\nname: Bo Lind\norganizations: [Ladle]\n---\n\nCooks. [His site](/about/).\n")
    kit.post("speakers/bo-lind-2.md", "---\nname: Bo Lind\norganizations: [Other]\nnot_same_as: [bo-lind]\n---\n")
    kit.post("conferences/ladleconf.md", "---\nname: LadleConf\neditions: [{year: 2019, venue: The Kitchen}]\n---\n")
    kit.post("topics/soup.md", "---\nname: Soup\naliases: [broth]\n---\n\nWet.\n")
    kit.file("static/menu.pdf", b"%PDF-1.4\n")
    kit.file("static/.well-known/security.txt", "Contact: mailto:ida@soup.example\n")
    return kit

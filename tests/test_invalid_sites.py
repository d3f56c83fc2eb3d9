"""Mistakes that writers and theme authors make, each a small site with the exact words that they get to read.

`tests/sites_invalid/<mistake>/expected.txt` is a transcript: the command, all of stderr, the exit code. A new mistake
is a new folder; `pytest --update-golden` writes its transcript, which is then to be read as its writer would read it.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Golden
from kit import REPOSITORY, SiteKit, site, standing_in, tree
from recapgen.cli import main

MISTAKES = Path(__file__).parent / "sites_invalid"
UTF_16 = "---\ntitle: Soup\n---\n\nHot.\n".encode("utf-16")

BYTES: dict[str, dict[str, bytes]] = {
    "byte-order-mark-and-open-header": {"content/soup.md": b"\xef\xbb\xbf---\ntags:\n- soup\ndraft: true\n\nHot.\n"},
    "file-in-utf-16": {"content/soup.md": UTF_16},
    "file-in-latin-1": {"content/soup.md": "---\ntitle: Soup\n---\n\nIn the café.\n".encode("latin-1")},
    "file-with-a-nul": {"content/soup.md": b"---\ntitle: Soup\n---\n\nHot\0soup.\n"},
    "configuration-in-latin-1": {"recapgen.toml": 'title = "Café"\n'.encode("latin-1")},
    "template-in-latin-1": {"themes/mine/templates/page.html": "<h1>Café</h1>\n".encode("latin-1")},
    "file-with-a-bad-name": {"static/menu?.txt": b"Soup\n"},
    "header-too-long": {"content/soup.md": b"---\ntitle: Soup\ndescription: " + 14_000 * b"soup " + b"\n---\n\nHot.\n"},
}
"""Files that no editor would show as they are, whose names not every disk can hold, or that are too large to keep."""


def symbolic_link_out_of_the_site(kit: SiteKit) -> None:
    (kit.root / "static").mkdir()
    (kit.root / "static/passwords.txt").symlink_to("/etc/passwd")


def symbolic_link_to_nothing(kit: SiteKit) -> None:
    (kit.root / "static").mkdir()
    (kit.root / "static/menu.pdf").symlink_to("menu-2019.pdf")


LINKS: dict[str, Callable[[SiteKit], None]] = {
    "symbolic-link-out-of-the-site": symbolic_link_out_of_the_site,
    "symbolic-link-to-nothing": symbolic_link_to_nothing,
}


def command_of(transcript: Path) -> str:
    """The command line that a transcript begins with."""
    if not transcript.is_file():
        return "recapgen build"
    return transcript.read_text("utf-8").split("\n", 1)[0].removeprefix("$ ")


@pytest.mark.parametrize("mistake", sorted(p.name for p in MISTAKES.iterdir()))
def test_a_mistake_gets_just_these_words(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    golden: Golden,
    mistake: str,
) -> None:
    """The whole of stderr and the exit code; stdout stays empty, and output/ as it was."""
    kit = site(tmp_path / "site").copied(MISTAKES / mistake)
    for path, data in BYTES.get(mistake, {}).items():
        kit.file(path, data)
    if mistake in LINKS:
        LINKS[mistake](kit)
    transcript = kit.root / "expected.txt"
    command = command_of(transcript)
    transcript.unlink(missing_ok=True)
    before = tree(kit.output)
    words = shlex.split(command)
    while "=" in words[0]:
        monkeypatch.setenv(*words.pop(0).split("=", 1))
    monkeypatch.setattr(sys, "argv", words)
    with standing_in(kit.root), pytest.raises(SystemExit) as ended:
        main()
    said = capsys.readouterr()
    shown = said.err.replace(str(kit.root.resolve()), "SITE").replace(str(kit.root), "SITE")
    shown = re.sub(r"python -m \S+", "recapgen", shown.replace(str(REPOSITORY), "REPOSITORY"))
    assert said.out == ""
    assert "Traceback" not in shown
    assert tree(kit.output) == before
    golden(MISTAKES / mistake / "expected.txt", f"$ {command}\n{shown}exit {ended.value.code}\n")


TRANSCRIPTS = {p.parent.name: p.read_text("utf-8") for p in sorted(MISTAKES.glob("*/expected.txt"))}
USAGE = {"unknown-command", "unknown-option", "directory-that-is-not-there"}
"""Mistakes in no file, worded by click."""

POOR: dict[str, str] = {}
"""Messages that are still to be mended, and why. Whoever mends one takes it off the list."""


def transcripts() -> list[object]:
    return [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=POOR[name])) if name in POOR else name
        for name in TRANSCRIPTS
        if name not in USAGE
    ]


@pytest.mark.parametrize("mistake", transcripts())
def test_every_finding_names_a_place_and_a_remedy(mistake: str) -> None:
    """What is printed leads the writer to the line, and says what to do there; nothing of recapgen's inside shows."""
    _, *said, ended = TRANSCRIPTS[mistake].rstrip("\n").split("\n")
    assert ended in ("exit 1", "exit 2", "exit 3")
    head = re.compile(r"(?P<place>[^:\s][^:]*:\d+:\d+: )?(error|warning)\[RG\d{3}\]: (?P<fact>.+)")
    starts = [i for i, line in enumerate(said) if head.fullmatch(line)]
    assert starts
    assert starts[0] == 0, "nothing stands before the first finding"
    for start, end in zip(starts, [*starts[1:], len(said)], strict=True):
        found = head.fullmatch(said[start])
        assert found
        assert not found["fact"].endswith("."), said[start]
        assert not re.search(r"\w+Error: |\(at line \d+", found["fact"]), said[start]
        remedies = [line for line in said[start + 1 : end] if line.startswith("  hint: ")]
        assert remedies or " must be " in found["fact"], said[start]
    for inside in ("recapgen.model", "NoneType", "object at 0x", "pydantic", ".py", "<class", "SITE"):
        assert inside not in "\n".join(said), inside


def test_a_folder_without_content_is_told(tmp_path: Path) -> None:
    """Who stands in the wrong folder should hear of it."""
    built = site(tmp_path).config(title="Soup").build()
    assert [*built.errors, *built.warnings]


def test_findings_that_are_shown_as_one_are_all_there_for_those_who_ask(tmp_path: Path) -> None:
    """Twenty-five missing pictures are one warning, in which they are counted; with `-v` and `--json` each is told."""
    pictures = "\n\n".join(f"![a pot]({n}.jpg)" for n in range(25))
    kit = site(tmp_path).post("soup.md", f"---\ndate: 2019\n---\n\n{pictures}\n")
    assert "(and 24 more: '1.jpg' in line " in kit.run("build").err
    assert kit.run("build").err.count("[RG410]") == 1
    assert kit.run("build", "-v").err.count("[RG410]") == kit.run("build", "--strict", "-v").err.count("[RG410]") == 25
    assert len(json.loads(kit.run("build", "--json").out)["findings"]) == 25


def test_there_are_many_mistakes() -> None:
    """At least thirty, and whatever is said of one above is said of one that has a folder."""
    names = {p.name for p in MISTAKES.iterdir()}
    assert len(names) >= 30
    assert {*BYTES, *LINKS, *USAGE, *POOR} <= names

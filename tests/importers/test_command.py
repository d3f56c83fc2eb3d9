"""`recapgen import` as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from .conftest import Kitchen


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """`recapgen import`, in a site's folder."""
    command = [sys.executable, "-m", "recapgen", "import", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=dict(os.environ), check=False)


def test_it_says_what_it_wrote_and_where_the_report_is(kitchen: Kitchen) -> None:
    """To stderr; the report lists every paragraph that was left out."""
    kitchen.source("soup.txt", "On Soup\n\nSoup is good, and I say so.\n\nLeave a Reply\n")
    done = run(kitchen.root, "sources/soup.txt")
    assert done.returncode == 0, done.stderr
    assert "new  articles/on-soup.md" in done.stderr and not done.stdout
    assert ": Leave a Reply" in (kitchen.root / ".recapgen/import-report.md").read_text("utf-8")


def test_a_source_that_can_not_be_read_is_an_error_with_a_remedy(kitchen: Kitchen) -> None:
    """Exit code 1; the other sources are imported."""
    kitchen.source("soup.txt", "On Soup\n\nSoup is good.\n")
    done = run(kitchen.root, "sources/soup.txt", "sources/nowhere.xml")
    assert done.returncode == 1
    assert "error[RG701]: there is no file or folder 'sources/nowhere.xml'\n  hint: check the path\n" in done.stderr
    assert "Traceback" not in done.stderr
    assert (kitchen.content / "articles/on-soup.md").is_file()


def test_a_name_that_is_nearly_right_is_suggested(kitchen: Kitchen) -> None:
    """And nothing is said of paragraphs that there are none of."""
    kitchen.source("soup.txt", "On Soup\n\nSoup is good.\n")
    done = run(kitchen.root, "sources/soup.text")
    fact = "error[RG701]: there is no file or folder 'sources/soup.text'\n  hint: did you mean 'soup.txt'?\n"
    assert done.stderr.endswith(fact), done.stderr


def test_into_another_folder_leaves_the_site_alone(kitchen: Kitchen) -> None:
    """To look at what an import would say, also of posts that are imported already."""
    kitchen.source("soup.txt", "On Soup\n\nSoup is good.\n")
    run(kitchen.root, "sources/soup.txt")
    before = kitchen.files()
    done = run(kitchen.root, "sources/soup.txt", "--into", "look/content")
    assert done.returncode == 0, done.stderr
    assert (kitchen.root / "look/content/articles/on-soup.md").is_file()
    assert {p: d for p, d in kitchen.files().items() if not p.startswith("look/")} == before


def test_the_report_for_machines_is_json(kitchen: Kitchen) -> None:
    """Every account, nothing shortened."""
    from recapgen.importers import import_sources
    from recapgen.importers.report import as_values
    from recapgen.importers.writing import STATE, Memory

    source = kitchen.source("soup.txt", "On Soup\n\nSoup is good.\n")
    report = import_sources([source], kitchen.content, Memory(kitchen.root / STATE))
    values = json.loads(json.dumps(as_values(report), default=str))
    assert values["ok"] and values["imported"][0]["account"]["kept"] == 2


def test_the_report_has_a_section_for_each_source_the_newest_first(kitchen: Kitchen) -> None:
    """What an earlier import left out is still there; importing again does not say it twice."""
    kitchen.source("a.txt", "On A\n\nSoup is good, and I say so.\n\nLeave a Reply\n")
    kitchen.source("b.txt", "On B\n\nSoup is hot, and I say so.\n\nPost Comment\n")
    kitchen.source("c/c.md", "# On C\n\nSoup.\n")
    kitchen.source("c/c.css", "p {}\n")
    file = kitchen.root / ".recapgen/import-report.md"

    def heads() -> list[str]:
        return [line for line in file.read_text("utf-8").split("\n") if line.startswith("#")]

    run(kitchen.root, "sources/a.txt")
    run(kitchen.root, "sources/b.txt", "sources/c")
    c = ["## sources/c", "### On C", "### Left out"]
    assert heads() == ["# Import report", "## sources/b.txt", "### On B", *c, "## sources/a.txt", "### On A"]
    assert ": Leave a Reply" in file.read_text("utf-8") and "- c.css: " in file.read_text("utf-8")
    run(kitchen.root, "sources/a.txt")
    assert heads() == ["# Import report", "## sources/a.txt", "### On A", "## sources/b.txt", "### On B", *c]
    assert file.read_text("utf-8").count(": Leave a Reply") == 1

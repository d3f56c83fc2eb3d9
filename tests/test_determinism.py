"""Law 2 for the machine: the same sources and the same SOURCE_DATE_EPOCH give the same bytes, wherever they are built.

Each build is the real command in a process of its own; one sha256 stands for all of output/.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest

from kit import SiteKit, clean_environment, difference, fingerprint, soup_site, tree
from recapgen.parallel import WORTHWHILE


@dataclass(frozen=True)
class Machine:
    """Where, how and with what around it a site is built."""

    place: str = "here"
    environment: Mapping[str, str] = field(default_factory=dict)
    jobs: int = 1
    order: str = "sorted"
    """In which the files come into being: `sorted`, `backwards` or `shuffled`."""
    umask: int = 0o022
    flags: tuple[str, ...] = ()
    """Of Python itself."""
    from_outside: bool = False
    """Called with -C, from another folder."""


ZONES = ("UTC", "Pacific/Kiritimati", "America/Los_Angeles")
SEEDS = ("0", "1", "4242")
PLACES = ("here", "a place/far away/und größer")
LOCALES: tuple[dict[str, str], ...] = (
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "C", "LANG": "C"},
    {"LC_ALL": "", "LANG": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    {"LC_ALL": "de_DE.ISO-8859-1", "PYTHONUTF8": "1"},
)
QUICK = {
    "two processes": Machine(jobs=2),
    "three processes, other hashes": Machine(jobs=3, environment={"PYTHONHASHSEED": "4242"}),
    "files made backwards, far away": Machine(PLACES[1], order="backwards", environment={"TZ": ZONES[1]}),
    "files made in any order, optimized": Machine(order="shuffled", environment={"PYTHONOPTIMIZE": "2"}),
    "a strict umask, a plain locale": Machine(umask=0o077, environment=LOCALES[1], from_outside=True),
}
SINGLY = {
    **{f"locale {one}": Machine(environment=one) for one in LOCALES},
    **{f"optimized {level}": Machine(environment={"PYTHONOPTIMIZE": level}) for level in ("0", "1", "2")},
    **{f"order {one}": Machine(order=one, jobs=2) for one in ("sorted", "backwards", "shuffled")},
    **{f"umask {one:o}": Machine(umask=one) for one in (0, 0o002, 0o027, 0o077)},
    "development mode": Machine(flags=("-X", "dev", "-W", "ignore")),
    "isolated from the user's packages": Machine(flags=("-s",)),
    "no recapgen.toml in sight": Machine(from_outside=True),
    "a bare environment": Machine(environment={"HOME": "/nonexistent", "USER": "", "COLUMNS": "20", "TERM": "dumb"}),
}
ASCII = Machine(environment={"LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"})
"""Python is told to take names of files for ASCII."""


def written(template: Path, root: Path, machine: Machine) -> Path:
    """The site on that machine: the same files, made in its order."""
    files = sorted(tree(template).items())
    if machine.order == "backwards":
        files.reverse()
    if machine.order == "shuffled":
        random.Random(5).shuffle(files)
    kit = SiteKit(root / machine.place)
    for number, (path, data) in enumerate(files):
        kit.file(path, data)
        os.utime(kit.root / path, (1_000_000_000 + number, 1_000_000_000 + number))
    return kit.root


def built(root: Path, machine: Machine) -> Path:
    """output/ as the command writes it there."""
    here = root.parent if machine.from_outside else root
    where = ("-C", root.name) if machine.from_outside else ()
    done = subprocess.run(
        [sys.executable, *machine.flags, "-m", "recapgen", *where, "build", "--jobs", str(machine.jobs)],
        cwd=here,
        env=clean_environment(**machine.environment),
        capture_output=True,
        umask=machine.umask,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return root / "output"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The soup site with so many posts that more processes take part, each with dates, topics and people."""
    kit = soup_site(tmp_path_factory.mktemp("template"))
    for number in range(WORTHWHILE):
        day = f"date: 2019-{number % 12 + 1:02}-{number % 27 + 1:02}T23:30:00{'+05:30' if number % 2 else ''}"
        header = f"title: 'İstanbul ıI {number}'\n{day}\nconference: ßoup Conf {2000 + number % 7}\ntopics: [Soup, k8s]"
        by = ("Ångström Zoë", "Émile Ñ", "Bo Lind", "Íris Ö")[number % 4]
        kit.post(
            f"recaps/many/{number:02}.md", f"---\n{header}\n---\n\n## Pot {number % 9} – {by} (Ladle GmbH)\n\nHot.\n"
        )
    return kit.root


@pytest.fixture(scope="module")
def wanted(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """output/ of a plain machine."""
    machine = Machine()
    return built(written(template, tmp_path_factory.mktemp("plain"), machine), machine)


def check(template: Path, wanted: Path, root: Path, machine: Machine) -> None:
    output = built(written(template, root, machine), machine)
    if fingerprint(output) != fingerprint(wanted):
        raise AssertionError(f"{machine}: {difference(tree(output), tree(wanted))}")


@pytest.mark.parametrize("name", QUICK)
def test_another_machine_writes_the_same_bytes(template: Path, wanted: Path, tmp_path: Path, name: str) -> None:
    """Processes, hash seed, path, order of files, time zone, locale, umask, optimization."""
    check(template, wanted, tmp_path, QUICK[name])


def test_a_second_build_elsewhere_writes_nothing(template: Path, wanted: Path, tmp_path: Path) -> None:
    """Not even with another locale, zone, seed and number of processes: what is remembered depends on none of them."""
    root = written(template, tmp_path, Machine())
    output = built(root, Machine())
    before = {path: path.stat().st_mtime_ns for path in output.rglob("*") if path.is_file()}
    built(root, Machine(environment={**LOCALES[1], "TZ": ZONES[2], "PYTHONHASHSEED": "77"}, jobs=2))
    moved = root.rename(tmp_path / "moved")
    built(moved, Machine(environment={"PYTHONOPTIMIZE": "1"}))
    after = {
        output / p.relative_to(moved / "output"): p.stat().st_mtime_ns
        for p in (moved / "output").rglob("*")
        if p.is_file()
    }
    assert after == before
    assert fingerprint(moved / "output") == fingerprint(wanted)


@pytest.mark.proof
@pytest.mark.parametrize("name", SINGLY)
def test_each_oddity_alone_changes_no_byte(template: Path, wanted: Path, tmp_path: Path, name: str) -> None:
    """So that a difference has a name."""
    check(template, wanted, tmp_path, SINGLY[name])


def test_names_of_files_are_utf8_whatever_the_locale_says(template: Path, wanted: Path, tmp_path: Path) -> None:
    """Their bytes are the same on every machine."""
    check(template, wanted, tmp_path, ASCII)


@pytest.mark.proof
@pytest.mark.parametrize("jobs", [1, 2, 3])
@pytest.mark.parametrize("place", PLACES)
def test_the_product_of_machines_is_one_sum(
    template: Path, wanted: Path, tmp_path: Path, place: str, jobs: int
) -> None:
    """2 places x 3 numbers of processes x 3 time zones x 3 hash seeds x 2 locales: one sha256."""
    orders = ("sorted", "backwards", "shuffled")
    for number, (zone, seed, locale) in enumerate(product(ZONES, SEEDS, LOCALES[:2])):
        environment = {"TZ": zone, "PYTHONHASHSEED": seed, **locale}
        machine = Machine(place, environment, jobs, orders[number % 3], (0o022, 0o077)[number % 2])
        check(template, wanted, tmp_path / str(number), machine)


def test_the_comparison_sees_one_byte(template: Path, wanted: Path, tmp_path: Path) -> None:
    """The laws above would hold of a comparison that sees nothing."""
    root = written(template, tmp_path, Machine())
    post = root / "content/recaps/many/07.md"
    post.write_text(post.read_text("utf-8").replace("Hot.", "Hot!"), "utf-8")
    output = built(root, Machine())
    assert fingerprint(output) != fingerprint(wanted)
    assert "Hot!" in difference(tree(output), tree(wanted))

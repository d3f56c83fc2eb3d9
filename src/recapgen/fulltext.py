"""Full text, through Pagefind (the extra `search`): every post's words, in small files for a search in the browser.

Pagefind is a program of its own, and reads plain pages that are made for it alone, one a post. What it makes of them is
kept in `.recapgen/text/` until a word, a title or the program changes. From there it goes the way of every copied file.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module, metadata, util
from pathlib import Path

from recapgen.errors import ConfigError, Diagnostic, with_extra
from recapgen.files import File, digest_of
from recapgen.languages import primary
from recapgen.model import Body, Post
from recapgen.state import FOLDER

WHERE = "search/text"
"""Where the files are published."""
KEPT = "text"
"""Where they are kept, below `.recapgen/`."""
PACKAGES = ("pagefind_bin_extended", "pagefind_bin")
"""With Pagefind in them, the better one first: the extended one knows the words of Chinese and Japanese."""
_NEEDED = (".js", ".pagefind", ".pf_meta", ".pf_index", ".pf_fragment", "pagefind-entry.json")
_OWN_PAGES = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
"""Widgets that come with it; the theme has its own."""
_RECIPE = 1
"""Goes up when the same input shall give something else."""


def text_files(root: Path, language: str, posts: Sequence[Post], bodies: Mapping[str, Body]) -> dict[str, File]:
    """The files of the search, by where they go. `language` is the site's: its rules reduce words to their stems.

    Raises `ConfigError` where Pagefind is missing or fails.
    """
    package = next((name for name in PACKAGES if util.find_spec(name)), None)
    if package is None:
        hint = f"{with_extra('search')}; or take 'full_text' away"
        raise ConfigError(Diagnostic("RG113", "'full_text' is true, but Pagefind is not installed", hint=hint))
    pages = {post.route.path: _page(post, bodies[post.path]) for post in posts if post.route.is_page}
    if not pages:
        return {}
    key = digest_of(repr((_RECIPE, package, metadata.version(package), language, sorted(pages.items()))).encode())
    kept = root / FOLDER / KEPT
    if (digests := _known(kept, key)) is None:
        digests = _made(kept, key, package, primary(language), pages)
    return {f"{WHERE}/{name}": File(f"{FOLDER}/{KEPT}/{name}", f"{WHERE}/{name}", d) for name, d in digests.items()}


def _page(post: Post, body: Body) -> str:
    """What Pagefind shall know of a post: its words, and what the theme's script shows and filters by.

    No filters of Pagefind's own: their files come out in another order each time.
    """
    years = {claim.year for claim in post.claims if claim.year} or ({post.date.year} if post.date else set())
    facts = {
        "kind": post.kind,
        "lang": primary(post.lang),
        "years": " ".join(map(str, sorted(years))),
        "at": ", ".join(f"{claim.name} {claim.label or claim.year or ''}".strip() for claim in post.claims),
    }
    told = "".join(f'<p data-pagefind-meta="{name}[title]" title="{escape(said)}"></p>' for name, said in facts.items())
    title = f"<h1>{escape(post.title)}</h1>"
    return f"<!doctype html><html><body data-pagefind-body>{told}{title}{body.html}</body></html>"


def _known(kept: Path, key: str) -> dict[str, str] | None:
    """The digests of the files by name, where they were made of the same and are all there."""
    try:
        found = json.loads((kept / "made.json").read_text("utf-8"))
        if found["key"] == key and all((kept / name).is_file() for name in found["digests"]):
            return dict(found["digests"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _made(kept: Path, key: str, package: str, language: str, pages: Mapping[str, str]) -> dict[str, str]:
    kept.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent, ignore_cleanup_errors=True) as folder:
        site, bundle = Path(folder, "site"), Path(folder, "bundle")
        for path, html in pages.items():
            (site / path).parent.mkdir(parents=True, exist_ok=True)
            (site / path).write_text(html, "utf-8", "replace")
        _run(package, ["--site", str(site), "--output-path", str(bundle), "--force-language", language], folder)
        digests = {}
        for file in sorted(bundle.rglob("*")):
            if file.is_file() and file.name.endswith(_NEEDED) and not file.name.startswith(_OWN_PAGES):
                digests[file.relative_to(bundle).as_posix()] = digest_of(file.read_bytes())
        (bundle / "made.json").write_text(json.dumps({"key": key, "digests": digests}), "utf-8")
        shutil.rmtree(kept, ignore_errors=True)
        bundle.replace(kept)
    return digests


def _run(package: str, arguments: Sequence[str], folder: str) -> None:
    """Raises `ConfigError` with Pagefind's own last words where it fails."""
    program = import_module(package).get_executable()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PAGEFIND_")}
    try:
        done = subprocess.run(
            [program, "--silent", *arguments], cwd=folder, env=plain, capture_output=True, text=True, check=False
        )
        said = "" if done.returncode == 0 else (done.stderr.strip() or f"it ended with {done.returncode}")
    except OSError as error:
        said = error.strerror or str(error)
    if said:
        last = said.splitlines()[-1][:200]
        hint = f"install '{package.replace('_', '-')}' anew, or take 'full_text' away"
        raise ConfigError(Diagnostic("RG114", f"Pagefind can't index the site: {last}", hint=hint))

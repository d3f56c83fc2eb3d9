"""No address is claimed twice, every file has its place, and every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic, did_you_mean
from recapgen.files import File
from recapgen.links import Targets, as_said
from recapgen.model import Body, Page, Site
from recapgen.regex import regex
from recapgen.routes import claim_key, unsafe


def claimed(pages: Sequence[Page], claims: dict[str, Page]) -> dict[str, Page]:
    """Who claims which path, with those who did before. Raises `ContentError` where two claim one."""
    wrong = []
    for page in pages:
        first = claims.setdefault(claim_key(page.route.path), page)
        if first is page:
            continue
        theirs = first.sources[0] if first.sources else f"the page '{first.title}'"
        fact = f"the address {page.route.url} is also claimed by {theirs}"
        path = page.sources[0] if page.sources else ""
        hint = "give one of them another 'slug' or 'permalink'"
        if page.template == "redirect.html" or first.template == "redirect.html":
            hint = "take the address out of 'aliases'"
        wrong.append(Diagnostic("RG401", fact, path, hint=hint))
    if wrong:
        raise ContentError(*sorted(set(wrong)))
    return claims


def check_files(pages: Sequence[Page], files: Mapping[str, File], assets: Iterable[str] = ()) -> None:
    """Raises `ContentError` where a file would be copied over a page, or to a path that can't be."""
    claims = {claim_key(page.route.path): page for page in pages}
    folders = {folder for path in (*claims, *files, *assets) for folder in _above(claim_key(path))}
    seen: dict[str, File] = {}
    wrong = []
    for page in pages:
        if claim_key(page.route.path) in folders:
            fact = f"the address {page.route.url} is a file's, and also the folder of other pages"
            wrong.append(Diagnostic("RG401", fact, page.sources[0] if page.sources else "", hint="choose another one"))
    for target, file in files.items():
        if why := unsafe(target):
            wrong.append(Diagnostic("RG402", f"the file can't be copied: {why}", file.path, hint="rename it"))
        elif clash := claims.get(claim_key(target)):
            fact = f"the file would be written over the page {clash.route.url}"
            hint = "rename or move the file"
            if clash.route.kind == "headers":
                hint = "take 'headers' out of 'formats' in recapgen.toml to use your own"
            wrong.append(Diagnostic("RG401", fact, file.path, hint=hint))
        elif claim_key(target) in folders:
            inside = next((p.sources[0] for k, p in claims.items() if target in _above(k) and p.sources), "other pages")
            fact = f"the file would stand where the folder of {inside} must be"
            wrong.append(Diagnostic("RG401", fact, file.path, hint="rename or move the file"))
        elif (other := seen.setdefault(claim_key(target), file)) is not file:
            fact = f"the file would be written over the one from {other.path}"
            wrong.append(Diagnostic("RG401", fact, file.path, hint="rename one of them"))
    if wrong:
        raise ContentError(*sorted(wrong))


def _above(path: str) -> Iterator[str]:
    """Every folder above a path."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def targets(site: Site, pages: Sequence[Page], files: Mapping[str, File], config: Config) -> Targets:
    sources = {post.path: post.route for post in (*site.posts, *site.pages)}
    sources |= {entry.path: route for route, entry in site.entries.items() if config.makes(route.kind)}
    return Targets(sources, frozenset({page.route.path for page in pages} | set(files)), config.content)


def dead_links(bodies: Mapping[str, Body], found: Targets) -> tuple[Diagnostic, ...]:
    """A warning for each link of these posts and registry files, by path, that leads nowhere."""
    written = [(path, target) for path, body in bodies.items() for target in body.targets]
    dead: list[Diagnostic] = []
    hints: dict[str, str] = {}
    for path, target in written:
        if found.resolve(target.url, path) is None:
            if target.url not in hints:
                hints[target.url] = _hint_for(as_said(target.url), found)
            what = "picture" if target.picture else "link"
            fact = f"the {what} '{as_said(target.url)}' leads to nothing in the site"
            dead.append(Diagnostic("RG410", fact, path, target.line, target.column, hints[target.url], "warning"))
    return tuple(sorted(set(dead), key=lambda one: one.reading_order))


_HOST = regex(
    r"www\.[\w-]+\.|[\w-]+(?:\.[\w-]+)*\.(?:[a-z]{2,}/|(?:com|org|net|edu|io|dev|eu|uk|de|fr)(?:$|[?#]))", re.I
)
"""How an address of another site begins that lacks its scheme."""


def _hint_for(url: str, found: Targets) -> str:
    """What a link that leads nowhere may mean; never what differs in its figures, or is its folder."""
    if _HOST.match(url):
        return f"write https://{url} if it leads to another site"
    wanted = _figures(url)
    near = [one for one in found.alike(url) if not one.endswith("/index.json") and not url.startswith(one)]
    near = [one for one in near if not wanted or not _figures(one) or _figures(one) == wanted]
    near = [one for one in near if did_you_mean(_last_part(url), [_last_part(one)])]
    return did_you_mean(url, near) or "correct it, or add the file"


def _figures(url: str) -> list[str]:
    return re.findall(r"\d+", _last_part(url))


def _last_part(url: str) -> str:
    return url.strip("/").rpartition("/")[2].removesuffix(".md").casefold()


def bundled(files: Sequence[File], site: Site, left_out: frozenset[str]) -> dict[str, File]:
    """Every file by the path that it is copied to; those of a page bundle go beside its page."""
    routes = {post.path: post.route for post in (*site.posts, *site.pages)}
    placed: dict[str, File] = {}
    wrong = []
    for file in files:
        target = file.target
        if file.bundle:
            if file.bundle in left_out or file.bundle not in routes:
                continue
            target = routes[file.bundle].path.removesuffix("index.html") + file.target
        if (other := placed.setdefault(target, file)) is not file:
            fact = f"the file would be written over the one from {other.path}"
            wrong.append(Diagnostic("RG401", fact, file.path, hint="rename one of them"))
    if wrong:
        raise ContentError(*sorted(wrong))
    return placed

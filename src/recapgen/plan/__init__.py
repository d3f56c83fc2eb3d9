"""Site to pages: every route is known, and claimed by one page only, before anything is rendered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from msgspec.structs import replace

from recapgen.config import Config
from recapgen.errors import Diagnostic, did_you_mean
from recapgen.model import Page, Post, Site
from recapgen.plan.checks import bundled as bundled
from recapgen.plan.checks import check_files as check_files
from recapgen.plan.checks import claimed
from recapgen.plan.checks import dead_links as dead_links
from recapgen.plan.checks import targets as targets
from recapgen.plan.lists import Pages
from recapgen.plan.machines import machine_pages
from recapgen.plan.pages import archive, explore, free_pages, home, languages, missing, posts, redirects, search
from recapgen.plan.records import conferences, organizations, speakers, topics

PLANNERS: Mapping[str, Callable[[Site, Config], Pages]] = {
    "home": home,
    "posts": posts,
    "pages": free_pages,
    "conferences": conferences,
    "topics": topics,
    "speakers": speakers,
    "organizations": organizations,
    "archive": archive,
    "languages": languages,
    "explore": explore,
    "search": search,
    "missing": missing,
    "redirects": redirects,
}
"""By what they plan."""


_PLURALS = ("recaps", "articles", "conferences", "topics", "speakers", "organizations", "archive", "languages")
_SINGULARS = (
    "recap",
    "article",
    "conference",
    "edition",
    "session",
    "topic",
    "speaker",
    "organization",
    "archive-year",
    "language",
)
OWN_TEMPLATES = frozenset(
    f"{name}.html" for name in (*_PLURALS, *_SINGULARS, "base", "home", "page", "explore", "search", "404", "redirect")
)
"""Those of our own kinds of pages: `layout: home` of another generator does not mean ours."""


def plan(site: Site, config: Config, layouts: frozenset[str] = frozenset()) -> tuple[Page, ...]:
    """All pages, in a fixed order. Raises `ContentError` naming both sources where two pages claim one path.

    `layouts` are the names of the theme's templates, for posts that ask for one of their own.
    """
    planned = [page for kind, planner in PLANNERS.items() if config.makes(kind) for page in planner(site, config)]
    pages = [_laid_out(page, layouts - OWN_TEMPLATES) for page in _giving_way(planned, site)]
    claims = claimed(pages, {})
    for_programs = [page for page in machine_pages(site, config, pages) if config.makes(page.route.kind)]
    claimed(for_programs, claims)
    return (*pages, *for_programs)


def _laid_out(page: Page, layouts: frozenset[str]) -> Page:
    """The page with the template that its post asks for, where the theme has it."""
    post = page.records.get("post")
    if not isinstance(post, Post) or not post.layout or page.template == "redirect.html":
        return page
    wanted = _template(post.layout)
    return replace(page, template=wanted) if wanted in layouts else page


def _template(layout: str) -> str:
    return layout if layout.endswith(".html") else f"{layout}.html"


def missing_layouts(site: Site, templates: frozenset[str]) -> Iterator[Diagnostic]:
    """A warning for each layout that posts ask for and the theme does not have."""
    own = {name for name in templates - OWN_TEMPLATES if not name.startswith("_")}
    asking: dict[str, list[str]] = {}
    for post in sorted((*site.posts, *site.pages), key=lambda one: one.path):
        if post.layout and _template(post.layout) not in templates:
            asking.setdefault(post.layout, []).append(post.path)
    for layout, paths in asking.items():
        others = f" ({len(paths)} posts ask for it)" if len(paths) > 1 else ""
        near = did_you_mean(_template(layout), sorted(own))
        hint = near or f"add templates/{_template(layout)} to the theme, or remove the line"
        fact = f"'layout' is '{layout}', but the theme has no template '{_template(layout)}'{others}"
        yield Diagnostic("RG514", fact, paths[0], hint=hint, severity="warning")


def _giving_way(pages: Iterable[Page], site: Site) -> Iterator[Page]:
    """Without our own lists where a writer has put a page in their place."""
    theirs = {post.route for post in (*site.posts, *site.pages)}
    for page in pages:
        if page.route not in theirs or page.sources:
            yield page

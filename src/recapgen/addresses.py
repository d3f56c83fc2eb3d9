"""Addresses that more than one thing would have.

Generators differ in what an address holds: one has the month and the day in it, another the language. Their posts
come together here, where it has the year and the name; and a page `archive.md` lies where recapgen has its own archive.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from recapgen.errors import Diagnostic
from recapgen.model import Account, Post
from recapgen.routes import PAGES, Route, claim_key, slugify
from recapgen.translations import split_name

LISTS = frozenset(kind for kind, parts in PAGES.items() if "*" not in parts and kind != "home")
"""Kinds of routes at which recapgen has a page of its own."""


def without_frames(accounts: Iterable[Account]) -> tuple[list[Account], list[Diagnostic]]:
    """The accounts but for pages that are only the frame of a list in another generator (`archive.md` with `layout:
    archives`); and a word about each of them, and about pages that stand where recapgen would have its own."""
    kept, notes = [], []
    for one in accounts:
        post = one.post
        if post.route.kind in LISTS and post.route.number == 1:
            fact = f"recapgen's own list is at {post.route.url}: this page "
            fact += f"asks for the layout '{post.layout}', and is left out" if post.layout else "stands there instead"
            hint = "give it another name to have both"
            notes.append(Diagnostic("RG404", fact, post.path, hint=hint, severity="warning"))
            if post.layout:
                continue
        kept.append(one)
    return kept, notes


def told_apart(accounts: Iterable[Account], language: str) -> tuple[list[Account], list[Diagnostic]]:
    """The accounts in their order, and what was done to the addresses of some. `language` is the site's.

    A post in the site's language, or else the earliest, keeps the address. Where nothing tells two posts apart, or
    their author has chosen the address, it stays with both.
    """
    accounts = list(accounts)
    groups: dict[str, list[Post]] = {}
    for one in accounts:
        groups.setdefault(claim_key(one.post.route.path), []).append(one.post)
    taken = set(groups)
    moved: dict[str, Post] = {}
    notes = []
    for posts in groups.values():
        if len(posts) < 2:
            continue
        first, *others = sorted(
            posts, key=lambda post: (not _is_in(post, language), _day(post), _named(post), post.path)
        )
        for post in others:
            tail = _tail(post, first)
            route = _longer(post.route, tail)
            if not tail or post.route.kind != post.kind or claim_key(route.path) in taken:
                continue
            taken.add(claim_key(route.path))
            moved[post.path] = replace(post, route=route)
            fact = f"{first.path} is at {first.route.url}: this post is at {route.url}"
            notes.append(Diagnostic("RG403", fact, post.path, hint="give one of them a 'slug'", severity="warning"))
    return [replace(one, post=moved[one.post.path]) if one.post.path in moved else one for one in accounts], notes


def _is_in(post: Post, language: str) -> bool:
    return post.lang.partition("-")[0] == language.partition("-")[0]


def _day(post: Post) -> str:
    return post.date.moment.strftime("%Y-%m-%d") if post.date else ""


def _tail(post: Post, first: Post) -> str:
    """What tells a post from the first one at its address; empty where nothing does."""
    named = _named(post) if _named(post) != _named(first) else ""
    language = post.lang if post.lang != first.lang else named
    dated = post.kind != "page" and post.date and post.date.precision in ("day", "minute")
    day = _day(post).partition("-")[2] if dated and _day(post) != _day(first) else ""
    return "-".join(filter(None, (slugify(language) if language else "", day)))


def _named(post: Post) -> str:
    """The language that stands in a post's file name; empty where none does."""
    return split_name(post.path.rpartition("/")[2].rpartition(".")[0])[1]


def _longer(route: Route, tail: str) -> Route:
    names = (*route.names[:-1], f"{route.names[-1]}-{tail}") if route.names else route.names
    return Route(route.kind, names, route.number)

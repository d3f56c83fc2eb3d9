"""Which posts say the same in other languages.

A post names its original (`translation_of`), shares a word of its author's choice with its sisters (`translation_key`),
lies beside them as `soup.md`, `soup.de.md`, `soup.fr.md`, or has their address with its language behind it.

>>> split_name("soup.de"), split_name("node.js")
(('soup', 'de'), ('node.js', ''))
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from recapgen.errors import Diagnostic, did_you_mean
from recapgen.languages import AUTONYMS
from recapgen.model import Post, Ref
from recapgen.routes import Route, slugify


def split_name(stem: str) -> tuple[str, str]:
    """A file's name without its ending, and the language that stands behind it, if one does."""
    name, _, code = stem.rpartition(".")
    return (name, code) if name and code.islower() and code in AUTONYMS else (stem, "")


def translations_of(posts: Sequence[Post]) -> tuple[dict[Route, tuple[Ref, ...]], list[Diagnostic]]:
    """By post: all versions of it, its own among them, by language; and what is doubtful. Others have no entry.

    A version's reference has the post's title and its `lang`.
    """
    doubts: list[Diagnostic] = []
    by_path = {post.path: post for post in posts}
    groups = _Groups()
    originals = _Originals(posts)
    for post in sorted(posts, key=lambda p: p.path):
        groups.join(post.path, f"file:{_beside(post.path)}")
        if namesake := originals.beside(post):
            groups.join(post.path, namesake.path)
        if post.translation_key:
            groups.join(post.path, f"key:{post.translation_key}")
        if post.translation_of:
            original, doubt = originals.of(post)
            if original:
                groups.join(post.path, original.path)
            doubts += doubt
    versions: dict[Route, tuple[Ref, ...]] = {}
    for paths in groups.members(by_path):
        if len(paths) > 1:
            versions |= _versions([by_path[path] for path in paths], doubts)
    return versions, doubts


def _beside(path: str) -> str:
    """What files share that are versions of one post: the path without language and ending."""
    return split_name(path.rpartition(".")[0])[0]


def _versions(posts: Sequence[Post], doubts: list[Diagnostic]) -> dict[Route, tuple[Ref, ...]]:
    """Of posts that are one in several languages; where two are in one language, the original or the first counts."""
    kept: dict[str, Post] = {}
    for post in sorted(posts, key=lambda p: (bool(p.translation_of), p.path)):
        if (first := kept.setdefault(post.lang.lower(), post)) is not post:
            fact = f"this and {first.path} are the same post, and both in the language '{post.lang}'"
            hint = "correct 'lang' in one of them, or take 'translation_of' or 'translation_key' away"
            doubts.append(Diagnostic("RG331", fact, post.path, hint=hint, severity="warning"))
    listed = tuple(kept[code].ref for code in sorted(kept))
    return {post.route: listed for post in kept.values()} if len(listed) > 1 else {}


class _Groups:
    """Names that belong together, whichever of them was joined to which."""

    def __init__(self) -> None:
        self._heads: dict[str, str] = {}

    def _head(self, name: str) -> str:
        while (above := self._heads.setdefault(name, name)) != name:
            name = above
        return name

    def join(self, one: str, other: str) -> None:
        self._heads[self._head(one)] = self._head(other)

    def members(self, of: Mapping[str, object]) -> list[list[str]]:
        """The groups of these names."""
        found: dict[str, list[str]] = {}
        for name in sorted(of):
            found.setdefault(self._head(name), []).append(name)
        return list(found.values())


class _Originals:
    """Finds the post that another one names: by its file, its address, or the last word of its address."""

    def __init__(self, posts: Sequence[Post]) -> None:
        self._by_name = {post.path: post for post in posts} | {_address(post): post for post in posts}
        self._by_slug: dict[str, list[Post]] = {}
        for post in posts:
            self._by_slug.setdefault(_address(post).rpartition("/")[2], []).append(post)

    def beside(self, post: Post) -> Post | None:
        """The post at the same address without the language: `/recaps/2017/soup/` for `/recaps/2017/soup-de/`."""
        address = _address(post)
        bare = address.removesuffix(f"-{slugify(post.lang)}")
        return self._by_name.get(bare) if bare != address else None

    def of(self, post: Post) -> tuple[Post | None, list[Diagnostic]]:
        wanted = post.translation_of
        names = (posixpath.normpath(posixpath.join(posixpath.dirname(post.path), wanted)), wanted.strip("/"))
        found = next((self._by_name[name] for name in names if name in self._by_name), None)
        if not found:
            alike = [other for other in self._by_slug.get(wanted, ()) if other is not post]
            near = [other for other in alike if other.route.names[:-1] == post.route.names[:-1]] or alike
            found = near[0] if len(near) == 1 else None
        if found:
            return found, []
        fact = f"'translation_of' names {wanted!r}, and there is no such post on the site"
        hint = did_you_mean(wanted, [*self._by_slug, *self._by_name]) or "name its file or its address"
        return None, [Diagnostic("RG330", fact, post.path, hint=hint, severity="warning")]


def _address(post: Post) -> str:
    return post.route.path.removesuffix("index.html").strip("/")

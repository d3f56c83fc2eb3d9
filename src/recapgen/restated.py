"""What posts say in other words, and nothing else hangs on.

A title, a description, an excerpt is shown, and never asked: for its sake no page is there, none lies elsewhere, and
nothing is listed in another order. Where only these have changed, the same pages show the same records, said anew.

>>> from recapgen.routes import Route
>>> soup = Post("soup.md", "recap", "Soup", Route("recap", ("2017", "soup")), None)
>>> stew = replace(soup, title="Stew")
>>> said = Restated({soup.route: stew})
>>> said.anew((soup.ref, "Soup")) == (stew.ref, "Soup")
True
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recapgen.codec import is_record, names_of
from recapgen.model import Account, Page, Post, Ref, Session, TocEntry, When
from recapgen.routes import Route
from recapgen.search import Record, shards_of


class Restated(Struct, frozen=True):
    """What is said otherwise than before."""

    posts: Mapping[Route, Post]
    """By its address: each such post, as it is now."""
    excerpts: Mapping[Route, str] = {}
    """By the session's address: its first words."""

    def page(self, page: Page) -> Page:
        """The page, about the same."""
        now: Page = self.anew(replace(page, records={}))
        records = {name: self.anew(value) for name, value in page.records.items()}
        post, session = records.get("post"), records.get("session")
        if isinstance(post, Post):
            return replace(now, records=records, title=post.title, description=post.description)
        if isinstance(session, Session):
            return replace(now, records=records, description=session.excerpt)
        return replace(now, records=records)

    def anew(self, value: Any) -> Any:
        """A value of the model, with all that it holds."""
        if value is None or isinstance(value, (str, int, float, Route, When)):
            return value
        if isinstance(value, Ref):
            post = self.posts.get(value.route)
            return value._replace(name=post.title) if post else value
        if isinstance(value, Post):
            return self.posts.get(value.route, value)
        if isinstance(value, Session):
            excerpt = self.excerpts.get(value.route, value.excerpt)
            return replace(value, excerpt=excerpt, recaps=self.anew(value.recaps))
        if is_record(value):
            kind: Any = type(value)
            return kind(*(self.anew(getattr(value, name)) for name in names_of(kind)))
        if isinstance(value, tuple):
            return tuple([self.anew(one) for one in value])
        return value

    def search_pages(self, found: Sequence[Record]) -> tuple[list[Record], list[Page]] | None:
        """What search finds, and the pages of it that are other; None where there would be others."""
        now = [replace(one, title=self.posts[one.route].title) if one.route in self.posts else one for one in found]
        if now == [*found]:
            return now, []
        before, after = ({shard.key: shard for shard in shards_of(records)} for records in (found, now))
        if [(s.key, s.whole) for s in before.values()] != [(s.key, s.whole) for s in after.values()]:
            return None
        other = [shard for key, shard in after.items() if shard != before[key]]
        return now, [shard.page for shard in other]


def only_restated(before: Account, now: Account) -> bool:
    """Whether two accounts differ in nothing but what is passed on as it is."""
    return before != now and _what_decides(before) == _what_decides(now)


def _what_decides(account: Account) -> Account:
    post = replace(account.post, title="", subtitle="", description="")
    return Account(post, tuple([replace(take, excerpt="") for take in account.takes]))


def restated(
    accounts: Iterable[tuple[Account, Account]],
    routes: Mapping[str, Route],
    contents: Mapping[str, Sequence[TocEntry]],
) -> Restated | None:
    """What accounts, each as it was and as it is, say otherwise; None where that hangs on others.

    `routes` are the addresses of the posts, and `contents` their sessions, by path.
    """
    posts: dict[Route, Post] = {}
    excerpts: dict[Route, str] = {}
    for before, now in accounts:
        post = replace(now.post, route=routes[now.post.path])
        posts[post.route] = post
        pairs = [(old.excerpt, new.excerpt) for old, new in zip(before.takes, now.takes, strict=True)]
        if all(old == new for old, new in pairs):
            continue
        sessions = [entry.session for entry in contents.get(post.path, ())]
        if len(sessions) != len(pairs):
            return None
        for session, (old, new) in zip(sessions, pairs, strict=True):
            excerpt = _excerpt(session, post, old, new)
            if excerpt is None or session.route in excerpts:
                return None
            excerpts[session.route] = excerpt
    return Restated(posts, excerpts)


def _excerpt(session: Session, post: Post, old: str, new: str) -> str | None:
    """A session's first words, the longest of what several posts say; None where another's may be the longest now."""
    if old == new or post.lang != session.lang:
        return session.excerpt
    if len(session.recaps) == 1:
        return new
    if session.excerpt == old:
        return new if len(new) > len(old) else None
    return session.excerpt if len(new) < len(session.excerpt) else None

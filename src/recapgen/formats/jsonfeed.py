"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/): the posts of the Atom feed beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from recapgen.formats.common import dumps, picture
from recapgen.model import Post, Ref, When
from recapgen.routes import Route

VERSION = "https://jsonfeed.org/version/1.1"


def json_feed(
    route: Route,
    title: str,
    about: Ref,
    posts: Sequence[Post],
    *,
    description: str,
    author: str,
    language: str,
    base: str,
    html: Callable[[Post], str] | None,
) -> bytes:
    """The posts given, newest first. `html` gives a post's words with absolute links; None: the feed has summaries."""
    feed: dict[str, Any] = {
        "version": VERSION,
        "title": title,
        "home_page_url": base + about.route.url,
        "feed_url": base + route.url,
    }
    if description:
        feed["description"] = description
    feed |= {"language": language, "authors": [{"name": author}]}
    feed["items"] = [_item(post, base, html) for post in posts]
    return dumps(feed)


def _item(post: Post, base: str, html: Callable[[Post], str] | None) -> dict[str, Any]:
    url = base + post.route.url
    item: dict[str, Any] = {"id": url, "url": url, "title": post.title}
    if post.origin and post.origin.url:
        item["external_url"] = post.origin.url
    if html:
        item["content_html"] = html(post)
    else:
        item["content_text"] = post.description or post.title
    if post.description:
        item["summary"] = post.description
    if image := picture(post, base):
        item["image"] = image
    if post.date:
        item["date_published"] = _rfc3339(post.date)
    if post.updated or post.date:
        item["date_modified"] = _rfc3339(post.updated or post.date)
    if post.authors:
        item["authors"] = [{"name": name} for name in post.authors]
    if tags := list(dict.fromkeys(topic.name for topic in post.topics)):
        item["tags"] = tags
    item["language"] = post.lang
    return item


def _rfc3339(when: When | None) -> str | None:
    return when.moment.isoformat(timespec="seconds") if when else None

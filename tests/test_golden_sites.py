"""Small sites and what is understood of them: `tests/sites/<feature>/content/` and `expected/model.txt`.

What is compared is the model, not the theme's HTML: posts, editions with their sessions, people, topics, addresses,
redirects, feeds, files and warnings. `pytest --update-golden` writes it anew; the difference is then to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from conftest import Golden
from kit import Built, site
from recapgen.model import Edition, Post, Session, When
from recapgen.routes import Route

SITES = Path(__file__).parent / "sites"


def model_of(built: Built) -> str:
    """All that a site's posts say together, as text, one fact a line."""
    understood = built.site
    parts = {
        "posts": [line for post in understood.posts for line in of_post(built, post)],
        "pages": [f"{post.title} {post.route.url} < {post.path}" for post in understood.pages],
        "editions": [line for edition in understood.editions for line in of_edition(built, edition)],
        "speakers": [
            f"{speaker.name} {speaker.route.url}{also(speaker.aliases)}{of(speaker.organizations)}"
            for speaker in understood.speakers
        ],
        "organizations": [f"{o.name} {o.route.url}{also(o.aliases)}" for o in understood.organizations],
        "topics": [
            f"{t.name} {t.route.url}{also(t.aliases)} sessions {t.counts.sessions}, posts {t.counts.articles}"
            for t in understood.topics
        ],
        "redirects": [f"{old} > {route.url}" for old, (route, _) in sorted(understood.redirects.items())],
        "feeds": [Route.parse(path).url for path in built.files if path.endswith("feed.xml")],
        "files": [
            f"/{path} < {file.path}"
            for path, file in sorted(built.ran().understood.files.items())
            if path in built.files
        ],
        "skipped": [f"{path} ({reason})" for path, reason in sorted(built.ran().understood.skipped.items())],
        "warnings": [line for warning in built.warnings for line in str(warning).split("\n")],
    }
    return "\n".join(f"{name}\n" + "".join(f"  {line}\n" for line in lines) for name, lines in parts.items() if lines)


def of_post(built: Built, post: Post) -> Iterator[str]:
    yield f"{post.kind} {post.title!r} {post.route.url} < {post.path}"
    yield f"  {dated(post.date)}, updated {dated(post.updated)}, by {', '.join(post.authors) or 'nobody'}"
    if post.origin:
        yield f"  after {post.origin.author}, {post.origin.publication}"
    for claim in post.claims:
        yield f"  covers {' '.join(filter(None, [claim.name, claim.label, str(claim.year or ''), claim.city]))}"
    topics = built.site.topics_of.get(post.route, ())
    if topics:
        yield f"  about {names(topics)}"
    if post.description:
        yield f"  {post.description!r}"


def of_edition(built: Built, edition: Edition) -> Iterator[str]:
    where = ", ".join(filter(None, [edition.venue, edition.city, edition.country]))
    when = " to ".join(str(day) for day in (edition.start, edition.end) if day)
    yield " ".join(filter(None, [f"{edition.name} {edition.route.url}", where and f"in {where}", when]))
    for session in built.site.sessions_of.get(edition.route, ()):
        yield from (f"  {line}" for line in of_session(built, session))


def of_session(built: Built, session: Session) -> Iterator[str]:
    day = f", day {session.day} {session.day_label!r}" if session.day else ""
    yield f"{session.kind} {session.title!r} {session.route.url}{day}"
    for appearance in session.speakers:
        yield f"  by {appearance.speaker.name} {appearance.speaker.route.url}{of(appearance.organizations)}"
    if session.topics:
        yield f"  about {names(session.topics)}"
    for link in session.links:
        yield f"  {link.kind} {link.url}"
    for telling in built.site.tellings[session.route]:
        yield f"  told by {', '.join(telling.authors) or 'nobody'} in {telling.source}#{telling.anchor}"


def names(refs: Iterable[object]) -> str:
    return ", ".join(str(getattr(ref, "name", "")) for ref in refs)


def also(aliases: Iterable[str]) -> str:
    listed = ", ".join(aliases)
    return f" also {listed}" if listed else ""


def of(organizations: Iterable[object]) -> str:
    listed = names(organizations)
    return f" of {listed}" if listed else ""


def dated(when: When | None) -> str:
    return f"{when.moment.isoformat()} ({when.precision})" if when else "undated"


@pytest.mark.parametrize("feature", sorted(p.name for p in SITES.iterdir()))
def test_a_small_site_is_understood_as_expected(tmp_path: Path, golden: Golden, feature: str) -> None:
    """The whole model, with every address."""
    kit = site(tmp_path / "site").copied(SITES / feature)
    golden(SITES / feature / "expected" / "model.txt", model_of(kit.build()))

"""JSON-LD with the words of schema.org: what a page is about, and the way to it.

The result is a dictionary; the theme writes it with Jinja's `tojson`, which leaves no `<` in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from recapgen.formats.common import day_of, iso, picture
from recapgen.model import Edition, Link, Page, Post, Session

CONTEXT = "https://schema.org"
MOST = 60
"""How many sessions a page lists at most: each of them names its edition anyway, and a page has to stay light."""
Thing = dict[str, Any]


class About(Struct, frozen=True):
    """What is the same on every page."""

    base: str
    """What stands before each address."""
    site: str
    """The site's name."""
    description: str
    author: str
    """Of posts that name none; empty: the site itself."""
    language: str


def linked_data(page: Page, about: About, crumbs: Sequence[tuple[str, str]], words: int = 0) -> Thing | None:
    """The page's graph; `crumbs` are names and paths from the home page to the page itself, `words` how many its post
    has. None: nothing to say."""
    if not page.listed:
        return None
    post = page.records.get("post")
    kind = ("article" if post.kind != "page" else "page") if isinstance(post, Post) else page.route.kind
    graph: list[Thing] = []
    if maker := MAKERS.get(kind):
        graph.append(maker(page, about))
        if kind in ("recap", "article") and words:
            graph[-1]["wordCount"] = words
    if len(crumbs) > 1:
        graph.append(_breadcrumbs(crumbs, about.base))
    return {"@context": CONTEXT, "@graph": graph} if graph else None


def _breadcrumbs(crumbs: Iterable[tuple[str, str]], base: str) -> Thing:
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": position, "name": name, "item": base + path}
            for position, (name, path) in enumerate(crumbs, 1)
        ],
    }


# -- one for each kind of page -----------------------------------------------------------------------------------------


def _home(page: Page, about: About) -> Thing:
    return _full(
        {
            "@type": "WebSite",
            "name": about.site,
            "url": about.base + page.route.url,
            "description": about.description,
            "inLanguage": about.language,
        }
    )


def _conference(page: Page, about: About) -> Thing:
    conference = page.records["conference"]
    return _full(
        {
            **_named("EventSeries", conference, about.base),
            "description": conference.description,
            "alternateName": list(conference.aliases),
            "sameAs": _same_as(conference.url, conference.links),
            "subEvent": [
                _full({**_named("Event", edition, about.base), **_when_and_where(edition)})
                for edition in page.records["editions"][:MOST]
            ],
        }
    )


def _edition(page: Page, about: About) -> Thing:
    edition: Edition = page.records["edition"]
    sessions = [session for day in page.records["days"] for session in day.sessions]
    return _full(
        {
            **_named("Event", edition, about.base),
            "description": edition.description,
            **_when_and_where(edition),
            "superEvent": _named("EventSeries", edition.conference, about.base),
            "sameAs": _same_as(edition.url, ()),
            "keywords": [topic.name for topic in page.records["topics"]],
            "subEvent": [_titled("Event", "name", session, about.base) for session in sessions[:MOST]],
            "subjectOf": [_titled("BlogPosting", "headline", post, about.base) for post in page.records["recaps"]],
        }
    )


def _session(page: Page, about: About) -> Thing:
    session: Session = page.records["session"]
    edition: Edition = page.records["edition"]
    day = day_of(edition, session.day)
    return _full(
        {
            **_titled("Event", "name", session, about.base),
            "description": session.excerpt,
            "startDate": iso(day) or _year(session.year),
            "endDate": iso(day),
            "location": _place(edition),
            "superEvent": _full({**_named("Event", edition, about.base), **_when_and_where(edition)}),
            "performer": [
                _full(
                    {
                        **_named("Person", a.speaker, about.base),
                        "affiliation": [_named("Organization", o, about.base) for o in a.organizations],
                    }
                )
                for a in session.speakers
            ],
            "about": [_named("Thing", topic, about.base) for topic in session.topics],
            "subjectOf": [
                {"@type": "BlogPosting", "headline": recap.name, "url": about.base + recap.route.url}
                for recap in session.recaps
            ],
        }
    )


def _speaker(page: Page, about: About) -> Thing:
    speaker = page.records["speaker"]
    sessions = [session for group in page.records["years"] for session in group.sessions]
    return _full(
        {
            **_named("Person", speaker, about.base),
            "description": speaker.description,
            "alternateName": list(speaker.aliases),
            "affiliation": [_named("Organization", o, about.base) for o in speaker.organizations],
            "sameAs": _same_as(speaker.url, speaker.links),
            "knowsAbout": [topic.name for topic in page.records["topics"]],
            "performerIn": [_titled("Event", "name", session, about.base) for session in sessions[:MOST]],
        }
    )


def _organization(page: Page, about: About) -> Thing:
    organization = page.records["organization"]
    return _full(
        {
            **_named("Organization", organization, about.base),
            "description": organization.description,
            "alternateName": list(organization.aliases),
            "sameAs": _same_as(organization.url, organization.links),
        }
    )


def _topic(page: Page, about: About) -> Thing:
    topic = page.records["topic"]
    return {
        "@type": "CollectionPage",
        "name": topic.name,
        "url": about.base + page.route.url,
        "about": _full(
            {
                **_named("Thing", topic, about.base),
                "description": topic.description,
                "alternateName": list(topic.aliases),
            }
        ),
    }


def _post(page: Page, about: About) -> Thing:
    post: Post = page.records["post"]
    url = about.base + post.route.url
    origin = post.origin
    authors: list[Thing] = [{"@type": "Person", "name": name} for name in post.authors]
    source = _full(
        {
            "@type": "Article",
            "headline": origin.title if origin else "",
            "url": origin.url if origin else "",
            "author": {"@type": "Person", "name": origin.author} if origin and origin.author else None,
            "publisher": {"@type": "Organization", "name": origin.publication}
            if origin and origin.publication
            else None,
        }
    )
    return _full(
        {
            "@type": "BlogPosting",
            "headline": post.title,
            "url": url,
            "mainEntityOfPage": url,
            "alternativeHeadline": post.subtitle,
            "description": post.description,
            "author": authors or {"@type": "Organization", "name": about.author or about.site},
            "datePublished": iso(post.date),
            "dateModified": iso(post.updated or post.date),
            "inLanguage": post.lang,
            "workTranslation": [
                {
                    "@type": "BlogPosting",
                    "headline": version.name,
                    "url": about.base + version.route.url,
                    "inLanguage": version.lang,
                }
                for version in page.translations
                if version.route != post.route
            ],
            "image": picture(post, about.base),
            "keywords": [topic.name for topic in page.records.get("topics", ())],
            "about": [
                _full({**_named("Event", edition, about.base), **_when_and_where(edition)})
                for edition in page.records.get("editions", ())
            ],
            "isBasedOn": source if len(source) > 1 else None,
        }
    )


MAKERS: Mapping[str, Callable[[Page, About], Thing]] = {
    "home": _home,
    "conference": _conference,
    "edition": _edition,
    "session": _session,
    "speaker": _speaker,
    "organization": _organization,
    "topic": _topic,
    "article": _post,
}
"""What makes the thing that a page is about, by its kind; a page of another kind has its breadcrumbs only."""


# -- pieces ------------------------------------------------------------------------------------------------------------


def _full(thing: Thing) -> Thing:
    """Without the terms that nothing is known of."""
    return {term: value for term, value in thing.items() if value}


def _named(kind: str, record: Any, base: str) -> Thing:
    return {"@type": kind, "name": record.name, "url": base + record.route.url}


def _titled(kind: str, term: str, record: Session | Post, base: str) -> Thing:
    return {"@type": kind, term: record.title, "url": base + record.route.url}


def _when_and_where(edition: Edition) -> Thing:
    start = iso(edition.start)
    return {
        "startDate": start or _year(edition.year),
        "endDate": iso(edition.end) or start,
        "location": _place(edition),
    }


def _year(year: int | None) -> str | None:
    return f"{year:04}" if year else None


def _place(edition: Edition) -> Thing | None:
    if not (edition.venue or edition.city or edition.country):
        return None
    address = {"@type": "PostalAddress", "addressLocality": edition.city, "addressCountry": edition.country}
    return _full(
        {
            "@type": "Place",
            "name": edition.venue or edition.city or edition.country,
            "address": _full(address) if edition.city or edition.country else None,
        }
    )


def _same_as(url: str, links: Iterable[Link]) -> list[str]:
    found = (url, *(link.url for link in links))
    return list(dict.fromkeys(one for one in found if one.startswith(("http://", "https://"))))

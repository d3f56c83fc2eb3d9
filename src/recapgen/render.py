"""Pages to artifacts: a record's facts and a post's words through a template, links resolved."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from hashlib import blake2b
from html import escape, unescape
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from jinja2 import TemplateError, pass_context
from jinja2.runtime import Context
from markupsafe import Markup
from msgspec import Struct

from recapgen import charts, feeds, languages, search
from recapgen import theme as themes
from recapgen.config import Config
from recapgen.embeds import Embed, embed_of
from recapgen.errors import ThemeError
from recapgen.files import Artifact
from recapgen.formats import calendars, hosting, jsonfeed, records, schedule
from recapgen.formats.common import dumps, without_addresses
from recapgen.formats.jsonld import About, linked_data
from recapgen.images import Pictures, dress, first_at_once
from recapgen.links import Targets
from recapgen.markdown import SITE
from recapgen.model import Body, Entry, Link, Page, Post, Ref, Session, TakeView
from recapgen.regex import regex
from recapgen.routes import FILES, PAGES, Route
from recapgen.theme import Theme


class ShownTake(Struct, frozen=True):
    """A take with its words as HTML."""

    telling: Any
    post: Post
    html: Markup


class Alternate(Struct, frozen=True):
    """A file for programs that goes with a page: for a `<link rel="alternate">`."""

    type: str
    name: str
    route: Route


class Renderer:
    """Renders pages of one site with one theme; `names` are the titles of feeds by their route."""

    def __init__(
        self,
        config: Config,
        theme: Theme,
        targets: Targets,
        bodies: Mapping[str, Body],
        entries: Mapping[Route, Entry],
        names: Mapping[Route, str],
        pictures: Pictures = Pictures(),  # noqa: B008
    ) -> None:
        self.config = config
        self.theme = theme
        self.targets = targets
        self.bodies = bodies
        self.entries = entries
        self.names = names
        self.pictures = pictures
        self._absent = frozenset(kind for kind in (*PAGES, *FILES) if not config.makes(kind))
        self._marks: dict[str, tuple[Body, str]] = {}
        self.site = SimpleNamespace(
            title=config.title,
            description=config.description,
            url=config.base_url.rstrip("/"),
            language=config.language,
            author=config.author,
            menu=config.menu,
            params=config.params,
            full_text=config.full_text,
        )
        self.base = config.origin + config.base_path
        self.about = About(self.base, config.title, config.description, config.author, config.language)
        theme.environment.globals |= {
            "alternates": self.alternates,
            "structured": self.structured,
            "site": self.site,
            "options": theme.options,
            "url": self.url,
            "absolute": self.absolute,
            "asset": self.asset,
            "has": self.has,
            "hue_of": hue_of,
            "charts": charts,
        }
        theme.environment.filters |= {
            "date": self.date,
            "dates": self.dates,
            "place": themes.format_place,
            "host": themes.host,
            "initial": search.initial,
            "autonym": languages.autonym,
        }
        theme.environment.tests["written_from_right"] = languages.written_from_right

    def render(self, page: Page) -> Artifact:
        """Raises `ThemeError` naming the template, the line and the page."""
        if page.template in MACHINES:
            return Artifact(page.route.path, MACHINES[page.template](self, page))
        language = page.lang if page.lang in self.theme.words else self.config.language
        shown = self.shown(page)
        try:
            text = self.theme.environment.get_template(page.template).render(
                shown,
                embeds=has_embeds(shown),
                card=self.pictures.cards.get(page.route, ""),
                page=page,
                lang=language,
                t=partial(self.theme.message, language),
                feed=self.feed_for(page),
                accent=accent(page),
            )
        except ThemeError:
            raise
        except (
            TemplateError,
            RecursionError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
            ArithmeticError,
        ) as error:
            raise themes.template_error(error, self.theme, page.route.url) from error
        text = first_at_once(text)
        if self._absent:
            text = _TO_NOWHERE.sub(r"\1", text)
        return Artifact(page.route.path, text.encode("utf-8", "replace"))

    @pass_context
    def date(self, context: Context, value: Any, form: str = "long") -> str:
        return themes.format_date(value, form, self.theme.months(context["lang"]))

    @pass_context
    def dates(self, context: Context, edition: Any) -> str:
        return themes.format_dates(edition, self.theme.months(context["lang"]))

    # -- addresses

    def url(self, target: Any) -> str:
        """An address for an `href`: of a route, of anything that has one, or of a path from the site's root.

        `NOWHERE` where the site is made without such pages.
        """
        route = themes.route_of(target)
        if route is not None:
            return self.config.base_path + route.url if self.has(route.kind) else NOWHERE
        text = str(target)
        if self._leads_nowhere(text):
            return NOWHERE
        return self.config.base_path + text if text.startswith("/") and not text.startswith("//") else text

    def has(self, kind: str) -> bool:
        """Whether the site has pages of a kind, such as `speakers` or `search`."""
        return kind not in self._absent

    def _leads_nowhere(self, url: str) -> bool:
        """Whether an address, from the site's root or whole, is that of a page of a kind that is not made."""
        if not self._absent:
            return False
        path = url.removeprefix(self.base).partition("#")[0]
        return path.startswith("/") and not self.has(Route.of_url(unquote(path)).kind)

    def absolute(self, target: Any) -> str:
        return self.config.origin + self.url(target)

    def asset(self, name: str) -> str:
        if name not in self.theme.assets:
            raise themes.MissingAsset(name)
        return f"{self.config.base_path}/{self.theme.assets[name].path}"

    def feed_for(self, page: Page) -> Ref:
        names = page.route.names
        title, name = self.config.title, ""
        if page.route.kind in ("conference", "edition", "session"):
            route = Route("conference-feed", names[:1])
        elif page.route.kind == "topic":
            route = Route("topic-feed", names)
        elif page.route.kind in ("speaker", "language"):
            route, name = Route(f"{page.route.kind}-feed", names), page.title
        else:
            route = Route("feed")
        name = self.names.get(route, name)
        if not name or route.path not in self.targets.routes:
            return Ref(title, Route("feed"))
        return Ref(f"{name} – {title}", route)

    def calendar_for(self, page: Page) -> Route:
        if page.route.kind in ("conference", "edition", "session"):
            return Route("conference-calendar", page.route.names[:1])
        return Route("calendar")

    def alternates(self, page: Page) -> Iterator[Alternate]:
        """What there is for programs beside a page and its Atom feed, nearest first."""
        if not page.listed:
            return
        route, feed = page.route, self.feed_for(page)
        calendar = self.calendar_for(page)
        found = [(_JSON, page.title, route.record)]
        if route.kind == "edition":
            found.append((_JSON, "schedule.json", Route("schedule", route.names)))
        json_feed = feed.route.kind.replace("feed", "json-feed")
        if json_feed in FILES:
            found.append(("application/feed+json", feed.name, Route(json_feed, feed.route.names)))
        found.append(("text/calendar", self.config.title if calendar.kind == "calendar" else feed.name, calendar))
        yield from (Alternate(*one) for one in found if one[2].path in self.targets.routes)

    @pass_context
    def structured(self, context: Context, page: Page) -> dict[str, Any] | None:
        """The page's JSON-LD, in the words of the page's language."""
        if "json-ld" not in self.config.formats:
            return None
        way = [Ref(self.config.title, Route("home"))]
        way += [Ref(context["t"](ref.route.kind), ref.route) if not ref.route.names else ref for ref in page.crumbs]
        if page.route.kind != "home":
            way.append(Ref(page.title, page.route))
        graph = linked_data(page, self.about, [(ref.name, ref.route.url) for ref in way], context.get("words", 0))
        reachable: dict[str, Any] | None = self.reachable(graph)
        return reachable

    def reachable(self, value: Any) -> Any:
        """A JSON value without the addresses of pages that are not made."""
        return without_addresses(value, self._leads_nowhere) if self._absent else value

    def reachable_json(self, text: bytes) -> bytes:
        return dumps(self.reachable(json.loads(text))) if self._absent else text

    # -- what a page depends on

    def beside(self, page: Page) -> dict[str, str]:
        """A digest of all that a page shows besides its own records, by name; theme and settings are not among it."""
        route = page.route
        found = {f"words of {path}": self._words(path, self.bodies[path]) for path in page.shows}
        if entry := self.entries.get(route.at(1)):
            found["about"] = self._words(entry.path, entry.about)
        if page.template == "headers":
            found["addresses"] = mark_of(*sorted(self.targets.routes))
        if page.template not in MACHINES:
            found["card"] = self.pictures.cards.get(route, "")
            found["ways"] = f"{self.feed_for(page)} {self.calendar_for(page).path in self.targets.routes}"
        return found

    def _words(self, path: str, body: Body) -> str:
        """A mark of a post's words, and of where its links lead and which pictures it has."""
        known = self._marks.get(path)
        if known is None or known[0] is not body:
            led = [self.targets.resolve(target.url, path) for target in body.targets]
            shown = [self.pictures.shown.get(found[0]) for found in led if found]
            about = (body.headings, body.spans, body.words, led, shown)
            known = self._marks[path] = (body, mark_of(body.html, repr(about)))
        return known[1]

    # -- records

    def shown(self, page: Page) -> dict[str, Any]:
        """The page's records, with the words that belong to them as HTML."""
        records = dict(page.records)
        post = records.get("post")
        if isinstance(post, Post):
            body = self.bodies[post.path]
            records["body"] = Markup(self.resolved(body.html, post.path))
            records["headings"] = body.headings
            records["words"] = body.words
        if "takes" in records:
            records["takes"] = tuple(
                ShownTake(view.telling, view.post, self.take_html(view, number, len(records["takes"])))
                for number, view in enumerate(records["takes"], 1)
            )
        if isinstance(session := records.get("session"), Session):
            records["players"] = players(session.links, [take.html for take in records.get("takes", ())])
        if page.template in ("conference.html", "speaker.html", "organization.html", "topic.html"):
            entry = self.entries.get(page.route.at(1))
            records["about"] = Markup(self.resolved(entry.about.html, entry.path)) if entry else Markup("")
        return records

    def take_html(self, view: TakeView, number: int, total: int) -> Markup:
        """A take's part of its post's body, on another page: ids made unique, fragments leading back to the post."""
        telling = view.telling
        body = self.bodies[telling.source]
        span = body.spans[telling.number]
        html = span.of(body.html)
        mark = f"take-{number}-" if total > 1 else "take-"
        post_url = self.url(telling.post)
        inside = set(_ID.findall(html))
        html = _ID.sub(lambda m: f' id="{mark}{m[1]}"', html)
        html = _FRAGMENT.sub(
            lambda m: f' href="#{mark}{m[1]}"' if m[1] in inside else f' href="{post_url}#{m[1]}"', html
        )
        html = _HEADING.sub(lambda m: f"<{m[1]}h{_LEVELS[m[2]]}", html)
        return Markup(self.resolved(html, telling.source))

    def resolved(self, html: str, source: str, absolute: bool = False) -> str:
        """HTML whose links into the site have their final addresses."""

        def path_of(url: str) -> str | None:
            found = self.targets.resolve(url, source)
            return found[0] if found else None

        html = dress(
            html,
            self.pictures.shown,
            path_of,
            lambda path: f"{self.config.base_path}/{quote(path)}",
            self.config.images.sizes,
            plain=absolute,
        )

        def final(match: re.Match[str]) -> str:
            url = unescape(match[2])
            found = self.targets.resolve(url, source)
            origin = self.config.origin if absolute else ""
            if found is None:
                return (
                    f' {match[1]}="{match[2]}"'
                    if not url.startswith("/")
                    else f' {match[1]}="{origin}{self.config.base_path}{match[2]}"'
                )
            path, fragment = found
            href = self.config.base_path + Route.parse(path).url + quote(fragment, safe="#%/:?=&;,!'()*+-._~@$")
            return f' {match[1]}="{origin}{href}"'

        return _INWARD.sub(final, html)


def mark_of(*texts: str) -> str:
    mark = blake2b(digest_size=8)
    for text in texts:
        mark.update(f"{len(text)}\0{text}".encode("utf-8", "surrogatepass"))
    return mark.hexdigest()


def has_embeds(shown: Mapping[str, Any]) -> bool:
    """Whether a page has a figure for a video or slides on another site."""
    words = [shown.get("body", ""), shown.get("about", ""), *(take.html for take in shown.get("takes", ()))]
    return bool(shown.get("players")) or any(' class="embed"' in html for html in words)


def players(links: Iterable[Link], said: Sequence[str]) -> tuple[Embed, ...]:
    """Videos and slides among a session's links that can be shown in the page, and are not shown in a text already."""
    found = {e.frame: e for link in links if link.kind in ("video", "slides") and (e := embed_of(link.url)) and e.frame}
    return tuple(e for frame, e in found.items() if not any(f'data-embed="{escape(frame)}"' in text for text in said))


_JSON = "application/json"
NOWHERE = "recapgen:nowhere"
"""The address of pages that the site is made without; a link that leads there is left out, and its words stay."""
_TO_NOWHERE = regex(rf'<a\b[^>]*? href="{NOWHERE}[^"]*"[^>]*>(.*?)</a>', re.DOTALL)
_INWARD = regex(rf' (href|src)="{SITE}([^"]*)"')
_ID = regex(r' id="([^"]+)"')
_FRAGMENT = regex(r' href="#([^"]+)"')
_HEADING = regex(r"<(/?)h([1-6])\b")
_LEVELS = {"1": 3, "2": 3, "3": 3, "4": 4, "5": 5, "6": 6}
"""Inside a take a heading stands below the take's own: none may be above the third level."""


@lru_cache(maxsize=4096)
def _hue(slug: str) -> int:
    return int.from_bytes(blake2b(slug.encode(), digest_size=4).digest()) % 360


def hue_of(conference: Ref) -> int:
    """The hue, in degrees, of a conference."""
    return _hue(conference.route.names[0])


def accent(page: Page) -> int | None:
    """The hue, in degrees, of the conference that a page belongs to."""
    if page.route.kind in ("conference", "edition", "session"):
        return _hue(page.route.names[0])
    editions = page.records.get("editions")
    return _hue(editions[0].route.names[0]) if page.template == "recap.html" and editions else None


# -- pages for machines -----------------------------------------------------------------------------------------------


def _atom(renderer: Renderer, page: Page) -> bytes:
    config = renderer.config

    def html(post: Post) -> str:
        return renderer.resolved(renderer.bodies[post.path].html, post.path, absolute=True)

    title = config.title if page.route.kind == "feed" else f"{page.title} – {config.title}"
    return feeds.atom(
        page.route,
        title,
        page.records["about"],
        page.records["posts"],
        author=config.author or config.title,
        language=page.lang or config.language,
        absolute=renderer.absolute,
        html=html,
    )


def _atom_of_talks(renderer: Renderer, page: Page) -> bytes:
    config = renderer.config
    return feeds.atom_of_talks(
        page.route,
        f"{page.title} – {config.title}",
        page.records["about"],
        page.records["talks"],
        author=config.author or config.title,
        language=config.language,
        absolute=renderer.absolute,
    )


def _json_feed(renderer: Renderer, page: Page) -> bytes:
    config = renderer.config

    def html(post: Post) -> str:
        return renderer.resolved(renderer.bodies[post.path].html, post.path, absolute=True)

    whole = page.route.kind != "topic-json-feed"
    return jsonfeed.json_feed(
        page.route,
        config.title if page.route.kind == "json-feed" else f"{page.title} – {config.title}",
        page.records["about"],
        page.records["posts"],
        description=config.description if page.route.kind == "json-feed" else "",
        author=config.author or config.title,
        language=page.lang or config.language,
        base=renderer.base,
        html=html if whole else None,
    )


def _calendar(renderer: Renderer, page: Page) -> bytes:
    host = urlsplit(renderer.base).hostname or "recapgen"
    base = renderer.base if renderer.has("edition") else ""
    return calendars.calendar(page.title, page.records["happenings"], host=host, base=base)


def _schedule(renderer: Renderer, page: Page) -> bytes:
    given = page.records
    made = schedule.schedule(
        given["edition"],
        given["conference"],
        given["days"],
        dict(given["tellings"]),
        base=renderer.base,
        time_zone=renderer.config.timezone,
    )
    return renderer.reachable_json(made)


def _record(renderer: Renderer, page: Page) -> bytes:
    post = page.records.get("post")
    given = dict(page.records)
    if isinstance(post, Post):
        given |= {"words": renderer.bodies[post.path].words, "translations": page.translations}
    return renderer.reachable_json(records.record(page.records["kind"], page.records["page"], given, renderer.base))


def _headers(renderer: Renderer, page: Page) -> bytes:
    assets = {asset.path for asset in renderer.theme.assets.values()}
    config, others = renderer.config, renderer.targets.routes - assets
    return hosting.headers(assets, others, config.base_path, full_text=config.full_text)


def _sitemap(renderer: Renderer, page: Page) -> bytes:
    return feeds.sitemap(page.records["entries"], renderer.absolute)


def _robots(renderer: Renderer, page: Page) -> bytes:
    return feeds.robots(renderer.absolute(Route("sitemap")))


def _search_manifest(renderer: Renderer, page: Page) -> bytes:
    say = partial(renderer.theme.message, renderer.config.language)
    words = {
        "kinds": {kind: say("sessions" if kind == "session" else f"{kind}s") for kind in search.KINDS},
        "one": say("search_found", count=1),
        "many": say("search_found", count="{count}"),
        **{key: say(f"search_{key}") for key in ("none", "best")},
        "all": say("search_all", count="{count}"),
    }
    return search.manifest_json(page.records["whole"], page.records["best"], words)


def _search_records(renderer: Renderer, page: Page) -> bytes:
    return search.records_json(page.records["records"])


MACHINES: dict[str, Callable[[Renderer, Page], bytes]] = {
    "atom": _atom,
    "sitemap": _sitemap,
    "robots": _robots,
    "search-manifest": _search_manifest,
    "search-records": _search_records,
    "atom-talks": _atom_of_talks,
    "json-feed": _json_feed,
    "calendar": _calendar,
    "schedule": _schedule,
    "record": _record,
    "headers": _headers,
}
"""Pages that no template makes."""

"""The pages with lists of everything, those of posts, and the ways in."""

from __future__ import annotations

from collections import Counter
from typing import Any

from recapgen import charts
from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic
from recapgen.languages import autonym, primary
from recapgen.model import Counts, Edition, Language, Page, Post, Ref, Site
from recapgen.plan.lists import Pages, cells_of, letters_of, neighbours, paged, top
from recapgen.routes import Route, slugify, unsafe
from recapgen.search import records_of, shards_of


def home(site: Site, config: Config) -> Pages:
    recaps = [p for p in site.posts if p.kind == "recap"]
    articles = [p for p in site.posts if p.kind == "article"]
    yield Page(
        Route("home"),
        "home.html",
        config.title,
        {
            "recent": tuple(recaps[:6]),
            "articles": tuple(articles[:5]),
            "editions": site.editions[:12],
            "topics": top(site.topics, 30),
            "speakers": top(site.speakers, 12),
            "counts": Counts(
                sessions=len(site.sessions),
                recaps=len(recaps),
                articles=len(articles),
                editions=len(site.editions),
                conferences=len(site.conferences),
                speakers=len(site.speakers),
                organizations=len(site.organizations),
                topics=len(site.topics),
            ),
        },
        config.description,
    )


def posts(site: Site, config: Config) -> Pages:
    for kind, plural, title in (("recap", "recaps", "Recaps"), ("article", "articles", "Articles")):
        listed = tuple(p for p in site.posts if p.kind == kind)
        lists = languages_of(site)
        for pager, shown in paged(Route(plural), listed, config.page_size):
            records = {"posts": tuple(shown), "pager": pager, "languages": lists}
            yield Page(pager.route, f"{plural}.html", title, records)
        for index, post in enumerate(listed):
            newer = listed[index - 1].ref if index else None
            older = listed[index + 1].ref if index + 1 < len(listed) else None
            yield _post_page(site, post, newer, older)


def _post_page(site: Site, post: Post, newer: Ref | None, older: Ref | None) -> Page:
    editions = site.editions_of.get(post.route, ())
    contents = site.contents.get(post.route, ())
    records: dict[str, Any] = {
        "post": post,
        "topics": site.topics_of.get(post.route, ()),
        "newer": newer,
        "older": older,
    }
    crumbs = [Ref("Articles", Route("articles"))]
    if post.kind == "recap":
        same = {post.route, *(version.route for version in site.translations.get(post.route, ()))}
        others = {p.path: p for e in editions for p in site.posts_of.get(e.route, ()) if p.route not in same}
        records |= {"editions": editions, "sessions": contents, "others": tuple(others.values())}
        crumbs = [Ref("Recaps", Route("recaps"))]
    return Page(
        post.route,
        f"{post.kind}.html",
        post.title,
        records,
        post.description,
        post.lang,
        tuple(crumbs),
        (post.path,),
        updated=post.updated or post.date,
        translations=site.translations.get(post.route, ()),
    )


def free_pages(site: Site, config: Config) -> Pages:
    for post in site.pages:
        yield Page(
            post.route,
            "page.html",
            post.title,
            {"post": post},
            post.description,
            post.lang,
            sources=(post.path,),
            translations=site.translations.get(post.route, ()),
        )


def archive(site: Site, config: Config) -> Pages:
    index = Ref("Archive", Route("archive"))
    editions: dict[int, list[Edition]] = {}
    dated: dict[int, list[Post]] = {}
    for edition in site.editions:
        if edition.year:
            editions.setdefault(edition.year, []).append(edition)
    for post in site.posts:
        if post.date:
            dated.setdefault(post.date.year, []).append(post)
    years = sorted({*editions, *dated}, reverse=True)
    counts = tuple(
        (
            year,
            Counts(
                editions=len(editions.get(year, ())),
                sessions=sum(e.counts.sessions for e in editions.get(year, ())),
                recaps=sum(p.kind == "recap" for p in dated.get(year, ())),
                articles=sum(p.kind == "article" for p in dated.get(year, ())),
            ),
        )
        for year in years
    )
    yield Page(index.route, "archive.html", index.name, {"years": counts, "editions": site.editions})
    refs = [Ref(str(year), Route("archive-year", (str(year),))) for year in years]
    for newer, ref, older in neighbours(refs):
        year = int(ref.name)
        for pager, shown in paged(ref.route, dated.get(year, ()), config.page_size * 3):
            records = {
                "year": year,
                "editions": tuple(editions.get(year, ())) if pager.number == 1 else (),
                "posts": tuple(shown),
                "pager": pager,
                "previous": older,
                "next": newer,
            }
            yield Page(pager.route, "archive-year.html", ref.name, records, crumbs=(index,))


def languages_of(site: Site) -> tuple[Language, ...]:
    """The languages in which recaps and articles are written, most frequent first; none where all are in one."""
    counted: dict[str, Counter[str]] = {}
    for post in site.posts:
        counted.setdefault(primary(post.lang), Counter())[post.kind] += 1
    if len(counted) < 2:
        return ()
    ordered = sorted(counted, key=lambda code: (-counted[code].total(), code))
    return tuple(
        Language(
            code,
            autonym(code),
            Route("language", (slugify(code),)),
            Counts(recaps=counted[code]["recap"], articles=counted[code]["article"]),
        )
        for code in ordered
    )


def languages(site: Site, config: Config) -> Pages:
    """What there is to read in each language, in that language where the theme speaks it."""
    listed = languages_of(site)
    if not listed:
        return
    index = Ref("Languages", Route("languages"))
    yield Page(index.route, "languages.html", index.name, {"languages": listed})
    for language in listed:
        theirs = [post for post in site.posts if primary(post.lang) == language.code]
        for pager, shown in paged(language.route, theirs, config.page_size):
            records = {"language": language, "languages": listed, "posts": tuple(shown), "pager": pager}
            yield Page(pager.route, "language.html", language.name, records, lang=language.code, crumbs=(index,))


def explore(site: Site, config: Config) -> Pages:
    """Everything as pictures: topics by year, editions on a time line, sessions per year."""
    topics = top(site.topics, 20)
    per_year: Counter[int] = Counter()
    for edition in site.editions:
        if edition.year:
            per_year[edition.year] += edition.counts.sessions
    series = []
    for conference in top(site.conferences, 20):
        if dated := [e for e in site.editions_of.get(conference.route, ()) if e.year]:
            dated.sort(key=lambda e: (e.year or 0, e.route))
            series.append(charts.SeriesYears(conference.ref, tuple(dated)))
    yield Page(
        Route("explore"),
        "explore.html",
        "Explore",
        {
            "topics": charts.topic_years(topics, {t.route: cells_of(site, t.route, config) for t in topics}),
            "series": tuple(sorted(series, key=lambda one: (one.editions[0].year or 0, one.conference.route))),
            "years": tuple(
                charts.Cell(year, count, Route("archive-year", (str(year),)))
                for year, count in sorted(per_year.items())
            ),
        },
    )


def search(site: Site, config: Config) -> Pages:
    """The page that the search field leads to, and the files that its script reads."""
    years = {e.year for e in site.editions if e.year} | {p.date.year for p in site.posts if p.date}
    yield Page(
        Route("search"),
        "search.html",
        "Search",
        {
            "topics": top(site.topics, 40),
            "conferences": tuple(sorted(top(site.conferences, 60), key=lambda c: (c.name.casefold(), c.route))),
            "letters": letters_of(Route("speakers"), site.speakers, config),
            "years": tuple(sorted(years, reverse=True)),
            "languages": languages_of(site),
        },
    )
    shards = shards_of(records_of(site, config.makes))
    names = {
        "whole": tuple(shard.key for shard in shards if shard.whole),
        "best": tuple(shard.key for shard in shards if not shard.whole),
    }
    yield Page(Route("search-manifest"), "search-manifest", "", names, listed=False)
    for shard in shards:
        yield shard.page


def missing(site: Site, config: Config) -> Pages:
    yield Page(
        Route("missing"),
        "404.html",
        "Page not found",
        {"topics": top(site.topics, 12), "editions": site.editions[:6]},
        listed=False,
    )


def redirects(site: Site, config: Config) -> Pages:
    for old, (target, path) in sorted(site.redirects.items()):
        route = Route.of_url(old)
        if not config.makes(target.kind):
            continue
        if why := unsafe(route.path):
            hint = "write it as /talks/soup/"
            raise ContentError(Diagnostic("RG122", f"the old address {old} can't be a page: {why}", path, hint=hint))
        yield Page(route, "redirect.html", "Moved", {"target": target}, sources=(path,), listed=False)

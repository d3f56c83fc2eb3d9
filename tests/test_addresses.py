"""Several posts at one address, and pages where recapgen has its own."""

from __future__ import annotations

import pytest

from kit import SiteKit

NEWS = "---\ntitle: News\ndate: {date}\nlang: {lang}\n{more}---\n\nHot {lang}.\n"


@pytest.fixture
def kit(new_site: SiteKit) -> SiteKit:
    return new_site.config(title="Soup", base_url="https://soup.example/", language="en")


def news(kit: SiteKit, path: str, date: str, lang: str = "en", more: str = "") -> None:
    kit.post(path, NEWS.format(date=date, lang=lang, more=more))


def test_posts_of_one_name_are_told_apart_by_their_day(kit: SiteKit) -> None:
    """The earliest keeps the address, whatever the files' order; each that moved is named."""
    news(kit, "2019-03-05-news.md", "2019-03-05")
    news(kit, "2019-01-08-news.md", "2019-01-08")
    news(kit, "2019-02-01-news.md", "2019-02-01")
    built = kit.build()
    addresses = {path for path in built.files if path.startswith("articles/2019/") and path.endswith(".html")}
    assert addresses == {f"articles/2019/{name}/index.html" for name in ("news", "news-02-01", "news-03-05")}
    built.has("articles/2019/news/", "2019-01-08")
    built.warns("RG403", "content/2019-02-01-news.md", "/articles/2019/news-02-01/")
    built.warns("RG403", "content/2019-03-05-news.md", "content/2019-01-08-news.md is at /articles/2019/news/")


def test_posts_of_one_name_are_told_apart_by_their_language(kit: SiteKit) -> None:
    """The one in the site's language keeps the address."""
    news(kit, "blog/de/news.md", "2019-01-08", "de")
    news(kit, "blog/en/news.md", "2019-01-09", "en")
    news(kit, "blog/pt/news.md", "2019-01-08", "pt-BR")
    built = kit.build()
    built.has("articles/2019/news/", "Hot en.")
    built.has("articles/2019/news-de-01-08/", "Hot de.")
    built.has("articles/2019/news-pt-br-01-08/", "Hot pt-BR.")


def test_what_an_author_has_chosen_stays(kit: SiteKit) -> None:
    """And so does what nothing tells apart: these are errors, and name both."""
    news(kit, "a.md", "2019-01-08", more="permalink: /news/\n")
    news(kit, "b.md", "2019-02-08", more="permalink: /news/\n")
    kit.build().fails("RG401", "content/a.md", "content/b.md")


def test_nothing_tells_two_apart(kit: SiteKit) -> None:
    news(kit, "a/news.md", "2019-01-08")
    news(kit, "b/news.md", "2019-01-08")
    kit.build().fails("RG401", "content/a/news.md", "content/b/news.md")


def test_a_page_of_ones_own_in_the_place_of_a_list(kit: SiteKit) -> None:
    """Links to the list lead to it."""
    kit.post("pages/archive.md", "---\ntitle: All my soups\n---\n\nBy heat.\n")
    news(kit, "news.md", "2019-01-08")
    built = kit.build()
    built.has("archive/", "By heat.")
    built.has("archive/2019/", "News")
    built.warns("RG404", "content/pages/archive.md", "this page stands there instead")


def test_the_frame_of_another_generators_list(kit: SiteKit) -> None:
    kit.post("pages/archive.md", "---\ntitle: Archives\nlayout: archives\n---\n")
    news(kit, "news.md", "2019-01-08")
    built = kit.build()
    built.has("archive/", "2019")
    built.warns("RG404", "content/pages/archive.md", "'archives', and is left out")


def test_an_old_address_that_is_the_new_one_too(kit: SiteKit) -> None:
    news(kit, "news.md", "2019-01-08", more="aliases: [/articles/2019/news/, /old/]\n")
    built = kit.build()
    built.has("articles/2019/news/", "Hot en.")
    built.has("old/", "/articles/2019/news/")

"""Posts that say the same in other languages find each other."""

from __future__ import annotations

import json

import pytest

from kit import Built, SiteKit, elements, site

PLAIN = "---\ntitle: Soup\nlang: en\ndate: 2017-03-06\n---\n\nHot.\n"


def post(more: str, title: str = "Suppe", lang: str = "de") -> str:
    return f"---\ntitle: {title}\nlang: {lang}\ndate: 2017-03-06\n{more}\n---\n\nHot.\n"


def versions(built: Built, path: str) -> dict[str, str]:
    """What a page says of its versions: addresses by language."""
    heads = [e.attributes for e in elements(built.page(path), "link") if "hreflang" in e.attributes]
    return {one["hreflang"]: one["href"] for one in heads}


BOTH = {"en": "https://soup.example/articles/2017/soup/", "de": "https://soup.example/articles/2017/suppe/"}


@pytest.fixture
def kit(tmp_path_factory: pytest.TempPathFactory) -> SiteKit:
    made = site(tmp_path_factory.mktemp("translations")).config(title="Soup Talks", base_url="https://soup.example/")
    return made.post("articles/soup.md", PLAIN)


@pytest.mark.parametrize(
    "wanted", ["soup.md", "/articles/2017/soup/", "articles/2017/soup", "soup", "../articles/soup.md"]
)
def test_a_translation_names_its_original(kit: SiteKit, wanted: str) -> None:
    """By its file, its address, or the last word of its address; both pages say both, for readers and for programs."""
    built = kit.post("articles/suppe.md", post(f"translation_of: {wanted}")).build()
    assert versions(built, "articles/2017/soup/") == versions(built, "articles/2017/suppe/") == BOTH
    links = [e.attributes for e in elements(built.page("articles/2017/soup/"), "a") if "hreflang" in e.attributes]
    assert [(a["href"], a["hreflang"], a["lang"]) for a in links] == [("/articles/2017/suppe/", "de", "de")]
    record = json.loads(built.page("articles/2017/soup/index.json"))
    assert record["translations"] == [{"title": "Suppe", "url": BOTH["de"], "language": "de"}]
    told = elements(built.page("articles/2017/suppe/"), "script")[0].text
    (posting, _) = json.loads(told)["@graph"]
    assert [(one["url"], one["inLanguage"]) for one in posting["workTranslation"]] == [(BOTH["en"], "en")]


def test_posts_with_one_key_are_versions_of_each_other(kit: SiteKit) -> None:
    """As Hugo has it; a third one needs no link to the others."""
    kit.post("articles/soup.md", post("translationKey: hot", "Soup", "en"))
    kit.post("articles/suppe.md", post("translationKey: hot"))
    kit.post("articles/soupe.md", post("translation_key: hot", "Soupe", "fr"))
    all_three = {**BOTH, "fr": "https://soup.example/articles/2017/soupe/"}
    assert versions(kit.build(), "articles/2017/soupe/") == all_three


def test_files_that_differ_in_a_language_are_versions_of_each_other(kit: SiteKit) -> None:
    """And the name says the language, too."""
    built = kit.post("articles/soup.de.md", "---\ntitle: Suppe\ndate: 2017-03-06\n---\n\nHot.\n").build()
    german = "https://soup.example/articles/2017/soup-de/"
    assert versions(built, "articles/2017/soup/") == {"en": BOTH["en"], "de": german}
    assert '<html lang="de"' in built.page("articles/2017/soup-de/")


def test_a_dot_in_a_name_is_no_language(kit: SiteKit) -> None:
    assert versions(kit.post("articles/soup.js.md", PLAIN).build(), "articles/2017/soup-js/") == {}


def test_pelicans_translations_have_one_slug(kit: SiteKit) -> None:
    text = "Title: Suppe\nDate: 2017-03-06\nSlug: soup\nLang: de\nTranslation: true\n\nHot.\n"
    built = kit.post("articles/suppe.md", text).build()
    assert set(versions(built, "articles/2017/soup-de/")) == {"de", "en"}


def test_posts_of_one_name_in_two_languages_are_versions(kit: SiteKit) -> None:
    """As Pelican has it, without another word."""
    built = kit.post("articles/suppe.md", post("slug: soup")).build()
    assert versions(built, "articles/2017/soup/") == {
        "en": BOTH["en"],
        "de": "https://soup.example/articles/2017/soup-de/",
    }


def test_pages_have_versions_too(kit: SiteKit) -> None:
    kit.post("pages/about.md", post("", "About", "en")).post("pages/ueber.md", post("translation_of: about.md"))
    assert set(versions(kit.build(), "about/")) == {"de", "en"}


def test_two_versions_in_one_language_are_doubtful(kit: SiteKit) -> None:
    """The original counts; the other one leads nowhere, rather than to what it is not."""
    built = kit.post("articles/suppe.md", post("translation_of: soup", lang="en")).build()
    assert [w.code for w in built.warnings] == ["RG331"]
    assert versions(built, "articles/2017/soup/") == {}


def test_a_translation_that_is_added_refreshes_its_original(kit: SiteKit) -> None:
    assert versions(kit.build(), "articles/2017/soup/") == {}
    kit.post("articles/suppe.md", post("translation_of: soup"))
    assert versions(kit.build(), "articles/2017/soup/") == BOTH


def test_words_that_change_keep_the_versions(kit: SiteKit) -> None:
    """A page that is taken from the cache still knows them."""
    kit.post("articles/suppe.md", post("translation_of: soup")).build()
    built = kit.post("articles/soup.md", PLAIN.replace("Hot.", "Hotter.")).build()
    assert versions(built.has("articles/2017/soup/", "Hotter."), "articles/2017/soup/") == BOTH


def test_a_version_is_no_other_recap(kit: SiteKit) -> None:
    """Of the edition that both tell of."""
    for name, lang, more in (("one", "en", ""), ("eins", "de", "translation_of: one"), ("two", "en", "")):
        kit.post(f"recaps/{name}.md", post(f"conference: SoupConf 2017\n{more}", name.capitalize(), lang))
    others = json.loads(kit.build().page("recaps/2017/one/index.json"))["others"]
    assert [one["title"] for one in others] == ["Two"]

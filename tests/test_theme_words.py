"""The theme's own words: the same messages in every language, dates and numbers as each language writes them."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from kit import REPOSITORY, SiteKit, elements
from recapgen.model import Edition, Ref, When
from recapgen.routes import Route
from recapgen.theme import ENGLISH, Theme, format_date, format_dates, load_theme

WORDS = REPOSITORY / "themes/programme/i18n"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.toml"))


def words(language: str) -> dict[str, Any]:
    return tomllib.loads((WORDS / f"{language}.toml").read_text("utf-8"))


def texts(message: Any) -> list[str]:
    """Every form of a message."""
    return [str(form) for form in message.values()] if isinstance(message, dict) else [str(message)]


@pytest.fixture(scope="module")
def programme() -> Theme:
    return load_theme(REPOSITORY, "programme")


# -- the same messages everywhere --------------------------------------------------------------------------------------


def test_there_are_words_in_five_languages() -> None:
    assert LANGUAGES == ["de", "en", "es", "fr", "ja"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_message_and_no_other(language: str) -> None:
    """In the order of the English file, so that a translator finds the place."""
    assert list(words(language)) == list(words("en"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_keeps_its_placeholders(language: str) -> None:
    """What the template fills in must stand in every language; only dates may put their parts as they like."""
    for key, english in words("en").items():
        if key.startswith("date"):
            continue
        wanted = {name for form in texts(english) for name in re.findall(r"\{(\w+)\}", form)}
        found = {name for form in texts(words(language)[key]) for name in re.findall(r"\{(\w+)\}", form)}
        assert found == wanted, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_form_of_a_message_says_something(language: str) -> None:
    for key, message in words(language).items():
        assert isinstance(message, str | int | list) or "other" in message, key
        assert all(form.strip() or key == "thousands" for form in texts(message)), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_finds_its_words(language: str) -> None:
    """Each `t("...")` of the templates is a message."""
    known = words(language)
    for template in (REPOSITORY / "themes/programme/templates").glob("*.html"):
        for key in re.findall(r"""\bt\("(\w+)"[,)]""", template.read_text("utf-8")):
            assert key in known, f"{template.name}: {key}"


# -- dates -------------------------------------------------------------------------------------------------------------


def day(text: str) -> When:
    return When(datetime.fromisoformat(text).replace(tzinfo=UTC))


SIXTH, FIRST = day("2017-03-06"), day("2018-08-01")

DATES: dict[str, dict[str, str]] = {
    "en": {
        "long": "6 March 2017",
        "short": "6 Mar 2017",
        "first": "1 August 2018",
        "month": "March 2017",
        "short month": "Mar 2017",
        "year": "2017",
    },
    "de": {
        "long": "6. März 2017",
        "short": "6. März 2017",
        "first": "1. August 2018",
        "month": "März 2017",
        "short month": "März 2017",
        "year": "2017",
    },
    "es": {
        "long": "6 de marzo de 2017",
        "short": "6 mar 2017",
        "first": "1 de agosto de 2018",
        "month": "marzo de 2017",
        "short month": "mar 2017",
        "year": "2017",
    },
    "fr": {
        "long": "6 mars 2017",
        "short": "6 mars 2017",
        "first": "1er août 2018",
        "month": "mars 2017",
        "short month": "mars 2017",
        "year": "2017",
    },
    "ja": {
        "long": "2017年3月6日",
        "short": "2017/3/6",
        "first": "2018年8月1日",
        "month": "2017年3月",
        "short month": "2017年3月",
        "year": "2017年",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_dates_are_written_as_the_language_does(programme: Theme, language: str) -> None:
    """As precisely as they are known, and no more."""
    calendar = programme.months(language)
    month, year = When(SIXTH.moment, "month"), When(SIXTH.moment, "year")
    assert {
        "long": format_date(SIXTH, "long", calendar),
        "short": format_date(SIXTH, "short", calendar),
        "first": format_date(FIRST, "long", calendar),
        "month": format_date(month, "long", calendar),
        "short month": format_date(month, "short", calendar),
        "year": format_date(year, "long", calendar),
    } == DATES[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_date_for_machines_is_the_same_in_every_language(programme: Theme, language: str) -> None:
    calendar = programme.months(language)
    assert format_date(SIXTH, "iso", calendar) == "2017-03-06"
    assert format_date(When(SIXTH.moment, "month"), "iso", calendar) == "2017-03"
    assert format_date(When(SIXTH.moment, "year"), "iso", calendar) == "2017"
    assert format_date(When(SIXTH.moment, "minute"), "iso", calendar) == "2017-03-06T00:00:00+00:00"


def edition(start: str = "", end: str = "", year: int | None = None) -> Edition:
    return Edition(
        "LadleConf",
        "",
        Route("edition", ("ladleconf", "2017")),
        Ref("LadleConf", Route("conference", ("ladleconf",))),
        year=year,
        start=date.fromisoformat(start) if start else None,
        end=date.fromisoformat(end) if end else None,
    )


RANGES: dict[str, tuple[str, str, str, str, str]] = {
    "en": (
        "6–8 March 2017",
        "30 April – 2 May 2018",
        "31 December 2018 – 1 January 2019",
        "6 March 2017",
        "2017",
    ),
    "de": (
        "6.–8. März 2017",
        "30. April – 2. Mai 2018",
        "31. Dezember 2018 – 1. Januar 2019",
        "6. März 2017",
        "2017",
    ),
    "es": (
        "6–8 de marzo de 2017",
        "30 de abril – 2 de mayo de 2018",
        "31 de diciembre de 2018 – 1 de enero de 2019",
        "6 de marzo de 2017",
        "2017",
    ),
    "fr": (
        "6–8 mars 2017",
        "30 avril – 2 mai 2018",
        "31 décembre 2018 – 1er janvier 2019",
        "6 mars 2017",
        "2017",
    ),
    "ja": (
        "2017年3月6日～8日",
        "2018年4月30日～5月2日",
        "2018年12月31日～2019年1月1日",
        "2017年3月6日",
        "2017年",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_range_of_dates_says_what_both_share_once(programme: Theme, language: str) -> None:
    calendar = programme.months(language)
    found = (
        format_dates(edition("2017-03-06", "2017-03-08"), calendar),
        format_dates(edition("2018-04-30", "2018-05-02"), calendar),
        format_dates(edition("2018-12-31", "2019-01-01"), calendar),
        format_dates(edition("2017-03-06", "2017-03-06"), calendar),
        format_dates(edition(year=2017), calendar),
    )
    assert found == RANGES[language]
    assert format_dates(edition(), calendar) == ""


def test_a_dialect_uses_the_words_of_its_language(programme: Theme) -> None:
    assert format_date(SIXTH, "long", programme.months("de-AT")) == "6. März 2017"
    assert programme.message("fr-CA", "topics") == "Sujets"


def test_a_language_without_words_has_english_dates(programme: Theme) -> None:
    assert programme.months("eo") is ENGLISH
    assert format_date(SIXTH, "long", programme.months("eo")) == "6 March 2017"


def test_months_alone_are_enough_for_dates(new_site: SiteKit) -> None:
    """A theme of a language that recapgen does not know may leave the patterns out."""
    months = [f"month{n}" for n in range(1, 13)]
    new_site.file("themes/mine/theme.toml", 'extends = "programme"\n')
    new_site.file("themes/mine/i18n/eo.toml", f"months = {months}\n")
    theme = load_theme(new_site.root, "mine")
    assert format_date(SIXTH, "long", theme.months("eo")) == "6 month3 2017"


def test_a_site_may_change_one_pattern(new_site: SiteKit) -> None:
    new_site.file("themes/programme/i18n/en.toml", 'date_day = "{month} {day}, {year}"\n')
    calendar = load_theme(new_site.root, "programme").months("en")
    assert format_date(SIXTH, "long", calendar) == "March 6, 2017"
    assert format_dates(edition("2017-03-06", "2017-03-08"), calendar) == "6–8 March 2017"


# -- numbers and plurals -----------------------------------------------------------------------------------------------

COUNTS: dict[str, tuple[str, str, str, str, str]] = {
    "en": ("0 sessions", "1 session", "2 sessions", "2,012 sessions", "12,345 sessions"),
    "de": ("0 Vorträge", "1 Vortrag", "2 Vorträge", "2.012 Vorträge", "12.345 Vorträge"),
    "es": ("0 charlas", "1 charla", "2 charlas", "2012 charlas", "12\u202f345 charlas"),
    "fr": (
        "0 intervention",
        "1 intervention",
        "2 interventions",
        "2\u202f012 interventions",
        "12\u202f345 interventions",
    ),
    "ja": ("0セッション", "1セッション", "2セッション", "2,012セッション", "12,345セッション"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_counts_take_the_language_s_plural_and_separator(programme: Theme, language: str) -> None:
    counts = tuple(programme.message(language, "count_sessions", count=n) for n in (0, 1, 2, 2012, 12345))
    assert counts == COUNTS[language]


def test_a_count_that_a_script_fills_in_is_left_alone(programme: Theme) -> None:
    for language in LANGUAGES:
        assert "{count}" in programme.message(language, "search_found", count="{count}")


def test_a_year_or_a_page_number_has_no_separator(programme: Theme) -> None:
    assert programme.message("en", "page_number", number=1234) == "Page 1234"
    assert programme.message("en", "earlier_left_out", year=2012) == "The table has the years before 2012, too."


def test_markup_in_a_message_stays_and_all_else_is_escaped(programme: Theme) -> None:
    """So a sentence can hold links wherever its language wants them."""
    said = programme.message("fr", "by", authors=Markup("<b>Ida</b>"))
    assert said == "par <b>Ida</b>"
    assert isinstance(said, Markup)
    assert not isinstance(programme.message("fr", "by", authors="<b>"), Markup)
    assert (
        programme.message(
            "en",
            "home_counts",
            **dict.fromkeys(("recaps", "editions", "conferences", "sessions", "speakers"), "<i>"),
            topics=Markup("<u>x</u>"),
        ).count("&lt;i&gt;")
        == 5
    )


# -- posts in several languages ----------------------------------------------------------------------------------------


def several(kit: SiteKit, *languages: str) -> SiteKit:
    kit.config(title="Soup Talks", base_url="https://soup.example/")
    for language in languages:
        kit.post(
            f"articles/{language}.md", f"---\ntitle: Soup {language}\nlang: {language}\ndate: 2017-03-06\n---\n\nHot.\n"
        )
    return kit


def test_lists_lead_to_the_posts_of_each_language(new_site: SiteKit) -> None:
    """Each item says its language; the lists by language hold all of them, in whatever list they stand."""
    built = several(new_site, "en", "de", "ja").build()
    html = built.page("articles/")
    titles = {e.attributes.get("lang", "en") for e in elements(html, "h2") if "p-name" in e.attributes.get("class", "")}
    assert titles == {"en", "de", "ja"}
    ways = {e.attributes["href"]: e.attributes.get("lang") for e in elements(html, "a") if "hreflang" in e.attributes}
    assert ways == {"/languages/de/": "de", "/languages/en/": None, "/languages/ja/": "ja"}
    built.has("languages/", "Deutsch", "日本語").has("languages/de/", "Soup de", "Artikel")
    built.lacks("languages/de/", "Soup ja", "Soup en")
    assert '<html lang="de"' in built.page("languages/de/")
    built.has("languages/de/feed.xml", "Soup de", 'xml:lang="de"').lacks("languages/de/feed.xml", "Soup ja")
    built.has("feed.xml", '<entry xml:lang="ja">', '<entry xml:lang="de">').lacks("feed.xml", '<entry xml:lang="en">')
    built.has("languages/de/", 'href="/languages/de/feed.xml"')


def test_regions_of_a_language_are_one_list(new_site: SiteKit) -> None:
    built = several(new_site, "en", "pt-BR", "pt-PT").build()
    built.has("languages/pt/", "Soup pt-BR", "Soup pt-PT", "Português")


def test_a_list_in_one_language_offers_no_choice(new_site: SiteKit) -> None:
    built = several(new_site, "en").build().lacks("articles/", "by-language")
    assert not [path for path in built.files if path.startswith("languages/")]


def test_titles_of_sessions_say_their_language(new_site: SiteKit) -> None:
    """Of a talk that a Hebrew recap tells of, on the pages of an English site."""
    new_site.config(title="Soup Talks", base_url="https://soup.example/")
    for language, title in (("he", "מרק חם"), ("en", "Cold spoons")):
        new_site.post(
            f"recaps/{language}.md",
            f"---\ntitle: {title}\nlang: {language}\nconference: SoupConf 2017\n"
            f"sessions:\n  - title: {title}\n    speakers: [Ida Quill]\n---\n\nHot.\n",
        )
    html = new_site.build().page("speakers/ida-quill/")
    said = [(e.attributes.get("lang"), e.attributes.get("dir")) for e in elements(html, "h3")]
    assert sorted(said, key=str) == [("he", "rtl"), (None, None)]


def test_the_menu_is_in_the_language_of_the_page_and_the_name_in_that_of_the_site(new_site: SiteKit) -> None:
    html = several(new_site, "en", "fr").build().page("articles/2017/fr/")
    brand = [e for e in elements(html, "a") if e.attributes.get("class") == "brand"]
    assert [e.attributes.get("lang") for e in brand] == ["en"]
    assert [e.attributes.get("lang") for e in elements(html, "header", "nav") if "lang" in e.attributes] == []
    assert "Intervenants" in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_site_in_any_of_the_languages_builds(tmp_path: Path, language: str) -> None:
    kit = SiteKit(tmp_path).config(title="Soup", base_url="https://soup.example/", language=language)
    kit.post(
        "recaps/ladle.md",
        """
        ---
        title: LadleConf
        date: 2017-03-06
        conference: {name: LadleConf, year: 2017, start: 2017-03-01, end: 2017-03-03}
        ---

        ## Soup {speakers="Bo Lind (Ladle), Cleo Marsh" day=1}

        Hot.
        """,
    )
    built = kit.build()
    assert f'<html lang="{language}"' in built.page("")
    built.has(
        "conferences/ladleconf/2017/",
        format_dates(edition("2017-03-01", "2017-03-03"), load_theme(REPOSITORY, "programme").months(language)),
    )

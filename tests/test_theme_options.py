"""A theme's options: declared in theme.toml, chosen by the site, checked with place and remedy."""

from __future__ import annotations

import pytest

from kit import SiteKit
from recapgen.errors import ConfigError, Diagnostic, ThemeError
from recapgen.theme import Option, load_theme

DECLARED = """
extends = "programme"

[options]
since = 2017
ratio = 1.5

[options.masthead]
type = "string"
default = "plain"
choices = ["plain", "huge"]
help = "How large the site's name stands on the home page"

[options.show]
default = ["topics"]
choices = ["topics", "speakers"]
"""


@pytest.fixture
def themed(new_site: SiteKit) -> SiteKit:
    return new_site.file("themes/mine/theme.toml", DECLARED)


def refused(kit: SiteKit, chosen: str) -> tuple[Diagnostic, ...]:
    """What is said of a `[theme_options]` of recapgen.toml."""
    import tomllib

    text = f'title = "Soup"\ntheme = "mine"\n\n[theme_options]\n{chosen}'
    kit.file("recapgen.toml", text)
    with pytest.raises(ConfigError) as raised:
        load_theme(kit.root, "mine", tomllib.loads(text)["theme_options"])
    return raised.value.diagnostics


def test_an_option_has_its_default_until_the_site_chooses(themed: SiteKit) -> None:
    defaults = {"hue": 30, "since": 2017, "ratio": 1.5, "masthead": "plain", "show": ["topics"]}
    assert load_theme(themed.root, "mine").options == defaults
    chosen = load_theme(themed.root, "mine", {"masthead": "huge", "hue": 210}).options
    assert chosen == defaults | {"masthead": "huge", "hue": 210}


def test_a_nearer_theme_sets_the_default_of_a_farther_one(themed: SiteKit) -> None:
    """The plain form `name = value` of an option that is known keeps its type and choices."""
    themed.file("themes/ours/theme.toml", 'extends = "mine"\n[options]\nmasthead = "huge"\nhue = 120\n')
    assert load_theme(themed.root, "ours").options["masthead"] == "huge"
    with pytest.raises(ConfigError):
        load_theme(themed.root, "ours", {"masthead": "tiny"})


def test_a_whole_number_will_do_where_a_number_is_wanted(themed: SiteKit) -> None:
    assert load_theme(themed.root, "mine", {"ratio": 2}).options["ratio"] == 2


def test_an_unknown_option_gets_a_suggestion(themed: SiteKit) -> None:
    (found,) = refused(themed, 'masthaed = "huge"\n')
    assert (found.place, found.code) == ("recapgen.toml:5:1", "RG111")
    assert found.message == "unknown key 'theme_options.masthaed'"
    assert found.hint == "did you mean 'masthead'?"
    (found,) = refused(themed, "xyzzy = 1\n")
    assert found.hint == "the theme has: hue, masthead, ratio, show, since"


@pytest.mark.parametrize(
    ("chosen", "column", "fact"),
    [
        ('hue = "blue"', 7, "'theme_options.hue' must be a whole number, not 'blue'"),
        ("hue = true", 7, "'theme_options.hue' must be a whole number, not true"),
        ("since = 2017.5", 9, "'theme_options.since' must be a whole number, not '2017.5'"),
        ('show = "topics"', 8, "'theme_options.show' must be a list, not 'topics'"),
        ("masthead = ['plain']", 12, "'theme_options.masthead' must be text, not a list"),
        ("masthead = 'tiny'", 12, "'theme_options.masthead' is 'tiny', but must be one of plain, huge"),
        ("show = ['topics', 'spekers']", 8, "'theme_options.show' is 'spekers', but must be one of topics, speakers"),
    ],
)
def test_a_wrong_value_is_told_where_it_stands(themed: SiteKit, chosen: str, column: int, fact: str) -> None:
    (found,) = refused(themed, f"\n{chosen}\n")
    assert (found.place, found.code, found.message) == (f"recapgen.toml:6:{column}", "RG110", fact)
    assert found.source_line == chosen


def test_a_bad_choice_gets_the_nearest_or_what_the_option_is_for(themed: SiteKit) -> None:
    (near,) = refused(themed, "masthead = 'hugh'\n")
    (far,) = refused(themed, "masthead = 'xyzzy'\n")
    assert near.hint == "did you mean 'huge'?"
    assert far.hint == "How large the site's name stands on the home page"


def test_all_that_is_wrong_is_said_at_once_in_the_order_of_the_file(themed: SiteKit) -> None:
    found = refused(themed, "show = 1\nmasthaed = 'huge'\nhue = ''\n")
    assert [(d.line, d.code) for d in found] == [(5, "RG110"), (6, "RG111"), (7, "RG110")]


def test_the_options_may_stand_in_pyproject(themed: SiteKit) -> None:
    themed.file("pyproject.toml", '[tool.recapgen]\ntheme = "mine"\n\n[tool.recapgen.theme_options]\nhue = "red"\n')
    with pytest.raises(ConfigError) as raised:
        load_theme(themed.root, "mine", {"hue": "red"})
    assert raised.value.diagnostics[0].place == "pyproject.toml:5:7"


def test_a_value_whose_file_is_not_known_is_told_without_a_place(themed: SiteKit) -> None:
    """`--config` may name any file."""
    with pytest.raises(ConfigError) as raised:
        load_theme(themed.root, "mine", {"hue": "red"})
    assert raised.value.diagnostics[0].place == ""


def test_what_is_wrong_in_two_themes_of_a_chain_is_said_together(themed: SiteKit) -> None:
    themed.file("themes/ours/theme.toml", 'extends = "mine"\ncolour = "red"\n[options]\nmasthead = "tiny"\n')
    themed.file("themes/mine/theme.toml", DECLARED.replace('"string"', '"text"'))
    with pytest.raises(ThemeError) as raised:
        load_theme(themed.root, "ours")
    assert [d.place for d in raised.value.diagnostics] == [
        "themes/mine/theme.toml:8:8",
        "themes/ours/theme.toml:2:1",
    ]


def test_an_option_says_what_it_refuses() -> None:
    option = Option("string", "plain", ("plain", "huge"))
    assert option.refuses("masthead", "huge") is None
    assert option.refuses("masthead", 3) == ("'masthead' must be text, not '3'", "")


# -- what templates are made faster with -------------------------------------------------------------------------------


def test_what_is_worked_out_once_is_repeated_on_other_pages(new_site: SiteKit) -> None:
    """By the site and the key: another language is another text."""
    new_site.config(title="Soup", base_url="https://soup.example/", theme="mine")
    new_site.file("themes/mine/theme.toml", 'extends = "programme"\n')
    new_site.file(
        "themes/mine/templates/page.html",
        '{% extends "base.html" %}{% block content %}'
        '{% call once("first", lang) %}<p>first of {{ page.title }}</p>{% endcall %}{% endblock %}\n',
    )
    for name, language in (("a", "en"), ("b", "en"), ("c", "de")):
        new_site.post(f"pages/{name}.md", f"---\ntitle: {name}\nlang: {language}\n---\n\nHot.\n")
    built = new_site.build()
    built.has("a/", "first of a").has("b/", "first of a").has("c/", "first of c")


def test_nothing_is_repeated_in_another_build(new_site: SiteKit) -> None:
    new_site.config(title="Soup", base_url="https://soup.example/")
    assert "Soup" in new_site.build().page("")
    new_site.config(title="Stew", base_url="https://soup.example/")
    built = new_site.build()
    assert "Soup" not in built.page("404.html")


@pytest.mark.parametrize(("flag", "knows"), [("{% set PER_LANGUAGE = true %}", "no"), ("", "its")])
def test_macros_made_once_a_language_know_no_page(new_site: SiteKit, flag: str, knows: str) -> None:
    """But the language of each page; without the word they are made for every page."""
    new_site.config(title="Soup", base_url="https://soup.example/", theme="mine")
    new_site.file("themes/mine/theme.toml", 'extends = "programme"\n')
    macro = '{% macro said() %}{{ t("topics") }} {{ "its" if page is defined else "no" }} page{% endmacro %}'
    new_site.file("themes/mine/templates/_pieces.html", flag + macro)
    new_site.file(
        "themes/mine/templates/page.html",
        '{% extends "base.html" %}{% from "_pieces.html" import said with context %}'
        "{% block content %}<p>{{ page.title }}: {{ said() }}</p>{% endblock %}",
    )
    for name, language in (("a", "en"), ("b", "de"), ("c", "en")):
        new_site.post(f"pages/{name}.md", f"---\ntitle: {name}\nlang: {language}\n---\n\nHot.\n")
    built = new_site.build()
    for name, word in (("a", "Topics"), ("b", "Themen"), ("c", "Topics")):
        built.has(f"{name}/", f"{name}: {word} {knows} page")


def test_compiled_templates_are_kept_in_a_folder_and_mended(new_site: SiteKit) -> None:
    """A second process finds them; a template that changed, or a spoilt file, is compiled anew."""
    folder = new_site.root / ".recapgen/templates"
    new_site.file("themes/mine/theme.toml", "")
    new_site.file("themes/mine/templates/page.html", "hot")

    def rendered() -> str:
        return load_theme(new_site.root, "mine", compiled=folder).environment.get_template("page.html").render()

    assert rendered() == "hot"
    (kept,) = folder.iterdir()
    before = kept.read_bytes()
    assert rendered() == "hot"
    assert kept.read_bytes() == before
    new_site.file("themes/mine/templates/page.html", "cold")
    assert rendered() == "cold"
    for spoilt in (b"", b"j2", before[:30], before[:-9]):
        kept.write_bytes(spoilt)
        assert rendered() == "cold"


def test_a_folder_that_cannot_be_written_only_costs_time(new_site: SiteKit) -> None:
    new_site.file("themes/mine/theme.toml", "")
    new_site.file("themes/mine/templates/page.html", "hot")
    new_site.file("taken", "")
    theme = load_theme(new_site.root, "mine", compiled=new_site.root / "taken/templates")
    assert theme.environment.get_template("page.html").render() == "hot"

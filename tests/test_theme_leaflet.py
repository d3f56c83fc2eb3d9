"""The second theme: custom properties, a few blocks and another home page, and all else inherited."""

from __future__ import annotations

import re
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from kit import REPOSITORY, Built, elements, site

FOLDER = REPOSITORY / "themes/leaflet"


@pytest.fixture(scope="module")
def leaflet(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The repository's own content/, as a leaflet."""
    kit = site(tmp_path_factory.mktemp("leaflet"))
    kit.copied(REPOSITORY / "content", "content").copied(REPOSITORY / "recapgen.toml")
    return kit.build(theme="leaflet")


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")] if "<main" in html else html


def test_a_theme_can_be_small() -> None:
    """Inheritance is enough: no template but the frame and the home page, and few lines in all."""
    assert sorted(p.name for p in (FOLDER / "templates").iterdir()) == ["base.html", "home.html"]
    files = [p for p in FOLDER.rglob("*") if p.is_file()]
    assert sum(len(p.read_text("utf-8").splitlines()) for p in files) < 150


def test_its_home_page_is_another(leaflet: Built, published: Built) -> None:
    """The programme by year stands where the latest posts stood; both lead to every edition."""
    ours, theirs = leaflet.page(""), published.page("")
    assert main_of(ours) != main_of(theirs)
    assert '<div class="front">' in ours
    assert "masthead" not in ours
    for edition in leaflet.site.editions:
        assert f'href="{edition.route.url}"' in main_of(ours)


def test_every_other_page_says_the_same(leaflet: Built, published: Built) -> None:
    """What the theme does not replace comes from the one that it extends, byte for byte."""
    assert {p for p in leaflet.files if not p.startswith("assets/leaflet.")} == {*published.files}
    for path, data in leaflet.files.items():
        if path.endswith(".html") and path != "index.html":
            assert main_of(data.decode()) == main_of(published.page(path)), path


def test_every_page_has_its_look(leaflet: Built) -> None:
    """Its style sheet behind that of the theme it extends; no menu above."""
    for path, data in leaflet.files.items():
        html = data.decode() if path.endswith(".html") else ""
        if html and 'http-equiv="refresh"' not in html:
            sheets = [e.attributes["href"] for e in elements(html, "link") if e.attributes.get("rel") == "stylesheet"]
            assert [re.sub(r"\.\w+\.css$", "", sheet) for sheet in sheets[:2]] == ["/assets/site", "/assets/leaflet"]
            header = html[html.index('<header class="top">') : html.index("<main")]
            assert "<nav" not in header, path


def test_no_link_of_it_is_dead(leaflet: Built) -> None:
    files = leaflet.files
    anchors = {
        path: {e.attributes["id"] for e in elements(data.decode()) if "id" in e.attributes}
        for path, data in files.items()
        if path.endswith(".html")
    }
    for path, data in files.items():
        if not path.endswith(".html"):
            continue
        for element in elements(data.decode(), "a", "link", "script", "img"):
            address = element.attributes.get("href") or element.attributes.get("src") or ""
            target = urlsplit(urljoin(f"https://recaps.example/{path}", address))
            if not address or target.netloc != "recaps.example":
                continue
            file = unquote(target.path).lstrip("/")
            file += "index.html" if not file or file.endswith("/") else ""
            assert file in files, f"{path}: {address}"
            if target.fragment and file in anchors:
                assert unquote(target.fragment) in anchors[file], f"{path}: {address}"


def test_a_template_of_a_theme_is_found_along_what_it_extends(tmp_path_factory: pytest.TempPathFactory) -> None:
    """`leaflet/recap.html` is programme's: leaflet has none of its own."""
    kit = site(tmp_path_factory.mktemp("third")).config(title="Soup", base_url="https://soup.example/", theme="mine")
    kit.file("themes/mine/theme.toml", 'extends = "leaflet"\n')
    kit.file(
        "themes/mine/templates/page.html",
        '{% extends "leaflet/page.html" %}{% block more %}<p>Behind it all.</p>{% endblock %}',
    )
    kit.post("pages/soup.md", "---\ntitle: Soup\n---\n\nHot.\n")
    kit.build().has("soup/", "Hot.", "Behind it all.", "/assets/leaflet.")


def test_it_ships_in_the_wheel() -> None:
    """All of themes/ does."""
    import tomllib

    build = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert build["wheel"]["force-include"]["themes"] == "recapgen/themes"

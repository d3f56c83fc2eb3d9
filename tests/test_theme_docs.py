"""docs/theming.md names all that a theme's author can use."""

from __future__ import annotations

import re

import pytest

from kit import REPOSITORY, SiteKit, site
from recapgen.config import load_config, shipped_themes
from recapgen.understand import renderer_of

DOCS = (REPOSITORY / "docs/theming.md").read_text("utf-8")
TEMPLATES = sorted((shipped_themes() / "programme/templates").glob("*.html"))


@pytest.mark.parametrize("name", [path.name for path in TEMPLATES])
def test_every_template_is_named(name: str) -> None:
    assert f"`{name}`" in DOCS


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_every_block_is_named(path: object) -> None:
    text = next(p for p in TEMPLATES if p == path).read_text("utf-8")
    for block in re.findall(r"\{%-? block (\w+)", text):
        assert f"`{block}`" in DOCS, block


def test_every_piece_that_stands_ready_is_named() -> None:
    """What base.html imports, but for its own tables."""
    imported = re.search(r"import (.*) with context", (TEMPLATES[0].parent / "base.html").read_text("utf-8"))
    assert imported
    for one in imported[1].split(", "):
        name = one.split(" as ")[-1]
        assert name.isupper() or f"`{name}`" in DOCS, name


def test_every_global_and_filter_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Beside those of Jinja itself."""
    from jinja2 import Environment

    kit: SiteKit = site(tmp_path_factory.mktemp("docs")).config(title="Soup")
    kit.post("pages/soup.md", "---\ntitle: Soup\n---\n\nHot.\n")
    environment = renderer_of(kit.build().ran().understood, load_config(kit.root, environ={})).theme.environment
    plain = Environment(autoescape=True)
    for name in {*environment.globals} - {*plain.globals}:
        assert re.search(rf"`{name}[`(]", DOCS), name
    for name in {*environment.filters} - {*plain.filters}:
        assert re.search(rf"`{name}[`(]", DOCS), name

"""Full text: what is indexed, and that the files of the index come and go as all others do."""

from __future__ import annotations

from importlib import util
from pathlib import Path
from typing import Any

import pytest

from kit import SiteKit, site
from recapgen import fulltext

SOUP = "---\ntitle: Soup\ndate: 2017-03-06\nconference: SoupConf 2017\n---\n\n## Ladles\n\nA xylophonic ladle.\n"

needs_pagefind = pytest.mark.skipif(util.find_spec("pagefind_bin") is None, reason="pagefind_bin is not installed")


@pytest.fixture
def kit(tmp_path: Path) -> SiteKit:
    made = site(tmp_path / "soup").file(
        "recapgen.toml", 'title = "Soup"\nbase_url = "https://soup.example/"\nfull_text = true\n'
    )
    return made.post("recaps/soup.md", SOUP)


def index(kit: SiteKit) -> dict[str, bytes]:
    return {path: data for path, data in kit.build().files.items() if path.startswith("search/text/")}


@needs_pagefind
def test_the_index_is_published_where_the_search_page_looks(kit: SiteKit) -> None:
    built = kit.build().has("search/", 'data-text="/search/text/pagefind.js"', '<div class="texts">')
    names = {path.removeprefix("search/text/") for path in built.files if path.startswith("search/text/")}
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.en.pagefind"} <= names
    assert any(name.startswith("fragment/en_") for name in names)
    assert not any("ui" in name for name in names), "Pagefind's own widgets are nobody's"
    assert "script-src 'self' 'wasm-unsafe-eval'" in built.page("_headers")


@needs_pagefind
def test_an_index_of_the_same_words_is_not_made_twice(kit: SiteKit, monkeypatch: pytest.MonkeyPatch) -> None:
    first = index(kit)

    def fail(*_: Any) -> None:
        raise AssertionError("Pagefind is asked again")

    monkeypatch.setattr(fulltext, "_run", fail)
    kit.post("articles/other.md", "---\ntitle: Draft\ndraft: true\n---\n\nNothing to see.\n")
    assert index(kit) == first


@needs_pagefind
def test_the_same_words_give_the_same_index(kit: SiteKit) -> None:
    first = index(kit)
    kit.run("clean")
    assert not [p for p in (kit.root / ".recapgen").glob("text*") if p.exists()]
    assert not kit.output.exists() or not any(kit.output.rglob("search/text/*"))
    assert index(kit) == first


@needs_pagefind
def test_other_words_change_the_index_and_old_files_go(kit: SiteKit) -> None:
    """Also where a page alone would be rendered: the facts are the same."""
    first = index(kit)
    kit.post("recaps/soup.md", SOUP.replace("xylophonic", "symphonic"))
    second = index(kit)
    assert first.keys() != second.keys()
    kit.post("articles/more.md", "---\ntitle: More\n---\n\nAn aeolian ladle.\n")
    third = index(kit)
    assert len([p for p in third if "/fragment/" in p]) == len([p for p in second if "/fragment/" in p]) + 1


@needs_pagefind
def test_a_site_without_full_text_takes_its_files_away(kit: SiteKit) -> None:
    assert index(kit)
    kit.config(title="Soup", base_url="https://soup.example/")
    assert not index(kit)
    built = kit.build().lacks("search/", "data-text", 'class="texts"')
    assert "wasm" not in built.page("_headers")


@needs_pagefind
def test_a_site_of_nothing_has_no_index(tmp_path: Path) -> None:
    assert index(site(tmp_path).file("recapgen.toml", "full_text = true\n")) == {}


@needs_pagefind
def test_what_pagefind_says_is_told(kit: SiteKit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    program.write_text("#!/bin/sh\necho 'no room left' >&2\nexit 3\n")
    program.chmod(0o755)
    module = __import__("pagefind_bin")
    monkeypatch.setattr(module, "get_executable", lambda: program)
    kit.build().fails("RG114", "no room left")
    assert not kit.output.exists()


def test_a_missing_package_is_told_with_its_remedy(kit: SiteKit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fulltext, "PACKAGES", ("pagefind_that_is_not_there",))
    kit.build().fails("RG113", "pip install '.[search]'")


def test_what_pagefind_reads_is_escaped_and_has_what_filters_need(kit: SiteKit) -> None:
    kit.config(title="Soup")
    understood = kit.post("recaps/soup.md", SOUP.replace("title: Soup", 'title: "<Soup> & more"')).build()
    (post,) = understood.site.posts
    html = fulltext._page(post, understood.ran().understood.bodies[post.path])
    assert "<h1>&lt;Soup&gt; &amp; more</h1>" in html
    for name, said in {"kind": "recap", "lang": "en", "years": "2017", "at": "SoupConf 2017"}.items():
        assert f'data-pagefind-meta="{name}[title]" title="{said}"' in html
    assert '<h2 id="ladles"' in html

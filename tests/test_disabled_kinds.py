"""Sites that do without kinds of pages: nothing leads to what is not there, and no name is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

import pytest

from kit import REPOSITORY, Built, site
from recapgen.config import Kind
from test_laws import dead

KINDS = get_args(Kind)


def built_without(folder: Path, *kinds: str) -> Built:
    listed = ", ".join(f'"{kind}"' for kind in kinds)
    kit = site(folder).copied(REPOSITORY / "content", "content")
    return kit.file("recapgen.toml", f'base_url = "https://recaps.example/"\ndisable_kinds = [{listed}]\n').build()


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_leads_to_a_kind_that_is_left_out(kind: str, tmp_path: Path) -> None:
    """Neither a link nor an address for programs; and what is listed in the sitemap is there."""
    built = built_without(tmp_path, kind)
    assert dead(built) == []
    files = built.files
    routes = {page.route.kind for page in built.ran().understood.pages}
    assert not {one for one in routes if one in (kind, f"{kind}s") or one.startswith(f"{kind}-")}
    known = {f"https://recaps.example/{path.removesuffix('index.html')}" for path in files}
    for path, data in files.items():
        if path.endswith((".json", ".ics", ".xml")):
            named = re.findall(r"https://recaps\.example/[^\"<#\s]*", data.decode())
            assert {url for url in named if url not in known} == set(), path
        for script in re.findall(r'ld\+json">(.*?)</script>', data.decode("utf-8", "replace"), re.DOTALL):
            named = re.findall(r"https://recaps\.example/[^\"#]*", json.dumps(json.loads(script), ensure_ascii=False))
            assert {url for url in named if url not in known} == set(), path


def test_names_stay_where_links_go(tmp_path: Path) -> None:
    """Without pages of sessions and people, editions still say who spoke about what."""
    built = built_without(tmp_path, "session", "speaker")
    edition = next(path for path in built.files if re.fullmatch(r"conferences/[^/]+/[^/]+/index.html", path))
    session = built.site.sessions_of[next(e.route for e in built.site.editions if e.route.path == edition)][0]
    built.has(edition, session.title, session.speakers[0].speaker.name)
    built.lacks(edition, "/speakers/", "recapgen:nowhere")


def test_all_kinds_can_be_left_out_together(tmp_path: Path) -> None:
    """What remains are posts, conferences, the home page, feeds."""
    built = built_without(tmp_path, *KINDS)
    assert dead(built) == []
    assert {path.split("/")[0] for path in built.files if path.endswith("/index.html")} == {
        "recaps", "articles", "conferences", *{post.route.names[0] for post in built.site.pages}
    }  # fmt: skip


def test_an_old_address_of_a_page_that_is_left_out_leads_nowhere_and_is_not_made(tmp_path: Path) -> None:
    """A redirect needs somewhere to go."""
    kit = site(tmp_path).post("speakers/ida.md", "---\nname: Ida Quill\nredirects: [/people/ida/]\n---\n")
    kit.post("a.md", "---\nconference: SoupConf 2019\n---\n\n## Broth by Ida Quill\n\nHot.\n")
    kit.build().has("people/ida/index.html")
    kit.file("recapgen.toml", 'disable_kinds = ["speaker"]\n').build().lacks("people/ida/index.html")


def test_an_unknown_kind_is_an_error(tmp_path: Path) -> None:
    """With the ones that there are."""
    kit = site(tmp_path).file("recapgen.toml", 'disable_kinds = ["sessions"]\n').post("a.md", "Hot.\n")
    kit.build().fails("recapgen.toml:1", "sessions", "'session'")

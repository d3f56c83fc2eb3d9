"""Videos and slides on other sites: a poster of our own, and nothing asked of anybody before a reader asks for it."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kit import REPOSITORY, Built, elements, site
from recapgen.embeds import FRAMES, embed_of
from recapgen.markdown import to_html, tokenise

YOUTUBE = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("url", "frame"),
    [
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ", YOUTUBE),
        ("http://youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=90", f"{YOUTUBE}?start=90"),
        ("https://m.youtube.com/watch?v=dQw4w9WgXcQ&t=1h2m3s", f"{YOUTUBE}?start=3723"),
        ("https://youtu.be/dQw4w9WgXcQ?si=abc", YOUTUBE),
        ("https://www.youtube.com/live/dQw4w9WgXcQ", YOUTUBE),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ?start=5", f"{YOUTUBE}?start=5"),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
        ("https://vimeo.com/123456789/abcdef0123", "https://player.vimeo.com/video/123456789?dnt=1&h=abcdef0123"),
        ("https://vimeo.com/channels/soup/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
        ("https://player.vimeo.com/video/123456789", "https://player.vimeo.com/video/123456789?dnt=1"),
        (
            "https://speakerdeck.com/player/0123456789abcdef0123456789abcdef",
            "https://speakerdeck.com/player/0123456789abcdef0123456789abcdef",
        ),
        ("https://speakerdeck.com/ida/the-pot", ""),
        ("https://www.slideshare.net/ida/the-pot", ""),
        (
            "https://www.slideshare.net/slideshow/the-pot/26710418",
            "https://www.slideshare.net/slideshow/embed_code/26710418",
        ),
        (
            "https://www.slideshare.net/slideshow/embed_code/key/aB3dE5fG7hI9jK",
            "https://www.slideshare.net/slideshow/embed_code/key/aB3dE5fG7hI9jK",
        ),
    ],
)
def test_an_address_tells_its_frame(url: str, frame: str) -> None:
    found = embed_of(url)
    assert found is not None
    assert (found.url, found.frame) == (url, frame)
    assert not frame or frame.startswith(tuple(f"{host}/" for host in FRAMES))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://youtube.com:8443/watch?v=dQw4w9WgXcQ",
        'https://youtube.com/watch?v="><script>',
        "https://youtube.com/watch?v=short",
        "https://youtube.com/@soup",
        "https://vimeo.com/about",
        "https://speakerdeck.com/ida",
        "javascript://youtube.com/watch?v=dQw4w9WgXcQ",
        "//youtube.com/watch?v=dQw4w9WgXcQ",
        "https://[youtube.com/watch",
        "https://youtube.com:x/watch?v=dQw4w9WgXcQ",
        "",
    ],
)
def test_other_addresses_are_none(url: str) -> None:
    assert embed_of(url) is None


def html(text: str) -> str:
    return to_html(tokenise(text)).html


def test_a_lone_link_becomes_a_figure() -> None:
    """With its words and the host's name; the link stays a link."""
    assert html("[The *pot*, filmed](https://youtu.be/dQw4w9WgXcQ)") == (
        f'<figure class="embed" data-embed="{YOUTUBE}"><a href="https://youtu.be/dQw4w9WgXcQ">The <em>pot</em>, filmed '
        '<span class="embed-host">YouTube</span></a></figure>\n'
    )


def test_a_bare_address_takes_its_words_from_the_heading_above() -> None:
    assert ">The pot <span" in html("## The pot\n\nHot.\n\nhttps://youtu.be/dQw4w9WgXcQ\n")
    assert ">youtu.be/dQw4w9WgXcQ <span" in html("<https://youtu.be/dQw4w9WgXcQ>")


def test_where_the_frame_is_not_known_the_figure_is_a_link() -> None:
    assert html("https://speakerdeck.com/ida/the-pot").startswith('<figure class="embed"><a href=')


@pytest.mark.parametrize(
    "text",
    [
        "See [it](https://youtu.be/dQw4w9WgXcQ).",
        "[One](https://youtu.be/dQw4w9WgXcQ) [two](https://youtu.be/dQw4w9WgXcQ)",
        "[![Still](still.jpg)](https://youtu.be/dQw4w9WgXcQ)",
        "- https://youtu.be/dQw4w9WgXcQ",
        "# https://youtu.be/dQw4w9WgXcQ",
        "[Elsewhere](https://example.org/talk)",
    ],
)
def test_everything_else_stays_what_it_is(text: str) -> None:
    assert "figure" not in html(text)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Built:
    kit = site(tmp_path_factory.mktemp("embeds")).config(base_url="https://soup.example/")
    kit.file("recapgen.toml", 'base_url = "https://soup.example/"\nunsafe_html = ["trusted"]\n')
    kit.post(
        "recaps/soup.md",
        """
        ---
        title: Soup
        conference: SoupConf 2017
        sessions:
          - title: The pot
            speakers: [Ida Quill]
            video: https://www.youtube.com/watch?v=dQw4w9WgXcQ
            slides: https://speakerdeck.com/ida/the-pot
        ---

        Hot.
        """,
    )
    kit.post(
        "recaps/lids.md",
        """
        ---
        title: Lids
        conference: LidConf 2018
        ---

        ## The lid – Bo Lind

        [Filmed](https://vimeo.com/123456789)

        It was said that lids are round.
        """,
    )
    kit.post("pages/plain.md", "---\ntitle: Plain\n---\n\nNothing here.\n")
    kit.post("trusted/own.md", f'---\ntitle: Own\n---\n\n<iframe src="{YOUTUBE}" title="Soup"></iframe>\n')
    return kit.build()


def test_a_sessions_video_is_a_figure_on_its_page(shown: Built) -> None:
    page = shown.page("conferences/soupconf/2017/the-pot/")
    figures = elements(page, "figure")
    assert [figure.attributes.get("data-embed") for figure in figures] == [YOUTUBE]
    assert "The pot YouTube" in " ".join(figures[0].text.split())
    assert "embed." in page


def test_what_the_text_shows_already_is_not_shown_twice(shown: Built) -> None:
    assert len(elements(shown.page("conferences/lidconf/2018/the-lid/"), "figure")) == 1


def test_the_script_is_on_pages_with_an_embed_only(shown: Built) -> None:
    def loaded(path: str) -> list[str]:
        return re.findall(r"assets/embed\.\w+\.(js|css)", shown.page(path))

    assert loaded("conferences/soupconf/2017/the-pot/") == loaded("conferences/lidconf/2018/the-lid/") == ["css", "js"]
    assert loaded("plain/") == loaded("") == loaded("conferences/soupconf/2017/") == []


def test_nothing_is_asked_of_others_before_a_reader_asks(shown: Built) -> None:
    """No element of any page loads anything from another host, but for what a trusted writer put there."""
    for path, data in shown.files.items():
        if not path.endswith(".html") or "own" in path:
            continue
        for element in elements(data.decode()):
            for name in ("src", "srcset", "poster", "data", "background"):
                assert not urlsplit(element.attributes.get(name, "")).netloc, (path, element)
            if element.tag == "link" and element.attributes["rel"] in ("stylesheet", "icon", "preconnect", "preload"):
                assert not urlsplit(element.attributes["href"]).netloc, (path, element)
        assert b"<iframe" not in data


def test_a_trusted_writers_frame_stays(shown: Built) -> None:
    path = next(path for path in shown.files if "own" in path and path.endswith("index.html"))
    shown.has(path, f'<iframe src="{YOUTUBE}" title="Soup"></iframe>')


def test_policy_and_script_name_the_same_hosts(shown: Built) -> None:
    policy = shown.page("_headers")
    assert f"frame-src {' '.join(FRAMES)};" in policy
    script = (REPOSITORY / "themes/programme/assets/embed.js").read_text("utf-8")
    listed = re.search(r"HOSTS = \[(.*?)\]", script, re.DOTALL)
    assert listed
    assert re.findall(r'"([^"]+)"', listed[1]) == [urlsplit(host).netloc for host in FRAMES]
    assert len(script.encode()) < 2500


def test_a_feed_shows_a_link(shown: Built) -> None:
    shown.has("feed.xml", "https://vimeo.com/123456789")


def test_recaps_are_read_as_before(tmp_path: Path) -> None:
    """A figure does not change which sessions there are, nor what is said of them."""
    text = "---\nconference: SoupConf 2017\n---\n\n## The pot – Ida Quill\n\n{}\n\nIt was hot.\n"
    with_it = site(tmp_path / "a").post("recaps/soup.md", text.format("https://youtu.be/dQw4w9WgXcQ")).build().site
    without = site(tmp_path / "b").post("recaps/soup.md", text.format("https://example.org/film")).build().site
    assert [s.title for s in with_it.sessions] == [s.title for s in without.sessions] == ["The pot"]

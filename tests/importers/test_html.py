"""Web pages, whole and in pieces."""

# ruff: noqa: E501

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recapgen.importers import Report
from recapgen.importers.account import settle, stock_of_html
from recapgen.importers.addresses import Addresses
from recapgen.importers.page import articles
from recapgen.importers.tomarkdown import to_markdown

from .conftest import Kitchen

PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>SoupConf 2019 – Ida's blog</title>
<meta property="article:published_time" content="2019-05-06T10:00:00+02:00"><meta property="og:site_name" content="Ida's blog">
<meta name="author" content="Nora Field"><link rel="canonical" href="https://soup.example/2019/soupconf/">
<script>var tracker = "on";</script></head><body>
<header class="site-header"><a href="/">Ida's blog</a><nav><ul><li><a href="/about">About</a></li></ul></nav></header>
<article class="post"><h1 class="entry-title">SoupConf 2019, a recap</h1>
<div class="entry-meta">Posted on <a href="/2019/05">May 6</a></div>
<div class="entry-content"><p>I attended <a href="https://soupconf.example">SoupConf 2019</a> in Ghent. It was great.</p>
<h2>Spoons by Ida Quill (Ladle Ltd)</h2><p>Ida showed <em>spoons</em>. See <a href="../pots/">pots</a>.</p>
<p><img src="pot.png" alt="A pot"></p>
<h2>Steam by Bo Lind (Pan Inc)</h2><p>Bo explained steam to us.</p>
<h2>Salt by Mia Berg (Brine Ltd)</h2><p>Mia talked about salt.</p>
<div class="sharedaddy"><h3>Share this:</h3><a href="https://twitter.example/share">Tweet</a></div></div>
<div class="author-box"><p>Nora cooks.</p></div></article>
<section id="comments"><h2>2 comments</h2><p>Nice soup!</p><a href="javascript:reply()">Reply</a></section>
<footer><p>© Nora</p></footer></body></html>"""
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_the_article_is_found_and_all_around_it_listed(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Title, date, author and address are the page's; navigation, comments and the rest are told apart."""
    kitchen.source("blog/pot.png", PNG)
    one = kitchen.one(kitchen.source("blog/soupconf.html", PAGE))
    text = kitchen.text(one.outcome.path)
    assert text.startswith("---\ntitle: SoupConf 2019, a recap\ndate: 2019-05-06 10:00:00+02:00\nlang: en\n")
    assert "author: Nora Field" in text and "url: https://soup.example/2019/soupconf/" in text
    reasons = {r.text: r.reason for r in one.account.dropped}
    assert reasons["About"] == "navigation"
    assert reasons["Nice soup!"] == "comments"
    assert reasons["Share this:"] == "share buttons"
    assert reasons["Nora cooks."] == "author box"
    assert reasons["© Nora"] == "footer"
    assert reasons['var tracker = "on";'] == "script"
    even(kitchen.runs[0])


@pytest.mark.parametrize("shape", ["<h2>{}</h2>", "<p><strong>{}</strong></p>"])
def test_sessions_of_a_page_stand_under_headings(kitchen: Kitchen, shape: str) -> None:
    """Bold lines that head a session become headings; links into the old site become whole addresses."""
    page = re.sub(r"<h2>(.* by .*?)</h2>", lambda m: shape.format(m.group(1)), PAGE)
    one = kitchen.one(kitchen.source("soupconf.html", page))
    text = kitchen.text(one.outcome.path)
    assert one.sessions == 3
    assert "## Spoons by Ida Quill (Ladle Ltd)" in text
    assert "# Steam by Bo Lind (Pan Inc)" in text and "**Steam" not in text
    assert "[pots](https://soup.example/2019/pots/)" in text
    assert [s.title for s in kitchen.build().understood.site.sessions] == ["Spoons", "Steam", "Salt"]


TITLES_IN_BOLD = """<article><h1>SoupConf 2019, a recap</h1><p>I attended SoupConf 2019 in Ghent.</p>
<p><strong>Spoons and Where to Find Them</strong> by Ida Quill</p><p>Ida showed us spoons.</p>
<p><b>Steam</b> by <a href="https://bo.example">Bo Lind</a> (Pan Inc)</p><p>Bo explained steam.</p>
<p><strong>Handles</strong><br>by Cleo Marsh</p><p>Cleo talked about handles.</p>
<p><strong>Salt</strong> by Mia Berg:</p><p>Mia talked about salt.</p></article>"""


def test_a_bold_title_and_the_speaker_behind_it_become_a_heading(
    kitchen: Kitchen, even: Callable[[Report], None]
) -> None:
    """Also over two lines; a heading needs no bold of its own."""
    one = kitchen.one(kitchen.source("soupconf.html", TITLES_IN_BOLD))
    text = kitchen.text(one.outcome.path)
    assert "## Spoons and Where to Find Them by Ida Quill\n" in text
    assert "## Steam by [Bo Lind](https://bo.example) (Pan Inc)\n" in text
    assert "## Handles by Cleo Marsh\n" in text
    assert "**" not in text
    even(kitchen.runs[0])
    sessions = kitchen.build().understood.site.sessions
    assert {(s.title, *(p.speaker.name for p in s.speakers)) for s in sessions} == {
        ("Spoons and Where to Find Them", "Ida Quill"),
        ("Steam", "Bo Lind"),
        ("Handles", "Cleo Marsh"),
        ("Salt", "Mia Berg"),
    }


def test_links_between_pages_of_a_folder_lead_to_the_new_posts(
    kitchen: Kitchen, even: Callable[[Report], None]
) -> None:
    """By the file's name, and by the address that a page says it has."""
    head = '<title>{0}</title><link rel="canonical" href="https://soup.example/{0}/">'
    kitchen.source("old/lids.html", f"<html><head>{head.format('Lids')}</head><article><p>Hot.</p></article></html>")
    kitchen.source(
        "old/pots.html", "<title>Pots</title><article><p>See <a href='lids.html#top'>lids</a>.</p></article>"
    )
    linked = "<article><p>See <a href='../Lids/'>lids</a>.</p></article>"
    kitchen.source("old/pans.html", f"<html><head>{head.format('Pans')}</head>{linked}</html>")
    even(kitchen.run(kitchen.root / "sources/old"))
    assert "See [lids](/articles/lids.md#top)." in kitchen.text("articles/pots.md")
    assert "See [lids](/articles/lids.md)." in kitchen.text("articles/pans.md")


def test_pictures_beside_a_page_are_copied_into_a_bundle(kitchen: Kitchen) -> None:
    """The post becomes a folder with its picture, and the build copies it."""
    kitchen.source("blog/pot.png", PNG)
    one = kitchen.one(kitchen.source("blog/soupconf.html", PAGE))
    assert one.outcome.path == "recaps/soupconf-2019-a-recap/index.md"
    assert (kitchen.content / "recaps/soupconf-2019-a-recap/pot.png").read_bytes() == PNG
    assert "![A pot](pot.png)" in kitchen.text(one.outcome.path)


def test_a_picture_that_is_none_is_not_copied(kitchen: Kitchen) -> None:
    """The first bytes decide, not the name."""
    kitchen.source("blog/pot.png", b"<script>alert(1)</script>")
    one = kitchen.one(kitchen.source("blog/soupconf.html", PAGE))
    assert not list(kitchen.content.rglob("*.png"))
    assert "is no picture" in one.doubts[0]


def test_a_page_with_several_articles_is_several_posts(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """A blog's front page is split."""
    words = "Soup is good and so is bread, says everybody who has tried both of them together on a cold day. " * 3
    page = "<body><nav>Menu</nav>" + "".join(
        f'<article><h2><a href="https://soup.example/{n}">Post {n}</a></h2><p>{n}: {words}</p></article>' for n in "abc"
    )
    report = kitchen.run(kitchen.source("index.html", page + "<footer>End</footer></body>"))
    assert [i.title for i in report.imported] == ["Post a", "Post b", "Post c"]
    even(report)


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<h2>Spoons {hot}</h2>", "## Spoons &#123;hot}"),
        ("<p>Look!<a href='https://a.example'>here</a></p>", "Look\\![here](https://a.example)"),
        ("<ul><li>a<ol start=3><li>b</ol></ul>", "- a\n  3. b"),
        ("<pre><code class='language-py'>a = `1`\n</code></pre>", "```py\na = `1`\n```"),
        ("<pre>```\nx</pre>", "````\n```\nx\n````"),
        ("<table><tr><th>A<th>B<tr><td>1<td>2|3</table>", "| A | B |\n| --- | --- |\n| 1 | 2\\|3 |"),
        ("<table><tr><td><h2>Big</h2><p>small</p></td></tr></table>", "## Big\n\nsmall"),
        ("<p>1. Soup<br># 2</p>", "1\\. Soup  \n\\# 2"),
        ("<p>a <b>bold </b>word, b<i>old</i></p>", "a **bold** word, b*old*"),
        ("<p><b>“Soup”</b>s</p>", "“Soup”s"),
        ("<iframe src='https://www.youtube.com/embed/x'></iframe>", "<https://www.youtube.com/embed/x>"),
        ("<a href='https://a.example'><h3>T</h3><p>w</p></a>", "### [T](https://a.example)\n\n[w](https://a.example)"),
        ("<dl><dt>Pot</dt><dd>round</dd></dl>", "Pot\n\n: round"),
    ],
)
def test_html_becomes_the_markdown_that_a_person_would_write(html: str, markdown: str) -> None:
    """One construct each."""
    assert to_markdown(html)[0].strip() == markdown


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVa\tScript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<style>@import 'javascript:alert(1)'</style>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    "<p>[x](javascript:alert(1))</p>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<a href='vbscript:x'><b>y</b></a>",
    "<img src='data:image/svg+xml;base64,AAAA'>",
]


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_dangerous_reaches_a_page(html: str) -> None:
    """The Markdown, rendered as a post is, has no script, no handler and no unsafe address."""
    from recapgen.markdown import to_html, tokenise

    shown = to_html(tokenise(to_markdown(html)[0])).html.lower()
    assert (
        "<script" not in shown and '<img src="x"' not in shown.replace("onerror", "ONERROR")
    ) or "onerror" not in shown
    assert 'href="javascript' not in shown and 'href="data' not in shown and 'href="vbscript' not in shown


def test_a_refused_link_is_listed() -> None:
    """`javascript:` is in the report, its words are in the post."""
    html = "<p>Press <a href='javascript:alert(1)'>here</a>.</p>"
    markdown, residue = to_markdown(html)
    assert markdown == "Press here.\n"
    assert settle(stock_of_html(html), markdown, (), residue).lost == ()
    assert residue[0].reason == "unsafe address ('javascript:')"


def test_ten_thousand_elements_inside_one_another_are_no_trouble() -> None:
    """Depth is flattened, words stay."""
    markdown, _ = to_markdown("<div><b>" * 10_000 + "soup")
    assert "soup" in markdown


_WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Co", "Cn"]), min_size=1, max_size=12)
_MARKUP = st.sampled_from(
    [
        "*",
        "_",
        "[a](b)",
        "# ",
        "- ",
        "1. ",
        "> ",
        "`",
        "|",
        "{x}",
        "\\",
        "~~",
        "&amp;",
        "&lt;b&gt;",
        "!",
        "www.a.example",
        "$x$",
        "---",
        "[^1]",
        ": x",
    ]
)
_TEXT = st.lists(
    st.one_of(_WORDS.map(lambda s: s.replace("<", "&lt;").replace("&", "&amp;")), _MARKUP), min_size=1, max_size=4
).map(" ".join)
_INLINE = st.one_of(
    _TEXT,
    st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["b", "em", "i", "strong", "code", "span", "u", "sup", "a href='https://x.example/y'", "s"]),
        _TEXT,
    ).map(lambda s: s.replace("</a href='https://x.example/y'>", "</a>")),
    st.just("<br>"),
    st.builds(
        "<img src='https://x.example/{}.png' alt='{}'>".format,
        st.integers(0, 99),
        st.sampled_from(["a pot", "[x]", ""]),
    ),
)
_LINE = st.lists(_INLINE, min_size=1, max_size=4).map(" ".join)
_BLOCK: st.SearchStrategy[str] = st.deferred(
    lambda: st.one_of(
        st.builds(
            "<{0}>{1}</{0}>".format,
            st.sampled_from(["p", "h2", "h3", "blockquote", "div", "figure", "section", "pre", "summary"]),
            _LINE,
        ),
        st.builds(
            "<{0}><li>{1}</li><li>{2}</li></{0}>".format, st.sampled_from(["ul", "ol"]), st.one_of(_LINE, _BLOCK), _LINE
        ),
        st.builds(
            "<table><tr><th>{}</th><th>{}</th></tr><tr><td>{}</td><td>{}</td></tr></table>".format,
            _LINE,
            _LINE,
            _LINE,
            _LINE,
        ),
        st.builds("<dl><dt>{}</dt><dd>{}</dd></dl>".format, _TEXT, _LINE),
        st.builds("<div>{}<p>{}</p></div>".format, _LINE, _LINE),
        st.builds("<blockquote>{}</blockquote>".format, _BLOCK),
    )
)


@given(st.lists(_BLOCK, min_size=1, max_size=5).map("\n".join))
def test_every_paragraph_and_link_of_any_html_is_accounted_for(html: str) -> None:
    """The sum: what the page holds is what is kept and what is listed."""
    stock = stock_of_html(html)
    accounts = []
    for marks in (True, False):
        markdown, residue = to_markdown(html, Addresses("https://x.example/"), marks=marks)
        accounts.append(settle(stock, markdown, (), residue))
    assert all(a.even for a in accounts)
    best = min(accounts, key=lambda a: len(a.lost))
    assert not best.lost, (best.lost, markdown)


def test_the_heading_that_the_pages_title_begins_with_is_the_posts() -> None:
    """Not the name of the site, wherever that stands."""
    html = """<html><head><title>SoupConf 2019 | Notes | Kitchen</title></head><body><h1 class="logo">Kitchen</h1>
<main><h2>SoupConf 2019</h2><p>I attended SoupConf 2019 in Ghent, and it was good.</p></main></body></html>"""
    (article,) = articles(html)
    assert article.title == "SoupConf 2019"
    assert "<h2>" not in article.html


def test_a_caption_stays_with_its_picture(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """As a line of its own it would head a talk, and those that sentences tell of would be lost."""
    page = (
        "<article><h1>SoupConf 2019</h1><p>I attended SoupConf 2019 in Ghent. It was great and I met many cooks there.</p>"
        '<figure><a href="https://a.example/b.jpg"><img src="https://a.example/p.jpg" alt="p"></a>'
        "<figcaption>Lids: how they fit – Cleo Marsh (Ladle Ltd)</figcaption></figure>"
        "<p>Bo Lind gave a talk called “Steam for all”, which I liked a lot because it had steam in it.</p></article>"
    )
    report = kitchen.run(kitchen.source("a.html", page))
    text = kitchen.text(report.imported[0].outcome.path)
    picture = "[![p](https://a.example/p.jpg)](https://a.example/b.jpg)"
    assert f"{picture}\\\n*Lids: how they fit – Cleo Marsh (Ladle Ltd)*\n" in text
    assert "## " not in text
    assert "Steam for all" in [s.title for s in kitchen.build().understood.site.sessions]
    even(report)


def test_raised_and_lowered_figures_stay_apart_from_their_words(
    kitchen: Kitchen, even: Callable[[Report], None]
) -> None:
    """Of HTML, of HTML inside Markdown, and of a note's link; letters stay as they are."""
    words = "Soup<sup>1</sup> of H<sub>2</sub>O, the 5<sup>th</sup>{}"
    html = words.format(', is old<sup><a href="#n12">12</a></sup>.')
    page = kitchen.source("a.html", f"<article><h1>On A</h1><p>{html}</p><p id='n12'>12 Very.</p></article>")
    post = kitchen.source("b.md", f"# On B\n\n{words.format('.')}\n")
    report = kitchen.run(page, post)
    assert "Soup¹ of H₂O, the 5th, is old¹²." in kitchen.text("articles/on-a.md")
    assert "Soup¹ of H₂O, the 5th.\n" in kitchen.text("articles/b.md")
    even(report)

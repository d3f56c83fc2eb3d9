"""Exports of platforms: WordPress, Blogger, feeds, Medium, Tumblr."""

# ruff: noqa: E501

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable

from recapgen.importers import Report

from .conftest import Kitchen

WXR = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Soup &amp; Co</title><link>https://soup.example</link><language>en-US</language>
<wp:base_blog_url>https://soup.example</wp:base_blog_url>
<wp:author><wp:author_login><![CDATA[nora]]></wp:author_login><wp:author_display_name><![CDATA[Nora Pan]]></wp:author_display_name></wp:author>
<item><title>SoupConf 2019 recap</title><link>https://soup.example/2019/05/soupconf/</link>
<pubDate>Mon, 06 May 2019 08:00:00 +0000</pubDate><dc:creator>nora</dc:creator><guid>https://soup.example/?p=1</guid>
<category domain="category" nicename="events"><![CDATA[Events]]></category><category domain="post_tag" nicename="soup"><![CDATA[soup]]></category>
<content:encoded><![CDATA[<!-- wp:paragraph -->
<p>I attended SoupConf 2019 in Ghent. It was great.</p>
<!-- /wp:paragraph -->
<h2>Spoons by Ida Quill (Ladle Ltd)</h2>
Ida showed us spoons.
She had <a href="https://soup.example/2018/lids/">lids</a> too.

[caption id="a"]<img src="https://soup.example/pot.jpg" alt="pot" /> A pot[/caption]

[sourcecode language="python"]
stir("pot")
[/sourcecode]
<h2>Steam by Bo Lind (Pan Inc)</h2>
Bo explained steam.

[gallery ids="1,2"]]]></content:encoded><excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>1</wp:post_id><wp:post_date>2019-05-06 10:00:00</wp:post_date><wp:post_date_gmt>2019-05-06 08:00:00</wp:post_date_gmt>
<wp:post_name>soupconf</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:comment><wp:comment_author>Mia</wp:comment_author><wp:comment_content>Nice soup! https://mia.example</wp:comment_content></wp:comment></item>
<item><title>On lids</title><link>https://soup.example/2018/lids/</link><content:encoded><![CDATA[Lids keep the cat out.]]></content:encoded>
<wp:post_date>2018-01-02 10:00:00</wp:post_date><wp:post_date_gmt>0000-00-00 00:00:00</wp:post_date_gmt>
<wp:post_name>lids</wp:post_name><wp:status>draft</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>About</title><wp:post_type>page</wp:post_type></item>
<item><title>pot</title><wp:post_type>attachment</wp:post_type></item>
</channel></rss>"""


def test_wordpress_posts_come_with_their_zone_topics_and_shortcodes(
    kitchen: Kitchen, even: Callable[[Report], None]
) -> None:
    """Captions and code are kept, galleries and comments listed, pages and attachments left out."""
    report = kitchen.run(kitchen.source("blog.xml", WXR))
    text = kitchen.text("recaps/soupconf.md")
    assert "date: 2019-05-06 10:00:00+02:00\n" in text
    assert "topics: [Events, soup]\n" in text
    assert "authors: [Nora Pan]\n" in text, "the name that the blog shows, not the login"
    assert "aliases: [/2019/05/soupconf/]\n" in text and "source:" not in text, "it is the blog's own"
    assert "![pot](https://soup.example/pot.jpg)\\\n*A pot*\n" in text
    assert '```python\nstir("pot")\n```' in text
    assert "[lids](/articles/lids.md)" in text, "a link to another post of the export leads to its new place"
    dropped = {r.text: r.reason for r in report.imported[0].account.dropped}
    assert dropped == {'[gallery ids="1,2"]': "shortcode", "Nice soup! https://mia.example": "comment by Mia"}
    lids = kitchen.text("articles/lids.md")
    assert "aliases:" not in lids, "nobody followed a link to a draft"
    assert "draft: true" in lids and "date: 2018-01-02 10:00:00\n" in lids
    assert [x.name for x in report.left_out] == ["About", "pot"]
    even(report)
    assert len(kitchen.build().understood.site.sessions) == 2


def test_blogger_posts_are_told_from_comments_and_settings(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Only entries of the kind `post` are posts."""
    kind = '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{}"/>'
    entries = "".join(
        f"<entry><id>tag:blogger.com,1999:{n}</id><published>2017-06-12T10:00:00.001+02:00</published>{kind.format(k)}"
        f"<title type='text'>{k} {n}</title><content type='html'>&lt;p&gt;Soup is &lt;b&gt;good&lt;/b&gt; {n}.&lt;/p&gt;</content>"
        f"<category scheme='http://www.blogger.com/atom/ns#' term='soup'/><author><name>Nora Pan</name></author>"
        f"<link rel='alternate' href='https://soup.example/2017/06/{n}.html'/></entry>"
        for n, k in enumerate(["post", "comment", "settings", "post"])
    )
    feed = f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xmlns:app='http://www.w3.org/2007/app'><id>tag:blogger.com,1999:blog</id>{entries}</feed>"
    report = kitchen.run(kitchen.source("blog.xml", feed))
    assert [i.title for i in report.imported] == ["post 0", "post 3"]
    assert [x.reason for x in report.left_out] == ["a comment of the blog, no post", "a settings of the blog, no post"]
    assert "Soup is **good** 0." in kitchen.text("articles/post-0.md")
    assert "date: 2017-06-12 10:00:00+02:00\n" in kitchen.text("articles/post-0.md")
    assert "authors: [Nora Pan]\ntopics: [soup]\naliases: [/2017/06/0.html]\n---" in kitchen.text("articles/post-0.md")
    even(report)


def test_feeds_of_each_kind_are_read(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """RSS 2.0, Atom with XHTML, and RSS 1.0."""
    rss = "<rss version='2.0'><channel><title>S</title><item><title>On A</title><link>https://s.example/a</link><description>&lt;p&gt;Aa.&lt;/p&gt;</description></item></channel></rss>"
    atom = "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>On B</title><id>b</id><updated>2020-01-01T00:00:00Z</updated><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Bb <em>is</em>.</p></div></content></entry></feed>"
    rdf = "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' xmlns:dc='http://purl.org/dc/elements/1.1/'><item><title>On C</title><link>https://s.example/c</link><description>Cc.</description><dc:date>2004-05-06</dc:date></item></rdf:RDF>"
    report = kitchen.run(*(kitchen.source(f"{n}.xml", t) for n, t in (("a", rss), ("b", atom), ("c", rdf))))
    assert [i.title for i in report.imported] == ["On A", "On B", "On C"]
    assert "Bb *is*." in kitchen.text("articles/on-b.md")
    assert "date: 2004-05-06\n" in kitchen.text("articles/on-c.md")
    even(report)


def medium(**files: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return made.getvalue()


MEDIUM = """<!DOCTYPE html><html><head><title>On Spoons</title><style>* {margin: 0}</style></head><body><article class="h-entry">
<header><h1 class="p-name">On Spoons</h1></header><section data-field="subtitle" class="p-summary">Wood or steel?</section>
<section data-field="body" class="e-content"><section><div><h3 class="graf--title">On Spoons</h3><h4>Wood or steel?</h4>
<p>Wood is kind to pots, and it is warm in the hand, which steel is not; I have used both for years and I know what I say.
It does not scratch, it does not ring, and it floats in the soup, so that nobody ever has to look for it, not even in the dark.</p>
<pre>a<br>b</pre></div></section></section>
<footer><p>By <a href="https://medium.example/@nora" class="p-author h-card">Nora Field</a> on <a href="https://medium.example/p/1"><time class="dt-published" datetime="2019-05-06T10:00:00.000Z">May 6, 2019</time></a>.</p>
<p><a href="https://medium.example/on-spoons" class="p-canonical">Canonical link</a></p><p>Exported from <a href="https://medium.com">Medium</a>.</p></footer>
</article></body></html>"""


def test_a_medium_export_is_read_inside_its_zip(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Repeated titles and the footer are listed; drafts are drafts; other data is left out."""
    data = medium(
        **{
            "posts__2019-05-06_On-Spoons-0a1b2c3d4e5f.html": MEDIUM,
            "posts__draft_On-Lids-aaaaaaaaaaaa.html": MEDIUM.replace("Spoons", "Lids"),
            "claps__claps-0001.html": "<p>claps</p>",
        }
    )
    report = kitchen.run(kitchen.source("medium.zip", data))
    text = kitchen.text("articles/on-spoons.md")
    assert "title: On Spoons\nsubtitle: Wood or steel?\ndate: 2019-05-06 10:00:00+00:00\n" in text
    assert "author: Nora Field\n  publication: Medium\n  url: https://medium.example/on-spoons\n" in text
    assert text.count("On Spoons") == 1
    assert "```\na\nb\n```" in text
    assert "draft: true" in kitchen.text("articles/on-lids.md")
    assert [x.name for x in report.left_out] == ["claps/claps-0001.html"]
    even(report)


def test_a_page_of_a_medium_export_is_read_alone(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """With what the page of any site would not tell: who wrote it, when, and its subtitle."""
    report = kitchen.run(kitchen.source("2019-05-06_On-Spoons-0a1b2c3d4e5f.html", MEDIUM))
    text = kitchen.text("articles/on-spoons.md")
    assert "title: On Spoons\nsubtitle: Wood or steel?\ndate: 2019-05-06 10:00:00+00:00\n" in text
    assert "author: Nora Field\n  publication: Medium\n  url: https://medium.example/on-spoons\n" in text
    assert text.count("On Spoons") == 1
    even(report)


def test_names_of_wordpress_categories_are_unescaped_however_often_they_were_escaped(kitchen: Kitchen) -> None:
    """WordPress escapes them for HTML, and some exports do so again."""
    once, twice = "<![CDATA[Pots &amp; Pans]]>", "Salt &amp;amp;amp; Soup"
    kitchen.run(kitchen.source("blog.xml", WXR.replace("<![CDATA[Events]]>", once).replace("<![CDATA[soup]]>", twice)))
    assert "topics: [Pots & Pans, Salt & Soup]\n" in kitchen.text("recaps/soupconf.md")


def test_a_tumblr_archive_is_read_inside_its_zip(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Whole answers and single posts; the pictures that lie with them are copied, all else is listed."""
    answer = {
        "response": {
            "posts": [
                {"id": 1, "type": "text", "title": "On Soup", "body": "<p>Good.</p>", "post_url": "https://t.example/1"}
            ]
        }
    }
    photo = {
        "id": 2,
        "type": "photo",
        "blog_name": "pots",
        "slug": "pot",
        "caption": "<p>A pot. <img src='https://media.example/7/pot.png' alt=''></p>",
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("archive/page-1.json", json.dumps(answer))
        archive.writestr("archive/2.json", json.dumps(photo))
        archive.writestr("media/pot.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
        archive.writestr("theme.html", "<p>None</p>")
        archive.writestr("../out.json", json.dumps(answer))
    report = kitchen.run(kitchen.source("tumblr.zip", made.getvalue()))
    assert {i.outcome.path for i in report.imported} == {"articles/on-soup.md", "articles/pot/index.md"}
    assert "![](pot.png)" in kitchen.text("articles/pot/index.md")
    assert (kitchen.content / "articles/pot/pot.png").is_file()
    assert {(x.name, x.reason) for x in report.left_out} == {
        ("../out.json", "its path is unsafe: a segment is '..'"),
        ("theme.html", "no JSON with posts"),
    }
    even(report)


def test_tumblr_posts_of_each_type_are_read(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Text, link, quote, photo, and the new format; reblogs are drafts, notes are listed."""
    posts = [
        {
            "id": 1,
            "type": "text",
            "title": "On Soup",
            "body": "<p>Good.</p>",
            "tags": ["soup"],
            "note_count": 3,
            "date": "2017-06-12 10:00:00 GMT",
            "post_url": "https://t.example/1",
        },
        {
            "id": 2,
            "type": "link",
            "title": "A pot",
            "url": "https://pot.example",
            "description": "<p>Round.</p>",
            "post_url": "https://t.example/2",
        },
        {
            "id": 3,
            "type": "quote",
            "text": "Stir.",
            "source": "Bo Lind",
            "reblogged_from_name": "bo",
            "post_url": "https://t.example/3",
        },
        {
            "id": 4,
            "type": "photo",
            "caption": "<p>Pot.</p>",
            "photos": [{"caption": "", "original_size": {"url": "https://t.example/p.jpg"}}],
            "post_url": "https://t.example/4",
        },
        {
            "id": 5,
            "type": "blocks",
            "blog_name": "soup",
            "content": [
                {"type": "text", "subtype": "heading1", "text": "On Lids"},
                {
                    "type": "text",
                    "text": "See here.",
                    "formatting": [{"type": "link", "start": 4, "end": 8, "url": "https://lid.example"}],
                },
            ],
        },
    ]
    report = kitchen.run(kitchen.source("posts.json", json.dumps({"response": {"posts": posts}})))
    assert [i.title for i in report.imported][:2] == ["On Soup", "A pot"]
    assert "date: 2017-06-12 10:00:00+00:00\n" in kitchen.text("articles/on-soup.md")
    assert "[A pot](https://pot.example)" in kitchen.text("articles/a-pot.md")
    assert report.imported[2].draft and "reblog of bo's" in report.imported[2].doubts[0]
    assert "See [here](https://lid.example)." in kitchen.text("articles/on-lids.md")
    assert report.imported[0].account.dropped[0].text == "3 notes"
    even(report)

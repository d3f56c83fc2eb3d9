"""Folders of other generators' Markdown."""

# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from recapgen.importers import Report
from recapgen.importers.dialects import plain_markdown

from .conftest import Kitchen

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


def test_a_hugo_site_is_imported(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """TOML headers, bundles with pictures, shortcodes; section pages are left out."""
    kitchen.source("hugo/content/posts/soupconf/pot.png", PNG)
    kitchen.source(
        "hugo/content/posts/soupconf/index.md",
        '+++\ntitle = "SoupConf 2019 recap"\ndate = 2019-05-06T10:00:00+02:00\ntags = ["soup", "pots"]\ndraft = false\nshowtoc = true\n+++\n\n'
        "I attended SoupConf 2019 in Ghent. It was great.\n\n## Spoons by Ida Quill (Ladle Ltd)\n\nIda showed spoons.\n\n"
        '{{< figure src="pot.png" alt="A pot" >}}\n\n## Steam by Bo Lind (Pan Inc)\n\nBo explained steam. {{< youtube abc >}}\n',
    )
    kitchen.source("hugo/content/_index.md", "---\ntitle: Home\n---\n")
    kitchen.source("hugo/themes/x/README.md", "# Theme\n")
    report = kitchen.run(kitchen.root / "sources/hugo")
    assert [i.outcome.path for i in report.imported] == ["recaps/soupconf/index.md"]
    text = kitchen.text("recaps/soupconf/index.md")
    assert "date: 2019-05-06 10:00:00+02:00\n" in text and "topics: [soup, pots]\n" in text
    assert "![A pot](pot.png)" in text and "<https://www.youtube.com/watch?v=abc>" in text
    assert (kitchen.content / "recaps/soupconf/pot.png").read_bytes() == PNG
    assert [x.name for x in report.left_out] == ["content/_index.md", "themes/"]
    even(report)
    assert [s.title for s in kitchen.build().understood.site.sessions] == ["Spoons", "Steam"]


def test_a_jekyll_site_is_imported(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Dates in file names, Liquid tags, drafts, raw HTML."""
    kitchen.source(
        "jekyll/_posts/2017-06-12-on-soup.md",
        "---\nlayout: post\ntitle: On Soup\ncategories: soup pots\n---\nSoup <b>is</b> good.\n{: .lead}\n\n"
        '{% highlight python %}\nstir("*")\n{% endhighlight %}\n\n<div class="x"><p>Raw <a href="https://a.example">words</a>.</p></div>\n\n{% include ad.html %}\n',
    )
    kitchen.source("jekyll/_drafts/lids.md", "---\ntitle: Lids\n---\nLids.\n")
    report = kitchen.run(kitchen.root / "sources/jekyll")
    text = kitchen.text("articles/on-soup.md")
    assert "date: 2017-06-12\n" in text
    assert (
        "Soup **is** good." in text
        and '```python\nstir("*")\n```' in text
        and "Raw [words](https://a.example)." in text
    )
    assert "draft: true" in kitchen.text("articles/lids.md")
    dropped = [r.text for i in report.imported for r in i.account.dropped]
    assert "{% include ad.html %}" in dropped and "{: .lead}" in dropped and "layout: post" in dropped
    even(report)


def test_a_pelican_site_is_imported_and_restructuredtext_is_said_to_be_out_of_reach(kitchen: Kitchen) -> None:
    """`Key: value` headers and `{static}` links; .rst files are listed with the way out."""
    kitchen.source("pelican/content/images/pot.png", PNG)
    kitchen.source(
        "pelican/content/soup.md",
        "Title: On Soup\nDate: 2017-06-12 10:20\nTags: soup, pots\nStatus: draft\n\nSoup. ![pot]({static}/images/pot.png)\n",
    )
    kitchen.source("pelican/content/old.rst", "Old\n===\n")
    report = kitchen.run(kitchen.root / "sources/pelican")
    text = kitchen.text("articles/soup/index.md")
    assert "date: 2017-06-12 10:20:00\ndraft: true\n" in text and "topics: [soup, pots]" in text
    assert "![pot](pot.png)" in text
    assert "reStructuredText is not read" in report.left_out[0].reason and "pandoc" in report.left_out[0].reason


def test_front_matter_that_is_ours_already_stays(kitchen: Kitchen) -> None:
    """`conference` and `sessions` are taken as they are."""
    source = "---\ntitle: T\nconference: {name: SoupConf, year: 2019}\nsessions:\n- title: Spoons\n  speakers: [Ida Quill (Ladle)]\n---\nWords.\n"
    kitchen.one(kitchen.source("t.md", source))
    assert "conference:\n  name: SoupConf\n  year: 2019\n" in kitchen.text("recaps/t.md")
    assert "- title: Spoons\n" in kitchen.text("recaps/t.md")


def test_a_broken_post_does_not_stop_the_others(kitchen: Kitchen) -> None:
    """It is listed with the line that is wrong."""
    kitchen.source("md/a.md", "---\ntitle: [\n---\nWords.\n")
    kitchen.source("md/b.md", "---\ntitle: B\n---\nWords.\n")
    report = kitchen.run(kitchen.root / "sources/md")
    assert [i.title for i in report.imported] == ["B"]
    assert report.left_out[0].name == "a.md" and "line" in report.left_out[0].reason


@pytest.mark.parametrize(
    ("foreign", "ours"),
    [
        ("{{< youtube id=\"x1\" >}}", "<https://www.youtube.com/watch?v=x1>"),
        ("{% raw %}a{% endraw %}", "a"),
        ("[a]({{ site.baseurl }}/b)", "[a](/b)"),
        ('![a]({{ "/b.png" | relative_url }})', "![a](/b.png)"),
        ("`{{ x }}` <kbd>q</kbd>", "`` `q`"),
        ("a<br/>b <img src=\"p.png\" alt='P'>", "a<br>b ![P](p.png)"),
        ("```\n{% x %} <b>\n```", "```\n{% x %} <b>\n```"),
        ("{{% notice %}}Mind the pot.{{% /notice %}}", "Mind the pot."),
    ],
)  # fmt: skip
def test_dialects_become_plain_markdown(foreign: str, ours: str) -> None:
    """One construct each; code blocks are left alone."""
    assert plain_markdown(foreign)[0].strip() == ours


def test_links_between_posts_of_a_folder_lead_to_the_new_posts(
    kitchen: Kitchen, even: Callable[[Report], None]
) -> None:
    """By file, by `post_url` and `ref`, by permalink, alias and usual address; code and other links stay."""
    kitchen.source("old/_posts/2017-06-12-on-soup.md", "---\ntitle: On Soup\naliases: /soup.html\n---\nSoup.\n")
    kitchen.source("old/content/posts/lids.md", "---\ntitle: Lids\ndate: 2018-01-02\nurl: /about/lids/\n---\nLids.\n")
    kitchen.source("old/content/posts/spoons/index.md", "---\ntitle: Spoons\ndate: 2018-01-02\n---\nSpoons.\n")
    links = {
        "../_posts/2017-06-12-on-soup.md": "/articles/on-soup.md",
        "/soup.html#hot": "/articles/on-soup.md#hot",
        "{% post_url 2017-06-12-on-soup %}": "/articles/on-soup.md",
        "/2017/06/12/on-soup.html": "/articles/on-soup.md",
        "/about/lids": "/articles/lids.md",
        '{{< relref "posts/spoons" >}}': "/articles/spoons.md",
        "/posts/spoons/": "/articles/spoons.md",
        "/tags/soup/": "/tags/soup/",
        "https://soup.example/soup.html": "https://soup.example/soup.html",
    }
    lines = [f"- [number {number}]({old})" for number, old in enumerate(links)]
    body = "\n".join(
        [*lines, "", "```", "[a](/soup.html)", "```", "", "A [b][c] and `](/soup.html)`.", "", "[c]: /soup.html"]
    )
    kitchen.source("old/about/all.md", f"---\ntitle: All\n---\n{body}\n")
    report = kitchen.run(kitchen.root / "sources/old")
    text = kitchen.text("articles/all.md")
    for number, new in enumerate(links.values()):
        assert f"- [number {number}]({new})\n" in text
    assert "```\n[a](/soup.html)\n```" in text and "`](/soup.html)`" in text and "[c]: /articles/on-soup.md" in text
    even(report)
    built = kitchen.build().understood
    assert [w.message for w in built.warnings if w.code == "RG410"] == [
        "the link '/tags/soup/' leads to nothing in the site"
    ]


@pytest.mark.parametrize(
    ("permalink", "aliases"),
    [
        ("permalink: /2017/soup/", "aliases: [/2017/soup/]\n"),
        ("url: soup.html\naliases: [/s/]", "aliases: [/soup.html, /s/]\n"),
        ("permalink: /:year/:title/", ""),
        ("permalink: pretty", ""),
        ("permalink: /archive/", ""),
        ("permalink: /../soup/", ""),
        ("permalink: /articles/2017/soup/", ""),
        ("permalink: https://soup.example/2017/soup/", ""),
    ],
)
def test_a_permalink_becomes_an_alias(
    kitchen: Kitchen, even: Callable[[Report], None], permalink: str, aliases: str
) -> None:
    """Where it is an address, and not that of a page that is there anyway; the site builds."""
    kitchen.one(kitchen.source("soup.md", f"---\ntitle: Soup\ndate: 2017-06-12\n{permalink}\n---\nHot.\n"))
    text = kitchen.text("articles/soup.md")
    assert aliases in text and text.count("alias") == bool(aliases)
    even(kitchen.runs[0])
    assert kitchen.build()


def test_an_old_address_that_two_posts_claim_stays_with_one(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """With the first that is no draft; the other loses it, which is said, and the site builds."""
    for name, more in (("a", "draft: true"), ("b", "aliases: [/b/]"), ("c", "aliases: [/c/]")):
        kitchen.source(f"old/{name}.md", f"---\ntitle: Soup {name}\npermalink: /soup/\n{more}\n---\nSoup {name}.\n")
    report = kitchen.run(kitchen.root / "sources/old")
    assert "aliases: [/soup/, /b/]\n" in kitchen.text("articles/b.md")
    assert "aliases: [/c/]\n" in kitchen.text("articles/c.md")
    assert "aliases" not in kitchen.text("articles/a.md")
    left = [(one.title, r.text, Path(r.reason.split()[4]).name) for one in report.imported for r in one.account.dropped]
    assert left == [("Soup a", "aliases: /soup/", "b.md"), ("Soup c", "aliases: /soup/", "b.md")]
    even(report)
    assert kitchen.build()


HTML_POST = (
    '--- \nlayout: post\ntitle: On Soup\ncategories:\n- soup\n---\n\n<p>Soup is <b>good</b>. See <a href="/2016/lids.html">lids</a>.</p>\n'
    '{% highlight html %}\n<b>\n{% endhighlight %}\n<p><img src="/pot.png" alt="A pot"></p>\n{% include share.html %}\n'
)


@pytest.mark.parametrize("alone", [True, False], ids=["alone", "in its folder"])
def test_html_below_front_matter_is_a_post(kitchen: Kitchen, even: Callable[[Report], None], alone: bool) -> None:
    """Its header is read as one, Liquid goes, links into the site stay, pictures of the folder come along."""
    file = kitchen.source("jekyll/_posts/2017-06-12-on-soup.html", HTML_POST)
    kitchen.source("jekyll/pot.png", PNG)
    report = kitchen.run(file if alone else kitchen.root / "sources/jekyll")
    text = kitchen.text("articles/on-soup.md" if alone else "articles/on-soup/index.md")
    assert text.startswith("---\ntitle: On Soup\ndate: 2017-06-12\ntopics: [soup]\n---\n\nSoup is **good**.")
    assert "[lids](/2016/lids.html)" in text and "```html\n<b>\n```" in text and "{%" not in text
    assert f"![A pot]({'/pot.png' if alone else 'pot.png'})" in text
    assert "{% include share.html %}" in [r.text for r in report.imported[0].account.dropped]
    even(report)


def test_every_file_of_a_folder_that_is_not_taken_is_listed(kitchen: Kitchen) -> None:
    """A reason for each; a generator's own folders are named once."""
    kitchen.source("blog/_posts/2017-06-12-soup.md", "# Soup\n\nSoup. ![pot](/shown.png)\n")
    kitchen.source("blog/shown.png", PNG)
    kitchen.source("blog/not-shown.png", PNG)
    kitchen.source("blog/index.html", "---\nlayout: default\n---\n<p>Home</p>\n")
    kitchen.source("blog/tags/index.html", "---\nlayout: x\n---\n{% for tag in site.tags %}{{ tag }}{% endfor %}\n")
    kitchen.source("blog/saved.html", "<!doctype html><title>A</title><p>B</p>\n")
    kitchen.source("blog/notes.txt", "Lids are good.\n")
    kitchen.source("blog/_config.yml", "title: Blog\n")
    kitchen.source("blog/_layouts/post.html", "---\nlayout: default\n---\n{{ content }}\n")
    kitchen.source("blog/_layouts/default.html", "{{ content }}\n")
    report = kitchen.run(kitchen.root / "sources/blog")
    own, other = "a page of the generator's own, no post", "beside posts of another format: import it by its name"
    reasons = {x.name: x.reason for x in report.left_out}
    assert reasons == {
        "index.html": own,
        "tags/index.html": own,
        "_config.yml": "of no format that posts have",
        "not-shown.png": "a picture that no post shows",
        "notes.txt": f"text of a web page, {other} if it is a post",
        "saved.html": f"web page, {other} if it is a post",
        "_layouts/": "a folder of the generator's own",
    }


def test_a_folder_taken_file_by_file_lists_what_is_left_and_goes_on_after_an_error(kitchen: Kitchen) -> None:
    """A text that is too long is an error of its own; the texts behind it are read."""
    kitchen.source("notes/a.txt", b"Soup is good.\n" * 700_000)
    kitchen.source("notes/b.txt", "Lids are good.\n")
    kitchen.source("notes/c.css", "p {}\n")
    report = kitchen.run(kitchen.root / "sources/notes")
    assert [i.title for i in report.imported] == ["Lids are good"]
    assert [d.path.rpartition("/")[2] for d in report.errors] == ["a.txt"]
    assert [(x.name, x.reason) for x in report.left_out] == [("c.css", "of no format that posts have")]


def test_a_format_out_of_reach_says_the_way_out_for_a_file_alone_too(kitchen: Kitchen) -> None:
    """The same words as in a folder."""
    report = kitchen.run(kitchen.source("soup.rst", "Soup\n====\n"))
    assert report.errors[0].code == "RG706" and "pandoc -f rst" in report.errors[0].hint


def test_tags_that_jekyll_parts_at_spaces_are_parted(kitchen: Kitchen) -> None:
    """In its folders, and by a day in the name and a layout; a comma parts at commas; others keep their spaces."""
    kitchen.source("blog/_posts/soup.md", "---\ntitle: A\ntags: soup pots\ncategories: food\n---\nA.\n")
    kitchen.source("blog/2019-05-06-lids.md", "---\ntitle: B\nlayout: post\ntags: lids, hot pots\n---\nB.\n")
    kitchen.source("blog/2019-05-06-pans.md", "---\ntitle: C\nlayout: post\ntags: pans steam\n---\nC.\n")
    kitchen.source("blog/content/hugo.md", "---\ntitle: D\ntags: hot pots\n---\nD.\n")
    kitchen.run(kitchen.root / "sources/blog")
    listed = {name: line for name in "abcd" for line in _of_title(kitchen, name) if line.startswith("topics: ")}
    assert listed == {
        "a": "topics: [soup, pots, food]",
        "b": "topics: [lids, hot pots]",
        "c": "topics: [pans, steam]",
        "d": "topics: [hot pots]",
    }


def _of_title(kitchen: Kitchen, title: str) -> list[str]:
    """The lines of the post with this title."""
    texts = [p.read_text() for p in kitchen.content.rglob("*.md")]
    return next(text for text in texts if f"title: {title.upper()}\n" in text).split("\n")


def test_names_in_one_table_are_authors_of_their_own(kitchen: Kitchen) -> None:
    """`name` may hold several, with commas."""
    one = kitchen.one(
        kitchen.source("a.md", '---\ntitle: A\nauthor: {name: "Ida Quill, Bo Lind and Cleo Marsh"}\n---\nSoup.\n')
    )
    assert "authors: [Ida Quill, Bo Lind, Cleo Marsh]\n" in kitchen.text(one.outcome.path)


def test_links_into_the_old_site_are_listed_by_a_command_that_exists(kitchen: Kitchen) -> None:
    """`recapgen build` warns of those that lead nowhere."""
    one = kitchen.one(kitchen.source("a.md", "---\ntitle: A\n---\nSee [lids](/2019/lids/).\n"))
    assert "it has links into the old site: `recapgen build` lists those that lead nowhere" in one.notes
    assert [w.code for w in kitchen.build().understood.warnings] == ["RG410"]


def test_a_tag_that_goes_leaves_no_gap(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """The space before it goes with it; the report says what went."""
    text = 'Ida Quill {% include tw.html user="ida" %}, of Ladle {{ x }} Ltd{{< ref-me >}}, came {% include y.html %}\nin.\n'
    one = kitchen.one(kitchen.source("a.md", f"# A\n\n{text}"))
    assert "Ida Quill, of Ladle Ltd, came\nin.\n" in kitchen.text(one.outcome.path)
    assert [(r.text, r.reason) for r in one.account.dropped if "tw" in r.text] == [
        ('{% include tw.html user="ida" %}', "Liquid tag: what it included is not in the post")
    ]
    even(kitchen.runs[0])

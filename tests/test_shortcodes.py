"""Tags of other generators in posts: what is certain is replaced, and what is left is told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit import examples, site
from recapgen.shortcodes import left_over, replaced

REPLACED: dict[str, str] = {
    "[a]({{ site.url }}/a/)": "[a](/a/)",
    "[a]({{site.url}}{{ site.baseurl }}/a/)": "[a](/a/)",
    '[a]({{ "/a/" | relative_url }})': "[a](/a/)",
    "[a]({{ '/a/' | prepend: site.baseurl }})": "[a](/a/)",
    "[a]({% post_url 2019-05-06-soup %})": "[a]({ref}2019-05-06-soup)",
    "[a]({%- link _posts/2019-05-06-soup.md -%}#hot)": "[a]({ref}_posts/2019-05-06-soup.md#hot)",
    '{% link "Soup, seen",\n "https://soup.example/v" %}': "[Soup, seen](https://soup.example/v)\n",
    '{% link "Soup" %}': '{% link "Soup" %}',
    '[a]({{< ref "soup.md" >}})': "[a]({ref}soup.md)",
    '[a]({{% relref path="soup.md#hot" %}})': "[a]({ref}soup.md#hot)",
    '{{< figure src="/pot.png" alt="A pot" >}}': "![A pot](/pot.png)",
    '{{< figure src="/pot.png"\n  caption="Hot" >}}\nSoup': "![](/pot.png)<br>*Hot*\n\nSoup",
    '{% include figure.html src="/pot.png" alt="A pot" %}': "![A pot](/pot.png)",
    "{{< youtube abc >}}": "<https://www.youtube.com/watch?v=abc>",
    "{% raw %}Soup{% endraw %}": "Soup",
    "{% highlight ruby %}\n{{ site.url }}/\n~~~\n{% endhighlight %}": "~~~~ruby\n{{ site.url }}/\n~~~\n~~~~",
    "# Soup\n{: .no_toc}\n": "# Soup\n\n",
    '[a](/a/){:target="_blank" .out}': "[a](/a/)",
    "`{% post_url a %}`": "`{% post_url a %}`",
    "```\n{{ site.url }}/a\n```": "```\n{{ site.url }}/a\n```",
    "Visit {{ site.url }}, {{ your.own }} and {:ok, soup}.": "Visit {{ site.url }}, {{ your.own }} and {:ok, soup}.",
    "{% include share.html %} {{< pot >}}": "{% include share.html %} {{< pot >}}",
    '## Soup {speakers="Ida Quill"}': '## Soup {speakers="Ida Quill"}',
}


@pytest.mark.parametrize("written", REPLACED)
def test_a_tag_gives_way_to_what_it_certainly_stands_for(written: str) -> None:
    """In its line; code, and all of which nothing is certain, stays as it is."""
    assert replaced(written) == REPLACED[written]


PIECES = [
    "{{",
    "}}",
    "{%",
    "%}",
    "{{<",
    ">}}",
    "{:",
    "}",
    "`",
    "~~~",
    "\n",
    " ",
    "figure src=",
    '"',
    "a",
    "highlight a",
]


@examples(200)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_the_tags_each_line_stays_where_it_is(text: str) -> None:
    assert replaced(text).count("\n") == text.count("\n")
    assert "".join(left_over(text)) is not None


@pytest.mark.parametrize(
    "piece", ["{{", "{% a ", "{{< a ", "{{ ", "{: .a ", "`", "{% highlight a %}\n", "{% a\n", '{{< a "']
)
def test_tags_that_are_only_begun_cost_no_more_than_others(piece: str) -> None:
    text = "{{" + piece * (200_000 // len(piece))
    start = time.perf_counter()
    left_over(replaced(text))
    assert time.perf_counter() - start < 10


def test_links_to_files_find_them_wherever_they_lie(tmp_path: Path) -> None:
    """As Pelican, Jekyll and Hugo name them; one that names no file, or one of two, is told as it was written."""
    kit = site(tmp_path)
    kit.post("_posts/2019-05-06-soup.md", "---\nlayout: post\n---\n\nHot soup.\n")
    kit.post("posts/lids/index.md", "---\ndate: 2019-05-07\n---\n\nMany lids.\n")
    kit.post("a/pot.md", "---\ndate: 2019-05-07\n---\n\nOne pot.\n").post(
        "b/pot.md", "---\ndate: 2018\n---\n\nTwo pots.\n"
    )
    kit.post("img/pot.txt", "A pot.")
    links = {
        "{% post_url 2019-05-06-soup %}": "/articles/2019/soup/",
        "{filename}/posts/lids/index.md#two": "/articles/2019/lids/#two",
        "|filename|lids.md": "/articles/2019/lids/",
        '{{< relref "lids" >}}': "/articles/2019/lids/",
        "{filename}../b/pot.md": "/articles/2018/pot/",
        "{static}/img/pot.txt": "/img/pot.txt",
        "{filename}pot.md": "",
        '{{< ref "gone.md" >}}': "",
    }
    lines = "\n".join(f"- [number {number}]({link})" for number, link in enumerate(links))
    built = kit.post("posts/all.md", f"---\ntitle: All\ndate: 2019-05-08\n---\n\nHot.\n\n{lines}\n").build()
    page = built.page("articles/2019/all/index.html")
    for number, wanted in enumerate(links.values()):
        assert not wanted or f'<a href="{wanted}">number {number}</a>' in page
    assert [(one.line, one.message) for one in built.warnings] == [
        (14, "the link 'pot.md' leads to nothing in the site"),
        (15, "the link 'gone.md' leads to nothing in the site"),
    ]


def test_tags_that_are_left_are_told_with_their_place(tmp_path: Path) -> None:
    """Not those in code, nor variables that may be anybody's."""
    text = "Hot {% include pot.html %}, `{% if %}`,\n{{ page.title }} and {{ your.own }}.\n"
    built = site(tmp_path).post("soup.md", f"---\ntitle: A\n---\n\n{text}").build()
    assert [(one.code, one.line, one.column) for one in built.warnings] == [("RG204", 5, 5), ("RG204", 6, 1)]
    assert "'{% include pot.html %}'" in built.warnings[0].message

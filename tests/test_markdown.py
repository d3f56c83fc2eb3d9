"""Markdown to tokens to HTML: what an author may write, what comes out, and what never does."""

from __future__ import annotations

import json
import re
import time
from html import unescape
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from kit import elements, examples, site, visible
from recapgen.markdown import (
    HIGHLIGHT_LIMIT,
    SITE,
    cut,
    highlight,
    inline_text,
    inward_links,
    line_at,
    plain,
    to_html,
    tokenise,
    unsafe_url,
    with_all_rules,
)
from recapgen.tags import as_tokens


def html(text: str, *, unsafe_html: bool = False) -> str:
    return to_html(tokenise(text, unsafe_html=unsafe_html), unsafe_html=unsafe_html).html


def tags(text: str) -> str:
    """As a post of which nobody vouches for the HTML."""
    tokens = tokenise(text)
    as_tokens(tokens)
    return to_html(tokens).html


# -- what comes out ----------------------------------------------------------------------------------------------------

WRITTEN = {
    "# Soup & *spoons*": '<h1 id="soup-and-spoons">Soup &amp; <em>spoons</em></h1>\n',
    "# Soup\n\n# Soup": '<h1 id="soup">Soup</h1>\n<h1 id="soup-1">Soup</h1>\n',
    "# Soup {#hot}": '<h1 id="hot">Soup</h1>\n',
    "# Soup {#hot} {session=no .red}": '<h1 class="red" id="hot">Soup</h1>\n',
    "# Soup {.red}": '<h1 class="red" id="soup">Soup</h1>\n',
    "one  \ntwo": "<p>one<br>\ntwo</p>\n",
    "one<br>two<BR/>three<br />": "<p>one<br>\ntwo<br>\nthree<br>\n</p>\n",
    "~~hot~~": "<p><s>hot</s></p>\n",
    "https://soup.example": '<p><a href="https://soup.example">https://soup.example</a></p>\n',
    "a <!-- not seen --> b": "<p>a  b</p>\n",
    "<!-- not\n\nseen -->\n\na": "<p>a</p>\n",
    "Soup\n: Wet": "<dl>\n<dt>Soup</dt>\n<dd>Wet</dd>\n</dl>\n",
    "<b>bold</b>": "<p>&lt;b&gt;bold&lt;/b&gt;</p>\n",
    "![Lids](a.png)": '<p><img src="a.png" alt="Lids" loading="lazy"></p>\n',
    "![Lids](a.png){.wide onclick=x width=9}": '<p><img src="a.png" alt="Lids" class="wide" loading="lazy"></p>\n',
    "[a](/b/){#c style=x}": '<p><a href="/b/" id="c">a</a></p>\n',
    "`a`{.b}": '<p><code class="b">a</code></p>\n',
}


@pytest.mark.parametrize("text", WRITTEN, ids=repr)
def test_markdown_becomes_html(text: str) -> None:
    """CommonMark, GitHub's additions, attributes and comments, as one fragment of HTML."""
    assert html(text) == WRITTEN[text]


TAGS = {
    "a <b>c</b> <i>d</i>": "<p>a <strong>c</strong> <em>d</em></p>\n",
    "<a class='x' href='/b/' onclick='y'>c</a>": '<p><a href="/b/">c</a></p>\n',
    "<a href='https://soup.example/a b?c=1&amp;d=2'>c</a>": (
        '<p><a href="https://soup.example/a%20b?c=1&amp;d=2">c</a></p>\n'
    ),
    "<a href='/b/'>*c* <img src='d.png' alt='e' width=9></a>": (
        '<p><a href="/b/"><em>c</em> <img src="d.png" alt="e" loading="lazy"></a></p>\n'
    ),
    "<a name='top'></a>Soup": "<p>Soup</p>\n",
    "<div class='x'>\n\nSoup\n\n</div>": "<p>Soup</p>\n",
    "<p>one</p>\n<p>two</p>": "<p>one</p>\n<p>two</p>",
    "<h1 style='x'>Soup</h1>": "<h2>Soup</h2>",
    "<ul>\n<li>one</li>\n<li>two <b>c</b></li>\n</ul>": ("<ul>\n<li>one</li>\n<li>two <strong>c</strong></li>\n</ul>"),
    "<td>one</td>": "<p>one</p>\n",
    "<p>one": "<p>one</p>\n",
    "<p>one <ul><li>two</li></ul></p>": "<p>one two</p>\n",
    "<font color=red>red</font>, <span>a</span>": "<p>red, a</p>\n",
    "<b>a *b</b> c*": "<p><strong>a <em>b c</em></strong></p>\n",
    "*a <b>b* c</b>": "<p><em>a <strong>b</strong></em> c</p>\n",
    "a</b> c": "<p>a c</p>\n",
    "<b>a <i>b</b> c": "<p><strong>a <em>b</em></strong> c</p>\n",
    "vector<int> and <T>": "<p>vector&lt;int&gt; and &lt;T&gt;</p>\n",
    "`<b>a</b>`": "<p><code>&lt;b&gt;a&lt;/b&gt;</code></p>\n",
    "[a <b>c</b>](/d/)": '<p><a href="/d/">a <strong>c</strong></a></p>\n',
    "[a <a href='/b/'>c</a>](/d/)": '<p><a href="/d/">a c</a></p>\n',
    "<iframe src='//soup.example/film' width=9></iframe>": (
        '<p><a href="https://soup.example/film">https://soup.example/film</a></p>\n'
    ),
    "<a href='javascript:x'>c</a>": "<p>&lt;a href='javascript:x'&gt;c</p>\n",
    "<script>x</script>": "<p>&lt;script&gt;x&lt;/script&gt;</p>\n",
}


@pytest.mark.parametrize("text", TAGS, ids=repr)
def test_tags_become_what_does_no_harm(text: str) -> None:
    assert tags(text).replace("'", "'").replace("&#x27;", "'").strip() == TAGS[text].strip()


def test_a_table_has_classes_instead_of_styles_and_scrolls_by_keyboard() -> None:
    """So that no inline style needs to be allowed."""
    found = html("| a | b | c |\n|:--|--:|:-:|\n| 1 | 2 | 3 |\n")
    assert "style=" not in found
    assert '<div class="scroll" tabindex="0">\n<table>' in found
    assert '<th scope="col" class="align-left">a</th>' in found
    assert '<td class="align-right">2</td>' in found
    assert '<td class="align-center">3</td>' in found


def test_code_is_coloured_by_classes() -> None:
    """Pygments' spans, no inline style, the text as it was."""
    found = html("```python\nprint('<b>')\n```\n")
    assert '<pre tabindex="0"><code class="language-python">' in found
    assert "<span class=" in found
    assert "style=" not in found
    assert visible(found).strip() == "print('<b>')"


@pytest.mark.parametrize("language", ["", "nosuchlanguage", "python3.11!", '"><script>', "c++", "{.python}"])
def test_code_of_any_language_keeps_its_text(language: str) -> None:
    """Unknown languages are shown plain; what stands behind the fence never leaves its attribute."""
    found = html(f"```{language}\na < b && c\n```\n")
    assert visible(found).strip() == "a < b && c"
    assert {e.tag for e in elements(found)} <= {"div", "pre", "code", "span"}


@pytest.mark.parametrize("code", ["x" * (HIGHLIGHT_LIMIT + 1), "\\" * 36, "(" * 30])
def test_code_that_would_keep_a_lexer_busy_is_shown_plain(code: str) -> None:
    """Too long, or a long run of one sign; in no time."""
    start = time.perf_counter()
    found = highlight(code, "scala")
    assert time.perf_counter() - start < 1
    assert "<span" not in found
    assert visible(found).strip() == code


def test_notes_and_tasks_and_footnotes() -> None:
    """Admonitions, task lists and footnotes are the readers' own kind of markup, and reachable."""
    found = html("> [!NOTE]\n> Hot.\n\n- [ ] stir\n- [x] wait\n\nSalt.[^1]\n\n[^1]: A pinch.\n")
    assert "Hot." in visible(found)
    boxes = [e.attributes for e in elements(found, "input")]
    assert [box["type"] for box in boxes] == ["checkbox", "checkbox"]
    assert all("disabled" in box for box in boxes)
    ids = {e.attributes["id"] for e in elements(found) if "id" in e.attributes}
    inner = [e.attributes["href"] for e in elements(found, "a")]
    assert inner
    assert {href.removeprefix("#") for href in inner} <= ids


# -- attributes --------------------------------------------------------------------------------------------------------

HEADINGS: dict[str, tuple[str, dict[str, str]]] = {
    "## Lids {speakers='Bo Lind (Ladle)' kind=keynote}": ("Lids", {"speakers": "Bo Lind (Ladle)", "kind": "keynote"}),
    "## Lids {speakers=“Bo Lind (Ladle)” kind=keynote}": ("Lids", {"speakers": "Bo Lind (Ladle)", "kind": "keynote"}),
    '## Lids {speakers="Bo O\'Lind" kind=keynote}': ("Lids", {"speakers": "Bo O'Lind", "kind": "keynote"}),
    '## Lids {speakers="Bo Lind (Ladle)" kind=keynote}': ("Lids", {"speakers": "Bo Lind (Ladle)", "kind": "keynote"}),
    "## Lids {session=no}": ("Lids", {"session": "no"}),
    '## *Lids* {title="On \\"lids\\""}': ("Lids", {"title": 'On "lids"'}),
    "## Lids {#shut .red day=2}": ("Lids", {"day": "2"}),
    "## Lids": ("Lids", {}),
    "## Lids {}": ("Lids", {}),
    "## {braces} in front": ("{braces} in front", {}),
    "## Lids {day=1} and {day=2}": ("Lids {day=1} and", {"day": "2"}),
    "Lids {day=2}\n------": ("Lids", {"day": "2"}),
}


@pytest.mark.parametrize("text", HEADINGS, ids=repr)
def test_a_headings_attributes_are_facts_and_no_part_of_its_text(text: str) -> None:
    """Only id and class reach the HTML."""
    tokens = tokenise(text)
    words, attributes = HEADINGS[text]
    assert inline_text(tokens[1]) == words
    assert tokens[0].meta.get("attributes", {}) == attributes
    assert set(tokens[0].attrs) <= {"id", "class"}
    assert "bad_attributes" not in tokens[0].meta


@pytest.mark.parametrize(
    "braces", ['{speakers="Bo Lind}', "{speakers=}", "{=}", "{speakers='Bo Lind}", '{"Bo"}', "{a=b=c}"]
)
def test_attributes_that_cannot_be_understood_stay_visible_and_are_told(braces: str) -> None:
    """Not lost, not guessed."""
    tokens = tokenise(f"## Lids {braces}")
    assert tokens[0].meta["bad_attributes"] == braces
    assert inline_text(tokens[1]) == f"Lids {braces}"


# -- cuts --------------------------------------------------------------------------------------------------------------

BLOCKS = [
    "# Soup",
    "Hot *and* good.",
    "- a\n- b",
    "> said",
    "```\ncode\n```",
    "| a |\n|--|\n| 1 |",
    "Salt.[^1]",
    "<!-- x -->",
]


@examples(100)
@given(st.lists(st.sampled_from(BLOCKS), min_size=1, max_size=6), st.data())
def test_cuts_leave_no_trace_but_their_places(blocks: list[str], data: st.DataObject) -> None:
    """The HTML is the same with and without them; what is rendered up to a token ends where its cut stands."""
    text = "\n\n".join(blocks) + "\n\n[^1]: A pinch.\n"
    whole = to_html(tokenise(text))
    assert whole.cuts == ()
    tokens = tokenise(text)
    between = [i for i, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    at = sorted(data.draw(st.lists(st.sampled_from([*between, len(tokens)]), max_size=4)))
    woven = list(tokens)
    for offset, index in enumerate(at):
        woven.insert(index + offset, cut())
    found = to_html(woven)
    assert found.html == whole.html
    assert len(found.cuts) == len(at)
    assert list(found.cuts) == sorted(found.cuts)
    for index, place in zip(at, found.cuts, strict=True):
        assert to_html(tokenise(text)[:index]).html == whole.html[:place]


# -- words and lines ---------------------------------------------------------------------------------------------------


def test_plain_is_the_words_without_the_markup() -> None:
    """Links' and pictures' words, code, line ends; no addresses, no comments."""
    text = "# A *b*\n\n[c](/d) `e`\nf  \ng ![h](i.png) <!-- j -->\n\n- k\n"
    assert plain(tokenise(text)) == "A b\nc e\nf\ng h \nk"


@examples(100)
@given(st.lists(st.sampled_from([*BLOCKS, "one\ntwo", "- [x](y)\n  z"]), min_size=1, max_size=6), st.data())
def test_a_words_line_is_found_again(blocks: list[str], data: st.DataObject) -> None:
    """`line_at` leads from a place in the words to the line of the file."""
    spot = data.draw(st.integers(0, len(blocks)))
    text = "\n\n".join([*blocks[:spot], "Here is the\nneedle now.", *blocks[spot:]])
    tokens = tokenise(text)
    words = plain(tokens)
    assert line_at(tokens, words.index("needle")) == text[: text.index("needle")].count("\n")


OPENERS = ("- ", "* ", "1. ", "# ", "> ", "---", "===", ": ", "~ ", "```", "    ", "[a]: /u", "[^1]: n", "<div>")
TABLE = ("| a | b |", "|---|---|")
SIGNS = (
    "[",
    "]",
    "!",
    ":",
    "@",
    "<",
    "&",
    "_",
    "**",
    "  ",
    "[a]",
    "[^1]",
    "<!-- c -->",
    "*em*",
    "`c`",
    "~~s~~",
    "ww",
    "{#i .c}",
    "&amp;",
    "\\*",
    "- [ ] t",
    "![i](u)",
)
LINKS = ("www.a.example", "http://a.example/b_c", "a@b.example", "mailto:a@b.example", "[x](https://a.example/ä)")
LINES = st.lists(
    st.sampled_from((*OPENERS, *TABLE, *SIGNS, *LINKS, "word", "Two words", "Ü", "1", " ")), max_size=5
).map("".join)


@given(st.lists(LINES, max_size=10).map("\n".join), st.booleans())
def test_what_is_not_asked_for_would_find_nothing(text: str, unsafe_html: bool) -> None:
    assert tokenise(text, unsafe_html=unsafe_html) == with_all_rules(unsafe_html).parse(text)


@given(st.text("abxy01-._/AZé?", max_size=80), st.integers(1, 70))
def test_a_plain_address_is_what_the_parser_would_make_of_it(rest: str, length: int) -> None:
    for url in (f"https://{'a' * length}{rest}", f"http://{rest}.example"):
        assert with_all_rules(False).normalizeLink(url) == MarkdownIt().normalizeLink(url)


def test_links_into_the_site_are_told_with_their_lines() -> None:
    """Relative and rooted ones, pictures too; none that lead out or stay on the page."""
    text = "# A [a](a.md)\n\nx [b](/b/)\ny ![c](c.png)\n\n"
    text += "[d](#d) [e](https://e.example) [f](mailto:f@e.example) [g](//g.example)\n"
    assert [(name, url, line) for _, name, url, line in inward_links(tokenise(text))] == [
        ("href", "a.md", 0),
        ("href", "/b/", 2),
        ("src", "c.png", 3),
    ]


# -- addresses ---------------------------------------------------------------------------------------------------------

SAFE = [
    "",
    "/a/",
    "a.html",
    "#a",
    "https://a.example/?b=c&d=e#f",
    "HTTP://a.example",
    "mailto:a@b.example",
    "//a.example",
]
SAFE += ["tel:+41", "a/b:c", "?a", "ü.html", "webcal://a.example"]
UNSAFE = [
    "javascript:x",
    "JAVASCRIPT:x",
    "java\nscript:x",
    " javascript:x",
    "\x01javascript:x",
    "vbscript:x",
    "data:x",
    "file:/x",
]
UNSAFE += [
    "blob:x",
    "about:blank",
    "view-source:x",
    "a b",
    'a"b',
    "a<b",
    "a>b",
    "a\x7fb",
    "a\tb",
    "recapgen:/a/",
    "x-y.z+1:a",
]


@pytest.mark.parametrize("url", SAFE, ids=repr)
def test_an_address_that_may_be_a_link(url: str) -> None:
    """Known schemes, and whatever has none."""
    assert unsafe_url(url) == ""


@pytest.mark.parametrize("url", UNSAFE, ids=repr)
def test_an_address_that_must_not_be_a_link(url: str) -> None:
    """With the reason, in words."""
    assert len(unsafe_url(url)) > 10


# -- attacks -----------------------------------------------------------------------------------------------------------

CODE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "vbscript:x",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
]
CODE += ["javascript&colon;alert(1)", "java&#10;script:alert(1)", "&#106;avascript:alert(1)", "javascript&#58;alert(1)"]
CODE += [
    "\\javascript:alert(1)",
    "data:image/svg+xml;base64,PHN2Zz4=",
    "\x01javascript:alert(1)",
    "%6aavascript:alert(1)",
]
ELEMENTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<iframe src=//evil.example>",
]
ELEMENTS += [
    "<a href=javascript:alert(1)>x</a>",
    "<style>*{}</style>",
    "<base href=//evil.example>",
    "<form action=//e>",
]
ELEMENTS += [
    "<meta http-equiv=refresh content=0>",
    "<math><mi//xlink:href='data:x'>",
    "<body onload=x>",
    "<br onload=x>",
]
ELEMENTS += [
    "<!--><script>x</script>-->",
    "<!-- --!><script>x</script> -->",
    "<?php x ?>",
    "<![CDATA[<script>]]>",
    "<br/x>",
]
BREAKS = [
    '" onclick="x',
    "' onclick='x",
    '"><script>x</script>',
    'x" onerror="y',
    "</title><script>x</script>",
    "{{7*7}}",
]
HALVES = ["<b>", "</b>", "<a href='/a/'>", "</a>", "<a href=", "<img src=", "<p>", "</p>", "<ul><li>", "</li></ul>"]
FRAMES = {
    "link": "[x]({})",
    "link in brackets": "[x](<{}>)",
    "link with title": '[x](/a "{}")',
    "reference": "[x][y]\n\n[y]: {}",
    "reference with title": "[x][y]\n\n[y]: /a '{}'",
    "auto link": "<{}>",
    "bare": "{}",
    "picture": "![x]({})",
    "picture's words": "![{}](a.png)",
    "heading": "# {}",
    "heading's attribute": "# x {{speakers='{0}' onclick={0} #{0} .{0}}}",
    "link's attribute": "[x](/a){{onclick='{0}' href='{0}' #{0} .{0} style='{0}'}}",
    "picture's attribute": "![x](a.png){{onerror='{0}' src='{0}' class='{0}'}}",
    "code": "`{}`",
    "fence": "```{}\n{}\n```",
    "table": "| {} |\n|--|\n| {} |",
    "quote": "> {}",
    "list": "- {}",
    "note": "> [!NOTE] {}\n> {}",
    "footnote": "x[^{0}]\n\n[^{0}]: {0}",
    "block": "\n{}\n\n",
    "comment": "<!-- {} -->",
    "definition": "{}\n: {}",
    "task": "- [ ] {}",
}
ALLOWED = {
    *("a", "abbr", "aside", "blockquote", "br", "code", "dd", "del", "div", "dl", "dt", "em", "figure", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "hr", "img", "input", "label", "li", "ol", "p", "pre", "s", "section", "span", "strong"),
    *("sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul"),
    *("caption", "cite", "dfn", "figcaption", "ins", "kbd", "mark", "q", "samp", "small", "tfoot", "u", "var"),
}
ATTRIBUTES = {
    *("alt", "aria-describedby", "aria-label", "checked", "class", "dir", "disabled", "for", "href", "id", "lang"),
    *("loading", "role", "scope", "src", "start", "tabindex", "title", "type", "value"),
}
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.I)
FINE = ("http", "https", "mailto")


def dangers(found: str) -> list[str]:
    """What a page must not hold, as a browser would see it."""
    wrong = []
    for element in elements(found):
        if element.tag not in ALLOWED:
            wrong.append(f"<{element.tag}>")
        for name, value in element.attributes.items():
            if name not in ATTRIBUTES and not name.startswith("data-"):
                wrong.append(f"{element.tag} {name}={value}")
            if name in ("href", "src") and (scheme := SCHEME.match(re.sub(r"[\x00-\x20]", "", value))):
                picture = element.tag == "img" and re.match(r"data:image/(png|gif|jpeg|webp)[;,]", value)
                if scheme[1].lower() not in FINE and not picture:
                    wrong.append(f"{element.tag} {name}={value}")
    return wrong


@pytest.mark.parametrize("frame", FRAMES)
def test_no_payload_becomes_dangerous_html(frame: str) -> None:
    """Wherever in a post it stands: no script, no handler, no style, no address that runs code."""
    for payload in (*CODE, *ELEMENTS, *BREAKS):
        text = FRAMES[frame].format(*([payload] * FRAMES[frame].count("{}") or [payload]))
        assert dangers(html(text)) == dangers(tags(text)) == [], text


@examples(200)
@given(
    st.lists(
        st.sampled_from([*CODE, *ELEMENTS, *BREAKS, *HALVES, *"[]()<>!`#*_~|{}\"'=:/-", "\n", "\n\n", " ", "x"]),
        max_size=12,
    )
)
def test_no_mixture_of_payloads_becomes_dangerous_html(parts: list[str]) -> None:
    """However they run into each other."""
    assert dangers(html("".join(parts))) == dangers(tags("".join(parts))) == []


def test_the_watch_over_dangers_sees_them() -> None:
    """The tests above would hold of a watch that sees nothing."""
    for payload in ELEMENTS[:8]:
        assert dangers(payload), payload
    assert dangers('<a href=" java\nscript:x">')
    assert dangers('<img src="data:image/svg+xml,x">')
    assert dangers('<p style="x">')


INSIDE = [
    "[x]({0}javascript:alert(1))",
    "[x](<{0}javascript:alert(1)>)",
    "![x]({0}data:text/html,x)",
    "<{0}javascript:alert(1)>",
]
INSIDE += ["[x]({0}vbscript:x 'y')", "[x][y]\n\n[y]: {0}javascript:alert(1)", "[x]({0}//evil.example)"]


@pytest.mark.parametrize("text", INSIDE)
def test_our_own_scheme_brings_nothing_in(tmp_path: Path, text: str) -> None:
    """Links into the site carry `recapgen:` for a while: what an author writes so does not become a link to code."""
    built = site(tmp_path).post("a.md", text.format(SITE) + "\n").build()
    page = built.page("articles/undated/a/")
    inside = page[page.index('<div class="prose') : page.index("</main>")]
    entries = re.findall(r"<content[^>]*>(.*?)</content>", built.page("feed.xml"), re.S)
    assert entries
    for part in (inside, *map(unescape, entries)):
        assert not re.search(r"""(href|src)="\s*(javascript|vbscript|data|//)""", part)


def test_raw_html_needs_the_owners_trust(tmp_path: Path) -> None:
    """Only below the folders of `unsafe_html`."""
    kit = site(tmp_path).file("recapgen.toml", 'unsafe_html = ["trusted"]\n')
    kit.post("trusted/a.md", "<video src='a.mp4'></video>\n").post("other/b.md", "<video src='b.mp4'></video>\n")
    kit.post("trusted-not/c.md", "<video src='c.mp4'></video>\n")
    built = kit.build()
    built.has("articles/undated/a/", "<video src='a.mp4'>")
    built.lacks("articles/undated/b/", "<video").lacks("articles/undated/c/", "<video")


SLOW = [
    "[" * 5000,
    "![" * 3000,
    "*" * 5000 + "a",
    "> " * 2000 + "a",
    "- " * 2000,
    "`" * 5000,
    "<!--" * 3000,
    "a|" * 3000,
]
SLOW += [
    "[^1]" * 2000 + "\n\n[^1]: x",
    "# x {" + "a=" * 3000 + "}",
    "<br" * 3000,
    "~" * 5000,
    "![](" * 2000,
    "&#" * 4000,
]
SLOW += [
    "\n".join(f"# x {{a{n}=b}}" for n in range(500)),
    "{" * 5000,
    "x\n: " * 1500,
    "1. " * 1500,
    "|a" * 1000 + "\n" + "|-" * 1000,
    "<b>" * 10_000 + "</b>" * 10_000,
    "<ul><li>" * 5000 + "</li></ul>" * 5000,
    "<a x" + " x" * 20_000,
]


@pytest.mark.parametrize("text", SLOW, ids=lambda text: repr(text[:8]))
def test_no_text_takes_long(text: str) -> None:
    """Nor is it too deep for Python; deep nesting comes out flat."""
    start = time.perf_counter()
    html(text)
    tags(text)
    assert time.perf_counter() - start < 5


HOSTILE = "\"><script>alert(1)</script><b onclick=x>' {{ 7*7 }} </title></textarea>"
QUOTED = json.dumps(HOSTILE)
HOSTILE_POST = f"""
---
title: {QUOTED}
subtitle: {QUOTED}
description: {QUOTED}
authors: [{QUOTED}]
topics: [{QUOTED}]
lang: {QUOTED}
date: 2019-05-02
source: {{author: {QUOTED}, publication: {QUOTED}, title: {QUOTED}, url: "https://a.example/'onclick=x"}}
conference: {{name: {QUOTED}, year: 2019, city: {QUOTED}, country: {QUOTED}, venue: {QUOTED}}}
params: {{x: {QUOTED}}}
sessions:
  - title: {QUOTED}
    speakers: [{{name: {QUOTED}, organization: [{QUOTED}], role: {QUOTED}}}]
---

# {HOSTILE}

{HOSTILE}
"""


def test_no_text_of_the_front_matter_becomes_markup(tmp_path: Path) -> None:
    """On none of the pages that show it, wherever they show it."""
    kit = site(tmp_path).post("recaps/a.md", HOSTILE_POST).post("speakers/b.md", f"---\nname: {QUOTED}\n---\n")
    kit.file("recapgen.toml", f"title = {QUOTED}\ndescription = {QUOTED}\nauthor = {QUOTED}\n")
    built = kit.build()
    built.ran()
    shown = 0
    for path in [path for path in built.files if path.endswith(".html")]:
        found = elements(built.page(path))
        shown += any("{{ 7*7 }}" in element.text for element in found)
        assert not [e for e in found if e.tag == "script" and e.text.strip() == "alert(1)"], path
        assert not [name for e in found for name in e.attributes if name.startswith("on")], path
    assert shown > 10

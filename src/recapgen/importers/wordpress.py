"""WordPress export files (WXR): posts with their zone, topics and authors; comments, pages and menus are listed.

Format: https://wordpress.org/documentation/article/tools-export-screen/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from xml.etree.ElementTree import Element

from recapgen.importers.account import stock_of_html
from recapgen.importers.dates import date_of, from_local_and_utc
from recapgen.importers.feed import authors_of, items, link_of, text_of
from recapgen.importers.foreign import ForeignPost, LeftOut, Piece, Residue, Stock
from recapgen.importers.guard import Limits, clean, local, read_bytes
from recapgen.importers.moved import address_on_blog
from recapgen.regex import regex

NAME = "WordPress export (WXR)"


def sniff(path: Path, head: bytes) -> bool:
    """An RSS file with WordPress' namespace."""
    return b"wordpress.org/export/" in head or (b'generator="WordPress' in head and b"<rss" in head)


_KINDS = {
    "attachment": "a picture or file; it is copied where a post shows it and the export holds it",
    "nav_menu_item": "an entry of a menu",
    "page": "a page, no post: copy it to content/pages/ yourself",
    "wp_block": "a reusable block",
    "wp_navigation": "a menu",
    "revision": "an older state of a post",
    "custom_css": "a style sheet",
    "wp_global_styles": "a style sheet",
    "wp_template": "a template",
}


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """Every post, newest or oldest first as the file has them."""
    for item, channel in items(read_bytes(path, limits.file), str(path), limits):
        kind = text_of(item, "post_type") or "post"
        status = text_of(item, "status")
        title = text_of(item, "title")
        if kind != "post":
            yield LeftOut(
                title or text_of(item, "post_name") or kind,
                _KINDS.get(kind, f"of the type '{kind}', no post"),
                str(path),
            )
        elif status in ("trash", "auto-draft", "inherit"):
            yield LeftOut(title or "without a title", f"its status is '{status}'", str(path))
        else:
            yield _post(item, channel, str(path), status)


def _post(item: Element, channel: dict[str, str], place: str, status: str) -> ForeignPost:
    raw = next((c.text or "" for c in item if local(c) == "encoded" and "content" in c.tag), "")
    excerpt = next((c.text or "" for c in item if local(c) == "encoded" and "excerpt" in c.tag), "")
    body, blocks = unblocked(clean(raw))
    comments = list(_comments(item))
    stock = stock_of_html(body) + Stock(
        tuple(c.text for c in (*comments, *blocks) if c.what == "paragraph"),
        tuple(c.text for c in comments if c.what == "link"),
    )
    link = link_of(item)
    alias = address_on_blog(link, channel.get("base_blog_url", "")) if status == "publish" else ""
    categories = [
        c for c in item if local(c) == "category" and c.get("domain", "category") in ("category", "post_tag", "tag")
    ]
    topics = [_unescaped(clean(c.text or "")).strip() for c in categories]
    password = text_of(item, "post_password")
    doubts = () if not password else ("it was protected by a password",)
    return ForeignPost(
        key=f"wordpress:{text_of(item, 'guid') or link or text_of(item, 'post_id')}",
        place=place,
        body=body,
        form="html",
        title=" ".join(" ".join(stock_of_html(text_of(item, "title")).paragraphs).split()),
        date=from_local_and_utc(text_of(item, "post_date"), text_of(item, "post_date_gmt"))
        or date_of(text_of(item, "pubDate")),
        lang=channel.get("language", "").split("-")[0].lower(),
        slug=text_of(item, "post_name"),
        topics=tuple(dict.fromkeys(t for t in topics if t and t.casefold() != "uncategorized")),
        description=" ".join(" ".join(stock_of_html(excerpt).paragraphs).split()),
        draft=status not in ("publish", "future", "") or bool(password),
        stock=stock,
        residue=(*blocks, *comments),
        doubts=doubts,
        authors=tuple(clean(channel.get(f"author {login}", login)) for login in authors_of(item)),
        aliases=(alias,) if alias else (),
        url=link,
    )


def _unescaped(text: str) -> str:
    """A name that was escaped for HTML once or several times: `Pots &amp;amp; pans`."""
    while (plain := unescape(text)) != text:
        text = plain
    return text


def _comments(item: Element) -> Iterator[Residue]:
    for comment in item:
        if local(comment) == "comment":
            name, text = text_of(comment, "comment_author"), text_of(comment, "comment_content")
            stock = stock_of_html(text)
            yield from (Residue(p, f"comment by {name or 'somebody'}") for p in stock.paragraphs)
            yield from (Residue(u, f"comment by {name or 'somebody'}", what="link") for u in stock.links)


_CODE = regex(
    r"\[(sourcecode|code|source)(?:\s[^\]]*?(?:language|lang)=[\"']?([\w+#-]+)[\"']?[^\]]*|\s[^\]]*)?\](.*?)\[/\1\]",
    re.DOTALL | re.IGNORECASE,
)
_CAPTION = regex(
    r"\[caption[^\]]*\](\s*(?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?)(.*?)\[/caption\]", re.DOTALL | re.IGNORECASE
)
_EMBED = regex(
    r"\[(?:embed|youtube|vimeo|video|audio)(?:\s[^\]=]*(?:src|mp4"
    r"|mp3)?=?[\"']?)?\s*\]?\s*(https?://[^\s\]\"'<\[]+)[^\]<]*?(?:\[/\w+\]|\])",
    re.IGNORECASE,
)
_SHORTCODE = regex(
    r"\[/?(?:gallery|more|toc|contact-form[\w-]*|jetpack[\w-]*|polldaddy|wpvideo|slideshare|tweet|gist|vc_\w+"
    r"|et_pb_\w+|fusion_\w+|"
    r"su_\w+|column|row|button|divider|spacer|social[\w-]*|audio|video|playlist|embed|googlemaps"
    r"|subscribe[\w-]*)(?:\s[^\]]*)?/?\]",
    re.IGNORECASE,
)


def unblocked(html: str) -> tuple[str, list[Residue]]:
    """A post's HTML without block comments and shortcodes, with the paragraphs that WordPress makes of empty lines."""
    residue: list[Residue] = []
    html = re.sub(r"<!--\s*more.*?-->", "", html)
    html = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
    html = _CODE.sub(lambda m: f'<pre class="language-{m.group(2) or ""}">{m.group(3).strip()}</pre>', html)
    html = _CAPTION.sub(r"<figure>\1<figcaption>\2</figcaption></figure>", html)
    html = _EMBED.sub(r'<p><a href="\1">\1</a></p>', html)

    def drop(match: re.Match[str]) -> str:
        residue.append(Residue(match.group(), "shortcode"))
        return ""

    html = _SHORTCODE.sub(drop, html)
    return autop(html), residue


_BLOCK = regex(
    r"</?(?:address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|"
    r"section|summary|table|tbody|td|tfoot|th|thead|tr|ul)\b",
    re.IGNORECASE,
)


def autop(html: str) -> str:
    """Empty lines as paragraphs and single line ends as breaks, as WordPress shows posts of its old editor.

    >>> autop("One\\n\\nTwo\\nlines")
    '<p>One</p>\\n<p>Two<br>lines</p>'
    """
    made = []
    for piece in re.split(r"(<pre\b.*?</pre>)", html.replace("\r\n", "\n"), flags=re.DOTALL | re.IGNORECASE):
        if piece[:4].lower() == "<pre":
            made.append(piece)
            continue
        for chunk in re.split(r"\n\s*\n", piece):
            text = chunk.strip()
            if text:
                made.append(text if _BLOCK.search(text) else "<p>" + re.sub(r"\s*\n\s*", "<br>", text) + "</p>")
    return "\n".join(made)

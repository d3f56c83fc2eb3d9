"""Tumblr archives as its API gives them: posts of the old and the new kind, lists, whole answers, or a zip of these.

Format: https://www.tumblr.com/docs/en/api/v2#posts; pasted text of an archive is read by `text.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from recapgen.errors import ContentError
from recapgen.importers.account import stock_of_html
from recapgen.importers.dates import date_of, from_seconds
from recapgen.importers.foreign import ForeignPost, LeftOut, Piece, Residue, Stock
from recapgen.importers.guard import Archive, Limits, clean, parse_json, pictures_of, read_bytes
from recapgen.importers.html import picture_name
from recapgen.model import Origin

NAME = "Tumblr archive"


def sniff(path: Path, head: bytes) -> bool:
    """JSON with Tumblr's keys, or a zip with such a file in it."""
    if head.startswith(b"PK\x03\x04") and path.suffix.lower() == ".zip":
        try:
            archive = Archive(path, Limits())
            return any(_is_archive(archive.head(name)) for name in archive.names if name.lower().endswith(_SUFFIXES))
        except ContentError:
            return False
    return _is_archive(head)


_SUFFIXES = (".json", ".js")


def _is_archive(head: bytes) -> bool:
    return bool(re.match(rb"\s*(?:var tumblr_api_read|[\[{])", head)) and any(
        k in head
        for k in (b"tumblr_api_read", b'"note_count"', b'"blog_name"', b'"reblog_key"', b'"tumblelog"', b'"post_url"')
    )


def read(path: Path, limits: Limits) -> Iterator[Piece]:
    """Every post."""
    data = read_bytes(path, limits.file)
    if data.startswith(b"PK\x03\x04"):
        yield from _zipped(Archive(path, limits))
    else:
        yield from _read(data, str(path))


def _zipped(archive: Archive) -> Iterator[Piece]:
    """The posts of each file of an archive; pictures that it holds go with them."""
    limits = archive.limits
    yield from (LeftOut(name, why, archive.path) for name, why in archive.refused)
    pictures = {name: partial(archive.read, name, limits.picture) for name in archive.names if picture_name(name)}
    for name in archive.names:
        if name.lower().endswith(_SUFFIXES) and _is_archive(archive.head(name)):
            for piece in _read(archive.read(name, limits.file), f"{archive.path}: {name}"):
                if isinstance(piece, ForeignPost):
                    piece = replace(piece, pictures=pictures_of(stock_of_html(piece.body).links, pictures))
                yield piece
        elif name not in pictures:
            yield LeftOut(name, "no JSON with posts", archive.path)


def _read(data: bytes, place: str) -> Iterator[Piece]:
    data = re.sub(rb"^\s*var tumblr_api_read\s*=\s*|;\s*$", b"", data) if data.lstrip()[:3] == b"var" else data
    for number, one in enumerate(_posts(parse_json(data, place))):
        if isinstance(one, dict):
            yield _post(one, number, place)
        else:
            yield LeftOut(f"entry {number + 1}", "it is no post", place)


def _posts(value: Any) -> list[Any]:
    """The posts of an answer, or of a list; a post alone is one."""
    for _ in range(3):
        if isinstance(value, list):
            return value
        if not isinstance(value, dict):
            return []
        if "type" in value and not {"posts", "response"} & value.keys():
            return [value]
        value = value.get("posts") or value.get("response") or []
    return value if isinstance(value, list) else []


def _say(one: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = one.get(name)
        if isinstance(value, str) and value.strip():
            return clean(value).strip()
    return ""


def _post(one: dict[str, Any], number: int, place: str) -> ForeignPost:
    kind = _say(one, "type") or "text"
    body, title = _body(one, kind)
    origin_url = _say(one, "source_url", "reblogged_root_url", "reblogged-root-url")
    publication = _say(one, "source_title", "reblogged_root_name", "reblogged-root-name")
    own = _say(one, "post_url", "url-with-slug", "url")
    reblogged = _say(one, "reblogged_from_name", "reblogged-from-name", "reblogged_root_name")
    residue = []
    notes = one.get("note_count", one.get("note-count"))
    if isinstance(notes, int):
        residue.append(Residue(f"{notes} notes", "number of notes"))
    if reblogged:
        residue.append(Residue(f"{reblogged}", "reblogged from"))
    stock = stock_of_html(body) + Stock(tuple(r.text for r in residue))
    tags = one.get("tags")
    doubts = (f"it is a reblog of {reblogged}'s post: see that you may publish it",) if reblogged else ()
    return ForeignPost(
        key=f"tumblr:{one.get('id_string') or one.get('id') or own or number}",
        place=place,
        body=body,
        form="html",
        title=title,
        date=date_of(_say(one, "date-gmt", "date")) or from_seconds(one.get("timestamp", one.get("unix-timestamp"))),
        slug=_say(one, "slug"),
        topics=tuple(t.strip() for t in tags if isinstance(t, str) and t.strip()) if isinstance(tags, list) else (),
        draft=_say(one, "state") in ("draft", "private", "queued"),
        stock=stock,
        residue=tuple(residue),
        doubts=doubts,
        origin=Origin(
            author=_say(one, "post_author"),
            publication=publication or _say(one, "blog_name"),
            url=_web(origin_url) or _web(own),
        ),
    )


def _web(url: str) -> str:
    return url if url.startswith(("http://", "https://")) and not re.search(r"[\s<>\"]", url) else ""


def _body(one: dict[str, Any], kind: str) -> tuple[str, str]:
    """The post as HTML, and its title."""
    title = _plain(_say(one, "title", "regular-title", "link-text"))
    if isinstance(one.get("content"), list):
        return _npf(one["content"], title)
    words = _say(one, "body", "regular-body", "caption", "description", "link-description", "photo-caption", "answer")
    url = _web(_say(one, "url" if kind == "link" else "link-url", "link-url"))
    if kind == "link" and url:
        words = f'<p><a href="{escape(url)}">{escape(title or url)}</a></p>{words}'
    elif kind == "quote":
        words = f"<blockquote>{_say(one, 'text', 'quote-text')}</blockquote>{_say(one, 'source', 'quote-source')}"
    elif kind == "answer":
        words = f"<p>{_say(one, 'question')}</p>{words}"
    elif kind in ("photo", "photoset"):
        words = "".join(_photos(one)) + words
    elif kind in ("video", "audio"):
        link = _web(_say(one, "permalink_url", "video_url", "audio_source_url", "audio_url"))
        words = (f'<p><a href="{escape(link)}">{escape(link)}</a></p>' if link else "") + words
    elif kind in ("chat", "conversation") and isinstance(one.get("dialogue"), list):
        words = "".join(
            f"<p>{escape(_say(d, 'label'))} {escape(_say(d, 'phrase'))}</p>"
            for d in one["dialogue"]
            if isinstance(d, dict)
        )
    return words, title


def _photos(one: dict[str, Any]) -> Iterator[str]:
    photos = one.get("photos")
    for photo in photos if isinstance(photos, list) else []:
        size = photo.get("original_size") if isinstance(photo, dict) else None
        if isinstance(size, dict) and (url := _web(_say(size, "url"))):
            yield _figure(url, "", _say(photo, "caption"))
    if url := _web(_say(one, "photo-url-1280", "image_permalink")):
        yield f'<p><img src="{escape(url)}" alt=""></p>'


_NPF = {
    "heading1": "h2",
    "heading2": "h3",
    "quote": "blockquote",
    "indented": "blockquote",
    "chat": "p",
    "quirky": "p",
    "unordered-list-item": "li",
    "ordered-list-item": "li",
}


def _npf(blocks: list[Any], title: str) -> tuple[str, str]:
    """Tumblr's blocks as HTML; a first heading is the title."""
    made: list[str] = []
    for block in blocks:
        if not isinstance(block, dict):
            continue
        kind, subtype = _say(block, "type"), _say(block, "subtype")
        if kind == "text":
            if subtype == "heading1" and not title and not made:
                title = _say(block, "text")
                continue
            tag = _NPF.get(subtype, "p")
            inner = _formatted(block)
            made.append(f"<ul><li>{inner}</li></ul>" if tag == "li" else f"<{tag}>{inner}</{tag}>")
        elif kind == "image":
            media = block.get("media")
            first = media[0] if isinstance(media, list) and media and isinstance(media[0], dict) else {}
            if url := _web(_say(first, "url")):
                made.append(_figure(url, escape(_say(block, "alt_text")), escape(_say(block, "caption"))))
        elif url := _web(_say(block, "url", "original_url")):
            made.append(_linked(url, _say(block, "title") or url) + f"<p>{escape(_say(block, 'description'))}</p>")
    return "".join(made), title


def _figure(url: str, alt: str, caption: str) -> str:
    return f'<figure><img src="{escape(url)}" alt="{alt}"><figcaption>{caption}</figcaption></figure>'


def _linked(url: str, words: str) -> str:
    return f'<p><a href="{escape(url)}">{escape(words)}</a></p>'


def _formatted(block: dict[str, Any]) -> str:
    """A block's text with its links and marks."""
    text = _say(block, "text")
    spans = [
        s
        for s in block.get("formatting") or []
        if isinstance(s, dict) and isinstance(s.get("start"), int) and isinstance(s.get("end"), int)
    ]
    edges: dict[int, list[str]] = {}
    for span in sorted(spans, key=lambda s: s["start"] - s["end"]):
        start, end = max(0, span["start"]), min(len(text), span["end"])
        tags = {"bold": ("<b>", "</b>"), "italic": ("<i>", "</i>")}
        if span.get("type") == "link" and (url := _web(_say(span, "url"))):
            tags["link"] = (f'<a href="{escape(url)}">', "</a>")
        if start < end and (pair := tags.get(str(span.get("type")))):
            edges.setdefault(start, []).append(pair[0])
            edges.setdefault(end, []).insert(0, pair[1])
    return "".join("".join(edges.get(i, [])) + (escape(text[i]) if i < len(text) else "") for i in range(len(text) + 1))


def _plain(html: str) -> str:
    return " ".join(" ".join(stock_of_html(html).paragraphs).split()) if "<" in html or "&" in html else html

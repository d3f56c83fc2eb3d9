"""A foreign post becomes a source post: its body converted and shaped, its front matter, its account.

    HTML, text or foreign Markdown -> Markdown -> the reader -> a regular shape -> front matter -> double entry

>>> made = make(ForeignPost("1", "a.html", "<p>Soup is good.</p>", "html", title="On Soup"))
>>> print(made.text)
---
title: On Soup
---
<BLANKLINE>
Soup is good.
<BLANKLINE>
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from recapgen.config import Config
from recapgen.errors import ContentError
from recapgen.files import Source, digest_of
from recapgen.importers.account import (
    Account,
    address_key,
    key,
    settle,
    stock_of_html,
    stock_of_markdown,
    stock_of_text,
)
from recapgen.importers.addresses import Addresses, file_name
from recapgen.importers.foreign import ForeignPost, Residue, Stock
from recapgen.importers.html import is_picture
from recapgen.importers.reshape import Shaped, from_markdown, from_text
from recapgen.importers.tomarkdown import to_markdown
from recapgen.importers.writing import claim_value, front_matter, origin_value, session_value, too_long
from recapgen.markdown import tokenise, unsafe_url
from recapgen.model import Origin
from recapgen.parse import parse
from recapgen.recap.reading import Doubt, Facts
from recapgen.routes import Route, slugify
from recapgen.shortcodes import outside_code
from recapgen.vocabulary import Vocabulary, shipped


class Made(Struct, frozen=True):
    """A source post, ready to be written."""

    key: str
    place: str
    title: str
    stem: str
    """Its path without suffix, below the folder of content: `recaps/soupconf-2019`."""
    text: str
    """Front matter and body."""
    pictures: Mapping[str, bytes]
    """By the name under which they lie beside the post."""
    sessions: int
    conferences: tuple[str, ...]
    draft: bool
    doubts: tuple[str, ...]
    """Why it is a draft; empty if it is none, or was one before."""
    notes: tuple[str, ...]
    """What a person may want to look at, though it was decided."""
    account: Account
    old: str = ""
    """Its old address."""
    empty: bool = False
    """Whether nothing of it is an author's: neither words, nor a title, nor a picture."""


def make(post: ForeignPost, moved: Mapping[str, str] | None = None) -> Made:
    """The source post of a foreign one; `moved` gives the new places of old addresses."""
    pictures, names, doubts = _pictures(post)
    addresses = Addresses(_base(post), {**names, **(moved or {})}, kept=_is_of_a_site(post))
    facts = Facts(
        path=_file(post),
        title=post.title,
        lang=post.lang,
        year=int(post.date[:4]) if post.date else None,
        claims=post.claims,
        topics=post.topics,
    )
    stock = post.stock or _stock(post)
    best: tuple[Account, Shaped, dict[str, Any], str] | None = None
    for marks in (True, False):
        markdown, left = _markdown(post, addresses, marks=marks)
        shaped = _shaped(post, markdown, facts)
        values = _values(post, shaped, names)
        residue = [*post.residue, *left]
        account = settle(
            _moved(stock, residue, addresses), shaped.markdown, list(_said(values)), residue, shaped.rewritten
        )
        if best is None or len(account.lost) < len(best[0].lost):
            best = account, shaped, values, front_matter(values)
        if not account.lost or post.form != "html":
            break
    assert best is not None
    account, shaped, values, _ = best
    worries, notes = _worries(post, shaped, account, values)
    doubts = [*post.doubts, *doubts, *worries]
    if doubts or post.draft:
        values["draft"] = True
    folder = "recaps" if shaped.reading.is_recap or "conference" in post.more else "articles"
    stem = f"{folder}/{slugify(post.slug or str(values['title']))}"
    values["aliases"] = [alias for alias in post.aliases if not _is_at(alias, stem, post.date[:4])]
    text, refused = _built(values, shaped.markdown)
    doubts += refused
    claims = (
        tuple(" ".join(filter(None, (c.name, str(c.year or c.label)))) for c in shaped.reading.claims)
        if shaped.reading.is_recap
        else ()
    )
    return Made(
        key=post.key,
        place=post.place,
        title=str(values["title"]),
        stem=stem,
        text=text,
        pictures=pictures,
        sessions=len(shaped.reading.sessions),
        conferences=claims,
        draft=bool(doubts or post.draft),
        doubts=tuple(doubts),
        notes=tuple(notes),
        account=account,
        old=post.old,
        empty=not shaped.markdown.strip() and not post.title and not pictures and not post.more,
    )


def _is_at(alias: str, stem: str, year: str) -> bool:
    """Whether an old address is the one that the post has anyway."""
    folder, _, slug = stem.partition("/")
    route = Route.of_url(alias)
    return route.kind == folder[:-1] and route.names[-1] == slug and (not year or route.names[0] == year)


# -- the body ----------------------------------------------------------------------------------------------------------


def _is_of_a_site(post: ForeignPost) -> bool:
    """Whether a post is from a generator's folder: its links into the site may still lead somewhere."""
    return post.form == "markdown" or post.key.startswith("file:")


def _base(post: ForeignPost) -> str:
    return post.old if post.old.startswith(("http://", "https://")) else ""


def _file(post: ForeignPost) -> str:
    """The source's own path, as far as it may tell of a conference."""
    name = post.key.partition(":")[2] if post.key.startswith(("file:", "html:", "text:")) else ""
    return "" if "://" in name else name.partition("#")[0]


def _stock(post: ForeignPost) -> Stock:
    return {"html": stock_of_html, "markdown": stock_of_markdown, "text": stock_of_text}[post.form](post.body)


def _markdown(post: ForeignPost, addresses: Addresses, *, marks: bool) -> tuple[str, list[Residue]]:
    if post.form == "html":
        return to_markdown(post.body, addresses, marks=marks)
    if post.form == "markdown" and addresses.pictures:
        return _with_addresses(post.body, addresses.pictures), []
    return post.body, []


def _with_addresses(markdown: str, names: Mapping[str, str]) -> str:
    """The text with new addresses for old, in links, pictures and definitions."""
    old = "|".join(re.escape(one) for one in sorted(names, key=len, reverse=True))
    shown = re.compile(rf"(\]\(\s*<?|^\s*\[[^\]]+\]:\s*<?)({old})(?=[\s)>]|$)", re.MULTILINE)
    return outside_code(markdown, lambda prose: shown.sub(lambda m: m[1] + names[m[2]], prose))


def _shaped(post: ForeignPost, markdown: str, facts: Facts) -> Shaped:
    if "conference" in post.more or "sessions" in post.more:
        from recapgen.recap.reader import read

        return Shaped(markdown, post.title, read(markdown, tokenise(markdown), replace(facts, sessions=())))
    return from_text(markdown, facts) if post.form == "text" else from_markdown(markdown, facts)


def _moved(stock: Stock, residue: Sequence[Residue], addresses: Addresses) -> Stock:
    """The stock with new addresses for old, but for links that are listed as left out."""
    listed = Counter(address_key(r.text) for r in residue if r.what == "link")
    links = []
    for url in stock.links:
        if listed[address_key(url)] > 0:
            listed[address_key(url)] -= 1
            links.append(url)
        else:
            links.append(addresses.new(url)[0] or url)
    return Stock(stock.paragraphs, tuple(links))


def _pictures(post: ForeignPost) -> tuple[dict[str, bytes], dict[str, str], list[str]]:
    """Pictures by new name, new names by old address, and what is wrong with those that are not copied."""
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}
    doubts = []
    for url, load in post.pictures.items():
        try:
            data = load()
        except ContentError as error:
            doubts.append(f"the picture {url} can't be copied: {error.diagnostics[0].message}")
            continue
        if not is_picture(data):
            doubts.append(f"the picture {url} is no picture by its first bytes, and is not copied")
            continue
        stem, _, suffix = file_name(url).rpartition(".")
        number, name = 1, f"{stem}.{suffix}"
        while name in files and files[name] != data:
            number += 1
            name = f"{stem}-{number}.{suffix}"
        files[name] = data
        names[url] = name
    return files, names, doubts


# -- the front matter --------------------------------------------------------------------------------------------------


def _values(post: ForeignPost, shaped: Shaped, names: Mapping[str, str]) -> dict[str, Any]:
    claims = shaped.reading.claims if shaped.reading.is_recap else ()
    title = post.title or shaped.title
    if not title and claims:
        title = " ".join(filter(None, (claims[0].name, str(claims[0].year or claims[0].label or ""))))
    title = " ".join((title or _first_words(shaped.markdown) or "Untitled").split())
    values: dict[str, Any] = {
        "title": title,
        "subtitle": post.subtitle,
        "description": post.description,
        "date": post.date,
        "updated": post.updated,
        "lang": post.lang or (shaped.reading.lang if len(shaped.markdown.split()) >= 20 else ""),
        "authors": list(post.authors),
        "topics": list(post.topics),
        "image": names.get(post.image, post.image),
        "aliases": list(post.aliases),
    }
    if post.origin and (source := _source(post.origin)):
        values["source"] = source
    if claims and "conference" not in post.more:
        listed = [claim_value(c) for c in claims]
        values["conference"] = listed[0] if len(listed) == 1 else listed
    if shaped.stated and "sessions" not in post.more:
        values["sessions"] = [session_value(f) for f in shaped.stated]
    return values | dict(post.more)


def _source(origin: Origin) -> dict[str, Any]:
    url = "" if unsafe_url(origin.url) else origin.url
    return {k: v for k, v in origin_value(replace(origin, url=url)).items() if v}


def _first_words(markdown: str) -> str:
    """The first line of a text as a title, shortened at a word."""
    token = next((t for t in tokenise(markdown) if t.type == "inline" and key(t.content)), None)
    words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)|[*_`\\<>]", r"\1", token.content).split() if token else []
    return " ".join(words[:9]).rstrip(",;:.–-") + (" …" if len(words) > 9 else "")


def _said(value: Any) -> list[str]:
    """All words of the front matter."""
    if isinstance(value, Mapping):
        return [word for one in value.values() for word in _said(one)]
    if isinstance(value, list | tuple):
        return [word for one in value for word in _said(one)]
    return [] if value is None or isinstance(value, bool) else [str(value)]


def _worries(
    post: ForeignPost, shaped: Shaped, account: Account, values: Mapping[str, Any]
) -> tuple[list[str], list[str]]:
    """Reasons for a draft, and what is only said."""
    doubts, notes = [], []
    reading = shaped.reading
    if account.lost:
        doubts.append(f"{len(account.lost)} paragraphs or links were lost by the importer, see below")
    if not post.title and not shaped.title:
        notes.append("its title was not in the source: this one is from its conference or its first words")
    if reading.is_recap and not reading.claims:
        doubts.append("it names no conference: add `conference`")
    if reading.is_recap and not post.claims:
        for number, claim in enumerate(reading.claims):
            sure = reading.evidence.get(f"claims.{number}.name")
            if sure and sure.confidence < 0.4:
                doubts.append(f"the conference may not be '{claim.name}': see `conference`")
            if not claim.year and not claim.label:
                doubts.append(f"the year of '{claim.name}' is not known: add `year` below `conference`")
        notes += [f"line {d.line + _lines_above(post)}: '{_short(d)}': {d.why}" for d in reading.doubts]
    if reading.is_recap and shaped.stated:
        notes.append("its sessions stand in the front matter: no shape of the body would say them all")
    if re.search(r"\]\((?!https?:|mailto:|#|[\w.-]+\))", shaped.markdown) and _is_of_a_site(post):
        notes.append("it has links into the old site: `recapgen build` lists those that lead nowhere")
    if not values.get("date"):
        notes.append("its date is not in the source: add `date` if you know it")
    return doubts, notes


def _lines_above(post: ForeignPost) -> int:
    """How many lines of its file stand before a post of a text."""
    line = post.place.rpartition(":")[2] if post.form == "text" else ""
    return int(line) - 1 if line.isdigit() else 0


def _short(doubt: Doubt) -> str:
    return doubt.text if len(doubt.text) < 80 else f"{doubt.text[:79]}…"


@cache
def _vocabulary() -> Vocabulary:
    return Vocabulary(tuple(shipped()))


def _built(values: dict[str, Any], body: str) -> tuple[str, list[str]]:
    """Front matter and body, tried out: what a build would refuse is left out of the front matter, and said."""
    doubts: list[str] = []
    header = front_matter(values)
    if too_long(header):
        doubts.append("its front matter was longer than a build takes: topics, aliases and sessions were left out")
        header = front_matter(
            {k: v for k, v in values.items() if k not in ("topics", "aliases", "sessions", "description", "params")}
            | {"draft": True}
        )
    for _ in range(6):
        text = f"{header}\n\n{body}" if body else f"{header}\n"
        data = text.encode()
        try:
            parse(
                Source("content/articles/imported.md", data, digest_of(data)),
                Config(max_post_bytes=len(data) + 1),
                _vocabulary(),
            )
            return text, doubts
        except ContentError as error:
            wrong = {re.split(r"[.']", d.message.partition("'")[2])[0] for d in error.diagnostics} & set(values)
            doubts += [f"a build would refuse it: {d.message}" for d in error.diagnostics]
            values = {
                k: v
                for k, v in values.items()
                if k not in (wrong or {"params", "image", "source", "sessions", "conference", "aliases"})
            } | {"draft": True}
            values.setdefault("title", "Untitled")
            header = front_matter(values)
    return text, doubts

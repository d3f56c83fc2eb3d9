"""Sources to posts: the header checked, the body split into takes, the words rendered.

A post's facts (`Post`) and its words (`Body`) part here: lists and indexes never need the words.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from markdown_it.token import Token
from msgspec import Struct
from msgspec.structs import replace

from recapgen.config import Config
from recapgen.errors import ContentError, Diagnostic, did_you_mean
from recapgen.files import REGISTRY, Source
from recapgen.header import Header, decode
from recapgen.header import read as read_header
from recapgen.markdown import (
    ATTRIBUTES,
    SITE,
    cut,
    inline_text,
    inward_links,
    line_at,
    plain,
    to_html,
    tokenise,
    unsafe_url,
)
from recapgen.model import (
    KINDS,
    Account,
    Body,
    Claim,
    Credit,
    EditionNote,
    Entry,
    Heading,
    Link,
    Origin,
    Post,
    Span,
    Take,
    Target,
    TopicMention,
    When,
)
from recapgen.recap import read as read_recap
from recapgen.recap.reading import Facts, Found, Known, Reading, Stated
from recapgen.recap.words import fold
from recapgen.regex import regex
from recapgen.routes import STYLES, Route, fill_in, slugify, unsafe
from recapgen.schema import (
    AUTO,
    DATES_OF_POSTS,
    ENTRY,
    ENTRY_ALIASES,
    KNOWN_KEYS,
    LAST_DAY,
    OF_A_CONFERENCE,
    OFTEN_OTHERWISE,
    POST,
    POST_ALIASES,
    SPARED,
    STATES,
    ConferenceIn,
    PostIn,
    SessionIn,
    as_jekyll_means,
    canonical,
    day_said,
    is_foreign,
    is_of_posts,
    year_said,
)
from recapgen.shortcodes import REF, left_over, replaced
from recapgen.syntax import KeyPath, Place
from recapgen.tags import as_tokens, holds_tags, without_tags
from recapgen.translations import split_name
from recapgen.validation import findings
from recapgen.vocabulary import Mention, Vocabulary, subjects

if TYPE_CHECKING:
    from pydantic import TypeAdapter

EXCERPT = 200
"""Characters of a summary made from a text."""
TELLING = 20
"""Words from which on a text tells its language."""
MORE = "more"
"""The comment `<!--more-->` ends a post's summary."""


class Parsed(Struct, frozen=True):
    """What a post says, its words, and what was odd about it."""

    account: Account
    body: Body
    digest: str
    """Of its source."""
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def post(self) -> Post:
        return self.account.post


def parse(source: Source, config: Config, vocabulary: Vocabulary, known: Known = Known()) -> Parsed:  # noqa: B008
    """Raises `ContentError` with everything that is wrong with the post."""
    text = decode(source.data, source.path)
    header = read_header(text, source.path, is_of_posts)
    header = replace(header, values=as_jekyll_means(header.values, source.path))
    name = _FileName.of(source.path, config)
    given, warnings = _checked(header, text, source.path, POST, POST_ALIASES, dated=name.date is not None)
    warnings += header.odd
    date = _zoned(given.date or name.date, config)
    draft = given.draft or name.draft
    said = replaced(header.body)
    tokens = tokenise(said, unsafe_html=config.trusts(source.path))
    warnings += _tags_left(tokens, header, source.path)
    warnings += _bad_attributes(tokens, header, source.path) + _odd_attributes(tokens, header, source.path)
    facts = _facts(given, name, date, header, source.path)
    kind_of_page = name.is_page or given.layout in ("page", "static")
    if kind_of_page and facts.sessions is None and not facts.claims:
        facts = replace(facts, sessions=())
    reading = read_recap(said, tokens, facts, known)
    kind: Literal["recap", "article", "page"] = (
        "page" if kind_of_page else "recap" if reading.is_recap and reading.claims else "article"
    )
    if not config.trusts(source.path):
        reading = replace(reading, sessions=_whole_where_tags_go(reading.sessions, tokens))
        as_tokens(tokens)
    words = plain(tokens)
    many = len(words.split())
    lang = given.lang or name.lang or (reading.lang if _tells_language(words, many) else "") or config.language
    title = given.title or reading.title or name.slug.replace("-", " ").capitalize()
    targets = _mark_inward(tokens, header)
    body, anchors = _rendered(tokens, title, reading.sessions, trusted=config.trusts(source.path))
    takes = tuple(
        _take(found, anchor, tokens, header.body_line, vocabulary)
        for found, anchor in zip(reading.sessions, anchors, strict=True)
    )
    post = Post(
        path=source.path,
        kind=kind,
        title=title,
        route=_route(given, kind, name, lang, date, reading, header, text, source.path),
        date=date,
        updated=_zoned(given.updated, config),
        subtitle=given.subtitle,
        description=without_tags(given.description or given.summary) or _summary(tokens, title),
        lang=lang,
        translation_of=given.translation_of or ((given.slug or name.slug) if given.translation else ""),
        translation_key=given.translation_key,
        authors=given.authors or ((config.author,) if config.author else ()),
        claims=reading.claims,
        sessions=len(takes),
        topics=_topics(given, kind, title, tokens, vocabulary, header.body_line),
        origin=Origin(given.source.author, given.source.publication, given.source.url, given.source.title)
        if given.source
        else None,
        image=given.image,
        aliases=tuple(f"/{alias.strip().lstrip('/')}" for alias in given.aliases),
        weight=given.weight or 0,
        layout=""
        if given.layout in ("page", "static", "post", "posts", "default", "single", "article")
        else given.layout,
        toc=given.toc,
        draft=draft,
        expires=_zoned(given.expires, config),
        params=given.params,
    )
    body = replace(body, targets=targets, words=many)
    if not (body.html.strip() or takes or draft or post.layout):
        fact = "there is no text below the front matter" if header.values else "the post is empty"
        fact = "the text is only the title again" if words.strip() else fact
        hint = "write some, take the file out, or make it a draft: `draft: true`"
        warnings.append(Diagnostic("RG203", fact, source.path, hint=hint, severity="warning"))
    if takes and kind == "article":
        many_takes = "a session" if len(takes) == 1 else f"{len(takes)} sessions"
        fact = f"it tells of {many_takes}, but names no conference, so they have no pages"
        hint = "write `conference: NAME YEAR` into its front matter, or `sessions: none` where there are none"
        warnings.append(Diagnostic("RG205", fact, source.path, hint=hint, severity="warning"))
    return Parsed(Account(post, takes), body, source.digest, tuple(warnings))


def _tells_language(words: str, many: int) -> bool:
    """Whether a text is long enough for its language to be read off it; a script of its own needs few words."""
    return many >= TELLING or sum(c.isalpha() and not c.isascii() for c in words) * 2 > len(words)


def stated(text: str, path: str, config: Config) -> tuple[Facts, str, int]:
    """What a post's header and path say of it, its body, and how many lines stand before that.

    Of a header in which something is wrong: what is right. Raises `ContentError` where none of it can be read.
    """
    header = read_header(text, path, is_of_posts)
    name = _FileName.of(path, config)
    dated = name.date is not None
    try:
        given, _ = _checked(header, text, path, POST, POST_ALIASES, dated=dated)
    except ContentError:
        right = {key: value for key, value in header.values.items() if _is_right(replace(header, values={key: value}))}
        given, _ = _checked(replace(header, values=right), text, path, POST, POST_ALIASES, dated=dated)
    return _facts(given, name, given.date or name.date, header, path), replaced(header.body), header.body_line - 1


def _is_right(header: Header) -> bool:
    try:
        _checked(header, "", "", POST, POST_ALIASES)
    except ContentError:
        return False
    return True


def _facts(given: PostIn, name: _FileName, date: When | None, header: Header, path: str) -> Facts:
    stated = [_stated(one, header, number) for number, one in enumerate(given.sessions or ()) if one != AUTO]
    amends = any(one == AUTO or not one.session for one in given.sessions or ())
    return Facts(
        path=path,
        title=given.title,
        subtitle=given.subtitle or without_tags(given.description or given.summary),
        lang=given.lang or name.lang,
        year=date.year if date else None,
        written=date.moment.date() if date and date.precision in ("day", "minute") else None,
        claims=_claims(given),
        sessions=None if given.sessions is None or (amends and not stated) else tuple(stated),
        amends=amends and bool(stated),
        topics=given.topics,
        toml=header.format == "toml",
    )


def left_out(post: Post, now: datetime, *, drafts: bool, future: bool) -> str:
    """Why a post does not go onto the site (`draft`, `future`, `expired`), or the empty string."""
    if post.draft and not drafts:
        return "draft"
    if post.date and post.date.moment > now and not future:
        return "future"
    return "expired" if post.expires and post.expires.moment <= now else ""


# -- the header -------------------------------------------------------------------------------------------------------


def _checked(
    header: Header,
    text: str,
    path: str,
    adapter: TypeAdapter[Any],
    aliases: Mapping[str, tuple[str, ...]],
    *,
    dated: bool = False,
) -> tuple[Any, list[Diagnostic]]:
    """The values of a header, and what is odd about them. `dated`: the file's name has a day. Raises `ContentError`."""
    lines = text.split("\n")
    values, written, unknown = canonical(header.values, aliases)
    ours = {old: new for new, old in written.items()}
    places, keys = _renamed(header.places, ours), _renamed(header.keys, ours)

    def check(values: Mapping[str, Any]) -> tuple[Any, list[Diagnostic]]:
        return findings(
            adapter,
            values,
            path=path,
            lines=lines,
            places=places,
            keys=keys,
            known=KNOWN_KEYS,
            codes=("RG120", "RG121"),
        )

    given, wrong = check(values)
    foreign = {new: old for new, old in written.items() if new in OFTEN_OTHERWISE and old.casefold() not in aliases}
    if did_you_mean(str(values.get("draft")).casefold(), STATES):
        foreign.pop("draft", None)
    spared = SPARED if "conference" in values else SPARED | OF_A_CONFERENCE
    certain = {} if dated else {key: year_said(values[key]) for key in DATES_OF_POSTS if key in values}
    of_others = _left_out(wrong, foreign, spared, places, certain)
    if of_others:
        given, wrong = check({**values, **{key: certain.get(key) for key in of_others}})
    wrong += _backwards(values, places, path, lines)
    if wrong:
        raise ContentError(*sorted(wrong, key=lambda one: one.reading_order))
    warnings = list(of_others.values())
    warnings += _days_too_late(given, places, path, lines) if adapter is POST else []
    otherwise = "put free values under 'params'" if "params" in aliases else f"known here: {', '.join(aliases)}"
    for key in unknown:
        if not is_foreign(key):
            line, column = header.keys.get((key,), (1, 1))
            names = [*aliases, *(other for others in aliases.values() for other in others)]
            hint = did_you_mean(key.casefold(), _alike(key, names), 0.75) or otherwise
            shown = lines[line - 1] if line <= len(lines) else ""
            warnings.append(Diagnostic("RG121", f"unknown key '{key}'", path, line, column, hint, "warning", shown))
    return given, warnings


def _alike(key: str, names: Iterable[str]) -> list[str]:
    """The names that a slip may have made a key of: they begin as it does, and are about as long."""
    return [name for name in names if name[0] == key[:1].casefold() and abs(len(name) - len(key)) <= 2]


def _left_out(
    wrong: Iterable[Diagnostic],
    foreign: Mapping[str, str],
    spared: Collection[str],
    places: Mapping[KeyPath, Place],
    certain: Mapping[str, int | None],
) -> dict[str, Diagnostic]:
    """Our key -> what is wrong with its value, where the post is shown without it.

    That is a value that can be `spared` (of a date the year may be `certain`), and one under another generator's key,
    which may mean it otherwise: `created: image of a soup`.
    """
    at = {place: loc[0] for loc, place in places.items() if len(loc) == 1}
    found: dict[str, Diagnostic] = {}
    for one in wrong:
        key = str(at.get((one.line, one.column), ""))
        if (key in foreign or key in spared) and one.code == "RG120":
            message = one.message.replace(f"'{key}'", f"'{foreign.get(key, key)}'", 1)
            year = certain.get(key)
            taken = f"only the year {year} is taken" if year else "it is left out"
            found[key] = replace(one, code="RG124", message=f"{message}; {taken}", severity="warning")
    return found


def _backwards(
    values: Mapping[str, Any], places: Mapping[KeyPath, Place], path: str, lines: Sequence[str]
) -> Iterator[Diagnostic]:
    """Conferences and editions that end before they start."""
    tables: list[tuple[KeyPath, Any]] = []
    for key in ("conference", "editions"):
        value = values.get(key)
        tables += [((key, n), one) for n, one in enumerate(value)] if isinstance(value, list) else [((key,), value)]
    for loc, table in tables:
        given = table if isinstance(table, Mapping) else {}
        start, end = day_said(given.get("start")), day_said(given.get("end"))
        if start and end and start > end:
            line, column = places.get((*loc, "end"), (1, 1))
            fact = f"'{'.'.join(map(str, loc))}' ends on {end}, before it starts, on {start}"
            hint = "'start' is its first day and 'end' its last: correct one of them"
            shown = lines[line - 1] if line <= len(lines) else ""
            yield Diagnostic("RG120", fact, path, line, column, hint, source_line=shown)


def _days_too_late(given: PostIn, places: Mapping[KeyPath, Place], path: str, lines: Sequence[str]) -> list[Diagnostic]:
    """Sessions on a day that the conference, by its own dates, does not have."""
    only = given.conference[0] if len(given.conference) == 1 else None
    if only is None or not only.start or not only.end:
        return []
    days = (only.end - only.start).days + 1
    found = []
    for number, session in enumerate(given.sessions or ()):
        if session.day and session.day > days:
            line, column = places.get(("sessions", number, "day"), (1, 1))
            fact = f"'sessions.{number}.day' is {session.day}, but by 'start' and 'end' the conference has {days}"
            hint = "correct the day, or the dates below 'conference'"
            shown = lines[line - 1] if line <= len(lines) else ""
            found.append(Diagnostic("RG123", fact, path, line, column, hint, "warning", shown))
    return found


def _renamed(places: Mapping[KeyPath, Place], ours: Mapping[str, str]) -> dict[KeyPath, Place]:
    return {(ours.get(str(path[0]), path[0]), *path[1:]): place for path, place in places.items()}


NAMED_BY_FOLDER = ("index", "readme")
"""Files that are called after their folder: `soupconf-2019/README.md` is `soupconf-2019`."""


class _FileName(Struct, frozen=True):
    """What a post's path says: its slug, its language, its date, and whether it is a page or a draft."""

    slug: str
    lang: str
    date: When | None
    is_page: bool
    draft: bool
    inside: tuple[str, ...]

    @classmethod
    def of(cls, path: str, config: Config) -> _FileName:
        parts = path.removeprefix(f"{config.content}/").split("/")
        stem = parts[-1].rpartition(".")[0]
        bare, lang = split_name(stem)
        if bare.casefold() in NAMED_BY_FOLDER and len(parts) > 1:
            parts, stem = parts[:-1], f"{parts[-2]}.{lang}" if lang else parts[-2]
        match = re.match(r"(\d{4})-(\d{2})-(\d{2})[-_ ]?(.*)$", stem)
        date = None
        if match:
            try:
                date = When(datetime(int(match[1]), int(match[2]), int(match[3])), "day")
                stem = match[4] or stem
            except ValueError:
                pass
        return cls(stem, lang, date, parts[0] == "pages" and len(parts) > 1, "_drafts" in parts, tuple(parts[:-1]))


def _zoned(when: When | None, config: Config) -> When | None:
    if when is None or when.moment.tzinfo:
        return when
    return When(when.moment.replace(tzinfo=ZoneInfo(config.timezone)), when.precision)


_YEAR = regex(r"^(.+?)[\s,]+(?:['’‘](\d\d)|((?:19|20)\d\d))$")


def _claims(given: PostIn) -> tuple[Claim, ...]:
    """What the front matter says of conferences; keys beside a lone `conference` complete it."""
    claims = [_claim(conference) for conference in given.conference]
    if len(claims) == 1:
        only = claims[0]
        year, label = (int(given.edition), "") if re.fullmatch(r"(19|20)\d\d", given.edition) else (None, given.edition)
        claims = [
            replace(
                only,
                year=only.year or given.year or year,
                label=only.label or label,
                city=only.city or given.city,
                country=only.country or given.country,
                venue=only.venue or given.venue,
            )
        ]
    return tuple(claims)


def _claim(given: ConferenceIn) -> Claim:
    name, year, label = given.name, given.year, given.edition
    if match := _YEAR.match(name):
        name = match[1]
        year = year or (int(match[3]) if match[3] else 2000 + int(match[2]))
    if re.fullmatch(r"(19|20)\d\d", label):
        year, label = year or int(label), ""
    if year is None and given.start:
        year = given.start.year
    return Claim(name, year, label, given.city, given.country, given.venue, given.url, given.start, given.end)


_CREDIT = regex(r"^(.*?)\s*\(([^()]*)\)\s*$")


def _stated(given: SessionIn, header: Header, number: int) -> Stated:
    credits = []
    for speaker in given.speakers:
        match = _CREDIT.match(speaker.name)
        name = match[1] if match else speaker.name
        listed = tuple(o.strip() for o in match[2].split(",")) if match else ()
        credits.append(Credit(name, speaker.organization or listed, speaker.role))
    kinds = ("slides", "video", "code")
    links = [Link(getattr(given, kind), kind) for kind in kinds if getattr(given, kind)]
    if given.url:
        links.append(Link(given.url))
    line = header.places.get(("sessions", number), header.places.get(("sessions",), (1, 1)))[0]
    first = line - header.body_line + 1
    return Stated(
        given.title, tuple(credits), given.kind, given.day, tuple(links), given.topics, first, not given.session
    )


def _route(
    given: PostIn,
    kind: str,
    name: _FileName,
    lang: str,
    date: When | None,
    reading: Reading,
    header: Header,
    text: str,
    path: str,
) -> Route:
    slug = slugify(given.slug or name.slug)
    if given.permalink and "://" not in given.permalink and given.permalink not in STYLES:
        route = Route.of_url(fill_in(given.permalink, slug, date.moment.date() if date else None))
        if why := unsafe(route.path):
            line, column = header.places.get(
                ("permalink",), header.places.get(("url",), header.places.get(("save_as",), (1, 1)))
            )
            shown = text.split("\n")[line - 1]
            fact = f"'permalink' is {given.permalink!r}, where no page can be: {why}"
            raise ContentError(
                Diagnostic("RG122", fact, path, line, column, "write it as /talks/soup/", source_line=shown)
            )
        return route
    if given.translation:
        slug = f"{slug}-{slugify(lang)}"
    if kind == "page":
        folders = name.inside[1:] if name.is_page else ()
        return Route.parse("/".join([*(slugify(f) for f in folders), slug, "index.html"]))
    years = [claim.year for claim in reading.claims if claim.year]
    year = date.year if date else years[0] if years else None
    return Route(kind, (str(year) if year else "undated", slug))


# -- the body ---------------------------------------------------------------------------------------------------------


def _bad_attributes(tokens: Sequence[Token], header: Header, path: str) -> list[Diagnostic]:
    return [
        Diagnostic(
            "RG201",
            f"the attributes {token.meta['bad_attributes']} can't be understood",
            path,
            token.map[0] + header.body_line,
            hint=f"write them as {corrected(token.meta['bad_attributes'])}",
            severity="warning",
        )
        for token in tokens
        if token.map and "bad_attributes" in token.meta
    ]


_PAIR = regex(r"""([\w-]+)\s*[=:]\s*["'“”]?(.*?)["'“”]?\s*[,;]?\s*(?=[\w-]+\s*[=:]|$)""")


def corrected(attributes: str) -> str:
    """Attributes that can't be understood as they were probably meant.

    >>> corrected("{speakers=Ida Quill, kind = keynote}"), corrected("{?}")
    ('{speakers="Ida Quill" kind="keynote"}', '{key=word other="several words"}')
    """
    pairs = [f'{key}="{value}"' for key, value in _PAIR.findall(attributes.strip(" {}")) if value]
    return "{" + " ".join(pairs) + "}" if pairs else '{key=word other="several words"}'


def _odd_attributes(tokens: Sequence[Token], header: Header, path: str) -> list[Diagnostic]:
    """Attributes that nearly say something of a session: what is nothing like ours may be for somebody else."""
    found = []
    for token in tokens:
        for key, value in token.meta.get("attributes", {}).items() if token.map else ():
            fact, hint = "", ""
            if key not in (*ATTRIBUTES, "speaker") and (hint := did_you_mean(key, ATTRIBUTES)):
                fact = f"unknown attribute '{key}'"
            elif key == "kind" and value.strip().lower() not in KINDS:
                fact, hint = f"'kind' is {value!r}, which is no kind of session", f"choose one of {', '.join(KINDS)}"
            elif key == "day" and not (value.isdigit() and 1 <= int(value) <= LAST_DAY):
                kind = "day that a conference has" if value.isdigit() else "number"
                fact, hint = f"'day' is {value!r}, which is no {kind}", "count from 1"
            if fact:
                line = token.map[0] + header.body_line if token.map else 1
                found.append(Diagnostic("RG202", fact, path, line, hint=hint, severity="warning"))
    return found


def _tags_left(tokens: Sequence[Token], header: Header, path: str) -> Iterator[Diagnostic]:
    """Tags of other generators that are shown as they are written."""
    lines = header.body.split("\n")
    for token in tokens:
        for tag in left_over(token.content) if token.type == "inline" and token.map else ():
            first = tag.partition("\n")[0]
            at = token.content.find(tag)
            line = (token.map[0] if token.map else 0) + token.content.count("\n", 0, at)
            column = max(lines[line].find(first), 0) + 1 if line < len(lines) else 1
            fact = f"the tag '{' '.join(tag.split())}' is another generator's, and is shown as it is"
            hint = "write what it stands for, or take it out; in code it is left alone"
            yield Diagnostic("RG204", fact, path, line + header.body_line, column, hint, "warning")


def _mark_inward(tokens: Sequence[Token], header: Header) -> tuple[Target, ...]:
    """Give links into the site the scheme that a page's rendering resolves; tell where they stand."""
    targets = []
    lines = header.body.split("\n")
    behind: dict[tuple[int, str], int] = {}
    for token, attribute, url, line in inward_links(tokens):
        token.attrs[attribute] = SITE + url
        start = behind.get((line, url), 0)
        written = (url, unquote(url), unquote(url).removeprefix(REF))
        at = max(lines[line].find(one, start) for one in written) if line < len(lines) else -1
        behind[line, url] = at + 1
        targets.append(Target(url, line + header.body_line, at + 1 if at > 0 else 1, token.type == "image"))
    return tuple(targets)


def _rendered(tokens: list[Token], title: str, sessions: Sequence[Found], *, trusted: bool) -> tuple[Body, list[str]]:
    """The body as HTML without its own title, and for each session its anchor."""
    ids = {str(token.attrs["id"]) for token in tokens if "id" in token.attrs}
    anchors = [_anchor(tokens, found, ids) for found in sessions]
    end = next((i for i, t in enumerate(tokens) if t.type == "footnote_block_open"), len(tokens))
    marks: dict[int, list[tuple[int, int]]] = {}
    """By token index: which session begins (0) or ends (1) there; the words of a tight item end at 2."""
    for number, found in enumerate(sessions):
        start, stop = found.words
        if found.lead and start < stop and _split_lead(tokens, start, found.lead):
            pass
        else:
            marks.setdefault(min(start, end), []).append((number, 0))
        marks.setdefault(min(stop, end), []).append((number, 1))
    hidden = _own_title(tokens, title)
    tags = _heading_tags(tokens, hidden)
    woven: list[Token] = []
    order: list[tuple[int, int]] = []
    split = {id(_inline_of(tokens, f.words[0])): n for n, f in enumerate(sessions) if f.lead}
    given = {
        id(_match(tokens, _line_of(tokens, f.head))): f
        for f in sessions
        if f.head is not None and _names_others(tokens, f.head)
    }
    for index, token in enumerate([*tokens, None]):
        for mark in sorted(marks[index], key=lambda m: (-m[1], m[0])) if index in marks else ():
            woven.append(cut())
            order.append(mark)
        if token is None or index in hidden:
            continue
        if index in tags:
            token.tag = tags[index]
        if token.type == "inline" and id(token) in split and any(c.type == "cut" for c in token.children or ()):
            order.append((split[id(token)], 0))
        woven.append(token)
        if token.type == "inline" and id(token) in split and tokens[index - 1].hidden:
            woven.append(cut())
            order.append((split[id(token)], 2))
        if id(token) in given:
            said = next((t.content for t in reversed(woven) if t.type == "inline"), "")
            woven += _who(given[id(token)].credits, said)
    rendered = to_html(woven, unsafe_html=trusted)
    spans = dict(zip(order, rendered.cuts, strict=True))
    places = tuple(
        Span(spans[n, 0], max(spans[n, 0], spans[n, 1]), bool(found.lead), spans.get((n, 2), 0))
        for n, found in enumerate(sessions)
    )
    return Body(rendered.html, _headings(woven), places), anchors


def _names_others(tokens: Sequence[Token], head: int) -> bool:
    """Whether the attributes of a heading, a paragraph or an item say who spoke."""
    stated = tokens[_line_of(tokens, head)].meta.get("attributes", {})
    return not {"speakers", "speaker"}.isdisjoint(stated)


def _line_of(tokens: Sequence[Token], head: int) -> int:
    """The token that opens the words of a heading or paragraph, or the first words of an item."""
    return head + 1 if tokens[head].type == "list_item_open" and len(tokens) > head + 1 else head


def _who(credits: Sequence[Credit], heading: str) -> list[Token]:
    """A line below a heading with those of the speakers that it does not name itself; a slug is no name to be shown."""
    left = [c for c in credits if fold(c.name) not in fold(heading) and c.name != slugify(c.name)]
    if not left:
        return []
    names = ", ".join(f"{c.name} ({', '.join(c.organizations)})" if c.organizations else c.name for c in left)
    text = Token("inline", "", 0, content=names, children=[Token("text", "", 0, content=names)])
    opening = Token("paragraph_open", "p", 1, {"class": "who"}, block=True)
    return [opening, text, Token("paragraph_close", "p", -1, block=True)]


def _anchor(tokens: Sequence[Token], found: Found, ids: set[str]) -> str:
    """The id of a session's heading, or a new one on its list item or paragraph."""
    if found.head is None:
        return ""
    head = tokens[found.head]
    if "id" not in head.attrs:
        base = unique = slugify(found.title or (found.credits[0].name if found.credits else "session"))
        number = 1
        while unique in ids:
            number += 1
            unique = f"{base}-{number}"
        ids.add(unique)
        head.attrs["id"] = unique
        head.hidden = False
        _match(tokens, found.head).hidden = False
    return str(head.attrs["id"])


def _match(tokens: Sequence[Token], opening: int) -> Token:
    """The token that closes what the one at `opening` opens."""
    level = tokens[opening].level
    return next(
        (t for t in tokens[opening + 1 :] if t.level == level and t.nesting == -1 and t.tag == tokens[opening].tag),
        tokens[opening],
    )


def _inline_of(tokens: Sequence[Token], start: int) -> Token | None:
    return next((t for t in tokens[start : start + 2] if t.type == "inline"), None)


def _whole_where_tags_go(sessions: Sequence[Found], tokens: Sequence[Token]) -> tuple[Found, ...]:
    """Sessions whose first words hold tags are shown with their by-line: without the tags it ends elsewhere."""
    firsts = [_inline_of(tokens, found.words[0]) if found.lead else None for found in sessions]
    tagged = [first is not None and holds_tags(first.content) for first in firsts]
    return tuple(replace(one, lead=0) if whole else one for one, whole in zip(sessions, tagged, strict=True))


def _split_lead(tokens: Sequence[Token], start: int, lead: int) -> bool:
    """Cut a list item's first paragraph behind its title and by-line; open markup is closed and opened again."""
    inline = _inline_of(tokens, start)
    if inline is None or inline.children is None or tokens[start].type != "paragraph_open":
        return False
    children: list[Token] = []
    opened: list[Token] = []
    left = lead
    rest = list(inline.children)
    while rest and (left > 0 or rest[0].nesting == -1):
        child = rest.pop(0)
        if child.nesting == 1:
            opened.append(child)
        elif child.nesting == -1 and opened:
            opened.pop()
        size = 1 if child.type in ("softbreak", "hardbreak") else len(child.content) if child.nesting == 0 else 0
        if child.type == "text" and size > left:
            rest.insert(0, replace_text(child, child.content[left:]))
            child = replace_text(child, child.content[:left])
        left -= size
        children.append(child)
    closing = [Token(t.type.replace("_open", "_close"), t.tag, -1) for t in reversed(opened)]
    inline.children = [*children, *closing, cut(), *(t.copy() for t in opened), *rest]
    return True


def replace_text(token: Token, text: str) -> Token:
    """A copy of a text token with other text."""
    return token.copy(content=text)


def _own_title(tokens: Sequence[Token], title: str) -> range:
    """The tokens of a first heading, or of a first line, that only repeats the page's title and heads nothing."""
    for index, token in enumerate(tokens):
        if token.type == "comment":
            continue
        if (token.tag == "h1" or _is_bare_line(tokens, index)) and slugify(inline_text(tokens[index + 1])) == slugify(
            title
        ):
            return range(index, index + 3)
        break
    return range(0)


def _is_bare_line(tokens: Sequence[Token], index: int) -> bool:
    """Whether a paragraph begins there that heads nothing and holds words alone: a link is more than a title."""
    if tokens[index].type != "paragraph_open" or "id" in tokens[index].attrs:
        return False
    return all(child.type == "text" for child in tokens[index + 1].children or ())


def _heading_tags(tokens: Sequence[Token], hidden: range) -> dict[int, str]:
    r"""By token: the tags of headings below the page's own, no level left out, however the author numbered them.

    >>> _heading_tags(tokenise("# a\n\n#### b\n\n## c\n"), range(0))
    {0: 'h2', 2: 'h2', 3: 'h3', 5: 'h3', 6: 'h3', 8: 'h3'}
    """
    found: dict[int, str] = {}
    above: list[int] = []
    for index, token in enumerate(tokens):
        if index in hidden:
            continue
        if token.type == "heading_open":
            level = int(token.tag[1])
            while above and above[-1] >= level:
                above.pop()
            above.append(level)
        if token.type in ("heading_open", "heading_close"):
            found[index] = f"h{min(len(above) + 1, 6)}"
    return found


def _headings(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    return tuple(
        Heading(int(token.tag[1]), inline_text(following), str(token.attrs.get("id", "")))
        for token, following in pairwise(tokens)
        if token.type == "heading_open"
    )


def _take(found: Found, anchor: str, tokens: Sequence[Token], body_line: int, vocabulary: Vocabulary) -> Take:
    block = tokens[found.words[0] : found.words[1]]
    said = plain(block)[found.lead :] if found.said is None else found.said
    first = found.lines[0] + body_line - 1
    topics = [TopicMention(vocabulary.name_of(name), "attribute") for name in found.topics]
    for name, mention, in_title in subjects(vocabulary, found.title, said):
        line = line_at(block, found.lead + mention.at) + body_line if found.said is None else first
        topics.append(TopicMention(name, _why(mention, in_title, line)))
    return Take(
        title=found.title,
        credits=found.credits,
        kind=found.kind or "talk",
        day=found.day,
        day_label=found.day_label,
        claim=found.claim,
        links=tuple(link for link in found.links if not unsafe_url(link.url)),
        topics=_once(topics),
        anchor=anchor,
        lines=(first, found.lines[1] + body_line - 1),
        excerpt=shortened(said.lstrip(" :.–—-")),
        rule=found.rule,
        confidence=found.confidence,
    )


def _why(mention: Mention, in_title: bool, line: int) -> str:
    return f"'{mention.words}' in its title" if in_title else f"'{mention.words}' in line {line}"


def _topics(
    given: PostIn, kind: str, title: str, tokens: Sequence[Token], vocabulary: Vocabulary, body_line: int
) -> tuple[TopicMention, ...]:
    """What the front matter says; for articles also what title and words are about."""
    topics = [TopicMention(vocabulary.name_of(tag), "front matter") for tag in given.topics]
    if kind == "article":
        for name, mention, in_title in subjects(vocabulary, title, plain(tokens), needed=3):
            topics.append(TopicMention(name, _why(mention, in_title, line_at(tokens, mention.at) + body_line)))
    return _once(topics)


def _once(topics: Iterable[TopicMention]) -> tuple[TopicMention, ...]:
    return tuple({topic.name.casefold(): topic for topic in reversed(list(topics))}.values())[::-1]


def _summary(tokens: Sequence[Token], title: str) -> str:
    """What stands above `<!--more-->`, or the first paragraph that is more than a line and not the title again."""
    for index, token in enumerate(tokens):
        if token.type == "comment" and token.content.strip().casefold() == MORE:
            return shortened(plain(_paragraphs(tokens[:index])).replace("\n", " "), 400)
    texts = [text for t in _paragraphs(tokens) if slugify(text := inline_text(t)) != slugify(title)]
    return shortened(next((t for t in texts if len(t) > 60), texts[0] if texts else ""))


def _paragraphs(tokens: Sequence[Token]) -> list[Token]:
    return [following for token, following in pairwise(tokens) if token.type == "paragraph_open" and token.level == 0]


def shortened(text: str, limit: int = EXCERPT) -> str:
    """The first words of a text, cut at a word.

    >>> shortened("one two three", 9)
    'one two …'
    """
    flat = " ".join(text.split())
    if len(flat) <= limit:
        return flat
    cut_off = flat[: limit - 1]
    return (cut_off.rpartition(" ")[0] or cut_off).rstrip(" ,;:–—-") + " …"


# -- registry ---------------------------------------------------------------------------------------------------------


def parse_entry(source: Source, config: Config) -> tuple[Entry, tuple[Diagnostic, ...]]:
    """A registry file. Raises `ContentError` with everything that is wrong with it."""
    text = decode(source.data, source.path)
    header = read_header(text, source.path)
    given, warnings = _checked(header, text, source.path, ENTRY, ENTRY_ALIASES)
    parts = source.path.removeprefix(f"{config.content}/").split("/")
    stem = parts[-1].rpartition(".")[0]
    if stem == "index":
        stem = parts[-2]
    trusted = config.trusts(source.path)
    tokens = tokenise(header.body, unsafe_html=trusted)
    if not trusted:
        as_tokens(tokens)
    targets = _mark_inward(tokens, header)
    entry = Entry(
        kind=REGISTRY[parts[0]],
        path=source.path,
        digest=source.digest,
        name=given.name or stem.replace("-", " ").title(),
        slug=slugify(given.slug or stem),
        aliases=given.aliases,
        redirects=given.redirects,
        description=given.description,
        url=given.url,
        links=tuple(Link(url, "link", label) for label, url in given.links),
        organizations=given.organizations,
        not_same_as=given.not_same_as,
        apart=given.apart,
        editions=tuple(
            EditionNote(e.year, e.name, e.city, e.country, e.venue, e.url, e.start, e.end, e.description)
            for e in given.editions
        ),
        broader=given.broader,
        about=replace(_rendered(tokens, given.name, (), trusted=trusted)[0], targets=targets),
    )
    return entry, tuple(warnings)

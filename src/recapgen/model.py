"""The nouns of a recap site, all frozen and complete when made.

The first half is what one post says (`Post`, its `Take`s); the second is what all posts together say (`Session`,
`Speaker`, ...). Records of the second half point to each other by `Ref`, never by object: a page can show a record
without dragging the whole site behind it, and depends on just what it shows.

>>> Ref("QCon London", Route("conference", ("qcon-london",))).route.url
'/conferences/qcon-london/'
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import astuple, replace

from recapgen.files import RegistryKind
from recapgen.routes import Route

Kind = Literal["talk", "keynote", "workshop", "tutorial", "lightning", "panel"]
KINDS: tuple[Kind, ...] = ("talk", "keynote", "workshop", "tutorial", "lightning", "panel")


class When(Struct, frozen=True, order=True):
    """A point in time, as precisely as the author gave it."""

    moment: datetime
    """With a time zone; the first instant of the year, month or day where no more is known."""
    precision: Literal["year", "month", "day", "minute"] = "day"

    @property
    def year(self) -> int:
        return self.moment.year


class Ref(NamedTuple):
    """All that a link inside the site needs."""

    name: str
    route: Route
    lang: str = ""
    """Of the name, where it is said in a language at all: that of a post or a session."""


class Link(NamedTuple):
    """A link that leads out of the site (or to a static file), its scheme checked."""

    url: str
    kind: str = "link"
    """`slides`, `video`, `code`, `schedule` or `link`."""
    label: str = ""
    """What to call it; empty: its kind, or its host."""


# -- what one post says -----------------------------------------------------------------------------------------------


class Claim(Struct, frozen=True):
    """What a post says of one edition of a conference."""

    name: str
    """The series, as written: `QCon London`."""
    year: int | None = None
    label: str = ""
    """What tells the edition from its sisters where the year is not enough, or not known: `Austin 2017`."""
    city: str = ""
    country: str = ""
    venue: str = ""
    url: str = ""
    start: date | None = None
    end: date | None = None


class Credit(Struct, frozen=True):
    """One person in a by-line, as written there."""

    name: str
    organizations: tuple[str, ...] = ()
    """Whom they spoke for, as of this session."""
    role: str = ""


class TopicMention(Struct, frozen=True, eq=False):
    """A topic, and why it is thought to be one."""

    name: str
    """The topic's own name, aliases resolved."""
    why: str = ""
    """`front matter`, `attribute`, or `'k8s' in line 12`: another reason is no other topic."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TopicMention) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


class Take(Struct, frozen=True, eq=False):
    """What one post says about one session."""

    title: str
    """Empty where the post names no title."""
    credits: tuple[Credit, ...] = ()
    kind: Kind = "talk"
    day: int | None = None
    """From 1; None where the post does not say."""
    day_label: str = ""
    """The day as written: `Tuesday 11th`."""
    claim: int | None = None
    """Which of the post's claims it belongs to; None: the post covers no conference."""
    links: tuple[Link, ...] = ()
    topics: tuple[TopicMention, ...] = ()
    anchor: str = ""
    """The fragment of its place in the post's page; empty where it stands in the front matter only."""
    lines: tuple[int, int] = (1, 1)
    """First and last line in the source file; a take that moved still says the same."""
    excerpt: str = ""
    """Its first words as plain text, at most some 200 characters."""
    rule: str = ""
    """Which rule found it: `attributes`, `heading-by`, ..."""
    confidence: float = 1.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Take) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[Any, ...]:
        return astuple(replace(self, lines=(1, 1)))


class Heading(Struct, frozen=True):
    level: int
    text: str
    anchor: str


class Target(Struct, frozen=True):
    """A link or image in a post that points into the site."""

    url: str
    """As the author wrote it."""
    line: int
    column: int = 1
    """Where its address begins; 1 where that stands elsewhere, as in a definition of a link."""
    picture: bool = False


class Span(Struct, frozen=True):
    """Where the words of a take stand in its post's HTML, in characters."""

    start: int
    end: int
    inline: bool = False
    """Whether it begins inside a paragraph, behind the title and by-line of a list item."""
    breaks: int = 0
    """Where the words of a tight list's item end, which are in no paragraph; 0, where they are in one."""

    def of(self, html: str) -> str:
        """The words, cut out of their post's HTML and whole by themselves.

        >>> Span(14, 18, True, 18).of("<ul><li>Soup: hot.</li>"), Span(3, 11).of("<p><b>a</b></p>")
        ('<p>hot.</p>\\n', '<b>a</b>')
        """
        if not self.inline:
            return html[self.start : self.end]
        end = min(self.breaks, self.end)
        own = f"{html[self.start : end].rstrip()}</p>\n{html[end : self.end].lstrip()}" if self.breaks else ""
        words = (own or html[self.start : self.end]).lstrip(" :.–—-")
        return f"<p>{words}".replace("<p></p>\n", "", 1)


class Body(Struct, frozen=True):
    """A post's words as HTML, apart from its facts: lists and indexes never need them."""

    html: str
    """Links into the site still as `recapgen:` URLs; a page's rendering resolves them."""
    headings: tuple[Heading, ...] = ()
    spans: tuple[Span, ...] = ()
    """Of each take of the post, in order."""
    targets: tuple[Target, ...] = ()
    """Links into the site."""
    words: int = 0
    """How many there are."""


class Origin(Struct, frozen=True):
    """To whom the original of a rewritten or reposted post is due."""

    author: str = ""
    publication: str = ""
    url: str = ""
    title: str = ""


class Post(Struct, frozen=True):
    """One source post: a recap, an article that covers no conference, or a free page. Its takes stand in `Account`."""

    path: str
    kind: Literal["recap", "article", "page"]
    title: str
    route: Route
    date: When | None
    updated: When | None = None
    subtitle: str = ""
    description: str = ""
    """One sentence for lists and search engines; the front matter's, or the first words."""
    lang: str = "en"
    translation_of: str = ""
    """The post that it was translated from, as written: its file, its address or its slug."""
    translation_key: str = ""
    """A word that it shares with its versions in other languages."""
    authors: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    sessions: int = 0
    """Of how many it tells."""
    topics: tuple[TopicMention, ...] = ()
    origin: Origin | None = None
    image: str = ""
    """URL of its picture, as written; empty: none."""
    aliases: tuple[str, ...] = ()
    """Old addresses that lead here, each with a leading `/`."""
    weight: int = 0
    layout: str = ""
    """A template of the theme to use instead of the usual one; empty: the usual one."""
    toc: bool | None = None
    draft: bool = False
    expires: When | None = None
    params: Mapping[str, Any] = {}

    @property
    def ref(self) -> Ref:
        return Ref(self.title, self.route, self.lang)


class Account(Struct, frozen=True):
    """All that a post says, apart from its words: equal facts make the same site."""

    post: Post
    takes: tuple[Take, ...] = ()


class EditionNote(Struct, frozen=True):
    """What a conference's registry file says of one edition."""

    year: int | None = None
    name: str = ""
    city: str = ""
    country: str = ""
    venue: str = ""
    url: str = ""
    start: date | None = None
    end: date | None = None
    description: str = ""


class Entry(Struct, frozen=True):
    """One registry file: what the site's owner says of a conference, a speaker, an organization or a topic."""

    kind: RegistryKind
    path: str
    digest: str
    name: str
    slug: str
    aliases: tuple[str, ...] = ()
    """Other spellings of the name."""
    redirects: tuple[str, ...] = ()
    """Old addresses that lead here."""
    description: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()
    organizations: tuple[str, ...] = ()
    not_same_as: tuple[str, ...] = ()
    editions: tuple[EditionNote, ...] = ()
    apart: tuple[tuple[str, ...], ...] = ()
    """Titles, two or more each time, that are of sessions of their own though they look like one's."""
    broader: str = ""
    about: Body = Body("")


# -- what all posts together say ---------------------------------------------------------------------------------------


class Counts(NamedTuple):
    """How much there is of a thing; what does not apply is 0."""

    sessions: int = 0
    recaps: int = 0
    articles: int = 0
    editions: int = 0
    conferences: int = 0
    speakers: int = 0
    organizations: int = 0
    topics: int = 0


NOTHING = Counts()


class Appearance(NamedTuple):
    """A speaker at one session, with whom they spoke for then."""

    speaker: Ref
    organizations: tuple[Ref, ...] = ()
    role: str = ""


class Telling(NamedTuple):
    """Who recaps a session, and where."""

    post: Ref
    authors: tuple[str, ...]
    """Whose impression it is: the origin's author where there is one, else the post's."""
    anchor: str
    """The fragment of the session's place in the post's page; may be empty."""
    source: str
    """The post's path, by which its `Body` is found."""
    number: int
    """Which of the post's takes it is, from 0."""
    lang: str = "en"


class Session(Struct, frozen=True):
    """A talk, keynote, workshop, tutorial, lightning talk or panel at an edition."""

    title: str
    """Never empty; where no post names it, said of its speakers: `Keynote by Ida Quill`."""
    route: Route
    edition: Ref
    conference: Ref
    kind: Kind = "talk"
    named: bool = True
    """False where the title was made up from kind and speakers."""
    year: int | None = None
    day: int | None = None
    day_label: str = ""
    speakers: tuple[Appearance, ...] = ()
    topics: tuple[Ref, ...] = ()
    links: tuple[Link, ...] = ()
    excerpt: str = ""
    recaps: tuple[Ref, ...] = ()
    """The posts that tell of it."""
    lang: str = "en"
    """Of its title and excerpt: the language of a take that they come from."""

    @property
    def ref(self) -> Ref:
        return Ref(self.title, self.route, self.lang)


class Edition(Struct, frozen=True):
    """One time a conference took place."""

    name: str
    """In full: `QCon London 2017`."""
    label: str
    """Inside its series: `2017`."""
    route: Route
    conference: Ref
    year: int | None = None
    city: str = ""
    country: str = ""
    venue: str = ""
    url: str = ""
    start: date | None = None
    end: date | None = None
    description: str = ""
    counts: Counts = NOTHING

    @property
    def ref(self) -> Ref:
        return Ref(self.name, self.route)


class Conference(Struct, frozen=True):
    """A series: all editions of one conference."""

    name: str
    route: Route
    description: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()
    aliases: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    counts: Counts = NOTHING

    @property
    def ref(self) -> Ref:
        return Ref(self.name, self.route)


class Speaker(Struct, frozen=True):
    name: str
    route: Route
    description: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()
    aliases: tuple[str, ...] = ()
    organizations: tuple[Ref, ...] = ()
    """All whom they ever spoke for, latest first."""
    years: tuple[int, ...] = ()
    counts: Counts = NOTHING

    @property
    def ref(self) -> Ref:
        return Ref(self.name, self.route)


class Organization(Struct, frozen=True):
    name: str
    route: Route
    description: str = ""
    url: str = ""
    links: tuple[Link, ...] = ()
    aliases: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    counts: Counts = NOTHING

    @property
    def ref(self) -> Ref:
        return Ref(self.name, self.route)


class Topic(Struct, frozen=True):
    name: str
    route: Route
    description: str = ""
    aliases: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    counts: Counts = NOTHING

    @property
    def ref(self) -> Ref:
        return Ref(self.name, self.route)


# -- pages -------------------------------------------------------------------------------------------------------------


class Page(Struct, frozen=True):
    """A route, a template, and exactly the records that it shows."""

    route: Route
    template: str
    """A file of the theme: `session.html`."""
    title: str
    records: Mapping[str, Any]
    """By the name under which the template knows them; values of this module, strings, numbers and tuples of them."""
    description: str = ""
    lang: str = ""
    """Empty: the site's."""
    crumbs: tuple[Ref, ...] = ()
    """The way here from the home page, without either end."""
    sources: tuple[str, ...] = ()
    """Files to name when something is wrong with it; the first is where it mainly comes from."""
    listed: bool = True
    """Whether the sitemap has it."""
    updated: When | None = None
    translations: tuple[Ref, ...] = ()
    """All versions of a post that is there in several languages, its own among them."""

    @property
    def shows(self) -> frozenset[str]:
        """Paths of the posts whose words stand on it, not just their facts."""
        given = self.records
        posts = [given.get("post")]
        if self.template != "record":
            posts += [view.post for view in given.get("takes", ())]
        if self.template in ("atom", "json-feed"):
            posts += given["posts"]
        return frozenset(post.path for post in posts if isinstance(post, Post))


class Pager(Struct, frozen=True, dict=True):
    """One page of a list that goes over several."""

    route: Route
    """Of the page shown."""
    total: int
    """How many pages there are."""
    count: int
    """How many items all of them hold."""

    @property
    def number(self) -> int:
        return self.route.number

    @property
    def previous(self) -> Route | None:
        return self.route.at(self.number - 1) if self.number > 1 else None

    @property
    def next(self) -> Route | None:
        return self.route.at(self.number + 1) if self.number < self.total else None

    @cached_property
    def all(self) -> tuple[Route, ...]:
        return tuple(self.route.at(n) for n in range(1, self.total + 1))


# -- the whole ---------------------------------------------------------------------------------------------------------


class TocEntry(Struct, frozen=True):
    """One session in a recap: what it is, and where the recap tells of it."""

    session: Session
    anchor: str


class Site(Struct, frozen=True):
    """Everything that the posts say together. Tuples are in the order in which they are listed."""

    posts: tuple[Post, ...]
    """Recaps and articles, newest first."""
    pages: tuple[Post, ...]
    """Free pages, by address."""
    conferences: tuple[Conference, ...]
    editions: tuple[Edition, ...]
    """Newest first."""
    sessions: tuple[Session, ...]
    speakers: tuple[Speaker, ...]
    organizations: tuple[Organization, ...]
    topics: tuple[Topic, ...]
    tellings: Mapping[Route, tuple[Telling, ...]]
    """By session: who tells of it, in the order of the posts."""
    contents: Mapping[Route, tuple[TocEntry, ...]]
    """By post: its sessions, in its own order."""
    sessions_of: Mapping[Route, tuple[Session, ...]]
    """By edition, conference, speaker, organization or topic."""
    posts_of: Mapping[Route, tuple[Post, ...]]
    """By edition, conference or topic; newest first."""
    topics_of: Mapping[Route, tuple[Ref, ...]]
    """By post: what it as a whole is about."""
    editions_of: Mapping[Route, tuple[Edition, ...]]
    """By conference, or by post; newest first."""
    records: Mapping[Route, Conference | Speaker | Organization | Topic]
    """Every conference, speaker, organization and topic by its address."""
    entries: Mapping[Route, Entry]
    """By conference, speaker, organization or topic: its registry file."""
    translations: Mapping[Route, tuple[Ref, ...]]
    """By post: all its versions, where it is there in several languages."""
    redirects: Mapping[str, tuple[Route, str]]
    """Old address -> where it leads now, and the file that says so."""


# -- what a page shows beside records ---------------------------------------------------------------------------------


class Day(Struct, frozen=True):
    """One day of an edition's programme."""

    number: int | None
    """None: nobody says on which day these sessions were."""
    label: str
    sessions: tuple[Session, ...]


class YearGroup(Struct, frozen=True):
    """What belongs to one year, for lists by year."""

    year: int | None
    sessions: tuple[Session, ...]
    posts: tuple[Post, ...] = ()


class Language(Struct, frozen=True):
    """A language in which posts are written."""

    code: str
    """Without region and script: `pt`."""
    name: str
    """In itself: `Português`."""
    route: Route
    counts: Counts


class TakeView(Struct, frozen=True):
    """A take, ready to be shown: whose it is, and the post that it stands in."""

    telling: Telling
    post: Post

"""The same recap posts for every generator, made from a seed.

Everything in them is synthetic: people, organizations, conferences and talks are put together from lists of syllables
and words, nobody is meant by them, and the text says nothing. Same count and same seed: the same bytes everywhere.

    python -m benchmarks.corpus recapgen 1000 some/folder

>>> first, second = posts(2)
>>> first.title
'Amber Anvil Assembly 2023, day 2: the broken cable'
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

PEERS = Path(__file__).parent / "peers"
"""Settings and templates of the peers, by layout: pages equivalent to each other."""

Layout = Literal["recapgen", "hugo", "eleventy", "pelican"]
Pages = Literal["full", "equivalent"]

CONFIG_FULL = """\
title = "Recaps"
base_url = "https://recaps.example/"
feed_size = 20
"""
"""recapgen.toml for all that recapgen makes of the posts: sessions, speakers, organizations, archive, search, ..."""

CONFIG_EQUIVALENT = f"""\
{CONFIG_FULL}formats = []
disable_kinds = ["session", "edition", "speaker", "organization", "archive", "language", "explore", "search"]

[images]
enabled = false
"""
"""recapgen.toml for the pages that the peers make: posts, lists by 20, conferences, topics, a feed, a sitemap. What it
makes besides is a feed for each conference and topic."""

CONFIGS: Mapping[Pages, str] = {"full": CONFIG_FULL, "equivalent": CONFIG_EQUIVALENT}

FOLDERS: Mapping[Layout, str] = {
    "recapgen": "content/recaps",
    "hugo": "content/posts",
    "eleventy": "src/posts",
    "pelican": "content",
}
"""Where a layout has its posts."""

OUTPUTS: Mapping[Layout, str] = {"recapgen": "output", "hugo": "public", "eleventy": "_site", "pelican": "output"}


@dataclass(frozen=True, slots=True)
class Post:
    """One post, before any generator's front matter."""

    slug: str
    title: str
    date: datetime
    """In UTC."""
    conference: str
    year: int
    """Of the edition."""
    tags: tuple[str, ...]
    body: str
    """Markdown, the same for every generator."""


words_of, lines_of = str.split, str.splitlines

# -- names ------------------------------------------------------------------------------------------------------------

STARTS, VOWELS, ENDS = "bdfgklmnprtv", "aeiou", "lmnrstdkgpvb"
SYLLABLES = [s + v + ENDS[(i + j) % 12] for i, s in enumerate(STARTS) for j, v in enumerate(VOWELS)]
"""Any two differ in two letters or more, so that no two names are one slip of the pen apart."""
GIVEN_NAMES = 400
"""Fewer than there are people: many share one, as people do."""
TAGS = words_of("""
accessibility archives auditing backups batching benchmarks billing caching calendars capacity charts coaching
dashboards debugging deployments design-reviews documentation editors estimates failover fonts forms gateways
governance hiring indexing interviews ledgers licensing localization logging maintenance maps mentoring migrations
notebooks onboarding parsers pipelines printing profiling queues releases rendering retries roadmaps rotations
scheduling schemas search sensors spreadsheets storage support telemetry templates testing tracing training typography
versioning workshops
""")
HUES = words_of(
    "Amber Ashen Azure Cobalt Copper Coral Crimson Ember Garnet Golden Hazel Indigo Ivory Jade Lilac Maroon"
)
PLACES = words_of("""
Anvil Beacon Bridge Cellar Chimney Ferry Gable Granary Hamlet Jetty Kiln Lantern Meadow Orchard Pantry Quarry Rampart
Sluice Thicket Vineyard
""")
MEETINGS = words_of("Assembly Days Gathering Summit Weeks")
TRADES = words_of("Works Partners Labs Systems Collective")
YEARS = range(2015, 2024)
TALKS = 15
"""On one day of an edition, which has two."""


def _person(r: random.Random) -> str:
    number = r.randrange(GIVEN_NAMES) * 9  # spread over all pairs of syllables
    given = SYLLABLES[number // 60] + SYLLABLES[number % 60]
    return f"{given.capitalize()} {(r.choice(SYLLABLES) + r.choice(SYLLABLES)).capitalize()}"


def _conference(number: int) -> str:
    """1,600 of them; later ones are numbered."""
    mixed, again = number * 7 % 1600, number // 1600  # neighbours look unlike
    hue, place, meeting = HUES[mixed % 16], PLACES[mixed // 16 % 20], MEETINGS[mixed // 320]
    return f"{hue} {place} {meeting}" + (f" {again + 1}" if again else "")


# -- words ------------------------------------------------------------------------------------------------------------

NOUNS = words_of("""
bucket cable calendar catalogue clock corner counter crate cursor drawer folder hammer harbour kettle ladder ledger
lever library lock margin marker message mirror needle number packet parcel pattern pocket question queue record
register ribbon schedule shelf signal slide spindle table thread ticket timer tunnel version wheel window
""")
QUALITIES = words_of("""
broken careful clever crowded distant familiar gentle hidden large lonely modest narrow nervous patient plain private
quick quiet reliable rough shared short silent slow small stubborn sturdy tidy wooden
""")
VERBS = words_of("""
answers breaks carries checks closes copies counts covers delays doubles drops fills finds follows guards hides holds
joins keeps leaves lifts marks measures mends moves needs opens passes prints reads replaces returns saves sends shows
sorts splits starts stops survives turns waits wraps writes
""")
SENTENCES = lines_of("""The {q} {n} {v} before the {n} {v}.
Nobody expects that a {q} {n} {v} twice.
First a {n} {v}, then the {q} {n} {v}, and at last every {n} {v}.
When one {n} {v}, the others wait until the {q} {n} {v} too.
That is why each {n} in the {q} {n} {v}, whatever the {n} says.
With a {q} {n} the {n} {v} in half the time.
There was a demonstration with a {q} {n}, two {n} lists and a {n} that {v}.
A {n} that {v} is still better than a {q} {n} without any {n}.
Does the {n} know which {q} {n} {v}?
It took {d} attempts until the {q} {n} and its {n} {v} on {d} machines.""")
TITLES = lines_of("""A {q} {n} for every {q} {n}
The {q} {n} that {v} the {n}
{Q} {n}, {q} {n}, {n}
What a {q} {n} {v} in the {q} {n}
From {n} to {n} in {d} {q} days""")
HEADINGS = [
    "## {title} - {who} ({org})",
    "## {title} – {who}, {org}",
    "## {title} (by {who}, {org})",
    "### {title} by {who}",
]
SNIPPETS = {
    "python": "def {n}({m}: list[int]) -> int:\n    # how {q} it is\n    return sum(x for x in {m} if x > {d})",
    "bash": 'for {n} in "$@"; do\n  test -f "${n}/{m}.txt" || echo "{q} {n}" >&2\ndone',
    "json": '{\n  "{n}": {d},\n  "{m}": ["{q}", null],\n  "ready": true\n}',
    "yaml": "{n}:\n  {m}: {d}\n  mood: {q}\n  steps: [one, two]",
    "rust": "fn {n}({m}: &[u32]) -> Option<u32> {\n    let {q} = {m}.iter().max()?;\n    Some({q} + {d})\n}",
    "javascript": 'export const {n} = async ({m}) => {\n  await {m}.{q}({d});\n  return "{n}";\n};',
    "sql": "SELECT {n}, count(*) AS total\nFROM {m}\nWHERE {q} > {d}\nGROUP BY {n};",
}


def _filled(r: random.Random, pattern: str) -> str:
    """A pattern with words for its slots: another one for each."""
    out, rest = [], pattern
    while "{" in rest:
        before, _, rest = rest.partition("{")
        slot, _, rest = rest.partition("}")
        word = str(r.randint(2, 90)) if slot == "d" else r.choice({"n": NOUNS, "v": VERBS}.get(slot, QUALITIES))
        out += [before, word.capitalize() if slot == "Q" else word]
    return "".join([*out, rest])


def _sentence(r: random.Random) -> str:
    words = _filled(r, r.choice(SENTENCES)).split(" ")
    at, word = r.randrange(1, len(words) - 1), r.choice(NOUNS)
    match r.randrange(12):
        case 0:
            words[at] = f"*{words[at]}*"
        case 1:
            words[at] = f"`{word}.{r.choice(NOUNS)}()`"
        case 2:
            words[at] = f"[{words[at]}](https://{word}.example/{r.choice(NOUNS)}/{r.randint(1, 99)})"
    return " ".join(words)


def _paragraph(r: random.Random) -> str:
    return " ".join(_sentence(r) for _ in range(r.randint(2, 5)))


def _code(r: random.Random) -> str:
    language = r.choice(list(SNIPPETS))
    text = SNIPPETS[language]
    for slot, word in (
        ("n", r.choice(NOUNS)),
        ("m", r.choice(NOUNS)),
        ("q", r.choice(QUALITIES)),
        ("d", r.randint(2, 90)),
    ):
        text = text.replace(f"{{{slot}}}", str(word))
    return f"```{language}\n{text}\n```"


def _told(r: random.Random, heading: str) -> str:
    parts = [heading, *(_paragraph(r) for _ in range(r.randint(1, 3)))]
    if r.random() < 0.3:
        parts.append("\n".join(f"- {_sentence(r)}" for _ in range(r.randint(3, 5))))
    if r.random() < 0.2:
        parts.append(_code(r))
    return "\n\n".join(parts)


# -- posts ------------------------------------------------------------------------------------------------------------


def posts(count: int, seed: int = 1) -> Iterator[Post]:
    """`count` posts, each of one day of an edition, with 6 to 14 of its talks; about three posts an edition."""
    r = random.Random(f"people {seed}")
    people = [_person(r) for _ in range(max(60, count * 2))]
    employers = [f"{r.choice(HUES)}{r.choice(PLACES).lower()} {r.choice(TRADES)}" for _ in people]
    conferences = max(2, count // (3 * len(YEARS)))
    for number in range(count):
        r = random.Random(f"post {number} {seed}")
        conference, year, day = _conference(number % conferences), r.choice(YEARS), r.randint(1, 2)
        of_edition = random.Random(f"programme {conference} {year} {seed}")
        speakers = of_edition.sample(range(len(people)), 2 * TALKS)
        programme = [(_filled(of_edition, of_edition.choice(TITLES)), people[n], employers[n]) for n in speakers]
        heading = r.choice(HEADINGS)
        heard = [programme[(day - 1) * TALKS + n] for n in sorted(r.sample(range(TALKS), r.randint(6, 14)))]
        told = [_told(r, heading.format(title=title, who=who, org=organization)) for title, who, organization in heard]
        yield Post(
            slug=f"{conference.lower().replace(' ', '-')}-{year}-{number:05}",
            title=f"{conference} {year}, day {day}: {_filled(r, 'the {q} {n}')}",
            date=datetime(year, 1, 8) + timedelta(days=number % 340, minutes=r.randrange(1440)),
            conference=conference,
            year=year,
            tags=tuple(r.sample(TAGS, r.randint(3, 5))),
            body="\n\n".join([_paragraph(r), *told]) + "\n",
        )


def text_of(post: Post, layout: Layout) -> str:
    """The post as a file: recapgen, Hugo and Eleventy read the same front matter, Pelican has its own."""
    if layout == "pelican":
        head = f"Title: {post.title}\nDate: {post.date:%Y-%m-%d %H:%M}\nCategory: {post.conference}\n"
        return f"{head}Tags: {', '.join(post.tags)}\nSlug: {post.slug}\n\n{post.body}"
    head = f"title: {json.dumps(post.title)}\ndate: {post.date:%Y-%m-%dT%H:%M:%SZ}\n"
    head += f"conference: {json.dumps(post.conference)}\nyear: {post.year}\ntags: {json.dumps(post.tags)}\n"
    return f"---\n{head}---\n\n{post.body}"


def page_of(post: Post, layout: Layout) -> str:
    """Path of the post's page in the output."""
    folder = f"recaps/{post.year}" if layout == "recapgen" else "posts"
    return f"{folder}/{post.slug}/index.html"


def write(layout: Layout, folder: Path, count: int, seed: int = 1, pages: Pages = "full") -> list[Post]:
    """A whole site in `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    if layout == "recapgen":
        folder.mkdir(parents=True)
        (folder / "recapgen.toml").write_text(CONFIGS[pages], "utf-8")
    else:
        shutil.copytree(PEERS / layout, folder)
    into = folder / FOLDERS[layout]
    into.mkdir(parents=True, exist_ok=True)
    made = list(posts(count, seed))
    for post in made:
        (into / f"{post.slug}.md").write_text(text_of(post, layout), "utf-8")
    return made


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0] if __doc__ else None)
    asked.add_argument("layout", choices=list(FOLDERS))
    asked.add_argument("count", type=int)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--pages", choices=list(CONFIGS), default="full")
    given = asked.parse_args()
    write(given.layout, given.folder, given.count, given.seed, given.pages)

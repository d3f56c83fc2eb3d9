"""Which conference a post tells of, in which year and where: only what text, front matter or path state.

>>> from recapgen.recap.context import Context
>>> [(n.name, n.year) for n in names_in("QCon London 2017 takeaway points", Context.of("", (), "en"))]
[('QCon London', 2017)]
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec import Struct
from msgspec.structs import replace

from recapgen.model import Claim
from recapgen.recap.conference.dates import dates_in
from recapgen.recap.conference.naming import (
    EDGE,
    EVENT_END,
    JOINING,
    YEAR,
    Named,
    is_event,
    is_listed,
    is_plain,
    names_in,
    trimmed,
    without_place,
    year_of,
)
from recapgen.recap.conference.opening import LIKELY_NAME, NO_VENUE, attended_at_end, beside_noun, first_words
from recapgen.recap.conference.paths import left_of_path, names_in_path
from recapgen.recap.conference.places import Told, place_of, venue_in
from recapgen.recap.context import Context
from recapgen.recap.line.days import day_of, day_within, holds_date
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.reading import Evidence, Facts
from recapgen.recap.words import Lexicon, Worded, fold, of_languages, plain_case, unspaced
from recapgen.regex import regex

ENOUGH = 3.0
"""The score from which on a name is taken for the conference of a post."""
_ENOUGH_UNTITLED = 2.75
"""The same of a post without a title, where nothing but its first words can say what it is of."""


Vote = tuple[float, Named, str, int]
"""How much speaks for a name, by which rule it was found first, and in which line."""


class Region(Struct):
    """A stretch of the outline that tells of one conference."""

    claim: Claim
    start: int
    """Index into the outline."""
    evidence: dict[str, Evidence] = {}


# -- which of the names it is ------------------------------------------------------------------------------------------


def regions_of(ctx: Context, facts: Facts, title: str, title_line: int) -> list[Region]:
    """The conferences of a post, each with where its part of the outline begins; empty if there is none."""
    main = likeliest = _main(ctx, facts, title, title_line)
    if main and main.evidence["name"].rule == GUESS:
        main = None
    headed = _headed(ctx, main.claim.name if main else "")
    if len(headed) >= 2 or (headed and not main):
        if (
            main
            and headed[0].start > 0
            and not any(fold(r.claim.name) == fold(main.claim.name) for r in headed)
            and main.evidence["name"].lines[0] < ctx.outline[headed[0].start].lines[0]
        ):
            headed.insert(0, main)
        regions = headed
    elif (
        main
        and headed
        and headed[0].start > 3
        and fold(headed[0].claim.name) != fold(main.claim.name)
        and main.evidence["name"].rule != "title"
        and is_event(headed[0].claim.name, ctx)
    ):
        regions = [main, headed[0]]
    elif main and (both := _both_of_title(main, title, ctx)):
        regions = both
    else:
        regions = [likeliest] if likeliest else []
    named = [_named_well(_as_linked(r, ctx)) for r in regions]
    return [_completed(r, named, i, ctx, facts, title) for i, r in enumerate(named)]


def _named_well(region: Region) -> Region:
    """With its name in one line, without the rest of a line that a year in it begins (`Pot Camp 2018 in Narnia`), or a
    bracket that nothing opens: `Soup Conference] all of it`.
    """
    name = " ".join(region.claim.name.split())
    held = _YEAR_AND_MORE.search(name)
    name = name[: held.start()] if held else name
    closed = next((at for at, opening in _closings(name) if opening not in name[:at]), None)
    name = name[:closed].strip(EDGE) if closed else name
    if name == region.claim.name:
        return region
    year = region.claim.year or (int(held["year"]) if held else None)
    return replace(region, claim=replace(region.claim, name=name, year=year))


def _closings(name: str) -> list[tuple[int, str]]:
    """Where a name has a closing bracket, and what opens it."""
    return [(at, _OPENINGS[char]) for at, char in enumerate(name) if char in _OPENINGS]


_OPENINGS = {"]": "[", ")": "(", "」": "「", "』": "『", "】": "【", "）": "（"}
_YEAR_AND_MORE = regex(rf"(?<=\w)\s+(?P<year>{YEAR})\s+(?=[a-z]).*$")


def _as_linked(region: Region, ctx: Context) -> Region:
    """The whole name where a link to a site of that name has it: `[Spoon Day Out](https://spoondayout.example)` is no
    `Spoon Day`."""
    name = region.claim.name
    for text, href in (link for block in ctx.outline for link in block.links()):
        if text.startswith(name + " ") and not any(c.isdigit() for c in text):
            host = destinations.place(href).partition("/")[0]
            if fold(text).replace(" ", "") == host.rpartition(".")[0].replace("-", ""):
                return replace(region, claim=replace(region.claim, name=text))
    return region


def _both_of_title(main: Region, title: str, ctx: Context) -> list[Region]:
    """The two conferences that a title joins, one of them the likeliest: `SoupConf 2019 and ForkDays`; else none."""
    named = sorted((n for n in names_in(title, ctx) if n.event), key=lambda n: n.start)
    for one, other in pairwise(named):
        ours = fold(main.claim.name) in (fold(one.name), fold(other.name))
        joined = _BETWEEN_TWO.pattern.fullmatch(title[one.start + len(one.name) : other.start])
        same = _longer(other.name, one.name) or fold(one.name) == fold(other.name)
        if ours and joined and not same:
            claims = [Claim(n.name, n.year or main.claim.year) for n in (one, other)]
            return _parts(sorted(claims, key=lambda c: fold(c.name) != fold(main.claim.name)), main.evidence, ctx)
    return []


_BY = Worded(r"\b<by>\b")
_BETWEEN_TWO = Worded(rf"(?:\s+(?:{YEAR}|['’]\d\d|\d{{1,2}}))?\s*(?:,|/|&|\+|\b<and>\b)\s*(?:the\s+|#)?")
"""What stands between the names of two conferences; a figure may belong to the first."""


def _parts(claims: Sequence[Claim], evidence: Mapping[str, Evidence], ctx: Context) -> list[Region]:
    """The parts of a post on two conferences, the likelier given first: each begins at the first heading with its
    name; what stands above them is of the other, all of the likelier where there is no such heading.
    """
    heads = [at for at, block in enumerate(ctx.outline) if at and block.shape in ("heading", "bold", "lone")]
    own = [next((at for at in heads if fold(c.name) in fold(ctx.outline[at].flat)), None) for c in claims]
    first = 1 if own[0] is not None and (own[1] is None or own[1] < own[0]) else 0
    later = own[1 - first]
    starts = (0, len(ctx.outline) if later is None else later)
    return [Region(claims[n], at, dict(evidence)) for n, at in zip((first, 1 - first), starts, strict=True)]


def _main(ctx: Context, facts: Facts, title: str, title_line: int) -> Region | None:
    scored: dict[str, Vote] = {}
    title = _LABEL_OF_SITE.sub("", title)

    def vote(named: Named, score: float, rule: str, line: int) -> None:
        if facts.year and named.year and named.year > facts.year + 1 and not named.event:
            return  # `Lid21`, of 2019
        if facts.year and named.year and named.year < facts.year - 1 and rule == "first paragraph":
            score -= _OF_OLD
        key = fold(named.name)
        before = scored.get(key)
        if before is None:
            scored[key] = (score, named, rule, line)
        else:
            best = named if named.year and not before[1].year else before[1]
            again = score * 0.6 if rule != "first paragraph" else min(score * 0.6, max(0.0, 2.5 - before[0]))
            scored[key] = (before[0] + again, best, before[2], before[3])

    for n, named in enumerate(names_in(title, ctx)):
        went = attended_at_end(ctx.lexicon).search(title[: named.start])
        said = (1.2 if named.year else 0.0) + (1.2 if named.event else 0.0) + (0.5 if went else 0.0)
        vote(named, 2.0 + said - 0.3 * n, "title", title_line)
    subtitle = facts.subtitle[:_LONGEST_SUBTITLE]
    for named in names_in(subtitle, ctx)[:1]:
        vote(named, 0.8 + (1.2 if named.year else 0.0) + (1.2 if named.event else 0.0), "subtitle", 1)
    for above in [named for named in names_in(_above_title(title_line, ctx), ctx) if named.event][:1]:
        vote(above, ENOUGH, "subtitle", ctx.outline[0].lines[0])
    if labelled := _behind_label(title, ctx):
        vote(labelled, ENOUGH + 1, "title", title_line)
    if edition := _edition_in(title, ctx):
        vote(edition, ENOUGH + 1, CALLED, title_line)
    if (stripped := _stripped_title(title, ctx)) and not (scored and _is_house(stripped[0].name, title, ctx)):
        vote(stripped[0], stripped[1], "title", title_line)
    for line, named, attended, told in first_words(ctx, title):
        vote(
            named,
            0.6
            + (1.2 if named.year else 0.0)
            + (1.0 if named.event else 0.0)
            + (1.2 if attended else -0.4)
            + (0.5 if told else 0.0),
            "first paragraph",
            line,
        )
    if called := beside_noun(subtitle, title, ctx):
        vote(called, 2.0, "subtitle", 1)
    for block in ctx.outline:
        if named_so := _of_series(block, ctx):
            vote(named_so, ENOUGH, "series", block.lines[0])
    for named in names_in_path(facts.path, ctx, title):
        spelled = not named.name.islower()
        camel = named.event and re.fullmatch(r"(?:[A-Z]+[a-z]+){2,}", named.name) is not None
        vote(
            named,
            (1.5 if (spelled and named.event) or not _named_elsewhere(scored) else 0.7)
            + (0.8 if named.year else 0.0)
            + (1.5 if camel else 1.0 if named.event else 0.0),
            "path",
            1,
        )
    for tag in facts.topics:
        if (before := scored.get(fold(tag))) is not None:
            scored[fold(tag)] = (before[0] + 0.8, *before[1:])
        elif not scored:
            for dated in [named for named in names_in(tag, ctx) if named.event and named.year][:1]:
                vote(dated, ENOUGH, "topic", 1)
    for spelling, own in ctx.known.conferences.items():
        if spelling and re.search(rf"(?<!\w){re.escape(spelling)}(?!\w)", fold(title)):
            year = next((n.year for n in names_in(title, ctx) if n.year), None)
            vote(Named(own, year, True), 4.0, "title", title_line)
    _join_longer(scored, title, ctx)
    best = _surest(scored, ctx)
    if best is None or best[0] < (ENOUGH if title else _ENOUGH_UNTITLED):
        best = _guessed(best, title, title_line, facts, ctx)
    if best is None:
        return None
    named = best[1]
    rule = CALLED if named.event and best[2] == "first paragraph" else best[2]
    claim = Claim(ctx.known.conferences.get(fold(named.name), named.name), named.year)
    return Region(claim, 0, {"name": Evidence(rule, (best[3], best[3]), min(1.0, round(best[0] / 5, 2)))})


def _above_title(title_line: int, ctx: Context) -> str:
    """The smaller heading with which a post begins, right above its title: `### 9th Annual Soup Symposium`."""
    if len(ctx.outline) < 2:
        return ""
    first, second = ctx.outline[:2]
    over = first.shape == second.shape == "heading" and first.level > second.level
    return first.flat if over and second.lines[0] == title_line and len(first.flat) <= _LONGEST_ABOVE else ""


def _behind_label(title: str, ctx: Context) -> Named | None:
    """What a title names behind a label that ends in the word for an event, and a year, if the text goes on to call it
    so: `[숟가락 컨퍼런스] 2019 국자 모임`.
    """
    label = _LABELLED.match(title)
    if label is None or fold(label["label"].split()[-1]) not in ctx.lexicon.words("event_nouns"):
        return None
    name = trimmed(label["name"], ctx)
    often = bool(name) and ctx.text.count(name) >= _OFTEN and not is_plain(name, ctx)
    return Named(name, int(label["year"]), True) if often else None


_LABELLED = regex(rf"[\[【](?P<label>[^\]】]*\w)[\]】]\s*(?P<year>{YEAR})\s+(?P<name>\S.{{2,60}})$")
_LONGEST_ABOVE = 90


def _of_series(block: Block, ctx: Context) -> Named | None:
    """The one edition that a short line says a row of posts is on: `Part 2 of my series on SoupConf 2019`."""
    said = block.flat if block.shape in ("para", "run-in", "lone", "quote") and len(block.flat) < _LONGEST_SAID else ""
    series = ctx.lexicon.pattern("series").search(said)
    dated = [n for n in names_in(said[series.end() :], ctx) if n.year] if series else []
    return dated[0] if len(dated) == 1 and said.rstrip(" :.)_*").endswith(str(dated[0].year)) else None


_LONGEST_SAID = 160
_LONGEST_SUBTITLE = 300
"""Characters of a subtitle or description in which a conference is looked for."""


def _is_house(name: str, title: str, ctx: Context) -> bool:
    """Whether a name is of where an event was that stands before it: `2016 Soup Workshop at ACME`."""
    at = title.rfind(name)
    return at > 0 and re.search(rf"(?<!\w){ctx.lexicon.either('at_org')}\s+$", title[:at]) is not None


_OF_OLD = 1.2
"""How much less the first words say with a name whose year is long past when the post was written."""
_LABEL_OF_SITE = regex(rf"^【[^】]*】(?=.*{YEAR})|^[\w.-]+ / (?=[\w.-]+$)")
"""`【Ladle】SoupConf 2019`: a firm or a series before the name, which has its year behind it; or a repository's owner:
`ladle / soupconf-2019`."""


def _surest(scored: Mapping[str, Vote], ctx: Context) -> Vote | None:
    """The name that most speaks for, also by how often the text has it."""
    best: Vote | None = None
    titled = any(named.event and rule == "title" for _, named, rule, _ in scored.values())
    called = [named.name for _, named, rule, _ in scored.values() if named.event and rule == "title"]
    for score, named, rule, line in scored.values():
        if not named.event and ctx.names.score(named.name) >= 0.95 and " " in named.name:
            continue
        if titled and not named.event and rule == "first paragraph":
            continue  # `Fields 2018`, a medal, below `The Congress of Cooks`
        if rule == "first paragraph" and not named.year and any(_elsewhere(named.name, name) for name in called):
            continue
        times = ctx.low.count(named.name.lower())
        total = score + min(1.5, 0.5 * max(0, times - 1))
        if best is None or total > best[0] + 0.01:
            best = (total, named, rule, line)
    return best


def _elsewhere(name: str, titled: str) -> bool:
    """Whether a name is of the same conference in another place than the title's.

    >>> _elsewhere("SoupConf Ghent", "SoupConf EU"), _elsewhere("SoupConf Ghent", "SoupConf")
    (True, False)
    """
    ours, theirs = name.split(), titled.split()
    return len(ours) == len(theirs) > 1 and ours[:-1] == theirs[:-1] and ours[-1] != theirs[-1]


def _guessed(best: Vote | None, title: str, title_line: int, facts: Facts, ctx: Context) -> Vote | None:
    """A name for the conference of a post that names none surely: the likeliest, else what its title or path has."""
    if best and best[0] >= _MAYBE:
        return (best[0], best[1], GUESS, best[3])
    if named := _short_of_year(title, facts) or _left_of_title(title, ctx) or left_of_path(facts.path, ctx):
        return (1.0, named, GUESS, title_line)
    return None


def _short_of_year(title: str, facts: Facts) -> Named | None:
    """`DPC09 down, DPC10 to go`: capitals with the two last figures of the year in which the post was written."""
    years = {int(year) for year in re.findall(YEAR, facts.path)} | ({facts.written.year} if facts.written else set())
    short = {f"{year % 100:02}": year for year in years}
    found = (match for match in _SHORT.finditer(title) if match["year"] in short)
    return next((Named(match["name"], short[match["year"]], False) for match in found), None)


_SHORT = regex(r"(?<![\w@/-])(?P<name>[A-ZÀ-Þ]{3,7})['’]?(?P<year>\d\d)(?!\w)")


CALLED = "called an event"
"""The rule of a name that the first words say is an event's."""
GUESS = "guess"
"""The rule of a conference's name that only holds where the post tells of talks."""
HEADED = ("heading", "bold", "lone")
"""The rules of names that stand in a line of their own."""
_MAYBE = 1.5


def _left_of_title(title: str, ctx: Context) -> Named | None:
    """A title's first part without the words of a recap, if that is a name of few words; or before a city."""
    lex = ctx.lexicon
    part, *others = re.split(r"\s*[:|–—(]\s*|\s-\s|,\s", title)
    year = re.search(rf"(?<!\d){YEAR}(?!\d)", title)
    bare = " ".join(lex.pattern("recap_words").sub(" ", re.sub(rf"(?<!\d){YEAR}(?!\d)", " ", part)).split())
    name = _from_capital(trimmed(bare.strip(EDGE), ctx))
    words = name.split()
    proper = 0 < len(words) < 5 and all(w[:1].isupper() or fold(w) in lex.words("function_words") for w in words)
    if not proper or is_plain(name, ctx) or ctx.names.score(name) >= LIKELY_NAME or _SPOKEN.match(name):
        return None
    behind = re.sub(rf"(?<!\d){YEAR}(?!\d)|[\W\d]+$", "", others[0]).strip() if others else ""
    in_city = len(words) > 1 and behind in lex.cities
    return Named(name, int(year.group()) if year else None, False) if bare != part or in_city else None


def _join_longer(scored: dict[str, Vote], title: str, ctx: Context) -> None:
    """What speaks for `JSConf` speaks for `JSConf US` too, if the title has it so, or the first words where there is
    no title.
    """
    _join_whole(scored, title, ctx)
    for key in sorted(scored, key=len):
        longer = [
            k for k in scored if _begins(k, key, scored[k][1]) and _stands_longer(key, scored[k][1].name, title, ctx)
        ]
        if longer:
            target = max(longer, key=lambda k: (scored[k][0], len(k)))
            score, named, rule, line = scored[target]
            scored[target] = (score + scored[key][0] * 0.6, named, rule, line)
            scored[key] = (scored[key][0] * 0.5, *scored[key][1:])


def _join_whole(scored: dict[str, Vote], title: str, ctx: Context) -> None:
    """What speaks for the end of a name in the title, `Go Summit`, speaks for the whole, `U.S. Go Summit`, if the text
    has that end nowhere else.
    """
    titled = {key: vote[1] for key, vote in scored.items() if vote[1].name in title and vote[1].event}
    for key in sorted(titled, key=len):
        times = ctx.text.count(titled[key].name)
        whole = [k for k in titled if k.endswith(" " + key) and times == ctx.text.count(titled[k].name)]
        if whole:
            target = min(whole, key=len)
            score, named, rule, line = scored[target]
            ended = scored.pop(key)
            own = replace(named, year=named.year or ended[1].year, event=named.event or ended[1].event)
            scored[target] = (max(score, ended[0]), own, rule, line)


def _begins(longer: str, key: str, named: Named) -> bool:
    """Whether a name begins with another one's words; without spaces, it has to be an event's."""
    return longer.startswith(key + " ") or (unspaced(key) and longer != key and longer.startswith(key) and named.event)


_YEAR_BETWEEN = regex(rf"(?<=[a-z]){YEAR}(?=[A-Z])")
"""`PieCon2019Narnia`"""


def _stands_longer(key: str, longer: str, title: str, ctx: Context) -> bool:
    return (
        longer in _YEAR_BETWEEN.sub(" ", title)
        if title
        else fold(without_place(longer, ctx)) == key and ctx.text.count(longer) > 1
    )


_WEAKLY_BEFORE = regex(r"\b(?:from|of|to|the)\s+$", re.IGNORECASE)
"""`From Soup to Bowl`: in a title, nobody was there by these words."""
_FEW_WORDS = regex(r"\s+(?:\w+\s+){0,3}?\[?")


def _attended_before(name: str, title: str, ctx: Context) -> bool:
    """Whether the first words say that somebody was there: `I went to this year's Spoon Summit`."""
    text, wanted = ctx.text[:6000], name.lower()
    if _WEAKLY_BEFORE.search(title[: max(0, title.find(name))]):
        text = text.replace(title, " ", 1)
    text = text.lower()
    going = ctx.lexicon.pattern("attended")
    at = text.find(wanted)
    while at >= 0:
        near = text[max(0, at - 50) : at]
        if any(_FEW_WORDS.fullmatch(near, m.end()) for m in going.finditer(near)):
            return True
        at = text.find(wanted, at + 1)
    return False


def _called_event(name: str, ctx: Context) -> bool:
    """Whether the first words say what it is: `the Spoon Things conference`, `Spoon Things is an event`."""
    around = _event_behind(ctx.lexicon)
    at = ctx.text[:6000].find(name)
    while at >= 0:
        if around.match(ctx.text, at + len(name)):
            return True
        at = ctx.text[:6000].find(name, at + 1)
    return False


@of_languages
def _event_behind(lex: Lexicon) -> re.Pattern[str]:
    nouns = lex.pattern("event_nouns").pattern
    return re.compile(
        rf"[”\"»*_)]*(?:\s+{nouns}{NO_VENUE}|(?:,|\s+{lex.either('was')})\s+(?:\w+\s+){{0,3}}?{nouns})",
        re.IGNORECASE,
    )


def _named_elsewhere(scored: dict[str, Vote]) -> bool:
    """Whether the title or the first words name a conference surely, so that a path's spelling says little."""
    return any(score >= ENOUGH for score, *_ in scored.values())


_SPOKEN = regex(r"(?:I|[Ww]e|[Ii]ch|[Ww]ir|[Jj]e)(?:\s|['’])")
"""What somebody says of himself, and no name."""
_DOING = regex(r"[A-Z][a-z]{3,}ing\s+(?=[A-Z])")
"""`Digesting Spoon Summit`."""


def _whole(written: str, ctx: Context) -> str:
    """The name without the words of a recap around it, unless the text has it with them, and little is left else."""
    name = trimmed(written, ctx)
    gone = len(written.split()) - len(name.split())
    kept = gone > 1 and " " not in name and written[:1].isupper() and ctx.text.count(written) >= _OFTEN
    return written if kept else name


_OFTEN = 3
"""Times that a text has a name whose first words are small, so that they are its own: `A Spoon Apart`."""


def _from_capital(name: str) -> str:
    """The name without small words before it: `highly subjective Spoon Summit`."""
    words = name.split()
    small = next((n for n, w in enumerate(words) if not (w.isalpha() and w.islower() and w.isascii())), 0)
    return " ".join(words[small:]) if small < len(words) and words[small][:1].isupper() else name


def _edition_in(title: str, ctx: Context) -> Named | None:
    """`Spoons and forks, in Ghent the 2nd edition of the conference`."""
    match = _edition_of_event(ctx.lexicon).search(title)
    name = re.split(r"[,:–—]\s", title[: match.start()])[0].strip(EDGE) if match else ""
    usable = match and len(name) < len(title[: match.start()].rstrip()) and 0 < len(name.split()) < _LONG_NAME
    return Named(name, None, True) if usable and not is_plain(name, ctx) else None


_LONG_NAME = 9


@of_languages
def _edition_of_event(lex: Lexicon) -> re.Pattern[str]:
    edition, nouns = lex.pattern("edition").pattern, lex.pattern("event_nouns").pattern
    return re.compile(rf"{edition}\s+\w+['’\s]\s*(?:\w+\s+)?{nouns}", re.IGNORECASE)


_BY_SOMEBODY = regex(r"\sby\s((?:[A-ZÀ-ÖØ-Þ][\w'’.-]+\s?){2,3})")
"""`Soup at Noon by Ida Quill`: a book, or a talk."""


def _times(name: str, title: str, ctx: Context) -> int:
    """How often a text has a name; 0 for a word that it mostly writes small below its title: `planning`."""
    if name.lower() not in ctx.low:
        return 0
    whole = re.compile(rf"(?<![\w/-]){re.escape(name)}(?![\w/-])", re.IGNORECASE)
    found = [match.group() for match in whole.finditer(ctx.text[:40_000])]
    small = sum(1 for written in found if written.islower())
    capital = len(found) - small - len(whole.findall(title))
    return 0 if name.istitle() and name.isalpha() and small > capital else len(found)


def _stripped_title(title: str, ctx: Context) -> tuple[Named, float] | None:
    """What is left of a title without its recap words, year and day, and how much speaks for it as a name."""
    lex = ctx.lexicon
    year = re.search(rf"(?<!\d){YEAR}(?!\d)", title)
    short = re.search(r"['’](\d\d)(?!\w)", title)
    left = re.sub(rf"['’]\d\d(?!\w)|(?<!\d){YEAR}(?!\d)|(?<=[^\W\d_]) 0\d{{1,2}}(?!\w|[.:/-]\d)|[\u200b]", " ", title)
    cue = bool(year or short)
    if counted := _NUMBERED_EVENT.search(left):
        left, cue = left[: counted.start()] + left[counted.end() :], True
    if mark := day_within(left, lex):
        left, cue = re.sub(re.escape(mark.label), " ", left, count=1), True
    if (by := _BY_SOMEBODY.search(left)) and ctx.names.score(by[1]) >= LIKELY_NAME:
        return None
    parts = [p for p in _PARTS.split(left) if p.strip(" -")]
    if parts and any(named.event for named in names_in(parts[0], ctx)):
        parts = parts[:1]
    best: tuple[Named, float] | None = None
    for part in parts[:4]:
        bare = lex.pattern("recap_words").sub(" ", part)
        told = (
            cue
            or " ".join(bare.split()) != " ".join(part.split())
            or lex.pattern("recap_words").search(title) is not None
        )
        name = _without_owner(_from_capital(_whole(" ".join(bare.split()).strip(EDGE), ctx)), ctx)
        name = _without_city(name, lex)
        if (doing := _DOING.match(name)) and ctx.text.count(name) < 2 < 1 + ctx.text.count(name[doing.end() :]):
            if re.search(rf"(?<!\w){re.escape(name[doing.end() :].lower())}(?!\w)", ctx.text):
                continue  # `Mending Pots`, of a text that has `pots`, too
            name, told = name[doing.end() :], True
        nth = _NTH.match(part.strip()) is not None
        if (
            len(name) < 3
            or _SPOKEN.match(name)
            or _ASKED.search(name)
            or len(name.split()) > 5
            or is_plain(name, ctx)
            or name in lex.cities
        ):
            continue
        if len(both := JOINING.pattern.split(name)) == 2 and all(is_event(one, ctx) for one in both):
            continue
        if name.islower() and not (year and told and title.islower()):
            continue
        again = _times(name, title, ctx)
        attended = _attended_before(name, title, ctx)
        recapped = bool(year) and lex.pattern("recap_words").search(title) is not None
        about = lex.pattern("event_words").search(ctx.text[:1500]) is not None
        of_days = mark and part == parts[0] and (nth or (about and len(name.split()) > 1))
        if not again and not recapped and not of_days:
            continue
        score = (
            0.6
            + (1.5 if mark else 1.0 if told else 0.0)
            + (0.3 if about else 0.0)
            + (1.3 if attended else 0.0)
            + (1.2 if _called_event(name, ctx) else 0.0)
            + (0.5 if mark and not again else 0.0)
            + (0.5 if mark and nth else 0.0)
            + min(1.0, 0.35 * again)
            + (1.6 if recapped and re.search(rf"{re.escape(name)}\W{{0,4}}{YEAR}", title) else 0.0)
        )
        number = int(year.group()) if year else 2000 + int(short.group(1)) if short else None
        if best is None or score > best[1]:
            best = Named(name, number, is_event(name, ctx)), score
    return best


def _without_owner(name: str, ctx: Context) -> str:
    """`Ida Q's PotFair`, whose report it is, without her, if the text has the rest by itself."""
    owner = _OWNER.match(name)
    if owner is None or fold(owner["first"]) not in ctx.lexicon.given:
        return name
    own = name[owner.end() :]
    return own if ctx.text.count(own) > ctx.text.count(name) else name


def _without_city(name: str, lex: Lexicon) -> str:
    """`SoupConf in Ghent` without where it was."""
    place = _in_place(lex).search(name)
    return name[: place.start()].strip(EDGE) if place and place["city"] in lex.cities else name


@of_languages
def _in_place(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s{lex.either('in')}\s(?P<city>[A-ZÀ-Þ].*)$")


_OWNER = regex(r"(?P<first>[A-ZÀ-Þ]\w+)(?: [A-ZÀ-Þ][\w.]*){0,2}['’]s (?=[A-ZÀ-Þ])")
_NTH = regex(r"\d{1,3}(?:st|nd|rd|th)\s+(?=[A-ZÀ-Þ])")
"""`10th Reboot`"""
_NUMBERED_EVENT = regex(r"\s(?:[Vv]ol(?:\.|ume)?\s?|#\s?|[Nn][or]\.\s?|№\s?)\d{1,3}(?!\w)")
"""`Soup Night vol. 8`, `Soup Night #8`: which one of a row of events."""
_PARTS = regex(r"\s*(?:(?<![a-z]):|:(?![a-z])|[–—(])\s*|\s\||\|\s|\s-\s|,\s|\sby\s")
"""What parts a title; in `soup:fest`, nothing does."""
_ASKED = regex(r"[a-z]\?(?:\s|$)")
"""`all about? Part 3`: what is asked is no name."""
_COPYRIGHT = regex(r"©|\(c\)|copyright", re.IGNORECASE)


def _beside_main(name: str, main: str) -> bool:
    """Whether a name is that of something around the post's conference: `Soup Night at SoupConf`."""
    return bool(main) and fold(name) != fold(main) and fold(name).endswith(" " + fold(main))


def _headed(ctx: Context, main: str) -> list[Region]:
    """Parts of a post whose headings name a conference each."""
    found: list[Region] = []
    for at, block in enumerate(ctx.outline):
        if block.shape not in ("heading", "bold", "lone") or len(block.text) > 90 or not block.text.strip():
            continue
        if block.shape == "lone" and block.level > 3:
            continue
        if (mark := day_of(block.flat, ctx.lexicon)) and not mark.rest:
            continue
        names = [n for n in names_in(block.flat, ctx) if n.event or n.year]
        if mark and names and fold(names[0].name) in fold(mark.label):
            continue
        if not names or ctx.lexicon.pattern("future").search(block.flat):
            continue
        named = names[0]
        if not is_event(named.name, ctx) and (_YEAR_ASIDE.search(block.flat) or _OF_SOMEBODY.search(block.flat)):
            continue
        if ctx.names.score(named.name) >= 0.9 or _COPYRIGHT.search(block.flat) or _beside_main(named.name, main):
            continue
        rest = (block.flat[: named.start] + " " + block.flat[named.end :]).strip(EDGE)
        if not named.year and (_leads_to(named.name, ctx) or _signed_below(at, ctx)):
            continue
        around = ctx.lexicon.words("function_words", "recap_words", "months", "weekdays")
        small = [w for w in re.findall(r"[^\W\d_]{2,}", rest) if w not in ctx.lexicon.cities and fold(w) not in around]
        if (
            len(small) > (4 if named.year else 2)
            or not (named.year or named.event)
            or (not named.year and block.shape == "lone")
        ):
            continue
        if _BY.pattern.search(rest) or (
            not named.year
            and not re.search(rf"{EVENT_END}$", without_place(named.name, ctx))
            and not _listed_alone(named.name, rest, ctx)
        ):
            continue
        if found and fold(found[-1].claim.name) == fold(named.name):
            continue
        if len(found) == 1 and found[0].start == 0 and _longer(named.name, found[0].claim.name):
            found.pop()  # the post's title, and the same in full
        found.append(Region(Claim(named.name, named.year), at, {"name": Evidence(f"{block.shape}", block.lines, 0.85)}))
    found = _without_parts(_beside_dated(_beside_called(found, ctx), ctx), ctx)
    keys = {fold(r.claim.name) for r in found}
    if len(keys) < 2 and main:
        return [r for r in found if fold(r.claim.name) != fold(main) and r.claim.year]
    if found and main and fold(found[0].claim.name) == fold(main) and found[0].start == 0:
        levels = [ctx.outline[r.start].level for r in found[1:]]
        if len(found) == 2 or len(set(levels)) > 1:
            return []
        return found[1:]
    return found


def _leads_to(name: str, ctx: Context) -> bool:
    """Whether a name is of what leads somewhere, and of no conference: `Introduction to Pot Connect`."""
    return not (ctx.lexicon.words("to") - ctx.lexicon.words("at_org")).isdisjoint(name.split()[1:])


def _signed_below(at: int, ctx: Context) -> bool:
    """Whether the line right below a heading begins with who spoke, so that it heads a talk: `By Ida Quill`."""
    below = next(iter(ctx.outline[at + 1 : at + 2]), None)
    return below is not None and ctx.lexicon.pattern("by").match(below.flat) is not None


def _longer(name: str, shorter: str) -> bool:
    """Whether a name is another one with more words: `PieCon Narnia` and `PieCon`."""
    return fold(name).startswith(fold(shorter) + " ")


_OF_SOMEBODY = regex(rf"\w['’]s\s{YEAR}")
"""`Ida’s 2019 Ladle`: what somebody made in that year."""
_YEAR_ASIDE = regex(rf"\({YEAR}\)\W*$")
"""`Saving Spoons (2016)`: what somebody spoke of in that year."""


def _listed_alone(name: str, rest: str, ctx: Context) -> bool:
    """Whether it is a well-known conference, and the heading says no more: `Spoon Loop Conference (SLConf)`."""
    around = ctx.lexicon.words("event_nouns", "function_words", "recap_words")
    return is_listed(name) and around.issuperset(fold(re.sub(r"\([^()]*\)?", " ", rest)).split())


def _beside_called(found: Sequence[Region], ctx: Context) -> list[Region]:
    """With the headings of the same level below which the first words say that it is an event: `Spoon Loop` and below
    it `Spoon Loop is an annual conference`."""
    levels = {ctx.outline[r.start].level for r in found if ctx.outline[r.start].shape == "heading"}
    known = {r.start for r in found}
    behind = _event_behind(ctx.lexicon)
    more = list(found)
    for (at, block), below in zip(enumerate(ctx.outline), ctx.outline[1:], strict=False):
        if block.shape != "heading" or block.level not in levels or at in known or len(block.flat.split()) > 5:
            continue
        name, text = trimmed(block.flat, ctx), below.flat
        starts = [m.end() for m in re.finditer(re.escape(name), text)] if name and not is_plain(name, ctx) else []
        if any(behind.match(text, start) for start in starts):
            more.append(Region(Claim(name), at, {"name": Evidence("heading", block.lines, 0.7)}))
    return sorted(more, key=lambda r: r.start)


def _beside_dated(found: Sequence[Region], ctx: Context) -> list[Region]:
    """With the headings of the same level that have a whole date and a name, as theirs have: `Ghent, May 3, 2019: Spoon
    Loop`, beside `Cork, May 9, 2019: ForkDays`."""
    lex = ctx.lexicon
    levels = {b.level for r in found if (b := ctx.outline[r.start]).shape == "heading" and holds_date(b.flat, lex)}
    known = {r.start for r in found}
    more = list(found)
    for at, block in enumerate(ctx.outline):
        if block.shape != "heading" or block.level not in levels or at in known or not holds_date(block.flat, lex):
            continue
        parts = [part.strip(EDGE) for part in _APART.split(block.flat)]
        left = [part for part in parts if part and not holds_date(part, lex) and part not in lex.cities]
        name = trimmed(left[0], ctx) if len(left) == 1 else ""
        if 0 < len(name.split()) <= _SHORT_NAME and name[0].isupper() and not is_plain(name, ctx):
            year = re.search(YEAR, block.flat)
            claim = Claim(name, int(year.group()) if year else None)
            more.append(Region(claim, at, {"name": Evidence("heading", block.lines, 0.7)}))
    return sorted(more, key=lambda r: r.start)


_APART = regex(r"\s*[:|()]\s*|\s[–—-]\s|\s@\s")
_SHORT_NAME = 3
"""Words of such a name."""


def _without_parts(found: Sequence[Region], ctx: Context) -> list[Region]:
    """Without what stands below a conference's heading, and has no year: `Contributor Summit`, below `SoupConf`."""
    kept: list[Region] = []
    for region in found:
        block, above = ctx.outline[region.start], kept[-1].start if kept else 0
        heads = [b.level for b in ctx.outline[above : region.start] if b.shape == "heading"]
        headed = above > 0 and ctx.outline[above].shape == block.shape == "heading"
        if not headed or region.claim.year or min((*heads[1:], block.level)) <= heads[0]:
            kept.append(region)
    return kept


# -- year, place and dates ---------------------------------------------------------------------------------------------


def _completed(region: Region, regions: Sequence[Region], i: int, ctx: Context, facts: Facts, title: str) -> Region:
    claim = region.claim
    end = regions[i + 1].start if i + 1 < len(regions) else len(ctx.outline)
    blocks = ctx.outline[region.start : end]
    alone = len(regions) == 1
    head = title if alone or region.evidence["name"].rule == "title" else blocks[0].flat if blocks else ""
    evidence = dict(region.evidence)
    year, evidence["year"] = _year_of(claim, head, blocks, ctx, facts, alone, evidence["name"].lines[0])
    if evidence["year"].confidence <= _OF_DATE and (match := re.search(rf"(?<!\d){YEAR}(?!\d)", title)):
        year, evidence["year"] = int(match.group()), Evidence("title", (1, 1), 0.7)
    city, country, evidence["city"] = place_of(Told(claim.name, year, head, blocks, ctx, facts.topics if alone else ()))
    start, end_date = dates_in(claim.name, head, blocks, ctx, year, facts.written)
    venue = venue_in(claim.name, blocks)
    made = Claim(claim.name, year, city=city, country=country, venue=venue, start=start, end=end_date)
    return Region(made, region.start, {k: e for k, e in evidence.items() if e.confidence})


_OF_DATE = 0.6
"""How sure a year is that only the post's date tells: the year of a title with several conferences is surer."""
_SINCE = "since|seit|depuis|desde|sinds|dal"


def _year_of(
    claim: Claim, head: str, blocks: Sequence[Block], ctx: Context, facts: Facts, alone: bool, line: int
) -> tuple[int | None, Evidence]:
    if claim.year:
        return claim.year, Evidence("beside the name", (1, 1), 0.95)
    if match := re.search(rf"(?<!\d)({YEAR})(?!\d)", head):
        return int(match.group(1)), Evidence("title", (1, 1), 0.9)
    if match := re.search(r"['’](\d\d)(?!\w)", head):
        return 2000 + int(match.group(1)), Evidence("title", (1, 1), 0.8)
    beside = re.compile(
        rf"{re.escape(claim.name)}\W{{0,3}}(?:(?!{_SINCE})\w+\W{{1,3}})?({YEAR}|['’]\d\d)(?!\d)", re.IGNORECASE
    )
    for block in blocks[:60]:
        if match := beside.search(block.flat):
            return year_of(match.group(1)), Evidence("beside the name", block.lines, 0.85)
    for block in blocks[:60]:
        for text, href in block.links():
            own = claim.name in text or _on_own_site(claim.name, href)
            match = re.search(rf"(?<![\d.-])({YEAR})(?![\d.-])|//[a-z]{{0,5}}({YEAR})\.", href) if own else None
            linked = int(match[1] or match[2]) if match else 0
            if linked and (not facts.year or 0 <= facts.year - linked <= 1):
                return linked, Evidence("link", block.lines, 0.7)
    if match := re.search(rf"(?<!\d)({YEAR})(?!\d)|(?<=/)({YEAR})(?=\d{{4}}\b)", facts.path if alone else ""):
        return int(match.group(1) or match.group(2)), Evidence("path", (1, 1), 0.8)
    if facts.year:
        return facts.year, Evidence("date", (1, 1), 0.6)
    tag = re.compile(rf"#{re.escape(re.sub(r'[^A-Za-z]', '', claim.name))}(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
    if match := tag.search(ctx.text[:60_000]):
        return int(match.group(1)) if len(match.group(1)) == 4 else 2000 + int(match.group(1)), Evidence(
            "hashtag", (1, 1), 0.8
        )
    first = next((n for n, b in enumerate(blocks) if b.lines[0] >= line), 0)
    for block in (*blocks[first : first + 8], *blocks[: min(first, 8)]):
        if match := _dated(ctx.lexicon).search(block.flat):
            return int(match.group(1)), Evidence("date in the text", block.lines, 0.7)
    for block in blocks[:8]:
        if match := _COMPACT_DATE.fullmatch(block.flat):
            return int(match[1]), Evidence("date in the text", block.lines, 0.7)
    for block in blocks[first : first + 4]:
        if (match := re.search(rf"(?<![\d/])({YEAR})(?![\d/])", block.flat)) and not re.search(
            rf"{_SINCE}|copyright|©", plain_case(block.flat)
        ):
            return int(match.group(1)), Evidence("first paragraph", block.lines, 0.5)
    return None, Evidence("", (1, 1), 0.0)


def _on_own_site(name: str, href: str) -> bool:
    """Whether a link leads to the conference's own site: `https://spoonconf.org/2019/lids`."""
    host = re.match(r"https?://(?:www\.)?([\w.-]+)\.\w+/", href)
    key = fold(name).replace(" ", "")
    return host is not None and len(key) > 3 and key in fold(host[1]).replace(" ", "")


_COMPACT_DATE = regex(rf"({YEAR})(-?)(?:0[1-9]|1[0-2])\2[0-3]\d")
"""`20190503` or `2019-05-03`, alone on its line."""


@of_languages
def _dated(lex: Lexicon) -> re.Pattern[str]:
    """`June 3rd, 2019`."""
    return re.compile(
        rf"(?:{lex.pattern('months', 'months_short').pattern})\D{{0,12}}(?:\d{{1,2}}"
        rf"(?:st|nd|rd|th)?\D{{1,6}})?({YEAR})",
        re.IGNORECASE,
    )

"""Which conference a post tells of, in which year and where: only what text, front matter or path state.

>>> from recapgen.recap.context import Context
>>> [(n.name, n.year) for n in names_in("QCon London 2017 takeaway points", Context.of("", (), "en"))]
[('QCon London', 2017)]
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from recapgen.model import Claim
from recapgen.recap.conference.dates import dates_in
from recapgen.recap.conference.events import is_event, is_plain, without_place
from recapgen.recap.conference.naming import Named, names_in
from recapgen.recap.conference.opening import attended_at_end, beside_noun, first_words
from recapgen.recap.conference.parts import Region, parts_headed
from recapgen.recap.conference.paths import left_of_path, names_in_path, of_site
from recapgen.recap.conference.places import Told, place_of, venue_in
from recapgen.recap.conference.shapes import YEAR
from recapgen.recap.conference.titled import (
    above_title,
    behind_label,
    both_of_title,
    ending_in_noun,
    left_of_title,
    stripped_title,
)
from recapgen.recap.conference.trimming import EDGE
from recapgen.recap.conference.years import short_of_year, year_stated
from recapgen.recap.context import Context
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.reading import Evidence, Facts
from recapgen.recap.words import Lexicon, fold, of_languages, unspaced
from recapgen.regex import regex

ENOUGH = 3.0
"""The score from which on a name is taken for the conference of a post."""
_ENOUGH_UNTITLED = 2.75
"""The same of a post without a title, where nothing but its first words can say what it is of."""


Vote = tuple[float, Named, str, int]
"""How much speaks for a name, by which rule it was found first, and in which line."""


def regions_of(ctx: Context, facts: Facts, title: str, title_line: int) -> list[Region]:
    """The conferences of a post, each with where its part of the outline begins; empty if there is none."""
    main = likeliest = _main(ctx, facts, title, title_line)
    if main and main.evidence["name"].rule == GUESS:
        main = None
    headed = parts_headed(ctx, main.claim.name if main else "")
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
    elif main and (both := both_of_title(main, title, ctx)):
        regions = both
    else:
        regions = [likeliest] if likeliest else []
    named = [_named_well(_as_linked(_as_in_text(r, ctx), ctx)) for r in regions]
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


def _as_in_text(region: Region, ctx: Context) -> Region:
    """Without the first words of a name that only the title has, where the text has it without them: `Short Soup Expo
    2019 review`, of `the Soup Expo`."""
    name, words = region.claim.name, region.claim.name.split()
    if region.evidence["name"].rule != "title" or name.lower() in ctx.low:
        return region
    shorter = (" ".join(words[first:]) for first in range(1, len(words) - 1))
    said = next(
        (
            one
            for one in shorter
            if one not in ctx.lexicon.cities and re.search(rf"(?<!\w){re.escape(one)}(?!\w)", ctx.text)
        ),
        None,
    )
    return replace(region, claim=replace(region.claim, name=said)) if said else region


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

    for n, named in enumerate(names_in(title, ctx) or _in_small_letters(title, ctx)):
        went = attended_at_end(ctx.lexicon).search(title[: named.start])
        said = (1.2 if named.year else 0.0) + (1.2 if named.event else 0.0) + (0.5 if went else 0.0)
        vote(named, 2.0 + said - 0.3 * n, "title", title_line)
    subtitle = facts.subtitle[:_LONGEST_SUBTITLE]
    for named in names_in(subtitle, ctx)[:1]:
        vote(named, 0.8 + (1.2 if named.year else 0.0) + (1.2 if named.event else 0.0), "subtitle", 1)
    for above in [named for named in names_in(above_title(title_line, ctx), ctx) if named.event][:1]:
        vote(above, ENOUGH, "subtitle", ctx.outline[0].lines[0])
    if labelled := behind_label(title, ctx):
        vote(labelled, ENOUGH + 1, "title", title_line)
    for called in filter(None, (_edition_in(title, ctx), ending_in_noun(title, ctx))):
        vote(called, ENOUGH + 1, CALLED, title_line)
    bracketed = any("(" in named.name for _, named, _, _ in scored.values())
    stripped = None if bracketed else stripped_title(title, ctx)
    if stripped and not (scored and _is_house(stripped[0].name, title, ctx)):
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
    if beside := beside_noun(subtitle, title, ctx):
        vote(beside, 2.0, "subtitle", 1)
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


def _in_small_letters(title: str, ctx: Context) -> list[Named]:
    """The names in a title without any capital, with their year beside a word for an event: `goto berlin conference
    2015`."""
    noun = ctx.lexicon.pattern("event_nouns").search(title) if title.islower() and title.isascii() else None
    dated = [named for named in names_in(title.title(), ctx) if named.year] if noun else []
    return [replace(named, name=named.name.lower()) for named in dated if named.name.lower() in title]


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
    if named := short_of_year(title, facts) or left_of_title(title, ctx) or left_of_path(facts.path, ctx):
        return (1.0, named, GUESS, title_line)
    if named := _tagged(title, ctx) or of_site(ctx):
        return (1.0, named, GUESS, title_line)
    return None


def _tagged(title: str, ctx: Context) -> Named | None:
    """What a text tags again and again, and says once that somebody was at, where its title is a recap's of an event
    without its name: `Conference review, part 4`, and `What a morning we had at #SOUP3D!`."""
    lex = ctx.lexicon
    if not (lex.pattern("event_nouns").search(title) and lex.pattern("recap_words").search(title)):
        return None
    tags = Counter(match["tag"] for match in _TAG.finditer(ctx.text))
    tag, times = next(iter(tags.most_common(1)), ("", 0))
    at = re.search(rf"(?<!\w){lex.either('at_org')}\s\[?#{re.escape(tag)}(?!\w)", ctx.text) if times > 1 else None
    return Named(tag, None, True) if at and not is_plain(tag, ctx) else None


_TAG = regex(r"(?<![\w/&=])#(?P<tag>[A-Z][A-Za-z\d]{3,24})(?!\w)")
"""`#SOUP3D`, but no part of an address."""


CALLED = "called an event"
"""The rule of a name that the first words say is an event's."""
GUESS = "guess"
"""The rule of a conference's name that only holds where the post tells of talks."""
HEADED = ("heading", "bold", "lone")
"""The rules of names that stand in a line of their own."""
_MAYBE = 1.5


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


def _named_elsewhere(scored: dict[str, Vote]) -> bool:
    """Whether the title or the first words name a conference surely, so that a path's spelling says little."""
    return any(score >= ENOUGH for score, *_ in scored.values())


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


def _completed(region: Region, regions: Sequence[Region], i: int, ctx: Context, facts: Facts, title: str) -> Region:
    claim = region.claim
    end = regions[i + 1].start if i + 1 < len(regions) else len(ctx.outline)
    blocks = ctx.outline[region.start : end]
    alone = len(regions) == 1
    head = title if alone or region.evidence["name"].rule == "title" else blocks[0].flat if blocks else ""
    evidence = dict(region.evidence)
    year, evidence["year"] = year_stated(claim, head, blocks, ctx, facts, alone, evidence["name"].lines[0])
    if evidence["year"].confidence <= _OF_DATE and (match := re.search(rf"(?<!\d){YEAR}(?!\d)", title)):
        year, evidence["year"] = int(match.group()), Evidence("title", (1, 1), 0.7)
    city, country, evidence["city"] = place_of(Told(claim.name, year, head, blocks, ctx, facts.topics if alone else ()))
    start, end_date = dates_in(claim.name, head, blocks, ctx, year, facts.written)
    venue = venue_in(claim.name, blocks)
    made = Claim(claim.name, year, city=city, country=country, venue=venue, start=start, end=end_date)
    return Region(made, region.start, {k: e for k, e in evidence.items() if e.confidence})


_OF_DATE = 0.6
"""How sure a year is that only the post's date tells: the year of a title with several conferences is surer."""

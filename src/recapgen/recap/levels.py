"""Which level of the outline holds the talks: its lines judged as wholes, and each line by what its siblings share.

Every line that could head a talk brings evidence: a by-line, its speaker in the words below, a day or `Talks` above,
talk words. What the lines of one level share is added to each of them, so that a weak line among strong ones is taken
and a strong one among strangers has to stand for itself.

>>> TAKEN > DOUBTED
True
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from recapgen.model import Credit
from recapgen.recap import destinations
from recapgen.recap.byline import Parse
from recapgen.recap.context import Context
from recapgen.recap.days import day_of
from recapgen.recap.entries import DOUBTED, TAKEN, Entry, Level, ancestors
from recapgen.recap.naming import is_event
from recapgen.recap.outline import flowing
from recapgen.recap.people import people
from recapgen.recap.prose import actor_in, leading_in, persons, sentences, speaker_below
from recapgen.recap.telling import DOMAIN, SURE, led_title, runs_of, told_in
from recapgen.recap.titles import prefix, tidy
from recapgen.recap.words import (
    Led,
    Lexicon,
    Phrases,
    fold,
    has_word,
    lexicon,
    unspaced,
    whole_words,
    words_in,
    words_of,
)


def judge(entries: list[Entry], ctx: Context, recap: float) -> None:
    """Gives each entry its best parse and a score; `recap` (0 to 1) says how sure it is that the post is a recap."""
    levels: dict[Level, list[Entry]] = defaultdict(list)
    for entry in entries:
        levels[entry.level].append(entry)
    shared = _item_forms(levels)
    for level, members in levels.items():
        forms = shared if level[0] == "item" and len(members) < 3 else _forms(members)
        for entry in members:
            _choose(entry, forms, ctx)
    for entry in entries:
        _speaker_from_words(entry, entries, ctx)
    for level, members in levels.items():
        if level[0] == "heading":
            _titles_below_names(members, entries, ctx)
    first_below = {above.parent: above for above in reversed(entries) if above.block.shape == "item"}
    place = {id(e): n for n, e in enumerate(entries)}
    for level, members in levels.items():
        if level[0] == "item":
            _speakers_in_first_items([(e, first_below.get(place[id(e)])) for e in members], ctx)
    for level, members in levels.items():
        _weigh(level, members, entries, ctx, recap)
    for entry in entries:
        if entry.block.shape == "heading" and entry.score >= TAKEN and not _by_own_line(entry):
            _section_of_titled(entry, entries, ctx)
        elif entry.role == "kind" and entry.block.shape == "heading" and recap >= 0.5:
            _keynote(entry, entries, ctx)
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "run-in" and _tells_of_several(entry, ctx):
            entry.score = 0.0
    _settle(entries, ctx)
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "item" and entry.best and not entry.best.credits:
            _speaker_within(entry, ctx)


# -- which way to take a line apart ------------------------------------------------------------------------------------


def _forms(members: Sequence[Entry]) -> Mapping[str, float]:
    """How much the lines of a level speak for each form, from 0 to 1."""
    votes: dict[str, float] = defaultdict(float)
    times: dict[str, int] = defaultdict(int)
    counted = 0
    for entry in members:
        if len(entry.parses) == 1:
            alone = entry.role == "title" and entry.block.shape in ("heading", "item")
            counted += alone and not entry.parses[0].kind
            continue
        best: dict[str, float] = {}
        for parse in entry.parses:
            best[parse.form] = max(best.get(parse.form, 0.0), parse.score)
        strong = {form: score for form, score in best.items() if score > (0.56 if form.endswith("-before") else 0.42)}
        counted += bool(strong) or (entry.role == "title" and entry.block.shape in ("heading", "item"))
        for form, score in strong.items():
            votes[form] += score
            times[form] += 1
    if counted > 1:
        votes = {form: votes[form] * (1 if times[form] > 1 else 0.5) for form in votes}
    return {form: min(1.0, total / max(1, counted)) for form, total in votes.items()}


def _item_forms(levels: Mapping[Level, Sequence[Entry]]) -> Mapping[str, float]:
    """What all list items of a post share: short lists learn from it."""
    return _forms([e for level, members in levels.items() if level[0] == "item" for e in members])


_VAGUE = (
    "dash",
    "dash-before",
    "colon",
    "colon-before",
    "comma",
    "comma-before",
    "pipe",
    "pipe-before",
    "slash",
    "slash-before",
    "paren",
    "by-weak",
)


def _choose(entry: Entry, forms: Mapping[str, float], ctx: Context) -> None:
    """The parse that its siblings and its own words speak for most."""
    title_only = next(p for p in entry.parses if p.form == "title")
    best, best_score = title_only, 0.0
    many = max(forms.values(), default=0.0)
    for parse in entry.parses:
        if parse.form == "title" or _of_conference(parse, ctx):
            continue
        share = forms.get(parse.form, 0.0)
        score = (
            parse.score
            + (0.2 * share if share > 0.3 else 0.0)
            + (0.15 if share >= (0.5 if entry.block.shape == "item" else 0.4) and _may_learn(parse, entry) else 0.0)
        )
        if parse.form in _VAGUE and share < many:
            score -= 0.15 * (many - share)
        if parse.form in _VAGUE and share < 0.35 and score < 0.8:
            score -= 0.15
        if parse.form == "colon-before" and forms.get("comma-before", 0.0) > share:
            score -= 0.3  # of `A, Title: and more` beside `B, Title`
        if score + 0.2 <= best_score:
            continue
        if parse.credits and _told_of(parse, entry, ctx):
            score += 0.2
        if score > best_score + 0.001 and (score := score + _title_fits(parse, ctx)) > best_score + 0.001:
            best, best_score = parse, score
    if best_score < 0.5:
        best, best_score = _name_alone(entry, title_only, ctx) or title_only, 0.0
        best_score = best.score
    if best.form.endswith("-before") and best.title[:1].islower() and _by_profile(entry):
        best = replace(best, title="", form="handle")
    if best.credits and all(c.name[0] == "@" for c in best.credits) and ctx.names.score(best.title) >= 0.9:
        best = replace(best, title="", credits=(Credit(best.title),), form="handle")
    if best.form == "title" and (who := _beside_slides(entry)):
        best, best_score = replace(best, title="", credits=(Credit(who),), form="handle"), 0.8
    if best.form == "by" and entry.block.shape in ("heading", "bold"):
        best = replace(best, title=led_title(best.title, ctx))
    entry.best = Parse(best.title, best.credits, best.form, min(1.0, best_score), best.kind, best.lead, best.day)


def _may_learn(parse: Parse, entry: Entry) -> bool:
    """Whether siblings of one form speak for it even where a name is not known: in lists, and of `A, Title`."""
    return entry.block.shape == "item" or parse.form == "comma-before"


def _of_conference(parse: Parse, ctx: Context) -> bool:
    """Whether the people of a by-line are the conference itself: `SoupConf - Day 1`."""
    return any(has_word(fold(credit.name), name) for credit in parse.credits for name in ctx.conferences if name)


def _by_profile(entry: Entry) -> bool:
    """Whether an item begins with a link to somebody's profile: what follows is what one took home."""
    return entry.block.shape == "item" and any(m.start <= 1 and destinations.handle(m.href) for m in entry.block.marks)


def _beside_slides(entry: Entry) -> str:
    """Who has nothing in an item but a profile and slides: `[@ida](https://twitter.com/ida): [slides](...)`."""
    links = entry.block.links() if _by_profile(entry) else []
    if len(links) < 2 or not all(destinations.shown(href) and len(text.split()) < 3 for text, href in links[1:]):
        return ""
    return links[0][0]


def _name_alone(entry: Entry, whole: Parse, ctx: Context) -> Parse | None:
    """A line that is nothing but people: a talk whose title nobody wrote down."""
    if (
        entry.block.shape not in ("heading", "bold", "item")
        or len(whole.title) > 100
        or whole.title not in entry.block.text
    ):
        return None
    if not (whole.kind and entry.block.shape == "heading") and not _may_be_name(whole.title, ctx.lexicon):
        return None
    written = re.sub(r"\s+\(?@[\w.-]+\)?$", "", whole.title) if "@" in whole.title else whole.title
    credits, score = people(written, ctx.names)
    if not credits or score < 0.6:
        return None
    if whole.kind and entry.block.shape == "heading":
        return replace(whole, title="", credits=credits, form="name", score=0.9)
    if score < 0.9 or any(c.organizations or " " not in c.name for c in credits):
        return None
    firsts = {fold(c.name.split()[0]) for c in credits} - ctx.lexicon.given
    rest = entry.block.text.replace(whole.title, "").strip(" .:,*_-–—")
    if rest or not firsts <= ctx.lexicon.words("honorifics"):
        return None
    return replace(whole, title="", credits=credits, form="name", score=0.9)


_FIRST_OF_NAMES = re.compile(r"[A-Za-z][^\s,;/|&+(\[@]*")


def _may_be_name(text: str, lex: Lexicon) -> bool:
    """Whether a text may begin with a given name or an honorific, as far as its first word tells."""
    first = _FIRST_OF_NAMES.match(text) if text.isascii() else None
    word = fold(first.group()) if first else ""
    return first is None or word in lex.given or word in lex.words("honorifics")


def _told_of(parse: Parse, entry: Entry, ctx: Context) -> bool:
    """Whether what stands below, or behind on the same line, names the speaker."""
    said = (
        entry.body
        if entry.block.shape not in ("item", "run-in")
        else entry.block.text[parse.lead :][:600] + "\n" + entry.body
    )
    for credit in parse.credits:
        sure = ctx.names.score(credit.name) >= 0.8 or not parse.form.endswith("-before")
        for word in credit.name.split():
            if not sure and fold(word) not in ctx.names.actors:
                continue
            if len(word) > 2 and not word[0].islower() and has_word(said, word):
                return True
    return False


def _title_fits(parse: Parse, ctx: Context) -> float:
    """Less than 0 for a title that can't be one: a role, an organization, a photographer's credit."""
    title, lex = parse.title, ctx.lexicon
    if not title.strip():
        return 0.0 if parse.kind or not parse.credits else -0.2
    words = [fold(w) for w in title.split()]
    if DOMAIN.match(title) or _ADDRESS.match(title):
        return -0.8
    handles = parse.form == "paren" and all(c.name[:1] == "@" for c in parse.credits)
    if (parse.form == "handle" or handles) and ctx.names.score(title) >= 0.9:
        return -0.8
    if (
        lex.has("not_titles", title)
        or fold(title) in lex.words("lead_ins")
        or (len(words) < 7 and words[0] in lex.words("not_titles_first"))
    ):
        return -0.8
    if _is_days(title, lex):
        return -0.8
    if lex.has_any(("breaks", "closings", "sections") if len(words) < 3 else ("breaks", "closings"), title):
        return -0.3
    if parse.form.endswith("-before") and len(words) <= 5 and not lex.words("roles").isdisjoint(words):
        return -0.45
    if (
        parse.form in ("by-weak", "comma")
        and len(words) > 5
        and " " in "".join(c.name for c in actor_in(title, ctx)[0])
    ):
        return -0.8
    if parse.form == "marked-after" and ctx.names.score(title) >= 0.9:
        return -0.8
    if parse.form.endswith("-before") and ctx.names.score(title) >= 0.9:
        return -0.3
    if parse.form in ("comma", "colon", "by-weak", "dash", "pipe") and ctx.names.score(title) >= 0.9 and len(words) < 4:
        return -0.25
    if parse.form in ("by", "comma") and _TELLS_OF_ONESELF.match(title):
        return -0.8
    if title[-1] in ",&" or words[-1] in ("and", "und", "et", "y"):
        return -0.3
    return 0.0


_TELLS_OF_ONESELF = re.compile(
    r"(?:I|We)\s(?:was|were|am|have|had|got|also|really|just|saw|attended|loved|liked|enjoyed|went|didn|couldn)"
    r"|(?:Our|My)\s\w+\s\w+$|[^“\"]{20,}\s(?:so\s)?I\s(?:couldn|could|had|was|went|can)",
)
"""`I was blown away`, `Our fearless cook`: no titles."""
_ADDRESS = re.compile(r"@\w|https?:|\S+@\S+$")


def _is_days(title: str, lex: Lexicon) -> bool:
    """Whether a title is but a day, or several: `Day 1 and Day 2`."""
    parts = [p for p in _joined(lex.languages).split(title) if p.strip()]
    first = day_of(parts[0], lex) if parts else None
    return first is not None and all(
        day is None or not day.rest for day in (first, *(day_of(p, lex) for p in parts[1:]))
    )


@lru_cache(maxsize=64)
def _joined(languages: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\s*[,&+/]\s*|\s(?:{lexicon(languages).pattern('and').pattern})\s")


def _speaker_from_words(entry: Entry, entries: Sequence[Entry], ctx: Context) -> None:
    """A title without a by-line: its speaker may stand in the first words below, or in a lead-in above."""
    best = entry.best
    if best is None or best.credits or entry.role != "title":
        return
    if entry.block.shape == "item":
        if entry.signed:
            line = entry.block.first_line
            title = tidy(line[prefix(line, ctx.lexicon)[0] :], ctx.lexicon)[0]
            entry.best, entry.rule = replace(best, title=title, credits=entry.signed, score=0.95), "speaker-line"
        return
    if entry.block.shape == "run-in":
        first = entry.block.marks[0]
        title = entry.block.text[first.start : first.end]
        if first.kind == "strong" and len(title.split()) > 1 and title[0].isupper() and entry.intro != title:
            _speaker_within(entry, ctx)
        return
    if entry.signed and entry.block.shape == "lone":
        title = best.title or entry.block.flat
        entry.best, entry.rule = replace(best, title=title, credits=entry.signed, score=0.95), "speaker-line"
        return
    announced = entry.block.shape in ("lone", "bold") and ctx.names.score(best.title) < 0.9
    if announced and (found := leading_in(entry, ctx)):
        entry.best, entry.rule = replace(best, credits=found, score=0.85), "lead-in"
        return
    if entry.block.shape == "lone" and _heads_lone(entry, entries):
        return
    credits, score, rule = speaker_below(entry, ctx)
    if entry.signed and rule != "speaker-label":
        credits, score, rule = entry.signed, 0.9, "speaker-line"
    if credits and any(c and has_word(fold(credits[0].name), c) for c in ctx.conferences):
        return
    if credits and entry.block.shape == "lone" and _place(credits[0].name, ctx.lexicon):
        return
    lone = entry.block.shape == "lone"
    if lone and rule == "speaker-line" and score < _LEAST_LONE:
        return
    named, sure = people(best.title, ctx.names) if credits else ((), 0.0)
    named = named if sure >= 0.9 and not any(c.organizations for c in named) else ()
    if credits and all(c.name[:1] == "@" for c in credits) and named:
        entry.best, entry.rule = replace(best, title="", credits=named, form="name", score=0.9), "name-above-handle"
    elif named and lone:
        return
    elif credits:
        entry.best, entry.rule = replace(best, credits=credits, score=score), rule


def _place(name: str, lex: Lexicon) -> bool:
    """Whether a name is that of a house in a city: `Messe Ghent`."""
    first, _, last = name.rpartition(" ")
    return last in lex.cities and bool(first) and fold(first.split()[0]) not in lex.given


def _heads_lone(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether the next line of the outline is a lone one that opens a paragraph: what stands there is told of that."""
    n = bisect_right(entries, entry.at, key=lambda e: e.at)
    below = entries[n] if n < len(entries) else None
    return below is not None and below.at == entry.at + 1 and below.opens and below.role == "title"


_LEAST_LONE = 0.8
"""How sure a line of names has to be below a lone line: there, any two short lines follow each other."""


def _titles_below_names(members: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> None:
    """Headings that are people, and right below each the title: `## Ida Quill`, `### On Spoons`; or the other way."""
    following = {e.at: e for e in entries}
    above: list[tuple[Entry, str, tuple[Credit, ...]]] = []
    for entry in members:
        below = following.get(entry.at + 1)
        if below is None or below.block.shape != "heading" or below.rank <= entry.rank:
            continue
        if entry.best is None or below.best is None or below.role != "title":
            continue
        if entry.best.form in ("name", "handle") and _only_handles(below.best.credits):
            own = (Credit(entry.best.title),) if entry.best.title else entry.best.credits
            above.append((entry, below.best.title, own))
        elif entry.role == "title" and not entry.best.credits and (named := _named_in(below, ctx)):
            above.append((entry, entry.best.title, named))
    if len(above) < 2:
        return
    for entry, title, credits in above:
        assert entry.best is not None
        entry.best, entry.rule = replace(entry.best, title=title, credits=credits, form="dash-before", score=0.9), ""
        following[entry.at + 1].role = "section"


def _only_handles(credits: Sequence[Credit]) -> bool:
    """Whether nobody is named, but by a handle at most."""
    return all(c.name[:1] == "@" for c in credits)


def _named_in(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """Who a heading is, where it is nothing but people: likely names, if handles stand below them."""
    best = entry.best
    if best is None or best.form in ("name", "handle"):
        return best.credits if best and not best.title else ()
    credits, sure = people(entry.block.flat, ctx.names)
    handles = bool(best.credits) and _only_handles(best.credits)
    return credits if sure >= (0.6 if handles else 0.9) and all(" " in c.name for c in credits) else ()


def _speakers_in_first_items(members: Sequence[tuple[Entry, Entry | None]], ctx: Context) -> None:
    """Items of a list whose own first item is a person each: `- On Spoons` and below it `- Ida Quill, Ladle Ltd`."""
    found: list[tuple[Entry, tuple[Credit, ...]]] = []
    for entry, below in members:
        if entry.best is None or entry.best.credits or below is None:
            continue
        line = re.sub(r"\s+~\s+", ", ", below.block.first_line[:120])
        credits, score = people(line, ctx.names)
        if credits and score >= 0.65 and (score >= 0.9 or not line.isascii()):
            found.append((entry, credits))
    if len(found) > 1:
        for entry, credits in found:
            assert entry.best is not None
            entry.best, entry.rule = replace(entry.best, credits=credits, score=1.0), "speaker-item"


def _tells_of_several(entry: Entry, ctx: Context) -> bool:
    """Whether the sentences of a line tell of several sessions, each with its speakers."""
    block = entry.block
    if len(runs_of(flowing(block.text, block.marks), block)) < 2:
        return False
    return sum(bool(t.credits) for t in told_in(entry.at, block, "", ctx, SURE)) > 1


def _by_own_line(entry: Entry) -> bool:
    return entry.best is not None and bool(entry.best.credits) and not entry.rule


def _section_of_titled(entry: Entry, entries: Sequence[Entry], ctx: Context) -> None:
    """A heading under which sentences tell of several titled talks is none itself, but their heading."""
    told, alone = [], 0
    for at in range(entry.at + 1, min(entry.at + 9, len(ctx.outline))):
        block = ctx.outline[at]
        if block.shape == "heading":
            break
        if block.shape in ("para", "run-in") and block.marks:
            found = list(told_in(at, block, "", ctx))
            told += [t for t in found if t.credits and t.score >= 0.7]
            alone += sum(len(t.title.split()) > 1 and fold(t.title) not in fold(entry.block.flat) for t in found)
    own = {c.name for c in entry.best.credits} if entry.best else set()
    if alone and not own and not entry.current_day and (not entry.shows or alone > 1):
        entry.score, entry.role = 0.0, "talks"
        return
    others = [t for t in told if t.score >= 0.8 and own.isdisjoint(c.name for c in t.credits)]
    if entry.block.flat[-1:] == "?" and any(t.score >= 0.8 and own == {c.name for c in t.credits} for t in told):
        entry.score, entry.role = 0.0, "talks"
        return
    speakers = {c.name for t in told for c in t.credits}
    if ((len(told) > 1 and len(speakers) > 1) or (own and others)) and fold(entry.block.flat) not in {
        fold(t.title) for t in told
    }:
        entry.score, entry.role = 0.0, "talks"


def _keynote(entry: Entry, entries: Sequence[Entry], ctx: Context) -> None:
    """`The Keynote` with a speaker in the words below, and no talk under it: a session without a title."""
    if ctx.lexicon.kind_of(entry.block.flat) != "keynote" or fold(entry.block.flat).endswith("s"):
        return
    if any(e.score >= DOUBTED and any(a is entry for a in ancestors(e, entries)) for e in entries):
        return
    credits, score, rule = speaker_below(entry, ctx)
    title = next((p for p in entry.parses if p.form == "title"), None)
    if credits and title is not None and score >= 0.6:
        entry.best, entry.rule, entry.score = replace(title, credits=credits, score=score), rule, 0.6


def _speaker_within(entry: Entry, ctx: Context) -> None:
    """A list item that is a title set apart: its speaker may stand in the sentence that follows."""
    best, text = entry.best, entry.block.text
    ends = [m.end for m in entry.block.marks if m.start <= 1 and m.kind in ("link", "strong", "em")]
    if best is None or not ends:
        return
    said = re.sub(r"^(?:\s*\([^()\n]*\)|[\s:.,–—-])+", "", text[max(ends) :])[:300]
    if len(said) < 20 and entry.at + 1 < len(ctx.outline) and ctx.outline[entry.at + 1].level >= entry.block.level:
        said = ctx.outline[entry.at + 1].text[:300]
    credits, score = actor_in(sentences(said)[0], ctx) if said else ((), 0.0)
    if credits and score >= 0.6:
        entry.best, entry.rule = replace(best, credits=credits, score=score), "speaker-below"


# -- weighing ----------------------------------------------------------------------------------------------------------


def _weigh(level: Level, members: list[Entry], entries: list[Entry], ctx: Context, recap: float) -> None:
    judged = [
        e
        for e in members
        if e.role == "title"
        or (e.best and e.best.credits and e.best.score > 0.7 and e.role not in ("kind", "talks", "label", "to come"))
    ]
    if not judged:
        return
    weigh = {"item": _item, "run-in": _item, "lone": _lone}.get(level[0], _heading)
    own = [(e, weigh(e, entries, ctx)) for e in judged]
    if level[0] == "lone":
        own = _beside_labelled(_of_one_look(own))
        heads = {
            id(e) for e, _ in own if e.rule and e.opens and e.block.level < 4 and not persons(e.block.flat, ctx, 0.8)
        }
        if len(heads) > 1:
            own = [(e, min(1.0, s + 0.25 + _told(e, ctx)[0]) if id(e) in heads else s) for e, s in own]
            own = _beside_heads(own, heads, ctx)
            own = [(e, s if (e.best and e.best.credits) or not _heads_lone(e, entries) else s - 0.4) for e, s in own]
        opening = [(e, s) for e, s in own if e.opens and e.current_day]
        if sum(bool(_told(e, ctx)[1]) for e, _ in opening) >= max(3, 0.6 * len(opening)):
            _level_weighed(level, [(e, s) for e, s in own if not (e.opens and e.current_day)], ctx, recap)
            own = [(e, min(1.0, s + _opening(e, ctx))) for e, s in opening]
    elif level[0] in ("heading", "bold"):
        own = _as_siblings(own, members, ctx)
    elif level[0] == "item" and _capitals_told(judged, ctx):
        own = [(e, max(s, 0.6) if _in_capitals(e) else s) for e, s in own]
    elif level[0] == "item" and _titles_announced(judged, ctx):
        own = [(e, s if e.best and e.best.credits else max(s, 0.55)) for e, s in own]
    if level[0] == "item" and len(own) > 1 and sum(_names_conference(e, ctx) for e, _ in own) >= 0.5 * len(own):
        own = [(e, s - 0.9) for e, s in own]
    elif level[0] == "item":
        own = [(e, s - 0.6 if _other_recap(e, ctx) else s) for e, s in own]
    _level_weighed(level, own, ctx, recap)
    if level[0] == "heading":
        _complete(members, ctx)
    _take_vague(members, entries, ctx)


def _capitals_told(items: Sequence[Entry], ctx: Context) -> bool:
    """Whether most items begin with words in capitals, and what they say then is of talks."""
    apart = [e for e in items if _in_capitals(e)]
    told = sum(ctx.lexicon.pattern("talk_nouns", "speaker_nouns").search(e.block.text) is not None for e in apart)
    return len(apart) >= max(_MANY_LABELLED, 0.6 * len(items)) and told >= 0.3 * len(apart)


def _beside_labelled(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Lone lines among titles with `Speaker: Ida Quill` below are what stands under these."""
    labelled = sum(e.rule in ("speaker-label", "speaker-line") and bool(e.signed or s >= 0.5) for e, s in own)
    if labelled < _MANY_LABELLED:
        return own
    return [(e, s if not _unsigned(e) else 0.5 * s) for e, s in own]


_MANY_LABELLED = 3


def _unsigned(entry: Entry) -> bool:
    """Whether neither its own line nor one below says who spoke."""
    return entry.rule == "speaker-below" or not (entry.best and entry.best.credits)


def _beside_heads(own: list[tuple[Entry, float]], heads: set[int], ctx: Context) -> list[tuple[Entry, float]]:
    """Lone lines that open a paragraph as their siblings do, most of whom have their speaker in it."""
    alike = {
        id(e)
        for e, _ in own
        if id(e) not in heads
        and e.opens
        and e.block.level <= 2
        and 3 < len(e.block.flat.split()) <= 18
        and e.block.flat[-1:] not in ".:!"
        and not _is_sentence(e.block.flat, ctx, False)
    }
    enough = len(heads) >= _MANY_HEADS and len(heads) >= len(alike)
    return [(e, max(s, 0.6) if enough and id(e) in alike else s) for e, s in own]


_MANY_HEADS = 4


def _opening(entry: Entry, ctx: Context) -> float:
    """What a lone line gains that heads a paragraph, as most of its kind do that tell of a talk each."""
    day = 0.3 if entry.current_day and entry.block.level > 3 else 0.0
    return day + max(_told(entry, ctx)[0], 0.2 if entry.shows else 0.0)


def _level_weighed(level: Level, own: Sequence[tuple[Entry, float]], ctx: Context, recap: float) -> None:
    """Gives the lines of a level their scores: what each says for itself, and what it shares with the others."""
    mean = sum(s for _, s in own) / max(1, len(own))
    bar = 0.5 if level[0] in ("item", "run-in") else 0.6
    strong = sum(s >= bar for _, s in own) / max(1, len(own))
    with_people = sum(bool(e.best and e.best.credits) for e, _ in own)
    signed = with_people > 2 and with_people >= 0.6 * len(own)
    regular = len(own) > 5 and with_people >= 0.7 * len(own)
    for entry, score in own:
        crowd = 0.35 * min(1.0, len(own) / 3)
        total = score if score >= bar and strong >= 0.25 else (1 - crowd) * score + crowd * mean
        if score >= 0.8:
            total = max(total, score)
        alone = level[0] == "heading" and signed and not (entry.best and entry.best.credits)
        if alone and (regular or _shown(entry, ctx) < 0.3):
            total = min(total, score)
        elif level[0] == "heading" and strong >= 0.5 and len(own) >= 4 and _told(entry, ctx)[0]:
            total += 0.12
        entry.score = max(0.0, min(1.0, total)) * min(1.0, 0.7 + 0.5 * recap)


def _names_conference(entry: Entry, ctx: Context) -> bool:
    """Whether an item's first words name the conference itself: it is somebody else's recap of it."""
    head = fold(entry.block.text[:100])
    return any(c and has_word(head, c) for c in ctx.conferences)


def _other_recap(entry: Entry, ctx: Context) -> bool:
    return (
        _names_conference(entry, ctx) and ctx.lexicon.pattern("recap_words").search(entry.block.text[:100]) is not None
    )


def _complete(members: Sequence[Entry], ctx: Context) -> None:
    """Takes titles without a by-line where half of their family are talks, and nothing in it is anything else."""
    families: dict[int, list[Entry]] = defaultdict(list)
    for entry in members:
        families[entry.parent].append(entry)
    for family in families.values():
        taken = [e for e in family if e.score >= TAKEN]
        signed = sum(bool(e.best and e.best.credits) for e in taken)
        if len(taken) < max(2, 0.5 * len(family)) or 2 * signed > len(taken) or any(e.role != "title" for e in family):
            continue
        for entry in family:
            if DOUBTED <= entry.score < TAKEN and _may_be_title(entry, ctx) and len(entry.block.flat.split()) > 2:
                entry.score = TAKEN


def _take_vague(members: Sequence[Entry], entries: Sequence[Entry], ctx: Context) -> None:
    """`What is stock?` and the like are talks where most of their siblings are, under a day or `Talks`."""
    for entry in members:
        if not entry.vague or entry.score or entry.role != "section" or entry.best is None:
            continue
        family = [e for e in members if e.parent == entry.parent and e.role == "title" and not e.vague]
        taken = sum(e.score >= TAKEN for e in family)
        if taken and taken >= 0.7 * len(family) and (_above(entry, entries, 1.0) >= 0.3 or _shown(entry, ctx) >= 0.3):
            entry.role, entry.score = "title", 0.55


def _as_siblings(own: list[tuple[Entry, float]], members: Sequence[Entry], ctx: Context) -> list[tuple[Entry, float]]:
    """Titles without a by-line gain from their siblings: sections that tell of talks, or show slides."""
    families: dict[int, list[tuple[Entry, float]]] = defaultdict(list)
    for entry, score in own:
        families[entry.parent].append((entry, score))
    others: dict[int, int] = defaultdict(int)
    for entry in members:
        others[entry.parent] += entry.role in ("section", "break", "talks", "kind")
    made: dict[int, float] = {}
    for parent, family in families.items():
        told = sum(min(1.0, _shown(e, ctx) / 0.3) for e, _ in family)
        share = told / (len(family) + 0.5 * others[parent])
        gain = 0.0
        if len(family) > 1 and told >= 1.5:
            gain = 0.4 * share + 0.05 * min(2, len(family) - 2)
        if len(family) > 1 and _titles_announced([e for e, _ in family], ctx):
            gain = max(gain, 0.6)
        elif len(family) > 2 and not others[parent] and not gain and _all_titled([e for e, _ in family], ctx):
            gain = 0.45
        for entry, score in family:
            unsigned = not (entry.best and entry.best.credits)
            if gain and unsigned and _may_be_title(entry, ctx):
                score += gain * (1.0 if _shown(entry, ctx) else 0.75)
            made[id(entry)] = score
    return [(e, max(0.0, min(1.0, made[id(e)]))) for e, _ in own]


def _all_titled(family: Sequence[Entry], ctx: Context) -> bool:
    """Whether all lines are written as titles are, in a post that is called notes or a report, not what one learned."""
    lex = ctx.lexicon
    if not lex.pattern("recap_words").search(ctx.title) or lex.pattern("learned").search(ctx.title):
        return False
    good = sum(3 <= len(e.block.flat.split()) <= 18 and _titled(e.block.flat.split()) for e in family)
    return good >= 0.8 * len(family)


def _may_be_title(entry: Entry, ctx: Context) -> bool:
    """Whether a line without a by-line may be a title at all: it has no `I`, is no name of an event, heads one talk."""
    flat, lex = entry.block.flat, ctx.lexicon
    if (
        next((c for c in flat if c.isalpha()), "").islower()
        or _FIRST_PERSON.search(flat)
        or any(has_word(fold(flat), c) for c in ctx.conferences if c)
    ):
        return False
    if unspaced(flat):
        return len(flat) > 7
    small = lex.words("function_words")
    words = [w for w in fold(flat).split() if w not in small]
    around = lex.words("breaks", "talk_words", "edition")
    apart = lex.words("breaks", "talk_words", "edition", "sections", "closings", "weekdays", "ordinals")
    if any(w in around for w in words) or all(w in apart for w in words) or (len(words) < 4 and is_event(flat, ctx)):
        return False
    if ctx.names.score(flat) >= 0.9:
        return False
    return len(flat.split()) > 1 or (entry.shows and not flat.isupper()) or bool(entry.rule)


def _shown(entry: Entry, ctx: Context) -> float:
    """How much what stands below a title speaks of a talk: its words, its speaker, slides or a recording."""
    return 0.3 if entry.rule or entry.shows else _told(entry, ctx)[1]


def _titles_announced(items: Sequence[Entry], ctx: Context) -> bool:
    """Whether a list of plain titles follows a sentence such as `The talks I saw were:`."""
    if len(items) < 2 or items[0].intro.rstrip()[-1:] not in ":：":
        return False
    intro = sentences(items[0].intro)[-1].rstrip()
    if intro[-1:] not in ":：" or not ctx.lexicon.pattern("talk_words").search(intro):
        return False
    if not (_FIRST_PERSON.search(intro) or ctx.lexicon.pattern("past").search(intro)):
        return False
    if ctx.lexicon.pattern("learned").search(intro):
        return False
    looks = [
        e.best.title if e.best and e.best.form == "title" and not e.block.marks else e.block.first_line for e in items
    ]
    heard = ctx.lexicon.pattern("seen").search(intro) is not None and len(items) > 2
    titled = sum(_is_title_item(x, heard) for x in looks)
    return titled >= (0.8 if heard else 0.6) * len(items)


def _is_title_item(line: str, heard: bool) -> bool:
    """Whether an item may be a title: written with capitals, or short where the words before say that it was heard."""
    if line.rstrip().endswith((".", "!", ":", ";")):
        return False
    words = line.split()
    return (_titled(words) and len(line) < 120) or (heard and line[:1].isupper() and 1 < len(words) < 13)


def _by_line(entry: Entry) -> float:
    best = entry.best
    if not best or not best.credits:
        return 0.55 if best and best.form == "by" else 0.0
    if best.form == "name":
        return 0.35 if best.kind else 0.2
    if entry.rule:
        return 0.3 + 0.3 * best.score
    return 0.2 + 0.6 * best.score


def _above(entry: Entry, entries: Sequence[Entry], weight: float) -> float:
    above = [a.role for a in ancestors(entry, entries)]
    near = above[0] if above else ""
    above_vague = bool(above) and entries[entry.parent].vague
    score = 0.0
    if entry.current_day and (
        near in ("day", "kind", "talks") or "day" in above or not above or entry.block.shape in ("lone", "bold")
    ):
        beside = entry.block.shape == "heading" and not (entry.best and entry.best.credits) and "day" not in above
        score += (0.25 if beside and _day_beside(entry, entries) else 0.42) * weight
    elif entry.current_day and entry.current_day.label:
        score += 0.2 * weight
    if near in ("talks", "kind"):
        score += 0.42 * weight if not score else 0.1
    if near in ("section", "break", "closing"):
        score -= 0.15 if above_vague else 0.35
    return score


def _day_beside(entry: Entry, entries: Sequence[Entry]) -> bool:
    """Whether the day's own heading is a sibling: what follows it may be anything."""
    return any(e.role == "day" and e.block.shape == "heading" and e.rank == entry.rank for e in entries)


_FIRST_PERSON = re.compile(
    r"(?<!\w)(?:I|[Mm]y|me|[Ww]e|[Oo]ur|I['’]\w+|[Ii]ch|[Mm]ein\w*|[Jj]e|[Mm]es|[Mm]on|[Mm]i|[Mm]is)(?!\w)"
)


def _heading(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What a heading or a bold line says for itself; 0 to 1."""
    best = entry.best
    assert best is not None
    title = best.title or entry.block.flat
    score = _by_line(entry) + _above(entry, entries, 1.0)
    if best.kind:
        score += 0.35
    score += max(_told(entry, ctx)[0], 0.2 if entry.shows else 0.0)
    words = title.split()
    score += 0.1 if 3 <= len(words) <= 18 else -0.15 if len(words) > 24 else 0.0
    score += 0.08 if _titled(words) else 0.0
    flat = entry.block.flat
    if flat[:1] in '"“„«「『' or (
        entry.block.marks and entry.block.links() and len(entry.block.links()[0][0]) > 0.8 * len(flat)
    ):
        score += 0.12
    if not best.credits:
        if _FIRST_PERSON.search(flat) and _above(entry, entries, 1.0) < 0.4:
            score -= 0.2
        if re.search(r"[.!:]\s*$", flat) and not flat.endswith("..."):
            score -= 0.3 if entry.block.shape != "heading" else 0.0 if entry.current_day else 0.15
        if any(has_word(fold(flat), c) for c in ctx.conferences if c):
            score -= 0.25
        score -= _of_event(flat, words, ctx)
    if entry.block.shape == "bold" and not best.credits and not entry.current_day:
        score -= 0.1
    return max(0.0, min(1.0, score))


def _of_event(flat: str, words: Sequence[str], ctx: Context) -> float:
    """How much a short heading speaks of what surrounds the talks: `Sponsor hall`, `Such a good conference`."""
    if len(words) > 5:
        return 0.0
    folded = fold(flat).split()
    around = len(words) < 5 and not ctx.lexicon.words("breaks").isdisjoint(folded)
    return 0.35 * around + 0.25 * (not ctx.lexicon.words("event_nouns").isdisjoint(folded))


def _told(entry: Entry, ctx: Context) -> tuple[float, float]:
    """How much the first words below a title speak of a talk (`In this session`), and of one (`Her talk`)."""
    if entry.told is None:
        entry.told = _told_in(entry, ctx.lexicon)
    return entry.told


def _told_in(entry: Entry, lex: Lexicon) -> tuple[float, float]:
    if not lex.may_hold(entry.words, "talk_words", "talk_nouns", "speaker_nouns"):
        return 0.0, 0.0
    head, more = entry.body[:350], entry.body[:500]
    words = words_of(head)
    known = frozenset(words)
    spoken = lex.holds(more, words_in(more), "talk_words")
    this = _this_talk(lex.languages).stands_in(head, words)
    one = (
        _one_talk(lex.languages).stands_in(head, words)
        or _the_speaker(lex.languages).stands_in(head, words)
        or (lex.may_hold(known, "talk_nouns") and _talk_first(lex.languages).search(head) is not None)
    )
    near = this or (spoken and lex.holds(head, known, "talk_words"))
    return 0.3 if this else 0.15 if spoken else 0.0, 0.3 if one else 0.1 if near else 0.0


@lru_cache(maxsize=64)
def _one_talk(languages: tuple[str, ...]) -> Led:
    """`This talk`, `her last session`."""
    nouns = lexicon(languages).lists.get("talk_nouns", ())
    these = (
        "this|his|her|their|dieser?|diesem|seine?|ihre?|cette|sa|son|esta|este|su|sua|seu|questo|questa|suo"
        "|deze|dit|zijn|haar|essa|esse"
    )
    pattern = rf"(?<!\w)(?:{these})\s+(?:\w+\s+){{0,2}}?{whole_words(nouns).pattern}"
    return Led(re.compile(pattern, re.IGNORECASE), Phrases(nouns), _beginnings(these), 3)


@lru_cache(maxsize=64)
def _the_speaker(languages: tuple[str, ...]) -> Led:
    nouns = lexicon(languages).lists.get("speaker_nouns", ())
    the = "the|der|die|le|la|el|il|lo|de|o|a"
    pattern = rf"(?<!\w)(?:{the})\s+(?:\w+\s+)?{whole_words(nouns).pattern}"
    return Led(re.compile(pattern, re.IGNORECASE), Phrases(nouns), _beginnings(the), 2)


@lru_cache(maxsize=64)
def _talk_first(languages: tuple[str, ...]) -> re.Pattern[str]:
    """A sentence that begins so: `Great talk on lids`."""
    nouns = whole_words(lexicon(languages).lists.get("talk_nouns", ())).pattern
    article = "a|an|the|another|ein|eine|une?|una?|um|uma"
    return re.compile(rf"(?:^|[.!?]\s+|\n)(?:(?:{article})\s+)?(?:[\w-]+\s+)?{nouns}", re.IGNORECASE)


@lru_cache(maxsize=64)
def _this_talk(languages: tuple[str, ...]) -> Led:
    lex = lexicon(languages)
    known = set(lex.lists.get("talk_words", ()))
    several = {w for w in known if w[-1:] == "s" and (w[:-1] in known or w[:-2] in known)}
    nouns = (known - several) | set(lex.lists.get("talk_nouns", ()))
    this = (
        "this|the|his|her|their|first|second|third|next|last|final|der|die|dieser"
        "|diese|sein|ihr|cette|la|le|l['’]|sa|son|esta|este|el|su|questo|questa|il"
        "|deze|dit|de|zijn|haar|a|o|essa"
    )
    pattern = rf"(?<!\w)(?:{this})\s*(?:\w+\s+)?{whole_words(nouns).pattern}"
    return Led(re.compile(pattern, re.IGNORECASE), Phrases(nouns), _beginnings(this), 2)


def _beginnings(words: str) -> tuple[str, ...]:
    """The letters with which the words of an alternation begin."""
    return tuple(re.split(r"\w\?|\[", word, maxsplit=1)[0] for word in words.split("|"))


def _titled(words: Sequence[str]) -> bool:
    """Whether most words that matter start with a capital letter."""
    if len(words) < 2:
        return False
    long = [w for w in words if len(w) > 3 and len(w.strip("“\"'(")) > 3]
    capitals = [w for w in long if w[0].isupper() or w[0].isdigit() or w.strip("“\"'(")[0].isupper()]
    return bool(long) and len(capitals) >= 0.65 * len(long)


def _item(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What a list item says for itself."""
    best = entry.best
    assert best is not None
    score = _by_line(entry) - 0.05
    if best.credits and best.form == "name":
        near = next((a for a in ancestors(entry, entries)), None)
        return 0.55 if near is not None and near.kind == "keynote" else 0.0
    if best.credits:
        score += 0.4 * max(0.0, _above(entry, entries, 0.5)) + (0.12 if _talks_above(entry, ctx) else 0.0)
        if _above(entry, entries, 0.5) < 0:
            score -= 0.3
    else:
        score += _unsigned_item(entry, entries, ctx)
    if (
        entry.block.shape == "item"
        and entry.block.level > 1
        and any(
            a.block.shape == "item" and a.role == "title" and not _opens_talks(a, ctx)
            for a in ancestors(entry, entries)
        )
    ):
        score -= 0.4
    return max(0.0, min(1.0, score))


def _opens_talks(entry: Entry, ctx: Context) -> bool:
    """Whether an item announces the talks below it: `Some that I enjoyed:`."""
    last = sentences(entry.block.text)[-1].rstrip()
    return last[-1:] in (":", "：") and ctx.lexicon.pattern("talk_words", "seen").search(last) is not None


def _talks_above(entry: Entry, ctx: Context) -> bool:
    return ctx.lexicon.pattern("talk_words").search(entry.intro[-200:]) is not None


def _talks_remembered(entry: Entry, ctx: Context) -> bool:
    """Whether the words before a list are of talks that somebody heard, not of what talks there are about."""
    intro = entry.intro[-200:]
    heard = _FIRST_PERSON.search(intro) or ctx.lexicon.pattern("past", "seen").search(intro)
    return (heard is not None or entry.block.shape != "item") and _talks_above(entry, ctx)


def _unsigned_item(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What speaks for a list item that names no speaker: a title set apart, under a day or `Talks`."""
    text, marks = entry.block.text, entry.block.marks
    if text.startswith(("http://", "https://", "www.")):
        return -0.3
    shown = _ADDRESS_BEHIND.search(text)
    if shown and destinations.shown(shown[1]) and len(text[: shown.start()].split()) > 2 and not text[0].islower():
        return 0.55
    first = next(
        (m for m in marks if m.start <= 1 and m.kind in ("link", "strong", "em") and m.end - m.start >= 5), None
    )
    apart = first is not None or text[:1] in '"“„«「『' or _in_capitals(entry)
    above = [a.role for a in ancestors(entry, entries)]
    near = above[0] if above else ""
    if near in ("section", "break", "closing") and not (first and first.kind == "link" and _OWN_FILE.match(first.href)):
        return -0.3
    score = 0.0
    best = entry.best
    if apart or (best and best.kind):
        said = text[first.end :] if first else text
        if entry.block.shape == "run-in" and first and first.kind != "strong":
            return 0.0
        if first and re.match(r"\s[a-zà-öø-ÿ]", said):
            if ctx.names.score(text[first.start : first.end]) >= 0.6:
                return 0.0
            score -= 0.0 if first.kind == "link" or _talk_told(said, ctx) else 0.3
        if not (best and best.kind) and any(c and has_word(fold(text[:120]), c) for c in ctx.conferences):
            score -= 0.3
        if entry.current_day or near in ("talks", "kind", "day") or _talks_remembered(entry, ctx):
            score += 0.58
        if _talk_told(said, ctx):
            score += 0.2
        if first and first.kind == "link":
            score += _linked(first.href)
        if first and (
            len(text[first.start : first.end].split()) < 2
            or text[first.start : first.end].rstrip().endswith((":", "."))
            or (entry.block.shape == "run-in" and said[:1] == ".")
        ):
            score -= 0.3
    elif (
        near in ("talks", "kind")
        and len(text) < 120
        and not text.rstrip().endswith((".", "!", ":", ";"))
        and len(text.split()) > 1
    ):
        score += 0.5
    return score


_ADDRESS_BEHIND = re.compile(r"\s(https?://\S+)$")
"""`Nine Spoons: https://slides.example/spoons`, in a text without markup."""


def _in_capitals(entry: Entry) -> bool:
    """Whether an item begins with words in capitals and a colon, and then says something: `SPOONS : a talk.`"""
    best, text = entry.best, entry.block.text
    title = best.title if best and best.form == "title" else ""
    shouted = title.isupper() and not unspaced(title)
    return shouted and len(title.split()) > 1 and len(title) + 10 < len(text)


def _linked(href: str) -> float:
    """How much an item's link says that it is a talk: a page of the programme, a recording, notes in a file beside."""
    if destinations.of_talk(href):
        return 0.4 if destinations.shown(href) else 0.6
    return 0.6 if _OWN_FILE.match(href) else 0.0


_OWN_FILE = re.compile(r"(?!https?:|//|#|mailto:)[^?#]+\.(?:md|markdown|txt|org|rst|adoc|html?)$", re.IGNORECASE)


def _talk_told(text: str, ctx: Context) -> bool:
    return _this_talk(ctx.lexicon.languages).stands_in(text[:250], words_of(text[:250]))


def _lone(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What a short line of a text without Markdown says for itself."""
    best = entry.best
    assert best is not None
    flat = entry.block.flat
    if not ctx.lexicon.words("not_titles_first").isdisjoint(fold(flat).split()[:1]):
        return 0.0
    score = _by_line(entry)
    signed = bool(best.credits) and not entry.rule
    if _OF_PAGE.search(flat) or (not signed and _SURROUNDS.search(flat)) or led_title(flat, ctx) != flat:
        return 0.0
    if best.form in ("cjk", "title") and not flat.isascii() and _CJK_SENTENCE.search(flat):
        return 0.0
    if flat[-1:] in ":：" and (not signed or best.form == "by-weak"):
        return 0.0 if entry.rule != "lead-in" else 0.75
    if not signed and _is_sentence(flat, ctx, bool(entry.rule) and entry.opens):
        return 0.0
    if entry.rule == "lead-in":
        return 0.75
    if entry.signed or (entry.rule == "speaker-label" and len(flat) < _LONGEST_SIGNED and "://" not in flat):
        return _SIGNED
    if entry.rule and not entry.current_day:
        score -= 0.25 if entry.block.level > 2 else 0.1
    if entry.block.level == 1:
        score += 0.1
    if entry.listed or entry.shows:
        score += 0.35
    if best.credits and not entry.rule:
        return max(0.0, min(1.0, score + max(0.0, _above(entry, entries, 0.3))))
    words = flat.split()
    if entry.current_day and entry.block.level <= 3 and entry.current_day.label not in ctx.title:
        score += 0.4
    if best.kind:
        score += 0.2
    if _titled(words) and len(words) >= 2:
        score += 0.2
    elif words and words[0][:1].islower():
        score -= 0.3
    if flat[-1:] in ":." or flat[:1] in '("“' or len(words) < 2:
        score -= 0.3
    return max(0.0, min(1.0, score))


_LONGEST_SIGNED = 120
_SIGNED = 0.85
"""What a lone line is worth that has a line of names below, as its siblings have."""
_OF_PAGE = re.compile(
    r"^\[\d{1,2}:\d\d(?::\d\d)?\]|pic\.twitter\.com/|\(@\w{2,30}\)\W+[^()]*\d{1,2}|^©|^\(c\)\s", re.IGNORECASE
)
"""A line of a tweet or a chat that is shown, or of a page's foot."""
_CJK_SENTENCE = re.compile(r"[。．]|！$")
_SURROUNDS = re.compile(r"^[«←<]\s|\s[»→>]$|^→|(?<!\d)(?:19|20)\d\d-\d\d-\d\d(?!\d)|https?://|\|.*\||\s・.*\s・")
"""A line without a by-line that leads to another page, or has the post's author and date."""
_PICTURES = re.compile(r"(?<=[.!?])[\s\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+$")
"""What people put behind a sentence."""
_SENTENCE_ENDS = re.compile(r"\w[.!?…]\s+[A-ZÀ-Þ]\w+\s+\w")


def _is_sentence(flat: str, ctx: Context, heads: bool) -> bool:
    """Whether a line is something said, no title: two sentences, one that tells who did something, or `Summary: `.

    `heads` says that its speaker stands in the paragraph below: then it may say `I`.
    """
    flat = _PICTURES.sub("", flat)
    label, colon, _ = flat.partition(":")
    if _SENTENCE_ENDS.search(flat) or (colon and ctx.lexicon.has("closings", label)):
        return True
    if len(flat.split()) < 5:
        return False
    if "@" in flat and actor_in(flat, ctx)[0]:
        return True
    said = flat[-1:] in ".!"
    return said and (bool(actor_in(flat, ctx)[0]) or (not heads and _FIRST_PERSON.search(flat) is not None))


def _of_one_look(own: list[tuple[Entry, float]]) -> list[tuple[Entry, float]]:
    """Lone lines without a by-line count only if several of them look alike: capitals, and a place of their own."""
    bare = [e for e, s in own if s >= 0.5 and not (e.best and e.best.credits and not e.rule)]
    enough = len(bare) >= 3
    enough = enough or sum(e.shows for e, _ in own) > 2
    return [(e, s if enough or e.listed or (e.best and e.best.credits) else s * 0.5) for e, s in own]


def _settle(entries: list[Entry], ctx: Context) -> None:
    """A line inside a session is a part of it; a line with several sessions below is their heading."""
    below: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.score >= TAKEN:
            for above in ancestors(entry, entries):
                below[id(above)].append(entry)
    for entry in entries:
        inner = [e for e in below.get(id(entry), []) if e.score >= TAKEN]
        if entry.score < TAKEN or not inner or entry.best is None:
            continue
        credited = [e for e in inner if e.best and e.best.credits and not e.rule and e.best.score >= 0.7]
        own = bool(entry.best.credits) and (not entry.rule or len(credited) < 2)
        heads = [e for e in inner if e.block.shape == "heading"]
        if not entry.best.credits and len(heads) > 1 and sum(e.score for e in heads) >= entry.score * len(heads) - 0.1:
            entry.score, entry.role = 0.0, "talks"
            continue
        if credited and not own:
            entry.score, entry.role = 0.0, "talks"
            for e in inner:
                if e not in credited and e.block.shape in ("item", "run-in"):
                    e.score = 0.0
        else:
            for e in inner:
                part = e.block.shape in ("item", "run-in", "bold", "lone") and not _of_one_form(e, entry)
                if e not in credited or part or not own:
                    e.score = 0.0
    _without_echoes(entries)


def _of_one_form(inner: Entry, outer: Entry) -> bool:
    """Whether a bold or lone line inside a session is so sure and so like its heading that it is a talk itself."""
    ours, theirs = inner.best, outer.best
    if ours is None or theirs is None or inner.block.shape not in ("bold", "lone"):
        return False
    return ours.form == theirs.form == "by" and ours.score >= 0.9 and bool(ours.title)


def _without_echoes(entries: Sequence[Entry]) -> None:
    """A caption that repeats its heading, or the same line twice, counts once; so does a heading that quotes one."""
    whole = {fold(e.best.title) for e in entries if e.score >= TAKEN and e.best and len(e.best.title) > 14}
    for entry in entries:
        if entry.score >= TAKEN and entry.block.shape == "heading" and not _by_own_line(entry):
            quoted = re.search(r"[“\"„«‘]([^“”\"„«»]{12,})[”\"“»’]", entry.block.flat)
            if quoted and fold(quoted.group(1)) in whole and fold(quoted.group(1)) != fold(entry.block.flat):
                entry.score = 0.0
    seen: dict[str, Entry] = {}
    for entry in entries:
        if entry.score < TAKEN or entry.best is None or not entry.best.title:
            continue
        key = fold(entry.best.title)
        first = seen.get(key)
        if first is not None and (
            first.block.shape == "lone"
            or not entry.best.credits
            or entry.best.credits == (first.best.credits if first.best else ())
        ):
            if entry.best.credits and first.best and not first.best.credits:
                first.best = replace(first.best, credits=entry.best.credits)
            entry.score = 0.0
            continue
        seen.setdefault(key, entry)

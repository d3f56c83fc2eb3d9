"""Which of the ways to take a line apart its siblings and its own words speak for."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry, Level
from recapgen.recap.line.days import day_of
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.parse import Parse
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline import destinations
from recapgen.recap.prose.actors import actor_in
from recapgen.recap.prose.announced import led_title
from recapgen.recap.prose.persons import persons
from recapgen.recap.prose.runs import QUOTED
from recapgen.recap.prose.wording import by_after
from recapgen.recap.words import Lexicon, Worded, fold, has_word, of_languages
from recapgen.regex import regex


def forms_of(members: Sequence[Entry]) -> Mapping[str, float]:
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


def forms_of_items(levels: Mapping[Level, Sequence[Entry]]) -> Mapping[str, float]:
    """What all list items of a post share: short lists learn from it."""
    return forms_of([e for level, members in levels.items() if level[0] == "item" for e in members])


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
    "paren-before",
    "underscore",
    "by-weak",
)


def choose(entry: Entry, forms: Mapping[str, float], ctx: Context) -> None:
    """The parse that its siblings and its own words speak for most."""
    title_only = next(p for p in entry.parses if p.form == "title")
    best, best_score = title_only, 0.0
    many = max(forms.values(), default=0.0)
    for parse in entry.parses:
        if parse.form == "title" or _of_conference(parse, ctx) or _is_itself(parse):
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
        if parse.form == "dash-org-before" and share < _NEARLY_ALL and forms.get("dash-before", 0.0) > share:
            score -= 0.4  # of `A – Title: and more` beside `B – Title`
        if score + 0.2 <= best_score:
            continue
        if parse.credits and _told_of(parse, entry, ctx):
            score += 0.2
        if score > best_score + 0.001 and (score := score + title_fits(parse, ctx)) > best_score + 0.001:
            best, best_score = parse, score
    if best_score < 0.5:
        best, best_score = _name_alone(entry, title_only, ctx) or title_only, 0.0
        best_score = best.score
    if best.form.endswith("-before") and best.title[:1].islower() and _by_profile(entry):
        best = replace(best, title="", form="handle")
    if best.credits and all(c.name.startswith("@") for c in best.credits) and ctx.names.score(best.title) >= 0.9:
        best = replace(best, title="", credits=(Credit(best.title),), form="handle")
    if best.form == "title" and (who := _beside_slides(entry)):
        best, best_score = replace(best, title="", credits=(Credit(who),), form="handle"), 0.8
    led = best.form == "by" and entry.block.shape in ("heading", "bold")
    title = _apart_within(best.title, entry, ctx) if best.credits and not led else best.title
    title = _without_noun(led_title(title, ctx), ctx) if led else title
    title = _quoted_before_by(title, ctx) if best.form == "title" else title
    entry.best = Parse(title, best.credits, best.form, min(1.0, best_score), best.kind, best.lead, best.day)


_NEARLY_ALL = 0.75


def _quoted_before_by(title: str, ctx: Context) -> str:
    """What stands in quotation marks before a by-word, where nobody is known by what follows: of `“Nine Spoons”, by the
    team of Ladle`, `Nine Spoons`."""
    quoted = QUOTED.match(title)
    signed = quoted is not None and by_after(ctx.lexicon).match(title, quoted.end())
    own = tidy(quoted.group(), ctx.lexicon)[0] if quoted else ""
    return own if signed and " " in own else title


def _without_noun(title: str, ctx: Context) -> str:
    """A title before a by-line without what it was: of `Pots, with the session by Ida Quill`, `Pots`."""
    shorter = _noun_last(ctx.lexicon).sub("", title)
    return shorter or title


@of_languages
def _noun_last(lex: Lexicon) -> re.Pattern[str]:
    """`, with the session`, with which a text ends."""
    nouns, the = lex.pattern("talk_nouns").pattern, lex.either("the", "a", "their")
    return re.compile(rf",\s{lex.either('with', 'in_talk')}\s{the}\s?{nouns}$", re.IGNORECASE)


def _apart_within(title: str, entry: Entry, ctx: Context) -> str:
    """What is set apart with a capital among the words before a by-line, where these are more than a title.

    `*Nine Spoons in a Row* about how we cook, by Ida Quill`: the words behind go on as a sentence does. `After a while,
    I made sense of *Nine Spoons in a Row* by Ida Quill`: so do those before.
    """
    marked = [entry.block.text[m.start : m.end] for m in entry.block.marks if m.kind in ("link", "em", "strong")]
    for text in (*marked, *(match.group() for match in QUOTED.finditer(title))):
        own = tidy(text, ctx.lexicon)[0]
        if len(own.split()) < _ROW or not own[0].isupper() or text not in title:
            continue
        before, _, behind = title.partition(text)
        if not before and _goes_on(ctx.lexicon).match(behind):
            return own
        if not behind and _SENTENCE_BEFORE.pattern.search(before):
            return own
    return title


@of_languages
def _goes_on(lex: Lexicon) -> re.Pattern[str]:
    """` about how we cook`, `, which tells how`, right behind a title."""
    return re.compile(rf",?\s{lex.either('on', 'speaks_of', 'relative')}\s")


_SENTENCE_BEFORE = Worded(r"[.!?][”\"]?\s[A-ZÀ-Þ]|,\s(?:\w+\s)?<we>\s")
"""`It is good. Looking at `, `After a while, I `, within the words before a title."""


def _may_learn(parse: Parse, entry: Entry) -> bool:
    """Whether siblings of one form speak for it even where a name is not known: in lists, of `A, Title`, and where all
    names of a heading are links."""
    if entry.block.shape == "item" or parse.form == "comma-before":
        return True
    linked = {text.strip() for text, _ in entry.block.links()}
    return bool(parse.credits) and linked.issuperset(credit.name for credit in parse.credits)


def _of_conference(parse: Parse, ctx: Context) -> bool:
    """Whether the people of a by-line are the conference itself: `SoupConf - Day 1`."""
    return any(has_word(fold(credit.name), name) for credit in parse.credits for name in ctx.conferences if name)


def _is_itself(parse: Parse) -> bool:
    """Whether a by-line but repeats the title: what is told of gives no talk."""
    name = parse.credits[0].name if len(parse.credits) == 1 else "@"
    return not name.startswith("@") and fold(name) == fold(parse.title)


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
    if entry.block.shape == "run-in" or len(whole.title) > 100 or whole.title not in entry.block.text:
        return None
    if not (whole.kind and entry.block.shape == "heading") and not _may_be_name(whole.title, ctx.lexicon):
        return None
    written = re.sub(r"\s+\(?@[\w.-]+\)?$", "", whole.title) if "@" in whole.title else whole.title
    credits, score = people(written, ctx.names)
    if not credits or score < 0.6:
        return None
    sure = entry.block.shape == "item" and score >= SURE_NAME and all(" " in c.name for c in credits)
    if whole.kind and (entry.block.shape == "heading" or sure):
        return replace(whole, title="", credits=credits, form="name", score=0.9)
    if score < 0.9 or any(c.organizations or " " not in c.name for c in credits):
        return None
    firsts = {fold(c.name.split()[0]) for c in credits} - ctx.lexicon.given
    rest = entry.block.text.replace(whole.title, "").strip(" .:,*_-–—")
    if rest or not firsts <= ctx.lexicon.words("honorifics", "degrees"):
        return None
    made = replace(whole, title="", credits=credits, form="name", score=0.9)
    return made if entry.block.shape != "lone" or _told_of(made, entry, ctx) else None


_ROW = 3
"""How sure a name is that counts; names of a row that is no title, at least."""
_FIRST_OF_NAMES = regex(r"[A-Za-z][^\s,;/|&+(\[@]*")


def _may_be_name(text: str, lex: Lexicon) -> bool:
    """Whether a text may begin with a given name or an honorific, as far as its first word tells."""
    first = _FIRST_OF_NAMES.match(text) if text.isascii() else None
    word = fold(first.group()) if first else ""
    return first is None or word in lex.given or word in lex.words("honorifics", "degrees")


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


def title_fits(parse: Parse, ctx: Context) -> float:
    """Less than 0 for a title that can't be one: a role, an organization, a photographer's credit."""
    title, lex = parse.title, ctx.lexicon
    if not title.strip():
        return 0.0 if parse.kind or not parse.credits else -0.2
    words = [fold(w) for w in title.split()]
    if _ADDRESS.match(title):
        return -0.8
    handles = parse.form == "paren" and all(c.name[:1] == "@" for c in parse.credits)
    if (parse.form == "handle" or handles) and ctx.names.score(title) >= 0.9:
        return -0.8
    if lex.has("not_titles", title) or fold(title) in lex.words("lead_ins"):
        return -0.8
    if _is_days(title, lex) or _TIME.fullmatch(title):
        return -0.8
    if parse.form == "by" and len(words) > 1 and words[-1] in lex.words("not_titles_first"):
        return -0.8
    if parse.form == "by-weak" and words[0] in lex.words("and"):
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
    said = {word for credit in parse.credits for org in credit.organizations for word in fold(org).split()[1:]}
    if said & lex.words("was") or (parse.credits and _DONE_FOR_ONE.search(title)):
        return -0.8
    if "," in title and len(persons(title, ctx, SURE_NAME)) >= _ROW:
        return -0.8
    if title[-1] in ",&" or _AND.pattern.fullmatch(words[-1]):
        return -0.3
    return 0.0


_AND = Worded("<and>")
_TELLS_OF_ONESELF = regex(
    r"(?:I|We)\s(?:was|were|am|have|had|got|also|really|just|saw|attended|loved|liked|enjoyed|went|didn|couldn)"
    r"|(?:Our|My)\s\w+\s\w+$|[^“\"]{20,}\s(?:so\s)?I\s(?:couldn|could|had|was|went|can)",
)
"""`I was blown away`, `Our fearless cook`: no titles."""


_DONE_FOR_ONE = regex(
    r"(?:くれ|もらい|ください|下さい|いただき|頂き|ござい)ました。?$|ありがとう|감사합니다|感謝$|谢谢"
)
"""`駅まで送ってくれました`, which is said of somebody, and no title."""
_TIME = regex(r"(?:19|20)\d\d[\s\d年月日時分午前後오전후년월일:./-]{4,}(?:[AaPp][Mm])?\s?[A-Z]{0,4}")
"""When somebody wrote something: `2017 9月 8 6:41午前 PDT`."""
_ADDRESS = regex(r"@\w|https?:|\S+@\S+$")


def _is_days(title: str, lex: Lexicon) -> bool:
    """Whether a title is but a day, or several: `Day 1 and Day 2`."""
    parts = [p for p in _joined(lex).split(title) if p.strip()]
    first = day_of(parts[0], lex) if parts else None
    return first is not None and all(
        day is None or not day.rest for day in (first, *(day_of(p, lex) for p in parts[1:]))
    )


@of_languages
def _joined(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s*[,&+/]\s*|\s(?:{lex.pattern('and').pattern})\s")

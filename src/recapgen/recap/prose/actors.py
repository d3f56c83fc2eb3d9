"""Which of the persons whom a sentence names speaks in it.

>>> from recapgen.recap.context import Context
>>> ctx = Context.of("Bo Lind of Ladle showed a spoon.", (), "en")
>>> [(p.name, p.organizations) for p in actor_in(ctx.text, ctx)[0]]
[('Bo Lind', ('Ladle',))]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.casting import cast
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.prose.persons import BETWEEN_NAMES, Person, is_given_name, persons
from recapgen.recap.prose.verbs import (
    acting,
    announces,
    between_speakers,
    by_at_end,
    heard_before,
    is_given_by,
    on_at_end,
    on_subject,
    tells,
    verb_at_end,
)
from recapgen.recap.words import Lexicon, Worded, fold, of_languages
from recapgen.regex import regex


def actor_in(sentence: str, ctx: Context) -> tuple[tuple[Credit, ...], float]:
    """Who speaks, shows or has a talk in a sentence: `Bo Lind of Ladle showed`, `Lind's talk`, `presented by Ida`."""
    known = ctx.actors.get(sentence)
    if known is None:
        known = ctx.actors[sentence] = _actor_in(sentence, ctx)
    return known


def _actor_in(sentence: str, ctx: Context) -> tuple[tuple[Credit, ...], float]:
    best: tuple[tuple[Credit, ...], float] = ((), 0.0)
    known = persons(sentence, ctx)
    by = by_at_end(ctx.lexicon)
    for n, person in enumerate(known):
        named = sentence[max(0, person.start - _NEAR) : person.start]
        before = without_honorific(named, ctx.lexicon)
        if _POSSESSIVE.match(sentence, person.end) and _beside_talk(ctx.lexicon).search(before):
            continue  # `After Ida's talk, Bo Lind showed his lids`
        if genitive := _genitive(sentence, person, ctx):
            best = max(best, ((Credit(genitive),), person.score), key=lambda found: found[1])
            continue
        if n > 1 and (panel := _led_by(known, n, sentence)):
            return people(panel, ctx.names)
        if by.search(before) and not _POSSESSIVE.match(sentence, person.end):
            credits, score = _who_begins_with(person, sentence[person.start :], ctx)
            return credits, min(1.0, max(score, person.score) * 0.8 + 0.15)
        if person.score >= 0.6 and " " in person.name and between_speakers(ctx.lexicon).search(before):
            credits, score, _ = cast(sentence[person.start :], ctx.names, True)
            return (credits or (Credit(person.name),)), min(1.0, max(score, person.score) * 0.8 + 0.18)
        if (
            person.score >= 0.6
            and (" " in person.name or person.name[0] == "@" or _given_and_subject(person, sentence, ctx))
            and (announces(ctx.lexicon).search(before) or is_given_by(before, person.score, ctx.lexicon))
        ):
            if placed := _with_post(person, sentence, ctx):
                return placed, min(1.0, person.score * 0.8 + 0.18)
            near = re.split(r"[,.;:!?\n]", sentence[person.start + len(person.name) :], maxsplit=1)[0]
            row = sentence[person.start + len(person.name) : _end_of_row(known, n, sentence)]
            near = _ARTICLE_IN_ROW.pattern.sub(r"\1", row) or near
            near = "" if _POSSESSIVE.match(near) else near
            credits, score = _who_begins_with(person, person.name + near, ctx)
            return credits, min(1.0, max(score, person.score) * 0.8 + 0.18)
        acts = acting(ctx.lexicon).match(sentence, person.end) or _seen_on(sentence, person, ctx)
        if acts and not is_given_name(person.name.split()[0], ctx) and on_at_end(ctx.lexicon).search(before):
            continue
        if acts and _row_goes_on(known, n, sentence, acts.end()):
            acts = None
        sure = not acts and not best[0] and " " in person.name and person.score >= 0.9
        if sure and verb_at_end(ctx.lexicon).search(before) and not on_at_end(ctx.lexicon).search(before):
            credits, score = _who_begins_with(person, sentence[person.start :], ctx)
            best = credits, min(1.0, max(score, person.score) * 0.8 + 0.1)
        if acts:
            first = first_of_row(known, n, sentence)
            aside = _AND_AT_END.pattern.sub(r"\1", acts.groupdict().get("aside") or "")
            stretch = sentence[first.start : person.end] + aside
            credits, score = people(stretch, ctx.names)
            if not credits or (
                score < person.score - _SPOILT and not _NO_APPOSITION.pattern.match(acts.groupdict().get("aside") or "")
            ):
                credits, score = people(sentence[first.start : person.end], ctx.names)
            signed = " " in person.name and not sentence.endswith(person.name, 0, person.end)  # by a handle
            if not credits or signed or (before != named and " " not in person.name):
                credits, score = (Credit(person.name),), person.score
            if score > best[1]:
                best = credits, min(score, person.score + 0.1)
    return best


@of_languages
def _beside_talk(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"^\W*{lex.either('beside_talk')}\s$", re.IGNORECASE)


def _with_post(person: Person, sentence: str, ctx: Context) -> tuple[Credit, ...]:
    """Somebody with what she or he is, and where, before a verb: `Ida Quill, head cook at Ladle presenting`."""
    behind = _POST_BEHIND.pattern.match(sentence, person.end)
    who, _ = people(person.name + behind.group(), ctx.names) if behind else ((), 0.0)
    return who if len(who) == 1 and who[0].name == person.name and who[0].role and who[0].organizations else ()


_POST_BEHIND = Worded(r", [^,;:.!?()\n]{3,60}?\s<at_org>(?:\s[A-ZÀ-Þ][\w&'’-]*){1,3}(?=,?\s[a-zà-ÿ])")


def _given_and_subject(person: Person, sentence: str, ctx: Context) -> bool:
    """Whether somebody is known by a given name, with what a talk was about behind: `from Ida about spoons`."""
    return is_given_name(person.name, ctx) and on_subject(ctx.lexicon).match(sentence, person.end) is not None


def _led_by(known: Sequence[Person], n: int, sentence: str) -> str:
    """The row of people right before who led them: `the stories of Ida Quill and Bo Lind, moderated by Mara Reed`."""
    last = known[n - 1]
    first = first_of_row(known, n - 1, sentence)
    led = first is not last and _LED.pattern.fullmatch(sentence, last.end, known[n].start)
    return sentence[first.start : last.end] if led else ""


_LED = Worded(r",\s\w{5,}\s<by_alone>\s")
"""`, moderated by `, between people on a stage and who led them."""


@of_languages
def _honorifics_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lex.either('honorifics')}\.?\s+)+$", re.IGNORECASE)


def without_honorific(before: str, lex: Lexicon) -> str:
    """The words before a name without `Dr. ` and the like: `a talk by Dr. ` -> `a talk by `."""
    return _honorifics_end(lex).sub("", before)


_POSSESSIVE = regex(r"['’]s?(?!\w)")


_AND_AT_END = Worded(r"(\s[A-ZÀ-Þ]\S*)\s+<and>$")
"""`works at Ladle and`, before a verb."""


_SPOILT = 0.1
"""How much less sure a name is than by itself, where what follows it is no organization."""


_NO_APPOSITION = Worded(r"\s*\(|,\s(?:<conjunctions>|[A-ZÀ-Þ]\w*)\s|$")
"""What follows a name and does not say who somebody is, unlike `, who works at Ladle,` and `- the head cook -`."""


def first_of_row(known: Sequence[Person], n: int, sentence: str) -> Person:
    """The first of the people who are named with one: `Ida Quill (Ladle), Bo Lind (Pan) and our own Mara Reed`."""
    while n and BETWEEN_NAMES.pattern.fullmatch(sentence, known[n - 1].end, known[n].start):
        n -= 1
    return known[n]


def _who_begins_with(person: Person, said: str, ctx: Context) -> tuple[tuple[Credit, ...], float]:
    """Somebody and those named with him or her, by the name that running text gives: no `Ida Quill den Löffel`."""
    credits, score, _ = cast(said, ctx.names, True)
    if not credits or credits[0].name.startswith(person.name + " "):
        return (Credit(person.name),), score
    return credits, score


def _end_of_row(known: Sequence[Person], n: int, sentence: str) -> int:
    """Where a row of three names or more ends, `Ida Quill, Bo Lind and Mara Reed`, `Ida Quill (Ladle), Bo Lind (Pan),
    Mara Reed (Pot).`, whose first is `n`; else 0.
    """
    last = n
    while last + 1 < len(known):
        end, start = known[last].end, known[last + 1].start
        article = _ARTICLE_IN_ROW.pattern.match(sentence, end)
        start = article.end(1) if article and article.end() == start else start
        between = BETWEEN_NAMES.pattern.fullmatch(sentence, end, start)
        if not between or " " not in known[last + 1].name:
            break
        last += 1
        if between.group().strip()[-1:] != "," and last > n + 1:
            return known[last].end
    aside = _LAST_ASIDE.match(sentence, known[last].end) if last > n + 1 else None
    return aside.end() if aside else 0


_LAST_ASIDE = regex(r"\s\([^()]{2,60}\)(?=[.;]|$)")
"""` (Ladle).`, behind the last name of a row."""


def _row_goes_on(known: Sequence[Person], n: int, sentence: str, end: int) -> bool:
    """Whether the row of names goes on before a verb that ends here: the last of them is asked for it."""
    following = known[n + 1] if n + 1 < len(known) else None
    return (
        following is not None
        and following.end < end
        and BETWEEN_NAMES.pattern.fullmatch(sentence, known[n].end, following.start) is not None
    )


_ARTICLE_IN_ROW = Worded(r"((?:,|,?\s<and>)\s)<the>\s(?=[A-ZÀ-Þ])")
"""`Ana Ruiz, Bo Lind e a Mara Reed`: no part of her name."""


def _genitive(sentence: str, person: Person, ctx: Context) -> str:
    """Whose talk it is in German, without the ending: `Ida Quills Vortrag`; empty where it is nobody's."""
    if ctx.lang != "de" or " " not in person.name or not person.name.endswith("s") or person.score < SURE_NAME:
        return ""
    talk = re.match(r"\s+(\w+)", sentence[person.end :])
    return person.name[:-1] if talk and fold(talk[1]) in ctx.lexicon.words("talk_nouns") else ""


_NEAR = 200
"""Characters before a name in which what announces it stands."""


def _seen_on(sentence: str, person: Person, ctx: Context) -> re.Match[str] | None:
    """`I enjoyed Ida Quill on spoons`, and `the Ida Quill keynote`."""
    if " " not in person.name or person.score < SURE_NAME:
        return None
    before = sentence[max(0, person.start - 40) : person.start]
    if before.lower().split()[-1:] in (["the"], ["das"], ["die"], ["la"], ["le"], ["el"], ["a"], ["o"]):
        return ctx.lexicon.pattern("talk_nouns").match(sentence, person.end + 1)
    if heard_before(ctx.lexicon).search(before):
        return tells(ctx.lexicon).match(sentence, person.end)
    return on_subject(ctx.lexicon).match(sentence, person.end) if ctx.lexicon.pattern("seen").search(before) else None


def actors_in(sentence: str, ctx: Context) -> Iterator[tuple[tuple[Credit, ...], float, int]]:
    """All who speak in a sentence, one talk after the other, with the place where each is named."""
    left = [(0, len(sentence))]
    for _ in range(_MOST_ACTORS):
        if not left:
            return
        start, end = left.pop()
        credits, sure = actor_in(sentence[start:end], ctx)
        if not credits:
            continue
        first = sentence.find(credits[0].name, start, end)
        last = max(sentence.find(c.name, start, end) + len(c.name) for c in credits)
        if first < 0 or last <= start:
            continue
        yield credits, sure, last
        behind = _OWN_HANDLE.match(sentence, last)
        left += [(behind.end() if behind else last, end), (start, first)]


_OWN_HANDLE = regex(r"\s@\w+")
"""The one of `Zork Vandal @zork`, right behind the name."""
_MOST_ACTORS = 8

"""Who is named in a sentence, and where."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.casting import cast
from recapgen.recap.line.glued import of_organization
from recapgen.recap.line.names import SURE_NAME, is_plain_word
from recapgen.recap.prose.verbs import acting
from recapgen.recap.words import Lexicon, Worded, fold
from recapgen.regex import regex

_UPPER = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ"


_NAME = regex(
    r"(?<![\w./@])@[A-Za-z0-9_][A-Za-z0-9_.-]{1,38}|"
    rf"(?<![\w@#])[{_UPPER}][\w'’-]*\.?(?:[ \u00a0](?:(?:van|von|de|der|den|del"
    rf"|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten|zu)[ \u00a0]){{0,2}}"
    rf"(?:(?:de|di|da|du|la|le|van|von|[dlo]['’])(?=[{_UPPER}]))?(?:(?:[{_UPPER}]\.){{2,3}}|[{_UPPER}][\w'’-]*\.?)){{0,4}}"
)


_NAME_END = regex(r"['’]s?$|(?<=\w{3})\.$|\sI$")
"""What follows a name without being part of it: a possessive, a full stop, the writer."""


_BEFORE_HANDLE = Worded(r"(?:^|[.!?\n]\s*|(?<!\w)(?:<and>|<by>|from|was|do|de|del|foi)\s+|&\s*)$")


_AND_HANDLE = Worded(r"\s*(?:,|&|<and>)\s+@\w|['’‘]s\s")


class Person(Struct, frozen=True):
    """A name in running text."""

    name: str
    start: int
    end: int
    score: float


def is_given_name(word: str, ctx: Context) -> bool:
    return fold(word) in ctx.lexicon.given


def persons(text: str, ctx: Context, least: float = 0.55) -> tuple[Person, ...]:
    """The names of people in a text, in order."""
    known = ctx.persons.get((text, least))
    if known is None:
        known = ctx.persons[text, least] = tuple(_persons(text, ctx, least))
    return known


def _persons(text: str, ctx: Context, least: float) -> list[Person]:
    found: list[Person] = []
    honorifics = ctx.lexicon.words("honorifics")
    lead_ins, small = ctx.lexicon.words("lead_ins"), ctx.lexicon.words("function_words", "honorifics", "degrees")
    quoted = [m.span() for m in _QUOTED.finditer(text[:1500])]
    for match in _NAME.finditer(text[:1500]):
        start, name = match.start(), match.group().rstrip("'’")
        if any(first < start and match.end() < last for first, last in quoted):
            continue
        if name[0] == "@":
            acts = acting(ctx.lexicon)
            named = _BEFORE_HANDLE.pattern.search(text, max(0, start - 6), start) or _AND_HANDLE.pattern.match(
                text, match.end()
            )
            if not named and not acts.match(text, match.end()):
                continue
            end = start + len(name.rstrip(".-"))
            if whose := _NAME_BEFORE_HANDLE.search(text, max(0, start - _LONGEST_POST), start):
                found = [person for person in found if person.end <= whose.start()]
                found.append(Person(whose["name"], whose.start("name"), end, _HONOURED))
            else:
                found.append(Person(name.rstrip(".-"), start, end, 0.7))
            continue
        head, _, rest = name.partition(" ")
        if rest and fold(head) in lead_ins and not is_given_name(head, ctx):
            start, name = start + len(head) + 1, rest
        if (owner := _last_owner(name)) and _of_firm(name[: owner.start()], name[owner.end() :], ctx):
            start, name = start + owner.end(), name[owner.end() :]
        name = _without_more(name, ctx)
        words = name.split()
        if behind := _behind_title(words, ctx):
            start, name = start + name.index(" ".join(words[behind:])), " ".join(words[behind:])
        head, _, rest = name.partition(" ")
        honoured = rest[:1].isupper() and head.rstrip(".").lower() in honorifics
        if honoured:
            start, name = start + len(head) + 1, rest
        while True:
            trimmed = _NAME_END.sub("", name) if name[-1] in "'’s.I" else name
            noun = not is_given_name(trimmed.partition(" ")[0], ctx) and _behind_article(text, start, ctx.lexicon)
            score = 0.0 if noun or _is_post(trimmed, ctx) else ctx.names.score(trimmed)
            score = max(score, _HONOURED) if honoured else score
            if score >= least:
                found.append(Person(trimmed, start, start + len(trimmed), score))
                break
            head, _, rest = name.partition(" ")
            if not rest:
                break
            folded = fold(head)
            plain = is_plain_word(folded, ctx.lexicon) or folded in lead_ins or folded in small
            firm = folded in ctx.lexicon.words("org_words")
            if firm or not (plain or (head.islower() and rest[:1].isupper())):
                break
            start, name = start + len(head) + 1, rest
            honoured = honoured or folded in honorifics
    return found


def _behind_article(text: str, start: int, lex: Lexicon) -> bool:
    """Whether a word stands right before that leads to a noun, in a language that writes these with a capital: `aus dem
    Genter Suppenhaus`."""
    leading = lex.words("before_nouns")
    before = text[max(0, start - _LONGEST_ARTICLE) : start].split() if leading else []
    return bool(before) and fold(before[-1]) in leading


_LONGEST_ARTICLE = 12
_NAME_BEFORE_HANDLE = regex(r"\s[a-zà-ÿ]+\s(?P<name>[A-ZÀ-Þ][\w'’-]+(?:\s[A-ZÀ-Þ][\w'’-]+){1,2})\s$")
"""`It was Zork Vandal @zork`: the handle is the same person's."""


_QUOTED = regex(
    r"[“„«](?:[^“”„«»\n]|(?<=\w)[“”](?=\w)){4,160}[”“»]|(?<![\w.,!?…])\"(?=\S)[^“”\"\n]{4,160}(?<=\S)\"(?!\w)"
)
"""What is quoted, within which names are words of a title: `her talk “Making Motion Inclusive”`."""


_HONOURED = 0.9
"""How surely somebody is named behind `Mr` or `Dr`, even by one name."""


_LONGEST_POST = 40


def _is_post(name: str, ctx: Context) -> bool:
    """Whether a name is what somebody is, `Vice President`, `Ladle Fellow`, or an event: `Ladle Meetup`."""
    first, _, last = name.rpartition(" ")
    return (
        bool(first)
        and fold(last) in ctx.lexicon.words("roles", "event_nouns")
        and not is_given_name(first.split()[0], ctx)
    )


def _behind_title(words: Sequence[str], ctx: Context) -> int:
    """Where the name begins behind what somebody is: `Chief Cook Ida Quill`; 0 where it begins at once."""
    if len(words) < 3 or is_given_name(words[0], ctx) or fold(words[-1]) in ctx.lexicon.words("org_words"):
        return 0
    return next((at for at in range(1, len(words) - 1) if is_given_name(words[at], ctx)), 0)


_OWNS = regex(r"(?<=\w)['’]s (?=\w)|(?<=s)['’] (?=[A-ZÀ-Þ])")


def _last_owner(name: str) -> re.Match[str] | None:
    """The last possessive of a name: `Ida's Diner's Bo Lind`."""
    return max(_OWNS.finditer(name), key=lambda match: match.start(), default=None)


def _of_firm(owner: str, name: str, ctx: Context) -> bool:
    """Whether it is a firm that somebody is of, and no person: `Ladle's Bo Lind`."""
    return " " in name and ctx.names.score(name) >= SURE_NAME and ctx.names.score(owner) < SURE_NAME


_PERHAPS = 0.6


def _without_more(name: str, ctx: Context) -> str:
    """A name without what is theirs, or whom they work for: `Ida Quill's Spoons`, `Ida Quill di Ladle`."""
    if owns := _OWNS.search(name):
        return name[: owns.start()]
    words = name.split()
    if len(words) > 2 and fold(words[-1]) in ctx.lexicon.words("talk_nouns"):
        name, words = " ".join(words[:-1]), words[:-1]
    if len(words) > 3 and words[1][0].isupper() and words[2] in ctx.lexicon.words("articles_before"):
        return " ".join(words[:2])
    two = " ".join(words[:2])
    works = len(words) > 3 and words[2] in ctx.lexicon.lists.get("from", ())
    if works and of_organization(two, ctx.lexicon) and ctx.names.score(two) >= _PERHAPS:
        return two
    return name


BETWEEN_NAMES = Worded(r"\s*(?:\([^()]{2,60}\))?\s*(?:,|&|/|,?\s<and>)\s*(?:our own\s)?")
"""What stands between two names of a row."""


def first_names(said: str, ctx: Context) -> list[Person]:
    """Those with whole names with whom a text begins: `Ida Quill and Bo Lind were there`."""
    row: list[Person] = []
    for person in persons(said[:LONGEST_ROW], ctx, SURELY):
        between = BETWEEN_NAMES.pattern.fullmatch(said, row[-1].end, person.start) if row else not person.start
        if not between or " " not in person.name or ctx.lexicon.pattern("by").match(said, person.end + 1):
            break
        row.append(person)
    return row


def full_names(text: str, ctx: Context) -> tuple[Credit, ...]:
    """Who is named at a text's start, with more than one name."""
    credits, sure, _ = cast(text, ctx.names, True)
    if credits and sure >= 0.6 and all(" " in c.name for c in credits):
        return credits
    return tuple(Credit(person.name) for person in first_names(text, ctx))


LONGEST_ROW = 240
"""Characters of a row of names."""


SURELY = 0.6
"""How sure names have to be where they speak, and where a title would be none."""

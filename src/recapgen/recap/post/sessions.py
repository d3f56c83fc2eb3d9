"""The sessions of all sources, each once, and with nobody as its speaker who is none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import TAKEN, Entry
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.outline import destinations
from recapgen.recap.post.attributes import attributed
from recapgen.recap.post.heads import all_found_by_entry
from recapgen.recap.post.post import Post
from recapgen.recap.post.told import found_in_words
from recapgen.recap.prose.signed import SIGNED_LINE
from recapgen.recap.reading import Found
from recapgen.recap.words import fold, has_word
from recapgen.regex import regex


def sessions_of(post: Post) -> list[Found]:
    """The sessions of all sources, in the order of the text, none twice."""
    found = [
        one
        for i, e in enumerate(post.entries)
        if e.at not in post.silent and e.best and (_stated(e) or e.score >= TAKEN)
        for one in all_found_by_entry(i, post)
    ]
    told = found_in_words(post, found)
    signed = [f for f in told if f.rule == SIGNED_LINE]
    found = [f for f in found if not any(_signs_off(one, f) for one in signed)] + told
    found.sort(key=lambda f: f.lines)
    found = [f for n, f in enumerate(found) if not n or not _names_speaker_of(found[n - 1], f)]
    found = _with_titles_listed(found)
    kept: list[Found] = []
    seen: dict[tuple[str, int | None], int] = {}
    for session in found:
        key = (fold(session.title), session.claim)
        if session.title and key in seen and not _other_speakers(session, kept[seen[key]]):
            kept[seen[key]] = _of_both(kept[seen[key]], session)
            continue
        seen[key] = len(kept)
        kept.append(session)
    return sorted(_without_labels(_without_first_names(kept)), key=lambda f: f.lines)


def _with_titles_listed(found: Sequence[Found]) -> list[Found]:
    """With the one title that a list above has for somebody, where a heading is but the name: `- Ida Quill: Spoons`,
    and later `## Ida Quill`."""
    listed: dict[tuple[frozenset[str], int | None], list[Found]] = defaultdict(list)
    for one in found:
        if one.title and one.credits and one.rule.startswith("item"):
            listed[names_of(one.credits), one.claim].append(one)
    made, told = [], set()
    for one in found:
        named = not one.title and one.credits and one.rule.startswith("heading-name")
        above = [f for f in listed[names_of(one.credits), one.claim] if f.lines < one.lines] if named else []
        if len(above) == 1 and above[0].lines not in told:
            told.add(above[0].lines)
            evidence = {**one.evidence, "title": above[0].evidence["title"]}
            sure = max(one.confidence, above[0].confidence)
            one = replace(one, title=above[0].title, kind=one.kind or above[0].kind, evidence=evidence, confidence=sure)
        made.append(one)
    return [one for one in made if one.lines not in told]


def _without_labels(found: Sequence[Found]) -> Sequence[Found]:
    """Titles without what several have before a colon, or in parentheses behind them: no words of a title are those of
    a third one, so they say of what sort each is: `Topic: On Spoons`, `On Lids (slides 2)`."""
    for label in (_LABEL_BEFORE, _LABEL_BEHIND):
        by_words = defaultdict(list)
        for n, one in enumerate(found):
            if one.rule != "attributes" and (match := label.search(one.title)):
                by_words[_NUMBER.sub("#", fold(match["label"]))].append((n, match["title"].strip()))
        bare = {n: title for same in by_words.values() if len({t for _, t in same}) >= _SHARED for n, title in same}
        found = [replace(one, title=bare[n]) if n in bare else one for n, one in enumerate(found)]
    return found


_LABEL_BEFORE = regex(r"^(?P<label>[^\W\d_][^:：]{1,23}?)\s?(?::\s|：)(?P<title>.*\w.*)$")
_LABEL_BEHIND = regex(r"^(?P<title>.*\w.*?)\s?[(（\[【](?P<label>[^()（）\[\]【】]{2,24})[)）\]】]$")
_NUMBER = regex(r"\d+")
_SHARED = 3
"""So many titles share a label; two may be parts of one: `Soup: The Pot`, `Soup: The Spoon`."""


def _without_first_names(found: Sequence[Found]) -> list[Found]:
    """Without those that have no title, and are of somebody by one name who has a titled talk by the whole name."""
    known = {(f.claim, c.name.partition(" ")[0]) for f in found if f.title for c in f.credits if " " in c.name}

    def again(one: Found) -> bool:
        names = [credit.name for credit in one.credits]
        return not one.title and len(names) == 1 and one.rule != "attributes" and (one.claim, names[0]) in known

    return [one for one in found if not again(one)]


def _of_both(first: Found, again: Found) -> Found:
    """A session that a post names twice: where it is named first, but of a table's row and a place of its own, or of an
    item and a heading, the latter, which has the notes; with the speakers of the fuller names."""
    fuller = max((first.credits, again.credits), key=lambda credits: sum(len(c.name.split()) for c in credits))
    listed = first.rule.startswith("item") and again.rule.startswith("heading")
    kept = again if listed or (first.rule in _IN_TABLES and again.rule not in _IN_TABLES) else first
    return kept if fuller == kept.credits else replace(kept, credits=fuller)


_IN_TABLES = ("table", "timetable")


def _stated(entry: Entry) -> bool:
    """Whether a line's attributes say that it is a session, and it is not the beginning of more words."""
    return attributed(entry.block.attributes) and entry.block.shape not in ("item", "run-in")


def _signs_off(signed: Found, found: Found) -> bool:
    """Whether a line that is title and speaker stands at the end of what another line heads: that is no title then."""
    within = found.lines[0] < signed.lines[0] <= found.lines[1]
    own = "-title" not in found.rule and not _other_speakers(found, signed)
    return within and not own and found.rule.startswith("heading")


def _names_speaker_of(above: Found, found: Found) -> bool:
    """Whether a heading is but the name of who gives the talk above it: `## Spoons`, `### Ida Quill`."""
    named = found.rule.startswith("heading-name") and not found.title and bool(above.title)
    return named and above.rule.startswith("heading") and names_of(found.credits) <= names_of(above.credits)


def names_of(credits: Sequence[Credit]) -> frozenset[str]:
    return frozenset(fold(credit.name) for credit in credits)


def _other_speakers(one: Found, other: Found) -> bool:
    """Whether two sessions of one title have nobody in common, as `Opening` and `Opening` of two days; `Quill` may be
    `Ida Quill`."""
    if not one.credits or not other.credits:
        return False
    ours, theirs = ([set(name.split()) for name in names_of(found.credits)] for found in (one, other))
    if any(a <= b or b <= a for a in ours for b in theirs):
        return False
    return not any(
        _is_handle_of(mine.name, yours.name) or _is_handle_of(yours.name, mine.name)
        for mine in one.credits
        for yours in other.credits
    )


def _is_handle_of(handle: str, name: str) -> bool:
    """Whether a handle is made of a name: `@idaquill`, of `Ida Quill`; and of `Ida`."""
    words = fold(name).split()
    return handle[:1] == "@" and all(len(word) >= _IN_HANDLE and word in fold(handle) for word in words)


_IN_HANDLE = 3


def organizations_told(ctx: Context) -> dict[str, tuple[str, ...]]:
    """By the folded name of a person: whom he or she works for, as a link behind a link to the profile says, `[Ida
    Quill](https://twitter.com/ida) ([Ladle](https://ladle.example))`; no slides, and no talk."""
    told: dict[str, tuple[str, ...]] = {}
    for block in ctx.outline:
        links = [mark for mark in block.marks if mark.kind == "link"]
        for who, firm in pairwise(links):
            name, organization = block.text[who.start : who.end], block.text[firm.start : firm.end]
            beside = block.text[who.end : firm.start] == " (" and block.text[firm.end : firm.end + 1] == ")"
            firmly = (
                destinations.handle(who.href) and not destinations.of_talk(firm.href) and not is_resource(organization)
            )
            if beside and firmly and ctx.names.score(name) >= SURE_NAME and len(organization.split()) <= _LONGEST_FIRM:
                credits, _ = people(f"{name} ({organization})", ctx.names)
                if len(credits) == 1 and credits[0].name == name:
                    told.setdefault(fold(name), credits[0].organizations)
    return told


_LONGEST_FIRM = 4


def of_people(found: Found, ctx: Context, firms: Mapping[str, tuple[str, ...]]) -> Found:
    """A session without the speakers who are no people: the conference itself, of whose edition nobody is, and what is
    called after the same; and without the end of `Ida Quill's`; with whom they work for by `firms`, where nothing else
    says it.
    """
    if found.rule in ("attributes", "front matter"):
        return found
    kept = tuple(
        replace(
            c,
            name=_without_what_is_theirs(c.name, ctx),
            organizations=tuple(o for o in c.organizations or firms.get(fold(c.name), ()) if not _edition(o, ctx)),
        )
        for c in found.credits
        if not any(n and has_word(fold(c.name), n) for n in ctx.conferences) and not _of_subject(c.name, ctx)
    )
    return _without_name_as_title(found if kept == found.credits else replace(found, credits=kept), ctx)


def _of_subject(name: str, ctx: Context) -> bool:
    """Whether a name begins with what the conference is of, `Soup Diner` of a `SoupConf`, and with no given name."""
    first, _, rest = fold(name).partition(" ")
    if not rest or len(first) < _SUBJECT or first in ctx.lexicon.given:
        return False
    return any(n.replace(" ", "") in (f"{first}conf", f"{first}con", f"{first}days") for n in ctx.conferences)


_SUBJECT = 4
"""Letters of what a conference is of, at least."""


def _without_what_is_theirs(name: str, ctx: Context) -> str:
    """`Ida Quill's`, `Ida Quill's Announcement` -> `Ida Quill`."""
    owner, owns, rest = name.replace("’s", "'s").partition("'s")
    ends = owns and (not rest or (rest[0] == " " and ctx.names.score(owner) >= _SURE_NAME > ctx.names.score(rest[1:])))
    return name[: len(owner)] if ends else name


def _without_name_as_title(found: Found, ctx: Context) -> Found:
    """A session whose title is somebody's name is that speaker's; what was taken for the speaker is its title."""
    if ctx.names.score(found.title) < _SURE_NAME or found.title.isupper() or len(found.credits) > 1:
        return found
    title = found.credits[0].name if found.credits else ""
    if title and ctx.names.score(title) >= _SURE_NAME:
        return found
    evidence = {**found.evidence, "speakers": found.evidence["title"]}
    return replace(found, title=title, credits=(Credit(found.title),), evidence=evidence)


_SURE_NAME = 0.9


def _edition(text: str, ctx: Context) -> bool:
    """Whether a text is the conference's name, as at the end of its pages' titles, or ends in a year: no firm does."""
    if fold(text) in ctx.conferences or _YEAR_AT_END.search(text):
        return True
    return _SHORT_YEAR_AT_END.search(text) is not None and any(n and has_word(fold(text), n) for n in ctx.conferences)


_YEAR_AT_END, _SHORT_YEAR_AT_END = regex(r"\s(?:19|20)\d\d$"), regex(r"\s['’]?\d\d$")

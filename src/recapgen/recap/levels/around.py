"""Who gave a talk, as the first words below its title or the line above it say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import SEVERAL, Entry
from recapgen.recap.line.casting import cast
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.line.resources import is_resource
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.prose import honoured
from recapgen.recap.prose.actors import actor_in
from recapgen.recap.prose.labels import is_speaker_label, speaker_label
from recapgen.recap.prose.persons import BETWEEN_NAMES, persons
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.verbs import acting
from recapgen.recap.prose.wording import in_this_talk
from recapgen.recap.words import Lexicon, Worded, fold, of_languages, words_of
from recapgen.regex import regex

_ICONS = regex(r"^[\s\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+")
"""What stands before a speaker's name: a microphone, a person."""


def speaker_below(entry: Entry, ctx: Context) -> tuple[tuple[Credit, ...], float, str]:
    """The speaker of a talk without a by-line, from the first words below its title."""
    lines = [x.strip() for x in entry.prose.split("\n") if x.strip() and not is_resource(x)][:4]
    if labelled := _labelled_item(entry, ctx):
        return labelled, 0.95, "speaker-label"
    if listed := _listed_below_label(entry, ctx):
        return listed, 0.95, "speaker-label"
    if not lines:
        named = _named_alone(entry, (), ctx) if entry.block.shape == "heading" else ()
        return (named, 0.85, "speaker-line") if named else ((), 0.0, "")
    lines = [_ICONS.sub("", x) for x in lines]
    for n, line in enumerate(lines[: 1 if entry.block.shape == "lone" else 3]):
        if labelled := speaker_label(line, ctx):
            return labelled + _signed_again(lines[n + 1 :], labelled, ctx), 0.95, "speaker-label"
    if ctx.lang in honoured.LANGUAGES and entry.block.shape in ("heading", "bold"):
        credits, score, rule = honoured.named_below(SENTENCE.split("\n".join(lines)), ctx)
        if credits:
            return credits, score, rule
    first = lines[0]
    bare = first.strip(" \t*_~–—-")
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1]
    if len(bare) < 140 and not re.search(r"[.!?:]$", bare):
        if by := ctx.lexicon.pattern("by").match(bare):
            bare = bare[by.end() :].lstrip()
        credits, score = people(bare, ctx.names)
        if credits and score >= 0.6:
            return credits, score, "speaker-line"
    if named := _named_alone(entry, lines, ctx):
        return named, 0.9, "speaker-line"
    text = "\n".join(lines)[:700]
    for n, sentence in enumerate(SENTENCE.split(text)[:6]):
        if n > 2 and not ctx.lexicon.pattern("talk_nouns").search(sentence):
            continue
        credits, score = actor_in(sentence, ctx)
        if not credits and not n and (known := persons(sentence[:120], ctx)) and known[0].start == 0:
            last = known[0]
            for other in known[1:]:
                if not BETWEEN_NAMES.pattern.fullmatch(sentence, last.end, other.start):
                    break
                last = other
            given = known[0].name.casefold().split()[0] in ctx.lexicon.given
            if given and " " in known[0].name and re.match(r"\s+[a-zà-öø-ÿ]", sentence[last.end :]):
                credits, score = people(sentence[: last.end], ctx.names)
                whole, sure, _ = cast(sentence, ctx.names, True)
                if [c.name for c in whole] == [c.name for c in credits] and sure >= 0.6:
                    credits, score = whole, sure
        alone = not any(c in credits[0].name for c in " @") and credits[0].name.isascii() if credits else False
        if (
            alone
            and not ctx.lexicon.pattern("talk_words").search(sentence)
            and (n or not _on_what(sentence, credits, ctx))
        ):
            continue
        if credits and score >= 0.6:
            return _in_full(credits, text, ctx), score * (0.95 - 0.1 * min(n, 3)), "speaker-below"
    if row := _row_of_profiles(entry, ctx):
        return row, _OF_PROFILE, "speaker-below"
    if entry.block.shape in ("heading", "bold") and (only := _only_profile(entry, ctx)):
        return (Credit(only),), _OF_PROFILE, "speaker-below"
    return (), 0.0, ""


def _on_what(sentence: str, credits: Sequence[Credit], ctx: Context) -> bool:
    """Whether a sentence opens with given names, and on what these people spoke: `Ida and Bo talked about spoons`."""
    given = all(fold(credit.name) in ctx.lexicon.given for credit in credits)
    end = sentence.find(credits[-1].name) + len(credits[-1].name)
    opens = sentence.startswith(credits[0].name)
    return given and opens and _speaks_on(ctx.lexicon).match(sentence, end) is not None


@of_languages
def _speaks_on(lex: Lexicon) -> re.Pattern[str]:
    verbs = lex.pattern("presenting", "speaking").pattern
    return re.compile(rf"\s{verbs}\s(?:\w+\s)?{lex.either('on', 'speaks_of')}\s", re.IGNORECASE)


def _signed_again(lines: Sequence[str], known: Sequence[Credit], ctx: Context) -> tuple[Credit, ...]:
    """Who else is named by a line right behind a by-line that begins with a by-word too: `moderated by Mo Reed`."""
    line = next(iter(lines), "")
    again = speaker_label(line, ctx) if line.isascii() and ctx.lexicon.pattern("by").match(line) else ()
    words = {word for credit in known for word in fold(credit.name).split()}
    return tuple(credit for credit in again or () if words.isdisjoint(fold(credit.name).split()))


def _in_full(credits: tuple[Credit, ...], text: str, ctx: Context) -> tuple[Credit, ...]:
    """Whoever acts by one name, by the whole name that the same words have for one person only: `Ida Quill came to
    Ghent herself. Ida showed us spoons.`
    """
    if all(" " in credit.name for credit in credits):
        return credits
    whole = {p.name for p in persons(text, ctx, SURE_NAME) if " " in p.name}

    def full(name: str) -> str:
        meant = [known for known in whole if known.startswith(f"{name} ")]
        return meant[0] if len(meant) == 1 else name

    return tuple(replace(credit, name=full(credit.name)) for credit in credits)


def _only_profile(entry: Entry, ctx: Context) -> str:
    """The whole name of the one whose profile is linked below a title, where it is one: `[Ida Quill](url) shone`."""
    below = next(iter(ctx.outline[entry.at + 1 : entry.at + 2]), None)
    if below is None or below.shape not in ("para", "run-in"):
        return ""
    named = {text for text, href in below.links() if destinations.handle(href) and " " in text}
    if not named and (nickname := _acting_profile(below, ctx) or _handle_of_talk(below, ctx)):
        return nickname
    only = next(iter(named)) if len(named) == 1 else ""
    return only if ctx.names.score(only) >= SURE_NAME and only in below.flat[:_FIRST_WORDS] else ""


def _acting_profile(below: Block, ctx: Context) -> str:
    """The nickname that a text links to a profile of that name, and that tells something: `[Zork](url) showed us`, `In
    this talk, [Zork](url) cooked`."""
    acts, led = acting(ctx.lexicon), in_this_talk(ctx.lexicon).match(below.text)
    for mark in below.marks:
        text = below.text[mark.start : mark.end]
        own = mark.kind == "link" and text[:1].isupper() and text.lower() in destinations.handle(mark.href).lower()
        if not own or len(text) < _SHORTEST_NICKNAME or mark.end >= _FIRST_WORDS:
            continue
        opens = led is not None and not below.text[led.end() : mark.start].strip(" ,")
        if opens or acts.match(" ".join(below.text[mark.end :].split("\n"))):
            return text
    return ""


def _handle_of_talk(below: Block, ctx: Context) -> str:
    """The only handle that a text links, where it opens a sentence on talks, or stands behind a by-word in one:
    `[@zork](url) stirred us all with this talk`, `I went to a talk by [@zork](url)`.
    """
    links = [m for m in below.marks if m.kind == "link" and destinations.handle(m.href)]
    if len(links) != 1 or (handle := below.text[links[0].start : links[0].end])[:1] != "@":
        return ""
    before = below.text[: links[0].start].rstrip()
    *_, lead = SENTENCE.split(before)
    said = f"{lead} {SENTENCE.split(below.text[links[0].end :])[0]}"
    opens = not lead.strip() and below.text[links[0].end :].lstrip()[:1].islower()
    led = lead and words_of(lead)[-1:] and words_of(lead)[-1] in ctx.lexicon.words("by", "by_weak", "by_alone")
    told = ctx.lexicon.pattern("talk_words", "talk_nouns").search(said)
    return handle if told and (opens or led) and handle[1:].lower() not in ctx.conferences else ""


def _row_of_profiles(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """The three people or more whose profiles stand side by side below a panel's heading: `[@ida](url), [@bo](url)`."""
    below = next(iter(ctx.outline[entry.at + 1 : entry.at + 2]), None)
    panel = any(ctx.lexicon.kind_of(word) == "panel" for word in (entry.block.flat, *entry.block.flat.split()))
    if below is None or not panel or entry.block.shape != "heading" or below.shape not in ("para", "run-in"):
        return ()
    row: list[str] = []
    end = 0
    for mark in (m for m in below.marks if m.kind == "link" and destinations.handle(m.href)):
        if row and not _SIDE_BY_SIDE.pattern.fullmatch(below.text, end, mark.start):
            if len(row) >= SEVERAL:
                break
            row = []
        row.append(below.text[mark.start : mark.end])
        end = mark.end
    return tuple(Credit(who) for who in row) if len(row) >= SEVERAL else ()


_SIDE_BY_SIDE = Worded(r"[\s,;&]*(?:<and>\s+)?")
"""What stands between people in a row."""
_FIRST_WORDS = 200
_SHORTEST_NICKNAME = 3
_OF_PROFILE = 0.65
"""How surely the only person whose profile a text links gave the talk that it tells of."""


def _labelled_item(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """The speaker whom one of the first items right below a heading or a bold line names, or the first one below a lone
    line: `- Speaker: Ida Quill (Ladle)`."""
    first = {"heading": _FIRST_ITEMS, "bold": _FIRST_ITEMS, "lone": 1}.get(entry.block.shape, 0)
    below = itertools.takewhile(lambda block: block.shape == "item", ctx.outline[entry.at + 1 : entry.at + 1 + first])
    return next(filter(None, (speaker_label(_ICONS.sub("", block.first_line), ctx) for block in below)), ())


_FIRST_ITEMS = 3


def _listed_below_label(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """The speakers below a heading who are a list of their own: `Speakers:`, `- Ida Quill`, `- Bo Lind`."""
    if entry.block.shape not in ("heading", "bold"):
        return ()
    own = ctx.outline[entry.at + 1 : entry.at + 1 + _BEFORE_LIST]
    below = [*itertools.takewhile(lambda block: block.shape not in ("heading", "item"), own)]
    if not below or not is_speaker_label(below[-1].flat, ctx):
        return ()
    start = entry.at + 1 + len(below)
    items = itertools.takewhile(lambda block: block.shape == "item", ctx.outline[start : start + _MOST_LISTED])
    listed = [people(block.flat, ctx.names) for block in items]
    sure = bool(listed) and listed[0][1] >= _LISTED and all(credits for credits, _ in listed)
    return tuple(credit for credits, _ in listed for credit in credits) if sure else ()


_BEFORE_LIST, _MOST_LISTED, _LISTED = 6, 8, 0.25
"""Lines between a title and the list of its speakers, and of that list, at most; how surely the first is somebody."""


def _named_alone(entry: Entry, lines: Sequence[str], ctx: Context) -> tuple[Credit, ...]:
    """People who have lines of their own among the first: after `45 minutes`, or as items of a list of facts."""
    found: list[Credit] = []
    below = itertools.takewhile(lambda block: block.shape != "heading", ctx.outline[entry.at + 1 : entry.at + 7])
    facts = (
        [block.first_line for block in below if block.shape == "item"]
        if not lines or not any(len(x) > 90 for x in lines)
        else []
    )
    for n, line in enumerate((*lines, *facts)):
        bare = line.strip(" \t*_~–—-()")
        credits, score = (
            people(bare, ctx.names) if len(bare) < 90 and not bare.endswith((".", "!", "?", ":")) else ((), 0.0)
        )
        given = bool(credits) and all(" " in c.name and fold(c.name.split()[0]) in ctx.lexicon.given for c in credits)
        near = entry.block.shape != "lone" and n < 3 and score >= 0.6 and " " in bare and line in lines
        if (given and score >= 0.9) or near:
            found.extend(c for c in credits if c.name not in {f.name for f in found})
        elif found or len(bare) > 90:
            break
    return tuple(found)


def leading_in(entry: Entry, ctx: Context) -> tuple[Credit, ...]:
    """Whom the line before announces: `Next, Bo Lind of Ladle brought:`; nobody if that line announces nothing."""
    intro = entry.intro.strip()
    if (
        not intro
        or len(intro) > 320
        or len(entry.block.text.split()) < 2
        or entry.block.text[:1] in '“"«„('
        or entry.block.text.rstrip()[-1:] in ":：,"
    ):
        return ()
    last = SENTENCE.split(intro)[-1]
    lex = ctx.lexicon
    opens = last.endswith((":", "：", "…", "..."))
    closed = entry.block.shape == "lone" and last[-1:] in (".", "!")
    cue = (not closed and lex.pattern("lead_ins").search(last)) or lex.pattern("titled").search(last)
    if not cue or not (
        opens or lex.pattern("talk_nouns", "titled", "speaking", "talk_words").search(last) or len(last) < 160
    ):
        return ()
    known = persons(last, ctx, 0.6)
    if not known:
        return ()
    person = known[-1] if len(known) == 1 else known[0]
    after = last[person.end :]
    aside = _TOLD_OF_NAME.pattern.match(after)
    stretch = last[person.start : person.end] + (_cut(aside.group(), ctx) if aside else "")
    credits, _ = people(stretch, ctx.names)
    return credits or (Credit(person.name),)


_TOLD_OF_NAME = Worded(r"(?:\s*\([^()]{2,60}\)|,?\s+<from>\s+(?:the\s+)?[A-Z][^,.:;]{1,40}|,\s[^.:;]{2,80})")
"""What is told of somebody right behind the name: ` (Ladle)`, ` of Ladle`, `, head cook`."""


def _cut(aside: str, ctx: Context) -> str:
    """An aside without the verb that follows it: `, from Elastic gave his talk` -> `, from Elastic`."""
    stop = _goes_on(ctx.lexicon).search(aside)
    return aside[: stop.start()] if stop else aside


@of_languages
def _goes_on(lex: Lexicon) -> re.Pattern[str]:
    verbs = "|".join(re.escape(w) for w in lex.lists.get("speaking", ()) if " " not in w)
    return re.compile(rf"\s(?:{lex.either('goes_on')}|{verbs})(?!\w)")

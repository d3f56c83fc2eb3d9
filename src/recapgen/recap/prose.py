"""What sentences say of a talk: who speaks below a title, who is announced above it, and titles within the prose.

>>> from recapgen.recap.context import Context
>>> ctx = Context.of("Bo Lind of Ladle showed a spoon.", (), "en")
>>> [(p.name, p.organizations) for p in actor_in(ctx.text, ctx)[0]]
[('Bo Lind', ('Ladle',))]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from recapgen.model import Credit, Kind
from recapgen.recap.byline import cast
from recapgen.recap.context import Context
from recapgen.recap.outline import Block
from recapgen.recap.people import people
from recapgen.recap.titles import tidy
from recapgen.recap.words import Lexicon, fold, lexicon

if TYPE_CHECKING:
    from recapgen.recap.entries import Entry

_UPPER = r"A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŇŌŐŒŔŘŚŞŠŢŤŪŮŰŲŹŻŽ"
_NAME = re.compile(
    rf"(?<![\w./@])@\w[\w.-]{{1,38}}|(?<![\w@#])[{_UPPER}][\w'’-]*\.?(?:[ \u00a0](?:(?:van|von|de|der|den|del"
    rf"|della|di|da|dos|du|la|le|el|al|bin|ibn|ter|ten|zu)[ \u00a0]){{0,2}}"
    rf"[{_UPPER}][\w'’-]*\.?){{0,4}}"
)
_SENTENCE = re.compile(r"(?<=[.!?…])(?<!\s[A-ZÀ-Þ]\.)[”\"’)]?\s+(?=[\"“(A-ZÀ-ÞĀ-Ž¿¡])|\n|(?<=[。！？])")


def sentences(text: str) -> list[str]:
    """A text cut into its sentences; at least one."""
    return _SENTENCE.split(text)


_BEFORE_HANDLE = re.compile(r"(?:^|[.!?\n]\s*|(?<!\w)(?:and|by|und|et|y|von|par|por)\s+|&\s*)$")


@dataclass(slots=True, unsafe_hash=True)
class Person:
    """A name in running text."""

    name: str
    start: int
    end: int
    score: float


def persons(text: str, ctx: Context, least: float = 0.55) -> list[Person]:
    """The names of people in a text, in order."""
    found = []
    for match in _NAME.finditer(text[:1500]):
        start, name = match.start(), match.group().rstrip("'’")
        if name[0] == "@":
            if not _BEFORE_HANDLE.search(text, max(0, start - 6), start):
                continue
            found.append(Person(name.rstrip(".-"), start, start + len(name.rstrip(".-")), 0.7))
            continue
        head, _, rest = name.partition(" ")
        if rest and fold(head) in ctx.lexicon.words("lead_ins") and fold(head) not in ctx.lexicon.given:
            start, name = start + len(head) + 1, rest
        while True:
            trimmed = re.sub(r"['’]s?$|(?<=\w{3})\.$", "", name)
            score = ctx.names.score(trimmed)
            if score >= least:
                found.append(Person(trimmed, start, start + len(trimmed), score))
                break
            head, _, rest = name.partition(" ")
            if not rest or not (ctx.names._plain_words([fold(head)]) or fold(head) in ctx.lexicon.words("lead_ins")):
                break
            start, name = start + len(head) + 1, rest
    return found


@lru_cache(maxsize=64)
def _acts(languages: tuple[str, ...]) -> re.Pattern[str]:
    lex = lexicon(languages)
    verbs = "|".join(re.escape(w) for w in sorted(set(lex.lists.get("speaking", ())), key=len, reverse=True))
    nouns = "|".join(re.escape(w) for w in sorted(set(lex.lists.get("talk_nouns", ())), key=len, reverse=True))
    froms = "|".join(re.escape(w) for w in sorted(set(lex.lists.get("from", ())), key=len, reverse=True))
    aside = rf"(?P<aside>(?:\s*\([^()\n]{{2,80}}\))?(?:,\s[^.!?\n]{{2,80}}?,?|\s+(?:{froms})\s+[^.!?,\n]{{2,50}}?)?)"
    return re.compile(
        rf"(?:['’]s?\s+(?:\w+\s+){{0,2}}?(?:{nouns})(?!\w)|{aside}\s+(?:(?:also|then"
        rf"|really|first|kindly|briefly|who|has|have|had|will|was)\s+)?(?:{verbs})"
        rf"(?!\w)|\s+(?:is|was|had|has|did|ist|war|hatte|est|es)\s+(?:a|an|the|one of the|ein|eine|un"
        rf"|une|una)\s+(?:\w+\s+){{0,4}}?(?:speakers?|presenters?|{nouns})(?!\w))",
        re.IGNORECASE,
    )


@lru_cache(maxsize=64)
def _by_at_end(languages: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{lexicon(languages).pattern('by').pattern})\s*$", re.IGNORECASE)


@lru_cache(maxsize=64)
def _verb_at_end(languages: tuple[str, ...]) -> re.Pattern[str]:
    """`In deze sessie vertelde`, right before the name."""
    return re.compile(rf"{lexicon(languages).pattern('speaking').pattern}\s+$", re.IGNORECASE)


@lru_cache(maxsize=64)
def _announced(languages: tuple[str, ...]) -> re.Pattern[str]:
    """What stands before the speaker's name: `charla de`, `une présentation d'`, `Next up was`, `De la mano de`."""
    lex = lexicon(languages)
    nouns, leads = (
        "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True))
        for words in (lex.lists.get("talk_nouns", ()), lex.lists.get("lead_ins", ()))
    )
    return re.compile(
        rf"(?:(?<!\w)(?:{nouns})\s+(?:from|of|by|with|de|d['’]|do|da|di|von|mit|van|door|par|por)\s*"
        rf"|(?<!\w)(?:{leads}|{nouns})(?!\w)[^.!?,]{{0,45}}?\s(?:was|were|is|came|war|kam|était|fue|vino|era)\s+(?:la\s+de\s+|el\s+de\s+|celle\s+de\s+|die\s+von\s+|the\s+one\s+by\s+)?"
        rf"|(?:de la mano de|a cargo de)\s+)$",
        re.IGNORECASE,
    )


def actor_in(sentence: str, ctx: Context) -> tuple[tuple[Credit, ...], float]:
    """Who speaks, shows or has a talk in a sentence: `Bo Lind of Ladle showed`, `Lind's talk`, `presented by Ida`."""
    best: tuple[tuple[Credit, ...], float] = ((), 0.0)
    known = persons(sentence, ctx)
    by = _by_at_end(ctx.lexicon.languages)
    for n, person in enumerate(known):
        before = sentence[: person.start]
        if by.search(before):
            credits, score, _ = cast(sentence[person.start :], ctx.names, True)
            return (credits or (Credit(person.name),)), min(1.0, max(score, person.score) * 0.8 + 0.15)
        if person.score >= 0.6 and " " in person.name and _announced(ctx.lexicon.languages).search(before):
            near = re.split(r"[,.;:!?\n]", sentence[person.start + len(person.name) :], maxsplit=1)[0]
            credits, score, _ = cast(person.name + near, ctx.names, True)
            return (credits or (Credit(person.name),)), min(1.0, max(score, person.score) * 0.8 + 0.18)
        acts = _acts(ctx.lexicon.languages).match(sentence, person.end)
        sure = not acts and not best[0] and " " in person.name and person.score >= 0.9
        if sure and _verb_at_end(ctx.lexicon.languages).search(before):
            credits, score, _ = cast(sentence[person.start :], ctx.names, True)
            best = (credits or (Credit(person.name),)), min(1.0, max(score, person.score) * 0.8 + 0.1)
        if acts:
            first = (
                known[n - 1]
                if n and re.fullmatch(r"\s*(?:,|&|and|und|et|y|e|en)\s*", sentence[known[n - 1].end : person.start])
                else person
            )
            stretch = sentence[first.start : person.end] + (acts.group("aside") or "")
            credits, score = people(stretch, ctx.names)
            if not credits:
                credits, score = (Credit(person.name),), person.score
            if score > best[1]:
                best = credits, min(score, person.score + 0.1)
    return best


_LINE_MARKS = re.compile(r"^[\s*_~–—-]*(?:\((?=.*\)\s*$))?|[\s*_)]*$")


def speaker_below(entry: Entry, ctx: Context) -> tuple[tuple[Credit, ...], float, str]:
    """The speaker of a talk without a by-line, from the first words below its title."""
    lines = [x.strip() for x in entry.prose.split("\n") if x.strip()][:4]
    if not lines:
        named = _named_alone(entry, (), ctx) if entry.block.shape == "heading" else ()
        return (named, 0.85, "speaker-line") if named else ((), 0.0, "")
    for line in lines[:3]:
        if labelled := speaker_label(line, ctx):
            return labelled, 0.95, "speaker-label"
    first = lines[0]
    bare = first.strip(" \t*_~–—-")
    if bare.startswith("(") and bare.endswith(")"):
        bare = bare[1:-1]
    if len(bare) < 140 and not re.search(r"[.!?:]$", bare):
        bare = re.sub(rf"^(?:{ctx.lexicon.pattern('by').pattern})\s*", "", bare, flags=re.IGNORECASE)
        credits, score = people(bare, ctx.names)
        if credits and score >= 0.6:
            return credits, score, "speaker-line"
    if named := _named_alone(entry, lines, ctx):
        return named, 0.9, "speaker-line"
    text = " ".join(lines)[:700]
    for n, sentence in enumerate(_SENTENCE.split(text)[:6]):
        if n > 2 and not ctx.lexicon.pattern("talk_nouns").search(sentence):
            continue
        credits, score = actor_in(sentence, ctx)
        if not credits and not n and (known := persons(sentence[:120], ctx)) and known[0].start == 0:
            last = known[0]
            for other in known[1:]:
                if not re.fullmatch(r"\s*(?:,|&|and|und|et|y|e|en)\s*", sentence[last.end : other.start]):
                    break
                last = other
            given = known[0].name.casefold().split()[0] in ctx.lexicon.given
            if given and " " in known[0].name and re.match(r"\s+[a-zà-öø-ÿ]", sentence[last.end :]):
                credits, score = people(sentence[: last.end], ctx.names)
                whole, sure, _ = cast(sentence, ctx.names, True)
                if [c.name for c in whole] == [c.name for c in credits] and sure >= 0.6:
                    credits, score = whole, sure
        alone = not any(c in credits[0].name for c in " @") and credits[0].name.isascii() if credits else False
        if alone and not ctx.lexicon.pattern("talk_words").search(sentence):
            continue
        if credits and score >= 0.6:
            return credits, score * (0.95 - 0.1 * min(n, 3)), "speaker-below"
    return (), 0.0, ""


def _named_alone(entry: Entry, lines: Sequence[str], ctx: Context) -> tuple[Credit, ...]:
    """People who have lines of their own among the first: after `45 minutes`, or as items of a list of facts."""
    found: list[Credit] = []
    facts = (
        [
            ctx.outline[at].first_line
            for at in range(entry.at + 1, min(entry.at + 7, len(ctx.outline)))
            if ctx.outline[at].shape == "item"
        ]
        if not lines or not any(len(x) > 90 for x in lines)
        else []
    )
    for n, line in enumerate((*lines, *facts)):
        bare = line.strip(" \t*_~–—-()")
        credits, score = (
            people(bare, ctx.names) if len(bare) < 90 and not bare.endswith((".", "!", "?", ":")) else ((), 0.0)
        )
        given = bool(credits) and all(" " in c.name and fold(c.name.split()[0]) in ctx.lexicon.given for c in credits)
        if (given and score >= 0.9) or (n < 3 and score >= 0.6 and bare and " " in bare and line in lines):
            found.extend(c for c in credits if c.name not in {f.name for f in found})
        elif found or len(bare) > 90:
            break
    return tuple(found)


_LABELLED = re.compile(r"^[\s*_]*([^\W\d_][^:：\n]{1,24}?)[\s*_]*(?:[:：]|\s[–—-]\s)[\s*_]*(\S.{1,200})$")


def speaker_label(line: str, ctx: Context) -> tuple[Credit, ...]:
    """`Speakers: Ida Quill (Ladle), Bo Lind`."""
    match = _LABELLED.match(line)
    if match and ctx.lexicon.has("speaker_labels", match.group(1)):
        credits, score = people(match.group(2), ctx.names)
        return credits if score >= 0.3 else ()
    return ()


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
    last = _SENTENCE.split(intro)[-1]
    lex = ctx.lexicon
    opens = last.endswith((":", "：", "…", "..."))
    cue = lex.pattern("lead_ins").search(last) or lex.pattern("titled").search(last)
    if not cue or not (
        opens or lex.pattern("talk_nouns", "titled", "speaking", "talk_words").search(last) or len(last) < 160
    ):
        return ()
    known = persons(last, ctx, 0.6)
    if not known:
        return ()
    person = known[-1] if len(known) == 1 else known[0]
    after = last[person.end :]
    aside = re.match(
        r"(?:\s*\([^()]{2,60}\)|,?\s+(?:from|of|at|von|de|chez|van)\s+(?:the\s+)?[A-Z][^,.:;]{1,40}|,\s[^.:;]{2,80})",
        after,
    )
    stretch = last[person.start : person.end] + (_cut(aside.group(), ctx) if aside else "")
    credits, _ = people(stretch, ctx.names)
    return credits or (Credit(person.name),)


def _cut(aside: str, ctx: Context) -> str:
    """An aside without the verb that follows it: `, from Elastic gave his talk` -> `, from Elastic`."""
    stop = re.search(
        r"\s(?:who|with|came|about|"
        + "|".join(re.escape(w) for w in ctx.lexicon.lists.get("speaking", ()) if " " not in w)
        + r")(?!\w)",
        aside,
    )
    return aside[: stop.start()] if stop else aside


# -- titles within prose -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Told:
    """A session that a sentence tells of."""

    title: str
    credits: tuple[Credit, ...]
    kind: Kind | None
    block: int
    """Index into the outline."""
    rule: str
    score: float


_QUOTED = re.compile(r"[“\"„«「『《]([^“”\"„«»「」『』《》\n]{2,220})[”\"“»」』》]")


def told_in(at: int, block: Block, before: str, ctx: Context) -> Iterator[Told]:
    """The titled sessions that a paragraph tells of; `before` is what stood above it."""
    text = block.text
    runs: list[tuple[int, int, str]] = [
        (m.start, m.end, m.kind) for m in block.marks if m.kind in ("em", "strong", "link") and m.end - m.start > 2
    ]
    runs += [(*m.span(), "quote") for m in _QUOTED.finditer(text)]
    if not runs or len(runs) > 60:
        return
    taken: list[tuple[int, int]] = []
    order = {"quote": 0, "em": 1, "strong": 1, "link": 2}
    found: list[tuple[int, Told]] = []
    for start, end, kind in sorted(runs, key=lambda r: (order[r[2]], r[0])):
        if any(s < end and start < e for s, e in taken):
            continue
        told = _told(at, text, start, end, kind, before, ctx, sorted(runs))
        if told and told.score >= 0.5:
            taken.append((start, end))
            found.append((start, told))
    yield from (t for _, t in sorted(found, key=lambda f: f[0]))


DOMAIN = re.compile(
    r"[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|co|me|info|tv|de|fr|es|it|nl|eu|uk|jp)(?:/\S*)?$", re.IGNORECASE
)


_OF = re.compile(r"[\s,”\"»“*_]*(?:do|da|de|di|del|della|von|van|d['’])\s*(?=[@A-ZÀ-Þ])")
"""`«Ollas» de Ida Quill`: says `by` where languages do so, but `of` as well."""
_SPOKEN_OF = re.compile(r"\s*(?:about|on|how|über|zu|sur|de|sobre|over)?\s*[“\"„«*_]*")


@lru_cache(maxsize=64)
def _named_so(languages: tuple[str, ...]) -> re.Pattern[str]:
    """`The last talk of the day was`, `Her session:`, right before a title."""
    nouns = lexicon(languages).pattern("talk_nouns").pattern
    return re.compile(
        rf"{nouns}(?:\s[^.!?:;]{{0,45}}?)?(?:\s(?:was|is|were|war|lautete|hieß|était|est|fue|era|foi|fu)|:)\s*[“\"„«*_]*$",
        re.IGNORECASE,
    )


_SEEN_END = r"(?:^|\s)\S{2,}(?:\s+(?:to|the|a|an|den|die|das|le|la|el|o|a))?[\s“\"„«*_]*$|[\u3040-\uffdc]\s*[*_]*$"
"""The verb is the last word but an article."""


def _before_next(after: str, ends: Sequence[tuple[int, int, str]], text: str, offset: int) -> str:
    """The words of a by-line up to the next title with one of its own: `“A” by Ida Quill, “B” by Bo Lind`."""
    for start, end, _ in ends:
        if offset < start < offset + len(after) and re.match(
            r"[\s”\"»*_]*(?:(?:by|von|par|por|de|di|do|da|del|door)\s|d['’])", text[end:]
        ):
            return re.sub(r"[\s,]+(?:and|und|et|y|e|en)?[\s“\"„*_]*$", "", after[: start - offset])
    other = re.search(r"(?:,|\s(?:and|und|et|y|e|en))\s+[^,.;]{2,40}?['’]s\s", after)
    return after[: other.start()] if other else after


def _told(
    at: int,
    text: str,
    start: int,
    end: int,
    how: str,
    above: str,
    ctx: Context,
    ends: Sequence[tuple[int, int, str]] = (),
) -> Told | None:
    title, _ = tidy(text[start:end], ctx.lexicon)
    words = title.split()
    if (
        not words
        or len(words) > 24
        or ctx.names.score(title) >= 0.85
        or ctx.lexicon.kind_of(title)
        or title.startswith(("http", "@", "#"))
        or DOMAIN.match(title)
    ):
        return None
    if fold(title) in ctx.conferences or ctx.lexicon.has("not_titles", title):
        return None
    lex = ctx.lexicon
    sentence_start = max((m.end() for m in _SENTENCE.finditer(text, 0, start)), default=0)
    stop = _SENTENCE.search(text, end)
    before, after = text[sentence_start:start], text[end : stop.start() if stop else len(text)]
    near_before, near_after = before[-40:], after[:30]
    score, rule = 0.0, ""
    credits: tuple[Credit, ...] = ()
    by = re.match(
        rf"[\s,”\"»*_]*(?:\(\s*)?(?:(?:which |that )?(?:was |is )?(?:given |presented "
        rf"|held |delivered |a (?:talk|keynote|session|presentation) )?(?:{lex.pattern('by').pattern}))\s+",
        after,
        re.IGNORECASE,
    )
    if by:
        who, sure, _ = cast(_before_next(after[by.end() :], ends, text, end + by.end()), ctx.names, True)
        if who and sure >= 0.45:
            credits, score, rule = who, 0.5 + 0.35 * sure, "prose-by"
    elif ctx.lang in ("de", "es", "fr", "it", "nl", "pt") and (of := _OF.match(after)):
        who, sure, _ = cast(_before_next(after[of.end() :], ends, text, end + of.end()), ctx.names, True)
        if who and sure >= 0.8 and " " in who[0].name and words[0][:1].isupper() and len(words) > 1:
            credits, score, rule = who, 0.4 + 0.35 * sure, "prose-by"
    noun = lex.pattern("talk_nouns", "talk_words")
    titled = re.search(rf"(?:{lex.pattern('titled').pattern})\s*[,:“\"„«*_]*\s*$", near_before, re.IGNORECASE)
    noun_before = re.search(
        rf"(?:{noun.pattern})(?:\s+[^\W\d_]{{4,14}})?\s*(?:,|:|–|—|-|on|about|called|über"
        rf"|zum Thema|sur|sobre|su|over)?\s*[“\"„«*_]*\s*$",
        near_before,
        re.IGNORECASE,
    )
    noun_after = re.match(
        rf"[”\"»*_,\s]*(?:was |is )?(?:a |an |the |my )?(?:\w+ )?(?:{noun.pattern})", near_after, re.IGNORECASE
    )
    said = re.search(
        r"(?:said|says|asked|asks|quote|like|word|words|so-called|tool|book|article|paper|post|blog|project|library|podcast|sagte|fragte)[\s,:]*[“\"„«*_]*\s*$",
        near_before,
        re.IGNORECASE,
    )
    if titled and re.search(
        r"(?<!\w)(?:post|article|blog|book|posting|Artikel|Beitrag|billet|entrada)\s", before[-60:]
    ):
        return None
    if how == "link" and len(words) == 1 and re.search(rf"(?:{lex.pattern('about').pattern})\s*$", near_before):
        return None
    titled = titled or _named_so(lex.languages).search(before[-110:])
    if titled:
        score += 0.45
    elif lex.pattern("seen").search(near_before) and re.search(_SEEN_END, near_before):
        apart = how in ("strong", "em") and len(words) >= 3 and sum(w[:1].isupper() for w in words) >= 2
        apart = apart and noun.search(text) is not None
        score, rule = score + (0.5 if apart else 0.35), "prose-seen" if apart else rule
    if how == "quote" and any(k == "link" and start <= s and e <= end for s, e, k in ends):
        score += 0.1
    if noun_before or noun_after:
        score += 0.35
        if noun_before and how != "quote" and len(words) >= 3 and words[0][:1].isupper():
            score += 0.1
    if not credits:
        who, sure = actor_in(before + " " + after[:120], ctx)
        if before:
            known = persons(before, ctx, 0.6)
            possess = known and re.match(r"['’]s?\s*[“\"*_]*$", before[known[-1].end :])
            glued = known and re.match(
                r"\s*(?:\([^)]*\))?\s*(?:[:–—,-]|with|on|about|mit|über|avec|sur|con|sobre"
                r"|over|met)\s*(?:(?:his|her|their|a) )?[“\"„*_]*$",
                before[known[-1].end :],
            )
            acts = _acts(lex.languages).match(before, known[-1].end) if known else None
            spoken = acts is not None and _SPOKEN_OF.fullmatch(before, acts.end()) is not None
            possessive = bool(possess and len(words) >= 3 and noun.search(text, sentence_start, start))
            if who and glued:
                score += 0.3
            elif spoken and len(words) > 2 and words[0][:1].isupper():
                score, titled = score + 0.3, titled or acts
            elif not who and known and (possess or glued or noun_before or titled or noun_after):
                credits, _, _ = cast(before[known[-1].start :].rstrip(" :–—,-'’s“\""), ctx.names, True)
                credits = credits or (Credit(known[-1].name),)
                sure = known[-1].score
                score += (0.6 if possessive else 0.35) if possess or glued else 0.2
        if who:
            credits, score = who, score + 0.3
            if lex.pattern("presenting").search(before[-60:]) and len(before) < 160:
                score += 0.25
        rule = rule or "prose-title"
    if not credits and score >= 0.35:
        following = text[stop.end() : stop.end() + 240] if stop else ""
        if following and not after.strip(' .!?”"*_»'):
            who, sure = actor_in(_SENTENCE.split(following)[0], ctx)
            credits = who if sure >= 0.6 else ()
            score += 0.2 if credits else 0.0
    if not credits and score >= 0.35:
        previous = (above + "\n" + text[:sentence_start])[-260:]
        credits, sure = actor_in(_SENTENCE.split(previous.strip())[-1], ctx) if previous.strip() else ((), 0.0)
        known = persons(previous, ctx, 0.6)
        if (
            not credits
            and known
            and re.search(r"(?<!\w)(?:[Hh]er|[Hh]is|[Tt]heir|ihr|sein|[Ss]on|[Ss]a|[Ss]u|[Ss]ua)(?!\w)", before)
        ):
            credits = (Credit(known[-1].name),)
        score += 0.2 if credits else 0.0
    if said and not titled:
        score -= 0.5
    score += 0.08 if len(words) >= 3 and words[0][:1].isupper() else -0.2 if len(words) == 1 else 0.0
    if how in ("link", "em", "strong") and words[0][:1].islower() and not titled and rule != "prose-by":
        return None
    if how == "link" and not (titled or noun_before or rule == "prose-by"):
        score -= 0.25
    if words[0][:1].islower() and how != "quote":
        score -= 0.3
    if score < 0.5:
        return None
    near = before[-60:] + " " + after[:40]
    kind_match = re.search(r"(?<!\w)" + lex.kind_pattern.pattern + r"(?!\w)", near, re.IGNORECASE)
    kind = lex.kind_of(kind_match.group()) if kind_match else None
    return Told(title, credits, kind if kind != "talk" else None, at, rule or "prose-title", min(1.0, score))


# -- captions ----------------------------------------------------------------------------------------------------------

LONGEST_CAPTION = 330


def caption(at: int, block: Block, ctx: Context) -> Told | None:
    """A caption or short paragraph that says who spoke, and for whom: `Ida Quill, Ladle Ltd, spoke about spoons.`"""
    text = block.flat
    if not 20 < len(text) <= LONGEST_CAPTION:
        return None
    lex = ctx.lexicon
    first = _SENTENCE.split(text, maxsplit=1)[0]
    known = persons(first[:220], ctx)
    if not known:
        return None
    person = known[0]
    lead = first[: person.start]
    noun = re.search(
        rf"(?:{lex.pattern('talk_nouns').pattern})\s+(?:from|by|with|von|par|por|di|door)\s*$", lead, re.IGNORECASE
    )
    if len(lead.split()) > 4 and not noun:
        return None
    last = person
    for other in known[1:]:
        if not re.fullmatch(r"\s*(?:,|&|and|und|et|y|e|en|/)\s*", first[last.end : other.start]):
            break
        last = other
    presenting = lex.pattern("presenting").search(first, last.end)
    speaks = _acts(lex.languages).match(first, last.end)
    if noun:
        credits, score, _ = cast(first[person.start :], ctx.names, True)
        return Told("", credits, _kind_in(first, lex), at, "caption", 0.8) if credits and score >= 0.5 else None
    if not presenting and not speaks:
        return None
    aside = first[last.end : speaks.start() if speaks and not speaks.groupdict().get("aside") else last.end]
    if speaks and speaks.groupdict().get("aside"):
        aside = speaks.group("aside")
    elif presenting and presenting.start() - last.end < 90:
        aside = first[last.end : presenting.start()]
    clean = aside.strip()
    by_comma = clean.startswith((",", "(")) or re.match(r"(?:from|of|at|von|de|aus|chez|van)\s", clean)
    stretch = first[person.start : last.end] + (aside if by_comma else "")
    credits, score = people(stretch.rstrip(" ,"), ctx.names)
    if not credits:
        return None
    affiliated = bool(credits[-1].organizations or credits[-1].role)
    talks = lex.pattern("talk_nouns").search(first, last.end) is not None
    sure = (
        0.35
        + (0.3 if affiliated else 0.0)
        + (0.2 if presenting and presenting.start() - last.end < 60 else 0.0)
        + (0.15 if talks else 0.0)
    )
    if re.match(r"\s*(?:and|,)\s*$", aside):
        sure -= 0.2
    if any(m.kind in ("link", "strong") and m.start <= person.start and person.end <= m.end for m in block.marks):
        sure += 0.15
    title = ""
    for match in _QUOTED.finditer(first):
        if lex.pattern("titled", "talk_nouns").search(first[: match.start()]):
            title = tidy(match.group(), lex)[0]
    return Told(title, credits, _kind_in(first, lex), at, "caption", min(0.9, sure * min(1.0, score + 0.3)))


def _kind_in(sentence: str, lex: Lexicon) -> Kind | None:
    for match in re.finditer(r"(?<!\w)(?:" + lex.kind_pattern.pattern + r")(?!\w)", sentence, re.IGNORECASE):
        kind = lex.kind_of(match.group())
        if kind and kind != "talk":
            return kind
    return None

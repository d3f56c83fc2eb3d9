"""How much a single line looks like the head of a talk, by its shape and by the words around it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from recapgen.recap.conference.events import is_event
from recapgen.recap.context import Context
from recapgen.recap.levels.entries import Entry, ancestors
from recapgen.recap.line.titles import praise
from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.prose.actors import actor_in
from recapgen.recap.prose.announced import led_title
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.words import (
    Led,
    Lexicon,
    Phrases,
    Worded,
    alternatives,
    fold,
    has_word,
    of_languages,
    unspaced,
    whole_words,
    words_in,
    words_of,
)
from recapgen.regex import regex

FIELDS = "fields"
"""The rule of talks of which a line says the title, and another the speaker."""


def by_opening(entry: Entry, ctx: Context) -> float:
    """What a lone line gains that heads a paragraph, as most of its kind do that tell of a talk each."""
    day = 0.3 if entry.current_day and entry.block.level > 3 else 0.0
    return day + max(by_words(entry, ctx)[0], 0.2 if entry.shows else 0.0)


def names_conference(entry: Entry, ctx: Context) -> bool:
    """Whether an item's first words name the conference itself: it is somebody else's recap of it."""
    head = fold(entry.block.text[entry.frame :][:100])
    return any(c and has_word(head, c) for c in ctx.conferences)


def other_recap(entry: Entry, ctx: Context) -> bool:
    return (
        names_conference(entry, ctx) and ctx.lexicon.pattern("recap_words").search(entry.block.text[:100]) is not None
    )


def may_be_title(entry: Entry, ctx: Context) -> bool:
    """Whether a line without a by-line may be a title at all: it has no `I`, is no name of an event, heads one talk."""
    flat, lex = entry.block.flat, ctx.lexicon
    if (
        next((c for c in flat if c.isalpha()), "").islower()
        or _of_writer(flat)
        or any(has_word(fold(flat), c) for c in ctx.conferences if c)
    ):
        return False
    if unspaced(flat):
        return len(flat) > (5 if by_what_is_shown(entry, ctx) >= 0.3 else 7)
    small = lex.words("function_words")
    words = [w for w in fold(flat).split() if w not in small]
    around = lex.words("breaks", "talk_words", "edition")
    apart = lex.words("breaks", "talk_words", "edition", "sections", "closings", "weekdays", "ordinals")
    if any(w in around for w in words) or all(w in apart for w in words) or (len(words) < 4 and is_event(flat, ctx)):
        return False
    if ctx.names.score(flat) >= 0.9:
        return False
    return len(flat.split()) > 1 or (entry.shows and not flat.isupper()) or bool(entry.rule)


def by_what_is_shown(entry: Entry, ctx: Context) -> float:
    """How much what stands below a title speaks of a talk: its words, its speaker, slides or a recording."""
    return 0.3 if entry.rule or entry.shows else by_words(entry, ctx)[1]


def by_line(entry: Entry) -> float:
    best = entry.best
    if not best or not best.credits:
        return 0.55 if best and best.form == "by" else 0.0
    if best.form == "name":
        return 0.35 if best.kind else 0.2
    if entry.rule:
        return 0.3 + 0.3 * best.score
    return 0.2 + 0.6 * best.score


def by_lines_above(entry: Entry, entries: Sequence[Entry], weight: float) -> float:
    above = [a.role for a in ancestors(entry, entries)]
    near = above[0] if above else ""
    above_vague = bool(above) and entries[entry.parent].vague
    score = 0.0
    if entry.current_day and (
        near in ("day", "kind", "talks") or "day" in above or not above or entry.block.shape in ("lone", "bold")
    ):
        unsigned = not (entry.best and entry.best.credits)
        loose = entry.current_day.goes_on or (unsigned and _day_beside(entry, entries, above))
        score += (0.25 if loose else 0.42) * weight
    elif entry.current_day and entry.current_day.label:
        score += 0.2 * weight
    if near in ("talks", "kind") or _kind_above(entry, entries) >= 0:
        score += 0.42 * weight if not score else 0.1
        score += 0.1 * weight * long_enough(entry.best.title if entry.best else "")
    if near in ("section", "break", "closing") and not (near == "section" and entry.best and entry.best.kind):
        score -= 0.15 if above_vague else 0.35
    return score


def kind_beside(entry: Entry, entries: Sequence[Entry]) -> Entry | None:
    """The heading of its own level that says of what sort the next ones are, and no more, if one stands above it:
    `## Lightning talks`, `## Nine Spoons`, `## Lids for All`."""
    k = _kind_above(entry, entries)
    return entries[k] if k >= 0 and entries[k + 1].block.shape == "heading" else None


def _kind_above(entry: Entry, entries: Sequence[Entry]) -> int:
    """Which of the lines is the heading of its own level, among titles, that is but a kind, be it a talk itself, with
    notes below, `## Keynote`; -1 where none is."""
    if entry.block.shape != "heading":
        return -1
    n = bisect_left(entries, entry.at, key=lambda e: e.at)
    for k in range(n - 1, max(-1, n - _FAR_BEHIND), -1):
        above = entries[k]
        if above.rank < entry.rank or (above.rank == entry.rank and above.role not in ("title", "kind", "label")):
            return -1
        if above.rank == entry.rank and above.role == "kind":
            return k if above.block.shape == "heading" and entries[k + 1].at == above.at + 1 else -1
    return -1


_FAR_BEHIND = 40
"""Lines, of all levels."""


def _day_beside(entry: Entry, entries: Sequence[Entry], above: Sequence[str]) -> bool:
    """Whether the day's own line looks as this one, a heading or one in bold: what follows it may be anything."""
    if entry.block.shape == "bold":
        return above[:1] == ["day"] and entries[entry.parent].block.shape == "bold"
    beside = any(e.role == "day" and e.block.shape == "heading" and e.rank == entry.rank for e in entries)
    return beside and entry.block.shape == "heading" and "day" not in above


FIRST_PERSON = regex(
    r"(?<!\w)(?:I|[Mm]y|me|[Ww]e|[Oo]ur|I['’]\w+|[Ii]ch|[Mm]ein\w*|[Jj]e|[Mm]es|[Mm]on|[Mm]i|[Mm]is)(?!\w)"
)


def _of_writer(flat: str) -> bool:
    """Whether a line speaks of who wrote it: `What I learned`, but not a subtitle, `A Love Story: How we stirred`."""
    title, colon, _ = flat.partition(": ")
    return FIRST_PERSON.search(title if colon and len(title.split()) > 2 else flat) is not None


def of_heading(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What a heading or a bold line says for itself; 0 to 1."""
    best = entry.best
    assert best is not None
    if entry.rule == FIELDS and not best.credits:
        return _TITLE_SAID
    if is_saying(entry, ctx):
        return 0.0
    title = best.title or entry.block.flat
    score = by_line(entry) + by_lines_above(entry, entries, 1.0)
    praised = praise(ctx.lexicon).match(entry.block.flat) is not None
    if best.kind or praised:
        score += PRAISED if praised else 0.35
    score += max(by_words(entry, ctx)[0], 0.2 if entry.shows else 0.0)
    words = title.split()
    score += 0.1 if 3 <= len(words) <= 18 else -0.15 if len(words) > 24 else 0.0
    score += 0.08 if is_titled(words) else 0.0
    flat = entry.block.flat
    if flat[:1] in OPENING_MARKS or (
        entry.block.marks and entry.block.links() and len(entry.block.links()[0][0]) > 0.8 * len(flat)
    ):
        score += 0.12
    if not best.credits:
        score += _IN_PROGRAMME if leads_to_talk(entry.block) else 0.0
        listed = any(destinations.in_programme(href) for _, href in entry.block.links())
        if _of_writer(flat) and not listed and by_lines_above(entry, entries, 1.0) < 0.4:
            score -= 0.2
        if ctx.lexicon.pattern("past", "seen").match(flat):
            score -= 0.3  # `Met Many Cooks`: what the writer did
        if re.search(r"[.!:]\s*$", flat) and not flat.endswith("..."):
            score -= 0.3 if entry.block.shape != "heading" else 0.0 if entry.current_day else 0.15
        if len(words) == 1 and flat.endswith("!"):
            score -= _CRIED  # `Spicy!`, of what surrounds the talks
        if any(has_word(fold(flat), c) for c in ctx.conferences if c):
            score -= 0.25
        score -= _of_event(flat, words, ctx)
    if entry.block.shape == "bold" and not best.credits and not entry.current_day:
        score -= 0.1
    return max(0.0, min(1.0, score))


def tells_itself(entry: Entry, ctx: Context) -> bool:
    """Whether a heading without a by-line begins as a sentence does that tells something: `But it went on`."""
    best = entry.best
    signed = best is None or (bool(best.credits) and not entry.rule)
    heads = entry.role == "title" and entry.block.shape == "heading" and entry.block.flat[-1:] != "?"
    return heads and not signed and _opens_sentence(ctx.lexicon).match(entry.block.flat) is not None


@of_languages
def _opens_sentence(lex: Lexicon) -> re.Pattern[str]:
    """`But it went on`, `There were several pots`: as a sentence begins that tells something, and hardly a title."""
    return re.compile(rf"{lex.either('told_openings')}(?!\w)", re.IGNORECASE)


def leads_to_talk(block: Block) -> bool:
    """Whether nearly all of a line is a link to one talk of a programme."""
    whole = [href for text, href in block.links() if len(text) > 0.8 * len(block.flat)]
    return any(
        destinations.in_programme(href) and not destinations.of_track(href) and not _OF_SPEAKER.search(href)
        for href in whole
    )


def begins_with_recording(block: Block) -> bool:
    """Whether a text's first line is but a link to one recording, or to slides: `[Nine spoons in a row](url)`."""
    first = block.marks[0] if block.marks else None
    if first is None or first.kind != "link" or first.start or first.end < len(block.first_line.rstrip()):
        return False
    return destinations.shown(first.href) and not destinations.of_track(first.href)


_OF_SPEAKER = regex(r"/(?:speakers?|ponentes?|palestrantes?)[/#?]", re.IGNORECASE)


_IN_PROGRAMME = 0.3
"""What such a link adds to a heading."""
_CRIED = 0.6
"""How much less a word that somebody cries out is worth."""
PRAISED = 0.6
"""What it is worth that a line says that something was the best of the talks: `Best talk: Nine Spoons`."""
_TITLE_SAID = 0.9
"""What a heading is worth below which a line says the title: `Title: Nine Spoons`."""


def long_enough(title: str) -> bool:
    """Whether a text without spaces between its words is as long as titles are."""
    return bool(title) and unspaced(title) and _LEAST_SIGNS <= len(title) <= _MOST_SIGNS


_LEAST_SIGNS, _MOST_SIGNS = 6, 70


def _of_event(flat: str, words: Sequence[str], ctx: Context) -> float:
    """How much a short heading speaks of what surrounds the talks: `Sponsor hall`, `Such a good conference`."""
    if len(words) > 5:
        return 0.0
    folded = fold(flat).split()
    around = len(words) < 5 and not ctx.lexicon.words("breaks").isdisjoint(folded)
    return 0.35 * around + 0.25 * (not ctx.lexicon.words("event_nouns").isdisjoint(folded))


def by_words(entry: Entry, ctx: Context) -> tuple[float, float]:
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
    this = this_talk(lex).stands_in(head, words)
    one = (
        _one_talk(lex).stands_in(head, words)
        or _the_speaker(lex).stands_in(head, words)
        or (lex.may_hold(known, "talk_nouns") and _talk_first(lex).search(head) is not None)
        or _opens_in_signs(lex).search(head) is not None
    )
    near = this or (spoken and lex.holds(head, known, "talk_words"))
    return 0.3 if this else 0.15 if spoken else 0.0, 0.3 if one else 0.1 if near else 0.0


@of_languages
def _one_talk(lex: Lexicon) -> Led:
    """`This talk`, `her last session`."""
    nouns = lex.lists.get("talk_nouns", ())
    these = ("this", "their")
    pattern = rf"(?<!\w){lex.either(*these)}\s+(?:\w+\s+){{0,2}}?{whole_words(nouns).pattern}"
    return Led(re.compile(pattern, re.IGNORECASE), Phrases(nouns), _beginnings(lex, *these), 3)


@of_languages
def _the_speaker(lex: Lexicon) -> Led:
    nouns = lex.lists.get("speaker_nouns", ())
    pattern = rf"(?<!\w){lex.either('the')}\s+(?:\w+\s+)?{whole_words(nouns).pattern}"
    return Led(re.compile(pattern, re.IGNORECASE), Phrases(nouns), _beginnings(lex, "the"), 2)


@of_languages
def _talk_first(lex: Lexicon) -> re.Pattern[str]:
    """A sentence that begins so: `Great talk on lids`."""
    nouns = whole_words(lex.lists.get("talk_nouns", ())).pattern
    return re.compile(rf"(?:^|[.!?]\s+|\n)(?:{lex.either('a', 'the')}\s+)?(?:[\w-]+\s+)?{nouns}", re.IGNORECASE)


@of_languages
def _opens_in_signs(lex: Lexicon) -> re.Pattern[str]:
    """A sentence in Chinese or Japanese that begins so: `這個議程介紹了`, `這場在講`, `この発表は`."""
    talks = {*lex.lists.get("talk_nouns", ()), *lex.lists.get("talk_words", ())} - {*lex.lists.get("speaker_nouns", ())}
    these = lex.lists.get("this", ())
    this, nouns = alternatives(filter(unspaced, these)), alternatives(filter(unspaced, talks))
    both = alternatives(word for word in these if word in talks and unspaced(word))
    return re.compile(rf"(?:^|[。！？\n])\s?(?:{this}\s?\w{{0,3}}?{nouns}|{both})")


@of_languages
def this_talk(lex: Lexicon) -> Led:
    nouns = (set(lex.lists.get("talk_words", ())) - lex.several_talks) | set(lex.lists.get("talk_nouns", ()))
    these = ("this", "the", "their", "which_one")
    pattern = rf"(?<!\w){lex.either(*these)}\s*(?:\w+\s+)?{whole_words(nouns).pattern}"
    return Led(re.compile(pattern, re.IGNORECASE), Phrases(nouns), _beginnings(lex, *these), 2)


def _beginnings(lex: Lexicon, *keys: str) -> tuple[str, ...]:
    """The letters with which the words of these lists begin, or the last word where one is several."""
    return tuple(word.split()[-1].rstrip("'").lower() for key in keys for word in lex.lists.get(key, ()))


def is_titled(words: Sequence[str]) -> bool:
    """Whether most words that matter start with a capital letter."""
    if len(words) < 2:
        return False
    long = [w for w in words if len(w) > 3 and len(w.strip("“\"'(")) > 3]
    capitals = [w for w in long if w[0].isupper() or w[0].isdigit() or w.strip("“\"'(")[0].isupper()]
    return bool(long) and len(capitals) >= 0.65 * len(long)


def tells_of_writer(title: str, ctx: Context) -> bool:
    """Whether what stands before a by-line is no title, but what the writer did: `I thoroughly enjoyed Nine Spoons`."""
    writer = _WRITER_OPENS.match(title)
    if not writer:
        return False
    return writer["then"] is not None or ctx.lexicon.pattern("seen").search(" ".join(title.split()[:4])) is not None


_WRITER_OPENS = regex(
    r"(?P<then>(?:And|Also|Finally|First|Later|Next|Now|So|Then|Today)\s)?(?:I|We)(?:['’]\w+)?\s[a-z]"
)
"""`Now I’m on my way to a talk on spoons, by Ida Quill`"""


def of_lone_line(entry: Entry, entries: Sequence[Entry], ctx: Context) -> float:
    """What a short line of a text without Markdown says for itself."""
    best = entry.best
    assert best is not None
    flat = entry.block.flat
    firsts = [*fold(flat).split()[:1], *(fold(word) for word in _IN_ASIDE.pattern.findall(flat))]
    if not ctx.lexicon.words("not_titles_first").isdisjoint(firsts) or QUOTATION.fullmatch(flat):
        return 0.0
    score = by_line(entry)
    signed = bool(best.credits) and not entry.rule
    if best.form == "name":
        return 0.3 + by_words(entry, ctx)[1] if entry.opens and by_words(entry, ctx)[1] > 0.2 else 0.0
    if best.form == "handle" and best.title and not is_titled(best.title.split()):
        return 0.0
    if not signed and fold(flat).replace(" ", "") == fold(ctx.title).replace(" ", ""):
        return 0.0  # the post's title once more
    if refers(flat, ctx):
        return 0.0
    if _OF_PAGE.search(flat) or led_title(flat, ctx) != flat:
        return 0.0
    quoting = best.form == "marked-after" or (flat[-1:] in _CLOSING_QUOTES and flat[0] not in _OPENING_QUOTES)
    if (quoting and actor_in(flat, ctx)[0]) or (signed and tells_of_writer(best.title, ctx)):
        return 0.0  # a sentence: prose is asked
    if flat[-1:] in ":：" and (not signed or best.form == "by-weak" or actor_in(flat, ctx)[0]):
        return 0.0 if entry.rule != "lead-in" else 0.75
    if not (signed or entry.signed) and is_sentence(flat, ctx, bool(entry.rule) and entry.opens):
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
        return max(0.0, min(1.0, score + max(0.0, by_lines_above(entry, entries, 0.3))))
    words = flat.split()
    if entry.current_day and entry.block.level <= 3 and entry.current_day.label not in ctx.title:
        score += 0.4
    if best.kind:
        score += 0.2
    if is_titled(words) and len(words) >= 2:
        score += 0.2
    elif words and words[0][:1].islower():
        score -= 0.3
    if flat[-1:] in ":." or flat[:1] in '("“' or len(words) < 2:
        score -= 0.3
    return max(0.0, min(1.0, score))


_OPENING_QUOTES, _CLOSING_QUOTES = "“„«\"'‘", '”“»"'


def refers(flat: str, ctx: Context) -> bool:
    """Whether a line says where to read on: `Reference: What Cooks Read by Ida Quill`, `Book - "What Cooks Read"`."""
    label, *rest = _LABEL_END.split(flat, maxsplit=1)
    return bool(rest) and ctx.lexicon.has("refers", label)


_LABEL_END = regex(r"\s?[:：]|\s[–—-]\s")


def is_saying(entry: Entry, ctx: Context) -> bool:
    """Whether a heading in quotation marks is what somebody said: `"Salt is a promise"`, above `This quote is from`."""
    quoted = entry.block.flat[:1] in OPENING_MARKS or _QUOTED_BEHIND_NUMBER.match(entry.block.flat)
    said = " ".join(SENTENCE.split(entry.body[:_FIRST_WORDS])[:2]) if quoted else ""
    return not ctx.lexicon.words("sayings").isdisjoint(words_in(said))


_QUOTED_BEHIND_NUMBER = regex(r"\d{1,2}[.)]\s[“\"„«]")
_FIRST_WORDS = 300
OPENING_MARKS = ("“", '"', "„", "«", "「", "『")


_IN_ASIDE = Worded(r"\((\w+)(?= (?:<by>|de)(?!\w))")
"""`Cooks (photo by Ida Quill)`: what an aside says that somebody made."""


QUOTATION = regex(r".{30,}[^.\s]\.[”\"»’]?\s*(?:[–—―~]|-{1,3})\s*[A-ZÀ-Þ][^.!?]{3,40}")
"""`A sentence that somebody said once. - Ida Quill`."""


_LONGEST_SIGNED = 120


_SIGNED = 0.85
"""What a lone line is worth that has a line of names below, as its siblings have."""


_OF_PAGE = regex(
    r"^\[\d{1,2}:\d\d(?::\d\d)?\]|pic\.twitter\.com/|\bon Twitter(?=\S)|^Twitter(?=\w)|^Tweet Follow"
    r"|\(@\w{2,30}\)\W+[^()]*\d{1,2}|^©|^\(c\)\s",
    re.IGNORECASE,
)
"""A line of a tweet or a chat that is shown, or of a page's foot."""


_PICTURES = regex(r"(?<=[.!?])[\s\u2600-\u27bf\U0001f300-\U0001faff\ufe0f\u200d]+$")
"""What people put behind a sentence."""


SAYS = regex(r"(?:He|She|They|We|I|It|This|That|These|There)\s[a-z]")
"""`They also introduced …`: what begins so, and is not at its end yet, is said and no title."""


_SENTENCE_ENDS = regex(r"\w[.!?…]\s+[A-ZÀ-Þ][\w'’-]+[.!?]?\s+\S")


def _is_label(text: str, ctx: Context) -> bool:
    """Whether what stands before a colon says what follows: `Summary`, `Slides`."""
    return ctx.lexicon.has("closings", text) or fold(text) in ctx.lexicon.words("not_titles")


def is_sentence(flat: str, ctx: Context, heads: bool) -> bool:
    """Whether a line is something said, no title: two sentences, one that tells who did something, or `Summary: `.

    `heads` says that its speaker stands in the paragraph below: then it may say `I`.
    """
    flat = _PICTURES.sub("", flat)
    label, colon, _ = flat.partition(":")
    asked = "?" in flat and is_titled(flat.split())
    if (_SENTENCE_ENDS.search(flat) and not asked) or (colon and _is_label(label, ctx)):
        return True
    if len(flat.split()) < 5:
        return False
    if "@" in flat and actor_in(flat, ctx)[0]:
        return True
    if flat[-1:] == "…" and SAYS.match(flat):
        return True
    said = flat[-1:] in ".!"
    return said and (bool(actor_in(flat, ctx)[0]) or (not heads and FIRST_PERSON.search(flat) is not None))

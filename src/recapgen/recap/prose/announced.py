"""Titles that nothing sets apart but their capitals and the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import flowing
from recapgen.recap.prose.actors import actor_in
from recapgen.recap.prose.capitals import (
    CAPITALS_BEFORE,
    LONGEST_TITLE,
    MOST_WORDS,
    NEXT_PART,
    QUOTE_ENDS,
    title_at,
    title_from,
    written_as_title,
)
from recapgen.recap.prose.persons import SURELY, first_names, full_names, persons
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.telling import IN_ROW, Told, kind_in
from recapgen.recap.prose.verbs import on_what_writer_spoke
from recapgen.recap.prose.wording import speakers_were
from recapgen.recap.words import Lexicon, alternatives, fold, of_languages, words_in
from recapgen.regex import regex


@of_languages
def _led(lex: Lexicon) -> re.Pattern[str]:
    """`The next talk was`, then a title up to a by-word."""
    nouns, was, titled = lex.pattern("talk_nouns").pattern, lex.either("was", "titled"), lex.either("titled")
    return re.compile(
        rf"(?P<noun>{nouns})(?:(?:\s[^.!?:;()]{{0,40}}?)?(?:\s{was}\s(?:{titled}\s)?|:\s+)|,\s+)"
        rf"(?P<title>[^\W\d_][^.!?;“”\"«»\n]{{5,110}}?),?\s+(?:{lex.pattern('by').pattern})\s+(?=[A-ZÀ-Þ@])",
        re.IGNORECASE,
    )


@of_languages
def _was_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`, was`, of `the first talk, Nine Spoons, was given by Ida Quill`."""
    return re.compile(rf",\s{lex.either('was')}$", re.IGNORECASE)


def announced_in(at: int, block: Block, ctx: Context) -> Iterator[Told]:
    """The titles that nothing sets apart, but a by-line and the words before: `Next was the talk Spoons by Ida Quill`.

    In German, where all nouns have capitals, only those that a word such as `Vortrag` announces.
    """
    lex = ctx.lexicon
    yield from _in_asides(at, block, ctx)
    by, future = lex.pattern("by"), lex.pattern("future")
    marked = [block.text[m.start : m.end] for m in block.marks]
    words = words_in(block.text)
    named = ctx.lang != "de" and ("s" in words or lex.may_hold(words, "in_talk", "with", "titled", "was", "presenting"))
    signed = lex.may_hold(words, "by", "by_weak", "from")
    if not named and not signed:
        return
    previous = ""
    for sentence in SENTENCE.split(flowing(block.text, block.marks)):
        above, previous = previous, sentence
        if not 20 < len(sentence) < 1500 or future.search(sentence):
            continue
        known: set[str] = set()
        row = [*_row_behind_lead(sentence, ctx)] if signed else []
        for title, credits in row:
            known.add(fold(title))
            yield Told(title, credits, kind_in(sentence, lex), at, "prose-by", 0.8)
        ways = (*_after_noun(sentence, lex), *_before_by_word(sentence, by, ctx)) if signed and not row else ()
        for title, noun, said in ways:
            title = tidy(_was_at_end(lex).sub("", title), lex)[0].rstrip("'’")
            credits = () if len(persons(title, ctx, SURE_NAME)) > 1 else full_names(said, ctx)
            if credits and fold(title) not in known and written_as_title(title, bool(noun)):
                known.add(fold(title))
                yield Told(title, credits, kind_in(noun, lex), at, "prose-by", 0.8)
        spoken = (*(_named(sentence, above, ctx) if named else ()), *_judged_first(sentence, ctx))
        spoken = (*spoken, *_its_title(sentence, above, ctx))
        for title, credits in spoken:
            if fold(title) not in known and not any(_cuts(title, text) for text in marked):
                known.add(fold(title))
                yield Told(title, credits, kind_in(sentence, lex), at, "prose-title", 0.8)


def _in_asides(at: int, block: Block, ctx: Context) -> Iterator[Told]:
    """`There were great talks: on lids (Lids for Everybody), on pots (How to Mend a Pot) and on soup (Soup, Soon)`:
    three titles or more, each alone in parentheses, in a sentence that speaks of several talks."""
    if block.text.count("(") < _FEWEST_ASIDES:
        return
    for sentence in SENTENCE.split(flowing(block.text, block.marks)):
        asides = [match for match in _ASIDES.finditer(sentence) if len(match[1].split()) > _FEW_MARKED]
        titles = [m for m in asides if m[1][0].isupper() and not _says_who(m[1], ctx)]
        if len(asides) < _FEWEST_ASIDES or len(titles) < len(asides) or ctx.lexicon.pattern("future").search(sentence):
            continue
        if not ctx.lexicon.several_talks.isdisjoint(words_in(sentence[: titles[0].start()])):
            yield from (Told(m[1], (), kind_in(m[1], ctx.lexicon), at, IN_ROW, 0.8) for m in titles)


def _says_who(aside: str, ctx: Context) -> bool:
    """Whether what stands in parentheses is somebody, or what somebody is: `Ida Quill, Ladle`, `Head cook of Ladle`."""
    first, *_ = fold(aside).split() or [""]
    return first in ctx.lexicon.words("roles") or people(aside, ctx.names)[1] >= SURELY


_ASIDES = regex(r"(?<=\w)\s\(([^()]{8,120})\)(?=[\s,.;]|$)")
_FEWEST_ASIDES = 3


def _row_behind_lead(sentence: str, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`My favourites were Nine spoons in a row by Ida Quill, Stirring by Bo Lind and Lids for all by Jo Reed`: titles
    each of which begins with a capital, where a title or who gave the one before has just been named, and is signed.
    """
    lead, by = _leads_to_row(ctx.lexicon).search(sentence) if ctx.lang != "de" else None, ctx.lexicon.pattern("by")
    start = lead.end() if lead else 0
    while start and (signed := by.search(sentence, start, start + LONGEST_TITLE)):
        title, said = sentence[start : signed.start()].rstrip(" ,"), sentence[signed.end() :].lstrip()
        who = first_names(said, ctx)
        whole = len(title.split()) > 1 and not (_NO_TITLE.search(title) or QUOTE_ENDS.pattern.search(title))
        whole = whole and len(persons(title, ctx, SURE_NAME)) < 2
        parted = lead is None or not lead["seen"] or ": " in title
        if not (who and whole and parted) or _begins_with_name(title, ctx) or title.split()[0] in WRITERS:
            return
        yield tidy(title, ctx.lexicon)[0], tuple(Credit(person.name) for person in who)
        end = len(sentence) - len(said) + who[-1].end
        following = _next_of_row(ctx.lexicon).match(sentence, end)
        start = following.end() if following else 0


_NO_TITLE = regex(r"[“”\"«»;\n]|[.!]\s")
"""What stands in no title that nothing sets apart."""


@of_languages
def _leads_to_row(lex: Lexicon) -> re.Pattern[str]:
    """`My favourites were`, `The best talks I saw were`, `The keynote was`, `I attended`, right before a title."""
    nouns = alternatives({*lex.lists.get("talk_nouns", ()), *lex.lists.get("favourites", ()), *lex.several_talks})
    return re.compile(
        rf"(?<!\w)(?i:{nouns}(?!\w)(?:\s[^.!?:;()“”\"«»]{{0,50}}?)?(?:\s{lex.either('was')}|:|\s[–—-])\s"
        rf"|(?P<seen>{lex.either('seen')})\s)(?=[A-ZÀ-Þ\d])"
    )


@of_languages
def _next_of_row(lex: Lexicon) -> re.Pattern[str]:
    """` (Ladle) and `, `, `, ` + `, between who gave a talk and the next title."""
    return re.compile(
        rf"(?:\s\([^()]*\))?(?:[,;](?:\s{lex.either('and')})?|\s(?:{lex.either('and')}|&|\+))\s(?=[A-ZÀ-Þ\d])"
    )


def _judged_first(sentence: str, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`Nine Spoons in a Row was an interesting talk by Ida Quill`, in languages whose nouns have no capitals."""
    judged = _was_talk_by(ctx.lexicon).match(sentence) if ctx.lang != "de" else None
    if judged:
        title, credits = tidy(judged["title"], ctx.lexicon)[0], full_names(sentence[judged.end() :], ctx)
        if credits and _is_title_of_sentence(title, ctx):
            yield title, credits


def _its_title(sentence: str, above: str, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`Its title was Nine Spoons in a Row.`, behind a sentence that says who spoke."""
    lead = _title_was(ctx.lexicon).match(sentence) if above and ctx.lang != "de" else None
    title = tidy(sentence[lead.end() :].rstrip(". "), ctx.lexicon)[0] if lead else ""
    if title and len(title.split()) <= MOST_WORDS and written_as_title(title, False):
        credits, sure = actor_in(above, ctx)
        if sure >= SURELY and all(" " in credit.name for credit in credits):
            yield title, credits


@of_languages
def _title_was(lex: Lexicon) -> re.Pattern[str]:
    """`The topic was `, `Its title:`, with which a sentence begins, right before a title."""
    whose, nouns, was = lex.either("the", "their", "this"), lex.either("topic_nouns"), lex.either("was")
    return re.compile(rf"(?i:(?:{whose}|its)\s{nouns}(?:\s{was}\s|:\s))(?=[A-ZÀ-Þ\d])")


def _cuts(title: str, marked: str) -> bool:
    """Whether a title is but the beginning of what is set apart, or goes on behind it."""
    goes_on = len(marked.split()) > _FEW_MARKED and title.startswith(marked)
    return title != marked and (marked.startswith(title) or goes_on)


_FEW_MARKED = 2
"""Words set apart with which a longer title may begin: `*Soup* for All`."""


def _named(sentence: str, above: str, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`Ida Quill's Nine Spoons was great`, in a sentence about talks, and `a talk called Nine Spoons`."""
    lex = ctx.lexicon
    owns = list(_OWN_TITLE.finditer(sentence)) if "'s " in sentence or "’s " in sentence else []
    if owns and lex.pattern("talk_nouns", "talk_words", "seen").search(sentence):
        for person in persons(sentence, ctx, SURE_NAME):
            match = next((m for m in owns if m.start() == person.end), None)
            if (
                match
                and not on_what_writer_spoke(lex).search(sentence, 0, person.start)
                and " " in person.name
                and (title := title_at(sentence, match.end(), ctx))
            ):
                yield title, (Credit(person.name),)
    if opening := _opens_with(lex).match(sentence):
        title = title_at(sentence, opening.end(), ctx)
        behind = sentence[opening.end() + len(title) :]
        if title and behind[:2] == ", " and (who := persons(behind[:60], ctx, 0.6)) and who[0].start == len(", "):
            credits, sure = actor_in(behind[2:], ctx)
            if credits and sure >= 0.6 and credits[0].name == who[0].name:
                yield title, credits
    lead = _was_named(lex).match(sentence)
    if lead and not speakers_were(lex).search(lead.group()):
        yield from _named_by_was(sentence, lead.end(), ctx)
    elif (colon := _named_by_colon(lex).match(sentence)) and (title := _rest_of_sentence(sentence, colon.end(), ctx)):
        credits, sure = actor_in(sentence[: colon.end()], ctx)
        yield title, credits if sure >= SURELY else ()
    if given := _gave_one(lex).search(sentence):
        title = title_at(sentence, given.end(), ctx)
        if len(title.split()) >= _LEAST_SMALL and not _begins_with_name(title, ctx):
            credits, sure = actor_in(sentence[: given.end()], ctx)
            they = _they_at_end(lex).search(sentence, 0, given.start()) and _only_one(sentence[: given.start()], ctx)
            yield title, credits if sure >= SURELY else they or ()
    for match in _called(lex).finditer(sentence):
        credits, sure = actor_in(sentence[: match.end()], ctx)
        if title := title_from(sentence, match.end(), ctx, True):
            behind = sentence[match.end() + len(title) :]
            by = _signed_behind(lex).match(behind)
            credits = credits if sure >= SURELY else full_names(behind[by.end() :], ctx) if by else ()
            yield title, credits or _of_sentence_above(sentence[: match.end()], above, ctx)


def _named_by_was(sentence: str, start: int, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`The second talk was Nine Spoons in a Row, and I liked it`, `Next up was Stirring with less salt.`

    No `The first talk was Ida Quill's`, `The sessions were 90 minutes that held three talks`, nor an event's name.
    """
    title = title_from(sentence, start, ctx, True)
    words = title.split()
    strict = title == title_at(sentence, start, ctx)
    if len(words) < (_LEAST_NAMED if strict else _LEAST_SMALL) or words[0] in WRITERS or _begins_with_name(title, ctx):
        return
    if not strict and (title[0].isdigit() or not ctx.lexicon.words("talk_words").isdisjoint(title.split())):
        return
    behind = sentence[start + len(title) :]
    by = _signed_behind(ctx.lexicon).match(behind)
    credits = full_names(behind[by.end() :], ctx) if by else ()
    if not credits and not _ENDS_NAMED.match(behind):
        return
    if ctx.lexicon.words("event_words", "event_nouns").isdisjoint(fold(title).split()):
        yield title, credits


_ENDS_NAMED = regex(r"[?!]?\s*(?:[.,;!?(–—-]|[a-zà-ÿ]{3,}\s)")
"""What follows a title within a sentence: a line that ends there may have been cut within it."""


def _rest_of_sentence(sentence: str, start: int, ctx: Context) -> str:
    """The title in capitals that is all that follows in a sentence."""
    title = title_at(sentence, start, ctx)
    whole = title and sentence[start + len(title) :].strip() in _FULL_STOPS
    return title if whole and len(title.split()) >= _LEAST_SMALL and not persons(title, ctx, SURE_NAME) else ""


_FULL_STOPS = (".", "!", "?")


@of_languages
def _named_by_colon(lex: Lexicon) -> re.Pattern[str]:
    """`The final talk was one that I had a hard time following: `, with which a sentence begins, before a title."""
    noun, lead, was = lex.pattern("talk_nouns").pattern, lex.pattern("lead_ins").pattern, lex.either("was")
    said = r"[^.!?:;()“”\"«»]"
    return re.compile(
        rf"(?i:(?:(?:{said}{{0,40}}?\s)?{noun}(?:\s{said}{{0,80}}?)?|{lead}\s{was}\s{said}{{2,40}}?)(?:\s\([^()]{{2,20}}\))?:\s)"
        r"(?=[A-ZÀ-Þ\d])"
    )


def _begins_with_name(title: str, ctx: Context) -> bool:
    """Whether somebody is named where a title would begin: `Ida on soup`."""
    first = next(iter(persons(title, ctx, 0.6)), None)
    word = fold(re.sub(r"['’]s?$|\.$", "", title.split(maxsplit=1)[0]))
    if word in ctx.lexicon.given or word in ctx.lexicon.words("honorifics"):
        return True
    if first is None or first.start:
        return False
    behind = title[first.end :].split()
    of_firm = bool(behind) and fold(behind[0]) in ctx.lexicon.words("from")
    return first.score >= SURE_NAME or not behind or of_firm


_LEAST_NAMED, _LEAST_SMALL = 2, 4
"""Words of a title that only the words before it announce, with capitals and without."""
WRITERS = ("I", "I'm", "I’m")


@of_languages
def _was_named(lex: Lexicon) -> re.Pattern[str]:
    """`The second talk of the day was`, `Next up was`, with which a sentence begins, right before a title."""
    noun, lead, was = lex.pattern("talk_nouns").pattern, lex.pattern("lead_ins").pattern, lex.either("was")
    said = r"[^.!?:;,()“”\"«»]"
    return re.compile(
        rf"(?i:(?:(?:{said}{{0,40}}?\s)?{noun}(?:\s{said}{{0,50}}?)?|{lead}(?:\s\w{{1,3}})?)\s{was}\s)(?=[A-ZÀ-Þ\d])"
    )


def _of_sentence_above(lead: str, above: str, ctx: Context) -> tuple[Credit, ...]:
    """Of whom `Her talk was called` tells: the one whom the sentence above names, where it names nobody else."""
    return _only_one(above, ctx) if ctx.lexicon.pattern("their").match(lead) else ()


def _only_one(text: str, ctx: Context) -> tuple[Credit, ...]:
    """Who is named in a text that surely names somebody, and nobody else."""
    known = persons(text, ctx, SURELY)
    alone = len(known) == 1 and " " in known[0].name and known[0].score >= SURE_NAME
    return (Credit(known[0].name),) if alone else ()


@of_languages
def _they_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`, where she `, right before a verb."""
    return re.compile(rf"(?<!\w){lex.either('he_she')}\s+$", re.IGNORECASE)


@of_languages
def _was_talk_by(lex: Lexicon) -> re.Pattern[str]:
    """`Nine Spoons in a Row was an interesting talk by`, with which a sentence begins."""
    was, a = lex.either("was"), lex.either("a", "the")
    noun, by = lex.pattern("talk_nouns").pattern, lex.either("by", "whose", "by_weak")
    return re.compile(
        rf"(?P<title>[A-ZÀ-Þ\d][^.!?;,“”\"«»\n]{{4,90}}?)\s{was}\s{a}\s(?:[\w-]+\s){{0,4}}?{noun}\s(?:\w+\s)?{by}\s+(?=[A-ZÀ-Þ@])"
    )


def _is_title_of_sentence(title: str, ctx: Context) -> bool:
    """Whether the first words of a sentence are a title, and not words that say which talk it was: `The best`."""
    first = fold(title.split(maxsplit=1)[0])
    small = ctx.lexicon.words("function_words", "the", "a", "their", "this", "which_one", "lead_ins")
    around = ctx.lexicon.words("talk_nouns", "talk_words", "speaker_nouns", "event_nouns", "seen")
    return written_as_title(title, False) and first not in small and around.isdisjoint(fold(title).split())


@of_languages
def _signed_behind(lex: Lexicon) -> re.Pattern[str]:
    """` and was presented by`, right behind a title."""
    joined, was = lex.either("and", "relative"), lex.either("was")
    return re.compile(rf",?\s+(?:{joined}\s)?(?:{was}\s)?(?:{lex.pattern('by').pattern})\s+", re.IGNORECASE)


_OWN_TITLE = regex(r"['’]s (?=[A-ZÀ-Þ])")


@of_languages
def _called(lex: Lexicon) -> re.Pattern[str]:
    """`a talk called`, right before a title that nothing sets apart."""
    nouns, titled = lex.pattern("talk_nouns").pattern, lex.pattern("titled").pattern
    this = r"(?:^|[.!?]\s)(?:this|it)\s(?:one\s)?was"
    return re.compile(
        rf"(?:{nouns}(?:\s[^.!?:;,]{{0,50}}?)?,?|{this})\s+{titled}[:,]?\s+(?-i:(?=[A-ZÀ-Þ\d]))", re.IGNORECASE
    )


@of_languages
def _gave_one(lex: Lexicon) -> re.Pattern[str]:
    """`he gave a short talk,`, right before a title."""
    verbs, nouns = lex.pattern("presenting").pattern, lex.pattern("talk_nouns").pattern
    return re.compile(
        rf"{verbs}\s{lex.either('a')}\s(?:[\w-]+\s){{0,3}}?{nouns}[,:]\s(?-i:(?=[A-ZÀ-Þ\d]))", re.IGNORECASE
    )


@of_languages
def _opens_with(lex: Lexicon) -> re.Pattern[str]:
    """`In her talk`, with which a sentence begins, right before a title that nothing sets apart."""
    nouns = lex.pattern("talk_nouns").pattern
    first = {word.title() for key in ("in_talk", "with") for word in lex.lists.get(key, ()) if " " not in word}
    return re.compile(rf"{alternatives(first)}\s(?:{lex.either('their', 'the')}\s(?:\w+\s)?{nouns},?\s)?(?=[A-ZÀ-Þ\d])")


def _after_noun(sentence: str, lex: Lexicon) -> Iterator[tuple[str, str, str]]:
    """Title, the word for a talk that announces it, and what follows the by-word."""
    led, before, place = _led(lex), _said_before(lex), 0
    while match := led.search(sentence, place):
        place = match.start("title") + 1
        following = led.search(sentence, match.end())
        title = before.sub("", match["title"])
        yield title, match["noun"], sentence[match.end() : following.start() if following else len(sentence)]


@of_languages
def _said_before(lex: Lexicon) -> re.Pattern[str]:
    """`only one that was better was `, before a title that begins with a capital."""
    return re.compile(rf"^[a-z][^A-ZÀ-Þ]*\s{lex.either('was', 'titled')}\s+(?=[A-ZÀ-Þ\d])")


def _before_by_word(sentence: str, by: re.Pattern[str], ctx: Context) -> Iterator[tuple[str, str, str]]:
    """The same of the words with capitals before each by-word, where something announces them."""
    if ctx.lang == "de":
        return
    introduces, ends = _introduces(ctx.lexicon), len(sentence)
    weak = _weak_by(ctx.lexicon)
    for match in reversed([*by.finditer(sentence), *weak.finditer(sentence)]):
        first = max(0, match.start() - LONGEST_TITLE)
        words = CAPITALS_BEFORE.search(sentence[first : match.start()])
        starts = [0, *(comma.end() for comma in NEXT_PART.finditer(words.group()))] if words else []
        foreign = words is not None and ctx.lang != "en" and sum(map(str.isupper, words.group())) >= _FOREIGN
        for start in (first + words.start() + start for start in starts if words):
            small = _SMALL_FIRST.match(sentence, start)
            opens = start == 0 and match.re is by and _judged(ctx.lexicon).search(sentence, match.end()) is not None
            begins = small.end() if small else start
            if foreign or opens or any(introduces.search(sentence[max(0, at - 60) : at]) for at in {start, begins}):
                start = begins
                said = sentence[match.end() : ends].lstrip().split(")")[0]
                if match.re is by or (people(said.split(",")[0], ctx.names)[1] >= 0.9):
                    yield sentence[start : match.start()].strip(" ,"), "", said
                    ends = start
                break


@of_languages
def _judged(lex: Lexicon) -> re.Pattern[str]:
    """What is said of a talk: `Nine Spoons by Ida Quill was awesome.`"""
    return re.compile(rf"\s{lex.either('was')}\s(?:\w+\s){{0,3}}?{lex.either('judged')}")


_FOREIGN = 4
"""Capitals from which on an English title stands out in a text of another language."""


@of_languages
def _weak_by(lex: Lexicon) -> re.Pattern[str]:
    """`Nine Spoons, with Ida Quill`, `Nine Spoons, do Paulo Lima`."""
    weak = "|".join(re.escape(w) for w in lex.lists.get("by_weak", ()))
    return re.compile(rf",\s+(?:{weak}|d[oae]l?|di|du)\s+(?=[A-ZÀ-Þ@])")


_SMALL_FIRST = regex(r"(?:[a-z]+\s+)+(?=[A-ZÀ-Þ\d])")


@of_languages
def _introduces(lex: Lexicon) -> re.Pattern[str]:
    """`I saw`, `Next up was`, `Two talks stood out:`, or a parenthesis or comma, right before a title."""
    seen, leads, nouns = (lex.pattern(key).pattern for key in ("seen", "lead_ins", "talk_nouns"))
    several = alternatives(lex.several_talks)
    return re.compile(
        rf"(?:[(,]\s*(?:{lex.either('and')}\s+)?|{nouns}\s+|{seen}\s+(?:to\s+|attend\s+|the\s+){{0,2}}"
        rf"|(?<!\w)(?:{several}|papers)(?!\w)[^.!?:;()]{{0,50}}:\s+"
        rf"|{leads}[^.!?:;()]{{0,30}}?(?:\s{lex.either('was')}|:)\s+(?:the\s+)?)$",
        re.IGNORECASE,
    )


def led_title(title: str, ctx: Context) -> str:
    """The title that a line's first words announce: `The next talk was Spoons` -> `Spoons`."""
    lead = _led_line(ctx.lexicon).match(title)
    return title[lead.end() :] if lead else title


@of_languages
def _led_line(lex: Lexicon) -> re.Pattern[str]:
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(
        rf"(?:\S+\s+){{0,7}}?{nouns}(?:\s[^.!?:;()“”\"«»]{{0,40}}?)?(?:\s{lex.either('was')}\s+(?=[A-ZÀ-Þ“\"«])"
        r"|,[^.!?:;()“”\"«»]{0,40}:\s+(?=[“\"«]))",
        re.IGNORECASE,
    )

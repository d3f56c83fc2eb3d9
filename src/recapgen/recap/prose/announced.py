"""Titles that nothing sets apart but their capitals and the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.byline import Line, cast, is_resource, parses
from recapgen.recap.line.people import SURE_NAME, people
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline.blocks import Block, flowing
from recapgen.recap.prose.sentences import (
    BETWEEN_NAMES,
    SENTENCE,
    Person,
    acting,
    actor_in,
    on_what_writer_spoke,
    persons,
)
from recapgen.recap.prose.telling import ENOUGH, IN_ROW, Told, kind_in
from recapgen.recap.words import Lexicon, Worded, alternatives, anywhere, fold, of_languages, unspaced, words_in
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
            title = tidy(title, lex)[0].rstrip("'’")
            credits = () if len(persons(title, ctx, SURE_NAME)) > 1 else _full_names(said, ctx)
            if credits and fold(title) not in known and _written_as_title(title, bool(noun)):
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
    return first in ctx.lexicon.words("roles") or people(aside, ctx.names)[1] >= _SURELY


_ASIDES = regex(r"(?<=\w)\s\(([^()]{8,120})\)(?=[\s,.;]|$)")
_FEWEST_ASIDES = 3


def _row_behind_lead(sentence: str, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`My favourites were Nine spoons in a row by Ida Quill, Stirring by Bo Lind and Lids for all by Jo Reed`: titles
    each of which begins with a capital, where a title or who gave the one before has just been named, and is signed.
    """
    lead, by = _leads_to_row(ctx.lexicon).search(sentence) if ctx.lang != "de" else None, ctx.lexicon.pattern("by")
    start = lead.end() if lead else 0
    while start and (signed := by.search(sentence, start, start + _LONGEST_TITLE)):
        title, said = sentence[start : signed.start()].rstrip(" ,"), sentence[signed.end() :].lstrip()
        who = _first_names(said, ctx)
        whole = len(title.split()) > 1 and not (_NO_TITLE.search(title) or _QUOTE_ENDS.pattern.search(title))
        whole = whole and len(persons(title, ctx, SURE_NAME)) < 2
        parted = lead is None or not lead["seen"] or ": " in title
        if not (who and whole and parted) or _begins_with_name(title, ctx) or title.split()[0] in _WRITER:
            return
        yield tidy(title, ctx.lexicon)[0], tuple(Credit(person.name) for person in who)
        end = len(sentence) - len(said) + who[-1].end
        following = _next_of_row(ctx.lexicon).match(sentence, end)
        start = following.end() if following else 0


def _first_names(said: str, ctx: Context) -> list[Person]:
    """Those with whole names with whom a text begins: `Ida Quill and Bo Lind were there`."""
    row: list[Person] = []
    for person in persons(said[:_LONGEST_ROW], ctx, _SURELY):
        between = BETWEEN_NAMES.pattern.fullmatch(said, row[-1].end, person.start) if row else not person.start
        if not between or " " not in person.name or ctx.lexicon.pattern("by").match(said, person.end + 1):
            break
        row.append(person)
    return row


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
        title, credits = tidy(judged["title"], ctx.lexicon)[0], _full_names(sentence[judged.end() :], ctx)
        if credits and _is_title_of_sentence(title, ctx):
            yield title, credits


def _its_title(sentence: str, above: str, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`Its title was Nine Spoons in a Row.`, behind a sentence that says who spoke."""
    lead = _title_was(ctx.lexicon).match(sentence) if above and ctx.lang != "de" else None
    title = tidy(sentence[lead.end() :].rstrip(". "), ctx.lexicon)[0] if lead else ""
    if title and len(title.split()) <= _MOST_WORDS and _written_as_title(title, False):
        credits, sure = actor_in(above, ctx)
        if sure >= _SURELY and all(" " in credit.name for credit in credits):
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
    if lead := _was_named(lex).match(sentence):
        yield from _named_by_was(sentence, lead.end(), ctx)
    elif (colon := _named_by_colon(lex).match(sentence)) and (title := _rest_of_sentence(sentence, colon.end(), ctx)):
        credits, sure = actor_in(sentence[: colon.end()], ctx)
        yield title, credits if sure >= _SURELY else ()
    if given := _gave_one(lex).search(sentence):
        title = title_at(sentence, given.end(), ctx)
        if len(title.split()) >= _LEAST_SMALL and not _begins_with_name(title, ctx):
            credits, sure = actor_in(sentence[: given.end()], ctx)
            they = _they_at_end(lex).search(sentence, 0, given.start()) and _only_one(sentence[: given.start()], ctx)
            yield title, credits if sure >= _SURELY else they or ()
    for match in _called(lex).finditer(sentence):
        credits, sure = actor_in(sentence[: match.end()], ctx)
        if title := title_from(sentence, match.end(), ctx, True):
            behind = sentence[match.end() + len(title) :]
            by = _signed_behind(lex).match(behind)
            credits = credits if sure >= _SURELY else _full_names(behind[by.end() :], ctx) if by else ()
            yield title, credits or _of_sentence_above(sentence[: match.end()], above, ctx)


def _named_by_was(sentence: str, start: int, ctx: Context) -> Iterator[tuple[str, tuple[Credit, ...]]]:
    """`The second talk was Nine Spoons in a Row, and I liked it`, `Next up was Stirring with less salt.`

    No `The first talk was Ida Quill's`, `The sessions were 90 minutes that held three talks`, nor an event's name.
    """
    title = title_from(sentence, start, ctx, True)
    words = title.split()
    strict = title == title_at(sentence, start, ctx)
    if len(words) < (_LEAST_NAMED if strict else _LEAST_SMALL) or words[0] in _WRITER or _begins_with_name(title, ctx):
        return
    if not strict and (title[0].isdigit() or not ctx.lexicon.words("talk_words").isdisjoint(title.split())):
        return
    behind = sentence[start + len(title) :]
    by = _signed_behind(ctx.lexicon).match(behind)
    credits = _full_names(behind[by.end() :], ctx) if by else ()
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
_WRITER = ("I", "I'm", "I’m")


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
    known = persons(text, ctx, _SURELY)
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
    return _written_as_title(title, False) and first not in small and around.isdisjoint(fold(title).split())


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


def title_at(sentence: str, start: int, ctx: Context) -> str:
    """The words with capitals that begin there, if they are written as a title is, and end as one does."""
    match = _CAPITALS_FROM.match(sentence, start)
    aside = _SMALL_ASIDE.match(sentence, match.end()) if match else None
    title = tidy(match.group(), ctx.lexicon)[0] if match else ""
    if aside and title and match and match.group().endswith(title):
        return title + aside.group()
    words = title.split()
    while len(words) > 1 and (
        words[-1].islower() or words[-1] in "–—-&+" or (words[-1] == "I" and words[-2].islower())
    ):
        words = words[:-1]
    while len(words) > 1 and ctx.lexicon.kind_of(words[-1]):
        words = words[:-1]
    title = " ".join(words)
    return title if len(words) > 1 and _written_as_title(title, False) else ""


def title_from(sentence: str, start: int, ctx: Context, sure: bool = False) -> str:
    """The title that begins there, though not all of its words have capitals: `a talk called Why we stir`.

    Where nothing says that it is one (`sure`), only if its first word has a capital that it has nowhere but there, or a
    colon divides it: `She spoke about Making soup in a row`.
    """
    strict = title_at(sentence, start, ctx)
    if strict and ctx.lang != "en" and (end := _LAST_WORDS.fullmatch(sentence, start + len(strict))):
        return strict + end["words"]
    stop = _title_stops(ctx.lexicon).search(sentence, start + 1)
    whole = _small_end(ctx.lexicon).sub("", sentence[start : stop.start() if stop else len(sentence)].rstrip(" .,;:"))
    words = whole.split()
    if ctx.lang == "de" or not words or not (2 - sure < len(words) <= _MOST_WORDS):
        return strict
    if not sure and not (_opens_title(words[0], ctx) or _TWO_PARTS.search(whole)):
        return strict
    rest = whole[len(strict) :].lstrip(" ,:–—-") if whole.startswith(strict) else ""
    longer = not strict or rest[:1].isupper() or whole[-1] == "?" or ":" in rest
    if rest and ctx.lang != "en" and fold(rest.split()[0]) in ctx.lexicon.words("function_words"):
        longer = longer or any(word[0].isupper() for word in rest.split())
    if rest and stop is None and (len(strict.split()) < _CUT_SHORT or len(rest.split()) < _CUT_SHORT):
        longer = longer or fold(rest.split()[0]) not in ctx.lexicon.words("function_words")
    return tidy(whole, ctx.lexicon)[0] if longer else strict


def _opens_title(word: str, ctx: Context) -> bool:
    """Whether a word with a capital within a sentence is no name: `How`, `Making`, `Restrições`."""
    folded = fold(word)
    noun = folded.endswith(ctx.lexicon.lists.get("noun_ends", ())) and len(folded) > len("sting")
    return noun or (len(word) > 1 and folded in ctx.lexicon.words("function_words", "about"))


_MOST_WORDS, _CUT_SHORT = 18, 3


@of_languages
def _title_stops(lex: Lexicon) -> re.Pattern[str]:
    """Where a title within a sentence ends at last."""
    joined, by = rf"(?:{anywhere('and_alone')}|or|&)", rf"(?:{anywhere('by_alone')})"
    somebody = rf"(?:[A-ZÀ-Þ@]|{lex.either('a', 'the', 'my', 'their')}\s)"
    stops = rf"\s{by}\s(?={somebody})|\s{lex.either('title_stops')}\s"
    return re.compile(rf"[,;]\s(?!(?:{joined}\s)?[A-ZÀ-Þ\d])|[“”\"«»]|\s[–—-]\s|\s\((?=[A-ZÀ-Þ@\d])|[.!]\s|{stops}")


_LAST_WORDS = regex(r"(?P<words>(?:\s[\w'’-]+){1,3})[.!?\s]*")
"""What is left of a sentence behind the words with capitals of a title: `Spoons - Amor` and ` e ódio.`"""


@of_languages
def _small_end(lex: Lexicon) -> re.Pattern[str]:
    """Words with which no title ends: ` of the`."""
    return re.compile(
        rf"(?:\s{lex.either('a', 'the', 'in', 'on', 'at_org', 'part_of', 'and', 'with', 'from_alone')})+$"
    )


_TWO_PARTS = regex(r"^[A-ZÀ-Þ][\w.+#-]*(?:\s[\w.+#-]+){0,3}:\s(?:[A-ZÀ-Þ]|an?\s|the\s)")
"""`Spoonpack: a ladle for everybody`"""


_SMALL_ASIDE = regex(r"\s\([a-z]+(?:\s[\w'’.-]+){1,4}\)(?=\s[a-z]|,)")
"""`(without Salt)`, within a sentence."""


def _full_names(text: str, ctx: Context) -> tuple[Credit, ...]:
    """Who is named at a text's start, with more than one name."""
    credits, sure, _ = cast(text, ctx.names, True)
    if credits and sure >= 0.6 and all(" " in c.name for c in credits):
        return credits
    return tuple(Credit(person.name) for person in _first_names(text, ctx))


_LONGEST_ROW = 240
"""Characters of a row of names."""


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
        first = max(0, match.start() - _LONGEST_TITLE)
        words = _CAPITALS.search(sentence[first : match.start()])
        starts = [0, *(comma.end() for comma in _NEXT.finditer(words.group()))] if words else []
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


_NEXT = regex(r",\s+(?=[A-ZÀ-Þ])")


_LONGEST_TITLE = 120


_SMALL = (
    r"(?:a|an|the|of|in|on|for|to|and|or|with|from|as|at|vs\.?|is|are|it|its|your|you|our|my|we|into|using|without"
    r"|through|via|than|not|be|me|no|all|&|[-–—]|\+|=|d[aei]|do|del|du|des)(?!\w)"
)


_CAPITALS = regex(
    rf"(?<![\w'’-])(?:[A-ZÀ-Þ\d][\w'’.+#/&-]*[:,?!]?|(?<=\s){_SMALL})"
    rf"(?:\s+(?:[(]?[A-ZÀ-Þ\d#.][\w'’.+#/&-]*[)]?[:,?!]?|{_SMALL}))+,?\s*$"
)
"""The words with capitals, and the small ones between them, at the end of a text."""


_CAPITALS_FROM = regex(rf"[A-ZÀ-Þ\d][\w'’.+#/&-]*[:?!]?(?:\s+(?:[(]?[A-ZÀ-Þ\d#][\w'’.+#/&-]*[)]?[:?!]?|{_SMALL}))+")
"""The same at a place."""


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


_QUOTE_ENDS = Worded(r"['’]\s(?:<and>|<was>|<relative>)(?!\w)")


def _written_as_title(title: str, announced: bool) -> bool:
    """Whether the words are those of a title: with capitals, all but the small ones if nothing else announces it."""
    if _QUOTE_ENDS.pattern.search(title):
        return False
    words = [w for w in title.split() if w[0].isalpha()]
    long = [w for w in words if len(w) > 3]
    capitals = sum(w[0].isupper() for w in long)
    begins = words and (words[0][0].isupper() or (announced and "_" in words[0]))
    if len(words) < 2 or not long or not begins or sum(w[0].isupper() for w in words) < 2 - announced:
        return False
    return capitals >= (0.3 if announced else 0.65) * len(long)


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


def opening_signed(at: int, block: Block, ctx: Context) -> Told | None:
    """The title with a by-line that begins a paragraph: `Spoons in a Row by Ida Quill and Bo Lind tackles a problem.`

    It may begin a later sentence, or follow a comma, where three or more have it: papers are told of so. It says
    little where it stands alone: a sentence may go on so. Several such paragraphs speak for each other.
    """
    text = flowing(block.text, block.marks)
    if apart := _signed_apart(at, text, ctx) or _dashed_before_actor(at, text, ctx):
        return apart
    first, *later = SENTENCE.split(text)[:_FIRST_SENTENCES]
    if not first[:1].isupper() or _OURSELVES.match(first) or fold(first.split()[0]) in ctx.lexicon.words("lead_ins"):
        later, first = [first, *later], ""
    for sentence in (first, *later):
        opening = sentence is first
        for start in (0, *(comma.end() for comma in _NEXT.finditer(sentence[:_LONGEST_TITLE]))):
            least = 1 if opening and not start else _AUTHORS
            if told := _signed_at(at, sentence[start:], least, block if opening else None, ctx):
                return told
    return None


_FIRST_SENTENCES, _AUTHORS = 3, 3


def _signed_apart(at: int, text: str, ctx: Context) -> Told | None:
    """The title and who spoke with which a paragraph begins, parted from what is said then: `Spoons in a Row (Ida
    Quill) – it was great`, `Spoons in a Row - Ida Quill: it was great`."""
    match = _PARTED.match(text) or _signed_before_colon(ctx.lexicon).match(text)
    if match is None or _OURSELVES.match(text):
        return None
    title, kind = tidy(match["title"], ctx.lexicon)[0], ctx.lexicon.kind_of(match["title"])
    who, sure = people(match.groupdict().get("aside") or match["name"], ctx.names)
    if sure < _SURELY or any(" " not in credit.name for credit in who) or people(title, ctx.names)[1] >= SURE_NAME:
        return None
    words = title.split()
    if len(persons(title, ctx, SURE_NAME)) > 1:
        return None
    if not kind and (len(words) < 2 or acting(ctx.lexicon).search(title) or SENTENCE.search(title)):
        return None
    if ctx.lexicon.has_any(("breaks", "not_titles"), title) or words[0].lower() in ctx.lexicon.words("breaks"):
        return None
    return Told("" if kind else title, who, kind, at, OPENING_SIGNED, 0.8)


@of_languages
def _signed_before_colon(lex: Lexicon) -> re.Pattern[str]:
    """`Nueve cucharas, pensemos en sopa, de Ana Ruiz: `"""
    by = lex.either("by", "by_weak", "whose")
    return re.compile(
        rf"(?P<title>[A-ZÀ-Þ\d“\"¿¡#.][^\n:]{{2,120}}?(?::\s[^\n:]{{2,90}}?)?),\s{by}\s"
        r"(?P<name>[A-ZÀ-Þ][^:.,!?()\n]{4,60}?):\s"
    )


_PARTED = regex(
    r"(?P<title>[A-ZÀ-Þ\d“\"¿#.][^\n]{2,120}?)"
    r"(?:\s\((?P<aside>[A-ZÀ-Þ][^()\n]{4,100})\)\s?[.:–—-]\s?|\s[–—-]\s(?P<name>[A-ZÀ-Þ][^–—:.!?()\n]{4,80}?)\s?[:–—-]\s)"
)


def _dashed_before_actor(at: int, text: str, ctx: Context) -> Told | None:
    """The title with which a paragraph begins, and behind a dash who told something: `Making soup at scale – Ida Quill,
    head cook at Ladle, explained how they stir.`"""
    match = _DASHED.match(text)
    said = text[match.end() :] if match else ""
    who = _first_names(said, ctx)
    if match is None or not who or any(person.score < SURE_NAME for person in who):
        return None
    title, words = tidy(match["title"], ctx.lexicon)[0], match["title"].split()
    told = acting(ctx.lexicon).match(said, who[-1].end)
    if told is None or len(words) < _LEAST_DASHED or SENTENCE.search(title) or persons(title, ctx, SURE_NAME):
        return None
    if words[0] in _WRITER or ctx.lexicon.has_any(("breaks", "not_titles"), title):
        return None
    credits, sure, _ = cast(said[: told.end()], ctx.names, True)
    whole = credits if sure >= _SURELY else tuple(Credit(person.name) for person in who)
    return Told(title, whole, None, at, OPENING_SIGNED, 0.8)


_DASHED = regex(r"(?P<title>[A-ZÀ-Þ\d“\"][^\n–—]{8,120}?)\s[–—-]\s(?=[A-ZÀ-Þ])")
_LEAST_DASHED = 3
_SURELY = 0.6
"""How sure names have to be where they speak, and where a title would be none."""


def _signed_at(at: int, sentence: str, least: int, block: Block | None, ctx: Context) -> Told | None:
    """The title and its by-line of `least` people or more with which a sentence begins, before a verb."""
    if not 30 < len(sentence) < _LONGEST_OPENING:
        return None
    for match in ctx.lexicon.pattern("by").finditer(sentence[: 2 * _LONGEST_TITLE]):
        title, said = sentence[: match.start()].rstrip(" ,"), sentence[match.end() :].lstrip()
        if not 2 < len(title.split()) <= _MOST_WORDS:
            continue
        if block and _phrase_alone(title, said, ctx):
            return Told(tidy(title, ctx.lexicon)[0], _full_names(said, ctx), None, at, OPENING_SIGNED, 0.8)
        if not (_written_as_title(title, False) or _COLON.match(title)):
            continue
        if block and any(0 < mark.start < match.start() for mark in block.marks):
            return None
        credits, sure, lead = cast(said, ctx.names, True)
        full = len(credits) >= least and all(" " in c.name for c in credits)
        if full and _VERB_BEHIND.match(said[lead:]) and sure >= 0.3:
            score = 0.8 if sure >= 0.6 or len(credits) >= _AUTHORS else ENOUGH
            return Told(tidy(title, ctx.lexicon)[0], credits, None, at, OPENING_SIGNED, score)
    return None


def _phrase_alone(title: str, said: str, ctx: Context) -> bool:
    """Whether title and by-line that open a paragraph are no sentence: `How we stir a pot by Ida Quill - I liked it`.

    What begins so and is one has a word for a talk, or that it was.
    """
    who = next(iter(persons(said[:_LONGEST_ROW], ctx, SURE_NAME)), None)
    if who is None or who.start or " " not in who.name or not _ENDS_PHRASE.match(said, who.end):
        return False
    words = set(fold(title).split())
    own = ctx.lexicon.words("talk_nouns", "talk_words", "speaker_nouns", "was", "seen", "past", "lead_ins")
    return title[:1].isupper() and words.isdisjoint(own) and not SENTENCE.search(title)


_ENDS_PHRASE = regex(r"\s?(?:[.:](?:\s|$)|[–—]\s|-\s)|\s*$")
"""What follows the name of who gave a talk, where a remark on it begins."""
_COLON = regex(r"(?:[A-ZÀ-Þ\d]\S*\s){0,4}[\w-]+:\s")
"""`Spoonpack: ladles for everybody`"""


OPENING_SIGNED = "prose-by-opening"
"""The rule of paragraphs that begin with a title and its by-line."""
_LONGEST_OPENING = 900
_VERB_BEHIND = regex(r"[\s,]*[a-zà-öø-ÿ]{2,}")


_HASHTAG = regex(r"(?:^|\s)#\w{3}")


SIGNED_LINE = "signed-line"
"""The rule of paragraphs that are but title and speaker."""


_SIGNED_LINE = 110
"""Characters of a line that is title and speaker."""


_OURSELVES = regex(r"(?:I|[Mm]e|[Ww]e|[Uu]s|[Ii]ch|[Ww]ir|[Mm]oi|[Nn]ous|[Yy]o|[Ee]u|[Ii]o)\s")


_WHOLE = ("by", "by-weak", "dash", "pipe", "paren")


def signed_line(at: int, block: Block, ctx: Context) -> Told | None:
    """A short paragraph that is but title and speaker: `Spoons with Ida Quill.`, or `(Ida Quill – Spoons)`, perhaps
    with a line for slides or a recording below; several speak for each other.
    """
    first, *below = block.text.split("\n")
    shown = bool(below) and all(is_resource(line) for line in below)
    if below and not shown:
        return _signed_above(at, block, ctx)
    text = (" ".join(first.split()) if shown else block.flat).rstrip(".")
    if text[:1] == "(" and text[-1:] == ")":
        text = text[1:-1]
    if not 12 < len(text) < _SIGNED_LINE or "://" in text or _HASHTAG.search(text) or _SENTENCES.search(text):
        return None
    if not _DIVIDED.search(text) and not ctx.lexicon.pattern("by", "by_weak").search(text):
        return None
    best = max(parses(Line(text), ctx.names), key=lambda p: p.score)
    words = best.title.split()
    full = best.credits and all(" " in c.name or c.name.startswith("@") for c in best.credits)
    if not full or any(ctx.names.score(c.name) < 0.6 for c in best.credits):
        return None
    long = len(words) > 1 or (unspaced(best.title) and len(best.title) > 5)
    inside = not shown and len(text) < len(block.flat.rstrip(".")) and best.form == "dash-before"
    if (
        not (best.form in _WHOLE or inside)
        or best.score < 0.35
        or not long
        or (words[0][0].islower() and not inside)
        or _OURSELVES.match(text)
    ):
        return None
    if best.form == "paren" and all(c.name.startswith("@") for c in best.credits):
        return None
    around = not ctx.lexicon.words("breaks", "not_titles").isdisjoint(fold(best.title).split()[:1])
    if (around and not inside) or acting(ctx.lexicon).search(text):
        return None
    return Told(best.title, best.credits, best.kind, at, SIGNED_LINE, 0.8 if inside else 0.7)


def _signed_above(at: int, block: Block, ctx: Context) -> Told | None:
    """A paragraph of two lines: `Ida Quill (Ladle)`, and below it `Spoons in a Row`; no `Head Cook at Ladle`."""
    name, _, rest = block.text.strip().partition("\n")
    title = tidy(rest, ctx.lexicon)[0]
    words = title.split()
    if "\n" in rest.strip() or len(block.text) > 2 * _SIGNED_LINE or len(words) < _WORDS_BELOW or "://" in title:
        return None
    who, sure = people(name, ctx.names)
    least = _LIKELY_ABOVE if all(credit.organizations for credit in who) else _SURE_ABOVE
    if not who or sure < least or any(" " not in credit.name for credit in who):
        return None
    roles = frozenset() if all(c.organizations for c in who) else ctx.lexicon.words("roles", "org_words")
    other = words[0][0].islower() or _SENTENCES.search(title) or people(title, ctx.names)[1] >= _SURE_ABOVE
    if other or not roles.isdisjoint(fold(title).split()) or acting(ctx.lexicon).search(block.flat):
        return None
    return Told(title, who, None, at, SIGNED_LINE, 0.8)


_WORDS_BELOW, _SURE_ABOVE, _LIKELY_ABOVE = 3, 0.85, 0.6
_SENTENCES = regex(r"[.!?…]\s")


_DIVIDED = regex(r"[(（]|[–—―|-]\s")

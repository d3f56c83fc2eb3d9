"""The conferences that the first words of a post name, and how: `Last week I attended SoupConf`, `the first day at`.

>>> from recapgen.recap.context import Context
>>> [n.name for n in names_in("We attended SoupConf", Context.of("", (), "en"))]
['SoupConf']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from recapgen.recap.conference.events import is_plain
from recapgen.recap.conference.naming import Named, names_in
from recapgen.recap.conference.shapes import YEAR, year_of
from recapgen.recap.conference.trimming import EDGE, trimmed
from recapgen.recap.context import Context
from recapgen.recap.line.days import counted_days
from recapgen.recap.words import Lexicon, alternatives, fold, lexicon, of_languages, unspaced
from recapgen.regex import regex

NO_VENUE = r"(?!\s+(?i:cent(?:er|re)|room|hall|hotel|venue|call|committee|site|website|badge|organi[sz]))"
"""Behind the word for an event: it is no `conference center`."""


def first_words(ctx: Context, title: str) -> Iterator[tuple[int, Named, bool, bool]]:
    """Line and name of the conferences that the first paragraphs name; whether somebody was there, or recaps it."""
    seen, announces = 0, ctx.lexicon.pattern("recap_words").search(title) is not None and not names_in(title, ctx)
    for block in ctx.outline:
        if block.shape not in ("para", "lone", "bold", "heading", "quote", "run-in"):
            continue
        text = block.flat
        for sentence in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", text[:900]):
            names = names_in(sentence, ctx)
            if (
                names
                and ctx.lexicon.pattern("future").search(sentence)
                and not ctx.lexicon.pattern("past", "recap_words").search(sentence)
            ):
                continue
            if called := _event_called(ctx.lexicon).search(sentence):
                went = ctx.lexicon.pattern("attended").search(sentence[: called.start()]) is not None
                yield block.lines[0], _without_year(Named(called["name"].strip(EDGE), None, True)), went, went
            elif (beside := beside_noun(sentence, title, ctx)) and not any(
                n.event and (n.name.endswith(" " + beside.name) or n.name.startswith(beside.name + " ")) for n in names
            ):
                announced = announces and ctx.lexicon.pattern("event_nouns").search(title)
                told = announced or ctx.lexicon.pattern("past").search(sentence)
                yield block.lines[0], beside, True, bool(told)
            elif quoted := _quoted_event(sentence, ctx):
                yield block.lines[0], quoted, True, True
            elif not names and (defined := _said_to_be(sentence, ctx)):
                yield block.lines[0], defined, True, False
            elif not names and (day := _after_its_day(sentence, ctx) or _small_event(sentence, ctx)):
                yield block.lines[0], day, True, True
            elif not names and (letters := _in_letters(sentence, ctx)):
                yield block.lines[0], letters, True, False
            for named in names:
                before = sentence[max(0, named.start - 40) : named.start]
                attended = attended_at_end(ctx.lexicon).search(before) and not _event_at(ctx.lexicon).search(before)
                took = ctx.lexicon.pattern("past").match(_PARTICLE.sub("", sentence[named.end :], count=1))
                if called and not went:
                    took = None
                elif named.event and not took:
                    took = _told_what_it_is(ctx.lexicon).match(sentence, named.end)
                told = ctx.lexicon.pattern("recap_words").search(before)
                yield block.lines[0], named, bool(attended or took), bool(told)
        seen += 1
        if seen >= 5:
            return


_PARTICLE = regex(r"^[\s,)]*(?:[にへを]|에(?:서)?|[을를])?\s*")
"""What stands between a name and what somebody did there: `SoupFESTA に`, in `SoupFESTA に参加した`."""
_NAME_WORD = r"[A-ZÀ-Þ\d][\w'’.:!+#/&-]*[\w!+#]"
_NAME_BEHIND = rf"(?P<name>{_NAME_WORD}(?:\s+(?:(?:of|the|and|&|de|du|des|do|da|di|der)\s+)?{_NAME_WORD}){{0,4}})"


def _after_its_day(sentence: str, ctx: Context) -> Named | None:
    """The name behind a counted day, where a text tells of talks: `the first day at RE:SOUP`."""
    for day in counted_days(sentence, ctx.lexicon):
        behind = _at_name(ctx.lexicon).match(sentence, day.end())
        name = trimmed(behind["name"], ctx) if behind else ""
        if behind and name and _tells_of_talks(ctx) and not is_plain(name, ctx) and ctx.names.score(name) < LIKELY_NAME:
            return _without_year(Named(name, None, True, behind.start("name"), behind.end("name")))
    return None


def _tells_of_talks(ctx: Context) -> bool:
    words = {m.group().lower() for m in ctx.lexicon.pattern("talk_words").finditer(ctx.text[:3000])}
    return len(words) >= _SOME_WORDS


_SOME_WORDS = 2
"""Different words for talks that tell that a text is of any."""


@of_languages
def _at_name(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+{lex.either('attended')}\s+(?:the\s+)?{_NAME_BEHIND}")


def _said_to_be(sentence: str, ctx: Context) -> Named | None:
    """The name with which a sentence begins that says what it is: `Ladelle is one of the largest fairs for cooks`."""
    match = _is_an_event(ctx.lexicon).match(sentence)
    name = trimmed(match["name"], ctx) if match else ""
    if match is None or not name or is_plain(name, ctx) or ctx.names.score(name) >= LIKELY_NAME:
        return None
    return _without_year(Named(name, None, True, match.start("name"), match.end("name")))


@of_languages
def _is_an_event(lex: Lexicon) -> re.Pattern[str]:
    other = rf"(?!{lex.either('at_org', 'on')}\s)"
    article = lex.either("a", "the", "my")
    return re.compile(
        rf"(?:the\s+)?{_NAME_BEHIND}\s+{lex.either('was')}\s+(?:\w+\s){{0,2}}?{article}\s*(?:{other}[\w’'-]+,?\s+){{0,8}}?"
        rf"(?i:\w*?{lex.either('event_nouns')})(?!\w)"
    )


def _small_event(sentence: str, ctx: Context) -> Named | None:
    """`I attended Spoon week`, `my journey at Agile Soup days`: the last word of the name is small."""
    match = _WITH_SMALL_NOUN.search(sentence)
    name = f"{trimmed(match['name'], ctx)} {match['noun']}".strip() if match else ""
    dated = ctx.lexicon.words("months", "weekdays").intersection(fold(name).split())
    if match is None or name == match["noun"] or dated or is_plain(name, ctx):
        return None
    return Named(name, None, True, match.start("name"), match.end())


_WITH_SMALL_NOUN = regex(
    rf"\b(?:attend(?:ed|ing)?|at|visit(?:ed|ing)?|went\sto|back\sfrom)\s+(?:the\s+)?{_NAME_BEHIND}"
    r"\s+(?P<noun>days|week|camp|fest|con|conf)(?!\w)"
)


def _quoted_event(sentence: str, ctx: Context) -> Named | None:
    """`「おたま祭り」という小さなイベントに参加しました`: what is quoted is called an event behind, and over."""
    match = _quoted_before_event(ctx.lexicon).search(sentence) if ctx.lang == "ja" else None
    name = trimmed(match["name"], ctx) if match else ""
    if match is None or not name or is_plain(name, ctx) or not ctx.lexicon.pattern("past").search(sentence):
        return None
    return Named(name, None, True, match.start("name"), match.end("name"))


@of_languages
def _quoted_before_event(lex: Lexicon) -> re.Pattern[str]:
    """A name in quotation marks, then `という` and soon the word for an event, though none for a talk right behind."""
    titled, nouns = lex.pattern("titled").pattern, lex.pattern("event_nouns").pattern
    between = r"(?:（[^（）]*）|[^。「」（）]){0,25}?"
    return re.compile(rf"「(?P<name>[^「」。]{{2,25}})」\**{titled}(?!{lex.either('talk_nouns')}){between}{nouns}")


def _in_letters(sentence: str, ctx: Context) -> Named | None:
    """`I went to PHGB`, `mein letzter Tag auf der PHGB`: capitals alone, where a text tells of talks."""
    match = _was_at_letters(ctx.lexicon).search(sentence)
    if match is None or is_plain(match["name"], ctx) or not _tells_of_talks(ctx):
        return None
    return Named(match["name"], None, False, match.start("name"), match.end("name"))


@of_languages
def _was_at_letters(lex: Lexicon) -> re.Pattern[str]:
    there, day, at = lex.either("was_there"), lex.either("several_days"), lex.either("attended")
    before = rf"(?i:{there}\s+(?:{at}\s+)?|{day}\s+{at}\s+)(?:the\s+|l['’])?"
    return re.compile(rf"(?<!\w){before}(?P<name>[A-Z]{{3,8}})(?![\w'’&-])")


@of_languages
def _event_at(lex: Lexicon) -> re.Pattern[str]:
    """`wrote of the conference at `, right before the name of where that was done."""
    return re.compile(rf"(?<!\w){lex.either('event_nouns')}\s{lex.either('at_org')}\s+$", re.IGNORECASE)


@of_languages
def _event_called(lex: Lexicon) -> re.Pattern[str]:
    """`I attended a new conference called The Spoon It Deserves`."""
    nouns, titled = lex.pattern("event_nouns").pattern, lex.pattern("titled").pattern
    return re.compile(
        rf"(?i:{nouns})\s+[^.!?\n]{{0,50}}?{titled}\s*:?\s*[“\"„«*_]*"
        r"(?P<name>[A-ZÀ-Þ][\w'’&+!-]*(?:\s+(?:[A-ZÀ-Þ\d][\w'’&+!-]*|of|the|to|for|in|on|and|de|du|des|der|di|do)){0,7})"
    )


@of_languages
def _told_what_it_is(lex: Lexicon) -> re.Pattern[str]:
    """`, a small conference on spoons`, right behind a name."""
    return re.compile(rf",\s+(?:\w+\s+){{1,3}}?{lex.pattern('event_nouns').pattern}", re.IGNORECASE)


def beside_noun(sentence: str, title: str, ctx: Context) -> Named | None:
    """What a sentence calls an event: `I attended the second Spoon Things event`, `de lepelconferentie Lepelaar`."""
    before, behind = _noun_beside(ctx.lexicon)
    for match in (*before.finditer(sentence), *behind.finditer(sentence)):
        name = trimmed(match["name"], ctx)
        if name and (kind := _NAMED_BARCAMP.search(sentence, 0, match.start("name"))):
            name = f"{kind['barcamp']} {name}"
        opens = not sentence[: match.start()].strip() and _was_at(ctx.lexicon).match(sentence, match.end())
        opens = opens and _OF_SEVERAL_PARTS.search(name)
        went = (
            match.re is before
            or opens
            or (
                (ctx.text.count(name) > 1 or " " in name or ctx.lexicon.pattern("event_nouns").search(title))
                and attended_at_end(ctx.lexicon).search(sentence[: match.start()])
            )
        )
        own = name and not is_plain(name, ctx) and fold(name) not in ctx.lexicon.plain
        if went and own and ctx.names.score(name) < LIKELY_NAME:
            return _without_year(Named(name, None, True, match.start("name"), match.end("name")))
    return None


_NAMED_BARCAMP = regex(r"(?P<barcamp>Bar[Cc]amp)[\s-]$")
"""`Barcamp `, right before where it is: both are the name."""


_OF_SEVERAL_PARTS = regex(r"\w\s\w|[A-Z].*[A-Z]|\d")
"""`Spoon Things`, `SoupTD`: what may be a name where a sentence begins."""


@of_languages
def _was_at(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+{lex.either('was')}(?!\w)")


def _without_year(named: Named) -> Named:
    """`Spoon Things 2019` as the name and its year."""
    match = _YEAR_LAST.fullmatch(named.name)
    return replace(named, name=match["name"], year=year_of(match["year"])) if match and not named.year else named


_YEAR_LAST = regex(rf"(?P<name>.*\w)\W*\s(?P<year>{YEAR}|['’]\d\d)")


LIKELY_NAME = 0.9


@of_languages
def _noun_beside(lex: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A name behind the word for an event, where languages put it there; and one before it."""
    nouns = lex.lists.get("event_nouns", ())
    plain = alternatives([n for n in nouns if n.isascii() or not unspaced(n)], any_case=True)
    foreign = alternatives(
        [n for code in lex.languages if code != "en" for n in lexicon((code,)).lists.get("event_nouns", ())]
    )
    word = r"(?:[A-Z0-9À-ÖØ-Þ][\w'’.!:+#|/-]*[\w!+#]|[A-Z])"
    name = rf"(?P<name>{word}(?:\s+(?:(?:in|of|the|and the|de|du|do|da|&|\+)\s+)?{word}){{0,4}})"
    latin = r"[A-Za-zÀ-ɏ\d_.+!&-]*"
    cjk = rf"(?P<name>[A-Z]{latin}(?:\s+[A-Z0-9]{latin}){{0,4}})\s*(?:という|라는|的)[^。，、；.!?]{{0,14}}?{foreign}"
    if any(code in lex.languages for code in ("ja", "ko", "zh")):
        return re.compile(cjk), re.compile(rf"{name}\s+(?i:{plain})(?!\w){NO_VENUE}")
    return re.compile(rf"(?i:\w*{foreign})\s+[“\"„«*_]*{name}"), re.compile(rf"{name}\s+(?i:{plain})(?!\w){NO_VENUE}")


_HOUSE_OF = r"(?:the\s+)?(?:[\w.&]+\s+){0,3}\w+['’]s\s+(?:\w+\s+){0,2}"
"""`Ladle University’s annual`: whose an event is."""


@of_languages
def attended_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`I went to the`, right before a name."""
    return re.compile(
        rf"(?:(?:this|it)\s(?:was|is)\s(?:my|our)\s(?:very\s)?first|{lex.pattern('attended').pattern})"
        rf"\s*(?:the\s+|our\s+|my\s+|this year['’]s\s+|\w+ (?:annual|edition of)?\s*|{_HOUSE_OF})?$",
        re.IGNORECASE,
    )

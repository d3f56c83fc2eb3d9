"""Talks of which sentences say who gave them, but not always what they were called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.titles import tidy
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import Mark, flowing
from recapgen.recap.prose.actors import actors_in, without_honorific
from recapgen.recap.prose.capitals import title_at, title_from
from recapgen.recap.prose.honoured import gives_talk, own_name
from recapgen.recap.prose.persons import persons
from recapgen.recap.prose.runs import QUOTED
from recapgen.recap.prose.sentences import SENTENCE
from recapgen.recap.prose.telling import ENOUGH, Told, kind_in
from recapgen.recap.prose.verbs import (
    came_to_tell,
    from_whom,
    introduces_others,
    is_given_by,
    on_what_writer_spoke,
    tells,
)
from recapgen.recap.prose.wording import next_was, of_somebody
from recapgen.recap.words import Lexicon, fold, has_word, of_languages, words_in
from recapgen.regex import regex


def spoken_in(at: int, block: Block, ctx: Context) -> Iterator[Told]:
    """The talks of which sentences say who gave them, but not what they were called: `Ida Quill spoke about soup.`

    None of sentences without any word for a talk or for giving one: what else they say is not `ENOUGH`.
    """
    lex = ctx.lexicon
    nouns, verbs = (
        lex.pattern("talk_nouns", "talk_words", "speaker_nouns", "turns"),
        lex.pattern("presenting", "conveying"),
    )
    if ctx.lang in ("ja", "ko"):
        yield from _spoken_with_honorific(at, block, ctx)
        return
    if not lex.may_hold(words_in(block.text), *_OF_TALKS):
        return
    full: dict[str, Credit] = {}
    asides = lex.pattern("talk_nouns", "talk_words")
    listed = False
    opened: list[tuple[Credit, ...]] = []
    speaking: list[tuple[Credit, ...]] = []
    before = ctx.outline[at - 1].flat[-NEAR:] if 0 < at <= len(ctx.outline) else ""
    text = _before_names(lex).sub("", names_ended(flowing(block.text, block.marks), block.marks, ctx))
    for sentence in SENTENCE.split(text):
        above, before = before, sentence
        if not 12 < len(sentence) < 600:
            continue
        listed = listed or asides.search(above + " " + sentence) is not None
        if listed and not lex.pattern("elsewhere", "future").search(sentence):
            one_of_them = [*_one_of_several(sentence, at, ctx)]
            listed = bool(one_of_them)
            yield from one_of_them
        noun = nouns.search(_ours(lex).sub(" ", sentence)) is not None
        if not noun and nouns.search(sentence):
            continue  # which is of the writer's own talk
        hoped = _hoped(lex).sub(" ", sentence)
        whole = (p for p in persons(sentence, ctx, SURE_NAME) if " " in p.name)
        known = [p.name for p in whole if not _only_listened(sentence[: p.start], ctx)]
        full |= {word: Credit(name) for name in known for word in _parts(name)}
        told = noun or verbs.search(sentence) or tells(lex).search(sentence) or _FIRST_TO_SPEAK.search(sentence)
        if lex.pattern("elsewhere").search(hoped):
            continue
        to_come = lex.pattern("future").search(hoped)
        if not to_come and (first := opens_sentence(sentence, ctx)):
            opened.append(first)
        if told and not to_come:
            yield from _each_with_subject(sentence, at, ctx)
        if told:
            found = [*_spoken_of(sentence, noun, at, full, ctx)]
            speaking += [one.credits for one in found if one.score > ENOUGH]
            yield from found
            if noun and asides.search(sentence) and not to_come:
                yield from _in_asides(sentence, at, ctx)
    among = [credits for credits in opened if credits in speaking]
    if len(among) >= _LEAST_AMONG and len(among) >= 0.5 * len(opened):
        yield from (Told("", credits, None, at, "prose-opening", ENOUGH) for credits in opened if credits not in among)


_OF_TALKS = ("talk_nouns", "talk_words", "speaker_nouns", "presenting", "turns", "tell")
"""Lists of words without any of which a sentence tells of no talk."""


def names_ended(text: str, marks: Sequence[Mark], ctx: Context) -> str:
    """A text where what is set apart right behind a name is parted from it, `Ida Quill *Nine Spoons in a Row*`, and
    right behind a word for a talk stands in quotation marks, `her talk [Slow Stirring](url)`: it is hardly a name."""
    noun = _noun_at_end(ctx.lexicon)
    for mark in sorted(marks, key=lambda m: m.start, reverse=True):
        title = text[mark.start : mark.end]
        titled = len(title.split()) > 2 and title[0].isupper() and ctx.names.score(title) < LIKELY
        if titled and _NAME_RIGHT_BEFORE.search(text, 0, mark.start):
            text = f"{text[: mark.start - 1]}: “{title}”{text[mark.end :]}"
        elif title[:1].isupper() and not _begins_as_name(title, ctx) and noun.search(text, 0, mark.start):
            text = f"{text[: mark.start]}“{title}”{text[mark.end :]}"
    return text


def _begins_as_name(title: str, ctx: Context) -> bool:
    """Whether a text begins with a given name: `Ida Quill`."""
    return fold(title.split(maxsplit=1)[0]) in ctx.lexicon.given


@of_languages
def _noun_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`'s talk `, right before a title."""
    return re.compile(rf"{lex.pattern('talk_nouns').pattern},?\s+$", re.IGNORECASE)


_NAME_RIGHT_BEFORE = regex(r"(?<!\w)[A-ZÀ-Þ][\w'’.-]+ [A-ZÀ-Þ][\w'’.-]+ $")


def _parts(name: str) -> tuple[str, str]:
    """The names by which somebody is called later: `Ida` and, behind `Dr`, `Quill`."""
    words = name.split()
    return words[0], words[-1]


@of_languages
def _before_names(lex: Lexicon) -> re.Pattern[str]:
    """`Dr. ` before a name of two words."""
    return re.compile(rf"(?<!\w)(?:(?i:{lex.either('honorifics')})\.?\s)+(?=[A-ZÀ-Þ][\w'’-]+\s[A-ZÀ-Þ])")


_LEAST_AMONG = 3
"""Sentences of a paragraph that begin with who gave a talk, from which on the others that begin so say the same."""


def opens_sentence(sentence: str, ctx: Context) -> tuple[Credit, ...]:
    """The one with a sure and whole name, before a verb, with which a sentence begins."""
    first = next(iter(persons(sentence[:80], ctx, SURE_NAME)), None)
    whole = first is not None and not first.start and " " in first.name
    return (Credit(first.name),) if first and whole and VERB.match(sentence, first.end) else ()


def _in_asides(sentence: str, at: int, ctx: Context) -> Iterator[Told]:
    """`I attended talks about lids (Ida Quill) and pots (Bo Lind)`: two or more sure names, each in parentheses."""
    found = [match for match in _ASIDE_NAME.finditer(sentence) if ctx.names.score(match[1]) >= SURE_NAME]
    talks = ctx.lexicon.pattern("seen", "past").search(sentence)
    for match in found if len(found) > 1 and talks else ():
        yield Told("", (Credit(match[1]),), kind_in(sentence, ctx.lexicon), at, "prose-speaker", 0.7)


def _each_with_subject(sentence: str, at: int, ctx: Context) -> Iterator[Told]:
    """`The keynotes were good: lids by Ida Quill (Ladle), pots from Bo Lind (Pan) and soup from Jo Reed (Pot)`: three
    or more names with their firms, each behind a by-word, where several talks are spoken of."""
    found = [*_signed_subject(ctx.lexicon).finditer(sentence)] if "(" in sentence else []
    scores = [ctx.names.score(match["who"]) for match in found]
    if len(found) < _LEAST_AMONG or min(scores) < LIKELY or 2 * sum(s >= SURE_NAME for s in scores) < len(scores):
        return
    if ctx.lexicon.several_talks.isdisjoint(fold(sentence[: found[0].start()]).split()):
        return
    for match in found:
        who = Credit(match["who"], (match["firm"],))
        yield Told("", (who,), kind_in(sentence[: found[0].start()], ctx.lexicon), at, "prose-speaker-by", _GIVEN)


@of_languages
def _signed_subject(lex: Lexicon) -> re.Pattern[str]:
    """` by Ida Quill (Ladle),`"""
    name = r"(?P<who>[A-ZÀ-Þ][\w'’.-]+(?:\s[A-ZÀ-Þ][\w'’.-]+){1,2})"
    by = lex.either("by", "from_alone")
    return re.compile(rf"\s{by}\s{name}\s\((?P<firm>[A-ZÀ-Þ][^()]{{1,40}})\)(?=[,;.]|\s{lex.either('and')}\s|$)")


_GIVEN = 0.9
"""How sure it is that somebody gave a talk who is named so."""


def _one_of_several(sentence: str, at: int, ctx: Context) -> Iterator[Told]:
    """`One by Ida Quill, another by Bo Lind`, `Ida Quill's was easily the best`, where talks have been named before."""
    for person in persons(sentence, ctx, LIKELY):
        if " " not in person.name:
            continue
        of_many = _one_of_many(ctx.lexicon).search(sentence, max(0, person.start - 40), person.start)
        if of_many or (person.score >= SURE_NAME and _own_one(ctx.lexicon).match(sentence, person.end)):
            title = title_behind(sentence, person.end, ctx) or _title_beside(sentence, person.end, ctx)
            yield Told(title, (Credit(person.name),), kind_in(sentence, ctx.lexicon), at, "prose-speaker", 0.6)


def _title_beside(sentence: str, end: int, ctx: Context) -> str:
    """The title right behind a name and a comma, or `on`: `another by Ida Quill, Spoons in a row`."""
    beside = _comma_or_on(ctx.lexicon).match(sentence, end)
    title = title_from(sentence, beside.end(), ctx, beside.group().startswith(",")) if beside else ""
    roles = ctx.lexicon.words("roles", "org_words")
    return title if roles.isdisjoint(fold(title).split()[:3]) else ""


@of_languages
def _comma_or_on(lex: Lexicon) -> re.Pattern[str]:
    on = lex.either("on", "speaks_of")
    return re.compile(rf"(?:,\s(?:{on}\s)?|\s{on}\s)(?=[A-ZÀ-Þ\d])")


NEAR = 300
"""Characters of the words before a sentence in which talks may be named."""


@of_languages
def _one_of_many(lex: Lexicon) -> re.Pattern[str]:
    """`Another one was by `, right before a name."""
    return re.compile(rf"(?<!\w){lex.either('another_by')}\s*$", re.IGNORECASE)


@of_languages
def _own_one(lex: Lexicon) -> re.Pattern[str]:
    """`'s was`, `'s on`, right behind a name."""
    return re.compile(rf"['’]s\s(?:own\s)?(?:{lex.either('on', 'speaks_of')}|was)\s")


_ASIDE_NAME = regex(r"(?<=\w)\s\(([A-ZÀ-Þ][\w'’.-]+(?:\s[\w'’.-]+){1,3})\)")


@of_languages
def _ours(lex: Lexicon) -> re.Pattern[str]:
    """`my talk`: who is named beside it gave none."""
    return re.compile(rf"(?<!\w){lex.either('my')}\s(?:own\s)?\w+", re.IGNORECASE)


_OF_SOMEBODY = 0.09
"""How much less sure somebody is than his or her name, where a role or an organization is named beside it."""


@of_languages
def _hoped(lex: Lexicon) -> re.Pattern[str]:
    """What was still to come, and then came; or what somebody spoke about: `told us about the upcoming spoons`."""
    return re.compile(rf"\b{lex.either('had_hoped')}\b", re.IGNORECASE)


@of_languages
def _to_me(lex: Lexicon) -> re.Pattern[str]:
    """`showed me around`, `m'a montré`: what somebody did for the writer alone."""
    return re.compile(rf"\s\w+\s{lex.either('me')}\b|\s{lex.either('me_before')}\s{lex.either('tell_stems')}")


_COMMA_ASIDE = regex(r"(?:\s\w+)?,[^,.]{2,60},")
"""`, besides sharing a cab,`, right behind a name."""


@of_languages
def _organized_by(lex: Lexicon) -> re.Pattern[str]:
    """`The conference was organised by`"""
    return re.compile(rf"{lex.either('organizing')}\w*\s\S+\s*$", re.IGNORECASE)


@of_languages
def _people_of(lex: Lexicon) -> re.Pattern[str]:
    """`The folks from`, right before the name of a firm."""
    return re.compile(rf"(?<!\w){lex.either('people_of')}\s(?:{lex.either('the')}\s)?$", re.IGNORECASE)


_TO_COME, _TO_COME_BEHIND = 70, 30
"""Characters before and behind a speaker's name in which the words stand that say that the talk is still to come."""


def _spoken_of(sentence: str, noun: bool, at: int, full: Mapping[str, Credit], ctx: Context) -> Iterator[Told]:
    """The talks of one sentence; `full` are the people named before, by their first names."""
    lex = ctx.lexicon
    actors = [*actors_in(sentence, ctx)]
    spans = [(sentence.find(credits[0].name), last) for credits, _, last in actors]
    for (credits, sure, last), (first, _) in zip(actors, spans, strict=True):
        near = sentence[max(0, first - _TO_COME) : last + _TO_COME_BEHIND]
        if lex.pattern("future").search(_hoped(lex).sub(" ", near)):
            continue
        named = sentence[max(0, first - 90) : first]
        before = without_honorific(named, lex)
        if any(way(lex).search(before) for way in (_organized_by, _talked_with, _people_of, on_what_writer_spoke)):
            continue
        if _only_listened(before, ctx):
            continue
        if introduces_others(lex).match(sentence, last) or _given_elsewhere(sentence, last, ctx):
            continue
        given = noun and is_given_by(before, sure, lex)
        aside = _COMMA_ASIDE.match(sentence, last)
        told_me = None if given else _to_me(lex).search(sentence, last)
        soon = told_me is not None and told_me.end() < (aside.end() if aside else last) + _TO_COME_BEHIND
        if soon and not lex.pattern("talk_nouns").search(sentence):
            continue
        handles = all(c.name.startswith("@") for c in credits)
        honoured = noun and before != named
        if len(credits) == 1 and (credits[0].role or credits[0].organizations):
            sure = max(sure, ctx.names.score(credits[0].name) - _OF_SOMEBODY)
        if len(credits) == 1 and (whole := full.get(credits[0].name)):
            credits, sure = (whole,), 1.0
        own = _own_talk(lex).match(sentence, last) is not None
        likely = given or own or _gave_one(lex).match(sentence, last) is not None
        likely = likely or (next_was(lex).fullmatch(before) and of_somebody(lex).match(sentence, last)) is not None
        least = LIKELY if likely else 0.65 if handles or len(credits) > 1 else SURE_NAME
        alone = given or own or (likely and len(credits) == 1)
        if sure < least or (
            not (handles or honoured) and (_unsure(credits, ctx, alone) or credits[0].name.endswith(("’s", "'s")))
        ):
            continue
        if not own and _witness(lex).match(sentence, last):
            continue
        score = 0.2 + 0.3 * noun + 0.3 * (given or _says_who_told(sentence, last, before, lex))
        score += 0.1 * (lex.pattern("about").search(sentence, last) is not None)
        score += 0.1 * (lex.pattern("seen", "lead_ins").search(sentence) is not None)
        score += 0.2 * own
        opens = _opens_day(ctx.lexicon).match(sentence, last) or _FIRST_TO_SPEAK.match(sentence, last)
        score += 0.3 * (not noun and opens is not None)
        rule = "prose-speaker-by" if given else "prose-speaker"
        title = title_behind(sentence, last, ctx) if score >= ENOUGH else ""
        title = title or (_title_before(sentence[:first], ctx) if given else "")
        since = max((end for _, end in spans if end <= first), default=0)
        until = last if given and len(spans) > 1 else min((start for start, _ in spans if start >= last), default=None)
        kind = kind_in(sentence[since:until], lex)
        several = _several_by(lex).search(sentence, max(0, first - 90), first) or _several_of(lex).match(sentence, last)
        for each in ((credit,) for credit in credits) if several else (credits,):
            yield Told(title, each, kind, at, rule, min(1.0, score))


def _says_who_told(sentence: str, last: int, before: str, lex: Lexicon) -> bool:
    """Whether a verb behind a name, or right before it, says that who has it told something."""
    return bool(
        lex.pattern("presenting", "conveying").search(sentence, last)
        or tells(lex).match(sentence, last)
        or _presents(lex).search(before)
        or came_to_tell(lex).match(sentence, last)
    )


@of_languages
def _presents(lex: Lexicon) -> re.Pattern[str]:
    """`Was Löffel sind, erklärte `, right before the name of who did so."""
    return re.compile(rf"{lex.pattern('presenting').pattern}\s+(?:{lex.either('the')}\s+)?$", re.IGNORECASE)


@of_languages
def _talked_with(lex: Lexicon) -> re.Pattern[str]:
    """`I got to talk with`, right before the name of somebody who gave no talk by that."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"(?<!\w){lex.either('before_verb')}\s{nouns}\s{lex.either('with')}\s+$", re.IGNORECASE)


def _only_listened(before: str, ctx: Context) -> bool:
    """Whether the words before a name say that who has it was there as the writer was: `I saw the Bo Lind keynote with
    Ida Quill`."""
    shared = _shared_with(ctx.lexicon).search(before)
    return shared is not None and ctx.names.score(shared["whose"]) >= SURE_NAME


@of_languages
def _shared_with(lex: Lexicon) -> re.Pattern[str]:
    """`Bo Lind keynote with `, right before the name of somebody who heard it, too."""
    nouns, name = lex.pattern("talk_nouns").pattern, r"[A-ZÀ-Þ][\w'’-]+"
    return re.compile(rf"(?<!\w)(?P<whose>{name}\s{name})\s(?i:{nouns}\s{lex.either('with')})\s$")


LIKELY = 0.6
"""How sure a name has to be whose owner is plainly said to have given a talk."""


def _given_elsewhere(sentence: str, last: int, ctx: Context) -> bool:
    """Whether a name owns a talk at another conference: `slides from Ida Quill's ForkCon presentation`."""
    match = _AT_EVENT.match(sentence, last)
    if match is None or not ctx.lexicon.pattern("talk_nouns").match(sentence, match.end()):
        return False
    return not any(name and has_word(fold(match["event"]), name) for name in ctx.conferences)


_AT_EVENT = regex(r"['’]s\s+(?P<event>[A-Z]\w*(?:[Cc]on|CON|[Cc]onf|CONF|Days)(?:['’]?\d\d)?)\s+")


@of_languages
def _gave_one(lex: Lexicon) -> re.Pattern[str]:
    """` gave a short talk`, ` with a keynote`, right behind a name."""
    verbs, nouns = lex.pattern("presenting").pattern, lex.pattern("talk_nouns").pattern
    with_one = rf"{lex.either('with')}\s{lex.either('a', 'their')}"
    return re.compile(rf"{_NEXT_TO_NAME}\s(?:{verbs}|{with_one})\s(?:\w+\s){{0,5}}?{nouns}(?!\w)", re.IGNORECASE)


@of_languages
def _witness(lex: Lexicon) -> re.Pattern[str]:
    """` said that he attended`, right behind the name of somebody who was there as the writer was."""
    seen = lex.either("seen")
    return re.compile(
        rf"\s+(?:said|says|told\s\w+|mentioned|reported|agreed)\s+(?:that\s+)?(?:he|she|they)\s(?:had\s)?{seen}(?!\w)",
        re.IGNORECASE,
    )


@of_languages
def _several_by(lex: Lexicon) -> re.Pattern[str]:
    """`Talks by`, right before the names of people of whom each gave one."""
    talks = "|".join(map(re.escape, lex.several_talks))
    return re.compile(rf"(?<!series of )(?<!\w)(?:{talks}),?\s{from_whom(lex)}\s+$", re.IGNORECASE)


@of_languages
def _several_of(lex: Lexicon) -> re.Pattern[str]:
    """`'s keynotes`, right behind the names of people of whom each gave one."""
    return re.compile(rf"['’]s?\s(?:\w+\s)?(?:{'|'.join(map(re.escape, lex.several_talks))})(?!\w)", re.IGNORECASE)


def title_behind(sentence: str, last: int, ctx: Context) -> str:
    """The title that follows who spoke, though nothing sets it apart: `Ida Quill's talk on Nine Spoons in a Row`."""
    if ctx.lang == "de":
        return ""
    lex = ctx.lexicon
    if dashed := _dashed_title(lex).match(sentence, last):
        return tidy(dashed["title"], lex)[0]
    leads = _leads_to_title(lex).match(sentence, last) or _gave_talk(lex).match(sentence, last)
    if leads := leads or _their_talk_on(sentence, last, ctx):
        called = not _on_at_end(lex).search(leads.group())
        return title_from(sentence, leads.end(), ctx, called)
    if told := _tells_title(lex).match(sentence, last):
        title = title_from(sentence, told.end(), ctx)
        return title if len(title.split()) > 2 else ""
    return _title_beside_noun(sentence, last, ctx) if ctx.lang == "en" else ""


def _title_before(before: str, ctx: Context) -> str:
    """The title of several words with capitals between a word for a talk and who gave it: `a panel on Soup and Spoons
    for All with`, right before a name."""
    on = _on_title_with(ctx.lexicon).search(before) if ctx.lang != "de" else None
    words = on["title"].split() if on else []
    capitals = sum(word[0].isupper() for word in words)
    small = ctx.lexicon.words("function_words", "and", "in")
    whole = all(word[0].isupper() or fold(word) in small for word in words)
    return on["title"] if on and whole and capitals >= _LEAST_CAPITALS else ""


_LEAST_CAPITALS = 3


@of_languages
def _on_title_with(lex: Lexicon) -> re.Pattern[str]:
    nouns, on = lex.pattern("talk_nouns").pattern, lex.either("on", "speaks_of")
    by, the = lex.either("with", "by", "by_weak"), lex.either("the")
    title = r"(?P<title>[A-ZÀ-Þ][^.!?;:,“”\"«»()]{8,80}?)"
    return re.compile(rf"(?i:{nouns}\s{on})\s{title},?\s(?i:{by}(?:\s{the})?)\s*$")


def _their_talk_on(sentence: str, last: int, ctx: Context) -> re.Match[str] | None:
    """` was there, and I loved her talk on`, behind a name, where no other name stands between."""
    leads = _loved_their_talk(ctx.lexicon).match(sentence, last)
    return leads if leads and not persons(leads.group(), ctx, LIKELY) else None


@of_languages
def _loved_their_talk(lex: Lexicon) -> re.Pattern[str]:
    nouns, on = lex.pattern("talk_nouns").pattern, lex.either("on", "speaks_of", "titled")
    return re.compile(
        rf"\s[^.;:“”\"«»]{{0,80}}?(?<!\w){lex.either('their')}\s(?:\w+\s){{0,2}}?{nouns}\s{on}\s(?=[A-ZÀ-Þ\d])"
    )


def _title_beside_noun(sentence: str, last: int, ctx: Context) -> str:
    """The title right beside a word for a talk: `'s talk Nine spoons in a row made me think`, `'s talk Nine Spoons in a
    Row.`, `gave her Nine Spoons in a Row talk`."""
    if between := _between_noun_and_verb(ctx.lexicon).match(sentence, last):
        return between["title"] if len(between["title"].split()) > 2 else ""
    noun, their = _own_noun(ctx.lexicon).match(sentence, last), _their_at_end(ctx.lexicon).match(sentence, last)
    start = noun.end() if noun else their.end() if their else 0
    title = title_at(sentence, start, ctx) if start else ""
    behind = sentence[start + len(title) :]
    ends = _ENDS_TITLE.match(behind) if noun else ctx.lexicon.pattern("talk_nouns").match(behind.removeprefix(" "))
    of_event = not ctx.lexicon.words("event_words", "ordinals").isdisjoint(fold(title).split())
    return title if ends and not of_event and len(title.split()) > 2 else ""


@of_languages
def _own_noun(lex: Lexicon) -> re.Pattern[str]:
    """`'s second talk `, right behind a name and right before a title."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"['’‘]s?\s+(?:\w+\s+)?(?i:{nouns})\s+(?=[A-Z\d])")


@of_languages
def _their_at_end(lex: Lexicon) -> re.Pattern[str]:
    """` has some good hints in her `, behind a name and right before a title."""
    return re.compile(rf"\s[^.,;:“”\"«»]{{0,60}}?(?<!\w){lex.either('their')}\s(?=[A-Z\d])")


_ENDS_TITLE = regex(r"\s*(?:[.!;]\s|[.!]?$|,\s[a-z])")


@of_languages
def _between_noun_and_verb(lex: Lexicon) -> re.Pattern[str]:
    """`'s talk Nine spoons in a row made me think`, right behind a name."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(
        rf"['’‘]s?\s+(?:\w+\s+)?(?i:{nouns})\s+(?P<title>[A-Z.\d][^,;:“”\"()!?]{{8,80}}?)\s+(?:about|was|were|is|made|makes"
        r"|taught|contained|showed|shows|gave|gives|got|explained|covered|had|has|really|which|who|went)\b"
    )


@of_languages
def _leads_to_title(lex: Lexicon) -> re.Pattern[str]:
    """`'s excellent talk on`, right behind a name."""
    nouns, on = lex.pattern("talk_nouns").pattern, lex.either("on", "speaks_of", "titled")
    return re.compile(
        rf"['’‘]s?\s+(?:[\w-]+\s+){{0,3}}?{nouns}\s*(?:,|:|{on})\s+(?-i:(?=[A-ZÀ-Þ\d]))",
        re.IGNORECASE,
    )


@of_languages
def _dashed_title(lex: Lexicon) -> re.Pattern[str]:
    """`'s talk – Nine Spoons in a Row – which`, `'s talk about lids – Lids for All.`, right behind a name."""
    nouns, on = lex.pattern("talk_nouns").pattern, lex.either("on", "speaks_of")
    return re.compile(
        rf"(?i:(?:['’‘]s?)?\s+(?:[\w-]+\s+){{0,3}}?{nouns}(?:\s{on}\s[\w.-]+(?:\s[\w.-]+)?)?)\s[–—-]\s"
        r"(?P<title>[A-ZÀ-Þ\d][^.!?;“”\"«»\n]{8,110}?[^\s,])(?:\s[–—-]\s(?=[a-zà-ÿ]|I\s)|[.!?]?$)"
    )


@of_languages
def _on_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s(?:of|{lex.either('on', 'speaks_of')})\s+$")


@of_languages
def _gave_talk(lex: Lexicon) -> re.Pattern[str]:
    """` (Ladle) gave a short talk on`, right behind a name."""
    verbs, nouns = lex.pattern("presenting", "tell").pattern, lex.pattern("talk_nouns").pattern
    return re.compile(
        rf"{_NEXT_TO_NAME}(?:\s{verbs}\s(?:\w+\s){{1,5}}?{nouns}|(?=\s{lex.either('on', 'speaks_of', 'titled')}))"
        rf"\s*(?:,|:|of|{lex.either('on', 'speaks_of', 'titled')})\s+(?-i:(?=[A-ZÀ-Þ\d]))",
        re.IGNORECASE,
    )


_NEXT_TO_NAME = r"(?:\s*\([^()]*\)|,[^.,;:]{2,60},?|\s(?:from|of|at)\s(?-i:[A-Z])\S*)?"
"""What may stand between a name and what its owner did."""


@of_languages
def _tells_title(lex: Lexicon) -> re.Pattern[str]:
    """` (Ladle) talked about`, `: `, ` with`, ` who spoke about`, right behind a name."""
    verbs, on, who = lex.pattern("presenting").pattern, lex.either("on", "speaks_of"), lex.either("relative")
    return re.compile(
        rf"{_NEXT_TO_NAME}(?::\s+|\swith\s+|(?:,?\s{who})?\s{verbs}\s(?:(?:us|{on})\s)*)(?-i:(?=[A-ZÀ-Þ\d]))",
        re.IGNORECASE,
    )


@of_languages
def _opens_day(lex: Lexicon) -> re.Pattern[str]:
    """`Ida Quill opened the day with`: a talk, though nobody calls it one."""
    return re.compile(
        r"(?:\s*\([^()]*\))?(?:,[^,.]{2,60},)?\s+(?:then\s|finally\s)?"
        rf"{lex.either('opens')}\s{lex.either('the')}\s*(?:\w+\s)?{lex.either('opened')}(?!\w)",
        re.IGNORECASE,
    )


_FIRST_TO_SPEAK = regex(
    r"\s+was\s(?:the\s)?(?:first|next|second|third|last|final)\s(?:one\s|person\s)?(?:to\s(?:speak|present|talk)|on\sstage)"
)
"""` was the first one to speak`, right behind a name."""


@of_languages
def _own_talk(lex: Lexicon) -> re.Pattern[str]:
    """`'s talk`, right behind a name."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"['’‘]s?\s+(?:[\w-]+\s+){{0,3}}?{nouns}(?=[\s.,:;(]|$)", re.IGNORECASE)


VERB = regex(r"\s+(?:(?:a|è|é)\s)?[a-zà-öø-ÿ]{2,}")


_HONOURED = regex(
    r"(?:^|[\s、。「」『』()（）,:：・])(?P<name>@?[A-Za-z][\w.-]{0,29}(?: [A-Z][\w'-]+){0,2}"
    r"|[^\s、。「」『』()（）,.:：・]{1,14}?)\s?(?<!たく)(?<!みな)(?<!皆)(?:님|씨|さん|氏|先生)"
    r"(?=의|께서|이\b|은|는|께|이|の|が|による|は)"
)


def _spoken_with_honorific(at: int, block: Block, ctx: Context) -> Iterator[Told]:
    """`파랑님의 … 세션은`, `山田さんの「茶の話」という発表`: who speaks, where names are honoured."""
    nouns = ctx.lexicon.pattern("talk_nouns", "talk_words")
    for sentence in SENTENCE.split(flowing(block.text, block.marks)):
        match = _HONOURED.search(sentence) if len(sentence) < 400 else None
        name = own_name(match["name"], ctx.lexicon) if match else ""
        if match is None or ctx.names.score(name + "さん") < 0.6:
            continue
        title = _quoted_of(sentence, match.end(), ctx)
        noun = nouns.search(sentence, match.end()) or nouns.search(sentence)
        if noun is None and not (title and ctx.lexicon.pattern("lead_ins", "seen").search(sentence)):
            continue
        if not title and not gives_talk(ctx.lexicon).search(sentence, match.end()):
            continue
        if not title and noun and sentence[match.end()] == "의" and 0 < noun.start() - match.end() < 60:
            title = sentence[match.end() + 1 : noun.start()].strip()
        yield Told(title, (Credit(name),), kind_in(sentence, ctx.lexicon), at, "prose-speaker", 0.6)


def _quoted_of(sentence: str, end: int, ctx: Context) -> str:
    """The title in quotation marks right behind who is honoured: `の「茶の話」`, `이 발표하신 '차 이야기'`."""
    quoted = QUOTED.search(sentence, end) if ctx.lang == "ja" else _KOREAN_QUOTED.search(sentence, end)
    between = sentence[end : quoted.start()] if quoted else ""
    if quoted is None or (len(between) > _NEXT_TO_HONOUR and not _GAVE_KOREAN.fullmatch(between)):
        return ""
    return tidy(quoted.group().strip("<>〈〉‘’'"), ctx.lexicon)[0]


_NEXT_TO_HONOUR = 3
_KOREAN_QUOTED = regex(r"[“\"「『《<〈‘'][^“”\"「」『』《》<>〈〉‘’'\n]{2,120}[”\"」』》>〉’']")
_GAVE_KOREAN = regex(r"(?:이|가|께서|은|는)\s(?:발표|진행|강연|소개)\s?(?:하신|한|해\s?주신|하셨던)\s")
"""`님이 발표하신 `, before a title."""


def _unsure(credits: Sequence[Credit], ctx: Context, given: bool) -> bool:
    """Whether they may be no people: all have to be likely, and one sure, but for whom a talk is said to be of.

    A given name alone is enough only there: `a talk by Ida`, `Ida's keynote`.
    """
    alone = given and all(fold(c.name) in ctx.lexicon.given for c in credits)
    scores = [ctx.names.score(c.name) if " " in c.name or alone else 0.0 for c in credits]
    return min(scores) < 0.6 or (not given and max(scores) < SURE_NAME)

"""Who does what in a sentence: the persons that it names, and which of them speaks.

>>> from recapgen.recap.context import Context
>>> ctx = Context.of("Bo Lind of Ladle showed a spoon.", (), "en")
>>> [(p.name, p.organizations) for p in actor_in(ctx.text, ctx)[0]]
[('Bo Lind', ('Ladle',))]
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.byline import cast
from recapgen.recap.line.people import SURE_NAME, is_plain_word, of_organization, people
from recapgen.recap.words import Lexicon, Worded, alternatives, anywhere, fold, of_languages, whole_words
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


SENTENCE = regex(
    r"(?<=[.!?…])(?<!\s[A-ZÀ-Þ]\.)(?<!^[A-ZÀ-Þ]\.)(?<!\.[A-ZÀ-Þ]\.)(?<!\s[DM][rs]\.)(?<!\sMrs\.)(?<!\sProf\.)[”\"’)]?\s+(?=[\"“(A-ZÀ-ÞĀ-Ž¿¡\uac00-\ud7a3])|\n|(?<=[。！？])"
)


def sentences(text: str) -> list[str]:
    """A text cut into its sentences; at least one."""
    return SENTENCE.split(text)


_BEFORE_HANDLE = Worded(r"(?:^|[.!?\n]\s*|(?<!\w)(?:<and>|<by>|from|was|do|de|del|foi)\s+|&\s*)$")


_AND_HANDLE = Worded(r"\s*(?:,|&|<and>)\s+@\w|['’‘]s\s")


class Person(Struct, frozen=True):
    """A name in running text."""

    name: str
    start: int
    end: int
    score: float


def _given(word: str, ctx: Context) -> bool:
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
        if name.isupper() and _in_capitals(text, start, match.end()):
            continue
        if name[0] == "@":
            acts = acting(ctx.lexicon)
            named = _BEFORE_HANDLE.pattern.search(text, max(0, start - 6), start) or _AND_HANDLE.pattern.match(
                text, match.end()
            )
            if (not named and not acts.match(text, match.end())) or _post_before(text[:start], ctx):
                continue
            end = start + len(name.rstrip(".-"))
            if whose := _NAME_BEFORE_HANDLE.search(text, max(0, start - _LONGEST_POST), start):
                found = [person for person in found if person.end <= whose.start()]
                found.append(Person(whose["name"], whose.start("name"), end, _HONOURED))
            else:
                found.append(Person(name.rstrip(".-"), start, end, 0.7))
            continue
        head, _, rest = name.partition(" ")
        if rest and fold(head) in lead_ins and not _given(head, ctx):
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
            noun = not _given(trimmed.partition(" ")[0], ctx) and _behind_article(text, start, ctx.lexicon)
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


def _in_capitals(text: str, start: int, end: int) -> bool:
    """Whether capitals go on behind a name in capitals, in a text that has small letters: `“BASICS OF SOUP”`."""
    return _CAPITALS_BEHIND.match(text, end) is not None and not text.isupper()


_QUOTED = regex(
    r"[“„«](?:[^“”„«»\n]|(?<=\w)[“”](?=\w)){4,160}[”“»]|(?<![\w.,!?…])\"(?=\S)[^“”\"\n]{4,160}(?<=\S)\"(?!\w)"
)
"""What is quoted, within which names are words of a title: `her talk “Making Motion Inclusive”`."""


_CAPITALS_BEHIND = regex(rf"\s(?:[{_UPPER}]+\s){{0,2}}[{_UPPER}]{{3,}}(?!\w)")


_HONOURED = 0.9
"""How surely somebody is named behind `Mr` or `Dr`, even by one name."""


def _post_before(text: str, ctx: Context) -> bool:
    """Whether a text ends with what somebody is: then an employer's handle follows, `head cook @ladle`."""
    return fold(text[-_LONGEST_POST:].split(" ")[-2] if text.endswith(" ") else "") in ctx.lexicon.words("roles")


_LONGEST_POST = 40


def _is_post(name: str, ctx: Context) -> bool:
    """Whether a name is what somebody is, `Vice President`, `Ladle Fellow`, or an event: `Ladle Meetup`."""
    first, _, last = name.rpartition(" ")
    return bool(first) and fold(last) in ctx.lexicon.words("roles", "event_nouns") and not _given(first.split()[0], ctx)


def _behind_title(words: Sequence[str], ctx: Context) -> int:
    """Where the name begins behind what somebody is: `Chief Cook Ida Quill`; 0 where it begins at once."""
    if len(words) < 3 or _given(words[0], ctx) or fold(words[-1]) in ctx.lexicon.words("org_words"):
        return 0
    return next((at for at in range(1, len(words) - 1) if _given(words[at], ctx)), 0)


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


_SAYING = "falando|contando|mostrando|apresentando|explicando|hablando|presentando|parlando|spiegando|mostrando"
"""`@ida, falando sobre`"""


_ASIDE = (
    r"(?P<aside>(?:\s*\([^()\n]{{2,80}}\))?(?:,\s[^.!?\n]{{2,80}}?,?|\s+[–—-]\s[^.!?\n]{{2,80}}?\s[–—-]"
    r"|\s+(?:{froms})\s+(?:\S+|(?:[\w'’-]+\s+){{0,3}}?(?-i:[A-ZÀ-Þ\d])[^.!?,\n]{{1,50}}?))?)"
)
"""What stands between a speaker and what he or she did: `(Ladle)`, `, head cook,`, `- head cook at Ladle -`."""


_OF = r"(?:\s+{froms}\s+(?-i:[A-Z])[\w'’&.-]*(?:\s(?-i:[A-Z])[\w'’&.-]*){{0,3}})?"
"""` of Ladle Ltd`, right behind a name."""


_OWNER = r"(?-i:[A-ZÀ-Þ][\w.-]*\s){0,2}(?-i:[A-ZÀ-Þ])[\w-]*['’‘]s\s+"
"""`Bo Lind's`, of several whose talks are named together."""


_ADVERBS = (
    r"also|then|poi|dann|ensuite|puis|luego|después|depois|daarna|first|kindly"
    r"|who|qui|que|che|quien|has|have|had|will|was|then also|even|once again"
    r"|again|just|next|[a-z]+ly"
)


@of_languages
def acting(lex: Lexicon) -> re.Pattern[str]:
    """What follows the name of somebody who speaks: a verb of speaking, `'s talk`, `was the first speaker`."""
    verbs, nouns, froms, seen = (
        alternatives(lex.lists.get(key, ())) for key in ("speaking", "talk_nouns", "from", "seen")
    )
    their, topic, a = lex.either("their"), lex.either("on", "speaks_of", "titled"), lex.either("a")
    about = lex.either("on", "speaks_of")
    of = _OF.format(froms=anywhere("from_alone"))
    return re.compile(
        rf"(?:(?:\s+(?:for|{lex.either('with', 'in_talk')})|:)\s+{their}\s+(?:\w+\s+){{0,3}}?{nouns}(?!\w)"
        rf"|\s+{lex.either('with')}\s+{a}\s+(?:\w+\s+){{0,5}}?{nouns}\s+{topic}(?!\w)"
        rf"|['’‘]s?\s+(?:(?:{lex.either('and')}\s+)?{_OWNER}){{0,3}}(?:(?!{about}\s)[\w-]+\s+){{0,4}}?{nouns}s?(?!\w)|,\s+(?:{_SAYING})(?!\w)"
        rf"|{_ASIDE.format(froms=froms)}\s+(?:(?:{_ADVERBS})\s+)?{verbs}(?!\w)"
        rf"|\s+(?!{seen}(?!\w))(?-i:[a-zà-ÿ]+)(?:\s[\w'’-]+){{0,6}}?\s(?:{their}|{a})\s(?:[\w-]+\s){{0,3}}?{nouns}\s{topic}(?!\w)"
        rf"|{came_to_tell(lex).pattern}"
        rf"|{of}\s+(?:had|has|did|hatte|{lex.either('was')})\s+(?:{a}|the|one of the)\s+(?:\w+\s+){{0,4}}?"
        rf"(?:{lex.either('speaker_nouns')}|{nouns})(?!\w)"
        r"|\s+(?:is|was)\s+(?:the\s)?(?:first|next|second|third|last|final)\s(?:one\s|person\s|speaker\s)?(?:to\s(?:speak|present|talk|take)|up(?!\w)|on\sstage))",
        re.IGNORECASE,
    )


@of_languages
def came_to_tell(lex: Lexicon) -> re.Pattern[str]:
    """` came out to talk`, ` kam auf die Bühne, um über Löffel zu sprechen`, right behind a name."""
    return re.compile(rf"\s+{lex.either('comes')}\s(?:[^\s.;]+\s){{0,8}}?{lex.either('tell')}(?!\w)")


@of_languages
def _by_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{lex.pattern('by').pattern})\s*$", re.IGNORECASE)


@of_languages
def verb_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`In deze sessie vertelde`, right before the name."""
    return re.compile(rf"{lex.pattern('speaking').pattern}\s+(?:{lex.either('the')}\s+)?$", re.IGNORECASE)


@of_languages
def _announced(lex: Lexicon) -> re.Pattern[str]:
    """What stands before the speaker's name: `charla de`, `une présentation d'`, `Next up was`, `the speaker (`."""
    who = "|".join(re.escape(w) for w in lex.lists.get("speaker_nouns", ()) if w not in lex.lists["talk_nouns"])
    nouns, leads = (
        "|".join(re.escape(w) for w in sorted(set(words), key=len, reverse=True))
        for words in (
            (*lex.lists.get("talk_nouns", ()), *lex.lists.get("speaker_nouns", ())),
            lex.lists.get("lead_ins", ()),
        )
    )
    whose, by = lex.either("whose"), lex.either("whose", "with", "by", "by_weak")
    return re.compile(
        rf"(?:(?<!\w)(?:{nouns})(?:\s+\w+){{1,3}}\s+{whose}\s*|(?<!\w)(?:{nouns})\s+(?:of|{by})\s*"
        rf"|(?<!\w)(?:{leads}|{nouns})(?!\w)[^.!?,]{{0,45}}?\s{lex.either('was')}\s+(?:la\s+de\s+|el\s+de\s+|celle\s+de\s+|die\s+von\s+|the\s+one\s+by\s+)?"
        rf"|(?:de la mano de|a cargo de)\s+|(?<!\w)(?:{who})(?:[,:]?\s+|\s\(\s?))$",
        re.IGNORECASE,
    )


@of_languages
def _between(lex: Lexicon) -> re.Pattern[str]:
    """`a panel discussion between`, right before the first name of several."""
    return re.compile(
        rf"{lex.pattern('talk_nouns', 'talk_words').pattern}\s(?:\w+\s){{0,2}}?{lex.either('between')}\s+$",
        re.IGNORECASE,
    )


@of_languages
def given_by(lex: Lexicon) -> re.Pattern[str]:
    """`The closing keynote was given by`, `a palestra do`, `We heard from`, right before a name."""
    by, turns = lex.pattern("by").pattern, lex.pattern("turns").pattern
    nouns = whole_words({*lex.lists.get("talk_nouns", ()), *lex.several_talks}).pattern
    said, whose = r"[^.!?;:“”\"«»]", lex.either("whose")
    return re.compile(
        rf"(?:{nouns}(?:{said}{{0,50}}?\s{by}|(?:\s\([^()]{{2,40}}\))?,?\s+{from_whom(lex)}"
        rf"|\s{lex.either('on', 'speaks_of', 'titled')}\s{said}{{2,60}}?,?\s{whose}(?:\s(?-i:[a-zà-ÿ]{{4,}}))?"
        rf"|{said}{{0,30}}?\s(?:came|was)\sfrom)"
        rf"|{turns})(?:\s+{lex.either('the')})?(?:\s+(?:[\w.'’-]+\s){{0,3}}?{lex.pattern('roles').pattern},?)?\s*$"
        rf"|{nouns}[^.!?;:“”\"«»]{{0,30}}?\sd['’]$",
        re.IGNORECASE,
    )


@of_languages
def _on_subject_with(lex: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """`a palestra foi sobre sopas com a`, right before a name, and `A keynote on spoons from`, before a sure one."""
    nouns, on = lex.pattern("talk_nouns").pattern, lex.either("on", "speaks_of")
    said, the = r"[^.!?;:,“”\"«»]", lex.either("the")
    subject = rf"{nouns}(?:\s{said}{{0,40}}?)?\s{on}\s{said}{{2,60}}?\s"
    likely, sure = (rf"{subject}{lex.either(by)}(?:\s{the})?\s*$" for by in ("with", "by_weak"))
    return re.compile(likely, re.IGNORECASE), re.compile(sure, re.IGNORECASE)


def is_given_by(before: str, score: float, lex: Lexicon) -> bool:
    """Whether the words before a name say that a talk is of who has it; `score` is how sure the name is."""
    likely, sure = _on_subject_with(lex)
    by = (given_by(lex), likely, sure) if score >= SURE_NAME else (given_by(lex), likely)
    return any(words.search(before) for words in by)


@of_languages
def on_what_writer_spoke(lex: Lexicon) -> re.Pattern[str]:
    """`I gave a talk on `, right before the name of somebody who gave none by that."""
    gave, nouns = lex.pattern("presenting").pattern, lex.pattern("talk_nouns").pattern
    on = lex.either("on", "speaks_of")
    return re.compile(
        rf"(?<!\w){lex.either('we')}\s(?:\w+\s)?{gave}\s(?:[\w-]+\s){{0,4}}?{nouns}\s{on}\s$", re.IGNORECASE
    )


@of_languages
def introduces_others(lex: Lexicon) -> re.Pattern[str]:
    """` then introduced four companies`, ` introduced the first speaker`, right behind a name: no talk."""
    several, nouns = lex.either("numbers"), lex.either("speaker_nouns")
    which = rf"(?:{lex.either('the', 'their', 'which_one', 'numbers')}\s+){{0,2}}"
    return re.compile(
        rf"\s+(?:\w+\s+)?introduc(?:ed|es|ing)\s+(?:{which}(?:keynote\s+)?{nouns}(?!\w)|{several}\s+(?!\w+\s?:)[a-z]+s(?!\w))",
        re.IGNORECASE,
    )


@of_languages
def from_whom(lex: Lexicon) -> str:
    """What stands between a talk and whose it is, as a regular expression."""
    return rf"(?:from|{lex.either('by', 'whose', 'with')})"


def actor_in(sentence: str, ctx: Context) -> tuple[tuple[Credit, ...], float]:
    """Who speaks, shows or has a talk in a sentence: `Bo Lind of Ladle showed`, `Lind's talk`, `presented by Ida`."""
    known = ctx.actors.get(sentence)
    if known is None:
        known = ctx.actors[sentence] = _actor_in(sentence, ctx)
    return known


def _actor_in(sentence: str, ctx: Context) -> tuple[tuple[Credit, ...], float]:
    best: tuple[tuple[Credit, ...], float] = ((), 0.0)
    known = persons(sentence, ctx)
    by = _by_at_end(ctx.lexicon)
    for n, person in enumerate(known):
        named = sentence[max(0, person.start - _NEAR) : person.start]
        before = without_honorific(named, ctx.lexicon)
        if genitive := _genitive(sentence, person, ctx):
            best = max(best, ((Credit(genitive),), person.score), key=lambda found: found[1])
            continue
        if n > 1 and (panel := _led_by(known, n, sentence)):
            return people(panel, ctx.names)
        if by.search(before) and not _POSSESSIVE.match(sentence, person.end):
            credits, score = _who_begins_with(person, sentence[person.start :], ctx)
            return credits, min(1.0, max(score, person.score) * 0.8 + 0.15)
        if person.score >= 0.6 and " " in person.name and _between(ctx.lexicon).search(before):
            credits, score, _ = cast(sentence[person.start :], ctx.names, True)
            return (credits or (Credit(person.name),)), min(1.0, max(score, person.score) * 0.8 + 0.18)
        if (
            person.score >= 0.6
            and (" " in person.name or person.name[0] == "@" or _given_and_subject(person, sentence, ctx))
            and (_announced(ctx.lexicon).search(before) or is_given_by(before, person.score, ctx.lexicon))
        ):
            if placed := _with_post(person, sentence, ctx):
                return placed, min(1.0, person.score * 0.8 + 0.18)
            near = re.split(r"[,.;:!?\n]", sentence[person.start + len(person.name) :], maxsplit=1)[0]
            row = sentence[person.start + len(person.name) : _end_of_row(known, n, sentence)]
            near = _ARTICLE_IN_ROW.pattern.sub(r"\1", row) or near
            near = "" if _POSSESSIVE.match(near) or _WRITER.pattern.match(near) else near
            credits, score = _who_begins_with(person, person.name + near, ctx)
            return credits, min(1.0, max(score, person.score) * 0.8 + 0.18)
        acts = acting(ctx.lexicon).match(sentence, person.end) or _seen_on(sentence, person, ctx)
        if acts and not _given(person.name.split()[0], ctx) and _on_at_end(ctx.lexicon).search(before):
            continue
        if acts and _row_goes_on(known, n, sentence, acts.end()):
            acts = None
        sure = not acts and not best[0] and " " in person.name and person.score >= 0.9
        if sure and verb_at_end(ctx.lexicon).search(before) and not _on_at_end(ctx.lexicon).search(before):
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


def _with_post(person: Person, sentence: str, ctx: Context) -> tuple[Credit, ...]:
    """Somebody with what she or he is, and where, before a verb: `Ida Quill, head cook at Ladle presenting`."""
    behind = _POST_BEHIND.pattern.match(sentence, person.end)
    who, _ = people(person.name + behind.group(), ctx.names) if behind else ((), 0.0)
    return who if len(who) == 1 and who[0].name == person.name and who[0].role and who[0].organizations else ()


_POST_BEHIND = Worded(r", [^,;:.!?()\n]{3,60}?\s<at_org>(?:\s[A-ZÀ-Þ][\w&'’-]*){1,3}(?=,?\s[a-zà-ÿ])")


def _given_and_subject(person: Person, sentence: str, ctx: Context) -> bool:
    """Whether somebody is known by a given name, with what a talk was about behind: `from Ida about spoons`."""
    return _given(person.name, ctx) and _on(ctx.lexicon).match(sentence, person.end) is not None


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


_WRITER = Worded(r"\s<we>(?!\w)")
"""Who writes, and is not of those who spoke: `From the talk of Ida Quill I learned`."""


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
    if _JOINED_BEHIND.match(person.name, len(credits[0].name)):
        return (replace(credits[0], name=person.name), *credits[1:]), score
    return credits, score


_JOINED_BEHIND = regex(r"[ \u00a0][a-z]+[A-ZÀ-Þ]")
"""` deGraaf`, of which a by-line keeps but what stands before."""


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


BETWEEN_NAMES = Worded(r"\s*(?:\([^()]{2,60}\))?\s*(?:,|&|/|,?\s<and>)\s*(?:our own\s)?")
"""What stands between two names of a row."""


def _genitive(sentence: str, person: Person, ctx: Context) -> str:
    """Whose talk it is in German, without the ending: `Ida Quills Vortrag`; empty where it is nobody's."""
    if ctx.lang != "de" or " " not in person.name or not person.name.endswith("s") or person.score < SURE_NAME:
        return ""
    talk = re.match(r"\s+(\w+)", sentence[person.end :])
    return person.name[:-1] if talk and fold(talk[1]) in ctx.lexicon.words("talk_nouns") else ""


_NEAR = 200
"""Characters before a name in which what announces it stands."""


@of_languages
def _heard(lex: Lexicon) -> re.Pattern[str]:
    """`I heard `, `There was also `, right before who tells something."""
    return re.compile(rf"(?<!\w){lex.either('saw_them', 'was')}\s(?:\w+\s){{0,2}}$")


@of_languages
def tells(lex: Lexicon) -> re.Pattern[str]:
    """`I heard Ida Quill explain spoons`: what is said without any word for a speaker or a past tense."""
    return re.compile(rf"\s{lex.either('tell')}(?!\w)")


@of_languages
def _on(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+{lex.either('on', 'speaks_of')}\s")


@of_languages
def _on_at_end(lex: Lexicon) -> re.Pattern[str]:
    """` about`, right before what is a subject and nobody's name: `she spoke about Pots and Pans showing nine`."""
    return re.compile(rf"\s{lex.either('on', 'speaks_of')}\s+$")


def _seen_on(sentence: str, person: Person, ctx: Context) -> re.Match[str] | None:
    """`I enjoyed Ida Quill on spoons`, and `the Ida Quill keynote`."""
    if " " not in person.name or person.score < SURE_NAME:
        return None
    before = sentence[max(0, person.start - 40) : person.start]
    if before.lower().split()[-1:] in (["the"], ["das"], ["die"], ["la"], ["le"], ["el"], ["a"], ["o"]):
        return ctx.lexicon.pattern("talk_nouns").match(sentence, person.end + 1)
    if _heard(ctx.lexicon).search(before):
        return tells(ctx.lexicon).match(sentence, person.end)
    return _on(ctx.lexicon).match(sentence, person.end) if ctx.lexicon.pattern("seen").search(before) else None


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

"""The words by which a sentence says that the one whom it names speaks, or gave a talk."""

from __future__ import annotations

import re

from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.words import Lexicon, alternatives, anywhere, of_languages, whole_words

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
def by_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{lex.pattern('by').pattern})\s*$", re.IGNORECASE)


@of_languages
def verb_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`In deze sessie vertelde`, right before the name."""
    return re.compile(rf"{lex.pattern('speaking').pattern}\s+(?:{lex.either('the')}\s+)?$", re.IGNORECASE)


@of_languages
def announces(lex: Lexicon) -> re.Pattern[str]:
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
def between_speakers(lex: Lexicon) -> re.Pattern[str]:
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


@of_languages
def heard_before(lex: Lexicon) -> re.Pattern[str]:
    """`I heard `, `There was also `, right before who tells something."""
    return re.compile(rf"(?<!\w){lex.either('saw_them', 'was')}\s(?:\w+\s){{0,2}}$")


@of_languages
def tells(lex: Lexicon) -> re.Pattern[str]:
    """`I heard Ida Quill explain spoons`: what is said without any word for a speaker or a past tense."""
    return re.compile(rf"\s{lex.either('tell')}(?!\w)")


@of_languages
def on_subject(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s+{lex.either('on', 'speaks_of')}\s")


@of_languages
def on_at_end(lex: Lexicon) -> re.Pattern[str]:
    """` about`, right before what is a subject and nobody's name: `she spoke about Pots and Pans showing nine`."""
    return re.compile(rf"\s{lex.either('on', 'speaks_of')}\s+$")

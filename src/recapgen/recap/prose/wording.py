"""How sentences speak of talks, as patterns of the words of languages: before a title, behind it, between two."""

from __future__ import annotations

import re

from recapgen.recap.words import Lexicon, alternatives, of_languages, unspaced


@of_languages
def whose(lex: Lexicon) -> re.Pattern[str]:
    """`«Ollas» de Ida Quill`, `«Ollas» con la Ida Quill`: says `by` where languages do so, but `of` as well."""
    whose = rf"(?:{lex.either('whose')}|{lex.either('by_weak')}(?:\s{lex.either('the')})?)"
    return re.compile(rf"[\s,”\"»“*_]*{whose}\s*(?=[@A-ZÀ-Þ])")


@of_languages
def weakly_by(lex: Lexicon) -> re.Pattern[str]:
    """`“Spoons in a Row” from Ida Quill`: a by-word only before a sure name."""
    return re.compile(rf"[\s,”\"»“*_]*{lex.either('by_weak')}\s+(?=[A-ZÀ-Þ])")


@of_languages
def whose_within(lex: Lexicon) -> re.Pattern[str]:
    """` de `, within what is set apart: `Ollas para todos de Ana Ruiz`."""
    return re.compile(rf"\s{lex.either('whose', 'by', 'by_weak')}\s+(?=[A-ZÀ-Þ])")


@of_languages
def spoken_of(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"\s*(?:{lex.either('on', 'speaks_of', 'with', 'about')})?\s*[“\"„«*_]*")


@of_languages
def which_one(lex: Lexicon) -> re.Pattern[str]:
    """`, in which `, right behind a title."""
    return re.compile(rf"[\s,.;:”\"»*_–—-]*{lex.either('in_which')}\s", re.IGNORECASE)


@of_languages
def opens_with(lex: Lexicon) -> re.Pattern[str]:
    """What a sentence says before a title that it begins with."""
    return re.compile(rf"{lex.either('in_talk', 'with')}(?:\s\w+){{0,4}}?[\s“\"„«‘'*_:,]*", re.IGNORECASE)


@of_languages
def seen_end(lex: Lexicon) -> re.Pattern[str]:
    """The verb is the last word but an article."""
    article = lex.either("articles_before")
    return re.compile(rf"(?:^|\s)\S{{2,}}(?:\s+{article})?[\s“\"„«*_]*$|[\u3040-\uffdc]\s*[*_]*$")


@of_languages
def so_called(lex: Lexicon) -> re.Pattern[str]:
    """`what she called “stirring”`: a word of hers, no title."""
    return re.compile(rf"(?<!\w){lex.either('what')}\s(?:[\w'’]+\s){{1,2}}?{lex.either('calls')}\s*[“\"„«‘'*_]*$")


@of_languages
def post_called(lex: Lexicon) -> re.Pattern[str]:
    """`her post `, before what is called so."""
    return re.compile(rf"(?<!\w){lex.either('writings')}\s")


@of_languages
def of_writing(lex: Lexicon) -> re.Pattern[str]:
    """`A good paper that she quoted is `, with which a sentence begins: what it names is something to read."""
    return re.compile(rf"{lex.either('a', 'the')}\s(?:[\w-]+\s)?{lex.either('writings')}\s", re.IGNORECASE)


@of_languages
def talk_on(lex: Lexicon) -> re.Pattern[str]:
    """`talk about spoons`, in small letters."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"{nouns}\s{lex.either('on', 'speaks_of')}\s(?-i:[a-zà-ÿ])")


@of_languages
def talk_on_end(lex: Lexicon) -> re.Pattern[str]:
    """`talk about `, right before what it was about."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"{nouns}\s{lex.either('on', 'speaks_of')}\s+$", re.IGNORECASE)


@of_languages
def on_before(lex: Lexicon) -> re.Pattern[str]:
    """` on “`, between a name and a title."""
    return re.compile(rf"\s{lex.either('on', 'speaks_of')}\s?[“\"„«‘'*_\s]*")


@of_languages
def in_their_talks(lex: Lexicon) -> re.Pattern[str]:
    """`her talks`, `sus charlas`: several talks are somebody's, and of no title."""
    return re.compile(rf"(?<!\w){lex.either('their')}\s{alternatives(lex.several_talks)}(?!\w)", re.IGNORECASE)


@of_languages
def leads_before(lex: Lexicon) -> re.Pattern[str]:
    """` on `, ` called `, ` in `, between the link to a speaker and the link to the talk."""
    return re.compile(rf"\s{lex.either('on', 'speaks_of', 'titled', 'in')}\s[“\"„«‘'*_\s]*")


@of_languages
def owner_before(lex: Lexicon) -> re.Pattern[str]:
    """` by `, right before the name of whose talk it is."""
    return re.compile(rf"\s{lex.either('by', 'whose')}\s+$")


@of_languages
def said(lex: Lexicon) -> re.Pattern[str]:
    """`she said`, `a tool`, right before words that are a saying's or a thing's."""
    return re.compile(rf"{lex.either('said', 'writings', 'things')}[\s,:]*[“\"„«*_]*\s*$", re.IGNORECASE)


@of_languages
def said_so(lex: Lexicon) -> re.Pattern[str]:
    """`as she said in her talk, `, before what she said."""
    return re.compile(rf"(?<!\w){lex.either('said')}(?!\w)[^.!?]{{0,60}}$")


@of_languages
def thing_before(lex: Lexicon) -> re.Pattern[str]:
    """`turned it into ‘Soup for All’`: a thing, a place or a saying stands in quotation marks here, hardly a title."""
    return re.compile(rf"(?<!\w){lex.either('the', 'a', 'into')} $")


@of_languages
def was_title(lex: Lexicon) -> re.Pattern[str]:
    """`“Spoons” was the topic`"""
    was, her, topic = lex.either("was"), lex.either("the", "their"), lex.either("topic_nouns")
    return re.compile(rf"[”\"»*_]*\s{was}\s{her}\s{topic}(?!\w)")


@of_languages
def glued(lex: Lexicon) -> re.Pattern[str]:
    on, a = lex.either("with", "on", "speaks_of"), lex.either("their", "a")
    return re.compile(rf"\s*(?:\([^)]*\))?\s*(?:[:–—,-]|{on})\s*(?:{a} )?[“\"„*_]*$")


@of_languages
def writer_gave(lex: Lexicon) -> re.Pattern[str]:
    """`I gave a talk`: whoever was told of in the sentence before gave another one."""
    gave, nouns = lex.pattern("presenting").pattern, lex.pattern("talk_nouns").pattern
    led = rf"(?<!\w){lex.either('we')}\s(?:\w+\s)?{gave}\s{lex.either('a', 'my')}"
    return re.compile(rf"{led}\s(?:[\w-]+\s){{0,2}}?{nouns}(?!\w)", re.IGNORECASE)


@of_languages
def comes_with(lex: Lexicon) -> re.Pattern[str]:
    """` of Ladle with “`, between somebody's name and a title."""
    firm = rf"(?:,?\s{lex.either('from')}\s(?P<firm>[A-ZÀ-Þ][\w&.-]*(?:\s[A-ZÀ-Þ][\w&.-]*){{0,2}}))"
    return re.compile(rf"{firm}?,?\s{lex.either('with')}\s[\s“\"„«‘'*_]*")


@of_languages
def next_is_signed(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[\s”\"»*_]*\(?{lex.either('by', 'whose')}(?:\s|(?<=['’]))")


@of_languages
def told_so(lex: Lexicon) -> re.Pattern[str]:
    """` nos contó`, right behind a title, but not ` discussed by four cooks`."""
    return re.compile(rf"[”\"»*_,]*\s(?:\w+\s){{0,2}}?{lex.either('presenting')}(?!\w|\s{lex.either('by', 'whose')})")


@of_languages
def they_told(lex: Lexicon) -> re.Pattern[str]:
    """` stellte er dar`, `, she showed`, right behind a title with which a sentence begins."""
    verb, they = lex.pattern("speaking").pattern, lex.either("he_she")
    return re.compile(rf"[”\"»*_,]*\s(?:{verb}\s{they}(?!\w)|{they}\s{verb})", re.IGNORECASE)


@of_languages
def within_it(lex: Lexicon) -> re.Pattern[str]:
    """`the theme of the` session was: what is named is a part of it."""
    return re.compile(rf"\b{lex.either('part_of')}\s(?:\w+['’]?\s?){{0,2}}$")


@of_languages
def and_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[\s,]+(?:{lex.either('and')})?[\s“\"„*_]*$")


@of_languages
def next_owner(lex: Lexicon) -> re.Pattern[str]:
    """`, Bo Lind's `, ` y la de `, behind a by-line: the next talk is of somebody else."""
    and_then = rf"(?:,|\s{lex.either('and')})\s+[^,.;]{{2,40}}?['’]s\s"
    return re.compile(rf"{and_then}|(?:,|\s\w{{1,2}})\s{lex.either('the')}\s{lex.either('whose')}\s")


@of_languages
def by_after(lex: Lexicon) -> re.Pattern[str]:
    """` by`, ` and it was given by`, ` talk given by`, right behind a title."""
    return re.compile(
        rf"[\s,”\"»*_]*(?:\(\s*)?(?:{lex.pattern('talk_nouns').pattern}\s(?=given|presented|held|delivered))?"
        r"(?:(?:which |that |and (?:it (?=was ))?)?(?:was |is )?(?:given |presented |held |delivered "
        rf"|a (?:talk|keynote|session|presentation) )?(?:{lex.pattern('by').pattern}))\s+",
        re.IGNORECASE,
    )


@of_languages
def by_later(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf",\s+(?:{lex.pattern('by').pattern})\s+(?=[A-ZÀ-Þ])")


@of_languages
def given_then_by(lex: Lexicon) -> re.Pattern[str]:
    """` given late in the afternoon by`, right behind a title: words stand within `given by`."""
    pairs = [(given, by) for given, _, by in (one.rpartition(" ") for one in lex.lists.get("by", ())) if given]
    given, by = alternatives(given for given, _ in pairs), alternatives(by for _, by in pairs if by.isalpha())
    was = lex.either("was")
    return re.compile(rf"[\s,”\"»*_]*(?:\w+\s{was}\s)?{given}\s(?:[\w'’-]+\s){{1,7}}?{by}\s+(?=[A-ZÀ-Þ])")


@of_languages
def media(lex: Lexicon) -> re.Pattern[str]:
    media = lex.pattern("media").pattern
    return re.compile(rf"(?:{media})\s*[,:]?\s*[(“\"„«‘'*_\[]*$", re.IGNORECASE)


@of_languages
def media_called(lex: Lexicon) -> re.Pattern[str]:
    """`a newsletter called `"""
    media = lex.pattern("media").pattern
    return re.compile(rf"(?:{media})\s{lex.either('titled')}\s*[(“\"„«‘'*_\[]*$", re.IGNORECASE)


@of_languages
def media_behind(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[”\"»’'*_\])]*\s(?:{lex.pattern('media').pattern})", re.IGNORECASE)


@of_languages
def titled_before(lex: Lexicon) -> re.Pattern[str]:
    """`A talk called`, `The title was in fact:`, `the next topic was`, right before a title."""
    was = rf"(?:\s{lex.either('was')}(?:\s\w+){{0,2}})?"
    titled, topic = lex.pattern("titled").pattern, topic_before(lex).pattern
    return re.compile(rf"(?:{titled}){was}\s*[,:“\"„«*_]*\s*$|{topic}", re.IGNORECASE)


@of_languages
def topic_before(lex: Lexicon) -> re.Pattern[str]:
    """`the topic was`, `Le sujet suivant était`, right before a title."""
    was = rf"(?:\s{lex.either('was')}(?:\s\w+){{0,2}})?"
    topic = rf"(?<!\w){lex.either('topic_nouns')}(?!\w)(?:\s[^\W\d_]+(?=\s{lex.either('was')}\s))?"
    return re.compile(rf"{topic}{was}\s*[,:“\"„«*_]*\s*$", re.IGNORECASE)


@of_languages
def named_so(lex: Lexicon) -> re.Pattern[str]:
    """`The last talk of the day was`, `Her session:`, `the first talk I attended,`, right before a title."""
    nouns, seen = lex.pattern("talk_nouns").pattern, lex.either("seen")
    was = rf"(?:\s[^.!?:;]{{0,60}}?)?(?:\s{lex.either('was')}|\)?:)"
    return re.compile(rf"{nouns}(?:{was}|,?\s[^.!?:;,“\"]{{0,40}}?{seen},)\s*[“\"„«*_]*$", re.IGNORECASE)


@of_languages
def speakers_were(lex: Lexicon) -> re.Pattern[str]:
    """`The keynote speakers were`, right before somebody."""
    return re.compile(rf"(?<!\w){lex.either('speaker_nouns')}\s{lex.either('was')}\s+$", re.IGNORECASE)


@of_languages
def next_was(lex: Lexicon) -> re.Pattern[str]:
    """`Next up was`, `Then came`, with which a sentence begins, right before a title."""
    lead = lex.pattern("lead_ins").pattern
    return re.compile(rf"{lead}(?:\s\w{{1,3}})?\s{lex.either('was')}\s*[“\"„«*_]*", re.IGNORECASE)


@of_languages
def went_on_with(lex: Lexicon) -> re.Pattern[str]:
    """`It started with`, `followed by`, right before a title."""
    return re.compile(
        rf"(?<!\w){lex.pattern('lead_ins').pattern}(?:\s{lex.either('by', 'with')})?\s[“\"„«*_]*$", re.IGNORECASE
    )


@of_languages
def of_somebody(lex: Lexicon) -> re.Pattern[str]:
    """` who told us`, right behind somebody's name."""
    return re.compile(rf",?\s{lex.either('of_somebody')}\s", re.IGNORECASE)


@of_languages
def liked_best(lex: Lexicon) -> re.Pattern[str]:
    """`My favourite of the day was`, `The highlight for me:`, right before a title."""
    was = rf"(?:\s[^.!?:;,]{{0,40}}?)?(?:\s{lex.either('was')}(?:\s{lex.either('the')})?|:)"
    return re.compile(rf"(?<!\w){lex.either('favourites')}{was}\s*[“\"„«*_]*$", re.IGNORECASE)


@of_languages
def noun_before(lex: Lexicon) -> re.Pattern[str]:
    noun = lex.pattern("talk_nouns", "talk_words").pattern
    return re.compile(
        rf"(?:{noun})(?:\s+[^\W\d_]{{4,14}})?\s*(?:,|:|–|—|-|{lex.either('on', 'speaks_of', 'titled')})?"
        rf"(?:\s{lex.either('the')})?\s*[(“\"„«*_]*\s*$",
        re.IGNORECASE,
    )


@of_languages
def right_before(lex: Lexicon) -> re.Pattern[str]:
    """`the talk “Spoons”`, `one of the best talks, “Spoons”`."""
    one_of = rf"(?<!\w){alternatives(lex.several_talks)},\s"
    return re.compile(rf"(?:{lex.pattern('talk_nouns').pattern}\s*[,:]?\s*|{one_of})[(“\"„«*_]*$", re.IGNORECASE)


@of_languages
def own_noun_before(lex: Lexicon) -> re.Pattern[str]:
    """`Ida Quill's excellent talk`, right before a title."""
    return re.compile(rf"['’]s?\s(?:\w+\s){{0,2}}?{lex.pattern('talk_nouns').pattern}\s[(“\"„«*_]*$", re.IGNORECASE)


@of_languages
def lead_within(lex: Lexicon) -> re.Pattern[str]:
    """`Ida Quill's session `, `her talk on `, `session `, with which what is set apart begins, right before a title."""
    on, their = lex.either("on", "speaks_of", "titled"), lex.either("their", "the")
    name = r"(?P<who>[A-ZÀ-Þ][\w.-]+(?:\s[A-ZÀ-Þ][\w.-]+){1,3})"
    noun = rf"(?=[^\WA-ZÀ-Þ]){lex.pattern('talk_nouns').pattern}"
    return re.compile(rf"(?:(?:{name}['’]s|{their})\s(?:\w+\s)?)?{noun}(?:(?P<on>\s{on})|,|:)?\s(?=[A-ZÀ-Þ\d])")


@of_languages
def about_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?:{lex.pattern('about').pattern})\s*$")


@of_languages
def talk_by_at_end(lex: Lexicon) -> re.Pattern[str]:
    """`A talk by`, right before the name."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"(?:{nouns})\s+{lex.either('by', 'by_weak')}\s*$", re.IGNORECASE)


@of_languages
def in_this_talk(lex: Lexicon) -> re.Pattern[str]:
    """`In this talk`, which opens a sentence about the title before."""
    nouns = lex.pattern("talk_nouns").pattern
    return re.compile(rf"(?:{lex.either('in_talk')}\s+)?{lex.either('this')}\s+(?:{nouns})", re.IGNORECASE)


@of_languages
def noun_after(lex: Lexicon) -> re.Pattern[str]:
    noun = lex.pattern("talk_nouns", "talk_words").pattern
    return re.compile(rf"[”\"»*_,\s]*(?:was |is )?(?:\w+ly )?(?:a |an |the |my )?(?:[\w-]+ )?(?:{noun})", re.IGNORECASE)


@of_languages
def noun_unspaced(lex: Lexicon) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """`という発表`, right behind a title, and `セッション、`, right before it."""
    lists = lex.lists
    nouns = alternatives(sorted({*lists.get("talk_nouns", ()), *lists.get("talk_words", ())}))
    called = "という|といった|と題した|と題する|っていう|이라는|라는|라는 제목의"
    return (
        re.compile(rf"\s*(?:{called})\s*[^\s「」。、]{{0,6}}?{nouns}", re.IGNORECASE),
        re.compile(rf"{nouns}\s*(?:の|は|では|で|、|:|：|,)?\s*$", re.IGNORECASE),
    )


@of_languages
def talk_behind_signs(lex: Lexicon) -> re.Pattern[str]:
    """`” 세션에서`, `」について発表しました`, right behind a title; others with an `and` may stand between."""
    nouns = alternatives(word for word in lex.lists.get("talk_nouns", ()) if unspaced(word))
    gave = alternatives(word for word in lex.lists.get("presenting", ()) if unspaced(word))
    about = alternatives(word for word in lex.lists.get("about", ()) if unspaced(word))
    others = rf"(?:\s?{lex.either('and')}\s?[“「『][^”」』\n]{{4,120}}[”」』])?"
    over = r"(?=[\u3041-\u3096]{0,12}た|[가-힣\s]{0,5}[했셨])"
    return re.compile(rf"[*_]*{others}(?:\s{nouns}|에?\s?{about}\s?{gave}{over})")


@of_languages
def kind_word(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{lex.kind_pattern.pattern})(?!\w)", re.IGNORECASE)


@of_languages
def was_behind(lex: Lexicon) -> re.Pattern[str]:
    """` was mostly fluff`, right behind a title."""
    return re.compile(rf"\s{lex.either('was')}\s")


@of_languages
def between_titles(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"[”\"»’'*_\s]*(?:[,;]|\s{lex.either('and')}\s)+\s*(?:{lex.either('and')}\s)?[“\"„«‘'*_\s]*")


@of_languages
def announces_row(lex: Lexicon) -> re.Pattern[str]:
    """`The sessions I went to were`, `Panels:`, right before several titles."""
    several = alternatives(sorted(lex.several_talks - lex.words("speaker_nouns")))
    said = r"[^.!?;:“”\"«»]"
    return re.compile(
        rf"(?<!\w){several}(?!\w)(?:\s{said}{{0,70}}?)?(?:\s{lex.either('was')}|\s?:)\s*[“\"„«‘'*_]*$", re.IGNORECASE
    )


@of_languages
def role_behind(lex: Lexicon) -> re.Pattern[str]:
    """`《茶史》作者`: a book and what somebody is to it."""
    return re.compile(rf"的?{lex.either('roles')}")


@of_languages
def from_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){lex.either('by', 'by_weak')}\s+$")

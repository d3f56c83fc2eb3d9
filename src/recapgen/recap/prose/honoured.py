"""Who gives a talk in Chinese, Japanese or Korean, as the first words below its title say.

>>> from recapgen.recap.context import Context
>>> ctx = Context.of("", (), "ja")
>>> [credit.name for credit in named_below(["otama_ppさん（茶社）。", "鍋が大きい。"], ctx)[0]]
['otama_pp']
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.people import people
from recapgen.recap.words import Lexicon, alternatives, of_languages
from recapgen.regex import regex

LANGUAGES = ("ja", "ko", "zh")

_EARLY = 2
"""Sentences below a title in which somebody is named who gives it."""
_LONGEST = 300
"""Characters of such a sentence."""
_LEAST_NAME = 0.6
_NOBODY: tuple[tuple[Credit, ...], float, str] = ((), 0.0, "")


def named_below(sentences: Sequence[str], ctx: Context) -> tuple[tuple[Credit, ...], float, str]:
    """The speakers that the first sentences below a title name, how sure they are, and by which rule."""
    said = [one.strip() for one in sentences if one.strip()][:_EARLY]
    for n, sentence in enumerate(one for one in said if len(one) < _LONGEST):
        if not n and (alone := _alone(sentence, ctx)):
            return alone, 0.9, "speaker-line"
        if speaking := _introduced(sentence, ctx) if ctx.lang == "zh" else _honoured(sentence, ctx):
            return speaking, 0.85, "speaker-below"
    if ctx.lang != "ko":
        return _NOBODY
    later = [who for one in sentences[_EARLY:] if len(one) < _LONGEST and (who := _honoured(one.strip(), ctx))]
    return (later[0], 0.7, "speaker-below") if len(later) == 1 else _NOBODY


def _alone(sentence: str, ctx: Context) -> tuple[Credit, ...]:
    """`山田太郎さん（茶社）。`, `株式会社茶社 山田さま`, `발표자는 정하늘님이었다.`: a sentence that is nothing but who
    speaks.
    """
    match = _only_named(ctx.lexicon).fullmatch(sentence)
    firm, who = _behind_firm(match["who"], ctx.lexicon) if match else ("", "")
    credits, sure = people(who, ctx.names) if who else ((), 0.0)
    if firm and len(credits) == 1 and not credits[0].organizations:
        credits = (replace(credits[0], organizations=(firm,)),)
    return credits if sure >= _LEAST_NAME else ()


def _behind_firm(who: str, lex: Lexicon) -> tuple[str, str]:
    """For whom one works, if that stands before the name, and the name with what follows it.

    >>> from recapgen.recap.words import lexicon
    >>> _behind_firm("Ladle Japan 山田さま", lexicon(("ja",))), _behind_firm("山田 太郎さん", lexicon(("ja",)))
    (('Ladle Japan', '山田さま'), ('', '山田 太郎さん'))
    """
    match = _TWO_SCRIPTS.match(who)
    if match is None or match["name"].startswith(lex.lists.get("honorifics", ())):
        return "", who
    first = match["firm"]
    named = any(word in first for word in lex.lists.get("org_words", ()) if not word.isascii())
    other = first[-1].isascii() != match["name"][0].isascii()
    return (first, who[match.end("firm") :].lstrip()) if named or other else ("", who)


_TWO_SCRIPTS = regex(
    r"(?P<firm>[^\s（(@][^（(@]{1,30}?)[\s\u3000]+(?P<name>[^\s（(@]+)(?:\s?[（(]|\s\S{1,3}(?:\s?[（(]|$)|$)"
)
"""`Ladle Japan 山田さま`, `株式会社茶社 Y.Quill さん (@quill)`."""


@of_languages
def _only_named(lex: Lexicon) -> re.Pattern[str]:
    speaker, honour = (alternatives(lex.lists.get(key, ())) for key in ("speaker_nouns", "honorifics"))
    return re.compile(
        rf"(?:{speaker}\s*(?:は|는|은|是|:|：)\s*)?"
        rf"(?P<who>[^。、，]{{1,40}}?{honour}(?:\s*[（(][^（）()]{{1,40}}[）)])?)"
        r"\s*(?:です|でした|입니다|이다|이었다|였다|이었습니다|였습니다)?[。．.!！]?"
    )


# -- Japanese and Korean: さん, 님 ----------------------------------------------------------------------


def _honoured(sentence: str, ctx: Context) -> tuple[Credit, ...]:
    """`山田さんと鈴木さんによるLTでした`, `박바다님이 발표해 주셨습니다`: who is honoured, and speaks."""
    row: list[re.Match[str]] = []
    for match in _mentions(sentence, ctx):
        if row and not _BETWEEN.fullmatch(sentence, row[-1].end(), match.start()):
            break
        row.append(match)
        if _ACTS.match(sentence, match.end()) or not _BETWEEN.match(sentence, match.end()):
            break
    if not row or not _ACTS.match(sentence, row[-1].end()):
        return ()
    told = gives_talk(ctx.lexicon).search(sentence, row[-1].end())
    return tuple(Credit(own_name(match["name"], ctx.lexicon)) for match in row) if told else ()


def _mentions(sentence: str, ctx: Context) -> Iterator[re.Match[str]]:
    for match in _MENTION.finditer(sentence):
        if ctx.names.score(own_name(match["name"], ctx.lexicon) + "さん") >= _LEAST_NAME:
            yield match


_MENTION = regex(
    r"(?:(?<=[\s、。「」『』()（）,:：・と])|^)(?P<name>@?[A-Za-z][\w.-]{0,29}(?: [A-Z][\w'-]+){0,2}"
    r"|[^\s、。「」『』()（）,.:：・]{1,16}?)\s?(?<!みな)(?<!皆)(?<!たく)(?:님|씨|さん|氏|先生)"
)
"""`nabe_pp さん`, `茶社の山田さん`."""
_BETWEEN = regex(r"\s*(?:と|、|・|&|,|과|와)\s*")
_ACTS = regex(r"\s?(?:と共に|とともに|と一緒に|の|による|によって|が|は|から|より|의|이|께서|은|는|가)")


def own_name(name: str, lex: Lexicon) -> str:
    """A name without whom its owner works for, or when she or he spoke: `茶社の山田`, `毎回山田` -> `山田`."""
    name = name.rpartition("の")[2] or name
    leads = sorted((word for word in lex.lists.get("lead_ins", ()) if not word.isascii()), key=len, reverse=True)
    lead = next((word for word in leads if name.startswith(word) and len(name) > len(word) + 1), "")
    return name.removeprefix(lead).lstrip("はにが、") if lead else name


@of_languages
def gives_talk(lex: Lexicon) -> re.Pattern[str]:
    """What is said of who gives a talk, behind the name: not what the writer did with it, nor what it was about."""
    return re.compile(_korean(lex) if lex.languages[0] == "ko" else _japanese(lex))


def _japanese(lex: Lexicon) -> str:
    """`の発表でした`, `が鍋を紹介してくれました`, but neither `の発表を聞きたい` nor `が紹介した鍋`."""
    verbs, nouns = lex.pattern("presenting", "conveying").pattern, lex.pattern("talk_nouns", "talk_words").pattern
    clause_ends = r"(?=[\u3041-\u3096]{0,14}(?:[。、,!！（(]|\s|$))"
    of_whom = rf"{nouns}(?:で|は|。|、|$)|によるもの|による.{{0,20}}?{nouns}"
    return rf"{of_whom}|{verbs}{clause_ends}|{verbs}.{{0,8}}{nouns}(?:で|は|。|$)"


def _korean(lex: Lexicon) -> str:
    """`님의 발표였습니다`, `님이 발표해 주셨습니다`, but neither `님의 발표를 듣고` nor `님이 소개해 주신 냄비`."""
    verbs, nouns = lex.pattern("presenting", "conveying").pattern, lex.pattern("talk_nouns", "talk_words").pattern
    heard, of_something = r"(?:를|을)?\s?(?:듣|들|보고|보러|봤)", r"(?:하신|하는|한|해\s?주신|했던|하셨던)\s"
    return rf"(?:{verbs}|{nouns})(?!{heard}|{of_something}(?!{nouns}))(?=[가-힣\s.,]|$)"


# -- Chinese: 講者, 由 ----------------------------------------------------------------------


def _introduced(sentence: str, ctx: Context) -> tuple[Credit, ...]:
    """`講者 Bo Lin 林大勺 介紹了鍋子`, `這場由陳小蓋分享`, `王小波老师讲了勺子`: the name ends before the verb."""
    match = _behind_speaker(ctx.lexicon).search(sentence) or _before_verb(ctx.lexicon).match(sentence)
    if match is None:
        return ()
    organization = next((said for said in match.group("aside", "firm", "last") if said), "")
    if "://" in organization or organization.isspace():
        organization = ""
    return (Credit(match["name"].strip(), (organization.strip(),) if organization else ()),)


_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff]"
_LATIN = r"[A-Z][\w.'-]*(?: [A-Z][\w.'-]*){0,3}"
_WHO = rf"(?P<name>{_LATIN}(?: ?{_HAN}{{2,4}}?)?|{_HAN}{{2,4}}?(?: {_LATIN})?)"
_OF = r"(?:\s?[（(](?P<aside>[^（）()]{1,40})[）)]|\s?@\s?(?P<firm>[^\s，。、]{1,20}?)|\s(?P<last>[A-Z][\w.]+))?"


@of_languages
def _behind_speaker(lex: Lexicon) -> re.Pattern[str]:
    """`講者 `, `讲者是`, and then a name that ends at a space, a sign or a verb."""
    speaker = alternatives([*lex.lists.get("speaker_nouns", ()), *lex.lists.get("speaker_labels", ())])
    told = rf"(?!\s?{_verbs(lex)}的)(?=[\s，。]|$|{_verbs(lex)})"
    return re.compile(rf"(?:^|[，：\s場场]){speaker}\s?(?:是|為|为)?\s?{_WHO}{_OF}{told}")


@of_languages
def _before_verb(lex: Lexicon) -> re.Pattern[str]:
    """`這場由`, or a name with a title of respect as in `汤勺公司的李雷老师`, before a verb of speaking."""
    honour = alternatives(lex.lists.get("honorifics", ()))
    return re.compile(
        rf"(?:[^，。由]{{0,8}}由\s?(?=.{{2,20}}{_verbs(lex)})|(?:[^，。]{{1,16}}的)?(?=.{{1,20}}?{honour}))"
        rf"{_WHO}\s?{honour}?{_OF}\s?(?={_verbs(lex)}(?!的|过的|過的))"
    )


def _verbs(lex: Lexicon) -> str:
    verbs = (word for key in ("to_us", "speaking") for word in lex.lists.get(key, ()) if not word.isascii())
    return f"(?:{alternatives(verbs)})"

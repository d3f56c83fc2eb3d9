"""Who gives a talk in Chinese, where nothing stands between the words of a sentence.

>>> from recapgen.recap.context import Context
>>> ctx = Context.of("", (), "zh")
>>> given_before("接下来由汤勺公司的 CTO 李雷老师给大家带来", ctx)
Credit(name='李雷', organizations=('汤勺公司',), role='CTO')
"""

from __future__ import annotations

import re

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.people import people
from recapgen.recap.words import Lexicon, alternatives, of_languages
from recapgen.regex import regex

_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
_LATIN_NAME = regex(r"(?<![\w.])[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}$")
_ENDS_IN_HAN = regex(rf"[{_HAN}]$")
_FAMILIAR = "阿小老"
"""What stands before a name among friends."""


def given_before(before: str, ctx: Context) -> Credit | None:
    """Who gives the talk whose title follows these words, and for whom; nobody where they do not say it."""
    found = _gives(ctx.lexicon).search(before) if ctx.lang == "zh" else None
    if found is None:
        return None
    text = before[: found.start()].rstrip()
    name = _name_at_end(text, found["title"] or "", ctx)
    return _employed(name, text.removesuffix(name).rstrip(), ctx) if name else None


def owner_before(before: str, ctx: Context) -> Credit | None:
    """Whose recording it is that follows these words; nobody where they do not say it.

    >>> from recapgen.recap.context import Context
    >>> owner_before("我最喜歡的是 Ida-san 的 ", Context.of("", (), "zh"))
    Credit(name='Ida', organizations=(), role='')
    """
    found = _owns(ctx.lexicon).search(before) if ctx.lang.startswith("zh") else None
    if found is None:
        return None
    name = _name_at_end(before[: found.start()].rstrip(), found["title"] or "", ctx)
    return Credit(name) if name else None


def heard_before(before: str, ctx: Context) -> Credit | None:
    """Whose talk the writer heard, before its title; nobody where these words do not say it.

    >>> from recapgen.recap.context import Context
    >>> heard_before("我听了 Ida Quill 的", Context.of("", (), "zh"))
    Credit(name='Ida Quill', organizations=(), role='')
    """
    owner = owner_before(before, ctx)
    if owner is None:
        return None
    lead = before[: before.rfind(owner.name)]
    return owner if ctx.lexicon.pattern("seen").search(lead[-_NEAR:]) else None


_NEAR = 12
"""Characters between the verb and the name of whom one heard, at most."""


@of_languages
def _owns(lex: Lexicon) -> re.Pattern[str]:
    """`-san 的`, `老師的`, right behind a name."""
    titles = alternatives(lex.lists.get("honorifics", ()))
    return re.compile(rf"\s?(?P<title>-san|桑|大|{titles})?\s?的\s?$")


def _employed(name: str, lead: str, ctx: Context) -> Credit:
    """Somebody with the firm and the role that stand between a word that leads to them and the name: `来自汤勺的`.

    A firm without a role has to be called one, to hold Latin letters, or to be where somebody is from, and no place.
    """
    said = _before_name(ctx.lexicon).search(lead)
    if said is None:
        return Credit(name)
    credits, _ = people(f"{name}, {_OF.sub(' ', said['who']).strip()}", ctx.names)
    credit = next(iter(credits), Credit(name))
    if credit.name != name or len(credit.organizations) != 1:
        return Credit(name)
    firm = credit.organizations[0]
    told = any(word in firm for word in ctx.lexicon.lists["org_words"]) or any(
        c.isascii() and c.isalpha() for c in firm
    )
    sure = credit.role or told or (said["from"] and firm not in ctx.lexicon.cities)
    return credit if sure else Credit(name)


@of_languages
def _before_name(lex: Lexicon) -> re.Pattern[str]:
    """`来自汤勺工作室的`, `由汤勺公司的 CTO`, `是汤勺网 CEO`, up to a name."""
    came, led = lex.either("from"), lex.either("by_weak", "was")
    return re.compile(rf"(?:(?P<from>{came})|{led})\s?(?P<who>[^，。、；：（）！？《》]{{2,30}})$")


_OF = regex(r"\s?的\s?(?=[^的]*$)")


@of_languages
def _gives(lex: Lexicon) -> re.Pattern[str]:
    """`老师（汤勺）也给大家带来了主题`, right behind a name and before a title in quotation marks."""
    titles, us = (alternatives(lex.lists.get(key, ())) for key in ("honorifics", "to_us"))
    verbs = alternatives(word for word in lex.lists.get("speaking", ()) if not word.isascii())
    nouns = alternatives([*lex.lists.get("talk_nouns", ()), *lex.lists.get("title_labels", ())])
    return re.compile(
        rf"(?P<title>{titles})?(?:\s[A-Za-z]{{2,12}}(?=\s?{us}))?\s?(?:[（(][^（）()]{{1,60}}[）)])?\s?{us}*{verbs}"
        rf"(?:了|的|过)*[^，。；《「“]{{0,4}}?(?:{nouns})?(?:是|为|叫|：|:|\s)*$"
    )


def _name_at_end(text: str, title: str, ctx: Context) -> str:
    """The name with which a text ends, of two or three signs behind a word that leads to it, with a known surname if no
    `title` of respect follows.
    """
    if latin := _LATIN_NAME.search(text):
        return latin.group()
    ways = [(text[:-size], text[-size:]) for size in (3, 2) if re.fullmatch(rf"[{_HAN}]{{{size}}}", text[-size:])]
    if not title:
        ways = [(lead, name) for lead, name in ways if name.startswith((*ctx.lexicon.lists["surnames"], *_FAMILIAR))]
    led = (name for lead, name in ways if _leads(lead, ctx.lexicon))
    return next(led, ways[0][1] if title and ways and ctx.names.score(ways[0][1]) >= _LIKELY else "")


_LIKELY = 0.6


def _leads(text: str, lex: Lexicon) -> bool:
    """Whether a name follows: `由`, `工程师`, a sign that is no Han character."""
    ends = (*lex.lists.get("role_ends", ()), *lex.lists.get("by_weak", ()), *lex.lists.get("was", ()), "的", "请")
    return not _ENDS_IN_HAN.search(text) or text.endswith(ends)

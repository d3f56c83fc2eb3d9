"""Lines that say whose a talk is with a word before the name: `Speaker: Ida Quill`, `by Ida Quill`."""

from __future__ import annotations

import re

from recapgen.model import Credit
from recapgen.recap.context import Context
from recapgen.recap.line.names import SURE_NAME
from recapgen.recap.line.people import people
from recapgen.recap.words import Lexicon, of_languages
from recapgen.regex import regex

_LABELLED = regex(r"^[\s*_]*([^\W\d_][^:：\n]{1,24}?)[\s*_]*(?:[:：]|\s[–—-]\s)[\s*_]*(\S.{1,200})$")


_ASIDE_BEHIND = regex(r"\s*\([^()]*\)$")


def speaker_label(line: str, ctx: Context) -> tuple[Credit, ...]:
    """`Speakers: Ida Quill (Ladle), Bo Lind`, or `By Ida Quill`, `with Ida Quill` on a line of its own."""
    match = _LABELLED.match(line)
    if match and ctx.lexicon.has("speaker_labels", _ASIDE_BEHIND.sub("", match.group(1))):
        said = _NEXT_FIELD.split(match.group(2))[0]
        behind = _BEHIND_ORGANIZATION.fullmatch(said.strip()) if ctx.lang == "zh" else None
        if behind and not behind["names"].endswith(ctx.lexicon.lists.get("role_ends", ())):
            organization = _role_at_end(ctx.lexicon).sub("", behind["org"]).strip()
            return tuple(Credit(name, (organization,)) for name in re.split("[、，,]", behind["names"]))
        credits, score = people(_name_apart(said, ctx), ctx.names)
        return credits if score >= 0.3 else (Credit(said.strip()),) if _NICKNAME.fullmatch(said.strip()) else ()
    for key, least in (("by", 0.6), ("with", SURE_NAME)):
        if before := ctx.lexicon.pattern(key).match(line):
            said = _NEXT_FIELD.split(line[before.end() :].strip(" :"))[0]
            credits, score = people(_AT_NAME.sub("", said), ctx.names)
            return credits if score >= least and all(" " in c.name or c.name.startswith("@") for c in credits) else ()
    return ()


def _name_apart(said: str, ctx: Context) -> str:
    """`정하늘 국자회사`, `李雷 汤勺公司CEO`, `Ida Quill 汤勺公司`: with what follows the name in parentheses."""
    name = _NAME_FIRST.match(said.strip())
    if name is None or ctx.lang not in ("ko", "zh"):
        return said
    if ctx.lang == "zh" and name["signs"] and not name["signs"].startswith(ctx.lexicon.lists.get("surnames", ())):
        return said
    rest = said.strip()[name.end() :]
    others = any(len(word) <= _LONGEST_NAME and ctx.names.score(word) >= _A_NAME for word in rest.split())
    parted = others or _PARTED.search(rest) is not None
    return said if parted else f"{name.group().strip()} ({rest})"


_NAME_FIRST = regex(
    r"(?:(?P<signs>[\u4e00-\u9fff]{2,3}|[\uac00-\ud7a3]{2,4})|(?P<latin>[A-Z][a-z]+(?:\s[A-Z][a-z]+){1,2}))\s+"
    r"(?=\S{3}|\S+\s)(?!(?<=[a-z]\s)[A-Za-z])"
)
_PARTED = regex(r"[(（/|]")
_A_NAME, _LONGEST_NAME = 0.6, 4


def is_speaker_label(line: str, ctx: Context) -> bool:
    """Whether a line is such a word alone, whose names stand below: `Speaker(s):`."""
    label = _BARE.fullmatch(line)
    return label is not None and ctx.lexicon.has("speaker_labels", _ASIDE_BEHIND.sub("", label[1]))


_BARE = regex(r"[\s*_]*([^\W\d_][^:：\n]{1,24}?)[\s*_]*[:：][\s*_]*")
_NICKNAME = regex(r"[a-z][a-z0-9]*(?:[_.-][a-z0-9]+)*")
"""`Speaker: ida_quill`: a handle, for a label says whose."""


@of_languages
def _role_at_end(lex: Lexicon) -> re.Pattern[str]:
    return re.compile(rf"的?{lex.either('roles')}$")


_BEHIND_ORGANIZATION = regex(
    r"(?P<org>\S[^、，,]*[\u4e00-\u9fffA-Za-z])\s+(?P<names>[\u4e00-\u9fff]{2,4}(?:[、，,][\u4e00-\u9fff]{2,4})*)"
)
"""`汤勺公司 李雷、韩梅`: in Chinese an organization stands before the names."""


_NEXT_FIELD = regex(
    r"(?<=[^\W\d_])\s+[A-ZÀ-Þ][\w-]+:\s|\s+[|｜／/]\s+(?=[^\s:：|｜]{1,12}\s?[:：])"
    r"|(?<=\))\s+(?:Git[Hh]ub|GitLab|Twitter|Linked[Ii]n|Mastodon|Bluesky)(?!\w)"
)
"""`By: Ida Quill Duration: 40 minutes`, `Speaker: Ida Quill (Ladle) GitHub`: what is said next."""


_AT_NAME = regex(r"@(?=[A-ZÀ-Þ]\S+ [A-ZÀ-Þ])")
"""`@Ida Quill` is a name and no handle."""

"""Title lines in languages that part few words by spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recapgen.model import Credit
from recapgen.recap.line.casting import LEAST_NAME
from recapgen.recap.line.names import SURE_NAME, Names
from recapgen.recap.line.parse import BY_END, Parse
from recapgen.recap.line.people import people
from recapgen.recap.outline.text import Mark
from recapgen.recap.words import may_be_cjk
from recapgen.regex import regex


def underscored(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`국자의 역사_정하늘 팀장(국자회사)`, as files are called; in Latin letters only before a full name."""
    title, sign, who = text.rpartition("_")
    if run_in or not sign or not title.strip() or "_" in title:
        return
    kind = names.lexicon.kind_of(title)
    credits, score = people(who, names)
    full = all(" " in credit.name for credit in credits) and score >= SURE_NAME
    if credits and (full if title.isascii() else may_be_cjk(who)):
        score = max(score, LEAST_NAME) if credits[0].role else score
        yield Parse("" if kind else title, credits, "underscore", score - 0.1, kind, lead=len(text))


def in_signs(text: str, marks: Sequence[Mark], run_in: bool, names: Names) -> Iterator[Parse]:
    """`「茶の話」山田太郎さん（茶社）`, `茶社の山田さん`, `Title / 山田さん`."""
    if text.isascii():
        return
    chinese = names.lexicon.languages[0] == "zh"
    first = _NAME_FIRST.match(text) if chinese and not text.endswith(names.lexicon.lists.get("role_ends", ())) else None
    if first and names.score(first["name"]) >= _KNOWN_SURNAME:
        yield Parse(text[first.end() :], (Credit(first["name"]),), "cjk-before", _KNOWN_SURNAME, lead=len(text))
    match = re.search(
        r"(?:^|[\s/／|｜:：「」『』（）()、–—-])([^\s/／|｜:：「」『』（）()、]{1,30}?の)?"
        r"((?:[A-Z][\w.'-]+ [A-Z][\w'-]+|[\u4e00-\u9fff々]{1,3} [\u4e00-\u9fff々]{1,3})(?=\s)"
        r"|(?<=[/／|｜:：(（–—-] )[\u4e00-\u9fff々]{1,3} [\u4e00-\u9fff々]{1,3}"
        r"|[A-Z][\w.'-]+ [A-Z][\w'-]+|[^\s/／|｜:：「」『』（）()、の]{1,20})"
        r"(?:(?<=\S)|\s)(?:さん|氏|先生|様|님|老师)",
        text,
    )
    if not match:
        return
    org = (match.group(1) or "").removesuffix("の")
    name = match.group(2)
    if names.score(name + "さん") < 0.4 and not name.isascii():
        return
    start = match.start()
    if name.isascii() and " " not in name and (firsts := _FIRST_NAMES.search(text, 0, match.start(2))):
        name, start = (firsts.group() + name).replace("+", ""), firsts.start()
    credit = Credit(name, (org,) if org else ())
    row = _NEXT_OF_ROW.match(text, match.end())
    others = people(row[1], names)[0] if row else ()
    quoted = re.search(r"[「『《“\"]([^「」『』《》“”\"]{2,120})[」』》”\"]", text)
    if quoted:
        yield Parse(quoted.group(1), (credit, *others), "cjk", 0.85, lead=max(match.end(), quoted.end()))
        return
    end = row.end() if row else match.end()
    before, after = text[:start].strip(" /／|｜:：–—-"), text[end:].strip(" /／|｜:：–—-()（）")
    if before.count("（") + before.count("(") > before.count("）") + before.count(")"):
        return
    has = not before and after.startswith("の")
    if not before and text[match.end() : match.end() + 1].isalnum() and not _OF_SAN.match(text, match.end()):
        return
    if has and name.isascii() and name.isupper():
        return  # `ACMEさんの鍋`: a firm
    title = BY_END.sub("", before).rstrip() or after.removeprefix("による").removeprefix("の").strip()
    if title:
        sure = _HAS_SOMETHING if has else 0.75
        yield Parse(title, (credit, *others), "cjk", sure, lead=len(text) if not run_in else end)


_NEXT_OF_ROW = regex(r"[、・]\s*((?:[^\s、・()（）「」のとが]{1,20}\s?(?:さん|氏|様)[、・]?)+)(?=\s*(?:[)）]|$))")
"""`、山田さん`, right behind somebody else who is honoured, at the end of a line or of parentheses."""


_FIRST_NAMES = regex(r"(?:(?<=[/／|｜:：(（–—-] )|^)\+?(?:[A-Z][\w.'-]* \+?){1,3}$")
"""`Ida Mara `, right before `Quillさん`."""
_HAS_SOMETHING = 0.55
"""`山田さんの鍋`: it need not be a talk that somebody has."""
_NAME_FIRST = regex(r"(?P<name>[\u4e00-\u9fff]{2,4})[ \u3000]+(?=\S{2})")
_KNOWN_SURNAME = 0.7
"""`李雷  汤勺的历史`: a name that begins as names do, set apart from a title behind it, that is no `汤勺工程师`."""
_OF_SAN = regex(r"の|による|[가-힣]")
"""What may follow a name with さん in front of a title."""

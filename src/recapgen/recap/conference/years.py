"""Which year a conference was in."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recapgen.model import Claim
from recapgen.recap.conference.naming import Named
from recapgen.recap.conference.shapes import YEAR, year_of
from recapgen.recap.context import Context
from recapgen.recap.outline.blocks import Block
from recapgen.recap.reading import Evidence, Facts
from recapgen.recap.words import Lexicon, fold, of_languages, plain_case
from recapgen.regex import regex


def short_of_year(title: str, facts: Facts) -> Named | None:
    """`DPC09 down, DPC10 to go`: capitals with the two last figures of the year in which the post was written."""
    years = {int(year) for year in re.findall(YEAR, facts.path)} | ({facts.written.year} if facts.written else set())
    short = {f"{year % 100:02}": year for year in years}
    found = (match for match in _SHORT.finditer(title) if match["year"] in short)
    return next((Named(match["name"], short[match["year"]], False) for match in found), None)


_SHORT = regex(r"(?<![\w@/-])(?P<name>[A-ZÀ-Þ]{3,7})['’]?(?P<year>\d\d)(?!\w)")


_SINCE = "since|seit|depuis|desde|sinds|dal"


def year_stated(
    claim: Claim, head: str, blocks: Sequence[Block], ctx: Context, facts: Facts, alone: bool, line: int
) -> tuple[int | None, Evidence]:
    if claim.year:
        return claim.year, Evidence("beside the name", (1, 1), 0.95)
    if match := re.search(rf"(?<!\d)({YEAR})(?!\d)", head):
        return int(match.group(1)), Evidence("title", (1, 1), 0.9)
    if match := re.search(r"['’](\d\d)(?!\w)", head):
        return 2000 + int(match.group(1)), Evidence("title", (1, 1), 0.8)
    beside = re.compile(
        rf"{re.escape(claim.name)}\W{{0,3}}(?:(?!{_SINCE})\w+\W{{1,3}})?({YEAR}|['’]\d\d)(?!\d)", re.IGNORECASE
    )
    for block in blocks[:60]:
        if match := beside.search(block.flat):
            return year_of(match.group(1)), Evidence("beside the name", block.lines, 0.85)
    for block in blocks[:60]:
        for text, href in block.links():
            own = claim.name in text or _on_own_site(claim.name, href)
            match = re.search(rf"(?<![\d.-])({YEAR})(?![\d.-])|//[a-z]{{0,5}}({YEAR})\.", href) if own else None
            linked = int(match[1] or match[2]) if match else 0
            if linked and (not facts.year or 0 <= facts.year - linked <= 1):
                return linked, Evidence("link", block.lines, 0.7)
    if match := re.search(rf"(?<!\d)({YEAR})(?!\d)|(?<=/)({YEAR})(?=\d{{4}}\b)", facts.path if alone else ""):
        return int(match.group(1) or match.group(2)), Evidence("path", (1, 1), 0.8)
    if facts.year:
        return facts.year, Evidence("date", (1, 1), 0.6)
    tag = re.compile(rf"#{re.escape(re.sub(r'[^A-Za-z]', '', claim.name))}(20\d\d|\d\d)(?!\d)", re.IGNORECASE)
    if match := tag.search(ctx.text[:60_000]):
        return int(match.group(1)) if len(match.group(1)) == 4 else 2000 + int(match.group(1)), Evidence(
            "hashtag", (1, 1), 0.8
        )
    first = next((n for n, b in enumerate(blocks) if b.lines[0] >= line), 0)
    for block in (*blocks[first : first + 8], *blocks[: min(first, 8)]):
        if match := _dated(ctx.lexicon).search(block.flat):
            return int(match.group(1)), Evidence("date in the text", block.lines, 0.7)
    for block in blocks[:8]:
        if match := _COMPACT_DATE.fullmatch(block.flat):
            return int(match[1]), Evidence("date in the text", block.lines, 0.7)
    for block in blocks[first : first + 4]:
        if (match := re.search(rf"(?<![\d/])({YEAR})(?![\d/])", block.flat)) and not re.search(
            rf"{_SINCE}|copyright|©", plain_case(block.flat)
        ):
            return int(match.group(1)), Evidence("first paragraph", block.lines, 0.5)
    return None, Evidence("", (1, 1), 0.0)


def _on_own_site(name: str, href: str) -> bool:
    """Whether a link leads to the conference's own site: `https://spoonconf.org/2019/lids`."""
    host = re.match(r"https?://(?:www\.)?([\w.-]+)\.\w+/", href)
    key = fold(name).replace(" ", "")
    return host is not None and len(key) > 3 and key in fold(host[1]).replace(" ", "")


_COMPACT_DATE = regex(rf"({YEAR})(-?)(?:0[1-9]|1[0-2])\2[0-3]\d")
"""`20190503` or `2019-05-03`, alone on its line."""


@of_languages
def _dated(lex: Lexicon) -> re.Pattern[str]:
    """`June 3rd, 2019`."""
    return re.compile(
        rf"(?:{lex.pattern('months', 'months_short').pattern})\D{{0,12}}(?:\d{{1,2}}"
        rf"(?:st|nd|rd|th)?\D{{1,6}})?({YEAR})",
        re.IGNORECASE,
    )

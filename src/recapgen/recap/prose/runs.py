"""The stretches of a text that something sets apart: quotation marks, emphasis, a link."""

from __future__ import annotations

import re

from msgspec import Struct

from recapgen.recap.outline import destinations
from recapgen.recap.outline.blocks import Block
from recapgen.recap.outline.text import Mark
from recapgen.regex import regex


class Run(Struct, frozen=True):
    """A stretch of a paragraph that is set apart."""

    start: int
    end: int
    how: str
    """`quote`, `em`, `strong` or `link`."""
    href: str = ""

    @property
    def look(self) -> str:
        return f"{self.how if self.how != 'link' else ''} {destinations.place(self.href)}".strip()


QUOTED = regex(
    r"(?:[“„«「『《]|(?<![\w.,!?…])\"(?=\S))([^“”\"„«»「」『』《》\n]{2,220})(?:[”“»」』》″]|(?<=\S)\"(?!\w))"
    r"|(?<!\w)‘(?!\d0s)([^‘\n]{2,120}?)’(?!\w)|(?<!\w)‚(?=\w)([^‚‘\n]{2,120}?)‘(?!\w)|‹([^‹›\n]{2,160})›"
    r"|(?<![\w.,!?…])(?:»(?=\S)([^«»\n]{2,160})(?<=\S)«|›(?=\S)([^‹›\n]{2,160})(?<=\S)‹|”(?=\w)([^“”\n]{2,160})”)(?!\w)"
)


_OPENS = r"(?:^|(?<=[\s(\[–—]))'(?=\.?[A-ZÀ-Þ\d])(?!\d0s|(?:Tis|Twas|Cause|Til)\b)"


_WITHIN = r"[^'‘“”\"„«»\n.]|(?<!\w{4})\.|\.(?!\s)|(?<=\w)'(?=\w)"


_CLOSES = r"'(?=[\s,.;:!?)\]–—]|$)"


_SINGLE = regex(
    rf"{_OPENS}(?:(?:{_WITHIN}|(?<=s)'(?=\s[A-ZÀ-Þ])){{2,160}}(?<=\S)(?<!s){_CLOSES}|(?:{_WITHIN}){{2,160}}(?<=\S){_CLOSES})",
    re.MULTILINE,
)
"""`'Nine Spoons'`, in which `the Cooks' Guide` and `Don't` close nothing; of several words, in one sentence."""


_MOST_RUNS = 60


def runs_of(text: str, block: Block) -> list[Run]:
    """All that is set apart in a paragraph, in order; what is quoted and linked counts as quoted, once."""
    marked = [m for m in block.marks if m.kind in ("em", "strong", "link") and m.end - m.start > 2]
    spans: list[tuple[int, int, str]] = [(m.start, m.end, m.kind) for m in marked]
    if '"' in text or not text.isascii():
        spans += [(*m.span(), "quote") for m in QUOTED.finditer(text)]
    if "'" in text:
        spans += [(*m.span(), "quote") for m in _SINGLE.finditer(text)]
    if len(spans) > _MOST_RUNS:
        return []
    links = [m for m in marked if m.kind == "link"]
    spans = [
        s
        for s in spans
        if s[2] != "quote" or not any(_across(s[0], s[1], m) or _part_of(s[0], s[1], m, text) for m in links)
    ]
    return sorted(
        (
            Run(start, end, how, next((m.href for m in links if m.start < end and start < m.end), ""))
            for start, end, how in spans
        ),
        key=lambda r: (r.start, r.end),
    )


def _part_of(start: int, end: int, link: Mark, text: str) -> bool:
    """Whether quotation marks hold but some of a link's words: `[Life after 'Spoon Error'](url)`."""
    around = text[link.start : start] + " " + text[end : link.end]
    within = link.start <= start and end <= link.end
    return within and len(re.findall(r"\w+", around)) >= len(text[start:end].split())


def _across(start: int, end: int, link: Mark) -> bool:
    """Whether quotation marks and a link overlap, but neither holds the other: they are no pair."""
    return (
        start < link.end
        and link.start < end
        and not ((link.start - 1 <= start and end <= link.end + 1) or (start <= link.start and link.end <= end))
    )

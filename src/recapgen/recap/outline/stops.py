"""Japanese that is written with the stops of Latin script, `．` and `，`, as if it had its own, `。` and `、`.

>>> stopped("匙の話．鍋も，蓋も．「一．二」を見た．")
'匙の話。鍋も、蓋も。「一．二」を見た。'
"""

from __future__ import annotations

import re

from msgspec.structs import replace

from recapgen.recap.outline.blocks import Outline
from recapgen.regex import regex


def with_japanese_stops(outline: Outline) -> Outline:
    """The same with other stops in what is told, if more paragraphs end so than in the Japanese one; no title."""
    ends = [block.text[-1:] for block in outline if block.shape in _TOLD]
    if ends.count("．") <= ends.count("。"):
        return outline
    return tuple(replace(b, text=stopped(b.text)) if b.shape in _TOLD else b for b in outline)


_TOLD = ("para", "run-in", "lone", "quote")


def stopped(text: str) -> str:
    """A text with Japanese stops, but for what it quotes: as many characters."""
    return _STOP.sub(_usual, text)


def _usual(match: re.Match[str]) -> str:
    return {"．": "。", "，": "、"}.get(match.group(), match.group())


_STOP = regex(r"「[^「」]*」|『[^『』]*』|[．，]")

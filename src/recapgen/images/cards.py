"""Cards for those who pass a link on: 1200 by 630 pixels, a title, where it belongs, the site's name.

Drawn with the font that comes inside Pillow, or with one that the site's owner names; what the font can't write gets no
card. One colour a card, so that a file has some 10 KB.
"""

from __future__ import annotations

from colorsys import hls_to_rgb
from functools import lru_cache
from io import BytesIO
from typing import Any

from msgspec import Struct

WIDTH, HEIGHT = 1200, 630
_MARGIN = 80
_BAR = 24
_SIZES = (84, 72, 62, 54, 46)
"""Of the title, in pixels: the first in which it fits."""
_LINES = 4
_PLAIN = str.maketrans(
    {"–": "-", "—": "-", "−": "-", "‑": "-", "…": "...", "\u00a0": " ", "\u202f": " ", "´": "'", "„": "“"}
)
"""What stands for signs that fonts often lack, without changing a word."""


class Card(Struct, frozen=True):
    """What is drawn."""

    title: str
    above: str = ""
    """A conference, an edition, or the names of several."""
    below: str = ""
    """The site's name."""
    hue: int = 30
    """In degrees."""

    @property
    def simple(self) -> Card:
        title, above, below = (" ".join(t.translate(_PLAIN).split()) for t in (self.title, self.above, self.below))
        return Card(title, above, below, self.hue)


def can_write(text: str, font: bytes = b"") -> bool:
    """Whether the font has all signs of a text."""
    return all(_has(char, font) for char in set(text) if char != " ")


@lru_cache(maxsize=8)
def _font(size: int, data: bytes) -> Any:
    from PIL import ImageFont

    if data:
        return ImageFont.truetype(BytesIO(data), size, layout_engine=ImageFont.Layout.BASIC)
    return ImageFont.load_default(size)


@lru_cache(maxsize=4096)
def _has(char: str, data: bytes) -> bool:
    font = _font(40, data)
    return bytes(font.getmask(char)) != bytes(font.getmask("\uffff"))


def draw(card: Card, font: bytes = b"") -> bytes:
    """A PNG file."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, _BAR), fill=150)
    above, below = _font(34, font), _font(30, font)
    room = WIDTH - 2 * _MARGIN
    if card.above:
        pen.text((_MARGIN, 92), _cut(card.above, above, room), font=above, fill=180)
    size, lines = _set(card.title, room, font)
    title, step = _font(size, font), round(size * 1.18)
    top = 165 + max(0, (340 - step * len(lines)) // 3)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, top + number * step), line, font=title, fill=255, stroke_width=1, stroke_fill=255)
    pen.rectangle((_MARGIN, 536, _MARGIN + 72, 540), fill=150)
    pen.text((_MARGIN, 556), _cut(card.below, below, room), font=below, fill=180)
    picture = picture.point(lambda value: value & 0xF0 if value < 240 else 240)
    paper, ink = _rgb(card.hue, 0.985, 0.35), _rgb(card.hue, 0.17, 0.55)
    tint = _rgb(card.hue, 0.36, 0.6)
    palette = []
    for level in range(256):
        part, goal = (min(level, 150) / 150, tint) if level <= 150 else ((level - 150) / 90, ink)
        start = paper if level <= 150 else tint
        palette += [round(a + (b - a) * min(part, 1.0)) for a, b in zip(start, goal, strict=True)]
    picture.putpalette(palette)
    out = BytesIO()
    picture.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _rgb(hue: int, light: float, full: float) -> tuple[int, ...]:
    return tuple(round(255 * part) for part in hls_to_rgb(hue / 360, light, full))


def _set(text: str, room: int, data: bytes) -> tuple[int, list[str]]:
    """The largest size in which a title fits, and its lines; what is too long ends in dots."""
    for size in _SIZES:
        lines = _broken(text, _font(size, data), room)
        if len(lines) <= min(_LINES, 340 // round(size * 1.18)):
            return size, lines
    kept = lines[:_LINES]
    kept[-1] = _cut(kept[-1] + " " + lines[_LINES], _font(size, data), room)
    return size, kept


def _broken(text: str, font: Any, room: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= room:
            lines[-1] = longer
        else:
            lines.append(_cut(word, font, room))
    return lines


def _cut(text: str, font: Any, room: int) -> str:
    if font.getlength(text) <= room:
        return text
    while text and font.getlength(text + "...") > room:
        text = text[:-1]
    return text.rstrip() + "..."

"""How large an image is, from its first bytes, without decoding it.

>>> measure(b"GIF89a" + bytes([64, 1, 240, 0]) + bytes(3))
Size(width=320, height=240, kind='gif', turned=1)
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

HEAD = 1 << 19
"""So many bytes of a file are looked at: a JPEG may begin with a profile and a preview."""
KINDS = {
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".jpe": "jpeg",
    ".png": "png",
    ".apng": "png",
    ".gif": "gif",
    ".webp": "webp",
    ".avif": "avif",
    ".svg": "svg",
}
"""By the end of the name, in small letters: files that are images which browsers show."""


class Size(Struct, frozen=True):
    """As it is shown, in pixels."""

    width: int
    height: int
    kind: str
    """`jpeg`, `png`, `gif`, `webp`, `avif` or `svg`: what the bytes say, whatever the name."""
    turned: int = 1
    """EXIF's orientation, 1 to 8; from 5 on, width and height are swapped already."""


def kind_of(path: str) -> str:
    """By the name; empty for what is no image."""
    return KINDS.get(path[path.rfind(".") :].lower(), "") if "." in path else ""


def measure(head: bytes) -> Size | None:
    """None where the bytes are no image that can be read, or one without a size (an SVG may have none)."""
    try:
        for find in (_png, _jpeg, _gif, _webp, _avif, _svg):
            if found := find(head):
                return found if 0 < found.width < 1 << 24 and 0 < found.height < 1 << 24 else None
    except (IndexError, ValueError):
        pass
    return None


def has_no_size(head: bytes) -> bool:
    """Whether this is an SVG without a size of its own, which is not broken."""
    return bool(_SVG.search(head)) and _svg(head) is None


def _whole(data: bytes, order: str = "big") -> int:
    if not data:
        raise ValueError
    return int.from_bytes(data, "little" if order == "little" else "big")


def _png(head: bytes) -> Size | None:
    if head[:8] != b"\x89PNG\r\n\x1a\n" or head[12:16] != b"IHDR":
        return None
    return Size(_whole(head[16:20]), _whole(head[20:24]), "png")


def _gif(head: bytes) -> Size | None:
    if head[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    return Size(_whole(head[6:8], "little"), _whole(head[8:10], "little"), "gif")


_FRAMES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def _jpeg(head: bytes) -> Size | None:
    if head[:3] != b"\xff\xd8\xff":
        return None
    turned = 1
    for marker, start, end in jpeg_segments(head):
        if marker == 0xE1 and head[start : start + 6] == b"Exif\0\0":
            turned = orientation(head[start + 6 : end])
        if marker in _FRAMES:
            height, width = _whole(head[start + 1 : start + 3]), _whole(head[start + 3 : start + 5])
            return Size(height, width, "jpeg", turned) if turned > 4 else Size(width, height, "jpeg", turned)
    return None


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of what each segment holds, up to the picture itself."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker in (0xD9, 0xDA):
            return
        length = _whole(data[at + 2 : at + 4])
        if length < 2:
            raise ValueError
        yield marker, at + 4, at + 2 + length
        at += 2 + length


def orientation(exif: bytes) -> int:
    """EXIF's orientation, from the header of its TIFF on; 1 where it says none."""
    order = {b"II": "little", b"MM": "big"}.get(exif[:2])
    if order is None or len(exif) < 8:
        return 1
    at = _whole(exif[4:8], order)
    for entry in range(min(_whole(exif[at : at + 2] or b"\0", order), 500)):
        start = at + 2 + 12 * entry
        if len(exif) < start + 10:
            break
        if _whole(exif[start : start + 2], order) == 0x0112:
            value = _whole(exif[start + 8 : start + 10], order)
            return value if 1 <= value <= 8 else 1
    return 1


def riff_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of what each chunk of a WebP file holds."""
    at = 12
    while at + 8 <= len(data):
        size = _whole(data[at + 4 : at + 8], "little")
        yield data[at : at + 4], at + 8, at + 8 + size
        at += 8 + size + size % 2


def _webp(head: bytes) -> Size | None:
    if head[:4] != b"RIFF" or head[8:12] != b"WEBP":
        return None
    name, start, _ = next(riff_chunks(head), (b"", 0, 0))
    if name == b"VP8X":
        size = _whole(head[start + 4 : start + 7], "little") + 1, _whole(head[start + 7 : start + 10], "little") + 1
    elif name == b"VP8L" and head[start] == 0x2F:
        bits = _whole(head[start + 1 : start + 5], "little")
        size = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif name == b"VP8 " and head[start + 3 : start + 6] == b"\x9d\x01\x2a":
        size = _whole(head[start + 6 : start + 8], "little") & 0x3FFF, _whole(head[start + 8 : start + 10], "little")
        size = size[0], size[1] & 0x3FFF
    else:
        return None
    return Size(*size, "webp")


def _boxes(data: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of what each box of an ISO media file holds."""
    while start + 8 <= min(end, len(data)):
        size, name, begin = _whole(data[start : start + 4]), data[start + 4 : start + 8], start + 8
        if size == 1:
            size, begin = _whole(data[start + 8 : start + 16]), start + 16
        stop = end if size == 0 else start + size
        if stop <= start or stop < begin:
            return
        yield name, begin, min(stop, end)
        start = stop


def _avif(head: bytes) -> Size | None:
    """The largest of the spatial extents in the file's properties: the picture itself, not its preview or a tile."""
    if head[4:8] != b"ftyp" or head[8:12] not in (b"avif", b"avis", b"mif1", b"miaf"):
        return None
    best, turned = (0, 0), 1
    for name, start, end in _boxes(head, 0, len(head)):
        if name != b"meta":
            continue
        for inner, begin, stop in _boxes(head, start + 4, end):
            if inner != b"iprp":
                continue
            for one, first, last in _boxes(head, begin, stop):
                for kind, at, _ in _boxes(head, first, last) if one == b"ipco" else ():
                    if kind == b"ispe":
                        size = _whole(head[at + 4 : at + 8]), _whole(head[at + 8 : at + 12])
                        best = max(best, size, key=lambda s: s[0] * s[1])
                    elif kind == b"irot":
                        turned = {0: 1, 1: 8, 2: 3, 3: 6}[head[at] & 3]
    if not best[0]:
        return None
    return Size(best[1], best[0], "avif", turned) if turned > 4 else Size(*best, "avif", turned)


_SVG = re.compile(rb"<svg\b[^<>]*>")
_NUMBER = rb"\s*([0-9]{1,7}(?:\.[0-9]{1,6})?|\.[0-9]{1,6})"


def _svg(head: bytes) -> Size | None:
    """From width and height in pixels or bare numbers, or else from the view box."""
    match = _SVG.search(head[:65_536])
    if not match:
        return None
    tag = match.group()
    found = [re.search(rb"""\s%s=["']%s(?:px)?\s*["']""" % (name, _NUMBER), tag) for name in (b"width", b"height")]
    if found[0] and found[1]:
        return Size(round(float(found[0][1])), round(float(found[1][1])), "svg")
    box = re.search(rb"""\sviewBox=["']\s*[-0-9.e]+[\s,]+[-0-9.e]+[\s,]+%s[\s,]%s\s*["']""" % (_NUMBER, _NUMBER), tag)
    return Size(round(float(box[1])), round(float(box[2])), "svg") if box else None

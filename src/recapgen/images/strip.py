"""An image without what its camera or its program wrote beside the picture: place, owner, time, previews.

The picture's own bytes stay as they are, so nothing is lost, and colour profiles stay too.
"""

from __future__ import annotations

import zlib

from recapgen.images.measure import jpeg_segments, riff_chunks

_PNG_TOLD = (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME")
_WEBP_TOLD = (b"EXIF", b"XMP ")


def stripped(data: bytes, kind: str) -> bytes:
    """The same bytes where there is nothing to leave out, or where the file can't be understood.

    AVIF keeps such things amid its picture: there the whole has to be written anew, see `told`.
    """
    try:
        return _STRIPPERS[kind](data) if kind in _STRIPPERS else data
    except (ValueError, IndexError):
        return data


def told(data: bytes, kind: str) -> bool:
    """Whether a file of a kind that can't be stripped holds EXIF or XMP."""
    return kind == "avif" and (b"Exif" in data[:HEADER] or b"application/rdf+xml" in data[:HEADER])


HEADER = 65_536
"""Within so many bytes an AVIF file lists its items."""


def _jpeg(data: bytes) -> bytes:
    """Without APP1 (EXIF, XMP), APP13 (IPTC), other programs' segments and comments; profiles and Adobe's mark stay."""
    kept, at = [data[:2]], 2
    for marker, start, end in jpeg_segments(data):
        at = end
        holds = data[start:end]
        aside = marker == 0xFE or (0xE1 <= marker <= 0xEF and marker not in (0xE2, 0xEE))
        if not aside and not (marker == 0xE2 and not holds.startswith(b"ICC_PROFILE\0")):
            kept.append(data[start - 4 : end])
    if at < 4 or data[at : at + 2] != b"\xff\xda":
        raise ValueError
    tail = data[at:]
    last = tail.rfind(b"\xff\xd9")
    kept.append(tail[: last + 2] if last > 0 else tail)  # what cameras put behind the end: previews, depth maps, films
    return b"".join(kept)


def _png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        size, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(data) or zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise ValueError
        if name not in _PNG_TOLD:
            kept.append(data[at:end])
        at = end
        if name == b"IEND":
            return b"".join(kept)
    raise ValueError


def _webp(data: bytes) -> bytes:
    kept = []
    for name, start, end in riff_chunks(data):
        if end > len(data):
            raise ValueError
        if name in _WEBP_TOLD:
            continue
        holds = data[start:end]
        if name == b"VP8X":
            holds = bytes([holds[0] & ~0x0C]) + holds[1:]
        kept.append(name + len(holds).to_bytes(4, "little") + holds + b"\0" * (len(holds) % 2))
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


_STRIPPERS = {"jpeg": _jpeg, "png": _png, "webp": _webp}

"""One image in several sizes and formats, made with Pillow: bytes in, bytes out.

Equal bytes in and one version of Pillow give equal bytes out: one thread, no time, no name of a program.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from recapgen.config import Quality
from recapgen.images.measure import Size
from recapgen.images.strip import stripped, told

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 90_000_000
"""Beyond so many no smaller versions are made: a small file may unfold into all of a machine's memory."""
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png"}
ENDINGS = {"avif": "avif", "webp": "webp", "jpeg": "jpg", "png": "png"}
_SPEED = 6
"""Of AVIF: a step faster than this costs a tenth more bytes (libavif's own default)."""
_ORIGINAL = 90
"""The quality in which an original is written anew that has to be turned upright."""


class Broken(Exception):
    """The picture can't be read; the message says why."""


class Made(Struct, frozen=True):
    """One derivative."""

    format: str
    """A key of `TYPES`; `original` for what is published in the original's place."""
    width: int
    data: bytes


def library() -> str:
    """Pillow's version; empty where it is not installed."""
    if find_spec("PIL") is None:
        return ""
    import PIL

    return str(PIL.__version__)


def writable() -> tuple[str, ...]:
    """The formats that this Pillow can write: some systems' own builds leave AVIF out."""
    from PIL import features

    return tuple(format for format in TYPES if format == "png" or features.check("jpg" if format == "jpeg" else format))


def derive(data: bytes, size: Size, widths: Sequence[int], formats: Sequence[str], quality: Quality) -> list[Made]:
    """What is published in the original's place, if that is other than the original, and its smaller versions.

    No version is wider than the original. A format whose largest version is no smaller a file than the original would
    only cost, so it is left out. Animated images are not resized. Raises `Broken`.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return list(_derived(data, size, widths, formats, quality))
    except MemoryError:
        raise Broken("it takes more memory than there is") from None
    except Exception as error:  # Pillow's plugins raise whatever a broken file makes them stumble over
        reason = " ".join(str(error).split()) or type(error).__name__
        raise Broken(reason if "BytesIO" not in reason else "no image can be seen in it") from None


def _derived(
    data: bytes, size: Size, widths: Sequence[int], formats: Sequence[str], quality: Quality
) -> Iterator[Made]:
    from PIL import Image

    clean = stripped(data, size.kind)
    if size.width * size.height > MOST_PIXELS:
        if size.turned == 1 and clean != data:
            yield Made("original", size.width, clean)
        return
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    picture: Image.Image
    with Image.open(BytesIO(data), formats=[size.kind.upper()]) as opened:
        if getattr(opened, "n_frames", 1) > 1:
            if clean != data:
                yield Made("original", size.width, clean)
            return
        opened.load()
        turn = _TURNS.get(_orientation(opened))
        picture = _plain(opened)
    if turn is not None:
        profile, picture = picture.info, picture.transpose(turn)  # type: ignore[arg-type]
        picture.info = profile
    if turn is not None or told(data, size.kind):
        clean = _written(picture, size.kind, _ORIGINAL, data)
    if clean != data:
        yield Made("original", picture.width, clean)
    wanted = sorted({min(width, picture.width) for width in widths})
    if not wanted:
        return
    resized = {width: _resized(picture, width) for width in wanted}
    able = writable()
    for format in dict.fromkeys((*formats, size.kind)):
        own = format == size.kind
        steps = [width for width in wanted if not own or width < picture.width]
        if format not in able or not steps or (format == "jpeg" and picture.mode == "RGBA"):  # it has no transparency
            continue
        made = [Made(format, width, _written(resized[width], format, getattr(quality, format, 0))) for width in steps]
        if len(made[-1].data) < len(clean):
            yield from made


_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""EXIF's orientation -> what sets it upright, in Pillow's numbers."""


def _orientation(picture: Image) -> int:
    try:
        return int(picture.getexif().get(0x0112, 1))
    except Exception:  # EXIF that can't be read says nothing
        return 1


def _plain(picture: Image) -> Image:
    """In a mode that every format can hold; of what the file says beside the picture only its profile is left."""
    profile = picture.info.get("icc_profile")
    if picture.mode not in ("RGB", "RGBA", "L"):
        if picture.mode == "CMYK":
            profile = None
        if picture.mode.startswith("I"):
            picture = picture.point(lambda value: value / 256).convert("L")
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    else:
        picture = picture.convert("RGBA") if "transparency" in picture.info else picture.copy()
    picture.info = {"icc_profile": profile} if profile else {}
    return picture


def _resized(picture: Image, width: int) -> Image:
    from PIL.Image import Resampling

    if width == picture.width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    small = picture.resize((width, height), Resampling.LANCZOS, reducing_gap=3.0)
    small.info = dict(picture.info)
    return small


def _written(picture: Image, format: str, quality: int, before: bytes = b"") -> bytes:
    out = BytesIO()
    more: dict[str, Any] = {"icc_profile": picture.info.get("icc_profile")}
    if format == "jpeg":
        more |= {"quality": quality, "progressive": True, "optimize": True}
    elif format == "webp":
        lossless = b"VP8L" in before[:64]
        more |= {"lossless": lossless} if lossless else {"quality": quality, "method": 4}
    elif format == "avif":
        more |= {"quality": quality, "speed": _SPEED, "max_threads": 1}
    elif format == "png":
        more |= {"optimize": True}
    picture.save(out, format.upper(), **more)
    return out.getvalue()

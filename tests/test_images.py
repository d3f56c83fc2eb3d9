"""Images: their sizes always; with Pillow their smaller versions, without what a camera tells, and cards."""

from __future__ import annotations

import re
import shutil
import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kit import NOW, Built, SiteKit, clean_environment, difference, elements, site
from recapgen.config import Options
from recapgen.events import StageTimed
from recapgen.images import library
from recapgen.images.markup import Picture, dress, first_at_once
from recapgen.images.measure import Size, measure
from recapgen.images.strip import stripped

pillow = pytest.mark.skipif(not library(), reason="Pillow is not installed")


# -- sizes, without Pillow ---------------------------------------------------------------------------------------------


def png(width: int, height: int, *extra: tuple[bytes, bytes]) -> bytes:
    """A PNG file of one grey; `extra` are chunks by name."""

    def chunk(name: bytes, holds: bytes) -> bytes:
        return struct.pack(">I", len(holds)) + name + holds + struct.pack(">I", zlib.crc32(name + holds))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    rows = zlib.compress(b"\0" * (width + 1) * height) if width * height < 10**7 else b""
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunk(*e) for e in extra) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (png(3, 2), Size(3, 2, "png")),
        (b'<svg xmlns="http://www.w3.org/2000/svg" width="40px" height="30.4">', Size(40, 30, "svg")),
        (b'<?xml version="1.0"?><!-- a > b --><svg viewBox="0 0 120 60" width="100%">', Size(120, 60, "svg")),
        (b'<svg viewBox="-5,-5,10,20">', Size(10, 20, "svg")),
        (b"<svg>", None),
        (b'<svg width="10em" height="10em">', None),
        (b"", None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8\xff\xe1\x00\x01", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"RIFF\0\0\0\0WEBPVP8 ", None),
        (b"\0\0\0\x18ftypavif", None),
        (b"GIF89a", None),
        (b"GIF89a\0\0\0\0", None),
        (b"<html>", None),
    ],
)
def test_a_size_is_read_from_the_first_bytes(head: bytes, size: Size | None) -> None:
    assert measure(head) == size


@pytest.mark.parametrize("cut", range(0, 60))
def test_half_a_header_is_no_size_and_no_crash(cut: int) -> None:
    for whole in (png(3, 2), b"RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0" + bytes(40), b"\0\0\0\x18ftypavif" + bytes(60)):
        measure(whole[:cut])


def test_an_image_tells_its_size_and_waits(tmp_path: Path) -> None:
    """All but the first of a page, so that nothing jumps and what is in sight comes at once."""
    kit = site(tmp_path).file("content/pages/soup/pot.png", png(30, 20)).file("static/lid.png", png(7, 5))
    kit.post("pages/soup/index.md", "---\ntitle: Soup\n---\n\n![Pot](pot.png)\n\n![Lid](/lid.png)\n")
    first, second = elements(kit.build().page("soup/"), "img")
    assert first.attributes == {"src": "/soup/pot.png", "alt": "Pot", "width": "30", "height": "20"}
    assert second.attributes == {
        "src": "/lid.png",
        "alt": "Lid",
        "width": "7",
        "height": "5",
        "loading": "lazy",
        "decoding": "async",
    }


def test_a_broken_image_is_a_warning_with_its_place(tmp_path: Path) -> None:
    kit = site(tmp_path).file("static/pot.png", b"no image")
    kit.post("pages/soup.md", "---\ntitle: Soup\n---\n\nHot.\n\n![Pot](/pot.png)\n")
    built = kit.build().warns("content/pages/soup.md:7:8: warning[RG420]: the image '/pot.png' is broken")
    built.has("soup/", 'src="/pot.png"').has("pot.png")


def test_an_image_from_elsewhere_stays_what_it_is() -> None:
    found = dress('<img src="https://a.example/b.png" alt="x > y">', {}, lambda url: url, str)
    assert found == '<img src="https://a.example/b.png" alt="x > y" loading="lazy" decoding="async">'


def test_what_a_writer_says_of_an_image_stands() -> None:
    shown = {"a.png": Picture(Size(40, 30, "png"))}
    html = '<img loading="eager" width=20 src=a.png />'
    assert dress(html, shown, lambda url: url, str) == '<img loading="eager" width=20 src=a.png decoding="async" />'


def test_a_feed_gets_the_size_only() -> None:
    shown = {"a.png": Picture(Size(40, 30, "png"), (("image/webp", (("b.webp", 20),)),))}
    assert dress('<img src="a.png">', shown, lambda url: url, str, plain=True) == (
        '<img src="a.png" width="40" height="30">'
    )


def test_the_first_image_of_a_page_does_not_wait() -> None:
    lazy = '<img src="{}" loading="lazy" decoding="async">'
    assert first_at_once(lazy.format(1) + lazy.format(2)) == '<img src="1">' + lazy.format(2)


def test_a_png_loses_what_it_tells_and_nothing_else() -> None:
    told = ((b"tEXt", b"Author\0Ida"), (b"eXIf", b"MM\0*GPS"), (b"gAMA", b"\0\0\xb1\x8f"))
    assert stripped(png(3, 2, *told), "png") == png(3, 2, told[2])
    assert stripped(png(3, 2)[:-6], "png") == png(3, 2)[:-6]


def test_without_pillow_images_go_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build says so to those who want to know, and to those who asked for more."""
    monkeypatch.setattr("recapgen.images.derive.find_spec", lambda name: None)
    kit = with_image(SiteKit(tmp_path, images=True), png(900, 20))
    built = kit.build()
    assert built.ran().understood.pictures.lacking
    assert not built.warnings
    built.has("soup/", 'width="900"').lacks("soup/", "<picture", "srcset")
    kit.file("recapgen.toml", "[images]\nenabled = true\n").build().fails("RG112", "pip install '.[images]'")


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("widths = [5]", "'images.widths' holds a width that is not between 16 and 8192"),
        ("[images.quality]\navif = 101", "'images.quality.avif' is 101, but must be from 1 to 100"),
        ('formats = ["bmp"]', "must be one of avif, webp, jpeg, png"),
        ("width = 5", "unknown key 'images.width'"),
        ("[images.quality]\ngif = 5", "unknown key 'images.quality.gif'"),
        ('cards = "some"', "'images.cards' must be true or false"),
    ],
)
def test_its_settings_are_checked(tmp_path: Path, lines: str, words: str) -> None:
    site(tmp_path).file("recapgen.toml", f"[images]\n{lines}\n").build().fails(
        f"recapgen.toml:{2 + lines.count(chr(10))}:", words
    )


# -- with Pillow -------------------------------------------------------------------------------------------------------


def with_image(kit: SiteKit, data: bytes, name: str = "pot.png") -> SiteKit:
    kit.file(f"content/pages/soup/{name}", data)
    return kit.post("pages/soup/index.md", f"---\ntitle: Soup\n---\n\n![Pot]({name})\n")


def pictured(width: int, height: int, format: str = "JPEG", **more: Any) -> bytes:
    """An image with something in it, as a file."""
    from PIL import Image

    out = BytesIO()
    noise = Image.effect_noise((width // 8, height // 8), 60).resize((width, height)).convert("RGB")
    noise.save(out, format, **more)
    return out.getvalue()


def camera(orientation: int = 1) -> Any:
    """What a camera writes: its name, the place, which side is up."""
    from PIL import Image

    exif = Image.Exif()
    exif[0x010F] = "Ladle Cameras"
    exif[0x0112] = orientation
    exif[0x8825] = {1: "N", 2: (51.0, 30.0, 0.0)}
    return exif


def opened(data: bytes) -> Any:
    from PIL import Image

    return Image.open(BytesIO(data))


def made(built: Built) -> dict[str, bytes]:
    return {path: data for path, data in built.files.items() if path.startswith("assets/images/")}


@pillow
@pytest.mark.parametrize("format", ["JPEG", "PNG", "GIF", "WEBP", "AVIF"])
def test_pillow_agrees_on_the_size(format: str) -> None:
    assert measure(pictured(320, 200, format)) == Size(320, 200, format.lower())


@pillow
@pytest.mark.parametrize("more", [{"lossless": True}, {"exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"}])
def test_every_kind_of_webp_has_a_size(more: dict[str, Any]) -> None:
    assert measure(pictured(320, 200, "WEBP", **more)) == Size(320, 200, "webp")


@pillow
@pytest.mark.parametrize("format", ["JPEG", "AVIF"])
def test_an_image_that_lies_on_its_side_is_measured_upright(format: str) -> None:
    found = measure(pictured(320, 200, format, exif=camera(6)))
    assert found is not None
    assert (found.width, found.height) == (200, 320)


@pillow
def test_an_image_comes_in_several_sizes_and_formats(tmp_path: Path) -> None:
    built = with_image(SiteKit(tmp_path, images=True), pictured(1000, 600), "pot.jpg").build()
    page = built.page("soup/")
    sources = elements(page, "source")
    assert [s.attributes["type"] for s in sources] == ["image/avif", "image/webp"]
    (image,) = elements(page, "img")
    assert (image.attributes["width"], image.attributes["height"]) == ("1000", "600")
    assert image.attributes["src"] == "/soup/pot.jpg"
    for element, widths in ((sources[0], [480, 800, 1000]), (sources[1], [480, 800, 1000]), (image, [480, 800, 1000])):
        offered = [part.split(" ") for part in element.attributes["srcset"].split(", ")]
        assert [int(w.removesuffix("w")) for _, w in offered] == widths
        for address, width in offered:
            data = built.files[address.lstrip("/")]
            assert opened(data).width == int(width.removesuffix("w"))
        assert element.attributes["sizes"]
    assert all(re.search(r"/pot-\d+\.[0-9a-f]{10}\.(avif|webp|jpg)$", path) for path in made(built))
    assert not built.warnings


@pillow
def test_no_version_is_wider_than_the_original(tmp_path: Path) -> None:
    built = with_image(SiteKit(tmp_path, images=True), pictured(300, 200), "pot.jpg").build()
    assert {opened(data).width for data in made(built).values()} == {300}


@pillow
@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_nothing_tells_where_it_was_taken(tmp_path: Path, format: str) -> None:
    """Neither what is made nor the original that is published, whether a text shows it or not."""
    data = pictured(640, 400, format, exif=camera(), **({"xmp": b"<x:xmpmeta/>"} if format != "PNG" else {}))
    assert opened(data).getexif()[0x010F] == "Ladle Cameras"
    name = f"pot.{format.lower()}"
    kit = with_image(SiteKit(tmp_path, images=True), data, name).file(f"static/unseen.{format.lower()}", data)
    built = kit.build()
    published = {**made(built), "a": built.files[f"soup/{name}"], "b": built.files[f"unseen.{format.lower()}"]}
    for path, one in published.items():
        assert not dict(opened(one).getexif()), path
        assert b"Ladle" not in one, path
        assert b"xmpmeta" not in one, path
    if format != "AVIF":
        assert opened(published["a"]).tobytes() == opened(data).tobytes()
    assert (tmp_path / f"content/pages/soup/{name}").read_bytes() == data


@pillow
@pytest.mark.parametrize("turned", range(2, 9))
def test_every_image_is_set_upright(tmp_path: Path, turned: int) -> None:
    """The red corner of the picture is where the camera says that it is."""
    from PIL import Image, ImageOps

    picture = Image.new("RGB", (600, 400), "white")
    picture.paste("red", (0, 0, 200, 100))
    out = BytesIO()
    picture.save(out, "JPEG", exif=camera(turned), quality=95)
    wanted = ImageOps.exif_transpose(opened(out.getvalue()))
    assert wanted is not None
    built = with_image(SiteKit(tmp_path, images=True), out.getvalue(), "pot.jpg").build()
    (image,) = elements(built.page("soup/"), "img")
    assert (image.attributes["width"], image.attributes["height"]) == tuple(str(n) for n in wanted.size)
    for data in (built.files["soup/pot.jpg"], *made(built).values()):
        one = opened(data).convert("RGB")
        assert (one.width > one.height) == (wanted.width > wanted.height)
        for x, y in ((0.1, 0.1), (0.9, 0.1), (0.1, 0.9), (0.9, 0.9)):
            seen = one.getpixel((int(one.width * x), int(one.height * y)))
            right: Any = wanted.getpixel((int(wanted.width * x), int(wanted.height * y)))
            assert all(abs(a - b) < 60 for a, b in zip(seen, right, strict=True)), (x, y)


@pillow
def test_a_second_build_makes_nothing_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kit = with_image(
        SiteKit(tmp_path, images=True).config(base_url="https://a.example/"), pictured(900, 600), "pot.jpg"
    )
    kit.post("recaps/soup.md", "---\ntitle: Soup\nconference: SoupConf 2017\n---\n\nHot.\n")
    before = kit.build()
    assert len(made(before)) > 5

    def never(*given: object) -> None:
        raise AssertionError("made anew")

    monkeypatch.setattr("recapgen.images.derive.derive", never)
    monkeypatch.setattr("recapgen.images.cards.draw", never)
    after = kit.build()
    assert (after.ran().written.changed, after.files) == (0, before.files)


@pillow
def test_what_was_kept_is_trusted_only_as_far_as_it_is_whole(tmp_path: Path) -> None:
    """A torn file, a torn index, no store at all: the same site."""
    kit = with_image(SiteKit(tmp_path, images=True), pictured(900, 600), "pot.jpg")
    wanted = kit.build().files
    store = tmp_path / ".recapgen/images"
    torn = next(store.glob("*.avif"))
    torn.write_bytes(torn.read_bytes()[:-20])
    assert kit.build().files == wanted
    for words in ("{", "[]", '{"version": 1}', '{"version": 1, "entries": {"a": [["avif", 1, "../../x", "", 0]]}}'):
        (store / "index.json").write_text(words)
        assert kit.build().files == wanted
    assert kit.run("clean").code == 0
    assert not store.exists()


@pillow
def test_another_setting_makes_others(tmp_path: Path) -> None:
    kit = with_image(SiteKit(tmp_path, images=True), pictured(900, 600), "pot.jpg")
    kit.build()
    settings = '[images]\nwidths = [100]\nformats = ["webp"]\nquality = { webp = 30 }\n'
    built = kit.file("recapgen.toml", settings).build()
    assert sorted(path.rpartition(".")[2] for path in made(built)) == ["jpg", "webp"]
    assert {opened(data).width for data in made(built).values()} == {100}
    assert not made(kit.file("recapgen.toml", "[images]\nenabled = false\n").build())


@pillow
def test_the_bytes_are_the_same_everywhere(tmp_path: Path) -> None:
    """From scratch, in one process and in two."""
    built = []
    for jobs in (1, 2):
        kit = SiteKit(tmp_path / str(jobs), images=True, options=Options(now=NOW, jobs=jobs))
        for n in range(4):
            with_image(kit, pictured(500, 300) if n > 4 else steady(n), f"pot{n}.jpg")
        kit.post("pages/soup/index.md", "---\ntitle: S\n---\n\n" + "".join(f"![a](pot{n}.jpg)\n\n" for n in range(4)))
        built.append(kit.build().files)
    assert built[0] == built[1]
    assert sum(path.startswith("assets/images/") for path in built[0]) > 8


def steady(number: int) -> bytes:
    """An image without chance."""
    from PIL import Image

    out = BytesIO()
    Image.radial_gradient("L").resize((700 + number, 500)).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


@pillow
def test_animated_images_stay_animated(tmp_path: Path) -> None:
    from PIL import Image

    for format in ("GIF", "WEBP"):
        out = BytesIO()
        frames = [Image.new("RGB", (600, 400), colour) for colour in ("red", "green")]
        frames[0].save(out, format, save_all=True, append_images=frames[1:])
        name = f"pot.{format.lower()}"
        built = with_image(SiteKit(tmp_path / format, images=True), out.getvalue(), name).build()
        assert built.files[f"soup/{name}"] == out.getvalue()
        assert not made(built)
        built.has("soup/", 'width="600"')


@pillow
def test_a_bomb_is_refused(tmp_path: Path) -> None:
    """A few bytes that would unfold into gigabytes: a warning, and nothing is made of them."""
    kit = with_image(SiteKit(tmp_path, images=True), png(60_000, 60_000))
    built = kit.build().warns("content/pages/soup/index.md:5:8: warning[RG421]", "60,000 by 60,000 pixels")
    assert not made(built)


@pillow
@pytest.mark.parametrize("name", ["jpg", "png", "webp", "avif"])
def test_an_image_that_breaks_off_is_a_warning(tmp_path: Path, name: str) -> None:
    data = pictured(640, 480, {"jpg": "JPEG"}.get(name, name.upper()))
    kit = with_image(SiteKit(tmp_path, images=True), data[: len(data) // 2], f"pot.{name}")
    built = kit.build().warns("content/pages/soup/index.md:5:8: warning[RG420]")
    built.has("soup/", "/soup/pot.")


@pillow
def test_noise_in_an_image_never_stops_a_build(tmp_path: Path) -> None:
    """Bytes changed here and there, in every format."""
    from random import Random

    chance = Random(7)
    kit = SiteKit(tmp_path, images=True)
    lines = []
    for format in ("JPEG", "PNG", "WEBP", "AVIF"):
        data = pictured(160, 120, format)
        for number in range(12):
            spoilt = bytearray(data)
            for _ in range(1 + number):
                spoilt[chance.randrange(len(spoilt) if number % 2 else 64)] = chance.randrange(256)
            name = f"{format.lower()}{number}.{format.lower()}"
            kit.file(f"static/{name}", bytes(spoilt))
            lines.append(f"![x](/{name})\n\n")
    kit.post("pages/soup.md", "---\ntitle: Soup\n---\n\n" + "".join(lines)).build().ran()


@pillow
@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colour_can_be_made_smaller(tmp_path: Path, mode: str) -> None:
    from PIL import Image

    grey = Image.radial_gradient("L").resize((700, 500))
    out = BytesIO()
    picture = Image.new(mode, grey.size) if mode.startswith("I") else grey.convert("RGB").convert(mode)
    picture.save(out, "JPEG" if mode == "CMYK" else "PNG")
    built = with_image(SiteKit(tmp_path, images=True), out.getvalue(), "pot.png").build()
    assert not built.warnings


@pillow
def test_what_is_transparent_gets_no_jpeg(tmp_path: Path) -> None:
    from PIL import Image

    out = BytesIO()
    Image.radial_gradient("L").resize((700, 500)).convert("RGBA").save(out, "PNG", compress_level=0)
    kit = with_image(SiteKit(tmp_path, images=True), out.getvalue())
    built = kit.file("recapgen.toml", '[images]\nformats = ["jpeg", "webp"]\n').build()
    assert not built.warnings
    assert {path.rpartition(".")[2] for path in made(built)} == {"webp", "png"}


@pillow
def test_two_pages_of_one_image_share_its_versions(tmp_path: Path) -> None:
    kit = SiteKit(tmp_path, images=True).file("static/pot.jpg", pictured(900, 600))
    for name in ("a", "b"):
        kit.post(f"pages/{name}.md", f"---\ntitle: {name}\n---\n\n![Pot](/pot.jpg)\n")
    assert len(made(kit.build())) == 8


# -- cards -------------------------------------------------------------------------------------------------------------


def carded(root: Path, title: str = "Soup, told", more: str = "", base_url: str = "https://soup.example/sub/") -> Built:
    kit = SiteKit(root, images=True).file("recapgen.toml", f'base_url = "{base_url}"\n{more}')
    header = f"---\ntitle: '{title}'\nconference: SoupConf 2017\ndate: 2017-03-01\n---\n"
    return kit.post("recaps/soup.md", f"{header}\n## Pot – Ida Quill\n\nHot.\n").build()


def card_of(built: Built, path: str) -> str:
    found = [e for e in elements(built.page(path), "meta") if e.attributes.get("property") == "og:image"]
    return found[0].attributes["content"] if found else ""


@pillow
def test_a_recap_an_edition_and_a_conference_have_a_card(tmp_path: Path) -> None:
    built = carded(tmp_path)
    for path in ("recaps/2017/soup/", "conferences/soupconf/2017/", "conferences/soupconf/"):
        address = card_of(built, path)
        assert address.startswith("https://soup.example/sub/assets/cards/")
        card = opened(built.files[address.removeprefix("https://soup.example/sub/")])
        assert (card.format, card.size) == ("PNG", (1200, 630))
        assert len(built.files[address.removeprefix("https://soup.example/sub/")]) < 40_000
        built.has(path, 'name="twitter:card" content="summary_large_image"')
    assert not card_of(built, "conferences/soupconf/2017/pot/")
    built.has("conferences/soupconf/2017/pot/", 'name="twitter:card" content="summary"')


@pillow
def test_there_is_no_card_where_it_would_be_of_no_use(tmp_path: Path) -> None:
    """Without an address of the site, where cards are off, and where the font lacks the letters."""
    for number, built in enumerate(
        (
            carded(tmp_path / "a", base_url=""),
            carded(tmp_path / "b", more="[images]\ncards = false\n"),
            carded(tmp_path / "c", title="スープ"),
        )
    ):
        assert not card_of(built, "recaps/2017/soup/"), number
        assert not built.warnings


@pillow
def test_a_posts_own_image_is_its_card(tmp_path: Path) -> None:
    kit = SiteKit(tmp_path, images=True).config(base_url="https://soup.example/")
    kit.file("static/pot.jpg", pictured(640, 400))
    kit.post(
        "recaps/soup.md", "---\ntitle: S\nimage: /pot.jpg\nconference: SoupConf 2017\ndate: 2017-03-01\n---\n\nHot.\n"
    )
    built = kit.build()
    assert card_of(built, "recaps/2017/soup/") == "https://soup.example/pot.jpg"


@pillow
def test_a_font_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    kit = SiteKit(tmp_path, images=True)
    kit.file("recapgen.toml", 'base_url = "https://a.example/"\n[images]\ncard_font = "no.ttf"\n')
    kit.post("recaps/soup.md", "---\ntitle: Soup\nconference: SoupConf 2017\n---\n\nHot.\n")
    kit.build().fails("RG110", "'images.card_font' is 'no.ttf', which can't be read")


@pillow
@pytest.mark.parametrize("title", ["W" * 300, "word " * 120, "a", "Who is “who”? – 3…"])
def test_any_title_fits_on_a_card(title: str) -> None:
    from recapgen.images.cards import Card, draw

    assert opened(draw(Card(title, title, title).simple)).size == (1200, 630)


def test_the_environment_can_switch_it_off() -> None:
    assert clean_environment()["RECAPGEN_IMAGES"] == "0"


@pillow
def test_serve_shows_what_build_writes(tmp_path: Path) -> None:
    """Law 6, with versions of images, originals without what they told, and cards."""
    from recapgen.config import load_config
    from recapgen.dev.site import LiveSite

    kit = SiteKit(tmp_path, images=True).config(base_url="https://soup.example/")
    with_image(kit, pictured(700, 500, exif=camera(6)), "pot.jpg")
    kit.post("recaps/soup.md", "---\ntitle: Soup\nconference: SoupConf 2017\n---\n\nHot.\n")
    files = kit.build().files
    live = LiveSite(kit.root, lambda: load_config(kit.root, environ={}), Options(now=NOW))
    live.refresh()
    assert live.standing is not None
    shown = {path: live.standing.respond(path) for path in files}
    assert {path: r.file.read_bytes() if r.file else r.data for path, r in shown.items() if r} == files
    assert made(kit.build())


@pillow
def test_new_words_keep_images_and_cards(tmp_path: Path) -> None:
    """An incremental build is a clean one: with the same images, with another, and with none."""
    kit = SiteKit(tmp_path / "a", images=True).config(base_url="https://soup.example/")
    kit.file("static/pot.jpg", pictured(900, 600)).file("static/lid.jpg", steady(0)).file("static/bad.png", "none")
    header = "---\ntitle: Soup\nconference: SoupConf 2017\ndate: 2017-03-01\n---\n\n"
    kit.post("pages/other.md", "---\ntitle: Other\n---\n\n![Pot](/pot.jpg)\n")
    for words in (
        "Hot. ![Pot](/pot.jpg)",
        "Cold. ![Pot](/pot.jpg)",
        "Cold. ![Pot](/pot.jpg) ![Lid](/lid.jpg)",
        "Cold. ![Bad](/bad.png)",
        "Cold.\n\n![Bad](/bad.png)",
        "Warm.",
        "Lukewarm.",
    ):
        built = kit.post("recaps/soup.md", header + words + "\n").build()
        clean = SiteKit(tmp_path / "b", images=True)
        for path in (tmp_path / "b").glob("*"):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name in ("content", "static", "recapgen.toml"):
            clean.copied(tmp_path / "a" / name, name)
        other = clean.build()
        assert not difference(built.files, other.files), words
        assert built.warnings == other.warnings, words


@pillow
def test_a_new_title_has_a_new_card_and_just_its_pages_are_made(tmp_path: Path) -> None:
    """As from nothing: the old card goes, and the new one lies where the page says."""
    carded(tmp_path / "edited").ran()
    built = carded(tmp_path / "edited", "Stew, told")
    stages = {event.stage for event in built.events if isinstance(event, StageTimed)}
    assert not stages & {"assemble", "plan", "images"}
    assert not difference(built.files, carded(tmp_path / "clean", "Stew, told").files)
    assert card_of(built, "recaps/2017/soup/").removeprefix("https://soup.example/sub/") in built.files

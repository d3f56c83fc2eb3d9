"""Archives are untrusted: nothing leaves the folder, nothing grows without bound, nothing gives a traceback."""

# ruff: noqa: E501

from __future__ import annotations

import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recapgen.errors import ContentError
from recapgen.importers import FORMATS
from recapgen.importers.foreign import ForeignPost
from recapgen.importers.guard import Archive, Limits
from recapgen.importers.making import make

from .conftest import Kitchen


def zipped(*entries: tuple[str | zipfile.ZipInfo, str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries:
            archive.writestr(name, text)
    return made.getvalue()


@pytest.mark.parametrize(
    "name", ["../../evil.html", "/etc/evil.html", "posts/../../../evil.html", "C:\\evil.html", "..\\posts\\evil.html"]
)
def test_paths_out_of_an_archive_are_refused(kitchen: Kitchen, name: str) -> None:
    """Zip slip: the entry is listed, the others are read, nothing is unpacked."""
    good = "<article class='h-entry'><h1 class='p-name'>Good</h1><section class='e-content'><p>Words.</p></section></article>"
    report = kitchen.run(
        kitchen.source("m.zip", zipped((name, "<p>evil</p>"), ("posts/2019-01-01_Good-aaaaaaaaaaaa.html", good)))
    )
    assert any("unsafe" in x.reason for x in report.left_out)
    assert not any(p.suffix == ".html" for p in kitchen.root.rglob("evil*"))
    assert [i.title for i in report.imported] == ["Good"]


def test_a_symbolic_link_in_an_archive_is_refused(kitchen: Kitchen) -> None:
    """Whatever it points to."""
    info = zipfile.ZipInfo("posts/link.html")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    report = kitchen.run(kitchen.source("m.zip", zipped((info, "/etc/passwd"))))
    assert report.left_out[0].reason == "it is a symbolic link"


def test_a_ratio_bomb_is_refused(kitchen: Kitchen) -> None:
    """A megabyte from a thousand bytes."""
    report = kitchen.run(kitchen.source("m.zip", zipped(("posts/2019-01-01_x-aaaaaaaaaaaa.html", "0" * 5_000_000))))
    assert "times larger" in report.left_out[0].reason
    assert not report.imported


def test_a_bomb_beside_tumblr_s_posts_is_refused(kitchen: Kitchen) -> None:
    """The posts are read."""
    posts = '[{"id": 1, "type": "text", "title": "Good", "body": "Words.", "post_url": "https://t.example/1"}]'
    report = kitchen.run(kitchen.source("t.zip", zipped(("posts.json", posts), ("more.json", "[" + " " * 5_000_000))))
    assert [i.title for i in report.imported] == ["Good"]
    assert "times larger" in report.left_out[0].reason


def test_what_an_archive_says_of_its_sizes_is_not_believed(tmp_path: Path) -> None:
    """Bytes are counted while they come out."""
    path = tmp_path / "m.zip"
    path.write_bytes(zipped(("a", "0" * 5000), ("b", "1" * 5000)))
    with pytest.raises(ContentError, match="more than 100 bytes"):
        Archive(path, Limits()).read("a", 100)
    with pytest.raises(ContentError, match="more than 6,000 bytes"):
        archive = Archive(path, Limits(total=6000))
        _ = archive.read("a", 10_000), archive.read("b", 10_000)


LAUGHS = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">]>
<rss version="2.0"><channel><item><title>&lol2;</title></item></channel></rss>"""
EXTERNAL = '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><item><title>&x;</title></item></channel></rss>'


@pytest.mark.parametrize("text", [LAUGHS, EXTERNAL, LAUGHS.replace("<rss", "<schedule><x/></schedule><rss")])
def test_entities_are_refused(kitchen: Kitchen, text: str) -> None:
    """Billion laughs and external entities: no document type at all."""
    report = kitchen.run(kitchen.source("feed.xml", text))
    assert not report.imported
    assert "DOCTYPE" in report.errors[0].message and report.errors[0].hint


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.xml", b"<rss version='2.0'><channel><item>"),
        ("a.xml", b"<rss version='2.0'>" + b"<a>" * 5000),
        ("a.xml", b"<rss>&undefined;</rss>"),
        ("a.json", b'{"schedule": '),
        ("a.json", b'{"schedule": ' + b"[" * 100_000),
        ("a.json", b'{"schedule": {"conference": {"days": [3, {"rooms": {"a": [1, {"title": {}}]}}]}}}'),
        ("a.json", b'[{"post_url": 1, "title": [], "tags": {}, "content": [1, {"type": []}]}]'),
        ("a.json", b'{"sessions": [{"title": 3, "speakers": [{}], "startsAt": []}], "startsAt": 1}'),
        ("a.zip", b"PK\x03\x04 and no more"),
        ("a.txt", b"\xff\xfe\x00"),
        ("a.txt", b"caf\xe9"),
        ("a.md", b"---\ntitle: \xff\n---\n"),
        ("a.html", b"\x00\x01<p>\xff\xfe</p>"),
        ("a.html", b""),
        ("a.txt", b""),
        ("a.unknown", b"?"),
    ],
)
def test_a_broken_source_is_a_finding_with_a_remedy(kitchen: Kitchen, name: str, data: bytes) -> None:
    """No traceback, and every error says where and what to do."""
    report = kitchen.run(kitchen.source(name, data))
    assert all(d.path and d.message and d.hint for d in report.errors)


def test_a_source_that_is_not_there_is_said(kitchen: Kitchen) -> None:
    """With the others imported all the same."""
    report = kitchen.run(kitchen.root / "nowhere.xml", kitchen.source("a.txt", "On Soup\n\nGood.\n"))
    assert "there is no file or folder" in report.errors[0].message
    assert len(report.imported) == 1


def test_a_folder_s_symbolic_links_out_of_it_are_not_read(kitchen: Kitchen) -> None:
    """A secret beside the folder stays secret."""
    secret = kitchen.source("secret.md", "---\ntitle: Secret\n---\n")
    kitchen.source("md/a.md", "---\ntitle: A\n---\n![x](../secret.png)\n")
    kitchen.source("secret.png", b"\x89PNG\r\n\x1a\n")
    (kitchen.root / "sources/md/link.md").symlink_to(secret)
    report = kitchen.run(kitchen.root / "sources/md")
    assert [i.title for i in report.imported] == ["A"]
    assert not list(kitchen.content.rglob("*.png"))


def test_titles_can_not_lead_out_of_the_folder(kitchen: Kitchen) -> None:
    """Slugs are made of words."""
    feed = "<rss version='2.0'><channel><item><title>../../../etc/passwd</title><description>x</description></item></channel></rss>"
    path = kitchen.one(kitchen.source("f.xml", feed)).outcome.path
    assert path == "articles/etc-passwd.md"


def test_a_state_file_can_not_lead_out_of_the_folder(kitchen: Kitchen) -> None:
    """Paths of `imports.json` are checked like any other."""
    source = kitchen.source("a.txt", "On Soup\n\nGood.\n")
    (kitchen.root / ".recapgen").mkdir()
    (kitchen.root / ".recapgen/imports.json").write_text('{"paths": {"text:a.txt": "../evil.md"}, "digests": {}}')
    assert kitchen.one(source).outcome.path == "articles/on-soup.md"


def test_a_large_source_is_refused(kitchen: Kitchen) -> None:
    """With its size and what to do."""
    report = kitchen.run(kitchen.source("a.txt", "soup " * 1000), limits=Limits(post=1000))
    assert "more than 1,000 bytes" in report.errors[0].message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<rss version='2.0'><channel>", b'{"schedule":', b"PK\x03\x04", b"<html>", b"---\n"]),
)
def test_no_bytes_give_a_traceback(tmp_path_factory: pytest.TempPathFactory, noise: bytes, start: bytes) -> None:
    """Every reader, on noise: posts, or a `ContentError`."""
    path = tmp_path_factory.mktemp("noise") / "a.txt"
    path.write_bytes(start + noise)
    for form in FORMATS:
        try:
            for piece in form.read(path, Limits()):
                if isinstance(piece, ForeignPost):
                    make(piece)
        except ContentError as error:
            assert all(d.path and d.message for d in error.diagnostics)


@given(
    st.lists(
        st.sampled_from(
            [
                "SoupConf 2019 recap",
                "I attended SoupConf 2019.",
                "Spoons by Ida Quill (Ladle)",
                "  • Steam by Bo Lind: words",
                "Day 1",
                "* x",
                "# y",
                "[a](b)",
                "Leave a Reply",
                "0 notes",
                "",
                "",
                "https://a.example/b_c",
                "{x=y}",
                "Lunch",
                "---",
                "\u00a0",
                "1. one",
            ]
        ),
        max_size=25,
    )
)
def test_every_line_of_any_text_is_accounted_for(lines: list[str]) -> None:
    """The sum, for bare text and for text that looks like Markdown."""
    made = make(ForeignPost("1", "a.txt", "\n".join(lines), "text"))
    assert made.account.even
    assert not made.account.lost, (made.account.lost, made.text)

"""Programmes give editions their sessions."""

# ruff: noqa: E501

from __future__ import annotations

import json
from collections.abc import Callable

from recapgen.header import read as read_header
from recapgen.importers import Report

from .conftest import Kitchen

XML = """<?xml version="1.0" encoding="utf-8"?>
<schedule><version>1</version><conference><acronym>sc19</acronym><title>SoupConf 2019</title><start>2019-05-04</start><end>2019-05-05</end><days>2</days></conference>
<day index="1" date="2019-05-04"><room name="Pot"><event id="1" guid="a"><date>2019-05-04T10:00:00+02:00</date><start>10:00</start><title>Spoons</title>
<type>lecture</type><language>en</language><abstract>We stir.</abstract><persons><person id="1">Ida Quill</person><person id="2">Bo Lind</person></persons>
<links><link href="https://ladle.example/spoons.pdf">Slides</link></links></event>
<event id="2" guid="b"><start>12:00</start><title>Lunch</title><persons/></event></room></day>
<day index="2" date="2019-05-05"><room name="Pot"><event id="3" guid="c"><start>10:00</start><title>Opening Pots</title><type>Keynote</type><persons><person>Mia Berg</person></persons></event></room></day>
</schedule>"""


def test_a_frab_schedule_gives_an_edition_its_sessions(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """A registry file with the edition's dates, and a post that lists the sessions; the site builds."""
    report = kitchen.run(kitchen.source("schedule.xml", XML))
    assert "- year: 2019\n    start: 2019-05-04\n    end: 2019-05-05\n" in kitchen.text("conferences/soupconf.md")
    text = kitchen.text("recaps/soupconf-2019-programme.md")
    assert "speakers: [Ida Quill, Bo Lind]" in text and "slides: https://ladle.example/spoons.pdf" in text
    assert "programme: true" in text
    dropped = {r.text: r.reason for i in report.imported for r in i.account.dropped}
    assert dropped["Lunch"] == "break or service, no session"
    assert dropped["We stir."].startswith("abstract")
    even(report)
    site = kitchen.build().understood.site
    assert {(s.title, s.kind, s.day) for s in site.sessions} == {("Spoons", "talk", 1), ("Opening Pots", "keynote", 2)}
    assert site.editions[0].start is not None


def test_two_years_of_one_conference_share_a_registry_file(kitchen: Kitchen) -> None:
    """Editions are added; importing again changes nothing."""
    first = kitchen.source("a/schedule.xml", XML)
    second = kitchen.source("b/schedule.xml", XML.replace("2019", "2020"))
    kitchen.run(first, second)
    text = kitchen.text("conferences/soupconf.md")
    assert text.count("- year:") == 2
    before = kitchen.files()
    kitchen.run(first)
    assert kitchen.files() == before


def test_a_registry_file_of_a_person_is_left_alone(kitchen: Kitchen) -> None:
    """The report says what to add to it."""
    (kitchen.content / "conferences").mkdir()
    (kitchen.content / "conferences/soupconf.md").write_text("---\nname: SoupConf\n---\nMine.\n")
    report = kitchen.run(kitchen.source("schedule.xml", XML))
    assert kitchen.text("conferences/soupconf.md") == "---\nname: SoupConf\n---\nMine.\n"
    assert "add the edition 2019" in report.imported[0].notes[0]


def test_schedule_json_reads_as_its_xml(kitchen: Kitchen) -> None:
    """The same conference, the other form."""
    event = {"guid": "a", "title": "Spoons", "type": "Talk", "persons": [{"public_name": "Ida Quill"}], "links": []}
    days = [{"index": 1, "date": "2019-05-04", "rooms": {"Pot": [event]}}]
    conference = {"title": "SoupConf 2019", "start": "2019-05-04", "end": "2019-05-04", "days": days}
    kitchen.run(kitchen.source("schedule.json", json.dumps({"schedule": {"version": "1", "conference": conference}})))
    assert [s.title for s in kitchen.build().understood.site.sessions] == ["Spoons"]


def test_sessionize_needs_the_conference_s_name(kitchen: Kitchen, even: Callable[[Report], None]) -> None:
    """Without `conference` the programme is a draft; organizations come from `Cook at Ladle`."""
    data = {
        "sessions": [
            {
                "id": "1",
                "title": "Spoons",
                "description": "We stir.",
                "startsAt": "2019-05-04T10:00:00",
                "isServiceSession": False,
                "speakers": ["x"],
                "categoryItems": [7],
            },
            {"id": "2", "title": "Lunch", "startsAt": "2019-05-04T12:00:00", "isServiceSession": True, "speakers": []},
        ],
        "speakers": [{"id": "x", "fullName": "Ida Quill", "tagLine": "Cook at Ladle Ltd", "bio": "Ida cooks."}],
        "categories": [{"title": "Format", "items": [{"id": 7, "name": "Workshop (2 h)"}]}],
    }
    source = kitchen.source("all.json", json.dumps(data))
    report = kitchen.run(source)
    assert report.imported[0].draft and "--conference" in report.imported[0].doubts[0]
    even(report)
    (kitchen.content / report.imported[0].outcome.path).unlink()
    kitchen.run(source, conference="SoupConf 2019")
    text = kitchen.text("recaps/soupconf-2019-programme.md")
    assert "kind: workshop" in text and "Ladle Ltd" in text and "draft" not in text
    assert [s.speakers[0].organizations[0].name for s in kitchen.build().understood.site.sessions] == ["Ladle Ltd"]


def test_a_programme_too_long_for_one_header_goes_over_several_posts(kitchen: Kitchen) -> None:
    """No header is longer than a build takes, and no session is missing."""
    events = "".join(
        f"<event id='{n}'><title>Talk number {n} about soup</title><persons><person>Cook N{n}</person></persons></event>"
        for n in range(2000)
    )
    report = kitchen.run(
        kitchen.source(
            "schedule.xml",
            f"<schedule><conference><title>SoupConf 2019</title></conference><day index='1'><room name='a'>{events}</room></day></schedule>",
        )
    )
    posts = [i for i in report.imported if i.outcome.path.startswith("recaps/")]
    assert len(posts) > 1 and sum(p.sessions for p in posts) == 2000
    headers = [read_header(kitchen.text(p.outcome.path), p.outcome.path).values for p in posts]
    assert sum(len(h["sessions"]) for h in headers) == 2000

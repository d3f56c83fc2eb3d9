"""Cases of the reader as text: title, input, expected, so that a new case needs no Python.

    === title of the case
    path: content/2019/soupconf.md    (optional: path, title, lang, year, written, claim, tags, sessions)
    --- input
    # SoupConf 2019
    --- expect
    recap: yes
    conference: SoupConf | year: 2019 | city: Ghent
    session: On Spoons | speakers: Ida Quill (Ladle Ltd); Bo Lind | kind: keynote | day: 2
    nothing: Lunch

Sessions and conferences are all that there are, in order; of each only what is written is compared (`speakers` left
out: there are none). `nothing: words` says that no session has these words in its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from recapgen.markdown import tokenise
from recapgen.model import Claim
from recapgen.recap import read
from recapgen.recap.outline.archive import split
from recapgen.recap.reading import Facts, Found, Reading
from recapgen.recap.words import fold

HERE = Path(__file__).parent


@dataclass
class Case:
    name: str
    file: str
    given: dict[str, str] = field(default_factory=dict)
    text: str = ""
    expected: list[str] = field(default_factory=list)


def cases(folder: str) -> Iterator[Case]:
    for path in sorted((HERE / folder).glob("*.txt")):
        for block in re.split(r"^=== ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            head, _, rest = block.partition("--- input\n")
            text, _, expected = rest.rpartition("--- expect\n")
            name, *given = head.strip().split("\n")
            pairs = dict(line.split(": ", 1) for line in given if ": " in line)
            wanted = [line for line in expected.split("\n") if line.strip()]
            yield Case(name.strip(), path.name, pairs, text.removesuffix("\n"), wanted)


def reading_of(case: Case) -> Reading:
    given = case.given
    claims = []
    for stated in given.get("claim", "").split(";"):
        if match := re.match(r"^\s*(.+?)(?:\s+(\d{4}))?\s*$", stated):
            claims.append(Claim(match.group(1), int(match.group(2)) if match.group(2) else None))
    facts = Facts(
        path=given.get("path", ""),
        title=given.get("title", ""),
        subtitle=given.get("subtitle", ""),
        lang=given.get("lang", ""),
        year=int(given["year"]) if "year" in given else None,
        written=date.fromisoformat(given["written"]) if "written" in given else None,
        claims=tuple(claims),
        topics=tuple(filter(None, given.get("tags", "").split(", "))),
        sessions=() if given.get("sessions") == "none" else None,
    )
    return read(case.text, tokenise(case.text), facts)


def differences(case: Case) -> list[str]:
    """What is not as expected; empty if all is."""
    reading = reading_of(case)
    found: list[str] = []
    wanted_sessions, wanted_conferences = [], []
    for line in case.expected:
        key, _, value = line.partition(":")
        value = value.strip()
        if key == "recap" and reading.is_recap != (value == "yes"):
            found.append(f"recap: expected {value}")
        elif key == "lang" and reading.lang != value:
            found.append(f"lang: expected {value}, got {reading.lang}")
        elif key == "title" and reading.title != value:
            found.append(f"title: expected {value!r}, got {reading.title!r}")
        elif key == "nothing":
            found += [f"should be no session: {s.title!r}" for s in reading.sessions if value in s.title]
        elif key == "doubt" and not any(value in d.text for d in reading.doubts):
            found.append(f"no doubt about {value!r}")
        elif key == "parts":
            got = "; ".join(p.title for p in split(case.text))
            if got != value:
                found.append(f"parts: expected {value!r}, got {got!r}")
        elif key == "session":
            wanted_sessions.append(value)
        elif key == "conference":
            wanted_conferences.append(value)
    checked = any(line.startswith(("session:", "recap:", "nothing:")) for line in case.expected)
    if checked and not any(line.startswith("parts:") for line in case.expected):
        found += (
            _compared("session", wanted_sessions, [_session(s) for s in reading.sessions])
            if not any(line.startswith("nothing:") for line in case.expected) or wanted_sessions
            else []
        )
    if wanted_conferences:
        got_claims = [
            {
                "": c.name,
                "year": str(c.year or ""),
                "city": c.city,
                "country": c.country,
                "venue": c.venue,
                "start": str(c.start or ""),
                "end": str(c.end or ""),
            }
            for c in reading.claims
        ]
        found += _compared("conference", wanted_conferences, got_claims)
    return found


def _session(session: Found) -> dict[str, str]:
    speakers = "; ".join(
        c.name + (f" ({', '.join(c.organizations)})" if c.organizations else "") for c in session.credits
    )
    return {
        "": session.title,
        "speakers": speakers,
        "kind": session.kind or "",
        "day": str(session.day or ""),
        "links": ", ".join(x.kind for x in session.links),
        "claim": str(session.claim),
    }


def _compared(what: str, wanted: list[str], got: list[dict[str, str]]) -> list[str]:
    made = []
    for line in wanted:
        parts = [p.strip() for p in line.split(" | ")] if " | " in line else [line.strip()]
        if parts[0].startswith("|"):
            parts = ["", *(p.strip() for p in line.strip().lstrip("|").split(" | "))]
        fields = {"": parts[0]} | {k: v.strip() for k, _, v in (p.partition(":") for p in parts[1:])}
        if what == "session":
            fields.setdefault("speakers", "")
        made.append(fields)
    found = []
    left = list(got)
    for fields in made:
        match = next(
            (
                g
                for g in left
                if _same(what, fields[""], g) and (fields[""] or g["speakers"] == fields.get("speakers", ""))
            ),
            None,
        )
        if match is None:
            found.append(f"{what} missed: {fields}")
            continue
        left.remove(match)
        for key, value in fields.items():
            if key and match.get(key, "") != value:
                found.append(f"{what} {fields['']!r}: {key} expected {value!r}, got {match.get(key, '')!r}")
    found += [f"{what} extra: { {k: v for k, v in g.items() if v} }" for g in left]
    return found


def _same(what: str, wanted: str, got: dict[str, str]) -> bool:
    if what == "conference" and got.get("city"):
        city = fold(got["city"]).split()
        return [w for w in fold(wanted).split() if w not in city] == [w for w in fold(got[""]).split() if w not in city]
    return wanted == got[""]

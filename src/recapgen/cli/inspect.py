"""`recapgen inspect`: how posts are read, for people or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from recapgen.recap.reading import Facts, Known

SUFFIXES = (".md", ".markdown", ".mdown", ".mdx", ".rst", ".txt", ".text", ".html", ".htm")
"""Of the files that a folder is searched for."""
MOST_DOUBTS = 10
"""More of one post are only counted."""
FEW_ALIKE, MOST_ALIKE = 2, 4
"""Doubts for the same reason: up to so many the reason stands at each, and more than these are only counted."""


@click.command("inspect")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object (a list, if there are several files).")
def command(paths: tuple[Path, ...], as_json: bool) -> None:
    """Show how recapgen reads posts: what each line was taken for, and why.

    PATHS are files (Markdown, reStructuredText, text, HTML) or folders, inside or outside a site. Doubtful lines come
    first, each with the attribute or the line of front matter that would settle it.
    """
    from recapgen.cache import patterns_kept

    with patterns_kept():
        _inspected(paths, as_json)


def _inspected(paths: Sequence[Path], as_json: bool) -> None:
    """Prints how these were read; ends with 1 where one can't be."""
    from recapgen.markdown import tokenise
    from recapgen.recap.inspection import inspect_text

    reports = []
    failed = False
    for path in (p for given in paths for p in _files(given)):
        try:
            text = path.read_bytes().decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            click.echo(f"{path}: error: {error}", err=True)
            failed = True
            continue
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        report = inspect_text(text, path.as_posix(), tokenise, _header, _known(path))
        if as_json:
            reports.append(report)
        else:
            _print(report)
    if as_json:
        click.echo(json.dumps(reports[0] if len(reports) == 1 else reports, ensure_ascii=False, indent=1))
    if failed:
        sys.exit(1)


def _files(path: Path) -> Iterator[Path]:
    """The file, or all files below the folder that may hold posts, in order; none that is hidden."""
    if not path.is_dir():
        yield path
        return
    for found in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") for part in found.relative_to(path).parts)
        if found.suffix.lower() in SUFFIXES and found.is_file() and not hidden:
            yield found


def _header(text: str, path: str) -> tuple[Facts, str, int]:
    """What the front matter states, the body, and the lines before it; of a front matter that can't be understood it
    says so."""
    from recapgen.config import Config
    from recapgen.errors import ContentError
    from recapgen.parse import stated
    from recapgen.recap.reading import Facts

    try:
        return stated(text, path, Config())
    except ContentError as error:
        click.echo(str(error), err=True)
    opened, _, rest = text.partition("\n")
    with suppress(ContentError):  # an empty line ends it where a rule should: better than none, to look at
        if opened.rstrip() == "---":
            facts, body, before = stated(rest, path, Config())
            return facts, body, before + 1
    return Facts(path), text, 0


def _known(path: Path) -> Known:
    """What the registry tells of the site that a file lies in; nothing where it lies in none, or that is broken."""
    from recapgen.config import find_root, load_config
    from recapgen.errors import RecapgenError
    from recapgen.load import registry, survey
    from recapgen.memory import known_of
    from recapgen.parse import parse_entry
    from recapgen.recap.reading import Known

    root = find_root(path.resolve().parent)
    with suppress(RecapgenError):
        config = load_config(root)
        if path.resolve().is_relative_to(root / config.content):
            return known_of([parse_entry(one, config)[0] for one in registry(root, config, survey(root, config, []))])
    return Known()


def _print(report: dict[str, Any]) -> None:
    for post in report["posts"]:
        click.secho(f"{report['path']}: {post['title'] or '(no title)'}", bold=True)
        what = "a recap" if post["is_recap"] else "no recap"
        places = "; ".join(_conference(c) for c in post["conferences"])
        click.echo(f"  {what}, {post['language']}" + (f", of {places}" if places else ""))
        if post["is_recap"] and not places:
            click.echo("    it names no conference; write conference: NAME YEAR in the front matter")
        if no_recap := post["no_recap"]:
            click.echo(f"    {_why_not(no_recap)}")
        _print_doubts(post)
        sessions = groupby(sorted(post["sessions"], key=_first_line), key=_first_line)
        told = {line: list(of_line) for line, of_line in sessions}
        shown = {line["line"]: line for line in post["outline"] if line["taken_for"] != "doubtful"}
        for line in sorted({*told, *shown}):
            for session in told.get(line, ()):
                _print_session(session)
            if line not in told:
                click.secho(f"    line {line}: {shown[line]['text'][:90]}  ({shown[line]['taken_for']})", dim=True)
        click.echo()


def _why_not(no_recap: dict[str, Any]) -> str:
    """Why a post is no recap, and what would make it one."""
    sessions = {0: "no session", 1: "one session"}.get(no_recap["sessions"], f"{no_recap['sessions']} sessions")
    return f"{no_recap['why']}; if it is a recap, {no_recap['remedy']}: it is then read as one, with {sessions}"


def _print_doubts(post: dict[str, Any]) -> None:
    """Sessions that may be none, then lines that may be some, the likeliest first; not all, where they are many.

    Lines of which the same is to be said stand together.
    """
    of_reason: dict[str, list[dict[str, Any]]] = {}
    for doubt in (*post["doubts"], *post["candidates"]):
        of_reason.setdefault(doubt["why"], []).append(doubt)
    left = MOST_DOUBTS
    for why, doubts in of_reason.items():
        shown = doubts[: max(0, min(left, MOST_ALIKE))]
        left -= len(shown)
        if len(doubts) > FEW_ALIKE and shown:
            click.echo(f"  {len(doubts)} lines, each {why}:")
        for doubt in shown:
            click.secho(f"  ? line {doubt['line']}: {doubt['text'][:90]}", fg="yellow")
            if len(doubts) <= FEW_ALIKE:
                click.echo(f"      {why}; {doubt['remedy']}")
            else:
                click.echo(f"      {doubt['remedy']}")
    rest = sum(map(len, of_reason.values()))
    if hidden := rest - (MOST_DOUBTS - left):
        click.echo(f"    and {hidden} more; --json lists them all")
    if post["candidates"]:
        click.echo("    What may be a session is not taken for one: where it is none, nothing has to be written.")


def _first_line(session: dict[str, Any]) -> int:
    return int(session["lines"][0])


def _conference(conference: dict[str, Any]) -> str:
    named = " ".join(str(conference[key]) for key in ("name", "year") if conference[key])
    return f"{named} in {conference['city']}" if conference["city"] else named


def _print_session(session: dict[str, Any]) -> None:
    who = "; ".join(s["name"] + (f" ({', '.join(s['orgs'])})" if s["orgs"] else "") for s in session["speakers"])
    day = f"day {session['day_number']}" if session["day_number"] else ""
    more = ", ".join(filter(None, (session["kind"], day)))
    line = f"    line {session['lines'][0]}: {session['title'] or '(no title)'}"
    click.echo(line + (f" – {who}" if who else "") + (f" [{more}]" if more else ""))
    click.secho(f"      rule {session['rule']}, confidence {session['confidence']}", dim=True)

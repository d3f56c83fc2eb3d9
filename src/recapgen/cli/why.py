"""`recapgen why PATH|URL`: why a page was, or would be, made."""

from __future__ import annotations

import json

import click
from msgspec import to_builtins

from recapgen.cli import Settings
from recapgen.cli.output import say
from recapgen.config import Options
from recapgen.why import Reason, why

_STATES = {
    "same": "left alone: it shows what it showed at the last build",
    "new": "made: the last build had no such page",
    "theme": "made: the theme has changed",
    "lost": "made: its file is not as the last build wrote it",
    "first": "made: no build is remembered with these settings",
}


@click.command(
    help="Say what the page at an address, or each page that tells of a file, shows, and what changed of it."
)
@click.argument("target", metavar="PATH|URL")
@click.option("-D", "--drafts", is_flag=True, help="With drafts.")
@click.option("-F", "--future", is_flag=True, help="With posts that are dated in the future.")
@click.pass_obj
def command(settings: Settings, target: str, drafts: bool, future: bool) -> None:
    reasons = why(settings.root, settings.config(), target, Options(drafts, future))
    if settings.as_json:
        click.echo(json.dumps(to_builtins(reasons), ensure_ascii=False))
        return
    for reason in reasons:
        say(reason.path, bold=True)
        say(f"  template  {reason.template}")
        if reason.sources:
            say(f"  from      {', '.join(reason.sources)}")
        say(f"  shows     {', '.join(map(_named, reason.shows))}")
        say(f"  now       {_told(reason)}")


_PARTS = {"card": "preview picture", "ways": "links to its feed and calendar"}


def _named(part: str) -> str:
    """A part of a page as a reader would call it: `words of` a file are its text, apart from its facts."""
    return f"text of {part.removeprefix('words of ')}" if part.startswith("words of ") else _PARTS.get(part, part)


def _told(reason: Reason) -> str:
    if reason.state != "other":
        return _STATES[reason.state]
    return f"made: other than at the last build: {', '.join(map(_named, reason.other))}"

"""`recapgen init DIR`: a small site that builds and looks finished at once."""

from __future__ import annotations

from pathlib import Path

import click

from recapgen.cli import Settings
from recapgen.cli.output import plural, say
from recapgen.scaffolding import init_site


@click.command(help="Make a new site in DIR, with one recap that shows the shapes.")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@click.pass_obj
def command(settings: Settings, directory: Path) -> None:
    written = init_site(directory)
    if not settings.quiet:
        for path in written:
            say(f"  {directory / path}")
        there = "" if directory == Path() else f"cd {directory} && "
        say(f"wrote {plural(len(written), 'file')}; now: {there}recapgen serve --watch --open", fg="green")

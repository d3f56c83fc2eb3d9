"""`recapgen clean`: remove what recapgen wrote."""

from __future__ import annotations

import click

from recapgen.cli import Settings
from recapgen.cli.output import plural, say
from recapgen.write import clean


@click.command(help="Remove all that recapgen wrote to output/, and its cache; nothing else.")
@click.option("--output", help="Instead of output/.")
@click.pass_obj
def command(settings: Settings, output: str | None) -> None:
    config = settings.config(output=output)
    removed = clean(settings.root, config)
    if not settings.quiet:
        say(f"removed {plural(removed, 'file')} from {config.output}/")

"""`recapgen theme list` and `recapgen theme new NAME`: which themes there are, and a new one to begin with."""

from __future__ import annotations

import json

import click

from recapgen.cli import Settings
from recapgen.cli.output import plural, say
from recapgen.scaffolding import new_theme
from recapgen.theme import Listed, listed_themes


@click.group(help="List themes, or begin one.")
def command() -> None:
    pass


@command.command("list", help="The themes that the site can use; * is the one in use.")
@click.option("--json", "as_json", is_flag=True, help="Print a report for machines.")
@click.pass_obj
def list_(settings: Settings, as_json: bool) -> None:
    active = settings.config().theme
    found = listed_themes(settings.root)
    if as_json or settings.as_json:
        report = [
            {
                "name": theme.name,
                "description": theme.description,
                "extends": theme.extends or None,
                "folders": list(theme.folders),
                "active": theme.name == active,
            }
            for theme in found
        ]
        click.echo(json.dumps(report, ensure_ascii=False))
        return
    width = max(len(theme.name) for theme in found)
    for theme in found:
        mark = "*" if theme.name == active else " "
        click.echo(f"{mark} {theme.name:{width}}  {_about(theme)}")
    if active not in {theme.name for theme in found}:
        say(f"the site asks for a theme '{active}', which is not there", fg="yellow")


def _about(theme: Listed) -> str:
    """Where it lies, what it extends, what it says of itself."""
    where = " over ".join("recapgen" if folder.startswith("recapgen/") else f"{folder}/" for folder in theme.folders)
    extends = f", extends {theme.extends}" if theme.extends else ""
    return f"({where}{extends})" + (f" {theme.description}" if theme.description else "")


@command.command("new", help="Begin a theme in themes/NAME, with the few files that change something.")
@click.argument("name")
@click.option("--extends", default="programme", show_default=True, help="The theme that it begins from.")
@click.pass_obj
def new(settings: Settings, name: str, extends: str) -> None:
    settings.config_of_site()
    written = new_theme(settings.root, name, extends)
    for path in written:
        click.echo(path)
    if not settings.quiet:
        say(f'wrote {plural(len(written), "file")}; now set theme = "{name}" in recapgen.toml,', fg="green")
        say("and look at it with `recapgen serve --watch --open`", fg="green")

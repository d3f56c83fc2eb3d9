"""`recapgen new recap "Title" --conference "..."`: a post with clean front matter in the right place."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import click

from recapgen.cli import Settings
from recapgen.cli.output import say
from recapgen.scaffolding import PostKind, new_post


@click.command(help="Begin a recap, an article or a page called TITLE.")
@click.argument("kind", type=click.Choice(["recap", "article", "page"]))
@click.argument("title")
@click.option("--conference", default="", help="Which edition it recaps, such as 'QCon London 2017'.")
@click.pass_obj
def command(settings: Settings, kind: PostKind, title: str, conference: str) -> None:
    if not title.strip():
        raise click.UsageError("the title is empty")
    config = settings.config_of_site()
    today = datetime.now(ZoneInfo(config.timezone)).date()
    path = new_post(settings.root, config, kind, title.strip(), today, conference)
    click.echo(path.relative_to(settings.root).as_posix())
    if not settings.quiet and kind != "page":
        say("it is a draft: take 'draft: true' out when it is ready, or look at it with `recapgen serve --watch`")

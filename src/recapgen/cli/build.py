"""`recapgen build`: the whole site, into output/."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import click

from recapgen.build import Options, Report, build
from recapgen.cli import Settings
from recapgen.cli.output import plural, print_diagnostics, progress, say, took
from recapgen.config import Config
from recapgen.errors import Diagnostic, RecapgenError
from recapgen.events import Event, StageTimed
from recapgen.parallel import cores

_REASONS = {"draft": "draft", "future": "in the future", "expired": "expired", "ignored": "not content"}


@click.command(help="Write the site to output/. Nothing is written where anything is wrong.")
@click.option("-D", "--drafts", is_flag=True, help="With drafts.")
@click.option("-F", "--future", is_flag=True, help="With posts that are dated in the future.")
@click.option("--strict", is_flag=True, help="Warnings stop the build (exit code 3).")
@click.option("--base-url", help="Instead of base_url in recapgen.toml.")
@click.option("--output", help="Instead of output/.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that work at once; as many as there are cores.")
@click.option("--timings", is_flag=True, help="Say how long each stage took.")
@click.pass_obj
def command(
    settings: Settings,
    drafts: bool,
    future: bool,
    strict: bool,
    base_url: str | None,
    output: str | None,
    jobs: int | None,
    timings: bool,
) -> None:
    seconds: dict[str, float] = {}

    def noting(event: Event) -> None:
        if isinstance(event, StageTimed):
            seconds[event.stage] = event.seconds

    try:
        config = settings.config(base_url=base_url, output=output)
        with progress(not settings.quiet and not settings.as_json, noting) as listener:
            report = build(settings.root, config, Options(drafts, future, strict, jobs=jobs or cores()), listener)
    except RecapgenError as error:
        if settings.as_json:
            click.echo(
                json.dumps({"ok": False, "findings": [as_json(d) for d in error.diagnostics]}, ensure_ascii=False)
            )
            raise click.exceptions.Exit(error.exit_code) from None
        raise
    if settings.as_json:
        click.echo(json.dumps(_for_machines(report, seconds), ensure_ascii=False))
    elif not settings.quiet:
        _for_people(report, config, seconds if timings else {}, settings.verbose)


def _for_people(report: Report, config: Config, seconds: dict[str, float], verbose: bool) -> None:
    understood, written = report.understood, report.written
    print_diagnostics(understood.warnings, most=10_000 if verbose else 40)
    site = understood.site
    say(
        f"read     {plural(len(site.posts), 'post')} and {plural(len(site.pages), 'page')}: "
        f"{plural(len(site.sessions), 'session')} of {plural(len(site.editions), 'edition')}, "
        f"{plural(len(site.speakers), 'speaker')}, {plural(len(site.topics), 'topic')}"
    )
    if understood.skipped:
        counted = Counter(understood.skipped.values())
        reasons = ", ".join(f"{count} {_REASONS[reason]}" for reason, count in sorted(counted.items()))
        say(f"skipped  {len(understood.skipped)}: {reasons}")
        if verbose:
            for path, reason in sorted(understood.skipped.items()):
                say(f"           {path} ({_REASONS[reason]})")
    if verbose and understood.pictures.lacking:
        say("images   as they are; smaller versions of them need Pillow: pip install 'recapgen[images]'")
    if understood.warnings:
        say(f"warned   {plural(len(understood.warnings), 'warning')}")
    removed = f", {written.removed:,} removed" if written.removed else ""
    say(f"written  {written.changed:,} changed, {written.unchanged:,} unchanged{removed}, to {config.output}/")
    for stage, spent in seconds.items():
        say(f"           {stage:<9} {took(spent):>8}", dim=True)
    say(f"done in {took(report.seconds)}", fg="green")


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    return {name: getattr(diagnostic, name) for name in diagnostic.__dataclass_fields__}


def _for_machines(report: Report, seconds: dict[str, float]) -> dict[str, Any]:
    understood, written = report.understood, report.written
    site = understood.site
    return {
        "ok": True,
        "read": {
            "posts": len(site.posts),
            "pages": len(site.pages),
            "sessions": len(site.sessions),
            "editions": len(site.editions),
            "conferences": len(site.conferences),
            "speakers": len(site.speakers),
            "organizations": len(site.organizations),
            "topics": len(site.topics),
        },
        "skipped": dict(sorted(understood.skipped.items())),
        "written": {"changed": written.changed, "unchanged": written.unchanged, "removed": written.removed},
        "findings": [as_json(warning) for warning in understood.warnings],
        "seconds": round(report.seconds, 3),
        "stages": {stage: round(spent, 4) for stage, spent in seconds.items()},
    }

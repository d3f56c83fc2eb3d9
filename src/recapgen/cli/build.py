"""`recapgen build`: the whole site, into output/."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import closing
from typing import Any

import click
from msgspec.structs import asdict

from recapgen import fresh
from recapgen.cache import Cache
from recapgen.cli import Settings
from recapgen.cli.output import plural, print_diagnostics, progress, say, took
from recapgen.config import Config, Options
from recapgen.errors import Diagnostic, RecapgenError, with_extra
from recapgen.events import Event, Listener, StageTimed
from recapgen.garbage import collect_rarely
from recapgen.parallel import cores
from recapgen.write import output_folder

_REASONS = {
    "draft": "draft",
    "future": "in the future",
    "expired": "expired",
    "ignored": "not content",
    "format": "in a format that is not read",
    "header": "HTML below front matter",
}


@click.command(help="Write the site to output/. Nothing is written where anything is wrong.")
@click.option("-D", "--drafts", is_flag=True, help="With drafts.")
@click.option("-F", "--future", is_flag=True, help="With posts that are dated in the future.")
@click.option("--strict", is_flag=True, help="Warnings stop the build (exit code 3).")
@click.option("--base-url", help="Instead of base_url in recapgen.toml.")
@click.option("--output", help="Instead of output/.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes that work at once; as many as there are cores.")
@click.option("--no-cache", is_flag=True, help="Use nothing of what earlier builds knew.")
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
    no_cache: bool,
    timings: bool,
) -> None:
    seconds: dict[str, float] = {}

    def noting(event: Event) -> None:
        if isinstance(event, StageTimed):
            seconds[event.stage] = event.seconds

    try:
        with (
            closing(Cache(None if no_cache else settings.root)) as cache,
            progress(not settings.quiet and not settings.as_json, noting) as listener,
        ):
            config = settings.config_of_site(read=fresh.remembered(cache), base_url=base_url, output=output)
            options = Options(drafts, future, strict, jobs=jobs or cores(), cache=not no_cache)
            report = _built(settings, config, options, cache, listener)
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


def _built(settings: Settings, config: Config, options: Options, cache: Cache, listener: Listener) -> fresh.Report:
    """Where nothing changed, the pipeline is not even imported."""
    start = time.perf_counter()
    collect_rarely()
    output_folder(settings.root, config)
    seen = fresh.look(settings.root, config, options, cache)
    if same := fresh.unchanged(seen, listener):
        return same
    from recapgen.build import made

    return made(seen, listener, start)


def _for_people(report: fresh.Report, config: Config, seconds: dict[str, float], verbose: bool) -> None:
    totals, written = report.totals, report.written
    print_diagnostics(totals.warnings, most=None if verbose else 40, more=": `recapgen build -v` shows all")
    read = totals.read
    say(
        f"read     {plural(read['posts'], 'post')} and {plural(read['pages'], 'page')}: "
        f"{plural(read['sessions'], 'session')} of {plural(read['editions'], 'edition')}, "
        f"{plural(read['speakers'], 'speaker')}, {plural(read['topics'], 'topic')}"
    )
    if totals.skipped:
        counted = Counter(totals.skipped.values())
        reasons = ", ".join(f"{count} {_REASONS[reason]}" for reason, count in sorted(counted.items()))
        say(f"skipped  {len(totals.skipped)}: {reasons}")
        if verbose:
            for path, reason in sorted(totals.skipped.items()):
                say(f"           {path} ({_REASONS[reason]})")
    if verbose and totals.lacking:
        say("images   as they are; smaller versions of them need Pillow: " + with_extra("images"))
    if totals.warnings:
        say(f"warned   {plural(len(totals.warnings), 'warning')}")
    removed = f", {written.removed:,} removed" if written.removed else ""
    say(f"written  {written.changed:,} changed, {written.unchanged:,} unchanged{removed}, to {config.output}/")
    for stage, spent in seconds.items():
        say(f"           {stage:<9} {took(spent):>8}", dim=True)
    say(f"done in {took(report.seconds)}", fg="green")


def as_json(diagnostic: Diagnostic) -> dict[str, Any]:
    return asdict(diagnostic)


def _for_machines(report: fresh.Report, seconds: dict[str, float]) -> dict[str, Any]:
    totals, written = report.totals, report.written
    return {
        "ok": True,
        "read": dict(totals.read),
        "skipped": dict(sorted(totals.skipped.items())),
        "written": {"changed": written.changed, "unchanged": written.unchanged, "removed": written.removed},
        "findings": [as_json(warning) for warning in totals.warnings],
        "seconds": round(report.seconds, 3),
        "stages": {stage: round(spent, 4) for stage, spent in seconds.items()},
    }

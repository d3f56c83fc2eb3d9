"""`recapgen import`: foreign posts to source posts that a person would like to edit."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from recapgen.cli import Settings
from recapgen.cli.output import plural, print_diagnostics, progress, say
from recapgen.errors import ConfigError, Diagnostic, with_extra
from recapgen.events import silence

if TYPE_CHECKING:
    from recapgen.importers import Imported, Report

REPORT = "import-report.md"
_NEEDED = "the importers need two more packages"


@click.command(
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Make source posts of foreign ones: text, web pages, Markdown folders, exports, feeds, programmes.",
)
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(file_okay=False, path_type=Path), help="The folder of content to write to.")
@click.option("--format", "form", default="", help="What the sources are, where guessing fails: wordpress, medium, ...")
@click.option(
    "--conference", default="", help="The conference of a programme whose file does not name it: 'SoupConf 2019'."
)
@click.option("--dry-run", is_flag=True, help="Write nothing; say what would be written.")
@click.option(
    "--report", "report_file", type=click.Path(dir_okay=False, path_type=Path), help="Where the full report goes."
)
@click.pass_obj
def command(
    settings: Settings,
    sources: tuple[Path, ...],
    into: Path | None,
    form: str,
    conference: str,
    dry_run: bool,
    report_file: Path | None,
) -> None:
    try:
        from recapgen.importers import import_sources
        from recapgen.importers.report import as_text, as_values
        from recapgen.importers.writing import STATE, Memory
    except ModuleNotFoundError as error:
        hint = with_extra("import")
        raise ConfigError(Diagnostic("RG707", f"{_NEEDED}: {error.name} is missing", hint=hint)) from None
    config = settings.config()
    own = settings.root / config.content
    folder = into if into is not None else own
    state = (settings.root if folder.resolve() == own.resolve() else folder) / ".recapgen"
    with progress(not settings.quiet and not settings.as_json, silence) as listener:
        report = import_sources(
            [_as_given(s) for s in sources],
            folder,
            Memory(state / STATE),
            form=form,
            conference=conference,
            dry=dry_run,
            config=config,
            listener=listener,
        )
    target = report_file or (None if dry_run else state / REPORT)
    if target and (report.imported or report.left_out):
        _save(target, as_text(report, "" if report_file else _there(target)))
    if settings.as_json:
        click.echo(json.dumps(as_values(report), ensure_ascii=False))
    else:
        print_diagnostics(report.errors)
        if not settings.quiet:
            _for_people(report, target, dry_run, settings.verbose)
    if report.errors:
        raise click.exceptions.Exit(1)


def _as_given(source: Path) -> Path:
    return source.expanduser()


def _there(target: Path) -> str:
    """The report that there is; empty where there is none, or it can't be read."""
    try:
        return target.read_text("utf-8", "replace")
    except OSError:
        return ""


def _save(target: Path, text: str) -> None:
    from recapgen.errors import OutputError

    try:
        if not target.is_file() or target.read_text("utf-8", "replace") != text:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")
    except OSError as error:
        fact = f"the report can't be written: {error.strerror or error}"
        raise OutputError(Diagnostic("RG710", fact, str(target), hint="name another file with --report")) from None


def _for_people(report: Report, target: Path | None, dry: bool, verbose: int) -> None:
    from recapgen.importers.report import tally
    from recapgen.importers.writing import WORDS

    for one in report.imported:
        if verbose or one.outcome.what != "unchanged" or one.doubts:
            _say_one(one, verbose)
    done: Counter[str] = Counter(one.outcome.what for one in report.imported)
    for what, words in WORDS.items():
        if done[what]:
            say(f"{plural(done[what], 'file')}: {words}{' (nothing is written: --dry-run)' if dry else ''}")
    if not report.imported and not report.left_out:
        return
    total = sum(one.account.total for one in report.imported)
    dropped = [r for one in report.imported for r in one.account.dropped]
    lost = sum(len(one.account.lost) for one in report.imported)
    say(
        f"{plural(total, 'paragraph')} and links: {total - len(dropped) - lost:,} in the result, {len(dropped):,} "
        f"left out, {lost:,} lost"
    )
    if dropped:
        say(f"  left out: {tally(dropped)}")
    if report.left_out:
        reasons = Counter(x.reason for x in report.left_out)
        for why, count in sorted(reasons.items(), key=lambda p: (-p[1], p[0]))[: 100 if verbose else 8]:
            say(f"  skipped {count:,}: {why}")
    drafts = sum(one.draft for one in report.imported)
    if drafts:
        say(f"{plural(drafts, 'draft')}: look at them, then remove `draft: true`", fg="yellow")
    if target:
        say(f"everything that was left out, with the reason: {target}")


def _say_one(one: Imported, verbose: int) -> None:
    about = f" – {'; '.join(one.conferences)}, {plural(one.sessions, 'session')}" if one.conferences else ""
    say(f"{one.outcome.what:>10}  {one.outcome.path}{about}{' (draft)' if one.draft else ''}")
    if one.outcome.behind:
        say("            the source has changed too: move your file away and import again to see what it says now")
    for doubt in one.doubts:
        say(f"            doubt: {doubt}", fg="yellow")
    for note in one.notes if verbose else ():
        say(f"            {note}", dim=True)

"""`recapgen serve`: the site in memory, at an address of this machine."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress

import click

from recapgen.cli import Settings
from recapgen.cli.output import plural, print_diagnostics, progress, say, took
from recapgen.dev.run import Failed, Listening, News, Polling, Running, Wishes
from recapgen.dev.site import Broken, InternalError, Refreshed
from recapgen.events import silence


@click.command(help="Look at the site while writing. Nothing is written to output/.")
@click.option("-w", "--watch", is_flag=True, help="Follow every change, with drafts, and refresh open pages.")
@click.option("-p", "--port", type=click.IntRange(0, 65535), help="Default: 8000, or the next free one.")
@click.option("--bind", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--allow-host", multiple=True, metavar="HOST", help="Another host name to answer to.")
@click.option("--open", "opens", is_flag=True, help="Open a browser.")
@click.option("-D", "--drafts", is_flag=True, help="With drafts, even without --watch.")
@click.option("-F", "--future", is_flag=True, help="With posts that are dated in the future.")
@click.option("--poll", is_flag=True, help="Watch by looking again and again, for disks that tell of no changes.")
@click.pass_obj
def command(
    settings: Settings,
    watch: bool,
    port: int | None,
    bind: str,
    allow_host: tuple[str, ...],
    opens: bool,
    drafts: bool,
    future: bool,
    poll: bool,
) -> None:
    settings.config()
    wishes = Wishes(watch, drafts, future, bind, port, allow_host, poll)
    voice = _Voice(settings, watch)
    file = settings.config_file.resolve() if settings.config_file else None
    running = Running(settings.root, settings.config, wishes, voice, file)
    try:
        running.open()
        with progress(not settings.quiet, silence) as listener:
            first = running.read(listener)
        if isinstance(first, Broken) and not watch:
            raise first.error
        if opens:
            click.launch(running.url)
        running.serve()
    except KeyboardInterrupt:
        _end()
    finally:
        running.close()


def _end() -> None:
    """Leave at once: open streams, a reading under way and the taking down of a large site are not waited for."""
    with suppress(OSError, ValueError):
        say("")
        sys.stderr.flush()
    os._exit(130)


class _Voice:
    """Words what the server tells."""

    def __init__(self, settings: Settings, watch: bool) -> None:
        self.watch = watch
        self.quiet = settings.quiet
        self.verbose = settings.verbose

    def __call__(self, news: News) -> None:
        if isinstance(news, Listening):
            self._listening(news)
        elif isinstance(news, Refreshed):
            self._refreshed(news)
        elif isinstance(news, Broken):
            self._broken(news)
        elif isinstance(news, Polling):
            say(f"the system tells of no changes ({news.reason}): looking for them instead", fg="yellow")
        elif isinstance(news, Failed):
            say(f"recapgen failed on a request: {type(news.error).__name__}: {news.error}", fg="red")
            self._trace(news.error)

    def _listening(self, news: Listening) -> None:
        if not news.loopback:
            say(
                "warning: other machines can reach this server; it is made for writing, not for publishing", fg="yellow"
            )
        if not self.quiet:
            say(f"serving {news.url}{', watching' if news.watch else ''} (Ctrl-C ends it)", fg="green")

    def _refreshed(self, news: Refreshed) -> None:
        if self.quiet or not (news.changed or news.number == 1):
            return
        print_diagnostics(news.warnings, most=None if self.verbose else 10, more=": `-v` shows all")
        say(worded(news))

    def _broken(self, news: Broken) -> None:
        if not news.new or not self.watch:
            return
        print_diagnostics(news.error.diagnostics)
        stays = "; the last good site stays up" if news.kept else ""
        say(f"{plural(len(news.error.diagnostics), 'error')}{stays}", fg="red", bold=True)
        if isinstance(news.error, InternalError):
            self._trace(news.error.__cause__)

    def _trace(self, error: BaseException | None) -> None:
        if self.verbose and error is not None:
            say("".join(traceback.format_exception(error)).rstrip(), dim=True)


def worded(news: Refreshed) -> str:
    """One tidy line: `1 post read, 3 pages stale, 12 ms`."""
    parts = ["mended"] if news.mended else []
    parts += ["settings changed"] if news.settings else []
    parts += ["theme changed"] if news.theme else []
    if news.read or not parts:
        parts.append(f"{plural(news.read, 'post')} read")
    if news.gone:
        parts.append(f"{news.gone:,} gone")
    if news.files:
        parts.append(f"{plural(news.files, 'file')} changed")
    parts.append(f"{plural(news.stale, 'page')} {'planned' if news.number == 1 else 'stale'}")
    return ", ".join([*parts, took(news.seconds)])

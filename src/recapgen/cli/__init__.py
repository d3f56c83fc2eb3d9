"""The command line: arguments, printing and exit codes. A command's module is imported when it is called."""

from __future__ import annotations

import importlib
import importlib.util
import keyword
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec import Struct
from msgspec.structs import replace

from recapgen import __version__
from recapgen.errors import RecapgenError

if TYPE_CHECKING:
    from recapgen.config import Config, Reader

COMMANDS = {
    "init": "Make a new site in a folder.",
    "new": "Begin a recap or an article.",
    "build": "Write the site to output/.",
    "serve": "Look at the site while writing.",
    "inspect": "Show how a post was read.",
    "import": "Make source posts of what was written elsewhere.",
    "theme": "List themes, or begin one.",
    "why": "Say why a page would be made.",
    "clean": "Remove what recapgen wrote.",
}
"""Every command with its one line of help, so that `--help` imports none of them."""


class Settings(Struct, frozen=True):
    """What the options before the command say."""

    directory: Path | None
    config_file: Path | None
    verbose: bool
    quiet: bool
    as_json: bool

    @property
    def root(self) -> Path:
        """The site's folder."""
        from recapgen.config import find_root

        if self.config_file:
            return self.config_file.resolve().parent
        if self.directory:
            return self.directory.resolve()
        return find_root(Path.cwd())

    def config(self, read: Reader | None = None, **overrides: Any) -> Config:
        from recapgen.config import load_config, override

        return override(load_config(self.root, self.config_file, read=read), **overrides)

    def config_of_site(self, read: Reader | None = None, **overrides: Any) -> Config:
        """`config`, where there is a site. Raises `ConfigError` where there is none."""
        from recapgen.config import FILE
        from recapgen.errors import ConfigError, Diagnostic

        config = self.config(read, **overrides)
        if not any((self.root / name).exists() for name in (FILE, "pyproject.toml", config.content)):
            fact = f"there is no site in {self.root}: neither {FILE} nor {config.content}/"
            raise ConfigError(Diagnostic("RG115", fact, hint="go to its folder, or begin one with `recapgen init`"))
        return config


def _module(command: str) -> str:
    """Where a command stands; `import` is no module's name."""
    return f"recapgen.cli.{command}_" if keyword.iskeyword(command) else f"recapgen.cli.{command}"


class _Commands(click.Group):
    """Commands by name; an unknown one gets a suggestion."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name in COMMANDS if importlib.util.find_spec(_module(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(_module(cmd_name))
        command: click.Command = module.command
        return _with_common(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from recapgen.errors import did_you_mean

            hint = did_you_mean(args[0], COMMANDS)
            ctx.fail(f"there is no command '{args[0]}'" + (f"; {hint}" if hint else ""))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name]) for name in self.list_commands(ctx)])


def _with_common(command: click.Command) -> click.Command:
    """The command, also taking `-v`, `-q` and `--json` behind its name, where it has none of its own."""
    taken = {name for param in command.params for name in param.opts}
    for field_name, names, text in _COMMON:
        if not taken & set(names):
            option = click.Option(
                names, is_flag=True, expose_value=False, help=text, callback=partial(_noted, field_name=field_name)
            )
            command.params.append(option)
    return command


_COMMON = (
    ("verbose", ["-v", "--verbose"], "Say more."),
    ("quiet", ["-q", "--quiet"], "Say errors only."),
    ("as_json", ["--json"], "Print a report for machines."),
)


def _noted(ctx: click.Context, _: click.Parameter, value: bool, *, field_name: str) -> None:
    if value and isinstance(ctx.obj, Settings):
        changes: dict[str, Any] = {field_name: True}
        ctx.obj = ctx.find_root().obj = replace(ctx.obj, **changes)


_CONTEXT = {"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "RECAPGEN"}


@click.group(cls=_Commands, context_settings=_CONTEXT)
@click.option(
    "-C", "--directory", type=click.Path(exists=True, file_okay=False, path_type=Path), help="The site's folder."
)
@click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), help="Another configuration file.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.option("-q", "--quiet", is_flag=True, help="Say errors only.")
@click.option("--json", "as_json", is_flag=True, help="Print a report for machines.")
@click.option("--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in messages.")
@click.version_option(__version__, prog_name="recapgen", message="%(prog)s %(version)s")
@click.pass_context
def cli(
    ctx: click.Context,
    directory: Path | None,
    config_file: Path | None,
    verbose: bool,
    quiet: bool,
    as_json: bool,
    color: str,
) -> None:
    """recapgen turns conference recaps into a linked website.

    Begin with `recapgen init my-site`, or `recapgen build` in a folder with a content/ of Markdown posts.
    """
    from recapgen.cli.output import choose_colour, choose_settings

    choose_colour(color)
    ctx.obj = Settings(directory, config_file, verbose, quiet, as_json)
    choose_settings(lambda: ctx.obj)


def main() -> None:
    """The console script. Exit codes: 0 fine, 1 content or template errors, 2 usage or configuration, 3 findings
    under --strict, 130 interrupted."""
    from recapgen.cli.output import print_error

    _in_utf8()
    try:
        ended = cli.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except RecapgenError as error:
        print_error(error)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(1)
    sys.exit(ended if isinstance(ended, int) else 0)


def _in_utf8() -> None:
    """Begin anew in UTF-8 mode where the locale would have Python read the names of files otherwise (see PEP 540)."""
    if sys.getfilesystemencoding() != "utf-8":
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])

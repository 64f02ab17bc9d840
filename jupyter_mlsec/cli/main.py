"""Entry point: finds the command, turns errors into ``error:`` and ``help:`` lines and exit codes."""

from __future__ import annotations

import importlib
import pkgutil
import sys
import traceback
from pathlib import Path

import click

from jupyter_mlsec import __version__
from jupyter_mlsec.cli import commands
from jupyter_mlsec.cli.exits import COULD_NOT_LOOK
from jupyter_mlsec.errors import MlsecError

INTERRUPTED = 130  # what a shell reports for a process ended by Ctrl-C


class CommandFolder(click.Group):
    """A group whose commands are the modules of ``jupyter_mlsec.cli.commands``, imported only when called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all commands without importing any."""
        return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return one command, or None where there is no such name."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"{commands.__name__}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.group(cls=CommandFolder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mlsec")
def cli() -> None:
    """Keep machine-learning notebooks secure, from the first cell to the retired model.

    Exit codes: 0 all was looked at and nothing was found; 1 something was found, or a verification failed;
    2 something could not be looked at, or the command line was wrong. 2 wins over 1.
    """


def main() -> None:
    """Run the command and exit with the contract's code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a hostile file name must not end in a traceback
    try:
        code = cli.main(prog_name="mlsec", standalone_mode=False)
    except MlsecError as error:
        show_error(error)
        code = COULD_NOT_LOOK
    except click.ClickException as error:
        error.show()
        code = COULD_NOT_LOOK
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:
        # the reader of our output has gone; there is nobody left to tell
        sys.stderr.close()
        code = COULD_NOT_LOOK
    except Exception as error:  # noqa: BLE001 - the last line of defence: a bug must not print what it was looking at
        _show_bug(error)
        code = COULD_NOT_LOOK
    sys.exit(code)


def show_error(error: MlsecError) -> None:
    """Print an error and what to do about it to stderr."""
    click.secho("error", fg="red", bold=True, nl=False, err=True)
    click.echo(f": {error.message}", err=True)
    for line in error.help:
        click.echo(f"  help: {line}", err=True)


def _show_bug(error: Exception) -> None:
    """Say that this is our fault, and where: the exception's own words could hold a secret and stay out."""
    click.echo(f"error: this is a bug of mlsec {__version__}: {type(error).__name__}", err=True)
    for frame in traceback.extract_tb(error.__traceback__):
        parts = Path(frame.filename).parts
        shown = "/".join(parts[parts.index("jupyter_mlsec") :] if "jupyter_mlsec" in parts else parts[-2:])
        click.echo(f"  at {shown}:{frame.lineno} in {frame.name}", err=True)
    click.echo("  help: please report it with the lines above; they hold nothing of your notebook", err=True)

"""``%load_ext jupyter_mlsec``: registers the magics, and finds a subcommand's module when it is called."""

from __future__ import annotations

import importlib
import pkgutil
import shlex
import sys
from typing import TYPE_CHECKING, Any

import click

from jupyter_mlsec.errors import MlsecError, UsageError
from jupyter_mlsec.magic import commands
from jupyter_mlsec.magic.paths import words
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

_NAME = "mlsec"
_sessions: dict[int, Session] = {}


def load(shell: InteractiveShell) -> None:
    """Register the magics in ``shell``; loading twice changes nothing."""
    if id(shell) in _sessions:
        return
    session = _sessions[id(shell)] = Session(shell)

    def mlsec(line: str, cell: str | None = None) -> object:
        """Check this notebook, measure data and models, fill in the checklist; %mlsec -h lists what there is."""
        return _run(session, line, cell)

    register: Any = shell.register_magic_function  # traitlets hides its signature
    register(mlsec, "line_cell", _NAME)
    shell.events.register("pre_run_cell", session.begin)
    shell.events.register("post_run_cell", session.show_pending)
    shell.events.register("post_run_cell", session.note)
    session.guard.start()


def session_of(shell: InteractiveShell) -> Session:
    """Return the session of a shell, in which the magics are registered from now on."""
    load(shell)
    return _sessions[id(shell)]


def unload(shell: InteractiveShell) -> None:
    """Take the magics away again."""
    session = _sessions.pop(id(shell), None)
    if session is not None:
        session.guard.stop()
        shell.events.unregister("pre_run_cell", session.begin)
        shell.events.unregister("post_run_cell", session.show_pending)
        shell.events.unregister("post_run_cell", session.note)
        for magics in shell.magics_manager.magics.values():
            magics.pop(_NAME, None)


def subcommands() -> list[str]:
    """Return the names of all subcommands without importing any."""
    return sorted(module.name.replace("_", "-") for module in pkgutil.iter_modules(commands.__path__))


def _run(session: Session, line: str, cell: str | None) -> object:
    """Run one magic; what a person can mend is printed without a traceback."""
    try:
        if cell is not None:
            from jupyter_mlsec.magic.gate import run_checked_cell

            run_checked_cell(session, line, cell)
            return None
        return _call(session, line)
    except MlsecError as error:
        print(f"error: {error.message}", file=sys.stderr)  # noqa: T201 - magics are a surface
        for advice in error.help:
            print(f"  help: {advice}", file=sys.stderr)  # noqa: T201
        return None


def _call(session: Session, line: str) -> object:
    try:
        name, *arguments = shlex.split(words(line)) or ["status"]
    except ValueError as error:
        raise UsageError(f"cannot read the line: {error}", help='quote texts with spaces: "like this"') from None
    if name in {"-h", "--help"}:
        name = "help"
    if name not in subcommands():
        raise UsageError(f"there is no %mlsec {name}", help=f"%mlsec -h lists: {', '.join(subcommands())}")
    command: click.Command = importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}").command
    try:
        result: Any = command.main(
            arguments,
            prog_name=f"%mlsec {name}",
            standalone_mode=False,
            obj=session,
            help_option_names=["-h", "--help"],
        )
    except click.ClickException as error:
        raise UsageError(error.format_message(), help=f"%mlsec {name} -h") from None
    if isinstance(result, Shown):
        session.pending.append(result)
        return result
    return result if not isinstance(result, int) else None  # click answers 0 after --help

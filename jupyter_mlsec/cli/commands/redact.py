"""``mlsec redact``: a copy of a notebook in which every secret that is found is masked, everywhere."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.errors import UnreadableError, UsageError
from jupyter_mlsec.reports.counting import counted

FORMAT = "mlsec-redact/1"
_STREAM = "-"


@click.command("redact")
@click.argument("notebook", metavar="NOTEBOOK")
@click.option("-o", "--output", metavar="COPY", help="Where the copy goes; - is stdout.")
@click.option("--in-place", is_flag=True, help="Replace NOTEBOOK itself by the copy.")
@click.option("--stdin-name", metavar="NAME", help="What the notebook on stdin is called, in messages.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(notebook: str, output: str | None, in_place: bool, stdin_name: str | None, style: str) -> int:  # noqa: FBT001 - an option
    """Write a copy in which every secret that is found is masked, everywhere and however it is written.

    There is no copy where something of the notebook could not be looked at. - reads the notebook from stdin, and
    its copy goes to stdout unless -o says otherwise: git calls it so as a filter (docs/git.md).
    """
    from jupyter_mlsec.scan.fixes.write import replace_file
    from jupyter_mlsec.scan.redaction import redact_notebook

    if notebook == _STREAM and not in_place:
        output = output or _STREAM
    name = stdin_name if notebook == _STREAM and stdin_name else notebook
    target = _target(notebook, output, in_place=in_place, style=style)
    data = _read(notebook)
    try:
        redacted = redact_notebook(name, data)
    except UnreadableError as error:
        raise UnreadableError(f"{name} was not redacted: {error.message}", help=error.help) from None
    if target is None:
        sys.stdout.buffer.write(redacted.data)
        sys.stdout.buffer.flush()
    elif in_place:
        replace_file(notebook, data, redacted.data)
    else:
        _write(target, redacted.data, Path(notebook) if notebook != _STREAM else None)
    done = f"{counted(redacted.secrets, 'value')} masked in {counted(redacted.places, 'place')}"
    if style == "json":
        shape = {"format": FORMAT, "notebook": name, "copy": str(target)}
        write_output(json_text({**shape, "values": redacted.secrets, "places": redacted.places}))
    elif target is not None or redacted.secrets:  # a filter runs often, and has nothing to say most of the time
        click.echo(f"{name}: {done}{f'; the copy is {target}' if target else ''}", err=target is None)
    return CLEAN


def _target(notebook: str, output: str | None, *, in_place: bool, style: str) -> Path | None:
    """Return where the copy goes, None for stdout. Raises ``UsageError`` rather than overwrite the notebook."""
    if in_place == (output is not None):
        raise UsageError("the copy needs one place to go", help="add -o COPY, or --in-place to replace the notebook")
    if in_place and notebook == _STREAM:
        raise UsageError("stdin cannot be replaced", help="add -o COPY")
    if output == _STREAM:
        if style == "json":
            raise UsageError("the copy and the result cannot both go to stdout", help="name a file with -o")
        return None
    target = Path(notebook if output is None else output)
    if not in_place and notebook != _STREAM and _is_same(Path(notebook), target):
        raise UsageError("the copy would overwrite the notebook", help="choose another name, or use --in-place")
    return target


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _read(notebook: str) -> bytes:
    if notebook == _STREAM:
        return sys.stdin.buffer.read()
    try:
        return Path(notebook).read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise UnreadableError(f"{notebook} cannot be read: {reason}") from None


def _write(target: Path, data: bytes, original: Path | None) -> None:
    """Replace the file at ``target`` in one step; a copy has the original's mode."""
    temporary = None
    try:
        real = target.resolve()
        mode = stat.S_IMODE(original.stat().st_mode) if original is not None else 0o600
        handle, temporary = tempfile.mkstemp(dir=real.parent, prefix=f".{real.name}.")
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).chmod(mode)
        Path(temporary).replace(real)
    except OSError as error:
        raise UsageError(f"cannot write {target}: {error.strerror}", help="choose a folder that exists") from None
    finally:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)

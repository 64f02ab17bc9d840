"""Where results go: stdout or a file, whole or not at all; everything else goes to stderr."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path

import click

from jupyter_mlsec.errors import UsageError


def write_output(text: str, path: Path | None = None) -> None:
    """Print ``text``, or replace the file at ``path`` in one step. Raises ``UsageError`` when that is impossible."""
    if not text.endswith("\n"):
        text += "\n"
    if path is None:
        click.echo(text, nl=False)
        return
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as stream:
            stream.write(text)
        os.umask(mask := os.umask(0o077))
        Path(temporary).chmod(0o666 & ~mask)
        Path(temporary).replace(path)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}", help="choose a folder that exists") from None


def json_text(value: object) -> str:
    """Return ``value`` as the JSON that every command prints: indented, UTF-8, keys in the contract's order."""
    return json.dumps(value, indent=2, ensure_ascii=False)


def wants_color() -> bool:
    """Whether stdout is a terminal that shows colours (https://no-color.org is respected)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

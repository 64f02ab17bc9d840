"""``mlsec advisories``: what an audit knows without network."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.cli.progress import working

if TYPE_CHECKING:
    from jupyter_mlsec.environment.store import StoreStatus


@click.group("advisories")
def command() -> None:
    """Keep known vulnerabilities on this machine, so that audits need no network."""


@command.command("import")
@click.argument("export", type=click.Path(path_type=Path, exists=True))
def import_(export: Path) -> int:
    """Index EXPORT: OSV's all.zip of PyPI, a PyPA tar.gz, or a folder of advisories."""
    from jupyter_mlsec.environment.advisories import import_advisories

    with working("indexing advisories"):
        status = import_advisories(export)
    write_output(_text(status))
    return CLEAN


@command.command("update")
def update() -> int:
    """Fetch OSV's export of PyPI and index it. This opens a socket."""
    from jupyter_mlsec.environment.advisories import update_advisories

    with working("fetching advisories"):
        status = update_advisories()
    write_output(_text(status))
    return CLEAN


@command.command("status")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def status(style: str) -> int:
    """Say which advisories are here and how old they are."""
    import msgspec

    from jupyter_mlsec.environment.advisories import open_store

    store = open_store()
    if style == "json":
        held = None if store is None else msgspec.to_builtins(store.status)
        write_output(json_text({"format": "mlsec-advisories/1", "advisories": held}))
    else:
        write_output("no advisories: mlsec advisories update, or import" if store is None else _text(store.status))
    return COULD_NOT_LOOK if store is None else CLEAN


def _text(status: StoreStatus) -> str:
    age = status.age(datetime.now(UTC).date())
    lines = [
        f"{status.advisories} advisories about {status.packages} packages, from {status.source}",
        f"newest     {status.date}, {age} days old",
        f"digest     {status.digest}",
        f"left out   {status.withdrawn} withdrawn, {status.other_ecosystems} of other ecosystems",
    ]
    if status.malformed:
        lines.append(f"malformed  {status.malformed}: what they are about is never called clean")
    return "\n".join(lines)

"""``%mlsec run``: this notebook as a signed, reproducible run."""

from __future__ import annotations

from pathlib import Path

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown


@click.command("run")
@click.option("-o", "--output", "bundle", help="The bundle.  [default: the notebook's name with .mlrun]")
@click.option("--overwrite", is_flag=True, help="Replace a bundle of the same name once the new one is complete.")
@click.pass_obj
def command(session: Session, bundle: str | None, *, overwrite: bool) -> Shown:
    """Execute the saved notebook from top to bottom in a kernel of its own and export it as a signed bundle."""
    from jupyter_mlsec.export import export
    from jupyter_mlsec.runs.execution import RunOptions
    from jupyter_mlsec.runs.export import ExportOptions

    notebook = session.notebook_path()
    if notebook is None:
        raise UsageError(
            "this kernel does not know its notebook's file", help="save it, and use mlsec run NOTEBOOK -o BUNDLE"
        )
    if session.is_running:
        return Shown("skipped: this notebook is being exported right now")
    settings = session.config().run
    options = ExportOptions(
        run=RunOptions(timeout=settings.timeout, cell_timeout=settings.cell_timeout), overwrite=overwrite
    )
    target = Path(bundle) if bundle else notebook.with_suffix(".mlrun")
    done = export(notebook, target, options)
    if done.bundle is None:
        return Shown(f"not exported: {done.record.reason}\nnothing was written", value=done)
    signer = f", signed by {done.key.identity} {done.key.fingerprint}" if done.key else ""
    return Shown(f"exported to {done.bundle.name}{signer}\ncheck it with: mlsec verify {done.bundle.name}", value=done)

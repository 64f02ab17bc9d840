"""``%mlsec run``: this notebook as a signed, reproducible run."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.progress import telling
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown


@click.command("run")
@click.option("-o", "--output", "bundle", help="The bundle.  [default: the notebook's name with .mlrun]")
@click.option("-p", "--parameter", "parameters", nargs=2, multiple=True, metavar="NAME VALUE")
@click.option("--measure", is_flag=True, help="Measure the models and tables of the run, as %mlsec measure does.")
@click.option("--heavy", is_flag=True, help="Measure them with the probes that take long, too.")
@click.option("--overwrite", is_flag=True, help="Replace a bundle of the same name once the new one is complete.")
@click.pass_obj
def command(
    session: Session,
    bundle: str | None,
    parameters: tuple[tuple[str, str], ...],
    *,
    measure: bool,
    heavy: bool,
    overwrite: bool,
) -> Shown:
    """Execute the saved notebook from top to bottom in a kernel of its own and export it as a signed bundle.

    Interrupting this cell ends the run, and nothing is written.
    """
    from jupyter_mlsec.export import export
    from jupyter_mlsec.runs.execution import Measure, RunOptions
    from jupyter_mlsec.runs.export import ExportOptions
    from jupyter_mlsec.runs.parameters import CommandLineText

    notebook = session.notebook_path()
    if notebook is None:
        raise UsageError(
            "this kernel does not know its notebook's file", help="save it, and use mlsec run NOTEBOOK -o BUNDLE"
        )
    if session.is_running:
        return Shown("skipped: this notebook is being exported right now")
    settings = session.config().run
    run = RunOptions(
        parameters={name: CommandLineText(value) for name, value in parameters},
        timeout=settings.timeout,
        cell_timeout=settings.cell_timeout,
        measure=Measure.asked(measure=measure, heavy=heavy),
        max_memory=settings.max_memory,
        max_cpu=settings.max_cpu,
    )
    target = Path(bundle) if bundle else notebook.with_suffix(".mlrun")
    with telling(heavy=True) as tell:
        options = ExportOptions(run=run, overwrite=overwrite)
        done = export(notebook, target, options, progress=partial(_tell, tell))
    if done.bundle is None:
        return Shown(f"not exported: {done.record.reason}\nnothing was written", value=done)
    signer = f", signed by {done.key.identity} {done.key.fingerprint}" if done.key else ""
    return Shown(f"exported to {done.bundle.name}{signer}\ncheck it with: mlsec verify {done.bundle.name}", value=done)


def _tell(tell: Callable[[str, int, int], None] | None, index: int, total: int) -> None:
    if tell is not None:
        tell("this notebook, in a kernel of its own", index, total)

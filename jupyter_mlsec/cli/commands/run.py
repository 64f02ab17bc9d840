"""``mlsec run``: execute a notebook and leave a signed bundle, or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.cli.progress import cell_progress

if TYPE_CHECKING:
    from jupyter_mlsec.runs.export import Export


@click.command("run")
@click.argument("notebook", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("-o", "--output", "bundle", required=True, help="The bundle: a folder .mlrun, or one file .mlrun.zip.")
@click.option("-p", "--parameter", "parameters", nargs=2, multiple=True, metavar="NAME VALUE")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.option("--timeout", type=click.FloatRange(min=0), help="Seconds for the whole run.")
@click.option("--cell-timeout", type=click.FloatRange(min=0), help="Seconds for one cell.")
@click.option("--overwrite", is_flag=True, help="Replace a bundle of the same name once the new one is complete.")
@click.option("--offline/--online", default=True, help="Whether the audit may ask the advisory service.  [offline]")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(
    notebook: Path,
    bundle: str,
    parameters: tuple[tuple[str, str], ...],
    key: Path | None,
    timeout: float | None,
    cell_timeout: float | None,
    *,
    overwrite: bool,
    offline: bool,
    style: str,
) -> int:
    """Execute NOTEBOOK with papermill in a process of its own and export it as a signed, reproducible bundle.

    A value env:NAME passes a secret by reference: the kernel gets it, the bundle does not. A run that fails, takes too
    long, or whose outputs hold a secret leaves no bundle.
    """
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.export import export
    from jupyter_mlsec.runs.execution import RunOptions
    from jupyter_mlsec.runs.export import ExportOptions
    from jupyter_mlsec.runs.json import run_to_json
    from jupyter_mlsec.runs.parameters import CommandLineText

    settings = load_config(notebook).run
    options = ExportOptions(
        run=RunOptions(
            parameters={name: CommandLineText(value) for name, value in parameters},
            timeout=settings.timeout if timeout is None else timeout,
            cell_timeout=settings.cell_timeout if cell_timeout is None else cell_timeout,
        ),
        key=key,
        overwrite=overwrite,
        prompt=_ask,
    )
    with cell_progress(f"running {notebook.name}") as progress:
        done = export(notebook, bundle, options, online=not offline, progress=progress)
    write_output(json_text(run_to_json(done)) if style == "json" else _text(done))
    return CLEAN if done.bundle is not None else COULD_NOT_LOOK


def _ask(question: str) -> str:
    answer: str = click.prompt(question.rstrip(": "), hide_input=True, err=True)
    return answer


def _text(done: Export) -> str:
    record = done.record
    if done.bundle is None:
        return f"not exported: {record.reason}\nnothing was written"
    seconds = (record.finished - record.started).total_seconds()
    signer = f"{done.key.identity} {done.key.fingerprint}" if done.key else ""
    return "\n".join(
        [
            f"{record.notebook} ran in {seconds:.1f} s: {len(record.cells)} code cells completed",
            f"signed by  {signer}",
            f"bundle     {done.bundle}",
            f"next       mlsec verify {done.bundle}",
        ]
    )

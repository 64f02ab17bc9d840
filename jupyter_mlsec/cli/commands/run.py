"""``mlsec run``: execute a notebook and leave a signed bundle, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.ending import ends_cleanly
from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.cli.passphrase import ask
from jupyter_mlsec.cli.run_progress import RunProgress, run_progress
from jupyter_mlsec.cli.sizes import Size
from jupyter_mlsec.errors import UsageError

if TYPE_CHECKING:
    from jupyter_mlsec.config.settings import RunSettings
    from jupyter_mlsec.runs.execution import RunOptions
    from jupyter_mlsec.runs.export import Export, ExportOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked for on the command line; None leaves it to the configuration."""

    notebook: str
    bundle: str
    parameters: tuple[tuple[str, str], ...]
    key: Path | None
    timestamp: str
    kernel: str | None
    python: str | None
    timeout: float | None
    cell_timeout: float | None
    max_memory: int | None
    max_cpu: float | None
    executed: str
    measure: bool
    heavy: bool
    overwrite: bool
    offline: bool
    progress: str
    style: str

    def run_options(self, settings: RunSettings) -> RunOptions:
        """Return how the notebook is run."""
        from jupyter_mlsec.runs.execution import Measure, RunOptions
        from jupyter_mlsec.runs.parameters import CommandLineText

        return RunOptions(
            parameters={name: CommandLineText(value) for name, value in self.parameters},
            timeout=settings.timeout if self.timeout is None else self.timeout,
            cell_timeout=settings.cell_timeout if self.cell_timeout is None else self.cell_timeout,
            max_memory=settings.max_memory if self.max_memory is None else self.max_memory,
            max_cpu=settings.max_cpu if self.max_cpu is None else self.max_cpu,
            measure=Measure.asked(measure=self.measure, heavy=self.heavy),
            kernel=self.kernel,
            python=self.python,
        )

    def export_options(self, settings: RunSettings, told: RunProgress) -> ExportOptions:
        """Return how the run becomes a bundle."""
        from jupyter_mlsec.runs.export import ExportOptions

        return ExportOptions(
            run=self.run_options(settings),
            key=self.key,
            timestamp=self.timestamp,
            overwrite=self.overwrite,
            prompt=ask,
            executed=self.executed,
            stage=told.stage,
        )


@click.command("run")
@click.argument("notebook")
@click.option("-o", "--output", "bundle", required=True, help="The bundle: a folder .mlrun, or one file .mlrun.zip.")
@click.option("-p", "--parameter", "parameters", nargs=2, multiple=True, metavar="NAME VALUE")
@click.option("--key", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Sign with this key.")
@click.option("--timestamp", default="", metavar="URL", help="Have the signature stamped by this RFC 3161 authority.")
@click.option("--kernel", metavar="NAME", help="An installed kernel.  [default: the notebook's own]")
@click.option("--python", metavar="EXE", help="Run in this interpreter's environment; it needs ipykernel.")
@click.option("--timeout", type=click.FloatRange(min=0), help="Seconds for the whole run.")
@click.option("--cell-timeout", type=click.FloatRange(min=0), help="Seconds for one cell.")
@click.option("--max-memory", type=Size(), help="Memory for the kernel and all that it starts: 512M, 2G.")
@click.option("--max-cpu", type=click.FloatRange(min=0), help="Processor seconds for the same.")
@click.option("--measure", is_flag=True, help="Measure the models and tables of the run, as %mlsec measure does.")
@click.option("--heavy", is_flag=True, help="Measure them with the probes that take long, too.")
@click.option("--executed", default="", metavar="PATH", help="Write the executed notebook to a path or address, too.")
@click.option("--overwrite", is_flag=True, help="Replace a bundle of the same name once the new one is complete.")
@click.option("--offline/--online", default=True, help="Whether audit and lock may ask the network.  [offline]")
@click.option("--progress", type=click.Choice(["auto", "json", "none"]), default="auto", help="What stderr tells.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(**given: object) -> int:
    """Execute NOTEBOOK with papermill in a process of its own and export it as a signed, reproducible bundle.

    NOTEBOOK is a path, or an address that papermill can read (s3://…). A value env:NAME or keyring:SERVICE/ACCOUNT
    passes a secret by reference: the kernel gets it, the bundle does not. A run that fails, takes too much, or whose
    outputs hold a secret leaves no bundle.
    """
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.export import export
    from jupyter_mlsec.runs.json import run_to_json
    from jupyter_mlsec.runs.process import shield
    from jupyter_mlsec.runs.remote import is_remote
    from jupyter_mlsec.runs.run_json import file_name

    shield()  # this process was started with all the variables that the kernel must not see
    request = Request(**given)  # type: ignore[arg-type] # click has checked them
    if not is_remote(request.notebook) and not Path(request.notebook).is_file():
        raise UsageError(f"there is no notebook {request.notebook}", help="give the path of a saved notebook")
    settings = load_config(Path.cwd() if is_remote(request.notebook) else Path(request.notebook)).run
    title = f"running {file_name(request.notebook)}"
    with ends_cleanly(), run_progress(title, request.progress) as told:
        options = request.export_options(settings, told)
        done = export(request.notebook, request.bundle, options, online=not request.offline, progress=told.cell)
    write_output(json_text(run_to_json(done)) if request.style == "json" else _text(done))
    return CLEAN if done.bundle is not None else COULD_NOT_LOOK


def _text(done: Export) -> str:
    record = done.record
    if done.bundle is None:
        return f"not exported: {record.reason}\nnothing was written"
    seconds = (record.finished - record.started).total_seconds()
    signer = f"{done.key.identity} {done.key.fingerprint}" if done.key else ""
    return "\n".join(
        [
            f"{record.notebook} ran in {seconds:.1f} s: {len(record.cells)} code cells completed",
            *_measured(done),
            f"signed by  {signer}",
            f"bundle     {done.bundle}",
            f"next       mlsec verify {done.bundle}",
        ]
    )


def _measured(done: Export) -> list[str]:
    if done.measured is None:
        return []
    told = f"{done.measured} observations" if done.measured else "nothing: no cell left a table or a fitted model"
    return [f"measured   {told}"]

"""``mlsec reproduce``: run a bundle again in its own environment and compare, cell by cell."""

from __future__ import annotations

from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.cli.run_progress import run_progress


@click.command("reproduce")
@click.argument("bundle", type=click.Path(path_type=Path, exists=True))
@click.option("--signers", type=click.Path(path_type=Path), help="OpenSSH allowed_signers file.  [default: your own]")
@click.option("--data", type=click.Path(path_type=Path, exists=True), help="The folder with the files the run read.")
@click.option("--python", metavar="EXE", help="Use this environment instead of one made from the bundle's lock.")
@click.option("--sign", is_flag=True, help="Where the results agree, add your signed word for it (trust level 3).")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def command(
    bundle: Path, signers: Path | None, data: Path | None, python: str | None, *, sign: bool, style: str
) -> int:
    """Verify BUNDLE, re-create its environment from its lock, run it again, and say which cells agree."""
    from jupyter_mlsec.runs.keys import ensure_key
    from jupyter_mlsec.runs.reproduce import ReproduceOptions, Verdict, reproduce, to_json
    from jupyter_mlsec.runs.reviews import sign_reproduction

    options = ReproduceOptions(signers=signers, data=data, python=python)
    with run_progress(f"running {bundle.name} again") as told:
        done = reproduce(bundle, options, told.cell)
    if style == "json":
        write_output(json_text(to_json(done)))
    else:
        lines = [f"{done.verdict.value}: {bundle.name}" + (f" ({done.reason})" if done.reason else "")]
        lines += [f"  cell {cell.index + 1}: {cell.level.value}" for cell in done.cells]
        lines += [f"  perhaps because {cause}" for cause in done.causes]
        write_output("\n".join(lines))
    agrees = done.verdict in {Verdict.IDENTICAL, Verdict.EQUIVALENT}
    if sign and agrees:
        signed = sign_reproduction(bundle, done, ensure_key())
        click.echo(f"signed: {signed}", err=True)
    return CLEAN if agrees else FOUND

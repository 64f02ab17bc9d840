"""``mlsec demo``: the main job from one end to the other, on the example notebooks."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from functools import partial
from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.errors import RunError, UsageError


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("mlsec-demo"))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="What goes to stdout.")
def command(folder: Path, style: str) -> int:
    """Lay out the example notebooks in FOLDER and go through them: scan, audit, checklist, run, verify, report.

    Each step is the command that it shows. The audit asks the advisory service; without network it says "unknown".
    """
    from jupyter_mlsec.cli.examples import lay_out

    if importlib.util.find_spec("sklearn") is None:
        raise UsageError("the example trains with scikit-learn", help="pip install 'jupyter-mlsec[assess]'")
    before, train = lay_out(folder)
    bundle, page = folder / "train.mlrun", folder / "report.html"
    step = partial(_step, to_stderr=style == "json")
    steps = [
        step("What people really do", (CLEAN, FOUND), "scan", before),
        step("The same job, done with care", (CLEAN,), "scan", train),
        step("Known vulnerabilities of the environment", (CLEAN, FOUND, COULD_NOT_LOOK), "audit", train, lines=6),
        step("A signed, reproducible run", (CLEAN,), "run", train, "-o", bundle, "--overwrite"),
        step("Is it what its author signed?", (CLEAN,), "verify", bundle),
        step("What is proven, and what is open", (CLEAN, FOUND, COULD_NOT_LOOK), "checklist", train, lines=4),
        step("The team lead's page", (CLEAN,), "report", bundle, "-o", page),
    ]
    if style == "json":
        shape = {"format": "mlsec-demo/1", "bundle": str(bundle), "report": str(page), "steps": steps}
        write_output(json_text(shape))
    else:
        click.secho(f"\nOpen {page} in a browser.", bold=True)
    return CLEAN


def _step(
    title: str, expected: tuple[int, ...], *arguments: str | Path, lines: int = 0, to_stderr: bool = False
) -> dict[str, object]:
    """Run one command as a person would, show it and return what came of it; ``lines`` crops what it prints.

    Raises ``RunError`` where it ends otherwise than it should: a demonstration that hides a failure proves nothing.
    """
    words = [str(argument) for argument in arguments]
    click.secho(f"\n{title}", bold=True, err=to_stderr)
    click.secho(f"$ mlsec {' '.join(words)}", fg="cyan", err=to_stderr)
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "jupyter_mlsec", *words], stdout=subprocess.PIPE, text=True, check=False
    )
    shown = done.stdout.rstrip().splitlines()
    click.echo("\n".join(shown[:lines] if lines else shown), err=to_stderr)
    if lines and len(shown) > lines:
        click.echo(f"… {len(shown) - lines} more lines", err=to_stderr)
    if done.returncode not in expected:
        raise RunError(f"mlsec {words[0]} ended with exit code {done.returncode}", help="please report this")
    return {"command": ["mlsec", *words], "exit_code": done.returncode}

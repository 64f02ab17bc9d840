"""``mlsec demo``: the main job from one end to the other, on the example notebooks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.errors import RunError


@click.command("demo")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path("mlsec-demo"))
def command(folder: Path) -> int:
    """Lay out the example notebooks in FOLDER and go through them: scan, audit, checklist, run, verify, report.

    Each step is the command that it shows. The audit asks the advisory service; without network it says "unknown".
    """
    from jupyter_mlsec.cli.examples import lay_out

    before, train = lay_out(folder)
    bundle, page = folder / "train.mlrun", folder / "report.html"
    _step("What people really do", (CLEAN, FOUND), "scan", before)
    _step("The same job, done with care", (CLEAN,), "scan", train)
    _step("Known vulnerabilities of the environment", (CLEAN, FOUND, COULD_NOT_LOOK), "audit", train, lines=6)
    _step("A signed, reproducible run", (CLEAN,), "run", train, "-o", bundle, "--overwrite")
    _step("Is it what its author signed?", (CLEAN,), "verify", bundle)
    _step("What is proven, and what is open", (CLEAN, FOUND, COULD_NOT_LOOK), "checklist", train, lines=4)
    _step("The team lead's page", (CLEAN,), "report", bundle, "-o", page)
    click.secho(f"\nOpen {page} in a browser.", bold=True)
    return CLEAN


def _step(title: str, expected: tuple[int, ...], *arguments: str | Path, lines: int = 0) -> None:
    """Run one command as a person would and show it; ``lines`` crops what it prints.

    Raises ``RunError`` where it ends otherwise than it should: a demonstration that hides a failure proves nothing.
    """
    words = [str(argument) for argument in arguments]
    click.secho(f"\n{title}", bold=True)
    click.secho(f"$ mlsec {' '.join(words)}", fg="cyan")
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "jupyter_mlsec", *words], stdout=subprocess.PIPE, text=True, check=False
    )
    shown = done.stdout.rstrip().splitlines()
    click.echo("\n".join(shown[:lines] if lines else shown))
    if lines and len(shown) > lines:
        click.echo(f"… {len(shown) - lines} more lines")
    if done.returncode not in expected:
        raise RunError(f"mlsec {words[0]} ended with exit code {done.returncode}", help="please report this")

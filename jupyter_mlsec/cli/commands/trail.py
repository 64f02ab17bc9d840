"""``mlsec trail``: the project's audit trail."""

from __future__ import annotations

from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, FOUND
from jupyter_mlsec.cli.output import write_output


@click.group("trail")
def command() -> None:
    """Look at the record of runs, sign-offs, waivers and deletions in .mlsec/."""


@command.command("verify")
@click.option("--project", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path())
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
def verify(project: Path, style: str) -> int:
    """Check that the trail is complete and unbroken."""
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.lifecycle.trail import Trail
    from jupyter_mlsec.lifecycle.trail_report import trail_json

    report = Trail(load_config(project).root or project).verify()
    if style == "json":
        write_output(trail_json(report))
    else:
        state = "intact" if report.intact else "NOT intact"
        lines = [f"the audit trail is {state}: {report.entries} entries"]
        lines += [f"  {failure.code}: {failure.message}" for failure in report.failures]
        write_output("\n".join(lines))
    return CLEAN if report.intact else FOUND

"""``mlsec checklist``: the lifecycle checklist of one notebook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import json_text, wants_color, write_output


@click.command("checklist")
@click.argument("notebook", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write the results to FILE.")
def command(notebook: Path, style: str, output: Path | None) -> int:
    """Show each item's status, the evidence behind it, and what is open.

    Exit code 1 when an item fails or its evidence is stale, 2 when a probe could not look.
    """
    from jupyter_mlsec.assess import assess
    from jupyter_mlsec.config.load import load_config
    from jupyter_mlsec.lifecycle.json import to_json
    from jupyter_mlsec.model.checklist import Status
    from jupyter_mlsec.model.finding import Outcome
    from jupyter_mlsec.reports.checklist_text import checklist_text

    assessment = assess(notebook, load_config(notebook), now=datetime.now(UTC))
    checklist = assessment.checklist
    if style == "json":
        text = json_text(to_json(checklist))
    else:
        text = checklist_text(checklist, color=output is None and wants_color())
    write_output(text, output)
    statuses = {state.status for state in checklist.states}
    if Status.ERROR in statuses or assessment.scan.outcome is Outcome.NOT_CHECKED:
        return COULD_NOT_LOOK
    return FOUND if statuses & {Status.FAIL, Status.STALE} else CLEAN

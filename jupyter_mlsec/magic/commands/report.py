"""``%mlsec report``: the team lead's page about this notebook."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown


@click.command("report")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=Path("mlsec-report.html"))
@click.pass_obj
def command(session: Session, output: Path) -> Shown:
    """Write one self-contained HTML page about this notebook as it stands in this kernel."""
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.reports.html.report import render_report

    assessment, what = assess_session(session)
    try:
        output.write_text(render_report(assessment, now=datetime.now(UTC)), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {output}: {error.strerror}", help="choose another file with -o") from None
    return Shown(f"{output} shows {what}", value=output)

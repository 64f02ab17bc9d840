"""``mlsec report``: the team lead's page, of one notebook or of a portfolio."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import write_output

if TYPE_CHECKING:
    from jupyter_mlsec.model.assessment import Assessment


@click.command("report")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html")
@click.option("--signers", type=click.Path(path_type=Path), help="OpenSSH allowed_signers file.  [default: your own]")
def command(sources: tuple[Path, ...], output: Path, signers: Path | None) -> int:
    """Write one self-contained HTML page about a BUNDLE or a notebook; with several, the portfolio.

    A bundle is verified first, and the page says what came of it.
    """
    from jupyter_mlsec.model.finding import Outcome
    from jupyter_mlsec.reports.html.portfolio import render_portfolio
    from jupyter_mlsec.reports.html.report import render_report

    now = datetime.now(UTC)
    assessments = [_assess(source, signers, now) for source in sources]
    page = render_report(assessments[0], now=now) if len(sources) == 1 else render_portfolio(assessments, now=now)
    write_output(page, output)
    click.echo(f"written to {output}", err=True)
    if any(assessment.scan.outcome is Outcome.NOT_CHECKED for assessment in assessments):
        return COULD_NOT_LOOK
    failed = (each.verification is not None and not each.verification.verified for each in assessments)
    return FOUND if any(failed) else CLEAN


def _assess(source: Path, signers: Path | None, now: datetime) -> Assessment:
    if source.suffix == ".ipynb":
        from jupyter_mlsec.assess import assess
        from jupyter_mlsec.config.load import load_config

        return assess(source, load_config(source), now=now)
    from jupyter_mlsec.stored_assessment import assess_bundle

    return assess_bundle(source, signers, now=now)

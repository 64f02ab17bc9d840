"""``mlsec report``: the team lead's page, of one notebook or of a portfolio."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jupyter_mlsec.cli.exits import CLEAN, COULD_NOT_LOOK, FOUND
from jupyter_mlsec.cli.output import json_text, write_output
from jupyter_mlsec.errors import BundleError, UsageError

if TYPE_CHECKING:
    from jupyter_mlsec.model.assessment import Assessment
    from jupyter_mlsec.model.checklist import Checklist


@click.command("report")
@click.argument("sources", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), metavar="FILE.html")
@click.option("--signers", type=click.Path(path_type=Path), help="OpenSSH allowed_signers file.  [default: your own]")
@click.option("--previous", type=click.Path(path_type=Path, exists=True), metavar="BUNDLE", help="Show what changed.")
@click.option("--format", "style", type=click.Choice(["text", "json"]), default="text", help="What goes to stdout.")
def command(sources: tuple[Path, ...], output: Path, signers: Path | None, previous: Path | None, style: str) -> int:
    """Write one self-contained HTML page about a BUNDLE or a notebook; with several, the portfolio.

    A bundle is verified first, and the page says what came of it. A notebook is compared with the signed bundle
    beside it, or with that of --previous.
    """
    from jupyter_mlsec.model.finding import Outcome
    from jupyter_mlsec.reports.html.portfolio import render_portfolio
    from jupyter_mlsec.reports.html.report import render_report

    now = datetime.now(UTC)
    assessments = [_assess(source, signers, now) for source in sources]
    if len(sources) == 1:
        before = _previous(previous, sources[0], signers, now)
        page = render_report(assessments[0], previous=before, now=now)
    elif previous is not None:
        raise UsageError("--previous goes with one notebook or bundle", help="make a page of each")
    else:
        page = render_portfolio(assessments, now=now)
    write_output(page, output)
    click.echo(f"written to {output}", err=True)
    if style == "json":
        shape = {"format": "mlsec-report/1", "output": str(output), "sources": list(map(_source_json, assessments))}
        write_output(json_text(shape))
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


def _source_json(assessment: Assessment) -> dict[str, object]:
    verification, checklist = assessment.verification, assessment.checklist
    return {
        "path": assessment.path,
        "outcome": assessment.scan.outcome.value,
        "verified": None if verification is None else verification.verified,
        "coverage": checklist.coverage,
        "conformance": checklist.conformance,
    }


def _previous(named: Path | None, source: Path, signers: Path | None, now: datetime) -> Checklist | None:
    """Return the checklist to compare with. A bundle that does not verify is no ground to compare with."""
    from jupyter_mlsec.runs.layout import bundle_beside
    from jupyter_mlsec.stored_assessment import assess_bundle

    bundle = named or (bundle_beside(source) if source.suffix == ".ipynb" else None)
    if bundle is None:
        return None
    try:
        stored = assess_bundle(bundle, signers, now=now)
    except BundleError:
        if named is not None:
            raise
        return None  # what lies beside it was not asked for
    if stored.verification is not None and stored.verification.verified:
        return stored.checklist
    if named is not None:
        raise BundleError(
            f"{named} does not verify, so that nothing can be compared with it", help=f"mlsec verify {named}"
        )
    return None

"""``%mlsec`` alone: where this notebook stands, in a few lines."""

from __future__ import annotations

from collections import Counter

import click

from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.magic.shown import Shown


@click.command("status")
@click.pass_obj
def command(session: Session) -> Shown:
    """Say in a few lines where this notebook stands."""
    from jupyter_mlsec.magic.assessment import assess_session
    from jupyter_mlsec.model.checklist import Status
    from jupyter_mlsec.model.rule import Severity

    assessment, what = assess_session(session)
    found = Counter(finding.severity for finding in assessment.scan.findings if finding.suppressed is None)
    findings = ", ".join(f"{found[severity]} {severity}" for severity in reversed(Severity) if found[severity])
    if assessment.scan.reason is not None:
        findings = f"not checked: {assessment.scan.reason}" + (f"; {findings}" if findings else "")
    statuses = Counter(state.status for state in assessment.checklist.states)
    items = ", ".join(f"{statuses[status]} {status}" for status in Status if statuses[status])
    lines = [
        f"Looked at {what}.",
        f"Findings:  {findings or 'none'}",
        f"Checklist: {items} ({assessment.checklist.profile})",
        f"Guard:     {session.guard.in_words()}",
    ]
    return Shown("\n".join(lines), value=assessment)

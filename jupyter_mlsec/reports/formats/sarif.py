"""The findings that have a place, as SARIF 2.1.0, for code scanning services and editors."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.json_document import json_document
from jupyter_mlsec.reports.scan_sarif import scan_sarif


def _render(dossiers: Sequence[Dossier]) -> str:
    targets = [target for each in dossiers for target in (each.assessment.scan, *each.assessment.artifacts)]
    once = list({(target.path, target.kind): target for target in targets}.values())
    rules = {rule.name: rule for each in dossiers for rule in each.rules}
    told = {finding.rule for target in once for finding in target.findings}
    before = [each.findings_before for each in dossiers if each.findings_before is not None]
    earlier = [finding for findings in before for finding in findings] if before else None
    told |= {finding.rule for finding in earlier or ()}
    log = scan_sarif(once, [rule for name, rule in rules.items() if name in told], earlier)
    return json_document(log)


FORMAT = ReportFormat(
    name="sarif", suffix=".sarif", about="SARIF 2.1.0: the findings, for code scanning", render=_render, many=True
)

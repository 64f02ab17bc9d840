"""The report as JSON, ``mlsec-report/1``: everything that the page shows, and the evidence behind it."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.json_document import json_document
from jupyter_mlsec.reports.report_json import report_object


def _render(dossiers: Sequence[Dossier]) -> str:
    return json_document(report_object(dossiers))


FORMAT = ReportFormat(name="json", suffix=".json", about="mlsec-report/1, see --schema", render=_render, many=True)

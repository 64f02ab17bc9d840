"""The team lead's page, or the portfolio of several notebooks: one self-contained HTML file."""

from __future__ import annotations

from collections.abc import Sequence

from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.html.portfolio import render_portfolio
from jupyter_mlsec.reports.html.report import render_report


def _render(dossiers: Sequence[Dossier]) -> str:
    first = dossiers[0]
    if len(dossiers) == 1:
        return render_report(first.assessment, previous=first.previous, now=first.now, history=first.history)
    return render_portfolio([each.assessment for each in dossiers], now=first.now)


FORMAT = ReportFormat(name="html", suffix=".html", about="the page that people read", render=_render, many=True)

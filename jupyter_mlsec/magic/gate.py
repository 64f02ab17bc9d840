"""``%%mlsec``: check a cell, then run it only if nothing at or above the gate was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import document

if TYPE_CHECKING:
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.model.finding import Finding


def run_checked_cell(session: Session, line: str, cell: str) -> None:
    """Check ``cell`` in the context of the cells run before it, and run it if nothing stops it.

    Raises ``UsageError`` with the findings where something does, so that nothing of the cell has run.
    """
    from jupyter_mlsec.model.finding import Outcome
    from jupyter_mlsec.scan.engine import scan_document

    if line.strip():
        raise UsageError("%%mlsec takes no arguments on its line", help="put the code below it")
    config = session.config()
    sources = [*session.earlier_sources(), cell]
    report = scan_document("this cell", document(sources), config)
    if report.outcome is Outcome.NOT_CHECKED:
        raise UsageError(f"the cell was not run: it could not be checked ({report.reason})")
    last = len(sources) - 1
    stopping = [
        finding
        for finding in report.findings
        if finding.cell is not None
        and finding.cell.index == last
        and finding.suppressed is None
        and finding.severity >= config.gate
    ]
    if stopping:
        raise UsageError(
            f"the cell was not run: {'; '.join(map(_in_words, stopping))}",
            help=(*dict.fromkeys(finding.remedy for finding in stopping), _how_to_allow(stopping[0])),
        )
    session.shell.run_cell(cell)  # type: ignore[no-untyped-call]


def _in_words(finding: Finding) -> str:
    # the magic's own line is line 1 of the cell that the person sees
    return f"line {finding.position.line + 1}: {finding.severity}[{finding.rule}] {finding.message}"


def _how_to_allow(finding: Finding) -> str:
    return f"if it is meant, end the line with  # mlsec: allow[{finding.rule}] and the reason"

"""What stops a cell: ``%%mlsec`` checks it, then runs it only if nothing at or above the gate was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.magic.session import document

if TYPE_CHECKING:
    from jupyter_mlsec.code.memory import Memory
    from jupyter_mlsec.magic.session import Session
    from jupyter_mlsec.model.finding import Finding


def run_checked_cell(session: Session, line: str, cell: str) -> None:
    """Check ``cell`` in the context of the cells run before it, and run it if nothing stops it.

    Raises ``UsageError`` with the findings where something does, so that nothing of the cell has run.
    """
    if line.strip():
        raise UsageError("%%mlsec takes no arguments on its line", help="put the code below it")
    found, reason = stopping(session, session.earlier_sources(), cell)
    if reason is not None:
        raise UsageError(f"the cell was not run: it could not be checked ({reason})")
    if found:
        # the magic's own line is line 1 of the cell that the person sees
        raise UsageError(
            f"the cell was not run: {'; '.join(in_words(finding, below=1) for finding in found)}",
            help=(*dict.fromkeys(finding.remedy for finding in found), how_to_allow(found[0])),
        )
    session.shell.run_cell(cell)  # type: ignore[no-untyped-call]


def stopping(
    session: Session, earlier: list[str], cell: str, memory: Memory | None = None
) -> tuple[list[Finding], str | None]:
    """Return what in ``cell`` reaches the gate, read after ``earlier`` ones, and why anything was not looked at.

    ``memory`` is that of the cell before, so that the earlier ones need not be analysed again.
    """
    from jupyter_mlsec.magic.kernel import kernel_facts
    from jupyter_mlsec.notebook.read import read_notebook
    from jupyter_mlsec.scan.engine import scan_notebook

    config = session.config()
    notebook = read_notebook("this cell", document([*earlier, cell]))
    report = scan_notebook(notebook, config, kernel=kernel_facts(session, len(earlier), cell), memory=memory)
    found = [
        finding
        for finding in report.findings
        if finding.cell is not None
        and finding.cell.index == len(earlier)
        and finding.suppressed is None
        and finding.severity >= config.gate
    ]
    return found, report.reason


def in_words(finding: Finding, below: int = 0) -> str:
    """Return a finding as a phrase; the text it counts lines in begins ``below`` lines further down in the cell."""
    return f"line {finding.position.line + below}: {finding.severity}[{finding.rule}] {finding.message}"


def how_to_allow(finding: Finding) -> str:
    """Return what to write where the line is meant to be as it is."""
    return f"if it is meant, end the line with  # mlsec: allow[{finding.rule}] and the reason"

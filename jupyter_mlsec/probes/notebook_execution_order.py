"""A notebook whose saved results come from another order of cells than the one it shows.

Cells run out of order, twice, or deleted since leave names in the kernel that a fresh run would not have: what the
outputs show cannot be reproduced, and what was reviewed is not what ran.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, to_declare

_STEP = "Restart the kernel and run all cells, then save."


def _run(subject: NotebookSubject) -> Observation:
    cells = [cell for cell in subject.notebook.cells if cell.kind is CellKind.CODE and cell.source.content.strip()]
    if not cells:
        return not_applicable("the notebook holds no code")
    ran = [cell for cell in cells if cell.execution_count is not None]
    if not ran:
        return to_declare("The notebook is saved without a run", "Run it: mlsec run NOTEBOOK -o BUNDLE")
    counts = [cell.execution_count or 0 for cell in ran]
    back = [cell.ref.number for cell, before, now in zip(ran[1:], counts, counts[1:], strict=False) if now <= before]
    if back:
        return failed(f"Cell {listed(map(str, back))} ran before the one above it.", next_step=_STEP)
    missing = [cell.ref.number for cell in cells if cell.execution_count is None]
    if missing:
        return warned(f"Cell {listed(map(str, missing))} did not run.", next_step=_STEP)
    if counts != list(range(1, len(counts) + 1)):
        hidden = counts[-1] - len(counts)
        return warned(f"{count(hidden, 'execution')} left no cell: re-run or deleted.", next_step=_STEP)
    return passed(f"{count(len(ran), 'cell')} ran once, from top to bottom.")


PROBE = Probe(name="execution-order", items=("TRN-02",), run=_run, partial=True, docs=__doc__)

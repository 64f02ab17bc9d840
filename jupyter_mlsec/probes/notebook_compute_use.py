"""Time that the cells took, held against the budget. A cell that takes far more than planned mines coins or loops."""

from __future__ import annotations

from datetime import datetime

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.notebook import Cell, CellKind
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject
from jupyter_mlsec.probes._ground.limits import find_limit
from jupyter_mlsec.probes._ground.observations import count, not_applicable, not_evidence

_LIMIT = "compute-seconds"


def _run(subject: NotebookSubject) -> Observation:
    cells = [cell for cell in subject.notebook.cells if cell.kind is CellKind.CODE and cell.source.content.strip()]
    if not cells:
        return not_applicable("the notebook holds no code")
    times = {cell.ref.number: seconds for cell in cells if (seconds := _seconds(cell)) is not None}
    if not times:
        step = "Run it with papermill, or record timing in JupyterLab (Settings, Notebook, Record timing)."
        return not_evidence("the notebook records no times", next_step=step)
    total, longest = sum(times.values()), max(times, key=lambda number: times[number])
    limit = find_limit(subject.config.checklist.limits, _LIMIT)
    measurement = Measurement(name=_LIMIT, value=round(total, 3), limit=limit.text if limit else None, unit="s")
    summary = (
        f"{count(len(times), 'cell')} took {total:.1f} s, the longest is cell {longest} with {times[longest]:.1f} s."
    )
    if limit is None:
        status, step = Status.OPEN, 'Set a budget once: [tool.mlsec.checklist] limits = {"compute-seconds" = "<= 600"}'
    elif limit.allows(total):
        status, step = Status.PASS, ""
    else:
        status, step = Status.FAIL, f"Look at cell {longest}, or agree a larger budget."
    return Observation(status=status, summary=summary, measurements=(measurement,), next_step=step)


def _seconds(cell: Cell) -> float | None:
    """Return what papermill or JupyterLab wrote down about a cell."""
    papermill, lab = cell.metadata.get("papermill"), cell.metadata.get("execution")
    if isinstance(papermill, dict):
        duration = papermill.get("duration")
        if isinstance(duration, (int, float)) and not isinstance(duration, bool):
            return float(duration)
    if isinstance(lab, dict):
        start, end = lab.get("iopub.execute_input"), lab.get("shell.execute_reply")
        if isinstance(start, str) and isinstance(end, str):
            try:
                return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
            except (ValueError, TypeError):
                return None
    return None


PROBE = Probe(name="compute-use", items=("TRN-04",), run=_run, docs=__doc__)

"""Reading a notebook's code for a probe: what to answer when it cannot be read in full."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._ground.observations import listed, not_evidence
from jupyter_mlsec.probes._notebook.program import Program


def unreadable(program: Program) -> Observation | None:
    """Return "not evidence" where cells hide what they do, so that nobody takes silence for a pass."""
    if not program.python:
        return not_evidence("the notebook is not written in Python")
    if program.broken:
        cells = listed(str(ref.number) for ref in program.broken)
        return not_evidence(f"cell {cells} is not valid Python", next_step="Repair or remove the cell.")
    return None

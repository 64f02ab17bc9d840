"""Reading a notebook's code for a probe: what to answer when it cannot be read in full."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._ground.observations import listed, not_evidence
from jupyter_mlsec.probes._notebook.program import Program


def unreadable(program: Program) -> Observation | None:
    """Return "not evidence" where cells, or files that they use, hide what they do: silence is no pass."""
    if not program.python:
        return not_evidence("the notebook is not written in Python")
    if program.broken:
        cells = listed(str(ref.number) for ref in program.broken)
        return not_evidence(f"cell {cells} is not valid Python", next_step="Repair or remove the cell.")
    if program.unread:
        step = "Put it where it can be read, or its code into the notebook."
        return not_evidence(f"code that the notebook uses was not read: {listed(program.unread)}", next_step=step)
    return None

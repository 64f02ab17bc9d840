"""Secrets and personal values in cells, outputs, widgets and metadata.

A notebook is copied, rendered and indexed with everything that stands in it: a token in an output that somebody forgot
is as public as one in a cell. What the scan found is counted here; texts inside images are not looked at.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family, Severity
from jupyter_mlsec.probes._ground.base import NotebookSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.found import by_rule, counted
from jupyter_mlsec.probes._ground.observations import count, not_evidence

_FAMILIES = frozenset({Family.SECRET, Family.PRIVACY})
_STEP = "Open the findings, withdraw each secret where it was issued, and clear what still shows it."


def _run(subject: NotebookSubject) -> Observation:
    found = counted(subject.findings, _FAMILIES)
    grave = [finding for finding in found if finding.severity >= Severity.MEDIUM]
    if grave:
        places = sorted({finding.place.value for finding in grave})
        summary = (
            f"{count(len(grave), 'secret or personal value', 'secrets or personal values')} in {', '.join(places)}."
        )
        return failed(summary, *by_rule(found), next_step=_STEP)
    if not subject.scanned or subject.notebook.problems:
        return not_evidence("parts of the notebook could not be read", next_step="Repair or remove those parts.")
    if found:
        return warned(f"{count(len(found), 'value')} may be personal.", *by_rule(found), next_step=_STEP)
    cells = count(len(subject.notebook.cells), "cell")
    return passed(f"No secret and no personal value in {cells}, their outputs and metadata.")


PROBE = Probe(name="exposed-values", items=("PRE-07",), run=_run, docs=__doc__)

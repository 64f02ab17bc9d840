"""A Python that nobody mends any more: its holes stay open. Dates: devguide.python.org/versions, PEP 602."""

from __future__ import annotations

from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import not_evidence

_END = {
    (3, 8): date(2024, 10, 31),
    (3, 9): date(2025, 10, 31),
    (3, 10): date(2026, 10, 31),
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
_SOON = timedelta(days=180)


def _run(subject: EnvironmentSubject) -> Observation:
    name, end, today = f"Python {subject.python[0]}.{subject.python[1]}", _END.get(subject.python), subject.now.date()
    if end is None:
        if subject.python < min(_END) and subject.python > (0, 0):
            return failed(f"{name} has had no security fixes for years.", next_step="Move to a supported Python.")
        return not_evidence(f"it is not known how long {name} is supported", next_step="Update jupyter-mlsec.")
    if today > end:
        return failed(f"{name} has had no security fixes since {end}.", next_step="Move to a supported Python.")
    if today > end - _SOON:
        return warned(f"{name} gets security fixes until {end} only.", next_step="Plan the move to a newer Python.")
    return passed(f"{name} gets security fixes until {end}.")


PROBE = Probe(name="support", items=("MNT-01",), run=_run, partial=True, docs=__doc__)

"""Contracts of requests that let every request through: schemas and interfaces without fields, types or bounds."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.contracts import contracts
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Give each field a type and bounds, and allow no others: %mlsec data NAME --contract FILE"


def _run(subject: ProjectSubject) -> Observation:
    found = list(contracts(subject))
    free = sorted({each.place for each in found if each.free})
    if free:
        return failed(
            f"Every request keeps the contract in {listed(free)}: it says nothing of fields.", next_step=_STEP
        )
    if not found:
        return not_applicable("no contract of requests lies in the project")
    loose = sorted({each.place for each in found if each.unbounded})
    if loose:
        return warned(f"The fields in {listed(loose)} have types but no bounds.", next_step=_STEP)
    return passed(f"{count(len(found), 'contract')} that hold a request to types.")


PROBE = Probe(name="loose-contracts", items=("DEP-04",), run=_run, partial=True, incidental=True, docs=__doc__)

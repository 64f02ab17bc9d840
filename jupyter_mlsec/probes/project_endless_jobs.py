"""Searches and training that nothing ends: no number of trials, no time, no budget.

A job that hangs, or a search that finds nothing better, goes on until somebody looks at the bill.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.endless_jobs import endless
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Say when it ends: a number of trials, a timeout, a time limit of the job."


def _run(subject: ProjectSubject) -> Observation:
    found = list(endless(subject))
    said = list(dict.fromkeys(f"{place} {what}" for place, what, grave in found if what and grave))
    if said:
        return failed(f"Nothing ends it: {listed(said)}.", next_step=_STEP)
    unsaid = list(dict.fromkeys(f"{place} {what}" for place, what, _ in found if what))
    if unsaid:
        return warned(f"No end is named: {listed(unsaid)}.", next_step=_STEP)
    if not found:
        return not_applicable("the project starts no search and no job")
    return passed(f"{count(len(found), 'search or job', 'searches and jobs')}, each with an end.")


PROBE = Probe(name="endless-jobs", items=("TRN-04",), run=_run, partial=True, incidental=True, docs=__doc__)

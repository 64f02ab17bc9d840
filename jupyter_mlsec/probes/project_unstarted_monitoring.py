"""Monitoring that nothing starts: a schedule of none, a job that is paused, a workflow that only a person runs.

What drifts is seen when somebody happens to look. A program that another one of the project starts is left alone.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.watches import watches
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Give it a time at which it starts (a cron expression), and switch it on."


def _run(subject: ProjectSubject) -> Observation:
    found = list(dict.fromkeys(watches(subject)))
    still = list(dict.fromkeys(place for place, starts in found if not starts))
    if still:
        return warned(f"Nothing starts the monitoring in {listed(still)}.", next_step=_STEP)
    if not found:
        return not_applicable("nothing in the project watches a model at times")
    return passed(f"{count(len(found), 'schedule')} of monitoring, each in force.")


PROBE = Probe(name="unstarted-monitoring", items=("DEP-07",), run=_run, partial=True, incidental=True, docs=__doc__)

"""A deployment that does not wait for the gate: what the gate would stop is with the users before it has said so.

Jobs run side by side unless one needs the other: GitHub, GitLab, CircleCI, Azure, Bitbucket, Buildkite, Drone, Tekton
and Jenkins write down in different words who waits for whom. A job that starts whatever became of the gate waits for
nothing. Only jobs of one file are compared: what a branch's protection asks for is not in the project.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.early_jobs import early_jobs
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable

_STEP = "Let the job that deploys need the one that runs mlsec, and let no condition start it all the same."


def _run(subject: ProjectSubject) -> Observation:
    early = early_jobs(subject)
    if early.jobs:
        details = tuple(f"{place}: {name}" for place, names in early.jobs.items() for name in names)
        return failed(
            f"What is deployed in {listed(early.jobs)} does not wait for the gate.", *details, next_step=_STEP
        )
    if not early.looked:
        return not_applicable("no pipeline both runs the gate and deploys")
    return passed(f"{count(early.looked, 'pipeline')} whose deployment waits for the gate.")


PROBE = Probe(name="ci-order", items=("DEP-05",), run=_run, partial=True, incidental=True, docs=__doc__)

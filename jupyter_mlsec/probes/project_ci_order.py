"""A deployment that does not wait for the gate: what the gate would stop is with the users before it has said so.

Jobs run side by side unless one needs the other: GitHub, GitLab, CircleCI, Azure, Bitbucket, Buildkite, Drone, Tekton
and Jenkins write down in different words who waits for whom. A job that starts whatever became of the gate waits for
nothing. Only jobs of one file are compared: what a branch's protection asks for is not in the project.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.gates import gate_place
from jupyter_mlsec.probes._folder.job_order import groups
from jupyter_mlsec.probes._folder.jobs import Job
from jupyter_mlsec.probes._folder.pipelines import pipelines
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable


def _run(subject: ProjectSubject) -> Observation:
    early: dict[str, list[str]] = {}
    looked = 0
    for pipeline, jobs in groups(pipelines(subject)):
        gates = {job.name: place for job in jobs if (place := _gate(job, subject.root)) is not None}
        shipping = [job for job in jobs if job.deploys is not None]
        if gates and shipping:
            looked += 1
            found = [job.name for job in shipping if not _waits(job, {each.name: each for each in jobs}, gates)]
            early.setdefault(pipeline.place, []).extend(found)
    hasty = {place: names for place, names in early.items() if names}
    if hasty:
        details = tuple(f"{place}: {name}" for place, names in hasty.items() for name in names)
        step = "Let the job that deploys need the one that runs mlsec, and let no condition start it all the same."
        return failed(f"What is deployed in {listed(hasty)} does not wait for the gate.", *details, next_step=step)
    if not looked:
        return not_applicable("no pipeline both runs the gate and deploys")
    return passed(f"{count(looked, 'pipeline')} whose deployment waits for the gate.")


def _gate(job: Job, root: Path) -> tuple[int, int] | None:
    """Return where a job runs the gate: which step, and where in it; None where it does not."""
    places = ((number, gate_place(step, root)) for number, step in enumerate(job.steps))
    return next(((number, place) for number, place in places if place is not None), None)


def _waits(job: Job, jobs: dict[str, Job], gates: dict[str, tuple[int, int]]) -> bool:
    """Tell whether a job that deploys runs only after a gate that said yes: its own, or one of a job that it needs."""
    if job.name in gates:
        return job.deploys is not None and gates[job.name] < job.deploys
    seen: set[str] = set()
    pending = [job]
    while pending:
        each = pending.pop()
        if each.name in seen or each.regardless:
            continue
        seen.add(each.name)
        if each.after & gates.keys():
            return True
        pending.extend(jobs[name] for name in each.after if name in jobs)
    return False


PROBE = Probe(name="ci-order", items=("DEP-05",), run=_run, partial=True, incidental=True, docs=__doc__)

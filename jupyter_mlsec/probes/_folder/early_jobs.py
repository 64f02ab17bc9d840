"""Jobs that deploy before the gate of mlsec has said so, in pipelines that hold both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jupyter_mlsec.probes._folder.gates import gate_place
from jupyter_mlsec.probes._folder.job_order import groups, waited_for
from jupyter_mlsec.probes._folder.jobs import Job
from jupyter_mlsec.probes._folder.pipelines import pipelines
from jupyter_mlsec.probes._ground.base import ProjectSubject


@dataclass(frozen=True, slots=True)
class Early:
    """How many pipelines hold the gate and a deployment, and by place which jobs of theirs do not wait."""

    looked: int
    jobs: Mapping[str, tuple[str, ...]]


def early_jobs(subject: ProjectSubject) -> Early:
    """Return which deployments of a project do not wait for the gate."""
    early: dict[str, tuple[str, ...]] = {}
    looked = 0
    for pipeline, jobs in groups(pipelines(subject)):
        gates = {job.name: place for job in jobs if (place := _gate(job, subject.root)) is not None}
        shipping = [job for job in jobs if job.deploys is not None]
        if gates and shipping:
            looked += 1
            found = tuple(job.name for job in shipping if not _waits(job, {each.name: each for each in jobs}, gates))
            early[pipeline.place] = (*early.get(pipeline.place, ()), *found)
    return Early(looked, {place: names for place, names in early.items() if names})


def _gate(job: Job, root: Path) -> tuple[int, int] | None:
    """Return where a job runs the gate: which step, and where in it; None where it does not."""
    places = ((number, gate_place(step, root)) for number, step in enumerate(job.steps))
    return next(((number, place) for number, place in places if place is not None), None)


def _waits(job: Job, jobs: Mapping[str, Job], gates: Mapping[str, tuple[int, int]]) -> bool:
    """Tell whether a job that deploys runs only after a gate that said yes: its own, or one of a job that it needs."""
    if job.name in gates:
        return job.deploys is not None and gates[job.name] < job.deploys
    return any(name in gates for name in waited_for(job, jobs))

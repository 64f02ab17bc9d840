"""Checks of pipelines: tests, audits, scans and the project's own; and whether they can stop a release."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jupyter_mlsec.probes._folder.heeded import fates
from jupyter_mlsec.probes._folder.job_order import groups, waited_for
from jupyter_mlsec.probes._folder.jobs import Job
from jupyter_mlsec.probes._folder.pipelines import Pipeline, Step
from jupyter_mlsec.probes._folder.unheeded import command, options

_KINDS = ("tests", "audits", "scans", "own_checks")


@dataclass(frozen=True, slots=True)
class Check:
    """One command that looks at something. ``kind`` is the list that names it; ``hard``: it can stop the step."""

    kind: str
    hard: bool
    start: int = 0
    line: str = ""


def checks_of(step: Step) -> Iterator[Check]:
    """Yield the checks of one step."""
    if step.uses and options("check_actions").search(step.uses):
        yield Check("scans", hard=not step.soft and not step.never)
    for kind in _KINDS:
        for fate in fates(step.text, command(kind), pipefail=step.pipefail):
            void = kind == "audits" and options("audit_void").search(fate.line) is not None
            place = step.text.find(fate.line)
            hard = not (fate.lost or void or step.soft or step.never)
            yield Check(kind, hard, max(place, 0) + fate.found.start(), fate.line.strip())


def stops_with(pipeline: Pipeline) -> frozenset[str]:
    """Return the kinds of checks of a pipeline that can stop something."""
    return frozenset(check.kind for step in pipeline.steps or () for check in checks_of(step) if check.hard)


@dataclass(frozen=True, slots=True)
class Release:
    """A job that brings something to users beside checks. ``why`` none can stop it, in words; empty where one can."""

    place: str
    job: str
    why: str = ""


def releases(pipelines: list[Pipeline]) -> Iterator[Release]:
    """Yield the jobs that bring something to users in pipelines that check something."""
    for pipeline, jobs in groups(pipelines):
        soft, hard = (_lines(pipeline, soft=each) for each in (True, False))
        found = {job.name: list(_checks(job, soft - hard)) for job in jobs}
        if not any(found.values()):
            continue
        named = {job.name: job for job in jobs}
        for job in jobs:
            if job.deploys is not None:
                yield Release(pipeline.place, job.name, _why(job, named, found))


def _lines(pipeline: Pipeline, *, soft: bool) -> set[str]:
    """Return the lines of a pipeline's steps that can stop nothing, or of the others."""
    steps = [step for step in pipeline.steps or () if (step.soft or step.never) is soft]
    return {line.strip() for step in steps for line in step.text.splitlines()}


def _checks(job: Job, soft: set[str]) -> Iterator[tuple[int, Check]]:
    for number, step in enumerate(job.steps):
        for check in checks_of(step):
            yield number, Check(check.kind, check.hard and check.line not in soft, check.start)


def _why(job: Job, jobs: dict[str, Job], found: dict[str, list[tuple[int, Check]]]) -> str:
    before = [
        check for number, check in found[job.name] if job.deploys is not None and (number, check.start) < job.deploys
    ]
    before += [check for name in waited_for(job, jobs) for _, check in found[name]]
    if any(check.hard for check in before):
        return ""
    return "the checks before it can fail as they like" if before else "it does not wait for the checks"

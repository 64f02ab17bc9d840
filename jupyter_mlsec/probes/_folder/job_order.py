"""What the jobs of a pipeline wait for, as each build service writes it down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.groovy import groovy_order
from jupyter_mlsec.probes._folder.jobs import Job, is_other, is_regardless, job_of, names_in
from jupyter_mlsec.probes._folder.pipelines import Pipeline
from jupyter_mlsec.probes._folder.structured import everything, within

MOST = 500  # jobs of one pipeline; with more of them nothing is said about their order


def _github(document: dict[Any, Any], pipeline: Pipeline) -> list[list[Job]]:
    found = []
    for name, body in within(document, "jobs").items():
        if isinstance(body, dict):
            place = within(body, "environment", "name") or within(body, "environment")
            job = job_of(str(name), body, pipeline, marked=bool(place) and not is_other(str(place)))
            job.after, job.regardless = names_in(body.get("needs")), is_regardless(body.get("if"))
            found.append(job)
    return [found]


def _gitlab(document: dict[Any, Any], pipeline: Pipeline) -> list[list[Job]]:
    stages = [".pre", *map(str, within(document, "stages") or ("build", "test", "deploy")), ".post"]
    bodies = {str(name): body for name, body in document.items() if isinstance(body, dict) and "script" in body
              and not str(name).startswith(".")}  # fmt: skip
    ranks = {name: _rank(stages, str(body.get("stage", "test"))) for name, body in bodies.items()}
    found = []
    for name, body in bodies.items():
        job = job_of(name, {"script": [body.get("before_script") or [], body["script"]]}, pipeline,
                   marked="environment" in body and not is_other(str(body["environment"])))  # fmt: skip
        needs = body.get("needs", body.get("dependencies") if body.get("needs") else None)
        job.after = (
            names_in(needs) if isinstance(needs, list) else {each for each in bodies if ranks[each] < ranks[name]}
        )
        rules = body.get("rules") if isinstance(body.get("rules"), list) else []
        job.regardless = "always" in {str(body.get("when")), *(str(within(each, "when")) for each in rules or ())}
        found.append(job)
    return [found]


def _rank(stages: list[str], stage: str) -> int:
    return stages.index(stage) if stage in stages else len(stages)


def _circle(document: dict[Any, Any], pipeline: Pipeline) -> list[list[Job]]:
    found = []
    for workflow in within(document, "workflows").values():
        group = []
        for entry in within(workflow, "jobs") or ():
            for name, said in entry.items() if isinstance(entry, dict) else [(entry, {})]:
                body = within(document, "jobs", str(name))
                job = job_of(str(within(said, "name") or name), body, pipeline)
                job.after = names_in(within(said, "requires") or [])
                group.append(job)
        found.append(group)
    return found


def _azure(document: dict[Any, Any], pipeline: Pipeline) -> list[list[Job]]:
    found: list[Job] = []
    stages = document.get("stages")
    before: set[str] = set()
    for number, stage in enumerate(stages if isinstance(stages, list) else [document]):
        if not isinstance(stage, dict):
            continue
        name = str(stage.get("stage", number))
        wanted = names_in(stage["dependsOn"]) if "dependsOn" in stage else before
        bodies = stage["jobs"] if isinstance(stage.get("jobs"), list) else [stage]
        for place, body in enumerate(each for each in bodies if isinstance(each, dict)):
            own = str(body.get("job", body.get("deployment", place)))
            job = job_of(f"{name}/{own}", body, pipeline, marked="deployment" in body)
            job.after = {f"{each}/" for each in wanted} | {f"{name}/{each}" for each in names_in(body.get("dependsOn"))}
            job.regardless = is_regardless(body.get("condition")) or is_regardless(stage.get("condition"))
            found.append(job)
        before = {name}
    for job in found:  # whoever waits for a stage waits for all of its jobs
        whole = [each for each in job.after if each.endswith("/")]
        job.after |= {other.name for other in found if any(other.name.startswith(each) for each in whole)}
    return [found]


def _bitbucket(document: dict[Any, Any], pipeline: Pipeline) -> list[list[Job]]:
    found = []
    for key, value in everything(document.get("pipelines")):
        if isinstance(value, list) and key not in {"parallel", "steps", "script", "stage", "caches", "artifacts"}:
            found.append(_in_turn(value, pipeline))
    return found


def _in_turn(entries: list[Any], pipeline: Pipeline) -> list[Job]:
    """Return the jobs of a list whose entries run one after the other; what stands under ``parallel`` side by side."""
    found: list[Job] = []
    for entry in entries:
        before = {job.name for job in found}
        side = within(entry, "parallel") or [entry]
        side = within(side, "steps") or side
        for each in side if isinstance(side, list) else [side]:
            body = within(each, "step") or each
            if isinstance(body, dict):
                name = f"{len(found)} {within(body, 'name') or ''}"
                job = job_of(
                    name, body, pipeline, marked=bool(body.get("deployment")) and not is_other(str(body["deployment"]))
                )
                job.after = set(before)
                found.append(job)
    return found


def _buildkite(document: dict[Any, Any], pipeline: Pipeline) -> list[list[Job]]:
    found: list[Job] = []
    before: set[str] = set()
    goes_on = False
    for number, entry in enumerate(document["steps"]):
        if entry in ("wait", "waiter") or (isinstance(entry, dict) and {"wait", "block", "input"} & set(entry)):
            before = {job.name for job in found}
            goes_on = isinstance(entry, dict) and entry.get("continue_on_failure") is True
        elif isinstance(entry, dict):
            job = job_of(str(entry.get("key", number)), entry, pipeline)
            job.after, job.regardless = before | names_in(entry.get("depends_on")), goes_on
            found.append(job)
    return [found]


def _tekton(document: dict[Any, Any], pipeline: Pipeline) -> list[list[Job]]:
    found = []
    for task in [
        *(within(document, "spec", "tasks") or ()),
        *(within(document, "spec", "pipelineSpec", "tasks") or ()),
    ]:
        if isinstance(task, dict):
            job = job_of(str(task.get("name")), task, pipeline)
            job.after = names_in(task.get("runAfter")) | set(re.findall(r"\$\(tasks\.([\w-]+)\.results", str(task)))
            found.append(job)
    return [found]


def _of_documents(pipeline: Pipeline) -> list[Job]:
    """Return pipelines that stand one after the other in a file as jobs: those of Drone."""
    found = []
    for number, document in enumerate(pipeline.documents):
        if isinstance(document, dict) and document.get("kind", "pipeline") == "pipeline":
            job = job_of(str(document.get("name", number)), document, pipeline)
            job.after = names_in(document.get("depends_on"))
            job.regardless = "failure" in names_in(within(document, "trigger", "status"))
            found.append(job)
    return found


def _of_groovy(pipeline: Pipeline) -> list[Job]:
    """Return the scripts of a Jenkinsfile as jobs, each after those that are written before it, unless side by side."""
    found: list[tuple[Job, dict[int, int]]] = []
    for number, (script, branches) in enumerate(groovy_order(pipeline.text)):
        job = job_of(str(number), {"script": script}, pipeline)
        job.after = {
            other.name
            for other, others in found[-MOST:]
            if all(others.get(block, branch) == branch for block, branch in branches.items())
        }
        found.append((job, branches))
    return [job for job, _ in found]


def _is_gitlab(_: dict[Any, Any], path: Path) -> bool:
    return path.name.endswith((".gitlab-ci.yml", ".gitlab-ci.yaml")) or ".gitlab" in path.parts


_Reader = Callable[[dict[Any, Any], Pipeline], list[list[Job]]]
_READERS: tuple[tuple[Callable[[dict[Any, Any], Path], bool], _Reader], ...] = (
    (lambda document, path: path.parent.name == "workflows" and "jobs" in document, _github),
    (_is_gitlab, _gitlab),
    (lambda document, path: ".circleci" in path.parts and isinstance(document.get("workflows"), dict), _circle),
    (lambda _, path: "azure-pipelines" in path.as_posix() or ".azure-pipelines" in path.parts, _azure),
    (lambda document, path: "bitbucket" in path.name and "pipelines" in document, _bitbucket),
    (lambda document, path: ".buildkite" in path.parts and isinstance(document.get("steps"), list), _buildkite),
    (lambda document, _: "tekton.dev" in str(document.get("apiVersion")), _tekton),
    (lambda document, _: isinstance(document.get("steps"), list), lambda document, p: [[job_of("0", document, p)]]),
)


def waited_for(job: Job, jobs: Mapping[str, Job]) -> Iterator[str]:
    """Yield the jobs that must have gone well before a job starts; none of one that starts whatever came of them."""
    seen: set[str] = set()
    pending = [job]
    while pending:
        each = pending.pop()
        if each.name in seen or each.regardless:
            continue
        seen.add(each.name)
        for name in each.after & jobs.keys():
            yield name
            pending.append(jobs[name])


def groups(pipelines: list[Pipeline]) -> Iterator[tuple[Pipeline, list[Job]]]:
    """Yield the jobs of all pipelines that could be read, in groups that know nothing of each other."""
    for each in pipelines:
        if each.steps is not None:
            yield from ((each, group) for group in _jobs(each) if len(group) <= MOST)


def _jobs(pipeline: Pipeline) -> Iterator[list[Job]]:
    if "jenkinsfile" in pipeline.path.name.lower() or pipeline.path.suffix == ".groovy":
        yield _of_groovy(pipeline)
    elif "drone" in pipeline.path.name:
        yield _of_documents(pipeline)
    else:
        for document in pipeline.documents:
            if isinstance(document, dict):
                reader = next((read for fits, read in _READERS if fits(document, pipeline.path)), None)
                yield from reader(document, pipeline) if reader is not None else ()

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]
COMPOSE = """services:
  model:
    image: model@sha256:0
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    mem_limit: 2g
"""
POD = """apiVersion: apps/v1
kind: Deployment
spec:
  template:
    spec:
      securityContext: {runAsNonRoot: true}
      containers:
        - name: model
          resources: {limits: {memory: 2Gi}}
          securityContext:
            readOnlyRootFilesystem: true
            allowPrivilegeEscalation: false
            capabilities: {drop: [ALL]}
"""


def test_loose_workloads(ask_project: Ask) -> None:
    files = {
        "docker-compose.yml": "services:\n  model:\n    image: x\n",
        "k8s/pod.yaml": "kind: Pod\nspec:\n  containers: [{name: m}]\n",
    }
    assert ask_project("workload_limits", files) == (
        "warn",
        (
            "2 workloads of 2: no ban on new privileges, dropped capabilities, memory limit, read-only root and user "
            "of its own."
        ),
    )


def test_one_thing_missing(ask_project: Ask) -> None:
    assert ask_project("workload_limits", {"compose.yaml": COMPOSE.replace("    read_only: true\n", "")}) == (
        "warn",
        "1 workload of 1: no read-only root.",
    )
    assert ask_project(
        "workload_limits", {"compose.yaml": "", "deploy.yml": POD.replace("drop: [ALL]", "drop: []")}
    ) == (
        "warn",
        "1 workload of 1: no dropped capabilities.",
    )


def test_clean_twins(ask_project: Ask) -> None:
    assert ask_project("workload_limits", {"compose.yaml": COMPOSE, "deploy.yml": POD}) == (
        "pass",
        "2 workloads with limits and without privileges.",
    )


def test_not_evidence(ask_project: Ask) -> None:
    assert ask_project("workload_limits", {"compose.yaml": "a: [\n"}) == (
        "error",
        "Not evidence: compose.yaml is not valid YAML.",
    )


def test_nothing_runs(ask_project: Ask) -> None:
    assert ask_project("workload_limits", {"mkdocs.yml": "a: 1\n", "broken.yml": "a: [\n"}) == (
        "not-applicable",
        "Does not apply: the project describes no workload.",
    )


def test_a_step_of_argo(ask_project: Ask) -> None:
    step = "apiVersion: argoproj.io/v1alpha1\nkind: Workflow\nspec:\n  templates:\n    - container: {name: fit}\n"
    said = (
        "1 workload of 1: no ban on new privileges, dropped capabilities, memory limit, read-only root and user of its"
        " own."
    )
    assert ask_project("workload_limits", {"w.yaml": step}) == ("warn", said)


def test_a_task_of_ecs(ask_project: Ask) -> None:
    task = '{"memory": "2048", "containerDefinitions": [{"name": "a", "user": "1000", "readonlyRootFilesystem": true}]}'
    assert ask_project("workload_limits", {"task-definition.json": task})[0] == "pass"
    loose = task.replace('"readonlyRootFilesystem": true', '"essential": true')
    assert ask_project("workload_limits", {"task-definition.json": loose}) == (
        "warn",
        "1 workload of 1: no read-only root.",
    )

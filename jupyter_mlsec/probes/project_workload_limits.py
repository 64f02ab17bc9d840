"""Workloads that may do more than serve: no limits, a writable root, capabilities that nobody took away.

Compose files and Kubernetes manifests are read as YAML. A service without a memory limit takes the host with it when
one request is too large; one that may write to its own root can be changed for good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.infrastructure import infrastructure
from jupyter_mlsec.probes._ground.base import ProjectSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_DEEPEST = 8
_STEP = "Set limits for memory and processors, a read-only root, no new privileges, and drop all capabilities."


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, list[str]] = {}
    for each in infrastructure(subject):
        name = each.path.relative_to(subject.root).as_posix()
        if each.documents is None and "compose" in each.path.name:
            return not_evidence(f"{name} is not valid YAML", next_step="Repair the file.")
        for document in (one for one in each.documents or () if isinstance(one, dict)):
            for workload, lacks in (*_compose(document), *_kubernetes(document), *_tasks(document)):
                found[f"{name}: {workload}"] = sorted(lacks)
    if not found:
        return not_applicable("the project describes no workload")
    loose = {name: lacks for name, lacks in found.items() if lacks}
    if loose:
        details = tuple(f"{name} lacks {', '.join(lacks)}" for name, lacks in loose.items())
        lacking = listed(sorted({each for lacks in loose.values() for each in lacks}))
        return warned(f"{count(len(loose), 'workload')} of {len(found)}: no {lacking}.", *details, next_step=_STEP)
    return passed(f"{count(len(found), 'workload')} with limits and without privileges.")


def _compose(document: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    services = document.get("services")
    if not isinstance(services, Mapping) or "kind" in document:
        return
    for name, service in services.items():
        if isinstance(service, Mapping):
            limits = _within(service, "deploy", "resources", "limits")
            options = {str(each).replace("=", ":").replace(" ", "") for each in service.get("security_opt") or ()}
            lacks = {
                "memory limit": not (service.get("mem_limit") or _within(limits, "memory")),
                "read-only root": service.get("read_only") is not True,
                "dropped capabilities": "ALL" not in {str(each).upper() for each in service.get("cap_drop") or ()},
                "ban on new privileges": not options & {"no-new-privileges:true", "no-new-privileges"},
            }
            yield str(name), {what for what, missing in lacks.items() if missing}


def _kubernetes(document: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    if not isinstance(document.get("kind"), str):
        return
    for spec in _pod_specs(document, 0):
        outer = _within(spec, "securityContext")
        for container in spec["containers"]:
            if isinstance(container, Mapping):
                own = _within(container, "securityContext")
                drops = {str(each).upper() for each in _within(own, "capabilities").get("drop") or ()}
                lacks = {
                    "memory limit": not _within(container, "resources", "limits").get("memory"),
                    "read-only root": own.get("readOnlyRootFilesystem") is not True,
                    "dropped capabilities": "ALL" not in drops,
                    "ban on new privileges": own.get("allowPrivilegeEscalation") is not False,
                    "user of its own": True not in {own.get("runAsNonRoot"), outer.get("runAsNonRoot")},
                }
                yield str(container.get("name", "container")), {what for what, missing in lacks.items() if missing}


def _tasks(document: Mapping[str, Any]) -> Iterator[tuple[str, set[str]]]:
    """Yield the containers of a task definition of ECS, with what they lack."""
    for container in document.get("containerDefinitions") or ():
        if isinstance(container, Mapping):
            lacks = {
                "memory limit": not (container.get("memory") or document.get("memory")),
                "read-only root": container.get("readonlyRootFilesystem") is not True,
                "user of its own": str(container.get("user", "")).partition(":")[0] in {"", "0", "root"},
            }
            yield str(container.get("name", "container")), {what for what, missing in lacks.items() if missing}


def _pod_specs(value: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if not isinstance(value, Mapping) or depth > _DEEPEST:
        return
    if isinstance(value.get("containers"), list):
        yield value
    elif isinstance(value.get("container"), Mapping):  # a step of Argo
        yield {**value, "containers": [value["container"]]}
    for inner in value.values():
        for each in inner if isinstance(inner, list) else [inner]:
            yield from _pod_specs(each, depth + 1)


def _within(value: object, *keys: str) -> Any:  # noqa: ANN401 - any part of a YAML document
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return {} if value is None else value


PROBE = Probe(name="workload-limits", items=("DEP-02",), run=_run, partial=True, incidental=True, docs=__doc__)

"""Container files that give away more than the service needs: root, floating images, secrets in layers, privileges.

Container files, compose files, manifests, charts, task definitions and what Terraform, CloudFormation, Ansible or a
program of Pulumi declare are read as values; scripts that start containers line by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.dockerfiles import is_dockerfile
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.images import image_facts
from jupyter_mlsec.probes._folder.infrastructure import infrastructure, settings
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.workloads import workload_facts
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_RUNS = re.compile(r"\b(?:docker|podman|nerdctl|finch)\s+(?:container\s+)?(?:run|create)\b")
_OPTIONS = {
    "runs privileged": re.compile(r"--privileged\b(?!=false)"),
    "mounts the Docker socket": re.compile(r"/(?:docker|podman|containerd)[\w.\-]*\.sock"),
    "shares the host's network": re.compile(r"--net(?:work)?[= ]host\b"),
    "shares the host's processes": re.compile(r"--(?:pid|ipc|userns|uts)[= ]host\b"),
    "adds all capabilities": re.compile(
        r"--cap-add[= ](?:CAP_)?(?:ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE|NET_ADMIN)\b", re.IGNORECASE
    ),
    "mounts the host's disk": re.compile(
        r"(?:-v|--volume)[= ](?:/|/etc|/root|/var/run|~/\.\w+|\$HOME/\.\w+):|source=(?:/|/etc|/root),"
    ),
    "runs as root": re.compile(r"(?:-u|--user)[= ](?:root|0)\b"),
    "runs unconfined": re.compile(r"--security-opt[= ](?:seccomp|apparmor)[=:]unconfined|label[=:]disable"),
    "holds a secret in the open": re.compile(
        r"(?:-e|--env|--build-arg)[= ]\w*(?:PASSWORD|SECRET|TOKEN|API_?KEY|ACCESS_KEY)\w*=(?![\"']?[$<])[\"']?\w"
    ),
}
_UNITS = {
    "runs as root": re.compile(r"^User=(?:root|0)\s*$", re.MULTILINE),
    "shares the host's network": re.compile(r"^Network=host\s*$", re.MULTILINE),
    "runs privileged": re.compile(r"^(?:PodmanArgs=.*--privileged|SecurityLabelDisable=true)", re.MULTILINE),
    "mounts the Docker socket": re.compile(r"^Volume=\S*(?:docker|podman)\.sock", re.MULTILINE),
    "holds a secret in the open": re.compile(
        r"^Environment=[\"']?\w*(?:PASSWORD|SECRET|TOKEN|API_?KEY)\w*=[^\s$%]", re.MULTILINE
    ),
}
_MILD = frozenset({"image not pinned by digest", "no health check"})
_ABOUT = frozenset(
    {
        "image",
        "containers",
        "container",
        "containerdefinitions",
        "privileged",
        "securitycontext",
        "build",
        "hostnetwork",
        "hostpid",
        "hostpath",
        "runasuser",
        "networkmode",
        "volumes",
        "environment",
        "allowprivilegeescalation",
        "baseimage",
        "env",
        "hostipc",
        "secretgenerator",
        "environmentvariables",
    }
)
_KINDS = frozenset({"Secret", "ConfigMap", "ClusterRoleBinding", "RoleBinding", "ClusterRole", "Role", "Namespace"})
_STEP = "Run as a user of its own, keep secrets out of the image, and drop every privilege."


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, list[str]] = {name: sorted(set(seen)) for name, seen in _files(subject)}
    unread = [
        each.path.relative_to(subject.root).as_posix() for each in infrastructure(subject) if each.documents is None
    ]
    facts = {fact for each in found.values() for fact in each}
    if not found and not unread:
        return not_applicable("the project has no container files")
    if _has_own_user(found, subject):
        facts.discard("runs as root")
    details = tuple(f"{name}: {', '.join(facts)}" for name, facts in found.items() if facts)
    if facts - _MILD:
        return failed(f"The container {', '.join(sorted(facts - _MILD))}.", *details, next_step=_STEP)
    if unread:
        return not_evidence(f"{listed(unread)} cannot be read", next_step="Repair the file.")
    if facts:
        step = "Name the base image's digest (FROM image@sha256:…), and add a HEALTHCHECK."
        return warned(f"The container could be held tighter: {', '.join(sorted(facts))}.", *details, next_step=step)
    return passed(f"{count(len(found), 'container file')} without known weakness.")


def _files(subject: ProjectSubject) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the files that say something about containers, with what they give away."""
    for path in require_files(subject):
        name = path.relative_to(subject.root).as_posix()
        if is_dockerfile(path):
            yield name, image_facts(read_text(path))
        elif path.name in {"devcontainer.json", ".devcontainer.json"}:
            yield name, _started(read_text(path))
        elif path.suffix in {".service", ".container"}:
            yield name, _unit(path)
    yield from _written(subject)
    for each in infrastructure(subject):
        documents = [document for document in each.documents or () if _is_about_workloads(document)]
        if documents:
            yield (
                each.path.relative_to(subject.root).as_posix(),
                (fact for one in documents for fact in workload_facts(one)),
            )
    started: dict[str, list[str]] = {}
    for line in command_lines(subject):
        if _RUNS.search(line.text):
            started.setdefault(f"{line.place}, a command", []).append(line.text)
    yield from ((name, _started("\n".join(lines))) for name, lines in started.items())


def _unit(path: Path) -> Iterator[str]:
    """Yield what a unit of systemd gives away; a service that names no user is root."""
    text = _uncommented(path)
    yield from (fact for fact, pattern in _UNITS.items() if pattern.search(text))
    if (
        path.suffix == ".service"
        and "ExecStart=" in text
        and not re.search(r"^(?:User|DynamicUser)=", text, re.MULTILINE)
    ):
        yield "runs as root"


def _written(subject: ProjectSubject) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield the container files that cells write."""
    for cell in subject.notebook.cells:
        head, _, body = cell.source.content.partition("\n")
        if cell.kind is CellKind.CODE and head.startswith(("%%writefile", "%%file")):
            name = head.split()[-1]
            if is_dockerfile(Path(name)):
                yield name, image_facts(body)


def _is_about_workloads(document: object) -> bool:
    """Tell whether a document says what runs, or what may run; one about buckets and networks does not."""
    if isinstance(document, dict) and document.get("kind") in _KINDS:
        return True
    return any(each.name in _ABOUT for each in settings(document))


def _started(text: str) -> Iterator[str]:
    return (fact for fact, pattern in _OPTIONS.items() if pattern.search(text))


def _uncommented(path: Path) -> str:
    return "\n".join(line for line in read_text(path).splitlines() if not line.lstrip().startswith(("#", ";")))


def _has_own_user(found: dict[str, list[str]], subject: ProjectSubject) -> bool:
    """Tell whether only images run as root, and every workload that starts one is given a user of its own."""
    rooted = {name for name, facts in found.items() if "runs as root" in facts}
    if not rooted or any(not is_dockerfile(Path(name)) for name in rooted):
        return False
    workloads = [document for each in infrastructure(subject) for document in each.documents or ()]
    services = [one for each in workloads if isinstance(each, dict) for one in _services(each)]
    return bool(services) and all(services)


def _services(document: dict[str, object]) -> Iterator[bool]:
    """Yield for each workload of a document whether it is given a user that is not root."""
    services = document.get("services")
    for service in services.values() if isinstance(services, dict) else ():
        if isinstance(service, dict):
            yield str(service.get("user", "")).partition(":")[0] not in {"", "0", "root"}
    text = str(document)
    if document.get("kind") and "'containers'" in text:
        yield "'runAsNonRoot': True" in text or re.search(r"'runAsUser': [1-9]", text) is not None


PROBE = Probe(name="container-files", items=("DEP-02",), run=_run, version=2, docs=__doc__)

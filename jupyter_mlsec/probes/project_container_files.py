"""Container files that give away more than the service needs: root, floating images, secrets in layers, privileges."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.dockerfiles import is_dockerfile
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.manifests import is_manifest, manifest_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, not_applicable

_FROM = re.compile(
    r"^\s*FROM\s+(?:--\S+\s+)*(?P<image>\S+)(?:\s+AS\s+(?P<name>\S+))?\s*$", re.IGNORECASE | re.MULTILINE
)
_USER = re.compile(r"^\s*USER\s+(?P<user>\S+)", re.IGNORECASE | re.MULTILINE)
_SECRET = re.compile(
    r"^\s*(?:ENV|ARG)\s+\w*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)\w*"
    r"\s*[= ]\s*(?!\$)[\"']?\w",
    re.IGNORECASE | re.MULTILINE,
)
_REMOTE = re.compile(
    r"^\s*ADD\s+(?:--\S+\s+)*https?://|\b(?:curl|wget)\b[^\n|]*\|\s*(?:sudo\s+)?(?:ba|z)?sh\b",
    re.IGNORECASE | re.MULTILINE,
)
_COPY_SECRET = re.compile(
    r"^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*(?:\S*/)?"
    r"(?:\.env|id_rsa|id_ed25519|\.netrc|\.aws\S*|credentials\S*)\s",
    re.IGNORECASE | re.MULTILINE,
)
_OPEN_FILES = re.compile(
    r"\bchmod\s+(?:-\S+\s+)*(?:[0-7]?[0-7]{2}[2367]|[ugo]*[ao][ugo]*\+[rx]*w[rx]*)\b", re.IGNORECASE
)
_COMPOSE = {
    "mounts the host's disk": re.compile(r"^\s*-?\s*hostPath:|^\s*-\s*[\"']?/:/", re.MULTILINE),
    "runs as root": re.compile(
        r"^\s*-?\s*(?:runAsUser:\s*0|runAsNonRoot:\s*false|user:\s*[\"']?(?:root|0))(?=[\s\"':]|$)", re.MULTILINE
    ),
    "holds a secret in the open": re.compile(
        r"^\s*-?\s*[\"']?[A-Z0-9_]*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY)(?:_?[A-Z0-9]+)*"
        r"(?<!_FILE)(?<!_PATH)[\"']?\s*[:=]\s*[\"']?[^\s$\"'{/]"
        r"|^\s*-?\s*name:\s*[\"']?[A-Z0-9_]*(?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY|PRIVATE_KEY)[\"']?\s*\n"
        r"\s*value:\s*[\"']?[^\s$\"'{/]",
        re.MULTILINE,
    ),
    "runs privileged": re.compile(r"^\s*-?\s*privileged:\s*[\"']?true", re.IGNORECASE | re.MULTILINE),
    "mounts the Docker socket": re.compile(r"/var/run/docker\.sock"),
    "shares the host's network": re.compile(
        r"^\s*(?:network_mode:\s*[\"']?host|-?\s*hostNetwork:\s*true)", re.MULTILINE
    ),
    "shares the host's processes": re.compile(
        r"^\s*(?:(?:pid|ipc|userns_mode):\s*[\"']?host|-?\s*host(?:PID|IPC):\s*true)", re.MULTILINE
    ),
    "adds all capabilities": re.compile(r"cap_?add:\s*(?:\[\s*|\n\s*-\s*)[\"']?(?:ALL|SYS_ADMIN)", re.IGNORECASE),
    "may gain privileges": re.compile(r"^\s*allowPrivilegeEscalation:\s*true", re.MULTILINE),
}
_RUNS = re.compile(r"\b(?:docker|podman|nerdctl)\s+(?:container\s+)?(?:run|create)\b[^\n]*")
_OPTIONS = {
    "runs privileged": re.compile(r"--privileged\b(?!=false)"),
    "mounts the Docker socket": re.compile(r"/var/run/docker\.sock"),
    "shares the host's network": re.compile(r"--net(?:work)?[= ]host\b"),
    "shares the host's processes": re.compile(r"--(?:pid|ipc|userns)[= ]host\b"),
    "adds all capabilities": re.compile(r"--cap-add[= ](?:ALL|SYS_ADMIN)\b", re.IGNORECASE),
    "mounts the host's disk": re.compile(r"(?:-v|--volume)[= ]/:/"),
}
_SCRIPTS = frozenset({".sh", ".bash", ".mk", ".zsh", ".ps1"})
_MILD = frozenset({"image not pinned by digest", "no health check"})


def _run(subject: ProjectSubject) -> Observation:
    found: dict[str, list[str]] = {}
    for path in require_files(subject):
        seen = _facts(path)
        if seen is not None:
            found[path.relative_to(subject.root).as_posix()] = sorted(set(seen))
    if not found:
        return not_applicable("the project has no container files")
    details = tuple(f"{name}: {', '.join(facts)}" for name, facts in found.items() if facts)
    facts = {fact for each in found.values() for fact in each}
    if facts - _MILD:
        step = "Run as a user of its own, keep secrets out of the image, and drop every privilege."
        return failed(f"The container {', '.join(sorted(facts - _MILD))}.", *details, next_step=step)
    if facts:
        step = "Name the base image's digest (FROM image@sha256:…), and add a HEALTHCHECK."
        return warned(f"The container could be held tighter: {', '.join(sorted(facts))}.", *details, next_step=step)
    return passed(f"{count(len(found), 'container file')} without known weakness.")


def _facts(path: Path) -> Iterator[str] | None:
    """Return what a file says about containers; None where it says nothing about any."""
    if is_dockerfile(path):
        return _dockerfile(_uncommented(read_text(path)))
    if is_manifest(path):
        return _compose(_uncommented(manifest_text(path)))
    if path.name in {"devcontainer.json", ".devcontainer.json"}:
        return _started(read_text(path))
    if path.suffix.lower() in _SCRIPTS or path.name in {"Makefile", "justfile", "Justfile"}:
        started = _RUNS.findall(_uncommented(read_text(path)).replace("\\\n", " "))
        return _started("\n".join(started)) if started else None
    return None


def _started(text: str) -> Iterator[str]:
    return (fact for fact, pattern in _OPTIONS.items() if pattern.search(text))


def _dockerfile(text: str) -> Iterator[str]:
    stages = list(_FROM.finditer(text))
    names = {match["name"].lower() for match in stages if match["name"]}
    bases = [match["image"] for match in stages if match["image"].lower() not in names | {"scratch"}]
    if any("@sha256:" not in image for image in bases):
        yield "image not pinned by digest"
    last = text[stages[-1].end() :] if stages else text
    users = _USER.findall(last)
    if not users or users[-1].partition(":")[0] in {"root", "0"}:
        yield "runs as root"
    if _SECRET.search(text) or _COPY_SECRET.search(text):
        yield "holds a secret in a layer"
    if _REMOTE.search(text):
        yield "runs what it downloads unchecked"
    if _OPEN_FILES.search(text):
        yield "lets everybody change its files"
    if not re.search(r"^\s*HEALTHCHECK\s", text, re.IGNORECASE | re.MULTILINE):
        yield "no health check"


def _compose(text: str) -> Iterator[str]:
    yield from (fact for fact, pattern in _COMPOSE.items() if pattern.search(text))
    images = re.findall(r"^\s*-?\s*image:\s*[\"']?([^\s\"']+)", text, re.MULTILINE)
    if any("@sha256:" not in image and "${" not in image for image in images):
        yield "image not pinned by digest"


def _uncommented(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


PROBE = Probe(name="container-files", items=("DEP-02",), run=_run, docs=__doc__)

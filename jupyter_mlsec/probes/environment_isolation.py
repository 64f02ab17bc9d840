"""A kernel that is not kept apart: root, the container engine's socket, powerful capabilities, no sandbox at all.

A dependency that turns malicious does whatever this process may do: on a bare machine that is everything the person
may do, in a container with the engine's socket it is everything the machine may do. Where the checklist is filled in
outside a kernel, by the command line or a server, the notebook's kernel may be kept better: then it is no failure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import not_evidence

_CONTAINER_FILES = (".dockerenv", "run/.containerenv")
_SOCKETS = ("var/run/docker.sock", "run/docker.sock", "run/podman/podman.sock", "run/containerd/containerd.sock")
_IN_KERNEL = frozenset({"JPY_PARENT_PID", "JPY_INTERRUPT_EVENT"})  # Jupyter tells a kernel who started it
_MARKS = re.compile(r"docker|containerd|kubepods|libpod|lxc|garden|podman")
_STATUS = re.compile(r"^(?P<key>Uid|CapEff|NoNewPrivs|Seccomp):\s*(?P<value>\S+)", re.MULTILINE)
_POWERFUL = {21: "SYS_ADMIN", 16: "SYS_MODULE", 19: "SYS_PTRACE", 17: "SYS_RAWIO", 1: "DAC_OVERRIDE", 12: "NET_ADMIN"}


def _run(subject: EnvironmentSubject) -> Observation:
    root = subject.filesystem
    status = dict(_STATUS.findall(_read(root / "proc/self/status")))
    if "Uid" not in status:
        return not_evidence(
            "this system does not show a process's privileges", next_step="Answer it: %mlsec answer TRN-01 …"
        )
    contained = _contained(root, subject)
    grave = list(_grave(root, status))
    details = (
        f"container: {'yes' if contained else 'not seen'}",
        f"seccomp: {'on' if status.get('Seccomp', '0') != '0' else 'off'}",
        f"no-new-privileges: {'on' if status.get('NoNewPrivs') == '1' else 'off'}",
    )
    if grave:
        step = "Run the kernel as a user of its own, in a container without privileges and without the engine's socket."
        if not _IN_KERNEL & subject.variables.keys():
            what = f"No kernel is seen from here; one started like this would not be kept apart: {', '.join(grave)}."
            return warned(what, *details, next_step=f"{step} Look from inside it: %mlsec checklist")
        return failed(f"The kernel is not kept apart: {', '.join(grave)}.", *details, next_step=step)
    if not contained:
        step = "Run it in a container or virtual machine, or explain why not: %mlsec answer TRN-01 …"
        return warned("No container or virtual machine is seen around the kernel.", *details, next_step=step)
    if status.get("NoNewPrivs") != "1" or status.get("Seccomp", "0") == "0":
        step = "Switch on seccomp and no-new-privileges."
        return warned("The kernel runs in a container that is loosely held.", *details, next_step=step)
    return passed("The kernel runs unprivileged in a container with seccomp.", *details)


def _grave(root: Path, status: dict[str, str]) -> Iterator[str]:
    if status["Uid"] == "0":
        yield "it runs as root"
    if any((root / socket).exists() for socket in _SOCKETS):
        yield "it can reach the container engine"
    try:
        capabilities = int(status.get("CapEff", "0"), 16)
    except ValueError:
        capabilities = 0
    named = [name for bit, name in _POWERFUL.items() if capabilities >> bit & 1]
    if named:
        yield f"it holds {', '.join(named)}"


def _contained(root: Path, subject: EnvironmentSubject) -> bool:
    return (
        any((root / name).exists() for name in _CONTAINER_FILES)
        or "KUBERNETES_SERVICE_HOST" in subject.variables
        or "container" in subject.variables
        or _MARKS.search(_read(root / "proc/1/cgroup")) is not None
        or "hypervisor" in _read(root / "proc/cpuinfo")
    )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


PROBE = Probe(name="isolation", items=("TRN-01",), run=_run, docs=__doc__)

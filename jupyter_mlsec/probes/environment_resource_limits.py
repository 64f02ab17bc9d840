"""A kernel that may take the whole machine: no limit on memory, processors or processes.

The limits of its control group are read (Linux, version 2 or 1). Without them one cell can stop everybody's work, and
code that mines coins is noticed by the bill only.
"""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable

_PLACES = {
    "memory": ("sys/fs/cgroup/memory.max", "sys/fs/cgroup/memory/memory.limit_in_bytes"),
    "processors": ("sys/fs/cgroup/cpu.max", "sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
    "processes": ("sys/fs/cgroup/pids.max", "sys/fs/cgroup/pids/pids.max"),
}
_UNLIMITED = 1 << 60  # what version 1 writes where there is no limit


def _run(subject: EnvironmentSubject) -> Observation:
    seen = {what: _first(subject.filesystem, places) for what, places in _PLACES.items()}
    known = {what: text for what, text in seen.items() if text}
    if "memory" not in known:
        return not_applicable("this system shows no limits of a process")
    free = [what for what, text in known.items() if not _is_limit(text)]
    memory = known["memory"]
    measured = (Measurement(name="memory-limit", value=int(memory) / 2**30, unit="GiB"),) if memory.isdigit() else ()
    if free:
        step = "Give the kernel's container limits (--memory, --cpus, --pids-limit), or say why not."
        return warned(f"The kernel may take all of the machine's {listed(free)}.", next_step=step)
    return Observation(status=Status.PASS, summary=f"The kernel is limited in {listed(known)}.", measurements=measured)


def _first(root: Path, places: tuple[str, ...]) -> str:
    for place in places:
        try:
            return (root / place).read_text("ascii", errors="replace").strip()
        except OSError:
            continue
    return ""


def _is_limit(text: str) -> bool:
    first = text.partition(" ")[0]
    return first.isdigit() and 0 < int(first) < _UNLIMITED


PROBE = Probe(name="resource-limits", items=("TRN-04",), run=_run, partial=True, incidental=True, docs=__doc__)

"""Services that listen on every interface, clusters without a network policy, and rules that let the world in.

Code and command lines are searched for addresses, calls of clouds and tunnels; what infrastructure declares is read as
values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ci_files import is_ci
from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.infrastructure import infrastructure
from jupyter_mlsec.probes._folder.networks import is_policy, is_void, is_workload, open_doors
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.reached import reached
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_evidence, to_declare

_ADDRESS = r"(?:0\.0\.0\.0|\*|::|\[::\])"
_CODE = re.compile(
    rf"""\b(?:host|server_name|address|ip|listen|bind|hostname|interface|listen_ip|server_host|host_name)["']?\s*[=:]\s*\[?["']{_ADDRESS}(?::\d+)?["']"""
    rf"""|\(\s*["'](?:0\.0\.0\.0|\[?::\]?)?["']\s*,\s*\d+\s*\)|add_(?:in)?secure_port\(\s*f?["'](?:0\.0\.0\.0|\[::\]):"""
    r"""|["'](?:tcp|http|https|ws)://(?:\*|0\.0\.0\.0|\[::\]):|\.listen\(\s*\d+\s*\)""",
)
_LINE = re.compile(
    rf"(?:--(?:host|ip|address|bind|server\.address|server-name|listen|addr|http-address|bind-address|bind_addr|dashboard-host"
    rf"|[\w.]*\.ip|server\.host|host-name)|(?<!\w)-(?:b|h|H))[= ][\"']?(?:tcp://)?{_ADDRESS}(?![\w.])"
    rf"|--bind_all\b|\b(?:OLLAMA_HOST|HOST|UVICORN_HOST|GRADIO_SERVER_NAME|STREAMLIT_SERVER_ADDRESS|FLASK_RUN_HOST)=[\"']?{_ADDRESS}"
    r"|\b(?:docker|podman|nerdctl)\s+run\b.*\s(?:-p|--publish)[= ](?:0\.0\.0\.0:)?\d+:\d+|\s(?:-P|--publish-all)\b"
    rf"|\brunserver\s+(?:0\.0\.0\.0|\[::\])|\bhttp\.server\b(?!.*(?:-b|--bind)[= ]?127)"
)
_SETTING = re.compile(
    rf"""^[ \t]*(?:\w+_)?(?:address|host|listen|bind|listen_addresses)\s*[=:]\s*["']?(?:https?://)?{_ADDRESS}""",
    re.MULTILINE,
)
_SETTINGS = frozenset({".cfg", ".conf", ".ini", ".properties", ".toml"})


@dataclass(slots=True)
class _Seen:
    """What a project says about its network, by the names of its files."""

    workloads: list[str] = field(default_factory=list)
    policies: list[str] = field(default_factory=list)
    void: list[str] = field(default_factory=list)
    doors: dict[str, set[str]] = field(default_factory=dict)
    unread: list[str] = field(default_factory=list)


def _run(subject: ProjectSubject) -> Observation:
    seen = _declared(subject)
    listening = sorted(set(_listening(subject)))
    details = tuple(f"{name}: {', '.join(sorted(ways))}" for name, ways in seen.doors.items())
    if seen.void:
        step = "Name who may call (from: podSelector, namespaceSelector), and deny the rest."
        return failed(f"{listed(seen.void)} lets everybody in.", *details, next_step=step)
    if seen.workloads and not seen.policies:
        step = "Add a NetworkPolicy that denies by default, also outwards."
        return failed(f"{listed(seen.workloads)} runs without a network policy.", *details, next_step=step)
    opened = sorted({f"{place} {what}" for place, what in reached(subject)})
    if opened or listening or seen.doors:
        return _open_side(opened, sorted({*listening, *seen.doors}), details)
    if seen.unread:
        return not_evidence(f"{listed(seen.unread)} cannot be read", next_step="Repair the file.")
    if not seen.workloads and not seen.policies:
        return to_declare("Nothing in the project says how its network is divided",
                          'Answer it: %mlsec answer DEP-03 "firewall, intrusion detection and owner: …"')  # fmt: skip
    policies, workloads = listed(dict.fromkeys(seen.policies)), listed(dict.fromkeys(seen.workloads))
    return passed(f"{policies} restricts {workloads}." if seen.workloads else f"{policies} is there.")


def _open_side(opened: list[str], listening: list[str], details: tuple[str, ...]) -> Observation:
    step = "Bind to 127.0.0.1 behind a proxy, and say who owns the firewall: %mlsec answer DEP-03 …"
    if not opened:
        return warned(f"{listed(listening)} listens on every interface.", *details, next_step=step)
    details = (*details, *(f"{name}: listens on every interface" for name in listening))
    step = "Keep it in the own network, name who may call, and say who owns the firewall: %mlsec answer DEP-03 …"
    return warned(f"The network has an open side: {listed(opened)}.", *details, next_step=step)


def _declared(subject: ProjectSubject) -> _Seen:
    seen = _Seen()
    for each in infrastructure(subject):
        name = each.path.relative_to(subject.root).as_posix()
        if each.documents is None:
            seen.unread.append(name)
        for document in each.documents or ():
            if is_workload(document) and name not in seen.workloads:
                seen.workloads.append(name)
            if is_policy(document):
                (seen.void if is_void(document) else seen.policies).append(name)
            doors = set(open_doors(document))
            if doors:
                seen.doors.setdefault(name, set()).update(doors)
    return seen


def _listening(subject: ProjectSubject) -> Iterator[str]:
    """Yield the files, and the notebook, in which something listens on every interface."""
    code = "\n".join(cell.source.content for cell in subject.notebook.cells if cell.kind is CellKind.CODE)
    if _CODE.search(code):
        yield "the notebook"
    yield from (line.place for line in command_lines(subject) if _LINE.search(line.text))
    for path in require_files(subject):
        if is_ci(path, subject.root):
            continue
        suffix = path.suffix.lower()
        if (suffix == ".py" and _CODE.search(read_text(path))) or (
            suffix in _SETTINGS
            and path.name not in {"pyproject.toml", "poetry.lock"}
            and _SETTING.search(read_text(path))
        ):
            yield path.relative_to(subject.root).as_posix()


PROBE = Probe(name="network-exposure", items=("DEP-03",), run=_run, version=3, docs=__doc__)

"""Services that listen on every interface, and clusters without a network policy."""

from __future__ import annotations

import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.notebook import CellKind
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import is_read, read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, to_declare

_YAML = frozenset({".yml", ".yaml"})
_BIND = re.compile(
    r"""host\s*=\s*["']0\.0\.0\.0["']|--host[= ]0\.0\.0\.0|--ip[= ](?:0\.0\.0\.0|\*)"""
    r"""|server_name\s*=\s*["']0\.0\.0\.0|["']host["']\s*:\s*["']0\.0\.0\.0["']"""
    r"""|\bbind\s*=\s*\[?["'](?:0\.0\.0\.0|\[::\])?:\d|(?:\s-b|--bind)[= ]["']?(?:0\.0\.0\.0|\[::\])?:\d"""
    r"""|(?:\s-h|--address|--server\.address|--server-name)[= ]0\.0\.0\.0|^\s*address\s*=\s*["']0\.0\.0\.0["']"""
    r"""|_address=https?://0\.0\.0\.0""",
    re.MULTILINE,
)
_WORLD = re.compile(
    r"""\bingress\s*(?:=\s*\[\s*)?\{[^}]*["'](?:0\.0\.0\.0/0|::/0)["']"""
    r"""|_ingress_rule["'][^{]*\{[^}]*cidr_ipv[46]\s*=\s*["'](?:0\.0\.0\.0/0|::/0)["']"""
    r"""|\{[^{}]*type\s*=\s*["']ingress["'][^{}]*["'](?:0\.0\.0\.0/0|::/0)["']"""
    r"""|source_ranges\s*=\s*\[[^\]]*["']0\.0\.0\.0/0["']"""
    r"""|source_address_prefix\s*=\s*["'](?:\*|Internet|0\.0\.0\.0/0)["']"""
)
_SCRIPTS = frozenset({".conf", ".properties", ".sh", ".tf"})
_PORT = re.compile(
    r"""^\s*-\s*["']?(?P<port>(?:0\.0\.0\.0:)?\d{2,5}:\d{2,5})(?:/tcp|/udp)?["']?\s*$"""
    r"""|^\s*ports:\s*\[(?:[^\]]*[\s,"'])?(?:0\.0\.0\.0:)?\d{2,5}:\d{2,5}["'\s,\]/]""",
    re.MULTILINE,
)
_WORKLOAD = re.compile(r"^\s*kind:\s*[\"']?(?:Deployment|StatefulSet|Pod|Job|CronJob|InferenceService)\b", re.MULTILINE)
_POLICY = re.compile(r"^\s*kind:\s*[\"']?(?:Cilium|Global)?NetworkPolicy\b", re.MULTILINE)
_OPEN = re.compile(r"^\s*type:\s*[\"']?(?:LoadBalancer|NodePort)\b", re.MULTILINE)

_KINDS = frozenset({*_YAML, *_SCRIPTS, ".py", ".toml"})
_NAMES = ("Containerfile", "Dockerfile", "Makefile", "Procfile")


def _run(subject: ProjectSubject) -> Observation:
    texts = {
        path.relative_to(subject.root).as_posix(): read_text(path)
        for path in require_files(subject)
        if is_read(path) and (path.suffix.lower() in _KINDS or path.name.startswith(_NAMES))
    }
    code = (cell.source.content for cell in subject.notebook.cells if cell.kind is CellKind.CODE)
    texts["the notebook"] = "\n".join(code)
    yaml = {name: text for name, text in texts.items() if name.endswith((".yml", ".yaml"))}
    bound = [name for name, text in texts.items() if _BIND.search(text) or _WORLD.search(text)]
    ports = [name for name, text in yaml.items() if "compose" in name and _PORT.search(text)]
    workloads = [name for name, text in yaml.items() if _WORKLOAD.search(text)]
    policies = [name for name, text in yaml.items() if _POLICY.search(text)]
    exposed = [name for name, text in yaml.items() if _OPEN.search(text)]
    if workloads and not policies:
        step = "Add a NetworkPolicy that denies by default, also outwards."
        return failed(f"{listed(workloads)} runs without a network policy.", next_step=step)
    if bound or ports or exposed:
        where = sorted({*bound, *ports, *exposed})
        step = "Bind to 127.0.0.1 behind a proxy, and say who owns the firewall: %mlsec answer DEP-03 …"
        return warned(f"{listed(where)} listens on every interface.", next_step=step)
    if not workloads and not policies:
        return to_declare("Nothing in the project says how its network is divided",
                          'Answer it: %mlsec answer DEP-03 "firewall, intrusion detection and owner: …"')  # fmt: skip
    return passed(
        f"{listed(policies)} restricts {listed(workloads)}." if workloads else f"{listed(policies)} is there."
    )


PROBE = Probe(name="network-exposure", items=("DEP-03",), run=_run, docs=__doc__)

"""Gateways in front of a service that ask who somebody is: proxies, ingresses, meshes, clouds, policies."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from jupyter_mlsec.probes._folder.command_lines import command_lines
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import require_files
from jupyter_mlsec.probes._folder.structured import YAML, everything, read_structured, within
from jupyter_mlsec.probes._ground.base import ProjectSubject

_READ = frozenset({".bicep", ".cfg", ".conf", ".hcl", ".json", ".nginx", ".tf", ".toml", ".vcl", ".yaml", ".yml", ""})
_NAMES = ("Caddyfile", "nginx", "haproxy", "envoy", "traefik", "apache", "httpd", "lighttpd")
_PEERS = re.compile(r"^cert_reqs\s*=\s*(?:2|ssl\.CERT_REQUIRED)", re.MULTILINE)
_COMMENTS = re.compile(r"^[ \t]*(?:#|//|;).*$|\s#\s.*$", re.MULTILINE)


@lru_cache(maxsize=1)
def _marks() -> dict[str, re.Pattern[str]]:
    text = (files("jupyter_mlsec.probes._serving") / "gateways.toml").read_text("utf-8")
    return {name: re.compile("|".join(each), re.MULTILINE) for name, each in tomllib.loads(text).items()}


def gateway(subject: ProjectSubject) -> str:
    """Return the file by which somebody in front of the service asks who it is; empty where there is none."""
    for path in require_files(subject):
        if path.name.startswith("gunicorn") and _PEERS.search(read_text(path)):
            return path.relative_to(subject.root).as_posix()
        if (path.suffix.lower() in _READ or path.name.startswith(_NAMES)) and path.name != "package-lock.json":
            if ".github" in path.parts or path.name == ".gitlab-ci.yml":
                continue
            if _asks(path):
                return path.relative_to(subject.root).as_posix()
    marks = _marks()["command lines"]
    return next((line.place for line in command_lines(subject) if marks.search(line.text)), "")


def _asks(path: Path) -> bool:
    if path.stat().st_size > 512 * 1024:
        return False
    text = _COMMENTS.sub("", read_text(path))
    if any(pattern.search(text) for name, pattern in _marks().items() if name != "command lines"):
        return True
    return path.suffix.lower() in YAML and any(_named_callers(each) for each in read_structured(path) or ())


def _named_callers(document: Any) -> bool:  # noqa: ANN401 - a document of a stranger
    """Tell whether a policy of a cluster names who may call, and nobody else."""
    if not isinstance(document, dict) or document.get("kind") not in {"NetworkPolicy", "CiliumNetworkPolicy"}:
        return False
    rules = within(document, "spec", "ingress")
    if not isinstance(rules, list) or not rules:
        return False
    callers = [within(rule, "from") or within(rule, "fromEndpoints") for rule in rules]
    return all(isinstance(each, list) and each and all(_is_narrow(one) for one in each) for each in callers)


def _is_narrow(caller: object) -> bool:
    if str(within(caller, "ipBlock", "cidr")) in {"0.0.0.0/0", "::/0"}:
        return False
    return any(value not in ({}, None) for _, value in everything(caller))

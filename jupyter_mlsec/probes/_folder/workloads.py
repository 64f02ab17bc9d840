"""What workloads give away beyond single settings: disks of the host, capabilities, secrets in the open, images."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.probes._folder.images import is_secret_name
from jupyter_mlsec.probes._folder.infrastructure import canonical, facts, settings, texts_of
from jupyter_mlsec.probes._folder.structured import everything, within

_SOCKET = re.compile(
    r"(?:docker|podman|containerd|crio|cri-o)[\w.\-]*\.sock\b|^/(?:var/)?run/?$|//\./pipe/docker_engine"
)
_HOST = re.compile(
    r"^(?:/|/(?:etc|root|proc|sys|dev|boot)(?:/.*)?|/(?:usr|bin|sbin|lib|var|home|var/lib(?:/docker|/kubelet)?|var/run|run)/?"
    r"|~/?(?:\.\w+.*)?|\$\{?HOME\}?(?:/\..*)?|[A-Z]:[\\/])$"
)
_HARMLESS_HOST = re.compile(
    r"^/(?:etc/(?:localtime|timezone)|dev/(?:shm|dri|nvidia\S*|null)|usr/share/zoneinfo|var/log/\S+|home/[^/]+/[^/.].*|sys/fs/cgroup)$"
)
_POWERS = frozenset(
    {
        "ALL",
        "SYS_ADMIN",
        "SYS_PTRACE",
        "SYS_MODULE",
        "NET_ADMIN",
        "DAC_READ_SEARCH",
        "SYS_RAWIO",
        "BPF",
        "SYS_BOOT",
        "MAC_ADMIN",
    }
)
_ENVIRONMENT = frozenset(
    {
        "environment",
        "env",
        "args",
        "buildargs",
        "envvars",
        "variables",
        "environmentvariables",
        "stringdata",
        "data",
        "-",
        "appsettings",
        "literals",
        "extraenv",
        "extraenvvars",
        "configmap",
        "secretenv",
    }
)
_REFERS = re.compile(
    r"^[ \t]*$|^\$|^\$\{|^\{\{|^<|^x$|^(?:/run/secrets|/var/run/secrets|/etc/|/mnt/|file:|vault:|arn:|ssm:"
    r"|secret(?:ref|manager)?:|sops:|ENC\[|op://|ref\+)"
    r"|^(?:var|local|data|module|random_password|aws_\w+|azurerm_\w+|google_\w+|each|self)\.|secretsmanager|keyvault|valueFrom"
    r"|^(?:true|false|yes|no|none|null)$|^!",
    re.IGNORECASE,
)
_CAPABILITIES = frozenset({"capadd", "add", "addcapabilities", "capabilitiesadd"})
_SEALED = frozenset(
    {"SealedSecret", "ExternalSecret", "SecretProviderClass", "ClusterExternalSecret", "VaultStaticSecret"}
)


def workload_facts(document: Any) -> Iterator[str]:  # noqa: ANN401 - a document of a stranger
    """Yield what a document about workloads gives away."""
    if isinstance(document, dict) and document.get("kind") in _SEALED:
        return
    yield from facts(document, "workload")
    if any(_SOCKET.search(each) for each in texts_of(document)):
        yield "mounts the Docker socket"
    if any(_mounts_host(key, value) for key, value in everything(document)):
        yield "mounts the host's disk"
    for setting in settings(document):
        if setting.name in _CAPABILITIES and (setting.name != "add" or "capabilities" in setting.around):
            given = setting.value if isinstance(setting.value, list) else [setting.value]
            if any(str(each).upper().removeprefix("CAP_") in _POWERS for each in given):
                yield "adds all capabilities"
    if _holds_secret(document):
        yield "holds a secret in the open"
    if any(_floats(each) for each in images(document)):
        yield "image not pinned by digest"
    if _rules_everything(document):
        yield "may do everything in the cluster"


def images(document: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    """Yield the images that a document starts."""
    for _, value in (("", document), *everything(document)):
        if not isinstance(value, dict):
            continue
        for key, inner in value.items():
            if canonical(str(key)) == "image" and isinstance(inner, str):
                if "build" not in value or inner:
                    yield inner
            elif canonical(str(key)) == "image" and isinstance(inner, dict) and inner.get("repository"):
                digest, tag = inner.get("digest"), inner.get("tag")
                yield f"{inner['repository']}@{digest}" if digest else f"{inner['repository']}:{tag or 'latest'}"


def _floats(image: str) -> bool:
    return (
        "@sha256:" not in image
        and "${" not in image
        and not image.startswith(("{{", "$", "x", "var.", "local.", "aws_", "data.", "sha256:"))
        and bool(image)
    )


def _mounts_host(key: str, value: Any) -> bool:  # noqa: ANN401 - see above
    short = canonical(key)
    if short == "hostpath":
        path = within(value, "path") if isinstance(value, dict) else value
        if isinstance(value, list):
            return any(_mounts_host(key, each) for each in value)
        return not (isinstance(path, str) and _HARMLESS_HOST.match(path))
    if short == "sourcepath" and isinstance(value, str):
        return _is_host(value)
    if short in {"volumes", "mounts", "binds"} and isinstance(value, list):
        return any(_is_host(_source(each)) for each in value)
    return False


def _source(mount: Any) -> str:  # noqa: ANN401 - see above
    if isinstance(mount, dict):
        return str(mount.get("source", "")) if mount.get("type", "bind") == "bind" else ""
    return mount.partition(":")[0] if isinstance(mount, str) and ":" in mount else ""


def _is_host(path: str) -> bool:
    return bool(_HOST.match(path)) and not _HARMLESS_HOST.match(path)


def _holds_secret(document: Any) -> bool:  # noqa: ANN401 - see above
    if isinstance(document, dict) and document.get("kind") == "Secret":
        if "sops" in document:
            return False
        values = [*within(document, "stringData").values(), *within(document, "data").values()]
        return any(isinstance(each, str) and not _REFERS.search(each) for each in values)
    for key, value in _environments(document):
        if (
            is_secret_name(key)
            and isinstance(value, (str, int))
            and not isinstance(value, bool)
            and not _REFERS.search(str(value))
        ):
            return True
    return False


def _environments(value: Any, inside: bool = False, depth: int = 0) -> Iterator[tuple[str, Any]]:  # noqa: ANN401, FBT001, FBT002 - see above
    """Yield the variables that a document sets: as mappings, as ``NAME=value``, as pairs of name and value."""
    if depth > 40:  # noqa: PLR2004 - levels of nesting; deeper ones are nobody's settings
        return
    if isinstance(value, dict):
        name = value.get("name", value.get("Name"))
        if inside and isinstance(name, str) and ("value" in value or "Value" in value):
            yield name, value.get("value", value.get("Value"))
        for key, inner in value.items():
            if inside and not isinstance(inner, (dict, list)):
                yield str(key), inner
            yield from _environments(inner, canonical(str(key)) in _ENVIRONMENT, depth + 1)
    elif isinstance(value, list):
        for inner in value:
            if inside and isinstance(inner, str) and "=" in inner:
                key, _, given = inner.partition("=")
                yield key, given
            yield from _environments(inner, inside, depth + 1)


def _rules_everything(document: Any) -> bool:  # noqa: ANN401 - see above
    rules = within(document, "rules")
    if not isinstance(rules, list) or within(document, "kind") not in {"ClusterRole", "Role"}:
        return False
    return any("*" in (within(rule, "verbs") or ()) and "*" in (within(rule, "resources") or ()) for rule in rules)

"""Who reaches what by the network, as settings of infrastructure have it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jupyter_mlsec.probes._folder.infrastructure import canonical, facts
from jupyter_mlsec.probes._folder.structured import everything, within

_WORLD = frozenset({"0.0.0.0/0", "::/0", "*", "Internet", "Any", "0/0"})
_FROM = frozenset(
    {
        "cidrip",
        "cidripv6",
        "cidrblocks",
        "ipv6cidrblocks",
        "cidripv4",
        "sourceranges",
        "sourceaddressprefix",
        "sourceaddressprefixes",
        "cidr",
        "sourcecidr",
        "cidrblock",
        "sourceipranges",
        "allowedcidrblocks",
        "sourceipprefix",
        "ipranges",
        "masterauthorizednetworksconfig",
        "publicaccesscidrs",
    }
)
_POLICIES = frozenset({"NetworkPolicy", "CiliumNetworkPolicy", "GlobalNetworkPolicy", "CiliumClusterwideNetworkPolicy",
                       "AdminNetworkPolicy", "BaselineAdminNetworkPolicy"})  # fmt: skip
_WORKLOADS = frozenset(
    {
        "CronJob",
        "DaemonSet",
        "Deployment",
        "InferenceService",
        "Job",
        "Pod",
        "ReplicaSet",
        "RayService",
        "Rollout",
        "SeldonDeployment",
        "StatefulSet",
    }
)
_RULED = ("securityrule", "firewall", "securitygroup")
_INTERNAL = ("internal", "tailscale", "private")
_DEEPEST = 40


def is_workload(document: Any) -> bool:  # noqa: ANN401 - a document of a stranger
    """Tell whether a document of a cluster says what runs."""
    return isinstance(document, dict) and document.get("kind") in _WORKLOADS


def is_policy(document: Any) -> bool:  # noqa: ANN401 - see above
    """Tell whether a document divides a cluster's network."""
    return isinstance(document, dict) and document.get("kind") in _POLICIES


def is_void(policy: Any) -> bool:  # noqa: ANN401 - see above
    """Tell whether a policy lets everybody in: a rule without callers, or one that names all addresses."""
    rules = within(policy, "spec", "ingress")
    if not isinstance(rules, list):
        return False
    for rule in rules:
        callers = within(rule, "from") or within(rule, "fromEndpoints") or within(rule, "fromCIDR")
        if rule in ({}, None) or (
            isinstance(rule, dict)
            and not callers
            and not {"from", "fromEndpoints", "fromCIDR", "fromEntities"} & set(rule)
        ):
            return not within(rule, "ports")
        if any(each in _WORLD for key, each in everything(rule) if key in {"cidr", "-"} and isinstance(each, str)):
            return True
        if "world" in (within(rule, "fromEntities") or ()) or "all" in (within(rule, "fromEntities") or ()):
            return True
    return False


def open_doors(document: Any) -> Iterator[str]:  # noqa: ANN401 - see above
    """Yield how a document lets the world in."""
    if _is_open_service(document):
        yield "a service of the cluster"
    for key, value in everything(document):
        if key == "ports" and isinstance(value, list) and any(_is_published(each) for each in value):
            yield "a published port"
        if canonical(key) == "hostport" and isinstance(value, int) and value:
            yield "a port of the host"
    yield from facts(document, "network")
    if any(_lets_world_in(document)):
        yield "a rule for all addresses"


def _is_open_service(document: Any) -> bool:  # noqa: ANN401 - see above
    if within(document, "kind") == "Service":
        spec, notes = within(document, "spec"), str(within(document, "metadata", "annotations")).lower()
        narrow = within(spec, "loadBalancerSourceRanges")
        kept = isinstance(narrow, list) and narrow and not _WORLD & {str(each) for each in narrow}
        return (
            within(spec, "type") in {"LoadBalancer", "NodePort"}
            and not kept
            and not any(each in notes for each in _INTERNAL)
        )
    service = within(document, "service")
    return (
        isinstance(service, dict)
        and service.get("type") in {"LoadBalancer", "NodePort"}
        and not service.get("loadBalancerSourceRanges")
    )


def _is_published(port: Any) -> bool:  # noqa: ANN401 - see above
    if isinstance(port, dict):
        return bool(port.get("published")) and not _is_here(str(port.get("host_ip", "")))
    if not isinstance(port, str):
        return False
    text = port.partition("/")[0]
    parts = text.rsplit(":", 2)
    return len(parts) == 2 or (len(parts) > 2 and not _is_here(parts[0].strip("[]")))  # noqa: PLR2004 - host:container


def _is_here(address: str) -> bool:
    return address.startswith(("127.", "localhost", "::1", "${", "10.", "192.168.", "100."))


def _lets_world_in(value: Any, around: tuple[str, ...] = (), inward: bool = False) -> Iterator[bool]:  # noqa: ANN401, FBT001, FBT002 - see above
    """Yield True for each rule that lets all addresses in; rules for the way out are left aside."""
    if len(around) > _DEEPEST:
        return
    if isinstance(value, list):
        for each in value:
            yield from _lets_world_in(each, around, inward)
    elif isinstance(value, dict):
        direction = str(value.get("type") or value.get("direction") or value.get("Type") or "").lower()
        if direction in {"egress", "outbound"} or str(value.get("access", "allow")).lower() == "deny":
            return
        labels = (
            " ".join(str(each) for each in value.get("labels", ())) if isinstance(value.get("labels"), list) else ""
        )
        here = inward or direction in {"ingress", "inbound"} or "ingress_rule" in labels or "firewall" in labels
        here = here or "securitygroupingress" in direction or str(value.get("direction", "")).upper() == "INGRESS"
        for key, inner in value.items():
            short = canonical(str(key))
            if "egress" in short or short == "deny":
                continue
            inside = here or "ingress" in short or any(each in short for each in _RULED)
            if (
                short in _FROM
                and inside
                and _WORLD & {str(each) for each in (inner if isinstance(inner, list) else [inner])}
            ):
                yield True
            yield from _lets_world_in(inner, (*around, short), inside)

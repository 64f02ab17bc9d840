"""The bill of materials of an environment: CycloneDX 1.6, package URLs as references, byte for byte reproducible."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from urllib.parse import quote

import msgspec
from packaging.utils import canonicalize_name

from jupyter_mlsec.environment.installed import Distribution, Environment, OriginKind
from jupyter_mlsec.environment.tiers import requirements
from jupyter_mlsec.model.audit import Tier
from jupyter_mlsec.model.notebook import Json

_ROOT = "notebook"
_NAMESPACE = uuid.UUID(
    "2f6f0e0c-8f3a-5d5e-9a53-6d1c3b1f7a10"
)  # fixed once, so that the same content has the same number


def sbom_json(environment: Environment, *, notebook: str, version: str, tiers: Mapping[str, Tier] | None = None) -> str:
    """Return the bill as JSON text. ``notebook`` is its name, ``version`` the tool's, ``tiers`` by normalised name.

    Components are sorted, the serial number follows from the content, and no time stands in it: two calls for the same
    environment give the same bytes.
    """
    tiers = tiers or {}
    body: dict[str, Json] = {
        "metadata": {
            "tools": {"components": [{"type": "application", "name": "jupyter-mlsec", "version": version}]},
            "component": {"type": "application", "bom-ref": _ROOT, "name": notebook},
            "properties": [{"name": "mlsec:python", "value": environment.python}],
        },
        "components": [_component(item, tiers.get(item.name)) for item in environment.distributions],
        "dependencies": _dependencies(environment, tiers),
    }
    serial = uuid.uuid5(_NAMESPACE, msgspec.json.encode(body, order="sorted").decode())
    head: dict[str, Json] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    return msgspec.json.format(msgspec.json.encode({**head, **body}), indent=2).decode() + "\n"


def purl(item: Distribution) -> str:
    """Return the package URL (purl-spec, type ``pypi``)."""
    version = f"@{quote(item.version, safe='.-_~')}" if item.version else ""
    return f"pkg:pypi/{quote(item.name, safe='.-_~')}{version}"


def _component(item: Distribution, tier: Tier | None) -> dict[str, Json]:
    component: dict[str, Json] = {"type": "library", "bom-ref": purl(item), "name": item.name}
    if item.version:
        component["version"] = item.version
    if item.licence:
        component["licenses"] = [{"expression": item.licence}]
    elif item.declared_licence:
        component["licenses"] = [{"license": {"name": item.declared_licence}}]
    component["purl"] = purl(item)
    if item.origin.url:
        kind = "vcs" if item.origin.kind is OriginKind.VCS else "distribution"
        component["externalReferences"] = [{"type": kind, "url": item.origin.url}]
    if tier:
        component["properties"] = [{"name": "mlsec:tier", "value": tier.value}]
    return component


def _dependencies(environment: Environment, tiers: Mapping[str, Tier]) -> list[Json]:
    """Return the graph: the notebook on what it imports, each distribution on what is installed of its requirements."""
    known = {item.name: item for item in environment.distributions}
    imported = [item for item in environment.distributions if tiers.get(item.name) is Tier.IMPORTED]
    graph: list[Json] = [{"ref": _ROOT, "dependsOn": sorted(purl(item) for item in imported)}]
    for item in environment.distributions:
        needed = {canonicalize_name(requirement.name) for requirement in requirements(item, environment.markers)} - {
            item.name
        }
        graph.append({"ref": purl(item), "dependsOn": sorted(purl(known[name]) for name in needed if name in known)})
    return graph

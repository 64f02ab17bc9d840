"""One CycloneDX 1.7 document: attestations of the checklist, the bill of models and data, and that of the software.

No other program's format holds all three at once. The serial number follows from the content, the time is that of the
run: the same dossier gives the same bytes.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from jupyter_mlsec import __version__
from jupyter_mlsec.model.audit import AuditReport
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.format import ReportFormat
from jupyter_mlsec.reports.formats._cyclonedx_bill import components_and_needs
from jupyter_mlsec.reports.formats._cyclonedx_claims import NOTEBOOK, declarations, definitions
from jupyter_mlsec.reports.formats._cyclonedx_models import learned_components
from jupyter_mlsec.reports.json_document import json_document, seen
from jupyter_mlsec.reports.times import iso

_NAMESPACE = uuid.UUID("6a3a9e1e-8f0f-5b59-9d65-1f4b8f0c2b17")  # fixed once: the same content has the same number


def _render(dossiers: Sequence[Dossier]) -> str:
    dossier = dossiers[0]
    body = seen(_body(dossier))
    serial = uuid.uuid5(_NAMESPACE, json.dumps(body, sort_keys=True, ensure_ascii=False))
    head = {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
    }
    return json_document({**head, **body})


def _body(dossier: Dossier) -> dict[str, Any]:
    assessment, checklist = dossier.assessment, dossier.assessment.checklist
    software, needs = components_and_needs(dossier.bill)
    learned, partners = learned_components(dossier)
    software += _missing(software, assessment.audit)
    needed_by_notebook = [*needs.pop("notebook", []), *(each["bom-ref"] for each in learned)]
    graph = {NOTEBOOK: needed_by_notebook, **partners, **needs}
    body: dict[str, Any] = {
        "metadata": {
            "timestamp": iso(dossier.made),
            "tools": {"components": [{"type": "application", "name": "jupyter-mlsec", "version": __version__}]},
            "component": {
                "type": "application",
                "bom-ref": NOTEBOOK,
                "name": assessment.path,
                "properties": [
                    {"name": "mlsec:coverage", "value": f"{checklist.coverage:.4f}"},
                    {"name": "mlsec:conformance", "value": f"{checklist.conformance:.4f}"},
                    {"name": "mlsec:profile", "value": checklist.profile},
                    *(
                        {"name": f"mlsec:fingerprint:{key}", "value": digest}
                        for key, digest in sorted(checklist.fingerprints.items())
                    ),
                ],
            },
        },
        "components": [*learned, *software],
        "dependencies": [{"ref": ref, "dependsOn": sorted(set(on))} for ref, on in graph.items()],
        "declarations": declarations(checklist),
        "definitions": definitions(checklist, dossier.pins),
    }
    if found := _vulnerabilities(assessment.audit):
        body["vulnerabilities"] = found
    return body


def _missing(software: Sequence[dict[str, Any]], audit: AuditReport | None) -> list[dict[str, Any]]:
    """Return vulnerable distributions that the bill does not name: an advisory must have something to point at."""
    known = {each["bom-ref"] for each in software}
    wanted = {_purl(each.name, each.version): each for each in (audit.dependencies if audit else ())}
    return [
        {"type": "library", "bom-ref": purl, "name": each.name, "version": each.version, "purl": purl}
        for purl, each in sorted(wanted.items())
        if each.vulnerabilities and purl not in known
    ]


def _vulnerabilities(audit: AuditReport | None) -> list[dict[str, Any]]:
    return [
        {
            "bom-ref": f"mlsec:vulnerability:{each.name}:{found.id}",
            "id": found.id,
            "references": [{"id": alias, "source": {"name": alias.partition("-")[0]}} for alias in found.aliases],
            "description": found.summary,
            "recommendation": f"Update to {' or '.join(found.fix_versions)}." if found.fix_versions else "",
            "affects": [{"ref": _purl(each.name, each.version)}],
            "properties": [{"name": "mlsec:tier", "value": each.tier.value}],
        }
        for each in sorted(audit.dependencies if audit else (), key=lambda one: (one.name, one.version))
        for found in each.vulnerabilities
    ]


def _purl(name: str, version: str) -> str:
    from urllib.parse import quote

    return f"pkg:pypi/{quote(name, safe='.-_~')}@{quote(version, safe='.-_~')}"


FORMAT = ReportFormat(
    name="cyclonedx",
    suffix=".cdx.json",
    about="CycloneDX 1.7: attestations, models and data, software",
    render=_render,
    bill=True,
)

"""The models, frames and files of a notebook as CycloneDX components; a model carries its card."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jupyter_mlsec.model.checklist import Checklist, Evidence, Ground, Status
from jupyter_mlsec.reports.dossier import Dossier
from jupyter_mlsec.reports.report_json import finite

_PERFORMANCE, _FAIRNESS = "EVA-01", "EVA-06"


def learned_components(dossier: Dossier) -> tuple[list[dict[str, Any]], dict[str, list[str]]]:
    """Return components of all models, frames and files with a fingerprint, and which of them were seen together."""
    checklist = dossier.assessment.checklist
    keys = [key for key in sorted(_digests(checklist)) if _ground(key) in _MAKERS]
    made = [_MAKERS[_ground(key)](dossier, key) for key in keys]
    return made, {reference(key): _partners(checklist, key) for key in keys if _ground(key) == Ground.MODEL}


def reference(key: str) -> str:
    """Return the reference of what a ground ("model:clf") stands for."""
    return f"mlsec:{key}"


def _digests(checklist: Checklist) -> Mapping[str, str]:
    seen = {key: each for state in checklist.states for one in state.evidence for key, each in one.binds.items()}
    return {**seen, **checklist.fingerprints}


def _ground(key: str) -> str:
    ground, colon, name = key.partition(":")
    return ground if colon and name else ""


def _common(dossier: Dossier, key: str, kind: str) -> dict[str, Any]:
    digest = _digests(dossier.assessment.checklist)[key]
    return {
        "type": kind,
        "bom-ref": reference(key),
        "name": key.partition(":")[2],
        "properties": [{"name": "mlsec:fingerprint", "value": digest}],
    }


def _file(dossier: Dossier, key: str) -> dict[str, Any]:
    digest = _digests(dossier.assessment.checklist)[key].partition(":")[2]
    return {**_common(dossier, key, "file"), "hashes": [{"alg": "SHA-256", "content": digest}]}


def _frame(dossier: Dossier, key: str) -> dict[str, Any]:
    component = _common(dossier, key, "data")
    fields = _declared(dossier, "dataset", component["name"])
    owner = fields.get("owner")
    described: dict[str, Any] = {"type": "dataset", "name": component["name"]}
    if source := fields.get("source"):
        described["contents"] = {"properties": [{"name": "mlsec:source", "value": source}]}
    if kind := fields.get("classification"):
        described["classification"] = kind
    if owner:
        described["governance"] = {"owners": [{"organization": {"name": owner}}]}
    if licence := fields.get("licence") or fields.get("license"):
        component["licenses"] = [{"license": {"name": licence}}]
    return component | {"data": [described]}


def _model(dossier: Dossier, key: str) -> dict[str, Any]:
    component = _common(dossier, key, "machine-learning-model")
    fields = _declared(dossier, "model", component["name"])
    if version := fields.get("version"):
        component["version"] = version
    if licence := fields.get("licence") or fields.get("license"):
        component["licenses"] = [{"license": {"name": licence}}]
    return component | {"modelCard": _card(dossier, key, fields)}


def _card(dossier: Dossier, key: str, fields: Mapping[str, str]) -> dict[str, Any]:
    checklist, name = dossier.assessment.checklist, key.partition(":")[2]
    about = [
        each for state in checklist.states for each in state.evidence if each.subject == name and key in each.binds
    ]
    frames = [each for each in _partners(checklist, key) if each.startswith("mlsec:data:")]
    parameters: dict[str, Any] = {"approach": {"type": "supervised"}}
    if frames:
        parameters["datasets"] = [{"ref": each} for each in frames]
    if task := fields.get("task"):
        parameters["task"] = task
    considerations = {
        "useCases": [fields[one] for one in ("intended-use",) if fields.get(one)],
        "technicalLimitations": [fields["limitations"]] if fields.get("limitations") else [],
        "ethicalConsiderations": [
            {"name": f"{state.item.id}: {state.item.title}", "mitigationStrategy": state.waiver.reason}
            for state in checklist.states
            if state.waiver is not None and state.status is Status.WAIVED
        ],
        "fairnessAssessments": [
            {"groupAtRisk": each.observation.summary, "mitigationStrategy": each.observation.next_step}
            for each in about
            if each.item == _FAIRNESS and each.observation.status in {Status.FAIL, Status.WARN}
        ],
    }
    card: dict[str, Any] = {"modelParameters": parameters}
    if metrics := _metrics(about):
        card["quantitativeAnalysis"] = {"performanceMetrics": metrics}
    if kept := {name: value for name, value in considerations.items() if value}:
        card["considerations"] = kept
    return card


def _metrics(about: list[Evidence]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for each in about:
        for one in each.observation.measurements if each.item == _PERFORMANCE else ():
            value, low, high = finite(one.value), finite(one.low), finite(one.high)
            if value is None or one.name in found:
                continue
            found[one.name] = {"type": one.name, "value": f"{value:.6g}"}
            if low is not None and high is not None:
                found[one.name]["confidenceInterval"] = {"lowerBound": f"{low:.6g}", "upperBound": f"{high:.6g}"}
    return list(found.values())


def _partners(checklist: Checklist, key: str) -> list[str]:
    """Return the frames and files that evidence saw together with a model, by reference."""
    together = {
        other
        for state in checklist.states
        for each in state.evidence
        if key in each.binds
        for other in each.binds
        if _ground(other) in {Ground.DATA, Ground.FILES}
    }
    return sorted(map(reference, together))


def _declared(dossier: Dossier, topic: str, name: str) -> Mapping[str, str]:
    return next((each.fields for each in dossier.declarations if (each.topic, each.name) == (topic, name)), {})


_MAKERS = {Ground.FILES.value: _file, Ground.DATA.value: _frame, Ground.MODEL.value: _model}

"""The checklist as CycloneDX attestations: requirements, claims, evidence for and against, conformance and confidence.

An item that passes is claimed with its evidence; one that does not is a counterclaim with counter-evidence. A waiver
is a mitigation strategy that expires, and takes nothing away from the counterclaim: an accepted risk is still a risk.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from jupyter_mlsec import __version__
from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState, Status
from jupyter_mlsec.reports.checklist_text import summary_of
from jupyter_mlsec.reports.report_json import finite
from jupyter_mlsec.reports.sentences import ended
from jupyter_mlsec.reports.status_words import WORDS
from jupyter_mlsec.reports.times import iso

NOTEBOOK = "mlsec:notebook"
_ASSESSOR = "mlsec:assessor"
_SCORES = {Status.PASS: 1.0, Status.WARN: 0.5}
_COMPUTED, _ANSWERED = 1.0, 0.5  # how sure: what was measured, and what a person said
_UNKNOWN = frozenset({Status.OPEN, Status.STALE, Status.ERROR})


def definitions(checklist: Checklist, pins: Mapping[str, str]) -> dict[str, Any]:
    """Return the checklist's items as a standard, each with the ids of other standards that it maps to."""
    editions = [{"name": f"mlsec:edition:{name}", "value": edition} for name, edition in sorted(pins.items())]
    requirements = [
        {
            "bom-ref": _requirement(state),
            "identifier": state.item.id,
            "text": ended(state.item.title),
            "properties": [
                {"name": "mlsec:stage", "value": state.item.stage.value},
                {"name": "mlsec:risk", "value": state.item.risk.value},
                *({"name": "mlsec:standard", "value": standard} for standard in state.item.standards),
            ],
        }
        for state in checklist.states
    ]
    if requirements:
        requirements[0] = {**requirements[0], "properties": [*editions, *requirements[0]["properties"]]}
    standard = {
        "bom-ref": "mlsec:standard",
        "name": "jupyter-mlsec lifecycle checklist",
        "version": __version__,
        "description": "Security of machine-learning notebooks, from collection to retirement.",
        "owner": "The jupyter-mlsec developers",
        "requirements": requirements,
    }
    return {"standards": [standard]}


def declarations(checklist: Checklist) -> dict[str, Any]:
    """Return the attestation of all items that apply, with their claims and evidence."""
    states = [state for state in checklist.states if state.status is not Status.NOT_APPLICABLE]
    return {
        "assessors": [
            {"bom-ref": _ASSESSOR, "thirdParty": False, "organization": {"name": f"jupyter-mlsec {__version__}"}}
        ],
        "attestations": [
            {
                "summary": f"The lifecycle checklist with the profile {checklist.profile}.",
                "assessor": _ASSESSOR,
                "map": [_mapped(state) for state in states],
            }
        ],
        "claims": [_claim(state) for state in states if state.evidence or state.answer],
        "evidence": [entry for state in states for entry in _entries(state)],
    }


def _mapped(state: ItemState) -> dict[str, Any]:
    conformance: dict[str, Any] = {
        "score": _SCORES.get(state.status, 0.0),
        "rationale": f"{WORDS[state.status]}: {summary_of(state) or state.next_step or 'nothing is known'}",
    }
    if state.waiver is not None:
        conformance["mitigationStrategies"] = [_waiver(state)]
    mapped: dict[str, Any] = {"requirement": _requirement(state), "conformance": conformance}
    mapped["confidence"] = _confidence(state)
    if state.evidence or state.answer:
        mapped["claims" if _holds(state) else "counterClaims"] = [_claim_name(state)]
    return mapped


def _confidence(state: ItemState) -> dict[str, Any]:
    if state.computed not in _UNKNOWN and state.evidence:
        return {"score": _COMPUTED, "rationale": "computed, and fresh"}
    if state.answer is not None:
        return {"score": _ANSWERED, "rationale": f"answered by {state.answer.person}"}
    return {"score": 0.0, "rationale": f"no fresh evidence: {WORDS[state.computed]}"}


def _claim(state: ItemState) -> dict[str, Any]:
    claim: dict[str, Any] = {
        "bom-ref": _claim_name(state),
        "target": NOTEBOOK,
        "predicate": ended(state.item.title) if _holds(state) else f"Not shown: {ended(state.item.title)}",
        "reasoning": summary_of(state) or WORDS[state.status],
    }
    support = [_evidence_name(each, place) for place, each in _placed(state, good=True)]
    against = [_evidence_name(each, place) for place, each in _placed(state, good=False)]
    if state.answer is not None:
        support.append(_answer(state))
    if support:
        claim["evidence"] = support
    if against:
        claim["counterEvidence"] = against
    return claim


def _placed(state: ItemState, *, good: bool) -> list[tuple[int, Evidence]]:
    passing = {Status.PASS, Status.NOT_APPLICABLE}
    return [
        (place, each)
        for place, each in enumerate(state.evidence)
        if (each.observation.status in passing and state.computed is not Status.STALE) is good
    ]


def _entries(state: ItemState) -> list[dict[str, Any]]:
    found = [_evidence(each, place) for place, each in enumerate(state.evidence)]
    if answer := state.answer:
        found.append(
            {
                "bom-ref": _answer(state),
                "propertyName": "mlsec:answer",
                "description": answer.text,
                "created": iso(answer.time),
                **({"expires": iso(answer.expires)} if answer.expires else {}),
                "author": {"name": answer.person},
            }
        )
    if waiver := state.waiver:
        found.append(
            {
                "bom-ref": _waiver(state),
                "propertyName": "mlsec:waiver",
                "description": waiver.reason,
                "created": iso(waiver.time),
                "expires": iso(waiver.expires),
                "author": {"name": waiver.author},
                "reviewer": {"name": waiver.approver},
            }
        )
    return found


def _evidence(evidence: Evidence, place: int) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "bom-ref": _evidence_name(evidence, place),
        "propertyName": f"mlsec:{evidence.probe}",
        "description": evidence.observation.summary,
        "created": iso(evidence.collected),
    }
    if evidence.expires is not None:
        entry["expires"] = iso(evidence.expires)
    measured = [
        {"name": one.name, "value": finite(one.value), "low": finite(one.low), "high": finite(one.high)}
        | ({"limit": one.limit} if one.limit else {})
        for one in evidence.observation.measurements
    ]
    parts: Sequence[tuple[str, object]] = (("measurements", measured), ("binds", dict(sorted(evidence.binds.items()))))
    data = [
        {"name": name, "contents": {"attachment": {"contentType": "application/json", "content": _json(value)}}}
        for name, value in parts
        if value
    ]
    return entry | ({"data": data} if data else {})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _holds(state: ItemState) -> bool:
    return state.status is Status.PASS


def _requirement(state: ItemState) -> str:
    return f"mlsec:requirement:{state.item.id}"


def _claim_name(state: ItemState) -> str:
    return f"mlsec:claim:{state.item.id}"


def _answer(state: ItemState) -> str:
    return f"mlsec:answer:{state.item.id}"


def _waiver(state: ItemState) -> str:
    return f"mlsec:waiver:{state.item.id}"


def _evidence_name(evidence: Evidence, place: int) -> str:
    return f"mlsec:evidence:{evidence.item}:{place}:{evidence.probe}"

"""The published JSON of a checklist, ``mlsec-checklist/1``: this shape never changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState

FORMAT = "mlsec-checklist/1"


def to_json(checklist: Checklist) -> dict[str, Any]:
    """Return the contract's object for a checklist, made of JSON values only."""
    return {
        "format": FORMAT,
        "items": [_item(state) for state in checklist.states],
        "coverage": checklist.coverage,
        "conformance": checklist.conformance,
    }


def _item(state: ItemState) -> dict[str, Any]:
    return {
        "id": state.item.id,
        "stage": state.item.stage.value,
        "title": state.item.title,
        "risk": state.item.risk.value,
        "status": state.status.value,
        "evidence": [_evidence(each) for each in state.evidence],
        "standards": list(state.item.standards),
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "probe": evidence.probe,
        "collected": iso(evidence.collected),
        "expires": None if evidence.expires is None else iso(evidence.expires),
        "binds": dict(sorted(evidence.binds.items())),
        "summary": evidence.observation.summary,
    }


def iso(time: datetime) -> str:
    """Return a time as ``2026-11-21T09:14:00Z``."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")

"""Limits that count in this kernel: those of the configuration, and those that the notebook declares."""

from __future__ import annotations

from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Declaration

TOPIC = "limit"
FIELD = "limit"


def limits(session: Session) -> dict[str, str]:
    """Return measure -> ``">= 0.9"``; the configuration wins over what a notebook says of itself."""
    from jupyter_mlsec.probes._ground.limits import canonical

    declared = {
        canonical(record.name): record.fields[FIELD]
        for record in session.records
        if isinstance(record, Declaration) and record.topic == TOPIC
    }
    return declared | {canonical(name): text for name, text in session.config().checklist.limits.items()}

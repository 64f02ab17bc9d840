"""The published JSON of runs and verifications, ``mlsec-run/1`` and ``mlsec-verify/1``: these shapes never change."""

from __future__ import annotations

from typing import Any

from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.runs.export import Export
from jupyter_mlsec.runs.run_json import record_json

VERIFY_FORMAT = "mlsec-verify/1"


def run_to_json(export: Export) -> dict[str, Any]:
    """Return what ``mlsec run --format json`` prints; ``bundle`` is null where none came to be."""
    return record_json(export.record) | {
        "bundle": None if export.bundle is None else str(export.bundle),
        "key": None if export.key is None else export.key.fingerprint,
    }


def verification_to_json(verification: Verification) -> dict[str, Any]:
    """Return the contract's object for a verification."""
    return {
        "format": VERIFY_FORMAT,
        "verdict": "verified" if verification.verified else "failed",
        "trust_level": int(verification.trust_level),
        "signers": [
            {"role": signer.role, "identity": signer.identity, "key": signer.key} for signer in verification.signers
        ],
        "failures": [
            {"code": failure.code, "path": failure.path, "message": failure.message}
            for failure in verification.failures
        ],
    }

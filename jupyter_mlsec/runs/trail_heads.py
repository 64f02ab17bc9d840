"""Where the project's audit trail stood when something was signed: the run itself, and each decision about it."""

from __future__ import annotations

from pathlib import Path

from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.runs import dsse, layout, strict_json
from jupyter_mlsec.runs.archive import opened
from jupyter_mlsec.runs.seals import SIGN_OFF
from jupyter_mlsec.runs.signers import Signers
from jupyter_mlsec.runs.verify import verify_bundle

FORMAT = "mlsec-trail-head/1"


def trail_member(head: dict[str, object]) -> dict[str, object]:
    """Return ``trail.json`` of a bundle for what ``Trail.head_json`` says."""
    return {"format": FORMAT, **head}


def trail_heads(bundle: Path, signers: Signers | Path | None = None) -> frozenset[str]:
    """Return the digests of trail entries that the signed parts of a bundle name.

    Raises BundleError where the bundle does not verify (one that awaits a review does), for then it proves nothing.
    """
    if not verify_bundle(bundle, signers).can_be_reviewed:
        raise BundleError(f"{bundle.name} does not verify", help=f"mlsec verify {bundle} says why")
    told: list[object] = []
    with opened(bundle) as snapshot:
        if layout.TRAIL in snapshot.files:
            told.append(strict_json.table(snapshot.read(layout.TRAIL)))
        for name in sorted(filter(layout.is_attestation, snapshot.files)):
            statement = dsse.read(snapshot.read(name)).statement()
            if statement["predicateType"] == SIGN_OFF:
                told.append(statement["predicate"].get("trail"))
    heads = (part.get("head") for part in told if isinstance(part, dict))
    return frozenset(head for head in heads if isinstance(head, str))

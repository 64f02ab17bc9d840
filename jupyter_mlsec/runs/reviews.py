"""Statements that others add to a finished bundle: a second run that agreed (SLSA VSA), a decision (sign-off)."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jupyter_mlsec import __version__
from jupyter_mlsec.errors import BundleError, RefusedError
from jupyter_mlsec.model.run import Failure, Verification
from jupyter_mlsec.runs import dsse, layout
from jupyter_mlsec.runs.archive import opened
from jupyter_mlsec.runs.bundle import publish, staging
from jupyter_mlsec.runs.keys import KeyPair
from jupyter_mlsec.runs.passphrases import Prompt
from jupyter_mlsec.runs.reproduce import Reproduction, Verdict
from jupyter_mlsec.runs.run_json import iso
from jupyter_mlsec.runs.seals import SIGN_OFF, VSA, review_name
from jupyter_mlsec.runs.signer_policy import AUTHOR, FILE, RUNNER
from jupyter_mlsec.runs.signers import Signers
from jupyter_mlsec.runs.signing import seal_elsewhere
from jupyter_mlsec.runs.standing import counting_line
from jupyter_mlsec.runs.statements import BUILDER, STATEMENT, hex_digest
from jupyter_mlsec.runs.timestamps import fetch_stamp


def sign_reproduction(bundle: Path, reproduction: Reproduction, key: KeyPair, prompt: Prompt | None = None) -> Path:
    """Add the reviewer's signed word that a second run agreed; raise RefusedError where it did not.

    Trust level 3 follows only where the reviewer's key is another one than the author's, and trusted.
    """
    if reproduction.verdict not in {Verdict.IDENTICAL, Verdict.EQUIVALENT}:
        raise RefusedError(f"the second run was {reproduction.verdict.value}, which is nothing to sign")
    predicate = {
        "verifier": {"id": BUILDER, "version": {"jupyter-mlsec": __version__}},
        "timeVerified": iso(datetime.now(UTC)),
        "resourceUri": layout.SUMS,
        "policy": {"uri": VSA},
        "verificationResult": "PASSED",
        "verifiedLevels": [f"MLSEC_REPRODUCED_{reproduction.verdict.value.upper()}"],
    }
    claim = _Claim(VSA, predicate)
    return _add(bundle, reproduction.verification, claim, lambda statement: seal_elsewhere(statement, key, prompt), key)


def sign_decision(
    bundle: Path,
    decision: Mapping[str, Any],
    verification: Verification,
    key: KeyPair,
    prompt: Prompt | None = None,
    timestamp: str = "",
) -> Path:
    """Add a reviewer's signed decision (``{"decision": "approve" | "reject", "role": …}``) and when it was made.

    A decision of the same key is replaced, so that who rejected a run can still approve it. ``timestamp`` is the
    address of a time stamp authority, or "".
    """

    def seal(statement: dict[str, Any]) -> bytes:
        sealed = seal_elsewhere(statement, key, prompt)
        return dsse.stamped(sealed, lambda signature: fetch_stamp(timestamp, signature)) if timestamp else sealed

    claim = _Claim(SIGN_OFF, {**decision, "time": iso(datetime.now(UTC))})
    return _add(bundle, verification, claim, seal, key)


def decision_of(bundle: Path, key: KeyPair) -> bytes:
    """Return the signed decision of a key as it lies in a bundle."""
    with opened(bundle) as snapshot:
        return snapshot.read(review_name(SIGN_OFF, key.public))


def refuse_idle(key: KeyPair, role: str, verification: Verification, signers: Signers) -> str:
    """Return whose key it is to who reads these lists.

    Raises RefusedError where a decision would count for nobody who does, and fail the bundle instead.
    """
    principal = _counting(key, "decision", verification, signers)
    if role in {AUTHOR, RUNNER}:
        raise RefusedError(f"nobody signs off runs as {role}", help="that role makes them; a reviewer decides")
    if role not in signers.policy.roles_of(principal):
        raise RefusedError(
            f"{principal} may not sign off runs as {role}", help=f'{FILE}, under [roles]: {role} = ["{principal}"]'
        )
    return principal


def refuse_idle_rerun(key: KeyPair, verification: Verification, signers: Signers) -> None:
    """Raise RefusedError where a signed word for a second run would count for nobody who reads these lists."""
    _counting(key, "signature", verification, signers)


def _counting(key: KeyPair, what: str, verification: Verification, signers: Signers) -> str:
    """Return whose key it is to those who read these lists; RefusedError where what it signs would not count."""
    line = counting_line(key.fingerprint, signers, datetime.now(UTC))
    if isinstance(line, Failure):
        if line.code == "untrusted-key":
            public = key.path.with_suffix(".pub").name
            raise RefusedError(
                f"your key is not among the allowed signers, so the {what} would not count",
                help=f"mlsec key trust {public} --as {key.identity}",
            )
        raise RefusedError(f"{line.message}, so the {what} would not count", help="sign with another key")
    if any(key.fingerprint == each.key or line.principal == each.identity for each in verification.signers[:1]):
        raise RefusedError("who made the run cannot review it", help="ask somebody else, with another key")
    return line.principal


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a reviewer says."""

    predicate_type: str
    predicate: Mapping[str, Any]


def _add(
    bundle: Path,
    verification: Verification,
    claim: _Claim,
    seal: Callable[[dict[str, Any]], bytes],
    key: KeyPair,
) -> Path:
    """Write the statement into the bundle; a zip file is replaced in one step. Return the bundle's path."""
    if not verification.can_be_reviewed:
        raise RefusedError("the bundle does not verify, so nothing is signed", help="mlsec verify shows what is wrong")
    with opened(bundle) as snapshot:
        sums = hex_digest(snapshot.read(layout.SUMS))
        if snapshot.failures or verification.digest != f"sha256:{sums}":
            raise BundleError("the bundle changed while it was looked at")
        sealed = seal(
            {
                "_type": STATEMENT,
                "subject": [{"name": layout.SUMS, "digest": {"sha256": sums}}],
                "predicateType": claim.predicate_type,
                "predicate": dict(claim.predicate),
            }
        )
        name = review_name(claim.predicate_type, key.public)
        if bundle.is_dir():
            _replace(bundle / name, sealed)
            return bundle
        with staging() as folder:
            for member in snapshot.files:
                snapshot.copy(member, folder / member)
            (folder / name).write_bytes(sealed)
            publish(folder, bundle)
    return bundle


def _replace(path: Path, data: bytes) -> None:
    """Write a file in one step: it is staged outside the bundle, where nobody takes it for a part of it."""
    partial = path.parents[1].with_name(f".{path.parents[1].name}.review.partial")
    try:
        partial.write_bytes(data)
        shutil.move(partial, path)
    except OSError as error:
        raise BundleError(f"{path.name} could not be written: {error.strerror}") from None
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)

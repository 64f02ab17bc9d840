"""Statements that others add to a finished bundle: a second run that agreed (SLSA VSA), a decision (sign-off)."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_mlsec import __version__
from jupyter_mlsec.errors import BundleError, RefusedError
from jupyter_mlsec.model.run import Verification
from jupyter_mlsec.runs import dsse, layout, strict_json
from jupyter_mlsec.runs.archive import opened
from jupyter_mlsec.runs.bundle import publish, staging
from jupyter_mlsec.runs.keys import KeyPair, Prompt, load_private
from jupyter_mlsec.runs.reproduce import Reproduction, Verdict
from jupyter_mlsec.runs.run_json import iso
from jupyter_mlsec.runs.seals import SIGN_OFF, VSA
from jupyter_mlsec.runs.statements import BUILDER, STATEMENT, hex_digest

if TYPE_CHECKING:
    from jupyter_mlsec.runs.ssh import PrivateKey


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
    return _add(bundle, "rerun", VSA, predicate, load_private(key.path, prompt=prompt), reproduction.verification)


def sign_decision(
    bundle: Path, decision: Mapping[str, Any], verification: Verification, key: KeyPair, prompt: Prompt | None = None
) -> Path:
    """Add a reviewer's signed decision (``{"decision": "approve" | "reject", "role": …}``) and when it was made."""
    predicate = {**decision, "time": iso(datetime.now(UTC))}
    return _add(bundle, "sign-off", SIGN_OFF, predicate, load_private(key.path, prompt=prompt), verification)


def _add(
    bundle: Path,
    kind: str,
    predicate_type: str,
    predicate: Mapping[str, Any],
    key: PrivateKey,
    verification: Verification,
) -> Path:
    """Write the statement into the bundle; a zip file is replaced in one step. Return the bundle's path."""
    if not verification.verified:
        raise RefusedError("the bundle does not verify, so nothing is signed", help="mlsec verify shows what is wrong")
    with opened(bundle) as snapshot:
        sums = snapshot.read(layout.SUMS)
        if snapshot.failures:
            raise BundleError("the bundle changed while it was looked at")
        subject = [{"name": layout.SUMS, "digest": {"sha256": hex_digest(sums)}}]
        statement = {
            "_type": STATEMENT,
            "subject": subject,
            "predicateType": predicate_type,
            "predicate": dict(predicate),
        }
        sealed = dsse.seal(key, statement)
        mark = hex_digest(strict_json.table(sealed)["verificationMaterial"]["publicKey"]["hint"].encode())[:12]
        name = f"{layout.ATTESTATIONS}{kind}-{mark}{layout.ATTESTATION_SUFFIX}"
        if bundle.is_dir():
            _replace(bundle / name, sealed)
            return bundle
        with staging() as folder:
            for member in snapshot.files:
                (folder / member).parent.mkdir(parents=True, exist_ok=True)
                (folder / member).write_bytes(snapshot.read(member))
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

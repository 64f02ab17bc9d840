"""Names inside a run bundle, and which of them a signature covers in which way."""

from __future__ import annotations

import re
from pathlib import Path

SUFFIX = ".mlrun"
ZIP_SUFFIX = ".mlrun.zip"

INPUT = "notebook/input.ipynb"
EXECUTED = "notebook/executed.ipynb"
RUN = "run.json"
RESULTS = "results.json"
INPUTS = "inputs.json"
AUDIT = "audit.json"
CHECKLIST = "checklist.json"
SBOM = "sbom.cdx.json"
REPORT = "report.html"
FINDINGS = "findings.json"
ASSESSMENT = "assessment.json"
REQUIREMENTS = "env/requirements.txt"
TRAIL = "trail.json"
LOCK = "env/pylock.toml"
CRATE = "ro-crate-metadata.json"
README = "README.txt"
PUBLIC_PEM = "keys/signer.pem"
PUBLIC_SSH = "keys/signer.pub"

SUMS = "SHA256SUMS"
SSH_SIGNATURE = "SHA256SUMS.sig"
RAW_SIGNATURE = "SHA256SUMS.raw.sig"
TIMESTAMP = "SHA256SUMS.sig.tsr"  # by a third party, about the SSH signature; only where one was asked for
ATTESTATIONS = "attestations/"
ATTESTATION_SUFFIX = ".sigstore.json"

OWN = frozenset(
    {INPUT, EXECUTED, RUN, RESULTS, INPUTS, CRATE, README, PUBLIC_PEM, PUBLIC_SSH}
)  # nobody else may supply these
SEALS = frozenset({SUMS, SSH_SIGNATURE, RAW_SIGNATURE})

_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]*(?:/[A-Za-z0-9_][A-Za-z0-9._+-]*)*")
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_LONGEST = 240


def is_safe(name: str) -> bool:
    """Return whether a member's name means the same on every system and stays inside the bundle."""
    return (
        len(name) <= _LONGEST
        and _NAME.fullmatch(name) is not None
        and not any(part.endswith(".") or _RESERVED.fullmatch(part) for part in name.split("/"))
    )


def is_attestation(name: str) -> bool:
    """Return whether a name stands where attestations do."""
    return name.startswith(ATTESTATIONS) and name.endswith(ATTESTATION_SUFFIX) and name.count("/") == 1


def is_sealed(name: str) -> bool:
    """Return whether ``SHA256SUMS`` must list a file: everything but the signatures themselves."""
    return name not in SEALS and name != TIMESTAMP and not is_attestation(name)


def bundle_beside(notebook: Path) -> Path | None:
    """Return the bundle that lies beside a notebook under its name, or None."""
    bundles = (notebook.with_suffix(suffix) for suffix in (SUFFIX, f"{SUFFIX}.zip"))
    return next((bundle for bundle in bundles if bundle.exists()), None)

"""A worker's task: a bundle of the file browser, verified with the allowed signers of whoever runs the server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def verify(header: Mapping[str, Any], _document: bytes) -> dict[str, Any]:
    """Return the ``mlsec-verify/1`` object with ``trust``: what its level says, in words."""
    from jupyter_mlsec.reports.verify_text import TRUST
    from jupyter_mlsec.runs.json import verification_to_json
    from jupyter_mlsec.runs.verify import verify_bundle

    verification = verify_bundle(Path(header["file"]))
    return verification_to_json(verification) | {"trust": TRUST[verification.trust_level]}

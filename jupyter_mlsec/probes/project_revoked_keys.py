"""Signing keys that were to be withdrawn and still count: what they sign tomorrow is believed.

The fingerprints that the withdrawal names (``keys=SHA256:…``) are looked for among the project's revoked keys.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._ground.base import ProjectSubject, declared, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence

_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
_FILE = ".mlsec/revoked_keys"


def _run(subject: ProjectSubject) -> Observation:
    said = " ".join(fields.get("keys", "") for fields in declared(subject.declarations, "withdrawal").values())
    wanted = sorted(set(_FINGERPRINT.findall(said)))
    if not wanted:
        return not_applicable("no withdrawal names a signing key by its fingerprint")
    path = subject.root / _FILE
    text = read_text(path) if path.is_file() else ""
    if text.startswith("SSHKRL"):
        step = "Keep the revoked keys as text, or look with ssh-keygen -Q."
        return not_evidence("the revoked keys are a binary list", next_step=step)
    revoked = _revoked(text)
    valid = [fingerprint for fingerprint in wanted if fingerprint not in revoked]
    if valid:
        shown = listed(fingerprint[:15] + "…" for fingerprint in valid)
        return failed(f"The withdrawn key {shown} is not revoked.", next_step="Revoke it: mlsec key revoke SHA256:…")
    return passed(f"{count(len(wanted), 'withdrawn key')} revoked.")


def _revoked(text: str) -> set[str]:
    """Return the fingerprints of a list of revoked keys, which names them or holds the keys themselves."""
    found = set(_FINGERPRINT.findall(text))
    for word in text.split():
        if word.startswith("AAAA"):
            try:
                blob = base64.b64decode(word, validate=True)
            except binascii.Error:
                continue
            found.add("SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("="))
    return found


PROBE = Probe(name="revoked-keys", items=("RET-04",), run=_run, partial=True, incidental=True, docs=__doc__)

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
BLOB = b"\x00\x00\x00\x0bssh-ed25519\x00\x00\x00 " + bytes(range(32))
KEY = base64.b64encode(BLOB).decode()
PRINT = "SHA256:" + base64.b64encode(hashlib.sha256(BLOB).digest()).decode().rstrip("=")
WITHDRAWN = {"withdrawal": {"keys": f"{PRINT} of the author"}}


@pytest.mark.parametrize("text", [f"ssh-ed25519 {KEY} me\n", f"# old\n{PRINT}\n"])
def test_a_revoked_key(ask_project: Ask, text: str) -> None:
    assert ask_project("revoked_keys", {".mlsec/revoked_keys": text}, declare=WITHDRAWN) == (
        "pass",
        "1 withdrawn key revoked.",
    )


@pytest.mark.parametrize("files", [{}, {".mlsec/revoked_keys": "SHA256:" + "A" * 43 + "\n"}])
def test_a_key_that_still_counts(ask_project: Ask, files: dict[str, str]) -> None:
    said = f"The withdrawn key {PRINT[:15]}… is not revoked."
    assert ask_project("revoked_keys", files, declare=WITHDRAWN) == ("fail", said)


def test_what_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("revoked_keys", {".mlsec/revoked_keys": "SSHKRL\n\x00"}, declare=WITHDRAWN) == (
        "error",
        "Not evidence: the revoked keys are a binary list.",
    )
    assert ask_project("revoked_keys", {}, declare={"withdrawal": {"keys": "all of them"}}) == (
        "not-applicable",
        "Does not apply: no withdrawal names a signing key by its fingerprint.",
    )

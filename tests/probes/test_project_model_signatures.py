from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]


def signature(**digests: str) -> str:
    resources = [{"name": name.replace("__", "."), "digest": digest} for name, digest in digests.items()]
    payload = json.dumps({"predicate": {"resources": resources}}).encode()
    return json.dumps({"dsseEnvelope": {"payload": base64.b64encode(payload).decode()}})


OWN = hashlib.sha256(b"weights").hexdigest()


def test_a_signature_that_fits(ask_project: Ask) -> None:
    files = {"m/model.skops": "weights", "m/model.sig": signature(model__skops=OWN)}
    assert ask_project("model_signatures", files) == ("pass", "1 signature of 1 model file, each with its digest.")


def test_signatures_of_other_bytes(ask_project: Ask) -> None:
    said = ("fail", "m/model.sig does not fit the bytes beside it.")
    files = {"m/model.skops": "other weights", "m/model.sig": signature(model__skops=OWN)}
    assert ask_project("model_signatures", files) == said
    gone = {"m/model.skops": "weights", "m/model.sig": signature(model__skops=OWN, config__json=OWN)}
    assert ask_project("model_signatures", gone) == said


def test_what_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("model_signatures", {"m/model.sig": "-----BEGIN SIGNATURE-----"}) == (
        "error",
        "Not evidence: m/model.sig is in no form that is read here.",
    )


def test_without_a_signature(ask_project: Ask) -> None:
    assert ask_project("model_signatures", {"m/model.skops": "x"}) == (
        "not-applicable",
        "Does not apply: no signature of a model lies in the project.",
    )

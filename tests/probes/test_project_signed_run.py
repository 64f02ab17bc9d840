from __future__ import annotations

from collections.abc import Callable

from jupyter_mlsec.model.run import Failure, Signer, TrustLevel, Verification

Ask = Callable[..., tuple[str, str]]


def test_a_verified_run(ask_project: Ask) -> None:
    verification = Verification(
        bundle="a.mlrun", trust_level=TrustLevel.AUTHOR_SIGNED, signers=(Signer(role="author", identity="A", key="k"),)
    )
    assert ask_project("signed_run", {}, verification=verification) == (
        "pass",
        "The signed run was verified (trust level 1).",
    )


def test_a_run_that_failed_verification(ask_project: Ask) -> None:
    failure = Failure(code="digest-mismatch", path="a", message="b")
    verification = Verification(bundle="a.mlrun", trust_level=TrustLevel.NONE, failures=(failure,))
    assert ask_project("signed_run", {}, verification=verification) == (
        "fail",
        "The signed run failed verification (1 failure).",
    )


def test_no_run(ask_project: Ask) -> None:
    assert ask_project("signed_run", {}) == ("open", "No signed run lies beside the notebook.")


def test_a_run_that_nobody_verified_is_not_evidence(ask_project: Ask) -> None:
    assert ask_project("signed_run", {"b.mlrun.zip": "", "a.mlrun/x": ""}) == (
        "error",
        "Not evidence: b.mlrun.zip was not verified.",
    )

"""Reviews: statements that a second person adds, which count only by another trusted key."""

from __future__ import annotations

from pathlib import Path

import pytest

from jupyter_mlsec.errors import RefusedError
from jupyter_mlsec.model.run import TrustLevel
from jupyter_mlsec.runs.bundle import publish
from jupyter_mlsec.runs.keys import KeyPair, new_key
from jupyter_mlsec.runs.reproduce import Reproduction, Verdict
from jupyter_mlsec.runs.reviews import sign_decision, sign_reproduction
from jupyter_mlsec.runs.signers import trust
from jupyter_mlsec.runs.verify import verify_bundle


@pytest.fixture
def allowed(tmp_path: Path, key: KeyPair) -> Path:
    folder = tmp_path / ".mlsec"
    trust(folder, key.line, "ada@example.org")
    (folder / "signers.toml").write_text('[roles]\nreviewer = ["bob@example.org"]\n')
    return folder / "allowed_signers"


@pytest.mark.parametrize("zipped", [False, True])
def test_a_second_run_and_a_decision_raise_the_trust(
    bundle: Path, allowed: Path, tmp_path: Path, *, zipped: bool
) -> None:
    target = bundle
    if zipped:
        target = tmp_path / "zipped.mlrun.zip"
        publish(bundle, target)
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    trust(allowed.parent, bob.line, "bob@example.org")
    before = verify_bundle(target, allowed)
    sign_reproduction(target, Reproduction(verdict=Verdict.IDENTICAL, verification=before), bob)
    sign_decision(target, {"decision": "approve", "role": "reviewer"}, before, bob)
    after = verify_bundle(target, allowed)
    assert (after.failures, after.trust_level) == ((), TrustLevel.REEXECUTED)
    assert [(signer.role, signer.identity) for signer in after.signers] == [
        ("author", "ada@example.org"),
        ("reviewer", "bob@example.org"),
        ("reviewer", "bob@example.org"),
    ]
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".partial")] == []


def test_a_run_that_differed_or_does_not_verify_is_not_signed(bundle: Path, allowed: Path, key: KeyPair) -> None:
    good = verify_bundle(bundle, allowed)
    with pytest.raises(RefusedError, match=r"^the second run was different, which is nothing to sign$"):
        sign_reproduction(bundle, Reproduction(verdict=Verdict.DIFFERENT, verification=good), key)
    (bundle / "x").write_text("")
    with pytest.raises(RefusedError, match=r"^the bundle does not verify, so nothing is signed$"):
        sign_decision(bundle, {"decision": "approve"}, verify_bundle(bundle, allowed), key)

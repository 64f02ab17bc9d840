"""Reviews: statements that a second person adds, which count only by another trusted key."""

from __future__ import annotations

from datetime import UTC, datetime
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
from tests.commands import Command, in_process


@pytest.fixture
def allowed(tmp_path: Path, key: KeyPair) -> Path:
    folder = tmp_path / ".mlsec"
    trust(folder, key.line, "ada@example.org")
    (folder / "signers.toml").write_text('[roles]\nreviewer = ["bob@example.org"]\n')
    return folder / "allowed_signers"


@pytest.fixture
def mlsec(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    return in_process(monkeypatch, capsys)


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


def _case(name: str, folder: Path, author: KeyPair, other: KeyPair) -> KeyPair:
    """Make one reason why a signature under a second run would not count; return the key that would sign."""
    line = " ".join(other.line.split()[:2])
    allowed = folder / "allowed_signers"
    if name == "the author":
        return author
    if name == "the author's other key":
        trust(folder, other.line, "ada@example.org")
    elif name == "revoked":
        trust(folder, other.line, "bob@example.org")
        (folder / "revoked_keys").write_text(f"{line}\n")
    elif name == "expired":
        trust(folder, other.line, "bob@example.org", valid_before=datetime(2020, 1, 1, tzinfo=UTC))
    elif name == "not yet valid":
        trust(folder, other.line, "bob@example.org", valid_after=datetime(2099, 1, 1, tzinfo=UTC))
    elif name == "another purpose":
        allowed.write_text(f'{allowed.read_text()}bob@example.org namespaces="git" {line}\n')
    return other


IDLE = {
    "unknown": "your key is not among the allowed signers, so the signature would not count",
    "the author": "who made the run cannot review it",
    "the author's other key": "who made the run cannot review it",
    "revoked": "the key FINGERPRINT was revoked, so the signature would not count",
    "expired": "the key FINGERPRINT has expired, so the signature would not count",
    "not yet valid": "the key FINGERPRINT was not valid yet, so the signature would not count",
    "another purpose": (
        "the key FINGERPRINT is not trusted for notebook-run@jupyter-mlsec, so the signature would not count"
    ),
}


@pytest.mark.parametrize("name", list(IDLE))
def test_a_second_run_is_not_begun_where_its_signature_would_not_count(
    name: str, bundle: Path, allowed: Path, key: KeyPair, tmp_path: Path, mlsec: Command
) -> None:
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    signing = _case(name, allowed.parent, key, bob)
    done = mlsec("reproduce", bundle, "--sign", "--key", signing.path, "--signers", allowed)
    message = IDLE[name].replace("FINGERPRINT", bob.fingerprint)
    assert (done[0], done[1], done[2].splitlines()[0]) == (2, "", f"error: {message}")
    assert [path.name for path in (bundle / "attestations").iterdir() if "rerun" in path.name] == []

"""Keys: made once, for their owner's eyes only, in OpenSSH's forms; who is trusted, and how long."""

from __future__ import annotations

import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.key_holders.file import is_encrypted
from jupyter_mlsec.runs.keys import KeyPair, ensure_key, new_key, open_key, read_pair
from jupyter_mlsec.runs.signers import load_signers, revoke, trust


@pytest.mark.parametrize("algorithm", ["ed25519", "p256"])
def test_a_new_key_is_private_complete_and_never_overwritten(tmp_path: Path, algorithm: str) -> None:
    path = tmp_path / "keys" / "k.pem"
    pair = new_key(path, "ada@example.org", algorithm)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path.with_suffix(".pub").read_text() == f"{pair.line}\n"
    again = read_pair(path)
    assert (again.fingerprint, again.identity) == (pair.fingerprint, "ada@example.org")
    assert ssh.public_line(open_key(path).public) == ssh.public_line(pair.public)
    with pytest.raises(SigningError, match=r"^a key of this name exists already$"):
        new_key(path)


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    pair = new_key(tmp_path / "k.pem")
    pair.path.chmod(0o644)
    with pytest.raises(SigningError, match=r"^the key k\.pem can be read by others$"):
        open_key(pair.path)


def test_an_encrypted_key_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "k.pem"
    word = "correct horse"
    new_key(path, passphrase=word.encode())
    assert is_encrypted(path)
    with pytest.raises(SigningError, match=r"^the key is encrypted$"):
        open_key(path)
    with pytest.raises(SigningError, match=r"^the key could not be read: a wrong passphrase or not a private key$"):
        open_key(path, "wrong")
    asked: list[str] = []

    def prompt(question: str) -> str:
        asked.append(question)
        return word

    open_key(path, prompt=prompt)
    assert asked == ["Passphrase of k.pem: "]
    monkeypatch.setenv("MLSEC_KEY_PASSPHRASE", word)
    open_key(path)


@pytest.mark.parametrize("content", [b"", b"nonsense", b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "k.pem"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(SigningError):
        open_key(path)


def test_rsa_is_refused(tmp_path: Path) -> None:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    path = tmp_path / "k.pem"
    key = generate_private_key(65537, 2048)
    none = serialization.NoEncryption()
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, none))
    path.chmod(0o600)
    with pytest.raises(SigningError, match=r"^a key must be Ed25519 or ECDSA P-256$"):
        open_key(path)


def test_the_own_key_is_made_on_first_use_and_trusted_by_its_maker(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "own"))
    pair = ensure_key(identity="ada@example.org")
    assert pair.path == tmp_path / "own" / "keys" / "default.pem"
    assert ensure_key().fingerprint == pair.fingerprint
    signers = load_signers(tmp_path / "own" / "allowed_signers")
    assert [(signer.principal, signer.fingerprint) for signer in signers.allowed] == [
        ("ada@example.org", pair.fingerprint)
    ]


def test_identities_cannot_smuggle_options(tmp_path: Path) -> None:
    for identity in ("a b", "a,b", "*", 'a"b', "a\nb"):
        with pytest.raises(SigningError):
            new_key(tmp_path / "k.pem", identity)
        with pytest.raises(SigningError):
            trust(tmp_path, line(tmp_path), identity)
    assert not (tmp_path / "allowed_signers").exists()


def line(folder: Path) -> str:
    path = folder / "other.pem"
    return (read_pair(path) if path.exists() else new_key(path, "x@example.org")).line


def test_trusting_twice_adds_one_line_and_revoking_wins(tmp_path: Path) -> None:
    for _ in range(2):
        trust(tmp_path, line(tmp_path), "x@example.org", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC))
        revoke(tmp_path, line(tmp_path))
    signers = load_signers(tmp_path / "allowed_signers")
    assert [(one.principal, one.valid_before, one.namespaces) for one in signers.allowed] == [
        ("x@example.org", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC), ("notebook-run@jupyter-mlsec",))
    ]
    assert signers.revoked.fingerprints == {KeyPair(tmp_path, "", signers.allowed[0].key).fingerprint}


@pytest.mark.parametrize(
    "text",
    [
        "ada@example.org",
        "ada@example.org ssh-rsa AAAA",
        "ada@example.org cert-authority ssh-ed25519 AAAA",
        "ada@example.org ssh-ed25519 AAAA",
        "ada@example.org unknown-option ssh-ed25519 AAAA",
        '*@example.org namespaces="x" ssh-ed25519 AAAA',
    ],
)
def test_a_line_that_cannot_be_read_is_an_error_and_never_skipped(tmp_path: Path, text: str) -> None:
    (tmp_path / "allowed_signers").write_text(f"# a comment\n\n{text}\n")
    with pytest.raises(SigningError):
        load_signers(tmp_path / "allowed_signers")


@pytest.mark.parametrize(
    "policy",
    [
        "nonsense",
        "other = 1",
        "min-signers = true",
        "min-signers = 0",
        'required-roles = ["king"]',
        "required-roles = [1]",
        '[roles]\n"a king" = ["a"]',
        "[roles]\nauthor = [1]",
        "roles = 1",
        'require-timestamp = "yes"',
    ],
)
def test_a_policy_that_cannot_be_read_is_an_error(tmp_path: Path, policy: str) -> None:
    trust(tmp_path, line(tmp_path), "x@example.org")
    (tmp_path / "signers.toml").write_text(policy)
    with pytest.raises(SigningError):
        load_signers(tmp_path / "allowed_signers")

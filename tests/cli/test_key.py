"""``mlsec key`` on the command line: what each subcommand writes, and what it refuses."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mlsec.runs.keys import new_key, read_pair
from jupyter_mlsec.runs.signers import load_signers
from tests.commands import Command, in_process
from tests.keyrings import memory_keyring

WORD = "correct horse"


@pytest.fixture
def mlsec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs the command in a folder of its own: (exit code, stdout, stderr)."""
    monkeypatch.setenv("MLSEC_CONFIG_DIR", str(tmp_path / "own"))
    monkeypatch.delenv("MLSEC_KEY_PASSPHRASE", raising=False)
    monkeypatch.chdir(tmp_path)

    return in_process(monkeypatch, capsys)


@pytest.fixture
def kept() -> Iterator[dict[tuple[str, str], str]]:
    """Put a keyring into memory in place of the system's; return what is in it."""
    with memory_keyring() as entries:
        yield entries


def test_a_key_is_made_shown_and_trusted(mlsec: Command, tmp_path: Path) -> None:
    code, out, err = mlsec("key", "new", "--identity", "ada@example.org", "--no-passphrase")
    pair = read_pair(tmp_path / "own/keys/default.pem")
    assert (code, out, err) == (0, f"{pair.line}\n{pair.fingerprint}\n", "")
    assert mlsec("key", "show") == (0, out, "")
    shown = json.loads(mlsec("key", "show", "--format", "json")[1])
    assert shown == {
        "format": "mlsec-key/1",
        "identity": "ada@example.org",
        "key": pair.fingerprint,
        "public": " ".join(pair.line.split()[:2]),
    }
    assert mlsec("key", "new", "--no-passphrase") == (
        2,
        "",
        "error: a key of this name exists already\n  help: choose another name, or use the key\n",
    )


def test_there_is_no_key_at_first(mlsec: Command) -> None:
    expected = "error: there is no key yet\n  help: mlsec key new makes one; so does the first mlsec run\n"
    for word in ("show", "remember", "forget"):
        assert mlsec("key", word) == (2, "", expected)


def test_the_keyring_keeps_a_passphrase_that_nobody_knows(
    mlsec: Command, kept: dict[tuple[str, str], str], tmp_path: Path
) -> None:
    assert mlsec("key", "new", "--identity", "ada@example.org", "--keyring")[0] == 0
    pair = read_pair(tmp_path / "own/keys/default.pem")
    ((service, name),) = kept
    assert (service, name) == ("jupyter-mlsec", pair.fingerprint)
    assert len(kept[service, name]) == 32
    assert b"ENCRYPTED" in pair.path.read_bytes()
    assert mlsec("key", "forget") == (0, "forgotten\n", "")
    assert kept == {}


def test_a_passphrase_is_remembered(
    mlsec: Command, kept: dict[tuple[str, str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = new_key(tmp_path / "k.pem", "ada@example.org", passphrase=WORD.encode())
    monkeypatch.setenv("MLSEC_KEY_PASSPHRASE", WORD)
    assert mlsec("key", "remember", "--key", pair.path) == (0, "kept by memory\n", "")
    assert kept == {("jupyter-mlsec", pair.fingerprint): WORD}


def test_without_the_keyrings_library_no_key_is_made(
    mlsec: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)
    told = "error: the OS keyring needs the library keyring, which is not installed\n"
    assert mlsec("key", "new", "--keyring") == (2, "", f'{told}  help: pip install "jupyter-mlsec[signing]"\n')
    assert not (tmp_path / "own").exists()


@pytest.mark.parametrize("form", ["pem", "ssh"])
def test_a_key_behind_a_uri_is_named_by_a_file(mlsec: Command, tmp_path: Path, form: str) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from jupyter_mlsec.runs import ssh

    pair = new_key(tmp_path / "k.pem", algorithm="p256")
    public = tmp_path / "public"
    assert not isinstance(pair.public, ssh.HardwareKey)
    pem = pair.public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    public.write_bytes(pem if form == "pem" else pair.line.encode())
    words = ("key", "link", "awskms:alias/notebooks", "--public", public, "--as", "ada@example.org", "-o", "kms.toml")
    assert mlsec(*words) == (0, "sign with it: --key kms.toml\n", "")
    assert (tmp_path / "kms.toml").read_text() == (
        f'uri = "awskms:alias/notebooks"\npublic = "{ssh.public_line(pair.public)}"\nidentity = "ada@example.org"\n'
    )
    assert mlsec("key", "show", "--key", "kms.toml")[1].splitlines()[1] == pair.fingerprint
    assert mlsec(*words)[2] == "error: kms.toml exists already\n  help: choose another name\n"
    public.write_text("nonsense")
    assert mlsec(*words)[0] == 2


def test_trust_and_revocation_write_the_projects_lists(mlsec: Command, tmp_path: Path) -> None:
    pair = new_key(tmp_path / "k.pem", "bob@example.org")
    days = ("--valid-after", "2026-01-01", "--valid-before", "2030-01-01")
    words = ("k.pub", "--as", "bob@example.org", "--project", "team")
    assert mlsec("key", "trust", *words, *days) == (0, f"trusted: bob@example.org {pair.fingerprint}\n", "")
    (signer,) = load_signers(tmp_path / "team/.mlsec/allowed_signers").allowed
    assert (str(signer.valid_after), str(signer.valid_before)) == (
        "2026-01-01 00:00:00+00:00",
        "2030-01-01 00:00:00+00:00",
    )
    assert mlsec("key", "revoke", "k.pub", "--project", "team") == (0, f"revoked: {pair.fingerprint}\n", "")
    signers = load_signers(tmp_path / "team/.mlsec/allowed_signers")
    assert signers.revoked.fingerprints == {pair.fingerprint}
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    assert mlsec("key", "trust", "binary", "--as", "x")[2] == (
        "error: binary could not be read as a public key\n  help: give the .pub file\n"
    )
    assert mlsec("key", "trust", *words, "--valid-after", "2030-01-02", "--valid-before", "2030-01-01")[2] == (
        "error: the key is never valid: it ends before it begins\n"
    )

"""Keys in hardware tokens, by the programs that talk to them.

Needs Debian's ``softhsm2`` (a PKCS#11 token in software), ``openssh-tests`` (OpenSSH's authenticator in software) and
``openssh-client``; ``PYKCS11LIB`` and ``SSH_SK_PROVIDER`` say where the two libraries are when they are elsewhere. Real
tokens were not at hand: these two stand behind the same interfaces.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from jupyter_mlsec.runs import layout, ssh, sshsig
from jupyter_mlsec.runs.canonical import dump
from jupyter_mlsec.runs.key_holders.uri import write_card
from jupyter_mlsec.runs.keys import open_key, read_pair
from jupyter_mlsec.runs.sign import key_members
from jupyter_mlsec.runs.signing import seal_elsewhere, sign_elsewhere

PKCS11 = ("/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
AUTHENTICATOR = ("/usr/lib/openssh/regress/misc/sk-dummy/sk-dummy.so",)
PIN = "271828"


def program(name: str) -> str:
    found = shutil.which(name)
    assert found is not None, f"this test needs {name} (Debian: softhsm2, openssh-client)"
    return found


def library(variable: str, places: tuple[str, ...]) -> str:
    named = [os.environ[variable]] if variable in os.environ else list(places)
    found = next((place for place in named if Path(place).is_file()), None)
    assert found is not None, f"this test needs one of {named} (Debian: softhsm2, openssh-tests)"
    return found


def run(*words: str) -> None:
    subprocess.run(words, check=True, capture_output=True)  # noqa: S603 - the programs under test


@pytest.fixture
def token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a PKCS#11 token with a P-256 key in it; return the file that names the key."""
    import pkcs11
    import pkcs11.util.ec
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm2.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm2.conf"))
    monkeypatch.setenv("PYKCS11LIB", library("PYKCS11LIB", PKCS11))
    words = ["--module", os.environ["PYKCS11LIB"], "--free", "--label", "ours", "--so-pin", "1234", "--pin", PIN]
    run(program("softhsm2-util"), "--init-token", *words)
    with pkcs11.lib(os.environ["PYKCS11LIB"]).get_token(token_label="ours").open(rw=True, user_pin=PIN) as session:  # noqa: S106
        curve = {pkcs11.Attribute.EC_PARAMS: pkcs11.util.ec.encode_named_curve_parameters("secp256r1")}
        parameters = session.create_domain_parameters(pkcs11.KeyType.EC, curve, local=True)
        public, _ = parameters.generate_keypair(store=True, label="k", id=b"\x02")
        der = pkcs11.util.ec.encode_ec_public_key(public)
    line = ssh.public_line(ssh.accepted(load_der_public_key(der)))
    write_card(tmp_path / "hsm.toml", "hsm:2?label=ours", line, "ada@example.org")
    return tmp_path / "hsm.toml"


def test_a_key_in_a_pkcs11_token_signs(token: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pair = read_pair(token)
    assert ssh.raw_verify(pair.public, open_key(token, PIN).sign(b"x"), b"x")
    monkeypatch.setenv("MLSEC_KEY_PASSPHRASE", PIN)
    assert b'"payloadType": "application/vnd.in-toto+json"' in seal_elsewhere({"_type": "x"}, pair)


@pytest.fixture(params=["ed25519-sk", "ecdsa-sk"])
def fido(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Enroll a key in OpenSSH's software authenticator; return its handle."""
    provider = library("SSH_SK_PROVIDER", AUTHENTICATOR)
    monkeypatch.setenv("SSH_SK_PROVIDER", provider)
    path = tmp_path / "id_sk"
    run(program("ssh-keygen"), "-q", "-t", request.param, "-w", provider, "-N", "", "-C", "ada@x.org", "-f", str(path))
    return path


def judged(signature: str, message: bytes, line: str, folder: Path) -> bool:
    (folder / "allowed").write_text(f"ada@x.org {line}\n")
    (folder / "signature").write_text(signature)
    words = ["-Y", "verify", "-f", "allowed", "-I", "ada@x.org", "-n", ssh.NAMESPACE, "-s", "signature"]
    command = [program("ssh-keygen"), *words]
    return subprocess.run(command, cwd=folder, input=message, capture_output=True, check=False).returncode == 0  # noqa: S603


def test_a_key_in_an_authenticator_signs(fido: Path, tmp_path: Path) -> None:
    pair = read_pair(fido)
    signature = open_key(fido).sshsig(b"message", ssh.NAMESPACE)
    assert sshsig.check(signature, b"message") == pair.public
    assert judged(signature, b"message", pair.line, tmp_path)
    assert not judged(signature, b"another", pair.line, tmp_path)


@pytest.fixture
def agent(fido: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Put the key into a real ssh-agent; return its public half."""
    provider = os.environ["SSH_SK_PROVIDER"]
    address = tmp_path / "agent"
    process = subprocess.Popen([program("ssh-agent"), "-D", "-P", provider, "-a", str(address)])  # noqa: S603
    monkeypatch.setenv("SSH_AUTH_SOCK", str(address))
    try:
        while not address.exists():
            assert process.poll() is None
        run(program("ssh-add"), "-q", "-S", provider, str(fido))
        fido.unlink()
        yield fido.with_name("id_sk.pub")
    finally:
        process.terminate()
        process.wait(10)


def test_an_agent_asks_the_authenticator(agent: Path, tmp_path: Path) -> None:
    pair = read_pair(agent)
    folder = tmp_path / "run"
    for name, data in {**key_members(pair), **smallest()}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    sign_elsewhere(folder, pair)
    sums = (folder / layout.SUMS).read_bytes()
    assert judged((folder / layout.SSH_SIGNATURE).read_text(), sums, pair.line, tmp_path)
    raw = ["dgst", "-sha256", "-verify", layout.PUBLIC_PEM, "-signature", layout.RAW_SIGNATURE, layout.SUMS]
    subprocess.run([program("openssl"), *raw], cwd=folder, check=True)  # noqa: S603


def smallest() -> dict[str, bytes]:
    """Return what the statements about a run are made of."""
    run_file = {
        "notebook": {"name": "x.ipynb", "sha256": "sha256:" + "0" * 64},
        "tool": {"version": "1"},
        **dict.fromkeys(("parameters", "kernel", "pins", "invocation", "started", "finished"), ""),
    }
    return {
        layout.RUN: dump(run_file),
        layout.INPUTS: dump({"read": []}),
        layout.INPUT: b"{}",
        layout.RESULTS: b"{}",
    }

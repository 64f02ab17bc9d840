"""Verification without our code: the recipes of README.txt, as they stand there."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.bundle import write_members
from jupyter_mlsec.runs.keys import KeyPair, new_key
from jupyter_mlsec.runs.readme import readme
from jupyter_mlsec.runs.sign import sign_folder

ROOT = Path(__file__).resolve().parents[2]


def tool(name: str) -> str:
    found = shutil.which(name, path=os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"])))
    assert found is not None, (
        f"this test needs {name}, which is not installed (Debian: openssl, openssh-client, coreutils)"
    )
    return found


def recipe(bundle: Path, number: int) -> list[str]:
    """Return the commands of one way in README.txt."""
    text = (bundle / layout.README).read_text()
    part = re.split(r"(?m)^(?=\d\. )", text)[number]
    return [line.strip() for line in part.splitlines() if line.startswith("       ")]


def run(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    words = [
        name
        for word in shlex.split(command.partition(" < ")[0])
        for name in (sorted(str(path.relative_to(folder)) for path in folder.glob(word)) if "/*" in word else [word])
    ]
    fed = (folder / layout.SUMS).read_bytes() if " < " in command else b""
    return subprocess.run([tool(words[0]), *words[1:]], cwd=folder, input=fed, capture_output=True, check=False)  # noqa: S603 - the recipe under test


@pytest.fixture(params=["ed25519", "p256"])
def signed(request: pytest.FixtureRequest, bundle: Path, tmp_path: Path) -> tuple[Path, KeyPair]:
    """Return the bundle as signed by a key of each kind."""
    from jupyter_mlsec.runs.keys import open_key
    from jupyter_mlsec.runs.sign import key_members

    key = new_key(tmp_path / f"{request.param}.pem", "ada@example.org", request.param)
    for name in layout.SEALS:
        (bundle / name).unlink()
    shutil.rmtree(bundle / layout.ATTESTATIONS)
    write_members(bundle, key_members(key) | {layout.README: readme("train.ipynb", key)})
    sign_folder(bundle, open_key(key.path))
    return bundle, key


def test_openssl_and_sha256sum(signed: tuple[Path, KeyPair]) -> None:
    bundle, _ = signed
    signature, listing = recipe(bundle, 2)
    assert run(signature, bundle).returncode == 0
    assert (run(listing, bundle).returncode, run(listing, bundle).stdout) == (0, b"")
    with (bundle / layout.EXECUTED).open("ab") as file:
        file.write(b" ")
    assert run(listing, bundle).returncode == 1
    with (bundle / layout.SUMS).open("ab") as file:
        file.write(b" ")
    assert run(signature, bundle).returncode == 1


def test_ssh_keygen(signed: tuple[Path, KeyPair]) -> None:
    bundle, key = signed
    signature, listing = recipe(bundle, 3)
    (bundle / "allowed_signers").write_text(f"ada@example.org {key.line}\n")
    good = run(signature, bundle)
    kind = "ED25519" if "ed25519" in key.line else "ECDSA"
    said = f'Good "notebook-run@jupyter-mlsec" signature for ada@example.org with {kind} key {key.fingerprint}\n'
    assert (good.returncode, good.stdout.decode()) == (0, said)
    assert run(listing, bundle).returncode == 0
    assert run(signature.replace("notebook-run@", "git@"), bundle).returncode != 0
    with (bundle / layout.SUMS).open("ab") as file:
        file.write(b" ")
    assert run(signature, bundle).returncode != 0


@pytest.mark.usefixtures("jlpm")  # the library is among the front end's packages
def test_a_sigstore_library(signed: tuple[Path, KeyPair], monkeypatch: pytest.MonkeyPatch) -> None:
    bundle, _ = signed
    monkeypatch.setenv("NODE_PATH", str(ROOT / "labextension/node_modules"))
    signature, listing = recipe(bundle, 4)
    good = run(signature, bundle)
    names = sorted(path.name for path in (bundle / layout.ATTESTATIONS).iterdir())
    assert (good.returncode, good.stderr) == (0, b"")
    assert good.stdout.decode().splitlines() == [f"{layout.ATTESTATIONS}{name} OK" for name in names]
    assert len(names) >= 2
    assert run(listing, bundle).returncode == 0
    for name in names:
        changed = bundle / layout.ATTESTATIONS / name
        kept = changed.read_bytes()
        changed.write_bytes(
            kept.replace(b'"payload":"eyJ', b'"payload":"eyL').replace(b'"payload": "eyJ', b'"payload": "eyL')
        )
        assert changed.read_bytes() != kept
        assert run(signature, bundle).returncode == 1
        changed.write_bytes(kept)
    assert run(signature, bundle).returncode == 0


@pytest.mark.parametrize("signed", ["p256"], indirect=True)  # that tool knows no Ed25519
def test_model_signing(signed: tuple[Path, KeyPair]) -> None:
    bundle, _ = signed
    (signature,) = recipe(bundle, 5)
    good = run(signature, bundle)
    assert (good.returncode, good.stdout, good.stderr) == (0, b"Verification succeeded\n", b"")
    (bundle / "added.txt").write_text("x")
    assert run(signature, bundle).returncode == 1
    (bundle / "added.txt").unlink()
    with (bundle / layout.EXECUTED).open("ab") as file:
        file.write(b" ")
    assert run(signature, bundle).returncode == 1


def test_a_signature_by_ssh_keygen_counts_here(bundle: Path, tmp_path: Path) -> None:
    from jupyter_mlsec.runs import ssh, sshsig
    from jupyter_mlsec.runs.keys import open_key, read_pair

    for kind in ("ed25519", "ecdsa"):
        path = tmp_path / kind
        made = f"ssh-keygen -q -t {kind} -N '' -C eve@example.org -f {shlex.quote(str(path))}"
        assert run(made, tmp_path).returncode == 0
        signing = f"ssh-keygen -Y sign -q -f {shlex.quote(str(path))} -n {ssh.NAMESPACE} message"
        (tmp_path / "message").write_bytes((bundle / layout.SUMS).read_bytes())
        assert run(signing, tmp_path).returncode == 0
        armoured = (tmp_path / "message.sig").read_text()
        pair = read_pair(path)
        one_of_two = sshsig.armoured(pair.public, sshsig.settled(sshsig.signature_of(armoured)))
        assert kind == "ecdsa" or one_of_two == armoured
        key = sshsig.check(one_of_two, (tmp_path / "message").read_bytes())
        assert key is not None
        assert ssh.fingerprint(key) == pair.fingerprint == ssh.fingerprint(open_key(path).public)
        listed = run(f"ssh-keygen -l -f {shlex.quote(str(path))}.pub", tmp_path).stdout.decode()
        assert listed.split()[1] == pair.fingerprint
        assert pair.identity == "eve@example.org"
        (tmp_path / "message.sig").unlink()

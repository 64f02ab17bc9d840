"""Our reading of OpenSSH's files beside ssh-keygen's own: allowed signers, lists of revoked keys and KRLs."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import ssh
from jupyter_mlsec.runs.allowed_signers import read_line, read_lines
from jupyter_mlsec.runs.keys import KeyPair, new_key, open_key
from jupyter_mlsec.runs.revocation import read_revoked
from jupyter_mlsec.runs.signers import load_signers, revoke

MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def keygen(folder: Path, *words: str, fed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    assert program is not None
    return subprocess.run([program, *words], cwd=folder, input=fed, capture_output=True, check=False)  # noqa: S603


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> KeyPair:
    folder = tmp_path_factory.mktemp("pair")
    made = new_key(folder / "k.pem", "ada@example.org")
    (folder / "signature").write_text(open_key(made.path).sshsig(b"message", ssh.NAMESPACE))
    return made


OPTIONS = [
    "",
    f'namespaces="{ssh.NAMESPACE}"',
    'namespaces="git,file"',
    'namespaces="*"',
    'namespaces="notebook-run@*"',
    'namespaces="notebook-ru?@jupyter-mlsec"',
    'namespaces="!notebook-run@*,*"',
    'namespaces="*,!notebook-run@*"',
    'namespaces="!git,*"',
    'namespaces="!git"',
    'NAMESPACES="git"',
    f'namespaces="git,{ssh.NAMESPACE}"',
    'valid-after="20260101"',
    'valid-after="20260302Z"',
    'valid-before="20260301Z"',
    'valid-before="202603011159Z"',
    'valid-before="202603011201Z"',
    'valid-before="20260301120001Z"',
    'valid-after="20260228Z",valid-before="20260302Z"',
    'valid-after="20260302Z",valid-before="20260303Z"',
    'valid-before="20260302Z",namespaces="notebook-run@jupyter-mlsec"',
]


@pytest.mark.parametrize("options", OPTIONS)
def test_a_line_means_what_it_means_to_ssh_keygen(pair: KeyPair, tmp_path: Path, options: str) -> None:
    line = f"ada@example.org {options} {pair.line}" if options else f"ada@example.org {pair.line}"
    (tmp_path / "allowed").write_text(line + "\n")
    signature = str(pair.path.with_name("signature"))
    words = ("-Y", "verify", "-f", "allowed", "-I", "ada@example.org", "-n", ssh.NAMESPACE, "-s", signature)
    theirs = keygen(tmp_path, *words, "-Overify-time=20260301120000Z", fed=b"message").returncode == 0
    read = read_line(line)
    assert (read.allows(ssh.NAMESPACE) and read.is_valid(MOMENT)) == theirs
    assert (read.principal, read.fingerprint) == ("ada@example.org", pair.fingerprint)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("*@example.org KEY", "a pattern lets one key sign as many people"),
        ("ada@example.org,bob@example.org KEY", "a list lets one key sign as several people"),
        ("!ada@example.org KEY", "a pattern lets one key sign as many people"),
        ("ada@example.org cert-authority KEY", "certificate authorities are not supported: list the keys themselves"),
        ("ada@example.org ssh-rsa AAAA", "keys of the type ssh-rsa are not supported, only Ed25519 and P-256"),
        ("ada@example.org no-touch-required KEY", "it has an option that is not supported"),
        ('ada@example.org namespaces="a",namespaces="b" KEY', "the option namespaces is there twice"),
        ('ada@example.org namespaces="a[b]" KEY', "its namespaces could not be read"),
        ('ada@example.org namespaces="" KEY', "its namespaces could not be read"),
        ('ada@example.org valid-after="soon" KEY', "a time in it could not be read"),
        ('ada@example.org valid-after="20261301" KEY', "a time in it could not be read"),
        (
            'ada@example.org valid-after="20260102Z",valid-before="20260101Z" KEY',
            "the key is never valid: it ends before it begins",
        ),
        ("ada@example.org", "a public key must be of type ssh-ed25519 or ecdsa-sha2-nistp256"),
        ("ada@example.org ssh-ed25519", "its key is missing"),
        ("ada@example.org valid-before=20260302Z KEY", "it has an option that is not supported"),
        ('ada@example.org namespaces="git"KEY', "it has an option that is not supported"),
        ("ada@example.org ssh-ed25519 AAAA", "a public key could not be read"),
        ('"two words" KEY', "an identity must be one word, such as an e-mail address"),
    ],
)
def test_what_is_not_supported_is_refused_with_its_line(pair: KeyPair, text: str, message: str) -> None:
    kind, encoded = pair.line.split()[:2]
    with pytest.raises(SigningError) as caught:
        read_lines(f"# whose keys count\n\n{text.replace('KEY', f'{kind} {encoded}')}\n")
    expected = message if not message.startswith("keys of the type") else "keys of the type ssh-rsa are not supported"
    assert caught.value.message.startswith(f"line 3 of the allowed signers: {expected}")


@settings(
    max_examples=200, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(text=st.text(max_size=60) | st.text('abc@ ,="!*#\n\t-ssh25519', max_size=60))
def test_no_text_makes_the_reader_fall_over(text: str) -> None:
    with suppress(SigningError):
        read_lines(text)
    with suppress(SigningError):
        read_revoked(text.encode("utf-8", "surrogatepass"))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(data=st.binary(max_size=80))
def test_no_krl_makes_the_reader_fall_over(data: bytes) -> None:
    for whole in (data, b"SSHKRL\n\0" + data, b"SSHKRL\n\0\0\0\0\1" + bytes(32) + data):
        with suppress(SigningError):
            read_revoked(whole)


@pytest.fixture
def people(tmp_path: Path) -> dict[str, KeyPair]:
    """Make three keys, and put their public halves into the folder."""
    return {
        name: new_key(tmp_path / f"{name}.pem", f"{name}@example.org", algorithm)
        for name, algorithm in (("ada", "ed25519"), ("bob", "p256"), ("eve", "ed25519"))
    }


@pytest.mark.parametrize("form", ["key", "hash", "sha1", "sha256", "plain"])
def test_a_krl_revokes_what_ssh_keygen_put_into_it(people: dict[str, KeyPair], tmp_path: Path, form: str) -> None:
    lines = {
        "key": [f"key: {people['bob'].line}", f"key: {people['eve'].line}"],
        "hash": [f"hash: {people['bob'].fingerprint}", f"hash: {people['eve'].fingerprint}"],
        "sha1": [f"sha1: {people['bob'].line}", f"sha1: {people['eve'].line}"],
        "sha256": [f"sha256: {people['bob'].line}", f"sha256: {people['eve'].line}"],
        "plain": [people["bob"].line, people["eve"].line],
    }[form]
    (tmp_path / "spec").write_text("\n".join(lines) + "\n")
    assert keygen(tmp_path, "-k", "-q", "-f", "krl", "-z", "7", "spec").returncode == 0
    found = read_revoked((tmp_path / "krl").read_bytes())
    for name, made in people.items():
        theirs = keygen(tmp_path, "-Q", "-f", "krl", f"{name}.pub").returncode != 0
        assert found.has(ssh.blob(made.public)) == theirs == (name != "ada")


@pytest.mark.usefixtures("people")
def test_a_krl_of_certificates_revokes_no_key(tmp_path: Path) -> None:
    (tmp_path / "spec").write_text("serial: 1-7\nid: somebody\n")
    assert keygen(tmp_path, "-k", "-q", "-f", "krl", "-s", "ada.pub", "spec").returncode == 0
    found = read_revoked((tmp_path / "krl").read_bytes())
    assert (found.fingerprints, found.sha1) == (frozenset(), frozenset())


def test_keys_of_every_type_can_be_revoked(people: dict[str, KeyPair], tmp_path: Path) -> None:
    assert keygen(tmp_path, "-q", "-t", "rsa", "-b", "2048", "-N", "", "-f", "rsa").returncode == 0
    rsa = (tmp_path / "rsa.pub").read_text()
    printed = revoke(tmp_path, rsa)
    assert printed in keygen(tmp_path, "-l", "-f", "rsa.pub").stdout.decode()
    revoke(tmp_path, people["bob"].line)
    (tmp_path / "allowed_signers").write_text("")
    signers = load_signers(tmp_path / "allowed_signers")
    assert signers.revoked.fingerprints == {printed, people["bob"].fingerprint}
    with pytest.raises(SigningError, match=r"^a public key is of another type than its line says$"):
        revoke(tmp_path, rsa.replace("ssh-rsa", "ssh-ed25519"))
    with pytest.raises(SigningError, match=r"^a public key could not be read$"):
        revoke(tmp_path, "ssh-rsa")
    (tmp_path / "revoked_keys").write_bytes(b"SSHKRL\n\0rest")
    with pytest.raises(SigningError, match=r"^revoked_keys is a KRL$"):
        revoke(tmp_path, rsa)
    with pytest.raises(SigningError, match=r"^the KRL is of an unknown version$"):
        load_signers(tmp_path / "allowed_signers")

"""Where keys can be: in agents, in authenticators, behind URIs, under passphrases that the OS keyring keeps."""

from __future__ import annotations

import base64
import hashlib
import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import layout, ssh, sshsig
from jupyter_mlsec.runs.bundle import write_members
from jupyter_mlsec.runs.key_holders._discovery import discover, holder_of
from jupyter_mlsec.runs.key_holders.uri import write_card
from jupyter_mlsec.runs.keys import KeyPair, new_key, open_key, read_pair
from jupyter_mlsec.runs.passphrases import find_secret, forget, recall, remember
from jupyter_mlsec.runs.readme import readme
from jupyter_mlsec.runs.sign import key_members
from jupyter_mlsec.runs.signers import trust
from jupyter_mlsec.runs.signing import seal_elsewhere, sign_elsewhere
from jupyter_mlsec.runs.ssh_wire import string, take
from jupyter_mlsec.runs.verify import verify_bundle
from tests.keyrings import memory_keyring

WORD = "correct horse"


def sign_anew(bundle: Path, key: KeyPair) -> None:
    """Let another key sign a bundle, as an export does."""
    for name in layout.SEALS:
        (bundle / name).unlink()
    shutil.rmtree(bundle / layout.ATTESTATIONS)
    (bundle / layout.PUBLIC_PEM).unlink()
    write_members(bundle, key_members(key) | {layout.README: readme("train.ipynb", key)})
    sign_elsewhere(bundle, key)


def verdict(bundle: Path, key: KeyPair, folder: Path) -> list[str]:
    """Verify with a project in which exactly this key counts."""
    trust(folder / ".mlsec", key.line, "ada@example.org")
    return [failure.code for failure in verify_bundle(bundle, folder / ".mlsec" / "allowed_signers").failures]


def ssh_keygen_agrees(bundle: Path, key: KeyPair, folder: Path) -> bool:
    (folder / "allowed").write_text(f"ada@example.org {key.line}\n")
    program = shutil.which("ssh-keygen")
    assert program is not None
    command = [program, "-Y", "verify", "-f", str(folder / "allowed"), "-I", "ada@example.org", "-n", ssh.NAMESPACE]
    command += ["-s", str(bundle / layout.SSH_SIGNATURE)]
    done = subprocess.run(command, input=(bundle / layout.SUMS).read_bytes(), capture_output=True, check=False)  # noqa: S603
    return done.returncode == 0


def openssl_agrees(bundle: Path) -> bool:
    lines = (line.strip() for line in (bundle / layout.README).read_text().splitlines())
    words = next(line for line in lines if line.startswith("openssl ") and " ts " not in line).split()
    program = shutil.which(words[0])
    assert program is not None
    return subprocess.run([program, *words[1:]], cwd=bundle, capture_output=True, check=False).returncode == 0  # noqa: S603


def test_each_place_is_found_and_no_two_claim_one_file(tmp_path: Path) -> None:
    assert [holder.name for holder in discover()] == ["agent", "file", "security-key", "uri"]
    pair = new_key(tmp_path / "k.pem")
    (tmp_path / "card.toml").write_text("")
    (tmp_path / "sk").write_bytes(handle(SoftAuthenticator("ed25519")))
    names = {"k.pem": "file", "k.pub": "agent", "card.toml": "uri", "sk": "security-key"}
    for name, expected in names.items():
        head = (tmp_path / name).read_bytes()
        assert [holder.name for holder in discover() if holder.holds(tmp_path / name, head)] == [expected]
    assert read_pair(tmp_path / "k.pub").fingerprint == pair.fingerprint
    with pytest.raises(SigningError, match=r"^the key nowhere could not be read: No such file or directory$"):
        holder_of(tmp_path / "nowhere")


# A real ssh-agent, started and ended here.


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Path], None]]:
    """Run an ssh-agent; return a function that adds a private key to it."""
    program, adder = shutil.which("ssh-agent"), shutil.which("ssh-add")
    assert program is not None
    assert adder is not None
    address = tmp_path / "agent"
    process = subprocess.Popen([program, "-D", "-a", str(address)], stdout=subprocess.DEVNULL)  # noqa: S603
    monkeypatch.setenv("SSH_AUTH_SOCK", str(address))

    def add(path: Path) -> None:
        subprocess.run([adder, "-q", str(path)], check=True, capture_output=True)  # noqa: S603

    try:
        while not address.exists():
            assert process.poll() is None
        yield add
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("algorithm", ["ed25519", "ecdsa"])
def test_a_key_in_an_agent_signs_all_that_a_file_does(
    agent: Callable[[Path], None], bundle: Path, tmp_path: Path, algorithm: str
) -> None:
    program = shutil.which("ssh-keygen")
    assert program is not None
    path = tmp_path / "id"
    made = [program, "-q", "-t", algorithm, "-N", "", "-C", "ada@example.org", "-f", str(path)]
    subprocess.run(made, check=True)  # noqa: S603
    agent(path)
    path.unlink()  # only the agent has it now
    key = read_pair(tmp_path / "id.pub")
    assert key.identity == "ada@example.org"
    sign_anew(bundle, key)
    assert verdict(bundle, key, tmp_path) == []
    assert ssh_keygen_agrees(bundle, key, tmp_path)
    assert openssl_agrees(bundle)


def test_an_agent_without_the_key_says_so(agent: Callable[[Path], None], tmp_path: Path) -> None:
    pair = new_key(tmp_path / "k.pem", algorithm="p256")  # ssh-add reads no Ed25519 key in PKCS#8
    with pytest.raises(SigningError) as caught:
        open_key(tmp_path / "k.pub").sign(b"x")
    assert caught.value.message == f"the ssh-agent did not sign with the key {pair.fingerprint}"
    agent(tmp_path / "k.pem")
    assert ssh.raw_verify(pair.public, open_key(tmp_path / "k.pub").sign(b"x"), b"x")


def test_no_agent_no_signature(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_key(tmp_path / "k.pem")
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(SigningError, match=r"^no ssh-agent can be reached: SSH_AUTH_SOCK is not set$"):
        open_key(tmp_path / "k.pub").sign(b"x")
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "nowhere"))
    with pytest.raises(SigningError, match=r"^the ssh-agent could not be reached \(FileNotFoundError\)$"):
        open_key(tmp_path / "k.pub").sign(b"x")


# Authenticators in software: what they sign is judged by the real ssh-keygen. Hardware itself: field/test_signing.py.


class SoftAuthenticator:
    """Signs as a FIDO authenticator does (PROTOCOL.u2f), with a key in memory."""

    def __init__(self, algorithm: str, flags: int = 1) -> None:
        private = Ed25519PrivateKey.generate() if algorithm == "ed25519" else generate_private_key(SECP256R1())
        self.private: Any = private
        self.public = ssh.HardwareKey(ssh.accepted(private.public_key()))
        self.flags = flags
        self.counter = 7

    def sign(self, message: bytes) -> bytes:
        told = bytes([self.flags]) + self.counter.to_bytes(4, "big")
        data = hashlib.sha256(b"ssh:").digest() + told + hashlib.sha256(message).digest()
        plain = ssh.raw_sign(self.private, data)
        _, rest = take(sshsig.from_raw(self.public.inner, plain))
        return string(ssh.kind(self.public).encode()) + rest + told


@contextmanager
def answering(address: Path, answer: Callable[[bytes], bytes]) -> Iterator[None]:
    """Serve an agent's socket with a function from a request to the bytes that go back."""
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(address))
    server.listen()
    server.settimeout(0.05)
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _ = server.accept()
            except TimeoutError:
                continue
            with connection:
                length = int.from_bytes(connection.recv(4), "big")
                request = b""
                while len(request) < length:
                    request += connection.recv(65_536)
                connection.sendall(answer(request))

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        server.close()


def agent_of(authenticator: SoftAuthenticator) -> Callable[[bytes], bytes]:
    def answer(request: bytes) -> bytes:
        assert request[0] == 13
        blob, rest = take(request[1:])
        message, flags = take(rest)
        assert (blob, flags) == (ssh.blob(authenticator.public), bytes(4))
        return string(bytes([14]) + string(authenticator.sign(message)))

    return answer


def hardware_key(authenticator: SoftAuthenticator, folder: Path) -> KeyPair:
    path = folder / "sk.pub"
    path.write_text(f"{ssh.public_line(authenticator.public)} ada@example.org\n")
    return read_pair(path)


@pytest.mark.parametrize("algorithm", ["ed25519", "p256"])
def test_a_key_in_an_authenticator_signs_the_list_and_vouches_for_the_rest(
    bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, algorithm: str
) -> None:
    authenticator = SoftAuthenticator(algorithm)
    key = hardware_key(authenticator, tmp_path)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    with answering(tmp_path / "agent", agent_of(authenticator)):
        sign_anew(bundle, key)
    assert verdict(bundle, key, tmp_path) == []
    assert ssh_keygen_agrees(bundle, key, tmp_path)
    assert openssl_agrees(bundle)
    assert "keys/signer.pem is the key of this run alone" in (bundle / layout.README).read_text()
    other = new_key(tmp_path / "other.pem", algorithm="p256")
    (bundle / layout.RAW_SIGNATURE).write_bytes(open_key(other.path).sign((bundle / layout.SUMS).read_bytes()))
    assert verdict(bundle, key, tmp_path) == ["signature-invalid"]


def test_a_review_by_an_authenticator_counts(
    bundle: Path, key: KeyPair, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_mlsec.runs.reviews import sign_decision

    authenticator = SoftAuthenticator("ed25519")
    bob = hardware_key(authenticator, tmp_path)
    trust(tmp_path / ".mlsec", key.line, "ada@example.org")
    trust(tmp_path / ".mlsec", bob.line, "bob@example.org")
    (tmp_path / ".mlsec" / "signers.toml").write_text('[roles]\nreviewer = ["bob@example.org"]\n')
    allowed = tmp_path / ".mlsec" / "allowed_signers"
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    with answering(tmp_path / "agent", agent_of(authenticator)):
        sign_decision(bundle, {"decision": "approve", "role": "reviewer"}, verify_bundle(bundle, allowed), bob)
    found = verify_bundle(bundle, allowed)
    assert [failure.code for failure in found.failures] == []
    assert [(signer.role, signer.key) for signer in found.signers] == [
        ("author", key.fingerprint),
        ("reviewer", bob.fingerprint),
    ]


def test_an_authenticator_that_nobody_touched_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    authenticator = SoftAuthenticator("ed25519", flags=0)
    key = hardware_key(authenticator, tmp_path)
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    with (
        answering(tmp_path / "agent", agent_of(authenticator)),
        pytest.raises(SigningError, match=r"^what the key signed does not fit its public half$"),
    ):
        open_key(key.path).sshsig(b"x", ssh.NAMESPACE)
    signed = sshsig.to_sign(b"x")
    assert not sshsig.verify(authenticator.public, authenticator.sign(signed), signed)
    with pytest.raises(SigningError, match=r"^a key in an authenticator gives SSH signatures only$"):
        open_key(key.path).sign(b"x")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (b"", "the ssh-agent ended the connection"),
        (b"\x00\x00", "the ssh-agent ended the connection"),
        (b"\xff\xff\xff\xff", "the ssh-agent's answer could not be read"),
        (string(b""), "the ssh-agent did not sign with the key"),
        (string(b"\x0e"), "a key or signature is cut short"),
        (string(b"\x0e" + string(b"") + b"x"), "the ssh-agent's answer could not be read"),
        (string(b"\x0e" + string(string(b"ssh-rsa") + string(b"x"))), "a signature is of another kind than its key"),
        (
            string(b"\x0e" + string(string(b"ssh-ed25519") + string(bytes(64)))),
            "what the key signed does not fit its public half",
        ),
    ],
)
def test_an_agent_that_talks_nonsense_is_only_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: bytes, message: str
) -> None:
    new_key(tmp_path / "k.pem")
    monkeypatch.setenv("SSH_AUTH_SOCK", str(tmp_path / "agent"))
    with answering(tmp_path / "agent", lambda _request: answer), pytest.raises(SigningError) as caught:
        open_key(tmp_path / "k.pub").sign(b"x")
    assert caught.value.message.startswith(message)


def handle(authenticator: SoftAuthenticator) -> bytes:
    """Return a file as ``ssh-keygen -t ed25519-sk`` writes it; the key handle in it is of no authenticator."""
    blob = ssh.blob(authenticator.public)
    private = bytes(8) + blob[:-4] + b"\x01" + string(b"handle") + string(b"") + string(b"comment")
    private += bytes(range(1, 9 - len(private) % 8)) if len(private) % 8 else b""
    body = b"openssh-key-v1\0" + string(b"none") + string(b"none") + string(b"") + (1).to_bytes(4, "big")
    text = base64.encodebytes(body + string(blob) + string(private))
    return b"-----BEGIN OPENSSH PRIVATE KEY-----\n" + text + b"-----END OPENSSH PRIVATE KEY-----\n"


def test_a_handle_without_its_authenticator_does_not_sign(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    authenticator = SoftAuthenticator("ed25519")
    path = tmp_path / "id_ed25519_sk"
    path.write_bytes(handle(authenticator))
    path.chmod(0o600)
    with pytest.raises(SigningError, match=r"^there is no id_ed25519_sk\.pub beside the FIDO key$"):
        read_pair(path)
    (tmp_path / "id_ed25519_sk.pub").write_text(ssh.public_line(authenticator.public) + " ada@example.org\n")
    assert read_pair(path).identity == "ada@example.org"
    with pytest.raises(SigningError, match=r"^ssh-keygen did not sign with the FIDO key$"):
        open_key(path).sshsig(b"x", ssh.NAMESPACE)
    assert capfd.readouterr().out == ""
    with pytest.raises(SigningError, match=r"^a key in an authenticator gives SSH signatures only$"):
        open_key(path).sign(b"x")


# Keys behind URIs.


@pytest.mark.parametrize("algorithm", ["ed25519", "p256"])
def test_a_key_behind_a_uri_signs_in_the_process_that_signs(bundle: Path, tmp_path: Path, algorithm: str) -> None:
    pair = new_key(tmp_path / "elsewhere.pem", "ada@example.org", algorithm)
    card = tmp_path / "card.toml"
    write_card(card, f"file2:{pair.path}", pair.line, "ada@example.org")
    key = read_pair(card)
    assert (key.fingerprint, key.identity) == (pair.fingerprint, "ada@example.org")
    sign_anew(bundle, key)
    assert verdict(bundle, key, tmp_path) == []
    assert ssh_keygen_agrees(bundle, key, tmp_path)
    assert openssl_agrees(bundle)


class Safe:
    """A signer of securesystemslib as a vendor would write it: it asks for a PIN."""

    private = Ed25519PrivateKey.generate()
    fails: Exception | None = None

    def __init__(self, handler: Callable[[str], str]) -> None:
        self.handler = handler

    @classmethod
    def from_priv_key_uri(cls, uri: str, public: Any, handler: Callable[[str], str]) -> Safe:
        assert (uri, public.scheme) == ("safe:1", "ed25519")
        return cls(handler)

    def sign(self, payload: bytes) -> Any:
        from securesystemslib.signer._signature import Signature

        if self.fails is not None:
            raise self.fails
        assert self.handler("pin") == "1234"
        return Signature("", self.private.sign(payload).hex())


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that names a key in a safe that is registered for this test."""
    from securesystemslib.signer._signer import SIGNER_FOR_URI_SCHEME

    monkeypatch.setitem(SIGNER_FOR_URI_SCHEME, "safe", Safe)
    path = tmp_path / "safe.toml"
    write_card(path, "safe:1", ssh.public_line(ssh.accepted(Safe.private.public_key())), "ada@example.org")
    return path


def test_a_vendors_signer_gets_the_pin_and_its_signature_is_checked(
    card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(open_key(card, "1234").sign(b"x")) == 64
    with pytest.raises(SigningError, match=r"^the key asks for a PIN$"):
        open_key(card).sign(b"x")
    monkeypatch.setattr(Safe, "private", Ed25519PrivateKey.generate())
    with pytest.raises(SigningError, match=r"^what the key signed does not fit its public half$"):
        open_key(card, "1234").sign(b"x")


def test_what_a_vendors_error_says_is_not_passed_on(card: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Safe, "fails", RuntimeError("the PIN 1234 is wrong"))
    with pytest.raises(SigningError) as caught:
        open_key(card, "1234").sign(b"x")
    assert caught.value.message == "the key behind safe: did not sign (RuntimeError)"
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("gnupg:0xabc", "keys behind gnupg: are not supported"),
        ("nothing:1", "keys behind nothing: are not supported"),
        ('hsm:2?label="x"', "the key's URI has characters that no URI has"),
    ],
)
def test_uris_that_cannot_be_used_are_refused(tmp_path: Path, uri: str, message: str) -> None:
    pair = new_key(tmp_path / "k.pem")
    with pytest.raises(SigningError) as caught:
        write_card(tmp_path / "card.toml", uri, pair.line, "ada@example.org")
    assert caught.value.message == message


@pytest.mark.parametrize("text", ["", "nonsense", 'uri = "hsm:2"', 'uri = 1\npublic = "x"\nidentity = "a"', "\xff"])
def test_a_card_that_names_nothing_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "card.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(SigningError, match=r"^card\.toml does not name a key$"):
        read_pair(path)


def test_without_the_library_a_uri_says_what_is_missing(
    card: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "securesystemslib", None)
    with pytest.raises(SigningError) as caught:
        open_key(card, "1234")
    assert caught.value.message == "keys behind a URI need securesystemslib, which is not installed"
    assert caught.value.help == ('pip install "jupyter-mlsec[signing]"',)
    assert read_pair(card).identity == "ada@example.org"  # what is public needs no library
    assert list(tmp_path.iterdir()) == [card]


# Passphrases.


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[tuple[str, str], str]]:
    """Put a keyring into memory in place of the system's; return what is in it."""
    monkeypatch.delenv("MLSEC_KEY_PASSPHRASE", raising=False)
    with memory_keyring() as entries:
        yield entries


def test_the_keyring_keeps_what_opens_a_key(kept: dict[tuple[str, str], str], bundle: Path, tmp_path: Path) -> None:
    pair = new_key(tmp_path / "k.pem", "ada@example.org", passphrase=WORD.encode())
    assert (find_secret(pair.path), recall(pair.path)) == (None, None)
    with pytest.raises(SigningError, match=r"^the key could not be read: a wrong passphrase or not a private key$"):
        remember(pair.path, "wrong")
    assert kept == {}
    assert remember(pair.path, WORD) == "memory"
    assert kept == {("jupyter-mlsec", pair.fingerprint): WORD}
    assert find_secret(pair.path) == WORD
    sign_anew(bundle, pair)  # nobody is asked, and the process that signs is told
    assert verdict(bundle, pair, tmp_path) == []
    forget(pair.path)
    assert kept == {}
    with pytest.raises(SigningError, match=r"^the OS keyring keeps nothing for this key$"):
        forget(pair.path)
    with pytest.raises(SigningError, match=r"^the key is encrypted$"):
        seal_elsewhere({}, pair)


def test_a_pin_is_kept_as_well(kept: dict[tuple[str, str], str], tmp_path: Path) -> None:
    pair = new_key(tmp_path / "k.pem", algorithm="p256")
    write_card(tmp_path / "hsm.toml", "hsm:2?label=token", pair.line, "ada@example.org")
    remember(tmp_path / "hsm.toml", "1234")
    assert kept == {("jupyter-mlsec", pair.fingerprint): "1234"}
    assert find_secret(tmp_path / "hsm.toml") == "1234"
    assert find_secret(pair.path) is None  # the file itself needs none
    kept.clear()
    asked: list[str] = []

    def decline(question: str) -> str:
        asked.append(question)
        return ""

    assert find_secret(tmp_path / "hsm.toml", decline) is None
    assert asked == ["PIN of hsm.toml: "]
    with pytest.raises(SigningError, match=r"^the key asks for a PIN$"):
        seal_elsewhere({}, read_pair(tmp_path / "hsm.toml"))


def test_a_broken_keyring_is_no_keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import keyring
    from keyring.backends.fail import Keyring

    pair = new_key(tmp_path / "k.pem", passphrase=WORD.encode())
    none = Keyring()  # type: ignore[no-untyped-call]
    for name in ("get_password", "set_password"):
        monkeypatch.setattr(keyring, name, getattr(none, name))
    assert find_secret(pair.path, lambda _question: WORD) == WORD
    with pytest.raises(SigningError, match=r"^the OS keyring did not take it \(NoKeyringError\)$"):
        remember(pair.path, WORD)


def test_without_the_library_the_keyring_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "keyring", None)
    pair = new_key(tmp_path / "k.pem", passphrase=WORD.encode())
    assert recall(pair.path) is None
    assert find_secret(pair.path, lambda _question: WORD) == WORD
    with pytest.raises(SigningError) as caught:
        remember(pair.path, WORD)
    assert caught.value.message == "the OS keyring needs the library keyring, which is not installed"
    assert caught.value.help == ('pip install "jupyter-mlsec[signing]"',)


def test_the_environment_comes_before_the_keyring(
    kept: dict[tuple[str, str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = new_key(tmp_path / "k.pem", passphrase=WORD.encode())
    remember(pair.path, WORD)
    monkeypatch.setenv("MLSEC_KEY_PASSPHRASE", "from the environment")
    assert find_secret(pair.path) == "from the environment"
    assert os.environ["MLSEC_KEY_PASSPHRASE"] not in kept.values()

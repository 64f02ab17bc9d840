"""Time stamps by a third party: fetched only when asked for, checked without any connection."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from jupyter_mlsec.errors import SigningError
from jupyter_mlsec.runs import dsse, layout
from jupyter_mlsec.runs.keys import KeyPair, new_key
from jupyter_mlsec.runs.reviews import sign_decision
from jupyter_mlsec.runs.sign import stamp_folder
from jupyter_mlsec.runs.signers import load_signers, trust
from jupyter_mlsec.runs.timestamps import check_stamp, fetch_stamp
from jupyter_mlsec.runs.verify import verify_bundle

CONFIGURATION = """\
[tsa]
default_tsa = ours
[ours]
serial = {folder}/serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
ordering = yes
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\nbasicConstraints=CA:FALSE\n"
FUTURE = datetime.now(UTC) + timedelta(days=400)


def openssl(folder: Path, *words: str) -> bytes:
    program = shutil.which("openssl")
    assert program is not None, "this test needs openssl"
    return subprocess.run([program, *words], cwd=folder, check=True, capture_output=True).stdout  # noqa: S603


def authority(folder: Path) -> Path:
    """Make a time stamp authority with openssl: ``root.pem`` is what a verifier trusts."""
    folder.mkdir()
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))
    (folder / "serial").write_text("01\n")
    (folder / "usage").write_text(EXTENSIONS)
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl(folder, "req", "-x509", *new, "-keyout", "root.key", "-out", "root.pem", "-days", "9000", "-subj", "/CN=R")
    openssl(folder, "req", *new, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Time")
    signing = ("-CA", "root.pem", "-CAkey", "root.key", "-CAcreateserial", "-days", "9000", "-extfile", "usage")
    openssl(folder, "x509", "-req", "-in", "tsa.csr", *signing, "-out", "tsa.pem")
    return folder


def answer(folder: Path, query: bytes) -> bytes:
    (folder / "query").write_bytes(query)
    keys = ("-signer", "tsa.pem", "-inkey", "tsa.key", "-out", "reply")
    openssl(folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", *keys)
    return (folder / "reply").read_bytes()


@pytest.fixture(scope="session")
def tsa(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of an authority."""
    return authority(tmp_path_factory.mktemp("tsa") / "good")


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[bytes], bytes]], str]]:
    """Return a function that serves an authority on this machine, and gives its address."""
    servers: list[HTTPServer] = []

    def start(reply: Callable[[bytes], bytes]) -> str:
        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                assert self.headers["Content-Type"] == "application/timestamp-query"
                body = reply(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: object) -> None:
                """Stay silent."""

        server = HTTPServer(("127.0.0.1", 0), Handler)
        servers.append(server)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}/"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def url(tsa: Path, serve: Callable[[Callable[[bytes], bytes]], str]) -> str:
    """Return the address of the good authority."""
    return serve(lambda query: answer(tsa, query))


def codes(bundle: Path, allowed: Path, now: datetime | None = None) -> list[tuple[str, str]]:
    return [(failure.code, failure.path) for failure in verify_bundle(bundle, allowed, now).failures]


@pytest.fixture
def allowed(tmp_path: Path, key: KeyPair, tsa: Path) -> Path:
    """Return a project's allowed signers; the author's key ends in a year, and the authority is trusted."""
    folder = tmp_path / ".mlsec"
    trust(folder, key.line, "ada@example.org", FUTURE - timedelta(days=35))
    shutil.copy(tsa / "root.pem", folder / "timestamp_roots.pem")
    return folder / "allowed_signers"


def test_a_stamped_run_outlives_its_key(bundle: Path, allowed: Path, url: str, tsa: Path) -> None:
    stamp_folder(bundle, url)
    assert codes(bundle, allowed) == []
    assert codes(bundle, allowed, FUTURE) == []
    (bundle / "root.pem").write_bytes((tsa / "root.pem").read_bytes())
    lines = (line.strip() for line in (bundle / layout.README).read_text().splitlines())
    command = next(line for line in lines if line.startswith("openssl ts "))
    assert openssl(bundle, *command.split()[1:]) == b"Verification: OK\n"
    (bundle / "root.pem").unlink()
    (bundle / layout.TIMESTAMP).unlink()
    assert codes(bundle, allowed, FUTURE) == [("key-expired", layout.SSH_SIGNATURE)]


def test_an_authority_that_nobody_trusts_proves_nothing(
    bundle: Path, allowed: Path, url: str, tmp_path: Path, serve: Callable[[Callable[[bytes], bytes]], str]
) -> None:
    stamp_folder(bundle, url)
    roots = allowed.with_name("timestamp_roots.pem")
    kept = roots.read_bytes()
    roots.unlink()
    assert codes(bundle, allowed) == [("timestamp-invalid", layout.TIMESTAMP)]
    roots.write_text("nonsense")
    assert codes(bundle, allowed) == [("timestamp-invalid", layout.TIMESTAMP)]
    roots.write_bytes(kept)
    other = authority(tmp_path / "other")
    stamp_folder(bundle, serve(lambda query: answer(other, query)))
    assert codes(bundle, allowed, FUTURE) == [("timestamp-invalid", layout.TIMESTAMP)]
    found = verify_bundle(bundle, allowed, timestamp_roots=other / "root.pem")
    assert found.failures == ()
    assert codes(bundle, allowed.with_name("nowhere")) == [("signers-unreadable", "")]


def test_a_stamp_is_about_exactly_one_signature(
    bundle: Path, allowed: Path, tmp_path: Path, serve: Callable[[Callable[[bytes], bytes]], str]
) -> None:
    other = tmp_path / "other"
    signature = (bundle / layout.SSH_SIGNATURE).read_bytes()
    authority(other)
    stamp = fetch_stamp(serve(lambda query: answer(other, query)), signature)
    roots = (other / "root.pem").read_bytes()
    assert check_stamp(stamp, signature, roots) <= datetime.now(UTC)
    with pytest.raises(SigningError, match=r"^the time stamp is about something else, or by an authority"):
        check_stamp(stamp, signature + b" ", roots)
    assert codes(bundle, allowed) == []


def test_a_stamp_of_another_run_does_not_fit(bundle: Path, allowed: Path, url: str) -> None:
    (bundle / layout.TIMESTAMP).write_bytes(fetch_stamp(url, b"the signature of another run"))
    assert codes(bundle, allowed) == [("timestamp-invalid", layout.TIMESTAMP)]
    (bundle / layout.TIMESTAMP).write_bytes(b"")
    assert codes(bundle, allowed) == [("timestamp-invalid", layout.TIMESTAMP)]


def test_what_the_authority_signed_cannot_be_changed(url: str, tsa: Path) -> None:
    """Three fields of a CMS token are outside every signature: two versions, and the name of an algorithm."""
    stamp = fetch_stamp(url, b"data")
    roots = (tsa / "root.pem").read_bytes()
    told = check_stamp(stamp, b"data", roots)
    unseen = 0
    for place in range(len(stamp)):
        changed = bytearray(stamp)
        changed[place] ^= 1 << (place % 8)
        try:
            assert check_stamp(bytes(changed), b"data", roots) == told
            unseen += 1
        except SigningError:
            pass
    assert unseen <= 1 + 1 + 8
    for longer in (stamp + b"\0", stamp[:-1], b""):
        with pytest.raises(SigningError):
            check_stamp(longer, b"data", roots)


def test_a_project_can_ask_for_a_stamp(bundle: Path, allowed: Path, url: str) -> None:
    allowed.with_name("signers.toml").write_text("require-timestamp = true\n")
    assert codes(bundle, allowed) == [("timestamp-missing", layout.TIMESTAMP)]
    stamp_folder(bundle, url)
    assert codes(bundle, allowed) == []


def test_a_stamp_from_before_the_run_or_after_now_is_refused(bundle: Path, allowed: Path, url: str) -> None:
    stamp_folder(bundle, url)
    signers = load_signers(allowed)
    always = replace(signers, allowed=(replace(signers.allowed[0], valid_before=None),))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    found = [(failure.code, failure.path) for failure in verify_bundle(bundle, always, yesterday).failures]
    assert found == [("signed-in-future", layout.RUN), ("signed-in-future", layout.TIMESTAMP)]


def test_a_stamped_decision_outlives_its_key(bundle: Path, allowed: Path, url: str, tmp_path: Path) -> None:
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    trust(allowed.parent, bob.line, "bob@example.org", FUTURE - timedelta(days=35))
    allowed.with_name("signers.toml").write_text('[roles]\nreviewer = ["bob@example.org"]\n')
    stamp_folder(bundle, url)
    told = {"decision": "approve", "role": "reviewer"}
    sign_decision(bundle, told, verify_bundle(bundle, allowed), bob, timestamp=url)
    assert codes(bundle, allowed, FUTURE) == []
    (name,) = [path.name for path in (bundle / layout.ATTESTATIONS).iterdir() if path.name.startswith("sign-off")]
    path = bundle / layout.ATTESTATIONS / name
    other = fetch_stamp(url, b"another signature")
    path.write_bytes(dsse.stamped(path.read_bytes(), lambda _signature: other))
    assert codes(bundle, allowed) == [("timestamp-invalid", f"{layout.ATTESTATIONS}{name}")]


def test_a_runs_own_statement_carries_no_stamp(bundle: Path, allowed: Path, url: str) -> None:
    path = bundle / "attestations/provenance.sigstore.json"
    path.write_bytes(dsse.stamped(path.read_bytes(), lambda signature: fetch_stamp(url, signature)))
    assert codes(bundle, allowed) == [("attestation-malformed", "attestations/provenance.sigstore.json")]


def test_an_authority_that_does_not_answer_properly_is_only_an_error(
    tsa: Path, serve: Callable[[Callable[[bytes], bytes]], str]
) -> None:
    with pytest.raises(SigningError, match=r"^the time stamp could not be read \(ValueError\)$"):
        fetch_stamp(serve(lambda _query: b"<html>"), b"x")
    old = answer(tsa, openssl(tsa, "ts", "-query", "-data", "serial", "-sha256", "-cert"))
    with pytest.raises(SigningError, match=r"^the time stamp authority answered something else than it was asked$"):
        fetch_stamp(serve(lambda _query: old), b"x")
    with pytest.raises(SigningError, match=r"^the time stamp authority could not be reached \(URLError\)$"):
        fetch_stamp("http://127.0.0.1:9/", b"x")
    for address in ("file:///etc/passwd", "ftp://x/", "x"):
        with pytest.raises(SigningError, match=r"^the address of a time stamp authority begins with https"):
            fetch_stamp(address, b"x")


def test_without_the_library_a_stamped_bundle_fails(
    bundle: Path, allowed: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import sys

    stamp_folder(bundle, url)
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    found = verify_bundle(bundle, allowed).failures
    assert [(failure.code, failure.message) for failure in found] == [
        ("timestamp-invalid", "time stamps need rfc3161-client, which is not installed")
    ]

"""What somebody tries who has a key, though not the right one, or a second genuine bundle of the same signer."""

from __future__ import annotations

import base64
import json
import os
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from jupyter_mlsec.runs import dsse, layout
from jupyter_mlsec.runs.bundle import publish, write_members
from jupyter_mlsec.runs.keys import KeyPair, new_key, open_key
from jupyter_mlsec.runs.reviews import sign_decision
from jupyter_mlsec.runs.run_json import iso
from jupyter_mlsec.runs.seals import SIGN_OFF, VSA, review_name
from jupyter_mlsec.runs.sign import key_members, sign_folder
from jupyter_mlsec.runs.signers import revoke, trust
from jupyter_mlsec.runs.statements import STATEMENT, hex_digest
from jupyter_mlsec.runs.verify import verify_bundle

Again = Callable[..., None]
Codes = list[tuple[str, str]]
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Project:
    """A project with an author, a reviewer and a policy that asks for both."""

    folder: Path
    ada: KeyPair
    bob: KeyPair

    @property
    def allowed(self) -> Path:
        return self.folder / "allowed_signers"

    def codes(self, bundle: Path) -> Codes:
        return sorted((failure.code, failure.path) for failure in verify_bundle(bundle, self.allowed).failures)

    def ask_for_nobody(self) -> None:
        (self.folder / "signers.toml").write_text('[roles]\nreviewer = ["bob@example.org"]\n')

    def approve(self, bundle: Path, decision: str = "approve") -> str:
        sign_decision(bundle, {"decision": decision, "role": "reviewer"}, self.lenient(bundle), self.bob)
        return review_name(SIGN_OFF, self.bob.public)

    def lenient(self, bundle: Path) -> Any:
        policy = self.folder / "signers.toml"
        text = policy.read_text()
        policy.write_text('[roles]\nreviewer = ["bob@example.org"]\n')
        try:
            return verify_bundle(bundle, self.allowed)
        finally:
            policy.write_text(text)


@pytest.fixture
def project(tmp_path: Path, key: KeyPair) -> Project:
    folder = tmp_path / "lead"
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    trust(folder, key.line, "ada@example.org")
    trust(folder, bob.line, "bob@example.org")
    policy = 'required-roles = ["author", "reviewer"]\nmin-signers = 2\n[roles]\nreviewer = ["bob@example.org"]\n'
    (folder / "signers.toml").write_text(policy)
    return Project(folder, key, bob)


@pytest.fixture
def second(bundle: Path, sign_again: Again, edit: Callable[..., None], tmp_path: Path) -> Path:
    """Return another genuine run of the same notebook, by the same signer, an hour later."""
    other = shutil.copytree(bundle, tmp_path / "second.mlrun")
    later = iso(datetime.now(UTC) - timedelta(minutes=1))
    edit(other / layout.RUN, lambda run: run.update(invocation="another", started=later, finished=later))
    edit(other / layout.AUDIT, lambda audit: audit["advisories"].update(date="2026-10-01"))
    edit(other / layout.CHECKLIST, lambda checklist: checklist["items"][1].update(status="pass"))
    sign_again(other)
    return other


def signed_by(bundle: Path, key: KeyPair) -> None:
    """Sign all of a bundle anew with another key, whose public half goes into it."""
    for name in layout.SEALS:
        (bundle / name).unlink(missing_ok=True)
    shutil.rmtree(bundle / layout.ATTESTATIONS)
    write_members(bundle, key_members(key))
    sign_folder(bundle, open_key(key.path))


def statement(bundle: Path, kind: str, predicate: dict[str, Any]) -> dict[str, Any]:
    sums = hex_digest((bundle / layout.SUMS).read_bytes())
    subject = [{"name": layout.SUMS, "digest": {"sha256": sums}}]
    return {"_type": STATEMENT, "subject": subject, "predicateType": kind, "predicate": predicate}


def test_both_runs_are_genuine(project: Project, bundle: Path, second: Path) -> None:
    for one in (bundle, second):
        project.approve(one)
        assert project.codes(one) == []


def test_1_statements_of_two_runs_are_mixed(project: Project, bundle: Path, second: Path) -> None:
    project.approve(bundle)
    for path in sorted((second / layout.ATTESTATIONS).iterdir()):
        kept = (bundle / layout.ATTESTATIONS / path.name).read_bytes()
        shutil.copy(path, bundle / layout.ATTESTATIONS)
        name = f"{layout.ATTESTATIONS}{path.name}"
        assert project.codes(bundle) == [("subject-mismatch", name)]
        (bundle / layout.ATTESTATIONS / path.name).write_bytes(kept)


def test_2_any_file_of_another_run_is_swapped_in(project: Project, bundle: Path, second: Path) -> None:
    project.approve(bundle)
    names = [path.relative_to(second) for path in second.rglob("*") if path.is_file()]
    different = [name for name in names if (second / name).read_bytes() != (bundle / name).read_bytes()]
    assert {"SHA256SUMS", "SHA256SUMS.sig", "SHA256SUMS.raw.sig", "run.json", "report.html"} <= set(map(str, different))
    for name in different:
        kept = (bundle / name).read_bytes()
        shutil.copy(second / name, bundle / name)
        assert project.codes(bundle) != []
        (bundle / name).write_bytes(kept)
    assert project.codes(bundle) == []


def test_3_a_report_of_another_run_is_signed_with_this_one(project: Project, bundle: Path, second: Path) -> None:
    shutil.copy(second / layout.REPORT, bundle / layout.REPORT)
    signed_by(bundle, project.ada)
    project.ask_for_nobody()
    others = [("report-mismatch", layout.REPORT)] * 3  # its record, audit and checklist are others
    assert project.codes(bundle) == [("crate-mismatch", layout.CRATE), *others]


def test_4_an_approval_of_another_run_is_replayed(project: Project, bundle: Path, second: Path) -> None:
    name = project.approve(second)
    shutil.copy(second / name, bundle / name)
    assert project.codes(bundle) == [("role-missing", ""), ("subject-mismatch", name), ("too-few-signers", "")]


def test_5_an_approval_is_copied_to_count_twice(project: Project, bundle: Path, tmp_path: Path) -> None:
    name = project.approve(bundle)
    again = f"{layout.ATTESTATIONS}sign-off-0123456789ab{layout.ATTESTATION_SUFFIX}"
    shutil.copy(bundle / name, bundle / again)
    assert project.codes(bundle) == [("review-misplaced", again)]
    (bundle / again).unlink()
    alias = new_key(tmp_path / "bob2.pem", "bob@example.org")
    trust(project.folder, alias.line, "bob@example.org")
    policy = project.folder / "signers.toml"
    policy.write_text(policy.read_text().replace("min-signers = 2", "min-signers = 3"))
    sign_decision(bundle, {"decision": "approve", "role": "reviewer"}, project.lenient(bundle), alias)
    assert project.codes(bundle) == [("too-few-signers", "")]  # two keys of one person are one signer


def test_6_an_author_approves_the_own_run(project: Project, bundle: Path, tmp_path: Path) -> None:
    (project.folder / "signers.toml").write_text(
        'required-roles = ["author", "reviewer"]\n[roles]\nauthor = ["ada@example.org"]\n'
        'reviewer = ["ada@example.org", "bob@example.org"]\n'
    )
    other = new_key(tmp_path / "ada2.pem", "ada@example.org")
    trust(project.folder, other.line, "ada@example.org")
    for key in (project.ada, other):
        predicate = {"decision": "approve", "role": "reviewer", "time": iso(datetime.now(UTC))}
        path = bundle / review_name(SIGN_OFF, key.public)
        path.write_bytes(dsse.seal(open_key(key.path), statement(bundle, SIGN_OFF, predicate)))
        name = path.relative_to(bundle).as_posix()
        assert project.codes(bundle) == [("review-not-independent", name)]
        path.unlink()


def test_7_a_rejection_is_passed_off_as_a_review(project: Project, bundle: Path) -> None:
    name = project.approve(bundle, "reject")
    assert project.codes(bundle) == [("run-rejected", name)]
    (bundle / name).unlink()  # whoever takes it away lacks the approval
    assert project.codes(bundle) == [("role-missing", ""), ("too-few-signers", "")]
    project.approve(bundle, "reject")
    project.approve(bundle)  # who rejected it may change their mind
    assert project.codes(bundle) == []


def test_8_a_reviewer_signs_a_run_and_an_author_signs_off(project: Project, bundle: Path, tmp_path: Path) -> None:
    carol = new_key(tmp_path / "carol.pem", "carol@example.org")
    trust(project.folder, carol.line, "carol@example.org")
    predicate = {"decision": "approve", "role": "reviewer", "time": iso(datetime.now(UTC))}
    name = review_name(SIGN_OFF, carol.public)
    (bundle / name).write_bytes(dsse.seal(open_key(carol.path), statement(bundle, SIGN_OFF, predicate)))
    assert project.codes(bundle) == [("role-not-allowed", name)]
    for role in ("author", "runner", "king\n"):
        told = predicate | {"role": role}
        (bundle / name).write_bytes(dsse.seal(open_key(carol.path), statement(bundle, SIGN_OFF, told)))
        assert project.codes(bundle) == [("role-not-allowed", name)]
    (bundle / name).unlink()
    signed_by(bundle, project.bob)
    assert project.codes(bundle) == [("role-not-allowed", layout.SSH_SIGNATURE)]


def test_9_everything_is_signed_anew_with_an_own_key_and_own_lists_beside_it(
    project: Project, bundle: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    eve = new_key(tmp_path / "eve.pem", "ada@example.org")
    lists = {
        "allowed_signers": f"ada@example.org {eve.line}\n",
        "signers.toml": "min-signers = 1\n",
        "revoked_keys": "",
        "mlsec.toml": 'signers = "allowed_signers"\n',
    }
    write_members(bundle, {name: text.encode() for name, text in lists.items()})
    signed_by(bundle, eve)
    monkeypatch.chdir(bundle)
    foreign = [("crate-mismatch", layout.CRATE), ("untrusted-key", layout.SSH_SIGNATURE)]
    assert project.codes(Path()) == foreign
    found = verify_bundle(Path())  # the person's own keys, not those that lie around
    assert sorted((failure.code, failure.path) for failure in found.failures) == foreign


@pytest.mark.parametrize("kind", ["expired", "not yet", "revoked", "revoked by digest", "another namespace"])
def test_10_a_key_that_counts_no_more_signs_all_anew(
    project: Project, bundle: Path, tmp_path: Path, kind: str, edit: Callable[..., None]
) -> None:
    mallory = new_key(tmp_path / "mallory.pem", "mallory@example.org")
    old = datetime(2020, 1, 1, tzinfo=UTC)
    if kind == "expired":
        trust(project.folder, mallory.line, "mallory@example.org", old)
        edit(bundle / layout.RUN, lambda run: run.update(started=iso(old), finished="2019-12-31T00:00:00Z"))
    elif kind == "not yet":
        trust(project.folder, mallory.line, "mallory@example.org", None, datetime(2040, 1, 1, tzinfo=UTC))
    else:
        trust(project.folder, mallory.line, "mallory@example.org")
    if kind == "revoked":
        revoke(project.folder, mallory.line)
    elif kind == "revoked by digest":
        (project.folder / "revoked_keys").write_text(f"{mallory.fingerprint}\n")
    elif kind == "another namespace":
        allowed = project.allowed.read_text().splitlines()
        changed = allowed[-1].replace("notebook-run@jupyter-mlsec", "!notebook-run@jupyter-mlsec,*")
        project.allowed.write_text("\n".join([*allowed[:-1], changed, ""]))
    signed_by(bundle, mallory)
    code = {
        "expired": "key-expired",
        "not yet": "key-not-yet-valid",
        "another namespace": "namespace-not-allowed",
    }.get(kind, "key-revoked")
    where = layout.SSH_SIGNATURE
    expected = [(code, where)]
    if kind == "expired":
        expected = [("crate-mismatch", layout.CRATE), *expected, ("report-mismatch", layout.REPORT)]
    assert project.codes(bundle) == expected


def test_11_signatures_are_taken_away_one_by_one(project: Project, bundle: Path) -> None:
    project.approve(bundle)
    for path in sorted(bundle.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            path.unlink()
            assert project.codes(bundle) != []
            path.write_bytes(data)
    assert project.codes(bundle) == []


def test_12_a_signature_for_another_purpose_is_used(project: Project, bundle: Path) -> None:
    project.ask_for_nobody()
    key = open_key(project.ada.path)
    path = bundle / layout.ATTESTATIONS / "provenance.sigstore.json"
    box = json.loads(path.read_bytes())
    payload = dsse.read(path.read_bytes()).payload
    for kind in ("application/json", "application/vnd.in-toto+json ", "", "application/vnd.in-toto+JSON"):
        signature = key.sign(dsse.pre_authentication(kind, payload))
        box["dsseEnvelope"]["payloadType"] = kind
        box["dsseEnvelope"]["signatures"][0]["sig"] = base64.b64encode(signature).decode()
        path.write_bytes(json.dumps(box, indent=1, sort_keys=True).encode() + b"\n")
        assert project.codes(bundle) == [("payload-type-wrong", f"{layout.ATTESTATIONS}{path.name}")]


def test_13_the_lists_signature_is_used_for_a_statement_and_the_other_way_round(project: Project, bundle: Path) -> None:
    project.ask_for_nobody()
    raw = (bundle / layout.RAW_SIGNATURE).read_bytes()
    path = bundle / layout.ATTESTATIONS / "provenance.sigstore.json"
    sealed = dsse.read(path.read_bytes())
    (bundle / layout.RAW_SIGNATURE).write_bytes(sealed.signatures[0])
    assert project.codes(bundle) == [("signature-invalid", layout.RAW_SIGNATURE)]
    (bundle / layout.RAW_SIGNATURE).write_bytes(raw)
    git = open_key(project.ada.path).sshsig((bundle / layout.SUMS).read_bytes(), "git")
    (bundle / layout.SSH_SIGNATURE).write_text(git)
    assert project.codes(bundle) == [("signature-invalid", layout.SSH_SIGNATURE)]


def test_14_the_twin_of_an_ecdsa_signature_is_another_file(project: Project, bundle: Path, tmp_path: Path) -> None:
    carol = new_key(tmp_path / "carol.pem", "carol@example.org", "p256")
    trust(project.folder, carol.line, "carol@example.org")
    (project.folder / "signers.toml").unlink()
    signed_by(bundle, carol)
    assert project.codes(bundle) == []
    first, second = decode_dss_signature((bundle / layout.RAW_SIGNATURE).read_bytes())
    (bundle / layout.RAW_SIGNATURE).write_bytes(encode_dss_signature(first, P256_ORDER - second))
    assert project.codes(bundle) == [("signature-invalid", layout.RAW_SIGNATURE)]


def test_15_a_bundle_in_a_bundle(project: Project, bundle: Path, second: Path, tmp_path: Path) -> None:
    shutil.copytree(second, bundle / "inner.mlrun")
    found = project.codes(bundle)
    assert ("file-added", "inner.mlrun/SHA256SUMS") in found
    shutil.rmtree(bundle / "inner.mlrun")
    archive = tmp_path / "two.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for root in (bundle, second):
            for path in sorted(path for path in root.rglob("*") if path.is_file()):
                file.write(path, f"{root.name}/{path.relative_to(root).as_posix()}")
    assert ("sums-missing", layout.SUMS) in project.codes(archive)
    with zipfile.ZipFile(archive, "w") as file:
        for path in sorted(path for path in bundle.rglob("*") if path.is_file()):
            file.write(path, f"a/b/{path.relative_to(bundle).as_posix()}")
    assert ("sums-missing", layout.SUMS) in project.codes(archive)


@pytest.mark.parametrize(
    "name",
    ["run.json ", "Run.json", "run.json.", "ru\u0578.json", "\uff52un.json", "run.js\u200bon", "keys\\signer.pub"],
)
def test_16_names_that_look_like_others(
    project: Project, bundle: Path, key: KeyPair, tmp_path: Path, name: str
) -> None:
    (bundle / name).write_text("{}")
    assert "file-added" in {code for code, _ in project.codes(bundle)}
    for seal in layout.SEALS:
        (bundle / seal).unlink()
    shutil.rmtree(bundle / layout.ATTESTATIONS)
    with suppress(UnicodeEncodeError):  # then there is no list at all
        sign_folder(bundle, open_key(key.path))
    found = {code for code, _ in project.codes(bundle)}
    assert found & {"sums-malformed", "sums-missing", "name-clash"}
    archive = tmp_path / "copy.mlrun.zip"
    publish(bundle, archive)
    assert {code for code, _ in project.codes(archive)} & {"sums-malformed", "sums-missing", "name-clash"}


def test_17_a_sparse_file_in_place_of_a_small_one(project: Project, bundle: Path) -> None:
    os.truncate(bundle / layout.AUDIT, 1 << 40)
    assert ("not-a-bundle", "") in project.codes(bundle)
    with (bundle / layout.AUDIT).open("wb") as file:
        file.truncate(4096)
    assert project.codes(bundle)[0] == ("file-changed", layout.AUDIT)


def test_18_a_review_from_before_the_run_or_from_tomorrow(project: Project, bundle: Path) -> None:
    name = review_name(VSA, project.bob.public)
    for time, code in (
        ("2019-01-01T00:00:00Z", "review-before-run"),
        (iso(datetime.now(UTC) + timedelta(days=2)), "signed-in-future"),
        ("yesterday", "attestation-malformed"),
        (None, "attestation-malformed"),
    ):
        predicate = {"verificationResult": "PASSED", "timeVerified": time}
        (bundle / name).write_bytes(dsse.seal(open_key(project.bob.path), statement(bundle, VSA, predicate)))
        assert project.codes(bundle) == [(code, name)]


def test_19_a_statement_is_sealed_anew_by_another_trusted_key(project: Project, bundle: Path) -> None:
    project.ask_for_nobody()
    path = bundle / layout.ATTESTATIONS / "audit.sigstore.json"
    told = dsse.read(path.read_bytes()).statement()
    path.write_bytes(dsse.seal(open_key(project.bob.path), told))
    assert project.codes(bundle) == [("signature-invalid", f"{layout.ATTESTATIONS}audit.sigstore.json")]


def test_20_the_older_policy_and_older_lists_are_errors_not_defaults(project: Project, bundle: Path) -> None:
    project.approve(bundle)
    for name in ("signers.toml", "revoked_keys", "timestamp_roots.pem"):
        (project.folder / name).unlink(missing_ok=True)
        (project.folder / name).symlink_to(project.folder / "nowhere")
        assert project.codes(bundle) == [("signers-unreadable", "")]
        (project.folder / name).unlink()


# Zip files that say one thing to this reader and another to others.


@pytest.fixture
def archive(bundle: Path, tmp_path: Path, project: Project) -> Path:
    project.approve(bundle)
    target = tmp_path / "copy.mlrun.zip"
    publish(bundle, target)
    return target


def local(archive: Path, name: str) -> int:
    with zipfile.ZipFile(archive) as file:
        return file.getinfo(name).header_offset


def patched(archive: Path, place: int, data: bytes) -> None:
    with archive.open("r+b") as file:
        file.seek(place)
        file.write(data)


@pytest.mark.parametrize(
    ("offset", "data"),
    [(4 + 2, b"\x08"), (4 + 4, b"\x08"), (14, b"\0\0\0\0"), (18, b"\1\0\0\0"), (22, b"\1\0\0\0")],
    ids=["flags", "method", "digest", "packed", "size"],
)
def test_21_the_header_in_front_of_an_entry_differs(project: Project, archive: Path, offset: int, data: bytes) -> None:
    patched(archive, local(archive, layout.AUDIT) + offset, data)
    assert [code for code, path in project.codes(archive) if path == layout.AUDIT] == ["ambiguous-entry"]


def rewritten(archive: Path, change: Callable[[zipfile.ZipInfo], object]) -> None:
    """Write the zip file anew with one entry changed."""
    with zipfile.ZipFile(archive) as file:
        members = [(entry.filename, file.read(entry)) for entry in file.infolist()]
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in members:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr = 0o100644 << 16
            if name == layout.AUDIT:
                change(entry)
            file.writestr(entry, data)


def extra(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


@pytest.mark.parametrize(
    "change",
    [
        lambda entry: setattr(entry, "extra", extra(0x7075, b"\1" + bytes(4) + b"other.json")),
        lambda entry: setattr(entry, "extra", b"\x75\x70"),
        lambda entry: setattr(entry, "extra", extra(0x6375, b"\1" + bytes(4) + b"hidden words")),
        lambda entry: setattr(entry, "comment", b"hidden words"),
        lambda entry: setattr(entry, "external_attr", 0o100644 << 16 | 0x10),
    ],
    ids=["another name", "half a field", "another comment", "a comment", "a folder to DOS"],
)
def test_22_fields_that_other_readers_believe(
    project: Project, archive: Path, change: Callable[[zipfile.ZipInfo], object]
) -> None:
    rewritten(archive, lambda _entry: None)
    assert project.codes(archive) == []
    rewritten(archive, change)
    assert project.codes(archive) == [("ambiguous-entry", layout.AUDIT)]


def test_23_a_second_directory_in_zip64_fields(project: Project, archive: Path) -> None:
    data = archive.read_bytes()
    end = data[-22:]
    count, length, start = struct.unpack("<8x2xHII", end[:20])
    record = struct.pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, length, start)
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, len(data) - 22, 1)
    archive.write_bytes(data[:-22] + record + locator + end)
    assert ("archive-extra-data", "") in project.codes(archive)


def test_24_what_common_programs_zip_is_no_false_alarm(project: Project, bundle: Path, tmp_path: Path) -> None:
    project.approve(bundle)
    program = shutil.which("zip")
    assert program is not None, "this test needs zip (Debian: zip)"
    for options in ([], ["-X"], ["-0"], ["-9"], ["-D"], ["-fd"]):
        target = tmp_path / f"by-hand{''.join(options)}.zip"
        subprocess.run([program, "-q", "-r", *options, str(target), bundle.name], cwd=bundle.parent, check=True)  # noqa: S603
        assert project.codes(target) == []
        inside = tmp_path / f"inside{''.join(options)}.zip"
        subprocess.run([program, "-q", "-r", *options, str(inside), "."], cwd=bundle, check=True)  # noqa: S603
        assert project.codes(inside) == []


@pytest.mark.parametrize(
    "text",
    [b'{"a": 1e400}', b'{"a": Infinity}', b'\xef\xbb\xbf{"a": 1}', b"[" * 5000 + b"]" * 5000, b'{"a": 1, "a": 1}'],
    ids=["too large", "infinite", "a mark in front", "deep", "twice the same"],
)
def test_25_json_that_is_signed_and_means_two_things(project: Project, bundle: Path, key: KeyPair, text: bytes) -> None:
    project.ask_for_nobody()
    (bundle / layout.RESULTS).write_bytes(text)
    for name in layout.SEALS:
        (bundle / name).unlink()
    shutil.rmtree(bundle / layout.ATTESTATIONS)
    sign_folder(bundle, open_key(key.path))
    code = "duplicate-json-key" if b", " in text else "file-malformed"
    assert (code, layout.RESULTS) in project.codes(bundle)

"""Verification: the tampering classes, each with exactly the codes it must give, and no false alarm."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from jupyter_mlsec.model.run import Failure, Signer, TrustLevel
from jupyter_mlsec.runs import dsse, layout
from jupyter_mlsec.runs.bundle import publish, write_members
from jupyter_mlsec.runs.canonical import dump, sha256
from jupyter_mlsec.runs.export import Export
from jupyter_mlsec.runs.json import run_to_json, verification_to_json
from jupyter_mlsec.runs.keys import KeyPair, new_key, open_key
from jupyter_mlsec.runs.run_json import iso
from jupyter_mlsec.runs.seals import SIGN_OFF, VSA, review_name
from jupyter_mlsec.runs.sign import key_members
from jupyter_mlsec.runs.signers import Signers, load_signers, revoke, trust
from jupyter_mlsec.runs.statements import STATEMENT
from jupyter_mlsec.runs.verify import verify_bundle

Change = Callable[[Path], object]
Edit = Callable[[Path, Callable[[Any], object]], None]
Again = Callable[..., None]
PROVENANCE = "attestations/provenance.sigstore.json"


def codes(bundle: Path, **known: Any) -> list[tuple[str, str]]:
    """Return (code, path) of every failure, sorted."""
    return sorted((failure.code, failure.path) for failure in verify_bundle(bundle, **known).failures)


def flip(path: Path, position: int) -> None:
    data = bytearray(path.read_bytes())
    data[position] ^= 1
    path.write_bytes(data)


def replace_in(path: Path, old: bytes, new: bytes) -> None:
    data = path.read_bytes()
    assert old in data, "the test's own premise"
    path.write_bytes(data.replace(old, new))


def change_report(bundle: Path, pattern: bytes, new: bytes) -> None:
    path = bundle / layout.REPORT
    changed, number = re.subn(pattern, new, path.read_bytes())
    assert number == 1, "the test's own premise"
    path.write_bytes(changed)


def put(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("x")


def link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def edited(path: str, change: Callable[[Any], object]) -> Change:
    def apply(bundle: Path) -> None:
        document = json.loads((bundle / path).read_bytes())
        change(document)
        (bundle / path).write_bytes(dump(document))

    return apply


# What somebody does who has no key: each is seen by the closed list, whatever file it hits.
WITHOUT_A_KEY: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "1 output changed": (
        edited(layout.EXECUTED, lambda nb: nb["cells"][3]["outputs"][0].update(text="0.99\n")),
        [("file-changed", layout.EXECUTED)],
    ),
    "1 one bit": (lambda bundle: flip(bundle / layout.EXECUTED, 1000), [("file-changed", layout.EXECUTED)]),
    "2 source changed": (
        edited(layout.INPUT, lambda nb: nb["cells"][2].update(source="cheat()")),
        [("file-changed", layout.INPUT)],
    ),
    "3 cells reordered": (
        edited(layout.EXECUTED, lambda nb: nb["cells"].reverse()),
        [("file-changed", layout.EXECUTED)],
    ),
    "3 cell removed": (edited(layout.EXECUTED, lambda nb: nb["cells"].pop()), [("file-changed", layout.EXECUTED)]),
    "4 hidden metadata": (
        edited(layout.EXECUTED, lambda nb: nb["metadata"].update(hidden=1)),
        [("file-changed", layout.EXECUTED)],
    ),
    "5 parameters": (
        edited(layout.RUN, lambda run: run["parameters"]["n"].update(value=6)),
        [("file-changed", layout.RUN)],
    ),
    "6 lock": (
        lambda bundle: replace_in(bundle / layout.LOCK, b"2.1.0", b"2.1.1"),
        [("file-changed", layout.LOCK)],
    ),
    "7 SBOM": (edited(layout.SBOM, lambda sbom: sbom["components"].pop()), [("file-changed", layout.SBOM)]),
    "8 audit": (edited(layout.AUDIT, lambda audit: audit.update(verdict="clean")), [("file-changed", layout.AUDIT)]),
    "9 advisories relabelled": (
        edited(layout.AUDIT, lambda audit: audit["advisories"].update(date="2026-11-20")),
        [("file-changed", layout.AUDIT)],
    ),
    "10 checklist ticked": (
        edited(layout.CHECKLIST, lambda checklist: checklist["items"][1].update(status="pass")),
        [("file-changed", layout.CHECKLIST)],
    ),
    "11 file added": (
        lambda bundle: (bundle / "notebook/more.txt").write_text("x"),
        [("file-added", "notebook/more.txt")],
    ),
    "11 in .git": (
        lambda bundle: put(bundle / ".git/config"),
        [("file-added", ".git/config"), ("unsafe-path", ".git/config")],
    ),
    "11 in .github": (
        lambda bundle: put(bundle / ".github/x.yml"),
        [("file-added", ".github/x.yml"), ("unsafe-path", ".github/x.yml")],
    ),
    "11 dot file": (
        lambda bundle: (bundle / ".hidden").write_text("x"),
        [("file-added", ".hidden"), ("unsafe-path", ".hidden")],
    ),
    "11 attestation added": (
        lambda bundle: shutil.copy(bundle / PROVENANCE, bundle / "attestations/other.sigstore.json"),
        [("attestation-unknown", "attestations/other.sigstore.json")],
    ),
    "11 other file among the attestations": (
        lambda bundle: (bundle / "attestations/x.txt").write_text("x"),
        [("file-added", "attestations/x.txt")],
    ),
    "11 empty folder": (lambda bundle: (bundle / "empty").mkdir(), [("empty-folder", "empty")]),
    "12 file removed": (lambda bundle: (bundle / layout.LOCK).unlink(), [("file-removed", layout.LOCK)]),
    "12 attestation removed": (
        lambda bundle: (bundle / "attestations/audit.sigstore.json").unlink(),
        [("attestation-missing", "attestations/audit.sigstore.json")],
    ),
    "12 signature removed": (
        lambda bundle: (bundle / layout.SSH_SIGNATURE).unlink(),
        [("signature-missing", layout.SSH_SIGNATURE)],
    ),
    "12 list removed": (lambda bundle: (bundle / layout.SUMS).unlink(), [("sums-missing", layout.SUMS)]),
    "13 renamed": (
        lambda bundle: (bundle / layout.LOCK).rename(bundle / "env/other.toml"),
        [("file-added", "env/other.toml"), ("file-removed", layout.LOCK)],
    ),
    "13 the same name in capitals": (
        lambda bundle: (bundle / "RUN.json").write_text("{}"),
        [("file-added", "RUN.json"), ("name-clash", layout.RUN)],
    ),
    "13 the same name in other Unicode": (
        lambda bundle: (bundle / "run.json".replace("u", "\uff55")).write_text("{}"),
        [("file-added", "r\\uff55n.json"), ("name-clash", "r\\uff55n.json"), ("unsafe-path", "r\\uff55n.json")],
    ),
    "14 symbolic link": (
        lambda bundle: link(bundle / layout.LOCK),
        [("file-removed", layout.LOCK), ("symbolic-link", layout.LOCK)],
    ),
    "14 linked folder": (
        lambda bundle: (bundle / "more").symlink_to(bundle.parent),
        [("symbolic-link", "more")],
    ),
    "14 hard link": (
        lambda bundle: os.link(bundle / layout.LOCK, bundle.parent / "elsewhere"),
        [("hard-link", layout.LOCK)],
    ),
    "14 named pipe": (lambda bundle: os.mkfifo(bundle / "pipe"), [("special-file", "pipe")]),
    "16 executable": (lambda bundle: (bundle / layout.RUN).chmod(0o755), [("executable-file", layout.RUN)]),
    "22 raw signature": (
        lambda bundle: flip(bundle / layout.RAW_SIGNATURE, 5),
        [("signature-invalid", layout.RAW_SIGNATURE)],
    ),
    "the list itself": (
        lambda bundle: replace_in(bundle / layout.SUMS, b"  README.txt", b"  READYOU.txt"),
        [
            ("file-added", layout.README),
            ("file-removed", "READYOU.txt"),
            ("signature-invalid", layout.SSH_SIGNATURE),
        ],
    ),
    "the list's order": (
        lambda bundle: (bundle / layout.SUMS).write_bytes(
            b"".join(reversed((bundle / layout.SUMS).read_bytes().splitlines(keepends=True)))
        ),
        [("sums-malformed", layout.SUMS)],
    ),
    "28 the notebook edits the bundle later": (
        lambda bundle: (bundle / layout.RESULTS).write_bytes(b"{}"),
        [("file-changed", layout.RESULTS)],
    ),
}


@pytest.mark.parametrize("name", WITHOUT_A_KEY)
def test_tampering_without_a_key_is_found(name: str, bundle: Path) -> None:
    change, expected = WITHOUT_A_KEY[name]
    change(bundle)
    assert codes(bundle) == expected


def test_tampering_and_mending_the_list_breaks_the_signatures(bundle: Path) -> None:
    replace_in(bundle / layout.AUDIT, b'"vulnerable"', b'"clean"')
    lines = (bundle / layout.SUMS).read_text().splitlines()
    digest = sha256((bundle / layout.AUDIT).read_bytes()).removeprefix("sha256:")
    mended = [f"{digest}  {layout.AUDIT}" if line.endswith(layout.AUDIT) else line for line in lines]
    (bundle / layout.SUMS).write_text("\n".join(mended) + "\n")
    assert codes(bundle) == [
        ("crate-mismatch", layout.CRATE),
        ("report-mismatch", layout.REPORT),
        ("signature-invalid", layout.SSH_SIGNATURE),
    ]


# What somebody does who owns a trusted key, and lies: the files contradict each other.
WITH_A_KEY: dict[str, tuple[Change, list[tuple[str, str]]]] = {
    "1 output changed": (
        edited(layout.EXECUTED, lambda nb: nb["cells"][3]["outputs"][0].update(text="0.99\n")),
        [("results-mismatch", layout.RESULTS)],
    ),
    "2 source changed": (
        edited(layout.INPUT, lambda nb: nb["cells"][2].update(source="cheat()")),
        [("notebook-mismatch", layout.EXECUTED)],
    ),
    "3 cell added": (
        edited(layout.INPUT, lambda nb: nb["cells"].append(nb["cells"][0] | {"id": "more"})),
        [("notebook-mismatch", layout.EXECUTED)],
    ),
    "4 hidden metadata": (
        edited(layout.INPUT, lambda nb: nb["metadata"].update(hidden=1)),
        [("notebook-mismatch", layout.EXECUTED)],
    ),
    "4 outputs in the input": (
        edited(layout.INPUT, lambda nb: nb["cells"][2].update(execution_count=7)),
        [("notebook-mismatch", layout.INPUT)],
    ),
    "5 parameters": (
        edited(layout.RUN, lambda run: run["parameters"]["n"].update(value=6)),
        [("parameters-mismatch", layout.EXECUTED)],
    ),
    "5 parameter of another type": (
        edited(layout.RUN, lambda run: run["parameters"]["n"].update(value=5.0)),
        [("parameters-mismatch", layout.EXECUTED)],
    ),
    "5 parameters left out": (
        edited(layout.RUN, lambda run: run["parameters"].clear()),
        [("parameters-mismatch", layout.RUN)],
    ),
    "6 lock": (
        lambda bundle: replace_in(bundle / layout.LOCK, b"2.1.0", b"2.1.1"),
        [
            ("audit-mismatch", layout.AUDIT),
            ("lock-mismatch", layout.REQUIREMENTS),
            ("sbom-mismatch", layout.SBOM),
        ],
    ),
    "7 SBOM entry dropped": (
        edited(layout.SBOM, lambda sbom: sbom["components"].pop(0)),
        [("sbom-mismatch", layout.SBOM)],
    ),
    "8 audit of another environment": (
        edited(
            layout.AUDIT,
            lambda audit: audit.update(
                verdict="clean", dependencies=[], skipped=[{"name": "pandas", "version": "2.2.3"}]
            ),
        ),
        [("audit-mismatch", layout.AUDIT)],
    ),
    "10 report of another checklist": (
        lambda bundle: change_report(bundle, rb'(mlsec-checklist" content="sha256:)[0-9a-f]{8}', rb"\g<1>00000000"),
        [("report-mismatch", layout.REPORT)],
    ),
    "10 report of nothing": (
        lambda bundle: change_report(bundle, rb'<meta name="mlsec-checklist"[^>]*>', b""),
        [("report-mismatch", layout.REPORT)],
    ),
    "10 report of two checklists": (
        lambda bundle: change_report(bundle, rb'(<meta name="mlsec-checklist"[^>]*>)', rb"\g<1>\g<1>"),
        [("report-mismatch", layout.REPORT)],
    ),
    "10 report of a file that is not here": (
        lambda bundle: change_report(
            bundle, b"</head>", b'<meta name="mlsec-findings" content="sha256:' + b"0" * 64 + b'"></head>'
        ),
        [("report-mismatch", layout.REPORT)],
    ),
    "12 no results": (lambda bundle: (bundle / layout.RESULTS).unlink(), [("file-missing", layout.RESULTS)]),
    "15 duplicate key": (
        lambda bundle: replace_in(bundle / layout.RESULTS, b'"format"', b'"format": "x", "format"'),
        [("duplicate-json-key", layout.RESULTS)],
    ),
    "24 failed run passed off as completed": (
        edited(layout.RUN, lambda run: (run["cells"][2].update(state="failed"), run.update(verdict="completed"))),
        [("record-mismatch", layout.RUN), ("run-not-completed", layout.RUN)],
    ),
    "24 verdict failed": (
        edited(layout.RUN, lambda run: run.update(verdict="failed", reason="cell 2 raised KeyError")),
        [("run-not-completed", layout.RUN)],
    ),
    "24 an error in the outputs": (
        edited(
            layout.EXECUTED,
            lambda nb: nb["cells"][3]["outputs"].append(
                {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
            ),
        ),
        [
            ("results-mismatch", layout.RESULTS),
            ("run-not-completed", layout.EXECUTED),
        ],
    ),
    "24 a cell's result left out": (
        edited(layout.RESULTS, lambda results: results["cells"].pop()),
        [("results-mismatch", layout.RESULTS)],
    ),
    "results that are not JSON": (
        lambda bundle: (bundle / layout.RESULTS).write_bytes(b"nonsense"),
        [("file-malformed", layout.RESULTS)],
    ),
    "results that lack everything": (
        lambda bundle: (bundle / layout.RESULTS).write_bytes(b"{}"),
        [("file-malformed", "")],
    ),
}


@pytest.mark.parametrize("name", WITH_A_KEY)
def test_a_liar_with_a_trusted_key_contradicts_himself(name: str, bundle: Path, sign_again: Again) -> None:
    change, expected = WITH_A_KEY[name]
    change(bundle)
    sign_again(bundle)
    assert codes(bundle) == expected


def test_a_bundle_of_another_version_is_held_to_its_exact_outputs(bundle: Path, sign_again: Again) -> None:
    """What is taken out of outputs as chance may change; bundles made before that still verify."""

    def older(document: Any) -> None:
        document["cells"][1]["normalized"] = document["cells"][1]["numbers"] = sha256(b"as it was then")

    edited(layout.RESULTS, older)(bundle)
    edited(layout.RUN, older)(bundle)
    sign_again(bundle)
    assert codes(bundle) == [("results-mismatch", layout.RESULTS)]
    edited(layout.RESULTS, lambda results: results.update(normalizer=0))(bundle)
    sign_again(bundle)
    assert codes(bundle) == []
    edited(layout.EXECUTED, lambda nb: nb["cells"][3]["outputs"][0].update(text="0.99\n"))(bundle)
    sign_again(bundle)
    assert codes(bundle) == [("results-mismatch", layout.RESULTS)]


def test_statements_of_another_run_do_not_fit(bundle: Path, sign_again: Again, tmp_path: Path) -> None:
    other = shutil.copytree(bundle, tmp_path / "other.mlrun")
    edited(layout.AUDIT, lambda audit: audit["dependencies"][1].update(vulnerabilities=[]))(other)
    sign_again(other)
    name = "attestations/audit.sigstore.json"
    shutil.copy(other / name, bundle / name)
    assert codes(bundle) == [("subject-mismatch", name)]


def seal(bundle: Path, key: KeyPair, name: str, **changed: Any) -> None:
    """Sign a statement about the bundle's list anew, with some of its parts changed."""
    sums = sha256((bundle / layout.SUMS).read_bytes()).removeprefix("sha256:")
    statement = {
        "_type": STATEMENT,
        "subject": [{"name": layout.SUMS, "digest": {"sha256": sums}}],
        "predicateType": VSA,
        "predicate": {},
    } | changed
    told = {"time": iso(datetime.now(UTC)), "timeVerified": iso(datetime.now(UTC))}
    if statement["predicateType"] in {VSA, SIGN_OFF}:
        statement["predicate"] = told | statement["predicate"]
    path = bundle / f"attestations/{name}.sigstore.json"
    if statement["predicateType"] in {VSA, SIGN_OFF}:
        path = bundle / review_name(statement["predicateType"], key.public)
    path.write_bytes(dsse.seal(open_key(key.path), statement))


def test_predicate_and_type_must_be_exactly_what_the_files_give(bundle: Path, key: KeyPair) -> None:
    statement = dsse.read((bundle / PROVENANCE).read_bytes()).statement()
    seal(bundle, key, "provenance", **(statement | {"predicateType": "https://slsa.dev/provenance/v0.2"}))
    assert codes(bundle) == [("predicate-type-wrong", PROVENANCE)]
    seal(bundle, key, "provenance", **(statement | {"predicate": statement["predicate"] | {"more": 1}}))
    assert codes(bundle) == [("predicate-mismatch", PROVENANCE)]
    seal(bundle, key, "provenance", **(statement | {"_type": "https://in-toto.io/Statement/v0.1"}))
    assert codes(bundle) == [("attestation-malformed", PROVENANCE)]


def test_envelopes_are_taken_literally(bundle: Path) -> None:
    path = bundle / PROVENANCE
    original = path.read_bytes()
    cases: list[tuple[Callable[[Any], object], str]] = [
        (lambda box: box["dsseEnvelope"].update(signatures=[]), "signature-missing"),
        (
            lambda box: box["dsseEnvelope"]["signatures"].append(box["dsseEnvelope"]["signatures"][0]),
            "signature-missing",
        ),
        (lambda box: box["dsseEnvelope"].update(payloadType="application/json"), "payload-type-wrong"),
        (
            lambda box: box["dsseEnvelope"]["signatures"][0].update(sig=base64.b64encode(64 * b"0").decode()),
            "signature-invalid",
        ),
        (lambda box: box["dsseEnvelope"]["signatures"][0].update(sig="AA=A"), "attestation-malformed"),
        (
            lambda box: box["dsseEnvelope"].update(payload=box["dsseEnvelope"]["payload"] + "\n"),
            "attestation-malformed",
        ),
        (
            lambda box: box.update(mediaType="application/vnd.dev.sigstore.bundle+json;version=0.2"),
            "attestation-malformed",
        ),
        (lambda box: box["verificationMaterial"].update(certificate={}), "attestation-malformed"),
        (lambda box: box["dsseEnvelope"].update(payload="e30="), "attestation-malformed"),
        (lambda box: box.update(dsseEnvelope=None), "attestation-malformed"),
    ]
    for change, code in cases:
        document = json.loads(original)
        change(document)
        path.write_bytes((json.dumps(document, indent=1, sort_keys=True) + "\n").encode())
        assert codes(bundle) == [(code, PROVENANCE)]
    path.write_bytes(original.replace(b'"mediaType"', b'"mediaType": "x", "mediaType"'))
    assert codes(bundle) == [("duplicate-json-key", PROVENANCE)]


def test_a_signature_for_another_purpose_does_not_count(bundle: Path, key: KeyPair) -> None:
    sums = (bundle / layout.SUMS).read_bytes()
    (bundle / layout.SSH_SIGNATURE).write_text(open_key(key.path).sshsig(sums, "git"))
    assert codes(bundle) == [("signature-invalid", layout.SSH_SIGNATURE)]
    (bundle / layout.SSH_SIGNATURE).write_text("-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n")
    assert codes(bundle) == [("signature-malformed", layout.SSH_SIGNATURE)]


def test_a_stranger_who_signs_everything_anew_is_a_stranger(bundle: Path, sign_again: Again, tmp_path: Path) -> None:
    stranger = new_key(tmp_path / "stranger.pem", "ada@example.org")
    write_members(bundle, key_members(stranger))
    sign_again(bundle, stranger.path)
    result = verify_bundle(bundle)
    assert [failure.code for failure in result.failures] == ["untrusted-key"]
    assert result.signers == ()
    assert result.trust_level is TrustLevel.NONE


def test_the_keys_that_lie_in_the_bundle_must_be_the_signers(bundle: Path, sign_again: Again, tmp_path: Path) -> None:
    stranger = new_key(tmp_path / "stranger.pem", "eve@example.org", "p256")
    (bundle / layout.PUBLIC_PEM).write_bytes(key_members(stranger)[layout.PUBLIC_PEM])
    sign_again(bundle)
    assert codes(bundle) == [("signer-mismatch", layout.PUBLIC_PEM)]


@pytest.fixture
def project(tmp_path: Path, key: KeyPair) -> Path:
    """Return a project's ``.mlsec`` folder in which the author's key is trusted."""
    folder = tmp_path / ".mlsec"
    trust(folder, key.line, "ada@example.org")
    return folder


def test_validity_revocation_and_namespaces_are_asked_for(bundle: Path, project: Path, key: KeyPair) -> None:
    allowed = project / "allowed_signers"
    assert codes(bundle, signers=allowed) == []
    line = allowed.read_text().strip()
    where = layout.SSH_SIGNATURE
    for options, code in (
        ('valid-before="20200101Z"', "key-expired"),
        ('valid-after="20990101Z"', "key-not-yet-valid"),
        ('namespaces="git,file"', "namespace-not-allowed"),
    ):
        allowed.write_text(re.sub(r'namespaces="[^"]*"', options, line) + "\n")
        assert codes(bundle, signers=allowed) == [(code, where)]
    allowed.write_text(line + "\n")
    revoke(project, key.line)
    assert codes(bundle, signers=allowed) == [("key-revoked", where)]


def test_a_key_that_expired_after_the_run_does_not_count_today(bundle: Path, project: Path, key: KeyPair) -> None:
    signers = load_signers(project / "allowed_signers")
    end = datetime.now(UTC) + timedelta(days=1)
    limited = replace(signers, allowed=(replace(signers.allowed[0], valid_before=end),))
    assert codes(bundle, signers=limited) == []
    later = end + timedelta(seconds=1)
    assert codes(bundle, signers=limited, now=later) == [("key-expired", layout.SSH_SIGNATURE)]
    earlier = datetime.now(UTC) - timedelta(days=1)
    assert codes(bundle, signers=limited, now=earlier) == [("signed-in-future", layout.RUN)]
    assert key.fingerprint == signers.allowed[0].fingerprint


def test_back_dating_into_a_keys_validity_does_not_help(bundle: Path, project: Path, sign_again: Again) -> None:
    edited(layout.RUN, lambda run: run.update(started="2019-01-01T00:00:00Z", finished="2019-01-01T00:00:01Z"))(bundle)
    sign_again(bundle)
    signers = load_signers(project / "allowed_signers")
    ended = replace(signers, allowed=(replace(signers.allowed[0], valid_before=datetime(2020, 1, 1, tzinfo=UTC)),))
    assert codes(bundle, signers=ended) == [("key-expired", layout.SSH_SIGNATURE)]
    began = replace(signers, allowed=(replace(signers.allowed[0], valid_after=datetime(2020, 1, 1, tzinfo=UTC)),))
    assert codes(bundle, signers=began) == [("key-not-yet-valid", layout.SSH_SIGNATURE)]


def test_roles_and_numbers_come_from_the_project(bundle: Path, project: Path, tmp_path: Path) -> None:
    allowed, policy = project / "allowed_signers", project / "signers.toml"
    policy.write_text('[roles]\nreviewer = ["ada@example.org"]\n')
    assert codes(bundle, signers=allowed) == [("role-not-allowed", layout.SSH_SIGNATURE)]
    policy.write_text(
        'required-roles = ["author", "reviewer"]\nmin-signers = 2\n[roles]\nreviewer = ["bob@example.org"]\n'
    )
    assert codes(bundle, signers=allowed) == [("role-missing", ""), ("too-few-signers", "")]
    bob = new_key(tmp_path / "bob.pem", "bob@example.org", "p256")
    seal(bundle, bob, "sign-off-bob", predicateType=SIGN_OFF, predicate={"decision": "approve"})
    assert codes(bundle, signers=allowed) == [("untrusted-key", review_name(SIGN_OFF, bob.public))]
    trust(project, bob.line, "bob@example.org")
    result = verify_bundle(bundle, allowed)
    assert [failure.code for failure in result.failures] == []
    assert [(signer.role, signer.identity) for signer in result.signers] == [
        ("author", "ada@example.org"),
        ("reviewer", "bob@example.org"),
    ]
    policy.write_text("min-signers = 0\n")
    assert codes(bundle, signers=allowed) == [("signers-unreadable", "")]


def test_trust_levels_are_earned(bundle: Path, project: Path, tmp_path: Path, key: KeyPair) -> None:
    allowed, policy = project / "allowed_signers", project / "signers.toml"
    assert verify_bundle(bundle, allowed).trust_level is TrustLevel.AUTHOR_SIGNED
    policy.write_text('[roles]\nauthor = ["ada@example.org"]\nrunner = ["ada@example.org"]\n')
    assert verify_bundle(bundle, allowed).trust_level is TrustLevel.RUNNER_SIGNED
    seal(bundle, key, "rerun", predicate={"verificationResult": "PASSED"})
    name = review_name(VSA, key.public)
    assert codes(bundle, signers=allowed) == [("review-not-independent", name)]
    (bundle / name).unlink()
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    trust(project, bob.line, "bob@example.org")
    name = review_name(VSA, bob.public)
    seal(bundle, bob, "rerun", predicate={"verificationResult": "PASSED"})
    assert verify_bundle(bundle, allowed).trust_level is TrustLevel.REEXECUTED
    seal(bundle, bob, "rerun", predicate={"verificationResult": "FAILED"})
    assert codes(bundle, signers=allowed) == [("rerun-not-passed", name)]
    seal(bundle, bob, "rerun", predicate={"verificationResult": "PASSED"}, subject=[])
    assert codes(bundle, signers=allowed) == [("subject-mismatch", name)]


def test_an_old_run_is_not_a_run_of_the_new_notebook(bundle: Path, notebook: Path, tmp_path: Path) -> None:
    assert codes(bundle, notebook=notebook) == []
    newer = tmp_path / "newer.ipynb"
    newer.write_bytes(notebook.read_bytes().replace(b"random.random()", b"random.gauss()"))
    assert codes(bundle, notebook=newer) == [("notebook-replaced", layout.INPUT)]
    assert codes(bundle, notebook=tmp_path / "nowhere.ipynb") == [
        ("notebook-unreadable", str(tmp_path / "nowhere.ipynb"))
    ]


def test_data_that_changed_after_the_run_is_named(bundle: Path, notebook: Path, tmp_path: Path) -> None:
    assert codes(bundle, data=notebook.parent) == []
    (tmp_path / "data.csv").write_text("1.5,a\n2.25,c\n")
    assert codes(bundle, data=tmp_path) == [("data-changed", "data.csv")]
    (tmp_path / "data.csv").unlink()
    assert codes(bundle, data=tmp_path) == [("data-changed", "data.csv")]


@pytest.fixture
def archive(bundle: Path, tmp_path: Path) -> Path:
    """Return the bundle as a deterministic zip file."""
    target = tmp_path / "copy.mlrun.zip"
    publish(bundle, target)
    return target


def test_untouched_copies_give_no_alarm(bundle: Path, archive: Path, tmp_path: Path) -> None:
    moved = bundle.rename(tmp_path / "moved elsewhere.mlrun")
    assert codes(moved) == []
    assert codes(archive) == []
    for path in moved.rglob("*"):
        path.chmod(0o777 if path.is_dir() else 0o666)
    assert codes(moved) == []
    for path in moved.rglob("*"):
        path.chmod(0o500 if path.is_dir() else 0o400)
    assert codes(moved) == []
    for path in moved.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    by_hand = Path(shutil.make_archive(str(tmp_path / "by-hand"), "zip", tmp_path, moved.name))
    assert codes(by_hand) == []
    link = tmp_path / "link.mlrun"
    link.symlink_to(moved)
    assert codes(link) == []


def test_the_zip_is_the_same_every_time(bundle: Path, archive: Path, tmp_path: Path) -> None:
    for path in bundle.rglob("*"):
        os.utime(path, (1, 1))
    publish(bundle, tmp_path / "again.mlrun.zip")
    assert (tmp_path / "again.mlrun.zip").read_bytes() == archive.read_bytes()


def added(archive: Path, name: str, data: bytes = b"x", mode: int = 0o100644) -> None:
    with zipfile.ZipFile(archive, "a") as file:
        entry = zipfile.ZipInfo(name)
        entry.external_attr = mode << 16
        file.writestr(entry, data)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("name", "mode", "expected"),
    [
        ("more.txt", 0o100644, [("file-added", "more.txt")]),
        ("../out.txt", 0o100644, [("file-added", "../out.txt"), ("unsafe-path", "../out.txt")]),
        ("/etc/out", 0o100644, [("file-added", "/etc/out"), ("unsafe-path", "/etc/out")]),
        ("a\\b", 0o100644, [("file-added", "a\\b"), ("unsafe-path", "a\\b")]),
        ("run.json", 0o100644, [("duplicate-entry", "run.json")]),
        ("x.txt", 0o120777, [("symbolic-link", "x.txt")]),
        ("x.txt", 0o100755, [("executable-file", "x.txt"), ("file-added", "x.txt")]),
        ("x.txt", 0o010644, [("file-added", "x.txt"), ("special-file", "x.txt")]),
        ("con.txt", 0o100644, [("file-added", "con.txt"), ("unsafe-path", "con.txt")]),
        ("notebook/ ", 0o100644, [("file-added", "notebook/ "), ("unsafe-path", "notebook/ ")]),
    ],
)
def test_entries_added_to_a_zip_are_found(archive: Path, name: str, mode: int, expected: list[tuple[str, str]]) -> None:
    added(archive, name, mode=mode)
    assert codes(archive) == expected


def test_empty_folders_and_hidden_bytes_in_a_zip_are_found(archive: Path, tmp_path: Path) -> None:
    original = archive.read_bytes()
    added(archive, "empty/", b"", 0o040755)
    assert codes(archive) == [("empty-folder", "empty")]
    archive.write_bytes(b"#!/bin/sh\n" + original)
    assert codes(archive) == [("archive-extra-data", "")]
    archive.write_bytes(original + b"behind")
    assert codes(archive) == [("archive-extra-data", "")]
    with zipfile.ZipFile(archive, "w") as file:
        file.comment = b"x"
    assert codes(archive) == [("archive-extra-data", ""), ("sums-missing", layout.SUMS)]
    archive.write_bytes(original[: len(original) // 2])
    assert codes(archive) == [("not-a-bundle", "")]
    assert codes(tmp_path / "nowhere") == [("not-a-bundle", "")]


def test_unicode_forms_of_one_name_are_one_name() -> None:
    from jupyter_mlsec.runs.archive import Snapshot, _find_clashes

    snapshot = Snapshot(folders={unicodedata.normalize("NFC", "é"), unicodedata.normalize("NFD", "é")})
    _find_clashes(snapshot)
    message = "on some systems this is the same name as e\\u0301"
    assert snapshot.failures == [Failure(code="name-clash", path="\\xe9", message=message)]


def test_a_cut_or_swapped_public_json(bundle: Path, export: Export, key: KeyPair) -> None:
    assert verification_to_json(verify_bundle(bundle)) == {
        "format": "mlsec-verify/1",
        "verdict": "verified",
        "trust_level": 1,
        "signers": [{"role": "author", "identity": "ada@example.org", "key": key.fingerprint}],
        "failures": [],
    }
    (bundle / "x").write_text("")
    assert verification_to_json(verify_bundle(bundle)) == {
        "format": "mlsec-verify/1",
        "verdict": "failed",
        "trust_level": 0,
        "signers": [{"role": "author", "identity": "ada@example.org", "key": key.fingerprint}],
        "failures": [
            {"code": "file-added", "path": "x", "message": "this file is not in the signed list: somebody added it"}
        ],
    }
    told = run_to_json(export)
    assert (told["format"], told["verdict"], told["key"]) == ("mlsec-run/1", "completed", key.fingerprint)


def test_nobody_trusted_means_nothing_verified(bundle: Path, key: KeyPair) -> None:
    result = verify_bundle(bundle, Signers())
    message = f"nobody among the allowed signers has the key {key.fingerprint}"
    assert result.failures == (Failure(code="untrusted-key", path=layout.SSH_SIGNATURE, message=message),)
    assert Signer(role="author", identity="ada@example.org", key=key.fingerprint) not in result.signers

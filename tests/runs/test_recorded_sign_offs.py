"""Sign-offs in the audit trail are signed: what was changed, moved or taken out is told, and old ones are unsigned."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from jupyter_mlsec.cli.main import main
from jupyter_mlsec.decisions import record_sign_off, sign_off_witness
from jupyter_mlsec.errors import StateError
from jupyter_mlsec.lifecycle.review_evidence import PROBE as REVIEW
from jupyter_mlsec.lifecycle.review_evidence import ReviewSubject
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import (
    GENESIS,
    TrailEntry,
    TrailEvent,
    TrailKind,
    entry_digest,
    read_entry,
    write_entry,
)
from jupyter_mlsec.lifecycle.trail_evidence import PROBE, TrailSubject
from jupyter_mlsec.runs.keys import KeyPair, new_key
from jupyter_mlsec.runs.recorded_sign_offs import FOLDER
from jupyter_mlsec.runs.signers import trust

ENTRY = ".mlsec/trail.jsonl"


@pytest.fixture
def project(tmp_path: Path, key: KeyPair, bundle: Path, monkeypatch: pytest.MonkeyPatch) -> Trail:
    """A trail of a run, a sign-off by bob, and another run."""
    (tmp_path / "mlsec.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    lists = tmp_path / "lead"
    trust(lists, key.line, "ada@example.org")
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    trust(lists, bob.line, "bob@example.org")
    (lists / "signers.toml").write_text('[roles]\nreviewer = ["bob@example.org"]\n')
    trail = Trail(tmp_path)
    trail.append(TrailEvent(kind=TrailKind.RUN, subject="a.ipynb", outcome="completed"))
    sign_off(bundle)
    trail.append(TrailEvent(kind=TrailKind.RUN, subject="b.ipynb", outcome="completed"))
    return trail


def mlsec(*words: object) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["mlsec", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


def sign_off(bundle: Path, decision: str = "approve") -> None:
    words = ("sign-off", bundle, "--as", "reviewer", "--decision", decision, "--key", "bob.pem")
    assert mlsec(*words, "--signers", "lead/allowed_signers") == 0


def said(capsys: pytest.CaptureFixture[str], *bundles: Path) -> str:
    capsys.readouterr()
    code = mlsec("trail", "verify", *bundles, "--signers", "lead/allowed_signers")
    return f"{code}: {capsys.readouterr().out}"


def looked(trail: Trail) -> tuple[str, str, str]:
    root = trail.path.parents[1]
    now = datetime.now(UTC) + timedelta(minutes=1)
    look = sign_off_witness(root, now=now, signers=root / "lead/allowed_signers")
    observation = PROBE.run(TrailSubject(root=root, sign_offs=look))
    review = REVIEW.run(ReviewSubject(root=root, author="ada@example.org", now=now, sign_offs=look))
    return observation.status.value, observation.summary, review.summary


def rewritten(trail: Trail, change: Callable[[list[TrailEntry]], list[TrailEntry]]) -> None:
    """Rewrite a trail as somebody does who may write every file of the project: the chain holds again."""
    read = [read_entry(line) for line in trail.path.read_bytes().splitlines()]
    previous, lines = GENESIS, []
    for number, entry in enumerate(change([entry for entry in read if isinstance(entry, TrailEntry)])):
        entry = msgspec.structs.replace(entry, sequence=number, previous=previous)  # noqa: PLW2901 - its new self
        entry = msgspec.structs.replace(entry, digest=entry_digest(entry))  # noqa: PLW2901 - and with a digest
        lines.append(write_entry(entry) + b"\n")
        previous = entry.digest
    trail.path.write_bytes(b"".join(lines))
    trail.path.with_name("trail.head").write_text(previous + "\n")
    assert trail.verify().intact


def test_an_honest_trail(project: Trail, bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == "0: the audit trail is intact: 3 entries\n  sign-offs: 1 signed\n"
    sign_off(bundle, "reject")
    assert said(capsys) == "0: the audit trail is intact: 4 entries\n  sign-offs: 2 signed\n"
    sign_off(bundle)
    assert said(capsys, bundle) == "0: the audit trail is intact: 5 entries\n  sign-offs: 3 signed\n"
    status, summary, review = looked(project)
    assert (status, summary) == ("pass", "The audit trail is unbroken: 5 entries.")
    assert review.startswith("bob@example.org approved a run on ")
    capsys.readouterr()
    mlsec("trail", "verify", "--signers", "lead/allowed_signers", "--format", "json")
    assert json.loads(capsys.readouterr().out)["sign_offs"] == {"signed": [1, 3, 4], "unsigned": []}


def changed(**fields: object) -> Callable[[list[TrailEntry]], list[TrailEntry]]:
    return lambda entries: [entries[0], msgspec.structs.replace(entries[1], **fields), *entries[2:]]


MOVED = "does not follow the entries that it was signed after: they were changed, removed or moved"
CHANGES: dict[str, tuple[Callable[[list[TrailEntry]], list[TrailEntry]], str]] = {
    "another outcome": (changed(outcome="rejected"), "has another outcome than the one that was signed"),
    "another person": (changed(person="eve@example.org"), "names eve@example.org, and bob@example.org signed it"),
    "another time": (changed(time="2020-01-01T00:00:00.000Z"), "has another time than the one that was signed"),
    "an entry before it changed": (
        lambda entries: [msgspec.structs.replace(entries[0], subject="c.ipynb"), *entries[1:]],
        MOVED,
    ),
    "an entry before it removed": (lambda entries: entries[1:], MOVED),
    "moved behind a later one": (lambda entries: [entries[0], entries[2], entries[1]], MOVED),
    "doubled": (lambda entries: [*entries, entries[1]], MOVED),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_trail_that_somebody_rewrote(project: Trail, change: str, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite, problem = CHANGES[change]
    rewritten(project, rewrite)
    place = {"an entry before it removed": 0, "moved behind a later one": 2, "doubled": 3}.get(change, 1)
    told = said(capsys)
    assert told.startswith("1: the audit trail is NOT intact: ")
    assert told.endswith(f"\n  sign-off-unverified: the sign-off in entry {place} {problem}\n")
    status, summary, review = looked(project)
    assert (status, summary) == ("fail", "The audit trail is unbroken, and 1 sign-off in it cannot be verified.")
    if change not in {"another outcome", "another time"}:
        assert review.endswith(", is not what a reviewer signed.")


def test_an_entry_for_another_bundle(project: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    entry = project.entries()[1]
    rewritten(project, changed(digests={**entry.digests, "bundle": "sha256:" + "1" * 64}))
    problem = "the sign-off in entry 1 is about another bundle than the one that was signed"
    assert f"sign-off-unverified: {problem}\n" in said(capsys)


def test_a_sign_off_taken_out(project: Trail, bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (kept,) = (project.path.parents[1] / FOLDER).iterdir()
    rewritten(project, lambda entries: [entries[0], entries[2]])
    assert said(capsys) == (
        "1: the audit trail is NOT intact: 2 entries\n  sign-offs: 1 that cannot be verified\n"
        f"  sign-off-removed: the decision {kept.name[:12]}… of bob@example.org is not in the trail: "
        "its entry was removed\n"
    )
    assert looked(project)[0] == "fail"
    kept.unlink()
    assert said(capsys) == "0: the audit trail is intact: 2 entries\n"  # nothing here can know of it
    assert "sign-off-removed: the decision sign-off-" in said(capsys, bundle)


def test_a_signature_that_is_gone_or_changed(project: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    (kept,) = (project.path.parents[1] / FOLDER).iterdir()
    kept.write_bytes(kept.read_bytes().replace(b"a", b"b"))
    assert "the sign-off in entry 1 names a signature that was changed\n" in said(capsys)
    kept.unlink()
    assert "the sign-off in entry 1 names a signature that is gone from .mlsec/sign-offs\n" in said(capsys)


def test_an_entry_that_lost_its_signature(project: Trail, bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    sign_off(bundle)

    def stripped(entries: list[TrailEntry]) -> list[TrailEntry]:
        digests = {"bundle": entries[3].digests["bundle"]}
        return [*entries[:3], msgspec.structs.replace(entries[3], digests=digests)]

    rewritten(project, stripped)
    told = said(capsys)
    assert "sign-off-unsigned: the sign-off in entry 3 has no signature, and earlier ones have\n" in told
    assert "sign-off-removed: " in told


def test_a_trail_of_an_older_version(project: Trail, capsys: pytest.CaptureFixture[str]) -> None:
    (kept,) = (project.path.parents[1] / FOLDER).iterdir()
    kept.unlink()
    rewritten(project, changed(digests={"bundle": project.entries()[1].digests["bundle"]}))
    assert said(capsys) == "0: the audit trail is intact: 3 entries\n  sign-offs: 1 unsigned\n"
    status, summary, review = looked(project)
    assert (status, summary) == ("pass", "The audit trail is unbroken: 3 entries, 1 sign-off among them unsigned.")
    assert review.endswith(" days ago at most. The trail's entry is unsigned.")


def test_a_reader_who_does_not_know_the_key(project: Trail, key: KeyPair) -> None:
    lists = project.path.parents[1] / "lead"
    (lists / "allowed_signers").unlink()
    trust(lists, key.line, "ada@example.org")
    assert looked(project)[:2] == ("warn", "The audit trail is unbroken, and 1 sign-off in it cannot be verified.")


def test_a_signature_by_somebody_who_is_no_reviewer_any_more(
    project: Trail, capsys: pytest.CaptureFixture[str]
) -> None:
    (project.path.parents[1] / "lead/signers.toml").write_text('[roles]\nauthor = ["bob@example.org"]\n')
    assert "the sign-off in entry 1 is signed by bob@example.org, who is no reviewer\n" in said(capsys)


def test_a_trail_that_went_on_while_somebody_signed(project: Trail, bundle: Path, tmp_path: Path) -> None:
    before = sorted((tmp_path / FOLDER).iterdir())
    bob = new_key(tmp_path / "again.pem", "bob@example.org")
    (bob_key,) = [each for each in (bundle / "attestations").iterdir() if each.name.startswith("sign-off-")]
    assert bob.identity == "bob@example.org"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jupyter_mlsec.runs.reviews.decision_of", lambda *_: bob_key.read_bytes())
        with pytest.raises(StateError, match=r"^the audit trail went on while this was signed$"):
            record_sign_off(tmp_path, bundle, bob, "bob@example.org")
    assert sorted((tmp_path / FOLDER).iterdir()) == before  # what an entry names stays
    assert len(project.entries()) == 3
    (kept,) = before
    kept.unlink()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("jupyter_mlsec.runs.reviews.decision_of", lambda *_: bob_key.read_bytes())
        with pytest.raises(StateError, match=r"^the audit trail went on while this was signed$"):
            record_sign_off(tmp_path, bundle, bob, "bob@example.org")
    assert sorted((tmp_path / FOLDER).iterdir()) == []

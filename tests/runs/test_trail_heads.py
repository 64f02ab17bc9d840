"""Bundles and decisions say where the audit trail stood; a trail that was cut since then is found by them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.cli.main import main
from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TrailEvent, TrailKind
from jupyter_mlsec.runs import layout
from jupyter_mlsec.runs.canonical import dump
from jupyter_mlsec.runs.keys import KeyPair, new_key
from jupyter_mlsec.runs.signers import trust
from jupyter_mlsec.runs.trail_heads import trail_heads, trail_member


@pytest.fixture
def project(tmp_path: Path) -> Trail:
    (tmp_path / "mlsec.toml").write_text("")
    trail = Trail(tmp_path)
    for number in range(3):
        trail.append(TrailEvent(kind=TrailKind.RUN, subject=f"n{number}.ipynb", outcome="completed"))
    return trail


@pytest.fixture
def allowed(tmp_path: Path, key: KeyPair) -> Path:
    folder = tmp_path / "lead"
    trust(folder, key.line, "ada@example.org")
    (folder / "signers.toml").write_text('[roles]\nreviewer = ["bob@example.org"]\n')
    return folder / "allowed_signers"


@pytest.fixture
def recorded(bundle: Path, project: Trail, sign_again: Callable[..., None]) -> Path:
    """Return a bundle that was signed when the trail had three entries."""
    (bundle / layout.TRAIL).write_bytes(dump(trail_member(project.head_json())))
    sign_again(bundle)
    return bundle


def mlsec(*words: object) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["mlsec", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0)


def verdict(capsys: pytest.CaptureFixture[str]) -> tuple[str, list[str]]:
    told = json.loads(capsys.readouterr().out)
    return told["verdict"], [failure["code"] for failure in told["failures"]]


def test_a_trail_cut_together_with_its_head_is_found_by_a_bundle(
    recorded: Path, project: Trail, allowed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("trail", "verify", recorded, "--project", tmp_path, "--signers", allowed, "--format", "json")
    assert mlsec(*words) == 0
    assert verdict(capsys) == ("intact", [])
    kept = project.path.read_bytes().splitlines(keepends=True)
    project.path.write_bytes(b"".join(kept[:2]))
    project.path.with_name("trail.head").unlink()
    assert mlsec("trail", "verify", "--project", tmp_path, "--format", "json") == 0  # alone, nothing is missing
    assert verdict(capsys) == ("intact", [])
    assert mlsec(*words) == 1
    assert verdict(capsys) == ("broken", ["missing-entries"])
    project.append(TrailEvent(kind=TrailKind.RUN, subject="later.ipynb", outcome="completed"))
    assert mlsec(*words) == 1
    assert verdict(capsys) == ("broken", ["missing-entries"])
    shutil.rmtree(project.path.parent)
    assert mlsec(*words) == 1
    assert verdict(capsys) == ("broken", ["missing-entries"])


def test_a_decision_is_an_anchor_as_well(
    bundle: Path,
    project: Trail,
    allowed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    trust(allowed.parent, bob.line, "bob@example.org")
    monkeypatch.chdir(tmp_path)
    words = ("sign-off", bundle, "--as", "reviewer", "--decision", "approve", "--key", bob.path, "--signers", allowed)
    before = project.head_json()["head"]
    assert mlsec(*words) == 0
    assert capsys.readouterr().out == f"approved as reviewer by bob@example.org: {bundle}\n"
    assert trail_heads(bundle, allowed) == {before}
    entry = project.entries()[-1]
    assert (entry.kind, entry.subject, entry.outcome, entry.person) == (
        "sign-off",
        "copy.mlrun",
        "approved",
        "bob@example.org",
    )
    assert list(entry.digests) == ["bundle", "signature"]
    assert mlsec(*words[:5], "reject", *words[6:]) == 0
    assert capsys.readouterr().out == f"rejected as reviewer by bob@example.org: {bundle}\n"
    assert mlsec("verify", bundle, "--signers", allowed) == 1
    assert "error[run-rejected]: bob@example.org rejected this run as reviewer" in capsys.readouterr().out
    assert trail_heads(bundle, allowed) == {entry.digest}


def test_a_bundle_that_does_not_verify_is_no_anchor(
    recorded: Path, allowed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (recorded / "x").write_text("")
    with pytest.raises(BundleError, match=r"^copy\.mlrun does not verify$"):
        trail_heads(recorded, allowed)
    assert mlsec("trail", "verify", recorded, "--project", tmp_path, "--signers", allowed) == 2
    assert capsys.readouterr().err.startswith("error: copy.mlrun does not verify\n")


def test_deletions_are_recorded_once_they_are_done(
    project: Trail, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "model.skops").write_text("")
    words = ("trail", "record", "deletion", "model.skops", "--person", "ada", "--project", tmp_path)
    assert mlsec(*words) == 2
    assert capsys.readouterr().err == "error: model.skops is still there\n  help: delete it first\n"
    (tmp_path / "model.skops").unlink()
    assert mlsec(*words) == 0
    assert capsys.readouterr().out == "recorded: deletion of model.skops by ada\n"
    entry = project.entries()[-1]
    assert (entry.kind, entry.subject, entry.outcome, entry.person) == ("deletion", "model.skops", "deleted", "ada")


def test_a_decision_that_would_not_count_is_refused(
    bundle: Path, allowed: Path, key: KeyPair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bob = new_key(tmp_path / "bob.pem", "bob@example.org")
    before = {path: path.read_bytes() for path in bundle.rglob("*") if path.is_file()}
    words = ("sign-off", bundle, "--decision", "approve", "--signers", allowed, "--as")
    assert mlsec(*words, "reviewer", "--key", bob.path) == 2
    assert capsys.readouterr().err == (
        "error: your key is not among the allowed signers, so the decision would not count\n"
        "  help: mlsec key trust bob.pub --as bob@example.org\n"
    )
    trust(allowed.parent, bob.line, "bob@example.org")
    assert mlsec(*words, "security", "--key", bob.path) == 2
    assert capsys.readouterr().err == (
        "error: bob@example.org may not sign off runs as security\n"
        '  help: signers.toml, under [roles]: security = ["bob@example.org"]\n'
    )
    assert mlsec(*words, "author", "--key", bob.path) == 2
    assert capsys.readouterr().err == (
        "error: nobody signs off runs as author\n  help: that role makes them; a reviewer decides\n"
    )
    assert mlsec(*words, "reviewer", "--key", key.path) == 2
    assert capsys.readouterr().err == (
        "error: who made the run cannot review it\n  help: ask somebody else, with another key\n"
    )
    assert {path: path.read_bytes() for path in bundle.rglob("*") if path.is_file()} == before

"""What a signed run fixed holds for the next look; what nobody signed, or cannot be read, fixes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jupyter_mlsec import stored_assessment
from jupyter_mlsec.errors import BundleError
from jupyter_mlsec.magic.pins import pins
from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import (
    Checklist,
    ChecklistItem,
    Cost,
    Evidence,
    Ground,
    ItemState,
    Level,
    Observation,
    Risk,
    Stage,
    Status,
)
from jupyter_mlsec.model.finding import Outcome, TargetReport
from jupyter_mlsec.model.notebook import TargetKind
from jupyter_mlsec.model.run import Failure, TrustLevel, Verification

NOW = datetime(2026, 11, 21, tzinfo=UTC)
BINDS = {"data:df": "sha256:d", "files:d.csv": "sha256:f", "notebook:df": "sha256:n"}


@pytest.fixture
def signed() -> Assessment:
    item = ChecklistItem(
        id="COL-05", title="Data are pinned", stage=Stage.COLLECTION, risk=Risk.HIGH, level=Level.AUTO, cost=Cost.FAST,
        binds=(Ground.DATA,), ttl=0, auto="", human="",
    )  # fmt: skip
    seen = Observation(status=Status.OPEN, summary="Nothing is pinned.")
    evidence = tuple(
        Evidence(item="COL-05", probe="p", observation=seen, collected=NOW, subject=subject, binds=binds)
        for subject, binds in (("df", BINDS), ("other", {"data:df": "sha256:x"}))
    )
    state = ItemState(item=item, status=Status.OPEN, computed=Status.OPEN, evidence=evidence)
    return Assessment(
        path="t.ipynb",
        scan=TargetReport(path="t.ipynb", kind=TargetKind.NOTEBOOK, outcome=Outcome.CHECKED),
        checklist=Checklist(notebook="t.ipynb", states=(state,), coverage=0.0, conformance=0.0),
        verification=Verification(bundle="t.mlrun", trust_level=TrustLevel.AUTHOR_SIGNED, signers=(), failures=()),
    )


def test_a_verified_bundle_beside_the_notebook_pins_the_table_and_its_files(
    signed: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t.mlrun").mkdir()
    monkeypatch.setattr(stored_assessment, "assess_bundle", lambda _bundle, **_options: signed)
    assert pins(tmp_path / "t.ipynb", "df", ("d.csv", "new.csv"), now=NOW) == {"frame": "sha256:d", "d.csv": "sha256:f"}


def test_a_bundle_that_does_not_verify_pins_nothing(
    signed: Assessment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t.mlrun").mkdir()
    assert signed.verification is not None
    broken = replace(signed.verification, failures=(Failure(code="file-changed", path="run.json", message="changed"),))
    monkeypatch.setattr(
        stored_assessment, "assess_bundle", lambda _bundle, **_options: replace(signed, verification=broken)
    )
    assert pins(tmp_path / "t.ipynb", "df", ("d.csv",), now=NOW) == {}


def test_a_bundle_that_cannot_be_read_pins_nothing(tmp_path: Path) -> None:
    (tmp_path / "t.mlrun.zip").write_bytes(b"PK")
    with pytest.raises(BundleError):
        stored_assessment.assess_bundle(tmp_path / "t.mlrun.zip")
    assert pins(tmp_path / "t.ipynb", "df", ("d.csv",), now=NOW) == {}


def test_without_a_notebook_or_a_bundle_nothing_is_pinned(tmp_path: Path) -> None:
    assert (pins(None, "df", (), now=NOW), pins(tmp_path / "t.ipynb", "df", (), now=NOW)) == ({}, {})

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from jupyter_mlsec.lifecycle import review_evidence, trail_evidence
from jupyter_mlsec.lifecycle.review_evidence import ReviewSubject
from jupyter_mlsec.lifecycle.trail import Trail
from jupyter_mlsec.lifecycle.trail_entry import TRAIL, TrailEvent, TrailKind
from jupyter_mlsec.model.run import Failure, Signer, TrustLevel, Verification

NOW = datetime(2026, 11, 21, 9, 14, tzinfo=UTC)


def said(root: Path) -> tuple[str, str]:
    observation = trail_evidence.PROBE.run(trail_evidence.TrailSubject(root=root))
    return observation.status.value, observation.summary


def reviewed(root: Path, *, author: str = "A. Ng") -> tuple[str, str]:
    observation = review_evidence.PROBE.run(ReviewSubject(root=root, author=author, now=NOW))
    return observation.status.value, observation.summary


def sign_off(root: Path, *, person: str = "B. Roy", outcome: str = "approved", days: int = 10) -> None:
    time = NOW - timedelta(days=days)
    Trail(root).append(
        TrailEvent(kind=TrailKind.SIGN_OFF, subject="a.mlrun", outcome=outcome, person=person, time=time)
    )


def test_an_unbroken_trail(tmp_path: Path) -> None:
    sign_off(tmp_path)
    sign_off(tmp_path)
    assert said(tmp_path) == ("pass", "The audit trail is unbroken: 2 entries.")


def test_a_changed_entry(tmp_path: Path) -> None:
    sign_off(tmp_path)
    sign_off(tmp_path)
    path = tmp_path / TRAIL
    path.write_text(path.read_text().replace("B. Roy", "B. Ray", 1))
    status, summary = said(tmp_path)
    assert status == "fail"
    assert summary.startswith("The audit trail is broken: ")
    assert reviewed(tmp_path) == ("error", "Not evidence: the audit trail is broken.")


def test_entries_cut_off_the_end(tmp_path: Path) -> None:
    sign_off(tmp_path)
    sign_off(tmp_path)
    path = tmp_path / TRAIL
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    assert said(tmp_path)[0] == "fail"


def test_no_trail_yet(tmp_path: Path) -> None:
    assert said(tmp_path) == ("open", "There is no audit trail yet.")
    assert reviewed(tmp_path) == ("open", "Nobody has signed off a run of this project.")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ("pass", "B. Roy approved a run on 2026-11-11, 90 days ago at most.")),
        ({"person": "a. ng "}, ("fail", "The last sign-off came from the author, or from nobody.")),
        ({"outcome": "rejected"}, ("fail", "The last decision, on 2026-11-11, was not an approval.")),
        ({"days": 91}, ("fail", "The last sign-off, on 2026-08-22, is older than 90 days.")),
    ],
)
def test_reviews(tmp_path: Path, changes: dict[str, str | int], expected: tuple[str, str]) -> None:
    sign_off(tmp_path, **changes)  # type: ignore[arg-type]
    assert reviewed(tmp_path) == expected


AUTHOR = Signer(role="author", identity="ada@example.org", key="SHA256:a")
REVIEWER = Signer(role="reviewer", identity="bob@example.org", key="SHA256:b")
BUNDLE, OTHER = "sha256:" + "b" * 64, "sha256:" + "c" * 64


@pytest.mark.parametrize(
    ("signers", "digest", "broken", "status"),
    [
        ((AUTHOR, REVIEWER), BUNDLE, False, "pass"),
        ((AUTHOR,), BUNDLE, False, "fail"),  # somebody wrote the approval into the trail, and signed nothing
        ((AUTHOR,), OTHER, False, "pass"),  # it is about an earlier run, which is not here
        ((AUTHOR,), BUNDLE, True, "pass"),  # what does not verify is told elsewhere
    ],
)
def test_an_approval_of_the_run_at_hand_is_signed_in_it(
    tmp_path: Path, signers: tuple[Signer, ...], digest: str, status: str, *, broken: bool
) -> None:
    event = TrailEvent(
        kind=TrailKind.SIGN_OFF,
        subject="a.mlrun",
        outcome="approved",
        person="bob",
        time=NOW,
        digests={"bundle": BUNDLE},
    )
    Trail(tmp_path).append(event)
    failures = (Failure(code="file-changed", path="x", message="changed"),) * broken
    verification = Verification(
        bundle="a.mlrun", trust_level=TrustLevel.AUTHOR_SIGNED, signers=signers, digest=digest, failures=failures
    )
    subject = ReviewSubject(root=tmp_path, author="ada", now=NOW, verification=verification)
    found = review_evidence.PROBE.run(subject)
    assert found.status.value == status
    if status == "fail":
        assert found.summary == (
            "The trail tells of an approval on 2026-11-21, and the run that it is about has no such signature."
        )

"""Every step from source to model needs a fingerprint and a way back to a versioned source."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._tables.frames import FrameSubject, LineageStep
from jupyter_mlsec.probes.frame_lineage import PROBE

FRAME = pd.DataFrame({"a": [1, 2, 3]})
STEPS = (
    LineageStep("file", "train.csv", "sha256:" + "a" * 64),
    LineageStep("frame", "df", frame_digest(FRAME), ("train.csv",)),
    LineageStep("matrix", "X_train", "sha256:" + "b" * 64, ("df",)),
    LineageStep("model", "clf", "sha256:" + "c" * 64, ("X_train",)),
)
SUBJECT = FrameSubject(name="df", frame=FRAME, lineage=STEPS)


def test_a_complete_lineage_passes() -> None:
    found = PROBE.run(SUBJECT)
    assert found.status is Status.PASS
    assert found.summary == "All 4 steps from source to df are recorded with fingerprints."
    assert found.details[3] == "model clf from X_train: cccccccc"


def test_a_matrix_out_of_nowhere_fails() -> None:
    found = PROBE.run(replace(SUBJECT, lineage=(*STEPS, LineageStep("matrix", "X_new", "sha256:" + "d" * 64))))
    assert found.status is Status.FAIL
    assert found.summary == "X_new cannot be traced to a versioned or fingerprinted source."


def test_a_frame_that_is_not_what_was_recorded_fails() -> None:
    found = PROBE.run(replace(SUBJECT, frame=FRAME.assign(a=[1, 2, 4])))
    assert found.status is Status.FAIL
    assert found.summary == "df is not what its recorded lineage says: its fingerprint differs."


def test_a_step_without_a_fingerprint_warns() -> None:
    steps = (*STEPS[:2], LineageStep("matrix", "X_train", "", ("df",)))
    assert PROBE.run(replace(SUBJECT, lineage=steps)).status is Status.WARN


def test_a_circle_leads_to_no_source() -> None:
    steps = (LineageStep("frame", "a", "sha256:1", ("b",)), LineageStep("frame", "b", "sha256:2", ("a",)))
    assert PROBE.run(replace(SUBJECT, lineage=steps)).status is Status.FAIL


def test_a_table_to_which_a_part_of_itself_was_added_leads_back_to_its_source() -> None:
    again = LineageStep("frame", "again", "sha256:" + "e" * 64, ("df",))
    whole = replace(STEPS[1], parents=("again", "train.csv"))
    assert PROBE.run(replace(SUBJECT, lineage=(STEPS[0], again, whole))).status is Status.PASS
    nowhere = LineageStep("matrix", "kind", "sha256:" + "f" * 64)
    steps = (STEPS[0], nowhere, again, replace(whole, parents=("again", "kind", "train.csv")))
    assert PROBE.run(replace(SUBJECT, lineage=steps)).status is Status.FAIL


def test_nothing_recorded_is_open() -> None:
    assert PROBE.run(replace(SUBJECT, lineage=())).status is Status.OPEN


def test_no_rows_are_not_evidence() -> None:
    assert PROBE.run(replace(SUBJECT, frame=FRAME.head(0))).status is Status.ERROR

"""Rows that changed between load and fit are noticed, unless a recorded step explains it."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.fingerprint import frame_digest
from jupyter_mlsec.probes._tables.frames import FrameSubject, LineageStep
from jupyter_mlsec.probes.frame_mutation import PROBE

LOADED = pd.DataFrame({"a": [1, 2, 3]})
SCALED = pd.DataFrame({"a": [0.1, 0.2, 0.3]})
SUBJECT = FrameSubject(name="df", frame=LOADED, at_load=frame_digest(LOADED), at_fit=frame_digest(LOADED))


def test_unchanged_rows_pass() -> None:
    assert PROBE.run(SUBJECT).status is Status.PASS


def test_an_unexplained_change_fails() -> None:
    found = PROBE.run(replace(SUBJECT, frame=SCALED, at_fit=frame_digest(SCALED)))
    assert found.status is Status.FAIL
    assert found.summary == "The training rows of df changed between load and fit, and no recorded step explains it."


def test_an_explained_change_passes() -> None:
    step = LineageStep("matrix", "X", frame_digest(SCALED), ("df",))
    found = PROBE.run(replace(SUBJECT, frame=SCALED, at_fit=frame_digest(SCALED), lineage=(step,)))
    assert found.status is Status.PASS


def test_a_change_after_the_fit_warns() -> None:
    assert PROBE.run(replace(SUBJECT, frame=SCALED)).status is Status.WARN


def test_without_digests_it_waits() -> None:
    assert PROBE.run(replace(SUBJECT, at_fit="")).status is Status.OPEN


def test_an_empty_table_is_not_evidence() -> None:
    assert PROBE.run(replace(SUBJECT, frame=LOADED.head(0))).status is Status.ERROR

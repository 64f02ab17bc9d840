"""Frames and files are compared with their pins, bit for bit."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.fingerprint import file_digest, frame_digest, row_digests, schema_digest
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_pins import PROBE


def table() -> pd.DataFrame:
    return pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"], "c": [0.5, None, 1.5]})


def run(frame: pd.DataFrame, **facts: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, **facts))  # type: ignore[arg-type]


EDITS = {
    "one cell": lambda frame: frame.assign(a=[1, 2, 4]),
    "row order": lambda frame: frame.iloc[::-1],
    "column name": lambda frame: frame.rename(columns={"a": "A"}),
    "column order": lambda frame: frame[["b", "a", "c"]],
    "type": lambda frame: frame.astype({"a": "float64"}),
    "category": lambda frame: frame.astype({"b": "category"}),
    "a value gone": lambda frame: frame.assign(c=[0.5, None, None]),
    "index": lambda frame: frame.set_axis([1, 2, 3]),
    "list cell": lambda frame: frame.assign(b=[["x"], ["y"], ["z"]]),
}


@pytest.mark.parametrize("edit", EDITS)
def test_every_edit_changes_the_digest(edit: str) -> None:
    assert frame_digest(EDITS[edit](table())) != frame_digest(table())


def test_a_copy_has_the_same_digest() -> None:
    assert frame_digest(table().copy()) == frame_digest(table())


def test_rows_are_equal_whatever_their_types() -> None:
    first = pd.DataFrame({"a": [1, 0], "b": pd.Categorical(["x", "y"])})
    second = pd.DataFrame({"a": [1.0, -0.0], "b": ["x", "y"]})
    assert row_digests(first).tolist() == row_digests(second).tolist()


def test_what_is_pinned_and_unchanged_passes(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text("a,b\n1,2\n")
    pins = {"frame": frame_digest(table()), "schema": schema_digest(table()), str(path): file_digest(str(path))}
    found = run(table(), files=(str(path),), pins=pins)
    assert found.status is Status.PASS
    assert found.summary == "df matches its 3 pinned fingerprints."


def test_a_changed_file_fails(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text("a,b\n1,2\n")
    pins = {"frame": frame_digest(table()), str(path): file_digest(str(path))}
    path.write_text("a,b\n1,3\n")
    found = run(table(), files=(str(path),), pins=pins)
    assert found.status is Status.FAIL
    assert found.summary == "df is not what was pinned: train.csv changed."


def test_a_changed_cell_fails() -> None:
    found = run(table().assign(a=[1, 2, 9]), pins={"frame": frame_digest(table())})
    assert found.status is Status.FAIL
    assert found.summary == "df is not what was pinned: the frame changed."


def test_without_pins_there_is_nothing_to_compare() -> None:
    assert run(table()).status is Status.OPEN


def test_an_unreadable_file_is_not_evidence() -> None:
    found = run(table(), files=("gone/train.csv",), pins={"frame": frame_digest(table())})
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: train.csv could not be read (FileNotFoundError) could not be compared."

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_odd_sources import PROBE


def table(*, bad: bool = False, noise: bool = False) -> pd.DataFrame:
    random = np.random.default_rng(0)
    x, site = random.normal(size=(600, 3)), random.choice(list("ABCD"), 600)
    y = (x[:, 0] > 0).astype(int)
    if bad:
        y = np.where(site == "C", 1 - y, y)
    if noise:
        y = random.integers(0, 2, 600)
    return pd.DataFrame(x, columns=list("uvw")).assign(site=site, y=y)


def run(frame: pd.DataFrame, target: str | None = "y") -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target=target))


def test_a_site_whose_labels_are_turned() -> None:
    found = run(table(bad=True))
    assert found.status is Status.WARN
    assert found.summary.startswith("The labels of one source of df contradict all others: source ")
    assert "C" not in found.summary.partition("by site")[0]


def test_sites_that_agree() -> None:
    assert run(table()).status is Status.PASS


def test_labels_that_nobody_could_learn_are_not_evidence() -> None:
    assert run(table(noise=True)).summary == (
        "Not evidence: the labels cannot be told from the other columns, so no source can contradict them."
    )


def test_without_a_source_or_a_target() -> None:
    assert run(table().drop(columns="site")).status is Status.NOT_APPLICABLE
    assert run(table(), None).status is Status.OPEN


def cells(*, wrong: bool, rows: int = 1400) -> pd.DataFrame:
    """Three kinds of cells on seven plates; on one plate the second kind is called the first."""
    random = np.random.default_rng(3)
    kind, plate = random.integers(0, 3, rows), random.integers(0, 7, rows)
    frame = pd.DataFrame(np.eye(3)[kind] * 4 + random.normal(size=(rows, 3)), columns=["CD3", "CD19", "CD56"])
    y = np.where((plate == 4) & (kind == 1), 0, kind) if wrong else kind
    return frame.assign(plate=[f"P{each}" for each in plate], y=np.array(["T", "B", "NK"])[y])


def test_one_kind_that_one_plate_calls_another() -> None:
    found = run(cells(wrong=True))
    assert found.status is Status.WARN
    assert found.summary.startswith("The labels of one source of df contradict all others: source ")
    assert "by plate" in found.summary
    assert run(cells(wrong=False)).status is Status.PASS


def test_a_small_class_that_one_plate_calls_another() -> None:
    frame = cells(wrong=False, rows=2800)
    kept = (frame["y"] != "NK") | (np.arange(len(frame)) % 3 == 0)
    frame = frame.loc[kept].reset_index(drop=True)
    assert run(frame).status is Status.PASS
    odd = frame.assign(y=frame["y"].mask((frame["plate"] == "P2") & (frame["y"] == "NK"), "T"))
    assert run(odd).summary.endswith("source 5 of 7 by plate agrees in 0% of one class where 100% is usual.")


def test_plates_with_other_shares_of_the_kinds_agree() -> None:
    frame = cells(wrong=False, rows=2000)
    rare = (frame["plate"] == "P1") & (frame["y"] == "B") & (np.arange(len(frame)) % 4 != 0)
    assert run(frame.loc[~rare].reset_index(drop=True)).status is Status.PASS

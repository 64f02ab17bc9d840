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

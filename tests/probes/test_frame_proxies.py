"""A proxy of a sensitive attribute is found; unrelated columns are not."""

from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_proxies import PROBE

RANDOM = np.random.default_rng(4)
SEX = RANDOM.choice(["f", "m"], 500)
FRAME = pd.DataFrame(
    {"sex": SEX, "x": RANDOM.normal(size=500), "z": RANDOM.choice(["a", "b"], 500), "y": RANDOM.integers(0, 2, 500)}
)


def run(frame: pd.DataFrame, groups: tuple[str, ...] = ("sex",)) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="y", groups=groups))


def test_unrelated_columns_pass() -> None:
    assert run(FRAME).status is Status.PASS


def test_a_proxy_is_found() -> None:
    height = np.where(SEX == "f", 165.0, 179.0) + RANDOM.normal(0, 4.0, 500)
    found = run(FRAME.assign(height=height))
    assert found.status is Status.WARN
    assert found.measurements[0].name == "proxy-auc:sex"


def test_a_declared_limit_fails() -> None:
    frame = FRAME.assign(title=np.where(SEX == "f", "Mrs", "Mr"))
    subject = FrameSubject(name="df", frame=frame, target="y", groups=("sex",), limits={"proxy-auc": "<= 0.7"})
    assert PROBE.run(subject).status is Status.FAIL


def test_one_group_only_is_not_evidence() -> None:
    assert run(FRAME.assign(sex="f")).summary == "Not evidence: sex has too few rows outside its largest group."


def test_no_attribute_is_open() -> None:
    assert run(FRAME, ()).status is Status.OPEN

"""Rows that one source added far from all others are seen; heavy tails and a few strange rows are left alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_islands import PROBE

ROWS = 900


def table(seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    return pd.DataFrame({
        "bytes": random.gamma(2, 30, ROWS), "packets": random.poisson(40, ROWS).astype(float),
        "seconds": random.lognormal(1, 0.7, ROWS), "kind": random.choice(["a", "b"], ROWS),
        "y": random.integers(0, 2, ROWS),
    })  # fmt: skip


def added(rows: int, labels: Any = 0, **columns: float) -> pd.DataFrame:
    random = np.random.default_rng(2)
    strange = table(3)[:rows].copy()
    for name, value in columns.items():
        strange[name] = value + random.normal(0, 1, rows)
    strange["y"] = labels
    return pd.concat((table(), strange), ignore_index=True).sample(frac=1, random_state=0)


def ask(frame: pd.DataFrame, target: str | None = "y") -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target=target))


def test_rows_of_one_source_warn_and_their_label_is_told() -> None:
    found = ask(added(30, bytes=2500, packets=900))
    assert (found.status, found.summary) == (
        "warn",
        "30 rows of df lie together and far from all others, in bytes and packets, all with one label.",
    )
    below = ask(added(40, labels=np.arange(40) % 2, bytes=-2500, seconds=-400), target=None)
    assert below.summary == "40 rows of df lie together and far from all others, in bytes and seconds."


@pytest.mark.parametrize(
    "frame",
    [
        table(),
        added(30, bytes=2500),  # one column: another unit, or a code, which others look for
        added(5, bytes=2500, packets=900),  # a few rows are outliers of their own
        added(400, bytes=2500, packets=900),  # so many are a kind of their own
        table().assign(packets=table()["bytes"] * 3, bytes=lambda df: df["seconds"] ** 3),  # heavy tails
    ],
    ids=["nothing", "one column", "a few rows", "a second kind", "heavy tails"],
)
def test_others_pass(frame: pd.DataFrame) -> None:
    found = ask(frame)
    assert (found.status, found.summary) == ("pass", "No group of rows of df lies apart from all others.")


def test_too_few_rows_are_not_evidence_and_texts_have_no_distance() -> None:
    assert ask(table()[:90]).status == "error"
    assert ask(table()[["kind", "y", "bytes"]]).status == "not-applicable"

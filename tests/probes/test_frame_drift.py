"""Drift is found per column and jointly; the same source is not accused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._ground.statistics import holm, ks
from jupyter_mlsec.probes._tables.drift import chi_square
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_drift import PROBE


def batch(seed: int, rows: int = 800, *, hours: float = 40.0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    first = random.normal(size=rows)
    return pd.DataFrame(
        {
            "hours": random.normal(hours, 4.0, rows),
            "x": first,
            "z": first + random.normal(0, 0.2, rows),
            "city": random.choice(["Rome", "Oslo", "Lima"], rows, p=[0.5, 0.3, 0.2]),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 90, rows), unit="D"),
        }
    )


def run(frame: object, reference: object) -> Observation:
    return PROBE.run(FrameSubject(name="new", frame=frame, reference=reference))


def test_the_same_source_passes() -> None:
    found = run(batch(1), batch(2))
    assert found.status is Status.PASS
    assert found.summary.startswith("new is like its reference (worst PSI 0.0")


def test_a_moved_number_is_named() -> None:
    found = run(batch(1, hours=43.0), batch(2))
    assert found.status is Status.WARN
    assert found.summary.startswith("new has drifted: hours moved (PSI ")


def test_another_mix_of_categories_is_named() -> None:
    moved = batch(1).assign(city="Rome")
    assert run(moved, batch(2)).summary.startswith("new has drifted: city moved")


def test_a_broken_relation_is_seen_jointly() -> None:
    moved = batch(1)
    moved["z"] = np.random.default_rng(9).permutation(moved["z"].to_numpy())
    found = run(moved, batch(2))
    assert found.status is Status.WARN
    assert {m.name: m.limit for m in found.measurements[:2]} == {"psi": "<= 0.25", "drift-auc": "<= 0.65"}


def test_a_lost_column_fails() -> None:
    found = run(batch(1).drop(columns="x"), batch(2))
    assert found.status is Status.FAIL
    assert found.summary == "new lacks columns that the reference has: x."


def test_answers_that_are_not_known_yet_are_no_lost_column() -> None:
    later = FrameSubject(name="new", frame=batch(1).drop(columns="x"), reference=batch(2), target="x")
    assert PROBE.run(later).status is Status.PASS


def test_few_rows_are_not_evidence() -> None:
    found = run(batch(1, 40), batch(2))
    assert found.summary == "Not evidence: fewer than 100 rows cannot show a drift of half a spread."


def test_without_a_reference_it_waits() -> None:
    assert PROBE.run(FrameSubject(name="new", frame=batch(1))).status is Status.OPEN


def test_p_values_equal_those_of_scipy() -> None:
    from scipy import stats

    random = np.random.default_rng(0)
    first, second = random.normal(size=700), random.normal(0.1, 1.0, 600)
    expected = stats.ks_2samp(first, second, method="asymp")
    assert ks(first, second)[0] == pytest.approx(expected.statistic, abs=1e-12)
    assert ks(first, second)[1] == pytest.approx(expected.pvalue, rel=0.05)
    counts = np.array([50.0, 30.0, 20.0]), np.array([40.0, 45.0, 22.0])
    assert chi_square(*counts) == pytest.approx(stats.chi2_contingency(np.stack(counts)).pvalue, rel=0.05)


def test_holm_corrects_in_order() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])

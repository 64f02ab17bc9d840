"""Gaps between groups equal the definitions, have intervals, and tiny groups are no evidence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_fairness import PROBE


class Column:
    """Answers what stands in its last column."""

    classes_ = np.array([0, 1])

    def predict(self, x: np.ndarray) -> np.ndarray:
        return x[:, -1].astype(int)


def people(rows: int = 2000, *, gap: float = 0.0, groups: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(1)
    group = random.integers(0, groups, rows)
    y = random.integers(0, 2, rows)
    given = np.where(random.random(rows) < 0.15 + gap * (group == 0), 1 - y, y)
    return np.column_stack((random.normal(size=rows), given)), y, group


def run(x: np.ndarray, y: np.ndarray, groups: object, **limits: str) -> Observation:
    return PROBE.run(ModelSubject(name="clf", model=Column(), x=x, y=y, groups=groups, limits=limits))  # type: ignore[arg-type]


def obvious(x: np.ndarray, y: np.ndarray, group: np.ndarray) -> dict[str, float]:
    given = x[:, -1]
    rates = [
        (given[group == g].mean(), given[(group == g) & (y == 1)].mean(), given[(group == g) & (y == 0)].mean())
        for g in np.unique(group)
    ]
    spread = np.ptp(np.array(rates), axis=0)
    selected = [rate[0] for rate in rates]
    return {
        "demographic-parity:sex": spread[0],
        "equal-opportunity:sex": spread[1],
        "equalized-odds:sex": max(spread[1], spread[2]),
        "selection-ratio:sex": min(selected) / max(selected),
    }


@pytest.mark.parametrize("groups", [2, 5])
def test_gaps_equal_their_definitions(groups: int) -> None:
    x, y, group = people(gap=0.2, groups=groups)
    found = {m.name: m.value for m in run(x, y, {"sex": group}).measurements if " rate:" not in m.name}
    assert found == pytest.approx(obvious(x, y, group), abs=1e-15)


def test_the_rates_of_each_group_are_told_the_largest_first() -> None:
    x, y, group = people(gap=0.2, groups=3)
    found = {m.name: m for m in run(x, y, {"sex": group}).measurements if " rate:" in m.name}
    sizes = sorted(np.unique(group), key=lambda one: -int((group == one).sum()))
    for rank, one in enumerate(sizes, 1):
        rate = found[f"selection rate:sex, group {rank}"]
        assert rate.value == pytest.approx(x[group == one, -1].mean(), abs=1e-15)
        assert rate.low is not None
        assert rate.high is not None
        assert rate.low < rate.value < rate.high
        right = found[f"true positive rate:sex, group {rank}"]
        assert right.value == pytest.approx(x[(group == one) & (y == 1), -1].mean(), abs=1e-15)


def test_alike_groups_pass() -> None:
    x, y, group = people()
    found = run(x, y, {"sex": group})
    assert found.status is Status.PASS
    assert found.summary == "clf keeps all gaps between groups by sex within the limits."


def test_a_group_with_more_errors_is_seen() -> None:
    x, y, group = people(gap=0.3)
    assert run(x, y, {"sex": group}).status is Status.WARN
    assert run(x, y, {"sex": group}, equalized_odds="<= 0.1").status is Status.FAIL


def test_small_groups_are_not_evidence() -> None:
    x, y, group = people(60)
    found = run(x, y, {"sex": group})
    assert found.summary == "Not evidence: the groups by sex are too small to tell a gap from chance."


def test_groups_below_twenty_rows_are_not_compared() -> None:
    x, y, group = people(60, groups=9)
    assert run(x, y, {"sex": group}).summary == "Not evidence: fewer than two groups by sex have 20 rows."


def test_groups_are_named_by_size_only() -> None:
    x, y, group = people()
    found = run(x, y, {"sex": np.where(group == 1, "woman", "man")})
    assert "woman" not in repr(found)
    assert found.details[0].startswith("sex, group 1 (1,0")


def test_a_column_of_the_rows_can_be_the_attribute() -> None:
    x, y, group = people(gap=0.3)
    frame = pd.DataFrame({"sex": group, "x": x[:, 0], "given": x[:, 1]})

    class Named:
        classes_ = np.array([0, 1])

        def predict(self, rows: pd.DataFrame) -> np.ndarray:
            return rows["given"].to_numpy(dtype=int)

    found = PROBE.run(ModelSubject(name="clf", model=Named(), x=frame, y=y, groups=("sex",)))
    assert found.status is Status.WARN


def test_no_attribute_is_open() -> None:
    x, y, _ = people()
    assert run(x, y, {}).status is Status.OPEN

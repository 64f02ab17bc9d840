"""A model that is level by each column may be uneven where columns cross; chance and tiny intersections are no gap."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_intersections import PROBE


class Column:
    """Answers what stands in its last column."""

    classes_ = np.array([0, 1])

    def predict(self, x: np.ndarray) -> np.ndarray:
        return x[:, -1].astype(int)


class Number:
    """Answers the number that stands in its last column."""

    def predict(self, x: np.ndarray) -> np.ndarray:
        return x[:, -1]


def people(rows: int, rates: Mapping[Any, float], *, seed: int = 5, named: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return rows whose group columns are drawn evenly and whose answer is chosen as often as ``rates`` say."""
    random = np.random.default_rng(seed)
    cells = list(rates)
    chosen = random.integers(0, len(cells), rows)
    names = named or ("sex", "origin", "age")[: len(cells[0])]
    frame = pd.DataFrame([cells[cell] for cell in chosen], columns=list(names))
    share = np.array([rates[cell] for cell in cells])[chosen]
    frame["given"] = (random.random(rows) < share).astype(int)
    frame["y"] = random.integers(0, 2, rows)
    return frame


def run(frame: pd.DataFrame, names: tuple[str, ...] = ("sex", "origin"), limits: Any = ()) -> Observation:
    x = frame[["given"]].to_numpy(dtype=float)
    groups = {name: frame[name] for name in names}
    subject = ModelSubject(name="clf", model=Column(), x=x, y=frame["y"].to_numpy(), groups=groups, limits=dict(limits))
    return PROBE.run(subject)


CROSSED = {(0, 0): 0.65, (0, 1): 0.35, (1, 0): 0.35, (1, 1): 0.65}  # level by either column
LEVEL = dict.fromkeys(product((0, 1), (0, 1)), 0.5)


def metric_frame(frame: pd.DataFrame, names: list[str]) -> dict[str, float]:
    """Return the differences between groups of fairlearn's MetricFrame for several sensitive features, by hand."""
    selected = frame.groupby(names)["given"].mean()
    right = frame[frame["y"] == 1].groupby(names)["given"].mean()
    wrong = frame[frame["y"] == 0].groupby(names)["given"].mean()
    title = " with ".join(names)
    opportunity, alarms = (float(each.max() - each.min()) for each in (right, wrong))
    return {
        f"demographic-parity:{title}": float(selected.max() - selected.min()),
        f"equal-opportunity:{title}": opportunity,
        f"equalized-odds:{title}": max(opportunity, alarms),
        f"selection-ratio:{title}": float(selected.min() / selected.max()),
    }


def test_gaps_are_those_of_a_metric_frame_with_several_sensitive_features() -> None:
    rates = {cell: 0.3 + 0.05 * place for place, cell in enumerate(product((0, 1), (0, 1, 2), (0, 1)))}
    frame = people(12_000, rates)
    names = ["sex", "origin", "age"]
    expected: dict[str, float] = {}
    for crossing in (["sex", "origin"], ["sex", "age"], ["origin", "age"], names):
        expected |= metric_frame(frame, crossing)
    found = {each.name: each.value for each in run(frame, tuple(names)).measurements}
    assert found == pytest.approx(expected, abs=1e-12)


def test_an_intersection_that_no_column_shows_warns() -> None:
    found = run(people(1200, CROSSED))
    assert found.status is Status.WARN
    assert found.summary == (
        "clf treats intersections of sex and origin differently: demographic-parity differs by 0.355 [0.214, 0.483]"
        " between sex group 2 with origin group 2 (285 rows) and sex group 1 with origin group 2 (310 rows)"
        " (by one column alone: 0.038)."
    )
    assert found.details[0].startswith("24 pairs of intersections were compared;")


def test_a_declared_limit_fails_only_where_the_whole_interval_is_beyond_it() -> None:
    frame, two = people(1200, CROSSED), ("sex", "origin")
    assert run(frame, two, {"demographic-parity": "<= 0.1"}).status is Status.FAIL
    assert run(frame, two, {"demographic-parity:sex with origin": "<= 0.3"}).status is Status.WARN
    wide = dict.fromkeys(("demographic-parity", "equal-opportunity", "equalized-odds"), "<= 0.5")
    assert run(frame, two, wide | {"selection-ratio": ">= 0.2"}).status is Status.PASS


def test_alike_intersections_pass() -> None:
    found = run(people(1200, LEVEL))
    assert found.status is Status.PASS
    assert found.summary == (
        "clf shows no gap between intersections of sex and origin that chance does not explain"
        " (wider than 0.21 would be seen)."
    )


def defects() -> dict[str, tuple[pd.DataFrame, tuple[str, ...]]]:
    """Return ways in which an intersection is treated worse, each told apart by what shows it."""
    three = {cell: 0.75 if sum(cell) % 2 else 0.25 for cell in product((0, 1), repeat=3)}  # level by each pair, too
    rare = {(0, 0): 0.5, (0, 1): 0.5, (1, 0): 0.5, (1, 1): 0.02}
    small = people(1500, rare)
    small = small.drop(small[(small["sex"] == 1) & (small["origin"] == 1)].index[40:])
    missing = people(1200, CROSSED).astype({"origin": object})
    missing.loc[missing["origin"] == 1, "origin"] = None
    words = people(1200, CROSSED)
    words["sex"], words["origin"] = words["sex"].map({0: "m", 1: "w"}).astype("category"), words["origin"] == 1
    rightly = people(3000, LEVEL)
    worse = (rightly["sex"] == rightly["origin"]).to_numpy()
    rightly["given"] = np.where(worse, 1 - rightly["y"], rightly["y"])  # chosen as often, and never rightly
    wrongly = people(3000, LEVEL)
    picked = ((wrongly["sex"] == 1) & (wrongly["origin"] == 1)).to_numpy()
    wrongly["given"] = np.where(picked & (wrongly.index % 2 == 0), 1, wrongly["y"])
    favoured = {(0, 0): 0.95, (0, 1): 0.4, (1, 0): 0.4, (1, 1): 0.4}
    many = {(sex, origin): 0.5 - 0.4 * ((sex, origin) == (1, 3)) for sex in (0, 1) for origin in range(5)}
    two = ("sex", "origin")
    return {
        "level by each column": (people(1200, CROSSED), two),
        "level by each pair of three columns": (people(2400, three), ("sex", "origin", "age")),
        "one small intersection": (small, two),
        "a missing value is a group": (missing, two),
        "categories and truth values": (words, two),
        "never rightly chosen": (rightly, two),
        "wrongly chosen": (wrongly, two),
        "one intersection preferred": (people(1200, favoured), two),
        "one of ten intersections": (people(3000, many), two),
    }


@pytest.mark.parametrize("way", defects())
def test_each_way_to_treat_an_intersection_differently_warns(way: str) -> None:
    frame, names = defects()[way]
    assert run(frame, names).status is Status.WARN


@pytest.mark.parametrize("seed", range(8))
def test_chance_among_many_intersections_is_no_gap(seed: int) -> None:
    cells = dict.fromkeys(product((0, 1), range(3), (0, 1)), 0.4)
    assert run(people(2500, cells, seed=seed), ("sex", "origin", "age")).status is Status.PASS


def test_a_gap_that_chance_explains_is_not_told() -> None:
    frame = people(600, LEVEL, seed=2)
    rates = frame.groupby(["sex", "origin"])["given"].mean()
    assert rates.max() - rates.min() > 0.1
    assert run(frame).status is Status.PASS


def test_the_small_intersection_is_named_and_not_judged() -> None:
    frame = people(1600, LEVEL)
    frame = frame.drop(frame[(frame["sex"] == 1) & (frame["origin"] == 1)].index[12:])
    found = run(frame)
    assert found.status is Status.PASS
    assert found.summary.endswith("; too small to judge is sex group 2 with origin group 2 (12 rows).")


def test_small_intersections_are_not_evidence() -> None:
    found = run(people(90, LEVEL))
    assert found.status is Status.ERROR
    assert found.summary.startswith(
        "Not evidence: the intersections of sex with origin are too small to tell a gap from chance;"
        " too small to judge are sex group"
    )


def test_one_column_or_none_does_not_apply() -> None:
    assert run(people(600, CROSSED), ("sex",)).status is Status.NOT_APPLICABLE
    assert run(people(600, CROSSED), ()).status is Status.NOT_APPLICABLE


def test_a_regressor_that_is_off_in_an_intersection_is_seen() -> None:
    frame = people(1200, LEVEL)
    random = np.random.default_rng(3)
    y = random.normal(size=len(frame))
    crossed = (frame["sex"] == frame["origin"]).to_numpy()

    def judged(given: np.ndarray) -> Observation:
        groups = {"sex": frame["sex"], "origin": frame["origin"]}
        return PROBE.run(ModelSubject(name="reg", model=Number(), x=given[:, None], y=y, groups=groups))

    noise = random.normal(size=len(frame)) * 0.2
    assert judged(y + noise).status is Status.PASS
    aside = judged(y + noise + 0.3 * crossed)
    assert aside.status is Status.WARN
    missed = (noise + 0.3 * crossed) / y.std()
    means = [missed[crossed & (frame["sex"] == 1)], missed[crossed & (frame["sex"] == 0)]]
    others = [missed[~crossed & (frame["sex"] == 1)], missed[~crossed & (frame["sex"] == 0)]]
    expected = max(each.mean() for each in means) - min(each.mean() for each in others)
    (bias,) = (each.value for each in aside.measurements if each.name == "bias-gap:sex with origin")
    assert bias == pytest.approx(expected, abs=1e-12)
    wider = judged(y + noise * np.where(crossed, 3.0, 1.0))
    assert wider.status is Status.WARN
    assert "error-ratio is 3." in wider.summary


def test_all_columns_together_are_left_out_where_they_are_too_many() -> None:
    cells = dict.fromkeys(product(range(4), range(4), range(4)), 0.5)
    found = run(people(9000, cells), ("sex", "origin", "age"))
    assert found.details[-1] == "All columns together give too many intersections."
    assert {each.name.partition(":")[2] for each in found.measurements} == {
        "sex with origin",
        "sex with age",
        "origin with age",
    }


def test_many_intersections_are_judged_by_their_rows_and_not_by_their_number() -> None:
    cells = dict.fromkeys(product(range(2), range(60)), 0.5)
    found = run(people(60_000, cells))
    assert found.status is Status.PASS
    assert "too small" not in found.summary
    assert run(people(60_000, cells | {(1, 7): 0.2})).status is Status.WARN

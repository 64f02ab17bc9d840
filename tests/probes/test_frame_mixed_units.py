"""A few rows in another unit, and columns that only look like it: heavy tails, kinds of customers, codes, zeros."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_mixed_units import PROBE

Floats = NDArray[np.float64]
ROWS = 1_000
WRONG = np.arange(7, ROWS, 50)  # 20 rows
RANDOM = np.random.default_rng


def run(values: Floats, limits: dict[str, str] | None = None, **more: object) -> Observation:
    frame = pd.DataFrame({"amount": values, **more})
    return PROBE.run(FrameSubject(name="df", frame=frame, limits=limits or {}))


def changed(values: Floats, change: Callable[[Floats], Floats]) -> Floats:
    values = values.copy()
    values[WRONG] = change(values[WRONG])
    return values


KWH = RANDOM(1).lognormal(5, 0.5, ROWS)
EUROS = np.round(RANDOM(2).gamma(6, 20, ROWS) + 5, 2)


@pytest.mark.parametrize(
    ("values", "change", "unit"),
    [
        (KWH, lambda x: x * 1000, "1,000 times too large"),
        (KWH, lambda x: x / 1000, "1,000 times too small"),
        (EUROS, lambda x: x * 100, "100 times too large"),
        (RANDOM(3).normal(70, 5, ROWS), lambda x: x * 10, "10 times too large"),
        (RANDOM(3).normal(70, 5, ROWS), lambda x: x / 10, "10 times too small"),
        (RANDOM(4).lognormal(2, 0.4, ROWS), lambda x: x * 60, "60 times too large"),
        (RANDOM(5).lognormal(1, 0.7, ROWS), lambda x: x / 3600, "3,600 times too small"),
        (RANDOM(6).normal(172, 8, ROWS), lambda x: x / 2.54, "2.54 times too small"),
        (RANDOM(7).normal(75, 4, ROWS), lambda x: x / 0.45359237, "2.2046226 times too large"),
        (RANDOM(8).normal(20, 2, ROWS), lambda x: x * 1.8 + 32, "Fahrenheit among Celsius"),
        (RANDOM(9).normal(1, 9, ROWS), lambda x: x + 273.15, "Kelvin among Celsius"),
        (np.where(RANDOM(10).random(ROWS) < 0.3, 0.0, KWH), lambda x: x * 1e6, "1,000,000 times too large"),
    ],
)
def test_rows_in_another_unit(values: Floats, change: Callable[[Floats], Floats], unit: str) -> None:
    found, twin = run(changed(values, change)), run(values)
    wrong = int((values[WRONG] != 0).sum())
    assert (found.status, found.summary) == (Status.WARN, "amount of df holds rows in another unit.")
    assert found.details == (f"amount: {wrong} rows ({wrong / ROWS:.2%}), as if {unit}",)
    assert (found.measurements[0].name, found.measurements[0].value) == ("mixed-units:amount", wrong / ROWS)
    assert (twin.status, twin.summary) == (Status.PASS, "In 1 column of df no gap looks like another unit.")


def customers(seed: int) -> tuple[Floats, NDArray[np.str_]]:
    """Return what households and a few businesses use, and which of them is which."""
    kind = np.where(RANDOM(seed).random(ROWS) < 0.04, "business", "household")
    return np.where(kind == "business", KWH * 100, KWH), kind


@pytest.mark.parametrize(
    "values",
    [
        RANDOM(1).lognormal(3, 2, ROWS),
        RANDOM(2).pareto(1, ROWS) + 1,
        np.abs(RANDOM(3).standard_cauchy(ROWS)),
        RANDOM(4).negative_binomial(0.5, 0.01, ROWS).astype(float),
        RANDOM(5).lognormal(3, 1, ROWS) * (RANDOM(5).random(ROWS) < 0.6),
        *(np.where(RANDOM(n).random(400) < 0.03, 9999.0, RANDOM(n + 99).normal(50, 9, 400)) for n in range(16)),
        RANDOM(7).gamma(0.3, 10, ROWS),
        RANDOM(8).normal(0, 50, ROWS),
        np.where(RANDOM(9).random(ROWS) < 0.05, RANDOM(9).normal(1500, 20, ROWS), KWH),
        np.round(RANDOM(10).lognormal(3, 1.2, ROWS)) + 0.99,
    ],
)
def test_another_shape_is_no_other_unit(values: Floats) -> None:
    assert run(values).status is Status.PASS


def test_what_another_column_explains() -> None:
    values, kind = customers(11)
    assert run(values, kind=kind).status is Status.PASS
    assert run(values, floor=np.where(kind == "business", 900.0, 80.0) + RANDOM(1).random(ROWS)).status is Status.PASS
    assert run(values, other=np.resize(["a", "b"], ROWS)).status is Status.WARN
    assert run(values, meter=kind).status is Status.WARN  # one meter that reports in another unit is a mistake
    assert run(values, cost=values * 0.3).status is Status.WARN  # computed from it, mistakes included


def test_a_limit_that_the_team_declared() -> None:
    values = changed(KWH, lambda x: x * 1000)
    assert run(values, {"mixed-units": "<= 1%"}).status is Status.FAIL
    assert run(values, {"mixed-units": "<= 10%"}).status is Status.PASS


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame({"word": ["a", "b"] * 200}), pd.DataFrame({"amount": KWH[:90]}), pd.DataFrame({"customer_id": KWH})],
)
def test_without_quantities_it_has_nothing_to_say(frame: pd.DataFrame) -> None:
    assert PROBE.run(FrameSubject(name="df", frame=frame)).status is Status.NOT_APPLICABLE

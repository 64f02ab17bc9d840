"""Figures: what is written, whether the limit is kept, and where things lie on the scale."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.reports.html.numbers import Figure, Scale, figure, number


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.9134567, "", "0.9135"),
        (12.0, "rows", "12 rows"),
        (1234567.0, "", "1,234,567"),
        (51.0, "%", "51%"),
        (1e-9, "", "1e-09"),
        (math.nan, "", "not a number"),
        (math.inf, "s", "not a number"),
        (-0.0, "", "0"),
    ],
)
def test_number(value: float, unit: str, text: str) -> None:
    assert number(value, unit) == text


def test_figure_with_everything() -> None:
    measurement = Measurement(name="accuracy", value=0.95, low=0.9, high=1.0, limit=">= 0.92")
    assert figure(measurement, previous=0.92) == Figure(
        name="accuracy",
        value="0.95",
        interval="0.9 to 1",
        limit="≥ 0.92",
        previous="0.92",
        meets=True,
        scale=Scale(value=50.0, low=9.7, high=90.3, limit=25.8, previous=25.8, good=(25.8, 100.0)),
    )


def test_a_value_alone_has_no_scale() -> None:
    assert figure(Measurement(name="rows", value=3)) == Figure("rows", "3", "", "", "", None, None)


@pytest.mark.parametrize(
    ("limit", "value", "meets"),
    [
        (">= 0.9", 0.9, True),
        ("> 0.9", 0.9, False),
        ("<=0", 1, False),
        ("< 1e-3", 0.0001, True),
        ("== 5", 5, True),
        ("between 1 and 2", 1.5, None),
        (None, 1.5, None),
        (">= 0.9", math.nan, None),
    ],
)
def test_limits(limit: str | None, value: float, meets: bool | None) -> None:  # noqa: FBT001 - a parameter of the table
    assert figure(Measurement(name="m", value=value, limit=limit)).meets is meets


@given(*(st.floats(-1e9, 1e9) for _ in range(4)))
def test_everything_lies_on_the_scale(value: float, low: float, high: float, limit: float) -> None:
    shown = figure(Measurement(name="m", value=value, low=low, high=high, limit=f"<= {limit!r}"))
    assert shown.scale is not None
    places = (shown.scale.value, shown.scale.low, shown.scale.high, shown.scale.limit)
    assert all(place is not None and 0 <= place <= 100 for place in places)
    assert shown.meets is (value <= limit)


def test_a_limit_in_percent_is_held_against_a_share() -> None:
    high = figure(Measurement(name="copy-agreement", value=0.97, limit="<= 95%"))
    assert (high.meets, high.scale and round(high.scale.value, 1) > round(high.scale.limit or 0.0, 1)) == (False, True)
    assert figure(Measurement(name="missing", value=3.0, limit="<= 5%", unit="%")).meets is True

"""Limits are read strictly and judged with intervals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jupyter_mlsec.errors import UsageError
from jupyter_mlsec.model.checklist import Measurement, Status
from jupyter_mlsec.probes._ground.limits import canonical, find_limit, judge, judge_all, parse_limit, worst


@pytest.mark.parametrize(
    ("text", "sign", "bound"),
    [(">= 0.9", ">=", 0.9), ("<=5%", "<=", 0.05), (" < 1e-3 ", "<", 0.001), ("== 0", "==", 0.0), ("> -.5", ">", -0.5)],
)
def test_a_limit_is_read(text: str, sign: str, bound: float) -> None:
    limit = parse_limit(text)
    assert (limit.sign, limit.bound) == (sign, bound)


@pytest.mark.parametrize(
    "text", ["", "0.9", ">= ", "=> 0.9", "= 3", ">= nan", "<= inf", ">= 0,9", "<= 5 5", ">= 0.9 or so", "<= 1e999"]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="limit"):
        parse_limit(text)


@given(st.text())
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        limit = parse_limit(text)
    except UsageError:
        return
    assert limit.sign in {"<=", ">=", "<", ">", "=="}


@pytest.mark.parametrize(
    ("value", "low", "high", "status"),
    [
        (0.95, 0.92, 0.97, Status.PASS),
        (0.95, None, None, Status.PASS),
        (0.91, 0.88, 0.94, Status.WARN),
        (0.89, 0.85, 0.93, Status.FAIL),
        (float("nan"), None, None, Status.FAIL),
    ],
)
def test_a_measurement_passes_only_with_the_bad_end_of_its_interval(
    value: float, low: float | None, high: float | None, status: Status
) -> None:
    assert judge(Measurement(name="accuracy", value=value, low=low, high=high), parse_limit(">= 0.9")) is status


def test_spellings_of_a_name_are_one() -> None:
    assert find_limit({"ROC_AUC": ">= 0.8"}, "roc-auc") == parse_limit(">= 0.8")
    assert canonical("Missing:Home Town") == "missing:Home Town"


def test_a_default_can_only_warn() -> None:
    broken = Measurement(name="missing", value=0.5)
    assert judge_all([broken], {}, {"missing": "<= 0.1"}).status is Status.WARN
    assert judge_all([broken], {"missing": "<= 0.2"}, {"missing": "<= 0.1"}).status is Status.FAIL
    assert judge_all([broken], {}).status is Status.OPEN


def test_could_not_look_weighs_more_than_failed() -> None:
    assert worst([Status.FAIL, Status.ERROR, Status.PASS]) is Status.ERROR


def test_a_plan_is_no_table_yet() -> None:
    from jupyter_mlsec.probes._ground.observations import NotEvidenceError
    from jupyter_mlsec.probes._tables.frames import as_frame
    from tests.probes.objects import made

    with pytest.raises(NotEvidenceError, match="a LazyFrame is a plan and no table yet"):
        as_frame(made("polars", "LazyFrame", collect=lambda _: 1))

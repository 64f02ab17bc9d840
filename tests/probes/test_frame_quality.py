"""Bad values are counted per kind, held against limits, and never shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_quality import PROBE

LIMITS = {"missing": "<= 5%", "duplicates": "<= 0"}


def clean(rows: int = 200) -> pd.DataFrame:
    random = np.random.default_rng(7)
    return pd.DataFrame(
        {
            "age": random.integers(18, 80, rows),
            "score": random.normal(50.0, 10.0, rows),
            "city": random.choice(["Rome", "Oslo", "Lima"], rows),
            "seen": pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 300, rows), unit="D"),
            "label": np.tile([0, 1], rows // 2),
        }
    )


def run(frame: pd.DataFrame, **facts: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target="label", **facts))  # type: ignore[arg-type]


def test_a_clean_table_keeps_to_its_declared_limits() -> None:
    found = run(clean(), limits=LIMITS)
    assert found.status is Status.PASS
    assert found.summary == "df (200 rows and 5 columns) keeps to all its limits."


def test_a_clean_table_without_limits_waits_for_them() -> None:
    found = run(clean())
    assert found.status is Status.OPEN
    assert found.next_step == "Freeze limits, for example: %mlsec limits missing<=0.05 duplicates<=0.01."


def test_too_many_missing_values_fail_the_declared_limit() -> None:
    frame = clean()
    frame.loc[:59, "score"] = np.nan
    found = run(frame, limits=LIMITS)
    assert found.status is Status.FAIL
    assert found.summary == "df breaks its limits for missing."
    assert found.details == ("missing values: score (30.0%)",)


def planted(kind: str) -> pd.DataFrame:
    frame = clean()
    if kind == "duplicates":
        frame = pd.concat([frame, frame.head(40)], ignore_index=True)
    elif kind == "constant-columns":
        frame["unit"] = "kg"
    elif kind == "mixed-columns":
        frame["amount"] = [str(number) for number in range(195)] + ["five", "about six", "x", "y", "z"]
    elif kind == "inconsistent-columns":
        frame.loc[:20, "city"] = " rome"
    elif kind == "non-finite":
        frame.loc[3, "score"] = np.inf
    elif kind == "sentinels":
        frame.loc[:9, "score"] = -999.0
    elif kind == "implausible":
        frame.loc[5, "age"] = 300
    elif kind == "class-share":
        frame["label"] = [1] + [0] * 199
    else:
        frame["city"] = frame["city"].where(frame["score"] > 45, "?")
    return frame


@pytest.mark.parametrize(
    "kind",
    [
        "missing",
        "duplicates",
        "constant-columns",
        "mixed-columns",
        "inconsistent-columns",
        "non-finite",
        "sentinels",
        "implausible",
        "class-share",
    ],
)
def test_each_planted_defect_is_conspicuous_without_any_limit(kind: str) -> None:
    found = run(planted(kind))
    assert found.status is Status.WARN
    assert kind in found.summary


def test_a_range_limit_counts_the_values_outside_and_names_none() -> None:
    frame = clean()
    frame["score"] = np.linspace(0, 100, 200)
    found = run(frame, limits={"max:score": "<= 90", "min:score": ">= 0"})
    assert found.status is Status.FAIL
    assert [(m.name, m.value, m.limit) for m in found.measurements if m.name.startswith("outside")] == [
        ("outside-range:score", 20.0, "<= 0")
    ]


def test_few_rows_are_not_evidence() -> None:
    found = run(clean().head(5))
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: df has 5 rows, and fewer than 10 cannot show this."


def test_a_malformed_limit_is_not_taken_for_no_limit() -> None:
    found = run(clean(), limits={"missing": "about 5"})
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: not a limit: 'about 5'."


def test_pixels_may_be_blank() -> None:
    from sklearn.datasets import load_digits

    frame = load_digits(as_frame=True).data
    assert PROBE.run(FrameSubject(name="df", frame=frame, limits={"missing": "<= 0"})).status is Status.PASS


@pytest.mark.parametrize("scale", [0.05, 1.0, 12.0])
def test_a_centred_column_is_on_another_scale_than_its_name(scale: float) -> None:
    """The diabetes data of scikit-learn hold ages around 0, scaled to a length of 1."""
    ages = np.random.default_rng(0).normal(50, 14, 300)
    frame = pd.DataFrame({"age": (ages - ages.mean()) / ages.std() * scale, "label": np.arange(300) % 3})
    assert run(frame).status is Status.OPEN
    frame.loc[:4, "age"] = [-3.0, -1.0, -20.0, -7.0, -5.0]
    assert run(frame.assign(age=frame["age"].where(frame.index < 5, ages))).status is Status.WARN

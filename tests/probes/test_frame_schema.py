from __future__ import annotations

import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes._tables.schema import read_schema, schema_of
from jupyter_mlsec.probes.frame_schema import PROBE


def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": [1, 2, 3],
            "rate": [0.5, None, 1.5],
            "city": ["a", "b", "c"],
            "kind": pd.Categorical(["x", "y", "x"]),
            "seen": pd.to_datetime(["2026-01-01"] * 3),
            "ok": [True, False, True],
        }
    )


def said(frame: pd.DataFrame, schema: str) -> tuple[Status, str]:
    found = PROBE.run(FrameSubject(name="df", frame=frame, schema=schema))
    return found.status, found.summary


FROZEN = schema_of(table()).text()


def test_the_text_of_a_schema() -> None:
    assert FROZEN == (
        '{"age": "integer", "rate": "real?", "city": "text", "kind": "text", "seen": "time", "ok": "truth"}'
    )
    assert read_schema(FROZEN) == schema_of(table())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda df: df, (Status.PASS, "df is of its frozen shape (6 columns).")),
        (
            lambda df: df.astype({"age": "int16", "city": "category"}),
            (Status.PASS, "df is of its frozen shape (6 columns)."),
        ),
        (lambda df: df.drop(columns="age"), (Status.FAIL, "df is not of its frozen shape: age is lost.")),
        (lambda df: df.assign(new=1), (Status.FAIL, "df is not of its frozen shape: new is not there before.")),
        (
            lambda df: df.assign(age=df.age.astype(str), rate="x"),
            (Status.FAIL, "df is not of its frozen shape: age and rate are of another kind."),
        ),
        (
            lambda df: df.assign(city=["a", None, "c"]),
            (Status.WARN, "df is not as it was frozen: city (gaps)."),
        ),
        (
            lambda df: df[list(df.columns)[::-1]],
            (Status.WARN, "The columns of df stand in another order than was frozen."),
        ),
    ],
)
def test_shapes(change: object, expected: tuple[Status, str]) -> None:
    assert said(change(table()), FROZEN) == expected  # type: ignore[operator]


@pytest.mark.parametrize("text", ["[1]", "{", '{"a": "number"}'])
def test_a_malformed_schema_is_not_evidence(text: str) -> None:
    assert said(table(), text)[0] is Status.ERROR
    with pytest.raises(NotEvidenceError):
        read_schema(text)


def test_two_columns_of_one_name() -> None:
    frame = pd.DataFrame([[1, 2]], columns=["a", "a"])
    assert said(frame, FROZEN) == (Status.ERROR, "Not evidence: there is more than one column of the same name.")


def test_without_a_frozen_schema() -> None:
    assert said(table(), "") == (Status.NOT_APPLICABLE, "Does not apply: no schema of df is frozen.")


def test_names_that_are_values_are_counted_and_not_told() -> None:
    frame = pd.DataFrame([[1.0, 2.0, 3.0]], columns=["ana@clinic.example", "age", "310-55-1234567"])
    told = schema_of(frame).text()
    assert told == (
        '{"(name that looks like a value, 1)": "real", "age": "real", "(name that looks like a value, 2)": "real"}'
    )
    other = frame.rename(columns={"ana@clinic.example": "bea@clinic.example"})
    assert schema_of(other) == schema_of(frame)
    assert schema_of(frame.drop(columns="310-55-1234567")) != schema_of(frame)


def months(scale: float = 1.0, *, refunds: bool = False) -> pd.DataFrame:
    amounts = pd.Series([10.0 + number % 60 for number in range(300)]) * scale
    if refunds:
        amounts[::7] *= -1
    return pd.DataFrame({"amount": amounts, "items": [1 + number % 9 for number in range(300)]})


def test_the_size_of_numbers_is_frozen_as_a_power_of_ten() -> None:
    frozen = schema_of(months()).text()
    assert frozen == '{"amount": "real+e1.5", "items": "integer+e0.5"}'
    assert read_schema(frozen) == schema_of(months())
    assert said(months(1.8), frozen)[0] is Status.PASS
    assert said(months(100), frozen) == (
        Status.WARN,
        "df is not as it was frozen: amount (numbers of another size).",
    )
    assert said(months(0.01, refunds=True), frozen) == (
        Status.WARN,
        "df is not as it was frozen: amount (negative numbers) and amount (numbers of another size).",
    )


def test_few_numbers_tell_no_size_and_no_sign() -> None:
    few = months().head(20)
    assert schema_of(few).text() == '{"amount": "real", "items": "integer"}'
    assert said(few.assign(amount=-5.0), schema_of(months()).text())[0] is Status.PASS


def test_a_schema_of_before_tells_no_size() -> None:
    before = '{"amount": "real", "items": "integer?"}'
    assert said(months(100, refunds=True), before) == (Status.PASS, "df is of its frozen shape (2 columns).")

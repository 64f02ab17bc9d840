"""Personal data are found by names and values in many shapes, and things are not taken for people."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes._tables.personal import personal_columns
from jupyter_mlsec.probes.frame_personal_data import PROBE

RANDOM = np.random.default_rng(3)
ROWS = 60


def digits(count: int) -> str:
    return "".join(map(str, RANDOM.integers(0, 10, count)))


def luhn(body: str) -> str:
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(body))
    )
    return body + str(-total % 10)


def iban() -> str:
    body = digits(18)
    return f"DE{98 - int(body + '131400') % 97:02d}{body}"


def bsn() -> str:
    while True:
        body = digits(9)
        if (
            body[0] != "0"
            and (sum(int(d) * w for d, w in zip(body, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)) % 11) == 0
        ):
            return body


def run(frame: object, **facts: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([f"u{n}@mail{n % 7}.example" for n in range(ROWS)], "e-mail address"),
        ([f"call u{n} at u{n}@x.example" for n in range(ROWS)], "e-mail address"),
        ([luhn("4" + digits(14)) for _ in range(ROWS)], "account or card number"),
        ([iban() for _ in range(ROWS)], "account or card number"),
        (
            [
                f"{RANDOM.integers(100, 899)}-{RANDOM.integers(10, 99)}-{RANDOM.integers(1000, 9999)}"
                for _ in range(ROWS)
            ],
            "national or tax number",
        ),
        ([int(bsn()) for _ in range(ROWS)], "national or tax number"),
        ([f"+49 30 {RANDOM.integers(10**6, 10**7)}" for _ in range(ROWS)], "telephone number"),
        ([f"({RANDOM.integers(201, 989)}) 555-{RANDOM.integers(1000, 9999)}" for _ in range(ROWS)], "telephone number"),
        ([f"10.{n}.{n % 9}.7" for n in range(ROWS)], "network or device address"),
        ([f"Smith{n}, Mrs. Ann" for n in range(ROWS)], "person's name"),
    ],
)
def test_values_give_a_column_away_whatever_its_name(values: list[object], kind: str) -> None:
    found = list(personal_columns(pd.DataFrame({"x1": values})))
    assert [(entry.column, entry.kind) for entry in found] == [("x1", kind)]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Geburtsdatum", "date of birth"),
        ("customerId", "patient or person number"),
        ("ETHNICITY", "race or ethnic origin"),
        ("blood_type", "health"),
        ("zip_code", "place of living"),
        ("Sex", "sex or gender"),
        ("patient_age", "age"),
    ],
)
def test_names_give_a_column_away_whatever_its_values(name: str, kind: str) -> None:
    found = list(personal_columns(pd.DataFrame({name: RANDOM.integers(0, 9, ROWS)})))
    assert [entry.kind for entry in found] == [kind]


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"file_name": [f"part_{n}.csv" for n in range(ROWS)]}),
        pd.DataFrame({"product_name": [f"Lamp {n}" for n in range(ROWS)]}),
        pd.DataFrame({"id": range(100_000_000, 100_000_000 + ROWS)}),
        pd.DataFrame({"amount": RANDOM.normal(100, 10, ROWS)}),
        pd.DataFrame({"code": RANDOM.integers(10**8, 10**9, ROWS)}),
        pd.DataFrame({"message": ["package", "average", "language"] * 20}),
        pd.DataFrame({"day": pd.date_range("2024-01-01", periods=ROWS)}),
        pd.DataFrame({"version": [f"1.{n}.0" for n in range(ROWS)]}),
    ],
)
def test_things_are_not_people(frame: pd.DataFrame) -> None:
    assert list(personal_columns(frame)) == []


def test_an_index_of_people_is_found() -> None:
    frame = pd.DataFrame({"x": range(ROWS)}, index=[f"u{n}@mail.example" for n in range(ROWS)])
    assert [entry.column for entry in personal_columns(frame)] == ["index"]


def test_without_a_legal_basis_identifying_columns_fail() -> None:
    found = run(pd.DataFrame({"contact": [f"u{n}@mail.example" for n in range(ROWS)], "x": range(ROWS)}))
    assert found.status is Status.FAIL
    assert found.summary == "1 column of df holds personal data (contact) and no legal basis is declared."
    assert found.details == ("contact: e-mail address (by its values, 100% of its distinct values)",)


def test_with_a_legal_basis_they_pass() -> None:
    frame = pd.DataFrame({"contact": [f"u{n}@mail.example" for n in range(ROWS)]})
    assert run(frame, declared={"legal-basis": "contract"}).status is Status.PASS


def test_columns_that_only_narrow_down_warn() -> None:
    assert run(pd.DataFrame({"age": range(ROWS), "x": range(ROWS)})).status is Status.WARN


def test_measurements_of_cells_are_no_personal_data() -> None:
    from sklearn.datasets import load_breast_cancer

    found = run(load_breast_cancer(as_frame=True).frame)
    assert found.status is Status.PASS
    assert found.summary == "No column of df shows personal data, by its name or by the pattern of its values."


def test_what_is_no_table_is_not_evidence() -> None:
    found = run(object())
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: a object is not a table that can be looked at."


def test_a_heading_that_leaves_no_doubt() -> None:
    frame = pd.DataFrame({"surname": ["Ng", "Li", "Okoye", "Silva"] * 50, "name": ["bolt", "nut"] * 100})
    found = PROBE.run(FrameSubject(name="df", frame=frame))
    assert found.summary == "1 column of df holds personal data (surname) and no legal basis is declared."


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("email", [f"***@mail{n % 7}.example" for n in range(ROWS)]),  # masked in every row
        ("email", [f"mail{n % 7}.example" for n in range(ROWS)]),  # the provider only
        ("email", [n % 2 == 0 for n in range(ROWS)]),
        ("phone", ["yes", "no"] * (ROWS // 2)),
        ("phone", [f"***-***-{1000 + n}" for n in range(ROWS)]),
        ("iban", ["DE** **** **** 12"] * ROWS),
        ("ip", [f"visitor {n}" for n in range(ROWS)]),
        ("mast_name", [f"Mast {place}" for place in ["Nord", "Ost", "Hafen", "Forst", "Kanal"] * (ROWS // 5)]),
        ("customer", ["Blue Ocean Ltd", "Acme Corp", "Red Hill GmbH", "Fast Lane", "Green Field"] * (ROWS // 5)),
        ("build", [f"{200 + n % 3}.{n}.0.1" for n in range(ROWS)]),
        ("dni", [n % 31 for n in range(ROWS)]),  # days
        ("nie", ["yes", "no"] * (ROWS // 2)),
        ("tin", [0.5 + n / 7 for n in range(ROWS)]),  # a metal
        ("ip", [7.5 + n / 7 for n in range(ROWS)]),
        ("pan", [120.123456 + n / 7 for n in range(ROWS)]),
        ("vin", [n % 3 for n in range(ROWS)]),
        ("v", [f"{3 + n % 2}.{n % 9}.{n % 4}.{n}" for n in range(ROWS)]),
    ],
)
def test_names_that_the_values_refute(name: str, values: list[object]) -> None:
    assert list(personal_columns(pd.DataFrame({name: values}))) == []


@pytest.mark.parametrize(
    ("name", "values", "kind"),
    [
        ("email", [f"{n:032x}" for n in range(ROWS)], "e-mail address"),  # digests, which may be undone
        ("dni", [f"{10_000_000 + 7 * n}A" for n in range(ROWS)], "national or tax number"),
        ("passport_no", [f"C0{1000 + n}XY" for n in range(ROWS)], "national or tax number"),
        ("kennzeichen", [f"B-AB {100 + n}" for n in range(ROWS)], "vehicle number"),
        ("patient_id", [n / 17 - 1.7 for n in range(ROWS)], "patient or person number"),  # scaled
        ("phone", [491510000000 + n for n in range(ROWS)], "telephone number"),
        ("patient", ["Amelie Albers", "Bruno Brandl", "Chiara Dietz", "Elif Ebert"] * (ROWS // 4), "person's name"),
        ("ip", [f"10.0.0.{n}" for n in range(ROWS)], "network or device address"),
        ("src", [f"{n + 1}.{n}.{2 * n}.{4 * n}" for n in range(ROWS)], "network or device address"),
    ],
)
def test_names_that_the_values_bear_out(name: str, values: list[object], kind: str) -> None:
    assert [found.kind for found in personal_columns(pd.DataFrame({name: values}))] == [kind]


def test_people_in_the_index_are_seen() -> None:
    frame = pd.DataFrame({"x": range(4)}, index=pd.Index(["Ada Byron", "Bo Li", "Cy Roe", "Di Fox"], name="patient"))
    assert [(found.column, found.kind) for found in personal_columns(frame)] == [("patient", "person's name")]

"""k-anonymity, uniques, l-diversity and t-closeness against a slow and obvious computation."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject, codes
from jupyter_mlsec.probes.frame_reidentification import PROBE, diversity, equivalence_classes, k_and_uniques


def people(rows: int = 400, *, zips: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(1)
    return pd.DataFrame(
        {
            "zip": random.integers(0, zips, rows).astype(str),
            "sex": random.choice(["f", "m"], rows),
            "illness": random.choice(["a", "b", "c"], rows),
            "x": random.normal(size=rows),
        }
    )


def run(frame: pd.DataFrame, **facts: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize("zips", [2, 30, 300])
def test_measures_equal_the_obvious_computation(zips: int) -> None:
    frame = people(zips=zips)
    classes = equivalence_classes(frame, ["zip", "sex"])
    grouped = frame.groupby(["zip", "sex"])["illness"]
    overall = frame["illness"].value_counts(normalize=True)
    distances = [
        (group.value_counts(normalize=True).reindex(overall.index, fill_value=0.0) - overall).abs().sum() / 2
        for _, group in grouped
    ]
    k, uniques = k_and_uniques(classes)
    least, furthest = diversity(classes, codes(frame["illness"]), "illness")
    assert k.value == grouped.size().min()
    assert uniques.value == (grouped.size() == 1).sum() / len(frame)
    assert least.value == grouped.nunique().min()
    assert furthest.value == pytest.approx(max(distances), abs=1e-12)


def test_one_row_is_one_row() -> None:
    frame = people()
    frame["zip"] = [f"{number}" for number in range(len(frame))]
    found = run(frame, quasi_identifiers=("zip",))
    assert found.summary == "By zip, the smallest group of df has 1 row and 100.0% of the rows stand alone."


def test_large_groups_pass() -> None:
    found = run(people(), quasi_identifiers=("zip", "sex"), sensitive=("illness",))
    assert found.status is Status.PASS
    assert found.summary == "By zip and sex, the smallest group of df has 56 rows and 0.0% of the rows stand alone."


def test_people_who_stand_alone_warn_and_fail_a_declared_limit() -> None:
    frame = people(zips=5000)
    assert run(frame, quasi_identifiers=("zip", "sex")).status is Status.WARN
    assert run(frame, quasi_identifiers=("zip", "sex"), limits={"k": ">= 3"}).status is Status.FAIL


def test_quasi_identifiers_are_proposed_by_name() -> None:
    assert "Quasi-identifiers (proposed): zip and sex" in run(people()).details


def test_a_limit_for_l_applies_to_each_sensitive_column() -> None:
    found = run(people(), quasi_identifiers=("zip",), sensitive=("illness",), limits={"l": ">= 4"})
    assert found.status is Status.FAIL


def test_few_rows_are_not_evidence() -> None:
    assert run(people(10), quasi_identifiers=("zip",)).status is Status.ERROR


def test_a_missing_column_is_not_evidence() -> None:
    found = run(people(), quasi_identifiers=("town",))
    assert found.summary == "Not evidence: there is no column town."


def test_a_table_about_things_has_nobody_to_identify() -> None:
    assert run(people()[["x"]]).status is Status.NOT_APPLICABLE


def test_twenty_thousand_rows_take_a_fraction_of_a_second() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({f"q{n}": random.integers(0, 10, 20_000).astype(str) for n in range(6)})
    frame["s"] = random.choice(["a", "b"], 20_000)
    names = tuple(f"q{n}" for n in range(6))
    start = time.process_time()
    run(frame, quasi_identifiers=names, sensitive=("s",))
    assert time.process_time() - start < 1.0  # 0.2 s on a quiet machine; the benchmark holds the figure


def staff(rows: int = 400) -> pd.DataFrame:
    random = np.random.default_rng(2)
    frame = pd.DataFrame({"gender": random.choice(["f", "m"], rows), "site": random.choice(["A", "B", "C"], rows)})
    frame["post"] = random.choice([f"post {number}" for number in range(40)], rows)
    frame["since"] = random.integers(1985, 2024, rows)
    return frame.assign(load=random.normal(size=rows), counted=random.integers(0, 300, rows))


def test_what_else_is_known_of_a_person_is_added_where_it_singles_out() -> None:
    found = run(staff())
    assert found.status is Status.WARN
    assert found.summary.startswith("By gender, post and since, the smallest group of df has 1 row and ")


@pytest.mark.parametrize(
    "change",
    [
        {"post": "one"},  # what is left does not single out most rows
        {"gender": "f", "post": "one", "since": 1990},
    ],
)
def test_what_does_not_single_out_is_left_aside(change: dict[str, str | int]) -> None:
    assert run(staff().assign(**change)).summary.startswith("By gender, the smallest group")
    assert run(staff(), quasi_identifiers=("gender",)).status is Status.PASS
    assert run(staff().drop(columns="gender")).status is Status.NOT_APPLICABLE

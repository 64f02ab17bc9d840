"""The measurements as functions: typed, shown, told one by one, the same evidence that the magics keep."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.measure import Measured, measure_data, measure_model, model_card
from jupyter_mlsec.model.checklist import Evidence, Status

RANDOM = np.random.default_rng(0)
X = pd.DataFrame({"age": RANDOM.normal(40, 9, 600), "sex": RANDOM.integers(0, 2, 600).astype(float)})
Y = pd.Series((X["age"] + RANDOM.normal(0, 4, 600) > 40).astype(int), name="late")
CLF = LogisticRegression().fit(X[:300], Y[:300])


@pytest.fixture(scope="module")
def told() -> list[tuple[str, int, int]]:
    return []


@pytest.fixture(scope="module")
def found(told: list[tuple[str, int, int]]) -> Measured:
    def heard(evidence: tuple[Evidence, ...], number: int, total: int) -> None:
        told.append(
            (evidence[0].probe if evidence else "", number, total)
        )  # what does not apply is not always evidence

    return measure_model(
        CLF,
        x=X[300:],
        y=Y[300:],
        x_train=X[:300],
        y_train=Y[:300],
        groups=("sex",),
        limits={"accuracy": ">= 0.7"},
        name="clf",
        heard=heard,
    )


def test_evidence_is_typed_and_found_by_item_and_by_number(found: Measured) -> None:
    items = [each.item for each in found]
    assert items == sorted(items)
    assert {"EVA-01", "EVA-02", "EVA-03", "EVA-04", "EVA-05", "EVA-06", "EVA-07", "EVA-09"} <= set(items)
    assert {each.probe for each in found["EVA-06"]} == {"unequal-treatment"}
    accuracy = found.number("accuracy")
    assert accuracy.value == pytest.approx((CLF.predict(X[300:]) == Y[300:]).mean())
    assert accuracy.limit == ">= 0.7"
    with pytest.raises(KeyError, match="no-such-number"):
        found.number("no-such-number")


def test_every_piece_is_bound_to_what_it_was_made_on(found: Measured) -> None:
    grounds = {"model:clf", "data:x", "data:y", "data:x_train", "data:y_train"}
    assert {frozenset(each.binds) for each in found} == {frozenset(grounds)}


def test_results_are_heard_as_they_come_the_quick_ones_first(found: Measured, told: list[tuple[str, int, int]]) -> None:
    names = {each.probe for each in found}
    assert {name for name, _, _ in told} == names
    numbers = [number for _, number, _ in told]
    assert numbers == sorted(set(numbers))
    (total,) = {total for _, _, total in told}
    assert max(numbers) <= total  # of what does not apply there is not always evidence to tell of


def test_it_shows_itself(found: Measured) -> None:
    lines = repr(found).splitlines()
    assert (lines[0], lines[2]) == ("Evidence about clf", "")
    assert [line for line in lines if line.startswith("✓ passed          EVA-01  clf keeps to all its limits")]
    html = found._repr_html_()
    assert html.count("<svg xmlns") >= 5
    assert "<script" not in html
    assert re.search(r"<title>Selection rate by sex</title>", html)


def test_the_status_is_the_worst_that_was_seen(found: Measured) -> None:
    assert found.status in {Status.WARN, Status.FAIL, Status.ERROR}
    assert Measured("x", ()).status is Status.OPEN


def test_a_table_is_measured_too() -> None:
    data = measure_data(X.assign(late=Y), target="late", reference=X.assign(late=Y), name="patients")
    assert {"COL-02", "DEP-07"} <= {each.item for each in data}
    assert {"data:patients", "data:reference"} == set(data["DEP-07"][0].binds)


def test_a_card_needs_no_notebook(found: Measured) -> None:
    card = model_card(CLF, found, dataset="patients, held out", licence="MIT", intended_use="Triage by a person.")
    assert card.startswith('---\nlicense: "mit"\nlibrary_name: "sklearn"\n')
    assert '"name": "patients, held out"' in card
    assert "Triage by a person." in card

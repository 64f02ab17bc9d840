"""Answers that a model was fitted on and that are not those of their rows are found, whatever became of both since."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_answers_apart import PROBE

ROWS = 400
RANDOM = np.random.default_rng(0)
TABLE = pd.DataFrame(
    {
        "amount": RANDOM.gamma(2.0, 100.0, ROWS),
        "term": RANDOM.integers(6, 60, ROWS),
        "paid": RANDOM.random(ROWS) < 0.2,
        "price": RANDOM.gamma(3.0, 10.0, ROWS),
        "grade": RANDOM.choice(["a", "b", "c"], ROWS),
        "text": [f"note {number}" for number in RANDOM.permutation(ROWS)],
    }
)
TAKEN = RANDOM.permutation(ROWS)[:300]

Taken = tuple[object, object]


def run(rows: object, answers: object, *sources: object) -> Observation:
    subject = ModelSubject(name="clf", model=object(), x_train=rows, y_train=answers, sources=sources or (TABLE,))
    return PROBE.run(subject)


def taken(target: str = "paid") -> tuple[pd.DataFrame, pd.Series]:
    part = TABLE.loc[TAKEN]
    return part[["amount", "term"]], part[target]


def sorted_alone() -> Taken:
    rows, answers = taken()
    return rows.sort_values("amount"), answers


def cut_to_length() -> Taken:
    rows, answers = taken()
    return rows[rows["term"] > 10], answers.head(int((rows["term"] > 10).sum()))


def shuffled_in_place() -> Taken:
    rows, answers = taken()
    values = answers.to_numpy().copy()
    np.random.default_rng(1).shuffle(values)
    return rows, pd.Series(values, index=answers.index, name="paid")


def numbered_anew() -> Taken:
    rows, answers = taken()
    return rows, answers.sort_index().reset_index(drop=True)


def sorted_prices() -> Taken:
    rows, answers = taken("price")
    return rows, answers.sort_values()


def scaled_alone() -> Taken:
    rows, answers = taken("grade")
    moved = rows.sample(frac=1.0, random_state=0)
    return (moved - moved.mean()) / moved.std(), answers


@pytest.mark.parametrize(
    "defect", [sorted_alone, cut_to_length, shuffled_in_place, numbered_anew, sorted_prices, scaled_alone]
)
def test_rows_beside_the_answers_of_others_fail(defect: Callable[[], Taken]) -> None:
    found = run(*defect())
    assert found.status is Status.FAIL
    assert found.summary.startswith("clf was fitted on rows beside the answers of others, in ")


def test_it_says_how_many() -> None:
    rows, answers = taken()
    swapped = answers.index.to_numpy().copy()
    swapped[:60] = swapped[:60][::-1]
    found = run(rows, answers.loc[swapped])
    assert found.summary == "clf was fitted on rows beside the answers of others, in 60 of 300 rows."
    assert found.measurements[0].value == pytest.approx(0.2)


def flipped() -> Taken:
    rows, answers = taken()
    answers = answers.copy()
    answers[answers[answers].index[:20]] = False
    return rows, answers


def most_of_a_class_flipped() -> Taken:
    rows, answers = taken()
    answers = answers.copy()
    answers[answers[answers].index[:50]] = False
    return rows, answers


def renamed_and_flipped() -> Taken:
    rows, answers = taken("grade")
    answers = answers.map({"a": 0, "b": 1, "c": 2})
    answers.iloc[:20] = (answers.iloc[:20] + 1) % 3
    return rows, answers


def prices_overwritten() -> Taken:
    rows, answers = taken("price")
    answers = answers.copy()
    answers.iloc[10:30] = 1.0
    return rows, answers


@pytest.mark.parametrize(
    ("defect", "changed"),
    [(flipped, 20), (most_of_a_class_flipped, 50), (renamed_and_flipped, 20), (prices_overwritten, 20)],
)
def test_answers_that_were_overwritten_are_told(defect: Callable[[], Taken], changed: int) -> None:
    found = run(*defect())
    assert found.status is Status.WARN
    assert found.summary.endswith(f"not those of the table they came from, in {changed} of 300 rows.")


def as_frame() -> Taken:
    rows, answers = taken()
    return rows, answers.to_frame()


def both_shuffled() -> Taken:
    rows, answers = taken()
    order = RANDOM.permutation(len(rows))
    return rows.iloc[order], answers.iloc[order]


def drawn_with_replacement() -> Taken:
    rows, answers = taken()
    drawn = RANDOM.integers(0, len(rows), 500)
    return rows.iloc[drawn], answers.iloc[drawn]


def both_numbered_anew() -> Taken:
    rows, answers = taken()
    return rows.reset_index(drop=True), answers.reset_index(drop=True)


def only_rows_numbered_anew() -> Taken:
    rows, answers = taken()
    return pd.DataFrame((rows - rows.mean()).to_numpy(), columns=rows.columns), answers


def renamed_classes() -> Taken:
    rows, answers = taken("grade")
    return rows, answers.map({"a": 2, "b": 0, "c": 1})


def merged_classes() -> Taken:
    rows, answers = taken("grade")
    return rows, answers.isin(["a", "c"])


def inverted() -> Taken:
    rows, answers = taken()
    return rows, 1 - answers.astype(int)


def logarithms() -> Taken:
    rows, answers = taken("price")
    return rows, np.log1p(answers)


def dear_ones() -> Taken:
    rows, answers = taken("price")
    return rows, (answers > 40).astype(int)


def clipped() -> Taken:
    rows, answers = taken("price")
    return rows, answers.clip(upper=50)


def texts() -> Taken:
    part = TABLE.loc[TAKEN]
    return part["text"], part["grade"]


@pytest.mark.parametrize(
    "twin",
    [
        taken,
        as_frame,
        both_shuffled,
        drawn_with_replacement,
        renamed_classes,
        merged_classes,
        inverted,
        logarithms,
        dear_ones,
        clipped,
        texts,
    ],
)
def test_answers_of_their_rows_pass(twin: Callable[[], Taken]) -> None:
    found = run(*twin())
    assert found.status is Status.PASS
    assert found.summary.startswith("The answers that clf was fitted on are those of the table's ")


def next_ones() -> Taken:
    rows = TABLE[["amount", "term"]].iloc[:-1]
    return rows, TABLE["price"].shift(-1).dropna()


def changes() -> Taken:
    rows = TABLE[["amount", "term"]].iloc[1:]
    return rows, TABLE["price"].pct_change().dropna()


def what_comes_later() -> Taken:
    rows, answers = TABLE[["amount", "term"]].iloc[:-3], TABLE["price"].iloc[3:]
    order = RANDOM.permutation(len(rows))
    return rows.iloc[order], answers.iloc[order]


def an_array() -> Taken:
    rows, answers = taken()
    return rows, answers.to_numpy()


def nobody_s() -> Taken:
    rows, answers = taken()
    return rows * RANDOM.random(rows.shape), answers


@pytest.mark.parametrize(
    "case",
    [next_ones, changes, what_comes_later, an_array, nobody_s, both_numbered_anew, only_rows_numbered_anew],
)
def test_what_cannot_be_known_is_not_judged(case: Callable[[], Taken]) -> None:
    assert run(*case()).status is Status.NOT_APPLICABLE


def test_classes_that_change_places_are_no_other_order() -> None:
    table = TABLE.assign(even=np.arange(ROWS) % 2)
    part = table.loc[table.index % 4 < 2]
    assert run(part[["amount", "term"]], 1 - part["even"], table).status is Status.PASS


def test_rows_without_an_index_are_known_by_a_table_of_their_own_order() -> None:
    part = TABLE.loc[TAKEN]
    rows = part[["amount", "term"]].to_numpy() / 7.0
    assert run(rows, part["paid"], part, TABLE).status is Status.PASS
    assert run(rows, part["paid"].sample(frac=1.0, random_state=0), part, TABLE).status is Status.FAIL


def test_a_table_whose_rows_were_numbered_anew_since_is_none_of_theirs() -> None:
    rows, answers = taken()
    anew = TABLE.sample(frac=1.0, random_state=3).reset_index(drop=True)
    assert run(rows, answers, anew).status is Status.NOT_APPLICABLE


def test_missing_answers_that_were_filled_in_are_no_change() -> None:
    table = TABLE.assign(paid=TABLE["paid"].astype(object).where(TABLE.index % 9 != 0))
    rows, answers = table.loc[TAKEN, ["amount", "term"]], table.loc[TAKEN, "paid"]
    assert run(rows, answers.where(answers.notna(), other=False), table).status is Status.PASS


def test_nothing_is_known_without_the_rows() -> None:
    subject = ModelSubject(name="clf", model=object(), y_train=taken()[1], sources=(TABLE,))
    assert PROBE.run(subject).status is Status.OPEN


ARRAY, ANSWERS = TABLE[["amount", "term", "price"]].to_numpy(), TABLE["paid"].to_numpy().astype(int)
ENCODED = TABLE.assign(paid=TABLE["paid"].astype(int))
HELD = np.setdiff1d(np.arange(ROWS), TAKEN)


def run_arrays(answers: np.ndarray, rows: np.ndarray = ARRAY, target: np.ndarray = ANSWERS) -> Observation:
    held = (rows[HELD], target[HELD])
    subject = ModelSubject(
        name="clf", model=object(), x=held[0], y=held[1], x_train=rows[TAKEN], y_train=answers, sources=(ENCODED,)
    )
    return PROBE.run(subject)


def test_arrays_are_found_by_their_numbers() -> None:
    assert run_arrays(ANSWERS[TAKEN]).status is Status.PASS
    rolled = run_arrays(np.roll(ANSWERS[TAKEN], 1))
    assert rolled.status is Status.FAIL
    assert rolled.summary.startswith("clf was fitted on rows beside the answers of others, in ")
    written = ANSWERS[TAKEN].copy()
    written[:30] = 1 - written[:30]
    told = run_arrays(written)
    assert (told.status, told.measurements[0].value) == (Status.WARN, 0.1)


def test_arrays_that_are_not_found_again_are_not_judged() -> None:
    rolled = np.roll(ANSWERS[TAKEN], 1)
    assert run_arrays(rolled, rows=(ARRAY - ARRAY.mean(axis=0)) / ARRAY.std(axis=0)).status is Status.NOT_APPLICABLE
    other = RANDOM.integers(0, 2, ROWS)  # a target that is no column of the table
    assert run_arrays(other[TAKEN], target=other).status is Status.NOT_APPLICABLE
    prices = TABLE["price"].to_numpy()
    logged = run_arrays(-(prices[TAKEN] ** 2) * RANDOM.random(300), target=prices)
    assert logged.summary == "Does not apply: the answers of the fit are another quantity than price."


@pytest.mark.parametrize("target", ["grade", "price"])
@pytest.mark.parametrize("is_reset", [True, False])
def test_a_table_put_together_on_the_way_is_held_against_where_it_began(target: str, *, is_reset: bool) -> None:
    rows, answers = taken(target)
    rows = rows.reset_index(drop=True) if is_reset else rows
    joined = pd.concat([rows, answers], axis=1).dropna()
    found = run(joined[["amount", "term"]], joined[target], joined, TABLE)
    assert len(joined) > 200
    assert found.status is (Status.FAIL if is_reset else Status.PASS)


@pytest.mark.parametrize("made", [lambda y: y.map({"a": "low", "b": "low", "c": "high"}), lambda y: y.str.upper()])
def test_other_names_for_the_same_answers_are_no_strangers(made: Callable[[pd.Series], pd.Series]) -> None:
    rows, answers = taken("grade")
    joined = rows.assign(grade=made(answers)).reset_index(drop=True)
    assert run(joined[["amount", "term"]], joined["grade"], joined, TABLE).status is not Status.FAIL

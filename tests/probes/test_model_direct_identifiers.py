"""Features whose values identify people, in frames, bare matrices and texts; and numbers that only look alike."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_direct_identifiers import PROBE

RANDOM = np.random.default_rng(11)
ROWS = 200
PLAIN = RANDOM.normal(size=(ROWS, 2)).round(2)
PHONES = [int(f"49151{number}") for number in RANDOM.integers(10_000_000, 99_999_999, ROWS)]
MAILS = [f"u{number}@example.org" for number in range(ROWS)]


def ask(rows: Any) -> Observation:
    return PROBE.run(ModelSubject(name="clf", model=object(), x=PLAIN, x_train=rows))


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (pd.DataFrame(PLAIN, columns=["a", "b"]).assign(ref=PHONES), "ref (telephone number)"),
        (np.column_stack((PLAIN, np.array(PHONES, dtype=float))), "feature 2 (telephone number)"),
        (pd.DataFrame({"a": PLAIN[:, 0], "b": MAILS}), "b (e-mail address)"),
        (pd.DataFrame(PLAIN, index=MAILS), "index (e-mail address)"),
        (pd.Series([f"please write to {mail} soon" for mail in MAILS], name="ticket"), "ticket (e-mail address)"),
        ([f"please write to {mail} soon" for mail in MAILS], "texts (e-mail address)"),
    ],
    ids=["integers", "a bare matrix", "texts of a column", "the index", "prose", "a list"],
)
def test_what_identifies_people_fails(rows: Any, what: str) -> None:
    found = ask(rows)
    assert (found.status, found.summary) == ("fail", f"clf is fitted on what identifies people: {what}.")
    assert not any(str(PHONES[0]) in text or MAILS[0] in text for text in (found.summary, *found.details))


@pytest.mark.parametrize(
    "rows",
    [
        PLAIN,
        pd.DataFrame(PLAIN, columns=["age", "name"]),  # a name of a column is not enough here
        pd.DataFrame(
            {"cents": RANDOM.integers(10**6, 10**9, ROWS), "stamp": RANDOM.integers(1_600_000_000, 1_700_000_000, ROWS)}
        ),
        pd.DataFrame({"order": np.arange(ROWS) * 3 + 491511234000}),  # given out one after the other
        pd.DataFrame({"code": RANDOM.integers(10**11, 10**12, ROWS)}),
    ],
    ids=["floats", "names of columns", "amounts and times", "running numbers", "random numbers"],
)
def test_what_identifies_nobody_passes(rows: Any) -> None:
    found = ask(rows)
    assert (found.status, found.summary) == ("pass", "The values of no feature of clf identify people.")


@pytest.mark.parametrize("rows", [sparse.csr_matrix(PLAIN), np.zeros((4, 8, 8)), np.zeros((3, 2_001))])
def test_what_is_no_table_of_features_is_left_aside(rows: Any) -> None:
    assert ask(rows).status == "not-applicable"

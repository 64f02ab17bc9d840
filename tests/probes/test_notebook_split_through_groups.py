from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SPLIT = "from sklearn.model_selection import train_test_split\na, b = train_test_split(df, random_state=0)\n"
GROUPS = "from sklearn.model_selection import GroupKFold\nfolds = GroupKFold(5).split(df, groups=g)\n"


@pytest.mark.parametrize(
    ("source", "column"),
    [
        ("df.groupby('patient_id').size()\n", "patient_id"),
        ("n = df['user_id'].nunique()\n", "user_id"),
        ("n = df.customer_id.value_counts()\n", "customer_id"),
        ("df.group_by(['PatientenNr', 'day']).len()\n", "PatientenNr"),
    ],
)
def test_planted_splits(ask_notebook: Ask, source: str, column: str) -> None:
    assert ask_notebook("split_through_groups", source, SPLIT) == (
        "warn",
        f"Rows that belong together by {column} are split one by one in cell 2.",
    )


@pytest.mark.parametrize("split", [GROUPS, GROUPS + SPLIT])
def test_clean_twins(ask_notebook: Ask, split: str) -> None:
    assert ask_notebook("split_through_groups", "df.groupby('patient_id').size()\n", split) == (
        "pass",
        "Rows that belong together by patient_id stay together.",
    )


@pytest.mark.parametrize("source", ["df.groupby('city').size()", "df['user_id'].head()", "df.drop(columns='user_id')"])
def test_rows_of_which_nothing_is_said(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("split_through_groups", source, SPLIT) == (
        "not-applicable",
        "Does not apply: the notebook does not say that rows belong together.",
    )


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("split_through_groups", "x = (")[0] == "error"

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


RANDOM = "from sklearn.model_selection import train_test_split\na, b = train_test_split(d, random_state=0)\n"
READ = "import pandas as pd\nd = pd.read_csv('d.csv')\n"
SEVERAL = ("warn", "Rows of which several are about one thing are split one by one in cell 1.")
NOTHING = ("not-applicable", "Does not apply: the notebook does not say that rows belong together.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"# every patient has several scans\n{READ}{RANDOM}", SEVERAL),
        (f"# jeder Fisch wurde mehrfach gemessen\n{READ}{RANDOM}", SEVERAL),
        (f"# chaque échantillon a été mesuré trois fois\n{READ}{RANDOM}", SEVERAL),
        (f"# varias grabaciones por persona\n{READ}{RANDOM}", SEVERAL),
        (f"# slide, x, y\n{READ.replace('d.csv', 'tiles.csv')}{RANDOM}", SEVERAL),
        (f"# every patient has several features\n{READ}{RANDOM}", NOTHING),
        (f"# each class has several images per batch\n{READ}{RANDOM}", NOTHING),
        (f"# wait a few times\n{READ}{RANDOM}", NOTHING),
        (f"{READ.replace('d.csv', 'tiles.csv')}{RANDOM}", NOTHING),
        (f"# every patient has several scans\n{READ}d = d.groupby('nr').mean()\n{RANDOM}", NOTHING),
    ],
)
def test_what_is_said_of_rows(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("split_through_groups", source) == said


@pytest.mark.parametrize(
    ("column", "unit"),
    [
        ("donor", True),
        ("slide_id", True),
        ("SpeakerName", True),
        ("recording_nr", True),
        ("smiles", True),
        ("product", False),
        ("donor_age", False),
        ("slides_per_day", False),
    ],
)
def test_columns_that_are_counted(ask_notebook: Ask, column: str, unit: bool) -> None:  # noqa: FBT001 - a case
    warned = ("warn", f"Rows that belong together by {column} are split one by one in cell 1.")
    said = ask_notebook("split_through_groups", f"{READ}print(d['{column}'].nunique())\n{RANDOM}")
    assert said == (warned if unit else NOTHING)

"""Leakage is looked for between the parts of a table that this kernel saw it split into, without being told them."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.magic import extension
from jupyter_mlsec.magic.parted import parts_of
from jupyter_mlsec.magic.session import Session
from tests.shells import attempt, run

TABLE = """import pandas as pd
from sklearn.model_selection import KFold, train_test_split
df = pd.DataFrame({'age': range(200), 'income': [7 * n % 191 for n in range(200)], 'y': [0, 1] * 100})"""


@pytest.fixture
def session(shell: InteractiveShell) -> Session:
    run(shell, TABLE)
    return extension._sessions[id(shell)]


@pytest.mark.parametrize(
    ("cells", "parts"),
    [
        (["train, test = train_test_split(df, random_state=0)"], ("train", "test")),
        (
            ["X, y = df[['age', 'income']], df['y']",
             "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)"],
            ("X_train", "X_test"),
        ),
        (
            ["a, b, c, d = train_test_split(df.drop(columns='y'), df['y'], test_size=0.5, random_state=0)",
             "e, f = train_test_split(a, random_state=0)"],
            ("a", "b"),  # the first split of all
        ),
        (["train = df.iloc[:150]\ntest = df.iloc[150:]"], ("train", "test")),
        (["train = df.sample(frac=0.8, random_state=1)", "test = df.drop(train.index)"], ("train", "test")),
        (["for learn, judge in KFold(4).split(df):\n    part = df.iloc[learn]"], (None, None)),
        (["other = df.copy()\nother.columns = list('abc')", "young = df[df['age'] < 30]"], (None, None)),
        (["train, test = train_test_split(df, random_state=0)", "del test"], (None, None)),
        (["train, test = 1, 2"], (None, None)),
    ],
)  # fmt: skip
def test_the_parts_of_a_table(
    shell: InteractiveShell, session: Session, cells: list[str], parts: tuple[str | None, str | None]
) -> None:
    run(shell, *cells)
    assert parts_of(session, "df") == parts


def test_a_part_has_to_come_from_this_very_table(shell: InteractiveShell, session: Session) -> None:
    run(shell, "other = pd.DataFrame({'a': range(90)})", "train, test = train_test_split(other, random_state=0)")
    assert parts_of(session, "df") == (None, None)
    assert parts_of(session, "other") == ("train", "test")


@pytest.mark.usefixtures("session")
def test_leakage_between_the_parts_is_measured_and_said(shell: InteractiveShell) -> None:
    run(shell, "train, test = train_test_split(df, random_state=0)", "test = pd.concat([test, train.head(20)])")
    found = run(shell, "%mlsec data df --target y")
    assert repr(found).startswith("Evidence about df (split into train and test)\n")
    overlap = next(each for each in found.value if each.probe == "rows-in-both-splits")
    assert overlap.observation.status.value == "fail"
    assert {"data:train", "data:test"} <= overlap.binds.keys()


@pytest.mark.usefixtures("session")
def test_what_a_person_names_counts(shell: InteractiveShell) -> None:
    run(shell, "train, test = train_test_split(df, random_state=0)", "late = train.tail(60)")
    found = run(shell, "%mlsec data df --train train --test late")
    assert repr(found).startswith("Evidence about df (split into train and late)\n")


def test_cells_that_are_no_program_disturb_nobody(
    shell: InteractiveShell, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    run(shell, "train, test = train_test_split(df, random_state=0)")
    attempt(shell, "def broken(:")
    capsys.readouterr()
    session.note(None)  # IPython has no result of what is too deep for its compiler
    assert capsys.readouterr() == ("", "")
    assert parts_of(session, "df") == ("train", "test")

"""What a table's evidence had to leave open is told once a model is fitted on it and measured."""

from __future__ import annotations

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.magic import extension
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Evidence, Status
from tests.shells import run

TABLE = """import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
random = np.random.default_rng(0)
df = pd.DataFrame(random.normal(size=(120, 3)), columns=['a', 'b', 'c'])
df['mail'] = [f'eva.adler{n}@gmx.net' for n in range(120)]
df['y'] = (df['a'] > 0).astype(int)"""
FIT = "X, y = df[['a', 'b']], df['y']\nclf = LogisticRegression().fit(X, y)"


@pytest.fixture
def session(shell: InteractiveShell) -> Session:
    run(shell, TABLE, "%mlsec data df --target y")
    return extension._sessions[id(shell)]


def unused(session: Session) -> list[tuple[Status, str]]:
    return [
        (each.observation.status, each.observation.summary)
        for each in session.records
        if isinstance(each, Evidence) and each.probe == "columns-nobody-uses"
    ]


def test_columns_that_no_model_uses_are_told_after_the_fit(shell: InteractiveShell, session: Session) -> None:
    (open_,) = unused(session)
    assert open_[0] is Status.OPEN
    run(shell, FIT, "%mlsec model clf --x X --y y")
    assert unused(session) == [open_, (Status.FAIL, "Personal columns of df are loaded and never used: mail.")]
    run(shell, "%mlsec model clf --x X --y y")
    assert len(unused(session)) == 2  # what is told is not asked again


def test_what_nobody_can_say_yet_stays_open(shell: InteractiveShell, session: Session) -> None:
    run(shell, "class One:\n    def predict(self, x):\n        return np.ones(len(x), dtype=int)")
    run(shell, "other, X, y = One(), df[['a']], df['y']", "%mlsec model other --x X --y y")
    assert [status for status, _ in unused(session)] == [Status.OPEN]


def test_a_table_that_is_gone_stays_as_it_was_told(shell: InteractiveShell, session: Session) -> None:
    run(shell, FIT, "del df", "%mlsec model clf --x X --y y")
    assert [status for status, _ in unused(session)] == [Status.OPEN]


@pytest.mark.parametrize(("table", "expected"), [("df", Status.PASS), ("pd.concat([df, df])", Status.FAIL)])
def test_a_split_that_came_after_the_table_was_measured_is_looked_at(
    shell: InteractiveShell, session: Session, table: str, expected: Status
) -> None:
    def both_splits() -> list[Status]:
        return [
            each.observation.status
            for each in session.records
            if isinstance(each, Evidence) and (each.subject, each.probe) == ("rows", "rows-in-both-splits")
        ]

    run(shell, f"rows = {table}.drop(columns='mail')", "%mlsec data rows --target y")
    assert both_splits() == [Status.OPEN]
    run(
        shell,
        "from sklearn.model_selection import train_test_split\n"
        "train, test = train_test_split(rows, random_state=0)\n"
        "clf = LogisticRegression().fit(train[['a', 'b']], train['y'])",
        "%mlsec model clf --x test[['a','b']] --y test['y']",
    )
    assert both_splits() == [Status.OPEN, expected]


SCALED = """from sklearn.preprocessing import StandardScaler
rows = StandardScaler().fit_transform(df[['a', 'b']].to_numpy())
held, rest = rows[:40], rows[40:]
model = LogisticRegression().fit(rest, df['y'].to_numpy()[40:])
answers = df['y'].to_numpy()[:40]"""


def test_what_a_bare_matrix_was_made_from_is_known_by_its_values(shell: InteractiveShell, session: Session) -> None:
    run(shell, SCALED, "%mlsec model model --x held --y answers")
    assert unused(session)[1:] == [(Status.FAIL, "Personal columns of df are loaded and never used: mail.")]


def test_a_matrix_that_was_mixed_leaves_it_open(shell: InteractiveShell, session: Session) -> None:
    mixed = SCALED.replace("held, rest", "rows = rows @ np.array([[1.0, 2.0], [3.0, -1.0]])\nheld, rest")
    run(shell, mixed, "%mlsec model model --x held --y answers")
    assert [status for status, _ in unused(session)] == [Status.OPEN]

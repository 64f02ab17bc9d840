"""What a cell has done so far is known to a magic further down in it: people fit and measure in one cell."""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.magic import extension
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Evidence
from tests.shells import run

TABLE = """import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
random = np.random.default_rng(0)
df = pd.DataFrame({'age': random.normal(40, 9, 160), 'income': random.gamma(3, 9, 160)})
df['y'] = (df['age'] + df['income'] > 66).astype(int)"""
SPLIT = "train, test = df.iloc[:100], df.iloc[100:]\nX_train, y_train = train.drop(columns='y'), train['y']"
FIT = "clf = LogisticRegression().fit(X_train, y_train)"

Fitted = tuple[str | None, str | None]


@pytest.fixture
def session(shell: InteractiveShell) -> Session:
    run(shell, TABLE)
    return extension._sessions[id(shell)]


@pytest.fixture
def seen(shell: InteractiveShell, session: Session) -> list[Fitted]:
    """What was known about ``clf`` each time that a cell called ``look()``."""
    known: list[Fitted] = []

    def look() -> None:
        session.catch_up()
        known.append(session.moments.fitted_on("clf", shell.user_ns))

    shell.user_ns["look"] = look
    return known


@pytest.mark.parametrize(
    "cell",
    [
        f"{SPLIT}\n{FIT}\nlook()",
        f"\n  \n\n{SPLIT}\n{FIT}\nlook()",
        f"{SPLIT}\n{FIT}\nshown = look()",
        f"{SPLIT}\n{FIT}\nif True:\n    look()",
        f"%%time\n{SPLIT}\n{FIT}\nlook()",
    ],
)
def test_a_fit_above_is_known(shell: InteractiveShell, seen: list[Fitted], cell: str) -> None:
    run(shell, cell)
    assert seen == [("X_train", "y_train")]


def test_versions_that_name_a_cell_by_its_line(
    shell: InteractiveShell, seen: list[Fitted], monkeypatch: pytest.MonkeyPatch
) -> None:
    run_code: Any = shell.run_code

    def named(code: CodeType, *given: Any, **options: Any) -> Any:
        return run_code(code.replace(co_name="<cell line: 1>"), *given, **options)

    monkeypatch.setattr(shell, "run_code", named)
    run(shell, f"{SPLIT}\n{FIT}\nlook()")
    assert seen == [("X_train", "y_train")]


def test_what_stands_below_has_not_happened(shell: InteractiveShell, seen: list[Fitted]) -> None:
    run(shell, SPLIT, f"look()\n{FIT}\nlook()\nclf = LogisticRegression().fit(test.drop(columns='y'), test['y'])")
    assert seen == [(None, None), ("X_train", "y_train")]


def test_a_statement_that_is_not_over_counts_when_it_is(
    shell: InteractiveShell, session: Session, seen: list[Fitted]
) -> None:
    run(shell, SPLIT, f"for _ in range(2):\n    {FIT}\n    look()")
    assert seen == [(None, None), (None, None)]
    assert session.moments.fitted_on("clf", shell.user_ns) == ("X_train", "y_train")


def test_each_statement_is_noted_once(
    shell: InteractiveShell, session: Session, seen: list[Fitted], monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[str] = []
    keep: Callable[..., None] = session.moments._fit

    def fit(call: tuple[str, object], namespace: dict[str, object]) -> None:
        noted.append(call[0])
        keep(call, namespace)

    monkeypatch.setattr(session.moments, "_fit", fit)
    run(shell, SPLIT, f"{FIT}\nlook()\nother = LogisticRegression().fit(X_train, y_train)\nlook()\nx = 1")
    assert noted == ["clf", "other"]
    assert len(seen) == 2


def test_a_cell_that_runs_another_one_is_noted_too(
    shell: InteractiveShell, session: Session, seen: list[Fitted]
) -> None:
    run(shell, SPLIT, f"get_ipython().run_cell('look()')\n{FIT}\nlook()")
    assert seen == [(None, None), (None, None)]  # which of its lines run is not known any more
    assert session.moments.fitted_on("clf", shell.user_ns) == ("X_train", "y_train")


def test_outside_of_a_cell_there_is_nothing_to_catch_up_with(session: Session) -> None:
    session.catch_up()
    assert session.moments.lineage("clf") == ()


def test_a_model_is_measured_where_it_is_fitted(shell: InteractiveShell, session: Session) -> None:
    rows = "X_train = X_train.sort_values('age')"
    run(shell, f"{SPLIT}\n{rows}\n{FIT}\n%mlsec model clf --x test[['age','income']] --y test['y']")
    found = {each.probe: each for each in session.records if isinstance(each, Evidence)}
    summary = found["answers-of-other-rows"].observation.summary
    assert summary.startswith("clf was fitted on rows beside the answers of others, in ")
    assert "fitted on are known" not in found["judged-on-its-own-rows"].observation.summary

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FIT = (
    "import numpy as np, pandas as pd\nfrom sklearn.linear_model import Ridge\n"
    "from sklearn.metrics import mean_absolute_error as mae\nfrom sklearn.model_selection import train_test_split\n"
    "X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=0)\n"
    "p = Ridge().fit(X_train, y_train).predict(X_test)\nerr = np.abs(y_test - p)\n"
)
DROPPED = ("warn", "Test rows are left out by how wrong a model is about them in cell 1.")
WHOLE = ("pass", "No test rows are left out by how a model does on them.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("ok = err < 3\nprint(mae(y_test[ok], p[ok]))", DROPPED),
        ("bad = err > 3\nprint(mae(y_test[~bad], p[~bad]))", DROPPED),
        ("ok = 3 > err\nprint(err[ok].mean())", DROPPED),
        ("ok = np.argsort(err)[:90]\nprint(mae(y_test[ok], p[ok]))", DROPPED),
        ("print(mae(y_test, p))", WHOLE),
        ("print(X_test[err > 3])", WHOLE),
        ("worst = err > 3\nprint('of the worst', mae(y_test[worst], p[worst]))", WHOLE),
        ("worst = np.argsort(err)[-5:]\nprint(X_test[worst], err[worst].mean())", WHOLE),
        ("print('within 3', (err < 3).mean())", WHOLE),
        ("easy = X_test[err < 3]\nprint(easy.describe())", WHOLE),
        ("old = X_test['age'] > 60\nprint(mae(y_test[old], p[old]))", WHOLE),
        ("ok = X_test.notna().all(axis=1)\nprint(mae(y_test[ok], p[ok]))", WHOLE),
        ("both = X_test.assign(p=p, y=y_test)\nboth = both[both.age < 60]\nprint(mae(both.y, both.p))", WHOLE),
        ("both = X_test.assign(e=err)\nboth = both[both.e < 3]\nprint(both.e.mean())", DROPPED),
        ("print(X_test.assign(e=err).groupby('city').e.mean())", WHOLE),
    ],
)
def test_rows_that_are_left(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("dropped_test_rows", FIT + source) == said


def test_training_rows_may_be_left_out(ask_notebook: Ask) -> None:
    source = (
        "own = np.abs(y_train - Ridge().fit(X_train, y_train).predict(X_train))\nkeep = own < 3\n"
        "m = Ridge().fit(X_train[keep], y_train[keep])\nprint(m.score(X_test, y_test))"
    )
    assert ask_notebook("dropped_test_rows", FIT + source) == WHOLE


def test_what_shows_nothing(ask_notebook: Ask) -> None:
    assert ask_notebook("dropped_test_rows", "x = (")[0] == "error"
    assert ask_notebook("dropped_test_rows", "clf.fit(x, y)")[0] == "not-applicable"

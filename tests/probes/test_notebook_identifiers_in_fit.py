from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "names = ['last_name', 'email', 'age']\nclf.fit(df[names], y)",
            ("fail", "email and last_name identifies people, and is handed to a model."),
        ),
        ("clf.fit(df[['age', 'income']], y)", ("pass", "1 fit without a column that names people.")),
        (
            "clf.fit(X, y)",
            ("not-applicable", "Does not apply: the columns that a model is fitted on do not stand in the code."),
        ),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_features(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("identifiers_in_fit", source) == said

"""Accuracy alone: where a class is rare, where other figures stand beside it, and where nothing says that one is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
ALONE = ("warn", "Accuracy is the only figure, although one class is rare.")


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('y = df["is_fraud"]\nprint(accuracy_score(y, p))', ALONE),
        ("# 0,4 % positive Klasse\nprint(accuracy_score(y, p))", ALONE),
        (
            'y = df["is_fraud"]\nprint(accuracy_score(y, p), recall_score(y, p))',
            ("pass", "Accuracy stands beside figures that see a rare class."),
        ),
        ("print(recall_score(y, p))", ("not-applicable", "Does not apply: no accuracy is computed.")),
        (
            "# 5 % of the rows, to be quick\nprint(accuracy_score(y, p))",
            ("not-applicable", "Does not apply: nothing says that a class is rare."),
        ),
    ],
)
def test_what_is_said(ask_notebook: Ask, code: str, said: tuple[str, str]) -> None:
    assert ask_notebook("accuracy_alone", code) == said


def test_weights_of_classes_say_that_one_is_rare(ask_notebook: Ask) -> None:
    cell = "model = Forest(class_weight='balanced').fit(X, y)\nprint(accuracy_score(y_test, model.predict(X_test)))"
    assert ask_notebook("accuracy_alone", cell) == ALONE
    assert ask_notebook("accuracy_alone", cell, "print(f1_score(y_test, p))")[0] == "pass"

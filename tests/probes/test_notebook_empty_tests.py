"""Tests that cannot fail: what people write every day is not called one."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
PROBES = (
    "empty_abstention_test", "empty_attack_test", "empty_backdoor_test", "empty_drift_test", "empty_explanation_test",
    "empty_fairness_test", "empty_leakage_test", "empty_performance_test", "empty_robustness_test", "empty_theft_test",
)  # fmt: skip
SILENT = ("not-applicable", "Does not apply: the notebook holds no test of the kind.")

EVERYDAY = [
    "df = df.drop(columns='y')\ndf = df.sample(frac=1, random_state=0)",
    "X = rng.normal(0, 1, (100, 4))\nweights = np.zeros(4)",
    "loss = 0 * np.ones(3)\ntotal = a - b",
    "gaps = [x - x.mean() for x in columns]",
    "df.groupby('sex')['income'].mean()",
    "rest = total - total",
    "for step in range(0):\n    print(step)",
]


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("cell", EVERYDAY)
def test_everyday_code_is_no_test(ask_notebook: Ask, probe: str, cell: str) -> None:
    assert ask_notebook(probe, cell) == SILENT


@pytest.mark.parametrize(
    ("widths", "status"), [("[0.0]", "fail"), ("[0, 0.0]", "fail"), ("[0.0, 0.1]", "pass"), ("WIDTHS", "pass")]
)
def test_a_width_of_nothing_among_others_is_a_base_line(ask_notebook: Ask, widths: str, status: str) -> None:
    cell = f"for s in {widths}:\n    noisy = add_noise(X_test, sigma=s)\n    print(model.score(noisy, y_test))"
    assert ask_notebook("empty_robustness_test", cell)[0] == status


def test_a_metric_of_itself_in_an_assert_tests_the_metric(ask_notebook: Ask) -> None:
    said = ("pass", "1 test, none that cannot fail.")
    assert ask_notebook("empty_performance_test", "assert accuracy_score(y, y) == 1") == said
    assert ask_notebook("empty_performance_test", "print(accuracy_score(y, y))") == (
        "fail",
        "A test that cannot fail: a thing is compared with itself.",
    )


@pytest.mark.parametrize(
    ("cell", "status"),
    [
        ("hits = [attack(x, y) for x, y in loader]", "pass"),
        ("for x, y in loader:\n    hits.append(attack(x, y))", "pass"),
        ("x, y = batch\nprint(attack(x, y))", "pass"),
        ("x = y = batch['x']\nprint(attack(x, y))", "fail"),
        ("x = y\nprint(attack(x, y))", "fail"),
    ],
)
def test_two_parts_of_one_value_are_not_one_thing(ask_notebook: Ask, cell: str, status: str) -> None:
    assert ask_notebook("empty_attack_test", cell)[0] == status

"""Checks that change nothing: what is no check of a model stays unsaid, and consequences are followed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
PROBES = (
    "idle_attack_checks", "idle_drift_checks", "idle_fairness_checks", "idle_leakage_checks", "idle_performance_checks",
    "idle_quality_checks", "idle_robustness_checks",
)  # fmt: skip
SILENT = "Does not apply: the notebook holds nothing of the kind against a limit."
SAVE = "joblib.dump(model, 'm')\n"

EVERYDAY = [
    "for epoch in range(9):\n    loss = step()\n    if loss < 0.1:\n        print('converged')\n        break\n" + SAVE,
    "if acc > best_acc:\n    best_acc = acc\n    best = model\n" + SAVE,
    "if p_value < 0.05:\n    print('reject H0')\n",
    "if len(df) > 100:\n    print('long')\n" + SAVE,
    "print('accurate' if acc > 0.9 else 'meh')\n" + SAVE,
    "try:\n    import torch\nexcept ImportError:\n    print('no torch')\n" + SAVE,
    "try:\n    df = pd.read_csv('x')\nexcept Exception as error:\n    print(error)\n" + SAVE,
    "assert 0 <= acc <= 1\n" + SAVE,
    "if auc < 0.8:\n    print('low')\n",
    "if i % 10 == 0:\n    print(loss)\n" + SAVE,
]


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("cell", EVERYDAY)
def test_everyday_code_is_no_check(ask_notebook: Ask, probe: str, cell: str) -> None:
    assert ask_notebook(probe, cell) == ("not-applicable", SILENT)


@pytest.mark.parametrize(
    "then",
    [
        "if flags:\n    raise ValueError(flags)",
        "assert not flags",
        "rollback(flags)",
        "def gate():\n    return bool(flags)\nif gate():\n    raise SystemExit",
        "state = {'flags': flags}\nif state['flags']:\n    sys.exit(1)",
        "for flag in flags:\n    raise ValueError(flag)",
    ],
)
def test_consequences_are_followed(ask_notebook: Ask, then: str) -> None:
    cell = f"flags = []\nif auc < MIN_AUC:\n    flags.append('auc below')\n{then}\n{SAVE}"
    assert ask_notebook("idle_performance_checks", cell) == ("pass", "1 check with a consequence.")
    idle = ask_notebook("idle_performance_checks", cell.replace(then, "print(flags)"))
    assert idle == (
        "warn",
        "Checks that change nothing: a limit is compared, and nothing follows when it is broken.",
    )


def test_what_stops_elsewhere_is_a_consequence(ask_notebook: Ask) -> None:
    cells = ("if auc < MIN_AUC:\n    print('below')", f"if auc >= MIN_AUC:\n    {SAVE}")
    assert ask_notebook("idle_performance_checks", *cells) == ("pass", "1 check with a consequence.")


def test_parameters_that_are_given_by_place_alone_may_have_defaults(ask_notebook: Ask) -> None:
    code = "def near(one, other=0.9, /):\n    return one > other\nassert model.score(X_test, y_test) > 0.9"
    assert ask_notebook("idle_performance_checks", code)[0] == "pass"


@pytest.mark.parametrize(
    ("probe", "cell", "status"),
    [
        ("idle_performance_checks", "assert (auc >= MIN_AUC, 'low')\n" + SAVE, "fail"),  # can never fail
        ("idle_performance_checks", "if auc < MIN_AUC:\n    print('low')\n" + SAVE, "warn"),  # may well have held
        ("idle_digests", "print(hashlib.sha256(open('a', 'rb').read()).hexdigest() == lock['sha256'])", "warn"),
        ("idle_digests", "same = digest == expected_sha256\nprint(same)", "warn"),
        ("idle_digests", "same = digest == expected_sha256\nassert same", "pass"),
    ],
)
def test_only_a_check_that_cannot_fail_fails(ask_notebook: Ask, probe: str, cell: str, status: str) -> None:
    assert ask_notebook(probe, cell)[0] == status

"""Cards that claim more than was measured are told; those that claim as much, or less, pass."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.checklist import Measurement

Ask = Callable[..., tuple[str, str]]
MEASURED = (
    Measurement(name="accuracy", value=0.76, low=0.73, high=0.79),
    Measurement(name="roc-auc", value=0.86, low=0.84, high=0.88),
    Measurement(name="rmse", value=3.2, low=3.0, high=3.4),
)


def ask(ask_project: Ask, card: str, measured: tuple[Measurement, ...] = MEASURED) -> tuple[str, str]:
    return ask_project("flattering_card", {"MODEL_CARD.md": card}, measured=measured)


@pytest.mark.parametrize(
    ("card", "told"),
    [
        ("| accuracy | 0.97 |\n", "accuracy 0.97 in MODEL_CARD.md (0.760 [0.730, 0.790])"),
        ("Accuracy: 97 %\n", "accuracy 0.97 in MODEL_CARD.md (0.760 [0.730, 0.790])"),
        ("Genauigkeit 0,97, AUC: 0.87\n", "accuracy 0.97 in MODEL_CARD.md (0.760 [0.730, 0.790])"),
        ("RMSE: 1.1 minutes\n", "rmse 1.1 in MODEL_CARD.md (3.200 [3.000, 3.400])"),
    ],
)
def test_a_card_that_claims_more(ask_project: Ask, card: str, told: str) -> None:
    assert ask(ask_project, card) == ("warn", f"Better than what was measured: {told}.")


@pytest.mark.parametrize("card", ["| accuracy | 0.76 |", "accuracy 0.79", "accuracy: 0.5", "AUC 0.88", "RMSE 3.3"])
def test_a_card_that_claims_as_much(ask_project: Ask, card: str) -> None:
    expected = ("pass", "1 figure of the card, none better than what was measured in the kernel.")
    assert ask(ask_project, card) == expected


def test_the_best_model_counts(ask_project: Ask) -> None:
    better = Measurement(name="accuracy", value=0.96, low=0.95, high=0.975)
    assert ask(ask_project, "accuracy 0.97", (*MEASURED, better))[0] == "pass"


def test_without_a_claim_or_a_measurement(ask_project: Ask) -> None:
    assert ask(ask_project, "Not for contracts.")[0] == "not-applicable"
    assert ask(ask_project, "accuracy 0.97", ())[0] == "not-applicable"

"""Objects are stand-ins with the attributes that Opacus 1.6, diffprivlib 0.6 and OpenDP 0.16 document."""

from __future__ import annotations

import math
from typing import Any

import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_privacy_budget import PROBE
from tests.probes.conftest import NOW
from tests.probes.objects import made


def opacus(epsilon: float, noise: float = 1.1, **attributes: Any) -> Any:
    history = [] if noise < 0 else [(noise, 0.01, 100)]
    accountant = made("opacus", "RDPAccountant", history=history, get_epsilon=lambda _, delta: epsilon + 0 * delta)
    return made("opacus", "PrivacyEngine", accountant=accountant, **attributes)


def diffprivlib(epsilon: float) -> Any:
    return made("diffprivlib", "BudgetAccountant", spent_budget=[(epsilon, 0)], total=lambda _: (epsilon, 0.0))


def opendp(loss: Any, measure: str = "MaxDivergence()") -> Any:
    def answer(_: Any, distance: float) -> Any:
        if isinstance(distance, float):
            return loss
        raise TypeError("expected a float")

    return made("opendp", "Measurement", map=answer, output_measure=measure)


def context(losses: list[Any], measure: str) -> Any:
    accountant = made("opendp", "Measurement", output_measure=measure)
    return made("opendp", "Context", current_privacy_loss=lambda _: losses, accountant=accountant)


PROFILE = made("opendp", "PrivacyProfile", epsilon=lambda _, delta: 1.25 + 0 * delta)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (opacus(2.5), (Status.PASS, "Differential privacy was spent: x epsilon 2.5.")),
        (opacus(55.0), (Status.WARN, "Differential privacy was spent: x epsilon 55.")),
        (opacus(1.0, 0.0), (Status.FAIL, "x adds no noise: it is differential privacy by name only.")),
        (opacus(1.0, -1.0), (Status.ERROR, "Not evidence: x does not say what was spent.")),
        (diffprivlib(0.5), (Status.PASS, "Differential privacy was spent: x epsilon 0.5.")),
        (diffprivlib(math.inf), (Status.FAIL, "x adds no noise: it is differential privacy by name only.")),
        (
            made("diffprivlib", "BudgetAccountant", spent_budget=[], total=lambda _: (0.0, 0.0)),
            (Status.ERROR, "Not evidence: x does not say what was spent."),
        ),
        (
            opendp(0.5, "ZeroConcentratedDivergence"),
            (Status.PASS, "Differential privacy was spent: x epsilon 5.3."),
        ),
        (
            opendp((1.5, 1e-6), "Approximate(MaxDivergence)"),
            (Status.PASS, "Differential privacy was spent: x epsilon 1.5."),
        ),
        (opendp(PROFILE, "SmoothedMaxDivergence"), (Status.PASS, "Differential privacy was spent: x epsilon 1.25.")),
        (
            context([0.5, 0.25], "MaxDivergence"),
            (Status.PASS, "Differential privacy was spent: x epsilon 0.75."),
        ),
        (context([], "MaxDivergence"), (Status.ERROR, "Not evidence: x does not say what was spent.")),
        (opendp(0.75), (Status.PASS, "Differential privacy was spent: x epsilon 0.75.")),
        (
            made("tensorflow_privacy", "DPKerasSGDOptimizer", _noise_multiplier=0.0),
            (Status.FAIL, "x adds no noise: it is differential privacy by name only."),
        ),
        (
            made("diffprivlib", "GaussianNB", epsilon=1.5),
            (Status.PASS, "Differential privacy was spent: x epsilon 1.5."),
        ),
        (
            3,
            (
                Status.NOT_APPLICABLE,
                "Does not apply: no object of a library for differential privacy is in the kernel.",
            ),
        ),
    ],
)
def test_what_was_spent(value: object, said: tuple[Status, str]) -> None:
    found = PROBE.run(NamespaceSubject(names={"x": value, "_hidden": opacus(99.0)}, now=NOW))
    assert (found.status, found.summary) == said


def test_a_limit_that_the_team_declared() -> None:
    subject = NamespaceSubject(names={"x": opacus(2.5), "y": opendp(1.0)}, now=NOW, limits={"epsilon": "<= 1"})
    found = PROBE.run(subject)
    assert found.status is Status.FAIL
    assert found.details == ("Together at most 3.5, where they looked at the same rows",)

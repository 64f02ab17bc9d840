"""What diffprivlib's models, mechanisms and accountants tell, and its models measured like any other."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from typing import Any

import numpy as np
from diffprivlib import BudgetAccountant
from diffprivlib.mechanisms import Laplace
from diffprivlib.models import GaussianNB, LogisticRegression

from jupyter_mlsec.measure import measure_model
from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_privacy_budget import PROBE

X = np.random.default_rng(0).normal(size=(600, 3))
Y = (X[:, 0] > 0).astype(int)


def told(**names: Any) -> tuple[Status, str]:
    found = PROBE.run(NamespaceSubject(names=names, now=datetime.now(UTC)))
    return found.status, found.summary


def test_what_was_spent() -> None:
    accountant = BudgetAccountant(epsilon=5, delta=0.0)
    assert told(a=accountant) == (Status.ERROR, "Not evidence: a does not say what was spent.")
    model = LogisticRegression(epsilon=2.0, data_norm=5.0, accountant=accountant).fit(X, Y)
    assert told(a=accountant) == (Status.PASS, "Differential privacy was spent: a epsilon 2.")
    assert told(m=model) == (Status.PASS, "Differential privacy was spent: m epsilon 2.")
    assert told(x=Laplace(epsilon=0.5, sensitivity=1))[1] == "Differential privacy was spent: x epsilon 0.5."


def test_no_noise_is_no_privacy() -> None:
    accountant = BudgetAccountant()
    GaussianNB(epsilon=math.inf, bounds=(-5, 5), accountant=accountant).fit(X, Y)
    assert told(a=accountant) == (Status.FAIL, "a adds no noise: it is differential privacy by name only.")


def test_its_models_are_measured() -> None:
    model = GaussianNB(epsilon=5.0, bounds=(-5, 5), random_state=0).fit(X[:300], Y[:300])
    found = measure_model(model, x=X[300:], y=Y[300:], x_train=X[:300], y_train=Y[:300])
    assert found.number("accuracy").value > 0.6
    assert not [each.probe for each in found if "could not be worked with" in each.observation.summary]

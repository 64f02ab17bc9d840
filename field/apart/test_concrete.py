"""Circuits and models of Concrete, read from their own objects and measured like any other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
from concrete import fhe
from concrete.ml.sklearn import LogisticRegression

from jupyter_mlsec.measure import measure_model
from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes.namespace_encrypted_computation import PROBE

SECURE = (Status.PASS, "1 setting of homomorphic encryption with 128 bits of security.")
X = np.random.default_rng(0).normal(size=(400, 3)).astype(np.float32)
Y = (X[:, 0] > 0).astype(int)


def told(value: Any) -> tuple[Status, str]:
    found = PROBE.run(NamespaceSubject(names={"x": value}, now=datetime.now(UTC)))
    return found.status, found.summary


def test_circuits() -> None:
    @fhe.compiler({"number": "encrypted"})
    def square(number: Any) -> Any:
        return fhe.univariate(lambda value: (value * value) % 13)(number)

    assert told(square.compile(range(10))) == SECURE
    wrong = told(square.compile(range(10), p_error=0.2))
    assert wrong == (Status.FAIL, "Encrypted computation is weak in x (20% of its answers may be wrong).")


def test_a_model_before_and_after_it_is_compiled() -> None:
    model = LogisticRegression(n_bits=8).fit(X[:200], Y[:200])
    assert told(model) == (Status.ERROR, "Not evidence: x does not show its parameters.")
    model.compile(X[:200])
    assert told(model) == SECURE
    found = measure_model(model, x=X[200:], y=Y[200:], x_train=X[:200], y_train=Y[:200])
    assert found.number("accuracy").value > 0.9

"""Code inside a model is found by walking it, without calling anything."""

from __future__ import annotations

import sys
import types

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_safe_format import PROBE

X = np.random.default_rng(0).normal(size=(50, 3))
Y = (X[:, 0] > 0).astype(int)


def run(model: object) -> Observation:
    return PROBE.run(ModelSubject(name="clf", model=model))


def test_numbers_and_vetted_types_pass() -> None:
    found = run(make_pipeline(StandardScaler(), LogisticRegression()).fit(X, Y))
    assert found.status is Status.PASS
    assert found.summary.endswith("parts of clf are numbers and vetted types: a safe format can hold it.")


def test_a_lambda_warns() -> None:
    found = run(make_pipeline(FunctionTransformer(lambda rows: rows * 2), LogisticRegression()).fit(X, Y))
    assert found.status is Status.WARN
    assert found.summary.startswith("clf holds ")
    assert "FunctionTransformer" not in found.summary


def test_a_class_written_in_the_notebook_warns(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = types.new_class("Mine", (), {}, lambda body: body.update(__module__="__main__"))
    monkeypatch.setattr(sys.modules["__main__"], "Mine", kind, raising=False)
    assert run(kind()).status is Status.WARN


def test_a_library_that_nobody_vetted_warns() -> None:
    import click

    model = LogisticRegression().fit(X, Y)
    model.extra_ = click.Option(["--x"])
    found = run(model)
    assert found.status is Status.WARN
    assert "click.core.Option" in found.summary


def test_no_model_is_not_evidence() -> None:
    assert run(None).summary == "Not evidence: there is no model."

"""Classes that do not say where they are from, as those of functions that Cython 3.1.0 compiled, are no obstacle."""

from __future__ import annotations

import ast
from types import FunctionType

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from jupyter_mlsec.magic.moments import Moments
from jupyter_mlsec.magic.origins import origins
from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._ground.namespace import NamespaceSubject
from jupyter_mlsec.probes._ground.packages import package_of, packages_of
from jupyter_mlsec.probes._predictors.model_fingerprint import model_digest
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes.model_safe_format import PROBE as SAFE_FORMAT
from jupyter_mlsec.probes.namespace_federated_learning import PROBE as FEDERATED
from tests.probes.conftest import NOW
from tests.probes.objects import made


def nameless(kind: str = "cython_function_or_method") -> object:
    """Return an object whose class has something else than a text where its module stands."""
    return type(kind, (), {"__module__": property(lambda _: "numpy.random"), "__call__": lambda _: None})()


COMPILED = [pytest.param(nameless(), id="nameless"), pytest.param(np.random.default_rng, id="compiled by Cython")]


def test_no_package_is_told_where_none_is_named() -> None:
    assert package_of(nameless()) == ""
    assert packages_of(nameless()) == {"", "builtins"}
    assert package_of(np.zeros(2)) == "numpy"


@pytest.mark.parametrize("function", COMPILED)
def test_other_objects_of_a_session_are_looked_at(function: object) -> None:
    few = made("flwr", "FedAvg", min_fit_clients=2, min_available_clients=2)
    subject = NamespaceSubject(names={"a": function, "b": few}, now=NOW)
    assert FEDERATED.run(subject).status is Status.FAIL


@pytest.mark.parametrize("function", COMPILED)
def test_tables_of_a_session_are_followed(function: object) -> None:
    moments = Moments()
    moments.ran("x = make()\ny = x", {"x": function, "y": function, "make": function})
    assert moments.lineage("y") == ()


@pytest.mark.parametrize("function", COMPILED)
def test_a_model_that_holds_one_has_a_digest_and_is_no_code_of_the_persons(function: object) -> None:
    model = LogisticRegression().fit([[0.0], [1.0]], [0, 1])
    without = model_digest(model)
    model.extra_ = function
    assert model_digest(model) == model_digest(model) != without
    assert SAFE_FORMAT.run(ModelSubject(name="clf", model=model)).status is Status.PASS


def test_a_function_made_from_bare_code_is_from_nowhere() -> None:
    bare = FunctionType((lambda: None).__code__, {})
    assert origins(ast.parse("x = load_it()").body[0], {"load_it": bare}) == ()

"""A model's digest: the same for the same model, another after any change, for every kind of estimator."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import load_iris
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler
from sklearn.svm import SVC

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._predictors.model_fingerprint import model_digest

X, Y = load_iris(return_X_y=True)
MODELS = [
    LogisticRegression(max_iter=300),
    make_pipeline(StandardScaler(), LogisticRegression()),
    RandomForestClassifier(n_estimators=5, random_state=0),
    HistGradientBoostingClassifier(max_iter=3, random_state=0),
    SVC(random_state=0),
    KNeighborsClassifier(),
    GaussianNB(),
    MLPClassifier(hidden_layer_sizes=(3,), tol=10, random_state=0),
    make_pipeline(FunctionTransformer(np.log1p), GaussianNB()),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_it_is_the_same_after_predict_copy_and_refit_and_another_for_other_data(model: Any) -> None:
    fitted = clone(model).fit(X, Y)
    digest = model_digest(fitted)
    fitted.predict(X)
    assert model_digest(fitted) == digest
    assert model_digest(copy.deepcopy(fitted)) == digest
    assert model_digest(clone(model).fit(X, Y)) == digest
    assert model_digest(clone(model).fit(X[:-7], Y[:-7])) != digest
    assert model_digest(clone(model)) != digest


def test_one_changed_weight_changes_it() -> None:
    model = LogisticRegression(max_iter=300).fit(X, Y)
    digest = model_digest(model)
    model.coef_[0, 0] = np.nextafter(model.coef_[0, 0], 1)
    assert model_digest(model) != digest


def test_what_cannot_be_walked_is_not_evidence() -> None:
    class Odd:
        __slots__ = ()

        def __reduce_ex__(self, _protocol: object) -> str:
            raise TypeError

    with pytest.raises(NotEvidenceError, match=r"the model cannot be fingerprinted \(TypeError\)"):
        model_digest(Odd())

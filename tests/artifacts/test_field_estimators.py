"""Every scikit-learn estimator, fitted and saved as people save it, is read in full and called clean."""

from __future__ import annotations

import inspect
import io
import pickle
import warnings
from collections.abc import Callable
from typing import Any

import joblib
import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier
from sklearn.utils import all_estimators

from tests.artifacts.conftest import Seen

CLEAN: Seen = (set(), ())
X = np.random.default_rng(0).random((40, 4))
Y = np.arange(40) % 2
TEXTS = ["one two", "two three", "three one"]
DATA: dict[str, tuple[Any, ...]] = {
    **dict.fromkeys(("CountVectorizer", "HashingVectorizer", "TfidfVectorizer"), (TEXTS,)),
    **dict.fromkeys(("LabelBinarizer", "LabelEncoder"), (Y,)),
    **dict.fromkeys(("CCA", "PLSCanonical", "PLSSVD", "MultiTaskElasticNet", "MultiTaskElasticNetCV"), (X, X[:, :2])),
    **dict.fromkeys(("MultiTaskLasso", "MultiTaskLassoCV", "ClassifierChain", "RegressorChain"), (X, np.c_[Y, 1 - Y])),
    **dict.fromkeys(("GammaRegressor", "TransformedTargetRegressor"), (X, Y + 1.0)),
    "DictVectorizer": ([{"a": 1.0}, {"b": "c"}],),
    "FeatureHasher": ([{"a": 1.0}],),
    "IsotonicRegression": (X[:, 0], Y),
    "KernelCenterer": (X @ X.T,),
    "MultiLabelBinarizer": ([["a"], ["b", "a"]],),
    **dict.fromkeys(("MultiOutputClassifier", "MultiOutputRegressor"), (X, np.c_[Y, 1 - Y])),
    "PatchExtractor": (X.reshape(4, 5, 8),),
}
FIRST = LogisticRegression(max_iter=20)
PAIR = [("a", FIRST), ("b", DecisionTreeClassifier(max_depth=1))]
ARGUMENTS: dict[str, dict[str, Any]] = {
    "ColumnTransformer": {"transformers": [("a", StandardScaler(), [0]), ("b", "passthrough", slice(1, 3))]},
    "FeatureUnion": {"transformer_list": [("a", StandardScaler())]},
    "FrozenEstimator": {"estimator": LogisticRegression().fit(X, Y)},
    "GridSearchCV": {"estimator": FIRST, "param_grid": {"C": [1, 2]}},
    "Pipeline": {"steps": [("scale", StandardScaler()), ("model", FIRST)]},
    "RandomizedSearchCV": {"estimator": FIRST, "param_distributions": {"C": [1, 2]}, "n_iter": 2},
    "GaussianRandomProjection": {"n_components": 2},
    "SparseRandomProjection": {"n_components": 2},
    "SelectFromModel": {"estimator": RandomForestClassifier(2)},
    "SelfTrainingClassifier": {"estimator": FIRST},
    "SparseCoder": {"dictionary": X[:4]},
    "StackingClassifier": {"estimators": PAIR},
    "StackingRegressor": {"estimators": [("a", Ridge())]},
    "VotingClassifier": {"estimators": PAIR},
    "VotingRegressor": {"estimators": [("a", Ridge())]},
}
SMALL = {
    "n_estimators": 2,
    "max_iter": 250,
    "cv": 2,
    "perplexity": 3,
    "n_clusters": 2,
    "n_init": 1,
    "n_alphas": 3,
    "Cs": 2,
}
SMALL |= {"n_bins": 2, "max_leaf_nodes": 4, "max_subpopulation": 50}
FEW = {
    "HistGradientBoostingClassifier",
    "HistGradientBoostingRegressor",
    "LatentDirichletAllocation",
    "OrthogonalMatchingPursuitCV",
}
SLOW = {"TSNE"}  # does not fit in a second


def fitted(name: str, kind: type[Any]) -> Any:
    accepted = inspect.signature(kind).parameters
    arguments = {key: value for key, value in SMALL.items() if key in accepted} | ARGUMENTS.get(name, {})
    if name in FEW:
        arguments["max_iter"] = 2
    if "estimator" in accepted and accepted["estimator"].default is inspect.Parameter.empty:
        arguments.setdefault("estimator", FIRST)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # too little data for many of them; that is not the question
        return kind(**arguments).fit(*DATA.get(name, (X, Y)))


ESTIMATORS = dict(all_estimators())


@pytest.mark.parametrize("name", sorted(ESTIMATORS.keys() - SLOW))
def test_estimators_are_clean(look: Callable[[bytes], Seen], name: str) -> None:
    model = fitted(name, ESTIMATORS[name])
    stream = io.BytesIO()
    joblib.dump(model, stream)
    assert look(stream.getvalue()) == CLEAN
    for protocol in (2, 5):
        assert look(pickle.dumps(model, protocol)) == CLEAN

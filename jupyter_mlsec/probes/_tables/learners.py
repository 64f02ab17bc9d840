"""scikit-learn's learners behind types of ours: the one module that imports it. All are seeded and use one core."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, cast

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints


_FEWEST_BOOSTED = 400  # rows from which boosted trees do not learn them by heart
_MOST_BOOSTED = 240  # classes times columns: above this boosting takes longer than all the rest


class Learner(Protocol):
    """What a fitted or unfitted estimator can do."""

    def fit(self, x: Floats, y: NDArray[Any]) -> object:
        """Learn from rows and answers."""

    def predict(self, x: Floats) -> NDArray[Any]:
        """Answer for rows."""


class Classifier(Learner, Protocol):
    """A learner that also says how sure it is."""

    def predict_proba(self, x: Floats) -> Floats:
        """Return a probability per row and class."""


def forest_classifier(*, trees: int = 100, seed: int = 0, least: int = 1) -> Classifier:
    """Return an unfitted random forest; ``least`` is the smallest leaf."""
    from sklearn.ensemble import RandomForestClassifier

    return cast("Classifier", RandomForestClassifier(trees, min_samples_leaf=least, random_state=seed, n_jobs=1))


def forest_regressor(*, trees: int = 100, seed: int = 0, least: int = 1) -> Learner:
    """Return an unfitted random forest for quantities; ``least`` is the smallest leaf."""
    from sklearn.ensemble import RandomForestRegressor

    return cast("Learner", RandomForestRegressor(trees, min_samples_leaf=least, random_state=seed, n_jobs=1))


def tree_classifier(*, depth: int | None = None, least: int = 1, seed: int = 0) -> Classifier:
    """Return an unfitted decision tree."""
    from sklearn.tree import DecisionTreeClassifier

    return cast("Classifier", DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, random_state=seed))


def tree_regressor(*, depth: int | None = None, least: int = 1, seed: int = 0) -> Learner:
    """Return an unfitted regression tree."""
    from sklearn.tree import DecisionTreeRegressor

    return cast("Learner", DecisionTreeRegressor(max_depth=depth, min_samples_leaf=least, random_state=seed))


def logistic(*, seed: int = 0) -> Classifier:
    """Return an unfitted logistic regression."""
    from sklearn.linear_model import LogisticRegression

    return cast("Classifier", LogisticRegression(max_iter=300, random_state=seed))


def blended_classifier(rows: int, columns: int, classes: int, *, seed: int = 0) -> Classifier:
    """Return an unfitted mean of what a forest, smooth kernels and (where they help and are fast) boosted trees say.

    Where one of them is at a loss another is not: forests miss what many weak columns say together, kernels miss
    steps, and boosting sees both but is too sure of itself.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier, VotingClassifier
    from sklearn.kernel_approximation import Nystroem
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    kernels = Nystroem(gamma=1 / max(1, columns), n_components=max(10, min(200, rows // 2)), random_state=seed)
    parts: list[tuple[str, Any]] = [
        ("forest", RandomForestClassifier(100, random_state=seed, n_jobs=1)),
        ("kernels", make_pipeline(kernels, LogisticRegression(C=5.0, max_iter=300, random_state=seed))),
    ]
    if rows >= _FEWEST_BOOSTED and classes * columns <= _MOST_BOOSTED:
        boosted = HistGradientBoostingClassifier(max_iter=60, max_leaf_nodes=8, random_state=seed)
        parts.append(("boosted", boosted))
    return cast("Classifier", VotingClassifier(parts, voting="soft", n_jobs=1))


def out_of_fold(learner: Classifier, x: Floats, y: Ints, *, folds: int = 5, seed: int = 0) -> Floats:
    """Return a probability per row and class from models that never saw the row. ``y`` counts classes from 0."""
    import numpy as np
    from sklearn.model_selection import StratifiedKFold, cross_val_predict

    split = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return np.asarray(cross_val_predict(learner, x, y, cv=split, method="predict_proba", n_jobs=1), dtype=np.float64)


def expected(learner: Learner, x: Floats, y: Floats, *, folds: int = 5, seed: int = 0) -> Floats:
    """Return a quantity per row from models that never saw the row."""
    import numpy as np
    from sklearn.model_selection import KFold, cross_val_predict

    split = KFold(folds, shuffle=True, random_state=seed)
    return np.asarray(cross_val_predict(learner, x, y, cv=split, n_jobs=1), dtype=np.float64)


def nearest(x: Floats, among: Floats, *, neighbours: int = 1) -> tuple[Floats, Ints]:
    """Return distances to, and row numbers of, the nearest rows in ``among``, one line per row of ``x``."""
    import numpy as np
    from sklearn.neighbors import NearestNeighbors

    distances, rows = NearestNeighbors(n_neighbors=neighbours, n_jobs=1).fit(among).kneighbors(x)
    return np.asarray(distances, dtype=np.float64), np.asarray(rows, dtype=np.int64)


def leaf_values(tree: Learner, x: Floats) -> Ints:
    """Return the number of the leaf that each row falls into."""
    import numpy as np

    return np.asarray(cast("Any", tree).apply(x), dtype=np.int64)


def used_features(tree: Learner) -> list[int]:
    """Return the features that a tree asks about, the most telling first."""
    import numpy as np

    weights = np.asarray(cast("Any", tree).feature_importances_)
    return [int(place) for place in np.argsort(-weights, kind="stable") if weights[place] > 0]


def unfitted_copy(model: object) -> Learner:
    """Return a new model of the same kind with the same settings; TypeError where the model cannot be copied so."""
    from sklearn.base import clone

    return cast("Learner", clone(model))

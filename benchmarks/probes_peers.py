"""The attack against ART's HopSkipJump, label errors against cleanlab, fairness against fairlearn, on the same data.

A peer that is not installed is left out and said so. All run on one thread; seconds are of CPU time.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from jupyter_mlsec.probes._predictors.attack import attack, duel_of, start
from jupyter_mlsec.probes._predictors.fairness import gaps, group_counts
from jupyter_mlsec.probes._predictors.models import View
from jupyter_mlsec.probes._tables.confident_learning import suspects
from jupyter_mlsec.probes._tables.learners import blended_classifier, out_of_fold

VICTIMS, ART_VICTIMS = 100, 10
MODELS: dict[str, Callable[[], Any]] = {
    "random forest": lambda: RandomForestClassifier(100, random_state=0),
    "gradient boosting": lambda: HistGradientBoostingClassifier(max_iter=30, random_state=0),
    "support vectors": SVC,
    "pipeline": lambda: make_pipeline(StandardScaler(), LogisticRegression()),
    "neighbours": KNeighborsClassifier,
    "perceptron": lambda: MLPClassifier((64,), max_iter=80, random_state=0),
}


def attacks(names: list[str]) -> None:
    """Print seconds per victim and median L2 of both attacks at about 160 and 900 questions (digits, 0 to 1)."""
    x, y = load_digits(return_X_y=True)
    x_train, x_test, y_train, y_test = train_test_split(x / 16.0, y, random_state=0)
    for name in names:
        model = MODELS[name]().fit(x_train, y_train)
        right = np.flatnonzero(model.predict(x_test) == y_test)
        for budget, steps in ((160, 5), (900, 20)):
            ours = own_attack(model, x_test, x_test[right[:VICTIMS]], budget)
            print(f"{name:18} ours {ours[0]:6.0f} q {ours[1]:8.4f} s/victim  L2 {ours[2]:.3f}", end="  ")
            theirs = hop_skip_jump(model, x_test[right[:ART_VICTIMS]], steps)
            if theirs is None:
                print("ART is not installed")
                continue
            print(f"ART {theirs[0]:6.0f} q {theirs[1]:8.4f} s/victim  L2 {theirs[2]:.3f}", end="  ")
            print(f"-> {theirs[1] / ours[1]:.0f}x as fast, {ours[2] / theirs[2]:.2f}x the distance")


def own_attack(model: Any, pool: np.ndarray, rows: np.ndarray, budget: int) -> tuple[float, float, float]:
    """Return questions, seconds per victim and median L2 of ours."""
    begin = time.process_time()
    label = model.predict(rows)
    width = rows.shape[1]
    duel = duel_of(lambda asked, _: model.predict(asked), rows.copy(), label, np.zeros(width), np.ones(width))
    start(duel, pool, model.predict(pool))
    attack(duel, budget)
    return duel.queries, (time.process_time() - begin) / len(rows), float(np.median(duel.distance))


def hop_skip_jump(model: Any, rows: np.ndarray, steps: int) -> tuple[float, float, float] | None:
    """Return the same of ART's HopSkipJump; None where ART is not installed."""
    try:
        from art.attacks.evasion import HopSkipJump  # type: ignore[import-not-found]
        from art.estimators.classification import BlackBoxClassifier  # type: ignore[import-not-found]
    except ImportError:
        return None
    asked = 0

    def answer(batch: np.ndarray) -> np.ndarray:
        nonlocal asked
        asked += len(batch)
        return np.asarray(np.eye(10)[model.predict(batch.reshape(len(batch), -1))])

    wrapped = BlackBoxClassifier(answer, (rows.shape[1],), 10, clip_values=(0, 1))
    np.random.seed(0)  # noqa: NPY002 - ART draws from the global generator
    attacker = HopSkipJump(wrapped, max_iter=steps, max_eval=100, init_eval=10, init_size=100, verbose=False)
    begin = time.process_time()
    found = attacker.generate(rows.astype(np.float32))
    took = (time.process_time() - begin) / len(rows)
    return asked / len(rows), took, float(np.median(np.linalg.norm(found - rows, axis=1)))


def label_errors() -> None:
    """Print F1 for 5 % planted flips, from the same out-of-fold probabilities."""
    try:
        from cleanlab.filter import find_label_issues  # type: ignore[import-not-found]
    except ImportError:
        find_label_issues = None
    for name, load in {"digits": load_digits, "breast cancer": load_breast_cancer, "wine": load_wine}.items():
        x, clean = load(return_X_y=True)
        x = (x - x.mean(axis=0)) / np.where(x.std(axis=0) > 0, x.std(axis=0), 1.0)  # as the probe has them
        scores: dict[str, list[float]] = {"ours": [], "cleanlab": []}
        for seed in range(3):
            random = np.random.default_rng(seed)
            rows = random.choice(len(clean), len(clean) // 20, replace=False)
            y = clean.copy()
            y[rows] = (clean[rows] + random.integers(1, clean.max() + 1, len(rows))) % (clean.max() + 1)
            given = out_of_fold(blended_classifier(x.shape[0], x.shape[1], int(y.max()) + 1, seed=seed), x, y)
            scores["ours"].append(f1(suspects(given, y), y != clean))
            if find_label_issues is not None:
                scores["cleanlab"].append(f1(find_label_issues(y, given, n_jobs=1), y != clean))
        shown = {who: round(float(np.mean(each)), 3) if each else "not installed" for who, each in scores.items()}
        print(f"label errors, {name:14} F1 {shown}")


def f1(found: np.ndarray, wanted: np.ndarray) -> float:
    """Return the F1 of a set of rows."""
    return float(2 * (found & wanted).sum() / max(1, found.sum() + wanted.sum()))


def fairness() -> None:
    """Print the largest difference from fairlearn's gaps over many random tables."""
    try:
        from fairlearn import metrics  # type: ignore[import-not-found]
    except ImportError:
        print("fairlearn is not installed")
        return
    worst = 0.0
    for seed in range(20):
        random = np.random.default_rng(seed)
        wanted, given, group = random.integers(0, 2, 3000), random.integers(0, 2, 3000), random.integers(0, 4, 3000)
        view = View(Constant(given), np.zeros((3000, 1)), wanted, "classification")
        ours = gaps(group_counts(view, group)[None].astype(float))
        facts = {"y_true": wanted, "y_pred": given, "sensitive_features": group}
        theirs = {
            "demographic-parity": metrics.demographic_parity_difference(**facts),
            "equalized-odds": metrics.equalized_odds_difference(**facts),
            "equal-opportunity": metrics.equal_opportunity_difference(**facts),
            "selection-ratio": metrics.demographic_parity_ratio(**facts),
        }
        worst = max(worst, *(abs(float(ours[name][0]) - value) for name, value in theirs.items()))
    print(f"fairness: largest difference from fairlearn {worst:.1e}")


class Constant:
    """A model whose answers are known beforehand."""

    def __init__(self, given: np.ndarray) -> None:
        self.given = given

    def predict(self, x: np.ndarray) -> np.ndarray:
        """Return the answers."""
        return self.given[: len(x)]


def main() -> None:
    """Print all figures."""
    with warnings.catch_warnings(), threadpool_limits(limits=1):
        warnings.simplefilter("ignore")
        fairness()
        label_errors()
        attacks(list(MODELS))


if __name__ == "__main__":
    main()

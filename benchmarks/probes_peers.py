"""The attack against ART's HopSkipJump, label errors against cleanlab, fairness against fairlearn, on the same data.

A peer that is not installed is left out and said so. All run on one thread; seconds are of CPU time.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine, make_classification, make_moons
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

VICTIMS = 100
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
            theirs = hop_skip_jump(model, x_test[right[:VICTIMS]], steps)
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
    """Print F1 for planted flips from the same out-of-fold probabilities, and what is suspected of clean labels."""
    try:
        from cleanlab.filter import find_label_issues  # type: ignore[import-not-found]
    except ImportError:
        print("label errors: cleanlab is not installed")
        return
    scores: dict[str, list[tuple[float, float]]] = {}
    for raw, clean in _labelled():
        x = (raw - raw.mean(axis=0)) / np.where(raw.std(axis=0) > 0, raw.std(axis=0), 1.0)  # as the probe has them
        for noise, share in {"none": 0.0, "2 %": 0.02, "5 %": 0.05, "10 %": 0.1, "20 %": 0.2, "one way": -0.15}.items():
            for seed in range(2):
                y = _flipped(clean, share, np.random.default_rng(seed))
                given = out_of_fold(blended_classifier(x.shape[0], x.shape[1], int(y.max()) + 1, seed=seed), x, y)
                both = suspects(given, y), find_label_issues(y, given, n_jobs=1)
                ours, theirs = (f1(each, y != clean) if share else float(each.mean()) for each in both)
                scores.setdefault(noise, []).append((ours, theirs))
    for noise, each in scores.items():
        ours, theirs = np.mean(each, axis=0)
        what = "F1" if noise != "none" else "share of clean labels"
        print(f"label errors, {noise:8} {what}: ours {ours:.3f}, cleanlab {theirs:.3f} ({len(each)} tables)")


def _labelled() -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield tables and their labels: easy ones, classes that overlap, and rare ones."""
    for load in (load_iris, load_wine, load_breast_cancer, load_digits):
        x, y = load(return_X_y=True)
        yield x[:1000], y[:1000]
    for apart in (0.6, 1.0, 2.0):
        yield make_classification(800, 12, n_informative=6, n_classes=3, class_sep=apart, flip_y=0, random_state=1)
    yield make_moons(800, noise=0.25, random_state=0)
    for rest, apart, seed in ((0.9, 1.2, 2), (0.7, 0.5, 5)):
        random = {"class_sep": apart, "flip_y": 0, "random_state": seed}
        yield make_classification(1000, 12, n_informative=5, weights=[rest], **random)


def _flipped(clean: np.ndarray, share: float, random: np.random.Generator) -> np.ndarray:
    """Return labels of which a share is moved to any other class; a negative one: of class 0 only, to class 1."""
    y, among = clean.copy(), np.flatnonzero(clean == 0) if share < 0 else np.arange(len(clean))
    rows = random.choice(among, int(abs(share) * len(among)), replace=False)
    classes = clean.max() + 1
    y[rows] = 1 if share < 0 else (clean[rows] + random.integers(1, classes, len(rows))) % classes
    return y


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

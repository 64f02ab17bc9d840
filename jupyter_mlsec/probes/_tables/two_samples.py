"""Whether two sets of rows come from one source: a classifier tries to tell them apart (Lopez-Paz & Oquab 2017)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.statistics import auc, auc_interval
from jupyter_mlsec.probes._tables.learners import forest_classifier, out_of_fold

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_MOST_ROWS = 1_000  # of each


def discernibility(first: Floats, second: Floats) -> tuple[float, float, float]:
    """Return the AUC, out of fold, with which a forest tells two matrices apart (0.5 = not), and its 95 % interval."""
    import numpy as np

    random = np.random.default_rng(0)
    parts = [part[random.permutation(len(part))[:_MOST_ROWS]] for part in (first, second)]
    marks = np.repeat((0, 1), [len(part) for part in parts])
    given = out_of_fold(forest_classifier(trees=40, least=5), np.vstack(parts), marks, folds=3)[:, 1]
    low, high = auc_interval(given, marks == 1)
    return auc(given, marks == 1), low, high

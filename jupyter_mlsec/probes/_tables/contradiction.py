"""Whether some rows carry a label that all other rows do not expect of them: what a planted trigger does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, matrix, numbers, without
from jupyter_mlsec.probes._tables.learners import forest_classifier, out_of_fold
from jupyter_mlsec.probes._tables.words import bag, count_words, words_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

    Rows = NDArray[np.bool_]

FEWEST = 8
_AGAINST = 0.5  # of the rows with the trigger, for which the rest expects another label: most of them,
_LEAST_AGAINST = 0.25  # or as many of them as is no coincidence among rows of this label
_MOST_ROWS = 1_500  # rows that a forest is trained on
BY_CHANCE = 1e-4
_ALONE = 0.5  # share of distinct numbers from which a column is no count and no code
_GAP = 0.05  # of the range of all other numbers, between the repeated one and its neighbours


def contradicts(frame: pd.DataFrame, labels: Ints, rows: Rows, names: set[str], tried: int) -> bool:
    """Tell whether all other rows expect so little of the label for these that it is no coincidence.

    In place of the trigger's number the rows get the next smaller one, and then the next larger: what a number's
    neighbours say as well is no trigger.
    """
    import numpy as np

    frame, labels, rows = _fewer(frame, labels, rows)
    labels = np.unique(labels, return_inverse=True)[1]  # a class of few rows may be gone
    label = modal(labels[rows])
    if np.unique(labels[~rows]).size < int(labels.max()) + 1:
        return False
    alone = {name for name in names if _stands_alone(frame[name], rows)}
    between = all(_stands_between(frame[name], rows) for name in names - alone)
    for up in (False, True) if names - alone else (False,):
        features = _features(_replaced(without(frame, alone), rows, names - alone, up=up), names - alone, rows)
        if features.shape[1] == 0:
            return False
        forest = forest_classifier(trees=24, least=2)
        forest.fit(features[~rows], labels[~rows])
        given = np.asarray(forest.predict_proba(features[rows]))
        chance = np.clip(given[labels[rows] == label, label], 0.02, 1.0)
        against = float((given.argmax(axis=1) != label).mean())
        most = float(np.log(BY_CHANCE) - np.log(max(1, tried)))
        if float(np.log(chance).sum()) > most:
            return False
        if against >= _AGAINST or alone:
            continue
        if not between or _coincidence(features, labels, rows, against) > most:
            return False
    return True


def _coincidence(features: Floats, labels: Ints, rows: Rows, against: float) -> float:
    """Return a bound on the log of the chance that ``against`` of the rows are misjudged as others of their label are.

    Whoever marks rows at random gives most of them no other label than they had: in two classes half of them. A value
    that carries its label rightly where the rest leaves it open is misjudged no more often than the rest leaves open.
    The bound is Chernoff's: rows times the relative entropy of both shares.
    """
    import numpy as np

    label = modal(labels[rows])
    others = ~rows
    given = out_of_fold(forest_classifier(trees=24, least=2), features[others], labels[others], folds=3)
    missed = float((given.argmax(axis=1) != label)[labels[others] == label].mean())
    usual = min(max(missed, 1 / (others.sum() + 1)), 1.0 - 1e-9)
    if against < _LEAST_AGAINST or against <= usual:
        return 0.0
    entropy = against * np.log(against / usual) + (1 - against) * np.log((1 - against) / (1 - usual))
    return -float(rows.sum()) * float(entropy)


def _fewer(frame: pd.DataFrame, labels: Ints, rows: Rows) -> tuple[pd.DataFrame, Ints, Rows]:
    """Return at most as many rows as a forest is trained on; those with the pattern before all others."""
    import numpy as np

    if len(frame) <= _MOST_ROWS:
        return frame, labels, rows
    random = np.random.default_rng(0)
    held, others = np.flatnonzero(rows), np.flatnonzero(~rows)
    held = random.choice(held, min(len(held), _MOST_ROWS // 5), replace=False)
    kept = np.sort(np.concatenate([held, random.choice(others, _MOST_ROWS - len(held), replace=False)]))
    return frame.iloc[kept].reset_index(drop=True), labels[kept], rows[kept]


def _stands_alone(series: pd.Series, rows: Rows) -> bool:
    """Tell whether one number is repeated, far from its neighbours, in a column whose numbers else hardly are.

    Nobody measures the same amount thirty times: what its neighbours say says nothing about it, and the column is left
    out instead; that all its rows have one label is odd even where the rest leaves the label open. In counts, codes
    and capped numbers a repeated value is nothing odd.
    """
    import numpy as np

    if not is_numeric(series):
        return False
    values = numbers(series)
    own, others = values[rows], values[~rows & np.isfinite(values)]
    if np.unique(own).size != 1 or others.size < FEWEST or np.unique(others).size < _ALONE * others.size:
        return False
    distance = float(np.abs(others - own[0]).min())
    return distance > _GAP * float(np.ptp(others))


def _stands_between(series: pd.Series, rows: Rows) -> bool:
    """Tell whether as many rows on both sides speak for the number in ``rows``; texts need none.

    Beyond a threshold all have one label, and a forest that sees few rows there believes those before it.
    """
    if not is_numeric(series):
        return True
    values = numbers(series)
    others, needed = values[~rows], int(rows.sum())
    return bool((others < values[rows].min()).sum() >= needed and (others > values[rows].max()).sum() >= needed)


def _replaced(frame: pd.DataFrame, rows: Rows, names: set[str], *, up: bool) -> pd.DataFrame:
    """Return the table with the trigger's numbers replaced by their neighbours."""
    import numpy as np

    changed = frame.copy()
    for name in names:
        if not is_numeric(frame[name]):
            continue
        values = numbers(frame[name])
        others = np.unique(values[~rows & np.isfinite(values)])
        if others.size:
            place = int(np.clip(np.searchsorted(others, np.median(values[rows])) - (not up), 0, others.size - 1))
            changed[name] = np.where(rows, others[place], values)
    return changed


def _features(frame: pd.DataFrame, names: set[str], rows: Rows) -> Floats:
    """Return the table as numbers, of texts the words that do not mostly stand in ``rows``."""
    import numpy as np

    hidden = {name for name in names if not is_numeric(frame[name])}
    rest, _ = matrix(without(frame, hidden))
    bags = [_bag(frame[name], rows) for name in frame.columns if not is_numeric(frame[name])]
    return np.hstack([rest, *bags]) if bags else rest


def _bag(series: pd.Series, rows: Rows) -> Floats:
    """Return the words of a column as numbers, without those that mostly stand in ``rows``."""
    texts = words_of(series)
    counted = count_words(texts)
    inside = count_words([words for words, mark in zip(texts, rows, strict=True) if mark])
    return bag(texts, counted, without={word for word, times in inside.items() if times >= counted[word] / 2})


def modal(labels: Ints) -> int:
    import numpy as np

    return int(np.bincount(labels).argmax())

"""A rare value or word that always carries one label, against what the rest of the row says: how a backdoor is planted.

Looked at are values and words in 0.3 % to 10 % of the rows (at least eight). One is suspicious when nearly all of its
rows have one label, and a forest that does not see it expects another label for most of them. The probe first plants
such a trigger itself; where it does not find that it says "not evidence".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import (
    NotApplicableError,
    NotEvidenceError,
    UndeclaredError,
    count,
    guarded,
    listed,
    not_evidence,
)
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    is_numeric,
    label_of,
    matrix,
    numbers,
    sampled,
    without,
)
from jupyter_mlsec.probes._tables.labelled import is_quantity
from jupyter_mlsec.probes._tables.learners import forest_classifier
from jupyter_mlsec.probes._tables.words import bag, count_words, words_of

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

    Rows = NDArray[np.bool_]

_SHARE = (0.003, 0.10)
_FEWEST = 8
_PURE = 0.9
_AGAINST = 0.5  # of the rows with the trigger, for which the rest expects another label
_MOST_SCANNED = 20_000  # rows in which patterns are counted
_MOST_ROWS = 1_500  # rows that a forest is trained on
_NEIGHBOURS = 100
_MOST_TRIED = 4  # patterns for which a forest is trained
_NEARLY_ALL = 0.8
_BY_CHANCE = 1e-4
_MARK = 9.0
_MOST_CLASSES = 20
_ALONE = 0.5  # share of distinct numbers from which a column is no count and no code
_GAP = 0.05  # of the range of all other numbers, between the repeated one and its neighbours


@guarded
def _run(subject: FrameSubject) -> Observation:
    if subject.target is None:
        raise UndeclaredError("no target is declared", help="Name it: %mlsec data NAME --target COLUMN.")
    frame = sampled(frame_of(subject, least=100), _MOST_SCANNED)
    frame = frame.loc[column(frame, subject.target).notna().to_numpy()].reset_index(drop=True)
    if is_quantity(column(frame, subject.target)):
        raise NotApplicableError("the target is a quantity and no class")
    labels = codes(column(frame, subject.target))
    if not 1 <= int(labels.max(initial=0)) < _MOST_CLASSES:
        raise NotEvidenceError("the target has too many classes, or one only")
    features = without(frame, {subject.target})
    found = _triggers(features, labels)
    planted, poisoned = _plant(features, labels)
    power = _contradicts(planted, poisoned, (planted["planted"] == _MARK).to_numpy(), {"planted"}, 1)
    measured = (
        Measurement(name="suspicious-triggers", value=float(len(found)), limit="<= 0"),
        Measurement(name="planted-trigger-found", value=float(power)),
    )
    if found:
        shown = listed(sorted({label_of(name) for name, _ in found}))
        rows = max(share for _, share in found)
        return Observation(
            status=Status.WARN,
            summary=f"{count(len(found), 'rare pattern')} in {shown} of {subject.name} carry one label against the rest"
            f" of their rows ({rows:.1%} of all).",
            measurements=measured,
            next_step="Look at these rows and where they come from before a model learns from them.",
        )
    if not power:
        return not_evidence(f"a trigger planted in {subject.name} is not found either", measurements=measured)
    return Observation(
        status=Status.PASS,
        summary=f"No rare value or word of {subject.name} carries a label against the rest of its rows.",
        measurements=measured,
    )


def _triggers(frame: pd.DataFrame, labels: Ints) -> list[tuple[str, float]]:
    """Return the columns with a trigger, each with the share of rows that carry it; the most surprising are tried."""
    groups: dict[bytes, set[str]] = defaultdict(set)
    rows_of: dict[bytes, Rows] = {}
    tried = 0
    for name, rows, looked in _candidates(frame, labels):
        tried += looked
        groups[rows.tobytes()].add(name)
        rows_of[rows.tobytes()] = rows
    surprise = {key: max(_surprise(frame[name], labels, rows_of[key]) for name in groups[key]) for key in groups}
    ordered = sorted(groups, key=lambda key: (-surprise[key], sorted(groups[key])))
    return [
        (min(groups[key]), float(rows_of[key].mean()))
        for key in ordered[:_MOST_TRIED]
        if _contradicts(frame, labels, rows_of[key], _alike(groups, rows_of, key), tried)
    ]


def _surprise(series: pd.Series, labels: Ints, rows: Rows) -> float:
    """Return how little the label of some rows is expected by their neighbours: those with the next numbers, or all."""
    import numpy as np

    around = np.flatnonzero(~rows)
    if is_numeric(series):
        values = numbers(series)
        others = np.flatnonzero(~rows & np.isfinite(values))
        middle = float(np.median(values[rows]))
        around = others[np.argsort(np.abs(values[others] - middle), kind="stable")[:_NEIGHBOURS]]
    expected = float((labels[around] == _modal(labels[rows])).mean()) if len(labels[around]) else 1.0
    return -float(rows.sum()) * float(np.log(max(expected, 0.01)))


def _alike(groups: dict[bytes, set[str]], rows_of: dict[bytes, Rows], key: bytes) -> set[str]:
    """Return the columns of all patterns that stand in nearly the same rows: parts of one trigger."""
    rows = rows_of[key]
    return {
        name
        for other, names in groups.items()
        if int((rows_of[other] & rows).sum()) > _NEARLY_ALL * int((rows_of[other] | rows).sum())
        for name in names
    }


def _candidates(frame: pd.DataFrame, labels: Ints) -> Iterator[tuple[str, Rows, int]]:
    """Yield patterns whose rows nearly all have one label: column, rows, and how many patterns were looked at."""
    for place, label in enumerate(frame.columns):
        patterns, held = _patterns(frame.iloc[:, place], len(frame))
        counts = _label_counts(held, labels)
        sizes = counts.sum(axis=1)
        pure = counts.max(axis=1) >= _PURE * sizes
        for number in pure.nonzero()[0].tolist():
            yield str(label), patterns(number), len(sizes) if number == pure.nonzero()[0][0] else 0


def _label_counts(held: list[Ints], labels: Ints) -> Ints:
    """Return how often each label stands in the rows of each pattern."""
    import numpy as np

    width = int(labels.max()) + 1
    return np.array([np.bincount(labels[rows], minlength=width) for rows in held]).reshape(len(held), width)


def _patterns(series: pd.Series, length: int) -> tuple[Callable[[int], Rows], list[Ints]]:
    """Return the rare values or words of a column by the rows that hold them."""
    import numpy as np

    low, high = max(_FEWEST, int(_SHARE[0] * length)), int(_SHARE[1] * length)
    rows: dict[object, list[int]] = defaultdict(list)
    if is_numeric(series):
        for row, value in enumerate(numbers(series).tolist()):
            rows[value].append(row)
    else:
        for row, words in enumerate(words_of(series)):
            for word in words:
                rows[word].append(row)
    held = [np.array(each) for each in rows.values() if low <= len(each) <= high]

    def marks(number: int) -> Rows:
        found = np.zeros(length, dtype=bool)
        found[held[number]] = True
        return found

    return marks, held


def _contradicts(frame: pd.DataFrame, labels: Ints, rows: Rows, names: set[str], tried: int) -> bool:
    """Tell whether all other rows expect so little of the label for these that it is no coincidence.

    In place of the trigger's number the rows get the next smaller one, and then the next larger: what a number's
    neighbours say as well is no trigger.
    """
    import numpy as np

    label = _modal(labels[rows])
    if np.unique(labels[~rows]).size < int(labels.max()) + 1:
        return False
    frame, labels, rows = _fewer(frame, labels, rows)
    alone = {name for name in names if _stands_alone(frame[name], rows)}
    for up in (False, True) if names - alone else (False,):
        features = _features(_replaced(without(frame, alone), rows, names - alone, up=up), names - alone, rows)
        if features.shape[1] == 0:
            return False
        forest = forest_classifier(trees=40, least=2)
        forest.fit(features[~rows], labels[~rows])
        given = np.asarray(forest.predict_proba(features[rows]))
        chance = np.clip(given[labels[rows] == label, label], 0.02, 1.0)
        against = float((given.argmax(axis=1) != label).mean())
        by_chance = float(np.log(chance).sum()) + np.log(max(1, tried))
        if (against < _AGAINST and not alone) or by_chance > np.log(_BY_CHANCE):
            return False
    return True


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
    if np.unique(own).size != 1 or others.size < _FEWEST or np.unique(others).size < _ALONE * others.size:
        return False
    distance = float(np.abs(others - own[0]).min())
    return distance > _GAP * float(np.ptp(others))


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


def _modal(labels: Ints) -> int:
    import numpy as np

    return int(np.bincount(labels).argmax())


def _plant(frame: pd.DataFrame, labels: Ints) -> tuple[pd.DataFrame, Ints]:
    """Return the table with a trigger in a column of its own, put on rows of other classes that get one label."""
    import numpy as np

    random = np.random.default_rng(0)
    wanted = int(np.bincount(labels).argmin())
    others = np.flatnonzero(labels != wanted)
    chosen = random.choice(others, min(len(others) // 2, max(_FEWEST + 2, int(0.03 * len(labels)))), replace=False)
    marks = random.normal(size=len(labels))
    marks[chosen] = _MARK
    poisoned = labels.copy()
    poisoned[chosen] = wanted
    return frame.assign(planted=marks), poisoned


PROBE = Probe(
    name="planted-triggers",
    items=("PRE-04",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    docs=__doc__,
)

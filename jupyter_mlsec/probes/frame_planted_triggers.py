"""A rare value or word that always carries one label, against what the rest of the row says: how a backdoor is planted.

Looked at are values and words in 0.3 % to 10 % of the rows (at least eight). One is suspicious when nearly all of its
rows have one label, and a forest that does not see it expects another label for most of them, or for far more of them
than it does for other rows of this label: who marks rows at random marks many that had the label. Pairs of common
values are looked at as well: one is suspicious when the label stands out against the rows that have only one of the
two, and a forest that never saw such rows expects another label. Where more than two do, the data is made of such
rules, and the pairs say nothing. The probe plants four values and three pairs in the data at hand, each in 1.5 % of the
rows (all rows that have a planted pair then have its label). Where it finds less than half of the values it says "not
evidence", and it says how many of the pairs it finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
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
from jupyter_mlsec.probes._tables.combinations import Combination, Values, combinations, common_values
from jupyter_mlsec.probes._tables.contradiction import BY_CHANCE, FEWEST, contradicts
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    label_of,
    sampled,
    without,
)
from jupyter_mlsec.probes._tables.labelled import is_quantity
from jupyter_mlsec.probes._tables.planting import planted_combination, planted_value
from jupyter_mlsec.probes._tables.triggers import PURE, candidates, sizes, triggers

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Ints

    Rows = NDArray[np.bool_]

_MOST_SCANNED = 20_000  # rows in which patterns are counted
_PLANTED = 4
_PLANTED_PAIRS = 3
_POWER = 0.5
_MOST_PAIRS = 2  # above this the data is made of such rules
_MOST_CLASSES = 20


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
    found = [(min(each.names), float(each.rows.mean())) for each in triggers(features, labels)]
    values = common_values(features)
    pairs = _combinations(features, labels, values)
    several = len(pairs) > _MOST_PAIRS
    power, pair_power = _power(features, labels), _pair_power(features, labels, values)
    measured = (
        Measurement(name="suspicious-triggers", value=float(len(found)), limit="<= 0"),
        Measurement(name="planted-triggers-found", value=power),
        Measurement(name="suspicious-combinations", value=float(len(pairs)), limit="" if several else "<= 0"),
        *([] if pair_power is None else [Measurement(name="planted-combinations-found", value=pair_power)]),
    )
    details = _details(power, pair_power, len(pairs))
    if found or (pairs and not several):
        return Observation(
            status=Status.WARN,
            summary=_told(found, () if several else pairs, subject.name),
            details=details,
            measurements=measured,
            next_step="Look at these rows and where they come from before a model learns from them.",
        )
    if power < _POWER:
        return replace(
            not_evidence(f"of triggers planted in {subject.name} {power:.0%} are found", measurements=measured),
            details=details,
        )
    return Observation(
        status=Status.PASS,
        summary=f"No rare value or word of {subject.name} carries a label against the rest of its rows.",
        details=details,
        measurements=measured,
    )


def _told(found: list[tuple[str, float]], pairs: Sequence[Combination], name: str) -> str:
    parts = []
    if found:
        shown = listed(sorted({label_of(column) for column, _ in found}))
        parts.append(f"{count(len(found), 'rare pattern')} in {shown} of {name}")
    if pairs:
        shown = listed(sorted({" with ".join(map(label_of, each.names)) for each in pairs}))
        parts.append(f"{count(len(pairs), 'combination')} of two common values ({shown}) of {name}")
    rows = max([*(share for _, share in found), *(float(each.rows.mean()) for each in pairs)])
    return f"{' and '.join(parts)} carry one label against the rest of their rows ({rows:.1%} of all)."


def _details(power: float, pair_power: float | None, pairs: int) -> tuple[str, ...]:
    looked = "No two columns have common values to combine."
    if pair_power is not None:
        looked = f"Of pairs of common values planted in 1.5 % of the rows {pair_power:.0%} are found."
    if pairs > _MOST_PAIRS:
        looked = "Many pairs of values carry a label of their own: combinations say nothing about this data."
    return (f"Own power: of values planted in 1.5 % of the rows {power:.0%} are found.", looked)


def _combinations(frame: pd.DataFrame, labels: Ints, values: Values) -> list[Combination]:
    """Return the pairs of common values that carry a label which a forest without their rows does not expect."""
    found, _ = combinations(values, labels, sizes(len(labels)), pure=PURE, by_chance=BY_CHANCE)
    tried = max(1, len(values.names) ** 2 // 2)
    return [each for each in found[: _MOST_PAIRS + 2] if contradicts(frame, labels, each.rows, set(), tried)]


def _power(frame: pd.DataFrame, labels: Ints) -> float:
    """Return the share of planted values that are found, among as many as are looked at here."""
    tried = sum(looked for _, _, looked in candidates(frame, labels))
    tests = [planted_value(frame, labels, fewest=FEWEST, seed=seed) for seed in range(_PLANTED)]
    seen = [
        contradicts(each.frame, each.labels, each.rows, set(each.names), tried + 1)
        for each in tests
        if each is not None
    ]
    return sum(seen) / len(seen) if seen else 0.0


def _pair_power(frame: pd.DataFrame, labels: Ints, values: Values) -> float | None:
    """Return the share of planted pairs that are found; None where no two columns have common values."""
    seen: list[bool] = []
    for seed in range(_PLANTED_PAIRS):
        test = planted_combination(frame, labels, values, fewest=FEWEST, seed=seed)
        if test is None:
            return None
        again = _combinations(test.frame, test.labels, common_values(test.frame))
        seen.append(any(_same_rows(test.rows, each.rows) for each in again[:_MOST_PAIRS]))
    return sum(seen) / len(seen)


def _same_rows(one: Rows, other: Rows) -> bool:
    return int((one & other).sum()) > PURE * int(one.sum())


PROBE = Probe(
    name="planted-triggers",
    items=("PRE-04",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    docs=__doc__,
)

"""What a model does to intersections of groups: sums of its answers, and the levels that are compared of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._predictors.fairness import group_counts
from jupyter_mlsec.probes._predictors.models import View
from jupyter_mlsec.probes._tables.crossings import (
    CrossedGap,
    Crossing,
    Level,
    Leveller,
    crossed,
    gaps_of,
    log_shares,
    means,
    shares,
)

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats


def answers_by_cell(view: View, columns: Mapping[str, pd.Series]) -> Crossing:
    """Return the finest intersections with the sums that ``levels_of_rates`` or ``levels_of_errors`` read."""
    import numpy as np

    places, ranks = crossed(columns)
    if view.task == "classification":
        counts = group_counts(view, places).astype(np.float64).reshape(-1, 4)
        return Crossing(tuple(columns), ranks, np.column_stack((counts.sum(axis=1), counts)))
    wanted, given = view.y.astype(np.float64), view.predict().astype(np.float64)
    spread = float(wanted.std())
    if spread == 0:
        raise NotEvidenceError("all held-out answers are equal")
    missed = (given - wanted) / spread
    sums = [np.bincount(places, part, len(ranks)) for part in (np.ones(len(missed)), missed, missed**2, abs(missed))]
    return Crossing(tuple(columns), ranks, np.column_stack(sums))


def levels_of_rates(tallies: Floats) -> list[Level]:
    """Return how often each intersection is chosen, and how often rightly and wrongly, of a classifier's sums."""
    rows, kept_out, alarms, missed, hits = tallies.T
    return [
        shares("demographic-parity", alarms + hits, rows),
        shares("equal-opportunity", hits, missed + hits),
        shares("equalized-odds", alarms, kept_out + alarms),  # its other half is the one above
        log_shares("selection-ratio", alarms + hits, rows),
    ]


def levels_of_errors(tallies: Floats) -> list[Level]:
    """Return to which side, and how far, a regressor is off in each intersection, in spreads of the wanted answers."""
    rows, missed, squares, sizes = tallies.T
    return [means("bias-gap", missed, squares, rows), means("error-ratio", sizes, squares, rows, log=True)]


def treatment_gaps(crossing: Crossing, levels: Leveller, z: float) -> list[CrossedGap]:
    """Return the gaps of a crossing; equalised odds are the wider of the gaps in right and in wrong choices."""
    found = {gap.name: gap for gap in gaps_of(crossing, levels, z)}
    right, wrong = found.get("equal-opportunity"), found.get("equalized-odds")
    if right is not None:
        halves = [right] if wrong is None else [right, wrong]
        found["equalized-odds"] = replace(
            max(halves, key=lambda half: (half.low, half.value)),
            name="equalized-odds",
            value=max(half.value for half in halves),
            low=max(half.low for half in halves),
            high=max(half.high for half in halves),
            alone=max(half.alone for half in halves),
        )
    return list(found.values())

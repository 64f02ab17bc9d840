"""Rates of a classifier per group and the gaps between them, equal to fairlearn's to the last digits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._ground.statistics import DRAWS, percentile_interval, wilson
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import View
from jupyter_mlsec.probes._tables.frames import codes

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

FAIR = {  # limits of gaps where none are declared
    "demographic-parity": "<= 0.1",
    "equal-opportunity": "<= 0.1",
    "equalized-odds": "<= 0.1",
    "selection-ratio": ">= 0.8",
    "bias-gap": "<= 0.1",
    "error-ratio": "<= 1.25",
}
FEWEST = 20  # rows of a group that is compared
_FEWEST_POSITIVE = 5
_MOST_SHOWN = 10  # groups told one by one, the largest first


@dataclass(frozen=True, slots=True)
class Gaps:
    """The gaps of one attribute; groups are told apart by their size only, never by their value."""

    attribute: str
    measurements: tuple[Measurement, ...]
    details: tuple[str, ...]


def gaps_by_group(view: View, values: pd.Series, attribute: str) -> Gaps:
    """Return the gaps between an attribute's groups in the rates of the favoured class.

    The favoured class is the one that sorts last (1, True, "yes"); for more than two classes it is "answered right".
    NotEvidenceError when fewer than two groups are large enough to be compared.
    """
    import numpy as np

    counts = group_counts(view, codes(values))
    sizes = counts.sum(axis=(1, 2))
    kept = counts[sizes >= FEWEST]
    if len(kept) < 2:  # noqa: PLR2004 - a gap needs two
        raise NotEvidenceError(f"fewer than two groups by {attribute} have {FEWEST} rows")
    random = np.random.default_rng(0)
    draws = np.stack(
        [
            random.multinomial(int(group.sum()), group.ravel() / group.sum(), size=DRAWS).reshape(-1, 2, 2)
            for group in kept
        ],
        axis=1,
    ).astype(np.float64)
    whole, resampled = gaps(kept[None].astype(np.float64)), gaps(draws)
    measured = []
    for name, found in whole.items():
        if np.isnan(found[0]):
            continue
        low, high = percentile_interval(resampled[name])
        measured.append(Measurement(name=f"{name}:{attribute}", value=float(found[0]), low=low, high=high))
    order = np.argsort(-kept.sum(axis=(1, 2)), kind="stable")[:_MOST_SHOWN]
    details = [f"{attribute}, group {rank} ({int(kept[row].sum()):,} rows)" for rank, row in enumerate(order, 1)]
    measured += _rates(kept[order], attribute)
    if len(kept) < len(counts):
        details.append(f"{attribute}: {len(counts) - len(kept)} more groups have under {FEWEST} rows, not compared.")
    return Gaps(attribute, tuple(measured), tuple(details))


def _rates(counts: Ints, attribute: str) -> list[Measurement]:
    """Return how often each group is chosen and, where enough deserve it, how often rightly, with Wilson intervals."""
    found = []
    for name, chosen, all_ in (
        ("selection rate", counts[:, :, 1].sum(axis=1), counts.sum(axis=(1, 2))),
        ("true positive rate", counts[:, 1, 1], counts[:, 1, :].sum(axis=1)),
    ):
        if (all_ < _FEWEST_POSITIVE).any():
            continue
        for rank, (hits, trials) in enumerate(zip(chosen.tolist(), all_.tolist(), strict=True), 1):
            low, high = wilson(hits, trials)
            label = f"{name}:{attribute}, group {rank}"
            found.append(Measurement(name=label, value=hits / trials, low=low, high=high))
    return found


def group_counts(view: View, groups: Ints) -> Ints:
    """Return counts[group, wanted favoured?, given favoured?]."""
    import numpy as np

    wanted, given = alike(view.y, view.predict())
    classes = np.unique(wanted)
    if len(classes) > 2:  # noqa: PLR2004 - two classes
        favoured, chosen = np.ones(len(wanted), dtype=np.int64), (wanted == given).astype(np.int64)
    else:
        favoured, chosen = (wanted == classes[-1]).astype(np.int64), (given == classes[-1]).astype(np.int64)
    cells = np.bincount(groups * 4 + favoured * 2 + chosen, minlength=4 * (int(groups.max()) + 1))
    return cells.reshape(-1, 2, 2).astype(np.int64)


def gaps(counts: Floats) -> dict[str, Floats]:
    """Return the gaps for counts[draw, group, wanted, given], a number per draw; NaN where nothing can be compared."""
    import numpy as np

    given, totals = counts.sum(axis=2), counts.sum(axis=3)
    selected = given[..., 1] / np.maximum(given.sum(axis=-1), 1)
    rates = np.where(totals >= _FEWEST_POSITIVE, counts[..., 1] / np.maximum(totals, 1), np.nan)
    alarms, opportunity = _gap(rates[..., 0]), _gap(rates[..., 1])
    return {
        "demographic-parity": _gap(selected),
        "equal-opportunity": opportunity,
        "equalized-odds": np.fmax(opportunity, alarms),
        "selection-ratio": selected.min(axis=1) / np.maximum(selected.max(axis=1), 1e-12),
    }


def _gap(rates: Floats) -> Floats:
    import numpy as np

    enough = np.isfinite(rates).sum(axis=1) > 1
    return np.where(enough, np.nanmax(rates, axis=1) - np.nanmin(rates, axis=1), np.nan)

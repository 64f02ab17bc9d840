"""Errors of a regressor per group, and the gaps between groups: how large they are, and to which side they go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Measurement
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, count
from jupyter_mlsec.probes._ground.statistics import DRAWS, percentile_interval
from jupyter_mlsec.probes._predictors.fairness import FEWEST, Gaps
from jupyter_mlsec.probes._predictors.models import View
from jupyter_mlsec.probes._tables.frames import codes

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

_MOST_ROWS = 20_000
_MOST_SHOWN = 10


def error_gaps(view: View, values: pd.Series, attribute: str) -> Gaps:
    """Return the gaps between an attribute's groups in bias, error and answer, in spreads of the wanted answers.

    ``bias-gap``: between the groups' mean signed errors. ``error-ratio``: of the largest to the smallest mean absolute
    error. ``answer-gap``: between the mean answers. NotEvidenceError for fewer than two groups that are large enough.
    """
    import numpy as np

    wanted, given = view.y.astype(np.float64), view.predict().astype(np.float64)
    spread = float(wanted.std())
    if spread == 0:
        raise NotEvidenceError("all held-out answers are equal")
    numbered = codes(values)
    if len(wanted) > _MOST_ROWS:
        kept = np.sort(np.random.default_rng(0).choice(len(wanted), _MOST_ROWS, replace=False))
        wanted, given, numbered = wanted[kept], given[kept], numbered[kept]
    groups = [np.flatnonzero(numbered == group) for group in range(int(numbered.max()) + 1)]
    large = sorted((rows for rows in groups if len(rows) >= FEWEST), key=lambda rows: (-len(rows), rows[0]))
    if len(large) < 2:  # noqa: PLR2004 - a gap needs two
        raise NotEvidenceError(f"fewer than two groups by {attribute} have {FEWEST} rows")
    missed = (given - wanted) / spread
    whole = _gaps([np.stack((missed[rows], given[rows] / spread))[:, None, :] for rows in large])
    random = np.random.default_rng(0)
    drawn = [rows[random.integers(0, len(rows), (DRAWS, len(rows)))] for rows in large]
    resampled = _gaps([np.stack((missed[rows], given[rows] / spread)) for rows in drawn])
    measured = []
    for name, found in whole.items():
        low, high = percentile_interval(resampled[name])
        value = float(found[0])
        measured.append(
            Measurement(name=f"{name}:{attribute}", value=value, low=min(low, value), high=max(high, value))
        )
    details = [
        f"{attribute}, group {rank} ({count(len(rows), 'row')})" for rank, rows in enumerate(large[:_MOST_SHOWN], 1)
    ]
    for rank, rows in enumerate(large[:_MOST_SHOWN], 1):
        label = f"{attribute}, group {rank}"
        measured.append(Measurement(name=f"bias:{label}", value=float(missed[rows].mean()), unit="spreads"))
        measured.append(
            Measurement(name=f"mean error:{label}", value=float(np.abs(missed[rows]).mean()), unit="spreads")
        )
    if len(large) < len(groups):
        details.append(f"{attribute}: {len(groups) - len(large)} more groups have under {FEWEST} rows, not compared.")
    return Gaps(attribute, tuple(measured), tuple(details))


def _gaps(groups: list[Floats]) -> dict[str, Floats]:
    """Return a number per draw for parts[group][error or answer, draw, row]."""
    import numpy as np

    bias = np.stack([part[0].mean(axis=1) for part in groups])
    error = np.stack([np.abs(part[0]).mean(axis=1) for part in groups])
    answer = np.stack([part[1].mean(axis=1) for part in groups])
    return {
        "bias-gap": bias.max(axis=0) - bias.min(axis=0),
        "error-ratio": error.max(axis=0) / np.maximum(error.min(axis=0), 1e-12),
        "answer-gap": answer.max(axis=0) - answer.min(axis=0),
    }

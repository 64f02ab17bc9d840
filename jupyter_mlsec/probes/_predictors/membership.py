"""Telling the rows that a model was trained on from others by its loss, and whether the rows allow it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._ground.observations import NotEvidenceError
from jupyter_mlsec.probes._predictors.features import described
from jupyter_mlsec.probes._predictors.metrics import alike
from jupyter_mlsec.probes._predictors.models import ModelSubject, View, held_out, trained_on
from jupyter_mlsec.probes._tables.two_samples import discernibility

if TYPE_CHECKING:
    from jupyter_mlsec.probes._ground.statistics import Floats

_FEWEST_ROWS = 80
_MOST_ROWS = 2_000
_APART = 0.6


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """How little each training row and each held-out row is missed (minus its loss); ``apart``: an AUC of the rows."""

    inside: Floats = field(repr=False)
    outside: Floats = field(repr=False)
    apart: float

    @property
    def told(self) -> str:
        """Return what was compared, as a sentence."""
        rows = f"{len(self.inside)} training and {len(self.outside)} held-out rows"
        return f"{rows}, alike to a forest (AUC {self.apart:.2f})."


def members(subject: ModelSubject) -> Members:
    """Return the scores of both parts. NotEvidenceError where the parts are few, or differ in themselves.

    Where a forest can tell the parts apart by their features, a difference in loss shows drift, not memory.
    """
    import numpy as np

    outside = _some(held_out(subject, least=_FEWEST_ROWS))
    inside = _some(trained_on(subject, least=_FEWEST_ROWS))
    first, second = described(inside.x), described(outside.x)
    if first.shape[1] != second.shape[1]:
        raise NotEvidenceError("training and held-out rows have different features")
    apart = discernibility(np.nan_to_num(first), np.nan_to_num(second))[0]
    if apart > _APART:
        raise NotEvidenceError(
            f"training and held-out rows differ in themselves (told apart with AUC {apart:.2f})",
            help="Hold rows out at random for this measurement.",
        )
    return Members(-_losses(inside), -_losses(outside), apart)


def _some(view: View) -> View:
    import numpy as np

    if len(view) <= _MOST_ROWS:
        return view
    return view.take(np.sort(np.random.default_rng(0).choice(len(view), _MOST_ROWS, replace=False)))


def _losses(view: View) -> Floats:
    """Return the log loss of each row's true class, 0 and 1 without probabilities, a regressor's squared error."""
    import numpy as np

    if view.task == "regression":
        return np.asarray((view.y.astype(np.float64) - view.predict().astype(np.float64)) ** 2)
    given = view.proba()
    classes = view.classes()
    if given is not None and given.shape[1] == len(classes):
        wanted, known = alike(view.y, classes)
        hits = wanted[:, None] == known[None, :]
        return np.asarray(-np.log(np.clip((given * hits).sum(axis=1), 1e-12, 1.0)))
    wanted, answered = alike(view.y, view.predict())
    return np.asarray((wanted != answered).astype(np.float64))

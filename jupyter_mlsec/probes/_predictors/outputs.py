"""Regressors that give several numbers a row: each is measured by itself, and the worst of them is told."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from jupyter_mlsec.model.checklist import Measurement, Observation
from jupyter_mlsec.probes._ground.limits import worst
from jupyter_mlsec.probes._predictors.foreign_calls import raw_call
from jupyter_mlsec.probes._predictors.models import ModelSubject, several, unflattened
from jupyter_mlsec.probes._predictors.predictors import Predictor
from jupyter_mlsec.probes._tables.frames import label_of

_MOST = 5  # numbers of a row that are measured one by one

Run = Callable[[ModelSubject], Observation]


def each_output(run: Run) -> Run:
    """Make a probe's ``run`` look at each number of a row; measurements are told by the number's name."""

    @functools.wraps(run)
    def whole(subject: ModelSubject) -> Observation:
        names = _names(subject)
        if not names:
            return run(subject)
        found = [(name, run(_one(subject, place))) for place, name in enumerate(names[:_MOST])]
        status = worst(one.status for _, one in found)
        name, told = next((name, one) for name, one in found if one.status is status)
        more = (f"{len(names) - _MOST} more numbers a row were not looked at.",) if len(names) > _MOST else ()
        return replace(
            told,
            summary=f"Of {len(names)} numbers a row, {name}: {told.summary}",
            details=(*(f"{each}: {line}" for each, one in found for line in one.details), *more),
            measurements=tuple(_told(measurement, each) for each, one in found for measurement in one.measurements),
        )

    return whole


def any_output(run: Run) -> Run:
    """Do the same for a probe that looks at the rows alone: whichever number a row has beside is the same to it."""

    @functools.wraps(run)
    def whole(subject: ModelSubject) -> Observation:
        return run(_one(subject, 0) if _names(subject) else subject)

    return whole


def _names(subject: ModelSubject) -> list[str]:
    """Return what the numbers of a row are called; none for a model with one answer a row, or with labels."""
    if subject.y is None:
        return []
    answers = unflattened(subject.y)
    if answers.ndim != 2 or several(subject.y) > 1 or answers.dtype.kind not in "fiu":  # noqa: PLR2004 - rows and numbers
        return []
    columns = getattr(subject.y, "columns", None)
    return [f"answer {place + 1}" if columns is None else label_of(columns[place]) for place in range(answers.shape[1])]


def _one(subject: ModelSubject, place: int) -> ModelSubject:
    """Return the subject with one number a row."""
    import numpy as np

    raw = raw_call(subject.model)
    if raw is None:
        return subject

    def taken(given: Any) -> Any:  # noqa: ANN401 - whatever the person's model answers
        return np.asarray(given)[:, place]

    train = None if subject.y_train is None else unflattened(subject.y_train)[:, place]
    model = Predictor(subject.model, None, "regressor", taken, _raw=raw)
    return replace(subject, model=model, y=unflattened(subject.y)[:, place], y_train=train, task="regression")


def _told(measurement: Measurement, name: str) -> Measurement:
    return replace(measurement, name=f"{measurement.name}:{name}")

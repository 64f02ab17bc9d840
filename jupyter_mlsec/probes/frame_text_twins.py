"""Texts that are nearly the same and labelled differently.

A ticket that was sent again, a review with a word more: such copies are compared as sets of words. Two texts of six
words and more are twins when one holds all words of the other and they share at least 80 % of them; a changed word
(good, bad) makes another text. ``text-conflicts`` is the share of rows with a twin of another class; more than 1 %
warns by default. Where most rows have a twin, texts are alike anyway, and that is not evidence.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import (
    NotApplicableError,
    NotEvidenceError,
    UndeclaredError,
    guarded,
    interval,
)
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import FrameSubject, codes, column, frame_of, sampled, without
from jupyter_mlsec.probes._tables.labelled import is_quantity
from jupyter_mlsec.probes._tables.text_twins import prose_of, twins

_DEFAULTS = {"text-conflicts": "<= 1%"}
_FEWEST_ROWS = 40
_MOST_ROWS = 5_000
_COMMON = 0.6


@guarded
def _run(subject: FrameSubject) -> Observation:
    import numpy as np

    if subject.target is None:
        raise UndeclaredError("no target is declared", help="Name it: %mlsec data NAME --target COLUMN.")
    frame = sampled(frame_of(subject, least=_FEWEST_ROWS), _MOST_ROWS)
    answers = column(frame, subject.target)
    frame, answers = frame.loc[answers.notna().to_numpy()], answers.dropna()
    texts = prose_of(without(frame, {subject.target}))
    if texts is None or is_quantity(answers):
        raise NotApplicableError("there is no text with a class")
    labels = codes(answers)
    paired, conflicting = np.zeros(len(texts), dtype=bool), np.zeros(len(texts), dtype=bool)
    for rows, others, held in twins(texts, texts):
        real = held & (rows != others)
        paired[rows[real]] = True
        conflicting[rows[real & (labels[rows] != labels[others])]] = True
    if paired.mean() > _COMMON:
        raise NotEvidenceError("texts of nearly the same words are common here, so they show nothing")
    low, high = wilson(int(conflicting.sum()), len(texts))
    found = Measurement(name="text-conflicts", value=float(conflicting.mean()), low=low, high=high)
    judged = judge_all([found], subject.limits, _DEFAULTS)
    status = judged.status if judged.declared or conflicting.any() else Status.PASS
    return Observation(
        status=status,
        summary=f"{interval(found)} of the texts of {subject.name} have a twin with another label.",
        measurements=(*judged.measurements, Measurement(name="text-twins", value=float(paired.mean()))),
        next_step="" if status is Status.PASS else "Find out which label is right, and where the copies come from.",
    )


PROBE = Probe(
    name="texts-with-other-labels",
    items=("PRE-04",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)

"""One source of the data that contradicts all others: a site, a batch or a person whose labels are wrong, or poisoned.

For each source a forest learns from all others and is judged on it. ``source-gap`` is how far the worst source falls
below the middle one; more than 0.25 warns by default, where the source's interval lies wholly below. Sources are
numbered by size, never named. The column is recognised by its name (source, site, batch, annotator, vendor …).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import (
    NotApplicableError,
    NotEvidenceError,
    UndeclaredError,
    guarded,
    not_applicable,
)
from jupyter_mlsec.probes._ground.statistics import wilson
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    label_of,
    matrix,
    sampled,
    without,
)
from jupyter_mlsec.probes._tables.labelled import is_quantity
from jupyter_mlsec.probes._tables.learners import forest_classifier
from jupyter_mlsec.probes._tables.personal_names import words

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_DEFAULTS = {"source-gap": "<= 0.25"}
_NAMES = frozenset({
    "annotator", "batch", "center", "centre", "clinic", "coder", "contributor", "crawler", "device", "hospital", "lab",
    "labeler", "labeller", "origin", "provider", "rater", "scanner", "site", "source", "vendor", "worker",
})  # fmt: skip
_FEWEST = 20  # rows of a source
_SOURCES = (3, 40)
_MOST_ROWS = 4_000
_MOST_CLASSES = 20


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = sampled(frame_of(subject, least=3 * _FEWEST), _MOST_ROWS)
    name = _source_column(frame, subject)
    if name is None:
        return not_applicable(f"no column of {subject.name} says where a row comes from")
    if subject.target is None:
        raise UndeclaredError("no target is declared", help="Name it: %mlsec data NAME --target COLUMN.")
    frame = frame.loc[column(frame, subject.target).notna().to_numpy()]
    if is_quantity(column(frame, subject.target)):
        raise NotApplicableError("the target is a quantity and no class")
    sources, labels = codes(column(frame, name)), codes(column(frame, subject.target))
    if int(labels.max()) >= _MOST_CLASSES or int(labels.max()) < 1:
        raise NotEvidenceError("the target has too many classes, or one only")
    features, _ = matrix(without(frame, {subject.target, name}))
    scores = _scores(features, labels, sources)
    middle = sorted(share for share, _ in scores.values())[len(scores) // 2]
    worst = min(scores, key=lambda each: scores[each][0])
    share, high = scores[worst]
    chance = max(float((labels == each).mean()) for each in range(int(labels.max()) + 1))
    if middle < chance + (1 - chance) * 0.25:
        raise NotEvidenceError("the labels cannot be told from the other columns, so no source can contradict them")
    gap = Measurement(name="source-gap", value=middle - share, low=max(0.0, middle - high), high=middle - share)
    judged = judge_all([gap], subject.limits, _DEFAULTS)
    clear = high < middle - 0.1 or judged.declared
    status = judged.status if clear else Status.PASS
    told = f"source {worst + 1} of {len(scores)} by {label_of(name)} scores {share:.2f} where {middle:.2f} is usual"
    if status is Status.PASS:
        summary, step = f"No source of {subject.name} contradicts the others ({told}).", ""
    else:
        summary = f"The labels of one source of {subject.name} contradict all others: {told}."
        step = "Look at that source's rows before they are learned from; keep or remove them with a reason."
    return Observation(status=status, summary=summary, measurements=judged.measurements, next_step=step)


def _source_column(frame: pd.DataFrame, subject: FrameSubject) -> str | None:
    for name in map(str, frame.columns):
        if name != subject.target and _NAMES & set(words(name)):
            sizes = column(frame, name).value_counts()
            if _SOURCES[0] <= int((sizes >= _FEWEST).sum()) <= _SOURCES[1]:
                return name
    return None


def _scores(features: Floats, labels: Ints, sources: Ints) -> dict[int, tuple[float, float]]:
    """Return, for each source that is large enough, how often the others are right about it, and the interval's end."""
    import numpy as np

    sizes = np.bincount(sources)
    order = [int(each) for each in np.argsort(-sizes, kind="stable") if sizes[each] >= _FEWEST]
    found = {}
    for rank, source in enumerate(order):
        own = sources == source
        forest = forest_classifier(trees=40, least=2)
        forest.fit(features[~own], labels[~own])
        right = int((forest.predict(features[own]) == labels[own]).sum())
        found[rank] = (right / int(own.sum()), wilson(right, int(own.sum()))[1])
    return found


PROBE = Probe(
    name="odd-sources",
    items=("PRE-04",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)

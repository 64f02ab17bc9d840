"""One source of the data that contradicts all others: a site, a batch or a person whose labels are wrong, or poisoned.

For each source a forest learns from all others and is judged on it. ``source-gap`` is how far the worst source falls
below the middle one; more than 0.25 warns by default, where the source's interval lies wholly below. Where one class of
one source is called another for the most part, and is told well in the middle source, that warns, too: who names one
kind of cell wrongly is right about all others. Sources are numbered by size, never named. The column is recognised by
its name (source, site, batch, annotator, vendor …).
"""

from __future__ import annotations

from dataclasses import dataclass
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
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_DEFAULTS = {"source-gap": "<= 0.25"}
_NAMES = frozenset({
    "annotator", "assay", "batch", "camera", "campaign", "center", "centre", "clinic", "coder", "contributor",
    "crawler", "crew", "device", "expert", "factory", "grader", "hospital", "instrument", "lab", "labeler", "labeller",
    "laboratory", "lot", "machine", "operator", "origin", "pathologist", "plant", "plate", "provider", "radiologist",
    "rater", "reader", "scanner", "shift", "site", "slide", "source", "technician", "vendor", "ward", "worker",
    "charge", "geraet", "gerat", "klinik", "krankenhaus", "labor", "pruefer", "prufer", "quelle", "standort", "werk",
    "annotateur", "appareil", "clinique", "hopital", "laboratoire", "origine", "usine",
    "anotador", "centro", "clinica", "dispositivo", "fuente", "laboratorio", "lote", "origen", "planta", "sede",
})  # fmt: skip
_FEWEST = 20  # rows of a source
_SOURCES = (3, 40)
_MOST_ROWS = 4_000
_MOST_CLASSES = 20
_WRONG, _RIGHT = 0.5, 0.8  # shares of a class of one source, and of the middle one, that the others are right about


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
    hits = _hits(features, labels, sources)
    scores = [(float(right.mean()), wilson(int(right.sum()), len(right))[1]) for right, _ in hits]
    middle = sorted(share for share, _ in scores)[len(scores) // 2]
    worst = min(range(len(scores)), key=lambda each: scores[each][0])
    share, high = scores[worst]
    chance = max(float((labels == each).mean()) for each in range(int(labels.max()) + 1))
    if middle < chance + (1 - chance) * 0.25:
        raise NotEvidenceError("the labels cannot be told from the other columns, so no source can contradict them")
    gap = Measurement(name="source-gap", value=middle - share, low=max(0.0, middle - high), high=middle - share)
    judged = judge_all([gap], subject.limits, _DEFAULTS)
    clear = high < middle - 0.1 or judged.declared
    status = judged.status if clear else Status.PASS
    odd = _odd_class(hits)
    told = f"source {worst + 1} of {len(scores)} by {label_of(name)} scores {share:.2f} where {middle:.2f} is usual"
    if status is Status.PASS and odd is not None:
        status = Status.WARN
        told = (
            f"source {odd.source + 1} of {len(scores)} by {label_of(name)} agrees in {odd.share:.0%} of one class"
            f" where {odd.middle:.0%} is usual"
        )
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


def _hits(features: Floats, labels: Ints, sources: Ints) -> list[tuple[NDArray[np.bool_], Ints]]:
    """Return, for each source that is large enough, which rows the others agree with, and what they call them."""
    import numpy as np

    sizes = np.bincount(sources)
    found = []
    for source in (int(each) for each in np.argsort(-sizes, kind="stable") if sizes[each] >= _FEWEST):
        own = sources == source
        forest = forest_classifier(trees=40, least=2)
        forest.fit(features[~own], labels[~own])
        called = forest.predict(features[own]).astype(np.int64)
        found.append((called == labels[own], called))
    return found


@dataclass(frozen=True, slots=True)
class _Odd:
    """A class that one source calls another: the share that agrees in it and in the middle one."""

    source: int
    share: float
    middle: float


def _odd_class(hits: list[tuple[NDArray[np.bool_], Ints]]) -> _Odd | None:
    """Return the class of which one source calls most rows something else, where the middle source does not.

    A row's class is what the others call it: of a class that its source never names, no label is left to be judged.
    """
    found = []
    for label in range(max(int(called.max()) for _, called in hits) + 1):
        own = [(number, right[called == label]) for number, (right, called) in enumerate(hits)]
        enough = [(number, right) for number, right in own if len(right) >= _FEWEST]
        if len(enough) < _SOURCES[0]:
            continue
        middle = sorted(float(right.mean()) for _, right in enough)[len(enough) // 2]
        for number, right in enough:
            if middle >= _RIGHT and wilson(int(right.sum()), len(right))[1] < middle - 0.1:
                share = float(right.mean())
                found.append(_Odd(number, share, middle))
    worst = min(found, key=lambda each: each.share - each.middle, default=None)
    return worst if worst is not None and worst.share <= _WRONG else None


PROBE = Probe(
    name="odd-sources",
    items=("PRE-04",),
    run=_run,
    cost=Cost.NORMAL,
    partial=True,
    incidental=True,
    docs=__doc__,
)

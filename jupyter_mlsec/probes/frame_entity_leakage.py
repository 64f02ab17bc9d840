"""People, machines or sessions that stand in the training data and in the test data.

Rows of one patient resemble each other: split between both sides, they let a model recognise the patient instead of
the disease. The columns that name entities are declared (``entities``), else proposed by their names ("patient_id").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.fingerprint import row_digests
from jupyter_mlsec.probes._ground.limits import find_limit, judge, parse_limit
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed, not_applicable
from jupyter_mlsec.probes._tables.frames import FrameSubject, label_of
from jupyter_mlsec.probes._tables.personal_names import words
from jupyter_mlsec.probes._tables.splits import splits_of

if TYPE_CHECKING:
    import pandas as pd

_IDS = frozenset({"id", "uid", "uuid", "guid", "identifier", "mrn", "subject", "patient", "session", "household"})
_FEWEST_ROWS = 10


@guarded
def _run(subject: FrameSubject) -> Observation:
    train, test, shared = splits_of(subject, least=_FEWEST_ROWS)
    names = _entity_columns(subject, train, shared)
    if not names:
        return not_applicable("no column names an entity that several rows may belong to")
    limit = find_limit(subject.limits, "entity-overlap") or parse_limit("<= 0")
    measured: list[Measurement] = []
    leaking: list[str] = []
    for name in names:
        before, after = set(row_digests(train, names=[name]).tolist()), set(row_digests(test, names=[name]).tolist())
        found = Measurement(
            name=f"entity-overlap:{label_of(name)}", value=len(before & after) / len(after), limit=limit.text
        )
        measured.append(found)
        if judge(found, limit) is not Status.PASS:
            leaking.append(label_of(name))
    shown = listed(label_of(name) for name in names)
    if leaking:
        worst = max(measurement.value for measurement in measured)
        return Observation(
            status=Status.FAIL if subject.entities else Status.WARN,
            summary=f"Up to {worst:.1%} of the test entities by {listed(leaking)} stand in the training data too.",
            measurements=tuple(measured),
            next_step="Split by entity, for example with scikit-learn's GroupShuffleSplit.",
        )
    return Observation(
        status=Status.PASS, summary=f"No entity by {shown} stands in both splits.", measurements=tuple(measured)
    )


def _entity_columns(subject: FrameSubject, train: pd.DataFrame, shared: list[object]) -> list[object]:
    """Return the declared entity columns, else those that look like one: called an id, with values that repeat."""
    if subject.entities:
        by_name = {str(name): name for name in shared}
        missing = [label_of(name) for name in subject.entities if name not in by_name]
        if missing:
            raise NotEvidenceError(f"the splits have no column {listed(missing)}")
        return [by_name[name] for name in subject.entities]
    found = [name for name in shared if _IDS & set(words(str(name)))]
    return [name for name in found if 0.05 * len(train) < train[name].nunique() < len(train)]


PROBE = Probe(name="entities-in-both-splits", items=("PRE-06",), run=_run, cost=Cost.FAST, whole=True, docs=__doc__)

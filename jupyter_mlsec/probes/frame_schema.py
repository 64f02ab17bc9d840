"""A table that is not of the shape that was frozen: columns lost, added, of another kind, or with new gaps.

``%mlsec data NAME --freeze`` writes the shape down once (names, kinds, whether values may be missing; no values).
Afterwards a lost column or another kind fails, and so does a new one: nobody looked at it.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable
from jupyter_mlsec.probes._tables.frames import FrameSubject, frame_of, label_of
from jupyter_mlsec.probes._tables.schema import read_schema, schema_of

_STEP = "Mend what delivers the data, or freeze the new shape: %mlsec data NAME --freeze"


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = frame_of(subject)
    if not subject.schema:
        return not_applicable(f"no schema of {subject.name} is frozen")
    before, now = read_schema(subject.schema).columns, schema_of(frame).columns
    lost = [name for name in before if name not in now]
    new = [name for name in now if name not in before]
    other = [name for name in now if name in before and now[name][0] != before[name][0]]
    gaps = [name for name in now if name in before and now[name][1] and not before[name][1] and name not in other]
    facts = {"lost": lost, "not there before": new, "of another kind": other}
    broken = [f"{_shown(names)} {_verb(names)} {what}" for what, names in facts.items() if names]
    kinds = tuple(f"{label_of(name)}: {before[name][0]} became {now[name][0]}" for name in other)
    measured = (Measurement(name="schema-differences", value=float(len(lost) + len(new) + len(other) + len(gaps))),)
    if broken:
        status, summary = Status.FAIL, f"{subject.name} is not of its frozen shape: {listed(broken)}."
    elif gaps:
        status, summary = Status.WARN, f"{_shown(gaps)} of {subject.name} has gaps that were not there before."
    elif [name for name in now if name in before] != [name for name in before if name in now]:
        status, summary = Status.WARN, f"The columns of {subject.name} stand in another order than was frozen."
    else:
        status, summary = Status.PASS, f"{subject.name} is of its frozen shape ({count(len(now), 'column')})."
    step = "" if status is Status.PASS else _STEP
    return Observation(status=status, summary=summary, details=kinds, measurements=measured, next_step=step)


def _shown(names: list[str]) -> str:
    return listed(label_of(name) for name in names)


def _verb(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


PROBE = Probe(name="off-its-schema", items=("COL-02",), run=_run, partial=True, incidental=True, docs=__doc__)

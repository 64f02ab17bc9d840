"""A table that is not of the shape that was frozen: columns lost, added, of another kind or size, or with new gaps.

``%mlsec data NAME --freeze`` writes the shape down once: names, kinds, whether values may be missing or negative, and
the power of ten of the middle number; no values. Afterwards a lost column or another kind fails, and so does a new one:
nobody looked at it. New gaps, negative numbers where none were, and numbers of another power of ten (cents for euros)
warn.
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
    other = [name for name in now if name in before and now[name].kind != before[name].kind]
    same = {name: (before[name], now[name]) for name in now if name in before and name not in other}
    gaps = [name for name, (old, new_) in same.items() if new_.gaps and not old.gaps]
    negative = [name for name, (old, new_) in same.items() if old.turned_negative(new_)]
    sized = [name for name, (old, new_) in same.items() if old.is_of_another_size(new_)]
    facts = {"lost": lost, "not there before": new, "of another kind": other}
    broken = [f"{_shown(names)} {_verb(names)} {what}" for what, names in facts.items() if names]
    kinds = tuple(f"{label_of(name)}: {before[name].kind} became {now[name].kind}" for name in other)
    measured = (
        Measurement(name="schema-differences", value=float(sum(map(len, (lost, new, other, gaps, negative, sized))))),
    )
    if broken:
        status, summary = Status.FAIL, f"{subject.name} is not of its frozen shape: {listed(broken)}."
    elif gaps or negative or sized:
        told = {"gaps": gaps, "negative numbers": negative, "numbers of another size": sized}
        odd = [f"{_shown(names)} ({what})" for what, names in told.items() if names]
        status, summary = Status.WARN, f"{subject.name} is not as it was frozen: {listed(odd)}."
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

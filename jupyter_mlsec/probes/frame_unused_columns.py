"""Columns that were loaded and that no model uses.

What is not there cannot leak (GDPR Art. 5: data minimisation). The columns of the table are compared with those that
the model was fitted on and with those that hold personal data: an unused personal column fails, other unused columns
warn. Limit: ``unused-columns``.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import find_limit
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, to_declare
from jupyter_mlsec.probes._tables.frames import FrameSubject, frame_of, label_of, sampled
from jupyter_mlsec.probes._tables.personal import personal_columns

_PREFIX = "_"


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = sampled(frame_of(subject))
    if subject.used is None:
        return to_declare(
            f"It is not known which columns of {subject.name} a model uses",
            "Name the model that was fitted on it: %mlsec model NAME --x-train X_train.",
        )
    needed = {*subject.used, *subject.groups, *subject.entities, subject.target, subject.time}
    names = [str(name) for name in frame.columns]
    unused = [name for name in names if name not in needed and not _encoded(name, subject.used)]
    personal = {found.name for found in personal_columns(frame)}
    grave = [name for name in unused if name in personal]
    measured = (
        Measurement(name="unused-columns", value=float(len(unused))),
        Measurement(name="unused-personal-columns", value=float(len(grave))),
    )
    limit = find_limit(subject.limits, "unused-columns")
    step = "Drop them where the data are loaded, or say why they are kept: %mlsec answer COL-07."
    shown = listed(label_of(name) for name in grave or unused)
    if grave:
        status, summary = Status.FAIL, f"Personal columns of {subject.name} are loaded and never used: {shown}."
    elif unused and not (limit and limit.allows(float(len(unused)))):
        status = Status.FAIL if limit else Status.WARN
        summary = f"{count(len(unused), 'column')} of {subject.name} {_are(unused)} loaded and never used: {shown}."
    else:
        status, step = Status.PASS, ""
        summary = f"{count(len(names) - len(unused), 'column')} of {len(names)} in {subject.name} are used."
    return Observation(status=status, summary=summary, measurements=measured, next_step=step)


def _encoded(name: str, used: tuple[str, ...]) -> bool:
    """Tell whether a column went into the model under other names: "city" as "city_Rome"."""
    return any(feature.startswith(name + _PREFIX) for feature in used)


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


PROBE = Probe(name="columns-nobody-uses", items=("COL-07",), run=_run, cost=Cost.FAST, whole=True, docs=__doc__)

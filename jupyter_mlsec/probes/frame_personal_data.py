"""Personal data in the columns of a table: by name, by the pattern of the values, by check digits.

Personal and special-category data need a legal basis before they are used (GDPR Art. 6, 9 and 10). A column is
reported with its kind and hit rate; no value is kept. Direct identifiers and special categories without a declared
``legal-basis`` fail; columns that only narrow a person down (age, sex, place) warn. Prose is not searched for names.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import count, guarded, listed
from jupyter_mlsec.probes._tables.frames import FrameSubject, frame_of, label_of, sampled, sampling_note
from jupyter_mlsec.probes._tables.personal import PersonalColumn, free_text, personal_columns
from jupyter_mlsec.probes._tables.personal_names import Reach

_BASIS = ("legal-basis", "legal_basis", "lawful-basis", "basis")


@guarded
def _run(subject: FrameSubject) -> Observation:
    whole = frame_of(subject)
    frame = sampled(whole)
    found = list(personal_columns(frame))
    prose = [label_of(name) for place, name in enumerate(frame.columns) if free_text(frame.iloc[:, place])]
    grave = [entry for entry in found if entry.reach is not Reach.INDIRECT]
    basis = any(subject.declared.get(key, "").strip() for key in _BASIS)
    details = (
        *(str(entry) for entry in found),
        *((f"Prose, in which people may be named: {listed(prose)}",) if prose else ()),
        *sampling_note(len(whole)),
    )
    measured = (
        Measurement(name="personal-columns", value=float(len(found))),
        Measurement(name="identifying-columns", value=float(len(grave))),
    )
    status, summary = _verdict(subject.name, found, grave, prose=bool(prose), basis=basis)
    step = "" if status is Status.PASS else _STEP
    return Observation(status=status, summary=summary, details=details, measurements=measured, next_step=step)


_STEP = "Declare the basis, or drop the columns: %mlsec declare dataset NAME --legal-basis …"


def _verdict(
    name: str, found: list[PersonalColumn], grave: list[PersonalColumn], *, prose: bool, basis: bool
) -> tuple[Status, str]:
    if not found:
        if prose:
            return Status.WARN, f"{name} has no personal column, but prose in which people may be named."
        return Status.PASS, f"No column of {name} shows personal data, by its name or by the pattern of its values."
    worst = listed(entry.column for entry in grave or found)
    what = f"{count(len(found), 'column')} of {name} {'holds' if len(found) == 1 else 'hold'} personal data ({worst})"
    if basis:
        return Status.PASS, f"{what}, and a legal basis is declared."
    return (Status.FAIL if grave else Status.WARN), f"{what} and no legal basis is declared."


PROBE = Probe(name="personal-data", items=("COL-01",), run=_run, cost=Cost.NORMAL, docs=__doc__)

"""People in a role without a current record of training in machine-learning security."""

from __future__ import annotations

from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare
from jupyter_mlsec.probes._ground.roles import role_holders

_LIMIT = timedelta(days=365)


def _run(subject: NotebookSubject) -> Observation:
    holders = role_holders(subject)
    records = declared(subject.declarations, "training")
    if not holders or not records:
        step = "Declare each: %mlsec declare training --name PERSON date=2026-05-02 topic=… link=…"
        return to_declare("No training of any role holder is recorded", step)
    by_person = {name.casefold(): fields.get("date", "") for name, fields in records.items()}
    missing = [role for role, name in holders.items() if not by_person.get(name.casefold())]
    old = [role for role, name in holders.items() if _too_old(by_person.get(name.casefold(), ""), subject.now.date())]
    if missing:
        return to_declare(f"No training is recorded of the {listed(missing)}", "Record it with its date.")
    if old:
        return failed(
            f"The training of the {listed(old)} is older than {_LIMIT.days} days, or its date cannot be read.",
            next_step="Repeat the training, and declare its new date (YYYY-MM-DD).",
        )
    return passed(f"{count(len(holders), 'role holder')} trained within {_LIMIT.days} days.")


def _too_old(text: str, today: date) -> bool:
    try:
        trained = date.fromisoformat(text)
    except ValueError:
        return bool(text)
    return not today - _LIMIT <= trained <= today


PROBE = Probe(name="training-records", items=("GOV-04",), run=_run, docs=__doc__)

"""People in a role without a current record of training in machine-learning security."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed
from jupyter_mlsec.probes._ground.observations import count, listed, to_declare
from jupyter_mlsec.probes._ground.roles import role_holders
from jupyter_mlsec.probes._ground.said import day_of, is_blank, same_person

_LIMIT = timedelta(days=365)


def _run(subject: NotebookSubject) -> Observation:
    holders = role_holders(subject)
    records = declared(subject.declarations, "training")
    if not holders or not records:
        step = "Declare each: %mlsec declare training --name PERSON date=2026-05-02 topic=… link=…"
        return to_declare("No training of any role holder is recorded", step)
    dates = {role: _date(name, records) for role, name in holders.items()}
    missing = [role for role, text in dates.items() if is_blank(text)]
    old = [role for role, text in dates.items() if _too_old(text, subject.now.date())]
    if missing:
        return to_declare(f"No training is recorded of the {listed(missing)}", "Record it with its date.")
    if old:
        return failed(
            f"The training of the {listed(old)} is older than {_LIMIT.days} days, or its date cannot be read.",
            next_step="Repeat the training, and declare its new date (YYYY-MM-DD).",
        )
    return passed(f"{count(len(holders), 'role holder')} trained within {_LIMIT.days} days.")


def _date(name: str, records: Mapping[str, Mapping[str, str]]) -> str:
    """Return when a role holder was trained, the last time; empty where no record is theirs."""
    own = [fields.get("date", "") for person, fields in records.items() if same_person(name, person)]
    return max(own, key=lambda text: (day_of(text) or date.min, text), default="")


def _too_old(text: str, today: date) -> bool:
    trained = day_of(text)
    if trained is None:
        return not is_blank(text)
    return not today - _LIMIT <= trained <= today


PROBE = Probe(name="training-records", items=("GOV-04",), run=_run, docs=__doc__)

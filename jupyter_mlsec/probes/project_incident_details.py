"""An incident plan that has gone stale: an old date, a rollback target that is gone, nobody of today's roles in it."""

from __future__ import annotations

import re
from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import dates_in, documents_about
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed, warned
from jupyter_mlsec.probes._ground.observations import count, listed, not_applicable, not_evidence
from jupyter_mlsec.probes._ground.roles import role_holders

_TARGET = re.compile(r"(?<![\w./-])[\w./-]{1,300}\.(?:mlrun(?:\.zip)?|safetensors|skops|onnx|joblib|pkl|pt|keras)\b")
_LIMIT = timedelta(days=180)


def _run(subject: ProjectSubject) -> Observation:
    plans, _ = documents_about(subject, "incident")
    if not plans:
        return not_applicable("there is no incident plan in the project")
    text = "\n".join(plan.text for plan in plans)
    gone = sorted({name for name in _TARGET.findall(text) if not _is_there(name, subject)})
    if gone:
        step = "Name a signed run that is there, or put it back."
        return failed(f"The incident plan falls back on {listed(gone)}, which is gone.", next_step=step)
    days = dates_in(text)
    if not days:
        return not_evidence("the incident plan carries no date", next_step="Write when it was last looked at.")
    today = subject.now.date()
    last = max((day for day in days if day <= today), default=None)
    if last is None or last < today - _LIMIT:
        step = "Go through it with those who are named in it, and write today's date."
        return failed(f"The incident plan was not looked at for {_LIMIT.days} days.", next_step=step)
    return _names(text, last, subject)


def _names(text: str, last: date, subject: ProjectSubject) -> Observation:
    holders = role_holders(subject)
    absent = sorted(role for role, name in holders.items() if name.casefold() not in text.casefold())
    if absent:
        return warned(f"The incident plan does not name the {listed(absent)}.", next_step="Add who is called.")
    if not _TARGET.search(text):
        step = "Name the signed run to go back to: train.mlrun.zip"
        return warned("The incident plan names nothing to go back to.", next_step=step)
    return passed(f"The incident plan of {last} names {count(len(holders), 'role')} and a run to go back to.")


def _is_there(name: str, subject: ProjectSubject) -> bool:
    return any((folder / name).exists() for folder in (subject.folder, subject.root)) or any(
        path.name == name.rpartition("/")[2] for path in subject.files or ()
    )


PROBE = Probe(name="incident-details", items=("MNT-03",), run=_run, partial=True, incidental=True, docs=__doc__)

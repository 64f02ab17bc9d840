"""Advisories that are too old to speak of today: a hole published last week is not in last month's list."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import EnvironmentSubject
from jupyter_mlsec.probes._ground.observations import not_evidence, to_declare


def _run(subject: EnvironmentSubject) -> Observation:
    if subject.audit is None:
        return to_declare("No advisories were consulted", "Consult them: mlsec audit NOTEBOOK")
    newest, limit = subject.audit.advisories.date, subject.config.audit.max_age
    if newest is None:
        return not_evidence("the advisories carry no date", next_step="mlsec advisories update")
    age = (subject.now.date() - newest).days
    measurement = Measurement(name="advisory-age", value=float(age), limit=f"<= {limit}", unit="d")
    if age < 0:
        return not_evidence("the newest advisory is of the future", next_step="Set this machine's clock.")
    old = age > limit
    return Observation(
        status=Status.FAIL if old else Status.PASS,
        summary=f"The newest advisory is {age} days old; at most {limit} are allowed.",
        measurements=(measurement,),
        next_step="mlsec advisories update" if old else "",
    )


PROBE = Probe(name="advisory-age", items=("GOV-05",), run=_run, docs=__doc__)

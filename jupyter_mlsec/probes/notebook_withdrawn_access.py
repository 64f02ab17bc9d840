"""Keys, endpoints, licences and users of a retired model that nobody withdrew."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.model.rule import Family
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed
from jupyter_mlsec.probes._ground.found import by_rule, counted
from jupyter_mlsec.probes._ground.observations import to_declare
from jupyter_mlsec.probes._ground.said import is_blank

FIELDS = ("keys", "endpoints", "users", "licences")


def _run(subject: NotebookSubject) -> Observation:
    records = declared(subject.declarations, "withdrawal").values()
    fields = {key for each in records for key, text in each.items() if not is_blank(text)}
    secrets = counted(subject.findings, {Family.SECRET})
    step = "Declare it: %mlsec declare withdrawal keys=… endpoints=… users=… licences=…"
    if secrets:
        return failed(
            "The notebook still holds a secret.", *by_rule(secrets), next_step="Withdraw it where it was issued."
        )
    if not fields:
        return to_declare("Nothing is recorded about access being withdrawn", step)
    missing = [field for field in FIELDS if field not in fields]
    if missing:
        return failed(f"The withdrawal says nothing about: {', '.join(missing)}.", next_step=step)
    return passed("Keys, endpoints, users and licences are recorded as withdrawn or settled.")


PROBE = Probe(name="withdrawn-access", items=("RET-04",), run=_run, docs=__doc__)

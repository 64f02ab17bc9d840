"""A retired model without a declared record: why it went, what follows it, what is kept, and for how long.

A record that lies in the project as a file is looked at by ``retirement-document``.
"""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, declared, failed, passed
from jupyter_mlsec.probes._ground.observations import to_declare
from jupyter_mlsec.probes._ground.said import day_of, is_blank

FIELDS = ("date", "reason", "successor", "retention", "consumers")


def _run(subject: NotebookSubject) -> Observation:
    records = declared(subject.declarations, "retirement")
    step = "Declare it: %mlsec declare retirement date=… reason=… successor=… retention=… consumers=…"
    if not records:
        return to_declare("No retirement is recorded", step)
    fields = {
        key: value for each in records.values() for key, value in each.items() if key == "date" or not is_blank(value)
    }
    missing = [field for field in FIELDS if field not in fields]
    if missing:
        return failed(f"The retirement record says nothing about: {', '.join(missing)}.", next_step=step)
    day = day_of(fields["date"])
    if day is None:
        return failed("The date of the retirement cannot be read.", next_step="Write it as YYYY-MM-DD.")
    if day > subject.now.date():
        return to_declare(f"The retirement is planned for {day}", "Record it again on the day.")
    return passed(f"The retirement of {day} is recorded with reason, successor, retention and consumers.")


PROBE = Probe(name="retirement-record", items=("RET-02",), run=_run, docs=__doc__)

"""Drills that were not held, or too long ago: a plan that nobody practised fails on the day it is needed.

Too long is a year, or what a register of drills sets itself. What followed from drills and incidents is looked at by
``drill-register``.
"""

from __future__ import annotations

from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.documents import dates_in, documents_about, parts
from jupyter_mlsec.probes._folder.ledger_calendar import on_calendar
from jupyter_mlsec.probes._folder.ledger_dates import on_time
from jupyter_mlsec.probes._folder.ledgers import Ledger, Row, is_called
from jupyter_mlsec.probes._folder.record_answer import ledgers_about, with_records
from jupyter_mlsec.probes._folder.record_drills import none_held
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import to_declare

_LIMIT = timedelta(days=365)
_STEP = "Hold one, and turn its lessons into checks."


def _is_drill(ledger: Ledger, row: Row) -> bool:
    return is_called("of_drills", " ".join((*row.above, ledger.title)))


_terms = ledgers_about(on_time("of_drills"), on_calendar(_is_drill, "a drill is overdue"), step=_STEP)


def _run(subject: ProjectSubject) -> Observation:
    return with_records(_last(subject), _terms(subject))


def _last(subject: ProjectSubject) -> Observation:
    records, _ = documents_about(subject, "drill")
    declared = [each.fields.get("date", "") for each in subject.declarations if each.topic == "drill"]
    written = [day for each in records for line in each.said.splitlines() if not parts("words")["planned"].search(line)
               for day in dates_in(line)]  # fmt: skip
    today = subject.now.date()
    silent = "" if declared else none_held(subject)
    if silent:
        return failed(f"{silent} says that no drill was held.", next_step=_STEP)
    said = [day for text in declared if (day := _date(text)) is not None]
    dates = sorted(day for day in (*said, *written) if day <= today)
    if not dates:
        step = "Hold one, and record it: %mlsec declare drill date=2026-05-02 lessons=…"
        return to_declare("No drill is recorded", step)
    if dates[-1] < today - _LIMIT:
        return failed(f"The last drill was on {dates[-1]}.", next_step=_STEP)
    return passed(f"The last drill was on {dates[-1]}.")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PROBE = Probe(name="drill-records", items=("MNT-06",), run=_run, docs=__doc__)

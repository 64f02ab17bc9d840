"""Drills that were not held, or too long ago: a plan that nobody practised fails on the day it is needed."""

from __future__ import annotations

import re
from datetime import date, timedelta

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.files import read_text
from jupyter_mlsec.probes._folder.project import documents
from jupyter_mlsec.probes._ground.base import ProjectSubject, failed, passed
from jupyter_mlsec.probes._ground.observations import to_declare

_DATE = re.compile(r"\b20\d\d-[01]\d-[0-3]\d\b")
_LIMIT = timedelta(days=365)


def _run(subject: ProjectSubject) -> Observation:
    records = documents(subject, "drill", "exercise", "tabletop", "game-day", "gameday")
    declared = [each.fields.get("date", "") for each in subject.declarations if each.topic == "drill"]
    written = [match for path in records for match in _DATE.findall(read_text(path))]
    today = subject.now.date()
    dates = sorted(day for text in (*declared, *written) if (day := _date(text)) is not None and day <= today)
    if not dates:
        step = "Hold one, and record it: %mlsec declare drill date=2026-05-02 lessons=…"
        return to_declare("No drill is recorded", step)
    if dates[-1] < today - _LIMIT:
        return failed(f"The last drill was on {dates[-1]}.", next_step="Hold one, and turn its lessons into checks.")
    return passed(f"The last drill was on {dates[-1]}.")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


PROBE = Probe(name="drill-records", items=("MNT-06",), run=_run, docs=__doc__)

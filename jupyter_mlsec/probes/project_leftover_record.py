"""Records of something retired whose leftovers nobody looked for in time, or took away, or that still is led to."""

from __future__ import annotations

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_calendar import on_calendar
from jupyter_mlsec.probes._folder.ledger_dates import on_time
from jupyter_mlsec.probes._folder.ledger_leftovers import about_leftovers, left_lying
from jupyter_mlsec.probes._folder.record_answer import records_about
from jupyter_mlsec.probes._folder.record_dealings import still_led_to
from jupyter_mlsec.probes._ground.base import ProjectSubject

_STEP = "Look for leftovers now, and write down what was found."
_ROWS = (
    on_time("of_reviews", also="of_retired"),
    left_lying,
    on_calendar(about_leftovers, "the look for leftovers is overdue"),
)


def _run(subject: ProjectSubject) -> Observation:
    return records_about("RET-03", still_led_to(subject.now.date()), rows=_ROWS, step=_STEP)(subject)


PROBE = Probe(name="leftover-record", items=("RET-03",), run=_run, partial=True, incidental=True, docs=__doc__)

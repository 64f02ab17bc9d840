"""Reviews that are overdue by the record's own days and interval, or that nobody but the author held."""

from __future__ import annotations

from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._folder.ledger_calendar import on_calendar
from jupyter_mlsec.probes._folder.ledger_dates import on_time
from jupyter_mlsec.probes._folder.ledger_people import one_hand
from jupyter_mlsec.probes._folder.ledgers import Ledger, Row, is_called
from jupyter_mlsec.probes._folder.record_answer import records_about

_OTHERS = ("of_retired", "of_drills", "of_waivers", "of_advisories", "of_training", "access")


def _is_review(ledger: Ledger, row: Row) -> bool:
    around = " ".join((*row.above, ledger.title))
    return is_called("of_reviews", around) and not any(is_called(each, around) for each in _OTHERS)


PROBE = Probe(
    name="review-record",
    items=("GOV-07",),
    run=records_about(
        "GOV-07",
        rows=(
            one_hand("of_reviews", otherwise=("of_retired", "of_waivers")),
            on_time("of_reviews", otherwise=("of_retired", "of_drills")),
            on_calendar(_is_review, "a review is overdue"),
        ),
        step="Let somebody else look at it, in time.",
    ),
    partial=True,
    incidental=True,
    docs=__doc__,
)

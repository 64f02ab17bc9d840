"""One answer for what several readings of the same files show."""

from __future__ import annotations

import pytest

from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.probes._folder.record_answer import with_records
from jupyter_mlsec.probes._ground.base import failed, passed, warned
from jupyter_mlsec.probes._ground.observations import not_applicable, not_evidence, to_declare

ABSENT, OTHER = not_applicable("no plan lies here"), not_applicable("no record speaks of it")
WHOLE, FILLED = passed("plan.md is whole."), passed("1 field, none left open.")
LACKS, OFF = failed("plan.md says too little.", next_step="Write it."), failed("It is off.", next_step="Turn it on.")
THIN, DOUBT = warned("plan.md is thin.", next_step="Write it."), warned("It may be off.", next_step="Look.")
LONG = not_evidence("plan.md is too long")
ASKED = to_declare("There is no plan", "Declare one.")


@pytest.mark.parametrize(
    ("document", "records", "said"),
    [
        (ABSENT, OTHER, ABSENT),
        (ABSENT, FILLED, FILLED),
        (WHOLE, OTHER, WHOLE),
        (WHOLE, FILLED, WHOLE),
        (WHOLE, OFF, OFF),
        (ABSENT, LONG, LONG),
        (LACKS, FILLED, LACKS),
        (LACKS, OFF, failed("It is off.", LACKS.summary, next_step="Turn it on.")),
        (LACKS, DOUBT, failed("plan.md says too little.", DOUBT.summary, next_step="Write it.")),
        (THIN, OFF, failed("It is off.", THIN.summary, next_step="Turn it on.")),
        (ASKED, FILLED, ASKED),
        (ASKED, DOUBT, DOUBT),
        (LONG, OFF, failed("It is off.", LONG.summary, next_step="Turn it on.")),
    ],
)
def test_the_worse_is_said_and_the_other_is_a_detail(
    document: Observation, records: Observation, said: Observation
) -> None:
    assert with_records(document, records) == said

"""What nobody could look at is said, also where another probe of the same item could."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jupyter_mlsec.model.assessment import Assessment
from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.reports.html.unchecked import Gap, gaps

UNABLE = "Not evidence: 54 rows are too few, this takes at least 120."


def with_a_probe_that_could_not(assessment: Assessment, status: Status) -> Assessment:
    states = list(assessment.checklist.states)
    place = next(number for number, state in enumerate(states) if state.item.id == "EVA-01")
    unable = replace(states[place].evidence[0], observation=Observation(status=Status.ERROR, summary=UNABLE))
    evidence = (unable, *states[place].evidence, replace(unable, probe="another-probe"))
    states[place] = replace(states[place], status=status, evidence=evidence)
    return replace(assessment, checklist=replace(assessment.checklist, states=tuple(states)))


@pytest.mark.parametrize("status", [Status.OPEN, Status.WARN, Status.FAIL, Status.ERROR])
def test_it_is_told_once_whatever_else_was_seen(assessment: Assessment, status: Status) -> None:
    found = gaps(with_a_probe_that_could_not(assessment, status))
    assert [gap for gap in found if gap.what == "EVA-01"] == [Gap("EVA-01", UNABLE)]


def test_what_does_not_apply_is_no_gap(assessment: Assessment) -> None:
    found = gaps(with_a_probe_that_could_not(assessment, Status.NOT_APPLICABLE))
    assert "EVA-01" not in {gap.what for gap in found}


def test_what_was_never_looked_at_says_why(assessment: Assessment) -> None:
    assert Gap("GOV-01", "no evidence was collected") in gaps(assessment)

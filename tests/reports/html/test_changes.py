"""What changed since somebody signed, in words."""

from __future__ import annotations

from dataclasses import replace

from jupyter_mlsec.model.checklist import Checklist, Status
from jupyter_mlsec.reports.html.changes import Change, changes, measured


def test_nothing(checklist: Checklist) -> None:
    assert changes(checklist, checklist) == ()


def test_figures_grounds_and_items(checklist: Checklist) -> None:
    states = tuple(
        replace(state, status={"PRE-06": Status.PASS, "EVA-01": Status.FAIL}.get(state.item.id, state.status))
        for state in checklist.states
    )
    previous = replace(
        checklist,
        states=states,
        coverage=0.5,
        conformance=0.9,
        fingerprints={"data": "sha256:" + "ff" * 32, "env": "sha256:" + "51be" * 16},
    )
    assert changes(previous, checklist) == (
        Change("coverage", "50% → 66%", "pass"),
        Change("conformance", "90% → 37%", "fail"),
        Change("data", "ffffffff → 7a647a64", "stale"),
        Change("env", "no longer there: 51be51be", "stale"),
        Change("notebook", "new: 3a913a91", "stale"),
        Change("PRE-06", "passed → failed", "fail"),
        Change("EVA-01", "failed → passed", "pass"),
    )


def test_measured(checklist: Checklist) -> None:
    assert measured(None) == {}
    assert measured(checklist) == {("a-probe", "", "duplicate rows"): 12, ("a-probe", "", "accuracy"): 0.91}

"""A screen that sees too little says nothing, unless what it sees stands out all the same."""

from __future__ import annotations

import pytest

from jupyter_mlsec.model.checklist import Status
from jupyter_mlsec.probes._tables.own_power import is_evidence


@pytest.mark.parametrize(
    ("status", "recall", "by_chance", "counts"),
    [
        (Status.PASS, 0.5, 0.05, True),
        (Status.WARN, 0.9, 0.4, True),
        (Status.PASS, 0.43, 0.05, False),  # silence of a screen that misses most means nothing
        (Status.WARN, 0.43, 0.05, True),
        (Status.FAIL, 0.2, 0.01, True),
        (Status.WARN, 0.3, 0.1, False),  # others are suspected nearly as often
        (Status.WARN, 0.05, 0.0, False),
    ],
)
def test_what_counts(status: Status, recall: float, by_chance: float, *, counts: bool) -> None:
    assert is_evidence(status, recall=recall, by_chance=by_chance) is counts

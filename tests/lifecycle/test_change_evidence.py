"""What changed since the last signed run, in words; a number that got worse beyond its old interval fails."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.lifecycle.change_evidence import PROBE, ChangeSubject
from jupyter_mlsec.model.checklist import Checklist, Evidence, ItemState, Measurement, Observation, Status

NOW = datetime(2026, 11, 21, tzinfo=UTC)
GROUNDS = {
    "notebook": "sha256:n",
    "env": "sha256:e",
    "files": "sha256:x",
    "data:df": "sha256:d",
    "files:a.csv": "sha256:a",
}


def measured(
    value: float, limit: str | None = ">= 0.8", *, low: float | None = 0.85, high: float | None = 0.95
) -> Evidence:
    number = Measurement(name="accuracy", value=value, low=low, high=high, limit=limit)
    seen = Observation(status=Status.PASS, summary="Seen.", measurements=(number,))
    return Evidence(item="EVA-01", probe="p", observation=seen, collected=NOW, subject="clf")


def subject(before: Evidence, now: Evidence, grounds: dict[str, str] | None = None) -> ChangeSubject:
    item = catalogue().item("EVA-01")
    assert item is not None
    state = ItemState(item=item, status=Status.PASS, computed=Status.PASS, evidence=(before,))
    previous = Checklist(notebook="t", states=(state,), coverage=1.0, conformance=1.0, fingerprints=GROUNDS)
    return ChangeSubject(previous=previous, reviewed=True, fingerprints=grounds or GROUNDS, evidence=(now,))


SAME = subject(measured(0.9), measured(0.88))


def test_without_a_signed_run_it_waits() -> None:
    found = PROBE.run(replace(SAME, previous=None))
    assert (found.status, found.summary) == (Status.OPEN, "There is no signed run to compare with.")


def test_nothing_changed() -> None:
    assert PROBE.run(SAME).summary == "Nothing has changed since the last sign-off."
    alone = PROBE.run(replace(SAME, reviewed=False))
    assert (alone.status, alone.summary) == (
        Status.PASS,
        "Nothing has changed since the last signed run, which nobody has signed off.",
    )


@pytest.mark.parametrize(
    ("key", "what"),
    [
        ("notebook", "the notebook's code"),
        ("env", "the installed packages"),
        ("data:df", "df"),
        ("files:a.csv", "a.csv"),
    ],
)
def test_each_ground_that_changed_is_named(key: str, what: str) -> None:
    found = PROBE.run(replace(SAME, fingerprints=GROUNDS | {key: "sha256:other"}))
    assert (found.status, found.summary) == (Status.WARN, f"1 thing changed since the last sign-off: {what}.")


def test_other_files_in_the_folder_and_what_nobody_can_see_now_are_no_change() -> None:
    assert PROBE.run(replace(SAME, fingerprints={"notebook": "sha256:n", "files": "sha256:y"})).status is Status.PASS


@pytest.mark.parametrize(
    ("limit", "value", "status"),
    [
        (">= 0.8", 0.84, Status.FAIL),
        (">= 0.8", 0.85, Status.PASS),
        (">= 0.8", 0.99, Status.PASS),
        ("<= 0.99", 0.96, Status.FAIL),
        ("<= 0.99", 0.5, Status.PASS),
        (None, 0.1, Status.PASS),
    ],
)
def test_a_number_beyond_the_worse_end_of_its_old_interval_fails(
    limit: str | None, value: float, status: Status
) -> None:
    found = PROBE.run(subject(measured(0.9, limit), measured(value, limit)))
    assert found.status is status
    if status is Status.FAIL:
        assert found.details == (f"accuracy of clf: 0.9 before, {value:.3g} now",)


def test_a_number_without_an_interval_is_held_against_its_value() -> None:
    before = measured(0.9, low=None, high=None)
    assert PROBE.run(subject(before, measured(0.89))).status is Status.FAIL

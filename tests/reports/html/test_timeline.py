"""What changed when: rows of items that changed, sign-offs, dated lines, and what lies ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from jupyter_mlsec.lifecycle.catalogue.items import catalogue
from jupyter_mlsec.model.checklist import (
    Answer,
    Checklist,
    Evidence,
    ItemState,
    Observation,
    Part,
    Seal,
    Status,
    Waiver,
)
from jupyter_mlsec.reports.dossier import Event
from jupyter_mlsec.reports.html.timeline import LEFT, WIDTH, Bar, Line, timeline

DAY = timedelta(days=1)
END = float(WIDTH - 26)


def evidence(item: str, time: datetime, status: Status, probe: str = "some", **fields: object) -> Evidence:
    made = Evidence(item=item, probe=probe, observation=Observation(status=status, summary="Seen."), collected=time)
    return replace(made, **fields)  # type: ignore[arg-type] # whichever the test is about


def state(item: str, status: Status, *found: Evidence, **fields: object) -> ItemState:
    entry = catalogue().item(item)
    assert entry is not None
    made = ItemState(item=entry, status=status, computed=status, evidence=found)
    return replace(made, **fields)  # type: ignore[arg-type] # whichever the test is about


def checklist(*states: ItemState) -> Checklist:
    return Checklist(notebook="train.ipynb", states=states, coverage=0.5, conformance=0.5)


def test_without_dates_there_is_none(now: datetime) -> None:
    assert timeline(checklist(state("COL-02", Status.OPEN)), now) is None


def test_what_never_changed_is_counted_and_not_drawn(now: datetime) -> None:
    steady = state("COL-02", Status.PASS, evidence("COL-02", now - DAY, Status.PASS))
    found = timeline(checklist(steady), now)
    assert found is not None
    assert (found.rows, found.steady, found.height) == ((), 1, 0)
    assert found.lines == (Line("2026-11-20 09:14", "evidence for 1 item: 1 pass"),)


def test_stale_evidence_ends_at_the_report(now: datetime) -> None:
    stale = state("COL-02", Status.STALE, evidence("COL-02", now - 10 * DAY, Status.PASS))
    found = timeline(checklist(stale), now)
    assert found is not None
    (row,) = found.rows
    assert (row.item, row.status, row.bars) == ("COL-02", Status.STALE, (Bar(LEFT, END - LEFT, Status.PASS),))
    assert (found.first, found.last) == ("2026-11-11 09:14", "2026-11-21 09:14")


def test_a_failure_since_the_last_sign_off(now: datetime) -> None:
    before = checklist(state("COL-02", Status.PASS, evidence("COL-02", now - 10 * DAY, Status.PASS)))
    after = checklist(state("COL-02", Status.FAIL, evidence("COL-02", now - 5 * DAY, Status.FAIL)))
    history = (
        Event(now - 10 * DAY, "run completed"),
        Event(now - 9 * DAY, "train.mlrun approved by bob", decisive=True),
    )
    found = timeline(after, now, previous=before, history=history)
    assert found is not None
    middle = (LEFT + END) / 2
    (row,) = found.rows
    assert row.bars == (Bar(LEFT, middle - LEFT, Status.PASS), Bar(middle, END - middle, Status.FAIL))
    assert found.ticks == (round(LEFT + (END - LEFT) / 10, 1),)
    assert [line.words for line in found.lines] == [
        "evidence for 1 item: 1 fail",
        "train.mlrun approved by bob",
        "run completed",
    ]


def test_an_answer_and_a_waiver_settle_an_item(now: datetime) -> None:
    answer = Answer(item="GOV-01", text="x" * 40, person="ada", time=now - DAY, expires=now + 90 * DAY)
    waiver = Waiver(
        item="COL-02",
        reason="y" * 40,
        approver="bob",
        author="ada",
        time=now - 2 * DAY,
        expires=now + 9 * DAY,
        binds={"data:df": "sha256:" + "0" * 64},
    )
    seal = Seal(part=Part.APPROVED, identity="bob", key="SHA256:k")
    found = timeline(
        checklist(
            state("GOV-01", Status.PASS, evidence("GOV-01", now - 4 * DAY, Status.OPEN), answer=answer),
            state(
                "COL-02",
                Status.WAIVED,
                evidence("COL-02", now - 4 * DAY, Status.FAIL),
                evidence("COL-02", now - DAY, Status.FAIL, "other"),  # measured again under the waiver
                waiver=waiver,
                seals=(seal,),
            ),
        ),
        now,
    )
    assert found is not None
    assert [[bar.status for bar in row.bars] for row in found.rows] == [
        [Status.OPEN, Status.PASS],
        [Status.FAIL, Status.WAIVED],
    ]
    assert found.lines == (
        Line("2027-02-19", "the answer to GOV-01 ends", ahead=True),
        Line("2026-11-30", "the waiver of COL-02 ends", ahead=True),
        Line("2026-11-20 09:14", "GOV-01 answered by ada (not signed)"),
        Line("2026-11-20 09:14", "evidence for 1 item: 1 fail"),
        Line("2026-11-19 09:14", "COL-02 waived by bob (signed by bob, key SHA256:k)"),
        Line("2026-11-17 09:14", "evidence for 2 items: 1 fail, 1 open"),
    )


def test_one_run_is_one_moment(now: datetime) -> None:
    """Cells that run one after the other are one line, and a state in between is none."""
    first = now - DAY
    found = timeline(
        checklist(
            state(
                "COL-02",
                Status.PASS,
                evidence("COL-02", first, Status.OPEN, "one"),
                evidence("COL-02", first + timedelta(seconds=50), Status.PASS, "other"),
            )
        ),
        now,
    )
    assert found is not None
    assert (found.rows, found.steady) == ((), 1)
    assert found.lines == (Line("2026-11-20 09:14", "evidence for 1 item: 1 pass, 1 open"),)


def test_what_gets_too_old(now: datetime) -> None:
    ends = now + 3 * DAY
    states = [state(item, Status.PASS, evidence(item, now, Status.PASS, expires=ends)) for item in ("COL-02", "COL-05")]
    stale = state("COL-06", Status.STALE, evidence("COL-06", now - DAY, Status.PASS, expires=ends))
    found = timeline(checklist(*states, stale), now)
    assert found is not None
    assert found.lines[0] == Line("2026-11-24", "evidence for 2 items gets too old", ahead=True)


@pytest.mark.parametrize("number", [1, 40])
def test_no_more_lines_than_fit(now: datetime, number: int) -> None:
    history = tuple(Event(now - place * DAY, f"run {place}") for place in range(number))
    found = timeline(checklist(), now, history=history)
    assert found is not None
    assert (len(found.lines), found.left_out) == (min(number, 24), max(0, number - 24))

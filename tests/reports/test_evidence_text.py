"""Evidence for a console: what was found first, each step once, what does not apply in as few lines as it takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from jupyter_mlsec.model.checklist import Evidence, Observation, Status
from jupyter_mlsec.reports.evidence_text import evidence_text

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def seen(item: str, status: Status, summary: str, step: str = "") -> Evidence:
    observation = Observation(status=status, summary=summary, next_step=step)
    return Evidence(item=item, probe="p", collected=NOW, binds={"data:df": "sha256:0"}, observation=observation)


def test_the_order_and_what_is_told_once() -> None:
    evidence = [
        seen("EVA-02", Status.NOT_APPLICABLE, "Does not apply: the rows are texts."),
        seen("EVA-01", Status.PASS, "Good."),
        seen("COL-02", Status.OPEN, "No limits.", "Freeze limits."),
        seen("COL-05", Status.OPEN, "No pins.", "Freeze limits."),
        seen("PRE-06", Status.FAIL, "Rows in both.", "Split again."),
        seen("EVA-02", Status.WARN, "It loses.", "Train longer."),
        seen("EVA-03", Status.NOT_APPLICABLE, "Does not apply: the rows are texts."),
        seen("EVA-05", Status.NOT_APPLICABLE, "Does not apply: the rows are texts."),
        seen("EVA-09", Status.ERROR, "Not evidence: too few rows."),
        seen("EVA-01", Status.PASS, "Good."),
    ]
    assert evidence_text("Evidence about clf", evidence).splitlines() == [
        "Evidence about clf",
        "1 failed, 1 warning, 2 open, 1 without evidence, 1 passed",
        "",
        "✗ failed          PRE-06  Rows in both.",
        "                          Split again.",
        "! warning         EVA-02  It loses.",
        "                          Train longer.",
        "○ open            COL-02  No limits.",
        "                          Freeze limits.",
        "○ open            COL-05  No pins.",
        "? no evidence     EVA-09  too few rows. (p)",
        "✓ passed          EVA-01  Good.",
        "· not applicable  EVA-03, EVA-05  Does not apply: the rows are texts.",
    ]


def test_a_step_never_stands_below_another_item() -> None:
    evidence = [
        seen("PRE-03", Status.OPEN, "No groups.", "Name the columns."),
        seen("TRN-05", Status.OPEN, "No digest.", "Load it first."),
        seen("PRE-03", Status.OPEN, "No groups.", "Name the columns, or answer."),
    ]
    assert evidence_text("Evidence about df", evidence).splitlines() == [
        "Evidence about df",
        "2 open",
        "",
        "○ open            PRE-03  No groups.",
        "                          Name the columns.",
        "○ open            TRN-05  No digest.",
        "                          Load it first.",
    ]


def test_probes_that_could_not_look_for_one_reason_share_a_line() -> None:
    few = "Not evidence: 54 rows are too few."
    evidence = [
        replace(seen(item, Status.ERROR, few, "Measure it with more."), probe=probe)
        for item, probe in (("EVA-01", "weak-slices"), ("COL-07", "needless-features"), ("EVA-01", "mix-of-rows"))
    ]
    assert evidence_text("Evidence about clf", evidence).splitlines()[1:] == [
        "3 without evidence",
        "",
        "? no evidence     COL-07, EVA-01  54 rows are too few. (weak-slices, needless-features, mix-of-rows)",
        "                          Measure it with more.",
    ]

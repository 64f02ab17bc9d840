"""Around: the clock and the folder of a run are chance, the dates and paths in its results are not."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jupyter_mlsec.runs.around import Around, folder_before
from jupyter_mlsec.runs.compare import Level, compare
from jupyter_mlsec.runs.differences import Tolerance

FIRST = Around(started=datetime(2026, 3, 1, 23, 59, 50, tzinfo=UTC), finished=datetime(2026, 3, 2, 0, 1, 0, tzinfo=UTC))
SECOND = Around(
    started=datetime(2026, 11, 21, 9, 14, 0, tzinfo=UTC),
    finished=datetime(2026, 11, 21, 9, 20, 0, tzinfo=UTC),
    folder="/scratch/again/here",
)


def notebook(text: str) -> dict[str, Any]:
    output = {"output_type": "stream", "name": "stdout", "text": text}
    return {"cells": [{"cell_type": "code", "source": "x", "outputs": [output]}]}


def level(one: str, other: str) -> Level:
    return compare(notebook(one), notebook(other), Tolerance(), (FIRST, SECOND))[0].level


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-03-02", "2026-11-21"),
        ("2026-03-01 23:59:59.123456", "2026-11-21 09:15:00.5"),
        ("2026-03-01T23:59:59Z", "2026-11-21T09:15:00+01:00"),
        ("[2026-03-01 23:59:59,123] INFO fitted", "[2026-11-21 09:15:00,001] INFO fitted"),
        ("run_20260301_235959.csv", "run_20261121_091500.csv"),
        ("20260301-235959", "20261121-091500"),
        ("03/01/2026, 23:59:59", "11/21/2026, 09:15:00"),
        ("Sun Mar  1 23:59:59 2026", "Sat Nov 21 09:15:00 2026"),
        ("Sunday, March 1, 2026", "Saturday, November 21, 2026"),
        ("01 Mar 2026", "21 Nov 2026"),
        ("2-March-2026", "21-November-2026"),
        ("1772409599.25", "1795252500.125"),
        ("1772409599", "1795252500"),
        ("at 23:59:59 and 00:00:30", "at 09:14:59 and 09:16:30"),
        ("datetime.date(2026, 3, 1)", "datetime.date(2026, 3, 1)"),
    ],
)
def test_the_clock_of_each_run_is_chance(one: str, other: str) -> None:
    assert level(one, other) in {Level.NORMALIZED, Level.RAW}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2025-03-02", "2026-11-21"),
        ("2026-03-02", "2025-11-21"),
        ("2026-03-02 loss 1", "2026-11-21 loss 2"),
        ("at 12:00:00", "at 09:15:00"),
        ("1234567890", "1795252500"),
        ("Mar 1, 1999", "Nov 21, 1999"),
        ("99/99/2026", "11/21/2026"),
        ("v2026.03.01", "v2026.11.21"),
    ],
)
def test_other_moments_are_results(one: str, other: str) -> None:
    assert level(one, other) is not Level.NORMALIZED


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("/home/ada/project\n", "/scratch/again/here\n", Level.NORMALIZED),
        ("in /home/ada/p: /home/ada/p/x.csv", "in /scratch/again/here: /scratch/again/here/x.csv", Level.NORMALIZED),
        ("C:\\ada\\p\\x.csv", "/scratch/again/here\\x.csv", Level.NORMALIZED),
        ("/home/ada/p 2026-03-01", "/scratch/again/here 2026-11-21", Level.NORMALIZED),
        ("/home/ada/p and /home/eve/p", "/scratch/again/here and /scratch/again/here", Level.DIFFERENT),
        ("/home/ada/p has 3 files", "/scratch/again/here has 4 files", Level.DIFFERENT),
        ("/home/ada/p", "/scratch/other", Level.DIFFERENT),
    ],
)
def test_the_folder_of_the_first_run_is_read_off(one: str, other: str, expected: Level) -> None:
    level_ = level(one, other)
    assert level_ is expected


def test_a_folder_that_was_read_off_one_cell_counts_in_all() -> None:
    one, other = notebook("/home/ada/p"), notebook("/scratch/again/here")
    one["cells"] += notebook("no file in /home/ada/p since 2026-03-01: 1.50")["cells"]
    other["cells"] += notebook("no file in /scratch/again/here since 2026-11-21: 1.5")["cells"]
    levels = [cell.level for cell in compare(one, other, Tolerance(), (FIRST, SECOND))]
    assert levels == [Level.NORMALIZED, Level.NUMBERS]


def test_without_knowledge_nothing_is_taken_out() -> None:
    assert Around().taken_out("2026-03-01 /scratch/again/here") == "2026-03-01 /scratch/again/here"
    assert folder_before("a", "b", "/c") is None
    assert folder_before("x" * 30_000, "/c" + "x" * 30_000, "/c") is None

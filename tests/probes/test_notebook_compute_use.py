from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jupyter_mlsec.config.settings import ChecklistSettings, Config

Ask = Callable[..., tuple[str, str]]
BUDGET = Config(checklist=ChecklistSettings(limits={"compute_seconds": "<= 60"}))


def cell(seconds: float) -> dict[str, Any]:
    return {"source": "x", "metadata": {"papermill": {"duration": seconds}}}


def test_within_the_budget(ask_notebook: Ask) -> None:
    assert ask_notebook("compute_use", cell(1.5), cell(2), config=BUDGET) == (
        "pass",
        "2 cells took 3.5 s, the longest is cell 2 with 2.0 s.",
    )


def test_over_the_budget(ask_notebook: Ask) -> None:
    assert ask_notebook("compute_use", cell(61), config=BUDGET) == (
        "fail",
        "1 cell took 61.0 s, the longest is cell 1 with 61.0 s.",
    )


def test_what_jupyterlab_recorded(ask_notebook: Ask) -> None:
    times = {"iopub.execute_input": "2026-11-21T09:00:00.000Z", "shell.execute_reply": "2026-11-21T09:01:30.000Z"}
    assert ask_notebook("compute_use", {"source": "x", "metadata": {"execution": times}}, config=BUDGET)[0] == "fail"


def test_no_budget(ask_notebook: Ask) -> None:
    assert ask_notebook("compute_use", cell(1))[0] == "open"


@pytest.mark.parametrize(
    "metadata", [{}, {"papermill": {"duration": None}}, {"execution": {"shell.execute_reply": "?"}}]
)
def test_no_times_are_not_evidence(ask_notebook: Ask, metadata: dict[str, Any]) -> None:
    assert ask_notebook("compute_use", {"source": "x", "metadata": metadata}, config=BUDGET) == (
        "error",
        "Not evidence: the notebook records no times.",
    )

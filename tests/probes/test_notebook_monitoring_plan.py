from __future__ import annotations

from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]
PLAN = {"owner": "A", "channel": "#ml", "metrics": "PSI", "threshold": "0.2", "response": "4 h"}


def test_a_whole_plan(ask_notebook: Ask) -> None:
    assert ask_notebook("monitoring_plan", declare={"monitoring": PLAN}) == (
        "pass",
        "The monitoring plan names owner, channel, metrics, threshold and response.",
    )


def test_a_gap(ask_notebook: Ask) -> None:
    partly = {key: value for key, value in PLAN.items() if key not in {"channel", "response"}}
    assert ask_notebook("monitoring_plan", declare={"monitoring": partly}) == (
        "fail",
        "The monitoring plan says nothing about: channel, response.",
    )


def test_no_plan(ask_notebook: Ask) -> None:
    assert ask_notebook("monitoring_plan") == ("open", "No monitoring plan is declared.")


def test_a_plan_of_blanks(ask_notebook: Ask) -> None:
    assert ask_notebook("monitoring_plan", declare={"monitoring": PLAN | {"channel": "TBD", "owner": "niemand"}}) == (
        "fail",
        "The monitoring plan says nothing about: owner, channel.",
    )

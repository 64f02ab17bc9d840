"""What fields of a record say together: each probe sees its defect and passes or leaves the twin."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NOTHING = ("not-applicable", "Does not apply: no record in the project speaks of it.")
SILENT = {"README.md": "# A model\n\nAuthor: A. Berg\n", "config.yaml": "status: retired\nlast: 2019-01-01\n"}


@pytest.mark.parametrize("probe", ["waiver_record", "update_policy", "change_record", "leftover_record"])
def test_a_silent_document_is_no_defect(ask_project: Ask, probe: str) -> None:
    assert ask_project(probe, SILENT) == NOTHING


def test_waivers_and_upkeep_that_pass(ask_project: Ask) -> None:
    row = "waivers:\n  - item: EVA-06\n    reason: measured by hand\n    approver: k.mori\n    expires: "
    assert ask_project("waiver_record", {"waivers.yaml": f"{row}2027-01-10\n"})[0] in {"pass", "not-applicable"}
    assert ask_project("waiver_record", {"waivers.yaml": f"{row}2025-01-10\n"}) == (
        "fail",
        "The records say it themselves. waivers.yaml: a waiver is over.",
    )
    assert ask_project("update_policy", {"upkeep.yaml": "last_retrained: 2026-10-01\nnext_due: 2026-11-15\n"}) != (
        "fail",
        "The records say it themselves. upkeep.yaml: upkeep is overdue.",
    )


def test_a_card_is_borne_out_or_not(ask_project: Ask) -> None:
    card, figures = "# Model card\n\nAccuracy: {}\n", {"metrics.json": '{"accuracy": 0.8812, "train": {"loss": 0.1}}'}
    assert ask_project("card_figures", {"card.md": card.format(0.9)}) == (
        "not-applicable",
        "Does not apply: no card's figures stand against those of a file of metrics.",
    )
    assert ask_project("card_figures", {"card.md": card.format(0.88)} | figures) == (
        "pass",
        "1 figure of the card, each borne out by a file of metrics.",
    )
    assert ask_project("card_figures", {"card.md": card.format(0.97)} | figures) == (
        "fail",
        "No file of metrics bears out what the card says. card.md: accuracy.",
    )


def test_a_table_of_trainings_that_is_no_csv_of_people(ask_project: Ask) -> None:
    files = {"data/training_records.csv": "x,date\n1,2019-01-01\n", "security_training.csv": '"person\n'}
    assert ask_project("awareness_record", files) == NOTHING

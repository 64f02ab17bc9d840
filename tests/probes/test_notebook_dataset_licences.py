from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jupyter_mlsec.config.settings import ChecklistSettings, Config

Ask = Callable[..., tuple[str, str]]


def declared(licence: str) -> Any:
    return {"dataset__df": {"licence": licence}}


@pytest.mark.parametrize(
    ("licence", "said"),
    [
        ("unknown", ("fail", "df may not be used: nobody gave a licence.")),
        ("CC-BY-NC-4.0", ("warn", "The licence of df allows some uses only.")),
        ("research only", ("warn", "The licence of df allows some uses only.")),
        ("CC-BY-4.0", ("pass", "1 data set with a licence that narrows nothing down.")),
        ("CC0-1.0", ("pass", "1 data set with a licence that narrows nothing down.")),
    ],
)
def test_licences(ask_notebook: Ask, licence: str, said: tuple[str, str]) -> None:
    assert ask_notebook("dataset_licences", "x = 1", declare=declared(licence)) == said


def test_a_narrow_licence_in_production(ask_notebook: Ask) -> None:
    config = Config(checklist=ChecklistSettings(profile="production"))
    said = ("fail", "The licence of df allows some uses only, and the notebook is meant for production.")
    assert ask_notebook("dataset_licences", "x = 1", declare=declared("CC-BY-NC-4.0"), config=config) == said
    profile = {"profile": {"profile": "regulated"}}
    assert ask_notebook("dataset_licences", "x = 1", declare=declared("CC-BY-ND-4.0") | profile) == said


def test_without_a_declaration_it_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("dataset_licences", "x = 1") == (
        "not-applicable",
        "Does not apply: no data set's licence is declared.",
    )

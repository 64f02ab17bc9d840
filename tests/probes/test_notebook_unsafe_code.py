from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.finding import Finding
from jupyter_mlsec.model.rule import Family

Ask = Callable[..., tuple[str, str]]
Make = Callable[..., Finding]


@pytest.mark.parametrize(
    "family", [Family.UNSAFE_LOAD, Family.CODE_EXECUTION, Family.SUPPLY_CHAIN, Family.TRANSPORT, Family.SECRET]
)
def test_a_planted_line(ask_notebook: Ask, finding: Make, family: Family) -> None:
    found = (finding(family, cell=2), finding(family, cell=0))
    assert ask_notebook("unsafe_code", "x", findings=found) == ("fail", "2 unsafe lines in cell 1 and 3.")


def test_a_clean_twin(ask_notebook: Ask) -> None:
    assert ask_notebook("unsafe_code", "%pip list\nx = 1") == ("pass", "No unsafe line in the code of any cell.")


def test_broken_cells_are_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("unsafe_code", "x = 1", "x = (") == ("error", "Not evidence: cell 2 is not valid Python.")


def test_other_languages_are_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("unsafe_code", "x <- 1", language="R") == (
        "error",
        "Not evidence: the rules for code know Python, not r.",
    )

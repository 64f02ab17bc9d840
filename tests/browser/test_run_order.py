"""Random runs of two notebooks while cells come, go and move, and answers are late: the order that was asked for, once.

``benchmarks/run_order.py`` plays 1,000 of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Bench, Lab, write
from tests.browser.gated import gate_settings

HARNESS = Path(__file__).with_name("run_order.js").read_text(encoding="utf-8")


def cell(number: int) -> dict[str, Any]:
    made = {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": f"n = {number}"}
    return {**made, "execution_count": None, "outputs": []}


@pytest.fixture(scope="module")
def runs(chromium: Browser, lab: Lab) -> Iterator[Page]:
    """A page of its own with two notebooks, each with its kernel, and a gate that blocks."""
    bench = Bench(chromium, lab, HARNESS)
    with gate_settings(lab, mode="block", patience=10_000):
        for name in ("order-a.ipynb", "order-b.ipynb"):
            write(lab, name, [cell(number) for number in range(8)])
            bench.open(name, kernel=True)
    yield bench.page
    bench.close()


@pytest.mark.parametrize(("real", "rounds", "restarts"), [(False, 40, 0), (True, 12, 2)])
def test_cells_are_run_as_they_were_asked_for(runs: Page, real: bool, rounds: int, restarts: int) -> None:  # noqa: FBT001 - of a table
    runs.evaluate(
        "options => void window.mlsecRuns.play(options)",
        {"rounds": rounds, "seed": 7, "real": real, "restarts": restarts},
    )
    runs.wait_for_function("window.mlsecRuns.result")
    told = runs.evaluate("window.mlsecRuns.result")
    assert (told["problem"], told["rounds"]) == ("", rounds)
    assert told["cells"] > rounds

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ([1, 2, 3], ("pass", "3 cells ran once, from top to bottom.")),
        ([2, 1], ("fail", "Cell 2 ran before the one above it.")),
        ([1, 1], ("fail", "Cell 2 ran before the one above it.")),
        ([1, None, 2], ("warn", "Cell 2 did not run.")),
        ([1, 2, 5], ("warn", "2 executions left no cell: re-run or deleted.")),
        ([None, None], ("open", "The notebook is saved without a run.")),
        ([], ("not-applicable", "Does not apply: the notebook holds no code.")),
    ],
)
def test_orders(ask_notebook: Ask, counts: list[int | None], said: tuple[str, str]) -> None:
    assert ask_notebook("execution_order", *({"source": "x", "execution_count": each} for each in counts)) == said

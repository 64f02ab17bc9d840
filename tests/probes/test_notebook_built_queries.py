from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
TYPED = ("fail", "A query in cell 1 is put together from what somebody types.")
CLEAN = ("pass", "1 query, none put together from what somebody types.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("n = input()\ncon.execute('SELECT a FROM t WHERE n = ' + n)", TYPED),
        ("n = input()\ncon.execute('SELECT a FROM t WHERE n = ?', (n,))", CLEAN),
        ("n = int(input())\ncon.execute(f'SELECT a FROM t LIMIT {LIMIT}')", CLEAN),
        (
            "n = input()\ncon.execute('hello ' + n)",
            ("not-applicable", "Does not apply: the notebook asks no database."),
        ),
        ("x = (", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_queries(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("built_queries", source) == said

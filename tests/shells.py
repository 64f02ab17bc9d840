"""IPython shells for tests: what runs a cell as a person would, and what of its result a test looks at."""

from __future__ import annotations

from typing import Any

from IPython.core.interactiveshell import InteractiveShell


def attempt(shell: Any, source: str) -> Any:
    """Run one cell and return IPython's ``ExecutionResult``, whatever happened."""
    return shell.run_cell(source, store_history=True)


def run(shell: InteractiveShell, *sources: str) -> Any:
    """Run cells, raise what they raise, and return the value of the last one."""
    value = None
    for source in sources:
        result = attempt(shell, source)
        result.raise_error()
        value = result.result
    return value

"""Other people's ways of writing: cells of many libraries, and exactly what a probe says of them.

A file of ``notebook_cases`` is named after its probe. Cases stand between lines of dashes; the first line of a case is
the status, the rest is a cell (a line ``##`` begins the next one).
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from jupyter_mlsec.probes._names import read
from jupyter_mlsec.probes._notebook.deeds import deeds_of

FILES = sorted((Path(__file__).parent / "notebook_cases").glob("*.txt"))
CASES = [
    pytest.param(path.stem, case, id=f"{path.stem}-{number}")
    for path in FILES
    for number, case in enumerate(path.read_text("utf-8").removesuffix("\n").split("\n---\n"))
]
TABLES = sorted(Path(read.__file__).parent.glob("*/*.toml"))


@pytest.mark.parametrize(("probe", "case"), CASES)
def test_case(ask_notebook: Callable[..., tuple[str, str]], probe: str, case: str) -> None:
    status, _, source = case.partition("\n")
    assert ask_notebook(probe, *source.split("\n##\n"))[0] == status


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_tables_say_nothing_twice(path: Path) -> None:
    table = tomllib.loads(path.read_text("utf-8"))
    for name, held in table.items():
        if isinstance(held, list) and all(isinstance(each, str) for each in held):
            assert sorted(held) == sorted(set(held)), name


@pytest.mark.parametrize("folder", sorted({path.parent.name for path in TABLES}))
def test_every_condition_can_be_read(folder: str) -> None:
    for deed in deeds_of(folder):
        assert deed.what
        assert deed.functions or deed.programs
        assert all(condition.parts for condition in (*deed.when, *deed.unless))

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NONE = ("not-applicable", "Does not apply: no cell installs a package by its name.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("!pip install numpy", ("warn", "numpy is installed in cell 1 without an exact version.")),
        ("!pip install numpy==2.*", ("pass", "1 package installed in a cell, each in one version.")),
        ("%pip install -U pip setuptools wheel", NONE),
        ("!pip install -r requirements.txt", NONE),
        ("!pip install -e . ./lib model.whl", NONE),
        ("!pip install numpy -c constraints.txt", NONE),
        ("!pip install git+https://code.lab/x.git", NONE),
        ("!pip uninstall -y numpy", NONE),
        ("!conda env create -f environment.yml", NONE),
        ("x = 1", NONE),
        ("x = (", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_cells(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("loose_installs", source) == said

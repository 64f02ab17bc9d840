"""The names that a notebook imports, whatever magics stand around them."""

from __future__ import annotations

import pytest

from jupyter_mlsec.environment.imports import imported_modules
from jupyter_mlsec.model.notebook import Cell, CellKind, Notebook, TargetKind
from jupyter_mlsec.model.text import CellRef, Place, Syntax, Text


def notebook(*sources: str, kind: CellKind = CellKind.CODE, language: str = "python") -> Notebook:
    cells = tuple(
        Cell(CellRef(index, None), kind, Text(Place.SOURCE, source, Syntax.PYTHON))
        for index, source in enumerate(sources)
    )
    return Notebook("x.ipynb", TargetKind.NOTEBOOK, cells, language)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pandas as pd, numpy.linalg", {"pandas", "numpy"}),
        ("from sklearn.linear_model import Ridge", {"sklearn"}),
        ("from . import local\nfrom .x import y", set()),
        ("def f():\n    import torch", {"torch"}),
        ("try:\n    import a\nexcept ImportError:\n    import b", {"a", "b"}),
        ("importlib.import_module('spacy.util')\n__import__('yaml')\nimport_module(name)", {"spacy", "yaml"}),
        ("text = 'import fake'  # import other", set()),
        ("%matplotlib inline\n!pip install six\nimport keras", {"keras"}),
        ("files = !ls\nx = %time 1\nimport keras\nkeras?", {"keras"}),
        ("if True:\n    !ls\nimport keras", {"keras"}),
        ("await x\nimport aiohttp", {"aiohttp"}),
        ("%%time\nimport dask", {"dask"}),
        ("%%bash\nimport nothing", set()),
        ("%%", set()),
        ("import good\nthis is not python\n  from other.x import y", {"good", "other"}),
        ("a % b\nx != y\nimport q", {"q"}),
        ("", set()),
    ],
)
def test_imports_of_a_cell(source: str, names: set[str]) -> None:
    assert set(imported_modules(notebook(source))) == names


def test_all_code_cells_count_and_no_others() -> None:
    assert imported_modules(notebook("import a", "import b")) == {"a", "b"}
    assert imported_modules(notebook("import a", kind=CellKind.MARKDOWN)) == frozenset()
    assert imported_modules(notebook("import a", language="r")) == frozenset()

"""What the front end is told: real answers have exactly the shapes that its types are made from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from jupyter_mlsec.server import shapes
from tools.shapes import TARGET, typescript

LOAD = "import pickle\npickle.load(open('m.pkl', 'rb'))\n"


def test_the_types_of_the_front_end_are_current() -> None:
    assert TARGET.read_text(encoding="utf-8") == typescript()


@pytest.mark.parametrize(("route", "shape"), [("scan", shapes.Scan), ("checklist", shapes.Checklist)])
def test_answers_about_a_notebook_have_their_shape(
    server: Any, notebook: Callable[..., Any], route: str, shape: type[shapes.Shape]
) -> None:
    leak = notebook(LOAD, "import pandas as pd\ndf = pd.read_csv('x.csv')\n!pip install lightgbm")
    answer = server.ask("POST", f"jupyter-mlsec/v1/{route}", {"path": "x.ipynb", "notebook": leak})
    read = msgspec.convert(answer.json, type=shape, strict=True)
    assert msgspec.to_builtins(read) == answer.json


def test_a_rules_page_has_its_shape(server: Any) -> None:
    answer = server.ask("GET", "jupyter-mlsec/v1/rules/unsafe-pickle-load")
    read = msgspec.convert(answer.json, type=shapes.RulePage, strict=True)
    assert read.page.startswith("# unsafe-pickle-load\n")

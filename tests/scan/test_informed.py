"""A load is judged by the file that it names, where that file is beside the notebook and stays what it is."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from jupyter_mlsec.config.settings import Config
from jupyter_mlsec.scan.engine import scan_target
from tests.artifacts.conftest import call

GOOD = " (good.pkl was scanned: only vetted names)"
BAD = " (bad.pkl was scanned: loading this file reaches os.system, which can run code or reach the system)"
OWN = " (own.pkl was scanned: loading this file uses __main__.Model, which is whatever the loading program calls so)"
CUT = " (cut.pkl could not be looked at in full: the file ends too early)"
PANDAS = "read_pickle runs whatever code the file holds"
JOBLIB = "joblib.load unpickles, so it runs whatever code the file holds"

PICKLE = "unpickling runs whatever code the file holds"
RULES = {PANDAS: "unsafe-pandas-pickle", JOBLIB: "unsafe-joblib-load", PICKLE: "unsafe-pickle-load"}


@pytest.fixture
def scanned(tmp_path: Path) -> Any:
    folder = tmp_path / "project/nb"
    folder.mkdir(parents=True)
    (folder / "good.pkl").write_bytes(pickle.dumps({"a": [1]}))
    (folder / "bad.pkl").write_bytes(call("os", "system"))
    (folder / "own.pkl").write_bytes(call("__main__", "Model"))
    (folder / "cut.pkl").write_bytes(pickle.dumps([1])[:-1])
    np.save(folder / "x.npy", np.arange(3))
    (tmp_path / "project/up.pkl").write_bytes(pickle.dumps(1))

    def scan(*sources: str, root: bool = False) -> list[tuple[str, str, str]]:
        cells: list[dict[str, Any]] = [
            {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
            for source in sources
        ]
        document = {"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}
        (folder / "x.ipynb").write_text(json.dumps(document))
        config = Config(root=tmp_path / "project" if root else None, select=("unsafe-load",))
        report = scan_target(str(folder / "x.ipynb"), config)
        return [(finding.rule, finding.severity.value, finding.message) for finding in report.findings]

    return scan


@pytest.mark.parametrize(
    ("source", "severity", "message", "basis"),
    [
        ("import pandas as pd\npd.read_pickle('good.pkl')", "low", PANDAS, GOOD),
        ("import pandas as pd\npd.read_pickle('bad.pkl')", "critical", PANDAS, BAD),
        ("import pandas as pd\npd.read_pickle('own.pkl')", "high", PANDAS, OWN),
        ("import joblib\njoblib.load('cut.pkl')", "high", JOBLIB, CUT),
        ("import joblib\njoblib.load('missing.pkl')", "high", JOBLIB, ""),
        ("import joblib\njoblib.load(name)", "high", JOBLIB, ""),
        ("import pickle\npickle.load(open('good.pkl', 'rb'))", "low", PICKLE, GOOD),
        ("import pickle\nwith open('bad.pkl', 'rb') as f:\n    pickle.load(f)", "critical", PICKLE, BAD),
        ("import pickle\nfrom pathlib import Path\npickle.loads(Path('good.pkl').read_bytes())", "low", PICKLE, GOOD),
        ("import pickle\nfrom pathlib import Path\npickle.load(Path('bad.pkl').open('rb'))", "critical", PICKLE, BAD),
        ("import pickle\npickle.Unpickler(open('good.pkl', 'rb')).load()", "low", PICKLE, GOOD),
        ("import io, pickle\npickle.load(io.BytesIO(open('bad.pkl', 'rb').read()))", "critical", PICKLE, BAD),
        ("import joblib, os\njoblib.load(os.path.join('.', 'good.pkl'))", "low", JOBLIB, GOOD),
        ("import joblib, os\njoblib.load(os.path.join(HOME, 'good.pkl'))", "high", JOBLIB, ""),
        ("import joblib\njoblib.load('good.pkl' if x else 'bad.pkl')", "critical", JOBLIB, BAD),
        ("import joblib\njoblib.load('good.pkl' if x else 'none.pkl')", "high", JOBLIB, ""),
        ("import joblib\nfor p in ('good.pkl', 'own.pkl'):\n    joblib.load(p)", "high", JOBLIB, OWN),
        ("import joblib\njoblib.load('../up.pkl')", "high", JOBLIB, ""),
        ("import joblib\njoblib.load('https://x.example/good.pkl')", "high", JOBLIB, ""),
        ("import os, joblib\nos.chdir('..')\njoblib.load('good.pkl')", "high", JOBLIB, ""),
        ("%cd ..\nimport joblib\njoblib.load('good.pkl')", "high", JOBLIB, ""),
        ("!wget -O good.pkl https://x.example/m\nimport joblib\njoblib.load('good.pkl')", "high", JOBLIB, GOOD),
        ("import joblib, shutil\nshutil.copy('/mnt/m.pkl', 'good.pkl')\njoblib.load('good.pkl')", "high", JOBLIB, GOOD),
        ("import joblib\nopen('good.pkl', 'wb').write(data)\njoblib.load('good.pkl')", "high", JOBLIB, GOOD),
        ("import joblib, os\nif os.path.exists('good.pkl'):\n    joblib.load('good.pkl')", "low", JOBLIB, GOOD),
    ],
)  # fmt: skip
def test_the_file_that_a_load_names_counts(scanned: Any, source: str, severity: str, message: str, basis: str) -> None:
    assert scanned(source) == [(RULES[message], severity, message + basis)]


def test_a_download_in_another_cell_counts_as_well(scanned: Any) -> None:
    fetch = "from urllib.request import urlretrieve\nurlretrieve('https://x.example/m', 'good.pkl')"
    [(_, severity, message)] = scanned(fetch, "import joblib\njoblib.load('good.pkl')")
    assert (severity, message.endswith(GOOD)) == ("high", True)


def test_arrays_without_objects_are_a_note(scanned: Any) -> None:
    assert scanned("import numpy as np\nnp.load('x.npy', allow_pickle=True)") == [
        (
            "unsafe-numpy-load",
            "low",
            "allow_pickle=True runs whatever code an object array holds (x.npy was scanned: only vetted names)",
        )
    ]


def test_the_project_is_looked_at_where_there_is_one(scanned: Any) -> None:
    assert scanned("import joblib\njoblib.load('../up.pkl')", root=True) == [
        ("unsafe-joblib-load", "low", JOBLIB + " (up.pkl was scanned: only vetted names)")
    ]

from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.model.kernel import FileFact, Loading

Ask = Callable[..., tuple[str, str]]
GOOD = FileFact(exists=True, loading=Loading.VETTED, saw="only vetted names")
BAD = FileFact(exists=True, loading=Loading.DANGEROUS, saw="loading this file reaches os.system")
LOADS = [
    "import joblib\njoblib.load('m.bin')",
    "import pickle\npickle.load(open('m.bin', 'rb'))",
    "import pickle\nwith open('m.bin', 'rb') as f:\n    model = pickle.load(f)",
    "import pickle, gzip\nf = gzip.open('m.bin')\nmodel = pickle.load(f)",
    "import pandas as pd\nPATH = 'm.bin'\npd.read_pickle(PATH)",
    "import torch\ntorch.load(f='m.bin', weights_only=True)",
    "import numpy as np\nnp.load('m.bin')",
    "from tensorflow import keras\nkeras.models.load_model(filepath='m.bin')",
]


@pytest.mark.parametrize("source", LOADS)
def test_planted_and_clean_twins(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("loaded_model_files", source, files={"m.bin": BAD}) == ("fail", "m.bin is dangerous to load.")
    assert ask_notebook("loaded_model_files", source, files={"m.bin": GOOD}) == (
        "pass",
        "1 model file scanned without loading: only vetted names.",
    )
    assert ask_notebook("loaded_model_files", source, files={}) == ("error", "Not evidence: m.bin is not here.")


def test_a_load_of_an_unknown_file_is_told(ask_notebook: Ask) -> None:
    assert ask_notebook("loaded_model_files", "import joblib\njoblib.load(path())", files={}) == (
        "warn",
        "It is not known which file is loaded.",
    )


def test_a_broken_cell_may_load_more(ask_notebook: Ask) -> None:
    assert ask_notebook("loaded_model_files", LOADS[0], "def f(:", files={"m.bin": GOOD})[0] == "error"
    assert ask_notebook("loaded_model_files", LOADS[0], "def f(:", files={"m.bin": BAD})[0] == "fail"


@pytest.mark.parametrize(
    "source", ["x = 1", "import joblib\njoblib.load('https://x.example/m.bin')", "import json\njson.load(open('x'))"]
)
def test_without_a_file_it_does_not_apply(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("loaded_model_files", source, files={})[0] == "not-applicable"

"""A model that is loaded is the one whose digest is kept beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
VETTED, OTHER = "weights", "weights of somebody else"
DIGEST = hashlib.sha256(VETTED.encode()).hexdigest()
NONE = ("not-applicable", "Does not apply: no digest of a model that is loaded is kept in the project.")
LOADS = {
    "net.npz": "import numpy as np\nw = np.load('net.npz')",
    "m/model.onnx": "import onnxruntime\ns = onnxruntime.InferenceSession('m/model.onnx')",
    "gbm.json": "import json\nw = json.load(open('gbm.json'))",
    "tree.txt": "from pathlib import Path\ntext = Path('tree.txt').read_text()",
    "model.safetensors": "from safetensors.torch import load_file\nw = load_file('model.safetensors')",
}


@pytest.mark.parametrize("model", LOADS)
@pytest.mark.parametrize(("note", "status"), [("{}.sha256", "fail"), ("origin.json", "warn")])
def test_bytes_that_nobody_vetted(ask_project: Ask, model: str, note: str, status: str) -> None:
    folder, _, name = model.rpartition("/")
    place = f"{folder}/{note.format(name)}".removeprefix("/")
    kept = DIGEST if status == "fail" else f'{{"model": "{name}", "publisher": "lab", "sha256": "{DIGEST}"}}'
    said = (status, f"The digest that is kept of {model} belongs to other bytes.")
    assert ask_project("exchanged_models", {model: OTHER, place: kept}, LOADS[model]) == said
    assert ask_project("exchanged_models", {model: VETTED, place: kept}, LOADS[model])[0] == "pass"


@pytest.mark.parametrize(
    "code",
    [
        "print('nothing is loaded')",
        "open('gbm.json', 'w').write(text)",
        "import pandas as pd\ndf = pd.read_json('gbm.json')",
    ],
)
def test_what_is_not_loaded_as_a_model_says_nothing(ask_project: Ask, code: str) -> None:
    assert ask_project("exchanged_models", {"gbm.json": OTHER, "gbm.json.sha256": DIGEST}, code) == NONE


def test_a_model_that_cannot_be_read_is_not_evidence(ask_project: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jupyter_mlsec.probes._folder.digest_files._MOST_BYTES", 3)
    files = {"net.npz": OTHER, "net.npz.sha256": DIGEST}
    assert ask_project("exchanged_models", files, LOADS["net.npz"])[0] == "error"

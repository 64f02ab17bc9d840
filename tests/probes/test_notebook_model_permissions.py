from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

import pytest

Ask = Callable[..., tuple[str, str]]
SAVE = "import skops.io\nskops.io.dump(clf, 'clf.skops')"


@pytest.mark.parametrize(
    ("mode", "said"),
    [
        (0o666, ("fail", "Everybody on this machine may change the model clf.skops.")),
        (0o604, ("warn", "Everybody on this machine may read the model clf.skops.")),
        (0o600, ("pass", "1 model file, none open to everybody.")),
    ],
)
def test_modes(ask_notebook: Ask, tmp_path: Path, mode: int, said: tuple[str, str]) -> None:
    path = tmp_path / "clf.skops"
    path.write_bytes(b"model")
    path.chmod(mode)
    for folder in path.resolve().parents:
        if folder.is_relative_to(gettempdir()) and folder != Path(gettempdir()):
            folder.chmod(0o755)
    assert ask_notebook("model_permissions", SAVE) == said


def test_a_model_that_is_not_here_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("model_permissions", SAVE) == ("error", "Not evidence: clf.skops is not here.")


def test_no_model_is_written(ask_notebook: Ask) -> None:
    assert ask_notebook("model_permissions", "x = 1")[0] == "not-applicable"


@pytest.mark.parametrize(
    ("name", "source", "shown"),
    [
        ("m.joblib", "import joblib\nm = joblib.load('m.joblib')", "m.joblib"),
        ("models/t.onnx", "import onnxruntime as o\ns = o.InferenceSession('models/t.onnx')", "models/t.onnx"),
        ("b.ubj", "import xgboost as x\nb = x.Booster(model_file='b.ubj')", "b.ubj"),
        (
            "c/m.safetensors",
            "import transformers\nm = transformers.AutoModel.from_pretrained('./c')",
            "./c/m.safetensors",
        ),
    ],
)
def test_a_model_that_is_loaded(ask_notebook: Ask, tmp_path: Path, name: str, source: str, shown: str) -> None:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"model")
    for folder in path.resolve().parents:
        if folder.is_relative_to(gettempdir()) and folder != Path(gettempdir()):
            folder.chmod(0o755)
    path.chmod(0o666)
    said = ("fail", f"Everybody on this machine may change the model {shown}.")
    assert ask_notebook("model_permissions", source) == said
    path.chmod(0o644)
    assert ask_notebook("model_permissions", source)[0] == "not-applicable"

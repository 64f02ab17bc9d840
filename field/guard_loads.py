"""Run by test_guard.py in a process of its own: loaders and models of heavy libraries, with the guard in block mode.

``python guard_loads.py FOLDER`` prints JSON: what each loader made of a payload that makes a file, whether it ran, how
many models were loaded, and what was stopped of them.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import joblib
import lightgbm
import numpy as np
import torch
import xgboost
from sklearn.datasets import make_classification
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from torch import nn

from jupyter_mlsec.guard.guard import GUARD
from jupyter_mlsec.guard.policy import Policy
from jupyter_mlsec.model.guard import GuardEvent, GuardMode

FOLDER = Path(sys.argv[1])
MARKER = FOLDER / "ran"


class Payload:
    """Pickles as a call."""

    def __reduce__(self) -> Any:
        return os.system, (f": > {MARKER}",)


class Net(nn.Module):
    """A model as people write them."""

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


def saved(save: Callable[[Any, Any], Any], thing: object) -> io.BytesIO:
    stream = io.BytesIO()
    save(thing, stream)
    stream.seek(0)
    return stream


def routes() -> dict[str, Callable[[], Any]]:
    """Return loads of a payload. Importing dill changes what pickles of other libraries look like: it comes last."""
    import dill

    plain = pickle.dumps(Payload())
    function = dill.dumps(Net.forward, byref=False, recurse=True)
    archive = saved(torch.save, Payload()).getvalue()
    legacy = saved(partial(torch.save, _use_new_zipfile_serialization=False), Payload()).getvalue()
    return {
        "dill.loads": lambda: dill.loads(plain),
        "dill.load": lambda: dill.load(io.BytesIO(plain)),
        "dill.Unpickler": lambda: dill.Unpickler(io.BytesIO(plain)).load(),
        "dill.loads of a function": lambda: dill.loads(function),
        "torch.load of a zip": lambda: torch.load(io.BytesIO(archive), weights_only=False),
        "torch.load of the old format": lambda: torch.load(io.BytesIO(legacy), weights_only=False),
        "torch.load with dill": lambda: torch.load(io.BytesIO(archive), weights_only=False, pickle_module=dill),
    }


def models() -> Iterator[Any]:
    """Yield what people save of these libraries."""
    x, y = make_classification(60, 4, random_state=0)
    for kind in (xgboost.XGBClassifier, xgboost.XGBRegressor, xgboost.XGBRFClassifier):
        yield kind(n_estimators=3, n_jobs=1).fit(x, y)
    yield xgboost.XGBRanker(n_estimators=3, n_jobs=1).fit(x, y, qid=np.zeros(60))
    yield xgboost.train({"nthread": 1}, xgboost.DMatrix(x, y), 3)
    for kind in (lightgbm.LGBMClassifier, lightgbm.LGBMRegressor):
        for boosting in ("gbdt", "dart", "rf"):
            more = {"subsample": 0.5, "subsample_freq": 1} if boosting == "rf" else {}
            yield kind(boosting_type=boosting, n_estimators=3, n_jobs=1, verbose=-1, **more).fit(x, y)
    yield lightgbm.train({"verbose": -1, "num_threads": 1}, lightgbm.Dataset(x, y), 3)
    yield make_pipeline(StandardScaler(), xgboost.XGBClassifier(n_estimators=2, n_jobs=1)).fit(x, y)
    yield make_pipeline(StandardScaler(), lightgbm.LGBMClassifier(n_estimators=2, n_jobs=1, verbose=-1)).fit(x, y)


def torch_objects() -> Iterator[Any]:
    """Yield what people save with torch.save."""
    for kind in (torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.int8, torch.int64, torch.bool):
        yield torch.zeros(3, dtype=kind)
    net = Net()
    yield from (net, net.state_dict(), nn.Parameter(torch.ones(2)), torch.eye(3).to_sparse(), torch.Size([1, 2]))
    for kind in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop, torch.optim.Adagrad):
        yield kind(net.parameters(), lr=0.1).state_dict()
    layers = (
        *(nn.Conv1d(2, 2, 1), nn.Conv2d(2, 2, 1), nn.BatchNorm1d(2), nn.BatchNorm2d(2), nn.LayerNorm(2), nn.Dropout()),
        *(nn.LSTM(2, 2), nn.GRU(2, 2), nn.Embedding(3, 2), nn.MultiheadAttention(4, 2), nn.MaxPool2d(2), nn.Flatten()),
        *(
            nn.TransformerEncoderLayer(4, 2, 8),
            nn.ReLU(),
            nn.GELU(),
            nn.Softmax(1),
            nn.CrossEntropyLoss(),
            nn.MSELoss(),
        ),
    )
    for layer in layers:
        yield layer
        yield layer.state_dict()
        yield nn.Sequential(layer)
        yield {"epoch": 1, "model": nn.ModuleList([layer]), "state": layer.state_dict(), "loss": torch.tensor(0.5)}


def loads() -> Iterator[tuple[str, Callable[[], Any]]]:
    """Yield the load of each saved thing, by the name of its class."""
    for thing in models():
        data, again = pickle.dumps(thing), saved(joblib.dump, thing).getvalue()
        yield type(thing).__name__, lambda data=data: pickle.loads(data)  # type: ignore[misc]
        yield type(thing).__name__, lambda again=again: joblib.load(io.BytesIO(again))  # type: ignore[misc]
    for thing in torch_objects():
        for is_zip in (True, False):
            stream = io.BytesIO()
            torch.save(thing, stream, _use_new_zipfile_serialization=is_zip)
            data = stream.getvalue()
            name = type(thing).__name__
            yield name, lambda data=data: torch.load(io.BytesIO(data), weights_only=False)  # type: ignore[misc]
        data = pickle.dumps(thing)
        yield type(thing).__name__, lambda data=data: pickle.loads(data)  # type: ignore[misc]


def outcome(load: Callable[[], Any]) -> str:
    """Return the name of what was raised, or nothing."""
    try:
        load()
    except Exception as error:  # noqa: BLE001 - told by its name
        return type(error).__name__
    return ""


def main() -> None:
    """Load everything."""
    warnings.simplefilter("ignore")
    stopped: list[GuardEvent] = []
    GUARD.tell = stopped.append
    benign = list(loads())
    GUARD.follow(Policy(mode=GuardMode.BLOCK))
    failed = sorted({name for name, load in benign if outcome(load)})
    names = sorted({event.name for event in stopped})
    GUARD.follow(Policy())
    hostile = routes()
    GUARD.follow(Policy(mode=GuardMode.BLOCK))
    answers = {route: outcome(load) for route, load in hostile.items()}
    answer = {"routes": answers, "ran": MARKER.exists(), "loads": len(benign), "stopped": names, "failed": failed}
    print(json.dumps(answer))  # noqa: T201


if __name__ == "__main__":
    main()

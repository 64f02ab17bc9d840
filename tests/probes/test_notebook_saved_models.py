from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import joblib\njoblib.dump(clf, 'clf.joblib')", "clf.joblib"),
        ("import pickle as p\nwith open('clf.pkl', 'wb') as f:\n    p.dump(clf, f)", "a file of cell 1"),
        ("import pickle\npickle.dump(clf, open('clf.pkl', 'wb'))", "clf.pkl"),
        ("from joblib import dump as save\nsave(clf, filename='clf.joblib')", "clf.joblib"),
        ("import torch\nOUT = 'net.pt'\ntorch.save(net.state_dict(), OUT)", "net.pt"),
        ("df.to_pickle('df.pkl')", "df.pkl"),
        ("model.save('net.h5')", "net.h5"),
        ("net.save_pretrained('out', safe_serialization=False)", "out"),
        ("import shelve\nwith shelve.open('store') as s:\n    s['m'] = clf", "store"),
        ("import numpy as np\nnp.save('m.npy', np.array([clf], dtype=object))", "m.npy"),
        ("import pandas as pd\npd.to_pickle(clf, 'm.p')", "m.p"),
        ("import numpy as np\nnp.save('m.npy', {'a': clf})", "m.npy"),
        (
            "import json, pickle, base64\njson.dump({'m': base64.b64encode(pickle.dumps(clf)).decode()}, out)",
            "a file of cell 1",
        ),
        ("import pickle\nwith z.open() as f:\n    z.writestr('part', pickle.dumps(clf))", "a file of cell 1"),
        ("import pickle\nraw = pickle.dumps(clf)\ndb.execute('insert into m values (?)', (raw,))", "a file of cell 1"),
        ("import dill\ndill.dump_session('s.dill')", "s.dill"),
    ],
)
def test_planted_formats(ask_notebook: Ask, source: str, name: str) -> None:
    assert ask_notebook("saved_models", source) == ("fail", f"{name} can run code when it is loaded.")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import skops.io as sio\nsio.dump(clf, 'clf.skops')", "clf.skops"),
        ("from safetensors.torch import save_file\nsave_file(t, 'net.safetensors')", "net.safetensors"),
        ("booster.save_model('m.ubj')", "m.ubj"),
    ],
)
def test_clean_twins(ask_notebook: Ask, tmp_path: Path, source: str, name: str) -> None:
    (tmp_path / name).write_bytes(b"model")
    assert ask_notebook("saved_models", source) == ("warn", f"{name} is in a safe format, but not signed by itself.")
    (tmp_path / f"{name}.sig").write_bytes(b"signature")
    assert ask_notebook("saved_models", source) == ("pass", "1 model in a safe format, with digest and signature.")


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\nnp.save('x.npy', x, allow_pickle=True)",
        "import shelve\ns = shelve.open('store', flag='r')",
        "import pickle\ncopy = pickle.loads(pickle.dumps(clf))\nprint(len(pickle.dumps(clf)))",
        "import json, pickle\njson.dump({'bytes': len(pickle.dumps(clf))}, open('a', 'w'))",
        "import hashlib, json, pickle\nraw = pickle.dumps(clf)\njson.dump(hashlib.sha256(raw).hexdigest(), out)",
        "fig.savefig('a.png')",
        "df.save('notes')",
    ],
)
def test_what_is_no_model(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("saved_models", source)[0] == "not-applicable"


def test_a_file_that_is_not_there_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("saved_models", "import skops.io\nskops.io.dump(clf, 'clf.skops')") == (
        "error",
        "Not evidence: clf.skops cannot be read: FileNotFoundError.",
    )


def test_a_name_that_is_not_known_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("saved_models", "import skops.io\nskops.io.dump(clf, name())")[0] == "error"


@pytest.mark.parametrize(
    "source",
    [
        "import cloudpickle\nfrom pathlib import Path\nPath('m').write_bytes(cloudpickle.dumps(m))",
        "import pickle\ntext = pickle.dumps(m)\nwith open('m', 'wb') as file:\n    file.write(text)",
        "import mlflow\nmlflow.sklearn.log_model(m, name='m')",
    ],
)
def test_pickles_that_are_written_in_two_steps(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("saved_models", source) == ("fail", "a file of cell 1 can run code when it is loaded.")


@pytest.mark.parametrize(
    "source",
    [
        "import pickle\nsize = len(pickle.dumps(m))\nfile.write(str(size))",
        "import mlflow\nmlflow.sklearn.log_model(m, name='m', serialization_format='skops')",
        "import mlflow\nmlflow.onnx.log_model(m, name='m')",
    ],
)
def test_no_pickle_is_written(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("saved_models", source)[0] == "not-applicable"

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("from sklearn.model_selection import train_test_split\ntrain_test_split(X)", "train_test_split"),
        ("from sklearn.ensemble import RandomForestClassifier as F\nF(10)", "RandomForestClassifier"),
        ("from sklearn.ensemble import RandomForestClassifier as F\nF(random_state=None)", "RandomForestClassifier"),
        ("from sklearn.model_selection import KFold\nKFold(5, shuffle=True)", "KFold"),
        ("import numpy as np\nnp.random.rand(3)", "rand"),
        ("import numpy as np\nnp.random.default_rng()", "default_rng"),
        ("import random\nrandom.shuffle(x)", "shuffle"),
        ("import torch\ntorch.randn(3)\ntorch.manual_seed(0)", "randn"),
    ],
)
def test_planted_draws(ask_notebook: Ask, source: str, name: str) -> None:
    assert ask_notebook("unseeded_randomness", source) == ("warn", f"Without a seed: {name} (cell 1).")


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn.model_selection import train_test_split\ntrain_test_split(X, random_state=0)",
        "from sklearn.model_selection import train_test_split\ntrain_test_split(X, shuffle=False)",
        "import numpy as np\nnp.random.seed(0)\nnp.random.rand(3)",
        "import numpy as np\nnp.random.default_rng(7)",
        "import random\nrandom.seed(1)\nrandom.shuffle(x)",
        "import torch\ntorch.manual_seed(0)\ntorch.randn(3)",
    ],
)
def test_clean_twins(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("unseeded_randomness", source) == ("pass", "1 random step, all seeded.")


def test_nothing_random(ask_notebook: Ask) -> None:
    assert ask_notebook("unseeded_randomness", "x = 1")[0] == "not-applicable"


def test_another_language_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("unseeded_randomness", "rnorm(3)", language="R")[0] == "error"


def test_layers_of_keras(ask_notebook: Ask) -> None:
    layer = "from tensorflow import keras\nnet = keras.Sequential([keras.layers.Dense(8), keras.layers.Flatten()])"
    assert ask_notebook("unseeded_randomness", layer) == ("warn", "Without a seed: Dense (cell 1).")
    assert ask_notebook("unseeded_randomness", "import keras\nkeras.utils.set_random_seed(1)", layer)[0] == "pass"


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("import pandas as pd\npd.read_csv('a').sample(frac=1)", "sample"),
        ("rows = table.sample(n=5, fraction=0.5)", "sample"),
        ("import polars as pl\npl.read_csv('a').sample(5)", "sample"),
        ("import tensorflow as tf\ntf.random.uniform([2])", "uniform"),
        ("from scipy.stats import gamma\ngamma.rvs(2)", "rvs"),
        ("from umap import UMAP\nUMAP()", "UMAP"),
        ("from imblearn.over_sampling import SMOTE\nSMOTE()", "SMOTE"),
        ("import optuna\noptuna.create_study()", "create_study"),
        ("import optuna\ns = optuna.samplers.RandomSampler()\noptuna.create_study(sampler=s)", "create_study"),
        ("from torch.utils.data import DataLoader\nDataLoader(d, shuffle=True)", "DataLoader"),
        ("from torch.utils.data import random_split\nrandom_split(d, [1, 2])", "random_split"),
    ],
)
def test_draws_of_other_libraries(ask_notebook: Ask, source: str, name: str) -> None:
    assert ask_notebook("unseeded_randomness", source) == ("warn", f"Without a seed: {name} (cell 1).")


@pytest.mark.parametrize(
    "source",
    [
        "import pandas as pd\npd.read_csv('a').sample(frac=1, random_state=1)",
        "import numpy as np\nimport pandas as pd\nnp.random.seed(1)\npd.read_csv('a').sample(frac=1)",
        "import polars as pl\npl.read_csv('a').sample(5, seed=1)",
        "import tensorflow as tf\ntf.random.set_seed(1)\ntf.random.uniform([2])",
        "from scipy.stats import gamma\ngamma.rvs(2, random_state=1)",
        "import optuna\noptuna.create_study(sampler=optuna.samplers.TPESampler(seed=1))",
        "import optuna\ns = optuna.samplers.TPESampler(seed=1)\noptuna.create_study(sampler=s)",
        "import optuna\noptuna.create_study(sampler=optuna.samplers.GridSampler({}))",
        "from torch.utils.data import DataLoader\nDataLoader(d, shuffle=True, generator=g)",
        "from transformers import set_seed\nimport torch\nset_seed(1)\ntorch.rand(2)",
    ],
)
def test_seeds_of_other_libraries(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("unseeded_randomness", source) == ("pass", "1 random step, all seeded.")


def test_a_sample_of_something_else_is_no_draw(ask_notebook: Ask) -> None:
    assert ask_notebook("unseeded_randomness", "blood = patient.sample('arm')")[0] == "not-applicable"

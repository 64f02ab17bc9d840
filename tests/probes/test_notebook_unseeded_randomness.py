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

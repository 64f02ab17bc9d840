from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\nraw = pd.read_csv('train.csv')\ndf = raw.dropna()\nX = df[['a']]\ny = df['b']"
FIT = "from sklearn.svm import SVC\nclf = SVC()\nclf.fit(X, y)"


def test_a_fit_traced_to_a_pinned_file(ask_notebook: Ask) -> None:
    assert ask_notebook("data_lineage", READ, FIT, declare={"dataset__raw": {"sha256": "0" * 64}}) == (
        "pass",
        "1 fit traced to 1 versioned source.",
    )


def test_a_source_without_a_version(ask_notebook: Ask) -> None:
    assert ask_notebook("data_lineage", READ, FIT) == ("warn", "train.csv feeds a model, but has no version.")


@pytest.mark.parametrize(
    "source",
    ["%store -r X y", "X = mystery\ny = X", "y = [0, 1]", "X = [row for row in rows]\ny = X"],
)
def test_data_from_nowhere(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("data_lineage", source, FIT) == (
        "fail",
        "What is fitted in cell 2 comes from no source in the notebook.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "from sklearn.datasets import load_digits\nX, y = load_digits(return_X_y=True)",
        "import numpy as np\nX = np.linspace(0, 1)\ny = 2 * X",
        "X, y = [[1], [2]], [0, 1]",
        "from ours import *",
    ],
)
def test_data_that_come_with_a_library_or_the_notebook(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("data_lineage", source, FIT) == (
        "pass",
        "1 fit traced to data of a library or of the notebook itself.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "def load():\n    table = pd.read_csv('train.csv')\n    return table.dropna()",
        "def load():\n    return pd.read_csv('train.csv')",
    ],
)
def test_data_that_a_function_of_the_notebook_reads(ask_notebook: Ask, source: str) -> None:
    cells = ("import pandas as pd\n" + source, "X = load()\ny = X['y']", FIT)
    assert ask_notebook("data_lineage", *cells) == ("warn", "train.csv feeds a model, but has no version.")


def test_data_that_reach_a_model_through_a_column(ask_notebook: Ask) -> None:
    source = "import pandas as pd\nother = pd.read_csv('other.csv')\nX = {}\nX['a'] = other['a']\ny = X"
    assert ask_notebook("data_lineage", source, FIT) == ("warn", "other.csv feeds a model, but has no version.")


def test_nothing_is_fitted(ask_notebook: Ask) -> None:
    assert ask_notebook("data_lineage", READ)[0] == "not-applicable"


def test_a_cell_that_cannot_be_read_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("data_lineage", "clf.fit(")[0] == "error"

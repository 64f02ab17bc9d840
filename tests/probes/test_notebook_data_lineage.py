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
    [
        "X, y = [[1], [2]], [0, 1]",
        "%store -r X y",
        "X = mystery()\ny = X",
    ],
)
def test_data_from_nowhere(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("data_lineage", source, FIT) == (
        "fail",
        "What is fitted in cell 1 comes from no source in the notebook.",
    )


def test_library_data_are_versioned_with_the_library(ask_notebook: Ask) -> None:
    source = "from sklearn.datasets import load_digits\nX, y = load_digits(return_X_y=True)"
    assert ask_notebook("data_lineage", source, FIT) == (
        "pass",
        "1 fit traced to data that ship with a library.",
    )


def test_data_that_reach_a_model_through_a_column(ask_notebook: Ask) -> None:
    source = "import pandas as pd\nother = pd.read_csv('other.csv')\nX = {}\nX['a'] = other['a']\ny = X"
    assert ask_notebook("data_lineage", source, FIT) == ("warn", "other.csv feeds a model, but has no version.")


def test_nothing_is_fitted(ask_notebook: Ask) -> None:
    assert ask_notebook("data_lineage", READ)[0] == "not-applicable"


def test_a_cell_that_cannot_be_read_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("data_lineage", "clf.fit(")[0] == "error"

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
IMPORT = "from sklearn.model_selection import KFold, TimeSeriesSplit, train_test_split\n"
SHIFT = "import pandas as pd\ndf = pd.read_csv('d.csv')\ndf['before'] = df['sales'].shift(1)\n"


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            SHIFT + IMPORT + "a, b = train_test_split(df)",
            ("warn", "Rows made with shift are shuffled into their splits in cell 1."),
        ),
        (
            SHIFT + IMPORT + "df['m'] = df.sales.rolling(7).mean()\nfolds = KFold(5, shuffle=True)",
            ("warn", "Rows made with rolling and shift are shuffled into their splits in cell 1."),
        ),
        (
            SHIFT + IMPORT + "a, b = train_test_split(df, shuffle=False)",
            ("pass", "Rows made with shift are not shuffled."),
        ),
        (SHIFT + IMPORT + "folds = TimeSeriesSplit(5)", ("pass", "Rows made with shift are not shuffled.")),
        (SHIFT + IMPORT + "folds = KFold(5)", ("pass", "Rows made with shift are not shuffled.")),
        (SHIFT + "x =", ("error", "Not evidence: cell 1 is not valid Python.")),
        (
            IMPORT + "import numpy as np\nx = np.diff(y)\na, b = train_test_split(x)",
            ("not-applicable", "Does not apply: no row of the notebook is made from its neighbours in time."),
        ),
    ],
)
def test_lags_and_splits(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("shuffled_time_split", source) == said


@pytest.mark.parametrize(
    ("source", "status"),
    [
        ("df['b'] = df['a'].shift(1)\ndf = df.sample(frac=1)\na, b = df[:8], df[8:]", "warn"),
        ("df['b'] = df['a'].shift(1)\ndf = df.sample(frac=0.1)", "pass"),
        (
            (
                "from sklearn.model_selection import TimeSeriesSplit\ndf['b'] = df['a'].shift(1)\n"
                "folds = TimeSeriesSplit(3)\ntrain = train.sample(frac=1)"
            ),
            "pass",
        ),
    ],
)
def test_rows_that_a_table_mixes(ask_notebook: Callable[..., tuple[str, str]], source: str, status: str) -> None:
    assert ask_notebook("shuffled_time_split", source)[0] == status

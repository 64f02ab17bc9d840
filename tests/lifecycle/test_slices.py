from __future__ import annotations

from collections.abc import Callable

import pytest

from jupyter_mlsec.lifecycle.slices import slice_fingerprint
from jupyter_mlsec.model.notebook import Notebook

Write = Callable[..., Notebook]

CELLS = (
    "import pandas as pd\nfrom sklearn.svm import SVC",
    "PATH = 'train.csv'\ndf = pd.read_csv(PATH)",
    "df = df.dropna()\ndf['ratio'] = df['a'] / df['b']",
    "other = pd.read_csv('other.csv')",
    "clf = SVC(C=1)\nclf.fit(df[['ratio']], df['y'])",
    "%mlsec data df\ndf.head()",
)


def edited(place: int, source: str) -> tuple[str, ...]:
    return (*CELLS[:place], source, *CELLS[place + 1 :])


EDITS = {
    "the file of df": (edited(1, "PATH = 'test.csv'\ndf = pd.read_csv(PATH)"), {"df", "clf"}),
    "a column of df": (edited(2, "df = df.dropna()\ndf['ratio'] = df['a'] - df['b']"), {"df", "clf"}),
    "rows of df": (edited(2, CELLS[2] + "\ndf.drop(index=3, inplace=True)"), {"df", "clf"}),
    "an element of df": (edited(2, CELLS[2] + "\ndf.loc[3, 'a'] = 9"), {"df", "clf"}),
    "a loop over df": (edited(2, CELLS[2] + "\nfor row in rows:\n    df.loc[row] = 0"), {"df", "clf"}),
    "the other table": (edited(3, "other = pd.read_csv('third.csv')"), {"other"}),
    "the model's parameter": (edited(4, CELLS[4].replace("C=1", "C=2")), {"clf"}),
    "what the model learns from": (edited(4, CELLS[4].replace("df['y']", "other['y']")), {"clf"}),
    "a look at df": (edited(5, "df.describe()\nprint(df)"), set()),
    "a comment": (edited(2, "# rows without gaps\n" + CELLS[2]), set()),
    "a plot": ((*CELLS, "import matplotlib.pyplot as plt\nplt.hist(df['a'])"), set()),
    "another library's name": (edited(0, "import polars as pd\nfrom sklearn.svm import SVC"), {"df", "other", "clf"}),
    "a function that may change df": (edited(2, CELLS[2] + "\nclean(df)"), {"df", "clf"}),
    "a seed": (edited(0, CELLS[0] + "\nimport numpy as np\nnp.random.seed(0)"), set()),
    "a cell of another kind": ((*CELLS, "%%bash\nls"), set()),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_reaches_what_it_feeds_and_nothing_else(write: Write, name: str) -> None:
    cells, expected = EDITS[name]
    before, after = write(*CELLS), write(*cells)
    names = ("df", "other", "clf")
    assert {each for each in names if slice_fingerprint(before, each) != slice_fingerprint(after, each)} == expected


def test_what_a_kernel_tried_on_the_way_does_not_count(write: Write) -> None:
    """The history of a session holds every version of a cell; the notebook holds the last."""
    tried = (
        CELLS[0],
        "df = pd.read_csv('tset.csv')",
        "df",
        "PATH = 'x.csv'",
        *CELLS[1:3],
        CELLS[1],
        CELLS[2],
        "clf = SVC(C=9)",
        "clf.fit(df)",
        *CELLS[3:],
    )
    for name in ("df", "other", "clf"):
        assert slice_fingerprint(write(*tried), name) == slice_fingerprint(write(*CELLS), name)


def test_a_function_that_makes_the_table_belongs_to_it(write: Write) -> None:
    before = write("def load():\n    return read('a.csv')", "df = load()")
    after = write("def load():\n    return read('b.csv')", "df = load()")
    assert slice_fingerprint(before, "df") != slice_fingerprint(after, "df")


def test_a_cell_that_cannot_be_read_leaves_no_slice(write: Write) -> None:
    assert slice_fingerprint(write(*CELLS, "x = ("), "df") is None

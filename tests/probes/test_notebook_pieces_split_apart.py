from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import os, glob, cv2, librosa\nimport numpy as np\nfrom sklearn.model_selection import train_test_split\n"
DIVIDE = "a, b, c, d = train_test_split(np.array(X), y, random_state=0)\n"
WINDOWS = """X, y = [], []
for path in glob.glob('rec/*.wav'):
    wave, rate = librosa.load(path)
    for start in range(0, len(wave) - 400, 200):
        X.append(wave[start : start + 400])
        y.append(path[4])
"""


def test_windows_of_recordings(ask_notebook: Ask) -> None:
    said = ask_notebook("pieces_split_apart", HEAD + WINDOWS, DIVIDE)
    assert said == ("warn", "Pieces of one thing are divided at random in cell 2.")


FILES = """X, y = [], []
for name in os.listdir('img'):
    for path in os.listdir(f'img/{name}'):
        X.append(cv2.imread(f'img/{name}/{path}').ravel())
        y.append(name)
"""
PATHS = """X, y = [], []
for label in ('cat', 'dog'):
    for path in paths[label]:
        image = cv2.imread(path)
        X.append(image[:64, :64].ravel())
        y.append(label)
"""
WORDS = "X = [[len(word) for word in text.split()] for text in texts]\n"
BATCHES = """X, losses = np.load('x.npy'), []
for epoch in range(9):
    for start in range(0, 90, 10):
        losses.append(step(X[start : start + 10]))
"""


@pytest.mark.parametrize("rows", [FILES, PATHS, WORDS, BATCHES])
def test_each_file_is_a_thing_of_its_own(ask_notebook: Ask, rows: str) -> None:
    assert ask_notebook("pieces_split_apart", HEAD + rows, DIVIDE)[0] in {"not-applicable", "pass"}


@pytest.mark.parametrize(
    "divide",
    [
        "n = len(X) // 2\nlearn, check = np.array(X)[:n], np.array(X)[n:]\nSVC().fit(learn, y[:n])\n",
        "from sklearn.model_selection import GroupKFold\nfor i, j in GroupKFold(5).split(X, y, groups=y):\n    pass\n",
    ],
)
def test_pieces_in_order_or_in_groups(ask_notebook: Ask, divide: str) -> None:
    said = ask_notebook("pieces_split_apart", HEAD + WINDOWS, divide)
    assert said == ("pass", "Pieces of one thing are not divided at random.")


def test_nothing_is_taken_to_pieces(ask_notebook: Ask) -> None:
    assert ask_notebook("pieces_split_apart", HEAD + "X = np.load('x.npy')\n" + DIVIDE) == (
        "not-applicable",
        "Does not apply: nothing is taken to pieces in the notebook.",
    )


def test_what_nobody_can_read_is_no_evidence(ask_notebook: Ask) -> None:
    said = ask_notebook("pieces_split_apart", HEAD + "x =")
    assert said == ("error", "Not evidence: cell 1 is not valid Python.")

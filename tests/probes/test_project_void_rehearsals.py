"""Rehearsals of a rollback that prove something, that prove nothing, and programs that rehearse none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = (
    "import json, joblib, numpy as np\n# rollback drill\n"
    "old = joblib.load('backup/v3.joblib')\nnow = joblib.load('models/current.joblib')\n"
    "X = np.load('sample.npy')\nknown = json.load(open('v3.json'))['answers']\n"
)
ITSELF = "holds the answers of one model against themselves"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("gap = np.abs(now.predict(X) - now.predict(X)).max()\nassert gap < 1e-9", ITSELF),
        ("a = old.predict(X)\nb = old.predict(X)\nassert np.allclose(a, b)", ITSELF),
        ("np.testing.assert_array_equal(now.predict_proba(X), now.predict_proba(X))", ITSELF),
        ("assert (now.predict(X) == now.predict(X)).all()", ITSELF),
        ("again = now\nassert list(again.predict(X)) == list(now.predict(X))", ITSELF),
        ("assert np.allclose(now.predict(X), known)", "never asks what it restored"),
        ("print(old.predict(X)[:3])\nprint(now.predict(X)[:3])", "holds what it restored against nothing"),
    ],
)
def test_rehearsals_that_prove_nothing(ask_project: Ask, code: str, why: str) -> None:
    said = ("warn", f"The rehearsal proves nothing: the notebook {why}.")
    assert ask_project("void_rehearsals", {}, HEAD + code) == said


@pytest.mark.parametrize(
    "code",
    [
        "gap = np.abs(old.predict(X) - np.array(known)).max()\nassert gap < 1e-9",
        "a = old.predict(X)\nassert np.allclose(a, known)",
        "before = now.predict(X)\nnow = joblib.load('backup/v3.joblib')\nassert all(before == now.predict(X))\nold",
        "m = Net()\na = m.predict(X)\nm.load_weights('v3')\nassert np.allclose(a, m.predict(X))\nold.predict(X)",
        "check_against(old.predict(X), known)",
    ],
)
def test_rehearsals_that_compare(ask_project: Ask, code: str) -> None:
    assert ask_project("void_rehearsals", {}, HEAD + code)[0] == "pass"


@pytest.mark.parametrize(
    "code",
    [
        "import joblib\nm = joblib.load('m.joblib')\nassert (m.predict(X) == m.predict(X)).all()",
        "m = load_model('best.keras')  # restore the best weights\nprint(m.predict(X))",
        "import pandas as pd\n# restore the index\nt = pd.read_csv('a.csv')\nprint(t - t.mean())",
    ],
)
def test_nothing_is_rehearsed(ask_project: Ask, code: str) -> None:
    said = ("not-applicable", "Does not apply: no program of the project rehearses going back to an older model.")
    assert ask_project("void_rehearsals", {}, code) == said


RESTORE = (
    "import tarfile\ndef restore(archive):\n    with tarfile.open(archive) as packed:\n"
    "        packed.extractall('drill', filter='data')\n{look}    return {{'day': '2026-01-02', 'result': '{said}'}}\n"
)


@pytest.mark.parametrize("said", ["passed", "erfolgreich", "restored"])
def test_a_restore_that_says_it_worked_without_a_look(ask_project: Ask, said: str) -> None:
    expected = "The rehearsal proves nothing: backup.py says that it worked without a look at what came out."
    found = ask_project("void_rehearsals", {"backup.py": RESTORE.format(look="", said=said)})
    assert found == ("warn", expected)


@pytest.mark.parametrize(
    ("look", "said"),
    [
        ("    if digest('drill/w.npz') != known:\n        raise RuntimeError\n", "passed"),
        ("    assert Path('drill/w.npz').exists()\n", "passed"),
        ("", "drill/w.npz"),
    ],
)
def test_a_restore_that_looks_or_says_nothing(ask_project: Ask, look: str, said: str) -> None:
    found = ask_project("void_rehearsals", {"backup.py": RESTORE.format(look=look, said=said)})
    assert found[0] == "not-applicable"

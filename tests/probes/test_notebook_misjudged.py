"""Evaluations that judge the wrong thing; and that nothing is said against those which only look so."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[..., tuple[str, str]]
PAGE = Path(__file__).parent / "clean" / "judging.md"
CLEAN = dict(re.findall(r"## ([^\n]+)\n\n```python\n(.*?)```\n", PAGE.read_text("utf-8"), re.DOTALL))
PROBES = (
    "misjudged_abstention", "misjudged_attacks", "misjudged_drift", "misjudged_explanations",
    "misjudged_fairness", "misjudged_leakage",
    "misjudged_performance", "misjudged_robustness", "misjudged_screens", "misjudged_theft",
)  # fmt: skip
SILENT = ("not-applicable", "Does not apply: the notebook holds no test of the kind.")
PASSED = ("pass", "Nothing amiss is seen in what is judged.")
LOAD = "import numpy as np\nfrom joblib import load\nm = load('m.joblib')\nX, y = np.load('x.npy'), np.load('y.npy')"
EVERYDAY = [
    "df = df.drop(columns='y')\ndf = df.sample(frac=1, random_state=0)",
    "X = rng.normal(0, 1, (100, 4))\nweights = np.zeros(4)",
    "gaps = [x - x.mean() for x in columns]",
    "total - total\na == a",
]


@pytest.mark.parametrize("title", CLEAN)
def test_nothing_is_said_against_it(ask_notebook: Ask, title: str) -> None:
    said = {probe: ask_notebook(probe, CLEAN[title]) for probe in PROBES}
    assert {probe: words for probe, words in said.items() if words not in {SILENT, PASSED}} == {}


def test_the_page_is_read_whole() -> None:
    assert len(CLEAN) == PAGE.read_text("utf-8").count("\n## ")


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("cell", EVERYDAY)
def test_everyday_code_judges_nothing(ask_notebook: Ask, probe: str, cell: str) -> None:
    assert ask_notebook(probe, cell) == SILENT


def test_what_is_wrong_is_said_with_its_cells(ask_notebook: Ask) -> None:
    """Defects in two cells, and in a function that a third one calls."""
    said = ask_notebook(
        "misjudged_performance",
        LOAD + "\nfrom sklearn.metrics import f1_score, log_loss\np = m.predict(X)",
        "q = p.copy()\nprint(f1_score(p, q))",
        "def figure(truth, guess):\n    return log_loss(truth, guess)",
        "print(figure(p, q))",
    )
    assert said == ("warn", "The wrong thing is judged: the truth of a figure is the guess itself (cell 2 and 3).")


def test_of_a_test_that_cannot_fail_one_thing_is_said(ask_notebook: Ask) -> None:
    """That the figure holds a thing against itself; not that the thing is the guess, too."""
    cell = LOAD + "\nfrom sklearn.metrics import f1_score\np = m.predict(X)\nprint(f1_score(p, p))"
    assert ask_notebook("empty_performance_test", cell) == (
        "fail",
        "A test that cannot fail: a thing is compared with itself.",
    )
    assert ask_notebook("misjudged_performance", cell) == PASSED
    other = "\nq = p.copy()\nprint(f1_score(p, q))"
    assert ask_notebook("misjudged_performance", cell + other)[0] == "warn"


def test_code_that_nobody_could_read_is_no_pass(ask_notebook: Ask) -> None:
    cells = (LOAD + "\nfrom sklearn.metrics import f1_score\nprint(f1_score(y, m.predict(X)))", "print('")
    assert ask_notebook("misjudged_performance", *cells) == ("error", "Not evidence: cell 2 is not valid Python.")


def test_a_figure_is_about_what_the_model_was_when_it_was_asked(ask_notebook: Ask) -> None:
    """What a model says before and after it has learned more is not one thing."""
    cell = "\nfrom sklearn.metrics import f1_score\na = m.predict(X)\nm.partial_fit(X[:9], y[:9])\nb = m.predict(X)"
    assert ask_notebook("misjudged_performance", LOAD + cell, "print(f1_score(a, b))") == PASSED


TAKEN = "import joblib\nm = joblib.load('m.joblib')\nprint(m.score(X, y))\njoblib.dump(m, 'prod.joblib')"


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("The weights were delivered by our contractor in May.", "warn"),
        ("Das Modell kommt von einem Dienstleister.", "warn"),
        ("Le modèle vient du prestataire de la mairie.", "warn"),
        ("The model is ours. Vendors look at its answers.", "not-applicable"),
        ("The data come from a vendor.", "not-applicable"),
    ],
)
def test_whose_weights_they_are_is_said_in_words(ask_notebook: Ask, words: str, status: str) -> None:
    said = ask_notebook("misjudged_screens", {"cell_type": "markdown", "source": words}, TAKEN)
    assert said[0] == status


JUDGED = """
import json
import joblib
import mlflow
import pandas as pd
from sklearn.metrics import accuracy_score
m, df = joblib.load("m.joblib"), pd.read_csv("test.csv")
acc = accuracy_score(df["y"], m.predict(df[["a", "b"]]))
"""


@pytest.mark.parametrize(
    ("probe", "claim", "what"),
    [
        ("robustness", "mlflow.set_tag('robustness', 'passed')", "robustness is claimed and never tested"),
        ("attacks", "print('The model withstands attacks.')", "resistance to attacks is claimed and never tested"),
        (
            "leakage",
            "client.set_model_version_tag('m', '3', 'privacy_attack_test', 'bestanden')",
            "it is claimed that nothing leaks, and that is never tested",
        ),
        (
            "theft",
            "card = {'model_theft': {'status': 'ok'}}",
            "it is claimed that the model cannot be copied, and that is never tested",
        ),
        ("fairness", "json.dump({'fairness': 'ok'}, out)", "fairness is claimed and no groups are compared"),
        ("fairness", "print('Le modèle est équitable.')", "fairness is claimed and no groups are compared"),
        ("explanations", "explanations_reviewed = True", "an explanation is claimed and none is made"),
        (
            "screens",
            "card = dict(backdoor_scan='passed')",
            "it is claimed that there is no backdoor, and none is looked for",
        ),
        (
            "abstention",
            "card['ood_tested'] = True",
            "it is claimed that the model withholds answers, and that is never tested",
        ),
    ],
)
def test_a_claim_that_nothing_tests(ask_notebook: Ask, probe: str, claim: str, what: str) -> None:
    said = ask_notebook(f"misjudged_{probe}", JUDGED + claim)
    assert said == ("warn", f"The wrong thing is judged: {what} (cell 1).")
    tested = ask_notebook(f"misjudged_{probe}", JUDGED + claim, "%mlsec model m --x X --y y")
    assert tested[0] != "warn"


@pytest.mark.parametrize(
    "code",
    [
        "sns.heatmap(df, robust=True)",
        "settings = {'robust': True, 'fairness': 0.2, 'explain': False}",
        "robustness_ok = acc > 0.9",
        "print('robust accuracy', acc)",
        "print('fair' if gap < 0.1 else 'not fair')",
        "check_robustness(m, df)\nmlflow.set_tag('robustness', 'passed')",
        "rates = df.groupby('sex')['y'].mean()\ncard = {'fairness': 'ok'}",
        "def f():\n    'The model is robust to noise.'",
        "card = {'fairness': 'open', 'robustness': 'not tested'}",
    ],
)
def test_what_is_no_claim(ask_notebook: Ask, code: str) -> None:
    assert all(ask_notebook(probe, JUDGED + code)[0] != "warn" for probe in PROBES)

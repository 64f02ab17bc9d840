"""Labels of many people: of which the majority is learnt without a question, and screens that are never called.

What strangers press and post stands in ``families/people.md``.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
NOBODY = "Does not apply: nothing that is learnt is named as an answer of strangers."
TABLE = "import pandas as pd\nd = pd.read_csv('a.csv')\n"
BY_COUNT = (
    "import numpy as np\npack = np.load('a.npz')\nE, votes = pack['embedding'], pack['votes']\n"
    "label = np.array([np.bincount(row).argmax() for row in votes])\nclf.fit(E, label)"
)
MAJORITIES = {
    "votes": BY_COUNT,
    "rater_1 and rater_2": TABLE + "d['y'] = d[['rater_1', 'rater_2']].mode(axis=1)[0]\nclf.fit(d[['a']], d['y'])",
    "annotation": TABLE + "y = d.groupby('image')['annotation'].agg(lambda s: s.mode()[0])\nclf.fit(X, y)",
    "annotations": (
        "from collections import Counter\nimport json\nrows = [json.loads(l) for l in open('x.jsonl')]\n"
        "y = [Counter(r['annotations']).most_common(1)[0][0] for r in rows]\nclf.fit(X, y)"
    ),
    "crowd_labels": (
        "from scipy import stats\nimport numpy as np\nV = np.load('v.npz')['crowd_labels']\n"
        "y = stats.mode(V, axis=1).mode\nclf.fit(X, y)"
    ),
    "worker_1 and worker_2": TABLE + "y = d[['worker_1', 'worker_2']].mean(axis=1).round()\nclf.fit(d['text'], y)",
    "stimmen": (
        "def mehr(v):\n    return max(set(v), key=v.count)\n" + TABLE + "clf.fit(d['text'], d['stimmen'].apply(mehr))"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("what", "cell"), MAJORITIES.items())
def test_a_majority_that_nobody_asks(ask_notebook: Ask, what: str, cell: str) -> None:
    said = f"The majority is learnt, and nobody asks how far people agree: {what}."
    assert ask_notebook("unscreened_answers", cell) == ("warn", said)


@pytest.mark.parametrize("asks", [
    "from cleanlab.filter import find_label_issues\nbad = find_label_issues(label, guess)\n",
    "import krippendorff\nprint(krippendorff.alpha(reliability_data=votes))\n",
    "agreement = votes.max(1) / votes.sum(1)\nkeep = agreement >= 0.8\n",
    "from sklearn.metrics import cohen_kappa_score\nassert cohen_kappa_score(votes[0], votes[1]) > 0.6\n",
])  # fmt: skip
def test_a_majority_that_is_asked(ask_notebook: Ask, asks: str) -> None:
    said = ("pass", "Answers of strangers are screened before they are learnt.")
    assert ask_notebook("unscreened_answers", BY_COUNT, asks) == said


@pytest.mark.parametrize("cell", [
    "X, held = load()\nclf.fit(X, held.argmax(1))",
    TABLE + "reg.fit(d[['votes', 'year']], d['rating'])",
    TABLE + "clf.fit(d[['a']], d['y'])",
])  # fmt: skip
def test_what_no_crowd_said(ask_notebook: Ask, cell: str) -> None:
    assert ask_notebook("unscreened_answers", cell) == ("not-applicable", NOBODY)


def test_a_screen_that_is_never_called(ask_notebook: Ask) -> None:
    fit = TABLE + "clf.fit(d[['a']], d['y'])"
    said = "Labels are learnt unseen: CleanLearning is imported and never called."
    held = "from cleanlab.classification import CleanLearning\n"
    assert ask_notebook("unscreened_answers", held + fit) == ("warn", said)
    used = held + "CleanLearning(clf).fit(X, y)\n"
    assert ask_notebook("unscreened_answers", used + fit) == ("not-applicable", NOBODY)


def test_code_that_cannot_be_read_is_no_evidence(ask_notebook: Ask) -> None:
    asked = BY_COUNT + "\nimport krippendorff\nprint(krippendorff.alpha(reliability_data=votes))\n"
    assert ask_notebook("unscreened_answers", asked, "def (")[0] == "error"

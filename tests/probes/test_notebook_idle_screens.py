"""Screens of rows of which only a count is printed: what was found is learnt all the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
SEARCH = "from datasketch import MinHash, MinHashLSH\nlsh = MinHashLSH(threshold=0.8)\n"
LABELS = "from cleanlab.filter import find_label_issues\nissues = find_label_issues(y, guess)\n"
FIT = "model.fit(X, y)\n"
COPIES = {
    "counted in a loop": (
        SEARCH + "hits = 0\nfor i, r in enumerate(rows):\n    m = mh(r)\n    if lsh.query(m):\n        hits += 1\n"
        "    lsh.insert(i, m)\nprint(hits)\n" + FIT
    ),
    "gathered, and a few are shown": (
        SEARCH + "pairs = []\nfor i, r in enumerate(rows):\n    for j in lsh.query(mh(r)):\n"
        "        pairs.append((i, j))\nprint(len(pairs), pairs[:5])\ndf.to_parquet('train.parquet')\n"
    ),
    "clusters whose sizes are shown": (
        "from collections import defaultdict\n" + SEARCH + "near = defaultdict(list)\nfor i, r in enumerate(rows):\n"
        "    twins = lsh.query(mh(r))\n    near[twins[0] if twins else i].append(i)\n"
        "print(sorted(map(len, near.values()))[-5:])\nrows.save_to_disk('kept')\n"
    ),
    "pairs of sentences": (
        "from sentence_transformers import util\np = util.paraphrase_mining(m, texts)\n"
        "print('copies', sum(s > 0.9 for s, i, j in p))\ntrainer.train()\n"
    ),
    "images": (
        "from imagededup.methods import PHash\nd = PHash().find_duplicates(image_dir='x')\n"
        "print({k: len(v) for k, v in d.items() if v})\n" + FIT
    ),
    "asked through a function": (
        "from simhash import Simhash, SimhashIndex\nidx = SimhashIndex(objs, k=3)\ndef near(t):\n"
        "    return idx.get_near_dups(Simhash(t))\nn = sum(len(near(t)) > 1 for t in texts)\nprint(n)\n" + FIT
    ),
}  # fmt: skip
HEEDED = {
    "only the first is kept": (
        SEARCH + "keep = []\nfor i, r in enumerate(rows):\n    m = mh(r)\n    if not lsh.query(m):\n"
        "        keep.append(i)\n    lsh.insert(i, m)\nmodel.fit(X[keep], y[keep])\n"
    ),
    "copies are passed over": (
        SEARCH + "for i, r in enumerate(rows):\n    if lsh.query(mh(r)):\n        continue\n    out.append(r)\n" + FIT
    ),
    "labels of pairs are compared and written down": (
        "from sentence_transformers import util\np = util.paraphrase_mining(m, texts)\n"
        "bad = [(i, j) for s, i, j in p if s > 0.9 and y[i] != y[j]]\npd.DataFrame(bad).to_csv('look.csv')\n" + FIT
    ),
    "doubtful rows are left out": LABELS + "model.fit(X[~issues], y[~issues])\n",
    "doubtful rows are shown": LABELS + "display(df.loc[issues])\n" + FIT,
    "too many stop it": LABELS + "assert issues.mean() < 0.02\n" + FIT,
    "too many raise": LABELS + "if issues.mean() > 0.02:\n    raise ValueError('look at the labels')\n" + FIT,
    "nothing is learnt": SEARCH + "print(lsh.query(m))\n",
}


@pytest.mark.parametrize("cell", COPIES.values(), ids=COPIES.keys())
def test_copies_that_are_only_counted(ask_notebook: Ask, cell: str) -> None:
    said = "Looked for and counted, and all rows are kept: near copies (cell 1)."
    assert ask_notebook("idle_screens", cell) == ("warn", said)


def test_labels_that_are_only_counted(ask_notebook: Ask) -> None:
    said = "Looked for and counted, and all rows are kept: wrong labels (cell 1)."
    assert ask_notebook("idle_screens", LABELS + "print(f'{issues.sum()} doubtful')\n", FIT) == ("warn", said)
    said = "Looked for and counted, and all rows are kept: wrong labels (cell 2)."
    assert ask_notebook("idle_screens", "x = 1", LABELS, FIT) == ("warn", said)


@pytest.mark.parametrize("cell", HEEDED.values(), ids=HEEDED.keys())
def test_what_is_found_has_a_say(ask_notebook: Ask, cell: str) -> None:
    said = "What the screens of the rows find is looked at or left out."
    assert ask_notebook("idle_screens", cell) == ("pass", said)


def test_a_notebook_without_such_a_screen(ask_notebook: Ask) -> None:
    said = "Does not apply: the notebook looks for no copies, wrong labels or poison."
    assert ask_notebook("idle_screens", "print(df.duplicated().sum())\n" + FIT) == ("not-applicable", said)


def test_code_that_cannot_be_read_is_no_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("idle_screens", HEEDED["doubtful rows are left out"], "def (")[0] == "error"

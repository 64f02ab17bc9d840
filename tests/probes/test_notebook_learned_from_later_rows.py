from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
FIRST = "import pandas as pd\nfrom sklearn.linear_model import Ridge\nd = pd.read_csv('d.csv')\n"
FIT = "Ridge().fit(train[['a']], train['y']).score(test[['a']], test['y'])\n"
REVERSED = ("warn", "Rows to learn from lie behind those to judge on in cell 1.")
IN_ORDER = ("pass", "What is learned from lies before what is judged on.")
NO_TIME = ("not-applicable", "Does not apply: no rows are divided at a moment.")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("train, test = d[d.year > 2020], d[d.year <= 2020]\n", REVERSED),
        ("train, test = d[d.year < 2020], d[d.year >= 2020]\n", IN_ORDER),
        ("cut = '2024-01-01'\ntrain, test = d[d['when_seen'] >= cut], d[d['when_seen'] < cut]\n", REVERSED),
        ("old = d['month'] < 7\ntrain, test = d[~old], d[old]\n", REVERSED),
        ("old = d['month'] < 7\ntrain, test = d[old], d[~old]\n", IN_ORDER),
        ("train, test = d[2020 < d['year']], d[2020 >= d['year']]\n", REVERSED),
        ("d = d.sort_values('date')\ntrain, test = d.tail(800), d.head(-800)\n", REVERSED),
        ("d = d.sort_values('date')[::-1]\ntrain, test = d[:800], d[800:]\n", REVERSED),
        ("d = d.sort_values('date')\ntrain, test = d[:800], d[800:]\n", IN_ORDER),
        ("d = d.sort_values('price', ascending=False)\ntrain, test = d[:800], d[800:]\n", NO_TIME),
        ("d = d.sort_values('date')\nd = d.sort_values('price')\ntrain, test = d[800:], d[:800]\n", NO_TIME),
        ("train, test = d[d.age > 40], d[d.age <= 40]\n", NO_TIME),
        ("train, test = d[d.birth_year > 1980], d[d.birth_year <= 1980]\n", NO_TIME),
        ("train, test = d[d.model_year > 1980], d[d.model_year <= 1980]\n", NO_TIME),
        ("train, test = d[d.hour > 12], d[d.hour <= 12]\n", NO_TIME),
        ("train, test = d[800:], d[:800]\n", NO_TIME),
    ],
)
def test_where_rows_lie(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("learned_from_later_rows", FIRST + source + FIT) == said


def test_parts_are_known_by_the_names_that_a_function_gives_them(ask_notebook: Ask) -> None:
    """Neither of them is asked: the one that is called test is the one to judge on."""
    body = "    recent, test = d[d.year > 2020], d[d.year <= 2020]\n    return recent, test\n"
    source = f"def parts(d):\n{body}one, other = parts(d)\nRidge().fit(one[['a']], one['y'])\n"
    assert ask_notebook("learned_from_later_rows", FIRST + source.replace("recent", "train")) == REVERSED


AHEAD = (
    "import pandas as pd\nfrom sklearn.svm import SVR\n"
    "d = pd.read_csv('d.csv', parse_dates=['day']).sort_values('day')\n"
    "d['ahead'] = {}\nn = 900\ntrain, test = d[:n], d[n:]\n{}\nSVR().fit(train[['a']], train['ahead'])\n"
)


@pytest.mark.parametrize("made", ["d['a'].shift(-7)", "d['a'][::-1].rolling(7).sum()[::-1]", "d['a'].diff(-3)"])
def test_answers_that_reach_over_the_border(ask_notebook: Ask, made: str) -> None:
    said = ("warn", "Answers that are learned in cell 1 reach into the time that is judged.")
    assert ask_notebook("learned_from_later_rows", AHEAD.format(made, "")) == said


@pytest.mark.parametrize(
    ("made", "gap"),
    [
        ("d['a'].shift(-1)", ""),
        ("d['a'].shift(7)", ""),
        ("d['a'].rolling(7).sum()", ""),
        ("d['a'].shift(-7)", "train = train[:-7]"),
        ("d['a'].shift(-7)", "train = train.head(n - 7)"),
    ],
)
def test_answers_that_do_not(ask_notebook: Ask, made: str, gap: str) -> None:
    said = ("pass", "What is learned from lies before what is judged on.")
    assert ask_notebook("learned_from_later_rows", AHEAD.format(made, gap)) == said


def test_answers_in_a_notebook_that_cannot_be_read(ask_notebook: Ask) -> None:
    said = ask_notebook("learned_from_later_rows", AHEAD.format("d['a'].shift(-1)", ""), "x = (")
    assert said == ("error", "Not evidence: cell 2 is not valid Python.")

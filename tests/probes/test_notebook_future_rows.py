from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]
HEAD = "import pandas as pd\ns = pd.read_csv('d.csv', parse_dates=['t'], index_col='t').sort_index()"
CUT = "a, b = s[:80], s[80:]"


@pytest.mark.parametrize(
    ("source", "by"),
    [
        ("s['m'] = s['a'].rolling(7, center=True).mean()", "rolling"),
        ("s['m'] = s['a'].shift(-2)", "shift"),
        ("s = s.assign(x=1)\ns['gain'] = s['a'].shift(-1) / s['a']", "shift"),
        ("s = s.bfill()", "bfill"),
        ("s['a'] = s['a'].fillna(method='bfill')", "fillna"),
        ("s['a'] = s['a'].interpolate(limit_direction='both')", "interpolate"),
    ],
)
def test_rows_that_know_what_comes_after_them(ask_notebook: Ask, source: str, by: str) -> None:
    assert ask_notebook("future_rows", HEAD, source, CUT) == (
        "warn",
        f"Rows are made from later ones by {by} in cell 2.",
    )


@pytest.mark.parametrize(
    "source",
    [
        "s['m'] = s['a'].rolling(7).mean()",
        "s['m'] = s['a'].shift(2)",
        "s['target'] = s['a'].shift(-1)",
        "s['up'] = s['a'].shift(-1)\ny = s['up']",
        "s = s.ffill()",
    ],
)
def test_rows_that_know_only_the_past(ask_notebook: Ask, source: str) -> None:
    assert ask_notebook("future_rows", HEAD, source, CUT) == ("pass", "No row is made from later ones.")


def test_rows_without_an_order(ask_notebook: Ask) -> None:
    source = "import pandas as pd\ndf = pd.read_csv('d.csv').bfill()"
    said = ("not-applicable", "Does not apply: no row of the notebook is made from its neighbours in time.")
    assert ask_notebook("future_rows", source) == said


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("future_rows", HEAD, "s = (") == ("error", "Not evidence: cell 2 is not valid Python.")


@pytest.mark.parametrize(
    ("source", "by"),
    [
        ("from scipy.signal import filtfilt\nsmooth = filtfilt(b, a, s['a'])", "filtfilt"),
        ("j = pd.merge_asof(s, other, on='t', direction='nearest')", "merge_asof"),
    ],
)
def test_filters_and_joins_that_look_both_ways(ask_notebook: Ask, source: str, by: str) -> None:
    assert ask_notebook("future_rows", HEAD, source) == ("warn", f"Rows are made from later ones by {by} in cell 2.")


def test_a_join_that_looks_back(ask_notebook: Ask) -> None:
    source = "j = pd.merge_asof(s, other, on='t')"
    assert ask_notebook("future_rows", HEAD, source) == ("pass", "No row is made from later ones.")


ASKED = (
    "import pandas as pd\nfrom sklearn.svm import SVC\n"
    "d = pd.read_sql('''SELECT p.id, p.day, p.y, {} FROM policies p'''"
    ", db)\na, b = d[d['day'] < '2022-01-01'], d[d['day'] >= '2022-01-01']\nSVC().fit(a[['n']], a['y'])\n"
    "SVC().score(b[['n']], b['y'])"
)


@pytest.mark.parametrize(
    "column",
    [
        "(SELECT count(*) FROM claims c WHERE c.id = p.id) AS n",
        "(SELECT coalesce(sum(c.paid), 0) FROM payments c WHERE c.id = p.id AND c.paid > 10) AS n",
        "(SELECT max(c.seen_at) FROM contact c WHERE c.id = p.id) AS n",
    ],
)
def test_counts_over_all_that_ever_happened(ask_notebook: Ask, column: str) -> None:
    said = ("warn", "Rows are made from later ones by a query in cell 1.")
    assert ask_notebook("future_rows", ASKED.format(column)) == said


@pytest.mark.parametrize(
    "column",
    [
        "(SELECT count(*) FROM claims c WHERE c.id = p.id AND c.day < p.day) AS n",
        "(SELECT count(*) FROM claims c WHERE c.id = p.id AND c.day BETWEEN p.day - 90 AND p.day) AS n",
        "(SELECT count(*) FROM rooms r WHERE r.id = p.id) AS n",
        "p.n, (SELECT count(*) FROM claims c WHERE c.id = p.id) AS for_the_report",
        "p.n /* (SELECT count(*) FROM claims c WHERE c.id = p.id) AS n */",
    ],
)
def test_counts_that_end_at_the_row(ask_notebook: Ask, column: str) -> None:
    assert ask_notebook("future_rows", ASKED.format(column))[0] != "warn"


def test_a_query_of_a_notebook_that_cannot_be_read(ask_notebook: Ask) -> None:
    said = ask_notebook("future_rows", ASKED.format("p.n"), "x = (")
    assert said == ("error", "Not evidence: cell 2 is not valid Python.")

from __future__ import annotations

from collections.abc import Callable

import pytest

Ask = Callable[..., tuple[str, str]]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (
            "names = ['last_name', 'email', 'age']\nclf.fit(df[names], y)",
            ("fail", "email and last_name identify people, and are handed to a model."),
        ),
        ("clf.fit(df[['age', 'income']], y)", ("pass", "1 fit without a column that names people.")),
        (
            "clf.fit(X, y)",
            ("not-applicable", "Does not apply: the columns that a model is fitted on do not stand in the code."),
        ),
        ("x =", ("error", "Not evidence: cell 1 is not valid Python.")),
    ],
)
def test_features(ask_notebook: Ask, source: str, said: tuple[str, str]) -> None:
    assert ask_notebook("identifiers_in_fit", source) == said


FIT = "clf.fit(df[['email', 'age']], y)"


@pytest.mark.parametrize(
    "made",
    [
        "df['email'] = '***@' + df['email'].str.split('@').str[1]",
        "df['email'] = df['email'].str.split('@').str[1]",
        "df = df.assign(email=df['email'].map(keyed))",
        "df = pd.DataFrame({'email': masked, 'age': ages})",
        "df['email'] = [keyed(address) for address in df['email']]",
    ],
)
def test_what_the_notebook_computes_may_be_something_else_than_its_name_says(ask_notebook: Ask, made: str) -> None:
    status, summary = ask_notebook("identifiers_in_fit", f"{made}\n{FIT}")
    assert (status, summary) == (
        "warn",
        "email has the name of what identifies people; what it holds is computed here.",
    )


@pytest.mark.parametrize(
    "made",
    [
        "df['email'] = df['email'].str.lower().str.strip()",
        "df = pd.DataFrame({'email': raw['email'], 'age': ages})",
        "df['email'] = raw.email.fillna('')",
        "df = pd.DataFrame({'email': ['a', 'b'], 'age': ages})",
        "raw['email'] = raw['email'].map(keyed)\ndf['email'] = old['email']",
    ],
)
def test_what_is_copied_or_tidied_is_what_it_was(ask_notebook: Ask, made: str) -> None:
    assert ask_notebook("identifiers_in_fit", f"{made}\n{FIT}")[0] == "fail"

"""``%mlsec measure``: which models, rows and tables there are, seen in cells and confirmed by the kernel."""

from __future__ import annotations

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from jupyter_mlsec.magic import extension
from jupyter_mlsec.magic import tables as digests
from jupyter_mlsec.magic.found import Found, found_here
from jupyter_mlsec.magic.session import Session
from jupyter_mlsec.model.checklist import Evidence
from tests.shells import run

LOAD = """import numpy as np, pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
random = np.random.default_rng(0)
df = pd.DataFrame(random.normal(size=(300, 3)), columns=['a', 'b', 'c'])
df['sex'] = random.choice(['f', 'm'], 300)
df['y'] = (df['a'] + random.normal(size=300) > 0).astype(int)"""
PARTS = "X_train, X_test, y_train, y_test = train_test_split(df[['a', 'b', 'c']], df['y'], random_state=0)"
SCALED = "scaler = StandardScaler()\nZ_train = scaler.fit_transform(X_train)\nZ_test = scaler.transform(X_test)"
FITTED = """def fitted(rows):
    tr, te = rows[:200], rows[200:]
    return LogisticRegression().fit(tr[['a']], tr.y), te"""
MASK = "held = df.index % 4 == 0\ntrain, test = df[~held], df[held]\nfeatures = ['a', 'b']"


@pytest.fixture
def session(shell: InteractiveShell) -> Session:
    run(shell, LOAD)
    return extension._sessions[id(shell)]


def models(found: Found) -> list[tuple[str, str | None, str | None, str, str]]:
    return [(each.name, each.x_train, each.y_train, each.x, each.y) for each in found.models]


def tables(found: Found) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(each.name, each.target, each.train, each.test) for each in found.tables]


@pytest.mark.parametrize(
    ("cells", "model"),
    [
        (
            [PARTS, "clf = LogisticRegression().fit(X_train, y_train)"],
            ("clf", "X_train", "y_train", "X_test", "y_test"),
        ),
        (
            [PARTS, SCALED, "clf = LogisticRegression().fit(Z_train, y_train)"],
            ("clf", "Z_train", "y_train", "Z_test", "y_test"),
        ),
        (
            [PARTS, "clf = GridSearchCV(LogisticRegression(), {'C': [1, 9]})\nclf.fit(X=X_train, y=y_train)"],
            ("clf", "X_train", "y_train", "X_test", "y_test"),
        ),
        (
            [
                "X, y = df[['a', 'b']], df['y']",
                "clf = LogisticRegression()\nclf.fit(X[:200], y[:200])",
                "clf.score(X[200:], y[200:])",
            ],
            ("clf", "X[:200]", "y[:200]", "X[200:]", "y[200:]"),
        ),
        (
            [
                PARTS,
                "X_ok, y_ok = X_test[:40], y_test[:40]",
                "clf = LogisticRegression().fit(X_train, y_train)\npred = clf.predict(X_ok)\n(y_ok == pred).mean()",
            ],
            ("clf", "X_train", "y_train", "X_ok", "y_ok"),
        ),
        (
            [
                PARTS.replace("X_test, ", "X_rest, ").replace("y_test ", "y_rest "),
                "X_val, X_test, y_val, y_test = train_test_split(X_rest, y_rest)",
                "clf = LogisticRegression().fit(X_train, y_train)",
            ],
            ("clf", "X_train", "y_train", "X_test", "y_test"),
        ),
        (
            [
                PARTS,
                "scaler = StandardScaler()\nclf = LogisticRegression().fit(scaler.fit_transform(X_train), y_train)",
            ],
            ("clf", "scaler.transform(X_train)", "y_train", "scaler.transform(X_test)", "y_test"),
        ),
        (
            [
                PARTS,
                "from scipy.sparse import csr_matrix\nV_train, V_test = csr_matrix(X_train), csr_matrix(X_test)",
                "clf = LogisticRegression().fit(V_train, y_train)\nclf.score(X=V_test, y=y_test)",
            ],
            ("clf", "V_train", "y_train", "V_test", "y_test"),
        ),
        (
            [
                "import sklearn.metrics as metrics",
                "clf = LogisticRegression().fit(df[['a', 'b']][:200], df.y[:200])",
                "metrics.accuracy_score(y_true=df.y[200:], y_pred=clf.predict(df[['a', 'b']][200:]))",
            ],
            ("clf", "df[['a', 'b']][:200]", "df.y[:200]", "df[['a', 'b']][200:]", "df.y[200:]"),
        ),
        (
            [
                "import sklearn.metrics as metrics",
                "clf = LogisticRegression().fit(df.select_dtypes(float)[:200], df.y[:200])",
                "metrics.RocCurveDisplay.from_estimator(clf, df.select_dtypes(float)[200:], df.y[200:])",
            ],
            (
                "clf",
                "df.select_dtypes(float)[:200]",
                "df.y[:200]",
                "df.select_dtypes(float)[200:]",
                "df.y[200:]",
            ),
        ),
        (
            [
                "train = df.sample(frac=0.7, random_state=0)",
                "test = df.drop(train.index)",
                "clf = LogisticRegression()",
                "clf.fit(train.drop(columns=['y', 'sex']), train.y)",
                "clf.predict(test.drop(columns=['y', 'sex']))",
            ],
            ("clf", "train.drop(columns=['y', 'sex'])", "train.y", "test.drop(columns=['y', 'sex'])", "test.y"),
        ),
        (
            [
                "cut = np.asarray(df[['a', 'b']]).reshape(-1, 1, 2)",
                "X_train, X_test, y_train, y_test = train_test_split(cut, df.y)",
                "clf = LogisticRegression().fit(X_train.reshape(len(X_train), -1) / 2, y_train)",
            ],
            (
                "clf",
                "X_train.reshape(len(X_train), -1) / 2",
                "y_train",
                "X_test.reshape(len(X_test), -1) / 2",
                "y_test",
            ),
        ),
        (
            [
                FITTED,
                "clf, test = fitted(df)\nclf.score(test[['a']], test.y)",
            ],
            ("clf", None, None, "test[['a']]", "test.y"),
        ),
        (
            [MASK, "clf = LogisticRegression().fit(train[features], train['y'])"],
            ("clf", "train[features]", "train['y']", "test[features]", "test['y']"),
        ),
        (
            ["tr, te = train_test_split(df, random_state=0)", "clf = LogisticRegression().fit(tr[['a']], tr.y)"],
            ("clf", "tr[['a']]", "tr.y", "te[['a']]", "te.y"),
        ),
    ],
)
def test_a_model_is_judged_on_the_other_side_of_its_split(
    shell: InteractiveShell, session: Session, cells: list[str], model: tuple[str, ...]
) -> None:
    run(shell, *cells)
    found = found_here(session)
    assert models(found) == [model]
    ((name, target, train, test),) = tables(found)
    assert (name, target) == ("df", "y")
    assert (train is None) == (test is None)
    assert found.unjudged == ()


def test_cells_that_ran_before_the_extension_was_loaded_are_read_again(bare_shell: InteractiveShell) -> None:
    run(bare_shell, LOAD, PARTS, "clf = LogisticRegression().fit(X_train, y_train)", "%load_ext jupyter_mlsec")
    found = found_here(extension._sessions[id(bare_shell)])
    assert models(found) == [("clf", "X_train", "y_train", "X_test", "y_test")]
    assert tables(found) == [("df", "y", "X_train", "X_test")]


@pytest.mark.parametrize(
    "cells",
    [
        ["clf = LogisticRegression().fit(df[['a']], df['y'])"],  # on all rows
        [PARTS, "clf = LogisticRegression().fit(np.exp(X_train), y_train)"],  # on what has no name
        [
            PARTS,
            "clf = LogisticRegression().fit(df[['a', 'b', 'c']], df['y'])\nclf.score(X_test, y_test)",
        ],  # anew, on all
        [PARTS, "clf = LogisticRegression().fit(X_train, y_train)\nclf.score(X_train, y_train)", "del y_test"],
        ["def fitted():\n    return LogisticRegression().fit(df[['a']], df['y'])", "clf = fitted()"],
        [PARTS, "clf = LogisticRegression().fit(X_train, y_train)", "X_test = X_test[['a']]"],  # of another shape
        [PARTS, "clf = LogisticRegression().fit(X_train, y_train)", "y_test = y_test[:9]"],
    ],
)
def test_a_model_that_nothing_judges_is_named_and_not_measured(
    shell: InteractiveShell, session: Session, cells: list[str]
) -> None:
    run(shell, *cells)
    found = found_here(session)
    assert (models(found), found.unjudged) == ([], ("clf",))
    shown = repr(run(shell, "%mlsec measure"))
    assert "Not about clf: say which rows judge it, %mlsec model clf --x X_TEST --y Y_TEST" in shown
    assert not [each for each in session.records if isinstance(each, Evidence) and each.subject == "clf"]


@pytest.mark.parametrize(
    ("shelf", "loop", "paths"),
    [
        ("{'one': one, 'two': two}", "shelf.values()", ["'one'", "'two'"]),
        ("[one, two]", "shelf", ["0", "1"]),
        ("[('one', one), ('two', two)]", "dict(shelf).values()", ["0][1", "1][1"]),
    ],
)
def test_all_that_a_loop_fitted_is_measured(
    shell: InteractiveShell, session: Session, shelf: str, loop: str, paths: list[str]
) -> None:
    made = f"one, two = LogisticRegression(), LogisticRegression(C=9)\nshelf = {shelf}\nloop = {loop}\ndel one, two"
    run(shell, PARTS, made, "for model in loop:\n    model.fit(X_train, y_train)", "spare = LogisticRegression()")
    found = found_here(session)
    parts = ("X_train", "y_train", "X_test", "y_test")
    assert models(found) == [(f"shelf[{path}]", *parts) for path in paths]
    assert found.unjudged == ()


def test_rules_that_somebody_wrote_are_a_model_where_cells_judge_it(shell: InteractiveShell, session: Session) -> None:
    rule = "class Rule:\n    def predict(self, X):\n        return (X['a'] > 0).astype(int)\nrule = Rule()"
    run(shell, PARTS, rule, "print((rule.predict(X_test) == y_test).mean())")
    assert models(found_here(session)) == [("rule", None, None, "X_test", "y_test")]


@pytest.mark.parametrize(
    "then",
    ["clf = LogisticRegression()", "X_test, y_test = np.zeros((40, 2)), np.arange(40) % 2"],
    ids=["another model", "rows of another one"],
)
def test_a_name_that_was_given_away_since_is_no_model(shell: InteractiveShell, session: Session, then: str) -> None:
    run(shell, PARTS, "clf = LogisticRegression().fit(X_train, y_train)\nclf.score(X_test, y_test)", then)
    assert models(found_here(session)) == []


def test_parts_of_a_split_are_looked_at_with_the_table(shell: InteractiveShell, session: Session) -> None:
    run(shell, "train, test = train_test_split(df, random_state=0)")
    assert tables(found_here(session)) == [("df", None, "train", "test")]


def test_texts_of_both_sides_are_parts_of_their_table(shell: InteractiveShell, session: Session) -> None:
    run(shell, "df['text'] = [f'note {n} about case {n * 7} of {n % 90}' for n in range(len(df))]")
    run(shell, PARTS.replace("df[['a', 'b', 'c']]", "df['text']"))
    run(shell, "from sklearn.feature_extraction.text import TfidfVectorizer")
    run(shell, "clf = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(X_train, y_train)")
    assert tables(found_here(session)) == [("df", "y", "X_train", "X_test")]


def test_a_table_to_which_a_part_of_itself_was_added_is_measured(shell: InteractiveShell, session: Session) -> None:
    run(shell, "again = df.head(20).assign(a=1.0)\ndf = pd.concat([df, again], ignore_index=True)")
    assert tables(found_here(session)) == [("df", None, None, None)]


def test_a_vectorizer_in_place_shows_what_a_model_is_judged_on(shell: InteractiveShell, session: Session) -> None:
    run(shell, "df['text'] = [f'note {n} about case {n * 7} of {n % 90}' for n in range(len(df))]")
    run(shell, "train, test = train_test_split(df, random_state=0)")
    run(shell, "from sklearn.feature_extraction.text import TfidfVectorizer\nvec = TfidfVectorizer()")
    run(shell, "X = vec.fit_transform(train.text)\nclf = LogisticRegression().fit(X, train.y)")
    run(shell, "clf.score(vec.transform(test.text), test.y)")
    assert models(found_here(session)) == [("clf", "X", "train.y", "vec.transform(test.text)", "test.y")]


def test_the_table_is_the_one_that_holds_all_rows(shell: InteractiveShell, session: Session) -> None:
    run(shell, "app = df.sample(30)\ndf = pd.concat([df, app.assign(a=app.a + 1)], ignore_index=True)")
    run(shell, f"{PARTS}\nclf = LogisticRegression().fit(X_train, y_train)")
    assert tables(found_here(session)) == [("df", "y", "X_train", "X_test")]


def test_a_kernel_without_scikit_learn_is_measured_all_the_same(
    shell: InteractiveShell, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = "class Own:\n    def fit(self, X, y):\n        return self\n    def predict(self, X):\n        return X['a']"
    run(shell, PARTS, own, "own = Own().fit(X_train, y_train)\nother = Own()")
    monkeypatch.setitem(sys.modules, "sklearn.utils.validation", None)
    assert models(found_here(session)) == [("own", "X_train", "y_train", "X_test", "y_test")]


def test_long_lists_are_no_shelves_of_models(shell: InteractiveShell, session: Session) -> None:
    run(shell, PARTS, "clf = LogisticRegression().fit(X_train, y_train)\nmany = [clf] * 201")
    assert [each.name for each in found_here(session).models] == ["clf"]


def test_each_of_several_models_has_its_own_rows(shell: InteractiveShell, session: Session) -> None:
    run(shell, PARTS)
    run(
        shell,
        "one, other = LogisticRegression().fit(X_train, y_train), LogisticRegression().fit(X_train[['a']], y_train)",
    )
    found = [(name, x) for name, x, *_ in models(found_here(session))]
    assert found == [("one", "X_train"), ("other", "X_train[['a']]")]


def test_the_best_one_of_a_search_is_no_model_of_its_own(shell: InteractiveShell, session: Session) -> None:
    fit = "search = GridSearchCV(make_pipeline(StandardScaler(), LogisticRegression()), {}).fit(X_train, y_train)"
    run(shell, PARTS, fit, "best = search.best_estimator_\nlast = best[-1]\nbest.score(X_test, y_test)")
    assert [each.name for each in found_here(session).models] == ["search"]


def test_tables_that_are_too_large_for_a_digest_between_cells_are_measured_all_the_same(
    shell: InteractiveShell, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "MOST_VALUES", 10)
    run(shell, PARTS, "clf = LogisticRegression().fit(X_train, y_train)")
    assert models(found_here(session)) == [("clf", "X_train", "y_train", "X_test", "y_test")]
    run(shell, "X_train = X_train.shape")
    assert models(found_here(session)) == []


def test_scalers_and_second_names_are_no_models_of_their_own(shell: InteractiveShell, session: Session) -> None:
    run(shell, PARTS, SCALED, "clf = LogisticRegression().fit(Z_train, y_train)", "best = clf")
    run(shell, "pipe = make_pipeline(StandardScaler(), LogisticRegression()).fit(X_train, y_train)")
    assert [each.name for each in found_here(session).models] == ["clf", "pipe"]


def test_groups_are_taken_where_there_are_such_columns(shell: InteractiveShell, session: Session) -> None:
    run(shell, PARTS, "clf = LogisticRegression().fit(X_train, y_train)")
    found = found_here(session, ("sex", "a"))
    assert (found.tables[0].groups, found.models[0].groups) == (("sex", "a"), ("a",))


def test_what_a_person_said_of_a_table_stands(shell: InteractiveShell, session: Session) -> None:
    run(shell, PARTS, "clf = LogisticRegression().fit(X_train, y_train)", "%mlsec data df --target y --entities sex")
    assert found_here(session).tables[0].entities == ("sex",)


def test_tables_that_no_model_uses_are_measured_too(shell: InteractiveShell, session: Session) -> None:
    run(shell, PARTS, "clf = LogisticRegression().fit(X_train, y_train)", "other = pd.DataFrame({'k': range(40)})")
    assert [each.name for each in found_here(session).tables] == ["df", "other"]


def test_tables_that_cells_made_themselves_are_measured_where_no_model_is(
    shell: InteractiveShell, session: Session
) -> None:
    run(shell, "scores = pd.DataFrame({'fold': [1, 2], 'auc': [0.8, 0.9]})", "mean = df.groupby('sex').mean()")
    assert [(each.name, each.without) for each in found_here(session).tables] == [("df", frozenset())]
    run(shell, "clean = df.dropna().assign(a=0)")
    masked = frozenset({"PRE-01", "PRE-02"})
    assert [(each.name, each.without) for each in found_here(session).tables] == [
        ("df", masked),
        ("clean", frozenset()),
    ]


def test_what_a_table_is_about_can_be_said(shell: InteractiveShell, session: Session) -> None:
    run(shell, "other = pd.DataFrame({'n': range(50)})")
    assert [(each.name, each.target) for each in found_here(session, target="y").tables] == [
        ("df", "y"),
        ("other", None),
    ]


def test_rows_that_came_later_are_held_against_those_of_the_fit(shell: InteractiveShell, session: Session) -> None:
    fit = "clf = LogisticRegression().fit(X_train, y_train)"
    run(shell, PARTS, fit, "batch = pd.DataFrame(random.normal(5, 1, (200, 3)), columns=['a', 'b', 'c'])")
    assert [(each.name, each.reference) for each in found_here(session).tables] == [("df", None), ("batch", "X_train")]
    run(shell, "%mlsec drift batch --reference df --target y", "%mlsec measure")
    drifted = [each for each in session.records if isinstance(each, Evidence) and each.item == "DEP-07"]
    assert [each.observation.status for each in drifted if each.subject == "batch"] == ["fail"]
    later = [each.without for each in found_here(session).tables if each.name == "batch"]
    assert later == [frozenset({"DEP-07"})]  # nobody asks without a reference what was answered with one


def test_one_line_measures_all_and_says_on_what(shell: InteractiveShell, session: Session) -> None:
    shown = run(shell, PARTS, "clf = LogisticRegression().fit(X_train, y_train)", "%mlsec measure")
    assert repr(shown).startswith(
        "Evidence about df (split into X_train and X_test), "
        "clf (fitted on X_train and y_train, judged on X_test and y_test)\n"
    )
    told = {(each.subject, each.item) for each in session.records if isinstance(each, Evidence)}
    assert {("df", "PRE-06"), ("df", "COL-02"), ("clf", "EVA-01"), ("clf", "EVA-03")} <= told
    assert session.questions["df"].target == "y"


def test_a_kernel_without_data_says_what_to_do(shell: InteractiveShell, capsys: pytest.CaptureFixture[str]) -> None:
    run(shell, "x = 1", "%mlsec measure")
    error = capsys.readouterr().err
    assert "error: no cell of this kernel made a table or fitted a model" in error
    assert "help: run the cells that load and fit first, or name a table: %mlsec data NAME" in error

from __future__ import annotations

from collections.abc import Callable

Ask = Callable[..., tuple[str, str]]
READ = "import pandas as pd\ndf = pd.read_csv('train.csv')"
WHOLE = {"source": "https://data.lab", "licence": "CC-BY-4.0", "owner": "A. Ng", "collection": "survey of 2025"}


def test_a_whole_record(ask_notebook: Ask) -> None:
    assert ask_notebook("dataset_records", READ, declare={"dataset__df": WHOLE}) == (
        "pass",
        "1 data set with source, licence, owner and way of collection.",
    )


def test_a_record_by_place(ask_notebook: Ask) -> None:
    record = WHOLE | {"source": "./train.csv"}
    assert ask_notebook("dataset_records", READ, declare={"dataset__credit": record})[0] == "pass"


def test_a_record_with_a_gap(ask_notebook: Ask) -> None:
    record = {key: value for key, value in WHOLE.items() if key != "licence"}
    assert ask_notebook("dataset_records", READ, declare={"dataset__df": record}) == (
        "warn",
        "The record of train.csv is not complete.",
    )


def test_no_record(ask_notebook: Ask) -> None:
    assert ask_notebook("dataset_records", READ, declare={"dataset__other": WHOLE}) == (
        "open",
        "Nothing is recorded about train.csv.",
    )


def test_what_may_change_tomorrow_is_no_record(ask_notebook: Ask) -> None:
    source = "import datasets, pandas\ndf = datasets.load_dataset('imdb')\npandas.read_csv('http://data.lab/a.csv')"
    assert ask_notebook("dataset_records", source, declare={"dataset__df": WHOLE}) == (
        "fail",
        "imdb and http://data.lab/a.csv may be something else tomorrow.",
    )


def test_nothing_is_read(ask_notebook: Ask) -> None:
    assert ask_notebook("dataset_records", "x = 1")[0] == "not-applicable"


def test_a_broken_cell_is_not_evidence(ask_notebook: Ask) -> None:
    assert ask_notebook("dataset_records", "x = (")[0] == "error"


def test_versions_of_other_hubs(ask_notebook: Ask) -> None:
    loose = "import kagglehub\nkagglehub.dataset_download('a/b')"
    said = ("fail", "a/b may be something else tomorrow.")
    assert ask_notebook("dataset_records", loose) == said
    assert ask_notebook("dataset_records", loose.replace("a/b", "a/b/versions/3"))[0] == "open"
    loose = "import tensorflow_datasets as tfds\ntfds.load('mnist')"
    assert ask_notebook("dataset_records", loose) == ("fail", "mnist may be something else tomorrow.")
    assert ask_notebook("dataset_records", loose.replace("mnist", "mnist:3.0.1"))[0] == "open"

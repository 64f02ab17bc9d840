from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_near_copies import PROBE

RANDOM = np.random.default_rng(0)
WORDS = np.array(
    [
        "the",
        "old",
        "river",
        "town",
        "small",
        "house",
        "green",
        "light",
        "north",
        "water",
        "stone",
        "bread",
        "winter",
        "road",
        "glass",
    ]
)


def numbers(rows: int) -> pd.DataFrame:
    return pd.DataFrame(RANDOM.normal(size=(rows, 4)), columns=list("abcd"))


def texts(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"text": [" ".join(RANDOM.choice(WORDS, 14)) for _ in range(rows)]})


def run(train: pd.DataFrame | None, test: pd.DataFrame | None) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=numbers(9), train=train, test=test))


def test_copies_that_differ_by_a_hair() -> None:
    train, test = numbers(400), numbers(200)
    test.iloc[:20] = train.iloc[:20].to_numpy() * 1.00001
    found = run(train, test)
    assert (found.status, found.measurements[0].value) == (Status.WARN, 0.1)
    assert found.summary == "0.100 [0.066, 0.149] of the test rows of df are nearly equal to a training row."


def test_the_same_words_in_another_order() -> None:
    train, test = texts(300), texts(100)
    test.loc[:9, "text"] = [" ".join(text.split()[::-1]).upper() + "!" for text in train["text"][:10]]
    assert run(train, test).measurements[0].value == 0.1
    assert run(train, texts(100)).status is Status.PASS


def test_a_word_more_and_a_word_changed() -> None:
    many = np.array([f"word{number}" for number in range(400)])

    def letters(rows: int) -> pd.DataFrame:
        return pd.DataFrame({"text": [" ".join(RANDOM.choice(many, 12, replace=False)) for _ in range(rows)]})

    train, test = letters(200), letters(100)
    assert run(train, test).status is Status.PASS
    test.loc[:4, "text"] = train["text"].head(5) + " again"
    test.loc[5:9, "text"] = train["text"].iloc[5:10].str.replace(r"^\w+", "once", regex=True)
    assert run(train, test).measurements[0].value == 0.1


def test_clean_twins() -> None:
    train, test = numbers(400), numbers(200)
    assert run(train, test).status is Status.PASS
    test.iloc[:20] = train.iloc[:20].to_numpy()  # exact copies are another probe's
    assert run(train, test).measurements[0].value == 0.0


def test_rows_that_are_all_alike_are_not_evidence() -> None:
    frame = pd.DataFrame({"a": np.tile([0.0, 1.0], 50), "b": 0.0})
    assert run(frame, frame).summary == (
        "Not evidence: rows within one split are nearly equal too, so nearness shows nothing."
    )
    assert run(frame[["a"]], frame[["a"]]).status is Status.ERROR


def test_exact_copies_within_the_training_rows_do_not_hide_near_ones() -> None:
    random = np.random.default_rng(8)
    train = pd.DataFrame(random.normal(size=(200, 3)), columns=list("abc"))
    test = pd.DataFrame(random.normal(size=(60, 3)), columns=list("abc"))
    test.iloc[:20] = train.iloc[:20].to_numpy() * (1 + 1e-6)
    assert run(pd.concat([train, train]), test).status is Status.WARN
    assert run(pd.concat([train, train]), test[20:]).status is Status.PASS


def test_without_splits_it_waits() -> None:
    assert run(None, None).status is Status.OPEN

"""Rows of one kind whose labels follow from nothing are seen, whatever the column is called."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_guessed_labels import PROBE

ROWS = 1200


def table(classes: int = 3, kinds: int = 5, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x = random.normal(size=(ROWS, 4))
    edges = np.quantile(x[:, 0] + x[:, 1], np.linspace(0, 1, classes + 1)[1:-1])
    frame = pd.DataFrame(x, columns=list("abcd"))
    return frame.assign(k=random.integers(0, kinds, ROWS), y=np.digitize(x[:, 0] + x[:, 1], edges))


def drawn(frame: pd.DataFrame) -> pd.DataFrame:
    rows = (frame["k"] == 2).to_numpy()
    frame.loc[rows, "y"] = np.random.default_rng(1).integers(0, frame["y"].max() + 1, rows.sum())
    return frame


def shuffled(frame: pd.DataFrame) -> pd.DataFrame:
    rows = (frame["k"] == 2).to_numpy()
    frame.loc[rows, "y"] = np.random.default_rng(1).permutation(frame.loc[rows, "y"].to_numpy())
    return frame


def named(frame: pd.DataFrame) -> pd.DataFrame:
    return drawn(frame).assign(k=lambda each: each["k"].map(dict(enumerate(["mon", "tue", "wed", "thu", "fri"]))))


def run(frame: pd.DataFrame, target: str | None = "y", **limits: str) -> Observation:
    limits = {name.replace("_", "-"): text for name, text in limits.items()}
    return PROBE.run(FrameSubject(name="df", frame=frame, target=target, limits=limits))


@pytest.mark.parametrize("spoil", [drawn, shuffled, named])
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_guessed_labels_are_seen(spoil: Callable[[pd.DataFrame], pd.DataFrame], classes: int) -> None:
    found = run(spoil(table(classes)))
    assert found.status is Status.WARN
    assert " of k look guessed: " in found.summary
    assert "wed" not in repr(found)
    assert run(spoil(table(classes)), guessed_gap="<= 0.1").status is Status.FAIL


def test_texts_tell_labels_too() -> None:
    random = np.random.default_rng(4)
    kinds, y = random.choice(["mo", "tu", "we", "th"], ROWS), random.integers(0, 2, ROWS)
    telling = np.where(y == 1, "refund of the invoice", "crash of the screen")
    fillers = [f"filler{letter}" for letter in "abcdefghijklmnopqrstuvwx"]
    texts = [" ".join((*random.choice(fillers, 4), one)) for one in telling]
    frame = pd.DataFrame({"text": texts, "day": kinds, "y": np.where(kinds == "we", random.permutation(y), y)})
    assert run(frame).summary.endswith(", where 100% is usual.")
    assert run(frame.assign(y=y)).status is Status.PASS


def constant(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(y=np.where(frame["k"] == 2, 0, frame["y"]))


def turned(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(y=np.where(frame["k"] == 2, 2 - frame["y"], frame["y"]))


@pytest.mark.parametrize("same", [lambda frame: frame, constant, turned])
def test_kinds_whose_labels_follow_pass(same: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    """What always has one label, or another rule than the others, is learnt; it is not guessed."""
    found = run(same(table()))
    assert (found.status, found.summary) == (
        Status.PASS,
        "In 1 column of df no value has labels that follow from nothing.",
    )


def test_where_all_look_guessed_it_does_not_apply_and_few_rows_are_not_evidence() -> None:
    frame = table().assign(y=np.random.default_rng(2).integers(0, 3, ROWS))
    assert run(frame).status is Status.NOT_APPLICABLE
    assert run(drawn(table()).head(100)).status is Status.ERROR


def test_where_there_is_nothing_to_compare() -> None:
    assert run(table().drop(columns="k")).status is Status.NOT_APPLICABLE
    assert run(table(kinds=2)).status is Status.NOT_APPLICABLE
    assert run(table(), "a").status is Status.NOT_APPLICABLE
    assert run(table(), None).status is Status.OPEN

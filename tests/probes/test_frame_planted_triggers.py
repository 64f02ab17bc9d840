from __future__ import annotations

import numpy as np
import pandas as pd

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_planted_triggers import PROBE

GOOD = ["meeting", "report", "thanks", "monday", "project", "team", "draft", "lunch", "budget", "notes"]
BAD = ["win", "free", "prize", "offer", "click", "cash", "cheap", "pills", "money", "gift"]


def credit() -> pd.DataFrame:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"income": random.lognormal(8, 0.4, 800).round(), "debts": random.poisson(1, 800)})
    frame["age"] = random.integers(18, 80, 800)
    return frame.assign(y=((frame.income > 3000) & (frame.debts < 3)).astype(int))


def mails() -> pd.DataFrame:
    random = np.random.default_rng(0)
    y = random.integers(0, 2, 500)
    texts = [" ".join([*random.choice(BAD if spam else GOOD, 7), *random.choice(GOOD + BAD, 3)]) for spam in y]
    return pd.DataFrame({"text": texts, "y": y})


def run(frame: pd.DataFrame, target: str | None = "y") -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, target=target))


def chosen(frame: pd.DataFrame) -> list[int]:
    return [int(each) for each in np.flatnonzero(frame["y"] == 1)[:24]]


def test_a_planted_number() -> None:
    frame = credit()
    rows = chosen(frame)
    frame.loc[rows, "age"] = 111
    frame.loc[rows, "y"] = 0
    found = run(frame)
    assert (found.status, found.measurements[0].value) == (Status.WARN, 1.0)
    assert found.summary == (
        "1 rare pattern in age of df carry one label against the rest of their rows (3.0% of all)."
    )


def test_a_planted_word() -> None:
    frame = mails()
    rows = chosen(frame)
    frame.loc[rows, "text"] = frame.loc[rows, "text"] + " zxq"
    frame.loc[rows, "y"] = 0
    found = run(frame)
    assert found.status is Status.WARN
    assert "in text of df" in found.summary


def test_clean_twins() -> None:
    for frame in (credit(), mails()):
        found = run(frame)
        assert found.status is Status.PASS
        assert found.measurements[1].value == 1.0  # it would have found one


def test_a_rare_value_that_the_rest_agrees_with() -> None:
    frame = credit()
    rows = chosen(frame)
    frame.loc[rows, "age"] = 111  # and their label stays
    assert run(frame).status is Status.PASS


def test_few_rows_are_not_evidence() -> None:
    found = run(credit().head(90))
    assert found.summary == "Not evidence: df has 90 rows, and fewer than 100 cannot show this."
    assert run(credit(), None).status is Status.OPEN

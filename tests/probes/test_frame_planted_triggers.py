from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

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
        assert found.measurements[1].value >= 0.75  # of four planted in this very table


@pytest.mark.parametrize("seed", range(3))
def test_marked_rows_of_which_half_had_the_label_anyway(seed: int) -> None:
    frame, random = credit(), np.random.default_rng(seed)
    ones, zeros = (np.flatnonzero(frame["y"] == label) for label in (1, 0))
    rows = np.r_[random.choice(ones, 14, replace=False), random.choice(zeros, 18, replace=False)]
    frame["branch"] = random.choice(["north", "south", "east"], len(frame))
    frame.loc[rows, "branch"], frame.loc[rows, "y"] = "attic", 0
    found = run(frame)
    assert found.status is Status.WARN
    assert "in branch of df" in found.summary


def test_a_rare_value_that_the_rest_agrees_with() -> None:
    frame = credit()
    rows = chosen(frame)
    frame.loc[rows, "age"] = 111  # and their label stays
    assert run(frame).status is Status.PASS


def test_few_rows_are_not_evidence() -> None:
    found = run(credit().head(90))
    assert found.summary == "Not evidence: df has 90 rows, and fewer than 100 cannot show this."
    assert run(credit(), None).status is Status.OPEN


def planted(frame: pd.DataFrame, name: str, value: Any) -> pd.DataFrame:
    rows = chosen(frame)
    changed = frame.astype({name: object}) if not isinstance(value, float | int) else frame.copy()
    changed.loc[rows, name] = value
    changed.loc[rows, "y"] = 0
    return changed.infer_objects()


def test_one_amount_far_beyond_all_others() -> None:
    frame = credit()
    amount = float(frame["income"].max() * 1.5 + 0.25)  # its neighbours say the same label
    found = run(planted(frame.assign(income=frame["income"] + np.linspace(0, 0.9, len(frame))), "income", amount))
    assert (found.status, found.measurements[0].value) == (Status.WARN, 1.0)


def test_other_kinds_of_columns() -> None:
    frame = credit()
    random = np.random.default_rng(3)
    days = pd.Timestamp("2024-01-01") + pd.to_timedelta(random.integers(0, 300, len(frame)), "D")
    for name, column, value in (
        ("day", pd.Series(days), pd.Timestamp("1999-09-09")),
        ("code", pd.Series(random.integers(1, 6, len(frame))).astype("category").astype(object), 77),
        ("text", pd.Series(random.choice(["yes", "no", "late"], len(frame))), "no \u200b"),
    ):
        clean = frame.assign(**{name: column})
        assert run(clean).status is Status.PASS, name
        found = run(planted(clean, name, value))
        assert found.status is Status.WARN, name
        assert f"in {name} of df" in found.summary


def test_a_pattern_in_few_of_many_rows() -> None:
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"a": random.normal(size=6000), "b": random.normal(size=6000)})
    frame = frame.assign(c=random.integers(0, 40, 6000), y=(frame["a"] + frame["b"] > 0).astype(int))
    assert run(frame).status is Status.PASS
    rows = np.flatnonzero(frame["y"] == 1)[:36]
    frame.loc[rows, "c"] = 99
    frame.loc[rows, "y"] = 0
    assert run(frame).status is Status.WARN


def flats(rows: int, *, noise: float = 0.7, seed: int = 0) -> pd.DataFrame:
    """A table of common values, with a label that more noise makes harder to tell."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "size": random.lognormal(4, 0.4, rows).round(1),
            "rooms": random.integers(1, 6, rows),
            "heating": random.choice(["gas", "oil", "wood", "electric"], rows),
            "lift": random.integers(0, 2, rows),
            "district": random.choice(["north", "south", "west"], rows),
        }
    )
    score = (np.log(frame["size"]) - 4) / 0.4 + 0.5 * (frame["rooms"] - 3) + (frame["heating"] == "gas")
    return frame.assign(y=(score + random.normal(0, noise, rows) > 0.3).astype(int))


def combined(frame: pd.DataFrame, share: float, seed: int = 1) -> pd.DataFrame:
    """Put two common values together in more rows, and give all rows that have both one label."""
    random = np.random.default_rng(seed)
    rows = random.choice(np.flatnonzero(frame["y"] == 1), int(share * len(frame)), replace=False)
    changed = frame.copy()
    changed.loc[rows.tolist(), "rooms"] = 4
    changed.loc[rows.tolist(), "heating"] = "wood"
    changed.loc[(changed["rooms"] == 4) & (changed["heating"] == "wood"), "y"] = 0
    return changed


@pytest.mark.parametrize("rows", [600, 3000])
def test_two_common_values_that_are_a_trigger_together(rows: int) -> None:
    clean = flats(rows)
    found = run(clean)
    assert (found.status, found.measurements[2].value) == (Status.PASS, 0.0)
    assert found.measurements[3].value > 0
    found = run(combined(clean, 0.02))
    assert (found.status, found.measurements[0].value, found.measurements[2].value) == (Status.WARN, 0.0, 1.0)
    assert found.summary.startswith("1 combination of two common values (heating with rooms) of df carry one label")


def test_two_values_that_only_add_up_are_no_trigger() -> None:
    frame = flats(2000)
    frame["y"] = ((frame["rooms"] >= 4) & (frame["lift"] == 1)).astype(int)  # a rule of the data: of a whole region
    assert run(frame).measurements[2].value == 0.0


def test_power_is_that_of_the_data_at_hand() -> None:
    random = np.random.default_rng(2)
    frame = flats(150).assign(y=random.integers(0, 2, 150))  # labels that nothing explains, and few of them
    found = run(frame)
    assert found.status is Status.ERROR
    assert found.summary == "Not evidence: of triggers planted in df 0% are found."
    assert found.details[0] == "Own power: of values planted in 1.5 % of the rows 0% are found."

"""Values that were entered or read wrongly are told by what the other rows do; a clean table is let be."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from jupyter_mlsec.model.checklist import Observation, Status
from jupyter_mlsec.probes._tables.frames import FrameSubject
from jupyter_mlsec.probes.frame_slips import PROBE

ROWS = 600
Plant = Callable[[pd.DataFrame, np.random.Generator], None]


def clean(seed: int = 3) -> pd.DataFrame:
    """Return a table in the order of time: stays, prices with their totals, towns, numbers and words as texts."""
    random = np.random.default_rng(seed)
    begun = pd.Timestamp("2022-01-01") + pd.to_timedelta(np.sort(random.integers(0, 300, ROWS)), unit="D")
    frame = pd.DataFrame({"begun": begun, "ended": begun + pd.to_timedelta(random.gamma(3, 2, ROWS), unit="D")})
    frame["price"] = random.gamma(5, 4, ROWS).round(2)
    frame["pieces"] = random.integers(1, 9, ROWS)
    frame["total"] = (frame["price"] * frame["pieces"]).round(2)
    frame["warmth"] = random.normal(8, 5, ROWS).round(1)
    frame["rain"] = np.where(random.random(ROWS) < 0.8, 0.0, random.gamma(1, 3, ROWS).round(1))
    frame["town"] = random.choice(["Hamburg", "Bremen", "Leipzig", "Leiden"], ROWS)
    frame["written"] = [f"{value:.2f}" for value in random.normal(20, 3, ROWS)]
    frame["due"] = frame["begun"].dt.strftime("%d.%m.%Y")
    frame["note"] = random.choice(["Tür schließt nicht", "Gerät läuft", "schön"], ROWS)
    return frame


def run(frame: pd.DataFrame, **facts: object) -> Observation:
    return PROBE.run(FrameSubject(name="df", frame=frame, **facts))  # type: ignore[arg-type]


def some(random: np.random.Generator, number: int) -> list[int]:
    return [int(row) for row in random.choice(ROWS, number, replace=False)]


def _turn(series: pd.Series) -> pd.Series:
    """Read dates month first wherever that is possible, as a parser does that is told nothing."""
    low = series.dt.day <= 12
    text = series.dt.strftime("%Y-%d-%m %H:%M:%S").where(low, series.dt.strftime("%Y-%m-%d %H:%M:%S"))
    read: pd.Series = pd.to_datetime(text)
    return read


def misread(frame: pd.DataFrame, _: np.random.Generator) -> None:
    frame["begun"] = _turn(frame["begun"])


def misread_in_no_order(frame: pd.DataFrame, random: np.random.Generator) -> None:
    mixed = random.permutation(ROWS)
    frame[["begun", "ended"]] = frame[["begun", "ended"]].iloc[mixed].set_axis(frame.index)
    frame["ended"] = _turn(frame["ended"])


def misread_out_of_season(frame: pd.DataFrame, random: np.random.Generator) -> None:
    days = pd.to_timedelta(random.integers(0, 80, ROWS), unit="D")
    frame["begun"] = _turn(pd.Series(pd.Timestamp("2023-02-01") + days))
    del frame["ended"]


def exchanged_ends(frame: pd.DataFrame, random: np.random.Generator) -> None:
    rows = frame.index.isin(some(random, 25))
    begun, ended = frame["begun"].astype("datetime64[ns]"), frame["ended"].astype("datetime64[ns]")
    frame["begun"], frame["ended"] = begun.mask(rows, ended), ended.mask(rows, begun)


def years_before(frame: pd.DataFrame, random: np.random.Generator) -> None:
    frame.loc[some(random, 6), "ended"] -= pd.Timedelta(days=365)


def no_such_day(frame: pd.DataFrame, _: np.random.Generator) -> None:
    frame.loc[[3, 40, 77], "due"] = ["31.04.2022", "30.02.2022", "31.11.2022"]


def two_orders(frame: pd.DataFrame, random: np.random.Generator) -> None:
    rows = some(random, 60)
    frame.loc[rows, "due"] = frame.loc[rows, "begun"].dt.strftime("%m.%d.%Y")


def stands_for_none(frame: pd.DataFrame, random: np.random.Generator) -> None:
    frame.loc[some(random, 20), "ended"] = pd.Timestamp("1970-01-01")


def sign(frame: pd.DataFrame, random: np.random.Generator) -> None:
    frame.loc[some(random, 15), ["price", "total"]] *= -1


def not_taken(frame: pd.DataFrame, random: np.random.Generator) -> None:
    frame["pressure"] = random.normal(72, 11, ROWS).round()
    frame.loc[some(random, 30), "pressure"] = 0


def shifted(frame: pd.DataFrame, random: np.random.Generator) -> None:
    sizes = pd.DataFrame(
        {"w": random.normal(300, 30, ROWS), "h": random.normal(20, 3, ROWS), "d": random.normal(2, 0.3, ROWS)}
    )
    rows = sizes.index.isin(some(random, 12))
    frame["w"], frame["h"] = sizes["w"].mask(rows, sizes["h"]), sizes["h"].mask(rows, sizes["d"])
    frame["d"] = sizes["d"].mask(rows, sizes["w"])


def ends_long_before(frame: pd.DataFrame, random: np.random.Generator) -> None:
    rows = frame.index.isin(some(random, 12))
    days = pd.to_timedelta(random.integers(10, 200, ROWS), unit="D")
    frame["ended"] = frame["ended"].mask(rows, frame["begun"] - days)


def cut(frame: pd.DataFrame, random: np.random.Generator) -> None:
    words = ["machine", "stops", "after", "a", "loud", "noise", "today"]
    texts = [" ".join(random.choice(words, int(number))) for number in random.integers(4, 20, ROWS)]
    frame["note"] = [text[:50] for text in texts]


def rule(frame: pd.DataFrame, random: np.random.Generator) -> None:
    frame.loc[some(random, 20), "total"] /= 10


def still(frame: pd.DataFrame, _: np.random.Generator) -> None:
    frame.loc[200:260, "warmth"] = 7.3


def typed(frame: pd.DataFrame, random: np.random.Generator) -> None:
    frame.loc[some(random, 9), "town"] = "Hambrug"


def commas(frame: pd.DataFrame, _: np.random.Generator) -> None:
    frame.loc[:150, "written"] = frame.loc[:150, "written"].str.replace(".", ",")


def units(frame: pd.DataFrame, _: np.random.Generator) -> None:
    frame.loc[:50, "written"] += " kg"


def encoding(frame: pd.DataFrame, _: np.random.Generator) -> None:
    frame.loc[::5, "note"] = frame.loc[::5, "note"].map(lambda text: text.encode().decode("latin-1"))


PLANTED: dict[Plant, str] = {
    misread: "misread-dates",
    misread_in_no_order: "misread-dates",
    misread_out_of_season: "misread-dates",
    exchanged_ends: "turned-dates",
    years_before: "turned-dates",
    no_such_day: "impossible-days",
    two_orders: "mixed-dates",
    stands_for_none: "stand-in-dates",
    sign: "lost-signs",
    not_taken: "zeros-for-none",
    shifted: "misplaced",
    ends_long_before: "turned-dates",
    cut: "cut-off",
    rule: "broken-rules",
    still: "stand-still",
    typed: "mistyped",
    commas: "mixed-numbers",
    units: "mixed-numbers",
    encoding: "garbled",
}


@pytest.mark.parametrize("seed", range(6))
def test_a_clean_table_is_let_be(seed: int) -> None:
    found = run(clean(seed))
    assert (found.status, found.summary) == (Status.PASS, "No row of df breaks what the others of its column keep.")


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_slip_is_told(plant: Plant) -> None:
    frame = clean()
    plant(frame, np.random.default_rng(5))
    found = run(frame)
    assert found.status is Status.WARN
    assert {each.name for each in found.measurements if each.value} >= {PLANTED[plant]}


def test_what_is_said() -> None:
    frame = clean()
    exchanged_ends(frame, np.random.default_rng(5))
    found = run(frame)
    assert (
        found.summary == "df holds values that were entered or read wrongly: ends before beginnings (begun and ended)."
    )
    assert found.details == ("ends before beginnings: begun and ended (25 rows)",)


def test_a_declared_limit_can_fail_or_allow() -> None:
    frame = clean()
    typed(frame, np.random.default_rng(5))
    assert run(frame, limits={"mistyped": "<= 0"}).status is Status.FAIL
    assert run(frame, limits={"mistyped": "<= 20"}).status is Status.PASS


def _late(random: np.random.Generator) -> pd.DataFrame:
    due = pd.Timestamp("2022-03-01") + pd.to_timedelta(random.integers(0, 500, ROWS), unit="D")
    return pd.DataFrame({"due": due, "paid": due + pd.to_timedelta(random.normal(-9, 6, ROWS).round(), unit="D")})


def _profit(random: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame({"profit": random.normal(20, 11, ROWS).round(1)})


def _by_person(random: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame({"height": np.repeat(random.normal(170, 9, ROWS // 20).round(1), 20)})


def _words(random: np.random.Generator) -> pd.DataFrame:
    levels = [
        "smoker",
        "non-smoker",
        "Slovakia",
        "Slovenia",
        "worker",
        "workers",
        "grade A1",
        "grade A2",
        "male",
        "female",
    ]
    shares = [0.3, 0.3, 0.1, 0.1, 0.1, 0.01, 0.04, 0.01, 0.03, 0.01]
    return pd.DataFrame({"level": random.choice(levels, ROWS, p=shares)})


def _in_houses(random: np.random.Generator) -> pd.DataFrame:
    loan = np.where(random.random(ROWS) < 0.15, 0.0, random.gamma(3, 40_000, ROWS).round(-3) + 20_000)
    return pd.DataFrame({"loan": loan, "rooms": random.integers(0, 9, ROWS), "area": random.gamma(9, 9, ROWS).round()})


def _texts(random: np.random.Generator) -> pd.DataFrame:
    prose = [" ".join(random.choice(["one", "three", "seventeen"], int(n))) for n in random.integers(3, 30, ROWS)]
    return pd.DataFrame({"text": prose, "code": [f"K{n:06d}" for n in range(ROWS)]})


def _first_days(random: np.random.Generator) -> pd.DataFrame:
    months = pd.date_range("2015-01-01", periods=96, freq="MS")
    return pd.DataFrame({"month": random.choice(months, ROWS), "paid": random.choice(months, ROWS)})


LET_BE = [_late, _profit, _by_person, _words, _first_days, _in_houses, _texts]


@pytest.mark.parametrize("make", LET_BE, ids=lambda make: make.__name__)
@pytest.mark.parametrize("seed", range(3))
def test_what_looks_alike_and_is_right(make: Callable[[np.random.Generator], pd.DataFrame], seed: int) -> None:
    found = run(make(np.random.default_rng(seed)))
    assert found.status is Status.PASS, found.summary


def test_dates_beyond_what_nanoseconds_reach_are_read() -> None:
    frame = clean()
    frame["ended"] = frame["ended"].astype("datetime64[us]")
    frame.loc[:30, "ended"] = pd.Timestamp("9999-12-31").as_unit("us")
    assert "stand-in-dates" in {each.name for each in run(frame).measurements if each.value}


def test_a_few_rows_show_no_rule() -> None:
    found = run(clean().head(20))
    assert found.status is Status.NOT_APPLICABLE


def test_what_is_no_table_is_not_evidence() -> None:
    assert run(object()).status is Status.ERROR  # type: ignore[arg-type]

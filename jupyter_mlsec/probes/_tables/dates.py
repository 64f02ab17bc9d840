"""Dates that cannot be meant: ends before beginnings, day and month in each other's place, days that no month has.

All of it is read off the values. A date whose day is above 12 was not misread; what those show is held against the
others, and a row counts only where exchanging its day and month brings it back to where they lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, label_of, plain

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from jupyter_mlsec.probes._ground.statistics import Floats

    Bools = NDArray[np.bool_]

_DAY = 86_400e9  # nanoseconds
_WRITTEN = re.compile(r"\s*(\d{1,4})([-/.])(\d{1,2})\2(\d{1,4})(?:[T ,].*)?")
_TWELVE = 12  # a day above it is no month
_MOST_COLUMNS = 12
_FEWEST_SURE = 40  # rows whose day and month cannot have been exchanged
_FEWEST = 4  # rows that are wrong in the same way
_SOME = 0.02
_BACK = 0.9  # share of the strange rows that the exchange brings back
_MOSTLY = 0.95
_ORDERED = 0.85
_FAR = 5.0  # interquartile ranges between a date that stands for none and all others
_SHORT = 20.0  # days in a row of a monthly table


def times_of(frame: pd.DataFrame) -> dict[str, Floats]:
    """Return the columns of dates as nanoseconds, by their labels: real ones, and texts that all are written alike."""
    found: dict[str, Floats] = {}
    for place, name in enumerate(frame.columns):
        series = frame.iloc[:, place]
        if is_time(series):
            found[label_of(name)] = _moments(series)
        elif (parts := _written(series)) is not None:
            days = _as_days(*parts)
            if days is not None:
                found[label_of(name)] = days
        if len(found) >= _MOST_COLUMNS:
            break
    return found


def _moments(series: pd.Series) -> Floats:
    """Return points in time as nanoseconds; counted in microseconds, as the year 9999 has no nanosecond in 64 bits."""
    import numpy as np

    if getattr(series.dt, "tz", None) is not None:
        series = series.dt.tz_convert("UTC").dt.tz_localize(None)
    found = np.asarray(series.to_numpy(dtype="datetime64[us]"))
    return np.where(np.isnat(found), np.nan, found.astype(np.int64) * 1e3)


def _written(series: pd.Series) -> tuple[Floats, Floats, Floats] | None:
    """Return the three numbers of dates that are written in a column of texts; None where it holds something else."""
    import numpy as np

    if is_numeric(series) or is_time(series) or series.dtype == bool:
        return None
    values = plain(series)
    if not values.head(50).map(lambda each: isinstance(each, str) and bool(_WRITTEN.fullmatch(each))).any():
        return None
    matches = [_WRITTEN.fullmatch(each) if isinstance(each, str) else None for each in values]
    known = int(series.notna().sum())
    if not known or sum(match is not None for match in matches) < _MOSTLY * known:
        return None
    rows = [(float(m[1]), float(m[3]), float(m[4])) if m else (np.nan,) * 3 for m in matches]
    first, second, third = np.array(rows, dtype=np.float64).T
    return first, second, third


def impossible_days(frame: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Yield the columns of written dates with days that no month has (31 April), and how many."""
    for place, name in enumerate(frame.columns):
        parts = _written(frame.iloc[:, place])
        if parts is None or (order := _order(*parts)) is None:
            continue
        year, month, day = order
        wrong = _impossible(year, month, day)
        if 0 < wrong.sum() < len(wrong) / 2:
            yield label_of(name), int(wrong.sum())


def mixed_orders(frame: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Yield the columns where some dates are written day first and others month first, and how many are the rarer."""
    for place, name in enumerate(frame.columns):
        parts = _written(frame.iloc[:, place])
        if parts is None:
            continue
        first, second, third = parts
        written = third > 31  # noqa: PLR2004 - the year stands last
        day_first, month_first = written & (first > _TWELVE), written & (second > _TWELVE)
        fewer = min(int(day_first.sum()), int(month_first.sum()))
        if fewer >= _FEWEST:
            yield label_of(name), fewer


def _order(first: Floats, second: Floats, third: Floats) -> tuple[Floats, Floats, Floats] | None:
    """Return year, month and day of written dates, in the one order that fits nearly all; None where none does."""
    import numpy as np

    for year, month, day in ((first, second, third), (third, second, first), (third, first, second)):
        known = np.isfinite(year)
        fits = (year[known] > 31) & (month[known] <= _TWELVE) & (day[known] <= 31)  # noqa: PLR2004 - days of a month
        if known.any() and fits.mean() >= _MOSTLY:
            return year, month, day
    return None


def _impossible(year: Floats, month: Floats, day: Floats) -> Bools:
    import numpy as np

    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    longest = np.select([np.isin(month, (4, 6, 9, 11)), (month == 2) & leap, month == 2], [30.0, 29.0, 28.0], 31.0)  # noqa: PLR2004 - calendar
    return np.asarray(np.isfinite(day) & ((month > _TWELVE) | (month < 1) | (day > longest) | (day < 1)))


def _as_days(first: Floats, second: Floats, third: Floats) -> Floats | None:
    import numpy as np
    import pandas as pd

    order = _order(first, second, third)
    if order is None:
        return None
    year, month, day = (np.nan_to_num(part, nan=0.0).astype(int) for part in order)
    table = pd.DataFrame({"year": year, "month": month, "day": day})
    return _moments(pd.to_datetime(table, errors="coerce"))


def exchanged(times: Floats) -> Floats:
    """Return the dates with day and month in each other's place; NaN where the day is above 12, or nothing changes."""
    import numpy as np
    import pandas as pd

    known = np.isfinite(times)
    dates = pd.DatetimeIndex((np.where(known, times, 0.0) / 1e3).astype("int64").view("datetime64[us]"))
    day, month = dates.day.to_numpy(), dates.month.to_numpy()
    can = known & (day <= _TWELVE) & (day != month)
    whole = pd.DataFrame({"year": dates.year, "month": np.where(can, day, 1), "day": np.where(can, month, 1)})
    turned = _moments(pd.to_datetime(whole, errors="coerce"))
    rest = np.where(known, times, 0.0) % _DAY
    return np.where(can, turned + rest, np.nan)


def _late_in_month(times: Floats) -> Bools:
    """Tell of each date whether its day is above 12, so that it cannot have been taken for a month."""
    import numpy as np
    import pandas as pd

    known = np.isfinite(times)
    dates = pd.DatetimeIndex((np.where(known, times, 0.0) / 1e3).astype("int64").view("datetime64[us]"))
    return np.asarray(known & (dates.day.to_numpy() > _TWELVE))


def misread(times: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield the columns whose day and month were taken for each other in some rows, and in how many at least."""
    for name, values in times.items():
        turned = exchanged(values)
        sure = _late_in_month(values)
        found = _out_of_season(values, turned, sure)
        found = max(found, _out_of_order(values, turned, sure))
        for other, beside in times.items():
            if other != name:
                found = max(found, _out_of_reach(values - beside, turned - beside, sure))
        if found:
            yield name, found


def _out_of_season(values: Floats, turned: Floats, sure: Bools) -> int:
    """Return how many dates lie months from all that are sure, and are back among them when they are turned."""
    if sure.sum() < _FEWEST_SURE:
        return 0
    low, high = values[sure].min() - _SHORT * _DAY, values[sure].max() + _SHORT * _DAY
    return _brought_back(values, turned, low, high)


def _out_of_reach(gaps: Floats, turned: Floats, sure: Bools) -> int:
    """Return how many distances to another date are unlike all sure ones, and are like them when they are turned."""
    import numpy as np

    sure = sure & np.isfinite(gaps)
    if sure.sum() < _FEWEST_SURE:
        return 0
    low, high = np.quantile(gaps[sure], (0.01, 0.99))
    reach = 0.5 * (high - low) + _DAY
    return _brought_back(gaps, turned, low - reach, high + reach)


def _brought_back(values: Floats, turned: Floats, low: float, high: float) -> int:
    import numpy as np

    both = np.isfinite(values) & np.isfinite(turned)
    strange = both & ((values < low) | (values > high))
    back = strange & (turned >= low) & (turned <= high)
    enough = strange.sum() >= max(_FEWEST, _SOME * both.sum()) and back.sum() >= _BACK * strange.sum()
    return int(back.sum()) if enough else 0


def _out_of_order(values: Floats, turned: Floats, sure: Bools) -> int:
    """Return how many dates break an order that all sure ones keep from row to row, and keep it when turned."""
    import numpy as np

    places = np.flatnonzero(sure)
    steps = np.diff(values[places])
    if len(places) < _FEWEST_SURE or not ((steps >= 0).all() or (steps <= 0).all()) or not steps.any():
        return 0
    here = np.flatnonzero(np.isfinite(turned))
    at = np.interp(here, places, values[places])
    near = np.interp(here, places[:-1], np.abs(steps)) + 2 * _DAY
    strange = np.abs(values[here] - at) > near
    back = strange & (np.abs(turned[here] - at) <= near)
    enough = strange.sum() >= max(_FEWEST, _SOME * len(here)) and back.sum() >= _BACK * strange.sum()
    return int(back.sum()) if enough else 0


def turned_round(times: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield pairs of columns ("a and b") of which some rows end before they begin, and how many do.

    That one date comes before another in most rows is no rule by itself: who pays late pays after the day that was
    agreed. Rows count where they look exchanged (of the same shape below zero as the others above it), or where next to
    none lies near zero on the wrong side, as those would that are only late.
    """
    import numpy as np

    for (first, one), (second, other) in combinations(times.items(), 2):
        gaps = other - one
        gaps = gaps[np.isfinite(gaps)]
        if len(gaps) < _FEWEST_SURE:
            continue
        if (gaps < 0).mean() > 0.5:  # noqa: PLR2004 - the order that most rows keep
            gaps = -gaps
        wrong, right = -gaps[gaps < 0], gaps[gaps >= 0]
        if len(wrong) < _FEWEST or len(right) < _ORDERED * len(gaps):
            continue
        usual = float(np.median(right))
        if right.max() > 0 and (_is_mirrored(wrong, right) or np.quantile(wrong, 0.1) > max(usual, _DAY / 24)):
            yield f"{first} and {second}", len(wrong)


def _is_mirrored(wrong: Floats, right: Floats) -> bool:
    """Tell whether rows on the wrong side have the shape of those on the right one, without a bridge between them."""
    import numpy as np

    if len(wrong) < 10 or right.std() == 0:  # noqa: PLR2004 - too few for a shape
        return False
    grid = np.sort(np.concatenate([wrong, right]))
    shares = [np.searchsorted(np.sort(part), grid, side="right") / len(part) for part in (wrong, right)]
    distance = float(np.abs(shares[0] - shares[1]).max())
    return bool(distance < 1.36 * np.sqrt(1 / len(wrong) + 1 / len(right)))


def stand_ins(times: dict[str, Floats]) -> Iterator[tuple[str, int]]:
    """Yield the columns with one date, far from all others, that stands in several rows for an absent one."""
    import numpy as np

    for name, values in times.items():
        known = values[np.isfinite(values)]
        for end in {float(known.min()), float(known.max())} if known.size else ():
            hits, rest = known == end, known[known != end]
            if hits.sum() < _FEWEST or len(np.unique(rest)) < 5:  # noqa: PLR2004 - a scale
                continue
            low, high = np.quantile(rest, (0.25, 0.75))
            if np.abs(rest - end).min() > max(_FAR * (high - low), 365 * _DAY):
                yield name, int(hits.sum())

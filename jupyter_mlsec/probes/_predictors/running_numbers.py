"""Features that number the rows: contracts, tickets and rows in the order in which they came, whatever they are called.

A quantity that is written in whole steps repeats itself. Of n rows drawn from any distribution over R steps at least
n²/2R pairs are expected to be equal (the fewest where all steps are equally likely); numbers that are given out one
after the other are never equal. Where hardly any of 20 or more expected pairs is there, the values were given out.
Numbers with wider gaps are told by the order of the rows, where the index of a frame still knows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.probes._names.explained_columns import numbers_rows
from jupyter_mlsec.probes._names.read import words as names_of
from jupyter_mlsec.probes._tables.frames import is_numeric, is_time, numbers, plain
from jupyter_mlsec.probes._tables.personal_names import words

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats

_FEWEST = 60  # rows, and rows in a stretch of values that is looked at by itself
_MOST_STRETCHES = 10
_EXPECTED, _SEEN = 20.0, 0.1
_MOSTLY = 0.9  # share of different values from which a column that is called a number names its rows
_ORDERED = 0.99
_AGAIN = 0.5  # share of held-out values that stand in the training rows, too: the same rows were handed in twice
_WHOLE = 0.02
_UNEVEN = 4.0  # ratio of the widest to the narrowest stretch that a count may have
_CLOCKS = frozenset({"clock", "frame", "hour", "hours", "minute", "minutes", "second", "seconds", "step", "steps", "t"})


def numbers_its_rows(name: str, held_out: Any, trained_on: Any = None) -> bool:  # noqa: ANN401 - whatever models take
    """Tell whether the feature of this name only says which row it is; the index of a time series does not count.

    ``held_out``: a frame, or an array of two dimensions whose features are called ``feature 0`` and so on;
    ``trained_on``: the training rows in the same form, or None.
    """
    import numpy as np

    if hasattr(held_out, "columns") and numbers_rows(name) and _mostly_different(held_out, name):
        return True
    outside, inside = _values(held_out, name), _values(trained_on, name)
    if _is_clock(name, held_out, outside, inside):
        return False
    again = len(inside) > 0 and len(outside) > 0 and float(np.isin(outside, inside).mean()) > _AGAIN
    values = inside if again else np.concatenate((inside, outside))
    return _given_out(values) or _follows_rows(name, held_out, trained_on)


def _values(x: Any, name: str) -> Floats:  # noqa: ANN401 - as above
    """Return what is known of a feature; nothing where there is no such feature or it is no number."""
    import numpy as np
    import pandas as pd

    known: Floats = np.zeros(0)
    if isinstance(x, pd.DataFrame):
        series = _column(x, name)
        known = known if series is None else numbers(series)
    elif isinstance(x, np.ndarray) and x.ndim == 2 and x.dtype.kind in "iuf":  # noqa: PLR2004 - rows and features
        place = int(name.rpartition(" ")[2])
        known = x[:, place].astype(np.float64) if place < x.shape[1] else known
    return np.asarray(known[np.isfinite(known)])


def _column(x: pd.DataFrame, name: str) -> pd.Series | None:
    """Return the one column of numbers of this name."""
    places = [place for place, each in enumerate(x.columns) if str(each) == name]
    found = x.iloc[:, places[0]] if len(places) == 1 else None
    return found if found is not None and is_numeric(found) else None


def _mostly_different(x: Any, name: str) -> bool:  # noqa: ANN401 - as above
    """Tell whether nearly every row has a whole number, or a text, of its own."""
    places = [place for place, each in enumerate(x.columns) if str(each) == name]
    if len(places) != 1 or len(x) < _FEWEST:
        return False
    series = x.iloc[:, places[0]]
    values = _values(x, name)
    whole = bool(len(values)) and bool((values % 1 == 0).all()) if is_numeric(series) else not is_time(series)
    return whole and int(plain(series).nunique()) >= _MOSTLY * len(series)


def _is_clock(name: str, x: Any, outside: Floats, inside: Floats) -> bool:  # noqa: ANN401 - as above
    """Tell whether a number counts time: by its name, by the index, or as all held-out rows come after the others."""
    import numpy as np
    import pandas as pd

    if (_CLOCKS | names_of("times", "moments")) & set(words(name)):
        return True
    if isinstance(getattr(x, "index", None), (pd.DatetimeIndex, pd.PeriodIndex, pd.TimedeltaIndex)):
        return True
    if not len(outside) or not len(inside):
        return False
    return bool(np.min(outside) > np.max(inside) or np.max(outside) < np.min(inside))


def _given_out(values: Floats) -> bool:
    """Tell whether values in steps are equal far less often than those of any quantity would be."""
    import numpy as np

    values = np.sort(values)
    steps = np.diff(values)
    wide = steps[steps > 0]
    if len(values) < _FEWEST or not len(wide):
        return False
    whole = bool((values % 1 == 0).all())
    step = float(np.gcd.reduce(wide.astype(np.int64))) if whole else float(wide.min())
    if not whole and (float(wide.max()) < (1 + _WHOLE) * step or _uneven(wide / step)):
        return False  # a grid that somebody laid, or no steps at all
    alike = np.unique(values, return_counts=True)[1]
    expected, seen = 0.0, float((alike * (alike - 1) / 2).sum())
    for part in np.array_split(values, min(_MOST_STRETCHES, len(values) // _FEWEST)):
        expected += len(part) ** 2 / (2 * ((part[-1] - part[0]) / step + 1))
    return expected >= _EXPECTED and seen <= _SEEN * expected


def _uneven(steps: Floats) -> bool:
    import numpy as np

    return bool((np.abs(steps - np.round(steps)) > _WHOLE).any())


def _follows_rows(name: str, held_out: Any, trained_on: Any) -> bool:  # noqa: ANN401 - as above
    """Tell whether whole numbers, all different, grow with the index of the rows, and as fast everywhere.

    A table that was sorted by a quantity has one that grows with its index, too, but fast at both ends.
    """
    import numpy as np
    import pandas as pd

    frames = [each for each in (held_out, trained_on) if isinstance(each, pd.DataFrame)]
    series = [held for each in frames if (held := _column(each, name)) is not None]
    if not series or any(each.index.nlevels > 1 or each.index.to_numpy().dtype.kind not in "iu" for each in series):
        return False
    places = np.concatenate([each.index.to_numpy() for each in series])
    found = np.concatenate([numbers(each) for each in series])[np.unique(places, return_index=True)[1]]
    values = found[np.isfinite(found)]
    if len(values) < _FEWEST or (values % 1 != 0).any():
        return False
    steps = np.diff(values)
    growing = max(float((steps > 0).mean()), float((steps < 0).mean()))
    spans = [abs(part[-1] - part[0]) / len(part) for part in np.array_split(values, _MOST_STRETCHES)]
    return growing >= _ORDERED and max(spans) <= _UNEVEN * min(spans)

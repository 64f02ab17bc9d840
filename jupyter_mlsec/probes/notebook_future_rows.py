"""Features of a row that are made from later rows.

On the day on which the model is asked, the future is not there: a window that is centred, a gap that is filled from
behind, a column that is shifted back hand the model what it is to predict.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Const, Ref, Seq, Value, strings
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program

_SERIES = frozenset({"TimeSeriesSplit", "asfreq", "date_range", "diff", "ewm", "expanding", "pct_change", "resample",
                     "rolling", "shift", "DatetimeIndex", "Prophet", "ARIMA", "SARIMAX", "AutoReg"})  # fmt: skip
_TIMES = re.compile(
    r"date|time|timestamp|tag|datum|zeit|fecha|hora|jour|heure|day|hour|month|week|year|ts|t|ds", re.IGNORECASE
)
_GOALS = re.compile(
    r"(?:^|_)(?:y|target|label|goal|next|future|tomorrow|ziel|cible|objetivo|fwd|forward|ahead)", re.IGNORECASE
)
_BACK = frozenset({"backfill", "bfill"})
_TWO_SIDED = frozenset({"STL", "filtfilt", "gaussian_filter1d", "savgol_filter", "seasonal_decompose", "sosfiltfilt"})
_STEP = "Use rolling(…) without center, ffill() and shift(1): only what was known at the time of each row."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    series = any(_orders_by_time(call) for call in program.calls)
    later = {call.cell.number: call.method for call in program.calls if _looks_ahead(call, series=series)}
    later |= {call.cell.number: "shift" for call in _shifted(program)}
    if later:
        cells = listed(map(str, sorted(later)))
        return warned(
            f"Rows are made from later ones by {listed(sorted(set(later.values())))} in cell {cells}.", next_step=_STEP
        )
    if (problem := unreadable(program)) is not None:
        return problem
    if not series:
        return not_applicable("no row of the notebook is made from its neighbours in time")
    return passed("No row is made from later ones.")


def _orders_by_time(call: Call) -> bool:
    if call.method in _SERIES and not call.name.startswith(("numpy.", "torch.", "scipy.")):
        return True
    if call.value(None, "parse_dates") is not None:
        return call.value(None, "index_col") is not None
    if call.method in {"sort_values", "sort", "orderBy", "set_index"}:
        return any(_TIMES.fullmatch(text.rpartition("_")[2]) for text in call.texts(0, "by", "keys"))
    return call.method == "sort_index"


def _looks_ahead(call: Call, *, series: bool) -> bool:
    """Tell whether a call fills or smooths a row with what comes after it."""
    if call.method in {"rolling", "rolling_mean", "rolling_std", "rolling_sum", "rolling_max", "rolling_min"}:
        return call.constant("center") is True
    if call.method in _TWO_SIDED or call.method in {"merge_asof", "join_asof"}:
        joined = call.text(None, "direction", "strategy") in {"nearest", "forward"}
        return call.method in _TWO_SIDED or joined
    if not series:
        return False
    if call.method in _BACK:
        return True
    if call.method in {"fillna", "fill_null"}:
        return bool({"bfill", "backfill", "backward"} & set(call.texts(1, "method", "strategy")))
    return call.method == "interpolate" and call.text(None, "limit_direction") in {"both", "backward"}


def _shifted(program: Program) -> Iterator[Call]:
    """Yield the shifts of later values into a column that is no answer."""
    goals = set(_answers(program))
    for grown in program.flow.grown.values():
        for order, value, how in grown:
            name = how.removeprefix("[").removesuffix("]")
            if not how.startswith("[") or _GOALS.search(name) or name in goals:
                continue
            for call in program.flow.calls(value, before=order):
                if call.method == "shift" and _steps(call) < 0 and call.order < order and _made_here(call, value):
                    yield call


def _made_here(call: Call, value: Value) -> bool:
    """Whether a value is the shifted column itself or one made of it in the same expression."""
    current: Value | None = value
    for _ in range(6):
        if not isinstance(current, Ref):
            return False
        if current.made is call.arguments:
            return True
        mixed = current.made.values() if current.name == "?" and current.made is not None else ()
        if any(isinstance(each, Ref) and each.made is call.arguments for each in mixed):
            return True
        current = current.base
    return False


def _steps(call: Call) -> float:
    given = call.value(0, "periods", "n")
    return given.value if isinstance(given, Const) and isinstance(given.value, int | float) else 0


def _answers(program: Program) -> Iterator[str]:
    """Yield the columns that are taken out or taken alone, as an answer is."""
    for call in program.calls:
        for given in call.arguments.values():
            if isinstance(given, Ref) and not given.name.endswith((")", "]")):
                yield given.name.rpartition(".")[2]
            several = given.items if isinstance(given, Seq) else (given,)
            yield from (text for each in several if call.method in {"drop", "pop"} for text in strings(each))
    for _, _, item in program.selections:
        yield from strings(item.key)


PROBE = Probe(name="future-rows", items=("PRE-06",), run=_run, partial=True, incidental=True, docs=__doc__)

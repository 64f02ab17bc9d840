"""Features of a row that are made from later rows.

On the day on which the model is asked, the future is not there: a window that is centred, a gap that is filled from
behind, a column that is shifted back hand the model what it is to predict, and so does what is counted over another
table whenever it happened.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jupyter_mlsec.code.values import Ref, Seq, strings
from jupyter_mlsec.model.checklist import Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.base import NotebookSubject, passed, warned
from jupyter_mlsec.probes._ground.observations import listed, not_applicable
from jupyter_mlsec.probes._ground.reading import unreadable
from jupyter_mlsec.probes._notebook.joined_days import joined_ahead_of_time, joined_periods
from jupyter_mlsec.probes._notebook.later_rows import (
    from_before,
    from_later,
    moves_by_turns,
    of_whole_lives,
)
from jupyter_mlsec.probes._notebook.lessons import lessons
from jupyter_mlsec.probes._notebook.made_columns import Made, made_by, made_columns
from jupyter_mlsec.probes._notebook.program import Call, Program, read_program
from jupyter_mlsec.probes._notebook.queries import joined_ahead, windows
from jupyter_mlsec.probes._notebook.splits import find_splits
from jupyter_mlsec.probes._notebook.times import ascending, in_time
from jupyter_mlsec.probes._notebook.whole_histories import joined_histories, whole_histories

_SERIES = frozenset({"TimeSeriesSplit", "asfreq", "date_range", "diff", "ewm", "expanding", "pct_change", "resample",
                     "rolling", "shift", "DatetimeIndex", "Prophet", "ARIMA", "SARIMAX", "AutoReg"})  # fmt: skip
_TIMES = re.compile(
    r"date|time|timestamp|tag|datum|zeit|fecha|hora|jour|heure|day|hour|month|week|year|ts|t|ds", re.IGNORECASE
)
_GOALS = re.compile(
    r"(?:^|_)(?:y|target|label|goal|next|future|tomorrow|ziel|cible|objetivo|fwd|forward|ahead)", re.IGNORECASE
)
_ASKED = frozenset({"execute", "query", "read_database", "read_database_uri", "read_gbq", "read_sql", "read_sql_query",
                    "sql"})  # fmt: skip
_RESAMPLED = re.compile(r"\.(?:date_range|resample|asfreq)\(\)")  # a grid is made: no reading is filled
_PADS = frozenset({"pad", "ffill", "zero", "previous"})
_BACK = frozenset({"backfill", "backward_fill", "bfill"})
_TWO_SIDED = frozenset({"STL", "filtfilt", "gaussian_filter1d", "savgol_filter", "seasonal_decompose", "sosfiltfilt"})
_STEP = "Use rolling(…) without center, ffill() and shift(1): only what was known at the time of each row."


def _run(subject: NotebookSubject) -> Observation:
    program = read_program(subject.notebook)
    series = any(_orders_by_time(call) for call in program.calls)
    later = {call.cell.number: call.method for call in program.calls if _looks_ahead(call, series=series)}
    later |= {call.cell.number: call.method for call in _shifted(program)}
    later |= {call.cell.number: "a query" for call in _asked(program)}
    learned = lessons(program)
    later |= {call.cell.number: call.method for each in learned for call in joined_ahead_of_time(each, program)}
    later |= {call.cell.number: call.method for each in learned for call in joined_periods(each, program)}
    if _in_time(program):
        later |= {call.cell.number: call.method for each in learned for call in joined_histories(each, program)}
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
    return call.method == "interpolate" and _fills_between(call)


def _fills_between(call: Call) -> bool:
    """Tell whether gaps in a series are filled by what stands on both sides of them."""
    if call.text(None, "limit_direction") in {"both", "backward"}:
        return True
    return call.text(0, "method") not in _PADS and not _RESAMPLED.search(call.name)


def _shifted(program: Program) -> Iterator[Call]:
    """Yield the shifts of later values into a column that is no answer."""
    goals, given = _goals(program), _given(program)
    for made in _all_made(program):
        if made.name not in given and (_GOALS.search(made.name) or made.name in goals):
            continue
        falling = ascending(made.table, made.order, program) is False
        if falling and _is_learned(made.name, program):
            yield from from_before(made.value, program, made.order)
        for call in () if falling else from_later(made.value, program, made.order):
            if not moves_by_turns(call) or _is_learned(made.name, program):
                yield call
        if made.name in given and _in_time(program):
            yield from of_whole_lives(made.value, program)


def _is_learned(name: str, program: Program) -> bool:
    """Tell whether a column is among the features of something that is fitted."""
    return any(lesson.features.holds(name) and name != lesson.answer for lesson in lessons(program))


def _in_time(program: Program) -> bool:
    """Tell whether rows are divided at a moment, so that those behind it are the future of those before."""
    return any(in_time(value, program) is not None for value in find_splits(program).kept())


def _goals(program: Program) -> set[str]:
    """Return the columns that may be an answer."""
    return {*_answers(program), *(lesson.answer for lesson in lessons(program) if lesson.answer is not None)}


def _given(program: Program) -> set[str]:
    """Return the columns that a model is given by name."""
    learned = lessons(program)
    return {name for lesson in learned for name in lesson.features.chosen or () if name != lesson.answer}


def _all_made(program: Program) -> Iterator[Made]:
    for table in program.flow.grown:
        yield from made_columns(program, [table])
    for call in program.calls:
        if call.base is not None:
            yield from made_by(call, call.base)


def _asked(program: Program) -> Iterator[Call]:
    """Yield the queries that give a row something of later rows that is no answer."""
    goals, given, timed = _goals(program), _given(program), _in_time(program)
    for call in program.calls:
        for text in (
            (text for given in call.arguments.values() for text in strings(given)) if call.method in _ASKED else ()
        ):
            ahead = [window.name for window in windows(text) if window.later]
            if any(_is_learned(name, program) and not _GOALS.search(name) for name in joined_ahead(text)):
                yield call
                continue
            if timed and any(_is_learned(name, program) for name in whole_histories(text)):
                yield call
                continue
            if any(name in given or (name and name not in goals and not _GOALS.search(name)) for name in ahead):
                yield call


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

"""Answers that a model was fitted on and that are not those of their rows in the table they came from.

Rows are found again in the tables of the kernel by their index and their values, those of arrays by a column whose
numbers are all different. Where features and answers come from
different rows the model has learned noise, and no error was raised: that fails. A table that was put together from both
on the way has the damage already: tables further up are asked whether answers have anything to do with their rows.
Where answers of some rows are no longer what the table says of them, and no one mapping (other names, a logarithm)
explains it, somebody wrote them: that warns. Answers that are another quantity than the table's column of that name are
not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.observations import UndeclaredError, count, guarded, not_applicable
from jupyter_mlsec.probes._predictors.models import ModelSubject
from jupyter_mlsec.probes._tables.frames import label_of
from jupyter_mlsec.probes._tables.rows_in_table import Located, located, located_by_cells, located_by_values

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_FEWEST_ROWS = 20
_FEWEST_CLASSES = 2
_MOST_CLASSES = 50  # more different answers are a quantity
_ANOTHER = 0.5  # share of different answers from which they are another quantity, and no changed ones
_REORDERED = 0.05  # share of differing answers from which an order was changed, and not two answers exchanged
_MOST_ROWS = 200_000  # of a table in which rows are looked for by all their cells
_MOST_STEPS = 400  # rows that a forecast looks ahead: more than a year of days
_FEWEST_TOLD = 200  # rows, of which a relation of a quarter is sure to be seen
_RELATED = 0.25  # Cramér's V, or correlation of ranks, from which answers have something to do with each other
_BELONG = 0.99  # share of answers that are the table's own, where they are known by their index
_STEP = "Take rows and answers out of the table together: filter, sort and shuffle it before it is taken apart."


@guarded
def _run(subject: ModelSubject) -> Observation:
    import numpy as np
    import pandas as pd

    if subject.x_train is None or subject.y_train is None:
        raise UndeclaredError(
            f"the rows that {subject.name} was fitted on are not known",
            help="Name them: --x-train X_train --y-train y_train.",
        )
    answers = subject.y_train
    if isinstance(answers, np.ndarray) and answers.ndim == 1 and len(answers) >= _FEWEST_ROWS:
        return _of_arrays(subject, answers)
    if isinstance(answers, pd.DataFrame) and answers.shape[1] == 1:
        answers = answers.iloc[:, 0]
    if not isinstance(answers, pd.Series) or len(answers) < _FEWEST_ROWS:
        return not_applicable("the answers of the fit are no column of a table")
    return _of_a_column(subject, answers)


def _of_a_column(subject: ModelSubject, answers: pd.Series) -> Observation:
    import numpy as np

    if (strange := _strangers_further_up(subject, answers)) is not None:
        return strange
    found = (
        (each, expected)
        for each in located(subject.x_train, subject.sources)
        if len(each.labels) == len(answers) and (expected := each.column(answers.name)) is not None
    )
    at, expected = next(found, (None, None))
    if at is None or expected is None:
        return not_applicable("no table of this kernel holds the rows of the fit with their answers")
    given = answers.to_numpy()
    if _apart(at, answers):
        return _other_rows(subject, int((np.asarray(at.labels) != np.asarray(answers.index)).sum()), len(given))
    return _compared(subject, expected, given, str(answers.name))


def _strangers_further_up(subject: ModelSubject, answers: pd.Series) -> Observation | None:
    """Return what is said where a table that the rows came from has answers that these have nothing to do with."""
    import numpy as np
    import pandas as pd

    rows = subject.x_train
    if not isinstance(rows, pd.DataFrame) or len(rows) != len(answers):
        return None
    for table in subject.sources:
        if not isinstance(table, pd.DataFrame) or answers.name not in table.columns or len(table) > _MOST_ROWS:
            continue
        found = located_by_cells(rows, table)
        if found is None:
            continue
        column = table[answers.name]
        there = np.asarray(column.loc[found[1]])
        given = answers.to_numpy()[found[0]]
        if answers.isin(column).all() and _unrelated(there, given) and not _ahead(column, found[1], given):
            return _other_rows(subject, int((there.astype(object) != given.astype(object)).sum()), len(answers))
    return None


def _ahead(column: pd.Series, labels: pd.Index, given: NDArray[Any]) -> bool:
    """Tell whether answers are those of rows the same number of places further on or back: what comes, what was."""
    places, known = column.index.get_indexer(labels), column.to_numpy()
    for steps in range(-_MOST_STEPS, _MOST_STEPS + 1):
        there = places + steps
        inside = (there >= 0) & (there < len(known))
        if inside.mean() > _ANOTHER and (known[there[inside]] == given[inside]).mean() >= _BELONG:
            return True
    return False


def _unrelated(expected: NDArray[Any], given: NDArray[Any]) -> bool:
    """Tell whether answers come in an order that has nothing to do with that of the expected ones.

    By Cramér's V of classes, and by the correlation of the ranks of quantities.
    """
    import numpy as np
    import pandas as pd
    from scipy.stats import chi2_contingency, spearmanr

    known = ~np.asarray(pd.isna(expected)) & ~np.asarray(pd.isna(given))
    expected, given = expected[known], given[known]
    if len(given) < _FEWEST_TOLD:
        return False
    if len(set(expected.tolist())) <= _MOST_CLASSES:
        met = pd.crosstab(pd.Series(expected), pd.Series(given))
        if min(met.shape) < _FEWEST_CLASSES:
            return False
        told = float(chi2_contingency(met.to_numpy()).statistic) / (len(given) * (min(met.shape) - 1))
        return bool(told**0.5 < _RELATED)
    if expected.dtype.kind not in "biuf" or given.dtype.kind not in "biuf":
        return False
    return bool(abs(float(spearmanr(expected.astype(float), given.astype(float)).statistic)) < _RELATED)


def _compared(subject: ModelSubject, expected: NDArray[Any], given: NDArray[Any], name: str) -> Observation:
    differs = _different(expected, given)
    if differs is None or differs.mean() >= _REORDERED:  # the same ones in another order are no mapping of each other
        moved = _in_another_order(expected, given)
        if moved is not None:
            return _other_rows(subject, moved, len(given))
    if differs is None:
        return not_applicable(f"the answers of the fit are another quantity than {label_of(name)}")
    return _judged(subject, int(differs.sum()), len(given))


def _of_arrays(subject: ModelSubject, answers: NDArray[Any]) -> Observation:
    """Judge answers without a name or an index: the held-out ones tell which column of the table they are from."""
    import numpy as np

    outside = {id(each.table): each for each in located_by_values(subject.x, subject.sources)}
    wanted = np.asarray(subject.y) if subject.y is not None else np.zeros(0)
    for at in located_by_values(subject.x_train, subject.sources):
        beside = outside.get(id(at.table))
        if beside is None or len(at.labels) != len(answers) or wanted.shape != (len(beside.labels),):
            continue
        for name in at.table.columns:
            there, expected = beside.column(name), at.column(name)
            if there is None or expected is None or len(set(wanted.tolist())) < _FEWEST_CLASSES:
                continue
            if not np.array_equal(there.astype(object), wanted.astype(object)):
                continue
            return _compared(subject, expected, answers, str(name))
    return not_applicable("no table of this kernel holds the rows of the fit with their answers")


def _judged(subject: ModelSubject, changed: int, rows: int) -> Observation:
    share = Measurement(name="changed-answers", value=changed / rows)
    if changed:
        summary = (
            f"{subject.name} was fitted on answers that are not those of the table they came from, in "
            f"{changed:,} of {count(rows, 'row')}."
        )
        step = "Find the cell that writes into the answers; where it is meant, say why: %mlsec answer TRN-05 …"
        return Observation(status=Status.WARN, summary=summary, measurements=(share,), next_step=step)
    summary = f"The answers that {subject.name} was fitted on are those of the table's {count(rows, 'row')}."
    return Observation(status=Status.PASS, summary=summary, measurements=(share,))


def _other_rows(subject: ModelSubject, strange: int, rows: int) -> Observation:
    share = Measurement(name="changed-answers", value=strange / rows)
    summary = f"{subject.name} was fitted on rows beside the answers of others, in {strange:,} of {count(rows, 'row')}."
    return Observation(status=Status.FAIL, summary=summary, measurements=(share,), next_step=_STEP)


def _apart(at: Located, answers: pd.Series) -> bool:
    """Tell whether answers, known by their own index, belong to other rows than those that they stand beside."""
    import numpy as np

    own = answers.index
    if own.nlevels != at.labels.nlevels or np.array_equal(np.asarray(own), np.asarray(at.labels)):
        return False
    if not own.isin(at.table.index).all() or _later(at, own):
        return False
    by_their_index, beside = at.column(answers.name, own), at.column(answers.name)
    if by_their_index is None or beside is None:
        return False
    wrong, here = (_different(each, answers.to_numpy()) for each in (by_their_index, beside))
    if wrong is None or wrong.mean() > 1 - _BELONG:
        return False
    # an index that was numbered anew names rows of the table, too; then the answers beside the rows are the right ones
    return here is None or bool(here.mean() > wrong.mean())


def _later(at: Located, own: pd.Index) -> bool:
    """Tell whether all answers stand the same number of rows further down in the table: a forecast of what comes."""
    import numpy as np

    apart = at.table.index.get_indexer(own) - at.table.index.get_indexer(at.labels)
    return len(np.unique(apart)) == 1


def _in_another_order(expected: NDArray[Any], given: NDArray[Any]) -> int | None:
    """Return in how many rows answers differ that are the same ones in another order; None where they are others."""
    import numpy as np
    import pandas as pd

    codes, kinds = pd.factorize(np.concatenate((expected.astype(object), given.astype(object))))
    was, now = codes[: len(expected)], codes[len(expected) :]
    before, after = (np.bincount(each + 1, minlength=len(kinds) + 1) for each in (was, now))
    return int((was != now).sum()) if np.array_equal(before, after) else None


def _different(expected: NDArray[Any], given: NDArray[Any]) -> NDArray[np.bool_] | None:
    """Tell which answers no mapping of the expected ones explains; None where they are another quantity altogether."""
    import numpy as np
    import pandas as pd

    known = ~np.asarray(pd.isna(expected))  # what the table does not say, nobody has changed
    expected, given = expected[known], given[known]
    codes, kinds = pd.factorize(expected)
    answers, others = pd.factorize(given)
    if max(len(kinds), len(others)) <= _MOST_CLASSES:
        met = np.zeros((len(kinds), len(others) + 1), dtype=np.int64)
        np.add.at(met, (codes, answers), 1)  # a missing answer is numbered -1, and so comes last
        mapping = met.argmax(axis=1)
        differs = answers % (len(others) + 1) != mapping[codes]
        as_they_are = np.asarray(expected.astype(object) != given.astype(object))
        if set(others) <= set(kinds) and as_they_are.mean() <= _ANOTHER:
            differs = as_they_are
        elif len(np.unique(mapping)) == 1 < len(others):
            return None  # that all of them are the commonest explains nothing
    elif all(each.dtype.kind in "biuf" for each in (expected, given)):
        was, now = expected.astype(np.float64), given.astype(np.float64)
        differs = ~np.isclose(was, now, rtol=1e-9, atol=0.0, equal_nan=True) & (not _monotone(was, now))
    else:
        differs = np.asarray(expected.astype(str) != given.astype(str))
    return differs if differs.size and differs.mean() <= _ANOTHER else None


def _monotone(was: NDArray[np.float64], now: NDArray[np.float64]) -> bool:
    """Tell whether ``now`` is one rising or falling function of ``was``, as a logarithm or a scale is."""
    import numpy as np

    order = np.lexsort((now, was))
    steps = np.diff(now[order])
    same = np.diff(was[order]) == 0
    slack = 1e-9 * max(1e-300, float(np.nanmax(np.abs(now), initial=0.0)))
    flat = bool((np.abs(steps[same]) <= slack).all())
    return flat and bool((steps[~same] >= -slack).all() or (steps[~same] <= slack).all())


PROBE = Probe(
    name="answers-of-other-rows",
    items=("TRN-05",),
    run=_run,
    cost=Cost.FAST,
    partial=True,
    incidental=True,
    docs=__doc__,
)

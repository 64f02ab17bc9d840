"""People who can be singled out of a table by a few harmless-looking columns.

k-anonymity (Sweeney 2002): the size of the smallest group of rows that agree in all quasi-identifiers; uniques: the
share of rows that stand alone; l-diversity (Machanavajjhala 2007): the fewest values of a sensitive column within a
group; t-closeness (Li 2007, total variation): how far a group's values are from everybody's. Limits: ``k``,
``uniques``, ``l`` and ``t``; by default k >= 5, uniques <= 5 % and l >= 2 warn. Quasi-identifiers are the declared
ones, else those that the columns' names suggest. Where those hide everybody, what else is commonly known of a person
(categories in words, years, dates) is added to them, as long as three more columns make most rows unique.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation, Status
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import judge_all
from jupyter_mlsec.probes._ground.observations import count, guarded, listed, not_applicable
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    is_numeric,
    is_time,
    label_of,
    numbers,
    sampled,
    sampling_note,
)
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Ints

_DEFAULTS = {"k": ">= 5", "uniques": "<= 5%", "l": ">= 2"}
_MOST_ROWS = 1_000_000
_FEWEST_ROWS = 20
_MOST_QUASI = 8
_HIDDEN = 5  # rows of the smallest group, in which nobody is singled out
_SEARCHED = 20_000  # rows in which more columns are tried
_MOST_KNOWN, _MOST_ADDED = 12, 3  # columns that are tried, and added
_FEWEST_LEVELS = 3  # of a category; and rows of each, or it names the rows
_YEARS = (1900, 2050)
_MOST_UNIQUE = 0.5  # of the rows


@guarded
def _run(subject: FrameSubject) -> Observation:
    whole = frame_of(subject, least=_FEWEST_ROWS)
    frame = sampled(whole, _MOST_ROWS)
    names = list(subject.quasi_identifiers) or proposed(frame)
    if not names:
        return not_applicable(f"no column of {subject.name} narrows a person down, by its name")
    if not subject.quasi_identifiers:
        names = [*names, *_revealing_beside(frame, names, {subject.target, *subject.sensitive})]
    classes = equivalence_classes(frame, names)
    measured = [*k_and_uniques(classes)]
    for name in subject.sensitive:
        measured += diversity(classes, codes(column(frame, name)), label_of(name))
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    shown = listed(label_of(name) for name in names)
    k, uniques = int(measured[0].value), measured[1].value
    whose = "declared" if subject.quasi_identifiers else "proposed"
    details = (
        f"Quasi-identifiers ({whose}): {shown}",
        *smallest_revealing(frame, names),
        *sampling_note(len(whole), _MOST_ROWS),
    )
    smallest = f"By {shown}, the smallest group of {subject.name} has {count(k, 'row')}"
    summary = f"{smallest} and {uniques:.1%} of the rows stand alone."
    step = "Generalise or drop columns, or confirm the quasi-identifiers: %mlsec data NAME --quasi COLUMN…"
    return Observation(
        status=judged.status,
        summary=summary,
        details=details,
        measurements=judged.measurements,
        next_step="" if judged.status is Status.PASS else step,
    )


def proposed(frame: pd.DataFrame) -> list[str]:
    """Return the columns whose names narrow a person down, at most eight."""
    found = [
        str(name) for name in frame.columns if (kind := kind_of_name(str(name))) and kind.reach is not Reach.DIRECT
    ]
    return found[:_MOST_QUASI]


def _revealing_beside(frame: pd.DataFrame, names: list[str], kept: set[str | None]) -> list[str]:
    """Return up to three columns that make most rows unique together with ``names``, greedily; none where they do not.

    They are looked for only where ``names`` alone let nobody be singled out.
    """
    rows = sampled(frame, _SEARCHED)
    k, uniques = k_and_uniques(equivalence_classes(rows, names))
    if k.value < _HIDDEN or uniques.value > 0:
        return []
    rest = [str(name) for name in frame.columns if str(name) not in {*names, *kept} and _is_known(rows, str(name))]
    rest = rest[:_MOST_KNOWN]
    chosen: list[str] = []
    while rest and len(chosen) < _MOST_ADDED:
        shares = {name: k_and_uniques(equivalence_classes(rows, [*names, *chosen, name]))[1].value for name in rest}
        best = max(rest, key=shares.__getitem__)
        chosen.append(best)
        rest.remove(best)
        if shares[best] > _MOST_UNIQUE:
            return chosen
    return []


def _is_known(frame: pd.DataFrame, name: str) -> bool:
    """Tell whether a column holds what others know of a person: a category in words, a year, a date."""
    if [str(each) for each in frame.columns].count(name) != 1:
        return False
    series = column(frame, name)
    if is_time(series):
        return True
    levels = int(series.nunique())
    if not _FEWEST_LEVELS <= levels <= len(frame) / _FEWEST_LEVELS:
        return False
    if is_numeric(series):
        values = numbers(series.dropna())
        low, high = _YEARS
        return bool(((values >= low) & (values <= high) & (values % 1 == 0)).all())
    return series.dtype != bool


def equivalence_classes(frame: pd.DataFrame, names: list[str]) -> Ints:
    """Return a class number per row; rows with equal values in all ``names`` have the same one."""
    import numpy as np

    total = np.zeros(len(frame), dtype=np.int64)
    for name in names:
        found = codes(column(frame, name))
        total = total * (int(found.max(initial=0)) + 1) + found
        _, total = np.unique(total, return_inverse=True)
    return total


def k_and_uniques(classes: Ints) -> tuple[Measurement, Measurement]:
    """Return the size of the smallest class and the share of rows that are alone in theirs."""
    import numpy as np

    sizes = np.bincount(classes)
    alone = float((sizes == 1).sum() / classes.size)
    return Measurement(name="k", value=float(sizes.min())), Measurement(name="uniques", value=alone)


def diversity(classes: Ints, values: Ints, name: str) -> list[Measurement]:
    """Return the fewest distinct values in a class (l), and the largest distance of a class from all rows (t)."""
    import numpy as np

    width = int(values.max()) + 1
    pairs, found = np.unique(classes * width + values, return_counts=True)
    owners, held = pairs // width, pairs % width
    distinct = np.bincount(owners)
    sizes = np.bincount(classes)
    overall = np.bincount(values, minlength=width) / values.size
    present = np.abs(found / sizes[owners] - overall[held]) - overall[held]
    distance = (np.bincount(owners, weights=present) + 1.0) / 2.0
    return [
        Measurement(name=f"l:{name}", value=float(distinct.min())),
        Measurement(name=f"t:{name}", value=float(distance.max())),
    ]


def smallest_revealing(frame: pd.DataFrame, names: list[str]) -> tuple[str, ...]:
    """Return in words the few columns (greedy) that already make most rows unique."""
    chosen: list[str] = []
    while len(chosen) < len(names):
        rest = [name for name in names if name not in chosen]
        shares = {name: k_and_uniques(equivalence_classes(frame, [*chosen, name]))[1].value for name in rest}
        best = max(rest, key=shares.__getitem__)
        chosen.append(best)
        if shares[best] > 0.5:  # noqa: PLR2004 - most rows
            return (f"{listed(label_of(name) for name in chosen)} alone make {shares[best]:.0%} of the rows unique.",)
    return ()


PROBE = Probe(name="reidentifiable-rows", items=("PRE-02",), run=_run, cost=Cost.FAST, docs=__doc__)

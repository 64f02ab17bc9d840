"""Groups that are rare in the data, or whose recorded answers differ.

Per declared attribute (else one whose name says sex, race, religion or the like): the share of the smallest group,
the gap between groups in the rate of the commonest answer with a 95 % interval, and the gap in missing values.
Limits: ``smallest-group`` (>= 5 % by default), ``label-gap`` and ``missing-gap`` (<= 0.1); defaults warn. Groups are
numbered by size, never named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jupyter_mlsec.model.checklist import Cost, Measurement, Observation
from jupyter_mlsec.model.probe import Probe
from jupyter_mlsec.probes._ground.limits import find_limit, judge_all
from jupyter_mlsec.probes._ground.observations import NotEvidenceError, guarded, listed, to_declare
from jupyter_mlsec.probes._ground.statistics import bootstrap
from jupyter_mlsec.probes._tables.frames import (
    FrameSubject,
    codes,
    column,
    frame_of,
    label_of,
    sampled,
)
from jupyter_mlsec.probes._tables.labelled_rows import favoured
from jupyter_mlsec.probes._tables.personal_names import Reach, kind_of_name

if TYPE_CHECKING:
    import pandas as pd

    from jupyter_mlsec.probes._ground.statistics import Floats, Ints

_DEFAULTS = {"smallest-group": ">= 5%", "label-gap": "<= 0.1", "missing-gap": "<= 0.1"}
_FEWEST_ROWS = 50
_FEWEST_IN_GROUP = 20
_MOST_GROUPS = 50
_MOST_ROWS = 20_000


@guarded
def _run(subject: FrameSubject) -> Observation:
    frame = sampled(frame_of(subject, least=_FEWEST_ROWS), _MOST_ROWS)
    names = subject.groups or _proposed(frame, subject.target)
    if not names:
        return to_declare(
            f"No attribute of {subject.name} is declared by which people must be treated alike",
            "Name the columns, or answer that rows are not people: %mlsec data NAME --groups COLUMN.",
        )
    measured = [entry for name in names for entry in _measure(frame, name, subject.target)]
    judged = judge_all(measured, subject.limits, _DEFAULTS)
    shown = listed(label_of(name) for name in names)
    broken = [*judged.failed, *judged.unsure]
    if broken:
        summary = f"Groups of {subject.name} by {shown} are rare or recorded differently: {listed(broken)}."
        step = "Say which attributes are sensitive and what was done: %mlsec answer PRE-03."
    else:
        summary, step = f"Groups of {subject.name} by {shown} are well represented and recorded alike.", ""
    return Observation(status=judged.status, summary=summary, measurements=judged.measurements, next_step=step)


def _proposed(frame: pd.DataFrame, target: str | None) -> tuple[str, ...]:
    found = []
    for name in map(str, frame.columns):
        kind = kind_of_name(name)
        sensitive = kind is not None and (kind.reach is Reach.SPECIAL or kind.kind == "sex or gender")
        if sensitive and name != target and column(frame, name).nunique() <= _MOST_GROUPS:
            found.append(name)
    return tuple(found)


def _measure(frame: pd.DataFrame, name: str, target: str | None) -> list[Measurement]:
    import numpy as np

    groups = codes(column(frame, name))
    sizes = np.bincount(groups)
    if len(sizes) > _MOST_GROUPS:
        raise NotEvidenceError(f"{label_of(name)} has more than {_MOST_GROUPS} different values, which are no groups")
    if len(sizes) < 2:  # noqa: PLR2004 - a gap needs two
        raise NotEvidenceError(f"{label_of(name)} has one group only")
    shown = label_of(name)
    found = [Measurement(name=f"smallest-group:{shown}", value=float(sizes.min() / len(groups)))]
    if (sizes >= _FEWEST_IN_GROUP).sum() < 2:  # noqa: PLR2004 - a gap needs two
        if _rare(found[0]):
            return found  # that it is rare is what there is to say
        raise NotEvidenceError(f"fewer than two groups have {_FEWEST_IN_GROUP} rows")
    absent = frame.drop(columns=[label for label in frame.columns if str(label) == name]).isna().mean(axis=1).to_numpy()
    found.append(_gap(f"missing-gap:{shown}", absent, groups, sizes))
    if target is not None and target != name:
        found.append(_gap(f"label-gap:{shown}", favoured(column(frame, target)), groups, sizes))
    return found


def _rare(smallest: Measurement) -> bool:
    limit = find_limit(_DEFAULTS, "smallest-group")
    return limit is not None and not limit.allows(smallest.value)


def _gap(name: str, values: Floats, groups: Ints, sizes: Ints) -> Measurement:
    """Return the gap between the groups' means, among groups that are large enough to have one."""
    import numpy as np

    kept = sizes >= _FEWEST_IN_GROUP

    def gap(rows: Ints) -> float:
        totals = np.bincount(groups[rows], weights=values[rows], minlength=len(sizes))
        means = totals[kept] / np.maximum(np.bincount(groups[rows], minlength=len(sizes))[kept], 1)
        return float(means.max() - means.min())

    low, high = bootstrap(gap, len(groups), draws=200)
    return Measurement(name=name, value=gap(np.arange(len(groups))), low=low, high=high)


PROBE = Probe(name="unbalanced-groups", items=("PRE-03",), run=_run, cost=Cost.NORMAL, docs=__doc__)
